"""The course as a static site: every page there, every link leads somewhere, and no page needs a network."""

import base64
import io
import json
import os
import shutil
import subprocess
import sys
from urllib.parse import unquote, urldefrag, urlsplit

import browser
import pytest
from accessibility import demand_axe, violations
from bs4 import BeautifulSoup
from PIL import Image

from kit import shelf
from kit.build import METADATA

pytestmark = pytest.mark.extra

COURSE = browser.REPOSITORY
NOTEBOOKS = sorted(
    path.relative_to(COURSE)
    for place in shelf.FOLDERS
    for path in (COURSE / place).glob("[0-9][0-9]_*.ipynb")
)
NAMES = [path.with_suffix("").as_posix() for path in NOTEBOOKS]
SPHINX = COURSE / ".venv-site"
NO_SPHINX = (
    "The packages of the site are not installed, so it is not tested: type `python course.py site` once."
)
BUILD_SECONDS = 280


def run_build(course, target):
    """Run a course's `site/build.py`; return the finished process. A copy of the course uses our Sphinx."""
    environment = browser.child_environment()
    environment["PYTHONPATH"] += os.pathsep + str(SPHINX)
    return subprocess.run(
        [sys.executable, str(course / "kit" / "site" / "build.py"), str(target)],
        env=environment,
        cwd=target.parent,
        timeout=BUILD_SECONDS,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )


@pytest.fixture(scope="module")
def sphinx():
    """Skip where there is no Sphinx; where everything has to be there, fail."""
    if not (SPHINX / "myst_nb").is_dir():
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(NO_SPHINX)
        pytest.skip(NO_SPHINX)


@pytest.fixture(scope="module")
def site(sphinx, tmp_path_factory):
    """The folder of the site, built once from the stored notebooks."""
    target = tmp_path_factory.mktemp("site") / "å site"
    done = run_build(COURSE, target)
    assert done.returncode == 0, done.stdout + done.stderr
    return target


@pytest.fixture(scope="module")
def pages(site):
    """Every page of the site, parsed, by its path."""
    return {
        path: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in site.rglob("*.html")
    }


@pytest.fixture(scope="module")
def viewer(site):
    """A browser page, and the list of all requests of it that went beyond the site's folder."""
    with browser.page_for_files(site) as page_and_requests:
        yield page_and_requests


def address(site, name):
    return (site / f"{name}.html").as_uri()


def stored_alts(notebook):
    cells = json.loads((COURSE / notebook).read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return [o["metadata"]["image/png"]["alt"] for o in outputs if "image/png" in o.get("data", {})]


def test_every_notebook_and_text_has_a_page(site):
    texts = [
        path.relative_to(COURSE).with_suffix("").as_posix()
        for path in [*COURSE.glob("*.md"), *COURSE.glob("docs/*/*.md")]
    ]
    there = {path.relative_to(site).with_suffix("").as_posix() for path in site.rglob("*.html")}
    lessons = [path.name[:2] for path in NOTEBOOKS if path.parts[0] == "exercises"]
    to_print = [f"summary/{name}" for name in [*lessons, "all"]]
    assert there == {*NAMES, *texts, *to_print, "index", "search"}


def test_every_link_leads_to_a_page_and_a_place_that_are_there(site, pages):
    lost = []
    for path, page in pages.items():
        for tag in page.select("a[href], link[href], [src]"):
            link = tag.get("href") or tag["src"]
            if urlsplit(link).scheme:
                continue
            file, place = urldefrag(link)
            target = (path.parent / unquote(urlsplit(file).path)).resolve() if file else path
            there = target.is_file() and target.is_relative_to(site.resolve())
            if there and place and target.suffix == ".html":
                there = pages[site / target.relative_to(site.resolve())].find(id=unquote(place)) is not None
            if not there:
                lost.append(f"{path.relative_to(site)}: {link}")
    assert lost == []


def test_nothing_that_a_page_loads_lies_beyond_the_site(pages):
    loads = "script[src], link[href], img[src], iframe[src], source[src], video[src], object[data]"
    beyond = [
        (path.name, str(tag)[:200])
        for path, page in pages.items()
        for tag in page.select(loads)
        if urlsplit(tag.get("src") or tag.get("href") or tag["data"]).scheme not in ("", "data")
    ]
    assert beyond == []


def test_a_page_offers_its_notebook_and_the_other_pages_of_its_lesson(site, pages):
    words = {
        "notebooks": "Lesson",
        "notebooks/evidence": "Evidence",
        "exercises": "Exercise",
        "solutions": "Solution",
    }
    for notebook in NOTEBOOKS:
        page = site / notebook.with_suffix(".html")
        links = {a.get_text(): a["href"] for a in pages[page].select("article a[href]")}
        copy = page.parent / unquote(links["Download this notebook"])
        assert copy.read_bytes() == (COURSE / notebook).read_bytes() and copy.name == notebook.name
        for place, word in words.items():
            other = shelf.notebook(place, shelf.lesson_name(notebook))
            if place != notebook.parent.as_posix() and (COURSE / other).exists():
                target = (page.parent / links[word]).resolve()
                assert target == (site / other).with_suffix(".html").resolve(), notebook


def test_every_stored_picture_is_shown_with_its_words(site, pages):
    for notebook in NOTEBOOKS:
        shown = pages[site / notebook.with_suffix(".html")].select(".cell_output img")
        assert [image.get("alt") for image in shown] == stored_alts(notebook), notebook
        assert all(alt.strip() for alt in stored_alts(notebook)), notebook
        assert all(not image["src"].startswith("data:") for image in shown), notebook


def test_stored_outputs_are_shown_and_answers_of_quizzes_stay_folded(site, pages):
    page = pages[site / "notebooks" / "05_behavioural.html"]
    assert len(page.select(".cell_output table")) >= 10
    assert "quiz.ask(" not in page.get_text()
    assert not page.select("details[open]")
    assert len(page.select("details > summary")) >= 10


def small_course(folder, *outputs, text=""):
    """Make a course of one lesson: a title with this text, and a cell with these outputs."""
    shutil.copytree(COURSE / "kit" / "site", folder / "kit" / "site")
    (folder / "notebooks").mkdir()
    (folder / "README.md").write_text("# Course\n", encoding="utf-8")
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": f"# One\n\n{text}"},
        {"cell_type": "code", "id": "b", "metadata": {}, "source": "1", "execution_count": 1}
        | {"outputs": list(outputs)},
    ]
    notebook = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    (folder / "notebooks" / "01_one.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return folder


def picture(**metadata):
    """A picture as a cell shows it; plain matplotlib gives it no metadata."""
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(file, "PNG")
    png = file.getvalue()
    data = {"image/png": base64.b64encode(png).decode()}
    return {"output_type": "display_data", "data": data, "metadata": metadata}


WITH_WORDS = {"image/png": {"alt": "A bar."}}


def test_a_link_to_nowhere_stops_the_build(sphinx, tmp_path):
    course = small_course(tmp_path / "course", text="[two](02_two.ipynb)")
    done = run_build(course, tmp_path / "pages")
    assert done.returncode != 0 and "02_two.ipynb" in done.stderr
    assert not (tmp_path / "pages").exists()


def test_two_pictures_in_one_cell_stop_the_build(sphinx, tmp_path):
    course = small_course(tmp_path / "course", picture(**WITH_WORDS), picture(**WITH_WORDS))
    done = run_build(course, tmp_path / "pages")
    assert done.returncode != 0 and "one cell shows 2 pictures" in done.stdout + done.stderr


def test_words_of_one_picture_do_not_stand_under_another(sphinx, tmp_path):
    done = run_build(small_course(tmp_path / "course", picture(**WITH_WORDS), picture()), tmp_path / "pages")
    assert done.returncode != 0 and "one cell shows 2 pictures" in done.stdout + done.stderr


def test_plain_pictures_are_shown_too(sphinx, tmp_path):
    done = run_build(small_course(tmp_path / "course", picture(), picture()), tmp_path / "pages")
    assert done.returncode == 0, done.stdout + done.stderr
    page = (tmp_path / "pages" / "notebooks" / "01_one.html").read_text(encoding="utf-8")
    assert len(BeautifulSoup(page, "html.parser").select(".cell_output img")) == 2


def test_a_folder_that_holds_no_site_stays_as_it_is(sphinx, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years", encoding="utf-8")
    for target in [mine, mine / "thesis.txt"]:
        done = run_build(COURSE, target)
        assert done.returncode == 1 and done.stdout == ""
        assert done.stderr.count("\n") == 1 and "is no site, so it stays" in done.stderr
    assert (mine / "thesis.txt").read_text(encoding="utf-8") == "years"


def test_a_site_takes_the_place_of_an_older_one(sphinx, tmp_path):
    course, target = small_course(tmp_path / "course"), tmp_path / "pages"
    assert run_build(course, target).returncode == 0
    (target / "notebooks" / "99_gone.html").touch()
    (target / "index.html").unlink()
    assert run_build(course, target).returncode == 0
    assert (target / "index.html").exists() and not (target / "pages").exists()
    assert not (target / "notebooks" / "99_gone.html").exists()


# Runs the build where nothing of the older site can be removed, as on Windows while its pages are open.
HELD_OPEN = """
import importlib.util, pathlib, shutil, sys
spec = importlib.util.spec_from_file_location("build", sys.argv[1])
build = importlib.util.module_from_spec(spec)
spec.loader.exec_module(build)
shutil.rmtree = lambda *_args, **_more: None
sys.exit(build.build(pathlib.Path(sys.argv[2])))
"""


def test_a_site_whose_pages_are_open_is_written_over(sphinx, tmp_path):
    course, target = small_course(tmp_path / "course"), tmp_path / "pages"
    assert run_build(course, target).returncode == 0
    (target / "index.html").write_text("old", encoding="utf-8")
    environment = browser.child_environment()
    environment["PYTHONPATH"] += os.pathsep + str(SPHINX)
    command = [sys.executable, "-c", HELD_OPEN, str(course / "kit" / "site" / "build.py"), str(target)]
    subprocess.run(command, env=environment, timeout=BUILD_SECONDS, capture_output=True, check=True)
    assert "old" != (target / "index.html").read_text(encoding="utf-8") and not (target / "pages").exists()


@pytest.mark.browser
def test_search_works_from_a_file_and_asks_no_network(site, viewer):
    page, beyond = viewer
    page.goto(address(site, "index"))
    page.locator("input[name=q]").fill("café evening")
    page.keyboard.press("Enter")
    results = page.locator("#search-results li a, ul.search li a")
    results.first.wait_for()
    assert any("Behavioural" in text for text in results.all_inner_texts())
    results.first.click()
    page.wait_for_load_state()
    assert page.locator("h1").count() == 1
    assert beyond == []


@pytest.mark.browser
def test_the_watch_on_requests_sees_one(site, viewer):
    page, beyond = viewer
    page.goto(address(site, "index"))
    page.evaluate("() => fetch('http://127.0.0.1:9/').catch(() => {})")
    assert beyond == ["http://127.0.0.1:9/"]
    beyond.clear()


DARK = ["index", "notebooks/05_behavioural", "solutions/05_behavioural_solution"]  # three stand for all


@pytest.mark.browser
@pytest.mark.parametrize(
    "name, colours",
    [(name, "light") for name in ("index", "search", *NAMES)] + [(name, "dark") for name in DARK],
)
def test_a_page_asks_no_network_and_is_accessible(site, viewer, name, colours):
    demand_axe()
    page, beyond = viewer
    page.emulate_media(color_scheme=colours)
    page.goto(address(site, name))
    assert violations(page) == []
    assert beyond == []
    broken = "() => [...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
    assert page.evaluate(broken) == []
