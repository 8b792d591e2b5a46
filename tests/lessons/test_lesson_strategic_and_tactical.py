"""Lesson 13: its claims and its surprises move when what is planted behind them is changed."""

import pytest

from helpers import market
from tests.lesson_runner import change_tables, run_lesson, shuffled
from tests.lessons.every_lesson import *

NAME = "13_strategic_and_tactical"


def changed(monkeypatch, **constants):
    for name, value in constants.items():
        monkeypatch.setattr(market, name, value)
    return run_lesson(NAME)


def test_without_fit_neither_the_frame_nor_the_order_is_worth_anything(stated, monkeypatch):
    flat, space = changed(
        monkeypatch,
        LIFT_FIT=0.0,
        KEEP_FIT=0.0,
        KEEP_STAGE=0.0,
        STAGE_RIGHT=1.0,
        STAGE_WRONG=1.0,
    )
    three_texts = 3 * market.MESSAGE_COST_SEK / 1000
    assert flat["A-link"].figure == pytest.approx(-three_texts, abs=0.01)
    assert flat["A-link"].here == "no" != stated["A-link"].here
    three_orders = space["in_total"].iloc[:3]
    assert three_orders.max() - three_orders.min() < 0.01
    assert flat["D-first"].figure == stated["D-first"].figure  # what is heard needs no market
    # and the chosen kind's letter does as well as a plain one: nobody leaves because of it
    chosen, plain = space["as_offer"].loc[space["chosen"], "to everybody"], space["plain_all"]
    assert chosen == pytest.approx(plain)


def test_readers_who_never_tire_forgive_three_letters(lesson, monkeypatch):
    patient, space = changed(monkeypatch, TIRED=1.0, KEEP_TIRED=0.0)
    then, now = (names["by_budget"].loc[900, "three lists, plain"] for names in (lesson[1], space))
    assert now > then + 2
    assert patient["A-link"].figure == pytest.approx(lesson[0]["A-link"].figure)  # nobody is written to twice


def test_texts_for_nothing_make_the_frame_worth_more(stated, monkeypatch):
    free = changed(monkeypatch, MESSAGE_COST_SEK=0)[0]
    assert (
        free["A-link"].figure > stated["A-link"].figure + 1
    )  # the frame alone gains as well, so not all of it shows


def test_the_frame_predicts_nothing_when_the_goods_are_shuffled(lesson, monkeypatch):
    change_tables(monkeypatch, order_lines=shuffled("category"))
    before = lesson[1]["told"].loc["bought in 18 months", "right about those (%)"]
    now = run_lesson(NAME)[1]["told"].loc["bought in 18 months", "right about those (%)"]
    assert before > 70
    assert now < 35


def test_three_good_lists_are_worth_less_than_letters_at_random(lesson):
    by_budget = lesson[1]["by_budget"].loc[900]
    assert by_budget["three lists, plain"] < by_budget["at random, plain"] < by_budget["nobody twice, plain"]


def test_lists_hold_five_people_or_more_and_those_who_agreed(lesson):
    space = lesson[1]
    agreed = space["customers"].index[space["customers"]["consent_email"] == 1]
    lists = [*space["offer_lists"].values(), space["family"]]
    assert all(len(ids) >= 5 and set(ids) <= set(agreed) for ids in lists)
    assert min(map(len, (space["needs_help"], space["expects"], space["turned"], space["short"]))) >= 5
