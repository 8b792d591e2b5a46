"""The checks of exercise 16."""

from collections.abc import Callable
from functools import cache
from numbers import Real

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

import own_file
from checks import expect, words
from checks.core import Answer, NotYet, only_tasks, predicted, task, writing
from checks.intervals import demand_verdict, per_100
from given import your_own_data as given
from helpers import data, experiment
from own_file import audiences

_EXERCISE = "16_your_own_data"

# What the lesson's live picture says, by number of segments; a test reads it off.
_LETTERS = {"two": 1_072, "four": 1_018, "six": 951}
_POINTS = {"two": 16, "four": 17, "six": 25}
_SMALLER = {"two": 12, "four": 16, "six": 16}
_HELD_OUT = {"two": 268, "four": 255, "six": 238}
_HALF_OUT = 20


@cache
def _cleaned() -> own_file.Cleaned:
    """Return the sample as the lesson cleans it; not to be changed."""
    found = own_file.look(data.DATASETS / "messy" / "orders_export.csv")
    return own_file.clean(found, found.guesses, given.ANSWERS)


@cache
def _orders() -> pd.DataFrame:
    return given.known_from_the_start(_cleaned().orders)


@cache
def _rfm(days_back: int = 0) -> pd.DataFrame:
    return given.rfm_with_basket(_orders(), data.TODAY - pd.Timedelta(days=days_back))


# ---------------------------------------------------------------- task 1


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Run the lesson down to the live picture: the cell's play button, or Run → Run All Cells.",
        "`letters` stands before `customers get the letter`: the first of the two figures.",
        "`from … to … points`: the second figure is the larger one.",
    ],
)
def more_segments(letters: Answer, points: Answer, half_out: Answer) -> str:
    """Check what more segments cost, as the lesson's live picture says it."""
    wanted = pd.Series(_LETTERS, name="letters").rename_axis("segments")
    held = pd.Series(_HELD_OUT).rename_axis("segments")
    expect.none_of_values(
        letters,
        {
            "holds how many are held out; expected how many get the letter": held,
            "holds those held out too; expected those who get the letter": wanted + held,
            "is the same for all three: did the number of segments move?": wanted * 0 + _LETTERS["four"],
        },
        name="letters",
    )
    expect.series(letters, wanted, name="letters", key="segments")
    wanted = pd.Series(_POINTS, name="points").rename_axis("segments")
    smaller = pd.Series(_SMALLER).rename_axis("segments")
    expect.none_of_values(
        points,
        {
            "holds the smaller of the two figures; expected the larger one": (smaller),
            "holds shares; expected points, of 100": wanted / 100,
        },
        name="points",
    )
    expect.series(points, wanted, name="points", key="segments")
    expect.number(half_out, _HALF_OUT, name="half_out", unit="points")
    return (
        f"From two segments to six, {_LETTERS['two'] - _LETTERS['six']} customers lose their letter, and the "
        f"test of the worst segment goes from {_POINTS['two']} to {_POINTS['six']} points. Holding out half "
        f"brings back only part of it: {_HALF_OUT}."
    )


# ---------------------------------------------------------------- task 2


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "One question is about dates, one about decimals, one about void receipts, one about equal lines.",
        "The key of a question stands at the beginning of its line above; it may hold a colon itself.",
        'If 1,250 is more than a thousand, the comma parts thousands, and the decimal mark is the "point".',
    ],
)
def four_answers(answers: Answer) -> str:
    """Check the answers that the shop gave, by question."""
    if not isinstance(answers, dict):
        raise NotYet(
            f"`answers` is {words.kind(answers)}; expected a dict from each question's key to a choice."
        )
    found = own_file.look(given.small_file())
    open_questions = {q.key: q for q in own_file.clean(found, found.guesses).questions}
    unknown = [key for key in answers if key not in open_questions]
    if unknown:
        raise NotYet(
            f"Nobody asked {words.value(unknown[0])}; the questions are "
            f"{', '.join(map(repr, open_questions))}."
        )
    for key, question in open_questions.items():
        if key in answers and answers[key] not in list(question.choices):
            raise NotYet(
                f"{words.value(answers[key])} is no choice of {key!r}; expected one of "
                f"{', '.join(map(repr, question.choices))}."
            )
    missing = [key for key in open_questions if key not in answers]
    if missing:
        rows = open_questions[missing[0]].rows
        raise NotYet(f"{missing[0]!r} has no answer: {rows} rows wait for it, and are in no total.")
    for key, value in answers.items():
        if value != _shop_says(key):
            raise NotYet(_why_not(key))
    cleaned = own_file.clean(found, found.guesses, answers)
    t = cleaned.totals
    return (
        f"{t['rows_kept']} kept + {t['rows_dropped']} dropped + {t['rows_asked']} asked = "
        f"{t['rows_read']} read. "
        f"Read the European way, the {cleaned.orders['amount'].sum():,.0f} would be a thousandth of it."
    )


def _shop_says(key: str) -> str:
    """Return the shop's answer to a question about the small file."""
    answers = {"dates": "month", "decimals": "point", "cancelled": "drop", "copies": "drop"}
    return answers[key.split(":")[0]]


def _why_not(key: str) -> str:
    return {
        "dates": "The shop writes the month first; you make 05/06 the 5th of June.",
        "decimals": "As a decimal comma, 1,250 is one and a quarter; the shop means more than 1,000.",
        "cancelled": "Void receipts were never paid, but you keep their money.",
        "copies": "Equal lines were typed twice by mistake, but you count both.",
    }[key.split(":")[0]]


# ---------------------------------------------------------------- task 3


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "Which of the two consents is about advertising?",
        "Compare addresses in lower case and without spaces: `.str.strip().str.lower()`.",
        "Customers 6 and 7 share an address, and 7 has said no.",
    ],
)
def ten_by_hand(may_be_passed: Answer) -> str:
    """Check the customers who may be passed to an advertising system."""
    found, ten = expect.customers(may_be_passed, name="may_be_passed"), given.ten_customers()
    chosen = {int(one) if isinstance(one, str) and one.isdigit() else one for one in found}
    unknown = [one for one in chosen if one not in ten.index]
    if unknown:
        raise NotYet(f"{words.value(unknown[0])} is no customer number; expected some of 1 to 10.")
    people = audiences.choose(ten, pd.Series("all", ten.index), channel="ads", holdout=0).people
    small = audiences.SMALL_GROUP.format(audiences.SMALLEST_GROUP)
    wanted = set(people.index[people["reason"].isin(["", small])])
    refused, missing = sorted(chosen - wanted), sorted(wanted - chosen)
    if refused:
        email, reason = ten.loc[refused[0], "email"], people.loc[refused[0], "reason"]
        raise NotYet(f"Customer {refused[0]:.0f} ({email!r}) may not: {reason}.")
    if missing:
        raise NotYet(
            f"Customer {missing[0]} ({ten.loc[missing[0], 'email']!r}) is missing: there is consent to "
            "advertising, and an address that can be used."
        )
    return (
        f"{len(wanted)} of ten. That is fewer than five: "
        "`audiences.choose` would write no file for them at all."
    )


# ---------------------------------------------------------------- task 4


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "The mean of `bought` by group is the share that bought.",
        "Those left out differ: they have not agreed, or have no address. Compare with the control group.",
        "`experiment.rate_difference(treated, control)` ends with low and high, as shares: times 100.",
    ],
)
def nobody_wrote(came_back: Answer, low: Answer, high: Answer, verdict: Answer) -> str:
    """Check who came back by themselves, and what a control group says when nobody was written to."""
    people = _quiet()
    rate = people.groupby("group")["bought"].mean()
    count = people.groupby("group")["bought"].sum()
    right = rate["contacted"]
    mistakes = {
        "the share of the control group": rate["control"],
        "the share of those left out": rate["left out"],
        "the share of all quiet customers": people["bought"].mean(),
        "the share of the two groups together": (people.loc[people["group"] != "left out", "bought"].mean()),
        "the difference to the control group": right - rate["control"],
        "the ratio to the control group": right / rate["control"],
        "a share of all quiet customers; divide by those of the group": count["contacted"] / len(people),
        "the group's part of all who bought": count["contacted"] / count.sum(),
    }
    expect.none_of(came_back, right, mistakes, name="came_back")
    expect.number(came_back, right, name="came_back", decimals=2)
    least, most = _ends(people, ["contacted"], ["control"])
    error = np.sqrt(right * (1 - right) / (people["group"] == "contacted").sum())
    known = {
        "taking those left out as control group; nobody drew them by lot": (
            _ends(people, ["contacted"], ["left out"])
        ),
        "taking all the others as control group, those left out too": (
            _ends(people, ["contacted"], ["control", "left out"])
        ),
        "comparing those left out with the control group": _ends(people, ["left out"], ["control"]),
        "the interval of the group's own share; expected that of the difference": (
            100 * (right - 1.96 * error),
            100 * (right + 1.96 * error),
        ),
    }
    expect.interval(low, high, least, most, unit="of 100", mistakes=known)
    demand_verdict(verdict, least, most)
    return (
        f"{100 * right:.0f} of 100 came back with nobody writing to them: without a control group a campaign "
        f"would have claimed them all. The interval, {least:+.1f} to {most:+.1f}, holds the 0 that is true "
        f"here. {predicted(_EXERCISE)}"
    )


@cache
def _quiet() -> pd.DataFrame:
    """Return who had been quiet for half a year, 60 days before the end, and who bought since."""
    past = _rfm(60)
    quiet = past.index[past["recency_days"] > 180]
    segment = pd.Series("quiet", quiet)
    people = audiences.choose(_cleaned().customers, segment, holdout=0.5, seed=4).people
    return people.assign(bought=_bought()[people.index].astype(int))


def _ends(people: pd.DataFrame, one: list[str], other: list[str]) -> tuple[float, float]:
    groups = [people.loc[people["group"].isin(names), "bought"] for names in (one, other)]
    return per_100(*groups)[1:]


# ---------------------------------------------------------------- task 5


@writing(
    exercise=_EXERCISE,
    number=5,
    points=[
        "It says what the third says: that is how many come back with no voucher at all.",
        "It gives what was measured against a control group, with both ends of the interval.",
        "It says what the voucher would pay for: orders that come anyway, each a fifth cheaper.",
        "It proposes something that can be done: hold out half by lot, or wait with the word *lost*.",
    ],
)
def voucher_for_the_quiet() -> str:
    """Write three sentences to the board on a voucher for quiet customers."""
    people = _quiet()
    rate = people.groupby("group")["bought"].mean()
    least, most = _ends(people, ["contacted"], ["control"])
    return (
        "The third proves nothing: of the quiet customers of two months ago "
        f"{100 * rate['contacted']:.0f} of 100 bought again although nobody wrote to them, and "
        f"{100 * rate['control']:.0f} in the control group ({least:+.0f} to {most:+.0f}: no difference can "
        "be told). A voucher for all would first of all take a fifth off orders that come anyway. Let us "
        "write to half of them without a voucher, hold the other half out by lot, and speak of vouchers once "
        "we see what a letter changes."
    )


# ---------------------------------------------------------------- task 6


@task(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Simple rules on recency and frequency with fixed cut points are perfectly stable.",
        "Who bought since? Compare those who bought often with those who bought once; merge what is alike.",
        "A test on everybody gets sharper the nearer the held-out share comes to a half.",
    ],
)
def my_plan(my_segments: Answer, holdout: Answer) -> str:
    """Check segments and a held-out share that keep the five rules."""
    rfm = _rfm()
    segment = _one_segment_each(my_segments, rfm)
    stable = _stability(my_segments, rfm, segment)
    if stable < given.STABLE:
        raise NotYet(
            f"Rule 2: on samples of the customers your segments agree with themselves at {stable:.2f}; "
            f"expected {given.STABLE} or more. Cut points that are fixed numbers do not move with the sample."
        )
    spread = _spread(my_segments)
    if spread < given.SPREAD:
        raise NotYet(
            f"Rule 3: between your segments the share that bought in the next 60 days differs by "
            f"{100 * spread:.1f} percentage points at most; expected {100 * given.SPREAD:.0f}. "
            "Which columns tell who will buy?"
        )
    if isinstance(holdout, bool) or not isinstance(holdout, Real) or not 0 < holdout <= 0.5:
        raise NotYet(
            f"`holdout` is {words.value(holdout)}; expected a share above 0 and up to 0.5, such as 0.2. "
            "Without a control group nothing can be measured."
        )
    people = audiences.choose(_cleaned().customers, segment, holdout=holdout).people
    counts = people[people["group"] == "contacted"].groupby("segment").size()
    counts = counts.reindex(segment.unique(), fill_value=0)
    if counts.min() < given.LEAST_WRITTEN:
        raise NotYet(
            f"Rule 4: of segment {words.value(counts.idxmin())} only {counts.min()} customers would be "
            f"contacted; expected {given.LEAST_WRITTEN} or more. Merge it with its nearest neighbour, "
            "or hold out less."
        )
    control = int((people["group"] == "control").sum())
    bought = _bought().mean()
    shown = experiment.smallest_difference(int(counts.sum()), control, bought)
    if shown > given.MEASURABLE:
        raise NotYet(
            f"Rule 5: with {counts.sum():,} contacted and {control:,} held out the test mostly misses "
            f"changes below {100 * shown:.1f} points; expected {100 * given.MEASURABLE:.0f} or less. "
            "Hold out more."
        )
    return (
        f"{len(counts)} segments, stability {stable:.2f}, {100 * spread:.0f} points between the best and the "
        f"worst; {counts.sum():,} contacted, {control:,} held out; a change of {100 * shown:.1f} points is "
        "seen in four of five tests."
    )


def _labels(my_segments: Callable, table: pd.DataFrame) -> pd.Series:
    """Return what the participant's function gives for the customers of a table, in their order."""
    found = expect.call(my_segments, table.copy(), name="my_segments")
    if isinstance(found, pd.DataFrame) and found.shape[1] == 1:
        found = found.iloc[:, 0]
    if not isinstance(found, pd.Series):
        if not isinstance(found, list | tuple | np.ndarray | pd.Index) or len(found) != len(table):
            raise NotYet(
                f"`my_segments` gave back {words.kind(found)}; "
                "expected one segment for each of the table's rows."
            )
        found = pd.Series(list(found), index=table.index)
    if set(found.index) != set(table.index) or not found.index.is_unique:
        raise NotYet(
            f"Rule 1: `my_segments` gave {len(found):,} customers a segment; "
            f"expected each of the {len(table):,} once."
        )
    return found.reindex(table.index)


def _one_segment_each(my_segments: Callable, rfm: pd.DataFrame) -> pd.Series:
    """Return the segments of all customers, after checking rule 1."""
    found = _labels(my_segments, rfm)
    if found.isna().any():
        raise NotYet(f"Rule 1: {found.isna().sum():,} of {len(rfm):,} customers have no segment.")
    found = found.astype(str)
    if not 3 <= found.nunique() <= 6:
        raise NotYet(f"Rule 1: there are {found.nunique():,} segments; expected three to six.")
    return found


def _stability(my_segments: Callable, rfm: pd.DataFrame, segment: pd.Series) -> float:
    """Return the mean agreement of the segments with those found anew on halves of the customers."""
    agreed = []
    for seed in range(6):
        half = rfm.sample(frac=0.5, random_state=seed)
        agreed.append(adjusted_rand_score(segment.loc[half.index], _labels(my_segments, half).astype(str)))
    return float(np.mean(agreed))


def _bought() -> pd.Series:
    """Return who of the customers of 60 days before the end bought since."""
    orders, past = _orders(), _rfm(60)
    since = orders["ordered_at"] >= data.TODAY - pd.Timedelta(days=60)
    return pd.Series(past.index.isin(orders.loc[since & (orders["amount"] > 0), "customer_id"]), past.index)


def _spread(my_segments: Callable) -> float:
    """Return the largest difference in the share that bought since, between segments of a hundred or more."""
    rates = _bought().groupby(_labels(my_segments, _rfm(60)).astype(str)).agg(["size", "mean"])
    large = rates.loc[rates["size"] >= 100, "mean"]
    return float(large.max() - large.min()) if len(large) > 1 else 0.0


__all__, __dir__, __getattr__ = only_tasks(globals())
