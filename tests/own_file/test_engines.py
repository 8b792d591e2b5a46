"""RFM on DuckDB and on Spark equals the pandas helper's, by the same expression."""

import importlib.util
import os
import subprocess
import sys
import tempfile

import pandas as pd
import pytest

from helpers import data, features
from own_file import engines


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


@pytest.mark.extra
@pytest.mark.filterwarnings("ignore:.*left out")
@pytest.mark.parametrize("at", ["2025-07-01", "2025-06-30", "2025-06-30 06:00"])
def test_duckdb_gives_what_the_helper_gives_on_odd_orders(duckdb, tmp_path, at):
    orders = odd_orders()
    found = by_engine(duckdb, orders, at, tmp_path)
    pd.testing.assert_frame_equal(found, features.rfm(orders, at=at), check_dtype=False)


@pytest.mark.extra
def test_duckdb_gives_what_the_helper_gives_on_the_course_s_orders(duckdb, tmp_path):
    orders = data.load("orders")
    found = by_engine(duckdb, orders, data.CUTOFF, tmp_path)
    pd.testing.assert_frame_equal(found, features.rfm(orders, at=data.CUTOFF), check_dtype=False)


@pytest.mark.extra
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


def days_in_a_file(folder):
    """Orders whose dates have no time of day, and the CSV file that holds them."""
    orders = odd_orders().dropna()
    orders = orders.assign(ordered_at=orders["ordered_at"].dt.normalize())
    orders.to_csv(folder / "orders.csv", index=False, date_format="%Y-%m-%d")
    return orders, str(folder / "orders.csv")


@pytest.mark.extra
@pytest.mark.parametrize("at", ["2025-07-01", "2025-06-30"])
def test_duckdb_takes_days_without_a_time(duckdb, tmp_path, at):
    orders, file = days_in_a_file(tmp_path)
    table = duckdb.read_csv(file)
    assert table["ordered_at"].type().is_date()
    found = duckdb.execute(engines.rfm(table, at=at)).astype({"customer_id": "int64"})
    expected = features.rfm(orders, at=at)
    pd.testing.assert_frame_equal(
        found.set_index("customer_id").sort_index(), expected, check_dtype=False, check_index_type=False
    )


@pytest.mark.extra
@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore")  # Spark's own, on Python's newest parts
def test_spark_takes_days_without_a_time_and_leaves_no_folder_behind(spark, tmp_path, monkeypatch):
    orders, file = days_in_a_file(tmp_path)
    table = spark.read_csv(file, header=True, inferSchema=True)
    assert table["ordered_at"].type().is_date()
    found = spark.execute(engines.rfm(table, at="2025-07-01")).astype({"customer_id": "int64"})
    expected = features.rfm(orders, at="2025-07-01")
    pd.testing.assert_frame_equal(
        found.set_index("customer_id").sort_index(), expected, check_dtype=False, check_index_type=False
    )
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    engines.connect("spark", master="local[1]")
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.extra
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
    with pytest.raises(
        ImportError, match="close JupyterLab, run `python course.py engines`, and open it again"
    ):
        engines.connect("duckdb")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(ImportError, match="Java"):
        engines.connect("spark")
    with pytest.raises(ValueError, match="expected 'duckdb' or 'spark'"):
        engines.connect("presto")


@pytest.mark.parametrize("home", ["there", "nowhere", ""])
@pytest.mark.parametrize("on_path", [True, False])
def test_java_is_looked_for_where_spark_looks(monkeypatch, tmp_path, home, on_path):
    for folder in ("there/bin", "path"):
        (tmp_path / folder).mkdir(parents=True)
        java = tmp_path / folder / ("java.exe" if os.name == "nt" else "java")
        java.touch()
        java.chmod(0o755)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setenv("PATH", str(tmp_path / "path") if on_path else "")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / home) if home else "")
    found = home == "there" or not home and on_path
    assert ("Java" in engines.missing("spark")) is not found


def test_spark_s_folder_is_one_and_is_removed_at_the_end(tmp_path):
    made = f"import tempfile; tempfile.tempdir = {str(tmp_path)!r}; from own_file import engines"
    script = f"{made}; print(engines._scratch().name); print(engines._scratch().name)"
    path = os.pathsep.join([str(engines.FOLDER.parent), os.environ["PYTHONPATH"]])
    done = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | {"PYTHONPATH": path},
        capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.returncode == 0 and len(set(done.stdout.split())) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.extra
def test_the_measure_compares_equal_results():
    problem = engines.missing("duckdb")
    if problem:
        pytest.skip(problem)
    from bench import purchases
    from bench_engines import duckdb_over_pandas

    seen = duckdb_over_pandas(purchases(20_000), times=1)
    assert seen["ratio"] > 0
