"""k-means segments and their stability: known answers, and comparisons with the plain computation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from helpers import segment

LABELS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def blobs():
    """Four well separated groups of 60, 40, 30 and 20 customers, in mixed order."""
    draw = np.random.default_rng(1)
    centres = np.repeat([[0, 0], [9, 0], [0, 11], [10, 12]], [60, 40, 30, 20], axis=0)
    frame = pd.DataFrame(centres + draw.normal(size=(150, 2)), columns=["visits", "spend_sek"])
    return frame.set_axis([f"c{i:03}" for i in range(150)]).sample(frac=1, random_state=2)


@pytest.fixture(scope="module")
def noise():
    """No groups at all."""
    return pd.DataFrame(np.random.default_rng(3).random((300, 6)))


@pytest.fixture(scope="module")
def answers():
    """Yes-or-no answers of three kinds of customers: many have the same row."""
    draw = np.random.default_rng(4)
    yes = np.repeat(
        [[0.9, 0.9, 0.1, 0.1, 0.1], [0.1, 0.2, 0.9, 0.9, 0.2], [0.1, 0.1, 0.1, 0.3, 0.95]], 100, axis=0
    )
    return pd.DataFrame((draw.random(yes.shape) < yes).astype(int))


def drawn_customers(counts, pair, random_state=0):
    """The two samples of one pair, as positions of rows, one per customer drawn."""
    weights = np.random.default_rng([random_state, pair]).multinomial(
        sum(counts), counts / sum(counts), size=2
    )
    return [np.repeat(np.arange(len(counts)), weight) for weight in weights]


# Segments


def test_kmeans_finds_the_groups_and_numbers_them_along_the_main_direction(blobs):
    found = segment.kmeans(blobs, 4)
    assert found.name == "segment" and found.index.equals(blobs.index) and found.dtype == "int64"
    assert found.value_counts().to_dict() == {0: 60, 1: 40, 2: 30, 3: 20}
    centres = blobs.groupby(found).mean()
    assert centres.sum(axis=1).is_monotonic_increasing


@pytest.mark.parametrize("seed", range(5))
def test_numbers_do_not_depend_on_the_seed_or_the_order_of_rows(blobs, seed):
    found = segment.kmeans(blobs, 4, random_state=seed)
    mixed = segment.kmeans(blobs.sample(frac=1, random_state=seed), 4, random_state=seed)
    pd.testing.assert_series_equal(found, segment.kmeans(blobs, 4))
    pd.testing.assert_series_equal(mixed.loc[blobs.index], found)


def test_kmeans_is_no_worse_than_scikit_learn(noise):
    labels = segment.kmeans(noise, 5, random_state=7)
    within = ((noise - noise.groupby(labels).transform("mean")) ** 2).sum().sum()
    assert within == pytest.approx(KMeans(5, n_init=10, random_state=7).fit(noise).inertia_)


@pytest.mark.parametrize(
    "ahead", [[0.6, -0.8], [-0.6, 0.8], [0.8, 0.6], [-0.28, 0.96], [0.96, -0.28], [1, 0]]
)
def test_main_direction_has_its_largest_loading_positive(ahead):
    expected = np.array(ahead) * np.sign(ahead[np.abs(ahead).argmax()])
    assert segment._main_direction(np.arange(10.0)[:, None] * [ahead]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("spoil", "k", "sentence"),
    [
        (lambda f: f.assign(visits=f["visits"].where(f.index > "c010")), 2, r"missing in `visits` \(11\)"),
        (
            lambda f: f.assign(city="Umeå", when=pd.Timestamp("2025-01-01")),
            2,
            "something else in `city`, `when`",
        ),
        (lambda f: f.assign(visits=np.inf), 2, "infinite in `visits`; expected ordinary numbers"),
        (lambda f: f.head(3), 4, "k=4 segments were asked of 3 different customers"),
        (lambda f: f * 0, 2, "k=2 segments were asked of 1 different customers"),
        (lambda f: f.head(0), 1, "of 0 different customers"),
        (lambda f: f, 0, "k=0 was given as the number of segments"),
        (lambda f: f, 2.5, "k=2.5 was given as the number of segments"),
        (lambda f: f["visits"], 2, "`features` is a Series; expected a DataFrame"),
    ],
)
def test_bad_features_are_refused_with_a_sentence(blobs, spoil, k, sentence):
    for function in (segment.kmeans, lambda f, k: segment.stability(f, [k])):
        with pytest.raises((ValueError, TypeError), match=sentence):
            function(spoil(blobs), k)


def test_input_is_left_alone(blobs):
    before = blobs.copy()
    segment.kmeans(blobs, 3)
    segment.stability(blobs, [2], pairs=2)
    pd.testing.assert_frame_equal(blobs, before)


# Numbers that stay


def test_a_split_keeps_the_other_numbers():
    before = pd.Series([0, 0, 0, 1, 1, 2, 2, 2])
    after = pd.Series([3, 3, 1, 0, 0, 2, 2, 2])  # the first segment lost a customer to a new one
    assert segment.keep_numbers(after, before).tolist() == [0, 0, 3, 1, 1, 2, 2, 2]


def test_a_merger_drops_one_number():
    before = pd.Series([0, 0, 0, 1, 1, 2, 2, 2])
    assert segment.keep_numbers(pd.Series([1, 1, 1, 1, 1, 0, 0, 0]), before).tolist() == [0] * 5 + [2] * 3


@given(LABELS)
def test_renumbering_keeps_the_groups(rows):
    before, labels = (pd.Series(pd.factorize(pd.Series(side))[0]) for side in zip(*rows, strict=True))
    found = segment.keep_numbers(labels, before)
    assert adjusted_rand_score(found, labels) == 1
    assert found.nunique() == labels.nunique()
    assert (found == before).sum() >= (labels == before).sum()


@given(st.lists(st.integers(0, 4), min_size=1, max_size=30), st.permutations(range(5)))
def test_renumbering_undoes_a_change_of_numbers(labels, numbers):
    before = pd.Series(pd.factorize(pd.Series(labels))[0])
    renamed = before.map(dict(enumerate(numbers))).astype("int64")
    assert segment.keep_numbers(renamed, before).tolist() == before.tolist()


def test_different_customers_are_refused():
    with pytest.raises(ValueError, match="about different customers"):
        segment.keep_numbers(pd.Series([0, 1]), pd.Series([0, 1], index=[5, 6]))


def test_solutions_keep_their_numbers(blobs):
    found = segment.solutions(blobs, [4, 2, 3])
    assert list(found) == [2, 3, 4] and found.index.equals(blobs.index)
    for k in found:
        assert sorted(found[k].unique()) == list(range(k))
        assert adjusted_rand_score(found[k], segment.kmeans(blobs, k)) == 1
    moved = (found[3] != found[4]).groupby(found[4]).mean()
    assert moved.to_dict() == {0: 0, 1: 0, 2: 0, 3: 1}


# Global stability


def test_true_groups_are_stable_and_noise_is_not(blobs, noise):
    true = segment.stability(blobs, [4], pairs=10)
    assert list(true) == ["k", "pair", "adjusted_rand"] and len(true) == 10
    assert (true["adjusted_rand"] == 1).all()
    assert segment.stability(noise, [4], pairs=10)["adjusted_rand"].mean() < 0.6
    assert segment.stability(blobs, [7], pairs=10)["adjusted_rand"].mean() < 0.9


def test_stability_equals_the_plain_computation(answers):
    """Same samples, but with repeated rows instead of weights and scikit-learn's own starts."""
    rows, counts = np.unique(answers, axis=0, return_counts=True)
    expected = []
    for pair in range(6):
        placed = [
            KMeans(3, n_init=100, random_state=pair).fit(rows[sample]).predict(answers.to_numpy())
            for sample in drawn_customers(counts, pair)
        ]
        expected.append(adjusted_rand_score(*placed))
    found = segment.stability(answers, [3], pairs=6, n_init=100)["adjusted_rand"]
    assert found.tolist() == pytest.approx(expected)
    assert 0.5 < np.mean(expected) < 1  # else the comparison would say nothing


def test_samples_are_bootstrap_samples():
    """Customers drawn with replacement: a row of five customers comes five times, give or take sqrt(5)."""
    counts = np.array([5] + [1] * 95)
    drawn = np.array([(draw == 0).sum() for pair in range(2000) for draw in drawn_customers(counts, pair)])
    assert drawn.mean() == pytest.approx(5, abs=0.15)
    assert drawn.var() == pytest.approx(5 * (1 - 0.05), abs=0.4)


def test_a_pair_depends_on_seed_and_number_only(answers):
    whole = segment.stability(answers, [2, 3, 4], pairs=4)
    part = segment.stability(answers, [3], pairs=2)
    expected = whole[(whole["k"] == 3) & (whole["pair"] < 2)].reset_index(drop=True)
    pd.testing.assert_frame_equal(part, expected)
    other = segment.stability(answers, [3], pairs=2, random_state=1)
    assert not other["adjusted_rand"].equals(part["adjusted_rand"])


def test_order_of_customers_does_not_matter(answers):
    mixed = answers.sample(frac=1, random_state=8)
    pd.testing.assert_frame_equal(
        segment.stability(answers, [3], pairs=3), segment.stability(mixed, [3], pairs=3)
    )


def test_samples_may_hold_fewer_different_rows_than_segments():
    found = segment.stability(pd.DataFrame({"x": [0, 1, 2, 3]}), [4], pairs=20)
    assert found["adjusted_rand"].between(-1, 1).all()


# Stability across solutions


def test_across_by_hand():
    labels = pd.DataFrame({2: [0, 0, 0, 0, 1, 1, 1, 1], 3: [0, 0, 0, 1, 1, 1, 2, 2]})
    found = segment.across(labels)
    third = -(1 / 3 * np.log(1 / 3) + 2 / 3 * np.log(2 / 3)) / np.log(2)
    assert found["k"].tolist() == [3, 3, 3] and found["segment"].tolist() == [0, 1, 2]
    assert found["customers"].tolist() == [3, 3, 2] and found["came_from"].tolist() == [0, 1, 1]
    assert found["stability"].tolist() == pytest.approx([1, 1 - third, 1])


def test_across_is_zero_if_all_segments_gave_alike():
    labels = pd.DataFrame({"before": [0, 1, 2, 0, 1, 2], "after": [0, 0, 0, 1, 2, 3]})
    assert segment.across(labels)["stability"].tolist() == pytest.approx([0, 1, 1, 1])


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4)), min_size=2, max_size=30))
def test_across_lies_between_zero_and_one(rows):
    labels = pd.DataFrame(rows, columns=["before", "after"])
    if labels.nunique().min() < 2:
        with pytest.raises(ValueError, match="at least two segments"):
            segment.across(labels)
        return
    assert segment.across(labels)["stability"].between(-1e-9, 1 + 1e-9).all()


def test_across_needs_two_whole_solutions():
    with pytest.raises(ValueError, match="has 1 solutions, the smallest of 2 segments"):
        segment.across(pd.DataFrame({2: [0, 1]}))
    with pytest.raises(ValueError, match="Some customers have no segment"):
        segment.across(pd.DataFrame({2: [0, 1, None], 3: [0, 1, 2]}))


# Placements, and what they are for


def test_placements_are_those_that_stability_compares(answers):
    shuffled = answers.sample(frac=1, random_state=5)
    placed = segment.placements(shuffled, [2, 3], pairs=3, n_init=3, random_state=7, progress=False)
    assert placed.index.equals(shuffled.index) and placed.columns.names == ["k", "pair", "sample"]
    assert placed.shape == (300, 2 * 3 * 2)
    whole = segment.stability(shuffled, [2, 3], pairs=3, n_init=3, random_state=7, progress=False)
    for row in whole.itertuples():
        same = adjusted_rand_score(placed[row.k, row.pair, 0], placed[row.k, row.pair, 1])
        assert row.adjusted_rand == pytest.approx(same)


# Markers


def test_markers_by_hand():
    """Overall .4, .1 and .5. In the first segment .6, .2 and .5; in the second .2, 0 and .5."""
    features = pd.DataFrame(
        {"bread": [0.5, 0.7, 0.3, 0.1], "soap": [0.2, 0.2, 0.0, 0.0], "milk": [0.5, 0.5, 0.4, 0.6]}
    )
    labels = pd.Series(["a", "a", "b", "b"])
    found = segment.markers(features, labels, absolute=0.15, relative=0.6)
    assert found[["segment", "feature"]].to_numpy().tolist() == [
        ["a", "bread"],  # .2 above, more than .15
        ["a", "soap"],  # .1 above, which is all of .1
        ["b", "bread"],
        ["b", "soap"],
    ]
    assert found["mean"].tolist() == pytest.approx([0.6, 0.2, 0.2, 0.0])
    assert found["overall"].tolist() == pytest.approx([0.4, 0.1, 0.4, 0.1])
    assert found["difference"].tolist() == pytest.approx([0.2, 0.1, -0.2, -0.1])


def test_a_segment_like_all_has_no_markers():
    features = pd.DataFrame({"bread": [0.4, 0.6, 0.5, 0.5]})
    found = segment.markers(features, pd.Series([0, 0, 1, 1]))
    assert found.empty and list(found.columns) == ["segment", "feature", "mean", "overall", "difference"]


def test_markers_need_labels_of_the_same_customers():
    with pytest.raises(ValueError, match="different customers"):
        segment.markers(pd.DataFrame({"bread": [0.4, 0.6]}), pd.Series([0, 1], index=[7, 8]))
