"""What exercise 14 starts from."""

from functools import cache

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans

from helpers import data, market, segment

AT_LEAST_LINES = 20  # order lines that make a regular


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


def four_kinds() -> pd.DataFrame:
    """Return what four segments of the regulars are like.

    Returns
    -------
    DataFrame
        A row per segment, "A" to "D", indexed by `segment`: `customers`, a column per category of which any
        of them buys much (its share of the order lines, in whole per cent) and `orders`, of the middle
        customer.
    """
    goods = regular_goods()
    labels = segment.kmeans(goods, 4).map(dict(enumerate("ABCD")))
    shares = (100 * goods.groupby(labels).mean()).round().astype(int)
    telling = shares.columns[shares.max() >= 12]
    orders = data.load("orders").query("ordered_at < @data.CUTOFF")["customer_id"].value_counts()
    table = shares[telling].assign(orders=orders[goods.index].groupby(labels).median().astype(int))
    table.insert(0, "customers", labels.value_counts())
    return table.rename_axis("segment")


def four_or_one() -> pd.DataFrame:
    """Return what came of an e-mail in two versions: a coin gave the own segment's letter, or one for all.

    Returns
    -------
    DataFrame
        A row per customer of `known_goods`: `customer_id`, `letters` ("four" or "one"), `group` ("contacted",
        or "no consent": nothing was sent), `converted` (1 for a purchase within two weeks), `revenue_sek` and
        `margin_sek` of these two weeks (SEK), before the cost of letters.
    """
    goods, regulars = known_goods(), regular_goods()
    model = KMeans(4, n_init=10, random_state=0).fit(regulars)
    own = pd.Series(model.predict(goods), index=goods.index).map("letter {}".format)
    shows = goods.groupby(own).mean()
    shows.loc["one letter"] = goods.mean()
    heads = np.random.default_rng(16).random(len(goods)) < 0.5
    plan = market.plan(goods.index, np.where(heads, own, "one letter"))
    sent = market.run(plan, holdout=0, seed=16, more_offers=shows)
    sent = sent.assign(letters=np.where(heads, "four", "one"))
    return sent[["customer_id", "letters", "group", "converted", "revenue_sek", "margin_sek"]]


def plain_by_email() -> pd.DataFrame:
    """Return the plan of one plain e-mail to every customer of `known_goods`.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `offer` (always "everyone") and `channel` (always "email").
    """
    return market.plan(line_counts().index)
