# %% [markdown]
# # Exercise 03 · Geographic segmentation
#
# {{=tasks}}, {{=exercise}} minutes. Where a `...` stands, put your answer in its place; run the cell, then the check under
# it. A check tells you what it found, never just "wrong", and has buttons for a hint and for the solution.
#
# Every task loads its own data, so a mistake in one does not spoil the next. What you write and decide is kept on your
# computer, and nowhere else.
#
# {{=way}}

# %%
import pandas as pd

from helpers import charts, data, market
from checks import geographic as check
from given import geographic as given
from page import quiz

# %% [markdown]
# ## Task 1 · No code: what do more boxes earn?
#
# Open [the lesson](../notebooks/03_geographic.ipynb) beside this page and go to its live picture. Let the vans go to **all** customers,
# and leave the second control at 0. For each grouping, copy what the campaign adds in SEK, with its sign.

# %% tags=["answer"]
### BEGIN SOLUTION
adds = {"one box for all": 40_364, "regions": 33_274, "climate zones": 35_121, "postal areas": -233_246}
### GIVEN
# adds = {"one box for all": ..., "regions": ..., "climate zones": ..., "postal areas": ...}
### END SOLUTION

# %%
check.more_boxes(adds)

# %% [markdown]
# ## Task 2 · Complete the lines: what sells where
#
# `lines` holds every order line with the climate zone of the customer. For each zone: which share of the **money** spent there
# went to outdoor goods, as an **index**? 100 is the same share in the whole country. Whole numbers are exact enough.

# %% tags=["answer"]
zone_of = data.load("customers")[["customer_id", "climate_zone"]]
lines = data.purchases().merge(zone_of, on="customer_id")

### BEGIN SOLUTION
everything = lines.groupby("climate_zone")["amount_sek"].sum()
outdoor = lines[lines["category"] == "outdoor"].groupby("climate_zone")["amount_sek"].sum()
share = outdoor / everything
index = 100 * share / (outdoor.sum() / everything.sum())
### GIVEN
# everything = lines.groupby("climate_zone")["amount_sek"].sum()
# outdoor = lines[lines["category"] == ...].groupby("climate_zone")["amount_sek"].sum()
# share = outdoor / ...
# index = 100 * share / (... / ...)
### END SOLUTION

# %%
check.outdoor_by_zone(index)

# %% [markdown]
# ## Task 3 · Repair: the delivery bill
#
# Suppose every order that was *not* placed in a shop was driven home, one delivery each, at the `delivery_cost_sek` of its
# postal area. What does the **sparsest** quarter of these deliveries cost, in SEK? A colleague's code runs, and has **two
# faults**. Repair it.

# %% tags=["answer"]
orders = data.load("orders")
homes = data.load("customers")[["customer_id", "postal_area"]]
areas = data.load("postal_areas")[["postal_area", "inhabitants_per_km2", "delivery_cost_sek"]]
orders = orders.merge(homes, on="customer_id").merge(areas, on="postal_area")

### BEGIN SOLUTION
driven = orders[orders["channel"] != "shop"]
driven = driven.sort_values("inhabitants_per_km2")
sparsest = driven.head(len(driven) // 4)
bill_sek = sparsest["delivery_cost_sek"].sum()
### GIVEN
# driven = orders
# driven = driven.sort_values("inhabitants_per_km2", ascending=False)
# sparsest = driven.head(len(driven) // 4)
# bill_sek = sparsest["delivery_cost_sek"].sum()
### END SOLUTION

# %%
check.bill_of_the_sparsest(bill_sek)

# %% [markdown]
# ## Task 4 · Predict, then measure: what a region's name tells
#
# Head office treats every customer as if the climate were the one that is most common in the customer's region. First say what
# you expect.

# %%
quiz.guess(
    "03_geographic_exercise",
    "Of 100 customers, for how many is that the wrong climate zone?",
    ["About 5.", "About 25.", "About 50.", "About 75."],
)

# %% [markdown]
# Give the **share** of all customers, between 0 and 1. (`.mode()[0]` is the most common value; `.map` gives each customer what
# belongs to the own region.)

# %% tags=["answer"]
customers = data.load("customers")

### BEGIN SOLUTION
usual = customers.groupby("region")["climate_zone"].agg(lambda zones: zones.mode()[0])
wrong_zone = (customers["climate_zone"] != customers["region"].map(usual)).mean()
### GIVEN
# usual = customers.groupby("region")["climate_zone"].agg(lambda zones: zones.mode()[0])
# wrong_zone = ...
### END SOLUTION

# %%
check.wrong_climate(wrong_zone)

# %% [markdown]
# ## Task 5 · Write: what is wrong with this chart?
#
# An agency shows this picture, and proposes an all-outdoor box for zone 4. Its figures are true. Write three sentences to the
# agency: what the chart does not show, and what you want to see before you pay for the box.

# %%
chart = given.outdoor_index().rename("zone {}".format)
charts.bars(chart, "index: 100 is the whole country", title="Zone 4 lives outdoors: give it an outdoor box")

# %%
check.to_the_agency()

# %% [markdown]
# ## Task 6 · Decide: which box, and how far do the vans go?
#
# The Friday box is offered by e-mail, and Havnbo pays the van. `given.plain_to_all()` is the plan of the box `"everyone"`, driven
# everywhere. Can you do better?
#
# A plan is a table with one row per customer who gets the e-mail: `customer_id`, `offer` (a box: any name in
# `market.offers().index`), `channel`, always `"email"`, and `reward_sek`, the delivery: at least the customer's
# `delivery_cost_sek`. Each different box costs {{market.MESSAGE_COST_SEK:,}} SEK to write. You have **three campaigns** to try
# plans out: each goes to half of its customers, the other half is the control group, and the table says what the plan adds if
# all get it (`adds_sek`, with low and high). Change the plan, run the cell, run the campaign; then decide for a plan you have
# tried, or for `"nothing"`. The decision is made once.

# %% tags=["answer"]
people = given.people()

### BEGIN SOLUTION
reached = people[people["inhabitants_per_km2"] >= 9]
plan = pd.DataFrame(
    {
        "customer_id": reached.index,
        "offer": "everyone",
        "channel": "email",
        "reward_sek": reached["delivery_cost_sek"].to_numpy(),
    }
)
### GIVEN
# reached = people[people["inhabitants_per_km2"] >= ...]
# plan = pd.DataFrame(
#     {
#         "customer_id": reached.index,
#         "offer": ...,
#         "channel": "email",
#         "reward_sek": reached["delivery_cost_sek"].to_numpy(),
#     }
# )
### END SOLUTION

# %%
check.friday_box.campaign(plan)

# %%
check.friday_box(plan)

# %% [markdown]
# {{=way}}
