"""Exercise 14: every right answer is accepted, every known mistake is named."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.metrics import (
    adjusted_rand_score,
    jaccard_score,
    normalized_mutual_info_score,
    rand_score,
    silhouette_score,
)

from checks import how_many_segments as check
from given import how_many_segments as given
from helpers import data, features, market, segment
from tests.check_cases import Cases, as_tests

REGULARS, KNOWN = given.regular_goods(), given.known_goods()
LINES = data.load("order_lines").merge(data.load("orders")[["order_id", "customer_id", "ordered_at"]])


# ---- task 1
@cache
def two_placements():
    placed = segment.placements(REGULARS, [7], pairs=1, progress=False)[7]
    return placed[0, 0], placed[0, 1]


def rand_by_pairs():
    first, second = two_placements()
    both = pd.crosstab(first, second).to_numpy()
    pairs = [
        (sizes * (sizes - 1) / 2).sum() for sizes in (both, both.sum(axis=1), both.sum(axis=0), np.array(746))
    ]
    luck = pairs[1] * pairs[2] / pairs[3]
    return (pairs[0] - luck) / ((pairs[1] + pairs[2]) / 2 - luck)


# ---- task 2
def counts(until=data.CUTOFF, least=20):
    lines = LINES[LINES["ordered_at"] < until]
    table = pd.crosstab(lines["customer_id"], lines["category"])
    return table[table.sum(axis=1) >= least]


def shares(**choice):
    table = counts(**choice)
    return table.div(table.sum(axis=1), axis=0)


# ---- tasks 3 and 4
EMPTY = data.load("no_structure").set_index("customer_id").apply(lambda c: (c - c.mean()) / c.std())


def silhouettes(table=EMPTY, k_values=range(2, 7), seed=0):
    return pd.Series(
        {k: silhouette_score(table, segment.kmeans(table, k, random_state=seed)) for k in k_values}
    )


@cache
def pairs_of(seed=0, pairs=10):
    return segment.stability(EMPTY, range(2, 6), pairs=pairs, random_state=seed, progress=False)


def mean_stability(seed=0, how="mean"):
    return pairs_of(seed).groupby("k")["adjusted_rand"].agg(how)


def plain_stability():
    """Eight pairs by scikit-learn alone."""
    rng, rows = np.random.default_rng(3), {}
    for k in range(2, 6):
        found = []
        for _ in range(8):
            draws = [EMPTY.sample(600, replace=True, random_state=int(rng.integers(1e6))) for _ in range(2)]
            placed = [KMeans(k, n_init=5, random_state=0).fit(draw).predict(EMPTY) for draw in draws]
            found.append(adjusted_rand_score(*placed))
        rows[k] = np.mean(found)
    return rows


# ---- task 5
@cache
def six_and_other():
    return segment.kmeans(REGULARS, 6), segment.placements(REGULARS, [6], pairs=1, progress=False)[6, 0, 1]


def overlaps():
    labels, other = six_and_other()
    both = pd.crosstab(labels, other)
    either = pd.DataFrame({j: both.sum(axis=1) + both[j].sum() - both[j] for j in both})
    return both, either


def overlap_by_sets():
    labels, other = six_and_other()
    sets = [
        {s: set(found.index[found == s]) for s in sorted(found.unique())}
        for found in (labels, other.rename("segment"))
    ]
    return {s: max(len(a & b) / len(a | b) for b in sets[1].values()) for s, a in sets[0].items()}


def overlap_by_scores():
    labels, other = six_and_other()
    return [max(jaccard_score(labels == i, other == j) for j in range(6)) for i in range(6)]


# ---- task 6
@cache
def three_and_four():
    return segment.solutions(REGULARS, [3, 4])


def kept(base=3):
    labels = three_and_four()
    origin = pd.crosstab(labels[4], labels[3], normalize="index")
    entropy = -(origin * np.log(origin.where(origin > 0, 1))).sum(axis=1)
    return 1 - entropy / (np.log(base) if base else 1)


# ---- task 7
def segments(k=4, table=None):
    drawn_on = REGULARS if table is None else table
    model = KMeans(k, n_init=10, random_state=0).fit(drawn_on)
    return pd.Series(model.predict(KNOWN if table is None else table), index=KNOWN.index, name="segment")


def needs():
    totals = pd.DataFrame({need: KNOWN[inside].sum(axis=1) for need, inside in market.NEEDS.items()})
    return totals.idxmax(axis=1)


def habits(k=3):
    orders = data.load("orders")
    rfm = features.rfm(orders[orders["ordered_at"] < data.CUTOFF], at=data.CUTOFF).loc[KNOWN.index]
    return segments(k, rfm.rank(pct=True))


def with_a_tiny_one():
    labels = segments().astype(object)
    labels.iloc[:3] = "friends"
    return labels


CASES = {
    "how_alike": Cases(
        untouched=lambda: ...,
        right={
            "the function": lambda: adjusted_rand_score(*two_placements()),
            "the other way round, as numpy": lambda: np.float64(adjusted_rand_score(*two_placements()[::-1])),
            "counted by pairs": rand_by_pairs,
            "rounded": lambda: round(adjusted_rand_score(*two_placements()), 2),
        },
        named={
            "not adjusted": (lambda: rand_score(*two_placements()), "without the adjustment"),
            "equal numbers": (
                lambda: (two_placements()[0] == two_placements()[1]).mean(),
                "share of equal segment numbers",
            ),
            "mutual information": (
                lambda: normalized_mutual_info_score(*two_placements()),
                "mutual information",
            ),
        },
        wrong={
            "per cent": (lambda: 100 * adjusted_rand_score(*two_placements()), "a percentage was given"),
            "the labels": (lambda: two_placements()[0], "expected a single number"),
            "the function, not called": (lambda: adjusted_rand_score, "a function"),
        },
    ),
    "four_segments": Cases(
        untouched=lambda: ...,
        right={
            "the helper": lambda: segment.kmeans(shares(), 4),
            "scikit-learn, another seed, other numbers": lambda: pd.Series(
                KMeans(4, n_init=10, random_state=5).fit(shares()).labels_ + 7, index=shares().index
            ),
            "names, shuffled, key as a column": lambda: (
                segment.kmeans(shares(), 4)
                .map({0: "a", 1: "b", 2: "c", 3: "d"})
                .sample(frac=1, random_state=0)
                .reset_index()
            ),
            "another method, as an array in the table's order": lambda: (
                AgglomerativeClustering(4).fit(shares()).labels_
            ),
        },
        named={
            "counts": (lambda: segment.kmeans(counts(), 4), "segments of counts"),
            "everybody": (lambda: segment.kmeans(shares(least=1), 4), "fewer than 20 lines"),
            "until today": (
                lambda: segment.kmeans(shares(until=data.TODAY), 4),
                "lines after 1 July 2025 too",
            ),
            "more than 20": (lambda: segment.kmeans(shares(least=21), 4), "exactly 20 is enough"),
        },
        wrong={
            "five segments": (lambda: segment.kmeans(shares(), 5), "has 5 segments; expected 4"),
            "by lot": (
                lambda: pd.Series(np.random.default_rng(0).integers(0, 4, 746), index=shares().index),
                "less tight than they can be",
            ),
            "the model": (lambda: KMeans(4, n_init=10, random_state=0), "of the kind KMeans"),
        },
    ),
    "silhouettes": Cases(
        untouched=lambda: ...,
        right={
            "the helper": silhouettes,
            "another seed, as a dict": lambda: silhouettes(seed=3).to_dict(),
            "one more number than asked": lambda: silhouettes(k_values=range(2, 8)),
            "a list, in order": lambda: silhouettes().tolist(),
            "not scaled: the six have nearly the same spread": lambda: silhouettes(
                data.load("no_structure").set_index("customer_id")
            ),
        },
        named={
            "sums of squares": (
                lambda: pd.Series(
                    {k: KMeans(k, n_init=10, random_state=0).fit(EMPTY).inertia_ for k in range(2, 7)}
                ),
                "sums of squares",
            ),
            "customer numbers clustered": (
                lambda: silhouettes(data.load("no_structure")),
                "customer numbers were clustered too",
            ),
            "one solution five times": (
                lambda: pd.Series(silhouettes(k_values=[6]).item(), index=range(2, 7)),
                "the same number five times",
            ),
        },
        wrong={
            "from three": (lambda: silhouettes(k_values=range(3, 7)), "nothing for 2 segments"),
            "one number": (lambda: 0.16, "a number"),
            "per cent": (lambda: 100 * silhouettes(), "expected"),
        },
    ),
    "mean_stability": Cases(
        untouched=lambda: ...,
        right={
            "the helper": mean_stability,
            "another seed": lambda: mean_stability(seed=8),
            "a table of one column": lambda: mean_stability().to_frame(),
            "plain scikit-learn, as a dict": plain_stability,
        },
        named={
            "not averaged": (pairs_of, "one for each pair"),
            "the worst pair": (lambda: mean_stability(how="min"), "holds the worst pair"),
            "the best pair": (lambda: mean_stability(how="max"), "holds the best pair"),
            "Havnbo's goods": (
                lambda: pd.Series({2: 0.4, 3: 0.95, 4: 0.99, 5: 0.99}),
                "that of Havnbo's goods",
            ),
            "all in one": (lambda: pairs_of()["adjusted_rand"].mean(), "is one number"),
        },
        wrong={
            "no five": (lambda: mean_stability().drop(5), "nothing for 5 segments"),
            "per cent": (lambda: 100 * mean_stability(), "a percentage was given"),
        },
    ),
    "best_overlap": Cases(
        untouched=lambda: ...,
        right={
            "tables": lambda: (overlaps()[0] / overlaps()[1]).max(axis=1),
            "sets, as a dict": overlap_by_sets,
            "jaccard_score, as a list": overlap_by_scores,
            "rounded, shuffled": lambda: (
                (overlaps()[0] / overlaps()[1]).max(axis=1).round(2).sample(frac=1, random_state=1)
            ),
        },
        named={
            "over the segment": (
                lambda: overlaps()[0].div(overlaps()[0].sum(axis=1), axis=0).max(axis=1),
                "over the size of the segment",
            ),
            "over the sum": (
                lambda: (overlaps()[0] / (overlaps()[1] + overlaps()[0])).max(axis=1),
                "counted twice",
            ),
            "the other direction": (
                lambda: (overlaps()[0] / overlaps()[1]).max(axis=0),
                "the other direction",
            ),
            "same numbers": (
                lambda: pd.Series(np.diag(overlaps()[0] / overlaps()[1])),
                "of the same number",
            ),
        },
        wrong={
            "Dice": (
                lambda: (2 * overlaps()[0] / (overlaps()[1] + overlaps()[0])).max(axis=1),
                "differs",
            ),
            "one number": (lambda: overlap_by_scores()[0], "expected"),
            "five segments": (lambda: (overlaps()[0] / overlaps()[1]).max(axis=1).iloc[:5], "1 missing"),
        },
    ),
    "came_from": Cases(
        untouched=lambda: ...,
        right={
            "by hand": kept,
            "the helper's table": lambda: segment.across(three_and_four()),
            "a dict": lambda: kept().to_dict(),
            "rounded, as a list": lambda: kept().round(2).tolist(),
        },
        named={
            "not taken from one": (lambda: 1 - kept(), "take it from one"),
            "the new number": (lambda: kept(base=4), "the new number of segments"),
            "not divided": (lambda: kept(base=None), "one minus the entropy itself"),
            "the largest share": (
                lambda: pd.crosstab(three_and_four()[4], three_and_four()[3], normalize="index").max(axis=1),
                "the largest share of origin",
            ),
        },
        wrong={
            "per cent": (lambda: 100 * kept(), "a percentage was given"),
            "the mean": (lambda: kept().mean(), "expected"),
            "the shares": (
                lambda: pd.crosstab(three_and_four()[4], three_and_four()[3], normalize="index"),
                "column",
            ),
        },
    ),
    "your_segments": Cases(
        untouched=lambda: ...,
        right={
            "four, drawn on the regulars": segments,
            "three, as a table with the key as a column": lambda: segments(3).reset_index(),
            "the need that shows most, as a dict": lambda: needs().to_dict(),
            "drawn on everybody, roots of the shares, as a list": lambda: segment.kmeans(
                np.sqrt(KNOWN), 4
            ).tolist(),
        },
        named={
            "one": (lambda: given.one_for_all(), "Who buys different goods?"),
            "habits": (habits, "these segments buy the same"),
            "eight": (lambda: segments(8), "Would fewer letters do nearly as well?"),
            "a group of three": (with_a_tiny_one, "'friends' has 3 customers"),
            "two": (lambda: segments(2), "The segments pay their letters"),
        },
        wrong={
            "only the regulars": (lambda: segment.kmeans(REGULARS, 4), "rows"),
            "some without": (lambda: segments().where(segments() > 0), "have no segment"),
            "a number": (lambda: 4, "a whole number"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)


def test_profit_does_not_depend_on_names_or_order():
    labels = segments()
    renamed = labels.map({0: "z", 1: "y", 2: "x", 3: "w"}).sample(frac=1, random_state=0)
    assert given.profit_sek(renamed) == pytest.approx(given.profit_sek(labels))


def test_profit_needs_everybody():
    with pytest.raises(ValueError, match="Some are missing"):
        given.profit_sek(segments().iloc[1:])
