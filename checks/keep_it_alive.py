"""The checks of exercise 15."""

from functools import cache
from numbers import Real

import numpy as np
import pandas as pd
from scipy import stats

from checks import expect
from checks.core import NotStarted, NotYet, task
from helpers import data, market

EXERCISE = "15_keep_it_alive"
LIST_SEK, NEEDS_SEK = 500, 5_000  # our assumption: one hour, and ten
INTERVALS = (1, 2, 3, 4, 6, 12)
TARGET_SEK = 12_000


@cache
def _lines():
    lines = data.load("order_lines").merge(data.load("orders")[["order_id", "customer_id", "ordered_at"]])
    return lines.assign(need=lines["category"].map(market.NEED_OF)).dropna(subset="need")


@cache
def _segments(at: pd.Timestamp) -> pd.Series:
    lines = _lines()
    year = lines[lines["ordered_at"].between(at - pd.DateOffset(years=1), at, inclusive="left")]
    money = year.groupby(["customer_id", "need"])["amount_sek"].sum().unstack(fill_value=0)
    return money.idxmax(axis=1).rename("segment")


def segments(at) -> pd.Series:
    """The need on which each customer spent most in the year before `at`: the lesson's segments."""
    return _segments(pd.Timestamp(at)).copy()


def _aged(months: int) -> pd.Series:
    return _segments(data.TODAY - pd.DateOffset(months=months))


@cache
def _letter(list_age: int, needs_age: int) -> tuple[float, int, float, float]:
    """One letter: SEK added before texts, customers who agreed, share buying without it and with it."""
    on_list = _aged(list_age)
    offer = _aged(needs_age).reindex(on_list.index).fillna(on_list)
    plan = pd.DataFrame({"customer_id": offer.index, "offer": offer.to_numpy(), "channel": "post"})
    chances = market.expected(plan.assign(recent_messages=1)).query("consent == 1")
    without, with_letter = chances["chance_without"], chances["chance_with"]
    gain = (with_letter - without) * market.MARGIN * chances["basket_sek"] - market.CONTACT_COST_SEK["post"]
    return float(gain.sum()), len(chances), float(without.mean()), float(with_letter.mean())


def profit_by_age() -> pd.Series:
    """What one letter adds (SEK), by the age of its segments in months."""
    texts = len(market.NEEDS) * market.MESSAGE_COST_SEK
    return pd.Series({age: _letter(age, age)[0] - texts for age in range(12)}, name="profit_sek").rename_axis(
        "months_old"
    )


def year_of_letters(list_months: int, needs_months: int, holdout: float) -> tuple[float, float]:
    """What twelve letters leave (SEK), and the power of one letter's test of conversion."""
    letters = [_letter(month % list_months, month % needs_months) for month in range(12)]
    texts = 12 * len(market.NEEDS) * market.MESSAGE_COST_SEK
    upkeep = 12 / list_months * LIST_SEK + 12 / needs_months * NEEDS_SEK
    left = (1 - holdout) * sum(letter[0] for letter in letters) - texts - upkeep
    size, control, contacted = np.mean([letter[1:] for letter in letters], axis=0)
    return left, _power(size * holdout, size * (1 - holdout), control, contacted)


def _power(n_control, n_contacted, control, contacted) -> float:
    """Share of two-sided 5% tests that see the difference between two shares; groups may differ in size."""
    if n_control < 2 or n_contacted < 2:
        return 0.0
    mean = (n_control * control + n_contacted * contacted) / (n_control + n_contacted)
    none = np.sqrt(mean * (1 - mean) * (1 / n_control + 1 / n_contacted))
    real = np.sqrt(control * (1 - control) / n_control + contacted * (1 - contacted) / n_contacted)
    return float(stats.norm.cdf((abs(contacted - control) - stats.norm.ppf(0.975) * none) / real))


@task(
    exercise=EXERCISE,
    number=1,
    hints=[
        "First the two rates: of 100 contacted, how many bought? Of 100 in the control group?",
        "Points are the difference of the two rates, in per cent.",
        "The relative difference is the points over the *control group's* rate, times 100.",
    ],
)
def points_and_percent(points, percent):
    """The effect in percentage points, and relative in percent."""
    contacted, control = 100 * 204 / 2_400, 100 * 84 / 1_200
    right_points = contacted - control
    right_percent = 100 * right_points / control
    if _near(points, right_percent) and _near(percent, right_points):
        raise NotYet(
            f"The two are swapped: `points` is {points:.3g} and `percent` {percent:.3g}. Points are the "
            "plain difference of two percentages."
        )
    expect.none_of(
        points,
        right_points,
        {
            "the rate of those contacted, as if none of them would have bought anyway": contacted,
            "the relative difference, in percent": right_percent,
            "a difference of counts; the two groups differ in size, so compare rates": 204 - 84,
        },
        name="points",
    )
    expect.number(points, right_points, name="points", unit="percentage points", decimals=1)
    expect.none_of(
        percent,
        right_percent,
        {
            "taken relative to those contacted; relative means: to the control group": 100
            * right_points
            / contacted,
            "the difference in points": right_points,
            "the rate of those contacted as a percentage of the control group's; take 100 away": 100
            * contacted
            / control,
        },
        name="percent",
        precision=0.05,
    )
    expect.number(percent, right_percent, name="percent", unit="%", decimals=0)
    return f"{right_points:.1f} points, or {right_percent:.0f}% more. Both are true; say which you mean."


def _near(found, value, within=0.05) -> bool:
    return isinstance(found, Real) and not isinstance(found, bool) and abs(found - value) < within


@task(
    exercise=EXERCISE,
    number=2,
    hints=[
        "Bring `now` to the customers of `before`: `now.reindex(before.index)`.",
        "Compare the two, and you have True or False for each customer. Who went off the list is False.",
        "The mean of True and False is a share: `.groupby(before).mean()`.",
    ],
)
def kept_by_segment(kept):
    """Share of each former segment that is in the same segment today."""
    before, now = segments("2025-07-01"), segments("2026-01-01")
    table = pd.crosstab(before, now.reindex(before.index).fillna("off the list"))
    same = pd.Series(np.diag(table[table.index]), index=table.index).rename_axis("segment")
    wanted = (same / table.sum(axis=1)).rename("kept")
    on_both = table[table.index]
    mistakes = {
        "holds shares of those who are still on the list; those who went off it count too": same
        / on_both.sum(axis=1),
        "holds shares of *today's* segments; expected shares of the segments of half a year ago": same
        / now.value_counts().reindex(same.index),
        "holds the share that is *not* in the same segment any more": 1 - wanted,
        "holds numbers of customers; expected shares, between 0 and 1": same,
        "holds the share that is still on the list, in any segment": on_both.sum(axis=1) / table.sum(axis=1),
    }
    expect.none_of_values(kept, mistakes, name="kept", decimals=3)
    expect.series(kept, wanted, name="kept", key="segment", decimals=2)
    gone = 1 - on_both.to_numpy().sum() / len(before)
    return f"From {wanted.min():.0%} to {wanted.max():.0%}, after half a year; {gone:.0%} went off the list."


@task(
    exercise=EXERCISE,
    number=3,
    hints=[
        "Added is what a contacted customer brought on average, less what a control customer brought.",
        "Times the number *contacted*: that is the added margin. Costs are postage and the four texts.",
        "ROI = (added margin − cost) / cost. `market.effect(outcomes)` has it too, in the row `roi`.",
    ],
)
def return_on_investment(roi):
    """Added profit per SEK of cost, against the control group."""
    outcomes = _sent()
    groups = outcomes.groupby("group")
    mean, size, total = groups["margin_sek"].mean(), groups.size(), groups["margin_sek"].sum()
    postage = groups["cost_sek"].sum()["contacted"]
    cost = postage + len(market.NEEDS) * market.MESSAGE_COST_SEK
    each = mean["contacted"] - mean["control"]
    right = (each * size["contacted"] - cost) / cost
    both = size["contacted"] + size["control"]
    mistakes = {
        "gross: all the margin of those contacted, as if none of it had come anyway": (
            total["contacted"] - cost
        )
        / cost,
        "counted over the control group as well; it got no letter, so the letter added nothing there": (
            each * both - cost
        )
        / cost,
        "a difference of sums; the two groups differ in size, so compare means": (
            total["contacted"] - total["control"] - cost
        )
        / cost,
        "computed without the cost of the four texts": (each * size["contacted"] - postage) / postage,
        "compared with those who gave no consent; they were not drawn at random": (
            (mean["contacted"] - mean["no consent"]) * size["contacted"] - cost
        )
        / cost,
        "added margin per SEK of cost; take the cost away first": each * size["contacted"] / cost,
    }
    expect.none_of(roi, right, mistakes, name="roi", precision=5e-3)
    expect.number(roi, right, name="roi", decimals=2)
    low, high = market.effect(outcomes).loc["roi", ["low", "high"]]
    return f"{right:+.2f} per SEK, and the 95% interval reaches from {low:+.2f} to {high:+.2f}."


@cache
def _sent():
    segment = segments("2026-01-01")
    plan = pd.DataFrame({"customer_id": segment.index, "offer": segment.to_numpy(), "channel": "post"})
    return market.run(plan, holdout=0.3, seed=4)


def _needed(first, second, z_alpha=1.959964, z_power=0.841621) -> float:
    """Fleiss, Levin and Paik (2003), chapter 4: customers in each of two equal groups."""
    mean = (first + second) / 2
    apart = z_alpha * np.sqrt(2 * mean * (1 - mean))
    real = z_power * np.sqrt(first * (1 - first) + second * (1 - second))
    return ((apart + real) / (second - first)) ** 2


@task(
    exercise=EXERCISE,
    number=4,
    hints=[
        "Lifted by a quarter, 6 of 100 become 7.5 of 100.",
        "The lesson's section 7 has the formula; `stats.norm.ppf(0.975)` is for the two-sided 5%.",
        "`stats.norm.ppf(0.80)` is for the power. The result is for each of the two groups.",
    ],
)
def size_of_test(in_each_group):
    """Customers in each group to see a lift of a quarter on 6%."""
    right = _needed(0.06, 0.075)
    mistakes = {
        "one-sided: with a two-sided 5%, the quantile is that of 0.975": _needed(
            0.06, 0.075, z_alpha=1.644854
        ),
        "too small: without the term for power, half of all tests miss the effect": _needed(
            0.06, 0.075, z_power=0.0
        ),
        "the size of both groups together; expected the size of each": 2 * right,
        "for a lift of 25 percentage *points*; a quarter of 6% is 1.5 points": _needed(0.06, 0.31),
        "for a power of 90%; expected 80%": _needed(0.06, 0.075, z_power=1.281552),
    }
    for words, value in mistakes.items():
        if _near(in_each_group, value, within=0.02 * value):
            raise NotYet(f"`in_each_group` is {in_each_group:,.0f}. That is {words}.")
    expect.number(in_each_group, right, name="in_each_group", unit="customers", rel=0.03)
    return (
        f"About {right:,.0f} in each group. For half the lift it would be some {_needed(0.06, 0.0675):,.0f}."
    )


@task(
    exercise=EXERCISE,
    number=5,
    hints=[
        "`daily_sek.rolling(30).sum()` is, on each day, the sum of the 30 days up to it.",
        "`.shift(-30)` brings the following 30 days to the same row.",
        "Drop the days without 30 full days on both sides, then take the mean of `change >= 0.20`.",
    ],
)
def placebo_launch(share_up):
    """Share of launch days that show +20% although nothing was launched."""
    orders = data.load("orders")
    daily = orders.groupby(orders["ordered_at"].dt.normalize())["amount_sek"].sum()
    daily = daily.reindex(pd.date_range("2024-01-01", "2025-12-31"), fill_value=0)
    sums = daily.rolling(30).sum()
    change = (sums.shift(-30) / sums - 1).dropna()
    right = (change >= 0.20).mean()
    mistakes = {
        "a share of all days of the two years; some have no 30 days on both sides": (change >= 0.20).sum()
        / len(daily),
        "the share of days after which sales *fell* by 20% or more": (change <= -0.20).mean(),
        "the share with any rise at all": (change > 0).mean(),
        "the share where after is at least 0.2 *times* before": (change + 1 >= 0.20).mean(),
        "the other way round: the 30 days before over the 30 days after": (
            1 / (change + 1) - 1 >= 0.20
        ).mean(),
        "the share whose 30 days ending later by a single day, not by 30, are up": (
            (sums.shift(-1) / sums - 1).dropna() >= 0.20
        ).mean(),
    }
    expect.none_of(share_up, right, mistakes, name="share_up", precision=2e-3)
    expect.number(share_up, right, name="share_up", decimals=2)
    month = (change >= 0.20).groupby(change.index.month_name()).mean().idxmax()
    return f"On {right:.0%} of all days launching nothing is a success, most often in {month}."


@task(
    exercise=EXERCISE,
    number=6,
    hints=[
        "With an update every 3 months the letters go out with segments 0, 1, 2, 0, 1, 2, … months old.",
        "`month % every` gives that age for month 0 to 11.",
        "There are `12 / every` updates in the year.",
    ],
)
def left_of_a_year(left_sek):
    """Twelve letters less the updates, by interval."""
    profit, cost = profit_by_age(), 4_000

    def years(age, updates):
        values = {
            every: sum(profit[age(month, every)] for month in range(12)) - updates(every) * cost
            for every in INTERVALS
        }
        return pd.Series(values, name="left_sek", dtype="float64").rename_axis("months between updates")

    wanted = years(lambda month, every: month % every, lambda every: 12 / every)
    mistakes = {
        "counts one update a year, whatever the interval": years(lambda m, e: m % e, lambda e: 1),
        "counts no cost of updates": years(lambda m, e: m % e, lambda e: 0),
        "takes every letter at its oldest, just before the update; the letters between are younger": years(
            lambda m, e: e - 1, lambda e: 12 / e
        ),
        "takes every letter as fresh; the segments age between two updates": years(
            lambda m, e: 0, lambda e: 12 / e
        ),
        "counts one update a month less than `every`: there are 12 / every of them": years(
            lambda m, e: m % e, lambda e: e
        ),
    }
    expect.none_of_values(left_sek, mistakes, name="left_sek", decimals=0)
    expect.series(left_sek, wanted, name="left_sek", key="months between updates", decimals=0)
    return f"Best is every {wanted.idxmax()} months, with {wanted.max():,.0f} SEK."


@task(
    exercise=EXERCISE,
    number=7,
    hints=[
        "Which part goes stale fastest, and which is cheap to keep alive?",
        "To see a difference, the smaller group counts. How small may the control group be?",
        "Begin with the list every month, the needs once or twice a year, a tenth held out; turn one knob.",
    ],
)
def a_year_of_letters(plan):
    """Any plan that leaves the stated money with a control group that is large enough."""
    every_list, every_needs, holdout = _read(plan)
    left, power = year_of_letters(every_list, every_needs, holdout)
    said = f"Your plan leaves {left:,.0f} SEK, and {power:.0%} of its tests would see the letter's effect"
    if holdout == 0:
        raise NotYet(f"{said}. Nobody is held out, so nothing is compared. How will you know?")
    if power < 0.80:
        raise NotYet(f"{said}; expected 80%. Hold out a little more than {holdout:.1%}.")
    if left >= TARGET_SEK:
        return f"{said}. Everything every quarter would leave {year_of_letters(3, 3, holdout)[0]:,.0f}."
    advice = "What if the list were refreshed more often?"
    if holdout > 0.12:
        advice = f"Who is held out brings nothing extra: would fewer than {holdout:.0%} do?"
    elif every_needs < 6:
        advice = f"Reading needs costs {12 / every_needs * NEEDS_SEK:,.0f} SEK a year. Must it be so often?"
    raise NotYet(f"{said}; expected {TARGET_SEK:,} SEK or more. {advice}")


def _read(plan) -> tuple[int, int, float]:
    """The plan's three choices, or one sentence on what is wrong with them."""
    names = ("list_months", "needs_months", "holdout")
    if isinstance(plan, pd.Series):
        plan = plan.to_dict()
    if not isinstance(plan, dict):
        raise NotYet(f"`plan` is of the kind {type(plan).__name__}; expected a dict with {', '.join(names)}.")
    missing = [name for name in names if name not in plan]
    if missing:
        raise NotYet(f"`plan` has no `{missing[0]}`; it has {', '.join(map(str, plan)) or 'nothing'}.")
    for name in names:
        if plan[name] is Ellipsis:
            raise NotStarted
        if not isinstance(plan[name], Real) or isinstance(plan[name], bool) or pd.isna(plan[name]):
            raise NotYet(f"`{name}` is {plan[name]!r}; expected a number.")
    for name in names[:2]:
        if plan[name] not in INTERVALS:
            raise NotYet(f"`{name}` is {plan[name]:g}; expected one of {', '.join(map(str, INTERVALS))}.")
    if not 0 <= plan["holdout"] < 1:
        raise NotYet(
            f"`holdout` is {plan['holdout']:g}; expected a share between 0 and 1, such as 0.25 for a quarter."
        )
    return int(plan["list_months"]), int(plan["needs_months"]), float(plan["holdout"])
