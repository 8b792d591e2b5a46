"""Files made to harm: none keeps the loader busy for long, whatever stands in a cell."""

import csv
import io
import time
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest

import own_file
from own_file import OwnFileError, money, steps, table, values, workbook
from own_file.dates import parse_dates
from own_file.values import normalised, parse_numbers

LONG, SHORT = 80_000, 20
SEEDS = ["2025-01-01", "12", "1.2", "Total", "a@b.se", "Wed, ", "Guest", "order"]
FILLERS = [
    ",",
    "T",
    "0",
    "9",
    " ",
    "\r",
    ".",
    "-",
    "a",
    "+",
    "(",
    "€",
    ":",
    "@",
    '"',
    "first ",
    "E+",
    "\u00a0",
]


def texts(length):
    """Texts that begin as something known and go on and on, by what they begin with and go on with."""
    return {(s, f): s + f * (length // len(f)) + tail for s in SEEDS for f in FILLERS for tail in ("", "x")}


READERS = {
    "dates": lambda text: parse_dates(np.array([text], dtype=object)),
    "numbers": lambda text: parse_numbers(np.array([text], dtype=object)),
    "address": normalised,
    "identifier": steps.identifier,
    "damaged": steps.is_damaged,
    "blank": values.is_blank,
    "names": lambda text: table._is_value(0, text[: table.LONGEST_NAME], [["1"], ["2"]]),
    "status": lambda text: money._doubtful([text]),
}


Row = workbook.Row


def seconds(read_text, text):
    """The least of three runs."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        read_text(text)
        taken.append(time.process_time() - began)
    return min(taken)


@pytest.mark.parametrize("reader", READERS)
def test_no_text_takes_a_reader_much_longer_than_its_length(reader):
    """Measured against a plain pass over the texts: a quadratic pattern takes some thousand times as long."""
    long, short = texts(LONG), texts(SHORT)
    plain_pass = seconds(lambda _: [text.casefold().split("x") for text in long.values()], None) / len(long)
    usual = max(seconds(READERS[reader], text) for text in short.values())
    bound = 50 * (plain_pass + usual)
    taken = {key: seconds(READERS[reader], text) for key, text in long.items()}
    assert not {key: value for key, value in taken.items() if value > bound}
    assert len(READERS) * len(long) >= 200


def packed(*parts):
    """A workbook with one sheet, of the given XML."""
    book, raw = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Customer", "Date", "Amount"])
    book.save(raw)
    target = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            for part in (HEAD, *parts, b"</sheetData></worksheet>"):
                file.write(part)
    return target.getvalue()


HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
ROW = b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d"><v>2</v></c><c r="C%d"><v>3</v></c></row>'


def refused(tmp_path, raw):
    path = tmp_path / "orders.xlsx"
    path.write_bytes(raw)
    with pytest.raises(OwnFileError) as problem:
        own_file.look(path)
    assert "\n" not in str(problem.value)
    return str(problem.value)


@pytest.mark.parametrize("number", [2_000_000_000, workbook.LAST_ROW + 1])
def test_a_row_beyond_the_end_of_sheets_is_refused_before_it_is_filled_up(tmp_path, number, monkeypatch):
    made = []
    monkeypatch.setattr(workbook, "Row", lambda *row: made.append(row) or Row(*row))
    says = refused(tmp_path, packed(ROW % (1, 1, 1, 1), ROW % (number, 1, 1, 1)))
    assert "beyond row 1,048,576" in says and len(made) < 10


def test_a_small_file_that_unpacks_to_much_is_refused_unread(tmp_path):
    says = refused(tmp_path, packed(*[b'<row><c r="A1"/></row>' * 100_000] * 12))
    assert "times its size" in says


def test_millions_of_empty_cells_are_refused_early(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "EMPTY_CELLS", 5_000)
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1e9)
    read_to = []
    monkeypatch.setattr(workbook.Workbook, "_parse", _counted(workbook.Workbook._parse, read_to))
    says = refused(tmp_path, packed(ROW % (1, 1, 1, 1), *[b'<row><c r="XFD1" s="1"/></row>' * 100_000] * 5))
    assert "millions of empty cells" in says and len(read_to) < 30


def _counted(parse, pieces):
    def counting(self, *arguments):
        for piece in parse(self, *arguments):
            pieces.append(piece)
            yield piece

    return counting


def test_a_long_cell_in_every_place_is_read_or_refused(tmp_path):
    """The whole way, with a cell of eighty thousand letters in each column and in the column names."""
    head = ["Order", "Customer", "Date", "Amount", "Quantity", "Status", "Product", "Email"]
    row = ["1", "A1", "2026-01-01", "10.00", "1", "paid", "Mug", "ada@example.com"]
    for place in range(len(head)):
        for filler in (",", "T", "9", "\r", " x"):
            names, cells = list(head), list(row)
            cells[place] = cells[place] + filler * LONG
            path = tmp_path / "orders.csv"
            frame = pd.DataFrame([row, cells, row], columns=names)
            frame.to_csv(path, index=False, quoting=csv.QUOTE_ALL)
            found = own_file.look(path)
            cleaned = own_file.clean(found, {"customer": "Customer", "time": "Date", "amount": "Amount"})
            assert cleaned.totals["rows_read"] == 3
            assert all(len(note) < 1_000 for note in cleaned.notes)
