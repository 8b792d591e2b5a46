"""Exercise 04: every right answer is accepted, every known mistake is named."""

from functools import cache

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from checks import psychographic as check
from given import psychographic as given
from helpers import data
from tests.check_cases import Cases, as_tests
from tests.read_off import live_picture

ANSWERS = given.answers()
LEVEL = ANSWERS.mean(axis=1)
GREEN = ANSWERS[given.GREEN].mean(axis=1)


# ---- task 1
SETTINGS = ["left in", "taken out", "taken out, one statement"]


def agreement(*values):
    return dict(zip(SETTINGS, values or (0.36, 0.86, 0.40), strict=True))


def test_the_figures_are_those_that_the_lessons_picture_says():
    says = live_picture("04_psychographic")
    settings = [{}, {"taken_out": 100}, {"taken_out": 100, "items": 1}]
    for setting, figure in zip(settings, agreement().values(), strict=True):
        assert f"true needs at {figure:.2f}" in says(**setting)
    assert "true needs at 0.21" in says(items=1)
    assert "true needs at 0.66" in says(taken_out=100, items=2)


# ---- task 2
def centred(level=LEVEL):
    return ANSWERS.sub(level, axis=0).fillna(0)


def by_apply():
    return ANSWERS.apply(lambda person: person - person.mean(), axis=1).fillna(0)


# ---- task 3
def hearts(above=GREEN - LEVEL):
    return above.index[above >= 0.5]


BOTH = [
    pd.concat([given.answers(wave)[columns].mean(axis=1) for wave in (1, 2)])
    for columns in (given.GREEN, ANSWERS.columns)
]


# ---- task 4
KNOWN, VALUED, LEARNING = given.typing_data()


@cache
def placed(by="learning", on="others"):
    rows = {"learning": LEARNING, "others": ~LEARNING, "all": LEARNING | True}
    tool = LogisticRegression(max_iter=500).fit(KNOWN[rows[by]], VALUED[rows[by]])
    return (tool.predict(KNOWN[rows[on]]) == VALUED[rows[on]]).mean()


# ---- task 6
SHOWN = given.shown_by_need()
LAST = data.load("orders").groupby("customer_id")["ordered_at"].max()


def letter(since="2025-01-01", offer="green", channel="post", least=0.0, **more):
    share = SHOWN["green"] / SHOWN.sum(axis=1)
    keen = SHOWN.index[(SHOWN.idxmax(axis=1) == "green") & (share >= least)]
    readers = LAST.index[LAST >= since].intersection(keen)
    return pd.DataFrame({"customer_id": readers, "offer": offer, "channel": channel} | more)


def to_ids(ids):
    return pd.DataFrame({"customer_id": list(ids), "offer": "green", "channel": "post"})


CASES = {
    "crooked_ruler": Cases(
        untouched=lambda: dict.fromkeys(SETTINGS, ...),
        right={
            "a dict": agreement,
            "a list": lambda: [0.36, 0.86, 0.4],
            "a Series": lambda: pd.Series(agreement()),
            "a table": lambda: pd.DataFrame({"setting": SETTINGS, "index": agreement().values()}),
        },
        named={
            "habit left in": (lambda: agreement(0.36, 0.86, 0.21), "with the habit left in"),
            "counting": (lambda: agreement(0.54, 0.54, 0.54), "what counting purchases"),
            "turned round": (lambda: agreement(0.86, 0.36, 0.40), "turned round"),
            "not moved": (lambda: agreement(0.36, 0.36, 0.36), "the first figure everywhere"),
            "two statements": (lambda: agreement(0.36, 0.86, 0.66), "has two statements"),
        },
        wrong={
            "per cent": (lambda: agreement(36, 86, 40), "a percentage was given"),
            "a number": (lambda: 0.86, "a number"),
        },
    ),
    "centred_answers": Cases(
        untouched=lambda: ...,
        right={
            "sub": centred,
            "by apply": by_apply,
            "the transpose": lambda: (ANSWERS.T - LEVEL).T.fillna(0),
            "an array": lambda: centred().to_numpy(),
            "the rows' names lost": lambda: centred().reset_index(drop=True),
            "key as a column, two decimals": lambda: centred().round(2).reset_index(),
        },
        named={
            "statements' means": (lambda: (ANSWERS - ANSWERS.mean()).fillna(0), "each *statement's* mean"),
            "gaps": (lambda: ANSWERS.sub(LEVEL, axis=0), "still has its gaps"),
            "filled first": (
                lambda: ANSWERS.fillna(0).sub(ANSWERS.fillna(0).mean(axis=1), axis=0),
                "centre first, then fill",
            ),
            "one level": (lambda: (ANSWERS - ANSWERS.stack().mean()).fillna(0), "the same number"),
            "three": (lambda: (ANSWERS - 3).fillna(0), "the middle of the scale"),
            "median": (lambda: centred(ANSWERS.median(axis=1)), "*median*"),
            "lined up": (lambda: ANSWERS - LEVEL, "lined up with statements"),
            "the sign": (lambda: -centred(), "is turned"),
        },
        wrong={
            "as they come": (lambda: ANSWERS, "the answers as they come"),
            "the means": (lambda: LEVEL, "column"),
        },
    ),
    "green_hearts": Cases(
        untouched=lambda: ...,
        right={
            "an index": hearts,
            "a list": lambda: hearts().to_list(),
            "a set of floats": lambda: set(hearts().astype(float)),
            "a table": lambda: hearts().to_frame(index=False),
            "from the centred answers": lambda: hearts(
                ANSWERS.sub(LEVEL, axis=0)[given.GREEN].mean(axis=1).round(9)
            ),
        },
        named={
            "everybody's mean": (lambda: hearts(GREEN - GREEN.mean()), "compared with everybody's mean"),
            "as it was": (lambda: hearts(BOTH[0] - BOTH[0].mean()).unique(), "The colleague's list"),
            "wave 2 too": (lambda: hearts(BOTH[0] - BOTH[1]).unique(), "Those of wave 2 are in it"),
            "no gaps": (lambda: hearts((GREEN - LEVEL)[ANSWERS.notna().all(axis=1)]), "skipped a statement"),
            "more than": (lambda: (GREEN - LEVEL).loc[lambda a: a > 0.5].index, "Those exactly half a point"),
            "the agency's": (lambda: GREEN.index[GREEN >= 4], "as the agency has it"),
            "above at all": (lambda: GREEN.index[GREEN > LEVEL], "above their own mean, by however little"),
            "the other twelve": (
                lambda: hearts(GREEN - ANSWERS.drop(columns=given.GREEN).mean(axis=1)),
                "*other* twelve",
            ),
            "gaps as 0": (
                lambda: hearts(ANSWERS.fillna(0)[given.GREEN].mean(axis=1) - ANSWERS.fillna(0).mean(axis=1)),
                "counts as 0",
            ),
        },
        wrong={
            "below": (lambda: hearts(LEVEL - GREEN), "*below* their own mean"),
            "one too many": (lambda: [*hearts(), 999_999], "1 too many, 0 missing"),
            "one missing": (lambda: hearts()[1:], "is missing"),
            "a mask": (lambda: GREEN - LEVEL >= 0.5, "True and False"),
            "twice": (lambda: [*hearts(), *hearts()], "more than once"),
        },
    ),
    "placed_right": Cases(
        untouched=lambda: ...,
        right={
            "score": placed,
            "two decimals": lambda: round(placed(), 2),
            "a Series of one": lambda: pd.Series([placed()]),
            "numpy": lambda: np.float64(placed()),
        },
        named={
            "learners": (lambda: placed(on="learning"), "among those it has learned from"),
            "taught by everybody": (lambda: placed("all"), "taught by everybody, the tested ones too"),
            "swapped": (lambda: placed("others", "learning"), "the two groups swapped"),
            "the others twice": (lambda: placed("others"), "taught by the others"),
            "everybody": (lambda: placed("all", "all"), "taught by everybody and tested on everybody"),
            "tested on everybody": (lambda: placed(on="all"), "among everybody; test it"),
        },
        wrong={
            "the rest": (lambda: 1 - placed(), "the share placed wrong"),
            "per cent": (lambda: 100 * placed(), "a percentage was given"),
            "the tool": (LogisticRegression, "expected a number"),
        },
    ),
    "health_food_letter": Cases(
        untouched=lambda: ...,
        right={
            "a year, what was shown": letter,
            "half a year": lambda: letter("2025-07-01"),
            "half of all that was shown": lambda: letter(least=0.5).set_index("customer_id"),
            "the respondents": lambda: to_ids(hearts()),
        },
        named={
            "another letter": (lambda: letter(offer="everyone"), "another offer; expected `green`"),
            "by e-mail": (lambda: letter(channel="email"), "another channel; expected `post`"),
            "a discount": (lambda: letter(discount=0.2), "has `discount`; this task allows"),
            "twice": (lambda: pd.concat([letter(), letter()]), "customers twice"),
        },
        wrong={
            "not tried": (lambda: letter("2024-01-01"), "No campaign has tried this plan"),
            "a list": (lambda: [1, 2], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
