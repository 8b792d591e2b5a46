"""The trainer's pages: the build has written what lessons say, slots have room, pointers lead somewhere."""

import re

import pytest

from kit import facts
from kit.shelf import COURSE as ROOT
from kit.shelf import TOOLS
from kit.site import cards

GUIDE = (ROOT / "TRAINER.md").read_text(encoding="utf-8")
FOR_TRAINERS = ROOT / "docs" / "for_trainers"
LESSONS = {
    path.stem[:2]: path
    for path in sorted((ROOT / "lessons").glob("[0-9][0-9]_*.py"))
    if not path.stem.endswith(("_exercise", "_evidence"))
    and path.stem not in TOOLS
    and not path.stem.startswith("00")
}
BY_NUMBER = {lesson.number: lesson for lesson in facts.lessons()}
MOST_LINES, LONGEST_SITTING_MINUTES, MOST_WORDS = 26, 120, 7_000
SLOT_MINUTES = range(60, 76)


def headings(number):
    """Titles of a lesson's sections and subsections."""
    return re.findall(r"^# ##+ (.+)$", LESSONS[number].read_text("utf-8"), re.MULTILINE)


def guide_to(number):
    """What the guide says about one lesson, heading included."""
    return re.search(rf"^### {number} · .*?(?=^##|\Z)", GUIDE, re.MULTILINE | re.DOTALL)[0]


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
def test_a_timetable_has_room_for_its_parts(day):
    rows, _ = list(timetables())[day]
    now, sat = clock("09:00"), 0
    for span, lessons, part, *_ in rows:
        begin, end = map(clock, span.split("–"))
        assert begin == now < end, f"{span}: the slot before ends elsewhere"
        now = end
        sat = 0 if part in ("break", "lunch") else sat + end - begin
        assert sat <= LONGEST_SITTING_MINUTES, f"{span}: nobody sits so long"
        for number in re.findall(r"\d\d", lessons):
            low, _ = facts.needed(BY_NUMBER[number], part)
            assert end - begin >= low, f"{span} {part}: lesson {number} needs {low} minutes"
            chosen = {int(task) for task in re.findall(r"\d", part)}
            assert chosen <= set(range(1, len(BY_NUMBER[number].tasks) + 1)), f"{span}: no such task"


def test_the_build_writes_what_the_lessons_say():
    typed = re.sub(r"take \d+ to \d+ hours", "take 1 to 2 hours", GUIDE).replace("reading ", "reading 1")
    assert facts.fill_guide(typed) == GUIDE != typed


def test_every_lesson_has_its_part_in_order():
    assert re.findall(r"^### (\d\d) · ", GUIDE, re.MULTILINE) == list(LESSONS)


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
def test_every_task_is_mentioned_once(number):
    rows = re.findall(r"^\| (\d) `\w+` \| (.+) \| (.+) \|$", guide_to(number), re.MULTILINE)
    assert [int(n) for n, *_ in rows] == list(range(1, len(BY_NUMBER[number].tasks) + 1))
    assert len(rows) == guide_to(number).count("\n| ") - 1, "a row of the table is not read"
    assert len({(wrong, say) for _, wrong, say in rows}) == len(rows)


@pytest.mark.parametrize("number", LESSONS)
def test_a_lesson_fits_a_page(number):
    lines = guide_to(number).strip().splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= 320, max(lines, key=len)


def run_sheet(number):
    """A lesson's run sheet: its text, and the rows of its table as lists of cells."""
    sheets = (FOR_TRAINERS / "run_sheets.md").read_text(encoding="utf-8")
    text = re.search(rf"^## {number} · .*?(?=^## |\Z)", sheets, re.MULTILINE | re.DOTALL)[0]
    rows = re.findall(r"^\| (\d.*) \|$", text, re.MULTILINE)
    return text, [row.split(" | ") for row in rows]


def test_a_run_sheet_for_each_lesson_in_order():
    sheets = (FOR_TRAINERS / "run_sheets.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", sheets, re.MULTILINE) == [BY_NUMBER[n].title for n in LESSONS]


@pytest.mark.parametrize("number", LESSONS)
def test_a_run_sheet_fills_its_slot_minute_by_minute(number):
    text, rows = run_sheet(number)
    assert "**About:**" in text and "**Your trap:**" in text
    now = 0
    for span, *rest in rows:
        begin, end = map(int, span.split("–"))
        assert begin == now < end and len(rest) == 3, span
        now = end
    assert now in SLOT_MINUTES


@pytest.mark.parametrize("number", LESSONS)
def test_a_run_sheet_names_what_the_lesson_has(number):
    _, rows = run_sheet(number)
    screens = " ".join(screen for _, screen, *_ in rows)
    assert set(re.findall(r"\*([^*]+)\*", screens)) <= set(headings(number))
    tasks = [int(task) for task in re.findall(r"exercise, task (\d)", screens)]
    assert tasks and set(tasks) <= set(range(1, len(BY_NUMBER[number].tasks) + 1))
    assert "the guess" in screens and " · Live: " in screens


@pytest.mark.parametrize("number", LESSONS)
def test_what_to_say_is_said_and_holds_no_figure(number):
    for span, _, say, do in run_sheet(number)[1]:
        assert say.startswith('"') and say.endswith('"') and not re.search(r"\d", say + do), span


def test_the_guide_is_short_and_leads_to_every_page_for_trainers():
    assert len(re.findall(r"\S*[A-Za-z]\S*", GUIDE)) < MOST_WORDS
    linked = set(re.findall(r"\(docs/for_trainers/(\w+\.md)\)", GUIDE.partition("## Timetables")[0]))
    assert linked == {page.name for page in FOR_TRAINERS.glob("*.md")}


@pytest.mark.parametrize("number", LESSONS)
def test_the_no_code_track_names_tasks_of_its_kinds(number):
    track = (FOR_TRAINERS / "no_code_track.md").read_text(encoding="utf-8")
    named = re.search(rf"^\| {number} \| ([\d, ]+) \|", track, re.MULTILINE)[1].split(", ")
    exercise = LESSONS[number].with_name(f"{LESSONS[number].stem}_exercise.py").read_text(encoding="utf-8")
    kinds = "No code|Predict|Write|Decide"
    assert named == re.findall(rf"^# ## Task (\d) · (?:{kinds})\b", exercise, re.MULTILINE)


def test_cards_are_explained_for_each_lesson_that_has_them():
    explained = (FOR_TRAINERS / "without_computers.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", explained, re.MULTILINE) == [BY_NUMBER[n].title for n in cards.DECKS]


@pytest.mark.parametrize(
    "page", [ROOT / "TRAINER.md", *(ROOT / "docs").glob("*/*.md")], ids=lambda page: page.name
)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)\)", page.read_text(encoding="utf-8")):
        assert "://" in target or (page.parent / target).exists(), target
