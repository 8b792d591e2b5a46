"""The stored notebooks can be read without a kernel; their numbers come from outputs; nbval agrees.

That each comes out of its source again is tested lesson by lesson: see every_lesson.py.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from helpers import claims
from kit import answers, build, compare, prose, shelf
from kit.shelf import COURSE as ROOT
from tests import in_process, stored
from tests.conftest import TEST_PACKAGES
from tests.lessons.every_lesson import checks_say
from tests.stored import code_cells, read

EXAMPLE = ROOT / "tests" / "example" / "lessons"
SANITISE = ROOT / "tests" / "nbval_sanitize.cfg"
CELL_SECONDS = 120
PICTURES = ("image/png", "image/jpeg", "image/svg+xml")


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    target = tmp_path_factory.mktemp("example")
    assert build.build(EXAMPLE, target) == []
    return target


# ---- nbval: run again and compare


def nbval(scratch: Path, *notebooks: Path) -> tuple[int, str]:
    """Run nbval, strictly, on notebooks; return its exit code and what it says.

    tests/conftest.py comes as a plugin, since it keeps what only tests need out of the kernels' sight.
    """
    options = "-m pytest --nbval -q --color no -p no:cacheprovider -p no:xdist -p tests.conftest".split()
    options += ["--nbval-cell-timeout", str(CELL_SECONDS), "--nbval-sanitize-with", str(SANITISE)]
    own = {"OMP_NUM_THREADS": "1", "SEGMENTATION_PROGRESS": str(scratch / "progress.json")}
    own["PYTHONPATH"] = f"{TEST_PACKAGES}{os.pathsep}{os.environ['PYTHONPATH']}"
    ran = subprocess.run(
        [sys.executable, *options, *map(str, notebooks)],
        env={**os.environ, **own},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=900,
    )
    return ran.returncode, ran.stdout + ran.stderr


@pytest.mark.timeout(1000)
def test_nbval_passes_on_a_stored_lesson_and_its_solution(tmp_path):
    places = [shelf.notebook(folder, "05_behavioural") for folder in ("notebooks", "solutions")]
    paths = stored.unsaved([ROOT / place for place in places])
    code, text = nbval(tmp_path, *paths)
    assert code == 0, text[-4000:]


def test_nbval_passes_on_what_was_built(example, tmp_path):
    built = [example / shelf.notebook(folder, "01_example") for folder in ("notebooks", "solutions")]
    code, text = nbval(tmp_path, *built)
    assert code == 0, text[-2000:]


def test_nbval_fails_on_one_changed_digit(example, tmp_path):
    text = (example / "notebooks" / "01_example.ipynb").read_text(encoding="utf-8")
    printed, table, claim = ("hold 63.2%", "hold 63.3%"), (">1204<", ">1205<"), ("0.315872,", "0.315873,")
    for was, changed in (printed, table, claim):
        assert text.count(was) == 1
        text = text.replace(was, changed)
    copied = tmp_path / "01_example.ipynb"
    copied.write_text(text, encoding="utf-8")
    code, said = nbval(tmp_path, copied)
    assert code == 1 and "3 failed" in said
    assert {"stdout", "text/html", claims.MIME} <= set(re.findall(r"mismatch '([^']+)'", said))


# ---- what nbval does not see


def unreadable(notebook) -> list[str]:
    """Return what a reader without a kernel would miss: outputs, pictures, descriptions of pictures."""
    found = []
    cells = code_cells(notebook)
    if not any(cell.outputs for cell in cells):
        found.append("no cell has an output")
    for number, cell in enumerate(cells, start=1):
        if cell.execution_count != number:
            found.append(f"code cell {number} was not run in order")
        last = answers.ast.parse(plain_python(cell.source)).body[-1:]
        shows = last and isinstance(last[0], answers.ast.Expr) and not cell.source.rstrip().endswith(";")
        if shows and not cell.outputs and not isinstance(last[0].value, answers.ast.Call):
            found.append(f"code cell {number} ends in a value, but shows none")
        for output in cell.outputs:
            found += [f"code cell {number}: {text}" for text in picture_problems(output)]
    return found


def plain_python(source: str) -> str:
    return "\n".join(line for line in source.split("\n") if not line.lstrip().startswith(("%", "!")))


def picture_problems(output) -> list[str]:
    found = []
    if output.output_type == "error":
        found.append(f"shows an error: {output.evalue}")
    for mime in set(output.get("data", {})) & set(PICTURES):
        if not output.metadata.get(mime, {}).get("alt", "").strip():
            found.append("a picture has no description (alt)")
        if mime != "image/svg+xml":
            try:
                compare.picture(output.data[mime])
            except (OSError, ValueError):
                found.append("a picture cannot be decoded")
    return found


def test_readable_without_a_kernel():
    paths = stored.unsaved(stored.notebooks("notebooks", "solutions"))
    assert {stored.named(path): found for path in paths if (found := unreadable(read(path)))} == {}
    large = {stored.named(path): path.stat().st_size for path in paths}
    assert {name: size for name, size in large.items() if size > 1_000_000} == {}, "1 MB is allowed"


def test_unreadable_notebooks_are_seen(example):
    good = example / "notebooks" / "01_example.ipynb"
    assert unreadable(read(good)) == []
    stripped, broken, nameless = read(good), read(good), read(good)
    for cell in code_cells(stripped):
        cell.outputs = []
    assert "no cell has an output" in unreadable(stripped)
    pictures = [
        (
            notebook,
            next(
                output
                for cell in code_cells(notebook)
                for output in cell.outputs
                if "image/png" in output.get("data", {})
            ),
        )
        for notebook in (broken, nameless)
    ]
    pictures[0][1].data["image/png"] = "bm8gcGljdHVyZQ=="
    pictures[1][1].metadata = {}
    assert any("cannot be decoded" in text for text in unreadable(broken))
    assert any("no description" in text for text in unreadable(nameless))


# ---- numbers in the prose

# Decimals, percentages, amounts and numbers of four digits or more. Years and small counts ("ten customers",
# "24 months") are words of the sentence, not findings.
QUOTED = re.compile(
    r"(?<![\w.,#/-])\d[\d,]*(?:\.\d+)?(?= ?%| SEK)|(?<![\w.,#/-])(?:\d+\.\d+|\d{1,3}(?:,\d{3})+)(?![\w.]*\d)"
)


def typed_in(source, executed) -> list[str]:
    """Return the numbers that an author typed into the text and that no output of the notebook shows.

    Numbers that the build puts in (see kit/prose.py) are computed; text tagged `quoted` is others'.
    """
    outputs = [output for cell in code_cells(executed) for output in cell.outputs]
    data = [("text/plain", output.get("text", "")) for output in outputs]
    data += [item for output in outputs for item in output.get("data", {}).items()]
    shown = " ".join(str(content) for mime, content in data if not mime.startswith("image/"))
    texts = [
        re.sub(r"`[^`]*`|\]\([^)]*\)|https?://\S+", " ", prose.PLACE.sub("", cell.source))
        for cell in source.cells
        if cell.cell_type == "markdown" and "quoted" not in cell.metadata.get("tags", [])
    ]
    return [
        number
        for text in texts
        for number in QUOTED.findall(text.replace("95 % interval", "interval"))  # a name, as in any textbook
        if not re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)", shown)
    ]


def test_numbers_in_the_prose_come_from_an_output():
    executed = {source: ROOT / shelf.targets(source)[0] for source in shelf.sources()}
    unsaved = stored.unsaved([*executed.values()])
    found = {
        source.name: typed_in(build.read_source(source), read(path))
        for source, path in executed.items()
        if path in unsaved
    }
    assert {name: numbers for name, numbers in found.items() if numbers} == {}


def test_an_invented_number_is_seen(example):
    executed = read(example / "notebooks" / "01_example.ipynb")

    def found(text, **metadata):
        source = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text, metadata=metadata)])
        return typed_in(source, executed)

    assert found("The top fifth holds 63.2 % in 24 months, by `0.5`, {{share:.0%}} or 2025-01-01.") == []
    assert found("That is 63.3 %, or 4,812 of 10 customers, 0.25 each, 8 SEK.") == [
        "63.3",
        "4,812",
        "0.25",
        "8",
    ]
    assert found("Sales rose by 18 %.", tags=["quoted"]) == []


# ---- exercises and claims


def test_untouched_example_runs_through(example, tmp_path):
    notebook = read(example / shelf.notebook("exercises", "01_example"))
    in_process.execute(notebook, tmp_path)
    assert [text[:12] for text in checks_say(notebook)] == ["Not started."] * 2


def test_every_claim_of_the_list_is_judged_once_in_the_evidence_of_its_lesson():
    listed = claims.everything()
    for lesson, entries in listed.groupby("lesson", sort=False):
        assert [verdict.id for verdict in claims.stated(lesson)] == list(entries.index), lesson
    register = claims.register()
    assert len(register.query("table > 0")) == 48 and register["here"].isin(claims.SIGN).all()


def test_no_stored_answer_contradicts_what_it_rests_on():
    wrong = []
    for lesson in claims.everything()["lesson"].unique():
        for verdict in claims.stated(lesson):
            entry, beyond = verdict.entry, claims.is_beyond(verdict.entry, verdict.figure)
            ends = [verdict.figure] if verdict.low is None else [verdict.low, verdict.high]
            sides = {bool(claims.is_beyond(entry, end)) for end in ends}
            if entry["test"] != "can" and verdict.here != claims.CANNOT_TELL:
                wrong += [verdict.id] * (sides != {verdict.here == claims.YES} or beyond not in sides)
            lowest, highest = entry["ordinary"]
            wrong += [verdict.id] * any(not lowest <= turn <= highest for turn in verdict.crossings)
            wrong += [verdict.id] * ((verdict.edge is None) != (not verdict.crossings))
            wrong += [verdict.id] * (
                entry != {**claims.everything().loc[verdict.id].to_dict(), "at": entry["at"]}
            )
    assert wrong == []
