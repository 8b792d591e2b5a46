"""Measure how quickly a live picture follows a slider: here, and from far away."""

import asyncio
import contextlib
import statistics
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import browser
import nbformat

DEMO = Path(__file__).with_name("live_demo.py")
PRESSES = 16

INTERACT = """
import pandas as pd
import seaborn as sns
from ipywidgets import interact
from helpers.charts import PALETTE


@interact(k=IntSlider(value=4, min=2, max=8))
def picture(k):
    segment = segments(k, 1.0) + 1
    frame = pd.DataFrame(customers, columns=["Recency", "Spending"]).assign(segment=segment)
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 4))
    colours = PALETTE[:k]
    look = {"hue": "segment", "style": "segment", "palette": colours}
    sns.scatterplot(frame, x="Recency", y="Spending", ax=left, **look)
    share = frame["segment"].value_counts(normalize=True).sort_index().reset_index()
    sns.barplot(share, x="segment", y="proportion", hue="segment", palette=colours, legend=False, ax=right)
    left.set(xlim=(-7, 7), ylim=(-7, 7), title="Customers")
    right.set(ylim=(0, 1), xlabel="Segment", title="Share of the customers")
    plt.show()
"""
# Every fit is made beforehand for all: what is compared is the drawing and its way to the screen.
WARM = """
for tenth in range(2, 21):
    segments(4, tenth / 10)
for k in range(2, 9):
    segments(k, 1.0)
"""
# With frames that are drawn ahead; with none, so that each is asked for; and as it was before there were any.
THERE = "\ndemo"
ASKED_FOR = """
from page.frames import Frames


class Never(Frames):
    def _settings_ahead(self):
        return iter(())

    def _send(self, key, frame, *, keep, now):
        super()._send(key, frame, keep=False, now=now)


live.Frames = Never
demo
"""
BEFORE = "\nlive.Frames = lambda *_, **__: None\ndemo"
# Ten steps and more: a finer slider than the demo's own.
FINE = ("max=2, step=0.2", "max=2, step=0.1")
STEPS, STEP_SECONDS = 10, 0.1


def slider_ratio():
    """Measure the time from a key press to the new picture, in one run, in a real browser.

    Returns
    -------
    dict
        `there_ms`, `asked_ms`, `before_ms` and `interact_ms`: medians in milliseconds for a picture that was
        drawn ahead, for one that was not, for the way without frames, and for `interact` with a fresh plot.
        `blank_frames` seen while the live slider was dragged over all its values.
    """
    demo = DEMO.read_text(encoding="utf-8")
    ways = {"there_ms": THERE, "asked_ms": ASKED_FOR, "before_ms": BEFORE}
    with notebook([demo + WARM, *(apart(demo + WARM, way) for way in ways.values()), INTERACT]) as lab:
        lab.run_all()
        pictures = lab.live_pictures()
        seen = {}
        for name, picture in zip(ways, pictures, strict=True):
            picture.is_there()
            seen[name] = _median_ms(lab, picture.sliders()[0], picture.selector)
        pictures[0].is_there()
        with pictures[0].watched() as watched:
            pictures[0].drag(pictures[0].sliders()[0])
        lab.show_cell(len(pictures) + 1)
        slider = lab.page.locator(".widget-interact [role=slider]")
        seen["interact_ms"] = _median_ms(lab, slider, ".widget-interact img")
    return seen | {"blank_frames": watched["blank"] + watched["missing"]}


def far_drag(seconds=0.15):
    """Drag a slider by ten steps where every byte takes `seconds` longer, each way.

    Returns
    -------
    dict
        `ahead_ms`, `before_ms`: medians of the milliseconds from step to picture, with frames and without.
        `megabytes`: all that the server sent the page in the drag with frames.
    """
    demo = DEMO.read_text(encoding="utf-8").replace(*FINE)
    seen, received = {}, [0]
    with notebook([apart(demo + WARM, THERE), apart(demo + WARM, BEFORE)], delay=seconds) as lab:
        count = lambda data: received.append(received.pop() + len(data))  # noqa: E731
        lab.page.on("websocket", lambda one: one.on("framereceived", count))
        lab.open("bench.ipynb")
        lab.run_all()
        for name, picture in zip(["ahead_ms", "before_ms"], lab.live_pictures(), strict=True):
            picture.is_there()
            slider = picture.sliders()[1]
            picture.move_to_end(slider, "low")
            time.sleep(2)
            before, times = received[0], []
            for _ in range(STEPS):
                times.append(browser.press_to_picture(lab, slider, picture.selector, "ArrowRight"))
                time.sleep(STEP_SECONDS)
            picture.settle()
            seen[name] = statistics.median(times)
            seen.setdefault("megabytes", (received[0] - before) / 1e6)
    return seen


def apart(source, way):
    """Return a cell that shows a live picture in one way; several of them share no names."""
    return f"names = {{}}\nexec({source!r}, names)\nfrom page import live\ndemo = names['demo']{way}"


@contextlib.contextmanager
def notebook(cells, *, delay=0):
    """Open a notebook of these cells in a JupyterLab; yield the :class:`browser.Lab`."""
    with tempfile.TemporaryDirectory() as folder:
        root, scratch = Path(folder, "root"), Path(folder, "scratch")
        root.mkdir()
        scratch.mkdir()
        write_notebook(root / "bench.ipynb", cells)
        with (
            browser.server(root, scratch) as (address, token),
            slow_line(urlsplit(address).port, delay) as port,
            browser.new_page(1280, 800, locale="en-GB") as page,
        ):
            page.set_default_timeout(1000 * browser.START_SECONDS)
            lab = browser.Lab(page, f"http://127.0.0.1:{port}", token)
            lab.open("bench.ipynb")
            yield lab


@contextlib.contextmanager
def slow_line(port, seconds):
    """Yield a port that leads to another one; every byte takes `seconds` longer, each way."""
    loop = asyncio.new_event_loop()

    async def carry(reader, writer):
        while data := await reader.read(65536):
            loop.call_later(seconds, lambda data=data: writer.is_closing() or writer.write(data))
        loop.call_later(seconds, writer.close)

    async def connected(reader, writer):
        to_reader, to_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(carry(reader, to_writer), carry(to_reader, writer), return_exceptions=True)

    async def end():
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    server = loop.run_until_complete(asyncio.start_server(connected, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.run_until_complete(end())
        loop.close()


def _median_ms(lab, slider, selector):
    """Press arrow keys up and down the slider, slowly, and return the median wait for the picture."""
    lab.page.locator(selector).wait_for()
    times = []
    for i in range(PRESSES):
        key = "ArrowRight" if i % 6 < 3 else "ArrowLeft"
        times.append(browser.press_to_picture(lab, slider, selector, key))
        time.sleep(0.3)
    return statistics.median(times[2:])  # the first two warm up


def write_notebook(path, cells):
    """Write a notebook of code cells."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    for i, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{i}"
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


if __name__ == "__main__":
    print(slider_ratio(), far_drag())
