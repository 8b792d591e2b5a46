"""What exercise 07 starts from."""

from functools import cache

import numpy as np
import pandas as pd

from helpers import data, market

CHANNELS = ["push", "email", "sms", "post"]  # from cheap to expensive


def push_or_email() -> pd.DataFrame:
    """Return the plain offer to all who allow push and e-mail; who gets it by which is drawn at random.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `offer` (always "everyone") and `channel` ("push" or "email").
    """
    customers = data.load("customers")
    both = (customers["consent_push"] == 1) & (customers["consent_email"] == 1)
    ids = customers.loc[both, "customer_id"]
    lot = np.random.default_rng(1).random(len(ids)) < 0.5
    return market.plan(ids, channel=np.where(lot, "push", "email"))


@cache
def chart() -> pd.DataFrame:
    """Return the orders per 100 customers behind the agency's chart, by channel.

    Returns
    -------
    DataFrame
        A row per channel: `contacted` and `control`, drawn at random among all who allow the channel.
    """
    customers = data.load("customers")
    rows = {}
    for channel in CHANNELS:
        ids = customers.loc[customers[f"consent_{channel}"] == 1, "customer_id"]
        outcomes = market.run(market.plan(ids, channel=channel), holdout=0.3, seed=7)
        rows[channel] = 100 * outcomes.groupby("group")["converted"].mean()
    return pd.DataFrame(rows).T


def orders_per_100() -> pd.Series:
    """Return the agency's figures: orders per 100 customers written to, by channel."""
    return chart()["contacted"]


def push_only() -> pd.DataFrame:
    """Return the plan of the plain offer by push to every customer; who does not allow it, gets nothing.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `offer` (always "everyone") and `channel` (always "push").
    """
    return market.plan(data.load("customers")["customer_id"], channel="push")
