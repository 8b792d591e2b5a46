"""RFM on DuckDB and on Spark equals the pandas helper's, by the same expression."""

import importlib.util
import os

import pandas as pd
import pytest

from helpers import data, engines, features


@pytest.fixture(scope="module")
def spark():
    """One Spark for all tests, since its start takes long."""
    problem = engines.missing("spark")
    if problem:
        pytest.skip(problem)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    connection = engines.connect("spark", master="local[1]")
    yield connection
    connection.disconnect()


@pytest.fixture
def duckdb():
    problem = engines.missing("duckdb")
    if problem:
        pytest.skip(problem)
    connection = engines.connect("duckdb")
    yield connection
    connection.disconnect()


def odd_orders():
    """Returns, a customer with returns only, an order on the day itself, gaps in the customer, copies."""
    rows = [
        (1.0, "2025-03-01 23:59:59", 100.5),
        (1.0, "2025-06-30 00:00:01", 20.25),
        (1.0, "2025-06-30 12:00:00", -20.25),
        (2.0, "2025-05-05 08:00:00", -10.0),
        (3.0, "2025-07-01 00:00:00", 70.0),
        (3.0, "2025-01-01 00:00:00", 30.0),
        (None, "2025-02-02 00:00:00", 55.0),
        (4.0, "2024-02-29 10:00:00", 0.0),
        (5.0, "2024-02-29 10:00:00", 12.0),
        (5.0, "2024-02-29 10:00:00", 12.0),
    ]
    table = pd.DataFrame(rows, columns=["customer_id", "ordered_at", "amount_sek"])
    return table.assign(ordered_at=pd.to_datetime(table["ordered_at"]).astype("datetime64[us]"))


def by_engine(connection, orders, at, folder, **columns):
    """The expression on a Parquet file: the same steps for every engine."""
    file = folder / "orders.parquet"
    orders.to_parquet(file)
    expression = engines.rfm(connection.read_parquet(str(file)), at=at, **columns)
    key = columns.get("customer", "customer_id")
    return connection.execute(expression).astype({key: "int64"}).set_index(key).sort_index()


@pytest.mark.filterwarnings("ignore:.*left out")
@pytest.mark.parametrize("at", ["2025-07-01", "2025-06-30", "2025-06-30 06:00"])
def test_duckdb_gives_what_the_helper_gives_on_odd_orders(duckdb, tmp_path, at):
    orders = odd_orders()
    found = by_engine(duckdb, orders, at, tmp_path)
    pd.testing.assert_frame_equal(found, features.rfm(orders, at=at), check_dtype=False)


def test_duckdb_gives_what_the_helper_gives_on_the_course_s_orders(duckdb, tmp_path):
    orders = data.load("orders")
    found = by_engine(duckdb, orders, data.CUTOFF, tmp_path)
    pd.testing.assert_frame_equal(found, features.rfm(orders, at=data.CUTOFF), check_dtype=False)


def test_duckdb_takes_other_columns_and_refuses_unknown_ones(duckdb, tmp_path):
    names = {"customer": "who", "time": "when", "amount": "how_much"}
    orders = odd_orders().dropna().set_axis(list(names.values()), axis=1)
    found = by_engine(duckdb, orders, "2025-07-01", tmp_path, **names)
    assert found.index.name == "who" and list(found.index) == [1, 3, 5]
    table = duckdb.read_parquet(str(tmp_path / "orders.parquet"))
    with pytest.raises(ValueError, match="no column `customer_id`; its columns are who, when, how_much"):
        engines.rfm(table, at="2025-07-01")
    with pytest.raises(ValueError, match="the year first"):
        engines.rfm(table, at="01/07/2025", **names)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore")  # Spark's own, on Python's newest parts
def test_spark_gives_what_the_helper_gives(spark, tmp_path):
    odd, orders = odd_orders(), data.load("orders")
    for number, (table, at) in enumerate([(odd, "2025-07-01"), (odd, "2025-06-30"), (orders, "2025-07-01")]):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = by_engine(spark, table, at, folder)
        pd.testing.assert_frame_equal(found, features.rfm(table, at=at), check_dtype=False)


def test_without_the_extra_a_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match="python course.py engines"):
        engines.connect("duckdb")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(engines.shutil, "which", lambda name: None)
    with pytest.raises(ImportError, match="Java"):
        engines.connect("spark")
    with pytest.raises(ValueError, match="expected 'duckdb' or 'spark'"):
        engines.connect("presto")


def test_the_measure_compares_equal_results():
    problem = engines.missing("duckdb")
    if problem:
        pytest.skip(problem)
    from bench import purchases
    from bench_engines import duckdb_over_pandas

    seen = duckdb_over_pandas(purchases(20_000), times=1)
    assert set(seen) == {"ratio", "duckdb_s", "pandas_s"} and seen["ratio"] > 0
