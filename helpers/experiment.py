"""Experiments: draw a control group by lot, and say with an interval what a campaign changed."""

import warnings
from collections.abc import Callable, Iterable, Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import brentq

ALIKE = 2  # groups of which the larger has at most so many times the customers of the smaller are alike
FEWEST = 15  # customers with anything but zero in each group: with fewer, more than 8 intervals of 100 miss
MANY = 200  # from here on the normal distribution serves as well, and quicker
REDRAWN = 999
WHO = {"customer_id": ("customer", "customers"), "company_id": ("company", "companies")}


def checked_plan(plan: pd.DataFrame, known: dict[str, Iterable], optional: dict[str, Any]) -> pd.DataFrame:
    """Return a plan, a row per customer or company, with its optional columns filled in.

    `known` says what each column may hold; its first, such as ``"customer_id"``, says who is planned.
    `optional` says what a column holds that is not there. A ValueError says when the plan lacks a column,
    holds what is not known, or names somebody twice.
    """
    missing = [column for column in known if column not in plan.columns and column not in optional]
    if missing:
        raise ValueError(
            f"The plan lacks the column {missing[0]!r}; found {', '.join(map(str, plan.columns))}. Add it."
        )
    who, *_ = known
    one, many = WHO[who]
    for column, allowed in known.items():
        if column in plan.columns and not plan[column].drop_duplicates().isin(allowed).all():
            strange = plan.loc[~plan[column].isin(allowed), column].tolist()
            wish = f"a {one} of the data" if column == who else f"one of {', '.join(filter(None, allowed))}"
            raise ValueError(
                f"The plan's {column} holds {strange[0]!r} ({len(strange)} rows); expected {wish}."
            )
    again = plan.loc[plan[who].duplicated(), who]
    if len(again):
        raise ValueError(
            f"The plan names {len(again)} {many} twice, such as {again.iloc[0]}; expected one row per {one}. "
            "Drop the extra rows or make a second plan."
        )
    plan = plan.reset_index(drop=True)
    return plan.assign(**{name: value for name, value in optional.items() if name not in plan.columns})


def draw_groups(may_contact: np.ndarray, luck: np.ndarray, holdout: float) -> np.ndarray:
    """Return the group of each customer: "contacted", "control" or "no consent".

    `luck` is drawn at random from 0 to 1. `holdout` is the share of those who may be contacted that is held
    out as control group; when it is no share below 1, a ValueError says so.
    """
    if not 0 <= holdout < 1:
        raise ValueError(f"holdout is {holdout}; expected a share from 0 to below 1, such as 0.2.")
    return np.select([~may_contact, luck < holdout], ["no consent", "control"], "contacted")


def effect(
    outcomes: pd.DataFrame,
    *,
    rates: Sequence[str] = (),
    means: Sequence[str] = (),
    totals: Sequence[str] = (),
    fixed_cost_sek: Callable[[pd.DataFrame], float],
) -> pd.DataFrame:
    """Return what a campaign changed: those contacted against the control group, with 95 % intervals.

    Parameters
    ----------
    outcomes : DataFrame, a row per customer
        `group`, as `draw_groups` gives it, `margin_sek`, `cost_sek`, and the columns named next. With fewer
        than two customers contacted or in the control group, it is a ValueError.
    rates, means, totals : sequence of str
        Columns: of 0 and 1; of numbers; of money, whose effect is added up over all contacted.
    fixed_cost_sek : callable
        Takes the rows contacted, and returns what the campaign cost besides the contacts.

    Returns
    -------
    DataFrame
        A row per measure: `contacted` and `control` (means per customer), `effect` (per customer for `rates`
        and `means`, for all contacted customers for `totals`), `low` and `high` (95 %). `profit_sek` is the
        added margin less all costs; `roi` is that profit per SEK of cost. Neither has a mean per customer.
    """
    treated, control = (outcomes[outcomes["group"] == group] for group in ("contacted", "control"))
    if len(treated) < 2 or len(control) < 2:
        raise ValueError(
            f"Found {len(treated)} contacted and {len(control)} in the control group; expected at least 2 of "
            "each. Run the plan with a larger holdout, or with more customers."
        )
    rows = {name: rate_difference(treated[name], control[name]) for name in rates}
    rows |= {name: mean_difference(treated[name], control[name]) for name in means}
    rows |= {name: mean_difference(treated[name], control[name], times=len(treated)) for name in totals}
    cost = treated["cost_sek"].sum() + fixed_cost_sek(treated)
    margin = rows["margin_sek"]
    rows["profit_sek"] = (np.nan, np.nan, *(value - cost for value in margin[2:]))
    rows["roi"] = (np.nan, np.nan, *((value - cost) / cost for value in margin[2:]))
    return pd.DataFrame(rows, index=["contacted", "control", "effect", "low", "high"]).T


def rate_difference(treated: pd.Series, control: pd.Series) -> tuple[float, ...]:
    """Return the difference between two shares, with a 95 % interval.

    Parameters
    ----------
    treated, control : Series of 0 and 1, one per customer

    Returns
    -------
    tuple of float
        Share of `treated`, share of `control`, their difference, its low end, its high end.

    References
    ----------
    Agresti and Caffo (2000): one success and one failure are added to each group.
    """
    adjusted = [(x.sum() + 1) / (len(x) + 2) for x in (treated, control)]
    spread = 1.96 * np.sqrt(sum(p * (1 - p) / (len(x) + 2) for p, x in zip(adjusted, (treated, control))))
    middle = adjusted[0] - adjusted[1]
    return treated.mean(), control.mean(), treated.mean() - control.mean(), middle - spread, middle + spread


def mean_difference(treated: pd.Series, control: pd.Series, times: float = 1) -> tuple[float, ...]:
    """Return the difference between two means, with a 95 % interval that holds for money.

    Most customers buy nothing and a few buy much. In groups of about the same size the long tails cancel,
    and Welch's interval holds. With a control group that is much smaller it announces a profit that is not
    there, in up to four campaigns of ten. There the bootstrap-t learns the shape from the data; where too
    few of a group have anything but zero, it cannot, and there is no interval.

    Parameters
    ----------
    treated, control : Series of float, one per customer
    times : float
        What the difference is multiplied by, such as the number of customers.

    Returns
    -------
    tuple of float
        Mean of `treated`, mean of `control`, `times` their difference, its low end, its high end. The ends
        are missing where the groups do not tell enough.

    Warns
    -----
    UserWarning
        The ends are missing; the warning says how many customers there are and how many it takes.

    References
    ----------
    Welch (1947), a variance for each group; Efron and Tibshirani (1993), An Introduction to the Bootstrap,
    chapter 12: the bootstrap-t.
    """
    difference, ends = treated.mean() - control.mean(), (np.nan, np.nan)
    fewest = min(np.count_nonzero(treated), np.count_nonzero(control))
    alike = max(len(treated), len(control)) <= ALIKE * min(len(treated), len(control))
    if alike and (treated.nunique() > 1 or control.nunique() > 1) or fewest >= MANY:
        ends = stats.ttest_ind(treated, control, equal_var=False).confidence_interval()
    elif fewest >= FEWEST:
        ends = _bootstrap_t(treated.to_numpy(float), control.to_numpy(float))
    else:
        warnings.warn(
            f"In one group {fewest} of the customers have anything but 0 in `{treated.name}`, so there is "
            f"no interval: it takes {FEWEST}, or groups of like size. Hold out a larger control group.",
            stacklevel=2,
        )
    return treated.mean(), control.mean(), *(times * float(x) for x in (difference, *ends))


def _bootstrap_t(treated: np.ndarray, control: np.ndarray) -> tuple[float, float]:
    """Return the ends of a 95 % interval of the difference of two means, always by the same luck."""
    luck = np.random.default_rng(0)
    means, squares = zip(*(_redrawn(group, luck) for group in (treated, control)), strict=True)
    difference = treated.mean() - control.mean()
    error = np.sqrt(sum(group.var(ddof=1) / len(group) for group in (treated, control)))
    shape = (means[0] - means[1] - difference) / np.sqrt(squares[0] + squares[1])
    low, high = np.quantile(shape, [0.025, 0.975])
    return difference - high * error, difference - low * error


def _redrawn(group: np.ndarray, luck: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw a group anew many times; return each time's mean and its squared standard error.

    All zeros are alike, so only how many of them are drawn matters.
    """
    n, given = len(group), group[group != 0]
    chances = np.append(np.full(len(given), 1 / n), 1 - len(given) / n)
    times = luck.multinomial(n, chances, size=REDRAWN)[:, :-1]
    mean = times @ given / n
    return mean, (times @ given**2 / n - mean**2) / (n - 1)


def smallest_difference(contacted: int, control: int, rate: float, *, power: float = 0.8) -> float:
    """Return the smallest rise above the control group that a test would probably show.

    Parameters
    ----------
    contacted, control : int
        Customers in the two groups.
    rate : float
        Share of the control group that does what is measured, such as buying within a month.
    power : float
        How probably the test is to show it, above 0 and below 1, at a level of 5 %, two-sided.

    Returns
    -------
    float
        Difference of the two shares; infinite if not even a rise to all of those contacted would show.

    References
    ----------
    Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, chapter 4: groups of unequal
    size, with the variance of both.
    """
    if not 0 < power < 1:
        raise ValueError(f"power={power} was given; expected a share above 0 and below 1, such as 0.8.")
    if not contacted or not control:
        return float("inf")
    certain, likely = NormalDist().inv_cdf(0.975), NormalDist().inv_cdf(power)

    def shown(rise: float) -> float:
        """Return how far a rise lies beyond what shows with this power: zero is just enough."""
        reached = rate + rise
        pooled = (contacted * reached + control * rate) / (contacted + control)
        alike = np.sqrt(pooled * (1 - pooled) * (1 / contacted + 1 / control))
        apart = np.sqrt(reached * (1 - reached) / contacted + rate * (1 - rate) / control)
        return rise - certain * alike - likely * apart

    most = 1 - rate
    return float(brentq(shown, 0, most)) if shown(most) > 0 else float("inf")
