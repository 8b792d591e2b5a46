"""What a participant wrote in a notebook comes into a newer version of it: no line lost, and it runs."""

import shutil
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit import answers, build, carry, my_work, shelf
from kit.shelf import COURSE

EXAMPLE = COURSE / "tests" / "example" / "lessons"
FIRST_EDITION = Path(__file__).parent / "first_edition"


def notebook_of(*sources):
    cells = [nbformat.v4.new_code_cell(source, id=f"c{i}") for i, source in enumerate(sources)]
    return nbformat.v4.new_notebook(cells=cells)


lines = st.sampled_from(["a", "b", "c", "d", "e"])
sources = st.lists(st.lists(lines, max_size=3).map("\n".join), max_size=5)


@settings(max_examples=60, deadline=None)
@given(base=sources, mine=sources, new=sources)
def test_no_line_is_lost_whatever_changed(base, mine, new):
    mine = [f"{source}\nmine {i}" for i, source in enumerate(mine)]
    merged = carry.carry(notebook_of(*base), notebook_of(*mine), notebook_of(*new))
    nbformat.validate(merged)
    there = {line for cell in merged.cells for line in cell.source.split("\n")}
    assert {line for source in mine for line in source.split("\n")} - there - {""} <= set("\n".join(base))
    assert {f"mine {i}" for i in range(len(mine))} <= there
    assert len({cell.id for cell in merged.cells}) == len(merged.cells)


@settings(max_examples=60, deadline=None)
@given(base=sources, new=sources)
def test_who_changed_nothing_gets_the_newer_notebook(base, new):
    merged = carry.carry(notebook_of(*base), notebook_of(*base), notebook_of(*new))
    assert [cell.source for cell in merged.cells] == list(new)


BASE = "given = 1\ntotal = ...  # your answer\nshow(total)"
ANSWER = "total = 3\nprint(total)"
MERGES = {
    "beside": ("given = 2\ntotal = ...  # your answer\nshow(total)", "given = 2\n{}\nshow(total)"),
    "on both sides": ("g = 2\ntotal = ...  # your answer\nshow(total, g)", "g = 2\n{}\nshow(total, g)"),
    "two for one": ("a = 2\nb = 3\ntotal = ...  # your answer\nshow(total)", "a = 2\nb = 3\n{}\nshow(total)"),
    "taken away": ("total = ...  # your answer\nshow(total)", "{}\nshow(total)"),
    "added": ("# Read.\n" + BASE, "# Read.\ngiven = 1\n{}\nshow(total)"),
    "the same line": (
        "given = 1\nsum = ...  # your answer\nshow(total)",
        "given = 1\n{}\nshow(total)\nsum = total",
    ),
}


@pytest.mark.parametrize("name", MERGES)
def test_given_lines_beside_an_answer_become_the_newer_ones(name):
    new, wanted = MERGES[name]
    mine = BASE.replace("total = ...  # your answer", ANSWER)
    merged = carry.carry(notebook_of(BASE), notebook_of(mine), notebook_of(new))
    assert [cell.source for cell in merged.cells] == [wanted.format(ANSWER)]


def test_lines_added_in_one_place_by_both_all_stay():
    versions = (f"first line\n{added}last line" for added in ("", "mine\n", "new\n"))
    merged = carry.carry(*map(notebook_of, versions))
    assert [cell.source for cell in merged.cells] == ["first line\nnew\nmine\nlast line"]


def test_a_new_task_comes_even_where_a_note_stands():
    base, mine, new = (
        [nbformat.v4.new_code_cell(text, id=text[:2]) for text in texts]
        for texts in (["one", "two"], ["one", "my note", "two"], ["one", "new task", "two"])
    )
    merged = carry.carry(*(nbformat.v4.new_notebook(cells=cells) for cells in (base, mine, new)))
    assert [cell.source for cell in merged.cells] == ["one", "my note", "new task", "two"]


def test_an_answer_stays_with_its_task_however_the_cells_move():
    """Two tasks look alike; the newer course drops the first, and adds another that looks alike too."""

    def of_tasks(**given):
        cells = [nbformat.v4.new_code_cell(text, metadata={"task": task}) for task, text in given.items()]
        return nbformat.v4.new_notebook(cells=cells)

    text = "x = ...  # your answer"
    base, new = of_tasks(one=text, two=text), of_tasks(three=text, two="# Think.\n" + text)
    mine = of_tasks(one="x = 1", two="x = 2")
    for given_cell, own in zip(base.cells, mine.cells, strict=True):
        own.id = given_cell.id
    merged = {
        cell.metadata.get("task", cell.source): cell.source for cell in carry.carry(base, mine, new).cells
    }
    assert merged["three"] == text and merged["two"] == "# Think.\nx = 2" and "x = 1" in merged.values()


def solved_in_the_first_edition(folder, name):
    """Make a course of the first edition with one exercise, and solve it, with an import of one's own."""
    (folder / "lessons").mkdir(parents=True)
    (folder / "exercises").mkdir()
    shutil.copy(FIRST_EDITION / f"{name}_exercise.txt", folder / "lessons" / f"{name}_exercise.py")
    solved, untouched = build.solved_and_untouched(folder / "lessons" / f"{name}_exercise.py")
    untouched.cells[0].source += build.notice(COURSE / "lessons")  # the first edition's was the same
    for cell, answer in zip(untouched.cells, solved.cells, strict=True):
        if "answer" in cell.metadata.get("tags", []):
            cell.source = answer.source
        elif "helpers.checks" in cell.source:
            cell.source += "\nimport math"
    (folder / "exercises" / f"{name}.ipynb").write_bytes(carry.notebook_bytes(untouched))


def test_an_answer_that_defines_its_function_as_in_the_first_edition_comes_over(tmp_path):
    """Its first line and its docstring stood within the answer then, which no exercise of today may do."""
    today = (EXAMPLE / "01_example_exercise.py").read_text(encoding="utf-8")
    header = today[today.index("def share") : today.index("    ### BEGIN")]
    first = today.replace(f"{header}    ### BEGIN SOLUTION\n", f"### BEGIN SOLUTION\n{header}")
    sources = {"first": first.replace("    ### END", "### END"), "today": today}
    for course, source in sources.items():
        (tmp_path / course / "lessons").mkdir(parents=True)
        (tmp_path / course / "exercises").mkdir()
        (tmp_path / course / "lessons" / "01_example_exercise.py").write_text(source, encoding="utf-8")
    lesson = tmp_path / "first" / "lessons" / "01_example_exercise.py"
    there = tmp_path / "first" / "exercises" / "01_example.ipynb"
    solved, untouched = build.solved_and_untouched(lesson, strict=False)
    assert f"{header}    ...  # your answer" in [cell.source for cell in untouched.cells]
    here = tmp_path / "today" / "exercises" / "01_example_exercise.ipynb"
    given_today = my_work.as_given("exercises/01_example_exercise.ipynb", tmp_path / "today", [])
    here.write_bytes(carry.notebook_bytes(given_today))
    for mine, sentences in ((untouched, 1), (solved, 2)):
        there.write_bytes(carry.notebook_bytes(mine))
        assert len(my_work.update_from(tmp_path / "first", tmp_path / "today")) == sentences
    assert carry.is_same_work(here.read_bytes(), there.read_bytes())


@pytest.mark.parametrize("name", ["05_behavioural", "12_mixed"])
def test_an_exercise_of_the_first_edition_comes_into_this_one(tmp_path, name):
    """Its checks lay in helpers then: an import of one's own stays, the exercise's become the newer."""
    solved_in_the_first_edition(tmp_path / "first", name)
    here, course = shelf.notebook("exercises", name), tmp_path / "course"
    for folder in ("lessons", "exercises"):
        (course / folder).mkdir(parents=True)
    shutil.copy(COURSE / "lessons" / f"{name}_exercise.py", course / "lessons")
    new = my_work.as_given(here.as_posix(), course, [])
    (course / here).write_bytes(carry.notebook_bytes(new))
    said = my_work.update_from(tmp_path / "first", course)
    assert f"{here.as_posix()} is new, with what you wrote in exercises/{name}.ipynb." in said[0]
    assert not (course / "exercises" / f"{name}.ipynb").exists()

    merged = nbformat.read(course / here, as_version=4).cells
    (imports,) = (cell.source for cell in merged if "import math" in cell.source)
    exec(imports, {})
    assert "helpers.checks" not in "\n".join(cell.source for cell in merged)
    assert {cell.id for cell in new.cells} <= {cell.id for cell in merged}
    there = {line.strip() for cell in merged for line in cell.source.split("\n")}
    source = build.read_source(tmp_path / "first" / "lessons" / f"{name}_exercise.py")
    answered = [line.strip() for cell in source.cells for line in answers.answer_lines(cell.source)]
    assert len(answered) > 20 and [line for line in answered if line and line not in there] == []


def test_the_first_editions_own_program_finds_each_exercise_by_its_tasks():
    """Its update runs before this one is there, and knows a renamed exercise by its tasks alone."""
    lines = (FIRST_EDITION / "tasks.txt").read_text(encoding="utf-8").splitlines()
    first = {name: set(tasks.split()) for name, tasks in (line.split(": ") for line in lines)}
    now = {
        shelf.lesson_name(source): set(answers.tasks(build.read_source(source).cells).values())
        for source in my_work.exercise_sources()
    }
    likely = {name: max(now, key=lambda other: len(now[other] & first[name])) for name in first}
    assert likely == dict(zip(first, first, strict=True))
    assert [name for name in first if not now[name] & first[name]] == []
