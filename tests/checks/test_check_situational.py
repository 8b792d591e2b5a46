"""Exercise 09: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd

from checks import situational as check
from given import situational as given
from helpers import data, market
from tests.check_cases import Cases, as_tests

CALENDAR = data.load("calendar").sort_values(["region", "date"])
CUSTOMERS = data.load("customers")


def cold_days(region="Norrfjäll", year=2025):
    rows = CALENDAR[(CALENDAR["region"] == region) & (CALENDAR["date"].dt.year == year)]
    return rows["cold_snap"].sum()


def begins(since="2026-01-01", step=1):
    other = CALENDAR.groupby("region")["cold_snap"].shift(step, fill_value=0)
    first = (CALENDAR["cold_snap"] == 1) & (other == 0) & (CALENDAR["date"] >= since)
    return CALENDAR.loc[first, ["region", "date"]]


def in_the_cold(day="2026-02-12", cold=1):
    regions = CALENDAR[(CALENDAR["date"] == day) & (CALENDAR["cold_snap"] == cold)]["region"]
    return CUSTOMERS.loc[CUSTOMERS["region"].isin(regions), "customer_id"]


def outcomes():
    families = CUSTOMERS.loc[CUSTOMERS["household"] == "family", "customer_id"]
    special = np.random.default_rng(5).random(len(families)) < 0.5
    plan = pd.DataFrame({"customer_id": families, "channel": "email", "sent_on": pd.Timestamp("2026-02-16")})
    plan["offer"], plan["event"] = np.where(special, "children", "everyone"), np.where(special, "holiday", "")
    return market.run(plan, holdout=0.2, seed=15)


def gain(rows=None, how="mean"):
    rows = outcomes().query("group == 'contacted'") if rows is None else rows
    rate = rows.groupby("offer")["converted"].agg(how)
    return 100 * (rate["children"] - rate["everyone"])


def longest():
    by_delay = given.answers_by_delay()
    return by_delay.index[by_delay > given.plain_answers()].max()


def plan(hours=6.0, event="cold_snap", offer="outdoor", snap=0, **more):
    by_region = begins().groupby("region")["date"].agg(list)
    day = CUSTOMERS["region"].map(lambda region: by_region[region][snap])
    table = {"customer_id": CUSTOMERS["customer_id"], "offer": offer, "channel": "email", "sent_on": day}
    return pd.DataFrame(table | {"event": event, "hours_since_event": hours} | more)


def mixed_plan():
    """Families get the children's letter in the holidays, the others the outdoor letter in the cold."""
    table, family = plan(), CUSTOMERS["household"] == "family"
    rows = {"offer": "children", "event": "holiday", "sent_on": pd.Timestamp("2026-02-16")}
    for column, value in rows.items():
        table[column] = table[column].mask(family, value)
    return table


CASES = {
    "cold_days_in_the_north": Cases(
        untouched=lambda: ...,
        right={
            "summed": cold_days,
            "as a float": lambda: float(cold_days()),
            "counted": lambda: len(
                CALENDAR.query("region == 'Norrfjäll' and cold_snap == 1 and date.dt.year == 2025")
            ),
            "a Series of one": lambda: pd.Series([cold_days()]),
        },
        named={
            "all years": (
                lambda: CALENDAR[CALENDAR["region"] == "Norrfjäll"]["cold_snap"].sum(),
                "all years",
            ),
            "all regions": (
                lambda: CALENDAR[CALENDAR["date"].dt.year == 2025]["cold_snap"].sum(),
                "all regions",
            ),
            "all days": (lambda: 365, "cold or not"),
        },
        wrong={
            "another year": (lambda: cold_days(year=2024), "expected"),
            "text": (lambda: "11", "is text"),
        },
    ),
    "first_days": Cases(
        untouched=lambda: ...,
        right={
            "shifted": begins,
            "shuffled, with more columns": lambda: begins().sample(frac=1, random_state=0).assign(x=1),
            "key as index": lambda: begins().set_index(["region", "date"]).assign(there=1),
            "by difference": lambda: CALENDAR[
                (CALENDAR.groupby("region")["cold_snap"].diff() == 1) & (CALENDAR["date"] >= "2026-01-01")
            ],
        },
        named={
            "every cold day": (
                lambda: CALENDAR[(CALENDAR["cold_snap"] == 1) & (CALENDAR["date"] >= "2026-01-01")],
                "every cold day",
            ),
            "last days": (lambda: begins(step=-1), "the last day"),
            "all years": (lambda: begins("2024-01-01"), "of all years"),
        },
        wrong={
            "one region": (lambda: begins().query("region == 'Norrfjäll'"), "missing"),
            "no date": (lambda: begins()[["region"]], "no `date`"),
        },
    ),
    "in_the_cold": Cases(
        untouched=lambda: ...,
        right={
            "a column": in_the_cold,
            "a list": lambda: in_the_cold().to_list(),
            "a table": lambda: CUSTOMERS[CUSTOMERS["customer_id"].isin(in_the_cold())],
            "an array, turned round": lambda: in_the_cold().to_numpy()[::-1],
        },
        named={
            "the others": (lambda: in_the_cold(cold=0), "exactly the others"),
            "all": (lambda: CUSTOMERS["customer_id"], "all customers"),
            "the coldest zone": (
                lambda: CUSTOMERS.loc[CUSTOMERS["climate_zone"] == 4, "customer_id"],
                "climate zone",
            ),
            "true and false": (lambda: CUSTOMERS["customer_id"].isin(in_the_cold()), "True and False"),
        },
        wrong={
            "another day": (lambda: in_the_cold("2026-02-20"), "Look at the date"),
            "a number": (lambda: 100001, "a whole number (int)"),
        },
    ),
    "gain_of_the_moment": Cases(
        untouched=lambda: ...,
        right={
            "means": gain,
            "rounded": lambda: round(gain(), 1),
            "numpy": lambda: np.float64(gain()),
            "a pivot": lambda: (
                100
                * outcomes()
                .query("group == 'contacted'")
                .pivot_table(index="offer", values="converted")["converted"]
                .diff()
                .iloc[-1]
                * -1
            ),
        },
        named={
            "shares": (lambda: gain() / 100, "a difference of shares"),
            "turned round": (lambda: -gain(), "the other way round"),
            "with those held out": (lambda: gain(outcomes()), "who got nothing"),
        },
        wrong={
            "text": (lambda: "5", "is text"),
            "nonsense": (lambda: 77.7, "expected"),
        },
    ),
    "quick_enough": Cases(
        untouched=lambda: ...,
        right={
            "the index": longest,
            "an int": lambda: int(longest()),
            "a float": lambda: float(longest()),
            "a Series of one": lambda: pd.Series([longest()]),
        },
        named={
            "the first that is worse": (
                lambda: int(
                    given.answers_by_delay().index[given.answers_by_delay() <= given.plain_answers()].min()
                ),
                "no longer adds more",
            ),
            "the shortest": (lambda: 1, "the shortest delay"),
            "the longest of all": (lambda: 48, "whether the letter is better or not"),
        },
        wrong={
            "orders, not hours": (lambda: float(given.answers_by_delay().max()), "expected"),
            "text": (lambda: "12", "is text"),
        },
    ),
    "spring_plan": Cases(
        untouched=lambda: ...,
        right={
            "first cold snap of each region": plan,
            "second cold snap": lambda: plan(snap=1),
            "families in the holidays": mixed_plan,
            "those who bought, key as index": lambda: plan()[
                CUSTOMERS["customer_id"].isin(data.load("orders")["customer_id"])
            ].set_index("customer_id"),
        },
        named={
            "no event": (given.plain_plan, "No letter answers an event"),
            "too hasty": (lambda: plan(hours=0.0), "approval takes that long"),
            "a cold snap where there is none": (
                lambda: plan(sent_on=pd.Timestamp("2026-05-15")),
                "when there is none",
            ),
            "a discount": (lambda: plan(discount=0.1), "the moment alone"),
            "a left cart for everybody": (lambda: plan(event="cart"), "Some letters answer a left cart"),
        },
        wrong={
            "by post": (lambda: plan(channel="post"), "expected `email`"),
            "an offer that does not fit": (lambda: plan(offer="beauty"), "Does each offer fit its event"),
            "last year": (lambda: plan(sent_on=pd.Timestamp("2025-02-01")), "outside of 1 January"),
            "no offer": (lambda: plan().drop(columns="offer"), "lacks the column 'offer'"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
