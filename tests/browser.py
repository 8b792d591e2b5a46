"""Drive a real JupyterLab in a real browser: start both, open notebooks, move controls, watch the picture."""

import base64
import contextlib
import io
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
from PIL import Image
from playwright.sync_api import sync_playwright

from kit import build

REPOSITORY = Path(__file__).resolve().parent.parent
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
QUIET_SETTINGS = {"fetchNews": "false", "checkForUpdates": False}
START_SECONDS, RUN_SECONDS, MOVE_SECONDS = 90, 120, 30

# Notes in every frame whether there is a picture, or a broken one, and how high it stands. While the next
# picture loads, the browser goes on showing the last one; what is truly on the screen, the screencast tells.
WATCH = """(selector) => {
  const watch = window.pictureWatch = {frames: 0, missing: 0, sources: [], heights: [], on: true};
  const look = () => {
    if (!watch.on) return;
    const image = document.querySelector(selector);
    const height = image ? Math.round(image.getBoundingClientRect().height) : 0;
    watch.frames += 1;
    if (!height || (image.complete && !image.naturalWidth)) watch.missing += 1;
    else if (watch.sources.at(-1) !== image.src) watch.sources.push(image.src);
    if (watch.heights.at(-1) !== height) watch.heights.push(height);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""

# Milliseconds from a key press until the first frame with another picture has been painted.
PRESS_TO_PICTURE = """([selector, seconds]) => {
  const before = document.querySelector(selector).src;
  window.pressToPicture = new Promise((done, failed) => {
    document.addEventListener('keydown', (event) => {
      const look = (now) => {
        const image = document.querySelector(selector);
        const there = image && image.complete && image.naturalWidth > 0;
        if (there && image.src !== before) {
          requestAnimationFrame((painted) => done(painted - event.timeStamp));
        } else if (now - event.timeStamp > 1000 * seconds) failed(new Error('no new picture'));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, {capture: true, once: true});
  });
}"""

NOTEBOOK = "window.jupyterapp?.shell?.currentWidget"


def chromium():
    """Return the path of a Chromium, Chrome or Edge on this computer, or None."""
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"]
    usual = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ]
    return next((path for path in [*map(shutil.which, names), *filter(os.path.exists, usual)] if path), None)


def child_environment():
    """Return the environment for a process that imports `helpers`: this one's, with the course in it."""
    paths = [folder for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]
    return os.environ | {"PYTHONPATH": os.pathsep.join([*paths, str(REPOSITORY)]), "OMP_NUM_THREADS": "1"}


def execute_and_strip(path):
    """Execute a notebook and take out what needs a kernel, as the build does."""
    command = [sys.executable, "-m", "jupyter", "execute", "--inplace", "--timeout=120", str(path)]
    subprocess.run(command, check=True, env=child_environment(), timeout=200, capture_output=True)
    notebook = nbformat.read(path, as_version=4)
    build.tidy(notebook, path.name)
    nbformat.write(notebook, path)


@contextlib.contextmanager
def server(root, scratch):
    """Start JupyterLab on a folder, with settings of its own; yield its address and its token."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    settings = scratch / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(QUIET_SETTINGS), encoding="utf-8")
    own = {
        name: str(scratch / name)
        for name in ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"]
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"]
    command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    command += [f"--ServerApp.root_dir={root}", "--LabApp.expose_app_in_browser=True"]
    command += [f"--LabApp.user_settings_dir={scratch / 'settings'}"]
    command += [f"--LabApp.workspaces_dir={scratch / 'workspaces'}"]
    environment = child_environment() | own
    log = scratch / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=environment, stdout=out, stderr=subprocess.STDOUT, cwd=scratch
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for_server(f"{address}/api/status?token={token}", process, log)
            yield address, token
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for_server(address, process, log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError(
        f"JupyterLab did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}"
    )


@contextlib.contextmanager
def new_page(width, height, **options):
    """Start a browser; yield a page of it. `options` are Playwright's, such as `locale`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=CHROMIUM_OPTIONS)
        try:
            yield browser.new_page(viewport={"width": width, "height": height}, **options)
        finally:
            browser.close()


@contextlib.contextmanager
def page_for_files(folder, *, width=1280, height=800):
    """Start a browser that shows files; yield a page, and the list of its requests beyond their folder."""
    with new_page(width, height) as page:
        beyond = []
        own = (folder.as_uri(), "data:")
        page.on("request", lambda r: None if r.url.startswith(own) else beyond.append(r.url))
        yield page, beyond


@contextlib.contextmanager
def jupyterlab(root, scratch, *, width=1280, height=800):
    """Start JupyterLab on the folder `root` and a browser that looks at it; yield a :class:`Lab`.

    `scratch` is an empty folder for the server's own files.
    """
    with server(root, scratch) as (address, token), new_page(width, height, locale="en-GB") as page:
        page.set_default_timeout(1000 * MOVE_SECONDS)
        yield Lab(page, address, token)


class Lab:
    """A browser page that shows JupyterLab."""

    def __init__(self, page, address, token):
        self.page = page
        self._address = address
        self._token = token

    def open(self, path, *, kernel=True):
        """Open a notebook, by its path in the server's folder, and wait until it and its kernel are ready."""
        self.page.goto(f"{self._address}/lab/tree/{path}?token={self._token}&reset")
        name = json.dumps(Path(path).name)
        self._wait(f"() => {NOTEBOOK}?.context?.isReady && {NOTEBOOK}.title.label === {name}", START_SECONDS)
        self._wait("() => !document.querySelector('#jupyterlab-splash')", START_SECONDS)
        if kernel:
            self.wait_for_kernel()

    def run_all(self):
        """Run all cells and wait for the last one."""
        late = (
            f"new Promise((_, late) => setTimeout(() => late(new Error('too slow')), {1000 * RUN_SECONDS}))"
        )
        run = "window.jupyterapp.commands.execute('notebook:run-all-cells')"
        self.page.evaluate(f"() => Promise.race([{run}, {late}])")
        self.wait_for_kernel()

    def wait_for_kernel(self):
        """Wait until the kernel has nothing to do."""
        status = f"{NOTEBOOK}?.sessionContext?.session?.kernel?.status"
        self._wait(f"() => {status} === 'idle'", START_SECONDS)

    def outputs(self):
        """Return the outputs of each cell as they are in the open notebook: a list of lists of dicts."""
        cells = f"[...{NOTEBOOK}.content.model.cells]"
        return self.page.evaluate(f"() => {cells}.map(cell => cell.sharedModel.toJSON().outputs ?? [])")

    def errors(self):
        """Return the error outputs of the open notebook, as text."""
        every = [output for outputs in self.outputs() for output in outputs]
        return [f"{o['ename']}: {o['evalue']}" for o in every if o["output_type"] == "error"]

    def set_cell(self, index, source):
        """Write the source of a cell."""
        self.page.evaluate(
            f"([i, source]) => {NOTEBOOK}.content.model.cells.get(i).sharedModel.setSource(source)",
            [index, source],
        )

    def run_cell(self, index):
        """Select one cell, run it, and wait for it."""
        self.show_cell(index)
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-cell')")
        self.wait_for_kernel()

    def show_cell(self, index):
        """Select a cell and scroll to it. JupyterLab holds only the cells near the view in the page."""
        self.page.evaluate(
            f"(i) => {{ const n = {NOTEBOOK}.content; n.activeCellIndex = i; return n.scrollToItem(i); }}",
            index,
        )

    def live_pictures(self):
        """Return a :class:`LivePicture` for each cell whose output is a widget with a live picture."""
        kind = "application/vnd.jupyter.widget-view+json"
        cells = [
            i for i, outputs in enumerate(self.outputs()) if any(kind in o.get("data", {}) for o in outputs)
        ]
        pictures = [LivePicture(self, index) for index in cells]
        return [picture for picture in pictures if picture.is_there()]

    def screenshot(self, path):
        """Save what is on the screen."""
        self.page.screenshot(path=str(path))

    def _wait(self, condition, seconds=MOVE_SECONDS):
        self.page.wait_for_function(condition, timeout=1000 * seconds)


class LivePicture:
    """A live picture in the output of a cell of the open notebook."""

    def __init__(self, lab, cell):
        self._lab = lab
        self._cell = cell
        self.selector = f".jp-Notebook [data-windowed-list-index='{cell}'] .live-picture img"
        self._place = lab.page.locator(f".jp-Notebook [data-windowed-list-index='{cell}']")
        self.image = self._place.locator(".live-picture img")

    def is_there(self):
        """Scroll to the cell and say whether a live picture appears."""
        self._lab.show_cell(self._cell)
        with contextlib.suppress(Exception):
            self.image.wait_for(timeout=5000)
        return self.image.count() > 0

    def sentence(self):
        """Return the sentence under the picture."""
        return self._place.locator(".live-picture [role=status]").inner_text()

    def fingerprint(self):
        """Return a hash of the picture's bytes."""
        return self.image.evaluate(
            """async (image) => {
              const bytes = await (await fetch(image.src)).arrayBuffer();
              const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
              return [...hash].map(byte => byte.toString(16).padStart(2, '0')).join('');
            }"""
        )

    def sliders(self):
        """Return the handles of the sliders."""
        return self._place.locator(".live-controls [role=slider]").all()

    def controls(self):
        """Return every control but Reset: handles of sliders, lists, boxes to tick, buttons."""
        kinds = [
            "[role=slider]",
            "select",
            "input[type=checkbox]",
            "input[type=radio]",
            "button.widget-toggle-button",
        ]
        return [c for kind in kinds for c in self._place.locator(f".live-controls {kind}").all()]

    def move_to_end(self, control, end):
        """Move a control to its ``"low"`` or ``"high"`` end, as a reader does with the keyboard."""
        tag, kind = control.evaluate("c => [c.tagName, c.type ?? c.getAttribute('role')]")
        if tag == "SELECT":
            count = control.locator("option").count()
            control.select_option(index=0 if end == "low" else count - 1)
        elif kind == "checkbox":
            control.set_checked(end == "high")
        elif kind == "slider":
            control.focus()
            self._lab.page.keyboard.press("Home" if end == "low" else "End")
        else:
            control.click()
        self.settle()

    def drag(self, slider, *, steps=60):
        """Drag a slider with the mouse from one end to the other."""
        page = self._lab.page
        slider.scroll_into_view_if_needed()
        rail = slider.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]").bounding_box()
        middle = rail["y"] + rail["height"] / 2
        handle = slider.bounding_box()
        page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
        page.mouse.down()
        page.mouse.move(rail["x"] - 5, middle)
        page.mouse.move(rail["x"] + rail["width"] + 5, middle, steps=steps)
        page.mouse.up()
        self.settle()

    def reset(self):
        """Press Reset."""
        self._place.get_by_role("button", name="Reset").click()
        self.settle()

    def settle(self):
        """Wait until the picture and the sentence have not changed for a while and the kernel is idle."""
        before, since = None, time.monotonic()
        deadline = since + MOVE_SECONDS
        while time.monotonic() < deadline:
            self._lab.wait_for_kernel()
            now = (self.image.get_attribute("src"), self.sentence())
            if now != before:
                before, since = now, time.monotonic()
            elif time.monotonic() - since > 0.5:
                return
            time.sleep(0.05)
        raise TimeoutError("The picture does not come to rest.")

    @contextlib.contextmanager
    def watched(self):
        """Watch the picture while it changes; yield a dict that is filled at the end.

        Keys: `frames` that the page drew; `missing`, those of them without a picture; number of different
        `pictures`; `heights` of the picture on the page, one after another; `screens`, frames recorded from
        the screen; `blank`, those of them with nothing where the picture should be.
        """
        seen, screens = {}, []
        page = self._lab.page
        box = self.image.bounding_box()
        devtools = page.context.new_cdp_session(page)

        def keep(frame):
            screens.append(frame["data"])
            devtools.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

        devtools.on("Page.screencastFrame", keep)
        devtools.send("Page.startScreencast", {"format": "jpeg", "quality": 60, "everyNthFrame": 1})
        page.evaluate(WATCH, self.selector)
        yield seen
        watch = page.evaluate("() => { window.pictureWatch.on = false; return window.pictureWatch; }")
        devtools.send("Page.stopScreencast")
        devtools.detach()
        seen |= {key: watch[key] for key in ["frames", "missing", "heights"]}
        seen |= {"pictures": len(watch["sources"]), "screens": len(screens)}
        seen["blank"] = sum(_is_blank(screen, box) for screen in screens)


def _is_blank(screen, box):
    """Say whether a screenshot (base64) has one colour only where the picture should be."""
    picture = Image.open(io.BytesIO(base64.b64decode(screen))).convert("L")
    left, top = box["x"] + 5, box["y"] + 5
    inside = picture.crop((int(left), int(top), int(left + box["width"] - 10), int(top + box["height"] - 10)))
    darkest, lightest = inside.getextrema()
    return lightest - darkest < 30


def press_to_picture(lab, slider, selector, key):
    """Press a key on a slider; return the milliseconds until another picture is painted."""
    slider.focus()
    lab.page.evaluate(PRESS_TO_PICTURE, [selector, MOVE_SECONDS])
    lab.page.keyboard.press(key)
    return lab.page.evaluate("() => window.pressToPicture")
