"""The checks of exercise 16."""

from collections.abc import Callable
from functools import cache
from numbers import Real

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

import own_file
from checks import expect, words
from checks.core import Answer, NotYet, only_tasks, task
from given import your_own_data as given
from given.your_own_data import HOPED_FOR, RATE, REACHABLE
from helpers import data, experiment, features
from own_file import audiences

_EXERCISE = "16_your_own_data"


@cache
def _cleaned() -> own_file.Cleaned:
    """Return the sample as the lesson cleans it; not to be changed."""
    found = own_file.look(data.DATASETS / "messy" / "orders_export.csv")
    return own_file.clean(found, found.guesses, given.ANSWERS)


@cache
def _orders() -> pd.DataFrame:
    return given.known_from_the_start(_cleaned().orders)


@cache
def _rfm(days_back: int = 0) -> pd.DataFrame:
    return given.rfm_with_basket(_orders(), data.TODAY - pd.Timedelta(days=days_back))


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "One question is about dates, one about decimals, one about void receipts, one about equal lines.",
        "The key of a question stands at the beginning of its line above; it may hold a colon itself.",
        'If 1,250 is more than a thousand, the comma parts thousands, and the decimal mark is the "point".',
    ],
)
def four_answers(answers: Answer) -> str:
    """Check the answers that the shop gave, by question."""
    if not isinstance(answers, dict):
        raise NotYet(
            f"`answers` is {words.kind(answers)}; expected a dict from each question's key to a choice."
        )
    found = own_file.look(given.small_file())
    open_questions = {q.key: q for q in own_file.clean(found, found.guesses).questions}
    unknown = [key for key in answers if key not in open_questions]
    if unknown:
        raise NotYet(
            f"Nobody asked {words.value(unknown[0])}; the questions are "
            f"{', '.join(map(repr, open_questions))}."
        )
    for key, question in open_questions.items():
        if key in answers and answers[key] not in list(question.choices):
            raise NotYet(
                f"{words.value(answers[key])} is no choice of {key!r}; expected one of "
                f"{', '.join(map(repr, question.choices))}."
            )
    missing = [key for key in open_questions if key not in answers]
    if missing:
        rows = open_questions[missing[0]].rows
        raise NotYet(f"{missing[0]!r} has no answer: {rows} rows wait for it, and are in no total.")
    for key, value in answers.items():
        if value != _shop_says(key):
            raise NotYet(_why_not(key))
    cleaned = own_file.clean(found, found.guesses, answers)
    t = cleaned.totals
    return (
        f"{t['rows_kept']} kept + {t['rows_dropped']} dropped + {t['rows_asked']} asked = "
        f"{t['rows_read']} read. "
        f"Read the European way, the {cleaned.orders['amount'].sum():,.0f} would be a thousandth of it."
    )


def _shop_says(key: str) -> str:
    """Return the shop's answer to a question about the small file."""
    answers = {"dates": "month", "decimals": "point", "cancelled": "drop", "copies": "drop"}
    return answers[key.split(":")[0]]


def _why_not(key: str) -> str:
    return {
        "dates": "The shop writes the month first; you make 05/06 the 5th of June.",
        "decimals": "As a decimal comma, 1,250 is one and a quarter; the shop means more than 1,000.",
        "cancelled": "Void receipts were never paid, but you keep their money.",
        "copies": "Equal lines were typed twice by mistake, but you count both.",
    }[key.split(":")[0]]


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "`features.rfm` needs to know which column holds the money: `amount='amount'`.",
        "It also needs the column with the order number; the argument is called `order`.",
        "The day is the argument `at`, as text: `'2025-07-01'`.",
    ],
)
def baskets(rfm: Answer) -> str:
    """Check RFM on 1 July 2025, with several rows for one order."""
    orders = _orders()
    how = {"at": "2025-07-01", "amount": "amount"}
    wanted = features.rfm(orders, order="order_id", **how)
    by_line = features.rfm(orders, **how)
    today = features.rfm(orders, at=data.TODAY, amount="amount", order="order_id")
    without_returns = features.rfm(orders[orders["amount"] > 0], order="order_id", **how)
    if isinstance(rfm, pd.DataFrame):
        if list(rfm.columns).count("customer_id") == 1:
            rfm = rfm.set_index("customer_id")
        if len(rfm) == len(today) != len(wanted):
            raise NotYet(
                f"`rfm_july` has {len(rfm):,} customers, as on 1 January 2026; "
                f"expected {len(wanted):,}, on 1 July 2025."
            )
        if "frequency" in rfm and expect.same_values(rfm["frequency"], by_line["frequency"]):
            raise NotYet(
                "`frequency` counts rows; expected orders. Three articles in one basket are one purchase: "
                "say which column holds the order number."
            )
        if "monetary_sek" in rfm and expect.same_values(rfm["monetary_sek"], without_returns["monetary_sek"]):
            raise NotYet("`monetary_sek` leaves the returns out; expected them taken off.")
    expect.frame(rfm, wanted, name="rfm_july", key="customer_id")
    ratio = len(orders[orders["ordered_at"] < "2025-07-01"]) / wanted["frequency"].sum()
    return (
        f"{wanted['frequency'].sum():,} orders of {len(wanted):,} customers; "
        f"counting rows gives {ratio:.1f} times as many."
    )


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "The money of the returns is the sum of `amount` where it is below zero.",
        "Revenue as the lesson counts it is the sum of all amounts, returns included.",
        "Overstated by a tenth means: a tenth of the *right* revenue too much.",
    ],
)
def returns_left_out(overstated: Answer) -> str:
    """Check by how much revenue is overstated when returns are dropped instead of subtracted."""
    amount = _orders()["amount"]
    back, net, gross = -amount[amount < 0].sum(), amount.sum(), amount[amount > 0].sum()
    mistakes = {
        "This is the amount in SEK; expected its share of the right revenue.": back,
        "Divided by the overstated revenue; expected by the right one.": back / gross,
        "This is the share of rows that are returns; expected money.": (amount < 0).mean(),
        "The sign is turned: leaving returns out makes revenue larger.": -back / net,
        "This is a ratio of the two revenues; take 1 off.": gross / net,
    }
    expect.none_of(overstated, back / net, mistakes, name="overstated", precision=5e-5)
    expect.number(overstated, back / net, name="overstated", decimals=3)
    return f"{back / net:.1%} too much, {back:,.0f} SEK that had been paid back."


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Make one True/False column per rule, such as `rfm['basket'] >= 1500`.",
        "`np.select([first, second, third], [names], 'others')` takes the first rule that holds.",
        "Put the result into a Series with `index=rfm.index`.",
    ],
)
def four_rules(segment: Answer) -> str:
    """Check four segments by three rules, one after the other."""
    rfm = _rfm()
    wanted, by_all_money = _rules(rfm), _rules(rfm.assign(basket=rfm["monetary_sek"]))
    often_first, lately_before = _rules(rfm, order=(1, 0, 2)), _rules(rfm, order=(0, 2, 1))
    mistakes = {
        "A basket of exactly the limit, six orders and 90 days belong inside: use `>=` and `<=`.": (
            _rules(rfm, orders=7)
        ),
        "The order of the rules is turned: large baskets come first, however often they buy.": often_first,
        "`lately here` comes before `regulars`; expected the other way round.": lately_before,
        "The large baskets go by all their money; expected the mean basket.": by_all_money,
    }
    expect.none_of_groups(segment, mistakes)
    expect.same_segments(segment, wanted, name="segment", at_least=1.0)
    money = rfm["monetary_sek"].groupby(wanted).sum() / rfm["monetary_sek"].sum()
    size = (wanted == "large baskets").mean()
    return (
        f"{size:.0%} of the customers have large baskets and bring {money['large baskets']:.0%} of the money."
    )


def _rules(
    rfm: pd.DataFrame,
    basket: float = 1500,
    orders: int = 6,
    days: int = 90,
    order: tuple[int, ...] = (0, 1, 2),
) -> pd.Series:
    """Return the four segments of task 4; `order` says in which order the rules are asked."""
    rules = [rfm["basket"] >= basket, rfm["frequency"] >= orders, rfm["recency_days"] <= days]
    names = ["large baskets", "regulars", "lately here"]
    chosen = np.select([rules[i] for i in order], [names[i] for i in order], "others")
    return pd.Series(chosen, index=rfm.index, name="segment")


@task(
    exercise=_EXERCISE,
    number=5,
    hints=[
        "Which of the two consents is about advertising?",
        "Compare addresses in lower case and without spaces: `.str.strip().str.lower()`.",
        "Customers 6 and 7 share an address, and 7 has said no.",
    ],
)
def ten_by_hand(may_be_passed: Answer) -> str:
    """Check the customers who may be passed to an advertising system."""
    chosen, ten = expect.customers(may_be_passed, name="may_be_passed"), given.ten_customers()
    unknown = [one for one in chosen if one not in ten.index]
    if unknown:
        raise NotYet(f"{words.value(unknown[0])} is no customer number; expected some of 1 to 10.")
    people = audiences.choose(ten, pd.Series("all", ten.index), channel="ads", holdout=0).people
    small = audiences.SMALL_GROUP.format(audiences.SMALLEST_GROUP)
    wanted = set(people.index[people["reason"].isin(["", small])])
    refused, missing = sorted(chosen - wanted), sorted(wanted - chosen)
    if refused:
        email, reason = ten.loc[refused[0], "email"], people.loc[refused[0], "reason"]
        raise NotYet(f"Customer {refused[0]:.0f} ({email!r}) may not: {reason}.")
    if missing:
        raise NotYet(
            f"Customer {missing[0]} ({ten.loc[missing[0], 'email']!r}) is missing: there is consent to "
            "advertising, and an address that can be used."
        )
    return (
        f"{len(wanted)} of ten. That is fewer than five: "
        "`audiences.choose` would write no file for them at all."
    )


@task(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Try one share after the other: 1%, 2%, 3%, …",
        "With 10% held out, 400 are the control group and 3,600 get the letter.",
        "Stop at the first share where `experiment.smallest_difference(...)` is no more than hoped for.",
    ],
)
def held_out(percent: Answer) -> str:
    """Check the smallest share to hold out, in whole per cent."""

    def first(target: float = HOPED_FOR, power: float = 0.8) -> int | None:
        for share in range(1, 51):
            control = round(REACHABLE * share / 100)
            if experiment.smallest_difference(REACHABLE - control, control, RATE, power=power) <= target:
                return share
        return None

    right, nine_of_ten = first(), first(power=0.9)
    mistakes = {
        "the share for a change of half the size": first(target=HOPED_FOR / 2) or 50,
        "the share that shows the change nine times out of ten; expected four out of five": nine_of_ten,
        "the number of customers held out; expected the share in per cent": round(REACHABLE * right / 100),
        "a share between 0 and 1; expected whole per cent": right / 100,
        "one too few: with it the test just misses the change": right - 1,
        "more than is needed: a smaller share does": right + 1,
    }
    expect.none_of(percent, right, mistakes, name="percent")
    expect.number(percent, right, name="percent", unit="%")
    half = experiment.smallest_difference(REACHABLE // 2, REACHABLE // 2, RATE)
    return (
        f"{right}% held out show {HOPED_FOR:.0%}; half held out would show {half:.1%}. Certainty has a price."
    )


@task(
    exercise=_EXERCISE,
    number=7,
    hints=[
        "Simple rules on recency and frequency with fixed cut points are perfectly stable.",
        "Who bought since? Compare those who bought often with those who bought once; merge what is alike.",
        "A test on everybody gets sharper the nearer the held-out share comes to a half.",
    ],
)
def my_plan(my_segments: Answer, holdout: Answer) -> str:
    """Check segments and a held-out share that keep the five rules."""
    rfm = _rfm()
    segment = _one_segment_each(my_segments, rfm)
    stable = _stability(my_segments, rfm, segment)
    if stable < given.STABLE:
        raise NotYet(
            f"Rule 2: on samples of the customers your segments agree with themselves at {stable:.2f}; "
            f"expected {given.STABLE} or more. Cut points that are fixed numbers do not move with the sample."
        )
    spread = _spread(my_segments)
    if spread < given.SPREAD:
        raise NotYet(
            f"Rule 3: between your segments the share that bought in the next 60 days differs by "
            f"{100 * spread:.0f} percentage points at most; expected {100 * given.SPREAD:.0f}. "
            "Which columns tell who will buy?"
        )
    if isinstance(holdout, bool) or not isinstance(holdout, Real) or not 0 < holdout <= 0.5:
        raise NotYet(
            f"`holdout` is {words.value(holdout)}; expected a share above 0 and up to 0.5, such as 0.2. "
            "Without a control group nothing can be measured."
        )
    people = audiences.choose(_cleaned().customers, segment, holdout=holdout).people
    counts = people[people["group"] == "contacted"].groupby("segment").size()
    counts = counts.reindex(segment.unique(), fill_value=0)
    if counts.min() < given.LEAST_WRITTEN:
        raise NotYet(
            f"Rule 4: of segment {words.value(counts.idxmin())} only {counts.min()} customers would be "
            f"contacted; expected {given.LEAST_WRITTEN} or more. Merge it with its nearest neighbour, "
            "or hold out less."
        )
    control = int((people["group"] == "control").sum())
    bought = _bought().mean()
    shown = experiment.smallest_difference(int(counts.sum()), control, bought)
    if shown > given.MEASURABLE:
        raise NotYet(
            f"Rule 5: with {counts.sum():,} contacted and {control:,} held out the test mostly misses "
            f"changes below {100 * shown:.1f} points; expected {100 * given.MEASURABLE:.0f} or less. "
            "Hold out more."
        )
    return (
        f"{len(counts)} segments, stability {stable:.2f}, {100 * spread:.0f} points between the best and the "
        f"worst; {counts.sum():,} contacted, {control:,} held out; a change of {100 * shown:.1f} points is "
        "seen in four of five tests."
    )


def _labels(my_segments: Callable, table: pd.DataFrame) -> pd.Series:
    """Return what the participant's function gives for the customers of a table, in their order."""
    found = expect.call(my_segments, table.copy(), name="my_segments")
    if isinstance(found, pd.DataFrame) and found.shape[1] == 1:
        found = found.iloc[:, 0]
    if not isinstance(found, pd.Series):
        if not isinstance(found, list | tuple | np.ndarray | pd.Index) or len(found) != len(table):
            raise NotYet(
                f"`my_segments` gave back {words.kind(found)}; "
                "expected one segment for each of the table's rows."
            )
        found = pd.Series(list(found), index=table.index)
    if set(found.index) != set(table.index) or not found.index.is_unique:
        raise NotYet(
            f"Rule 1: `my_segments` gave {len(found):,} customers a segment; "
            f"expected each of the {len(table):,} once."
        )
    return found.reindex(table.index)


def _one_segment_each(my_segments: Callable, rfm: pd.DataFrame) -> pd.Series:
    """Return the segments of all customers, after checking rule 1."""
    found = _labels(my_segments, rfm)
    if found.isna().any():
        raise NotYet(f"Rule 1: {found.isna().sum():,} of {len(rfm):,} customers have no segment.")
    found = found.astype(str)
    if not 3 <= found.nunique() <= 6:
        raise NotYet(f"Rule 1: there are {found.nunique():,} segments; expected three to six.")
    return found


def _stability(my_segments: Callable, rfm: pd.DataFrame, segment: pd.Series) -> float:
    """Return the mean agreement of the segments with those found anew on halves of the customers."""
    agreed = []
    for seed in range(6):
        half = rfm.sample(frac=0.5, random_state=seed)
        agreed.append(adjusted_rand_score(segment.loc[half.index], _labels(my_segments, half).astype(str)))
    return float(np.mean(agreed))


def _bought() -> pd.Series:
    """Return who of the customers of 60 days before the end bought since."""
    orders, past = _orders(), _rfm(60)
    since = orders["ordered_at"] >= data.TODAY - pd.Timedelta(days=60)
    return pd.Series(past.index.isin(orders.loc[since & (orders["amount"] > 0), "customer_id"]), past.index)


def _spread(my_segments: Callable) -> float:
    """Return the largest difference in the share that bought since, between segments of a hundred or more."""
    rates = _bought().groupby(_labels(my_segments, _rfm(60)).astype(str)).agg(["size", "mean"])
    large = rates.loc[rates["size"] >= 100, "mean"]
    return float(large.max() - large.min()) if len(large) > 1 else 0.0


__all__, __dir__, __getattr__ = only_tasks(globals())
