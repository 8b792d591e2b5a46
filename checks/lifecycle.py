"""The checks of exercise 10."""

from functools import cache

import numpy as np
import pandas as pd

from checks import expect
from checks.core import NotYet, task
from helpers import data, market

EXERCISE = "10_lifecycle"
TARGET_SEK = 122_000


def letters(stage_message) -> pd.DataFrame:
    """The plan that sends every member an e-mail with this stage message, or with one of each their own."""
    ids = data.load("customers")["customer_id"]
    return pd.DataFrame(
        {"customer_id": ids, "offer": "everyone", "channel": "email", "stage_message": stage_message}
    )


def members_now() -> pd.DataFrame:
    """What Havnbo knows of each member today, from the orders of all channels.

    Returns
    -------
    DataFrame
        A row per member: `silence_days` (empty when no order was seen in two years), `rhythm_days` (own
        median gap, with two usual gaps of 195 days mixed in) and `days_as_member`.
    """
    days = _order_days(data.load("orders"))
    gap = days.groupby("customer_id")["day"].diff().dt.days.groupby(days["customer_id"])
    own, n = np.log(gap.median()).fillna(0), gap.count()
    members = data.load("customers").set_index("customer_id")
    table = pd.DataFrame(
        {
            "silence_days": (data.TODAY - days.groupby("customer_id")["day"].max()).dt.days,
            "rhythm_days": np.exp((n * own + 2 * np.log(195)) / (n + 2)).round(1),
        }
    )
    return table.reindex(members.index).assign(days_as_member=(data.TODAY - members["member_since"]).dt.days)


def web_list() -> pd.Series:
    """Tell of every member whether the web team's list says "we miss you": no web order for 180 days."""
    orders = data.load("orders")
    lately = orders[
        (orders["channel"] == "web") & (data.TODAY - orders["ordered_at"] <= pd.Timedelta("180D"))
    ]
    ids = pd.Index(data.load("customers")["customer_id"])
    return pd.Series(~ids.isin(lately["customer_id"]), index=ids, name="we_miss_you")


def waits(channel: str) -> pd.DataFrame:
    """Days from each customer's first order day in a channel to the second, or to today if there is none yet.

    Returns
    -------
    DataFrame
        A row per customer: `days`, and `came` (True when the second order has come).
    """
    orders = data.load("orders")
    days = _order_days(orders[orders["channel"] == channel])
    first = days.groupby("customer_id")["day"].first()
    second = days[days.groupby("customer_id").cumcount() == 1].set_index("customer_id")["day"]
    gap = (second.reindex(first.index) - first).dt.days
    return pd.DataFrame({"days": gap.fillna((data.TODAY - first).dt.days).astype(int), "came": gap.notna()})


def _order_days(orders):
    days = orders.assign(day=orders["ordered_at"].dt.normalize())[["customer_id", "day"]]
    return days.drop_duplicates().sort_values(["customer_id", "day"], ignore_index=True)


@task(
    exercise=EXERCISE,
    number=1,
    hints=[
        "First the day of each customer's last order: `groupby('customer_id')` and `.max()`.",
        "`.dt.normalize()` takes the time of day away; do it before you subtract.",
        "`(data.TODAY - last).dt.days` turns the difference into days.",
    ],
)
def silence(silence_days):
    """Whole days since each customer's last order, in any channel."""
    orders = data.load("orders")
    day = orders["ordered_at"].dt.normalize()
    wanted = _days_since(day.groupby(orders["customer_id"]).max(), data.TODAY)
    web = orders["channel"] == "web"
    mistakes = {
        "count from the first order; expected from the last": _days_since(
            day.groupby(orders["customer_id"]).min(), data.TODAY
        ),
        "have lost the hours: an order yesterday at noon counts as 0 days. Take the time of day away "
        "with `.dt.normalize()`": _days_since(orders.groupby("customer_id")["ordered_at"].max(), data.TODAY),
        "know the web shop only; expected the orders of all channels": _days_since(
            day[web].groupby(orders["customer_id"]).max(), data.TODAY
        ),
        "are counted to 1 July 2025; expected to `data.TODAY`": _days_since(
            day.groupby(orders["customer_id"]).max(), data.CUTOFF
        ),
    }
    expect.none_of_values(silence_days, mistakes, name="silence_days")
    expect.series(silence_days, wanted.rename("silence_days"), name="silence_days", key="customer_id")
    return f"Half of the customers have been silent for {wanted.median():.0f} days or longer."


def _days_since(moment, at):
    return (at - moment).dt.days.rename_axis("customer_id")


@task(
    exercise=EXERCISE,
    number=2,
    hints=[
        "Keep one row per customer and day, and sort by both.",
        "`days.groupby('customer_id')['day'].diff()` gives the gap to the day before, within each customer.",
        "Take the median of each customer's gaps; those with a single day have none and may be left out.",
    ],
)
def own_gap(gap_days):
    """Median days between the days on which a customer ordered."""
    orders = data.load("orders")
    days = _order_days(orders)
    wanted = _median_gap(days["day"], days["customer_id"])
    each = orders.assign(day=orders["ordered_at"].dt.normalize()).sort_values(["customer_id", "day"])
    by_customer = days.groupby("customer_id")["day"]
    gaps = by_customer.diff().dt.days.groupby(days["customer_id"])
    crossing = days["day"].diff().dt.days.groupby(days["customer_id"]).median()
    mistakes = {
        "are means; one long pause pulls a mean far up. Expected the median": gaps.mean(),
        "count two orders on one day as a gap of 0 days; expected gaps between days with an order": (
            _median_gap(each["day"], each["customer_id"])
        ),
        "run from one customer into the next: the first day of each has no gap. Use `diff` within "
        "`groupby`": crossing,
        "are the span from first to last day divided by the number of days; there is one gap less": (
            (by_customer.max() - by_customer.min()).dt.days / by_customer.size()
        ),
    }
    found = _without_gaps(gap_days)
    for words, values in mistakes.items():
        for shape in (values, values.reindex(wanted.index)):
            if expect.same_values(found, shape.dropna().rename("gap_days")):
                raise NotYet(f"Your `gap_days` {words}.")
    expect.series(found, wanted.rename("gap_days"), name="gap_days", key="customer_id")
    none = days["customer_id"].nunique() - len(wanted)
    return f"{len(wanted):,} customers have a gap of their own; {none:,} have none yet."


def _median_gap(day, customer):
    return day.groupby(customer).diff().dt.days.groupby(customer).median().dropna()


def _without_gaps(found):
    """The answer without customers whose gap is empty: they may stay in or be left out."""
    if isinstance(found, pd.Series):
        return found.dropna()
    if isinstance(found, pd.DataFrame) and "gap_days" in found.columns:
        return found.dropna(subset=["gap_days"])
    return found


def half_back(wait: pd.DataFrame) -> float:
    """Days after which half have come back, by Kaplan and Meier (1958)."""
    by_day = wait.groupby("days")["came"].agg(["sum", "size"])
    remain = (1 - by_day["sum"] / by_day["size"][::-1].cumsum()[::-1]).cumprod()
    return float(remain.index[remain <= 0.5][0])


@task(
    exercise=EXERCISE,
    number=3,
    hints=[
        "For each number of days: how many came back on it, and how many were still waiting then?",
        "`wait.groupby('days')['came'].agg(['sum', 'size'])`; summing `size` from below gives the waiting.",
        "Multiply `1 - sum / waiting` day after day (`.cumprod()`); where does it reach one half?",
    ],
)
def usual_gap(half_back_days):
    """Days after which half of the shop's customers have come back, counting those who still wait."""
    wait = waits("shop")
    right = half_back(wait)
    mistakes = {
        "That is the median of those who came back; those still waiting are left out": wait.loc[
            wait["came"], "days"
        ].median(),
        "That is the median of all waits, as if everybody had come back today": wait["days"].median(),
        "That is a mean; the task asks when half have come back": wait.loc[wait["came"], "days"].mean(),
    }
    found = half_back_days
    if isinstance(found, int | float | np.number) and not isinstance(found, bool):
        for words, value in mistakes.items():
            if abs(found - value) < 0.6 and abs(found - right) > 1:
                raise NotYet(f"`half_back_days` is {found:,.0f}. {words}.")
        if abs(found - right) <= 1:  # a day more or less depends on which side of the day one counts
            found = right
    expect.number(found, right, name="half_back_days", unit="days")
    naive = wait.loc[wait["came"], "days"].median()
    return f"Those who came back took {naive:.0f} days; counting the others too it is {right:.0f}."


@task(
    exercise=EXERCISE,
    number=4,
    hints=[
        "Silence in rhythms is `silence_days / rhythm_days`.",
        "A comparison with an empty value is False: members never seen need `.isna()`.",
        "`np.select([slipping, new], ['slipping', 'new'], 'active')` takes the first rule that fits.",
    ],
)
def stages_by_rule(stage):
    """Three stages by rule."""
    table = members_now()
    wanted = _by_rule(table)
    mistakes = {
        "Members without any order in two years are missing among the slipping: a comparison with an empty "
        "value is False.": _by_rule(table, unseen=False),
        "You measure in days; expected in each customer's own rhythms.": _by_rule(
            table.assign(rhythm_days=60)
        ),
        "New members come before slipping ones in your rule; expected slipping first.": _by_rule(
            table, new_first=True
        ),
        "A member of exactly 90 days is no longer new: `< 90`.": _by_rule(table, new_days=91),
        "The limit is three rhythms; yours looks like two.": _by_rule(table, limit=2),
    }
    expect.none_of_groups(stage, mistakes)
    expect.same_segments(stage, wanted, name="stage", at_least=1.0)
    size = wanted.value_counts()
    return f"{size['active']:,} active, {size['slipping']:,} slipping away, {size['new']:,} new."


def _by_rule(table, *, limit=3, new_days=90, unseen=True, new_first=False):
    slips = table["silence_days"] > limit * table["rhythm_days"]
    slips = slips | (table["silence_days"].isna() & unseen)
    new = table["days_as_member"] < new_days
    rules = {"slipping": slips, "new": new}
    names = ["new", "slipping"] if new_first else ["slipping", "new"]
    return pd.Series(np.select([rules[n] for n in names], names, "active"), index=table.index, name="stage")


@task(
    exercise=EXERCISE,
    number=5,
    hints=[
        "Look only at those who are told “we miss you”.",
        "`has_left[we_miss_you]` keeps them; both have one row per member.",
        "The mean of True and False is the share of True.",
    ],
)
def truly_gone(share):
    """Of those whom the web list says are missed, the share who have truly left."""
    said, left = web_list(), _has_left()
    right = left[said].mean()
    mistakes = {
        "the share of those who left whom the list finds; expected the share of the list who left": said[
            left
        ].mean(),
        "the share of all members who have left": left.mean(),
        "the share of all members on the list": said.mean(),
        "the share of members for whom the list is right, on it or not": (said == left).mean(),
        "the share of all members who are on the list and have left": (said & left).mean(),
        "the other part: those on the list who have not left": 1 - right,
    }
    expect.none_of(share, right, mistakes, name="share")
    expect.number(share, right, name="share", decimals=2)
    return f"{1 - right:.0%} of the letters would miss somebody who is still there."


@cache
def _has_left():
    return data.truth("customers").set_index("customer_id")["left_on"].notna()


@task(
    exercise=EXERCISE,
    number=6,
    hints=[
        "`retained` is 1 for those who are still customers a year on.",
        "Take its mean in each `group`; compare contacted with control.",
        "Per 100 letters: multiply the difference by 100.",
    ],
)
def kept_per_100(kept):
    """Customers kept per 100 letters, measured against the control group."""
    outcomes = market.run(letters("thanks"), holdout=0.5, seed=12)
    mean = outcomes.groupby("group")[["retained", "converted"]].mean()
    everybody_else = outcomes[outcomes["group"] != "contacted"]["retained"].mean()
    retained = 100 * mean["retained"]
    right = retained["contacted"] - retained["control"]
    mistakes = {
        "the share of those contacted who stayed. Most of them would have stayed anyway": retained[
            "contacted"
        ],
        "taken against all who got no letter; those without consent were not drawn by lot": retained[
            "contacted"
        ]
        - 100 * everybody_else,
        "the difference in orders within two weeks (`converted`); expected `retained`": 100
        * (mean["converted"]["contacted"] - mean["converted"]["control"]),
        "of the wrong sign: contacted minus control": -right,
    }
    expect.none_of(kept, right, mistakes, name="kept", precision=5e-3)
    expect.number(kept, right, name="kept", unit="per 100 letters", decimals=1)
    effect = market.effect(outcomes).loc["retained"] * 100
    return (
        f"Measured {right:+.1f} per 100, with an interval from {effect['low']:+.1f} to {effect['high']:+.1f}."
    )


@task(
    exercise=EXERCISE,
    number=7,
    hints=[
        "Begin with a thank-you to everybody and change as few as possible.",
        "A sign of life is an order in any channel, or a session that the identity table can name.",
        "“We miss you” to a good customer is the dear mistake: wait longer than you would like to.",
    ],
)
def stage_letters(plan):
    """Any plan of stage letters by e-mail that reaches the stated worth."""
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
    if worth >= TARGET_SEK:
        return (
            f"{says}. A thank-you to everybody is worth {market.expected_worth(letters('thanks')):,.0f} SEK."
        )
    raise NotYet(f"{says}; expected {TARGET_SEK:,} or more. {_advice(plan)}")


def _advice(plan):
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
