"""Remember which exercises and quiz questions are done, in one small file."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from page import files

DEFAULT_FILE = Path(__file__).resolve().parents[1] / "progress.json"
MOST_BYTES = 1_000_000  # everything done is 20,000
WAIT_SECONDS = 10.0


class NewerFormat(ValueError):
    """The file was written by a newer course, in a way that this one does not know."""


def progress_file() -> Path:
    """Return where progress is kept: SEGMENTATION_PROGRESS if it is set, else the course's folder."""
    return Path(os.environ.get("SEGMENTATION_PROGRESS") or DEFAULT_FILE)


def mark(exercise: str, task: str) -> str:
    """Note that a task is done, such as "rfm_table" in "05_behavioural". Only the first time counts.

    Return nothing ("") when all went well, otherwise one sentence for the reader: a file never raises here.
    """

    def note_the_time(tasks: dict[str, str]) -> None:
        if not is_time(tasks.get(task, "")):
            tasks[task] = datetime.now(UTC).isoformat(timespec="seconds")

    return change(progress_file(), exercise, note_the_time, "Your progress", "your answer still counts")


def change(path: Path, exercise: str, edit: Callable[[dict[str, str]], None], what: str, comfort: str) -> str:
    """Change what a file keeps of one exercise, while no other notebook does.

    Parameters
    ----------
    path : Path
    exercise : str
    edit : callable
        Gets the exercise's texts by task and changes them in place.
    what, comfort : str
        What was not kept, and what is true all the same: for the sentence.

    Returns
    -------
    str
        Empty when all went well, otherwise one sentence for the reader.
    """
    try:
        with files.lock(path, WAIT_SECONDS):
            kept, note = read(path)
            tasks = kept.setdefault(exercise, {})
            before = dict(tasks)
            edit(tasks)
            if tasks != before:
                write(path, kept)
        return note
    except TimeoutError:
        return (
            f"{what} was not kept, because other notebooks kept {path.name} busy; {comfort}: run this once "
            "more, and it is kept."
        )
    except OSError:
        return f"{what} was not kept, because {path.name} cannot be written; {comfort}."


def kept(exercise: str) -> dict[str, str]:
    """Return when each task of an exercise or a lesson was done; nothing when the file cannot be read."""
    return kept_in(progress_file(), exercise)


def kept_in(path: Path, exercise: str) -> dict[str, str]:
    """Return what a file keeps of one exercise; nothing when it cannot be read."""
    try:
        with files.lock(path, WAIT_SECONDS):
            return read(path)[0].get(exercise, {})
    except OSError:
        return {}


def parse(content: bytes) -> dict[str, dict[str, str]]:
    """Return what a progress file holds: by exercise and task the time when it was done.

    A time that is no text becomes an empty one. A ValueError says that it is no progress file; NewerFormat,
    that a newer course wrote it.
    """
    try:
        kept = json.loads(content.decode("utf-8-sig"))
    except RecursionError:
        raise ValueError("nested too deep") from None
    if isinstance(kept, dict) and isinstance(kept.get("version"), int):
        raise NewerFormat(f"format {kept['version']}")
    if not isinstance(kept, dict) or not all(isinstance(tasks, dict) for tasks in kept.values()):
        raise ValueError("not a table of tasks by exercise")
    return {
        exercise: {task: at if isinstance(at, str) else "" for task, at in tasks.items()}
        for exercise, tasks in kept.items()
    }


def is_time(text: str) -> bool:
    """Say whether a text is a time that can be read."""
    try:
        return datetime.fromisoformat(text).year > 1
    except ValueError:
        return False


def read(path: Path) -> tuple[dict[str, dict[str, str]], str]:
    """Return what the file holds; move aside, and say so, one that is broken or that a newer course wrote."""
    try:
        return parse(files.read_plain(path, MOST_BYTES)), ""
    except FileNotFoundError:
        return {}, ""
    except NewerFormat:
        aside = _moved_aside(path, "newer")
        return {}, (
            f"{path.name} was written by a newer course; it was kept aside as {aside.name} and a new one "
            "begun. To go on with it, update the course and give it its name back."
        )
    except ValueError:
        aside = _moved_aside(path, "broken")
        return {}, f"{path.name} could not be read; it was kept aside as {aside.name} and a new one begun."


def _moved_aside(path: Path, reason: str) -> Path:
    """Give the file a name beside it that is free, such as progress-broken-2.json."""
    names = (f"{path.stem}-{reason}{f'-{number}' if number > 1 else ''}.json" for number in count(1))
    aside = next(path.with_name(name) for name in names if not os.path.lexists(path.with_name(name)))
    files.replace(path, aside)
    return aside


def write(path: Path, kept: dict[str, dict[str, str]]) -> None:
    """Write the file whole; where it is a link, what it points to."""
    text = json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False)
    files.swap_in(Path(os.path.realpath(path)), text.encode("utf-8", "backslashreplace"))
