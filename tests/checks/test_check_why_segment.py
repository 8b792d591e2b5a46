"""Exercise 01: every right answer is accepted, every known mistake is named."""

from functools import cache

import numpy as np
import pandas as pd

from checks import why_segment as check
from given import why_segment as given
from helpers import data, features, market
from tests.check_cases import Cases, as_tests

CUSTOMERS = data.load("customers")["customer_id"]
ORDERS = data.load("orders")
LINES = data.load("order_lines").merge(ORDERS[["order_id", "customer_id", "ordered_at"]])
BEFORE = LINES[LINES["ordered_at"] < data.CUTOFF]


# ---- task 2
@cache
def bought():
    outcomes = market.run(given.one_to_all(), holdout=0.2, seed=1)
    return outcomes.groupby("group")["converted"].agg(["size", "sum", "mean"])


def added_buyers(compare="control", of="contacted"):
    share = bought()["mean"]
    return (share["contacted"] - share[compare]) * bought().loc[of, "size"]


# ---- task 3
def money(lines=BEFORE, how="sum"):
    return lines.pivot_table(index="customer_id", columns="category", values="amount_sek", aggfunc=how)


def favourite(lines=BEFORE, how="sum"):
    return money(lines, how).idxmax(axis=1)


def by_sorting():
    total = BEFORE.groupby(["customer_id", "category"], as_index=False)["amount_sek"].sum()
    best = total.sort_values("amount_sek").drop_duplicates("customer_id", keep="last")
    return best.set_index("customer_id")["category"]


# ---- task 4
MARGIN = pd.Series(check._ADDED_BY_NUMBER)
LEFT = MARGIN - 900 * MARGIN.index


# ---- task 5
def plan(bundles=("thrift", "convenience"), lines=LINES, days=None, channel="email", rest="everyone"):
    bundle = {category: need for need in bundles for category in market.NEEDS[need]}
    best = money(lines).idxmax(axis=1).reindex(CUSTOMERS)
    table = pd.DataFrame({"customer_id": CUSTOMERS, "channel": channel})
    table["offer"] = best.map(bundle).fillna(rest).to_numpy()
    if days is not None:
        recency = features.rfm(ORDERS, at=data.TODAY)["recency_days"]
        table = table[table["customer_id"].isin(recency.index[recency <= days])]
    return table


def by_bundle_of_money():
    need = {category: need for need, inside in market.NEEDS.items() for category in inside}
    lines = LINES.assign(need=LINES["category"].map(need)).dropna(subset="need")
    best = lines.pivot_table(index="customer_id", columns="need", values="amount_sek", aggfunc="sum")
    offer = best.idxmax(axis=1).reindex(CUSTOMERS).replace({"style": "everyone", "green": "everyone"})
    return pd.DataFrame(
        {"customer_id": CUSTOMERS, "offer": offer.fillna("everyone").to_numpy(), "channel": "email"}
    )


CASES = {
    "profit_left": Cases(
        untouched=lambda: ...,
        right={
            "in one line": lambda: 52_000 - 4_000 * 0.6 - 2 * 1_800,
            "a whole number": lambda: 46_000,
            "numpy": lambda: np.float64(46_000),
            "a Series of one": lambda: pd.Series([46_000.0]),
        },
        named={
            "no messages": (lambda: 52_000 - 2_400, "messages are not paid yet"),
            "one message": (lambda: 52_000 - 2_400 - 1_800, "Only one message is paid"),
            "no e-mails": (lambda: 52_000 - 3_600, "e-mails are not paid yet"),
            "one e-mail": (lambda: 52_000 - 3_600 - 0.6, "Only one e-mail is paid"),
            "the cost": (lambda: 6_000, "what the campaign costs"),
        },
        wrong={
            "added": (lambda: 52_000 + 6_000, "added to the margin"),
            "text": (lambda: "46000", "is text"),
            "thousands": (lambda: 46, "1,000 times too small"),
        },
    ),
    "incremental": Cases(
        untouched=lambda: ...,
        right={
            "shares": added_buyers,
            "rounded": lambda: round(added_buyers()),
            "numpy": lambda: np.float64(added_buyers()),
            "all less those who would have come": lambda: (
                bought().loc["contacted", "sum"]
                - bought().loc["control", "sum"]
                * bought().loc["contacted", "size"]
                / bought().loc["control", "size"]
            ),
        },
        named={
            "all buyers": (lambda: bought().loc["contacted", "sum"], "all buyers among those contacted"),
            "counts": (
                lambda: bought().loc["contacted", "sum"] - bought().loc["control", "sum"],
                "a difference of two counts",
            ),
            "a share": (lambda: added_buyers() / bought().loc["contacted", "size"], "the share of those"),
            "no consent": (lambda: added_buyers("no consent"), "not drawn by lot"),
        },
        wrong={
            "those who would have come": (
                lambda: bought().loc["contacted", "sum"] - added_buyers(),
                "who would have bought anyway",
            ),
            "of the control group": (lambda: added_buyers(of="control"), "counted for the control group"),
            "the table": (lambda: bought(), "a single number"),
        },
    ),
    "favourite_goods": Cases(
        untouched=lambda: ...,
        right={
            "idxmax": favourite,
            "sorted, the last one kept": by_sorting,
            "shares instead of money, shuffled": lambda: (
                money()
                .fillna(0)
                .pipe(lambda t: t.div(t.sum(axis=1), axis=0))
                .idxmax(axis=1)
                .sample(frac=1, random_state=0)
            ),
            "a table with the key as a column": lambda: favourite().rename("favourite").reset_index(),
        },
        named={
            "most often": (lambda: favourite(how="count"), "bought most *often*"),
            "dearest": (lambda: favourite(how="max"), "*dearest* single purchase"),
            "the other way": (lambda: money().idxmax(), "one row per category"),
            "all purchases": (lambda: favourite(LINES), "made from all purchases"),
        },
        wrong={
            "the least": (lambda: money().fillna(0).idxmin(axis=1), "the *least* money"),
            "numbers": (lambda: money().fillna(0).max(axis=1), "differs in 3,882"),
            "half": (lambda: favourite().iloc[::2], "rows; expected"),
        },
    ),
    "how_many": Cases(
        untouched=lambda: ...,
        right={
            "idxmax": LEFT.idxmax,
            "a whole number": lambda: 4,
            "a decimal number": lambda: 4.0,
            "a Series of one": lambda: pd.Series([4]),
        },
        named={
            "the most margin": (MARGIN.idxmax, "not paid yet"),
            "the place": (LEFT.argmax, "place in the list"),
            "the profit": (LEFT.max, "That is the profit"),
            "per message": (lambda: (MARGIN / MARGIN.index).idxmax(), "*per message*"),
        },
        wrong={
            "five": (lambda: 5, "another number leaves more"),
            "the whole list": (lambda: LEFT, "a single number"),
            "text": (lambda: "four", "is text"),
        },
    ),
    "within_budget": Cases(
        untouched=lambda: ...,
        right={
            "two bundles and everyone": plan,
            "other bundles": lambda: plan(("thrift", "green")),
            "this year's purchases, key as index": lambda: plan(
                lines=LINES[LINES["ordered_at"] >= "2025-01-01"]
            ).set_index("customer_id"),
            "the bundle with the most money": by_bundle_of_money,
        },
        named={
            "one message": (given.one_to_all, "money for more than one message"),
            "four bundles": (lambda: plan(tuple(market.NEEDS)), "the budget is 9,000"),
            "the latest buyers only": (lambda: plan(days=180), "reach comes before precision"),
            "bundles swapped": (
                lambda: plan().replace({"thrift": "convenience", "convenience": "thrift"}),
                "get what it buys most",
            ),
        },
        wrong={
            "by post": (lambda: plan(channel="post"), "expected `email`"),
            "a discount": (lambda: plan().assign(discount=0.2), "a column `discount`"),
            "an offer that is not there": (lambda: plan(rest="garden"), "offer holds 'garden'"),
            "twice": (lambda: pd.concat([plan(), plan()]), "customers twice"),
            "a list": (lambda: [1, 2], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
