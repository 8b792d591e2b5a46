"""The checks of exercise 14."""

import numpy as np
import pandas as pd

from checks import expect
from checks.core import Answer, NotYet, only_tasks, predicted, task, writing
from checks.decide import decision
from checks.intervals import demand_verdict
from given import how_many_segments as given
from helpers import data, experiment, market, segment

_EXERCISE = "14_how_many_segments"

# What the lesson's live picture says with six pairs, by features and number of segments; a test reads it off.
_WHERE = ["goods, 5", "goods, 6", "habits, 2", "nothing, 2"]
_STABILITY = [1.00, 0.80, 0.95, 0.72]
_LOWEST = [1.00, 0.71, 0.88, 0.57]
_HIGHEST = [1.00, 0.91, 0.99, 0.82]
_WEAKEST = [0.99, 0.61, 0.97, 0.89]
_LOSES = {"habits, 2": 1_772, "habits, 4": 5_347, "goods, 2": 1_217, "habits, 3": 3_569}
_EARNS = 40_607


# ---------------------------------------------------------------- task 1


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Run the lesson down to the live picture: the cell's play button, or Run → Run All Cells.",
        "Set *Features* and *Number of segments*; the first figure after `stability` is the mean.",
        "For `loses`: features *habits*, two segments, the figure before `less than the best number`.",
    ],
)
def stable_and_worth_it(stability: Answer, loses: Answer) -> str:
    """Check stabilities and a loss, as the lesson's live picture says them."""
    wanted, lowest, highest, weakest = (
        pd.Series(values, index=_WHERE, name="stability").rename_axis("where")
        for values in (_STABILITY, _LOWEST, _HIGHEST, _WEAKEST)
    )
    mistakes = {
        "holds the pair that agrees least; expected the mean, the first figure after the word": lowest,
        "holds the pair that agrees most; expected the mean, the first figure after the word": highest,
        "holds the weakest segment (Jaccard); expected the stability of all": weakest,
    }
    expect.none_of_values(stability, mistakes, name="stability")
    expect.series(stability, wanted, name="stability", key="where")
    right = _LOSES["habits, 2"]
    known = {
        "what four segments by habits lose; the number of segments still stands at four": _LOSES["habits, 4"],
        "what three segments by habits lose": _LOSES["habits, 3"],
        "what two segments by goods lose; change the features": _LOSES["goods, 2"],
        "what the letters earn; expected how much less that is than with the best number": _EARNS,
        "what one letter for all earns, by habits": _EARNS + right,
        "the price of a letter; the picture says what two segments lose": market.MESSAGE_COST_SEK,
    }
    expect.none_of(loses, right, known, name="loses")
    expect.number(loses, right, name="loses", unit="SEK", rel=3e-4)
    return (
        f"Two segments by habits come back at {wanted['habits, 2']:.2f} and lose {right:,} SEK, about the "
        f"price of the second letter. The file with nothing in it has {wanted['nothing, 2']:.2f} with two."
    )


# ---------------------------------------------------------------- task 2


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "In either: the sizes of both, which count those in both once too often.",
        "`in_labels + in_other[j] - both[j]` is how many customers are in either.",
        "`jaccard` has a row for each segment of `labels`; the largest of a row is `.max(axis=1)`.",
    ],
)
def best_overlap(best: Answer) -> str:
    """Check the best Jaccard overlap of each of six segments."""
    best = best.rename_axis(index="segment") if isinstance(best, pd.Series) else best
    regulars = given.regular_goods()
    labels = segment.kmeans(regulars, 6)
    other = segment.placements(regulars, [6], pairs=1, progress=False)[6, 0, 1]
    both = pd.crosstab(labels, other).astype(float)
    size, size_other = both.sum(axis=1), both.sum()
    total = (both * 0 + size_other).add(size, axis=0)
    jaccard = both / (total - both)
    wanted = jaccard.max(axis=1).rename("best")
    same_number = pd.Series(np.diag(jaccard), index=jaccard.index)
    mistakes = {
        "is in both over the size of the segment; one that is swallowed by a larger one would get 1. Divide "
        "by the customers in either": both.div(size, axis=0).max(axis=1),
        "is in both over the size of the other segment; divide by the customers in either": (
            both.div(size_other, axis=1).max(axis=1)
        ),
        "is in both over the *sum* of the two sizes; those in both are then counted twice": (
            (both / total).max(axis=1)
        ),
        "is the overlap with the segment of the same number; numbers mean nothing between solutions": (
            same_number
        ),
        "is one number per segment of `other`; expected the best for each segment of `labels` "
        "(the other direction)": jaccard.max(axis=0),
        "is the mean of each row; expected the best": jaccard.mean(axis=1),
        "names the segment of `other` that fits best; expected how well it fits": jaccard.idxmax(axis=1),
        "is how many customers are in both; expected a share of those in either": both.max(axis=1),
        "is the sum of each row; expected the best": jaccard.sum(axis=1),
        "is the worst of each row; expected the best": jaccard.min(axis=1),
        "counts those in both twice, over the sum of the two sizes; that is another index": (
            (2 * both / total).max(axis=1)
        ),
    }
    if not expect.same_values(best, wanted):
        named = {sentence: values.rename_axis("segment") for sentence, values in mistakes.items()}
        expect.none_of_values(best, named, name="best")
    expect.series(best, wanted, name="best", key="segment", decimals=2)
    return (
        f"{(wanted >= 0.9).sum()} of six came back nearly whole; the weakest only to {wanted.min():.0%}. "
        "A shaky solution can hold solid segments."
    )


# ---------------------------------------------------------------- task 3


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "Which lines may the segments not have seen? And what do heavy buyers have in common in his table?",
        "Keep the lines before `data.CUTOFF`, then count.",
        "Divide each customer's row by its sum: `regulars.div(regulars.sum(axis=1), axis=0)`.",
    ],
)
def segments_of_taste(four: Answer) -> str:
    """Check four segments of the regulars by shares of categories."""
    regulars, counts, until_today = given.regular_goods(), given.line_counts(), given.line_counts(data.TODAY)
    lines, least = counts.sum(axis=1), given.AT_LEAST_LINES
    rows = {
        "lines from 1 July 2025 on too, which were kept for judging": (
            until_today.sum(axis=1) >= least
        ).sum(),
        "all customers, also those with fewer than 20 lines": len(lines),
        "customers with more than 20 lines; exactly 20 is enough": (lines > least).sum(),
        "lines *after* 1 July 2025 alone; expected those before": (
            ((until_today - counts.reindex(until_today.index, fill_value=0)).sum(axis=1) >= least).sum()
        ),
    }
    if isinstance(four, pd.Series | pd.DataFrame | np.ndarray | list):
        for sentence, count in rows.items():
            if len(four) == count != len(regulars):
                raise NotYet(
                    f"`four` has {len(four):,} rows; expected {len(regulars):,}. "
                    f"That is what comes of {sentence}."
                )
    reference, known = segment.kmeans(regulars, 4), counts[lines >= least]
    by_count = segment.kmeans(known, 4)
    scaled = segment.kmeans((known - known.mean()) / known.std(), 4)
    for heavy in (by_count, scaled):
        if expect.same_groups(four, heavy, at_least=0.9) and not expect.same_groups(
            four, reference, at_least=0.9
        ):
            raise NotYet(
                "`four` puts heavy buyers together, whatever they buy: these are segments of counts. "
                "Divide each customer's row by its sum first."
            )
    expect.clustering(four, regulars, reference, name="four")
    sizes, heavy = reference.value_counts(), by_count.value_counts()
    return (
        f"{len(regulars)} regulars in segments of {', '.join(map(str, sizes))}. By counts it was "
        f"{', '.join(map(str, heavy))}: not who likes what, but who buys much."
    )


# ---------------------------------------------------------------- task 4


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Those without consent got nothing, in both halves. Leave them out.",
        "`margin_sek` of those with four letters, and of those with one: two columns, one after the other.",
        "`experiment.mean_difference(four, one)` ends with low and high, in SEK per customer.",
    ],
)
def four_or_one(low: Answer, high: Answer, verdict: Answer) -> str:
    """Check what four letters bring more than one, and what a single mailing tells of it."""
    sent = given.four_or_one()
    contacted = sent[sent["group"] == "contacted"]
    least, most = _ends(contacted)
    extra = 3 * market.MESSAGE_COST_SEK
    per_customer = extra / len(contacted)
    half = (contacted["letters"] == "four").sum()
    mistakes = {
        "counting those without consent, who got nothing": _ends(sent),
        "comparing revenue, not margin": _ends(contacted, "revenue_sek"),
        "comparing how many bought, as shares; expected margin in SEK": _ends(contacted, "converted"),
        "comparing how many bought per 100; expected margin in SEK": tuple(
            100 * end for end in _ends(contacted, "converted")
        ),
        "adding it up over all customers; expected SEK per customer": (
            least * len(contacted),
            most * len(contacted),
        ),
        "adding it up over one half; expected SEK per customer": (least * half, most * half),
        "taking the cost of three more letters off; expected margin before the cost of letters": (
            least - per_customer,
            most - per_customer,
        ),
        "taking the cost of three more letters off, spread over one half; expected margin before it": (
            least - extra / half,
            most - extra / half,
        ),
        "leaving those out who bought nothing; they count with 0": _ends(
            contacted[contacted["margin_sek"] > 0]
        ),
    }
    expect.interval(low, high, least, most, unit="SEK", mistakes=mistakes)
    demand_verdict(verdict, least, most)
    return (
        f"Four letters bring {least:.1f} to {most:+.1f} SEK a customer more than one; three further letters "
        f"cost {per_customer:.1f}. One mailing settles neither. {predicted(_EXERCISE)}"
    )


def _ends(sent: pd.DataFrame, column: str = "margin_sek") -> tuple[float, float]:
    values = sent.groupby("letters")[column]
    *_, least, most = experiment.mean_difference(values.get_group("four"), values.get_group("one"))
    return least, most


# ---------------------------------------------------------------- task 5


@writing(
    exercise=_EXERCISE,
    number=5,
    points=[
        "Each name says what these customers buy; two colleagues would tell the segments apart by it.",
        "No name judges or guesses age, gender, income or mood: the table knows goods and orders.",
        "Each sentence holds a figure from the table, and says in what the segment differs from the others.",
        "It says in what they do not differ, if that helps: all four order about equally often.",
    ],
)
def names_for_segments() -> str:
    """Write names and descriptions of four segments for a copywriter."""
    table = given.four_kinds()
    goods = table.drop(columns=["customers", "orders"])
    said = []
    for name, row in goods.iterrows():
        first, second = (category.replace("_", " ") for category in row.nlargest(2).index)
        said.append(
            f"{name}, *{first} and {second}*: {table.loc[name, 'customers']} customers, of whose order lines "
            f"{row.max()} % are {first} and {row.nlargest(2).iloc[1]} % {second}."
        )
    orders = table["orders"]
    same = f"How often they order hardly differs: {orders.min()} to {orders.max()}"
    return " ".join([*said, f"{same} times for the middle customer."])


# ---------------------------------------------------------------- task 6


def _to_known(plan: pd.DataFrame) -> pd.DataFrame:
    """Return the plan as it is, or say that it goes to people who had not bought by then."""
    known = given.line_counts().index
    others = plan.loc[~plan["customer_id"].isin(known), "customer_id"] if "customer_id" in plan else known[:0]
    if len(others):
        raise ValueError(
            f"The plan names {len(others):,} customers who had not bought before 1 July 2025, such as "
            f"{others.iloc[0]}; keep to the rows of `known`."
        )
    return plan


@decision(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Each different letter must be paid by those who answer to it better than to a plain one.",
        "Twelve letters are finer than four. Are twelve tastes so far apart?",
        "Add up the shares of the categories of each need, and take the largest: `.idxmax(axis=1)`.",
    ],
    rival=("one plain letter to all", given.plain_by_email),
    only={"channel": "email"},
    sent=_to_known,
)
def how_many_letters(plan: pd.DataFrame) -> str:
    """Decide how many letters to write, after at most three campaigns."""
    kinds = plan["offer"].nunique()
    known = given.known_goods()
    finest = market.expected_profit(market.plan(known.index, known.idxmax(axis=1).to_list()))
    return (
        f"Its texts cost {kinds * market.MESSAGE_COST_SEK:,} SEK. Twelve, by the category bought "
        f"most, add {finest:,.0f} SEK: finer is not better."
    )


__all__, __dir__, __getattr__ = only_tasks(globals())
