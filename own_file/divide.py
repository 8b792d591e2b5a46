"""Divide buyers by rules that can be read aloud, and ask whether k-means finds groups that come back."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers import segment

# Numbers of days that people use, so that a rule sounds like one.
ROUND_DAYS = [1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 545, 730, 1095, 1460, 1825, 3650]
LEAST_GAPS = 20  # from one order to the next: fewer do not tell a rhythm
DEAR = 1.5  # a tenth of the baskets is large only if it begins at so many times the middle one
BAR = 0.85  # of the adjusted Rand index, as in lesson 14
LEAST_CUSTOMERS, MOST_SAMPLED = 50, 3_000
K_VALUES, PAIRS, STARTS = range(2, 8), 10, 4
SMALLEST = 5

REGULAR, QUIET_REGULAR, BIG = "regulars", "quiet regulars", "big baskets"
NEW, OCCASIONAL, QUIET = "new", "occasional", "quiet"
NAMES = [REGULAR, QUIET_REGULAR, BIG, NEW, OCCASIONAL, QUIET]


@dataclass(frozen=True)
class Rules:
    """Where the segments of a file begin, taken from its own figures.

    Attributes
    ----------
    quiet_days : int
        Whoever has not ordered for longer is quiet.
    regular_orders : int or None
        So many orders make a regular; None where everybody ordered once.
    big_basket : float or None
        So much money per order makes a big basket; None where the baskets are alike.
    from_gaps : bool
        Whether the file's customers come back often enough to take `quiet_days` from their rhythm.
    """

    quiet_days: int
    regular_orders: int | None
    big_basket: float | None
    from_gaps: bool

    def divide(self, rfm: pd.DataFrame) -> pd.Series:
        """Return each customer's segment.

        Parameters
        ----------
        rfm : DataFrame, a row per customer
            `recency_days`, `frequency` and `basket` (money per order).
        """
        recent = rfm["recency_days"] <= self.quiet_days
        regular = rfm["frequency"] >= (self.regular_orders or np.inf)
        big = rfm["basket"] >= (self.big_basket or np.inf)
        rules = [regular & recent, regular, big & recent, recent & (rfm["frequency"] == 1), recent]
        return pd.Series(np.select(rules, NAMES[:-1], QUIET), index=rfm.index, name="segment", dtype="str")

    def words(self, money: Callable[[float], str]) -> dict[str, str]:
        """Return what each segment's name means; `money` writes an amount with its currency."""
        lately, long_ago = f"at most {days(self.quiet_days)} ago", f"none for {days(self.quiet_days)}"
        words = {}
        if self.regular_orders:
            words[REGULAR] = f"{self.regular_orders} orders or more, the latest {lately}"
            words[QUIET_REGULAR] = f"{self.regular_orders} orders or more, {long_ago}"
        fewer = f"fewer than {self.regular_orders} orders" if self.regular_orders else "one order"
        if self.big_basket:
            words[BIG] = f"{fewer}, {money(self.big_basket)} or more per order, the latest {lately}"
        words[NEW] = f"one order in this file, {lately}"
        if self.regular_orders and self.regular_orders > 2:
            words[OCCASIONAL] = f"2 to {self.regular_orders - 1} orders, the latest {lately}"
        words[QUIET] = f"{fewer}, {long_ago}"
        return words


def rules_of(orders: pd.DataFrame, rfm: pd.DataFrame, period_days: int) -> Rules:
    """Return the rules that fit a file's rhythm, its orders per customer and its baskets.

    Parameters
    ----------
    orders : DataFrame
        Clean rows: `customer_id`, `ordered_at`, `amount`.
    rfm : DataFrame, a row per buyer
    period_days : int
        Days from the first to the last day of the file.
    """
    gaps = _gaps(orders)
    rhythm = len(gaps) >= LEAST_GAPS
    # Four of five orders that follow another one follow it within these days; else half of the file's time.
    wanted = max(np.quantile(gaps, 0.8) if rhythm else period_days / 2, 1)
    quiet_days = min(ROUND_DAYS, key=lambda n: abs(np.log(n / wanted)))
    often = int(np.ceil(rfm["frequency"].quantile(0.75)))
    regular = max(2, often) if (rfm["frequency"] > 1).any() else None
    big = two_digits(rfm["basket"].quantile(0.9))
    return Rules(
        quiet_days, regular, big if big >= DEAR * max(rfm["basket"].median(), 0) > 0 else None, rhythm
    )


def _gaps(orders: pd.DataFrame) -> np.ndarray:
    """Days between two days on which the same customer bought, one after the other."""
    bought = orders[orders["amount"] >= 0]
    day = bought["ordered_at"].to_numpy().astype("datetime64[D]").astype("int64")
    visits = pd.DataFrame({"who": pd.factorize(bought["customer_id"])[0], "day": day}).drop_duplicates()
    visits = visits.sort_values(["who", "day"])
    same = np.diff(visits["who"]) == 0
    return np.diff(visits["day"])[same]


def two_digits(amount: float) -> float:
    """Round an amount to two digits, up or down: 1,234 is 1,200."""
    return float(f"{amount:.1e}") if np.isfinite(amount) else 0.0


def days(count: int) -> str:
    """Return a number of days in words."""
    return f"{count:,} day{'' if count == 1 else 's'}"


@dataclass(frozen=True)
class Clusters:
    """What k-means finds among the buyers, and whether it comes back.

    Attributes
    ----------
    stability : DataFrame or None
        By number of groups `k`: `mean` and `lowest` agreement of samples, drawn anew; None if not tried.
    labels : Series or None
        Each customer's group, 1, 2, …, for the most groups that are stable; None if none are.
    why_not : str
        Why it was not tried.
    sampled : int
        How many customers were drawn to try it.
    """

    stability: pd.DataFrame | None = None
    labels: pd.Series | None = None
    why_not: str = ""
    sampled: int = 0


def clusters_of(rfm: pd.DataFrame) -> Clusters:
    """Ask for two to seven groups whether k-means finds them again, and keep the most that it does.

    Parameters
    ----------
    rfm : DataFrame, a row per buyer

    Returns
    -------
    Clusters
        Groups of fewer than five customers are no groups.
    """
    if len(rfm) < LEAST_CUSTOMERS:
        return Clusters(why_not=f"{len(rfm):,} customers are too few to ask whether groups come back")
    scaled = _scaled(rfm)
    sample = scaled.sample(min(MOST_SAMPLED, len(scaled)), random_state=0)
    different = len(sample.drop_duplicates()) if len(sample.columns) else 0
    k_values = [k for k in K_VALUES if different >= 3 * k]
    if not k_values:
        return Clusters(why_not="the customers differ too little in orders, days and money to form groups")
    pairs = segment.stability(sample, k_values, pairs=PAIRS, n_init=STARTS, progress=False)
    table = pairs.groupby("k")["adjusted_rand"].agg(mean="mean", lowest="min")
    for k in reversed(table.index[table["mean"] >= BAR]):
        labels = segment.kmeans(scaled, int(k), n_init=STARTS) + 1
        if labels.value_counts().min() >= SMALLEST:
            return Clusters(table, labels.rename("group"), sampled=len(sample))
    return Clusters(table, sampled=len(sample))


def _scaled(rfm: pd.DataFrame) -> pd.DataFrame:
    """Recency, orders and basket as logarithms of one scale; what is the same for everybody goes."""
    basket = rfm["basket"]
    floor = basket[basket > 0].quantile(0.05)  # of those who gave all back nothing is left: no logarithm
    table = pd.DataFrame(
        {
            "recency": np.log1p(rfm["recency_days"]),
            "orders": np.log(rfm["frequency"]),
            "basket": np.log(basket.clip(lower=floor)) if floor > 0 else 0.0,
        }
    )
    spread = table.std()
    return ((table - table.mean()) / spread).loc[:, spread > 1e-9]
