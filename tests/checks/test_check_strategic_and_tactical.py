"""Exercise 13: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd

from checks import strategic_and_tactical as check
from given import strategic_and_tactical as given
from helpers import data, features
from tests.check_cases import Cases, as_tests

ORDERS = data.load("orders")
CUSTOMERS = data.load("customers").set_index("customer_id")
COUNTS = given.need_counts("2025-07-01", months=18)
MONTH = given.need_counts("2025-07-01", months=1)
LATER = given.need_counts("2026-01-01", months=6)
FIGURES = given.kind_figures()
SHORT = given.shortfall_list()
LISTS = given.three_lists(400)


# ---- task 1
def last_of_the_largest():
    return COUNTS[COUNTS.columns[::-1]].idxmax(axis=1)


# ---- task 3
def scores(invert=True, width=0.6, clip=True):
    kinds, everyone = FIGURES.drop("all"), FIGURES.loc["all"]
    ratio = kinds / everyone
    if invert:
        ratio["returned_share"] = 1 / ratio["returned_share"]
    table = 0.5 + (ratio - 1) / width
    return table.clip(0, 1) if clip else table


def ratios():
    return (scores(clip=False) - 0.5) * 0.6 + 1


def stretched():
    table = ratios()
    return (table - table.min()) / (table.max() - table.min())


def by_interpolation():
    table = ratios()
    return pd.DataFrame({c: np.interp(table[c], [0.7, 1.3], [0, 1]) for c in table}, index=table.index)


# ---- task 4
FAMILY, EMAIL = CUSTOMERS["household"] == "family", CUSTOMERS["consent_email"] == 1
ORDERED = CUSTOMERS.index.isin(ORDERS.loc[ORDERS["ordered_at"].dt.year == 2025, "customer_id"])
HOLIDAY = CUSTOMERS.index[FAMILY & EMAIL & ORDERED]


# ---- task 5
def closed(rows=SHORT):
    expected, real, after = (rows[c].sum() for c in ("expected", "real", "after"))
    return (after - real) / (expected - real)


# ---- task 6
LETTERS = pd.Series(np.concatenate([np.asarray(ids) for ids in LISTS.values()])).value_counts()


# ---- task 7
KIND = given.need_counts("2026-01-01", months=18).idxmax(axis=1)
MAY = KIND.index[CUSTOMERS.loc[KIND.index, "consent_post"] == 1]
NOW = features.rfm(ORDERS, at=data.TODAY)


def mailing(ids, offer=None, **more):
    ids = pd.Index(ids)
    offer = KIND[ids].to_numpy() if offer is None else offer
    return pd.DataFrame({"customer_id": ids, "offer": offer, "channel": "post"} | more)


def best(n, by="monetary_sek"):
    return NOW.loc[MAY].sort_values(by, ascending=False, kind="stable").index[:n]


def drawn(n):
    return pd.Index(np.random.default_rng(1).choice(MAY, n, replace=False))


def in_turns():
    turns = np.stack([ids.to_numpy() for ids in given.three_lists(900).values()], axis=1).ravel()
    return pd.Index([i for i in pd.unique(turns) if i in MAY][:1_200])


CASES = {
    "frame_in_one_line": Cases(
        untouched=lambda: ...,
        right={
            "idxmax": lambda: COUNTS.idxmax(axis=1),
            "shares": lambda: COUNTS.div(COUNTS.sum(axis=1), axis=0).idxmax(axis=1),
            "the other way with ties": last_of_the_largest,
            "a table": lambda: COUNTS.idxmax(axis=1).rename("kind").reset_index(),
            "numpy": lambda: pd.Series(COUNTS.columns[COUNTS.to_numpy().argmax(axis=1)], COUNTS.index),
        },
        named={
            "the number": (lambda: COUNTS.max(axis=1), "expected its name"),
            "least": (lambda: COUNTS.idxmin(axis=1), "bought least"),
            "along the columns": (lambda: COUNTS.idxmax(), "one per customer"),
            "all purchases": (
                lambda: given.need_counts("2026-01-01", 24).idxmax(axis=1),
                "all purchases of two years",
            ),
        },
        wrong={
            "one kind for all": (lambda: pd.Series("thrift", COUNTS.index), "adjusted Rand index"),
            "half of them": (lambda: COUNTS.idxmax(axis=1).iloc[::2], "rows; expected"),
            "places, not names": (
                lambda: pd.Series(COUNTS.to_numpy().argmax(axis=1), COUNTS.index),
                "expected",
            ),
        },
    ),
    "seen_by_last_month": Cases(
        untouched=lambda: ...,
        right={
            "isin": lambda: LATER.index.isin(MONTH.index).mean(),
            "rounded": lambda: round(LATER.index.isin(MONTH.index).mean(), 2),
            "sets": lambda: len(set(LATER.index) & set(MONTH.index)) / len(LATER),
            "reindex": lambda: MONTH.idxmax(axis=1).reindex(LATER.index).notna().mean(),
        },
        named={
            "the other way": (lambda: MONTH.index.isin(LATER.index).mean(), "later buyers seen in June"),
            "not seen": (lambda: 1 - LATER.index.isin(MONTH.index).mean(), "*not* seen"),
            "lengths": (lambda: len(MONTH) / len(LATER), "ratio of the two lengths"),
            "a number": (lambda: LATER.index.isin(MONTH.index).sum().item(), "expected a share"),
        },
        wrong={"per cent": (lambda: 100 * LATER.index.isin(MONTH.index).mean(), "percentage was given")},
    ),
    "fixed_scale": Cases(
        untouched=lambda: ...,
        right={
            "by the formula": scores,
            "np.interp": by_interpolation,
            "rounded, more columns": lambda: scores().round(2).assign(mean=scores().mean(axis=1)),
            "key as a column, shuffled": lambda: scores().iloc[::-1].reset_index(),
        },
        named={
            "from worst to best": (stretched, "blows small differences up"),
            "returns the wrong way": (lambda: scores(invert=False), "Turn that ratio round"),
            "not clipped": (lambda: scores(clip=False), "to stop there"),
            "only the ratios": (ratios, "are the ratios to all"),
            "twice as steep": (lambda: scores(width=0.3), "takes 0.3 instead"),
            "with the row all": (
                lambda: pd.concat([scores(), scores().mean().rename("all").to_frame().T]),
                "has a row `all`",
            ),
        },
        wrong={"one column": (lambda: scores()[["margin_sek"]], "no column `returned_share`")},
    ),
    "holiday_list": Cases(
        untouched=lambda: ...,
        right={
            "an index": lambda: HOLIDAY,
            "a list, shuffled": lambda: HOLIDAY.to_list()[::-1],
            "numpy": HOLIDAY.to_numpy,
            "a table": lambda: CUSTOMERS.loc[HOLIDAY],
            "a set": lambda: set(HOLIDAY),
        },
        named={
            "no consent": (lambda: CUSTOMERS.index[FAMILY & ORDERED], "may not be written to"),
            "consent to post": (
                lambda: CUSTOMERS.index[FAMILY & ORDERED & (CUSTOMERS["consent_post"] == 1)],
                "goes by consent to post",
            ),
            "long gone": (lambda: CUSTOMERS.index[FAMILY & EMAIL], "bought nothing in 2025"),
            "no families": (lambda: CUSTOMERS.index[EMAIL & ORDERED], "of all households"),
            "true and false": (lambda: FAMILY & EMAIL & ORDERED, "holds True and False"),
        },
        wrong={
            "twice": (lambda: HOLIDAY.append(HOLIDAY), "more than once"),
            "some are missing": (lambda: HOLIDAY[10:], "10 are missing"),
            "a number": (lambda: 3, "a whole number (int)"),
        },
    ),
    "closed_by_itself": Cases(
        untouched=lambda: ...,
        right={
            "of the sums": closed,
            "rounded": lambda: round(closed(), 2),
            "one minus the open part": lambda: (
                1 - (SHORT["expected"] - SHORT["after"]).sum() / (SHORT["expected"] - SHORT["real"]).sum()
            ),
            "of the means": lambda: closed(SHORT.mean().to_frame().T),
        },
        named={
            "of what was expected": (
                lambda: SHORT["after"].sum() / SHORT["expected"].sum(),
                "over what was expected",
            ),
            "growth": (
                lambda: SHORT["after"].sum() / SHORT["real"].sum() - 1,
                "growth over what they bought",
            ),
            "still open": (lambda: 1 - closed(), "still open"),
            "customer by customer": (
                lambda: ((SHORT["after"] - SHORT["real"]) / (SHORT["expected"] - SHORT["real"])).mean(),
                "each customer's own share",
            ),
            "heads": (lambda: (SHORT["after"] > 0).mean().item(), "customers who bought again"),
        },
        wrong={"per cent": (lambda: 100 * closed(), "percentage was given")},
    ),
    "one_letterbox": Cases(
        untouched=lambda: ...,
        right={
            "counted": lambda: (LETTERS > 1).mean(),
            "rounded": lambda: round((LETTERS > 1).mean(), 2),
            "one minus those with one": lambda: 1 - (LETTERS == 1).mean(),
            "from counts": lambda: (LETTERS > 1).sum() / len(LETTERS),
        },
        named={
            "all three": (lambda: (LETTERS == 3).mean().item(), "get all three"),
            "exactly two": (lambda: (LETTERS == 2).mean().item(), "exactly two"),
            "over letters": (lambda: (LETTERS > 1).sum().item() / 1_200, "divide by customers"),
            "letters, not customers": (lambda: 1 - len(LETTERS) / 1_200, "not the first in their box"),
            "exactly one": (lambda: (LETTERS == 1).mean().item(), "exactly one"),
        },
        wrong={"per cent": (lambda: 100 * (LETTERS > 1).mean(), "percentage was given")},
    ),
    "shared_mailing": Cases(
        untouched=lambda: ...,
        right={
            "best customers, letter of the kind": lambda: mailing(best(1_200)),
            "most frequent, key as index": lambda: mailing(best(1_200, "frequency")).set_index("customer_id"),
            "the three lists in turns": lambda: mailing(in_turns()),
            "with three needs, plain to the rest": lambda: mailing(best(1_200)).replace(
                {"offer": {"style": "everyone"}}
            ),
        },
        named={
            "too many letters": (lambda: mailing(MAY), "at most"),
            "plain to the best": (lambda: mailing(best(1_200), "everyone"), "plain for all"),
            "one kind to all": (lambda: mailing(best(1_200), "convenience"), "Give each its own"),
            "drawn by lot": (lambda: mailing(drawn(1_200)), "Lay a filter over the frame"),
            "a handful": (lambda: mailing(best(120)), "hardly used"),
            "a discount": (lambda: mailing(best(1_200), discount=0.3), "without discount or reward"),
        },
        wrong={
            "by e-mail": (lambda: mailing(best(1_200)).assign(channel="email"), "another channel"),
            "twice": (lambda: mailing(best(500).append(best(500))), "customers twice"),
            "a list": (lambda: [1, 2], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
