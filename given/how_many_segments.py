"""What exercise 14 starts from."""

from functools import cache

import pandas as pd

from helpers import data, market

TARGET_SEK = 45_000  # of task 7, added profit
AT_LEAST_LINES = 20  # order lines that make a regular
SMALLEST = 5  # customers: smaller groups are neither shown nor written to


def line_counts(until: pd.Timestamp = data.CUTOFF) -> pd.DataFrame:
    """Return how many order lines of each category each customer bought before a day.

    Returns
    -------
    DataFrame
        A row per customer with one line or more, indexed by `customer_id`, and a column per category.
    """
    return _line_counts(until).copy()


@cache
def _line_counts(until: pd.Timestamp) -> pd.DataFrame:
    orders = data.load("orders")[["order_id", "customer_id", "ordered_at"]]
    lines = data.load("order_lines").merge(orders)
    lines = lines[lines["ordered_at"] < until]
    return lines.groupby(["customer_id", "category"]).size().unstack(fill_value=0)[market.CATEGORIES]


def known_goods() -> pd.DataFrame:
    """Return what each customer bought before 1 July 2025.

    Returns
    -------
    DataFrame
        A row per customer, indexed by `customer_id`, and a column per category: its share of the customer's
        order lines, from 0 to 1.
    """
    return _shares(line_counts())


def regular_goods() -> pd.DataFrame:
    """Return what each regular bought before 1 July 2025: customers with 20 order lines or more.

    Returns
    -------
    DataFrame
        A row per regular, indexed by `customer_id`, and a column per category: its share of the customer's
        order lines, from 0 to 1.
    """
    counts = line_counts()
    return _shares(counts[counts.sum(axis=1) >= AT_LEAST_LINES])


def _shares(counts: pd.DataFrame) -> pd.DataFrame:
    return counts.div(counts.sum(axis=1), axis=0)


def one_for_all() -> pd.Series:
    """Return everybody in one segment.

    Returns
    -------
    Series
        0 for every customer of `known_goods`, by `customer_id`.
    """
    return pd.Series(0, index=line_counts().index, name="segment")


def profit_sek(segments: pd.Series) -> float:
    """Return what a mailing earns on average in its two weeks, with one letter for each segment.

    Parameters
    ----------
    segments : Series
        The segment of every customer of `known_goods`, by `customer_id`.

    Returns
    -------
    float
        SEK: added margin less the cost of e-mails and letters. Each letter shows goods in the shares that its
        segment bought before 1 July 2025.

    Raises
    ------
    ValueError
        When a customer has no segment.
    """
    goods = known_goods()
    if not isinstance(segments, pd.Series) or not goods.index.isin(segments.dropna().index).all():
        raise ValueError(
            f"Expected a segment for each of the {len(goods):,} customers of `known_goods()`, a Series with "
            "their numbers as its index. Some are missing; place everybody first."
        )
    labels = pd.Series(pd.factorize(segments.loc[goods.index])[0], index=goods.index)
    letters = goods.groupby(labels).mean()
    letters.index = [f"letter {i + 1}" for i in letters.index]
    names = letters.index[labels]
    plan = pd.DataFrame({"customer_id": goods.index, "offer": names, "channel": "email"})
    return market.expected_profit(plan, more_offers=letters)
