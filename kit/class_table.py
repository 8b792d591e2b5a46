"""Make one table of a class's progress files: `python course.py class FOLDER`."""

import argparse
import sys
from pathlib import Path

import pandas as pd

from kit.overview import all_tasks
from kit.screen import printable
from own_file.save import save_frame
from own_file.table import OwnFileError
from page import files, progress

TABLE = "class_progress.csv"


def collect(folder: str | Path) -> pd.DataFrame:
    """Make one table of a class's progress files.

    Parameters
    ----------
    folder : str or Path
        Holds the files that participants handed in: `anna.json`, or a folder for each with its
        `progress.json`. Only plain files of up to 1 MB are read: no link, pipe or device. What cannot be
        read is named in a sentence.

    Returns
    -------
    DataFrame
        One row per file, named by the file or the folder, or by both where two have the same name; one
        column per lesson with the share that is done, 0 to 1; and `all`, the share of the whole course.

    Raises
    ------
    ValueError
        When the folder is not there or holds no progress file.
    """
    folder = Path(folder)
    kept, newer, broken = {}, [], []
    for path in sorted([*folder.glob("*.json"), *folder.glob("*/progress.json")]):
        try:
            if path.parent.is_symlink() and path.parent != folder:
                raise OSError("in a folder that is a link")
            kept[path] = progress.parse(files.read_plain(path, progress.MOST_BYTES, links=False))
        except progress.NewerFormat:
            newer.append(printable(path.relative_to(folder).as_posix()))
        except (OSError, ValueError):
            broken.append(printable(path.relative_to(folder).as_posix()))
    if newer:
        print(f"Not read, because a newer course wrote them: {', '.join(newer)}. Update this one.")
    if broken:
        print(f"Not read, because they are no progress files: {', '.join(broken)}. Ask for them again.")
    if not kept:
        raise ValueError(
            f"There is no progress file in {printable(folder)}. Collect the participants' "
            "progress.json there, each under its own name, such as anna.json."
        )
    everything = all_tasks()
    by_lesson = {name: tasks["task"].tolist() for name, tasks in everything.groupby("exercise")}
    counts = pd.DataFrame(
        [
            [sum(task in have.get(name, {}) for task in tasks) for name, tasks in by_lesson.items()]
            for have in kept.values()
        ],
        columns=list(by_lesson),
        index=pd.Index(_names(list(kept), folder), name="participant"),
    )
    sizes = pd.Series({name: len(tasks) for name, tasks in by_lesson.items()})
    return (counts / sizes).assign(all=counts.sum(axis=1) / sizes.sum()).sort_index()


def _names(paths: list[Path], folder: Path) -> list[str]:
    """Return a name for each file that a screen can show; where two have the same, the whole path."""
    short = [printable(path.stem if path.parent == folder else path.parent.name) for path in paths]
    long = [printable(path.relative_to(folder).as_posix()) for path in paths]
    return [name if short.count(name) == 1 else whole for name, whole in zip(short, long, strict=True)]


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
    try:
        save_frame(table.round(3).reset_index(), folder / TABLE, mark=True)
    except OwnFileError as problem:
        print(f"{problem} Put that right and type the same again.", file=sys.stderr)
        return 1
    print(f"\nThe same table, for a spreadsheet: {printable(folder / TABLE)}")
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    sys.exit(main())
