"""A test file that is about one lesson says which in `NAME`, and asks for `built`, `lesson` or `stated`."""

import pytest

from helpers import market
from tests.lesson_runner import build_lesson, run_lesson

pytest.register_assert_rewrite("tests.lessons.every_lesson")


@pytest.fixture(scope="module")
def built(request, tmp_path_factory):
    """The lesson `NAME` of a test file, built once in this process."""
    return build_lesson(request.module.NAME, tmp_path_factory.mktemp("notebooks"))


@pytest.fixture(scope="module")
def lesson(request):
    """What the lesson's evidence says, by claim, and its variables: run whole, before anything is changed."""
    stated, names = run_lesson(request.module.NAME)
    list(stated)
    return stated, names


@pytest.fixture(scope="module")
def stated(lesson):
    """What the lesson's evidence says, by claim."""
    return lesson[0]


@pytest.fixture
def fresh_people():
    """The market remembers its people: forget them before and after a test that changes them."""
    market._people.cache_clear()
    yield
    market._people.cache_clear()
