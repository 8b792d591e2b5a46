"""The core of every check: three outcomes in words, hints in steps, the solution one click away."""

import inspect
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from pathlib import Path
from typing import Any

from checks.intake import NotStarted, NotYet, taken
from checks.words import kind, shortened
from page import progress
from page.boxes import BOX, LOOK, Note, in_html

MOST_LETTERS = 400  # of a sentence
SOLUTIONS = Path(__file__).resolve().parents[1] / "solutions"

Answer = Any  # whatever a participant has made


@dataclass(frozen=True)
class Outcome:
    """What a check says. `status` is "correct", "not yet" or "not started"."""

    status: str
    message: str
    note: str = ""

    def __repr__(self) -> str:
        return " ".join(filter(None, [f"{LOOK[self.status][1]}.", self.message, self.note])).replace("`", "")

    def _repr_html_(self) -> str:
        sign, word, edge = LOOK[self.status]
        note = f"<div><small>{in_html(self.note)}</small></div>" if self.note else ""
        return (
            f'<div role="status" style="{BOX.format(edge=edge)}">'
            f'<strong><span aria-hidden="true">{sign}</span> '
            f"{word}.</strong> {in_html(self.message)}{note}</div>"
        )


def task(*, exercise: str, number: int, hints: list[str]) -> Callable[[Callable[..., str]], "Task"]:
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

    def __init__(self, function: Callable[..., str], exercise: str, number: int, hints: list[str]) -> None:
        update_wrapper(self, function)
        self.function, self.exercise, self.number, self.hints = function, exercise, number, hints
        self.name = function.__name__
        self._hints_shown = 0

    def __call__(self, *args: Answer, **kwargs: Answer) -> Outcome:
        """Judge the answers."""
        signature = inspect.signature(self.function)
        try:
            answers = signature.bind(*args, **kwargs).arguments
        except TypeError:
            call = f"check.{self.name}({', '.join(signature.parameters)})"
            return Outcome("not yet", f"This check needs other arguments. Write `{call}`.")
        try:
            insight = self.function(**{name: taken(name, answer) for name, answer in answers.items()})
        except NotStarted:
            return self._not_started()
        except NotYet as reason:
            return self._not_yet(str(reason))
        except (Exception, SystemExit) as problem:  # an answer may hold anything, and must get a sentence
            if os.environ.get("SEGMENTATION_STRICT_CHECKS"):
                raise
            return self._not_yet(_unexpected(answers, problem))
        return Outcome("correct", insight, progress.mark(self.exercise, self.name))

    def _not_started(self) -> Outcome:
        return Outcome(
            "not started",
            f"Replace the `...` of task {self.number} with your answer, "
            "run its cell, then run this one again.",
        )

    def _not_yet(self, sentence: str) -> Outcome:
        # Values are shortened where they are written; a number that writes itself at length is not.
        note = f"Stuck? Run `check.{self.name}.hint()`."
        return Outcome("not yet", shortened(sentence, MOST_LETTERS), note)

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
        notebook = f"{self.exercise}_solution.ipynb"
        link = f"../solutions/{notebook}"
        code = _solution_code(SOLUTIONS / notebook, self.name)
        if not code:
            return Note(f"The solution of task {self.number} is not built yet. Run `python course.py build`.")
        return Note(f"One way to solve task {self.number}; yours may differ and be right.", code, link)


def only_tasks(module: dict[str, Any]) -> tuple[list[str], Callable[[], list[str]], Callable[[str], Any]]:
    """Return `__all__`, `__dir__` and `__getattr__` for a module of checks, so that it shows its tasks alone.

    Parameters
    ----------
    module : dict
        The module's `globals()`, when all its tasks are there.
    """
    names = [name for name, value in module.items() if isinstance(value, Task)]

    def missing(name: str) -> Any:
        raise AttributeError(
            f"`check` has no {name!r}; it holds the tasks: {', '.join(names)}. What the exercise starts from "
            "is in `given`, which its first code cell imports."
        )

    return names, lambda: names, missing


def _unexpected(answers: dict[str, Answer], problem: BaseException) -> str:
    described = ", ".join(f"`{name}` is {kind(answer)}" for name, answer in answers.items())
    stopped = f"the check stopped with {shortened(type(problem).__name__)}"
    return (
        f"This answer could not be read: {described} ({stopped}). "
        "Compare its kind, its columns and its values with what the task asks for."
    )


def _solution_code(notebook: Path, task_name: str) -> str:
    """Return a task's answer cells from a built solution; empty when there is none."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError):
        return ""
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["metadata"].get("task") == task_name)
