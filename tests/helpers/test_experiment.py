"""Control groups, intervals, and what a test can see."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers import experiment


def test_the_lot_holds_out_a_share_of_those_who_may_be_contacted():
    rng = np.random.default_rng(0)
    agreed, luck = rng.random(20_000) < 0.7, rng.random(20_000)
    group = experiment.draw_groups(agreed, luck, 0.25)
    assert set(group[~agreed]) == {"no consent"}
    assert abs((group[agreed] == "control").mean() - 0.25) < 0.02
    assert set(group[agreed]) == {"contacted", "control"}
    assert "control" not in experiment.draw_groups(agreed, luck, 0)


def test_the_interval_of_two_means_is_welchs():
    rng = np.random.default_rng(1)
    some, others = pd.Series(rng.normal(3, 1, 4000)), pd.Series(rng.normal(2, 5, 2500))
    *means, difference, low, high = experiment.mean_difference(some, others, times=10)
    known = stats.ttest_ind(some, others, equal_var=False).confidence_interval()
    assert means == [some.mean(), others.mean()]
    assert difference == pytest.approx(10 * (some.mean() - others.mean()))
    assert [low, high] == pytest.approx([10 * known.low, 10 * known.high])


@pytest.mark.parametrize("share, lift", [(0.05, 0), (0.3, 0.1)])
def test_the_interval_of_two_rates_holds_the_truth_in_95_of_100_small_tests(share, lift):
    rng, held = np.random.default_rng(2), 0
    for _ in range(1000):
        some, others = (pd.Series(rng.random(60) < p).astype(int) for p in (share + lift, share))
        *_, low, high = experiment.rate_difference(some, others)
        held += low <= lift <= high
    assert 930 <= held <= 990


def money(rng, n, share, spread):
    """What n customers spend: most nothing, some an amount with a long tail."""
    return pd.Series(
        np.where(rng.random(n) < share, np.exp(rng.normal(5, spread, n)), 0.0), name="margin_sek"
    )


@pytest.mark.parametrize("fewest", [0, 1, 14])
def test_too_few_buyers_have_no_interval_and_a_sentence(fewest):
    spent = pd.Series([80.0] * fewest + [0.0] * (100 - fewest))
    others = pd.Series([70.0] * 30 + [0.0] * 270, name="margin_sek")
    with pytest.warns(
        UserWarning, match=rf"In one group {fewest} of the customers .* `margin_sek`.* takes 15"
    ):
        *_, difference, low, high = experiment.mean_difference(others, spent)
    assert difference == pytest.approx(others.mean() - spent.mean()) and np.isnan([low, high]).all()


def test_two_groups_in_which_nobody_bought_have_no_interval():
    nothing = pd.Series([0.0] * 100, name="margin_sek")
    with pytest.warns(UserWarning, match="In one group 0 of the customers"):
        *_, low, high = experiment.mean_difference(nothing, nothing)
    assert np.isnan([low, high]).all()


def test_the_same_groups_have_the_same_interval():
    rng = np.random.default_rng(5)
    groups = money(rng, 800, 0.1, 0.5), money(rng, 300, 0.1, 0.5)
    assert experiment.mean_difference(*groups) == experiment.mean_difference(*groups)


@pytest.mark.long
@pytest.mark.filterwarnings("ignore:In one group")
@pytest.mark.parametrize(
    ("contacted", "control", "shares", "spread"),
    [
        (1000, 1000, (0.10, 0.05), 0.5),
        (2000, 500, (0.10, 0.05), 0.9),
        (1000, 50, (0.10, 0.10), 0.5),
        (20_000, 2000, (0.01, 0.01), 1.0),
        (2000, 100, (0.05, 0.05), 1.2),
        (1000, 50, (0.02, 0.02), 0.9),
        (100, 100, (0.02, 0.02), 0.5),
        (788, 80, (0.15, 0.12), 0.8),
        (300, 300, (0.06, 0.03), 1.0),
        (400, 200, (0.04, 0.03), 1.0),
    ],
)
def test_an_interval_of_money_seldom_announces_what_is_not_there(contacted, control, shares, spread):
    """At most 8 of 100 campaigns get an interval that misses the truth; Welch's alone misses up to 41."""
    rng, missed = np.random.default_rng(6), 0
    truth = (shares[0] - shares[1]) * np.exp(5 + spread**2 / 2)
    for _ in range(1000):
        groups = money(rng, contacted, shares[0], spread), money(rng, control, shares[1], spread)
        *_, low, high = experiment.mean_difference(*groups)
        missed += not np.isnan(low) and not low <= truth <= high
    assert missed <= 80


def test_profit_and_roi_have_no_mean_per_customer():
    rng = np.random.default_rng(3)
    outcomes = pd.DataFrame(
        {"group": ["contacted"] * 80 + ["control"] * 40, "margin_sek": rng.random(120), "cost_sek": 1.0}
    )
    found = experiment.effect(outcomes, totals=["margin_sek"], fixed_cost_sek=lambda rows: 20)
    assert found.loc[["profit_sek", "roi"], ["contacted", "control"]].isna().all(axis=None)
    assert found.loc["profit_sek", "effect"] == pytest.approx(found.loc["margin_sek", "effect"] - 100)


def test_the_smallest_difference_shrinks_with_customers_and_grows_with_certainty():
    few, many = (experiment.smallest_difference(n, n, 0.1) for n in (500, 5000))
    assert few > many > 0
    assert experiment.smallest_difference(500, 500, 0.1, power=0.9) > few
    assert experiment.smallest_difference(500, 0, 0.1) == float("inf")
    assert experiment.smallest_difference(10, 10, 0.9) == float("inf")  # more than all cannot buy
    for power in (0, 1, 85, float("nan")):
        with pytest.raises(ValueError, match="expected a share"):
            experiment.smallest_difference(500, 500, 0.1, power=power)


@pytest.mark.parametrize("power", [0.8, 0.9])
@pytest.mark.parametrize(
    ("contacted", "control", "rate"),
    [
        (800, 200, 0.05),
        (300, 30, 0.10),
        (1000, 100, 0.02),
        (2000, 20, 0.02),
        (1400, 1400, 0.1),
        (2800, 460, 0.3),
    ],
)
def test_a_rise_of_the_smallest_difference_shows_as_often_as_is_said(contacted, control, rate, power):
    rise = experiment.smallest_difference(contacted, control, rate, power=power)
    rng = np.random.default_rng(4)
    some, others = rng.binomial(contacted, rate + rise, 20_000), rng.binomial(control, rate, 20_000)
    pooled = (some + others) / (contacted + control)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / contacted + 1 / control))
    shown = (some / contacted - others / control > 1.96 * spread).mean()
    assert shown == pytest.approx(power, abs=0.04)
