"""What exercise 05 starts from."""

import pandas as pd

from helpers import data


def discount_to_regulars(rfm: pd.DataFrame) -> pd.DataFrame:
    """Return the plan of 20 % off, by e-mail, for all customers with five orders or more.

    Parameters
    ----------
    rfm : DataFrame
        As `features.rfm` makes it.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `offer`, `channel` and `discount`.
    """
    ids = rfm.index[rfm["frequency"] >= 5]
    return pd.DataFrame({"customer_id": ids, "offer": "everyone", "channel": "email", "discount": 0.20})


def plain_to_all() -> pd.DataFrame:
    """Return the plan of one plain letter by post to every customer.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `offer` (always "everyone") and `channel` (always "post").
    """
    ids = data.load("customers")["customer_id"]
    return pd.DataFrame({"customer_id": ids, "offer": "everyone", "channel": "post"})
