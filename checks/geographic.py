"""The checks of exercise 03."""

import numpy as np
import pandas as pd

from checks import expect
from checks.core import Answer, only_tasks, predicted, task, writing
from checks.decide import decision
from given import geographic as given
from helpers import data, market

_EXERCISE = "03_geographic"
_GROUPINGS = ["one box for all", "regions", "climate zones", "postal areas"]


# ---------------------------------------------------------------- task 1


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Run the lesson down to the live picture: the cell's play button, or Run → Run All Cells.",
        "Pull *Customers reached* to the far right, to 100. The last number of the sentence is the one.",
        "Choose each grouping in turn. A minus sign belongs to the number.",
    ],
)
def more_boxes(adds: Answer) -> str:
    """Check what the campaign adds under each grouping, as the live picture says it."""
    wanted = _by_grouping(40_364, 33_274, 35_121, -233_246)
    mistakes = {
        "is read off with the vans at 75 % of the customers, as the picture opens; reach all": (
            _by_grouping(33_336, 26_226, 28_055, -77_503)
        ),
        "is read off with the vans at 99 % of the customers; reach all": (
            _by_grouping(40_586, 33_495, 35_341, -222_234)
        ),
        "has a loss as a gain; its sign is minus": wanted.abs(),
        "is what an added order costs on average; expected the last number, what the campaign adds": (
            _by_grouping(82, 106, 100, 1_045)
        ),
        "is what the next order costs; expected the last number, what the campaign adds": (
            _by_grouping(236, 236, 236, 253)
        ),
        "is how many boxes are written; expected what the campaign adds": _by_grouping(1, 5, 4, 124),
        "has the first grouping's figure everywhere; choose each in turn": wanted * 0 + wanted.iloc[0],
        "is in thousands; expected SEK": (wanted / 1000).round(1),
    }
    expect.none_of_values(adds, mistakes, name="adds")
    expect.series(adds, wanted, name="adds", key="grouping", within=1)
    return (
        f"One box earns most. Zones fit better than one box, and lose {wanted.iloc[0] - wanted.iloc[2]:,} "
        "SEK: each box has to be written. A box for each postal area costs more than it can ever bring."
    )


def _by_grouping(*values: float) -> pd.Series:
    """Return what the lesson's live picture says, by grouping; a test reads it off again."""
    return pd.Series(values, pd.Index(_GROUPINGS, name="grouping"), name="adds")


# ---------------------------------------------------------------- task 2


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "The first blank is the name of a category, in quotation marks.",
        "A zone's share is its outdoor money over all its money.",
        "Below the line stands the same share for the whole country: `outdoor.sum() / everything.sum()`.",
    ],
)
def outdoor_by_zone(index: Answer) -> str:
    """Check the index of outdoor goods in each zone's money."""
    customers = data.load("customers")[["customer_id", "climate_zone"]]
    lines = data.purchases().merge(customers, on="customer_id")
    is_outdoor, zone = lines["category"] == "outdoor", lines["climate_zone"]
    everything = lines.groupby("climate_zone")["amount_sek"].sum()
    outdoor = lines[is_outdoor].groupby("climate_zone")["amount_sek"].sum()
    share, wanted = outdoor / everything, given.outdoor_index().rename("index")
    of_lines = is_outdoor.groupby(zone).mean()
    sums = lines.pivot_table(index="customer_id", columns="category", values="amount_sek", aggfunc="sum")
    own = (sums["outdoor"].fillna(0) / sums.sum(axis=1)).rename("own")
    of_people = own.groupby(customers.set_index("customer_id")["climate_zone"]).mean()
    buyers = lines[is_outdoor].groupby("climate_zone")["customer_id"].nunique()
    members = customers.groupby("climate_zone").size()
    per_head = 100 * (outdoor / members) / (outdoor.sum() / members.sum())
    mistakes = {
        "is the share of each zone's money; divide by the share in the whole country": share,
        "is the share in per cent; divide by the share in the whole country": 100 * share,
        "is a ratio around 1; an index is 100 times that": wanted / 100,
        "compares each zone with the mean of the four shares; the zones differ in size": (
            100 * share / share.mean()
        ),
        "counts lines; expected money: sum `amount_sek`": 100 * of_lines / is_outdoor.mean(),
        "is the mean of the customers' own shares; expected shares of the zone's money": (
            100 * of_people / own.mean()
        ),
        "compares outdoor money with the mean of the zones; divide by the zone's own money first": (
            100 * outdoor / outdoor.mean()
        ),
        "is each zone's part of all outdoor money; divide by the zone's own money": 100
        * outdoor
        / outdoor.sum(),
        "is each zone's part of all outdoor money, as a share": outdoor / outdoor.sum(),
        "divides by the money of the whole country; expected the zone's own": 100
        * outdoor
        / everything.sum(),
        "is upside down: the country divided by the zone": 100 * 100 / wanted,
        "compares with zone 1; expected the whole country": 100 * share / share.iloc[0],
        "counts customers who bought outdoor goods; expected money": (
            100
            * (buyers / lines.groupby("climate_zone")["customer_id"].nunique())
            / (buyers.sum() / lines["customer_id"].nunique())
        ),
        "is the outdoor money itself": outdoor,
        "compares outdoor money for each *customer*; divide by the zone's money": per_head,
        "takes purchases of 2025 alone; expected all of them": _index(
            lines[lines["ordered_at"] >= "2025-01-01"]
        ),
        "takes discounts off first; expected `amount_sek`": (
            _index(lines.assign(amount_sek=lines["amount_sek"] - lines["discount_sek"]))
        ),
        "is cut off, not rounded": np.floor(wanted),
        "is about home goods; expected outdoor goods": _index(lines, "home"),
    }
    expect.none_of_values(index, mistakes, name="index", decimals=0)
    expect.series(index, wanted, name="index", key="climate_zone", decimals=0)
    return (
        f"{wanted[4]:.0f} in zone 4, where {100 * share[4]:.0f} SEK of 100 go to outdoor goods: much more "
        f"than elsewhere, and {100 - 100 * share[4]:.0f} SEK still go to something else."
    )


def _index(lines: pd.DataFrame, category: str = "outdoor") -> pd.Series:
    everything = lines.groupby("climate_zone")["amount_sek"].sum()
    of_it = lines[lines["category"] == category].groupby("climate_zone")["amount_sek"].sum()
    return 100 * (of_it / everything) / (of_it.sum() / everything.sum())


# ---------------------------------------------------------------- task 3


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "Which orders were driven? And who stands at the head of the table after sorting?",
        'Keep the orders with `orders["channel"] != "shop"`.',
        "`sort_values` puts the smallest first; the sparsest areas have the fewest inhabitants per km².",
    ],
)
def bill_of_the_sparsest(bill_sek: Answer) -> str:
    """Check what the sparsest quarter of the deliveries costs."""
    areas = data.load("postal_areas")[["postal_area", "inhabitants_per_km2", "delivery_cost_sek"]]
    homes = data.load("customers")[["customer_id", "postal_area"]]
    orders = data.load("orders").merge(homes, on="customer_id").merge(areas, on="postal_area")
    orders = orders.sort_values("inhabitants_per_km2", kind="stable")
    driven = orders[orders["channel"] != "shop"]
    all_orders, bill, quarter = orders["delivery_cost_sek"], driven["delivery_cost_sek"], len(driven) // 4
    in_shops = orders.loc[orders["channel"] == "shop", "delivery_cost_sek"]
    few = areas.nsmallest(len(areas) // 4, "inhabitants_per_km2")["postal_area"]
    people = given.people().sort_values("inhabitants_per_km2", kind="stable")
    web = driven.loc[driven["channel"] == "web", "delivery_cost_sek"]
    lately = driven.loc[driven["ordered_at"] >= "2025-01-01", "delivery_cost_sek"]
    right = bill.head(quarter).sum()
    mistakes = {
        "the bill of the *densest* quarter; sort the other way": bill.tail(quarter).sum(),
        "made with the shop orders in it, which nobody drove": all_orders.head(len(orders) // 4).sum(),
        "the colleague's own figure: the densest quarter, shop orders in it": (
            all_orders.tail(len(orders) // 4).sum()
        ),
        "the bill of all deliveries; expected the sparsest quarter's": bill.sum(),
        "the bill of all orders, those in shops too": all_orders.sum(),
        "the bill of the shop orders; expected the others": in_shops.head(len(in_shops) // 4).sum(),
        "the share of the bill; expected SEK": right / bill.sum(),
        "what one such delivery costs on average; expected the bill": right / quarter,
        "a quarter of the bill; the sparsest deliveries cost more than the others": bill.sum() / 4,
        "the bill of the other three quarters": bill.sum() - right,
        "the bill of a quarter of the *areas*; expected a quarter of the deliveries": (
            bill[driven["postal_area"].isin(few)].sum()
        ),
        "one delivery for each customer; expected one for each order": (
            driven.drop_duplicates("customer_id")["delivery_cost_sek"]
            .head(driven["customer_id"].nunique() // 4)
            .sum()
        ),
        "the deliveries to the sparsest quarter of the *customers*; expected a quarter of the deliveries": (
            bill[driven["customer_id"].isin(people.index[:1_500])].sum()
        ),
        "one delivery to each of the sparsest quarter of the customers; expected one for each order": (
            people["delivery_cost_sek"].iloc[:1_500].sum()
        ),
        "the bill of the sparser *half*": bill.head(len(driven) // 2).sum(),
        "a quarter of all orders, those in shops counted; expected a quarter of the deliveries": (
            bill.head(len(orders) // 4).sum()
        ),
        "made with the website's orders alone; the app's were driven, too": web.head(len(web) // 4).sum(),
        "made with the orders of 2025 alone; expected all": lately.head(len(lately) // 4).sum(),
        "what the goods cost that were driven; expected the deliveries": driven["amount_sek"]
        .head(quarter)
        .sum(),
        "not sorted: the first quarter as the table came": (
            driven.sort_index()["delivery_cost_sek"].head(quarter).sum()
        ),
    }
    expect.none_of(bill_sek, right, mistakes, name="bill_sek", rel=1e-3)
    expect.number(bill_sek, right, name="bill_sek", unit="SEK", rel=3e-3)
    return (
        f"A quarter of the deliveries takes {right / bill.sum():.0%} of the bill of {bill.sum():,} SEK. "
        "Whether they are worth it, the bill does not say: what do these customers earn?"
    )


# ---------------------------------------------------------------- task 4


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Give every customer the region's usual zone: `customers['region'].map(usual)`.",
        "Compare with the customer's own zone: `!=` gives True where it is wrong.",
        "The mean of True and False is a share.",
    ],
)
def wrong_climate(wrong_zone: Answer) -> str:
    """Check the share of customers whose zone is not their region's most common one."""
    customers, areas = data.load("customers"), data.load("postal_areas")
    differs = _differs(customers)
    right = differs.mean()
    zone = customers["climate_zone"]
    by_region = differs.groupby(customers["region"]).mean()
    by_name = customers.groupby("region")["climate_zone"]
    rarest = customers.groupby("region")["climate_zone"].agg(lambda zones: zones.value_counts().index[-1])
    mistakes = {
        "the share for whom it is right": 1 - right,
        "a share of the postal areas; expected a share of the customers": _differs(areas).mean(),
        "the mean of the five regions' shares; they have different numbers of customers": by_region.mean(),
        "what one zone for the whole country gives; take each region's own": (zone != zone.mode()[0]).mean(),
        "the worst region's share; expected that of all customers": by_region.max(),
        "the best region's share; expected that of all customers": by_region.min(),
        "what the *rarest* zone of each region gives": (zone != customers["region"].map(rarest)).mean(),
        "what the *mildest* zone of each region gives; take the most common": (
            (zone != customers["region"].map(by_name.min())).mean()
        ),
        "what the *harshest* zone of each region gives; take the most common": (
            (zone != customers["region"].map(by_name.max())).mean()
        ),
        "what the mean of each region's zones gives, which is no zone at all": (
            (zone != customers["region"].map(by_name.mean())).mean()
        ),
        "the number of customers; expected a share": differs.sum(),
        "the mean distance in zones; expected the share that is wrong": (
            (zone - customers["region"].map(_usual(customers))).abs().mean()
        ),
    }
    expect.none_of(wrong_zone, right, mistakes, name="wrong_zone")
    expect.number(wrong_zone, right, name="wrong_zone", decimals=2)
    return (
        f"Who knows only the region gets the climate of {right:.0%} of the customers wrong: weather does not "
        f"know where a region ends. {predicted(_EXERCISE)}"
    )


def _usual(table: pd.DataFrame) -> pd.Series:
    return table.groupby("region")["climate_zone"].agg(lambda zones: zones.mode()[0])


def _differs(table: pd.DataFrame) -> pd.Series:
    return table["climate_zone"] != table["region"].map(_usual(table))


# ---------------------------------------------------------------- task 5


@writing(
    exercise=_EXERCISE,
    number=5,
    points=[
        "It says that an index compares with the country: more than elsewhere is not most.",
        "It asks for the SEK of 100 behind the index, or gives them.",
        "It asks how many customers would read the box's e-mail, and what it costs to write.",
        "It asks for a test: the outdoor box against the plain box, among the same people, by a coin.",
    ],
)
def to_the_agency() -> str:
    """Write three sentences to an agency on its chart."""
    lines = data.purchases().merge(data.load("customers")[["customer_id", "climate_zone"]], on="customer_id")
    there = lines[lines["climate_zone"] == 4]
    part = there.loc[there["category"] == "outdoor", "amount_sek"].sum() / there["amount_sek"].sum()
    people = (data.load("customers")["climate_zone"] == 4).sum()
    return (
        f"Your index of {given.outdoor_index()[4]:.0f} says that zone 4 buys more outdoor goods than others; "
        f"it hides that they are {100 * part:.0f} SEK of 100, and a box of nothing else misses the other "
        f"{100 - 100 * part:.0f}. There are {people:,} customers in the zone to pay for a box that costs "
        f"{market.MESSAGE_COST_SEK:,} SEK to write. Show us what it earns beside the plain box, among the "
        "same people, a coin deciding who gets which."
    )


# ---------------------------------------------------------------- task 6


def _adds(plan: pd.DataFrame) -> float:
    """Return what a plan adds (SEK) in which Havnbo pays every van.

    Raises
    ------
    ValueError
        When a van is not paid, or the market cannot run the plan.
    """
    worth = market.expected_profit(plan)
    cost = given.people()["delivery_cost_sek"].reindex(plan["customer_id"]).to_numpy()
    paid = plan["reward_sek"].to_numpy(float) if "reward_sek" in plan.columns else cost * 0
    unpaid = ~(paid >= cost)  # empty values count as unpaid
    if unpaid.any():
        raise ValueError(
            f"In {unpaid.sum():,} rows reward_sek is below the delivery cost of the customer's area. The van "
            "has to be paid: put delivery_cost_sek there."
        )
    return worth


@decision(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "How far: the lesson found where the next order costs more than it earns. Try densities near it.",
        "Which box: one that is all of one kind misses most of what people buy.",
        "Each further box has to earn what it costs to write.",
    ],
    rival=("the plain box for all", given.plain_to_all),
    only={"channel": "email"},
    worth=_adds,
)
def friday_box(plan: pd.DataFrame) -> str:
    """Decide on boxes and on how far the vans go, after at most three campaigns."""
    density = given.people()["inhabitants_per_km2"].reindex(plan["customer_id"])
    return (
        f"It drives to {len(plan):,} customers, down to {density.min():.0f} inhabitants per km². Differences "
        "as small as a few vans no campaign of this size can see."
    )


__all__, __dir__, __getattr__ = only_tasks(globals())
