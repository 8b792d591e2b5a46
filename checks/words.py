"""How a check writes a participant's values and names in a sentence: shortly, whatever they are."""

import types
from numbers import Number
from typing import Any

import numpy as np
import pandas as pd

MOST_LETTERS = 30  # of one value or name
MOST_NAMES = 5  # of a list of names


def shortened(text: str, most: int = MOST_LETTERS) -> str:
    """Return a text with its middle left out when it is longer than so many letters."""
    if len(text) <= most:
        return text
    end = most // 4
    return f"{text[: most - end - 1]}…{text[-end:]}"


def kind(value: Any) -> str:
    """Return a value's kind in words: "a table (DataFrame)", "text (str)"."""
    words = {
        pd.DataFrame: "a table (DataFrame)",
        pd.Series: "a column (Series)",
        np.ndarray: "an array (ndarray)",
        str: "text (str)",
        list: "a list",
        dict: "a dict",
        bool: "True or False (bool)",
        tuple: "a tuple",
        int: "a whole number (int)",
        float: "a number (float)",
        types.NoneType: "empty (None)",
        types.FunctionType: "a function",
        types.GeneratorType: "a generator",
        types.MethodType: "a method; did you forget the brackets `()` at the end?",
    }
    if "GroupBy" in type(value).__name__:
        return "grouped but not yet summed up (a GroupBy); add `.agg(...)` or `.sum()`"
    return words.get(type(value), f"of the kind {shortened(type(value).__name__)}")


def value(item: Any) -> str:
    """Return one value in full: whole numbers with all their digits, fractions with six."""
    if isinstance(item, str):
        return repr(shortened(str(item)))
    if isinstance(item, bool | np.bool_):
        return str(item)
    if isinstance(item, tuple):
        return shortened("(" + ", ".join(value(part) for part in item[:MOST_NAMES]) + ")")
    if item is pd.NaT or (isinstance(item, Number | type(pd.NA)) and pd.isna(item)):
        return "nothing (NaN)"
    if isinstance(item, pd.Timestamp):
        return f"{item:%Y-%m-%d}" if item == item.normalize() else f"{item:%Y-%m-%d %H:%M}"
    if isinstance(item, Number):
        whole = not isinstance(item, complex) and float(item).is_integer() and abs(item) < 1e15
        return f"{item:,.0f}" if whole else f"{item:,.6g}"
    return shortened(str(item))


def key(item: Any) -> str:
    """Return what names a row so that it can be pasted: a whole number without marks between its digits."""
    if isinstance(item, tuple):
        return shortened("(" + ", ".join(key(part) for part in item[:MOST_NAMES]) + ")")
    return value(item).replace(",", "") if isinstance(item, Number) else value(item)


def count(number: int, thing: str) -> str:
    """Return "1 customer" or "2 customers"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def short(item: Any) -> str:
    """Return one value as people say it: a fraction to four digits, a large number to the whole."""
    if not isinstance(item, Number) or isinstance(item, bool | np.bool_) or pd.isna(item):
        return value(item)
    return f"{item:,.0f}" if 1000 <= abs(item) < 1e15 else f"{item:,.4g}"


def pair(one: Any, other: Any) -> tuple[str, str]:
    """Return two values that differ, shortly, but so that the difference can be seen."""
    for write in (short, value, _exact):
        if write(one) != write(other):
            return write(one), write(other)
    return f"{value(one)} ({kind(one)})", f"{value(other)} ({kind(other)})"


def _exact(item: Any) -> str:
    item = item.item() if isinstance(item, np.generic) else item
    return repr(float(item)) if isinstance(item, float | np.floating) else shortened(repr(item), 60)


def names(columns: Any) -> str:
    """Return names in backticks, the first few of them when there are many."""
    found = [f"`{shortened(str(name))}`" for name in columns[:MOST_NAMES]]
    more = len(columns) - len(found)
    return ", ".join(found) + (f" and {more:,} more" if more else "")


def examples(values: Any) -> str:
    """Return the first three of some rows' names."""
    return ", ".join(key(item) for item in values[:3])


def probable_cause(text: str) -> str:
    """Return a cause as the sentence that ends a message; empty where no cause is known."""
    return f" Probable cause: {text}." if text else ""
