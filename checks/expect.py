"""Compare an answer with a reference, and say in words what differs and what the likely cause is."""

from collections.abc import Callable, KeysView, Sequence, ValuesView
from datetime import timedelta
from numbers import Number
from typing import Any

import numpy as np
import pandas as pd

from checks import tables, words
from checks.intake import NotStarted, NotYet, plain, refuse_endless

RELATIVE_NOISE = 1e-6
ABSOLUTE_NOISE = 1e-9
SHARE_ASKED = "a percentage was given where a share between 0 and 1 was asked"
PERCENTAGE_ASKED = "a share between 0 and 1 was given where a percentage was asked"
MOST_DECIMALS = 8  # of a rounded answer
FACTORS = {
    100: "100 times too large",
    0.01: "100 times too small",
    -1: "of the wrong sign",
    1000: "1,000 times too large",
    0.001: "1,000 times too small",
}
LISTS_OF_IDS = (*tables.LISTS, pd.Series, set, frozenset, KeysView, ValuesView)

# How far a number may lie from the reference: relative to it, and absolute. One that is rounded to these
# decimals or more may lie as far as rounding takes it.
Slack = tuple[float, float, int | None]


# ---- one number


def number(
    answer: Any,
    expected: float,
    *,
    name: str,
    unit: str = "",
    rel: float = RELATIVE_NOISE,
    decimals: int | None = None,
) -> None:
    """Accept a number equal to the expected one, whatever kind of number it is.

    Parameters
    ----------
    answer
        int, float, Decimal, Fraction, numpy scalar, or anything that holds exactly one number (a Series or
        array of length one).
    expected : float
        The reference, in `unit`.
    name : str
        The participant's name for it, for the messages.
    unit : str
        Such as "SEK" or "days"; said behind the numbers.
    rel : float
        Accepted relative difference.
    decimals : int, optional
        Also accept a value that is rounded to this many decimals or more. By default SEK may be rounded to
        whole ones, shares to two decimals, and other fractions to one.

    Raises
    ------
    NotYet
        With a sentence: what was found, whether that is too much or too little, and what may have led to it.
        The number that is asked for is never said.
    """
    value, right = np.array([_one_number(answer, name)]), np.array([float(expected)])
    if np.isnan(value[0]):
        raise NotYet(f"`{name}` is empty (NaN). Did missing values, or a division by zero, get into it?")
    slack = _slack(rel, _decimals(right, unit) if decimals is None else decimals)
    if _close(value, right, slack)[0]:
        return
    cause = _cause(value, right, slack) or _cause_of_one(value[0], right[0], rel)
    tail = f" {unit}" if unit else ""
    hint = f" One way to get this: {cause}." if cause else f" {_where_to_look(right[0])}"
    raise NotYet(f"`{name}` is {words.short(value[0])}{tail}: {_off(value[0], right[0])}.{hint}")


def interval(
    low: Any,
    high: Any,
    least: float,
    most: float,
    *,
    unit: str = "",
    mistakes: dict[str, tuple[float, float]] | None = None,
) -> None:
    """Accept the two ends of a 95 % interval, by whatever formula of the field.

    Parameters
    ----------
    low, high
        What the participant calls so: two numbers.
    least, most : float
        The reference's ends. Each end may lie a twentieth of the interval's width away from it.
    unit : str
        Such as "SEK"; said behind the numbers.
    mistakes : dict of str to tuple of float, optional
        By what was done, as the end of "One way to get these is …", the ends that it gives.

    Raises
    ------
    NotYet
        With what was found, and which way to get it is known. The ends that are asked for are never said.
    """
    ends = _one_number(low, "low"), _one_number(high, "high")
    if np.isnan(ends).any():
        raise NotYet("`low` or `high` is empty (NaN). Did missing values get into one of the groups?")
    if _same_ends(ends, (least, most)):
        return
    found = f"The interval is {words.short(ends[0])} to {words.short(ends[1])}{f' {unit}' if unit else ''}"
    if abs(ends[1] - least) <= 0.05 * (most - least) and least < ends[0] < most:
        raise NotYet(
            f"{found}: the first is the difference itself, the second its low end. Low and high come fourth "
            "and fifth."
        )
    if ends[0] > ends[1]:
        raise NotYet(f"{found}: `low` is the larger of the two. Are they swapped?")
    middle, half = (least + most) / 2, (most - least) / 2
    known = {
        "shares where numbers per 100 were asked": (least / 100, most / 100),
        "numbers per 100 where shares were asked": (least * 100, most * 100),
        "the other group taken away from this one: the signs are turned": (-most, -least),
        "one standard error to each side; 95 % takes 1.96 of them": (
            middle - half / 1.96,
            middle + half / 1.96,
        ),
        "a 90 % interval": (middle - half * 1.645 / 1.96, middle + half * 1.645 / 1.96),
        "a 99 % interval": (middle - half * 2.576 / 1.96, middle + half * 2.576 / 1.96),
    }
    for text, other in {**(mistakes or {}), **known}.items():
        if _same_ends(ends, other):
            raise NotYet(f"{found}. One way to get these is {text}.")
    size = "wide" if ends[1] - ends[0] > 2.2 * half else "narrow" if ends[1] - ends[0] < 1.8 * half else ""
    where = _off(sum(ends) / 2, middle) if not least <= sum(ends) / 2 <= most else ""
    said = " and ".join(
        filter(
            None,
            [
                f"it is too {size}" if size else "",
                f"its middle is {where.removeprefix('that is ')}" if where else "",
            ],
        )
    )
    raise NotYet(f"{found}: {said or 'its ends are off'}. Which two groups are compared, and in which unit?")


def _same_ends(one: tuple[float, float], other: tuple[float, float]) -> bool:
    slack = 0.05 * abs(other[1] - other[0])
    return all(abs(end - wanted) <= slack for end, wanted in zip(one, other, strict=True))


def _off(value: float, right: float) -> str:
    """Say in which direction a number is off, and whether by little or by much."""
    if np.sign(value) * np.sign(right) < 0:
        return "that is on the wrong side of 0"
    if not np.isfinite(value):
        return "that is without an end"
    share = abs(value - right) / abs(right) if right else np.inf
    sizes = {0.02: "a touch", 0.1: "a little", 0.5: "clearly", 9: "far"}
    size = next((word for limit, word in sizes.items() if share <= limit), "many times")
    return f"{size} too {'high' if value > right else 'low'}"


def _where_to_look(right: float) -> str:
    if 0 < right < 1:
        return "Look at what is counted, and at what it is divided by."
    return "Which number is asked, of what, and in which unit?"


def _cause_of_one(value: float, right: float, rel: float) -> str:
    """Name a slip that turns this number into that one."""
    if 0 < right < 1 and value > 1 and float(value).is_integer():
        return "a count was given where a share between 0 and 1 was asked"
    slips = {"the root was taken": abs(right) ** 0.5, "it was squared": right**2}
    if right:
        slips["it is upside down: what is divided by what?"] = 1 / right
    if 0 < right < 1:
        slips["this is the other part: 1 minus the share that was asked"] = 1 - right
    near = max(rel, 1e-4)
    return next((text for text, slip in slips.items() if np.isclose(value, slip, rtol=near, atol=0)), "")


def _one_number(answer: Any, name: str) -> float:
    answer = plain(answer)
    if isinstance(answer, str | bytes):
        shown = words.value(answer)
        raise NotYet(f"`{name}` is text ({shown}); expected a number. Take the quotation marks away.")
    if isinstance(answer, bool):
        raise NotYet(f"`{name}` is {answer}; expected a number, not True or False.")
    if isinstance(answer, timedelta):
        raise NotYet(f"`{name}` is a time span; expected a number. `.days` gives it in days.")
    try:
        values = np.asarray(answer).ravel()
        if np.iscomplexobj(values):
            raise TypeError
        values = values.astype("float64")
    except (TypeError, ValueError, OverflowError):
        raise NotYet(f"`{name}` is {words.kind(answer)}; expected a number.") from None
    if values.size != 1:
        raise NotYet(f"`{name}` holds {values.size:,} values; expected a single number.")
    return float(values[0])


# ---- tables


def frame(
    answer: Any,
    expected: pd.DataFrame,
    *,
    name: str,
    key: str | list[str],
    columns: list[str] | None = None,
    rel: float = RELATIVE_NOISE,
    decimals: int | None = None,
    within: float | None = None,
) -> None:
    """Accept a table with the expected rows and values, in any order and of any number type.

    Row order, column order, extra columns, the key as index or as column, integer or float, and rounding
    noise do not matter.

    Parameters
    ----------
    answer : DataFrame
        A dict of columns, or a Series when one column is expected, is accepted too.
    expected : DataFrame
        The reference, with `key` as index or among the columns.
    name : str
        The participant's name for it.
    key : str or list of str
        The column or columns that identify a row.
    columns : list of str, optional
        The columns to compare; all of the reference's when not given.
    rel, decimals
        As in `number`.
    within : float, optional
        Accepted absolute difference, instead of `decimals`.

    Raises
    ------
    NotYet
        With a sentence on the first thing that is wrong: kind, columns, rows, then values.
    """
    columns = list(columns or expected.columns.difference([key] if isinstance(key, str) else key, sort=False))
    reference = _indexed(expected, key)
    table = aligned(answer, expected, name=name, key=key, columns=columns)
    for column in columns:
        allowed = decimals if decimals is not None else _decimals(reference[column], str(column))
        slack = _slack(rel, allowed, within)
        _same_values(table[column], reference[column], reference[columns], name, slack)


def aligned(
    answer: Any, expected: pd.DataFrame, *, name: str, key: str | list[str], columns: list[str]
) -> pd.DataFrame:
    """Return an answer's table with the rows of the reference in its order, whatever its values.

    Parameters and errors are those of `frame`.
    """
    keys = [key] if isinstance(key, str) else list(key)
    reference = _indexed(expected, key)
    table = tables.keyed(tables.as_frame(answer, keys, columns, reference, name), reference, name)
    tables.same_columns(table, columns, name)
    return tables.same_rows(table, reference, keys, name)


def _indexed(expected: pd.DataFrame, key: str | list[str]) -> pd.DataFrame:
    keys = [key] if isinstance(key, str) else list(key)
    return expected if list(expected.index.names) == keys else expected.set_index(keys)


def series(
    answer: Any,
    expected: pd.Series,
    *,
    name: str,
    key: str | None = None,
    rel: float = RELATIVE_NOISE,
    decimals: int | None = None,
    within: float | None = None,
) -> None:
    """Accept one column of values by key, however it is held.

    A Series, a dict, a table of one column, or a list in the reference's order. Parameters and errors are
    those of `frame`; `key` is by default the name of the reference's index.
    """
    key = key or expected.index.name or "key"
    reference = expected.rename(expected.name or name).rename_axis(key).to_frame()
    frame(answer, reference, name=name, key=key, rel=rel, decimals=decimals, within=within)


def _same_values(
    found: pd.Series, expected: pd.Series, references: pd.DataFrame, name: str, slack: Slack
) -> None:
    column = f"`{name}`" if found.name == name else f"`{found.name}` in `{name}`"
    right, cause = _agree(found, expected, column, slack)
    if right.all():
        return
    if not cause:
        cause = _swapped(found, expected.name, references, slack)
    where, shown = np.flatnonzero(~right), []
    for i in where[:3]:
        shown.append(f"{_key_of(expected.index, i)} has {_judged(found.iloc[i], expected.iloc[i])}")
        if len("; ".join(shown)) > 200 and len(shown) > 1:
            shown.pop()
    raise NotYet(
        f"{column} differs in {len(where):,} of {len(expected):,} rows. {'; '.join(shown)}."
        + words.probable_cause(cause)
    )


def _judged(found: Any, expected: Any) -> str:
    """Write a value that is not right, and, of a number or a date, in which direction it is off."""
    try:
        off = "too high" if found > expected else "too low" if found < expected else "not it"
    except TypeError:
        off = "not it"
    return f"{words.pair(found, expected)[0]}, {'not it' if isinstance(found, str) else off}"


def _key_of(index: pd.Index, position: int) -> str:
    return f"{' and '.join(str(n) for n in index.names)} {words.key(index[position])}"


def _agree(found: pd.Series, expected: pd.Series, column: str, slack: Slack) -> tuple[np.ndarray, str]:
    """Compare two columns; return which rows agree, and the likely cause where they do not."""
    if pd.api.types.is_numeric_dtype(expected):
        was, should = _numbers(found, column), expected.to_numpy(dtype="float64", na_value=np.nan)
        right = _close(was, should, slack)
        if right.all():
            return right, ""
        empty = int((np.isnan(was) & ~np.isnan(should)).sum())
        cause = f"empty values (NaN) where none belong: {empty:,}" if empty else ""
        return right, cause or _cause(was, should, slack)
    blank = found.isna().to_numpy(), expected.isna().to_numpy()
    if pd.api.types.is_datetime64_any_dtype(expected):
        was = pd.to_datetime(found, errors="coerce", utc=True, format="mixed")
        return ((was == pd.to_datetime(expected, utc=True)) | (blank[0] & blank[1])).to_numpy(), ""
    was, should = found.astype(str).to_numpy(object), expected.astype(str).to_numpy(object)
    right = np.where(blank[0] | blank[1], blank[0] & blank[1], was == should)
    tidy = pd.Series(was).str.strip().str.lower() == pd.Series(should).str.strip().str.lower()
    return right, "only capital letters or spaces differ" if not right.all() and tidy.all() else ""


def _numbers(found: pd.Series, column: str) -> np.ndarray:
    if pd.api.types.is_timedelta64_dtype(found):
        raise NotYet(f"{column} holds time spans; expected numbers. `.dt.days` gives them in days.")
    if pd.api.types.is_datetime64_any_dtype(found):
        raise NotYet(
            f"{column} holds dates; expected numbers. Take the difference to a date, then `.dt.days`."
        )
    if pd.api.types.is_numeric_dtype(found) and not pd.api.types.is_complex_dtype(found):
        return found.to_numpy(dtype="float64", na_value=np.nan)
    found = found.astype(object)
    strange = next((v for v in found if isinstance(v, complex) or not _is_number_or_gap(v)), None)
    if isinstance(strange, str):
        raise NotYet(
            f"{column} holds text (such as {words.value(strange)}); expected numbers. Take the quotation "
            "marks away, and any comma or %."
        )
    if strange is not None:
        raise NotYet(f"{column} holds values that are {words.kind(strange)}; expected numbers.")
    return found.map(plain).astype("float64").to_numpy()


def _is_number_or_gap(value: Any) -> bool:
    return isinstance(value, Number | np.bool_) or value is None or value is pd.NA or value is pd.NaT


def _swapped(found: pd.Series, column: str, references: pd.DataFrame, slack: Slack) -> str:
    if not pd.api.types.is_numeric_dtype(references[column]):
        return ""
    for other in references.columns.drop(column):
        if pd.api.types.is_numeric_dtype(references[other]):
            expected = references[other].to_numpy(dtype="float64", na_value=np.nan)
            if _close(_numbers(found, column), expected, slack).all():
                return f"it holds what belongs in `{other}`"
    return ""


def _decimals(expected: np.ndarray | pd.Series, unit: str) -> int | None:
    """Return to how many decimals an answer may be rounded, by its unit; None for whole numbers and text."""
    if not pd.api.types.is_float_dtype(expected):
        return None
    values = np.asarray(expected, dtype="float64")
    values = values[np.isfinite(values)]
    if not len(values) or np.all(values == np.round(values)):
        return None
    if unit == "SEK" or unit.endswith("_sek"):
        return 0
    return 2 if np.abs(values).max() <= 1 else 1


def _slack(rel: float, decimals: int | None = None, within: float | None = None) -> Slack:
    return (0.0, within, None) if within is not None else (rel, ABSOLUTE_NOISE, decimals)


def _close(found: np.ndarray, expected: np.ndarray, slack: Slack) -> np.ndarray:
    close = np.isclose(found, expected, rtol=slack[0], atol=slack[1], equal_nan=True)
    if slack[2] is not None:
        for decimals in range(slack[2], MOST_DECIMALS + 1):
            close |= _is_rounded(found, expected, decimals)
    return close


def _is_rounded(found: np.ndarray, expected: np.ndarray, decimals: int) -> np.ndarray:
    """Tell which values are the expected ones rounded to so many decimals: near, and with no more of them."""
    found, expected = np.asarray(found, dtype="float64"), np.asarray(expected, dtype="float64")
    with np.errstate(invalid="ignore", over="ignore"):
        steps = found * 10.0**decimals
        has_no_more = np.abs(steps - np.round(steps)) <= 1e-6 * np.maximum(1, np.abs(steps) * 1e-6)
        near = np.abs(found - expected) <= 0.5 * 10.0**-decimals * (1 + 1e-9)
        return has_no_more & near


def _cause(found: np.ndarray, expected: np.ndarray, slack: Slack) -> str:
    """Name a mistake that turns all of the expected values into all of the found ones."""
    if np.allclose(expected, 0):
        return ""
    for decimals in range((slack[2] or MOST_DECIMALS) - 1, -4, -1):
        if found.any() and _is_rounded(found, expected, decimals).all():
            return f"{_rounded_to(decimals)}; leave the rounding away"
    for factor, text in FACTORS.items():
        decimals = None if slack[2] is None else max(slack[2] - int(np.log10(abs(factor))), 0)
        if _close(found, expected * factor, (slack[0], slack[1], decimals)).all():
            if factor == 100 and np.nanmax(np.abs(expected)) <= 1:
                return SHARE_ASKED
            if factor == 0.01 and np.nanmax(np.abs(found)) <= 1:
                return PERCENTAGE_ASKED
            return f"what was found is {text}"
    offset = found - expected
    if found.size > 1 and np.isfinite(offset).all() and np.allclose(offset, offset[0], rtol=1e-6):
        if abs(offset[0]) == 1 and found.size > 5:  # the rule behind a count, and not yet the count
            return f"every value is 1 too {'high' if offset[0] > 0 else 'low'}"
        return f"every value is too {'high' if offset[0] > 0 else 'low'}, and all by the same amount"
    return ""


def _rounded_to(decimals: int) -> str:
    if decimals > 0:
        return f"rounded to {words.count(decimals, 'decimal')}"
    return f"rounded to {'whole numbers' if not decimals else f'{10**-decimals:,}s'}"


# ---- lists of customers


def customers(answer: Any, *, name: str) -> set:
    """Return the customers' numbers that an answer names, each once; whether they are right is for the task.

    Parameters
    ----------
    answer
        A list, set, array, Series or Index of numbers; or a table with them as the column `customer_id` or
        as its index.
    name : str
        The participant's name for it.

    Raises
    ------
    NotYet
        When it is something else, holds True and False, or names one of them twice.
    """
    if isinstance(answer, pd.DataFrame):
        nameless = answer.index.name is None and not isinstance(answer.index, pd.RangeIndex)
        if "customer_id" in answer.columns:
            answer = answer["customer_id"]
        elif nameless or answer.index.name == "customer_id":
            answer = answer.index
        else:
            raise NotYet(f"`{name}` is a table without `customer_id`; expected that, as a list or a column.")
    if isinstance(answer, pd.Series) and answer.index.name == "customer_id" != answer.name:
        answer = answer if pd.api.types.is_bool_dtype(answer) else answer.index  # what was found of each
    if not isinstance(answer, LISTS_OF_IDS) or getattr(answer, "ndim", 1) != 1:
        raise NotYet(
            f"`{name}` is {words.kind(answer)}; expected the customers' numbers, as a list or a column."
        )
    ids = [int(one) if isinstance(one, str) and one.isdecimal() else plain(one) for one in answer]
    if ids and all(isinstance(one, bool) for one in ids):
        raise NotYet(
            f"`{name}` holds True and False; expected the numbers themselves. Use it to pick `customer_id`."
        )
    strange = [one for one in ids if not isinstance(one, str | Number)]
    if strange:
        raise NotYet(f"`{name}` holds {words.kind(strange[0])}; expected the customers' numbers.")
    if len(ids) != len(set(ids)):
        twice = words.key(ids[pd.Series(ids, dtype=object).duplicated().idxmax()])
        raise NotYet(
            f"`{name}` names {twice} more than once; expected every number once. "
            "`.unique()` takes the extra ones away."
        )
    return set(ids)


# ---- segments


def same_segments(
    answer: Any,
    expected: pd.Series,
    *,
    name: str,
    key: str | None = None,
    at_least: float = 0.95,
    facts: pd.DataFrame | None = None,
) -> None:
    """Accept segments that group customers as the reference does, whatever the segments are called.

    Parameters
    ----------
    answer : Series, dict, table of one column by key, or list in the reference's order
        One label per customer.
    expected : Series
        The reference's labels, indexed by customer.
    name : str
        The participant's name for them.
    key : str, optional
        The customer's key; by default the name of the reference's index.
    at_least : float
        The adjusted Rand index that counts as equal (Hubert and Arabie 1985). 1 for segments by rule.
    facts : DataFrame, optional
        What the rule looks at, by customer: said of the customer who is named as an example.

    Raises
    ------
    NotYet
        With how many customers sit elsewhere, one of them, and which segment was split or merged.
    """
    labels = _labels(answer, expected, name, key)
    if _same_partition(expected, labels):
        return
    if at_least < 1 and _adjusted_rand(expected, labels) >= at_least:
        return
    have, want = labels.nunique(), expected.nunique()
    if have != want:
        raise NotYet(
            f"`{name}` has {words.count(have, 'segment')}; expected {want}."
            + words.probable_cause(_split_or_merged(labels, expected))
        )
    elsewhere = expected.index[_elsewhere(labels, expected)]
    one = words.key(elsewhere[0])
    if facts is not None:
        known = [f"{column} {words.value(value)}" for column, value in facts.loc[elsewhere[0]].items()]
        one += f" ({', '.join(known[:4])})"
    who = "customer sits" if len(elsewhere) == 1 else "customers sit"
    cause = "" if facts is not None else words.probable_cause(_split_or_merged(labels, expected))
    raise NotYet(f"In `{name}`, {len(elsewhere):,} {who} in another segment, such as {one}.{cause}")


def _elsewhere(labels: pd.Series, expected: pd.Series) -> np.ndarray:
    """Tell which customers sit elsewhere, when every segment is matched with the one it shares most with."""
    # Imported here: it takes a while, and most answers never come so far.
    from scipy.optimize import linear_sum_assignment

    shared = pd.crosstab(expected.to_numpy(), labels.to_numpy())
    rows, columns = linear_sum_assignment(shared, maximize=True)
    match = dict(zip(shared.columns[columns], shared.index[rows], strict=True))
    return labels.map(match).astype(object).to_numpy() != expected.astype(object).to_numpy()


def clustering(
    answer: Any,
    features: pd.DataFrame,
    reference: pd.Series,
    *,
    name: str,
    at_least: float = 0.95,
    within: float = 1.01,
) -> None:
    """Accept a clustering that is as good as the reference's: alike, or as tight with as many segments.

    Parameters
    ----------
    answer : Series, dict, table of one column by key, or list in the reference's order
        One label per row of `features`.
    features : DataFrame, shape (n, p)
        What was clustered, as it was clustered (scaled).
    reference : Series
        The reference's labels, with the index of `features`.
    name : str
        The participant's name for them.
    at_least : float
        The adjusted Rand index that is enough.
    within : float
        The within-segment sum of squares that is enough, as a multiple of the reference's.

    Raises
    ------
    NotYet
        With both measures.
    """
    labels = _labels(answer, reference, name, None)
    have, want = labels.nunique(), reference.nunique()
    if have != want:
        raise NotYet(f"`{name}` has {words.count(have, 'segment')}; expected {want}.")
    index = _adjusted_rand(reference, labels)
    ratio = _spread(features, labels) / _spread(features, reference)
    if index < at_least and ratio > within:
        raise NotYet(
            f"`{name}` has the right number of segments, but they are looser than they can be: with the "
            f"features of the task, their spread is {ratio:.2f} times that of our own. Were these features "
            "used, all of them and no other, on the scale that the task names?"
        )


def _labels(answer: Any, expected: pd.Series, name: str, key: str | None) -> pd.Series:
    key = key or expected.index.name or "key"
    reference = expected.rename("segment").rename_axis(key).to_frame()
    table = tables.as_frame(answer, [key], ["segment"], reference, name)
    if isinstance(table.index, pd.RangeIndex) and key not in table.columns and len(table) == len(reference):
        table = table.set_axis(reference.index)
    table = tables.keyed(table, reference, name)
    tables.same_columns(table, ["segment"], name)
    labels = tables.same_rows(table, reference, [key], name)["segment"]
    if labels.isna().any():
        raise NotYet(f"In `{name}`, {int(labels.isna().sum()):,} of {len(labels):,} have no segment (NaN).")
    try:
        labels.nunique()
    except TypeError:  # lists and the like cannot be told apart as labels
        kind = words.kind(labels.iloc[0])
        raise NotYet(f"`{name}` holds values that are {kind}; expected one label per `{key}`.") from None
    return labels


def _split_or_merged(labels: pd.Series, expected: pd.Series) -> str:
    table = pd.crosstab(expected.to_numpy(), labels.to_numpy())
    of_expected, of_found = table.div(table.sum(axis=1), axis=0), table.div(table.sum(axis=0), axis=1)
    for segment in table.columns:
        inside = of_expected.index[of_expected[segment] > 0.5]
        if len(inside) > 1:
            sizes = [f"{words.value(s)} ({table.loc[s, segment]:,} customers)" for s in inside[:2]]
            more = f" and {len(inside) - 2} more" if len(inside) > 2 else ""
            return (
                f"your segment {words.value(segment)} merges what the reference keeps apart: "
                f"{' and '.join(sizes)}{more}"
            )
    for segment in table.index:
        parts = of_found.columns[of_found.loc[segment] > 0.5]
        if len(parts) > 1:
            sizes = [f"{words.value(p)} ({table.loc[segment, p]:,})" for p in parts[:3]]
            more = f" and {len(parts) - 3} more" if len(parts) > 3 else ""
            return (
                f"the reference's segment {words.value(segment)} is split over yours: "
                f"{' and '.join(sizes)}{more}"
            )
    return ""


def _same_partition(one: pd.Series, other: pd.Series) -> bool:
    """Tell whether two labellings of the same customers differ in nothing but the labels' names."""
    return np.array_equal(pd.factorize(one)[0], pd.factorize(other)[0])


def _adjusted_rand(one: pd.Series, other: pd.Series) -> float:
    # Imported here: it takes a second, and most answers never come so far.
    from sklearn.metrics import adjusted_rand_score

    return adjusted_rand_score(pd.factorize(one)[0], pd.factorize(other)[0])


def _spread(features: pd.DataFrame, labels: pd.Series) -> float:
    """Return the within-segment sum of squares."""
    by = labels.to_numpy()
    return float(((features - features.groupby(by).transform("mean")) ** 2).to_numpy().sum())


# ---- known mistakes


def same_values(answer: Any, mistaken: pd.Series | pd.DataFrame, *, decimals: int | None = None) -> bool:
    """Tell whether an answer holds the values that a known mistake gives, by key and up to rounding."""
    compare = series if isinstance(mistaken, pd.Series) else frame
    return _passes(compare, answer, mistaken, key=mistaken.index.name, rel=1e-4, decimals=decimals)


def same_number(answer: Any, mistaken: float, *, rel: float = 5e-4) -> bool:
    """Tell whether an answer is the number that a known mistake gives, up to rounding."""
    return _passes(number, answer, mistaken, rel=rel)


def same_groups(answer: Any, mistaken: pd.Series, *, at_least: float = 1.0) -> bool:
    """Tell whether labels group the customers as a known mistake does, whatever the labels' names.

    Exactly so, unless `at_least` names an adjusted Rand index below 1.
    """
    try:
        labels = _labels(answer, mistaken, "it", None)
    except NotYet:
        return False
    return _same_partition(mistaken, labels) or (
        at_least < 1 and _adjusted_rand(mistaken, labels) >= at_least
    )


def none_of(
    answer: Any,
    right: float,
    mistakes: dict[str, float],
    *,
    name: str,
    precision: float = 5e-4,
    rel: float = 5e-5,
) -> None:
    """Refuse a number that a known mistake gives, in the mistake's words.

    Parameters
    ----------
    answer
        What holds no single number is left to `number`.
    right : float
        The reference. A mistake that gives nearly the same number cannot be told from it.
    mistakes : dict of str to float
        By what was done, as a sentence or as the end of "That is …", the number that it gives.
    name : str
        The participant's name for the answer.
    precision : float
        How near the answer must be to a mistake, and the right one must not be.
    rel : float
        The same, relative to the mistake: of large numbers a rounded one is near enough too.

    Raises
    ------
    NotYet
        With the number found and the words of the mistake.
    """
    try:
        found = _one_number(answer, name)
    except NotYet:
        return
    if _close(np.array([found]), np.array([float(right)]), _slack(RELATIVE_NOISE))[0]:
        return
    for sentence, value in sorted(mistakes.items(), key=lambda mistake: abs(found - mistake[1])):
        tells = abs(value) >= 1000 or not float(value).is_integer()  # a small number has many ways to it
        exactly = tells and np.isclose(found, value, rtol=RELATIVE_NOISE, atol=0)
        near = max(precision, rel * abs(value))
        if exactly or abs(found - value) < near < abs(found - right):
            whole = sentence.endswith(".")
            said = "That is" if exactly else "One way to get this is"
            said = (
                sentence if whole and exactly else f"Perhaps: {sentence}" if whole else f"{said} {sentence}."
            )
            raise NotYet(f"`{name}` is {words.short(found)}. {said}")


def none_of_values(answer: Any, mistakes: dict, *, name: str, decimals: int | None = None) -> None:
    """Refuse a column or a table that a known mistake gives, in the mistake's words.

    Parameters
    ----------
    answer
        What is no column or table is left to `series` and `frame`.
    mistakes : dict of str to Series or DataFrame
        By what was done, as a sentence or as what follows the answer's name, the values that it gives.
    name : str
        The participant's name for the answer.
    decimals : int, optional
        As in `number`.

    Raises
    ------
    NotYet
        With the words of the mistake.
    """
    for sentence, mistaken in mistakes.items():
        mistaken = mistaken.rename(name) if isinstance(mistaken, pd.Series) else mistaken
        if same_values(answer, mistaken, decimals=decimals):
            end = "" if sentence.endswith("?") else "."
            raise NotYet(sentence if sentence.endswith(".") else f"`{name}` {sentence}{end}")


def changed(wanted: pd.Series, slips: dict[str, dict], *, name: str) -> dict[str, pd.Series]:
    """Return by its sentence the reference with what a slip puts in the place of some of its values.

    Parameters
    ----------
    wanted : Series
        The reference.
    slips : dict of str to dict
        By what was done, as what follows the answer's name, the values that it gives, by key.
    name : str
        The participant's name for the answer.
    """
    mistakes = {}
    for sentence, values in slips.items():
        mistaken = wanted.copy()
        mistaken.update(pd.Series(values))
        if not mistaken.equals(wanted):
            mistakes[f"`{name}` {sentence}"] = mistaken
    return mistakes


def none_of_groups(answer: Any, mistakes: dict[str, pd.Series]) -> None:
    """Refuse labels that group the customers exactly as a known mistake does, in the mistake's words."""
    for sentence, mistaken in mistakes.items():
        if same_groups(answer, mistaken):
            raise NotYet(sentence)


def _passes(comparison: Callable, answer: Any, mistaken: Any, **how: Any) -> bool:
    try:
        comparison(answer, mistaken, name="it", **how)
    except NotYet:
        return False
    return True


# ---- plans


def plan(
    answer: Any,
    worth: Callable[[pd.DataFrame], float],
    *,
    name: str = "plan",
    key: str = "customer_id",
    only: dict[str, str] | None = None,
    may: Sequence[str] | None = None,
) -> tuple[pd.DataFrame, float]:
    """Take any plan that the market can run, and say what it is worth.

    Parameters
    ----------
    answer : DataFrame
        A row per customer.
    worth : function of a plan, giving a number
        Such as `market.expected_profit`; a ValueError of it is said to the participant.
    name : str
        The participant's name for it, for the messages.
    key : str
        The column, or the index, with the customers.
    only : dict of str to str, optional
        By column, the one value that it may hold.
    may : sequence of str, optional
        The columns that the task names: no other is taken.

    Returns
    -------
    plan : DataFrame
        With `key` as a column.
    worth : float
        In the unit of `worth`, SEK.

    Raises
    ------
    NotYet
        When it is no plan, or holds what it may not.
    """
    if not isinstance(answer, pd.DataFrame):
        who = key.removesuffix("_id")
        raise NotYet(f"`{name}` is {words.kind(answer)}; expected a table with one row per {who}.")
    if key in answer.index.names:
        answer = answer.reset_index(drop=key in answer.columns)
    table = tables.plain_table(answer, [], list(answer.columns), name)
    allowed = [*dict.fromkeys([key, *(may or [])])]
    others = [column for column in table.columns if may is not None and column not in allowed]
    if others:
        raise NotYet(f"`{name}` has {words.names(others)}; this task allows {words.names(allowed)} only.")
    try:
        earned = worth(table)
    except ValueError as problem:
        raise NotYet(words.shortened(str(problem), 300)) from problem
    for column, value in (only or {}).items():
        if column in table.columns and (table[column] != value).any():
            raise NotYet(f"Some rows have another {column}; expected `{value}` in all of them.")
    return table, earned


# ---- functions


def call(function: Any, *args: Any, name: str, **kwargs: Any) -> Any:
    """Call a participant's function and return what it returns; say so when it stops or returns nothing.

    Raises
    ------
    NotYet
        When it is no function, stops with an error, ends Python, or returns None or something endless.
    NotStarted
        When it returns the placeholder.
    """
    if not callable(function):
        raise NotYet(f"`{name}` is {words.kind(function)}; expected a function, made with `def {name}(...)`.")
    try:
        result = function(*args, **kwargs)
    except (Exception, SystemExit) as problem:
        said = words.shortened(f"{type(problem).__name__}: {problem}", 200)
        raise NotYet(f"Your function `{name}` stopped with {said}.") from problem
    if result is Ellipsis:
        raise NotStarted
    if result is None:
        raise NotYet(f"Your function `{name}` gave nothing back (None). Does it end with `return`?")
    refuse_endless(f"{name}(...)", result)
    return result
