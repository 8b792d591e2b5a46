"""The checks of exercise 06."""

from functools import cache

import numpy as np
import pandas as pd

from checks import expect, words
from checks.core import Answer, NotYet, only_tasks, task
from given import digital_behaviour as given
from helpers import data, market, segment

_EXERCISE = "06_digital_behaviour"
_A_DAY = pd.Timedelta(hours=24)


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "A visit is known when its `visitor_id` stands in the identity table.",
        "`.isin(...)` gives True or False for each row; the mean of these is a share.",
        "Take the mean over the rows of `sessions`, not over visitors.",
    ],
)
def known_visits(share_linked: Answer) -> str:
    """Check the share of visits that are linked to a customer."""
    sessions, identity = data.load("sessions"), data.load("identity")
    right = sessions["visitor_id"].isin(identity["visitor_id"]).mean()
    visitors = sessions["visitor_id"].drop_duplicates().isin(identity["visitor_id"]).mean()
    carts = sessions.loc[sessions["cart_left"] == 1, "visitor_id"].isin(identity["visitor_id"]).mean()
    if expect.same_number(share_linked, visitors):
        raise NotYet(
            f"`share_linked` is {visitors:.3f}, the share of *visitors*; expected that of visits. "
            "Those who come often count more often."
        )
    if expect.same_number(share_linked, 1 - right):
        raise NotYet(f"`share_linked` is {1 - right:.3f}, the anonymous part; expected the linked one.")
    if expect.same_number(share_linked, 1.0):
        raise NotYet(
            "`share_linked` is 1: after an inner merge only linked visits are left. "
            'Use `how="left"`, or divide by the number of all visits.'
        )
    if expect.same_number(share_linked, carts):
        raise NotYet(f"`share_linked` is {carts:.3f}, the share among carts left; expected all visits.")
    expect.number(share_linked, right, name="share_linked", decimals=2)
    return f"{right:.0%} of the visits have a name, but only {visitors:.0%} of the visitors."


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "Merge `sessions` with `identity` on `visitor_id`; drop `device` from one of them first.",
        "Then group by `customer_id`.",
        "`.size()` counts visits, `.nunique()` different visitors, `.sum()` of `cart_left` the carts.",
    ],
)
def one_row_per_customer(stitched: Answer) -> str:
    """Check the visits, devices and carts of every known customer."""
    known = given.known_visits()
    groups = known.groupby("customer_id")
    wanted = pd.DataFrame(
        {
            "visits": groups.size(),
            "devices": groups["visitor_id"].nunique(),
            "carts": groups["cart_left"].sum(),
        }
    )
    if isinstance(stitched, pd.DataFrame):
        rows, visitors = len(stitched), known["visitor_id"].nunique()
        everybody = data.load("sessions")["visitor_id"].nunique()
        if rows in (visitors, everybody) and rows != len(wanted):
            raise NotYet(
                f"`stitched` has {rows:,} rows, one per visitor; expected one per customer, "
                f"{len(wanted):,}. Group by `customer_id`."
            )
        mistakes = {
            ("visits", "counts pages; expected visits"): groups["pages"].sum(),
            ("devices", "counts visits; expected different visitors. Use `nunique`"): groups.size(),
            ("carts", "says whether a cart was ever left; expected how many"): groups["cart_left"].max(),
            ("carts", "counts visits; expected the sum of `cart_left`"): groups["cart_left"].count(),
        }
        for (column, sentence), values in mistakes.items():
            if column in stitched.columns and expect.same_values(stitched[column], values.rename(column)):
                raise NotYet(f"`{column}` {sentence}.")
    expect.frame(stitched, wanted, name="stitched", key="customer_id")
    several = (wanted["devices"] > 1).mean()
    return f"{several:.0%} of the known customers use more than one device."


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "Sort by customer and time; `.groupby('customer_id')['started_at'].diff()` gives the pauses.",
        "A new errand begins at a customer's first visit, and after a pause of more than 24 hours.",
        "Sum these beginnings for each customer.",
    ],
)
def errands_per_customer(errands: Answer) -> str:
    """Check the errands of each customer, when visits within 24 hours belong together."""
    known = given.known_visits()
    wanted = _errands(known, "customer_id", _A_DAY).rename("errands")
    by_device = _errands(known, "visitor_id", _A_DAY, then_by="customer_id")
    ordered = known.sort_values(["customer_id", "started_at"])
    not_grouped = (ordered["started_at"].diff().abs() > _A_DAY).groupby(ordered["customer_id"]).sum()
    all_visits = known.groupby("customer_id").size()
    days = known["started_at"].dt.date.groupby(known["customer_id"]).nunique()
    minutes = _errands(known, "customer_id", pd.Timedelta(minutes=24))
    mistakes = {
        "counts all visits; expected those after a pause of more than 24 hours, and the first": all_visits,
        "counts the pauses; the first visit begins an errand too": wanted - 1,
        "treats each device as another person; sort and group by `customer_id`": by_device,
        "takes the pause from the row above, even if it is another customer's; use `groupby`": not_grouped,
        "counts days with a visit; two visits late and early may be one errand": days,
        "is about 24 minutes, not hours": minutes,
    }
    expect.none_of_values(errands, mistakes, name="errands")
    expect.series(errands, wanted, name="errands", key="customer_id")
    fewer = 1 - wanted.sum() / len(known)
    return f"{len(known):,} visits are {wanted.sum():,} errands, {fewer:.0%} fewer: most visits stand alone."


def _errands(known: pd.DataFrame, key: str, gap: pd.Timedelta, then_by: str | None = None) -> pd.Series:
    ordered = known.sort_values([key, "started_at"])
    pause = ordered.groupby(key)["started_at"].diff()
    return (pause.isna() | (pause > gap)).groupby(ordered[then_by or key]).sum()


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "A buyer is seen when `customer_id` stands in the identity table.",
        "`~` turns seen into not seen; the mean is a share.",
        "Do it twice: for the rows with `buyers['age'] < 65`, and for those with `>= 65`.",
    ],
)
def not_seen(under_65: Answer, from_65: Answer) -> str:
    """Check the share of the buyers without a linked visit, under 65 and from 65."""
    buyers = _buyers()
    right = _shares(~buyers["seen"], buyers["age"])
    everyone = data.load("customers")
    member_age = 2026 - everyone["birth_year"].astype(float)
    members = _shares(~everyone["customer_id"].isin(data.load("identity")["customer_id"]), member_age)
    groups = buyers["age"] < 65, buyers["age"] >= 65
    of_money = tuple(
        buyers.loc[group & ~buyers["seen"], "sek"].sum() / buyers.loc[group, "sek"].sum() for group in groups
    )
    of_all_buyers = tuple((group & ~buyers["seen"]).mean() for group in groups)
    mistakes = {
        "These are the shares that *are* seen; expected those that are not": tuple(1 - x for x in right),
        "The two are in the other order; expected under 65 first": right[::-1],
        "These are shares of all members; expected of those who bought in 2025": members,
        "These are shares of the money; expected of the buyers": of_money,
        "These are shares of all buyers; expected of each age group": of_all_buyers,
    }
    for sentence, values in mistakes.items():
        if expect.same_number(under_65, values[0]) and expect.same_number(from_65, values[1]):
            raise NotYet(f"{sentence} ({values[0]:.3f} and {values[1]:.3f} were found).")
    expect.number(under_65, right[0], name="under_65", decimals=2)
    expect.number(from_65, right[1], name="from_65", decimals=2)
    times = right[1] / right[0]
    return f"{right[1]:.0%} against {right[0]:.0%}: from 65 on, {times:.1f} times as many are unseen."


def _buyers() -> pd.DataFrame:
    """Return what each buyer of 2025 spent (SEK), the age, and whether a visit is linked."""
    orders = data.load("orders")
    sek = orders[orders["ordered_at"] >= "2025-01-01"].groupby("customer_id")["amount_sek"].sum()
    born = data.load("customers").set_index("customer_id")["birth_year"].reindex(sek.index)
    seen = sek.index.isin(data.load("identity")["customer_id"])
    return pd.DataFrame({"sek": sek, "age": 2026 - born.astype(float), "seen": seen})


def _shares(unseen: pd.Series, age: pd.Series) -> tuple[float, float]:
    return float(unseen[age < 65].mean()), float(unseen[age >= 65].mean())


@cache
def _click_groups() -> tuple[pd.DataFrame, pd.Series, pd.Series, pd.Series, pd.Series]:
    """Return the roots of shares, their segments, and those of counts, of scaled counts and of the most."""
    known = given.known_visits()
    year = known.groupby(["customer_id", "category"]).size().unstack(fill_value=0)
    year = year[year.sum(axis=1) >= 3]
    roots = np.sqrt(year.div(year.sum(axis=1), axis=0))
    scaled = (year - year.mean()) / year.std(ddof=0)
    by_roots, by_counts, by_scaled = (segment.kmeans(table, 4) for table in (roots, year, scaled))
    return roots, by_roots, by_counts, by_scaled, year.idxmax(axis=1)


@task(
    exercise=_EXERCISE,
    number=5,
    hints=[
        "Who comes often has larger counts everywhere. Divide each row by its sum: only shares are left.",
        "Take the square root of the shares, so that one large share does not decide alone.",
        "`segment.kmeans(np.sqrt(shares), 4)` gives the labels.",
    ],
)
def click_segments(click_segment: Answer) -> str:
    """Check four segments by what customers look at."""
    roots, reference, by_counts, by_scaled, most_viewed = _click_groups()
    mistakes = {
        "made from counts: they sort customers by how often they come": by_counts,
        "made from counts, each category scaled: busy customers stand apart": by_scaled,
    }
    for sentence, mistaken in mistakes.items():
        if expect.same_groups(click_segment, mistaken, at_least=0.9):
            raise NotYet(f"These segments were {sentence}. Use shares of each row.")
    if expect.same_groups(click_segment, most_viewed, at_least=0.9):
        raise NotYet(
            "This is each customer's most viewed category, "
            f"{roots.shape[1]} groups; expected four segments by k-means."
        )
    expect.clustering(click_segment, roots, reference, name="click_segment")
    sizes = reference.value_counts()
    return f"Four segments of {sizes.min():,} to {sizes.max():,} customers, by what they look at."


@task(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Compute the mean of `converted` for each `delay` and `group`.",
        "For each delay: contacted minus control is what the reply added.",
        "Subtract the late one's addition from the quick one's, and multiply by 100.",
    ],
)
def worth_of_hurry(hurry_adds: Answer) -> str:
    """Check the orders per 100 replies that the quick reply adds more than the late one."""
    outcomes = given.two_delays()
    rate = outcomes.groupby(["delay", "group"])["converted"].mean().unstack() * 100
    pooled = outcomes[outcomes["group"] != "contacted"].groupby("delay")["converted"].mean() * 100
    quick, late = rate.loc["10 minutes"], rate.loc["24 hours"]
    added = rate["contacted"] - rate["control"]
    right = added["10 minutes"] - added["24 hours"]
    only_contacted = quick["contacted"] - late["contacted"]
    to_no_consent = only_contacted - (quick["no consent"] - late["no consent"])
    to_all_others = only_contacted - (pooled["10 minutes"] - pooled["24 hours"])
    mistakes = {
        "That compares the two contacted groups and leaves out the control groups.": only_contacted,
        "That is what the quick reply adds; subtract what the late one adds.": added["10 minutes"],
        "That has the two delays the wrong way round.": -right,
        "That takes those without consent as control group; they were not drawn by lot.": to_no_consent,
        "That takes all who were not contacted as control group; those without consent were not drawn "
        "by lot.": to_all_others,
    }
    expect.none_of(hurry_adds, right, mistakes, name="hurry_adds", precision=0, rel=5e-4)
    expect.number(hurry_adds, right, name="hurry_adds", unit="orders per 100", decimals=1)
    return (
        f"{right:.0f} more orders per 100 in this one experiment; "
        "another draw of lots would give somewhat more or less."
    )


@task(
    exercise=_EXERCISE,
    number=7,
    hints=[
        "Not everybody agreed to e-mail. The columns that begin with `consent_` say what else is allowed.",
        "Which channel is read most, and costs least? Begin with it, and fall back to the next.",
        "All of a customer's visits say which need fits; `market.NEEDS` joins categories to needs.",
    ],
)
def replies_to_carts(plan: Answer) -> str:
    """Check any plan of replies to left carts that reaches the stated expected profit."""
    if not isinstance(plan, pd.DataFrame):
        raise NotYet(f"`plan` is {words.kind(plan)}; expected a table with one row per customer.")
    if "customer_id" in plan.index.names:
        plan = plan.reset_index(drop="customer_id" in plan.columns)
    columns = [c for c in ("customer_id", "offer", "channel", "discount") if c in plan.columns]
    plan, carts = plan[columns], given.latest_carts()
    if "customer_id" in columns and not plan.columns.has_duplicates:
        strange = (~plan["customer_id"].isin(carts.index)).sum()
        if strange:
            raise NotYet(f"`plan` names {strange:,} customers who left no cart; keep to the rows of `carts`.")
    plan, profit = expect.plan(plan, lambda table: market.expected_profit(_sent(table)))
    reached, letters = market.expected(_sent(plan)).query("consent == 1"), plan["offer"].nunique()
    sends = (
        f"Your plan reaches {len(reached):,} of the {len(carts):,} customers with {letters} different "
        f"messages and adds {profit:,.0f} SEK"
    )
    if profit >= given.TARGET_SEK:
        plain = market.expected_profit(given.one_hour_later(given.plain_by_email()))
        return f"{sends}. The plain reminder by e-mail adds {plain:,.0f}."
    advice = _advice(plan, reached, letters, len(carts))
    raise NotYet(f"{sends}; expected {given.TARGET_SEK:,} or more. {advice}")


def _sent(plan: pd.DataFrame) -> pd.DataFrame:
    """Return the plan as the service sends it; without customers as it is, so that the market says so."""
    return given.one_hour_later(plan) if "customer_id" in plan.columns else plan


def _advice(plan: pd.DataFrame, reached: pd.DataFrame, letters: int, carts: int) -> str:
    if "discount" in plan.columns and (plan["discount"] > 0).any():
        return "What does it add without the discount? These people were about to buy."
    if letters > 6:
        return f"{letters} different messages cost {letters * market.MESSAGE_COST_SEK:,} SEK. Would fewer do?"
    if len(plan) < 0.7 * carts:
        return "Few replies earn little. Who else left a cart?"
    if plan["channel"].nunique() == 1:
        return f"{len(plan) - len(reached):,} did not agree to this channel. Is there another one for them?"
    return "Which channel do people react to most, and which message fits what they look at?"


__all__, __dir__, __getattr__ = only_tasks(globals())
