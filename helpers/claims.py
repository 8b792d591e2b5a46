"""What the documents claim, judged: does it hold here, how far is the edge, where does the answer come from?

`lessons/claims.toml` says of each claim what it means, its fair rival, its bar and the ordinary range of its
knob. An evidence notebook brings a figure and a curve; the answers follow from these and the list alone.
"""

import json
import tomllib
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from IPython.display import display
from jinja2 import Environment

from helpers import charts
from helpers.charts import number

MIME = "application/vnd.segmentation.claim+json"
COURSE = Path(__file__).resolve().parents[1]
LIST = COURSE / "lessons" / "claims.toml"
LUCK = COURSE / "lessons" / "luck.csv"
EVIDENCE = COURSE / "notebooks" / "evidence"
YES, NO, CANNOT_TELL = "yes", "no", "cannot tell"
SIGN = {YES: ("✓", "#009E73"), NO: ("✗", "#D55E00"), CANNOT_TELL: ("?", "#767676")}
ENOUGH = {"seed": 0.95, "market": 0.9}  # the share of other seeds, and of markets drawn anew, that must agree
NOISE = 0.01  # a known figure and its curve may differ by this share of the larger of the two
NO_LUCK = pd.DataFrame(columns=["id", "luck", "draw", "figure", "side", "edge"]).astype({"edge": float})
INTERVALS = {
    "experiment": "95 % interval of an experiment",
    "customers": "95 % interval, customers or companies drawn anew",
    "repeats": "95 % interval of a mean over repeats",
    "range": "a range, not an interval",
}

PAGES = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
CARD = PAGES.from_string("""\
<div style="border:1px solid #767676;border-left:6px solid {{ look[1] }};padding:.5em .9em;
margin:.3em 0;max-width:56em;line-height:1.5"><div>“{{ entry.claim }}”</div>
<div><strong><span aria-hidden="true">{{ look[0] }}</span> {{ verdict.here | capitalize }}.</strong>
{{ verdict.here_in_words() }}</div>
<div><strong>The edge.</strong> {{ verdict.edge_in_words() }}</div>
<div><strong>{{ verdict.origin | capitalize }}:</strong> {{ entry.origin_why }}.</div>
<div>{{ verdict.luck_in_words() }}</div>
<details><summary>What the answer rests on</summary>
<div>What it means: {{ entry.meaning }}</div>
<div>Compared with: {{ entry.rival }}.</div>
<div>The bar: {{ entry.bar_why }}</div>
<div>The ordinary range: {{ entry.ordinary_why }}.</div>
<div><small>{{ verdict.id }}</small></div></details></div>
""")
TABLE = PAGES.from_string("""\
<table><thead><tr>
{% for name in ["", "the documents say", "here", "the edge", "the answer is"] %}
<th style="text-align:left">{{ name }}</th>
{% endfor %}
</tr></thead><tbody>
{% for verdict in verdicts %}
<tr style="vertical-align:top"><td>{{ verdict.number }}</td>
<td style="text-align:left">{{ verdict.entry.claim }}</td>
<td style="text-align:left;white-space:nowrap"><strong>
<span aria-hidden="true">{{ signs[verdict.here][0] }}</span>
{{ verdict.here }}</strong></td>
<td style="text-align:left">{{ verdict.edge_in_words() }}</td>
<td style="text-align:left">{{ verdict.origin }}</td></tr>
{% endfor %}
</tbody></table>
""")


@dataclass(frozen=True)
class Verdict:
    """One claim with its three answers and what they rest on. The last line of a cell shows it as a card."""

    id: str
    number: int  # its place among the claims of its lesson, from 1
    here: str
    edge: float | None
    origin: str
    figure: float
    low: float | None
    high: float | None
    interval_of: str
    crossings: tuple[float, ...]  # every edge in the ordinary range
    curve: tuple[tuple[float, float], ...]
    seeds: float | None  # the share of other seeds on the same side; None where no lot enters the figure
    markets: float | None  # the share of markets drawn anew on the same side
    edge_low: float | None  # 5 % of the markets' edges lie below
    edge_high: float | None
    entry: dict  # what the list of claims says

    def here_in_words(self) -> str:
        """Return the first answer: the figure, its interval, and what it must pass."""
        interval = ""
        if self.low is not None:
            interval = f" ({INTERVALS[self.interval_of]}: {number(self.low)} to {number(self.high)})"
        side = "more" if self.entry["above"] else "less"
        words = f"Here it is {number(self.figure)} {self.entry['figure']}{interval}. "
        where = " somewhere in the ordinary range" if self.entry["test"] == "can" else ""
        words += f"Yes would be {side} than {number(self.entry['bar'])}{where}."
        return f"{words} {self._why_not()}" if self.here == CANNOT_TELL else words

    def _why_not(self) -> str:
        if self.low is not None and self.low <= self.entry["bar"] <= self.high:
            return "The interval reaches both sides of that."
        agree = [(self.seeds, "seeds"), (self.markets, "markets drawn anew")]
        return " ".join(
            f"{share:.0%} of other {what} say the same: too few."
            for share, what in agree
            if share is not None and share < 1
        )

    def edge_in_words(self) -> str:
        """Return the second answer: where it turns within the ordinary range."""
        low, high = (f"{end:,g}" for end in self.entry["ordinary"])
        if self.edge is None:
            return f"It turns nowhere in the ordinary range ({self.entry['knob']}: {low} to {high})."
        sentence = self.entry["edge"].format(edge=number(self.edge))
        if self.entry["test"] != "can":  # where a *can* holds somewhere, it holds
            other = "no" if is_beyond(self.entry, self.figure) else "yes"
            sentence = sentence.replace("it turns", f"it turns to {other}", 1)
        swing = ""
        if self.edge_low is not None and number(self.edge_low) != number(self.edge_high):
            swing = f" (in other markets: {number(self.edge_low)} to {number(self.edge_high)})"
        return f"{sentence[:1].upper()}{sentence[1:]}{swing}; we are at {number(self.entry['at'])}."

    def luck_in_words(self) -> str:
        """Return how many other seeds and markets agree; empty when that was not computed."""
        if self.markets is None:
            return ""
        markets = f"in {self.markets:.0%} of 10 markets drawn anew."
        if self.seeds is None:
            return f"No lot enters this figure. The same side {markets}"
        return f"The same side in {self.seeds:.0%} of 20 other seeds and {markets}"

    def __repr__(self) -> str:
        lines = [
            self.entry["claim"],
            f"Here: {self.here}. {self.here_in_words()}",
            f"The edge: {self.edge_in_words()}",
            f"Where the answer comes from: {self.origin}, {self.entry['origin_why']}.",
            self.luck_in_words(),
        ]
        return "\n".join(filter(None, lines))

    def _repr_html_(self) -> str:
        return CARD.render(verdict=self, entry=self.entry, look=SIGN[self.here])

    def _ipython_display_(self) -> None:
        bundle = {"text/plain": repr(self), "text/html": self._repr_html_(), MIME: asdict(self)}
        display(bundle, raw=True)
        charts.edges([self])


@cache
def everything() -> pd.DataFrame:
    """Return the list of claims by `id`: the 48 of the tables, and those around them (`table` 0)."""
    return pd.DataFrame.from_dict(tomllib.loads(LIST.read_text(encoding="utf-8")), orient="index")


def listed() -> pd.DataFrame:
    """Return the 48 claims of the documents' two tables, by `id`."""
    return everything().query("table > 0")


@cache
def luck() -> pd.DataFrame:
    """Return what other luck said: a row per claim and draw; `luck` is seed or market."""
    return pd.read_csv(LUCK).astype({"edge": float}) if LUCK.exists() else NO_LUCK


def judge(
    id: str,
    *,
    figure: float,
    curve: pd.Series | pd.DataFrame,
    interval: tuple[float, float] | None = None,
    of: str = "",
    at: float | None = None,
) -> Verdict:
    """Judge a claim by its figure, its interval and its curve, as the list of claims says.

    *Here* is "yes" when the figure, with the whole of its interval, lies beyond the bar on the side that the
    claim asks for; "no" when it lies wholly on the other side; else "cannot tell". A claim that says *can*
    asks whether any setting in the ordinary range passes. "Cannot tell", too, when fewer than 19 of 20 other
    seeds or 9 of 10 markets drawn anew fall on the same side.

    Parameters
    ----------
    id : str
        A claim of the list, such as "T1-behavioural-pro".
    figure : float
        At the course's own setting of the knob, in the list's unit.
    curve : Series, or DataFrame with the columns `figure`, `low` and `high`
        The figure (values) by setting of the knob (index), over the ordinary range. Empty ones are left out.
        With `low` and `high` a claim that says *can* is met only where the whole interval passes.
    interval : tuple of two floats, optional
        Around the figure. Without one the figure is known, and must lie on its curve.
    of : str
        What the interval is of: "experiment", "customers" (drawn anew), "repeats" or "range".
    at : float, optional
        The course's own setting, where it is computed and so differs from the list's in another market.

    Returns
    -------
    Verdict

    Raises
    ------
    ValueError
        When the id is unknown, a number is missing, or figure, interval and curve cannot belong together.
    """
    entry = _entry(id)
    at, bar = float(entry["at"] if at is None else at), float(entry["bar"])
    table = curve.to_frame("figure") if isinstance(curve, pd.Series) else curve
    sure = table["low" if entry["above"] else "high"] if "low" in table else table["figure"]
    points = table["figure"].astype(float).dropna().sort_index()
    _demand_sound(id, figure, points, interval, of, at)
    low, high = interval or (None, None)
    if interval is None:
        points.loc[at] = figure
        points = points.sort_index()
    within = points[points.index.to_series().between(*entry["ordinary"])]
    passes = is_beyond(entry, sure.reindex(within.index).dropna()).any()
    turns = [
        turn for turn in charts.crossings(points, bar) if entry["ordinary"][0] <= turn <= entry["ordinary"][1]
    ]
    nearest = min(turns, key=lambda turn: abs(turn - at), default=None)
    alone = _alone(entry, bool(passes), figure, low, high)
    beyond = alone == YES if entry["test"] == "can" else bool(is_beyond(entry, figure))
    seeds, markets, swing = _other_luck(id, beyond)
    agreed = all(
        share is None or share >= ENOUGH[kind] for kind, share in (("seed", seeds), ("market", markets))
    )
    siblings = everything().index[everything()["lesson"] == entry["lesson"]]
    return Verdict(
        id=id,
        number=siblings.get_loc(id) + 1,
        here=alone if agreed else CANNOT_TELL,
        edge=None if nearest is None else _as_told(nearest, at, entry["whole"]),
        origin=entry["origin"],
        figure=_round(figure),
        low=None if low is None else _round(low),
        high=None if high is None else _round(high),
        interval_of=of,
        crossings=tuple(map(_round, turns)),
        curve=tuple((_round(x), _round(y)) for x, y in within.items()),
        seeds=seeds,
        markets=markets,
        edge_low=swing[0],
        edge_high=swing[1],
        entry=entry.to_dict() | {"at": _round(at)},
    )


def stated(lesson: str) -> list[Verdict]:
    """Return the verdicts that a lesson's stored evidence holds, in the order of the list.

    Raises
    ------
    ValueError
        When the evidence is not there.
    """
    path = EVIDENCE / f"{lesson}_evidence.ipynb"
    if not path.exists():
        raise ValueError(f"There is no evidence for {lesson}: no {path.name}. Run `python course.py build`.")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    found = [Verdict(**data[MIME]) for data in outputs if MIME in data]
    return sorted(found, key=lambda verdict: verdict.number)


def register() -> pd.DataFrame:
    """Return the list of claims with what the stored evidence answers.

    Returns
    -------
    DataFrame
        By `id`, in the order of the list: `method`, `table`, `kind`, `claim`, `lesson`, `here`, `figure` and
        `edge` in words, `origin`, `seeds` and `markets` (shares of other luck that agree). Empty where
        nothing is stored yet.
    """
    claims = everything()[["method", "table", "kind", "claim", "lesson"]]
    answers = {}
    for lesson in claims["lesson"].unique():
        if (EVIDENCE / f"{lesson}_evidence.ipynb").exists():
            for verdict in stated(lesson):
                answers[verdict.id] = {
                    "here": verdict.here,
                    "figure": verdict.here_in_words(),
                    "edge": verdict.edge_in_words(),
                    "origin": verdict.origin,
                    "seeds": verdict.seeds,
                    "markets": verdict.markets,
                }
    columns = ["here", "figure", "edge", "origin", "seeds", "markets"]
    return claims.join(pd.DataFrame.from_dict(answers, orient="index", columns=None).reindex(columns=columns))


def show(lesson: str) -> None:
    """Show what a lesson's evidence answers, as one table and one picture of the edges.

    Parameters
    ----------
    lesson : str
        Such as "05_behavioural".
    """
    verdicts = stated(lesson)
    lines = [f"{v.number}. {v.entry['claim']} {v.here.capitalize()}. {v.edge_in_words()}" for v in verdicts]
    page = TABLE.render(verdicts=verdicts, signs=SIGN)
    display({"text/html": page, "text/plain": "\n".join(lines)}, raw=True)
    charts.edges(verdicts)


def _entry(id: str) -> pd.Series:
    claims = everything()
    if id not in claims.index:
        alike = get_close_matches(id, claims.index, n=1)
        raise ValueError(f"There is no claim {id!r}." + (f" Is it {alike[0]}?" if alike else ""))
    return claims.loc[id]


def _demand_sound(
    id: str, figure: float, points: pd.Series, interval: tuple[float, float] | None, of: str, at: float
) -> None:
    """Raise ValueError unless figure, interval and curve can belong together."""
    if not np.isfinite(figure):
        raise ValueError(f"{id}: the figure is {figure}; expected a number.")
    if len(points) < 2 or not points.index.is_unique or not np.isfinite([*points.index, *points]).all():
        raise ValueError(
            f"{id}: the curve has {len(points)} usable points; expected two or more, each at another setting."
        )
    if not points.index[0] <= at <= points.index[-1]:
        raise ValueError(
            f"{id}: our own setting {at} lies outside of the curve, {points.index[0]} to {points.index[-1]}."
        )
    if (interval is None) == bool(of) or of and of not in INTERVALS:
        raise ValueError(
            f"{id}: of={of!r}; expected one of {', '.join(INTERVALS)} with an interval, and nothing without."
        )
    if interval is not None:
        if not interval[0] <= figure <= interval[1]:
            raise ValueError(f"{id}: the figure {figure} lies outside of its interval {interval}.")
        return  # it was measured, and may miss what its curve knows
    on_curve = float(np.interp(at, points.index, points))
    if abs(on_curve - figure) > NOISE * max(abs(figure), abs(on_curve)):
        raise ValueError(
            f"{id}: at {at} the curve says {on_curve:.4g}, the figure {figure:.4g}; "
            "take both from one computation."
        )


def _alone(entry: pd.Series, passes: bool, figure: float, low: float | None, high: float | None) -> str:
    """Return the answer by the figures alone, without other luck; `passes` says that some setting does."""
    if entry["test"] == "can" and passes:
        return YES
    sign, bar = (1 if entry["above"] else -1), float(entry["bar"])
    ends = sorted(sign * (end - bar) for end in ((figure, figure) if low is None else (low, high)))
    return YES if ends[0] > 0 else NO if ends[1] <= 0 else CANNOT_TELL


def is_beyond(entry: pd.Series | dict, figure: float | pd.Series) -> bool | pd.Series:
    """Tell whether a figure, or each of some, lies on the side of the bar that the claim asks for."""
    return figure > entry["bar"] if entry["above"] else figure < entry["bar"]


def _other_luck(
    id: str, beyond: bool
) -> tuple[float | None, float | None, tuple[float | None, float | None]]:
    """Return the shares of seeds and markets on our side, and the 5 and 95 % points of the markets' edge."""
    rows = luck()[luck()["id"] == id]
    if rows.empty:
        return None, None, (None, None)
    shares = (rows["side"] == beyond).groupby(rows["luck"]).mean()
    edges = rows.loc[rows["luck"] == "market", "edge"].dropna()
    swing = (None, None) if len(edges) < 5 else tuple(_round(edges.quantile(q)) for q in (0.05, 0.95))
    by_lot = rows.loc[rows["luck"] == "seed", "figure"].nunique() > 1
    return float(shares["seed"]) if by_lot else None, float(shares["market"]), swing


def _as_told(turn: float, at: float, whole: bool) -> float:
    """Return an edge for people: of whole things the first number, seen from ours, with the other answer."""
    if not whole:
        return _round(turn)
    return float(np.floor(turn) if turn < at else np.ceil(turn))


def _round(value: float) -> float:
    """Keep six digits: processors differ in the last ones, and the stored figure should not."""
    return float(f"{float(value):.6g}")
