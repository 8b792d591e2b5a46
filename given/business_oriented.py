"""What exercise 11 starts from."""

import pandas as pd

from helpers import data

CAPACITY = 600  # calls in half a year
TARGET_SEK = 1_900_000  # of task 7, expected profit


def small_software() -> pd.DataFrame:
    """Return the favourite list: calls to all software firms with fewer than 20 employees.

    Returns
    -------
    DataFrame
        A row per company: `company_id`.
    """
    companies = data.load("companies")
    small = (companies["industry"] == "software") & (companies["employees"] < 20)
    return companies.loc[small, ["company_id"]].reset_index(drop=True)


def largest() -> pd.DataFrame:
    """Return calls to the companies with most employees, as many as can be made.

    Returns
    -------
    DataFrame
        A row per company: `company_id`.
    """
    return data.load("companies").nlargest(CAPACITY, "employees")[["company_id"]].reset_index(drop=True)
