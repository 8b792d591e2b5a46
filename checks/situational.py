"""The checks of exercise 09."""

from functools import cache

import numpy as np
import pandas as pd

from checks import expect, words
from checks.core import Answer, NotYet, only_tasks, predicted, task, writing
from checks.decide import decision
from checks.intervals import alone, demand_verdict, per_100
from given import situational as given
from helpers import data, market

_EXERCISE = "09_situational"
_DELAYS = [0, 1, 3, 6, 12, 24, 48, 72, 120, 168, 240]  # on the lesson's slider
_SPRING = ("2026-01-01", "2026-06-30")
_IN_CALENDAR = {"cold_snap": "cold_snap", "holiday": "school_holiday"}


def _first_days(event: str) -> pd.DataFrame:
    """Return region and date of the first day of every event, of all years."""
    calendar = data.load("calendar").sort_values(["region", "date"])
    column = _IN_CALENDAR[event]
    yesterday = calendar.groupby("region")[column].shift(fill_value=0)
    return calendar.loc[(calendar[column] == 1) & (yesterday == 0), ["region", "date"]]


# ---------------------------------------------------------------- task 1


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Run the lesson down to the live picture: the cell's play button, or Run → Run All Cells.",
        "The sentence below the picture ends: the special (or plain) letter is better. Where does it change?",
        "For `anybody` choose the cold snap, 0 hours, and take the tick away; the first number is asked.",
    ],
)
def how_long(seen: Answer) -> str:
    """Check what the lesson's live picture says of two moments, and of people outside of one."""
    cold, holiday = _first_worse("cold snap", True), _first_worse("school holiday", True)
    anybody = round(_adds("cold snap", False, 0), 1)
    wanted = pd.Series({"cold": cold, "holiday": holiday, "anybody": anybody}).rename_axis("what")
    changed = {
        "has the last steps at which the special letter is better; the next ones are the first.": {
            "cold": _step_before(cold),
            "holiday": _step_before(holiday),
        },
        "has for `cold` the last step at which the special letter is better.": {"cold": _step_before(cold)},
        "has for `holiday` the last step at which the special letter is better.": {
            "holiday": _step_before(holiday)
        },
        "has the two moments exchanged.": {"cold": holiday, "holiday": cold},
        "has for `holiday` what holds for the cold snap; choose the other trigger.": {"holiday": cold},
        "has for `holiday` what holds for all households; leave the tick.": {
            "holiday": _first_worse("school holiday", False)
        },
        "has for `anybody` what those in it add; take the tick away.": {
            "anybody": round(_adds("cold snap", True, 0), 1)
        },
        "has for `anybody` what the plain letter adds; the special letter was asked.": {
            "anybody": round(_usual("cold snap", False), 1)
        },
        "has for `anybody` the delay where the slider stood, 6 hours; move it to 0.": {
            "anybody": round(_adds("cold snap", False, 6), 1)
        },
        "has for `anybody` the school holiday; choose the cold snap.": {
            "anybody": round(_adds("school holiday", False, 0), 1)
        },
        "has days; the slider shows hours.": {"cold": cold / 24, "holiday": holiday / 24},
    }
    expect.none_of_values(seen, expect.changed(wanted, changed, name="seen"), name="seen")
    expect.series(seen, wanted, name="seen", key="what")
    return (
        f"The cold forgives {_step_before(cold)} hours, the holidays {_step_before(holiday) // 24} days. "
        f"Sent to anybody, even at once, the special letter adds {anybody} instead of the plain one's "
        f"{_usual('cold snap', False):.1f}: a moment belongs to those who are in it."
    )


def _step_before(hours: float) -> int:
    return _DELAYS[_DELAYS.index(int(hours)) - 1]


def _first_worse(trigger: str, only_those_in_it: bool) -> int:
    """Return the first delay on the slider at which the plain letter is better (hours)."""
    usual = _usual(trigger, only_those_in_it)
    return next((hours for hours in _DELAYS if _adds(trigger, only_those_in_it, hours) < usual), _DELAYS[-1])


@cache
def _usual(trigger: str, only_those_in_it: bool) -> float:
    """Return the orders per 100 that the plain letter adds on its planned date."""
    day = "2026-01-15" if trigger == "cold snap" else "2026-03-18"
    return _orders_added(_people(trigger, only_those_in_it), "everyone", pd.Timestamp(day))


@cache
def _adds(trigger: str, only_those_in_it: bool, hours: int) -> float:
    """Return the orders per 100 that the special letter adds after so many hours, as the lesson draws it."""
    later = pd.Timedelta(days=hours // 24)
    ids = _people(trigger, only_those_in_it)
    if trigger == "school holiday":
        moment = {"event": "holiday", "hours_since_event": hours}
        return _orders_added(ids, "children", pd.Timestamp("2026-02-16") + later, **moment)
    moment = {"event": "cold_snap", "hours_since_event": hours}
    return _orders_added(ids, "outdoor", _a_snap_for_each(only_those_in_it) + later, **moment)


def _people(trigger: str, only_those_in_it: bool) -> pd.Series:
    customers = data.load("customers")
    families = trigger == "school holiday" and only_those_in_it
    return customers.loc[(customers["household"] == "family") | (not families), "customer_id"]


@cache
def _a_snap_for_each(only_those_in_it: bool) -> pd.Series:
    snaps, rng = _first_days("cold_snap"), np.random.default_rng(11)
    snaps = snaps[snaps["date"] >= data.TODAY]
    own = {region: days.to_numpy() for region, days in snaps.groupby("region")["date"]}
    regions = data.load("customers")["region"]
    return pd.Series([rng.choice(own[region] if only_those_in_it else snaps["date"]) for region in regions])


def _orders_added(ids: pd.Series, offer: str, day: pd.Timestamp | pd.Series, **more: object) -> float:
    chances = market.reached(market.plan(ids, offer, sent_on=day, **more))
    return 100 * (chances["chance_with"] - chances["chance_without"]).mean()


# ---------------------------------------------------------------- task 2


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "A first day has 1 today and 0 *yesterday*. Which day does `shift(-1)` look at?",
        "What does the first row of a region know of yesterday, once 2025 has been cut away?",
        "Look at yesterday in the whole calendar with `shift(1)`; keep the dates of 2026 at the end.",
    ],
)
def first_days(begins: Answer) -> str:
    """Check the first days of the cold snaps that begin from 1 January 2026 on."""
    calendar = data.load("calendar").sort_values(["region", "date"])
    spring = calendar["date"] >= "2026-01-01"
    cold = calendar["cold_snap"] == 1
    by_region, by_late = (table.groupby("region")["cold_snap"] for table in (calendar, calendar[spring]))
    yesterday, tomorrow = by_region.shift(fill_value=0), by_region.shift(-1, fill_value=0)
    late_yesterday = by_late.shift(fill_value=0)
    wanted = calendar[cold & spring & (yesterday == 0)]
    late = calendar[spring]
    gaps = by_region.shift()
    mistakes = {
        "the last days of the cold snaps; `shift(-1)` looks at tomorrow": calendar[
            cold & spring & (tomorrow == 0)
        ],
        "one day too many: a cold snap that began on 31 December": late[
            (late["cold_snap"] == 1) & (late_yesterday == 0)
        ],
        "every cold day": calendar[cold & spring],
        "the first days of all years": calendar[cold & (yesterday == 0)],
        "the first mild days after a cold snap": calendar[~cold & spring & (yesterday == 1)],
        "the days before a cold snap": calendar[~cold & spring & (tomorrow == 1)],
        "the cold days that are not the first": calendar[cold & spring & (yesterday == 1)],
        "cold snaps of one day alone": calendar[cold & spring & (yesterday == 0) & (tomorrow == 0)],
        "no row at all; is yesterday's 0 compared with a gap (NaN)?": calendar[cold & spring & gaps.isna()],
        "the first cold day of each region alone": (wanted.drop_duplicates("region")),
        "the first days of the year 2025": calendar[
            cold & (yesterday == 0) & (calendar["date"].dt.year == 2025)
        ],
    }
    if isinstance(begins, pd.DataFrame) and {"region", "date"} <= set(begins.columns):
        pairs = _pairs(begins)
        for rows, table in mistakes.items():
            if pairs == _pairs(table):
                raise NotYet(f"`begins` holds {rows}; expected the first days from 1 January 2026 on.")
    key = ["region", "date"]
    is_plain = isinstance(begins, pd.DataFrame) and begins.columns.nlevels == 1
    marked = begins.assign(first=1) if is_plain else begins
    expect.frame(marked, wanted[key].assign(first=1), name="begins", key=key, columns=["first"])
    return (
        f"{len(wanted)} cold snaps in one spring, each in its own region and on its own day. The one that "
        "began on 31 December would have got a letter on its second day."
    )


def _pairs(table: pd.DataFrame) -> set[tuple[str, str]]:
    dates = pd.to_datetime(table["date"], errors="coerce").astype(str)
    return set(zip(table["region"].astype(str), dates, strict=True))


# ---------------------------------------------------------------- task 3


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "The first line keeps one day: write it as a text, the year first.",
        "The second keeps the regions where it was cold: the column is `cold_snap`.",
        "The last asks whose `region` is among the cold ones.",
    ],
)
def in_the_cold(ids: Answer) -> str:
    """Check the customers with a cold snap at home on 18 February 2026."""
    calendar, customers = data.load("calendar"), data.load("customers").set_index("customer_id")
    cold = calendar[calendar["cold_snap"] == 1]
    found = expect.customers(ids, name="ids")
    live_in = {region: set(customers.index[customers["region"] == region]) for region in calendar["region"]}

    def of(regions: pd.Series) -> set:
        return set().union(*(live_in[region] for region in set(regions)))

    def on(day: str) -> set:
        return of(cold.loc[cold["date"] == day, "region"])

    starts = _first_days("cold_snap")
    wanted, everybody = on("2026-02-18"), set(customers.index)
    mistakes = {
        "nobody. Is the date written with the year first, and `cold_snap` asked for 1?": set(),
        "all customers; expected those whose region had a cold snap on that day.": everybody,
        "exactly the others: those without a cold snap on that day.": everybody - wanted,
        "those with a cold snap on 17 February, a day too early.": on("2026-02-17"),
        "those with a cold snap on 19 February, a day too late.": on("2026-02-19"),
        "those with a cold snap on 18 February 2025.": on("2025-02-18"),
        "those whose cold snap *began* on that day; a later day of it counts too.": of(
            starts.loc[starts["date"] == "2026-02-18", "region"]
        ),
        "those who had a cold snap in February 2026, on any day.": of(
            cold.loc[cold["date"].between("2026-02-01", "2026-02-28"), "region"]
        ),
        "those with schools closed on that day; expected a cold snap.": of(
            calendar.loc[(calendar["date"] == "2026-02-18") & (calendar["school_holiday"] == 1), "region"]
        ),
        "those in the coldest climate zone; cold snaps stand in the calendar.": set(
            customers.index[customers["climate_zone"] == 4]
        ),
        "those with frost that day; a cold snap is cold *for the season*, and has its own column.": of(
            calendar.loc[(calendar["date"] == "2026-02-18") & (calendar["temperature_c"] < 0), "region"]
        ),
        "those of them who may be written to; all who live there were asked.": wanted
        & set(customers.index[customers["consent_email"] == 1]),
    }
    for sentence, others in mistakes.items():
        if found == others and others != wanted:
            raise NotYet(f"`ids` holds {sentence}")
    if not found & everybody:
        raise NotYet(
            "`ids` holds no customer's number; expected the column `customer_id` of those in the cold."
        )
    if found != wanted:
        wrong = [
            f"{words.count(len(those), 'customer')} {what}"
            for what, those in {"too few": wanted - found, "too many": found - wanted}.items()
            if those
        ]
        raise NotYet(
            f"`ids` holds {' and '.join(wrong)}. Which regions were cold on that day, and who lives there?"
        )
    return f"{len(wanted):,} customers on that day. A week later the list would be another one."


# ---------------------------------------------------------------- task 4


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Keep the rows whose `group` is `'contacted'`, and group `converted` by `offer`.",
        "`experiment.rate_difference` wants the special letter first; its last three numbers are shares.",
        "Times 100 they are orders per 100. Does 0 lie between `low` and `high`?",
    ],
)
def gain_of_the_moment(gain: Answer, low: Answer, high: Answer, better: Answer) -> str:
    """Check the orders per 100 that the special letter brought more than the plain one, with low and high."""
    outcomes = market.run(given.holiday_letters(), holdout=0.2, seed=15)
    contacted, held_out = (outcomes[outcomes["group"] == group] for group in ("contacted", "control"))
    groups = contacted.groupby("offer")["converted"]
    rate, count = groups.mean(), groups.sum()
    right, least, most = _letters(contacted)
    everybody, of_control = _letters(outcomes), _letters(held_out)
    nothing = held_out["converted"]
    added = per_100(groups.get_group("children"), nothing)
    plain_added = 100 * (rate["everyone"] - nothing.mean())
    no_consent = _letters(outcomes[outcomes["group"] != "control"])
    mistakes = {
        "a difference of shares; per 100 families it is 100 times as large": right / 100,
        "the plain letter less the special one; expected it the other way round": -right,
        "computed with all rows, those who got nothing too": everybody[0],
        "computed with those without consent, who got nothing": no_consent[0],
        "what those held out bought, who got nothing": of_control[0],
        "a difference of counts; the groups differ in size": count["children"] - count["everyone"],
        "the special letter against no letter; expected against the plain letter": added[0],
        "the plain letter against no letter; expected the special against the plain one": plain_added,
        "the difference in per cent of the plain letter's share; expected orders per 100": (
            100 * (rate["children"] / rate["everyone"] - 1)
        ),
        "the orders per 100 of the special letter": 100 * rate["children"],
        "the orders per 100 of the plain letter": 100 * rate["everyone"],
        "each letter less its small control group, which adds luck; the lot makes the two alike": (
            right - of_control[0]
        ),
        "the special letter against all who got nothing; expected against the plain letter": (
            100 * (rate["children"] - outcomes.loc[outcomes["group"] != "contacted", "converted"].mean())
        ),
        "the orders divided by all rows; expected by those contacted with each letter": (
            100 * (count["children"] - count["everyone"]) / len(outcomes)
        ),
        "the special letter's part of the orders, in per cent": 100 * count["children"] / count.sum(),
        "in SEK of revenue; expected orders per 100": (
            contacted[contacted["offer"] == "children"]["revenue_sek"].mean()
            - contacted[contacted["offer"] == "everyone"]["revenue_sek"].mean()
        ),
        "the orders divided by all contacted; expected by those of each letter": (
            100 * (count["children"] - count["everyone"]) / len(contacted)
        ),
    }
    expect.none_of(gain, right, mistakes, name="gain")
    expect.number(gain, right, name="gain", unit="orders per 100", decimals=1)
    expect.interval(
        low,
        high,
        least,
        most,
        unit="orders per 100",
        mistakes={
            "the special letter against no letter": tuple(added[1:]),
            "computed with all rows, those who got nothing too": everybody[1:],
            "computed with those without consent, who got nothing": no_consent[1:],
            "of those held out, who got nothing": of_control[1:],
            "the interval of the special letter alone": alone(groups.get_group("children")),
            "the interval of the plain letter alone": alone(groups.get_group("everyone")),
        },
    )
    demand_verdict(better, least, most, name="better")
    chances = {
        offer: _orders_added(
            contacted["customer_id"], offer, pd.Timestamp("2026-02-16"), event=event, hours_since_event=0
        )
        for offer, event in {"children": "holiday", "everyone": ""}.items()
    }
    return (
        f"{right:+.1f}, from {least:.1f} to {most:+.1f}. Over all luck, which only this market shows, it is "
        f"{chances['children'] - chances['everyone']:+.1f}: the moment is real, and a campaign of this size "
        f"cannot show it. {predicted(_EXERCISE)}"
    )


def _letters(rows: pd.DataFrame) -> tuple[float, ...]:
    """Return special letter less plain letter, and the interval's ends (orders per 100)."""
    bought = rows.groupby("offer")["converted"]
    return per_100(bought.get_group("children"), bought.get_group("everyone"))


# ---------------------------------------------------------------- task 5


@writing(
    exercise=_EXERCISE,
    number=5,
    points=[
        "It names people and a time: the customers of one region, while it is cold there.",
        "It says until when the letter may go out, and that it stays in the drawer after that.",
        "It says what the letter is about, in the reader's words: warm and useful things, now.",
        "It says what it must not do: know too well where somebody is, frighten, or raise a price.",
    ],
)
def brief_to_the_copywriter() -> str:
    """Write a brief to the copywriter of the letter that answers a cold snap."""
    cold = _first_worse("cold snap", True)
    in_time = _step_before(cold)
    return (
        "The letter goes to the customers of one region when a cold snap begins there, within "
        f"{in_time} hours: by then it adds {_adds('cold snap', True, in_time):.1f} orders per 100, after "
        f"{cold} hours {_adds('cold snap', True, cold):.1f}, less than our plain letter's "
        f"{_usual('cold snap', True):.1f}, so whatever is not approved by then is not sent. "
        "Write one text for all regions: it is cold, and here are boots, jackets and hand warmers "
        "that are in the shop today. Do not write as if we knew where the reader is at this hour, do not "
        "frighten, and no price goes up because it is cold."
    )


# ---------------------------------------------------------------- task 6


def _profit(plan: pd.DataFrame) -> float:
    profit = market.expected_profit(plan)
    if "sent_on" not in plan.columns:
        raise ValueError("The plan has no column `sent_on`; expected the day on which each letter goes out.")
    sent = pd.to_datetime(plan["sent_on"])
    if not sent.between(*_SPRING).all():
        outside = (~sent.between(*_SPRING)).sum()
        raise ValueError(f"{outside:,} letters go out on days outside of 1 January to 30 June 2026.")
    if "event" in plan.columns:
        _demand_true_events(plan.assign(sent_on=sent.dt.normalize()))
    return profit


def _demand_true_events(plan: pd.DataFrame) -> None:
    """Raise ValueError when a letter answers an event that did not begin then where its customer lives."""
    hours = plan["hours_since_event"] if "hours_since_event" in plan.columns else 0.0
    said = plan.assign(hours=hours, region=_regions(plan["customer_id"]))
    said = said[said["event"].fillna("") != ""]
    if not said["event"].isin([*_IN_CALENDAR]).all():
        raise ValueError("Some letters answer a left cart; expected a `cold_snap` or a `holiday`.")
    hasty = (said["hours"] < given.APPROVAL_HOURS).sum()
    if hasty:
        raise ValueError(
            f"{hasty:,} letters answer an event after less than {given.APPROVAL_HOURS} hours; approval takes "
            "that long. Set `hours_since_event`."
        )
    for event, letters in said.groupby("event"):
        moments = letters.groupby(["region", "sent_on", "hours"]).size().rename("letters").reset_index()
        moments = moments.merge(_first_days(event), on="region")
        days = (moments["sent_on"] - moments["date"]).dt.days
        true = moments[days == moments["hours"] // 24]
        false = len(letters) - true.drop_duplicates(["region", "sent_on", "hours"])["letters"].sum()
        if false:
            what = "cold snap" if event == "cold_snap" else "school holiday"
            raise ValueError(
                f"{false:,} letters speak of a {what} that did not begin so many hours before, where the "
                "customer lives. Which are the first days there?"
            )


def _regions(ids: pd.Series) -> np.ndarray:
    return data.load("customers").set_index("customer_id")["region"].reindex(ids).to_numpy()


@decision(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Every region has its own first cold snap: `begins.groupby('region')['date'].min()`.",
        "`customers['region'].map(...)` gives each customer the date of the own region.",
        "Name the event and the hours: `'cold_snap'` and 6. And which letter suits families in the holidays?",
    ],
    rival=("the plain letter to everybody on 15 January", given.plain_plan),
    only={"channel": "email"},
    may=["event", "hours_since_event"],
    worth=_profit,
)
def spring_plan(plan: pd.DataFrame) -> str:
    """Decide on one letter this spring, after at most three campaigns."""
    answering = (plan["event"] != "").mean() if "event" in plan.columns else 0
    return f"Of its letters {answering:.0%} answer an event, on {plan['sent_on'].nunique()} different days."


__all__, __dir__, __getattr__ = only_tasks(globals())
