"""Lesson 03: a claim's figure moves when what is planted behind it is changed."""

from helpers import market
from tests.lesson_runner import change_tables, run_lesson, shuffled
from tests.lessons.every_lesson import *

NAME = "03_geographic"


def test_a_climate_that_moves_nothing_gives_no_local_need(stated, monkeypatch):
    change_tables(monkeypatch, customers=shuffled("climate_zone"))
    now = run_lesson(NAME)[0]
    assert now["T1-geographic-pro"].figure < 2 < stated["T1-geographic-pro"].figure


def test_local_offers_gain_nothing_when_fit_does_not_count(stated, monkeypatch):
    monkeypatch.setattr(market, "LIFT_FIT", 0.0)
    now = run_lesson(NAME)[0]
    assert abs(now["T2-geographic-pro1"].figure) < 0.001 < stated["T2-geographic-pro1"].figure


def test_distance_costs_nothing_when_every_delivery_costs_the_same(stated, monkeypatch):
    change_tables(monkeypatch, postal_areas=lambda areas: areas.assign(delivery_cost_sek=30))
    now = run_lesson(NAME)[0]
    for claim in ("T1-geographic-con", "T2-geographic-pro2"):
        assert now[claim].figure < 0.6 * stated[claim].figure


def test_focus_pays_further_down_when_writing_is_cheap(stated, monkeypatch):
    monkeypatch.setattr(market, "MESSAGE_COST_SEK", 200)
    now = run_lesson(NAME)[0]
    assert now["T2-geographic-pro2"].turning_point < stated["T2-geographic-pro2"].turning_point
    assert now["T2-geographic-pro2"].figure > stated["T2-geographic-pro2"].figure


def test_a_region_is_alike_when_countryside_and_town_are_dealt_out_anew(stated, monkeypatch):
    change_tables(monkeypatch, postal_areas=shuffled("inhabitants_per_km2"))
    now = run_lesson(NAME)[0]
    assert now["T2-geographic-con1"].figure < 20 < stated["T2-geographic-con1"].figure


def test_region_names_are_enough_when_climate_follows_the_regions(stated, monkeypatch):
    def one_zone_each(customers):
        usual = customers.groupby("region")["climate_zone"].transform(lambda zones: zones.mode()[0])
        return customers.assign(climate_zone=usual)

    change_tables(monkeypatch, customers=one_zone_each)
    now = run_lesson(NAME)[0]
    assert now["T2-geographic-con2"].figure < 10 < stated["T2-geographic-con2"].figure
