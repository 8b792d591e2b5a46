"""Exercise 04: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression

from checks import psychographic as check
from given import psychographic as given
from helpers import data, market, segment
from tests.check_cases import Cases, as_tests

SURVEY = data.load("survey")
WAVE_1, WAVE_2 = (
    SURVEY[SURVEY["wave"] == wave].drop(columns="wave").set_index("customer_id").astype(float)
    for wave in (1, 2)
)
LEVEL = WAVE_1.mean(axis=1)
FIRST, AGAIN = given.centred_waves()
GREEN = given.GREEN


# ---- task 2
def centred(answers=WAVE_1, away=None, gaps=0):
    table = answers.sub(answers.mean(axis=1) if away is None else away, axis=0)
    return table if gaps is None else table.fillna(gaps)


# ---- task 3
def alpha(answers):
    complete_rows = answers.dropna()
    k = complete_rows.shape[1]
    return k / (k - 1) * (1 - complete_rows.var().sum() / complete_rows.sum(axis=1).var())


def alpha_numpy(answers):
    values = answers.dropna().to_numpy()
    k = values.shape[1]
    return k / (k - 1) * (1 - np.trace(np.cov(values.T)) / np.cov(values.T).sum())


def alpha_by_covariances(answers):
    table = answers.dropna().cov().to_numpy()
    k = len(table)
    between = (table.sum() - np.trace(table)) / (k * (k - 1))
    within = np.trace(table) / k
    return k * between / (within + (k - 1) * between)


def alpha_population(answers):
    rows = answers.dropna()
    k = len(rows.columns)
    return (1 - rows.var(ddof=0).sum() / rows.sum(axis=1).var(ddof=0)) * k / (k - 1)


def alpha_with(change):
    def wrong(answers):
        rows = answers.dropna()
        return change(rows, rows.shape[1], rows.var().sum() / rows.sum(axis=1).var())

    return lambda: wrong


# ---- task 4
def score(table, among=None):
    return (table if among is None else table.loc[among])[GREEN].mean(axis=1)


def retest(first=FIRST, again=AGAIN):
    return score(first, again.index).corr(score(again))


# ---- task 5
FILLED = WAVE_1.apply(lambda person: person.fillna(person.mean()), axis=1)
CALM = FILLED.sub(FILLED.mean(axis=1), axis=0)


# ---- task 6
KNOWN, VALUED, TESTING = check._typing_data()


def right_share(learn=~TESTING, test=TESTING):
    tool = LogisticRegression(max_iter=500).fit(KNOWN[learn], VALUED[learn])
    return tool.score(KNOWN[test], VALUED[test])


# ---- task 7
ORDERS = data.load("orders")
LINES = data.load("order_lines").merge(ORDERS[["order_id", "customer_id", "ordered_at"]])
VISITS = data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]])
BOUGHT = pd.crosstab(LINES["customer_id"], LINES["category"])
SEEN = BOUGHT.add(pd.crosstab(VISITS["customer_id"], VISITS["category"]), fill_value=0)
ACTIVE = ORDERS.loc[ORDERS["ordered_at"] >= "2025-01-01", "customer_id"].unique()


def green_by(table):
    shown = pd.DataFrame({need: table[inside].sum(axis=1) for need, inside in market.NEEDS.items()})
    return shown.index[(shown.idxmax(axis=1) == "green") & (shown.sum(axis=1) > 0)]


def letter(ids, **more):
    return pd.DataFrame({"customer_id": list(ids), "offer": "green", "channel": "post"} | more)


def typed_green(least=0.4):
    """Active customers whom a tool taught by the survey calls green with some certainty."""
    known = np.log1p(SEEN)
    asked = VALUED.reindex(known.index).dropna()
    tool = LogisticRegression(max_iter=500).fit(known.loc[asked.index], asked)
    chance = pd.Series(tool.predict_proba(known)[:, list(tool.classes_).index("green")], known.index)
    return letter(chance.index[(chance > least) & chance.index.isin(ACTIVE)])


CASES = {
    "person_mean": Cases(
        untouched=lambda: ...,
        right={
            "along the rows": lambda: LEVEL,
            "long form": lambda: WAVE_1.stack().groupby("customer_id").mean(),
            "as a table with the key as a column, rounded": lambda: LEVEL.round(2).rename("x").reset_index(),
            "a list in the order of the table": lambda: [row.dropna().mean() for _, row in WAVE_1.iterrows()],
        },
        named={
            "down the columns": (lambda: WAVE_1.mean(), "one value per statement"),
            "gaps as 0": (lambda: WAVE_1.fillna(0).mean(axis=1), "a skipped statement as 0"),
            "the sum": (lambda: WAVE_1.sum(axis=1), "is the sum"),
            "only green": (lambda: WAVE_1[GREEN].mean(axis=1), "the green statements"),
        },
        wrong={
            "people without gaps only": (lambda: WAVE_1.dropna().mean(axis=1), "missing, such as"),
            "one number": (lambda: float(LEVEL.mean()), "expected a column"),
            "the median": (lambda: WAVE_1.median(axis=1), "differs in"),
        },
    ),
    "centred_answers": Cases(
        untouched=lambda: ...,
        right={
            "sub and fillna": centred,
            "row by row": lambda: WAVE_1.apply(lambda person: (person - person.mean()).fillna(0), axis=1),
            "numpy, columns in another order": lambda: pd.DataFrame(
                np.nan_to_num(WAVE_1.to_numpy() - np.nanmean(WAVE_1.to_numpy(), axis=1)[:, None]),
                WAVE_1.index,
                WAVE_1.columns,
            ).iloc[:, ::-1],
            "transposed, key as a column": lambda: (WAVE_1.T - LEVEL).T.fillna(0).reset_index(),
            "gaps filled with the own mean first": lambda: FILLED.sub(FILLED.mean(axis=1), axis=0),
        },
        named={
            "by statement": (lambda: (WAVE_1 - WAVE_1.mean()).fillna(0), "each *statement's* mean"),
            "one mean for all": (
                lambda: (WAVE_1 - WAVE_1.stack().mean()).fillna(0),
                "the same number taken away",
            ),
            "gaps left": (lambda: centred(gaps=None), "still has its gaps"),
            "filled first": (lambda: centred(WAVE_1.fillna(0)), "before the mean was taken"),
            "people lined up with statements": (lambda: WAVE_1 - LEVEL, "were lined up with statements"),
        },
        wrong={
            "the means": (lambda: LEVEL, "expected a table"),
            "sign turned": (lambda: -centred(), "of the wrong sign"),
            "without the incomplete": (lambda: centred(WAVE_1.dropna()), "missing, such as"),
        },
    ),
    "cronbach": Cases(
        untouched=lambda: ...,
        right={
            "the formula": lambda: alpha,
            "numpy's covariances": lambda: alpha_numpy,
            "by mean covariance": lambda: alpha_by_covariances,
            "population variances": lambda: alpha_population,
        },
        named={
            "no factor": (alpha_with(lambda rows, k, ratio: 1 - ratio), "The factor k / (k - 1) is missing"),
            "factor upside down": (
                alpha_with(lambda rows, k, ratio: (k - 1) / k * (1 - ratio)),
                "upside down",
            ),
            "no 1 minus": (alpha_with(lambda rows, k, ratio: k / (k - 1) * ratio), "1 minus is missing"),
            "variance of the mean": (
                alpha_with(
                    lambda rows, k, ratio: k / (k - 1) * (1 - rows.var().sum() / rows.mean(axis=1).var())
                ),
                "each person's mean; expected that of the sum",
            ),
            "standard deviations": (
                alpha_with(
                    lambda rows, k, ratio: k / (k - 1) * (1 - rows.std().sum() / rows.sum(axis=1).std())
                ),
                "expected variances",
            ),
            "gaps left in": (
                lambda: (
                    lambda answers: (
                        len(answers.columns)
                        / (len(answers.columns) - 1)
                        * (1 - answers.var().sum() / answers.sum(axis=1).var())
                    )
                ),
                "People with gaps are in it",
            ),
        },
        wrong={
            "a number": (lambda: 0.88, "expected a function"),
            "four for every table": (
                alpha_with(lambda rows, k, ratio: 4 / 3 * (1 - ratio)),
                "all sixteen",
            ),
            "an error": (lambda: lambda answers: answers.no_such_thing, "stopped with AttributeError"),
            "no return": (lambda: lambda answers: print(end=""), "gave nothing back"),
        },
    ),
    "asked_again": Cases(
        untouched=lambda: ...,
        right={
            "same people": retest,
            "left to pandas, which lines up by customer": lambda: score(FIRST).corr(score(AGAIN)),
            "numpy": lambda: np.corrcoef(score(FIRST, AGAIN.index), score(AGAIN))[0, 1],
            "sums, merged, rounded": lambda: round(
                FIRST[GREEN]
                .sum(axis=1)
                .to_frame("a")
                .join(AGAIN[GREEN].sum(axis=1).rename("b"), how="inner")
                .corr()
                .iloc[0, 1],
                2,
            ),
        },
        named={
            "lined up by place": (
                lambda: np.corrcoef(score(FIRST)[: len(AGAIN)], score(AGAIN))[0, 1],
                "lined up by place",
            ),
            "not centred": (lambda: retest(WAVE_1, WAVE_2), "expected the centred ones"),
            "statement by statement": (
                lambda: np.mean([FIRST.loc[AGAIN.index, name].corr(AGAIN[name]) for name in GREEN]),
                "mean of four correlations",
            ),
            "squared": (lambda: retest() ** 2, "squared"),
        },
        wrong={
            "another need": (
                lambda: (
                    FIRST.iloc[:, 8:12].mean(axis=1).loc[AGAIN.index].corr(AGAIN.iloc[:, :4].mean(axis=1))
                ),
                "expected 0.",
            ),
            "a table": (lambda: pd.concat([score(FIRST), score(AGAIN)], axis=1).corr(), "4 values"),
            "per cent": (lambda: 100 * retest(), "a percentage was given"),
        },
    ),
    "value_segments": Cases(
        untouched=lambda: ...,
        right={
            "the helper": lambda: segment.kmeans(CALM, 4),
            "scikit-learn, another seed": lambda: pd.Series(
                KMeans(4, n_init=10, random_state=5).fit_predict(CALM), CALM.index
            ),
            "named segments, key as a column": lambda: (
                segment.kmeans(CALM, 4).map(dict(enumerate("abcd"))).rename("segment").reset_index()
            ),
            "gaps as 0, as a list": lambda: segment.kmeans(centred(), 4).to_list(),
        },
        named={
            "as they come": (lambda: segment.kmeans(FILLED, 4), "One of them agrees with everything"),
            "statements on one scale": (
                lambda: segment.kmeans((FILLED - FILLED.mean()) / FILLED.std(), 4),
                "on one scale",
            ),
            "by agreement alone": (
                lambda: segment.kmeans(FILLED.mean(axis=1).to_frame(), 4),
                "by how much they agree",
            ),
        },
        wrong={
            "five": (lambda: segment.kmeans(CALM, 5), "5 segments; expected 4"),
            "by lot": (
                lambda: pd.Series(np.random.default_rng(0).integers(0, 4, len(CALM)), CALM.index),
                "less tight than they can be",
            ),
            "the second wave": (lambda: segment.kmeans(AGAIN, 4), "missing, such as"),
        },
    ),
    "placed_right": Cases(
        untouched=lambda: ...,
        right={
            "score": right_share,
            "predict and compare": lambda: (
                LogisticRegression(max_iter=500)
                .fit(KNOWN[~TESTING], VALUED[~TESTING])
                .predict(KNOWN[TESTING])
                == VALUED[TESTING]
            ).mean(),
            "rounded": lambda: round(right_share(), 2),
            "a Series of one": lambda: pd.Series([right_share()]),
        },
        named={
            "the learning ones": (lambda: right_share(test=~TESTING), "it has learned from"),
            "taught by everybody": (lambda: right_share(learn=VALUED.notna()), "the testing respondents too"),
            "swapped": (lambda: right_share(TESTING, ~TESTING), "groups are swapped"),
            "the share placed wrong": (lambda: 1 - right_share(), "share placed wrong"),
            "the largest segment": (
                lambda: (VALUED[TESTING] == VALUED[~TESTING].mode()[0]).mean(),
                "everybody in the largest segment",
            ),
        },
        wrong={
            "per cent": (lambda: 100 * right_share(), "a percentage was given"),
            "who is right": (lambda: np.array([True, False, True]), "holds 3 values"),
        },
    ),
    "health_food_letter": Cases(
        untouched=lambda: ...,
        right={
            "green in purchases and visits, active": lambda: letter(green_by(SEEN).intersection(ACTIVE)),
            "green in purchases, active, key as index": lambda: letter(
                green_by(BOUGHT).intersection(ACTIVE)
            ).set_index("customer_id"),
            "the tool's greens": typed_green,
            "green in purchases and visits, whoever": lambda: letter(green_by(SEEN)),
        },
        named={
            "respondents only": (given.to_the_aware, "Who of the others shops as they do?"),
            "everybody": (given.to_all, "cannot all value health food"),
            "the long silent": (
                lambda: letter(
                    data.load("customers")["customer_id"][lambda ids: ~ids.isin(ACTIVE)].iloc[:900]
                ),
                "have bought nothing for a year",
            ),
            "a discount": (
                lambda: letter(green_by(SEEN).intersection(ACTIVE), discount=0.3),
                "without the discount",
            ),
        },
        wrong={
            "by e-mail": (lambda: letter(green_by(SEEN), channel="email"), "expected `post`"),
            "another offer": (lambda: letter(green_by(SEEN), offer="organic"), "expected `green`"),
            "active, whatever they value": (lambda: letter(ACTIVE[::3]), "more interest in another need"),
            "twice": (
                lambda: pd.concat([letter(green_by(SEEN)), letter(green_by(SEEN))]),
                "customers twice",
            ),
            "a list": (lambda: list(green_by(SEEN)), "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
