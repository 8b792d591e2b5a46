# %% [markdown]
# # Exercise 15 · Keep it alive
#
# {{=tasks}}, from one line to a decision of your own. {{=exercise}} minutes. Replace each `...` with your answer, run the
# cell, then run the check under it. A check tells you what it found, never just "wrong". Stuck? `check.….hint()` in a
# new cell gives one hint at a time, and `check.….solution()` shows one way.
#
# Every task loads its own data, so a mistake in one does not spoil the next.
#
# [Back to the lesson](../notebooks/15_keep_it_alive.ipynb)

# %%
import numpy as np
import pandas as pd
from scipy import stats

from helpers import data, market
from checks import keep_it_alive as check
from given import keep_it_alive as given

# %% [markdown]
# ## Task 1 · Points or percent?
#
# A test with a control group. Say the letter's effect in both ways: in **percentage points**, and as a **relative**
# difference in percent. Two numbers; write one per cent as 1.

# %% tags=["answer"]
contacted, contacted_who_bought = 2_400, 204
control, control_who_bought = 1_200, 84

### BEGIN SOLUTION
rate_contacted = 100 * contacted_who_bought / contacted
rate_control = 100 * control_who_bought / control
points = rate_contacted - rate_control
percent = 100 * points / rate_control
### END SOLUTION

# %%
check.points_and_percent(points, percent)

# %% [markdown]
# ## Task 2 · Who is still where they were?
#
# `before` and `now` give the segment of every customer on the list, half a year ago and today. For each segment of half
# a year ago: what **share of its customers** is in the same segment today? Those who went off the list are not. One
# number between 0 and 1 per segment.

# %% tags=["answer"]
before = given.segments("2025-07-01")
now = given.segments("2026-01-01")

### BEGIN SOLUTION
same = now.reindex(before.index) == before
kept = same.groupby(before).mean()
### END SOLUTION

# %%
check.kept_by_segment(kept)

# %% [markdown]
# ## Task 3 · What came back per SEK?
#
# `outcomes` holds a letter that was sent with a control group: `margin_sek` per customer, before the cost of contact,
# and `cost_sek`. The four texts cost `texts_sek` in all. What is the **return on investment**: added profit per SEK of
# cost?

# %% tags=["answer"]
segment = given.segments("2026-01-01")
plan = pd.DataFrame({"customer_id": segment.index, "offer": segment.to_numpy(), "channel": "post"})
outcomes = market.run(plan, holdout=0.3, seed=4)
texts_sek = 4 * market.MESSAGE_COST_SEK

### BEGIN SOLUTION
by_group = outcomes.groupby("group")
mean_margin, customers = by_group["margin_sek"].mean(), by_group.size()
added = (mean_margin["contacted"] - mean_margin["control"]) * customers["contacted"]
cost = by_group["cost_sek"].sum()["contacted"] + texts_sek
roi = (added - cost) / cost
### END SOLUTION

# %%
check.return_on_investment(roi)

# %% [markdown]
# ## Task 4 · How large a test?
#
# Without a letter 6 of 100 customers buy. You hope that the letter lifts that **by a quarter**. How many customers does
# the test need **in each group**, to find such an effect in four of five tests (power), when in one of twenty tests it
# may cry wolf, in either direction (two-sided level)?

# %% tags=["answer"]
share_control = 0.06
relative_lift = 0.25

### BEGIN SOLUTION
share_contacted = share_control * (1 + relative_lift)
mean = (share_control + share_contacted) / 2
apart = stats.norm.ppf(0.975) * np.sqrt(2 * mean * (1 - mean))
real = stats.norm.ppf(0.80) * np.sqrt(
    share_control * (1 - share_control) + share_contacted * (1 - share_contacted)
)
in_each_group = np.ceil(((apart + real) / (share_contacted - share_control)) ** 2)
### END SOLUTION

# %%
check.size_of_test(in_each_group)

# %% [markdown]
# ## Task 5 · The launch that never was
#
# `daily_sek` holds Havnbo's sales on each day of two years. Nothing was launched on any of them. Somebody picks a
# launch day, adds up the 30 days before it and the 30 days from it on, and reports the change. Over **all days that have
# 30 full days on both sides**: what share of them shows sales up by a fifth or more?

# %% tags=["answer"]
orders = data.load("orders")
daily_sek = orders.groupby(orders["ordered_at"].dt.normalize())["amount_sek"].sum()
daily_sek = daily_sek.reindex(pd.date_range("2024-01-01", "2025-12-31"), fill_value=0)

### BEGIN SOLUTION
thirty_days = daily_sek.rolling(30).sum()
change = thirty_days.shift(-30) / thirty_days - 1
share_up = (change.dropna() >= 0.20).mean()
### END SOLUTION

# %%
check.placebo_launch(share_up)

# %% [markdown]
# ## Task 6 · What is left of a year
#
# `profit_sek` is what one letter adds by segments that are 0, 1, 2, … months old. There is a letter every month, and an
# update, which costs `update_sek`, makes the segments 0 months old. For each interval: what do **twelve letters less the
# updates** leave in a year? The first letter of the year goes out right after an update.

# %% tags=["answer"]
profit_sek = given.profit_by_age()
update_sek = 4_000
intervals = [1, 2, 3, 4, 6, 12]  # months between updates

### BEGIN SOLUTION
left_sek = pd.Series(
    {
        every: sum(profit_sek[month % every] for month in range(12)) - 12 / every * update_sek
        for every in intervals
    }
)
### END SOLUTION

# %%
check.left_of_a_year(left_sek)

# %% [markdown]
# ## Task 7 · Your decision
#
# Plan a year of twelve letters. Choose
#
# - `list_months`: how often the **list** is refreshed, at {{given.LIST_SEK:,}} SEK each time (1, 2, 3, 4, 6 or 12);
# - `needs_months`: how often everybody's **need** is read anew, at {{given.NEEDS_SEK:,}} SEK (the same choices);
# - `holdout`: the share of the list that gets no letter, drawn by lot, as **control group**.
#
# The control group must be large enough that one letter's effect on conversion is seen in **four of five tests**. But
# a customer who is held out brings nothing extra. Everything every quarter, with half of the list held out, leaves
# {{given.year_of_letters(3, 3, 0.5)[0]:,.0f}} SEK. **Find a plan that leaves at least {{given.TARGET_SEK:,}} SEK.**

# %% tags=["answer"]
### BEGIN SOLUTION
plan = {"list_months": 1, "needs_months": 12, "holdout": 0.1}
### END SOLUTION

# %%
check.a_year_of_letters(plan)

# %% [markdown]
# Done? Compare your plan with [the solution](../solutions/15_keep_it_alive_solution.ipynb): there is more than one right way.
