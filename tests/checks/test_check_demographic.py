"""Exercise 02: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd

from checks import demographic as check
from given import demographic as given
from helpers import data
from tests.check_cases import Cases, as_tests
from tests.read_off import live_picture

PEOPLE = data.load("customers").set_index("customer_id")
ORDERS = data.load("orders")
LINES = data.purchases()
AGE = (2025 - PEOPLE["birth_year"]).astype(float)


# ---- task 1
def largest(without_income=250, with_income=75):
    return {"without income": without_income, "with income": with_income}


def test_the_settings_are_those_at_which_the_lessons_picture_changes_its_words():
    says = live_picture("02_demographic")
    for income, last, next_one in ((False, 250, 300), (True, 75, 100)):
        words = [says(cuts="30 · 45 · 60", income=income, least=least) for least in (last, next_one)]
        assert ["more than half" in sentence for sentence in words] == [True, False]


# ---- task 2
def bands(edges=(35, 55), missing="not known", age=AGE):
    names = np.select([age < edges[0], age < edges[1]], ["young", "middle"], "old")
    return pd.Series(names, index=PEOPLE.index).where(age.notna(), missing)


def with_cut(right=False, edges=(35, 55)):
    cut = pd.cut(AGE, [0, *edges, 200], right=right, labels=["young", "middle", "old"])
    return cut.astype(object).fillna("not known")


# ---- task 3
FACTS = ["birth_year", "gender", "household", "income_band"]
OF_2025 = ORDERS.loc[ORDERS["ordered_at"].dt.year == 2025, "customer_id"]


def known(ids):
    return PEOPLE.loc[ids, FACTS].notna()


def complete(ids=OF_2025.unique()):
    return known(ids).all(axis=1).mean()


# ---- task 4
OUTCOMES = given.two_collections()
SENT = OUTCOMES[OUTCOMES["group"] == "contacted"]


def lost(rows=SENT, times=100):
    rate = rows.groupby("own")["converted"].mean()
    return times * (rate[True] - rate[False])


# ---- task 6
def spent(categories=("womenswear", "menswear", "beauty"), since="2025-01-01"):
    chosen = LINES[LINES["category"].isin(categories) & (LINES["ordered_at"] >= since)]
    return chosen.groupby("customer_id")["amount_sek"].sum()


def letters(values=None, n=1000, offer="style", agreed=True, channel="email", **more):
    values = spent() if values is None else values
    if agreed:
        values = values[PEOPLE.loc[values.index, "consent_email"] == 1]
    table = {"customer_id": values.nlargest(n).index, "offer": offer, "channel": channel}
    return pd.DataFrame(table | more)


CASES = {
    "smallest_segment": Cases(
        untouched=lambda: {"without income": ..., "with income": ...},
        right={
            "a dict": largest,
            "a list": lambda: [250, 75],
            "a Series": lambda: pd.Series(largest()),
            "floats": lambda: largest(250.0, 75.0),
        },
        named={
            "one step too far": (lambda: largest(300, 100), "expected one step back"),
            "shares": (lambda: largest(60, 51), "the share of customers who are placed"),
            "as it opens": (lambda: largest(100, 100), "the setting with which the picture opens"),
            "turned round": (lambda: largest(75, 250), "turned round"),
            "income stayed off": (lambda: largest(250, 250), "the same setting for both"),
        },
        wrong={
            "the smallest": (lambda: largest(5, 5), "too low"),
            "one number": (lambda: 250, "a whole number"),
            "text": (lambda: largest("250", "75"), "text"),
        },
    ),
    "age_bands": Cases(
        untouched=lambda: ...,
        right={
            "cut": with_cut,
            "select": bands,
            "numbers": lambda: bands().map({"young": 1, "middle": 2, "old": 3, "not known": 0}),
            "a table": lambda: bands().rename("band").reset_index(),
            "with the right end counted": lambda: with_cut(right=True, edges=(34, 54)),
        },
        named={
            "lost among the oldest": (lambda: bands(missing="old"), "among the oldest"),
            "lost among the youngest": (lambda: bands(missing="young"), "among the youngest"),
            "lost in the middle": (lambda: bands(missing="middle"), "in the middle band"),
            "limits below": (lambda: with_cut(right=True), "exactly 35 and 55 are in the band below"),
            "a year on": (lambda: bands(age=AGE + 1), "ages of 2026"),
            "34": (lambda: bands((34, 55)), "begins at 34"),
            "54": (lambda: bands((35, 54)), "Those of 54"),
        },
        wrong={
            "empty": (lambda: bands(missing=np.nan), "have no segment (NaN)"),
            "three bands": (lambda: bands((35, 35)), "3 segments"),
            "other limits": (lambda: bands((40, 60)), "(age "),
        },
    ),
    "complete_facts": Cases(
        untouched=lambda: ...,
        right={
            "unique buyers": complete,
            "three decimals": lambda: round(complete(), 3),
            "dropna": lambda: len(PEOPLE.loc[OF_2025.unique(), FACTS].dropna()) / OF_2025.nunique(),
            "a loop": lambda: np.mean([PEOPLE.loc[i, FACTS].notna().all() for i in OF_2025.unique()]),
        },
        named={
            "all customers": (lambda: complete(PEOPLE.index), "the share of all customers"),
            "each order": (lambda: complete(OF_2025), "once per order"),
            "multiplied": (lambda: known(OF_2025.unique()).mean().prod(), "fields' shares multiplied"),
            "as it was": (lambda: known(OF_2025).mean().prod(), "the colleague's own figure"),
            "mean of shares": (lambda: known(OF_2025.unique()).mean().mean(), "the mean of the four shares;"),
            "the worst field": (lambda: known(OF_2025.unique()).mean().min(), "the worst field alone"),
            "ever": (lambda: complete(ORDERS["customer_id"].unique()), "who have ever ordered"),
            "since July": (
                lambda: complete(ORDERS.loc[ORDERS["ordered_at"] >= "2025-07-01", "customer_id"].unique()),
                "since July",
            ),
        },
        wrong={
            "two decimals, which the faults give too": (lambda: 0.78, "rounded to 2 decimals"),
            "per cent": (lambda: 100 * complete(), "a percentage was given"),
            "the gaps": (lambda: 1 - complete(), "the share with a gap"),
        },
    ),
    "wrong_collection": Cases(
        untouched=lambda: ...,
        right={
            "means": lost,
            "one decimal": lambda: round(lost(), 1),
            "a pivot": lambda: (
                SENT.pivot_table(columns="own", values="converted").diff(axis=1).iloc[0, 1] * 100
            ),
            "numpy": lambda: np.float64(lost()),
        },
        named={
            "everybody": (lambda: lost(OUTCOMES), "who got no letter too"),
            "the sign": (lambda: -lost(), "wrong less right"),
            "per letter": (lambda: lost(times=1), "per letter"),
            "counts": (
                lambda: SENT.groupby("own")["converted"].sum().diff().iloc[-1],
                "a difference of counts",
            ),
            "the right one alone": (
                lambda: 100 * SENT[SENT["own"]]["converted"].mean(),
                "what the right collection brings in all",
            ),
            "one campaign": (lambda: lost(SENT[SENT["campaign"] == 1]), "the first campaign alone"),
            "women": (lambda: lost(SENT[SENT["gender"] == "woman"]), "the women's alone"),
        },
        wrong={
            "relative": (
                lambda: 100 * lost(times=1) / SENT[SENT["own"]]["converted"].mean(),
                "the part of the right letter's orders",
            ),
            "the table": (lambda: SENT, "a table"),
        },
    ),
    "clothes_letter": Cases(
        untouched=lambda: ...,
        right={
            "most on clothes": letters,
            "two years of purchases": lambda: letters(spent(since="2024-01-01")),
            "most in all, key as index": lambda: letters(spent(LINES["category"].unique())).set_index(
                "customer_id"
            ),
            "by gender": lambda: letters(
                offer=np.where(
                    PEOPLE.loc[letters()["customer_id"], "gender"] == "man", "menswear", "womenswear"
                )
            ),
        },
        named={
            "too many": (lambda: letters(n=1200), "1,000 at most"),
            "not about clothes": (lambda: letters(offer="organic"), "is not about clothes"),
            "by post": (lambda: letters(channel="post"), "expected `email`"),
            "a discount": (lambda: letters(discount=0.2), "has `discount`; this task allows"),
        },
        wrong={
            "not tried": (lambda: letters(n=900), "No campaign has tried this plan"),
            "everybody": (lambda: letters(agreed=False, n=5000), "at most"),
            "a list": (lambda: [1, 2], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
