# %% [markdown]
# # Exercise 08 · Loyalty
#
# {{=tasks}}, from one line to a decision of your own. {{=exercise}} minutes. Replace each `...` with your answer, run the
# cell, then run the check under it. Stuck? `check.….hint()` in a new cell gives one hint at a time, and
# `check.….solution()` shows one way.
#
# Every task loads its own data, so a mistake in one does not spoil the next.
#
# [Back to the lesson](../notebooks/08_loyalty.ipynb)

# %%
import numpy as np
import pandas as pd

from helpers import data, market
from checks import loyalty as check
from given import loyalty as given

# %% [markdown]
# ## Task 1 · What the club counts
#
# How much did each member spend in **2025**? One number per member, in SEK, for **all** members: who bought nothing
# has a 0. `orders_2025` holds the orders; the column is `amount_sek`.

# %% tags=["answer"]
members = data.load("customers").set_index("customer_id")
orders = data.load("orders")
orders_2025 = orders[orders["ordered_at"] >= "2025-01-01"]

### BEGIN SOLUTION
bought = orders_2025.groupby("customer_id")["amount_sek"].sum()
spent_2025 = bought.reindex(members.index, fill_value=0)
### END SOLUTION

# %%
check.spent_by_member(spent_2025)

# %% [markdown]
# ## Task 2 · Other limits
#
# A colleague wants silver **from {{given.LOW_SILVER_SEK:,}} SEK** and gold **from {{given.LOW_GOLD_SEK:,}} SEK**;
# whoever reaches a limit exactly is in. Give every member of `spent` a tier. What you call the tiers is up to you.

# %% tags=["answer"]
spent = given.spending()[2025]

### BEGIN SOLUTION
tier = pd.Series("bronze", index=spent.index)
tier[spent >= 1_200] = "silver"
tier[spent >= 4_000] = "gold"
### END SOLUTION

# %%
check.tiers_by_rule(tier)

# %% [markdown]
# ## Task 3 · The fall of gold
#
# Look at **all** members who spent {{given.GOLD_SEK:,}} SEK or more in **2024**, those who have left since included.
# By which share did their *total* spending change in 2025? A fall by a quarter is `-0.25`. `spending` has a row per member and a
# column per year, named `2024` and `2025` (numbers, not text).

# %% tags=["answer"]
spending = given.spending()

### BEGIN SOLUTION
gold = spending[spending[2024] >= 5_000]
change = gold[2025].sum() / gold[2024].sum() - 1
### END SOLUTION

# %%
check.fall_of_gold(change)

# %% [markdown]
# ## Task 4 · Net, not gross
#
# Silver and gold got an offer for members only, by e-mail; half of those with consent were held out as control. A year
# has passed. `outcomes` has a row per member, with `group` (contacted, control, no consent) and `retained` (1: still
# a customer). **How many percentage points** did the offer add to staying?

# %% tags=["answer"]
spent = given.spending()[2025]
club = spent.index[spent >= given.SILVER_SEK]
plan = pd.DataFrame({"customer_id": club, "offer": "everyone", "channel": "email", "exclusive": 1})
outcomes = market.run(plan, holdout=0.5, seed=9)

### BEGIN SOLUTION
rate = outcomes.groupby("group")["retained"].mean()
points_kept = 100 * (rate["contacted"] - rate["control"])
### END SOLUTION

# %%
check.points_of_staying(points_kept)

# %% [markdown]
# ## Task 5 · The turning point
#
# Now every member in that plan gets a voucher with their next order, the **same sum for all**. At which sum, in SEK,
# does the plan earn exactly nothing?
#
# - `letter_sek` is what the plan adds in the fortnight, without any voucher, after letters and message are paid;
# - `chances` has a row per member that can be reached: `chance_with` and `chance_without` (to order, and so to cash in
#   the voucher), `stay_with` and `stay_without` (to stay a year), `year_margin_sek` (of a year, if the member stays).

# %% tags=["answer"]
spent = given.spending()[2025]
club = spent.index[spent >= given.SILVER_SEK]
plan = pd.DataFrame({"customer_id": club, "offer": "everyone", "channel": "email", "exclusive": 1})
letter_sek = market.expected_profit(plan)
chances = market.expected(plan).query("consent == 1")

### BEGIN SOLUTION
stays = chances["stay_with"] - chances["stay_without"]
year_sek = (stays * chances["year_margin_sek"]).sum()
voucher_limit = (letter_sek + year_sek) / chances["chance_with"].sum()
### END SOLUTION

# %%
check.turning_point(voucher_limit)

# %% [markdown]
# ## Task 6 · The forgotten
#
# A newcomer joined within the last 90 days: `member_since` is **later than** 90 days before `data.TODAY`. Which
# **share of all potential** belongs to newcomers who spent less than {{given.SILVER_SEK:,}} SEK in 2025? The potential is
# `year_margin_sek`: what each member would bring in a year, known only here.

# %% tags=["answer"]
table = data.load("customers").set_index("customer_id")[["member_since"]]
table["spent_sek"] = given.spending()[2025]
table["year_margin_sek"] = given.potential()

### BEGIN SOLUTION
newcomer = table["member_since"] > data.TODAY - pd.Timedelta(days=90)
unseen = newcomer & (table["spent_sek"] < 1_500)
share_unseen = table.loc[unseen, "year_margin_sek"].sum() / table["year_margin_sek"].sum()
### END SOLUTION

# %%
check.unseen_share(share_unseen)

# %% [markdown]
# ## Task 7 · Your decision
#
# Write Havnbo's letters for January: to whom, with which offer, and to whom *for members only*? Counting the fortnight
# and the year after it, the club as planned in the lesson is worth {{market.expected_worth(given.as_planned()):,.0f}} SEK, a plain
# letter to everybody {{market.expected_worth(given.mass_mailing()):,.0f}}.
# **Find a plan that is worth at least {{given.TARGET_SEK:,}} SEK.**
#
# A plan is a table with one row per member who gets a letter, and the columns `customer_id`, `offer` (any name in
# `market.offers().index`) and `channel`, which must be `"email"`. You may add `exclusive` (1 or 0), `reward_sek`,
# `stage_message` and `discount`. **At most {{given.MOST_EXCLUSIVE:,}} members** may get something exclusive; otherwise
# it would not be exclusive. Use what the company knows: anything in `data.names()`, not the truth. `market.expected_worth(plan)` tells
# what a plan is worth. Any plan that reaches the sum is right.

# %% tags=["answer"]
members = data.load("customers").set_index("customer_id")
spent = given.spending()[2025]
orders = data.load("orders")
lines = data.load("order_lines").merge(orders[["order_id", "customer_id", "ordered_at"]])

### BEGIN SOLUTION
last_year = lines[lines["ordered_at"] >= "2025-01-01"]
need = last_year["category"].map(market.NEED_OF)
by_need = last_year.groupby(["customer_id", need])["amount_sek"].sum()
own_kind = by_need.unstack(fill_value=0).idxmax(axis=1).reindex(members.index).fillna("everyone")

plan = pd.DataFrame({"offer": own_kind, "channel": "email", "exclusive": 0}, index=members.index)
plan.loc[spent.nlargest(given.MOST_EXCLUSIVE).index, "exclusive"] = 1
plan = plan.reset_index()
### END SOLUTION

# %%
check.letters_for_january(plan)

# %% [markdown]
# Done? Compare your plan with [the solution](../solutions/08_loyalty_solution.ipynb): there is more than one right way.
