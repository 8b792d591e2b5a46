"""What exercise 16 starts from."""

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import data, features

# The lesson's answers to the questions about the sample.
ANSWERS = {
    "currency": {"SEK": 1, "EUR": 11.2},
    "negative": "subtract",
    "cancelled": "drop",
    "postage": "drop",
    "copies": "drop",
}
# The rules of task 6: adjusted Rand index, difference of two shares, customers of a group, change of a share.
STABLE, SPREAD, LEAST_WRITTEN, MEASURABLE = 0.8, 0.15, 25, 0.10


def small_file() -> Path:
    """Return the path of a small export: 64 lines with dates and amounts that read in two ways.

    Its columns are `Date`, `Client`, `Receipt`, `Total` (money) and `State` (paid or void). The file is
    written anew and goes away when Python ends.
    """
    return _small_file()


@cache
def _small_file() -> Path:
    draw = np.random.default_rng(16)
    rows = [
        f"{draw.integers(1, 13):02}/{draw.integers(1, 13):02}/2025,C{draw.integers(100, 115)},R{1000 + i},"
        f'"{draw.integers(1, 9)},{draw.integers(100, 999)}",{"void" if i % 12 == 7 else "paid"}'
        for i in range(60)
    ]
    for place in (50, 33, 9):
        rows.insert(place + 2, rows[place])
    rows.insert(40, '05/06/2025,,R2000,"1,200",paid')
    text = "\n".join(["Date,Client,Receipt,Total,State", *rows, 'Total,,,"250,000",']) + "\n"
    path = Path(_folder().name, "american_export.csv")
    path.write_text(text, encoding="utf-8")
    return path


@cache
def _folder() -> tempfile.TemporaryDirectory:
    """Return a folder that goes away when Python ends."""
    return tempfile.TemporaryDirectory(prefix="exercise-16-")


def known_from_the_start(orders: pd.DataFrame) -> pd.DataFrame:
    """Return the orders without customers who bought before the file begins: their first one is a return.

    Parameters
    ----------
    orders : DataFrame
        Clean orders, as `own_file.clean(...)` gives them.

    Returns
    -------
    DataFrame
        The same columns, such as `order_id`, `customer_id`, `ordered_at` and `amount` (SEK; below 0 for what
        was sent back); a row per article.
    """
    worth = orders.groupby(["customer_id", "order_id"])["amount"].transform("sum")
    in_time = orders.assign(worth=worth).sort_values(["ordered_at", "worth"])
    first = in_time.groupby("customer_id")["worth"].first()
    return orders[orders["customer_id"].isin(first.index[first > 0])].reset_index(drop=True)


def rfm_with_basket(orders: pd.DataFrame, at: pd.Timestamp = data.TODAY) -> pd.DataFrame:
    """Return recency, frequency, money and mean basket of each customer.

    Parameters
    ----------
    orders : DataFrame
        From `known_from_the_start`.
    at : Timestamp
        The day that the figures are about; 1 January 2026.

    Returns
    -------
    DataFrame
        A row per customer, indexed by `customer_id`: `recency_days` (since the last order), `frequency`
        (orders), `monetary_sek` (SEK in all) and `basket` (SEK, mean order).
    """
    how = {"at": at, "amount": "amount", "order": "order_id"}
    basket = features.rfm(orders, monetary="mean", **how)["monetary_sek"]
    return features.rfm(orders, **how).assign(basket=basket)


def ten_customers() -> pd.DataFrame:
    """Return ten customers with what can be wrong with an address or a consent.

    Returns
    -------
    DataFrame
        A row per customer, indexed by `customer_id`, 1 to 10: `email` (an address), `consent_email` and
        `consent_ads` (True or False: to letters by e-mail, and to advertising).
    """
    rows = [
        (1, "anna@example.com", True, True),
        (2, " Bo@Example.com", False, True),
        (3, "cia@example.com", True, False),
        (4, "dan.example.com", True, True),
        (5, "ANNA@example.com ", True, True),
        (6, "eva@example.com", True, True),
        (7, "eva@example.com", False, False),
        (8, "=2+3@example.com", True, True),
        (9, None, True, True),
        (10, "finn@example.com", True, True),
    ]
    table = pd.DataFrame(rows, columns=["customer_id", "email", "consent_email", "consent_ads"])
    return table.set_index("customer_id")
