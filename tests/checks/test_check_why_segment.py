"""Exercise 01: every right answer is accepted, every known mistake is named."""

from functools import cache

import numpy as np
import pandas as pd

from checks import why_segment as check
from given import why_segment as given
from helpers import data, features, market
from tests.check_cases import Cases, as_tests

CUSTOMERS = data.load("customers")["customer_id"]
LINES = data.purchases()
BEFORE = LINES[LINES["ordered_at"] < data.CUTOFF]


# ---- task 1
def read_off(*profits):
    """What the lesson's picture says of the best number of messages under each budget."""
    return dict(zip([4_000, 6_000, 50_000], profits or (42_375, 43_928, 44_882), strict=True))


# ---- task 2
@cache
def bought():
    outcomes = market.run(given.one_to_all(), holdout=0.2, seed=1)
    return outcomes.groupby("group")["converted"].agg(["size", "sum", "mean"])


def added_buyers(compare="control", of="contacted"):
    share = bought()["mean"]
    return (share["contacted"] - share[compare]) * bought().loc[of, "size"]


# ---- task 3
def money(lines=BEFORE, how="sum", amount="amount_sek"):
    return lines.pivot_table(index="customer_id", columns="category", values=amount, aggfunc=how)


def favourite(lines=BEFORE, how="sum"):
    return money(lines, how).idxmax(axis=1)


def by_sorting():
    total = BEFORE.groupby(["customer_id", "category"], as_index=False)["amount_sek"].sum()
    return total.sort_values("amount_sek").drop_duplicates("customer_id", keep="last")


def net():
    return BEFORE.assign(amount_sek=BEFORE["amount_sek"] - BEFORE["discount_sek"])


# ---- task 4
ADDED = given.added_per_reader()


def best(small=1, middle=4, large=6):
    return {600: small, 6_000: middle, 60_000: large}


def left(readers):
    return readers * ADDED - 900 * ADDED.index


# ---- task 6
def plan(bundles=tuple(market.NEEDS), lines=LINES, days=None, channel="email", rest="everyone"):
    spent = lines.groupby(["customer_id", lines["category"].map(market.NEED_OF)])["amount_sek"].sum()
    best = spent.unstack().idxmax(axis=1).reindex(CUSTOMERS)
    table = pd.DataFrame({"customer_id": CUSTOMERS, "channel": channel})
    table["offer"] = best.where(best.isin(bundles)).fillna(rest).to_numpy()
    if days is not None:
        recency = features.rfm(data.load("orders"), at=data.TODAY)["recency_days"]
        table = table[table["customer_id"].isin(recency.index[recency <= days])]
    return table


CASES = {
    "larger_budget": Cases(
        untouched=lambda: {4_000: ..., 6_000: ..., 50_000: ...},
        right={
            "a dict": read_off,
            "a list": lambda: [42_375, 43_928, 44_882],
            "a Series of decimals": lambda: pd.Series(read_off()).astype(float),
            "a table": lambda: pd.DataFrame({"budget": read_off().keys(), "sek": read_off().values()}),
        },
        named={
            "numbers of messages": (lambda: read_off(1, 2, 3), "gives the best number of messages"),
            "four messages, as the picture opens": (lambda: read_off(0, 0, 44_846), "4 messages under each"),
            "one message": (lambda: read_off(42_375, 42_375, 42_375), "1 message under each"),
            "messages not paid": (
                lambda: read_off(42_375 + 1_800, 43_928 + 3_600, 44_882 + 5_400),
                "without the cost of the messages",
            ),
        },
        wrong={
            "in thousands": (lambda: read_off(42.375, 43.928, 44.882), "1,000 times too small"),
            "in order of size, wrongly": (lambda: read_off(44_882, 43_928, 42_375), "budget 4000"),
            "one number": (lambda: 42_375, "a whole number"),
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
            "no consent": (lambda: added_buyers("no consent"), "made with those who gave no consent"),
            "of all members": (
                lambda: added_buyers() / bought().loc["contacted", "size"] * bought()["size"].sum(),
                "counted for all members",
            ),
            "of the control group": (lambda: added_buyers(of="control"), "counted for the control group"),
            "of those without consent": (lambda: added_buyers(of="no consent"), "who got nothing"),
            "a ratio": (lambda: bought()["mean"]["contacted"] / bought()["mean"]["control"], "as often"),
        },
        wrong={
            "those who would have come": (
                lambda: bought().loc["contacted", "sum"] - added_buyers(),
                "who would have bought anyway",
            ),
            "the table": (lambda: bought(), "a single number"),
        },
    ),
    "favourite_goods": Cases(
        untouched=lambda: ...,
        right={
            "idxmax": favourite,
            "sorted, the money left in": by_sorting,
            "shares instead of money, shuffled": lambda: (
                money()
                .fillna(0)
                .pipe(lambda t: t.div(t.sum(axis=1), axis=0))
                .idxmax(axis=1)
                .sample(frac=1, random_state=0)
            ),
            "a table with the key as a column": lambda: favourite().rename("favourite").reset_index(),
            "a dict": lambda: favourite().to_dict(),
        },
        named={
            "most often": (lambda: favourite(how="count"), "bought most *often*"),
            "dearest": (lambda: favourite(how="max"), "*dearest* single purchase"),
            "the other way": (lambda: money().idxmax(), "one row per category"),
            "all purchases": (lambda: favourite(LINES), "from all purchases; expected those before"),
            "all purchases, the right customers": (
                lambda: favourite(LINES).reindex(money().index),
                "made from all purchases",
            ),
            "one for all": (lambda: pd.Series("snacks", money().index), "the same for all"),
            "bundles": (lambda: favourite().map(market.NEED_OF), "names bundles"),
            "the last": (
                lambda: BEFORE.sort_values("ordered_at").groupby("customer_id")["category"].last(),
                "of the *last* order",
            ),
            "as it was": (lambda: favourite(LINES, "count"), "both faults"),
            "this year's": (
                lambda: favourite(BEFORE[BEFORE["ordered_at"].dt.year == 2025]),
                "those of the year before are missing",
            ),
            "less discounts": (lambda: favourite(net()), "less discounts"),
            "without returns": (lambda: favourite(BEFORE[BEFORE["returned"] == 0]), "sent back"),
        },
        wrong={
            "the least": (lambda: money().fillna(0).idxmin(axis=1), "the *least* money"),
            "numbers": (lambda: money().fillna(0).max(axis=1), "differs in 3,882"),
            "half": (lambda: favourite().iloc[::2], "rows; expected"),
        },
    ),
    "fewer_readers": Cases(
        untouched=lambda: {600: ..., 6_000: 4, 60_000: ...},
        right={
            "a dict": best,
            "a list": lambda: [1, 4, 6],
            "idxmax of a table": lambda: pd.DataFrame({n: left(n) for n in best()}).idxmax(),
            "names as text": lambda: {str(readers): number for readers, number in best().items()},
        },
        named={
            "four": (lambda: best(4, 4, 4), "does the cost of a message change"),
            "the most margin": (lambda: best(6, 6, 6), "not paid yet"),
            "places": (lambda: best(0, 3, 5), "places in the list"),
            "what is left": (lambda: {n: left(n).max() for n in best()}, "what is left in SEK"),
            "turned round": (lambda: best(6, 4, 1), "turned round"),
            "one": (lambda: best(1, 1, 1), "*per message*"),
        },
        wrong={
            "more still": (lambda: best(1, 4, 12), "With 60,000 readers 12 messages would leave"),
            "a number": (lambda: 1, "a whole number"),
            "text": (lambda: best("one", "four", "six"), "text"),
        },
    ),
    "how_many_messages": Cases(
        untouched=lambda: ...,
        right={
            "four bundles and everyone": plan,
            "two bundles": lambda: plan(("thrift", "convenience")),
            "this year's purchases, key as index": lambda: plan(
                lines=LINES[LINES["ordered_at"] >= "2025-01-01"]
            ).set_index("customer_id"),
            "the latest buyers": lambda: plan(days=365),
        },
        named={
            "by post": (lambda: plan(channel="post"), "expected `email`"),
            "a discount": (lambda: plan().assign(discount=0.2), "has `discount`; this task allows"),
            "an offer that is not there": (lambda: plan(rest="garden"), "offer holds 'garden'"),
            "twice": (lambda: pd.concat([plan(), plan()]), "customers twice"),
        },
        wrong={
            "a plan that was not tried": (lambda: plan(("thrift",)), "No campaign has tried this plan"),
            "a list": (lambda: [1, 2], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
