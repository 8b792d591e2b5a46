"""Exercise 10: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from checks import lifecycle as check
from given import lifecycle as given
from helpers import data, experiment, market
from tests.check_cases import Cases, as_tests

ORDERS = data.load("orders")
WEB = ORDERS["channel"] == "web"


# ---- task 1
def read_off(better=(390, 120), kept=(2.11, 2.27)):
    """What the lesson's picture says."""
    return dict(zip(("slipping away", "no stage: plain letter"), better)), dict(zip((3, 6), kept))


# ---- task 2
WAIT = given.waits("shop")


def half_back(came="sum", most=0.5):
    by_day = WAIT.groupby("days")["came"].agg(["sum", "size"])
    waiting = len(WAIT) - by_day["size"].cumsum().shift(fill_value=0)
    still_away = (1 - by_day[came] / waiting).cumprod()
    return still_away.index[still_away <= most][0]


def half_back_by_hand():
    """Go through the days one by one, and count who is still waiting."""
    remain = 1.0
    for day in range(WAIT["days"].max() + 1):
        waiting = (WAIT["days"] >= day).sum()
        remain *= 1 - ((WAIT["days"] == day) & WAIT["came"]).sum() / waiting
        if remain <= 0.5:
            return day


def half_back_sorted():
    table = WAIT.sort_values(["days", "came"], ascending=[True, False])
    remain = np.cumprod(1 - table["came"].to_numpy() / np.arange(len(table), 0, -1))
    return table["days"].to_numpy()[np.argmax(remain <= 0.5)]


# ---- task 3
TABLE = given.members_now()


def stage(limit=3, new_days=90, unseen=True, names=("slipping", "new", "active"), measure=None):
    ratio = TABLE["silence_days"] / TABLE["rhythm_days"] if measure is None else measure
    slips = ratio > limit
    slips = slips | TABLE["silence_days"].isna() if unseen else slips
    new = TABLE["days_as_member"] < new_days
    return pd.Series(np.select([slips, new], names[:2], names[2]), index=TABLE.index)


def new_first(new_days=90, unseen=True):
    slips = TABLE["silence_days"] > 3 * TABLE["rhythm_days"]
    slips = slips | TABLE["silence_days"].isna() if unseen else slips
    labels = np.select([TABLE["days_as_member"] < new_days, slips], ["new", "slipping"], "active")
    return pd.Series(labels, index=TABLE.index)


def stage_by_loc():
    labels = pd.Series("active", index=TABLE.index)
    labels[TABLE["days_as_member"] < 90] = "new"
    labels[~(TABLE["silence_days"] <= 3 * TABLE["rhythm_days"])] = "slipping"
    return labels


# ---- task 4
LIST = given.web_list()
SINCE_JULY = ORDERS.loc[ORDERS["ordered_at"] >= "2025-07-05", "customer_id"]
OUTCOMES = given.we_miss_you()


def stayed(*groups, column="retained"):
    return OUTCOMES.loc[OUTCOMES["group"].isin(groups), column]


def ends(*control, column="retained", times=100):
    control = stayed(*control or ["control"], column=column)
    *_, low, high = experiment.rate_difference(stayed("contacted", column=column), control)
    return times * low, times * high


def welch():
    return [
        100 * end
        for end in stats.ttest_ind(
            stayed("contacted"), stayed("control"), equal_var=False
        ).confidence_interval()
    ]


def answer(seen=None, between=None, keeps="cannot tell"):
    return (LIST.isin(SINCE_JULY).mean() if seen is None else seen, *(between or ends()), keeps)


# ---- task 6
MEMBERS = data.load("customers").set_index("customer_id")
SESSIONS = data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]])


def plan(days=300, orders=ORDERS, visits=True, **more):
    signs = [orders.groupby("customer_id")["ordered_at"].max().reindex(MEMBERS.index)]
    if visits:
        signs.append(SESSIONS.groupby("customer_id")["started_at"].max().reindex(MEMBERS.index))
    lately = pd.concat(signs, axis=1).max(axis=1) > data.TODAY - pd.Timedelta(days=days)
    joined = MEMBERS["member_since"] > data.TODAY - pd.Timedelta(days=90)
    message = np.select([joined, lately], ["welcome", "thanks"], "win_back")
    return market.plan(MEMBERS.index, stage_message=message, **more)


CASES = {
    "read_off": Cases(
        untouched=lambda: ({"slipping away": ..., "no stage: plain letter": ...}, {3: ..., 6: ...}),
        right={
            "two dicts": read_off,
            "Series": lambda: tuple(map(pd.Series, read_off())),
            "lists in the order asked": lambda: ([390, 120], [2.11, 2.27]),
            "floats, a table": lambda: (
                pd.Series(read_off()[0]).astype(float),
                pd.DataFrame({"rhythms": [6, 3], "kept": [2.27, 2.11]}),
            ),
        },
        named={
            "steps": (lambda: read_off(better=(13, 4)), "steps of the slider; expected days"),
            "the last that is not better": (lambda: read_off(better=(360, 90)), "expected the first"),
            "more than nothing": (lambda: read_off(better=(240, 60)), "more than the plain letter"),
            "swapped": (lambda: read_off(better=(120, 390)), "the other way round"),
            "fixed days": (lambda: read_off(kept=(1.62, 2.07)), "at *fixed days*"),
            "the web shop alone": (lambda: read_off(kept=(0.69, 0.70)), "*web shop alone*"),
            "no sessions": (lambda: read_off(kept=(1.81, 1.98)), "one system too early"),
            "a system too many": (lambda: read_off(kept=(2.13, 2.26)), "one system too late"),
            "all systems": (lambda: read_off(kept=(2.11, 2.24)), "with all systems"),
            "shares in the right stage": (lambda: read_off(kept=(85, 80)), "the shares in the right stage"),
            "one limit for both": (lambda: read_off(better=(390, 390)), "change the choice"),
            "a step too far": (lambda: read_off(better=(420, 150)), "one step too many"),
            "steps for rhythms": (lambda: read_off(kept=(1.50, 2.11)), "one step is half a rhythm"),
        },
        wrong={
            "one of them": (lambda: ({"slipping away": 390}, read_off()[1]), "1 missing"),
            "shares": (lambda: read_off(kept=(0.0211, 0.0227)), "too low; rhythms 6"),
        },
    ),
    "usual_gap": Cases(
        untouched=lambda: ...,
        right={
            "the lines completed": half_back,
            "day after day": half_back_by_hand,
            "customer after customer": half_back_sorted,
            "one day later, as numpy": lambda: np.int64(half_back_by_hand() + 1),
        },
        named={
            "closed gaps only": (lambda: WAIT.loc[WAIT["came"], "days"].median(), "are left out"),
            "size for sum": (lambda: half_back("size"), "as if everybody had come back"),
            "a mean": (lambda: WAIT.loc[WAIT["came"], "days"].mean(), "a mean of those who came back"),
            "a quarter": (lambda: half_back(most=0.75), "a quarter has come back"),
            "the web shop": (lambda: check._half_back(given.waits("web")), "of the web shop's"),
        },
        wrong={
            "the curve": (lambda: WAIT["days"], "values; expected a single number"),
            "a share": (lambda: 0.5, "far too low"),
            "text": (lambda: "310 days", "is text"),
        },
    ),
    "stages_by_rule": Cases(
        untouched=lambda: ...,
        right={
            "np.select": stage,
            "by loc": stage_by_loc,
            "other names": lambda: stage(names=(2, 0, 1)),
            "a table with the key as a column": lambda: stage().rename("stage").reset_index(),
            "a list in the order of the table": lambda: stage().to_list(),
        },
        named={
            "the colleague's own": (lambda: new_first(91, unseen=False), "All three faults"),
            "only 90 days mended": (lambda: new_first(unseen=False), "which rule comes first?"),
            "never seen forgotten": (lambda: stage(unseen=False), "empty value is False"),
            "new goes first": (new_first, "expected slipping first"),
            "90 days and more": (lambda: stage(new_days=91), "no longer new"),
            "three rhythms and more": (
                lambda: stage().where(TABLE["silence_days"] != 3 * TABLE["rhythm_days"], "slipping"),
                "exactly three rhythms",
            ),
            "two rhythms": (lambda: stage(limit=2), "looks like two"),
        },
        wrong={
            "upside down": (
                lambda: stage(limit=1 / 3, measure=TABLE["rhythm_days"] / TABLE["silence_days"]),
                "sit in another segment",
            ),
            "four rhythms": (lambda: stage(limit=4), "(silence_days"),
            "some without a stage": (lambda: stage().where(TABLE["silence_days"].notna()), "no segment"),
            "half of the members": (lambda: stage().iloc[::2], "rows; expected"),
        },
    ),
    "on_the_list": Cases(
        untouched=lambda: (..., ..., ..., ...),
        right={
            "the helper": answer,
            "rounded, Welch's interval": lambda: answer(
                round(LIST.isin(SINCE_JULY).mean(), 2), welch(), "Cannot tell."
            ),
            "by sets, one decimal": lambda: answer(
                len(set(LIST) & set(SINCE_JULY)) / len(LIST), [round(end, 1) for end in ends()]
            ),
            "a Series of one": lambda: answer(pd.Series([LIST.isin(SINCE_JULY).mean()]), keeps="can't tell"),
        },
        named={
            "not seen": (lambda: answer(1 - LIST.isin(SINCE_JULY).mean()), "the other part"),
            "all members": (
                lambda: answer(MEMBERS.index.isin(SINCE_JULY).mean()),
                "of all members; expected",
            ),
            "upside down": (
                lambda: answer(SINCE_JULY.drop_duplicates().isin(LIST).mean()),
                "of those who ordered",
            ),
            "orders": (lambda: answer(SINCE_JULY.isin(LIST).mean()), "the share of orders"),
            "two years": (lambda: answer(LIST.isin(ORDERS["customer_id"]).mean()), "in the two years"),
            "shops alone": (
                lambda: answer(
                    LIST.isin(
                        ORDERS.query("ordered_at >= '2025-07-05' and channel == 'shop'")["customer_id"]
                    ).mean()
                ),
                "the app counts too",
            ),
            "orders in two weeks": (lambda: answer(between=ends(column="converted")), "(`converted`)"),
            "no consent as control": (lambda: answer(between=ends("no consent")), "gave no consent"),
            "shares": (lambda: answer(between=ends(times=1)), "shares where numbers per 100"),
            "yes": (lambda: answer(keeps="yes"), "reaches both sides of 0"),
        },
        wrong={
            "per cent": (lambda: answer(100 * LIST.isin(SINCE_JULY).mean()), "a percentage was given"),
            "harmless": (lambda: answer(keeps="harmless"), 'expected "yes", "no" or'),
        },
    ),
    "stage_letters": Cases(
        untouched=lambda: ...,
        right={
            "orders and visits, 300 days": plan,
            "half a year, key as index": lambda: plan(days=200).set_index("customer_id"),
            "orders of all channels, two years": lambda: plan(days=650, visits=False),
            "the rival itself": lambda: given.letters("thanks"),
        },
        named={
            "by post": (lambda: plan(channel="post"), "expected `email`"),
            "another offer": (lambda: plan(offer="style"), "expected `everyone`"),
            "unknown message": (lambda: plan().assign(stage_message="hello"), "stage_message holds 'hello'"),
            "a discount too": (
                lambda: plan(discount=0.1),
                "has `discount`; this task allows `customer_id`, `offer`,",
            ),
            "no messages": (lambda: plan().drop(columns="stage_message"), "no column `stage_message`"),
            "twice": (lambda: pd.concat([plan(), plan()]), "customers twice"),
        },
        wrong={
            "a plan that was not tried": (lambda: plan(days=60), "No campaign has tried this plan"),
            "a list": (lambda: [1, 2], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)


def test_worth_counts_two_weeks_and_the_year_after():
    """Without a single customer kept, only the profit of the two weeks is left."""
    chances = market.expected(given.letters("thanks")).query("consent == 1")
    kept = ((chances["stay_with"] - chances["stay_without"]) * chances["year_margin_sek"]).sum()
    assert kept > 0
    profit = market.expected_profit(given.letters("thanks"))
    assert market.expected_worth(given.letters("thanks")) == pytest.approx(profit + kept)
