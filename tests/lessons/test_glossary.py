"""GLOSSARY.md: each word stands once, with its translations, and the lesson that it names uses it."""

import re

import pytest

from kit.shelf import COURSE as ROOT

ROW = re.compile(r"\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| \[(\d\d)\]\(notebooks/(\w+)\.ipynb\) \|")
LINES = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
TABLES = [line for line in LINES if line.startswith("| ") and not line.startswith("| word ")]
WORDS = [ROW.fullmatch(line) for line in TABLES]


def test_every_row_has_a_meaning_two_translations_and_a_lesson():
    assert len(WORDS) > 40
    assert [line for line, row in zip(TABLES, WORDS) if not row] == []
    names = [row[1] for row in WORDS]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("row", WORDS, ids=lambda row: row[1])
def test_the_lesson_uses_the_word(row):
    lesson = ROOT / "lessons" / f"{row[6]}.py"
    assert row[6].startswith(row[5])
    prose = [line for line in lesson.read_text(encoding="utf-8").splitlines() if line.startswith("# ")]
    said = re.sub(r"[\s#*]+", " ", " ".join(prose)).lower()
    assert re.search(rf"(?<!\w){re.escape(row[1].lower())}s?(?!\w)", said)
