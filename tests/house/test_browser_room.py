"""The course's JupyterLab in a real browser, as a guest finds it: first look, opened notebooks, sleep.

It stands beside another Jupyter, with another theme, a password and an open tab.
"""

import bench_live
import browser
import nbformat
import pytest

import course
from page import awake, live
from tests import room

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

LESSON, EXERCISE = "notebooks/05_behavioural.ipynb", "exercises/05_behavioural_exercise.ipynb"
DEMO = bench_live.DEMO.read_text(encoding="utf-8") + "\ndemo"
QUIZ = 'from page import quiz\nquiz.ask("Why?", {"One.": "No.", "Two.": "Yes."}, right="Two.")'
AFRESH = "from kit import start_page\nstart_page.StartAfresh()"
CELLS = ["1 + 1", DEMO, QUIZ, AFRESH]
STILL = [live.STILL, "Run this cell to start an exercise afresh; a copy of yours is kept."]
CURRENT = "window.jupyterapp?.shell?.currentWidget"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The course's folder, and the address and the token of its JupyterLab."""
    root, home = tmp_path_factory.mktemp("kurs"), tmp_path_factory.mktemp("home")
    room.copy_lessons(root, LESSON, EXERCISE)
    bench_live.write_notebook(root / "stored.ipynb", CELLS)
    browser.execute_and_strip(root / "stored.ipynb")
    variables = room.other_jupyter(home)
    with room.lab(root, "--LabApp.expose_app_in_browser=True", **variables) as (url, token):
        yield root, url.rstrip("/"), token


@pytest.fixture
def lab(server):
    """A browser that looks at JupyterLab."""
    root, address, token = server
    with browser.new_page(1280, 800, locale="en-GB") as page:
        page.set_default_timeout(1000 * browser.MOVE_SECONDS)
        lab = browser.Lab(page, address, token)
        lab.root, lab.address, lab.token = root, address, token
        yield lab


@pytest.fixture
def demo(lab):
    """A notebook with all that is shown twice, stored as the build stores it, and open."""
    bench_live.write_notebook(lab.root / "demo.ipynb", CELLS)
    stored = (lab.root / "stored.ipynb").read_text(encoding="utf-8")
    (lab.root / "demo.ipynb").write_text(stored, encoding="utf-8")
    lab.open("demo.ipynb")
    return lab


def kernels(lab):
    return room.ask(f"{lab.address}/api/kernels?token={lab.token}")[1]


def seen(lab, selector):
    """Return the texts that are visible."""
    return [one.inner_text() for one in lab.page.locator(selector).all() if one.is_visible()]


def wait_for(lab, condition):
    lab.page.wait_for_function(f"() => {condition}", timeout=1000 * browser.START_SECONDS)


def save(lab):
    lab.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")


def test_a_first_start_shows_the_start_page_and_nothing_of_another_jupyter(lab):
    lab.page.goto(f"{lab.address}{course.START_PAGE}?token={lab.token}")
    wait_for(lab, f"{CURRENT}?.context?.isReady && !document.querySelector('#jupyterlab-splash')")
    assert seen(lab, "#jp-main-dock-panel .lm-TabBar-tabLabel") == ["00_start_here.ipynb"]
    assert lab.page.evaluate("() => document.body.dataset.jpThemeName") == "JupyterLab Light"
    assert lab.page.locator("#jp-left-stack").is_hidden()
    assert lab.page.locator(".jp-NotebookPanel").bounding_box()["width"] > 0.9 * 1280
    lab.page.locator(".jp-SideBar [data-id=filebrowser]").click()
    assert lab.page.locator("#filebrowser").bounding_box()["width"] > 200
    lab.page.locator(".jp-DirListing-itemName", has_text="00_start_here.ipynb").wait_for()


@pytest.mark.parametrize("path", ["notebooks/00_start_here.ipynb", LESSON, EXERCISE])
def test_a_notebook_that_was_only_opened_is_unchanged_and_its_tab_takes_its_kernel_along(lab, path):
    lab.open(path)
    lab.page.wait_for_timeout(1500)  # whatever JupyterLab still adds
    assert lab.page.evaluate(f"() => {CURRENT}.context.model.dirty") is False
    lab.page.locator(".lm-TabBar-tab.jp-mod-current .lm-TabBar-tabCloseIcon").click()
    wait_for(lab, "document.querySelectorAll('.jp-NotebookPanel').length === 0")
    assert seen(lab, ".jp-Dialog") == []
    for _ in range(50):
        if kernels(lab) == "[]":
            break
        lab.page.wait_for_timeout(200)
    assert kernels(lab) == "[]"


def test_a_theme_is_kept_in_the_courses_folder(lab):
    lab.open("stored.ipynb")
    for theme in ["JupyterLab Dark", "JupyterLab Light"]:
        change = f"window.jupyterapp.commands.execute('apputils:change-theme', {{theme: '{theme}'}})"
        lab.page.evaluate(f"() => {change}")
        wait_for(lab, f"document.body.dataset.jpThemeName === '{theme}'")
        lab.page.wait_for_timeout(500)
        (kept,) = (lab.root / course.ROOM / "settings").rglob("themes.jupyterlab-settings")
        assert theme in kept.read_text(encoding="utf-8")


def test_a_check_before_its_cells_says_what_it_needs(lab):
    lab.open(EXERCISE)
    cells = nbformat.read(lab.root / EXERCISE, as_version=4).cells
    check = next(i for i, cell in enumerate(cells) if cell.source.startswith("check."))
    lab.run_cell(check)
    assert lab.errors() == ["NameError: name 'check' is not defined"]
    (sentence,) = seen(lab, ".course-error")
    assert sentence == (
        "check is not known yet: this cell needs an earlier one. Choose Run → Run All Above Selected Cell, "
        "then run this cell again."
    )
    errors = lab.page.locator("[data-mime-type='application/vnd.jupyter.stderr']")
    assert errors.count() == 1 and errors.is_hidden()
    lab.page.locator("#jp-MainMenu >> text=Run").first.click()
    assert lab.page.get_by_text("Run All Above Selected Cell", exact=True).count() == 1
    lab.page.keyboard.press("Escape")
    lab.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-above')")
    lab.wait_for_kernel()
    lab.run_cell(check)
    assert lab.errors() == [] and seen(lab, ".course-error") == []


def test_a_picture_that_was_not_run_says_so_until_it_is(demo):
    demo.show_cell(1)
    assert seen(demo, "p.course-still") == STILL
    picture = demo.page.locator(".jp-OutputArea-output img").bounding_box()
    assert (
        demo.page.locator("p.course-still").first.bounding_box()["y"] >= picture["y"] + picture["height"] - 1
    )
    demo.run_all()
    (shown,) = demo.live_pictures()
    assert seen(demo, ".course-still, .course-wake") == []
    assert len(shown.sliders()) == 2 and seen(demo, ".jp-OutputArea-output > img") == []


def restart(lab):
    lab.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:restart-kernel'); }")
    lab.page.locator(".jp-Dialog .jp-mod-accept").click()


def end_kernel(lab):
    """As a server does with a kernel that was left alone for long."""
    lab.page.evaluate(f"() => {CURRENT}.sessionContext.session.kernel.shutdown()")


@pytest.mark.parametrize("stop", [restart, end_kernel])
def test_controls_whose_kernel_has_gone_say_how_to_wake_them(demo, stop):
    demo.run_all()
    demo.live_pictures()
    stop(demo)
    wait_for(demo, "document.querySelectorAll('.course-wake').length === 3")
    demo.page.locator(".live-controls .course-wake").wait_for()
    assert seen(demo, ".course-wake") == [awake.ASLEEP] * 3
    dim = "one => getComputedStyle(one.closest('.widget-inline-hbox')).opacity"
    assert {one.evaluate(dim) for one in demo.page.locator(".live-controls [role=slider]").all()} == {"0.5"}
    assert demo.page.locator(".live-picture img").is_visible()
    if stop is restart:
        demo.wait_for_kernel()
        demo.run_all()
        (picture,) = demo.live_pictures()
        assert seen(demo, ".course-wake") == []
        before = picture.sentence()
        picture.move_to_end(picture.sliders()[0], "high")
        assert picture.sentence() != before


def test_a_notebook_that_was_run_and_saved_opens_with_still_pictures_and_questions(demo):
    demo.run_all()
    demo.live_pictures()
    save(demo)
    end_kernel(demo)
    demo.page.wait_for_timeout(1000)
    demo.open("demo.ipynb")
    demo.show_cell(1)
    wait_for(demo, "[...document.querySelectorAll('.jupyter-widgets')].length === 3")
    assert "Error displaying widget" not in "".join(seen(demo, ".jp-OutputArea"))
    assert seen(demo, "p.course-still") == STILL
    assert demo.page.locator(".jp-OutputArea-output img.course-still").is_visible()
    assert "Open an option to read about it." in seen(demo, "div.course-still")[0]
