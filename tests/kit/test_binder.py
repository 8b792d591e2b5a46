"""Binder and conda: they get what the lock says, and repo2docker's own code reads it as we mean it."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from pathlib import Path

import pytest
import websocket
import yaml
from conftest import TEST_PACKAGES
from packaging.requirements import Requirement

import course

ROOT = Path(course.ROOT)
LOCKS = sorted(path.name for path in ROOT.glob("*.lock"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
WANTED = [Requirement(line) for line in PROJECT["project"]["dependencies"]]


def conda_pins():
    """Return what environment.yml has pip install."""
    return next(part["pip"] for part in CONDA["dependencies"] if isinstance(part, dict))


# ------------------------------------------------------------ the files agree


def test_lock_pins_every_package_once_with_fingerprints():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    names = [Requirement(pin).name for pin in course.pins()]
    assert len(names) > 100 and len(names) == len(set(names))
    for block in re.split(r"\n(?=\w)", lock)[1:]:
        assert re.match(r"[\w.-]+==[\w.]+", block), block
        assert "--hash=sha256:" in block, block


@pytest.mark.parametrize("name", [*LOCKS, "environment.yml", "pyproject.toml", "course.py"])
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
    environment = os.environ | {"PYTHONPATH": f"{TEST_PACKAGES}{os.pathsep}{os.environ['PYTHONPATH']}"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


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


def test_binder_installs_nothing_besides_the_file(rendered):
    """Apart from what every Binder image has: Debian's few packages, and repo2docker's own Jupyter."""
    said = rendered.stdout + rendered.stderr
    dockerfile = said[said.index("FROM ") :]
    installing = [line for line in dockerfile.splitlines() if re.search(r"\benv update\b|pip install", line)]
    assert len(installing) == 1 and '--file "environment.yml"' in installing[0]
    debian = re.findall(r"apt-get -qq install --yes --no-install-recommends ((?:[\w.+-]+ )+)", dockerfile)
    assert set(" ".join(debian).split()) <= {"gettext-base", "less", "unzip", "locales", "wget"}


def test_the_link_in_the_readme_opens_the_start_page_in_jupyterlab():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    link = re.search(r"https://mybinder\.org/v2/gh/[^\s`)]+", readme).group()
    path = re.search(r"\?urlpath=lab/tree/(.+)", link.replace("%2F", "/")).group(1)
    assert (ROOT / path).is_file() and course.START_PAGE == f"/lab/tree/{path}"


# ------------------------------------------------------------ 2 GB of memory


@pytest.fixture
def binder_settings(tmp_path):
    """Run postBuild as Binder does, with a Python that does nothing; return the settings' folder."""
    bash = shutil.which("bash")
    if bash is None or sys.platform == "win32":
        pytest.skip("Binder runs on Linux, and there is no bash here.")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    (tmp_path / "bin" / "python").chmod(0o755)
    environment = {"NB_PYTHON_PREFIX": str(tmp_path), "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.defpath}"}
    environment["HOME"] = str(tmp_path)
    ended = subprocess.run(
        [bash, "postBuild"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "course.py link\n", "")
    return tmp_path / "etc" / "jupyter"


def test_on_binder_a_kernel_left_alone_ends_though_its_notebook_is_open(binder_settings, tmp_path):
    text = (binder_settings / "jupyter_server_config.py").read_text(encoding="utf-8")
    assert "cull_idle_timeout = 1200\n" in text
    with contextlib.ExitStack() as stack:
        free = stack.enter_context(socket.socket())
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        own = {name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")}
        command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"]
        command += ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--IdentityProvider.token=t"]
        # The file's own twenty minutes are too long for a test.
        command += ["--MappingKernelManager.cull_idle_timeout=2", "--MappingKernelManager.cull_interval=1"]
        environment = os.environ | own | {"JUPYTER_CONFIG_PATH": str(binder_settings)}
        server = subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=subprocess.DEVNULL)
        stack.callback(server.wait, 20)
        stack.callback(server.terminate)
        kernels = f"http://127.0.0.1:{port}/api/kernels?token=t"
        made = wait_for(lambda: ask(kernels, b"{}"))
        channels = f"ws://127.0.0.1:{port}/api/kernels/{made['id']}/channels?token=t"
        stack.callback(websocket.create_connection(channels, timeout=10).close)
        assert [kernel["id"] for kernel in ask(kernels)] == [made["id"]]
        assert wait_for(lambda: ask(kernels) == [])


def test_on_binder_the_file_list_is_folded_away(binder_settings, tmp_path):
    (layout,) = (tmp_path / ".jupyter" / "lab" / "workspaces").iterdir()
    assert '"collapsed": true' in layout.read_text(encoding="utf-8")


def ask(address, data=None):
    with urllib.request.urlopen(address, data=data, timeout=10) as answer:
        return json.load(answer)


def wait_for(question, seconds=60):
    """Ask until there is an answer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if answer := question():
                return answer
        time.sleep(0.2)
    return None


def test_nothing_hides_the_files_from_binder():
    assert not (ROOT / "binder").exists() and not (ROOT / ".binder").exists()
    assert not (ROOT / "Dockerfile").exists()


# ------------------------------------------------------------ exactly what it lists, for real


@pytest.mark.long
@pytest.mark.timeout(900)
def test_what_conda_lists_is_enough(tmp_path):
    environment = course.clean_environment()
    listed = tmp_path / "listed.txt"
    listed.write_text("\n".join(conda_pins()), encoding="utf-8")
    fetch = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(tmp_path), "six==1.17.0"]
    if subprocess.run(fetch, env=environment, capture_output=True).returncode:
        pytest.skip("There is no network here, so nothing was installed.")
    kurs = tmp_path / "kurs"
    kurs.mkdir()
    for folder in ("helpers", "page", "given", "checks", "own_file", "kit", "datasets"):
        shutil.copytree(ROOT / folder, kurs / folder)
    shutil.copy(ROOT / "course.py", kurs)
    empty = tmp_path / "empty"

    def do(*command):
        ended = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    do(sys.executable, "-m", "venv", str(empty))
    python = str(empty / Path(course.venv_python()).relative_to(course.VENV))
    do(python, "-m", "pip", "install", "-r", str(listed))  # as conda does
    do(python, "-m", "pip", "check")
    do(python, str(kurs / "course.py"), "link")
    modules = sorted(path.stem for path in (ROOT / "helpers").glob("*.py") if path.stem != "__init__")
    script = f"import helpers; from helpers import {', '.join(modules)}; print(helpers.__file__)"
    assert Path(do(python, "-c", script).strip()).parent.samefile(kurs / "helpers")
    for wanted in WANTED:
        do(python, "-c", f"import importlib.metadata as m; m.version({wanted.name!r})")
