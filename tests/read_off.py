"""Ask a lesson's live picture what it says, without drawing it: for exercises that have it read off."""

import contextlib
from collections.abc import Callable
from unittest import mock

import matplotlib.pyplot as plt

from kit import build
from page import live
from tests.lesson_runner import source_of


def live_picture(name: str) -> Callable[..., str]:
    """Run a lesson such as "12_mixed" as far as its live picture.

    Returns
    -------
    function
        Takes values of the picture's controls, the others stay as they begin, and returns its sentence.
    """
    notebook = build.read_source(source_of(name))
    space, shown = {"__name__": name}, []
    with mock.patch.object(live, "Live", lambda *parts, **_: shown.append(parts)), plt.ioff():
        for cell in [cell for cell in notebook.cells if cell.cell_type == "code"]:
            if not shown:
                with contextlib.redirect_stdout(None):
                    exec(compile(cell.source, "a cell", "exec"), space)  # our own source
    plt.close("all")
    (_, update, controls), *_ = shown
    begins = {name: control.value for name, control in controls.items()}
    return lambda **values: update(**begins | values)
