"""What exercise 15 starts from."""

from functools import cache

import numpy as np
import pandas as pd
from scipy import stats

from helpers import data, market

LIST_SEK, NEEDS_SEK = 500, 5_000  # what an update costs: our assumption, one hour and ten
INTERVALS = (1, 2, 3, 4, 6, 12)  # months between two updates
TARGET_SEK = 12_000  # of task 7, left of a year


def segments(at: str | pd.Timestamp) -> pd.Series:
    """Return the need on which each customer spent most in the year before a day: the lesson's segments.

    Parameters
    ----------
    at : str or Timestamp
        The day, such as "2026-01-01".

    Returns
    -------
    Series
        `segment`, the name of a need, by `customer_id`; who bought nothing for a need is not on the list.
    """
    return _segments(pd.Timestamp(at)).copy()


@cache
def _segments(at: pd.Timestamp) -> pd.Series:
    lines = _lines()
    year = lines[lines["ordered_at"].between(at - pd.DateOffset(years=1), at, inclusive="left")]
    money = year.groupby(["customer_id", "need"])["amount_sek"].sum().unstack(fill_value=0)
    return money.idxmax(axis=1).rename("segment")


@cache
def _lines() -> pd.DataFrame:
    lines = data.load("order_lines").merge(data.load("orders")[["order_id", "customer_id", "ordered_at"]])
    return lines.assign(need=lines["category"].map(market.NEED_OF)).dropna(subset="need")


def profit_by_age() -> pd.Series:
    """Return what one letter adds, by the age of its segments.

    Returns
    -------
    Series
        `profit_sek`, SEK after postage and texts, by `months_old`, 0 to 11.
    """
    texts = len(market.NEEDS) * market.MESSAGE_COST_SEK
    by_age = {age: _letter(age, age)[0] - texts for age in range(12)}
    return pd.Series(by_age, name="profit_sek").rename_axis("months_old")


def year_of_letters(list_months: int, needs_months: int, holdout: float) -> tuple[float, float]:
    """Return what twelve letters leave, and how well one letter's test sees its effect.

    Parameters
    ----------
    list_months, needs_months : int
        Months between two updates of the list, and of the needs.
    holdout : float
        The control group, as a share of the list.

    Returns
    -------
    left : float
        SEK, after postage, texts and updates.
    power : float
        The share of tests of conversion that see the letter's effect.
    """
    letters = [_letter(month % list_months, month % needs_months) for month in range(12)]
    texts = 12 * len(market.NEEDS) * market.MESSAGE_COST_SEK
    upkeep = 12 / list_months * LIST_SEK + 12 / needs_months * NEEDS_SEK
    left = (1 - holdout) * sum(letter[0] for letter in letters) - texts - upkeep
    size, control, contacted = np.mean([letter[1:] for letter in letters], axis=0)
    return left, _power(size * holdout, size * (1 - holdout), control, contacted)


@cache
def _letter(list_age: int, needs_age: int) -> tuple[float, int, float, float]:
    """Return what a letter adds (SEK, before texts), who agreed, and what shares buy without and with it."""
    on_list = _aged(list_age)
    offer = _aged(needs_age).reindex(on_list.index).fillna(on_list)
    plan = pd.DataFrame({"customer_id": offer.index, "offer": offer.to_numpy(), "channel": "post"})
    chances = market.expected(plan.assign(recent_messages=1)).query("consent == 1")
    without, with_letter = chances["chance_without"], chances["chance_with"]
    gain = (with_letter - without) * market.MARGIN * chances["basket_sek"] - market.CONTACT_COST_SEK["post"]
    return float(gain.sum()), len(chances), float(without.mean()), float(with_letter.mean())


def _aged(months: int) -> pd.Series:
    return _segments(data.TODAY - pd.DateOffset(months=months))


def _power(n_control: float, n_contacted: float, control: float, contacted: float) -> float:
    """Return the share of two-sided 5% tests that see the difference between two shares."""
    if n_control < 2 or n_contacted < 2:
        return 0.0
    mean = (n_control * control + n_contacted * contacted) / (n_control + n_contacted)
    none = np.sqrt(mean * (1 - mean) * (1 / n_control + 1 / n_contacted))
    real = np.sqrt(control * (1 - control) / n_control + contacted * (1 - contacted) / n_contacted)
    return float(stats.norm.cdf((abs(contacted - control) - stats.norm.ppf(0.975) * none) / real))
