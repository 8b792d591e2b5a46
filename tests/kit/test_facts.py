"""Minutes are counted from what a lesson holds, and every place for a fact is filled."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from kit import build, facts, shelf


def lesson(words=0, lines=0, pictures=0, tables=0, hidden=False):
    code = new_code_cell("\n".join(["x = 1"] * lines), metadata={"jupyter": {"source_hidden": hidden}})
    code.outputs = [new_output("display_data", {"image/png": ""})] * pictures
    code.outputs += [new_output("display_data", {"text/html": "<table>"})] * tables
    return new_notebook(cells=[new_markdown_cell("word " * words), code])


@pytest.mark.parametrize(
    ("held", "low_high"),
    [
        ({"words": 2000}, (10, 10)),
        ({"words": 2000, "lines": 150}, (10, 30)),
        ({"words": 2000, "lines": 150, "hidden": True}, (10, 10)),
        ({"words": 2000, "pictures": 10}, (15, 15)),
        ({"words": 2000, "tables": 15}, (15, 15)),
        ({"words": 10}, (5, 5)),
    ],
)
def test_reading_is_counted(held, low_high):
    assert facts.reading(lesson(**held)) == low_high


def test_a_comment_is_no_line_of_code():
    notebook = lesson(words=2000)
    notebook.cells[1].source = "# why\n\n" * 100
    assert facts.reading(notebook) == (10, 10)


def test_an_exercise_is_counted_by_its_answers():
    solved = build.solved_and_untouched(shelf.LESSONS / "05_behavioural_exercise.py")[0]
    low, high = facts.exercise(solved)
    for cell in solved.cells:
        if cell.metadata.get("task"):
            cell.metadata["lines"] += 10
    assert facts.exercise(solved)[1] > high > low


def test_no_place_for_a_fact_is_left_in_what_is_built():
    left = {
        path.as_posix(): facts.PLACE.findall(path.read_text(encoding="utf-8"))
        for folder in shelf.FOLDERS
        for path in (shelf.COURSE / folder).glob(shelf.NOTEBOOKS)
    }
    assert {path: places for path, places in left.items() if places} == {}


def test_the_start_page_names_every_lesson_with_its_minutes():
    start = nbformat.read(shelf.COURSE / "notebooks" / "00_start_here.ipynb", as_version=4)
    outputs = [output for cell in start.cells for output in cell.get("outputs", [])]
    pages = [output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    page = next(page for page in pages if "<table" in page)
    for one in facts.lessons():
        row = next(row for row in page.split("<tr>")[1:] if f'href="{one.name}.ipynb"' in row)
        row = row.replace("&#x27;", "'")
        assert one.question in row and facts.in_words(one.minutes["reading"]) in row
