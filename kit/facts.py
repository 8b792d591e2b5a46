"""Facts about lessons that nobody types: minutes, tasks, the map of the start page, the trainer's times.

A source says where a fact belongs, as `{{=reading}}`; the build puts it in. In TRAINER.md, which has no
source, the build writes minutes, times and names of tasks over those that stand there.
"""

import math
import os
import re
from functools import cached_property
from pathlib import Path

import nbformat

from kit import shelf
from kit.answers import WRITING_CALL

WORDS_A_MINUTE = 200
PICTURE_MINUTES, TABLE_MINUTES, LINE_MINUTES = 30 / 60, 20 / 60, 8 / 60
LIVE_MINUTES = (10, 15)
OWN_FILE_MINUTES = (30, 90)
TASK_MINUTES, ANSWER_LINE_MINUTES = 2, (0.5, 1)  # thinking about a task and checking it; a line of its answer
WRITING_MINUTES = 4  # a text; a decision, besides its lines
CHECK = re.compile(r"^check\.(\w+)\(", re.MULTILINE)
NUMBERS = "no one two three four five six seven eight nine ten".split()
PLACE = re.compile(r"\{\{=([a-z ]+)\}\}")
GUIDE = shelf.COURSE / "TRAINER.md"
PARTS = {
    "read in groups": "reading",
    "live picture": "live picture",
    "your own file": "your own file",
    "exercise": "exercise",
}

Span = tuple[int, int]


# ---------------------------------------------------------------- minutes


def reading(notebook: nbformat.NotebookNode) -> Span:
    """Return the minutes for a built lesson: low for its text, pictures and tables, high for every line too.

    A text is read at 200 words a minute; a picture takes 30 seconds, a table 20, a visible line of code 8.
    """
    minutes, lines = 0.0, 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            rows = re.findall(r"^\|[-| :]+\|$", cell.source, re.MULTILINE)
            minutes += _words(cell.source) / WORDS_A_MINUTE + len(rows) * TABLE_MINUTES
            continue
        if not cell.metadata.get("jupyter", {}).get("source_hidden"):
            lines += sum(
                bool(line.strip()) and not line.strip().startswith("#") for line in cell.source.split("\n")
            )
        shown = [output.get("data", {}) for output in cell.outputs]
        minutes += sum("image/png" in data for data in shown) * PICTURE_MINUTES
        minutes += sum("<table" in data.get("text/html", "") for data in shown) * TABLE_MINUTES
    return _rounded(minutes, minutes + lines * LINE_MINUTES)


def exercise(solved: nbformat.NotebookNode) -> Span:
    """Return low and high minutes for an exercise, by its text, its tasks and the lines of their answers."""
    words = sum(_words(cell.source) for cell in solved.cells if cell.cell_type == "markdown")
    lines = sum(cell.metadata.get("lines", 0) for cell in solved.cells)
    code = "\n".join(cell.source for cell in solved.cells if cell.cell_type == "code")
    texts = len(WRITING_CALL.findall(code)) + code.count(".campaign(")
    least = words / WORDS_A_MINUTE + len(tasks(solved)) * TASK_MINUTES + texts * WRITING_MINUTES
    return _rounded(*(least + lines * each for each in ANSWER_LINE_MINUTES))


def _words(text: str) -> int:
    """Count a text's words: the line of links is not read, whether it is filled in already or not."""
    return len(re.sub(r"^(\{\{=way\}\}|\[Start page\].*)$", "", text, flags=re.MULTILINE).split())


def tasks(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the names of an exercise's tasks, in order."""
    return CHECK.findall("\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code"))


def _rounded(low: float, high: float) -> Span:
    return max(5, 5 * round(low / 5)), max(5, 5 * math.ceil(high / 5))


def in_words(span: Span) -> str:
    """Write a span of minutes: "20–60", or "10" when both are the same."""
    return f"{span[0]}–{span[1]}" if span[0] < span[1] else f"{span[0]}"


class Lesson:
    """What stands in a lesson's source and in what is built from it."""

    def __init__(self, name: str, *folders: Path, sources: Path = shelf.LESSONS) -> None:
        """Read a lesson by name; notebooks are taken from the first folder that holds them."""
        self.name, self.number = name, name[:2]
        self.text = (sources / f"{name}.py").read_text(encoding="utf-8")
        self.title = re.search(r"^# # (.+)$", self.text, re.MULTILINE)[1]
        asked = re.search(r"^# \*\*The question\.\*\* (.+(?:\n# .+)*)", self.text, re.MULTILINE)
        self.question = asked[1].replace("\n# ", " ") if asked else ""
        self._folders = folders or (shelf.COURSE,)

    def notebook(self, folder: str) -> nbformat.NotebookNode | None:
        """Return the built notebook in "notebooks" or "solutions"; None where there is none."""
        for root in self._folders:
            path = root / shelf.notebook(folder, self.name)
            if path.exists():  # built by us, so it need not be validated, which takes long
                return nbformat.v4.reads(path.read_text(encoding="utf-8"))
        return None

    @cached_property
    def minutes(self) -> dict[str, Span]:
        """Return low and high minutes by part, as the lesson's head names them."""
        head = re.search(r"^# \| reading \|(.*)$", self.text, re.MULTILINE)
        named = ["reading", *(part.strip() for part in head[1].split("|"))] if head else []
        known = {"live picture": LIVE_MINUTES, "your own file": OWN_FILE_MINUTES}
        spans = {part: known[part] for part in named if part in known}
        lesson, solution = self.notebook("notebooks"), self.notebook("solutions")
        if lesson is not None:
            spans["reading"] = reading(lesson)
        if solution is not None:
            spans["exercise"] = exercise(solution)
        return {part: spans[part] for part in named if part in spans}

    @cached_property
    def tasks(self) -> list[str]:
        """Return the names of the exercise's tasks, in order."""
        solution = self.notebook("solutions")
        return [] if solution is None else tasks(solution)


def lessons(*folders: Path) -> list[Lesson]:
    """Return the lessons in order, without the start page and the tools."""
    names = [name for name in shelf.lesson_names() if name not in shelf.TOOLS and not name.startswith("00")]
    return [Lesson(name, *folders) for name in names]


# ---------------------------------------------------------------- what the build puts into notebooks


def put_into(target: Path, sources: Path, names: list[str]) -> None:
    """Fill the places for facts in the built notebooks of some lessons.

    Parameters
    ----------
    target : Path
        The folder that holds the built `notebooks/`, `exercises/` and `solutions/`. What is not there is
        looked up in the course itself.
    sources : Path
        The folder of the lessons' sources.
    names : list of str
        Lessons, such as "05_behavioural".
    """
    for source in shelf.sources(sources):
        name = shelf.lesson_name(source)
        for path in [target / place for place in shelf.targets(source)] if name in names else []:
            if path.exists() and PLACE.search(path.read_text(encoding="utf-8")):
                _fill(path, _known(name, target, sources) | {"way": way(path.relative_to(target), sources)})


def _fill(path: Path, known: dict[str, str]) -> None:
    """Write the facts into one built notebook."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = PLACE.sub(lambda place: known[place[1]], cell.source)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


def way(path: Path, sources: Path) -> str:
    """Return the line of links from one notebook of a lesson to the others, and to the next lesson."""
    name = shelf.lesson_name(path)
    places = {"Start page": Path("notebooks", "00_start_here.ipynb")}
    for kind, suffix in (("Lesson", ""), ("Exercise", "_exercise"), ("Evidence", "_evidence")):
        source = sources / f"{name}{suffix}.py"
        if source.exists():
            places[kind] = shelf.targets(source)[-1]
    names = shelf.lesson_names(sources)
    later = [other for other in names if other > name and other not in shelf.TOOLS]
    if later:
        title = Lesson(later[0], sources=sources).title
        places[f"Next: {title}"] = shelf.targets(sources / f"{later[0]}.py")[-1]
    links = {
        text: Path(os.path.relpath(place, path.parent)).as_posix()
        for text, place in places.items()
        if place != path
    }
    return " · ".join(f"[{text}]({link})" for text, link in links.items())


def _known(name: str, target: Path, sources: Path) -> dict[str, str]:
    """Return the facts of one lesson by the words that a source asks for them with."""
    if name.startswith("00"):
        return {}
    lesson = Lesson(name, target, shelf.COURSE, sources=sources)
    known = {part: in_words(span) for part, span in lesson.minutes.items()}
    return known | {"tasks": f"{NUMBERS[len(lesson.tasks)].capitalize()} tasks"}


# ---------------------------------------------------------------- what the build writes into TRAINER.md


def write_guide() -> None:
    """Write what the lessons say into TRAINER.md."""
    text = GUIDE.read_text(encoding="utf-8")
    GUIDE.write_text(fill_guide(text), encoding="utf-8", newline="\n")


def fill_guide(text: str) -> str:
    """Return the trainer's guide with every title, minute, time and task's name as the lessons have them.

    A timetable's slot is given by its clock; what its parts need, and the sums, are worked out.
    """
    by_number = {lesson.number: lesson for lesson in lessons()}
    part = re.compile(r"^### (\d\d) · .*\n(?:.*\n)*?(?=^##|\Z)", re.MULTILINE)
    text = part.sub(lambda found: _part(found[0], by_number[found[1]]), text)
    table = re.compile(r"(^\| clock .*\n\|[-|]+\|\n)((?:\|.*\n)+)\n.*\n", re.MULTILINE)
    text = table.sub(lambda found: found[1] + _timetable(found[2], by_number), text)
    spans = [span for lesson in by_number.values() for span in lesson.minutes.values()]
    low, high = (round(sum(limits) / 60) for limits in zip(*spans, strict=True))
    return re.sub(r"take \d+ to \d+ hours", f"take {low} to {high} hours", text)


def _part(text: str, lesson: Lesson) -> str:
    """Write title, minutes and the tasks' names into the guide's part about a lesson."""
    minutes = ", ".join(f"{part} {in_words(span)}" for part, span in lesson.minutes.items())
    text = re.sub(r"^### .*", f"### {lesson.title}", text)
    text = re.sub(r"^\*\*Minutes:\*\* .*", f"**Minutes:** {minutes}.", text, flags=re.MULTILINE)
    names = dict(enumerate(lesson.tasks, start=1))
    row = re.compile(r"^\| (\d) `\w+` \|", re.MULTILINE)
    return row.sub(lambda found: f"| {found[1]} `{names.get(int(found[1]), 'no such task')}` |", text)


def _timetable(rows: str, by_number: dict[str, Lesson]) -> str:
    """Write minutes and needs into a timetable's rows, and their sums below it."""
    lines, net, least, most = [], 0, 0, 0
    for row in rows.splitlines():
        span, numbers, part, *_ = (cell.strip() for cell in row.strip("|").split("|"))
        if part in ("break", "lunch"):
            lines.append(f"| {span} | {numbers} | {part} | | |")
            continue
        minutes = slot(span)
        net += minutes
        needs = [needed(by_number[number], part) for number in re.findall(r"\d\d", numbers)]
        if not needs:
            lines.append(f"| {span} | {numbers} | {part} | {minutes} | |")
            continue
        low, high = (max(limits) for limits in zip(*needs, strict=True))
        least, most = least + low, most + high
        lines.append(f"| {span} | {numbers} | {part} | {minutes} | {in_words((low, high))} |")
    sums = f"In all {net} minutes without breaks. The parts named need {least}–{most}."
    return "\n".join(lines) + f"\n\n{sums}\n"


def slot(span: str) -> int:
    """Return the minutes between two clocks, such as "09:20–09:50"."""
    begin, end = (60 * int(clock[:2]) + int(clock[3:]) for clock in span.split("–"))
    return end - begin


def needed(lesson: Lesson, part: str) -> Span:
    """Return low and high minutes of a timetable's part; of some tasks, their share of the exercise.

    A run sheet is the lesson read, its live picture, and one task.
    """
    if part == "run sheet":
        spans = [needed(lesson, one) for one in ("read in groups", "live picture", "exercise, tasks 1")]
        low, high = (sum(limits) for limits in zip(*spans, strict=True))
        return low, high
    name, _, chosen = part.partition(", tasks ")
    low, high = lesson.minutes[PARTS[name.partition(",")[0]]]
    if chosen:
        last, chosen_tasks = len(lesson.tasks), {int(task) for task in chosen.split(", ")}
        weight = len(chosen_tasks) + (last in chosen_tasks)  # the last task, the decision, counts double
        low, high = (math.ceil(limit * weight / (last + 1)) for limit in (low, high))
    return low, high
