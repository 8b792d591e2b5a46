"""RFM on an engine made for more data than fits in memory: one expression, for DuckDB and for Spark."""

import datetime
import functools
import importlib.util
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).resolve().parents[1] / ".venv-engines"  # where `python course.py engines` puts them
INSTALL = "python course.py engines"
ENGINES = {"duckdb": ("ibis", "duckdb"), "spark": ("ibis", "pyspark")}


def missing(engine: str = "duckdb") -> str:
    """Say what is missing on this computer before an engine can be used.

    Parameters
    ----------
    engine : {"duckdb", "spark"}

    Returns
    -------
    str
        A sentence that says what to do; empty when nothing is missing.
    """
    if engine not in ENGINES:
        raise ValueError(f"engine={engine!r} is unknown; expected 'duckdb' or 'spark'.")
    if FOLDER.is_dir() and str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))  # only now: with pyarrow on its path, pandas takes more memory
    lacking = [name for name in ENGINES[engine] if not importlib.util.find_spec(name)]
    if lacking:
        return (
            f"The package {' and '.join(lacking)} is not installed here. It is an extra: close JupyterLab, "
            f"run `{INSTALL}`, and open it again."
        )
    home = os.environ.get("JAVA_HOME")  # where Spark looks first, and then nowhere else
    if engine == "spark" and not shutil.which("java", path=os.path.join(home, "bin") if home else None):
        return "Spark needs Java 17 or newer, and there is no `java` on this computer. DuckDB does without."
    return ""


def connect(engine: str = "duckdb", **settings: object) -> object:
    """Open an engine. This is the one line that differs between a laptop and a cluster.

    Parameters
    ----------
    engine : {"duckdb", "spark"}
        DuckDB works inside this Python. Spark is started on this computer; to reach a cluster, give its
        address as `master`, or pass your own session to ``ibis.pyspark.connect``.
    **settings
        For DuckDB those of ``ibis.duckdb.connect``, such as ``memory_limit="1GB"``; for Spark `master`.

    Returns
    -------
    ibis backend
        It reads files: ``engine.read_parquet("orders/*.parquet")``, ``engine.read_csv(…)``.

    Raises
    ------
    ImportError
        A package, or Java, is missing. The message says what to do.
    """
    problem = missing(engine)
    if problem:
        raise ImportError(problem)
    import ibis

    if engine == "duckdb":
        return ibis.duckdb.connect(**settings)
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master(settings.pop("master", "local[*]"))
        .appName("segmentation")
        .config("spark.sql.session.timeZone", "UTC")  # dates stay the dates of the file
        .config("spark.ui.enabled", "false")
        .config("spark.sql.warehouse.dir", _scratch().name)  # not a folder beside the notebook
        .config("spark.driver.bindAddress", "127.0.0.1")  # nobody else can reach it
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    return ibis.pyspark.connect(session, **settings)


@functools.cache
def _scratch() -> tempfile.TemporaryDirectory:
    """One temporary folder for all of Spark's tables; it is removed when this Python ends."""
    return tempfile.TemporaryDirectory(prefix="spark-", ignore_cleanup_errors=True)


def rfm(
    orders: object,
    *,
    at: str | datetime.date,
    customer: str = "customer_id",
    time: str = "ordered_at",
    amount: str = "amount_sek",
) -> object:
    """Recency, frequency and monetary value, as an expression that an engine runs where the data are.

    It gives what ``features.rfm`` gives under its own definitions: days since the last purchase, all
    purchases, all the money; a return, which has an amount below zero, lowers the money only.

    Parameters
    ----------
    orders : ibis Table
        One row per order, without gaps in the dates and amounts.
    at : date, datetime or text such as "2025-07-01"
        The day the figures are about. Rows on or after it are left out.
    customer, time, amount : str
        The columns with the customer's id, the date of the purchase, and the money.

    Returns
    -------
    ibis Table
        A row per customer, in no order: the customer, `recency_days`, `frequency`, `monetary_sek`. Nothing
        is computed before you ask: ``.to_pandas()`` brings it here, ``.to_parquet(path)`` into a file.

    Raises
    ------
    ValueError
        A column is missing, or `at` can be read in several ways.
    """
    import ibis

    lacking = [name for name in (customer, time, amount) if name not in orders.columns]
    if lacking:
        raise ValueError(
            f"The table has no column `{lacking[0]}`; its columns are {', '.join(orders.columns)}. "
            "Name the right one with customer=…, time=… or amount=…"
        )
    if isinstance(at, str) and not re.match(r"\d{4}-\d{2}-\d{2}", at):
        raise ValueError(
            f"at={at!r} can be read in several ways; expected the year first, such as '2025-07-01'."
        )
    at = pd.Timestamp(at)
    rows = orders.filter(orders[customer].notnull(), orders[time] < ibis.literal(at.to_pydatetime()))
    bought = rows[amount] >= 0  # of zero: a gift, or goods that a voucher paid for
    last_day = rows[time].max(where=bought).cast("date")
    table = rows.group_by(customer).agg(
        recency_days=ibis.literal(at.date()).delta(last_day, unit="day"),
        frequency=rows.count(where=bought),
        monetary_sek=rows[amount].cast("float64").sum(),
    )
    return table.filter(table["frequency"] > 0)
