"""Exercise 08: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd
from scipy import stats

from checks import loyalty as check
from given import loyalty as given
from helpers import data, experiment, market
from tests.check_cases import Cases, as_tests

SPENDING = given.spending()
GOLD = SPENDING[SPENDING[2024] >= 5_000]
CAME = GOLD[GOLD[2025] > 0]


# ---- task 1
def turns(**other):
    """What the lesson's picture says."""
    return {"clothes": 435, "own_kind": 245, "silver": 200} | other


# ---- task 2
def change(gold=GOLD):
    return gold[2025].sum() / gold[2024].sum() - 1


# ---- task 3
def stayed(*names, what="retained"):
    outcomes = market.run(given.members_only(), holdout=0.5, seed=9)
    return outcomes.loc[outcomes["group"].isin(names), what]


def added(treated=None, control=None, points=None, ends=None, keeps="cannot tell", times=100.0):
    treated = stayed("contacted") if treated is None else treated
    control = stayed("control") if control is None else control
    result = [times * value for value in experiment.rate_difference(treated, control)[2:]]
    return result[0] if points is None else points, *(result[1:] if ends is None else ends), keeps


def welch():
    interval = stats.ttest_ind(stayed("contacted"), stayed("control"), equal_var=False).confidence_interval()
    return [100 * end for end in interval]


# ---- task 4
CHANCES = market.reached(given.members_only())
LETTER = market.expected_profit(given.members_only())
KEPT = ((CHANCES["stay_with"] - CHANCES["stay_without"]) * CHANCES["year_margin_sek"]).sum()


def voucher(gain=None, orders=None):
    return (LETTER + KEPT if gain is None else gain) / (
        CHANCES["chance_with"].sum() if orders is None else orders
    )


# ---- task 6
def own_kind():
    purchases = data.purchases()
    need = purchases.pivot_table(index="customer_id", columns="need", values="amount_sek", aggfunc="sum")
    return need.fillna(0).idxmax(axis=1).reindex(SPENDING.index).fillna("everyone")


def january(only=1_000, fits=True, **more):
    plan = market.plan(SPENDING.index, own_kind().to_list() if fits else "everyone", **more)
    first = SPENDING[2025].nlargest(only).index
    return plan.assign(exclusive=plan["customer_id"].isin(first).astype(int))


CASES = {
    "where_it_turns": Cases(
        untouched=lambda: {"clothes": ..., "own_kind": ..., "silver": ...},
        right={
            "a dict": turns,
            "a Series": lambda: pd.Series(turns()),
            "a list in the order asked": lambda: [435, 245, 200],
            "floats": lambda: {name: float(value) for name, value in turns().items()},
        },
        named={
            "exchanged": (lambda: turns(clothes=245, own_kind=435), "exchanged"),
            "the same offer": (lambda: turns(own_kind=435), "choose the other offer"),
            "the wrong offer for silver": (lambda: turns(silver=300), "or what holds for one's own kind"),
            "without a voucher": (lambda: turns(silver=500), "without a voucher"),
            "as it stood": (lambda: turns(silver=1_500), "as it stood"),
            "the plain offer": (lambda: turns(own_kind=309), "something for everybody"),
            "too low": (lambda: turns(silver=100), "below the first that is enough"),
        },
        wrong={
            "another sum": (lambda: turns(clothes=400), "what 'clothes' has 400, too low"),
            "two numbers": (lambda: {"clothes": 435, "own_kind": 245}, "missing"),
        },
    ),
    "fall_of_gold": Cases(
        untouched=lambda: ...,
        right={
            "repaired": change,
            "rounded": lambda: round(change(), 2),
            "by means": lambda: GOLD[2025].mean() / GOLD[2024].mean() - 1,
            "the difference over the sum": lambda: np.float64(
                (GOLD[2025] - GOLD[2024]).sum() / GOLD[2024].sum()
            ),
        },
        named={
            "untouched": (lambda: (CAME[2025] / CAME[2024] - 1).mean(), "both faults still"),
            "those who came": (lambda: change(CAME), "who never came again"),
            "each one's own": (lambda: (GOLD[2025] / GOLD[2024] - 1).mean(), "each member's own change"),
            "gold of 2025": (lambda: change(SPENDING[SPENDING[2025] >= 5_000]), "the gold members of 2025"),
            "a ratio": (lambda: change() + 1, "subtract 1"),
            "positive": (lambda: -change(), "as a positive number"),
            "everybody": (lambda: change(SPENDING), "of all members"),
            "upside down": (lambda: GOLD[2024].sum() / GOLD[2025].sum() - 1, "upside down"),
        },
        wrong={
            "per cent": (lambda: 100 * change(), "percentage"),
            "text": (lambda: "-15 %", "is text"),
        },
    ),
    "points_of_staying": Cases(
        untouched=lambda: (..., ..., ..., ...),
        right={
            "the helper": added,
            "Welch's interval, one decimal": lambda: added(points=round(added()[0], 1), ends=welch()),
            "the market's own table": lambda: added(
                ends=100
                * market.effect(market.run(given.members_only(), holdout=0.5, seed=9)).loc[
                    "retained", ["low", "high"]
                ]
            ),
            "other letters": lambda: added(keeps="Cannot tell."),
        },
        named={
            "gross": (lambda: added(points=100 * stayed("contacted").mean()), "gross"),
            "no consent": (lambda: added(control=stayed("no consent")), "without consent, who"),
            "all others": (
                lambda: added(control=stayed("no consent", "control")),
                "all who were not contacted",
            ),
            "a share": (lambda: added(times=1), "multiply by 100"),
            "turned": (lambda: added(stayed("control"), stayed("contacted")), "the sign is turned"),
            "per cent of control": (
                lambda: added(points=100 * (stayed("contacted").mean() / stayed("control").mean() - 1)),
                "in per cent of the control group's share",
            ),
            "buying": (
                lambda: added(stayed("contacted", what="converted"), stayed("control", what="converted")),
                "added to *buying*",
            ),
            "the ends of shares": (lambda: added(ends=added(times=1)[1:3]), "where numbers per 100"),
            "contacted alone": (
                lambda: added(
                    ends=[
                        100 * stayed("contacted").mean() + s * 196 * stayed("contacted").sem()
                        for s in (-1, 1)
                    ]
                ),
                "of those contacted alone",
            ),
            "yes": (lambda: added(keeps="yes"), "reaches both sides of 0"),
        },
        wrong={
            "swapped ends": (lambda: added(ends=added()[2:0:-1]), "Are they swapped?"),
            "a verdict in other words": (lambda: added(keeps="perhaps"), 'expected "yes", "no" or'),
        },
    ),
    "turning_point": Cases(
        untouched=lambda: ...,
        right={
            "completed": voucher,
            "whole SEK": lambda: round(voucher()),
            "by means": lambda: (LETTER + KEPT) / len(CHANCES) / CHANCES["chance_with"].mean(),
            "a Series of one": lambda: pd.Series([voucher()]),
        },
        named={
            "added orders": (
                lambda: voucher(orders=(CHANCES["chance_with"] - CHANCES["chance_without"]).sum()),
                "the added orders alone",
            ),
            "orders anyway": (lambda: voucher(orders=CHANCES["chance_without"].sum()), "that come anyway"),
            "members": (lambda: voucher(orders=len(CHANCES)), "divided by the members"),
            "no year": (lambda: voucher(LETTER), "without the year after"),
            "no fortnight": (lambda: voucher(KEPT), "without the fortnight"),
            "gross": (
                lambda: voucher(LETTER + (CHANCES["stay_with"] * CHANCES["year_margin_sek"]).sum()),
                "of all who stay",
            ),
            "not divided": (lambda: voucher(orders=1), "not yet divided"),
        },
        wrong={
            "thousands": (lambda: voucher() / 1000, "1,000 times too small"),
            "text": (lambda: "333", "is text"),
        },
    ),
    "letters_for_january": Cases(
        untouched=lambda: ...,
        right={
            "own kind, exclusive for the best": january,
            "own kind, nothing exclusive": lambda: january(only=0),
            "the club's members, key as index": lambda: (
                january().query("exclusive == 1").set_index("customer_id")
            ),
            "with a voucher": lambda: january(reward_sek=20.0),
        },
        named={
            "too many exclusive": (lambda: january(only=1_001), "1,000 at most, or it is not"),
            "exclusive by halves": (lambda: january().assign(exclusive=0.5), "other values than 0 and 1"),
            "by post": (lambda: january().assign(channel="post"), "expected `email`"),
            "a means that the task does not name": (
                lambda: january(event="cart"),
                "has `event`; this task allows",
            ),
            "twice": (lambda: pd.concat([january(500), january(500)]), "customers twice"),
        },
        wrong={
            "a plan that was not tried": (lambda: january(only=10), "No campaign has tried this plan"),
            "a list": (lambda: [1, 2], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
