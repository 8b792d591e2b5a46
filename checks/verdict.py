"""Judge what a participant concludes from an interval: yes, no, or that it cannot tell."""

from typing import Any

from checks import words
from checks.intake import NotYet

CANNOT_TELL = "cannot tell"


def verdict(answer: Any, low: float, high: float, *, name: str = "verdict") -> None:
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
