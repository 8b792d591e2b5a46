"""Lesson 12: a claim's figure moves when what is planted behind it is changed."""

import numpy as np
import pytest

from helpers import data, market
from tests.lesson_runner import change_tables, run_lesson, shuffled
from tests.lessons.every_lesson import *

NAME = "12_mixed"


@pytest.fixture(scope="module")
def says_nothing():
    """The claims when goods bought and looked at tell nothing of the need."""
    with pytest.MonkeyPatch.context() as patch:
        change_tables(patch, order_lines=shuffled("category"), sessions=shuffled("category"))
        return dict(run_lesson(NAME)[0])  # all of them, while it is changed


def test_purchases_and_clicks_that_say_nothing_bring_a_mix_less_far(stated, says_nothing):
    assert says_nothing["T1-mixed-pro"].figure < stated["T1-mixed-pro"].figure - 5
    assert stated["T1-mixed-pro"].here == "yes"


def test_a_pair_that_says_nothing_is_not_often_best(stated, says_nothing):
    assert says_nothing["C-ecommerce"].figure < stated["C-ecommerce"].figure - 20
    assert stated["C-ecommerce"].here == "yes"


def test_without_links_to_members_the_mix_loses_its_lead(stated, monkeypatch):
    """T2-mixed-pro1: the lead over the best single method comes from clicks of known members."""
    change_tables(monkeypatch, identity=shuffled("customer_id"))
    now = run_lesson(NAME)[0]
    assert now["T2-mixed-pro1"].figure < stated["T2-mixed-pro1"].figure - 1
    assert now["T2-mixed-pro1"].here != "yes"


def test_a_mix_is_hardly_slower_where_letters_need_not_fit(stated, monkeypatch):
    """T2-mixed-pro2: old votes hurt only because a letter has to fit."""
    monkeypatch.setattr(market, "LIFT_FIT", 0.02)
    monkeypatch.setattr(market, "LIFT_ANY", 0.25)
    now = run_lesson(NAME)[0]
    assert abs(now["T2-mixed-pro2"].figure) < 0.3 < -stated["T2-mixed-pro2"].figure


def test_upkeep_weighs_less_where_letters_work_better(stated, monkeypatch):
    """T1-mixed-con: the burden is set against what letters earn."""
    monkeypatch.setattr(market, "LIFT_ANY", 2 * market.LIFT_ANY)
    now = run_lesson(NAME)[0]
    assert now["T1-mixed-con"].figure < stated["T1-mixed-con"].figure / 2
    assert now["T1-mixed-con"].here != "yes" == stated["T1-mixed-con"].here


def test_there_are_fewer_gaps_when_everybody_answers(lesson, monkeypatch):
    """Beyond purchases and clicks, most gaps are surveys that were not answered."""

    def everybody(survey):
        ids = data.truth("customers")["customer_id"]
        rows = survey[survey["wave"] == 1].sample(len(ids), replace=True, random_state=0)
        return rows.assign(customer_id=ids.to_numpy()).reset_index(drop=True)

    change_tables(monkeypatch, survey=everybody)
    parts = run_lesson(NAME)[1]["parts"]
    assert parts[3][0].mean() < lesson[1]["parts"][3][0].mean() - 0.1


def test_fewer_links_to_members_make_more_exceptions(stated, monkeypatch):
    """T2-mixed-con1: what a mix of purchases and clicks lacks is mostly clicks of known members."""
    change_tables(monkeypatch, identity=lambda table: table.sample(frac=0.3, random_state=0))
    now = run_lesson(NAME)[0]
    assert now["T2-mixed-con1"].figure > stated["T2-mixed-con1"].figure + 5


def test_old_segments_lose_less_when_those_who_left_still_answer(stated, monkeypatch):
    """T2-mixed-con2: upkeep is needed because members go silent and needs turn."""
    monkeypatch.setattr(market, "LEFT", 1.0)
    now = run_lesson(NAME)[0]
    assert now["T2-mixed-con2"].figure < stated["T2-mixed-con2"].figure - 5


def test_what_the_lesson_says_of_heaps_and_questions(built):
    names = built.names
    heap, each, bill = names["heap"], names["each"], names["bill"]
    assert heap[4] > heap[1] and heap[5] < 0.6 * heap[4] and heap[6] < heap[1]
    assert each[2] > each[1] + 3_000 and each[6] - each[2] < 1_000
    assert bill.loc["+ clicks + survey", "left_sek"] < 0 < bill.loc["purchases", "left_sek"]
    assert bill.loc["+ clicks", "left_sek"] > bill.loc["purchases", "left_sek"]


def test_what_the_evidence_says_of_heaps_and_questions(lesson):
    names = lesson[1]
    assert names["pile"][5].profit.mean() < names["pile_alone"]["behavioural"].profit.mean()
    assert (names["heaps"].loc["with household and home"] < names["heaps"].loc["purchases alone"]).all()
    assert (
        names["heaps"].loc["all six", "plainer columns"]
        < names["heaps"].loc["purchases alone", "plainer columns"]
    )
    assert names["by_link"][100] > 0
    whom = names["whom"]
    assert (whom["of the same people"] < whom["of those contacted"]).all()
    assert whom.loc["F9", "orders of everybody"] < 0


def test_the_lesson_earns_what_the_market_says(built):
    """What `earns` counts for the mix is the profit of its plan."""
    names = built.names
    profit = names["truth"].loc["mix of purchases and clicks", "profit_sek"]
    assert names["each"][2] == pytest.approx(profit)


def test_every_arm_pays_for_each_kind_of_letter(lesson):
    table = lesson[1]["results"][lesson[1]["TWO"]]
    kinds = np.array([len(set(row) - {-1}) for row in table.letter])
    assert np.allclose(table.texts, market.MESSAGE_COST_SEK * kinds)


def test_every_member_has_the_vote_of_the_kind(built, lesson):
    """Kinds of people that are too few get the vote of all; nobody's vote is lost."""
    for votes in (built.names["all_votes"], lesson[1]["votes"]):
        for name in ("demographic", "geographic"):
            assert np.allclose(votes[name].sum(axis=1), 1)
