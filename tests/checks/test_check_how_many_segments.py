"""Exercise 14: every right answer is accepted, every known mistake is named."""

import re

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.cluster import KMeans

from checks import how_many_segments as check
from given import how_many_segments as given
from helpers import data, experiment, market, segment
from tests.check_cases import Cases, as_tests
from tests.read_off import live_picture

REGULARS, KNOWN = given.regular_goods(), given.known_goods()
COUNTS = given.line_counts()
LATER = given.line_counts(data.TODAY)
SENT = given.four_or_one()
LETTERS = SENT[SENT["group"] == "contacted"]


# ---- task 1
def read_off(stability=(1.00, 0.80, 0.95, 0.72), loses=1_772):
    return dict(zip(["goods, 5", "goods, 6", "habits, 2", "nothing, 2"], stability, strict=True)), loses


# ---- task 2
LABELS = segment.kmeans(REGULARS, 6)
OTHER = segment.placements(REGULARS, [6], pairs=1, progress=False)[6, 0, 1]


def overlap(how="either", which="max"):
    found = {}
    for i in range(6):
        mine, row = LABELS.to_numpy() == i, []
        for j in range(6):
            both, either = (mine & (OTHER == j)).sum(), (mine | (OTHER == j)).sum()
            row.append(
                both / {"either": either, "mine": mine.sum(), "sum": mine.sum() + (OTHER == j).sum()}[how]
            )
        found[i] = {"max": np.max, "mean": np.mean, "same": lambda values, i=i: values[i]}[which](row)
    return pd.Series(found)


# ---- task 3
def four(counts=COUNTS, least=20, divide=True, k=4, seed=0):
    table = counts[counts.sum(axis=1) >= least]
    table = table.div(table.sum(axis=1), axis=0) if divide else table
    return segment.kmeans(table, k, random_state=seed)


def by_scikit_learn():
    return KMeans(4, n_init=20, random_state=3).fit_predict(REGULARS)


# ---- task 4
def ends(rows=LETTERS, column="margin_sek", less=0.0, times=1.0, verdict="cannot tell"):
    groups = [rows.loc[rows["letters"] == letters, column] for letters in ("four", "one")]
    *_, low, high = experiment.mean_difference(*groups)
    return times * low - less, times * high - less, verdict


def pooled():
    groups = [LETTERS.loc[LETTERS["letters"] == letters, "margin_sek"] for letters in ("four", "one")]
    return *stats.ttest_ind(*groups).confidence_interval(), "Cannot tell"


def by_bootstrap():
    groups = [LETTERS.loc[LETTERS["letters"] == letters, "margin_sek"] for letters in ("four", "one")]
    luck = np.random.default_rng(0)
    draws = [np.subtract(*(luck.choice(group, len(group)).mean() for group in groups)) for _ in range(4_000)]
    return *np.quantile(draws, [0.025, 0.975]), "we cannot tell"


# ---- task 6
def need():
    shares = pd.DataFrame({name: KNOWN[list(goods)].sum(axis=1) for name, goods in market.NEEDS.items()})
    return shares.idxmax(axis=1)


def letters(offer=None, channel="email", **more):
    offer = need() if offer is None else offer
    return pd.DataFrame({"customer_id": KNOWN.index, "channel": channel} | more).assign(
        offer=offer if isinstance(offer, str) else offer.to_numpy()
    )


CASES = {
    "stable_and_worth_it": Cases(
        untouched=lambda: (
            {"goods, 5": ..., "goods, 6": ..., "habits, 2": ..., "nothing, 2": ...},
            ...,
        ),
        right={
            "a dict": read_off,
            "a Series": lambda: (pd.Series(read_off()[0]), 1_772.0),
            "a list in the order asked": lambda: ([1, 0.8, 0.95, 0.72], np.int64(1_772)),
            "a table": lambda: (
                pd.DataFrame({"where": list(read_off()[0]), "mean": read_off()[0].values()}),
                1_772,
            ),
        },
        named={
            "the worst pair": (lambda: read_off((1.00, 0.71, 0.88, 0.57)), "agrees least"),
            "the best pair": (lambda: read_off((1.00, 0.91, 0.99, 0.82)), "agrees most"),
            "the weakest segment": (lambda: read_off((0.99, 0.61, 0.97, 0.89)), "the weakest segment"),
            "per cent": (lambda: read_off((100, 80, 95, 72)), "a percentage was given"),
            "with four": (lambda: read_off(loses=5_347), "what four segments by habits lose"),
            "goods": (lambda: read_off(loses=1_217), "two segments by goods lose"),
            "earned": (lambda: read_off(loses=40_607), "what the letters earn"),
            "a letter": (lambda: read_off(loses=1_800), "the price of a letter"),
        },
        wrong={
            "a loss with a minus": (lambda: read_off(loses=-1_772), "wrong sign"),
            "two swapped": (lambda: read_off((0.80, 1.00, 0.95, 0.72)), "`stability`"),
        },
    ),
    "best_overlap": Cases(
        untouched=lambda: ...,
        right={
            "by hand": overlap,
            "rounded": lambda: overlap().round(2),
            "a list": lambda: overlap().to_list(),
            "a table": lambda: pd.DataFrame({"segment": range(6), "best": overlap()}),
        },
        named={
            "over the own size": (lambda: overlap("mine"), "swallowed by a larger one"),
            "over the sum": (lambda: overlap("sum"), "counted twice"),
            "the same number": (lambda: overlap(which="same"), "numbers mean nothing"),
            "the mean": (lambda: overlap(which="mean"), "mean of each row"),
            "its name": (lambda: _both().idxmax(axis=1), "names the segment"),
            "counts": (lambda: _both().max(axis=1), "how many customers are in both"),
        },
        wrong={
            "five of them": (lambda: overlap().head(5), "5"),
            "one number": (lambda: overlap().mean(), "`best`"),
            "100 times": (lambda: 100 * overlap(), "`best`"),
        },
    ),
    "segments_of_taste": Cases(
        untouched=lambda: ...,
        right={
            "the helper": four,
            "scikit-learn": by_scikit_learn,
            "another seed, names": lambda: four(seed=5).map({0: "a", 1: "b", 2: "c", 3: "d"}),
            "a table": lambda: four().rename("label").reset_index(),
        },
        named={
            "one fault left: July and later": (lambda: four(LATER), "from 1 July 2025 on too"),
            "one fault left: counts": (lambda: four(divide=False), "heavy buyers together"),
            "as it stands": (lambda: four(LATER, divide=False), "kept for judging"),
            "everybody": (lambda: four(least=1), "also those with fewer"),
            "more than 20": (lambda: four(least=21), "exactly 20 is enough"),
        },
        wrong={
            "five segments": (lambda: four(k=5), "5 segments; expected 4"),
            "at random": (lambda: four() * 0 + np.arange(len(REGULARS)) % 4, "looser"),
            "the table": (lambda: REGULARS, "`four`"),
        },
    ),
    "four_or_one": Cases(
        untouched=lambda: (..., ..., ...),
        right={
            "the helper": ends,
            "one variance": pooled,
            "bootstrap": by_bootstrap,
            "rounded": lambda: (round(ends()[0], 1), round(ends()[1], 1), "CANNOT TELL."),
        },
        named={
            "everybody": (lambda: ends(SENT), "those without consent"),
            "revenue": (lambda: ends(column="revenue_sek"), "revenue, not margin"),
            "who bought": (lambda: ends(column="converted"), "as shares; expected margin"),
            "added up": (lambda: ends(times=len(LETTERS)), "over all customers"),
            "buyers only": (lambda: ends(LETTERS[LETTERS["margin_sek"] > 0]), "who bought nothing"),
            "less the letters": (lambda: ends(less=5_400 / len(LETTERS)), "taking the cost of three more"),
            "one less four": (lambda: (-ends()[1], -ends()[0], "cannot tell"), "signs are turned"),
            "yes": (lambda: ends(verdict="yes"), "both sides of 0"),
        },
        wrong={
            "no": (lambda: ends(verdict="no"), '"no"'),
            "swapped": (lambda: (*ends()[1::-1], "cannot tell"), "Are they swapped?"),
            "four": (lambda: ends(verdict="four"), "as text"),
        },
    ),
    "how_many_letters": Cases(
        untouched=lambda: ...,
        right={
            "by need": letters,
            "plain": lambda: letters("everyone"),
            "by category, key as index": lambda: letters(KNOWN.idxmax(axis=1)).set_index("customer_id"),
            "three needs": lambda: letters(need().replace({"style": "everyone"})),
        },
        named={
            "customers who had bought nothing": (
                lambda: market.plan(data.load("customers")["customer_id"]),
                "who had not bought before 1 July 2025",
            ),
            "by post": (lambda: letters(channel="post"), "expected `email`"),
            "own names": (lambda: letters(need().map("mostly {}".format)), "offer holds 'mostly"),
            "a discount": (lambda: letters(discount=0.2), "has `discount`; this task allows"),
        },
        wrong={
            "twice": (lambda: pd.concat([letters(), letters()]), "customers twice"),
            "a plan that was not tried": (lambda: letters("style"), "No campaign has tried this plan"),
            "labels": (lambda: four(), "is a column"),
        },
    ),
}


def _both():
    return pd.crosstab(LABELS.to_numpy(), OTHER)


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)


def test_what_is_to_be_read_off_is_what_the_lesson_shows():
    says = live_picture("14_how_many_segments")
    files = {
        "goods": "goods: 12 shares",
        "habits": "habits: recency, frequency, money",
        "nothing": "the file without structure",
    }

    def sentence(where):
        name, k = where.split(", ")
        return says(file=files[name], k=int(k))

    pattern = r"stability ([\d.]+), from ([\d.]+) to ([\d.]+); the weakest is segment \d, at (\d\.\d+)"
    found = [[float(part) for part in re.search(pattern, sentence(where)).groups()] for where in check._WHERE]
    stored = zip(check._STABILITY, check._LOWEST, check._HIGHEST, check._WEAKEST, strict=True)
    assert found == [list(row) for row in stored]
    for where, loss in check._LOSES.items():
        assert f"{loss:,} SEK less than the best number" in sentence(where)
    assert f"earns {check._EARNS:,} SEK" in sentence("habits, 2")
