"""The checks of exercise 04."""

from functools import cache

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from checks import expect
from checks.core import Answer, NotYet, only_tasks, task
from given import psychographic as given
from given.psychographic import GREEN
from helpers import data, market, segment

_EXERCISE = "04_psychographic"
_NEEDS = ["thrift", "green", "style", "convenience"]


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "A table's `.mean()` goes down the columns; an argument makes it go along the rows.",
        "`axis=1` gives one mean per row. Gaps are left out by themselves.",
    ],
)
def person_mean(level: Answer) -> str:
    """Check each respondent's mean answer."""
    answers = given.answers()
    wanted = answers.mean(axis=1).rename("level")
    if isinstance(level, pd.Series) and set(level.index) == set(answers.columns):
        raise NotYet(
            f"`level` has one value per statement ({len(level)}); expected one per person "
            f"({len(answers):,}). Which way does `.mean()` go?"
        )
    green_only = answers[GREEN].mean(axis=1)
    mistakes = {
        "counts a skipped statement as 0; expected it left out": answers.fillna(0).mean(axis=1),
        "is the sum of the answers; expected the mean, between 1 and 5": answers.sum(axis=1),
        "leaves out everything but the green statements; expected all sixteen": green_only,
    }
    expect.none_of_values(level, mistakes, name="level")
    expect.series(level, wanted, name="level", key="customer_id", decimals=2)
    return (
        f"The most critical person answers {wanted.min():.1f} on average, the most agreeable "
        f"{wanted.max():.1f}, to the same sixteen statements."
    )


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "First each person's mean, as in task 1.",
        "`answers - level` would line the people up with the columns; `answers.sub(level, axis=0)` goes "
        "row by row.",
        "Then `.fillna(0)`. The order matters: filling first would change the means.",
    ],
)
def centred_answers(centred: Answer) -> str:
    """Check the answers centred by person, gaps as 0."""
    answers = given.answers()
    level = answers.mean(axis=1)
    wanted = answers.sub(level, axis=0).fillna(0)
    if isinstance(centred, pd.DataFrame) and len(centred.columns) > 1_000:
        raise NotYet(
            f"`centred` has {len(centred.columns):,} columns: people were lined up with statements. "
            "Use `.sub(..., axis=0)`."
        )
    filled = answers.fillna(0)
    by_statement = (answers - answers.mean()).fillna(0)
    one_level = (answers - answers.stack().mean()).fillna(0)
    filled_first = filled.sub(filled.mean(axis=1), axis=0)
    mistakes = {
        "has each *statement's* mean taken away; expected each person's": by_statement,
        "has the same number taken away from everybody; expected each person's own mean": one_level,
        "still has its gaps; put 0 where a statement was skipped": answers.sub(level, axis=0),
        "had its gaps filled with 0 before the mean was taken; centre first, then fill": filled_first,
    }
    expect.none_of_values(centred, mistakes, name="centred")
    expect.frame(centred, wanted, name="centred", key="customer_id", decimals=2)
    return "Every person's row now has the mean 0: what is left is what they agree with more than the rest."


def _alpha(answers: pd.DataFrame) -> float:
    complete = answers.dropna()
    k = complete.shape[1]
    return k / (k - 1) * (1 - complete.var().sum() / complete.sum(axis=1).var())


def _alpha_mistakes(answers: pd.DataFrame) -> dict[str, float]:
    """Return what known mistakes give, by the words that name them."""
    complete = answers.dropna()
    k = complete.shape[1]
    ratio = complete.var().sum() / complete.sum(axis=1).var()
    spread = complete.std().sum() / complete.sum(axis=1).std()
    mean = complete.var().sum() / complete.mean(axis=1).var()
    with_gaps = answers.var().sum() / answers.sum(axis=1).var()
    factor = k / (k - 1)
    return {
        "The factor k / (k - 1) is missing.": 1 - ratio,
        "The factor is upside down: it is k / (k - 1), above 1.": (1 - ratio) / factor,
        "1 minus is missing: this is the share of the variance that the statements do not have in common.": (
            factor * ratio
        ),
        "Below the line stands the variance of each person's mean; expected that of the sum.": (
            factor * (1 - mean)
        ),
        "These are standard deviations; expected variances, `.var()`.": factor * (1 - spread),
        "People with gaps are in it; leave them out with `.dropna()`.": factor * (1 - with_gaps),
    }


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "`complete = answers.dropna()`; then `k` is the number of its columns, `complete.shape[1]`.",
        "`complete.var()` gives one variance per statement; add them up.",
        "Each person's sum is `complete.sum(axis=1)`; take its variance.",
    ],
)
def cronbach(alpha: Answer) -> str:
    """Check a function that computes Cronbach's alpha."""
    answers = given.answers()
    tables = {
        "the four green statements": answers[GREEN],
        "all sixteen": answers,
        "two statements": answers[["follow_trends", "save_time"]],
    }
    for statements, table in tables.items():
        found = expect.call(alpha, table.copy(), name="alpha")
        wanted, name = _alpha(table), f"alpha of {statements}"
        expect.none_of(found, wanted, _alpha_mistakes(table), name=name, precision=5e-5)
        expect.number(found, wanted, name=name, decimals=3)
    return f"All sixteen statements together: {_alpha(answers):.2f}, although they are about four things."


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Keep in `first` only those who are in `again`: `first.loc[again.index]`.",
        "A score per person: `[green].mean(axis=1)`, in both waves.",
        "`score_1.corr(score_2)` lines the two up by customer.",
    ],
)
def asked_again(retest: Answer) -> str:
    """Check the correlation of the centred green score between the waves."""
    raw_first, raw_again = (given.answers(wave)[GREEN].mean(axis=1) for wave in (1, 2))
    first, again = (wave[GREEN] for wave in given.centred_waves())
    score, score_again = first.mean(axis=1), again.mean(axis=1)
    right = score[again.index].corr(score_again)
    by_place = np.corrcoef(score[: len(again)], score_again)[0, 1]
    one_by_one = np.mean([first.loc[again.index, name].corr(again[name]) for name in GREEN])
    mistakes = {
        "These are different people: the rows were lined up by place, not by customer.": by_place,
        "These are the answers as they come; expected the centred ones.": raw_first.corr(raw_again),
        "This is the mean of four correlations; first take each person's mean of the four.": one_by_one,
        "This is the correlation squared.": right**2,
        "This is Cronbach's alpha, which needs only one wave.": _alpha(first),
    }
    expect.none_of(retest, right, mistakes, name="retest")
    expect.number(retest, right, name="retest", decimals=2)
    return f"{right:.2f}, above the usual .7: people know what they value, three weeks later too."


@cache
def _value_groups() -> tuple[pd.DataFrame, pd.DataFrame, pd.Series, dict[str, list[pd.Series]]]:
    """Return the filled answers, those centred by person, their segments, and what known mistakes give."""
    answers = given.answers()
    filled = answers.T.fillna(answers.mean(axis=1)).T
    centred = filled.sub(filled.mean(axis=1), axis=0)
    scaled = (filled - filled.mean()) / filled.std()
    by_level = segment.kmeans(filled.mean(axis=1).to_frame(), 4)
    mistakes = {
        "These are segments of the answers as they come. One of them agrees with everything; "
        "take each person's mean away first.": [segment.kmeans(filled, 4, n_init=n) for n in (10, 30)],
        "The *statements* were put on one scale; the people were not. Take each person's mean away first.": [
            segment.kmeans(scaled, 4, n_init=n) for n in (10, 30)
        ],
        "These people were grouped by how much they agree, and by nothing else.": [by_level],
    }
    return filled, centred, segment.kmeans(centred, 4), mistakes


@task(
    exercise=_EXERCISE,
    number=5,
    hints=[
        "k-means sees sizes. What makes two people with the same values look different to it?",
        "Take each person's mean away: `answers.sub(answers.mean(axis=1), axis=0)`.",
        "Then `segment.kmeans(..., 4)`.",
    ],
)
def value_segments(segments: Answer) -> str:
    """Check four k-means segments of the centred answers."""
    filled, centred, wanted, mistakes = _value_groups()
    for sentence, groupings in mistakes.items():
        if any(expect.same_groups(segments, grouping, at_least=0.9) for grouping in groupings):
            raise NotYet(sentence)
    expect.clustering(segments, centred, wanted, name="segments")
    keen = filled.mean(axis=1).groupby(wanted).mean()
    return f"Mean answer by segment: {keen.min():.1f} to {keen.max():.1f}. No segment is made of yes-sayers."


@cache
def _typing_data() -> tuple[pd.DataFrame, pd.Series, np.ndarray]:
    """Return the logarithms of lines bought by category, the need most valued, and who is tested."""
    answers = given.answers()
    parts = {need: answers.iloc[:, 4 * i : 4 * i + 4] for i, need in enumerate(_NEEDS)}
    valued = pd.DataFrame({need: part.mean(axis=1) for need, part in parts.items()}).idxmax(axis=1)
    lines = data.load("order_lines").merge(data.load("orders")[["order_id", "customer_id"]])
    bought = lines.groupby(["customer_id", "category"]).size().unstack(fill_value=0)
    return np.log1p(bought.reindex(valued.index, fill_value=0)), valued, valued.index % 2 == 0


@cache
def _typing_shares() -> tuple[float, dict[str, float]]:
    """Return the share that the tool places right, and what known mistakes give; fitting takes a second."""
    known, valued, testing = _typing_data()
    everybody = np.full(len(valued), True)

    def share(taught_by: np.ndarray, tested_with: np.ndarray) -> float:
        tool = LogisticRegression(max_iter=500).fit(known[taught_by], valued[taught_by])
        return tool.score(known[tested_with], valued[tested_with])

    right = share(~testing, testing)
    largest = (valued[testing] == valued[~testing].mode()[0]).mean()
    taught_by_all, swapped = share(everybody, testing), share(testing, ~testing)
    return right, {
        "These are the respondents it has learned from.": share(~testing, ~testing),
        "This tool was taught by everybody, the testing respondents too.": taught_by_all,
        "The two groups are swapped: teach with `learning`, test with `testing`.": swapped,
        "This tool was taught and tested with everybody.": share(everybody, everybody),
        "That is the share placed wrong.": 1 - right,
        "That is what you get by putting everybody in the largest segment.": largest,
    }


@task(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Teach: `LogisticRegression(max_iter=500).fit(known[learning], valued[learning])`.",
        "Let it place the testing respondents, whom it has not seen: `tool.predict(known[testing])`.",
        "Compare with `valued[testing]` and take the mean; `tool.score(...)` does both.",
    ],
)
def placed_right(share_right: Answer) -> str:
    """Check the share of the testing respondents that the tool places right."""
    right, mistakes = _typing_shares()
    expect.none_of(share_right, right, mistakes, name="share_right")
    expect.number(share_right, right, name="share_right", decimals=2)
    most = _typing_data()[1].value_counts(normalize=True).iloc[0]
    return f"{right:.0%} right; putting everybody in the largest segment would give about {most:.0%}."


@task(
    exercise=_EXERCISE,
    number=7,
    hints=[
        "The survey names too few readers to pay for the letter. Who of the silent behaves like them?",
        "Count lines bought and visits paid per need, as in the lesson; keep those with most in green.",
        "A letter costs 9 SEK: who has not bought for a year will hardly answer.",
    ],
)
def health_food_letter(plan: Answer) -> str:
    """Check any readers of the green letter by post that reach the stated expected profit."""
    only = {"channel": "post", "offer": "green"}
    plan, profit = expect.plan(plan, market.expected_profit, only=only)
    reached = market.expected(plan).query("consent == 1")
    done = f"{len(reached):,} readers may be written to; the letter adds {profit:,.0f} SEK"
    respondents = plan["customer_id"].isin(given.answers().index).mean()
    if profit >= given.TARGET_SEK:
        return f"{done}. Of your readers, {1 - respondents:.0%} never answered the survey."
    raise NotYet(f"{done}; expected {given.TARGET_SEK:,} or more. {_advice(plan, reached, respondents)}")


def _advice(plan: pd.DataFrame, reached: pd.DataFrame, respondents: float) -> str:
    last_order = data.load("orders").groupby("customer_id")["ordered_at"].max()
    lately = last_order.index[last_order >= data.TODAY - pd.Timedelta(days=365)]
    silent_for_a_year = (~plan["customer_id"].isin(lately)).mean()
    if "discount" in plan.columns and (plan["discount"] > 0).any():
        return "What does it add without the discount?"
    if respondents > 0.9:
        return "All your readers answered the survey. Who of the others shops as they do?"
    if len(reached) > 2_000:
        return "So many cannot all value health food. Who buys it, or looks at it, more than anything else?"
    if silent_for_a_year > 0.4:
        return f"{silent_for_a_year:.0%} of them have bought nothing for a year. Is the letter lost on them?"
    return "Which of your readers show more interest in another need?"


__all__, __dir__, __getattr__ = only_tasks(globals())
