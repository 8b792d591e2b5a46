"""Make a table of text of an own file's rows: find the column names, fit the rows, guess the roles."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from own_file.guess import guess
from own_file.values import SIGNS, factorized

LONGEST_NAME = 200
VALUE = re.compile(rf"[\d\s.,:/+\-−%{SIGNS}]*\d[\d\s.,:/+\-−%{SIGNS}T]*")
SEEN_ROWS = 200  # below the column names, to tell them from values


class OwnFileError(ValueError):
    """The file, or an answer about it, cannot be used: one sentence that names the place and the cause."""


class Texts(NamedTuple):
    """A column as its different texts: of each row the place of its text, and these texts."""

    codes: np.ndarray
    texts: np.ndarray


@dataclass(frozen=True)
class Found:
    """A file, or several of one shape, as `look` read it.

    Attributes
    ----------
    path : Path
        The first file, where there are several.
    encoding, separator : str
        How the text was read; of a workbook ``"xlsx"`` and the name of its sheet.
    table : DataFrame of text
        One row per row below the column names, "" where nothing stood. The index "line" is the number of the
        row's (first) line in the file, or of its row in the sheet; it runs on through several files.
    guesses : dict of str to str or None
        For each role the column that seems to hold it.
    notes : list of str
        Sentences: what was decided about the file as a whole, and by what.
    broken : Series of str, by line
        Rows with too few or too many fields, and what is wrong with them.
    typed : DataFrame of bool or None
        Of a workbook: which cells hold numbers, so that their text leaves no doubt.
    formulas : dict of str to array of int
        By column the places of rows whose formula holds no value.
    paths : list of Path
    parts : list of (str, int, int)
        Of each file or sheet: its name, the place of its first row, and what is added to its lines in the
        index.
    """

    path: Path
    encoding: str
    separator: str
    table: pd.DataFrame
    guesses: dict
    notes: list = field(default_factory=list)
    broken: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"))
    typed: pd.DataFrame | None = None
    formulas: dict = field(default_factory=dict)
    paths: list = field(default_factory=list)
    parts: list = field(default_factory=list)
    kept: dict = field(default_factory=dict, repr=False, compare=False)

    def once(self, key: tuple, make: Callable) -> object:
        """Return what `make` gave for a key the first time: a file does not change, only answers do."""
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]

    def texts(self, column: str) -> Texts:
        """Return a column as its different texts: there are far fewer of them than rows."""
        return self.once(("texts", column), lambda: Texts(*factorized(self.table[column])))

    def reading(self, columns: dict[str, str], read: Callable) -> object:
        """Return the reading of the file under a choice of columns; only the latest is kept."""
        key = tuple(sorted(columns.items()))
        if self.kept.get("columns") != key:
            for old in [
                k for k in self.kept if isinstance(k, tuple) and k[0] not in ("texts", "dates", "numbers")
            ]:
                del self.kept[old]
            self.kept["reading"], self.kept["columns"] = None, None
            self.kept["reading"] = read(self, columns)
            self.kept["columns"] = key
        return self.kept["reading"]

    @property
    def part(self) -> np.ndarray:
        """Return by row the place in `parts` of the file or sheet that it comes from."""
        starts = [start for _, start, _ in self.parts] or [0]
        return np.searchsorted(starts, np.arange(len(self.table)), side="right") - 1

    def places(self, rows: np.ndarray) -> list[str]:
        """Say where rows stand: "line 7", or "line 7 of march.csv" where there are several files."""
        lines = self.table.index.to_numpy()[rows]
        if len(self.parts) < 2:
            return [f"line {line}" for line in lines]
        parts = [self.parts[part] for part in self.part[rows]]
        return [f"line {line - add} of {name}" for line, (name, _, add) in zip(lines, parts, strict=True)]

    def origin(self) -> dict[str, np.ndarray]:
        """Return by row its file (or sheet) and its line there; nothing where there is one only."""
        if len(self.parts) < 2:
            return {}
        part = self.part
        names = np.array([name for name, _, _ in self.parts], dtype=object)[part]
        add = np.array([add for _, _, add in self.parts])[part]
        return {"file": names, "line_in_file": self.table.index.to_numpy() - add}


def as_found(
    path: Path,
    encoding: str,
    separator: str,
    rows: list[list[str]],
    lines: list[int],
    typed: list[list[bool]] | None,
    notes: list[str],
    broken: dict[int, str] | None = None,
    formulas: list[tuple[int, int]] | None = None,
) -> Found:
    """Find the column names, cut every row to their number, and set aside those that do not fit.

    Parameters
    ----------
    rows : list of lists of str
        They are emptied, for want of memory.
    lines : list of int
        The line that each row begins on.
    typed : list of lists of bool, optional
        Of a workbook: which cells are numbers.
    broken : dict of int to str, optional
        What is already known to be wrong with a row, by its place.
    formulas : list of (int, int), optional
        Rows and columns of formulas without a value.
    """
    top = _header(path, rows, lines)
    names = _names(rows[top])
    notes = [*notes, *([f"The column names stand in line {lines[top]:,}."] if top else [])]
    del rows[: top + 1], lines[: top + 1]
    # A workbook's formats reach beyond its table; a text has no line that nobody wrote, but a last blank one.
    while rows and not (any(field.strip() for field in rows[-1]) if typed is not None else rows[-1]):
        del rows[-1], lines[-1]
    if not rows:
        raise OwnFileError(f"{path.name} holds column names and no row below them.")
    least = max((i + 1 for i, name in enumerate(names) if name), default=0)
    known = {lines[i - top - 1]: what for i, what in (broken or {}).items() if 0 <= i - top - 1 < len(lines)}
    unfit = _fit(rows, lines, len(names), least if typed is None else 0, separator if typed is None else " ")
    unfit |= known
    columns = dict(zip(range(len(names)), zip(*rows, strict=True), strict=True))
    del rows[:]
    keep = [i for i, name in enumerate(names) if name or any(map(str.strip, columns[i]))]
    index = pd.Index(np.array(lines, dtype="int64"), name="line")
    titles = _filled_names(names, keep)
    table = pd.DataFrame(
        {
            title: pd.Series(columns.pop(i), index=index, dtype="str")
            for i, title in zip(keep, titles, strict=True)
        }
    )
    if len(table.columns) < 3:
        raise OwnFileError(
            f"{path.name} has {len(table.columns)} columns ({', '.join(map(repr, titles))}); at least three "
            "are needed: customer, date and amount."
        )
    typed = None if typed is None else _numbers(typed[top + 1 :], keep, table)
    empty = {}
    for row, column in formulas or []:
        if column in keep and 0 <= row - top - 1 < len(table):
            empty.setdefault(titles[keep.index(column)], []).append(row - top - 1)
    return Found(
        path,
        encoding,
        separator,
        table,
        {},
        notes,
        pd.Series(unfit, dtype="str").rename_axis("line"),
        typed,
        {column: np.array(places) for column, places in empty.items()},
        [path],
        [(path.name, 0, 0)],
    )


def joined(parts: list[tuple[str, Found]]) -> Found:
    """Put files or sheets of one shape below each other.

    Parameters
    ----------
    parts : list of (str, Found)
        Each with the name that its rows are known by.
    """
    (first_name, first), *others = parts
    tables, lines, typed, formulas, broken = (
        [first.table],
        [(first_name, 0, 0)],
        [first.typed],
        {},
        [first.broken],
    )
    for column, places in first.formulas.items():
        formulas[column] = [places]
    added = int(first.table.index.max())
    start = len(first.table)
    for name, found in others:
        titles = _same_titles(first_name, first, name, found)
        table = found.table.rename(columns=titles)[list(first.table.columns)]
        tables.append(table.set_axis(table.index + added))
        broken.append(found.broken.set_axis(found.broken.index + added))
        lines.append((name, start, added))
        typed.append(
            None if found.typed is None else found.typed.rename(columns=titles)[list(first.table.columns)]
        )
        for column, places in found.formulas.items():
            formulas.setdefault(titles[column], []).append(places + start)
        start += len(table)
        added += int(found.table.index.max())
    whole = pd.concat(tables)
    whole.index.name = "line"
    if any(part is not None for part in typed):
        typed = [
            pd.DataFrame(False, index=t.index, columns=t.columns) if part is None else part.set_axis(t.index)
            for part, t in zip(typed, tables, strict=True)
        ]
        typed = pd.concat(typed)
    else:
        typed = None
    return replace(
        first,
        table=whole,
        notes=[
            f"{len(parts)} tables with the same columns are read together: "
            f"{', '.join(name for name, _ in parts)}.",
            *dict.fromkeys(note for _, found in parts for note in found.notes),
        ],
        broken=pd.concat(broken).astype("str").rename_axis("line"),
        typed=typed,
        formulas={column: np.concatenate(places) for column, places in formulas.items()},
        paths=list(dict.fromkeys(path for _, found in parts for path in found.paths)),
        parts=lines,
        kept={},
    )


def _same_titles(first_name: str, first: Found, name: str, found: Found) -> dict[str, str]:
    """Return by column of one file its name in the first; refuse files of another shape."""
    wanted = {plain(column): column for column in first.table}
    there = {plain(column): column for column in found.table}
    for missing in [column for key, column in wanted.items() if key not in there]:
        raise OwnFileError(
            f"{name} has no column {missing!r}, but {first_name} has: only tables with the same columns are "
            "read together."
        )
    for more in [column for key, column in there.items() if key not in wanted]:
        raise OwnFileError(
            f"{name} has a column {more!r} that {first_name} lacks: only tables with the same columns are "
            "read together."
        )
    return {there[key]: wanted[key] for key in wanted}


def shape(path: Path, rows: list[list[str]]) -> frozenset[str] | None:
    """Return the column names in the first rows of a table as plain words; None if there are none."""
    try:
        return frozenset(plain(name) for name in _names(rows[_header(path, rows, range(1, len(rows) + 1))]))
    except OwnFileError:
        return None


def with_guesses(found: Found) -> Found:
    """Add what each column seems to hold."""
    return replace(found, guesses=guess(found.table, found.typed))


def empty_formulas(column: str) -> str:
    """Say what to do about formulas without values."""
    return (
        f"The formulas in column {column!r} hold no values: open the file in Excel, save it once, and "
        "try again."
    )


def _header(path: Path, rows: list[list[str]], lines: Sequence[int]) -> int:
    """Return the place of the row with the column names: the first as wide as the table, and no data."""
    first = [i for i in range(min(len(rows), SEEN_ROWS)) if any(field.strip() for field in rows[i])]
    if not first:
        raise OwnFileError(f"{path.name} holds empty lines only.")
    widths = Counter(sum(1 for field in rows[i] if field.strip()) for i in first)
    usual = max(widths, key=lambda width: (widths[width], width))
    for i in first:
        filled = {j: field.strip()[:LONGEST_NAME] for j, field in enumerate(rows[i]) if field.strip()}
        if len(filled) < max(2, 2 / 3 * usual):
            continue
        values = [
            field
            for j, field in filled.items()
            if _is_value(j, field, [rows[k] for k in first if k > i and rows[k] != rows[i]])
        ]
        if len(values) > len(filled) / 3:
            raise OwnFileError(
                f"{path.name} has no column names: line {lines[i]:,} already holds values "
                f"({', '.join(map(repr, values[:2]))}); put a line with the names above it."
            )
        return i
    raise OwnFileError(f"{path.name} has no line of column names as wide as the table below it.")


def _is_value(place: int, field: str, below: list[list[str]]) -> bool:
    """Return whether a field looks like the values below it rather than like the name of its column."""
    if VALUE.fullmatch(field):
        return True
    column = [row[place].strip() for row in below if len(row) > place and row[place].strip()]
    if column.count(field) > 1 or (
        column.count(field) == 1 and len(column) > 1 and len(column) < SEEN_ROWS // 10
    ):
        return True
    shape = _shape(field)
    alike = sum(_shape(text) == shape for text in column)
    return "9" in shape and len(column) > 0 and alike >= 0.5 * len(column)


def _shape(text: str) -> str:
    """Return a text with every letter as A and every digit as 9."""
    return re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", text[:LONGEST_NAME]))


def _names(row: list[str]) -> list[str]:
    """Return tidy column names, "" where there is none; a name that comes again is numbered."""
    names = [" ".join(name.lstrip("\ufeff").split()) for name in row]
    while names and not names[-1]:
        names.pop()
    taken = set(names)
    seen = set()
    for i, name in enumerate(names):
        number = 2
        while name and names[i] in seen:
            if (again := f"{name} ({number})") not in taken:
                names[i] = again
                taken.add(again)
            number += 1
        seen.add(names[i])
    return names + [""] * (len(row) - len(names))


def _filled_names(names: list[str], keep: list[int]) -> list[str]:
    """Return names for all columns that are kept; those of our own columns are taken."""
    own = {"line", "reason", "file", "line_in_file"}
    taken = own | set(names)
    titles = []
    for i in keep:
        title = names[i] or f"column {i + 1}"
        while title in own or (not names[i] and title in taken):
            title += " (file)"
        taken.add(title)
        titles.append(title)
    return titles


def _fit(
    rows: list[list[str]], lines: Sequence[int], width: int, least: int, separator: str
) -> dict[int, str]:
    """Cut or fill every row to `width` fields, in place; return by line what is wrong with the others."""
    broken = {}
    for i, row in enumerate(rows):
        if len(row) == width:
            continue
        if len(row) < width:
            if row and len(row) < least and any(map(str.strip, row)):
                broken[lines[i]] = "fewer fields than there are column names"
            rows[i] = row + [""] * (width - len(row))
        else:
            if any(map(str.strip, row[width:])):
                broken[lines[i]] = "more fields than there are column names"
                row[width - 1] = separator.join(row[width - 1 :])
            rows[i] = row[:width]
    return broken


def _numbers(typed: list[list[bool]], keep: list[int], table: pd.DataFrame) -> pd.DataFrame:
    """Return which cells of `table` hold typed numbers."""
    width = max(keep) + 1
    cells = [(row + [False] * (width - len(row)))[:width] for row in typed[: len(table)]]
    cells = np.array(cells, dtype=bool)[:, keep]
    return pd.DataFrame(cells, index=table.index, columns=table.columns)


def plain(name: str) -> str:
    """Return a name, as far as names go, in plain lower-case words: "À-pris" and "a pris" are the same."""
    letters = unicodedata.normalize("NFKD", name[:LONGEST_NAME].casefold())
    return " ".join(re.findall(r"[a-z0-9øæ]+", "".join(c for c in letters if not unicodedata.combining(c))))
