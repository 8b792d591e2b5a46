"""Writes a lesson as slides: one HTML file with text, tables and pictures, which needs no network."""

import argparse
import copy
import re
import sys
from pathlib import Path

import nbformat
from nbconvert.exporters import SlidesExporter
from nbformat import NotebookNode

from kit import shelf

COURSE = Path(__file__).resolve().parents[2]
# The package that carries reveal.js lies where `python course.py slides` puts it.
REVEAL = COURSE / ".venv-site" / "sphinx_revealjs" / "_static" / "revealjs" / "dist"
FOLDER = COURSE / "_slides"
OWN = Path(__file__).resolve().parent / "slides"
HEADING = re.compile(r"(?m)^(?=#{1,3} )")
IN_WORDS = "<details><summary>The picture in words"
LOCAL_LINK = re.compile(r'<a href="(?!https?:)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)


class SlidesError(Exception):
    """One sentence for the reader: what was found, what was expected, what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Write the slides of the named lessons; return the exit code."""
    parser = argparse.ArgumentParser(prog="course.py slides", description=__doc__)
    parser.add_argument("lessons", nargs="+", help="such as 05")
    parser.add_argument("--code", action="store_true", help="show the code as well")
    wanted = parser.parse_args(arguments)
    try:
        for notebook in [find(lesson) for lesson in wanted.lessons]:
            target = write(notebook, FOLDER, code=wanted.code)
            print(f"Open {target} in a browser; the arrow keys turn the pages.")
    except SlidesError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def find(lesson: str) -> Path:
    """Return the notebook of a lesson, named by 5, 05 or 05_behavioural."""
    notebooks = {path.stem: path for path in sorted((COURSE / "notebooks").glob(shelf.NOTEBOOKS))}
    found = shelf.names_like(lesson, list(notebooks))
    if not found:
        numbers = ", ".join(name[:2] for name in notebooks)
        raise SlidesError(f"There is no lesson {lesson}: type one of these numbers: {numbers}.")
    return notebooks[found[0]]


def write(notebook: Path, folder: Path, *, code: bool = False) -> Path:
    """Write the slides of a built notebook into a folder; return the path of the file.

    Parameters
    ----------
    notebook : Path
        Its stored outputs are shown; nothing is run.
    folder : Path
        Is made when it is not there.
    code : bool
        Whether code is shown as well.
    """
    exporter = SlidesExporter(
        template_name=OWN.name,
        extra_template_basedirs=[str(OWN.parent)],
        exclude_input=not code,
        exclude_anchor_links=True,
        embed_images=True,
    )
    exporter.register_filter("without_local_links", without_local_links)
    lesson = nbformat.read(notebook, as_version=4)
    title = lesson.cells[0].source.partition("\n")[0].strip("# ")
    resources = {"slides": texts() | {"title": title}, "metadata": {"path": str(notebook.parent)}}
    page, _ = exporter.from_notebook_node(on_slides(lesson), resources)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{notebook.stem}.html"
    target.write_text(page, encoding="utf-8", newline="\n")
    return target


def on_slides(lesson: NotebookNode) -> NotebookNode:
    """Return a copy of a notebook in which each heading begins a slide, as nbconvert's slides want it."""
    lesson = copy.deepcopy(lesson)
    cells = []
    for cell in lesson.cells:
        if cell.cell_type == "markdown":
            cells += [part(source) for source in HEADING.split(cell.source) if source.strip()]
        else:
            # A picture carries the same words as its alternative text.
            cell.outputs = [o for o in cell.outputs if not shown_html(o).startswith(IN_WORDS)]
            cells.append(cell)
    lesson.cells = cells
    return lesson


def part(source: str) -> NotebookNode:
    """Return a text cell with this source; a heading makes it begin a slide."""
    level = len(source) - len(source.lstrip("#"))
    kind = {1: "slide", 2: "slide", 3: "subslide"}.get(level, "-")
    return nbformat.v4.new_markdown_cell(source, metadata={"slideshow": {"slide_type": kind}})


def shown_html(output: NotebookNode) -> str:
    """Return the HTML of an output, or nothing."""
    return output.get("data", {}).get("text/html", "")


def without_local_links(html: str) -> str:
    """Leave the words of links that lead to the course's other files: the slides stand alone."""
    return LOCAL_LINK.sub(r"\1", html)


def texts() -> dict[str, str]:
    """Return reveal.js and the slides' own style and script, as text that can stand inside a page."""
    if not REVEAL.exists():
        raise SlidesError("What makes the slides is not installed: type `python course.py slides 05` once.")
    read = {
        "reveal_css": [REVEAL / "reset.css", REVEAL / "reveal.css"],
        "reveal_js": [REVEAL / "reveal.js"],
        "own_css": [OWN / "slides.css"],
        "own_js": [OWN / "slides.js"],
    }
    return {
        name: "\n".join(path.read_text(encoding="utf-8") for path in paths) for name, paths in read.items()
    }


if __name__ == "__main__":
    sys.exit(main())
