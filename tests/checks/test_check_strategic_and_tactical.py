"""Exercise 13: every right answer is accepted, every known mistake is named."""

import re

import numpy as np
import pandas as pd
from scipy import stats

from checks import strategic_and_tactical as check
from given import strategic_and_tactical as given
from helpers import data, experiment, features
from tests.check_cases import Cases, as_tests
from tests.read_off import live_picture

ORDERS = data.load("orders")
CUSTOMERS = data.load("customers").set_index("customer_id")
FIGURES = given.kind_figures()
LISTS = given.three_lists(400)
SENT = given.green_to_all()


# ---- task 1
def read_off(adds=(-2.4, 8.8, 20.5), letters_from=150, first="green"):
    return dict(zip(["30 letters", "300 letters", "900 letters"], adds, strict=True)), letters_from, first


# ---- task 2
LETTERS = pd.Series(np.concatenate([np.asarray(ids) for ids in LISTS.values()])).value_counts()


def by_sets():
    sales, service, communication = (set(ids) for ids in LISTS.values())
    twice = (sales & service) | (sales & communication) | (service & communication)
    return len(twice) / len(sales | service | communication)


# ---- task 3
def ratios(invert=True):
    ratio = FIGURES.drop("all") / FIGURES.loc["all"]
    return ratio.assign(returned_share=1 / ratio["returned_share"]) if invert else ratio


def scores(invert=True, width=0.6, clip=True):
    table = 0.5 + (ratios(invert) - 1) / width
    return table.clip(0, 1) if clip else table


def stretched(invert):
    table = ratios(invert)
    return (table - table.min()) / (table.max() - table.min())


def by_interpolation():
    table = ratios()
    return pd.DataFrame({c: np.interp(table[c], [0.7, 1.3], [0, 1]) for c in table}, index=table.index)


# ---- task 4
def stayed(group=("contacted",), kinds=("thrift", "style", "convenience"), column="retained"):
    return SENT.loc[SENT["group"].isin(group) & SENT["kind"].isin(kinds), column]


def fewer(control=("control",), times=100.0, verdict="no", **whom):
    *_, low, high = experiment.rate_difference(stayed(**whom), stayed(control, **whom))
    return times * low, times * high, verdict


def welch():
    result = stats.ttest_ind(stayed(), stayed(["control"]), equal_var=False)
    return *(100 * end for end in result.confidence_interval()), "No"


def wald():
    p = [stayed(group).mean() for group in (["contacted"], ["control"])]
    n = [len(stayed(group)) for group in (["contacted"], ["control"])]
    half = 1.96 * np.sqrt(sum(q * (1 - q) / m for q, m in zip(p, n, strict=True)))
    return 100 * (p[0] - p[1] - half), 100 * (p[0] - p[1] + half), " no."


# ---- task 6
KIND = given.need_counts("2026-01-01", months=18).idxmax(axis=1)
MAY = KIND.index[CUSTOMERS.loc[KIND.index, "consent_post"] == 1]
NOW = features.rfm(ORDERS, at=data.TODAY)


def mailing(n=1_200, by="monetary_sek", offer=None, may=MAY, channel="post", **more):
    ids = NOW.loc[may].sort_values(by, ascending=False, kind="stable").index[:n]
    offer = KIND[ids].to_numpy() if offer is None else offer
    return pd.DataFrame({"customer_id": ids, "offer": offer, "channel": channel} | more)


CASES = {
    "when_the_frame_pays": Cases(
        untouched=lambda: ({"30 letters": ..., "300 letters": ..., "900 letters": ...}, ..., ...),
        right={
            "a dict": read_off,
            "a Series": lambda: (pd.Series(read_off()[0]), 150.0, "Green"),
            "a list in the order asked": lambda: ([-2.4, 8.8, 20.5], np.int64(150), "green "),
            "a table": lambda: (
                pd.DataFrame({"budget": list(read_off()[0]), "adds": read_off()[0].values()}),
                150,
                "GREEN",
            ),
        },
        named={
            "the worth": (lambda: read_off((-3.6, 12.3, 31.0)), "are worth; expected what they add"),
            "sales alone": (lambda: read_off((-2.1, 8.5, 20.8)), "when sales write alone"),
            "no minus": (lambda: read_off((2.4, 8.8, 20.5)), "has lost the minus"),
            "SEK": (lambda: read_off((-2_400, 8_800, 20_500)), "1,000 times too large"),
            "all weights on": (lambda: read_off(first="convenience"), "while size and margin count"),
        },
        wrong={
            "a letter too many": (lambda: read_off(letters_from=300), "too high"),
            "still negative": (lambda: read_off(letters_from=60), "too low"),
            "another kind": (lambda: read_off(first="style"), "begins with another kind"),
            "no kind": (lambda: read_off(first=1), "the name of a kind"),
        },
    ),
    "one_letterbox": Cases(
        untouched=lambda: ...,
        right={
            "mean of True and False": lambda: (LETTERS > 1).mean(),
            "sets": by_sets,
            "rounded": lambda: round(by_sets(), 2),
            "one minus those with one": lambda: 1 - (LETTERS == 1).sum() / len(LETTERS),
        },
        named={
            "all three": (lambda: (LETTERS == 3).mean(), "all three"),
            "exactly two": (lambda: (LETTERS == 2).mean(), "exactly two"),
            "further letters": (lambda: 1 - len(LETTERS) / 1_200, "not the first in their box"),
            "by letters": (lambda: (LETTERS > 1).sum() / 1_200, "over the number of *letters*"),
            "letters beside others": (lambda: LETTERS[LETTERS > 1].sum() / 1_200, "beside another one"),
            "one only": (lambda: (LETTERS == 1).mean(), "exactly one"),
            "the mean": (lambda: LETTERS.mean(), "mean number of letters"),
            "of everybody": (lambda: (LETTERS > 1).sum() / len(CUSTOMERS), "of all customers of Havnbo"),
        },
        wrong={
            "per cent": (lambda: 100 * by_sets(), "a percentage was given"),
            "a count": (lambda: int((LETTERS > 1).sum()), "a count was given"),
        },
    ),
    "fixed_scale": Cases(
        untouched=lambda: ...,
        right={
            "clip": scores,
            "interpolation": by_interpolation,
            "rounded, key as a column": lambda: scores().round(2).reset_index(),
            "lying on its side": lambda: scores().T,
            "other order": lambda: scores().iloc[::-1, ::-1],
        },
        named={
            "one fault left: stretched": (lambda: stretched(True), "blows small differences up"),
            "one fault left: returns": (lambda: scores(invert=False), "get high scores; less is better"),
            "not clipped": (lambda: scores(clip=False), "expected them to stop there"),
            "ratios": (ratios, "are the ratios to all"),
            "too steep": (lambda: scores(width=0.3), "yours is there at 1.15"),
            "too flat": (lambda: scores(width=1), "yours scores 0.8"),
            "upside down": (lambda: 1 - scores(), "upside down"),
            "with all": (lambda: pd.concat([scores(), FIGURES.tail(1) * 0 + 0.5]), "has a row `all`"),
        },
        wrong={
            "no returns": (lambda: scores()[["margin_sek"]], "no column `returned_share`"),
            "percentages": (lambda: 100 * scores(), "`margin_sek` in `scores`"),
        },
    ),
    "green_for_all": Cases(
        untouched=lambda: (..., ..., ...),
        right={
            "the helper": fewer,
            "Welch": welch,
            "plain formula": wald,
            "rounded": lambda: (round(fewer()[0], 1), round(fewer()[1], 1), "NO"),
        },
        named={
            "all kinds": (
                lambda: fewer(kinds=["green", "thrift", "style", "convenience"]),
                "all four kinds; leave green out",
            ),
            "green alone": (lambda: fewer(kinds=["green"]), "of the green kind"),
            "orders": (lambda: fewer(column="converted", verdict="yes"), "within two weeks"),
            "no consent": (lambda: fewer(["no consent"]), "nobody drew them by lot"),
            "all others": (lambda: fewer(["control", "no consent"]), "those without consent too"),
            "thrift alone": (lambda: fewer(kinds=["thrift"]), "thrift alone"),
            "control less contacted": (lambda: (-fewer()[1], -fewer()[0], "yes"), "signs are turned"),
            "more": (lambda: fewer(verdict="yes"), "on the other side of 0"),
            "too careful": (lambda: fewer(verdict="cannot tell"), "on one side of 0"),
        },
        wrong={
            "shares": (lambda: fewer(times=1), "shares where numbers per 100"),
            "swapped": (lambda: (*fewer()[1::-1], "no"), "Are they swapped?"),
            "a number": (lambda: fewer(verdict=0), "as text"),
        },
    ),
    "shared_mailing": Cases(
        untouched=lambda: ...,
        right={
            "those who spend most": mailing,
            "900, plain": lambda: mailing(900, offer="everyone"),
            "by frequency, key as index": lambda: mailing(by="frequency").set_index("customer_id"),
            "1,600 of whom 1,200 may get it": lambda: mailing(
                1_300, may=CUSTOMERS.index[CUSTOMERS.index.isin(KIND.index)]
            ),
        },
        named={
            "too many": (lambda: mailing(1_201), "the budget is 1,200 at most"),
            "by e-mail": (lambda: mailing(channel="email"), "expected `post`"),
            "an offer that is not there": (lambda: mailing(offer="garden"), "offer holds 'garden'"),
            "a means that the task does not name": (
                lambda: mailing(stage_message="thanks"),
                "has `stage_message`; this task allows",
            ),
        },
        wrong={
            "for members only": (lambda: mailing(exclusive=1), "has `exclusive`"),
            "twice": (lambda: pd.concat([mailing(500), mailing(500)]), "customers twice"),
            "a plan that was not tried": (lambda: mailing(700), "No campaign has tried this plan"),
        },
    ),
}
# The colleague's script runs as it stands: its table is what the exercise begins with.
CASES["fixed_scale"].wrong["as it stands"] = (lambda: stretched(False), "still reward returns")


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)


def test_what_is_to_be_read_off_is_what_the_lesson_shows():
    says = live_picture("13_strategic_and_tactical")

    def read(pattern, **values):
        return {
            f"{n} letters": float(re.search(pattern, says(budget=n, **values))[1]) for n in (30, 300, 900)
        }

    assert check._ADDS == read(r"([+-][\d.]+) against")
    assert check._WORTH == read(r"are worth (-?[\d.]+) thousand")
    assert check._SALES_ALONE == read(r"([+-][\d.]+) against", who="sales")
    pays = [n for n in (30, 60, 150, 300, 900, 1_800) if "+" in says(budget=n)]
    assert min(pays) == check._LETTERS_FROM
    assert says(size=0, margin=0).lower().startswith(check._FIRST)
