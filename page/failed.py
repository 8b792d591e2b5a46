"""A cell that failed leaves nothing behind: what it was to make counts as not yet made."""

import ast

from IPython import get_ipython
from IPython.core.interactiveshell import ExecutionResult
from IPython.display import display

from page.boxes import Note

#: The error itself, in red and of many lines, says less than the sentence.
LOOK = """<style>.jp-OutputArea-child:has(+ .jp-OutputArea-child .course-open) { display: none; }</style>
<span class="course-open"></span>"""
OPEN = "A `...` still stands in this cell. Put your answer in its place, and run the cell again."


def watch() -> None:
    """Let the names that a failed cell assigns be `...` again, so that no check judges an earlier value."""
    shell = get_ipython()
    if shell and _forget not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _forget)


def _forget(result: ExecutionResult) -> None:
    """Put `...` into the names that the cell assigns, if it failed; say so where one stands in its text."""
    if result.error_in_exec is None:
        return
    try:
        nodes = list(ast.walk(ast.parse(result.info.raw_cell)))
    except SyntaxError:  # a cell with a magic
        return
    stored = [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    get_ipython().user_ns.update(dict.fromkeys(stored, ...))
    if any(isinstance(node, ast.Constant) and node.value is ... for node in nodes):
        display({"text/html": LOOK + Note(OPEN)._repr_html_(), "text/plain": OPEN}, raw=True)
