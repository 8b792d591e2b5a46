"""One page a lesson: every part is there and comes from the lesson; each prints on one sheet of A4."""

import json
import re
import tomllib

import browser
import pytest
from accessibility import demand_axe, violations
from bs4 import BeautifulSoup

from kit import facts
from kit.site import summary

LESSONS = [lesson.number for lesson in facts.lessons()]
SHEET = re.compile(rb"/Type\s*/Page\b")  # of a PDF
LEAST_LETTERS, LEAST_PICTURE = 9.5, 110  # points; millimetres of width

# What cannot be read or is laid over something else, on each page as it prints.
FAULTS = """([points, millimetres]) => [...document.querySelectorAll('section')].flatMap((page) => {
  const faults = [];
  const texts = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const {parentElement, textContent} = texts.currentNode;
    const size = parseFloat(getComputedStyle(parentElement).fontSize) * 72 / 96;
    if (textContent.trim() && size < points - 0.01) faults.push(`${size} pt: ${textContent}`);
  }
  const image = page.querySelector('img');
  const {width, height} = image.getBoundingClientRect();
  const drawn = Math.min(width, height * image.naturalWidth / image.naturalHeight) * 25.4 / 96;
  if (drawn < millimetres) faults.push(`a picture of ${drawn} mm`);
  const parts = [...page.querySelectorAll('section > :not(figure), img, figcaption')];
  parts.slice(1).forEach((part, place) => {
    if (part.getBoundingClientRect().top < parts[place].getBoundingClientRect().bottom - 0.5)
      faults.push(`${part.tagName} lies over ${parts[place].tagName}`);
  });
  if (page.scrollWidth > page.clientWidth || page.scrollHeight > page.clientHeight)
    faults.push('ends beyond the sheet');
  return faults.map((fault) => `${page.querySelector('h1').textContent}: ${fault}`);
})"""


@pytest.fixture(scope="module")
def pages():
    return {page.number: page for page in summary.pages()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("pages") / "å folder"
    summary.write(target)
    return target


def sheets(page, address):
    """Print an address to PDF; return how many sheets it takes."""
    page.goto(address)
    return len(SHEET.findall(page.pdf(prefer_css_page_size=True)))


def test_there_is_a_page_for_every_lesson_and_one_file_with_all(folder):
    assert {path.name for path in folder.iterdir()} == {f"{name}.html" for name in [*LESSONS, "all"]}
    every = BeautifulSoup((folder / "all.html").read_text(encoding="utf-8"), "html.parser")
    assert [section.small.get_text()[-2:] for section in every.select("section")] == LESSONS


@pytest.mark.parametrize("lesson", facts.lessons(), ids=lambda lesson: lesson.name)
def test_a_page_has_all_its_parts_and_they_are_the_lessons_own(lesson, pages, folder):
    page = pages[lesson.number]
    notebook = json.loads((browser.REPOSITORY / "notebooks" / f"{lesson.name}.ipynb").read_text("utf-8"))
    text = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    flat = " ".join(re.sub(r"\n- ", "\n", text).split()).lower()
    own = [page.question, page.idea, page.ask[0], *page.seen, *page.taken, *page.doubts]
    assert all(part and " ".join(part.split()).lower() in flat for part in own)
    assert page.decision.split("\n")[0].lower() in text.lower()
    assert page.title in lesson.title and page.question == lesson.question
    assert len(page.ask) == 3 and all(asked.endswith("?") for asked in page.ask)
    assert bool(page.doubts) == ("When not to" in text)
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    alts = {
        o["data"]["image/png"]: o["metadata"]["image/png"]["alt"]
        for o in outputs
        if "image/png" in o.get("data", {})
    }
    assert alts[page.picture] == page.alt
    shown = (folder / f"{lesson.number}.html").read_text(encoding="utf-8")
    assert BeautifulSoup(shown, "html.parser").img["alt"] == page.alt
    assert not re.search(r"\{\{|\]\(|\*\*|None", shown)


def test_the_words_are_those_that_the_glossary_gives_to_the_lesson(pages):
    rows = re.findall(r"^\|.*\|$", summary.GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    rows = [row.strip("|").split("|") for row in rows if "notebooks/" in row]
    for number, page in pages.items():
        assert [[word.english, word.meaning, word.swedish, word.danish] for word in page.words] == [
            [cell.strip() for cell in row[:4]] for row in rows if f"[{number}]" in row[4]
        ]
    assert sum(len(page.words) for page in pages.values()) == len(rows)


def test_no_figure_is_typed_by_hand():
    by_hand = tomllib.loads(summary.BY_HAND.read_text(encoding="utf-8"))
    assert not [asked for entry in by_hand.values() for asked in entry["ask"] if re.search(r"\d", asked)]


@pytest.mark.parametrize("text", ["no such words", "e"])
def test_words_that_stand_nowhere_or_in_several_places_are_named(text):
    with pytest.raises(ValueError, match=f"“{text}”"):
        summary.only(text, ["one place", "another place"])
    with pytest.raises(ValueError, match=f"“{text}”"):
        summary.picture(facts.lessons()[4].notebook("notebooks"), text)


def test_all_that_a_page_is_given_is_shown_as_text(pages):
    tag = "<img src=x onerror=alert()>"
    word = summary.Word(tag, tag, tag, tag)
    page = summary.Page("05", tag, tag, tag, tag, pages["05"].picture, tag, *[[tag]] * 4, [word])
    shown = BeautifulSoup(summary.document([page]), "html.parser")
    assert len(shown.select("img")) == 1 and shown.img["alt"] == tag and not shown.select("[onerror]")
    assert shown.get_text().count(tag) == 13


def test_no_page_needs_a_network(folder):
    for path in folder.iterdir():
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        assert not page.select("script, link, iframe, a[href]")
        assert all(image["src"].startswith("data:image/png;base64,") for image in page.select("img"))
        assert "default-src 'none'" in page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]


@pytest.mark.browser
def test_each_page_prints_on_one_sheet_and_can_be_read(folder):
    with browser.page_for_files(folder) as (page, beyond):
        assert {name: sheets(page, (folder / f"{name}.html").as_uri()) for name in LESSONS} == dict.fromkeys(
            LESSONS, 1
        )
        assert sheets(page, (folder / "all.html").as_uri()) == len(LESSONS)
        page.emulate_media(media="print")
        assert page.evaluate(FAULTS, [LEAST_LETTERS, LEAST_PICTURE]) == []
        assert beyond == []


@pytest.mark.browser
def test_a_page_is_accessible(folder):
    demand_axe()
    with browser.new_page(1280, 800, bypass_csp=True) as page:  # axe is a script, and the page allows none
        page.goto((folder / "all.html").as_uri())
        assert violations(page) == []
