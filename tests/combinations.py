"""Move the controls of a live picture through settings, without a browser.

What `update` raises is raised here too, save a refusal, whose sentence is told. Settings come in the same
order each time; a live picture ends where it began.
"""

import itertools
import random
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import ipywidgets as widgets

from page.live import Live, Refusal

# What Python writes where a number or a word is missing, as a word: "finance" and "inform" are fine.
MISSING = re.compile(r"\b(nan|NaN|inf|NaT|None(?! of))\b|<NA>")


class Combination(NamedTuple):
    """What a live picture shows for one setting of its controls."""

    values: dict
    sentence: str
    picture: bytes | None  # None when not drawn, or when `update` refused these values


def go_through(demo: Live, settings: Iterable[dict], *, draw: bool = True) -> Iterator[Combination]:
    """Give each setting to the controls; without `draw` only `update` is called, which is quicker."""
    before = start(demo)
    try:
        for values in settings:
            demo._put(values)
            try:
                sentence, picture = demo._next() if draw else (demo._update(**values), None)
            except Refusal if draw else ValueError as refusal:
                sentence, picture = str(refusal), None
            yield Combination(values, sentence, picture)
    finally:
        demo._put(before)
        demo._show()


def unfit(sentence: str) -> bool:
    """Tell whether a sentence is none, or holds what Python writes where something is missing."""
    return not sentence.strip().endswith(".") or MISSING.search(sentence) is not None


def start(demo: Live) -> dict:
    """Return the controls' values now."""
    return {name: control.value for name, control in demo.controls.items()}


def all_choices(demo: Live) -> dict[str, list]:
    """Return the values that a reader can give each control."""
    return {name: choices(control) for name, control in demo.controls.items()}


def every(demo: Live) -> Iterator[dict]:
    """Yield all settings."""
    chosen = all_choices(demo)
    return (dict(zip(chosen, values, strict=True)) for values in itertools.product(*chosen.values()))


def singles(demo: Live) -> list[dict]:
    """Return both ends of all controls, and every value of each control with the others at their start."""
    chosen = all_choices(demo)
    ends = [{name: values[end] for name, values in chosen.items()} for end in (0, -1)]
    return ends + [start(demo) | {name: value} for name, values in chosen.items() for value in values]


def pairs(demo: Live) -> list[dict]:
    """Return every pair of values of every two controls, with the others at their start."""
    return [
        start(demo) | {one: a, other: b}
        for (one, first), (other, second) in itertools.combinations(all_choices(demo).items(), 2)
        for a, b in itertools.product(first, second)
    ]


def sample(demo: Live, size: int) -> list[dict]:
    """Return settings drawn at random."""
    chance, chosen = random.Random(0), all_choices(demo)
    return [{name: chance.choice(values) for name, values in chosen.items()} for _ in range(size)]


def choices(control: widgets.Widget) -> list:
    """Return the values that a reader can give a control, from its low end to its high end."""
    if isinstance(control, widgets.Checkbox | widgets.ToggleButton):
        return [False, True]
    if isinstance(control, widgets.IntRangeSlider | widgets.FloatRangeSlider | widgets.SelectionRangeSlider):
        return list(itertools.combinations_with_replacement(_positions(control), 2))
    return list(_positions(control))


def _positions(control: widgets.Widget) -> tuple:
    """Return the places of a slider, or the options of a list, in order."""
    if control.has_trait("options"):
        return tuple(control._options_values)
    places = round((control.max - control.min) / control.step) + 1
    steps = [control.min + i * control.step for i in range(places)]
    if isinstance(control, widgets.FloatLogSlider):
        return tuple(control.base**exponent for exponent in steps)
    return tuple(type(control.max)(round(step, 10)) for step in steps)
