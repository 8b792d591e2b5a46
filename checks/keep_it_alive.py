"""The checks of exercise 15."""

import numpy as np
import pandas as pd

from checks import expect
from checks.core import Answer, only_tasks, predicted, task, writing
from checks.decide import decision
from checks.intervals import demand_verdict
from given import keep_it_alive as given
from helpers import data, experiment, market

_EXERCISE = "15_keep_it_alive"

# What the lesson's live picture says, in SEK, by what an update costs; a test reads it off.
_BEST = {"500 SEK": 47_157, "5,000 SEK": 14_886, "12,000 SEK": -5_114}
_EVERY_THREE = {"500 SEK": 32_886, "5,000 SEK": 14_886, "12,000 SEK": -13_114}
_SEEN_FROM = 5_000


# ---------------------------------------------------------------- task 1


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Run the lesson down to the live picture: the cell's play button, or Run → Run All Cells.",
        "Move *Cost of an update*. `best is … with …` is the star; the first figure is your own interval.",
        "For `customers`: lift 20 %, then go up until the sentence says 80 % or more `of tests`.",
    ],
)
def how_often_how_many(leaves: Answer, customers: Answer) -> str:
    """Check what the best interval leaves by the cost of an update, and how many customers a test takes."""
    wanted = pd.Series(_BEST, name="leaves").rename_axis("cost")
    mistakes = {
        "holds what every three months leaves; expected the best interval at each cost, the star": (
            wanted * 0 + pd.Series(_EVERY_THREE)
        ),
        "has lost the minus: with dear updates the year leaves less than nothing": wanted.abs(),
        "holds the best interval itself; expected what it leaves": wanted * 0 + [1, 3, 6],
        "is in thousands; expected SEK": (wanted / 1000).round(),
    }
    expect.none_of_values(leaves, mistakes, name="leaves")
    expect.series(leaves, wanted, name="leaves", key="cost", within=1)
    expect.number(customers, _SEEN_FROM, name="customers", unit="in each group")
    return (
        "Cheap updates every month, dear ones twice a year: the price sets the clock. And a real "
        f"lift of a fifth takes {_SEEN_FROM:,} customers in each group to be seen four times of five."
    )


# ---------------------------------------------------------------- task 2


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "`same` is True for a customer who is where they were; False for one who moved or went off the list.",
        "The mean of True and False is a share.",
        "A share for each former segment: group `same` by `before`.",
    ],
)
def kept_by_segment(kept: Answer) -> str:
    """Check the share of each former segment that is in the same segment today."""
    before, now = given.segments("2025-07-01"), given.segments("2026-01-01")
    table = pd.crosstab(before, now.reindex(before.index).fillna("off the list"))
    on_both = table[table.index]
    same = pd.Series(np.diag(on_both), index=table.index).rename_axis("segment")
    still, every = on_both.sum(axis=1), table.sum(axis=1)
    wanted = (same / every).rename("kept")
    mistakes = {
        "holds shares of those who are still on the list; those who went off it count too": same / still,
        "holds shares of *today's* segments; expected shares of the segments of half a year ago": (
            same / now.value_counts().reindex(same.index)
        ),
        "holds the share that is *not* in the same segment any more": 1 - wanted,
        "holds numbers of customers; expected shares, between 0 and 1": same,
        "holds the share that is still on the list, in any segment": still / every,
        "holds the share that changed to another segment": (still - same) / every,
        "holds shares of all customers of the list; divide by those of the segment": same / every.sum(),
        "holds the size of today's segments over those of half a year ago; expected who stayed": (
            now.value_counts().reindex(same.index) / every
        ),
        "groups by today's segment; expected the former one": (
            (now.reindex(before.index) == before).groupby(now.reindex(before.index)).mean()
        ),
        "holds the same share four times, that of all; expected one for each segment": (
            wanted * 0 + same.sum() / every.sum()
        ),
    }
    expect.none_of_values(kept, mistakes, name="kept", decimals=3)
    expect.series(kept, wanted, name="kept", key="segment", decimals=2)
    gone, moved = 1 - still.sum() / every.sum(), (still - same).sum() / every.sum()
    return (
        f"From {wanted.min():.0%} to {wanted.max():.0%}. Of all, {gone:.0%} went off the list, {moved:.0%} "
        "moved to another segment: a list ages first by those who leave."
    )


# ---------------------------------------------------------------- task 3


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "Who was drawn by lot to get nothing? And what has to be paid besides postage?",
        "`others` may hold the control group only: those without consent are other people.",
        "`cost` is postage and texts. For the verdict see on which sides of 0 `low` and `high` lie.",
    ],
)
def did_it_pay(roi: Answer, low: Answer, high: Answer, verdict: Answer) -> str:
    """Check the return on investment against the control group, with its interval."""
    outcomes = given.letter_sent()
    contacted = outcomes[outcomes["group"] == "contacted"]
    control = outcomes[outcomes["group"] == "control"]
    rest = outcomes[outcomes["group"] != "contacted"]
    no_consent = outcomes[outcomes["group"] == "no consent"]
    postage = contacted["cost_sek"].sum()
    texts = len(market.NEEDS) * market.MESSAGE_COST_SEK
    right = _returns(contacted, control, postage + texts)
    gross = contacted["margin_sek"].sum()
    each = contacted["margin_sek"].mean() - control["margin_sek"].mean()
    over_both = each * (len(contacted) + len(control))
    cost = postage + texts
    faulty = {
        "the colleague's own": _returns(contacted, rest, postage),
        "computed without the cost of the four texts": _returns(contacted, control, postage),
        "compared with all who got no letter, those without consent too; nobody drew them by lot": (
            _returns(contacted, rest, cost)
        ),
        "compared with those who gave no consent; they were not drawn by lot": (
            _returns(contacted, no_consent, cost)
        ),
        "computed from revenue; what counts is margin": _returns(contacted, control, cost, "revenue_sek"),
        "computed with one text; four were written": (
            _returns(contacted, control, postage + market.MESSAGE_COST_SEK)
        ),
        "with the texts only; postage has to be paid too": _returns(contacted, control, texts),
    }
    others = {
        "gross: all the margin of those contacted, as if none of it had come anyway": (gross - cost) / cost,
        "counted over the control group as well; it got no letter": (over_both - cost) / cost,
        "counted over all customers, those without consent too; the letter went to those contacted": (
            (each * len(outcomes) - cost) / cost
        ),
        "with postage for the control group as well; they got no letter": (
            (each * len(contacted) - cost - market.CONTACT_COST_SEK["post"] * len(control))
            / (cost + market.CONTACT_COST_SEK["post"] * len(control))
        ),
        "all the margin of those contacted per SEK of cost; take off what came anyway, and the cost": (
            gross / cost
        ),
        "a difference of sums; the two groups differ in size": (
            (gross - control["margin_sek"].sum() - cost) / cost
        ),
        "added margin per SEK of cost; take the cost away first": right[0] + 1,
        "the profit in SEK; divide by the cost": right[0] * cost,
        "the profit per SEK of margin added; divide by the cost": right[0] / (right[0] + 1),
    }
    expect.none_of(
        roi, right[0], {text: found[0] for text, found in faulty.items()} | others, name="roi", precision=5e-3
    )
    expect.number(roi, right[0], name="roi", decimals=2)
    ends = {text: (found[1], found[2]) for text, found in faulty.items()}
    ends["added margin per SEK of cost; take the cost away first"] = right[1] + 1, right[2] + 1
    ends["the profit in SEK; divide by the cost"] = right[1] * cost, right[2] * cost
    expect.interval(low, high, *right[1:], mistakes=ends)
    demand_verdict(verdict, *right[1:])
    rise = experiment.rate_difference(contacted["converted"], control["converted"])
    return (
        f"{right[0]:+.2f} per SEK; the interval reaches from {right[1]:+.2f} to {right[2]:+.2f}. That it "
        f"sold is certain: {100 * rise[3]:.0f} to {100 * rise[4]:.0f} more of 100. Whether it paid is not."
    )


def _returns(
    contacted: pd.DataFrame, others: pd.DataFrame, cost: float, column: str = "margin_sek"
) -> tuple[float, float, float]:
    *_, added, least, most = experiment.mean_difference(
        contacted[column], others[column], times=len(contacted)
    )
    return (added - cost) / cost, (least - cost) / cost, (most - cost) / cost


# ---------------------------------------------------------------- task 4


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "`until_then = daily_sek.rolling(30).sum()` is, on each day, the sum of the 30 days up to it.",
        "`until_then.shift(-30)` brings the following 30 days to the same row. Divide, and take 1 away.",
        "Drop the days without 30 full days on both sides, then take the mean of `change >= 0.20`.",
    ],
)
def placebo_launch(share_up: Answer) -> str:
    """Check the share of launch days that show 20 % more although nothing was launched."""
    orders = data.load("orders")
    daily = orders.groupby(orders["ordered_at"].dt.normalize())["amount_sek"].sum()
    daily = daily.reindex(pd.date_range("2024-01-01", "2025-12-31"), fill_value=0)
    change = _change(daily)
    up = change >= 0.20
    right = up.mean()
    sums = daily.rolling(30).sum()
    counts = orders.groupby(orders["ordered_at"].dt.normalize()).size().reindex(daily.index, fill_value=0)
    mistakes = {
        "a share of all days of the two years; some have no 30 days on both sides": up.sum() / len(daily),
        "the share of days after which sales *fell* by 20% or more": (change <= -0.20).mean(),
        "the share with any rise at all": (change > 0).mean(),
        "the share where after is at least 0.2 *times* before": (change + 1 >= 0.20).mean(),
        "the other way round: the 30 days before over the 30 days after": (
            1 / (change + 1) - 1 >= 0.2
        ).mean(),
        "with a shift by a single day, not by 30": ((sums.shift(-1) / sums - 1).dropna() >= 0.20).mean(),
        "with the launch day in both windows": (_change(daily, gap=-1) >= 0.20).mean(),
        "with the launch day in neither window": (_change(daily, gap=1) >= 0.20).mean(),
        "with windows of 29 days": (_change(daily, days=29) >= 0.20).mean(),
        "with windows of 31 days": (_change(daily, days=31) >= 0.20).mean(),
        "with windows that are cut off at the ends; expected days with 30 full days on both sides": (
            (_at_least_one(daily).shift(-30) / _at_least_one(daily) - 1).dropna() >= 0.20
        ).mean(),
        "the share of months that are up on the month before; expected days": (
            (daily.resample("MS").sum().pct_change().dropna() >= 0.20).mean()
        ),
        "with windows of 7 days": (_change(daily, days=7) >= 0.20).mean(),
        "single days compared, not windows of 30": ((daily.shift(-30) / daily - 1).dropna() >= 0.20).mean(),
        "with orders counted, not money": (_change(counts) >= 0.20).mean(),
        "the share up by a *quarter* or more": (change >= 0.25).mean(),
        "the share of days up or down by a fifth": (change.abs() >= 0.20).mean(),
    }
    expect.none_of(share_up, right, mistakes, name="share_up", precision=3e-4)
    expect.number(share_up, right, name="share_up", decimals=3)
    month = up.groupby(change.index.month_name()).mean().idxmax()
    return (
        f"On {right:.0%} of all days launching nothing is a success, most often in {month}: sales have "
        f"seasons. {predicted(_EXERCISE)}"
    )


def _at_least_one(daily: pd.Series) -> pd.Series:
    return daily.rolling(30, min_periods=1).sum()


def _change(daily: pd.Series, days: int = 30, gap: int = 0) -> pd.Series:
    """Return the change from a window to the next, where both are full; a gap of -1 counts a day twice."""
    sums = daily.rolling(days).sum()
    return (sums.shift(-days - gap) / sums - 1).dropna()


# ---------------------------------------------------------------- task 5


@writing(
    exercise=_EXERCISE,
    number=5,
    points=[
        "It says what the chart shows: more sales after than before, whatever the reason.",
        "It says how often such a rise comes with nothing launched.",
        "It names something else that may have raised sales: the season, or who is counted.",
        "It proposes a control group drawn by lot, and names the measure and the bar before the test.",
    ],
)
def agency_chart() -> str:
    """Write three sentences on a chart of sales before and after a launch."""
    orders = data.load("orders")
    daily = orders.groupby(orders["ordered_at"].dt.normalize())["amount_sek"].sum()
    daily = daily.reindex(pd.date_range("2024-01-01", "2025-12-31"), fill_value=0)
    share = (_change(daily) >= 0.20).mean()
    return (
        "The chart shows that sales were higher after than before, and nothing about why. In our own two "
        f"years sales rose by a fifth or more after {100 * share:.0f} of 100 days on which we had launched "
        "nothing, mostly with the season. Before we pay for more, half of the readers, drawn by lot, get no "
        "newsletter for two months, and we agree today that added margin per customer decides, with both "
        "ends of its interval."
    )


# ---------------------------------------------------------------- task 6


@decision(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Who of last year's list has not bought since? Each of them costs postage.",
        "Who bought this year and stands on no old list?",
        "`today` holds both answers: its index is the list, its values are the letters that fit.",
    ],
    rival=("one plain letter to everybody", given.plain_to_all),
    only={"channel": "post"},
)
def letter_of_january(plan: pd.DataFrame) -> str:
    """Decide on January's letter, after at most three campaigns."""
    stale = given.segments("2025-01-01")
    old = market.expected_profit(market.plan(stale.index, stale.to_list(), "post"))
    off = ~plan["customer_id"].isin(given.segments(data.TODAY).index)
    return (
        f"{off.mean():.0%} of its letters go to customers who are not on today's list. Last year's segments, "
        f"sent as they were, add {old:,.0f} SEK."
    )


__all__, __dir__, __getattr__ = only_tasks(globals())
