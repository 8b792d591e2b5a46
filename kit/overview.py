"""How far a participant is: what each lesson asks, what is done of it, and the next step."""

import re
from pathlib import Path

import pandas as pd

from helpers.progress import done
from kit import shelf
from kit.answers import CHECK_CALL

# What is asked stands in the lessons' sources: a check for each task, a key for each question. So nothing has
# to be imported to count it.
QUESTION = re.compile(r'\bkey="\w+/([\w-]+)"')


def all_tasks(lessons: Path = shelf.LESSONS) -> pd.DataFrame:
    """Return everything that can be done in the course.

    Returns
    -------
    DataFrame
        One row per task or question, in the course's order: `exercise`, `task`, and `where` it is asked,
        "exercise" or "quiz".
    """
    rows = []
    for source in shelf.sources(lessons):
        where = "exercise" if shelf.is_exercise(source) else "quiz"
        pattern = CHECK_CALL if where == "exercise" else QUESTION
        found = pattern.findall(source.read_text(encoding="utf-8"))
        rows += [(shelf.lesson_name(source), task, where) for task in dict.fromkeys(found)]
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
    steps = all_tasks().merge(done(), on=["exercise", "task"], how="left")
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
