"""Lesson 06: a claim's figure moves when what is planted behind it is changed."""

import numpy as np

from helpers import data, market
from tests.lesson_runner import change_tables, run_lesson, shuffled
from tests.lessons.every_lesson import *

NAME = "06_digital_behaviour"


def test_haste_is_worth_nothing_when_the_moment_adds_nothing(stated, monkeypatch):
    monkeypatch.setattr(market, "EVENT_GAIN", market.EVENT_GAIN | {"cart": 0.0})
    calm = run_lesson(NAME)[0]["T2-digital-pro1"]
    assert abs(calm.figure) < 5 < stated["T2-digital-pro1"].figure
    assert calm.verdict == "does not hold here"


def test_a_slower_moment_gives_the_service_more_time(stated, monkeypatch):
    slower = market.EVENT_HALF_LIFE_HOURS | {"cart": 6.0}
    monkeypatch.setattr(market, "EVENT_HALF_LIFE_HOURS", slower)
    now = run_lesson(NAME)[0]["T2-digital-pro1"]
    assert now.turning_point > stated["T2-digital-pro1"].turning_point + 0.3


def test_letters_by_clicks_earn_nothing_when_fit_hardly_counts(stated, monkeypatch):
    monkeypatch.setattr(market, "LIFT_FIT", 0.05)
    flat = run_lesson(NAME)[0]["T2-digital-pro2"]
    assert flat.figure < 0 < stated["T2-digital-pro2"].figure
    assert flat.verdict == "does not hold here"


def test_letters_by_clicks_earn_nothing_when_clicks_are_noise(stated, monkeypatch):
    change_tables(monkeypatch, sessions=shuffled("category"))
    assert run_lesson(NAME)[0]["T2-digital-pro2"].figure < 0


def test_a_lost_link_costs_less_when_everybody_is_linked_by_three_devices(stated, monkeypatch):
    """Each visitor becomes three: half of the links then still leave nearly everybody known."""
    sessions, identity = data.load("sessions"), data.load("identity")
    owner = sessions["visitor_id"].map(identity.set_index("visitor_id")["customer_id"])
    spread = sessions.assign(
        visitor_id=sessions["visitor_id"] * 10 + np.random.default_rng(0).integers(0, 3, len(sessions))
    )
    links = spread.assign(customer_id=owner).dropna(subset=["customer_id"])
    links = links.drop_duplicates("visitor_id").sort_values("visitor_id")
    links = links[["visitor_id", "customer_id", "device"]].astype({"customer_id": "int64"})
    links = links.reset_index(drop=True)
    change_tables(monkeypatch, sessions=lambda _: spread, identity=lambda _: links)
    now = run_lesson(NAME)[0]["T2-digital-con1"]
    assert now.figure < stated["T2-digital-con1"].figure - 3


def test_the_old_are_not_left_out_when_age_says_nothing_of_being_online(stated, monkeypatch):
    change_tables(monkeypatch, customers=shuffled("birth_year"))
    now = run_lesson(NAME)[0]["T2-digital-con2"]
    assert now.figure < stated["T2-digital-con2"].figure - 10
    assert now.verdict == "does not hold here"


def test_the_lesson_says_what_its_prose_rests_on(lesson):
    """Sentences without figures of their own: each is looked up here."""
    _, names = lesson
    by_age = names["by_age"].xs("mean", axis=1, level=1)
    assert (by_age.iloc[1, :2] < 0).all() and by_age.iloc[1, 2] > 0, "only recent clicks turn in time"
    assert abs(names["gap_points"]) < names["gap_spread"], "clicks tell no more than purchases"
    assert names["haste"][16] < 0 and names["haste"][36] < names["haste"][48], "the wave"
    wave = names["wave"]["at the hour of the visit"]
    assert wave.is_monotonic_decreasing or wave.diff().max() < 1, "at the hour of the visit the wave is gone"
    what = names["what_to_say"]
    assert what.iloc[1] < what.iloc[0] < what.iloc[2], "the last category does not beat a plain reminder"
    assert names["strict"]["ksek"].is_monotonic_decreasing, "earnings only fall"
    assert names["hidden"] > 0.5, "most of the unseen order online"
    assert names["lost"][50] > names["lost_visits"], "links cost more than visits"
