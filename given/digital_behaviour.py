"""What exercise 06 starts from."""

import numpy as np
import pandas as pd

from helpers import data, market


def known_visits() -> pd.DataFrame:
    """Return every visit that the identity table links to a customer.

    Returns
    -------
    DataFrame
        The columns of `sessions`, and `customer_id`.
    """
    return data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]], on="visitor_id")


def latest_carts(since: str = "2025-10-01") -> pd.DataFrame:
    """Return each known customer's latest visit since a day that ended with a cart left.

    Returns
    -------
    DataFrame
        A row per customer, indexed by `customer_id`: `started_at` (time of the visit), `device`, `category`
        (looked at most) and `pages` (how many).
    """
    visits = known_visits()
    carts = visits[(visits["cart_left"] == 1) & (visits["started_at"] >= since)]
    carts = carts.sort_values("started_at", kind="stable").groupby("customer_id").tail(1)
    return carts.set_index("customer_id")[["started_at", "device", "category", "pages"]]


def mailable_carts() -> pd.DataFrame:
    """Return every visit of 2025 that left a cart, whose customer is known and has agreed to e-mail.

    Returns
    -------
    DataFrame
        The columns of `sessions`, and `customer_id`.
    """
    visits, people = known_visits(), data.load("customers")
    agreed = people.loc[people["consent_email"] == 1, "customer_id"]
    return visits[(visits["cart_left"] == 1) & visits["customer_id"].isin(agreed)]


def margin_online() -> float:
    """Return the mean margin of an order that was not placed in a shop (SEK)."""
    orders = data.load("orders")
    return float(orders.loc[orders["channel"] != "shop", "amount_sek"].mean() * market.MARGIN)


def one_hour_later(plan: pd.DataFrame) -> pd.DataFrame:
    """Return the plan of task 6, sent one hour after each customer's latest cart was left.

    Parameters
    ----------
    plan : DataFrame
        A row per customer of `latest_carts`, with `customer_id`.

    Returns
    -------
    DataFrame
        The plan with `event` (always "cart"), `hours_since_event` (always 1) and `daypart` (when it is sent).

    Raises
    ------
    ValueError
        When it names a customer who left no cart.
    """
    carts = latest_carts()
    if "customer_id" not in plan.columns:
        return plan
    strange = ~plan["customer_id"].isin(carts.index)
    if strange.any():
        raise ValueError(
            f"The plan names {strange.sum():,} customers who left no cart; keep to the rows of `carts`."
        )
    return _reply(plan, carts, 1.0)


def two_delays() -> pd.DataFrame:
    """Return what happened when half of the carts of 2025 got a reply after ten minutes, half after a day.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `delay` ("10 minutes" or "24 hours"), `group` (contacted, control,
        no consent) and `converted` (1 for a purchase within two weeks).
    """
    carts = latest_carts("2025-01-01")
    quick = np.random.default_rng(60).random(len(carts)) < 0.5
    halves = {"10 minutes": (carts[quick], 1 / 6), "24 hours": (carts[~quick], 24.0)}
    frames = []
    for delay, (half, hours) in halves.items():
        plan = pd.DataFrame({"customer_id": half.index, "offer": "everyone", "channel": "email"})
        sent = market.run(_reply(plan, half, hours), holdout=0.4, seed=61)
        frames.append(sent.assign(delay=delay)[["customer_id", "delay", "group", "converted"]])
    return pd.concat(frames, ignore_index=True)


def plain_by_email() -> pd.DataFrame:
    """Return the plan of one plain e-mail to everybody who left a cart.

    Returns
    -------
    DataFrame
        A row per customer of `latest_carts`: `customer_id`, `offer` (always "everyone") and `channel`
        (always "email").
    """
    return pd.DataFrame({"customer_id": latest_carts().index, "offer": "everyone", "channel": "email"})


def _reply(plan: pd.DataFrame, carts: pd.DataFrame, hours: float) -> pd.DataFrame:
    """Return the plan, sent so many hours after each customer's cart was left."""
    hour = (carts.loc[plan["customer_id"], "started_at"] + pd.Timedelta(hours=hours)).dt.hour.to_numpy()
    part = np.select([hour < 11, hour < 16], ["morning", "midday"], "evening")
    return plan.assign(event="cart", hours_since_event=hours, daypart=part)
