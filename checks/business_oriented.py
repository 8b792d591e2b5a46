"""The checks of exercise 11."""

import pandas as pd

from checks import expect
from checks.core import NotYet, task
from helpers import data, features, market_b2b

EXERCISE = "11_business_oriented"
CAPACITY = 600  # calls in half a year
TARGET_SEK = 1_900_000
COMPANIES = data.load("companies").set_index("company_id")
DEALS = data.load("deals")
SMALL_SOFTWARE = (COMPANIES["industry"] == "software") & (COMPANIES["employees"] < 20)
FAVOURITE = pd.DataFrame({"company_id": COMPANIES.index[SMALL_SOFTWARE]})
LARGEST = pd.DataFrame({"company_id": COMPANIES["employees"].nlargest(CAPACITY).index})


def per_company(deals) -> pd.Series:
    """Value of some deals by company of the register, 0 where there is none."""
    return deals.groupby("company_id")["value_sek"].sum().reindex(COMPANIES.index, fill_value=0)


WON = DEALS[DEALS["stage"] == "won"]
WON_2024 = per_company(WON[WON["closed_on"] < "2025-01-01"])
WON_2025 = per_company(WON[WON["opened_on"] >= "2025-01-01"])


@task(
    exercise=EXERCISE,
    number=1,
    hints=[
        "Two conditions: the stage, and a date.",
        "`stage` tells how a deal stands at the end of 2025. Which date says since when?",
        "`deals[(deals['stage'] == 'won') & (deals['closed_on'] < '2025-07-01')]`",
    ],
)
def known_then(known):
    """The deals known to be won on the morning of 1 July 2025."""
    wanted = WON[WON["closed_on"] < "2025-07-01"].set_index("deal_id")[["value_sek"]]
    before = DEALS["opened_on"] < "2025-07-01"
    closed_before = DEALS["closed_on"] < "2025-07-01"
    later = (before & (DEALS["stage"] == "won")).sum() - len(wanted)
    mistakes = {
        f"deals *opened* before 1 July; {later} of them were won only later. Look at `closed_on`": DEALS[
            before & (DEALS["stage"] == "won")
        ],
        "all deals that were closed, the lost ones too; expected those won": DEALS[closed_before],
        "all deals won in two years, those of the second half of 2025 too": WON,
        "deals closed on 1 July as well; that morning nobody knew of them": WON[
            WON["closed_on"] <= "2025-07-01"
        ],
    }
    tables = {f"holds {words}": rows.set_index("deal_id")[["value_sek"]] for words, rows in mistakes.items()}
    expect.none_of_values(known, tables, name="known")
    expect.frame(known, wanted, name="known", key="deal_id")
    return (
        f"{len(wanted):,} wins were known. {later} more deals had been opened by then and were won later: "
        "a history cut by `opened_on` would have known the future."
    )


@task(
    exercise=EXERCISE,
    number=2,
    hints=[
        "For the hit rate keep the deals that are won or lost, and take the mean of `stage == 'won'`.",
        "For the money: the sum of `value_sek` over the won deals of each industry.",
        "Divide by `companies['industry'].value_counts()`: it counts companies that bought nothing too.",
    ],
)
def two_measures(industries):
    """Hit rate and money won per company, by industry."""
    kind = COMPANIES["industry"]
    deals = DEALS.assign(industry=DEALS["company_id"].map(kind))
    closed, won = deals[deals["stage"].isin(["won", "lost"])], deals[deals["stage"] == "won"]
    money = won.groupby("industry")["value_sek"].sum()
    wanted = pd.DataFrame(
        {
            "hit_rate": (closed["stage"] == "won").groupby(closed["industry"]).mean(),
            "won_per_company_sek": money / kind.value_counts(),
        }
    ).rename_axis("industry")
    mistakes = {
        "hit_rate": {
            "counts open deals as lost; leave them out, for nobody knows yet": (deals["stage"] == "won")
            .groupby(deals["industry"])
            .mean(),
            "is won deals per company, not per closed deal": won.groupby("industry").size()
            / kind.value_counts(),
            "is won deals per lost deal; divide by won and lost together": won.groupby("industry").size()
            / closed[closed["stage"] == "lost"].groupby("industry").size(),
        },
        "won_per_company_sek": {
            "is the mean of a won deal; divide by all companies of the industry": won.groupby("industry")[
                "value_sek"
            ].mean(),
            "leaves out the companies that bought nothing; they are most of the industry": money
            / won.groupby("industry")["company_id"].nunique(),
            "leaves out the companies without a deal; divide by all in the register": money
            / deals.groupby("industry")["company_id"].nunique(),
            "is the total of the industry; divide by its number of companies": money,
        },
    }
    if isinstance(industries, pd.DataFrame):
        for column, known in mistakes.items():
            if column in industries.columns and not expect.same_values(industries, wanted[[column]]):
                tables = {words: values.rename(column).to_frame() for words, values in known.items()}
                expect.none_of_values(industries, tables, name=column)
    expect.frame(industries, wanted, name="industries", key="industry")
    by_rate, by_money = wanted["hit_rate"].idxmax(), wanted["won_per_company_sek"].idxmax()
    place = wanted["won_per_company_sek"].rank(ascending=False)["software"]
    return (
        f"Best by hit rate: {by_rate}. Best by money: {by_money}. Software wins "
        f"{wanted.loc['software', 'hit_rate']:.0%} of its deals and stands in place {place:.0f} by money."
    )


@task(
    exercise=EXERCISE,
    number=3,
    hints=[
        "`features.score` gives fair points from 1 to 5 to a column of numbers.",
        "Apply it to the employees of each industry apart: group first.",
        "`groupby('industry')['employees'].transform(...)` returns one value per company, in its place.",
    ],
)
def points_in_industry(size_points):
    """Points for size among the firms of the own industry."""
    by_industry = COMPANIES.groupby("industry")["employees"]
    wanted = by_industry.transform(features.score).rename("size_points")
    mistakes = {
        "compares all companies with one another; expected each with its own industry": features.score(
            COMPANIES["employees"]
        ),
        "is upside down: the largest firms have 1 point; expected 5": by_industry.transform(
            features.score, best="low"
        ),
        "runs from 0 to 4; expected 1 to 5": wanted - 1,
        "gives different points to firms of one industry with equally many employees": by_industry.transform(
            lambda size: pd.qcut(size.rank(method="first"), 5, labels=False) + 1
        ),
        "compares turnover; expected the number of employees": COMPANIES["turnover_msek"]
        .fillna(0)
        .groupby(COMPANIES["industry"])
        .transform(features.score),
    }
    expect.none_of_values(size_points, mistakes, name="size_points")
    expect.series(size_points, wanted, name="size_points", key="company_id")
    least = COMPANIES["employees"][wanted == 5].groupby(COMPANIES["industry"]).min()
    return (
        f"5 points begin at {least.min():,} employees in {least.idxmin()}, at {least.max():,} in "
        f"{least.idxmax()}. Large is a word that needs an industry."
    )


@task(
    exercise=EXERCISE,
    number=4,
    hints=[
        "Compute two lists of industry means: one over the odd companies, one over the even ones.",
        "Then give the odd companies the means of the even ones: `.map(...)` on the industry does it.",
        "`won_2024` has zeros for most companies; leave them in.",
    ],
)
def learned_from_others(learned):
    """Mean won money of the industry, from the other half of the companies."""
    kind, odd = COMPANIES["industry"], pd.Series(COMPANIES.index % 2 == 1, COMPANIES.index)

    def from_half(own, money=WON_2024):
        """Means of each company's own half, or of the other one."""
        means = money.groupby([odd, kind]).mean()
        half = odd if own else ~odd
        return pd.Series(means.loc[list(zip(half, kind))].to_numpy(), COMPANIES.index, name="learned")

    wanted = from_half(own=False)
    mistakes = {
        "comes from each company's own half, so its own deals helped to rank it": from_half(own=True),
        "comes from all companies, so its own deals helped to rank it": WON_2024.groupby(kind)
        .transform("mean")
        .rename("learned"),
        "leaves out the companies that bought nothing; zeros belong in the mean": from_half(
            own=False, money=WON_2024.where(WON_2024 > 0)
        ),
        "is the sum over the other half; expected the mean": pd.Series(
            WON_2024.groupby([odd, kind]).sum().loc[list(zip(~odd, kind))].to_numpy(),
            COMPANIES.index,
            name="learned",
        ),
    }
    expect.none_of_values(learned, mistakes, name="learned")
    expect.series(learned, wanted, name="learned", key="company_id")
    halves = WON_2024.groupby([kind, odd]).mean().unstack()
    apart = (halves.max(axis=1) / halves.min(axis=1)).idxmax()
    low, high = sorted(halves.loc[apart])
    return (
        f"In {apart} one half won {low:,.0f} SEK per company and the other {high:,.0f}: with so few deals "
        "even an industry's mean is partly luck."
    )


@task(
    exercise=EXERCISE,
    number=5,
    hints=[
        "Which are the first 600? `score.nlargest(600).index` gives their numbers.",
        "`won_2025[first]` picks their money.",
        "Divide the sum of their money by the sum of all money.",
    ],
)
def share_in_first_fifth(share):
    """Share of the 2025 money in the first 600 places by turnover."""
    score = COMPANIES["turnover_msek"].fillna(0)
    first, last = score.nlargest(CAPACITY).index, score.nsmallest(CAPACITY).index
    bought = WON_2025 > 0
    right = WON_2025[first].sum() / WON_2025.sum()
    mistakes = {
        "the share of the *buyers* that stand there; weigh them by their money": bought[first].sum()
        / bought.sum(),
        "the share of these 600 that bought": bought[first].mean(),
        "what stands in the *last* 600 places": WON_2025[last].sum() / WON_2025.sum(),
        "the money of 2024, which was known before": WON_2024[first].sum() / WON_2024.sum(),
        "what the first fifth of the *buyers* hold": WON_2025[
            score[bought].nlargest(bought.sum() // 5).index
        ].sum()
        / WON_2025.sum(),
    }
    expect.none_of(share, right, mistakes, name="share")
    expect.number(share, right, name="share", decimals=2)
    return (
        f"{right:.0%} of the money stands in the first fifth: {right / 0.2:.1f} times what a lot would hold."
    )


@task(
    exercise=EXERCISE,
    number=6,
    hints=[
        "First the share of companies that opened a deal, in each `group`.",
        "What the calls *added* is the difference between the two groups.",
        "If 100 calls add 10 deals, one added deal costs 10 calls.",
    ],
)
def cost_of_added_deal(sek_per_added_deal):
    """Cost in calls of one deal that would not have been opened otherwise."""
    outcomes = market_b2b.run(LARGEST, holdout=0.5, seed=1)
    price = market_b2b.CONTACT_COST_SEK["call"]
    rate, won = (outcomes.groupby("group")[name].mean() for name in ("opened", "won"))
    count = outcomes.groupby("group")["opened"].sum()
    right = price / (rate["contacted"] - rate["control"])
    mistakes = {
        "the cost of *any* deal among those called; part of them would have come anyway": price
        / rate["contacted"],
        "the cost per added *won* deal; the task asks for opened ones": price
        / (won["contacted"] - won["control"]),
        "computed from numbers of deals; the two groups differ in size, so compare rates": price
        * (outcomes["group"] == "contacted").sum()
        / (count["contacted"] - count["control"]),
        "the price of a call divided by the control group's rate": price / rate["control"],
        "what the calls add per company; divide the price of a call by it": rate["contacted"]
        - rate["control"],
    }
    for words, value in mistakes.items():
        if expect.same_number(sek_per_added_deal, value, rel=2e-3):
            raise NotYet(f"`sek_per_added_deal` is {sek_per_added_deal:,.2f}. That is {words}.")
    expect.number(sek_per_added_deal, right, name="sek_per_added_deal", unit="SEK", rel=0.005)
    chances = market_b2b.expected(LARGEST)
    on_average = price / (chances["chance_with"] - chances["chance_without"]).mean()
    return (
        f"{right:,.0f} SEK for a deal that the calls added, {price / rate['contacted']:,.0f} for any deal "
        f"among those called, which flatters. On average it is {on_average:,.0f}; the rest is luck."
    )


@task(
    exercise=EXERCISE,
    number=7,
    hints=[
        "Rank by money, not by yes: large firms, in industries where Klarvik wins.",
        "Industry points plus size points come close; so does hit rate times the root of the employees.",
        "A pitch for each company's own technology pays for itself; where it is unknown, take `general`.",
    ],
)
def call_list(plan):
    """Any list of at most 600 calls that reaches the stated expected profit."""
    plan, profit = expect.plan(plan, market_b2b.expected_profit, key="company_id", only={"channel": "call"})
    if len(plan) > CAPACITY:
        raise NotYet(f"`plan` has {len(plan):,} calls; Klarvik can make {CAPACITY}. Keep the best.")
    makes = f"Your list makes {len(plan):,} calls and brings {profit:,.0f} SEK"
    if profit >= TARGET_SEK:
        return f"{makes}. By employees alone it would be {market_b2b.expected_profit(LARGEST):,.0f}."
    raise NotYet(f"{makes}; expected {TARGET_SEK:,} or more. {_advice(plan)}")


def _advice(plan) -> str:
    """One question that fits what the list looks like."""
    firms = COMPANIES.loc[plan["company_id"]]
    visits = data.load("engagement").query("date >= '2025-01-01'").groupby("company_id").size()
    visits = visits.reindex(COMPANIES.index, fill_value=0)
    if firms["industry"].nunique() == 1:
        return f"All of them are in {firms['industry'].iloc[0]}. Are there no large firms elsewhere?"
    if "pitch" in plan.columns and _wrong_pitches(plan, firms) > 0.3:
        return "Many pitches are for another technology than the company uses. What does `technology` say?"
    if len(plan) < 0.8 * CAPACITY:
        return f"{CAPACITY - len(plan)} calls are left. Who else is likely to be worth one?"
    if visits[firms.index].mean() > 1.3 * visits.mean():
        return "The list leans on engagement: such companies call you. Where does a call change something?"
    if firms["employees"].median() < 2 * COMPANIES["employees"].median():
        return "Most of them are small. What does a won deal bring there?"
    return "They are large. In which industries does Klarvik win, and in which does it not?"


def _wrong_pitches(plan, firms):
    pitch, technology = plan["pitch"].to_numpy(), firms["technology"].fillna("general").to_numpy()
    return ((pitch != "general") & (technology != "general") & (pitch != technology)).mean()
