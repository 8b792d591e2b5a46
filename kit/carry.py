"""Bring what a participant wrote in a notebook into a newer version of it."""

from __future__ import annotations

import re
import uuid
from copy import deepcopy
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

SIMILAR = 0.6
ASKED = re.compile(r"^(\w+) = \.\.\.", re.MULTILINE)  # the name of an answer, in the untouched exercise
IMPORTS = re.compile(r"(import|from) \w")  # how the cell begins that brings what an exercise works with
Change = tuple[int, int, list[str]]  # from which line, to which, and what stands there now

# nbformat takes a second to import, so it is imported where it is used.


class WorkError(Exception):
    """One sentence for the reader: what was found, what was expected, what to do."""


def notebook_bytes(notebook: NotebookNode) -> bytes:
    """Return a notebook's bytes, as the build writes it."""
    import nbformat

    return (nbformat.writes(notebook) + "\n").encode("utf-8")


def read_notebook(content: bytes) -> NotebookNode:
    """Read a notebook and bring it to the course's own version of the format.

    Raises
    ------
    WorkError
        When it is no notebook.
    """
    import nbformat
    from nbformat.validator import normalize

    try:
        notebook = nbformat.convert(nbformat.reader.reads(content.decode("utf-8")), 4)
        notebook = notebook if notebook.nbformat_minor >= 5 else nbformat.v4.upgrade(notebook)
        notebook = normalize(notebook)[1]  # an id that is missing, or stands twice, gets a new one
        nbformat.validate(notebook)
        return notebook
    except Exception as problem:  # broken JSON, another format, a missing part: nbformat raises many kinds
        raise WorkError(f"is no notebook that can be read ({type(problem).__name__})") from None


def carry(base: NotebookNode, mine: NotebookNode, new: NotebookNode) -> NotebookNode:
    """Bring what a participant wrote into a newer version of a notebook.

    In each cell, the lines that the participant left alone become the newer ones; where both sides changed
    the same line, the participant's stays. Their own cells stay behind the cell that they stand behind. So
    does a cell that they wrote in and the newer version no longer has; a cell that they removed stays away.

    Parameters
    ----------
    base : NotebookNode
        The notebook as the course gave it to the participant.
    mine : NotebookNode
        The participant's.
    new : NotebookNode
        The newer one.

    Returns
    -------
    NotebookNode
    """
    import nbformat

    given = {cell.id: cell for cell in base.cells}
    twins = {old.id: newer for old, newer in _twins(base.cells, new.cells)}
    kept, behind, last = {}, {None: []}, None
    for cell in _with_known_ids(mine, base).cells:
        old, newer = given.get(cell.id), twins.get(cell.id)
        if newer is not None:
            last = newer.id
            kept[last], behind[last] = _renewed(old, cell, newer), []
        elif old is None or cell.source != old.source:
            behind[last].append(cell)
    removed = {newer.id for newer in twins.values()} - kept.keys()
    cells = list(behind[None])
    for cell in (cell for cell in new.cells if cell.id not in removed):
        cells += [kept.get(cell.id, cell), *behind.get(cell.id, [])]
    merged = nbformat.from_dict({**new, "cells": _distinct(cells), "nbformat": 4, "nbformat_minor": 5})
    nbformat.validate(merged)
    return merged


def _with_known_ids(mine: NotebookNode, base: NotebookNode) -> NotebookNode:
    """Give cells their ids back, where another program renamed them: by their task, or by their source."""
    free = [cell for cell in base.cells if cell.id not in {own.id for own in mine.cells}]
    for cell in mine.cells:
        if cell.id in {known.id for known in base.cells}:
            continue
        task = cell.metadata.get("task")
        same = [k for k in free if k.source == cell.source or (task and k.metadata.get("task") == task)]
        if same:
            cell.id = same[0].id
            free.remove(same[0])
    return mine


def _renewed(old: NotebookNode, mine: NotebookNode, newer: NotebookNode) -> NotebookNode:
    """Return the participant's cell with what the newer one changes; its results, where its source stays."""
    untouched = (mine.cell_type, mine.source) == (old.cell_type, old.source)
    cell = deepcopy(newer if untouched else mine)
    if not untouched:
        lines = (one.source.split("\n") for one in (old, mine, newer))
        merged = _merged_lines(*lines)
        cell.source, cell.id = "\n".join(merged + _renamed(old.source, newer.source, merged)), newer.id
    changed = {key: value for key, value in mine.metadata.items() if old.metadata.get(key) != value}
    cell.metadata = type(newer.metadata)(newer.metadata | changed)
    if cell.cell_type == "code":
        ran = mine if cell.source == mine.source and mine.get("outputs") else newer
        same = cell.source == ran.source and ran.cell_type == "code"
        cell.outputs = ran.outputs if same else []
        cell.execution_count = ran.execution_count if same else None
    return cell


def _renamed(old: str, newer: str, answer: list[str]) -> list[str]:
    """Return the lines that give an answer the names by which the newer exercise asks for it."""
    pairs = zip(*(ASKED.findall(source) for source in (old, newer)), strict=False)
    given = {found[1] for found in (re.match(r"(\w+)\s*=", line) for line in answer) if found}
    return [f"{name} = {before}" for before, name in pairs if before in given and name not in given]


def _twins(older: list[NotebookNode], newer: list[NotebookNode]) -> list[tuple[NotebookNode, NotebookNode]]:
    """Pair the cells of two versions: of one task, with one source, of imports, with a similar source."""
    rules = (
        lambda one, other: "task" in one.metadata,
        lambda one, other: one.source == other.source,
        lambda one, other: bool(IMPORTS.match(one.source) and IMPORTS.match(other.source)),
        _are_similar,
    )
    rest, free, pairs = list(older), list(newer), []
    for rule in rules:
        for cell in list(rest):
            twin = next((one for one in free if _same_kind(cell, one) and rule(cell, one)), None)
            if twin is not None:
                pairs.append((cell, twin))
                rest.remove(cell)
                free.remove(twin)
    return pairs


def _same_kind(one: NotebookNode, other: NotebookNode) -> bool:
    """Tell whether both are text, code of no task, or code of the same task."""
    return one.cell_type == other.cell_type and one.metadata.get("task") == other.metadata.get("task")


def _are_similar(one: NotebookNode, other: NotebookNode) -> bool:
    match = SequenceMatcher(None, one.source, other.source, autojunk=False)
    return match.real_quick_ratio() > SIMILAR and match.quick_ratio() > SIMILAR and match.ratio() > SIMILAR


def _merged_lines(base: list[str], mine: list[str], new: list[str]) -> list[str]:
    """Return the participant's lines with the newer ones where only those changed."""
    ours, theirs = _changes(base, mine), _changes(base, new)
    changes = ours + [change for change in theirs if not any(_clash(change, own) for own in ours)]
    merged = list(base)
    for start, end, lines in sorted(changes, key=lambda change: change[:2], reverse=True):
        merged[start:end] = lines
    return merged


def _changes(base: list[str], other: list[str]) -> list[Change]:
    """Return what was changed, line by line where as many lines stand there as before."""
    found = []
    for kind, i, j, k, n in SequenceMatcher(None, base, other, autojunk=False).get_opcodes():
        if kind == "replace" and j - i == n - k:
            found += [(i + step, i + step + 1, [other[k + step]]) for step in range(j - i)]
        elif kind != "equal":
            found.append((i, j, other[k:n]))
    return found


def _clash(one: Change, other: Change) -> bool:
    """Tell whether two changes touch the same line, or one puts lines between those that the other takes."""
    if one[0] == one[1] == other[0] == other[1]:
        return one == other  # both add lines in one place: both stay, unless they are the same
    return max(one[0], other[0]) < min(one[1], other[1]) or (
        one[0] < other[0] < one[1] or other[0] < one[0] < other[1]
    )


def _distinct(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Give a cell whose id stands twice a new one."""
    seen = set()
    for cell in cells:
        if cell.id in seen:
            cell.id = uuid.uuid4().hex[:8]
        seen.add(cell.id)
    return cells


def carry_bytes(base: bytes | None, mine: bytes, new: bytes) -> bytes:
    """Return the bytes of the new notebook with the participant's work in it.

    Raises
    ------
    WorkError
        When one of the three cannot be read or merged.
    """
    if base is None:
        raise WorkError("belongs to no older version that is known")
    try:
        return notebook_bytes(carry(*map(read_notebook, (base, mine, new))))
    except WorkError:
        raise
    except Exception as problem:  # what no notebook that can be read should do: the copy is kept
        raise WorkError(f"could not be merged ({type(problem).__name__})") from None


def is_same_work(one: bytes, other: bytes) -> bool:
    """Tell whether two notebooks hold the same sources, whatever their results."""
    try:
        pair = [[(c.cell_type, c.source) for c in read_notebook(content).cells] for content in (one, other)]
    except WorkError:
        return one == other
    return pair[0] == pair[1]


def cell_ids(content: bytes) -> set[str]:
    """Return the ids of a notebook's cells; none when it cannot be read."""
    try:
        return {cell.id for cell in read_notebook(content).cells}
    except WorkError:
        return set()


def task_names(content: bytes) -> set[str]:
    """Return the names of a notebook's tasks; none when it cannot be read."""
    try:
        return {cell.metadata["task"] for cell in read_notebook(content).cells if "task" in cell.metadata}
    except WorkError:
        return set()
