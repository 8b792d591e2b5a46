"""Write what was found on one page: an HTML file that opens anywhere, needs no network, prints on A4."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
import pandas as pd
from markupsafe import Markup
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers.charts import PALETTE, png
from own_file.audiences import SMALLEST_GROUP
from own_file.save import writing
from own_file.table import OwnFileError
from page.boxes import in_html
from page.files import swap_in

MOST_ROWS = 8  # of a table of segments, so that all fits on the page
MOST_REASONS = 6
MOST_LINES = 20  # of what stands on the back of the page
MOST_LETTERS = 64  # of a cell
# By this word in its head the page knows its own earlier versions, and replaces no other file.
GENERATOR = "Customer segmentation, own_file"
# Nothing may be fetched and nothing may run: a name such as <img src=…> stays a name.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


@dataclass
class Report:
    """What the page says. Every text may come from data: it is shown as text, never as HTML.

    Attributes
    ----------
    title : str
    about : str
        Which file, which period, how many customers and orders, which currency.
    made_on : str or date
        The day the page is about.
    headline : list of str
        What a reader must know who reads no further; at most four sentences.
    profiles : DataFrame
        A row per segment, its name as index, with a column `customers`. Segments of fewer than five
        customers are left out, and the page says so.
    actions : DataFrame
        A row per segment: what to do, how to see that it worked.
    dropped : DataFrame
        What was left out of the file and why, with counts.
    stability : str
        How far the segments can be trusted, in a sentence.
    definitions : dict of str to str
        What the words mean.
    picture : tuple of (matplotlib figure, str), optional
        A figure, and what it shows in words.
    lacks, decisions : list of str
        What the file cannot tell; what was decided about it, and by whom. A sentence each: they stand on the
        back of the printed page.
    """

    title: str
    about: str
    made_on: object
    headline: Sequence[str]
    profiles: pd.DataFrame
    actions: pd.DataFrame
    dropped: pd.DataFrame
    stability: str
    definitions: Mapping[str, str] = field(default_factory=dict)
    picture: tuple[Figure, str] | None = None
    lacks: Sequence[str] = ()
    decisions: Sequence[str] = ()


def page(report: Report) -> str:
    """Return the page, a whole HTML document.

    Raises
    ------
    ValueError
        `profiles` has no column `customers`, or the picture has no words.
    """
    day = pd.Timestamp(report.made_on)
    profiles, hidden = _without_small_groups(report.profiles)
    return (
        templates()
        .get_template("report.html.j2")
        .render(
            report=report,
            profiles=profiles,
            hidden=hidden,
            actions=report.actions[report.actions.index.isin(profiles.index)],
            dropped=_first_rows(report.dropped),
            day=f"{day.day} {day:%B %Y}",
            policy=POLICY,
            generator=GENERATOR,
            most_lines=MOST_LINES,
        )
    )


def save(report: Report, path: str | Path) -> Path:
    """Write the page to a file, whole or not at all, and return its path.

    Raises
    ------
    OwnFileError
        Another file stands there, or the place cannot be written to.
    """
    path = Path(path)
    content = page(report).encode("utf-8")
    with writing(path):
        if path.exists() and not (path.is_file() and GENERATOR.encode() in path.read_bytes()[:400]):
            raise OwnFileError(
                f"{path.name} exists and is not a report of this course: choose another folder."
            )
        swap_in(path, content)
    return path


def templates() -> jinja2.Environment:
    """Return what makes our pages: all that they are given is escaped, and what they lack is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"words": words, "numeric": _numeric, "png": _png, "code": _code}
    return environment


def words(value: object, most: int = MOST_LETTERS) -> str:
    """Return a value as text of one line: numbers with separators, long texts cut. It is not escaped yet."""
    if isinstance(value, bool):
        text = "yes" if value else "no"
    elif pd.api.types.is_number(value):
        text = "" if pd.isna(value) else f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    else:
        text = "".join(c if c.isprintable() else " " for c in str(value))
    return text if len(text) <= most else text[: most - 1] + "…"


def _code(text: str) -> Markup:
    """Set what stands in backticks as code; all else is escaped."""
    return Markup(in_html(text))


def _numeric(table: pd.DataFrame) -> list[bool]:
    """Return for each column whether it holds numbers, which stand to the right."""
    return [pd.api.types.is_numeric_dtype(dtype) for dtype in table.dtypes]


def _png(picture: tuple[Figure, str]) -> str:
    """Draw a figure and return it as the text of a picture inside a page."""
    fig, described = picture
    if not described.strip():
        raise ValueError("The picture has no description. Say in a sentence what it shows.")
    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    return base64.b64encode(png(canvas, compress_level=9)).decode("ascii")


def _without_small_groups(profiles: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the segments that may be shown, at most as many as fit, and a sentence on the others."""
    if "customers" not in profiles.columns:
        raise ValueError(
            f"`profiles` has the columns {', '.join(map(str, profiles.columns))}; expected one named "
            "`customers`, to leave out groups under five."
        )
    small = profiles["customers"] < SMALLEST_GROUP
    shown = profiles[~small].head(MOST_ROWS)
    hidden = []
    if small.any():
        hidden.append(f"{small.sum()} of the segments have fewer than five customers and are not shown.")
    if len(shown) < (~small).sum():
        hidden.append(f"{(~small).sum() - len(shown)} more segments do not fit on this page.")
    return shown, " ".join(hidden)


def _first_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return a long table's first rows, and one row for the rest."""
    if len(table) <= MOST_REASONS:
        return table
    rest = table.iloc[MOST_REASONS - 1 :]
    total = {
        column: rest[column].sum() if pd.api.types.is_numeric_dtype(rest[column]) else ""
        for column in table.columns
    }
    last = pd.DataFrame([total], index=pd.Index([f"{len(rest)} more reasons"], name=table.index.name))
    return pd.concat([table.iloc[: MOST_REASONS - 1], last])


def shares(profile: pd.DataFrame) -> tuple[Figure, str] | None:
    """Draw each segment's share of the customers and of the money, and say it in words.

    Parameters
    ----------
    profile : DataFrame, a row per segment
        `customers`, `% of customers` and, if known, `% of money`.

    Returns
    -------
    tuple of (matplotlib figure, str) or None
        None where there is only one segment of five customers or more.
    """
    shown = profile[profile["customers"] >= SMALLEST_GROUP]
    if len(shown) < 2:
        return None
    bars = [column for column in ("% of customers", "% of money") if column in shown]
    fig = Figure(figsize=(7.5, 0.7 + 0.3 * len(shown)), layout="constrained")
    ax = fig.add_subplot()
    height = 0.76 / len(bars)
    for i, (column, colour, hatch) in enumerate(zip(bars, PALETTE, ["", "///"], strict=False)):
        place = [row + i * height for row in range(len(shown))]
        boxes = ax.barh(
            place,
            shown[column],
            height * 0.95,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            label=column[2:],
        )
        ax.bar_label(boxes, fmt="%.0f%%", padding=2, fontsize=8)
    ax.set_yticks([row + height * (len(bars) - 1) / 2 for row in range(len(shown))], list(shown.index))
    ax.set_xlim(0, 1.12 * shown[bars].to_numpy().max())
    ax.set_xlabel("per cent of all")
    ax.invert_yaxis()
    fig.legend(frameon=False, loc="outside upper left", ncols=len(bars))
    ax.spines[["top", "right"]].set_visible(False)
    described = "; ".join(
        f"{name}: " + ", ".join(f"{row[column]:.0f}{column}" for column in bars)
        for name, row in shown.iterrows()
    )
    return fig, f"Share of customers and of money by segment. {described}."
