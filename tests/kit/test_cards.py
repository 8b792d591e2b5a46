"""The ten customers as cards: all ten of a lesson, its own figures, the answer below the line."""

import re

import pytest
from bs4 import BeautifulSoup

from kit import facts
from kit.site import cards


@pytest.fixture(scope="module")
def sections(tmp_path_factory):
    folder = tmp_path_factory.mktemp("å folder")
    cards.write(folder)
    page = BeautifulSoup((folder / "cards.html").read_text(encoding="utf-8"), "html.parser")
    return {section.h1.get_text()[:2]: section for section in page.select("section")}


@pytest.mark.parametrize("number", cards.DECKS)
def test_ten_customers_of_the_lesson_in_its_order(number, sections):
    lesson = next(lesson for lesson in facts.lessons() if lesson.number == number)
    shown = [card.h2.get_text().removeprefix("No ") for card in sections[number].select("article")]
    assert len(set(shown)) == 10
    assert set(shown) <= set(re.findall(r"\d{5,}", str(lesson.notebook("notebooks"))))


@pytest.mark.parametrize("number", cards.DECKS)
def test_what_is_turned_over_later_stands_below_the_line_alone(number, sections):
    _, folded = cards.DECKS[number]
    for card in sections[number].select("article"):
        above, *below = [[dt.get_text() for dt in part.select("dt")] for part in card.select("dl")]
        assert above and len(below) == bool(folded)
        assert not set(above) & set(*below)
        assert len(set(*below)) == len(folded)
        assert all(dd.get_text() not in ("", "NaN", "·") for dd in card.select("dd"))


def test_cards_of_a_customer_in_columns_are_those_of_the_lesson():
    lesson = facts.lessons()[0]
    ten = cards.table(lesson.notebook("notebooks"), "ten_ids = [")
    assert ten["102466"] == {"orders": "1", "ready_meals": "100"}


def test_a_text_of_no_table_is_named():
    with pytest.raises(ValueError, match="0 tables come from a cell with “no such text”"):
        cards.table(facts.lessons()[0].notebook("notebooks"), "no such text")
