"""The checks of exercise 09."""

from functools import cache

import numpy as np
import pandas as pd

from checks import expect
from checks.core import NotYet, task
from helpers import data, market

EXERCISE = "09_situational"
TARGET_SEK = 75_000
APPROVAL_HOURS = 6


def plain_plan() -> pd.DataFrame:
    """The plain letter to everybody on 15 January 2026."""
    ids = data.load("customers")["customer_id"]
    when = pd.Timestamp("2026-01-15")
    return pd.DataFrame({"customer_id": ids, "offer": "everyone", "channel": "email", "sent_on": when})


def _first_snap() -> pd.Series:
    calendar = data.load("calendar")
    cold = calendar[(calendar["cold_snap"] == 1) & (calendar["date"] >= data.TODAY)]
    return cold.groupby("region")["date"].min()


def _added(plan):
    chances = market.expected(plan).query("consent == 1")
    return 100 * (chances["chance_with"] - chances["chance_without"]).mean()


@cache
def plain_answers() -> float:
    """Orders per 100 that the plain letter adds, rounded to two decimals."""
    return round(_added(plain_plan()), 2)


def answers_by_delay() -> pd.Series:
    """Orders per 100 that an outdoor letter adds, by hours since the first cold snap of the region began."""
    return _answers_by_delay().copy()


@cache
def _answers_by_delay():
    customers = data.load("customers")
    begins = customers["region"].map(_first_snap())
    answers = {}
    for hours in (1, 3, 6, 9, 12, 18, 24, 36, 48):
        plan = plain_plan().assign(
            offer="outdoor",
            event="cold_snap",
            hours_since_event=float(hours),
            sent_on=begins + pd.Timedelta(days=hours // 24),
        )
        answers[hours] = round(_added(plan), 2)
    return pd.Series(answers, name="added orders per 100").rename_axis("hours")


@task(
    exercise=EXERCISE,
    number=1,
    hints=[
        "Keep the rows of one region and one year; `date` has `.dt.year`.",
        "`cold_snap` is 1 on a cold day: the sum counts them.",
    ],
)
def cold_days_in_the_north(cold_days):
    """Cold-snap days in Norrfjäll in 2025."""
    calendar = data.load("calendar")
    north = calendar[calendar["region"] == "Norrfjäll"]
    in_2025 = north[north["date"].dt.year == 2025]
    mistakes = {
        "the count of all years; keep 2025": north["cold_snap"].sum(),
        "the count of all regions; keep Norrfjäll": calendar[calendar["date"].dt.year == 2025][
            "cold_snap"
        ].sum(),
        "the number of days, cold or not": len(in_2025),
        "a share of the days; expected how many": in_2025["cold_snap"].mean(),
    }
    right = in_2025["cold_snap"].sum()
    expect.none_of(cold_days, right, mistakes, name="cold_days")
    expect.number(cold_days, right, name="cold_days", unit="days")
    return (
        f"{right} days in a year, in the coldest region of all: a cold snap is measured against the season."
    )


@task(
    exercise=EXERCISE,
    number=2,
    hints=[
        "`groupby('region')['cold_snap'].shift(fill_value=0)` is yesterday's value, within each region.",
        "A first day has 1 today and 0 yesterday.",
        "Keep only the dates from 1 January 2026 on, after you have looked at yesterday.",
    ],
)
def first_days(begins):
    """First days of the cold snaps from 1 January 2026 on."""
    calendar = data.load("calendar").sort_values(["region", "date"])
    cold, late = calendar["cold_snap"] == 1, calendar["date"] >= "2026-01-01"
    wanted = calendar[cold & late & (calendar.groupby("region")["cold_snap"].shift(fill_value=0) == 0)]
    last = calendar[cold & late & (calendar.groupby("region")["cold_snap"].shift(-1, fill_value=0) == 0)]
    if isinstance(begins, pd.DataFrame) and {"region", "date"} <= set(begins.columns):
        pairs = set(map(tuple, begins[["region", "date"]].astype(str).to_numpy()))
        for words, rows in {
            "every cold day": calendar[cold & late],
            "the last day of each cold snap": last,
            "the first days of all years": calendar[
                cold & (calendar.groupby("region")["cold_snap"].shift(fill_value=0) == 0)
            ],
        }.items():
            if pairs == set(map(tuple, rows[["region", "date"]].astype(str).to_numpy())):
                raise NotYet(
                    f"`begins` holds {words}, {len(rows)} rows; expected the first days from 1 January 2026 "
                    f"on, {len(wanted)}."
                )
    key = ["region", "date"]
    marked = begins.assign(first=1) if isinstance(begins, pd.DataFrame) else begins
    expect.frame(marked, wanted[key].assign(first=1), name="begins", key=key, columns=["first"])
    return f"{len(wanted)} cold snaps in one spring, each in its own region and on its own day."


@task(
    exercise=EXERCISE,
    number=3,
    hints=[
        "First find the regions with a cold snap on that day.",
        "`customers['region'].isin(...)` tells who lives in one of them.",
    ],
)
def in_the_cold(ids):
    """Customers with a cold snap at home on 12 February 2026."""
    calendar, customers = data.load("calendar"), data.load("customers")
    cold = calendar[(calendar["date"] == "2026-02-12") & (calendar["cold_snap"] == 1)]["region"]
    here = customers["region"].isin(cold)
    wanted = set(customers.loc[here, "customer_id"])
    found = _ids(ids)
    zone = set(customers.loc[customers["climate_zone"] == 4, "customer_id"])
    if found == set(customers["customer_id"]) - wanted:
        raise NotYet("`ids` holds exactly the others: those without a cold snap on that day.")
    if found == set(customers["customer_id"]):
        raise NotYet("`ids` holds all customers; expected those whose region had a cold snap on that day.")
    if found == zone:
        raise NotYet("`ids` holds those in the coldest climate zone; cold snaps stand in the calendar.")
    if found != wanted:
        raise NotYet(
            f"`ids` holds {len(found):,} customers; expected {len(wanted):,}. "
            f"{len(wanted - found):,} are missing and {len(found - wanted):,} do not belong. "
            "Look at the date and at `cold_snap`."
        )
    return f"{len(wanted):,} customers on that day. A week later the list would be another one."


def _ids(ids):
    if isinstance(ids, pd.DataFrame):
        if "customer_id" in ids.columns:
            ids = ids["customer_id"]
        elif ids.index.name == "customer_id":
            ids = ids.index
        else:
            raise NotYet("`ids` is a table without `customer_id`; expected the ids, as a list or a column.")
    if isinstance(ids, str) or not isinstance(ids, pd.Series | pd.Index | np.ndarray | list | tuple | set):
        raise NotYet(f"`ids` is of the kind {type(ids).__name__}; expected the ids, as a list or a column.")
    values = list(ids)
    if isinstance(ids, pd.Series) and ids.dtype == bool:
        raise NotYet("`ids` holds True and False; expected the ids themselves. Use it to pick `customer_id`.")
    return set(values)


@task(
    exercise=EXERCISE,
    number=4,
    hints=[
        "Keep the rows whose `group` is `'contacted'`.",
        "`groupby('offer')['converted'].mean()` gives two shares.",
        "Per 100 families: multiply the difference by 100.",
    ],
)
def gain_of_the_moment(gain):
    """Orders per 100 that the special letter brought more than the plain one."""
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
    mistakes = {
        "a difference of shares; per 100 families it is 100 times as large": right / 100,
        "the plain letter less the special one; expected it the other way round": -right,
        "computed with those who got nothing": 100 * (everybody["children"] - everybody["everyone"]),
        "a difference of counts; the groups differ in size": count["children"] - count["everyone"],
        "the special letter against no letter; expected against the plain letter": 100
        * (rate["children"] - control),
    }
    expect.none_of(gain, right, mistakes, name="gain")
    expect.number(gain, right, name="gain", unit="orders per 100", decimals=1)
    return "One campaign, so take it with its luck; the lesson repeats it and adds an interval."


@task(
    exercise=EXERCISE,
    number=5,
    hints=[
        "`by_delay > plain` says at which delays the special letter adds more.",
        "`by_delay.index[...]` gives the hours; take the largest.",
    ],
)
def quick_enough(longest):
    """Longest delay at which the special letter still adds more than the plain one."""
    by_delay, plain = _answers_by_delay(), plain_answers()
    better = by_delay.index[by_delay > plain]
    right = better.max()
    mistakes = {
        "the first delay at which it no longer adds more": by_delay.index[by_delay <= plain].min(),
        "the shortest delay; expected the longest at which it still adds more": by_delay.index.min(),
        "the longest delay in the table, whether the letter is better or not": by_delay.index.max(),
        "the number of delays; expected the hours": len(better),
    }
    expect.none_of(longest, right, mistakes, name="longest")
    expect.number(longest, right, name="longest", unit="hours")
    return f"{right} hours. After that the plain letter to everybody is the better one, and needs no hurry."


@task(
    exercise=EXERCISE,
    number=6,
    hints=[
        "Every region has its own first cold snap: `groupby('region')['date'].min()`.",
        "`customers['region'].map(...)` gives each customer the date of the own region.",
        "Name the event, `'cold_snap'`, and the hours of approval in `hours_since_event`.",
    ],
)
def spring_plan(plan):
    """Any plan for the spring that reaches the stated expected profit."""
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
    hasty = (chances["event"] != "") & (chances["hours_since_event"] < APPROVAL_HOURS)
    if hasty.any():
        raise NotYet(
            f"{hasty.sum():,} letters answer an event after less than {APPROVAL_HOURS} hours; "
            "approval takes that long. Set `hours_since_event`."
        )
    if (chances["discount"] > 0).any() or (chances["reward_sek"] > 0).any():
        raise NotYet("Some letters give a discount or a reward; this task is about the moment alone.")
    if profit < TARGET_SEK:
        raise NotYet(f"Your plan adds {profit:,.0f} SEK; expected {TARGET_SEK:,} or more. {_advice(chances)}")
    plain = market.expected_profit(plain_plan())
    return f"Your plan adds {profit:,.0f} SEK; the plain letter adds {plain:,.0f}."


def _advice(chances):
    if (chances["event"] == "").all():
        return "No letter answers an event. What happens in the calendar this spring, and to whom?"
    calendar = data.load("calendar").merge(data.load("customers")[["customer_id", "region"]], on="region")
    rows = chances[chances["event"] == "cold_snap"].merge(
        calendar, left_on=["customer_id", "sent_on"], right_on=["customer_id", "date"]
    )
    mild = (rows["cold_snap"] == 0).sum()
    if mild > 100:
        return f"{mild:,} letters speak of a cold snap on a day when there is none where the customer lives."
    return "Does each offer fit its event, and are enough customers in the plan?"
