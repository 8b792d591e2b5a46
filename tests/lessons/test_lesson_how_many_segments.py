"""Lesson 14: a claim's figure moves when what is planted behind it is changed."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from helpers import market, segment
from tests.lesson_runner import change_tables, run_lesson
from tests.lessons.every_lesson import *

NAME = "14_how_many_segments"


@pytest.fixture(scope="module")
def without_fit():
    """The claims in a market where it does not matter what a letter is about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(market, "LIFT_FIT", 0.0)
        patch.setattr(market, "LIFT_ANY", 0.25)
        return dict(run_lesson(NAME)[0])  # all of them, while it is changed


@pytest.fixture(scope="module")
def all_alike():
    """The claims when every line of an order goes to a customer drawn at random: no tastes are left."""

    def dealt_out(lines):
        return lines.assign(category=np.random.default_rng(0).permutation(lines["category"].to_numpy()))

    with pytest.MonkeyPatch.context() as patch:
        change_tables(patch, order_lines=dealt_out)
        stated, names = run_lesson(NAME)
        return dict(stated), names  # all of them, while it is changed


def test_too_few_cost_nothing_when_the_content_does_not_matter(stated, without_fit):
    messages = 3 * market.MESSAGE_COST_SEK / 1000
    assert without_fit["E-under"].figure == pytest.approx(-messages, abs=0.01)
    assert without_fit["E-under"].here == "no" and stated["E-under"].here == "yes"
    assert stated["E-under"].figure > 2
    assert stated["E-under"].edge == pytest.approx(2_800, abs=150)


def test_only_the_messages_are_wasted_when_the_content_does_not_matter(stated, without_fit):
    messages = 4 * market.MESSAGE_COST_SEK / 1000
    assert without_fit["E-over"].figure == pytest.approx(messages, abs=0.01)
    assert stated["E-over"].figure > messages + 0.5, "eight letters lose even before they are paid"
    assert stated["E-over"].here == "yes" and stated["E-over"].edge is None


def test_merging_always_pays_when_the_content_does_not_matter(stated, without_fit):
    assert without_fit["D-alike"].figure == pytest.approx(market.MESSAGE_COST_SEK / 1000, abs=0.01)
    assert without_fit["D-alike"].edge is None and stated["D-alike"].edge is not None


def test_cheap_letters_move_what_is_too_many(stated, monkeypatch):
    monkeypatch.setattr(market, "MESSAGE_COST_SEK", 300)
    cheap = run_lesson(NAME)[0]
    assert cheap["E-over"].figure < stated["E-over"].figure
    assert cheap["E-under"].figure > stated["E-under"].figure
    assert cheap["D-alike"].here != "yes" == stated["D-alike"].here
    assert abs(cheap["D-alike"].figure) < 0.1 < stated["D-alike"].figure


def test_what_is_too_few_and_too_many_hangs_on_what_a_letter_costs(lesson, monkeypatch):
    assert lesson[1]["lost_profit"][1] < 10 < lesson[1]["lost_profit"][7]
    monkeypatch.setattr(market, "MESSAGE_COST_SEK", 300)
    cheap = run_lesson(NAME)[1]["lost_profit"]
    assert cheap[7] < 10 < cheap[1]


def test_broad_segments_lose_no_precision_when_there_are_no_tastes(stated, all_alike):
    assert all_alike[0]["B-broad"].figure < 5 < 10 < stated["B-broad"].figure
    assert all_alike[0]["B-broad"].here == "no" and stated["B-broad"].here == "yes"


def test_segments_do_not_come_back_when_there_are_no_tastes(lesson, all_alike):
    real, drawn = lesson[1]["goods_rand"], all_alike[1]["goods_rand"]
    assert real[[4, 5]].min().min() > 0.98
    assert drawn[4].mean() < 0.7


def test_the_curve_of_profit_has_its_top_inside(lesson):
    profit = lesson[1]["profit"]
    assert profit.idxmax() == 4
    assert profit.loc[:4].is_monotonic_increasing and profit.loc[4:].is_monotonic_decreasing
    assert lesson[1]["margin"].idxmax() == 5


def test_profit_is_that_of_the_market(lesson):
    names = lesson[1]
    for k in (1, 5):
        plan, shown = names["letters"](names["goods_place"][k])
        assert market.expected_profit(plan, more_offers=shown) == pytest.approx(names["profit"][k])


def test_the_lesson_earns_what_its_evidence_earns(built, lesson):
    assert built.names["profit"].tolist() == pytest.approx(lesson[1]["profit"].tolist())
    told = built.names["told"]["Havnbo"]["stability"]
    assert told.loc[[4, 5]].tolist() == pytest.approx(
        lesson[1]["goods_rand"].mean()[[4, 5]].tolist(), abs=0.03
    )


def test_the_evidence_compares_what_the_helpers_compare(lesson):
    names = lesson[1]
    by_hand = adjusted_rand_score(names["placed_ten"]["first"], names["placed_ten"]["second"])
    assert names["rand_by_hand"] == pytest.approx(by_hand)
    table = segment.stability(names["regulars"], [3], pairs=4, progress=False)
    assert names["goods_rand"][3].head(4).tolist() == pytest.approx(table["adjusted_rand"].tolist())
    labels = names["goods_labels"][5]
    placed = names["goods_placed"][5]
    ours = names["comes_back"](labels, placed.loc[:, :3])
    for pair, segment_number in [(0, 0), (1, 3), (3, 4)]:
        inside = labels == segment_number
        best = [
            max((inside & (one == other)).sum() / (inside | (one == other)).sum() for other in range(5))
            for one in (placed[pair, 0], placed[pair, 1])
        ]
        assert ours.loc[pair, segment_number] == pytest.approx(np.mean(best))


def test_the_advisers_disagree_and_the_empty_file_fools_three(lesson):
    names = lesson[1]
    assert names["goods_votes"].tolist() == [4, 5, 8]
    assert names["empty_votes"].tolist() == [2, 2, 2]
    assert names["aslant"].idxmin() == 1
    assert names["empty_rand"].loc[:, 3:].mean().max() < 0.5


def test_the_habits_earn_nothing_by_being_divided(lesson):
    earned = lesson[1]["habits_profit"]
    assert isinstance(earned, pd.Series) and earned.is_monotonic_decreasing
