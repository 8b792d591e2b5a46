"""A live picture to test with: 5,000 invented customers and a bar chart. Also a notebook's cell."""

import functools

import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import Checkbox, Dropdown, FloatSlider, IntSlider
from sklearn.cluster import KMeans

from page import live

chance = np.random.default_rng(0)
centres = chance.normal(size=(6, 2)) * 2
customers = centres[chance.integers(0, 6, 5000)] + chance.normal(size=(5000, 2)) * 0.7


@functools.lru_cache
def segments(k, weight):
    """Cluster the customers and number the segments from left to right."""
    labels = KMeans(k, n_init=1, random_state=0).fit_predict(customers * [1, weight])
    middles = [customers[labels == i, 0].mean() for i in range(k)]
    return np.argsort(np.argsort(middles))[labels]


fig, (left, right) = plt.subplots(1, 2, figsize=(8, 4), layout="constrained")
left.set(xlim=(-7, 7), ylim=(-7, 7), xlabel="Recency", ylabel="Spending", title="Customers")
right.set(ylim=(0, 1), xlabel="Segment", title="Share of the customers")
dots = live.dots(left, [f"segment {i}" for i in range(1, 9)])
bars = live.bars(right, [str(i) for i in range(1, 9)])


def update(k, weight, measure, crowd):
    """Move the dots and the bars."""
    if k == 8 and weight < 0.5:
        raise ValueError("Eight segments need a weight of at least 0.5. Choose fewer, or a larger weight.")
    segment = segments(k, weight)
    shown = slice(None) if crowd else slice(None, None, 10)
    dots.move(*customers[shown].T, segment[shown])
    share = np.bincount(segment, minlength=k) / len(segment)
    bars.move(share if measure == "share" else share / share.max())
    right.set_title("Share of the customers" if measure == "share" else "Size against the largest")
    shown_as = f"{measure}, {len(segment[shown])} dots"
    return f"{k} segments, weight {weight:.1f}, {shown_as}; the largest holds {share.max():.0%}."


controls = {
    "k": IntSlider(description="Number of segments", value=4, min=2, max=8),
    "weight": FloatSlider(
        description="Weight of spending against recency", value=1, min=0.2, max=2, step=0.2
    ),
    "measure": Dropdown(description="Bars show", options=[("share of all", "share"), ("size", "size")]),
    "crowd": Checkbox(description="Show every customer", value=True),
}
demo = live.Live(fig, update, controls, alt="Customers by recency and spending, with a bar for each segment.")
