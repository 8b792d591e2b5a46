"""Lesson 08: a claim's figure moves when what is planted behind it is changed."""

from helpers import data, market
from tests.lesson_runner import change_tables, run_lesson
from tests.lessons.every_lesson import *

NAME = "08_loyalty"


def test_the_reward_works_because_members_care_to_be_recognised(stated, monkeypatch, fresh_people):
    change_tables(monkeypatch, "truth", customers=lambda traits: traits.assign(attachment=0.0))
    indifferent = run_lesson(NAME)[0]["T1-loyalty-pro"]
    assert indifferent.figure < 0 < stated["T1-loyalty-pro"].figure
    assert (indifferent.here, stated["T1-loyalty-pro"].here) == ("no", "yes")


def test_being_singled_out_is_what_moves_them(stated, monkeypatch):
    monkeypatch.setattr(market, "KEEP_EXCLUSIVE", 2 * market.KEEP_EXCLUSIVE)
    doubled = run_lesson(NAME)[0]["T1-loyalty-pro"]
    assert doubled.figure > 2 * stated["T1-loyalty-pro"].figure
    assert doubled.edge > stated["T1-loyalty-pro"].edge


def test_nobody_is_forgotten_when_newcomers_have_no_potential(stated, monkeypatch, fresh_people):
    joined = data.load("customers").set_index("customer_id")["member_since"]
    new = set(joined.index[joined > data.TODAY.replace(year=2025, month=10, day=1)])

    def fades(traits):
        rate = traits["orders_per_year"].mask(traits["customer_id"].isin(new), 0.01)
        return traits.assign(orders_per_year=rate)

    change_tables(monkeypatch, "truth", customers=fades)
    faded = run_lesson(NAME)[0]["T1-loyalty-con"]
    assert faded.figure < 0.5 * stated["T1-loyalty-con"].figure
    assert faded.curve[0][1] < stated["T1-loyalty-con"].curve[0][1]


def test_nobody_is_forgotten_when_those_who_bought_little_have_left(stated, monkeypatch, fresh_people):
    """With no business to come from newcomers and prospects the club cannot look past it."""
    joined = data.load("customers").set_index("customer_id")["member_since"]
    count = data.load("orders")["customer_id"].value_counts().reindex(joined.index, fill_value=0)
    gone = set(joined.index[(count <= 1) | (joined > data.TODAY.replace(year=2025, month=10, day=1))])

    def leave(traits):
        left = traits["left_on"].mask(traits["customer_id"].isin(gone), data.CUTOFF)
        return traits.assign(left_on=left)

    change_tables(monkeypatch, "truth", customers=leave)
    emptied = run_lesson(NAME)[0]["T1-loyalty-con"]
    assert (emptied.here, stated["T1-loyalty-con"].here) == ("no", "yes")


def test_the_lesson_says_what_its_prose_rests_on(lesson, built):
    """Sentences without figures of their own: each is looked up here."""
    _, names = lesson
    falls = names["falls"]["figure"]
    assert (falls < -5).all(), "gold falls forwards and backwards"
    attachment = names["found"]["attachment (%)"]
    assert attachment.max() - attachment.min() < 5, "attachment is the same in all tiers"
    limits = names["limits"]
    assert (limits["gold alone"] < limits["silver and gold"]).all().all(), "gold alone stands less"
    worth = built.names["worth"]
    assert worth["first look at own kind, no voucher"] > worth["own kind, same members, no club"]
    assert worth["own kind, all members, no club"] > worth["first look at own kind, no voucher"]
    assert worth["first look at clothes, no voucher"] < worth["own kind, same members, no club"]
    paid_for = names["paid_for"]["worth (SEK)"]
    assert paid_for["welcome to newcomers"] > 2 * paid_for["plain letter to newcomers"]
