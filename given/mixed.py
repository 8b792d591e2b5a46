"""What exercise 12 starts from."""

from functools import cache

import numpy as np
import pandas as pd

from helpers import data, market

NEEDS = list(market.NEEDS)
MEMBERS = 6_000


def plain_to_all() -> pd.DataFrame:
    """Return the plan of one plain letter by post to every member.

    Returns
    -------
    DataFrame
        A row per member: `customer_id`, `offer` (always "everyone") and `channel` (always "post").
    """
    ids = data.load("customers")["customer_id"]
    return pd.DataFrame({"customer_id": ids, "offer": "everyone", "channel": "post"})


def purchases() -> pd.DataFrame:
    """Return every order line with its member, moment and need.

    Returns
    -------
    DataFrame
        The columns of `order_lines`, `customer_id`, `at` (time of the order) and `need` (empty for goods that
        speak for none).
    """
    return _purchases().copy()


@cache
def _purchases() -> pd.DataFrame:
    orders = data.load("orders")[["order_id", "customer_id", "ordered_at"]]
    lines = data.load("order_lines").merge(orders.rename(columns={"ordered_at": "at"}))
    return lines.assign(need=lines["category"].map(market.NEED_OF))


def visits() -> pd.DataFrame:
    """Return every visit of a known member, with its moment and need.

    Returns
    -------
    DataFrame
        The columns of `sessions`, `customer_id`, `at` (when the visit began) and `need` (empty for goods that
        speak for none).
    """
    known = data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]])
    return known.assign(at=known["started_at"], need=known["category"].map(market.NEED_OF))


def count_needs(rows: pd.DataFrame, days: int) -> pd.DataFrame:
    """Return how many rows of the last days before 1 January 2026 speak for each need.

    Parameters
    ----------
    rows : DataFrame
        `purchases` or `visits`.
    days : int
        How far back.

    Returns
    -------
    DataFrame
        A row per member with one or more, indexed by `customer_id`, and a column per need.
    """
    lately = rows[rows["at"] >= data.TODAY - pd.Timedelta(days=days)]
    return lately.groupby(["customer_id", "need"]).size().unstack(fill_value=0)[NEEDS]


def votes() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the votes of purchases and of clicks on 1 January 2026.

    Returns
    -------
    bought, clicked : DataFrame
        A row per member, indexed by `customer_id`, and a column per need: order lines of a year, and visits
        of half a year.
    """
    ids = pd.Index(data.load("customers")["customer_id"], name="customer_id")
    counts = count_needs(_purchases(), 365), count_needs(visits(), 180)
    bought, clicked = (table.reindex(ids, fill_value=0).astype(int) for table in counts)
    return bought, clicked


def programmes() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what happened in the half with the old programme, and in the half with the new one.

    The old programme wrote a plain letter to all; the new one writes by need, to those who bought or visited
    in half a year.

    Returns
    -------
    old, new : DataFrame
        A row per member of the half: `customer_id`, `contacted` (1 when a letter went out) and `converted`
        (1 for a purchase within two weeks, letter or not).
    """
    old, new = (table.copy() for table in _programmes())
    return old, new


def conversion() -> tuple[float, float]:
    """Return the share of those contacted that bought, in the old programme and in the new one."""
    old, new = (table.loc[table["contacted"] == 1, "converted"].mean() for table in _programmes())
    return float(old), float(new)


@cache
def _programmes() -> tuple[pd.DataFrame, pd.DataFrame]:
    plain, (bought, clicked) = plain_to_all(), votes()
    agreed = (market.expected(plain)["consent"] == 1).to_numpy()
    lively = count_needs(_purchases(), 180).reindex(bought.index).notna().any(axis=1).to_numpy()
    by_need = plain.assign(offer=(bought + clicked).idxmax(axis=1).to_numpy())
    in_old = np.random.default_rng(6).random(len(plain)) < 0.5
    old = _happened(plain[in_old], agreed[in_old])
    new = _happened(by_need[~in_old], (agreed & lively)[~in_old])
    return old, new


def _happened(plan: pd.DataFrame, goes_out: np.ndarray) -> pd.DataFrame:
    """Return who bought, when the letters of a plan go out to some of its members only."""
    with_letter = market.run(plan, holdout=0, seed=61)["converted"].to_numpy()
    nobody = market.run(plan, holdout=1 - 1e-9, seed=61)["converted"].to_numpy()  # all are held out
    return pd.DataFrame(
        {
            "customer_id": plan["customer_id"].to_numpy(),
            "contacted": goes_out.astype(int),
            "converted": np.where(goes_out, with_letter, nobody),
        }
    )
