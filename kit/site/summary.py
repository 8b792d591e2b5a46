"""Writes one page a lesson, to print on A4 and take home, and the cards: HTML files that need no network."""

import html
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import jinja2
import nbformat
from markupsafe import Markup
from nbconvert.filters import markdown2html

from kit import facts, shelf
from kit.site import cards

FOLDER = shelf.COURSE / "_summary"
GLOSSARY = shelf.COURSE / "GLOSSARY.md"
BY_HAND = shelf.LESSONS / "summaries.toml"
TEMPLATE = Path(__file__).with_name("summary.html.j2")
ALL = "all"  # the name of the file that holds every page
MOST_DOUBTS = 2  # of the points under "When not to"
LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
LABEL = re.compile(r"^\*\*(?:The|Havnbo's) decision[.:]\*\* ?")
WORD = re.compile(r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \| \[(\d\d)\]\(\S+\) \|$", re.MULTILINE)


@dataclass
class Word:
    """A word of the glossary: what it means here, and what it is called in Swedish and Danish."""

    english: str
    meaning: str
    swedish: str
    danish: str


@dataclass
class Page:
    """What stands on the page of one lesson; texts are Markdown, as in the lesson.

    Attributes
    ----------
    number, title, question, decision, idea : str
        What the lesson's head says.
    picture, alt : str
        A PNG in base64, and what it shows in words.
    seen, taken : list of str
        What the picture shows; what was decided. A paragraph each.
    ask : list of str
        Three questions for work, the lesson's own first.
    doubts : list of str
        When not to; nothing where the lesson has no such part.
    words : list of Word
        Those which the glossary gives to this lesson.
    """

    number: str
    title: str
    question: str
    decision: str
    idea: str
    picture: str
    alt: str
    seen: list[str]
    taken: list[str]
    ask: list[str]
    doubts: list[str]
    words: list[Word]


def pages() -> list[Page]:
    """Return the pages of all lessons, in order, from the built notebooks.

    Raises
    ------
    ValueError
        A text that `summaries.toml` names stands nowhere in the lesson, or in several places.
    """
    by_hand = tomllib.loads(BY_HAND.read_text(encoding="utf-8"))
    return [page(lesson, by_hand[lesson.name]) for lesson in facts.lessons()]


def page(lesson: facts.Lesson, by_hand: dict) -> Page:
    """Return the page of one lesson; `by_hand` is its part of `summaries.toml`."""
    notebook = lesson.notebook("notebooks")
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    head, whole = texts[0], "\n\n".join(texts)
    points = blocks(part(whole, r"## Take-away\n"))
    own = part(whole, r"\*\*Ask tomorrow:\*\* ").splitlines()[0]
    image = picture(notebook, by_hand["picture"])
    return Page(
        number=lesson.number,
        title=lesson.title.partition(" · ")[2],
        question=lesson.question,
        decision=part(head, r"\*\*The decision\.\*\* ", r"\n\| "),
        idea=part(head, r"\*\*One idea to keep:\*\* "),
        picture=image.data["image/png"],
        alt=image.metadata["image/png"]["alt"],
        seen=[only(text, blocks(whole)) for text in by_hand["seen"]],
        taken=[only(text, blocks(whole)) for text in by_hand.get("taken", points[:1])],
        ask=[own, *by_hand["ask"]],
        doubts=blocks(part(whole, r"## (?:\d+ · )?When not to[^\n]*\n", r"\n## "))[:MOST_DOUBTS],
        words=words().get(lesson.number, []),
    )


def part(text: str, begin: str, end: str = r"\Z") -> str:
    """Return what stands between two patterns, the first letter a capital; nothing without the first."""
    found = re.search(f"{begin}(.*?)(?:{end}|\\Z)", text, re.DOTALL)
    return capital(found[1].strip() if found else "")


def capital(text: str) -> str:
    """Return a text with its first letter a capital, also behind a mark such as *."""
    return re.sub(r"^\W*\w", lambda found: found[0].upper(), text)


def blocks(text: str) -> list[str]:
    """Return the paragraphs of a text, and the points of its lists one by one."""
    found = [block.removeprefix("- ") for block in re.split(r"\n\s*\n|\n(?=- )", text)]
    return [" ".join(block.split()) for block in found if block.strip()]


def only(text: str, among: list[str]) -> str:
    """Return the one block that holds a text, without the words that say that it is the decision."""
    found = [block for block in among if text in block]
    if len(found) != 1:
        raise ValueError(f"summaries.toml: “{text}” stands in {len(found)} places of the lesson, not in one.")
    return capital(LABEL.sub("", found[0]))


def picture(notebook: nbformat.NotebookNode, text: str) -> nbformat.NotebookNode:
    """Return the output with the picture of the one cell whose source holds a text."""
    found = [
        output
        for cell in notebook.cells
        if cell.cell_type == "code" and text in cell.source
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    if len(found) != 1:
        raise ValueError(f"summaries.toml: {len(found)} pictures come from a cell with “{text}”, not one.")
    return found[0]


def words() -> dict[str, list[Word]]:
    """Return the words of the glossary by lesson, such as "05"."""
    by_lesson = {}
    for *word, lesson in WORD.findall(GLOSSARY.read_text(encoding="utf-8")):
        by_lesson.setdefault(lesson, []).append(Word(*word))
    return by_lesson


def in_html(text: str) -> Markup:
    """Return Markdown as HTML: tags are shown as text; of links, which lead nowhere on paper, the words."""
    return Markup(markdown2html(html.escape(LINK.sub(r"\1", text), quote=False)))


def document(shown: list[Page]) -> str:
    """Return an HTML document of one or several pages; each prints on one sheet of A4."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    environment.filters["in_html"] = in_html
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(pages=shown)


def write(folder: Path) -> None:
    """Write a page a lesson into a folder, as 05.html, and all of them into all.html."""
    folder.mkdir(parents=True, exist_ok=True)
    every = pages()
    for name, shown in [(ALL, every), *((one.number, [one]) for one in every)]:
        (folder / f"{name}.html").write_text(document(shown), encoding="utf-8", newline="\n")


def main() -> int:
    """Write the pages and the cards into _summary, and say where they are; return the exit code."""
    try:
        write(FOLDER)
        cards.write(FOLDER)
    except OSError:
        print("The folder _summary cannot be written: close its pages, then try again.", file=sys.stderr)
        return 1
    print(
        f"Open {FOLDER / ALL}.html in a browser and print it: one page a lesson. 05.html is lesson 05 alone, "
        "cards.html ten customers to cut out."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
