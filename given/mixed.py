"""What exercise 12 starts from."""

from functools import cache

import numpy as np
import pandas as pd

from helpers import data, market

NEEDS = list(market.NEEDS)
MEMBERS = 6_000
TARGET_SEK = 7_500  # of task 7, left after upkeep
UPKEEP_SEK = {"household": 1_400, "home": 2_400, "purchases": 5_500, "clicks": 2_600, "survey": 11_100}


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


def visits(*, linked: bool = True) -> pd.DataFrame:
    """Return every visit with its moment and need, and its member as far as the identity table knows.

    Parameters
    ----------
    linked : bool
        Leave out the visits of visitors whom the identity table does not know.

    Returns
    -------
    DataFrame
        The columns of `sessions`, `at` (when the visit began), `need` (empty for goods that speak for none),
        and `customer_id` when linked.
    """
    sessions = data.load("sessions")
    if linked:
        sessions = sessions.merge(data.load("identity")[["visitor_id", "customer_id"]])
    return sessions.assign(at=sessions["started_at"], need=sessions["category"].map(market.NEED_OF))


def count_needs(
    rows: pd.DataFrame, days: int, at: pd.Timestamp = data.TODAY, who: str = "customer_id"
) -> pd.DataFrame:
    """Return how many rows of the last days before a moment speak for each need.

    Parameters
    ----------
    rows : DataFrame
        `purchases` or `visits`.
    days : int
        How far back.
    at : Timestamp
        The moment; rows of later are left out.
    who : str
        The column to count by.

    Returns
    -------
    DataFrame
        A row per member with one or more, indexed by `customer_id` (or `who`), and a column per need.
    """
    lately = rows[rows["at"].between(at - pd.Timedelta(days=days), at, inclusive="left")]
    return lately.groupby([who, "need"]).size().unstack(fill_value=0)[NEEDS]


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


def tests() -> pd.DataFrame:
    """Return six months of test letters to members with any vote, all of whom accept post.

    Returns
    -------
    DataFrame
        A row per member and month: `customer_id`, `month` (1 to 6), `segment` (the need with most votes),
        `teaches` (True for the half that is learned from), `letter` (drawn by lot: a need, "everyone", or
        "none" for the control group) and `converted` (1 for a purchase within two weeks).
    """
    return _tests().copy()


@cache
def _tests() -> pd.DataFrame:
    total = sum(votes())
    members = total.index[total.sum(axis=1) > 0]
    segment = total.loc[members].idxmax(axis=1).to_numpy()
    draw = np.random.default_rng(5)
    teaches = draw.random(len(members)) < 0.5
    letters = np.array(["everyone", *NEEDS])
    months = []
    for month in range(6):
        offer = letters[draw.integers(0, 5, len(members))]
        plan = pd.DataFrame({"customer_id": members, "offer": offer, "channel": "post"})
        sent = market.run(plan, holdout=1 / 6, seed=50 + month)
        sent = sent.assign(month=month + 1, segment=segment, teaches=teaches)
        sent["letter"] = sent["offer"].where(sent["group"] != "control", "none")
        months.append(sent[sent["group"] != "no consent"])
    columns = ["customer_id", "month", "segment", "teaches", "letter", "converted"]
    return pd.concat(months, ignore_index=True)[columns]


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
