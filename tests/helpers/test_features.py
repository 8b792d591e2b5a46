"""RFM and scores: known answers, and properties that hold for every input."""

import datetime
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import features

AT = "2025-07-01"

NAMES = ["Åsa", "Zoë", "Örjan", "Bo"]
DATES = st.datetimes(datetime.datetime(2024, 1, 1), datetime.datetime(2025, 12, 31))  # half before AT
AMOUNTS = st.integers(-500, 2000).map(float)
ROWS = st.lists(st.tuples(st.sampled_from(NAMES), DATES, AMOUNTS), max_size=40)

pytestmark = pytest.mark.filterwarnings("ignore:.*are left out")


def table(rows):
    """Orders from tuples of customer, time and amount, with the types of the course's data."""
    orders = pd.DataFrame(rows, columns=["customer_id", "ordered_at", "amount_sek"])
    return orders.astype({"ordered_at": "datetime64[us]", "amount_sek": float})


def by_hand(rows, recency, frequency, per, monetary):
    """The definitions once more, one customer at a time and without pandas."""
    at = datetime.datetime.fromisoformat(AT)
    answer = {}
    for name in sorted({row[0] for row in rows}):
        own = [(time.date(), amount) for customer, time, amount in rows if customer == name and time < at]
        days = [day for day, amount in own if amount >= 0]
        if not days:
            continue
        number = len(days) if per == "order" else len(set(days))
        money = sum(amount for _, amount in own)
        answer[name] = (
            (at.date() - max(days)).days if recency == "since_last" else (max(days) - min(days)).days,
            number if frequency == "all" else number - 1,
            money if monetary == "total" else money / number,
        )
    return answer


@pytest.fixture
def ten():
    """Ten orders of four customers, small enough to count on fingers."""
    return table(
        [
            (3, "2025-01-05 10:00", 100),
            (1, "2025-06-30 23:59", 50),  # yesterday
            (1, "2025-01-01 08:00", 30),
            (1, "2025-01-01 20:00", 20),  # the same day
            (3, "2025-01-10 10:00", -100),  # a return
            (2, "2024-07-01 00:00", 400),
            (2, "2025-07-01 00:00", 999),  # on the day itself: the future
            (2, "2025-08-01 00:00", 999),
            (4, "2025-07-02 00:00", 10),  # a customer of the future only
            (1, "2025-03-01 12:00", 0),  # a gift: a visit, too
        ]
    )


def test_default_definition(ten):
    expected = pd.DataFrame(
        {"recency_days": [1, 365, 177], "frequency": [4, 1, 1], "monetary_sek": [100.0, 400.0, 0.0]},
        index=pd.Index([1, 2, 3], name="customer_id"),
    )
    pd.testing.assert_frame_equal(features.rfm(ten, at=AT), expected)


@pytest.mark.parametrize(
    ("argument", "column", "expected"),
    [
        ({"recency": "age_at_last"}, "recency_days", [180, 0, 0]),
        ({"frequency": "repeat"}, "frequency", [3, 0, 0]),
        ({"per": "day"}, "frequency", [3, 1, 1]),
        ({"per": "day", "frequency": "repeat"}, "frequency", [2, 0, 0]),
        ({"monetary": "mean"}, "monetary_sek", [25.0, 400.0, 0.0]),
        ({"monetary": "mean", "per": "day", "frequency": "repeat"}, "monetary_sek", [100 / 3, 400.0, 0.0]),
    ],
)
def test_each_argument(ten, argument, column, expected):
    assert features.rfm(ten, at=AT, **argument)[column].tolist() == pytest.approx(expected)


def test_what_models_of_lifetime_value_expect():
    """Repeat purchases, by days; the money of a repeat day; the age of the customer."""
    days = ["2025-01-01", "2025-01-01", "2025-02-01", "2025-03-01", "2025-01-05", "2025-01-09"]
    orders = pd.DataFrame(
        {
            "customer_id": [1, 1, 1, 2, 3, 3],
            "ordered_at": pd.to_datetime(days),
            "amount_sek": [10.0, 20, 60, 5, 7, 9],
        }
    )
    how = {
        "recency": "age_at_last",
        "frequency": "repeat",
        "per": "day",
        "monetary": "mean_repeat",
        "age": True,
    }
    found = features.rfm(orders, at="2025-04-01", **how)
    assert found.to_numpy().tolist() == [[31, 1, 60, 90], [0, 0, 0, 31], [4, 1, 9, 86]]
    by_order = features.rfm(orders, at="2025-04-01", monetary="mean_repeat")["monetary_sek"]
    assert by_order.tolist() == [40, 0, 9]


@given(
    ROWS,
    st.sampled_from(["since_last", "age_at_last"]),
    st.sampled_from(["all", "repeat"]),
    st.sampled_from(["order", "day"]),
    st.sampled_from(["total", "mean"]),
)
def test_equals_the_definitions_by_hand(rows, recency, frequency, per, monetary):
    found = features.rfm(table(rows), at=AT, recency=recency, frequency=frequency, per=per, monetary=monetary)
    expected = by_hand(rows, recency, frequency, per, monetary)
    assert found.index.tolist() == list(expected)
    assert found.to_numpy().tolist() == [pytest.approx(row) for row in expected.values()]


@given(ROWS, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(rows, shuffle):
    mixed = shuffle.sample(rows, len(rows))
    pd.testing.assert_frame_equal(features.rfm(table(rows), at=AT), features.rfm(table(mixed), at=AT))


@given(ROWS)
def test_types_are_the_same_for_every_input(rows):
    found = features.rfm(table(rows), at=AT)
    assert found.dtypes.astype(str).to_dict() == {
        "recency_days": "int64",
        "frequency": "int64",
        "monetary_sek": "float64",
    }
    assert found.index.is_monotonic_increasing and found.index.is_unique
    assert (found["frequency"] >= 1).all() and (found["recency_days"] >= 0).all()


def test_one_customer():
    assert features.rfm(table([("Åsa", "2025-06-01", 10)]), at=AT).loc["Åsa"].tolist() == [30, 1, 10]


@pytest.mark.parametrize(
    "empty", [table([]), pd.DataFrame(columns=["customer_id", "ordered_at", "amount_sek"])]
)
def test_empty_in_empty_out(empty):
    found = features.rfm(empty, at=AT)
    assert found.empty and found.index.name == "customer_id"
    assert found.dtypes.astype(str).tolist() == ["int64", "int64", "float64"]


def test_dates_before_1970():
    found = features.rfm(
        table([(1, "1960-01-01 12:00", 5), (1, "1960-01-03", 5)]), at="1960-01-05", per="day"
    )
    assert found.loc[1].tolist() == [2, 2, 10]


def test_rows_without_a_customer_are_counted(ten):
    ten["customer_id"] = ten["customer_id"].where(ten["customer_id"] != 3)
    with pytest.warns(UserWarning, match="2 of 10 rows have no customer in `customer_id`; they are left out"):
        found = features.rfm(ten, at=AT)
    assert found.index.tolist() == [1, 2] and found.index.dtype == "int64"


def test_customers_with_returns_only_are_counted():
    orders = table([("Bo", "2025-01-01", -10), ("Åsa", "2025-01-01", 10)])
    with pytest.warns(UserWarning, match="1 customers have returns but no purchase"):
        assert features.rfm(orders, at=AT).index.tolist() == ["Åsa"]


@pytest.mark.parametrize("dtype", ["int64", "int32", "float64", "Int64", "Float64", "category"])
def test_whole_number_ids_are_one_type(ten, dtype):
    found = features.rfm(ten.astype({"customer_id": dtype}), at=AT)
    assert found.index.dtype == "int64"
    pd.testing.assert_frame_equal(found, features.rfm(ten, at=AT))


def test_text_ids_stay_text():
    found = features.rfm(table([("007", "2025-01-01", 1), ("Ö1", "2025-01-01", 1)]), at=AT)
    assert found.index.tolist() == ["007", "Ö1"]


def test_lines_of_one_order_are_one_purchase():
    lines = table(
        [
            (1, "2025-01-01", 10),
            (1, "2025-01-03", 5),  # second line, booked later: the order keeps its first date
            (2, "2025-02-01", 0.1),
            (2, "2025-02-01", 0.2),
            (2, "2025-02-05", -0.3),  # sent back whole: no purchase
            (2, "2025-03-01", 7),
        ]
    ).assign(order_id=[1, 1, 2, 2, 2, 1])  # number 1 twice, but of two customers
    found = features.rfm(lines, at=AT, order="order_id")
    assert found["frequency"].tolist() == [1, 1]
    assert found["recency_days"].tolist() == [181, 122]
    assert found["monetary_sek"].tolist() == pytest.approx([15, 7])


@pytest.mark.parametrize(
    "numbers", [["7", "7", "", "", "7"], [7, 7, None, None, 7], ["7", "7", None, "", "7"]]
)
def test_a_blank_order_number_is_an_order_of_its_own(numbers):
    rows = [(1, "2025-01-01", 1), (1, "2025-01-01", 2), (1, "2025-01-01", 4), (1, "2025-01-02", 8)]
    lines = table([*rows, (2, "2025-01-01", 16)]).assign(order_id=numbers)
    found = features.rfm(lines, at=AT, order="order_id")
    assert found["frequency"].tolist() == [3, 1] and found["monetary_sek"].tolist() == [15, 16]


@given(ROWS)
def test_one_row_per_order_needs_no_order_number(rows):
    numbered = table(rows).assign(order_id=range(len(rows)))
    pd.testing.assert_frame_equal(
        features.rfm(numbered, at=AT, order="order_id"), features.rfm(numbered, at=AT)
    )


def test_days_are_counted_on_the_local_calendar():
    # 23:30 in Stockholm on 30 June is 21:30 UTC, and 0:30 on 1 July is 22:30 UTC on 30 June.
    orders = table([(1, "2025-06-30 21:30", 5), (2, "2025-06-30 22:30", 5)])
    orders["ordered_at"] = orders["ordered_at"].dt.tz_localize("UTC").dt.tz_convert("Europe/Stockholm")
    found = features.rfm(orders, at=pd.Timestamp("2025-07-01", tz="Europe/Stockholm"))
    assert found["recency_days"].to_dict() == {1: 1}
    in_utc = pd.Timestamp("2025-06-30 22:00", tz="UTC")  # the same moment
    pd.testing.assert_frame_equal(found, features.rfm(orders, at=in_utc))


@pytest.mark.parametrize("at", [datetime.date(2025, 7, 1), pd.Timestamp(AT), np.datetime64(AT), AT])
def test_at_in_any_form(ten, at):
    pd.testing.assert_frame_equal(features.rfm(ten, at=at), features.rfm(ten, at=AT))


def zoned(orders):
    return orders.assign(ordered_at=orders["ordered_at"].dt.tz_localize("Europe/Stockholm"))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            lambda o: o.rename(columns={"customer_id": "CustomerID"}),
            "no column `customer_id`; .* `CustomerID`",
        ),
        (lambda o: o[["amount_sek"]], "no column `customer_id`; its columns are `amount_sek`"),
        (lambda o: pd.concat([o, o["amount_sek"]], axis=1), "2 columns named `amount_sek`; expected one"),
        (lambda o: o.astype({"ordered_at": str}), "`ordered_at` holds text such as '2025-01-05 10.*dates"),
        (
            lambda o: o.assign(ordered_at=20250301),
            "`ordered_at` holds values such as 20250301; expected dates",
        ),
        (lambda o: o.assign(ordered_at=o["ordered_at"].shift(3)), "`ordered_at` is missing in 3 of 10 rows"),
        (lambda o: o.assign(amount_sek="1 200,50"), "`amount_sek` holds text such as '1 200,50'; .* numbers"),
        (lambda o: o.assign(amount_sek=True), "`amount_sek` holds values such as True; expected numbers"),
        (lambda o: o.assign(amount_sek=np.nan), "`amount_sek` is missing in 10 of 10 rows"),
        (lambda o: o.assign(amount_sek=np.inf), "`amount_sek` is infinite in 10 rows"),
        (
            zoned,
            r"`ordered_at` has the time zone Europe/Stockholm and `at` has none; .*tz='Europe/Stockholm'",
        ),
        (lambda o: o["amount_sek"], "`orders` is a Series; expected a DataFrame"),
    ],
)
def test_bad_orders_are_refused_with_a_sentence(ten, spoil, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        features.rfm(spoil(ten), at=AT)


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        ({"at": pd.Timestamp(AT, tz="UTC")}, "`at` has the time zone UTC and `ordered_at` has none"),
        ({"at": "01/07/2025"}, "can be read in several ways; expected the year first"),
        ({"at": "2025-13-45"}, "`at` is not a date"),
        ({"at": 2025}, "`at` is not a date"),
        ({"at": None}, "`at` is not a date"),
        ({"recency": "age"}, "recency='age' is unknown; expected 'since_last' or 'age_at_last'"),
        ({"frequency": 1}, "frequency=1 is unknown; expected 'all' or 'repeat'"),
        ({"per": "month"}, "per='month' is unknown"),
        ({"monetary": "sum"}, "monetary='sum' is unknown"),
        ({"order": "order_id"}, "no column `order_id`"),
    ],
)
def test_bad_arguments_are_refused_with_a_sentence(ten, argument, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        features.rfm(ten, **({"at": AT} | argument))


def test_input_is_left_alone(ten):
    before = ten.copy()
    features.rfm(ten, at=AT, recency="age_at_last", per="day")
    pd.testing.assert_frame_equal(ten, before)


# Scores

VALUES = st.lists(st.integers(-20, 20), min_size=1, max_size=60)
TOP = st.integers(1, 10)
BEST = st.sampled_from(["high", "low"])


def test_quintiles_without_ties():
    assert features.score([50, 10, 30, 20, 40]).tolist() == [5, 1, 3, 2, 4]
    assert features.score([50, 10, 30, 20, 40], best="low").tolist() == [1, 5, 3, 4, 2]


def test_half_the_customers_bought_once():
    assert features.score([1, 1, 1, 1, 1, 2, 2, 3, 4, 9]).tolist() == [1, 1, 1, 1, 1, 3, 3, 4, 5, 5]


def test_all_alike_score_one():
    assert features.score([7, 7, 7]).tolist() == [1, 1, 1]


def test_score_keeps_index_and_name():
    found = features.score(pd.Series([1.5, 2.5], index=["Åsa", "Bo"], name="frequency"), n=2)
    pd.testing.assert_series_equal(found, pd.Series([1, 2], index=["Åsa", "Bo"], name="frequency"))


def test_scores_of_dates_and_of_nobody():
    assert features.score(pd.to_datetime(["2025-01-02", "2025-01-01"]), n=2).tolist() == [2, 1]
    assert features.score(pd.Series([], dtype=float)).dtype == "int64"


@given(VALUES, TOP, BEST)
def test_score_is_the_share_that_is_worse(values, n, best):
    sign = 1 if best == "high" else -1
    expected = [
        1 + math.floor(n * sum(sign * v < sign * w for v in values) / len(values) + 1e-9) for w in values
    ]
    assert features.score(values, n, best).tolist() == expected


@given(VALUES, TOP, BEST)
def test_equal_values_share_a_score_and_order_is_kept(values, n, best):
    found = features.score(values, n, best)
    by_value = found.groupby(values).agg(["min", "max"])
    assert (by_value["min"] == by_value["max"]).all()
    assert (
        by_value["min"].is_monotonic_increasing if best == "high" else by_value["min"].is_monotonic_decreasing
    )
    assert found.between(1, n).all() and found.min() == 1


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=60, unique=True), TOP)
def test_groups_without_ties_differ_by_one_at_most(values, n):
    sizes = np.bincount(features.score(values, n), minlength=n + 1)[1:]
    assert sizes.max() - sizes.min() <= 1


@given(VALUES, TOP, BEST, st.randoms(use_true_random=False))
def test_score_ignores_the_order_of_rows(values, n, best, shuffle):
    series = pd.Series(values)
    mixed = series.loc[shuffle.sample(range(len(values)), len(values))]
    pd.testing.assert_series_equal(
        features.score(series, n, best), features.score(mixed, n, best).sort_index()
    )


@given(VALUES, TOP, BEST)
def test_score_ignores_the_scale(values, n, best):
    stretched = [math.exp(v / 5) * 1000 - 3 for v in values]
    assert features.score(values, n, best).tolist() == features.score(stretched, n, best).tolist()


@given(VALUES, TOP)
def test_low_is_high_upside_down(values, n):
    assert (
        features.score(values, n, "low").tolist() == features.score([-v for v in values], n, "high").tolist()
    )


@pytest.mark.parametrize(
    ("values", "argument", "sentence"),
    [
        ([1, None, 3], {}, "1 of 3 values are missing; expected none"),
        (["a", "b"], {}, "such as 'a'; expected numbers or dates"),
        ([1, 2], {"n": 0}, "n=0 was given as the highest score"),
        ([1, 2], {"n": 2.5}, "n=2.5 was given as the highest score"),
        ([1, 2], {"best": "higher"}, "best='higher' is unknown; expected 'high' or 'low'"),
    ],
)
def test_score_refusals(values, argument, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        features.score(values, **argument)
