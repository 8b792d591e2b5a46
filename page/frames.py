"""Pictures that are already there: drawn ahead while the kernel is idle, sent, and shown by the page at once.

A live picture asks for what lies one step away. The page keeps what it is sent (see frames.js) and shows it
when a control comes there, without a message; the kernel hears of the move as ever. What is not there yet is
drawn and sent when it is asked for. Until a page has said that it listens, nothing is drawn ahead.
"""

import asyncio
import contextlib
import html
import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

import anywidget
import ipywidgets as widgets
from IPython import get_ipython
from traitlets import Instance, List

MOST_FRAMES, MOST_BYTES = 60, 2_000_000  # kept of one picture, here and in the page
FURTHER = 10  # steps ahead along the control that moves
RESTING = 0.4  # seconds without a move, after which a hand may turn to another control
BREATH = 0.003  # seconds between two frames, in which a move that waits comes first
# So many frames may be on their way. On a slow line it is one: a move that is asked for waits for no more.
ON_THE_WAY, SLOW = 4, 1.0

Setting = dict[str, Any]
Key = tuple[Any, ...]


class Frame(NamedTuple):
    """What one setting shows."""

    sentence: str
    picture: bytes | None  # None where `update` refused the setting: the last picture stays


class Told:
    """For a widget whose changes the page may be told in another way: then it sends none itself."""

    told_otherwise = False

    def send_state(self, key: str | set[str] | None = None) -> None:
        """Send what has changed, or, as ever, the whole state to a page that asks for it."""
        if key is None or not self.told_otherwise:
            super().send_state(key)


class _Page(anywidget.AnyWidget):
    """The side of the page: it has no view of its own, and moves the picture and the words of others."""

    _esm = Path(__file__).with_name("frames.js")
    controls = List(Instance(widgets.Widget)).tag(sync=True, **widgets.widget_serialization)
    picture = Instance(widgets.Widget).tag(sync=True, **widgets.widget_serialization)
    words = Instance(widgets.Widget).tag(sync=True, **widgets.widget_serialization)


class Frames:
    """The frames of one live picture.

    Parameters
    ----------
    controls : dict of str to ipywidgets.Widget
    draw : callable
        Gets a setting and returns its frame, or raises.
    put_back : callable
        Brings the figure, and what else `update` sets, back to the controls' values.
    alt : str
        What is said of the picture before each sentence.
    picture, words : ipywidgets.Widget that is :class:`Told`
        What the page moves.
    lock : threading.RLock
        Held while something is drawn.
    """

    def __init__(
        self,
        controls: dict[str, widgets.Widget],
        draw: Callable[[Setting], Frame],
        *,
        put_back: Callable[[], Any],
        alt: str,
        picture: Told,
        words: Told,
        lock: RLock,
    ) -> None:
        self._controls, self._draw, self._put_back = controls, draw, put_back
        self._alt, self._picture, self._words, self._lock = alt, picture, words, lock
        self._kept: dict[Key, Frame] = {}  # the one looked at longest ago comes first
        self._page = _Page(controls=list(controls.values()), picture=picture, words=words)
        self._page.on_msg(self._hear)
        self._events = getattr(get_ipython(), "events", None)  # none where no cell runs
        if self._events is not None:  # not `pre_execute`: that comes before a page's messages, too
            self._events.register("pre_run_cell", self._cell_begins)
            self._events.register("post_run_cell", self._cell_ends)
        self._loop = None
        self._turn = self._sent = 0
        self._under_way: dict[int, float] = {}  # when each frame that has not arrived was sent
        self._at_once = ON_THE_WAY
        self._elsewhere = self._stopped = False
        self._cell_runs = True  # the one that shows the picture
        self._here = self._before = self._key()

    # What the live picture asks and tells

    def recall(self) -> Frame | None:
        """Return the frame of the controls' values, if it was drawn before; if not, it is drawn now."""
        frame = self._kept.get(self._key())
        self._elsewhere = frame is not None  # the figure does not follow
        return frame

    def tell(self, frame: Frame, *, keep: bool = True) -> None:
        """Tell the page what the controls' values show; then look ahead."""
        if not self._words.told_otherwise:
            return
        key = self._key()
        if self._kept.get(key) == frame:
            self._kept[key] = self._kept.pop(key)
            self._page.send({"at": key, "now": True})
        else:
            self._send(key, frame, keep=keep, now=True)
        if key != self._here:
            self._before, self._here = self._here, key
        self._look_ahead(BREATH)

    def let_go(self) -> None:
        """Stop for good, and drop everything."""
        self._turn += 1
        self._page.close()
        self._page.layout.close()
        if self._events is not None:
            self._events.unregister("pre_run_cell", self._cell_begins)
            self._events.unregister("post_run_cell", self._cell_ends)

    # What the page says

    def _hear(self, _page: _Page, message: dict[str, Any], _buffers: list[memoryview]) -> None:
        with self._lock:
            if "ready" in message:
                self._page.send({"hello": True})
            elif "here" in message:  # it hears us, too
                self._loop = asyncio.get_running_loop()
                self._forget_all()  # another page may know nothing
                self._picture.told_otherwise = self._words.told_otherwise = True
                self._under_way.clear()
                self._look_ahead(RESTING)
            elif began := self._under_way.pop(message.get("got"), None):
                self._at_once = 1 if time.monotonic() - began > SLOW else ON_THE_WAY
                self._look_ahead(BREATH, anew=False)

    def _cell_begins(self, _cell: object) -> None:
        """Stop, and leave everything to the cell as the last move left it."""
        with self._lock:
            self._cell_runs = True
            self._come_back()

    def _cell_ends(self, _result: object) -> None:
        """Begin anew: what `update` reads may have changed."""
        with self._lock:
            self._cell_runs = False
            self._forget_all()
            self._look_ahead(RESTING)

    # Looking ahead

    def _look_ahead(self, seconds: float, *, anew: bool = True) -> None:
        """Draw ahead after so many seconds; or, if not anew, go on where a full line made it stop."""
        if not self._loop:
            return
        if anew:
            self._turn += 1
            self._plan = self._settings_ahead()
        elif not self._stopped:
            return
        self._stopped = False
        with contextlib.suppress(RuntimeError):  # the loop of a page that has gone
            self._loop.call_soon_threadsafe(self._loop.call_later, seconds, self._work, self._turn)

    def _work(self, turn: int) -> None:
        """Draw one frame ahead, unless something has come in between; then take a breath."""
        with self._lock:
            if turn != self._turn or self._cell_runs:
                return
            if len(self._under_way) >= self._at_once:
                self._stopped = True
                return
            setting = next(self._plan, None)
            if setting is None:
                self._come_back()
                return
            pause = BREATH if setting else RESTING
            if setting and (key := self._key(setting)) not in self._kept:
                self._elsewhere = True
                with _silence():  # whoever comes there is told
                    self._send(key, self._draw(self._values(setting)), keep=True, now=False)
            self._loop.call_later(pause, self._work, turn)

    def _settings_ahead(self) -> Iterator[Setting]:
        """Yield places near the present ones, the most likely first; an empty one is a rest."""
        here = self._places()
        changed = [i for i, (now, was) in enumerate(zip(self._here, self._before, strict=True)) if now != was]
        if len(changed) == 1:
            name = list(here)[changed[0]]
            onward, back = _steps(self._controls[name], here[name])
            if self._here[changed[0]] < self._before[changed[0]]:
                onward, back = back, onward
            yield from ({**here, name: place} for place in onward[:1] + back[:1] + onward[1:FURTHER])
        yield {}
        for name, control in self._controls.items():
            yield from ({**here, name: way[0]} for way in _steps(control, here[name]) if way)

    def _come_back(self) -> None:
        if self._elsewhere:
            self._elsewhere = False
            with _silence():
                self._put_back()

    # Keeping and sending

    def _send(self, key: Key, frame: Frame, *, keep: bool, now: bool) -> None:
        """Send a frame, keep it if it is to be kept, and have the page forget as much as we do."""
        message = {"at": key, "now": now, "kept": keep, "words": said(frame.sentence)}
        message |= {"name": f"{self._alt} {frame.sentence}", "forget": self._keep(key, frame) if keep else []}
        if not now:
            self._sent += 1
            message["sent"] = self._sent
            self._under_way[self._sent] = time.monotonic()
        self._page.send(message, [frame.picture] if frame.picture else None)

    def _keep(self, key: Key, frame: Frame) -> list[Key]:
        """Keep a frame; return those that had to go for it."""
        self._kept.pop(key, None)
        self._kept[key] = frame
        gone = []
        while (
            len(self._kept) > MOST_FRAMES
            or sum(len(f.picture or "") for f in self._kept.values()) > MOST_BYTES
        ):
            gone.append(next(iter(self._kept)))
            del self._kept[gone[-1]]
        return gone

    def _forget_all(self) -> None:
        if self._kept:
            self._page.send({"at": [], "forget": list(self._kept)})
            self._kept.clear()

    # Settings: by places, which are numbers, options' positions, or ticks

    def _places(self) -> Setting:
        return {name: _place(control) for name, control in self._controls.items()}

    def _key(self, setting: Setting | None = None) -> Key:
        """Return places so that they are equal where a page and a kernel round differently."""
        found = (setting or self._places()).values()
        return tuple(float(f"{p:.9g}") if isinstance(p, float) else p for p in found)

    def _values(self, setting: Setting) -> Setting:
        """Return what `update` gets at these places."""
        return {name: value_at(control, setting[name]) for name, control in self._controls.items()}


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep to itself what is raised, printed or warned of: nobody has asked, and no cell runs meanwhile."""
    nowhere = io.StringIO()
    with (
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
        contextlib.suppress(Exception),
    ):
        yield


def said(sentence: str) -> str:
    """Return the sentence under a picture as HTML, which a screen reader speaks when it changes."""
    return f'<p role="status" aria-live="polite">{html.escape(sentence)}</p>'


def _place(control: widgets.Widget) -> Any:
    return control.index if control.has_trait("index") else control.value


def _steps(control: widgets.Widget, place: Any) -> tuple[list[Any], list[Any]]:
    """Return the places to both sides of one, near ones first: upwards, and downwards."""
    if place is None:  # no option is chosen
        return [], []
    there = places(control)
    return [p for p in there if p > place], [p for p in reversed(there) if p < place]


def places(control: widgets.Widget) -> list[Any]:
    """Return where a control can stand, from its low end to its high end; of a kind not known, nothing."""
    if control.has_trait("index"):
        return list(range(len(control._options_values)))
    if isinstance(control, widgets.Checkbox | widgets.ToggleButton):
        return [False, True]
    if isinstance(control, widgets.IntSlider | widgets.FloatSlider):
        count = round((control.max - control.min) / control.step)
        steps = [control.min + i * control.step for i in range(count + 1)]
        return [type(control.max)(round(step, 10)) for step in steps]
    return []


def value_at(control: widgets.Widget, place: Any) -> Any:
    """Return a control's value at one of its places."""
    return control._options_values[place] if control.has_trait("index") else place


def words_at(control: widgets.Widget, place: Any) -> str:
    """Return what a slider writes beside itself at one of its places."""
    if control.has_trait("index"):
        return control._options_labels[place]
    return format(place, control.readout_format)
