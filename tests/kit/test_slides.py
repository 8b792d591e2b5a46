"""A lesson as slides: one file that needs no network, with all of the lesson on it, and nothing cut off."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from urllib.parse import urlsplit

import browser
import pytest
from accessibility import demand_axe, violations
from bs4 import BeautifulSoup

COURSE = browser.REPOSITORY
SCRIPT = COURSE / "kit" / "site" / "slides.py"
LESSONS = sorted(path.stem for path in (COURSE / "notebooks").glob("[0-9][0-9]_*.ipynb"))
WITH_CODE = ["05_behavioural"]
NO_REVEAL = (
    "The package of the slides is not installed, so they are not tested: type `python course.py slides 05`."
)

# What is wrong with each slide, as text: what ends beyond it, and letters that the last row cannot read.
FAULTS = """() => {
  const faults = [];
  for (const details of document.querySelectorAll('details')) details.open = true;
  for (let place = 0; place < Reveal.getTotalSlides(); place += 1) {
    const slide = Reveal.getCurrentSlide();
    const name = `slide ${place + 1} (${slide.querySelector('h1, h2, h3')?.textContent})`;
    for (const element of slide.querySelectorAll('*')) {
      const {left, right, top, bottom} = element.getBoundingClientRect();
      if (left < 0 || top < 0 || right > innerWidth + 1 || bottom > innerHeight + 1)
        faults.push(`${name}: ${element.tagName} ends at ${right} x ${bottom}`);
    }
    const texts = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const {parentElement, textContent} = texts.currentNode;
      const pixels = parseFloat(getComputedStyle(parentElement).fontSize) * Reveal.getScale();
      if (textContent.trim() && !parentElement.closest('style') && pixels < 19.99)
        faults.push(`${name}: ${pixels} px: ${textContent}`);
    }
    for (const table of slide.querySelectorAll('table')) {
      const columns = [];
      [...table.rows].forEach((row, y) => [...row.cells].forEach((cell) => {
        for (let below = 0; below < cell.rowSpan; below += 1)
          columns[y + below] = (columns[y + below] ?? 0) + cell.colSpan;
      }));
      if (new Set(columns).size > 1) faults.push(`${name}: a table whose rows have ${columns} columns`);
    }
    Reveal.next();
  }
  return faults;
}"""
READ = """() => Object.fromEntries(['p', 'li', 'summary', 'img', 'td'].map((tag) => [
  tag, [...document.querySelectorAll(`.slides ${tag}`)].map((e) => e.alt ?? e.textContent)]))"""


# Runs the script with another folder than _slides, which is the trainer's own.
ELSEWHERE = """
import importlib.util, pathlib, sys
spec = importlib.util.spec_from_file_location("slides", sys.argv[1])
slides = importlib.util.module_from_spec(spec)
spec.loader.exec_module(slides)
slides.FOLDER = pathlib.Path(sys.argv[2])
sys.exit(slides.main(sys.argv[3:]))
"""


def run_slides(*arguments, folder):
    """Run site/slides.py, to write into a folder; return the finished process."""
    return subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(SCRIPT), str(folder), *arguments],
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        timeout=200,
        capture_output=True,
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def slides(tmp_path_factory):
    """The folder with the slides of all lessons; in its folder `code`, those that show code."""
    if not (COURSE / ".venv-site" / "sphinx_revealjs").exists():
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(NO_REVEAL)
        pytest.skip(NO_REVEAL)
    folder = tmp_path_factory.mktemp("slides") / "å slides"
    for done in [
        run_slides(*[lesson[:2] for lesson in LESSONS], folder=folder),
        run_slides(*WITH_CODE, "--code", folder=folder / "code"),
    ]:
        assert done.returncode == 0 and done.stderr == "", done.stderr
    return folder


@pytest.fixture(scope="module")
def projector(slides):
    """A browser page of 1280 by 720, and the list of its requests beyond the slides and of its errors."""
    with browser.page_for_files(slides, height=720) as (page, beyond):
        page.on("pageerror", lambda error: beyond.append(str(error)))
        yield page, beyond


def show(page, file):
    """Open slides and wait until they are laid out."""
    page.goto("about:blank")
    page.goto(file.as_uri())
    page.wait_for_function("() => document.body.dataset.ready === 'yes'", timeout=60_000)


def parsed(file):
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


@pytest.mark.extra
@pytest.mark.parametrize("lesson", LESSONS)
def test_file_stands_alone(slides, lesson):
    page = parsed(slides / f"{lesson}.html")
    assert not page.select("link, script[src], iframe, object, embed, base")
    assert all(image["src"].startswith("data:image/png;base64,") for image in page.select("img"))
    assert all(urlsplit(a["href"]).scheme in ("http", "https") for a in page.select("main a[href]"))
    assert not any("@import" in style.text or "url(http" in style.text for style in page.select("style"))
    assert "require.js" not in str(page) and "mathjax" not in str(page).lower()


@pytest.mark.extra
@pytest.mark.parametrize("lesson", LESSONS)
def test_each_heading_begins_a_slide_and_every_picture_has_its_words(slides, lesson):
    page = parsed(slides / f"{lesson}.html")
    for heading in page.select("h1, h2, h3"):
        assert heading.parent.name == "section"
        assert not any(before.name for before in heading.previous_siblings), heading.text
    cells = json.loads((COURSE / "notebooks" / f"{lesson}.ipynb").read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    alts = [o["metadata"]["image/png"]["alt"] for o in outputs if "image/png" in o.get("data", {})]
    assert [image["alt"] for image in page.select("main img")] == alts
    cards = [o for o in outputs if "application/vnd.segmentation.claim+json" in o.get("data", {})]
    said = page.select_one("main").text
    assert all(o["data"]["application/vnd.segmentation.claim+json"]["claim"] in said for o in cards)


@pytest.mark.extra
@pytest.mark.parametrize("lesson", WITH_CODE)
def test_code_is_shown_only_on_request(slides, lesson):
    assert "features.rfm(" not in parsed(slides / f"{lesson}.html").select_one("main").text
    with_code = parsed(slides / "code" / f"{lesson}.html").select_one("main").text
    assert "features.rfm(" in with_code and "quiz.ask(" not in with_code


@pytest.mark.extra
def test_slides_are_the_same_at_every_run(slides, tmp_path):
    run_slides("05", folder=tmp_path)
    name = "05_behavioural.html"
    assert (tmp_path / name).read_bytes() == (slides / name).read_bytes()


def test_unknown_lesson_is_one_sentence(tmp_path):
    done = run_slides("99", folder=tmp_path)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and "no lesson 99" in done.stderr and "05" in done.stderr


def test_missing_package_is_one_sentence(tmp_path):
    for folder in ["kit", "notebooks"]:
        shutil.copytree(COURSE / folder, tmp_path / folder)
    done = subprocess.run(
        [sys.executable, str(tmp_path / "kit" / "site" / "slides.py"), "05"],
        timeout=200, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 1 and done.stdout == ""
    assert "course.py slides" in done.stderr and done.stderr.count("\n") == 1
    assert not (tmp_path / "_slides").exists()


@pytest.mark.extra
def test_a_plain_picture_is_shown_without_words(slides, tmp_path):
    """As a trainer makes it who does an exercise in JupyterLab."""
    notebook = json.loads((COURSE / "notebooks" / "05_behavioural.ipynb").read_text(encoding="utf-8"))
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    pictures[0]["metadata"], pictures[1]["metadata"] = {}, {"image/png": {"width": 400}}
    (tmp_path / "05_behavioural.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("slides_script", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.write(tmp_path / "05_behavioural.ipynb", tmp_path)
    images = parsed(tmp_path / "05_behavioural.html").select("main img")
    assert [image["alt"] for image in images[:2]] == ["", ""] and all(image["alt"] for image in images[2:])


@pytest.mark.extra
@pytest.mark.browser
@pytest.mark.parametrize("name", [*LESSONS, *(f"code/{lesson}" for lesson in WITH_CODE)])
def test_nothing_is_cut_off_lost_or_fetched(slides, projector, name):
    page, beyond = projector
    file = slides / f"{name}.html"
    show(page, file)
    shown = page.evaluate(READ)
    source = parsed(file).select_one("main")
    for tag in ["p", "li", "summary", "img"]:
        there = [e.get("alt", e.text) for e in source.select(tag)]
        assert shown[tag] == there, tag
    lost = Counter(cell.text for cell in source.select("td")) - Counter(shown["td"])
    assert not lost
    assert page.evaluate(FAULTS) == []
    assert beyond == []


@pytest.mark.extra
@pytest.mark.browser
def test_arrow_keys_turn_every_page_and_back(slides, projector):
    page, _ = projector
    show(page, slides / "05_behavioural.html")
    last = page.evaluate("Reveal.getTotalSlides()") - 1
    place = "Reveal.getSlidePastCount()"
    assert last > 20 and page.evaluate(place) == 0
    for turned in range(1, last + 1):
        page.keyboard.press("ArrowRight")
        assert page.evaluate(place) == turned
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(place) == last - 1
    # reveal.js writes the address a moment later.
    page.wait_for_function(
        "() => location.hash === '#/' + Object.values(Reveal.getIndices()).slice(0, 2).join('/')"
    )
    page.reload()
    page.wait_for_function("() => document.body.dataset.ready === 'yes'")
    assert page.evaluate(place) == last - 1, "a page that is loaded again stays where it was"


@pytest.mark.extra
@pytest.mark.browser
def test_quiz_answers_are_folded_and_open_with_the_keyboard(slides, projector):
    page, _ = projector
    show(page, slides / "05_behavioural.html")
    assert page.locator("details[open]").count() == 0
    page.evaluate("() => { while (!Reveal.getCurrentSlide().querySelector('details')) Reveal.next(); }")
    question = page.locator("section.present details").first
    question.locator("summary").focus()
    page.keyboard.press("Enter")
    assert question.evaluate("e => e.open")


@pytest.mark.extra
@pytest.mark.browser
def test_slides_fill_a_larger_screen(slides, projector):
    page, _ = projector
    page.set_viewport_size({"width": 1920, "height": 1080})
    show(page, slides / "05_behavioural.html")
    width = page.evaluate("document.querySelector('.slides').getBoundingClientRect().width")
    page.set_viewport_size({"width": 1280, "height": 720})
    assert width == pytest.approx(1920, abs=2)


@pytest.mark.extra
@pytest.mark.browser
def test_slides_are_accessible(slides, projector):
    demand_axe()
    page, _ = projector
    show(page, slides / "05_behavioural.html")
    page.evaluate("() => { while (!Reveal.getCurrentSlide().querySelector('img')) Reveal.next(); }")
    assert violations(page) == []
