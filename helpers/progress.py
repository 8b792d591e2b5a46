"""Remember which exercises and quiz questions are done, in one small file."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from helpers import files

DEFAULT_FILE = Path(__file__).resolve().parents[1] / "progress.json"


def progress_file() -> Path:
    """Return where progress is kept: SEGMENTATION_PROGRESS if it is set, else the course's folder."""
    return Path(os.environ.get("SEGMENTATION_PROGRESS") or DEFAULT_FILE)


def mark(exercise: str, task: str) -> str:
    """Note that a task is done. The first time counts; later times change nothing.

    Parameters
    ----------
    exercise : str
        The exercise or lesson, such as "05_behavioural".
    task : str
        The task in it, such as "rfm_table".

    Returns
    -------
    str
        Empty when all went well, otherwise one sentence for the reader. Never raises because of the file.
    """
    path = progress_file()
    try:
        with files.lock(path):
            kept, note = _read(path)
            tasks = kept.setdefault(exercise, {})
            if task not in tasks:
                tasks[task] = datetime.now(UTC).isoformat(timespec="seconds")
                files.swap_in(path, _written(kept))
        return note
    except OSError:
        return f"Your progress was not kept, because {path.name} cannot be written; your answer still counts."


def done() -> pd.DataFrame:
    """Return what is done.

    Returns
    -------
    DataFrame
        One row per task: `exercise`, `task`, `done_at` (time in UTC), sorted by exercise and task.
        Empty when nothing is done yet, or when the file cannot be read.
    """
    try:
        with files.lock(progress_file()):
            kept, note = _read(progress_file())
    except OSError:
        kept, note = {}, f"{progress_file().name} cannot be read, so your progress is not shown."
    if note:
        print(note)
    rows = [(exercise, task, at) for exercise, tasks in kept.items() for task, at in tasks.items()]
    frame = pd.DataFrame(sorted(rows), columns=["exercise", "task", "done_at"], dtype="str")
    return frame.assign(done_at=pd.to_datetime(frame["done_at"], utc=True, errors="coerce"))


def take_in(other: Path) -> str:
    """Add what another progress file holds, such as an older course's. The earlier time of a task counts.

    Returns
    -------
    str
        One sentence: what was done. Never raises because of the files.
    """
    path = progress_file()
    try:
        theirs = parse(other)
        with files.lock(path):
            kept, note = _read(path)
            for exercise, tasks in theirs.items():
                ours = kept.setdefault(exercise, {})
                ours.update({task: min(str(at), str(ours.get(task, at))) for task, at in tasks.items()})
            files.swap_in(path, _written(kept))
    except ValueError:
        return f"The progress in {other} could not be read, so it was not taken over; the file stays there."
    except OSError:
        return f"The progress in {other} was not taken over, because a file cannot be read or written."
    return f"{note} Your progress came along.".strip()


def parse(path: Path) -> dict:
    """Return what a file holds.

    Raises
    ------
    ValueError
        When it is no progress file.
    """
    kept = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(kept, dict) or not all(isinstance(tasks, dict) for tasks in kept.values()):
        raise ValueError("not a table of tasks by exercise")
    return kept


def _read(path: Path) -> tuple[dict, str]:
    """Return what the file holds; move a broken file aside and say so."""
    try:
        return parse(path), ""
    except FileNotFoundError:
        return {}, ""
    except ValueError:
        aside = path.with_name(f"{path.stem}-broken.json")
        files.replace(path, aside)
        return {}, f"{path.name} could not be read; it was kept aside as {aside.name} and a new one begun."


def _written(kept: dict) -> bytes:
    return json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False).encode("utf-8")
