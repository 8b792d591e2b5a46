"""Keep what a participant wrote: bring it into a newer course, and put an untouched exercise back.

`python -m kit.my_work update`, `update --from OLD_FOLDER` or `reset 05`. Every file that is about to
change is copied first, into a folder of `my_work/` that is named by the date and time.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kit import carry, shelf, ticks
from kit.carry import WorkError
from kit.screen import printable
from kit.shelf import COURSE, FOLDERS
from page import files, written

if TYPE_CHECKING:
    from nbformat import NotebookNode

KEPT = "my_work"
UNFINISHED = ".update.json"
MOST_BYTES = 200_000_000  # of a notebook
GIT_SECONDS = 300
NOTICE = "\n\n**On Binder**"
RELOAD = "Is it open in JupyterLab? Then choose File → Reload Notebook from Disk, and Reload."


# ---------------------------------------------------------------- one at a time


@contextmanager
def _alone(course: Path) -> Iterator[None]:
    """Let one program at a time change the participant's work.

    Raises
    ------
    WorkError
        When another one does.
    """
    with ExitStack() as held:
        try:
            held.enter_context(files.lock(course / KEPT, 0))
        except TimeoutError:
            raise WorkError(
                "The course is being updated in another window: wait until that is done."
            ) from None
        yield


def unfinished(course: Path = COURSE) -> str:
    """Return a sentence when something waits for an update to be typed, else an empty text."""
    if (course / KEPT / UNFINISHED).exists():
        return (
            "An update of the course was interrupted, and your answers may not be back in the exercises yet. "
            f"They are kept in {KEPT}: end JupyterLab, type python course.py update, and they come back."
        )
    older = _older_names(course)
    if not older or not (course / ".git").exists():
        return ""
    return (
        f"Under an older course's name you have {', '.join(older)}. To bring what you wrote there to "
        f"{', '.join(older.values())}, end JupyterLab and type python course.py update."
    )


# ---------------------------------------------------------------- copies


def keep_copies(paths: list[str], course: Path = COURSE, *, of: Path | None = None) -> Path:
    """Copy files into a new dated folder of `my_work/`.

    Parameters
    ----------
    paths : list of str
        Relative to the folder, such as "exercises/05_behavioural_exercise.ipynb".
    course : Path
        The course that gets the copies.
    of : Path, optional
        The folder that they are copied from; the course itself when None.

    Returns
    -------
    Path
        The dated folder; the files lie in it under the same relative paths.

    Raises
    ------
    OSError
        When a copy cannot be made; then the folder is not left behind.
    """
    (course / KEPT).mkdir(exist_ok=True)
    stamp = datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
    taken = {folder.name for folder in (course / KEPT).iterdir()}
    names = (stamp if number == 1 else f"{stamp}_{number}" for number in range(1, 10_000))
    folder = course / KEPT / next(name for name in names if name not in taken)
    try:
        for path in paths:
            files.swap_in(folder / path, _content((of or course) / path))
            shutil.copystat((of or course) / path, folder / path)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _content(path: Path) -> bytes:
    """Return what a notebook's file holds.

    Raises
    ------
    OSError
        When it cannot be read, is no plain file, or is larger than any notebook.
    """
    try:
        return files.read_plain(path, MOST_BYTES)
    except ValueError as problem:
        raise OSError(str(problem)) from None


# ---------------------------------------------------------------- names today and in older courses


def _name_today(path: str) -> str:
    """Return what a notebook is called in this course. In older ones an exercise bore its lesson's name."""
    return shelf.notebook(Path(path).parent.as_posix(), shelf.lesson_name(Path(path))).as_posix()


def _older_names(course: Path) -> dict[str, str]:
    """Return the exercises that stand here under their older names, and what each is called today.

    They come from a tab that was open while the course was updated, or were put there by hand.
    """
    names = [shelf.lesson_name(source) for source in exercise_sources(course)]
    older = [f"exercises/{name}.ipynb" for name in names]
    return {path: _name_today(path) for path in older if (course / path).is_file()}


# ---------------------------------------------------------------- the untouched exercise


def as_given(path: str, course: Path, seen: list[NotebookNode], *, strict: bool = True) -> NotebookNode:
    """Return a notebook as the course gives it, made from its source without running it.

    Parameters
    ----------
    path : str
        Such as "exercises/05_behavioural_exercise.ipynb".
    course : Path
        The course that holds the source.
    seen : list of NotebookNode
        Notebooks built from the same source: the numbers in the text are taken from them.
    strict : bool
        Whether the source has to follow this course's rules for answers, and gets its links to the other
        notebooks. An older course had other rules, and links that are read off what it shows.

    Raises
    ------
    WorkError
        When the course has no source for it, or one that cannot be read.
    """
    from kit import build, facts

    folder = Path(path).parent.as_posix()
    ending = shelf.ENDINGS[folder].replace("_solution", "_exercise")
    source = course / "lessons" / f"{shelf.lesson_name(Path(path))}{ending}.py"
    if not source.is_file():
        raise WorkError(f"{path} cannot be made: lessons/{source.name} is missing. Get the course anew.")
    try:
        if shelf.is_exercise(source):
            notebook = build.solved_and_untouched(source, strict=strict)[folder == "exercises"]
        else:
            notebook = build.read_source(source)
    except Exception:  # an older course's source can be damaged in many ways
        raise WorkError(
            f"{path} cannot be made: lessons/{source.name} cannot be read. Get the course anew."
        ) from None
    way = facts.way(Path(path), course / "lessons") if strict else "{{=way}}"
    for cell in (cell for cell in notebook.cells if cell.cell_type == "markdown"):
        cell.source = cell.source.replace("{{=way}}", way)
        shown = [other.source for one in seen for other in one.cells if other.id == cell.id]
        cell.source = next((text for text in shown if _shows(cell.source, text)), cell.source)
    if folder == "exercises" and NOTICE not in notebook.cells[0].source:
        notebook.cells[0].source += build.notice(course / "lessons")
    return notebook


def _shows(template: str, text: str) -> bool:
    """Tell whether a text is a source's text with its numbers, and perhaps Binder's notice, put in."""
    from kit import prose

    fixed = prose.ANY_PLACE.split(template)
    return bool(
        re.fullmatch(".+?".join(map(re.escape, fixed)) + f"({re.escape(NOTICE)}.*)?", text, re.DOTALL)
    )


def exercise_sources(course: Path = COURSE) -> list[Path]:
    """Return the sources of the exercises, in order."""
    return [source for source in shelf.sources(course / "lessons") if shelf.is_exercise(source)]


def exercise_path(name: str, course: Path = COURSE) -> str:
    """Return an exercise's place in the course, by "05" or "05_behavioural".

    Raises
    ------
    WorkError
        When there is no such exercise.
    """
    known = [shelf.lesson_name(source) for source in exercise_sources(course)]
    found = shelf.names_like(shelf.lesson_name(Path(name)), known)
    if len(found) != 1:
        raise WorkError(
            f"There is no exercise {name!r}. Give the number or the name of one of these: {', '.join(known)}."
        )
    return shelf.notebook("exercises", found[0]).as_posix()


def reset(name: str, course: Path = COURSE) -> str:
    """Put an untouched exercise back, after keeping a dated copy of the participant's.

    Returns
    -------
    str
        What was done, in sentences. The progress stays as it is.

    Raises
    ------
    WorkError
        When there is no such exercise, or the course is being updated.
    """
    path = exercise_path(name, course)
    with _alone(course):
        return _reset(path, course)


def _reset(path: str, course: Path) -> str:
    solution = shelf.notebook("solutions", shelf.lesson_name(Path(path)))
    seen = _readable([course / solution, course / path])
    fresh = carry.notebook_bytes(as_given(path, course, seen))
    here = course / path
    older = [old for old, today in _older_names(course).items() if today == path]
    lesson = shelf.lesson_name(Path(path))
    texts = written.kept(lesson)
    if not older and not texts and here.exists() and _content(here) == fresh:
        return f"{path} is untouched already, so nothing was done."
    mine = [path] * here.exists() + older
    kept = "There was no copy to keep."
    if mine or texts:
        copies = keep_copies(mine, course)
        if texts:  # and decisions: they can be made once more
            mine = [*mine, "written.json"]
            files.swap_in(copies / mine[-1], json.dumps({lesson: texts}, indent=1).encode())
        kept = f"Yours is kept as {' and '.join(_shown_path(copies / name, course) for name in mine)}."
    files.swap_in(here, fresh)
    if texts:
        kept = f"{kept} {written.forget(lesson)}".strip()
    for name in older:
        (course / name).unlink()
    return f"{path} is as new. {kept} {RELOAD}"


def _readable(paths: list[Path]) -> list[NotebookNode]:
    """Return those of the notebooks that are there and can be read."""
    found = []
    for path in paths:
        try:
            found.append(carry.read_notebook(_content(path)))
        except (OSError, WorkError):
            continue
    return found


def _shown_path(path: Path, course: Path) -> str:
    return path.relative_to(course).as_posix()


# ---------------------------------------------------------------- from an older notebook to its newer one


def _place(path: str, course: Path, old_notebook: bytes, older: set[str]) -> str | None:
    """Return where a notebook of the older course stands in the newer one, or None.

    An exercise that got another number or name is known by its name without the number, else by its tasks.

    Parameters
    ----------
    older : set of str
        The paths of the older course's notebooks: what stood there already is another exercise.
    """
    known = _place_by_name(path, course)
    if known is not None:
        return known
    new = [
        other
        for other in _notebooks(course)
        if Path(other).parent == Path(path).parent and other not in older and (course / other).is_file()
    ]
    name = shelf.lesson_name(Path(path))[2:]
    same_name = [other for other in new if shelf.lesson_name(Path(other))[2:] == name]
    shared = {
        other: carry.task_names(old_notebook) & carry.task_names(_content(course / other)) for other in new
    }
    likely = max(new, key=lambda other: len(shared[other]), default=None)
    return same_name[0] if same_name else likely if likely and shared[likely] else None


def _place_by_name(path: str, course: Path) -> str | None:
    """Return what a notebook is called in this course, if it is there by its name today or its older one."""
    return next((name for name in (_name_today(path), path) if (course / name).exists()), None)


def _bring(path: str, place: str | None, base: bytes | None, mine: bytes, copy: str, course: Path) -> str:
    """Bring one notebook to its place in the newer course; return what was done, in one sentence."""
    if place is None:
        return f"{path} is no longer part of the course; yours is kept as {copy}."
    if base is not None and carry.is_same_work(base, mine):
        return f"{place} is new; you had changed nothing in it but results. Your old file is kept as {copy}."
    try:
        files.swap_in(course / place, carry.carry_bytes(base, mine, _content(course / place)))
    except WorkError as reason:
        return f"{place} is new, without your work: your file {reason}. It is kept as {copy}."
    where = "it" if place == path else path
    return f"{place} is new, with what you wrote in {where}. Your old file is kept as {copy}."


# ---------------------------------------------------------------- a course that git brought


def update(course: Path = COURSE) -> list[str]:
    """Fetch the newest course with git, and bring the participant's work into it.

    An update that was interrupted is finished first; what that did is printed.

    Returns
    -------
    list of str
        What was done, one sentence each.

    Raises
    ------
    WorkError
        When git is not there, the network is not, or the course is being updated already, or cannot be;
        nothing has changed then.
    """
    if not (course / ".git").exists():
        raise WorkError(
            "This folder did not come from git, so it cannot fetch a newer course. Unpack the new course "
            "beside it, open a terminal there, and type: python course.py update --from THIS_FOLDER"
        )
    if shutil.which("git") is None:
        raise WorkError(
            "The program git is not on this computer. Install it, or get the course as a ZIP file, unpack it "
            "beside this folder, and type there: python course.py update --from THIS_FOLDER"
        )
    with _alone(course):
        return _update(course)


def _update(course: Path) -> list[str]:
    for finish in (_finish, _take_in_older_names):
        for sentence in finish(course):
            print(printable(sentence), flush=True)  # at once: what follows can fail
    before = _git(course, "rev-parse", "HEAD").decode().strip()
    newest = _fetched(course)
    if _is_ancestor(course, newest, before):
        return ["This is the newest course already."]
    if not _is_ancestor(course, before, newest):
        raise WorkError(
            "This copy of the course has versions of its own (git commits), so it is not updated by itself: "
            "whoever made them can bring the two together with git merge."
        )
    paths = _in_the_way(course, before, newest)
    copies = keep_copies(paths, course) if paths else None
    note = {"before": before, "newest": newest, "paths": paths}
    note["copies"] = _shown_path(copies, course) if copies else ""
    files.swap_in(course / KEPT / UNFINISHED, json.dumps(note).encode("utf-8"))
    _switch(course, note)
    return [*_finish(course), "The course is up to date."]


def _git(course: Path, *arguments: str) -> bytes:
    """Run git; return what it wrote."""
    command = ["git", "-c", "core.quotePath=false", "-c", "advice.detachedHead=false", *arguments]
    try:
        ended = subprocess.run(
            command,
            cwd=course,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=GIT_SECONDS,
            env=os.environ | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired:
        raise WorkError(f"git took longer than {GIT_SECONDS} s; try again with a better network.") from None
    if ended.returncode:
        text = ended.stderr.decode("utf-8", "replace")
        left = re.search(r"'([^']+\.lock)': File exists", text)
        if left:
            raise WorkError(
                "Another program works with git in this folder, or was stopped in the middle, and nothing of "
                f"yours was lost: close that program or, if there is none, delete {left[1]}. Then type the "
                "same command again."
            )
        said = text.strip().splitlines() or ["nothing"]
        why = next((line for line in said if line.startswith(("fatal:", "error:"))), said[-1])
        raise WorkError(f"git {arguments[0]} failed, and nothing of yours was lost. It says: {why}")
    return ended.stdout


def _fetched(course: Path) -> str:
    """Fetch, and return the newest version that the course's branch follows."""
    try:
        _git(course, "rev-parse", "@{upstream}")
    except WorkError:
        raise WorkError(
            "This copy of the course follows no other, so there is nowhere to fetch a newer one from: get "
            "the course anew beside it, and type there: python course.py update --from THIS_FOLDER"
        ) from None
    _git(course, "fetch", "--quiet")
    return _git(course, "rev-parse", "@{upstream}").decode().strip()


def _is_ancestor(course: Path, older: str, newer: str) -> bool:
    return not _git(course, "rev-list", "--max-count=1", older, f"^{newer}").strip()


def _in_the_way(course: Path, before: str, newest: str) -> list[str]:
    """Return the notebooks that both the participant and the newer course have changed or added.

    Raises
    ------
    WorkError
        When another file than a notebook was changed or added on both sides.
    """
    here, given = _changed_on_both_sides(course, before, newest)
    mine = {path for path in here if not (course / path).is_file() or not _is_as_in(course, newest, path)}
    other = sorted(
        path
        for path in mine
        if not path.startswith(FOLDERS) or not path.endswith(".ipynb") or not (course / path).is_file()
    )
    own = [path for path in other if path not in given]
    if own:
        raise WorkError(
            f"The newer course has a file where you have one of your own: {', '.join(own)}. Rename yours, or "
            "move it to another place, then type the same command again."
        )
    if other:
        raise WorkError(
            f"You have changed {', '.join(other)}, and so has the newer course: copy your version to another "
            f"place, type git checkout {' '.join(other)}, and update again."
        )
    return sorted(mine)


def _changed_on_both_sides(course: Path, before: str, newest: str) -> tuple[set[str], set[str]]:
    """Return the files that the newer version changes and that are changed here too; and all of the older's.

    A file that git does not know counts where the newer version has one of its name.
    """
    difference = ("diff", "--name-only", "--no-renames", "-z")
    theirs = _names(_git(course, *difference, before, newest))
    given = _names(_git(course, "ls-tree", "-r", "--name-only", "-z", before))
    mine = _names(_git(course, *difference, before)) | (theirs - given)
    return {path for path in mine & theirs if os.path.lexists(course / path)}, given


def _names(listed: bytes) -> set[str]:
    return set(filter(None, os.fsdecode(listed).split("\0")))


def _switch(course: Path, note: dict) -> None:
    """Let git write the newer course; when it refuses, put the participant's notebooks back."""
    before, newest = note["before"], note["newest"]
    mine, given = _changed_on_both_sides(course, before, newest)
    try:
        for path in mine - given:
            (course / path).unlink()
        if mine & given:
            _git(course, "checkout", before, "--", *sorted(mine & given))
        _git(course, "merge", "--ff-only", "--quiet", newest)
    except (WorkError, OSError):
        _finish(course)
        raise


def _finish(course: Path) -> list[str]:
    """Finish an update that was begun: bring the work over, or put it back when git has not switched yet.

    A notebook that holds work already, from this update's first attempt or since, is left alone.
    """
    file = course / KEPT / UNFINISHED
    if not file.exists():
        return []
    try:
        note = _note(file, course)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [_without_note(file, course)]
    before, newest = note["before"], note["newest"]
    switched = _is_ancestor(course, newest, _git(course, "rev-parse", "HEAD").decode().strip())
    older = _names(_git(course, "ls-tree", "-r", "--name-only", "-z", before))
    done = []
    for path in note["paths"]:
        copy = f"{note['copies']}/{path}"
        if not (course / copy).exists():
            done.append(f"{path} stays as it is, because its copy, {copy}, is gone.")
            continue
        mine = _content(course / copy)
        place = _place(path, course, mine, older) if switched else path
        if place is not None and (course / place).exists() and not _is_given(course, place, before, newest):
            done.append(
                f"{place} holds work of yours already, so it stays; your older file is kept as {copy}."
            )
            continue
        if switched:
            done.append(_bring(path, place, _git_file(course, before, path), mine, copy, course))
        else:
            files.swap_in(course / path, mine)
    file.unlink()
    return done


def _take_in_older_names(course: Path) -> list[str]:
    """Bring over what stands here under an exercise's older name, keep a copy of it, and remove it."""
    done = []
    for path, place in _older_names(course).items():
        given = _git_file(course, "HEAD", place)
        if given is None:
            continue  # git was stopped while it wrote this course, and comes to it again
        mine = _content(course / path)
        copy = f"{_shown_path(keep_copies([path], course), course)}/{path}"
        if (course / place).exists() and not carry.is_same_work(given, _content(course / place)):
            done.append(f"You have worked in {place} already, so it stays; {path} is kept as {copy}.")
        else:
            files.swap_in(course / place, given)
            done.append(_bring(path, place, _begun_from(path, mine, course), mine, copy, course))
        (course / path).unlink()
    return done


def _begun_from(path: str, mine: bytes, course: Path) -> bytes | None:
    """Return the version in the course's history that somebody's notebook shares most cells with."""
    commits = _git(course, "rev-list", "HEAD", "--", path).decode().split()
    versions = filter(None, (_git_file(course, commit, path) for commit in commits))
    own = carry.cell_ids(mine)
    return max(versions, key=lambda version: len(carry.cell_ids(version) & own), default=None)


def _note(file: Path, course: Path) -> dict:
    """Return what an update noted before it began; any error but OSError means that it is damaged."""
    note = json.loads(files.read_plain(file, MOST_BYTES).decode("utf-8"))
    for version in (note["before"], note["newest"]):
        if not re.fullmatch("[0-9a-f]{40,64}", version) or _git_kind(course, version) != b"commit":
            raise ValueError(f"{version} is no version of this course")
    inside = all(path.startswith(FOLDERS) and ".." not in Path(path).parts for path in note["paths"])
    if not inside or not re.fullmatch(rf"({KEPT}/[\w-]+)?", note["copies"]):
        raise ValueError("a path that no update writes")
    return note


def _without_note(file: Path, course: Path) -> str:
    """Put a damaged note aside, so that the update begins anew; return what that means, in a sentence."""
    files.replace(file, file.with_name(".update-broken.json"))
    dated = max((path.name for path in file.parent.glob("[0-9]*") if path.is_dir()), default=None)
    kept = f"they are kept in {KEPT}/{dated}" if dated else f"look for them in {KEPT}"
    return (
        f"An update was interrupted, and its note, {_shown_path(file, course)}, is damaged, so it cannot be "
        f"finished. If answers are missing in your exercises, {kept}: open them from there."
    )


def _is_given(course: Path, path: str, *versions: str) -> bool:
    """Tell whether a file stands as one of these versions of the course, or the present one, has it."""
    return any(_is_as_in(course, version, path) for version in ("HEAD", *versions))


def _is_as_in(course: Path, version: str, path: str) -> bool:
    return _content(course / path) == _git_file(course, version, path)


def _git_kind(course: Path, version: str) -> bytes | None:
    """Return what kind of thing git knows by this name, such as b"commit"; None when it knows none."""
    try:
        return _git(course, "cat-file", "-t", version).strip()
    except WorkError:
        return None


def _git_file(course: Path, version: str, path: str) -> bytes | None:
    try:
        return _git(course, "show", f"{version}:{path}")
    except WorkError:
        return None


# ---------------------------------------------------------------- a course that was unpacked


def update_from(old: Path, course: Path = COURSE) -> list[str]:
    """Bring a participant's work from an older folder into this one. The older folder stays as it is.

    Returns
    -------
    list of str
        What was done, one sentence each.

    Raises
    ------
    WorkError
        When the folder is no course, or this one, or when this one is being updated already.
    """
    old = Path(os.path.realpath(old))
    if not (old / "exercises").is_dir():
        raise WorkError(
            f"{old} has no folder exercises, so it is no older course: give the folder that holds course.py."
        )
    if old == Path(os.path.realpath(course)):
        raise WorkError("That is this course itself: give the folder of the older one.")
    with _alone(course):
        done = []
        for path in _notebooks(old):
            try:
                done += _bring_from(path, old, course)
            except OSError as problem:
                done.append(f"{path} did not come along ({_reason(problem)}); it stays in {old}.")
        done += _take_copies(old, course)
        if (old / "progress.json").exists():
            done.append(ticks.take_in(old / "progress.json"))
        if (old / "written.json").exists():
            done.append(written.take_in(old / "written.json"))
    return [*done, f"Everything else stays in {old}. Look whether all is here before you delete it."]


def _notebooks(course: Path) -> list[str]:
    """Return the notebooks of a course, those that bear an older name last."""
    found = [
        path.relative_to(course).as_posix() for room in FOLDERS for path in course.glob(f"{room}/*.ipynb")
    ]
    older = _older_names(course)
    return sorted(found, key=lambda path: (path in older, path))


def _bring_from(path: str, old: Path, course: Path) -> list[str]:
    """Bring one notebook from an older folder; return a sentence, or none where nothing was to bring."""
    mine = _content(old / path)
    try:
        base = carry.notebook_bytes(as_given(path, old, _readable([old / path]), strict=False))
    except WorkError:
        base = None
    if base is not None and carry.is_same_work(base, mine):
        return []
    here = course / path
    if base is None and _place_by_name(path, course) is None:
        files.swap_in(here, mine)
        return [f"{path} is your own and came along."]
    if here.exists() and carry.is_same_work(mine, _content(here)):
        return []
    place = _place(path, course, mine, set(_notebooks(old)))
    now = _readable([course / place]) if place else []
    if now and base is not None:
        given = carry.notebook_bytes(as_given(place, course, now))
        if not carry.is_same_work(given, _content(course / place)):
            if _came_before(base, mine, given, _content(course / place)):
                return []
            copy = f"{_shown_path(keep_copies([path], course, of=old), course)}/{path}"
            return [f"You have worked in {place} already, so it stays; your older file is kept as {copy}."]
    copy = f"{_shown_path(keep_copies([path], course, of=old), course)}/{path}"
    return [_bring(path, place, base, mine, copy, course)]


def _came_before(base: bytes, mine: bytes, given: bytes, now: bytes) -> bool:
    """Tell whether the work stands in the newer notebook already, from an earlier update."""
    try:
        return carry.is_same_work(carry.carry_bytes(base, mine, given), now)
    except WorkError:
        return False


def _take_copies(old: Path, course: Path) -> list[str]:
    """Copy the older folder's dated copies; what stands here under the same name stays.

    Each comes whole or not at all. Links, pipes and devices stay behind: they can lead anywhere.
    """
    came, stayed = 0, []

    def unwanted(folder: str, names: list[str]) -> list[str]:
        found = [name for name in names if not _is_plain(Path(folder, name))]
        stayed.extend(_shown_path(Path(folder, name), old) for name in found)
        return found

    (course / KEPT).mkdir(exist_ok=True)
    coming = course / KEPT / ".coming"
    for name in sorted(os.listdir(old / KEPT)) if _is_plain(old / KEPT) else []:
        entry = old / KEPT / name
        if name.startswith(".") or os.path.lexists(course / KEPT / name) or unwanted(entry.parent, [name]):
            continue
        try:
            shutil.rmtree(coming, ignore_errors=True)
            if entry.is_dir():
                shutil.copytree(entry, coming, ignore=unwanted)
                os.rename(coming, course / KEPT / name)
            else:
                files.swap_in(course / KEPT / name, _content(entry))
            came += 1
        except OSError as problem:
            stayed.append(f"{_shown_path(entry, old)} ({_reason(problem)})")
    shutil.rmtree(coming, ignore_errors=True)
    done = [f"{came} older copies came along in {KEPT}."] if came else []
    return done + [f"{', '.join(stayed)} did not come along; what you need of it, copy yourself."] * bool(
        stayed
    )


def _is_plain(path: Path) -> bool:
    """Tell whether this is a file or a folder, and no link, pipe or device."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return False
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


# ---------------------------------------------------------------- the commands


def _reason(problem: OSError) -> str:
    """Return in words why the computer refused a step; of several reasons the first."""
    if isinstance(problem, shutil.Error) and problem.args and isinstance(problem.args[0], list):
        return str(problem.args[0][0][-1])
    return ": ".join(
        filter(None, [problem.strerror or str(problem), problem.filename and str(problem.filename)])
    )


def main(arguments: list[str] | None = None) -> int:
    """Run one command; print what was done; return the exit code."""
    parser = argparse.ArgumentParser(prog="course.py", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    newer = commands.add_parser("update", help="get the newest course, and keep what you wrote")
    newer.add_argument("--from", dest="old", type=Path, help="bring your work from this older folder")
    again = commands.add_parser("reset", help="put an untouched exercise back, and keep a copy of yours")
    again.add_argument("exercise", help="such as 05")
    wanted = parser.parse_args(arguments)
    try:
        if wanted.command == "reset":
            done = [reset(wanted.exercise)]
        else:
            done = update() if wanted.old is None else update_from(wanted.old)
    except WorkError as reason:
        print(printable(reason), file=sys.stderr)
        return 1
    except OSError as problem:
        why = printable(_reason(problem))
        print(
            f"The computer refused a step ({why}), and nothing of yours was lost: put that right, then type "
            "the same command again.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("Stopped. Type the same command again: it finishes what was begun.", file=sys.stderr)
        return 1
    for sentence in done:
        print(printable(sentence))
    return 0


if __name__ == "__main__":
    sys.exit(main())
