"""What exercise 10 starts from."""

import numpy as np
import pandas as pd

from helpers import data, market


def letters(stage_message: str) -> pd.DataFrame:
    """Return the plan that sends every member one e-mail with this stage message.

    Parameters
    ----------
    stage_message : str
        "welcome", "thanks", "win_back" or "".

    Returns
    -------
    DataFrame
        A row per member: `customer_id`, `offer` (always "everyone"), `channel` (always "email") and
        `stage_message`.
    """
    ids = data.load("customers")["customer_id"]
    letter = {"offer": "everyone", "channel": "email", "stage_message": stage_message}
    return pd.DataFrame({"customer_id": ids, **letter})


def members_now() -> pd.DataFrame:
    """Return what Havnbo knows of each member on 1 January 2026, from the orders of all channels.

    Returns
    -------
    DataFrame
        A row per member, indexed by `customer_id`, all in days: `silence_days` (empty when no order was seen
        in two years), `rhythm_days` (own median gap, with two usual gaps of 195 days mixed in) and
        `days_as_member`.
    """
    days = order_days(data.load("orders"))
    gap = days.groupby("customer_id")["day"].diff().dt.days.groupby(days["customer_id"])
    own, n = np.log(gap.median()).fillna(0), gap.count()
    members = data.load("customers").set_index("customer_id")
    table = pd.DataFrame(
        {
            "silence_days": (data.TODAY - days.groupby("customer_id")["day"].max()).dt.days,
            "rhythm_days": np.exp((n * own + 2 * np.log(195)) / (n + 2)).round(1),
        }
    )
    return table.reindex(members.index).assign(days_as_member=(data.TODAY - members["member_since"]).dt.days)


def web_list() -> pd.Series:
    """Return whom the web team's list holds: members without a web order in the last 180 days.

    Returns
    -------
    Series
        Their `customer_id`.
    """
    orders = data.load("orders")
    lately = orders[(orders["channel"] == "web") & (orders["ordered_at"] >= "2025-07-05")]
    ids = data.load("customers")["customer_id"]
    return ids[~ids.isin(lately["customer_id"])].reset_index(drop=True)


def we_miss_you() -> pd.DataFrame:
    """Return what became of "we miss you" to the web team's list, half of it held out.

    Returns
    -------
    DataFrame
        A row per member of the list: `customer_id`, `group`, `converted` (1: bought within two weeks) and
        `retained` (1: still a customer a year on).
    """
    plan = market.plan(web_list(), stage_message="win_back")
    outcomes = market.run(plan, holdout=0.5, seed=11)
    return outcomes[["customer_id", "group", "converted", "retained"]]


def waits(channel: str) -> pd.DataFrame:
    """Return how long each customer of a channel waited from the first order day there to the second.

    Returns
    -------
    DataFrame
        A row per customer, indexed by `customer_id`: `days` (to the second order day, or to today if there
        is none yet) and `came` (True when the second order has come).
    """
    orders = data.load("orders")
    days = order_days(orders[orders["channel"] == channel])
    first = days.groupby("customer_id")["day"].first()
    second = days[days.groupby("customer_id").cumcount() == 1].set_index("customer_id")["day"]
    gap = (second.reindex(first.index) - first).dt.days
    return pd.DataFrame({"days": gap.fillna((data.TODAY - first).dt.days).astype(int), "came": gap.notna()})


def order_days(orders: pd.DataFrame) -> pd.DataFrame:
    """Return the days on which each customer ordered, once each.

    Returns
    -------
    DataFrame
        A row per customer and day, in order: `customer_id` and `day` (a date).
    """
    days = orders.assign(day=orders["ordered_at"].dt.normalize())[["customer_id", "day"]]
    return days.drop_duplicates().sort_values(["customer_id", "day"], ignore_index=True)
