"""Read a participant's own file, CSV or Excel, as text: every row, its line, and nothing decided yet."""

import codecs
import contextlib
import csv
import datetime
import difflib
import gc
import io
import itertools
import re
import zipfile
from collections import Counter
from pathlib import Path

from helpers.bar import with_bar
from own_file.table import OwnFileError, found_in

MAX_MEGABYTES = 1_000  # of text, packed out: beyond this a table no longer fits into an ordinary memory
MAX_COLUMNS = 500
MAX_LINES_IN_A_QUOTE = 50
CHUNK = 50_000
SEPARATORS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
END = "\0end"  # cannot be in a file: a NUL is refused
SAVE_AS = "open it in the program it came from and save it as .xlsx or as CSV (UTF-8)."
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


def look(path, *, sheet=None, encoding=None, separator=None):
    """Read a CSV file or an Excel workbook as text, deciding nothing about what the values mean.

    Parameters
    ----------
    path : str or Path
        A text file with semicolons, commas, tabs or bars between the fields (UTF-8, UTF-16 with its mark, or
        Windows-1252), or an .xlsx workbook. The content counts, not the ending of the name.
    sheet : str, optional
        The sheet of a workbook; needed when several hold something (see `sheets`).
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
    path = Path(path)
    collecting = gc.isenabled()
    gc.disable()  # a million rows are a million lists, which it would walk through again and again
    try:
        return _look(path, sheet, encoding, separator)
    finally:
        if collecting:
            gc.enable()


def _look(path, sheet, encoding, separator):
    head = _head(path)
    if head.startswith(b"PK\x03\x04"):
        rows, lines, typed, sheet = _workbook(path, sheet)
        return found_in(path, "xlsx", sheet, rows, lines, typed, [f"Read the sheet {sheet!r}."])
    if sheet is not None:
        raise OwnFileError(f"{path.name} is not a workbook, so it has no sheet {sheet!r}.")
    _refuse_other_kinds(path, head)
    raw = path.read_bytes()
    encoding, errors, note = _encoding(path, raw, encoding)
    separator = separator or _separator(path, raw, encoding, errors)
    if len(separator) != 1:
        raise OwnFileError(f"The separator {separator!r} was given; expected one character, such as ';'.")
    rows, lines = _records(path, raw, encoding, errors, separator)
    name = SEPARATORS.get(separator, repr(separator))
    return found_in(
        path,
        encoding,
        separator,
        rows,
        lines,
        None,
        [note, f"Fields are separated by {name} ({separator!r})."],
    )


def sheets(path):
    """Names of the sheets of an .xlsx workbook that hold something; none for any other file."""
    path = Path(path)
    if not _head(path).startswith(b"PK\x03\x04"):
        return []
    with _opened(path) as book:
        return _filled(book)


# ------------------------------------------------------------------------------------ what kind of file it is
def _head(path):
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


def _refuse_other_kinds(path, head):
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


def _encoding(path, raw, wanted):
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


def _undecodable(path, raw, problem):
    line = raw.count(b"\n", 0, getattr(problem, "start", 0)) + 1
    return (
        f"{path.name} cannot be read from line {line:,} on: its letters are in no encoding known here, "
        "or it is not text; save it as CSV (UTF-8)."
    )


# ------------------------------------------------------------------------------------------------- text files
def _lines(path, raw, encoding, errors):
    """Yield the lines of the text with their ends, and a last one that is no line of it."""
    text = io.TextIOWrapper(io.BytesIO(raw), encoding=encoding, errors=errors, newline="")
    for number, line in enumerate(text, 1):
        if "\0" in line:
            raise OwnFileError(
                f"{path.name} holds a NUL character in line {number:,}: it is damaged there, or no text."
            )
        yield line
    yield END


def _separator(path, raw, encoding, errors):
    """Return the separator that cuts the first thousand lines into the most even table."""
    sample = list(itertools.islice(_lines(path, raw, encoding, errors), 1000))
    if sample[-1] == END:
        sample.pop()
    declared = re.match(r"\ufeff?sep=(.)\s*$", sample[0]) if sample else None
    if declared:
        return declared[1]
    best, score = None, 0
    for separator in SEPARATORS:
        widths = _widths(sample, separator)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: item[1] * (1 - 1 / item[0]))
        evenness = count / widths.total() * (1 - 1 / width)
        if evenness > score:
            best, score = separator, evenness
    if best is None:
        raise OwnFileError(
            f"{path.name} has one column only: no line holds a semicolon, comma, tab or bar between fields."
            if any(line.strip(" \r\n" + "".join(SEPARATORS)) for line in sample)
            else f"{path.name} holds empty lines only."
        )
    return best


def _widths(sample, separator):
    """Count the records of each width, up to the first that cannot be cut."""
    widths = Counter()
    with contextlib.suppress(csv.Error):  # `_records` says where and why
        for row in csv.reader(sample, delimiter=separator):
            widths[len(row)] += any(row)
    return +widths


def _records(path, raw, encoding, errors, separator):
    """Cut the text into records: their fields, and the line that each begins on."""
    reader = csv.reader(_lines(path, raw, encoding, errors), delimiter=separator)
    ends = raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n")
    steps = range((ends + 2) // CHUNK + 1)
    rows, lines, last = [], [], 0
    try:
        for _ in with_bar(steps) if len(steps) > 1 else steps:
            for row in itertools.islice(reader, CHUNK):
                rows.append(row)
                lines.append(last + 1)
                if reader.line_num - last > MAX_LINES_IN_A_QUOTE and not row[-1].endswith(END):
                    raise OwnFileError(
                        f"{path.name} opens a quotation mark in line {last + 1:,} that is closed only in "
                        f"line {reader.line_num:,}: take it out, or double it."
                    )
                last = reader.line_num
    except csv.Error as problem:
        raise OwnFileError(
            f"{path.name} cannot be cut into fields at line {last + 1:,} "
            f"({problem}): is a quotation mark open there?"
        ) from None
    if rows[-1] != [END]:
        raise OwnFileError(
            f"{path.name} opens a quotation mark in line {lines[-1]:,} that is never closed: "
            "take it out, or close it."
        )
    if rows[0] and re.fullmatch(r"\ufeff?sep=", rows[0][0]):
        del rows[0], lines[0]
    return rows[:-1], lines[:-1]


# -------------------------------------------------------------------------------------------------- workbooks
@contextlib.contextmanager
def _opened(path):
    """Open a workbook for reading only, without its links; whatever is wrong with it becomes a sentence."""
    import openpyxl  # only here: other files do not need it

    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError):
        raise OwnFileError(f"{path.name} is damaged: its end is missing or wrong, so copy it anew.") from None
    if "xl/workbook.xml" not in names:
        kind = "a packed archive, so unpack it first" if "mimetype" not in names else "no Excel workbook"
        raise OwnFileError(f"{path.name} is {kind}: {SAVE_AS}")
    if size > MAX_MEGABYTES * 1e6:
        raise OwnFileError(
            f"{path.name} unpacks to {size / 1e6:,.0f} MB, and this loader takes at most "
            f"{MAX_MEGABYTES:,}: save only the sheet with the orders."
        )
    try:
        with open(path, "rb") as file:  # by its name, openpyxl would refuse other endings than .xlsx
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            with contextlib.closing(book):
                yield book
    except OwnFileError:
        raise
    except Exception as problem:  # many things raise many errors in a damaged workbook: one sentence for all
        kind = type(problem.__cause__ or problem).__name__
        raise OwnFileError(
            f"{path.name} cannot be read as a workbook ({kind}), since it is damaged or harmful: {SAVE_AS}"
        ) from None


def _filled(book):
    """Names of the sheets with two rows or more."""
    full = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows = (row for row in sheet.iter_rows(values_only=True) if any(v not in (None, "") for v in row))
        if len(list(itertools.islice(rows, 2))) == 2:
            full.append(sheet.title)
    return full


def _workbook(path, sheet):
    """Rows as text, their numbers, which cells are numbers, and the sheet's name."""
    with _opened(path) as book:
        titles = [page.title for page in book.worksheets]
        filled = _filled(book)
        if sheet is not None and sheet not in titles:
            raise OwnFileError(f"{path.name} has no sheet {sheet!r}; it has {', '.join(map(repr, titles))}.")
        if sheet is None and len(filled) > 1:
            raise OwnFileError(
                f"{path.name} has {len(filled)} sheets with rows, {', '.join(map(repr, filled))}: "
                f"say which, as in sheet={filled[0]!r}."
            )
        if sheet is None and not filled:
            raise OwnFileError(f"{path.name} has no sheet with a line of column names and a row below it.")
        sheet = sheet or filled[0]
        page = book[sheet]
        page.reset_dimensions()
        rows, numbers = [], []
        for row in page.iter_rows(values_only=True):
            rows.append([_as_text(value) for value in row])
            numbers.append([type(value) in (int, float) for value in row])
            if len(row) > MAX_COLUMNS and any(rows[-1][MAX_COLUMNS:]):
                raise OwnFileError(
                    f"{path.name}, sheet {sheet!r}, row {len(rows):,} has {len(row):,} columns, and this "
                    f"loader takes at most {MAX_COLUMNS}: save only the columns about orders."
                )
        return rows, list(range(1, len(rows) + 1)), numbers, sheet


def _as_text(value):
    """Write a typed cell so that its text can be read in one way only, together with `Found.typed`."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ", timespec="seconds").removesuffix(" 00:00:00")
    return str(value)
