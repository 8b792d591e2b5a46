"""Everything stays in the course's folder: another Jupyter leaves the course alone, and the course it."""

import ast
import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jupyter_client import BlockingKernelClient

import course
from tests import room

LOOK = """
import sys, matplotlib.pyplot
print([
    "theirs" in globals(), matplotlib.rcParams["text.usetex"], sys.flags.optimize, matplotlib.get_backend(),
    matplotlib.get_configdir(), get_ipython().ipython_dir
])
"""


@pytest.fixture(scope="module")
def beside(tmp_path_factory):
    """The course's JupyterLab beside another, and what that one's folder held before and after."""
    root, home = tmp_path_factory.mktemp("kurs å"), tmp_path_factory.mktemp("home")
    room.copy_lessons(root)
    variables = room.other_jupyter(home)
    before = room.files(home)
    with room.lab(root, **variables) as (url, token):
        yield root, home, before, url, token


@pytest.mark.timeout(180)
class TestBesideAnotherJupyter:
    """One JupyterLab serves all of these."""

    def test_its_token_is_asked_for(self, beside):
        _, _, _, url, token = beside
        assert len(token) >= 32
        assert room.ask(url + "api/contents")[0] == 403
        assert room.ask(url + "api/contents?token=theirs")[0] == 403
        assert room.ask(f"{url}api/contents?token={token}")[0] == 200

    def test_pages_of_others_are_not_let_in(self, beside):
        _, _, _, url, token = beside
        address = f"{url}api/contents?token={token}"
        assert room.ask(address, Host="evil.example")[0] == 403
        _, _, headers = room.ask(url + "api/contents", Origin="http://evil.example")
        assert headers.get("Access-Control-Allow-Origin") is None

    def test_a_kernel_is_the_courses_and_knows_nothing_of_theirs(self, beside):
        root, _, _, url, token = beside
        status, text, _ = room.ask(f"{url}api/kernels?token={token}", b'{"name": "python3"}')
        assert status == 201
        kernel = json.loads(text)["id"]
        connection = root / course.ROOM / "runtime" / f"kernel-{kernel}.json"
        client = BlockingKernelClient(connection_file=str(connection))
        client.load_connection_file()
        client.start_channels()
        said = []
        try:
            wait_for(client)
            reply = client.execute_interactive(
                LOOK, timeout=60, output_hook=lambda message: said.append(message["content"].get("text", ""))
            )
        finally:
            client.stop_channels()
        assert reply["content"]["status"] == "ok"
        theirs, usetex, optimised, backend, config, ipython = ast.literal_eval("".join(said))
        assert (theirs, usetex, optimised) == (False, False, 0) and "inline" in backend
        assert {Path(config).parent, Path(ipython).parent} == {root / course.ROOM}

    def test_nothing_of_theirs_is_changed(self, beside):
        _, home, before, _, _ = beside
        assert room.files(home) == before == {*room.THEIRS}
        for name, text in room.THEIRS.items():
            assert (home / name).read_text(encoding="utf-8") == text, name


def wait_for(client):
    """Wait for a kernel; one that is slow to start is first taken for dead."""
    for _ in range(30):
        with contextlib.suppress(RuntimeError):
            return client.wait_for_ready(timeout=60)
        time.sleep(1)
    raise AssertionError("The kernel did not start.")


def test_what_all_users_of_a_computer_share_is_left_out(tmp_path):
    """Such as /etc/jupyter, and extensions in /usr/local/share/jupyter."""
    show = course.START_LAB.replace("main()", "print(paths.jupyter_config_path() + paths.jupyter_path())")
    assert show != course.START_LAB
    environment = course.with_own_room(dict(os.environ, PYTHONNOUSERSITE="1"))
    done = subprocess.run(
        [sys.executable, "-c", show], env=environment, capture_output=True, text=True, timeout=60
    )
    used = [Path(path) for path in ast.literal_eval(done.stdout)]
    own = {Path(sys.prefix), Path(course.room())}
    assert used and all(own & set(path.parents) for path in used), used


@pytest.mark.timeout(180)
def test_update_sees_a_jupyterlab_that_was_started_by_hand_and_has_a_password(tmp_path, monkeypatch, capsys):
    root, home = tmp_path / "kurs", tmp_path / "home"
    root.mkdir()
    runtime = home / ".local" / "share" / "jupyter" / "runtime"
    environment = course.clean_environment() | {"JUPYTER_RUNTIME_DIR": str(runtime), "HOME": str(home)}
    options = [f"ServerApp.root_dir={root}", "ServerApp.ip=127.0.0.1"]
    options += ["PasswordIdentityProvider.hashed_password=argon2:none"]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--{option}" for option in options]
    log = tmp_path / "log.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        note = room.wait_for_note(process, runtime, log)
        assert note["token"] == "" and room.ask(note["url"] + "api/status")[0] == 403
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
        monkeypatch.setattr(course, "ROOT", str(root))
        assert course.main(["update"]) == 1
        assert "JupyterLab still runs" in capsys.readouterr().err
    finally:
        process.terminate()
        process.wait(30)
    assert course.running_address() is None


def test_the_folder_is_no_part_of_the_course():
    ignored = (Path(course.__file__).parent / ".gitignore").read_text(encoding="utf-8").split()
    assert {f"{course.ROOM}/", ".lab.lock"} <= set(ignored)
