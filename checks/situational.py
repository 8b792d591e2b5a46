"""The checks of exercise 09."""

import numpy as np
import pandas as pd

from checks import expect
from checks.core import Answer, NotYet, only_tasks, task
from given import situational as given
from helpers import data, market

_EXERCISE = "09_situational"


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Keep the rows of one region and one year; `date` has `.dt.year`.",
        "`cold_snap` is 1 on a cold day: the sum counts them.",
    ],
)
def cold_days_in_the_north(cold_days: Answer) -> str:
    """Check the cold-snap days in Norrfjäll in 2025."""
    calendar = data.load("calendar")
    north, in_2025 = calendar["region"] == "Norrfjäll", calendar["date"].dt.year == 2025
    cold = calendar["cold_snap"]
    right = cold[north & in_2025].sum()
    mistakes = {
        "the count of all years; keep 2025": cold[north].sum(),
        "the count of all regions; keep Norrfjäll": cold[in_2025].sum(),
        "the number of days, cold or not": (north & in_2025).sum(),
        "a share of the days; expected how many": cold[north & in_2025].mean(),
    }
    expect.none_of(cold_days, right, mistakes, name="cold_days")
    expect.number(cold_days, right, name="cold_days", unit="days")
    return (
        f"{right} days in a year, in the coldest region of all: a cold snap is measured against the season."
    )


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "`groupby('region')['cold_snap'].shift(fill_value=0)` is yesterday's value, within each region.",
        "A first day has 1 today and 0 yesterday.",
        "Keep only the dates from 1 January 2026 on, after you have looked at yesterday.",
    ],
)
def first_days(begins: Answer) -> str:
    """Check the first days of the cold snaps from 1 January 2026 on."""
    calendar = data.load("calendar").sort_values(["region", "date"])
    by_region = calendar.groupby("region")["cold_snap"]
    yesterday, tomorrow = by_region.shift(fill_value=0), by_region.shift(-1, fill_value=0)
    cold, late = calendar["cold_snap"] == 1, calendar["date"] >= "2026-01-01"
    wanted = calendar[cold & late & (yesterday == 0)]
    mistakes = {
        "every cold day": calendar[cold & late],
        "the last day of each cold snap": calendar[cold & late & (tomorrow == 0)],
        "the first days of all years": calendar[cold & (yesterday == 0)],
    }
    if isinstance(begins, pd.DataFrame) and {"region", "date"} <= set(begins.columns):
        pairs = _pairs(begins)
        for rows, table in mistakes.items():
            if pairs == _pairs(table):
                raise NotYet(
                    f"`begins` holds {rows}, {len(table)} rows; expected the first days from 1 January 2026 "
                    f"on, {len(wanted)}."
                )
    key = ["region", "date"]
    is_plain = isinstance(begins, pd.DataFrame) and begins.columns.nlevels == 1
    marked = begins.assign(first=1) if is_plain else begins
    expect.frame(marked, wanted[key].assign(first=1), name="begins", key=key, columns=["first"])
    return f"{len(wanted)} cold snaps in one spring, each in its own region and on its own day."


def _pairs(table: pd.DataFrame) -> set[tuple[str, str]]:
    return set(map(tuple, table[["region", "date"]].astype(str).to_numpy()))


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "First find the regions with a cold snap on that day.",
        "`customers['region'].isin(...)` tells who lives in one of them.",
    ],
)
def in_the_cold(ids: Answer) -> str:
    """Check the customers with a cold snap at home on 12 February 2026."""
    calendar, customers = data.load("calendar"), data.load("customers").set_index("customer_id")
    cold = calendar[(calendar["date"] == "2026-02-12") & (calendar["cold_snap"] == 1)]["region"]
    here = customers["region"].isin(cold)
    everybody, wanted = set(customers.index), set(customers.index[here])
    found = expect.customers(ids, name="ids")
    if found == everybody - wanted:
        raise NotYet("`ids` holds exactly the others: those without a cold snap on that day.")
    if found == everybody:
        raise NotYet("`ids` holds all customers; expected those whose region had a cold snap on that day.")
    if found == set(customers.index[customers["climate_zone"] == 4]):
        raise NotYet("`ids` holds those in the coldest climate zone; cold snaps stand in the calendar.")
    if found != wanted:
        raise NotYet(
            f"`ids` holds {len(found):,} customers; expected {len(wanted):,}. "
            f"{len(wanted - found):,} are missing and {len(found - wanted):,} do not belong. "
            "Look at the date and at `cold_snap`."
        )
    return f"{len(wanted):,} customers on that day. A week later the list would be another one."


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Keep the rows whose `group` is `'contacted'`.",
        "`groupby('offer')['converted'].mean()` gives two shares.",
        "Per 100 families: multiply the difference by 100.",
    ],
)
def gain_of_the_moment(gain: Answer) -> str:
    """Check the orders per 100 that the special letter brought more than the plain one."""
    customers = data.load("customers")
    families = customers.loc[customers["household"] == "family", "customer_id"]
    special = np.random.default_rng(5).random(len(families)) < 0.5
    plan = pd.DataFrame({"customer_id": families, "channel": "email", "sent_on": pd.Timestamp("2026-02-16")})
    plan["offer"], plan["event"] = np.where(special, "children", "everyone"), np.where(special, "holiday", "")
    outcomes = market.run(plan, holdout=0.2, seed=15)
    contacted = outcomes[outcomes["group"] == "contacted"]
    rate, count = (contacted.groupby("offer")["converted"].agg(how) for how in ("mean", "sum"))
    everybody = outcomes.groupby("offer")["converted"].mean()
    control = outcomes[outcomes["group"] == "control"]["converted"].mean()
    right = 100 * (rate["children"] - rate["everyone"])
    to_no_letter = 100 * (rate["children"] - control)
    mistakes = {
        "a difference of shares; per 100 families it is 100 times as large": right / 100,
        "the plain letter less the special one; expected it the other way round": -right,
        "computed with those who got nothing": 100 * (everybody["children"] - everybody["everyone"]),
        "a difference of counts; the groups differ in size": count["children"] - count["everyone"],
        "the special letter against no letter; expected against the plain letter": to_no_letter,
    }
    expect.none_of(gain, right, mistakes, name="gain")
    expect.number(gain, right, name="gain", unit="orders per 100", decimals=1)
    return "One campaign, so take it with its luck; the lesson repeats it and adds an interval."


@task(
    exercise=_EXERCISE,
    number=5,
    hints=[
        "`by_delay > plain` says at which delays the special letter adds more.",
        "`by_delay.index[...]` gives the hours; take the largest.",
    ],
)
def quick_enough(longest: Answer) -> str:
    """Check the longest delay at which the special letter still adds more than the plain one."""
    by_delay = given.answers_by_delay()
    is_better = by_delay > given.plain_answers()
    hours, better = by_delay.index, by_delay.index[is_better]
    right = better.max()
    mistakes = {
        "the first delay at which it no longer adds more": hours[~is_better].min(),
        "the shortest delay; expected the longest at which it still adds more": hours.min(),
        "the longest delay in the table, whether the letter is better or not": hours.max(),
        "the number of delays; expected the hours": len(better),
    }
    expect.none_of(longest, right, mistakes, name="longest")
    expect.number(longest, right, name="longest", unit="hours")
    return f"{right} hours. After that the plain letter to everybody is the better one, and needs no hurry."


@task(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Every region has its own first cold snap: `groupby('region')['date'].min()`.",
        "`customers['region'].map(...)` gives each customer the date of the own region.",
        "Name the event, `'cold_snap'`, and the hours of approval in `hours_since_event`.",
    ],
)
def spring_plan(plan: Answer) -> str:
    """Check any plan for the spring that reaches the stated expected profit."""
    plan, profit = expect.plan(plan, market.expected_profit, only={"channel": "email"})
    chances = market.expected(plan)
    outside = ~chances["sent_on"].between("2026-01-01", "2026-06-30")
    if outside.any():
        raise NotYet(f"{outside.sum():,} letters go out on days outside of 1 January to 30 June 2026.")
    if (chances["event"] == "cart").any():
        raise NotYet(
            "Some letters answer a left cart; expected a `cold_snap` or a `holiday`. Nobody knows now who "
            "leaves a cart in spring."
        )
    hasty = (chances["event"] != "") & (chances["hours_since_event"] < given.APPROVAL_HOURS)
    if hasty.any():
        raise NotYet(
            f"{hasty.sum():,} letters answer an event after less than {given.APPROVAL_HOURS} hours; "
            "approval takes that long. Set `hours_since_event`."
        )
    if (chances["discount"] > 0).any() or (chances["reward_sek"] > 0).any():
        raise NotYet("Some letters give a discount or a reward; this task is about the moment alone.")
    if profit < given.TARGET_SEK:
        advice = _advice(chances)
        raise NotYet(f"Your plan adds {profit:,.0f} SEK; expected {given.TARGET_SEK:,} or more. {advice}")
    plain = market.expected_profit(given.plain_plan())
    return f"Your plan adds {profit:,.0f} SEK; the plain letter adds {plain:,.0f}."


def _advice(chances: pd.DataFrame) -> str:
    if (chances["event"] == "").all():
        return "No letter answers an event. What happens in the calendar this spring, and to whom?"
    answering = chances[chances["event"] == "cold_snap"]
    region = data.load("customers").set_index("customer_id")["region"].reindex(answering["customer_id"])
    days = pd.DataFrame({"region": region.to_numpy(), "date": answering["sent_on"].to_numpy()})
    mild = (days.merge(data.load("calendar"), how="left")["cold_snap"] == 0).sum()
    if mild > 100:
        return f"{mild:,} letters speak of a cold snap on a day when there is none where the customer lives."
    return "Does each offer fit its event, and are enough customers in the plan?"


__all__, __dir__, __getattr__ = only_tasks(globals())
