"""The notebooks that are stored in the course: where they are, and which of them a reader has saved."""

import subprocess
from pathlib import Path

import nbformat
import pytest

from kit import build, shelf
from kit.shelf import COURSE as ROOT


def notebooks(*folders: str) -> list[Path]:
    """Return the stored notebooks of some folders, or of all."""
    places = [ROOT / folder for folder in folders or shelf.FOLDERS]
    return [path for place in places for path in sorted(place.glob(shelf.NOTEBOOKS))]


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def named(path: Path) -> str:
    """Return a notebook's path in the course, such as "notebooks/05_behavioural.ipynb"."""
    return path.relative_to(ROOT).as_posix()


def own_work(path: Path) -> bool:
    """Tell whether a reader has saved a notebook; one committed like that is no reader's, and is tested."""
    return build.saved_by_hand(path) and not _committed(named(path))


def unsaved(paths: list[Path]) -> list[Path]:
    """Return those that no reader has saved; skip the test where there are none."""
    left = [path for path in paths if not own_work(path)]
    if paths and not left:
        pytest.skip(f"{', '.join(map(named, paths))} {build.SAVED}")
    return left


def _committed(path: str) -> bool:
    """Tell whether a file stands in the repository as it is here."""

    def git(*arguments: str) -> bool:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True).returncode == 0

    return git("cat-file", "-e", f"HEAD:{path}") and git("diff", "--quiet", "HEAD", "--", path)
