"""Exercise 10: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd
import pytest

from checks import lifecycle as check
from given import lifecycle as given
from helpers import data, market
from tests.check_cases import Cases, as_tests

ORDERS = data.load("orders")
DAY = ORDERS["ordered_at"].dt.normalize()
CUSTOMER = ORDERS["customer_id"]
WEB = ORDERS["channel"] == "web"


# ---- task 1
def silence(orders=ORDERS, at=data.TODAY, which="max"):
    day = orders["ordered_at"].dt.normalize()
    return (at - getattr(day.groupby(orders["customer_id"]), which)()).dt.days


# ---- task 2
ORDER_DAYS = (
    ORDERS.assign(day=DAY)[["customer_id", "day"]].drop_duplicates().sort_values(["customer_id", "day"])
)


def gaps(how="median", days=ORDER_DAYS):
    each = days.groupby("customer_id")["day"].diff().dt.days
    return getattr(each.groupby(days["customer_id"]), how)()


def gaps_by_hand():
    found = {}
    for customer, days in ORDER_DAYS.groupby("customer_id")["day"]:
        if len(days) > 1:
            found[customer] = np.median(np.diff(days.to_numpy()).astype("timedelta64[D]").astype(int))
    return found


# ---- task 3
WAIT = given.waits("shop")


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


# ---- task 4
TABLE = given.members_now()


def stage(limit=3, new_days=90, unseen=True, names=("slipping", "new", "active"), measure=None):
    ratio = TABLE["silence_days"] / TABLE["rhythm_days"] if measure is None else measure
    slips = ratio > limit
    slips = slips | TABLE["silence_days"].isna() if unseen else slips
    new = TABLE["days_as_member"] < new_days
    return pd.Series(np.select([slips, new], names[:2], names[2]), index=TABLE.index)


def new_first():
    slips = (TABLE["silence_days"] > 3 * TABLE["rhythm_days"]) | TABLE["silence_days"].isna()
    labels = np.select([TABLE["days_as_member"] < 90, slips], ["new", "slipping"], "active")
    return pd.Series(labels, index=TABLE.index)


def stage_by_loc():
    labels = pd.Series("active", index=TABLE.index)
    labels[TABLE["days_as_member"] < 90] = "new"
    labels[~(TABLE["silence_days"] <= 3 * TABLE["rhythm_days"])] = "slipping"
    return labels


# ---- task 5
SAID = given.web_list()
LEFT = data.truth("customers").set_index("customer_id")["left_on"].notna()


# ---- task 6
def outcomes():
    return market.run(given.letters("thanks"), holdout=0.5, seed=12)


def difference(column="retained", against="control"):
    table = outcomes()
    rest = table["group"].eq(against) if against else table["group"].ne("contacted")
    return 100 * (table.loc[table["group"] == "contacted", column].mean() - table.loc[rest, column].mean())


# ---- task 7
MEMBERS = data.load("customers").set_index("customer_id")
SESSIONS = data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]])


def plan(days=300, orders=ORDERS, visits=True, welcome_days=90):
    signs = [orders.groupby("customer_id")["ordered_at"].max().reindex(MEMBERS.index)]
    if visits:
        signs.append(SESSIONS.groupby("customer_id")["started_at"].max().reindex(MEMBERS.index))
    lately = pd.concat(signs, axis=1).max(axis=1) > data.TODAY - pd.Timedelta(days=days)
    joined = MEMBERS["member_since"] > data.TODAY - pd.Timedelta(days=welcome_days)
    message = np.select([joined, lately], ["welcome", "thanks"], "win_back")
    return pd.DataFrame(
        {
            "customer_id": MEMBERS.index,
            "offer": "everyone",
            "channel": "email",
            "stage_message": message,
        }
    )


def own_rhythms(limit=5):
    message = stage(limit=limit, names=("win_back", "welcome", "thanks")).to_numpy()
    return plan().assign(stage_message=message)


CASES = {
    "silence": Cases(
        untouched=lambda: ...,
        right={
            "days first, then the last": silence,
            "the last first": lambda: (
                (data.TODAY - ORDERS.groupby("customer_id")["ordered_at"].max().dt.normalize()).dt.days
            ),
            "a table with the key as a column": lambda: silence().rename("silence_days").reset_index(),
            "a dict of floats": lambda: silence().astype(float).to_dict(),
        },
        named={
            "from the first order": (lambda: silence(which="min"), "count from the first order"),
            "hours lost": (
                lambda: (data.TODAY - ORDERS.groupby("customer_id")["ordered_at"].max()).dt.days,
                "have lost the hours",
            ),
            "web shop only": (lambda: silence(ORDERS[WEB]), "know the web shop only"),
            "to the cut-off day": (lambda: silence(at=data.CUTOFF), "are counted to 1 July 2025"),
        },
        wrong={
            "a time span": (
                lambda: data.TODAY - DAY.groupby(CUSTOMER).max(),
                "holds time spans",
            ),
            "grouped only": (lambda: DAY.groupby(CUSTOMER), "GroupBy"),
            "one number": (lambda: 159, "a whole number"),
        },
    ),
    "own_gap": Cases(
        untouched=lambda: ...,
        right={
            "diff within groupby": lambda: gaps().dropna(),
            "those without a gap left in": gaps,
            "customer by customer, as a dict": gaps_by_hand,
            "a table with the key as a column": lambda: gaps().rename("gap_days").reset_index(),
        },
        named={
            "means": (lambda: gaps("mean"), "are means"),
            "orders, not days": (
                lambda: gaps(days=ORDERS.assign(day=DAY).sort_values(["customer_id", "day"])),
                "two orders on one day",
            ),
            "across customers": (
                lambda: ORDER_DAYS["day"].diff().dt.days.groupby(ORDER_DAYS["customer_id"]).median(),
                "from one customer into the next",
            ),
            "span by days": (
                lambda: (
                    ORDER_DAYS.groupby("customer_id")["day"].agg(lambda d: (d.max() - d.min()).days)
                    / ORDER_DAYS.groupby("customer_id").size()
                ),
                "there is one gap less",
            ),
        },
        wrong={
            "the gaps themselves": (lambda: gaps("max"), "differs in"),
            "only two gaps or more": (lambda: gaps()[gaps("count") >= 2], "missing, such as"),
            "text": (lambda: "30 days", "is text"),
        },
    ),
    "usual_gap": Cases(
        untouched=lambda: ...,
        right={
            "by day": lambda: check._half_back(WAIT),
            "day after day": half_back_by_hand,
            "customer after customer": half_back_sorted,
            "one day later, as numpy": lambda: np.int64(half_back_by_hand() + 1),
        },
        named={
            "closed gaps only": (lambda: WAIT.loc[WAIT["came"], "days"].median(), "are left out"),
            "all as if they had come": (lambda: WAIT["days"].median(), "as if everybody had come back"),
            "a mean": (lambda: WAIT.loc[WAIT["came"], "days"].mean(), "That is a mean"),
        },
        wrong={
            "the curve": (lambda: WAIT["days"], "values; expected a single number"),
            "a share": (lambda: 0.5, "expected"),
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
            "never seen forgotten": (lambda: stage(unseen=False), "empty value is False"),
            "new goes first": (new_first, "expected slipping first"),
            "90 days and more": (lambda: stage(new_days=91), "no longer new"),
            "two rhythms": (lambda: stage(limit=2), "looks like two"),
            "fixed 180 days": (
                lambda: stage(limit=180, measure=TABLE["silence_days"]),
                "You measure in days",
            ),
        },
        wrong={
            "upside down": (
                lambda: stage(limit=1 / 3, measure=TABLE["rhythm_days"] / TABLE["silence_days"]),
                "adjusted Rand index",
            ),
            "some without a stage": (lambda: stage().where(TABLE["silence_days"].notna()), "no segment"),
            "half of the members": (lambda: stage().iloc[::2], "rows; expected"),
        },
    ),
    "truly_gone": Cases(
        untouched=lambda: ...,
        right={
            "mean of those on the list": lambda: LEFT[SAID].mean(),
            "counts": lambda: (SAID & LEFT).sum() / SAID.sum(),
            "rounded": lambda: round(float(LEFT[SAID].mean()), 2),
            "a Series of one": lambda: pd.Series([LEFT[SAID].mean()]),
        },
        named={
            "the share found": (lambda: SAID[LEFT].mean(), "whom the list finds"),
            "all who left": (lambda: LEFT.mean(), "share of all members who have left"),
            "all on the list": (lambda: SAID.mean(), "share of all members on the list"),
            "right either way": (lambda: (SAID == LEFT).mean(), "for whom the list is right"),
            "both, of all": (lambda: (SAID & LEFT).mean(), "on the list and have left"),
        },
        wrong={
            "per cent": (lambda: 100 * LEFT[SAID].mean(), "a percentage was given"),
            "the other part": (lambda: 1 - LEFT[SAID].mean(), "who have not left"),
            "a count": (lambda: int((SAID & LEFT).sum()), "expected"),
        },
    ),
    "kept_per_100": Cases(
        untouched=lambda: ...,
        right={
            "means by group": difference,
            "the market's own measure": lambda: (
                100 * market.effect(outcomes()).loc["retained", ["contacted", "control"]].diff().iloc[-1] * -1
            ),
            "rounded": lambda: round(difference(), 1),
            "counts by hand": lambda: (
                100
                * np.subtract(
                    *[
                        (outcomes().query("group == @g")["retained"] == 1).sum()
                        / len(outcomes().query("group == @g"))
                        for g in ("contacted", "control")
                    ]
                )
            ),
        },
        named={
            "no control group": (
                lambda: 100 * outcomes().query("group == 'contacted'")["retained"].mean(),
                "would have stayed anyway",
            ),
            "without consent as control": (lambda: difference(against=""), "were not drawn by lot"),
            "conversions": (lambda: difference("converted"), "orders within two weeks"),
            "control minus contacted": (lambda: -difference(), "of the wrong sign"),
        },
        wrong={
            "a share": (lambda: difference() / 100, "a share between 0 and 1 was given"),
            "no number": (lambda: "0.3", "is text"),
        },
    ),
    "stage_letters": Cases(
        untouched=lambda: ...,
        right={
            "orders and visits, 300 days": plan,
            "half a year, key as index": lambda: plan(days=200).set_index("customer_id"),
            "orders of all channels, two years": lambda: plan(days=650, visits=False),
            "own rhythms, very patient": lambda: own_rhythms(limit=8),
        },
        named={
            "thanks to all": (lambda: given.letters("thanks"), "to nobody"),
            "the web list": (
                lambda: plan(days=180, orders=ORDERS[WEB], visits=False),
                "Look in more systems",
            ),
            "welcome to half": (lambda: plan(welcome_days=600), "more than a fifth"),
            "few": (lambda: plan(days=600).iloc[:2000], "Who of the others"),
        },
        wrong={
            "60 days": (lambda: plan(days=60), "wait longer"),
            "by post": (lambda: plan().assign(channel="post"), "the channel `email`"),
            "a discount too": (lambda: plan().assign(discount=0.1), "found `discount`"),
            "unknown message": (lambda: plan().assign(stage_message="hello"), "stage_message holds 'hello'"),
            "no messages": (lambda: plan().drop(columns="stage_message"), "no column `stage_message`"),
            "twice": (lambda: pd.concat([plan(), plan()]), "customers twice"),
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
