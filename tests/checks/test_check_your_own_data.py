"""Exercise 16: every right answer is accepted, every known mistake is named."""

import os
import re
import subprocess
import sys

import numpy as np
import pandas as pd
from scipy import stats

import own_file
from checks import your_own_data as check
from given import your_own_data as given
from helpers import data, experiment
from own_file import audiences
from tests.check_cases import Cases, as_tests
from tests.read_off import live_picture

FOUND = own_file.look(data.DATASETS / "messy" / "orders_export.csv")
CLEANED = own_file.clean(FOUND, FOUND.guesses, given.ANSWERS)
ORDERS = given.known_from_the_start(CLEANED.orders)
RFM = given.rfm_with_basket(ORDERS)


# ---- task 2
def answers(**changes):
    found = own_file.look(given.small_file())
    keys = [question.key for question in own_file.clean(found, found.guesses).questions]
    return {key: changes.get(key.split(":")[0], check._shop_says(key)) for key in keys}


def without(what):
    return {key: value for key, value in answers().items() if not key.startswith(what)}


# ---- task 1
def read_off(letters=(1_072, 1_018, 951), points=(16, 17, 25), half_out=20):
    names = ["two", "four", "six"]
    return dict(zip(names, letters, strict=True)), dict(zip(names, points, strict=True)), half_out


# ---- task 3
def by_script(channel="consent_ads", tidy=True, once=True, elsewhere=True, formulas=True):
    ten = given.ten_customers()
    address = ten["email"].fillna("")
    address = address.str.strip().str.lower() if tidy else address
    free = ten[channel] & address.str.contains(r"@.+\.")
    free &= ~address.str.startswith("=") if formulas else True
    free &= ~address.duplicated() if once else True
    free &= ~address.isin(address[~ten[channel]]) if elsewhere else True
    return list(ten.index[free])


def as_it_stands():
    ten = given.ten_customers()
    address = ten["email"].fillna("")
    free = ten["consent_email"] & address.str.contains("example") & ~address.duplicated()
    return list(ten.index[free])


# ---- task 4
def quiet():
    then = data.TODAY - pd.Timedelta(days=60)
    past = given.rfm_with_basket(ORDERS, then)
    silent = past.index[past["recency_days"] > 180]
    people = audiences.choose(CLEANED.customers, pd.Series("quiet", silent), holdout=0.5, seed=4).people
    since = ORDERS[(ORDERS["ordered_at"] >= then) & (ORDERS["amount"] > 0)]
    return people.assign(bought=people.index.isin(since["customer_id"]).astype(int))


PEOPLE = quiet()


def bought(*groups):
    return PEOPLE.loc[PEOPLE["group"].isin(groups), "bought"]


def back(share=None, one=("contacted",), other=("control",), times=100.0, verdict="cannot tell"):
    *_, low, high = experiment.rate_difference(bought(*one), bought(*other))
    share = bought("contacted").mean() if share is None else share
    return share, times * low, times * high, verdict


def welch():
    ends = stats.ttest_ind(bought("contacted"), bought("control"), equal_var=False).confidence_interval()
    return round(back()[0], 2), *(100 * end for end in ends), "Cannot tell."


def by_bootstrap():
    luck, groups = np.random.default_rng(0), [bought("contacted"), bought("control")]
    draws = [np.subtract(*(luck.choice(one, len(one)).mean() for one in groups)) for _ in range(4_000)]
    return back()[0], *(100 * np.quantile(draws, [0.025, 0.975])), "we can't tell"


# ---- task 6
def simple(table, days=120, least=4):
    lately, often = table["recency_days"] <= days, table["frequency"] >= least
    names = np.select([lately & often, lately, often], ["a", "b", "c"], "d")
    return pd.Series(names, index=table.index)


def by_orders(table):
    return pd.cut(table["frequency"], [0, 1, 3, np.inf], labels=["once", "some", "many"])


def as_numbers(table):
    return np.digitize(table["frequency"], [2, 4, 8])


def as_list(table):
    return simple(table, least=5).to_list()


def in_another_order(table):
    return simple(table).sort_values()


def by_chance(table):
    return pd.Series(np.random.default_rng(len(table)).integers(0, 4, len(table)), index=table.index)


def one_for_all(table):
    return pd.Series("all", index=table.index)


def by_id(table):
    """Stable, and of no use."""
    return pd.Series([int(i) % 3 for i in table.index], index=table.index)


def with_tiny(table):
    tiny = (table["frequency"] >= table["frequency"].max() - 3) & (table["frequency"] > 15)
    return simple(table).mask(tiny, "champions")


def some_missing(table):
    return simple(table).where(table["frequency"] > 1)


def half_of_them(table):
    return simple(table).iloc[::2]


def nothing(table): ...


CASES = {
    "more_segments": Cases(
        untouched=lambda: (
            *(dict.fromkeys(["two", "four", "six"], ...) for _ in range(2)),
            ...,
        ),
        right={
            "dicts": read_off,
            "Series": lambda: (*(pd.Series(one) for one in read_off()[:2]), 20.0),
            "lists in the order asked": lambda: ([1_072, 1_018, 951], [16, 17, 25], np.int64(20)),
            "a table": lambda: (
                pd.DataFrame({"segments": ["two", "four", "six"], "letters": [1_072, 1_018, 951]}),
                read_off()[1],
                20,
            ),
        },
        named={
            "held out": (lambda: read_off((268, 255, 238)), "holds how many are held out"),
            "both": (lambda: read_off((1_340, 1_273, 1_189)), "holds those held out too"),
            "four each time": (lambda: read_off((1_018, 1_018, 1_018)), "did the number of segments move"),
            "the smaller figure": (lambda: read_off(points=(12, 16, 16)), "the smaller of the two figures"),
            "shares": (lambda: read_off(points=(0.16, 0.17, 0.25)), "expected points, of 100"),
        },
        wrong={
            "not moved": (lambda: read_off(half_out=25), "too high"),
            "the smaller one": (lambda: read_off(half_out=13), "too low"),
            "two swapped": (lambda: read_off((1_018, 1_072, 951)), "`letters`"),
        },
    ),
    "four_answers": Cases(
        untouched=lambda: ...,
        right={
            "the solution": answers,
            "in another order": lambda: dict(reversed(answers().items())),
            "built in steps": lambda: without("dates") | {k: "month" for k in answers() if "dates" in k},
            "by keyword": lambda: dict(**answers()),
        },
        named={
            "the day first": (lambda: answers(dates="day"), "month first"),
            "decimal comma": (lambda: answers(decimals="comma"), "one and a quarter"),
            "void kept": (lambda: answers(cancelled="keep"), "never paid"),
            "copies kept": (lambda: answers(copies="keep"), "typed twice by mistake"),
        },
        wrong={
            "one is missing": (lambda: without("dates"), "has no answer"),
            "a question nobody asked": (lambda: answers() | {"postage": "drop"}, "Nobody asked 'postage'"),
            "no such choice": (lambda: answers(cancelled="perhaps"), "is no choice"),
            "a list": (lambda: list(answers().values()), "a list"),
        },
    ),
    "ten_by_hand": Cases(
        untouched=lambda: ...,
        right={
            "a list": lambda: [1, 2, 10],
            "a script": by_script,
            "a set": lambda: {10, 2, 1},
            "numbers as text": lambda: ["1", "2", "10"],
            "an index": lambda: given.ten_customers().loc[[1, 2, 10]].index,
            "floats, the rows themselves": lambda: given.ten_customers().loc[[1, 2, 10]],
            "the rows, numbers as a column": lambda: given.ten_customers().loc[[1, 2, 10]].reset_index(),
        },
        named={
            "the other consent": (lambda: by_script("consent_email"), "Customer 3"),
            "as it stands": (as_it_stands, "no consent to this use"),
            "twice the same address": (
                lambda: by_script(once=False),
                "another customer has the same address",
            ),
            "refused elsewhere": (lambda: by_script(elsewhere=False), "has said no elsewhere"),
            "a formula": (lambda: by_script(formulas=False), "as a formula"),
            "no address": (lambda: [1, 2, 4, 10], "no address that can be used"),
        },
        wrong={
            "one is missing": (lambda: [1, 10], "Customer 2"),
            "no such customer": (lambda: [1, 2, 11], "no customer number"),
            "a number": (lambda: 3, "as a list or a column"),
            "one twice": (lambda: [1, 2, 2, 10], "names 2 more than once"),
        },
    ),
    "nobody_wrote": Cases(
        untouched=lambda: (..., ..., ..., ...),
        right={
            "the helper": back,
            "Welch, the share rounded": welch,
            "bootstrap": by_bootstrap,
            "one decimal": lambda: (back()[0], *(round(end, 1) for end in back()[1:3]), "CANNOT TELL"),
        },
        named={
            "the control group": (lambda: back(bought("control").mean()), "share of the control group"),
            "everybody": (lambda: back(PEOPLE["bought"].mean()), "of all quiet customers"),
            "the difference": (
                lambda: back(bought("contacted").mean() - bought("control").mean()),
                "the difference to the control group",
            ),
            "over everybody": (lambda: back(bought("contacted").sum() / len(PEOPLE)), "divide by those"),
            "left out": (lambda: back(other=["left out"]), "nobody drew them by lot"),
            "all the others": (lambda: back(other=["control", "left out"]), "those left out too"),
            "shares": (lambda: back(times=1), "shares where numbers per 100"),
            "yes": (lambda: back(verdict="yes"), "both sides of 0"),
        },
        wrong={
            "per cent": (lambda: back(100 * back()[0]), "a percentage was given"),
            "swapped": (lambda: (back()[0], *back()[2:0:-1], "cannot tell"), "Are they swapped?"),
            "no": (lambda: back(verdict="no"), '"no"'),
        },
    ),
    "my_plan": Cases(
        untouched=lambda: (nothing, ...),
        right={
            "the solution": lambda: (simple, 0.3),
            "by orders, a category": lambda: (by_orders, 0.4),
            "numbers in an array": lambda: (as_numbers, 0.5),
            "a list, half held out": lambda: (as_list, 0.4),
            "rows in another order": lambda: (in_another_order, 0.3),
        },
        named={
            "by chance": (lambda: (by_chance, 0.3), "Rule 2"),
            "of no use": (lambda: (by_id, 0.3), "Rule 3"),
            "a tiny segment": (lambda: (with_tiny, 0.3), "Rule 4"),
            "hardly anybody held out": (lambda: (simple, 0.02), "Rule 5"),
            "one segment": (lambda: (one_for_all, 0.3), "Rule 1: there are 1 segments"),
        },
        wrong={
            "nobody held out": (lambda: (simple, 0), "Without a control group"),
            "some without": (lambda: (some_missing, 0.3), "have no segment"),
            "half of them": (lambda: (half_of_them, 0.3), "each of the"),
            "a table": (lambda: (simple(RFM), 0.3), "expected a function"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)


def test_the_small_file_goes_away_with_its_kernel(tmp_path):
    code = "from given import your_own_data as g; print(g.small_file(), g.small_file().exists())"
    here = os.environ | dict.fromkeys(["TMPDIR", "TEMP", "TMP"], str(tmp_path))
    done = subprocess.run([sys.executable, "-c", code], env=here, capture_output=True, text=True, check=True)
    assert str(tmp_path) in done.stdout and "True" in done.stdout
    assert not list(tmp_path.glob("exercise-16-*"))


def test_what_is_to_be_read_off_is_what_the_lesson_shows():
    says = live_picture("16_your_own_data")
    pattern = (
        r"([\d,]+) of [\d,]+ customers get the letter, ([\d,]+) are held out.*from (\d+) to (\d+) points"
    )
    names = {"two": 2, "four": 4, "six": 6}
    found = {
        name: [int(part.replace(",", "")) for part in re.search(pattern, says(pieces=k)).groups()]
        for name, k in names.items()
    }
    stored = [check._LETTERS, check._HELD_OUT, check._SMALLER, check._POINTS]
    assert found == {name: [row[name] for row in stored] for name in names}
    assert f"to {check._HALF_OUT} points" in says(pieces=6, holdout=50)
