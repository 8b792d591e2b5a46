"""Run a lesson in this process: as it is stored, or with what is planted changed, to look at its claims."""

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import matplotlib.pyplot as plt
import nbformat

from helpers import charts, claims, data, market, market_b2b
from kit import build, cells
from kit.shelf import COURSE as ROOT
from page import live
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


class BuiltEvidence(NamedTuple):
    """An evidence notebook that was run whole in this process."""

    executed: nbformat.NotebookNode
    stated: dict[str, claims.Verdict]
    names: dict


def build_evidence(name: str, folder: Path) -> BuiltEvidence:
    """Run the evidence of a lesson as the build does, but in this process."""
    (notebook,) = build.begin(source_of(name, "_evidence"))
    with _watched(claims, "judge") as judged:
        names = in_process.execute(notebook, folder)
    return BuiltEvidence(notebook, {verdict.id: verdict for verdict in judged}, names)


@contextlib.contextmanager
def _watched(module, name: str) -> Iterator[list]:
    """Give the list of what a function or a class of a module gives meanwhile."""
    original, given = getattr(module, name), []

    def keep(*arguments, **named):
        given.append(original(*arguments, **named))
        return given[-1]

    with mock.patch.object(module, name, keep):
        yield given


def run_lesson(name: str) -> tuple["Stated", "Names"]:
    """Run a lesson's evidence as far as somebody asks: only the cells on which a claim or a variable rests.

    Parameters
    ----------
    name : str
        Such as "05_behavioural".

    Returns
    -------
    stated : mapping of str to Verdict
        What is judged of each claim. To go through all of them runs the whole evidence.
    names : mapping
        The variables.
    """
    evidence = Cells(name)
    return Stated(evidence), Names(evidence)


class Cells:
    """The cells of an evidence notebook, each run once, when what it makes is asked for."""

    def __init__(self, name: str):
        self.space: dict = {"__name__": name}
        self.verdicts: dict[str, claims.Verdict] = {}
        notebook = build.read_source(source_of(name, "_evidence"))
        self.sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        self.made = [cells.made_and_used(source)[0] for source in self.sources]
        self.ran: set[int] = set()

    def run(self, wanted: set[int]) -> None:
        """Run cells, and before them those that make what they use."""
        needed = cells.rests_on(self.sources, wanted)
        unseen = mock.patch.object(charts, "show", lambda fig, alt, **_: plt.close(fig))
        # Other luck was asked of the course as it is; in a changed world it says nothing.
        no_luck = mock.patch.object(claims, "luck", lambda: claims.NO_LUCK)
        with _watched(claims, "judge") as judged, unseen, no_luck, plt.ioff():
            for i in [i for i in needed if i not in self.ran]:
                exec(compile(self.sources[i], f"cell {i}", "exec"), self.space)  # our own source
        self.ran |= set(needed)
        self.verdicts |= {verdict.id: verdict for verdict in judged}
        plt.close("all")


class Stated(Mapping):
    """What an evidence notebook judges, by claim; run as far as it is asked for."""

    def __init__(self, evidence: Cells):
        self._cells = evidence
        self._place = {
            id: i
            for i, source in enumerate(evidence.sources)
            for id in re.findall(r'claims\.judge\(\s*"([\w-]+)"', source)
        }

    def __getitem__(self, id: str) -> claims.Verdict:
        if id not in self._cells.verdicts:
            self._cells.run({self._place[id]})
        return self._cells.verdicts[id]

    def __iter__(self) -> Iterator[str]:
        self._cells.run({*range(len(self._cells.sources))})
        return iter(self._cells.verdicts)

    def __len__(self) -> int:
        return len(self._place)


class Names(Mapping):
    """The variables of an evidence notebook; run as far as they are asked for."""

    def __init__(self, evidence: Cells):
        self._cells = evidence

    def __getitem__(self, name: str) -> Any:
        places = {i for i, made in enumerate(self._cells.made) if name in made}
        if places - self._cells.ran:
            self._cells.run(places)
        return self._cells.space[name]

    def __iter__(self) -> Iterator[str]:
        return iter(set().union(*self._cells.made))

    def __len__(self) -> int:
        return len(set().union(*self._cells.made))


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
    forget()


def forget() -> None:
    """Have the markets forget their people, companies and calendar, which they remember."""
    for remembered in (market._people, market._calendar, market_b2b._companies):
        remembered.cache_clear()


def shuffled(column: str):
    """Return a change that deals a column's values out anew, at random."""
    return lambda table: table.assign(
        **{column: table[column].sample(frac=1, random_state=0).set_axis(table.index)}
    )
