"""Write what was found on one page: an HTML file that opens anywhere, needs no network and prints on A4."""

import base64
import html
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg

from helpers.describe import png
from own_file.audiences import SMALLEST_GROUP

ROOT = Path(__file__).resolve().parents[1]
MOST_ROWS = 8  # of a table of segments, so that all fits on the page
MOST_REASONS = 6
MOST_LETTERS = 64  # of a cell

# Nothing may be fetched and nothing may run: a name such as <img src=…> stays a name.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
STYLE = """
@page { size: A4; margin: 10mm }
body { font: 9pt/1.3 system-ui, 'Segoe UI', Arial, sans-serif; color: #111; background: #fff;
  max-width: 188mm; margin: 1em auto; padding: 0 1em }
h1 { font-size: 15pt; margin: 0 0 .1em }
h2 { font-size: 10.5pt; margin: .5em 0 .15em; border-bottom: 1px solid #666 }
p, ul { margin: .2em 0 } ul { padding-left: 1.3em }
table { border-collapse: collapse; width: 100%; font-size: 8pt }
caption { text-align: left; color: #333 }
th, td { text-align: left; vertical-align: top; padding: .1em .7em .1em 0; border-bottom: 1px solid #ccc }
td.number, th.number { text-align: right }
figure { margin: .3em 0 } img { max-width: 100%; max-height: 38mm }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.5em }
.small { font-size: 7.5pt; color: #333 }
dt { font-weight: bold; float: left; margin-right: .4em } dd { margin: 0 }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 8.3pt }
  table { font-size: 7.5pt } .small { font-size: 7.2pt } .sides, table, figure { break-inside: avoid } }
@media (max-width: 40em) { .sides { grid-template-columns: 1fr } }
"""


@dataclass
class Report:
    """What the page says. Every text may come from data: it is shown as text, never as HTML.

    Attributes
    ----------
    title : str
    about : str
        Which file, which period, how many customers and orders.
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
    """

    title: str
    about: str
    made_on: object
    headline: list
    profiles: pd.DataFrame
    actions: pd.DataFrame
    dropped: pd.DataFrame
    stability: str
    definitions: dict = field(default_factory=dict)
    picture: tuple | None = None


def page(report):
    """The report as one HTML document.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str

    Raises
    ------
    ValueError
        `profiles` has no column `customers`, or the picture has no words.
    """
    profiles, hidden = _without_small_groups(report.profiles)
    actions = report.actions[report.actions.index.isin(profiles.index)]
    day = pd.Timestamp(report.made_on)
    definitions = "".join(
        f"<div><dt>{_text(word)}:</dt><dd>{_text(meaning, 120)}</dd></div>"
        for word, meaning in report.definitions.items()
    )
    parts = [
        f"<h1>{_text(report.title)}</h1>",
        f'<p>{_text(report.about, 200)} <span class="small">As of {day:%d %B %Y}.</span></p>',
        f"<ul>{''.join(f'<li>{_text(line, 160)}</li>' for line in report.headline[:4])}</ul>",
        "<h2>The segments</h2>",
        _table(profiles, "What each segment is like"),
        f'<p class="small">{_text(hidden)}</p>' if hidden else "",
        _figure(report.picture),
        "<h2>What to do</h2>",
        _table(actions, "One action for each segment"),
        '<div class="sides"><section><h2>What was left out of the file</h2>',
        _table(_first_rows(report.dropped), "Rows by what became of them"),
        "</section><section><h2>How far to trust this</h2>",
        f"<p>{_text(report.stability, 400)}</p>",
        f'<dl class="small">{definitions}</dl></section></div>',
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{_text(report.title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>{STYLE}</style></head>'
        f"<body><main>\n{chr(10).join(filter(None, parts))}\n</main></body></html>\n"
    )


def save(report, path):
    """Write the page to a file and return its path."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(report), encoding="utf-8", newline="\n")
    return path


def my_work(name):
    """The folder for a file's results: ``my_work/<name>`` at the top of the course. It is made if needed.

    Parameters
    ----------
    name : Path or str
        The participant's file; its name without its ending names the folder.

    Returns
    -------
    Path
    """
    top = Path(os.environ.get("SEGMENTATION_MY_WORK", ROOT / "my_work"))
    folder = top / (re.sub(r"[^\w-]+", "_", Path(name).stem).strip("_")[:60] or "my_file")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _without_small_groups(profiles):
    """The segments that may be shown, at most as many as fit, and a sentence on the others."""
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


def _first_rows(table):
    """A long table's first rows, and one row for the rest."""
    if len(table) <= MOST_REASONS:
        return table
    rest = table.iloc[MOST_REASONS - 1 :]
    total = {
        column: rest[column].sum() if pd.api.types.is_numeric_dtype(rest[column]) else ""
        for column in table.columns
    }
    last = pd.DataFrame([total], index=pd.Index([f"{len(rest)} more reasons"], name=table.index.name))
    return pd.concat([table.iloc[: MOST_REASONS - 1], last])


def _table(table, caption):
    """A DataFrame as an HTML table with headings that a screen reader can follow."""
    numeric = [pd.api.types.is_numeric_dtype(table[column]) for column in table.columns]
    head = "".join(
        f'<th scope="col"{_right(right)}>{_text(name)}</th>'
        for name, right in zip([table.index.name or "", *table.columns], [False, *numeric], strict=True)
    )
    rows = "".join(
        f'<tr><th scope="row">{_text(name)}</th>'
        + "".join(
            f"<td{_right(right)}>{_text(value)}</td>" for value, right in zip(values, numeric, strict=True)
        )
        + "</tr>"
        for name, values in zip(table.index, table.itertuples(index=False, name=None), strict=True)
    )
    return (
        f"<table><caption>{_text(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _right(is_number):
    return ' class="number"' if is_number else ""


def _figure(picture):
    """A figure as a picture inside the page, with its words."""
    if picture is None:
        return ""
    fig, words = picture
    if not words.strip():
        raise ValueError("The picture has no description. Say in a sentence what it shows.")
    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    inside = base64.b64encode(png(canvas, compress_level=9)).decode("ascii")
    return f'<figure><img src="data:image/png;base64,{inside}" alt="{_text(words, 1000)}"></figure>'


def _text(value, most=MOST_LETTERS):
    """A value as text that is safe in HTML: numbers with separators, long texts cut."""
    if isinstance(value, bool):
        text = "yes" if value else "no"
    elif pd.api.types.is_number(value):
        text = "" if pd.isna(value) else f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    else:
        text = "".join(c if c.isprintable() else " " for c in str(value))
    return html.escape(text if len(text) <= most else text[: most - 1] + "…")
