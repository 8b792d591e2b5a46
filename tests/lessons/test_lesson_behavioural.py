"""Lesson 05: a claim's figure moves when what is planted behind it is changed."""

import pandas as pd

from helpers import data, market
from tests.lesson_runner import change_tables, run_lesson
from tests.lessons.every_lesson import *

NAME = "05_behavioural"


def test_rfm_explains_nothing_when_later_orders_belong_to_other_customers(stated, monkeypatch):
    def shuffled(orders):
        later = orders["ordered_at"] >= data.CUTOFF
        ids = orders.loc[later, "customer_id"].sample(frac=1, random_state=0).to_numpy()
        known = (
            orders.loc[~later, "customer_id"].drop_duplicates().sample(len(ids), replace=True, random_state=1)
        )
        return orders.assign(
            customer_id=orders["customer_id"]
            .where(~later, pd.Series(known.to_numpy(), orders.index[later]))
            .astype(int)
        )

    change_tables(monkeypatch, orders=shuffled)
    now = run_lesson(NAME)[0]["T2-behavioural-pro1"]
    assert now.figure < 0.05 < stated["T2-behavioural-pro1"].figure
    assert now.here != "yes" == stated["T2-behavioural-pro1"].here


def test_a_shop_that_loses_whole_customers_loses_more_than_one_that_loses_purchases(lesson):
    _, names = lesson
    assert names["lost_by_customer"][50] > 2 * names["lost_by_purchase"][50] > 0


def test_aiming_and_matching_pay_because_fit_counts(stated, monkeypatch):
    monkeypatch.setattr(market, "LIFT_FIT", 0.0)
    monkeypatch.setattr(market, "LIFT_ANY", 0.25)
    flat = run_lesson(NAME)[0]
    for claim in ("T1-behavioural-pro", "T2-behavioural-pro2"):
        assert flat[claim].figure < stated[claim].figure
        assert flat[claim].here != "yes" == stated[claim].here
    assert flat["T2-behavioural-con2"].here != "yes" == stated["T2-behavioural-con2"].here
    assert abs(flat["T2-behavioural-con2"].figure) < 0.01 < -stated["T2-behavioural-con2"].figure


def test_old_lists_lose_less_when_those_who_left_still_answer(stated, monkeypatch):
    monkeypatch.setattr(market, "LEFT", 1.0)
    loyal = run_lesson(NAME)[0]
    assert loyal["T2-behavioural-con1"].figure < stated["T2-behavioural-con1"].figure


def test_the_time_of_day_is_as_strong_as_choice_because_a_wrong_hour_costs(stated, monkeypatch):
    monkeypatch.setattr(market, "OFF_DAYPART", 1.0)
    assert run_lesson(NAME)[0]["C-timeofday"].figure < stated["C-timeofday"].figure
