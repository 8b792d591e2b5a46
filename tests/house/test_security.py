"""Security: JupyterLab serves this computer only, and helpers run nothing that a file says."""

import ast
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

import course
from tests.files import PACKAGES, breaks, python_of, text_of

ROOT = Path(course.ROOT)
RUNS_OUR_OWN = ROOT / "kit" / "__main__.py"  # a module of the course, which course.py names
HELPERS = [path for path in python_of(*PACKAGES) if path != RUNS_OUR_OWN]
START_SECONDS = 90

# Calls that run text, or rebuild objects from a file by running what it says.
RUNS_TEXT = {
    *("eval", "exec", "compile", "__import__", "execfile", "os.system", "os.popen", "runpy.run_path"),
    *("pickle.load", "pickle.loads", "pickle.Unpickler", "marshal.load", "marshal.loads", "shelve.open"),
    *("joblib.load", "cloudpickle.load", "dill.load", "yaml.load", "yaml.unsafe_load", "yaml.full_load"),
    *("pd.read_pickle", "pd.read_hdf", "pd.eval", "importlib.import_module", "runpy.run_module"),
}
# pandas works out the text that these are given.
WORKS_OUT_TEXT = {"query", "eval"}
NO_IMPORT = {
    "pickle",
    "marshal",
    "shelve",
    "joblib",
    "yaml",
    "runpy",
    "dill",
    "cloudpickle",
    "ctypes",
    "code",
}
# Which helpers start another program: each is given as a list, so no shell reads any text.
STARTS_PROGRAMS = {
    "my_work.py": "asks git, with fixed words, for the newest course",
    "frames.py": "runs the course's own lessons in kernels, silently",
    "ready.py": "starts a kernel of the same Python, to see whether it works",
}
RUNS_OUR_OWN = {"luck.py"}  # the cells of the course's evidence, from its own sources
# Which helpers write CSV files without safe_frame, and why.
WRITES_CSV_ITSELF = {
    "__init__.py": "writes the course's own data, which nobody typed",
    "generate_messy.py": "writes the course's own data, which nobody typed",
    "luck.py": "writes figures of the course's own evidence",
}


def calls(source):
    """Yield every call in a source text: its name as written, and its node."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def imports(source):
    """Return the top names of all modules that a source text imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def dangers(source):
    """Return what in a source text could run what a file says, one sentence each."""
    found = [f"imports {name}" for name in sorted(imports(source) & NO_IMPORT)]
    for name, node in calls(source):
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        first = node.args[0] if node.args else None
        if name in RUNS_TEXT or (name.startswith("os.") and name[3:].startswith(("exec", "spawn"))):
            found.append(f"line {node.lineno}: {name}")
        if isinstance(node.func, ast.Attribute) and node.func.attr in WORKS_OUT_TEXT:
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                found.append(f"line {node.lineno}: {name} of a text that is put together")
        if name.rpartition(".")[2] == "load" and "allow_pickle" in keywords:
            found.append(f"line {node.lineno}: allow_pickle")
        shell = keywords.get("shell")
        if shell is not None and not (isinstance(shell, ast.Constant) and shell.value is False):
            found.append(f"line {node.lineno}: a shell")
        if name.startswith("subprocess.") and isinstance(first, ast.Constant | ast.JoinedStr):
            found.append(f"line {node.lineno}: a program given as one text")
    return found


# ------------------------------------------------------------ what helpers do with files


def test_no_helper_runs_anything_from_a_file():
    others = [path for path in HELPERS if path.name not in RUNS_OUR_OWN]
    assert breaks(lambda path: dangers(text_of(path)), others) == {}


@pytest.mark.parametrize(
    "source",
    [
        "eval(text)",
        "exec(open(path).read())",
        "import pickle",
        "from joblib import load",
        "import pandas as pd\npd.read_pickle(path)",
        "import numpy as np\nnp.load(path, allow_pickle=True)",
        "import os\nos.system('ls')",
        "import subprocess\nsubprocess.run(['ls'], shell=True)",
        "import subprocess\nsubprocess.run(f'ls {folder}')",
        "frame.query(f'amount > {limit}')",
        "frame.eval(text)",
        "os.execv(path, [])",
    ],
)
def test_the_search_finds(source):
    assert dangers(source)


def test_only_named_helpers_start_programs():
    found = {path.name for path in HELPERS if "subprocess" in imports(path.read_text("utf-8"))}
    assert found == set(STARTS_PROGRAMS)


def test_only_named_helpers_reach_for_the_network():
    net = {"socket", "urllib", "http", "requests", "ftplib", "smtplib", "aiohttp", "httpx"}
    assert not {path.name for path in HELPERS if imports(path.read_text("utf-8")) & net}


def writes_csv(source):
    return [
        node for name, node in calls(source) if name.rpartition(".")[2] in ("to_csv", "to_excel", "writer")
    ]


def unsafe_csv(source):
    """Return the lines on which a source text writes a table for spreadsheets that is not made safe."""
    return [
        node.lineno
        for node in writes_csv(source)
        if not any(name.rpartition(".")[2] == "safe_frame" for name, _ in calls(ast.unparse(node.func)))
    ]


def test_tables_for_spreadsheets_are_made_safe():
    seen = {}
    for path in HELPERS:
        source = path.read_text("utf-8")
        if writes_csv(source):
            seen[path.name] = unsafe_csv(source)
    assert len(seen) > len(WRITES_CSV_ITSELF) - 1
    assert {name for name, lines in seen.items() if lines} <= set(WRITES_CSV_ITSELF), seen


def test_the_search_for_unsafe_tables_finds_one():
    assert unsafe_csv("safe_frame(table).to_csv(path)") == []
    assert unsafe_csv("table.to_csv(path)") == [1]
    assert unsafe_csv("safe_frame(table)\nother.to_csv(path)") == [2]


# ------------------------------------------------------------ JupyterLab


@pytest.fixture
def lab_command(monkeypatch, tmp_path):
    """The command by which `python course.py lab` starts JupyterLab, here for an empty folder."""
    seen = []
    monkeypatch.setattr(course, "ROOT", str(tmp_path))
    monkeypatch.setattr(course, "RUNNING", str(tmp_path / "lock"))
    monkeypatch.setattr(course, "ready_python", lambda: sys.executable)
    monkeypatch.setattr(course, "running_address", lambda **_: None)
    monkeypatch.setattr(course, "run", lambda command, **variables: seen.append(command) or 0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert course.main(["lab", "--no-browser", "--port", str(port)]) == 0
    return seen[0]


def test_lab_switches_no_protection_off(lab_command):
    options = dict(part.partition("=")[::2] for part in lab_command if part.startswith("--"))
    assert options["--ServerApp.ip"] == "127.0.0.1"
    off = re.compile(r"token|password|allow_origin|remote_access|xsrf|allow_unauthenticated|disable", re.I)
    assert not [name for name in options if off.search(name)]


@pytest.mark.timeout(180)
def test_lab_listens_on_this_computer_only_and_asks_for_its_token(lab_command, tmp_path):
    own = {
        name: str(tmp_path / name.lower())
        for name in ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"]
    }
    process = subprocess.Popen(
        lab_command, cwd=tmp_path, env=os.environ | own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        server = wait_for_note(process, Path(own["JUPYTER_RUNTIME_DIR"]))
        family = [process, *psutil.Process(process.pid).children(recursive=True)]
        sockets = [one for member in family for one in psutil.Process(member.pid).net_connections("inet")]
        listening = {one.laddr for one in sockets if one.status == psutil.CONN_LISTEN}
        assert server["port"] in {port for _, port in listening}
        assert {host for host, _ in listening} <= {"127.0.0.1", "::1"}
        assert len(server["token"]) >= 32
        contents = server["url"] + "api/contents"
        assert status(contents) == 403
        assert status(contents + "?token=guessed") == 403
        assert status(f"{contents}?token={server['token']}") == 200
    finally:
        process.terminate()
        process.wait(30)


def wait_for_note(process, folder):
    """Wait until JupyterLab answers; return the note that it keeps of its address."""
    for _ in range(START_SECONDS * 5):
        for note in folder.glob("jpserver-*.json"):
            with contextlib.suppress(OSError, ValueError):
                server = json.loads(note.read_text(encoding="utf-8"))
                if status(server["url"] + "api") == 200:
                    return server
        assert process.poll() is None, "JupyterLab ended by itself."
        time.sleep(0.2)
    raise AssertionError("JupyterLab did not start.")


def status(address):
    """Return the code that a server of this computer answers with; 0 when it does not answer."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(address, timeout=30) as page:
            return page.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


# ------------------------------------------------------------ known faults of packages


LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))


@pytest.mark.long
@pytest.mark.parametrize("lock", LOCKS)
def test_no_package_has_a_known_fault(lock):
    places = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")])
    audit = shutil.which("pip-audit", path=places)
    if audit is None:
        pytest.skip("pip-audit is not installed, so no list of known faults was asked.")
    options = ["--requirement", str(ROOT / lock), "--disable-pip", "--no-deps", "--progress-spinner", "off"]
    asked = subprocess.run(
        [audit, *options, "--format", "json", "--timeout", "10"],
        env=course.clean_environment(),  # it may use the network
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=200,
    )
    try:
        # A package of which the list says nothing at all has no key "vulns".
        known = [one for one in json.loads(asked.stdout)["dependencies"] if "vulns" in one]
    except ValueError:
        known = []
    if not known:
        pytest.skip("The list of known faults did not answer, so no package was looked up.")
    assert {one["name"]: [fault["id"] for fault in one["vulns"]] for one in known if one["vulns"]} == {}
