# %% [markdown]
# # Exercise 12 · Mixed segmentation
#
# {{=tasks}}, from a small table to a decision of your own. {{=exercise}} minutes. Replace each `...` with your answer,
# run the cell, then run the check under it. Stuck? `check.….hint()` in a new cell gives one hint at a time, and
# `check.….solution()` shows one way.
#
# Every task loads its own data, so a mistake in one does not spoil the next.
#
# [Back to the lesson](../notebooks/12_mixed.ipynb)

# %%
import numpy as np
import pandas as pd

from helpers import data, features, market
from checks import mixed as check
from given import mixed as given

# %% [markdown]
# ## Task 1 · The votes of clicks
#
# Count the visits of each member for each need, as it stood on **1 October 2025**: only visits of the **180 days
# before** that day, and only those that the identity table links to a member. One row per member with at least one
# such visit, one column per need; 0 where there is none. The column `need` is already there. (Goods that speak for
# no need have none.)

# %% tags=["answer"]
sessions, identity = data.load("sessions"), data.load("identity")
sessions["need"] = sessions["category"].map(market.NEED_OF)
day = pd.Timestamp("2025-10-01")

### BEGIN SOLUTION
linked = sessions.merge(identity[["visitor_id", "customer_id"]])
first_day = day - pd.Timedelta(days=180)
lately = linked[(linked["started_at"] >= first_day) & (linked["started_at"] < day)]
click_votes = lately.groupby(["customer_id", "need"]).size().unstack(fill_value=0)
### END SOLUTION

# %%
check.votes_of_clicks(click_votes)

# %% [markdown]
# ## Task 2 · Each method weighs the same
#
# A colleague wants to cluster two methods together: behaviour (three columns) and age (one column). Bring every
# column to mean 0 and standard deviation 1. Then make **each method weigh the same** in k-means, as the lesson
# does: divide its columns by the root of their number. Keep the columns' names.

# %% tags=["answer"]
rfm = features.rfm(data.load("orders"), at=data.TODAY)
people = data.load("customers").set_index("customer_id").loc[rfm.index]
birth_year = people["birth_year"].astype(float)
table = np.log1p(rfm).assign(age=(2026 - birth_year).fillna(2026 - birth_year.median()))
methods = {"behavioural": ["recency_days", "frequency", "monetary_sek"], "demographic": ["age"]}

### BEGIN SOLUTION
scaled = (table - table.mean()) / table.std()
for columns in methods.values():
    scaled[columns] = scaled[columns] / np.sqrt(len(columns))
### END SOLUTION

# %%
check.equal_weight(scaled)

# %% [markdown]
# ## Task 3 · Which need?
#
# `bought` and `clicked` hold each member's votes by need. Let a **visit count twice** as much as a line of a
# receipt. What does the mix say for each member with any vote at all? Equal sums go to the need that stands first
# in the columns.

# %% tags=["answer"]
bought, clicked = given.votes()

### BEGIN SOLUTION
total = bought + 2 * clicked
total = total[total.sum(axis=1) > 0]
needs = total.idxmax(axis=1)
### END SOLUTION

# %%
check.need_by_mix(needs)

# %% [markdown] tags=["quoted"]
# ## Task 4 · When does the next source pay?
#
# On 6,000 members a new source adds `extra_sek` to what one letter a quarter earns. It takes `extra_hours` of work
# a quarter, and the finer segments need one more *kind* of letter a quarter. What a letter earns grows with the
# list; hours and kinds of letter do not. **From how many members does the source pay?** A number.

# %% tags=["answer"]
extra_sek = 3_500
extra_hours = 22
hour_sek = 500
kind_of_letter_sek = market.MESSAGE_COST_SEK

### BEGIN SOLUTION
members_from = (extra_hours * hour_sek + kind_of_letter_sek) / extra_sek * 6_000
### END SOLUTION

# %%
check.pays_from(members_from)

# %% [markdown] tags=["quoted"]
# ## Task 5 · Learn on one half only
#
# `tests` holds six months of test letters, a row per member and month: the member's `segment`, the `letter` drawn
# by lot (or `"none"`: the control group), whether the member `teaches` (the others are kept for judging), and
# `converted`.
#
# What did each letter add in each segment, compared with no letter, among those who **teach**? One row per
# segment, one column per letter (without `"none"`), as shares: 0.05 means five more orders in 100 letters.

# %% tags=["answer"]
tests = given.tests()

### BEGIN SOLUTION
teachers = tests[tests["teaches"]]
rate = teachers.groupby(["segment", "letter"])["converted"].mean().unstack()
added = rate.drop(columns="none").sub(rate["none"], axis=0)
### END SOLUTION

# %%
check.learned(added)

# %% [markdown] tags=["quoted"]
# ## Task 6 · Conversion of whom?
#
# Last quarter half of the members, drawn by lot, were in the `old` programme, the other half in the `new` one.
# Each table has a row for **every** member of its half: `contacted` says whether the letter went out, `converted`
# whether the member bought within two weeks, letter or not. The marketing team reports a splendid rise in
# conversion among those contacted.
#
# By which **share** did the orders **per member** of the half change from the old programme to the new one? Count one
# order for each member who bought. (0.05 means five percent more, a negative number means fewer.)

# %% tags=["answer"]
old, new = given.programmes()

### BEGIN SOLUTION
change = new["converted"].mean() / old["converted"].mean() - 1
### END SOLUTION

# %%
check.orders_of_everybody(change)

# %% [markdown]
# ## Task 7 · Your decision
#
# The finance arm's letter goes by post: {{market.CONTACT_COST_SEK["post"]:.0f}} SEK each, and
# {{market.MESSAGE_COST_SEK:,}} SEK for each *kind* of letter. Every source you use costs upkeep, each quarter:
#
# | source | tables | upkeep (SEK) |
# |---|---|---|
# | `"household"` | customers | {{given.UPKEEP_SEK["household"]:,}} |
# | `"home"` | customers, postal_areas | {{given.UPKEEP_SEK["home"]:,}} |
# | `"purchases"` | orders, order_lines | {{given.UPKEEP_SEK["purchases"]:,}} |
# | `"clicks"` | sessions, identity | {{given.UPKEEP_SEK["clicks"]:,}} |
# | `"survey"` | survey | {{given.UPKEEP_SEK["survey"]:,}} |
#
# What a plan adds on average, without luck, is `market.expected_profit(plan)`, known in this market only. A plain letter
# to everybody needs no source and adds {{market.expected_profit(given.plain_to_all()):,.0f}} SEK.
# **Find a plan and its sources that leave at least {{given.TARGET_SEK:,}} SEK after upkeep.** `plan`
# has one row per member who gets a letter, with `customer_id`, `offer` (a name in `market.offers().index`) and
# `channel`, which is `"post"`. `sources` is the list of sources you used. The cell gives you orders, visits and
# the two tables of votes of task 3. Any plan that leaves the money is right; the check takes your word for the
# sources.

# %% tags=["answer"]
orders = data.load("orders")
visits = data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]])
bought, clicked = given.votes()

### BEGIN SOLUTION
half_a_year = data.TODAY - pd.Timedelta(days=180)
alive = set(orders.loc[orders["ordered_at"] >= half_a_year, "customer_id"])
alive |= set(visits.loc[visits["started_at"] >= half_a_year, "customer_id"])

total = bought + clicked
total = total[(total.sum(axis=1) > 0) & total.index.isin(alive)]
plan = pd.DataFrame({"customer_id": total.index, "offer": total.idxmax(axis=1).to_numpy()})
plan["channel"] = "post"
sources = ["purchases", "clicks"]
### END SOLUTION

# %%
check.letter_and_bill(plan, sources)

# %% [markdown]
# Done? Compare your plan with [the solution](../solutions/12_mixed_solution.ipynb). Then try it without the clicks, and
# with purchases of a longer time: how near do you come, and which of the two would you rather keep up?
