"""Write the board paper: what a participant wrote and decided in the exercises, on pages that print.

`python course.py paper`. It stays in the folder `my_work`; nothing is sent anywhere.
"""

import json
import re
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import jinja2

from checks.decide import NOTHING
from kit import facts, overview, shelf
from kit.answers import CHECK_CALL
from page import files, written

PAPER = shelf.COURSE / "my_work" / "board_paper.html"
TASK = re.compile(r"^# ## Task \d · (Write|Decide)(?:\b[^:\n]*)?: (.+)$", re.MULTILINE)
ROW = ("contacted", "held out", "cost", "adds", "low", "high")  # of a campaign, as it was kept
TEMPLATE = Path(__file__).with_name("board_paper.html.j2")


@dataclass
class Part:
    """What the paper says of one exercise: its texts as (heading, text), its decision, or nothing."""

    title: str
    question: str
    texts: list[tuple[str, str]] = field(default_factory=list)
    decision: str = ""
    campaigns: list[dict[str, Any]] = field(default_factory=list)
    decided: str = ""


def parts() -> list[Part]:
    """Return a part for each exercise in which something was written or tried out, in the course's order."""
    found = []
    for lesson in facts.lessons():
        kept = written.kept(lesson.name)
        if kept:
            part = _part(lesson, kept)
            if part.texts or part.campaigns:
                found.append(part)
    return found


def _part(lesson: facts.Lesson, kept: dict[str, str]) -> Part:
    part = Part(lesson.title, lesson.question)
    source = (shelf.LESSONS / f"{lesson.name}_exercise.py").read_text(encoding="utf-8")
    for found in TASK.finditer(source):
        kind, heading = found[1], found[2][0].upper() + found[2][1:]
        name = CHECK_CALL.search(source, found.end())[1]
        if kind == "Write" and kept.get(name):
            part.texts.append((heading, kept[name]))
        if kind == "Decide" and name in kept:
            part.decision = heading
            part.campaigns, part.decided = _decision(kept[name])
    return part


def _decision(text: str) -> tuple[list[dict[str, Any]], str]:
    """Return the campaigns that can be read, and the decision in a sentence."""
    try:
        record = json.loads(text)
        rows = [{name: float(row[name]) for name in ROW} for row in record["campaigns"]]
        marks = [row["plan"] for row in record["campaigns"]]
        decided = record.get("decided")
    except (ValueError, TypeError, KeyError):
        return [], ""
    if decided is None:
        return rows, "Not yet decided."
    if decided == NOTHING or decided not in marks:
        return rows, "Decided: to send nothing."
    row = rows[marks.index(decided)]
    unclear = row["low"] < 0 < row["high"]
    return rows, (
        f"Decided: the plan of campaign {marks.index(decided) + 1}, which adds {row['low']:,.0f} to "
        f"{row['high']:,.0f} SEK if all get it (95 % interval)."
        + (" The campaign could not tell it from sending nothing." if unclear else "")
    )


def completed() -> str:
    """Return in a sentence what of the course is done."""
    table = overview.overview()
    whole = [name[:2] for name, row in table.iterrows() if 0 < row["exercise_of"] == row["exercise_done"]]
    exercises = f"; whole exercises: {', '.join(whole)}" if whole else ""
    return (
        f"Completed by {date.today():%d %B %Y}: {table['exercise_done'].sum()} of "
        f"{table['exercise_of'].sum()} tasks and {table['quiz_done'].sum()} of {table['quiz_of'].sum()} "
        f"questions{exercises}."
    )


def page() -> str:
    """Return the paper, a whole HTML document that needs no network."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(parts=parts(), completed=completed())


def write() -> str:
    """Write the paper into `my_work`, and say where it lies or why there is none."""
    if not parts():
        return (
            "There is nothing to put into a board paper yet: write or decide something in an exercise first, "
            "for instance in exercise 05, tasks 5 and 6."
        )
    try:
        files.swap_in(PAPER, page().encode("utf-8"))
    except OSError:
        return "The board paper could not be written: is my_work/board_paper.html open elsewhere? Try again."
    return "Your board paper is in the folder my_work: board_paper.html. It opens in any browser, and prints."


def main() -> int:
    """Write the paper; return the exit code."""
    print(write())
    return 0 if parts() else 1


if __name__ == "__main__":
    sys.exit(main())
