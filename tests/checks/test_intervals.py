"""What an interval allows to conclude, and nothing else."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from checks.intake import NotYet
from checks.intervals import alone, demand_verdict, per_100

LUCK = np.random.default_rng(0)
TREATED, CONTROL = (pd.Series((LUCK.random(2_000) < chance).astype(int)) for chance in (0.25, 0.2))


def test_a_difference_and_its_ends_are_per_100():
    figure, low, high = per_100(TREATED, CONTROL)
    assert figure == pytest.approx(100 * (TREATED.mean() - CONTROL.mean()))
    welch = stats.ttest_ind(TREATED, CONTROL, equal_var=False).confidence_interval()
    assert [low, high] == pytest.approx([100 * welch.low, 100 * welch.high], abs=0.05)


def test_one_group_alone():
    low, high = alone(TREATED)
    exact = stats.binomtest(int(TREATED.sum()), len(TREATED)).proportion_ci(method="wilson")
    assert [low, high] == pytest.approx([100 * exact.low, 100 * exact.high], abs=0.1)


@pytest.mark.parametrize(("low", "high", "right"), [(1, 3, "yes"), (-3, -1, "no"), (-1, 2, "cannot tell")])
@pytest.mark.parametrize("said", ["yes", "No.", " CANNOT TELL ", "we cannot tell", "One can't tell."])
def test_only_what_the_interval_allows_is_right(low, high, right, said):
    means = {"y": "yes", "N": "no"}.get(said[0], "cannot tell")
    if means == right:
        demand_verdict(said, low, high)
    else:
        with pytest.raises(NotYet) as refused:
            demand_verdict(said, low, high)
        assert right not in str(refused.value).replace(f'"{means}"', "")


@pytest.mark.parametrize("strange", [True, None, 1, "perhaps", "", ["yes"]])
def test_anything_else_gets_a_sentence(strange):
    with pytest.raises(NotYet, match="expected"):
        demand_verdict(strange, 1, 2)
