"""A participant's work in the real browser: kept over the end of a Binder session, and started afresh."""

import contextlib
import re
import shutil
import types

import browser
import nbformat
import pytest
from playwright.sync_api import sync_playwright

from kit import my_work

pytestmark = pytest.mark.browser

EXERCISE = "exercises/05_behavioural_exercise.ipynb"
MINE = "rfm = features.rfm(orders, at=data.TODAY)  # my own answer, å"
# What BinderHub sets, and no other computer has.
BINDER = {
    "BINDER_LAUNCH_HOST": "https://binder.example.org/",
    "BINDER_REPO_URL": "https://git.example.org/owner/course",
    "BINDER_REF_URL": "https://git.example.org/owner/course/tree/main",
    "BINDER_PERSISTENT_REQUEST": "v2/gh/owner/course/main",
}


def close_for_good(dialog):
    """Close JupyterLab's message about the lost connection, which comes again and again otherwise."""
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Close").click()


@pytest.fixture
def on_binder(monkeypatch):
    for name, value in BINDER.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def page():
    """One browser, which outlives the servers."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser.chromium(), headless=True, args=browser.CHROMIUM_OPTIONS
        )
        page = chromium.new_page(viewport={"width": 1280, "height": 800}, locale="en-GB")
        page.set_default_timeout(1000 * browser.MOVE_SECONDS)
        page.add_locator_handler(page.get_by_role("dialog", name="Server Connection Error"), close_for_good)
        yield page
        chromium.close()


@pytest.fixture
def session(page, tmp_path, monkeypatch):
    """Return a function that starts a server on a pristine course; each one gets the same address."""
    ports = []

    @contextlib.contextmanager
    def start(number):
        root, scratch = tmp_path / f"course {number}", tmp_path / f"server {number}"
        (root / "exercises").mkdir(parents=True)
        shutil.copy(browser.REPOSITORY / EXERCISE, root / EXERCISE)
        scratch.mkdir()
        if ports:  # the browser's store belongs to an address: its port counts
            same = types.SimpleNamespace(bind=lambda _: None, getsockname=lambda: ("127.0.0.1", ports[0]))
            taken = types.SimpleNamespace(socket=lambda: contextlib.nullcontext(same))
            monkeypatch.setattr(browser, "socket", taken)
        with browser.server(root, scratch) as (address, token):
            ports.append(int(address.rsplit(":", 1)[1]))
            lab = browser.Lab(page, address, token)
            lab.open(EXERCISE)
            yield lab

    return start


def answer_cell():
    cells = nbformat.read(browser.REPOSITORY / EXERCISE, as_version=4).cells
    return next(i for i, cell in enumerate(cells) if "answer" in cell.metadata.get("tags", []))


def source(lab, index):
    """Return a cell's text in the open notebook."""
    return lab.page.evaluate(
        f"(i) => {browser.NOTEBOOK}.content.model.cells.get(i).sharedModel.getSource()", index
    )


def wait_for(lab, index, text):
    """Wait until a cell of the open notebook holds a text."""
    cell = f"{browser.NOTEBOOK}.content.model.cells.get(i)"
    lab.page.wait_for_function(f"([i, text]) => {cell}.sharedModel.getSource() === text", arg=[index, text])


def save(lab):
    lab.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")


def press(page, title):
    page.locator(f"[title='{title}']").click()


def agree(page):
    page.locator(".jp-Dialog").get_by_role("button", name=re.compile("^ok$", re.IGNORECASE)).click()


def test_an_answer_comes_back_after_the_session_has_ended(on_binder, session, page, tmp_path):
    with session(1) as lab:
        lab.set_cell(answer_cell(), MINE)
    # The server is gone, and nobody has pressed anything yet; the page is still open.
    press(page, "Save to browser storage")
    page.locator(".jp-Dialog", has_text="saved to browser storage").wait_for()  # its title comes last
    agree(page)
    with session(2) as lab:
        assert MINE not in source(lab, answer_cell())
        press(page, "Restore from browser storage")
        agree(page)
        wait_for(lab, answer_cell(), MINE)
        save(lab)
        stored = nbformat.read(tmp_path / "course 2" / EXERCISE, as_version=4)
        assert stored.cells[answer_cell()].source == MINE


def test_elsewhere_there_is_no_cloud_and_a_reset_shows_after_a_reload(session, page, tmp_path):
    with session(1) as lab:
        assert page.locator("[title='Download visible']").count() == 1
        assert page.locator("[title='Save to browser storage']").count() == 0
        untouched = source(lab, answer_cell())
        lab.set_cell(answer_cell(), MINE)
        save(lab)
        course = tmp_path / "course 1"
        for folder in ("lessons", "solutions"):
            shutil.copytree(browser.REPOSITORY / folder, course / folder)
        my_work.reset("05", course)
        page.evaluate("() => { window.jupyterapp.commands.execute('docmanager:reload'); }")
        wait_for(lab, answer_cell(), untouched)
        (copy,) = course.glob(f"my_work/*/{EXERCISE}")
        assert nbformat.read(copy, as_version=4).cells[answer_cell()].source == MINE
