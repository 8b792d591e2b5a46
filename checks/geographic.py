"""The checks of exercise 03."""

from functools import partial

import numpy as np
import pandas as pd

from checks import expect, words
from checks.core import Answer, NotYet, only_tasks, task
from given import geographic as given
from helpers import data, market

_EXERCISE = "03_geographic"


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Group by `postal_area`; `.size()` counts the rows of each group.",
        "Keep some entries of a Series with a condition in square brackets: `counts[counts >= ...]`.",
        "Five customers are enough to be shown; four are not.",
    ],
)
def areas_to_show(in_area: Answer) -> str:
    """Check the customers of every postal area that has five or more."""
    counts = data.load("customers").groupby("postal_area").size().rename("in_area")
    wanted = counts[counts >= 5]
    mistakes = {
        f"`in_area` still holds the {(counts < 5).sum()} areas with fewer than five customers; expected "
        "those with five or more.": counts,
        "Areas with exactly five customers are missing; five is enough: `>= 5`.": counts[counts > 5],
        "The small areas are set to 0 or left empty; expected them not to be in the result at all: a 0 "
        "on a map says that somebody was hidden there.": counts.where(counts >= 5, 0),
    }
    numeric = isinstance(in_area, pd.Series) and pd.api.types.is_numeric_dtype(in_area)
    expect.none_of_values(in_area.fillna(0) if numeric else in_area, mistakes, name="in_area")
    expect.series(in_area, wanted, name="in_area", key="postal_area")
    hidden = counts[counts < 5]
    return (
        f"{len(wanted)} areas may be shown; {len(hidden)} with {hidden.sum()} customers in all stay hidden."
    )


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "Two sums by zone: the money of all lines, and the money of the outdoor lines.",
        'The outdoor lines are `lines[lines["category"] == "outdoor"]`.',
        "Divide the second sum by the first; pandas matches the zones.",
    ],
)
def outdoor_by_zone(outdoor_share: Answer) -> str:
    """Check the share of each zone's money that goes to outdoor goods."""
    orders = data.load("orders")[["order_id", "customer_id"]]
    lines = data.load("order_lines").merge(orders)
    lines = lines.merge(data.load("customers")[["customer_id", "climate_zone"]])
    is_outdoor = lines["category"] == "outdoor"
    everything = lines.groupby("climate_zone")["amount_sek"].sum()
    outdoor = lines[is_outdoor].groupby("climate_zone")["amount_sek"].sum()
    wanted = (outdoor / everything).rename("outdoor_share")
    of_lines = is_outdoor.groupby(lines["climate_zone"]).mean()
    of_country = outdoor / everything.sum()
    mistakes = {
        "It is each zone's share of all outdoor money; expected the outdoor share of each zone's "
        "money. Divide by the zone's own total.": outdoor / outdoor.sum(),
        "It is a share of lines; expected a share of money. Sum `amount_sek`, do not count.": of_lines,
        "Each zone is divided by the money of the whole country; expected the zone's own.": of_country,
        "It is the money spent on outdoor goods; expected its share of the zone's money.": outdoor,
    }
    expect.none_of_values(outdoor_share, mistakes, name="outdoor_share")
    expect.series(outdoor_share, wanted, name="outdoor_share", key="climate_zone", decimals=3)
    return f"From {wanted[1]:.1%} in zone 1 to {wanted[4]:.1%} in zone 4: much more, and still not much."


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        'Keep the orders with `orders["channel"] != "shop"`.',
        "Sort them by `inhabitants_per_km2`; the first quarter of the rows is the sparsest.",
        "Divide the delivery cost of that quarter by the delivery cost of all of them.",
    ],
)
def bill_of_the_sparsest(share_of_bill: Answer) -> str:
    """Check the share of the delivery bill that goes to the sparsest quarter of the deliveries."""
    people, areas = given.people(), data.load("postal_areas").sort_values("inhabitants_per_km2")
    orders = data.load("orders").merge(people.reset_index()[["customer_id", "postal_area"]])
    orders = orders.merge(areas, on="postal_area").sort_values("inhabitants_per_km2")
    driven = orders[orders["channel"] != "shop"]
    bill = driven["delivery_cost_sek"]
    quarter = len(driven) // 4
    sparsest, densest = bill.head(quarter), bill.tail(quarter)
    few_areas = areas["postal_area"].head(len(areas) // 4)
    of_areas = bill[driven["postal_area"].isin(few_areas)].sum() / bill.sum()
    right = sparsest.sum() / bill.sum()
    mistakes = {
        "the share of the densest quarter; sort the other way": densest.sum() / bill.sum(),
        "how many times dearer such a delivery is than the mean one; divide sums, not means": (
            sparsest.mean() / bill.mean()
        ),
        "the share of a quarter of the areas; far fewer than a quarter of the deliveries go there": of_areas,
        "a share of the deliveries, not of the bill": 0.25,
    }
    expect.none_of(share_of_bill, right, mistakes, name="share_of_bill")
    expect.number(share_of_bill, right, name="share_of_bill", decimals=2)
    return f"A quarter of the deliveries takes {right:.0%} of the bill. That alone is no reason to stop."


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "First the most common zone of each region: group by region, then `.mode()[0]` of the zones.",
        "Give it to every customer with `.map`.",
        "Compare with the customer's own zone; the mean of True and False is a share.",
    ],
)
def wrong_climate(wrong_zone: Answer) -> str:
    """Check the share of customers whose zone is not their region's most common one."""
    customers, areas = data.load("customers"), data.load("postal_areas")

    def usual(table: pd.DataFrame) -> pd.Series:
        return table.groupby("region")["climate_zone"].agg(lambda zones: zones.mode()[0])

    def differs(table: pd.DataFrame) -> pd.Series:
        return table["climate_zone"] != table["region"].map(usual(table))

    right, of_areas = differs(customers).mean(), differs(areas).mean()
    of_regions = differs(customers).groupby(customers["region"]).mean().mean()
    one_zone = (customers["climate_zone"] != customers["climate_zone"].mode()[0]).mean()
    mistakes = {
        "the share for whom it is right": 1 - right,
        "a share of the postal areas; expected a share of the customers, who live closer together in some": (
            of_areas
        ),
        "the mean of the five regions' shares; the regions have different numbers of customers": of_regions,
        "what one most common zone for the whole country gives; take each region's own": one_zone,
    }
    expect.none_of(wrong_zone, right, mistakes, name="wrong_zone")
    expect.number(wrong_zone, right, name="wrong_zone", decimals=2)
    return f"Who knows only the region gets the climate of {right:.0%} of the customers wrong."


@task(
    exercise=_EXERCISE,
    number=5,
    hints=[
        "`.diff()` takes the row above away from each row, in all columns.",
        "The first row has nothing above it: `.fillna(so_far)` puts its own values there.",
        "Divide the cost of each step by the orders of each step.",
    ],
)
def next_order(next_sek: Answer) -> str:
    """Check the cost of an added order in each twentieth of the customers."""
    so_far = given.walk()
    steps = so_far.diff().fillna(so_far)
    wanted = (steps["cost_sek"] / steps["orders"]).rename("next_sek")
    average = (so_far["cost_sek"] / so_far["orders"]).rename("next_sek")
    of_average = average.diff().fillna(average)
    mistakes = {
        "It is the average of all orders so far; expected each twentieth alone.": average,
        "It is the change of the average; expected the cost of the step divided by its orders.": of_average,
        "It is orders per SEK, upside down; expected SEK per order.": 1 / wanted,
        "It is the cost of each step; divide it by the orders of the step.": steps["cost_sek"],
    }
    expect.none_of_values(next_sek, mistakes, name="next_sek")
    expect.series(next_sek, wanted, name="next_sek", key="reached_percent", decimals=0)
    return (
        f"The last twentieth pays {wanted.iloc[-1]:.0f} SEK for an added order, while the average "
        f"of all stands at {average.iloc[-1]:.0f}."
    )


@task(
    exercise=_EXERCISE,
    number=6,
    hints=[
        'Split the table: `learn, test = table[table["learn"]], table[~table["learn"]]`.',
        "The zone's share is a sum divided by a sum, among `learn` only. `.map` gives it to the customers of "
        "`test`.",
        "Per postal area: planned minus sold. Take absolute values, add up, halve, divide by all outdoor "
        "goods of `test`.",
    ],
)
def wrong_place(misplaced: Answer) -> str:
    """Check the share of the outdoor goods of unseen customers that a plan by zone misplaces."""
    table = given.halves()
    learn, test = table[table["learn"]], table[~table["learn"]]
    right = _misplaced(learn, test)
    one_plan = _misplaced(learn.assign(climate_zone=0), test.assign(climate_zone=0))
    mistakes = {
        "of a plan tested on the customers it was made from; test it on the others": _misplaced(learn, learn),
        "of a plan that has seen all customers, the tested ones too": _misplaced(table, test),
        "counted twice: what is too much in one area is missing in another, so halve it": 2 * right,
        "the two halves swapped: learn from those marked `learn`": _misplaced(test, learn),
        "of one plan for the whole country; take each zone's own share": one_plan,
        "summed up by zone; the shelves stand in postal areas": _misplaced(learn, test, "climate_zone"),
    }
    expect.none_of(misplaced, right, mistakes, name="misplaced")
    expect.number(misplaced, right, name="misplaced", decimals=2)
    return f"{right:.0%}, and no plan brings it to 0: a handful of customers never buy exactly their share."


def _misplaced(learn: pd.DataFrame, test: pd.DataFrame, place: str = "postal_area") -> float:
    sums = learn.groupby("climate_zone")[["outdoor_sek", "total_sek"]].sum()
    planned = test["climate_zone"].map(sums["outdoor_sek"] / sums["total_sek"]) * test["total_sek"]
    gap = (planned - test["outdoor_sek"]).groupby(test[place]).sum()
    return gap.abs().sum() / 2 / test["outdoor_sek"].sum()


@task(
    exercise=_EXERCISE,
    number=7,
    hints=[
        "How far: lesson 03 found where the next order costs more than it earns. Try densities around there.",
        "Which box: `shares.mean()` is what an average customer buys. `.to_frame('name').T` makes it a box.",
        "Count your boxes. Each has to earn what it costs to write.",
    ],
)
def friday_box(plan: Answer, boxes: Answer) -> str:
    """Check any plan by e-mail, delivery paid, that reaches the stated expected profit."""
    boxes = _own_boxes(boxes)
    worth = partial(market.expected_profit, more_offers=boxes)
    plan, profit = expect.plan(plan, worth, only={"channel": "email"})
    cost = given.people()["delivery_cost_sek"].reindex(plan["customer_id"]).to_numpy()
    paid = plan["reward_sek"].to_numpy() if "reward_sek" in plan.columns else np.zeros(len(plan))
    unpaid = ~(paid >= cost)  # empty values count as unpaid
    if unpaid.any():
        raise NotYet(
            f"In {unpaid.sum():,} rows `reward_sek` is below the delivery cost of the customer's area. "
            "The van has to be paid: put `delivery_cost_sek` there."
        )
    kinds = plan["offer"].nunique()
    sends = f"Your plan reaches {len(plan):,} customers with {kinds} kinds of box and adds {profit:,.0f} SEK"
    if profit >= given.TARGET_SEK:
        plain = market.expected_profit(given.plain_to_all())
        return f"{sends}. The plain box to everybody adds {plain:,.0f}."
    raise NotYet(f"{sends}; expected {given.TARGET_SEK:,} or more. {_advice(plan, kinds)}")


def _own_boxes(boxes: Answer) -> pd.DataFrame | None:
    """Return the participant's boxes without those the market has; say in a sentence what is wrong."""
    if not isinstance(boxes, pd.DataFrame):
        raise NotYet(f"`boxes` is {words.kind(boxes)}; expected a table with a row per box.")
    if boxes.columns.has_duplicates:
        raise NotYet("Two columns of your `boxes` have the same name; expected one per category.")
    missing = [c for c in market.CATEGORIES if c not in boxes.columns]
    if missing:
        raise NotYet(
            f"`boxes` has no column `{missing[0]}`; expected a row per box and a column per category. "
            "A single Series becomes a row with `.to_frame('name').T`."
        )
    shares = boxes[market.CATEGORIES]
    if not all(pd.api.types.is_numeric_dtype(kind) for kind in shares.infer_objects().dtypes):
        raise NotYet("`boxes` holds something else than numbers; expected shares between 0 and 1.")
    if shares.isna().any(axis=None):
        raise NotYet("`boxes` has empty values; expected a share for every category of every box.")
    if boxes.index.has_duplicates:
        raise NotYet("Two of your `boxes` have the same name; give each its own.")
    own = shares.loc[~boxes.index.isin(market.offers().index)]
    if len(own) == 0:
        return None
    sums = own.sum(axis=1)
    if not np.allclose(sums.astype(float), 1, atol=0.02):
        raise NotYet(
            f"The shares of a box add up to 1; those of {words.names(list(sums.index[:1]))} to "
            f"{sums.iloc[0]:,.2f}. Divide each by their sum."
        )
    return own


def _advice(plan: pd.DataFrame, kinds: int) -> str:
    density = given.people()["inhabitants_per_km2"]
    left_out = density.index.difference(plan["customer_id"])
    if "discount" in plan.columns and (plan["discount"] > 0).any():
        return "What does it add without the discount, which also goes to those who would buy anyway?"
    if kinds > 6:
        return f"{kinds} boxes cost {kinds * market.MESSAGE_COST_SEK:,} SEK to write. Would fewer do?"
    if plan["offer"].isin(market.CATEGORIES).any():
        return "A box of one category meets a small part of what people buy, even where it sells best."
    if len(left_out) > 600:
        return f"{len(left_out):,} customers get nothing. Does the next order there really cost too much?"
    if kinds > 1:
        return f"Do {kinds} boxes add more orders than one, and enough to pay for the writing?"
    if density.reindex(plan["customer_id"]).min() < 8:
        return "Do the vans go too far? Look at the sparsest areas."
    return "The box `everyone` holds all categories alike. What do customers really buy?"


__all__, __dir__, __getattr__ = only_tasks(globals())
