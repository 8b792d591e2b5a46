# %% [markdown]
# # Exercise 10 · Lifecycle segmentation
#
# {{=tasks}}, from one line to a decision of your own. {{=exercise}} minutes. Put your answer where a `...` stands, run the cell,
# then the check below it. The check says what it found. `check.….hint()` in a new cell gives one hint at a time,
# `check.….solution()` shows one way.
#
# Each task loads what it needs; you can do them in any order.
#
# [Back to the lesson](../notebooks/10_lifecycle.ipynb)

# %%
import numpy as np
import pandas as pd

from helpers import data, market
from checks import lifecycle as check
from given import lifecycle as given

# %% [markdown]
# ## Task 1 · How long silent?
#
# For every customer with an order: how many **whole calendar days** have passed from the day of the last order, in any
# channel, to `data.TODAY`? One number per customer.

# %% tags=["answer"]
orders = data.load("orders")

### BEGIN SOLUTION
last_day = orders.groupby("customer_id")["ordered_at"].max().dt.normalize()
silence_days = (data.TODAY - last_day).dt.days
### END SOLUTION

# %%
check.silence(silence_days)

# %% [markdown]
# ## Task 2 · The own gap
#
# The own gap of a customer is the **median number of days between days with an order** (two orders on one day are one
# day). Compute it for every customer who has at least one gap.

# %% tags=["answer"]
orders = data.load("orders")

### BEGIN SOLUTION
days = orders.assign(day=orders["ordered_at"].dt.normalize())[["customer_id", "day"]]
days = days.drop_duplicates().sort_values(["customer_id", "day"])
gaps = days.groupby("customer_id")["day"].diff().dt.days
gap_days = gaps.groupby(days["customer_id"]).median().dropna()
### END SOLUTION

# %%
check.own_gap(gap_days)

# %% [markdown]
# ## Task 3 · The gaps that have not ended
#
# `wait` has a row for each customer of the **shops**: the days from the first order there to the second, and whether the
# second has come. Where it has not, `days` is how long the wait has lasted so far. After how many days have **half** come
# back, when those still waiting are counted as the lesson does (Kaplan and Meier)?

# %% tags=["answer"]
wait = given.waits("shop")

### BEGIN SOLUTION
by_day = wait.groupby("days")["came"].agg(["sum", "size"])
still_there = by_day["size"][::-1].cumsum()[::-1]
remain = (1 - by_day["sum"] / still_there).cumprod()
half_back_days = remain.index[remain <= 0.5][0]
### END SOLUTION

# %%
check.usual_gap(half_back_days)

# %% [markdown]
# ## Task 4 · Stages
#
# `table` has a row per member: `silence_days`, `rhythm_days` and `days_as_member`. Give every member one stage. What you
# call them is up to you. The first rule that fits decides:
#
# 1. **slipping**: silent for more than three own rhythms, or without any order in two years (`silence_days` is empty);
# 2. **new**: a member for less than 90 days;
# 3. **active**: everybody else.

# %% tags=["answer"]
table = given.members_now()

### BEGIN SOLUTION
too_long = table["silence_days"] > 3 * table["rhythm_days"]
never_seen = table["silence_days"].isna()
newcomer = table["days_as_member"] < 90
stage = np.select([too_long | never_seen, newcomer], ["slipping", "new"], "active")
stage = pd.Series(stage, index=table.index)
### END SOLUTION

# %%
check.stages_by_rule(stage)

# %% [markdown]
# ## Task 5 · Who is on the list?
#
# `we_miss_you` is True for every member on the web team's list, `has_left` for every member who has truly left. Of those
# **on the list**, which **share** has left?

# %% tags=["answer"]
we_miss_you = given.web_list()
has_left = data.truth("customers").set_index("customer_id")["left_on"].notna()

### BEGIN SOLUTION
share = has_left[we_miss_you].mean()
### END SOLUTION

# %%
check.truly_gone(share)

# %% [markdown]
# ## Task 6 · What did the letter keep?
#
# Havnbo thanked half of the members who may be written to; the other half, drawn by lot, got nothing. `outcomes` has a
# row per member, with `group` and `retained` (1: still a customer a year on). How many customers did the letter keep **per
# 100 letters**?

# %% tags=["answer"]
members = data.load("customers")["customer_id"]
letter = {"offer": "everyone", "channel": "email", "stage_message": "thanks"}
outcomes = market.run(pd.DataFrame({"customer_id": members, **letter}), holdout=0.5, seed=12)

### BEGIN SOLUTION
stayed = outcomes.groupby("group")["retained"].mean()
kept = 100 * (stayed["contacted"] - stayed["control"])
### END SOLUTION

# %%
check.kept_per_100(kept)

# %% [markdown]
# ## Task 7 · Your decision
#
# Who is welcomed, who is thanked, who is missed? A plan's **worth** is the profit of the 14 days after it and next year's
# margin of the customers it keeps: `market.expected_worth(plan)`, the mean over all luck, known in this market only. One
# plain letter to everybody is worth
# {{market.expected_worth(given.letters("")):,.0f}} SEK, a thank-you to everybody
# {{market.expected_worth(given.letters("thanks")):,.0f}} SEK. **Find a plan that is worth at least
# {{given.TARGET_SEK:,}} SEK.**
#
# A plan has one row per member who gets a letter, with `customer_id`, `offer` (always `"everyone"`), `channel` (always
# `"email"`) and `stage_message`: `"welcome"`, `"thanks"`, `"win_back"` or `""`. Use anything that Havnbo knows:
# `data.names()`. Any plan that reaches the worth is right; the hidden truth is not Havnbo's to use.

# %% tags=["answer"]
members = data.load("customers").set_index("customer_id")
orders = data.load("orders")
sessions = data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]])

### BEGIN SOLUTION
last_order = orders.groupby("customer_id")["ordered_at"].max().reindex(members.index)
last_visit = sessions.groupby("customer_id")["started_at"].max().reindex(members.index)
last_sign = pd.concat([last_order, last_visit], axis=1).max(axis=1)

lately = last_sign > data.TODAY - pd.Timedelta(days=300)
joined = members["member_since"] > data.TODAY - pd.Timedelta(days=90)
message = np.select([joined, lately], ["welcome", "thanks"], "win_back")
plan = pd.DataFrame({"customer_id": members.index, "offer": "everyone", "channel": "email"})
plan["stage_message"] = message
### END SOLUTION

# %%
check.stage_letters(plan)

# %% [markdown]
# Done? Compare your plan with [the solution](../solutions/10_lifecycle_solution.ipynb): there is more than one right way.
