"""Lesson 03: a claim's figure moves when what is planted behind it is changed."""

from helpers import data, market
from tests.lesson_runner import change_tables, run_lesson, shuffled
from tests.lessons.every_lesson import *

NAME = "03_geographic"


def test_a_climate_that_moves_nothing_gives_no_local_need(stated, monkeypatch):
    change_tables(monkeypatch, customers=shuffled("climate_zone"))
    now = run_lesson(NAME)[0]
    assert now["T1-geographic-pro"].figure < 2 < stated["T1-geographic-pro"].figure
    assert now["T1-geographic-pro"].here != "yes" == stated["T1-geographic-pro"].here


def test_local_offers_gain_nothing_when_fit_does_not_count(stated, monkeypatch):
    monkeypatch.setattr(market, "LIFT_FIT", 0.0)
    now = run_lesson(NAME)[0]
    assert abs(now["T2-geographic-pro1"].figure) < 0.001 < stated["T2-geographic-pro1"].figure


def test_local_offers_get_a_very_good_fit_where_people_buy_little_else(stated, monkeypatch):
    """The card can say yes: it does when most of what the harsh zone buys is outdoor goods."""
    harsh = set(data.load("customers").query("climate_zone == 4")["customer_id"])
    monkeypatch.setattr(market, "LIFT_ANY", 0.0)

    def wants_outdoor(people):
        inside = people["customer_id"].isin(harsh)
        taste = people.filter(like="taste_").columns
        people.loc[inside, taste] = 0.05
        people.loc[inside, "taste_outdoor"] = 0.45
        return people

    def buys_outdoor(lines):
        orders = data.load("orders").set_index("order_id")["customer_id"]
        inside = lines["order_id"].map(orders).isin(harsh) & (lines.index % 10 < 4)
        return lines.assign(category=lines["category"].mask(inside, "outdoor"))

    change_tables(monkeypatch, "truth", customers=wants_outdoor)
    change_tables(monkeypatch, order_lines=buys_outdoor)
    market._people.cache_clear()
    now = run_lesson(NAME)[0]
    market._people.cache_clear()
    assert now["T2-geographic-pro1"].here == "yes" != stated["T2-geographic-pro1"].here


def test_distance_costs_nothing_when_every_delivery_costs_the_same(stated, monkeypatch):
    change_tables(monkeypatch, postal_areas=lambda areas: areas.assign(delivery_cost_sek=30))
    now = run_lesson(NAME)[0]
    for claim in ("T1-geographic-con", "T2-geographic-pro2"):
        assert now[claim].figure < 0.2 * stated[claim].figure
        assert now[claim].here != "yes" == stated[claim].here


def test_focus_pays_further_down_when_writing_is_cheap(stated, monkeypatch):
    monkeypatch.setattr(market, "MESSAGE_COST_SEK", 600)
    now = run_lesson(NAME)[0]
    assert min(now["T2-geographic-pro2"].crossings, default=0) < min(stated["T2-geographic-pro2"].crossings)
    assert now["T2-geographic-pro2"].figure > stated["T2-geographic-pro2"].figure


def test_a_region_is_alike_when_countryside_and_town_are_dealt_out_anew(stated, monkeypatch):
    def dealt_out(areas):
        kinds = areas[["inhabitants_per_km2", "place_type"]].sample(frac=1, random_state=0)
        return areas.assign(**{name: kinds[name].to_numpy() for name in kinds})

    change_tables(monkeypatch, postal_areas=dealt_out)
    now = run_lesson(NAME)[0]
    assert abs(now["T2-geographic-con1"].figure) < 10 < stated["T2-geographic-con1"].figure
    assert now["T2-geographic-con1"].here != "yes" == stated["T2-geographic-con1"].here


def test_region_names_are_enough_when_climate_follows_the_regions(stated, monkeypatch):
    def one_zone_each(customers):
        usual = customers.groupby("region")["climate_zone"].transform(lambda zones: zones.mode()[0])
        return customers.assign(climate_zone=usual)

    change_tables(monkeypatch, customers=one_zone_each)
    now = run_lesson(NAME)[0]
    assert now["T2-geographic-con2"].figure < 10 < stated["T2-geographic-con2"].figure
    assert now["T2-geographic-con2"].here != "yes" == stated["T2-geographic-con2"].here


def test_the_prose_about_the_proposals_is_true(built):
    assert (built.names["against"] < 0).all()
    assert built.names["lines"]["the next"][80] < built.names["earns"]


def test_two_shelves_of_twelve_are_local_and_the_finest_plan_is_worse_than_one(lesson):
    gained, misplaced = lesson[1]["points_gained"], lesson[1]["misplaced"].loc["all twelve"]
    assert set(gained.index[gained > 1]) == {"outdoor", "home"}
    assert misplaced["by postal area"] > misplaced["one for all"]
