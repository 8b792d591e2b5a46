"""Lesson 12: a claim's figure moves when what is planted behind it is changed."""

import numpy as np

from helpers import data, market
from tests.lesson_runner import change_tables, run_lesson, shuffled
from tests.lessons.every_lesson import *

NAME = "12_mixed"


def test_purchases_and_clicks_that_say_nothing_bring_a_mix_nowhere(stated, monkeypatch):
    """T1-mixed-pro: the mix is precise because goods bought and looked at tell the need."""
    change_tables(monkeypatch, order_lines=shuffled("category"), sessions=shuffled("category"))
    now = run_lesson(NAME)[0]
    assert now["T1-mixed-pro"].figure < stated["T1-mixed-pro"].figure - 10


def test_without_links_to_members_the_mix_loses_its_lead(stated, monkeypatch):
    """T2-mixed-pro1: the lead over the best single method comes from clicks of known members."""
    change_tables(monkeypatch, identity=shuffled("customer_id"))
    now = run_lesson(NAME)[0]
    assert now["T2-mixed-pro1"].figure < stated["T2-mixed-pro1"].figure - 1


def test_a_mix_is_hardly_slower_where_letters_need_not_fit(stated, monkeypatch):
    """T2-mixed-pro2: old votes hurt only because a letter has to fit."""
    monkeypatch.setattr(market, "LIFT_FIT", 0.02)
    monkeypatch.setattr(market, "LIFT_ANY", 0.25)
    now = run_lesson(NAME)[0]
    assert abs(now["T2-mixed-pro2"].figure) < 0.5 < -stated["T2-mixed-pro2"].figure


def test_upkeep_weighs_less_where_letters_work_better(stated, monkeypatch):
    """T1-mixed-con: the burden is set against what letters earn."""
    monkeypatch.setattr(market, "LIFT_ANY", 2 * market.LIFT_ANY)
    now = run_lesson(NAME)[0]
    assert now["T1-mixed-con"].figure < stated["T1-mixed-con"].figure - 20


def test_there_are_fewer_gaps_when_everybody_answers(stated, monkeypatch):
    """T2-mixed-con1: most gaps are surveys that were not answered."""

    def everybody(survey):
        ids = data.truth("customers")["customer_id"]
        rows = survey[survey["wave"] == 1].sample(len(ids), replace=True, random_state=0)
        return rows.assign(customer_id=ids.to_numpy()).reset_index(drop=True)

    change_tables(monkeypatch, survey=everybody)
    now = run_lesson(NAME)[0]
    assert now["T2-mixed-con1"].figure < stated["T2-mixed-con1"].figure - 10


def test_old_segments_lose_less_when_those_who_left_still_answer(stated, monkeypatch):
    """T2-mixed-con2: upkeep is needed because members go silent and needs turn."""
    monkeypatch.setattr(market, "LEFT", 1.0)
    now = run_lesson(NAME)[0]
    assert now["T2-mixed-con2"].figure < stated["T2-mixed-con2"].figure - 5


def test_the_verdicts_that_the_prose_speaks_of(lesson):
    """Piling up is worse than purchases alone; one question each is better; the survey is not paid back."""
    names = lesson[1]
    assert names["pile"][5]["profit"].mean() < names["pile_alone"]["behavioural"]["profit"].mean()
    assert names["mean_of"][names["TWO"]] > names["singles"][names["best_single"]].mean()
    assert names["bill"].loc["+ survey", "left_sek"] < 0 < names["bill"].loc["+ clicks", "left_sek"]
    whom = names["whom"]
    assert (whom["of the same people"] < whom["of those contacted"]).all()
    assert whom.loc["F9", "orders of everybody"] < 0


def test_every_arm_pays_for_each_kind_of_letter(lesson):
    """What `judge` calls profit is what is earned less the price of the kinds of letter used."""
    table = lesson[1]["results"][lesson[1]["TWO"]]
    assert np.allclose(table["profit"], table["earned"] - market.MESSAGE_COST_SEK * table["kinds"])


def test_every_member_has_the_vote_of_the_kind(lesson):
    """Kinds of people that are too few get the vote of all; nobody's vote is lost."""
    for name in ("demographic", "geographic"):
        assert np.allclose(lesson[1]["votes"][name].sum(axis=1), 1)
