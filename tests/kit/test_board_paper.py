"""The board paper holds what was written and decided, as text, and stays on this computer."""

import json

import pytest
from bs4 import BeautifulSoup

from checks import behavioural as check
from given import behavioural as given
from kit import board_paper, start_page
from page import progress, written


@pytest.fixture(autouse=True)
def own_files(tmp_path, monkeypatch):
    monkeypatch.setenv("SEGMENTATION_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.setattr(board_paper, "PAPER", tmp_path / "my_work" / "board_paper.html")


def shown():
    return BeautifulSoup(board_paper.page(), "html.parser")


def test_nothing_written_is_no_paper():
    assert "nothing to put into a board paper yet" in board_paper.write()
    assert not board_paper.PAPER.exists()


def test_texts_and_decisions_stand_in_it_with_their_intervals():
    written.keep("05_behavioural", "to_the_board", "No.\nMost of it was coming <b>anyway</b>.")
    check.letter_by_post.campaign(given.plain_to_all())
    check.letter_by_post(given.plain_to_all())
    board = shown()
    assert board.select_one(".text").text == "No.\nMost of it was coming <b>anyway</b>."
    record = json.loads(written.kept("05_behavioural")["letter_by_post"])["campaigns"][0]
    cells = [cell.text for cell in board.select("td")]
    assert f"{record['low']:,.0f}" in cells and f"{record['high']:,.0f}" in cells
    assert "Decided: the plan of campaign 1, which adds" in board.text
    assert "could not tell it from sending nothing" in board.text
    assert "1 of" in board.select_one(".small").text  # the decision is a task done
    assert "04" not in board.text.split("whole exercises")[-1] and board.select_one("h2").text.startswith(
        "05"
    )


@pytest.mark.parametrize("kept", ["", "{", "3", '{"campaigns": [{"plan": "x", "cost": "<script>"}]}'])
def test_a_record_that_cannot_be_read_is_left_out(kept):
    written.keep("05_behavioural", "letter_by_post", kept)
    assert board_paper.parts() == []


def test_before_the_decision_the_campaigns_stand_alone_and_nothing_is_a_decision():
    check.letter_by_post.campaign(given.plain_to_all())
    assert "Not yet decided." in shown().text
    check.letter_by_post("nothing")
    assert "Decided: to send nothing." in shown().text


def test_the_button_writes_it_and_says_where():
    button = start_page.BoardPaper()
    button.button.click()
    assert "nothing to put" in button.answer.value
    written.keep("05_behavioural", "to_the_board", "No.")
    button.button.click()
    assert "Open it" in button.answer.value and "No." in board_paper.PAPER.read_text(encoding="utf-8")


def test_it_needs_no_network_and_runs_nothing():
    written.keep("05_behavioural", "to_the_board", "<img src=x onerror=alert(1)>")
    page = board_paper.page()
    assert "<img" not in page and "http" not in page.replace("http-equiv", "")


def test_whole_exercises_are_named():
    for task in check.__all__:
        progress.mark("05_behavioural", task)
    assert "whole exercises: 05." in board_paper.completed()
