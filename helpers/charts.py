"""Pictures of the course, on seaborn: forms named for what they say, each with its description in words.

A lesson gives numbers and words; form, colours, markers, direct labels and the description come from here::

    charts.bars(profit, "thousand SEK", title="What each plan adds")
    charts.curve(by_cost, x="cost of one letter (SEK)", y="thousand SEK", title="...", bar=0, at=0.6)

The forms: `bars`, `intervals`, `curve`, `grid`, `dots`, `quadrant`, `waterfall`, `snake`, `importance`,
`spread`, `edges`. All show themselves; `show` does it for a figure that a lesson draws with its own hands.
"""

import base64
import html
import io
import os
import re
import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

if TYPE_CHECKING:
    from helpers.claims import Verdict

#: Eight colours that colour-blind readers can tell apart (Okabe and Ito, 2008). Yellow is kept for late,
#: because it is faint on white; black comes last.
PALETTE = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000"]

#: One marker for each colour, so that no picture speaks by colour alone.
MARKERS = ["o", "s", "^", "D", "v", "P", "X", "*"]


def png(canvas: FigureCanvasAgg, *, compress_level: int = 6, over: Image.Image | None = None) -> bytes:
    """Pack what is drawn on a canvas into a small PNG file.

    256 colours picked by an octree keep text crisp and a pure colour within 1 of 255 of itself. They need a
    third of the bytes, and of the time, of a PNG in full colour. No date and no program name is written.

    Parameters
    ----------
    canvas : matplotlib.backends.backend_agg.FigureCanvasAgg
        A canvas that has been drawn.
    compress_level : int
        1 is quick, 9 is small.
    over : PIL.Image.Image, optional
        A picture of the same size, with transparency, to lay over the canvas.

    Returns
    -------
    bytes
        A PNG file of as many pixels as the canvas.
    """
    pixels = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
    if over is not None:
        pixels = Image.alpha_composite(pixels, over)
    few_colours = pixels.convert("RGB").quantize(
        256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    file = io.BytesIO()
    few_colours.save(file, format="PNG", compress_level=compress_level)
    return file.getvalue()


def is_served() -> bool:
    """Say whether a Jupyter server started this kernel, for a reader; the build starts its own."""
    return "JPY_SESSION_NAME" in os.environ


def display_picture(picture: bytes, alt: str, *, still: str = "") -> None:
    """Display a PNG in the notebook, and under it, folded, its description in words.

    JupyterLab 4.6 and nbconvert 7.17 have no place for a picture's alternative text, save in HTML. It is
    written to the output's metadata, where other tools look for it, and everybody finds it under the picture.
    A kernel that serves a reader gives the picture as HTML too; stored lessons do not hold it twice.

    Parameters
    ----------
    picture : bytes
        A PNG file.
    alt : str
        What the picture shows.
    still : str
        What is said under a picture that stands for a live one. Both are hidden where that one is.
    """
    mark = ' class="course-still"' if still else ""
    encoded = base64.b64encode(picture).decode("ascii")
    data = {"image/png": encoded, "text/plain": alt}
    if is_served():
        data["text/html"] = f'<img{mark} alt="{html.escape(alt)}" src="data:image/png;base64,{encoded}">'
    display(data, metadata={"image/png": {"alt": alt}}, raw=True)
    words = f"<p{mark}>{html.escape(still)}</p>" if still else ""
    folded = f"<details><summary>The picture in words</summary><p>{html.escape(alt)}</p></details>"
    display({"text/html": words + folded, "text/plain": "\n".join(filter(None, [still, alt]))}, raw=True)


def show(fig: Figure, alt: str, *, dpi: int = 110) -> None:
    """Display a figure as a PNG, with its description for those who cannot see it.

    The figure is closed, so that it does not appear a second time.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        The figure.
    alt : str
        One or two sentences that say what is seen, with the numbers that matter.
    dpi : int
        Pixels to the inch of the figure's size.

    Raises
    ------
    ValueError
        If `alt` is empty.
    """
    if not alt.strip():
        raise ValueError("The picture has no description. Say in `alt`, in a sentence, what it shows.")
    plt.close(fig)
    fig.set_dpi(dpi)
    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    display_picture(png(canvas), alt)


WIDTH = 7.5  # inches; at 110 dots to the inch a little less than the text of a lesson is wide
GOOD, BAD, QUIET = PALETTE[0], PALETTE[5], "0.45"

Numbers = pd.Series | pd.DataFrame


def bars(numbers: Numbers, unit: str, *, title: str = "", form: str = "{:,.0f}") -> None:
    """Draw values as bars, one below the other, each with its number; those under 0 in another colour.

    Parameters
    ----------
    numbers : Series, or DataFrame with the columns `figure`, `low` and `high`
        By name, in the order shown. With `low` and `high` each bar gets its interval.
    unit : str
        What the numbers are, written along the axis.
    title : str
    form : str
        How a number is written, as for ``str.format``.
    """
    table = _with_interval(numbers)
    fig, ax = _axes(0.8 + 0.42 * len(table), title)
    names = table.index.astype(str)
    colours = [BAD if value < 0 else GOOD for value in table["figure"]]
    sns.barplot(
        x=table["figure"].to_numpy(), y=names, hue=names, palette=colours, legend=False, ax=ax, width=0.65
    )
    _whiskers(ax, table)
    ax.axvline(0, color="0.2", linewidth=1)
    reach = _label_ends(ax, table, form, least=0)
    ax.set(xlabel=unit, ylabel="", xlim=reach)
    _show(fig, ax, "Bars", title, _listed(table, unit, form))


def intervals(
    table: pd.DataFrame, unit: str, *, title: str = "", bar: float = 0, form: str = "{:,.0f}"
) -> None:
    """Draw figures with their intervals, and the bar that they are compared with.

    Parameters
    ----------
    table : DataFrame with the columns `figure`, `low` and `high`
        By name, in the order shown.
    unit, title, form
        As in `bars`.
    bar : float
        Drawn as a dashed line.
    """
    fig, ax = _axes(0.8 + 0.42 * len(table), title)
    ax.axvline(bar, color=QUIET, linestyle="--", linewidth=1)
    sns.scatterplot(x=table["figure"].to_numpy(), y=table.index.astype(str), s=60, color=GOOD, ax=ax)
    _whiskers(ax, table)
    reach = _label_ends(ax, table, form, also=bar)
    ax.set(xlabel=unit, ylabel="", xlim=reach, ylim=(len(table) - 0.5, -0.5))
    words = "; ".join(
        f"{name} {form.format(row.figure)} ({form.format(row.low)} to {form.format(row.high)})"
        for name, row in table.iterrows()
    )
    _show(fig, ax, "Points with intervals", title, f"{words}, in {unit}. The line is at {form.format(bar)}.")


def curve(
    lines: Numbers,
    *,
    x: str,
    y: str,
    title: str = "",
    bar: float | None = None,
    bar_name: str = "",
    at: float | None = None,
    form: str = "",
) -> None:
    """Draw one line or several, each named at its end, with a bar to pass and where the lines cross it.

    Parameters
    ----------
    lines : Series, or DataFrame with a column for each line
        Values by setting of what is turned (the index, numbers).
    x, y : str
        What is turned and what is measured, with their units.
    title : str
    bar : float, optional
        A dashed line, named `bar_name`; where a line crosses it, a dot tells the setting.
    at : float, optional
        Where the course stands: "we are here".
    form : str
        How a number is written; with the two digits that matter when not given.
    """
    table = lines.to_frame("") if isinstance(lines, pd.Series) else lines
    fig, ax = _axes(3.2, title)
    for position, name in enumerate(table.columns):
        line = table[name].dropna()
        look = {"color": PALETTE[position], "marker": MARKERS[position], "markersize": 5}
        sns.lineplot(x=line.index.to_numpy(float), y=line.to_numpy(float), ax=ax, **look)
    _name_ends(
        ax, {str(name): (table[name].dropna().index[-1], table[name].dropna().iloc[-1]) for name in table}
    )
    write = form.format if form else number
    turns = _bar_on(ax, table, bar, bar_name, write)
    if at is not None:
        ax.axvline(at, color=QUIET, linestyle=":", linewidth=1)
        ax.annotate(
            "we are here",
            (at, 1),
            xycoords=("data", "axes fraction"),
            xytext=(4, -4),
            textcoords="offset points",
            va="top",
            color=QUIET,
        )
    ax.set(xlabel=x, ylabel=y)
    ends = "; ".join(
        f"{name or 'the line'} goes from {write(line.iloc[0])} at {number(line.index[0])} to "
        f"{write(line.iloc[-1])} at {number(line.index[-1])}"
        for name, line in ((name, table[name].dropna()) for name in table.columns)
    )
    crossed = f" It crosses {write(bar)} at {', '.join(turns)}." if turns else ""
    _show(fig, ax, f"{y} by {x}", title, f"{ends}.{crossed}")


def grid(
    table: pd.DataFrame, unit: str, *, title: str = "", form: str = "{:.0%}", centre: float | None = None
) -> None:
    """Draw a table of numbers as coloured cells, each with its number; empty cells stay empty.

    Parameters
    ----------
    table : DataFrame of numbers
        Index and columns are named on the axes.
    unit : str
        What the numbers are.
    title, form
        As in `bars`.
    centre : float, optional
        The value with no colour, for numbers on both sides of it.
    """
    fig, ax = _axes(1.1 + 0.42 * len(table), title)
    told = table.map(lambda value: "" if pd.isna(value) else _told(value, form))
    colours = (
        sns.diverging_palette(220, 30, as_cmap=True)
        if centre is not None
        else sns.light_palette(GOOD, as_cmap=True)
    )
    sns.heatmap(
        table.astype(float),
        annot=told,
        fmt="",
        cmap=colours,
        center=centre,
        cbar=False,
        linewidths=1,
        ax=ax,
        annot_kws={"size": 10},
    )
    ax.tick_params(left=False, bottom=False, labelrotation=0)
    ax.set(xlabel=table.columns.name or "", ylabel=table.index.name or "")
    rows = ". ".join(
        f"{name}: " + ", ".join(f"{column} {value}" for column, value in row.items() if value)
        for name, row in told.iterrows()
    )
    _show(fig, ax, f"A grid, {unit}", title, f"{rows}.", despine=False)


def dots(
    x: pd.Series,
    y: pd.Series,
    segment: pd.Series,
    *,
    title: str = "",
    marks: Callable[[Axes], None] | None = None,
) -> None:
    """Draw customers as dots, a colour and a marker for each segment, its name at its middle.

    Parameters
    ----------
    x, y : Series of float, one value for each customer
        Their names stand on the axes.
    segment : Series
        The segment of each customer, with the same index; at most eight.
    title : str
    marks : callable, optional
        Gets the axes, to set limits or scales.
    """
    fig, ax = _axes(3.8, title)
    names = [*dict.fromkeys(sorted(segment.dropna().unique(), key=str))]
    sns.scatterplot(
        x=x,
        y=y,
        hue=segment,
        style=segment,
        hue_order=names,
        style_order=names,
        s=14,
        linewidth=0,
        alpha=0.55,
        palette=PALETTE[: len(names)],
        markers=MARKERS[: len(names)],
        legend=False,
        ax=ax,
    )
    if marks:
        marks(ax)
    for name in names:
        middle = x[segment == name].median(), y[segment == name].median()
        ax.annotate(
            str(name),
            middle,
            ha="center",
            va="center",
            weight="bold",
            bbox={"boxstyle": "round,pad=.2", "fc": "white", "ec": "none", "alpha": 0.8},
        )
    size = segment.value_counts()
    words = ", ".join(f"{name} ({size[name]:,} customers)" for name in names)
    _show(fig, ax, f"Customers by {x.name} and {y.name}", title, f"{words}.")


def quadrant(
    table: pd.DataFrame, x: str, y: str, *, title: str = "", cuts: tuple[float, float] | None = None
) -> None:
    """Draw things by two of their numbers, each with its name, the plane cut into four.

    Parameters
    ----------
    table : DataFrame
        One row for each thing, by name.
    x, y : str
        Two of its columns, which name the axes.
    title : str
    cuts : tuple of two floats, optional
        Where the plane is cut; the medians when none are given.
    """
    fig, ax = _axes(3.8, title)
    across, up = cuts or (table[x].median(), table[y].median())
    ax.axvline(across, color=QUIET, linewidth=1, linestyle="--")
    ax.axhline(up, color=QUIET, linewidth=1, linestyle="--")
    sns.scatterplot(data=table, x=x, y=y, s=70, color=GOOD, ax=ax)
    for name, row in table.iterrows():
        ax.annotate(str(name), (row[x], row[y]), xytext=(7, 0), textcoords="offset points", va="center")
    ax.margins(x=0.25, y=0.15)
    words = "; ".join(f"{name}: {row[x]:,.3g} and {row[y]:,.3g}" for name, row in table.iterrows())
    _show(fig, ax, f"By {x} and {y}", title, f"{words}. Cut at {across:,.3g} and {up:,.3g}.")


def waterfall(
    steps: pd.Series, unit: str, *, title: str = "", total: str = "in all", form: str = "{:+,.0f}"
) -> None:
    """Draw gains and losses that add up, one after another, and their sum.

    Parameters
    ----------
    steps : Series
        What each step adds, by name, in order.
    unit, title, form
        As in `bars`.
    total : str
        The name of the sum.
    """
    begins = steps.cumsum() - steps
    names, sizes = [*steps.index.astype(str), total], np.array([*steps, steps.sum()], float)
    starts = np.array([*begins, 0.0])
    fig, ax = _axes(0.8 + 0.42 * len(names), title)
    colours = [*[BAD if size < 0 else GOOD for size in steps], "0.35"]
    sns.barplot(x=sizes, y=names, hue=names, palette=colours, legend=False, ax=ax, width=0.65)
    for patch, start in zip(ax.patches, starts, strict=True):
        patch.set_x(start)
    low, high = min(0, (starts + sizes).min()), max(starts.max(), (starts + sizes).max())
    for row, (start, size) in enumerate(zip(starts, sizes, strict=True)):
        ax.annotate(
            form.format(size),
            (max(start, start + size), row),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
        )
    ax.axvline(0, color="0.2", linewidth=1)
    ax.set(xlabel=unit, ylabel="", xlim=(low - 0.03 * (high - low), high + 0.16 * (high - low)))
    words = ", ".join(f"{name} {form.format(size)}" for name, size in zip(names, sizes, strict=True))
    _show(fig, ax, "Steps that add up", title, f"{words} {unit}.")


def snake(values: pd.DataFrame, segment: pd.Series, *, title: str = "") -> None:
    """Draw what each segment is like as a line over the columns: a snake plot.

    Parameters
    ----------
    values : DataFrame of shape (customers, columns)
        Numbers, indexed by customer. Each column is put on one scale: 0 is the mean of all customers, 1 is
        one standard deviation above it.
    segment : Series
        The segment of each customer, with the same index.
    title : str
    """
    means = ((values - values.mean()) / values.std()).groupby(segment).mean()
    fig, ax = _axes(3.4, title)
    ax.axhline(0, color=QUIET, linewidth=1, linestyle="--")
    for position, (_, row) in enumerate(means.iterrows()):
        look = {"color": PALETTE[position], "marker": MARKERS[position], "markersize": 7}
        sns.lineplot(x=range(len(row)), y=row.to_numpy(), ax=ax, **look)
    _name_ends(ax, {str(name): (means.shape[1] - 1, row.iloc[-1]) for name, row in means.iterrows()})
    ax.set_xticks(range(values.shape[1]), values.columns)
    ax.set(xlabel="", ylabel="standard deviations from the mean", xlim=(-0.2, values.shape[1] - 0.5))
    words = "; ".join(
        f"{name}: " + ", ".join(f"{column} {value:+.1f}" for column, value in row.items())
        for name, row in means.iterrows()
    )
    _show(fig, ax, "A line for each segment, in standard deviations from the mean of all", title, f"{words}.")


def importance(values: pd.DataFrame, segment: pd.Series, *, title: str = "") -> None:
    """Draw how far each segment's mean lies from the mean of all, as a share of it: relative importance.

    Parameters
    ----------
    values, segment, title
        As in `snake`; the numbers must be positive on average.
    """
    relative = values.groupby(segment).mean() / values.mean() - 1
    grid(relative, "each segment's mean against the mean of all", title=title, form="{:+.0%}", centre=0)


def spread(values: pd.Series, by: pd.Series, unit: str, *, title: str = "") -> None:
    """Draw how values are spread within groups: the middle half as a box, the median as its line.

    Parameters
    ----------
    values : Series of float
    by : Series
        The group of each value, with the same index.
    unit, title
        As in `bars`.
    """
    names = sorted(by.dropna().unique(), key=lambda name: -values[by == name].median())
    fig, ax = _axes(0.8 + 0.45 * len(names), title)
    sns.boxplot(x=values, y=by, order=names, color=PALETTE[4], showfliers=False, width=0.6, ax=ax)
    ax.set(xlabel=unit, ylabel="")
    quarters = values.groupby(by).quantile([0.25, 0.5, 0.75]).unstack().loc[names]
    words = "; ".join(
        f"{name}: half lie between {number(a)} and {number(c)}, the median is {number(b)}"
        for name, a, b, c in quarters.itertuples()
    )
    _show(fig, ax, "Boxes", title, f"{words}, in {unit}.")


def edges(verdicts: Sequence["Verdict"]) -> None:
    """Draw claims' curves over the ordinary range of their knobs: bar, edge, and where the course stands.

    Parameters
    ----------
    verdicts : sequence of helpers.claims.Verdict
        One small picture for each, two in a row.
    """
    across = min(3, len(verdicts))
    down = -(-len(verdicts) // across)
    with sns.axes_style("ticks"):
        fig, places = plt.subplots(
            down, across, figsize=(3.1 * across, 2 * down), layout="constrained", squeeze=False
        )
    for ax in places.flat[len(verdicts) :]:
        ax.set_visible(False)
    for ax, verdict in zip(places.flat, verdicts, strict=False):
        points = pd.Series(dict(verdict.curve))
        sns.lineplot(x=points.index.to_numpy(), y=points.to_numpy(), color=GOOD, ax=ax)
        ax.axhline(verdict.entry["bar"], color=QUIET, linestyle="--", linewidth=1)
        ax.axvspan(*verdict.entry["ordinary"], color="0.93", zorder=0)
        for turn in verdict.crossings:
            ax.plot(turn, verdict.entry["bar"], "o", color=BAD, markersize=6)
        ax.plot(verdict.entry["at"], verdict.figure, MARKERS[2], color="black", markersize=8, clip_on=False)
        ax.set_title(f"{verdict.number}. {verdict.here}", loc="left", size=11, weight="bold")
        ax.set_xlabel(textwrap.fill(verdict.entry["knob"], 34), size=9)
        ax.locator_params(axis="x", nbins=5)
        sns.despine(ax=ax)
    words = " ".join(f"{v.number}. {v.edge_in_words()}" for v in verdicts)
    show(
        fig,
        "Curves of the claims, the dashed line the bar, the grey ground the ordinary range, the triangle "
        f"where we are, a dot where the answer turns. {words}",
    )


def _axes(height: float, title: str) -> tuple[Figure, Axes]:
    with sns.axes_style("ticks"):
        fig, ax = plt.subplots(figsize=(WIDTH, height + (0.25 if title else 0)), layout="constrained")
    ax.set_title(title, loc="left", size=12)
    return fig, ax


def _show(fig: Figure, ax: Axes, form: str, title: str, words: str, *, despine: bool = True) -> None:
    if despine:
        sns.despine(ax=ax)
    show(fig, f"{form}: {title}. {words}" if title else f"{form}. {words}")


def _with_interval(numbers: Numbers) -> pd.DataFrame:
    return numbers.to_frame("figure") if isinstance(numbers, pd.Series) else numbers


def _whiskers(ax: Axes, table: pd.DataFrame) -> None:
    if {"low", "high"} <= set(table.columns):
        sides = [table["figure"] - table["low"], table["high"] - table["figure"]]
        ax.errorbar(table["figure"], range(len(table)), xerr=sides, fmt="none", ecolor="0.25", capsize=4)


def _label_ends(
    ax: Axes, table: pd.DataFrame, form: str, *, also: float = 0, least: float = -np.inf
) -> tuple[float, float]:
    """Write each number to the right of its bar and interval, `least` at the left; return limits for all."""
    ends = table[[c for c in ("figure", "high") if c in table]].max(axis=1).clip(lower=least)
    starts = table[[c for c in ("figure", "low") if c in table]].min(axis=1)
    for row, (end, value) in enumerate(zip(ends, table["figure"], strict=True)):
        ax.annotate(_told(value, form), (end, row), xytext=(6, 0), textcoords="offset points", va="center")
    low, high = min(starts.min(), also, 0), max(ends.max(), also, 0)
    room = (high - low) or 1
    return low - 0.03 * room if low < 0 else 0, high + 0.14 * room


def _bar_on(
    ax: Axes, table: pd.DataFrame, bar: float | None, name: str, write: Callable[[float], str]
) -> list[str]:
    """Draw the bar and the dots where lines cross it; return the settings in words."""
    if bar is None:
        return []
    ax.axhline(bar, color=QUIET, linestyle="--", linewidth=1)
    first, last = ((table.iloc[end] - bar).abs().min() for end in (0, -1))
    side, x, away = ("left", 0, 3) if first > last else ("right", 1, -3)  # where the lines are further off
    words = {"textcoords": "offset points", "bbox": {"fc": "white", "ec": "none", "pad": 1}}
    ax.annotate(
        name, (x, bar), xycoords=("axes fraction", "data"), xytext=(away, 6), ha=side, color=QUIET, **words
    )
    found = []
    for column in table.columns:
        for turn in crossings(table[column], bar):
            ax.plot(turn, bar, "o", color=BAD, markersize=8, zorder=5)
            ax.annotate(write(turn), (turn, bar), xytext=(8, -16), color=BAD, **words)
            found.append(write(turn))
    return found


def crossings(line: pd.Series, bar: float) -> list[float]:
    """Return where a line through points crosses a bar, from left to right."""
    line = line.dropna().sort_index()
    x, y = line.index.to_numpy(float), line.to_numpy(float) - bar
    turns = np.flatnonzero(np.diff((y > 0).astype(int)))
    return [float(x[i] - y[i] / (y[i + 1] - y[i]) * (x[i + 1] - x[i])) for i in turns]


def _name_ends(ax: Axes, ends: dict[str, tuple[float, float]]) -> None:
    """Write each line's name to the right of its end; names that would meet are moved apart."""
    low, high = ax.get_ylim()
    apart, blocks = 0.075 * (high - low), []
    for name, (_, y) in sorted(ends.items(), key=lambda end: end[1][1]):
        block = [(name, y)]
        while blocks and _bottom(blocks[-1], apart) + len(blocks[-1]) * apart > _bottom(block, apart):
            block = blocks.pop() + block
        blocks.append(block)
    places = {
        name: _bottom(block, apart) + row * apart for block in blocks for row, (name, _) in enumerate(block)
    }
    for colour, (name, end) in zip(PALETTE, ends.items(), strict=False):
        line = {"arrowstyle": "-", "color": colour, "shrinkA": 0, "shrinkB": 3}
        x = end[0] + 0.04 * np.ptp(ax.get_xlim())
        ax.annotate(name, end, xytext=(x, places[name]), va="center", arrowprops=line if name else None)


def _bottom(block: list[tuple[str, float]], apart: float) -> float:
    """Return where the lowest of some names stands when they stand apart around the mean of their ends."""
    return float(np.mean([y for _, y in block])) - apart * (len(block) - 1) / 2


def number(value: float) -> str:
    """Write a number for people: two digits that matter, whole thousands with a comma."""
    if value == 0:
        return "0"
    size = int(np.floor(np.log10(abs(value))))
    rounded = round(value, 1 - size)
    places = max(0, 1 - size) if abs(rounded) < 10 else 0
    text = f"{rounded:,.{places}f}"
    return text.rstrip("0").removesuffix(".") if "." in text else text


def _listed(table: pd.DataFrame, unit: str, form: str) -> str:
    return (
        ", ".join(f"{name} {_told(value, form)}" for name, value in table["figure"].items()) + f" ({unit})."
    )


def _told(value: float, form: str) -> str:
    """Write a number; a zero has no sign."""
    text = form.format(value)
    return text if re.search("[1-9]", text) else text.replace("-", "").replace("+", "")
