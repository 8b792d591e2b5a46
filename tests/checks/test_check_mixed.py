"""Exercise 12: every right answer is accepted, every known mistake is named."""

import re

import numpy as np
import pandas as pd
from scipy import stats

from checks import mixed as check
from given import mixed as given
from helpers import data, experiment
from tests.check_cases import Cases, as_tests
from tests.read_off import live_picture

BOUGHT, CLICKED = given.votes()
OLD, NEW = given.programmes()
METHODS = {"behavioural": ["behavioural"], "and digital": ["behavioural", "digital"]}
ALL_SIX = ["demographic", "geographic", "behavioural", "digital", "psychographic", "lifecycle"]


# ---- task 1
LEFT = {
    3_000: {"behavioural": -5.9, "and digital": -6.9, "all six": -37.3},
    6_000: {"behavioural": 6.8, "and digital": 8.3, "all six": -6.6},
}


def read_off(size=6_000, **changed):
    return LEFT[size] | changed


# ---- task 3
def most(votes):
    return votes[votes.any(axis=1)].idxmax(axis=1)


MIX, ALONE = most(BOUGHT + CLICKED), most(BOUGHT)


def kept(left=ALONE, of=MIX):
    return (left.reindex(of.index) == MIX.reindex(of.index)).mean()


def kept_by_loop():
    said = [ALONE.get(member) == need for member, need in MIX.items()]
    return np.float64(sum(said) / len(said))


# ---- task 4
def ends(after=NEW, before=OLD, times=100.0, verdict="cannot tell"):
    *_, low, high = experiment.rate_difference(after["converted"], before["converted"])
    return times * low, times * high, verdict


def written_to(table):
    return table[table["contacted"] == 1]


def not_written_to(table):
    return table[table["contacted"] == 0]


def welch():
    result = stats.ttest_ind(NEW["converted"], OLD["converted"], equal_var=False)
    return *(100 * end for end in result.confidence_interval()), "Cannot tell."


def wald():
    p = [table["converted"].mean() for table in (NEW, OLD)]
    half = 1.96 * np.sqrt(sum(q * (1 - q) / len(t) for q, t in zip(p, (NEW, OLD), strict=True)))
    return 100 * (p[0] - p[1] - half), 100 * (p[0] - p[1] + half), "we can't tell"


# ---- task 6
def letters(days=180, fits=True, channel="post", sources=("purchases", "clicks"), **more):
    rows = {"purchases": given.purchases(), "clicks": given.visits()}
    since = data.TODAY - pd.Timedelta(days=days)
    alive = {m for name in sources for m in rows[name].loc[rows[name]["at"] >= since, "customer_id"]}
    votes = (BOUGHT + CLICKED)[(BOUGHT + CLICKED).any(axis=1)]
    votes = votes[votes.index.isin(alive)]
    offer = votes.idxmax(axis=1).to_numpy() if fits else "everyone"
    return pd.DataFrame({"customer_id": votes.index, "offer": offer, "channel": channel} | more)


CASES = {
    "what_is_left": Cases(
        untouched=lambda: ({"behavioural": ..., "and digital": ..., "all six": ...}, ...),
        right={
            "a dict": lambda: (read_off(), 12_000),
            "a Series": lambda: (pd.Series(read_off()), 12_000.0),
            "a list in the order asked": lambda: (list(read_off().values()), np.int64(12_000)),
            "a table": lambda: (
                pd.DataFrame({"mix": list(read_off()), "thousand_sek": read_off().values()}),
                12_000,
            ),
        },
        named={
            "another list": (lambda: (read_off(3_000), 12_000), "is for a list of 3,000 members"),
            "the star": (lambda: (dict.fromkeys(read_off(), 8.3), 12_000), "what the star leaves"),
            "no minus": (lambda: (read_off(**{"all six": 6.6}), 12_000), "has lost the minus"),
            "SEK": (lambda: ({k: 1000 * v for k, v in read_off().items()}, 12_000), "1,000 times too large"),
            "whole numbers": (lambda: ({k: round(v) for k, v in read_off().items()}, 12_000), "rounded to"),
        },
        wrong={
            "today's list": (lambda: (read_off(), 6_000), "`members` is 6,000"),
            "a longer list": (lambda: (read_off(), 25_000), "too high"),
            "five, not six": (lambda: (read_off(**{"all six": -5.2}), 12_000), "mix 'all six' has -5.2"),
        },
    ),
    "pays_from": Cases(
        untouched=lambda: ...,
        right={
            "cost over gain": lambda: (22 * 500 + 1_800) / 3_500 * 6_000,
            "per member": lambda: np.float64((22 * 500 + 1_800) / (3_500 / 6_000)),
            "rounded up": lambda: 21_943,
            "a Series of one": lambda: pd.Series([21_942.857]),
        },
        named={
            "no letter": (lambda: 11_000 / 3_500 * 6_000, "leaves out the one more kind"),
            "a multiple": (lambda: 12_800 / 3_500, "multiple of today's list"),
            "upside down": (lambda: 3_500 / 12_800 * 6_000, "upside down"),
            "letter taken off": (lambda: 9_200 / 3_500 * 6_000, "has to be paid too"),
            "no hours": (lambda: 1_800 / 3_500 * 6_000, "leaves out the hours"),
            "letter against the gain": (lambda: 11_000 / 1_700 * 6_000, "does not grow with the list"),
            "more members": (lambda: 12_800 / 3_500 * 6_000 - 6_000, "how many more"),
            "a year": (lambda: 4 * 12_800 / 3_500 * 6_000, "of one quarter"),
        },
        wrong={
            "hours of one krona": (lambda: 1_822 / 3_500 * 6_000, "as if one cost 1 SEK"),
            "text": (lambda: "21 943", "is text"),
            "today's list": (lambda: 6_000, "far too low"),
        },
    ),
    "without_clicks": Cases(
        untouched=lambda: ...,
        right={
            "aligned": kept,
            "rounded": lambda: round(kept(), 2),
            "a loop": kept_by_loop,
            "an inner merge, divided by all": lambda: (
                (pd.concat([MIX, ALONE], axis=1, join="inner").nunique(axis=1) == 1).sum() / len(MIX)
            ),
        },
        named={
            "the first column": (lambda: kept(BOUGHT.idxmax(axis=1)), "the first column, as `idxmax` does"),
            "everybody": (
                lambda: (BOUGHT.idxmax(axis=1) == (BOUGHT + CLICKED).idxmax(axis=1)).mean(),
                "counts all members",
            ),
            "over all members": (lambda: kept() * len(MIX) / len(BOUGHT), "divides by all members"),
            "among buyers": (lambda: kept(of=ALONE), "divides by those with a purchase"),
            "any vote": (lambda: len(ALONE) / len(MIX), "has a vote left"),
            "purchases away": (lambda: kept(most(CLICKED)), "takes the purchases away, not"),
            "what changes": (lambda: 1 - kept(), "something changes"),
        },
        wrong={
            "per cent": (lambda: 100 * kept(), "a percentage was given"),
            "a count": (lambda: int(kept() * len(MIX)), "a count was given"),
            "a touch off": (lambda: kept() + 0.004, "a touch too high"),
        },
    ),
    "conversion_of_whom": Cases(
        untouched=lambda: (..., ..., ...),
        right={
            "everybody": ends,
            "Welch": welch,
            "plain formula": wald,
            "rounded": lambda: (round(ends()[0], 1), round(ends()[1], 1), "CANNOT TELL"),
        },
        named={
            "the agency's own": (
                lambda: ends(written_to(NEW), written_to(OLD), verdict="yes"),
                "the agency's own",
            ),
            "one half repaired": (
                lambda: ends(NEW, written_to(OLD)),
                "those contacted of the old one",
            ),
            "the other half repaired": (
                lambda: ends(written_to(NEW), OLD),
                "against everybody of the old one",
            ),
            "not contacted": (
                lambda: ends(not_written_to(NEW), not_written_to(OLD)),
                "not contacted",
            ),
            "old less new": (lambda: (-ends()[1], -ends()[0], "cannot tell"), "the signs are turned"),
            "shares": (lambda: ends(times=1), "shares where numbers per 100"),
            "fewer orders, certainly": (lambda: ends(verdict="no"), "reaches both sides of 0"),
        },
        wrong={
            "more orders": (lambda: ends(verdict="yes"), "both sides of 0"),
            "a verdict of its own": (lambda: ends(verdict="maybe"), "expected"),
            "True": (lambda: ends(verdict=True), "as text"),
            "swapped": (lambda: (*ends()[1::-1], "cannot tell"), "Are they swapped?"),
        },
    ),
    "quarterly_letter": Cases(
        untouched=lambda: ...,
        right={
            "half a year, letters that fit": letters,
            "nine months": lambda: letters(days=270),
            "purchases alone, key as index": lambda: letters(sources=["purchases"]).set_index("customer_id"),
            "plain, to those who are there": lambda: letters(fits=False),
        },
        named={
            "by e-mail": (lambda: letters(channel="email"), "expected `post`"),
            "an offer that is not there": (lambda: letters().assign(offer="garden"), "offer holds 'garden'"),
            "a means that the task does not name": (
                lambda: letters(stage_message="thanks"),
                "has `stage_message`; this task allows",
            ),
            "twice": (lambda: pd.concat([letters(), letters()]), "customers twice"),
        },
        wrong={
            "a plan that was not tried": (lambda: letters(days=200), "No campaign has tried this plan"),
            "a discount": (lambda: letters(discount=0.2), "has `discount`"),
            "a list": (lambda: [1, 2], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)


def test_what_is_to_be_read_off_is_what_the_lesson_shows():
    says = live_picture("12_mixed")

    def left(mix, size):
        sentence = says(members=size, **{name: name in mix for name in ALL_SIX})
        return float(re.search(r"leave (-?[\d.]+) thousand", sentence)[1])

    mixes = METHODS | {"all six": ALL_SIX}
    assert check._LEFT == {
        size: {name: left(mix, size) for name, mix in mixes.items()} for size in check._LEFT
    }
    assert left(ALL_SIX, 6_000) < 0 < left(ALL_SIX, check._ALL_SIX_PAY)
