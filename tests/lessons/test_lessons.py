"""What holds for every lesson: its live picture never fails, its links lead somewhere, its market is used."""

import re
from pathlib import Path

import nbformat
import pytest

from helpers import live
from kit.shelf import COURSE as ROOT
from kit.shelf import WORKBENCH
from tests.lesson_runner import run_lesson

LESSONS = sorted(
    p.stem
    for p in (ROOT / "lessons").glob("[0-9][0-9]_*.py")
    if not p.stem.endswith("_exercise") and p.stem != WORKBENCH
)
NOTEBOOKS = sorted(
    p for folder in ("notebooks", "exercises", "solutions") for p in (ROOT / folder).glob("*.ipynb")
)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", LESSONS)
def test_every_combination_of_the_controls_gives_a_picture_or_a_reason(name):
    _, namespace = run_lesson(name)
    assert len(namespace["demos"]) == 1
    demo = namespace["demos"][0]
    seen = list(live.every_combination(demo, limit=150))
    for values, sentence, picture in seen:
        assert sentence.strip().endswith(".") and "nan" not in sentence.lower(), (values, sentence)
        assert picture or sentence, values
    for values, sentence, _ in live.every_combination(demo, limit=20_000, draw=False):
        assert sentence.strip().endswith("."), (values, sentence)
    for control in demo.controls:
        by_value = {}
        for values, sentence, picture in seen:
            rest = str({k: v for k, v in values.items() if k != control})
            by_value.setdefault(rest, set()).add((sentence, picture))
        assert max(map(len, by_value.values())) > 1, f"the control {control} changes nothing"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_links_to_files_lead_somewhere(path):
    text = "\n".join(c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "markdown")
    for target in re.findall(r"\]\(([^)#\s]+)\)", text):
        if "://" not in target:
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("name", LESSONS[1:])
def test_a_lesson_links_to_its_exercise_and_both_ways(name):
    pairs = {"notebooks": f"../exercises/{name}.ipynb", "exercises": f"../notebooks/{name}.ipynb"}
    for folder, target in pairs.items():
        assert f"({target})" in Path(ROOT, folder, f"{name}.ipynb").read_text(encoding="utf-8"), folder


def test_the_map_links_to_every_lesson():
    page = (ROOT / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8")
    assert f"({WORKBENCH}.ipynb)" in page
    for name in LESSONS[1:]:
        assert f"({name}.ipynb)" in page and f"(../exercises/{name}.ipynb)" in page, name
