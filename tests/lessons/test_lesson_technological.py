"""Lesson 07: a claim's figure moves when what is planted behind it is changed."""

from helpers import market
from tests.lesson_runner import change_tables, run_lesson, shuffled
from tests.lessons.every_lesson import *

NAME = "07_technological"


def test_push_beats_the_letter_because_it_is_opened_more(stated, monkeypatch):
    before = stated["T1-technological-pro"]
    people = market._people()
    monkeypatch.setattr(market, "_people", lambda: people.assign(open_push=people["open_post"] / 2))
    after = run_lesson(NAME)[0]["T1-technological-pro"]
    assert before.figure > 0 > after.figure and before.edge
    assert before.here == "yes" != after.here


def test_patience_moves_the_turning_point(stated, monkeypatch):
    before = stated["T1-technological-pro"]
    monkeypatch.setattr(market, "TIRED", 0.95)
    after = run_lesson(NAME)[0]["T1-technological-pro"]
    assert after.edge is None or after.edge > before.edge


def test_the_gap_closes_when_permission_does_not_depend_on_age(stated, monkeypatch):
    before = stated["T1-technological-con"]
    change_tables(monkeypatch, customers=shuffled("birth_year"))
    after = run_lesson(NAME)[0]["T1-technological-con"]
    assert abs(after.figure) < 4 < before.figure
    assert before.here == "yes" and after.here == "no"


def test_the_lowest_step_loses_when_letters_bring_less(lesson, monkeypatch):
    _, names = lesson
    monkeypatch.setattr(market, "MARGIN", 0.7 * market.MARGIN)
    assert run_lesson(NAME)[1]["lowest"][9] < 0 < names["lowest"][9]
