"""How far a participant is: what each lesson asks, what is done of it, and the next step."""

import re
from pathlib import Path

import pandas as pd

from kit import shelf
from kit.answers import CHECK_CALL
from kit.ticks import done

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
        `quiz_of`. `last_at` is the time (UTC) of the lesson's last step, or missing. A time that lies in the
        future, from a clock that went wrong, counts as missing; the step counts as done.
    """
    steps = all_tasks().merge(done(), on=["exercise", "task"], how="left", indicator="found")
    steps["is_done"] = steps["found"] == "both"
    counts = steps.groupby(["exercise", "where"])["is_done"].agg(["sum", "size"]).unstack(fill_value=0)
    table = pd.DataFrame(index=counts.index)
    for where in ("exercise", "quiz"):
        for short, long in (("sum", "done"), ("size", "of")):
            table[f"{where}_{long}"] = counts[short][where] if where in counts[short] else 0
    past = steps["done_at"].where(steps["done_at"] <= pd.Timestamp.now("UTC"))
    return table.assign(last_at=past.groupby(steps["exercise"]).max())


def is_begun(table: pd.DataFrame) -> pd.Series:
    """Return for each lesson of :func:`overview` whether a step of it is done."""
    return table["exercise_done"] + table["quiz_done"] > 0


def next_step(table: pd.DataFrame) -> tuple[str, str] | None:
    """Return where to go on: a lesson's name, and its part, "exercise" or "quiz"; None when all is done.

    It is the lesson worked on last, as long as something is left there, and then the next one.

    Parameters
    ----------
    table : DataFrame
        From :func:`overview`.
    """
    begun = is_begun(table)
    if not begun.any():
        return (table.index[0], "quiz") if len(table) else None
    known = table["last_at"].notna().any()
    last = table.index.get_loc(table["last_at"].idxmax() if known else begun.idxmax())
    for name, row in pd.concat([table.iloc[last:], table.iloc[:last]]).iterrows():
        if row["exercise_done"] < row["exercise_of"] and begun[name]:
            return name, "exercise"
        if row["quiz_done"] < row["quiz_of"]:
            return name, "quiz"
        if row["exercise_done"] < row["exercise_of"]:
            return name, "exercise"
    return None
