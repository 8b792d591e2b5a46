"""A tiny lesson with its exercise and check: the tests build it, and authors copy its pattern."""
