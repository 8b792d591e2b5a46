"""Lesson 06: a claim's figure moves when what is planted behind it is changed."""

import numpy as np

from helpers import data, market
from tests.lesson_runner import change_tables, run_lesson, shuffled
from tests.lessons.every_lesson import *

NAME = "06_digital_behaviour"


def test_haste_is_worth_nothing_when_the_moment_adds_nothing(stated, lesson, monkeypatch):
    monkeypatch.setattr(market, "EVENT_GAIN", market.EVENT_GAIN | {"cart": 0.0})
    calm = run_lesson(NAME)[0]["T2-digital-pro1"]
    assert abs(calm.figure + lesson[1]["SERVICE_SEK"] / 1000) < 5, "the price is all that is left"
    assert (calm.here, stated["T2-digital-pro1"].here) == ("no", "cannot tell")


def test_a_slower_moment_gives_the_service_more_time(stated, monkeypatch):
    slower = market.EVENT_HALF_LIFE_HOURS | {"cart": 6.0}
    monkeypatch.setattr(market, "EVENT_HALF_LIFE_HOURS", slower)
    now = run_lesson(NAME)[0]["T2-digital-pro1"]
    assert now.edge > stated["T2-digital-pro1"].edge + 0.3


def test_a_stronger_moment_pays_at_every_price(stated, monkeypatch):
    monkeypatch.setattr(market, "EVENT_GAIN", market.EVENT_GAIN | {"cart": 4.0})
    assert run_lesson(NAME)[0]["T2-digital-pro1"].here == "yes" != stated["T2-digital-pro1"].here


def test_letters_by_clicks_earn_nothing_when_fit_hardly_counts(stated, monkeypatch):
    monkeypatch.setattr(market, "LIFT_FIT", 0.05)
    flat = run_lesson(NAME)[0]["T2-digital-pro2"]
    assert flat.figure < 0 < stated["T2-digital-pro2"].figure
    assert (flat.here, stated["T2-digital-pro2"].here) == ("no", "yes")


def test_letters_by_clicks_earn_nothing_when_clicks_are_noise(stated, monkeypatch):
    change_tables(monkeypatch, sessions=shuffled("category"))
    noise = run_lesson(NAME)[0]["T2-digital-pro2"]
    assert noise.figure < 0
    assert (noise.here, stated["T2-digital-pro2"].here) == ("no", "yes")


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
    assert now.here != "yes" == stated["T2-digital-con2"].here


def test_the_lesson_says_what_its_prose_rests_on(lesson, built):
    """Sentences without figures of their own: each is looked up here."""
    _, names = lesson
    by_age = names["by_age"].xs("mean", axis=1, level=1)
    assert (by_age.iloc[1, :2] < 0).all() and by_age.iloc[1, 2] > 0, "only recent clicks turn in time"
    lead = names["lead"].loc["from clicks"]
    assert abs(lead["points"]) < lead["give or take"], "clicks tell no more than purchases"
    form = names["hits"].mean()
    assert form["from the form"] < form["the same for all"] + 5, "the form tells hardly more"
    what = names["what_to_say"]
    assert what.iloc[1] < what.iloc[0] < what.iloc[2], "the last category does not beat a plain reminder"
    assert names["strict"]["thousand SEK"].is_monotonic_decreasing, "earnings only fall"
    assert names["lost"][50] > 1.5 * names["lost_visits"], "links cost much more than visits"
    paid = names["paid"]["figure"]
    assert paid["half the price"] > 0 > paid["double the price"], "the price decides"
    here = built.names
    assert here["haste"][16] < 0 and here["haste"][36] < here["haste"][48], "the wave"
    held_back = here["wave"]["at the own hour"]
    assert held_back.diff().max() < 1, "at the hour of the visit the wave is gone"
    right = here["by_days"].loc[90]
    assert right.iloc[0] < 10 < right.iloc[1] < right.iloc[2], "recent clicks notice first"
    assert (here["unseen"] == "orders online, not recognised").mean() > 0.5, "most of the unseen order online"
    not_seen = here["by_age"]["orders online, not recognised"]
    assert not_seen.max() - not_seen.min() < 0.1, "they are found at every age"
