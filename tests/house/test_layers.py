"""Who may import whom: lessons at the top, helpers at the bottom, no arrow up, no circle."""

import ast
from pathlib import Path

import pytest

import course

ROOT = Path(course.ROOT)
MAY = {
    "course": set(),
    "helpers": set(),
    "page": {"helpers"},
    "own_file": {"helpers", "page"},
    "given": {"helpers"},
    "checks": {"helpers", "page", "given", "own_file"},
    "datasets": {"helpers", "page"},
    "kit": {"helpers", "page", "given", "checks", "own_file", "datasets"},
    "lessons": {"helpers", "page", "given", "checks", "own_file", "kit.start_page"},
}


def ours(tree: ast.AST) -> set[str]:
    """Return the modules of the course that a source imports, wherever in it, as "room" or "room.module"."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {".".join(name.split(".")[:2]) for name in found if name.split(".")[0] in MAY}


def arrows_up(room: str, source: str) -> set[str]:
    allowed = MAY[room] | ({room} if room != "lessons" else set())
    return {name for name in ours(ast.parse(source)) if not {name, name.split(".")[0]} & allowed}


def test_no_arrow_up_and_no_circle():
    files = {path: path.relative_to(ROOT).parts[0].removesuffix(".py") for path in ROOT.glob("course.py")}
    files |= {path: room for room in MAY for path in (ROOT / room).rglob("*.py")}
    found = {
        path.as_posix(): arrows_up(room, path.read_text(encoding="utf-8")) for path, room in files.items()
    }
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("helpers", "from kit import build"),
        ("helpers", "from page import quiz"),
        ("helpers", "def late():\n    import own_file.read"),
        ("checks", "from kit.overview import all_tasks"),
        ("lessons", "from kit import build"),
        ("kit", "import course"),
        ("course", "import helpers"),
    ],
)
def test_an_arrow_up_is_seen(room, source):
    assert arrows_up(room, source)
    assert not arrows_up("lessons", "from kit import start_page\nfrom helpers import data\nimport own_file")
