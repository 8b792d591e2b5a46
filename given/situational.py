"""What exercise 09 starts from."""

import numpy as np
import pandas as pd

from helpers import data, market

APPROVAL_HOURS = 6  # of task 6, from an event to the letter


def plain_plan() -> pd.DataFrame:
    """Return the plan of the plain letter to everybody on 15 January 2026.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `offer` (always "everyone"), `channel` (always "email") and
        `sent_on` (a date).
    """
    return market.plan(data.load("customers")["customer_id"], sent_on=pd.Timestamp("2026-01-15"))


def holiday_letters() -> pd.DataFrame:
    """Return the letters to families in the holidays of February: a lot says who gets which of two.

    Returns
    -------
    DataFrame
        A row per family: `customer_id`, `offer` ("children" or "everyone"), `channel` (always "email"),
        `sent_on` (a date) and `event` ("holiday" for the special letter, else "").
    """
    customers = data.load("customers")
    families = customers.loc[customers["household"] == "family", "customer_id"]
    special = np.random.default_rng(5).random(len(families)) < 0.5
    return market.plan(
        families,
        np.where(special, "children", "everyone"),
        sent_on=pd.Timestamp("2026-02-16"),
        event=np.where(special, "holiday", ""),
    )
