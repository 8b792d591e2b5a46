"""What exercise 02 starts from."""

import pandas as pd

from helpers import data

TARGET_SEK = 11_000  # of task 7, added profit
MOST_LETTERS = 1_000  # of task 7


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
