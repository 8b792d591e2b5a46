"""Measure how quickly a live picture follows a slider, against `interact` with a fresh seaborn plot."""

import statistics
import tempfile
import time
from pathlib import Path

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
# Every fit is made beforehand for both: what is compared is the drawing and its way to the screen.
WARM = "\nfor k in range(2, 9):\n    segments(k, 1.0)\n"


def slider_ratio():
    """Measure the time from a key press to the new picture, in one run, in a real browser.

    Returns
    -------
    dict
        `ratio` of the medians; `live_ms` and `interact_ms`, the medians in milliseconds; `blank_frames` seen
        while the live slider was dragged over all its values.
    """
    with tempfile.TemporaryDirectory() as folder:
        root, scratch = Path(folder, "root"), Path(folder, "scratch")
        root.mkdir()
        scratch.mkdir()
        demo = DEMO.read_text(encoding="utf-8")
        write_notebook(root / "bench.ipynb", [demo + WARM + "\ndemo", INTERACT])
        with browser.jupyterlab(root, scratch) as lab:
            lab.open("bench.ipynb")
            lab.run_all()
            (live,) = lab.live_pictures()
            live_ms = _median_ms(lab, live.sliders()[0], live.selector)
            with live.watched() as seen:
                live.drag(live.sliders()[0])
            lab.show_cell(1)
            slider = lab.page.locator(".widget-interact [role=slider]")
            interact_ms = _median_ms(lab, slider, ".widget-interact img")
    blank = seen["blank"] + seen["missing"]
    return {
        "ratio": live_ms / interact_ms,
        "live_ms": live_ms,
        "interact_ms": interact_ms,
        "blank_frames": blank,
    }


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
    print(slider_ratio())
