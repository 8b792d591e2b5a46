"""Frames drawn ahead, without a browser: which, when, how many, and what the kernel is left with."""

import asyncio
import functools
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pytest
from ipywidgets import Checkbox, Dropdown, FloatLogSlider, FloatSlider, IntSlider, SelectionSlider
from ipywidgets.widgets import widget

from helpers import charts
from page import awake, frames, live
from tests import combinations


class Events(dict):
    """Stands for IPython's: what is to be called before and after a cell."""

    def register(self, event, call):
        self.setdefault(event, []).append(call)

    def unregister(self, event, call):
        self[event].remove(call)

    def trigger(self, event):
        for call in self[event]:
            call(None)


class Page:
    """Stands for the browser: keeps what it is sent, says that it came, and forgets when it is told."""

    def __init__(self, demo, monkeypatch, *, answers=True):
        self.demo, self.kept, self.sent, self.answers = demo, {}, [], answers
        demo._ipython_display_()
        self.frames = demo._frames
        monkeypatch.setattr(self.frames._page, "send", self.hear)

    def say(self, **message):
        self.frames._hear(self.frames._page, message, [])

    def hear(self, message, buffers=None):
        self.sent.append(message)
        if message.get("kept"):
            self.kept[message["at"]] = (message["words"], buffers and buffers[0])
        for key in message.get("forget", []):
            del self.kept[key]
        if message.get("sent") and self.answers:
            asyncio.get_running_loop().call_soon(functools.partial(self.say, got=message["sent"]))

    def ahead(self):
        """Return where the frames stand that came unasked, in their order, and forget that they came."""
        found = [message["at"] for message in self.sent if message.get("sent")]
        self.sent.clear()
        return found


@pytest.fixture(autouse=True)
def served(monkeypatch):
    """A kernel that serves a reader whose hand never rests for long."""
    events = Events()
    shell = SimpleNamespace(events=events)
    monkeypatch.setattr(frames, "get_ipython", lambda: shell)
    monkeypatch.setattr(live, "is_served", lambda: True)
    for module in (awake, charts, live):
        monkeypatch.setattr(module, "display", lambda *_, **__: None)
    monkeypatch.setattr(frames, "RESTING", 0.01)
    return events


def wave(update=None, **more):
    """Return a picture with two controls, and the values that `update` got, one after another."""
    fig, ax = plt.subplots(figsize=(2, 2))
    (line,) = ax.plot([0, 1], [0, 0])
    got = []

    def plain(k, weight):
        got.append((k, weight))
        line.set_ydata([k, weight])
        return f"{k} of {weight:.1f}."

    controls = more.get("controls") or {
        "k": IntSlider(description="K", value=4, min=1, max=9),
        "weight": FloatSlider(description="Weight", value=0.6, min=0.2, max=1, step=0.2),
    }
    return live.Live(fig, update or plain, controls, alt="A line."), got


async def rest(page, served):
    """Let a cell end, and wait until no frame is drawn any more."""
    served.trigger("post_run_cell")
    await quiet(page)


async def quiet(page):
    before = None
    while before != (before := (len(page.sent), page.frames._turn)):
        await asyncio.sleep(0.15)


def test_one_step_away_on_every_control_then_further_along_the_one_that_moves(monkeypatch, served):
    demo, got = wave()
    page = Page(demo, monkeypatch)

    async def reader():
        page.say(here=True)
        await rest(page, served)
        assert page.ahead() == [(5, 0.6), (3, 0.6), (4, 0.8), (4, 0.4)]
        demo.controls["k"].value = 5
        await quiet(page)
        assert page.ahead()[:5] == [(6, 0.6), (4, 0.6), (7, 0.6), (8, 0.6), (9, 0.6)]
        demo.controls["k"].value = 4
        await quiet(page)
        assert page.ahead()[:2] == [(2, 0.6), (1, 0.6)], "(5, 0.6) and (3, 0.6) are there"

    asyncio.run(reader())
    assert got[-1] == (4, 0.6), "what update sets is as the last move left it"


def test_what_is_there_is_the_same_and_is_not_sent_again(monkeypatch, served):
    demo, got = wave()
    page = Page(demo, monkeypatch)

    async def reader():
        page.say(here=True)
        await rest(page, served)
        page.ahead()
        count, states = len(got), []
        for shown in (demo._words, demo._image):
            monkeypatch.setattr(shown, "_send", lambda message, **_: states.append(message))
        demo.controls["k"].value = 5
        assert page.sent == [{"at": (5, 0.6), "now": True}] and states == []
        assert len(got) == count
        assert demo.sentence == "5 of 0.6."
        assert page.kept[5, 0.6] == (demo._words.value, demo._image.value)
        assert demo._image.tooltip == "A line. 5 of 0.6."
        served.trigger("pre_run_cell")
        assert got[-1] == (5, 0.6)
        picture = demo._image.value
        assert demo._next() == ("5 of 0.6.", picture)
        demo._words.send_state()  # as a page asks for that was loaded again
        assert states[0]["state"]["value"] == demo._words.value

    asyncio.run(reader())


def test_nothing_ahead_while_a_cell_runs_and_the_cell_finds_the_last_move(monkeypatch, served):
    demo, got = wave()
    page = Page(demo, monkeypatch)

    async def reader():
        page.say(here=True)
        await quiet(page)
        assert page.ahead() == [], "the cell that shows the picture still runs"
        served.trigger("post_run_cell")
        while len(got) < 3:
            await asyncio.sleep(0.001)
        served.trigger("pre_run_cell")
        assert got[-1] == (4, 0.6)
        count = len(got)
        demo.controls["k"].value = 8
        await quiet(page)
        assert got[count:] == [(8, 0.6)]
        page.ahead()
        await rest(page, served)
        assert len(page.ahead()) >= 4

    asyncio.run(reader())


def test_after_a_cell_nothing_old_is_shown(monkeypatch, served):
    """A cell may change what `update` reads."""
    fig, _ = plt.subplots(figsize=(2, 2))
    unit = "m"
    k = IntSlider(description="K", value=4, min=1, max=9)
    demo = live.Live(fig, lambda k: f"{k} {unit}.", {"k": k}, alt="A line.")
    page = Page(demo, monkeypatch)

    async def reader():
        nonlocal unit
        page.say(here=True)
        await rest(page, served)
        served.trigger("pre_run_cell")
        unit = "km"
        await rest(page, served)
        assert {words for words, _ in page.kept.values()} == {live.said("5 km."), live.said("3 km.")}
        k.value = 5
        assert demo.sentence == "5 km."

    asyncio.run(reader())


def test_a_mistake_ahead_is_silent_and_told_to_whoever_comes_there(monkeypatch, served, capsys):
    got = []

    def update(k, weight):
        got.append((k, weight))
        print(k)
        if k == 3:
            raise ValueError("Three is too few.")
        return f"{1 / (k - 5):.1f} of {weight}."

    demo, _ = wave(update)
    page = Page(demo, monkeypatch)

    async def reader():
        page.say(here=True)
        capsys.readouterr()
        await rest(page, served)
        assert page.ahead() == [(3, 0.6), (4, 0.8), (4, 0.4)]
        assert capsys.readouterr() == ("", "")
        assert got[-1] == (4, 0.6) and demo.error is None and demo.sentence == "-1.0 of 0.6."
        demo.controls["k"].value = 5
        assert "could not be drawn" in demo.sentence and isinstance(demo.error, ZeroDivisionError)
        assert (5, 0.6) not in page.kept
        demo.controls["k"].value = 3
        assert demo.sentence.startswith("Three is too few. The picture still") and demo.error is None
        assert page.kept[3, 0.6] == (live.said(demo.sentence), None)

    asyncio.run(reader())


def test_a_slow_line_is_not_filled(monkeypatch, served):
    demo, _ = wave()
    page = Page(demo, monkeypatch, answers=False)

    async def reader():
        page.say(here=True)
        demo.controls["k"].value = 5
        await rest(page, served)
        assert len(page.ahead()) == frames.ON_THE_WAY
        monkeypatch.setattr(frames, "SLOW", -1)  # even what came at once came late
        for number in range(1, frames.ON_THE_WAY + 1):
            page.say(got=number)
            await quiet(page)
        assert len(page.ahead()) == 1

    asyncio.run(reader())


def test_no_more_is_kept_than_may_be_and_the_page_forgets_the_same(monkeypatch, served):
    monkeypatch.setattr(frames, "MOST_FRAMES", 5)
    demo, _ = wave()
    page = Page(demo, monkeypatch)

    async def reader():
        page.say(here=True)
        await rest(page, served)
        for k in (5, 6, 9, 2):
            demo.controls["k"].value = k
            await quiet(page)
            assert len(page.kept) <= 5
            assert page.kept.keys() == page.frames._kept.keys()
        two = 2 * max(len(picture) for _, picture in page.kept.values())
        monkeypatch.setattr(frames, "MOST_BYTES", two)
        demo.controls["k"].value = 7
        await quiet(page)
        assert 0 < sum(len(picture) for _, picture in page.kept.values()) <= two

    asyncio.run(reader())


def test_reset_tells_once_where_it_ends(monkeypatch, served):
    demo, _ = wave()
    page = Page(demo, monkeypatch)

    async def reader():
        page.say(here=True)
        await rest(page, served)
        demo.controls["k"].value, demo.controls["weight"].value = 9, 1
        page.sent.clear()
        demo.reset()
        assert [message["at"] for message in page.sent if message.get("now")] == [(4, 0.6)]
        await quiet(page)

    asyncio.run(reader())


def test_two_pictures_with_one_control(monkeypatch, served):
    k = IntSlider(description="K", value=4, min=1, max=9)
    demos = []
    for word in "ab":
        fig, _ = plt.subplots(figsize=(2, 2))
        demos.append(live.Live(fig, lambda k, word=word: f"{word} {k}.", {"k": k}, alt="A line."))
    pages = [Page(demo, monkeypatch) for demo in demos]

    async def reader():
        for page in pages:
            page.say(here=True)
        for page in pages:
            await rest(page, served)
        k.value = 5
        for page, demo, word in zip(pages, demos, "ab", strict=True):
            await quiet(page)
            assert demo.sentence == f"{word} 5."
            assert page.kept[6,][0] == live.said(f"{word} 6.")

    asyncio.run(reader())


def test_a_page_that_does_not_listen_gets_all_as_before(monkeypatch, served):
    demo, got = wave()
    page = Page(demo, monkeypatch)
    states = []
    monkeypatch.setattr(demo._words, "_send", lambda message, **_: states.append(message["state"]))

    async def reader():
        page.say(ready=True)  # and it never answers
        await rest(page, served)
        demo.controls["k"].value = 5
        await quiet(page)

    asyncio.run(reader())
    assert got == [(4, 0.6), (5, 0.6)]
    assert page.sent == [{"hello": True}]
    assert states == [{"value": demo._words.value}]


def test_letting_go_leaves_nothing(served, monkeypatch):
    demo, _ = wave()
    controls = list(demo.controls.values())
    demo._ipython_display_()
    awake._close([(demo.widget, demo._let_go)], set())
    assert served == {"pre_run_cell": [], "post_run_cell": []}
    open_ones = [one for one in widget._instances.values() if isinstance(one, frames._Page)]
    assert not [one for one in open_ones if set(controls) & set(one.controls)]


@pytest.mark.parametrize(
    "control",
    [
        IntSlider(min=1, max=10, step=4, value=5),
        FloatSlider(min=0, max=0.3, step=0.1, value=0.1),
        SelectionSlider(options=["a", "b", "c"], value="b"),
        Dropdown(options=[("one", 1), ("two", 2)]),
        Checkbox(),
    ],
)
def test_steps_go_where_a_reader_can_go(control):
    up, down = frames._steps(control, frames._place(control))
    places = [*reversed(down), frames._place(control), *up]
    values = [control._options_values[p] for p in places] if control.has_trait("index") else places
    assert values == combinations.choices(control)


def test_of_other_controls_nothing_is_known():
    assert frames._steps(FloatLogSlider(), 1.0) == ([], [])
