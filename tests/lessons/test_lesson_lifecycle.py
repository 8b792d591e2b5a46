"""Lesson 10: a claim's figure moves when what is planted behind it is changed."""

import numpy as np
import pandas as pd
import pytest

from helpers import data, market
from tests.lesson_runner import change_tables, run_lesson, shuffled
from tests.lessons.every_lesson import *

NAME = "10_lifecycle"


def test_all_six_claims_are_stated(stated):
    assert set(stated) == {
        "T1-lifecycle-pro",
        "T1-lifecycle-con",
        *(f"T2-lifecycle-{kind}{i}" for kind in ("pro", "con") for i in (1, 2)),
    }


def test_stages_keep_nobody_when_the_right_message_is_worth_nothing(stated, monkeypatch):
    monkeypatch.setattr(market, "KEEP_STAGE", 1e-12)
    flat = run_lesson(NAME)[0]
    assert abs(flat["T1-lifecycle-pro"].figure) < 1e-6 < stated["T1-lifecycle-pro"].figure
    assert flat["T2-lifecycle-pro1"].figure < 0 < stated["T2-lifecycle-pro1"].figure
    assert abs(flat["T1-lifecycle-con"].figure) < 1e-6 < -stated["T1-lifecycle-con"].figure


def test_loyalty_is_no_rival_when_exclusive_offers_keep_nobody(stated, monkeypatch):
    """Then no scheme, however wide, keeps more than stages do: the turning point is gone."""
    monkeypatch.setattr(market, "KEEP_EXCLUSIVE", 0.0)
    alone = run_lesson(NAME)[0]
    assert alone["T2-lifecycle-pro1"].turning_point is None
    assert stated["T2-lifecycle-pro1"].turning_point is not None


def test_more_joins_are_needed_when_only_subscriptions_know_who_stays(stated, monkeypatch):
    stayed = data.truth("customers").query("left_on.isna()")["customer_id"].to_numpy()

    def everybody_who_stays_subscribes(subscriptions):
        day = pd.Timestamp("2025-01-15")
        return pd.DataFrame(
            {
                "subscription_id": 300_001 + np.arange(len(stayed)),
                "customer_id": stayed,
                "plan": "basic",
                "started_on": day,
                "renews_on": day + pd.DateOffset(years=1),
                "cancelled_on": subscriptions["cancelled_on"].iloc[:0].reindex(range(len(stayed))),
            }
        )

    change_tables(monkeypatch, subscriptions=everybody_who_stays_subscribes)
    now = run_lesson(NAME)[0]
    assert now["T2-lifecycle-con1"].figure > 2 > stated["T2-lifecycle-con1"].figure


def test_finer_stages_are_harder_when_leavers_left_on_other_days(stated, monkeypatch):
    def other_days(truth):
        left = truth["left_on"].notna()
        days = truth.loc[left, "left_on"].sample(frac=1, random_state=0).to_numpy()
        return truth.assign(left_on=truth["left_on"].mask(left, pd.Series(days, truth.index[left])))

    change_tables(monkeypatch, "truth", customers=other_days)
    now = run_lesson(NAME)[0]
    before, after = (s["T2-lifecycle-con2"].turning_point for s in (stated, now))
    assert after < before


def test_worse_stages_show_in_the_least_reliable_one(stated, monkeypatch):
    def more_left(truth):
        new = truth["left_on"].isna() & (truth["customer_id"] % 3 == 0)
        return truth.assign(left_on=truth["left_on"].mask(new, pd.Timestamp("2025-12-30")))

    change_tables(monkeypatch, "truth", customers=more_left)
    now = run_lesson(NAME)[0]
    assert now["T2-lifecycle-con2"].figure > stated["T2-lifecycle-con2"].figure + 10


def test_routing_fails_when_newcomers_ask_what_all_ask(stated, monkeypatch):
    change_tables(monkeypatch, tickets=shuffled("topic"))
    now = run_lesson(NAME)[0]
    assert now["T2-lifecycle-pro2"].figure < stated["T2-lifecycle-pro2"].figure
    assert now["T2-lifecycle-pro2"].turning_point is None


def test_fixed_days_harm_less_when_all_orders_come_through_the_web_shop(stated, monkeypatch):
    change_tables(monkeypatch, orders=lambda orders: orders.assign(channel="web"))
    now = run_lesson(NAME)[0]
    assert now["T1-lifecycle-con"].figure > 0 > stated["T1-lifecycle-con"].figure


def test_the_lessons_money_is_the_markets(lesson):
    """What the lesson adds up by hand for one letter equals the market's own sum."""
    namespace = lesson[1]
    plan = namespace["letters"](namespace["everybody_gets"]("active"))
    gain = namespace["value_sek"]("active") - (
        namespace["answers"]["plain"]["chance_without"]
        * market.MARGIN
        * namespace["answers"]["plain"]["basket_sek"]
        + namespace["answers"]["plain"]["stay_without"] * namespace["answers"]["plain"]["year_margin_sek"]
    )
    sent = namespace["may_write"]
    cost = sent.sum() * market.CONTACT_COST_SEK["email"] + market.MESSAGE_COST_SEK
    assert gain[sent].sum() - cost == pytest.approx(
        sum(namespace["worth_sek"](namespace["everybody_gets"]("active")))
    )
    assert len(plan) == len(sent)
