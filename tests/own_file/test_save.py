"""One way to write a cell: one line, no formula, every field quoted, the file whole or not at all."""

import csv
import io
import re
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import own_file
from own_file import OwnFileError, audiences, save

PLAIN = re.compile(r"[-+−]?[0-9][0-9.,' \u00a0]*")
SIGN = re.compile(r"[\s\"\ufeff\u200b\u00a0]*[=+\-@−＝＋－＠]")
ENDS = "\r\n\t\v\f\x00\x1c\x85\u2028\u2029"


def cells_of(text, separator):
    return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for cell in row]


def written(frame, tmp_path, **how):
    path = tmp_path / "table.csv"
    save.save_frame(frame, path, **how)
    return path.read_bytes().decode("utf-8")


# The first two tore rows apart and ran formulas in a spreadsheet.
ATTACKS = [
    "a\r\r=1+1",
    "\r=1+1",
    "\t=1+1",
    "Anna\rSvensson",
    "=1+1",
    "a;=1+1",
    " \u200b@SUM(A1)",
    '"=1"',
    "\x00-x",
]
texts = st.text(alphabet=" =+-@;,\t|\n\r\"'a1.(\u00a0＝\u200b\u2028\x00\x85", max_size=12) | st.sampled_from(
    ATTACKS
)


@given(st.lists(texts, min_size=1, max_size=6))
def test_no_saved_cell_is_a_formula_or_a_second_line_whatever_the_separator(tmp_path_factory, values):
    text = written(pd.DataFrame({"x": values}), tmp_path_factory.mktemp("saved"))
    assert text.count("\r\n") == len(values) + 1 and not set(text.replace("\r\n", "")) & set(ENDS)
    for separator in ";,\t|":
        for cell in cells_of(text, separator):
            assert not SIGN.match(cell) or PLAIN.fullmatch(cell.strip('"')), (cell, separator)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a\r\r=1+1", "a  =1+1"),
        ("\r=1+1", " '=1+1"),
        ("  =1", "  '=1"),
        ("a;\t=1", "a; '=1"),
        ("x|@y", "x|'@y"),
    ],
)
def test_the_mark_stands_directly_before_the_sign(text, safe):
    assert own_file.safe_cell(text) == safe


@pytest.mark.parametrize("text", ["-12,50", "+46 70", "Rug", "a-b", "12-", "x@y.se", "", "'=1"])
def test_harmless_cells_stay_as_they_are(text):
    assert own_file.safe_cell(text) == text


def test_names_of_columns_and_every_kind_of_column_are_safe(tmp_path):
    kinds = {
        "=a\n": pd.Series(["=1", None], dtype="str"),
        "b": pd.Series(["=1", 2], dtype=object),
        "c": pd.Series(["=1", "x"], dtype="category"),
        "d": [1.5, -2],
    }
    lines = written(pd.DataFrame(kinds), tmp_path).splitlines()
    assert lines == ['"\'=a ","b","c","d"', '"\'=1","\'=1","\'=1","1.5"', '"","2","x","-2.0"']


@pytest.mark.parametrize("column", ["name", "segment"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_audience_has_one_row_a_person(tmp_path, column, attack):
    n = 12
    people = pd.DataFrame(
        {"name": "Anna", "email": [f"p{i}@example.com" for i in range(n)], "consent_email": True},
        index=pd.RangeIndex(n, name="customer_id"),
    )
    segment = pd.Series("all", people.index)
    if column == "name":
        people["name"] = attack
    else:
        segment[:] = attack
    audiences.write(audiences.choose(people, segment, holdout=0), tmp_path)
    for file in ("email_audience.csv", "email_groups.csv"):
        raw = (tmp_path / file).read_bytes()
        assert raw.count(b"\n") == raw.count(b"\r") == n + 1
        assert len(pd.read_csv(tmp_path / file)) == n


def test_a_long_cell_takes_no_longer_than_its_length(tmp_path):
    """Eighty thousand line ends or blanks in a cell once took a minute."""
    for mark in "\r ;\"'":
        assert own_file.safe_cell(mark * 80_000 + "=1").endswith("'=1") or mark == "'"


# ------------------------------------------------------------------------------------------ dropped rows
def cleaned(**columns):
    return SimpleNamespace(
        dropped=pd.DataFrame({"line": [2, 3], "reason": ["no date", "empty line"], **columns})
    )


def test_dropped_rows_are_kept_in_a_file_that_runs_nothing(tmp_path):
    path = own_file.save_dropped(cleaned(Article=["=HYPERLINK(1)", "å"]), tmp_path / "dropped.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    saved = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert saved["Article"].tolist() == ["'=HYPERLINK(1)", "å"] and saved["line"].tolist() == ["2", "3"]
    own_file.save_dropped(cleaned(), path)  # its own file may be replaced
    path.write_text("mine")
    with pytest.raises(OwnFileError, match="not a file of dropped rows"):
        own_file.save_dropped(cleaned(), path)
    assert path.read_text() == "mine"
    with pytest.raises(OwnFileError, match="cannot be written") as problem:
        own_file.save_dropped(cleaned(), path / "x.csv")
    assert "None" not in str(problem.value)


@pytest.mark.parametrize("step", ["os.replace", "pandas.DataFrame.to_csv"])
def test_what_cannot_be_saved_leaves_nothing_behind(tmp_path, monkeypatch, step):
    """The file is open in a spreadsheet, or the disk is full."""

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    path = own_file.save_dropped(cleaned(), tmp_path / "dropped.csv")
    before = path.read_bytes()
    monkeypatch.setattr(step, refuse)
    with pytest.raises(OwnFileError, match="Permission denied.* open in a spreadsheet"):
        own_file.save_dropped(cleaned(), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["dropped.csv"]
