"""Lesson 03: a claim's figure moves when what is planted behind it is changed."""

import pytest

from helpers import data, market
from tests.lesson_runner import run_lesson

NAME = "03_geographic"


@pytest.fixture(scope="module")
def stated():
    return run_lesson(NAME, only_claims=True)[0]


def changed(monkeypatch, **changes):
    """State the claims anew with some tables changed."""
    original = data.load
    monkeypatch.setattr(data, "load", lambda name: changes.get(name, lambda table: table)(original(name)))
    return run_lesson(NAME, only_claims=True)[0]


def shuffled(column):
    """A change that deals a column's values out anew, at random."""
    return lambda table: table.assign(**{column: table[column].sample(frac=1, random_state=0).to_numpy()})


def test_a_climate_that_moves_nothing_gives_no_local_need(stated, monkeypatch):
    now = changed(monkeypatch, customers=shuffled("climate_zone"))
    assert now["T1-geographic-pro"].figure < 2 < stated["T1-geographic-pro"].figure


def test_local_offers_gain_nothing_when_fit_does_not_count(stated, monkeypatch):
    monkeypatch.setattr(market, "LIFT_FIT", 0.0)
    now = run_lesson(NAME, only_claims=True)[0]
    assert abs(now["T2-geographic-pro1"].figure) < 0.001 < stated["T2-geographic-pro1"].figure


def test_distance_costs_nothing_when_every_delivery_costs_the_same(stated, monkeypatch):
    now = changed(monkeypatch, postal_areas=lambda areas: areas.assign(delivery_cost_sek=30))
    for claim in ("T1-geographic-con", "T2-geographic-pro2"):
        assert now[claim].figure < 0.6 * stated[claim].figure


def test_focus_pays_further_down_when_writing_is_cheap(stated, monkeypatch):
    monkeypatch.setattr(market, "MESSAGE_COST_SEK", 200)
    now = run_lesson(NAME, only_claims=True)[0]
    assert now["T2-geographic-pro2"].turning_point < stated["T2-geographic-pro2"].turning_point
    assert now["T2-geographic-pro2"].figure > stated["T2-geographic-pro2"].figure


def test_a_region_is_alike_when_countryside_and_town_are_dealt_out_anew(stated, monkeypatch):
    now = changed(monkeypatch, postal_areas=shuffled("inhabitants_per_km2"))
    assert now["T2-geographic-con1"].figure < 20 < stated["T2-geographic-con1"].figure


def test_region_names_are_enough_when_climate_follows_the_regions(stated, monkeypatch):
    def one_zone_each(customers):
        usual = customers.groupby("region")["climate_zone"].transform(lambda zones: zones.mode()[0])
        return customers.assign(climate_zone=usual)

    now = changed(monkeypatch, customers=one_zone_each)
    assert now["T2-geographic-con2"].figure < 10 < stated["T2-geographic-con2"].figure
