"""The checks of exercise 11."""

import pandas as pd

from checks import expect
from checks.core import Answer, NotYet, only_tasks, task
from given import business_oriented as given
from given.business_oriented import CAPACITY
from helpers import data, features, market_b2b

_EXERCISE = "11_business_oriented"


def _companies() -> pd.DataFrame:
    return data.load("companies").set_index("company_id")


def _won_2024() -> pd.Series:
    deals = data.load("deals")
    return _value(deals[(deals["stage"] == "won") & (deals["closed_on"] < "2025-01-01")])


def _won_2025() -> pd.Series:
    deals = data.load("deals")
    return _value(deals[(deals["stage"] == "won") & (deals["opened_on"] >= "2025-01-01")])


def _value(deals: pd.DataFrame) -> pd.Series:
    """Return the value of some deals (SEK) by company of the register, 0 where there is none."""
    return deals.groupby("company_id")["value_sek"].sum().reindex(_companies().index, fill_value=0)


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Two conditions: the stage, and a date.",
        "`stage` tells how a deal stands at the end of 2025. Which date says since when?",
        "`deals[(deals['stage'] == 'won') & (deals['closed_on'] < '2025-07-01')]`",
    ],
)
def known_then(known: Answer) -> str:
    """Check the deals known to be won on the morning of 1 July 2025."""
    deals = data.load("deals").set_index("deal_id")
    won, day = deals["stage"] == "won", "2025-07-01"
    opened_before, closed_before = deals["opened_on"] < day, deals["closed_on"] < day
    wanted = deals.loc[won & closed_before, ["value_sek"]]
    later = (opened_before & won).sum() - len(wanted)
    mistakes = {
        f"holds deals *opened* before 1 July; {later} of them were won only later. Look at `closed_on`": (
            won & opened_before
        ),
        "holds all deals that were closed, the lost ones too; expected those won": closed_before,
        "holds all deals won in two years, those of the second half of 2025 too": won,
        "holds deals closed on 1 July as well; that morning nobody knew of them": (
            won & (deals["closed_on"] <= day)
        ),
    }
    tables = {sentence: deals.loc[chosen, ["value_sek"]] for sentence, chosen in mistakes.items()}
    expect.none_of_values(known, tables, name="known")
    expect.frame(known, wanted, name="known", key="deal_id")
    return (
        f"{len(wanted):,} wins were known. {later} more deals had been opened by then and were won later: "
        "a history cut by `opened_on` would have known the future."
    )


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "For the hit rate keep the deals that are won or lost, and take the mean of `stage == 'won'`.",
        "For the money: the sum of `value_sek` over the won deals of each industry.",
        "Divide by `companies['industry'].value_counts()`: it counts companies that bought nothing too.",
    ],
)
def two_measures(industries: Answer) -> str:
    """Check the hit rate and the money won per company, by industry."""
    industry = _companies()["industry"]
    deals = data.load("deals")
    deals["industry"] = deals["company_id"].map(industry)
    by_stage = {stage: deals[deals["stage"] == stage].groupby("industry") for stage in ("won", "lost")}
    won, lost, companies = by_stage["won"].size(), by_stage["lost"].size(), industry.value_counts()
    every, money = deals.groupby("industry"), by_stage["won"]["value_sek"].sum()
    wanted = pd.DataFrame({"hit_rate": won / (won + lost), "won_per_company_sek": money / companies})
    buyers, with_a_deal = (group["company_id"].nunique() for group in (by_stage["won"], every))
    mistakes = {
        "hit_rate": {
            "counts open deals as lost; leave them out, for nobody knows yet": won / every.size(),
            "is won deals per company, not per closed deal": won / companies,
            "is won deals per lost deal; divide by won and lost together": won / lost,
        },
        "won_per_company_sek": {
            "is the mean of a won deal; divide by all companies of the industry": money / won,
            "leaves out the companies that bought nothing; they are most of the industry": money / buyers,
            "leaves out the companies without a deal; divide by all in the register": money / with_a_deal,
            "is the total of the industry; divide by its number of companies": money,
        },
    }
    if isinstance(industries, pd.DataFrame):
        for column, known in mistakes.items():
            if column in industries.columns and not expect.same_values(industries, wanted[[column]]):
                tables = {sentence: values.rename(column).to_frame() for sentence, values in known.items()}
                expect.none_of_values(industries, tables, name=column)
    expect.frame(industries, wanted, name="industries", key="industry")
    by_rate, by_money = wanted["hit_rate"].idxmax(), wanted["won_per_company_sek"].idxmax()
    place = wanted["won_per_company_sek"].rank(ascending=False)["software"]
    return (
        f"Best by hit rate: {by_rate}. Best by money: {by_money}. Software wins "
        f"{wanted.loc['software', 'hit_rate']:.0%} of its deals and stands in place {place:.0f} by money."
    )


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "`features.score` gives fair points from 1 to 5 to a column of numbers.",
        "Apply it to the employees of each industry apart: group first.",
        "`groupby('industry')['employees'].transform(...)` returns one value per company, in its place.",
    ],
)
def points_in_industry(size_points: Answer) -> str:
    """Check the points for size among the firms of the own industry."""
    companies = _companies()
    employees, industry = companies["employees"], companies["industry"]
    by_industry = employees.groupby(industry)
    wanted = by_industry.transform(features.score).rename("size_points")
    torn = by_industry.transform(lambda size: pd.qcut(size.rank(method="first"), 5, labels=False) + 1)
    turnover = companies["turnover_msek"].fillna(0).groupby(industry).transform(features.score)
    upside_down = by_industry.transform(features.score, best="low")
    over_all = features.score(employees)
    mistakes = {
        "compares all companies with one another; expected each with its own industry": over_all,
        "is upside down: the largest firms have 1 point; expected 5": upside_down,
        "runs from 0 to 4; expected 1 to 5": wanted - 1,
        "gives different points to firms of one industry with equally many employees": torn,
        "compares turnover; expected the number of employees": turnover,
    }
    expect.none_of_values(size_points, mistakes, name="size_points")
    expect.series(size_points, wanted, name="size_points", key="company_id")
    least = employees[wanted == 5].groupby(industry).min()
    return (
        f"5 points begin at {least.min():,} employees in {least.idxmin()}, at {least.max():,} in "
        f"{least.idxmax()}. Large is a word that needs an industry."
    )


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Compute two lists of industry means: one over the odd companies, one over the even ones.",
        "Then give the odd companies the means of the even ones: `.map(...)` on the industry does it.",
        "`won_2024` has zeros for most companies; leave them in.",
    ],
)
def learned_from_others(learned: Answer) -> str:
    """Check the mean won money of the industry, from the other half of the companies."""
    money, industry = _won_2024(), _companies()["industry"]
    odd = pd.Series(money.index % 2 == 1, money.index)

    def from_half(half: pd.Series, values: pd.Series = money, how: str = "mean") -> pd.Series:
        """Return for each company the figure of its industry in the half that is named for it."""
        figures = values.groupby([odd, industry]).agg(how)
        return pd.Series(figures.loc[list(zip(half, industry))].to_numpy(), money.index, name="learned")

    wanted = from_half(~odd)
    mistakes = {
        "comes from each company's own half, so its own deals helped to rank it": from_half(odd),
        "comes from all companies, so its own deals helped to rank it": (
            money.groupby(industry).transform("mean").rename("learned")
        ),
        "leaves out the companies that bought nothing; zeros belong in the mean": (
            from_half(~odd, money.where(money > 0))
        ),
        "is the sum over the other half; expected the mean": from_half(~odd, how="sum"),
    }
    expect.none_of_values(learned, mistakes, name="learned")
    expect.series(learned, wanted, name="learned", key="company_id")
    halves = money.groupby([industry, odd]).mean().unstack()
    apart = (halves.max(axis=1) / halves.min(axis=1)).idxmax()
    low, high = sorted(halves.loc[apart])
    return (
        f"In {apart} one half won {low:,.0f} SEK per company and the other {high:,.0f}: with so few deals "
        "even an industry's mean is partly luck."
    )


@task(
    exercise=_EXERCISE,
    number=5,
    hints=[
        "Which are the first 600? `score.nlargest(600).index` gives their numbers.",
        "`won_2025[first]` picks their money.",
        "Divide the sum of their money by the sum of all money.",
    ],
)
def share_in_first_fifth(share: Answer) -> str:
    """Check the share of the 2025 money in the first 600 places by turnover."""
    score, before, money = _companies()["turnover_msek"].fillna(0), _won_2024(), _won_2025()
    first, last = score.nlargest(CAPACITY).index, score.nsmallest(CAPACITY).index
    bought = money > 0
    first_buyers = score[bought].nlargest(bought.sum() // 5).index
    right = money[first].sum() / money.sum()
    of_buyers = bought[first].sum() / bought.sum()
    mistakes = {
        "the share of the *buyers* that stand there; weigh them by their money": of_buyers,
        "the share of these 600 that bought": bought[first].mean(),
        "what stands in the *last* 600 places": money[last].sum() / money.sum(),
        "the money of 2024, which was known before": before[first].sum() / before.sum(),
        "what the first fifth of the *buyers* hold": money[first_buyers].sum() / money.sum(),
    }
    expect.none_of(share, right, mistakes, name="share")
    expect.number(share, right, name="share", decimals=2)
    return (
        f"{right:.0%} of the money stands in the first fifth: {right / 0.2:.1f} times what a lot would hold."
    )


@task(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "First the share of companies that opened a deal, in each `group`.",
        "What the calls *added* is the difference between the two groups.",
        "If 100 calls add 10 deals, one added deal costs 10 calls.",
    ],
)
def cost_of_added_deal(sek_per_added_deal: Answer) -> str:
    """Check the cost in calls of one deal that would not have been opened otherwise."""
    outcomes = market_b2b.run(given.largest(), holdout=0.5, seed=1)
    price = market_b2b.CONTACT_COST_SEK["call"]
    groups = outcomes.groupby("group")
    rate, won, count = groups["opened"].mean(), groups["won"].mean(), groups["opened"].sum()
    added = rate["contacted"] - rate["control"]
    per_won = price / (won["contacted"] - won["control"])
    of_counts = price * groups.size()["contacted"] / (count["contacted"] - count["control"])
    per_deal, right = price / rate["contacted"], price / added
    mistakes = {
        "the cost of *any* deal among those called; part of them would have come anyway": per_deal,
        "the cost per added *won* deal; the task asks for opened ones": per_won,
        "computed from numbers of deals; the two groups differ in size, so compare rates": of_counts,
        "the price of a call divided by the control group's rate": price / rate["control"],
        "what the calls add per company; divide the price of a call by it": added,
    }
    expect.none_of(sek_per_added_deal, right, mistakes, name="sek_per_added_deal", precision=0, rel=2e-3)
    expect.number(sek_per_added_deal, right, name="sek_per_added_deal", unit="SEK", rel=0.005)
    chances = market_b2b.expected(given.largest())
    on_average = price / (chances["chance_with"] - chances["chance_without"]).mean()
    return (
        f"{right:,.0f} SEK for a deal that the calls added, {per_deal:,.0f} for any deal "
        f"among those called, which flatters. On average it is {on_average:,.0f}; the rest is luck."
    )


@task(
    exercise=_EXERCISE,
    number=7,
    hints=[
        "Rank by money, not by yes: large firms, in industries where Klarvik wins.",
        "Industry points plus size points come close; so does hit rate times the root of the employees.",
        "A pitch for each company's own technology pays for itself; where it is unknown, take `general`.",
    ],
)
def call_list(plan: Answer) -> str:
    """Check any list of at most 600 calls that reaches the stated expected profit."""
    plan, profit = expect.plan(plan, market_b2b.expected_profit, key="company_id", only={"channel": "call"})
    if len(plan) > CAPACITY:
        raise NotYet(f"`plan` has {len(plan):,} calls; Klarvik can make {CAPACITY}. Keep the best.")
    makes = f"Your list makes {len(plan):,} calls and brings {profit:,.0f} SEK"
    if profit >= given.TARGET_SEK:
        by_size = market_b2b.expected_profit(given.largest())
        return f"{makes}. By employees alone it would be {by_size:,.0f}."
    raise NotYet(f"{makes}; expected {given.TARGET_SEK:,} or more. {_advice(plan)}")


def _advice(plan: pd.DataFrame) -> str:
    """Return one question that fits what the list looks like."""
    companies = _companies()
    firms = companies.loc[plan["company_id"]]
    visits = data.load("engagement").query("date >= '2025-01-01'").groupby("company_id").size()
    visits = visits.reindex(companies.index, fill_value=0)
    if firms["industry"].nunique() == 1:
        return f"All of them are in {firms['industry'].iloc[0]}. Are there no large firms elsewhere?"
    if "pitch" in plan.columns and _wrong_pitches(plan, firms) > 0.3:
        return "Many pitches are for another technology than the company uses. What does `technology` say?"
    if len(plan) < 0.8 * CAPACITY:
        return f"{CAPACITY - len(plan)} calls are left. Who else is likely to be worth one?"
    if visits[firms.index].mean() > 1.3 * visits.mean():
        return "The list leans on engagement: such companies call you. Where does a call change something?"
    if firms["employees"].median() < 2 * companies["employees"].median():
        return "Most of them are small. What does a won deal bring there?"
    return "They are large. In which industries does Klarvik win, and in which does it not?"


def _wrong_pitches(plan: pd.DataFrame, firms: pd.DataFrame) -> float:
    """Return the share of calls with a pitch for another technology than the firm's."""
    pitch, technology = plan["pitch"].to_numpy(), firms["technology"].fillna("general").to_numpy()
    return ((pitch != "general") & (technology != "general") & (pitch != technology)).mean()


__all__, __dir__, __getattr__ = only_tasks(globals())
