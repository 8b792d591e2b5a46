"""Run a lesson in this process: as it is stored, or with what is planted changed, to look at its claims."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import matplotlib.pyplot as plt
import nbformat

from helpers import charts, claims, data, live
from kit import build
from kit.shelf import COURSE as ROOT
from tests import in_process


class Built(NamedTuple):
    """A lesson that was run in this process, and what it left behind."""

    executed: nbformat.NotebookNode  # what `build.finish` makes the stored notebook of
    names: dict
    live_picture: live.Live | None
    folder: Path  # where it ran; what it wrote for a participant lies in its `my_work`


def source_of(name: str, part: str = "") -> Path:
    """Return a lesson's source; with `part` "_exercise" or "_evidence" that of its exercise or evidence."""
    return ROOT / "lessons" / f"{name}{part}.py"


def build_lesson(name: str, folder: Path) -> Built:
    """Run a lesson such as "05_behavioural" as the build does, but in this process."""
    (notebook,) = build.begin(source_of(name))
    with _watched(live, "Live") as pictures:
        names = in_process.execute(notebook, folder)
    assert len(pictures) < 2, "a lesson has one live picture"
    return Built(notebook, names, *pictures or [None], folder)


@contextlib.contextmanager
def _watched(module, name: str) -> Iterator[list]:
    """Give the list of what a function or a class of a module gives meanwhile."""
    original, given = getattr(module, name), []

    def keep(*arguments, **named):
        given.append(original(*arguments, **named))
        return given[-1]

    with mock.patch.object(module, name, keep):
        yield given


def run_lesson(name: str) -> tuple[dict, dict]:
    """Run a lesson's evidence for its claims, or where there is none yet, the lesson.

    Parameters
    ----------
    name : str
        Such as "05_behavioural".

    Returns
    -------
    stated : dict of str to Verdict
        What is said of each claim.
    names : dict
        The variables.
    """
    names = {"__name__": name}
    unseen = mock.patch.object(charts, "show", lambda fig, alt, **_: plt.close(fig))
    evidence = source_of(name, "_evidence")
    source = evidence if evidence.exists() else source_of(name)
    with _watched(claims, "state") as stated, _watched(claims, "judge") as judged, unseen, plt.ioff():
        for cell in build.read_source(source).cells:
            silent = "live.Live(" in cell.source or "quiz.ask(" in cell.source
            if cell.cell_type == "code" and not silent:
                exec(compile(cell.source, f"{name}, cell {cell.id}", "exec"), names)  # our own source
    plt.close("all")
    return {claim.id: claim for claim in stated + judged}, names


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
