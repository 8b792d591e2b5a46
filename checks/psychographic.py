"""The checks of exercise 04."""

from functools import cache

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from checks import expect, words
from checks.core import Answer, NotYet, only_tasks, predicted, task, writing
from checks.decide import decision
from given import psychographic as given
from helpers import data, market

_EXERCISE = "04_psychographic"
_SETTINGS = ["left in", "taken out", "taken out, one statement"]


# ---------------------------------------------------------------- task 1


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Run the lesson down to the live picture: the cell's play button, or Run → Run All Cells.",
        "The agreement stands in the sentence below the picture: “They agree with the true needs at …”.",
        "Pull *Habit of agreeing taken out* to 100; then *Statements per need* to 1.",
    ],
)
def crooked_ruler(agreement: Answer) -> str:
    """Check three agreements with the true needs, as the live picture says them."""
    wanted = _by_setting(0.36, 0.86, 0.40)
    mistakes = {
        "has for the third figure one statement with the habit left in; take it out": (
            _by_setting(0.36, 0.86, 0.21)
        ),
        "is what counting purchases and visits gives; expected the first figure of the sentence": (
            _by_setting(0.54, 0.54, 0.54)
        ),
        "has the last two turned round": _by_setting(0.36, 0.40, 0.86),
        "is read off with five segments for the second figure; keep four": _by_setting(0.36, 0.77, 0.40),
        "has the first two turned round": _by_setting(0.86, 0.36, 0.40),
        "has the first figure everywhere; move the last slider": _by_setting(0.36, 0.36, 0.36),
        "has two statements for the third figure; expected one": _by_setting(0.36, 0.86, 0.66),
        "has all four statements for the third figure; expected one": _by_setting(0.36, 0.86, 0.86),
    }
    expect.none_of_values(agreement, mistakes, name="agreement")
    expect.series(agreement, wanted, name="agreement", key="setting", within=0.0051)
    return (
        f"Taking the habit out lifts the agreement from {wanted.iloc[0]:.2f} to {wanted.iloc[1]:.2f}; asking "
        f"one statement instead of four drops it to {wanted.iloc[2]:.2f}. More people would mend neither."
    )


def _by_setting(*values: float) -> pd.Series:
    """Return what the lesson's live picture says, by setting; a test reads it off again."""
    return pd.Series(values, pd.Index(_SETTINGS, name="setting"), name="agreement")


# ---------------------------------------------------------------- task 2


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "A mean along the rows gives one number per person: `axis=1`.",
        "`sub` must line the means up with the rows, with the people: that is the other axis, 0.",
        "What is skipped is empty; `fillna(0)` puts the person's own usual there.",
    ],
)
def centred_answers(centred: Answer) -> str:
    """Check the answers centred by person, gaps as 0."""
    answers = given.answers()
    level = answers.mean(axis=1)
    wanted = given.centred()
    if isinstance(centred, pd.DataFrame) and len(centred.columns) > 1_000:
        raise NotYet(
            f"`centred` has {len(centred.columns):,} columns: people were lined up with statements. "
            "Use `.sub(..., axis=0)`."
        )
    filled, by_statement = answers.fillna(0), answers - answers.mean()
    middling, usual = answers.fillna(3), answers.fillna(answers.mean())
    middle = answers.sub(answers.median(axis=1), axis=0)
    scaled = answers.sub(level, axis=0).div(answers.std(axis=1), axis=0)
    mistakes = {
        "has each *statement's* mean taken away; expected each person's": by_statement.fillna(0),
        "has each *statement's* mean taken away, its gaps left; expected each person's mean": by_statement,
        "has the same number taken away from everybody; expected each person's own mean": (
            (answers - answers.stack().mean()).fillna(0)
        ),
        "still has its gaps; put 0 where a statement was skipped": answers.sub(level, axis=0),
        "had its gaps filled with 0 before the mean was taken; centre first, then fill": (
            filled.sub(filled.mean(axis=1), axis=0)
        ),
        "has 3 taken away, the middle of the scale; expected each person's own mean": (answers - 3).fillna(0),
        "has each person's *median* taken away; expected the mean": middle.fillna(0),
        "is divided by each person's spread too; only take the mean away": scaled.fillna(0),
        "has the person's mean where a statement was skipped; expected 0": (
            answers.sub(level, axis=0).T.fillna(level).T
        ),
        "is the answers as they come, gaps filled with 0": filled,
        "is the answers as they come": answers,
        "is turned: the mean less the answer": -wanted,
        "had its gaps filled with 3 before the mean was taken; centre first, then fill": (
            middling.sub(middling.mean(axis=1), axis=0)
        ),
        "had its gaps filled with each statement's mean first; centre first, then fill": (
            usual.sub(usual.mean(axis=1), axis=0)
        ),
        "is centred by person and by statement; expected by person alone": (
            answers.sub(level, axis=0).pipe(lambda table: table - table.mean()).fillna(0)
        ),
        "has each statement on one scale (z-scores); expected each person's mean taken away": (
            by_statement.div(answers.std()).fillna(0)
        ),
        "has a 1 where a statement was skipped; expected 0": answers.sub(level, axis=0).fillna(1),
    }
    centred = _in_order(centred, wanted)
    expect.none_of_values(centred, mistakes, name="centred")
    expect.frame(centred, wanted, name="centred", key="customer_id", decimals=2)
    return (
        f"Own means ran from {level.min():.1f} to {level.max():.1f}, on the same sixteen statements. Now "
        "every row has the mean 0: what is left is what a person agrees with more than with the rest."
    )


def _in_order(answer: Answer, wanted: pd.DataFrame) -> Answer:
    """Return an array, or a table whose rows lost their names, as a table of the respondents in order."""
    if isinstance(answer, np.ndarray) and answer.shape == wanted.shape:
        return pd.DataFrame(answer, wanted.index, wanted.columns)
    is_table = isinstance(answer, pd.DataFrame) and "customer_id" not in answer.columns
    if is_table and isinstance(answer.index, pd.RangeIndex) and len(answer) == len(wanted):
        return answer.set_index(wanted.index)
    return answer


# ---------------------------------------------------------------- task 3


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "Who stands in `survey` twice? What is taken away from whom in the fourth line?",
        'Keep the rows with `survey["wave"] == 1`.',
        "Each person's own mean of all sixteen is `answers.mean(axis=1)`.",
    ],
)
def green_hearts(green_at_heart: Answer) -> str:
    """Check who stands half a point or more above the own mean on the green statements."""
    answers = given.answers()
    green, own = answers[given.GREEN].mean(axis=1), answers.mean(axis=1)
    others = answers.drop(columns=given.GREEN).mean(axis=1)
    wanted = _named(green - own)
    again = given.answers(2)
    by_colleague = pd.concat([green, again[given.GREEN].mean(axis=1)])
    skipped = answers.fillna(0)
    mistakes = {
        "These are compared with everybody's mean; compare each person with the own mean of all sixteen.": (
            _named(green - green.mean())
        ),
        "The colleague's list: both waves, and everybody compared with everybody.": (
            _named(by_colleague - by_colleague.mean())
        ),
        "Those of wave 2 are in it; expected wave 1 alone.": (
            wanted | _named(again[given.GREEN].mean(axis=1) - again.mean(axis=1))
        ),
        "Wave 1 and wave 2 are one person's mean here; expected wave 1 alone.": _both_waves(),
        "Those exactly half a point above are missing; *or more* counts them.": _named(
            green - own, open_end=True
        ),
        "These average 4 or more on the green statements, as the agency has it.": set(
            green.index[green >= 4]
        ),
        "These have the highest mean for green, by however little; expected half a point or more.": (
            _highest(answers)
        ),
        "These are compared with their own mean of the *other* twelve; expected all sixteen.": (
            _named(green - others)
        ),
        "These stand a whole point or more above their own mean; expected half a point.": set(
            own.index[green - own >= 1]
        ),
        "These are compared by medians; expected means.": _named(
            answers[given.GREEN].median(axis=1) - answers.median(axis=1)
        ),
        "Those who skipped a statement are missing; leave out the statement, not the person.": (
            wanted & set(answers.dropna().index)
        ),
        "These fulfil the agency's rule as well; expected the new rule alone.": (
            wanted & set(green.index[green >= 4])
        ),
        "These fulfil the agency's rule or the new one; expected the new one alone.": (
            wanted | set(green.index[green >= 4])
        ),
        "These are of wave 2; expected wave 1.": _named(again[given.GREEN].mean(axis=1) - again.mean(axis=1)),
        "These stand above their own mean, by however little; expected half a point or more.": (
            set(own.index[green > own])
        ),
        "A skipped statement counts as 0 here; leave it out of both means.": (
            _named(skipped[given.GREEN].mean(axis=1) - skipped.mean(axis=1))
        ),
        "These stand half a point or more *below* their own mean.": _named(own - green),
        "These are all who answered; expected those above their own mean.": set(answers.index),
    }
    ids = expect.customers(green_at_heart, name="green_at_heart")
    if ids == wanted:
        agency = set(green.index[green >= 4])
        return (
            f"{len(wanted)} people; only {len(agency & wanted)} of the agency's {len(agency)} are among "
            "them. The rest of the agency's say yes to green as they say yes to most."
        )
    for sentence, mistaken in mistakes.items():
        if ids == mistaken:
            raise NotYet(sentence)
    extra, missing = sorted(ids - wanted, key=str), sorted(wanted - ids)
    one, too = (extra or missing)[0], "should not be in it" if extra else "is missing"
    known = ""
    if one in green.index:
        known = f" (green {green[one]:.2f}, own mean {own[one]:.2f})"
    raise NotYet(
        f"`green_at_heart` names {words.count(len(ids), 'customer')}: {len(extra):,} too many, "
        f"{len(missing):,} missing. Customer {words.key(one)}{known} {too}."
    )


def _named(above: pd.Series, open_end: bool = False) -> set:
    return set(above.index[above > 0.5 + 1e-9 if open_end else above >= 0.5 - 1e-9])


def _both_waves() -> set:
    mean = pd.concat([given.answers(1), given.answers(2)]).groupby("customer_id").mean()
    return _named(mean[given.GREEN].mean(axis=1) - mean.mean(axis=1))


def _highest(answers: pd.DataFrame) -> set:
    means = pd.DataFrame({need: answers[inside].mean(axis=1) for need, inside in given.STATEMENTS.items()})
    return set(means.index[means.idxmax(axis=1) == "green"])


# ---------------------------------------------------------------- task 4


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "`learning` picks the rows of those it may learn from; `~learning` picks the others.",
        "`fit` gets those it may learn from, `score` the others.",
        "Two blanks in each line are the same.",
    ],
)
def placed_right(share_right: Answer) -> str:
    """Check the share of people whom the tool has not met that it places right."""
    right, mistakes = _typing_shares()
    expect.none_of(share_right, right, mistakes, name="share_right")
    expect.number(share_right, right, name="share_right", decimals=2)
    known, valued, learning = given.typing_data()
    most = valued[~learning].value_counts(normalize=True).iloc[0]
    return (
        f"{right:.0%} of {(~learning).sum()} it had never met; putting everybody in the largest segment "
        f"would be right for {most:.0%}. {predicted(_EXERCISE)}"
    )


@cache
def _typing_shares() -> tuple[float, dict[str, float]]:
    """Return the share that the tool places right, and what known mistakes give; fitting takes a second."""
    known, valued, learning = given.typing_data()
    everybody = learning | True

    def taught(by: pd.Series) -> LogisticRegression:
        return LogisticRegression(max_iter=500).fit(known[by], valued[by])

    tool, by_all, by_others = taught(learning), taught(everybody), taught(~learning)
    others = known[~learning], valued[~learning]
    right = tool.score(*others)
    return right, {
        "the share among those it has learned from; test it on the others": (
            tool.score(known[learning], valued[learning])
        ),
        "the share of a tool that was taught by everybody, the tested ones too": by_all.score(*others),
        "the share with the two groups swapped: teach with `learning`, test with the others": (
            by_others.score(known[learning], valued[learning])
        ),
        "the share of a tool that was taught by the others, and tested on them too": by_others.score(*others),
        "the share of a tool that was taught by everybody and tested on everybody": by_all.score(
            known, valued
        ),
        "the share among everybody; test it on the others alone": tool.score(known, valued),
        "the share placed wrong": 1 - right,
        "what you get by putting everybody in the largest segment": (
            (others[1] == valued[learning].mode()[0]).mean()
        ),
        "the number placed right; expected a share": right * len(others[0]),
        "the mean of the segments' F1; expected the share placed right": (
            f1_score(others[1], tool.predict(others[0]), average="macro")
        ),
        "those placed right as a share of all respondents": right * len(others[0]) / len(known),
    }


# ---------------------------------------------------------------- task 5


@writing(
    exercise=_EXERCISE,
    number=5,
    points=[
        "Each name says what the segment values, in everyday words; none is a letter or a number.",
        "Each sentence rests on the table: what stands clearly above 0, and nothing that was not asked.",
        "It speaks of more and less than their own usual, not of how much they agree.",
        "Nobody would be ashamed to read the name of the own segment: it judges nobody.",
    ],
)
def names_of_segments() -> str:
    """Write names and descriptions for four segments."""
    table = given.four_segments()
    size = {need: table.loc[table[need].idxmax(), "people"] for need in given.STATEMENTS}
    return (
        f"The comparers ({size['thrift']:.0f} people): they compare and wait for the sale, "
        f"{table['thrift'].max():.1f} points more than they agree with the rest. The label readers "
        f"({size['green']:.0f}): they want to know where things come from and what is in them. Fresh look "
        f"({size['style']:.0f}): they enjoy what is new and like to look their best. Quick and easy "
        f"({size['convenience']:.0f}): dinner should be simple, and come to the door."
    )


# ---------------------------------------------------------------- task 6


@decision(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "The survey names too few readers to pay for the letter. Who of the silent behaves like them?",
        "`shown.idxmax(axis=1)` is the need that a customer has shown most.",
        "A letter costs 9 SEK: who has not bought for a year will hardly answer.",
    ],
    rival=("the agency's letter to 'the aware'", given.to_the_aware),
    only={"channel": "post", "offer": "green"},
)
def health_food_letter(plan: pd.DataFrame) -> str:
    """Decide who gets the green letter by post, after at most three campaigns."""
    silent = ~plan["customer_id"].isin(given.answers().index)
    to_all = market.expected_profit(market.plan(data.load("customers")["customer_id"], "green", "post"))
    return (
        f"Of its readers {silent.mean():.0%} never answered the survey. To everybody the letter would change "
        f"profit by {to_all:,.0f} SEK."
    )


__all__, __dir__, __getattr__ = only_tasks(globals())
