"""The checks of exercise 15."""

from collections.abc import Callable
from functools import cache
from numbers import Real

import numpy as np
import pandas as pd

from checks import expect, words
from checks.core import Answer, NotYet, only_tasks, task
from given import keep_it_alive as given
from given.keep_it_alive import INTERVALS
from helpers import data, market

_EXERCISE = "15_keep_it_alive"


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "First the two rates: of 100 contacted, how many bought? Of 100 in the control group?",
        "Points are the difference of the two rates, in per cent.",
        "The relative difference is the points over the *control group's* rate, times 100.",
    ],
)
def points_and_percent(points: Answer, percent: Answer) -> str:
    """Check the effect in percentage points, and relative in percent."""
    contacted, control = 100 * 204 / 2_400, 100 * 84 / 1_200
    right_points = contacted - control
    right_percent = 100 * right_points / control
    if _near(points, right_percent) and _near(percent, right_points):
        raise NotYet(
            f"The two are swapped: `points` is {points:.3g} and `percent` {percent:.3g}. Points are the "
            "plain difference of two percentages."
        )
    mistakes = {
        "the rate of those contacted, as if none of them would have bought anyway": contacted,
        "the relative difference, in percent": right_percent,
        "a difference of counts; the two groups differ in size, so compare rates": 204 - 84,
    }
    expect.none_of(points, right_points, mistakes, name="points")
    expect.number(points, right_points, name="points", unit="percentage points", decimals=1)
    to_contacted, not_less_100 = 100 * right_points / contacted, 100 * contacted / control
    mistakes = {
        "taken relative to those contacted; relative means: to the control group": to_contacted,
        "the difference in points": right_points,
        "the rate of those contacted as a percentage of the control group's; take 100 away": not_less_100,
    }
    expect.none_of(percent, right_percent, mistakes, name="percent", precision=0.05)
    expect.number(percent, right_percent, name="percent", unit="%", decimals=0)
    return f"{right_points:.1f} points, or {right_percent:.0f}% more. Both are true; say which you mean."


def _near(found: Answer, value: float, within: float = 0.05) -> bool:
    return isinstance(found, Real) and not isinstance(found, bool) and abs(found - value) < within


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "Bring `now` to the customers of `before`: `now.reindex(before.index)`.",
        "Compare the two, and you have True or False for each customer. Who went off the list is False.",
        "The mean of True and False is a share: `.groupby(before).mean()`.",
    ],
)
def kept_by_segment(kept: Answer) -> str:
    """Check the share of each former segment that is in the same segment today."""
    before, now = given.segments("2025-07-01"), given.segments("2026-01-01")
    table = pd.crosstab(before, now.reindex(before.index).fillna("off the list"))
    on_both = table[table.index]
    same = pd.Series(np.diag(on_both), index=table.index).rename_axis("segment")
    still, every = on_both.sum(axis=1), table.sum(axis=1)
    wanted = (same / every).rename("kept")
    of_today = same / now.value_counts().reindex(same.index)
    mistakes = {
        "holds shares of those who are still on the list; those who went off it count too": same / still,
        "holds shares of *today's* segments; expected shares of the segments of half a year ago": of_today,
        "holds the share that is *not* in the same segment any more": 1 - wanted,
        "holds numbers of customers; expected shares, between 0 and 1": same,
        "holds the share that is still on the list, in any segment": still / every,
    }
    expect.none_of_values(kept, mistakes, name="kept", decimals=3)
    expect.series(kept, wanted, name="kept", key="segment", decimals=2)
    gone = 1 - on_both.to_numpy().sum() / len(before)
    return f"From {wanted.min():.0%} to {wanted.max():.0%}, after half a year; {gone:.0%} went off the list."


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "Added is what a contacted customer brought on average, less what a control customer brought.",
        "Times the number *contacted*: that is the added margin. Costs are postage and the four texts.",
        "ROI = (added margin − cost) / cost. `market.effect(outcomes)` has it too, in the row `roi`.",
    ],
)
def return_on_investment(roi: Answer) -> str:
    """Check the added profit per SEK of cost, against the control group."""
    outcomes = _sent()
    groups = outcomes.groupby("group")
    mean, size, total = groups["margin_sek"].mean(), groups.size(), groups["margin_sek"].sum()
    postage = groups["cost_sek"].sum()["contacted"]
    cost = postage + len(market.NEEDS) * market.MESSAGE_COST_SEK
    each = mean["contacted"] - mean["control"]
    added = each * size["contacted"]
    to_no_consent = (mean["contacted"] - mean["no consent"]) * size["contacted"]
    over_both = each * (size["contacted"] + size["control"])
    of_sums = total["contacted"] - total["control"]
    right = (added - cost) / cost
    mistakes = {
        "gross: all the margin of those contacted, as if none of it had come anyway": (
            (total["contacted"] - cost) / cost
        ),
        "counted over the control group as well; it got no letter, so the letter added nothing there": (
            (over_both - cost) / cost
        ),
        "a difference of sums; the two groups differ in size, so compare means": (of_sums - cost) / cost,
        "computed without the cost of the four texts": (added - postage) / postage,
        "compared with those who gave no consent; they were not drawn at random": (
            (to_no_consent - cost) / cost
        ),
        "added margin per SEK of cost; take the cost away first": added / cost,
    }
    expect.none_of(roi, right, mistakes, name="roi", precision=5e-3)
    expect.number(roi, right, name="roi", decimals=2)
    low, high = market.effect(outcomes).loc["roi", ["low", "high"]]
    return f"{right:+.2f} per SEK, and the 95% interval reaches from {low:+.2f} to {high:+.2f}."


@cache
def _sent() -> pd.DataFrame:
    segment = given.segments("2026-01-01")
    plan = pd.DataFrame({"customer_id": segment.index, "offer": segment.to_numpy(), "channel": "post"})
    return market.run(plan, holdout=0.3, seed=4)


def _needed(first: float, second: float, z_alpha: float = 1.959964, z_power: float = 0.841621) -> float:
    """Return the customers in each of two equal groups, by Fleiss, Levin and Paik (2003), chapter 4."""
    mean = (first + second) / 2
    apart = z_alpha * np.sqrt(2 * mean * (1 - mean))
    real = z_power * np.sqrt(first * (1 - first) + second * (1 - second))
    return ((apart + real) / (second - first)) ** 2


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Lifted by a quarter, 6 of 100 become 7.5 of 100.",
        "The lesson's section 7 has the formula; `stats.norm.ppf(0.975)` is for the two-sided 5%.",
        "`stats.norm.ppf(0.80)` is for the power. The result is for each of the two groups.",
    ],
)
def size_of_test(in_each_group: Answer) -> str:
    """Check the customers in each group to see a lift of a quarter on 6%."""
    right = _needed(0.06, 0.075)
    one_sided, no_power = _needed(0.06, 0.075, z_alpha=1.644854), _needed(0.06, 0.075, z_power=0.0)
    mistakes = {
        "one-sided: with a two-sided 5%, the quantile is that of 0.975": one_sided,
        "too small: without the term for power, half of all tests miss the effect": no_power,
        "the size of both groups together; expected the size of each": 2 * right,
        "for a lift of 25 percentage *points*; a quarter of 6% is 1.5 points": _needed(0.06, 0.31),
        "for a power of 90%; expected 80%": _needed(0.06, 0.075, z_power=1.281552),
    }
    expect.none_of(in_each_group, right, mistakes, name="in_each_group", precision=0, rel=0.02)
    expect.number(in_each_group, right, name="in_each_group", unit="customers", rel=0.03)
    return (
        f"About {right:,.0f} in each group. For half the lift it would be some {_needed(0.06, 0.0675):,.0f}."
    )


@task(
    exercise=_EXERCISE,
    number=5,
    hints=[
        "`daily_sek.rolling(30).sum()` is, on each day, the sum of the 30 days up to it.",
        "`.shift(-30)` brings the following 30 days to the same row.",
        "Drop the days without 30 full days on both sides, then take the mean of `change >= 0.20`.",
    ],
)
def placebo_launch(share_up: Answer) -> str:
    """Check the share of launch days that show +20% although nothing was launched."""
    orders = data.load("orders")
    daily = orders.groupby(orders["ordered_at"].dt.normalize())["amount_sek"].sum()
    daily = daily.reindex(pd.date_range("2024-01-01", "2025-12-31"), fill_value=0)
    sums = daily.rolling(30).sum()
    change, next_day = (sums.shift(-30) / sums - 1).dropna(), (sums.shift(-1) / sums - 1).dropna()
    right = (change >= 0.20).mean()
    of_all_days = (change >= 0.20).sum() / len(daily)
    turned = (1 / (change + 1) - 1 >= 0.20).mean()
    mistakes = {
        "a share of all days of the two years; some have no 30 days on both sides": of_all_days,
        "the share of days after which sales *fell* by 20% or more": (change <= -0.20).mean(),
        "the share with any rise at all": (change > 0).mean(),
        "the share where after is at least 0.2 *times* before": (change + 1 >= 0.20).mean(),
        "the other way round: the 30 days before over the 30 days after": turned,
        "the share whose 30 days ending later by a single day, not by 30, are up": (next_day >= 0.20).mean(),
    }
    expect.none_of(share_up, right, mistakes, name="share_up", precision=2e-3)
    expect.number(share_up, right, name="share_up", decimals=2)
    month = (change >= 0.20).groupby(change.index.month_name()).mean().idxmax()
    return f"On {right:.0%} of all days launching nothing is a success, most often in {month}."


def _years(age: Callable[[int, int], int], updates: Callable[[int], float]) -> pd.Series:
    """Return what twelve letters less the updates leave (SEK), by the months between updates.

    Parameters
    ----------
    age : function of the month and the interval
        How old the segments of that month's letter are taken to be, in months.
    updates : function of the interval
        How many updates are counted.
    """
    profit, cost = given.profit_by_age(), 4_000
    left = {
        every: sum(profit[age(month, every)] for month in range(12)) - updates(every) * cost
        for every in INTERVALS
    }
    return pd.Series(left, name="left_sek", dtype="float64").rename_axis("months between updates")


@task(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "With an update every 3 months the letters go out with segments 0, 1, 2, 0, 1, 2, … months old.",
        "`month % every` gives that age for month 0 to 11.",
        "There are `12 / every` updates in the year.",
    ],
)
def left_of_a_year(left_sek: Answer) -> str:
    """Check twelve letters less the updates, by interval."""
    wanted = _years(lambda month, every: month % every, lambda every: 12 / every)
    oldest = _years(lambda month, every: every - 1, lambda every: 12 / every)
    fresh = _years(lambda month, every: 0, lambda every: 12 / every)
    one_less = _years(lambda month, every: month % every, lambda every: every)
    once = _years(lambda month, every: month % every, lambda every: 1)
    free = _years(lambda month, every: month % every, lambda every: 0)
    mistakes = {
        "counts one update a year, whatever the interval": once,
        "counts no cost of updates": free,
        "takes every letter at its oldest, just before the update; the letters between are younger": oldest,
        "takes every letter as fresh; the segments age between two updates": fresh,
        "counts one update a month less than `every`: there are 12 / every of them": one_less,
    }
    expect.none_of_values(left_sek, mistakes, name="left_sek", decimals=0)
    expect.series(left_sek, wanted, name="left_sek", key="months between updates", decimals=0)
    return f"Best is every {wanted.idxmax()} months, with {wanted.max():,.0f} SEK."


@task(
    exercise=_EXERCISE,
    number=7,
    hints=[
        "Which part goes stale fastest, and which is cheap to keep alive?",
        "To see a difference, the smaller group counts. How small may the control group be?",
        "Begin with the list every month, the needs once or twice a year, a tenth held out; turn one knob.",
    ],
)
def a_year_of_letters(plan: Answer) -> str:
    """Check any plan that leaves the stated money with a control group that is large enough."""
    every_list, every_needs, holdout = _choices(plan)
    left, power = given.year_of_letters(every_list, every_needs, holdout)
    leaves = f"Your plan leaves {left:,.0f} SEK, and {power:.0%} of its tests would see the letter's effect"
    if holdout == 0:
        raise NotYet(f"{leaves}. Nobody is held out, so nothing is compared. How will you know?")
    if power < 0.80:
        raise NotYet(f"{leaves}; expected 80%. Hold out a little more than {holdout:.1%}.")
    if left >= given.TARGET_SEK:
        every_quarter = given.year_of_letters(3, 3, holdout)[0]
        return f"{leaves}. Everything every quarter would leave {every_quarter:,.0f}."
    advice = "What if the list were refreshed more often?"
    if holdout > 0.12:
        advice = f"Who is held out brings nothing extra: would fewer than {holdout:.0%} do?"
    elif every_needs < 6:
        cost = 12 / every_needs * given.NEEDS_SEK
        advice = f"Reading needs costs {cost:,.0f} SEK a year. Must it be so often?"
    raise NotYet(f"{leaves}; expected {given.TARGET_SEK:,} SEK or more. {advice}")


def _choices(plan: Answer) -> tuple[int, int, float]:
    """Return the plan's three choices, or say in one sentence what is wrong with them."""
    names = ("list_months", "needs_months", "holdout")
    if isinstance(plan, pd.Series):
        plan = plan.to_dict()
    if not isinstance(plan, dict):
        raise NotYet(f"`plan` is {words.kind(plan)}; expected a dict with {', '.join(names)}.")
    missing = [name for name in names if name not in plan]
    if missing:
        has = words.names(list(plan)) or "nothing"
        raise NotYet(f"`plan` has no `{missing[0]}`; it has {has}.")
    for name in names:
        if not isinstance(plan[name], Real) or isinstance(plan[name], bool) or pd.isna(plan[name]):
            raise NotYet(f"`{name}` is {words.value(plan[name])}; expected a number.")
    for name in names[:2]:
        if plan[name] not in INTERVALS:
            raise NotYet(f"`{name}` is {plan[name]:g}; expected one of {', '.join(map(str, INTERVALS))}.")
    if not 0 <= plan["holdout"] < 1:
        raise NotYet(
            f"`holdout` is {plan['holdout']:g}; expected a share between 0 and 1, such as 0.25 for a quarter."
        )
    return int(plan["list_months"]), int(plan["needs_months"]), float(plan["holdout"])


__all__, __dir__, __getattr__ = only_tasks(globals())
