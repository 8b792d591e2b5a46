"""Exercise 05: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd
from scipy import stats

from checks import behavioural as check
from given import behavioural as given
from helpers import data, experiment, features, market
from tests.check_cases import Cases, as_tests

ORDERS = data.load("orders")
NOW = features.rfm(ORDERS, at=data.TODAY)
EARLY = ORDERS[ORDERS["ordered_at"] < "2025-07-01"]


# ---- task 1
def read_off():
    """What the lesson's picture says with one weight at 1 and the others at 0."""
    return {"R": 8, "F": 12, "M": 12}


# ---- task 2
def rfm(at="2025-10-01", **choice):
    return features.rfm(ORDERS, at=at, **choice)


def rfm_by_hand():
    before = ORDERS[ORDERS["ordered_at"] < "2025-10-01"].assign(day=lambda o: o["ordered_at"].dt.normalize())
    groups = before.groupby("customer_id")
    return pd.DataFrame(
        {
            "recency_days": (pd.Timestamp("2025-10-01") - groups["day"].max()).dt.days,
            "frequency": groups.size().astype(float),
            "monetary_sek": groups["amount_sek"].sum(),
        }
    )


# ---- task 3
def scores(**columns):
    fair = {
        "R": features.score(NOW["recency_days"], best="low"),
        "F": features.score(NOW["frequency"]),
        "M": features.score(NOW["monetary_sek"]),
    }
    return pd.DataFrame(fair | columns)


def torn(values):
    return pd.qcut(values.rank(method="first"), 5, labels=False) + 1


def fair_by_hand(values):
    return np.ceil(values.rank(pct=True, method="min").sub(1 / len(values)).mul(5).add(1e-9)).clip(1, 5)


# ---- task 4
def bought(group):
    plan = given.discount_to_regulars(NOW)
    outcomes = market.run(plan, holdout=0.5, seed=11)
    return outcomes.loc[outcomes["group"].isin(group), "converted"]


def added(share=None, ends=None):
    treated, control = bought(["contacted"]), bought(["control"])
    *_, low, high = experiment.rate_difference(treated, control)
    return (
        control.mean() / treated.mean() if share is None else share,
        *((100 * low, 100 * high) if ends is None else ends),
    )


def welch():
    result = stats.ttest_ind(bought(["contacted"]), bought(["control"]), equal_var=False)
    return [100 * end for end in result.confidence_interval()]


def ends(times=100.0, confidence=None):
    *_, low, high = experiment.rate_difference(bought(["contacted"]), bought(["control"]))
    if confidence:
        middle, half = (low + high) / 2, (high - low) / 2 * stats.norm.ppf((1 + confidence) / 2) / 1.96
        low, high = middle - half, middle + half
    return times * low, times * high


# ---- task 6
LINES = data.load("order_lines").merge(ORDERS[["order_id", "customer_id", "ordered_at"]])


def need(since):
    lines = LINES[LINES["ordered_at"] >= since].assign(need=lambda t: t["category"].map(market.NEED_OF))
    return (
        lines.pivot_table(index="customer_id", columns="need", values="amount_sek", aggfunc="sum")
        .fillna(0)
        .idxmax(axis=1)
    )


def letters(days=365, fits=True, least=1, since="2025-01-01", channel="post", **more):
    ids = NOW.index[(NOW["recency_days"] <= days) & (NOW["frequency"] >= least)]
    offer = need(since).reindex(ids).fillna("everyone").to_numpy() if fits else "everyone"
    return pd.DataFrame({"customer_id": ids, "offer": offer, "channel": channel} | more)


CASES = {
    "one_letter": Cases(
        untouched=lambda: {"R": ..., "F": ..., "M": ...},
        right={
            "a dict": read_off,
            "a Series": lambda: pd.Series(read_off()),
            "a table": lambda: pd.DataFrame({"letter": list(read_off()), "percent": read_off().values()}),
            "a list in the order asked": lambda: list(read_off().values()),
        },
        named={
            "all three weights": (lambda: dict.fromkeys("RFM", 10), "with all three weights at 1"),
            "shares": (lambda: {k: v / 100 for k, v in read_off().items()}, "a percentage was asked"),
            "without M": (lambda: {"R": 8, "F": 12}, "1 missing, such as 'M'"),
        },
        wrong={
            "two swapped": (lambda: read_off() | {"R": 12, "F": 8}, "letter 'R' has 12, too high"),
            "one number": (lambda: 12, "a whole number"),
        },
    ),
    "rfm_table": Cases(
        untouched=lambda: ...,
        right={
            "the helper": rfm,
            "a timestamp, key as a column": lambda: rfm(pd.Timestamp("2025-10-01")).reset_index(),
            "plain pandas": rfm_by_hand,
            "shuffled, floats, one column more": lambda: (
                rfm().sample(frac=1, random_state=0).astype(float).assign(x=1)
            ),
        },
        named={
            "today": (lambda: rfm(data.TODAY), "January 2026, today"),
            "October the 1st, American": (lambda: rfm("2025-01-10"), "10 January"),
            "the day before": (lambda: rfm("2025-09-30"), "one day too early"),
            "the day after": (lambda: rfm("2025-10-02"), "one day too late"),
            "mean money": (lambda: rfm(monetary="mean"), "is the mean of each customer's orders"),
            "age at the last purchase": (
                lambda: rfm(recency="age_at_last"),
                "runs from the first purchase to the last",
            ),
            "the lesson's day": (lambda: rfm(data.CUTOFF), "stood on 1 July 2025"),
        },
        wrong={
            "repeat purchases": (lambda: rfm(frequency="repeat"), "1 too low"),
            "a column is missing": (lambda: rfm()[["recency_days", "frequency"]], "no column `monetary_sek`"),
            "the orders themselves": (lambda: ORDERS, "no column"),
        },
    ),
    "fair_scores": Cases(
        untouched=lambda: ...,
        right={
            "the helper": scores,
            "by hand": lambda: pd.DataFrame(
                {
                    "R": fair_by_hand(-NOW["recency_days"]),
                    "F": fair_by_hand(NOW["frequency"]),
                    "M": fair_by_hand(NOW["monetary_sek"]),
                }
            ),
            "other order of columns, key as a column": lambda: scores()[["M", "F", "R"]].reset_index(),
            "joined to the table, as floats": lambda: NOW.join(scores()).astype(float),
            "ranks, the best of equals": lambda: scores(
                R=np.ceil(5 * NOW["recency_days"].rank(pct=True, ascending=False)),
                F=np.ceil(5 * NOW["frequency"].rank(pct=True, method="max")),
            ),
            "limits that a business would draw": lambda: scores(
                R=pd.cut(NOW["recency_days"], [-1, 30, 90, 180, 365, 9999], labels=[5, 4, 3, 2, 1]).astype(
                    int
                ),
                F=pd.cut(NOW["frequency"], [0, 1, 2, 4, 8, 999], labels=[1, 2, 3, 4, 5]).astype(int),
            ),
        },
        named={
            "recency upside down": (
                lambda: scores(R=features.score(NOW["recency_days"])),
                "`R` is upside down",
            ),
            "ties torn apart": (
                lambda: scores(F=torn(NOW["frequency"])),
                "different scores to customers who all have",
            ),
            "from 0": (lambda: scores(M=features.score(NOW["monetary_sek"]) - 1), "from 0 to 4"),
        },
        wrong={
            "ten steps": (
                lambda: scores(M=features.score(NOW["monetary_sek"], n=10)),
                "from 1 to 10; expected whole numbers from 1 to 5",
            ),
            "the colleague's own": (
                lambda: scores(R=torn(NOW["recency_days"]), F=torn(NOW["frequency"])),
                "`R` gives 2 different scores",
            ),
            "somebody else's money": (
                lambda: scores(M=features.score(NOW["recency_days"])),
                "different scores to customers who all have `monetary_sek`",
            ),
            "out of order": (
                lambda: scores(F=features.score(NOW["frequency"]).replace({4: 1, 1: 4})),
                "`F` does not follow `frequency`",
            ),
            "two scores": (lambda: scores(F=(NOW["frequency"] > 3) * 4 + 1), "two scores only"),
            "no M": (lambda: scores().drop(columns="M"), "no column `M`"),
            "lower case": (lambda: scores().rename(columns=str.lower), "rename it to `R`"),
        },
    ),
    "what_it_added": Cases(
        untouched=lambda: (..., ..., ...),
        right={
            "the helper": added,
            "Welch's interval, the share rounded": lambda: added(round(added()[0], 2), welch()),
            "one decimal": lambda: added(ends=[round(end, 1) for end in ends()]),
            "one minus the added part": lambda: added(
                1 - (bought(["contacted"]).mean() - bought(["control"]).mean()) / bought(["contacted"]).mean()
            ),
        },
        named={
            "the control group's share": (lambda: added(bought(["control"]).mean()), "of the control group"),
            "the added part": (
                lambda: added(bought(["contacted"]).mean() - bought(["control"]).mean()),
                "what the discount added",
            ),
            "no consent as control": (
                lambda: added(bought(["no consent"]).mean() / bought(["contacted"]).mean()),
                "with those who gave no consent",
            ),
            "all others as control": (
                lambda: added(bought(["no consent", "control"]).mean() / bought(["contacted"]).mean()),
                "all who were not contacted",
            ),
            "counts": (
                lambda: added(bought(["control"]).sum() / bought(["contacted"]).sum()),
                "a ratio of counts",
            ),
            "what it brought": (lambda: added(1 - added()[0]), "that the discount brought"),
            "upside down": (lambda: added(1 / added()[0]), "upside down"),
            "shares": (lambda: added(ends=ends(1)), "shares where numbers per 100"),
            "90 %": (lambda: added(ends=ends(confidence=0.9)), "a 90 % interval"),
            "one standard error": (lambda: added(ends=ends(confidence=0.6827)), "one standard error"),
            "control less contacted": (lambda: added(ends=(-ends()[1], -ends()[0])), "the signs are turned"),
            "swapped": (lambda: added(ends=ends()[::-1]), "Are they swapped?"),
        },
        wrong={
            "per cent": (lambda: added(100 * added()[0]), "a percentage was given"),
            "an interval around the wrong middle": (
                lambda: added(ends=(100 * bought(["contacted"]).mean(),) * 2),
                "too narrow",
            ),
            "text": (lambda: added(ends=("4 %", "15 %")), "is text"),
        },
    ),
    "letter_by_post": Cases(
        untouched=lambda: ...,
        right={
            "a year, letters that fit": letters,
            "nine months": lambda: letters(days=270),
            "two years of purchases, key as index": lambda: letters(since="2024-01-01").set_index(
                "customer_id"
            ),
            "three needs, plain to the rest": lambda: letters(days=300).replace(
                {"offer": {"style": "everyone"}}
            ),
        },
        named={
            "by e-mail": (lambda: letters(channel="email"), "expected `post`"),
            "an offer that is not there": (lambda: letters().assign(offer="garden"), "offer holds 'garden'"),
            "a means that the task does not name": (
                lambda: letters(stage_message="thanks"),
                "has `stage_message`; this task allows",
            ),
            "twice": (lambda: pd.concat([letters(), letters()]), "customers twice"),
        },
        wrong={
            "a plan that was not tried": (lambda: letters(days=200), "No campaign has tried this plan"),
            "a list": (lambda: [1, 2], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
