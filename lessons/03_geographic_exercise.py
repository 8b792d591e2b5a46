# %% [markdown]
# # Exercise 03 · Geographic segmentation
#
# {{=tasks}}, from one line to a decision of your own. {{=exercise}} minutes. Put your answer where a `...` stands, run the cell,
# then the check under it. A check says what it found and where to look. For help, type `check.….hint()` into a new cell; it
# gives one hint more each time. `check.….solution()` shows one way.
#
# Each task reads its own data. You can begin anywhere.
#
# [Back to the lesson](../notebooks/03_geographic.ipynb)

# %%
import numpy as np
import pandas as pd

from helpers import data, market
from checks import geographic as check
from given import geographic as given

# %% [markdown]
# ## Task 1 · What may go on a map
#
# Count the customers of every postal area. Keep the areas that may be shown: those with **five customers or more**. The
# result is one number per `postal_area`.

# %% tags=["answer"]
customers = data.load("customers")

### BEGIN SOLUTION
in_area = customers.groupby("postal_area").size()
in_area = in_area[in_area >= 5]
### END SOLUTION

# %%
check.areas_to_show(in_area)

# %% [markdown]
# ## Task 2 · What sells where
#
# `lines` holds every order line with the climate zone of the customer. Of the money spent in each zone, which **share** went to
# outdoor goods? One number from 0 to 1 per `climate_zone`.

# %% tags=["answer"]
orders = data.load("orders")[["order_id", "customer_id"]]
zone_of = data.load("customers")[["customer_id", "climate_zone"]]
lines = data.load("order_lines").merge(orders).merge(zone_of)

### BEGIN SOLUTION
everything = lines.groupby("climate_zone")["amount_sek"].sum()
outdoor = lines[lines["category"] == "outdoor"].groupby("climate_zone")["amount_sek"].sum()
outdoor_share = outdoor / everything
### END SOLUTION

# %%
check.outdoor_by_zone(outdoor_share)

# %% [markdown]
# ## Task 3 · Who takes the delivery bill?
#
# Suppose every order that was *not* placed in a shop was driven home, one delivery each, at the `delivery_cost_sek` of its
# postal area. Put these deliveries in order of density. Which **share of the bill** goes to the sparsest quarter of the
# deliveries?

# %% tags=["answer"]
orders = data.load("orders")
homes = data.load("customers")[["customer_id", "postal_area"]]
areas = data.load("postal_areas")[["postal_area", "inhabitants_per_km2", "delivery_cost_sek"]]
orders = orders.merge(homes).merge(areas)

### BEGIN SOLUTION
driven = orders[orders["channel"] != "shop"].sort_values("inhabitants_per_km2")
sparsest = driven.head(len(driven) // 4)
share_of_bill = sparsest["delivery_cost_sek"].sum() / driven["delivery_cost_sek"].sum()
### END SOLUTION

# %%
check.bill_of_the_sparsest(share_of_bill)

# %% [markdown]
# ## Task 4 · What a region's name does not tell
#
# Somebody at head office treats every customer as if the climate were the most common one **among the customers of the
# region**. For which share of all customers is that wrong?

# %% tags=["answer"]
customers = data.load("customers")

### BEGIN SOLUTION
usual = customers.groupby("region")["climate_zone"].agg(lambda zones: zones.mode()[0])
wrong_zone = (customers["climate_zone"] != customers["region"].map(usual)).mean()
### END SOLUTION

# %%
check.wrong_climate(wrong_zone)

# %% [markdown]
# ## Task 5 · The next order
#
# `so_far` walks outwards from the densest areas, a twentieth of the customers at a time. Its two columns are totals **up to there**:
# the orders that an e-mail adds, and what driving and e-mails cost. For each row compute what an added order costs **in that
# twentieth alone**. The first row has nothing before it.

# %% tags=["answer"]
so_far = given.walk()

### BEGIN SOLUTION
steps = so_far.diff().fillna(so_far)
next_sek = steps["cost_sek"] / steps["orders"]
### END SOLUTION

# %%
check.next_order(next_sek)

# %% [markdown]
# ## Task 6 · A plan tested on others
#
# `table` has a row per customer: what was bought in all, how much of it was outdoor goods, the climate zone, the postal area, and
# whether the plan may `learn` from this customer.
#
# From the customers to learn from, take the share of outdoor goods in the money of each **zone**. Plan with it for the *other*
# customers: planned = share × what they bought in all. Add up, for each postal area, what was planned and what was really sold
# to those others. Which share of their outdoor goods is in the **wrong place**? (What is too much here is missing there:
# count it once.)

# %% tags=["answer"]
table = given.halves()

### BEGIN SOLUTION
learn, test = table[table["learn"]], table[~table["learn"]]
sums = learn.groupby("climate_zone")[["outdoor_sek", "total_sek"]].sum()
share = sums["outdoor_sek"] / sums["total_sek"]
planned = test["climate_zone"].map(share) * test["total_sek"]
gap = (planned - test["outdoor_sek"]).groupby(test["postal_area"]).sum()
misplaced = gap.abs().sum() / 2 / test["outdoor_sek"].sum()
### END SOLUTION

# %%
check.wrong_place(misplaced)

# %% [markdown]
# ## Task 7 · Your decision
#
# The Friday box, by e-mail: **who gets which box, and how far do the vans go?** Sent to everybody, with the market's
# own box `"everyone"` (`given.plain_to_all()`), it adds {{market.expected_profit(given.plain_to_all()):,.0f}} SEK of
# profit on average, in the two weeks after the e-mail. **Find a plan that adds at least {{given.TARGET_SEK:,}} SEK.**
#
# `plan` has a row per customer who gets the e-mail, with `customer_id`, `offer`, `channel` (`"email"`) and `reward_sek`: the
# delivery, which Havnbo pays, so at least the `delivery_cost_sek` of the customer's area. `offer` may name any row of `market.offers()`
# or of `boxes`, a table of boxes of your own in the same form (a row per box, a column per category, shares that
# add up to 1). Each different box costs {{market.MESSAGE_COST_SEK:,}} SEK to write. No box of your own? Then
# write `boxes = market.offers()`.
#
# `shares` says what part of each customer's money went to each category.

# %% tags=["answer"]
areas = data.load("postal_areas")[["postal_area", "inhabitants_per_km2", "delivery_cost_sek"]]
people = data.load("customers").merge(areas, on="postal_area")
lines = data.load("order_lines").merge(data.load("orders")[["order_id", "customer_id"]])
bought = lines.pivot_table(index="customer_id", columns="category", values="amount_sek",
                           aggfunc="sum", fill_value=0)[market.CATEGORIES]
shares = bought.div(bought.sum(axis=1), axis=0)

### BEGIN SOLUTION
boxes = shares.mean().to_frame("as the nation buys").T
near_enough = people[people["inhabitants_per_km2"] >= 9]
plan = pd.DataFrame({
    "customer_id": near_enough["customer_id"],
    "offer": "as the nation buys",
    "channel": "email",
    "reward_sek": near_enough["delivery_cost_sek"],
})
### END SOLUTION

# %%
check.friday_box(plan, boxes)

# %% [markdown]
# Done? Look at [the solution](../solutions/03_geographic_solution.ipynb). It is one way; a plan that earns as much by another way is as right.
