"""Exercise 16: every right answer is accepted, every known mistake is named."""

import os
import subprocess
import sys

import numpy as np
import pandas as pd

import own_file
from checks import your_own_data as check
from given import your_own_data as given
from helpers import data, experiment, features
from tests.check_cases import Cases, as_tests

FOUND = own_file.look(data.DATASETS / "messy" / "orders_export.csv")
ORDERS = given.known_from_the_start(own_file.clean(FOUND, FOUND.guesses, given.ANSWERS).orders)
RFM = given.rfm_with_basket(ORDERS)


# ---- task 1
def answers(**changes):
    found = own_file.look(given.small_file())
    keys = [question.key for question in own_file.clean(found, found.guesses).questions]
    return {key: changes.get(key.split(":")[0], check._shop_says(key)) for key in keys}


def without(what):
    return {key: value for key, value in answers().items() if not key.startswith(what)}


# ---- task 2
def orders():
    return ORDERS.copy()


def rfm(**changes):
    return features.rfm(orders(), **({"at": "2025-07-01", "amount": "amount", "order": "order_id"} | changes))


def rfm_by_hand():
    before = orders()[lambda o: o["ordered_at"] < "2025-07-01"]
    single = before.groupby(["customer_id", "order_id"], as_index=False).agg(
        day=("ordered_at", "min"), money=("amount", "sum")
    )
    single["money"] = single["money"].round(6)
    bought = single[single["money"] > 0].groupby("customer_id")
    table = pd.DataFrame(
        {
            "recency_days": (pd.Timestamp("2025-07-01") - bought["day"].max()).dt.days,
            "frequency": bought.size().astype(float),
        }
    )
    return table.join(single.groupby("customer_id")["money"].sum().rename("monetary_sek"))


# ---- task 3
def parts():
    amount = orders()["amount"]
    return -amount[amount < 0].sum(), amount.sum(), amount[amount > 0].sum()


# ---- task 4
def by_loop():
    found = {}
    for customer, row in RFM.iterrows():
        if row["basket"] >= 1500:
            found[customer] = "L"
        elif row["frequency"] >= 6:
            found[customer] = "R"
        else:
            found[customer] = "N" if row["recency_days"] <= 90 else "O"
    return found


# ---- task 7
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
    "baskets": Cases(
        untouched=lambda: ...,
        right={
            "the helper": rfm,
            "plain pandas": rfm_by_hand,
            "key as a column": lambda: rfm().reset_index(),
            "shuffled, one column more": lambda: rfm().sample(frac=1, random_state=0).assign(x=1),
        },
        named={
            "rows counted": (lambda: rfm(order=None), "Three articles in one basket"),
            "today": (lambda: rfm(at="2026-01-01"), "as on 1 January 2026"),
            "without returns": (
                lambda: features.rfm(
                    orders()[orders()["amount"] > 0], at="2025-07-01", amount="amount", order="order_id"
                ),
                "leaves the returns out",
            ),
        },
        wrong={
            "the mean": (lambda: rfm(monetary="mean"), "`monetary_sek` in `rfm_july` differs"),
            "a column is missing": (lambda: rfm().drop(columns="frequency"), "no column `frequency`"),
            "the orders": (orders, "no column"),
        },
    ),
    "returns_left_out": Cases(
        untouched=lambda: ...,
        right={
            "the solution": lambda: parts()[0] / parts()[1],
            "ratio less one": lambda: parts()[2] / parts()[1] - 1,
            "rounded": lambda: round(parts()[0] / parts()[1], 3),
            "numpy": lambda: np.float64(parts()[0] / parts()[1]),
        },
        named={
            "by the wrong revenue": (lambda: parts()[0] / parts()[2], "overstated revenue"),
            "rows": (lambda: (orders()["amount"] < 0).mean(), "share of rows"),
            "sign": (lambda: -parts()[0] / parts()[1], "sign is turned"),
            "ratio": (lambda: parts()[2] / parts()[1], "take 1 off"),
            "SEK": (lambda: round(parts()[0]), "amount in SEK"),
        },
        wrong={
            "per cent": (lambda: 100 * parts()[0] / parts()[1], "a percentage was given"),
            "twice": (lambda: 2 * parts()[0] / parts()[1], "expected"),
        },
    ),
    "four_rules": Cases(
        untouched=lambda: ...,
        right={
            "the solution": lambda: check._rules(RFM),
            "a loop, as a dict": by_loop,
            "numbers": lambda: pd.Series(pd.factorize(check._rules(RFM))[0], index=RFM.index),
            "a table": lambda: check._rules(RFM).reset_index(),
        },
        named={
            "more than six": (lambda: check._rules(RFM, orders=7), "belong inside"),
            "regulars first": (lambda: check._rules(RFM, order=(1, 0, 2)), "large baskets come first"),
            "lately before regulars": (lambda: check._rules(RFM, order=(0, 2, 1)), "the other way round"),
            "all the money": (
                lambda: check._rules(RFM.assign(basket=RFM["monetary_sek"])),
                "expected the mean basket",
            ),
        },
        wrong={
            "half of the customers": (lambda: check._rules(RFM).iloc[::2], "rows; expected"),
            "three segments": (lambda: check._rules(RFM, days=-1), "expected 4"),
        },
    ),
    "ten_by_hand": Cases(
        untouched=lambda: ...,
        right={
            "a list": lambda: [1, 2, 10],
            "a set": lambda: {10, 2, 1},
            "an index": lambda: given.ten_customers().loc[[1, 2, 10]].index,
            "floats, the rows themselves": lambda: given.ten_customers().loc[[1, 2, 10]],
            "the rows, numbers as a column": lambda: given.ten_customers().loc[[1, 2, 10]].reset_index(),
        },
        named={
            "the other consent": (lambda: [1, 3, 10], "Customer 3"),
            "twice the same address": (lambda: [1, 2, 5, 10], "another customer has the same address"),
            "refused elsewhere": (lambda: [1, 2, 6, 10], "has said no elsewhere"),
            "a formula": (lambda: [1, 2, 8, 10], "as a formula"),
            "no address": (lambda: [1, 2, 4, 10], "no address that can be used"),
        },
        wrong={
            "one is missing": (lambda: [1, 10], "Customer 2"),
            "no such customer": (lambda: [1, 2, 11], "no customer number"),
            "a number": (lambda: 3, "as a list or a column"),
            "one twice": (lambda: [1, 2, 2, 10], "names 2 more than once"),
        },
    ),
    "held_out": Cases(
        untouched=lambda: ...,
        right={
            "the solution": lambda: _share(),
            "numpy": lambda: np.int64(_share()),
            "float": lambda: float(_share()),
            "by hand": lambda: _share_by_hand(),
        },
        named={
            "a share": (lambda: _share() / 100, "expected whole per cent"),
            "one too few": (lambda: _share() - 1, "just misses"),
            "customers": (lambda: round(40 * _share()), "number of customers"),
            "ninety per cent sure": (lambda: _share(power=0.9), "nine times out of ten"),
            "one too many": (lambda: _share() + 1, "a smaller share does"),
        },
        wrong={"half": (lambda: 50, "percent"), "text": (lambda: "14", "is text")},
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


def _share_by_hand():
    """The two-variance formula for unequal groups, tried share by share."""
    for share in range(1, 51):
        control, sent = 40 * share, 4000 - 40 * share
        pooled = (0.36 * sent + 0.3 * control) / 4000
        alike = np.sqrt(pooled * (1 - pooled) * (1 / sent + 1 / control))
        apart = np.sqrt(0.36 * 0.64 / sent + 0.3 * 0.7 / control)
        if 1.959964 * alike + 0.841621 * apart <= 0.06:
            return share
    return None


def _share(**how):
    n = given.REACHABLE
    return next(
        p
        for p in range(1, 51)
        if experiment.smallest_difference(n - round(n * p / 100), round(n * p / 100), given.RATE, **how)
        <= given.HOPED_FOR
    )


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)


def test_the_small_file_goes_away_with_its_kernel(tmp_path):
    code = "from given import your_own_data as g; print(g.small_file(), g.small_file().exists())"
    here = os.environ | dict.fromkeys(["TMPDIR", "TEMP", "TMP"], str(tmp_path))
    done = subprocess.run([sys.executable, "-c", code], env=here, capture_output=True, text=True, check=True)
    assert str(tmp_path) in done.stdout and "True" in done.stdout
    assert not list(tmp_path.glob("exercise-16-*"))
