"""What exercise 02 starts from."""

from functools import cache

import numpy as np
import pandas as pd

from helpers import data, market

MOST_LETTERS = 1_000  # of task 6


def young_women() -> pd.DataFrame:
    """Return the plan of womenswear letters by e-mail to the first women under 40, as many as are allowed.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `offer` (always "womenswear") and `channel` (always "email").
    """
    people = data.load("customers").set_index("customer_id").sort_index()
    young = people.index[(people["gender"] == "woman") & (2025 - people["birth_year"] < 40)]
    return pd.DataFrame({"customer_id": young[:MOST_LETTERS], "offer": "womenswear", "channel": "email"})


def two_collections() -> pd.DataFrame:
    """Return what happened when a coin decided who got the collection of the own gender, in twenty campaigns.

    Returns
    -------
    DataFrame
        A row per customer and campaign: `campaign` (1 to 20), `customer_id`, `gender`, `own` (True: the own
        gender's collection), `group` (contacted, no consent) and `converted` (1 for a purchase in two weeks).
    """
    return _coin().copy()


@cache
def _coin() -> pd.DataFrame:
    """Return the twenty campaigns, which take two seconds."""
    people = data.load("customers").set_index("customer_id")
    lines = data.purchases()
    wear = lines[lines["category"].isin(["womenswear", "menswear"])]["customer_id"].unique()
    stated = people.loc[wear, "gender"].dropna()
    own = np.random.default_rng(20).random(len(stated)) < 0.5
    offer = np.where((stated == "woman") == own, "womenswear", "menswear")
    plan = market.plan(stated.index, offer, own=own, gender=stated.to_list())
    sent = {campaign: market.run(plan, holdout=0, seed=campaign - 1) for campaign in range(1, 21)}
    outcomes = pd.concat(sent, names=["campaign"]).reset_index("campaign")
    return outcomes[["campaign", "customer_id", "gender", "own", "group", "converted"]].reset_index(drop=True)
