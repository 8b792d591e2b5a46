"""Run a notebook's cells in this process, and keep their outputs as a kernel would."""

import ast
import contextlib
import io
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import matplotlib.pyplot as plt
import nbformat
import pandas as pd
from IPython.core.events import EventManager
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell

from page import failed

# What pandas takes in a notebook; in a terminal, and so in the tests, it takes as many as fit.
MOST_COLUMNS = 20
# Python is silent about these, save about the first in a cell itself; pytest is not.
SILENT = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)


class Session:
    """The names of one notebook, and the outputs of the cell that runs. Stands for IPython's shell."""

    def __init__(self) -> None:
        self.names: dict = {"__name__": "__main__"}
        self.user_ns = self.names
        self.events = EventManager(self, {"post_run_cell": lambda result: None})
        self.display_formatter = DisplayFormatter()
        self.display_pub = self
        self.kernel = None  # by having one, helpers know that they are in a notebook
        self._printed = io.StringIO()
        self._outputs: list[nbformat.NotebookNode] = []
        self._by_id: dict[str, nbformat.NotebookNode] = {}

    def run(self, cell: nbformat.NotebookNode) -> None:
        """Run a cell, and give it its outputs; what it raises is raised, unless it waits to be completed."""
        try:
            self._run(cell)
        except Exception as error:
            if "raises-exception" not in cell.metadata.get("tags", []):
                raise
            self.events.trigger(
                "post_run_cell",
                SimpleNamespace(error_in_exec=error, info=SimpleNamespace(raw_cell=cell.source)),
            )

    def _run(self, cell: nbformat.NotebookNode) -> None:
        self._outputs, name = [], f"cell {cell.id}"
        statements = ast.parse(cell.source).body
        last = statements[-1] if statements else None
        shown = isinstance(last, ast.Expr) and not cell.source.rstrip().endswith(";")
        body = statements[:-1] if shown else statements
        with contextlib.redirect_stdout(self._printed), warnings.catch_warnings(record=True) as warned:
            _warn_as_a_kernel_does()
            exec(compile(ast.Module(body, []), name, "exec"), self.names)  # our own source
            if shown:
                self._show(eval(compile(ast.Expression(last.value), name, "eval"), self.names))
        self._take_printed()
        if warned:
            text = "\n".join(str(one.message) for one in warned)
            self._outputs.append(nbformat.v4.new_output("stream", name="stderr", text=text))
        cell.outputs = self._outputs

    def run_all(self, notebook: nbformat.NotebookNode) -> None:
        """Run the code cells that are to be run, in order."""
        for cell in to_run(notebook):
            self.run(cell)

    def publish(self, data, metadata=None, *, transient=None, update=False, **_) -> None:
        """Take what `display` shows, or shows in place of something earlier."""
        self._take_printed()
        output = nbformat.v4.new_output("display_data", data, metadata=metadata or {})
        name = (transient or {}).get("display_id")
        if update:
            self._by_id[name].update(output)
        else:
            self._by_id[name] = output
            self._outputs.append(output)

    def _show(self, value: object) -> None:
        """Show a cell's last value."""
        data, metadata = self.display_formatter.format(value) if value is not None else ({}, {})
        self._take_printed()
        if data:
            self._outputs.append(nbformat.v4.new_output("execute_result", data, metadata=metadata))

    def _take_printed(self) -> None:
        text = self._printed.getvalue()
        self._printed.seek(0)
        self._printed.truncate()
        if text:
            self._outputs.append(nbformat.v4.new_output("stream", text=text))


def to_run(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """Return the cells of a notebook that the build runs, in order."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [cell for cell in code if "skip-execution" not in cell.metadata.get("tags", [])]


def _warn_as_a_kernel_does() -> None:
    warnings.resetwarnings()
    for category in SILENT:
        warnings.simplefilter("ignore", category)
    warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")


@contextlib.contextmanager
def session(folder: Path) -> Iterator[Session]:
    """Give a session whose working directory is `folder`, and whose progress and results are nobody's."""
    shell = Session()
    plt.switch_backend("agg")
    with contextlib.ExitStack() as stack:
        scratch = stack.enter_context(tempfile.TemporaryDirectory())
        own = {
            "SEGMENTATION_PROGRESS": str(Path(scratch, "progress.json")),
            "SEGMENTATION_MY_WORK": str(folder / "my_work"),
            "SEGMENTATION_STRICT_CHECKS": "1",
        }
        stack.enter_context(mock.patch.dict(os.environ, own))
        stack.enter_context(mock.patch.object(InteractiveShell, "initialized", lambda: True))
        stack.enter_context(mock.patch.object(InteractiveShell, "instance", lambda: shell))
        stack.enter_context(contextlib.chdir(folder))
        stack.enter_context(pd.option_context("display.max_columns", MOST_COLUMNS))
        stack.enter_context(plt.rc_context())
        stack.enter_context(plt.ioff())
        failed.watch()
        yield shell
        plt.close("all")


def execute(notebook: nbformat.NotebookNode, folder: Path) -> dict:
    """Run a notebook as the build does, but in this process; return its names."""
    with session(folder) as shell:
        shell.run_all(notebook)
    return shell.names
