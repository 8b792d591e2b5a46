"""Make one table of a class's progress files: `python course.py class FOLDER`."""

import argparse
import sys
from pathlib import Path

import pandas as pd

from helpers import progress
from kit.overview import all_tasks
from own_file.save import save_frame
from own_file.table import OwnFileError


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
            kept[name] = progress.parse(path)
        except (OSError, ValueError):
            broken.append(path.relative_to(folder).as_posix())
    if broken:
        print(f"Not read, because they are no progress files: {', '.join(broken)}. Ask for them again.")
    if not kept:
        raise ValueError(
            f"There is no progress file in {folder}. Collect the participants' progress.json there, each "
            "under its own name, such as anna.json."
        )
    everything = all_tasks()
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
    out = folder / "class_progress.csv"
    try:
        save_frame(table.round(3).reset_index(), out, mark=True)
    except OwnFileError:
        print(
            f"{out.name} cannot be written: is it open in a spreadsheet? Close it and type the same again.",
            file=sys.stderr,
        )
        return 1
    print(f"\nThe same table, for a spreadsheet: {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
