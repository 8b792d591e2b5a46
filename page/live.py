"""Live pictures: controls on one side, one figure that follows them, and a sentence that says what is seen.

A lesson draws its figure once, with plain matplotlib, and writes one function, ``update``. The function gets
the values of the controls, moves what is in the figure, and returns the sentence::

    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 4), layout="constrained")
    dots = live.dots(left, names)
    bars = live.bars(right, names)

    def update(k):
        customers = segments(k)
        dots.move(customers["recency_days"], customers["monetary_sek"], customers["segment"])
        ...
        return f"{k} segments; the largest holds {largest:.0%} of the customers."

    demo = live.Live(fig, update, {"k": IntSlider(description="Segments", value=4, min=2, max=8)},
                     alt="Customers by recency and spending, coloured by segment.")
    demo

How it keeps up with a hand on a slider: what never changes is drawn once and kept as pixels; after each
move only what `update` has changed is drawn over it. JupyterLab sends the next move of a control only when
the last one has been answered, and then the newest: moves in between are dropped, and the last is drawn.
While the kernel is idle it draws the next pictures ahead, and the page shows them at once: see page/frames.
"""

import itertools
import threading
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib import patheffects
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.spines import Spine
from matplotlib.text import Text
from numpy.typing import ArrayLike
from PIL import Image
from traitlets import Unicode

from helpers.charts import MARKERS, PALETTE, display_picture, is_served, png
from page import awake
from page.frames import Frame, Frames, Told, places, said, value_at, words_at

STILL = "This picture stands still. Run its cell in JupyterLab, and controls to move it appear."
DOTS = 100  # to the inch: letters of 10 points are 14 pixels high
STILL_THERE = "The picture still shows the last setting that worked."

# JupyterLab keeps the arrow keys for itself while one of these has the focus.
NOT_BY_KEYBOARD = (widgets.RadioButtons, widgets.Select, widgets.SelectMultiple)

# Labels may wrap and stand above their control: they are never cut off, however long or narrow.
STYLE = """<style>
.live-controls .widget-inline-hbox { flex-wrap: wrap; height: auto; }
.live-controls .widget-label { flex: 1 0 100%; text-align: left; white-space: normal; overflow: visible;
  height: auto; line-height: 1.4; }
.live-picture img { max-width: 100%; height: auto; }
.live-picture p { margin: 0; line-height: 1.5; min-height: 3em; }
</style>"""

# ipywidgets 8.1 ties a slider's label to nothing, so a screen reader would only say "slider, 4". This gives
# each handle its label as its name, in the page, now and whenever a handle is drawn anew.
NAME_SLIDERS = """(() => {
  const unnamed = ".live-controls [role=slider]:not([aria-label])";
  const name = () => document.querySelectorAll(unnamed).forEach((handle) => {
    const slider = handle.closest(".widget-slider");
    const ends = slider.querySelectorAll("[role=slider]").length === 2 ? [", from", ", to"] : [""];
    const label = slider.querySelector(".widget-label").textContent;
    handle.setAttribute("aria-label", label + ends[handle.dataset.handle]);
  });
  window.sliderNames?.disconnect();
  window.sliderNames = new MutationObserver(name);
  window.sliderNames.observe(document.body, {childList: true, subtree: true});
  name();
})();"""


class Live:
    """A picture that follows its controls.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        The figure, made once. Its size and the places of its axes stay as they are. If it is made in an
        earlier cell, let that cell end with ``plt.close(fig)``, or it shows the empty figure too.
    update : callable
        Gets the values of the controls by name, moves the artists of `fig`, and returns the sentence. It sets
        everything that depends on the controls, every time, and depends on nothing else that moves: it is
        called for values ahead, too. When a setting has no picture, it raises
        ``ValueError`` with a sentence that says why: the sentence is shown and the last picture stays.
    controls : dict of str to ipywidgets.Widget
        The controls by name, each with a description. Their values at this moment are those of Reset.
    alt : str
        What the picture shows, for those who cannot see it. The sentence is added to it after each move.
    frames : tuple of str
        One or two sliders, by name, that move the picture on the site too, where nothing is computed.

    Attributes
    ----------
    sentence : str
        What is said under the picture now.
    error : Exception or None
        What went wrong in `update` at the last move, if it was not a ``ValueError``.

    Raises
    ------
    ValueError
        If a control has no description or is no use by keyboard, `alt` is empty, or `frames` names what is no
        slider. Whatever `update` raises
        for the first values is raised too, since there is no earlier picture to keep.
    """

    def __init__(
        self,
        fig: Figure,
        update: Callable[..., str],
        controls: dict[str, widgets.Widget],
        *,
        alt: str,
        frames: tuple[str, ...] = (),
    ) -> None:
        _check(controls, alt, frames)
        plt.close(fig)  # otherwise the cell would show the figure a second time
        fig.set_dpi(DOTS)
        fig.stale_callback = None
        self.controls = controls
        self.error = None
        self._start = {name: control.value for name, control in controls.items()}
        self._update = update
        self._alt = alt
        self._drawing = _Drawing(fig)
        # JupyterLab runs the controls' messages in a thread of their own, beside the cells.
        self._lock = threading.RLock()
        self._quiet = False
        self._frames = None
        self._on_site = frames
        frame = Frame(*self._next())
        self._image = _Picture(width=str(fig.canvas.get_width_height()[0]))
        self._words = _Words()
        self._say(frame)
        self.widget = self._lay_out()
        for control in controls.values():
            control.observe(self._changed, names="value")

    def reset(self, _button: widgets.Button | None = None) -> None:
        """Put every control back to where it was at the start."""
        self._put(self._start)
        self._show()

    def without_kernel(self) -> dict[str, Any]:
        """Draw all pictures of the controls named in `frames`, for a page where nothing is computed.

        Returns
        -------
        dict
            `alt`; `sliders`, a dict for each: its `label`, the `words` of its places, the place it is `at`;
            `others`, the labels of the controls that stay as they are; `frames`, a :class:`Frame` for each
            combination of places, those of the last slider running fastest.
        """
        moved = {name: self.controls[name] for name in self._on_site}
        there = {name: places(control) for name, control in moved.items()}
        sliders = [
            {
                "label": control.description,
                "words": [words_at(control, place) for place in there[name]],
                "at": [value_at(control, place) for place in there[name]].index(control.value),
            }
            for name, control in moved.items()
        ]
        settings = [
            {name: value_at(self.controls[name], place) for name, place in zip(there, at, strict=True)}
            for at in itertools.product(*there.values())
        ]
        return {
            "alt": self._alt,
            "sliders": sliders,
            "others": [one.description for name, one in self.controls.items() if name not in moved],
            "frames": [self._frame(self._values() | setting) for setting in settings],
        }

    def _put(self, values: dict[str, Any]) -> None:
        """Set the controls without drawing."""
        with self._lock:
            self._quiet = True
            try:
                for name, value in values.items():
                    self.controls[name].value = value
            finally:
                self._quiet = False

    def _changed(self, _change: dict[str, Any]) -> None:
        if not self._quiet:
            self._show()

    def _values(self) -> dict[str, Any]:
        return {name: control.value for name, control in self.controls.items()}

    def _next(self, values: dict[str, Any] | None = None) -> tuple[str, bytes]:
        """Return sentence and PNG for these values, or the controls', or raise what `update` raises."""
        try:
            sentence = self._update(**(values or self._values()))
        except ValueError as error:
            raise Refusal(str(error)) from error
        if not isinstance(sentence, str) or not sentence.strip():
            raise TypeError(f"update returned {sentence!r}; it must return the sentence under the picture.")
        return sentence, self._drawing.png()

    def _frame(self, values: dict[str, Any] | None = None) -> Frame:
        """Return what is shown for these values: for a refusal its words alone."""
        try:
            return Frame(*self._next(values))
        except Refusal as refusal:
            return Frame(f"{refusal} {STILL_THERE}", None)

    def _show(self) -> None:
        """Show the controls' values; if they cannot be drawn, say so and keep the last picture."""
        with self._lock:
            self.error = None
            try:
                frame = (self._frames and self._frames.recall()) or self._frame()
            except Exception as error:  # a reader must never see a traceback
                self.error = error
                words = f"This setting could not be drawn. {STILL_THERE} Move a control, or press Reset."
                frame = Frame(words, None)
            self._say(frame)

    def _say(self, frame: Frame) -> None:
        """Show the sentence and, if there is one, the new picture, which goes first."""
        self.sentence = frame.sentence
        if frame.picture is not None:
            with self._image.hold_sync():
                self._image.value = frame.picture
                self._image.tooltip = f"{self._alt} {frame.sentence}"
        self._words.value = said(frame.sentence)
        if self._frames:
            self._frames.tell(frame, keep=self.error is None)

    def _lay_out(self) -> widgets.HBox:
        """Return the widget: controls and Reset on the left, the picture and its sentence on the right."""
        for control in self.controls.values():
            control.style.description_width = "initial"
            control.layout.width = "auto"
            if control.has_trait("continuous_update"):
                control.continuous_update = True
            if control.has_trait("indent"):
                control.indent = False  # its label stands beside the box already
            _mark_thousands(control)
        reset = widgets.Button(description="Reset", tooltip="Put every control back to where it was")
        reset.on_click(self.reset)
        left = widgets.VBox(
            [awake.note(), *self.controls.values(), reset, widgets.HTML(STYLE)],
            layout=widgets.Layout(flex="1 1 190px", max_width="260px"),
        )
        left.add_class("live-controls")
        right = widgets.VBox(
            [self._image, self._words], layout=widgets.Layout(flex="4 1 480px", min_width="0")
        )
        right.add_class("live-picture")
        return widgets.HBox([left, right], layout=widgets.Layout(flex_flow="row wrap"))

    def _ipython_display_(self) -> None:
        """Show the picture twice: live, and, where there is no kernel, as a picture with its words."""
        if is_served() and not self._frames:
            self._frames = Frames(
                self.controls,
                self._frame,
                put_back=lambda: self._update(**self._values()),
                alt=self._alt,
                picture=self._image,
                words=self._words,
                lock=self._lock,
            )
        awake.show(self.widget, self._let_go)
        display_picture(self._image.value, f"{self._alt} At first: {self.sentence}", still=STILL)
        if is_served():
            display({"application/javascript": NAME_SLIDERS}, raw=True)

    def _let_go(self) -> None:
        """Drop the drawing, of some megabytes: a notebook's kernel remembers what every cell has shown."""
        for control in self.controls.values():
            control.unobserve(self._changed, names="value")
        if self._frames:
            self._frames.let_go()
        self._frames = None
        self._update = self._drawing = self._image = self._words = self.widget = None
        self.controls = {}


class Refusal(ValueError):
    """`update` has no picture for these values, and says why."""


class _Picture(Told, widgets.Image):
    """An image whose tooltip reaches the page, where it is the name of the picture for a screen reader.

    ipywidgets 8.1 sets a tooltip only where there is a description, if an empty one; Image has none.
    """

    description = Unicode("").tag(sync=True)


class _Words(Told, widgets.HTML):
    """The sentence."""


class _Drawing:
    """A figure that draws anew only what has changed since it was last drawn whole.

    Three layers: a background kept as pixels, the artists that move, and what lies over them, as pixels too.
    """

    def __init__(self, fig: Figure) -> None:
        self._fig = fig
        self._canvas = FigureCanvasAgg(fig)
        for ax in fig.axes:
            ax.set_axisbelow(True)  # grid and ticks under the data, so that they need not be drawn again
        self._moving, self._over = [], []
        self._draw_whole()
        fig.set_layout_engine("none")  # the axes keep their places from now on

    def png(self) -> bytes:
        """Draw, and return the picture as PNG bytes."""
        # Matplotlib marks what has changed as stale, up to the figure, save for animated artists.
        if self._fig.stale or any(map(_is_stale, self._over)):
            self._find_layers()
            self._draw_whole()
        self._canvas.restore_region(self._background)
        for artist in self._moving:
            artist.draw(self._canvas.get_renderer())
        return png(self._canvas, compress_level=1, over=self._cover)

    def _find_layers(self) -> None:
        """Sort what moves, and what lies over it, out of the background."""
        known = set(self._moving)
        self._moving, self._over = [], []
        for parent in [self._fig, *self._fig.axes]:
            children = _drawn_by_themselves(parent)
            moved = [i for i, child in enumerate(children) if child in known or _is_stale(child)]
            if moved:
                self._moving += children[moved[0] : moved[-1] + 1]
                self._over += children[moved[-1] + 1 :]
        for artist in self._moving + self._over:
            # With its parts, such as a legend's texts; but axes within axes would not draw such parts.
            for part in [artist] if isinstance(artist, Axes) else artist.findobj():
                part.set_animated(True)

    def _draw_whole(self) -> None:
        """Draw the background and the cover, and keep both as pixels."""
        self._canvas.draw()
        self._background = self._canvas.copy_from_bbox(self._fig.bbox)
        size = self._canvas.get_width_height()
        renderer = RendererAgg(*size, self._fig.dpi)
        for artist in self._over:
            artist.draw(renderer)
        self._cover = Image.frombytes("RGBA", size, bytes(renderer.buffer_rgba())) if self._over else None
        # What is empty or invisible is not drawn, and would stay stale.
        for artist in self._fig.findobj():
            artist.stale = False


def _drawn_by_themselves(parent: Artist) -> list[Artist]:
    """List what may be drawn alone, over the background, in a figure or in axes: lowest first."""
    if not parent.get_visible():
        return []
    if isinstance(parent, Axes):
        no_frame = not (parent.axison and parent.get_frame_on())
        beneath = (Axis, Spine) if no_frame else Axis
    else:
        beneath = (Axes, SubFigure)
    children = [child for child in parent.get_children() if child is not parent.patch]
    return sorted((c for c in children if not isinstance(c, beneath)), key=lambda child: child.get_zorder())


def _is_stale(artist: Artist) -> bool:
    """Say whether an artist, or a part of it such as a legend's text, has changed since it was drawn."""
    return any(part.stale for part in artist.findobj())


class Dots:
    """Customers as dots, one marker line for each segment. Made by :func:`dots`."""

    def __init__(self, lines: list[Line2D], numbers: list[Text]) -> None:
        self._lines = lines
        self._numbers = numbers

    def move(self, x: ArrayLike, y: ArrayLike, segment: ArrayLike) -> None:
        """Put the dots where they belong now.

        Parameters
        ----------
        x, y : array-like of float, one value for each customer
        segment : array-like of int, one value for each customer
            0 for the first name given to :func:`dots`, 1 for the second, and so on.

        Raises
        ------
        ValueError
            If a segment has no name.
        """
        x, y, segment = np.asarray(x, float), np.asarray(y, float), np.asarray(segment)
        unknown = set(np.unique(segment)) - set(range(len(self._lines)))
        if unknown:
            raise ValueError(
                f"Segment {min(unknown)} has no name: there are {len(self._lines)} names, counted from 0."
            )
        for i, (line, number) in enumerate(zip(self._lines, self._numbers, strict=True)):
            here = segment == i
            line.set_data(x[here], y[here])
            number.set_visible(bool(here.any()))
            if here.any():
                number.set_position((np.nanmedian(x[here]), np.nanmedian(y[here])))


def dots(ax: Axes, names: list[str], *, size: float = 4) -> Dots:
    """Draw customers as dots whose colour and marker say the segment, and a number at each segment's middle.

    A scatter of thousands of dots takes four times as long to draw as these lines of markers. The colours are
    those of `PALETTE`, by position: a segment keeps its colour as long as it keeps its number, so order
    segments by their centres.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Set its limits yourself: they do not follow the dots.
    names : list of str, at most 8
        The segments' names, for ``ax.legend()``. The dots come with :meth:`Dots.move`.
    size : float
        Width of a marker in points.
    """
    if len(names) > len(PALETTE):
        raise ValueError(f"{len(names)} segments were named; there are colours for at most {len(PALETTE)}.")
    lines = [
        ax.plot([], [], marker, color=colour, markersize=size, markeredgewidth=0, alpha=0.6, label=name)[0]
        for name, colour, marker in zip(names, PALETTE, MARKERS, strict=False)
    ]
    halo = [patheffects.withStroke(linewidth=3, foreground="white")]
    numbers = [
        ax.text(0, 0, str(i), weight="bold", ha="center", va="center", path_effects=halo, visible=False)
        for i in range(1, len(names) + 1)
    ]
    return Dots(lines, numbers)


class Bars:
    """One bar for each segment, with its value above it. Made by :func:`bars`."""

    def __init__(self, ax: Axes, rectangles: Sequence[Rectangle], form: str) -> None:
        self._rectangles = rectangles
        self._form = form
        self._values = [
            ax.text(r.get_x() + r.get_width() / 2, 0, "", ha="center", va="bottom") for r in rectangles
        ]

    def move(self, heights: Sequence[float]) -> None:
        """Give the bars their heights. Where there are fewer heights than bars, the last bars are empty."""
        if len(heights) > len(self._rectangles):
            raise ValueError(f"There are {len(heights)} heights for {len(self._rectangles)} bars.")
        for i, (rectangle, value) in enumerate(zip(self._rectangles, self._values, strict=True)):
            height = heights[i] if i < len(heights) else 0
            rectangle.set_height(height)
            value.set_y(height)
            value.set_va("top" if height < 0 else "bottom")
            value.set_text(self._form.format(height) if i < len(heights) else "")


def bars(ax: Axes, names: list[str], *, form: str = "{:.0%}") -> Bars:
    """Draw one bar for each segment in its colour, with the name under it and the value above it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Set its limits yourself: they do not follow the bars.
    names : list of str, at most 8
        The segments' names. The heights come with :meth:`Bars.move`.
    form : str
        How a height is written, as for ``str.format``.
    """
    if len(names) > len(PALETTE):
        raise ValueError(f"{len(names)} segments were named; there are colours for at most {len(PALETTE)}.")
    return Bars(ax, ax.bar(names, [0] * len(names), color=PALETTE[: len(names)]), form)


def _mark_thousands(control: widgets.Widget) -> None:
    """Have a slider write its numbers as the sentence does: 50,000."""
    if isinstance(control, widgets.IntSlider) and control.readout_format == "d":
        control.readout_format = ",d"
    if isinstance(control, widgets.SelectionSlider):
        chosen, pairs = control.value, zip(control._options_labels, control._options_values)
        control.options = [
            (f"{x:,}" if type(x) is int and words == str(x) else words, x) for words, x in pairs
        ]
        control.value = chosen


def _check(controls: dict[str, widgets.Widget], alt: str, frames: tuple[str, ...]) -> None:
    """Raise ValueError unless there are words for all, and every control can be moved by keyboard."""
    sliders = widgets.IntSlider | widgets.FloatSlider | widgets.SelectionSlider
    for name in frames:
        if not isinstance(controls.get(name), sliders):
            raise ValueError(f"`frames` names {name!r}, which is no slider of this picture.")
    if not alt.strip():
        raise ValueError("The live picture has no description. Say in `alt`, in a sentence, what it shows.")
    for name, control in controls.items():
        if not getattr(control, "description", ""):
            raise ValueError(f"The control `{name}` has no description. Give it the words a reader needs.")
        if isinstance(control, NOT_BY_KEYBOARD):
            kind = type(control).__name__
            raise ValueError(
                f"The control `{name}` is of the kind {kind}, which no arrow key moves in JupyterLab. "
                "Take ToggleButtons, a Dropdown, a SelectionSlider or a Checkbox for each choice."
            )
