"""A class server: each runs their own copy of the course, and an update by the link keeps what they wrote."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import bench_hub
import nbformat
import pytest

from kit.shelf import COURSE as ROOT

SETTINGS = ROOT / "kit" / "hub" / "jupyter_server_config.py"
EXERCISE = Path("exercises", "05_behavioural_exercise.ipynb")
SECTION = (ROOT / "docs" / "for_trainers" / "class_server.md").read_text(encoding="utf-8")

# Runs the settings as JupyterLab does, and tells what a kernel would get.
LOAD = """
import json, os, sys
from traitlets.config import PyFileConfigLoader
settings = PyFileConfigLoader(sys.argv[1]).load_config()
print(json.dumps([settings, dict(os.environ)], default=dict))
"""
posix = pytest.mark.skipif(os.name == "nt", reason="a class server runs on Linux")


def settings_in(home, **variables):
    """The settings for class servers, and the variables of a kernel, for somebody with this home."""
    command = [sys.executable, "-c", LOAD, str(SETTINGS)]
    own = {"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / "config")}
    done = subprocess.run(
        command, env=os.environ | own | variables, capture_output=True, check=True, timeout=60
    )
    return json.loads(done.stdout)


@posix
def test_a_kernel_finds_the_helpers_of_its_own_person(tmp_path):
    mine = tmp_path / bench_hub.COURSE / "helpers"
    mine.mkdir(parents=True)
    (mine / "__init__.py").write_text("")
    _, variables = settings_in(tmp_path)
    found = subprocess.run(
        [sys.executable, "-c", "import helpers; print(helpers.__file__)"],
        cwd=tmp_path, env=variables, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert Path(found.stdout.strip()).parent == mine


@posix
def test_what_is_on_the_path_already_stays_there(tmp_path):
    _, variables = settings_in(tmp_path, PYTHONPATH="/elsewhere")
    assert variables["PYTHONPATH"] == f"{tmp_path / bench_hub.COURSE}:/elsewhere"


@posix
def test_a_kernel_ends_when_idle(tmp_path):
    settings, _ = settings_in(tmp_path)
    kernels = settings["MappingKernelManager"]
    assert kernels["cull_connected"] and 0 < kernels["cull_interval"] < kernels["cull_idle_timeout"]


@posix
def test_the_file_list_is_folded_away_once_and_what_somebody_laid_out_stays(tmp_path):
    settings_in(tmp_path)
    (layout,) = (tmp_path / "config" / "lab" / "workspaces").iterdir()
    assert '"collapsed": true' in layout.read_text(encoding="utf-8")
    layout.write_text("{}", encoding="utf-8")
    settings_in(tmp_path)
    assert layout.read_text(encoding="utf-8") == "{}"


def test_the_link_of_the_guide_is_the_one_that_is_measured():
    measured = bench_hub.link("https://HUB", "REPOSITORY", "notebooks/00_start_here.ipynb")
    assert measured in SECTION
    assert f"~/{bench_hub.COURSE}" in SETTINGS.read_text(encoding="utf-8")


# Stands for sudo: notes as whom the rest is to be run, and runs it.
SUDO = """#!/bin/sh
test "$1" = -u && echo "$2" >> "$AS_WHOM" || echo root >> "$AS_WHOM"
test "$1" = -u && shift 2
exec "$@"
"""


@posix
def test_collecting_progress_follows_nobody_as_root_and_takes_a_megabyte_at_most(tmp_path):
    """The guide's own loop, over a class in which three laid traps."""
    loop = textwrap.dedent(SECTION[SECTION.index("      mkdir -p ~/class") :].split("\n      python -m")[0])
    homes, commands = tmp_path / "home", tmp_path / "commands"
    for name in ("anna", "bo", "eve", "zoe"):
        (homes / f"jupyter-{name}" / bench_hub.COURSE).mkdir(parents=True)
    places = {home.name[8:]: home / bench_hub.COURSE / "progress.json" for home in homes.iterdir()}
    places["anna"].write_text('{"a": {}}', encoding="utf-8")
    places["eve"].symlink_to("/dev/zero")
    subprocess.run(["mkfifo", places["zoe"]], check=True)
    commands.mkdir()
    (commands / "sudo").write_text(SUDO, encoding="utf-8")
    (commands / "sudo").chmod(0o755)
    variables = {"HOME": str(tmp_path), "AS_WHOM": str(tmp_path / "as whom")}
    variables["PATH"] = f"{commands}{os.pathsep}{os.environ['PATH']}"
    loop = loop.replace("/home/jupyter-", f"'{homes}'/jupyter-").replace("timeout 9", "timeout 1")
    subprocess.run(["bash", "-c", loop], env=os.environ | variables, capture_output=True, timeout=60)
    assert (tmp_path / "class" / "anna.json").read_text(encoding="utf-8") == '{"a": {}}'
    sizes = {path.stem: path.stat().st_size for path in (tmp_path / "class").iterdir()}
    assert sizes == {"anna": 9, "bo": 0, "eve": 2**20, "zoe": 0}
    as_whom = (tmp_path / "as whom").read_text(encoding="utf-8").split()
    assert as_whom == [f"jupyter-{name}" for name in ("anna", "bo", "eve", "zoe")]


def git(folder, *arguments):
    """Run git in a folder, as somebody."""
    someone = ["-c", "user.name=Trainer", "-c", "user.email=trainer@example.org"]
    subprocess.run(
        ["git", "-C", str(folder), *someone, *arguments], check=True, capture_output=True, timeout=60
    )


def pull(url, folder):
    """Bring the course into a folder, or update it, as the link does."""
    environment = os.environ | {"PYTHONPATH": str(bench_hub.HUB)}
    command = [sys.executable, "-m", "nbgitpuller.pull", url, "main", str(folder)]
    subprocess.run(command, check=True, capture_output=True, env=environment, timeout=60)


def change(path, work):
    """Change a notebook's first code cell that has an ellipsis, and return the notebook."""
    notebook = nbformat.read(path, as_version=4)
    work(next(cell for cell in notebook.cells if cell.cell_type == "code" and "..." in cell.source))
    nbformat.write(notebook, path)


@pytest.mark.extra
@pytest.mark.skipif(not (bench_hub.HUB / "nbgitpuller").is_dir(), reason="python course.py hub was not run")
def test_an_update_by_the_link_keeps_answers_and_progress(tmp_path):
    trainers, mine = tmp_path / "trainers", tmp_path / "mine"
    (trainers / "exercises").mkdir(parents=True)
    (trainers / EXERCISE).write_bytes((ROOT / EXERCISE).read_bytes())
    (trainers / ".gitignore").write_bytes((ROOT / ".gitignore").read_bytes())
    for step in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "first"]):
        git(trainers, *step)
    pull(trainers.as_uri(), mine)

    def answer(cell):
        cell.source = cell.source.replace("...", "my_answer", 1)
        cell.outputs, cell.execution_count = [nbformat.v4.new_output("stream", text="seen\n")], 3

    def better(cell):
        cell.source = "# a better hint\n" + cell.source.replace("...", "None", 1)

    change(mine / EXERCISE, answer)
    (mine / "progress.json").write_text("{}")
    change(trainers / EXERCISE, better)
    (trainers / "new.md").write_text("new")
    git(trainers, "add", "-A")
    git(trainers, "commit", "-qm", "second")
    pull(trainers.as_uri(), mine)

    updated = nbformat.read(mine / EXERCISE, as_version=4)
    nbformat.validate(updated)
    assert any("my_answer" in cell.source for cell in updated.cells)
    assert (mine / "progress.json").exists() and (mine / "new.md").exists()
