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
    assert free["B-why"].figure == pytest.approx(stated["B-why"].figure + 3 * 1_800, abs=1)
    assert free["B-why"].verdict == "holds only when"  # one message is not more than one message
    assert free["C-smallbase"].figure > 0 > stated["C-smallbase"].figure
    assert free["C-smallbase"].verdict == "holds"
    assert free["C-small"].figure > stated["C-small"].figure + 1_800


def test_a_dear_message_turns_the_answer_round(stated, monkeypatch):
    monkeypatch.setattr(market, "MESSAGE_COST_SEK", 6_000)
    dear = run_lesson(NAME)[0]
    assert dear["B-why"].verdict == "does not hold here"
    assert dear["C-smallbase"].verdict == "does not hold here"


def test_a_larger_margin_lets_smaller_companies_divide(stated, monkeypatch):
    monkeypatch.setattr(market, "MARGIN", 2 * market.MARGIN)
    rich = run_lesson(NAME)[0]
    assert rich["B-why"].figure > 2 * stated["B-why"].figure
    assert rich["C-smallbase"].turning_point < 0.7 * stated["C-smallbase"].turning_point


def test_nothing_is_gained_when_fit_does_not_count(stated, monkeypatch):
    monkeypatch.setattr(market, "LIFT_FIT", 0.0)
    flat = run_lesson(NAME)[0]
    assert flat["B-why"].figure == pytest.approx(-3 * market.MESSAGE_COST_SEK, abs=1)
    assert flat["C-smallbase"].figure == pytest.approx(-3 * market.MESSAGE_COST_SEK, abs=1)


def test_place_is_a_good_start_where_it_decides_what_people_need(stated, monkeypatch):
    needs = data.truth("customers").set_index("customer_id")["need_now"]

    def with_telling_places(customers):
        need = customers["customer_id"].map(needs)
        zone = need.map({"thrift": 1, "green": 2, "style": 3, "convenience": 4}).astype(int)
        high = pd.Series("low", customers.index).mask(need.isin(["green", "style"]), "high")
        return customers.assign(climate_zone=zone, income_band=high)

    change_tables(monkeypatch, customers=with_telling_places)
    telling = run_lesson(NAME)[0]
    assert stated["C-small"].verdict == "does not hold here"
    assert telling["C-small"].verdict == "holds only when"
    assert telling["C-small"].figure > stated["C-small"].figure


def test_the_contact_price_is_the_same_for_all_plans(stated, monkeypatch):
    monkeypatch.setitem(market.CONTACT_COST_SEK, "email", 3.0)
    dear = run_lesson(NAME)
    for claim, statement in stated.items():
        assert dear[0][claim].figure == statement.figure
    ladder = dear[1]["ladder"]
    assert ladder["profit_sek"].iloc[0] < 40_000
