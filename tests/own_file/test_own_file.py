"""The loader of own files: every row is kept, dropped or asked about, or a sentence refuses the file."""

import csv
import datetime
import gc
import io
import re
import warnings
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import own_file
from own_file import OwnFileError
from own_file import dates as own_file_dates
from own_file import read as own_file_read
from own_file import values as own_file_values
from own_file import workbook as own_file_workbook

SHARED_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

HEAD = "Order no;Order date;Customer no;Article;Amount"
COLUMNS = {"order": "Order no", "time": "Order date", "customer": "Customer no", "amount": "Amount"}


def look(tmp_path, text, written="utf-8", **named):
    path = tmp_path / "orders.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(written))
    return own_file.look(path, **named)


def load(tmp_path, *rows, head=HEAD, answers=None, **more):
    found = look(tmp_path, "\n".join([head, *rows]) + "\n")
    return own_file.clean(found, {**COLUMNS, **more}, answers)


def refused(tmp_path, text, **named):
    """The sentence that a file is refused with."""
    with pytest.raises(OwnFileError) as problem:
        look(tmp_path, text, **named)
    return one_sentence(problem.value)


def one_sentence(problem):
    text = str(problem)
    assert "\n" not in text and text[0] in f"[{text[0].upper()}o'" and text.endswith((".", ")", "?"))
    assert not re.search(r"[.?!] [A-Z]", re.sub(r"'[^']*'", "", text)), text
    return text


def accounted(found, cleaned):
    """Every row that was read is kept, dropped or asked about, once."""
    lines = [*cleaned.orders["line"], *cleaned.dropped["line"], *cleaned.asked["line"]]
    assert sorted(lines) == sorted(found.table.index)
    assert cleaned.totals["rows_read"] == len(found.table) == len(lines) == len(set(lines))
    summary = cleaned.summary()
    assert summary["rows"].sum() == len(lines) and (not lines or summary["share"].sum() == pytest.approx(1))
    assert (cleaned.dropped["reason"] != "").all() and (cleaned.asked["reason"] != "").all()
    assert cleaned.questions or cleaned.asked.empty


# ----------------------------------------------------------------------------------- any table, any encoding
DATES = st.one_of(
    st.dates(datetime.date(1990, 1, 1), datetime.date(2030, 12, 31)).flatmap(
        lambda day: st.sampled_from(["%d.%m.%Y", "%m/%d/%Y", "%Y-%m-%d", "%d-%m-%y", "%d %B %Y"]).map(
            day.strftime
        )
    )
)
NUMBERS = st.sampled_from(
    ["1", "1,5", "1.5", "1.234", "1,234", "-3", "1 234,50", "(7)", "kr 5", "5 €", "1.234.567"]
)
KINDS = [
    "cancelled",
    "sent",
    "SEK",
    "EUR",
    "Postage",
    "C1001",
    "1001",
    "12.0",
    "nan",
    "Total",
    "",
    " ",
    "yes",
    "1",
]


def texts(encoding):
    """Any text that the encoding can hold."""
    letters = st.characters(codec=encoding, exclude_characters="\0\r")
    return st.text(letters, max_size=8)


def cells(encoding):
    return st.one_of(DATES, NUMBERS, st.sampled_from(KINDS), texts(encoding))


@st.composite
def files(draw):
    """A table of text, written with some separator in some encoding; and the table."""
    codec, encoding = draw(
        st.sampled_from(
            [("utf-8", "utf-8"), ("utf-8", "utf-8-sig"), ("cp1252", "cp1252"), ("utf-8", "utf-16")]
        )
    )
    separator = draw(st.sampled_from(list(own_file_read.SEPARATORS)))
    width = draw(st.integers(3, 6))
    names = draw(st.lists(texts(codec).filter(str.strip), min_size=width, max_size=width))
    if draw(st.integers(0, 3)):
        names = ["Customer", "Date", "Amount", "Currency", "Status", "Article"][:width]
    rows = draw(st.lists(st.lists(cells(codec), min_size=width, max_size=width), max_size=12))
    target = io.StringIO()
    quoting = draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    csv.writer(target, delimiter=separator, quoting=quoting, lineterminator="\n").writerows([names, *rows])
    return target.getvalue().encode(encoding), names, rows, separator


def mapped(found, some):
    columns = list(found.table)
    roles = ["customer", "time", "amount", "currency", "status", "product"]
    return {role: column for role, column, wanted in zip(roles, columns, [1, 1, 1, *some]) if wanted}


@SHARED_FOLDER
@given(file=files(), some=st.lists(st.booleans(), min_size=3, max_size=3), data=st.data())
def test_any_table_is_accounted_for_or_refused_in_a_sentence(tmp_path, file, some, data):
    raw, names, rows, separator = file
    try:
        found = look(tmp_path, raw)
        if found.separator == separator and list(found.table)[:1] == names[:1] and "\ufeff" not in names[0]:
            full = len(rows) - next(
                (i for i, row in enumerate(rows[::-1]) if any(map(str.strip, row))), len(rows)
            )
            if len(found.table.columns) == len(names) and list(found.table) == names:
                assert len(found.table) == full
        columns = mapped(found, some)
        cleaned = own_file.clean(found, columns)
        accounted(found, cleaned)
        answers = {q.key: data.draw(st.sampled_from(list(q.choices))) for q in cleaned.questions}
        answered = own_file.clean(found, columns, answers)
        accounted(found, answered)
        assert answered.asked.empty and not answered.questions
        assert {q.key for q in answered.answered} == set(answers)
        assert len(answered.orders) + len(answered.dropped) == len(found.table)
        orders = answered.orders
        assert orders["ordered_at"].notna().all() and np.isfinite(orders["amount"]).all()
        assert (orders["customer_id"].str.strip() != "").all()
    except OwnFileError as problem:
        assert "\n" not in str(problem)


@SHARED_FOLDER
@example(raw=b'\x01;\r"')  # the mark opens at the very end
@given(
    raw=st.one_of(st.binary(max_size=200), st.text(alphabet=';,"\n\r\t1a.\0', max_size=60).map(str.encode))
)
def test_any_bytes_are_read_or_refused_in_a_sentence(tmp_path, raw):
    try:
        found = look(tmp_path, raw)
        accounted(found, own_file.clean(found, mapped(found, [0, 0, 0])))
    except OwnFileError as problem:
        assert "\n" not in str(problem)


@SHARED_FOLDER
@example(places=[(4824, 64)], cut=0)  # a version of the archive that nobody reads
@given(
    places=st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 255)), max_size=6),
    cut=st.integers(0, 6000),
)
def test_any_damaged_workbook_is_read_or_refused_in_a_sentence(tmp_path, places, cut):
    raw = bytearray(WORKBOOK)
    for place, value in places:
        raw[place % len(raw)] = value
    raw = raw if places else raw[: cut % len(raw)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = look(tmp_path, bytes(raw))
            accounted(found, own_file.clean(found, mapped(found, [0, 0, 0])))
        except OwnFileError as problem:
            assert "\n" not in str(problem)


def workbook(*rows, sheets=("Orders",)):
    book, raw = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for title in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(raw)
    return raw.getvalue()


WORKBOOK = workbook(["Customer", "Date", "Amount"], [1, "2025-01-13", 5], [2, "2025-01-14", 6])


# ---------------------------------------------------------------------------------------------- reading text
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(tmp_path, encoding, separator, end):
    rows = [
        ["Order no", "Order date", "Customer no", "Article", "Amount"],
        ["1", "25.03.2025", "7", "Påslakan", "12"],
    ]
    found = look(tmp_path, end.join(separator.join(row) for row in rows), encoding)
    assert found.separator == separator and found.table.to_numpy().tolist() == rows[1:]
    assert found.encoding == encoding and found.guesses["amount"] == "Amount"


@pytest.mark.parametrize(
    "head, guessed",
    [
        ("Kundnr;Köpdatum;Belopp", {"customer": "Kundnr", "time": "Köpdatum", "amount": "Belopp"}),
        ("Kundenummer;Købsdato;Beløb i alt", {"customer": "Kundenummer", "time": "Købsdato"}),
    ],
)
def test_columns_are_guessed_by_their_names(tmp_path, head, guessed):
    found = look(tmp_path, f"{head}\n7;25.03.2025;10\n")
    assert guessed.items() <= found.guesses.items()


def test_where_nothing_else_tells_customers_apart_their_addresses_do(tmp_path):
    found = look(tmp_path, "Contact;Date;Total\na@b.se;25.03.2025;10\na@b.se;26.03.2025;5\n")
    assert found.guesses["customer"] == found.guesses["email"] == "Contact"
    assert own_file.clean(found, found.guesses).totals["customers"] == 1


def test_decimal_commas_do_not_pass_for_separators(tmp_path):
    found = look(tmp_path, "Kund;Datum;Belopp;Antal\n1;2025-01-13;1,50;2,0\n2;2025-01-14;2,75;1,0\n")
    assert found.separator == ";" and found.table.shape == (2, 4)


def test_a_declared_separator_counts(tmp_path):
    assert look(tmp_path, "sep=|\na|b|c\n1;2|2;3|3;4\n").table.to_numpy().tolist() == [["1;2", "2;3", "3;4"]]


def test_column_names_below_titles_and_lines_keep_their_numbers(tmp_path):
    text = f'Export 2025\n\nFrom;01.01.2025\n{HEAD}\n1;25.03.2025;7;"two\nlines";5\n'
    text += "\n2;26.03.2025;8;x;6\n;;;;\n\n\n"
    found = look(tmp_path, text)
    # A line of separators alone is read, too: it is dropped as an empty one, and counted.
    assert list(found.table.index) == [5, 7, 8, 9] and "line 4" in " ".join(found.notes)
    cleaned = own_file.clean(found, COLUMNS)
    assert list(cleaned.orders["line"]) == [5, 8] and list(cleaned.dropped["line"]) == [7, 9]


def test_damaged_letters_in_utf_8_do_not_spoil_the_others(tmp_path):
    raw = f"{HEAD}\n1;25.03.2025;7;Påslakan grå åäö;5\n2;25.03.2025;7;K".encode() + b"\xe5" + b";5\n"
    found = look(tmp_path, raw)
    assert (
        found.encoding == "utf-8"
        and "line 3" in found.notes[0]
        and "Påslakan" in found.table["Article"].iloc[0]
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "empty lines only"),
        (b";;;\n;;;\n", "empty lines only"),
        ("just words\nand more\n", "one column only"),
        ("a;b\n1;2\n", "at least three are needed"),
        (HEAD, "column names and no row"),
        ("1;25.03.2025;7;12\n2;26.03.2025;8;13\n", "no column names: line 1"),
        (f"{HEAD}\n1;2;3;4;5\n1;\0;3;4;5\n", "NUL character in line 3"),
        (f'{HEAD}\n1;2;3;4;5\n1;"2;3;4;5\n1;2;3;4;5\n', "quotation mark in line 3"),
        (f'{HEAD}\n1;2;3;"4;5\n' + "1;2;3;4;5\n" * 60 + '1;2;3;4";5\n', "closed only in line 63"),
        (b"PK\x03\x04nothing", "damaged"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xd0\xcf\x11\xe0 old workbook", "old .xls format"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("<html><table></table></html>", "web page"),
        (b"a;b;c\n1;2;3\n\x81\x8d;2;3\n", "line 3"),
        (b"\xff\xfea", "line 1"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(tmp_path, text, says):
    assert says in refused(tmp_path, text)


def test_paths_that_cannot_be_read(tmp_path):
    (tmp_path / "orders_2025.csv").write_text("x")
    for path, says in [
        (tmp_path, "is a folder"),
        (tmp_path / "order_2025.csv", "did you mean 'orders_2025.csv'"),
        (tmp_path / "a\0b", "cannot be opened"),
    ]:
        with pytest.raises(OwnFileError, match=re.escape(says)):
            own_file.look(path)


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(own_file_read, "MAX_MEGABYTES", 0.00001)
    assert "at most" in refused(tmp_path, HEAD)


def test_encoding_and_separator_can_be_said(tmp_path):
    text = "Kund|Datum|Köp;x\n1|2|3;4\n1|2|3;4\n"
    assert look(tmp_path, text, encoding="cp1252", separator="|").table.columns[2].startswith("KÃ¶p")
    assert "no encoding called" in refused(tmp_path, text, encoding="utf-99")
    assert "one character" in refused(tmp_path, text, separator=";;")


def test_an_encoding_that_does_not_fit_gets_a_sentence(tmp_path):
    assert "cannot be read from line 1 on" in refused(tmp_path, HEAD.encode("utf-16-le"), encoding="utf-16")


def test_mixed_line_ends_hide_no_row(tmp_path, monkeypatch):
    monkeypatch.setattr(own_file_read, "CHUNK", 4)
    ends = "\r" * 6 + "\n" * 6
    text = HEAD + "\n" + "".join(f"{i};25.03.2025;7;Rug;5{end}" for i, end in enumerate(ends))
    assert look(tmp_path, text).table["Order no"].tolist() == [str(i) for i in range(12)]


def test_rows_that_do_not_fit_are_dropped_with_all_they_hold(tmp_path):
    cleaned = load(
        tmp_path, "1;25.03.2025;7", "2;25.03.2025;7;Rug;5;6;7", "3;25.03.2025;7;Rug;5;;", '4;"2;3\n5;6";7;8'
    )
    assert cleaned.dropped["reason"].tolist() == [
        "fewer fields than there are column names",
        "more fields than there are column names",
        "lines joined by an open quotation mark",
        "lines joined by an open quotation mark",
    ]
    assert cleaned.dropped["Amount"].iloc[1] == "5;6;7" and list(cleaned.orders["order_id"]) == ["3"]


def test_reading_leaves_the_collector_as_it_was(tmp_path):
    load(tmp_path, "1;25.03.2025;7;Rug;5")
    assert gc.isenabled()


# ------------------------------------------------------------------------------------------------- workbooks
def test_a_workbook_gives_what_its_cells_hold(tmp_path):
    day = datetime.datetime(2025, 4, 3, 14, 5)
    rows = [
        ["Shop"],
        [],
        ["Customer", "Date", "Amount", "Order"],
        [1.0, day, 1.234, 11],
        [None, day, 2, 12],
        [3, day, "1.234", 13],
        [],
    ]
    found = look(tmp_path, workbook(*rows))
    assert list(found.table.index) == [4, 5, 6] and found.encoding == "xlsx"
    cleaned = own_file.clean(
        found, {"customer": "Customer", "time": "Date", "amount": "Amount", "order": "Order"}
    )
    assert cleaned.orders["amount"].tolist() == [1.234] and cleaned.orders["customer_id"].tolist() == ["1"]
    assert cleaned.orders["ordered_at"].iloc[0] == pd.Timestamp(day)
    assert [q.key for q in cleaned.questions] == ["decimals:amount"] and cleaned.questions[0].rows == 1


def test_several_sheets_must_be_chosen_from(tmp_path):
    book, target = openpyxl.load_workbook(io.BytesIO(WORKBOOK)), io.BytesIO()
    book.active.title = "Jan"
    for row in [["Customer", "Date", "Amount", "Shop"], [1, "2025-01-13", 5, "A"]]:
        (book["Feb"] if "Feb" in book.sheetnames else book.create_sheet("Feb")).append(row)
    book.save(target)
    raw = target.getvalue()
    assert "sheet='Jan'" in refused(tmp_path, raw)
    assert "no sheet 'March'" in refused(tmp_path, raw, sheet="March")
    assert len(look(tmp_path, raw, sheet="Feb").table) == 1
    assert own_file.sheets(tmp_path / "orders.csv") == ["Jan", "Feb"]
    assert "not a workbook" in refused(tmp_path, HEAD, sheet="Feb")
    assert "no sheet with a line" in refused(tmp_path, workbook())


def test_surplus_cells_of_a_workbook_are_kept_apart(tmp_path):
    rows = [[1, "2025-01-13", 5], [2, "2025-01-13", 6], [3, "2025-01-13", 11, 2025, "extra"]]
    found = look(tmp_path, workbook(["Customer", "Date", "Amount"], *rows))
    assert found.table["Amount"].tolist() == ["5", "6", "11 2025 extra"] and len(found.broken) == 1


def test_a_workbook_that_cannot_be_opened_gets_a_sentence(tmp_path, monkeypatch):
    def locked(*_, **__):
        raise PermissionError

    monkeypatch.setattr(own_file_workbook.zipfile.ZipFile, "open", locked)
    assert "cannot be read as a workbook (PermissionError)" in refused(tmp_path, WORKBOOK)


def rewritten(raw, name, change):
    """A workbook with one of its parts changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return target.getvalue()


BOMB = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
@pytest.mark.parametrize("declared", [BOMB, OUTSIDE])
def test_entities_in_a_workbook_are_refused(tmp_path, part, declared):
    raw = rewritten(
        WORKBOOK, part, lambda xml: re.sub(rb"^(<\?xml[^>]*\?>)?", lambda m: m[0] + declared, xml, count=1)
    )
    assert "(EntitiesForbidden)" in refused(tmp_path, raw)


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(own_file_workbook, "MAX_MEGABYTES", 0.005)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 1_000_000)
    assert "unpacks to 1 MB" in refused(tmp_path, bomb.getvalue())


def test_other_archives_are_refused(tmp_path):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("orders.csv", HEAD)
    assert "unpack it first" in refused(tmp_path, archive.getvalue())
    wide = workbook(["Customer", "Date", "Amount"], [1] * 600)
    assert "at most 500" in refused(tmp_path, wide)


# --------------------------------------------------------------------------------------------------- numbers
def styled(cents, thousands, decimal):
    text = f"{cents / 100:,.2f}"
    return text.replace(",", "#").replace(".", decimal).replace("#", thousands)


@given(
    st.lists(st.integers(-(10**10), 10**10), min_size=1, max_size=20),
    st.sampled_from(
        [
            (",", "."),
            (".", ","),
            (" ", ","),
            ("\u00a0", ","),
            ("\u202f", ","),
            ("'", "."),
            ("", ","),
            ("", "."),
        ]
    ),
)
def test_numbers_of_every_style_are_read_exactly(cents, style):
    column = pd.Series([styled(value, *style) for value in cents], name="Amount", dtype="str")
    read = own_file_values.numbers(column)
    assert not read.ambiguous.any() and read.value.tolist() == [value / 100 for value in cents]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(12.50)", -12.5),
        ("12,50-", -12.5),
        ("−3", -3),
        ("kr 1 000", 1000),
        ("99:-", 99),
        ("12 st", 12),
        ("+5", 5),
        ("0.123", 0.123),
    ],
)
def test_numbers_as_people_write_them(text, value):
    assert own_file_values.numbers(pd.Series([text], dtype="str")).value.tolist() == [value]


@pytest.mark.parametrize(
    "text", ["12,50,00", "1e5", "inf", "0x10", "12.3.4", "--5", "5%", "12 34", "٣", "1 USD 5", "9" * 400]
)
def test_what_is_no_number_is_bad(text):
    read = own_file_values.numbers(pd.Series([text], dtype="str"))
    assert read.bad.all() and np.isnan(read.value).all()


@pytest.mark.parametrize(("other", "value"), [("7,50", 1234.0), ("7.50", 1.234), ("1.000.000", 1234.0)])
def test_one_clear_value_decides_the_decimal_mark_of_its_column(tmp_path, other, value):
    cleaned = load(tmp_path, "1;25.03.2025;7;x;1.234", f"2;25.03.2025;7;x;{other}")
    assert cleaned.orders["amount"].iloc[0] == value and not cleaned.questions
    assert repr(other) in " ".join(cleaned.notes)


def test_an_undecided_decimal_mark_is_asked(tmp_path):
    rows = ["1;25.03.2025;7;x;1.234", "2;25.03.2025;7;x;5"]
    cleaned = load(tmp_path, *rows)
    assert [q.key for q in cleaned.questions] == ["decimals:amount"]
    assert cleaned.questions[0].examples == ["1.234"] and cleaned.asked["line"].tolist() == [2]
    for answer, amount in (("point", 1.234), ("comma", 1234)):
        assert load(tmp_path, *rows, answers={"decimals:amount": answer}).orders["amount"].tolist() == [
            amount,
            5,
        ]


def test_values_that_contradict_each_other_decide_nothing_for_others(tmp_path):
    rows = ["1;25.03.2025;7;x;1,50", "2;25.03.2025;7;x;2.50", "3;25.03.2025;7;x;3.000"]
    cleaned = load(tmp_path, *rows)
    assert cleaned.orders["amount"].tolist() == [1.5, 2.5] and cleaned.questions[0].rows == 1


# ----------------------------------------------------------------------------------------------------- dates
DAYS = st.dates(datetime.date(1971, 1, 1), datetime.date(2098, 12, 31))


@given(st.lists(DAYS, min_size=1, max_size=20), st.sampled_from(["day", "month"]), st.sampled_from("./-"))
def test_dates_are_read_as_written_or_asked_about(days, first, mark):
    form = mark.join(["%d", "%m", "%Y"] if first == "day" else ["%m", "%d", "%Y"])
    column = pd.Series([day.strftime(form) for day in days], name="Date", dtype="str")
    read = own_file_dates.dates(column)
    decided = any(day.day > 12 for day in days)
    truth = np.array(days, dtype="datetime64[us]")
    assert not read.bad.any()
    if decided:
        assert (read.value == truth).all() and not read.forms
    else:
        same = np.array([day.day == day.month for day in days])
        assert (np.isnat(read.value) == ~same).all() and (read.value[same] == truth[same]).all()
        answered = own_file_dates.dates(column, first={mark: first})
        assert (answered.value == truth).all()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2025-04-03", "2025-04-03"),
        ("2025-04-03T14:05:06Z", "2025-04-03 14:05:06"),
        ("20250403", "2025-04-03"),
        ("2025/4/3", "2025-04-03"),
        ("3 april 2025", "2025-04-03"),
        ("3. März 2025", "2025-03-03"),
        ("3-maj-2025", "2025-05-03"),
        ("Mar 3, 2025 2:05 PM", "2025-03-03 14:05"),
        ("25.3.2025 9.05", "2025-03-25 09:05"),
        ("12/25/2025 12:00 AM", "2025-12-25 00:00"),
        ("29.02.2024", "2024-02-29"),
    ],
)
def test_dates_as_people_write_them(text, value):
    assert own_file_dates.dates(pd.Series([text], dtype="str")).value[0] == np.datetime64(value)


@pytest.mark.parametrize(
    "text",
    [
        "31.02.2025",
        "29.02.2025",
        "00.00.0000",
        "13.13.2025",
        "25.03.2025 25:00",
        "soon",
        "145321",
        "3 m 2025",
        "2025-03",
        "2025111",
    ],
)
def test_what_is_no_date_is_bad(text):
    read = own_file_dates.dates(pd.Series([text], dtype="str"))
    assert read.bad.all() and np.isnat(read.value).all()


def test_dates_outside_what_a_shop_can_hold_are_dropped(tmp_path):
    cleaned = load(tmp_path, "1;1899-12-30;7;x;1", "2;9999-12-31;7;x;1", "3;2025-01-13;7;x;1")
    assert (
        cleaned.dropped["reason"].unique().tolist() == ["date outside 1970–2099"] and len(cleaned.orders) == 1
    )


def test_one_date_decides_its_column_and_the_summary_says_which(tmp_path):
    cleaned = load(tmp_path, "1;03/04/2025;7;x;1", "2;25/03/2025;7;x;1")
    assert cleaned.orders["ordered_at"].iloc[0] == pd.Timestamp("2025-04-03")
    assert "'25/03/2025'" in " ".join(cleaned.notes)


def test_a_date_of_another_form_decides_nothing(tmp_path):
    """Two marks come from two programs: what one does says nothing of the other."""
    cleaned = load(tmp_path, "1;03/04/2025;7;x;1", "2;25.03.2025;7;x;1")
    assert [q.key for q in cleaned.questions] == ["dates:/"] and len(cleaned.orders) == 1


def test_dates_that_contradict_each_other_decide_nothing(tmp_path):
    cleaned = load(tmp_path, "1;03/04/2025;7;x;1", "2;25/03/2025;7;x;1", "3;03/25/2025;7;x;1")
    assert [q.rows for q in cleaned.questions] == [1] and len(cleaned.orders) == 2


def test_years_of_two_digits_are_those_between_1970_and_2069(tmp_path):
    rows = ["1;03/04/71;7;x;1", "2;05/03/24;7;x;1", "3;29/02/00;7;x;1"]
    cleaned = load(tmp_path, *rows[:2])
    (question,) = cleaned.questions
    assert question.key == "dates:/yy" and question.choices["day"] == "The day: 3 April 1971."
    cleaned = load(tmp_path, *rows, answers={"dates:/yy": "day"})
    days = cleaned.orders["ordered_at"].dt.strftime("%Y-%m-%d").tolist()
    assert days == ["1971-04-03", "2024-03-05", "2000-02-29"]
    assert "'03/04/71' is read as 1971-04-03" in " ".join(cleaned.notes)


# ------------------------------------------------------------------------------- what rows mean, and answers
def test_customer_numbers_survive_a_spreadsheet(tmp_path):
    cleaned = load(
        tmp_path,
        *[
            f"{i};25.03.2025;{c};x;1"
            for i, c in enumerate(["12345.0", "12345", " 12345 ", "nan", "", "1.2E+07", "A-7"])
        ],
    )
    assert cleaned.orders["customer_id"].tolist() == ["12345", "12345", "12345", "A-7"]
    reasons = cleaned.dropped["reason"].tolist()
    assert reasons == ["no customer number"] * 2 + ["customer number damaged by a spreadsheet"]


def test_customer_numbers_with_thousands_marks_stay_as_they_are(tmp_path):
    numbers = ["1", "1.0", "1,00", "1,000", "12.000", "12", "1.000.000"]
    cleaned = load(tmp_path, *[f"{i};25.03.2025;{c};x;1" for i, c in enumerate(numbers)])
    assert cleaned.orders["customer_id"].tolist() == ["1", "1", "1", *numbers[3:]]


@pytest.mark.parametrize("order", ["Order no", None])
def test_copies_are_asked_about_and_can_be_kept(tmp_path, order):
    rows = ["1;25.03.2025;7;Rug;5", "1;25.03.2025;7;Rug;5", "1;25.03.2025;7;Lamp;6"]
    open_ = load(tmp_path, *rows, order=order)
    assert [(q.key, q.rows) for q in open_.questions] == [("copies", 1)] and open_.asked["line"].tolist() == [
        3
    ]
    assert load(tmp_path, *rows, order=order, answers={"copies": "keep"}).totals["revenue"] == {"": 16}
    assert load(tmp_path, *rows, order=order, answers={"copies": "drop"}).totals["revenue"] == {"": 11}


def test_totals_and_repeated_names_are_no_purchases(tmp_path):
    cleaned = load(tmp_path, "1;25.03.2025;7;Rug;5", HEAD, "Total;;;;5", "2;25.03.2025;Total AB;Rug;5")
    assert (
        cleaned.dropped["reason"].tolist() == ["column names once more", "total line"]
        and len(cleaned.orders) == 2
    )


def test_only_customers_are_lost(tmp_path):
    """Neither a repeated heading, nor a total line, nor a row that is cut off names a customer."""
    head = "Customer no;Order date;Article;Order no;Amount"
    rows = ["7;25.03.2025;Rug;1;5", "8;never;Rug;2;5", head, "Total;;;;5", "3000;25.03.2025"]
    cleaned = load(tmp_path, *rows, head=head)
    assert len(cleaned.dropped) == 4 and cleaned.totals["customers_lost"] == 1


def test_negative_rows_cancelled_rows_and_postage(tmp_path):
    head = HEAD + ";Status"
    rows = [
        "1;25.03.2025;7;Rug;100;sent",
        "2;25.03.2025;7;Rug;-30;returned",
        "3;25.03.2025;7;Rug;50;Cancelled",
        "4;25.03.2025;7;Frakt;5;sent",
    ]
    more = {"head": head, "status": "Status", "product": "Article"}
    cleaned = load(tmp_path, *rows, **more)
    assert [(q.key, q.rows) for q in cleaned.questions] == [("negative", 1), ("cancelled", 1), ("postage", 1)]
    assert cleaned.totals["revenue"] == {"": 100.0}
    for negative, cancelled, postage, money in [
        ("subtract", "drop", "drop", 70),
        ("drop", "drop", "keep", 105),
        ("subtract", "keep", "keep", 125),
    ]:
        answers = {"negative": negative, "cancelled": cancelled, "postage": postage}
        assert load(tmp_path, *rows, **more, answers=answers).totals["revenue"] == {"": money}


def test_cancelled_orders_by_their_number(tmp_path):
    cleaned = load(tmp_path, "1001;25.03.2025;7;x;5", "1002;25.03.2025;7;x;5", "C1001;25.03.2025;7;x;5")
    assert [q.key for q in cleaned.questions] == ["cancelled"] and cleaned.asked["line"].tolist() == [4]
    assert not load(tmp_path, "A1;25.03.2025;7;x;5", "B1;25.03.2025;7;x;5", "C1;25.03.2025;7;x;5").questions


def test_a_negative_quantity_makes_the_row_negative(tmp_path):
    head = HEAD + ";Qty"
    cleaned = load(
        tmp_path, "1;25.03.2025;7;x;50;-1", head=head, quantity="Qty", answers={"negative": "subtract"}
    )
    assert cleaned.orders["amount"].tolist() == [-50]


def test_currencies_are_kept_apart(tmp_path):
    rows = ["1;25.03.2025;7;x;10 €", "2;25.03.2025;7;x;100 SEK", "3;25.03.2025;7;x;50"]
    cleaned = load(tmp_path, *rows)
    assert [q.key for q in cleaned.questions] == ["no_currency", "currency"] and cleaned.orders.empty
    answers = {"no_currency": "SEK", "currency": "SEK"}
    assert load(tmp_path, *rows, answers=answers).totals["revenue"] == {"SEK": 150}
    answers["currency"] = {"SEK": 1, "EUR": 11}
    assert load(tmp_path, *rows, answers=answers).totals["revenue"] == {"SEK": 260}


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"currency": "USD"}, "no answer to the question 'currency'"),
        ({"currency": {"SEK": 1}}, "no rate for EUR"),
        ({"currency": {"SEK": 1, "EUR": 0}}, "above 0"),
        ({"currency": {"SEK": 1, "EUR": float("nan")}}, "above 0"),
        ({"currency": {"SEK": 2, "EUR": 3}}, "rate 1"),
        ({"curency": "SEK"}, "no question 'curency'"),
        ({7: "SEK"}, "no question '7'"),
        ({"currency": ["SEK"]}, "no answer"),
    ],
)
def test_wrong_answers_get_a_sentence(tmp_path, answers, says):
    with pytest.raises(OwnFileError, match=says) as problem:
        load(tmp_path, "1;25.03.2025;7;x;10 EUR", "2;25.03.2025;7;x;100 SEK", answers=answers)
    one_sentence(problem.value)


def test_an_answer_of_none_is_no_answer(tmp_path):
    rows = ["1;03/04/24;7;x;1.234", "2;03.04.2024;7;x;1.234"]
    cleaned = load(tmp_path, *rows)
    keys = {question.key for question in cleaned.questions}
    assert keys == {"dates:/yy", "dates:.", "decimals:amount"}
    with_none = load(tmp_path, *rows, answers=dict.fromkeys(keys))
    assert {question.key for question in with_none.questions} == keys
    assert with_none.asked["line"].tolist() == [2, 3]


@pytest.mark.parametrize("key", ["dates:/yy", "decimals:amount"])
@pytest.mark.parametrize("answer", ["perhaps", ["day"]])
def test_wrong_answers_about_dates_and_decimals_get_a_sentence(tmp_path, key, answer):
    with pytest.raises(OwnFileError, match="no answer to the question") as problem:
        load(tmp_path, "1;03/04/24;7;x;1.234", answers={key: answer})
    one_sentence(problem.value)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"customer": None}, "column for 'customer'"),
        ({"amount": None}, "quantity and the price"),
        ({"amount": "Sum"}, "no column 'Sum'"),
        ({"colour": "Article"}, "no role 'colour'"),
        ({"amount": "Order date"}, "for both 'time' and 'amount'"),
    ],
)
def test_wrong_columns_get_a_sentence(tmp_path, columns, says):
    with pytest.raises(OwnFileError, match=says) as problem:
        load(tmp_path, "1;25.03.2025;7;x;10", **columns)
    one_sentence(problem.value)


def test_consent_needs_every_row_to_say_yes(tmp_path):
    head = HEAD + ";E-mail;News"
    rows = [
        "1;25.03.2025;7;x;1;A@b.se;yes",
        "2;26.03.2025;7;x;1;c@d.se;no",
        "3;25.03.2025;8;x;1;bad;Ja",
        "4;25.03.2025;9;x;1;;",
        "5;25.03.2025;10;x;1;;perhaps",
    ]
    cleaned = load(tmp_path, *rows, head=head, email="E-mail", consent_email="News")
    assert cleaned.customers["consent_email"].to_dict() == {"10": False, "7": False, "8": True, "9": False}
    assert cleaned.customers["email"].dropna().to_dict() == {"7": "c@d.se"}
    assert "'perhaps'" in " ".join(cleaned.notes)
    dropped = load(tmp_path, rows[0], "6;never;7;x;1;;no", head=head, email="E-mail", consent_email="News")
    assert not dropped.customers["consent_email"].any()  # also when the row that says no is dropped


def test_consent_is_understood_in_finnish(tmp_path):
    rows = ["1;25.03.2025;7;x;1;Kyllä", "2;25.03.2025;8;x;1;Ei"]
    cleaned = load(tmp_path, *rows, head=HEAD + ";News", consent_email="News")
    assert cleaned.customers["consent_email"].to_dict() == {"7": True, "8": False}
    assert not any("neither yes nor no" in note for note in cleaned.notes)


def test_the_latest_address_that_can_be_used_counts(tmp_path):
    rows = ["1;25.03.2025;7;x;1;A@b.se", "2;26.03.2025;7;x;1;<a@b.se>"]
    cleaned = load(tmp_path, *rows, head=HEAD + ";E-mail", email="E-mail")
    assert cleaned.customers["email"].to_dict() == {"7": "a@b.se"}


def test_text_from_the_file_cannot_break_the_sentences(tmp_path):
    head = "{0};{rows};{x}"
    found = look(tmp_path, f"{head}\nline;reason;x\n{{a}};03/04/2025;1.234\n")
    cleaned = own_file.clean(found, {"customer": "{0}", "time": "{rows}", "amount": "{x}"})
    assert len(cleaned.questions) == 2 and all(q.sentence.startswith("In 1 row ") for q in cleaned.questions)
    found = look(tmp_path, "line;reason;index\n1;2;3\n")
    assert list(found.table) == ["line (file)", "reason (file)", "index"]
