"""Set-up: every error in one sentence, nothing half-made left behind, and a real set-up from nothing."""

import ast
import asyncio
import contextlib
import errno
import http.server
import importlib.metadata
import json
import os
import re
import shutil
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
import types
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client import BlockingKernelClient

import course
from kit import build

ROOT = Path(course.ROOT)
# Would send packages elsewhere, or none at all.
ELSEWHERE = {
    f"PIP_{name}": "elsewhere" for name in ("TARGET", "PREFIX", "ROOT", "PYTHON", "REQUIREMENT", "SRC")
}
ELSEWHERE |= {f"PIP_{name}": "1" for name in ("DRY_RUN", "IGNORE_INSTALLED", "REQUIRE_VIRTUALENV", "NO_DEPS")}
ELSEWHERE |= {
    f"PYTHON{name}": "elsewhere" for name in ("PATH", "HOME", "USERBASE", "STARTUP", "PYCACHEPREFIX")
}
POSIX = pytest.mark.skipif(os.name == "nt", reason="sends a signal, which Windows does not know")
MADE = [".venv", ".venv-old"]


def copy_course(parent):
    """Copy what set-up needs into `parent`/a b å/kurs, a path with spaces and a Nordic letter."""
    kurs = parent / "a b å" / "kurs"
    for room in ["helpers", "kit", "page"]:
        shutil.copytree(ROOT / room, kurs / room, ignore=shutil.ignore_patterns("__pycache__"))
    (kurs / "notebooks").mkdir()
    empty = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (kurs / "notebooks" / "00_start_here.ipynb").write_text(json.dumps(empty), encoding="utf-8")
    for name in ["course.py", "requirements.lock"]:
        shutil.copy(ROOT / name, kurs / name)
    return kurs


@pytest.fixture
def kurs(tmp_path):
    return copy_course(tmp_path)


def start(kurs, *arguments, python=sys.executable, **variables):
    """Start course.py; its output is one stream of UTF-8."""
    return subprocess.Popen(
        [python, str(kurs / "course.py"), *arguments],
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


def run(kurs, *arguments, **more):
    """Run course.py to its end; return its exit code and the lines it wrote."""
    process = start(kurs, *arguments, **more)
    try:
        output, _ = process.communicate(timeout=120)
    finally:
        process.terminate()
    return process.returncode, output.splitlines()


def without_network(port=9):
    """Return variables that send pip and uv to a port of this computer where nothing answers."""
    nowhere = f"http://127.0.0.1:{port}"
    names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"]
    none = dict.fromkeys(["NO_PROXY", "no_proxy", "PIP_FIND_LINKS", "UV_FIND_LINKS", "PIP_NO_INDEX"], "")
    return dict.fromkeys(names, nowhere) | none | {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def is_one_sentence(line):
    """Does `line` read as one sentence, and as nothing that a program wrote to itself?"""
    return line.endswith(".") and line[0].isupper() and "Traceback" not in line and "Errno" not in line


@pytest.fixture
def inside(kurs, monkeypatch):
    """Make the imported `course` believe that it stands in the copy."""
    places = {"ROOT": "", "VENV": ".venv", "OLD_VENV": ".venv-old"}
    places |= {"SET_UP": ".venv.lock", "RUNNING": ".lab.lock", "UPDATING": ".update.lock"}
    monkeypatch.setattr(course, "FIRST_LAYOUT", str(kurs / "kit" / "hub" / Path(course.FIRST_LAYOUT).name))
    for name, place in places.items():
        monkeypatch.setattr(course, name, str(kurs / place))
    monkeypatch.setattr(course, "STAMP", str(kurs / ".venv" / "course-stamp.txt"))
    monkeypatch.setattr(course, "LOCK", str(kurs / "requirements.lock"))
    return kurs


# ------------------------------------------------------------ a Python that is too old, or too new


def other_pythons():
    """Return the Pythons of this computer that the course does not run on."""
    found = sorted(Path.home().glob(".pyenv/versions/*/bin/python"))
    found += [Path(path) for path in map(shutil.which, ["python2.7", "python3.9", "python3.10"]) if path]
    return [path for path in found if not path.parents[1].name.startswith(("3.11", "3.12", "3.13", "3.14"))]


def test_old_pythons_of_this_computer_get_one_sentence(kurs):
    pythons = [path for path in other_pythons() if subprocess.run([path, "-c", ""]).returncode == 0]
    if not pythons:
        pytest.skip("This computer has no Python that is too old; the next tests imitate one.")
    for python in pythons:
        code, lines = run(kurs, "lab", python=str(python), PYTHONPATH="")
        assert code == 1, python
        assert len(lines) == 1 and is_one_sentence(lines[0]) and "3.11 to 3.14" in lines[0], (python, lines)


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 10, 13), (3, 15, 0)])
def test_python_outside_the_range_gets_one_sentence(version):
    script = f"import runpy, sys; sys.version_info = {version}; runpy.run_path({str(ROOT / 'course.py')!r})"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1 and "This is Python {}.{},".format(*version) in ended.stderr


def test_old_pythons_can_read_the_file():
    source = (ROOT / "course.py").read_bytes()
    assert source.isascii(), "Python 2 and some consoles stumble over other letters"
    too_new = ast.JoinedStr | ast.AnnAssign | ast.Nonlocal | ast.AsyncFunctionDef
    for node in ast.walk(ast.parse(source, feature_version=(3, 7))):
        assert not isinstance(node, too_new), node.lineno
        if isinstance(node, ast.Raise):
            assert node.cause is None, f"line {node.lineno}: 'raise ... from' is not in Python 2"
        if isinstance(node, ast.FunctionDef):
            arguments = node.args
            assert not arguments.kwonlyargs and not node.returns, node.name
            assert not any(argument.annotation for argument in arguments.args), node.name


# ------------------------------------------------------------ no network


def test_no_network_is_one_sentence_and_leaves_nothing(kurs):
    code, lines = run(kurs, "lab", "--no-browser", "--port", str(free_port()), **without_network())
    assert code == 1
    assert is_one_sentence(lines[-1]) and "no network" in lines[-1]
    assert not any((kurs / name).exists() for name in MADE)
    assert not any("Retrying" in line for line in lines)


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ("cause: Failed to fetch\ncause: dns error\n cause: failed to lookup address information", "network"),
        ("cause: client error (Connect)\ncause: tunnel error: failed to create underlying connection\n"
         "error sending request", "network"),
        ("WARNING: Retrying (Retry(total=1, connect=None, read=None, redirect=None, status=None)) after "
         "connection broken by 'NewConnectionError('Failed to establish a new connection')': /simple/anyio/\n"
         "ERROR: No matching distribution found for anyio==4.16.0", "network"),
        ("error sending request\ncause: invalid peer certificate: UnknownIssuer", "certificate"),
        ("failed to copy file from /x to /y: No space left on device (os error 28)", "disk is full"),
        ("There is not enough space on the disk. (os error 112)", "disk is full"),
    ],
)  # fmt: skip
def test_what_the_tools_write_becomes_a_sentence(output, word):
    assert word in course.why(output)


def test_unknown_failure_shows_what_the_tool_wrote(inside, capsys):
    with pytest.raises(course.Stop, match="reason that stands above"):
        course.run_step("step", [sys.executable, "-c", "import sys; print('odd thing'); sys.exit(3)"])
    assert "odd thing" in capsys.readouterr().out


# ------------------------------------------------------------ the disk


def test_disk_with_too_little_room_stops_before_anything_is_made(inside, monkeypatch, capsys):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: types.SimpleNamespace(free=10**8))
    assert course.main(["build"]) == 1
    sentence = capsys.readouterr().err.strip()
    assert is_one_sentence(sentence) and "disk is full" in sentence
    assert not any((inside / name).exists() for name in MADE)


@pytest.mark.parametrize(
    ("number", "word"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "cannot be written"), (errno.EACCES, "cannot be written")],
)
def test_disk_failure_on_the_way_leaves_nothing(inside, monkeypatch, capsys, number, word):
    def fail():
        Path(course.VENV, "half").mkdir(parents=True)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(course, "make_venv", fail)
    assert course.main(["test"]) == 1
    sentence = capsys.readouterr().err.strip()
    assert is_one_sentence(sentence) and word in sentence
    assert not any((inside / name).exists() for name in MADE)


def test_tool_that_fails_on_a_full_disk_without_saying_so(inside, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: types.SimpleNamespace(free=10**6))
    assert "disk is full" in course.why("Command ensurepip returned non-zero exit status 1.")


@contextlib.contextmanager
def small_disk(folder):
    """Mount a disk of 20 MB on `folder`, where the system lets us."""
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(folder)], capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("A small disk can be mounted by an administrator of Linux only.")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_real_small_disk(tmp_path):
    with small_disk(tmp_path):
        kurs = copy_course(tmp_path)
        code, lines = run(kurs, "lab", "--no-browser", "--port", str(free_port()))
        assert code == 1 and "disk is full" in lines[-1]
        assert not any((kurs / name).exists() for name in MADE)


def test_real_disk_that_fills_up_on_the_way(tmp_path):
    with small_disk(tmp_path):
        kurs = copy_course(tmp_path)
        source = (kurs / "course.py").read_text(encoding="utf-8")
        changed = source.replace("NEEDED_BYTES = 1200000000", "NEEDED_BYTES = 0")
        assert changed != source
        (kurs / "course.py").write_text(changed, encoding="utf-8")
        code, lines = run(kurs, "lab", "--no-browser", "--port", str(free_port()))
        assert code == 1 and "disk is full" in lines[-1]
        assert not any((kurs / name).exists() for name in MADE)


def test_real_read_only_folder(tmp_path):
    with small_disk(tmp_path):
        kurs = copy_course(tmp_path)
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path)], check=True)
        code, lines = run(kurs, "lab", "--no-browser", "--port", str(free_port()))
        assert code == 1
        assert len(lines) == 1 and is_one_sentence(lines[0]) and "cannot be written" in lines[0]


# ------------------------------------------------------------ ports


def test_taken_port_is_one_sentence_with_a_free_one(kurs):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code, lines = run(kurs, "lab", "--no-browser", "--port", str(port))
    assert code == 1 and len(lines) == 1 and is_one_sentence(lines[0])
    assert f"Port {port} is in use" in lines[0]
    proposed = int(lines[0].partition("--port ")[2].split()[0])
    assert proposed != port and course.is_free(proposed)
    assert not (kurs / ".venv").exists()


def test_a_computer_without_an_address_of_its_own_is_told_so(monkeypatch, capsys):
    def none(probe, address):
        raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")

    monkeypatch.setattr(socket.socket, "bind", none)
    assert course.main(["lab"]) == 1
    sentence = capsys.readouterr().err.strip()
    assert is_one_sentence(sentence) and "127.0.0.1" in sentence and "--port" not in sentence


def test_port_that_is_none(kurs):
    code, lines = run(kurs, "lab", "--no-browser", "--port", "80000")
    assert code == 1 and len(lines) == 1 and "1024 to 65535" in lines[0]


# ------------------------------------------------------------ does a JupyterLab run here?


class Silent(socketserver.BaseRequestHandler):
    """Takes a connection and says nothing."""

    def handle(self):
        self.request.recv(1000)
        time.sleep(5)


class Babbling(socketserver.BaseRequestHandler):
    """Says what no web server says."""

    def handle(self):
        self.request.recv(1000)
        self.request.sendall(b"nonsense\r\n")


def answers_with(code):
    """Return a handler that answers every question with a code."""

    class Answering(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(code)
            self.end_headers()

        def log_message(self, *_):
            pass

    return Answering


@contextlib.contextmanager
def listening(handler):
    """Run a server of this computer; yield its port."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def write_note(folder, root, url, token=""):
    folder.mkdir(parents=True, exist_ok=True)
    note = {"root_dir": str(root), "url": url, "token": token}
    (folder / "jpserver-1.json").write_text(json.dumps(note), encoding="utf-8")


@pytest.fixture
def somebody(inside, tmp_path, monkeypatch):
    """A person's home, with the places where Jupyter notes servers by itself."""
    for name in ["JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "XDG_DATA_HOME"]:
        monkeypatch.delenv(name, raising=False)
    for name in ["HOME", "USERPROFILE"]:
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path / "AppData"))
    monkeypatch.setattr(course, "ready_python", lambda: sys.executable)
    return tmp_path


PLACES = {
    "lab": lambda home, kurs: kurs / course.ROOM / "runtime",
    "Linux": lambda home, kurs: home / ".local" / "share" / "jupyter" / "runtime",
    "macOS": lambda home, kurs: home / "Library" / "Jupyter" / "runtime",
    "Windows": lambda home, kurs: home / "AppData" / "jupyter" / "runtime",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("handler", "scheme"),
    [
        (answers_with(200), "http"),
        (answers_with(401), "http"),
        (answers_with(403), "http"),
        (answers_with(500), "http"),
        (answers_with(200), "https"),  # no certificate that this Python trusts
        (Babbling, "http"),
    ],
    ids=["lets in", "401", "403", "500", "certificate", "nonsense"],
)
def test_update_sees_every_server_that_may_serve_this_folder(
    inside, somebody, monkeypatch, capsys, place, handler, scheme
):
    with listening(handler) as port:
        write_note(PLACES[place](somebody, inside), inside, f"{scheme}://127.0.0.1:{port}/")
        assert course.main(["update"]) == 1
        sentence = capsys.readouterr().err.strip()
        assert is_one_sentence(sentence) and "JupyterLab still runs" in sentence and str(port) in sentence


def test_a_server_too_busy_to_answer_is_there(inside, somebody):
    with listening(Silent) as port:
        write_note(inside / course.ROOM / "runtime", inside, f"http://127.0.0.1:{port}/")
        assert course.running_address() and not course.running_address(sure=True)


def test_nobody_is_where_a_connection_is_refused_or_a_note_is_about_another_folder(inside, somebody):
    notes = inside / course.ROOM / "runtime"
    write_note(notes, inside, f"http://127.0.0.1:{free_port()}/")
    for number, text in enumerate(["", "[]", "{}", '{"root_dir": 5}'], start=2):
        (notes / f"jpserver-{number}.json").write_text(text, encoding="utf-8")
    with listening(answers_with(200)) as port:
        write_note(PLACES["Linux"](somebody, inside), somebody, f"http://127.0.0.1:{port}/")
        assert course.running_address() is None


def test_another_program_on_the_port_of_a_killed_server_stops_no_start(inside, somebody, monkeypatch):
    started = []
    monkeypatch.setattr(course, "run", lambda command: started.append(command) or 0)
    with listening(answers_with(403)) as port:
        write_note(inside / course.ROOM / "runtime", inside, f"http://127.0.0.1:{port}/", token="old")
        assert course.main(["lab", "--no-browser", "--port", str(free_port())]) == 0
        assert started and course.running_address() is None


# ------------------------------------------------------------ a broken, half-made or outdated .venv


@pytest.fixture
def ready(inside):
    """Make a true `.venv`, without packages, that counts as ready."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", course.VENV], check=True)
    subprocess.run([course.venv_python(), str(inside / "course.py"), "link"], check=True)
    version, packages = course.look_inside()
    Path(course.STAMP).write_text(f"{course.lock_hash(course.LOCK)} {version} {packages}\n", encoding="utf-8")
    assert course.venv_state() == "ready"
    return inside


def site_packages():
    return next(Path(course.VENV).glob("[Ll]ib/**/site-packages"))


BREAKS = {
    "python deleted": lambda: os.remove(course.venv_python()),
    "python empty": lambda: (os.remove(course.venv_python()), Path(course.venv_python()).touch(0o755)),
    "pyvenv.cfg deleted": lambda: Path(course.VENV, "pyvenv.cfg").unlink(),
    "packages deleted": lambda: shutil.rmtree(site_packages()),
    "one package fewer": lambda: Path(course.STAMP).write_text(
        Path(course.STAMP).read_text(encoding="utf-8").rpartition(" ")[0] + " 1\n", encoding="utf-8"
    ),
    "helpers not known": lambda: (site_packages() / "segmentation_course.pth").unlink(),
    "stamp deleted": lambda: os.remove(course.STAMP),
    "stamp cut short": lambda: Path(course.STAMP).write_text(course.lock_hash(course.LOCK), encoding="utf-8"),
    "made by another Python": lambda: Path(course.STAMP).write_text(
        f"{course.lock_hash(course.LOCK)} 3.9 0\n"
    ),
    "folder deleted": lambda: shutil.rmtree(course.VENV),
    "a file in its place": lambda: (shutil.rmtree(course.VENV), Path(course.VENV).touch()),
}


@pytest.mark.parametrize("name", BREAKS)
def test_broken_venv_is_noticed_and_made_anew(ready, monkeypatch, name):
    BREAKS[name]()
    assert course.venv_state() == "broken"
    monkeypatch.setattr(course, "make_venv", lambda: Path(course.VENV, "new").mkdir(parents=True))
    course.ready_python()
    assert {*os.listdir(course.VENV)} - {"etc", "share"} == {"new"} and not os.path.exists(course.OLD_VENV)


def test_moved_folder_stays_ready(ready, monkeypatch):
    moved = ready.parent / "flyttad"
    ready.rename(moved)
    monkeypatch.setattr(course, "VENV", str(moved / ".venv"))
    monkeypatch.setattr(course, "STAMP", str(moved / ".venv" / "course-stamp.txt"))
    monkeypatch.setattr(course, "LOCK", str(moved / "requirements.lock"))
    assert course.venv_state() == "ready"


def test_update_that_fails_puts_the_old_one_back(ready, monkeypatch, capsys):
    def fail(_title, _command):
        assert course.venv_state() != "outdated"
        Path(course.VENV, "half").mkdir(parents=True)
        raise course.Stop("There is no network.")

    monkeypatch.setattr(course, "run_step", fail)
    with open(course.LOCK, "a", encoding="utf-8") as lock:
        lock.write("# changed\n")
    assert course.venv_state() == "outdated"
    assert course.main(["lab", "--no-browser", "--port", str(free_port())]) == 1
    assert capsys.readouterr().err == "There is no network.\n"
    assert course.venv_state() == "outdated" and not os.path.exists(course.OLD_VENV)


def test_python_does_not_remove_itself(ready, monkeypatch, capsys):
    os.remove(course.STAMP)
    monkeypatch.setattr(sys, "prefix", course.VENV)
    assert course.main(["test"]) == 1
    assert "without activating" in capsys.readouterr().err
    assert os.path.exists(course.venv_python())


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_python_without_a_part_of_itself(inside, monkeypatch, capsys, module):
    monkeypatch.setattr(course.importlib.util, "find_spec", lambda name: None if name == module else name)
    assert course.main(["lab", "--no-browser", "--port", str(free_port())]) == 1
    sentence = capsys.readouterr().err.strip()
    assert is_one_sentence(sentence) and module in sentence
    assert not any((inside / name).exists() for name in MADE)


# ------------------------------------------------------------ extras


@pytest.fixture
def extra(inside, monkeypatch):
    """An extra that is installed, and out of date; `installs` lists what is installed from now on."""
    installs, ready_python = [], course.ready_python

    def install(title, command):
        target = Path(command[command.index("--target") + 1])
        target.mkdir()
        (target / "new").touch()
        installs.append(title)

    monkeypatch.setattr(course, "ready_python", lambda: sys.executable)
    monkeypatch.setattr(course, "run_step", install)
    (inside / "requirements-site.lock").write_text("one==1\n", encoding="utf-8")
    folder = inside / ".venv-site"
    folder.mkdir()
    (folder / "old").touch()
    (folder / "course-stamp.txt").write_text("older", encoding="utf-8")
    return types.SimpleNamespace(folder=folder, installs=installs, ready_python=ready_python)


def extras_of(kurs):
    return sorted(path.name for path in kurs.glob(".venv-*"))


def test_an_extra_takes_the_place_of_the_older_one_once(extra):
    for _ in range(2):
        course.add_extra("site")
    assert len(extra.installs) == 1
    assert sorted(os.listdir(extra.folder)) == ["course-stamp.txt", "new"]
    assert extras_of(extra.folder.parent) == [".venv-site"]


def test_an_extra_is_made_anew_for_another_python_and_another_lock(extra, monkeypatch):
    course.add_extra("site")
    other = types.SimpleNamespace(stdout="Python 3.99.0\n")
    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "run", lambda *_args, **_more: other)
        course.add_extra("site")
    assert len(extra.installs) == 2
    course.add_extra("site")
    (extra.folder.parent / "requirements-site.lock").write_text("one==2\n", encoding="utf-8")
    course.add_extra("site")
    assert len(extra.installs) == 4


@pytest.mark.parametrize("failure", ["install", "Ctrl-C", "in use", "swap"])
def test_an_extra_that_fails_leaves_the_older_one_and_nothing_half_made(extra, monkeypatch, capsys, failure):
    install, rename = course.run_step, os.rename

    def fail(title, command):
        install(title, command)
        raise course.Stop("No network.") if failure == "install" else KeyboardInterrupt

    def refuse(old, new):
        if (failure == "in use") == (Path(old) == extra.folder) and not old.endswith("-old"):
            raise PermissionError(errno.EACCES, "Access is denied")
        rename(old, new)

    if failure in ("in use", "swap"):
        monkeypatch.setattr(os, "rename", refuse)
    else:
        monkeypatch.setattr(course, "run_step", fail)
    assert course.main(["site"]) == 1
    sentence = capsys.readouterr().err.strip()
    assert is_one_sentence(sentence) and ("close JupyterLab" in sentence) == (failure == "in use")
    assert sorted(os.listdir(extra.folder)) == ["course-stamp.txt", "old"]
    assert extras_of(extra.folder.parent) == [".venv-site"]


# ------------------------------------------------------------ two at once, and Ctrl-C


def test_second_start_at_once_is_one_sentence_and_a_crash_leaves_no_lock(inside):
    script = "import course, time\nwith course.setting_up(): print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", script], cwd=inside, stdout=subprocess.PIPE)
    assert holder.stdout.readline().strip() == b"held"
    code, lines = run(inside, "lab", "--no-browser", "--port", str(free_port()))
    assert code == 1 and len(lines) == 1 and is_one_sentence(lines[0]) and "another window" in lines[0]
    holder.kill()
    holder.communicate()
    with course.setting_up():
        pass


def test_while_jupyterlab_runs_extras_come_but_neither_a_new_set_up_nor_an_update(extra, monkeypatch, capsys):
    with course.alone(course.RUNNING, "Held."):
        course.add_extra("site")
        assert extra.installs == ["Adding what pages and slides need (60 MB); this happens once."]
        capsys.readouterr()
        for command in [["update"], ["lab", "--port", str(free_port())]]:
            assert course.main(command) == 1
            sentence = capsys.readouterr().err.strip()
            assert is_one_sentence(sentence) and "JupyterLab" in sentence and "Ctrl-C" in sentence, command
        monkeypatch.setattr(course, "ready_python", extra.ready_python)
        assert course.main(["build"]) == 1
        assert "set up anew, and JupyterLab still runs" in capsys.readouterr().err
    assert not any((extra.folder.parent / name).exists() for name in MADE)


def test_a_second_update_is_told_of_the_first(inside, capsys):
    for command in (["update"], ["update", "--from", "elsewhere"]):
        with course.alone(course.UPDATING, "Held."):
            assert course.main(command) == 1
        said = capsys.readouterr().err.strip()
        assert said == "The course is being updated in another window: wait until that is done."


def test_lab_says_when_an_interrupted_update_has_to_be_typed_again(inside, monkeypatch, capsys):
    monkeypatch.setattr(course, "UNFINISHED", str(inside / "my_work" / ".update.json"))
    monkeypatch.setattr(course, "ready_python", lambda: sys.executable)
    monkeypatch.setattr(course, "running_address", lambda sure=False: None)
    monkeypatch.setattr(course, "run", lambda *_args, **_more: 0)
    for interrupted in (False, True):
        if interrupted:
            (inside / "my_work").mkdir()
            (inside / "my_work" / ".update.json").write_text("{}", encoding="utf-8")
        assert course.main(["lab", "--port", str(free_port())]) == 0
        said = [line for line in capsys.readouterr().out.splitlines() if "python course.py update" in line]
        assert len(said) == interrupted


def runs(program):
    """Does a program still run? One that ended and that nobody asked about does not."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return program.status() != psutil.STATUS_ZOMBIE


@POSIX
@pytest.mark.parametrize(
    ("step", "names", "word"),
    [
        ("[1/4]", ["SIGINT"], "Ctrl-C"),
        ("[2/4]", ["SIGINT"] * 5, "Ctrl-C"),
        ("[1/4]", ["SIGTERM"], "outside"),
        ("[1/4]", ["SIGHUP"], "outside"),
    ],
    ids=["Ctrl-C", "Ctrl-C five times", "the system", "a closed window"],
)
def test_stopped_in_the_middle_is_one_sentence_and_leaves_nothing(kurs, step, names, word):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        process = start(
            kurs,
            "lab",
            "--no-browser",
            "--port",
            str(free_port()),
            **without_network(silent.getsockname()[1]),
        )
        lines = []
        while step not in "".join(lines):
            lines.append(process.stdout.readline())
        if step == "[2/4]":
            silent.accept()  # pip has asked, and waits for an answer that never comes
        while not (kurs / ".venv" / "pyvenv.cfg").exists():
            time.sleep(0.02)
        tools = psutil.Process(process.pid).children(recursive=True)
        for name in names:
            process.send_signal(getattr(signal, name))
            time.sleep(0.02)
        rest, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert is_one_sentence(rest.splitlines()[-1]) and word in rest and "nothing half-made" in rest
    assert "Traceback" not in rest
    assert tools and not any(map(runs, tools))
    assert not any((kurs / name).exists() for name in MADE)


@POSIX
def test_ctrl_c_ends_a_command_with_one_sentence():
    """As a terminal sends it: to the command and to what it has started."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "course.py"), "check"],
        env=os.environ | {"PYTHONUNBUFFERED": "1"}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    )  # fmt: skip
    assert process.stdout.readline().startswith("ok")
    os.killpg(process.pid, signal.SIGINT)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert rest.splitlines()[-1] == "Stopped with Ctrl-C." and "Traceback" not in rest


def test_what_stays_although_it_should_go_is_said(inside, monkeypatch, capsys):
    def stopped():
        Path(course.VENV).mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr(course, "make_venv", stopped)
    monkeypatch.setattr(shutil, "rmtree", lambda path, ignore_errors: None)  # as where a file is in use
    assert course.main(["build"]) == 1
    said = capsys.readouterr()
    assert ".venv could not be removed" in said.out and said.err == "Stopped with Ctrl-C.\n"


# ------------------------------------------------------------ other systems, consoles and Pythons


def test_help_is_short():
    code, lines = run(ROOT)
    assert code == 0 and len(lines) < 30 and max(map(len, lines)) < 100
    shown = set(re.findall(r"course.py (\w+)", "\n".join(lines)))
    assert shown == set(re.findall(r'^        "(\w+)": ', Path(course.__file__).read_text("utf-8"), re.M))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("lba", "lab"), ("Lab", "lab"), ("chekc", "check"), ("slide", "slides"), ("xyz", None)],
)
def test_an_unknown_command_is_named_with_the_one_that_was_meant(capsys, typed, meant):
    assert course.main([typed]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first == f"There is no command {typed}." + f" Did you mean {meant}?" * bool(meant)
    assert second.startswith("There are lab, test, check") and second.endswith("explains them.")


# What else these commands need.
TYPED = {"reset": ["05"], "slides": ["05"], "class": ["here"]}
OF_THE_COURSE = "lab check update reset class build bench data engines hub site slides link".split()


@pytest.mark.parametrize("name", OF_THE_COURSE)
def test_an_unknown_option_is_named_before_anything_is_done(monkeypatch, capfd, name):
    monkeypatch.setattr(course, "ready_python", lambda: sys.executable)
    monkeypatch.setattr(course, "add_extra", lambda name: None)
    with contextlib.suppress(SystemExit):
        assert course.main([name, *TYPED.get(name, []), "--foo"]) == 2
    said = capfd.readouterr()
    assert said.out == "" and "--foo" in said.err and "Traceback" not in said.err


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_console_that_lacks_a_letter_of_the_path(tmp_path, encoding):
    folder = tmp_path / "Łódź 数据"
    folder.mkdir()
    shutil.copy(ROOT / "course.py", folder)
    (folder / ".venv.lock").mkdir()  # cannot be opened as a file
    process = subprocess.run(
        [sys.executable, str(folder / "course.py"), "build"],
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
    )
    text = process.stderr.decode(encoding)
    assert process.returncode == 1 and "Traceback" not in text and "?" in text


def test_windows_names(monkeypatch):
    monkeypatch.setattr(course, "WINDOWS", True)
    assert Path(course.venv_python()).parts[-3:] == (".venv", "Scripts", "python.exe")


def test_windows_lock(inside, monkeypatch):
    def taken(handle, mode, size):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(course, "WINDOWS", True)
    monkeypatch.setitem(sys.modules, "msvcrt", types.SimpleNamespace(LK_NBLCK=2, locking=taken))
    with pytest.raises(course.Stop, match="another window"), course.setting_up():
        pass


def test_windows_in_use(ready, monkeypatch, capsys):
    os.remove(course.STAMP)

    def refuse(old, new):
        raise PermissionError(errno.EACCES, "Access is denied")

    monkeypatch.setattr(os, "rename", refuse)
    assert course.main(["test"]) == 1
    assert "is in use" in capsys.readouterr().err


@pytest.mark.parametrize("drives", ["one", "two"])
def test_helpers_are_found_from_the_same_and_from_another_drive(tmp_path, monkeypatch, drives):
    def no_way(path, start):
        raise ValueError("path is on mount 'C:', start on mount 'D:'")

    if drives == "two":
        monkeypatch.setattr(os.path, "relpath", no_way)
    monkeypatch.setattr(course.sysconfig, "get_path", lambda name: str(tmp_path))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    course.link()
    line = (tmp_path / "segmentation_course.pth").read_text().strip()
    assert os.path.isabs(line) == (drives == "two")
    assert (tmp_path / line).resolve() == ROOT.resolve()
    settings = json.loads((tmp_path / "share/jupyter/lab/settings/overrides.json").read_text())
    assert settings == course.LAB_SETTINGS


@pytest.mark.parametrize(
    ("pin", "ready"),
    [
        ("pytest=={version}", True),
        ("pytest==0.1", False),
        ("no-such-package==1", False),
        ("no-such-package==1 ; sys_platform == 'never'", True),
    ],
)
def test_conda_environment_is_used_when_it_holds_the_pins(monkeypatch, pin, ready):
    monkeypatch.setenv("CONDA_PREFIX", sys.prefix)
    pins = [pin.format(version=importlib.metadata.version("pytest"))]
    monkeypatch.setattr(course, "pins", lambda: pins)
    assert course.conda_is_ready() is ready
    monkeypatch.setenv("CONDA_PREFIX", str(ROOT))
    assert course.conda_is_ready() is False


def test_settings_of_an_administrator_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(course.sysconfig, "get_path", lambda name: str(tmp_path))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    plugin, ours = next(iter(course.LAB_SETTINGS)), course.LAB_SETTINGS
    theirs = {
        "share/jupyter/lab/settings/overrides.json": {"a": 1, plugin: {"theirs": True}},
        "share/jupyter/kernels/python3/kernel.json": {"a": 1, "env": {"theirs": True}},
        "etc/ipython/ipython_kernel_config.json": {"a": 1, "InteractiveShellApp": {"extensions": ["theirs"]}},
    }
    for name, settings in theirs.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(json.dumps(settings), encoding="utf-8")
    for _ in range(2):
        course.link()
    overrides, kernel, at_start = (json.loads((tmp_path / name).read_text("utf-8")) for name in theirs)
    assert overrides == {"a": 1, **ours, plugin: {"theirs": True} | ours[plugin]}
    assert kernel == {"a": 1, "env": {"theirs": True} | course.ONE_THREAD}
    both = {"extensions": ["theirs"], "extra_extensions": ["kit.kernel"]}
    assert at_start == {"a": 1, "InteractiveShellApp": both}


def test_a_newer_course_brings_its_settings_without_a_new_set_up(ready):
    overrides = Path(course.VENV, "share", "jupyter", "lab", "settings", "overrides.json")
    overrides.write_text("{}", encoding="utf-8")
    course.ready_python()
    assert json.loads(overrides.read_text(encoding="utf-8")) == course.LAB_SETTINGS
    first = overrides.stat().st_mtime_ns
    course.ready_python()
    assert overrides.stat().st_mtime_ns == first, "a kernel that starts now might read half of it"


PLUGIN = next(iter(course.LAB_SETTINGS))


@pytest.mark.parametrize("broken", ["", "{", "[]", json.dumps({PLUGIN: ["theirs"]})])
def test_settings_that_cannot_be_read_are_one_sentence(tmp_path, monkeypatch, capsys, broken):
    monkeypatch.setattr(course.sysconfig, "get_path", lambda name: str(tmp_path))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    settings = tmp_path / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(broken, encoding="utf-8")
    assert course.main(["link"]) == 1
    assert "overrides.json holds no settings that can be read" in capsys.readouterr().err
    assert settings.read_text(encoding="utf-8") == broken


def test_a_kernel_takes_one_thread_whatever_the_computer_says(tmp_path, monkeypatch):
    """As the set-up linked it: in lessons, in the build, and on a class server."""
    for name in course.ONE_THREAD:
        monkeypatch.setenv(name, "7")
    cell = nbformat.v4.new_code_cell(
        f"import os\n{{name: os.environ[name] for name in {[*course.ONE_THREAD]}}}"
    )
    notebook = nbformat.v4.new_notebook(cells=[cell])
    asyncio.run(build.execute(notebook, tmp_path, "a lesson"))
    assert ast.literal_eval(notebook.cells[0].outputs[0].data["text/plain"]) == course.ONE_THREAD


def test_other_packages_are_kept_out(monkeypatch):
    for name in ELSEWHERE:
        monkeypatch.setenv(name, ELSEWHERE[name])
    reached = ["HTTPS_PROXY", "PIP_PROXY", "PIP_CERT", "PIP_TIMEOUT", "PYTHONUTF8", "PYTHONIOENCODING"]
    for name in reached:
        monkeypatch.setenv(name, "kept")
    environment = course.clean_environment()
    assert not environment.keys() & ELSEWHERE.keys()
    assert {environment[name] for name in reached} == {"kept"}


def test_packages_that_pip_s_own_settings_send_elsewhere_are_missed(ready, monkeypatch):
    monkeypatch.setattr(course, "run_step", lambda title, command: None)
    with pytest.raises(course.Stop, match="pip config list"):
        course.make_venv()


def test_a_letter_that_the_console_lacks_stops_no_command():
    # The path of Python is left to the child: in a folder with an å, few letters cannot spell it.
    command = "[sys.executable, '-c', 'print(chr(0x141))']"
    few_letters = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONIOENCODING"}
    done = subprocess.run(
        [sys.executable, "-c", f"import course, sys; sys.exit(course.run({command}))"],
        cwd=ROOT, env=environment | few_letters, capture_output=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0 and b"?" in done.stdout and done.stderr == b""


def test_a_command_of_a_fresh_course_is_quiet(inside, capfd, monkeypatch):
    """IPython warns of a place in a folder that is not there, which the reader cannot help."""
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    question = "from IPython.paths import get_ipython_dir; get_ipython_dir()"
    assert course.run([sys.executable, "-c", question]) == 0
    assert capfd.readouterr().err == ""


def test_paths_are_the_readers_and_options_stay(monkeypatch, tmp_path):
    seen = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(course, "ready_python", lambda: "PYTHON")
    monkeypatch.setattr(course, "add_extra", lambda name: None)
    monkeypatch.setattr(course, "run", lambda command: seen.append(command[-2:]) or 0)
    for command in ["class", "site"]:
        assert course.main([command, "--help", "here å"]) == 0
    assert seen == [["--help", str(tmp_path / "here å")]] * 2


def test_newest_packages_that_cannot_be_listed_are_one_sentence(inside, monkeypatch, capsys):
    monkeypatch.setattr(course, "uv", lambda *words: [sys.executable, "-c", "raise SystemExit(1)"])
    monkeypatch.setattr(course, "run_step", lambda title, command: None)
    monkeypatch.setattr(course, "NEWEST_VENV", str(inside / ".venv-newest"))
    assert course.main(["newest"]) == 1
    assert is_one_sentence(capsys.readouterr().err.strip())


def test_commands_run_in_the_right_python(monkeypatch):
    seen = []
    monkeypatch.setattr(course, "ready_python", lambda: "PYTHON")
    monkeypatch.setattr(course, "run", lambda command, **variables: seen.append((command, variables)) or 0)
    monkeypatch.setattr(course, "add_extra", course.extra_folder)
    assert [course.main([name, "-x"]) for name in ["test", "build", "bench"]] == [0, 0, 0]
    (tests, variables), (build, _), (bench, _) = seen
    assert tests[:3] == ["PYTHON", "-m", "pytest"] and "loadscope" in tests and tests[-1] == "-x"
    assert variables["OMP_NUM_THREADS"] == "1" and variables["PYTHONPATH"] == str(ROOT / ".venv-test")
    assert build == ["PYTHON", "-m", "kit", "kit.build", "-x"]
    assert bench == ["PYTHON", "-m", "kit", "tests.bench", "-x"]


@pytest.mark.parametrize(
    ("typed", "given", "quick"),
    [
        ([], [], True),
        (["--all"], [], False),
        (["5"], ["--lesson=5"], True),
        (["05_behavioural", "-x"], ["--lesson=05_behavioural", "-x"], True),
        (["05", "--all"], ["--lesson=05"], False),
        (["-k", "word"], ["-k", "word"], True),
        (["tests/kit/test_setup.py", "-k", "word"], ["tests/kit/test_setup.py", "-k", "word"], False),
        (
            ["tests/kit/test_setup.py::test_help_is_short"],
            ["tests/kit/test_setup.py::test_help_is_short"],
            False,
        ),
    ],
)
def test_what_is_tested_and_what_is_said_to_be_left_out(monkeypatch, capsys, typed, given, quick):
    seen = []
    monkeypatch.setattr(course, "ready_python", lambda: "PYTHON")
    monkeypatch.setattr(course, "add_extra", course.extra_folder)
    monkeypatch.setattr(course, "run", lambda command, **variables: seen.extend(command) or 0)
    assert course.main(["test", *typed]) == 0
    after = seen.index("--no-loadscope-reorder") + 1
    assert seen[after:] == ["-m", course.QUICK] * quick + given
    assert capsys.readouterr().out.count("Left out") == quick


# ------------------------------------------------------------ the real thing, once


def answer(address):
    """Return the status and the text that a server of this computer answers."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(address, timeout=30) as page:
            return page.status, page.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def wait_for_address(kurs, process, output):
    """Wait until JupyterLab has noted its address; return its note."""
    notes = kurs / course.ROOM / "runtime"
    for _ in range(2500):
        for note in notes.glob("jpserver-*.json"):
            with contextlib.suppress(OSError, ValueError):
                server = json.loads(note.read_text(encoding="utf-8"))
                if answer(f"{server['url']}api")[0] == 200:
                    return server
        assert process.poll() is None, output.read_text(encoding="utf-8")
        time.sleep(0.2)
    raise AssertionError(output.read_text(encoding="utf-8"))


def start_lab(kurs, output, port, **variables):
    with output.open("w") as stream:
        return subprocess.Popen(
            [sys.executable, str(kurs / "course.py"), "lab", "--no-browser", "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"} | variables,
        )


def stop(process):
    """End course.py, and the server that it started, if they still run."""
    if process.poll() is not None:
        return
    family = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    process.wait(60)
    psutil.wait_procs(family, 30)
    assert not [member for member in family if member.is_running()], "the server outlived course.py"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Set the course up from a half-made `.venv`, for real, while a second one tries the same; serve it."""
    folder = tmp_path_factory.mktemp("real")
    fetch = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(folder), "six==1.17.0"]
    if subprocess.run(fetch, env=course.clean_environment(), capture_output=True).returncode:
        pytest.skip("There is no network here, so no real set-up was tried.")
    kurs = copy_course(folder)
    (kurs / ".venv" / "lib").mkdir(parents=True)
    output = folder / "first.txt"
    process = start_lab(kurs, output, free_port(), **{n: v for n, v in ELSEWHERE.items() if n[:4] == "PIP_"})
    while "[1/4]" not in output.read_text(encoding="utf-8") and process.poll() is None:
        time.sleep(0.1)
    second = run(kurs, "lab", "--no-browser", "--port", str(free_port()))
    server = wait_for_address(kurs, process, output)
    python = kurs / Path(course.venv_python()).relative_to(course.ROOT)
    yield types.SimpleNamespace(
        kurs=kurs, python=python, output=output, process=process, server=server, second=second
    )
    stop(process)


@pytest.mark.long
@pytest.mark.timeout(900)
class TestRealSetUp:
    """One set-up serves all of these, in this order."""

    def test_progress_is_shown_with_durations(self, lab):
        lines = lab.output.read_text(encoding="utf-8").splitlines()
        steps = [line for line in lines if line.startswith("  [")]
        assert [line.split()[0] for line in steps] == ["[1/4]", "[2/4]", "[3/4]", "[4/4]"]
        assert all("second" in line or "minute" in line for line in steps)
        assert any("installing" in line for line in lines)

    def test_second_set_up_at_once_stops(self, lab):
        code, lines = lab.second
        assert code == 1 and len(lines) == 1 and "another window" in lines[0]

    def test_listens_on_this_computer_only(self, lab):
        server, sockets = psutil.Process(lab.process.pid), []
        for process in [server, *server.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):  # a short-lived one has ended meanwhile
                sockets += process.net_connections("inet")
        listening = {one.laddr for one in sockets if one.status == psutil.CONN_LISTEN}
        assert lab.server["port"] in {port for _, port in listening}
        assert {address for address, _ in listening} <= {"127.0.0.1", "::1"}

    def test_asks_for_its_token(self, lab):
        address = lab.server["url"] + "api/contents/notebooks/00_start_here.ipynb"
        assert answer(address)[0] == 403
        assert len(lab.server["token"]) >= 32
        status, text = answer(f"{address}?token={lab.server['token']}")
        assert status == 200 and json.loads(text)["type"] == "notebook"

    def test_opens_on_the_start_page(self, lab):
        assert "/lab/tree/notebooks/00_start_here.ipynb?token=" in lab.output.read_text(encoding="utf-8")

    def test_news_are_off(self, lab):
        plugin = "lab/api/settings/@jupyterlab/apputils-extension:notification"
        _, text = answer(f"{lab.server['url']}{plugin}?token={lab.server['token']}")
        offered = json.loads(text)["schema"]["properties"]
        assert offered["fetchNews"]["default"] == "false" and offered["checkForUpdates"]["default"] is False

    def test_guides_open_as_pages(self, lab):
        plugin = "lab/api/settings/@jupyterlab/docmanager-extension:plugin"
        _, text = answer(f"{lab.server['url']}{plugin}?token={lab.server['token']}")
        assert json.loads(text)["schema"]["properties"]["defaultViewers"]["default"] == {
            "markdown": "Markdown Preview"
        }

    def test_a_kernel_starts_without_a_warning_in_the_window(self, lab):
        address = f"{lab.server['url']}api/kernels?token={lab.server['token']}"
        request = urllib.request.Request(address, data=b'{"name": "python3"}', method="POST")
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        kernel = json.loads(direct.open(request, timeout=60).read())["id"]
        notes = lab.kurs / course.ROOM / "runtime"
        client = BlockingKernelClient(connection_file=str(notes / f"kernel-{kernel}.json"))
        client.load_connection_file()
        client.start_channels(hb=False)  # on a busy computer a late heartbeat is no death
        client.wait_for_ready(timeout=60)
        client.stop_channels()
        _, said = lab.output.read_text(encoding="utf-8").split("JupyterLab starts.")
        assert "WARNING" not in said and "[W " not in said

    def test_helpers_are_found_from_anywhere(self, lab, tmp_path):
        script = "import helpers, pandas, sklearn, seaborn, ipywidgets; print(helpers.__file__)"
        environment = course.clean_environment()
        found = subprocess.run(
            [lab.python, "-c", script], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8"
        )
        assert Path(found.stdout.strip()).parent.samefile(lab.kurs / "helpers"), found.stderr

    def test_packages_fit_together(self, lab):
        checked = subprocess.run([lab.python, "-m", "pip", "check"], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout

    def test_further_start_says_where_it_runs(self, lab):
        for port in [lab.server["port"], free_port()]:
            code, lines = run(lab.kurs, "lab", "--no-browser", "--port", str(port))
            assert code == 1 and len(lines) == 1
            assert f"{lab.server['url']}lab?token={lab.server['token']}" in lines[0]

    def test_later_start_needs_no_set_up_and_no_network(self, lab):
        stop(lab.process)
        output = lab.output.with_name("later.txt")
        with pytest.MonkeyPatch.context() as patch:
            for name, value in without_network().items():
                patch.setenv(name, value)
            process = start_lab(lab.kurs, output, free_port())
        try:
            wait_for_address(lab.kurs, process, output)
        finally:
            stop(process)
        assert "[1/4]" not in output.read_text(encoding="utf-8")

    def test_server_that_was_killed_does_not_count(self, lab):
        note = lab.kurs / course.ROOM / "runtime" / "jpserver-1.json"
        dead = {"url": f"http://127.0.0.1:{free_port()}/", "token": "x", "root_dir": str(lab.kurs)}
        note.write_text(json.dumps(dead), encoding="utf-8")
        with socket.create_server(("127.0.0.1", 0)) as server:
            _, lines = run(lab.kurs, "lab", "--no-browser", "--port", str(server.getsockname()[1]))
        assert "in use by another program" in lines[0]
