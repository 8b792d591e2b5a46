"""GLOSSARY.md: each word stands once, with its translations, and the lesson that it names uses it."""

import re

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


def test_the_lesson_uses_the_word():
    assert {row[1]: row[6] for row in WORDS if not uses(row[6], row[1])} == {}
    assert [row[1] for row in WORDS if not row[6].startswith(row[5])] == []


def uses(lesson: str, word: str) -> bool:
    """Tell whether a lesson's text has a word, or its plural."""
    text = (ROOT / "lessons" / f"{lesson}.py").read_text(encoding="utf-8")
    said = re.sub(r"[\s#*]+", " ", " ".join(line for line in text.splitlines() if line.startswith("# ")))
    return re.search(rf"(?<!\w){re.escape(word.lower())}s?(?!\w)", said.lower()) is not None
