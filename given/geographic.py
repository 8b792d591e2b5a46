"""What exercise 03 starts from."""

import pandas as pd

from helpers import data


def people() -> pd.DataFrame:
    """Return every customer with what the own postal area costs to reach.

    Returns
    -------
    DataFrame
        A row per customer, indexed by `customer_id`: the columns of `customers`, and of the postal area
        `inhabitants_per_km2` and `delivery_cost_sek` (SEK, one delivery).
    """
    areas = data.load("postal_areas")[["postal_area", "inhabitants_per_km2", "delivery_cost_sek"]]
    return data.load("customers").merge(areas, on="postal_area").set_index("customer_id").sort_index()


def plain_to_all() -> pd.DataFrame:
    """Return the plan of one box for everybody, driven everywhere.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `offer` (always "everyone"), `channel` (always "email") and
        `reward_sek` (SEK, what the delivery to the customer's area costs).
    """
    everybody = people()
    return pd.DataFrame(
        {
            "customer_id": everybody.index,
            "offer": "everyone",
            "channel": "email",
            "reward_sek": everybody["delivery_cost_sek"].to_numpy(),
        }
    )


def outdoor_index() -> pd.Series:
    """Return what part of each climate zone's money goes to outdoor goods, beside the whole country.

    Returns
    -------
    Series
        An index by `climate_zone`: 100 is the share in the whole country.
    """
    lines = data.purchases().merge(data.load("customers")[["customer_id", "climate_zone"]], on="customer_id")
    everything = lines.groupby("climate_zone")["amount_sek"].sum()
    outdoor = lines[lines["category"] == "outdoor"].groupby("climate_zone")["amount_sek"].sum()
    return 100 * (outdoor / everything) / (outdoor.sum() / everything.sum())
