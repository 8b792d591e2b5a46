# %% [markdown]
# # Exercise 05 · Behavioural segmentation
#
# {{=tasks}}, from one line to a decision of your own. {{=exercise}} minutes. Replace each `...` with your answer, run the
# cell, then run the check under it. A check tells you what it found, never just "wrong". Stuck? `check.….hint()` in a
# new cell gives one hint at a time, and `check.….solution()` shows one way.
#
# Every task loads its own data, so a mistake in one does not spoil the next.
#
# [Back to the lesson](../notebooks/05_behavioural.ipynb)

# %%
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

from helpers import data, features, market
from checks import behavioural as check
from given import behavioural as given

# %% [markdown]
# ## Task 1 · RFM on another day
#
# Compute RFM for all customers as it stood on **1 October 2025**: days since the last purchase, all orders, total
# money. Fill in the line.

# %% tags=["answer"]
orders = data.load("orders")

### BEGIN SOLUTION
rfm_october = features.rfm(orders, at="2025-10-01")
### END SOLUTION

# %%
check.rfm_table(rfm_october)

# %% [markdown]
# ## Task 2 · Fair scores
#
# Give every customer of this table three scores from 1 to 5, in columns named `R`, `F` and `M`. 5 is the best
# customer: bought lately, often, for much money. Equal customers must get equal scores.

# %% tags=["answer"]
rfm = features.rfm(data.load("orders"), at=data.TODAY)

### BEGIN SOLUTION
scores = pd.DataFrame(
    {
        "R": features.score(rfm["recency_days"], best="low"),
        "F": features.score(rfm["frequency"]),
        "M": features.score(rfm["monetary_sek"]),
    }
)
### END SOLUTION

# %%
check.fair_scores(scores)

# %% [markdown]
# ## Task 3 · Another definition, by hand
#
# A colleague counts *days with a purchase*, not orders: two orders on one day count once. Compute it with plain pandas,
# for every customer with an order **before 1 July 2025**: one number per customer. (The helper can do it too, but here
# the way is the goal.)

# %% tags=["answer"]
orders = data.load("orders")

### BEGIN SOLUTION
before = orders[orders["ordered_at"] < "2025-07-01"]
purchase_days = before["ordered_at"].dt.date.groupby(before["customer_id"]).nunique()
### END SOLUTION

# %%
check.days_with_purchase(purchase_days)

# %% [markdown]
# ## Task 4 · Segments by rule
#
# Put every customer of `rfm` into exactly one of four segments. What you call them is up to you.
#
# 1. **regulars**: five orders or more, the last one at most 180 days ago;
# 2. **lapsed regulars**: five orders or more, the last one longer ago;
# 3. **newcomers**: exactly one order, at most 60 days ago;
# 4. everybody else.

# %% tags=["answer"]
rfm = features.rfm(data.load("orders"), at=data.TODAY)

### BEGIN SOLUTION
often, lately = rfm["frequency"] >= 5, rfm["recency_days"] <= 180
newcomer = (rfm["frequency"] == 1) & (rfm["recency_days"] <= 60)
segment = pd.Series("others", index=rfm.index)
segment[often & lately] = "regulars"
segment[often & ~lately] = "lapsed regulars"
segment[newcomer] = "newcomers"
### END SOLUTION

# %%
check.segments_by_rule(segment)

# %% [markdown]
# ## Task 5 · Does it predict?
#
# `spending` is what each customer spent in the second half of 2025. Fit a straight-line model on the **learning**
# customers, with the three columns of `rfm`. How much of the differences does it explain among the **testing**
# customers, a quarter of all? Give R², as a number.

# %% tags=["answer"]
orders = data.load("orders")
rfm = features.rfm(orders[orders["ordered_at"] < data.CUTOFF], at=data.CUTOFF)
later = orders[orders["ordered_at"] >= data.CUTOFF]
spending = later.groupby("customer_id")["amount_sek"].sum().reindex(rfm.index, fill_value=0)
testing = rfm.index % 4 == 0  # every fourth customer number
learning = ~testing

### BEGIN SOLUTION
model = LinearRegression().fit(rfm[learning], spending[learning])
r2 = r2_score(spending[testing], model.predict(rfm[testing]))
### END SOLUTION

# %%
check.explained(r2)

# %% [markdown]
# ## Task 6 · What would have happened anyway?
#
# Havnbo sent a discount to customers with five orders or more. `outcomes` has one row per customer: `group` says who was
# contacted, who was held out as control and who could not be contacted; `converted` is 1 for those who bought within two
# weeks.
#
# Of the orders among those **contacted**, which **share** would have come anyway, with nothing sent? Estimate it from the
# control group.

# %% tags=["answer"]
rfm = features.rfm(data.load("orders"), at=data.TODAY)
plan = pd.DataFrame(
    {
        "customer_id": rfm.index[rfm["frequency"] >= 5],
        "offer": "everyone",
        "channel": "email",
        "discount": 0.20,
    }
)
outcomes = market.run(plan, holdout=0.5, seed=11)

### BEGIN SOLUTION
rate = outcomes.groupby("group")["converted"].mean()
share_anyway = rate["control"] / rate["contacted"]
### END SOLUTION

# %%
check.would_have_bought_anyway(share_anyway)

# %% [markdown]
# ## Task 7 · Your decision
#
# Now a letter by **post**: {{market.CONTACT_COST_SEK["post"]:.0f}} SEK for each, and
# {{market.MESSAGE_COST_SEK:,}} SEK for each *different* letter. Sent to everybody (`given.plain_to_all()`), one plain
# letter would add {{market.expected_profit(given.plain_to_all()):,.0f}} SEK of profit on average, in the two weeks after
# the letter. **Find a plan that adds at least {{given.TARGET_SEK:,}} SEK.**
#
# A plan is a table with one row per customer who gets a letter, and the columns `customer_id`, `offer` (any name in
# `market.offers().index`) and `channel`, which must be `"post"`. You may add `discount`. Use what the company
# knows: orders, order lines, customers, anything in `data.names()`. Any plan that reaches the profit is right.

# %% tags=["answer"]
orders = data.load("orders")
lines = data.load("order_lines").merge(orders[["order_id", "customer_id", "ordered_at"]])
rfm = features.rfm(orders, at=data.TODAY)

### BEGIN SOLUTION
lines["need"] = lines["category"].map(market.NEED_OF)
last_year = lines[lines["ordered_at"] >= "2025-01-01"]
money = last_year.groupby(["customer_id", "need"])["amount_sek"].sum().unstack(fill_value=0)

recent = rfm.index[rfm["recency_days"] <= 365]
need = money.idxmax(axis=1).reindex(recent).fillna("everyone")
plan = pd.DataFrame({"customer_id": recent, "offer": need.to_numpy(), "channel": "post"})
### END SOLUTION

# %%
check.letter_by_post(plan)

# %% [markdown]
# Done? Compare your plan with [the solution](../solutions/05_behavioural_solution.ipynb): there is more than one right way.
