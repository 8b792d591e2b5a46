"""The quiz explains every option, can be tried again, and stays readable without a kernel."""

import ipywidgets as widgets
import pytest

from kit import ticks
from page import awake, quiz

OPTIONS = {
    "The `mean` & more": "One value pulls it.",
    "The median": "Half below.",
    "The mode <b>": "Most frequent.",
}


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("SEGMENTATION_PROGRESS", str(tmp_path / "progress.json"))


def one():
    return quiz.ask("Which is `safer`?", OPTIONS, right="The median", key="05_behavioural/quiz-1")


def several():
    return quiz.ask(
        "Which two?", OPTIONS, right=["The `mean` & more", "The median"], key="05_behavioural/quiz-2"
    )


def test_every_option_has_its_explanation_and_can_be_tried_again():
    question = one()
    for button, why in zip(question.controls, question.options.values(), strict=True):
        button.click()
        assert why in question.feedback.value
        wrong = why != "Half below."
        assert ("Not right." in question.feedback.value, "Try again" in question.feedback.value) == (
            wrong,
            wrong,
        )


def test_the_key_draws_the_order_and_the_order_stays():
    orders = [list(quiz.ask("?", OPTIONS, right="The median", key=f"05/quiz-{n}").options) for n in range(30)]
    assert orders[3] == list(quiz.ask("?", OPTIONS, right="The median", key="05/quiz-3").options)
    places = [order.index("The median") for order in orders]
    assert min(places.count(place) for place in range(3)) >= 4, places
    assert list(quiz.ask("?", OPTIONS, right="The median").options) == list(OPTIONS)


def test_right_answer_is_kept_once_right():
    question = one()
    right = list(question.options).index("The median")
    question.controls[right - 1].click()
    assert ticks.done().empty
    question.controls[right].click()
    assert list(ticks.done()["task"]) == ["quiz-1"]


def test_several_right_options():
    question = several()
    *controls, button = question.controls
    by_name = {box.description: box for box in controls}
    boxes = [by_name[option.replace("`", "")] for option in OPTIONS]
    button.click()
    assert "Choose an option first" in question.feedback.value
    boxes[0].value = True
    button.click()
    assert "Not right." in question.feedback.value and "not ticked: 1" in question.feedback.value
    boxes[1].value = boxes[2].value = True
    button.click()
    assert "Not right: <em>The mode" in question.feedback.value
    boxes[2].value = False
    button.click()
    assert "Right.</strong>" in question.feedback.value
    assert list(ticks.done()["task"]) == ["quiz-2"]


def test_static_readers_see_question_options_and_explanations(monkeypatch):
    shown = []
    for module in (quiz, awake):
        monkeypatch.setattr(module, "display", lambda data, **_: shown.append(data))
    one()._ipython_display_()
    still, view = shown
    assert set(view) == {awake.VIEW} and set(still) == {"text/html", "text/plain"}
    assert still["text/html"].count("<details") == 3 and "course-still" in still["text/html"]
    assert all(why in still["text/html"] for why in OPTIONS.values())
    assert "The mode &lt;b&gt;" in still["text/html"]
    one()._ipython_display_()
    assert shown[2] == still


def test_controls_are_plain_and_labelled():
    for control in [*one().controls, *several().controls]:
        assert isinstance(control, widgets.Button | widgets.Checkbox)
        assert control.description and "`" not in control.description


@pytest.mark.parametrize(
    ("options", "right", "key", "sentence"),
    [
        (OPTIONS, "The range", "", "not among the options"),
        (OPTIONS, [], "", "not among the options"),
        ({"a": "b"}, "a", "", "two options or more"),
        ({"a": "b", "c": " "}, "a", "", "without an explanation: c"),
        (OPTIONS, "The median", "quiz-1", "should read"),
    ],
)
def test_an_author_s_mistakes_are_named(options, right, key, sentence):
    with pytest.raises(ValueError, match=sentence):
        quiz.ask("?", options, right=right, key=key)
