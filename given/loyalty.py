"""What exercise 08 starts from."""

import numpy as np
import pandas as pd

from helpers import data, market

SILVER_SEK, GOLD_SEK, VOUCHER_SEK = 1_500, 5_000, 200  # the club as the lesson plans it
LOW_SILVER_SEK, LOW_GOLD_SEK = 1_200, 4_000  # the limits of task 2
TARGET_SEK = 120_000  # of task 7, with the year after
MOST_EXCLUSIVE = 1_000  # of task 7: members


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


def as_planned() -> pd.DataFrame:
    """Return the club of the lesson as a plan: first look at the clothes, and a voucher.

    Returns
    -------
    DataFrame
        A row per member: `customer_id`, `offer` (always "style"), `channel` (always "email"), `exclusive`
        (always 1) and `reward_sek` (SEK, the voucher; silver gets half).
    """
    spent = spending()[2025]
    plan = members_only().assign(offer="style")
    gold = spent[plan["customer_id"]].to_numpy() >= GOLD_SEK
    return plan.assign(reward_sek=np.where(gold, VOUCHER_SEK, VOUCHER_SEK / 2))


def mass_mailing() -> pd.DataFrame:
    """Return the plan of one plain letter by e-mail to all members.

    Returns
    -------
    DataFrame
        A row per member: `customer_id`, `offer` (always "everyone") and `channel` (always "email").
    """
    ids = data.load("customers")["customer_id"]
    return pd.DataFrame({"customer_id": ids, "offer": "everyone", "channel": "email"})


def potential() -> pd.Series:
    """Return the margin that every member would bring in a year, if a customer still: known only here.

    Returns
    -------
    Series
        `year_margin_sek`, in SEK, by `customer_id`.
    """
    return market.expected(mass_mailing()).set_index("customer_id")["year_margin_sek"]
