"""Remember which exercises and quiz questions are done, in one small file; add the files of a class up."""

import argparse
import json
import os
import re
import sys
import tempfile
import time
import uuid
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

WINDOWS = os.name == "nt"
DEFAULT_FILE = Path(__file__).resolve().parents[1] / "progress.json"
LOCK_SECONDS = 2.0
LESSONS = Path(__file__).resolve().parents[1] / "lessons"
# What is asked stands in the lessons' sources: a check for each task, a key for each question. So nothing has
# to be imported to count it.
TASK = re.compile(r"^check\.(\w+)\(", re.MULTILINE)
QUESTION = re.compile(r'\bkey="\w+/([\w-]+)"')


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
                swap_in(path, _written(kept))
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


def asked(lessons: Path = LESSONS) -> pd.DataFrame:
    """Return everything that can be done in the course.

    Returns
    -------
    DataFrame
        One row per task or question, in the course's order: `exercise`, `task`, and `where` it is asked,
        "exercise" or "quiz".
    """
    rows = []
    for source in sorted(lessons.glob("[0-9][0-9]_*.py")):
        name = source.stem.removesuffix("_exercise")
        is_exercise = source.stem != name
        found = (TASK if is_exercise else QUESTION).findall(source.read_text(encoding="utf-8"))
        where = "exercise" if is_exercise else "quiz"
        rows += [(name, task, where) for task in dict.fromkeys(found)]
    frame = pd.DataFrame(rows, columns=["exercise", "task", "where"], dtype="str")
    return frame.sort_values("exercise", kind="stable", ignore_index=True)


def overview() -> pd.DataFrame:
    """Return how much of each lesson is done.

    Returns
    -------
    DataFrame
        One row per lesson, in the course's order, indexed by its name. For both the exercise's tasks and the
        lesson's questions how many are done and of how many: `exercise_done`, `exercise_of`, `quiz_done`,
        `quiz_of`. `last_at` is the time (UTC) of the lesson's last step, or missing.
    """
    steps = asked().merge(done(), on=["exercise", "task"], how="left")
    counts = steps.groupby(["exercise", "where"])["done_at"].agg(["count", "size"]).unstack(fill_value=0)
    table = pd.DataFrame(index=counts.index)
    for where in ("exercise", "quiz"):
        for short, long in (("count", "done"), ("size", "of")):
            table[f"{where}_{long}"] = counts[short][where] if where in counts[short] else 0
    return table.assign(last_at=steps.groupby("exercise")["done_at"].max())


def next_step(table: pd.DataFrame) -> tuple[str, str] | None:
    """Return where to go on: a lesson's name, and its part, "exercise" or "quiz"; None when all is done.

    It is the lesson worked on last, as long as something is left there, and then the next one.

    Parameters
    ----------
    table : DataFrame
        From :func:`overview`.
    """
    if not table["last_at"].notna().any():
        return (table.index[0], "quiz") if len(table) else None
    last = table.index.get_loc(table["last_at"].idxmax())
    for name, row in pd.concat([table.iloc[last:], table.iloc[:last]]).iterrows():
        if row["exercise_done"] < row["exercise_of"] and pd.notna(row["last_at"]):
            return name, "exercise"
        if row["quiz_done"] < row["quiz_of"]:
            return name, "quiz"
        if row["exercise_done"] < row["exercise_of"]:
            return name, "exercise"
    return None


def take_in(other: Path) -> str:
    """Add what another progress file holds, such as an older course's. The earlier time of a task counts.

    Returns
    -------
    str
        One sentence: what was done. Never raises because of the files.
    """
    path = file()
    try:
        theirs = _parse(other)
        with _lock(path):
            kept, note = _read(path)
            for exercise, tasks in theirs.items():
                ours = kept.setdefault(exercise, {})
                ours.update({task: min(str(at), str(ours.get(task, at))) for task, at in tasks.items()})
            swap_in(path, _written(kept))
    except ValueError:
        return f"The progress in {other} could not be read, so it was not taken over; the file stays there."
    except OSError:
        return f"The progress in {other} was not taken over, because a file cannot be read or written."
    return f"{note} Your progress came along.".strip()


def collect(folder: str | Path) -> pd.DataFrame:
    """Make one table of a class's progress files.

    Parameters
    ----------
    folder : str or Path
        Holds the files that participants handed in: `anna.json`, or a folder for each with its
        `progress.json`. Files that cannot be read are named in a sentence.

    Returns
    -------
    DataFrame
        One row per participant, named by the file or the folder; one column per lesson with the share that
        is done, 0 to 1; and `all`, the share of the whole course.

    Raises
    ------
    ValueError
        When the folder is not there or holds no progress file.
    """
    folder = Path(folder)
    files = {path.stem: path for path in sorted(folder.glob("*.json"))}
    files |= {path.parent.name: path for path in sorted(folder.glob("*/progress.json"))}
    kept, broken = {}, []
    for name, path in files.items():
        try:
            kept[name] = _parse(path)
        except (OSError, ValueError):
            broken.append(path.relative_to(folder).as_posix())
    if broken:
        print(f"Not read, because they are no progress files: {', '.join(broken)}. Ask for them again.")
    if not kept:
        raise ValueError(
            f"There is no progress file in {folder}. Collect the participants' progress.json there, each "
            "under its own name, such as anna.json."
        )
    everything = asked()
    by_lesson = {name: tasks["task"].tolist() for name, tasks in everything.groupby("exercise")}
    rows = {
        who: {name: sum(task in have.get(name, {}) for task in tasks) for name, tasks in by_lesson.items()}
        for who, have in kept.items()
    }
    counts = pd.DataFrame.from_dict(rows, orient="index", columns=list(by_lesson)).rename_axis("participant")
    sizes = pd.Series({name: len(tasks) for name, tasks in by_lesson.items()})
    return (counts / sizes).assign(all=counts.sum(axis=1) / sizes.sum()).sort_index()


def main(arguments: list[str] | None = None) -> int:
    """Show a class's table, and write it beside the files; return the exit code."""
    parser = argparse.ArgumentParser(prog="course.py class", description=collect.__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="holds the participants' progress files")
    folder = parser.parse_args(arguments).folder
    try:
        table = collect(folder)
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 1
    percent = (
        (100 * table).round().astype(int).rename(columns=lambda name: name[:2] if name != "all" else name)
    )
    print("Done, in per cent of each lesson's tasks and questions:\n")
    print(percent.to_string())
    from helpers.own_file.save import safe_frame  # takes a while, which a check should not wait for

    out = folder / "class_progress.csv"
    try:
        safe_frame(table.round(3)).to_csv(out, encoding="utf-8-sig")
    except OSError:
        print(
            f"{out.name} cannot be written: is it open in a spreadsheet? Close it and type the same again.",
            file=sys.stderr,
        )
        return 1
    print(f"\nThe same table, for a spreadsheet: {out}")
    return 0


def swap_in(path: Path, content: bytes) -> None:
    """Write beside a file and swap: whatever interrupts it, the old content is there or the new, never half.

    Parameters
    ----------
    path : Path
        The file; its folder is made when it is not there.
    content : bytes
        All that it shall hold.

    Raises
    ------
    OSError
        When it cannot be written; then the old file stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.stem}-{uuid.uuid4().hex[:8]}.tmp")
    try:
        with temporary.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        _replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _parse(path: Path) -> dict:
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
        return _parse(path), ""
    except FileNotFoundError:
        return {}, ""
    except ValueError:
        aside = path.with_name(f"{path.stem}-broken.json")
        _replace(path, aside)
        return {}, f"{path.name} could not be read; it was kept aside as {aside.name} and a new one begun."


def _written(kept: dict) -> bytes:
    return json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False).encode("utf-8")


def _replace(source: Path, target: Path) -> None:
    """Rename over the target. Windows refuses while another program has it open: wait a little."""
    for wait_seconds in (0.05, 0.1, 0.2, 0.4, None):
        try:
            return os.replace(source, target)
        except PermissionError:
            if wait_seconds is None or not WINDOWS:
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


if __name__ == "__main__":
    sys.exit(main())
