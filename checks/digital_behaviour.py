"""The checks of exercise 06."""

import numpy as np
import pandas as pd

from checks import expect
from checks.core import NotYet, task
from helpers import data, market, segment

EXERCISE = "06_digital_behaviour"
TARGET_SEK = 32_000
A_DAY = pd.Timedelta(hours=24)


def known_visits_table() -> pd.DataFrame:
    """Every visit that the identity table links to a customer, with `customer_id`."""
    return data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]], on="visitor_id")


def latest_carts(since="2025-10-01") -> pd.DataFrame:
    """Each known customer's latest visit since a day that ended with a cart left, by `customer_id`."""
    visits = known_visits_table()
    carts = visits[(visits["cart_left"] == 1) & (visits["started_at"] >= since)]
    carts = carts.sort_values("started_at", kind="stable").groupby("customer_id").tail(1)
    return carts.set_index("customer_id")[["started_at", "device", "category", "pages"]]


def reply(plan: pd.DataFrame, carts: pd.DataFrame, hours: float) -> pd.DataFrame:
    """The plan, sent so many hours after each customer's cart was left."""
    hour = (carts.loc[plan["customer_id"], "started_at"] + pd.Timedelta(hours=hours)).dt.hour.to_numpy()
    part = np.select([hour < 11, hour < 16], ["morning", "midday"], "evening")
    return plan.assign(event="cart", hours_since_event=hours, daypart=part)


def one_hour_later(plan: pd.DataFrame) -> pd.DataFrame:
    """The plan of task 7, sent one hour after each customer's cart was left."""
    return reply(plan, latest_carts(), 1.0)


def two_delays() -> pd.DataFrame:
    """What happened when half of all carts got a reply after ten minutes and half after a day."""
    carts = latest_carts("2025-01-01")
    quick = np.random.default_rng(60).random(len(carts)) < 0.5
    halves = {"10 minutes": (carts[quick], 1 / 6), "24 hours": (carts[~quick], 24.0)}
    frames = []
    for delay, (some, hours) in halves.items():
        plan = pd.DataFrame({"customer_id": some.index, "offer": "everyone", "channel": "email"})
        sent = market.run(reply(plan, some, hours), holdout=0.4, seed=61)
        frames.append(sent.assign(delay=delay)[["customer_id", "delay", "group", "converted"]])
    return pd.concat(frames, ignore_index=True)


def plain_by_email() -> pd.DataFrame:
    """The plan of one plain e-mail to everybody who left a cart."""
    return pd.DataFrame({"customer_id": latest_carts().index, "offer": "everyone", "channel": "email"})


@task(
    exercise=EXERCISE,
    number=1,
    hints=[
        "A visit is known when its `visitor_id` stands in the identity table.",
        "`.isin(...)` gives True or False for each row; the mean of these is a share.",
        "Take the mean over the rows of `sessions`, not over visitors.",
    ],
)
def known_visits(share_linked):
    """Share of visits that are linked to a customer."""
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
    exercise=EXERCISE,
    number=2,
    hints=[
        "Merge `sessions` with `identity` on `visitor_id`; drop `device` from one of them first.",
        "Then group by `customer_id`.",
        "`.size()` counts visits, `.nunique()` different visitors, `.sum()` of `cart_left` the carts.",
    ],
)
def one_row_per_customer(stitched):
    """Visits, devices and carts of every known customer."""
    known = known_visits_table()
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
        for (column, words), values in mistakes.items():
            if column in stitched.columns and expect.same_values(stitched[column], values.rename(column)):
                raise NotYet(f"`{column}` {words}.")
    expect.frame(stitched, wanted, name="stitched", key="customer_id")
    several = (wanted["devices"] > 1).mean()
    return f"{several:.0%} of the known customers use more than one device."


@task(
    exercise=EXERCISE,
    number=3,
    hints=[
        "Sort by customer and time; `.groupby('customer_id')['started_at'].diff()` gives the pauses.",
        "A new errand begins at a customer's first visit, and after a pause of more than 24 hours.",
        "Sum these beginnings for each customer.",
    ],
)
def errands_per_customer(errands):
    """Errands of each customer, when visits within 24 hours belong together."""
    known = known_visits_table()
    wanted = _errands(known, "customer_id", A_DAY).rename("errands")
    by_device = _errands(known, "visitor_id", A_DAY, then_by="customer_id")
    ordered = known.sort_values(["customer_id", "started_at"])
    not_grouped = (ordered["started_at"].diff().abs() > A_DAY).groupby(ordered["customer_id"]).sum()
    mistakes = {
        "counts all visits; expected those after a pause of more than 24 hours, and the first": (
            known.groupby("customer_id").size()
        ),
        "counts the pauses; the first visit begins an errand too": wanted - 1,
        "treats each device as another person; sort and group by `customer_id`": by_device,
        "takes the pause from the row above, even if it is another customer's; use `groupby`": not_grouped,
        "counts days with a visit; two visits late and early may be one errand": (
            known["started_at"].dt.date.groupby(known["customer_id"]).nunique()
        ),
        "is about 24 minutes, not hours": _errands(known, "customer_id", pd.Timedelta(minutes=24)),
    }
    expect.none_of_values(errands, mistakes, name="errands")
    expect.series(errands, wanted, name="errands", key="customer_id")
    fewer = 1 - wanted.sum() / len(known)
    return f"{len(known):,} visits are {wanted.sum():,} errands, {fewer:.0%} fewer: most visits stand alone."


def _errands(known, key, gap, then_by=None):
    ordered = known.sort_values([key, "started_at"])
    pause = ordered.groupby(key)["started_at"].diff()
    return (pause.isna() | (pause > gap)).groupby(ordered[then_by or key]).sum()


@task(
    exercise=EXERCISE,
    number=4,
    hints=[
        "A buyer is seen when `customer_id` stands in the identity table.",
        "`~` turns seen into not seen; the mean is a share.",
        "Do it twice: for the rows with `buyers['age'] < 65`, and for those with `>= 65`.",
    ],
)
def not_seen(under_65, from_65):
    """Share of the buyers without a linked visit, under 65 and from 65."""
    buyers = _buyers()
    right = _shares(~buyers["seen"], buyers["age"])
    everyone = data.load("customers")
    member_age = 2026 - everyone["birth_year"].astype(float)
    members = _shares(~everyone["customer_id"].isin(data.load("identity")["customer_id"]), member_age)
    money = tuple(
        buyers.loc[old & ~buyers["seen"], "sek"].sum() / buyers.loc[old, "sek"].sum()
        for old in (buyers["age"] < 65, buyers["age"] >= 65)
    )
    of_all = tuple(
        (old & ~buyers["seen"]).mean() for old in (buyers["age"] < 65, buyers["age"] >= 65)
    )  # divided by all buyers
    mistakes = {
        "These are the shares that *are* seen; expected those that are not": tuple(1 - x for x in right),
        "The two are in the other order; expected under 65 first": right[::-1],
        "These are shares of all members; expected of those who bought in 2025": members,
        "These are shares of the money; expected of the buyers": money,
        "These are shares of all buyers; expected of each age group": of_all,
    }
    for words, values in mistakes.items():
        if expect.same_number(under_65, values[0]) and expect.same_number(from_65, values[1]):
            raise NotYet(f"{words} ({values[0]:.3f} and {values[1]:.3f} were found).")
    expect.number(under_65, right[0], name="under_65", decimals=2)
    expect.number(from_65, right[1], name="from_65", decimals=2)
    times = right[1] / right[0]
    return f"{right[1]:.0%} against {right[0]:.0%}: from 65 on, {times:.1f} times as many are unseen."


def _buyers():
    orders = data.load("orders")
    sek = orders[orders["ordered_at"] >= "2025-01-01"].groupby("customer_id")["amount_sek"].sum()
    born = data.load("customers").set_index("customer_id")["birth_year"].reindex(sek.index)
    seen = sek.index.isin(data.load("identity")["customer_id"])
    return pd.DataFrame({"sek": sek, "age": 2026 - born.astype(float), "seen": seen})


def _shares(unseen, age):
    return float(unseen[age < 65].mean()), float(unseen[age >= 65].mean())


@task(
    exercise=EXERCISE,
    number=5,
    hints=[
        "Who comes often has larger counts everywhere. Divide each row by its sum: only shares are left.",
        "Take the square root of the shares, so that one large share does not decide alone.",
        "`segment.kmeans(np.sqrt(shares), 4)` gives the labels.",
    ],
)
def click_segments(click_segment):
    """Four segments by what customers look at."""
    known = known_visits_table()
    year = known.groupby(["customer_id", "category"]).size().unstack(fill_value=0)
    year = year[year.sum(axis=1) >= 3]
    roots = np.sqrt(year.div(year.sum(axis=1), axis=0))
    reference = segment.kmeans(roots, 4)
    scaled = (year - year.mean()) / year.std(ddof=0)
    for words, mistaken in {
        "were made from counts: they sort customers by how often they come. Use shares of each row": year,
        "were made from counts, each category scaled: busy customers stand apart. Use shares of each row": (
            scaled
        ),
    }.items():
        if expect.same_groups(click_segment, segment.kmeans(mistaken, 4), at_least=0.9):
            raise NotYet(f"These segments {words}.")
    if expect.same_groups(click_segment, year.idxmax(axis=1), at_least=0.9):
        raise NotYet(
            "This is each customer's most viewed category, "
            f"{year.shape[1]} groups; expected four segments by k-means."
        )
    expect.clustering(click_segment, roots, reference, name="click_segment")
    sizes = reference.value_counts()
    return f"Four segments of {sizes.min():,} to {sizes.max():,} customers, by what they look at."


@task(
    exercise=EXERCISE,
    number=6,
    hints=[
        "Compute the mean of `converted` for each `delay` and `group`.",
        "For each delay: contacted minus control is what the reply added.",
        "Subtract the late one's addition from the quick one's, and multiply by 100.",
    ],
)
def worth_of_hurry(hurry_adds):
    """Orders per 100 replies that the quick reply adds more than the late one."""
    outcomes = two_delays()
    rate = outcomes.groupby(["delay", "group"])["converted"].mean().unstack() * 100
    quick, late = rate.loc["10 minutes"], rate.loc["24 hours"]
    added = rate["contacted"] - rate["control"]
    right = added["10 minutes"] - added["24 hours"]
    pooled = outcomes[outcomes["group"] != "contacted"].groupby("delay")["converted"].mean() * 100
    mistakes = {
        "compares the two contacted groups and leaves out the control groups": (
            quick["contacted"] - late["contacted"]
        ),
        "is what the quick reply adds; subtract what the late one adds": added["10 minutes"],
        "has the two delays the wrong way round": -right,
        "takes those without consent as control group; they were not drawn by lot": (
            (quick["contacted"] - quick["no consent"]) - (late["contacted"] - late["no consent"])
        ),
        "takes all who were not contacted as control group; those without consent were not drawn by lot": (
            (quick["contacted"] - pooled["10 minutes"]) - (late["contacted"] - pooled["24 hours"])
        ),
    }
    for words, value in mistakes.items():
        if expect.same_number(hurry_adds, value):
            raise NotYet(f"`hurry_adds` is {value:.2f}. That {words}.")
    expect.number(hurry_adds, right, name="hurry_adds", unit="orders per 100", decimals=1)
    return (
        f"{right:.0f} more orders per 100 in this one experiment; "
        "another draw of lots would give somewhat more or less."
    )


@task(
    exercise=EXERCISE,
    number=7,
    hints=[
        "Not everybody agreed to e-mail. The columns that begin with `consent_` say what else is allowed.",
        "Which channel is read most, and costs least? Begin with it, and fall back to the next.",
        "All of a customer's visits say which need fits; `market.NEEDS` joins categories to needs.",
    ],
)
def replies_to_carts(plan):
    """Any plan of replies to left carts that reaches the stated expected profit."""
    if not isinstance(plan, pd.DataFrame):
        raise NotYet(
            f"`plan` is of the kind {type(plan).__name__}; expected a table with one row per customer."
        )
    plan = plan.reset_index() if "customer_id" in plan.index.names else plan
    columns = [c for c in ("customer_id", "offer", "channel", "discount") if c in plan.columns]
    plan, carts = plan[columns], latest_carts()
    if "customer_id" in plan.columns and not plan["customer_id"].isin(carts.index).all():
        strange = (~plan["customer_id"].isin(carts.index)).sum()
        raise NotYet(f"`plan` names {strange:,} customers who left no cart; keep to the rows of `carts`.")
    try:
        sent = one_hour_later(plan) if "customer_id" in plan.columns else plan
        profit = market.expected_profit(sent)
    except ValueError as problem:
        raise NotYet(str(problem)) from problem
    reached, letters = market.expected(sent).query("consent == 1"), plan["offer"].nunique()
    sends = (
        f"Your plan reaches {len(reached):,} of the {len(carts):,} customers with {letters} different "
        f"messages and adds {profit:,.0f} SEK"
    )
    if profit >= TARGET_SEK:
        plain = market.expected_profit(one_hour_later(plain_by_email()))
        return f"{sends}. The plain reminder by e-mail adds {plain:,.0f}."
    raise NotYet(f"{sends}; expected {TARGET_SEK:,} or more. {_advice(plan, reached, letters, len(carts))}")


def _advice(plan, reached, letters, carts):
    if "discount" in plan.columns and (plan["discount"] > 0).any():
        return "What does it add without the discount? These people were about to buy."
    if letters > 6:
        return f"{letters} different messages cost {letters * market.MESSAGE_COST_SEK:,} SEK. Would fewer do?"
    if len(plan) < 0.7 * carts:
        return "Few replies earn little. Who else left a cart?"
    if plan["channel"].nunique() == 1:
        return f"{len(plan) - len(reached):,} did not agree to this channel. Is there another one for them?"
    return "Which channel do people react to most, and which message fits what they look at?"
