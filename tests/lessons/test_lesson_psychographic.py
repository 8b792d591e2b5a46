"""Lesson 04: a claim's figure moves when what is planted behind it is changed."""

import numpy as np
import pandas as pd

from helpers import market
from tests.lesson_runner import change_tables, run_lesson
from tests.lessons.every_lesson import *

NAME = "04_psychographic"


def change_answers(survey, change):
    """The survey with its answers changed, on whole numbers from 1 to 5."""
    answers = survey.iloc[:, 2:].astype("float64")
    answers = change(answers).round().clip(1, 5).astype("Int64")
    return pd.concat([survey.iloc[:, :2], answers], axis=1)


def test_nobody_is_touched_by_letters_that_nobody_opens(stated, monkeypatch, fresh_people):
    change_tables(monkeypatch, "truth", customers=lambda people: people.assign(open_email=0.0))
    now = run_lesson(NAME)[0]
    assert abs(now["T1-psychographic-pro"].figure) < 0.04 < stated["T1-psychographic-pro"].figure
    assert abs(now["T2-psychographic-pro2"].figure) < 0.01 < stated["T2-psychographic-pro2"].figure
    for claim in ("T1-psychographic-pro", "T2-psychographic-pro1", "T2-psychographic-pro2"):
        assert now[claim].here != "yes" == stated[claim].here


def test_no_gain_from_research_when_fit_does_not_count(stated, monkeypatch):
    monkeypatch.setattr(market, "LIFT_FIT", 0.0)
    flat = run_lesson(NAME)[0]
    assert flat["T2-psychographic-con2"].here == "no" != stated["T2-psychographic-con2"].here
    assert flat["T2-psychographic-con2"].crossings == ()


def test_staying_follows_the_planted_bond(stated, monkeypatch):
    monkeypatch.setattr(market, "KEEP_FIT", 2.2)
    assert run_lesson(NAME)[0]["T2-psychographic-pro2"].figure > (
        1.5 * stated["T2-psychographic-pro2"].figure
    )


def test_the_survey_is_hard_to_analyse_because_people_like_to_agree(stated, monkeypatch):
    """With most of the habit taken out of the answers, they need no cure."""

    def calmer(answers):
        level = answers.mean(axis=1)
        return answers.sub(0.8 * (level - level.mean()), axis=0)

    change_tables(monkeypatch, survey=lambda survey: change_answers(survey, calmer))
    now = run_lesson(NAME)[0]
    assert now["T1-psychographic-con"].figure < -0.1 < stated["T1-psychographic-con"].figure
    assert now["T1-psychographic-con"].here == "no" != stated["T1-psychographic-con"].here


def test_answers_that_are_given_at_random_are_harder_to_measure(stated, monkeypatch):
    def careless(answers):
        return answers + np.random.default_rng(0).normal(0, 0.9, answers.shape)

    change_tables(monkeypatch, survey=lambda survey: change_answers(survey, careless))
    now = run_lesson(NAME)[0]
    assert now["T2-psychographic-con1"].figure > stated["T2-psychographic-con1"].figure + 0.05
    assert now["T2-psychographic-con1"].here == "yes" != stated["T2-psychographic-con1"].here


def test_the_surprise_is_there(built):
    """Centring lowers every reliability, and more than doubles what is recovered."""
    ruler, recovered = built.names["ruler"], built.names["recovered"]
    for measure in ("alpha", "retest"):
        assert (ruler[f"{measure}, centred"] < ruler[measure]).iloc[:4].all()
    assert recovered["centred, all"] > 2 * recovered["as they come, all"]
    assert recovered["as they come, all"] < recovered["no survey, counted"] < recovered["centred, all"]
    assert ruler["retest"].idxmax() == "all sixteen"


def test_the_prose_about_the_plans_is_true(built):
    agency, respondents, tool, counted = built.names["against"]
    assert agency < 0 and respondents < 0 < counted < tool


def test_few_people_well_analysed_beat_many_taken_as_they_come(lesson):
    by_size = lesson[1]["by_size"]
    assert by_size.iloc[0, 0] > by_size.iloc[-1, 1]
    assert by_size.iloc[0, 0] > by_size.iloc[-1, 2]
