"""Compare an answer with a reference, and say in words what differs and what the likely cause is."""

from difflib import get_close_matches
from numbers import Number

import numpy as np
import pandas as pd

from checks.core import NotStarted, NotYet, is_untouched, kind

RELATIVE_NOISE = 1e-6
SHARE_ASKED = "a percentage was given where a share between 0 and 1 was asked"
PERCENTAGE_ASKED = "a share between 0 and 1 was given where a percentage was asked"
FACTORS = {
    100: "100 times too large",
    0.01: "100 times too small",
    -1: "of the wrong sign",
    1000: "1,000 times too large",
    0.001: "1,000 times too small",
}


# ---- one number


def number(
    found,
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
    found
        int, float, numpy scalar, or anything that holds exactly one number (a Series or array of length one).
    expected : float
        The reference, in `unit`.
    name : str
        The participant's name for it, for the messages.
    unit : str
        Such as "SEK" or "days"; said behind the numbers.
    rel : float
        Accepted relative difference.
    decimals : int, optional
        Also accept a value rounded to this many decimals or more.

    Raises
    ------
    NotYet
        With a sentence: what was found, what was expected, the likely mistake.
    """
    value = _one_number(found, name)
    if np.isnan(value):
        raise NotYet(f"`{name}` is empty (NaN). Did missing values, or a division by zero, get into it?")
    if _close(np.array([value]), np.array([float(expected)]), rel, decimals)[0]:
        return
    cause = _cause(np.array([value]), np.array([float(expected)]), rel, decimals)
    if not cause and 0 < expected < 1 and np.isclose(value, 1 - expected, rtol=rel):
        cause = "this is the other part: 1 minus the share that was asked"
    was, wanted = _pair(value, float(expected))
    tail = f" {unit}" if unit else ""
    raise NotYet(f"`{name}` is {was}{tail}; expected {wanted}{tail}." + _sentence(cause))


def _one_number(found, name: str) -> float:
    _present(found, name)
    if isinstance(found, str | bytes):
        raise NotYet(f"`{name}` is text ({found!r}); expected a number. Take the quotation marks away.")
    if isinstance(found, bool | np.bool_):
        raise NotYet(f"`{name}` is {found}; expected a number, not True or False.")
    if isinstance(found, pd.Timedelta | np.timedelta64):
        raise NotYet(f"`{name}` is a time span; expected a number. `.days` gives it in days.")
    if found is pd.NA or found is pd.NaT:
        return float("nan")
    try:
        values = np.asarray(found, dtype="float64").ravel()
    except (TypeError, ValueError, OverflowError):
        raise NotYet(f"`{name}` is {kind(found)}; expected a number.") from None
    if values.size != 1:
        raise NotYet(f"`{name}` holds {values.size:,} values; expected a single number.")
    return float(values[0])


# ---- tables


def frame(
    found,
    expected: pd.DataFrame,
    *,
    name: str,
    key: str | list[str],
    columns: list[str] | None = None,
    rel: float = RELATIVE_NOISE,
    decimals: int | None = None,
) -> None:
    """Accept a table with the expected rows and values, in any order and of any number type.

    Row order, column order, extra columns, the key as index or as column, integer or float, and rounding
    noise do not matter.

    Parameters
    ----------
    found : DataFrame
        The answer. A dict of columns, or a Series when one column is expected, is accepted too.
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

    Raises
    ------
    NotYet
        With a sentence on the first thing that is wrong: kind, columns, rows, then values.
    """
    keys = [key] if isinstance(key, str) else list(key)
    wanted = expected if list(expected.index.names) == keys else expected.set_index(keys)
    columns = list(columns or wanted.columns)
    table = _keyed(_as_frame(found, keys, columns, wanted, name), wanted, name)
    _same_columns(table, columns, name)
    table = _same_rows(table, wanted, keys, name)
    for column in columns:
        _same_values(table[column], wanted[column], wanted[columns], name, rel, decimals)


def series(
    found,
    expected: pd.Series,
    *,
    name: str,
    key: str | None = None,
    rel: float = RELATIVE_NOISE,
    decimals: int | None = None,
) -> None:
    """Accept one column of values by key, however it is held.

    A Series, a dict, a table of one column, or a list in the reference's order. Parameters and errors are
    those of `frame`; `key` is by default the name of the reference's index.
    """
    key = key or expected.index.name or "key"
    column = expected.name or name
    frame(
        found,
        expected.rename(column).rename_axis(key).to_frame(),
        name=name,
        key=key,
        rel=rel,
        decimals=decimals,
    )


def _as_frame(found, keys, columns, wanted, name) -> pd.DataFrame:
    _present(found, name)
    if isinstance(found, pd.DataFrame):
        if found.columns.nlevels > 1:
            raise NotYet(
                f"`{name}` has headings on two levels, as `.agg` with a list makes them. "
                'Name each column once: `.agg(total=("amount", "sum"))`.'
            )
        others = [c for c in found.columns if c not in keys]
        if len(columns) == 1 and columns[0] not in found.columns and len(others) == 1:
            return found.rename(columns={others[0]: columns[0]})
        return found
    if isinstance(found, dict) and not set(columns) <= set(found):
        found = pd.Series(found)
    if isinstance(found, dict):
        return _frame_of(found, wanted, name)
    if isinstance(found, pd.Series) and len(columns) == 1:
        return found.rename(columns[0]).to_frame()
    if isinstance(found, list | tuple | np.ndarray | pd.Index) and len(columns) == 1 and np.ndim(found) == 1:
        if len(found) != len(wanted):
            raise NotYet(f"`{name}` holds {len(found):,} values; expected {len(wanted):,}.")
        return pd.DataFrame({columns[0]: list(found)}, index=wanted.index)
    expected_kind = "a column (Series)" if len(columns) == 1 else "a table (DataFrame)"
    raise NotYet(f"`{name}` is {kind(found)}; expected {expected_kind}.")


def _frame_of(columns: dict, wanted, name) -> pd.DataFrame:
    try:
        table = pd.DataFrame(columns)
    except ValueError:
        raise NotYet(f"`{name}` is a dict whose columns do not have equal lengths.") from None
    return table


def _keyed(table: pd.DataFrame, wanted: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the table with its key as the index, wherever the key stood; an index may have lost its name."""
    keys = list(wanted.index.names)
    missing = [k for k in keys if k not in table.columns]
    if missing and len(keys) == 1 and list(table.index.names) == [None]:
        nameless = _like(table.index, wanted.index)
        if not isinstance(table.index, pd.RangeIndex) or nameless.isin(wanted.index).all():
            return table.set_axis(nameless).rename_axis(keys[0])
    if missing and set(missing) <= set(table.index.names):
        table = table.reset_index(level=[n for n in table.index.names if n in missing])
        missing = []
    if missing:
        raise NotYet(
            f"`{name}` has no {_ticked(missing)}, neither as a column nor as its index. "
            "Did `reset_index(drop=True)` or `as_index=False` lose it?"
        )
    return table.set_index(keys)


def _same_columns(table, columns, name) -> None:
    missing = [c for c in columns if c not in table.columns]
    if not missing:
        return
    has = [str(c) for c in table.columns]
    text = f"`{name}` has no column {_ticked(missing)}. "
    alike = get_close_matches(missing[0].lower(), [c.lower() for c in has], n=1, cutoff=0.6)
    if alike:
        other = next(c for c in has if c.lower() == alike[0])
        text += f"It has `{other}`: rename it to `{missing[0]}` if that is the one."
    else:
        text += f"It has {_ticked(has)}." if has else "It has none but its key."
    raise NotYet(text)


def _same_rows(table, wanted, keys, name) -> pd.DataFrame:
    """Return the table's rows in the reference's order, or say which rows are too many or too few."""
    table = table.set_axis(_like(table.index, wanted.index), axis=0)
    one_per = " and ".join(f"`{k}`" for k in keys)
    rows = "1 row" if len(table) == 1 else f"{len(table):,} rows"
    counts = f"`{name}` has {rows}; expected one per {one_per}, {len(wanted):,}."
    if wanted.index.is_unique and not table.index.is_unique:
        often = table.index[table.index.duplicated()][0]
        raise NotYet(f"{counts} {_value(often)} stands there more than once. Did you group by {one_per}?")
    lost, added = wanted.index.difference(table.index), table.index.difference(wanted.index)
    if len(lost) == len(wanted):
        raise NotYet(
            f"{counts} No {one_per} of the two agree: found {_list(table.index)}, "
            f"expected {_list(wanted.index)}."
        )
    if len(lost) or len(added):
        text = counts
        if len(lost):
            text += f" {len(lost):,} missing, such as {_list(lost)}."
        if len(added):
            text += f" {len(added):,} too many, such as {_list(added)}."
        raise NotYet(text + " Look at the step that filters or joins the rows.")
    return table.loc[wanted.index] if wanted.index.is_unique else table.sort_index()


def _like(index: pd.Index, reference: pd.Index) -> pd.Index:
    """Give a key the reference's type where it only differs in how it is stored (17.0 for 17, a category)."""
    if index.nlevels > 1:
        levels = [
            _like(index.get_level_values(i), reference.get_level_values(i)) for i in range(index.nlevels)
        ]
        return pd.MultiIndex.from_arrays(levels, names=reference.names)
    try:
        return index.astype(reference.dtype)
    except (TypeError, ValueError):
        return index.astype(object)


def _same_values(found: pd.Series, wanted: pd.Series, references, name, rel, decimals) -> None:
    column = f"`{name}`" if found.name == name else f"`{found.name}` in `{name}`"
    right, cause = _agree(found, wanted, column, rel, decimals)
    if right.all():
        return
    if not cause:
        cause = _swapped(found, wanted.name, references, rel, decimals)
    where = np.flatnonzero(~right)
    shown = []
    for i in where[:3]:
        was, expected = _pair(found.iloc[i], wanted.iloc[i])
        shown.append(f"{_key_of(wanted.index, i)}: found {was}, expected {expected}")
    raise NotYet(
        f"{column} differs in {len(where):,} of {len(wanted):,} rows. {'; '.join(shown)}." + _sentence(cause)
    )


def _agree(found: pd.Series, wanted: pd.Series, column: str, rel, decimals) -> tuple[np.ndarray, str]:
    """Compare two columns; return which rows agree, and the likely cause where they do not."""
    if pd.api.types.is_numeric_dtype(wanted):
        was = _numbers(found, column)
        expected = wanted.to_numpy(dtype="float64", na_value=np.nan)
        right = _close(was, expected, rel, decimals)
        if right.all():
            return right, ""
        empty = int((np.isnan(was) & ~np.isnan(expected)).sum())
        cause = f"empty values (NaN) where none belong: {empty:,}" if empty else ""
        return right, cause or _cause(was, expected, rel, decimals)
    if pd.api.types.is_datetime64_any_dtype(wanted):
        was = pd.to_datetime(found, errors="coerce", utc=True)
        expected = pd.to_datetime(wanted, utc=True)
        return ((was == expected) | (was.isna() & expected.isna())).to_numpy(), ""
    blank = found.isna().to_numpy(), wanted.isna().to_numpy()
    was, expected = found.astype(str).to_numpy(object), wanted.astype(str).to_numpy(object)
    right = np.where(blank[0] | blank[1], blank[0] & blank[1], was == expected)
    tidy = pd.Series(was).str.strip().str.lower() == pd.Series(expected).str.strip().str.lower()
    return right, "only capital letters or spaces differ" if not right.all() and tidy.all() else ""


def _numbers(found: pd.Series, column: str) -> np.ndarray:
    if pd.api.types.is_timedelta64_dtype(found):
        raise NotYet(f"{column} holds time spans; expected numbers. `.dt.days` gives them in days.")
    if pd.api.types.is_datetime64_any_dtype(found):
        raise NotYet(
            f"{column} holds dates; expected numbers. Take the difference to a date, then `.dt.days`."
        )
    present = found.dropna()
    if len(present) and isinstance(present.iloc[0], str) and not pd.api.types.is_numeric_dtype(found):
        raise NotYet(
            f"{column} holds text (such as {present.iloc[0]!r}); expected numbers. "
            "`pd.to_numeric` turns text into numbers."
        )
    try:
        return pd.to_numeric(found.astype(object)).to_numpy(dtype="float64", na_value=np.nan)
    except (TypeError, ValueError):
        raise NotYet(f"{column} holds values that are {kind(present.iloc[0])}; expected numbers.") from None


def _swapped(found, column, references, rel, decimals) -> str:
    if not pd.api.types.is_numeric_dtype(references[column]):
        return ""
    for other in references.columns.drop(column):
        if pd.api.types.is_numeric_dtype(references[other]):
            expected = references[other].to_numpy(dtype="float64", na_value=np.nan)
            if _close(_numbers(found, column), expected, rel, decimals).all():
                return f"it holds what belongs in `{other}`"
    return ""


def _close(found, expected, rel, decimals) -> np.ndarray:
    noise = 1e-9 if decimals is None else 0.5 * 10.0**-decimals * (1 + 1e-9)
    return np.isclose(found, expected, rtol=rel, atol=noise, equal_nan=True)


def _cause(found, expected, rel, decimals) -> str:
    """Name a mistake that turns all of the expected values into all of the found ones."""
    if np.allclose(expected, 0):
        return ""
    for factor, text in FACTORS.items():
        allowed = None if decimals is None else max(0, decimals - round(np.log10(abs(factor))))
        if _close(found, expected * factor, rel, allowed).all():
            if factor == 100 and np.nanmax(np.abs(expected)) <= 1:
                return SHARE_ASKED
            if factor == 0.01 and np.nanmax(np.abs(found)) <= 1:
                return PERCENTAGE_ASKED
            return f"what was found is {text}"
    offset = found - expected
    if found.size > 1 and np.isfinite(offset).all() and np.allclose(offset, offset[0], rtol=1e-6):
        return f"every value is {_value(abs(offset[0]))} too {'high' if offset[0] > 0 else 'low'}"
    return ""


# ---- segments


def same_segments(
    found, expected: pd.Series, *, name: str, key: str | None = None, at_least: float = 0.95
) -> None:
    """Accept segments that group customers as the reference does, whatever the segments are called.

    Parameters
    ----------
    found : Series, dict, table of one column by key, or list in the reference's order
        One label per customer.
    expected : Series
        The reference's labels, indexed by customer.
    name : str
        The participant's name for them.
    key : str, optional
        The customer's key; by default the name of the reference's index.
    at_least : float
        The adjusted Rand index that counts as equal (Hubert and Arabie 1985).

    Raises
    ------
    NotYet
        With the index reached, and which segment was split or merged.
    """
    labels = _labels(found, expected, name, key)
    if _same_partition(expected, labels):
        return
    index = _adjusted_rand(expected.to_numpy(), labels.to_numpy())
    if index >= at_least:
        return
    have, want = labels.nunique(), expected.nunique()
    count = f"You have {have} segments; expected {want}. " if have != want else ""
    raise NotYet(
        f"{count}`{name}` agrees with the reference at an adjusted Rand index of {index:.2f}; "
        f"{at_least:.2f} is enough." + _sentence(_split_or_merged(labels, expected))
    )


def clustering(
    labels,
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
    labels : Series, dict, table of one column by key, or list in the reference's order
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
    found = _labels(labels, reference, name, None)
    have, want = found.nunique(), reference.nunique()
    if have != want:
        raise NotYet(f"`{name}` has {have} segments; expected {want}.")
    index = _adjusted_rand(reference.to_numpy(), found.to_numpy())
    ratio = _spread(features, found) / _spread(features, reference)
    if index < at_least and ratio > within:
        raise NotYet(
            f"`{name}` has the right number of segments, but they are less tight than they can be: "
            f"their spread is {ratio:.2f} times the reference's ({within:.2f} is enough), and they agree "
            f"with it at an adjusted Rand index of {index:.2f} ({at_least:.2f} is enough). "
            "Were the features put on one scale, and is `n_init` at least 10?"
        )


def _labels(found, expected: pd.Series, name: str, key: str | None) -> pd.Series:
    key = key or expected.index.name or "key"
    wanted = expected.rename("segment").rename_axis(key).to_frame()
    table = _as_frame(found, [key], ["segment"], wanted, name)
    if isinstance(table.index, pd.RangeIndex) and key not in table.columns and len(table) == len(wanted):
        table = table.set_axis(wanted.index)
    table = _keyed(table, wanted, name)
    _same_columns(table, ["segment"], name)
    labels = _same_rows(table, wanted, [key], name)["segment"]
    if labels.isna().any():
        raise NotYet(f"In `{name}`, {int(labels.isna().sum()):,} of {len(labels):,} have no segment (NaN).")
    return labels


def _split_or_merged(labels: pd.Series, expected: pd.Series) -> str:
    table = pd.crosstab(expected.to_numpy(), labels.to_numpy())
    of_expected, of_found = table.div(table.sum(axis=1), axis=0), table.div(table.sum(axis=0), axis=1)
    for segment in table.columns:
        inside = of_expected.index[of_expected[segment] > 0.5]
        if len(inside) > 1:
            sizes = [f"{_value(s)} ({table.loc[s, segment]:,} customers)" for s in inside]
            return (
                f"your segment {_value(segment)} merges what the reference keeps apart: {' and '.join(sizes)}"
            )
    for segment in table.index:
        parts = of_found.columns[of_found.loc[segment] > 0.5]
        if len(parts) > 1:
            sizes = [f"{_value(p)} ({table.loc[segment, p]:,})" for p in parts]
            return f"the reference's segment {_value(segment)} is split over yours: {' and '.join(sizes)}"
    return ""


def _same_partition(one: pd.Series, other: pd.Series) -> bool:
    """Tell whether two labellings of the same customers differ in nothing but the labels' names."""
    return np.array_equal(pd.factorize(one)[0], pd.factorize(other)[0])


def _adjusted_rand(one, other) -> float:
    # Imported here: it takes a second, and most answers never come so far.
    from sklearn.metrics import adjusted_rand_score

    return adjusted_rand_score(one, other)


def _spread(features: pd.DataFrame, labels: pd.Series) -> float:
    """Within-segment sum of squares."""
    by = labels.to_numpy()
    return float(((features - features.groupby(by).transform("mean")) ** 2).to_numpy().sum())


# ---- known mistakes


def same_values(found, mistaken: pd.Series | pd.DataFrame, *, decimals: int | None = None) -> bool:
    """Tell whether an answer holds the values that a known mistake gives, by key and up to rounding."""
    compare = series if isinstance(mistaken, pd.Series) else frame
    return _passes(compare, found, mistaken, key=mistaken.index.name, rel=1e-4, decimals=decimals)


def same_number(found, mistaken: float, *, rel: float = 5e-4) -> bool:
    """Tell whether an answer is the number that a known mistake gives, up to rounding."""
    return _passes(number, found, mistaken, rel=rel)


def same_groups(found, mistaken: pd.Series, *, at_least: float = 1.0) -> bool:
    """Tell whether labels group the customers as a known mistake does, whatever the labels' names.

    Exactly so, unless `at_least` names an adjusted Rand index below 1.
    """
    try:
        labels = _labels(found, mistaken, "it", None)
    except NotYet:
        return False
    return _same_partition(mistaken, labels) or (
        at_least < 1 and _adjusted_rand(mistaken, labels) >= at_least
    )


def none_of(found, right: float, mistakes: dict[str, float], *, name: str, precision: float = 5e-4) -> None:
    """Refuse a number that a known mistake gives, in the mistake's words.

    Parameters
    ----------
    found
        The answer; what is no number is left to `number`.
    right : float
        The reference. A mistake that gives nearly the same number cannot be told from it.
    mistakes : dict of str to float
        By what was done, as a sentence or as the end of "That is …", the number that it gives.
    name : str
        The participant's name for the answer.
    precision : float
        How near the answer must be to a mistake, and the right one must not be. Of large numbers a
        rounded one is near enough too.

    Raises
    ------
    NotYet
        With the number found and the words of the mistake.
    """
    if not isinstance(found, Number) or isinstance(found, bool):
        return
    for words, value in sorted(mistakes.items(), key=lambda mistake: abs(found - mistake[1])):
        near = max(precision, 5e-5 * abs(value))
        if abs(found - value) < near < abs(found - right):
            sentence = words if words.endswith(".") else f"That is {words}."
            raise NotYet(f"`{name}` is {_short(found)}. {sentence}")


def none_of_values(found, mistakes: dict, *, name: str, decimals: int | None = None) -> None:
    """Refuse a column or a table that a known mistake gives, in the mistake's words.

    Parameters
    ----------
    found
        The answer; what is no column or table is left to `series` and `frame`.
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
    for words, mistaken in mistakes.items():
        mistaken = mistaken.rename(name) if isinstance(mistaken, pd.Series) else mistaken
        if same_values(found, mistaken, decimals=decimals):
            raise NotYet(words if words.endswith(".") else f"`{name}` {words}.")


def none_of_groups(found, mistakes: dict[str, pd.Series]) -> None:
    """Refuse labels that group the customers exactly as a known mistake does, in the mistake's words."""
    for words, mistaken in mistakes.items():
        if same_groups(found, mistaken):
            raise NotYet(words)


def _passes(comparison, found, mistaken, **how) -> bool:
    try:
        comparison(found, mistaken, name="it", **how)
    except NotYet:
        return False
    return True


# ---- plans


def plan(found, worth, *, name: str = "plan", key: str = "customer_id", only: dict[str, str] | None = None):
    """Take any plan that the market can run, and say what it is worth.

    Parameters
    ----------
    found
        The answer: a DataFrame with a row per customer.
    worth : function of a plan, giving a number
        Such as `market.expected_profit`; a ValueError of it is said to the participant.
    name : str
        The participant's name for it, for the messages.
    key : str
        The column, or the index, with the customers.
    only : dict of str to str, optional
        By column, the one value that it may hold.

    Returns
    -------
    plan : DataFrame
        With `key` as a column.
    worth : float

    Raises
    ------
    NotYet
        When it is no plan, or holds what it may not.
    """
    if not isinstance(found, pd.DataFrame):
        who = key.removesuffix("_id")
        raise NotYet(f"`{name}` is {kind(found)}; expected a table with one row per {who}.")
    found = found.reset_index() if key in found.index.names else found
    try:
        earned = worth(found)
    except ValueError as problem:
        raise NotYet(str(problem)) from problem
    for column, value in (only or {}).items():
        if column in found.columns and (found[column] != value).any():
            raise NotYet(f"Some rows have another {column}; expected `{value}` in all of them.")
    return found, earned


# ---- functions


def call(function, *args, name: str, **kwargs):
    """Call a participant's function and return what it returns; say so when it stops or returns nothing.

    Raises
    ------
    NotYet
        When it is no function, stops with an error, or returns None.
    """
    if not callable(function):
        raise NotYet(f"`{name}` is {kind(function)}; expected a function, made with `def {name}(...)`.")
    try:
        result = function(*args, **kwargs)
    except Exception as problem:
        raise NotYet(f"Your function `{name}` stopped with {type(problem).__name__}: {problem}.") from problem
    if result is Ellipsis:
        raise NotStarted
    if result is None:
        raise NotYet(f"Your function `{name}` gave nothing back (None). Does it end with `return`?")
    return result


# ---- words


def _present(found, name: str) -> None:
    if found is None:
        raise NotYet(
            f"`{name}` is empty (None). Methods such as `sort_values(inplace=True)` give nothing back."
        )
    if is_untouched(found):
        raise NotStarted


def _value(value) -> str:
    """Write one value for a sentence."""
    if isinstance(value, bool | np.bool_ | str):
        return repr(str(value)) if isinstance(value, str) else str(value)
    if isinstance(value, tuple):
        return "(" + ", ".join(_value(v) for v in value) + ")"
    if value is pd.NaT or (isinstance(value, Number | type(pd.NA)) and pd.isna(value)):
        return "nothing (NaN)"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value == value.normalize() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, Number):
        # Whole numbers in full, fractions to six digits.
        return f"{value:,.0f}" if float(value).is_integer() and abs(value) < 1e15 else f"{value:,.6g}"
    return str(value)


def _short(value) -> str:
    """Write one value as people say it: a fraction to four digits, a large number to the whole."""
    if not isinstance(value, Number) or isinstance(value, bool | np.bool_) or pd.isna(value):
        return _value(value)
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e15 else f"{value:,.4g}"


def _pair(found, expected) -> tuple[str, str]:
    """Write two values that differ, shortly, but so that the difference can be seen."""
    for write in (_short, _value):
        if write(found) != write(expected):
            return write(found), write(expected)
    return repr(found), repr(expected)


def _key_of(index: pd.Index, position: int) -> str:
    return f"{' and '.join(str(n) for n in index.names)} {_value(index[position])}"


def _list(values: pd.Index) -> str:
    return ", ".join(_value(v) for v in values[:3])


def _ticked(names: list[str]) -> str:
    return ", ".join(f"`{n}`" for n in names)


def _sentence(cause: str) -> str:
    return f" Probable cause: {cause}." if cause else ""
