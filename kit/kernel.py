"""What a kernel of the course does at its start: `course.py link` makes each load this as an extension."""

from __future__ import annotations

import builtins
import difflib
import os
from traceback import walk_tb
from types import TracebackType
from typing import TYPE_CHECKING

from IPython.display import display

from page.boxes import BOX, in_html

if TYPE_CHECKING:
    from ipykernel.zmqshell import ZMQInteractiveShell

#: What a notebook keeps about its language. A kernel would add the number of its Python, 3.12.4 say, and a
#: notebook that is opened with another Python would count as changed.
LANGUAGE = {
    "name": "python",
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": 3},
    "pygments_lexer": "ipython3",
    "nbconvert_exporter": "python",
    "file_extension": ".py",
}
#: The error itself follows the box.
LOOK = "<style>.jp-OutputArea-child:has(.course-error) + .jp-OutputArea-child { display: none; }</style>"
EDGE = "#D55E00"
EARLIER = "Run → Run All Above Selected Cell, then run this cell again."
#: From 0 to 1: how alike two names are when one is taken for a slip of the other.
ALIKE = 0.75


def load_ipython_extension(shell: ZMQInteractiveShell) -> None:
    """Set up a kernel that starts."""
    shell.kernel.language_info = LANGUAGE
    shell.set_custom_exc((NameError,), show_name_error)


def show_name_error(
    shell: ZMQInteractiveShell,
    kind: type[NameError],
    error: NameError,
    trace: TracebackType,
    tb_offset: int | None = None,
) -> None:
    """Show one sentence instead of a traceback when a cell uses a name that nothing has defined.

    It is an error all the same: what follows is not run, and `%tb` shows the traceback. In JupyterLab, which
    shows errors in red and breaks their words, a box takes its place. What went wrong in a library's file is
    shown as ever.
    """
    sentence = explain(shell, error, trace)
    if sentence is None:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
        return
    if "JPY_SESSION_NAME" in os.environ:  # for a reader; the build shows none
        page = LOOK + f'<div class="course-error" role="status" style="{BOX.format(edge=EDGE)}">'
        display({"text/html": f"{page}{in_html(sentence)}</div>", "text/plain": sentence}, raw=True)
    error._render_traceback_ = lambda: [sentence]  # IPython asks an error for it
    shell.showtraceback((kind, error, trace))
    del error._render_traceback_


def explain(shell: ZMQInteractiveShell, error: NameError, trace: TracebackType) -> str | None:
    """Return the sentence for a name that is not known, or None when a traceback says more.

    Parameters
    ----------
    shell : ZMQInteractiveShell
        The kernel's shell: it knows the names so far, and which code came from which cell.
    error : NameError
    trace : TracebackType
        Where it was raised, outermost call first.
    """
    frames = list(walk_tb(trace))
    cells = [shell.compile.format_code_name(frame.f_code.co_filename) for frame, _ in frames]
    frame, line = frames[-1]
    if cells[-1] is None or not error.name or isinstance(error, UnboundLocalError):
        return None
    if error.name in frame.f_code.co_freevars:
        return None
    _, number = cells[-1]  # such as "In[4]"
    elsewhere = number.removeprefix("In") if cells[-1] != next(filter(None, cells)) else ""
    name = f"`{error.name}`{_place(frame.f_code.co_name, line, elsewhere)}"
    meant = _alike(error.name, (shell.user_ns.keys() - shell.user_ns_hidden.keys()) | frame.f_locals.keys())
    if meant:
        return (
            f"{name} is not known. Did you mean `{meant}`? If not, this cell needs an earlier one: "
            f"choose {EARLIER}"
        )
    return f"{name} is not known yet: this cell needs an earlier one. Choose {EARLIER}"


def _place(function: str, line: int, cell: str) -> str:
    """Return the words for where a name stands: for the first line of the cell that was run, none."""
    where = f"cell {cell}, line {line}" if cell else f"line {line}"
    if function.startswith("<"):  # in no function, or in one without a name
        return f" ({where})" if cell or line > 1 else ""
    return f" in the function `{function}` ({where})"


def _alike(name: str, known: set[str]) -> str | None:
    """Return what was probably meant: the same letters in another order, or a known name much like it."""
    for other in [*sorted(known), *dir(builtins)]:
        if sorted(other) == sorted(name):
            return other
    by_lower = {other.lower(): other for other in sorted(known) if not other.startswith("_")}
    found = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=ALIKE)
    return by_lower[found[0]] if found else None
