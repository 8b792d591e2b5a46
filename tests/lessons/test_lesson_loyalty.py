"""Lesson 08: a claim's figure moves when what is planted behind it is changed."""

from helpers import data, market
from tests.lesson_runner import change_tables, run_lesson
from tests.lessons.every_lesson import *

NAME = "08_loyalty"


def test_the_reward_works_because_members_care_to_be_recognised(stated, monkeypatch, fresh_people):
    change_tables(monkeypatch, "truth", customers=lambda traits: traits.assign(attachment=0.0))
    indifferent = run_lesson(NAME)[0]
    now, then = indifferent["T1-loyalty-pro"], stated["T1-loyalty-pro"]
    assert now.figure < then.figure
    assert now.turning_point < then.turning_point


def test_being_singled_out_is_what_moves_them(stated, monkeypatch):
    monkeypatch.setattr(market, "KEEP_EXCLUSIVE", 2 * market.KEEP_EXCLUSIVE)
    assert run_lesson(NAME)[0]["T1-loyalty-pro"].figure > stated["T1-loyalty-pro"].figure


def test_nobody_is_forgotten_when_newcomers_have_no_potential(stated, monkeypatch, fresh_people):
    joined = data.load("customers").set_index("customer_id")["member_since"]
    new = set(joined.index[joined > data.TODAY.replace(year=2025, month=10, day=1)])

    def fades(traits):
        rate = traits["orders_per_year"].mask(traits["customer_id"].isin(new), 0.01)
        return traits.assign(orders_per_year=rate)

    change_tables(monkeypatch, "truth", customers=fades)
    faded = run_lesson(NAME)[0]["T1-loyalty-con"]
    assert faded.figure < 0.5 * stated["T1-loyalty-con"].figure
    assert faded.turning_point > stated["T1-loyalty-con"].turning_point


def test_the_lesson_says_what_its_figures_say(stated):
    assert stated["T1-loyalty-pro"].verdict == "holds only when"
    assert stated["T1-loyalty-con"].verdict == "holds only when"
