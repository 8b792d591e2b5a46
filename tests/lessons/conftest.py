"""A test file that is about one lesson says which in `NAME`, and asks for `built`, `lesson` or `stated`."""

import pytest

from helpers import market
from tests.lesson_runner import build_evidence, build_lesson, forget

pytest.register_assert_rewrite("tests.lessons.every_lesson")


@pytest.fixture(scope="module")
def built(request, tmp_path_factory):
    """The lesson `NAME` of a test file, built once in this process."""
    return build_lesson(request.module.NAME, tmp_path_factory.mktemp("notebooks"))


@pytest.fixture(scope="module")
def built_evidence(request, tmp_path_factory):
    """The evidence of the lesson `NAME` of a test file, run whole, once, before anything is changed."""
    return build_evidence(request.module.NAME, tmp_path_factory.mktemp("evidence"))


@pytest.fixture(scope="module")
def lesson(built_evidence):
    """What the lesson's evidence says, by claim, and its variables."""
    return built_evidence.stated, built_evidence.names


@pytest.fixture(scope="module")
def stated(lesson):
    """What the lesson's evidence says, by claim."""
    return lesson[0]


@pytest.fixture(autouse=True)
def forgetful():
    """What a test changed is not remembered by the markets in the next one."""
    yield
    forget()


@pytest.fixture
def fresh_people():
    """The market remembers its people: forget them before and after a test that changes them."""
    market._people.cache_clear()
    yield
    market._people.cache_clear()
