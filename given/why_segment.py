"""What exercise 01 starts from."""

import pandas as pd

from helpers import data, market

SEGMENT = "essentials"  # of task 5: those who spent most on it


def one_to_all() -> pd.DataFrame:
    """Return the plan of one message by e-mail to every customer.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `offer` (always "everyone") and `channel` (always "email").
    """
    ids = data.load("customers")["customer_id"]
    return pd.DataFrame({"customer_id": ids, "offer": "everyone", "channel": "email"})


def added_per_reader() -> pd.Series:
    """Return what a number of messages adds in another shop.

    Returns
    -------
    Series
        Margin added by each reader (SEK), by the number of `messages`.
    """
    added = {1: 5.00, 2: 5.50, 3: 5.87, 4: 6.05, 5: 6.13, 6: 6.15, 12: 6.08}
    return pd.Series(added, name="added_sek").rename_axis("messages")


def one_segment() -> pd.DataFrame:
    """Return where the money of one segment goes, and that of all customers, the segment's most first.

    Returns
    -------
    DataFrame
        A row per `category`: `segment` and `all`, per cent of the money. The segment: customers who until
        1 July 2025 spent most on essentials.
    """
    purchases = data.purchases()
    before = purchases[purchases["ordered_at"] < data.CUTOFF]
    spent = before.groupby(["customer_id", "category"])["amount_sek"].sum().unstack(fill_value=0)
    parts = spent.div(spent.sum(axis=1), axis=0)
    table = pd.DataFrame({"segment": parts[spent.idxmax(axis=1) == SEGMENT].mean(), "all": parts.mean()})
    return (100 * table).reindex(market.CATEGORIES).sort_values("segment", ascending=False).round()
