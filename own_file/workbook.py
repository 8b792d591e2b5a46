"""Read the cells of an .xlsx workbook row by row, as text and with what is typed as a number."""

import contextlib
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, NoReturn
from xml.parsers import expat

from defusedxml import EntitiesForbidden

from own_file.table import OwnFileError

MAX_MEGABYTES = 1_000  # packed out: beyond this a table no longer fits into an ordinary memory
MAX_UNPACKED = 100  # times a workbook's size: tables pack ten- to thirtyfold
MAX_COLUMNS = 500
LAST_ROW = 1_048_576  # of a sheet, in all programs
EMPTY_CELLS = 5_000_000
PART = 1 << 18  # bytes that are read at a time
SAVE_AS = "open it in the program it came from and save it as .xlsx or as CSV (UTF-8)."
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Row(NamedTuple):
    """A row of a sheet: its texts, which of them are typed numbers, and the columns of empty formulas."""

    texts: list[str]
    numbers: list[bool]
    formulas: list[int]


class Workbook:
    """An open workbook.

    Attributes
    ----------
    sheets : dict of str to str
        The names of the sheets with cells, and the part of the archive that holds each.
    tick : callable
        Called after each part of a megabyte or so, to move a bar.
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile, tick: Callable[[], object]) -> None:
        self.path, self.archive, self.tick = path, archive, tick
        self.mac_days, self.sheets = self._sheets()
        self.dates, self.spans = self._styles()
        self.strings = self._strings()

    def _parse(self, name: str, handlers: Callable) -> Iterator[None]:
        """Feed a part of the archive to handlers of its elements, and yield after each piece of it."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.EntityDeclHandler = _refuse_entity
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = handlers
        with zipfile.Path(self.archive, name).open("rb") as file:
            while piece := file.read(PART):
                parser.Parse(piece, False)
                self.tick()
                yield
            parser.Parse(b"", True)
        yield

    def _elements(self, name: str) -> list[tuple[str, dict]]:
        """Return the elements of a small part, without their prefixes."""
        found = []
        handlers = lambda tag, attributes: found.append((_local(tag), attributes)), None, None  # noqa: E731
        for _ in self._parse(name, handlers):
            pass
        return found

    def _sheets(self) -> tuple[bool, dict[str, str]]:
        targets = {}
        for tag, attributes in self._elements("xl/_rels/workbook.xml.rels"):
            if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
                target = attributes["Target"]
                inside = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
                targets[attributes["Id"]] = posixpath.normpath(inside)
        names, sheets, mac = set(self.archive.namelist()), {}, False
        for tag, attributes in self._elements("xl/workbook.xml"):
            if tag == "workbookPr":
                mac = attributes.get("date1904", "0") in ("1", "true")
            elif tag == "sheet":
                place = next((v for k, v in attributes.items() if _local(k) == "id" and ":" in k), None)
                if targets.get(place) in names:
                    sheets[attributes["name"]] = targets[place]
        return mac, sheets

    def _styles(self) -> tuple[set[str], set[str]]:
        """Return the styles that show a number as a date, and those that show it as a span of time."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

        formats, used, inside = dict(BUILTIN_FORMATS), [], False
        if "xl/styles.xml" not in self.archive.namelist():
            return set(), set()
        for tag, attributes in self._elements("xl/styles.xml"):
            if tag == "numFmt":
                formats[int(attributes["numFmtId"])] = attributes["formatCode"]
            elif tag in ("cellXfs", "cellStyles"):
                inside = tag == "cellXfs"
            elif tag == "xf" and inside:
                used.append(formats.get(int(attributes.get("numFmtId", 0))))
        return (
            {str(i) for i, code in enumerate(used) if is_date_format(code)},
            {str(i) for i, code in enumerate(used) if is_timedelta_format(code)},
        )

    def _strings(self) -> list[str]:
        """Return the texts that cells share."""
        if "xl/sharedStrings.xml" not in self.archive.namelist():
            return []
        strings, text, wanted, spoken = [], [], False, 0

        def start(tag: str, attributes: dict) -> None:
            nonlocal wanted, spoken
            tag = _local(tag)
            if tag == "si":
                text.clear()
            elif tag == "rPh":  # how it is pronounced
                spoken += 1
            wanted = tag == "t" and not spoken

        def end(tag: str) -> None:
            nonlocal wanted, spoken
            tag = _local(tag)
            wanted = False
            if tag == "si":
                strings.append("".join(text))
            elif tag == "rPh":
                spoken -= 1

        for _ in self._parse(
            "xl/sharedStrings.xml", (start, end, lambda data: text.append(data) if wanted else None)
        ):
            pass
        return strings

    def rows(self, sheet: str) -> Iterator[Row]:
        """Yield the rows of a sheet, the empty ones between them too.

        Raises
        ------
        OwnFileError
            The sheet is longer or wider than sheets are, or nearly all of its cells are empty.
        """
        cells = _Cells(self, sheet)
        for _ in self._parse(self.sheets[sheet], (cells.start, cells.end, cells.data)):
            yield from cells.done
            cells.done.clear()


class _Cells:
    """The handlers of a sheet's elements: they put rows together in `done`."""

    def __init__(self, book: Workbook, sheet: str) -> None:
        self.book, self.sheet, self.done = book, sheet, []
        self.row = self.column = self.filled = self.empty = 0
        self.prefix, self.names, self.columns, self.known = None, {}, {}, {}
        self.type, self.style, self.text, self.formula = "n", None, None, False
        self.wanted = self.spoken = False
        self.current = Row([], [], [])

    def start(self, tag: str, attributes: dict) -> None:
        if self.prefix is None:
            self.prefix = tag[: -len(_local(tag))]
            self.names = {self.prefix + name: name for name in ("row", "c", "v", "t", "f", "is", "rPh")}
        name = self.names.get(tag)
        if name == "c":
            self.column = self._column(attributes.get("r"))
            self.type, self.style = attributes.get("t", "n"), attributes.get("s")
            self.text, self.formula = None, False
        elif name == "v" or (name == "t" and self.type == "inlineStr" and not self.spoken):
            self.wanted = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            self._begin(attributes.get("r"))
        elif name == "rPh":
            self.spoken = True

    def data(self, data: str) -> None:
        if self.wanted:
            self.text = data if self.text is None else self.text + data

    def end(self, tag: str) -> None:
        name = self.names.get(tag)
        if name in ("v", "t"):
            self.wanted = False
        elif name == "c":
            self._put()
        elif name == "row":
            self.done.append(self.current)
            self.current = Row([], [], [])
        elif name == "rPh":
            self.spoken = False

    def _begin(self, number: str | None) -> None:
        """Begin a row; rows that are left out before it are empty."""
        number = max(int(number), self.row + 1) if number else self.row + 1
        if number > LAST_ROW:
            raise OwnFileError(
                f"{self.book.path.name}, sheet {self.sheet!r}, goes beyond row {LAST_ROW:,}, where sheets "
                "end: it is damaged or harmful."
            )
        self.done.extend(Row([], [], []) for _ in range(number - self.row - 1))
        self.row, self.column = number, 0

    def _column(self, place: str | None) -> int:
        """Return the number of a cell's column, from 1."""
        if not place:
            return self.column + 1
        letters = place.rstrip("0123456789")
        if letters not in self.columns:
            number = 0
            for letter in letters[:4]:
                number = number * 26 + LETTERS.index(letter.upper()) + 1
            self.columns[letters] = number
        return self.columns[letters]

    def _put(self) -> None:
        """Put a cell into the row."""
        if self.text is None:
            if self.formula and self.type != "str":
                self.current.formulas.append(self.column - 1)
            self.empty += 1
            if self.empty > EMPTY_CELLS and self.empty > 20 * self.filled:
                raise OwnFileError(
                    f"{self.book.path.name}, sheet {self.sheet!r}, holds millions of empty cells: copy the "
                    "table into a new workbook."
                )
            return
        key = (self.text, self.type, self.style)
        if key not in self.known:
            self.known[key] = self._read(*key)
        text, number = self.known[key]
        if not text:
            return
        self.filled += 1
        if self.column > MAX_COLUMNS:
            raise OwnFileError(
                f"{self.book.path.name}, sheet {self.sheet!r}, row {self.row:,} has a value in column "
                f"{self.column:,}, and this loader takes at most {MAX_COLUMNS}: save only those about orders."
            )
        missing = self.column - len(self.current.texts)
        if missing > 0:
            self.current.texts.extend([""] * missing)
            self.current.numbers.extend([False] * missing)
        self.current.texts[self.column - 1] = text
        self.current.numbers[self.column - 1] = number

    def _read(self, text: str, kind: str, style: str | None) -> tuple[str, bool]:
        """Return the text of a cell, which can be read in one way only, and whether it is a typed number."""
        if kind == "s":
            return self.book.strings[int(text)], False
        if kind == "b":
            return ("TRUE" if text.strip() in ("1", "true") else "FALSE"), False
        if kind == "d":
            return text.replace("T", " ").removesuffix("Z").removesuffix(" 00:00:00"), False
        if kind != "n":
            return text, False
        value = float(text)
        if style in self.book.dates or style in self.book.spans:
            return _date(value, self.book.mac_days, style in self.book.spans), False
        return (str(int(value)) if value.is_integer() else f"{value:.15g}"), True


def _date(value: float, mac_days: bool, span: bool) -> str:
    """Write a day number as a date."""
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

    try:
        moment = from_excel(value, MAC_EPOCH if mac_days else WINDOWS_EPOCH, timedelta=span)
    except (OverflowError, ValueError):
        return "#VALUE!"
    if hasattr(moment, "date"):
        return moment.isoformat(sep=" ", timespec="seconds").removesuffix(" 00:00:00")
    return str(moment)


def _local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rsplit(":", 1)[-1]


def _refuse_entity(
    name: object,
    is_parameter: object,
    value: object,
    base: object,
    system: object,
    public: object,
    notation: object,
) -> NoReturn:
    raise EntitiesForbidden(name, value, base, system, public, notation)


@contextlib.contextmanager
def opened(path: Path, tick: Callable[[], object] = lambda: None) -> Iterator[Workbook]:
    """Open a workbook; whatever is wrong with it becomes a sentence."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            size = sum(member.file_size for member in archive.infolist())
    except Exception:  # what a damaged directory raises is not one kind of error
        raise OwnFileError(f"{path.name} is damaged: its end is missing or wrong, so copy it anew.") from None
    if "xl/workbook.xml" not in names:
        kind = "a packed archive, so unpack it first" if "mimetype" not in names else "no Excel workbook"
        raise OwnFileError(f"{path.name} is {kind}: {SAVE_AS}")
    if size > MAX_MEGABYTES * 1e6:
        raise OwnFileError(
            f"{path.name} unpacks to {size / 1e6:,.0f} MB, and this loader takes at most "
            f"{MAX_MEGABYTES:,}: save only the sheet with the orders."
        )
    packed = path.stat().st_size
    if size > max(MAX_UNPACKED * packed, 20e6):
        raise OwnFileError(
            f"{path.name} unpacks to {size / packed:,.0f} times its size, and tables do to thirty: it is "
            "damaged or harmful."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            yield Workbook(path, archive, tick)
    except OwnFileError:
        raise
    except Exception as problem:  # many things raise many errors in a damaged workbook: one sentence for all
        kind = type(problem).__name__
        raise OwnFileError(
            f"{path.name} cannot be read as a workbook ({kind}), since it is damaged or harmful: {SAVE_AS}"
        ) from None


def megabytes(path: Path) -> float:
    """Return how much a workbook unpacks to, 0 if it cannot be opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(member.file_size for member in archive.infolist()) / 1e6
    except Exception:  # `opened` says what is wrong
        return 0
