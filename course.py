"""Sets the course up and runs it: this file needs nothing but Python itself.

The sentence for a Python that is too old comes first, so this file keeps to words that every
Python since 2.7 can read (no f-strings, no annotations).
"""

from __future__ import print_function

import sys

OLDEST, NEWEST = (3, 11), (3, 14)
if not OLDEST <= sys.version_info[:2] <= NEWEST:
    sys.exit(
        "This is Python {}.{}, and the course needs Python {}.{} to {}.{}: install one of these "
        "(from python.org, or with your system's installer) and type the same command with it.".format(
            *(sys.version_info[:2] + OLDEST + NEWEST)
        )
    )

import argparse
import contextlib
import difflib
import errno
import glob
import hashlib
import http.client
import importlib.metadata
import importlib.util
import json
import locale
import os
import re
import shutil
import signal
import socket
import subprocess
import sysconfig
import time
import urllib.request

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
OLD_VENV = VENV + "-old"
NEWEST_VENV = VENV + "-newest"
STAMP = os.path.join(VENV, "course-stamp.txt")
# Held by whoever sets the course up, and by whoever runs JupyterLab.
SET_UP = os.path.join(ROOT, ".venv.lock")
RUNNING = os.path.join(ROOT, ".lab.lock")
UPDATING = os.path.join(ROOT, ".update.lock")
# kit/my_work.py notes here that an update has begun, until it is done.
UNFINISHED = os.path.join(ROOT, "my_work", ".update.json")
LOCK = os.path.join(ROOT, "requirements.lock")
CONDA_FILE = os.path.join(ROOT, "environment.yml")
QUICK = "not browser and not extra and not long"
# A closed window is a SIGHUP, which Windows does not know.
STOPS = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
CTRL_C = "with Ctrl-C"
START_PAGE = "/lab/tree/notebooks/00_start_here.ipynb"
# What only some need has a lock and a folder of its own.
EXTRAS = {
    "engines": "DuckDB and Spark (700 MB)",
    "hub": "JupyterHub (120 MB)",
    "site": "what pages and slides need (60 MB)",
    "test": "what the tests need (90 MB)",
}
WINDOWS = os.name == "nt"
NEEDED_BYTES = 1200000000
FULL_BYTES = 50000000
# Whoever runs the network may tell pip how to reach packages; nobody, where to put them.
KEPT = {"PYTHONIOENCODING", "PYTHONUTF8"} | {
    "PIP_" + name
    for name in (
        "CACHE_DIR CERT CLIENT_CERT CONFIG_FILE DEFAULT_TIMEOUT EXTRA_INDEX_URL FIND_LINKS INDEX_URL "
        "KEYRING_PROVIDER NO_CACHE_DIR NO_INDEX PROXY RETRIES TIMEOUT TRUSTED_HOST USE_FEATURE"
    ).split()
}
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# JupyterLab asks on its first start whether it may fetch news, and looks for newer versions of itself.
# The trainers' guide and the list of words open as pages, not as their source. A notebook that is closed
# needs no kernel.
LAB_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
    "@jupyterlab/notebook-extension:tracker": {"kernelShutdown": True},
}
# The folder for what JupyterLab, IPython and matplotlib keep, such as the theme and the open tabs. A set-up
# anew leaves it alone. The variables are theirs.
ROOM = ".jupyterlab"
ROOM_PLACES = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    "IPYTHONDIR": "ipython",
    "MPLCONFIGDIR": "matplotlib",
}
# JupyterLab asks for the layout by this name. The list of files is folded away in it.
FIRST_LAYOUT = os.path.join(ROOT, "kit", "hub", "default-37a8.jupyterlab-workspace")
# What all users of a computer share was put there for another Jupyter.
START_LAB = (
    "from jupyter_core import paths; paths.SYSTEM_CONFIG_PATH = []; paths.SYSTEM_JUPYTER_PATH = []; "
    "from jupyterlab.labapp import main; main()"
)

HELP = """Type one of these:

  python course.py lab        set up what is missing, then open the course in JupyterLab
                              (--port 8889: another port; --no-browser: only say where it is)
  python course.py update     get the newest course, and keep your answers
                              (--from OLD_FOLDER: bring them from an older copy of the course)
  python course.py reset 05   put exercise 05 back as it was; a copy of yours is kept in my_work
  python course.py paper      write your board paper: what you wrote and decided in the exercises
  python course.py summary    write one page a lesson, to print and keep, in _summary
  python course.py engines    add DuckDB and Spark, for the end of lesson 16 (700 MB)

For trainers:

  python course.py check      say whether this computer is ready, the day before a lesson
  python course.py slides 05  make one file of a lesson's slides, in _slides
  python course.py site       export the course as pages for reading, in _site
  python course.py class F    make one table of the progress files in the folder F

For those who change the course:

  python course.py build      build the notebooks from lessons/ (build 05: only those of 05)
  python course.py test 05    run the tests of one lesson (test: all quick ones; test --all: all)
  python course.py bench      measure speed and memory against their limits
  python course.py data       draw the datasets anew
  python course.py luck 05    ask lesson 05's evidence again with other seeds and in other markets
  python course.py hub        add JupyterHub, to measure a class on one server (120 MB)
  python course.py lock       pin the packages of pyproject.toml anew (--upgrade: the newest)
  python course.py newest     run the tests with the newest packages instead of the pinned ones
  python course.py link       make the running Python find the helpers"""

END_IT = "JupyterLab still runs for this folder: save, end it with Ctrl-C, then type the same again."
DISK_FULL = (
    "The disk is full: the course needs about {:.1f} GB for its packages; make room, then type the same "
    "command again.".format(NEEDED_BYTES / 1e9)
)
# What pip and uv write when they fail, in lower case, and what to tell the reader.
FAULTS = (
    (("no space left", "not enough space", "quota exceeded", "os error 112"), DISK_FULL),
    (
        ("certificate verify failed", "certificate_verify_failed", "invalid peer certificate"),
        "The packages could not be fetched, because this network's security certificate is not trusted: ask "
        "whoever runs the network, or use another one, then type the same command again.",
    ),
    (
        ("error sending request", "failed to fetch", "dns error", "failed to establish a new connection",
         "name resolution", "network is unreachable", "timed out", "connection broken",
         "network connectivity is disabled"),
        "The packages could not be fetched: there is no network, or something blocks it; connect, then type "
        "the same command again.",
    ),
)  # fmt: skip


class Stop(Exception):
    """One sentence for the reader: what was found, what was expected, what to do."""


def say(text):
    """Print `text` at once; a letter that the console does not know becomes a question mark."""
    print(text, flush=True)


# ---------------------------------------------------------------- which Python, and is it ready


def venv_python():
    """Return the path of the Python inside `.venv`."""
    return os.path.join(VENV, "Scripts", "python.exe") if WINDOWS else os.path.join(VENV, "bin", "python")


def pins():
    """Return the lock's packages, as `name==version` or `name==version ; marker`, in its order."""
    with open(LOCK, encoding="utf-8") as lines:
        return [line.rstrip(" \\\n") for line in lines if line[:1].isalnum()]


def conda_is_ready():
    """Is the running Python a conda environment made from environment.yml?"""
    if not os.environ.get("CONDA_PREFIX") or os.path.realpath(sys.prefix) != os.path.realpath(
        os.environ["CONDA_PREFIX"]
    ):
        return False
    wanted = (pin.split("==") for pin in pins() if ";" not in pin)
    try:
        return all(importlib.metadata.version(name) == version for name, version in wanted)
    except importlib.metadata.PackageNotFoundError:
        return False


def look_inside():
    """Ask the Python of `.venv` what it is.

    Returns
    -------
    tuple of (str, int) or None
        Its version as "3.11", and how many packages it holds; None when it does not start, or
        does not find the helpers.
    """
    question = (
        "import importlib.util as i, os, sys, sysconfig; assert i.find_spec('helpers'); "
        "print('%d.%d' % sys.version_info[:2], sum(n.endswith('.dist-info') for n in "
        "os.listdir(sysconfig.get_path('purelib'))))"
    )
    try:
        answer = subprocess.run(
            [venv_python(), "-I", "-c", question],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60,
        )  # fmt: skip
        version, packages = answer.stdout.split()
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return version.decode(), int(packages)


def lock_hash(path):
    """Return a fingerprint of a lock, such as requirements.lock."""
    with open(path, "rb") as lock:
        return hashlib.sha256(lock.read()).hexdigest()


def venv_state():
    """Return "ready", "outdated" (it works, but the lock has changed since) or "broken" (or not there)."""
    try:
        with open(STAMP, encoding="utf-8") as stamp:
            made_from, version, packages = stamp.read().split()
    except (OSError, ValueError):
        return "broken"
    now = look_inside()
    if now is None or now[0] != version or now[1] < int(packages):
        return "broken"
    return "ready" if made_from == lock_hash(LOCK) else "outdated"


# ---------------------------------------------------------------- set-up


def clean_environment():
    """Return the environment variables without those that would mix another Python's packages in."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in KEPT or not name.startswith(("PIP_", "PYTHON", "__PYVENV_LAUNCHER__"))
    }
    kept.setdefault("PYTHONIOENCODING", ":replace")  # a letter that the console lacks stops nothing
    return with_own_room(dict(kept, PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1"))


def room(*names):
    """Return a path in the folder of what JupyterLab, IPython and matplotlib keep for this course."""
    return os.path.join(ROOT, ROOM, *names)


def with_own_room(variables):
    """Return variables that keep the course and other Jupyters of this computer out of each other's way."""
    theirs = ("JUPYTER", "JPY_", "IPYTHON", "MATPLOTLIB", "MPL")
    kept = {name: value for name, value in variables.items() if not name.startswith(theirs)}
    places = {name: room(place) for name, place in ROOM_PLACES.items()}
    return dict(kept, JUPYTER_PREFER_ENV_PATH="1", **places)


def why(output):
    """Turn the output of a failed tool into one sentence, or None when the cause is not a known one."""
    if shutil.disk_usage(ROOT).free < FULL_BYTES:
        return DISK_FULL
    for words, sentence in FAULTS:
        if any(word in output.lower() for word in words):
            return sentence
    return None


def end(tool):
    """End a tool of the set-up, with all that it has started."""
    if tool.poll() is None:
        if WINDOWS:
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(tool.pid)], **quiet)
        else:
            os.killpg(tool.pid, signal.SIGKILL)
    tool.wait()
    tool.stdout.close()


def run_step(title, command):
    """Run one tool of the set-up; show its title and, of its output, the large packages on their way.

    Raises
    ------
    Stop
        When the tool fails: with the reason in one sentence.
    """
    say(title)
    tool = subprocess.Popen(
        command, cwd=ROOT, env=clean_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", errors="replace", start_new_session=True,
    )  # fmt: skip
    try:
        output = []
        for line in tool.stdout:
            output.append(line)
            large = re.match(r" *Downloading (?:.*/)?(\w+)-\S+ \(([\d.]+ MB)\)", line)
            if large:
                say("        downloading {} ({})".format(*large.groups()))
            elif line.startswith("Installing collected packages"):
                say("        installing them")
        failed = tool.wait()
    finally:
        # After Ctrl-C: nothing may still write into a folder that is about to be removed.
        end(tool)
    if failed:
        reason = why("".join(output))
        if reason is None:
            say("".join(output[-15:]).strip())
            reason = "The set-up stopped at this step, for the reason that stands above."
        raise Stop(reason)


def remove(path):
    """Remove a file, a link or a whole folder, if it is there."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.remove(path)


def put_aside(folder):
    """Rename a folder, if it is there, so that another can take its place: `.venv` becomes `.venv-old`."""
    remove(folder + "-old")
    try:
        if os.path.lexists(folder):
            os.rename(folder, folder + "-old")
    except PermissionError:
        raise Stop(
            "The folder {} is in use or not yours to change: close JupyterLab and other programs that use "
            "it, then type the same command again.".format(os.path.basename(folder))
        )


def put_back(folder):
    """Undo `put_aside`, unless something else has taken the place."""
    if os.path.lexists(folder + "-old") and not os.path.lexists(folder):
        os.rename(folder + "-old", folder)


@contextlib.contextmanager
def undone_when_stopped(half_made, folder):
    """Where the block fails, remove what is half made and put back the folder that was put aside."""
    try:
        yield
    except BaseException as problem:
        shutil.rmtree(half_made, ignore_errors=True)
        left = os.path.lexists(half_made)
        put_back(folder)
        if left:
            say("{} could not be removed: the next set-up does.".format(os.path.basename(half_made)))
        elif isinstance(problem, KeyboardInterrupt):
            raise Stop("Stopped {}; nothing half-made was left behind.".format(str(problem) or CTRL_C))
        raise
    remove(folder + "-old")


def pip_install(python, lock):
    """Return the command that installs a lock's packages, and no others."""
    return [
        python, "-m", "pip", "install", "--no-input", "--retries", "2", "--progress-bar", "off",
        "--no-deps", "--no-compile", "-r", lock,
    ]  # fmt: skip


def make_venv():
    """Make `.venv` with every package of the lock; the stamp comes last and says that it is whole."""
    python = venv_python()
    # Nobody imports the packages' own tests, and these are a third of all files.
    compile_all = (
        "import compileall, re, sysconfig; compileall.compile_dir(sysconfig.get_path('purelib'), quiet=2, "
        "rx=re.compile(r'[\\/]tests?[\\/]'), workers=0)"
    )
    run_step("  [1/4] making the folder .venv (5 to 20 seconds)", [sys.executable, "-m", "venv", VENV])
    run_step(
        "  [2/4] fetching and installing {} packages, about 160 MB (1 to 5 minutes)".format(len(pins())),
        pip_install(python, LOCK) + ["--only-binary", ":all:"],
    )
    run_step("  [3/4] preparing them for quick starts (10 to 60 seconds)", [python, "-c", compile_all])
    run_step("  [4/4] making the course's own helpers known (1 second)", [python, __file__, "link"])
    found = look_inside()
    if found is None:
        raise Stop("The set-up ran, but its Python does not start: a virus scanner may have removed it.")
    if found[1] < sum(";" not in pin for pin in pins()):
        raise Stop(
            "The packages did not arrive in .venv: a settings file of pip sends them elsewhere; type "
            "'python -m pip config list', take out target, prefix, root and dry-run, and try again."
        )
    with open(STAMP, "w", encoding="utf-8") as stamp:
        stamp.write("{} {} {}\n".format(lock_hash(LOCK), *found))


def set_up(state):
    """Make `.venv` anew; a failed attempt leaves no trace, and puts a working older one back.

    Parameters
    ----------
    state : "outdated" or "broken"
    """
    if os.path.realpath(sys.prefix) == os.path.realpath(VENV):
        raise Stop(
            "The folder .venv has to be made anew, and the Python you started lives in it: open a new "
            "terminal, and type the same command there without activating .venv."
        )
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise Stop(
                "This Python lacks its part '{}': on Debian or Ubuntu type 'sudo apt install python3-venv', "
                "elsewhere install Python from python.org; then type the same command again.".format(module)
            )
    say(
        "The course has to be set up; this happens once and takes 1 to 6 minutes."
        if state == "broken"
        else "The course's packages have changed, so they are set up anew; this takes 1 to 6 minutes."
    )
    started = time.time()
    put_aside(VENV)
    if state == "broken":
        remove(OLD_VENV)
    with undone_when_stopped(VENV, VENV):
        if shutil.disk_usage(ROOT).free < NEEDED_BYTES:
            raise Stop(DISK_FULL)
        make_venv()
    say("The course is set up; it took {:.0f} seconds.".format(time.time() - started))


@contextlib.contextmanager
def alone(lock, otherwise):
    """Hold `lock` alone, or stop with the sentence `otherwise`; the system lets go of it after a crash."""
    with open(lock, "ab") as handle:
        try:
            if WINDOWS:
                import msvcrt

                handle.seek(0)
                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            # Some network drives know no locks: then the course runs without.
            if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
                raise Stop(otherwise)
        yield


def setting_up():
    """Hold this folder for one set-up."""
    return alone(
        SET_UP,
        "The course is being set up in another window: wait until that is done, then type the same command "
        "again.",
    )


def ready_python():
    """Return the Python that runs the course, after setting `.venv` up where that is needed."""
    if conda_is_ready():
        link()
        return sys.executable
    if venv_state() != "ready":
        with setting_up():
            state = venv_state()
            if state != "ready":
                with alone(RUNNING, "The course has to be set up anew, and " + END_IT):
                    set_up(state)
    settle(VENV)
    return venv_python()


def add_extra(name):
    """Install one extra's packages into a folder of their own, unless they are there.

    There they change nothing for those who do without: pyarrow, for one, makes pandas larger. A failed
    attempt leaves no trace, and a working older one in its place.

    Parameters
    ----------
    name : str
        One of `EXTRAS`.

    Returns
    -------
    str
        The folder, such as .venv-site: what needs it puts it on Python's path.
    """
    python, folder = ready_python(), extra_folder(name)
    new, stamp = folder + "-new", "course-stamp.txt"
    # Compiled packages fit one Python only.
    version = subprocess.run([python, "-V"], stdout=subprocess.PIPE, encoding="utf-8").stdout
    wanted = "{} {}".format(lock_hash(extra_lock(name)), version)
    try:
        with open(os.path.join(folder, stamp), encoding="utf-8") as text:
            if text.read() == wanted:
                return folder
    except OSError:
        pass  # not installed yet
    with setting_up():
        remove(new)
        with undone_when_stopped(new, folder):
            run_step(
                "Adding {}; this happens once.".format(EXTRAS[name]),
                pip_install(python, extra_lock(name)) + ["--target", new],
            )
            with open(os.path.join(new, stamp), "w", encoding="utf-8") as text:
                text.write(wanted)
            put_aside(folder)
            os.rename(new, folder)
    return folder


def extra_folder(name):
    """Return the folder of an extra's packages, such as .venv-site."""
    return "{}-{}".format(VENV, name)


def extra_lock(name):
    """Return the path of an extra's lock: what it needs beyond requirements.lock."""
    return os.path.join(ROOT, "requirements-{}.lock".format(name))


# ---------------------------------------------------------------- the commands


def link(arguments=()):
    """Make the running Python find the helpers, JupyterLab keep to the course, kernels take one thread."""
    without_more(link, arguments)
    packages = sysconfig.get_path("purelib")
    try:
        # A relative path survives a moved folder, and letters that not every encoding has.
        folder = os.path.relpath(ROOT, packages)
    except ValueError:  # on another drive of a Windows computer
        folder = ROOT
    path_file = os.path.join(packages, "segmentation_course.pth")
    with open(path_file, "w", encoding=locale.getencoding()) as text:
        text.write(folder + "\n")
    settle(sys.prefix)


def settle(prefix):
    """Give the Python that lives in `prefix` the course's settings of JupyterLab and of its kernels."""
    overrides = os.path.join(prefix, "share", "jupyter", "lab", "settings", "overrides.json")
    for part, settings in LAB_SETTINGS.items():
        add_settings(overrides, part, settings)
    # On data of this size several threads mostly wait for one another, in a room on one server above all.
    kernel = os.path.join(prefix, "share", "jupyter", "kernels", "python3", "kernel.json")
    if os.path.exists(kernel):
        add_settings(kernel, "env", ONE_THREAD)
    at_start = os.path.join(prefix, "etc", "ipython", "ipython_kernel_config.json")
    add_settings(at_start, "InteractiveShellApp", {"extra_extensions": ["kit.kernel"]})


def add_settings(path, part, settings):
    """Add settings to one part of a JSON file; what else stands there, such as an administrator's, stays."""
    found = {}
    try:
        if os.path.exists(path):
            with open(path, encoding="utf-8") as text:
                found = json.load(text)
        wanted = dict(found, **{part: dict(found.get(part, {}), **settings)})
    except (AttributeError, TypeError, ValueError):
        raise Stop(
            "{} holds no settings that can be read: repair or delete it, then type the same command "
            "again.".format(path)
        )
    if wanted != found:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as text:
            json.dump(wanted, text, indent=1)


def fold_file_list(workspaces):
    """Have JupyterLab's first start fold its list of files away: it takes a fifth of a small screen.

    Parameters
    ----------
    workspaces : str
        The folder where JupyterLab keeps what is open. A layout that it holds already stays.
    """
    path = os.path.join(workspaces, os.path.basename(FIRST_LAYOUT))
    if not os.path.exists(path):
        os.makedirs(workspaces, exist_ok=True)
        shutil.copyfile(FIRST_LAYOUT, path)


def run(command, **variables):
    """Run `command` in the course's folder until it ends by itself; return its exit code.

    Ctrl-C reaches the command as well, which knows best what to do with it.
    """
    with contextlib.suppress(OSError):  # IPython complains about places in a folder that is not there
        os.makedirs(room(), exist_ok=True)
    pressed = []
    signal.signal(signal.SIGINT, lambda *_: pressed.append(True))
    child = subprocess.Popen(command, cwd=ROOT, env=dict(clean_environment(), **variables))
    for name in STOPS[1:]:
        signal.signal(getattr(signal, name), lambda *_: child.terminate())
    ended = child.wait()
    if pressed and ended:
        raise KeyboardInterrupt
    return ended


def run_module(python, name, arguments):
    """Run a module of the course, which Ctrl-C ends without a word of its own; return its exit code."""
    return run([python, "-m", "kit", name] + arguments)


def without_more(command, arguments):
    """Name what was typed after a command that takes nothing more, and stop."""
    parser = argparse.ArgumentParser(prog="course.py " + command.__name__, description=command.__doc__)
    parser.parse_args(arguments)


def servers_noted():
    """Return the address and the token of each server that a note says to serve this folder.

    A server that `lab` starts notes this in the course's folder; one that somebody started by hand, where
    Jupyter does by itself.
    """
    home = os.path.expanduser("~")
    data = [
        os.environ.get("JUPYTER_DATA_DIR") or home,
        os.path.join(home, "Library", "Jupyter"),
        os.path.join(os.environ.get("APPDATA") or home, "jupyter"),
        os.path.join(os.environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share"), "jupyter"),
    ]
    folders = [os.path.join(folder, "runtime") for folder in data]
    servers = []
    for folder in [room("runtime"), os.environ.get("JUPYTER_RUNTIME_DIR") or home] + folders:
        for note in glob.glob(os.path.join(glob.escape(folder), "jpserver-*.json")):
            try:
                with open(note, encoding="utf-8") as text:
                    server = json.load(text)
                if os.path.realpath(server["root_dir"]) == os.path.realpath(ROOT):
                    servers.append({"url": server["url"], "token": server["token"]})
            except (OSError, ValueError, KeyError, TypeError):
                continue  # no whole note
    return servers


def answer(server):
    """Ask a server that was noted: return "ours", "refused" where nobody listens, or "another"."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        direct.open("{url}api/status?token={token}".format(**server), timeout=3).close()
    except (OSError, ValueError, http.client.HTTPException) as error:
        refused = isinstance(getattr(error, "reason", error), ConnectionRefusedError)
        return "refused" if refused else "another"
    return "ours"


def running_address(sure=False):
    """Return the address of a JupyterLab that serves this folder, or None.

    One that wants a password, or has a certificate of its own, does not let us in, and may be there all the
    same: only where a connection is refused there is nobody. `sure` is for one that lets us in.
    """
    for server in servers_noted():
        found = answer(server)
        if found == "ours" or (found == "another" and not sure):
            return "{url}lab?token={token}".format(**server)
    return None


def is_free(port):
    """Can a server listen on `port` of this computer?

    Raises
    ------
    Stop
        When no port is free, because the computer lacks the address that it calls itself by.
    """
    with socket.socket() as probe:
        if WINDOWS:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # a port that was left a moment ago counts as free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise Stop(
                    "This computer has no address 127.0.0.1, where JupyterLab listens: ask whoever runs it "
                    "to switch the network interface 'lo' on, then type the same command again."
                )
            return False
    return True


def lab(arguments):
    """Open the course in JupyterLab, for this computer only."""
    parser = argparse.ArgumentParser(prog="course.py lab", description=lab.__doc__)
    parser.add_argument("--port", type=int, default=8888, help="where it listens (default: 8888)")
    parser.add_argument("--no-browser", action="store_true", help="only say where it is")
    wanted = parser.parse_args(arguments)
    address = running_address(sure=True)
    if address:
        raise Stop("JupyterLab already runs for this folder: open {} in your browser.".format(address))
    if not 1024 <= wanted.port <= 65535:
        raise Stop("A port is a number from 1024 to 65535, and --port was {}.".format(wanted.port))
    if not is_free(wanted.port):
        other = next((port for port in range(wanted.port + 1, 65536) if is_free(port)), 8888)
        raise Stop(
            "Port {} is in use by another program: type the same command again, with --port {} at its "
            "end.".format(wanted.port, other)
        )
    python = ready_python()
    with alone(
        RUNNING,
        "JupyterLab already runs for this folder, in another window: use it there, or end it with Ctrl-C and "
        "type the same command again.",
    ):
        for note in glob.glob(os.path.join(glob.escape(room("runtime")), "jpserver-*")):
            remove(note)  # left over from a server that was killed
        fold_file_list(room("workspaces"))
        if os.path.exists(UNFINISHED):
            say(
                "An update was interrupted, and your answers may not be back in the exercises yet: end this "
                "with Ctrl-C, type python course.py update, and they come back."
            )
        say("JupyterLab starts. Keep this window open; to end the course, press Ctrl-C in it, then y.")
        command = [
            python, "-c", START_LAB, "--ServerApp.root_dir=" + ROOT, "--LabApp.default_url=" + START_PAGE,
            "--ServerApp.ip=127.0.0.1", "--ServerApp.port=" + str(wanted.port), "--ServerApp.port_retries=0",
            "--LabApp.extension_manager=readonly", "--Application.log_level=ERROR", "--allow-root",
            # Without it each kernel warns in this window that others on this computer could listen.
            "--KernelManager.transport_encryption=auto",
        ]  # fmt: skip
        return run(command + ["--no-browser"] * wanted.no_browser)


def run_tests(python, packages, arguments):
    """Run tests, several at once; `packages` is the folder of what only they need."""
    # In the files' own order, or the browser's few and slow tests would begin last, on one core.
    at_once = ["-n", str(min(os.cpu_count() or 1, 8)), "--dist", "loadscope", "--no-loadscope-reorder"]
    return run([python, "-m", "pytest"] + at_once + arguments, PYTHONPATH=packages, **ONE_THREAD)


def test(arguments):
    """Run the quick tests, or one lesson's (05), or all (--all); what else is typed goes to pytest."""
    words = [word for word in arguments if word != "--all"]
    named = [word for word in words if os.path.exists(os.path.join(ROOT, word.partition("::")[0]))]
    if words and words[0][0].isdigit() and not named:
        words[0] = "--lesson=" + words[0]
    quick = len(words) == len(arguments) and not named
    packages = add_extra("test")
    ended = run_tests(ready_python(), packages, ["-m", QUICK] * quick + words)
    if quick:
        say("Left out: what needs a browser or an extra, or takes long. To run it too, add --all.")
    return ended


def check(arguments):
    """Say whether this computer is ready for the course."""
    without_more(check, arguments)
    return run_module(ready_python(), "kit.ready", [])


def update(arguments):
    """Get the newest course, and keep what was written in the exercises."""
    parser = argparse.ArgumentParser(prog="course.py update", description=update.__doc__)
    parser.add_argument("--from", dest="old", metavar="OLD_FOLDER", help="bring your work from this folder")
    old = parser.parse_args(arguments).old
    runs = "JupyterLab still runs for this folder{}: save, end it with Ctrl-C, then type the same again."
    with alone(UPDATING, "The course is being updated in another window: wait until that is done."):
        address = running_address()
        if address:
            raise Stop(runs.format(", at " + address.partition("lab?")[0]))
        more = ["--from", os.path.abspath(old)] if old else []
        python = ready_python()
        with alone(RUNNING, runs.format("")):
            return run_module(python, "kit.my_work", ["update"] + more)


def reset(arguments):
    """Put an untouched exercise back, and keep a copy."""
    return run_module(ready_python(), "kit.my_work", ["reset"] + arguments)


def from_here(arguments):
    """Return arguments with every path in full, since a command runs in the course's folder."""
    return [word if word.startswith("-") else os.path.abspath(word) for word in arguments]


def class_table(arguments):
    """Make one table of a class's progress files."""
    return run_module(ready_python(), "kit.class_table", from_here(arguments))


def paper(arguments):
    """Write your board paper: what you wrote and decided in the exercises."""
    without_more(paper, arguments)
    return run_module(ready_python(), "kit.board_paper", [])


def build(arguments):
    """Build the notebooks from lessons/."""
    return run_module(ready_python(), "kit.build", arguments)


def bench(arguments):
    """Measure speed and memory."""
    add_extra("test")  # drives the browser
    return run_module(ready_python(), "tests.bench", arguments)


def data(arguments):
    """Draw the datasets anew."""
    without_more(data, arguments)
    return run_module(ready_python(), "datasets.draw", [])


def luck(arguments):
    """Ask the evidence again with other luck."""
    return run_module(ready_python(), "kit.luck", arguments)


def engines(arguments):
    """Add DuckDB and Spark."""
    without_more(engines, arguments)
    add_extra("engines")
    say("DuckDB and Spark are there; Spark needs Java 17 or newer as well. Open lesson 16, and run its end.")


def hub(arguments):
    """Add JupyterHub."""
    without_more(hub, arguments)
    add_extra("hub")
    say("JupyterHub is there. Its proxy comes with: npm ci --prefix tests/proxy")
    say("Then: python course.py bench hub")


def site(arguments):
    """Export the course as a static site, into _site: pages with outputs and a search, for reading only."""
    add_extra("site")
    return run_module(ready_python(), "kit.site.build", from_here(arguments))


def summary(arguments):
    """Write one page a lesson, to print and keep, into _summary."""
    without_more(summary, arguments)
    return run_module(ready_python(), "kit.site.summary", [])


def slides(arguments):
    """Make one HTML file of a lesson's slides, in _slides."""
    add_extra("site")
    return run_module(ready_python(), "kit.site.slides", arguments)


def uv(*words):
    """Return a command of uv, which chooses versions; it comes with what the tests need."""
    return [os.path.join(add_extra("test"), "bin", "uv.exe" if WINDOWS else "uv"), "pip"] + list(words)


def newest(arguments):
    """Run the tests with the newest releases that pyproject.toml allows, in an environment of their own."""
    python = os.path.join(NEWEST_VENV, os.path.relpath(venv_python(), VENV))
    packages = NEWEST_VENV + "-test"
    remove(NEWEST_VENV)
    remove(packages)
    install = uv("install", "--python", python)
    run_step("Making the folder .venv-newest", [sys.executable, "-m", "venv", NEWEST_VENV])
    run_step("Installing the newest packages", install + ["-r", "pyproject.toml"])
    run_step("Installing what the tests need", install + ["--group", "test", "--target", packages])
    run_step("Making the course's own helpers known", [python, __file__, "link"])
    found = subprocess.run(uv("freeze", "--python", python), stdout=subprocess.PIPE, encoding="utf-8")
    if found.returncode:
        raise Stop("The newest packages could not be listed, for the reason that stands above.")
    locked = {pin.split(" ;")[0] for pin in pins()}
    newer = [line for line in found.stdout.split() if "==" in line and line not in locked]
    say("Other versions than in requirements.lock: " + (", ".join(newer) or "none"))
    return run_tests(python, packages, arguments)


def conda_file():
    """Return the text of environment.yml: the same packages for conda and for Binder."""
    top = (
        '# Made from requirements.lock by "python course.py lock"; conda and Binder read it.\n'
        "name: segmentation-course\nchannels:\n  - conda-forge\n"
        "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n"
    )
    return top + "".join("      - {}\n".format(pin) for pin in pins())


def lock(arguments):
    """Pin the packages that pyproject.toml asks for: for every system, without any registry's address."""
    compile_lock = uv(
        "compile", "--universal", "--python-version", "3.11", "--fork-strategy", "fewest", "--quiet",
        "--generate-hashes", "--custom-compile-command", "python course.py lock", *arguments
    )  # fmt: skip
    failed = run(compile_lock + ["pyproject.toml", "--output-file", LOCK])
    there = ["--no-emit-package=" + pin.split("==")[0] for pin in pins()]
    for name in EXTRAS:
        failed = failed or run(
            compile_lock + there
            + ["--group", name, "--constraints", LOCK, "--output-file", extra_lock(name)]
        )  # fmt: skip
    if not failed:
        with open(CONDA_FILE, "w", encoding="utf-8", newline="\n") as environment:
            environment.write(conda_file())
    return failed


def unknown(word, commands):
    """Return what to say about a word that is no command."""
    near = difflib.get_close_matches(word.lower(), commands, 1)
    return "There is no command {}.{}\nThere are {}; 'python course.py' alone explains them.".format(
        word, " Did you mean {}?".format(near[0]) if near else "", ", ".join(commands)
    )


def main(arguments):
    """Run one command; return its exit code."""
    commands = {
        "lab": lab,
        "test": test,
        "check": check,
        "update": update,
        "reset": reset,
        "paper": paper,
        "class": class_table,
        "build": build,
        "bench": bench,
        "data": data,
        "luck": luck,
        "engines": engines,
        "hub": hub,
        "site": site,
        "summary": summary,
        "slides": slides,
        "newest": newest,
        "lock": lock,
        "link": link,
    }
    if not arguments or arguments[0] in ("--help", "-h", "help"):
        say(HELP)
        return 0
    if arguments[0] not in commands:
        print(unknown(arguments[0], list(commands)), file=sys.stderr)
        return 2
    try:
        return commands[arguments[0]](arguments[1:])
    except Stop as stop:
        reason = str(stop)
    except KeyboardInterrupt as stop:
        reason = "Stopped {}.".format(str(stop) or CTRL_C)
    except OSError as error:
        reason = "The computer refused a step ({}): put that right, then type it again.".format(error)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            reason = DISK_FULL
        elif error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            reason = (
                "This folder cannot be written to ({}): copy the course into a folder of your own, such as "
                "Documents, and type the same command there.".format(ROOT)
            )
    print(reason, file=sys.stderr)
    return 1


def stop_once(number, _):
    """Stop what runs; a second Ctrl-C must not disturb the removal of what is half made."""
    for name in STOPS:
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise KeyboardInterrupt(CTRL_C if number == signal.SIGINT else "from outside")


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    for name in STOPS:
        if signal.getsignal(getattr(signal, name)) != signal.SIG_IGN:
            signal.signal(getattr(signal, name), stop_once)
    sys.exit(main(sys.argv[1:]))
