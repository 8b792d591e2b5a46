"""Exercise 05: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

from checks import behavioural as check
from given import behavioural as given
from helpers import data, features, market
from tests.check_cases import Cases, as_tests

ORDERS = data.load("orders")
NOW = features.rfm(ORDERS, at=data.TODAY)
EARLY = ORDERS[ORDERS["ordered_at"] < "2025-07-01"]


# ---- task 1
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


# ---- task 2
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


# ---- task 3
def purchase_days(orders=EARLY):
    return orders.assign(day=orders["ordered_at"].dt.normalize()).groupby("customer_id")["day"].nunique()


# ---- task 4
OFTEN, LATELY = NOW["frequency"] >= 5, NOW["recency_days"] <= 180
NEW = (NOW["frequency"] == 1) & (NOW["recency_days"] <= 60)


def rules(often=OFTEN, lately=LATELY, new=NEW, names=("a", "b", "c", "d")):
    return pd.Series(np.select([often & lately, often, new], names[:3], names[3]), index=NOW.index)


# ---- task 5
def halves():
    table = features.rfm(EARLY, at=data.CUTOFF)
    later = ORDERS[ORDERS["ordered_at"] >= data.CUTOFF].groupby("customer_id")["amount_sek"].sum()
    return table, later.reindex(table.index, fill_value=0), table.index % 4 != 0


def r2(fit_on="learning", test_on="testing", swap=False):
    table, spending, learning = halves()
    rows = {"learning": learning, "testing": ~learning, "all": np.ones(len(table), bool)}
    guess = LinearRegression().fit(table[rows[fit_on]], spending[rows[fit_on]]).predict(table[rows[test_on]])
    pair = (spending[rows[test_on]], guess)
    return r2_score(*(pair[::-1] if swap else pair))


# ---- task 6
def rates():
    plan = pd.DataFrame(
        {
            "customer_id": NOW.index[NOW["frequency"] >= 5],
            "offer": "everyone",
            "channel": "email",
            "discount": 0.2,
        }
    )
    return market.run(plan, holdout=0.5, seed=11).groupby("group")["converted"]


def anyway():
    rate = rates().mean()
    return rate["control"] / rate["contacted"]


# ---- task 7
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


def many_kinds():
    """A letter for each category a customer spent most on: too many kinds."""
    best = LINES.pivot_table(
        index="customer_id", columns="category", values="amount_sek", aggfunc="sum"
    ).fillna(0)
    return pd.DataFrame(
        {"customer_id": best.index, "offer": best.idxmax(axis=1).to_numpy(), "channel": "post"}
    )


CASES = {
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
            "today": (lambda: rfm(data.TODAY), "as on today"),
            "mean money": (lambda: rfm(monetary="mean"), "is the mean of each customer's orders"),
            "age at the last purchase": (
                lambda: rfm(recency="age_at_last"),
                "runs from the first purchase to the last",
            ),
            "the lesson's day": (lambda: rfm(data.CUTOFF), "as on 1 July 2025"),
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
                "`M` in `scores` differs",
            ),
            "no M": (lambda: scores().drop(columns="M"), "no column `M`"),
            "lower case": (lambda: scores().rename(columns=str.lower), "rename it to `R`"),
        },
    ),
    "days_with_purchase": Cases(
        untouched=lambda: ...,
        right={
            "normalised days": purchase_days,
            "the helper": lambda: features.rfm(ORDERS, at="2025-07-01", per="day")["frequency"],
            "drop duplicates, as a dict": lambda: (
                EARLY.assign(day=EARLY["ordered_at"].dt.date)
                .drop_duplicates(["customer_id", "day"])["customer_id"]
                .value_counts()
                .to_dict()
            ),
            "a table with the key as a column": lambda: purchase_days().reset_index(),
        },
        named={
            "orders": (lambda: EARLY.groupby("customer_id").size(), "orders, not days"),
            "two years": (lambda: purchase_days(ORDERS), "of all two years"),
            "one day too many": (
                lambda: purchase_days(ORDERS[ORDERS["ordered_at"] < "2025-07-02"]),
                "up to 2 July",
            ),
        },
        wrong={
            "grouped, not counted": (lambda: EARLY.groupby("customer_id")["ordered_at"], "GroupBy"),
            "one number": (lambda: 3, "a whole number"),
            "only repeat days": (lambda: purchase_days() - 1, "1 too low"),
        },
    ),
    "segments_by_rule": Cases(
        untouched=lambda: ...,
        right={
            "np.select": rules,
            "numbers": lambda: rules(names=(1, 2, 3, 0)),
            "a list in the order of the table": lambda: rules().to_list(),
            "a table with the key as a column": lambda: rules().rename("segment").reset_index(),
        },
        named={
            "more than five": (lambda: rules(often=NOW["frequency"] > 5), "Exactly five orders belong"),
            "no newcomers": (lambda: rules(new=NOW["frequency"] < 0), "newcomers are missing"),
            "newcomers are all who came lately": (
                lambda: rules(new=(NOW["recency_days"] <= 60) & ~OFTEN),
                "exactly one order",
            ),
        },
        wrong={
            "some without a segment": (lambda: rules().where(OFTEN), "have no segment"),
            "less than 180 days": (lambda: rules(lately=NOW["recency_days"] < 150), "adjusted Rand index"),
            "half of the customers": (lambda: rules().iloc[::2], "rows; expected"),
        },
    ),
    "explained": Cases(
        untouched=lambda: ...,
        right={
            "r2_score": r2,
            "by its definition": lambda: float(
                1
                - (
                    (
                        halves()[1][~halves()[2]]
                        - LinearRegression()
                        .fit(halves()[0][halves()[2]], halves()[1][halves()[2]])
                        .predict(halves()[0][~halves()[2]])
                    )
                    ** 2
                ).sum()
                / ((halves()[1][~halves()[2]] - halves()[1][~halves()[2]].mean()) ** 2).sum()
            ),
            "rounded to two decimals": lambda: round(r2(), 2),
            "a Series of one": lambda: pd.Series([r2()]),
        },
        named={
            "in sample": (lambda: r2("learning", "learning"), "whom the model has seen"),
            "halves swapped": (lambda: r2("testing", "learning"), "groups are swapped"),
            "arguments swapped": (lambda: r2(swap=True), "the truth comes first"),
            "all customers": (lambda: r2("all", "all"), "fitted and tested on all"),
        },
        wrong={
            "per cent": (lambda: 100 * r2(), "a percentage was given"),
            "text": (lambda: "0.4", "is text"),
        },
    ),
    "would_have_bought_anyway": Cases(
        untouched=lambda: ...,
        right={
            "rates": anyway,
            "rounded": lambda: round(anyway(), 2),
            "numpy": lambda: np.float64(anyway()),
            "one minus the added part": lambda: (
                1 - (rates().mean()["contacted"] - rates().mean()["control"]) / rates().mean()["contacted"]
            ),
        },
        named={
            "the control group's rate": (lambda: rates().mean()["control"], "share of the control group"),
            "the added part": (
                lambda: rates().mean()["contacted"] - rates().mean()["control"],
                "what the discount added",
            ),
            "no consent as control": (
                lambda: rates().mean()["no consent"] / rates().mean()["contacted"],
                "gave no consent",
            ),
            "counts": (lambda: rates().sum()["control"] / rates().sum()["contacted"], "a ratio of counts"),
        },
        wrong={
            "per cent": (lambda: 100 * anyway(), "a percentage was given"),
            "the other part": (lambda: 1 - anyway(), "the other part"),
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
            "a discount": (lambda: letters(discount=0.1), "without the discount"),
            "too many kinds": (many_kinds, "Would fewer do?"),
            "too few": (lambda: letters(days=60, least=8), "Few letters earn little"),
            "everybody": (given.plain_to_all, "Who among them has stopped buying"),
        },
        wrong={
            "by e-mail": (lambda: letters(channel="email"), "expected `post`"),
            "an offer that is not there": (lambda: letters().assign(offer="garden"), "offer holds 'garden'"),
            "twice": (lambda: pd.concat([letters(), letters()]), "customers twice"),
            "a list": (lambda: [1, 2], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
