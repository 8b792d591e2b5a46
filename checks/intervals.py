"""What a difference of two groups is per 100 customers, and what may be concluded from its interval."""

from typing import Any

import pandas as pd

from checks import words
from checks.intake import NotYet
from helpers import experiment

CANNOT_TELL = "cannot tell"


def per_100(treated: pd.Series, control: pd.Series) -> tuple[float, float, float]:
    """Return the difference of two shares per 100 customers, and the ends of its 95 % interval.

    Parameters
    ----------
    treated, control : Series of 0 and 1, one per customer
    """
    _, _, *difference = experiment.rate_difference(treated, control)
    figure, low, high = (100 * value for value in difference)
    return figure, low, high


def alone(group: pd.Series) -> tuple[float, float]:
    """Return the ends of the 95 % interval of one group's own share, per 100: a frequent wrong answer."""
    half = 1.96 * group.sem()
    return 100 * (group.mean() - half), 100 * (group.mean() + half)


def demand_verdict(answer: Any, low: float, high: float, *, name: str = "verdict") -> None:
    """Accept the conclusion that an interval of a difference allows, as text.

    Parameters
    ----------
    answer
        "yes" (more than 0), "no" (less) or "cannot tell", in whatever letters.
    low, high : float
        The ends of the interval.
    name : str
        The participant's name for the answer.

    Raises
    ------
    NotYet
        When it is something else; the right conclusion is not said.
    """
    said = answer.strip(" .!\"'").lower() if isinstance(answer, str) else ""
    said = CANNOT_TELL if said.endswith(("not tell", "n't tell")) else said
    if said not in ("yes", "no", CANNOT_TELL):
        raise NotYet(f'`{name}` is {words.value(answer)}; expected "yes", "no" or "cannot tell", as text.')
    right = "yes" if low > 0 else "no" if high < 0 else CANNOT_TELL
    if said == right:
        return
    if right == CANNOT_TELL:
        raise NotYet(
            f'`{name}` is "{said}", but the interval reaches both sides of 0: more and less are possible.'
        )
    if said == CANNOT_TELL:
        raise NotYet(f'`{name}` is "{said}", but the whole interval lies on one side of 0. On which?')
    raise NotYet(f'`{name}` is "{said}", but the interval lies on the other side of 0.')
