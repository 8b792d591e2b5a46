"""The example's checks."""

import pandas as pd

from checks import expect
from checks.core import NotYet, task
from tests.example import data


@task(
    exercise="01_example",
    number=1,
    hints=["One row per customer is asked: group.", "`groupby(...)[...].sum()`"],
)
def total(total):
    """Check the total spend of each customer."""
    orders = data.orders()
    expected = orders.groupby("customer_id")["amount_sek"].sum()
    if isinstance(total, pd.Series) and total.reset_index(drop=True).equals(
        orders.groupby("customer_id")["amount_sek"].mean().reset_index(drop=True)
    ):
        raise NotYet("`total` holds the mean of each customer's orders; expected their sum.")
    expect.series(total, expected, name="total")
    return "Customer 3 spends most, with two orders of very different size."


@task(exercise="01_example", number=2, hints=["`nlargest` gives the largest values."])
def share_of_largest(share_of_largest):
    """Check the function on three customers."""
    share = expect.call(share_of_largest, pd.Series([150.0, 80.0, 270.0]), 1, name="share_of_largest")
    expect.number(share, 0.54, name="share_of_largest(spend, 1)")
    return "One customer of three holds more than half of the revenue."
