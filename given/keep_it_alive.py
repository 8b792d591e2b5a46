"""What exercise 15 starts from."""

from functools import cache

import pandas as pd

from helpers import data, market


def segments(at: str | pd.Timestamp) -> pd.Series:
    """Return the need on which each customer spent most in the year before a day: the lesson's segments.

    Parameters
    ----------
    at : str or Timestamp
        The day, such as "2026-01-01".

    Returns
    -------
    Series
        `segment`, the name of a need, by `customer_id`; who bought nothing for a need is not on the list.
    """
    at = pd.Timestamp(at)
    lines = _lines()
    year = lines[lines["ordered_at"].between(at - pd.DateOffset(years=1), at, inclusive="left")]
    money = year.groupby(["customer_id", "need"])["amount_sek"].sum().unstack(fill_value=0)
    return money.idxmax(axis=1).rename("segment")


@cache
def _lines() -> pd.DataFrame:
    lines = data.load("order_lines").merge(data.load("orders")[["order_id", "customer_id", "ordered_at"]])
    return lines.assign(need=lines["category"].map(market.NEED_OF)).dropna(subset="need")


def letter_sent() -> pd.DataFrame:
    """Return what came of a letter to today's segments, each its own; three of ten were held out by lot.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `group` (contacted, control, no consent), `converted` (1 for a
        purchase within two weeks), `revenue_sek`, `margin_sek` (before the cost of
        contact) and `cost_sek`, all in SEK.
    """
    segment = segments(data.TODAY)
    sent = market.run(market.plan(segment.index, segment.to_list(), "post"), holdout=0.3, seed=6)
    return sent[["customer_id", "group", "converted", "revenue_sek", "margin_sek", "cost_sek"]]


def plain_to_all() -> pd.DataFrame:
    """Return the plan of one plain letter by post to every customer.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `offer` (always "everyone") and `channel` (always "post").
    """
    return market.plan(data.load("customers")["customer_id"], channel="post")
