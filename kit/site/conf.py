"""Sphinx's settings for the course as a site: which pages, in which order, and what each page gets added."""

import json
import re
from operator import methodcaller
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from kit.shelf import ENDINGS
from kit.site.frames import STANDS, block

COURSE = Path(__file__).resolve().parents[2]
PLACES = {
    "notebooks": "Lesson",
    "notebooks/evidence": "Evidence",
    "exercises": "Exercise",
    "solutions": "Solution",
}
# In the list at the side a solution stands under its exercise, not beside it.
BELOW = {"notebooks": ["exercises", "notebooks/evidence"], "exercises": ["solutions"]}
NOTEBOOKS = sorted(path for place in PLACES for path in (COURSE / place).glob("[0-9][0-9]_*.ipynb"))
LINK = re.compile(r'href="([^":]+)\.ipynb"')
STORED = "This page shows what was computed before; in the course itself its code runs and all controls move."
CLAIM = "application/vnd.segmentation.claim+json"
TEXTS = sorted([*COURSE.glob("*.md"), *COURSE.glob("docs/*/*.md")])

project = "Customer segmentation"
html_title = "Customer segmentation, learnt by doing it"
language = "en"
extensions = ["myst_nb"]
root_doc = "README"
include_patterns = [path.relative_to(COURSE).as_posix() for path in TEXTS + NOTEBOOKS]

nb_execution_mode = "off"  # the stored outputs are shown
nb_ipywidgets_js = {}  # its scripts come from the network, and without a kernel no control would move
nb_mime_priority_overrides = [("html", "image/png", 1)]  # a picture before any other form of it
myst_enable_extensions = []  # no formulas: they would bring MathJax, from the network
myst_heading_anchors = 3
myst_heading_slug_func = methodcaller("replace", " ", "-")  # links to headings are written as for JupyterLab

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["course.css"]
html_theme_options = {"top_of_page_buttons": []}
html_show_search_summary = False  # is fetched, which no browser does for a page opened from a file
html_show_sourcelink = False
html_copy_source = False
html_show_copyright = False
html_use_index = False


def setup(app: Sphinx) -> None:
    """Have every page's source pass through :func:`add_to_page`."""
    app.add_config_value("live_frames", "", "env")  # the folder of kit/site/frames.py
    app.connect("source-read", add_to_page)


def add_to_page(app: Sphinx, page: str, source: list[str]) -> None:
    """Add to a page, in memory, what only the site has: links, and alternative texts as its pictures' own."""
    if page == root_doc:
        others = [name(text) for text in TEXTS if text.stem != root_doc]
        source[0] += contents([name(path) for path in NOTEBOOKS if path.parent.name == "notebooks"] + others)
    elif page.rpartition("/")[0] in PLACES:
        notebook = json.loads(source[0])
        add_links(notebook, page)
        frames = Path(app.config.live_frames, f"{page.rpartition('/')[2]}.json")
        if frames.exists():
            add_frames(notebook, json.loads(frames.read_text(encoding="utf-8")))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                prepare_code(cell, page)
        source[0] = json.dumps(notebook)
    elif page == "GLOSSARY":
        source[0] += '\n\n<a href="summary/all.html">One page a lesson, to print</a>\n'


def name(source: Path) -> str:
    """Return a notebook's or a text's name as a page, such as "notebooks/05_behavioural"."""
    return source.relative_to(COURSE).with_suffix("").as_posix()


def contents(pages: list[str]) -> str:
    """Return what puts pages into the list at the side, under the page that holds it."""
    return "\n".join(["\n\n```{toctree}", ":hidden:", "", *pages, "```\n"])


def add_links(notebook: dict[str, Any], page: str) -> None:
    """Put under the title: the notebook itself, and the other pages of its lesson."""
    place, _, file = page.rpartition("/")
    lesson = file.removesuffix(ENDINGS[place])
    others = {other: f"{other}/{lesson}{ENDINGS[other]}" for other in PLACES if other != place}
    others = {other: target for other, target in others.items() if (COURSE / f"{target}.ipynb").exists()}
    links = [f"{{download}}`Download this notebook <{file}.ipynb>`"]
    links += [f"[{PLACES[other]}](/{target}.ipynb)" for other, target in others.items()]
    if place == "notebooks" and "exercises" in others:  # what has an exercise has a page to print
        links.append(f'<a href="../summary/{lesson[:2]}.html">One page to print</a>')
    first = notebook["cells"][0]
    title, _, rest = "".join(first["source"]).partition("\n")
    if place == "solutions":  # the notebook bears the exercise's title
        title = title.replace("Exercise", "Solution", 1)
    first["source"] = f"{title}\n\n{' · '.join(links)}. {STORED}\n{rest}"
    below = [f"/{others[other]}" for other in BELOW.get(place, []) if other in others]
    if below:
        cell = {"cell_type": "markdown", "id": "contents", "metadata": {}, "source": contents(below)}
        notebook["cells"].append(cell)


def add_frames(notebook: dict[str, Any], found: dict[str, Any]) -> None:
    """Put sliders under the live picture, in place of the words that it stands still."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            words = "".join(output.get("data", {}).get("text/html", ""))
            if STANDS in words:
                output["data"]["text/html"] = words.replace(STANDS, block(found))


def prepare_code(cell: dict[str, Any], page: str) -> None:
    """Make a cell's outputs fit for the site, and leave out code that JupyterLab shows folded."""
    for output in cell["outputs"]:
        data = output.get("data", {})
        data.pop(CLAIM, None)  # for programs; the same card stands beside it as HTML
        if "text/html" in data:  # Sphinx turns links of the text to notebooks into links to pages, not these
            data["text/html"] = LINK.sub(r'href="\1.html"', "".join(data["text/html"]))
    pictures = [output for output in cell["outputs"] if "image/png" in output.get("data", {})]
    # Plain matplotlib gives no words.
    words = [alt for one in pictures if (alt := one["metadata"].get("image/png", {}).get("alt"))]
    if words and len(pictures) > 1:
        raise ValueError(f"{page}: one cell shows {len(pictures)} pictures. Give each a cell of its own.")
    if words:
        cell["metadata"]["mystnb"] = {"image": {"alt": words[0]}}
    if cell["metadata"].get("jupyter", {}).get("source_hidden"):
        cell["metadata"]["tags"] = [*cell["metadata"].get("tags", []), "remove-input"]
