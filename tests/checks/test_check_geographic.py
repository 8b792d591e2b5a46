"""Exercise 03: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd

from checks import geographic as check
from given import geographic as given
from helpers import data, market
from tests.check_cases import Cases, as_tests

CUSTOMERS, AREAS, ORDERS = data.load("customers"), data.load("postal_areas"), data.load("orders")
LINES = data.load("order_lines").merge(ORDERS[["order_id", "customer_id"]])
LINES = LINES.merge(CUSTOMERS[["customer_id", "climate_zone"]])
PEOPLE = CUSTOMERS.merge(AREAS.drop(columns=["region", "climate_zone"]), on="postal_area")

# ---- task 1
COUNTS = CUSTOMERS.groupby("postal_area").size()

# ---- task 2
MONEY = LINES.pivot_table(index="climate_zone", columns="category", values="amount_sek", aggfunc="sum")
OUTDOOR = MONEY["outdoor"] / MONEY.sum(axis=1)

# ---- task 3
PLACED = ORDERS.merge(PEOPLE[["customer_id", "inhabitants_per_km2", "delivery_cost_sek"]])
DRIVEN = PLACED[PLACED["channel"] != "shop"]


def bill(orders=DRIVEN, dense_first=False):
    cost = orders.sort_values("inhabitants_per_km2", ascending=not dense_first)["delivery_cost_sek"]
    return cost.iloc[: len(cost) // 4].sum() / cost.sum()


# ---- task 4
def wrong_zone(table=CUSTOMERS):
    usual = table.groupby("region")["climate_zone"].transform(lambda zones: zones.mode()[0])
    return (table["climate_zone"] != usual).mean()


# ---- task 5
SO_FAR = given.walk()


def next_sek(table=SO_FAR):
    steps = table.diff().fillna(table)
    return steps["cost_sek"] / steps["orders"]


# ---- task 6
TABLE = given.halves()
LEARN, TEST = TABLE[TABLE["learn"]], TABLE[~TABLE["learn"]]


def misplaced(learn=LEARN, test=TEST, by="climate_zone", place="postal_area"):
    sums = learn.groupby(by)[["outdoor_sek", "total_sek"]].sum()
    planned = test[by].map(sums["outdoor_sek"] / sums["total_sek"]) * test["total_sek"]
    gap = planned.groupby(test[place]).sum() - test.groupby(place)["outdoor_sek"].sum()
    return gap.clip(lower=0).sum() / 2 / test["outdoor_sek"].sum() + (
        (-gap).clip(lower=0).sum() / 2 / test["outdoor_sek"].sum()
    )


def zone_shares():
    return {
        zone: one["outdoor_sek"].sum() / one["total_sek"].sum() for zone, one in LEARN.groupby("climate_zone")
    }


# ---- task 7
BOUGHT = LINES.pivot_table(
    index="customer_id", columns="category", values="amount_sek", aggfunc="sum", fill_value=0
)[market.CATEGORIES]
SHARES = BOUGHT.div(BOUGHT.sum(axis=1), axis=0)
NATION = SHARES.mean().to_frame("nation").T


def plan(offer="nation", least=9, boxes=NATION, who=None, **columns):
    people = PEOPLE.assign(offer=offer, channel="email", reward_sek=PEOPLE["delivery_cost_sek"])
    people = people[(people["inhabitants_per_km2"] >= least) if who is None else who]
    kept = dict.fromkeys(["customer_id", "offer", "channel", "reward_sek", *columns])
    return people.assign(**columns)[list(kept)], boxes


def by_need():
    money = BOUGHT[list(market.NEED_OF)].T.groupby(market.NEED_OF).sum().T
    need = money.idxmax(axis=1).reindex(PEOPLE["customer_id"]).fillna("everyone").to_numpy()
    return plan(offer=need, boxes=market.offers())


def by_area():
    filled = SHARES.groupby(PEOPLE.set_index("customer_id")["postal_area"].reindex(SHARES.index)).mean()
    return plan(
        offer="area " + PEOPLE["postal_area"].astype(str),
        boxes=filled.set_axis("area " + filled.index.astype(str)),
    )


CASES = {
    "areas_to_show": Cases(
        untouched=lambda: ...,
        right={
            "condition": lambda: COUNTS[COUNTS >= 5],
            "value_counts": lambda: CUSTOMERS["postal_area"].value_counts().loc[lambda n: n > 4],
            "filter first, as a dict": lambda: (
                (CUSTOMERS.groupby("postal_area").filter(lambda g: len(g) >= 5)["postal_area"])
                .value_counts()
                .to_dict()
            ),
            "a table with the key as a column": lambda: COUNTS[COUNTS >= 5].rename("n").reset_index(),
        },
        named={
            "all areas": (lambda: COUNTS, "still holds the"),
            "more than five": (lambda: COUNTS[COUNTS > 5], "exactly five customers are missing"),
            "set to 0": (lambda: COUNTS.where(COUNTS >= 5, 0), "set to 0 or left empty"),
        },
        wrong={
            "grouped": (lambda: CUSTOMERS.groupby("postal_area"), "GroupBy"),
            "left empty": (lambda: COUNTS.where(COUNTS >= 5), "set to 0 or left empty"),
            "how many": (lambda: 151, "a whole number"),
        },
    ),
    "outdoor_by_zone": Cases(
        untouched=lambda: ...,
        right={
            "two sums": lambda: OUTDOOR,
            "rounded": lambda: OUTDOOR.round(3),
            "a list": lambda: OUTDOOR.to_list(),
            "apply by zone, other order": lambda: (
                LINES.assign(o=LINES["amount_sek"] * (LINES["category"] == "outdoor"))
                .groupby("climate_zone")[["o", "amount_sek"]]
                .sum()
                .pipe(lambda t: t["o"] / t["amount_sek"])
                .iloc[::-1]
            ),
        },
        named={
            "within outdoor": (
                lambda: MONEY["outdoor"] / MONEY["outdoor"].sum(),
                "share of all outdoor money",
            ),
            "lines": (
                lambda: (LINES["category"] == "outdoor").groupby(LINES["climate_zone"]).mean(),
                "share of lines",
            ),
            "of the country": (lambda: MONEY["outdoor"] / MONEY.sum().sum(), "the whole country"),
            "money": (lambda: MONEY["outdoor"], "expected its share of the zone's money"),
        },
        wrong={
            "per cent": (lambda: 100 * OUTDOOR, "a percentage was given"),
            "one zone missing": (lambda: OUTDOOR.loc[2:], "missing"),
        },
    ),
    "bill_of_the_sparsest": Cases(
        untouched=lambda: ...,
        right={
            "sorted": bill,
            "rounded": lambda: round(bill(), 2),
            "nsmallest": lambda: (
                DRIVEN.nsmallest(len(DRIVEN) // 4, "inhabitants_per_km2")["delivery_cost_sek"].sum()
                / DRIVEN["delivery_cost_sek"].sum()
            ),
            "a quantile of density": lambda: np.float64(
                DRIVEN.loc[
                    DRIVEN["inhabitants_per_km2"].rank(method="first", pct=True) <= 0.25, "delivery_cost_sek"
                ].sum()
                / DRIVEN["delivery_cost_sek"].sum()
            ),
        },
        named={
            "dense first": (lambda: bill(dense_first=True), "densest quarter"),
            "means": (
                lambda: (
                    DRIVEN.nsmallest(len(DRIVEN) // 4, "inhabitants_per_km2")["delivery_cost_sek"].mean()
                    / DRIVEN["delivery_cost_sek"].mean()
                ),
                "divide sums, not means",
            ),
            "a quarter of the areas": (
                lambda: (
                    DRIVEN.loc[
                        DRIVEN["inhabitants_per_km2"].isin(AREAS["inhabitants_per_km2"].nsmallest(40)),
                        "delivery_cost_sek",
                    ].sum()
                    / DRIVEN["delivery_cost_sek"].sum()
                ),
                "a quarter of the areas",
            ),
        },
        wrong={
            "per cent": (lambda: 100 * bill(), "a percentage was given"),
            "the others": (lambda: 1 - bill(), "the other part"),
            "SEK": (lambda: DRIVEN["delivery_cost_sek"].sum(), "expected 0."),
        },
    ),
    "wrong_climate": Cases(
        untouched=lambda: ...,
        right={
            "transform": wrong_zone,
            "rounded": lambda: round(wrong_zone(), 2),
            "crosstab": lambda: (
                1 - pd.crosstab(CUSTOMERS["region"], CUSTOMERS["climate_zone"]).max(axis=1).sum() / 6000
            ),
            "a Series of one": lambda: pd.Series([wrong_zone()]),
        },
        named={
            "areas": (lambda: wrong_zone(AREAS), "a share of the postal areas"),
            "right, not wrong": (lambda: 1 - wrong_zone(), "for whom it is right"),
            "mean of regions": (
                lambda: CUSTOMERS.groupby("region").apply(wrong_zone_of_one).mean(),
                "the mean of the five regions",
            ),
            "one zone for all": (
                lambda: (CUSTOMERS["climate_zone"] != CUSTOMERS["climate_zone"].mode()[0]).mean(),
                "for the whole country",
            ),
        },
        wrong={
            "a count": (lambda: wrong_zone() * 6000, "expected 0."),
            "per region": (
                lambda: CUSTOMERS.groupby("region")["climate_zone"].nunique(),
                "expected a single number",
            ),
        },
    ),
    "next_order": Cases(
        untouched=lambda: ...,
        right={
            "diff and fill": next_sek,
            "rounded": lambda: next_sek().round(0),
            "a row of zeros first": lambda: (
                next_sek(pd.concat([SO_FAR.iloc[[0]] * 0, SO_FAR]).reset_index(drop=True))
                .iloc[1:]
                .set_axis(SO_FAR.index)
            ),
            "numpy": lambda: np.diff(SO_FAR["cost_sek"], prepend=0) / np.diff(SO_FAR["orders"], prepend=0),
        },
        named={
            "average": (lambda: SO_FAR["cost_sek"] / SO_FAR["orders"], "average of all orders so far"),
            "change of the average": (
                lambda: (SO_FAR["cost_sek"] / SO_FAR["orders"]).pipe(lambda a: a.diff().fillna(a)),
                "change of the average",
            ),
            "upside down": (lambda: 1 / next_sek(), "upside down"),
            "cost of the step": (
                lambda: SO_FAR["cost_sek"].diff().fillna(SO_FAR["cost_sek"]),
                "divide it by the orders",
            ),
        },
        wrong={
            "first row empty": (
                lambda: SO_FAR["cost_sek"].diff() / SO_FAR["orders"].diff(),
                "empty values (NaN)",
            ),
            "only the last": (lambda: next_sek().iloc[-1], "expected a column"),
        },
    ),
    "wrong_place": Cases(
        untouched=lambda: ...,
        right={
            "both sides": misplaced,
            "rounded": lambda: round(misplaced(), 3),
            "area by area": lambda: (
                sum(
                    abs(area["outdoor_sek"].sum() - (area["total_sek"] * area["share"]).sum())
                    for _, area in TEST.assign(share=TEST["climate_zone"].map(zone_shares())).groupby(
                        "postal_area"
                    )
                )
                / (2 * TEST["outdoor_sek"].sum())
            ),
            "an array of one": lambda: np.array([misplaced()]),
        },
        named={
            "in sample": (lambda: misplaced(LEARN, LEARN), "the customers it was made from"),
            "all customers": (lambda: misplaced(TABLE, TEST), "has seen all customers"),
            "not halved": (lambda: 2 * misplaced(), "counted twice"),
            "swapped": (lambda: misplaced(TEST, LEARN), "halves swapped"),
            "one for all": (
                lambda: misplaced(LEARN.assign(climate_zone=1), TEST.assign(climate_zone=1)),
                "one plan for the whole country",
            ),
            "by zone": (lambda: misplaced(place="climate_zone"), "the shelves stand in postal areas"),
        },
        wrong={
            "per cent": (lambda: 100 * misplaced(), "a percentage was given"),
            "signed": (lambda: 0.0, "expected 0."),
        },
    ),
    "friday_box": Cases(
        untouched=lambda: (..., ...),
        right={
            "as the nation buys, to 9 per km²": plan,
            "a limit of cost": lambda: plan(who=PEOPLE["delivery_cost_sek"] <= 120),
            "needs from purchases, no box of its own": by_need,
            "key as index, other order of columns": lambda: (
                plan()[0].set_index("customer_id"),
                NATION[NATION.columns[::-1]],
            ),
        },
        named={
            "the van is not paid": (lambda: plan(reward_sek=0), "The van has to be paid"),
            "not to the sparsest quarter": (lambda: plan(least=220), "Does the next order there"),
            "a box per area": (by_area, "Would fewer do?"),
            "outdoor where it is harsh": (
                lambda: plan(offer=np.where(PEOPLE["climate_zone"] == 4, "outdoor", "nation")),
                "a small part of what people buy",
            ),
            "everywhere": (lambda: plan(least=0), "too far"),
            "a discount": (lambda: plan(discount=0.1), "without the discount"),
        },
        wrong={
            "by post": (lambda: plan(channel="post"), "expected `email`"),
            "an offer that is not there": (lambda: plan(boxes=market.offers()), "offer holds 'nation'"),
            "shares that do not add up": (lambda: plan(boxes=100 * NATION), "add up to 1"),
            "a Series as box": (lambda: plan(boxes=SHARES.mean()), "a table with a row per box"),
            "the plain box": (
                lambda: plan(offer="everyone", boxes=market.offers()),
                "What do customers really buy",
            ),
            "a list": (lambda: ([1, 2], NATION), "a table with one row per customer"),
        },
    ),
}


def wrong_zone_of_one(table):
    return (table["climate_zone"] != table["climate_zone"].mode()[0]).mean()


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
