"""Widgets live as long as their kernel: the page says when they sleep; a cell run again closes its old ones.

A cell that shows widgets shows what stands for them without a kernel too, marked ``course-still``: the page
hides it as long as the widgets are there. A notebook that was saved and opened again has only that.
"""

import atexit
from collections.abc import Callable

import ipywidgets as widgets
from IPython import get_ipython
from IPython.display import display

from helpers.charts import is_served

ASLEEP = (
    "These controls are asleep: the kernel was restarted or has ended. To wake them, choose "
    "Run → Run All Above Selected Cell, then run this cell again."
)
# `disconnected` is how JupyterLab marks widgets whose kernel was restarted. `course-asleep` is ours, for the
# kernel that ended.
STYLE = """<style>
.jp-OutputArea:has(.course-live) .course-still { display: none; }
.jp-OutputArea:has(.course-still) .jp-OutputArea-output.jupyter-widgets { display: none; }
.course-wake { display: none; margin: 0; padding: .35em .8em; border-left: 4px solid #D55E00;
  line-height: 1.5; white-space: normal; }
:is(.course-asleep, .course-live.jupyter-widgets-disconnected) .course-wake { display: block; }
:is(.course-asleep, .course-live.jupyter-widgets-disconnected)
  :is(.jupyter-button, .widget-inline-hbox:not(.widget-html)) { opacity: .5; pointer-events: none; }
.course-live.jupyter-widgets-disconnected::before, .course-live .jupyter-widgets-disconnected::before {
  content: none; }
.course-note, .course-note .widget-html-content { height: auto; min-height: 0; margin: 0; line-height: 1.5; }
</style>"""
VIEW = "application/vnd.jupyter.widget-view+json"

# By cell: the run that showed something, and what it showed, with what is to be done when that is closed.
_shown: dict[str, tuple[str, list[tuple[widgets.Box, Callable[[], None]]]]] = {}


def note() -> widgets.HTML:
    """Return a widget that says how to wake the others, and is seen when their kernel has gone."""
    words = widgets.HTML(f'<p class="course-wake" role="status">{ASLEEP}</p>')
    words.add_class("course-note")
    return words


def show(widget: widgets.Box, let_go: Callable[[], None] = lambda: None) -> None:
    """Show a widget in the cell that runs, and close what an earlier run of that cell has shown.

    Parameters
    ----------
    widget : ipywidgets.Box
        One that holds a :func:`note`.
    let_go : callable
        Called when the widget has been closed, to drop what it needed. What the cell shows again, such as a
        control that another cell made, stays open.
    """
    widget.add_class("course-live")
    place, run = _running_cell()
    before, old = _shown.get(place, (run, []))
    if before != run:
        _close(old, _family(widget))
        old = []
    if place:
        _shown[place] = run, [*old, (widget, let_go)]
    view = {VIEW: widget._repr_mimebundle_()[VIEW]}
    if is_served():
        view["text/plain"] = ""  # shown where a saved notebook is not trusted
        display({"text/html": STYLE, "text/plain": ""}, raw=True)
    display(view, raw=True)


def _close(shown: list[tuple[widgets.Box, Callable[[], None]]], keep: set[widgets.Widget]) -> None:
    """Close widgets with all their parts, save those to keep."""
    for widget, let_go in shown:
        if widget not in keep:
            for part in _family(widget) - keep:
                part.close()
            let_go()


def _family(widget: widgets.Widget) -> set[widgets.Widget]:
    """Return a widget and all widgets that it is made of, such as its children and their layouts."""
    parts = [getattr(widget, name, None) for name in ("layout", "style")] + [*getattr(widget, "children", ())]
    return {widget}.union(*(_family(part) for part in parts if isinstance(part, widgets.Widget)))


def _running_cell() -> tuple[str, str]:
    """Return the cell that runs, by JupyterLab's id or else by its text, and which run of it this is.

    Two empty strings where no cell runs: outside a notebook, or when a button was pressed.
    """
    kernel = getattr(get_ipython(), "kernel", None)
    request = kernel.get_parent() if kernel else {}
    if request.get("msg_type") != "execute_request":
        return "", ""
    return request["metadata"].get("cellId") or request["content"]["code"], request["header"]["msg_id"]


@atexit.register
def _fall_asleep() -> None:
    """Tell the page that this kernel ends: by itself JupyterLab marks widgets only at a restart."""
    for _, shown in _shown.values():
        for widget, _ in shown:
            widget.add_class("course-asleep")
