"""What exercise 05 starts from."""

import pandas as pd

from helpers import data

TARGET_SEK = 11_000  # of task 7, added profit


def plain_to_all() -> pd.DataFrame:
    """Return the plan of one plain letter by post to every customer.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `offer` (always "everyone") and `channel` (always "post").
    """
    ids = data.load("customers")["customer_id"]
    return pd.DataFrame({"customer_id": ids, "offer": "everyone", "channel": "post"})
