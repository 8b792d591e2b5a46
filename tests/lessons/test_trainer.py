"""TRAINER.md says what the lessons say: minutes, headings, tasks, and timetables whose sums are right."""

import ast
import math
import re

import pytest

from kit.shelf import COURSE as ROOT
from kit.shelf import WORKBENCH

GUIDE = (ROOT / "TRAINER.md").read_text(encoding="utf-8")
LESSONS = {
    path.stem[:2]: path
    for path in sorted((ROOT / "lessons").glob("[0-9][0-9]_*.py"))
    if not path.stem.endswith("_exercise") and path.stem != WORKBENCH and not path.stem.startswith("00")
}
COLUMNS = {
    "read aloud": "reading",
    "read in groups": "reading",
    "live picture": "live picture",
    "your own file": "your own file",
    "exercise": "exercise",
}
MOST_LINES, LONGEST_SITTING_MINUTES = 26, 120


def low_high(text):
    """Two numbers from "40–60 min"; "10 min" is 10 and 10."""
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    return numbers[0], numbers[-1]


def minutes_in_head(number):
    """Low and high minutes by part, as the table at the head of a lesson says."""
    head = re.search(r"# \| (reading \|.*)\n# \|[-|]+\|\n# \| (.*)\n", LESSONS[number].read_text("utf-8"))
    parts = zip(head[1].split("|"), head[2].split("|"), strict=True)
    return {name.strip(): low_high(cell) for name, cell in parts if re.search(r"\d min", cell)}


def headings(number):
    """Titles of a lesson's sections and subsections."""
    return re.findall(r"^# ##+ (.+)$", LESSONS[number].read_text("utf-8"), re.MULTILINE)


def tasks(number):
    """Name of each task's check, by the task's number, as far as the exercise calls it."""
    checks = ROOT / "checks" / f"{LESSONS[number].stem[3:]}.py"
    exercise = LESSONS[number].with_name(f"{LESSONS[number].stem}_exercise.py").read_text("utf-8")
    called = set(re.findall(r"^check\.(\w+)\(", exercise, re.MULTILINE))
    found = {}
    for function in ast.parse(checks.read_text("utf-8")).body:
        for call in getattr(function, "decorator_list", []):
            if isinstance(call, ast.Call) and call.func.id == "task" and function.name in called:
                found[next(k.value.value for k in call.keywords if k.arg == "number")] = function.name
    return found


def guide_to(number):
    """What the guide says about one lesson, heading included."""
    return re.search(rf"^### {number} · .*?(?=^##|\Z)", GUIDE, re.MULTILINE | re.DOTALL)[0]


def needed(number, part):
    """Low and high minutes of a part named in a timetable; of some tasks, their share of the exercise."""
    name, _, chosen = part.partition(", tasks ")
    low, high = minutes_in_head(number)[COLUMNS[name.partition(",")[0]]]
    if chosen:
        last = max(tasks(number))
        chosen = {int(task) for task in chosen.split(", ")}
        assert chosen <= set(tasks(number)), f"lesson {number} has no task {chosen - set(tasks(number))}"
        weight = len(chosen) + (last in chosen)  # the last task, the decision, counts double
        low, high = (math.ceil(limit * weight / (last + 1)) for limit in (low, high))
    return low, high


def clock(text):
    """Minutes since midnight."""
    hours, minutes = text.split(":")
    return 60 * int(hours) + int(minutes)


def timetables():
    """Yield a timetable's rows, as lists of cells, and the sentence with its sums."""
    pattern = r"^\| clock .*\n\|[-|]+\|\n((?:\|.*\n)+)\n(In all .*)$"
    for rows, sums in re.findall(pattern, GUIDE, re.MULTILINE):
        yield [[cell.strip() for cell in row.strip("|").split("|")] for row in rows.splitlines()], sums


def test_there_is_one_day_and_there_are_three():
    assert len(list(timetables())) == GUIDE.count("| clock |") == 4
    assert re.findall(r"^### (One day|Three days)$", GUIDE, re.MULTILINE) == ["One day", "Three days"]


@pytest.mark.parametrize("day", range(4))
def test_a_timetable_has_room_for_its_parts_and_adds_up(day):
    rows, sums = list(timetables())[day]
    net, low_sum, high_sum, now, sat = 0, 0, 0, clock("09:00"), 0
    for span, lessons, part, minutes, stated in rows:
        begin, end = map(clock, span.split("–"))
        assert begin == now < end, f"{span}: the slot before ends elsewhere"
        now = end
        if part in ("break", "lunch"):
            assert not minutes and not stated
            sat = 0
            continue
        sat, net = sat + end - begin, net + end - begin
        assert int(minutes) == end - begin, span
        assert sat <= LONGEST_SITTING_MINUTES, f"{span}: nobody sits so long"
        if lessons == "–":
            assert not stated, span
            continue
        both = [needed(number, part) for number in re.findall(r"\d\d", lessons)]
        low, high = max(b[0] for b in both), max(b[1] for b in both)
        assert end - begin >= low, f"{span} {part}: lesson {lessons} needs {low} minutes"
        assert stated == (f"{low}–{high}" if low < high else f"{low}"), f"{span}: {low}–{high}"
        low_sum, high_sum = low_sum + low, high_sum + high
    assert sums.startswith(f"In all {net} minutes without breaks.")
    assert sums.endswith(f"The parts named need {low_sum}–{high_sum}."), (low_sum, high_sum)


def test_the_whole_course_takes_the_hours_that_are_stated():
    spans = [span for number in LESSONS for span in minutes_in_head(number).values()]
    low, high = (round(sum(limit) / 60) for limit in zip(*spans, strict=True))
    assert f"All sixteen lessons with all exercises take {low} to {high} hours" in " ".join(GUIDE.split())


def test_every_lesson_has_its_part_in_order():
    titles = re.findall(r"^### (\d\d · .+)$", GUIDE, re.MULTILINE)
    assert titles == [
        re.search(r"^# # (.+)$", path.read_text("utf-8"), re.MULTILINE)[1] for path in LESSONS.values()
    ]


@pytest.mark.parametrize("number", LESSONS)
def test_minutes_are_those_of_the_lesson(number):
    line = re.search(r"^\*\*Minutes:\*\* (.*)\.$", guide_to(number), re.MULTILINE)[1]
    stated = {part.rpartition(" ")[0]: low_high(part) for part in line.split(", ")}
    assert stated == minutes_in_head(number)


@pytest.mark.parametrize("number", LESSONS)
def test_what_to_skip_stands_in_the_lesson(number):
    late = re.search(r"^\*\*Late\?\*\* (.*?)\n\n", guide_to(number), re.MULTILINE | re.DOTALL)[1]
    named = re.findall(r"\*([^*]+)\*", " ".join(late.split()))
    assert named and "Skip" in late
    assert set(named) <= set(headings(number)), set(named) - set(headings(number))


@pytest.mark.parametrize("number", LESSONS)
def test_sections_that_are_pointed_at_exist(number):
    existing = {
        int(n) for n in re.findall(r"^# ## (\d+) ·", LESSONS[number].read_text("utf-8"), re.MULTILINE)
    }
    pointed = re.findall(r"[Ss]ections? (\d+)(?: and (\d+))?", guide_to(number))
    assert pointed
    assert {int(n) for pair in pointed for n in pair if n} <= existing


@pytest.mark.parametrize("number", LESSONS)
def test_prompts_hold_no_figure_that_could_drift(number):
    asked = re.search(r"^\*\*Ask\*\*\n\n(.*?)\n\n", guide_to(number), re.MULTILINE | re.DOTALL)[1]
    assert 2 <= len(re.findall(r"^- ", asked, re.MULTILINE)) <= 3
    words = re.sub(r"[Ss]ections? \d+(?: and \d+)?|[Ll]esson \d\d", "", asked)
    assert not re.search(r"\d", words), re.findall(r".{20}\d.{10}", words)


@pytest.mark.parametrize("number", LESSONS)
def test_every_task_and_no_other_is_mentioned_by_its_check(number):
    rows = re.findall(r"^\| (\d) `(\w+)` \| (.+) \| (.+) \|$", guide_to(number), re.MULTILINE)
    assert [(int(n), name) for n, name, *_ in rows] == sorted(tasks(number).items())
    assert len(rows) == guide_to(number).count("\n| ") - 1, "a row of the table is not read"
    assert len({words for *_, words in rows}) == len(rows)


@pytest.mark.parametrize("number", LESSONS)
def test_a_lesson_fits_a_page(number):
    lines = guide_to(number).strip().splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= 320, max(lines, key=len)


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#\s]+)\)", GUIDE):
        assert "://" in target or (ROOT / target).exists(), target
