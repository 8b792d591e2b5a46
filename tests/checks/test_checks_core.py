"""The core of the checks: outcomes, untouched answers, comparisons and their words."""

import gc
import json
import math
import re
import sys
import weakref
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from checks import core, expect, intake, words
from checks.core import NotYet, task
from tests.check_cases import Cases, complete, every, holds
from tests.example import ten_customers

RFM = pd.DataFrame(
    {
        "recency_days": [10, 20, 30, 45],
        "frequency": [1, 2, 3, 4],
        "share": [0.1, 0.25, 0.4, 0.25],
        "town": ["Umeå", "Oslo", "Århus", "Oslo"],
        "since": pd.to_datetime(["2024-01-01"] * 3 + [None]),
    },
    index=pd.Index([11, 12, 13, 14], name="customer_id"),
)


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("SEGMENTATION_PROGRESS", str(tmp_path / "progress.json"))


def said(compare, *args, **kwargs) -> str:
    """Return what a comparison says: "" when it accepts, the sentence when not."""
    try:
        compare(*args, **kwargs)
    except NotYet as reason:
        return str(reason)
    return ""


@task(exercise="99_test", number=3, hints=["Group.", "Use `groupby`.", "Sum."])
def rfm_table(rfm):
    """Check a table."""
    expect.frame(rfm, RFM, name="rfm", key="customer_id")
    return "Customer 14 was here most often."


# ---- outcomes


@pytest.mark.parametrize(
    "untouched",
    [
        ...,
        [...],
        (1, ...),
        {"a": ...},
        lambda x: ...,
        lambda x: None,
        RFM.assign(share=...),
        pd.Series([..., ...]),
    ],
)
def test_untouched(untouched):
    outcome = rfm_table(untouched)
    assert outcome.status == "not started"
    assert "task 3" in outcome.message


def test_untouched_functions_with_docstrings():
    def placeholder(x):
        """Return something."""
        ...

    def returns(x):
        return ...

    def written(x):
        return x

    assert intake.is_untouched(placeholder) and intake.is_untouched(returns)
    assert not intake.is_untouched(written) and not intake.is_untouched(print)


@pytest.mark.parametrize(
    "value", [0, "", [], {}, RFM, RFM[:0], RFM["share"], np.array([]), float("nan"), False]
)
def test_an_answer_is_not_untouched(value):
    assert not intake.is_untouched(value)


def test_outcome_in_words():
    outcome = rfm_table(RFM.iloc[:3])
    assert repr(outcome).startswith("Not yet. rfm has 3 rows; expected one per customer_id, 4.")
    assert "`" not in repr(outcome)
    assert "<code>rfm</code>" in outcome._repr_html_() and "Not yet." in outcome._repr_html_()
    assert repr(rfm_table(RFM)) == "Correct. Customer 14 was here most often. 1 of 2 done."
    assert "&lt;script&gt;" in core.Outcome("not yet", "<script>")._repr_html_()


def test_none_is_an_answer_that_is_empty():
    outcome = rfm_table(None)
    assert outcome.status == "not yet" and "`rfm` is empty (None)" in outcome.message
    assert "`sort_values(inplace=True)` give nothing back" in outcome.message


@pytest.mark.parametrize(
    ("number", "plain"),
    [
        (Decimal("0.5"), 0.5),
        (Decimal("1e9999"), math.inf),
        (Fraction(-1, 2), -0.5),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.array(0.5), 0.5),
        (np.array(Decimal("0.5"), dtype=object), 0.5),
        (-(10**400), -math.inf),
        (True, True),
        (np.str_("a"), "a"),
        (np.timedelta64(3, "D"), pd.Timedelta(days=3)),
    ],
)
def test_a_number_of_any_kind_comes_in_as_a_plain_one(number, plain):
    taken = intake.taken("x", number)
    assert taken == plain and type(taken) is type(plain)


@pytest.mark.parametrize("empty", [pd.NA, pd.NaT, Decimal("NaN"), Decimal("sNaN"), np.timedelta64("NaT")])
def test_an_empty_number_comes_in_as_nan(empty):
    assert math.isnan(intake.taken("x", empty))


def test_a_name_or_value_is_written_shortly_with_both_its_ends():
    assert words.shortened("a" * 30) == "a" * 30
    assert words.shortened("first" + "x" * 1_000 + "last") == "first" + "x" * 17 + "…" + "xxxlast"
    assert len(words.names(["x" * 1_000] * 1_000)) < 200 and words.names(["a", "b"]) == "`a`, `b`"
    assert words.names(list("abcdefg")) == "`a`, `b`, `c`, `d`, `e` and 2 more"


@task(exercise="99_test", number=1, hints=["-"])
def faulty(answer):
    """Stop with an error of the check's own."""
    return answer.no_such_thing


def test_a_check_never_raises_at_a_participant(monkeypatch):
    monkeypatch.delenv("SEGMENTATION_STRICT_CHECKS", raising=False)
    outcome = faulty("text")
    assert outcome.status == "not yet"
    assert "`answer` is text (str)" in outcome.message and "AttributeError" in outcome.message
    monkeypatch.setenv("SEGMENTATION_STRICT_CHECKS", "1")
    with pytest.raises(AttributeError):
        faulty("text")


@pytest.mark.parametrize(
    "weird",
    [
        object(),
        lambda: 1,
        iter([1]),
        open,
        3 + 4j,
        b"x",
        {1},
        np.zeros((2, 2, 2)),
        pd.DataFrame(),
        pd.Series(dtype=float),
        RFM.groupby("town"),
        type,
        "…",
        10**400,
    ],
)
def test_no_answer_makes_a_check_stop(weird, monkeypatch):
    monkeypatch.setenv("SEGMENTATION_STRICT_CHECKS", "1")
    assert rfm_table(weird).status == "not yet"
    assert said(expect.number, weird, 1, name="x") or weird is None
    assert said(expect.series, weird, RFM["share"], name="x")
    assert said(expect.same_segments, weird, RFM["town"], name="x")


def test_wrong_number_of_arguments():
    assert "check.rfm_table(rfm)" in rfm_table().message
    assert rfm_table(RFM, RFM).status == "not yet"


def test_a_check_neither_changes_nor_keeps_the_answer():
    @task(exercise="99_test", number=1, hints=["-"])
    def spoil(table, weights):
        """Change what was given."""
        table["new"] = 1
        table.loc[11, "share"] = 9
        weights["R"].append(2)
        raise NotYet("No.")

    table, weights = RFM.copy(), {"R": [1]}
    before = table.copy()
    outcome = spoil(table, weights)
    pd.testing.assert_frame_equal(table, before)
    assert weights == {"R": [1]}
    watched = weakref.ref(table)
    del table
    gc.collect()
    assert watched() is None and outcome.status == "not yet"


def test_hints_come_one_by_one():
    shown = [repr(rfm_table.hint()) for _ in range(4)]
    assert [text.count("Hint") for text in shown] == [1, 2, 3, 3]
    assert (
        "next hint" in shown[0]
        and ".solution()" in shown[3]
        and "<code>groupby</code>" in (rfm_table.hint()._repr_html_())
    )


def test_solution_shows_the_code_and_the_way_to_the_notebook(tmp_path, monkeypatch):
    monkeypatch.setattr(core, "SOLUTIONS", tmp_path)
    assert "not built yet" in repr(rfm_table.solution())
    cells = [
        {"metadata": {"task": "rfm_table"}, "source": ["rfm = 1\n", "a < b"]},
        {"metadata": {"task": "other"}, "source": ["secret"]},
    ]
    (tmp_path / "99_test_solution.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    note = rfm_table.solution()
    assert note.code == "rfm = 1\na < b"
    assert (
        'href="../solutions/99_test_solution.ipynb"' in note._repr_html_()
        and "a &lt; b" in note._repr_html_()
    )


# ---- tables


@pytest.mark.parametrize(
    "right",
    [
        RFM,
        RFM.reset_index(),
        RFM.iloc[::-1],
        RFM[RFM.columns[::-1]],
        RFM.assign(extra=1),
        RFM.rename_axis(None),
        RFM.astype({"recency_days": "float64", "frequency": "Int64", "share": "Float32"}),
        RFM.assign(share=RFM["share"] * (1 + 1e-9)),
        RFM.set_index(RFM.index.astype("float64")),
        RFM.set_index(RFM.index.astype(str)),
        RFM.astype({"town": "category"}),
        RFM.reset_index().to_dict("list"),
        RFM.convert_dtypes(),
        RFM.assign(frequency=[1, 2, 3, 4]).astype({"frequency": object}),
        RFM.reset_index().set_index(["customer_id", "frequency"]).reset_index("frequency"),
        RFM.assign(since=RFM["since"].dt.tz_localize("UTC")),
    ],
)
def test_frame_accepts(right):
    if isinstance(right, pd.DataFrame) and right["share"].dtype == "Float32":
        assert said(expect.frame, right, RFM, name="rfm", key="customer_id", rel=1e-5) == ""
    else:
        assert said(expect.frame, right, RFM, name="rfm", key="customer_id") == ""


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (RFM.drop(columns="share"), "no column `share`"),
        (RFM.rename(columns={"share": "Share"}), "It has `Share`: rename it to `share`"),
        (RFM.reset_index(drop=True), "no `customer_id`, neither as a column nor as its index"),
        (RFM.iloc[:2], "has 2 rows; expected one per `customer_id`, 4. 2 missing, such as 13."),
        (
            pd.concat([RFM, RFM]),
            "has 8 rows; expected one per `customer_id`, 4. 11 stands there more than once",
        ),
        (pd.concat([RFM, RFM.rename({11: 99})[:1]]), "1 too many, such as 99"),
        (RFM.rename(lambda i: i + 100), "No `customer_id` of the two agree: found 111, 112, 113"),
        (RFM.assign(share=RFM["share"] * 100), "a percentage was given where a share"),
        (
            RFM.assign(recency_days=RFM["recency_days"] / 100),
            "a share between 0 and 1 was given where a percentage",
        ),
        (RFM.assign(recency_days=-RFM["recency_days"]), "of the wrong sign"),
        (RFM.assign(recency_days=RFM["recency_days"] * 1000), "1,000 times too large"),
        (RFM.assign(recency_days=RFM["recency_days"] + 1), "every value is too high, and all by the same"),
        (RFM.assign(recency_days=RFM["frequency"]), "it holds what belongs in `frequency`"),
        (RFM.assign(recency_days=[10, 20, 30, np.nan]), "empty values (NaN) where none belong: 1"),
        (
            RFM.assign(recency_days=[10, 20, 30, 46]),
            "differs in 1 of 4 rows. customer_id 14 has 46, too high.",
        ),
        (RFM.assign(recency_days=pd.to_timedelta(RFM["recency_days"], unit="D")), "`.dt.days`"),
        (RFM.assign(recency_days=pd.Timestamp("2025-01-01")), "holds dates"),
        (RFM.assign(recency_days="10"), "holds text (such as '10'); expected numbers"),
        (RFM.assign(recency_days=[[1], [2], [3], [4]]), "holds values that are a list"),
        (RFM.assign(town=RFM["town"].str.upper()), "only capital letters or spaces differ"),
        (RFM.assign(town="Oslo"), "customer_id 11 has 'Oslo', not it"),
        (RFM.assign(since=pd.Timestamp("2024-01-01")), "customer_id 14 has 2024-01-01, not it"),
        (RFM.groupby("customer_id").agg({"share": ["sum"]}), "headings on two levels"),
        (RFM.groupby("customer_id"), "grouped but not yet summed up"),
        ([1, 2], "is a list; expected a table (DataFrame)"),
        (RFM.to_numpy(), "is an array (ndarray)"),
        ({"recency_days": [1], "frequency": [1, 2], "share": 1, "town": 1, "since": 1}, "equal lengths"),
        (None, "is empty (None)"),
        (pd.concat([RFM, RFM[["share"]]], axis=1), "more than one column `share`"),
        (RFM.assign(share=[Decimal("0.5")] * 4), "customer_id 11 has 0.5, too high"),
        (RFM.assign(share=[0.1, 0.25j, 0.4, 0.25]), "of the kind complex"),
    ],
)
def test_frame_names_the_mistake(wrong, sentence):
    assert sentence in said(expect.frame, wrong, RFM, name="rfm", key="customer_id")


def test_every_difference_can_be_seen():
    text = said(
        expect.frame, RFM.assign(share=RFM["share"] + [0, 0, 0, 3e-6]), RFM, name="rfm", key="customer_id"
    )
    assert "has 0.250003, too high" in text
    assert said(expect.number, 0.3000004, 0.3, name="x") == (
        "`x` is 0.3: a touch too high. Look at what is counted, and at what it is divided by."
    )


def test_a_known_mistake_is_named_also_when_it_was_rounded_and_numbers_are_written_in_full():
    mistakes = {"the first": 47_800.0, "the second": 47_799.4, "the share": 0.478}
    text = said(expect.none_of, 47_800, 50_000, mistakes, name="profit_sek")
    assert text == "`profit_sek` is 47,800. That is the first."
    assert "One way to get this is the third." in said(expect.none_of, 3, 7, {"the third": 3.0}, name="place")
    assert "second" in said(expect.none_of, 47_799, 50_000, mistakes, name="profit_sek")
    assert "0.4781. One way to get this is the share" in said(
        expect.none_of, 0.4781, 0.5, mistakes, name="profit_sek"
    )
    assert said(expect.none_of, 47_800.2, 47_801.5, mistakes, name="profit_sek") == ""
    assert said(expect.number, 274_437.4, 0.0341962, name="x") == (
        "`x` is 274,437: many times too high. Look at what is counted, and at what it is divided by."
    )


def test_a_number_near_by_passes_only_when_it_is_rounded():
    right = 0.414812
    for rounded in (0.41, 0.415, 0.4148, 0.41481):
        assert said(expect.number, rounded, right, name="x") == ""
    for near in (0.4142, 0.41434047, 0.4149, 0.4):
        assert said(expect.number, near, right, name="x")
    assert "rounded to 1 decimal; leave the rounding away" in said(expect.number, 0.4, right, name="x")
    assert said(expect.number, 28_278, 28_278.1, name="x", unit="SEK") == ""
    assert said(expect.number, 28_277.9, 28_278.1, name="x", unit="SEK")
    assert "rounded to 100s" in said(expect.number, 28_300, 28_278.1, name="x", unit="SEK")
    table = pd.DataFrame({"id": [1, 2], "money_sek": [120.4, 77.7], "share": [0.333, 0.126], "n": [3, 4]})
    rounded = table.assign(money_sek=[120, 78], share=[0.33, 0.13])
    assert said(expect.frame, rounded, table, name="t", key="id") == ""
    assert "rounded to 1 decimal" in said(
        expect.frame, table.assign(share=[0.3, 0.1]), table, name="t", key="id"
    )


@pytest.mark.parametrize("right", [12, 0.37, 28_278.1, -0.39])
@pytest.mark.parametrize("wrong", [0.41, 3, 28_000, -5.5, 1e6, 0])
def test_no_check_says_the_number_that_is_asked_for(right, wrong):
    sentence = said(expect.number, wrong, right, name="x")
    assert sentence and not re.search(rf"(?<![\d.,]){re.escape(f'{right:,}')}(?!\d)", sentence), sentence


@pytest.mark.parametrize(
    ("wrong", "right", "cause"),
    [
        (0.6, 0.36, "the root was taken"),
        (0.1296, 0.36, "it was squared"),
        (2.5, 0.4, "upside down"),
        (0.64, 0.36, "the other part"),
        (120, 0.36, "a count was given where a share"),
        (36, 0.36, "percentage"),
        (-0.36, 0.36, "of the wrong sign"),
    ],
)
def test_slips_that_any_task_may_meet_are_named_as_one_way(wrong, right, cause):
    assert "One way to get this: " in said(expect.number, wrong, right, name="x")
    assert cause in said(expect.number, wrong, right, name="x")


def test_rows_are_named_as_they_can_be_pasted():
    wanted = pd.Series([1.0, 2.0], index=pd.Index([100_061, 100_062], name="customer_id"))
    assert "customer_id 100061 has 9, too high" in said(
        expect.series, wanted.replace(1.0, 9.0), wanted, name="x"
    )
    assert "such as 100062" in said(expect.series, wanted.iloc[:1], wanted, name="x")


def test_a_key_may_have_any_name_and_a_table_may_lie_on_its_side():
    wanted = pd.Series([5.0, 6.0, 7.0], index=pd.Index([1, 3, 6], name="every"), name="left_sek")
    for right in (
        pd.DataFrame({"months": [1, 3, 6], "left": [5, 6, 7]}),
        pd.DataFrame([[5, 6, 7]], columns=[1, 3, 6], index=["left_sek"]),
    ):
        assert said(expect.series, right, wanted, name="left_sek") == ""
    assert "no `every`" in said(
        expect.series, pd.DataFrame({"months": [1, 2, 6], "left": [5, 6, 7]}), wanted, name="left_sek"
    )


def test_low_and_high_taken_too_early_from_the_tuple_are_named():
    assert "come fourth and fifth" in said(expect.interval, 9.5, 4.1, 4.1, 14.8)
    assert "Are they swapped?" in said(expect.interval, 14.8, 4.1, 4.1, 14.8)
    assert said(expect.interval, 4.2, 14.7, 4.1, 14.8) == ""


def test_customers_are_taken_from_an_index_and_from_text():
    found = pd.Series([0.5, 0.875], index=pd.Index([100_001, 100_002], name="customer_id"))
    assert expect.customers(found, name="ids") == {100_001, 100_002}
    assert expect.customers(["100001", "100002"], name="ids") == {100_001, 100_002}
    with pytest.raises(NotYet, match="True and False"):
        expect.customers(found > 0.6, name="ids")


def test_rules_are_judged_by_rows():
    ages = pd.DataFrame(
        {"age": [30, 55, 56, 70]}, index=pd.Index([100_001, 100_123, 3, 4], name="customer_id")
    )
    wanted = pd.Series(["young", "old", "old", "old"], index=ages.index)
    sentence = said(
        expect.same_segments,
        wanted.where(ages["age"] > 55, "young"),
        wanted,
        name="s",
        at_least=1,
        facts=ages,
    )
    assert sentence == "In `s`, 1 customer sits in another segment, such as 100123 (age 55)."


def test_a_plan_holds_only_what_the_task_names():
    table = pd.DataFrame({"customer_id": [1], "offer": ["everyone"], "event": ["cart"]})
    sentence = said(expect.plan, table, lambda _: 1.0, may=["offer", "channel"])
    assert sentence == "`plan` has `event`; this task allows `customer_id`, `offer`, `channel` only."


def test_rounding_is_accepted_down_to_the_decimals_asked():
    rounded = RFM.assign(share=[0.1, 0.3, 0.4, 0.3])
    assert said(expect.frame, rounded, RFM, name="rfm", key="customer_id")
    assert "rounded to 1 decimal" in said(expect.frame, rounded, RFM, name="rfm", key="customer_id")
    assert said(expect.number, 0.33, 1 / 3, name="x", decimals=2) == ""
    assert said(expect.number, 0.3, 1 / 3, name="x", decimals=2)
    assert "percentage" in said(expect.number, 33, 1 / 3, name="x", decimals=2)


def test_keys_of_two_columns():
    expected = pd.DataFrame({"a": [1, 1, 2], "b": ["x", "y", "x"], "v": [1.0, 2.0, 3.0]})
    for right in (expected, expected.set_index(["a", "b"]), expected.set_index(["b", "a"]), expected[::-1]):
        assert said(expect.frame, right, expected, name="t", key=["a", "b"]) == ""
    assert "(2, 'x') stands there more than once" in said(
        expect.frame, expected.assign(a=2), expected, name="t", key=["a", "b"]
    )


@pytest.mark.parametrize(
    "right",
    [
        RFM["share"],
        RFM["share"].to_dict(),
        RFM[["share"]],
        RFM["share"].rename("x").reset_index(),
        [0.1, 0.25, 0.4, 0.25],
        np.array([0.1, 0.25, 0.4, 0.25]),
        RFM["share"].iloc[::-1],
    ],
)
def test_series_accepts(right):
    assert said(expect.series, right, RFM["share"], name="share") == ""


def test_series_names_the_mistake():
    assert "holds 3 values; expected 4" in said(expect.series, [1, 2, 3], RFM["share"], name="share")
    assert "`share` differs in 4 of 4" in said(
        expect.series, RFM["share"] + [1, 2, 3, 4], RFM["share"], name="share"
    )


# ---- numbers


@pytest.mark.parametrize(
    "right",
    [
        12,
        12.0,
        np.int64(12),
        np.float32(12),
        np.array(12),
        np.array([12]),
        pd.Series([12]),
        [12],
        12.000001,
        pd.DataFrame({"a": [12]}),
    ],
)
def test_number_accepts(right):
    assert said(expect.number, right, 12, name="x", unit="SEK") == ""


@pytest.mark.parametrize(
    ("wrong", "expected", "sentence"),
    [
        (13, 12, "`x` is 13 SEK: a little too high."),
        (1200, 12, "100 times too large"),
        (12, 0.12, "a percentage was given where a share"),
        (0.12, 12, "a share between 0 and 1 was given where a percentage"),
        (-12, 12, "wrong sign"),
        (0.7, 0.3, "1 minus the share"),
        ("12", 12, "is text ('12'); expected a number"),
        (True, 1, "not True or False"),
        (float("nan"), 12, "is empty (NaN)"),
        (pd.NA, 12, "is empty (NaN)"),
        ([1, 2], 12, "holds 2 values"),
        (pd.Timedelta(12, "D"), 12, "`.days`"),
        (5, 0, "`x` is 5 SEK: many times too high."),
    ],
)
def test_number_names_the_mistake(wrong, expected, sentence):
    assert sentence in said(expect.number, wrong, expected, name="x", unit="SEK")


# ---- lists of customers


@pytest.mark.parametrize(
    "right",
    [
        [12, 11],
        (11, 12.0),
        {11, 12},
        {11: "a", 12: "b"}.keys(),
        range(11, 13),
        np.array([11, 12]),
        pd.Series([11, 12]),
        RFM.index[:2],
        RFM[:2],
        RFM[:2].rename_axis(None),
        RFM[:2].reset_index(),
        [Decimal(11), Fraction(12)],
    ],
)
def test_customers_are_taken_from_whatever_holds_them(right):
    assert expect.customers(right, name="ids") == {11, 12}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (11, "is a whole number (int)"),
        ("11, 12", "is text (str)"),
        (RFM.reset_index(drop=True), "is a table without `customer_id`"),
        (RFM["share"] > 0.2, "holds True and False"),
        ([11, 12, 11], "names 11 more than once"),
        ([[11], [12]], "holds a list"),
        ([None, 11], "holds empty (None)"),
        (np.zeros((2, 2)), "is an array (ndarray)"),
    ],
)
def test_customers_that_cannot_be_told_are_refused(wrong, sentence):
    assert sentence in said(expect.customers, wrong, name="ids")


# ---- segments

GROUPS = pd.Series(
    np.repeat(["new", "loyal", "away"], [40, 30, 30]), index=pd.RangeIndex(1, 101, name="customer_id")
)


@pytest.mark.parametrize(
    "right",
    [
        GROUPS,
        GROUPS.map({"new": 2, "loyal": 0, "away": 1}),
        GROUPS.sample(frac=1, random_state=0),
        GROUPS.rename("segment").reset_index(),
        list(GROUPS),
        GROUPS.to_numpy(),
        GROUPS.astype("category"),
        GROUPS.to_dict(),
        GROUPS.reset_index(drop=True),
    ],
)
def test_same_segments_accepts_any_names_and_order(right):
    assert said(expect.same_segments, right, GROUPS, name="segment") == ""


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (GROUPS.replace("loyal", "new"), "your segment 'new' merges what the reference keeps apart"),
        (GROUPS.mask(GROUPS.index <= 20, "x"), "segment 'new' is split over yours: 'new' (20) and 'x' (20)"),
        (GROUPS.mask(GROUPS.index <= 20, "x"), "has 4 segments; expected 3."),
        (
            GROUPS.sample(frac=1, random_state=0).set_axis(GROUPS.index),
            "customers sit in another segment, such as 1.",
        ),
        (GROUPS.iloc[:50], "has 50 rows"),
        (GROUPS.mask(GROUPS.index <= 12), "12 of 100 have no segment (NaN)"),
        ("new", "is text (str)"),
    ],
)
def test_same_segments_names_the_mistake(wrong, sentence):
    assert sentence in said(expect.same_segments, wrong, GROUPS, name="segment")


def blobs():
    draw = np.random.default_rng(0)
    points = np.concatenate([draw.normal(centre, 1, (60, 2)) for centre in (0, 4, 8)])
    features = pd.DataFrame(points, columns=["a", "b"], index=pd.RangeIndex(1, 181, name="customer_id"))
    labels = KMeans(3, n_init=10, random_state=0).fit_predict(features)
    return features, pd.Series(labels, index=features.index)


def test_clustering_accepts_another_seed_and_equal_quality():
    features, reference = blobs()
    other = KMeans(3, n_init=5, random_state=7).fit_predict(features)
    assert said(expect.clustering, other, features, reference, name="segment") == ""
    flat = pd.DataFrame({"a": np.arange(8.0) % 2, "b": np.arange(8) // 4 * 1.0})
    by_a, by_b = flat["a"].astype(int), flat["b"].astype(int)
    assert adjusted_rand_score(by_a, by_b) < 0.95
    assert said(expect.clustering, by_b, flat, by_a, name="segment") == ""


def test_clustering_names_the_mistake():
    features, reference = blobs()
    random = pd.Series(np.arange(180) % 3, index=features.index)
    assert "looser than they can be" in said(expect.clustering, random, features, reference, name="segment")
    each_alone = pd.Series(range(180), index=features.index)
    assert "has 180 segments; expected 3" in said(
        expect.clustering, each_alone, features, reference, name="segment"
    )


# ---- functions


def test_call_runs_a_participant_s_function():
    assert expect.call(lambda x: x + 1, 1, name="f") == 2
    assert "stopped with ZeroDivisionError: division by zero" in said(expect.call, lambda: 1 / 0, name="f")
    assert "gave nothing back" in said(expect.call, lambda: print(end=""), name="f")
    assert "expected a function" in said(expect.call, 5, name="f")
    assert "stopped with SystemExit: 3" in said(expect.call, lambda: sys.exit(3), name="f")
    assert "one by one" in said(expect.call, lambda: (i for i in [1]), name="f")
    with pytest.raises(core.NotStarted):
        expect.call(lambda x: x or ..., 0, name="f")


# ---- the harness, on the example's checks

TOTAL = {1: 150.0, 2: 80.0, 3: 270.0}
CASES = {
    "total": Cases(
        untouched=lambda: ...,
        right={
            "solution": lambda: pd.Series(TOTAL).rename_axis("customer_id"),
            "dict": lambda: TOTAL,
            "table": lambda: pd.DataFrame({"customer_id": [3, 2, 1], "total_sek": [270, 80, 150]}),
            "unnamed": lambda: pd.Series(TOTAL),
        },
        named={
            "mean": (lambda: pd.Series({1: 75.0, 2: 80.0, 3: 135.0}), "mean of each customer's orders"),
            "percentage": (lambda: pd.Series(TOTAL) * 100, "100 times too large"),
            "one lost": (lambda: pd.Series({1: 150.0, 2: 80.0}), "1 missing, such as 3"),
        },
        wrong={"text": (lambda: "500", "text"), "one number": (lambda: 500, "expected a column")},
    ),
    "share_of_largest": Cases(
        untouched=lambda: lambda spend, n=2: ...,
        right={
            "solution": lambda: lambda spend, n=2: spend.nlargest(n).sum() / spend.sum(),
            "sorted": lambda: lambda spend, n=2: spend.sort_values().tail(n).sum() / spend.sum(),
            "list": lambda: lambda spend, n=2: sum(sorted(spend)[-n:]) / sum(spend),
            "numpy": lambda: lambda spend, n=2: np.sort(spend)[-n:].sum() / np.sum(spend),
        },
        named={
            "percentage": (
                lambda: lambda s, n: s.nlargest(n).sum() / s.sum() * 100,
                "a percentage was given",
            ),
            "rest": (lambda: lambda s, n: 1 - s.nlargest(n).sum() / s.sum(), "the other part"),
            "no return": (lambda: lambda s, n: print(end=""), "gave nothing back"),
        },
        wrong={
            "smallest": (lambda: lambda s, n: s.nsmallest(n).sum() / s.sum(), "is 0.16: far too low"),
            "error": (lambda: lambda s, n: s.largest(n), "stopped with AttributeError"),
        },
    ),
}


@pytest.mark.parametrize("case", every(ten_customers, CASES))
def test_example(case, monkeypatch):
    holds(case, monkeypatch)


def test_example_is_complete():
    complete(ten_customers, CASES)


@task(exercise="99_test", number=1, hints=["-"])
def anything_goes(answer):
    """Accept whatever is given."""
    return "Yes."


def test_harness_sees_a_wrong_case(monkeypatch):
    wrong = Cases(untouched=lambda: TOTAL, right={"s": lambda: 5}, named={"n": (lambda: 5, "sum")}, wrong={})
    cases = {case.id: case.values[0] for case in every(ten_customers, {"total": wrong})}
    refused = "total: the solution twice over"
    holds(cases.pop(refused), monkeypatch)
    careless = SimpleNamespace(total=anything_goes)
    cases[refused] = {case.id: case.values[0] for case in every(careless, {"total": wrong})}[refused]
    for case in cases.values():
        with pytest.raises(AssertionError):
            holds(case, monkeypatch)
    with pytest.raises(AssertionError):
        complete(ten_customers, {"total": wrong})
