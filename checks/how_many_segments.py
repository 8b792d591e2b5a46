"""The checks of exercise 14."""

from functools import cache

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score, rand_score, silhouette_score

from checks import expect, words
from checks.core import Answer, NotYet, only_tasks, task
from given import how_many_segments as given
from helpers import data, market, segment

_EXERCISE = "14_how_many_segments"


def _empty() -> pd.DataFrame:
    """Return the file without structure, on one scale."""
    table = data.load("no_structure").set_index("customer_id")
    return (table - table.mean()) / table.std()


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "scikit-learn has it: look at what the first cell imports.",
        "`adjusted_rand_score` takes two lists of labels, in any order.",
        "`agreement = adjusted_rand_score(first, second)`.",
    ],
)
def how_alike(agreement: Answer) -> str:
    """Check the adjusted Rand index of two placements in seven segments."""
    placed = segment.placements(given.regular_goods(), [7], pairs=1, progress=False)[7]
    first, second = placed[0, 0], placed[0, 1]
    right, information = adjusted_rand_score(first, second), normalized_mutual_info_score(first, second)
    mistakes = {
        "This is the Rand index without the adjustment: pairs that are apart in both by chance "
        "count as agreement.": rand_score(first, second),
        "This is the share of equal segment numbers; the numbers mean nothing from one solution to "
        "the next.": (first == second).mean(),
        "This is the mutual information; the adjusted Rand index counts pairs of customers.": information,
    }
    expect.none_of(agreement, right, mistakes, name="agreement")
    expect.number(agreement, right, name="agreement", decimals=2)
    return f"{right:.2f}: far from strangers, and far from the same seven segments."


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "Keep the lines before `data.CUTOFF`. `pd.crosstab(customer, category)` counts them.",
        "Keep the rows whose sum is 20 or more, then divide each row by its sum: `.div(..., axis=0)`.",
        "`segment.kmeans(shares, 4)`, or scikit-learn's `KMeans(4, n_init=10, random_state=0)`.",
    ],
)
def four_segments(labels: Answer) -> str:
    """Check four segments of the regulars by shares of categories."""
    regulars, counts, until_today = given.regular_goods(), given.line_counts(), given.line_counts(data.TODAY)
    lines, least = counts.sum(axis=1), given.AT_LEAST_LINES
    rows = {
        "all customers, also those with fewer than 20 lines": len(lines),
        "lines after 1 July 2025 too": (until_today.sum(axis=1) >= least).sum(),
        "customers with more than 20 lines; exactly 20 is enough": (lines > least).sum(),
    }
    if isinstance(labels, pd.Series | pd.DataFrame | np.ndarray | list):
        for sentence, count in rows.items():
            if len(labels) == count != len(regulars):
                raise NotYet(
                    f"`four` has {len(labels):,} rows; expected {len(regulars):,}. "
                    f"That is what comes of {sentence}."
                )
    reference, by_count = segment.kmeans(regulars, 4), segment.kmeans(counts[lines >= least], 4)
    if expect.same_groups(labels, by_count, at_least=0.9) and not expect.same_groups(
        labels, reference, at_least=0.9
    ):
        raise NotYet(
            "`four` puts heavy buyers together, whatever they buy: these are segments of counts. "
            "Divide each customer's row by its sum first."
        )
    expect.clustering(labels, regulars, reference, name="four")
    sizes = sorted(reference.value_counts(), reverse=True)
    return f"{len(regulars)} regulars in segments of {', '.join(map(str, sizes))}."


@cache
def _silhouettes() -> tuple[pd.Series, pd.Series, pd.Series, pd.Series]:
    """Return silhouettes by number of segments, and what known mistakes give instead.

    These are sums of squares, silhouettes with the customer number as a feature, and the same labels every
    time.
    """
    empty, with_id = _empty(), data.load("no_structure")
    labels = {k: segment.kmeans(empty, k) for k in range(2, 7)}
    right = {k: silhouette_score(empty, found) for k, found in labels.items()}
    squares = {
        k: ((empty - empty.groupby(found).transform("mean")) ** 2).to_numpy().sum()
        for k, found in labels.items()
    }
    id_in = {k: silhouette_score(with_id, segment.kmeans(with_id, k)) for k in labels}
    right, squares, id_in = (pd.Series(values).rename_axis("k") for values in (right, squares, id_in))
    return right, squares, id_in, pd.Series(right[6], index=right.index)


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "`customer_id` is a number, but no feature: make it the index.",
        "`silhouette_score(table, labels)` gives one number for one solution.",
        "Collect them: `pd.Series({k: silhouette_score(six, segment.kmeans(six, k)) for k in range(2, 7)})`.",
    ],
)
def silhouettes(silhouette: Answer) -> str:
    """Check the silhouette of two to six segments in the file without structure."""
    wanted, squares, id_in, always_six = _silhouettes()
    if _near(silhouette, squares, 5):
        raise NotYet(
            "`silhouette` holds sums of squares (the elbow's figure); expected silhouettes, which lie "
            "between -1 and 1."
        )
    if _near(silhouette, id_in, 0.01):
        raise NotYet(
            "`silhouette` is far too good: the customer numbers were clustered too. Make them the index."
        )
    if _near(silhouette, always_six, 0.001):
        raise NotYet(
            "`silhouette` holds the same number five times. Cluster anew for each number of segments."
        )
    _one_per_k(silhouette, wanted, "silhouette", 0.02)
    return (
        f"The advice would be {wanted.idxmax()} segments, at {wanted.max():.2f}. There are none. A "
        "silhouette cannot be computed for one segment, so it can never advise it."
    )


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "`segment.stability(empty, range(2, 6), pairs=10)` does the work.",
        "It returns 40 rows: four numbers of segments, ten pairs each.",
        "Take the mean for each `k`: `.groupby('k')['adjusted_rand'].mean()`.",
    ],
)
def mean_stability(stability: Answer) -> str:
    """Check the mean stability of two to five segments in the file without structure."""
    of_empty, of_goods = _stabilities()
    wanted = of_empty.mean()
    if isinstance(stability, pd.DataFrame) and "adjusted_rand" in stability and len(stability) > 4:
        raise NotYet(
            f"`stability` has {len(stability):,} rows, one for each pair; expected one number for each "
            "number of segments. Take the mean by `k`."
        )
    if isinstance(stability, float):
        raise NotYet(f"`stability` is one number, {stability:.4g}; expected one for each number of segments.")
    if _near(stability, of_goods[[4, 5]], 0.15):
        raise NotYet("`stability` is that of Havnbo's goods; expected that of the file without structure.")
    for which, values in {"worst": of_empty.min(), "best": of_empty.max()}.items():
        if _near(stability, values, 0.005):
            raise NotYet(
                f"`stability` holds the {which} pair for each number of segments; expected the mean."
            )
    _one_per_k(stability, wanted, "stability", 0.12)
    return (
        f"{wanted[2]:.2f} for two, {wanted[5]:.2f} for five. Havnbo's goods reach {of_goods[5]:.2f} for five."
    )


@cache
def _stabilities() -> tuple[pd.DataFrame, pd.Series]:
    """Return the agreement of ten pairs by number of segments, and its mean for the regulars' goods."""
    table = segment.stability(_empty(), range(2, 6), pairs=10, progress=False)
    goods = segment.stability(given.regular_goods(), range(2, 6), pairs=4, progress=False)
    pairs = table.pivot(index="pair", columns="k", values="adjusted_rand")
    return pairs, goods.groupby("k")["adjusted_rand"].mean()


def _near(found: Answer, values: pd.Series, within: float) -> bool:
    """Tell whether an answer holds these values by number of segments, within so much."""
    try:
        numbers = pd.Series(found, dtype="float64") if not isinstance(found, pd.Series) else found
        return len(numbers) == len(found) and bool(
            ((numbers.loc[values.index] - values).abs() <= within).all()
        )
    except (TypeError, ValueError, KeyError):
        return False


def _one_per_k(found: Answer, wanted: pd.Series, name: str, within: float) -> None:
    """Accept a number per number of segments within a tolerance: other seeds are right too."""
    if isinstance(found, list | tuple | np.ndarray) and len(found) == len(wanted):
        found = pd.Series(list(found), index=wanted.index)
    elif isinstance(found, dict):
        found = pd.Series(found)
    elif isinstance(found, pd.DataFrame):
        found = found.set_index("k") if "k" in found else found
        found = found.iloc[:, 0] if found.shape[1] == 1 else found
    if isinstance(found, pd.Series):
        missing = wanted.index.difference(found.index, sort=False)
        if len(missing):
            raise NotYet(
                f"`{name}` has nothing for {', '.join(map(str, missing))} segments; expected one number for "
                f"each of {', '.join(map(str, wanted.index))}, with these as its index."
            )
        found = found[found.index.isin(wanted.index)]  # more numbers of segments than asked do no harm
    expect.series(found, wanted.rename(name), name=name, key="k", within=within)


@task(
    exercise=_EXERCISE,
    number=5,
    hints=[
        "`pd.crosstab(labels, other)` counts the customers in both, for each two segments.",
        "In either = size of the one + size of the other - in both.",
        "Divide, then take the largest value of each row: `.max(axis=1)`.",
    ],
)
def best_overlap(best: Answer) -> str:
    """Check the best Jaccard overlap of each of six segments."""
    best = _by_segment(best)
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
        "is in both over the *sum* of the two sizes; those in both are then counted twice": (
            (both / total).max(axis=1)
        ),
        "is the overlap with the segment of the same number; numbers mean nothing between solutions": (
            same_number
        ),
        "is one number per segment of `other`; expected the best for each segment of `labels` "
        "(the other direction)": jaccard.max(axis=0),
        "is the mean of each row; expected the best": jaccard.mean(axis=1),
    }
    if not expect.same_values(best, wanted):
        named = {sentence: values.rename_axis(wanted.index.name) for sentence, values in mistakes.items()}
        expect.none_of_values(best, named, name="best")
    expect.series(best, wanted, name="best", key="segment", decimals=2)
    return (
        f"{(wanted >= 0.9).sum()} of six came back nearly whole; the weakest only to {wanted.min():.0%}. "
        "A shaky solution can hold solid segments."
    )


def _by_segment(found: Answer) -> Answer:
    """Return an answer with its index called "segment"; `pd.crosstab` names it by what it was given."""
    return found.rename_axis(index="segment") if isinstance(found, pd.Series) else found


@task(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "`pd.crosstab(labels[4], labels[3], normalize='index')` shows the shares of origin.",
        "Entropy is minus the sum of share × log(share); a share of 0 counts 0.",
        "`segment.across(labels)` has it in the column `stability`.",
    ],
)
def came_from(kept: Answer) -> str:
    """Check the stability across solutions of each of four segments."""
    labels = segment.solutions(given.regular_goods(), [3, 4])
    wanted = segment.across(labels).set_index("segment")["stability"].rename("kept")
    if isinstance(kept, pd.DataFrame) and "stability" in kept:
        kept = kept.set_index("segment")["stability"] if "segment" in kept else kept["stability"]
    kept = _by_segment(kept)
    lost = 1 - wanted
    origin = pd.crosstab(labels[4], labels[3], normalize="index")
    mistakes = {
        "is the entropy's share: 0 where all came from one segment; take it from one": lost,
        "is divided by the logarithm of the new number of segments; expected that of the previous, 3": (
            1 - lost * np.log(3) / np.log(4)
        ),
        "is one minus the entropy itself; divide the entropy by log(3) first": 1 - lost * np.log(3),
        "is the largest share of origin; expected one minus the entropy over log(3)": origin.max(axis=1),
    }
    named = {sentence: values.rename_axis("segment") for sentence, values in mistakes.items()}
    expect.none_of_values(kept, named, name="kept")
    expect.series(kept, wanted, name="kept", key="segment", decimals=2)
    return (
        f"Three came whole from one segment; the newest, at {wanted.min():.2f}, was collected from several."
    )


@task(
    exercise=_EXERCISE,
    number=7,
    hints=[
        "What a letter shows is what its receivers buy. So use goods, not habits.",
        "Draw on `given.regular_goods()`, place everybody: `KMeans(...).fit(...)`, then `.predict(known)`.",
        "Try several numbers of segments with `given.profit_sek(...)`. Each costs one message.",
    ],
)
def your_segments(segments: Answer) -> str:
    """Check any segments whose letters reach the stated expected profit."""
    everybody = given.one_for_all()
    if isinstance(segments, pd.Series):
        segments = segments.map(str, na_action="ignore")  # names and numbers may be mixed
    expect.same_segments(segments, everybody, name="segments", at_least=-1)  # any grouping of these customers
    labels = _by_customer(segments, everybody.index)
    sizes = labels.value_counts()
    if sizes.min() < given.SMALLEST:
        raise NotYet(
            f"Segment {words.value(sizes.idxmin())} has {sizes.min()} customers; expected at least "
            f"{given.SMALLEST} in each. Put small ones into a neighbour."
        )
    profit, count = given.profit_sek(labels), len(sizes)
    plain = given.profit_sek(everybody)
    messages = count * market.MESSAGE_COST_SEK
    earns = f"{count} segments: the letters cost {messages:,} SEK, and the mailing earns {profit:,.0f} SEK"
    if profit >= given.TARGET_SEK:
        return f"{earns}. One letter for all earns {plain:,.0f}."
    before, before_plain = profit + messages, plain + market.MESSAGE_COST_SEK
    if count == 1:
        advice = "One letter fits nobody well. Who buys different goods?"
    elif before - before_plain < market.MESSAGE_COST_SEK:
        advice = (
            "Before the letters are paid it is hardly more than with one: these segments buy the same. "
            "Which features say what people buy?"
        )
    elif count > 4:
        advice = f"Before the letters are paid it is {before:,.0f}. Would fewer letters do nearly as well?"
    else:
        advice = (
            "The segments pay their letters. Are there customers who still get a letter about other goods?"
        )
    raise NotYet(f"{earns}; expected {given.TARGET_SEK:,} or more. {advice}")


def _by_customer(segments: Answer, customers: pd.Index) -> pd.Series:
    """Return labels by customer, from any of the forms that `expect` takes."""
    if isinstance(segments, pd.DataFrame):
        segments = segments.set_index("customer_id") if "customer_id" in segments else segments
        segments = segments["segment"] if "segment" in segments else segments.iloc[:, 0]
    if isinstance(segments, dict):
        segments = pd.Series(segments)
    if isinstance(segments, pd.Series) and customers.isin(segments.index).all():
        return segments.loc[customers]
    return pd.Series(list(segments), index=customers)


__all__, __dir__, __getattr__ = only_tasks(globals())
