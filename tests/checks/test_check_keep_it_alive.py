"""Exercise 15: every right answer is accepted, every known mistake is named."""

from math import ceil

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from checks import keep_it_alive as check
from given import keep_it_alive as given
from helpers import data, market
from tests.check_cases import Cases, as_tests

BEFORE, NOW = given.segments("2025-07-01"), given.segments("2026-01-01")


# ---- task 1
def rates():
    return 204 / 2_400, 84 / 1_200


def effect():
    a, b = rates()
    return 100 * (a - b), 100 * (a / b - 1)


# ---- task 2
def kept():
    return (NOW.reindex(BEFORE.index) == BEFORE).groupby(BEFORE).mean()


def kept_by_table():
    table = pd.crosstab(BEFORE, NOW.reindex(BEFORE.index).fillna("gone"), normalize="index")
    return {need: table.loc[need, need] for need in table.index}


def on_both(normalize):
    both = BEFORE.index.intersection(NOW.index)
    table = pd.crosstab(BEFORE[both], NOW[both], normalize=normalize)
    return pd.Series(np.diag(table), index=table.index)


# ---- task 3
def outcomes():
    plan = pd.DataFrame({"customer_id": NOW.index, "offer": NOW.to_numpy(), "channel": "post"})
    return market.run(plan, holdout=0.3, seed=4)


def roi(control="control", texts=4 * 1_800, size_of=("contacted",), sums=False, gross=False, ratio=False):
    groups = outcomes().groupby("group")
    mean, size, total = groups["margin_sek"].mean(), groups.size(), groups["margin_sek"].sum()
    cost = groups["cost_sek"].sum()["contacted"] + texts
    each = mean["contacted"] - (0 if gross else mean[control])
    added = total["contacted"] - total[control] if sums else each * sum(size[g] for g in size_of)
    return added / cost if ratio else (added - cost) / cost


# ---- task 4
def size(first=0.06, second=0.075, alpha=0.975, power=0.80, pooled=True):
    spread = first * (1 - first) + second * (1 - second)
    mean = (first + second) / 2
    none = 2 * mean * (1 - mean) if pooled else spread
    z = stats.norm.ppf([alpha, power])
    return ((z[0] * np.sqrt(none) + z[1] * np.sqrt(spread)) / (second - first)) ** 2


def by_angles():
    """Cohen's formula: the difference of two angles."""
    angle = 2 * np.arcsin(np.sqrt(0.075)) - 2 * np.arcsin(np.sqrt(0.06))
    return 2 * (stats.norm.ppf([0.975, 0.80]).sum() / angle) ** 2


# ---- task 5
def change():
    orders = data.load("orders")
    days = (orders["ordered_at"] - pd.Timestamp("2024-01-01")).dt.days
    daily = np.bincount(days, orders["amount_sek"], minlength=731)
    total = np.concatenate([[0], daily.cumsum()])
    launch = np.arange(30, 731 - 30 + 1)
    return (total[launch + 30] - total[launch]) / (total[launch] - total[launch - 30]) - 1


# ---- task 6
PROFIT = given.profit_by_age()


def years(age=lambda month, every: month % every, updates=lambda every: 12 / every):
    return {
        every: sum(PROFIT[age(month, every)] for month in range(12)) - updates(every) * 4_000
        for every in (1, 2, 3, 4, 6, 12)
    }


# ---- task 7
def plan(list_months=1, needs_months=12, holdout=0.1):
    return {"list_months": list_months, "needs_months": needs_months, "holdout": holdout}


CASES = {
    "points_and_percent": Cases(
        untouched=lambda: (..., ...),
        right={
            "from the rates": effect,
            "rounded": lambda: (1.5, 21),
            "numpy": lambda: tuple(map(np.float64, effect())),
            "a Series of one each": lambda: tuple(pd.Series([value]) for value in effect()),
        },
        named={
            "swapped": (lambda: effect()[::-1], "The two are swapped"),
            "relative to those contacted": (
                lambda: (effect()[0], 100 * (1 - rates()[1] / rates()[0])),
                "taken relative to those contacted",
            ),
            "no control group": (lambda: (8.5, effect()[1]), "as if none of them would have bought anyway"),
            "counts": (lambda: (120, effect()[1]), "a difference of counts"),
            "not less 100": (lambda: (effect()[0], 100 * rates()[0] / rates()[1]), "take 100 away"),
        },
        wrong={
            "shares": (lambda: (effect()[0] / 100, effect()[1]), "expected 1.5"),
            "twice the points": (lambda: (effect()[0], effect()[0]), "the difference in points"),
            "text": (lambda: ("1.5", "21"), "is text"),
        },
    ),
    "kept_by_segment": Cases(
        untouched=lambda: ...,
        right={
            "compared and averaged": kept,
            "from a table, as a dict": kept_by_table,
            "a table with the key as a column": lambda: (
                kept().rename_axis("segment").reset_index(name="kept")
            ),
            "rounded, another order": lambda: kept().round(3).iloc[::-1],
        },
        named={
            "only those still on the list": (lambda: on_both("index"), "still on the list; those who went"),
            "shares of today's": (
                lambda: (
                    (NOW.reindex(BEFORE.index) == BEFORE).groupby(BEFORE).sum()
                    / NOW.value_counts().reindex(sorted(NOW.unique()))
                ),
                "shares of *today's* segments",
            ),
            "the others": (lambda: 1 - kept(), "that is *not* in the same segment"),
            "numbers": (
                lambda: (NOW.reindex(BEFORE.index) == BEFORE).groupby(BEFORE).sum(),
                "holds numbers of customers",
            ),
        },
        wrong={
            "still on the list": (
                lambda: BEFORE.index.to_series().isin(NOW.index).groupby(BEFORE).mean(),
                "in any segment",
            ),
            "one number": (lambda: float(kept().mean()), "expected a column"),
            "per cent": (lambda: 100 * kept(), "a percentage was given"),
            "one segment missing": (lambda: kept().iloc[:3], "missing"),
        },
    ),
    "return_on_investment": Cases(
        untouched=lambda: ...,
        right={
            "by hand": roi,
            "the market's own": lambda: market.effect(outcomes()).loc["roi", "effect"],
            "rounded": lambda: round(roi(), 2),
            "numpy": lambda: np.float64(roi()),
        },
        named={
            "gross": (lambda: roi(gross=True), "as if none of it had come anyway"),
            "the holdout counted too": (
                lambda: roi(size_of=("contacted", "control")),
                "counted over the control group as well",
            ),
            "sums": (lambda: roi(sums=True), "a difference of sums"),
            "no texts": (lambda: roi(texts=0), "without the cost of the four texts"),
            "no consent": (lambda: roi(control="no consent"), "were not drawn at random"),
        },
        wrong={
            "cost not taken away": (lambda: roi(ratio=True), "take the cost away"),
            "per cent": (lambda: 100 * roi(), "expected"),
            "a table": (lambda: market.effect(outcomes()), "holds"),
        },
    ),
    "size_of_test": Cases(
        untouched=lambda: ...,
        right={
            "Fleiss and others": lambda: ceil(size()),
            "unpooled": lambda: size(pooled=False),
            "by angles": by_angles,
            "rule of thumb, 15.7": lambda: 15.7 * 0.0675 * 0.9325 / 0.015**2,
        },
        named={
            "one-sided": (lambda: size(alpha=0.95), "one-sided"),
            "no power": (lambda: size(power=0.5), "half of all tests miss"),
            "both groups": (lambda: 2 * size(), "both groups together"),
            "points for percent": (lambda: size(second=0.31), "25 percentage *points*"),
            "power 90%": (lambda: size(power=0.9), "a power of 90%"),
        },
        wrong={
            "half the lift": (lambda: size(second=0.0675), "expected"),
            "empty": (lambda: float("nan"), "is empty"),
            "text": (lambda: "4393", "is text"),
        },
    ),
    "placebo_launch": Cases(
        untouched=lambda: ...,
        right={
            "cumulative sums": lambda: (change() >= 0.20).mean(),
            "rounded": lambda: round((change() >= 0.20).mean(), 2),
            "a loop": lambda: sum(c >= 0.20 for c in change()) / len(change()),
            "a Series of one": lambda: pd.Series([(change() >= 0.20).mean()]),
        },
        named={
            "all days": (lambda: (change() >= 0.20).sum() / 731, "a share of all days"),
            "a fall": (lambda: (change() <= -0.20).mean(), "sales *fell*"),
            "any rise": (lambda: (change() > 0).mean(), "any rise at all"),
            "0.2 times": (lambda: (change() + 1 >= 0.20).mean(), "0.2 *times* before"),
            "upside down": (lambda: (1 / (1 + change()) - 1 >= 0.20).mean(), "the other way round"),
        },
        wrong={
            "per cent": (lambda: 100 * (change() >= 0.20).mean(), "a percentage was given"),
            "all changes": (change, "holds 672 values"),
            "True": (lambda: True, "not True or False"),
        },
    ),
    "left_of_a_year": Cases(
        untouched=lambda: ...,
        right={
            "a dict": years,
            "a Series": lambda: pd.Series(years()),
            "a list in the order of the intervals": lambda: list(years().values()),
            "a table, rounded": lambda: (
                pd.Series(years(), name="left_sek")
                .round()
                .rename_axis("months between updates")
                .reset_index()
            ),
        },
        named={
            "one update a year": (lambda: years(updates=lambda every: 1), "one update a year, whatever"),
            "no cost": (lambda: years(updates=lambda every: 0), "no cost of updates"),
            "at the oldest": (lambda: years(lambda month, every: every - 1), "at its oldest"),
            "all fresh": (lambda: years(lambda month, every: 0), "takes every letter as fresh"),
            "every times": (lambda: years(updates=lambda every: every), "there are 12 / every of them"),
        },
        wrong={
            "one letter": (lambda: {k: v / 12 for k, v in years().items()}, "differs in 6 of 6"),
            "an interval missing": (lambda: {k: v for k, v in years().items() if k != 4}, "missing"),
            "one number": (lambda: 3, "expected a column"),
        },
    ),
    "a_year_of_letters": Cases(
        untouched=lambda: ...,
        right={
            "list monthly, needs yearly": plan,
            "needs twice a year": lambda: plan(needs_months=6),
            "list every second month": lambda: plan(list_months=2),
            "a larger control group, as a Series": lambda: pd.Series(plan(holdout=0.14)),
        },
        named={
            "nobody held out": (lambda: plan(holdout=0), "Nobody is held out"),
            "too few held out": (lambda: plan(holdout=0.05), "Hold out a little more"),
            "half held out": (lambda: plan(holdout=0.5), "would fewer than 50% do?"),
            "needs every month": (lambda: plan(needs_months=1), "Must it be so often?"),
            "list once a year": (lambda: plan(list_months=12, holdout=0.12), "refreshed more often"),
        },
        wrong={
            "per cent": (lambda: plan(holdout=10), "expected a share between 0 and 1"),
            "five months": (lambda: plan(list_months=5), "expected one of 1, 2, 3"),
            "no holdout": (lambda: {"list_months": 1, "needs_months": 12}, "has no `holdout`"),
            "a list": (lambda: [1, 12, 0.1], "is a list"),
            "text": (lambda: plan(needs_months="12"), "expected a number"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)


def test_the_power_of_unequal_groups_is_what_simulated_tests_find():
    """One letter of the plan in the solution, tested two thousand times with luck of its own."""
    _, size_of_list, control, contacted = given._letter(0, 0)
    few, many = round(0.1 * size_of_list), round(0.9 * size_of_list)
    rng = np.random.default_rng(0)
    a, b = rng.binomial(few, control, 2_000) / few, rng.binomial(many, contacted, 2_000) / many
    mean = (a * few + b * many) / (few + many)
    found = np.abs(a - b) > 1.96 * np.sqrt(mean * (1 - mean) * (1 / few + 1 / many))
    assert found.mean() == pytest.approx(given._power(few, many, control, contacted), abs=0.03)


def test_the_exercise_segments_as_the_lesson_does():
    lines = data.load("order_lines").merge(data.load("orders")[["order_id", "customer_id", "ordered_at"]])
    mine = lines[(lines["customer_id"] == 100083) & (lines["ordered_at"] >= "2025-01-01")]
    money = mine.groupby("category")["amount_sek"].sum()
    need = {need: money.reindex(inside).sum() for need, inside in market.NEEDS.items()}
    assert given.segments("2026-01-01")[100083] == max(need, key=need.get)
