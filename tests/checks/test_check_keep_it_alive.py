"""Exercise 15: every right answer is accepted, every known mistake is named."""

import re

import numpy as np
import pandas as pd
from scipy import stats

from checks import keep_it_alive as check
from given import keep_it_alive as given
from helpers import data, experiment, market
from tests.check_cases import Cases, as_tests
from tests.read_off import live_picture

COSTS = ["500 SEK", "5,000 SEK", "12,000 SEK"]
BEFORE, NOW, AGO = (given.segments(day) for day in ("2025-07-01", "2026-01-01", "2025-01-01"))
SENT = given.letter_sent()
ORDERS = data.load("orders")
DAYS = pd.date_range("2024-01-01", "2025-12-31")
DAILY = ORDERS.groupby(ORDERS["ordered_at"].dt.normalize())["amount_sek"].sum().reindex(DAYS, fill_value=0)


# ---- task 1
def read_off(leaves=(47_157, 14_886, -5_114), customers=5_000):
    return dict(zip(COSTS, leaves, strict=True)), customers


# ---- task 2
def kept(among=None):
    rows = BEFORE if among is None else BEFORE[BEFORE.index.isin(among)]
    return (NOW.reindex(rows.index) == rows).groupby(rows).mean()


def by_crosstab():
    table = pd.crosstab(BEFORE, NOW.reindex(BEFORE.index).fillna("gone"), normalize="index")
    return {need: table.loc[need, need] for need in table.index}


# ---- task 3
def group(*names):
    return SENT[SENT["group"].isin(names)]


def paid(control=("control",), texts=4, postage=True, column="margin_sek", verdict="cannot tell"):
    contacted, others = group("contacted"), group(*control)
    cost = contacted["cost_sek"].sum() * postage + texts * market.MESSAGE_COST_SEK
    found = experiment.mean_difference(contacted[column], others[column], times=len(contacted))[2:]
    return *((value - cost) / cost for value in found), verdict


def by_the_market():
    return *market.effect(_all_columns()).loc["roi", ["effect", "low", "high"]], "Cannot tell."


def _all_columns():
    plan = market.plan(NOW.index, NOW.to_list(), "post")
    return market.run(plan, holdout=0.3, seed=6)


def welch():
    contacted, control = group("contacted")["margin_sek"], group("control")["margin_sek"]
    cost = group("contacted")["cost_sek"].sum() + 4 * market.MESSAGE_COST_SEK
    ends = stats.ttest_ind(contacted, control, equal_var=False).confidence_interval()
    added = len(contacted) * np.array([contacted.mean() - control.mean(), *ends])
    return *(added - cost) / cost, "we cannot tell"


# ---- task 4
def launched(days=30, step=0, least=0.20, value=DAILY):
    up = []
    for i in range(days, len(value) - days - step + 1):
        before, after = value.iloc[i - days : i].sum(), value.iloc[i + step : i + step + days].sum()
        up.append(after / before - 1 >= least)
    return float(np.mean(up))


SUMS = DAILY.rolling(30).sum()


def rolling():
    change = (SUMS.shift(-30) / SUMS - 1).dropna()
    return (change >= 0.20).mean()


# ---- task 6
def letter(segment=NOW, offer=None, channel="post", **more):
    offer = segment.to_numpy() if offer is None else offer
    return pd.DataFrame({"customer_id": segment.index, "offer": offer, "channel": channel} | more)


CASES = {
    "how_often_how_many": Cases(
        untouched=lambda: (dict.fromkeys(COSTS, ...), ...),
        right={
            "a dict": read_off,
            "a Series": lambda: (pd.Series(read_off()[0]), 5_000.0),
            "a list in the order asked": lambda: ([47_157, 14_886, -5_114], np.int64(5_000)),
            "a table": lambda: (
                pd.DataFrame({"cost": COSTS, "leaves": [47_157, 14_886, -5_114]}),
                5_000,
            ),
        },
        named={
            "every three months": (
                lambda: read_off((32_886, 14_886, -13_114)),
                "what every three months leaves",
            ),
            "no minus": (lambda: read_off((47_157, 14_886, 5_114)), "has lost the minus"),
            "the interval": (lambda: read_off((1, 3, 6)), "holds the best interval itself"),
            "thousands": (lambda: read_off((47, 15, -5)), "is in thousands"),
        },
        wrong={
            "too few": (lambda: read_off(customers=2_000), "too low"),
            "more than needed": (lambda: read_off(customers=10_000), "too high"),
            "another year": (lambda: read_off((47_157, 12_044, -5_114)), "cost '5,000 SEK' has 12,044"),
        },
    ),
    "kept_by_segment": Cases(
        untouched=lambda: ...,
        right={
            "mean by group": kept,
            "a dict": by_crosstab,
            "rounded": lambda: kept().round(2),
            "a table": lambda: kept().rename("share").reset_index(),
            "an index of another name": lambda: kept().rename_axis("before"),
        },
        named={
            "of those on the list": (lambda: kept(NOW.index), "who went off it count too"),
            "who left": (lambda: 1 - kept(), "*not* in the same segment"),
            "of today's": (
                lambda: (BEFORE.reindex(NOW.index) == NOW).groupby(NOW).mean(),
                "shares of *today's* segments",
            ),
            "counts": (
                lambda: (NOW.reindex(BEFORE.index) == BEFORE).groupby(BEFORE).sum(),
                "numbers of customers",
            ),
            "still there": (
                lambda: NOW.reindex(BEFORE.index).notna().groupby(BEFORE).mean(),
                "in any segment",
            ),
            "of the whole list": (
                lambda: (NOW.reindex(BEFORE.index) == BEFORE).groupby(BEFORE).sum() / len(BEFORE),
                "divide by those of the segment",
            ),
        },
        wrong={
            "one number": (lambda: float((NOW.reindex(BEFORE.index) == BEFORE).mean()), "`kept`"),
            "per cent": (lambda: 100 * kept(), "a percentage was given"),
        },
    ),
    "did_it_pay": Cases(
        untouched=lambda: (..., ..., ..., ...),
        right={
            "the helper": paid,
            "the market's own table": by_the_market,
            "Welch": welch,
            "rounded": lambda: (*(round(value, 2) for value in paid()[:3]), "CANNOT TELL"),
        },
        named={
            "the colleague's own": (
                lambda: paid(["control", "no consent"], texts=0, verdict="yes"),
                "the colleague's own",
            ),
            "one fault left: texts": (lambda: paid(texts=0), "without the cost of the four texts"),
            "one fault left: control": (
                lambda: paid(["control", "no consent"]),
                "with all who got no letter",
            ),
            "no consent": (lambda: paid(["no consent"]), "who gave no consent"),
            "revenue": (lambda: paid(column="revenue_sek"), "computed from revenue"),
            "one text": (lambda: paid(texts=1), "with one text"),
            "cost not taken off": (
                lambda: (*(value + 1 for value in paid()[:3]), "yes"),
                "take the cost away first",
            ),
            "gross": (lambda: (_gross(), *paid()[1:]), "none of it had come anyway"),
            "yes": (lambda: paid(verdict="yes"), "both sides of 0"),
        },
        wrong={
            "no": (lambda: paid(verdict="no"), '"no"'),
            "ends of another": (lambda: (paid()[0], *paid(texts=0)[1:]), "without the cost"),
            "no verdict": (lambda: paid(verdict=None), "is empty"),
        },
    ),
    "placebo_launch": Cases(
        untouched=lambda: ...,
        right={
            "rolling": rolling,
            "a loop": launched,
            "three decimals": lambda: round(rolling(), 3),
            "counted": lambda: ((SUMS.shift(-30) / SUMS).dropna() >= 1.2).sum() / (len(DAILY) - 59),
        },
        named={
            "of all days": (
                lambda: ((SUMS.shift(-30) / SUMS - 1) >= 0.20).mean(),
                "some have no 30 days on both sides",
            ),
            "falls": (lambda: ((SUMS.shift(-30) / SUMS - 1).dropna() <= -0.2).mean(), "*fell*"),
            "any rise": (lambda: launched(least=1e-12), "any rise at all"),
            "both windows": (lambda: launched(step=-1), "in both windows"),
            "neither window": (lambda: launched(step=1), "in neither window"),
            "29 days": (lambda: launched(days=29), "windows of 29 days"),
            "31 days": (lambda: launched(days=31), "windows of 31 days"),
            "a quarter": (lambda: launched(least=0.25), "a *quarter* or more"),
        },
        wrong={
            "two decimals": (lambda: round(rolling(), 2), "rounded to 2 decimals"),
            "per cent": (lambda: 100 * rolling(), "a percentage was given"),
            "a count": (lambda: 140, "a count was given"),
        },
    ),
    "letter_of_january": Cases(
        untouched=lambda: ...,
        right={
            "today's segments": letter,
            "last year's": lambda: letter(AGO),
            "plain to today's list, key as index": lambda: letter(offer="everyone").set_index("customer_id"),
            "today's list, old needs": lambda: letter(AGO.reindex(NOW.index).fillna(NOW)),
        },
        named={
            "by e-mail": (lambda: letter(channel="email"), "expected `post`"),
            "an offer that is not there": (lambda: letter(offer="garden"), "offer holds 'garden'"),
            "a means that the task does not name": (
                lambda: letter(recent_messages=-2),
                "has `recent_messages`; this task allows",
            ),
        },
        wrong={
            "twice": (lambda: pd.concat([letter(), letter()]), "customers twice"),
            "a plan that was not tried": (lambda: letter(NOW.head(900)), "No campaign has tried this plan"),
            "the segments": (lambda: NOW, "is a column"),
        },
    ),
}


def _gross():
    cost = group("contacted")["cost_sek"].sum() + 4 * market.MESSAGE_COST_SEK
    return (group("contacted")["margin_sek"].sum() - cost) / cost


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)


def test_what_is_to_be_read_off_is_what_the_lesson_shows():
    says = live_picture("15_keep_it_alive")

    def read(pattern):
        found = {}
        for cost in COSTS:
            sentence = says(cost=int(cost.removesuffix(" SEK").replace(",", "")))
            found[cost] = int(re.search(pattern, sentence)[1].replace(",", ""))
        return found

    assert check._BEST == read(r"best is every \d+ with (-?[\d,]+)\.")
    assert check._EVERY_THREE == read(r"a year leaves (-?[\d,]+) SEK")
    sizes = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000]
    seen = [n for n in sizes if int(re.search(r"seen in (\d+)%", says(n=n, lift=20))[1]) >= 80]
    assert min(seen) == check._SEEN_FROM
