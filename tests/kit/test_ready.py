"""`python course.py check`: *ready* on a good computer, and what to do on any other."""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
import types

import psutil
import pytest
from jupyter_client.kernelspec import KernelSpecManager

from kit import ready, shelf


def said(monkeypatch, capsys, **checks):
    """Make these checks only; return the exit code and the lines."""
    monkeypatch.setattr(ready, "CHECKS", checks)
    code = ready.main()
    return code, capsys.readouterr().out.splitlines()


@pytest.fixture
def as_pinned(monkeypatch):
    """A lock of what is installed, since `course.py newest` runs these tests with other versions."""
    names = [pin.split("==")[0] for pin in shelf.pins() if ";" not in pin]
    pins = [f"{name}=={importlib.metadata.version(name)}" for name in names]
    monkeypatch.setattr(ready.shelf, "pins", lambda: pins)


def test_a_good_computer_is_ready(as_pinned, capfd):
    assert ready.main() == 0
    shown = capfd.readouterr()
    lines = shown.out.splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == [f"ok      {name}" for name in ready.CHECKS]
    assert lines[-1] == "ready" and shown.err == ""


def test_another_version_is_named(as_pinned, monkeypatch, capsys):
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


@pytest.fixture
def datasets(monkeypatch, tmp_path):
    """A copy of the datasets, which is looked at instead of them."""
    folder = shutil.copytree(ready.DATASETS, tmp_path / "datasets")
    monkeypatch.setattr(ready, "DATASETS", folder)
    return folder


@pytest.mark.parametrize("name", ["b2c/customers.csv", "messy/orders_export.csv", "messy/truth.json"])
@pytest.mark.parametrize("change, word", [("missing", "is missing"), ("other", "was changed")])
def test_a_dataset_that_is_not_as_it_was_drawn(monkeypatch, capsys, datasets, name, change, word):
    (datasets / name).unlink()
    if change == "other":
        (datasets / name).write_text("customer_id\n1\n", encoding="utf-8")
    code, lines = said(monkeypatch, capsys, Datasets=ready.datasets)
    assert code == 1 and f"datasets/{name} {word}" in lines[0]


def test_every_file_of_the_datasets_is_looked_at(monkeypatch, capsys, datasets):
    files = [
        path
        for path in datasets.rglob("*")
        if path.suffix in (".csv", ".json") and path.name != "datapackage.json"
    ]
    _, lines = said(monkeypatch, capsys, Datasets=ready.datasets)
    assert lines[0] == f"ok      Datasets: {len(files)} files, as they were drawn"


@pytest.mark.parametrize("broken", [None, "", "{", "{}"])
def test_a_dictionary_that_cannot_be_read(monkeypatch, capsys, datasets, broken):
    (datasets / "datapackage.json").unlink()
    if broken is not None:
        (datasets / "datapackage.json").write_text(broken, encoding="utf-8")
    code, lines = said(monkeypatch, capsys, Datasets=ready.datasets)
    assert code == 1 and "datapackage.json cannot be read. Fetch the course again." in lines[0]


def test_a_check_that_fails_does_not_hide_the_others(monkeypatch, capsys):
    def odd():
        raise KeyError("odd")

    code, lines = said(monkeypatch, capsys, Odd=odd, Disk=ready.disk)
    assert (
        code == 1
        and lines[0].startswith("NOT OK  Odd: it stopped with KeyError")
        and ready.REPAIR in lines[0]
    )
    assert lines[1].startswith("ok      Disk") and lines[2].startswith("Not ready: 1 of 2")


def test_a_kernel_that_is_not_there_is_said(monkeypatch, capsys):
    monkeypatch.setattr(KernelSpecManager, "_find_spec_directory", lambda self, name: None)
    code, lines = said(monkeypatch, capsys, Kernel=ready.kernel)
    assert code == 1 and "NoSuchKernel" in lines[0] and ready.REPAIR in lines[0]


@pytest.mark.parametrize("package", ["pandas", "psutil"])
def test_a_package_that_does_not_start_is_said_beside_the_rest(tmp_path, package):
    (tmp_path / f"{package}.py").write_text("raise ImportError('half of it is missing')\n", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(ready.ROOT), os.environ["PYTHONPATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "kit.ready"],
        env=os.environ | {"PYTHONPATH": path}, capture_output=True, encoding="utf-8", timeout=200,
    )  # fmt: skip
    assert done.returncode == 1 and done.stderr == ""
    lines = done.stdout.splitlines()
    assert [line.split(":")[0][8:] for line in lines[:-1]] == list(ready.CHECKS)
    wrong = {"pandas": "Kernel", "psutil": "Memory"}[package]
    others = [line for line in lines[:-1] if "Versions:" not in line]  # with the newest packages these differ
    assert [line for line in others if line.startswith("NOT OK")] == [
        line for line in others if f"NOT OK  {wrong}" in line and "half of it is missing" in line
    ]


@pytest.mark.parametrize(("conda", "word"), [(True, "conda env update"), (False, "delete the folder .venv")])
def test_what_to_do_fits_how_the_course_was_set_up(monkeypatch, capsys, tmp_path, conda, word):
    if conda:
        (tmp_path / "conda-meta").mkdir()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    fresh = importlib.util.module_from_spec(ready.__spec__)
    ready.__spec__.loader.exec_module(fresh)
    with pytest.raises(fresh.NotReadyError, match=word) as said:
        fresh.widgets()
    assert ("conda" in str(said.value)) is conda and (".venv" in str(said.value)) is not conda


def test_a_jupyterlab_without_widgets(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(ready.sys, "prefix", str(tmp_path))
    _, lines = said(monkeypatch, capsys, Widgets=ready.widgets)
    assert "lacks the part that shows sliders" in lines[0]


@pytest.mark.parametrize(
    "cell, word",
    [
        ("import no_such_package", "ModuleNotFoundError"),
        ("print('Height 1. Height 1.')", "did not follow its slider"),
        pytest.param("import os; os._exit(1)", "stopped with", marks=pytest.mark.long),
    ],
)
def test_a_kernel_that_does_not_work(monkeypatch, capsys, cell, word):
    monkeypatch.setattr(ready, "PICTURE", cell)
    monkeypatch.setattr(ready, "SECONDS", 20)
    code, lines = said(monkeypatch, capsys, Kernel=ready.kernel)
    assert code == 1 and word in lines[0] and ready.REPAIR in lines[0]
