"""Read a participant's own file, CSV or Excel, as text: every row, its line, and nothing decided yet."""

import codecs
import contextlib
import csv
import difflib
import gc
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from helpers.bar import with_bar
from own_file import workbook
from own_file.table import VALUE, Found, OwnFileError, as_found, empty_formulas, joined, shape, with_guesses
from own_file.values import LONGEST
from own_file.workbook import MAX_MEGABYTES, SAVE_AS

MAX_LINES_IN_A_QUOTE = 50
CHUNK = 50_000  # rows from which a bar shows how far the reading is
STEP = 2_000
JOINED = "lines joined by an open quotation mark"
# Records, the line that each begins on, and by place what is wrong with some.
Cut = tuple[list[list[str]], list[int], dict[int, str]]
csv.field_size_limit(2**31 - 1)  # a field may be a long note; a file has a limit of its own
SEPARATORS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar", " ": "blanks"}
END = "\0end"  # cannot be in a file: a NUL is refused
KINDS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a packed archive (gzip)",
    b"7z\xbc\xaf": "a packed archive (7z)",
    b"Rar!": "a packed archive (rar)",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a database (SQLite)",
    b"\xff\xfe\x00\x00": "text in the rare encoding UTF-32",
}


def look(
    path: str | Path | list,
    *,
    sheet: str | list | None = None,
    encoding: str | None = None,
    separator: str | None = None,
) -> Found:
    """Read CSV files or Excel workbooks as text, deciding nothing about what the values mean.

    Parameters
    ----------
    path : str or Path, or a list of these
        A text file with semicolons, commas, tabs or bars between the fields (UTF-8, UTF-16 with its mark, or
        Windows-1252), or an .xlsx workbook. The content counts, not the ending of the name. Several files
        must have the same columns: they are put below each other.
    sheet : str or list of str, optional
        The sheet of a workbook, or several of one shape; needed when sheets of different shapes hold
        something (see `sheets`).
    encoding, separator : str, optional
        Set these when the notes show that the wrong one was found.

    Returns
    -------
    Found

    Raises
    ------
    OwnFileError
        The file cannot be read. One sentence names the line, where there is one, and the cause.
    """
    paths = [Path(one) for one in (path if isinstance(path, list | tuple) else [path])]
    if not paths:
        raise OwnFileError("No file is named; expected one or more.")
    twice = [one.name for one, count in Counter(paths).items() if count > 1]
    if twice:
        raise OwnFileError(f"{twice[0]} is named twice; name each file once.")
    collecting = gc.isenabled()
    gc.disable()  # a million rows are a million lists, which it would walk through again and again
    try:
        parts = [part for one in paths for part in _look(one, sheet, encoding, separator, len(paths) > 1)]
        return with_guesses(joined(parts) if len(parts) > 1 else parts[0][1])
    finally:
        if collecting:
            gc.enable()


def _look(
    path: Path,
    sheet: str | list[str] | None,
    encoding: str | None,
    separator: str | None,
    one_of_several: bool,
) -> list[tuple[str, Found]]:
    """Return the tables of a file, each with the name that its rows are known by."""
    head = _head(path)
    if head.startswith(b"PK\x03\x04"):
        tables = []
        for title, rows, typed, formulas in _workbook(path, sheet):
            notes = [f"Read the sheet {title!r}."]
            lines = list(range(1, len(rows) + 1))
            found = as_found(path, "xlsx", title, rows, lines, typed, notes, formulas=formulas)
            found.notes.extend(empty_formulas(column) for column in found.formulas)
            tables.append((title, found))
        if one_of_several:
            tables = [(f"{path.name} ({t})" if len(tables) > 1 else path.name, found) for t, found in tables]
        return tables
    if sheet is not None:
        raise OwnFileError(f"{path.name} is not a workbook, so it has no sheet {sheet!r}.")
    _refuse_other_kinds(path, head)
    raw = path.read_bytes()
    encoding, errors, note = _encoding(path, raw, encoding)
    _refuse_nul(path, raw, encoding, errors)
    separator = separator or _separator(path, raw, encoding, errors)
    if len(separator) != 1:
        raise OwnFileError(f"The separator {separator!r} was given; expected one character, such as ';'.")
    rows, lines, broken, more = _records(path, raw, encoding, errors, separator)
    name = SEPARATORS.get(separator, repr(separator))
    notes = [note, f"Fields are separated by {name} ({separator!r}).", *more]
    return [(path.name, as_found(path, encoding, separator, rows, lines, None, notes, broken))]


def sheets(path: str | Path) -> list[str]:
    """Names of the sheets of an .xlsx workbook that hold something; none for any other file."""
    path = Path(path)
    if not _head(path).startswith(b"PK\x03\x04"):
        return []
    with workbook.opened(path) as book:
        return list(_filled(book))


# ------------------------------------------------------------------------------------ what kind of file it is
def _head(path: Path) -> bytes:
    """Return the first bytes of a file that is there, can be read, and holds something."""
    if path.is_dir():
        raise OwnFileError(f"{path.name} is a folder; name a file in it.")
    try:
        with open(path, "rb") as file:
            head = file.read(2048)
        size = path.stat().st_size
    except FileNotFoundError:
        near = [p.name for p in path.parent.iterdir() if p.is_file()] if path.parent.is_dir() else []
        close = difflib.get_close_matches(path.name, near, 1)
        hint = f"did you mean {close[0]!r}?" if close else f"looked in {path.parent.resolve().name!r}."
        raise OwnFileError(f"There is no file {path.name!r}: {hint}") from None
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or "its name cannot be used"
        raise OwnFileError(f"{path.name!r} cannot be opened: {why}.") from None
    if not head:
        raise OwnFileError(f"{path.name} is empty: it holds no line at all.")
    if size > MAX_MEGABYTES * 1e6:
        raise OwnFileError(
            f"{path.name} has {size / 1e6:,.0f} MB, and this loader takes at most {MAX_MEGABYTES:,}: "
            "export fewer years or columns."
        )
    return head


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    """Name the kind of a file that is neither text nor a workbook."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            raise OwnFileError(
                f"{path.name} is locked by a password: open it in Excel and save a copy without one."
            )
        raise OwnFileError(f"{path.name} is a workbook in the old .xls format: {SAVE_AS}")
    for mark, kind in KINDS.items():
        if head.startswith(mark):
            raise OwnFileError(f"{path.name} is {kind}, not a table: {SAVE_AS}")
    start = head.lstrip(codecs.BOM_UTF8 + b" \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise OwnFileError(f"{path.name} is a web page or XML, whatever its name says: {SAVE_AS}")
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        raise OwnFileError(
            f"{path.name} is no workbook although its name says so; it may be damaged; {SAVE_AS}"
        )


def _encoding(path: Path, raw: bytes, wanted: str | None) -> tuple[str, str, str]:
    """Return the encoding, what to do with damaged bytes, and a note."""
    if wanted:
        try:
            # As `_lines` reads: `decode` takes UTF-16 without a mark at its start, which that does not.
            io.TextIOWrapper(io.BytesIO(raw), encoding=wanted).read()
        except LookupError:
            raise OwnFileError(f"There is no encoding called {wanted!r}; try 'cp1252' or 'utf-8'.") from None
        except UnicodeError as problem:
            raise OwnFileError(_undecodable(path, raw, problem)) from None
        return wanted, "strict", f"Read as {wanted}, as you said."
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding, name = "utf-16", "UTF-16"
    elif raw.startswith(codecs.BOM_UTF8):
        encoding, name = "utf-8-sig", "UTF-8 (with its mark)"
    else:
        encoding, name = "utf-8", "UTF-8"
    try:
        raw.decode(encoding)
        return encoding, "strict", f"Read as {name}."
    except UnicodeDecodeError as problem:
        if encoding == "utf-16":
            raise OwnFileError(_undecodable(path, raw, problem)) from None
        line = raw.count(b"\n", 0, problem.start) + 1
    text = raw.decode("utf-8", "replace")
    damaged = text.count("�")
    if len(re.findall(r"[^\x00-\x7f]", text)) > 2 * damaged:
        return encoding, "replace", f"Read as {name}; letters are damaged in it, first in line {line:,}."
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError as problem:
        raise OwnFileError(_undecodable(path, raw, problem)) from None
    word = re.search(r"\w*[^\W\d_\x00-\x7f]\w*", text)
    check = f" A word to check: {word[0]!r}." if word else ""
    return "cp1252", "strict", f"Read as Windows-1252, since it is not UTF-8.{check}"


def _undecodable(path: Path, raw: bytes, problem: UnicodeError) -> str:
    line = raw.count(b"\n", 0, getattr(problem, "start", 0)) + 1
    return (
        f"{path.name} cannot be read from line {line:,} on: its letters are in no encoding known here, "
        "or it is not text; save it as CSV (UTF-8)."
    )


# ------------------------------------------------------------------------------------------------- text files
def _text(raw: bytes, encoding: str, errors: str) -> io.TextIOWrapper:
    """Return the text line by line, the ends of the lines included."""
    return io.TextIOWrapper(io.BytesIO(raw), encoding=encoding, errors=errors, newline="")


def _refuse_nul(path: Path, raw: bytes, encoding: str, errors: str) -> None:
    """Refuse a text with NUL characters, which text files do not hold."""
    if b"\0" not in raw:
        return
    for number, line in enumerate(_text(raw, encoding, errors), 1):
        if "\0" in line:
            raise OwnFileError(
                f"{path.name} holds a NUL character in line {number:,}: it is damaged there, or no text."
            )


def _separator(path: Path, raw: bytes, encoding: str, errors: str) -> str:
    """Return the separator that cuts the first thousand lines into the most even table."""
    sample = list(itertools.islice(_text(raw, encoding, errors), 1000))
    declared = re.match(r"\ufeff?sep=(.)\s*$", sample[0]) if sample else None
    if declared:
        return declared[1]
    best, score, columns = None, 0, 0
    for separator in SEPARATORS:
        widths = _widths(sample, separator)
        if not widths or (separator == " " and columns > 2):
            continue
        width, count = max(widths.items(), key=lambda item: item[1] * (1 - 1 / item[0]))
        evenness = count / widths.total() * (1 - 1 / width)
        if separator == " " and (width < 3 or count < 0.9 * widths.total()):
            continue
        if evenness > score:
            best, score, columns = separator, evenness, width
    if best is None:
        raise OwnFileError(
            f"{path.name} has one column only: no line holds a semicolon, comma, tab or bar between fields."
            if any(line.strip(" \r\n" + "".join(SEPARATORS)) for line in sample)
            else f"{path.name} holds empty lines only."
        )
    return best


def _widths(sample: list[str], separator: str) -> Counter:
    """Count the records of each width, up to the first that cannot be cut."""
    widths = Counter()
    if separator == " ":
        return +Counter(len(line.split()) for line in sample if line.strip())
    with contextlib.suppress(csv.Error):  # `_records` says where and why
        for row in csv.reader(sample, delimiter=separator):
            widths[len(row)] += any(row)
    return +widths


def _records(
    path: Path, raw: bytes, encoding: str, errors: str, separator: str
) -> tuple[list[list[str]], list[int], dict[int, str], list[str]]:
    """Cut the text into records: fields, the line that each begins on, what is wrong with some, notes."""
    ends = raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n") + 1
    notes = []
    if separator == " ":
        rows = [line.split() for line in _moving(_text(raw, encoding, errors), ends)]
        cut = rows, list(range(1, len(rows) + 1)), {}
    elif b'"' not in raw:
        rows = list(_moving(csv.reader(_text(raw, encoding, errors), delimiter=separator), ends))
        cut = rows, list(range(1, len(rows) + 1)), {}
    else:
        cut = _quoted(path, _moving(_text(raw, encoding, errors), ends), separator)
        if b'\\"' in raw and (isinstance(cut, OwnFileError) or cut[2] or len(Counter(map(len, cut[0]))) > 1):
            other = _quoted(path, map(_doubled, _text(raw, encoding, errors)), separator)
            if _fit_better(other, cut):
                cut = other
                notes = ['Quotation marks inside fields are written as \\" and read as such.']
        if isinstance(cut, OwnFileError):
            raise cut
    rows, lines, broken = cut
    if rows and rows[0] and re.fullmatch(r"\ufeff?sep=", rows[0][0]):
        del rows[0], lines[0]
        broken = {i - 1: what for i, what in broken.items()}
    if broken:
        notes.append(
            f"Line {lines[min(broken)]:,} opens a quotation mark that is not closed in it: each line is read "
            "by itself there."
        )
    return rows, lines, broken, notes


def _moving(rows: Iterable, expected: int) -> Iterator:
    """Go through rows, with a bar if there are many."""
    if expected <= CHUNK:
        yield from rows
        return
    bar = iter(with_bar(range(expected // STEP + 1)))
    for i, row in enumerate(rows):
        if i % STEP == 0:
            next(bar, None)
        yield row
    for _ in bar:
        pass


def _doubled(line: str) -> str:
    """Write the quotation marks that stand behind a backslash twice, as is usual."""
    return re.sub(r'(?<!\\)((?:\\\\)*)\\"', r'\1""', line)


def _fit_better(cut: Cut | OwnFileError, other: Cut | OwnFileError) -> bool:
    """Return whether fewer rows of one way of cutting do not fit than of another."""
    if isinstance(cut, OwnFileError) or isinstance(other, OwnFileError):
        return not isinstance(cut, OwnFileError)
    unfit = []
    for rows, _, broken in (cut, other):
        widths = Counter(map(len, rows))
        unfit.append(len(rows) - max(widths.values()) + len(broken))
    return unfit[0] < unfit[1]


def _quoted(path: Path, text: Iterable[str], separator: str) -> Cut | OwnFileError:
    """Cut a text with quotation marks into records; return a refusal where a mark is left open."""
    recent, spans = [], {}

    def lines_of_text() -> Iterator[str]:
        for line in itertools.chain(text, [END]):
            recent.append(line)
            yield line

    rows, lines, last = [], [], 0
    try:
        for row in csv.reader(lines_of_text(), delimiter=separator):
            rows.append(row)
            lines.append(last + 1)
            if len(recent) > 1:
                spans[len(rows) - 1] = recent.copy()
            last += len(recent)
            recent.clear()
    except csv.Error as problem:
        return OwnFileError(f"{path.name} cannot be cut into fields at line {last + 1:,} ({problem}).")
    if rows[-1] != [END] or len(rows) - 1 in spans:
        return OwnFileError(
            f"{path.name} opens a quotation mark in line {lines[-1]:,} that is never closed: "
            "take it out, or close it."
        )
    del rows[-1], lines[-1]
    return _unjoined(path, rows, lines, spans, separator) if spans else (rows, lines, {})


def _unjoined(
    path: Path, rows: list[list[str]], lines: list[int], spans: dict[int, list[str]], separator: str
) -> Cut | OwnFileError:
    """Read line by line again what an open quotation mark has joined."""
    filled = [len(row) for i, row in enumerate(rows) if any(row) and i not in spans] or [
        len(rows[i]) for i in spans
    ]
    width = Counter(filled).most_common(1)[0][0]
    valued = _columns_of_values(
        [row for i, row in enumerate(rows[:2000]) if i not in spans and len(row) == width], width
    )
    joined_ = [i for i, span in spans.items() if _is_joined(rows[i], span, separator, width, valued)]
    for i in joined_:
        if len(spans[i]) > MAX_LINES_IN_A_QUOTE:
            return OwnFileError(
                f"{path.name} opens a quotation mark in line {lines[i]:,} that is closed only in "
                f"line {lines[i] + len(spans[i]) - 1:,}: take it out, or double it."
            )
    if not joined_:
        return rows, lines, {}
    again, numbers, broken, done = [], [], {}, 0
    for i in joined_:
        again += rows[done:i]
        numbers += lines[done:i]
        for k, line in enumerate(spans[i]):
            if line.count('"') % 2:
                broken[len(again)] = JOINED
                fields = line.rstrip("\r\n").split(separator)
            else:
                fields = next(csv.reader([line], delimiter=separator), [])
            again.append(fields)
            numbers.append(lines[i] + k)
        done = i + 1
    return again + rows[done:], numbers + lines[done:], broken


def _columns_of_values(rows: list[list[str]], width: int) -> list[int]:
    """Return the columns that hold numbers or dates in nearly every row."""
    return [
        j
        for j in range(width)
        if rows and sum(bool(VALUE.fullmatch(row[j][:LONGEST])) for row in rows) >= 0.8 * len(rows)
    ]


def _is_joined(row: list[str], span: list[str], separator: str, width: int, valued: list[int]) -> bool:
    """Return whether a record of several lines was made by a quotation mark left open."""
    if len(row) != width:
        return True
    try:
        list(csv.reader(span, delimiter=separator, strict=True))
    except csv.Error:  # something stands behind the closing mark
        return True
    cut = [line.rstrip("\r\n").split(separator) for line in span]
    wide = [fields for fields in cut[1:] if len(fields) >= width]
    if len(cut[0]) < width or not wide:  # a line of its own would be as wide as the table
        return False
    if not valued:
        return width > 2 and len(wide) >= 0.5 * len(cut[1:])
    alike = [sum(bool(VALUE.fullmatch(fields[j].strip('"')[:LONGEST])) for j in valued) for fields in wide]
    return max(alike) >= 0.5 * len(valued)


# -------------------------------------------------------------------------------------------------- workbooks
def _filled(book: workbook.Workbook) -> dict[str, list[list[str]]]:
    """Return the first rows of the sheets with two filled rows or more, by the sheets' names."""
    full = {}
    for title in book.sheets:
        first = list(itertools.islice((row.texts for row in book.rows(title) if any(row.texts)), 50))
        if len(first) > 1:
            full[title] = first
    return full


def _workbook(path: Path, sheet: str | list[str] | None) -> list[tuple[str, list, list, list]]:
    """Return of each sheet that is read its name, rows, which cells are numbers, and the empty formulas."""
    pieces = int(workbook.megabytes(path) * 1e6 / workbook.PART) + 1
    bar = iter(with_bar(range(pieces)) if pieces > 20 else [])
    with workbook.opened(path, lambda: next(bar, None)) as book:
        wanted = [sheet] if isinstance(sheet, str) else sheet
        for title in wanted or []:
            if title not in book.sheets:
                there = ", ".join(map(repr, book.sheets))
                raise OwnFileError(f"{path.name} has no sheet {title!r}; it has {there}.")
        if wanted is None:
            filled = _filled(book)
            if not filled:
                raise OwnFileError(
                    f"{path.name} has no sheet with a line of column names and a row below it."
                )
            shapes = {shape(path, rows) for rows in filled.values()}
            if len(filled) > 1 and (len(shapes) > 1 or None in shapes):
                raise OwnFileError(
                    f"{path.name} has {len(filled)} sheets with rows and different columns, "
                    f"{', '.join(map(repr, filled))}: say which, as in sheet={next(iter(filled))!r}."
                )
            wanted = list(filled)
        tables = []
        for title in wanted:
            rows, numbers, formulas = [], [], []
            for i, row in enumerate(book.rows(title)):
                rows.append(row.texts)
                numbers.append(row.numbers)
                formulas += [(i, column) for column in row.formulas]
            tables.append((title, rows, numbers, formulas))
    for _ in bar:
        pass
    return tables
