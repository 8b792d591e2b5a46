"""Exercise 03: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd
import pytest

from checks import geographic as check
from given import geographic as given
from helpers import data
from tests.check_cases import Cases, as_tests
from tests.read_off import live_picture

CUSTOMERS = data.load("customers")
AREAS = data.load("postal_areas")
LINES = data.purchases().merge(CUSTOMERS[["customer_id", "climate_zone"]], on="customer_id")
ORDERS = data.load("orders").merge(CUSTOMERS[["customer_id", "postal_area"]], on="customer_id")
ORDERS = ORDERS.merge(AREAS[["postal_area", "inhabitants_per_km2", "delivery_cost_sek"]], on="postal_area")
DRIVEN = ORDERS[ORDERS["channel"] != "shop"].sort_values("inhabitants_per_km2")


# ---- task 1
GROUPINGS = ["one box for all", "regions", "climate zones", "postal areas"]


def adds(*values):
    return dict(zip(GROUPINGS, values or (40_364, 33_274, 35_121, -233_246), strict=True))


def at_three_quarters():
    return adds(33_336, 26_226, 28_055, -77_503)


@pytest.mark.parametrize(
    ("reached", "said"),
    [(100, adds()), (75, at_three_quarters()), (99, adds(40_586, 33_495, 35_341, -222_234))],
)
def test_the_figures_are_those_that_the_lessons_picture_says(reached, said):
    says = live_picture("03_geographic")
    for grouping, sek in said.items():
        assert f"adds {sek:,} SEK" in says(grouping=grouping, reached=reached)


# ---- task 2
def index(share=None, country=None):
    everything, outdoor = money(), money(LINES[LINES["category"] == "outdoor"])
    share = outdoor / everything if share is None else share
    return 100 * share / (outdoor.sum() / everything.sum() if country is None else country)


def money(lines=LINES):
    return lines.groupby("climate_zone")["amount_sek"].sum()


def zone_share():
    return money(LINES[LINES["category"] == "outdoor"]) / money()


def lines_index():
    is_outdoor = LINES["category"] == "outdoor"
    return 100 * is_outdoor.groupby(LINES["climate_zone"]).mean() / is_outdoor.mean()


# ---- task 3
def bill(driven=DRIVEN, end="head"):
    return getattr(driven, end)(len(driven) // 4)["delivery_cost_sek"].sum()


# ---- task 4
def wrong(table=CUSTOMERS):
    usual = table.groupby("region")["climate_zone"].agg(lambda zones: zones.mode()[0])
    return (table["climate_zone"] != table["region"].map(usual)).mean()


def one_minus_the_largest():
    counts = pd.crosstab(CUSTOMERS["region"], CUSTOMERS["climate_zone"])
    return 1 - counts.max(axis=1).sum() / len(CUSTOMERS)


# ---- task 6
def plan(least=9, offer="everyone", paid=1.0, channel="email", **more):
    people = given.people()
    reached = people[people["inhabitants_per_km2"] >= least]
    table = {"customer_id": reached.index, "offer": offer, "channel": channel}
    return pd.DataFrame(table | {"reward_sek": paid * reached["delivery_cost_sek"].to_numpy()} | more)


def by_zone():
    zone = given.people()["climate_zone"].to_numpy()
    return given.plain_to_all().assign(offer=np.where(zone == 4, "outdoor", "everyone"))


CASES = {
    "more_boxes": Cases(
        untouched=lambda: dict.fromkeys(GROUPINGS, ...),
        right={
            "a dict": adds,
            "a list": lambda: list(adds().values()),
            "a Series of decimals": lambda: pd.Series(adds()).astype(float),
            "a table": lambda: pd.DataFrame({"grouping": adds().keys(), "sek": adds().values()}),
        },
        named={
            "as it opens": (at_three_quarters, "at 75 % of the customers"),
            "a loss as a gain": (lambda: adds(40_364, 33_274, 35_121, 233_246), "its sign is minus"),
            "the average": (lambda: adds(82, 106, 100, 1_045), "costs on average"),
            "the next": (lambda: adds(236, 236, 236, 253), "what the next order costs"),
            "99 %": (lambda: adds(40_586, 33_495, 35_341, -222_234), "at 99 %"),
        },
        wrong={
            "one figure": (lambda: adds(*4 * [40_364]), "the first grouping's figure"),
            "two swapped": (lambda: adds(40_364, 35_121, 33_274, -233_246), "grouping 'regions'"),
            "a number": (lambda: 40_364, "a whole number"),
        },
    ),
    "outdoor_by_zone": Cases(
        untouched=lambda: ...,
        right={
            "sums": index,
            "whole numbers": lambda: index().round().astype(int),
            "a dict": lambda: index().to_dict(),
            "a table, shuffled": lambda: index().rename("index").reset_index().sample(frac=1, random_state=0),
        },
        named={
            "shares": (zone_share, "is the share of each zone's money"),
            "per cent": (lambda: 100 * zone_share(), "is the share in per cent"),
            "a ratio": (lambda: index() / 100, "a ratio around 1"),
            "the mean of zones": (lambda: index(country=zone_share().mean()), "the mean of the four shares"),
            "lines": (lines_index, "counts lines"),
            "money": (lambda: money(LINES[LINES["category"] == "outdoor"]), "the outdoor money itself"),
            "against zone 1": (lambda: index(country=zone_share().iloc[0]), "compares with zone 1"),
            "whole country below": (
                lambda: 100 * money(LINES[LINES["category"] == "outdoor"]) / money().sum(),
                "divides by the money of the whole country",
            ),
        },
        wrong={
            "upside down": (lambda: 10_000 / index(), "upside down"),
            "one number": (lambda: 192, "a whole number"),
            "three zones": (lambda: index().iloc[1:], "1 missing"),
        },
    ),
    "bill_of_the_sparsest": Cases(
        untouched=lambda: ...,
        right={
            "sorted": bill,
            "one delivery more": lambda: DRIVEN.head(-(-len(DRIVEN) // 4))["delivery_cost_sek"].sum(),
            "by quantile": lambda: DRIVEN.loc[
                DRIVEN["inhabitants_per_km2"] <= DRIVEN["inhabitants_per_km2"].quantile(0.25),
                "delivery_cost_sek",
            ].sum(),
            "hundreds": lambda: round(bill(), -2),
        },
        named={
            "densest": (lambda: bill(end="tail"), "the *densest* quarter"),
            "shop orders": (
                lambda: bill(ORDERS.sort_values("inhabitants_per_km2", kind="stable")),
                "with the shop orders in it",
            ),
            "as it was": (
                lambda: bill(ORDERS.sort_values("inhabitants_per_km2", ascending=False)),
                "the colleague's own figure",
            ),
            "all": (lambda: DRIVEN["delivery_cost_sek"].sum(), "the bill of all deliveries"),
            "a share": (lambda: bill() / DRIVEN["delivery_cost_sek"].sum(), "the share of the bill"),
            "the mean": (lambda: bill() / (len(DRIVEN) // 4), "costs on average"),
            "not sorted": (lambda: bill(DRIVEN.sort_index()), "not sorted"),
        },
        wrong={
            "the rest": (lambda: DRIVEN["delivery_cost_sek"].sum() - bill(), "the other three quarters"),
            "five per cent more": (lambda: 1.05 * bill(), "a little too high"),
            "a quarter of all": (lambda: DRIVEN["delivery_cost_sek"].sum() / 4, "a quarter of the bill"),
            "the table": (lambda: DRIVEN, "a table"),
        },
    ),
    "wrong_climate": Cases(
        untouched=lambda: ...,
        right={
            "mode": wrong,
            "two decimals": lambda: round(wrong(), 2),
            "counts": one_minus_the_largest,
            "numpy": lambda: np.float64(wrong()),
        },
        named={
            "right ones": (lambda: 1 - wrong(), "for whom it is right"),
            "areas": (lambda: wrong(AREAS), "a share of the postal areas"),
            "one zone": (
                lambda: (CUSTOMERS["climate_zone"] != CUSTOMERS["climate_zone"].mode()[0]).mean(),
                "one zone for the whole country",
            ),
            "a count": (lambda: wrong() * len(CUSTOMERS), "the number of customers"),
        },
        wrong={
            "per cent": (lambda: 100 * wrong(), "a percentage was given"),
            "text": (lambda: "25 %", "is text"),
        },
    ),
    "friday_box": Cases(
        untouched=lambda: ...,
        right={
            "down to nine": plan,
            "an outdoor box in zone 4": by_zone,
            "no vans to the sparsest, key as index": lambda: plan(150).set_index("customer_id"),
            "more than the van costs": lambda: plan(paid=1.1),
        },
        named={
            "no van paid": (lambda: plan(paid=0), "The van has to be paid"),
            "half of it paid": (lambda: plan(20, paid=0.5), "rows reward_sek is below"),
            "by post": (lambda: plan(channel="post"), "expected `email`"),
            "a discount": (lambda: plan(discount=0.2), "has `discount`; this task allows"),
            "no such box": (lambda: plan(offer="garden"), "offer holds 'garden'"),
        },
        wrong={
            "not tried": (lambda: plan(12), "No campaign has tried this plan"),
            "a list": (lambda: [1, 2], "is a list"),
            "twice": (lambda: pd.concat([plan(), plan()]), "customers twice"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
