"""The three answers of a claim follow from its figures, the list and other luck; nothing else."""

import dataclasses
import json
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import claims

ID = "T1-behavioural-pro"
TEN = (
    "demographic geographic psychographic behavioural technological "
    "loyalty situational mixed business lifecycle"
)
SEVEN = "demographic geographic psychographic behavioural digital lifecycle mixed"
FIELDS = set(
    "method table kind claim meaning test rival figure bar above bar_why knob ordinary ordinary_why at whole "
    "edge origin origin_why lesson".split()
)
ENTRY = {
    "method": "behavioural",
    "table": 1,
    "kind": "pro",
    "claim": "Past purchases let a campaign aim precisely.",
    "meaning": "It earns more.",
    "test": "better",
    "rival": "the plain letter",
    "figure": "SEK more",
    "bar": 0.0,
    "above": True,
    "bar_why": "More is more.",
    "knob": "price of a letter (SEK)",
    "ordinary": [0.0, 10.0],
    "ordinary_why": "what letters cost",
    "at": 2.0,
    "whole": False,
    "edge": "it turns when a letter costs {edge} SEK",
    "origin": "found",
    "origin_why": "nobody planted it",
    "lesson": "05_behavioural",
}


@pytest.fixture
def entry(monkeypatch):
    """One claim of a list; a test changes it. No luck is known of it."""
    known = dict(ENTRY)
    monkeypatch.setattr(claims, "everything", lambda: pd.DataFrame.from_dict({ID: known}, orient="index"))
    set_luck(monkeypatch)
    return known


def set_luck(monkeypatch, *rows):
    table = pd.DataFrame(rows, columns=["id", "luck", "draw", "figure", "side", "edge"])
    monkeypatch.setattr(claims, "luck", lambda: table)


def falling(at=2.0):
    """A line from 4 at 0 to -4 at 8: it crosses 0 at 4."""
    return pd.Series({x: 4.0 - x for x in (0.0, at, 8.0)})


# ---- here


def test_a_known_figure_answers_yes_or_no(entry):
    assert claims.judge(ID, figure=2.0, curve=falling()).here == "yes"
    entry["above"] = False
    assert claims.judge(ID, figure=2.0, curve=falling()).here == "no"


@pytest.mark.parametrize(
    ("low", "high", "here"),
    [(0.5, 3, "yes"), (-0.5, 3, "cannot tell"), (-3, -0.5, "no"), (0, 3, "cannot tell")],
)
def test_the_interval_decides(entry, low, high, here):
    verdict = claims.judge(
        ID, figure=(low + high) / 2, interval=(low, high), of="experiment", curve=falling()
    )
    assert verdict.here == here
    assert ("both sides" in verdict.here_in_words()) == (here == "cannot tell")


def test_a_measured_figure_may_disagree_with_its_curve(entry):
    """One interval in twenty misses; refusing it would make every published experiment cover."""
    assert claims.judge(ID, figure=9.0, interval=(8, 10), of="experiment", curve=falling()).figure == 9
    with pytest.raises(ValueError, match="the curve says 2, the figure 9"):
        claims.judge(ID, figure=9.0, curve=falling())


def test_can_asks_whether_the_ordinary_range_contains_it(entry):
    curve = pd.Series({0.0: -1.0, 2.0: -1.0, 9.0: 1.0, 20.0: 1.0})
    assert claims.judge(ID, figure=-1.0, curve=curve).here == "no"
    entry["test"] = "can"
    assert claims.judge(ID, figure=-1.0, curve=curve).here == "yes"
    noisy = pd.DataFrame({"figure": curve, "low": curve - 2, "high": curve + 2})
    assert claims.judge(ID, figure=-1.0, curve=noisy).here == "no", "no point passes with its whole interval"
    entry["ordinary"] = [0.0, 3.0]
    assert claims.judge(ID, figure=-1.0, curve=curve).here == "no"


@pytest.mark.parametrize(
    ("seeds", "markets", "here"),
    [(20, 10, "yes"), (19, 9, "yes"), (18, 10, "cannot tell"), (20, 8, "cannot tell")],
)
def test_other_luck_must_agree(entry, monkeypatch, seeds, markets, here):
    rows = [(ID, "seed", i, 1 + i / 100, i < seeds, 4.0) for i in range(20)]
    set_luck(monkeypatch, *rows, *[(ID, "market", i, 1.0, i < markets, 3.0 + i / 10) for i in range(10)])
    verdict = claims.judge(ID, figure=2.0, curve=falling())
    assert verdict.here == here
    assert (verdict.seeds, verdict.markets) == (seeds / 20, markets / 10)
    assert 3.0 < verdict.edge_low < verdict.edge_high < 4.0
    assert ("too few" in verdict.here_in_words()) == (here == "cannot tell")


@given(st.floats(-100, 100), st.floats(0, 50), st.floats(0, 50), st.booleans())
def test_an_answer_never_contradicts_its_interval(figure, below, over, above):
    entry = ENTRY | {"above": above}
    table = pd.DataFrame.from_dict({ID: entry}, orient="index")
    here = claims._alone(table.loc[ID], False, figure, figure - below, figure + over)
    low, high = (figure - below, figure + over) if above else (-figure - over, -figure + below)
    assert here == ("yes" if low > 0 else "no" if high <= 0 else "cannot tell")


# ---- the edge


def test_the_edge_lies_where_the_curve_crosses_the_bar(entry):
    verdict = claims.judge(ID, figure=2.0, curve=falling())
    assert verdict.edge == pytest.approx(4.0)
    assert verdict.edge_in_words() == "It turns to no when a letter costs 4 SEK; we are at 2."
    below = claims.judge(ID, figure=-3.0, curve=falling(7.0), at=7.0)
    assert below.edge_in_words() == "It turns to yes when a letter costs 4 SEK; we are at 7."


def test_no_edge_in_the_ordinary_range_is_an_answer(entry):
    entry["ordinary"] = [0.0, 3.0]
    verdict = claims.judge(ID, figure=2.0, curve=falling())
    assert verdict.edge is None and verdict.crossings == ()
    assert (
        verdict.edge_in_words() == "It turns nowhere in the ordinary range (price of a letter (SEK): 0 to 3)."
    )


def test_whole_things_have_whole_edges(entry):
    entry["whole"] = True
    assert claims.judge(ID, figure=2.0, curve=pd.Series({0.0: 4.0, 2.0: 2.0, 7.0: -2.0})).edge == 5
    entry["at"] = 7.0
    assert claims.judge(ID, figure=-2.0, curve=pd.Series({0.0: 4.0, 2.0: 2.0, 7.0: -2.0})).edge == 4


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (6.23, "6.2"),
        (174, "170"),
        (-0.0123, "-0.012"),
        (4, "4"),
        (1234.5, "1,200"),
        (9.96, "10"),
        (99.6, "100"),
    ],
)
def test_numbers_for_people_have_two_digits(value, words):
    assert claims.number(value) == words


# ---- what cannot be judged


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"figure": np.nan}, "the figure is nan"),
        ({"curve": pd.Series({2.0: 1.0})}, "1 usable points"),
        ({"curve": pd.Series({3.0: 1.0, 4.0: 2.0})}, "lies outside of the curve"),
        ({"interval": (1, 3)}, "of=''"),
        ({"of": "experiment"}, "of='experiment'"),
        ({"interval": (1, 3), "of": "hope"}, "of='hope'"),
        ({"interval": (3, 4), "of": "experiment"}, "lies outside of its interval"),
    ],
)
def test_what_cannot_belong_together_is_refused(entry, change, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        claims.judge(ID, **({"figure": 2.0, "curve": falling()} | change))


def test_an_unknown_claim_is_named(entry):
    with pytest.raises(ValueError, match="Is it T1-behavioural-pro"):
        claims.judge("T1-behavioral-pro", figure=1, curve=falling())


def test_a_card_stores_its_data(entry):
    verdict = claims.judge(ID, figure=2.0, curve=falling())
    stored = json.loads(json.dumps(dataclasses.asdict(verdict)))
    assert {"id", "here", "edge", "origin"} <= set(stored)
    assert claims.Verdict(**stored).edge_in_words() == verdict.edge_in_words()
    page = verdict._repr_html_()
    assert page.index("Past purchases") < page.index("T1-behavioural-pro"), "words come first"


# ---- the list


def test_the_list_is_the_documents():
    listed = claims.listed()
    ids = [f"T1-{method}-{kind}" for method in TEN.split() for kind in ("pro", "con")]
    ids += [f"T2-{method}-{kind}{n}" for method in SEVEN.split() for kind in ("pro", "con") for n in (1, 2)]
    assert sorted(listed.index) == sorted(ids) and len(ids) == 48
    assert listed["method"].nunique() == 11


def test_every_entry_says_what_it_must():
    wrong = []
    for id, entry in claims.everything().iterrows():
        low, high = entry["ordinary"]
        wrong += [f"{id} lacks {field}" for field in FIELDS if pd.isna(entry[field]) is True]
        wrong += [f"{id}: at lies outside of the ordinary range"] * (not low <= entry["at"] <= high)
        wrong += [f"{id}: edge"] * (entry["edge"].count("{edge}") != 1)
        wrong += [f"{id}: test"] * (entry["test"] not in ("better", "degree", "can"))
        wrong += [f"{id}: origin"] * (entry["origin"] not in ("planted", "found", "assumed"))
    assert wrong == []


def test_advantages_and_drawbacks_are_judged_with_one_strictness():
    """A plain comparison has the bar 0 (a ratio 1) for both; only a matter of degree asks for more."""
    listed = claims.listed()
    plain = listed[listed["test"] == "better"]
    assert set(plain["bar"]) <= {0.0, 1.0}
    assert set(plain.groupby("kind").size().index) == {"con", "pro"}
