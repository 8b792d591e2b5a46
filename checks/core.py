"""The core of every check: three outcomes in words, hints in steps, the solution one click away."""

import copy
import dis
import inspect
import json
import os
import types
from dataclasses import dataclass
from functools import update_wrapper
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import progress
from helpers.boxes import BOX, LOOK, Note, in_html

SOLUTIONS = Path(__file__).resolve().parents[1] / "solutions"


class NotYet(Exception):
    """Raised inside a check: the answer is not right yet. The sentence says what, and where to look."""


class NotStarted(Exception):
    """Raised inside a check: the placeholder still stands."""


@dataclass(frozen=True)
class Outcome:
    """What a check says. `status` is "correct", "not yet" or "not started"."""

    status: str
    message: str
    note: str = ""

    def __repr__(self):
        return " ".join(filter(None, [f"{LOOK[self.status][1]}.", self.message, self.note])).replace("`", "")

    def _repr_html_(self):
        sign, word, edge = LOOK[self.status]
        note = f"<div><small>{in_html(self.note)}</small></div>" if self.note else ""
        return (
            f'<div role="status" style="{BOX.format(edge=edge)}">'
            f'<strong><span aria-hidden="true">{sign}</span> '
            f"{word}.</strong> {in_html(self.message)}{note}</div>"
        )


def task(*, exercise: str, number: int, hints: list[str]):
    """Turn a function into the check of one task.

    The function gets copies of the participant's answers. It raises `NotYet` with a sentence, or returns one
    sentence that adds an insight to a right answer.

    Parameters
    ----------
    exercise : str
        The exercise, such as "05_behavioural".
    number : int
        The task's number in the exercise.
    hints : list of str
        From a nudge to nearly the answer; `.hint()` shows one more at each call.
    """
    return lambda function: Task(function, exercise, number, list(hints))


class Task:
    """The check of one task: call it with the answer, or ask for `.hint()` or `.solution()`."""

    def __init__(self, function, exercise: str, number: int, hints: list[str]):
        update_wrapper(self, function)
        self.function, self.exercise, self.number, self.hints = function, exercise, number, hints
        self.name = function.__name__
        self._hints_shown = 0

    def __call__(self, *args, **kwargs) -> Outcome:
        try:
            given = inspect.signature(self.function).bind(*args, **kwargs)
        except TypeError:
            call = f"check.{self.name}{inspect.signature(self.function)}"
            return Outcome("not yet", f"This check needs other arguments. Write `{call}`.")
        if any(is_untouched(value) for value in given.arguments.values()):
            return self._not_started()
        try:
            insight = self.function(*map(_copy, given.args), **{k: _copy(v) for k, v in given.kwargs.items()})
        except NotStarted:
            return self._not_started()
        except NotYet as reason:
            return self._not_yet(str(reason))
        except Exception as problem:
            if os.environ.get("SEGMENTATION_STRICT_CHECKS"):
                raise
            return self._not_yet(_unexpected(given.arguments, problem))
        return Outcome("correct", insight, progress.mark(self.exercise, self.name))

    def _not_started(self) -> Outcome:
        return Outcome(
            "not started",
            f"Replace the `...` of task {self.number} with your answer, "
            "run its cell, then run this one again.",
        )

    def _not_yet(self, sentence: str) -> Outcome:
        return Outcome("not yet", sentence, f"Stuck? Run `check.{self.name}.hint()`.")

    def hint(self) -> Note:
        """Show one more hint than the last time."""
        self._hints_shown = min(self._hints_shown + 1, len(self.hints))
        shown = [
            f"Hint {i} of {len(self.hints)}: {text}"
            for i, text in enumerate(self.hints[: self._hints_shown], start=1)
        ]
        more = self._hints_shown < len(self.hints)
        shown.append(
            "Run this cell again for the next hint."
            if more
            else f"That was the last hint. `check.{self.name}.solution()` shows one way to do it."
        )
        return Note("\n".join(shown))

    def solution(self) -> Note:
        """Show one right answer, and a link to the solved notebook."""
        link = f"../solutions/{self.exercise}.ipynb"
        code = _solution_code(SOLUTIONS / f"{self.exercise}.ipynb", self.name)
        if not code:
            return Note(f"The solution of task {self.number} is not built yet. Run `python course.py build`.")
        return Note(f"One way to solve task {self.number}; yours may differ and be right.", code, link)


def is_untouched(value) -> bool:
    """Tell whether an answer is still the placeholder `...`, or holds one.

    True for `...` and None, for a list, tuple or dict with a `...` in it, for a table with a column of `...`,
    and for a function whose body is only `...`, `pass` or `return ...`.
    """
    if value is None or value is Ellipsis:
        return True
    if isinstance(value, types.FunctionType):
        return _does_nothing(value)
    if isinstance(value, dict):
        return any(item is Ellipsis for item in value.values())
    if isinstance(value, list | tuple):
        return any(item is Ellipsis for item in value)
    if isinstance(value, pd.Series):
        return len(value) > 0 and value.dtype == object and value.iloc[0] is Ellipsis
    if isinstance(value, pd.DataFrame):
        return any(is_untouched(value.iloc[:, i]) for i in range(value.shape[1]))
    return False


def _does_nothing(function) -> bool:
    steps = [step for step in dis.get_instructions(function) if step.opname not in ("RESUME", "NOP")]
    names = [step.opname for step in steps]
    return names in (["RETURN_CONST"], ["LOAD_CONST", "RETURN_VALUE"]) and steps[0].argval in (None, Ellipsis)


def _copy(value):
    """Copy an answer, so that a check cannot change it. What cannot be copied goes as it is."""
    if isinstance(value, pd.DataFrame | pd.Series | pd.Index | np.ndarray):
        return value.copy()
    try:
        return copy.deepcopy(value)
    except Exception:  # an object may refuse in any way, and the check must still answer
        return value


def _unexpected(arguments: dict, problem: Exception) -> str:
    given = ", ".join(f"`{name}` is {kind(value)}" for name, value in arguments.items())
    return (
        f"This answer could not be read: {given} (the check stopped with {type(problem).__name__}). "
        "Compare its kind, its columns and its values with what the task asks for."
    )


def kind(value) -> str:
    """Name a value's kind in words: "a table (DataFrame)", "text (str)"."""
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
        types.FunctionType: "a function",
        types.MethodType: "a method; did you forget the brackets `()` at the end?",
    }
    if "GroupBy" in type(value).__name__:
        return "grouped but not yet summed up (a GroupBy); add `.agg(...)` or `.sum()`"
    return words.get(type(value), f"of the kind {type(value).__name__}")


def _solution_code(notebook: Path, task_name: str) -> str:
    """Read a task's answer cells from a built solution; empty when there is none."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError):
        return ""
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["metadata"].get("task") == task_name)
