"""The checks of exercise 04."""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from checks import expect
from checks.core import NotYet, task
from helpers import data, market, segment

EXERCISE = "04_psychographic"
TARGET_SEK = 2_500
NEEDS = ["thrift", "green", "style", "convenience"]
GREEN = ["choose_organic", "cut_waste", "know_the_source", "feel_healthy"]


def _answers(wave: int = 1) -> pd.DataFrame:
    survey = data.load("survey")
    answers = survey[survey["wave"] == wave].drop(columns="wave").set_index("customer_id")
    return answers.astype(float)


def _letter(ids) -> pd.DataFrame:
    return pd.DataFrame({"customer_id": list(ids), "offer": "green", "channel": "post"})


def _the_aware() -> pd.Index:
    green = _answers()[GREEN].mean(axis=1)
    return green.index[green >= 4]


def to_all() -> pd.DataFrame:
    """The plan of the green letter to every customer."""
    return _letter(data.load("customers")["customer_id"])


def to_the_aware() -> pd.DataFrame:
    """The plan of the green letter to those whose green answers average 4 or more."""
    return _letter(_the_aware())


@task(
    exercise=EXERCISE,
    number=1,
    hints=[
        "A table's `.mean()` goes down the columns; an argument makes it go along the rows.",
        "`axis=1` gives one mean per row. Gaps are left out by themselves.",
    ],
)
def person_mean(level):
    """Each respondent's mean answer."""
    answers = _answers()
    wanted = answers.mean(axis=1).rename("level")
    if isinstance(level, pd.Series) and set(level.index) == set(answers.columns):
        raise NotYet(
            f"`level` has one value per statement ({len(level)}); expected one per person "
            f"({len(answers):,}). Which way does `.mean()` go?"
        )
    mistakes = {
        "counts a skipped statement as 0; expected it left out": answers.fillna(0).mean(axis=1),
        "is the sum of the answers; expected the mean, between 1 and 5": answers.sum(axis=1),
        "leaves out everything but the green statements; expected all sixteen": answers[GREEN].mean(axis=1),
    }
    expect.none_of_values(level, mistakes, name="level")
    expect.series(level, wanted, name="level", key="customer_id", decimals=2)
    return (
        f"The most critical person answers {wanted.min():.1f} on average, the most agreeable "
        f"{wanted.max():.1f}, to the same sixteen statements."
    )


@task(
    exercise=EXERCISE,
    number=2,
    hints=[
        "First each person's mean, as in task 1.",
        "`answers - level` would line the people up with the columns; `answers.sub(level, axis=0)` goes "
        "row by row.",
        "Then `.fillna(0)`. The order matters: filling first would change the means.",
    ],
)
def centred_answers(centred):
    """Answers centred by person, gaps as 0."""
    answers = _answers()
    level = answers.mean(axis=1)
    wanted = answers.sub(level, axis=0).fillna(0)
    if isinstance(centred, pd.DataFrame) and len(centred.columns) > 1_000:
        raise NotYet(
            f"`centred` has {len(centred.columns):,} columns: people were lined up with statements. "
            "Use `.sub(..., axis=0)`."
        )
    filled = answers.fillna(0)
    mistakes = {
        "has each *statement's* mean taken away; expected each person's": (answers - answers.mean()).fillna(
            0
        ),
        "has the same number taken away from everybody; expected each person's own mean": (
            answers - answers.stack().mean()
        ).fillna(0),
        "still has its gaps; put 0 where a statement was skipped": answers.sub(level, axis=0),
        "had its gaps filled with 0 before the mean was taken; centre first, then fill": filled.sub(
            filled.mean(axis=1), axis=0
        ),
    }
    expect.none_of_values(centred, mistakes, name="centred")
    expect.frame(centred, wanted, name="centred", key="customer_id", decimals=2)
    return "Every person's row now has the mean 0: what is left is what they agree with more than the rest."


def _alpha(answers):
    complete = answers.dropna()
    k = complete.shape[1]
    return k / (k - 1) * (1 - complete.var().sum() / complete.sum(axis=1).var())


def _alpha_mistakes(answers) -> dict[str, float]:
    """What known mistakes give, by the words that name them."""
    complete = answers.dropna()
    k = complete.shape[1]
    ratio = complete.var().sum() / complete.sum(axis=1).var()
    spread = complete.std().sum() / complete.sum(axis=1).std()
    mean = complete.var().sum() / complete.mean(axis=1).var()
    return {
        "The factor k / (k - 1) is missing.": 1 - ratio,
        "The factor is upside down: it is k / (k - 1), above 1.": (k - 1) / k * (1 - ratio),
        "1 minus is missing: this is the share of the variance that the statements do not have in common.": (
            k / (k - 1) * ratio
        ),
        "Below the line stands the variance of each person's mean; expected that of the sum.": (
            k / (k - 1) * (1 - mean)
        ),
        "These are standard deviations; expected variances, `.var()`.": k / (k - 1) * (1 - spread),
        "People with gaps are in it; leave them out with `.dropna()`.": (
            k / (k - 1) * (1 - answers.var().sum() / answers.sum(axis=1).var())
        ),
    }


@task(
    exercise=EXERCISE,
    number=3,
    hints=[
        "`complete = answers.dropna()`; then `k` is the number of its columns, `complete.shape[1]`.",
        "`complete.var()` gives one variance per statement; add them up.",
        "Each person's sum is `complete.sum(axis=1)`; take its variance.",
    ],
)
def cronbach(alpha):
    """A function that computes Cronbach's alpha."""
    answers = _answers()
    tables = {
        "the four green statements": answers[GREEN],
        "all sixteen": answers,
        "two statements": answers[["follow_trends", "save_time"]],
    }
    for words, table in tables.items():
        found = expect.call(alpha, table.copy(), name="alpha")
        wanted = _alpha(table)
        expect.none_of(found, wanted, _alpha_mistakes(table), name=f"alpha of {words}", precision=5e-5)
        expect.number(found, wanted, name=f"alpha of {words}", decimals=3)
    return f"All sixteen statements together: {_alpha(answers):.2f}, although they are about four things."


def centred_waves() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The centred answers of the first and the second wave, by customer; gaps are 0."""
    raw = [_answers(wave) for wave in (1, 2)]
    first, again = (answers.sub(answers.mean(axis=1), axis=0).fillna(0) for answers in raw)
    return first, again


@task(
    exercise=EXERCISE,
    number=4,
    hints=[
        "Keep in `first` only those who are in `again`: `first.loc[again.index]`.",
        "A score per person: `[green].mean(axis=1)`, in both waves.",
        "`score_1.corr(score_2)` lines the two up by customer.",
    ],
)
def asked_again(retest):
    """Correlation of the centred green score between the waves."""
    raw = [_answers(wave) for wave in (1, 2)]
    first, again = centred_waves()
    right = first.loc[again.index, GREEN].mean(axis=1).corr(again[GREEN].mean(axis=1))
    by_place = np.corrcoef(first[GREEN].mean(axis=1)[: len(again)], again[GREEN].mean(axis=1))[0, 1]
    one_by_one = np.mean([first.loc[again.index, name].corr(again[name]) for name in GREEN])
    mistakes = {
        "These are different people: the rows were lined up by place, not by customer.": by_place,
        "These are the answers as they come; expected the centred ones.": raw[0]
        .loc[again.index, GREEN]
        .mean(axis=1)
        .corr(raw[1][GREEN].mean(axis=1)),
        "This is the mean of four correlations; first take each person's mean of the four.": one_by_one,
        "This is the correlation squared.": right**2,
        "This is Cronbach's alpha, which needs only one wave.": _alpha(first[GREEN]),
    }
    expect.none_of(retest, right, mistakes, name="retest")
    expect.number(retest, right, name="retest", decimals=2)
    return f"{right:.2f}, above the usual .7: people know what they value, three weeks later too."


@task(
    exercise=EXERCISE,
    number=5,
    hints=[
        "k-means sees sizes. What makes two people with the same values look different to it?",
        "Take each person's mean away: `answers.sub(answers.mean(axis=1), axis=0)`.",
        "Then `segment.kmeans(..., 4)`.",
    ],
)
def value_segments(segments):
    """Four k-means segments of the centred answers."""
    answers = _answers()
    filled = answers.T.fillna(answers.mean(axis=1)).T
    features = filled.sub(filled.mean(axis=1), axis=0)
    wanted = segment.kmeans(features, 4)
    scaled = (filled - filled.mean()) / filled.std()
    mistakes = {
        "These are segments of the answers as they come. One of them agrees with everything; "
        "take each person's mean away first.": (segment.kmeans(filled, 4, n_init=n) for n in (10, 30)),
        "The *statements* were put on one scale; the people were not. Take each person's mean away first.": (
            segment.kmeans(scaled, 4, n_init=n) for n in (10, 30)
        ),
        "These people were grouped by how much they agree, and by nothing else.": (
            segment.kmeans(filled.mean(axis=1).to_frame(), 4),
        ),
    }
    for words, groupings in mistakes.items():
        for grouping in groupings:
            if expect.same_groups(segments, grouping, at_least=0.9):
                raise NotYet(words)
    expect.clustering(segments, features, wanted, name="segments")
    keen = filled.mean(axis=1).groupby(wanted).mean()
    return f"Mean answer by segment: {keen.min():.1f} to {keen.max():.1f}. No segment is made of yes-sayers."


def _typing_data():
    answers = _answers()
    means = pd.DataFrame(
        {need: answers.iloc[:, 4 * i : 4 * i + 4].mean(axis=1) for i, need in enumerate(NEEDS)}
    )
    valued = means.idxmax(axis=1)
    lines = data.load("order_lines").merge(data.load("orders")[["order_id", "customer_id"]])
    bought = lines.groupby(["customer_id", "category"]).size().unstack(fill_value=0)
    return np.log1p(bought.reindex(valued.index, fill_value=0)), valued, valued.index % 2 == 0


@task(
    exercise=EXERCISE,
    number=6,
    hints=[
        "Teach: `LogisticRegression(max_iter=500).fit(known[learning], valued[learning])`.",
        "Let it place the testing respondents, whom it has not seen: `tool.predict(known[testing])`.",
        "Compare with `valued[testing]` and take the mean; `tool.score(...)` does both.",
    ],
)
def placed_right(share_right):
    """Share of the testing respondents that the tool places right."""
    known, valued, testing = _typing_data()
    taught = LogisticRegression(max_iter=500).fit(known[~testing], valued[~testing])
    swapped = LogisticRegression(max_iter=500).fit(known[testing], valued[testing])
    by_all = LogisticRegression(max_iter=500).fit(known, valued)
    right = taught.score(known[testing], valued[testing])
    mistakes = {
        "These are the respondents it has learned from.": taught.score(known[~testing], valued[~testing]),
        "This tool was taught by everybody, the testing respondents too.": by_all.score(
            known[testing], valued[testing]
        ),
        "The two groups are swapped: teach with `learning`, test with `testing`.": swapped.score(
            known[~testing], valued[~testing]
        ),
        "This tool was taught and tested with everybody.": by_all.score(known, valued),
        "That is the share placed wrong.": 1 - right,
        "That is what you get by putting everybody in the largest segment.": (
            valued[testing] == valued[~testing].mode()[0]
        ).mean(),
    }
    expect.none_of(share_right, right, mistakes, name="share_right")
    expect.number(share_right, right, name="share_right", decimals=2)
    most = valued.value_counts(normalize=True).iloc[0]
    return f"{right:.0%} right; putting everybody in the largest segment would give about {most:.0%}."


@task(
    exercise=EXERCISE,
    number=7,
    hints=[
        "The survey names too few readers to pay for the letter. Who of the silent behaves like them?",
        "Count lines bought and visits paid per need, as in the lesson; keep those with most in green.",
        "A letter costs 9 SEK: who has not bought for a year will hardly answer.",
    ],
)
def health_food_letter(plan):
    """Any readers of the green letter by post that reach the stated expected profit."""
    only = {"channel": "post", "offer": "green"}
    plan, profit = expect.plan(plan, market.expected_profit, only=only)
    reached = market.expected(plan).query("consent == 1")
    done = f"{len(reached):,} readers may be written to; the letter adds {profit:,.0f} SEK"
    if profit >= TARGET_SEK:
        respondents = plan["customer_id"].isin(_answers().index).mean()
        return f"{done}. Of your readers, {1 - respondents:.0%} never answered the survey."
    raise NotYet(f"{done}; expected {TARGET_SEK:,} or more. {_advice(plan, reached)}")


def _advice(plan, reached) -> str:
    respondents = plan["customer_id"].isin(_answers().index).mean()
    orders = data.load("orders").groupby("customer_id")["ordered_at"].max()
    silent_for_a_year = (
        ~plan["customer_id"].isin(orders.index[orders >= data.TODAY - pd.Timedelta(days=365)])
    ).mean()
    if "discount" in plan.columns and (plan["discount"] > 0).any():
        return "What does it add without the discount?"
    if respondents > 0.9:
        return "All your readers answered the survey. Who of the others shops as they do?"
    if len(reached) > 2_000:
        return "So many cannot all value health food. Who buys it, or looks at it, more than anything else?"
    if silent_for_a_year > 0.4:
        return f"{silent_for_a_year:.0%} of them have bought nothing for a year. Is the letter lost on them?"
    return "Which of your readers show more interest in another need?"
