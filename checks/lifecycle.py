"""The checks of exercise 10."""

from functools import cache
from numbers import Real

import numpy as np
import pandas as pd

from checks import expect
from checks.core import Answer, NotYet, only_tasks, task
from given import lifecycle as given
from helpers import data, market

_EXERCISE = "10_lifecycle"


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "First the day of each customer's last order: `groupby('customer_id')` and `.max()`.",
        "`.dt.normalize()` takes the time of day away; do it before you subtract.",
        "`(data.TODAY - last).dt.days` turns the difference into days.",
    ],
)
def silence(silence_days: Answer) -> str:
    """Check the whole days since each customer's last order, in any channel."""
    orders = data.load("orders")
    customer, web = orders["customer_id"], orders["channel"] == "web"
    day = orders["ordered_at"].dt.normalize()
    last = day.groupby(customer).max()
    wanted = _days_since(last, data.TODAY)
    from_first = _days_since(day.groupby(customer).min(), data.TODAY)
    by_the_clock = _days_since(orders["ordered_at"].groupby(customer).max(), data.TODAY)
    web_only = _days_since(day[web].groupby(customer).max(), data.TODAY)
    mistakes = {
        "count from the first order; expected from the last": from_first,
        "have lost the hours: an order yesterday at noon counts as 0 days. Take the time of day away "
        "with `.dt.normalize()`": by_the_clock,
        "know the web shop only; expected the orders of all channels": web_only,
        "are counted to 1 July 2025; expected to `data.TODAY`": _days_since(last, data.CUTOFF),
    }
    expect.none_of_values(silence_days, mistakes, name="silence_days")
    expect.series(silence_days, wanted.rename("silence_days"), name="silence_days", key="customer_id")
    return f"Half of the customers have been silent for {wanted.median():.0f} days or longer."


def _days_since(moment: pd.Series, at: pd.Timestamp) -> pd.Series:
    return (at - moment).dt.days.rename_axis("customer_id")


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "Keep one row per customer and day, and sort by both.",
        "`days.groupby('customer_id')['day'].diff()` gives the gap to the day before, within each customer.",
        "Take the median of each customer's gaps; those with a single day have none and may be left out.",
    ],
)
def own_gap(gap_days: Answer) -> str:
    """Check the median days between the days on which a customer ordered."""
    orders = data.load("orders")
    days = given.order_days(orders)
    wanted = _median_gap(days)
    each = orders.assign(day=orders["ordered_at"].dt.normalize()).sort_values(["customer_id", "day"])
    by_customer = days.groupby("customer_id")["day"]
    mean_gap = by_customer.diff().dt.days.groupby(days["customer_id"]).mean()
    crossing = days["day"].diff().dt.days.groupby(days["customer_id"]).median()
    span = (by_customer.max() - by_customer.min()).dt.days / by_customer.size()
    mistakes = {
        "are means; one long pause pulls a mean far up. Expected the median": mean_gap,
        "count two orders on one day as a gap of 0 days; expected gaps between days with an order": (
            _median_gap(each)
        ),
        "run from one customer into the next: the first day of each has no gap. Use `diff` within "
        "`groupby`": crossing,
        "are the span from first to last day divided by the number of days; there is one gap less": span,
    }
    found = _without_gaps(gap_days)
    for sentence, values in mistakes.items():
        for shape in (values, values.reindex(wanted.index)):
            if expect.same_values(found, shape.dropna().rename("gap_days")):
                raise NotYet(f"Your `gap_days` {sentence}.")
    expect.series(found, wanted.rename("gap_days"), name="gap_days", key="customer_id")
    none = days["customer_id"].nunique() - len(wanted)
    return f"{len(wanted):,} customers have a gap of their own; {none:,} have none yet."


def _median_gap(days: pd.DataFrame) -> pd.Series:
    """Return the median gap between the days of each customer's rows, which stand in order."""
    customer = days["customer_id"]
    return days["day"].groupby(customer).diff().dt.days.groupby(customer).median().dropna()


def _without_gaps(gap_days: Answer) -> Answer:
    """Return the answer without customers whose gap is empty: they may stay in or be left out."""
    if isinstance(gap_days, pd.Series):
        return gap_days.dropna()
    if isinstance(gap_days, pd.DataFrame) and list(gap_days.columns).count("gap_days") == 1:
        return gap_days.dropna(subset=["gap_days"])
    return gap_days


def _half_back(wait: pd.DataFrame) -> float:
    """Return the days after which half have come back, by Kaplan and Meier (1958)."""
    by_day = wait.groupby("days")["came"].agg(["sum", "size"])
    remain = (1 - by_day["sum"] / by_day["size"][::-1].cumsum()[::-1]).cumprod()
    return float(remain.index[remain <= 0.5][0])


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "For each number of days: how many came back on it, and how many were still waiting then?",
        "`wait.groupby('days')['came'].agg(['sum', 'size'])`; summing `size` from below gives the waiting.",
        "Multiply `1 - sum / waiting` day after day (`.cumprod()`); where does it reach one half?",
    ],
)
def usual_gap(half_back_days: Answer) -> str:
    """Check after how many days half of the shop's customers have come back, those who wait counted too."""
    wait = given.waits("shop")
    came_after = wait.loc[wait["came"], "days"]
    right, naive = _half_back(wait), came_after.median()
    mistakes = {
        "That is the median of those who came back; those still waiting are left out": naive,
        "That is the median of all waits, as if everybody had come back today": wait["days"].median(),
        "That is a mean; the task asks when half have come back": came_after.mean(),
    }
    found = half_back_days
    if isinstance(found, Real) and not isinstance(found, bool):
        for sentence, value in mistakes.items():
            if abs(found - value) < 0.6 and abs(found - right) > 1:
                raise NotYet(f"`half_back_days` is {found:,.0f}. {sentence}.")
        if abs(found - right) <= 1:  # a day more or less depends on which side of the day one counts
            found = right
    expect.number(found, right, name="half_back_days", unit="days")
    return f"Those who came back took {naive:.0f} days; counting the others too it is {right:.0f}."


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Silence in rhythms is `silence_days / rhythm_days`.",
        "A comparison with an empty value is False: members never seen need `.isna()`.",
        "`np.select([slipping, new], ['slipping', 'new'], 'active')` takes the first rule that fits.",
    ],
)
def stages_by_rule(stage: Answer) -> str:
    """Check three stages by rule."""
    table = given.members_now()
    wanted, in_days = _by_rule(table), _by_rule(table.assign(rhythm_days=60))
    new_first = _by_rule(table, new_first=True)
    mistakes = {
        "Members without any order in two years are missing among the slipping: a comparison with an empty "
        "value is False.": _by_rule(table, unseen=False),
        "You measure in days; expected in each customer's own rhythms.": in_days,
        "New members come before slipping ones in your rule; expected slipping first.": new_first,
        "A member of exactly 90 days is no longer new: `< 90`.": _by_rule(table, new_days=91),
        "The limit is three rhythms; yours looks like two.": _by_rule(table, limit=2),
    }
    expect.none_of_groups(stage, mistakes)
    expect.same_segments(stage, wanted, name="stage", at_least=1.0)
    size = wanted.value_counts()
    return f"{size['active']:,} active, {size['slipping']:,} slipping away, {size['new']:,} new."


def _by_rule(
    table: pd.DataFrame, *, limit: int = 3, new_days: int = 90, unseen: bool = True, new_first: bool = False
) -> pd.Series:
    slips = table["silence_days"] > limit * table["rhythm_days"]
    slips = slips | (table["silence_days"].isna() & unseen)
    rules = {"slipping": slips, "new": table["days_as_member"] < new_days}
    names = ["new", "slipping"] if new_first else ["slipping", "new"]
    return pd.Series(np.select([rules[n] for n in names], names, "active"), index=table.index, name="stage")


@task(
    exercise=_EXERCISE,
    number=5,
    hints=[
        "Look only at those who are told “we miss you”.",
        "`has_left[we_miss_you]` keeps them; both have one row per member.",
        "The mean of True and False is the share of True.",
    ],
)
def truly_gone(share: Answer) -> str:
    """Check the share who have truly left, of those whom the web list says are missed."""
    on_list, left = given.web_list(), _has_left()
    right, found_by_list = left[on_list].mean(), on_list[left].mean()
    mistakes = {
        "the share of those who left whom the list finds; expected the share of the list who left": (
            found_by_list
        ),
        "the share of all members who have left": left.mean(),
        "the share of all members on the list": on_list.mean(),
        "the share of members for whom the list is right, on it or not": (on_list == left).mean(),
        "the share of all members who are on the list and have left": (on_list & left).mean(),
        "the other part: those on the list who have not left": 1 - right,
    }
    expect.none_of(share, right, mistakes, name="share")
    expect.number(share, right, name="share", decimals=2)
    return f"{1 - right:.0%} of the letters would miss somebody who is still there."


@cache
def _has_left() -> pd.Series:
    return data.truth("customers").set_index("customer_id")["left_on"].notna()


@task(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "`retained` is 1 for those who are still customers a year on.",
        "Take its mean in each `group`; compare contacted with control.",
        "Per 100 letters: multiply the difference by 100.",
    ],
)
def kept_per_100(kept: Answer) -> str:
    """Check the customers kept per 100 letters, measured against the control group."""
    outcomes = market.run(given.letters("thanks"), holdout=0.5, seed=12)
    contacted = outcomes["group"] == "contacted"
    rates = 100 * outcomes.groupby("group")[["retained", "converted"]].mean()
    of_others = 100 * outcomes.loc[~contacted, "retained"].mean()
    stayed, ordered = rates["retained"], rates["converted"]
    right = stayed["contacted"] - stayed["control"]
    mistakes = {
        "the share of those contacted who stayed. Most of them would have stayed anyway": stayed["contacted"],
        "taken against all who got no letter; those without consent were not drawn by lot": (
            stayed["contacted"] - of_others
        ),
        "the difference in orders within two weeks (`converted`); expected `retained`": (
            ordered["contacted"] - ordered["control"]
        ),
        "of the wrong sign: contacted minus control": -right,
    }
    expect.none_of(kept, right, mistakes, name="kept", precision=5e-3)
    expect.number(kept, right, name="kept", unit="per 100 letters", decimals=1)
    effect = market.effect(outcomes).loc["retained"] * 100
    return (
        f"Measured {right:+.1f} per 100, with an interval from {effect['low']:+.1f} to {effect['high']:+.1f}."
    )


@task(
    exercise=_EXERCISE,
    number=7,
    hints=[
        "Begin with a thank-you to everybody and change as few as possible.",
        "A sign of life is an order in any channel, or a session that the identity table can name.",
        "“We miss you” to a good customer is the dear mistake: wait longer than you would like to.",
    ],
)
def stage_letters(plan: Answer) -> str:
    """Check any plan of stage letters by e-mail that reaches the stated worth."""
    plan, worth = expect.plan(plan, market.expected_worth)
    if "stage_message" not in plan.columns:
        raise NotYet(
            "`plan` has no column `stage_message`; expected welcome, thanks, win_back or empty text."
        )
    allowed = {"customer_id", "offer", "channel", "stage_message"}
    used = [c for c in market.OPTIONAL if c in plan.columns and c not in allowed]
    if used or (plan["offer"] != "everyone").any() or (plan["channel"] != "email").any():
        raise NotYet(
            "This task is about stages alone; expected the offer `everyone`, the channel `email`, and no "
            f"other means{f' (found `{used[0]}`)' if used else ''}."
        )
    says = f"Your plan is worth {worth:,.0f} SEK"
    if worth >= given.TARGET_SEK:
        thanks = market.expected_worth(given.letters("thanks"))
        return f"{says}. A thank-you to everybody is worth {thanks:,.0f} SEK."
    raise NotYet(f"{says}; expected {given.TARGET_SEK:,} or more. {_advice(plan)}")


def _advice(plan: pd.DataFrame) -> str:
    message = plan.set_index("customer_id")["stage_message"]
    left = _has_left().reindex(message.index)
    wrongly = (message[~left] == "win_back").mean()
    if not (message == "win_back").any():
        return "It says “we miss you” to nobody. Who has been silent for very long, wherever you look?"
    if wrongly > 0.1:
        return (
            f"It says “we miss you” to {wrongly:.0%} of those who are still customers. "
            "Look in more systems, or wait longer."
        )
    if (message == "welcome").mean() > 0.2:
        return "It welcomes more than a fifth of the members. Who joined within the last 90 days?"
    if len(plan) < 5_000:
        return f"It writes to {len(plan):,} members. Who of the others would like to hear from Havnbo?"
    return "Who gets a letter that does not fit? Compare your stages with when each member was last seen."


__all__, __dir__, __getattr__ = only_tasks(globals())
