"""Measure RFM of many purchases in a file on DuckDB against the same by pandas."""

import tempfile
import time
from pathlib import Path

from helpers import features
from own_file import engines

AT = "2026-01-01"


def duckdb_over_pandas(orders, times=3):
    """Read a file of purchases and compute RFM, with DuckDB and with the pandas helper, in turns.

    Both begin with the same Parquet file and end with a DataFrame, so that both pay for the reading.

    Parameters
    ----------
    orders : DataFrame
        `customer_id`, `ordered_at`, `amount_sek`, as ``features.rfm`` wants them.
    times : int
        How often each is run; the best time counts.

    Returns
    -------
    dict
        `ratio`, of the best times.

    Raises
    ------
    ImportError
        The extra "engines" is not installed; the message says how.
    ValueError
        The two results differ, so the comparison would not be fair.
    """
    import pandas as pd

    connection = engines.connect("duckdb")
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder, "orders.parquet"))
        orders.to_parquet(file)
        ways = {
            "duckdb": lambda: connection.execute(engines.rfm(connection.read_parquet(file), at=AT)),
            "pandas": lambda: features.rfm(pd.read_parquet(file), at=AT),
        }
        best, found = dict.fromkeys(ways, float("inf")), {}
        for _ in range(times):
            for name, work in ways.items():
                began = time.perf_counter()
                found[name] = work()
                best[name] = min(best[name], time.perf_counter() - began)
        connection.disconnect()
    ours = found["duckdb"].set_index("customer_id").sort_index()
    if not ((ours - found["pandas"]).abs().max() < 1e-3).all():
        raise ValueError("DuckDB and pandas disagree: the comparison would not be fair.")
    return {"ratio": best["duckdb"] / best["pandas"]}
