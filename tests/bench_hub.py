"""Measure a class on one JupyterHub: memory, processor time, and how quickly a live picture follows.

A real hub serves ten people, each with a server, a copy of the course and a kernel of their own. One of them
is a browser; nine speak its protocol, since ten browsers on one computer would measure the browsers.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from bench import timed

ROOT = Path(__file__).resolve().parent.parent
HUB = ROOT / ".venv-hub"  # JupyterHub and nbgitpuller live here, out of the course's own environment
PROXY = (
    ROOT / "tests" / "proxy" / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"
)
COURSE = "segmentation-course"  # as in kit/hub/jupyter_server_config.py
LESSON = "notebooks/05_behavioural.ipynb"
SLIDER, LOWEST, HIGHEST = "Number of segments", 2, 8
PEOPLE = 10
PRESSES, WARM_UP, PAUSE_SECONDS = 14, 2, 0.3
SECONDS = 120  # the longest wait for anything


def missing():
    """Say in a sentence what is not there to measure with; nothing when all is."""
    if sys.platform != "linux":
        return "A class server is measured on Linux only, where the memory that people share is known."
    if not (HUB / "jupyterhub").is_dir():
        return "JupyterHub is not installed: type python course.py hub."
    if not PROXY.exists() or not shutil.which("node"):
        return "JupyterHub's proxy is not installed: type npm ci --prefix tests/proxy; it needs Node 20."
    if not shutil.which("git"):
        return "The program git is not on this computer, so nobody can be given a copy of the course."
    import browser

    return "" if browser.chromium() else "There is no Chromium on this computer."


def class_server():
    """Let people open the course by its link, run lesson 05 and move its slider, all at once.

    Of the `PEOPLE` the first is a browser, and alone at the start; the others speak its protocol.
    Each looks at a picture for `PAUSE_SECONDS` before the next move.

    Returns
    -------
    dict
        Medians of the milliseconds from a key press to the new picture, in the browser: `alone_ms`,
        `together_ms`. Seconds to run the lesson there: `lesson_alone_s`, `lesson_together_s`. Megabytes of
        the mean person, of that person's kernel alone, and of the hub with its proxy: `person_mb`,
        `kernel_mb`, `hub_mb`. Processor seconds that the mean person took to open the course, to run the
        lesson, and for each move: `opening_cpu_s`, `lesson_cpu_s`, `move_cpu_s`. And `moves_per_s`, of each
        of the others.
    """
    with tempfile.TemporaryDirectory() as folder, hub(Path(folder).resolve()) as (address, token, process):
        first, *names = [f"person{i}" for i in range(1, PEOPLE + 1)]
        repository = course_repository(Path(folder) / "course.git")
        others = [Person(address, token, name) for name in names]
        with in_browser(address, first, repository) as lab, ThreadPoolExecutor(len(others)) as at_once:
            seen = {"lesson_alone_s": timed(lab.run_all)}
            picture = live_picture(lab)
            seen["alone_ms"] = median_ms(lab, picture)
            list(at_once.map(lambda person: person.open(repository), others))
            opened = processor_seconds(process, names)
            runs = [at_once.submit(person.run) for person in others]
            seen["lesson_together_s"] = timed(lambda: run_again(lab))
            for run in runs:
                run.result()
            ran = processor_seconds(process, names)
            stop = threading.Event()
            moves = [at_once.submit(person.move, stop) for person in others]
            began = time.perf_counter()
            try:
                seen["together_ms"] = median_ms(lab, picture)
            finally:
                stop.set()
            seconds = time.perf_counter() - began
            count = sum(move.result() for move in moves)
            moved = processor_seconds(process, names)
            seen |= memory(process, [first, *names])
    return seen | {
        "opening_cpu_s": opened / len(names),
        "lesson_cpu_s": (ran - opened) / len(names),
        "move_cpu_s": (moved - ran) / count,
        "moves_per_s": count / seconds / len(names),
    }


# The hub


@contextlib.contextmanager
def hub(scratch):
    """Start a JupyterHub for this computer only; yield its address, a token for its API, and its process.

    Everything that it started has ended afterwards, whatever happens.
    """
    token, ports = secrets.token_hex(16), free_ports(3)
    config = scratch / "jupyterhub_config.py"
    settings = hub_settings(scratch, token, *ports)
    lines = [f"c.{name} = {value!r}\n" for name, value in settings.items()]
    config.write_text("".join(lines), encoding="utf-8")
    log = scratch / "hub.log"
    # A program that ends this one politely, such as timeout, must not leave the servers behind.
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "--config", str(config)],
            cwd=scratch, env=os.environ | {"PYTHONPATH": str(HUB)}, stdout=out, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{ports[0]}"
        _wait_for_hub(f"{address}/hub/api/", process, log)
        yield address, token, process
    except Exception as problem:
        problem.add_note(log.read_text(encoding="utf-8", errors="replace")[-3000:])
        raise
    finally:
        end(process, scratch)
        signal.signal(signal.SIGTERM, before)


def hub_settings(scratch, token, port, hub_port, proxy_port):
    """Return the hub's settings: anybody may log in, and each has a folder in `scratch` as home."""
    jupyter_path = os.pathsep.join([str(HUB / "etc" / "jupyter"), str(ROOT / "hub")])
    scopes = ["admin:users", "admin:servers", "access:servers"]
    return {
        "JupyterHub.bind_url": f"http://127.0.0.1:{port}",
        "JupyterHub.hub_bind_url": f"http://127.0.0.1:{hub_port}",
        "ConfigurableHTTPProxy.api_url": f"http://127.0.0.1:{proxy_port}",
        "ConfigurableHTTPProxy.command": ["node", str(PROXY)],
        "JupyterHub.authenticator_class": "dummy",
        "Authenticator.allow_all": True,
        "JupyterHub.spawner_class": "simple",
        "SimpleLocalProcessSpawner.home_dir_template": f"{scratch}/{{username}}",
        "Spawner.cmd": [sys.executable, "-m", "jupyterhub.singleuser"],
        "Spawner.args": ["--allow-root", "--LabApp.expose_app_in_browser=True"],
        "Spawner.environment": {"PYTHONPATH": str(HUB), "JUPYTER_CONFIG_PATH": jupyter_path},
        "Spawner.start_timeout": SECONDS,
        "Spawner.http_timeout": SECONDS,
        "JupyterHub.services": [{"name": "bench", "api_token": token}],
        "JupyterHub.load_roles": [{"name": "bench", "services": ["bench"], "scopes": scopes}],
    }


def free_ports(count):
    """Return ports that nothing listens on."""
    with contextlib.ExitStack() as open_sockets:
        probes = [open_sockets.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def _wait_for_hub(address, process, log):
    import requests

    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(requests.ConnectionError):
            if requests.get(address, timeout=5).ok:
                return
        time.sleep(0.2)
    raise RuntimeError("JupyterHub did not start.")


def end(process, scratch):
    """End the hub, politely, which ends the servers; then, by force, whatever still runs in its folder."""
    import psutil

    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(20)
    for one in psutil.process_iter():
        with contextlib.suppress(psutil.Error):  # somebody else's, or it has just ended
            if Path(one.cwd()).is_relative_to(scratch):
                one.kill()
    process.wait()


def course_repository(path):
    """Make a git repository of the course as it stands in this folder; return its address."""
    git = [
        "git",
        f"--git-dir={path}",
        f"--work-tree={ROOT}",
        "-c",
        "user.name=course",
        "-c",
        "user.email=c@o",
    ]
    for step in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "The course"]):
        subprocess.run([*git, *step], cwd=ROOT, check=True, capture_output=True, timeout=SECONDS)
    return path.as_uri()


def link(address, repository, page):
    """Return the link that brings the course, and opens a page of it: the link of TRAINER.md."""
    wanted = {
        "repo": repository,
        "branch": "main",
        "targetpath": COURSE,
        "urlpath": f"lab/tree/{COURSE}/{page}",
    }
    return f"{address}/hub/user-redirect/git-pull?{urlencode(wanted, safe='/:')}"


# What the servers take


def processes_of(process, names):
    """List the processes of these people's servers, kernels included."""
    import psutil

    found = []
    for one in psutil.Process(process.pid).children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if one.environ().get("JUPYTERHUB_USER") in names:
                found.append(one)
    return found


def processor_seconds(process, names):
    """Return the processor seconds that these people's servers and kernels have taken so far."""
    return sum(sum(one.cpu_times()[:4]) for one in processes_of(process, names))  # with ended children's


def memory(process, names):
    """Return the megabytes of the mean person and of the mean person's kernel, and of hub and proxy.

    Memory that several processes share is shared out among them (PSS): so the sum is what the computer holds.
    """
    import psutil

    def megabytes(processes):
        return sum(one.memory_full_info().pss for one in processes) / 1e6

    everything = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    people = processes_of(process, names)
    kernels = [one for one in people if "ipykernel_launcher" in one.cmdline()]
    theirs = megabytes(people)
    return {
        "person_mb": theirs / len(names),
        "kernel_mb": megabytes(kernels) / len(names),
        "hub_mb": megabytes(everything) - theirs,
    }


# A person in a browser


@contextlib.contextmanager
def in_browser(address, name, repository):
    """Open the link in a browser and log in; yield the page when the lesson is there."""
    import browser
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser.chromium(), headless=True, args=browser.CHROMIUM_OPTIONS
        )
        try:
            page = chromium.new_page(viewport={"width": 1280, "height": 800}, locale="en-GB")
            page.set_default_timeout(1000 * SECONDS)
            page.goto(link(address, repository, LESSON))
            page.get_by_label("Username").fill(name)
            page.locator("#login_submit").click()
            page.wait_for_url(f"**/user/{name}/lab/tree/{COURSE}/**")
            lab = browser.Lab(page, f"{address}/user/{name}", "")
            page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.context?.isReady")
            page.wait_for_function("() => !document.querySelector('#jupyterlab-splash')")
            lab.wait_for_kernel()
            yield lab
        finally:
            chromium.close()


def run_again(lab):
    """Start the kernel anew and run all cells, as after opening the lesson."""
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    lab.run_all()


def live_picture(lab):
    """Return the lesson's live picture, from the cell that makes it."""
    import browser

    cells = json.loads((ROOT / LESSON).read_text(encoding="utf-8"))["cells"]
    (index,) = [i for i, cell in enumerate(cells) if "live.Live(" in "".join(cell["source"])]
    return browser.LivePicture(lab, index)


def median_ms(lab, picture):
    """Press arrow keys up and down the slider; return the median of the waits for the picture."""
    import browser

    if not picture.is_there():
        raise RuntimeError(f"The live picture of {LESSON} is not there: {lab.errors()}")
    slider = lab.page.get_by_role("slider", name=SLIDER).first
    times = []
    for i in range(WARM_UP + PRESSES):
        key = "ArrowRight" if i % 6 < 3 else "ArrowLeft"
        times.append(browser.press_to_picture(lab, slider, picture.selector, key))
        time.sleep(PAUSE_SECONDS)
    return statistics.median(times[WARM_UP:])


# A person who speaks the browser's protocol


class Person:
    """Somebody with a server of their own, who opens the course, runs a lesson and moves its slider."""

    def __init__(self, address, token, name):
        self._hub = f"{address}/hub/api/users/{name}"
        self._address = f"{address}/user/{name}"
        self._key = {"Authorization": f"token {token}"}
        self._session = secrets.token_hex(16)

    def open(self, repository):
        """Start the server, bring the course as the link does, and start the lesson's kernel."""
        import websocket

        self._ask("POST", self._hub)
        self._ask("POST", f"{self._hub}/server")
        deadline = time.monotonic() + SECONDS
        while not self._ask("GET", self._hub).json()["servers"].get("", {}).get("ready"):
            if time.monotonic() > deadline:
                raise TimeoutError("A person's server did not start.")
            time.sleep(0.3)
        wanted = {"repo": repository, "branch": "main", "targetpath": COURSE}
        pulled = self._ask("GET", f"{self._address}/git-pull/api?{urlencode(wanted)}")
        if '"finished"' not in pulled.text:
            raise RuntimeError(f"The link did not bring the course: {pulled.text[-500:]}")
        lesson = {
            "path": f"{COURSE}/{LESSON}",
            "name": LESSON,
            "type": "notebook",
            "kernel": {"name": "python3"},
        }
        kernel = self._ask("POST", f"{self._address}/api/sessions", json=lesson).json()["kernel"]["id"]
        cells = self._ask("GET", f"{self._address}/api/contents/{COURSE}/{LESSON}").json()["content"]["cells"]
        self._cells = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        socket_address = self._address.replace("http", "ws", 1)
        self._socket = websocket.create_connection(
            f"{socket_address}/api/kernels/{kernel}/channels?session_id={self._session}",
            header=self._key, timeout=SECONDS,
        )  # fmt: skip

    def _ask(self, method, address, **more):
        import requests

        answer = requests.request(method, address, headers=self._key, timeout=SECONDS, **more)
        answer.raise_for_status()
        return answer

    def run(self):
        """Run every cell of the lesson, one after another, and find the slider and its picture."""
        self._value = self._slider = self._picture = None
        for source in self._cells:
            code = {"code": source, "silent": False, "store_history": True, "user_expressions": {}}
            for message in self._answers(
                "execute_request", code | {"allow_stdin": False, "stop_on_error": True}
            ):
                if message["msg_type"] == "error":
                    raise RuntimeError(f"A cell of the lesson failed: {message['content']['evalue']}")
                if message["msg_type"] == "comm_open":
                    self._look_at(message["content"])
        if not (self._slider and self._picture):
            raise RuntimeError(f"{LESSON} has no slider called {SLIDER}, or no picture.")

    def _look_at(self, comm):
        state = comm["data"].get("state", {})
        if state.get("description") == SLIDER:
            self._slider, self._value = comm["comm_id"], state["value"]
        if state.get("_model_name") == "ImageModel":
            self._picture = comm["comm_id"]

    def move(self, stop):
        """Move the slider up and down, waiting for each picture, until told to stop; count the moves."""
        count, step = 0, 1
        while not stop.is_set():
            step = -step if not LOWEST <= self._value + step <= HIGHEST else step
            self._value += step
            change = {"method": "update", "state": {"value": self._value}, "buffer_paths": []}
            answers = self._answers("comm_msg", {"comm_id": self._slider, "data": change})
            if not any(message["content"].get("comm_id") == self._picture for message in answers):
                raise RuntimeError("A move of the slider brought no new picture.")
            count += 1
            time.sleep(PAUSE_SECONDS)
        return count

    def _answers(self, kind, content):
        """Send a message to the kernel; return what it publishes until it has nothing left to do for it."""
        from jupyter_server.services.kernels.connection.base import deserialize_binary_message

        number = secrets.token_hex(16)
        header = {
            "msg_id": number,
            "msg_type": kind,
            "session": self._session,
            "username": "",
            "version": "5.3",
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        self._socket.send(json.dumps(message | {"channel": "shell", "buffers": []}))
        answers = []
        while True:
            frame = self._socket.recv()
            answer = deserialize_binary_message(frame) if isinstance(frame, bytes) else json.loads(frame)
            if answer["parent_header"].get("msg_id") != number or answer["channel"] != "iopub":
                continue
            answers.append(answer)
            if answer["msg_type"] == "status" and answer["content"]["execution_state"] == "idle":
                return answers
