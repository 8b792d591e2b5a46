"""Group customers with k-means, and say how far the groups can be trusted."""

import itertools
from collections.abc import Iterable
from functools import cache

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import ThreadpoolController

from helpers.bar import with_bar


def kmeans(features: pd.DataFrame, k: int, *, n_init: int = 10, random_state: int = 0) -> pd.Series:
    """Return k-means segments, numbered along the direction in which the customers differ most.

    Parameters
    ----------
    features : DataFrame of shape (customers, features)
        Numbers without gaps. k-means compares sizes, so bring the features to one scale first.
    k : int
        Number of segments.
    n_init : int
        Number of starts; the best one counts.
    random_state : int
        Seed: the same seed gives the same segments.

    Returns
    -------
    Series "segment" of whole numbers 0 … k-1, with the index of `features`
        The numbers follow the centres along the first principal component of `features`, whose largest
        loading is taken as positive. So 0 stays at one end and the last number at the other,
        whatever `k` and the seed; `keep_numbers` goes further.

    Raises
    ------
    ValueError, TypeError
        Features are missing, text or infinite, or there are fewer different customers than segments.
    """
    values = _checked(features, k)
    with _threadpools().limit(limits=1):  # on data of this size, threads would mostly wait for one another
        model = KMeans(k, n_init=n_init, random_state=random_state).fit(values)
    along = model.cluster_centers_ @ _main_direction(values)
    number = np.argsort(np.argsort(along, kind="stable"))
    return pd.Series(number[model.labels_], index=features.index, name="segment")


def keep_numbers(labels: pd.Series, before: pd.Series) -> pd.Series:
    """Renumber `labels` so that every segment keeps the number of the segment it came from.

    Segments are paired with those of `before` so that as many customers as possible keep their number
    (the assignment problem). Segments without a partner get the numbers that are left, the largest
    segment first. Use it to keep colours in place while a slider moves.

    Parameters
    ----------
    labels, before : Series of whole numbers
        Two groupings of the same customers, numbered from 0, with the same index.
    """
    if not labels.index.equals(before.index):
        raise ValueError(
            "`labels` and `before` are about different customers; expected the same index in the same order."
        )
    shared = _shared_customers(labels.to_numpy(), before.to_numpy())
    segments, partners = linear_sum_assignment(shared, maximize=True)
    number = dict(zip(segments, partners, strict=True))
    left = iter(np.setdiff1d(np.arange(len(shared) + shared.shape[1]), partners))
    for segment in np.argsort(-shared.sum(axis=1), kind="stable"):
        if segment not in number:
            number[segment] = next(left)
    return labels.map(number).astype("int64")


def solutions(
    features: pd.DataFrame, k_values: Iterable[int] = range(2, 9), *, n_init: int = 10, random_state: int = 0
) -> pd.DataFrame:
    """Return the segments of `kmeans` for several numbers of segments.

    Returns
    -------
    DataFrame of shape (customers, numbers of segments)
        One column of labels per number of segments, named by it, smallest first. Each column keeps the
        numbers of the one before it (see `keep_numbers`), so a new segment gets the new, highest number.
    """
    columns = {}
    for k in sorted(k_values):
        labels = kmeans(features, k, n_init=n_init, random_state=random_state)
        columns[k] = keep_numbers(labels, columns[max(columns)]) if columns else labels
    return pd.DataFrame(columns).rename_axis(columns="k")


def stability(
    features: pd.DataFrame,
    k_values: Iterable[int] = range(2, 9),
    *,
    pairs: int = 100,
    n_init: int = 5,
    random_state: int = 0,
    progress: bool = True,
) -> pd.DataFrame:
    """Return global stability: how alike are the segments of two samples of the same customers?

    For each pair, two bootstrap samples are drawn and each is clustered. Both solutions then place all
    customers, and the adjusted Rand index compares the two placements: 1 if they agree, about 0 if
    they agree no more than by chance.

    Parameters
    ----------
    features, n_init
        As in `kmeans`, and refused alike.
    k_values : iterable of int
        Numbers of segments to try.
    pairs : int
        Number of pairs of bootstrap samples.
    random_state : int
        Seed. A pair depends on the seed and on its own number only: more pairs, or other `k_values`,
        leave it as it was.
    progress : bool
        Show a progress bar while a notebook waits. It empties itself at the end.

    Returns
    -------
    DataFrame with a row per number of segments and pair
        `k`, `pair` (0, 1, …) and `adjusted_rand`. The order of the customers does not matter.

    References
    ----------
    Dolnicar and Leisch (2010), Evaluation of structure and reproducibility of cluster solutions using
    the bootstrap, Marketing Letters 21; Dolnicar, Grün and Leisch (2018), Market Segmentation Analysis,
    Springer, chapter 7.
    """
    placed = placements(
        features, k_values, pairs=pairs, n_init=n_init, random_state=random_state, progress=progress
    )
    found = [
        (k, pair, adjusted_rand_score(placed[k, pair, 0], placed[k, pair, 1]))
        for k, pair, _ in placed.columns[::2]
    ]
    return pd.DataFrame(found, columns=["k", "pair", "adjusted_rand"])


def placements(
    features: pd.DataFrame,
    k_values: Iterable[int] = range(2, 9),
    *,
    pairs: int = 100,
    n_init: int = 5,
    random_state: int = 0,
    progress: bool = True,
) -> pd.DataFrame:
    """Return where the solutions of pairs of bootstrap samples place all customers.

    These are the placements that `stability` compares: with the same seed, the same ones. Ask for them
    yourself to compute several measures from one round of clustering. The arguments, errors and the source
    are those of `stability`.

    Returns
    -------
    DataFrame of shape (customers, numbers of segments × pairs × 2)
        Whole numbers from 0. The columns have three levels: `k`, `pair` (0, 1, …) and `sample` (0 or 1).
    """
    k_values = sorted(k_values)
    values = _checked(features, max(k_values, default=1))
    rows, place, counts = np.unique(values, axis=0, return_inverse=True, return_counts=True)
    steps = [(pair, k) for pair in range(pairs) for k in k_values]
    found = {}
    with _threadpools().limit(limits=1):  # the steps are so small that threads would only wait for each other
        for pair, k in with_bar(steps) if progress else steps:
            # A sample is a weight for each different row: the same as drawing customers, with fewer rows.
            draw = np.random.default_rng([random_state, pair])
            weights = draw.multinomial(counts.sum(), counts / counts.sum(), size=2)
            for i, weight in enumerate(weights):
                found[k, pair, i] = _place(rows, weight, k, n_init, [random_state, pair, k, i])[place]
    columns = pd.MultiIndex.from_tuples(found, names=["k", "pair", "sample"])
    return pd.DataFrame(found, index=features.index, columns=columns).sort_index(axis=1)


def markers(
    features: pd.DataFrame, labels: pd.Series, *, absolute: float = 0.25, relative: float = 0.5
) -> pd.DataFrame:
    """Return the markers of each segment: the features whose mean lies far from the mean of all customers.

    Parameters
    ----------
    features : DataFrame of shape (customers, features)
        Shares, or answers of 0 and 1, without gaps.
    labels : Series
        The segment of each customer, with the index of `features`; with another, it is a ValueError.
    absolute : float
        A mean that is so much above or below the overall mean makes a marker.
    relative : float
        So does one that differs from the overall mean by this share of it: 0.5 is half as much again, or
        half.

    Returns
    -------
    DataFrame with a row per segment and marker, strongest first within a segment
        `segment`, `feature`, `mean` (in the segment), `overall` and `difference` (mean less overall).

    References
    ----------
    Dolnicar, Grün and Leisch (2018), Market Segmentation Analysis, Springer, chapter 8, who call the two
    limits arbitrary.
    """
    if not labels.index.equals(features.index):
        raise ValueError("The labels and `features` are about different customers; expected the same index.")
    overall = features.mean()
    difference = features.groupby(labels).mean() - overall
    far = (difference.abs() > absolute) | (difference.abs() > relative * overall.abs())
    table = difference.where(far).rename_axis(index="segment", columns="feature").stack()
    table = table.rename("difference").dropna().reset_index()
    table.insert(2, "overall", table["feature"].map(overall))
    table.insert(2, "mean", table["overall"] + table["difference"])
    order = table["difference"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].sort_values("segment", kind="stable", ignore_index=True)


def across(labels: pd.DataFrame) -> pd.DataFrame:
    """Return how stable each segment is across solutions: did it stay together when their number grew?

    A segment's value is one minus the entropy of where its customers came from, over the logarithm of
    the number of segments before: 1 if all came from one segment, 0 if from all of them equally.

    Parameters
    ----------
    labels : DataFrame of shape (customers, solutions)
        One column of labels per solution, such as from `solutions`; the columns' names are shown as `k`.
        With fewer than two, or where the smallest has fewer than two segments, it is a ValueError.

    Returns
    -------
    DataFrame with a row per segment of every solution but the smallest
        `k`, `segment`, `customers` (how many), `came_from` (the segment before that most came from)
        and `stability` (0 … 1).

    References
    ----------
    Dolnicar and Leisch (2017), Using segment level stability to select target segments in data-driven
    market segmentation studies, Marketing Letters 28(3).
    """
    if labels.isna().any(axis=None):
        raise ValueError("Some customers have no segment in every column of `labels`. Leave them out.")
    order = labels.nunique().sort_values(kind="stable").index
    if len(order) < 2 or labels[order[0]].nunique() < 2:
        raise ValueError(
            f"`labels` has {len(order)} solutions, the smallest of {labels.nunique().min():.0f} segments; "
            "expected two or more solutions of at least two segments, such as solutions(features, [2, 3, 4])."
        )
    found = []
    for before, after in itertools.pairwise(order):
        origin = pd.crosstab(labels[after], labels[before])
        share = origin.div(origin.sum(axis=1), axis=0)
        entropy = -(share * np.log(share.where(share > 0, 1))).sum(axis=1)
        rows = {
            "k": after,
            "segment": origin.index,
            "customers": origin.sum(axis=1),
            "came_from": origin.idxmax(axis=1),
        }
        found.append(pd.DataFrame({**rows, "stability": 1 - entropy / np.log(origin.shape[1])}))
    return pd.concat(found, ignore_index=True)


def _place(rows: np.ndarray, weight: np.ndarray, k: int, n_init: int, seed: list[int]) -> np.ndarray:
    """Cluster the rows with a weight above zero, of which there may be fewer than k, and place all rows."""
    drawn = weight > 0
    state = int(np.random.default_rng(seed).integers(2**31))
    model = KMeans(min(k, drawn.sum()), n_init=n_init, random_state=state)
    return model.fit(rows[drawn], sample_weight=weight[drawn]).predict(rows)


def _shared_customers(labels: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return how many customers are in segment i of `labels` and segment j of `others`."""
    width = others.max() + 1
    return np.bincount(labels * width + others, minlength=(labels.max() + 1) * width).reshape(-1, width)


@cache
def _threadpools() -> ThreadpoolController:
    return ThreadpoolController()  # looks through all loaded libraries, which takes some milliseconds


def _main_direction(values: np.ndarray) -> np.ndarray:
    """Return the first principal component of the rows, its largest loading positive."""
    centred = values - values.mean(axis=0)
    direction = np.linalg.eigh(centred.T @ centred)[1][:, -1]
    return direction * np.sign(direction[np.abs(direction).argmax()])


def _checked(features: pd.DataFrame, k: int) -> np.ndarray:
    """Return `features` as an array of decimal numbers, after checking that k-means can use them."""
    if not isinstance(features, pd.DataFrame):
        raise TypeError(
            f"`features` is a {type(features).__name__}; expected a DataFrame with one row per customer."
        )
    text = [
        f"`{column}`" for column, dtype in features.dtypes.items() if not pd.api.types.is_numeric_dtype(dtype)
    ]
    if text:
        raise TypeError(
            f"Expected only numbers; found something else in {', '.join(text)}. Convert or leave out."
        )
    gaps = features.isna().sum()
    if gaps.any():
        named = ", ".join(f"`{column}` ({count:,})" for column, count in gaps[gaps > 0].items())
        raise ValueError(
            f"Values are missing in {named}; expected none. Fill them or leave these customers out."
        )
    values = features.to_numpy(dtype="float64")
    infinite = [f"`{column}`" for column in features.columns[np.isinf(values).any(axis=0)]]
    if infinite:
        raise ValueError(
            f"Values are infinite in {', '.join(infinite)}; expected ordinary numbers. Replace them first."
        )
    if not pd.api.types.is_integer(k) or k < 1:
        raise ValueError(f"k={k!r} was given as the number of segments; expected a whole number above 0.")
    different = len(features.drop_duplicates())
    if k > different:
        raise ValueError(
            f"k={k} segments were asked of {different:,} different customers; "
            "expected at most one segment for each. Lower k or add customers."
        )
    return values


def profile(values: pd.DataFrame, segment: pd.Series) -> pd.DataFrame:
    """Return what each segment is like: how many customers, and the median of every column.

    Parameters
    ----------
    values : DataFrame of shape (customers, columns)
        Numbers, indexed by customer.
    segment : Series
        The segment of each customer, with the same index.

    Returns
    -------
    DataFrame with a row per segment, largest first
        `customers`, `share` (of all customers, %), then the median of each column of `values`, rounded to
        whole numbers.
    """
    grouped = values.groupby(segment)
    size = grouped.size()
    table = pd.DataFrame({"customers": size, "share": (size / size.sum() * 100).round(1)})
    medians = grouped.median().round(0).add_prefix("median_")
    return table.join(medians).sort_values("customers", ascending=False)
