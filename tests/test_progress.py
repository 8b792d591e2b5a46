"""Progress survives broken files, two kernels at once and folders that cannot be written."""

import json
import os
import subprocess
import sys
import time

import pytest

from helpers import progress
from tests.example import ten_customers as check


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    path = tmp_path / "progress.json"
    monkeypatch.setenv("SEGMENTATION_PROGRESS", str(path))
    return path


def test_nothing_is_done_at_first(file):
    assert progress.done().empty
    assert list(progress.done().columns) == ["exercise", "task", "done_at"]
    assert not file.exists()


def test_mark_keeps_the_first_time(file):
    assert progress.mark("05_behavioural", "rfm_table") == ""
    first = file.read_text(encoding="utf-8")
    assert progress.mark("05_behavioural", "rfm_table") == ""
    assert file.read_text(encoding="utf-8") == first
    progress.mark("04_å", "ö")
    done = progress.done()
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
    assert set(progress.done()["task"]) == {"b", "c"}


def test_done_says_that_the_file_was_broken(file, capsys):
    file.write_text("{", encoding="utf-8")
    assert progress.done().empty
    assert "kept aside" in capsys.readouterr().out


OTHER_KERNEL = """
import pathlib, sys
from helpers import progress
pathlib.Path(sys.argv[1]).touch()
print(progress.mark("a", "theirs"))
"""


def test_two_kernels_at_once_lose_nothing(file, tmp_path, monkeypatch):
    write, ready, running = progress._write, tmp_path / "ready", []

    def write_late(path, kept):
        """Write only when another kernel has had the time to write in between, unless it is made to wait."""
        running.append(subprocess.Popen([sys.executable, "-c", OTHER_KERNEL, str(ready)]))
        while not ready.exists():
            assert running[0].poll() is None
            time.sleep(0.01)
        time.sleep(0.5)
        write(path, kept)

    monkeypatch.setattr(progress, "_write", write_late)
    assert progress.mark("a", "ours") == ""
    assert running[0].wait(60) == 0
    assert list(progress.done()["task"]) == ["ours", "theirs"]


def test_no_temporary_file_is_left(file):
    progress.mark("a", "b")
    assert os.listdir(file.parent) == ["progress.json"]


def test_a_write_that_fails_leaves_the_old_file_and_no_litter(file, monkeypatch):
    progress.mark("a", "b")

    def disk_full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(json, "dump", disk_full)
        assert "not kept" in progress.mark("a", "c")
    assert list(progress.done()["task"]) == ["b"]
    assert os.listdir(file.parent) == ["progress.json"]


def test_a_check_answers_where_nothing_can_be_written(monkeypatch, tmp_path):
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("SEGMENTATION_PROGRESS", str(blocked / "progress.json"))
    outcome = check.total({1: 150, 2: 80, 3: 270})
    assert outcome.status == "correct"
    assert "not kept" in outcome.note


def test_a_right_answer_is_marked():
    check.total({1: 150, 2: 80, 3: 271})
    assert progress.done().empty
    check.total({1: 150, 2: 80, 3: 270})
    assert list(progress.done()["exercise"]) == ["01_example"]
