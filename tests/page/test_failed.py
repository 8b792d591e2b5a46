"""A cell that failed leaves no earlier value behind for a check to judge."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from page import failed


@pytest.fixture
def shell(monkeypatch):
    shell = InteractiveShell()
    monkeypatch.setattr(failed, "get_ipython", lambda: shell)
    failed.watch()
    failed.watch()
    assert shell.events.callbacks["post_run_cell"].count(failed._forget) == 1
    return shell


def test_a_failed_cell_takes_back_what_it_assigns(shell):
    shell.run_cell("a = 1\nb = [x for x in 'no']\nc = 3")
    shell.run_cell("a = 2\nb = 1 / 0")
    assert (shell.user_ns["a"], shell.user_ns["b"], shell.user_ns["c"]) == (..., ..., 3)


def test_a_cell_that_runs_keeps_its_values(shell):
    shell.run_cell("a = 1")
    shell.run_cell("a = a + 1")
    assert shell.user_ns["a"] == 2
    shell.run_cell("%%time\na = 1 / 0")  # a magic is left alone
    assert shell.user_ns["a"] == 2


def test_an_open_place_is_said(shell, monkeypatch):
    said = []
    monkeypatch.setattr(failed, "display", lambda data, **_: said.append(data["text/plain"]))
    shell.run_cell("a = 1 + ...")
    assert said == [failed.OPEN]
    shell.run_cell("a = 1 / 0")
    assert len(said) == 1
