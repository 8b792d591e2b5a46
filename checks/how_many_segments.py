"""The checks of exercise 14."""

from functools import cache

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score, rand_score, silhouette_score

from checks import expect
from checks.core import NotYet, task
from helpers import data, market, segment

EXERCISE = "14_how_many_segments"
TARGET_SEK = 45_000
AT_LEAST_LINES = 20
SMALLEST = 5  # customers: smaller groups are neither shown nor written to


def known_goods() -> pd.DataFrame:
    """Share of each category in what each customer bought before 1 July 2025, a row per customer."""
    return _shares(_counts())


def regular_goods() -> pd.DataFrame:
    """The same for customers with 20 order lines or more."""
    counts = _counts()
    return _shares(counts[counts.sum(axis=1) >= AT_LEAST_LINES])


def one_for_all() -> pd.Series:
    """Everybody in one segment."""
    return pd.Series(0, index=_counts().index, name="segment")


def profit_sek(segments: pd.Series) -> float:
    """What a mailing earns (SEK) on average in its two weeks, with one letter for each segment.

    Parameters
    ----------
    segments : Series
        The segment of every customer of `known_goods`, by `customer_id`.

    Returns
    -------
    float
        Added margin less the cost of e-mails and letters. Each letter shows goods in the shares that its
        segment bought before 1 July 2025.

    Raises
    ------
    ValueError
        When a customer has no segment.
    """
    goods = known_goods()
    if not isinstance(segments, pd.Series) or not goods.index.isin(segments.dropna().index).all():
        raise ValueError(
            f"Expected a segment for each of the {len(goods):,} customers of `known_goods()`, a Series with "
            "their numbers as its index. Some are missing; place everybody first."
        )
    labels = pd.Series(pd.factorize(segments.loc[goods.index])[0], index=goods.index)
    letters = goods.groupby(labels).mean()
    letters.index = [f"letter {i + 1}" for i in letters.index]
    names = letters.index[labels]
    plan = pd.DataFrame({"customer_id": goods.index, "offer": names, "channel": "email"})
    return market.expected_profit(plan, more_offers=letters)


@cache
def _counts(until=data.CUTOFF):
    orders = data.load("orders")[["order_id", "customer_id", "ordered_at"]]
    lines = data.load("order_lines").merge(orders)
    lines = lines[lines["ordered_at"] < until]
    return lines.groupby(["customer_id", "category"]).size().unstack(fill_value=0)[market.CATEGORIES]


def _shares(counts):
    return counts.div(counts.sum(axis=1), axis=0)


@cache
def _empty():
    table = data.load("no_structure").set_index("customer_id")
    return (table - table.mean()) / table.std()


@task(
    exercise=EXERCISE,
    number=1,
    hints=[
        "scikit-learn has it: look at what the first cell imports.",
        "`adjusted_rand_score` takes two lists of labels, in any order.",
        "`agreement = adjusted_rand_score(first, second)`.",
    ],
)
def how_alike(agreement):
    """Adjusted Rand index of two placements in seven segments."""
    placed = segment.placements(regular_goods(), [7], pairs=1, progress=False)[7]
    first, second = placed[0, 0], placed[0, 1]
    right = adjusted_rand_score(first, second)
    mistakes = {
        "This is the Rand index without the adjustment: pairs that are apart in both by chance "
        "count as agreement.": rand_score(first, second),
        "This is the share of equal segment numbers; the numbers mean nothing from one solution to "
        "the next.": (first == second).mean(),
        "This is the mutual information; the adjusted Rand index counts pairs of customers.": (
            normalized_mutual_info_score(first, second)
        ),
    }
    expect.none_of(agreement, right, mistakes, name="agreement")
    expect.number(agreement, right, name="agreement", decimals=2)
    return f"{right:.2f}: far from strangers, and far from the same seven segments."


@task(
    exercise=EXERCISE,
    number=2,
    hints=[
        "Keep the lines before `data.CUTOFF`. `pd.crosstab(customer, category)` counts them.",
        "Keep the rows whose sum is 20 or more, then divide each row by its sum: `.div(..., axis=0)`.",
        "`segment.kmeans(shares, 4)`, or scikit-learn's `KMeans(4, n_init=10, random_state=0)`.",
    ],
)
def four_segments(labels):
    """Four segments of the regulars by shares of categories."""
    regulars = regular_goods()
    counts = _counts()
    regular_counts = counts[counts.sum(axis=1) >= AT_LEAST_LINES]
    until_today = _counts(data.TODAY)
    rows = {
        "all customers, also those with fewer than 20 lines": counts.index,
        "lines after 1 July 2025 too": until_today.index[until_today.sum(axis=1) >= AT_LEAST_LINES],
        "customers with more than 20 lines; exactly 20 is enough": counts.index[
            counts.sum(axis=1) > AT_LEAST_LINES
        ],
    }
    if isinstance(labels, pd.Series | pd.DataFrame | np.ndarray | list):
        for words, index in rows.items():
            if len(labels) == len(index) != len(regulars):
                raise NotYet(
                    f"`labels` has {len(labels):,} rows; expected {len(regulars):,}. "
                    f"That is what comes of {words}."
                )
    reference = segment.kmeans(regulars, 4)
    by_count = segment.kmeans(regular_counts, 4)
    if expect.same_groups(labels, by_count, at_least=0.9) and not expect.same_groups(
        labels, reference, at_least=0.9
    ):
        raise NotYet(
            "`labels` puts heavy buyers together, whatever they buy: these are segments of counts. "
            "Divide each customer's row by its sum first."
        )
    expect.clustering(labels, regulars, reference, name="labels")
    sizes = sorted(reference.value_counts(), reverse=True)
    return f"{len(regulars)} regulars in segments of {', '.join(map(str, sizes))}."


@task(
    exercise=EXERCISE,
    number=3,
    hints=[
        "`customer_id` is a number, but no feature: make it the index.",
        "`silhouette_score(table, labels)` gives one number for one solution.",
        "Collect them: `pd.Series({k: silhouette_score(six, segment.kmeans(six, k)) for k in range(2, 7)})`.",
    ],
)
def silhouettes(silhouette):
    """Silhouette of two to six segments in the file without structure."""
    empty = _empty()
    labels = {k: segment.kmeans(empty, k) for k in range(2, 7)}
    wanted = pd.Series({k: silhouette_score(empty, labels[k]) for k in labels}).rename_axis("k")
    spread = {k: ((empty - empty.groupby(found).transform("mean")) ** 2).to_numpy().sum()
              for k, found in labels.items()}  # fmt: skip
    with_id = data.load("no_structure")
    id_in = pd.Series({k: silhouette_score(with_id, segment.kmeans(with_id, k)) for k in labels})
    if _near(silhouette, pd.Series(spread), 5):
        raise NotYet(
            "`silhouette` holds sums of squares (the elbow's figure); expected silhouettes, which lie "
            "between -1 and 1."
        )
    if _near(silhouette, id_in, 0.01):
        raise NotYet(
            "`silhouette` is far too good: the customer numbers were clustered too. Make them the index."
        )
    every_one = {k: silhouette_score(empty, labels[6]) for k in labels}
    if _near(silhouette, pd.Series(every_one), 0.001):
        raise NotYet(
            "`silhouette` holds the same number five times. Cluster anew for each number of segments."
        )
    _one_per_k(silhouette, wanted, "silhouette", 0.02)
    return (
        f"The advice would be {wanted.idxmax()} segments, at {wanted.max():.2f}. There are none. A "
        "silhouette cannot be computed for one segment, so it can never advise it."
    )


@task(
    exercise=EXERCISE,
    number=4,
    hints=[
        "`segment.stability(empty, range(2, 6), pairs=10)` does the work.",
        "It returns 40 rows: four numbers of segments, ten pairs each.",
        "Take the mean for each `k`: `.groupby('k')['adjusted_rand'].mean()`.",
    ],
)
def mean_stability(stability):
    """Mean stability of two to five segments in the file without structure."""
    table = _empty_pairs()
    wanted = table.mean()
    if isinstance(stability, pd.DataFrame) and "adjusted_rand" in stability and len(stability) > 4:
        raise NotYet(
            f"`stability` has {len(stability)} rows, one for each pair; expected one number for each number "
            "of segments. Take the mean by `k`."
        )
    if isinstance(stability, float | np.floating):
        raise NotYet(f"`stability` is one number, {stability:.2f}; expected one for each number of segments.")
    goods = segment.stability(regular_goods(), range(2, 6), pairs=4, progress=False)
    if _near(stability, goods.groupby("k")["adjusted_rand"].mean(), 0.15, at=[4, 5]):
        raise NotYet("`stability` is that of Havnbo's goods; expected that of the file without structure.")
    for words, values in {"worst": table.min(), "best": table.max()}.items():
        if _near(stability, values, 0.005):
            raise NotYet(
                f"`stability` holds the {words} pair for each number of segments; expected the mean."
            )
    _one_per_k(stability, wanted, "stability", 0.12)
    return (
        f"{wanted[2]:.2f} for two, {wanted[5]:.2f} for five. Havnbo's goods reach "
        f"{goods.query('k == 5')['adjusted_rand'].mean():.2f} for five."
    )


@cache
def _empty_pairs():
    table = segment.stability(_empty(), range(2, 6), pairs=10, progress=False)
    return table.pivot(index="pair", columns="k", values="adjusted_rand")


def _near(found, values: pd.Series, within: float, at=None) -> bool:
    """Tell whether an answer holds these values by number of segments, within so much."""
    try:
        given = pd.Series(found, dtype="float64") if not isinstance(found, pd.Series) else found
        values = values if at is None else values.loc[at]
        return len(given) == len(found) and bool(((given.loc[values.index] - values).abs() <= within).all())
    except (TypeError, ValueError, KeyError):
        return False


def _one_per_k(found, wanted, name, within):
    """Accept a number per number of segments within a tolerance: other seeds are right too."""
    if isinstance(found, list | tuple | np.ndarray) and len(found) == len(wanted):
        found = pd.Series(list(found), index=wanted.index)
    elif isinstance(found, dict):
        found = pd.Series(found)
    elif isinstance(found, pd.DataFrame):
        found = found.set_index("k") if "k" in found else found
        found = found.iloc[:, 0] if found.shape[1] == 1 else found
    if isinstance(found, pd.Series) and not set(wanted.index) <= set(found.index):
        missing = sorted(set(wanted.index) - set(found.index))
        raise NotYet(
            f"`{name}` has nothing for {', '.join(map(str, missing))} segments; expected one number for each "
            f"of {', '.join(map(str, wanted.index))}, with these as its index."
        )
    if isinstance(found, pd.Series) and pd.api.types.is_numeric_dtype(found):
        close = (found.loc[wanted.index] - wanted).abs() <= within
        if close.all():
            return
    expect.series(found, wanted.rename(name), name=name, key="k", rel=within)


@task(
    exercise=EXERCISE,
    number=5,
    hints=[
        "`pd.crosstab(labels, other)` counts the customers in both, for each two segments.",
        "In either = size of the one + size of the other - in both.",
        "Divide, then take the largest value of each row: `.max(axis=1)`.",
    ],
)
def best_overlap(best):
    """Best Jaccard overlap of each of six segments."""
    best = _by_segment(best)
    regulars = regular_goods()
    labels = segment.kmeans(regulars, 6)
    other = segment.placements(regulars, [6], pairs=1, progress=False)[6, 0, 1]
    both = pd.crosstab(labels, other).astype(float)
    size, size_other = both.sum(axis=1), both.sum()
    total = both * 0 + size_other
    total = total.add(size, axis=0)
    jaccard = both / (total - both)
    wanted = jaccard.max(axis=1).rename("best")
    mistakes = {
        "in both over the size of the segment; one that is swallowed by a larger one would get 1. Divide by "
        "the customers in either": both.div(size, axis=0).max(axis=1),
        "in both over the *sum* of the two sizes; those in both are then counted twice": (both / total).max(
            axis=1
        ),
        "the overlap with the segment of the same number; numbers mean nothing between solutions": pd.Series(
            np.diag(jaccard), index=jaccard.index
        ),
        "one number per segment of `other`; expected the best for each segment of `labels` "
        "(the other direction)": jaccard.max(axis=0),
        "the mean of each row; expected the best": jaccard.mean(axis=1),
    }
    if not expect.same_values(best, wanted):
        named = {f"is {words}": values.rename_axis(wanted.index.name) for words, values in mistakes.items()}
        expect.none_of_values(best, named, name="best")
    expect.series(best, wanted, name="best", key="segment", decimals=2)
    return (
        f"{(wanted >= 0.9).sum()} of six came back nearly whole; the weakest only to {wanted.min():.0%}. "
        "A shaky solution can hold solid segments."
    )


def _by_segment(found):
    """An answer whose index is called "segment"; `pd.crosstab` names it by the column that it was given."""
    return found.rename_axis(index="segment") if isinstance(found, pd.Series) else found


@task(
    exercise=EXERCISE,
    number=6,
    hints=[
        "`pd.crosstab(labels[4], labels[3], normalize='index')` shows the shares of origin.",
        "Entropy is minus the sum of share × log(share); a share of 0 counts 0.",
        "`segment.across(labels)` has it in the column `stability`.",
    ],
)
def came_from(kept):
    """Stability across solutions of each of four segments."""
    labels = segment.solutions(regular_goods(), [3, 4])
    wanted = segment.across(labels).set_index("segment")["stability"].rename("kept")
    if isinstance(kept, pd.DataFrame) and "stability" in kept:
        kept = kept.set_index("segment")["stability"] if "segment" in kept else kept["stability"]
    kept = _by_segment(kept)
    lost = 1 - wanted
    origin = pd.crosstab(labels[4], labels[3], normalize="index")
    mistakes = {
        "the entropy's share: 0 where all came from one segment; take it from one": lost,
        "divided by the logarithm of the new number of segments; expected that of the previous, 3": (
            1 - lost * np.log(3) / np.log(4)
        ),
        "one minus the entropy itself; divide the entropy by log(3) first": 1 - lost * np.log(3),
        "the largest share of origin; expected one minus the entropy over log(3)": origin.max(axis=1),
    }
    named = {f"is {words}": values.rename_axis("segment") for words, values in mistakes.items()}
    expect.none_of_values(kept, named, name="kept")
    expect.series(kept, wanted, name="kept", key="segment", decimals=2)
    return (
        f"Three came whole from one segment; the newest, at {wanted.min():.2f}, was collected from several."
    )


@task(
    exercise=EXERCISE,
    number=7,
    hints=[
        "What a letter shows is what its receivers buy. So use goods, not habits.",
        "Draw on `check.regular_goods()`, place everybody: `KMeans(...).fit(...)`, then `.predict(known)`.",
        "Try several numbers of segments with `check.profit_sek(...)`. Each costs one message.",
    ],
)
def your_segments(segments):
    """Any segments whose letters reach the stated expected profit."""
    everybody = one_for_all()
    if isinstance(segments, pd.Series):
        segments = segments.map(str, na_action="ignore")  # names and numbers may be mixed
    expect.same_segments(segments, everybody, name="segments", at_least=-1)  # any grouping of these customers
    labels = _by_customer(segments, everybody.index)
    sizes = labels.value_counts()
    if sizes.min() < SMALLEST:
        raise NotYet(
            f"Segment {sizes.idxmin()!r} has {sizes.min()} customers; expected at least {SMALLEST} in each. "
            "Put small ones into a neighbour."
        )
    profit, count = profit_sek(labels), len(sizes)
    plain = profit_sek(everybody)
    messages = count * market.MESSAGE_COST_SEK
    earns = f"{count} segments: the letters cost {messages:,} SEK, and the mailing earns {profit:,.0f} SEK"
    if profit >= TARGET_SEK:
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
    raise NotYet(f"{earns}; expected {TARGET_SEK:,} or more. {advice}")


def _by_customer(segments, customers) -> pd.Series:
    """Labels by customer, from any of the forms that `expect` takes."""
    if isinstance(segments, pd.DataFrame):
        segments = segments.set_index("customer_id") if "customer_id" in segments else segments
        segments = segments["segment"] if "segment" in segments else segments.iloc[:, 0]
    if isinstance(segments, dict):
        segments = pd.Series(segments)
    if isinstance(segments, pd.Series) and customers.isin(segments.index).all():
        return segments.loc[customers]
    return pd.Series(list(segments), index=customers)
