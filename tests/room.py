"""The course's own JupyterLab, as `python course.py lab` starts it, beside another Jupyter of somebody's."""

import contextlib
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

import course

START_SECONDS = 90
OPEN_TAB = "notebook:theirs.ipynb"
LAYOUT = {
    "layout-restorer:data": {
        "main": {"dock": {"type": "tab-area", "currentIndex": 0, "widgets": [OPEN_TAB]}}
    },
    OPEN_TAB: {"data": {"path": "theirs.ipynb", "factory": "Notebook"}},
}
THEIRS = {
    ".jupyter/jupyter_server_config.py": """
c.IdentityProvider.token = ""
c.PasswordIdentityProvider.password_required = False
c.ServerApp.allow_origin = "*"
c.ServerApp.allow_remote_access = True
c.ServerApp.preferred_dir = "/"
""",
    ".jupyter/jupyter_server_config.json": '{"damaged',
    ".jupyter/lab/user-settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings": (
        '{"theme": "JupyterLab Dark"}'
    ),
    ".jupyter/lab/workspaces/default-37a8.jupyterlab-workspace": json.dumps(
        {"data": LAYOUT, "metadata": {"id": "default"}}
    ),
    ".ipython/profile_default/startup/00_theirs.py": "theirs = True\n",
    ".ipython/profile_default/ipython_kernel_config.py": "c.IPKernelApp.exec_lines = ['theirs = True']\n",
    ".config/matplotlib/matplotlibrc": "text.usetex: True\ndamaged line\n",
    "theirs/matplotlibrc": "text.usetex: True\n",
    "theirs/kernels/python3/kernel.json": (
        '{"argv": ["false"], "display_name": "Theirs", "language": "python"}'
    ),
}


def other_jupyter(home: Path) -> dict[str, str]:
    """Give a person another Jupyter with settings of its own, some damaged; return its variables."""
    for name, text in THEIRS.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    theirs = str(home / "theirs")
    return {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "JUPYTER_PATH": theirs,
        "JUPYTER_CONFIG_PATH": str(home / ".jupyter"),
        "JUPYTER_PREFER_ENV_PATH": "0",
        "JUPYTER_TOKEN": "theirs",
        "JUPYTERLAB_DIR": theirs,
        "JPY_SESSION_NAME": "theirs",
        "MATPLOTLIBRC": theirs,
        "MPLCONFIGDIR": str(home / ".config" / "matplotlib"),
        "MPLBACKEND": "nonsense",
        "PYTHONOPTIMIZE": "2",
    }


def copy_lessons(root: Path, *names: str) -> None:
    """Put the start page and some notebooks into a folder, such as "notebooks/05_behavioural.ipynb"."""
    for name in ("notebooks/00_start_here.ipynb", *names):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(course.ROOT, name), root / name)


@contextlib.contextmanager
def lab(root: Path, *options: str, **variables: str):
    """Start JupyterLab for the folder `root` as `lab` does; yield its address and its token."""
    started = []

    def start(command):
        started.append((command, course.clean_environment()))
        return 0

    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        patch.setattr(course, "ROOT", str(root))
        patch.setattr(course, "RUNNING", str(root / ".lab.lock"))
        patch.setattr(course, "UNFINISHED", str(root / "none"))
        patch.setattr(course, "ready_python", lambda: sys.executable)
        patch.setattr(course, "run", start)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        assert course.main(["lab", "--no-browser", "--port", str(port)]) == 0
    ((command, environment),) = started
    log = root.with_name(root.name + "-log.txt")
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, *options], cwd=root, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            note = wait_for_note(process, root / course.ROOM / "runtime", log)
            yield note["url"], note["token"]
        finally:
            process.terminate()
            process.wait(30)


def wait_for_note(process: subprocess.Popen, folder: Path, log: Path) -> dict:
    """Wait until JupyterLab answers; return the note that it keeps of its address."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        for note in folder.glob("jpserver-*.json"):
            with contextlib.suppress(OSError, ValueError):
                server = json.loads(note.read_text(encoding="utf-8"))
                if ask(server["url"] + "api")[0] == 200:
                    return server
        time.sleep(0.2)
    raise AssertionError(
        f"JupyterLab did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}"
    )


def ask(address: str, data: bytes | None = None, **headers: str) -> tuple[int, str, dict]:
    """Ask a server of this computer; return its code, its text and its headers, code 0 where it is silent."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(urllib.request.Request(address, data, headers), timeout=60) as page:
            return page.status, page.read().decode(), dict(page.headers)
    except urllib.error.HTTPError as error:
        return error.code, "", dict(error.headers)
    except OSError:
        return 0, "", {}


def files(folder: Path) -> set[str]:
    """Return every file in a folder. npm, which JupyterLab asks for its version, keeps its own."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {path for path in found if not path.startswith(".npm")}
