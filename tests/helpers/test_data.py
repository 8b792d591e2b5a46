"""The datasets: dictionary, size, realism, and that one command draws them anew to the byte."""

import contextlib
import hashlib
import json
import os

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.linear_model import LinearRegression
from sklearn.metrics import adjusted_rand_score, r2_score
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.preprocessing import StandardScaler

from datasets import draw
from datasets.draw import b2c
from helpers import data

TABLES = data.dictionary()
NEED_OF = {
    category: need
    for need, row in zip(b2c.NEEDS, b2c.TASTE)
    for category in np.array(b2c.CATEGORIES)[row > 0.2]
}


def read(name):
    return data.truth(name.removeprefix("truth_")) if name.startswith("truth_") else data.load(name)


# ---------------------------------------------------------------------------------- dictionary and files
@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_as_its_dictionary_says(name):
    table, schema = read(name), TABLES[name]["schema"]
    assert list(table.columns) == [field["name"] for field in schema["fields"]]
    for field in schema["fields"]:
        column, rules = table[field["name"]], field.get("constraints", {})
        assert field["description"]
        kind = {
            "integer": pd.api.types.is_integer_dtype,
            "number": pd.api.types.is_float_dtype,
            "string": pd.api.types.is_string_dtype,
            "date": pd.api.types.is_datetime64_dtype,
            "datetime": pd.api.types.is_datetime64_dtype,
        }[field["type"]]
        assert kind(column), f"{field['name']} is {column.dtype}, the dictionary says {field['type']}"
        if rules.get("required"):
            assert column.notna().all(), field["name"]
        else:
            assert column.isna().any(), f"{field['name']} has no gap: mark it required"
        present = column.dropna()
        if "enum" in rules:
            assert set(present) <= set(rules["enum"]), field["name"]
        if "minimum" in rules:
            assert present.min() >= rules["minimum"], field["name"]
        if "maximum" in rules:
            assert present.max() <= rules["maximum"], field["name"]
        if rules.get("unique"):
            assert present.is_unique, field["name"]
        if field["type"] == "date":
            assert (present == present.dt.normalize()).all(), field["name"]
    if "primaryKey" in schema:
        assert not table.duplicated(schema["primaryKey"]).any()
    for key in schema.get("foreignKeys", []):
        there = read(key["reference"]["resource"])[key["reference"]["fields"][0]]
        assert table[key["fields"][0]].isin(there).all(), key


def test_every_file_has_an_entry_and_every_entry_a_file():
    tables = [path.relative_to(data.DATASETS).as_posix() for path in data.DATASETS.rglob("*.csv")]
    files = {path for path in tables if not path.startswith("messy/")}  # see tests/own_file/test_messy.py
    assert files == {entry["path"] for entry in TABLES.values()}


def test_the_dictionary_knows_every_file_by_its_sum():
    package = json.loads((data.DATASETS / "datapackage.json").read_text(encoding="utf-8"))
    known = {entry["path"]: entry for entry in package["resources"] + package["otherFiles"]}
    folders = ("b2b", "b2c", "messy", "truth")
    found = [
        *data.DATASETS.glob("*.*"),
        *(path for name in folders for path in (data.DATASETS / name).iterdir()),
    ]
    files = {path.relative_to(data.DATASETS).as_posix() for path in found}
    assert files - {"datapackage.json"} == set(known)
    for path, entry in known.items():
        content = (data.DATASETS / path).read_bytes()
        assert entry["bytes"] == len(content), path
        assert entry["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}", path
        assert entry["description"], path


def test_all_files_together_are_at_most_12_megabytes():
    assert sum(path.stat().st_size for path in data.DATASETS.rglob("*") if path.is_file()) <= 12e6


def test_the_command_draws_the_same_bytes(tmp_path):
    draw.write(tmp_path)
    for name in ["datapackage.json", *(entry["path"] for entry in TABLES.values())]:
        assert (tmp_path / name).read_bytes() == (data.DATASETS / name).read_bytes(), name


@pytest.mark.parametrize("stop", range(6))
def test_a_draw_that_is_stopped_leaves_every_file_old_or_new_and_whole(tmp_path, monkeypatch, stop):
    """The power goes off at each write in turn: two tables, the messy file, its truth and the dictionary."""
    names = [f"{name}.csv" for name in ("b2c/a", "b2c/b")]
    names += ["messy/orders_export.csv", "messy/truth.json", "datapackage.json"]
    package = json.loads((data.DATASETS / "datapackage.json").read_text(encoding="utf-8"))
    package |= {"resources": [], "otherFiles": []}
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("old", encoding="utf-8")
    tables = {"b2c/a": pd.DataFrame({"x": [1, 2]}), "b2c/b": pd.DataFrame({"x": [3]})}
    written = []

    def write(handle):
        written.append(handle)
        if len(written) > stop:
            raise KeyboardInterrupt

    monkeypatch.setattr(draw, "draw", lambda seed: tables)
    monkeypatch.setattr(draw.json, "loads", lambda text: package)
    monkeypatch.setattr(os, "fsync", write)
    with pytest.raises(KeyboardInterrupt) if stop < len(names) else contextlib.nullcontext():
        draw.write(tmp_path)
    contents = [(tmp_path / name).read_bytes() for name in names]
    assert [content != b"old" for content in contents] == [i < stop for i in range(len(names))]
    assert all(contents) and len([path for path in tmp_path.rglob("*") if path.is_file()]) == len(names)


def test_another_seed_draws_other_customers():
    assert not draw.draw(1)["b2c/customers"].equals(data.load("customers"))


def test_an_unknown_table_gets_one_sentence():
    with pytest.raises(ValueError, match="no table 'oders'. Did you mean 'orders'?"):
        data.load("oders")


def test_columns_explains_every_column():
    assert list(data.columns("orders").index) == list(data.load("orders").columns)
    with pytest.raises(ValueError, match="no table"):
        data.columns("prices")


def test_the_categories_of_a_need_are_those_that_it_was_planted_to_buy():
    from helpers import market

    assert market.NEED_OF == NEED_OF


# ------------------------------------------------------------------------------------------------ realism
@pytest.fixture(scope="module")
def orders():
    return data.load("orders")


def test_the_top_fifth_of_customers_holds_65_to_75_percent_of_revenue(orders):
    spend = orders.groupby("customer_id")["amount_sek"].sum().sort_values(ascending=False)
    assert 0.65 <= spend.iloc[: len(spend) // 5].sum() / spend.sum() <= 0.75


def test_40_to_55_percent_bought_once(orders):
    assert 0.40 <= (orders.groupby("customer_id").size() == 1).mean() <= 0.55


def test_december_peaks(orders):
    monthly = orders.groupby(orders["ordered_at"].dt.to_period("M"))["amount_sek"].sum()
    for year in (2024, 2025):
        assert monthly[f"{year}-12"] == monthly[str(year)].max() > 1.3 * monthly[str(year)].median()


def test_baskets_are_log_normal(orders):
    logs = np.log(orders["amount_sek"])
    assert abs(logs.skew()) < 0.1 and abs(logs.kurt()) < 0.2 and orders["amount_sek"].skew() > 1.5


def test_lines_add_up_to_their_order_and_some_come_back(orders):
    lines = data.load("order_lines")
    assert (lines.groupby("order_id")["amount_sek"].sum() == orders.set_index("order_id")["amount_sek"]).all()
    assert 0.02 < lines["returned"].mean() < 0.10
    assert (lines["discount_sek"] <= lines["amount_sek"]).all()


def test_some_values_are_missing():
    missing = data.load("customers")[["birth_year", "gender", "income_band"]].isna().mean()
    assert (missing > 0.02).all() and (missing < 0.2).all()


def recent_shares(least_orders=3):
    """What customers with enough orders in the last year spent by category of need: roots of shares."""
    lines = data.load("order_lines").merge(data.load("orders")[["order_id", "customer_id", "ordered_at"]])
    lines = lines[
        (lines["ordered_at"] >= data.TODAY - pd.DateOffset(months=12)) & lines["category"].isin(list(NEED_OF))
    ]
    spend = lines.pivot_table(
        index="customer_id", columns="category", values="amount_sek", aggfunc="sum", fill_value=0
    )
    spend = spend[lines.groupby("customer_id")["order_id"].nunique() >= least_orders]
    return np.sqrt(spend.div(spend.sum(axis=1), axis=0))  # Hellinger: large shares do not decide alone


def need_of(ids):
    return data.truth("customers").set_index("customer_id").loc[ids, "need_now"]


def clusters(features, seed=0):
    return KMeans(4, n_init=10, random_state=seed).fit_predict(features)


def test_a_sensible_choice_of_features_recovers_the_needs_and_two_seeds_agree():
    shares = recent_shares()
    assert len(shares) > 1_000
    first, second = clusters(shares), clusters(shares, seed=1)
    assert adjusted_rand_score(need_of(shares.index), first) >= 0.8
    assert adjusted_rand_score(first, second) >= 0.95


def test_no_single_column_recovers_the_needs():
    shares = recent_shares()
    for column in shares:
        quarters = pd.qcut(shares[column].rank(method="first"), 4, labels=False)
        assert adjusted_rand_score(need_of(shares.index), quarters) < 0.4, column


def test_scaled_k_means_on_everything_does_not_recover_the_needs(orders):
    lines = data.load("order_lines").merge(orders[["order_id", "customer_id"]])
    spend = lines.pivot_table(
        index="customer_id", columns="category", values="amount_sek", aggfunc="sum", fill_value=0
    )
    by_customer = orders.groupby("customer_id")
    everything = (
        data.load("customers")
        .set_index("customer_id")[["birth_year", "postal_area", "climate_zone"]]
        .astype(float)
    )
    everything = everything.join(
        [spend, by_customer["amount_sek"].sum().rename("total"), by_customer.size().rename("count")],
        how="inner",
    ).dropna()
    assert (
        adjusted_rand_score(need_of(everything.index), clusters(StandardScaler().fit_transform(everything)))
        < 0.2
    )


# ------------------------------------------------------------------------------------------- within reach
@pytest.fixture(scope="module")
def half_years(orders):
    """History and the next half-year's spending of every customer known at the cut-off."""
    history = orders[orders["ordered_at"] < data.CUTOFF]
    later = orders[orders["ordered_at"] >= data.CUTOFF].groupby("customer_id")["amount_sek"].sum()
    return history, later.reindex(history["customer_id"].unique()).fillna(0).sort_index()


def explained(features, spending):
    folds = KFold(5, shuffle=True, random_state=0)
    return r2_score(spending, cross_val_predict(LinearRegression(), features, spending, cv=folds))


def rfm(history, ids):
    by_customer = history.groupby("customer_id")
    table = pd.DataFrame(
        {
            "r": (data.CUTOFF - by_customer["ordered_at"].max()).dt.days,
            "f": by_customer.size(),
            "m": by_customer["amount_sek"].sum(),
        }
    ).reindex(ids)
    return table.fillna({"r": 600, "f": 0, "m": 0})


def test_rfm_explains_40_to_55_percent_and_less_when_half_is_untracked(half_years):
    history, spending = half_years
    assert 0.40 <= explained(rfm(history, spending.index), spending) <= 0.55
    assert 0.35 <= explained(rfm(history.sample(frac=0.5, random_state=0), spending.index), spending) <= 0.45


def test_demographics_explain_2_to_8_percent(half_years):
    _, spending = half_years
    people = data.load("customers").set_index("customer_id").loc[spending.index]
    table = pd.get_dummies(people[["gender", "household", "income_band"]].fillna("unknown"), dtype=float)
    table["age"] = (2026 - people["birth_year"].astype(float)).fillna(46)
    assert 0.02 <= explained(table.assign(age_squared=table["age"] ** 2), spending) <= 0.08


def test_a_quarter_answers_the_survey_and_centring_recovers_the_needs():
    first = data.load("survey").query("wave == 1").set_index("customer_id").drop(columns="wave").astype(float)
    assert 0.2 <= len(first) / len(data.load("customers")) <= 0.3
    assert first.isna().any(axis=None)
    filled = first.fillna(first.mean())
    centred = filled.sub(filled.mean(axis=1), axis=0)
    raw_index, centred_index = (
        adjusted_rand_score(need_of(first.index), clusters(x)) for x in (filled, centred)
    )
    assert raw_index < 0.5 and centred_index >= 0.8


def test_the_sparsest_quarter_takes_near_half_of_the_delivery_cost():
    customers = (
        data.load("customers")
        .merge(data.load("postal_areas"), on="postal_area")
        .sort_values("inhabitants_per_km2")
    )
    cost = customers["delivery_cost_sek"]
    assert 0.4 <= cost.iloc[: len(cost) // 4].sum() / cost.sum() <= 0.55


def test_climate_cuts_across_the_regions():
    zones = data.load("postal_areas").groupby("region")["climate_zone"].nunique()
    assert (zones >= 2).all() and zones.max() >= 3


def test_the_app_leaves_out_a_quarter_of_those_over_65_and_under_a_tenth_of_revenue(orders):
    customers, truth = data.load("customers"), data.truth("customers")
    without = truth["open_push"] == 0
    assert 0.2 <= without[(2026 - customers["birth_year"]) >= 65].mean() <= 0.33
    spend = orders.groupby("customer_id")["amount_sek"].sum()
    assert spend.reindex(truth.loc[without, "customer_id"]).sum() / spend.sum() < 0.10


def test_last_years_needs_still_hold_for_about_85_percent():
    truth = data.truth("customers")
    year_ago = data.TODAY - pd.DateOffset(years=1)
    then = truth["need_now"].where(truth["need_changed_on"] < year_ago, truth["need_start"])
    assert 0.80 <= (then == truth["need_now"]).mean() <= 0.90


def test_the_dataset_without_structure_has_none():
    """Its silhouette is that of a shuffled copy with the same covariance, for every number of segments."""
    from sklearn.metrics import silhouette_score

    table = data.load("no_structure").drop(columns="customer_id")
    twin = np.random.default_rng(0).multivariate_normal(table.mean(), table.cov(), len(table))
    for k in range(2, 7):
        found, chance = (
            silhouette_score(x, KMeans(k, n_init=10, random_state=0).fit_predict(x)) for x in (table, twin)
        )
        assert abs(found - chance) < 0.03


def test_nobody_in_the_data_has_a_name():
    package = json.loads((data.DATASETS / "datapackage.json").read_text(encoding="utf-8"))
    columns = {field["name"] for resource in package["resources"] for field in resource["schema"]["fields"]}
    assert not columns & {"name", "first_name", "last_name", "email", "phone", "address"}
