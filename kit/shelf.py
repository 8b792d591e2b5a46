"""What a lesson is: its names, its source, the notebooks made from it, and where they lie."""

import re
from pathlib import Path

COURSE = Path(__file__).resolve().parents[1]
LESSONS = COURSE / "lessons"
ENDINGS = {  # of a notebook's name, by its folder: no two tabs in JupyterLab bear the same name
    "notebooks": "",
    "notebooks/evidence": "_evidence",
    "exercises": "_exercise",
    "solutions": "_solution",
}
FOLDERS = tuple(ENDINGS)
LOCK = COURSE / "requirements.lock"
SOURCE_NAME = re.compile(r"\d\d_[a-z0-9_]+\.py")
NOTEBOOKS = "[0-9][0-9]_*.ipynb"
WORKBENCH = "17_your_file"
TOOLS = (WORKBENCH, "18_which_method")  # no lessons: they have no exercise, no quiz, no live picture


class ShelfError(Exception):
    """One sentence for the reader: what was found, what was expected, what to do."""


def sources(lessons: Path = LESSONS) -> list[Path]:
    """Return the sources of all lessons, of their evidence and of their exercises, in order."""
    return sorted(path for path in lessons.glob("*.py") if SOURCE_NAME.fullmatch(path.name))


def is_exercise(source: Path) -> bool:
    """Tell whether a source is an exercise's."""
    return source.stem.endswith("_exercise")


def is_evidence(source: Path) -> bool:
    """Tell whether a source is the evidence behind a lesson."""
    return source.stem.endswith("_evidence")


def lesson_name(path: Path) -> str:
    """Return the name that a lesson, its evidence, exercise and solution share, such as "05_behavioural".

    `path` is a source or a notebook. Exercises and solutions of older courses bore this name alone.
    """
    return re.sub("_(evidence|exercise|solution)$", "", path.stem)


def lesson_names(lessons: Path = LESSONS) -> list[str]:
    """Return the names of all lessons, in order."""
    return sorted({lesson_name(source) for source in sources(lessons)})


def names_like(wanted: str, known: list[str]) -> list[str]:
    """Return the known names that "5", "05" or "05_behavioural" means."""
    number = f"{int(wanted):02d}" if wanted.isdecimal() and len(wanted) < 3 else wanted
    return [name for name in known if number in (name, name[:2])]


def targets(source: Path) -> list[Path]:
    """Return the notebooks that a source gives, relative to the course's folder; the executed one first."""
    folders = ["notebooks/evidence"] if is_evidence(source) else ["notebooks"]
    folders = ["solutions", "exercises"] if is_exercise(source) else folders
    return [notebook(folder, lesson_name(source)) for folder in folders]


def notebook(folder: str, lesson: str) -> Path:
    """Return where a lesson's notebook lies, such as exercises/05_behavioural_exercise.ipynb."""
    return Path(folder, f"{lesson}{ENDINGS[folder]}.ipynb")


def pins(lock: Path = LOCK) -> list[str]:
    """Return a lock's packages, as `name==version` or `name==version ; marker`, in its order."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return [line.rstrip(" \\") for line in lines if line[:1].isalnum()]
