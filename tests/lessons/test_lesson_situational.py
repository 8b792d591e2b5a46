"""Lesson 09: a claim's figure moves when what is planted behind it is changed."""

from helpers import market
from tests.lesson_runner import run_lesson
from tests.lessons.every_lesson import *

NAME = "09_situational"


def test_the_special_letter_wins_because_of_the_moment(stated, monkeypatch):
    monkeypatch.setattr(market, "EVENT_GAIN", {"cart": 0.0, "cold_snap": 0.0, "holiday": 0.0})
    flat = run_lesson(NAME)[0]
    assert flat["T1-situational-pro"].figure < 0 < stated["T1-situational-pro"].figure
    assert flat["T1-situational-pro"].here != "yes" == stated["T1-situational-pro"].here


def test_a_moment_that_lasts_forgives_delay(stated, monkeypatch):
    monkeypatch.setattr(market, "EVENT_HALF_LIFE_HOURS", {"cart": 3.0, "cold_snap": 500.0, "holiday": 120.0})
    monkeypatch.setattr(market, "EVENT_ABSENT", 2.4)
    slow = run_lesson(NAME)[0]
    assert slow["T1-situational-con"].figure < 15 < stated["T1-situational-con"].figure
    assert slow["T1-situational-con"].here == "no" and stated["T1-situational-con"].here == "yes"
