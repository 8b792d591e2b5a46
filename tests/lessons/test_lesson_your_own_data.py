"""Lesson 16: what it says follows from the file, and what it writes is lawful."""

import ast
import re
import shutil

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import own_file
from helpers import data
from kit.build import read_source
from kit.shelf import COURSE as ROOT
from own_file import audiences
from tests.lessons.every_lesson import *

NAME = "16_your_own_data"


@pytest.fixture(scope="module")
def lesson(built):
    """The lesson's variables and the folder it wrote to."""
    return built.names, built.folder / "my_work" / "orders_export.csv"


@pytest.fixture(scope="module")
def evidence(built_evidence):
    """The variables of the lesson's evidence."""
    return built_evidence.names


def test_every_row_is_accounted_for(lesson):
    space, folder = lesson
    totals = space["own"].cleaned.totals
    accounted = totals["rows_kept"] + totals["rows_dropped"] + totals["rows_asked"]
    assert accounted == totals["rows_read"] == len(space["own"].found.table)
    assert totals["rows_asked"] == 0
    saved = (folder / "dropped_rows.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(saved) == totals["rows_dropped"] + 1


def test_the_unread_currency_hides_best_customers(lesson):
    space, _ = lesson
    assert space["in_euro"].iloc[0] > 10 * space["in_euro"].iloc[1]


def test_without_a_second_currency_nobody_is_hidden(monkeypatch, tmp_path):
    """The figure comes from the file: with every row in one currency the surprise is gone."""
    text = (data.DATASETS / "messy" / "orders_export.csv").read_bytes().replace(b";EUR;", b";SEK;")
    (tmp_path / "one.csv").write_bytes(text)
    found = own_file.look(tmp_path / "one.csv")
    cleaned = own_file.clean(found, found.guesses)
    assert "currency" not in {question.key for question in cleaned.questions}


def test_the_past_tells_quiet_regulars_from_lost_customers(lesson, evidence):
    back = evidence["back"]
    assert back["bought"].equals(lesson[0]["past"]["bought"].reindex(back.index))
    assert back.loc["quiet regulars", "bought"] > 0.9 * back.loc["regulars", "bought"]
    assert back.loc["quiet regulars", "december"] > 2 * back.loc["regulars", "december"]


def test_the_files_hold_only_those_who_agreed(lesson):
    space, folder = lesson
    customers = space["own"].customers
    mails = pd.read_csv(folder / "email_audience.csv")
    agreed = set(customers.loc[customers["consent_email"], "email"].map(audiences.normalised))
    assert len(mails) > 500 and set(mails["email"]) <= agreed
    assert mails["segment"].value_counts().min() >= audiences.SMALLEST_GROUP
    for_adverts = {
        audiences.sha256(address) for address in customers.loc[customers["consent_ads"], "email"].dropna()
    }
    sums = [
        pd.read_csv(path)["Email"]
        for path in folder.glob("advertising_*.csv")
        if path.name != "advertising_groups.csv"
    ]
    assert len(sums) >= 4 and set(pd.concat(sums)) <= for_adverts


def test_nothing_in_the_files_is_a_formula(lesson):
    for path in lesson[1].glob("*_audience.csv"):
        cells = pd.read_csv(path, dtype=str).fillna("").to_numpy().ravel()
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_tests_of_nothing_find_something_as_often_as_they_promise(evidence):
    space = evidence
    assert 0.02 < space["significant"] < 0.09
    assert space["ten_percent"] > space["significant"] / 2


def test_more_segments_are_less_certain_and_more_held_out_is_more_certain(evidence):
    points = evidence["points"]
    assert points.iloc[:4].is_monotonic_increasing and points.iloc[4] < points.iloc[3]


def test_the_live_plan_agrees_with_the_files(lesson):
    """The live picture counts what `audiences.choose` does."""
    space, _ = lesson
    size, can, control, contacted, _ = space["plan"](4, 180, 4, 5, 20)
    names = dict(enumerate(["regulars", "recent", "quiet regulars", "quiet"]))
    segments = pd.Series(space["number_of"](space["own"].rfm, 4, 180, 4), space["own"].rfm.index).map(names)
    counts = audiences.choose(
        space["own"].customers, segments, channel="email", holdout=0.2, seed=16
    ).counts()
    assert sorted(contacted[:4]) == sorted(counts["contacted"])
    assert sorted(control[:4]) == sorted(counts["control"])
    assert (size >= can).all() and np.array_equal(contacted + control, can)


def test_the_report_is_one_small_file(lesson):
    text = (lesson[1] / "report.html").read_text(encoding="utf-8")
    assert len(text) < 200_000 and "<script" not in text and "data:image/png" in text


def test_results_go_nowhere_else(lesson):
    names = {path.name for path in lesson[1].parent.rglob("*") if path.is_file()}
    assert {"report.html", "dropped_rows.csv", "email_audience.csv"} <= names
    assert all(name.endswith((".csv", ".html", ".parquet")) for name in names)


# ------------------------------------------------------------------------- nothing of a file is run as HTML
EVIL = "<img src=x onerror=alert(1)>"


def outputs_of(name):
    """Run a lesson's cells, without its live picture and quizzes; yield what each would show as HTML."""
    space = {"__name__": name}
    for cell in read_source(ROOT / "lessons" / f"{name}.py").cells:
        if cell.cell_type != "code" or "live.Live(" in cell.source or "quiz.ask(" in cell.source:
            continue
        tree = ast.parse(cell.source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), space)  # our own source
        if last is not None:
            shown = eval(compile(ast.Expression(last.value), name, "eval"), space)  # our own source
            yield getattr(shown, "_repr_html_", str)() if hasattr(shown, "_repr_html_") else ""
    plt.close("all")


def test_what_the_file_says_is_text_in_every_output(monkeypatch, tmp_path):
    """Articles and statuses hold a script; no cell runs it."""
    monkeypatch.setenv("SEGMENTATION_MY_WORK", str(tmp_path / "my_work"))
    shutil.copytree(data.DATASETS, tmp_path / "datasets")
    path = tmp_path / "datasets" / "messy" / "orders_export.csv"
    text = path.read_text(encoding="cp1252")
    text = re.sub(r"(@[\w.]+;[^;]+)", rf"\1 {EVIL}", text)
    path.write_text(text.replace(";cancelled", f";cancelled {EVIL}", 20), encoding="cp1252")
    monkeypatch.setattr(data, "DATASETS", tmp_path / "datasets")
    monkeypatch.setattr("helpers.charts.show", lambda fig, alt, **_: plt.close(fig))
    shown = [html for html in outputs_of(NAME) if html]
    assert len(shown) > 12 and not [html for html in shown if "<img src=x" in html]
    assert any("&lt;img src=x" in html for html in shown)
    report = (tmp_path / "my_work" / "orders_export.csv" / "report.html").read_text(encoding="utf-8")
    assert "<img src=x" not in report


def test_no_cell_that_shows_a_file_s_texts_styles_them():
    """pandas' styled tables escape neither headings nor index, whatever its options say."""
    frame = pd.DataFrame({"a": [EVIL]})
    assert EVIL not in frame.style.to_html()  # cells are escaped since `helpers` is imported
    for name in (f"{NAME}.py", f"{NAME}_exercise.py", "17_your_file.py"):
        assert ".style" not in (ROOT / "lessons" / name).read_text(encoding="utf-8"), name
    for path in (ROOT / "own_file").glob("*.py"):
        assert not re.search(r"\.style\.(?!description_width)", path.read_text(encoding="utf-8")), path.name
