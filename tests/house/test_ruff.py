"""One way to write Python: ruff's rules and layout; pyproject.toml names what they leave alone, and why."""

import re
import shutil
import subprocess
from pathlib import Path

from ruff import find_ruff_bin

import course

ROOT = Path(course.ROOT)


def ruff(*words, folder):
    """Return the lines in which ruff names faults of a folder."""
    command = [find_ruff_bin(), *words, "--output-format=concise", "--no-cache", "."]
    asked = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
    assert asked.returncode in (0, 1), asked.stderr
    return asked.stdout.splitlines() if asked.returncode else []


def faults(folder):
    """Return what ruff's rules and its layout find in a folder, a line each."""
    return ruff("check", folder=folder) + ruff("format", "--check", folder=folder)


def test_every_file_keeps_the_rules_and_the_layout():
    found = faults(ROOT)
    mend = f"What mends most: {find_ruff_bin()} check --fix, then the same with format."
    assert not found, "\n".join([*found, mend])


def test_the_search_finds_and_leaves_the_layout_of_lessons_alone(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "01_name.py").write_text("answer = {  'a': 1}\n", encoding="utf-8")
    assert faults(tmp_path) == []
    wrong = '"""One module."""\n\nimport os\n\n\ndef f(x):\n    """Returns x"""\n    return {  x}\n'
    (tmp_path / "wrong.py").write_text(wrong, encoding="utf-8")
    found = re.findall(r"wrong.py:(\d+):\d+: (\w+)", "\n".join(faults(tmp_path)))
    assert set(found) == {
        ("3", "F401"),
        ("6", "ANN001"),
        ("6", "ANN201"),
        ("7", "D401"),
        ("7", "D415"),
        ("8", "unformatted"),
    }
