"""The checks of exercise 05."""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

from checks import expect
from checks.core import Answer, NotYet, only_tasks, task
from given import behavioural as given
from helpers import data, features, market

_EXERCISE = "05_behavioural"


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "`features.rfm` needs the orders and the day the figures are about.",
        "The day is the argument `at`, as a text such as `'2025-12-24'`.",
        "The course's definitions are the helper's own; you need not give them.",
    ],
)
def rfm_table(rfm: Answer) -> str:
    """Check RFM of all customers on 1 October 2025."""
    orders = data.load("orders")
    wanted = features.rfm(orders, at="2025-10-01")
    for other, day in {"today": data.TODAY, "1 July 2025": data.CUTOFF}.items():
        mistaken = features.rfm(orders, at=day)
        if isinstance(rfm, pd.DataFrame) and len(rfm) == len(mistaken) != len(wanted):
            raise NotYet(
                f"`rfm_october` has {len(rfm):,} customers, as on {other}; expected {len(wanted):,}, those "
                "who bought before 1 October 2025. Look at `at`."
            )
    if isinstance(rfm, pd.DataFrame) and "monetary_sek" in rfm.columns:
        mean = features.rfm(orders, at="2025-10-01", monetary="mean")["monetary_sek"]
        if expect.same_values(rfm["monetary_sek"], mean):
            raise NotYet("`monetary_sek` is the mean of each customer's orders; expected the total.")
    if isinstance(rfm, pd.DataFrame) and "recency_days" in rfm.columns:
        age = features.rfm(orders, at="2025-10-01", recency="age_at_last")["recency_days"]
        if expect.same_values(rfm["recency_days"], age):
            raise NotYet(
                "`recency_days` runs from the first purchase to the last; expected the days from the last "
                "purchase to 1 October 2025."
            )
    expect.frame(rfm, wanted, name="rfm_october", key="customer_id")
    most = wanted["frequency"].median()
    return f"{len(wanted):,} customers had bought by then; half of them {most:.0f} times at most."


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "`features.score` gives fair scores; it has an argument that says which end is best.",
        "For recency, few days are good: `best='low'`.",
        "Put the three columns together with `pd.DataFrame({'R': ..., 'F': ..., 'M': ...})`.",
    ],
)
def fair_scores(scores: Answer) -> str:
    """Check fair scores of R, F and M, from 1 to 5."""
    rfm = features.rfm(data.load("orders"), at=data.TODAY)
    best = {"R": ("recency_days", "low"), "F": ("frequency", "high"), "M": ("monetary_sek", "high")}
    wanted = pd.DataFrame(
        {name: features.score(rfm[column], best=end) for name, (column, end) in best.items()}
    )
    if isinstance(scores, pd.DataFrame):
        for name, (column, end) in best.items():
            if name in scores.columns:
                _name_score_mistake(scores[name], name, rfm[column], end)
    expect.frame(scores, wanted, name="scores", key="customer_id")
    once = (rfm["frequency"] == 1).mean()
    return f"{once:.0%} of the customers bought once and all share the lowest F, as they should."


def _name_score_mistake(found: pd.Series, name: str, values: pd.Series, end: str) -> None:
    upside_down = features.score(values, best={"low": "high", "high": "low"}[end])
    if expect.same_values(found, upside_down):
        raise NotYet(f"`{name}` is upside down: the best customers have score 1; expected 5.")
    if expect.same_values(found, features.score(values, best=end) - 1):
        raise NotYet(f"`{name}` runs from 0 to 4; expected 1 to 5. Add 1.")
    if not isinstance(found, pd.Series) or not found.index.is_unique:
        return
    if found.index.isin(values.index).all() and len(found) == len(values):
        per_value = found.groupby(values.reindex(found.index)).nunique()
        if per_value.max() > 1:
            split = per_value.idxmax()
            raise NotYet(
                f"`{name}` gives {per_value.max()} different scores to customers who all have "
                f"`{values.name}` {split:,.0f}; expected one. Cut by value, not by rank."
            )


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "First keep the rows before 1 July 2025.",
        "`.dt.date` or `.dt.normalize()` takes the time of day away.",
        "Then count the *different* days of each customer: `groupby(...).nunique()`.",
    ],
)
def days_with_purchase(purchase_days: Answer) -> str:
    """Check the days with a purchase before 1 July 2025, by customer."""
    orders = data.load("orders")
    before = orders[orders["ordered_at"] < "2025-07-01"]
    wanted = features.rfm(before, at="2025-07-01", per="day")["frequency"].rename("purchase_days")
    number_of_orders = before.groupby("customer_id").size()
    all_days = _days_by_customer(orders)
    one_day_more = _days_by_customer(orders[orders["ordered_at"] < "2025-07-02"])
    mistakes = {
        "counts orders, not days: two orders on one day count twice": number_of_orders,
        "counts the days of all two years; expected those before 1 July 2025": all_days,
        "counts days up to 2 July or later, or not all before 1 July": one_day_more,
    }
    expect.none_of_values(purchase_days, mistakes, name="purchase_days")
    expect.series(purchase_days, wanted, name="purchase_days", key="customer_id")
    fewer = (number_of_orders > wanted).sum()
    return f"For {fewer:,} customers the two definitions differ; for the others either will do."


def _days_by_customer(orders: pd.DataFrame) -> pd.Series:
    return orders["ordered_at"].dt.normalize().groupby(orders["customer_id"]).nunique()


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Make one True/False column per rule, such as `rfm['frequency'] >= 5`.",
        "Join rules with `&` (and) and `~` (not), each in its own brackets.",
        "Begin with `pd.Series('others', index=rfm.index)` and overwrite the rest, or use `np.select`.",
    ],
)
def segments_by_rule(segment: Answer) -> str:
    """Check four segments by rule."""
    rfm = features.rfm(data.load("orders"), at=data.TODAY)
    wanted = _by_rule(rfm, 5, 180, 60)
    mistakes = {
        "Exactly five orders belong to the regulars too: `>= 5`.": _by_rule(rfm, 6, 180, 60),
        "The newcomers are missing: one order, at most 60 days ago.": _by_rule(rfm, 5, 180, -1),
        "Newcomers have exactly one order; yours have bought lately, often or not.": _any_lately(rfm),
    }
    expect.none_of_groups(segment, mistakes)
    expect.same_segments(segment, wanted, name="segment", at_least=1.0)
    size = wanted.value_counts()
    return (
        f"{size['regulars']:,} regulars, {size['lapsed regulars']:,} lapsed, {size['newcomers']:,} newcomers."
    )


def _by_rule(rfm: pd.DataFrame, orders: int, days: int, new_days: int) -> pd.Series:
    often, lately = rfm["frequency"] >= orders, rfm["recency_days"] <= days
    new = (rfm["frequency"] == 1) & (rfm["recency_days"] <= new_days)
    names = np.select([often & lately, often, new], ["regulars", "lapsed regulars", "newcomers"], "others")
    return pd.Series(names, index=rfm.index, name="segment")


def _any_lately(rfm: pd.DataFrame) -> pd.Series:
    segment = _by_rule(rfm, 5, 180, 60)
    return segment.mask((rfm["recency_days"] <= 60) & (rfm["frequency"] < 5), "newcomers")


@task(
    exercise=_EXERCISE,
    number=5,
    hints=[
        "Fit on the learning customers: `LinearRegression().fit(rfm[learning], spending[learning])`.",
        "Let the model guess for the testing customers: `model.predict(rfm[testing])`.",
        "`r2_score(actual, guessed)` takes the truth first.",
    ],
)
def explained(r2: Answer) -> str:
    """Check R² of next half-year's spending among the testing customers."""
    orders = data.load("orders")
    rfm = features.rfm(orders[orders["ordered_at"] < data.CUTOFF], at=data.CUTOFF)
    later = orders[orders["ordered_at"] >= data.CUTOFF]
    spending = later.groupby("customer_id")["amount_sek"].sum().reindex(rfm.index, fill_value=0)
    learning = rfm.index % 4 != 0
    testing, everybody = ~learning, np.full(len(rfm), True)
    model, turned, of_all = (
        LinearRegression().fit(rfm[rows], spending[rows]) for rows in (learning, testing, everybody)
    )
    guess, actual = model.predict(rfm[testing]), spending[testing]
    right = r2_score(actual, guess)
    seen, fitted_on_all = model.score(rfm[learning], spending[learning]), of_all.score(rfm[testing], actual)
    swapped = turned.score(rfm[learning], spending[learning])
    mistakes = {
        "This is R² among the learning customers, whom the model has seen.": seen,
        "This model was fitted on all customers, so it has seen those it is tested on.": fitted_on_all,
        "Here the two groups are swapped: fit on `learning`, test on `testing`.": swapped,
        "The two arguments of `r2_score` are swapped; the truth comes first.": r2_score(guess, actual),
        "This is the correlation, not R².": np.corrcoef(guess, actual)[0, 1],
        "This is a model fitted and tested on all customers.": of_all.score(rfm, spending),
    }
    expect.none_of(r2, right, mistakes, name="r2")
    expect.number(r2, right, name="r2", decimals=2)
    return f"Among customers it has never seen, RFM explains {right:.0%} of the differences."


@task(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "The control group shows what happens without a discount.",
        "Compute the mean of `converted` for each `group`.",
        "Of every 100 contacted, so many bought; of every 100 in the control group, so many. Divide.",
    ],
)
def would_have_bought_anyway(share_anyway: Answer) -> str:
    """Check the share of the contacted customers' orders that would have come without the discount."""
    rfm = features.rfm(data.load("orders"), at=data.TODAY)
    often = rfm.index[rfm["frequency"] >= 5]
    plan = pd.DataFrame({"customer_id": often, "offer": "everyone", "channel": "email", "discount": 0.2})
    outcomes = market.run(plan, holdout=0.5, seed=11)
    rate, count = (outcomes.groupby("group")["converted"].agg(how) for how in ("mean", "sum"))
    right = rate["control"] / rate["contacted"]
    to_no_consent = rate["no consent"] / rate["contacted"]
    of_counts = count["control"] / count["contacted"]
    mistakes = {
        "the share of the control group that bought": rate["control"],
        "the share of those contacted that bought": rate["contacted"],
        "what the discount added, per customer": rate["contacted"] - rate["control"],
        "computed with those who gave no consent; they were not drawn at random": to_no_consent,
        "a ratio of counts; the two groups differ in size, so compare rates": of_counts,
    }
    expect.none_of(share_anyway, right, mistakes, name="share_anyway")
    expect.number(share_anyway, right, name="share_anyway", decimals=2)
    return f"{right:.0%} of the discounts paid for orders that were coming anyway."


@task(
    exercise=_EXERCISE,
    number=7,
    hints=[
        "Who has not bought for a year hardly answers: leave them out.",
        "Who buys again soon? Compare plans by how long ago the last order was.",
        "What a customer spent most on says which letter fits. `market.NEEDS` joins categories to needs.",
    ],
)
def letter_by_post(plan: Answer) -> str:
    """Check any plan by post that reaches the stated expected profit."""
    plan, profit = expect.plan(plan, market.expected_profit, only={"channel": "post"})
    reached, letters = market.expected(plan).query("consent == 1"), plan["offer"].nunique()
    spent = len(reached) * market.CONTACT_COST_SEK["post"] + letters * market.MESSAGE_COST_SEK
    sends = (
        f"Your plan sends {len(reached):,} letters of {letters} kinds for {spent:,.0f} SEK "
        f"and adds {profit:,.0f} SEK"
    )
    if profit >= given.TARGET_SEK:
        plain = market.expected_profit(given.plain_to_all())
        return f"{sends}. Sent to everybody, one plain letter adds {plain:,.0f}."
    advice = "Who among them has stopped buying, and what does each of them buy most?"
    if "discount" in plan.columns and (plan["discount"] > 0).any():
        advice = "What does it add without the discount, which also goes to those who would buy anyway?"
    elif letters > 8:
        advice = (
            f"{letters} different letters cost {letters * market.MESSAGE_COST_SEK:,} SEK. Would fewer do?"
        )
    elif len(reached) < 1_000:
        advice = "Few letters earn little. Who else is likely to answer?"
    raise NotYet(f"{sends}; expected {given.TARGET_SEK:,} or more. {advice}")


__all__, __dir__, __getattr__ = only_tasks(globals())
