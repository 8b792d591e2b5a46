"""Writes the ten customers of six lessons as cards to print, cut and fold: one HTML file, no network."""

from collections import defaultdict
from pathlib import Path

import jinja2
import nbformat
from bs4 import BeautifulSoup

from kit import facts

TEMPLATE = Path(__file__).with_name("cards.html.j2")
DECKS = {  # by lesson: what stands in the cells that show the ten, and the columns that are folded back
    "01": (["ten_ids = ["], []),
    "02": (["people = data.load(", "in_2025 = by_category("], ["spent", "womenswear", "menswear"]),
    "05": (["ten_ids = ["], []),
    "08": (["ten_ids = ["], ["tier"]),
    "11": (["ten = companies.loc"], ["industry_points", "size_points", "points", "won_2025_sek"]),
    "14": (["ten = regulars.head(10)"], ["first", "second"]),
}
UNKNOWN = {"NaN": "not stated", "<NA>": "not stated"}

Deck = dict[str, dict[str, str]]


def table(notebook: nbformat.NotebookNode, text: str) -> Deck:
    """Return the table that a cell shows, by number of a customer: column and value, without dots (nothing).

    Raises
    ------
    ValueError
        The cells that hold the text show no table, or several.
    """
    shown = [
        output["data"]["text/html"]
        for cell in notebook.cells
        if cell.cell_type == "code" and text in cell.source
        for output in cell.outputs
        if "<table" in output.get("data", {}).get("text/html", "")
    ]
    if len(shown) != 1:
        raise ValueError(f"{len(shown)} tables come from a cell with “{text}”, not one.")
    rows = BeautifulSoup(shown[0], "html.parser").find_all("tr")
    (corner, *columns), _, *body = ([cell.get_text(strip=True) for cell in row(["th", "td"])] for row in rows)
    found: Deck = defaultdict(dict)
    for name, *values in body:
        for column, value in zip(columns, values, strict=True):
            number, what = (
                (column, name) if corner else (name, column)
            )  # with a corner, a customer is a column
            if value != "·":
                found[number][what] = UNKNOWN.get(value, value)
    return found


def decks() -> list[tuple[facts.Lesson, Deck, list[str]]]:
    """Return, for each lesson with cards: the lesson, its ten, and the columns that are folded back."""
    made = []
    for lesson in (one for one in facts.lessons() if one.number in DECKS):
        texts, folded = DECKS[lesson.number]
        ten: Deck = defaultdict(dict)
        for text in texts:
            for number, known in table(lesson.notebook("notebooks"), text).items():
                ten[number] |= known
        made.append((lesson, ten, folded))
    return made


def write(folder: Path) -> None:
    """Write the cards into a folder, as cards.html: ten for each lesson, on a sheet of A4."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    text = environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(decks=decks())
    (folder / "cards.html").write_text(text, encoding="utf-8", newline="\n")
