"""Lesson 02: a claim's figure moves when what is planted behind it is changed."""

import numpy as np
import pandas as pd

from helpers import data, market
from tests.lesson_runner import change_tables, run_lesson
from tests.lessons.every_lesson import *

NAME = "02_demographic"


def test_all_six_claims_are_stated(stated):
    assert sorted(stated) == sorted(
        ["T1-demographic-pro", "T1-demographic-con"]
        + [f"T2-demographic-{kind}" for kind in ("pro1", "pro2", "con1", "con2")]
    )


def test_gender_says_which_fashion_and_not_whether(lesson, built):
    explained = lesson[1]["gender_alone"]
    assert explained["how much is spent"] < 0.01 and explained["how much of it is fashion"] < 0.01
    assert explained["which fashion: hers or his"] > 0.4
    shown = built.names["explained"]["gender"]
    assert shown.drop("which fashion: hers or his").max() < 0.01 < 0.4 < shown["which fashion: hers or his"]


def test_more_blanks_make_the_form_less_easy_and_its_lead_smaller(stated, monkeypatch):
    def blanked(people):
        blank = np.random.default_rng(0).random(len(people)) < 0.3
        return people.assign(gender=people["gender"].mask(blank))

    change_tables(monkeypatch, customers=blanked)
    now = run_lesson(NAME)[0]
    assert now["T1-demographic-pro"].figure > stated["T1-demographic-pro"].figure + 5
    for claim in ("T2-demographic-pro1", "T2-demographic-pro2"):
        assert now[claim].figure < stated[claim].figure - 5, claim
    assert now["T2-demographic-pro2"].edge < stated["T2-demographic-pro2"].edge


def test_cheap_messages_let_segments_be_smaller(stated, monkeypatch):
    monkeypatch.setattr(market, "MESSAGE_COST_SEK", 600)
    cheap = run_lesson(NAME)[0]["T1-demographic-pro"]
    assert cheap.entry["at"] < stated["T1-demographic-pro"].entry["at"]
    assert cheap.figure < stated["T1-demographic-pro"].figure


def test_the_form_leaves_out_less_where_it_tells_the_need(stated, monkeypatch):
    need = data.truth("customers").set_index("customer_id")["need_now"]
    change_tables(
        monkeypatch, customers=lambda people: people.assign(household=people["customer_id"].map(need))
    )
    now = run_lesson(NAME)[0]
    assert now["T1-demographic-con"].figure < stated["T1-demographic-con"].figure - 0.1


def test_spending_is_seen_and_segments_are_narrower_where_income_follows_the_purse(stated, monkeypatch):
    traits = data.truth("customers").set_index("customer_id")
    worth = traits["orders_per_year"] * traits["basket_sek"]
    level = pd.qcut(worth.rank(method="first"), [0, 0.7, 0.95, 1], labels=["low", "middle", "high"])
    change_tables(
        monkeypatch,
        customers=lambda people: people.assign(income_band=people["customer_id"].map(level).astype(str)),
    )
    now = run_lesson(NAME)[0]
    assert now["T2-demographic-con1"].figure < stated["T2-demographic-con1"].figure - 3
    assert now["T2-demographic-con2"].figure > stated["T2-demographic-con2"].figure + 3
    assert now["T2-demographic-con2"].here == "no"
