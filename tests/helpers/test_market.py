"""The campaign simulator: same luck, honest control groups, consent, fit, cost; a sentence for bad plans."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from helpers import data, market

CUSTOMERS = data.load("customers")
TRUTH = data.truth("customers")
OTHER = {"thrift": "style", "style": "green", "green": "convenience", "convenience": "thrift"}


def plan(offer="everyone", channel="email", **more):
    return pd.DataFrame({"customer_id": CUSTOMERS["customer_id"], "offer": offer, "channel": channel} | more)


def mean_lift(one):
    chances = market.expected(one).query("consent == 1")
    return (chances["chance_with"] - chances["chance_without"]).mean()


def test_same_seed_same_answer_and_another_seed_another():
    first, again, other = (market.run(plan(), seed=s) for s in (4, 4, 5))
    pd.testing.assert_frame_equal(first, again)
    assert not first["converted"].equals(other["converted"])


def test_a_customer_has_the_same_luck_under_every_plan():
    """Those held out, and what they then buy, do not depend on the offer or on the order of the rows."""
    one = market.run(plan("green"), seed=1).set_index("customer_id")
    two = (
        market.run(plan("thrift").sample(frac=1, random_state=0), seed=1)
        .set_index("customer_id")
        .loc[one.index]
    )
    assert (one["group"] == two["group"]).all()
    control = one["group"] == "control"
    assert (one.loc[control, "revenue_sek"] == two.loc[control, "revenue_sek"]).all()


def test_a_matched_offer_beats_a_mismatched_one():
    matched, mismatched = (
        market.effect(market.run(plan(offer), seed=2)).loc["converted"]
        for offer in (TRUTH["need_now"], TRUTH["need_now"].map(OTHER))
    )
    assert matched["low"] > mismatched["high"]
    assert 0.06 < mean_lift(plan(TRUTH["need_now"])) < 0.10
    assert 0.02 < mean_lift(plan(TRUTH["need_now"].map(OTHER))) < 0.05


def test_the_interval_covers_the_true_effect_in_about_95_of_100_repetitions():
    one = plan(TRUTH["need_now"])
    chances = market.expected(one)
    lift = chances["chance_with"] - chances["chance_without"]
    gain = lift * chances["basket_sek"] * np.exp(-0.15 + 0.55**2 / 2) * market.MARGIN
    stay = chances["stay_with"] - chances["stay_without"]
    covered = pd.Series(0, index=["converted", "retained", "margin_sek"])
    for seed in range(100):
        outcomes = market.run(one, seed=seed)
        contacted = outcomes["group"] == "contacted"
        truth = pd.Series(
            {
                "converted": lift[contacted].mean(),
                "retained": stay[contacted].mean(),
                "margin_sek": gain[contacted].sum(),
            }
        )
        rows = market.effect(outcomes).loc[covered.index]
        covered += (rows["low"] <= truth) & (truth <= rows["high"])
    assert covered.between(89, 99).all(), covered


def test_a_useless_offer_is_found_useful_in_about_5_of_100_repetitions(monkeypatch):
    monkeypatch.setattr(market, "LIFT_ANY", 0.0)
    monkeypatch.setattr(market, "LIFT_FIT", 0.0)
    rows = [market.effect(market.run(plan(), seed=seed)).loc["converted"] for seed in range(100)]
    assert sum(row["low"] > 0 or row["high"] < 0 for row in rows) <= 11


@pytest.mark.parametrize("channel", market.CONTACT_COST_SEK)
def test_nobody_without_consent_is_contacted(channel):
    outcomes = market.run(plan(channel=channel))
    agreed = (
        CUSTOMERS.set_index("customer_id")[f"consent_{channel}"].loc[outcomes["customer_id"]].to_numpy() == 1
    )
    assert ((outcomes["group"] == "no consent") == ~agreed).all()
    refused = outcomes[~agreed]
    assert len(refused) and refused["cost_sek"].sum() == 0 and refused["unsubscribed"].sum() == 0


def profit_by_number_of_segments(counts):
    """Expected profit of an e-mail with one offer per segment, by segments of last year's purchases."""
    lines = data.load("order_lines").merge(data.load("orders")[["order_id", "customer_id", "ordered_at"]])
    lines = lines[lines["ordered_at"] >= data.TODAY - pd.DateOffset(months=12)]
    spend = lines.pivot_table(
        index="customer_id", columns="category", values="amount_sek", aggfunc="sum", fill_value=0
    )
    shares = spend.div(spend.sum(axis=1), axis=0)
    profits = {}
    for k in counts:
        label = pd.Series(KMeans(k, n_init=5, random_state=0).fit_predict(shares), index=shares.index).map(
            "segment {}".format
        )
        own = pd.DataFrame({"customer_id": shares.index, "offer": label.to_numpy(), "channel": "email"})
        chances = market.expected(own, more_offers=shares.groupby(label).mean()).query("consent == 1")
        gain = (chances["chance_with"] - chances["chance_without"]) * chances["basket_sek"] * market.MARGIN
        profits[k] = (
            gain.sum() - market.CONTACT_COST_SEK["email"] * len(chances) - market.MESSAGE_COST_SEK * k
        )
    return pd.Series(profits)


def test_profit_by_number_of_segments_has_an_inner_maximum():
    profits = profit_by_number_of_segments([1, 2, 4, 8, 16])
    assert profits.idxmax() in (2, 4)
    assert profits[1] < profits.max() > profits[16]


def test_the_inner_maximum_comes_from_the_cost_of_messages(monkeypatch):
    monkeypatch.setattr(market, "MESSAGE_COST_SEK", 50_000)
    assert profit_by_number_of_segments([1, 2, 4]).idxmax() == 1


@pytest.mark.parametrize(
    "better, worse",
    [
        (
            plan(daypart=TRUTH["daypart"]),
            plan(
                daypart=TRUTH["daypart"].map({"morning": "evening", "midday": "morning", "evening": "midday"})
            ),
        ),
        (plan(discount=0.2), plan(discount=0.0)),
        (plan(recent_messages=0), plan(recent_messages=3)),
        (plan(event="cart", hours_since_event=0.1), plan(event="cart", hours_since_event=24.0)),
        (
            plan(event="cart", hours_since_event=72.0),
            plan(event="holiday", sent_on=pd.Timestamp("2025-05-05")),
        ),
    ],
    ids=["own time of day", "discount", "few messages", "quick reply", "a moment that is there"],
)
def test_timing_price_and_fatigue_move_the_lift(better, worse):
    assert mean_lift(better) > 1.02 * mean_lift(worse)


def test_a_cold_snap_counts_only_where_it_is_cold():
    calendar = data.load("calendar").query("date < @data.TODAY")
    by_day = calendar.pivot(index="date", columns="region", values="cold_snap")
    day = by_day.index[(by_day.sum(axis=1) > 0) & (by_day.sum(axis=1) < 5)][0]
    cold = CUSTOMERS["region"].map(by_day.loc[day]) == 1
    with_event, plain = (market.expected(plan("outdoor", sent_on=day, event=e)) for e in ("cold_snap", ""))
    factor = (with_event["chance_with"] - with_event["chance_without"]) / (
        plain["chance_with"] - plain["chance_without"]
    )
    assert np.allclose(factor[cold & plain["chance_with"].lt(0.5)], 1 + market.EVENT_GAIN["cold_snap"])
    assert np.allclose(factor[~cold], market.EVENT_ABSENT)


def test_a_right_stage_message_and_recognition_keep_customers():
    people = market.expected(plan())
    stage = pd.Series(
        np.select(
            [TRUTH["left_on"].notna(), CUSTOMERS["member_since"] > data.TODAY - pd.Timedelta(days=90)],
            ["win_back", "welcome"],
            "thanks",
        )
    )
    wrong = stage.map({"win_back": "thanks", "welcome": "win_back", "thanks": "welcome"})
    right_stays, wrong_stays, exclusive_stays = (
        market.expected(plan(**k))["stay_with"].mean()
        for k in ({"stage_message": stage}, {"stage_message": wrong}, {"exclusive": 1})
    )
    assert right_stays > people["stay_with"].mean() > wrong_stays
    assert exclusive_stays > people["stay_with"].mean()


def test_the_discount_is_given_to_those_who_would_have_bought_anyway_too(monkeypatch):
    monkeypatch.setattr(market, "LIFT_ANY", 0.0)
    monkeypatch.setattr(market, "LIFT_FIT", 0.0)
    rows = market.effect(market.run(plan(discount=0.3), holdout=0.5))
    assert rows.loc["converted", "low"] < 0 < rows.loc["converted", "high"]
    assert rows.loc["profit_sek", "high"] < 0


def test_profit_counts_contact_and_message_costs_once():
    outcomes = market.run(plan(TRUTH["need_now"], channel="post"), holdout=0.3)
    rows, treated = market.effect(outcomes), outcomes[outcomes["group"] == "contacted"]
    cost = 9.0 * len(treated) + 4 * market.MESSAGE_COST_SEK
    assert rows.loc["margin_sek", "effect"] - rows.loc["profit_sek", "effect"] == pytest.approx(cost)
    assert rows.loc["roi", "effect"] == pytest.approx(rows.loc["profit_sek", "effect"] / cost)
    assert (rows["low"] <= rows["effect"]).all() and (rows["effect"] <= rows["high"]).all()


def test_own_offers_take_part():
    own = pd.DataFrame([[1 / 12] * 12], index=["a bit of all"], columns=market.CATEGORIES)
    fit = market.expected(plan("a bit of all"), more_offers=own)["fit"]
    assert fit.between(0, 1).all() and fit.nunique() > 1_000


@pytest.mark.parametrize(
    "bad, sentence",
    [
        (plan().drop(columns="offer"), "lacks the column 'offer'"),
        (plan("garden"), "offer holds 'garden'"),
        (plan(channel="fax"), "channel holds 'fax'"),
        (plan().assign(customer_id=1), "customer_id holds 1 "),
        (pd.concat([plan(), plan().head(3)]), "names 3 customers twice"),
        (plan(discount=20), "discount holds 20"),
        (plan(daypart="night"), "daypart holds 'night'"),
        (plan(event="rain"), "event holds 'rain'"),
        (plan(stage_message="hello"), "stage_message holds 'hello'"),
        (plan(sent_on="2026-01-05"), "sent_on holds text"),
    ],
)
def test_a_bad_plan_gets_one_sentence(bad, sentence):
    with pytest.raises(ValueError, match=sentence):
        market.run(bad)


def test_a_bad_holdout_and_a_missing_control_group_get_one_sentence():
    with pytest.raises(ValueError, match="holdout is 1.5"):
        market.run(plan(), holdout=1.5)
    with pytest.raises(ValueError, match="0 in the control group"):
        market.effect(market.run(plan(), holdout=0))


@settings(max_examples=25)
@given(
    offer=st.sampled_from(list(market.offers().index)),
    channel=st.sampled_from(list(market.CONTACT_COST_SEK)),
    discount=st.floats(0, 0.9),
    recent=st.integers(0, 30),
    seed=st.integers(0, 10**6),
    hours=st.floats(0, 10_000),
)
def test_chances_stay_chances(offer, channel, discount, recent, seed, hours):
    one = plan(
        offer, channel, discount=discount, recent_messages=recent, event="cart", hours_since_event=hours
    ).sample(200, random_state=seed)
    chances = market.expected(one)
    for column in ("chance_without", "chance_with", "stay_without", "stay_with", "chance_unsubscribe"):
        assert chances[column].between(0, 1).all(), column
    assert (chances["chance_with"] >= chances["chance_without"]).all()
    outcomes = market.run(one, seed=seed)
    assert (outcomes["revenue_sek"] >= 0).all() and outcomes["satisfaction"].between(1, 5).all()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("reward_sek", -100),
        ("reward_sek", "100 SEK"),
        ("reward_sek", float("nan")),
        ("recent_messages", -2),
        ("hours_since_event", -12.0),
        ("exclusive", 2),
        ("discount", 1.5),
        ("discount", -0.1),
    ],
)
def test_impossible_numbers_are_refused_in_one_sentence(column, value):
    plan = market.plan(data.load("customers")["customer_id"].head(50)).assign(**{column: value})
    with pytest.raises(ValueError, match=f"{column} holds .*; expected|{column}"):
        market.expected(plan)
