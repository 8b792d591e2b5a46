"""Lesson 01: a claim's figure moves when what is planted behind it is changed."""

import pandas as pd
import pytest

from helpers import data, market
from tests.lesson_runner import change_tables, run_lesson
from tests.lessons.every_lesson import *

NAME = "01_why_segment"


def test_free_messages_make_segments_pay_at_once(stated, monkeypatch):
    monkeypatch.setattr(market, "MESSAGE_COST_SEK", 0)
    free = run_lesson(NAME)[0]
    assert free["B-why"].figure == pytest.approx(stated["B-why"].figure + 3 * 1.8, abs=0.01)
    assert free["C-smallbase"].figure > 0 > stated["C-smallbase"].figure
    assert free["C-small-1"].here == "yes" != stated["C-small-1"].here
    assert free["C-small-2"].figure > stated["C-small-2"].figure + 1_800


def test_an_expensive_message_turns_the_answer_round(stated, monkeypatch):
    monkeypatch.setattr(market, "MESSAGE_COST_SEK", 6_000)
    expensive = run_lesson(NAME)[0]
    assert expensive["B-why"].here == "no" != stated["B-why"].here
    assert expensive["C-smallbase"].figure < stated["C-smallbase"].figure - 3 * 4_000


def test_a_larger_margin_lets_smaller_companies_divide(stated, monkeypatch):
    monkeypatch.setattr(market, "MARGIN", 2 * market.MARGIN)
    rich = run_lesson(NAME)[0]
    assert rich["B-why"].figure > 2 * stated["B-why"].figure
    assert rich["C-smallbase"].edge == pytest.approx(2 * stated["C-smallbase"].edge, rel=0.05)


def test_nothing_is_gained_when_fit_does_not_count(stated, monkeypatch):
    monkeypatch.setattr(market, "LIFT_FIT", 0.0)
    flat = run_lesson(NAME)[0]
    three_texts = -3 * market.MESSAGE_COST_SEK
    assert flat["B-why"].figure == pytest.approx(three_texts / 1000, abs=0.01)
    assert flat["C-smallbase"].figure == pytest.approx(three_texts, abs=1)
    assert flat["C-smallbase"].here == "no" != stated["C-smallbase"].here


def test_place_is_a_good_start_where_it_decides_what_people_need(stated, monkeypatch):
    needs = data.truth("customers").set_index("customer_id")["need_now"]

    def with_telling_places(customers):
        need = customers["customer_id"].map(needs)
        zone = need.map({"thrift": 1, "green": 2, "style": 3, "convenience": 4}).astype(int)
        high = pd.Series("low", customers.index).mask(need.isin(["green", "style"]), "high")
        return customers.assign(climate_zone=zone, income_band=high)

    change_tables(monkeypatch, customers=with_telling_places)
    _, names = run_lesson(NAME)
    before_texts = names["table"]["figure"]
    assert before_texts["climate zone"] > 100 > before_texts["age"]
    assert names["begin"]["figure"] > stated["C-small-2"].figure


def test_one_to_one_wins_only_when_it_borrows(lesson):
    two_weeks = lesson[1]["by_loan"]["two weeks"]
    assert (
        two_weeks["one each, own basket alone"]
        < two_weeks["four messages"]
        < two_weeks["one each, loan of 4"]
    )


def test_the_contact_price_is_the_same_for_all_plans(stated, monkeypatch):
    monkeypatch.setitem(market.CONTACT_COST_SEK, "email", 3.0)
    expensive, names = run_lesson(NAME)
    for claim, verdict in stated.items():
        assert expensive[claim].figure == verdict.figure
    assert names["ladder"]["when each is paid"].iloc[0] < 40_000
