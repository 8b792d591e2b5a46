"""`python course.py check`: *ready* on a good computer, and what to do on any other."""

import importlib.metadata
import types

import psutil
import pytest

from helpers import data, ready


def said(monkeypatch, capsys, **checks):
    """Make these checks only; return the exit code and the lines."""
    monkeypatch.setattr(ready, "CHECKS", checks)
    code = ready.main()
    return code, capsys.readouterr().out.splitlines()


def test_a_good_computer_is_ready(capfd):
    assert ready.main() == 0
    shown = capfd.readouterr()
    lines = shown.out.splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == [f"ok      {name}" for name in ready.CHECKS]
    assert lines[-1] == "ready" and shown.err == ""


def test_another_version_is_named(monkeypatch, capsys):
    real = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "0.1" if name == "pandas" else real(name))
    code, lines = said(monkeypatch, capsys, Versions=ready.versions)
    assert code == 1 and "pandas is 0.1 instead of" in lines[0] and "python course.py lab" in lines[0]
    assert lines[-1].startswith("Not ready: 1 of 1")


def test_a_missing_package_is_named(monkeypatch, capsys):
    def version(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    _, lines = said(monkeypatch, capsys, Versions=ready.versions)
    assert (
        "anyio is missing instead of" in lines[0] and lines[0].count("instead of") == 3 and " …" in lines[0]
    )


def test_too_little_disk_and_memory(monkeypatch, capsys):
    little = types.SimpleNamespace(free=50e6, available=300e6)
    monkeypatch.setattr(ready.shutil, "disk_usage", lambda path: little)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: little)
    code, lines = said(monkeypatch, capsys, Disk=ready.disk, Memory=ready.memory)
    assert code == 1
    assert "50 MB of disk are free; expected 200." in lines[0]
    assert "300 MB of memory are free; expected 1,000." in lines[1]


@pytest.mark.parametrize("change, word", [("missing", "is missing"), ("other", "was changed")])
def test_a_dataset_that_is_not_as_it_was_drawn(monkeypatch, capsys, tmp_path, change, word):
    known = data.dictionary()["customers"]
    monkeypatch.setattr(data, "dictionary", lambda: {"customers": known})
    monkeypatch.setattr(data, "DATASETS", tmp_path)
    if change == "other":
        (tmp_path / "b2c").mkdir()
        (tmp_path / "b2c" / "customers.csv").write_text("customer_id\n1\n", encoding="utf-8")
    code, lines = said(monkeypatch, capsys, Datasets=ready.datasets)
    assert code == 1 and f"datasets/b2c/customers.csv {word}" in lines[0]


def test_a_jupyterlab_without_widgets(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(ready.sys, "prefix", str(tmp_path))
    _, lines = said(monkeypatch, capsys, Widgets=ready.widgets)
    assert "lacks the part that shows sliders" in lines[0]


@pytest.mark.parametrize(
    "cell, word",
    [
        ("import no_such_package", "ModuleNotFoundError"),
        ("print('Height 1. Height 1.')", "did not follow its slider"),
        ("import os; os._exit(1)", "stopped with"),
    ],
)
def test_a_kernel_that_does_not_work(monkeypatch, capsys, cell, word):
    monkeypatch.setattr(ready, "PICTURE", cell)
    monkeypatch.setattr(ready, "SECONDS", 20)
    code, lines = said(monkeypatch, capsys, Kernel=ready.kernel)
    assert code == 1 and word in lines[0] and ready.REPAIR in lines[0]
