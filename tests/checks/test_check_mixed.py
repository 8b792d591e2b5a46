"""Exercise 12: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd

from checks import mixed as check
from given import mixed as given
from helpers import data, features, market
from tests.check_cases import Cases, as_tests

ORDERS, SESSIONS, IDENTITY = data.load("orders"), data.load("sessions"), data.load("identity")
DAY = pd.Timestamp("2025-10-01")
BOUGHT, CLICKED = given.votes()
OLD, NEW = given.programmes()


# ---- task 1
def click_votes(days=180, day=DAY, until=None, value=None, who="customer_id"):
    table = SESSIONS.assign(need=SESSIONS["category"].map(market.NEED_OF))
    if who == "customer_id":
        table = table.merge(IDENTITY[["visitor_id", "customer_id"]])
    until = until or day
    table = table[(table["started_at"] >= day - pd.Timedelta(days=days)) & (table["started_at"] < until)]
    return table.pivot_table(
        index=who, columns="need", values=value or "session_id", aggfunc="sum" if value else "count"
    ).fillna(0)


# ---- task 2
def scaled(divide=np.sqrt, squeeze=False, ddof=1):
    rfm = features.rfm(ORDERS, at=data.TODAY)
    year = data.load("customers").set_index("customer_id").loc[rfm.index, "birth_year"].astype(float)
    table = np.log1p(rfm).assign(age=(2026 - year).fillna(2026 - year.median()))
    if squeeze:
        table = (table - table.min()) / (table.max() - table.min())
    else:
        table = (table - table.mean()) / table.std(ddof=ddof)
    return table / [divide(3), divide(3), divide(3), divide(1)]


# ---- task 3
def needs(purchase=1, click=2, keep_all=False):
    total = purchase * BOUGHT + click * CLICKED
    return (total if keep_all else total[total.any(axis=1)]).idxmax(axis=1)


# ---- task 5
def rate(which="teaches", how="mean"):
    table = given.tests()
    if which != "all":
        table = table[table["teaches"] == (which == "teaches")]
    return table.pivot_table(index="segment", columns="letter", values="converted", aggfunc=how)


def added(which="teaches", how="mean"):
    table = rate(which, how)
    return table.drop(columns="none").sub(table["none"], axis=0)


# ---- task 6
def contacted(table):
    return table.loc[table["contacted"] == 1, "converted"]


# ---- task 7
LINES = given.purchases()
VISITS = given.visits()


def letters(sources=("purchases", "clicks"), days=180, fits=True, everybody=False, channel="post"):
    tables = {"purchases": (LINES, BOUGHT), "clicks": (VISITS, CLICKED)}
    chosen = [tables[name] for name in sources if name in tables]
    since = data.TODAY - pd.Timedelta(days=days)
    alive = set().union(*(rows.loc[rows["at"] >= since, "customer_id"] for rows, _ in chosen))
    total = sum(votes for _, votes in chosen)
    total = total[total.any(axis=1) & (total.index.isin(alive) | everybody)]
    offer = total.idxmax(axis=1).to_numpy() if fits else "everyone"
    return pd.DataFrame({"customer_id": total.index, "offer": offer, "channel": channel})


def by_category():
    lately = LINES[LINES["at"] >= data.TODAY - pd.Timedelta(days=300)]
    best = lately.groupby(["customer_id", "category"]).size().unstack(fill_value=0).idxmax(axis=1)
    return pd.DataFrame({"customer_id": best.index, "offer": best.to_numpy(), "channel": "post"})


BOTH = ["purchases", "clicks"]
CASES = {
    "votes_of_clicks": Cases(
        untouched=lambda: ...,
        right={
            "pivot table": click_votes,
            "the key as a column, shuffled": lambda: (
                click_votes().sample(frac=1, random_state=1).reset_index()
            ),
            "crosstab": lambda: pd.crosstab(*_pairs()),
            "whole numbers, needs in another order": lambda: click_votes().astype(int)[given.NEEDS[::-1]],
        },
        named={
            "today": (lambda: click_votes(day=data.TODAY), "180 days before today"),
            "all before": (lambda: click_votes(days=9_000), "all visits before 1 October"),
            "no end": (lambda: click_votes(until=data.TODAY), "also the later ones"),
            "pages": (lambda: click_votes(value="pages"), "counts pages"),
            "visitors": (lambda: click_votes(who="visitor_id"), "one per visitor"),
        },
        wrong={
            "a year": (lambda: click_votes(days=365 // 2 - 30), "rows"),
            "one need missing": (lambda: click_votes().drop(columns="green"), "no column `green`"),
            "shares": (
                lambda: click_votes().div(click_votes().sum(axis=1), axis=0),
                "in `click_votes`",
            ),
        },
    ),
    "equal_weight": Cases(
        untouched=lambda: ...,
        right={
            "by the root": scaled,
            "standard deviation of the population": lambda: scaled(ddof=0),
            "other order, key as a column": lambda: scaled().iloc[::-1, ::-1].reset_index(),
            "with a column more": lambda: scaled().assign(more=1),
        },
        named={
            "not divided": (lambda: scaled(divide=lambda n: 1), "three times as much as age"),
            "by the number": (lambda: scaled(divide=lambda n: n), "expected the root of it"),
            "0 to 1": (lambda: scaled(divide=lambda n: 1, squeeze=True), "columns from 0 to 1"),
            "0 to 1, divided": (lambda: scaled(squeeze=True), "before it is divided"),
            "root of all": (lambda: scaled(divide=lambda n: 2), "the number of all columns"),
        },
        wrong={
            "multiplied": (lambda: scaled(divide=lambda n: 1 / np.sqrt(n)), "in `scaled`"),
            "an array": (lambda: scaled().to_numpy(), "`scaled`"),
            "no age": (lambda: scaled().drop(columns="age"), "no column `age`"),
        },
    ),
    "need_by_mix": Cases(
        untouched=lambda: ...,
        right={
            "sum and idxmax": needs,
            "a dict": lambda: needs().to_dict(),
            "a table with the key as a column": lambda: needs().rename("need").reset_index(),
            "halves": lambda: needs(0.5, 1),
        },
        named={
            "visits once": (lambda: needs(click=1), "as much as a line"),
            "the wrong one twice": (lambda: needs(2, 1), "line of a receipt twice"),
            "purchases only": (lambda: needs(click=0), "asks purchases only"),
            "clicks only": (lambda: needs(purchase=0), "asks clicks only"),
            "everybody": (lambda: needs(keep_all=True), "have no vote"),
        },
        wrong={
            "numbers": (lambda: needs().map(given.NEEDS.index), "`needs`"),
            "half of the members": (lambda: needs().iloc[::2], "rows"),
            "always thrift": (lambda: needs().map(lambda _: "thrift"), "`needs`"),
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
        },
        wrong={
            "hours of one krona": (lambda: 1_822 / 3_500 * 6_000, "as if one cost 1 SEK"),
            "text": (lambda: "21 943", "is text"),
            "today's list": (lambda: 6_000, "expected 21,9"),
        },
    ),
    "learned": Cases(
        untouched=lambda: ...,
        right={
            "pivot table": added,
            "the key as a column": lambda: added().reset_index(),
            "with a column of zeros for none": lambda: rate().sub(rate()["none"], axis=0),
            "letters in another order": lambda: added().iloc[::-1, ::-1],
        },
        named={
            "all members": (lambda: added("all"), "nobody is left to judge"),
            "the other half": (lambda: added("judged"), "kept for judging"),
            "counts": (lambda: added(how="sum"), "counts orders"),
            "no control": (lambda: rate(), "still in them"),
            "percentages": (lambda: 100 * added(), "percentages"),
        },
        wrong={
            "a letter missing": (lambda: added().drop(columns="style"), "no column `style`"),
            "the best letter only": (lambda: added().idxmax(axis=1), "`added`"),
            "turned round": (lambda: -added(), "`added`"),
        },
    ),
    "orders_of_everybody": Cases(
        untouched=lambda: ...,
        right={
            "means": lambda: NEW["converted"].mean() / OLD["converted"].mean() - 1,
            "rounded": lambda: round(NEW["converted"].mean() / OLD["converted"].mean() - 1, 2),
            "difference over the old one": lambda: (
                (NEW["converted"].mean() - OLD["converted"].mean()) / OLD["converted"].mean()
            ),
            "a Series of one": lambda: pd.Series([NEW["converted"].mean() / OLD["converted"].mean() - 1]),
        },
        named={
            "those contacted": (lambda: contacted(NEW).mean() / contacted(OLD).mean() - 1, "hardly buy"),
            "orders of those contacted": (
                lambda: contacted(NEW).sum() / contacted(OLD).sum() - 1,
                "the others buy too",
            ),
            "a difference": (
                lambda: NEW["converted"].mean() - OLD["converted"].mean(),
                "as a share of the old",
            ),
            "turned round": (lambda: OLD["converted"].mean() / NEW["converted"].mean() - 1, "turn it round"),
            "a ratio": (lambda: NEW["converted"].mean() / OLD["converted"].mean(), "take 1 away"),
            "counts": (lambda: NEW["converted"].sum() / OLD["converted"].sum() - 1, "ratio of counts"),
        },
        wrong={
            "per cent": (
                lambda: 100 * (NEW["converted"].mean() / OLD["converted"].mean() - 1),
                "a percentage was given",
            ),
            "the tables": (lambda: NEW, "`change`"),
        },
    ),
    "letter_and_bill": Cases(
        untouched=lambda: (..., ...),
        right={
            "purchases and clicks": lambda: (letters(), BOTH),
            "a longer time, a tuple": lambda: (letters(days=240), tuple(BOTH)),
            "purchases alone, of ten months": lambda: (letters(["purchases"], days=300), "purchases"),
            "key as index, clicks first": lambda: (
                letters(days=300).set_index("customer_id"),
                ["clicks", "purchases"],
            ),
        },
        named={
            "too dear": (lambda: (letters(), [*BOTH, "survey"]), "Which one could go?"),
            "nobody left out": (lambda: (given.plain_to_all(), BOTH), "no sign of life"),
            "one letter": (lambda: (letters(fits=False), BOTH), "All get the same letter"),
            "too many kinds": (lambda: (by_category(), ["purchases"]), "Would fewer do?"),
            "no source named": (lambda: (letters(), []), "name it"),
        },
        wrong={
            "too short a time": (lambda: (letters(["purchases"], days=90), ["purchases"]), "a longer time"),
            "an unknown source": (lambda: (letters(), ["till"]), "expected names out of"),
            "by e-mail": (lambda: (letters(channel="email"), BOTH), "expected `post`"),
            "an unknown offer": (lambda: (letters().assign(offer="garden"), BOTH), "offer holds 'garden'"),
            "sources as a number": (lambda: (letters(), 2), "expected a list"),
            "a list": (lambda: ([1, 2], BOTH), "is a list"),
        },
    ),
}


def _pairs():
    table = SESSIONS.merge(IDENTITY[["visitor_id", "customer_id"]])
    table = table.assign(need=table["category"].map(market.NEED_OF)).dropna(subset="need")
    table = table[table["started_at"].between(DAY - pd.Timedelta(days=180), DAY, inclusive="left")]
    return table["customer_id"], table["need"]


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)


def test_what_everybody_gets_costs_nothing_but_the_letters():
    """The baseline of task 7 needs no source and stays below the target."""
    outcome = check.letter_and_bill(given.plain_to_all(), [])
    assert outcome.status == "not yet"
    assert market.expected_profit(given.plain_to_all()) < given.TARGET_SEK
