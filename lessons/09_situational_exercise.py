# %% [markdown]
# # Exercise 09 · Situational segmentation
#
# {{=tasks}}, from one number to a plan for the spring. {{=exercise}} minutes. Replace each `...`, run the cell, then its check. Stuck?
# `check.….hint()` in a new cell gives one hint at a time; `check.….solution()` shows one way.
#
# [Back to the lesson](../notebooks/09_situational.ipynb)

# %%
import numpy as np
import pandas as pd

from helpers import data, market
from checks import situational as check
from given import situational as given

# %% [markdown]
# ## Task 1 · Cold days
#
# On how many days of **2025** was there a cold snap in **Norrfjäll**?

# %% tags=["answer"]
calendar = data.load("calendar")

### BEGIN SOLUTION
north = calendar[(calendar["region"] == "Norrfjäll") & (calendar["date"].dt.year == 2025)]
cold_days = north["cold_snap"].sum()
### END SOLUTION

# %%
check.cold_days_in_the_north(cold_days)

# %% [markdown]
# ## Task 2 · First days
#
# A table of the **first day of every cold snap from 1 January 2026 on**: one row per cold snap, with the columns `region` and
# `date`. A first day is cold, and the day before, *in the same region*, was not.

# %% tags=["answer"]
calendar = data.load("calendar").sort_values(["region", "date"])

### BEGIN SOLUTION
before = calendar.groupby("region")["cold_snap"].shift(fill_value=0)
first = (calendar["cold_snap"] == 1) & (before == 0) & (calendar["date"] >= "2026-01-01")
begins = calendar.loc[first, ["region", "date"]]
### END SOLUTION

# %%
check.first_days(begins)

# %% [markdown]
# ## Task 3 · Who is in the moment?
#
# Which customers had a cold snap where they live on **12 February 2026**? Give their `customer_id`s, as a list or a column.

# %% tags=["answer"]
calendar = data.load("calendar")
customers = data.load("customers")

### BEGIN SOLUTION
that_day = calendar[(calendar["date"] == "2026-02-12") & (calendar["cold_snap"] == 1)]
ids = customers.loc[customers["region"].isin(that_day["region"]), "customer_id"]
### END SOLUTION

# %%
check.in_the_cold(ids)

# %% [markdown]
# ## Task 4 · What the moment adds
#
# In the February holidays families got one of two letters, drawn by lot: about things for children, or the plain one. Some were
# held out. How many **more orders per 100 contacted families** did the special letter bring than the plain letter?

# %% tags=["answer"]
customers = data.load("customers")
families = customers.loc[customers["household"] == "family", "customer_id"]
special = np.random.default_rng(5).random(len(families)) < 0.5
letters = pd.DataFrame({
    "customer_id": families, "offer": np.where(special, "children", "everyone"), "channel": "email",
    "sent_on": pd.Timestamp("2026-02-16"), "event": np.where(special, "holiday", "")})
outcomes = market.run(letters, holdout=0.2, seed=15)

### BEGIN SOLUTION
contacted = outcomes[outcomes["group"] == "contacted"]
rate = contacted.groupby("offer")["converted"].mean()
gain = 100 * (rate["children"] - rate["everyone"])
### END SOLUTION

# %%
check.gain_of_the_moment(gain)

# %% [markdown]
# ## Task 5 · How quick is quick enough?
#
# `by_delay` holds the orders per 100 that a letter about outdoor things adds when it answers a cold snap after so many hours.
# The plain letter adds `plain`. Both are known in this market only, without luck. What is the **longest delay in the table** at
# which the special letter still adds more?

# %% tags=["answer"]
by_delay = given.answers_by_delay()
plain = given.plain_answers()

### BEGIN SOLUTION
longest = by_delay.index[by_delay > plain].max()
### END SOLUTION

# %%
check.quick_enough(longest)

# %% [markdown]
# ## Task 6 · Your decision
#
# One e-mail to each customer this spring: which offer, on which day, in answer to which event? What a plan adds on average to the
# profit of the two weeks after it is `market.expected_profit(plan)`, known in this market only. The plain letter to everybody on 15
# January adds {{market.expected_profit(given.plain_plan()):,.0f}} SEK. **Find a plan that adds at least {{given.TARGET_SEK:,}} SEK.**
#
# `plan` has one row per customer with `customer_id`, `offer`, `channel` (`"email"`) and `sent_on` (a date from 1 January to 30 June
# 2026). Where the letter answers an event of the calendar, it has `event` (`"cold_snap"` or `"holiday"`) and `hours_since_event`.
# Approval takes time: at least **{{given.APPROVAL_HOURS}} hours**. No discounts and no rewards. Any plan that reaches the profit is
# right.

# %% tags=["answer"]
calendar = data.load("calendar").sort_values(["region", "date"])
customers = data.load("customers")

### BEGIN SOLUTION
spring = calendar[(calendar["cold_snap"] == 1) & (calendar["date"] >= "2026-01-01")]
first_snap = spring.groupby("region")["date"].min()
plan = pd.DataFrame({
    "customer_id": customers["customer_id"], "offer": "outdoor", "channel": "email",
    "sent_on": customers["region"].map(first_snap), "event": "cold_snap", "hours_since_event": 6.0})
### END SOLUTION

# %%
check.spring_plan(plan)

# %% [markdown]
# Done? Compare with [the solution](../solutions/09_situational_solution.ipynb).
