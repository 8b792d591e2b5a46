"""No place and no length gives a right answer away, and earlier lessons are asked for again."""

import ast
import re

import pytest

from kit import shelf
from page import quiz

LESSONS = [name for name in shelf.lesson_names() if "00" < name[:2] and name not in shelf.TOOLS]


class Figures(ast.NodeTransformer):
    """Put code in the place of a text with figures, which only the lesson can work out."""

    def visit_JoinedStr(self, node):
        return ast.Constant(ast.unparse(node))


def questions(name):
    """Return the questions that a lesson asks, in the order in which the reader sees the options."""
    tree = Figures().visit(ast.parse((shelf.LESSONS / f"{name}.py").read_text(encoding="utf-8")))
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "quiz.ask"
    ]
    return [
        quiz.ask(
            *map(ast.literal_eval, call.args), **{k.arg: ast.literal_eval(k.value) for k in call.keywords}
        )
        for call in calls
    ]


def test_neither_place_nor_length_gives_the_right_one_away():
    asked = [question for name in LESSONS for question in questions(name) if len(question.right) == 1]
    places = [list(question.options).index(question.right[0]) for question in asked]
    longest = [max(question.options, key=len) == question.right[0] for question in asked]
    assert len(asked) > 60
    for place in range(3):
        assert places.count(place) / len(asked) < 0.45, [places.count(place) for place in range(3)]
    assert places.count(1) / len(asked) <= 1 / 3
    assert sum(longest) / len(asked) <= 1 / 3, f"{sum(longest)} of {len(asked)}"


@pytest.mark.parametrize("name", LESSONS[1:])
def test_two_questions_go_back_to_earlier_lessons(name):
    back = [re.match(r"From lesson (\d\d): ", question.question) for question in questions(name)]
    assert sum(map(bool, back)) == 2
    assert all(found[1] < name[:2] for found in back if found)
