"""The core of every check: three outcomes in words, hints in steps, the solution one click away."""

import inspect
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from IPython.display import display

from checks.intake import NotStarted, NotYet, taken
from checks.words import kind, shortened
from page import awake, failed, progress
from page.boxes import BOX, LOOK, Note, in_html
from page.quiz import STYLE, fitted_button, kept_guess
from page.written import Page

MOST_LETTERS = 400  # of a sentence
SOLUTIONS = Path(__file__).resolve().parents[1] / "solutions"

LESSONS = SOLUTIONS.with_name("notebooks")

Answer = Any  # whatever a participant has made

_named: dict[str, dict[int, str]] = {}  # by exercise: its tasks by number


@dataclass(frozen=True)
class Outcome:
    """What a check says. `status` is "correct", "decided", "not yet" or "not started"."""

    status: str
    message: str
    note: str = ""
    next_lesson: str = ""
    help: "Task | None" = None

    def __repr__(self) -> str:
        words = [f"{LOOK[self.status][1]}.", self.message, self.note]
        if self.help:
            words.append(f"Stuck? check.{self.help.name}.hint() gives a hint.")
        return " ".join(filter(None, words)).replace("`", "")

    def _repr_html_(self) -> str:
        sign, word, edge = LOOK[self.status]
        note = in_html(self.note)
        if self.next_lesson:
            link = f'<a href="../notebooks/{self.next_lesson}.ipynb" style="text-decoration:underline">'
            note += f" · next: {link}lesson {self.next_lesson[:2]}</a>"
        note = f"<div><small>{note}</small></div>" if note else ""
        return (
            f'<div role="status" style="{BOX.format(edge=edge)}">'
            f'<strong><span aria-hidden="true">{sign}</span> '
            f"{word}.</strong> {in_html(self.message)}{note}</div>"
        )

    def _ipython_display_(self) -> None:
        """Show the sentence, and under one that sends the reader back the buttons that help."""
        box, still = self._repr_html_(), ' class="course-still"' if self.help else ""
        display({"text/html": f"<div{still}>{box}</div>", "text/plain": repr(self)}, raw=True)
        if self.help:
            page = Help(self.help, box)
            awake.show(page, page.let_go)


class Help(widgets.VBox):
    """What a check says, with one hint more at each press of a button, and a button for the solution."""

    def __init__(self, task: "Task", box: str) -> None:
        self.task, self.said = task, widgets.HTML()
        self.hint = fitted_button(f"Hint 1 of {len(task.hints)}")
        self.solution = fitted_button("Solution")
        self.hint.on_click(lambda _: self._show_hint())
        self.solution.on_click(lambda _: self._say(task.solution()))
        self.shown = 0
        row = widgets.HBox([self.hint, self.solution], layout=widgets.Layout(flex_flow="row wrap"))
        super().__init__([awake.note(), widgets.HTML(STYLE + box), row, self.said])
        self.add_class("course-quiz")

    def _show_hint(self) -> None:
        self.shown = min(self.shown + 1, len(self.task.hints))
        self._say(Note("\n".join(self.task.numbered_hints(self.shown))))
        if self.shown < len(self.task.hints):
            self.hint.description = f"Hint {self.shown + 1} of {len(self.task.hints)}"
        else:
            self.hint.description, self.hint.disabled = "No more hints", True

    def _say(self, note: Note) -> None:
        self.said.value = f'<div role="status">{note._repr_html_()}</div>'

    def let_go(self) -> None:
        """Drop the parts when the widget is closed."""
        self.children, self.hint, self.solution, self.said = (), None, None, None


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
        From a nudge to nearly the answer; `.hint()`, and a button under the check, show one more each time.
    """
    return lambda function: Task(function, exercise, number, list(hints))


def writing(*, exercise: str, number: int, points: list[str]) -> Callable[[Callable[[], str]], "Writing"]:
    """Turn a function into a task to write: it returns one way to write it, with its figures computed.

    Parameters
    ----------
    exercise : str
    number : int
    points : list of str
        Four things that a good text has, shown with the model once the participant has written.
    """
    return lambda function: Writing(function, exercise, number, list(points))


class Numbered:
    """What exercises are made of: something to do that has a name and a number, and is ticked when done."""

    def __init__(self, function: Callable[..., str], exercise: str, number: int) -> None:
        update_wrapper(self, function)
        self.function, self.exercise, self.number = function, exercise, number
        self.name = function.__name__
        _named.setdefault(exercise, {})[number] = self.name

    def done(self) -> tuple[str, str]:
        """Tick it.

        Returns
        -------
        tuple of str
            How far the exercise is, such as "2 of 6 done."; the lesson that comes next, once all is done.
        """
        trouble = progress.mark(self.exercise, self.name)
        if trouble:
            return trouble, ""
        names = _named[self.exercise].values()
        ticked = len(set(names) & set(progress.kept(self.exercise)))
        if ticked < len(names):
            return f"{ticked} of {len(names)} done.", ""
        later = sorted(path.stem for path in LESSONS.glob(f"{int(self.exercise[:2]) + 1:02d}_*.ipynb"))
        return f"{ticked} of {ticked} done", later[0] if later else ""


class Writing(Numbered):
    """A task to write: call it to get the box to write in."""

    def __init__(self, function: Callable[[], str], exercise: str, number: int, points: list[str]) -> None:
        super().__init__(function, exercise, number)
        self.points = points

    def __call__(self) -> Page:
        """Return the box to write in; a cell that ends with it shows it."""
        return Page(self.exercise, self.name, self.function(), self.points, lambda: self.done()[0])


class Task(Numbered):
    """The check of one task: call it with the answer, or ask for `.hint()` or `.solution()`."""

    def __init__(self, function: Callable[..., str], exercise: str, number: int, hints: list[str]) -> None:
        super().__init__(function, exercise, number)
        self.hints = hints
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
            insight = self.judge(**{name: taken(name, answer) for name, answer in answers.items()})
        except NotStarted:
            return self._not_started()
        except NotYet as reason:
            return self._not_yet(str(reason))
        except (Exception, SystemExit) as problem:  # an answer may hold anything, and must get a sentence
            if os.environ.get("SEGMENTATION_STRICT_CHECKS"):
                raise
            return self._not_yet(_unexpected(answers, problem))
        return Outcome(self.passed, insight.strip(), *self.done())

    passed = "correct"

    def judge(self, **answers: Answer) -> str:
        """Return the sentence for a right answer, or raise `NotYet` or `NotStarted`."""
        return self.function(**answers)

    def _not_started(self) -> Outcome:
        return Outcome(
            "not started",
            f"Replace the `...` of task {self.number} with your answer, "
            "run its cell, then run this one again.",
            help=self,
        )

    def _not_yet(self, sentence: str) -> Outcome:
        # Values are shortened where they are written; a number that writes itself at length is not.
        return Outcome("not yet", shortened(sentence, MOST_LETTERS), help=self)

    def numbered_hints(self, most: int) -> list[str]:
        """Return the first hints, each with its number."""
        return [f"Hint {i} of {len(self.hints)}: {text}" for i, text in enumerate(self.hints[:most], start=1)]

    def hint(self) -> Note:
        """Show one more hint than the last time."""
        self._hints_shown = min(self._hints_shown + 1, len(self.hints))
        more = self._hints_shown < len(self.hints)
        last = (
            "Run this cell again for the next hint."
            if more
            else f"That was the last hint. `check.{self.name}.solution()` shows one way to do it."
        )
        return Note("\n".join([*self.numbered_hints(self._hints_shown), last]))

    def solution(self) -> Note:
        """Show one right answer, and a link to the solved notebook."""
        link = f"../solutions/{self.exercise}_solution.ipynb"
        code = _solution_code(SOLUTIONS / f"{self.exercise}_solution.ipynb", self.name)
        if not code:
            return Note(f"The solution of task {self.number} is not built yet. Run `python course.py build`.")
        return Note(f"One way to solve task {self.number}; yours may differ and be right.", code, link)


def predicted(exercise: str) -> str:
    """Return a sentence with what was predicted in an exercise; empty when nothing was."""
    own = kept_guess(f"{exercise}_exercise")
    return f"You expected: {own}" if own else ""


def only_tasks(module: dict[str, Any]) -> tuple[list[str], Callable[[], list[str]], Callable[[str], Any]]:
    """Return `__all__`, `__dir__` and `__getattr__` for a module of checks, so that it shows its tasks alone.

    Parameters
    ----------
    module : dict
        The module's `globals()`, when all its tasks are there.
    """
    names = [name for name, value in module.items() if isinstance(value, Numbered)]

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


failed.watch()
