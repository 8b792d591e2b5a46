"""What exercise 08 starts from."""

import pandas as pd

from helpers import data, market

SILVER_SEK, GOLD_SEK = 1_500, 5_000  # the limits of the lesson's club
MOST_EXCLUSIVE = 1_000  # of task 6: members


def spending() -> pd.DataFrame:
    """Return what every member spent in each of two years, also those who bought nothing.

    Returns
    -------
    DataFrame
        A row per member, indexed by `customer_id`, and a column per year, 2024 and 2025 (numbers), in SEK.
    """
    orders, ids = data.load("orders"), data.load("customers")["customer_id"]
    by_year = orders.groupby(["customer_id", orders["ordered_at"].dt.year])["amount_sek"].sum()
    every = by_year.unstack(fill_value=0).reindex(ids, fill_value=0)
    return every.rename_axis(index="customer_id", columns="year")


def members_only() -> pd.DataFrame:
    """Return the plan of an offer for members only, by e-mail, to all who reached silver or gold in 2025.

    Returns
    -------
    DataFrame
        A row per member: `customer_id`, `offer` (always "everyone"), `channel` (always "email") and
        `exclusive` (always 1).
    """
    spent = spending()[2025]
    ids = spent.index[spent >= SILVER_SEK]
    return pd.DataFrame({"customer_id": ids, "offer": "everyone", "channel": "email", "exclusive": 1})


def still_customers() -> float:
    """Return the share of those who got the offer of task 3 that are customers still."""
    outcomes = market.run(members_only(), holdout=0.5, seed=9)
    return float(outcomes.loc[outcomes["group"] == "contacted", "retained"].mean())


def plain_to_all() -> pd.DataFrame:
    """Return the plan of one plain letter by e-mail to all members.

    Returns
    -------
    DataFrame
        A row per member: `customer_id`, `offer` (always "everyone") and `channel` (always "email").
    """
    return market.plan(data.load("customers")["customer_id"])
