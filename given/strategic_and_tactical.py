"""What exercise 13 starts from."""

from functools import cache

import numpy as np
import pandas as pd

from helpers import data, features, market

MOST_LETTERS = 1_200  # of task 6
JANUARY = pd.Timestamp("2025-01-01")


def need_counts(at: str | pd.Timestamp, months: int) -> pd.DataFrame:
    """Return how many order lines of each need each customer bought in the months before a day.

    Parameters
    ----------
    at : str or Timestamp
        The day, such as "2025-07-01"; what was bought on it or later does not count.
    months : int
        How far back.

    Returns
    -------
    DataFrame
        A row per customer with one line or more, indexed by `customer_id`, and a column per need.
    """
    at, lines = pd.Timestamp(at), _lines()
    past = (lines["ordered_at"] >= at - pd.DateOffset(months=months)) & (lines["ordered_at"] < at)
    counts = lines[past].groupby(["customer_id", "need"]).size().unstack(fill_value=0)
    return counts.reindex(columns=list(market.NEEDS), fill_value=0)


@cache
def _lines() -> pd.DataFrame:
    """Return every order line with its customer, time and need; read once, and not to be changed."""
    orders = data.load("orders")[["order_id", "customer_id", "ordered_at"]]
    lines = data.load("order_lines").merge(orders)
    return lines.assign(need=lines["category"].map(market.NEED_OF))


def kind_figures() -> pd.DataFrame:
    """Return two figures of 2025 for each kind of customer, by the need bought most, and for all together.

    Returns
    -------
    DataFrame
        A row per `kind` (a need), and one called "all": `margin_sek` (SEK a customer) and `returned_share`
        (of the goods, from 0 to 1).
    """
    kind = need_counts(data.TODAY, 18).idxmax(axis=1)
    lines = _lines()
    each = (
        lines[lines["ordered_at"] >= JANUARY]
        .groupby("customer_id")
        .agg(amount=("amount_sek", "sum"), lines=("returned", "size"), returned=("returned", "sum"))
    )
    each = each.reindex(kind.index).fillna(0).assign(customers=1)
    sums = pd.concat([each.groupby(kind).sum(), each.sum().rename("all").to_frame().T])
    return pd.DataFrame(
        {
            "margin_sek": sums["amount"] * market.MARGIN / sums["customers"],
            "returned_share": sums["returned"] / sums["lines"],
        }
    ).rename_axis("kind")


def green_to_all() -> pd.DataFrame:
    """Return what came of a green letter to every customer who is of a kind; a coin decided who got it.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `kind` (the need bought most in 18 months), `group` (contacted,
        control, no consent), `converted` (1 for a purchase within two weeks) and `retained` (1 for those who
        are still customers a year on).
    """
    kind = need_counts(data.TODAY, 18).idxmax(axis=1)
    sent = market.run(market.plan(kind.index, "green", "post"), holdout=0.5, seed=13)
    sent = sent.assign(kind=kind.to_numpy())
    return sent[["customer_id", "kind", "group", "converted", "retained"]]


def three_lists(each: int) -> dict[str, pd.Index]:
    """Return the top of the lists of three departments.

    Parameters
    ----------
    each : int
        Customers on each list.

    Returns
    -------
    dict of str to Index
        By department ("sales": bought lately and often, "service": spent most in 2025, "communication": most
        visits in 90 days) the `customer_id` of customers who accept post, the first first.
    """
    orders = data.load("orders")
    customers = data.load("customers").set_index("customer_id")
    may = customers.index[customers["consent_post"] == 1]
    rfm = features.rfm(orders, at=data.TODAY)
    lately = features.score(rfm["recency_days"], best="low") + features.score(rfm["frequency"])
    money = orders[orders["ordered_at"] >= JANUARY].groupby("customer_id")["amount_sek"].sum()
    visits = data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]])
    recent = visits[visits["started_at"] >= data.TODAY - pd.Timedelta(days=90)]
    merit = {
        "sales": lately + rfm["frequency"] / 1000,
        "service": money,
        "communication": recent.groupby("customer_id").size(),
    }
    return {
        name: values[values.index.isin(may)].sort_values(ascending=False, kind="stable").index[:each]
        for name, values in merit.items()
    }


def plain_by_lot() -> pd.DataFrame:
    """Return the plan of as many plain letters as the budget allows, by lot among those who accept post.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `offer` (always "everyone") and `channel` (always "post").
    """
    customers = data.load("customers")
    may = customers.loc[customers["consent_post"] == 1, "customer_id"].to_numpy()
    ids = np.random.default_rng(13).choice(may, MOST_LETTERS, replace=False)
    return pd.DataFrame({"customer_id": ids, "offer": "everyone", "channel": "post"})
