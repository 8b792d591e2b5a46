"""The start page is a lesson without an exercise and without claims."""

from tests.lessons.every_lesson import (  # noqa: F401
    test_a_cell_that_is_run_again_says_the_same,
    test_each_pair_of_the_controls_values_gives_a_picture_or_a_reason,
    test_every_combination_of_the_controls_gives_a_picture_or_a_reason,
    test_stored_lesson_equals_its_source,
)

NAME = "00_start_here"
