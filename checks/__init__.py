"""Checks that teach: one module per exercise, on the common core `core` and the comparisons in `expect`."""
