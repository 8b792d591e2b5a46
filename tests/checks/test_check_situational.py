"""Exercise 09: every right answer is accepted, every known mistake is named."""

import pandas as pd
from scipy import stats

from checks import situational as check
from given import situational as given
from helpers import data, experiment, market
from tests.check_cases import Cases, as_tests

CALENDAR = data.load("calendar").sort_values(["region", "date"])
CUSTOMERS = data.load("customers")
COLD = CALENDAR["cold_snap"] == 1
SPRING = CALENDAR["date"] >= "2026-01-01"


# ---- task 1
def seen(**other):
    """What the lesson's picture says."""
    return {"cold": 24, "holiday": 240, "anybody": 4.5} | other


# ---- task 2
def begins(calendar=CALENDAR, step=1, since="2026-01-01"):
    beside = calendar.groupby("region")["cold_snap"].shift(step, fill_value=0)
    first = (calendar["cold_snap"] == 1) & (beside == 0) & (calendar["date"] >= since)
    return calendar.loc[first, ["region", "date"]]


def begins_by_difference():
    step = CALENDAR.groupby("region")["cold_snap"].diff()
    return CALENDAR.loc[(step == 1) & SPRING, ["region", "date", "temperature_c"]]


# ---- task 3
def who(day="2026-02-18", column="cold_snap", calendar=CALENDAR):
    regions = calendar.loc[(calendar["date"] == day) & (calendar[column] == 1), "region"]
    return CUSTOMERS.loc[CUSTOMERS["region"].isin(regions), "customer_id"]


# ---- task 4
def groups(*names):
    outcomes = market.run(given.holiday_letters(), holdout=0.2, seed=15)
    rows = outcomes[outcomes["group"].isin(names or ["contacted"])]
    return [rows.loc[rows["offer"] == name, "converted"] for name in ("children", "everyone")]


def nothing():
    return pd.concat(groups("control"))


def gained(pair=None, gain=None, ends=None, better="cannot tell", times=100.0):
    result = [times * value for value in experiment.rate_difference(*(pair or groups()))[2:]]
    return result[0] if gain is None else gain, *(result[1:] if ends is None else ends), better


def welch():
    interval = stats.ttest_ind(*groups(), equal_var=False).confidence_interval()
    return [100 * end for end in interval]


# ---- task 6
def spring(days=None, hours=6, event="cold_snap", offer="outdoor"):
    days = begins().groupby("region")["date"].min() if days is None else days
    plan = market.plan(CUSTOMERS["customer_id"], offer, event=event, hours_since_event=hours)
    return plan.assign(sent_on=CUSTOMERS["region"].map(days))


def in_the_holidays(day="2026-02-16", hours=12):
    families = CUSTOMERS.loc[CUSTOMERS["household"] == "family", "customer_id"]
    return market.plan(
        families, "children", sent_on=pd.Timestamp(day), event="holiday", hours_since_event=hours
    )


CASES = {
    "how_long": Cases(
        untouched=lambda: {"cold": ..., "holiday": ..., "anybody": ...},
        right={
            "a dict": seen,
            "a Series": lambda: pd.Series(seen()),
            "a list in the order asked": lambda: [24, 240, 4.5],
            "floats": lambda: {name: float(value) for name, value in seen().items()},
        },
        named={
            "one step early": (lambda: seen(cold=12, holiday=168), "the last steps at which"),
            "one step early, the cold": (lambda: seen(cold=12), "for `cold` the last step"),
            "exchanged": (lambda: seen(cold=240, holiday=24), "exchanged"),
            "the same trigger": (lambda: seen(holiday=24), "choose the other trigger"),
            "with the tick": (lambda: seen(anybody=9.7), "take the tick away"),
            "the plain letter": (lambda: seen(anybody=5.9), "what the plain letter adds"),
            "days": (lambda: seen(cold=1, holiday=10), "has days"),
        },
        wrong={
            "another number": (lambda: seen(anybody=8.0), "what 'anybody' has 8, too high"),
            "two numbers": (lambda: {"cold": 24, "holiday": 240}, "missing"),
        },
    ),
    "first_days": Cases(
        untouched=lambda: ...,
        right={
            "repaired": begins,
            "by difference, with a column more": begins_by_difference,
            "dates as text, shuffled": lambda: (
                begins().assign(date=lambda t: t["date"].astype(str)).sample(frac=1, random_state=0)
            ),
            "as an index": lambda: begins().set_index(["region", "date"]),
        },
        named={
            "cut first": (lambda: begins(CALENDAR[SPRING]), "that began on 31 December"),
            "last days": (lambda: begins(step=-1), "looks at tomorrow"),
            "every cold day": (lambda: CALENDAR[COLD & SPRING], "every cold day"),
            "all years": (lambda: begins(since="2020-01-01"), "of all years"),
            "one each": (lambda: begins().drop_duplicates("region"), "first cold day of each region"),
        },
        wrong={
            "half of them": (lambda: begins().iloc[::2], "rows; expected"),
            "dates alone": (lambda: begins()["date"], "region"),
            "twice": (lambda: pd.concat([begins(), begins()]), "stands there more than once"),
        },
    ),
    "in_the_cold": Cases(
        untouched=lambda: ...,
        right={
            "a column": who,
            "a list": lambda: who().tolist(),
            "a table": lambda: CUSTOMERS[CUSTOMERS["customer_id"].isin(who())],
            "by a merge": lambda: set(
                CUSTOMERS.merge(CALENDAR[COLD & (CALENDAR["date"] == pd.Timestamp("2026-02-18"))])[
                    "customer_id"
                ]
            ),
        },
        named={
            "the others": (
                lambda: CUSTOMERS.loc[~CUSTOMERS["customer_id"].isin(who()), "customer_id"],
                "exactly the others",
            ),
            "all": (lambda: CUSTOMERS["customer_id"], "all customers"),
            "nobody": (lambda: [], "nobody"),
            "of another year": (lambda: who("2025-02-18"), "18 February 2025"),
            "first days alone": (
                lambda: CUSTOMERS.loc[
                    CUSTOMERS["region"].isin(begins().loc[begins()["date"] == "2026-02-18", "region"]),
                    "customer_id",
                ],
                "*began* on that day",
            ),
            "a day late": (lambda: who("2026-02-17"), "a day too early"),
            "those with consent": (
                lambda: CUSTOMERS.loc[
                    CUSTOMERS["customer_id"].isin(who()) & (CUSTOMERS["consent_email"] == 1), "customer_id"
                ],
                "who may be written to",
            ),
        },
        wrong={
            "a few": (lambda: who().head(10), "too few. Which regions"),
            "a mask": (lambda: CUSTOMERS["region"] == "Norrfjäll", "True and False"),
            "twice": (lambda: pd.concat([who(), who()]), "more than once"),
        },
    ),
    "gain_of_the_moment": Cases(
        untouched=lambda: (..., ..., ..., ...),
        right={
            "the helper": gained,
            "Welch's interval, one decimal": lambda: gained(gain=round(gained()[0], 1), ends=welch()),
            "means": lambda: gained(gain=100 * (groups()[0].mean() - groups()[1].mean())),
            "other letters": lambda: gained(better="Cannot tell."),
        },
        named={
            "shares": (lambda: gained(times=1), "difference of shares"),
            "turned": (lambda: gained(groups()[::-1]), "the other way round"),
            "all rows": (
                lambda: gained(groups("contacted", "control", "no consent")),
                "with all rows",
            ),
            "counts": (
                lambda: gained(gain=float(groups()[0].sum() - groups()[1].sum())),
                "difference of counts",
            ),
            "against nothing": (
                lambda: gained([groups()[0], nothing()]),
                "against no letter; expected against",
            ),
            "per cent": (
                lambda: gained(gain=100 * (groups()[0].mean() / groups()[1].mean() - 1)),
                "in per cent of the plain",
            ),
            "the ends of shares": (lambda: gained(ends=gained(times=1)[1:3]), "where numbers per 100"),
            "yes": (lambda: gained(better="yes"), "reaches both sides of 0"),
        },
        wrong={
            "swapped ends": (lambda: gained(ends=gained()[2:0:-1]), "Are they swapped?"),
            "a verdict in other words": (lambda: gained(better="children"), 'expected "yes", "no" or'),
        },
    ),
    "spring_plan": Cases(
        untouched=lambda: ...,
        right={
            "the first cold snap": spring,
            "the last cold snap": lambda: spring(begins().groupby("region")["date"].max(), hours=12),
            "the next day": lambda: spring(
                begins().groupby("region")["date"].min() + pd.Timedelta(days=1), hours=24
            ),
            "families in the holidays, key as index": lambda: in_the_holidays().set_index("customer_id"),
            "nothing answered": lambda: market.plan(
                CUSTOMERS["customer_id"], sent_on=pd.Timestamp("2026-03-01")
            ),
        },
        named={
            "too hasty": (lambda: spring(hours=3), "approval takes that long"),
            "the first cold day, which is not the first day": (
                lambda: spring(CALENDAR[COLD & SPRING].groupby("region")["date"].min()),
                "did not begin so many hours before",
            ),
            "holidays that begin later": (
                lambda: in_the_holidays("2026-02-18"),
                "speak of a school holiday that did not begin",
            ),
            "a left cart": (lambda: spring(event="cart"), "a left cart"),
            "in autumn": (
                lambda: spring().assign(sent_on=pd.Timestamp("2025-11-01"), event=""),
                "outside of 1 January",
            ),
            "a discount": (lambda: spring().assign(discount=0.1), "has `discount`; this task allows"),
            "by post": (lambda: spring().assign(channel="post"), "expected `email`"),
        },
        wrong={
            "a plan that was not tried": (lambda: spring(hours=7), "No campaign has tried this plan"),
            "a list": (lambda: [1, 2], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
