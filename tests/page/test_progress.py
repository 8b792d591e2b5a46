"""Progress survives broken files, two kernels at once and folders that cannot be written."""

import errno
import importlib
import json
import multiprocessing
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from checks.core import Numbered
from kit import class_table, my_work, overview, shelf, start_page, ticks
from kit.screen import printable
from page import awake, files, progress
from tests.example import ten_customers as check


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    path = tmp_path / "progress.json"
    monkeypatch.setenv("SEGMENTATION_PROGRESS", str(path))
    return path


def test_nothing_is_done_at_first(file):
    assert ticks.done().empty
    assert list(ticks.done().columns) == ["exercise", "task", "done_at"]
    assert not file.exists()


def test_mark_keeps_the_first_time(file):
    assert progress.mark("05_behavioural", "rfm_table") == ""
    first = file.read_text(encoding="utf-8")
    assert progress.mark("05_behavioural", "rfm_table") == ""
    assert file.read_text(encoding="utf-8") == first
    progress.mark("04_å", "ö")
    done = ticks.done()
    assert list(zip(done["exercise"], done["task"], strict=True)) == [
        ("04_å", "ö"),
        ("05_behavioural", "rfm_table"),
    ]
    assert done["done_at"].notna().all()


@pytest.mark.parametrize("broken", ["", "{", "[1, 2]", '{"a": 1}', "\x00\xff"])
def test_broken_file_is_kept_aside(file, broken):
    file.write_text(broken, encoding="latin-1")
    assert "progress-broken.json" in progress.mark("a", "b")
    assert file.with_name("progress-broken.json").read_text(encoding="latin-1") == broken
    assert progress.mark("a", "c") == ""
    assert set(ticks.done()["task"]) == {"b", "c"}


def test_done_says_that_the_file_was_broken(file, capsys):
    file.write_text("{", encoding="utf-8")
    assert ticks.done().empty
    assert "kept aside" in capsys.readouterr().out


def test_no_broken_file_overwrites_another(file):
    for content in ("{", "[", "}"):
        file.write_text(content, encoding="utf-8")
        assert "kept aside" in progress.mark("a", "b")
    kept = [file.with_name(f"progress-broken{number}.json").read_text() for number in ("", "-2", "-3")]
    assert kept == ["{", "[", "}"]


def test_a_file_of_a_newer_course_is_kept_aside_and_that_is_said(file):
    newer = '{"version": 2, "done": [["a", "b"]]}'
    file.write_text(newer, encoding="utf-8")
    said = progress.mark("a", "b")
    assert "written by a newer course" in said and "progress-newer.json" in said
    assert file.with_name("progress-newer.json").read_text(encoding="utf-8") == newer


def test_a_mark_of_notepad_at_the_start_is_read(file):
    file.write_bytes(b"\xef\xbb\xbf" + b'{"a": {"b": "2026-01-01T00:00:00+00:00"}}')
    assert progress.mark("a", "c") == ""
    assert list(ticks.done()["task"]) == ["b", "c"]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("time", [5, None, {"a": "b"}, [], True, "", "yesterday", "x" * 5000, "0000-00-00"])
def test_a_time_that_is_none_is_repaired_and_warns_nobody(file, capsys, time):
    file.write_text(json.dumps({"a": {"b": time, "c": "2026-01-01T00:00:00+00:00"}}), encoding="utf-8")
    assert ticks.done()["done_at"].notna().tolist() == [False, True]
    assert progress.mark("a", "b") == ""
    assert ticks.done()["done_at"].notna().all()
    assert capsys.readouterr() == ("", "")


HOSTILE = {
    "deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep list": b"[" * 100_000 + b"]" * 100_000,
    "large": b'{"a": {"b": "' + b"x" * 1_000_000 + b'"}}',
    "a list": b"[]",
    "UTF-16": "{}".encode("utf-16"),
    "many digits": b'{"a": ' + b"9" * 10_000 + b"}",
    "empty": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_of_ones_own_is_kept_aside(file, name):
    file.write_bytes(HOSTILE[name])
    assert "kept aside" in progress.mark("a", "b")
    assert file.with_name("progress-broken.json").read_bytes() == HOSTILE[name]
    other = file.with_name("other")
    other.write_bytes(HOSTILE[name])
    assert "could not be read" in ticks.take_in(other)
    assert list(ticks.done()["task"]) == ["b"]


def test_half_a_letter_in_a_name_stops_nothing(file):
    file.write_text('{"a\\ud800": {"b": "x"}}', encoding="utf-8")
    assert progress.mark("c", "d") == ""
    assert set(ticks.done()["task"]) == {"b", "d"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes among its files, and links need rights")
def test_what_is_no_plain_file_is_neither_read_nor_moved(file, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", tmp_path, Path("/dev/zero"), tmp_path / "itself"):
        file.unlink(missing_ok=True)
        file.symlink_to(place if place.name != "itself" else file)
        assert "not kept" in progress.mark("a", "b")
        assert "not taken over" in ticks.take_in(file)
        assert ticks.done().empty and file.is_symlink()


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_linked_file_stays_a_link(file, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "mine.json"
    file.symlink_to(target)
    progress.mark("a", "b")
    progress.mark("a", "c")
    assert file.is_symlink() and set(json.loads(target.read_text(encoding="utf-8"))["a"]) == {"b", "c"}
    assert os.listdir(target.parent) == ["mine.json"]


OTHER_KERNEL = """
import pathlib, sys
from page import progress
pathlib.Path(sys.argv[1]).touch()
print(progress.mark("a", "theirs"))
"""


def test_two_kernels_at_once_lose_nothing(file, tmp_path, monkeypatch):
    write, ready, running = files.swap_in, tmp_path / "ready", []

    def write_late(path, content):
        """Write only when another kernel has had the time to write in between, unless it is made to wait."""
        running.append(subprocess.Popen([sys.executable, "-c", OTHER_KERNEL, str(ready)]))
        while not ready.exists():
            assert running[0].poll() is None
            time.sleep(0.01)
        time.sleep(0.5)
        write(path, content)

    monkeypatch.setattr(files, "swap_in", write_late)
    assert progress.mark("a", "ours") == ""
    assert running[0].wait(60) == 0
    assert list(ticks.done()["task"]) == ["ours", "theirs"]


def mark_twenty(number):
    """Mark twenty tasks; return how many were said to be kept."""
    return [progress.mark(f"exercise {number}", f"task {i}") for i in range(20)].count("")


def test_many_kernels_at_once_keep_every_tick_or_say_so(file):
    """Each marks twenty tasks, all at the same time."""
    fork = "fork" in multiprocessing.get_all_start_methods()
    with multiprocessing.get_context("fork" if fork else "spawn").Pool(25) as kernels:
        said_kept = sum(kernels.map(mark_twenty, range(25), chunksize=1))
    assert len(ticks.done()) == said_kept
    assert said_kept > 450  # nearly all: waiting in turn is the rule, giving up the exception


def test_a_tick_that_waits_too_long_is_said_not_to_be_kept(file, monkeypatch):
    progress.mark("a", "b")
    before = file.read_bytes()
    monkeypatch.setattr(progress, "WAIT_SECONDS", 0.1)
    with files.lock(file, 1):
        said = progress.mark("a", "c")
    assert said.startswith("Your progress was not kept, because other notebooks") and said.endswith("kept.")
    assert file.read_bytes() == before
    assert progress.mark("a", "c") == ""


@pytest.mark.parametrize("fault", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EACCES])
def test_where_locks_do_not_work_progress_is_kept_without(file, monkeypatch, fault):
    """Some network drives know no locks, and some folders for temporary files belong to somebody else."""

    def refuse(*_args):
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(files.FileLock, "_acquire", refuse)
    assert progress.mark("a", "b") == ""
    assert list(ticks.done()["task"]) == ["b"]


def test_no_temporary_file_is_left(file):
    progress.mark("a", "b")
    assert os.listdir(file.parent) == ["progress.json"]


def test_a_write_that_fails_leaves_the_old_file_and_no_litter(file, monkeypatch):
    progress.mark("a", "b")

    def disk_full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", disk_full)
        assert "not kept" in progress.mark("a", "c")
    assert list(ticks.done()["task"]) == ["b"]
    assert os.listdir(file.parent) == ["progress.json"]


def test_a_file_that_another_program_holds_open_for_a_moment_is_written(file, monkeypatch):
    """Windows refuses to rename over it."""
    replace, refused = os.replace, []

    def refuse_twice(source, target):
        if len(refused) < 2:
            refused.append(target)
            raise PermissionError(13, "Access is denied")
        replace(source, target)

    file.write_bytes(b"old")
    with monkeypatch.context() as windows:
        windows.setattr(os, "replace", refuse_twice)
        windows.setattr(files, "WINDOWS", True)
        files.swap_in(file, b"new")
    assert len(refused) == 2 and file.read_bytes() == b"new"
    assert os.listdir(file.parent) == [file.name]


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such rights")
def test_a_written_file_has_the_rights_of_any_other(tmp_path):
    (tmp_path / "plain").touch()
    files.swap_in(tmp_path / "new folder" / "written", b"new")
    rights = [(tmp_path / name).stat().st_mode for name in ("plain", "new folder/written")]
    assert rights[0] == rights[1]


def test_a_check_answers_where_nothing_can_be_written(monkeypatch, tmp_path):
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("SEGMENTATION_PROGRESS", str(blocked / "progress.json"))
    outcome = check.total({1: 150, 2: 80, 3: 270})
    assert outcome.status == "correct"
    assert "not kept" in outcome.note


def test_a_right_answer_is_marked():
    check.total({1: 150, 2: 80, 3: 271})
    assert ticks.done().empty
    check.total({1: 150, 2: 80, 3: 270})
    assert list(ticks.done()["exercise"]) == ["01_example"]


# ---- how far one is


LESSON = """# %%
quiz.ask("?", {"a": "b"}, right="a", key="{name}/quiz-1")
quiz.ask("?", {"a": "b"}, right="a",
    key="{name}/quiz-2")
max([1], key=len)
"""
EXERCISE = "# %%\ncheck.one(x)\n# %%\ncheck.two(x)\ncheck.two.hint()\n"


@pytest.fixture
def lessons(tmp_path, monkeypatch):
    """Three small lessons; the last has no exercise."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    for name in ("01_first", "02_second_part", "16_last"):
        (folder / f"{name}.py").write_text(LESSON.replace("{name}", name), encoding="utf-8")
    for name in ("01_first", "02_second_part"):
        (folder / f"{name}_exercise.py").write_text(EXERCISE, encoding="utf-8")
    monkeypatch.setattr(overview.all_tasks, "__defaults__", (folder,))
    return folder


CHECKS = sorted(path.stem for path in (shelf.COURSE / "checks").glob("[a-z]*.py"))


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in CHECKS
        if name not in ("core", "decide", "expect", "intake", "intervals", "tables", "words")
    ],
)
def test_what_is_asked_is_what_the_checks_know(name):
    module = importlib.import_module(f"checks.{name}")
    known = {(task.exercise, task.name) for task in vars(module).values() if isinstance(task, Numbered)}
    asked = overview.all_tasks().query("where == 'exercise'")
    (exercise,) = {exercise for exercise, _ in known}
    assert known == {(exercise, task) for task in asked.loc[asked["exercise"] == exercise, "task"]}


def test_overview_counts_tasks_and_questions(lessons):
    progress.mark("01_first", "one")
    progress.mark("01_first", "quiz-2")
    progress.mark("01_first", "a task of an older course")
    table = overview.overview()
    assert list(table.index) == ["01_first", "02_second_part", "16_last"]
    counts = table.drop(columns="last_at").to_dict("index")
    assert counts["01_first"] == {"exercise_done": 1, "exercise_of": 2, "quiz_done": 1, "quiz_of": 2}
    assert counts["16_last"] == {"exercise_done": 0, "exercise_of": 0, "quiz_done": 0, "quiz_of": 2}


def finish(*steps):
    for step in steps:
        progress.mark(*step.split("/"))


def test_the_next_step_goes_on_where_one_was(lessons, file):
    def step():
        return overview.next_step(overview.overview())

    assert step() == ("01_first", "quiz")
    finish("02_second_part/quiz-1")
    assert step() == ("02_second_part", "exercise")
    finish("02_second_part/one", "02_second_part/two")
    assert step() == ("02_second_part", "quiz")
    finish("02_second_part/quiz-2")
    assert step() == ("16_last", "quiz")
    finish("16_last/quiz-1", "16_last/quiz-2", "01_first/quiz-1", "01_first/quiz-2")
    assert step() == ("01_first", "exercise")
    finish("01_first/one", "01_first/two")
    assert step() is None


def test_a_clock_that_went_wrong_does_not_hold_the_next_step(lessons, file):
    future = {"02_second_part": {"one": "2999-01-01T00:00:00+00:00"}}
    file.write_text(json.dumps(future), encoding="utf-8")
    assert overview.next_step(overview.overview()) == ("02_second_part", "exercise")
    finish("01_first/quiz-1")
    table = overview.overview()
    assert overview.next_step(table) == ("01_first", "exercise")
    assert table.loc["02_second_part", "exercise_done"] == 1


@pytest.mark.filterwarnings("error")
def test_the_page_counts_what_is_done_at_a_time_that_cannot_be_read(lessons, file):
    file.write_text('{"02_second_part": {"one": 5, "two": "noon"}}', encoding="utf-8")
    page = start_page.Progress()
    assert "02 Second part: questions 0 of 2, exercise ✓ 2 of 2" in repr(page)
    assert page.next == ("02_second_part", "quiz")


def test_the_start_page_shows_lessons_and_the_next_step(lessons):
    assert repr(start_page.Progress()) == "Nothing is done yet. Begin with 01 First."
    assert start_page.Progress()._repr_html_().count("<tr>") == 4
    finish("02_second_part/quiz-1", "02_second_part/quiz-2")
    page = start_page.Progress()
    assert "02 Second part: questions ✓ 2 of 2, exercise 0 of 2" in repr(page)
    shown = page._repr_html_()
    link = '<a href="../exercises/02_second_part_exercise.ipynb" style="text-decoration:underline">'
    assert f"{link}the exercise of 02 Second part</a>" in shown
    assert '<th scope="row"' in shown and shown.count("<tr>") == 4
    finish(*(f"{name}/{task}" for name, task, _ in overview.all_tasks().itertuples(index=False)))
    assert repr(start_page.Progress()).startswith("Everything is done.")


def test_the_button_starts_an_exercise_afresh(monkeypatch):
    panel = start_page.StartAfresh()
    panel.button.click()
    assert "Choose an exercise first." in panel.answer.value
    monkeypatch.setattr(my_work, "reset", lambda name: f"{name} is as new.")
    panel.choice.value = "05_behavioural"
    panel.button.click()
    assert "05_behavioural is as new." in panel.answer.value

    def refuse(_name):
        raise OSError("the disk is full.")

    monkeypatch.setattr(my_work, "reset", refuse)
    panel.button.click()
    assert "the disk is full. Nothing of yours was lost." in panel.answer.value


def test_what_starts_afresh_is_a_sentence_where_there_is_no_kernel(monkeypatch):
    shown = []
    for module in (start_page, awake):
        monkeypatch.setattr(module, "display", lambda data, **_: shown.append(data))
    start_page.StartAfresh()._ipython_display_()
    still, view = shown
    assert set(view) == {awake.VIEW} and "course-still" in still["text/html"]
    assert still["text/plain"] in still["text/html"]


# ---- a class


def test_a_class_becomes_one_table(lessons, tmp_path, capsys):
    folder = tmp_path / "class å"
    (folder / "Bo").mkdir(parents=True)
    half = {"01_first": {"one": "2026-01-01T00:00:00+00:00", "quiz-1": "x"}, "99_gone": {"a": "x"}}
    (folder / "Åsa.json").write_text(json.dumps(half), encoding="utf-8")
    (folder / "Bo" / "progress.json").write_text("{}", encoding="utf-8")
    (folder / "=1+1.json").write_text("{}", encoding="utf-8")
    (folder / "broken.json").write_text("[", encoding="utf-8")
    table = class_table.collect(folder)
    assert list(table.index) == ["=1+1", "Bo", "Åsa"]
    assert list(table.columns) == ["01_first", "02_second_part", "16_last", "all"]
    assert table.loc["Åsa"].tolist() == [0.5, 0, 0, 0.2]
    assert "broken.json" in capsys.readouterr().out
    assert class_table.main([str(folder)]) == 0
    assert "50" in capsys.readouterr().out
    written = pd.read_csv(folder / "class_progress.csv", encoding="utf-8-sig")
    assert written["participant"].tolist() == ["'=1+1", "Bo", "Åsa"]


def test_a_name_that_another_spreadsheet_would_cut_into_a_formula_is_made_safe(lessons, tmp_path):
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "Bo;=1+1.json").write_text("{}", encoding="utf-8")
    assert class_table.main([str(tmp_path / "class")]) == 0
    written = (tmp_path / "class" / "class_progress.csv").read_text(encoding="utf-8-sig")
    assert "Bo;'=1+1" in written


def test_a_class_table_that_a_spreadsheet_holds_open_is_shown_and_is_one_sentence(lessons, tmp_path, capsys):
    (tmp_path / "class" / "class_progress.csv").mkdir(parents=True)  # a folder there cannot be written either
    (tmp_path / "class" / "Bo.json").write_text("{}", encoding="utf-8")
    assert class_table.main([str(tmp_path / "class")]) == 1
    said = capsys.readouterr()
    assert "Bo" in said.out and "The same table" not in said.out
    assert said.err.startswith("class_progress.csv cannot be written") and "spreadsheet" in said.err
    assert said.err.count("\n") == 1


@pytest.fixture
def class_folder(tmp_path):
    """A class with one good file."""
    folder = tmp_path / "class"
    folder.mkdir()
    good = {"01_first": {"one": "2026-01-01T00:00:00+00:00", "two": "2026-01-01T00:00:00+00:00"}}
    (folder / "good.json").write_text(json.dumps(good), encoding="utf-8")
    return folder


def assert_table_is_whole(folder, names, capsys):
    """The command shows and writes a row for each name, and nothing that steers a terminal."""
    assert class_table.main([str(folder)]) == 0
    said = capsys.readouterr()
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", said.out) is None
    written = pd.read_csv(folder / "class_progress.csv", encoding="utf-8-sig")
    assert written["participant"].tolist() == names
    assert written.set_index("participant").loc["good", "01_first"] == 0.5
    return said.out


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_stops_no_class_table(lessons, class_folder, capsys, name):
    (class_folder / "bad.json").write_bytes(HOSTILE[name])
    assert "bad.json" in assert_table_is_whole(class_folder, ["good"], capsys)


def test_a_file_of_a_newer_course_is_named(lessons, class_folder, capsys):
    (class_folder / "new.json").write_text('{"version": 2}', encoding="utf-8")
    assert "a newer course wrote them: new.json." in assert_table_is_whole(class_folder, ["good"], capsys)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files and names")
def test_links_pipes_devices_and_folders_are_named_and_not_read(lessons, class_folder, tmp_path, capsys):
    (tmp_path / "secret.json").write_text("{}", encoding="utf-8")
    (class_folder / "linked").symlink_to(tmp_path / "linked folder")
    (tmp_path / "linked folder").mkdir()
    (tmp_path / "linked folder" / "progress.json").write_text("{}", encoding="utf-8")
    (class_folder / "secret.json").symlink_to(tmp_path / "secret.json")
    (class_folder / "zero.json").symlink_to("/dev/zero")
    (class_folder / "nowhere.json").symlink_to("nowhere")
    (class_folder / "folder.json").mkdir()
    os.mkfifo(class_folder / "pipe.json")
    said = assert_table_is_whole(class_folder, ["good"], capsys)
    for name in ("linked/progress", "secret", "zero", "nowhere", "folder", "pipe"):
        assert f"{name}.json" in said


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize(
    "name",
    [
        b"caf\xe9",
        b"a\x1b[2J",
        b"a\rb",
        b"a\nb",
        "a\u202eb".encode(),
        "a\u2028b".encode(),
        b"a\x7f",
        "a\x85".encode(),
    ],
)
def test_an_odd_name_stops_no_class_table(lessons, class_folder, capsys, name):
    (class_folder / os.fsdecode(name + b".json")).write_text("{}", encoding="utf-8")
    (class_folder / os.fsdecode(name + b" too.json")).write_text("[", encoding="utf-8")
    names = sorted([printable(os.fsdecode(name)), "good"])
    assert "\ufffd" in assert_table_is_whole(class_folder, names, capsys)


def test_two_files_of_one_name_are_both_shown(lessons, class_folder, capsys):
    (class_folder / "good").mkdir()
    (class_folder / "good" / "progress.json").write_text("{}", encoding="utf-8")
    table = class_table.collect(class_folder)
    assert table["01_first"].to_dict() == {"good.json": 0.5, "good/progress.json": 0}


def test_a_class_without_files_is_one_sentence(tmp_path, capsys):
    assert class_table.main([str(tmp_path / "nowhere")]) == 1
    assert "There is no progress file in" in capsys.readouterr().err


def test_progress_of_another_file_is_added_with_the_earlier_time(file, tmp_path):
    progress.mark("a", "b")
    other = tmp_path / "other.json"
    other.write_text('{"a": {"b": "2020-01-01T00:00:00+00:00", "c": "2020-01-01T00:00:00+00:00"}}')
    assert ticks.take_in(other) == "Your progress came along."
    done = ticks.done()
    assert list(done["task"]) == ["b", "c"] and set(done["done_at"].dt.year) == {2020}
    other.write_text("{")
    assert "could not be read" in ticks.take_in(other)
    assert len(ticks.done()) == 2
