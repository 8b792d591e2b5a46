"""Lesson 13: its claims and its surprises move when what is planted behind them is changed."""

import pytest

from helpers import claims, market
from tests.lesson_runner import change_tables, run_lesson, shuffled
from tests.lessons.every_lesson import *

NAME = "13_strategic_and_tactical"


def changed(monkeypatch, **constants):
    for name, value in constants.items():
        monkeypatch.setattr(market, name, value)
    return run_lesson(NAME)


def test_frame_and_filters_hold_in_between_and_the_order_of_perspectives_matters(stated):
    assert set(stated) == {"A-link", "D-first"}
    assert stated["A-link"].verdict == claims.ONLY_WHEN
    assert len(stated["A-link"].turning_points) == 2
    assert stated["D-first"].verdict == claims.ONLY_WHEN


def test_without_fit_neither_the_frame_nor_the_order_is_worth_anything(stated, monkeypatch):
    flat, space = changed(
        monkeypatch,
        LIFT_FIT=0.0,
        KEEP_FIT=0.0,
        KEEP_STAGE=0.0,
        STAGE_RIGHT=1.0,
        STAGE_WRONG=1.0,
    )
    assert flat["A-link"].figure < 0.5 * stated["A-link"].figure
    assert abs(flat["D-first"].figure) < 0.01
    assert flat["D-first"].verdict == claims.NOT_HERE
    # and the chosen kind's letter does as well as a plain one: nobody leaves because of it
    chosen, plain = space["as_offer"].loc[space["chosen"], "to everybody"], space["plain_all"]
    assert chosen == pytest.approx(plain)


def test_readers_who_never_tire_forgive_three_letters(lesson, monkeypatch):
    patient, space = changed(monkeypatch, TIRED=1.0, KEEP_TIRED=0.0)
    then, now = (s["by_budget"].loc[900, "filters alone"] for s in (lesson[1], space))
    assert now > then + 2
    assert patient["A-link"].figure < lesson[0]["A-link"].figure


def test_the_frame_predicts_nothing_when_the_later_goods_are_shuffled(lesson, monkeypatch):
    change_tables(monkeypatch, order_lines=shuffled("category"))
    before = lesson[1]["told"].loc["bought in 18 months", "right about those (%)"]
    now = run_lesson_until_told()
    assert before > 70
    assert now < 35


def run_lesson_until_told():
    """Only the cells up to the ruler: with shuffled goods there are no kinds to go on with."""
    from unittest import mock

    class Enough(Exception):
        pass

    with mock.patch("numpy.random.default_rng", side_effect=Enough), pytest.raises(Enough) as stop:
        run_lesson(NAME)
    frame = stop.tb
    while frame.tb_next and "told" not in frame.tb_frame.f_globals:
        frame = frame.tb_next
    return frame.tb_frame.f_globals["told"].loc["bought in 18 months", "right about those (%)"]


def test_lists_show_no_group_under_five(lesson):
    space = lesson[1]
    for name in ("organic_list", "call_list", "help_list", "family_list"):
        counted = space["count"](space[name]).to_numpy().ravel()
        assert all(value == "under 5" or int(value) >= 5 for value in counted)
    for name in ("organic_list", "family_list"):
        assert (space[name]["may_write"] == "yes").all()
