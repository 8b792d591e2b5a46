"""Binder and conda: they get what the lock says, and repo2docker's own code reads it as we mean it."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import course

ROOT = Path(course.ROOT)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
WANTED = [
    Requirement(line) for line in PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["test"]
]


def conda_pins():
    """Return what environment.yml has pip install."""
    return next(part["pip"] for part in CONDA["dependencies"] if isinstance(part, dict))


# ------------------------------------------------------------ the files agree


@pytest.mark.parametrize("wanted", WANTED, ids=lambda wanted: wanted.name)
def test_lock_fulfils_what_the_project_asks_for(wanted):
    pinned = {
        canonicalize_name(pin.name): next(iter(pin.specifier)).version
        for pin in map(Requirement, course.pins())
    }
    assert pinned[canonicalize_name(wanted.name)] in wanted.specifier


def test_lock_pins_every_package_once_with_fingerprints():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    names = [Requirement(pin).name for pin in course.pins()]
    assert len(names) > 100 and len(names) == len(set(names))
    for block in re.split(r"\n(?=\w)", lock)[1:]:
        assert re.match(r"[\w.-]+==[\w.]+", block), block
        assert "--hash=sha256:" in block, block


@pytest.mark.parametrize("name", ["requirements.lock", "environment.yml", "pyproject.toml", "course.py"])
def test_no_file_names_a_registry_or_a_folder_of_somebodys_computer(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.findall(
        r"https?://(?!\{|127\.0\.0\.1)\S+|file:\S+|--(?:extra-)?index\S*|--find-links\S*", text
    )
    found += re.findall(r"(?:/home|/root|/opt|/tmp|/Users|[A-Z]:\\\\)\S*", text)
    assert not found


def test_conda_gets_what_the_lock_pins():
    assert (ROOT / "environment.yml").read_text(encoding="utf-8") == course.conda_file()
    assert conda_pins() == course.pins()


def test_conda_gets_one_exact_python_and_pip():
    assert CONDA["name"] == "segmentation-course"
    assert CONDA["channels"] == ["conda-forge"]
    plain = [part for part in CONDA["dependencies"] if isinstance(part, str)]
    assert plain == ["python=3.11", "pip"]


def test_course_and_project_name_the_same_pythons():
    oldest, newest = course.OLDEST, course.NEWEST
    asked = f">={oldest[0]}.{oldest[1]},<{newest[0]}.{newest[1] + 1}"
    assert PROJECT["project"]["requires-python"] == asked


def test_post_build_installs_nothing():
    text = (ROOT / "postBuild").read_text(encoding="utf-8")
    assert "python course.py link" in text
    assert not re.search(r"\b(pip|uv|conda|mamba|apt-get|npm|curl|wget)\b", text)
    assert os.name == "nt" or os.access(ROOT / "postBuild", os.X_OK)


# ------------------------------------------------------------ repo2docker


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """Render a Binder build of the files it reads; return the Dockerfile and what repo2docker said."""
    if sys.platform == "win32":
        pytest.skip("repo2docker runs on Linux and macOS only.")
    folder = tmp_path_factory.mktemp("binder")
    for name in ["environment.yml", "postBuild", "pyproject.toml", "requirements.lock", "course.py"]:
        shutil.copy(ROOT / name, folder)
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_binder_chooses_conda_with_the_python_of_the_file(rendered):
    assert rendered.returncode == 0, rendered.stderr
    said = rendered.stdout + rendered.stderr
    assert "Building conda environment for python=3.11" in said
    # repo2docker's own base environment, its name written with - for what a file name may not hold
    assert "environment-2epy-2d3-2e11-2d" in said
    assert "${MAMBA_EXE} env update -p ${NB_PYTHON_PREFIX} --file" in said
    assert "version unspecified" not in said


def test_binder_installs_before_it_copies_the_course(rendered):
    """So an edited lesson does not rebuild the environment."""
    said = rendered.stdout + rendered.stderr
    update, copy_all, post = (
        said.index(line) for line in ['--file "environment.yml"', "COPY --chown=0:0 src/ ", "RUN ./postBuild"]
    )
    assert update < copy_all < post


def test_nothing_hides_the_files_from_binder():
    assert not (ROOT / "binder").exists() and not (ROOT / ".binder").exists()
    assert not (ROOT / "Dockerfile").exists()


# ------------------------------------------------------------ exactly what it lists, for real


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_conda_lists_is_enough(tmp_path):
    if importlib.util.find_spec("uv") is None:
        pytest.skip("This Python has no uv to make an empty environment with.")
    uv = [sys.executable, "-m", "uv"]
    environment = course.clean_environment()
    listed = tmp_path / "listed.txt"
    listed.write_text("\n".join(conda_pins()), encoding="utf-8")
    fetch = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(tmp_path), "six==1.17.0"]
    if subprocess.run(fetch, env=environment, capture_output=True).returncode:
        pytest.skip("There is no network here, so nothing was installed.")
    kurs = tmp_path / "kurs"
    kurs.mkdir()
    shutil.copytree(ROOT / "helpers", kurs / "helpers")
    shutil.copytree(ROOT / "datasets", kurs / "datasets")
    shutil.copy(ROOT / "course.py", kurs)
    empty = tmp_path / "empty"

    def do(*command):
        ended = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    do(*uv, "venv", "--python", sys.executable, str(empty))
    python = str(empty / Path(course.venv_python()).relative_to(course.VENV))
    do(*uv, "pip", "install", "--python", python, "-r", str(listed))
    do(*uv, "pip", "check", "--python", python)
    do(python, str(kurs / "course.py"), "link")
    modules = sorted(path.stem for path in (ROOT / "helpers").glob("*.py") if path.stem != "__init__")
    script = f"import helpers; from helpers import {', '.join(modules)}; print(helpers.__file__)"
    assert Path(do(python, "-c", script).strip()).parent.samefile(kurs / "helpers")
    for wanted in WANTED:
        do(python, "-c", f"import importlib.metadata as m; m.version({wanted.name!r})")
