"""What holds for every lesson; its test file, which says `NAME`, imports these tests.

A lesson is built once for its test file, in this process: see the fixture `built`.
"""

import copy
import re
from pathlib import Path

import nbformat
import pytest

from kit import answers, build, compare, facts, load, prose, shelf
from kit.shelf import COURSE as ROOT
from tests import combinations, in_process, stored
from tests.lesson_runner import source_of

__all__ = [
    "exercise",
    "test_stored_lesson_equals_its_source",
    "test_stored_evidence_equals_its_source",
    "test_a_lesson_fits_into_one_sitting",
    "test_stored_exercise_and_solution_equal_their_source",
    "test_untouched_exercise_runs_through",
    "test_a_cell_that_is_run_again_says_the_same",
    "test_a_cell_of_the_solution_that_is_run_again_says_the_same",
    "test_a_cell_of_the_evidence_that_is_run_again_says_the_same",
    "test_each_pair_of_the_controls_values_gives_a_picture_or_a_reason",
    "test_every_combination_of_the_controls_gives_a_picture_or_a_reason",
]


@pytest.fixture(scope="module")
def exercise(request):
    """The source of the exercise."""
    return source_of(request.module.NAME, "_exercise")


# ---- what is stored comes out again


def test_stored_lesson_equals_its_source(request, built, tmp_path):
    notebook = copy.deepcopy(built.executed)
    assert differences([notebook], source_of(request.module.NAME), tmp_path) == {}


def test_stored_evidence_equals_its_source(request, tmp_path):
    source = source_of(request.module.NAME, "_evidence")
    if source.exists():
        notebook = copy.deepcopy(request.getfixturevalue("built_evidence").executed)
        assert differences([notebook], source, tmp_path) == {}


def test_a_lesson_fits_into_one_sitting(request):
    if source_of(request.module.NAME, "_evidence").exists():
        (path,) = stored.unsaved([ROOT / "notebooks" / f"{request.module.NAME}.ipynb"])
        assert load.over(load.of(stored.read(path))) == {}


def test_stored_exercise_and_solution_equal_their_source(exercise, tmp_path):
    notebooks = build.begin(exercise)
    in_process.execute(notebooks[0], tmp_path)
    assert differences(notebooks, exercise, tmp_path) == {}


def differences(notebooks: list, source: Path, target: Path) -> dict[str, list[str]]:
    """Finish an executed source as the build does; return in what the stored notebooks differ from it."""
    build.finish(notebooks, source, target)
    facts.put_into(target, shelf.LESSONS, [shelf.lesson_name(source)])
    paths = stored.unsaved([ROOT / path for path in shelf.targets(source)])
    found = {name: build.stored_differences(ROOT / name, target / name) for name in map(stored.named, paths)}
    return {name: texts for name, texts in found.items() if texts}


KINDS = ("No code", "Complete", "Repair", "Predict", "Write", "Decide")
OPEN = ("Not started.", "Not yet.", "Your text:")  # what a check says before anything was done


def test_untouched_exercise_runs_through(request, tmp_path):
    (path,) = stored.unsaved([ROOT / shelf.notebook("exercises", request.module.NAME)])
    notebook = stored.read(path)
    assert all(c.execution_count is None and not c.outputs for c in stored.code_cells(notebook))
    in_process.execute(notebook, tmp_path)
    said = checks_say(notebook)
    assert 4 <= len(said) <= 6, "six tasks at most"
    assert [text for text in said if not text.startswith(OPEN)] == []
    source = (shelf.LESSONS / f"{request.module.NAME}_exercise.py").read_text(encoding="utf-8")
    kinds = re.findall(rf"^# ## Task \d · ({'|'.join(KINDS)})\b", source, re.MULTILINE)
    assert len(kinds) == len(said), f"each task is of one of the kinds {KINDS}"
    assert len(set(kinds)) >= 4, "at least four of the six kinds"
    if request.module.NAME >= "05":
        check = (ROOT / "checks" / f"{request.module.NAME[3:]}.py").read_text(encoding="utf-8")
        assert "expect.interval(" in check, "from lesson 05 on a task asks for low and high"
    low, high = facts.exercise(
        build.solved_and_untouched(shelf.LESSONS / f"{request.module.NAME}_exercise.py")[0]
    )
    assert high <= 40, f"{low} to {high} minutes"


def checks_say(notebook: nbformat.NotebookNode) -> list[str]:
    """Return what the checks of an executed exercise say."""
    return [
        output.data["text/plain"]
        for cell in stored.code_cells(notebook)
        if answers.CHECK_CALL.search(cell.source)
        for output in cell.outputs
        if "text/plain" in output.data  # not the buttons below it
    ]


# ---- a cell that is run again


def changed_by_running_again(source, folder) -> list[str]:
    """Run all cells of a notebook, then each again in order, then each in reverse; return what changes."""
    notebook = build.begin(source)[0]
    notebook.cells = [cell for cell in notebook.cells if not cell.metadata.get(prose.PROBE)]
    found = []
    with in_process.session(folder) as shell:
        shell.run_all(notebook)
        first = tidied(notebook, source.name)
        for order in ("again", "in reverse"):
            cells = in_process.to_run(notebook)
            for cell in cells if order == "again" else reversed(cells):
                try:
                    shell.run(cell)
                except Exception as error:
                    found.append(f"{order}: {cell.source.splitlines()[0]}: {type(error).__name__}: {error}")
            found += [
                f"{order}: {text}" for text in compare.differences(first, tidied(notebook, source.name))
            ]
    return found


def tidied(notebook: nbformat.NotebookNode, name: str) -> nbformat.NotebookNode:
    """Return a copy of a notebook as the build would store it, whatever number of tasks is done."""
    tidy = copy.deepcopy(notebook)
    build.tidy(tidy, name)
    for output in [output for cell in stored.code_cells(tidy) for output in cell.outputs]:
        for form, text in output.get("data", {}).items():
            if isinstance(text, str):
                output.data[form] = re.sub(r"\d of (\d) done", r"some of \1 done", text)
    return tidy


@pytest.mark.long
def test_a_cell_that_is_run_again_says_the_same(request, tmp_path):
    assert changed_by_running_again(source_of(request.module.NAME), tmp_path) == []


@pytest.mark.long
def test_a_cell_of_the_solution_that_is_run_again_says_the_same(exercise, tmp_path):
    assert changed_by_running_again(exercise, tmp_path) == []


@pytest.mark.long
def test_a_cell_of_the_evidence_that_is_run_again_says_the_same(request, tmp_path):
    source = source_of(request.module.NAME, "_evidence")
    assert not source.exists() or changed_by_running_again(source, tmp_path) == []


# ---- the live picture


def test_each_pair_of_the_controls_values_gives_a_picture_or_a_reason(built):
    demo = built.live_picture
    drawn = [*combinations.go_through(demo, combinations.singles(demo))]
    settings = [*combinations.pairs(demo), *combinations.sample(demo, 300)]
    spoken = [*combinations.go_through(demo, settings, draw=False)]
    assert [c[:2] for c in drawn + spoken if combinations.unfit(c.sentence)] == []
    for control in demo.controls:
        shown: dict[str, set] = {}
        for values, *seen in drawn:
            others = str({name: value for name, value in values.items() if name != control})
            shown.setdefault(others, set()).add(tuple(seen))
        assert max(map(len, shown.values())) > 1, f"the control {control} changes nothing"


@pytest.mark.long
@pytest.mark.timeout(900)
def test_every_combination_of_the_controls_gives_a_picture_or_a_reason(built):
    demo = built.live_picture
    drawn = combinations.go_through(demo, combinations.sample(demo, 150))
    spoken = combinations.go_through(demo, combinations.every(demo), draw=False)
    assert [c[:2] for combos in (drawn, spoken) for c in combos if combinations.unfit(c.sentence)] == []
