"""Exercise 06: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd
from scipy import stats

from checks import digital_behaviour as check
from given import digital_behaviour as given
from helpers import data, experiment, market
from tests.check_cases import Cases, as_tests
from tests.read_off import live_picture

IDENTITY = data.load("identity")
KNOWN = data.load("sessions").merge(IDENTITY[["visitor_id", "customer_id"]], on="visitor_id")
PEOPLE = data.load("customers").set_index("customer_id")
ORDERS = data.load("orders").query("ordered_at >= '2025-01-01'")


# ---- task 1
def read_off(slowest="1 hour", **more):
    return {"10 minutes": 85, "1 hour": 67, "12 hours": -9} | more, slowest


# ---- task 2
def stitched(**columns):
    groups = KNOWN.groupby("customer_id")
    return pd.DataFrame(
        {
            "visits": groups.size(),
            "visitors": groups["visitor_id"].nunique(),
            "carts": groups["cart_left"].sum(),
        }
        | columns
    )


def by_hand():
    rows = {}
    for customer, visits in KNOWN.groupby("customer_id"):
        rows[customer] = [len(visits), len(set(visits["visitor_id"])), int((visits["cart_left"] == 1).sum())]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["visits", "visitors", "carts"])
    return table.rename_axis("customer_id").reset_index()


# ---- task 3
def not_seen(buyers=True, unknown=None, limit=65, seen=False):
    people = PEOPLE[PEOPLE.index.isin(ORDERS["customer_id"])] if buyers else PEOPLE
    share = pd.Series(people.index.isin(IDENTITY["customer_id"]) == seen, index=people.index)
    age = (2026 - people["birth_year"].astype(float)).fillna(np.nan if unknown is None else unknown)
    return share[age < limit].mean(), share[age >= limit].mean()


# ---- task 4
OUTCOMES = given.two_delays()


def group(delay, kind="contacted"):
    return OUTCOMES.query("delay == @delay and group == @kind")["converted"]


def hurry(one=("10 minutes", "contacted"), other=("24 hours", "contacted"), times=100, says="yes"):
    *_, low, high = experiment.rate_difference(group(*one), group(*other))
    return times * low, times * high, says


def welch():
    interval = stats.ttest_ind(group("10 minutes"), group("24 hours"), equal_var=False).confidence_interval()
    return 100 * interval.low, 100 * interval.high, "Yes."


def by_bootstrap():
    luck, (quick, late) = (
        np.random.default_rng(0),
        (group(delay).to_numpy() for delay in ("10 minutes", "24 hours")),
    )
    draws = [luck.choice(quick, len(quick)).mean() - luck.choice(late, len(late)).mean() for _ in range(3000)]
    return 100 * np.quantile(draws, [0.025, 0.975])


# ---- task 6
CARTS = given.latest_carts()


def need(rows=KNOWN):
    looked = rows.assign(need=rows["category"].map(market.NEED_OF)).dropna(subset=["need"])
    return looked.groupby(["customer_id", "need"]).size().unstack(fill_value=0).idxmax(axis=1)


def plan(channel=None, offer=None, ids=CARTS.index, **more):
    people = PEOPLE.loc[ids]
    ladder = np.select([people["consent_push"] == 1, people["consent_sms"] == 1], ["push", "sms"], "email")
    fits = need().reindex(ids).fillna("everyone").to_numpy()
    return pd.DataFrame(
        {
            "customer_id": ids,
            "offer": fits if offer is None else offer,
            "channel": ladder if channel is None else channel,
        }
        | more
    )


CASES = {
    "read_off": Cases(
        untouched=lambda: ({"10 minutes": ..., "1 hour": ..., "12 hours": ...}, ...),
        right={
            "a dict": read_off,
            "a Series": lambda: (pd.Series(read_off()[0]), "1 hour "),
            "a table": lambda: (
                pd.DataFrame({"delay": list(read_off()[0]), "ksek": read_off()[0].values()}),
                "1 hour",
            ),
            "a list in the order asked": lambda: (list(read_off()[0].values()), "1 hour"),
        },
        named={
            "SEK": (lambda: ({k: 1000 * v for k, v in read_off()[0].items()}, "1 hour"), "is in SEK"),
            "no sign": (lambda: read_off(**{"12 hours": 9}), "has lost the sign"),
            "the next one": (lambda: read_off("2 hours"), "2 hours adds less than the service costs"),
            "one too quick": (lambda: read_off("30 minutes"), "a slower one still does"),
            "no name": (lambda: read_off("an hour"), "is not one of the control's times"),
        },
        wrong={
            "another delay": (lambda: read_off(**{"1 hour": 46}), "'1 hour' has 46, too low"),
            "hours as a number": (lambda: read_off(1), "is not one of the control's times"),
        },
    ),
    "one_row_per_customer": Cases(
        untouched=lambda: ...,
        right={
            "grouped": stitched,
            "by hand, the key as a column": by_hand,
            "floats, shuffled": lambda: stitched().astype(float).sample(frac=1, random_state=1),
            "one column more": lambda: stitched(x=1),
        },
        named={
            "a row per visitor": (
                lambda: KNOWN.groupby("visitor_id").agg(
                    visits=("session_id", "count"),
                    visitors=("visitor_id", "nunique"),
                    carts=("cart_left", "sum"),
                ),
                "one per visitor",
            ),
            "visitors, each visit": (
                lambda: stitched(visitors=KNOWN.groupby("customer_id")["visitor_id"].count()),
                "each visitor must count once",
            ),
            "whether, not how many": (
                lambda: stitched(carts=KNOWN.groupby("customer_id")["cart_left"].max()),
                "whether a cart was ever left",
            ),
            "carts counted": (
                lambda: stitched(carts=KNOWN.groupby("customer_id")["cart_left"].count()),
                "with or without a cart",
            ),
            "the share of carts": (
                lambda: stitched(carts=KNOWN.groupby("customer_id")["cart_left"].mean()),
                "is the share of visits",
            ),
            "pages": (lambda: stitched(visits=KNOWN.groupby("customer_id")["pages"].sum()), "counts pages"),
        },
        wrong={
            "carts alone": (lambda: stitched()[["carts"]], "has no column"),
            "half of them": (lambda: stitched().iloc[::2], "missing, such as"),
        },
    ),
    "not_seen": Cases(
        untouched=lambda: (..., ...),
        right={
            "by age": not_seen,
            "rounded": lambda: tuple(round(share, 2) for share in not_seen()),
            "one minus what is seen": lambda: tuple(1 - share for share in not_seen(seen=True)),
            "Series of one": lambda: tuple(pd.Series([share]) for share in not_seen()),
        },
        named={
            "the colleague's": (lambda: not_seen(buyers=False, unknown=99), "Both faults are still there"),
            "all members": (lambda: not_seen(buyers=False), "of all members; expected"),
            "unknown among the old": (lambda: not_seen(unknown=99), "are among the old; expected"),
            "unknown among the young": (lambda: not_seen(unknown=20), "are among the young"),
            "those seen": (lambda: not_seen(seen=True), "shares that *are* seen"),
            "the other order": (lambda: not_seen()[::-1], "in the other order"),
            "65 among the young": (lambda: not_seen(limit=66), "65 itself belongs"),
        },
        wrong={
            "per cent": (lambda: tuple(100 * share for share in not_seen()), "a percentage was given"),
            "near by, not rounded": (lambda: (not_seen()[0] + 0.001, not_seen()[1]), "a touch too high"),
        },
    ),
    "worth_of_hurry": Cases(
        untouched=lambda: (..., ..., ...),
        right={
            "the helper": hurry,
            "Welch's interval": welch,
            "one decimal": lambda: (*(round(end, 1) for end in hurry()[:2]), "YES"),
            "bootstrap": lambda: (*by_bootstrap(), "yes"),
        },
        named={
            "the quick reply alone": (
                lambda: hurry(other=("10 minutes", "control")),
                "the quick reply adds to no reply",
            ),
            "the late reply alone": (
                lambda: hurry(("24 hours", "contacted"), ("24 hours", "control")),
                "the late reply adds to no reply",
            ),
            "the control groups": (
                lambda: hurry(("10 minutes", "control"), ("24 hours", "control")),
                "the two control groups",
            ),
            "late less quick": (
                lambda: hurry(("24 hours", "contacted"), ("10 minutes", "contacted")),
                "the signs are turned",
            ),
            "shares": (lambda: hurry(times=1), "shares where numbers per 100"),
            "no consent": (lambda: hurry(other=("10 minutes", "no consent")), "those without consent"),
            "cannot tell": (lambda: hurry(says="cannot tell"), "lies on one side of 0"),
            "no": (lambda: hurry(says="no"), "on the other side of 0"),
        },
        wrong={
            "True": (lambda: hurry(says=True), 'expected "yes"'),
            "text": (lambda: ("8", "20", "yes"), "is text"),
        },
    ),
    "replies_to_carts": Cases(
        untouched=lambda: ...,
        right={
            "what fits, on the channel that is read": plan,
            "plain, on the ladder": lambda: plan(offer="everyone"),
            "e-mail alone, key as index": lambda: plan(channel="email").set_index("customer_id"),
            "a discount for some": lambda: plan(discount=0.05, ids=CARTS.index[:600]),
        },
        named={
            "everybody": (lambda: plan(ids=PEOPLE.index), "who left no cart"),
            "an event of one's own": (lambda: plan(event="cart"), "has `event`; this task allows"),
            "a strange channel": (lambda: plan(channel="letter"), "channel"),
            "an offer that is not there": (lambda: plan(offer="garden"), "offer holds 'garden'"),
        },
        wrong={
            "a plan that was not tried": (lambda: plan(offer="style"), "No campaign has tried this plan"),
            "a list": (lambda: [1, 2], "is a list"),
            "no customers": (lambda: plan().drop(columns="customer_id"), "customer_id"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)


def test_the_lesson_s_picture_says_what_task_1_asks():
    say = live_picture("06_digital_behaviour")
    for delay, (hours, ksek) in {"10 minutes": (1 / 6, 85), "1 hour": (1, 67), "12 hours": (12, -9)}.items():
        assert f"after {delay} adds {ksek} thousand SEK" in say(delay=hours)
    assert "more than the service" in say(delay=1) and "less than the service" in say(delay=2)
