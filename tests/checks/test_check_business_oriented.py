"""Exercise 11: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd
from scipy import stats

from checks import business_oriented as check
from given import business_oriented as given
from helpers import data, experiment, features, market_b2b
from tests.check_cases import Cases, as_tests

COMPANIES = data.load("companies").set_index("company_id")
DEALS = data.load("deals").assign(industry=lambda t: t["company_id"].map(COMPANIES["industry"]))
WON = DEALS[DEALS["stage"] == "won"]
KNOWN = WON[WON["closed_on"] < "2025-07-07"]
INDUSTRY = COMPANIES["industry"]
FIRMS = INDUSTRY.value_counts()
SIZE = COMPANIES["employees"]


# ---- task 1
def read_off():
    """What the lesson's picture says with all three weights at 1."""
    return {100: 4.5, 600: 2.5, 1800: 1.5}


# ---- task 2
def money(deals=KNOWN):
    return deals.groupby("industry")["value_sek"].sum()


def buyers(deals=KNOWN):
    return deals.groupby("industry")["company_id"].nunique()


def through_the_companies():
    won = KNOWN.groupby("company_id")["value_sek"].sum().reindex(COMPANIES.index, fill_value=0)
    return won.groupby(INDUSTRY).mean()


# ---- task 3
def points(how=features.score, of=SIZE):
    return of.groupby(INDUSTRY).transform(how)


def by_hand():
    rank = SIZE.groupby(INDUSTRY).rank(method="min")
    return (rank - 1) * 5 // INDUSTRY.map(FIRMS) + 1


# ---- task 4
def outcomes():
    return market_b2b.run(given.largest(), holdout=0.5, seed=7)


def groups(what="opened"):
    by = outcomes().groupby("group")[what]
    return by.get_group("contacted"), by.get_group("control")


def answer(sek=None, ends=None, pays="cannot tell"):
    opened = outcomes().groupby("group")["opened"].mean()
    sek = 2500 / (opened["contacted"] - opened["control"]) if sek is None else sek
    return sek, *(earned() if ends is None else ends), pays


def earned(price=2500, times=1.0):
    *_, low, high = experiment.mean_difference(*groups("margin_sek"))
    return times * (low - price), times * (high - price)


def by_the_market():
    """The interval by way of the market's own table: for all contacted."""
    profit = market_b2b.effect(outcomes()).loc["margin_sek"]
    number = len(groups()[0])
    return profit["low"] / number - 2500, profit["high"] / number - 2500


def of_earnings():
    result = stats.ttest_ind(
        groups("margin_sek")[0] - groups("cost_sek")[0], groups("margin_sek")[1], equal_var=False
    )
    return tuple(round(end) for end in result.confidence_interval())


# ---- task 6
def call_list(score=None, size=600, pitch=None, **more):
    score = BY_POINTS if score is None else score
    ids = score.nlargest(size).index
    plan = pd.DataFrame({"company_id": ids} | more)
    return plan if pitch is None else plan.assign(pitch=pitch.reindex(ids).to_numpy())


OWN_PITCH = COMPANIES["technology"].fillna("general")
SO_FAR = WON.groupby("company_id")["value_sek"].sum().reindex(COMPANIES.index, fill_value=0)
BY_MONEY = INDUSTRY.map(SO_FAR.groupby(INDUSTRY).mean())
BY_POINTS = features.score(BY_MONEY) + features.score(SIZE)

CASES = {
    "times_as_much": Cases(
        untouched=lambda: {100: ..., 600: ..., 1800: ...},
        right={
            "a dict": read_off,
            "a Series": lambda: pd.Series(read_off()),
            "a list in the order asked": lambda: list(read_off().values()),
            "a table": lambda: pd.DataFrame({"calls": list(read_off()), "times": read_off().values()}),
        },
        named={
            "no engagement": (lambda: {100: 2.4, 600: 2.2, 1800: 1.4}, "with engagement at 0"),
            "size alone": (lambda: {100: 2.2, 600: 2.2, 1800: 1.3}, "by size alone"),
            "industry alone": (lambda: {100: 1.7, 600: 1.7, 1800: 1.3}, "by industry alone"),
            "the money found": (lambda: {100: 15, 600: 51, 1800: 88}, "the share of the money"),
        },
        wrong={
            "two swapped": (lambda: {100: 2.5, 600: 4.5, 1800: 1.5}, "calls 100 has 2.5, too low"),
            "one number": (lambda: 2.5, "a number"),
        },
    ),
    "won_so_far": Cases(
        untouched=lambda: ...,
        right={
            "repaired": lambda: money() / FIRMS,
            "through the companies": through_the_companies,
            "whole SEK, as a dict": lambda: (money() / FIRMS).round().to_dict(),
            "a table, key as a column": lambda: (money() / FIRMS).rename("won_per_company").reset_index(),
        },
        named={
            "untouched": (
                lambda: (
                    money(WON[WON["opened_on"] < "2025-07-07"]) / buyers(WON[WON["opened_on"] < "2025-07-07"])
                ),
                "both faults still",
            ),
            "opened": (lambda: money(WON[WON["opened_on"] < "2025-07-07"]) / FIRMS, "were still open"),
            "buyers": (lambda: money() / buyers(), "the companies that bought nothing"),
            "that day too": (lambda: money(WON[WON["closed_on"] <= "2025-07-07"]) / FIRMS, "on 7 July too"),
            "both years": (lambda: money(WON) / FIRMS, "both years"),
            "lost as well": (
                lambda: money(DEALS[DEALS["closed_on"] < "2025-07-07"]) / FIRMS,
                "what was lost as well",
            ),
            "total": (money, "is the total of each industry"),
            "with a deal": (lambda: money() / buyers(DEALS), "that had a deal, won or not"),
            "per deal": (lambda: money() / KNOWN.groupby("industry").size(), "per won deal"),
            "of the register": (lambda: money() / 3000, "of the register"),
        },
        wrong={
            "thousands": (lambda: money() / FIRMS / 1000, "1,000 times too small"),
            "one number": (lambda: KNOWN["value_sek"].sum() / 3000, "number"),
        },
    ),
    "points_in_industry": Cases(
        untouched=lambda: ...,
        right={
            "transform": points,
            "by hand": by_hand,
            "in a loop, other order": lambda: pd.concat(
                [features.score(firms["employees"]) for _, firms in COMPANIES.groupby("industry")]
            ),
            "qcut by value": lambda: points(lambda size: pd.qcut(size, 5, labels=False) + 1),
            "ranks, the best of equals": lambda: points(
                lambda size: np.ceil(5 * size.rank(pct=True, method="max"))
            ),
            "a table with the key as a column": lambda: points().rename("size_points").reset_index(),
        },
        named={
            "all companies": (lambda: features.score(SIZE), "with one another"),
            "upside down": (lambda: points(lambda size: features.score(size, best="low")), "upside down"),
            "from 0": (lambda: points() - 1, "from 0 to 4"),
            "ties torn apart": (
                lambda: points(lambda size: pd.qcut(size.rank(method="first"), 5, labels=False) + 1),
                "Cut by value, not by rank",
            ),
            "turnover": (
                lambda: points(of=COMPANIES["turnover_msek"].fillna(0)),
                "compares turnover",
            ),
            "by region": (
                lambda: SIZE.groupby(COMPANIES["region"]).transform(features.score),
                "of one region",
            ),
            "limits for all": (
                lambda: pd.cut(SIZE, [0, 5, 10, 20, 50, 99_999], labels=[1, 2, 3, 4, 5]).astype(int),
                "expected about a fifth of each industry's firms",
            ),
        },
        wrong={
            "ten steps": (lambda: points(lambda size: features.score(size, n=10)), "from 1 to 10"),
            "half of the companies": (lambda: points().iloc[::2], "rows; expected"),
            "middle ones on top": (lambda: points().replace({3: 5, 5: 3}), "does not follow the size"),
        },
    ),
    "cost_of_added_deal": Cases(
        untouched=lambda: (..., ..., ..., ...),
        right={
            "the helper": answer,
            "rounded, the market's own table": lambda: answer(round(answer()[0]), by_the_market()),
            "earnings compared": lambda: answer(ends=of_earnings()),
            "other letters": lambda: answer(
                np.float64(1 / (groups()[0].mean() - groups()[1].mean()) * 2500), pays="Cannot tell."
            ),
        },
        named={
            "gross": (lambda: answer(2500 / groups()[0].mean()), "the cost of *any* deal"),
            "won": (
                lambda: answer(2500 / (groups("won")[0].mean() - groups("won")[1].mean())),
                "per added *won* deal",
            ),
            "numbers": (
                lambda: answer(2500 * len(groups()[0]) / (groups()[0].sum() - groups()[1].sum())),
                "differ in size",
            ),
            "control": (lambda: answer(2500 / groups()[1].mean()), "the control group's share"),
            "the effect": (lambda: answer(groups()[0].mean() - groups()[1].mean()), "add per company"),
            "in calls": (lambda: answer(answer()[0] / 2500), "how many calls"),
            "the price forgotten": (lambda: answer(ends=earned(0)), "leaving out the price"),
            "all calls": (lambda: answer(ends=earned(times=313)), "all the calls together"),
            "deals": (
                lambda: answer(ends=experiment.rate_difference(*groups())[3:]),
                "the deals opened, not the money",
            ),
            "yes": (lambda: answer(pays="yes"), "reaches both sides of 0"),
        },
        wrong={
            "thousand SEK": (lambda: answer(answer()[0] / 1000), "1,000 times too small"),
            "text": (lambda: answer("20000"), "is text"),
            "no": (lambda: answer(pays="No"), "reaches both sides of 0"),
            "a verdict in other words": (lambda: answer(pays="perhaps"), 'expected "yes", "no" or'),
            "True": (lambda: answer(pays=True), 'expected "yes", "no" or'),
        },
    ),
    "call_list": Cases(
        untouched=lambda: ...,
        right={
            "points, each with its own pitch": lambda: call_list(pitch=OWN_PITCH),
            "money times employees, as index": lambda: call_list(BY_MONEY * SIZE).set_index("company_id"),
            "by call, said so": lambda: call_list(BY_MONEY * SIZE**0.5, channel="call"),
            "fewer": lambda: call_list(size=300),
        },
        named={
            "too many": (lambda: call_list(size=601), "Klarvik can make 600"),
            "by e-mail": (lambda: call_list(channel="email"), "expected `call`"),
            "a pitch that is not there": (lambda: call_list().assign(pitch="AI"), "pitch holds 'AI'"),
            "a means that the task does not name": (
                lambda: call_list(points=5),
                "has `points`; this task allows",
            ),
            "twice": (lambda: pd.concat([call_list(size=10)] * 2), "companies twice"),
        },
        wrong={
            "not tried": (lambda: call_list(size=400), "No campaign has tried this plan"),
            "a list": (lambda: [40001], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
