"""Exercise 06: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans

from checks import digital_behaviour as check
from given import digital_behaviour as given
from helpers import data, market, segment
from tests.check_cases import Cases, as_tests

SESSIONS, IDENTITY = data.load("sessions"), data.load("identity")
KNOWN = SESSIONS.merge(IDENTITY[["visitor_id", "customer_id"]], on="visitor_id")
LINKED = SESSIONS["visitor_id"].isin(IDENTITY["visitor_id"])
BY_CUSTOMER = KNOWN.groupby("customer_id")


# ---- task 2
def stitched(by="customer_id", **columns):
    groups = KNOWN.groupby(by)
    given = {
        "visits": groups.size(),
        "devices": groups["visitor_id"].nunique(),
        "carts": groups["cart_left"].sum(),
    }
    return pd.DataFrame(given | columns)


# ---- task 3
def errands(key="customer_id", hours=24.0):
    rows = KNOWN.sort_values([key, "started_at"])
    pause = rows.groupby(key)["started_at"].diff()
    return (pause.isna() | (pause > pd.Timedelta(hours=hours))).groupby(rows["customer_id"]).sum()


def errands_in_a_loop():
    found = {}
    for customer, times in KNOWN.sort_values("started_at").groupby("customer_id")["started_at"]:
        hours = np.diff(times.to_numpy()) / np.timedelta64(1, "h")
        found[customer] = 1 + int((hours > 24).sum())
    return found


def pauses_not_grouped():
    rows = KNOWN.sort_values(["customer_id", "started_at"])
    return (rows["started_at"].diff().abs() > pd.Timedelta(hours=24)).groupby(rows["customer_id"]).sum()


# ---- task 4
def buyers():
    orders = data.load("orders").query("ordered_at >= '2025-01-01'")
    table = orders.groupby("customer_id")["amount_sek"].sum().to_frame("sek")
    people = data.load("customers").set_index("customer_id")
    table["age"] = 2026 - people["birth_year"].reindex(table.index).astype(float)
    return table.assign(unseen=~table.index.isin(IDENTITY["customer_id"]))


def unseen():
    table = buyers()
    return tuple(table.loc[old, "unseen"].mean() for old in (table["age"] < 65, table["age"] >= 65))


def unseen_by_groupby():
    table = buyers().dropna(subset=["age"])
    return tuple(table["unseen"].groupby(table["age"] >= 65).mean().to_numpy())


def unseen_money():
    table = buyers()
    groups = (table["age"] < 65, table["age"] >= 65)
    return tuple(table.loc[g & table["unseen"], "sek"].sum() / table.loc[g, "sek"].sum() for g in groups)


def unseen_members():
    people = data.load("customers")
    age = 2026 - people["birth_year"].astype(float)
    hidden = ~people["customer_id"].isin(IDENTITY["customer_id"])
    return hidden[age < 65].mean(), hidden[age >= 65].mean()


# ---- task 5
def year():
    table = pd.crosstab(KNOWN["customer_id"], KNOWN["category"])
    return table[table.sum(axis=1) >= 3]


def roots():
    return np.sqrt(year().div(year().sum(axis=1), axis=0))


# ---- task 6
def rates(groups=("contacted", "control")):
    outcomes = given.two_delays()
    rate = 100 * outcomes.groupby(["delay", "group"])["converted"].mean().unstack()
    return rate[groups[0]] - rate[groups[1]]


def hurry(groups=("contacted", "control")):
    added = rates(groups)
    return added["10 minutes"] - added["24 hours"]


def hurry_in_steps():
    outcomes = given.two_delays()
    total = 0.0
    for delay, sign in {"10 minutes": 1, "24 hours": -1}.items():
        for group, side in {"contacted": 1, "control": -1}.items():
            rows = outcomes[(outcomes["delay"] == delay) & (outcomes["group"] == group)]
            total += sign * side * rows["converted"].sum() / len(rows)
    return 100 * total


def contacted_only():
    outcomes = given.two_delays().query("group == 'contacted'")
    rate = 100 * outcomes.groupby("delay")["converted"].mean()
    return rate["10 minutes"] - rate["24 hours"]


# ---- task 7
CARTS = given.latest_carts()
PEOPLE = data.load("customers").set_index("customer_id").loc[CARTS.index]


def channels(*order):
    """The first channel of the order that each customer agreed to, else e-mail."""
    return np.select([PEOPLE[f"consent_{c}"] == 1 for c in order], list(order), "email")


def clicked_need():
    looked = KNOWN.assign(need=KNOWN["category"].map(market.NEED_OF)).dropna(subset=["need"])
    count = looked.groupby(["customer_id", "need"]).size().unstack(fill_value=0)
    return count.idxmax(axis=1).reindex(CARTS.index).fillna("everyone").to_numpy()


def bought_need():
    orders = data.load("orders").query("ordered_at >= '2025-01-01'")
    lines = data.load("order_lines").merge(orders[["order_id", "customer_id"]])
    money = lines.assign(need=lines["category"].map(market.NEED_OF)).pivot_table(
        index="customer_id", columns="need", values="amount_sek", aggfunc="sum", fill_value=0
    )
    return money.idxmax(axis=1).reindex(CARTS.index).fillna("everyone").to_numpy()


def replies(offer="everyone", channel="email", **more):
    return pd.DataFrame({"customer_id": CARTS.index, "offer": offer, "channel": channel} | more)


CASES = {
    "known_visits": Cases(
        untouched=lambda: ...,
        right={
            "isin": lambda: LINKED.mean(),
            "rows of a merge": lambda: len(KNOWN) / len(SESSIONS),
            "rounded": lambda: round(LINKED.mean(), 2),
            "left merge, a Series of one": lambda: pd.Series(
                [SESSIONS.merge(IDENTITY, on="visitor_id", how="left")["customer_id"].notna().mean()]
            ),
        },
        named={
            "visitors": (
                lambda: SESSIONS["visitor_id"].drop_duplicates().isin(IDENTITY["visitor_id"]).mean(),
                "share of *visitors*",
            ),
            "the anonymous part": (lambda: 1 - LINKED.mean(), "the anonymous part"),
            "inner merge": (lambda: KNOWN["customer_id"].notna().mean(), "after an inner merge"),
            "carts": (lambda: LINKED[SESSIONS["cart_left"] == 1].mean(), "among carts left"),
        },
        wrong={
            "per cent": (lambda: 100 * LINKED.mean(), "a percentage was given"),
            "True and False": (lambda: LINKED, "values; expected a single number"),
        },
    ),
    "one_row_per_customer": Cases(
        untouched=lambda: ...,
        right={
            "three lines": stitched,
            "named aggregation, key as a column": lambda: BY_CUSTOMER.agg(
                visits=("session_id", "count"), devices=("device", "nunique"), carts=("cart_left", "sum")
            ).reset_index(),
            "pivot of visitors, floats": lambda: stitched(
                devices=KNOWN.drop_duplicates("visitor_id")["customer_id"].value_counts()
            ).astype(float),
            "shuffled, one column more": lambda: stitched(pages=BY_CUSTOMER["pages"].sum()).sample(
                frac=1, random_state=0
            ),
        },
        named={
            "by visitor": (lambda: stitched("visitor_id"), "one per visitor"),
            "pages": (lambda: stitched(visits=BY_CUSTOMER["pages"].sum()), "counts pages"),
            "visits as devices": (lambda: stitched(devices=BY_CUSTOMER.size()), "different visitors"),
            "ever a cart": (lambda: stitched(carts=BY_CUSTOMER["cart_left"].max()), "ever left"),
            "count of carts": (
                lambda: stitched(carts=BY_CUSTOMER["cart_left"].count()),
                "sum of `cart_left`",
            ),
        },
        wrong={
            "no devices": (lambda: stitched().drop(columns="devices"), "no column `devices`"),
            "only those with a cart": (lambda: stitched().query("carts > 0"), "missing, such as"),
            "a GroupBy": (lambda: BY_CUSTOMER, "GroupBy"),
        },
    ),
    "errands_per_customer": Cases(
        untouched=lambda: ...,
        right={
            "pauses": errands,
            "a loop, as a dict": errands_in_a_loop,
            "visits minus short pauses": lambda: (
                BY_CUSTOMER.size()
                - (
                    KNOWN.sort_values("started_at").groupby("customer_id")["started_at"].diff()
                    <= pd.Timedelta(days=1)
                )
                .groupby(KNOWN["customer_id"])
                .sum()
            ),
            "a table with the key as a column": lambda: errands().rename("n").reset_index(),
        },
        named={
            "all visits": (lambda: BY_CUSTOMER.size(), "counts all visits"),
            "only pauses": (lambda: errands() - 1, "the first visit begins an errand too"),
            "by device": (lambda: errands("visitor_id"), "each device as another person"),
            "not grouped": (pauses_not_grouped, "another customer's"),
            "days": (
                lambda: KNOWN["started_at"].dt.date.groupby(KNOWN["customer_id"]).nunique(),
                "counts days",
            ),
        },
        wrong={
            "one number": (lambda: int(errands().sum()), "a whole number"),
            "48 hours": (lambda: errands(hours=48), "differs in"),
        },
    ),
    "not_seen": Cases(
        untouched=lambda: (..., ...),
        right={
            "two masks": unseen,
            "groupby": unseen_by_groupby,
            "rounded": lambda: tuple(round(x, 2) for x in unseen()),
            "one minus seen": lambda: tuple(1 - (1 - np.float64(x)) for x in unseen()),
        },
        named={
            "seen": (lambda: tuple(1 - x for x in unseen()), "the shares that *are* seen"),
            "other order": (lambda: unseen()[::-1], "expected under 65 first"),
            "members": (unseen_members, "shares of all members"),
            "money": (unseen_money, "shares of the money"),
        },
        wrong={
            "per cent": (lambda: tuple(100 * x for x in unseen()), "a percentage was given"),
            "only one right": (lambda: (unseen()[0], 0.5), "`from_65` is 0.5"),
            "text": (lambda: ("22%", "44%"), "is text"),
        },
    ),
    "click_segments": Cases(
        untouched=lambda: ...,
        right={
            "roots of shares": lambda: segment.kmeans(roots(), 4),
            "scikit-learn, another seed, letters": lambda: pd.Series(
                np.array(list("abcd"))[KMeans(4, n_init=10, random_state=3).fit_predict(roots())],
                index=roots().index,
            ),
            "shares without the root": lambda: segment.kmeans(roots() ** 2, 4),
            "a list in the order of the table": lambda: segment.kmeans(roots(), 4).to_list(),
        },
        named={
            "counts": (lambda: segment.kmeans(year(), 4), "how often they come"),
            "counts, scaled": (
                lambda: segment.kmeans((year() - year().mean()) / year().std(ddof=0), 4),
                "busy customers stand apart",
            ),
            "most viewed category": (lambda: year().idxmax(axis=1), "most viewed category"),
        },
        wrong={
            "five": (lambda: segment.kmeans(roots(), 5), "5 segments; expected 4"),
            "by how many visits": (
                lambda: pd.qcut(year().sum(axis=1).rank(method="first"), 4, labels=False),
                "less tight",
            ),
            "the centres": (lambda: roots().groupby(segment.kmeans(roots(), 4)).mean(), "has"),
        },
    ),
    "worth_of_hurry": Cases(
        untouched=lambda: ...,
        right={
            "rates": hurry,
            "in steps": hurry_in_steps,
            "rounded to one decimal": lambda: round(hurry(), 1),
            "as a Series of one": lambda: pd.Series([hurry()]),
        },
        named={
            "contacted only": (contacted_only, "leaves out the control groups"),
            "only the quick one": (lambda: rates()["10 minutes"], "subtract what the late one adds"),
            "wrong way round": (lambda: -hurry(), "the wrong way round"),
            "no consent as control": (
                lambda: hurry(("contacted", "no consent")),
                "takes those without consent",
            ),
        },
        wrong={
            "not per 100": (lambda: hurry() / 100, "a percentage was asked"),
            "the control groups' difference": (
                lambda: hurry(("control", "no consent")),
                "orders per 100; expected",
            ),
            "both": (rates, "holds 2 values"),
        },
    ),
    "replies_to_carts": Cases(
        untouched=lambda: ...,
        right={
            "fitting messages, push, sms, e-mail": lambda: replies(clicked_need(), channels("push", "sms")),
            "one plain message, three channels": lambda: replies(channel=channels("push", "email", "sms")),
            "by purchases, key as index": lambda: replies(bought_need(), channels("push", "sms")).set_index(
                "customer_id"
            ),
            "push, else e-mail": lambda: replies(channel=channels("push")),
        },
        named={
            "e-mail to all": (given.plain_by_email, "did not agree to this channel"),
            "a discount": (lambda: replies(discount=0.1), "without the discount"),
            "a message per category": (
                lambda: replies(CARTS["category"].to_numpy()),
                "Would fewer do?",
            ),
            "too few": (
                lambda: replies(clicked_need(), channels("push", "sms")).head(250),
                "Few replies earn little",
            ),
        },
        wrong={
            "people without a cart": (
                lambda: pd.DataFrame(
                    {"customer_id": PEOPLE.index + 1, "offer": "everyone", "channel": "email"}
                ),
                "who left no cart",
            ),
            "an offer that is not there": (lambda: replies("cart"), "offer holds 'cart'"),
            "no channel": (lambda: replies().drop(columns="channel"), "lacks the column 'channel'"),
            "a list": (lambda: [1, 2], "is a list"),
            "e-mail first": (lambda: replies(channel=channels("email", "push")), "react to most"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
