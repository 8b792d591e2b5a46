"""Go through the course's files with a rule, and tell of all that break it at once."""

import ast
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from kit.shelf import COURSE as ROOT

PACKAGES = ("helpers", "page", "given", "checks", "own_file", "kit", "datasets")


def python_of(*folders: str) -> list[Path]:
    """Return the Python files in some folders of the course."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8")


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(text_of(file))


def breaks(rule: Callable[[Path], list], files: Iterable[Path]) -> dict[str, list]:
    """Return what a rule finds in each file; files in which it finds nothing are left out."""
    found = {file.relative_to(ROOT).as_posix(): rule(file) for file in files}
    assert found, "there are no files to look at"
    return {name: faults for name, faults in found.items() if faults}
