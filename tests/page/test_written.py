"""What somebody writes is kept, comes back, and is compared only once it is there."""

import pytest

from checks import behavioural as check
from kit import ticks
from page import written

TEXT = "No, because most of the discounts paid for orders that were coming anyway, says the control group."


@pytest.fixture(autouse=True)
def own_file(tmp_path, monkeypatch):
    monkeypatch.setenv("SEGMENTATION_PROGRESS", str(tmp_path / "progress.json"))
    return tmp_path / "written.json"


def test_the_comparison_comes_after_the_text_and_the_text_comes_back(own_file):
    page = check.to_the_board()
    page.compare.click()
    assert "Write first" in page.said.value and not own_file.exists()
    page.text.value = "No."
    page.compare.click()
    assert "Write first" in page.said.value and "One way to write it" not in page.said.value
    page.text.value = TEXT
    page.compare.click()
    assert all(point in page.said.value for point in check.to_the_board.points)
    assert "One way to write it" in page.said.value and "1 of 6 done" in page.said.value
    assert list(ticks.done()["task"]) == ["to_the_board"]
    assert written.kept("05_behavioural") == {"to_the_board": TEXT}
    assert check.to_the_board().text.value == TEXT


def test_what_is_too_long_for_a_board_is_not_kept(own_file):
    page = check.to_the_board()
    page.text.value = "word " * 1_000
    page.compare.click()
    assert "5,000 letters" in page.said.value.replace("4,999", "5,000") and not own_file.exists()


def test_a_text_is_shown_as_text():
    page = check.to_the_board()
    page.text.value = (
        "<script>alert(1)</script> and eleven words more, so that it is long enough to be kept here."
    )
    page.compare.click()
    assert "<script>" not in check.to_the_board()._repr_html_()


def test_a_file_that_cannot_be_written_is_said(own_file):
    own_file.mkdir()
    page = check.to_the_board()
    page.text.value = TEXT
    page.compare.click()
    assert "was not kept" in page.said.value and "One way to write it" in page.said.value


def test_forgetting_an_exercise_leaves_the_others():
    written.keep("05_behavioural", "a", "x")
    written.keep("06_digital_behaviour", "b", "y")
    assert written.forget("05_behavioural") == ""
    assert (written.kept("05_behavioural"), written.kept("06_digital_behaviour")) == ({}, {"b": "y"})
