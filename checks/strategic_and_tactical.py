"""The checks of exercise 13."""

import numpy as np
import pandas as pd

from checks import expect
from checks.core import Answer, NotYet, only_tasks, task
from given import strategic_and_tactical as given
from helpers import data, market

_EXERCISE = "13_strategic_and_tactical"


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "You want the *name of the column* with the largest number in each row.",
        "`idxmax` gives the place of the largest value; `axis=1` looks along the rows.",
    ],
)
def frame_in_one_line(kind: Answer) -> str:
    """Check the need bought most by each customer."""
    counts = given.need_counts(data.CUTOFF, 18)
    wanted = counts.idxmax(axis=1).rename("kind")
    two_years = given.need_counts(data.TODAY, 24).idxmax(axis=1)
    mistakes = {
        "holds how many lines were bought of the largest need; expected its name: `idxmax`": (
            counts.max(axis=1)
        ),
        "holds the need bought least; expected the one bought most": counts.idxmin(axis=1),
        "is by all purchases of two years; expected `counts`, the 18 months before July": two_years,
    }
    expect.none_of_values(kind, mistakes, name="kind")
    if isinstance(kind, pd.Series) and list(kind.index) == list(counts.columns):
        raise NotYet(
            f"`kind` has a row per need, {len(kind)}; expected one per customer, {len(counts):,}. "
            "Look along the rows: `axis=1`."
        )
    kind = _tie_free(kind, counts)
    expect.same_segments(kind, wanted, name="kind", at_least=1.0)
    # The same groups by another name are no needs.
    expect.series(kind, wanted, name="kind", key="customer_id")
    largest = wanted.value_counts(normalize=True)
    return f"{len(wanted):,} customers; the largest kind, {largest.index[0]}, holds {largest.iloc[0]:.0%}."


def _tie_free(kind: Answer, counts: pd.DataFrame) -> Answer:
    """Return the answer with ties set as the reference sets them: any of the largest needs is right."""
    if not isinstance(kind, pd.Series) or not kind.index.isin(counts.index).all():
        return kind
    if not kind.isin(counts.columns).all() or not kind.index.is_unique:
        return kind
    rows = counts.loc[kind.index]
    chosen = rows.to_numpy()[np.arange(len(rows)), rows.columns.get_indexer(kind)]
    return kind.where(chosen < rows.max(axis=1), rows.idxmax(axis=1))


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "The customers stand in the index of both tables.",
        "`later.index.isin(month.index)` is True for a later buyer whom last month sees.",
        "The mean of True and False is the share of True.",
    ],
)
def seen_by_last_month(seen: Answer) -> str:
    """Check of which share of the later buyers last month's segmentation says anything."""
    month, later = given.need_counts(data.CUTOFF, 1).index, given.need_counts(data.TODAY, 6).index
    right, back_again = later.isin(month).mean(), month.isin(later)
    of_lengths = len(month) / len(later)
    mistakes = {
        "the share of June's customers who bought later; expected the share of later buyers "
        "seen in June": back_again.mean(),
        "the share who are *not* seen": 1 - right,
        "a ratio of the two lengths; customers of June who did not come back count in it": of_lengths,
        "a number of customers; expected a share": back_again.sum(),
    }
    expect.none_of(seen, right, mistakes, name="seen")
    expect.number(seen, right, name="seen", decimals=2)
    return f"About {1 - right:.0%} of the later buyers a segmentation by last month is silent."


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "First the ratio to all: margin of the kind over margin of all; returns the other way round.",
        "A ratio of 1 is 0.5 and a ratio of 1.3 is 1: so 0.5 + (ratio - 1) / 0.6.",
        "`.clip(0, 1)` keeps the scores between 0 and 1.",
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
    stretched = (better - better.min()) / (better.max() - better.min())
    not_turned, too_steep = (0.5 + (ratio - 1) / 0.6).clip(0, 1), (0.5 + (better - 1) / 0.3).clip(0, 1)
    mistakes = {
        "`scores` run from the worst kind (0) to the best (1), which blows small differences up; expected "
        "the fixed scale of 30% around all.": stretched,
        "In `scores`, kinds with a large `returned_share` get high scores; less is better. Turn that "
        "ratio round.": not_turned,
        "`scores` go below 0 or above 1; expected them to stop there: `.clip(0, 1)`.": unclipped,
        "`scores` are the ratios to all; now bring them to the scale: 0.5 + (ratio - 1) / 0.6.": better,
        "A ratio of 1.3 should score 1; yours takes 0.3 instead of 0.6 for the whole scale.": too_steep,
    }
    if isinstance(scores, pd.DataFrame) and set(wanted.columns) <= set(scores.columns):
        if "all" in scores.index:
            raise NotYet("`scores` has a row `all`; expected the four kinds only. Drop it.")
        for sentence, mistaken in mistakes.items():
            if all(expect.same_values(scores[c], mistaken[c]) for c in wanted.columns):
                raise NotYet(sentence)
    expect.frame(scores, wanted, name="scores", key="kind", decimals=2)
    best = wanted.mean(axis=1).idxmax()
    return f"With equal weights {best} is ahead on these two. Would it be with yours?"


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Three conditions: household, consent to e-mail, and an order in 2025.",
        "`customers.index.isin(...)` with the customers of the orders of 2025 gives the third.",
        "Join conditions with `&`, each in brackets, and take `customers.index[...]`.",
    ],
)
def holiday_list(list_ids: Answer) -> str:
    """Check the families with consent to e-mail who ordered in 2025."""
    found = expect.customers(list_ids, name="list_ids")
    customers, orders = data.load("customers").set_index("customer_id"), data.load("orders")
    family, email = customers["household"] == "family", customers["consent_email"] == 1
    post = customers["consent_post"] == 1
    ordered = customers.index.isin(orders.loc[orders["ordered_at"] >= given.JANUARY, "customer_id"])
    wanted = set(customers.index[family & email & ordered])
    mistakes = {
        "has customers who have not agreed to e-mail. They may not be written to": family & ordered,
        "goes by consent to post; the letter is an e-mail": family & ordered & post,
        "has families who bought nothing in 2025; most of them have left": family & email,
        "has customers of all households; the letter is for families": email & ordered,
    }
    for sentence, chosen in mistakes.items():
        if found == set(customers.index[chosen]):
            raise NotYet(f"`list_ids` {sentence}. Found {len(found):,}, expected {len(wanted):,}.")
    if found != wanted:
        raise NotYet(
            f"`list_ids` has {len(found):,} customers; expected {len(wanted):,}. "
            f"{len(wanted - found):,} are missing and {len(found - wanted):,} do not belong there. "
            "Check the three conditions one by one."
        )
    return f"{len(wanted):,} of {int((family & ordered).sum()):,} active families may be written to."


@task(
    exercise=_EXERCISE,
    number=5,
    hints=[
        "The gap of the list is the sum of `expected` less the sum of `real`.",
        "What closed is the sum of `after` less the sum of `real`.",
        "Divide the second by the first: of the sums, not customer by customer.",
    ],
)
def closed_by_itself(closed: Answer) -> str:
    """Check the share of the list's shortfall that closed without a call."""
    short = given.shortfall_list()
    expected_sek, real, after = (short[c].sum() for c in ("expected", "real", "after"))
    gap = expected_sek - real
    right, of_expected = (after - real) / gap, after / expected_sek
    each = ((short["after"] - short["real"]) / (short["expected"] - short["real"])).mean()
    mistakes = {
        "what they bought after, over what was expected; expected the share of the *gap*": of_expected,
        "the growth over what they bought before; expected it over the gap": (after - real) / real,
        "the share of the gap that is still open": (expected_sek - after) / gap,
        "the mean of each customer's own share; expected the share of the whole list's gap": each,
        "the share of customers who bought again": (short["after"] > 0).mean(),
    }
    expect.none_of(closed, right, mistakes, name="closed")
    expect.number(closed, right, name="closed", decimals=2)
    return f"{right:.0%} of the gap closed with no call at all. A caller would have taken the credit."


@task(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Put the three lists one below the other and count how often each customer stands there.",
        "`pd.Series(...).value_counts()` gives the letters per customer.",
        "The share of *customers* with more than one: `(letters > 1).mean()`.",
    ],
)
def one_letterbox(more_than_one: Answer) -> str:
    """Check the share of the customers reached who get more than one letter."""
    lists = given.three_lists(400)
    letters = pd.Series(np.concatenate([ids.to_numpy() for ids in lists.values()])).value_counts()
    total, right = int(letters.sum()), (letters > 1).mean()
    of_letters, not_first = (letters > 1).sum() / total, 1 - len(letters) / total
    mistakes = {
        "the share of customers who get all three": (letters == 3).mean(),
        "the share who get exactly two; those with three get more than one as well": (letters == 2).mean(),
        "the share of letters that are not the first in their box; expected a share of customers": not_first,
        "customers with more than one over the number of *letters*; divide by customers": of_letters,
        "the share who get exactly one": 1 - right,
    }
    expect.none_of(more_than_one, right, mistakes, name="more_than_one")
    expect.number(more_than_one, right, name="more_than_one", decimals=2)
    return f"{total:,} letters reach {len(letters):,} customers. No department can see that alone."


@task(
    exercise=_EXERCISE,
    number=7,
    hints=[
        "Which of the three lists would you begin with? Nobody may stand in the plan twice.",
        "Who gets the letter is the filter; which letter it is comes from the frame.",
        "`given.need_counts(...).idxmax(axis=1)` is a frame that does well enough.",
    ],
)
def shared_mailing(plan: Answer) -> str:
    """Check any plan by post, within the budget, that reaches the stated worth."""
    plan, value = expect.plan(plan, market.expected_worth, only={"channel": "post"})
    reached = market.expected(plan).query("consent == 1")
    if len(reached) > given.MOST_LETTERS:
        raise NotYet(
            f"`plan` sends {len(reached):,} letters; expected {given.MOST_LETTERS:,} at most. "
            "Whom do you leave out?"
        )
    kinds = len(reached[["offer", "stage_message"]].drop_duplicates())
    sends = (
        f"Your plan sends {len(reached):,} letters of {kinds} kinds to customers who accept post "
        f"and is worth {value:,.0f} SEK"
    )
    if value >= given.TARGET_SEK:
        by_lot = market.expected_worth(given.plain_by_lot())
        return f"{sends}. As many plain letters, drawn by lot, are worth {by_lot:,.0f}."
    raise NotYet(f"{sends}; expected {given.TARGET_SEK:,} or more. {_advice(plan, reached, kinds)}")


def _advice(plan: pd.DataFrame, reached: pd.DataFrame, kinds: int) -> str:
    if len(reached) < 0.6 * len(plan):
        return "Most of your customers have not agreed to post. Filter by consent first."
    if kinds > 8:
        return f"{kinds} different letters cost {kinds * market.MESSAGE_COST_SEK:,} SEK. Would fewer do?"
    if (reached["offer"] == "everyone").all():
        return "The letter is plain for all: what does the frame say that each of them wants?"
    if reached["offer"].nunique() == 1:
        return "One kind's letter goes to all kinds, and some leave because of it. Give each its own."
    if (reached["discount"] > 0).any() or (reached["reward_sek"] > 0).any():
        return "What is it worth without discount or reward, which also go to orders that come anyway?"
    if len(reached) < 0.5 * given.MOST_LETTERS:
        return "The budget is hardly used. Who is next on the list?"
    return (
        "The letters may fit; do they go to customers who still buy, and much? Lay a filter over the frame."
    )


__all__, __dir__, __getattr__ = only_tasks(globals())
