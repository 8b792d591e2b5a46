"""The method chooser has no exercise, no live picture and no claims of its own."""

from tests.lessons.every_lesson import (  # noqa: F401
    test_a_cell_that_is_run_again_says_the_same,
    test_stored_lesson_equals_its_source,
)

NAME = "18_which_method"
