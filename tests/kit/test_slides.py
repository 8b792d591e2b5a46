"""A lesson as slides: a dozen in one file that needs no network, with nothing cut off and notes to speak."""

import os
import re
import shutil
import subprocess
import sys

import browser
import pytest
from accessibility import demand_axe, violations
from bs4 import BeautifulSoup

from kit import build, shelf
from kit.site import slides

LESSONS = [name for name in shelf.lesson_names() if name[:2] != "00" and name not in shelf.TOOLS]
NO_REVEAL = (
    "The package of the slides is not installed, so they are not tested: type `python course.py slides 05`."
)
# What is wrong with each slide, as text: what ends beyond it, and letters that the last row cannot read.
FAULTS = """() => {
  const faults = [];
  for (let place = 0; place < Reveal.getTotalSlides(); place += 1) {
    const slide = Reveal.getCurrentSlide();
    const name = `slide ${place + 1} (${slide.querySelector('h1, h2')?.textContent})`;
    for (const element of slide.querySelectorAll(':scope :not(aside, aside *)')) {
      const {left, right, top, bottom} = element.getBoundingClientRect();
      if (left < 0 || top < 0 || right > innerWidth + 1 || bottom > innerHeight + 1)
        faults.push(`${name}: ${element.tagName} ends at ${right} x ${bottom}`);
    }
    const texts = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const {parentElement, textContent} = texts.currentNode;
      const pixels = parseFloat(getComputedStyle(parentElement).fontSize) * Reveal.getScale();
      if (textContent.trim() && pixels < 19.99) faults.push(`${name}: ${pixels} px: ${textContent}`);
    }
    Reveal.next();
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder for slides."""
    if not slides.REVEAL.exists():
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(NO_REVEAL)
        pytest.skip(NO_REVEAL)
    return tmp_path_factory.mktemp("slides") / "å slides"


def written(folder, lesson="05_behavioural"):
    """Return the file of a lesson's slides, written once."""
    file = folder / f"{lesson}.html"
    return file if file.exists() else slides.write(lesson, folder)


@pytest.fixture(scope="module")
def projector(folder):
    """A browser page of 1280 by 720, and the list of its requests beyond the slides and of its errors."""
    with browser.page_for_files(folder, height=720) as (page, beyond):
        page.on("pageerror", lambda error: beyond.append(str(error)))
        yield page, beyond


def show(page, file, query=""):
    """Open slides and wait until they are laid out."""
    page.goto("about:blank")
    page.goto(file.as_uri() + query)
    page.wait_for_function("() => Reveal.isReady()", timeout=60_000)


def shown(file):
    """Return the slides of a file, each as (title, other elements, notes)."""
    main = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").main
    found = [section for section in main.select("section") if not section.select("section")]
    notes = [section.aside.extract().text if section.aside else "" for section in found]
    titles = [section.select_one("h1, h2").extract().text for section in found]
    return list(zip(titles, found, notes, strict=True))


# ---- what stands on the slides


@pytest.mark.extra
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_dozen_slides_each_with_a_message_and_few_words(folder, lesson):
    deck = shown(written(folder, lesson))
    assert 12 <= len(deck) <= 15
    titles = [title for title, _, _ in deck]
    assert len(set(titles)) == len(titles)
    assert not [title for title in titles if len(title.split()) > 12 or title.endswith(".")]
    for title, body, _ in deck:
        assert not [table for table in body.select("table") if len(table.select("tbody tr")) > slides.ROWS], (
            title
        )
        pictures, tables = body.select("img"), [table.extract() for table in body.select("table")]
        assert len(body.text.split()) <= slides.WORDS, title
        assert body.text.strip() or tables, title
        assert not pictures or (body.p.text.strip() and pictures[0]["alt"]), title
    assert sum(bool(body.select("img")) for _, body, _ in deck) >= 2
    assert sum(bool(notes.strip()) for _, _, notes in deck) >= 6


@pytest.mark.extra
@pytest.mark.parametrize("lesson", LESSONS)
def test_the_notes_hold_the_guide_and_every_mark_is_a_slide(folder, lesson):
    deck = shown(written(folder, lesson))
    notes = " ".join(" ".join(notes.split()) for _, _, notes in deck)
    guide = (shelf.COURSE / "TRAINER.md").read_text(encoding="utf-8")
    own = re.search(rf"(?ms)^### {lesson[:2]} · .*?(?=^##|\Z)", guide)[0]
    asked = re.findall(r"(?m)^- “?\"(.*?)\"", own.partition("**Ask**")[2].partition("**For those")[0])
    assert len(asked) >= 3
    assert not [question for question in asked if question.replace("*", "") not in notes]
    source = (shelf.LESSONS / f"{lesson}.py").read_text(encoding="utf-8")
    assert set(re.findall(r'(?m)^# %% .*?slide="(.*?)"', source)) <= {title for title, _, _ in deck}


@pytest.mark.parametrize("lesson", LESSONS)
def test_marks_stay_in_the_source(lesson):
    for cell in build.read_source(shelf.LESSONS / f"{lesson}.py").cells:
        assert not {"slide", "says"} & set(cell.metadata)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- one\n- two", "- one\n- two\n"),
        (
            "- " + "word " * 40 + "end. Again.\n- short: and more of it",
            "- " + "word " * 40 + "end.\n- short.\n",
        ),
        ("First here. " + "word " * 32 + "end. Last.", "First here. " + "word " * 32 + "end."),
        ("- **Why?** So.\n- " + "word " * 45, "- So.\n"),
        ("**Bold. Still bold** here is " + "word " * 40, "Bold."),
    ],
)
def test_long_texts_keep_their_first_sentences(text, expected):
    assert slides.shortened(text) == expected


def test_a_sentence_is_found_after_the_picture_or_before_it():
    beside = ["After **it. Two.** Three", "| Four | five |\n\nFour comes before."]
    assert slides.sentence(beside, None) == "After it."
    assert slides.sentence(beside, "Three") == "Three"
    assert slides.sentence(beside, "Four") == "Four comes before."
    with pytest.raises(slides.SlidesError, match="begins with “Six”"):
        slides.sentence(beside, "Six")


def test_a_source_that_is_not_built_is_one_sentence(tmp_path, monkeypatch):
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    text = (shelf.LESSONS / "05_behavioural.py").read_text(encoding="utf-8")
    (lessons / "05_behavioural.py").write_text(text.replace("Ten customers", "Eleven"), encoding="utf-8")
    monkeypatch.setattr(shelf, "LESSONS", lessons)
    with pytest.raises(slides.SlidesError, match="course.py build 05"):
        slides.marked_cells("05_behavioural")


def test_an_unknown_lesson_is_one_sentence(capsys):
    assert slides.main(["99"]) == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1 and "slides of 99" in said.err and "05" in said.err


def test_a_missing_package_is_one_sentence(tmp_path):
    for folder in ["kit", "lessons"]:
        shutil.copytree(shelf.COURSE / folder, tmp_path / folder)
    done = subprocess.run(
        [sys.executable, "-m", "kit.site.slides", "05"],
        cwd=tmp_path, timeout=200, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 1 and done.stdout == ""
    assert "course.py slides" in done.stderr and done.stderr.count("\n") == 1
    assert not (tmp_path / "_slides").exists()


@pytest.mark.extra
def test_slides_are_the_same_at_every_run(folder, tmp_path):
    again = slides.write("05_behavioural", tmp_path)
    assert again.read_bytes() == written(folder).read_bytes()


# ---- what a room sees


@pytest.mark.extra
@pytest.mark.browser
@pytest.mark.parametrize("lesson", LESSONS)
def test_nothing_is_cut_off_or_fetched(folder, projector, lesson):
    page, beyond = projector
    show(page, written(folder, lesson))
    assert page.evaluate(FAULTS) == []
    assert beyond == []


@pytest.mark.extra
@pytest.mark.browser
def test_arrow_keys_turn_every_slide_and_back(folder, projector):
    page, _ = projector
    show(page, written(folder))
    last = page.evaluate("Reveal.getTotalSlides()") - 1
    place = "Reveal.getSlidePastCount()"
    for turned in range(1, last + 1):
        page.keyboard.press("ArrowRight")
        assert page.evaluate(place) == turned
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(place) == last - 1
    page.wait_for_function(f"() => location.hash === '#/{last - 1}'")  # written a moment later
    page.reload()
    page.wait_for_function("() => Reveal.isReady()")
    assert page.evaluate(place) == last - 1, "a file that is loaded again stays where it was"


@pytest.mark.extra
@pytest.mark.browser
def test_the_notes_follow_in_a_window_of_their_own(folder, projector):
    page, _ = projector
    show(page, written(folder))
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    notes = opened.value.locator(".speaker-controls-notes .value")
    notes.get_by_text("Late?").wait_for()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    notes.get_by_text("Three guesses aloud").wait_for()
    opened.value.close()


@pytest.mark.extra
@pytest.mark.browser
def test_each_slide_is_a_printed_page_with_its_margins(folder, projector):
    page, _ = projector
    show(page, written(folder), "?print-pdf")
    page.wait_for_selector(".pdf-page")
    pages = page.locator(".pdf-page").all()
    assert len(pages) == len(shown(written(folder)))
    for each in pages:
        frame, title = each.bounding_box(), each.locator("h1, h2").bounding_box()
        assert frame["width"] == 1280 and title["x"] - frame["x"] == 64


@pytest.mark.extra
@pytest.mark.browser
def test_slides_fill_a_larger_screen(folder, projector):
    page, _ = projector
    page.set_viewport_size({"width": 1920, "height": 1080})
    show(page, written(folder))
    width = page.evaluate("document.querySelector('.slides').getBoundingClientRect().width")
    page.set_viewport_size({"width": 1280, "height": 720})
    assert width == pytest.approx(1920, abs=2)


@pytest.mark.extra
@pytest.mark.browser
def test_slides_are_accessible(folder, projector):
    demand_axe()
    page, _ = projector
    show(page, written(folder))
    page.evaluate("() => { while (!Reveal.getCurrentSlide().querySelector('img')) Reveal.next(); }")
    assert violations(page) == []
