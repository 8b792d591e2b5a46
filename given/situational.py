"""What exercise 09 starts from."""

from functools import cache

import pandas as pd

from helpers import data, market

TARGET_SEK = 75_000  # of task 6, added profit
APPROVAL_HOURS = 6  # of task 6, from an event to the letter


def plain_plan() -> pd.DataFrame:
    """Return the plan of the plain letter to everybody on 15 January 2026.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `offer` (always "everyone"), `channel` (always "email") and
        `sent_on` (a date).
    """
    ids, day = data.load("customers")["customer_id"], pd.Timestamp("2026-01-15")
    return pd.DataFrame({"customer_id": ids, "offer": "everyone", "channel": "email", "sent_on": day})


@cache
def plain_answers() -> float:
    """Return the orders that the plain letter adds, per 100 letters, to two decimals."""
    return _added_per_100(plain_plan())


def answers_by_delay() -> pd.Series:
    """Return the orders that an outdoor letter adds, by how long after the first cold snap it comes.

    Returns
    -------
    Series
        Orders added per 100 letters, to two decimals, by `hours` since the region's first cold snap of 2026.
    """
    return _answers_by_delay().copy()


@cache
def _answers_by_delay() -> pd.Series:
    calendar = data.load("calendar")
    cold = calendar[(calendar["cold_snap"] == 1) & (calendar["date"] >= data.TODAY)]
    begins = data.load("customers")["region"].map(cold.groupby("region")["date"].min())
    added = {}
    for hours in (1, 3, 6, 9, 12, 18, 24, 36, 48):
        day = begins + pd.Timedelta(days=hours // 24)
        letter = {"offer": "outdoor", "event": "cold_snap", "hours_since_event": float(hours), "sent_on": day}
        added[hours] = _added_per_100(plain_plan().assign(**letter))
    return pd.Series(added, name="added orders per 100").rename_axis("hours")


def _added_per_100(plan: pd.DataFrame) -> float:
    chances = market.expected(plan).query("consent == 1")
    return round(100 * (chances["chance_with"] - chances["chance_without"]).mean(), 2)
