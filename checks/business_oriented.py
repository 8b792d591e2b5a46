"""The checks of exercise 11."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from checks import expect, words
from checks.core import Answer, NotYet, only_tasks, predicted, task, writing
from checks.decide import decision
from checks.intervals import demand_verdict
from given import business_oriented as given
from given.business_oriented import CAPACITY
from helpers import data, experiment, features, market_b2b

_EXERCISE = "11_business_oriented"
_MORNING = "2025-07-07"  # of task 2
_FEWEST, _MOST = 0.12, 0.30  # of an industry's firms with one score, as far as equals allow a fifth


def _companies() -> pd.DataFrame:
    return data.load("companies").set_index("company_id")


# ---------------------------------------------------------------- task 1


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Run the lesson down to the live picture: the cell's play button, or Run → Run All Cells.",
        "The slider *Sales capacity (calls)* has the three numbers; move nothing else.",
        "The sentence below the picture ends: so this list is worth … times as much.",
    ],
)
def times_as_much(times: Answer) -> str:
    """Check what the lesson's live picture says of a list at three capacities."""
    calls = [100, 600, 1800]
    wanted = _times(["industry", "size", "engagement"], calls)
    without = _times(["industry", "size"], calls)
    money = _found(["industry", "size", "engagement"], calls)
    mistakes = {
        "is the list with engagement at 0; leave all three weights at 1": without,
        "is the list by industry alone; leave all three weights at 1": _times(["industry"], calls),
        "is the list by size alone; leave all three weights at 1": _times(["size"], calls),
        "is the list by engagement alone; leave all three weights at 1": _times(["engagement"], calls),
        "is the list without engagement or industry; leave all three weights at 1": (
            _times(["size", "engagement"], calls)
        ),
    }
    expect.none_of_values(times, mistakes, name="times")
    if any(expect.same_values(times, by * money, decimals=to) for by, to in ((1, 2), (100, 0))):
        raise NotYet(
            "`times` is the share of the money that the calls find; copy how many times as much as at random."
        )
    expect.series(times, wanted, name="times", key="calls")
    return (
        f"Without engagement it is {without[100]}, {without[600]} and {without[1800]}. Knowing who is "
        "interested nearly doubles what 100 calls find and hardly matters with 1,800: prioritising is worth "
        "most to those who can do least."
    )


def _times(columns: list[str], calls: Sequence[int]) -> pd.Series:
    """Return by number of calls how many times as much as at random a scorecard finds."""
    return (_found(columns, calls) * len(_companies()) / calls).round(1)


def _found(columns: list[str], calls: Sequence[int]) -> pd.Series:
    """Return by number of calls the share of the money of 2025 that a scorecard finds."""
    companies, deals = _companies(), data.load("deals")
    won = deals[deals["stage"] == "won"]
    before, after = (
        rows.groupby("company_id")["value_sek"].sum().reindex(companies.index, fill_value=0)
        for rows in (won[won["closed_on"] < "2025-01-01"], won[won["opened_on"] >= "2025-01-01"])
    )
    acts = data.load("engagement").query("date < '2025-01-01'").groupby("company_id").size()
    points = {
        "industry": companies["industry"].map(features.score(before.groupby(companies["industry"]).mean())),
        "size": features.score(companies["employees"]),
        "engagement": features.score(acts.reindex(companies.index, fill_value=0)),
    }
    levels = after.groupby(-sum(points[name] for name in columns)).agg(["size", "sum"]).cumsum()
    found = np.interp(calls, [0, *levels["size"]], [0, *levels["sum"]]) / after.sum()
    return pd.Series(found, pd.Index(calls, name="calls"), name="times")


# ---------------------------------------------------------------- task 2


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "`stage` tells how a deal stands at the end of 2025. Which date says since when?",
        "What is the money divided by: by all companies of the industry, or by some of them?",
        "Cut by `closed_on`, and count the companies in `companies`.",
    ],
)
def won_so_far(won_per_company: Answer) -> str:
    """Check the money won per company of each industry, as it was known on a morning."""
    companies, deals = data.load("companies"), data.load("deals")
    deals = deals.merge(companies[["company_id", "industry"]])
    firms = companies.groupby("industry").size()
    won = deals["stage"] == "won"
    opened, closed = deals["opened_on"] < _MORNING, deals["closed_on"] < _MORNING

    def money(rows: pd.Series) -> pd.Series:
        return deals[rows].groupby("industry")["value_sek"].sum()

    def buyers(rows: pd.Series) -> pd.Series:
        return deals[rows].groupby("industry")["company_id"].nunique()

    known = won & closed
    wanted = (money(known) / firms).rename("won_per_company")
    later = int((won & opened & ~closed).sum())
    mistakes = {
        "holds both faults still": money(won & opened) / buyers(won & opened),
        f"holds {later} wins that were still open that morning: their stage is that of today": (
            money(won & opened) / firms
        ),
        "leaves out the companies that bought nothing; they are most of each industry": (
            money(known) / buyers(known)
        ),
        "is divided by the companies that had a deal, won or not; all of the industry count": (
            money(known) / buyers(deals["company_id"] > 0)
        ),
        "is divided by the companies that had a deal by then; all of the industry count": (
            money(known) / buyers(opened)
        ),
        "is divided by the companies that have bought until today; all of the industry count": (
            money(known) / buyers(won)
        ),
        "is the money per employee; expected per company": (
            money(known) / companies.groupby("industry")["employees"].sum()
        ),
        "is divided by the number of deals; expected the number of companies": (
            money(known) / deals.groupby("industry").size()
        ),
        "is the middle of the won deals (median); expected all their money by all companies": (
            deals[known].groupby("industry")["value_sek"].median()
        ),
        "is the money per won deal; all companies of the industry count": (
            money(known) / deals[known].groupby("industry").size()
        ),
        "is the total of each industry; divide by its number of companies": money(known),
        "counts what was won on 7 July too; that morning nobody knew of it": (
            money(won & (deals["closed_on"] <= _MORNING)) / firms
        ),
        "counts wins of both years; on that morning only the past was known": money(won) / firms,
        "counts deals *opened* and closed before; closed is enough": (money(known & opened) / firms * 1.0),
        "counts what was lost as well; expected the deals won": money(closed) / firms,
        "counts wins of 2025 alone; expected all so far": (
            money(known & (deals["closed_on"] >= "2025-01-01")) / firms
        ),
        "is divided by all companies of the register; expected those of the industry": (
            money(known) / len(companies)
        ),
    }
    mistakes = {
        text: values for text, values in mistakes.items() if not np.allclose(values, wanted, rtol=1e-4)
    }
    expect.none_of_values(won_per_company, mistakes, name="won_per_company")
    expect.series(won_per_company, wanted, name="won_per_company", key="industry", decimals=0)
    wrong = mistakes["holds both faults still"]
    place, was = wanted.rank(ascending=False), wrong.rank(ascending=False)
    moved = (place - was).abs().idxmax()
    return (
        f"{later} wins came from the future, and with buyers alone the means were "
        f"{(wrong / wanted).median():.0f} times too high. {moved.capitalize()} moves from place "
        f"{was[moved]:.0f} to place {place[moved]:.0f}."
    )


# ---------------------------------------------------------------- task 3


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "`features.score` gives fair points from 1 to 5 to a column of numbers.",
        "Each industry is to be scored apart: group by its column.",
        "`transform(features.score)`: the name alone, no brackets behind it.",
    ],
)
def points_in_industry(size_points: Answer) -> str:
    """Check points for size among the firms of the own industry, by whatever way they were cut."""
    companies = _companies()
    employees, industry = companies["employees"], companies["industry"]
    by_industry = employees.groupby(industry)
    over_all = features.score(employees).rename("size_points")
    turnover = companies["turnover_msek"].fillna(0)
    mistakes = {
        "compares all companies with one another; expected each with its own industry": over_all,
        "compares turnover; expected the number of employees": (
            turnover.groupby(industry).transform(features.score)
        ),
        "compares the companies of one region; expected those of one industry": (
            employees.groupby(companies["region"]).transform(features.score)
        ),
        "is each company's place in its industry; expected points from 1 to 5": by_industry.rank(),
        "is the mean of the industry; give `transform` the name of what scores": (
            by_industry.transform("mean")
        ),
    }
    expect.none_of_values(size_points, mistakes, name="size_points")
    wanted = by_industry.transform(features.score).rename("size_points")
    table = expect.aligned(
        size_points, wanted.to_frame(), name="size_points", key="company_id", columns=["size_points"]
    )
    points = _whole_points(table["size_points"])
    per_size = points.groupby([industry, employees]).agg(["nunique", "first"])
    if (per_size["nunique"] > 1).any():
        where, size = per_size["nunique"].idxmax()
        raise NotYet(
            f"`size_points` gives {per_size['nunique'].max()} different points to firms in {where} that all "
            f"have {words.count(int(size), 'employee')}; expected one. Cut by value, not by rank."
        )
    if (points.groupby(industry).nunique() == 1).all():
        raise NotYet("`size_points` gives all firms of an industry the same; expected points for each firm.")
    steps = per_size["first"].groupby("industry").diff().dropna()
    if (steps <= 0).all():
        raise NotYet("`size_points` is upside down: the largest firms have 1 point; expected 5.")
    if (steps < 0).any():
        where, size = steps.idxmin()
        raise NotYet(
            f"`size_points` does not follow the size: in {where}, firms with "
            f"{words.count(int(size), 'employee')} have fewer points than smaller ones."
        )
    shares = points.groupby(industry).value_counts(normalize=True).unstack().reindex(columns=range(1, 6))
    off = shares.fillna(0).stack()
    off = off[(off < _FEWEST) | (off > _MOST)]
    if len(off):
        where, score = (off - 0.2).abs().idxmax()
        raise NotYet(
            f"Of the firms in {where}, {off[where, score]:.0%} have {words.count(int(score), 'point')}; "
            "expected about a fifth of each industry's firms with each."
        )
    least = employees[wanted == 5].groupby(industry).min()
    return (
        f"5 points begin at {least.min():,} employees in {least.idxmin()}, at {least.max():,} in "
        f"{least.idxmax()}. Large is a word that needs an industry."
    )


def _whole_points(found: pd.Series) -> pd.Series:
    """Return points as numbers, once they are whole ones from 1 to 5."""
    points = pd.to_numeric(found.astype(object), errors="coerce").astype(float)
    if points.isna().any():
        raise NotYet(
            f"`size_points` has {points.isna().sum():,} values that are no numbers; expected 1 to 5."
        )
    if points.min() == 0 and points.max() == 4:
        raise NotYet("`size_points` runs from 0 to 4; expected 1 to 5. Add 1.")
    if not points.isin(range(1, 6)).all():
        raise NotYet(
            f"`size_points` runs from {points.min():g} to {points.max():g}; "
            "expected whole numbers from 1 to 5."
        )
    return points.astype(int)


# ---------------------------------------------------------------- task 4


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "The calls *added* the difference of the two shares that opened a deal. If 100 calls add 10 deals, "
        "one added deal costs 10 calls.",
        "`mean_difference` wants the column `margin_sek` of each group; its last two numbers are low and "
        "high per company, before the call is paid.",
        "Take the price from both ends. Does 0 lie between them? Then the campaign cannot tell.",
    ],
)
def cost_of_added_deal(sek_per_added_deal: Answer, low: Answer, high: Answer, pays: Answer) -> str:
    """Check what an added deal costs in calls, what a call earns with its interval, and what follows."""
    price, outcomes = market_b2b.CONTACT_COST_SEK["call"], _campaign()
    groups = outcomes.groupby("group")
    rate, won, count, size = (
        groups["opened"].mean(),
        groups["won"].mean(),
        groups["opened"].sum(),
        groups.size(),
    )
    added = rate["contacted"] - rate["control"]
    right, per_deal = price / added, price / rate["contacted"]
    mistakes = {
        "the cost of *any* deal among those called; part of them would have come anyway": per_deal,
        "the cost per added *won* deal; the task asks for opened ones": (
            price / (won["contacted"] - won["control"])
        ),
        "the cost of any won deal among those called": price / won["contacted"],
        "computed from numbers of deals; the two groups differ in size, so compare shares": (
            price * size["contacted"] / (count["contacted"] - count["control"])
        ),
        "the cost of the calls made, divided by the number of deals above the control group's": (
            price * CAPACITY / 2 / (count["contacted"] - count["control"])
        ),
        "the cost of all 600 calls per deal among those called; half were called": (
            price * CAPACITY / count["contacted"]
        ),
        "the cost of a call shared by the part of the deals that the calls brought": (
            price / (added / rate["contacted"])
        ),
        "the price of a call divided by the control group's share": price / rate["control"],
        "what the calls add per company; divide the price of a call by it": added,
        "what the calls add per 100 companies; divide the price of 100 calls by it": 100 * added,
        "how many calls one added deal takes; each has its price": 1 / added,
        "the cost of all 600 calls, shared among the added deals of half": (
            price * len(outcomes) / (added * size["contacted"])
        ),
        "the cost of the calls made": price * size["contacted"],
        "the cost of a call shared by the relative rise; take the difference of the shares": (
            price / (rate["contacted"] / rate["control"] - 1)
        ),
        "the price multiplied by what a call adds; divide instead": price * added,
    }
    expect.none_of(sek_per_added_deal, right, mistakes, name="sek_per_added_deal", precision=0, rel=2e-3)
    expect.number(sek_per_added_deal, right, name="sek_per_added_deal", unit="SEK", rel=2e-3)
    least, most = _earned(outcomes)
    margin = groups["margin_sek"]
    sums = np.array(
        experiment.mean_difference(margin.get_group("contacted"), margin.get_group("control"))[3:]
    )
    won_alone = outcomes[outcomes["won"] == 1].groupby("group")["margin_sek"]
    of_won = np.array(
        experiment.mean_difference(won_alone.get_group("contacted"), won_alone.get_group("control"))[3:]
    )
    treated = outcomes[outcomes["group"] == "contacted"]
    of_value = np.array(
        experiment.mean_difference(treated["value_sek"], groups["value_sek"].get_group("control"))[3:]
    )
    rates = _added(outcomes)
    expect.interval(
        low,
        high,
        least,
        most,
        unit="SEK",
        mistakes={
            "leaving out the price of the call": tuple(sums),
            "adding the price of the call": tuple(sums + price),
            "all the calls together; expected per company called": tuple((sums - price) * size["contacted"]),
            "all 600 companies together; expected per company called": tuple((sums - price) * len(outcomes)),
            "the companies that won a deal alone; those without one count as 0": tuple(of_won - price),
            "the deals opened, not the money": rates,
            "the deals opened per 100, not the money": tuple(100 * rate for rate in rates),
            "the value of the deals, not their margin": tuple(of_value - price),
            "the called companies alone, without the control group": _alone(treated, price),
            "the price of all calls taken from what one adds": tuple(sums - price * size["contacted"]),
        },
    )
    demand_verdict(pays, least, most, name="pays")
    dear, cheap = price / rates[0], price / rates[1]
    return (
        f"{right:,.0f} SEK for a deal that the calls added (between {cheap:,.0f} and {dear:,.0f}); any deal "
        f"among those called seems to cost {per_deal:,.0f}. More deals is sure; more money is not. In B2B, "
        f"test on the early step. {predicted(_EXERCISE)}"
    )


def _alone(treated: pd.DataFrame, price: float) -> tuple[float, float]:
    """Return the interval of the mean margin less the price among some companies (SEK)."""
    middle, half = treated["margin_sek"].mean() - price, 1.96 * treated["margin_sek"].sem()
    return middle - half, middle + half


def _campaign() -> pd.DataFrame:
    return market_b2b.run(given.largest(), holdout=0.5, seed=7)


def _earned(outcomes: pd.DataFrame) -> tuple[float, float]:
    """Return the interval of what a call earns, its price paid (SEK per company called)."""
    margin = outcomes.groupby("group")["margin_sek"]
    *_, low, high = experiment.mean_difference(margin.get_group("contacted"), margin.get_group("control"))
    return low - market_b2b.CONTACT_COST_SEK["call"], high - market_b2b.CONTACT_COST_SEK["call"]


def _added(outcomes: pd.DataFrame) -> tuple[float, float]:
    """Return the interval of the deals opened that a call adds, as a share of the companies called."""
    opened = outcomes.groupby("group")["opened"]
    return experiment.rate_difference(opened.get_group("contacted"), opened.get_group("control"))[3:]


# ---------------------------------------------------------------- task 5


@writing(
    exercise=_EXERCISE,
    number=5,
    points=[
        "It says how many of these deals would have been opened without a call, by the control group.",
        "It says what one added deal costs, or what the calls added, with how sure that is.",
        "It says that this campaign cannot tell whether the calls earn their price, and gives both ends.",
        "It says what to do before anybody is hired: go on calling some and leaving some, drawn at random.",
    ],
)
def to_the_board() -> str:
    """Write three sentences to the board on three more people for sales."""
    outcomes = _campaign()
    rate = 100 * outcomes.groupby("group")["opened"].mean()
    low, high = (100 * end for end in _added(outcomes))
    least, most = _earned(outcomes)
    return (
        f"Of 100 companies that we left alone {rate['control']:.0f} opened a deal too, so the calls added "
        f"between {low:.0f} and {high:.0f} per 100, not {rate['contacted']:.0f}. "
        f"Whether that pays we cannot tell yet: a call may lose {-least:,.0f} SEK or earn {most:,.0f}, since "
        "a few large deals decide it. Let the people we have go on for half a year, with half of the list, "
        "drawn at random, left alone; then we count again, and hire or not."
    )


# ---------------------------------------------------------------- task 6


def _profit(plan: pd.DataFrame) -> float:
    if len(plan) > CAPACITY:
        raise ValueError(f"`plan` has {len(plan):,} calls; Klarvik can make {CAPACITY}. Keep the best.")
    return market_b2b.expected_profit(plan)


@decision(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Rank by money, not by yes: large firms, in industries where Klarvik wins much.",
        "Industry points plus size points, as in the lesson; `nlargest(600)` takes the first.",
        "A pitch for each company's own `technology`; where that is unknown, `general`.",
    ],
    rival=(f"the plain list of the {CAPACITY} largest", given.largest),
    only={"channel": "call"},
    may=["channel", "pitch"],
    world=market_b2b,
    worth=_profit,
)
def call_list(plan: pd.DataFrame) -> str:
    """Decide on a list of at most 600 calls, after at most three campaigns."""
    chances = market_b2b.expected(plan)
    anyway = 100 * chances["chance_without"].mean()
    called = 100 * chances["chance_with"].mean()
    return (
        f"Of 100 on your list {anyway:.0f} open a deal uncalled, and the calls add {called - anyway:.0f}: "
        "a call earns where something is not coming anyway, and where a deal is large."
    )


__all__, __dir__, __getattr__ = only_tasks(globals())
