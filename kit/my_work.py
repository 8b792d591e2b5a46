"""Keep what a participant wrote: bring it into a newer course, and put an untouched exercise back.

`python -m kit.my_work update`, `update --from OLD_FOLDER` or `reset 05`. Every file that is about to
change is copied first, into a folder of `my_work/` that is named by the date and time.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

from helpers import files, progress
from kit import shelf
from kit.shelf import COURSE, FOLDERS

# nbformat and nbdime take seconds to import, so they are imported where they are used.

KEPT = "my_work"
UNFINISHED = ".update.json"
GIT_SECONDS = 300
NOTICE = "\n\n**On Binder**"
RELOAD = "Is it open in JupyterLab? Then choose File → Reload Notebook from Disk, and Reload."


class WorkError(Exception):
    """One sentence for the reader: what was found, what was expected, what to do."""


# ---------------------------------------------------------------- copies


def keep_copies(paths: list[str], course: Path = COURSE, *, of: Path | None = None) -> Path:
    """Copy files into a new dated folder of `my_work/`.

    Parameters
    ----------
    paths : list of str
        Relative to the folder, such as "exercises/05_behavioural.ipynb".
    course : Path
        The course that gets the copies.
    of : Path, optional
        The folder that they are copied from; the course itself when None.

    Returns
    -------
    Path
        The dated folder; the files lie in it under the same relative paths.
    """
    (course / KEPT).mkdir(exist_ok=True)
    stamp = datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
    taken = {folder.name for folder in (course / KEPT).iterdir()}
    names = (stamp if number == 1 else f"{stamp}_{number}" for number in range(1, 10_000))
    folder = course / KEPT / next(name for name in names if name not in taken)
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2((of or course) / path, folder / path)
    return folder


def _written(notebook) -> bytes:
    import nbformat

    return (nbformat.writes(notebook) + "\n").encode("utf-8")


def _read(content: bytes):
    """Read a notebook and bring it to the course's own version of the format.

    Raises
    ------
    WorkError
        When it is no notebook.
    """
    import nbformat
    from nbformat.validator import normalize

    try:
        notebook = nbformat.convert(nbformat.reader.reads(content.decode("utf-8")), 4)
        notebook = notebook if notebook.nbformat_minor >= 5 else nbformat.v4.upgrade(notebook)
        notebook = normalize(notebook)[1]  # an id that is missing, or stands twice, gets a new one
        nbformat.validate(notebook)
        return notebook
    except Exception as problem:  # broken JSON, another format, a missing part: nbformat raises many kinds
        raise WorkError(f"is no notebook that can be read ({type(problem).__name__})") from None


# ---------------------------------------------------------------- the untouched exercise


def as_given(path: str, course: Path, seen: list):
    """Return a notebook as the course gives it, made from its source without running it.

    Parameters
    ----------
    path : str
        Such as "exercises/05_behavioural.ipynb".
    course : Path
        The course that holds the source.
    seen : list of NotebookNode
        Notebooks built from the same source: the numbers in the text are taken from them.

    Raises
    ------
    WorkError
        When the course has no source for it, or one that cannot be read.
    """
    from kit import build

    folder, name = Path(path).parent.name, Path(path).stem
    source = course / "lessons" / (f"{name}.py" if folder == "notebooks" else f"{name}_exercise.py")
    if not source.exists():
        raise WorkError(f"{path} cannot be made: lessons/{source.name} is missing. Get the course anew.")
    try:
        if folder == "notebooks":
            notebook = build.read_source(source)
        else:
            notebook = build.solved_and_untouched(source)[folder == "exercises"]
    except build.BuildError:
        raise WorkError(
            f"{path} cannot be made: lessons/{source.name} cannot be read. Get the course anew."
        ) from None
    for cell in (cell for cell in notebook.cells if cell.cell_type == "markdown"):
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
    known = [source.stem.removesuffix("_exercise") for source in exercise_sources(course)]
    found = shelf.names_like(Path(name).stem, known)
    if len(found) != 1:
        raise WorkError(
            f"There is no exercise {name!r}. Give the number or the name of one of these: {', '.join(known)}."
        )
    return f"exercises/{found[0]}.ipynb"


def reset(name: str, course: Path = COURSE) -> str:
    """Put an untouched exercise back, after keeping a dated copy of the participant's.

    Returns
    -------
    str
        What was done, in sentences. The progress stays as it is.
    """
    path = exercise_path(name, course)
    seen = _readable([course / path.replace("exercises", "solutions", 1), course / path])
    fresh = _written(as_given(path, course, seen))
    here = course / path
    if here.exists() and here.read_bytes() == fresh:
        return f"{path} is untouched already, so nothing was done."
    kept = "There was no copy to keep."
    if here.exists():
        kept = f"Yours is kept as {_shown_path(keep_copies([path], course) / path, course)}."
    files.swap_in(here, fresh)
    return f"{path} is as new. {kept} {RELOAD}"


def _readable(paths: list[Path]) -> list:
    """Return those of the notebooks that are there and can be read."""
    found = []
    for path in paths:
        try:
            found.append(_read(path.read_bytes()))
        except (OSError, WorkError):
            continue
    return found


def _shown_path(path: Path, course: Path) -> str:
    return path.relative_to(course).as_posix()


# ---------------------------------------------------------------- bringing work into a newer notebook


def carry(base, mine, new):
    """Bring what a participant wrote into a newer version of a notebook.

    nbdime merges the three cell by cell and line by line; where both sides changed the same line, the
    participant's stays. What it should lose nevertheless is put at the end, as cells of its own.

    Parameters
    ----------
    base : NotebookNode
        The notebook as the course gave it to the participant.
    mine : NotebookNode
        The participant's.
    new : NotebookNode
        The newer one.

    Returns
    -------
    NotebookNode
    """
    import nbformat
    from nbdime.merging.notebooks import merge_notebooks

    mine = _with_known_ids(mine, base)
    rules = SimpleNamespace(
        merge_strategy="use-local",
        input_strategy=None,
        output_strategy=None,
        ignore_transients=True,
        log_level="ERROR",
    )
    merged, _ = merge_notebooks(*map(_without_outputs, (base, mine, new)), rules)
    merged.metadata, merged.nbformat, merged.nbformat_minor = new.metadata, 4, 5
    merged.cells = _distinct(merged.cells + _lost(base, mine, merged))
    _put_outputs_back(merged, mine, new)
    nbformat.validate(merged)
    return merged


def _with_known_ids(mine, base):
    """Give cells their ids back, where another program renamed them: by their task, or by their source."""
    free = [cell for cell in base.cells if cell.id not in {own.id for own in mine.cells}]
    for cell in mine.cells:
        if cell.id in {known.id for known in base.cells}:
            continue
        task = cell.metadata.get("task")
        same = [k for k in free if k.source == cell.source or (task and k.metadata.get("task") == task)]
        if same:
            cell.id = same[0].id
            free.remove(same[0])
    return mine


def _without_outputs(notebook):
    """Return a copy without results, and without what a program notes about itself."""
    import nbformat

    bare = nbformat.from_dict(json.loads(json.dumps(notebook)))
    bare.metadata = nbformat.from_dict({})
    bare.nbformat, bare.nbformat_minor = 4, 5
    for cell in bare.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return bare


def _lost(base, mine, merged) -> list:
    """Return the participant's cells with a line of their own that the merged notebook has nowhere."""
    given, there = (
        {line.strip() for cell in notebook.cells for line in cell.source.split("\n")}
        for notebook in (base, merged)
    )
    return [
        cell
        for cell in mine.cells
        if any(line.strip() not in given | there for line in cell.source.split("\n") if line.strip())
    ]


def _distinct(cells: list) -> list:
    """Give a cell whose id stands twice a new one."""
    seen = set()
    for cell in cells:
        if cell.id in seen:
            cell.id = uuid.uuid4().hex[:8]
        seen.add(cell.id)
    return cells


def _put_outputs_back(merged, mine, new) -> None:
    """Give each cell the results of the cell that it comes from, where the source is the same."""
    ran = {(cell.id, cell.source): cell for one in (mine, new) for cell in one.cells if cell.get("outputs")}
    for cell in (cell for cell in merged.cells if cell.cell_type == "code"):
        before = ran.get((cell.id, cell.source))
        if before is not None:
            cell.outputs, cell.execution_count = before.outputs, before.execution_count


def _carried(base: bytes | None, mine: bytes, new: bytes) -> bytes:
    """Return the bytes of the new notebook with the participant's work in it.

    Raises
    ------
    WorkError
        When one of the three cannot be read or merged.
    """
    if base is None:
        raise WorkError("belongs to no older version that is known")
    try:
        return _written(carry(*map(_read, (base, mine, new))))
    except WorkError:
        raise
    except Exception as problem:  # nbdime meets a notebook that it does not understand: the copy is kept
        raise WorkError(f"could not be merged ({type(problem).__name__})") from None


def _same_work(one: bytes, other: bytes) -> bool:
    """Tell whether two notebooks hold the same sources, whatever their results."""
    try:
        pair = [[(c.cell_type, c.source) for c in _read(content).cells] for content in (one, other)]
    except WorkError:
        return one == other
    return pair[0] == pair[1]


def _place(path: str, course: Path, old_notebook: bytes) -> str | None:
    """Return where a notebook of the older course stands in the newer one, or None.

    A renamed exercise keeps its number, and at least one of its tasks.
    """
    if (course / path).exists():
        return path
    pattern = f"{Path(path).parent.as_posix()}/{Path(path).name[:2]}_*.ipynb"
    for other in sorted(course.glob(pattern)):
        if _tasks(old_notebook) & _tasks(other.read_bytes()):
            return _shown_path(other, course)
    return None


def _tasks(content: bytes) -> set[str]:
    try:
        return {cell.metadata["task"] for cell in _read(content).cells if "task" in cell.metadata}
    except WorkError:
        return set()


def _bring(path: str, base: bytes | None, mine: bytes, copy: str, course: Path) -> str:
    """Bring one notebook into the newer course; return what was done, in one sentence."""
    place = _place(path, course, mine)
    if place is None:
        return f"{path} is no longer part of the course; yours is kept as {copy}."
    if base is not None and _same_work(base, mine):
        return f"{place} is new; you had changed nothing in it but results. Your old file is kept as {copy}."
    try:
        files.swap_in(course / place, _carried(base, mine, (course / place).read_bytes()))
    except WorkError as reason:
        return f"{place} is new, without your work: your file {reason}. It is kept as {copy}."
    return f"{place} is new, with what you wrote in it. Your old file is kept as {copy}."


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
        When git is not there, the network is not, or the course cannot be updated; nothing has changed then.
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
    for sentence in _finish(course):
        print(sentence, flush=True)  # at once: what follows can fail
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
            env=os.environ | {"GIT_TERMINAL_PROMPT": "0"},
        )
    except subprocess.TimeoutExpired:
        raise WorkError(f"git took longer than {GIT_SECONDS} s; try again with a better network.") from None
    if ended.returncode:
        said = ended.stderr.decode("utf-8", "replace").strip().splitlines() or ["nothing"]
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
        When another file than a notebook was changed on both sides.
    """
    theirs = _names(_git(course, "diff", "--name-only", "--no-renames", "-z", before, newest))
    here = {path for path in _unlike(course, before) & theirs if (course / path).exists()}
    mine = {path for path in here if not _is_as_in(course, newest, path)}
    other = sorted(path for path in mine if not path.startswith(FOLDERS) or not path.endswith(".ipynb"))
    if other:
        raise WorkError(
            f"You have changed {', '.join(other)}, and so has the newer course: copy your version to another "
            f"place, type git checkout {' '.join(other)}, and update again."
        )
    return sorted(mine)


def _unlike(course: Path, version: str) -> set[str]:
    """Return the files that stand here otherwise than in a version of the course, or in only one of them."""
    changed = _names(_git(course, "diff", "--name-only", "--no-renames", "-z", version))
    return changed | _names(_git(course, "ls-files", "--others", "-z", *FOLDERS))


def _names(listed: bytes) -> set[str]:
    return set(filter(None, listed.decode("utf-8").split("\0")))


def _switch(course: Path, note: dict) -> None:
    """Let git write the newer course; when it refuses, put the participant's notebooks back."""
    before, newest = note["before"], note["newest"]
    theirs = _names(_git(course, "diff", "--name-only", "--no-renames", "-z", before, newest))
    given = _names(_git(course, "ls-tree", "-r", "--name-only", "-z", before))
    mine = _unlike(course, before) & theirs
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
    note = json.loads(file.read_text(encoding="utf-8"))
    before, newest = note["before"], note["newest"]
    switched = _is_ancestor(course, newest, _git(course, "rev-parse", "HEAD").decode().strip())
    done = []
    for path in note["paths"]:
        copy = f"{note['copies']}/{path}"
        if not (course / copy).exists():
            done.append(f"{path} stays as it is, because its copy, {copy}, is gone.")
            continue
        mine = (course / copy).read_bytes()
        place = _place(path, course, mine) if switched else path
        if place is not None and (course / place).exists() and not _is_given(course, place, before, newest):
            done.append(
                f"{place} holds work of yours already, so it stays; your older file is kept as {copy}."
            )
            continue
        if switched:
            done.append(_bring(path, _git_file(course, before, path), mine, copy, course))
        else:
            files.swap_in(course / path, mine)
    file.unlink()
    return done


def _is_given(course: Path, path: str, *versions: str) -> bool:
    """Tell whether a file stands as one of these versions of the course, or the present one, has it."""
    return any(_is_as_in(course, version, path) for version in ("HEAD", *versions))


def _is_as_in(course: Path, version: str, path: str) -> bool:
    return (course / path).read_bytes() == _git_file(course, version, path)


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
        When the folder is no course, or this one.
    """
    old = old.resolve()
    if not (old / "exercises").is_dir():
        raise WorkError(
            f"{old} has no folder exercises, so it is no older course: give the folder that holds course.py."
        )
    if old == course.resolve():
        raise WorkError("That is this course itself: give the folder of the older one.")
    done = []
    for path in _notebooks(old):
        done += _bring_from(path, old, course)
    done += _take_copies(old, course)
    if (old / "progress.json").exists():
        done.append(progress.take_in(old / "progress.json"))
    return [*done, f"Everything else stays in {old}. Look whether all is here before you delete it."]


def _notebooks(course: Path) -> list[str]:
    return sorted(
        path.relative_to(course).as_posix() for shelf in FOLDERS for path in course.glob(f"{shelf}/*.ipynb")
    )


def _bring_from(path: str, old: Path, course: Path) -> list[str]:
    """Bring one notebook from an older folder; return a sentence, or none where nothing was to bring."""
    mine = (old / path).read_bytes()
    try:
        base = _written(as_given(path, old, _readable([old / path])))
    except WorkError:
        base = None
    if base is not None and _same_work(base, mine):
        return []
    here = course / path
    if base is None and not here.exists():
        files.swap_in(here, mine)
        return [f"{path} is your own and came along."]
    if here.exists() and _same_work(mine, here.read_bytes()):
        return []
    place = _place(path, course, mine)
    now = _readable([course / place]) if place else []
    if now and base is not None:
        given = _written(as_given(place, course, now))
        if not _same_work(given, (course / place).read_bytes()):
            if _came_before(base, mine, given, (course / place).read_bytes()):
                return []
            copy = f"{_shown_path(keep_copies([path], course, of=old), course)}/{path}"
            return [f"You have worked in {place} already, so it stays; your older file is kept as {copy}."]
    copy = f"{_shown_path(keep_copies([path], course, of=old), course)}/{path}"
    return [_bring(path, base, mine, copy, course)]


def _came_before(base: bytes, mine: bytes, given: bytes, now: bytes) -> bool:
    """Tell whether the work stands in the newer notebook already, from an earlier update."""
    try:
        return _same_work(_carried(base, mine, given), now)
    except WorkError:
        return False


def _take_copies(old: Path, course: Path) -> list[str]:
    """Copy the older folder's dated copies; what stands here under the same name stays."""
    taken = [
        entry for entry in sorted((old / KEPT).glob("[!.]*")) if not (course / KEPT / entry.name).exists()
    ]
    for entry in taken:
        copy = shutil.copytree if entry.is_dir() else shutil.copy2
        (course / KEPT).mkdir(exist_ok=True)
        copy(entry, course / KEPT / entry.name)
    return [f"{len(taken)} older copies came along in {KEPT}."] if taken else []


# ---------------------------------------------------------------- the commands


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
        print(reason, file=sys.stderr)
        return 1
    except OSError as problem:
        print(
            f"The computer refused a step ({problem}), and nothing of yours was lost: put that right, then "
            "type the same command again.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("Stopped. Type the same command again: it finishes what was begun.", file=sys.stderr)
        return 1
    print("\n".join(done))
    return 0


if __name__ == "__main__":
    sys.exit(main())
