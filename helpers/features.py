"""Turn purchases into one row of figures per customer, and figures into scores."""

import difflib
import re
import warnings
from datetime import date

import numpy as np
import pandas as pd
from pandas.api import types


def rfm(
    orders: pd.DataFrame,
    *,
    at: date | str,
    customer: str = "customer_id",
    time: str = "ordered_at",
    amount: str = "amount_sek",
    order: str | None = None,
    recency: str = "since_last",
    frequency: str = "all",
    per: str = "order",
    monetary: str = "total",
    age: bool = False,
) -> pd.DataFrame:
    """Return recency, frequency and monetary value of every customer who bought before `at`.

    "RFM" has several meanings; the arguments say which one is meant.

    Parameters
    ----------
    orders : DataFrame
        One row per order, or one per order line if `order` is given. Rows may stand in any order.
    at : date, datetime or text such as "2025-07-01"
        The day the figures are about. Rows on or after `at` are left out: the future must not leak in.
    customer, time, amount : str
        The columns with the customer's id, the date of the purchase, and the money.
    order : str, optional
        The column with the order number. A customer's rows with the same number are one order, dated
        by its earliest row and worth the sum of its rows. A row whose number is missing or blank is an
        order of its own. Without `order` every row is an order.
    recency : {"since_last", "age_at_last"}
        Days from the last purchase to `at`; or days from the first purchase to the last one, which is
        the customer's age at the last purchase (so in the package lifetimes).
    frequency : {"all", "repeat"}
        All purchases, or only those after the first.
    per : {"order", "day"}
        Count orders, or count days with at least one purchase.
    monetary : {"total", "mean", "mean_repeat"}
        All the money, the money per purchase (the first one counts too, whatever `frequency` says), or the
        money per purchase after the first, 0 where there is none.
    age : bool
        Add `age_days`, from the first purchase to `at`: the T of models of customer lifetime value.

    Returns
    -------
    DataFrame, one row per customer, sorted by the id
        `recency_days` (whole calendar days), `frequency` (whole number), `monetary_sek` (decimal
        number, in the unit of `amount`). Ids such as 1001.0 come back as 1001. If nobody bought before
        `at` the table is empty, with the same columns and types.

    Warns
    -----
    UserWarning
        Rows without a customer, and customers with returns only, are left out; the warning counts them.

    Raises
    ------
    ValueError, TypeError
        A column is missing; dates or amounts are text, incomplete or infinite; time zones do not
        match; an argument is not one of those above. The message says what to do.

    Notes
    -----
    A purchase is an order with an amount above zero, or one of zero without a negative row: a gift, or goods
    that a voucher paid for. A return has a negative amount: it lowers the money and changes neither recency
    nor frequency. Equal rows may be two real orders, so they all count;
    remove copies first with ``orders.drop_duplicates()``.

    References
    ----------
    Fader, Hardie and Lee (2005), RFM and CLV: Using Iso-Value Curves for Customer Base Analysis,
    Journal of Marketing Research 42(4): "age_at_last", "repeat", per "day", "mean_repeat" and `age` are what
    their models and the package lifetimes expect.
    """
    _one_of("recency", recency, ["since_last", "age_at_last"])
    _one_of("frequency", frequency, ["all", "repeat"])
    _one_of("per", per, ["order", "day"])
    _one_of("monetary", monetary, ["total", "mean", "mean_repeat"])
    rows, at_day = _rows_before(orders, at, customer, time, amount, order)
    unknown = orders[customer].isna().sum()
    if unknown:
        warnings.warn(
            f"{unknown:,} of {len(orders):,} rows have no customer in `{customer}`; they are left out.",
            stacklevel=2,
        )

    # Every customer gets a position 0, 1, 2, …: counting by position is much quicker than by group.
    position, ids = pd.factorize(rows["customer"], sort=True)
    n = len(ids)
    money = np.bincount(position, weights=rows["amount"], minlength=n).astype(float)  # also without rows
    buyer, day = position, rows["day"].to_numpy()
    bought = ((rows["amount"] > 0) | (rows["amount"] == 0) & ~rows["returned"]).to_numpy()
    if not bought.all():
        buyer, day = buyer[bought], day[bought]
    first, last = np.full(n, at_day), np.full(n, -(2**40))  # -(2**40): before any date
    np.minimum.at(first, buyer, day)
    np.maximum.at(last, buyer, day)
    purchases = np.bincount(_once_a_day(buyer, day) if per == "day" else buyer, minlength=n)

    table = pd.DataFrame(
        {
            "recency_days": at_day - last if recency == "since_last" else last - first,
            "frequency": purchases - (frequency == "repeat"),
            "monetary_sek": money if monetary == "total" else money / np.maximum(purchases, 1),
        },
        index=pd.Index(ids, name=customer),
    )
    if monetary == "mean_repeat":
        amounts = rows["amount"].to_numpy()
        at_first = np.flatnonzero(rows["day"].to_numpy() == first[position])
        if per == "order":  # of one day's orders the first in the table
            at_first = at_first[np.unique(position[at_first], return_index=True)[1]]
        once = np.bincount(position[at_first], weights=amounts[at_first], minlength=n)
        table["monetary_sek"] = np.where(purchases > 1, (money - once) / np.maximum(purchases - 1, 1), 0.0)
    if age:
        table["age_days"] = at_day - first
    returns_only = purchases == 0
    if returns_only.any():
        warnings.warn(
            f"{returns_only.sum():,} customers have returns but no purchase before `at`; they are left out.",
            stacklevel=2,
        )
        table = table[~returns_only]
    return table


def score(values: pd.Series | list, n: int = 5, best: str = "high") -> pd.Series:
    """Return scores 1 to `n` in which equal values always share a score.

    The score says how many customers are worse: 4 of 5 means that at least three fifths of all values
    are worse than this one. Without ties the scores are groups of equal size (quintiles for `n` = 5).
    With ties the groups differ in size and some scores may be unused: if 60 % of the customers bought
    once, all of them score 1, and whoever bought more often scores 4 or 5.

    Parameters
    ----------
    values : Series or list
        Numbers or dates, none missing.
    n : int
        The highest score.
    best : {"high", "low"}
        Which end scores `n`: "high" for frequency and money, "low" for days since the last purchase.

    Returns
    -------
    Series of whole numbers from 1 to `n`, with the index and name of `values`

    Raises
    ------
    ValueError, TypeError
        Values are missing or are text, `n` is not a whole number above 0, or `best` is unknown.
    """
    _one_of("best", best, ["high", "low"])
    if not types.is_integer(n) or n < 1:
        raise ValueError(f"n={n!r} was given as the highest score; expected a whole number of 1 or more.")
    values = pd.Series(values)
    if values.isna().any():
        raise ValueError(
            f"{values.isna().sum():,} of {len(values):,} values are missing; expected none. "
            "Fill them or leave these customers out, then score again."
        )
    if len(values) and not (types.is_numeric_dtype(values) or types.is_datetime64_any_dtype(values)):
        raise TypeError(
            f"The values hold {_example(values)}; expected numbers or dates. Convert with pd.to_numeric(...)."
        )
    worse = values.rank(method="min", ascending=best == "high").astype("int64") - 1
    return worse * n // max(len(values), 1) + 1


def explained(groups: pd.Series, outcome: pd.Series, *, draws: int = 400) -> pd.Series:
    """Return which share of the differences between customers their groups explain, out of sample.

    Each customer's guess is the mean of the own group among the other four fifths of the customers. The share
    is R²: 0 is no better than giving everybody the mean, 1 is perfect.

    Parameters
    ----------
    groups : Series
        The group of each customer; a missing one is a group of its own.
    outcome : Series of float
        With the same index.
    draws : int
        How often customers are drawn anew for the interval.

    Returns
    -------
    Series
        `figure`, and its 95 % interval over customers drawn anew as `low` and `high`.
    """
    actual, group = outcome.to_numpy(float), groups.astype("str").fillna("missing").to_numpy()
    fold = np.random.default_rng(0).permutation(len(actual)) % 5
    guess = np.empty(len(actual))
    for part in range(5):
        others = fold != part
        means = pd.Series(actual[others]).groupby(group[others]).mean()
        guess[~others] = pd.Series(group[~others]).map(means).fillna(actual[others].mean())
    drawn = np.random.default_rng(1).integers(0, len(actual), (draws, len(actual)))
    seen = actual[drawn]
    left = ((seen - guess[drawn]) ** 2).sum(axis=1)
    shares = 1 - left / ((seen - seen.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    figure = 1 - ((actual - guess) ** 2).sum() / ((actual - actual.mean()) ** 2).sum()
    return pd.Series([figure, *np.percentile(shares, [2.5, 97.5])], index=["figure", "low", "high"])


def _rows_before(
    orders: pd.DataFrame, at: date | str, customer: str, time: str, amount: str, order: str | None
) -> tuple[pd.DataFrame, int]:
    """Return the checked rows before `at` that have a customer, and the day number of `at`."""
    if not isinstance(orders, pd.DataFrame):
        raise TypeError(
            f"`orders` is a {type(orders).__name__}; expected a DataFrame with one row per order."
        )
    names = {"customer": customer, "time": time, "amount": amount} | ({"order": order} if order else {})
    for argument, name in names.items():
        _check_column(orders, name, argument)
    known = orders[customer].notna()
    rows = orders[[*names.values()]] if known.all() else orders.loc[known, [*names.values()]]
    rows = rows.set_axis([*names], axis=1)
    for argument in ("time", "amount"):
        gaps = rows[argument].isna().sum()
        if gaps:
            raise ValueError(
                f"`{names[argument]}` is missing in {gaps:,} of {len(rows):,} rows; expected none. "
                "Fill these rows or leave them out."
            )
    moment, at = _moments(rows["time"], time, at)
    rows = rows.assign(
        customer=_tidy_ids(rows["customer"]), time=moment, amount=_money(rows["amount"], amount)
    )
    before = moment < at
    if not before.all():
        rows = rows[before]
    rows["returned"] = rows["amount"] < 0
    if order:
        rows["order"] = _order_codes(rows["order"])
        by_order = rows.groupby(["customer", "order"], sort=False, observed=True)
        columns = {"time": ("time", "min"), "amount": ("amount", "sum"), "returned": ("returned", "max")}
        rows = by_order.agg(**columns).reset_index()
        rows["amount"] = rows["amount"].round(6)  # a returned order is worth 0, not 0.1 + 0.2 - 0.3
    days = rows["time"].to_numpy().astype("datetime64[D]").astype("int64")
    return rows.assign(day=days), int(at.to_datetime64().astype("datetime64[D]").astype("int64"))


def _order_codes(numbers: pd.Series) -> np.ndarray:
    """Return a number for each order: equal for equal numbers, its own for one that has none."""
    codes, different = pd.factorize(numbers)
    blank = (codes < 0) | np.append(different == "", False)[codes]  # -1, no number, takes the last
    codes[blank] = -1 - np.arange(blank.sum())
    return codes


def _moments(times: pd.Series, name: str, at: date | str) -> tuple[pd.Series, pd.Timestamp]:
    """Return the column of dates and `at`, both without time zone, after checking that they compare."""
    if isinstance(at, str) and not re.match(r"\d{4}-\d{2}-\d{2}", at):
        raise ValueError(
            f"at={at!r} can be read in several ways; expected the year first, such as '2025-07-01'."
        )
    try:
        at = pd.Timestamp(None if types.is_number(at) else at)
    except (TypeError, ValueError):
        at = pd.NaT
    if pd.isna(at):
        raise ValueError("`at` is not a date; expected one, such as '2025-07-01'.")
    if len(times) == 0:
        return pd.to_datetime(times).dt.tz_localize(None), at.tz_localize(None)
    if not types.is_datetime64_any_dtype(times):
        raise TypeError(
            f"`{name}` holds {_example(times)}; expected dates. "
            f"Convert with orders[{name!r}] = pd.to_datetime(orders[{name!r}])."
        )
    zone = times.dt.tz
    if zone is None and at.tz is None:
        return times, at
    if zone is None:
        raise ValueError(
            f"`at` has the time zone {at.tz} and `{name}` has none; expected both or neither. "
            "Give `at` without a time zone."
        )
    if at.tz is None:
        raise ValueError(
            f"`{name}` has the time zone {zone} and `at` has none; expected both or neither. "
            f"Give at=pd.Timestamp({str(at)!r}, tz={str(zone)!r})."
        )
    return times.dt.tz_localize(None), at.tz_convert(zone).tz_localize(None)


def _money(amounts: pd.Series, name: str) -> pd.Series:
    """Return the amounts as decimal numbers, after checking that they are numbers."""
    if len(amounts) and (not types.is_numeric_dtype(amounts) or types.is_bool_dtype(amounts)):
        raise TypeError(
            f"`{name}` holds {_example(amounts)}; expected numbers. "
            f"Convert with orders[{name!r}] = pd.to_numeric(orders[{name!r}])."
        )
    amounts = amounts.astype("float64")
    if not np.isfinite(amounts).all():
        raise ValueError(
            f"`{name}` is infinite in {np.isinf(amounts).sum():,} rows; expected ordinary amounts. "
            "Leave these rows out."
        )
    return amounts


def _tidy_ids(ids: pd.Series) -> pd.Series:
    """Return ids of one type: 1001.0, which is how a column with gaps is read, becomes 1001."""
    if isinstance(ids.dtype, pd.CategoricalDtype):
        ids = ids.astype(ids.cat.categories.dtype)
    whole = types.is_integer_dtype(ids) or (types.is_float_dtype(ids) and (ids % 1 == 0).all())
    return ids.astype("int64") if whole else ids


def _once_a_day(buyer: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return `buyer` with one entry per buyer and day."""
    both = np.sort(buyer * 2**24 + day + 2**23)  # both in one number: day numbers stay below 2**23
    return both[np.diff(both, prepend=-1) > 0] // 2**24


def _check_column(orders: pd.DataFrame, name: str, argument: str) -> None:
    """Refuse a name that is not exactly one column."""
    found = list(orders.columns).count(name)
    if found == 1:
        return
    if found:
        raise ValueError(
            f"`orders` has {found} columns named `{name}`; expected one. Rename or remove the others."
        )
    plain = {re.sub(r"[\W_]", "", str(column)).lower(): str(column) for column in orders.columns}
    close = difflib.get_close_matches(re.sub(r"[\W_]", "", str(name)).lower(), plain)
    listed = ", ".join(f"`{column}`" for column in ([plain[key] for key in close] or orders.columns))
    raise ValueError(
        f"`orders` has no column `{name}`; {'the closest are' if close else 'its columns are'} "
        f"{listed or 'none'}. Name the right one with {argument}=…"
    )


def _example(column: pd.Series) -> str:
    """Return what a column holds, in words: text such as '1 200,50'."""
    first = column.iloc[:1].tolist()[0]
    return f"{'text' if isinstance(first, str) else 'values'} such as {first!r}"


def _one_of(argument: str, value: str, allowed: list[str]) -> None:
    """Refuse a value that is not in the list."""
    if value not in allowed:
        raise ValueError(f"{argument}={value!r} is unknown; expected {' or '.join(map(repr, allowed))}.")
