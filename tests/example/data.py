"""The example's data."""

import pandas as pd


def orders() -> pd.DataFrame:
    """Return five orders of three customers."""
    return pd.DataFrame({"customer_id": [1, 1, 2, 3, 3], "amount_sek": [100.0, 50.0, 80.0, 20.0, 250.0]})
