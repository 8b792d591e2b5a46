"""Exercise 07: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd
from scipy import stats

from checks import technological as check
from given import technological as given
from helpers import data, experiment, market
from tests.check_cases import Cases, as_tests

CUSTOMERS = data.load("customers").set_index("customer_id")
CHANNELS = ["push", "email", "sms", "post"]
AGE = data.TODAY.year - CUSTOMERS["birth_year"].astype(float)
NO_PUSH, NO_EMAIL = CUSTOMERS["consent_push"] == 0, CUSTOMERS["consent_email"] == 0


# ---- task 1
def seen(**other):
    """What the lesson's picture says."""
    return {"push": 44, "newer": 58, "age": 55} | other


# ---- task 2
def ladder(steps=CHANNELS, none="none"):
    allowed = [CUSTOMERS[f"consent_{name}"] == 1 for name in steps]
    return pd.Series(np.select(allowed, steps, none), index=CUSTOMERS.index)


def ladder_by_loop(order=CHANNELS[::-1]):
    step = pd.Series("none", index=CUSTOMERS.index)
    for channel in order:
        step[CUSTOMERS["consent_" + channel] == 1] = channel
    return step


def ladder_by_idxmax():
    table = CUSTOMERS[[f"consent_{name}" for name in CHANNELS]].set_axis(CHANNELS, axis=1)
    return table.idxmax(axis=1).where(table.any(axis=1), "none")


# ---- task 3
def share_older(missed=None, of=None, older=None):
    missed = NO_PUSH & NO_EMAIL if missed is None else missed
    older = AGE >= 65 if older is None else older
    return (missed & older).sum() / ((missed & AGE.notna()) if of is None else of).sum()


# ---- task 4
def groups(group="contacted"):
    rows = market.run(given.push_or_email(), holdout=0.2, seed=21)
    rows = rows if group is None else rows[rows["group"] == group]
    return [rows.loc[rows["channel"] == name, "converted"] for name in ("push", "email")]


def compared(pair=None, difference=None, ends=None, more="cannot tell", times=100.0):
    result = [times * value for value in experiment.rate_difference(*(pair or groups()))[2:]]
    return result[0] if difference is None else difference, *(result[1:] if ends is None else ends), more


def welch():
    interval = stats.ttest_ind(*groups(), equal_var=False).confidence_interval()
    return [100 * end for end in interval]


# ---- task 6
def plan(steps=CHANNELS, keep=None, **more):
    step = ladder(steps)
    keep = step != "none" if keep is None else keep & (step != "none")
    table = pd.DataFrame({"customer_id": step.index, "offer": "everyone", "channel": step.to_numpy()} | more)
    return table[keep.to_numpy()]


BOUGHT = CUSTOMERS.index.isin(data.load("orders")["customer_id"])

CASES = {
    "left_out": Cases(
        untouched=lambda: {"push": ..., "newer": ..., "age": ...},
        right={
            "a dict": seen,
            "a Series": lambda: pd.Series(seen()),
            "a list in the order asked": lambda: [44, 58, 55],
            "floats": lambda: {name: float(value) for name, value in seen().items()},
        },
        named={
            "an age too low": (lambda: seen(age=50), "the last age at which nobody"),
            "the age of push alone": (lambda: seen(age=30), "tick e-mail too"),
            "where the slider stood": (lambda: seen(age=65), "where the slider stood"),
            "reached": (lambda: seen(push=56, newer=42), "expected those missed"),
            "the version not moved": (lambda: seen(newer=44), "the same for `push` and for `newer`"),
            "version 3": (lambda: seen(newer=48), "versions from 3 on"),
            "with e-mail": (lambda: seen(push=10, newer=12), "push and e-mail together"),
        },
        wrong={
            "shares": (lambda: seen(push=0.44, newer=0.58), "what 'push' has 0.44, too low"),
            "two numbers": (lambda: {"push": 44, "newer": 58}, "missing"),
        },
    ),
    "first_step": Cases(
        untouched=lambda: ...,
        right={
            "the loop": ladder_by_loop,
            "np.select": ladder,
            "the first column with a 1": ladder_by_idxmax,
            "a plain array": lambda: ladder().to_numpy(),
            "a table, shuffled, key as a column": lambda: (
                ladder().rename("step").reset_index().sample(frac=1, random_state=0)
            ),
            "categories": lambda: ladder().astype("category"),
        },
        named={
            "the other way round": (lambda: ladder_by_loop(CHANNELS), "the last step that each"),
            "e-mail first": (lambda: ladder(["email", "push", "sms", "post"]), "e-mail before push"),
            "post before the text message": (
                lambda: ladder(["push", "email", "post", "sms"]),
                "`sms` before `post`",
            ),
            "no post": (lambda: ladder(CHANNELS[:3]), "has no step `post`"),
            "the column's name": (
                lambda: ladder().replace({name: f"consent_{name}" for name in CHANNELS}),
                "not `consent_push`",
            ),
        },
        wrong={
            "capital letters": (lambda: ladder().str.title(), "only capital letters"),
            "half of them": (lambda: ladder().iloc[::2], "rows; expected"),
            "a word": (lambda: "push", "text"),
        },
    ),
    "old_among_missed": Cases(
        untouched=lambda: ...,
        right={
            "repaired": share_older,
            "a mean": lambda: (AGE[NO_PUSH & NO_EMAIL & AGE.notna()] >= 65).mean(),
            "rounded": lambda: round(share_older(), 2),
            "by counts": lambda: np.float64(
                (AGE >= 65)[NO_PUSH & NO_EMAIL & AGE.notna()].value_counts(normalize=True)[True]
            ),
        },
        named={
            "untouched": (lambda: share_older(NO_PUSH | NO_EMAIL, AGE >= 65), "both faults still"),
            "or": (lambda: share_older(NO_PUSH | NO_EMAIL), "who lack push or e-mail"),
            "of the older": (lambda: share_older(of=AGE >= 65), "of the older, how many are missed"),
            "push alone": (lambda: share_older(NO_PUSH), "whom push misses"),
            "of all": (lambda: share_older(of=AGE.notna()), "divided by all customers"),
            "without a birth year too": (
                lambda: share_older(of=NO_PUSH & NO_EMAIL),
                "those without a birth year too",
            ),
            "above 65": (lambda: share_older(older=AGE > 65), "older than 65"),
            "younger": (lambda: 1 - share_older(), "that is *younger*"),
        },
        wrong={
            "per cent": (lambda: 100 * share_older(), "a percentage was given"),
            "text": (lambda: "33 %", "is text"),
        },
    ),
    "push_against_email": Cases(
        untouched=lambda: (..., ..., ..., ...),
        right={
            "the helper": compared,
            "Welch's interval, one decimal": lambda: compared(
                difference=round(compared()[0], 1), ends=welch()
            ),
            "means": lambda: compared(difference=100 * (groups()[0].mean() - groups()[1].mean())),
            "other letters": lambda: compared(more="Cannot tell."),
        },
        named={
            "shares": (lambda: compared(times=1), "difference of shares"),
            "e-mail less push": (lambda: compared(groups()[::-1]), "push less e-mail"),
            "with control": (lambda: compared(groups(None)), "with the control group"),
            "counts": (
                lambda: compared(difference=float(groups()[0].sum() - groups()[1].sum())),
                "difference of counts",
            ),
            "per cent": (
                lambda: compared(difference=100 * (groups()[0].mean() / groups()[1].mean() - 1)),
                "in per cent of e-mail's",
            ),
            "the ends as shares": (lambda: compared(ends=compared(times=1)[1:3]), "where numbers per 100"),
            "the ends turned": (
                lambda: compared(ends=[-end for end in compared()[2:0:-1]]),
                "the signs are turned",
            ),
            "e-mail is better": (lambda: compared(more="no"), "reaches both sides of 0"),
        },
        wrong={
            "swapped ends": (lambda: compared(ends=compared()[2:0:-1]), "Are they swapped?"),
            "a verdict in other words": (lambda: compared(more="e-mail"), 'expected "yes", "no" or'),
        },
    ),
    "mailing": Cases(
        untouched=lambda: ...,
        right={
            "the ladder": plan,
            "without letters": lambda: plan(CHANNELS[:3]),
            "buyers alone, key as index": lambda: plan(keep=BOUGHT).set_index("customer_id"),
            "text message before e-mail": lambda: plan(["push", "sms", "email", "post"]),
        },
        named={
            "another offer": (lambda: plan().assign(offer="outdoor"), "expected `everyone`"),
            "no such channel": (lambda: plan().assign(channel="none"), "channel holds 'none'"),
            "a means that the task does not name": (
                lambda: plan(stage_message="thanks"),
                "has `stage_message`; this task allows",
            ),
            "twice": (lambda: pd.concat([plan(), plan()]), "customers twice"),
        },
        wrong={
            "a plan that was not tried": (lambda: plan(["email"]), "No campaign has tried this plan"),
            "a list": (lambda: [1, 2], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
