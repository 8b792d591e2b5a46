"""The checks of exercise 13."""

import numpy as np
import pandas as pd

from checks import expect, words
from checks.core import Answer, NotYet, only_tasks, predicted, task, writing
from checks.decide import decision
from checks.intervals import demand_verdict, per_100
from given import strategic_and_tactical as given
from helpers import data, market

_EXERCISE = "13_strategic_and_tactical"

# What the lesson's live picture says, in thousand SEK; a test reads it off.
_ADDS = {"30 letters": -2.4, "300 letters": 8.8, "900 letters": 20.5}
_WORTH = {"30 letters": -3.6, "300 letters": 12.3, "900 letters": 31.0}
_SALES_ALONE = {"30 letters": -2.1, "300 letters": 8.5, "900 letters": 20.8}
_LETTERS_FROM = 150
_FIRST = "green"


# ---------------------------------------------------------------- task 1


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Run the lesson down to the live picture: the cell's play button, or Run → Run All Cells.",
        "The figure with a sign, before `against the best of the other ways`, is what they add.",
        "For `letters_from`: go up from 30 letters, one step at a time, until that sign is a plus.",
    ],
)
def when_the_frame_pays(adds: Answer, letters_from: Answer, first: Answer) -> str:
    """Check what frame and lists add by number of letters, as the lesson's live picture says it."""
    wanted = pd.Series(_ADDS, name="adds").rename_axis("budget")
    mistakes = {
        "holds what frame and lists are worth; expected what they add against the best other way": _WORTH,
        "holds what is said when sales write alone; expected all three departments": _SALES_ALONE,
    }
    expect.none_of_values(
        adds,
        {text: pd.Series(values).rename_axis("budget") for text, values in mistakes.items()}
        | {"has lost the minus: with 30 letters something is lost": wanted.abs()},
        name="adds",
    )
    expect.series(adds, wanted, name="adds", key="budget")
    expect.number(letters_from, _LETTERS_FROM, name="letters_from", unit="letters")
    _demand_first(first)
    return (
        f"Four texts cost the same for 30 letters as for 900: a frame pays from {_LETTERS_FROM}. And who "
        f"comes first hangs on what counts: {_FIRST} without size and margin, convenience with them."
    )


def _demand_first(first: Answer) -> None:
    said = first.strip().lower() if isinstance(first, str) else ""
    if said not in market.NEEDS:
        raise NotYet(f"`first` is {words.value(first)}; expected the name of a kind, as text.")
    if said == "convenience":
        raise NotYet("`first` comes first while size and margin count. Put both on 0, and read again.")
    if said != _FIRST:
        raise NotYet(f"`first` is {said}; the sentence begins with another kind. Is any other control moved?")


# ---------------------------------------------------------------- task 2


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "`letters` has a row per customer: how many letters lie in the box.",
        "`letters > 1` is True for a customer with more than one.",
        "The mean of True and False is the share of True.",
    ],
)
def one_letterbox(more_than_one: Answer) -> str:
    """Check the share of the customers reached who get more than one letter."""
    lists = given.three_lists(400)
    letters = pd.Series(np.concatenate([ids.to_numpy() for ids in lists.values()])).value_counts()
    total, right = int(letters.sum()), (letters > 1).mean()
    everybody = len(data.load("customers"))
    mistakes = {
        "the share of customers who get all three": (letters == 3).mean(),
        "the share who get exactly two; those with three get more than one as well": (letters == 2).mean(),
        "the share of letters that are not the first in their box; expected a share of customers": (
            1 - len(letters) / total
        ),
        "customers with more than one over the number of *letters*; divide by customers": (
            (letters > 1).sum() / total
        ),
        "the share of letters that lie beside another one; expected a share of customers": (
            letters[letters > 1].sum() / total
        ),
        "the share who get exactly one": 1 - right,
        "the mean number of letters in a box": letters.mean(),
        "a share of all customers of Havnbo; expected one of those who get any letter": (
            (letters > 1).sum() / everybody
        ),
        "a share of one list of 400; expected one of all who get any letter": (letters > 1).sum() / 400,
    }
    expect.none_of(more_than_one, right, mistakes, name="more_than_one")
    expect.number(more_than_one, right, name="more_than_one", decimals=2)
    return (
        f"{total:,} letters reach {len(letters):,} customers, and {right:.0%} of them find more than one in "
        "the box. No department can see that alone."
    )


# ---------------------------------------------------------------- task 3


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "Which kind has score 0 in the colleague's table, whatever its figure is? And which way is good?",
        "For returns: that of all over that of the kind. Then 1 must become 0.5, and 1.3 become 1.",
        "0.5 + (ratios - 1) / 0.6, and `.clip(0, 1)` keeps the scores between 0 and 1.",
    ],
)
def fixed_scale(scores: Answer) -> str:
    """Check the scores of four kinds on a fixed scale."""
    figures = given.kind_figures()
    kinds, everyone = figures.drop("all"), figures.loc["all"]
    ratio = kinds / everyone
    better = ratio.assign(returned_share=1 / ratio["returned_share"])
    unclipped = 0.5 + (better - 1) / 0.6
    wanted = unclipped.clip(0, 1)
    two_minus = ratio.assign(returned_share=2 - ratio["returned_share"])
    mistakes = {
        "`scores` still run from the worst kind (0) to the best (1), and still reward returns.": (
            _stretched(ratio)
        ),
        "`scores` run from the worst kind (0) to the best (1), which blows small differences up; expected "
        "the fixed scale around all.": _stretched(better),
        "In `scores`, kinds with a large `returned_share` get high scores; less is better. Turn that "
        "ratio round.": (0.5 + (ratio - 1) / 0.6).clip(0, 1),
        "`scores` go below 0 or above 1; expected them to stop there: `.clip(0, 1)`.": unclipped,
        "`scores` are the ratios to all; now bring them to the scale from 0 to 1.": better,
        "A ratio of 1.3 should score 1; yours is there at 1.15.": (0.5 + (better - 1) / 0.3).clip(0, 1),
        "A ratio of 1.3 should score 1; yours scores 0.8.": (0.5 + (better - 1)).clip(0, 1),
        "For returns `scores` go down by the ratio; expected the ratio of all over the kind.": (
            (0.5 + (two_minus - 1) / 0.6).clip(0, 1)
        ),
        "`scores` are upside down: who does better than all is below 0.5.": 1 - wanted,
        "Both ratios are turned round: more margin and fewer returns score low.": (
            (0.5 + (1 / better - 1) / 0.6).clip(0, 1)
        ),
        "`scores` hold ranks; expected how far each kind is from all.": better.rank(pct=True),
    }
    if isinstance(scores, pd.DataFrame) and set(wanted.columns) <= set(scores.columns):
        if "all" in scores.index:
            raise NotYet("`scores` has a row `all`; expected the four kinds only. Drop it.")
        for sentence, mistaken in mistakes.items():
            if all(expect.same_values(scores[c], mistaken[c]) for c in wanted.columns):
                raise NotYet(sentence)
    expect.frame(scores, wanted, name="scores", key="kind", decimals=2)
    margin = wanted["margin_sek"]
    return (
        f"In margin the kinds score {margin.min():.2f} to {margin.max():.2f}. From worst to best "
        "somebody always scores 0 and somebody 1, however alike they are."
    )


def _stretched(table: pd.DataFrame) -> pd.DataFrame:
    return (table - table.min()) / (table.max() - table.min())


# ---------------------------------------------------------------- task 4


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Leave those whose own kind is green out first: `sent[sent['kind'] != 'green']`.",
        "Two groups were drawn by lot: contacted and control. Take `retained` of each.",
        "`experiment.rate_difference(treated, control)` ends with low and high, as shares: times 100.",
    ],
)
def green_for_all(low: Answer, high: Answer, verdict: Answer) -> str:
    """Check what a letter about one kind's goods does to how many of the other kinds stay."""
    sent = given.green_to_all()
    others, own = sent[sent["kind"] != "green"], sent[sent["kind"] == "green"]
    least, most = _ends(others)
    mistakes = {
        "comparing all four kinds; leave green out": _ends(sent),
        "comparing those of the green kind; expected the other three": _ends(own),
        "comparing who bought within two weeks, not who is still a customer": _ends(others, "converted"),
        "who bought, and of all four kinds; expected who is retained, of the other three": (
            _ends(sent, "converted")
        ),
        "taking those without consent as control group; nobody drew them by lot": (
            _ends(others, control=["no consent"])
        ),
        "taking all who got no letter as control group, those without consent too": (
            _ends(others, control=["control", "no consent"])
        ),
        "taking the control group of all four kinds; expected that of the same three": _ends(
            sent[(sent["kind"] != "green") | (sent["group"] == "control")]
        ),
    } | {
        f"comparing {kind} alone; expected the three kinds together": _ends(sent[sent["kind"] == kind])
        for kind in market.NEEDS
        if kind != "green"
    }
    expect.interval(low, high, least, most, unit="of 100 customers", mistakes=mistakes)
    demand_verdict(verdict, least, most)
    bought = _ends(others, "converted")
    return (
        f"Of 100 of the other kinds, {-most:.0f} to {-least:.0f} fewer are customers a year on, though the "
        f"letter sold: {bought[0]:.1f} to {bought[1]:.1f} more orders in two weeks. {predicted(_EXERCISE)}"
    )


def _ends(
    sent: pd.DataFrame, column: str = "retained", control: tuple[str, ...] | list[str] = ("control",)
) -> tuple[float, float]:
    treated = sent.loc[sent["group"] == "contacted", column]
    return per_100(treated, sent.loc[sent["group"].isin(control), column])[1:]


# ---------------------------------------------------------------- task 5


@writing(
    exercise=_EXERCISE,
    number=5,
    points=[
        "It answers the question in the first sentence: no.",
        "It says what the letter did to the others, by the control group, with both ends of the interval.",
        "It says what building on green does decide: what the company becomes good at.",
        "It says what each kind should hear instead, so that somebody can do it tomorrow.",
    ],
)
def to_the_board() -> str:
    """Write three sentences to the board on building on one kind and talking about it."""
    sent = given.green_to_all()
    least, most = _ends(sent[sent["kind"] != "green"])
    return (
        f"No: where everybody heard of green, {-most:.0f} to {-least:.0f} of 100 customers of the other "
        "kinds left within the year who would have stayed without it. To build on green decides what we "
        "buy in, whom we hire and what we become good at, not what everybody reads. So green hears of "
        "green, and each other kind gets a letter about its own goods, or none."
    )


# ---------------------------------------------------------------- task 6


def _two_weeks(plan: pd.DataFrame) -> float:
    reached = len(market.reached(plan))
    if reached > given.MOST_LETTERS:
        raise ValueError(
            f"The plan sends {reached:,} letters to customers who accept post; the budget is "
            f"{given.MOST_LETTERS:,} at most. Whom do you leave out?"
        )
    return market.expected_profit(plan)


@decision(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Whom to write to is the filter: who has bought lately, often, for much?",
        "Customers without `consent_post` get nothing; leave them out, or the budget is not used.",
        "What to write is the frame: `kind` holds the need that each customer bought most.",
    ],
    rival=("a plain letter to as many, by lot,", given.plain_by_lot),
    only={"channel": "post"},
    worth=_two_weeks,
)
def shared_mailing(plan: pd.DataFrame) -> str:
    """Decide on one mailing for three departments, after at most three campaigns."""
    mine, plain = market.expected_worth(plan), market.expected_worth(plan.assign(offer="everyone"))
    fits = ": a letter that fits keeps customers" if mine > plain else ""
    return (
        f"The year after included, which two weeks do not show, it adds {mine:,.0f} SEK, plain letters to "
        f"the same people {plain:,.0f}{fits}."
    )


__all__, __dir__, __getattr__ = only_tasks(globals())
