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
    assert flat["T2-lifecycle-pro1"].figure < stated["T2-lifecycle-pro1"].figure - 1
    assert flat["T2-lifecycle-pro1"].here == "no" != stated["T2-lifecycle-pro1"].here
    assert abs(flat["T1-lifecycle-con"].figure) < 1e-6 < -stated["T1-lifecycle-con"].figure


def test_stages_are_the_best_when_nothing_else_keeps_anybody(stated, monkeypatch):
    """Without the two rivals' own effects no scheme, however wide, and no fitting letter keeps more."""
    monkeypatch.setattr(market, "KEEP_EXCLUSIVE", 0.0)
    monkeypatch.setattr(market, "KEEP_FIT", 0.0)
    alone = run_lesson(NAME)[0]["T2-lifecycle-pro1"]
    assert alone.here == "yes" != stated["T2-lifecycle-pro1"].here
    assert alone.edge is None and min(value for _, value in alone.curve) > 0


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
    now = run_lesson(NAME)[0]["T2-lifecycle-con1"]
    before = stated["T2-lifecycle-con1"]
    assert now.edge > before.edge
    assert dict(now.curve)[3] > 10 > dict(before.curve)[3]


def test_one_system_is_enough_when_all_orders_come_through_the_web_shop(stated, monkeypatch):
    change_tables(
        monkeypatch,
        orders=lambda orders: orders.assign(channel="web"),
        sessions=lambda sessions: sessions.iloc[:2000],
    )
    now = run_lesson(NAME)[0]
    assert now["T2-lifecycle-con1"].here != "yes" == stated["T2-lifecycle-con1"].here
    assert now["T1-lifecycle-con"].figure > 0 > stated["T1-lifecycle-con"].figure


def test_finer_stages_are_harder_when_leavers_left_on_other_days(stated, monkeypatch):
    def other_days(truth):
        left = truth["left_on"].notna()
        days = truth.loc[left, "left_on"].sample(frac=1, random_state=0).to_numpy()
        return truth.assign(left_on=truth["left_on"].mask(left, pd.Series(days, truth.index[left])))

    change_tables(monkeypatch, "truth", customers=other_days)
    now = run_lesson(NAME)[0]
    before, after = (claims["T2-lifecycle-con2"] for claims in (stated, now))
    assert after.here == "yes" != before.here
    assert dict(after.curve)[7] > dict(before.curve)[7] + 3


def test_worse_stages_show_in_the_customers_kept(stated, monkeypatch):
    def more_left(truth):
        new = truth["left_on"].isna() & (truth["customer_id"] % 3 == 0)
        return truth.assign(left_on=truth["left_on"].mask(new, pd.Timestamp("2025-12-30")))

    change_tables(monkeypatch, "truth", customers=more_left)
    names = run_lesson(NAME)[1]
    assert names["right"](names["ours"]) < 0.75


def test_routing_fails_when_newcomers_ask_what_all_ask(stated, monkeypatch):
    change_tables(monkeypatch, tickets=shuffled("topic"))
    now = run_lesson(NAME)[0]["T2-lifecycle-pro2"]
    assert now.figure < stated["T2-lifecycle-pro2"].figure
    assert now.here != "yes" and now.edge is None


def test_routing_pays_when_only_newcomers_ask_how_to_start(stated, monkeypatch):
    joined = data.load("customers").set_index("customer_id")["member_since"]

    def by_age(tickets):
        days = (tickets["opened_at"] - tickets["customer_id"].map(joined)).dt.days
        return tickets.assign(topic=np.where(days < 60, "how_to_start", "delivery"))

    change_tables(monkeypatch, tickets=by_age)
    now = run_lesson(NAME)[0]["T2-lifecycle-pro2"]
    assert now.here == "yes" != stated["T2-lifecycle-pro2"].here


def test_the_money_is_the_markets(lesson):
    """What the evidence adds up by hand for one letter equals the market's own sum."""
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


def test_lesson_and_evidence_have_the_same_rhythms(built, lesson):
    """Three systems, by the lesson's open steps, by its live picture and by the evidence."""
    _, names = lesson
    open_steps = built.names["in_rhythms"]
    folded = built.names["tables"][2]["rhythms"]
    assert names["usual_of"][2] == built.names["usual_gap"]
    pd.testing.assert_series_equal(open_steps, folded, check_names=False)
    pd.testing.assert_series_equal(open_steps, names["table_of"][2]["rhythms"], check_names=False)


def test_the_surprises_of_the_lesson_are_there(built):
    true = built.names["found"]["true"]
    assert true["web list, 180 days"] < true["plain letter"] < true["web list; never seen: plain"]
    assert true["joined, six rhythms"] > true["joined, three rhythms"] > true["thanks to everybody"]
    assert built.names["usual_gap"] > 1.3 * built.names["wait"].query("came")["days"].median()


def test_no_cell_of_the_grid_stands_for_fewer_than_five(built):
    buyers, retention = built.names["buyers"], built.names["retention"]
    assert not retention.where(buyers < 5).notna().any(axis=None)
    assert (retention[0] == 1).all()
