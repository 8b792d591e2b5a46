"""Hold an exercise's checks to the course's rule: right answers of many kinds, wrong ones by name."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real

import pandas as pd
import pytest

from checks.core import Numbered, Task
from checks.decide import Decision
from page import written


@dataclass(frozen=True)
class Cases:
    """The cases of one task. Each answer is a function without arguments that makes it.

    An answer that is a tuple is given to the check as several arguments.

    untouched: the argument or arguments of the exercise's cell before anything is filled in.
    right: the solution first, then three or more other right answers, by a short description.
    named: three or more mistakes that have a message of their own, each with a part of that message.
    wrong: other wrong answers, each with a part of the message; with `named` five or more.
    """

    untouched: Callable
    right: dict[str, Callable]
    named: dict[str, tuple[Callable, str]]
    wrong: dict[str, tuple[Callable, str]]


def as_tests(module, cases: dict[str, Cases]) -> tuple[Callable, Callable]:
    """Return two tests, to be named in a test file: each case holds, and each task has cases enough."""

    @pytest.mark.parametrize("case", every(module, cases))
    def case_holds(case, monkeypatch):
        holds(case, monkeypatch)

    def cases_are_complete():
        complete(module, cases)

    return case_holds, cases_are_complete


def every(module, cases: dict[str, Cases]) -> list:
    """Return all cases of a check module for `pytest.mark.parametrize("case", ...)`, each for `holds`."""
    rows = []
    for name, task_cases in cases.items():
        task = getattr(module, name)
        rows.append((f"{name}: untouched", task, task_cases.untouched, "not started", ""))
        rows += [(f"{name}: {what}", task, make, "correct", "") for what, make in task_cases.right.items()]
        solution = next(iter(task_cases.right.values()))
        rows.append((f"{name}: the solution twice over", task, twice(solution), "not yet", ""))
        rows.append(
            (f"{name}: the solution's numbers as Decimals", task, as_decimals(solution), "correct", "")
        )
        rows += [
            (f"{name}: {what}", task, make, "not yet", part)
            for what, (make, part) in {**task_cases.named, **task_cases.wrong}.items()
        ]
    return [pytest.param(row[1:], id=row[0]) for row in rows]


def twice(make: Callable) -> Callable:
    """Return what makes an answer with everything in it twice: no task asks for that."""

    def made():
        answer = make()
        first, *others = answer if isinstance(answer, tuple) else (answer,)
        if isinstance(first, pd.DataFrame | pd.Series):
            first = pd.concat([first, first])
        elif isinstance(first, pd.Index):
            first = first.append(first)
        else:
            first = [*first, *first] if isinstance(first, list) else [first, first]
        return first, *others

    return made


def as_decimals(make: Callable) -> Callable:
    """Return what makes an answer whose plain numbers are Decimals; other answers stay as they are."""

    def made():
        answer = make()
        answers = answer if isinstance(answer, tuple) else (answer,)
        return tuple(
            Decimal(repr(float(one))) if isinstance(one, Real) and not isinstance(one, bool) else one
            for one in answers
        )

    return made


def holds(case, monkeypatch) -> None:
    """Assert that a check says what the case expects, and leaves the answer as it was."""
    task, make, status, part = case
    monkeypatch.setenv("SEGMENTATION_STRICT_CHECKS", "1")  # a mistake in the check itself must show
    answer = make()
    arguments = answer if isinstance(answer, tuple) else (answer,)
    before = copy.deepcopy(arguments)
    if isinstance(task, Decision):
        written.forget(task.exercise)  # a decision is made once
        if status == "correct":
            task.campaign(*arguments)
            status = "decided"
    outcome = task(*arguments)
    assert (outcome.status, part in outcome.message) == (status, True), f"{part!r} expected, got: {outcome}"
    assert outcome.message
    for now, then in zip(arguments, before, strict=True):
        if isinstance(now, pd.DataFrame | pd.Series):
            assert now.equals(then) and list(now.index.names) == list(then.index.names), (
                "the check changed it"
            )


def complete(module, cases: dict[str, Cases]) -> None:
    """Assert that every task has cases, and enough of them, and that no two mistakes share their words."""
    tasks = {name for name, value in vars(module).items() if isinstance(value, Task)}
    assert tasks == set(cases)
    numbers = sorted(value.number for value in vars(module).values() if isinstance(value, Numbered))
    assert numbers == list(range(1, len(numbers) + 1)), "the tasks are not numbered 1, 2, 3, ..."
    for name, task_cases in cases.items():
        task = getattr(module, name)
        assert len(task_cases.right) >= 4, f"{name}: give the solution and three other right answers"
        assert len(task_cases.named) >= 3, f"{name}: give three named mistakes"
        assert len(task_cases.named) + len(task_cases.wrong) >= 5, f"{name}: give five wrong answers"
        assert len({part for _, part in task_cases.named.values()}) == len(task_cases.named), name
        assert task.hints and task.__doc__, f"{name}: needs hints and a docstring"
