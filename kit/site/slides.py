"""Writes a lesson as slides for a room: one HTML file with speaker notes, which needs no network.

A mark in a lesson's source chooses a cell, and is its slide's title: `# %% slide="Often beats lately"`. The
slide shows the cell's picture or table with a sentence, its question, or a few words of its text. A second
mark, `says="From bought once"`, chooses the sentence that begins so, here or in the text beside the picture.
"""

import argparse
import base64
import html
import re
import struct
import sys
from pathlib import Path
from typing import NamedTuple

import jupytext
import nbformat
from bs4 import BeautifulSoup
from nbconvert.exporters import SlidesExporter
from nbformat import NotebookNode

from kit import build, shelf

# The package that carries reveal.js lies where `python course.py slides` puts it.
REVEAL = shelf.COURSE / ".venv-site" / "sphinx_revealjs" / "_static" / "revealjs"
FOLDER = shelf.COURSE / "_slides"
GUIDE = shelf.COURSE / "TRAINER.md"
OWN = Path(__file__).resolve().parent / "slides"
WORDS, ROWS = 45, 8  # what a slide holds at most, besides its title
AT_FIRST = " At first: "  # in the words of a live picture: what it shows before anything moves
SECTION = re.compile(r"(?m)^## (\d+) · ")
SENTENCE_END = re.compile(r"(?:(?<=[.?!])|(?<=[.?!][*\"”)])|(?<=[.?!]\*\*))\s+(?=[^\sa-z])")
CLAUSE_END = re.compile(r"[:;]\s|,\s(?=(?:and|because|but|so|with)\s)")
LETTERS = re.compile(r"[^\W\d_]{2}")
LOCAL_LINK = re.compile(r"\[([^\]]*)\]\((?!https?:)[^)]*\)")


class SlidesError(Exception):
    """One sentence for the reader: what was found, what was expected, what to do."""


class Slide(NamedTuple):
    """A slide: title, body and notes in Markdown, and the lesson's section to which it belongs."""

    title: str
    body: str
    notes: list[str]
    section: int


def main(arguments: list[str] | None = None) -> int:
    """Write the slides of the named lessons; return the exit code."""
    parser = argparse.ArgumentParser(prog="course.py slides", description=__doc__.partition("\n")[0])
    parser.add_argument("lessons", nargs="+", help="such as 05")
    wanted = parser.parse_args(arguments)
    try:
        for lesson in [find(lesson) for lesson in wanted.lessons]:
            target = write(lesson, FOLDER)
            print(f"Open {target} in a browser; the arrow keys turn the slides, S shows the notes.")
    except SlidesError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def find(lesson: str) -> str:
    """Return the name of a lesson with slides, which 5, 05 or 05_behavioural means."""
    known = [name for name in shelf.lesson_names() if name[:2] != "00" and name not in shelf.TOOLS]
    found = shelf.names_like(lesson, known)
    if not found:
        numbers = ", ".join(name[:2] for name in known)
        raise SlidesError(f"There are no slides of {lesson}: type one of these numbers: {numbers}.")
    return found[0]


def write(lesson: str, folder: Path) -> Path:
    """Write a lesson's slides into a folder, which is made when it is not there; return the file's path."""
    if not REVEAL.exists():
        raise SlidesError("What makes the slides is not installed: type `python course.py slides 05` once.")
    cells = []
    slides = deck(lesson)
    for slide in slides:
        heading = "#" if slide is slides[0] else "##"
        cells.append(part("slide", f"{heading} {slide.title}\n\n{slide.body}"))
        if slide.notes:
            cells.append(part("notes", "\n\n".join(slide.notes)))
    exporter = SlidesExporter(template_file=str(OWN / "slides.html.j2"), exclude_anchor_links=True)
    carried = {
        "title": slides[0].title,
        "css": text_of(REVEAL / "dist/reset.css", REVEAL / "dist/reveal.css", OWN / "slides.css"),
        "js": text_of(REVEAL / "dist/reveal.js", REVEAL / "plugin/notes/notes.js"),
    }
    page, _ = exporter.from_notebook_node(nbformat.v4.new_notebook(cells=cells), {"carried": carried})
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{lesson}.html"
    target.write_text(page, encoding="utf-8", newline="\n")
    return target


def part(kind: str, source: str) -> NotebookNode:
    """Return a text cell as nbconvert's slides want it; links to the course's other files are only words."""
    metadata = {"slideshow": {"slide_type": kind}}
    return nbformat.v4.new_markdown_cell(LOCAL_LINK.sub(r"\1", source), metadata=metadata)


def text_of(*paths: Path) -> str:
    """Return some files' text, one after another, such that it can stand inside a page."""
    return "\n".join(path.read_text(encoding="utf-8") for path in paths).replace("</script", r"<\/script")


# ---- which slides


def deck(lesson: str) -> list[Slide]:
    """Return a lesson's slides: title, decision, guess, those marked in the source, what to take home."""
    marks, cells = marked_cells(lesson)
    guide = in_guide(lesson)
    first, last = cells[0].source, cells[-1].source
    guess = next(i for i, cell in enumerate(cells) if cell.source.startswith("quiz.guess("))
    found = next(cell for cell in cells if cell.source.startswith("quiz.guessed("))
    found_words = found.outputs[0]["data"]["text/plain"].rpartition("Found: ")[2]
    decision = labelled(first, "The decision")
    slides = [
        Slide(first.partition("\n")[0].strip("# "), labelled(first, "The question"), guide["before"], 0),
        Slide(marks[0]["slide"], within(WORDS, said_from(decision, marks[0].get("says"))), [decision], 0),
    ]
    marks = {guess: {"slide": "Guess first, before anything moves"}} | marks
    for place, mark in sorted(marks.items())[1:]:
        slides.append(marked(cells, place, mark))
    slides[2].notes[1:] = [
        "Three guesses aloud, with reasons, before anybody clicks.",
        f"In the end: {found_words}",
    ]
    tomorrow = labelled(last, "Ask tomorrow")
    take_away = next(block for block in blocks(last) if block.startswith("- "))
    slides += [
        Slide("What to take home", shortened(take_away), [take_away, *guide["after"]], 99),
        Slide("What to ask tomorrow", f"> {tomorrow[0].upper()}{tomorrow[1:]}", [], 99),
    ]
    for question in guide["questions"]:
        section = re.search(r"sections? (\d+)", question)
        place = max(i for i, slide in enumerate(slides) if slide.section <= int(section[1] if section else 0))
        slides[place].notes.append(f"Ask: {question}")
    return slides


def marked_cells(lesson: str) -> tuple[dict[int, dict], list[NotebookNode]]:
    """Return the marks in a lesson's source, by the place of their cell, and its cells as built."""
    source = shelf.LESSONS / f"{lesson}.py"
    written = build.read_source(source).cells
    built = nbformat.read(shelf.COURSE / shelf.targets(source)[0], as_version=4).cells
    if [cell.id for cell in written] != [cell.id for cell in built]:
        raise SlidesError(f"{lesson} is not as its source: type `python course.py build {lesson[:2]}`.")
    as_typed = jupytext.reads(source.read_text(encoding="utf-8"), fmt="py:percent").cells
    return {i: cell.metadata for i, cell in enumerate(as_typed) if "slide" in cell.metadata}, built


def in_guide(lesson: str) -> dict[str, list[str]]:
    """Return what the trainer's guide holds for a lesson: its questions, and what to know besides."""
    text = GUIDE.read_text(encoding="utf-8")
    own = re.search(rf"(?ms)^### {lesson[:2]} · .*?(?=^##|\Z)", text)[0].split("\n\n")
    listed = own[own.index("**Ask**") + 1]
    return {
        "questions": [" ".join(item.split()) for item in listed.removeprefix("- ").split("\n- ")],
        "before": [block for block in own if block.startswith(("**Minutes", "**Late"))],
        "after": [block for block in own if block.startswith("**For those who doubt")],
    }


def marked(cells: list[NotebookNode], place: int, mark: dict) -> Slide:
    """Return the slide of a marked cell."""
    cell, says = cells[place], mark.get("says")
    before = "\n".join(c.source for c in cells[:place] if c.cell_type == "markdown")
    if cell.cell_type == "markdown":
        shown = chosen(cell.source, says)
        before += "\n" + cell.source.partition(shown)[0]
        body, notes = (shown if shown.startswith("|") else shortened(shown)), [without_headings(cell.source)]
    elif cell.source.startswith("quiz."):
        body, notes = asked(cell, says)
    else:
        after, above = cells[place + 1 :], cells[place - 1 :: -1]
        beside = [next(c.source for c in way if c.cell_type == "markdown") for way in (after, above)]
        body, notes = pictured(cell, beside, says)
    return Slide(mark["slide"], body, notes, int(SECTION.findall("## 0 · \n" + before)[-1]))


def pictured(cell: NotebookNode, beside: list[str], says: str | None) -> tuple[str, list[str]]:
    """Return a code cell's picture or table above one sentence, and its notes.

    Parameters
    ----------
    cell : NotebookNode
        A code cell with its outputs.
    beside : list of str
        The text after the cell, and before it.
    says : str, optional
        How the sentence begins; when None, what a live picture says, or the first sentence after the cell.
    """
    pictures = [output for output in cell.outputs if "image/png" in output.get("data", {})]
    notes = [without_headings(beside[0])]
    if not pictures:
        return f"{short_table(html_of(cell))}\n\n{sentence(beside, says)}", notes
    alt = " ".join(pictures[0].metadata["image/png"]["alt"].split())
    at_first = alt.partition(AT_FIRST)[2] if says is None else ""
    data = pictures[0]["data"]["image/png"].replace("\n", "")
    width, height = struct.unpack(">II", base64.b64decode(data[:44])[16:24])
    shape = "tall" if width < 1.3 * height else "wide"
    image = f'<img class="{shape}" src="data:image/png;base64,{data}" alt="{html.escape(alt)}">'
    words = within(WORDS - 10, at_first) if at_first else sentence(beside, says)
    return f"{image}\n\n{words}", [f"The picture in words: {alt}", *notes]


def asked(cell: NotebookNode, says: str | None) -> tuple[str, list[str]]:
    """Return a question, from the sentence that begins so, above its options; as notes all of it."""
    soup = BeautifulSoup(html_of(cell), "html.parser")
    options = "".join(f"<li>{html.escape(option.text)}</li>" for option in soup.select("li, summary"))
    worth = [f"{option.summary.text} {option.div.text}" for option in soup.select("details")]
    return f"{said_from(soup.strong.text, says)}\n\n<ol>{options}</ol>", [soup.strong.text, *worth]


def html_of(cell: NotebookNode) -> str:
    """Return the first HTML among a cell's outputs: a table, or a question."""
    return next(o.data["text/html"] for o in cell.outputs if "text/html" in o.get("data", {}))


# ---- which words


def blocks(text: str) -> list[str]:
    """Return the paragraphs, lists and tables of a text, without its headings."""
    return [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip() and block[0] != "#"]


def without_headings(text: str) -> str:
    """Return a text's paragraphs, lists and tables."""
    return "\n\n".join(blocks(text))


def labelled(text: str, label: str) -> str:
    """Return what follows a label such as "The decision", up to the paragraph's end."""
    return " ".join(re.search(rf"(?s)\*\*{label}[.:]\*\*(.*?)(?:\n\n|\Z)", text)[1].split())


def sentences(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph; where one ends within bold letters, the stars go."""
    found = SENTENCE_END.split(" ".join(paragraph.split()))
    return [each if each.count("**") % 2 == 0 else each.replace("**", "") for each in found]


def said_from(paragraph: str, says: str | None) -> str:
    """Return a paragraph from the sentence that begins so; all of it when `says` is None."""
    said = sentences(paragraph)
    return " ".join(said[next(i for i, each in enumerate(said) if begins(each, says)) :])


def begins(text: str, says: str | None) -> bool:
    """Tell whether a sentence begins so, apart from bold letters."""
    return text.lstrip("*").startswith(says or "")


def sentence(beside: list[str], says: str | None) -> str:
    """Return the first sentence that begins so, from texts in order.

    Raises
    ------
    SlidesError
        When none does.
    """
    for text in beside:
        for paragraph in blocks(text):
            for each in sentences(paragraph):
                if begins(each, says) and paragraph[0] not in "|-":
                    return re.sub(":$", ".", each)
    raise SlidesError(f"No sentence beside a marked picture begins with “{says}”.")


def chosen(text: str, says: str | None) -> str:
    """Return what a text cell shows: what begins so, else its list, its table, or its first paragraph."""
    parts = blocks(text)
    if says:
        return next(
            said_from(part, says) for part in parts if any(begins(each, says) for each in sentences(part))
        )
    return next((part for mark in "-|" for part in parts if part.startswith(f"{mark} ")), parts[0])


def within(words: int, paragraph: str) -> str:
    """Return a paragraph's first sentences, as many as fit; one at least."""
    kept, *others = sentences(paragraph)
    for each in others:
        if len(f"{kept} {each}".split()) > words:
            break
        kept += f" {each}"
    return kept


def shortened(text: str) -> str:
    """Return a paragraph's or a list's beginning, in the words that a slide holds."""
    if not text.startswith("- "):
        return within(WORDS - 10, text)
    items = [" ".join(item.split()) for item in text.removeprefix("- ").split("\n- ")]
    while len(" ".join(items).split()) > WORDS:
        longer = [item for item in items if beginning(item) != item]
        if longer:
            longest = max(longer, key=lambda item: len(item.split()))
            items[items.index(longest)] = beginning(longest)
        else:
            items.pop()  # it stands in the notes
    return "".join(f"- {item}\n" for item in items)


def beginning(item: str) -> str:
    """Return an item's first sentence, the answer when that asks, or a single sentence's first clause."""
    first, *others = sentences(item)
    if others and first.rstrip("*").endswith("?"):
        return " ".join(others)
    if others and len(first.split()) < 3:  # a label, such as "Consent first."
        first, others = f"{first} {others[0]}", others[1:]
    if others:
        return first
    clause = CLAUSE_END.split(item)[0].rstrip(".") + "."
    return clause if clause.count("**") % 2 == 0 else item


def short_table(text: str) -> str:
    """Return a table's first rows, in one line, with words instead of a frame's column names."""
    table = BeautifulSoup(text, "html.parser").table
    for row in table.select("tbody tr")[ROWS:]:
        row.decompose()
    head, *names = table.select("thead tr")
    if names and not "".join(cell.text for cell in names[0].select("th")[1:]).strip():
        head.th.string = names[0].th.text  # the index's name, which pandas puts into a row of its own
        names[0].decompose()
    rows = [row.select("th, td") for row in table.select("tr")]
    words = {i for row in rows[1:] for i, cell in enumerate(row) if LETTERS.search(cell.text)}
    for i, cell in (pair for row in rows for pair in enumerate(row)):
        cell["class"] = "words" if i in words else "number"
    for cell in table.select("th"):
        cell.string = cell.text.replace("_", " ")
    return str(table).replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main())
