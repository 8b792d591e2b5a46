"""The consultancy's market: same luck, honest control groups, consent, cost; a sentence for bad plans."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import data, market_b2b

COMPANIES = data.load("companies")
TRUTH = data.truth("companies")
CONTACTS = data.load("contacts")
OTHER = {"own_servers": "cloud", "cloud": "both", "both": "own_servers"}


def plan(**columns):
    return pd.DataFrame({"company_id": COMPANIES["company_id"]} | columns)


def mean_lift(one):
    chances = market_b2b.expected(one).query("consent == 1")
    return (chances["chance_with"] - chances["chance_without"]).mean()


def test_same_seed_same_answer_and_another_seed_another():
    first, again, other = (market_b2b.run(plan(), seed=s) for s in (4, 4, 5))
    pd.testing.assert_frame_equal(first, again)
    assert not first["opened"].equals(other["opened"])


def test_a_company_has_the_same_luck_under_every_plan():
    """Those held out, and what they then buy, depend neither on the pitch nor on who else is planned."""
    one = market_b2b.run(plan(), seed=1).set_index("company_id")
    some = plan(pitch="cloud").sample(700, random_state=0)
    two = market_b2b.run(some, seed=1).set_index("company_id")
    one = one.loc[two.index]
    assert (one["group"] == two["group"]).all()
    control = one["group"] == "control"
    assert control.sum() > 50
    pd.testing.assert_frame_equal(
        one.loc[control, ["opened", "won", "value_sek"]], two.loc[control, ["opened", "won", "value_sek"]]
    )


def test_calls_open_deals_and_change_nothing_else():
    rows = market_b2b.effect(market_b2b.run(plan(), holdout=0.5, seed=2))
    assert 0.06 < rows.loc["opened", "low"] < rows.loc["opened", "high"] < 0.18
    assert rows.loc["won", "low"] > 0
    chances = market_b2b.expected(plan())
    in_truth = TRUTH.set_index("company_id").loc[chances["company_id"], "deal_value_sek"]
    assert (chances["deal_value_sek"].to_numpy() == in_truth.to_numpy()).all()


def test_results_of_a_deal_follow_from_one_another():
    outcomes = market_b2b.run(plan(), seed=3)
    assert (outcomes["won"] <= outcomes["opened"]).all()
    assert ((outcomes["value_sek"] > 0) == (outcomes["won"] == 1)).all()
    assert np.allclose(outcomes["margin_sek"], outcomes["value_sek"] * market_b2b.MARGIN)


def test_the_interval_covers_the_true_effect_in_about_95_of_100_repetitions():
    chances = market_b2b.expected(plan())
    opened = chances["chance_with"] - chances["chance_without"]
    won = opened * chances["chance_win"]
    covered = pd.Series(0, index=["opened", "won", "margin_sek"])
    for seed in range(100):
        outcomes = market_b2b.run(plan(), holdout=0.5, seed=seed)
        called = outcomes["group"] == "contacted"
        truth = pd.Series(
            {
                "opened": opened[called].mean(),
                "won": won[called].mean(),
                "margin_sek": (won * chances["deal_value_sek"])[called].sum() * market_b2b.MARGIN,
            }
        )
        rows = market_b2b.effect(outcomes).loc[covered.index]
        covered += (rows["low"] <= truth) & (truth <= rows["high"])
    assert covered.between(88, 99).all(), covered


def test_calls_without_effect_are_found_useful_in_about_5_of_100_repetitions(monkeypatch):
    monkeypatch.setattr(market_b2b, "LIFT", {"call": 0.0, "email": 0.0})
    rows = [market_b2b.effect(market_b2b.run(plan(), holdout=0.5, seed=s)).loc["opened"] for s in range(100)]
    assert sum(row["low"] > 0 or row["high"] < 0 for row in rows) <= 11
    assert market_b2b.expected_profit(plan()) == pytest.approx(-3000 * 2500 - market_b2b.PITCH_COST_SEK)


def test_e_mail_goes_only_where_somebody_agreed_and_calls_may_go_anywhere():
    outcomes = market_b2b.run(plan(channel="email"))
    agreed = CONTACTS.groupby("company_id")["consent_email"].max().reindex(outcomes["company_id"]) == 1
    refused = outcomes["group"] == "no consent"
    assert (refused.to_numpy() == ~agreed.to_numpy()).all()
    assert refused.sum() > 100 and outcomes.loc[refused, "cost_sek"].sum() == 0
    assert not (market_b2b.run(plan())["group"] == "no consent").any()


def test_a_pitch_for_the_own_technology_opens_more_and_a_wrong_one_less():
    own = COMPANIES["technology"]
    right, general, wrong = (
        mean_lift(plan(pitch=pitch))
        for pitch in (own.fillna("general"), "general", own.map(OTHER).fillna("general"))
    )
    assert right > 1.05 * general and wrong < 0.95 * general
    unknown = market_b2b.expected(plan(pitch="cloud"))[own.isna()]
    plain = market_b2b.expected(plan())[own.isna()]
    assert (unknown["chance_with"] == plain["chance_with"]).all()


def test_who_wants_to_buy_opens_a_deal_anyway_so_a_call_adds_less():
    chances = market_b2b.expected(plan())
    added = chances["chance_with"] - chances["chance_without"]
    intent = TRUTH["intent_2025"]
    hot, cold = intent > intent.quantile(0.9), intent < intent.quantile(0.1)
    assert chances["chance_without"][hot].mean() > 2.5 * chances["chance_without"][cold].mean()
    assert added[hot].mean() < 0.85 * added[cold].mean()


def test_the_planted_constants_move_what_they_are_named_for(monkeypatch):
    before, profit = market_b2b.expected(plan()), market_b2b.expected_profit(plan())
    assert market_b2b.expected_profit(plan(), call_cost_sek=0) == pytest.approx(profit + 3000 * 2500)
    monkeypatch.setattr(market_b2b, "MARGIN", 0.6)
    assert market_b2b.expected_profit(plan()) > profit
    monkeypatch.setattr(market_b2b, "OPENS_INTENT", 0.0)
    assert market_b2b.expected(plan())["chance_without"].nunique() == 1
    monkeypatch.setattr(market_b2b, "OPENS_ANYWAY", 0.2)
    assert (market_b2b.expected(plan())["chance_without"] == 0.2).all()
    monkeypatch.setattr(market_b2b, "LIFT", market_b2b.LIFT | {"call": 0.3})
    assert mean_lift(plan()) > 1.5 * (before["chance_with"] - before["chance_without"]).mean()


def test_profit_counts_calls_and_pitches_once():
    pitch = COMPANIES["technology"].fillna("general")
    outcomes = market_b2b.run(plan(pitch=pitch), holdout=0.3)
    rows, called = market_b2b.effect(outcomes), outcomes[outcomes["group"] == "contacted"]
    cost = 2_500 * len(called) + 4 * market_b2b.PITCH_COST_SEK
    assert rows.loc["margin_sek", "effect"] - rows.loc["profit_sek", "effect"] == pytest.approx(cost)
    assert rows.loc["roi", "effect"] == pytest.approx(rows.loc["profit_sek", "effect"] / cost)
    assert (rows["low"] <= rows["effect"]).all() and (rows["effect"] <= rows["high"]).all()


def test_expected_profit_is_the_mean_of_many_runs():
    chosen = plan().head(600)
    profits = []
    for seed in range(150):
        outcomes = market_b2b.run(chosen, holdout=0, seed=seed)
        profits.append(outcomes["margin_sek"].sum() - outcomes["cost_sek"].sum())
    chances = market_b2b.expected(chosen)
    anyway = (chances["chance_without"] * chances["chance_win"] * chances["deal_value_sek"]).sum()
    added = np.mean(profits) - anyway * market_b2b.MARGIN - market_b2b.PITCH_COST_SEK
    error = np.std(profits) / np.sqrt(150)
    assert abs(added - market_b2b.expected_profit(chosen)) < 3 * error


@pytest.mark.parametrize(
    "bad, sentence",
    [
        (plan().rename(columns={"company_id": "customer_id"}), "lacks the column 'company_id'"),
        (plan(pitch="mainframe"), "pitch holds 'mainframe'"),
        (plan(channel="fax"), "channel holds 'fax'"),
        (plan().assign(company_id=1), "company_id holds 1 "),
        (pd.concat([plan(), plan().head(3)]), "names 3 companies twice"),
    ],
)
def test_a_bad_plan_gets_one_sentence(bad, sentence):
    with pytest.raises(ValueError, match=sentence):
        market_b2b.run(bad)


def test_a_bad_holdout_and_a_missing_control_group_get_one_sentence():
    with pytest.raises(ValueError, match="holdout is 1.5"):
        market_b2b.run(plan(), holdout=1.5)
    with pytest.raises(ValueError, match="0 in the control group"):
        market_b2b.effect(market_b2b.run(plan(), holdout=0))


@settings(max_examples=25)
@given(
    pitch=st.sampled_from(market_b2b.PITCHES),
    channel=st.sampled_from(list(market_b2b.CONTACT_COST_SEK)),
    seed=st.integers(0, 10**6),
)
def test_chances_stay_chances(pitch, channel, seed):
    chances = market_b2b.expected(plan(pitch=pitch, channel=channel).sample(200, random_state=seed))
    for column in ("chance_without", "chance_with", "chance_win"):
        assert chances[column].between(0, 1).all(), column
    assert (chances["chance_with"] >= chances["chance_without"]).all()
