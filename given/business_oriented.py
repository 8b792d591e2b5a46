"""What exercise 11 starts from."""

import pandas as pd

from helpers import data, market_b2b

CAPACITY = 600  # calls in half a year


def largest() -> pd.DataFrame:
    """Return calls to the companies with most employees, as many as can be made.

    Returns
    -------
    DataFrame
        A row per company: `company_id`.
    """
    return data.load("companies").nlargest(CAPACITY, "employees")[["company_id"]].reset_index(drop=True)


def opened_after_calls() -> float:
    """Return the share of the companies called in task 4 that opened a deal, anyway or by the call."""
    outcomes = market_b2b.run(largest(), holdout=0.5, seed=7)
    return float(outcomes.loc[outcomes["group"] == "contacted", "opened"].mean())
