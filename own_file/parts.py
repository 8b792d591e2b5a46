"""What the workbench shows of an own file, one part a cell, as HTML: nothing of the file is HTML in it."""

from collections.abc import Callable

import pandas as pd

from own_file import paths, report, sentences
from own_file.way import OwnFile

QUANTILES = {"least": 0, "a quarter have at most": 0.25, "half have at most": 0.5, "most": 1}


def rows(own: OwnFile) -> str:
    """Return what was kept and what was left out, and why, and what was decided."""
    summary = own.cleaned.summary()
    table = summary.assign(share=(100 * summary["share"]).round(1)).set_index("fate")
    table = table.rename(columns={"share": "% of rows"}).rename_axis("")
    return _html(
        lines=[own.cleaned.sentence()],
        tables=[(table, "What became of the rows")],
        points=[*own.doubts, *sentences.decisions(own)],
    )


def buyers(own: OwnFile) -> str:
    """Return who buys: in sentences, and as a table of recency, orders and money."""
    figures = own.rfm.rename(
        columns={
            "recency_days": "days since last order",
            "frequency": "orders",
            "monetary": "money",
            "basket": "money per order",
        }
    )
    table = (
        figures.quantile(list(QUANTILES.values())).set_axis(list(QUANTILES)).round(2).rename_axis("customers")
    )
    unit = f", in {own.currency}" if own.currency else ""
    return _html(points=sentences.buyers(own), tables=[(table, f"Recency, frequency and money{unit}")])


def segments(own: OwnFile) -> str:
    """Return the segments: what each is like, its share of customers and money, and its rule."""
    return _html(
        points=sentences.headline(own),
        tables=[(own.profile, "What each segment is like")],
        drawn=report.shares(own.profile),
        words=own.definitions,
    )


def stability(own: OwnFile) -> str:
    """Return whether k-means finds groups that come back, and how far the segments can be trusted."""
    tables = []
    if own.stability is not None:
        table = own.stability.round(2).astype(str).rename_axis("groups")
        tables = [(table, "Agreement (1: the same groups)")]
    return _html(lines=sentences.trust(own), tables=tables)


def actions(own: OwnFile) -> str:
    """Return what to do with each segment, and what the file lacks for more."""
    table = _html(tables=[(own.actions, "One action for each segment")], words=sentences.of_tests(own))
    return table + _html(lines=["What this file cannot tell:"] if own.lacks else [], points=own.lacks)


def files(own: OwnFile) -> str:
    """Write all files, and return the list of them and the report itself."""
    folder = paths.results_folder(own.found.path)
    table = own.save(folder).set_index("file")
    place = f"{folder.parent.name}/{folder.name}"
    return _html(
        lines=[f"Written to the folder {place} of the course. Open or download them from the list of files."],
        tables=[(table, "The files")],
        page=report.page(own.page()),
    )


# What each part will show, before there is anything to show.
PARTS: dict[str, tuple[Callable[[OwnFile], str], str]] = {
    "rows": (rows, "how many rows of your file are kept, which are left out, and why"),
    "buyers": (buyers, "who your customers are: how lately, how often and for how much they buy"),
    "segments": (segments, "your segments, with what each is like and what it brings"),
    "stability": (stability, "whether groups of your customers come back when the customers are drawn anew"),
    "actions": (actions, "what to do with each segment, and what your file cannot tell"),
    "files": (files, "the report, and the lists for e-mail and advertising as far as your file allows"),
}


def _html(**content: object) -> str:
    empty = {"lines": [], "points": [], "tables": [], "drawn": None, "words": {}, "page": ""}
    return report.templates().get_template("part.html.j2").render(empty | content)


def sentence(text: str) -> str:
    """Return one sentence as HTML."""
    return _html(lines=[text])


def table_of(values: pd.DataFrame, caption: str) -> str:
    """Return one table as HTML."""
    return _html(tables=[(values, caption)])
