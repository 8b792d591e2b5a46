"""What exercise 03 starts from."""

import numpy as np
import pandas as pd

from helpers import data, market

TARGET_SEK = 40_500  # of task 7, added profit


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


def walk() -> pd.DataFrame:
    """Return what is reached so far on a walk from the densest areas to the sparsest, by `plain_to_all`.

    Returns
    -------
    DataFrame
        20 rows, indexed by `reached_percent` of the customers who agree to e-mail. All totals up to there:
        `orders` (added by the e-mail) and `cost_sek` (SEK, driving and e-mails).
    """
    density = people()["inhabitants_per_km2"].to_numpy()
    chances = market.expected(plain_to_all()).assign(density=density).query("consent == 1")
    outwards = chances.sort_values("density", ascending=False, kind="stable")
    steps = pd.DataFrame(
        {
            "orders": outwards["chance_with"] - outwards["chance_without"],
            "cost_sek": outwards["chance_with"] * outwards["reward_sek"] + market.CONTACT_COST_SEK["email"],
        }
    )
    reached = np.ceil(len(steps) * np.arange(1, 21) / 20).astype(int) - 1
    so_far = steps.cumsum().iloc[reached].round(2)
    return so_far.set_axis(pd.Index(range(5, 101, 5), name="reached_percent"))


def halves() -> pd.DataFrame:
    """Return what each customer bought in two years, and who may be learned from.

    Returns
    -------
    DataFrame
        A row per customer who bought, indexed by `customer_id`: `climate_zone`, `postal_area`, `total_sek`
        (SEK, all goods), `outdoor_sek` (SEK, outdoor goods) and `learn` (True for every second number).
    """
    lines = data.load("order_lines").merge(data.load("orders")[["order_id", "customer_id"]])
    lines["outdoor_sek"] = lines["amount_sek"].where(lines["category"] == "outdoor", 0)
    sums = lines.groupby("customer_id")[["amount_sek", "outdoor_sek"]].sum()
    where = people().loc[sums.index, ["climate_zone", "postal_area"]]
    table = where.join(sums.rename(columns={"amount_sek": "total_sek"}))
    return table.assign(learn=table.index % 2 == 0)
