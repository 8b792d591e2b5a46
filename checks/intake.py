"""Take a participant's answer in: there or not, of a size that can be judged, and a copy of it."""

import copy
import dis
import math
import sys
import types
from collections.abc import Iterable, Sized
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from checks import words

MOST_VALUES = 4_000_000  # the course's largest table has 420,000
LEFT_OUT = "Methods such as `sort_values(inplace=True)` give nothing back."


class NotYet(Exception):
    """Raised inside a check: the answer is not right yet. The sentence says what, and where to look."""


class NotStarted(Exception):
    """Raised inside a check: the placeholder still stands."""


def taken(name: str, answer: Any) -> Any:
    """Return a copy of an answer that the check may change, a number of any kind as a plain one.

    Parameters
    ----------
    name : str
        The participant's name for it, for the messages.
    answer
        Anything.

    Raises
    ------
    NotStarted
        When the placeholder still stands.
    NotYet
        When it is None, endless, or far larger than any answer.
    """
    if answer is None:
        raise NotYet(f"`{name}` is empty (None). {LEFT_OUT}")
    refuse_endless(name, answer)
    if is_untouched(answer):
        raise NotStarted
    return _copied(plain(answer))


def refuse_endless(name: str, answer: Any) -> None:
    """Refuse what gives its values one by one, perhaps without end, and what holds millions of them."""
    if isinstance(answer, str | bytes) or not isinstance(answer, Iterable):
        return
    if not isinstance(answer, Sized):
        raise NotYet(
            f"`{name}` is {words.kind(answer)}: it gives its values one by one, and only once. "
            "Expected all of them together, such as in a list."
        )
    if _size(answer) > MOST_VALUES:
        raise NotYet(
            f"`{name}` holds more than {MOST_VALUES:,} values, and no answer needs so many. "
            "Was a table joined with the wrong rows, or are rows in it twice?"
        )


def _size(answer: Any) -> int:
    try:
        is_array = isinstance(answer, pd.DataFrame | pd.Series | pd.Index | np.ndarray)
        return answer.size if is_array else len(answer)
    except OverflowError:  # a range may be longer than Python counts
        return sys.maxsize


def is_untouched(answer: Any) -> bool:
    """Tell whether an answer is still the placeholder `...`, or holds one.

    True for `...`, for a list, tuple or dict with a `...` in it, for a table with a column of `...`, and for
    a function whose body is only `...`, `pass` or `return ...`.
    """
    if isinstance(answer, types.FunctionType):
        return _does_nothing(answer)
    if isinstance(answer, dict):
        return any(item is Ellipsis for item in answer.values())
    if isinstance(answer, list | tuple):
        return any(item is Ellipsis for item in answer)
    if isinstance(answer, pd.Series):
        return len(answer) > 0 and answer.iloc[0] is Ellipsis
    if isinstance(answer, pd.DataFrame):
        return len(answer) > 0 and any(item is Ellipsis for item in answer.iloc[0])
    return answer is Ellipsis


def _does_nothing(function: types.FunctionType) -> bool:
    steps = [step for step in dis.get_instructions(function) if step.opname not in ("RESUME", "NOP")]
    names = [step.opname for step in steps]
    return names in (["RETURN_CONST"], ["LOAD_CONST", "RETURN_VALUE"]) and steps[0].argval in (None, Ellipsis)


def plain(answer: Any) -> Any:
    """Return a single number of any kind as an int or a float (empty: NaN); anything else as it is."""
    if isinstance(answer, np.ndarray) and answer.ndim == 0:
        answer = answer[()]
    if isinstance(answer, np.timedelta64):  # which numpy counts among the whole numbers
        answer = pd.Timedelta(answer)
    if answer is pd.NA or answer is pd.NaT:
        return math.nan
    if isinstance(answer, np.number | np.bool_ | np.str_):
        answer = answer.item()
    if isinstance(answer, Decimal | Fraction) or (isinstance(answer, int) and abs(answer) > 2**1000):
        try:
            return float(answer)
        except ValueError:  # a Decimal may be a signalling NaN
            return math.nan
        except OverflowError:
            return math.copysign(math.inf, 1 if answer > 0 else -1)
    return answer


def _copied(answer: Any) -> Any:
    """Return a copy, so that a check cannot change the answer. What cannot be copied goes as it is."""
    if isinstance(answer, pd.DataFrame | pd.Series | pd.Index | np.ndarray):
        return answer.copy()
    try:
        return copy.deepcopy(answer)
    except Exception:  # an object may refuse in any way, and the check must still answer
        return answer
