"""The checks of exercise 05."""

import numpy as np
import pandas as pd

from checks import expect
from checks.core import Answer, NotYet, only_tasks, predicted, task, writing
from checks.decide import decision
from checks.intervals import per_100
from given import behavioural as given
from helpers import data, features, market

_EXERCISE = "05_behavioural"
_BEST = {"R": ("recency_days", "low"), "F": ("frequency", "high"), "M": ("monetary_sek", "high")}


# ---------------------------------------------------------------- task 1


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Run the lesson down to the live picture: the cell's play button, or Run → Run All Cells.",
        "Set the weights of F and M to 0, leave R at 1, and read the sentence below the picture.",
        "Then the same with F alone, and with M alone.",
    ],
)
def one_letter(explains: Answer) -> str:
    """Check what each of R, F and M explains alone, as the lesson's live picture says it."""
    wanted = pd.Series({name: round(100 * share) for name, share in _alone().items()}, name="explains")
    wanted = wanted.rename_axis("letter")
    all_three = round(100 * _explained(sum(_scores_in_july().values())))
    expect.none_of_values(
        explains,
        {
            f"has {all_three} for all of them, as with all three weights at 1; set two of them to 0": (
                wanted * 0 + all_three
            ),
            "has what is explained with that letter's weight at 0; leave only that one, the others at 0": (
                _without()
            ),
        },
        name="explains",
    )
    expect.series(explains, wanted, name="explains", key="letter")
    return (
        f"Orders alone explain {wanted['F']} %, money {wanted['M']} %, days {wanted['R']} %; all three "
        f"together {all_three} %. More columns are not more knowledge: R, F and M say much the same."
    )


def _scores_in_july() -> dict[str, pd.Series]:
    orders = data.load("orders")
    rfm = features.rfm(orders[orders["ordered_at"] < data.CUTOFF], at=data.CUTOFF)
    return {name: features.score(rfm[column], best=end) for name, (column, end) in _BEST.items()}


def _explained(score: pd.Series) -> float:
    """Return what four segments of one score explain of the next half-year's spending, as the lesson does."""
    orders = data.load("orders")
    later = orders[orders["ordered_at"] >= data.CUTOFF].groupby("customer_id")["amount_sek"].sum()
    segments = np.ceil(score.rank(method="average", pct=True) * 4)
    return features.explained(segments, later.reindex(score.index, fill_value=0), draws=1)["figure"]


def _without() -> pd.Series:
    """Return what the other two letters explain, without each one, in whole per cent."""
    scores = _scores_in_july()
    rest = {name: sum(score for other, score in scores.items() if other != name) for name in scores}
    return pd.Series({name: round(100 * _explained(score)) for name, score in rest.items()}).rename_axis(
        "letter"
    )


def _alone() -> dict[str, float]:
    return {name: _explained(score) for name, score in _scores_in_july().items()}


# ---------------------------------------------------------------- task 2


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "`at` is the day the figures are about.",
        "Write the day as a text such as `'2025-12-24'`.",
        "The course's definitions are the helper's own; you need not give them.",
    ],
)
def rfm_table(rfm_october: Answer) -> str:
    """Check RFM of all customers on 1 October 2025."""
    orders = data.load("orders")
    wanted = features.rfm(orders, at="2025-10-01")
    days = {
        "10 January 2025: write the year first, `'2025-10-01'`": "2025-01-10",
        "1 July 2025": data.CUTOFF,
        "30 September 2025, one day too early": "2025-09-30",
        "2 October 2025, one day too late": "2025-10-02",
        "1 October 2024": "2024-10-01",
        "1 January 2026, today": data.TODAY,
    }
    mistakes = {f"is RFM as it stood on {day}": features.rfm(orders, at=at) for day, at in days.items()}
    if isinstance(rfm_october, pd.DataFrame) and "monetary_sek" in rfm_october.columns:
        mean = features.rfm(orders, at="2025-10-01", monetary="mean")["monetary_sek"]
        if expect.same_values(rfm_october["monetary_sek"], mean):
            raise NotYet("`monetary_sek` is the mean of each customer's orders; expected the total.")
    if isinstance(rfm_october, pd.DataFrame) and "recency_days" in rfm_october.columns:
        age = features.rfm(orders, at="2025-10-01", recency="age_at_last")["recency_days"]
        if expect.same_values(rfm_october["recency_days"], age):
            raise NotYet(
                "`recency_days` runs from the first purchase to the last; expected the days from the last "
                "purchase to 1 October 2025."
            )
    expect.none_of_values(rfm_october, mistakes, name="rfm_october")
    expect.frame(rfm_october, wanted, name="rfm_october", key="customer_id")
    most = wanted["frequency"].median()
    return f"{len(wanted):,} customers had bought by then; half of them {most:.0f} times at most."


# ---------------------------------------------------------------- task 3


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "`rank(method='first')` gives two equal customers two ranks. Which scores do they then get?",
        "`features.score` gives equal customers equal scores; `best=` says which end is best.",
        "For recency, few days are good: `features.score(rfm['recency_days'], best='low')`.",
    ],
)
def fair_scores(scores: Answer) -> str:
    """Check scores of R, F and M: from 1 to 5, in order, and equal for equals, by whatever way."""
    rfm = features.rfm(data.load("orders"), at=data.TODAY)
    table = expect.aligned(scores, rfm, name="scores", key="customer_id", columns=[*_BEST])
    for name, (column, end) in _BEST.items():
        _demand_fair(table[name], rfm[column], end)
    once = (rfm["frequency"] == 1).mean()
    return f"{once:.0%} of the customers bought once and all share one F, as they should."


def _demand_fair(found: pd.Series, values: pd.Series, end: str) -> None:
    name = found.name
    found = pd.to_numeric(found.astype(object), errors="coerce").astype(float)
    if found.isna().any():
        raise NotYet(
            f"`{name}` has {found.isna().sum():,} values that are no numbers; expected 1 to 5 in all."
        )
    if found.min() == 0 and found.max() == 4:
        raise NotYet(f"`{name}` runs from 0 to 4; expected 1 to 5. Add 1.")
    if not found.isin(range(1, 6)).all() or found.max() < 5:
        raise NotYet(
            f"`{name}` runs from {found.min():g} to {found.max():g}; expected whole numbers from 1 to 5, "
            "and 5 for the best."
        )
    per_value = found.groupby(values).nunique()
    if per_value.max() > 1:
        split = per_value.idxmax()
        raise NotYet(
            f"`{name}` gives {per_value.max()} different scores to customers who all have `{values.name}` "
            f"{split:,.0f}; expected one. Cut by value, not by rank."
        )
    by_value = found.groupby(values).first().sort_index(ascending=end == "high")
    if by_value.is_monotonic_decreasing:
        raise NotYet(f"`{name}` is upside down: the best customers have score 1; expected 5.")
    if not by_value.is_monotonic_increasing:
        raise NotYet(f"`{name}` does not follow `{values.name}`: somebody who is better has a lower score.")
    if found.nunique() < 3:
        raise NotYet(f"`{name}` uses two scores only; with 1 to 5, at least three of them can be told apart.")


# ---------------------------------------------------------------- task 4


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "The control group shows what happens without a discount: take the mean of `converted` by group.",
        "Of 100 contacted so many bought, of 100 held out so many: divide the second by the first.",
        "`experiment.rate_difference(treated, control)` wants the column `converted` of each group; its last "
        "two numbers are low and high, as shares. Times 100 they are orders per 100 customers.",
    ],
)
def what_it_added(share_anyway: Answer, low: Answer, high: Answer) -> str:
    """Check the share of orders that would have come anyway, and the interval of what the discount added."""
    outcomes = _campaign()
    bought = outcomes.groupby("group")["converted"]
    rate, count = bought.mean(), bought.sum()
    right = rate["control"] / rate["contacted"]
    not_contacted = outcomes["group"] != "contacted"
    mistakes = {
        "the share of the control group that bought": rate["control"],
        "the share of those contacted that bought": rate["contacted"],
        "what the discount added, per customer": rate["contacted"] - rate["control"],
        "the share that the discount brought, not the share that was coming anyway": 1 - right,
        "upside down: contacted divided by control": 1 / right,
        "how much more often the contacted bought": 1 / right - 1,
        "computed with those who gave no consent; they were not drawn at random": (
            rate["no consent"] / rate["contacted"]
        ),
        "computed with all who were not contacted; those without consent were not drawn at random": (
            outcomes.loc[not_contacted, "converted"].mean() / rate["contacted"]
        ),
        "a ratio of counts; the two groups differ in size, so compare shares": (
            count["control"] / count["contacted"]
        ),
        "the control group's part of all orders of the two": (
            count["control"] / (count["control"] + count["contacted"])
        ),
    }
    expect.none_of(share_anyway, right, mistakes, name="share_anyway")
    expect.number(share_anyway, right, name="share_anyway", decimals=2)
    _, least, most = per_100(bought.get_group("contacted"), bought.get_group("control"))
    expect.interval(low, high, least, most, unit="orders per 100 customers")
    return (
        f"{right:.0%} of the orders were coming anyway, each now with 20 % off; per 100 customers it "
        f"added {least:.1f} to {most:.1f} orders. {predicted(_EXERCISE)}"
    )


def _campaign() -> pd.DataFrame:
    rfm = features.rfm(data.load("orders"), at=data.TODAY)
    return market.run(given.discount_to_regulars(rfm), holdout=0.5, seed=11)


# ---------------------------------------------------------------- task 5


@writing(
    exercise=_EXERCISE,
    number=5,
    points=[
        "It answers the question in the first sentence: no, or not like this.",
        "It says what came anyway, by the control group, not how many orders came in all.",
        "It gives the added orders with both ends of the interval, not as one number.",
        "It says what to do instead, or what to find out first, so that the board can decide.",
    ],
)
def to_the_board() -> str:
    """Write three sentences to the board on the monthly discount."""
    outcomes = _campaign()
    bought = outcomes.groupby("group")["converted"]
    anyway = bought.mean()["control"] / bought.mean()["contacted"]
    _, least, most = per_100(bought.get_group("contacted"), bought.get_group("control"))
    return (
        f"No, not to everybody who buys often: of 100 discounts that were used {100 * anyway:.0f} went to "
        "customers who were coming anyway. What the letter itself brought lies between "
        f"{least:.0f} and {most:.0f} orders per 100 customers, all of them at a fifth off. "
        "Next time one half, drawn at random, gets the same letter without the discount: then we know which "
        "of the two they answer to."
    )


# ---------------------------------------------------------------- task 6


@decision(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Who has not bought for a year hardly answers: leave them out.",
        "What a customer spent most on says which letter fits. `market.NEED_OF` joins categories to needs.",
        "Every letter costs the same, whoever gets it. Is the customer worth it?",
    ],
    rival=("one plain letter to everybody", given.plain_to_all),
    only={"channel": "post"},
    may=["discount"],
)
def letter_by_post(plan: pd.DataFrame) -> str:
    """Decide on a letter by post, after at most three campaigns."""
    silent = features.rfm(data.load("orders"), at=data.TODAY).query("recency_days > 365").index
    to_the_silent = plan["customer_id"].isin(silent).mean()
    return f"Of its letters {to_the_silent:.0%} go to customers who have bought nothing for a year."


__all__, __dir__, __getattr__ = only_tasks(globals())
