"""The documents' claims, each with a figure, a verdict and a turning point; the register holds 48."""

import html
import json
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

MIME = "application/vnd.segmentation.claim+json"
LIST = Path(__file__).resolve().parents[1] / "lessons" / "claims.csv"
NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
HOLDS, ONLY_WHEN, NOT_HERE, TOO_CLOSE = "holds", "holds only when", "does not hold here", "too close to call"
LOOK = {
    HOLDS: ("✓", "#009E73"),
    ONLY_WHEN: ("◐", "#E69F00"),
    NOT_HERE: ("✗", "#D55E00"),
    TOO_CLOSE: ("?", "#767676"),
}
NOISE = 0.01  # a figure and its curve may differ by this share of the larger of the two


@dataclass(frozen=True)
class Statement:
    """One claim with its figure and verdict. The last line of a cell shows it as a card."""

    id: str
    method: str
    claim: str
    figure: float
    low: float | None
    high: float | None
    unit: str
    threshold: float
    above: bool
    knob: str
    at: float
    shown_from: float
    shown_to: float
    turning_point: float | None
    turning_points: tuple[float, ...]
    verdict: str
    condition: str

    def __repr__(self) -> str:
        return "\n".join([f"{self.id} ({self.method}): {self.claim}", *self._lines()])

    def _lines(self) -> list[str]:
        """Return figure, verdict and turning point, one sentence each."""
        interval = "" if self.low is None else f" (95 % interval {_text(self.low)} to {_text(self.high)})"
        side = "more" if self.above else "less"
        turns = " and ".join(_text(x) for x in self.turning_points)
        turn = f"Turning point: {self.knob} = {turns}" if turns else "No turning point"
        shown = f"looked at from {_text(self.shown_from)} to {_text(self.shown_to)}"
        asked = f"The claim asks for {side} than {_text(self.threshold)}."
        if self.low is not None and self.low <= self.threshold <= self.high:
            asked += " The interval reaches both sides of that."
        return [
            f"Figure: {_text(self.figure)} {self.unit}{interval}. {asked}",
            f"Verdict: {self.verdict_in_words()}.",
            f"{turn}, {shown}; the figure is at {_text(self.at)}.",
        ]

    def verdict_in_words(self) -> str:
        """Return the verdict with its condition, such as "holds only when age is above 55"."""
        if self.verdict != ONLY_WHEN:
            return self.verdict
        return f"{ONLY_WHEN} {self.knob} is {self.condition}"

    def _repr_html_(self) -> str:
        sign, edge = LOOK[self.verdict]
        figure, _, turn = (html.escape(line) for line in self._lines())
        verdict = self.verdict_in_words()
        return (
            f'<div style="border:1px solid #767676;border-left:6px solid {edge};padding:.4em .8em;'
            "margin:.3em 0;"
            'max-width:56em;line-height:1.5">'
            f"<div><small>{html.escape(self.id)} · {html.escape(self.method)}</small></div>"
            f"<div>“{html.escape(self.claim)}”</div>"
            f'<div><strong><span aria-hidden="true">{sign}</span> '
            f"{html.escape(verdict[:1].upper() + verdict[1:])}.</strong></div>"
            f"<div>{figure}</div><div>{turn}</div></div>"
        )

    def _repr_mimebundle_(self, **kwargs: object) -> dict:
        return {"text/plain": repr(self), "text/html": self._repr_html_(), MIME: asdict(self)}


@cache
def _listed() -> pd.DataFrame:
    return pd.read_csv(LIST, dtype={"table": "int64"}).set_index("id")


def listed() -> pd.DataFrame:
    """Return the 48 claims by `id`, with `method`, `table` (1 or 2), `kind` (pro or con) and `claim`.

    What the documents claim around their tables can be stated as well, but is not among the 48: in the
    file its `table` is 0.
    """
    return _listed().query("table > 0")


def state(
    id: str,
    *,
    figure: float,
    unit: str,
    threshold: float,
    above: bool,
    knob: str,
    at: float,
    curve: pd.Series,
    interval: tuple[float, float] | None = None,
) -> Statement:
    """State what a claim's figure is in this market, and derive the verdict from the figures alone.

    A point *passes* when it lies beyond the threshold, on the side that the claim asks for; reaching it is
    not enough. The figure itself is the curve's point at `at`. Between two points the curve is a straight
    line; a turning point is where it crosses the threshold. The verdict is, in this order:

    1. "holds only when", when some points pass and others fail; the condition names the passing ranges
       between the turning points, within the range shown.
    2. "too close to call", when all points pass or all fail, but the interval lies on both sides of the
       threshold, or touches it.
    3. "holds", when all points pass (and, if an interval is given, the whole of it).
    4. "does not hold here", when no point passes (nor any part of the interval).

    Parameters
    ----------
    id : str
        One of the 48, such as "T1-behavioural-pro", or one of the documents' text, such as "E-over".
    figure : float
        The claim's figure with the course's own setting of the knob, in `unit`.
    unit : str
        Such as "share of variance".
    threshold : float
        Where the claim starts to hold, in `unit`.
    above : bool
        True when the claim holds above the threshold, False when below.
    knob : str
        What is turned, with its unit, such as "purchases tracked (%)".
    at : float
        The course's own setting of the knob.
    curve : Series
        The figure (values) by setting of the knob (index); two settings or more. Empty values (NaN), where
        nothing could be measured, are left out.
    interval : tuple of two floats, optional
        The figure's 95 % interval.

    Returns
    -------
    Statement

    Raises
    ------
    ValueError
        When the id is unknown, a number is missing, or the figure and the curve contradict each other.
    """
    claim = _known(id)
    points = _points(curve, id)
    _same_at_default(points, at, figure, interval, id)
    _plain_numbers(id, figure=figure, threshold=threshold)
    points.loc[float(at)] = float(figure)
    points = points.sort_index()
    passes = points > threshold if above else points < threshold
    turns = _turning_points(points, passes, threshold)
    verdict = _verdict(passes, interval, threshold)
    condition = _condition(passes, turns) if verdict == ONLY_WHEN else ""
    low, high = (None, None) if interval is None else map(_round, interval)
    nearest = min(turns, key=lambda x: abs(x - at), default=None)
    return Statement(
        id=id,
        method=claim["method"],
        claim=claim["claim"],
        figure=_round(figure),
        low=low,
        high=high,
        unit=unit,
        threshold=_round(threshold),
        above=bool(above),
        knob=knob,
        at=_round(at),
        shown_from=_round(points.index[0]),
        shown_to=_round(points.index[-1]),
        turning_point=None if nearest is None else _round(nearest),
        turning_points=tuple(_round(x) for x in turns),
        verdict=verdict,
        condition=condition,
    )


def register(notebooks: Path = NOTEBOOKS) -> pd.DataFrame:
    """Collect the claims that the executed notebooks state.

    Parameters
    ----------
    notebooks : Path
        The folder with the notebooks.

    Returns
    -------
    DataFrame, 48 rows
        Indexed by `id`: the list's columns, then `notebook`, `figure`, `low`, `high`, `unit`, `threshold`,
        `above`, `knob`, `at`, `turning_point`, `verdict`, `condition`; empty where nothing is stated yet.

    Raises
    ------
    ValueError
        When one claim is stated twice with different results.
    """
    found: dict[str, dict] = {}
    for path in sorted(Path(notebooks).rglob("*.ipynb")):
        for stated in _stated(path):
            before = found.setdefault(stated["id"], {"notebook": path.stem, **stated})
            if any(before[key] != value for key, value in stated.items()):
                raise ValueError(
                    f"{stated['id']} is stated twice with different results: "
                    f"in {before['notebook']} and in {path.stem}. Keep one."
                )
    columns = [
        "notebook",
        "figure",
        "low",
        "high",
        "unit",
        "threshold",
        "above",
        "knob",
        "at",
        "turning_point",
        "verdict",
        "condition",
    ]
    stated = pd.DataFrame.from_dict(found, orient="index", columns=None).reindex(columns=columns)
    return listed().join(stated)


def _stated(notebook: Path) -> list[dict]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return [_as_before(output["data"][MIME]) for output in outputs if MIME in output.get("data", {})]


def _as_before(stated: dict) -> dict:
    """Return a verdict of the second edition in the first one's words."""
    if "here" not in stated:
        return stated
    points = pd.Series(dict(stated["curve"]))
    passes = points > stated["bar"] if stated["above"] else points < stated["bar"]
    interval = None if stated["low"] is None else (stated["low"], stated["high"])
    verdict = _verdict(passes, interval, stated["bar"])
    turns = stated["crossings"]
    return {
        **{
            key: stated[key]
            for key in ("id", "method", "claim", "figure", "low", "high", "unit", "above", "knob", "at")
        },
        "threshold": stated["bar"],
        "turning_point": min(turns, key=lambda x: abs(x - stated["at"]), default=None),
        "verdict": verdict,
        "condition": _condition(passes, turns) if verdict == ONLY_WHEN else "",
    }


def _known(id: str) -> pd.Series:
    claims = _listed()
    if id not in claims.index:
        alike = get_close_matches(id, claims.index, n=1)
        raise ValueError(f"There is no claim {id!r}." + (f" Is it {alike[0]}?" if alike else ""))
    return claims.loc[id]


def _plain_numbers(id: str, **numbers: float) -> None:
    for name, value in numbers.items():
        if not np.isfinite(value):
            raise ValueError(f"{id}: {name} is {value}; expected a number.")


def _points(curve: pd.Series, id: str) -> pd.Series:
    """Return the curve's measured points as floats, in the order of the knob."""
    points = pd.Series(curve.to_numpy(dtype="float64"), index=curve.index.to_numpy(dtype="float64"))
    points = points.dropna().sort_index()
    if len(points) < 2 or not points.index.is_unique or not np.isfinite([*points.index, *points]).all():
        raise ValueError(
            f"{id}: the curve has too few usable points ({len(points)}); expected two or more, "
            "finite, each at another setting of the knob."
        )
    return points


def _same_at_default(
    points: pd.Series, at: float, figure: float, interval: tuple[float, float] | None, id: str
) -> None:
    """Refuse a figure that is not on its curve: the verdict would depend on which of the two one believes."""
    if not points.index[0] <= at <= points.index[-1]:
        raise ValueError(f"{id}: at={at} lies outside of the curve, {points.index[0]} to {points.index[-1]}.")
    on_curve = float(np.interp(at, points.index, points))
    if interval is not None and not interval[0] <= figure <= interval[1]:
        raise ValueError(f"{id}: the figure {figure} lies outside of its interval {interval}.")
    low, high = interval or (figure, figure)
    noise = NOISE * max(abs(figure), abs(on_curve))
    if not low - noise <= on_curve <= high + noise:
        raise ValueError(
            f"{id}: at {at} the curve says {on_curve:.4g}, the figure {figure:.4g}. "
            "Take both from the same computation, or add the point to the curve."
        )


def _turning_points(points: pd.Series, passes: pd.Series, threshold: float) -> list[float]:
    x, y = points.index.to_numpy(), points.to_numpy()
    turns = np.flatnonzero(np.diff(passes.to_numpy().astype(int)))
    return [float(x[i] + (threshold - y[i]) / (y[i + 1] - y[i]) * (x[i + 1] - x[i])) for i in turns]


def _verdict(passes: pd.Series, interval: tuple[float, float] | None, threshold: float) -> str:
    if passes.any() and not passes.all():
        return ONLY_WHEN
    if interval is not None and interval[0] <= threshold <= interval[1]:
        return TOO_CLOSE
    return HOLDS if passes.all() else NOT_HERE


def _condition(passes: pd.Series, turns: list[float]) -> str:
    """Name the passing ranges: "above 55", "between 2 and 9", "below 2 or above 9"."""
    edges = [None, *turns, None]
    first = 0 if passes.iloc[0] else 1
    ranges = []
    for start, end in list(pairwise(edges))[first::2]:
        if start is None:
            ranges.append(f"below {_text(end)}")
        elif end is None:
            ranges.append(f"above {_text(start)}")
        else:
            ranges.append(f"between {_text(start)} and {_text(end)}")
    return " or ".join(ranges)


def _round(value: float) -> float:
    """Keep six digits: processors differ in the last ones, and the stored figure should not."""
    return float(f"{float(value):.6g}")


def _text(value: float) -> str:
    return f"{value:,.3g}" if abs(value) < 999.5 else f"{value:,.0f}"
