# %% [markdown]
# # Exercise 07 · Technological segmentation
#
# {{=tasks}}, from one line to a mailing plan of your own. {{=exercise}} minutes. Replace each `...`, run the cell, then its check.
# Stuck? `check.….hint()` in a new cell gives one hint at a time; `check.….solution()` shows one way.
#
# [Back to the lesson](../notebooks/07_technological.ipynb)

# %%
import numpy as np
import pandas as pd

from helpers import data, market
from checks import technological as check
from given import technological as given

# %% [markdown]
# ## Task 1 · Permission to push
#
# What **share** of the customers allows push notifications? One number between 0 and 1.

# %% tags=["answer"]
customers = data.load("customers")

### BEGIN SOLUTION
push_share = customers["consent_push"].mean()
### END SOLUTION

# %%
check.allows_push(push_share)

# %% [markdown]
# ## Task 2 · Newest version of the app
#
# For every customer who has been seen in the app: the **newest** version seen. `sessions` knows only visitors;
# `identity` says which customer a visitor is. Leave out visitors whom it does not know.

# %% tags=["answer"]
sessions = data.load("sessions")
identity = data.load("identity")

### BEGIN SOLUTION
known = sessions.merge(identity[["visitor_id", "customer_id"]], on="visitor_id")
in_app = known[known["device"] == "app"]
version = in_app.groupby("customer_id")["app_version"].max()
### END SOLUTION

# %%
check.newest_version(version)

# %% [markdown]
# ## Task 3 · The ladder
#
# Put each customer on the **first** step that works: `push` if allowed, else `email`, else `sms`, else `post`, else `none`. One
# word per customer, in the order of the table or indexed by `customer_id`.

# %% tags=["answer"]
customers = data.load("customers").set_index("customer_id")

### BEGIN SOLUTION
channels = ["push", "email", "sms", "post"]
allowed = [customers[f"consent_{channel}"] == 1 for channel in channels]
step = pd.Series(np.select(allowed, channels, "none"), index=customers.index)
### END SOLUTION

# %%
check.first_step(step)

# %% [markdown]
# ## Task 4 · Reach by age
#
# A table with one row per `age_group` and the column `reach`: the share (between 0 and 1) of its customers who allow push
# **or** e-mail. The groups are there already; customers without a birth year belong to none.

# %% tags=["answer"]
customers = data.load("customers")
age = data.TODAY.year - customers["birth_year"].astype(float)
names = ["under 45", "45–64", "65 and over"]
customers["age_group"] = pd.cut(age, [0, 45, 65, 120], right=False, labels=names)

### BEGIN SOLUTION
customers["reach"] = (customers["consent_push"] == 1) | (customers["consent_email"] == 1)
reach = customers.groupby("age_group", observed=True)["reach"].mean().reset_index()
### END SOLUTION

# %%
check.reach_by_age(reach)

# %% [markdown]
# ## Task 5 · A fair comparison
#
# Customers who allow both push and e-mail were split by lot. `outcomes` tells which channel each got, and whether the
# customer bought (`converted`). Some rows were held out as control and got nothing.
#
# How many **more orders per 100 customers** did push bring than e-mail, among those contacted?

# %% tags=["answer"]
customers = data.load("customers")
agree = (customers["consent_push"] == 1) & (customers["consent_email"] == 1)
both = customers.loc[agree, "customer_id"]
lot = np.random.default_rng(1).random(len(both)) < 0.5
letters = pd.DataFrame({"customer_id": both, "offer": "everyone",
                        "channel": np.where(lot, "push", "email")})
outcomes = market.run(letters, holdout=0.2, seed=21)

### BEGIN SOLUTION
contacted = outcomes[outcomes["group"] == "contacted"]
rate = contacted.groupby("channel")["converted"].mean()
difference = 100 * (rate["push"] - rate["email"])
### END SOLUTION

# %%
check.push_against_email(difference)

# %% [markdown]
# ## Task 6 · Your decision
#
# Plan one mailing of the plain offer (`"everyone"`): who gets it, and in which channel? Two conditions.
#
# - It adds at least **{{given.TARGET_SEK:,}} SEK** of profit, on average, in two weeks. (Push to all who allow it,
#   `given.push_only()`, adds {{market.expected_profit(given.push_only()):,.0f}}.)
# - It leaves no age out: of the customers of 65 and over, at least **{{given.OLDER_REACHED:.0%}}** get it, in a channel that they allow.
#
# `plan` has one row per customer who gets the offer, with `customer_id`, `offer` and `channel`. Any plan that meets
# both conditions is right.

# %% tags=["answer"]
customers = data.load("customers")

### BEGIN SOLUTION
channels = ["push", "email", "sms", "post"]
allowed = [customers[f"consent_{channel}"] == 1 for channel in channels]
customers["channel"] = np.select(allowed, channels, "none")
plan = customers.loc[customers["channel"] != "none", ["customer_id", "channel"]]
plan = plan.assign(offer="everyone")
### END SOLUTION

# %%
check.mailing(plan)

# %% [markdown]
# Done? Compare with [the solution](../solutions/07_technological_solution.ipynb).
