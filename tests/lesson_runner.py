"""Run a lesson in this process: as it is stored, or with what is planted changed, to look at its claims."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import matplotlib.pyplot as plt
import nbformat

from helpers import claims, data, describe, live
from kit import build
from kit.shelf import COURSE as ROOT
from tests import in_process


class Built(NamedTuple):
    """A lesson that was run in this process, and what it left behind."""

    executed: nbformat.NotebookNode  # what `build.finish` makes the stored notebook of
    stated: dict[str, claims.Statement]
    names: dict
    live_picture: live.Live | None
    folder: Path  # where it ran; what it wrote for a participant lies in its `my_work`


def source_of(name: str, part: str = "") -> Path:
    """Return a lesson's source, or its exercise's with `part="_exercise"`."""
    return ROOT / "lessons" / f"{name}{part}.py"


def build_lesson(name: str, folder: Path) -> Built:
    """Run a lesson such as "05_behavioural" as the build does, but in this process."""
    (notebook,) = build.begin(source_of(name))
    with _watched(claims, "state") as stated, _watched(live, "Live") as pictures:
        names = in_process.execute(notebook, folder)
    assert len(pictures) < 2, "a lesson has one live picture"
    return Built(notebook, {claim.id: claim for claim in stated}, names, *pictures or [None], folder)


@contextlib.contextmanager
def _watched(module, name: str) -> Iterator[list]:
    """Give the list of what a function or a class of a module gives meanwhile."""
    original, given = getattr(module, name), []

    def keep(*arguments, **named):
        given.append(original(*arguments, **named))
        return given[-1]

    with mock.patch.object(module, name, keep):
        yield given


def run_lesson(name: str) -> tuple[dict[str, claims.Statement], dict]:
    """Run a lesson for its claims; leave out the live picture and the quiz, which state nothing.

    Parameters
    ----------
    name : str
        Such as "05_behavioural".

    Returns
    -------
    stated : dict of str to Statement
        What the lesson states, by claim.
    names : dict
        The lesson's variables.
    """
    names = {"__name__": name}
    unseen = mock.patch.object(describe, "show", lambda fig, alt, **_: plt.close(fig))
    with _watched(claims, "state") as stated, unseen, plt.ioff():
        for cell in build.read_source(source_of(name)).cells:
            silent = "live.Live(" in cell.source or "quiz.ask(" in cell.source
            if cell.cell_type == "code" and not silent:
                exec(compile(cell.source, f"{name}, cell {cell.id}", "exec"), names)  # our own source
    plt.close("all")
    return {claim.id: claim for claim in stated}, names


def change_tables(monkeypatch, loader: str = "load", **changes) -> None:
    """Change tables of the course from now on, as in `change_tables(monkeypatch, orders=function)`.

    Parameters
    ----------
    monkeypatch : pytest.MonkeyPatch
    loader : str
        The function of `helpers.data` that gives the tables: "load" or "truth".
    **changes : functions
        By the table's name: what makes of the table the one to give instead.
    """
    original = getattr(data, loader)

    def load(name):
        table = original(name)
        return changes[name](table) if name in changes else table

    monkeypatch.setattr(data, loader, load)


def shuffled(column: str):
    """Return a change that deals a column's values out anew, at random."""
    return lambda table: table.assign(
        **{column: table[column].sample(frac=1, random_state=0).set_axis(table.index)}
    )
