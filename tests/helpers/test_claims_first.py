"""The register holds the documents' 48 claims, and a verdict never contradicts its figures."""

import re

import nbformat
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import claims_first as claims

ID = "T1-behavioural-pro"
TEN = (
    "demographic geographic psychographic behavioural technological "
    "loyalty situational mixed business lifecycle"
)
SEVEN = "demographic geographic psychographic behavioural digital lifecycle mixed"


def state(curve, at, *, threshold=0.3, above=True, interval=None, figure=None, id=ID):
    curve = pd.Series(curve)
    figure = (
        curve.dropna().sort_index().pipe(lambda c: np.interp(at, c.index, c)) if figure is None else figure
    )
    return claims.state(
        id,
        figure=figure,
        unit="share",
        threshold=threshold,
        above=above,
        knob="age (years)",
        at=at,
        curve=curve,
        interval=interval,
    )


def test_the_list_is_the_documents():
    ten = [f"T1-{method}-{kind}" for method in TEN.split() for kind in ("pro", "con")]
    seven = [f"T2-{method}-{kind}{n}" for method in SEVEN.split() for kind in ("pro", "con") for n in (1, 2)]
    listed = claims.listed()
    assert list(listed.index) == ten + seven
    assert len(listed) == 48
    assert listed["method"].nunique() == 11
    named = {"business": "business-oriented", "digital": "digital behaviour"}
    for id, row in listed.iterrows():
        table, method, kind = re.fullmatch(r"T(\d)-([a-z]+)-(pro|con)\d?", id).groups()
        assert (row["table"], row["method"], row["kind"]) == (int(table), named.get(method, method), kind)
    assert listed["claim"].is_unique
    assert listed["claim"].str.fullmatch(r"[A-Z].{15,90}\.").all()


@pytest.mark.parametrize(
    ("curve", "at", "verdict", "turns"),
    [
        ({0: 0.4, 10: 0.5}, 10, "holds", []),
        ({0: 0.1, 10: 0.2}, 10, "does not hold here", []),
        ({0: 0.1, 10: 0.5}, 10, "holds only when age (years) is above 5", [5]),
        ({0: 0.1, 10: 0.5}, 0, "holds only when age (years) is above 5", [5]),
        ({0: 0.5, 10: 0.1}, 0, "holds only when age (years) is below 5", [5]),
        ({0: 0.1, 10: 0.5, 20: 0.1}, 10, "holds only when age (years) is between 5 and 15", [5, 15]),
        ({0: 0.5, 10: 0.1, 20: 0.5}, 0, "holds only when age (years) is below 5 or above 15", [5, 15]),
        ({0: 0.3, 10: 0.3}, 0, "does not hold here", []),
        ({0: 0.3, 10: 0.5}, 10, "holds only when age (years) is above 0", [0]),
        ({10: 0.5, 0: 0.1, 5: np.nan}, 10, "holds only when age (years) is above 5", [5]),
    ],
)
def test_verdict_by_the_curve(curve, at, verdict, turns):
    stated = state(curve, at)
    assert stated.verdict_in_words() == verdict
    assert stated.turning_points == pytest.approx(turns)


def test_turning_point_is_the_one_nearest_to_the_default():
    assert state({0: 0.1, 10: 0.5, 30: 0.1}, 1).turning_point == 5
    assert state({0: 0.1, 10: 0.5, 30: 0.1}, 29).turning_point == 20
    assert state({0: 0.4, 10: 0.5}, 10).turning_point is None


def test_below_is_the_mirror_of_above():
    assert (
        state({0: 0.1, 10: 0.5}, 0, above=False).verdict_in_words()
        == "holds only when age (years) is below 5"
    )


@pytest.mark.parametrize(
    ("interval", "verdict"),
    [((0.35, 0.45), "holds"), ((0.3, 0.45), "too close to call"), ((0.2, 0.45), "too close to call")],
)
def test_interval_must_pass_as_a_whole(interval, verdict):
    assert state({0: 0.4, 10: 0.5}, 0, interval=interval).verdict == verdict


def test_interval_over_a_failing_curve_is_too_close_to_call():
    assert state({0: 0.1, 10: 0.29}, 10, interval=(0.2, 0.4)).verdict == "too close to call"
    assert state({0: 0.1, 10: 0.2}, 10, interval=(0.15, 0.25)).verdict == "does not hold here"


numbers = st.integers(-50, 50).map(lambda n: n / 10)


@st.composite
def statements(draw):
    knob = draw(st.lists(st.integers(-100, 100), min_size=2, max_size=8, unique=True))
    values = draw(st.lists(numbers | st.just(float("nan")), min_size=len(knob), max_size=len(knob)))
    measured = [(x, y) for x, y in zip(knob, values, strict=True) if y == y]
    if len(measured) < 2:
        values[:2] = [draw(numbers), draw(numbers)]
        measured = [(x, y) for x, y in zip(knob, values, strict=True) if y == y]
    at, figure = draw(st.sampled_from(measured))
    width = draw(st.none() | st.integers(0, 20).map(lambda n: n / 10))
    interval = None if width is None else (figure - width, figure + width)
    threshold, above = draw(numbers), draw(st.booleans())
    curve = pd.Series(values, index=knob)
    return curve, state(curve, at, threshold=threshold, above=above, interval=interval, figure=figure)


@settings(max_examples=300)
@given(statements())
def test_verdict_never_contradicts_figure_threshold_and_curve(case):
    curve, stated = case
    curve = curve.dropna().sort_index()
    passes = curve > stated.threshold if stated.above else curve < stated.threshold
    figure_passes = stated.figure > stated.threshold if stated.above else stated.figure < stated.threshold
    straddles = stated.low is not None and stated.low <= stated.threshold <= stated.high
    if stated.verdict == claims.HOLDS:
        assert passes.all() and figure_passes and not straddles
    elif stated.verdict == claims.NOT_HERE:
        assert not passes.any() and not figure_passes and not straddles
    elif stated.verdict == claims.TOO_CLOSE:
        assert straddles and passes.nunique() == 1
    else:
        assert passes.nunique() == 2
    crossings = int((passes.astype(int).diff().abs() == 1).sum())
    assert len(stated.turning_points) == crossings
    for x in stated.turning_points:
        assert stated.shown_from <= x <= stated.shown_to
        assert np.interp(x, curve.index, curve) == pytest.approx(stated.threshold, abs=1e-3)
    assert bool(stated.condition) == (stated.verdict == claims.ONLY_WHEN)
    assert (stated.turning_point is None) == (crossings == 0)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"id": "T1-behavioral-pro"}, "Is it T1-behavioural-pro"),
        ({"figure": 0.7}, "the curve says 0.5, the figure 0.7"),
        ({"at": 11, "figure": 0.5}, "outside of the curve"),
        ({"interval": (0.6, 0.7)}, "outside of its interval"),
        ({"curve": {0: 0.1, 10: np.nan}, "at": 0, "figure": 0.1}, "too few usable points .1."),
        ({"curve": {0: 0.1, 10: np.inf}, "at": 0, "figure": 0.1}, "finite"),
        ({"threshold": np.nan}, "threshold is nan"),
    ],
)
def test_an_author_s_mistakes_are_named(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        state(**{"curve": {0: 0.1, 10: 0.5}, "at": 10, **change})


def test_card_says_figure_verdict_and_turning_point():
    stated = state({0: 0.1, 10: 0.5}, 10, interval=(0.45, 0.55))
    bundle = stated._repr_mimebundle_()
    for shown in (bundle["text/plain"], bundle["text/html"]):
        assert "0.5 share (95 % interval 0.45 to 0.55)" in shown
        assert "olds only when age (years) is above 5" in shown
        assert "Turning point: age (years) = 5" in shown
    assert bundle[claims.MIME]["verdict"] == "holds only when"


def store(folder, name, *statements):
    outputs = [nbformat.v4.new_output("display_data", data=s._repr_mimebundle_()) for s in statements]
    cell = nbformat.v4.new_code_cell("claims.state(...)", outputs=outputs)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / name)


def test_register_reads_the_notebooks(tmp_path):
    store(tmp_path, "05_behavioural.ipynb", state({0: 0.1, 10: 0.5}, 10), state({0: 0.1, 10: 0.5}, 10))
    store(tmp_path, "12_mixed.ipynb", state({0: 0.4, 10: 0.5}, 10, id="T2-mixed-pro1"))
    register = claims.register(tmp_path)
    assert len(register) == 48
    assert register["verdict"].notna().sum() == 2
    assert register.loc[ID, "turning_point"] == 5
    assert register.loc["T2-mixed-pro1", "notebook"] == "12_mixed"
    assert register["figure"].dtype == float


def test_register_of_nothing_has_48_empty_rows(tmp_path):
    register = claims.register(tmp_path)
    assert len(register) == 48
    assert register["figure"].isna().all()


def test_register_refuses_one_claim_with_two_results(tmp_path):
    store(tmp_path, "05_behavioural.ipynb", state({0: 0.1, 10: 0.5}, 10))
    store(tmp_path, "06_digital.ipynb", state({0: 0.1, 10: 0.6}, 10))
    with pytest.raises(
        ValueError, match="stated twice with different results: in 05_behavioural and in 06_digital"
    ):
        claims.register(tmp_path)


# ---- the course's own register; the build's comparison runs the notebooks that make it


def test_all_48_claims_are_stated_each_in_the_lesson_of_its_method():
    register = claims.register()
    missing = register.index[register["figure"].isna()].tolist()
    assert not missing, f"not stated in any notebook: {', '.join(missing)}"
    lesson = register["method"].str.replace("[- ]", "_", regex=True)
    elsewhere = register[[m not in n for m, n in zip(lesson, register["notebook"], strict=True)]]
    assert elsewhere.empty, elsewhere["notebook"]


def test_no_stored_verdict_contradicts_its_figure():
    register = claims.register().dropna(subset=["figure"])
    beyond = (register["figure"] > register["threshold"]) == register["above"].astype(bool)
    assert beyond[register["verdict"] == claims.HOLDS].all()
    assert not beyond[register["verdict"] == claims.NOT_HERE].any()
    turns = register["turning_point"].notna()
    assert (turns == (register["verdict"] == claims.ONLY_WHEN)).all()
    inside = register["low"].le(register["figure"]) & register["figure"].le(register["high"])
    assert inside[register["low"].notna()].all()
