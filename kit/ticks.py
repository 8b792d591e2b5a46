"""What a participant has done: the progress file as a table, and what an older course's file holds."""

from pathlib import Path

import pandas as pd

from page import files, progress


def done() -> pd.DataFrame:
    """Return what is done.

    Returns
    -------
    DataFrame
        One row per task: `exercise`, `task`, `done_at` (time in UTC, missing when the file holds no time
        that can be read), sorted by exercise and task. Empty when nothing is done yet, or when the file
        cannot be read.
    """
    path = progress.progress_file()
    try:
        with files.lock(path, progress.WAIT_SECONDS):
            kept, note = progress.read(path)
    except OSError:
        kept, note = {}, f"{path.name} cannot be read, so your progress is not shown."
    if note:
        print(note)
    rows = [(exercise, task, at) for exercise, tasks in kept.items() for task, at in tasks.items()]
    frame = pd.DataFrame(sorted(rows), columns=["exercise", "task", "done_at"], dtype="str")
    times = frame["done_at"].where(frame["done_at"].map(progress.is_time))
    return frame.assign(done_at=pd.to_datetime(times, utc=True, format="ISO8601", errors="coerce"))


def take_in(other: Path) -> str:
    """Add what another progress file holds, such as an older course's. The earlier time of a task counts.

    Returns
    -------
    str
        One sentence: what was done. Never raises because of the files.
    """
    path = progress.progress_file()
    try:
        theirs = progress.parse(files.read_plain(other, progress.MOST_BYTES))
        with files.lock(path, progress.WAIT_SECONDS):
            kept, note = progress.read(path)
            for exercise, tasks in theirs.items():
                ours = kept.setdefault(exercise, {})
                ours |= {task: _earlier(at, ours.get(task, at)) for task, at in tasks.items()}
            progress.write(path, kept)
    except ValueError:
        return f"The progress in {other} could not be read, so it was not taken over; the file stays there."
    except OSError:
        return f"The progress in {other} was not taken over, because a file cannot be read or written."
    return f"{note} Your progress came along.".strip()


def _earlier(one: str, other: str) -> str:
    """Return the earlier of two times; one that can be read comes before one that cannot."""
    return min(one, other, key=lambda at: (not progress.is_time(at), at))
