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
    assert [low, high] == pytest.approx([10 * known.low, 10 * known.high], rel=2e-3)


@pytest.mark.parametrize("share, lift", [(0.05, 0), (0.3, 0.1)])
def test_the_interval_of_two_rates_holds_the_truth_in_95_of_100_small_tests(share, lift):
    rng, held = np.random.default_rng(2), 0
    for _ in range(1000):
        some, others = (pd.Series(rng.random(60) < p).astype(int) for p in (share + lift, share))
        *_, low, high = experiment.rate_difference(some, others)
        held += low <= lift <= high
    assert 930 <= held <= 990


def test_the_smallest_difference_shrinks_with_customers_and_grows_with_certainty():
    few, many = (experiment.smallest_difference(n, n, 0.1) for n in (500, 5000))
    assert few > many > 0
    assert experiment.smallest_difference(500, 500, 0.1, power=0.9) > few
    assert experiment.smallest_difference(500, 0, 0.1) == float("inf")
    # 2 × (1.96 + 0.8416)² × p(1 − p) / d² customers in each group: 1,413 for d = 0.0317 at p = 0.1
    assert experiment.smallest_difference(1413, 1413, 0.1) == pytest.approx(0.03162, abs=2e-4)


def test_any_power_can_be_asked_for_and_what_is_none_is_refused():
    shown = [experiment.smallest_difference(500, 500, 0.1, power=power) for power in (0.8, 0.85, 0.9)]
    assert shown == sorted(shown)
    # The quantiles of 0.975 and 0.85 in a table of the normal distribution: 1.9600 and 1.0364.
    assert shown[1] == pytest.approx((1.9600 + 1.0364) * np.sqrt(0.09 * 2 / 500), rel=1e-4)
    for power in (0, 1, 85, float("nan")):
        with pytest.raises(ValueError, match="expected a share"):
            experiment.smallest_difference(500, 500, 0.1, power=power)
