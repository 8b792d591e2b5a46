"""A path as people type and paste it is found; each file has a results folder of its own."""

import os
from pathlib import Path

import pytest

from own_file import OwnFileError, paths


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A file in a folder with a blank and a letter that is no ASCII, the home folder, and the working one."""
    place = tmp_path / "min mapp å"
    place.mkdir()
    (place / "order 1.csv").write_text("a", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return place / "order 1.csv"


@pytest.mark.parametrize(
    "typed",
    [
        "{0}",
        '"{0}"',
        "'{0}'",
        "“{0}”",
        'r"{0}"',
        "  {0}\n",
        "\u202a{0}",  # the mark that Windows' own property window puts before a path
        "~/min mapp å/order 1.csv",
        "min mapp å/order 1.csv",
        r"min mapp å\order 1.csv",
        "./min mapp å/order 1.csv",
    ],
)
def test_a_path_is_found_however_it_is_typed(file, typed):
    assert [path.resolve() for path in paths.find(typed.format(file))] == [file]


def test_a_link_to_a_file_is_found(file):
    assert [path.resolve() for path in paths.find(file.as_uri())] == [file]
    assert paths.find(file) == [file]


def test_copy_path_of_jupyterlab_begins_at_the_folder_that_it_shows(file):
    """That is the course's folder, or one above it on a class's server."""
    inside = Path("datasets", "messy", "orders_export.csv")
    assert paths.find(str(inside)) == [paths.ROOT / inside]
    assert paths.find(f"{paths.ROOT.name}/{inside.as_posix()}") == [paths.ROOT / inside]


def test_stars_mean_all_such_files(file):
    (file.parent / "order 2.csv").write_text("b", encoding="utf-8")
    (file.parent / "order 3.csv").mkdir()
    assert [path.name for path in paths.find(f"{file.parent}/order*.csv")] == ["order 1.csv", "order 2.csv"]


def test_what_is_not_there_is_left_as_typed(file):
    assert paths.find('"no such file.csv"') == [Path("no such file.csv")]
    assert paths.find("~nobody-of-that-name/x.csv") == [Path("~nobody-of-that-name/x.csv")]
    assert paths.find("x" * 5000) == [Path("x" * 5000)]


@pytest.mark.parametrize("typed", ["", "  ", '""', "\t\n"])
def test_nothing_gets_a_sentence(typed):
    with pytest.raises(OwnFileError, match="No file was named"):
        paths.find(typed)


@pytest.mark.skipif(os.name == "nt", reason="There it is a path like any other.")
@pytest.mark.parametrize("typed", [r"C:\Users\me\orders.xlsx", r'"D:/orders.csv"', r"\\server\share\x.csv"])
def test_a_path_of_another_computer_gets_a_sentence(typed):
    with pytest.raises(OwnFileError, match="Windows computer.*upload the file"):
        paths.find(typed)


def test_each_file_has_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("SEGMENTATION_MY_WORK", str(tmp_path))
    names = [
        "downloads/Order export (2).csv",
        "orders.csv",
        "orders.xlsx",
        "nul.csv",
        "x" * 90 + ".csv",
        "å.csv",
    ]
    folders = [paths.results_folder(name).name for name in names]
    long = "x" * 56 + ".csv"
    assert folders == ["Order_export_2_.csv", "orders.csv", "orders.xlsx", "file_nul.csv", long, "å.csv"]
    assert all((tmp_path / folder).is_dir() for folder in folders)
    assert paths.results_folder("...").name == "my_file" and paths.results_folder("..").parent == tmp_path
