"""What holds for all lessons together: each is tested, links lead somewhere, and the map is whole."""

import re

from kit import shelf
from kit.shelf import COURSE as ROOT
from tests import stored
from tests.lessons import every_lesson

LESSONS = shelf.lesson_names()
WITHOUT_EXERCISE = {"00_start_here", *shelf.TOOLS}


def test_every_lesson_has_a_test_file_that_tests_what_holds_for_all():
    files = {}
    for path in (ROOT / "tests" / "lessons").glob("test_lesson_*.py"):
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r'^NAME = "(\w+)"$', text, re.MULTILINE):
            files[name] = "every_lesson import *" in text or name in WITHOUT_EXERCISE
    assert files == dict.fromkeys(LESSONS, True)
    tests = {name for name in vars(every_lesson) if name.startswith("test_")}
    assert tests <= set(every_lesson.__all__)


def test_links_to_files_lead_somewhere():
    lost = []
    for path in stored.notebooks():
        text = "\n".join(c.source for c in stored.read(path).cells if c.cell_type == "markdown")
        for target in re.findall(r"\]\(([^)#\s]+)\)", text):
            if "://" not in target and not (path.parent / target).exists():
                lost.append(f"{stored.named(path)}: {target}")
    assert lost == []


def test_a_lesson_links_to_its_exercise_and_both_ways():
    lost = [
        f"{folder}/{name}: {target}"
        for name in LESSONS
        for folder, target in [
            ("notebooks", f"../exercises/{name}_exercise.ipynb"),
            ("exercises", f"../notebooks/{name}.ipynb"),
        ]
        if name not in WITHOUT_EXERCISE
        and f"({target})" not in (ROOT / shelf.notebook(folder, name)).read_text(encoding="utf-8")
    ]
    assert lost == []


def test_the_map_links_to_every_lesson():
    page = (ROOT / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8").replace("\\", "")
    names = [name for name in LESSONS if name not in WITHOUT_EXERCISE]
    links = [f'href="{name}.ipynb"' for name in names]
    links += [f'href="../exercises/{name}_exercise.ipynb"' for name in names]
    assert [link for link in [*links, *(f"({tool}.ipynb)" for tool in shelf.TOOLS)] if link not in page] == []
