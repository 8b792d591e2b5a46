"""Remember which exercises and quiz questions are done, in one small file."""

import json
import os
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pandas as pd

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

DEFAULT_FILE = Path(__file__).resolve().parents[1] / "progress.json"
LOCK_SECONDS = 2.0


def file() -> Path:
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
    path = file()
    try:
        with _lock(path):
            kept, note = _read(path)
            tasks = kept.setdefault(exercise, {})
            if task not in tasks:
                tasks[task] = datetime.now(UTC).isoformat(timespec="seconds")
                _write(path, kept)
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
        with _lock(file()):
            kept, note = _read(file())
    except OSError:
        kept, note = {}, f"{file().name} cannot be read, so your progress is not shown."
    if note:
        print(note)
    rows = [(exercise, task, at) for exercise, tasks in kept.items() for task, at in tasks.items()]
    frame = pd.DataFrame(sorted(rows), columns=["exercise", "task", "done_at"], dtype="str")
    return frame.assign(done_at=pd.to_datetime(frame["done_at"], utc=True, errors="coerce"))


def _read(path: Path) -> tuple[dict, str]:
    """Return what the file holds; move a broken file aside and say so."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(kept, dict) or not all(isinstance(tasks, dict) for tasks in kept.values()):
            raise ValueError("not a table of tasks by exercise")
    except FileNotFoundError:
        return {}, ""
    except ValueError:
        aside = path.with_name(f"{path.stem}-broken.json")
        _replace(path, aside)
        return {}, f"{path.name} could not be read; it was kept aside as {aside.name} and a new one begun."
    return kept, ""


def _write(path: Path, kept: dict) -> None:
    """Write beside the file and swap, so that nobody ever reads half a file."""
    handle, temporary = tempfile.mkstemp(prefix=f"{path.stem}-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(kept, out, indent=1, sort_keys=True, ensure_ascii=False)
        _replace(Path(temporary), path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _replace(source: Path, target: Path) -> None:
    """Rename over the target. Windows refuses while another program has it open: wait a little."""
    for wait_seconds in (0.05, 0.1, 0.2, 0.4, None):
        try:
            return os.replace(source, target)
        except PermissionError:
            if wait_seconds is None or os.name != "nt":
                raise
            time.sleep(wait_seconds)


@contextmanager
def _lock(path: Path):
    """Let one kernel at a time read and write. The system frees the lock of a kernel that dies.

    The lock lies among the temporary files, to leave no litter in the course. After two seconds, or where
    locks do not work, go on without: a lost tick is better than a check that hangs.
    """
    name = sha256(str(path.resolve()).encode()).hexdigest()[:16]
    try:
        handle = (Path(tempfile.gettempdir()) / f"segmentation-{name}.lock").open("a+b")
    except OSError:
        yield
        return
    with handle:
        locked = _acquire(handle)
        try:
            yield
        finally:
            if locked:
                _release(handle)


def _acquire(handle) -> bool:
    deadline = time.monotonic() + LOCK_SECONDS
    while time.monotonic() < deadline:
        try:
            if fcntl:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            else:
                handle.seek(0)
                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
            return True
        except OSError:
            time.sleep(0.02)
    return False


def _release(handle) -> None:
    if fcntl:
        fcntl.flock(handle, fcntl.LOCK_UN)
    else:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)
