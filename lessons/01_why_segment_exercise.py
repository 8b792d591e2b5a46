# %% [markdown]
# # Exercise 01 · Why segment?
#
# {{=tasks}}, from one line to a decision of your own. {{=exercise}} minutes. Replace each `...` with your answer, run the
# cell, then run the check under it. A check tells you what it found, never just "wrong". Stuck? `check.….hint()` in a
# new cell gives one hint at a time, and `check.….solution()` shows one way.
#
# Every task loads its own data, so a mistake in one does not spoil the next.
#
# [Back to the lesson](../notebooks/01_why_segment.ipynb)

# %%
import pandas as pd

from helpers import data, market
from checks import why_segment as check
from given import why_segment as given

# %% [markdown]
# ## Task 1 · What is left?
#
# A shop sends an e-mail to four thousand customers, in two versions. The first three lines of the cell say what it adds in
# margin and what it costs. What profit is left when everything is paid? Fill in the line; Python does the sums.

# %% tags=["answer"]
added_margin_sek = 52_000
e_mails, one_e_mail_sek = 4_000, 0.60
messages, one_message_sek = 2, 1_800

### BEGIN SOLUTION
profit_sek = added_margin_sek - e_mails * one_e_mail_sek - messages * one_message_sek
### END SOLUTION

# %%
check.profit_left(profit_sek)

# %% [markdown]
# ## Task 2 · What did the e-mail add?
#
# Havnbo sent one message to all members. `outcomes` has a row for each: `group` says who was *contacted*, who was held
# out as *control*, and who had given *no consent*; `converted` is 1 for those who bought within two weeks.
#
# **How many** of the buyers among those contacted are incremental, that is, would not have bought without the e-mail?
# (The two groups differ in size. The answer need not be a whole number.)

# %% tags=["answer"]
plan = pd.DataFrame(
    {"customer_id": data.load("customers")["customer_id"], "offer": "everyone", "channel": "email"}
)
outcomes = market.run(plan, holdout=0.2, seed=1)
bought = outcomes.groupby("group")["converted"].agg(["size", "sum", "mean"])

### BEGIN SOLUTION
difference = bought.loc["contacted", "mean"] - bought.loc["control", "mean"]
added_buyers = difference * bought.loc["contacted", "size"]
### END SOLUTION

# %%
check.incremental(added_buyers)

# %% [markdown]
# ## Task 3 · A segment by rule
#
# The simplest segmentation of all: each customer belongs to the one kind of goods (`category`) on which he or she has
# spent the **most money**. Give one category per customer, for everybody with a purchase in `before`.

# %% tags=["answer"]
orders = data.load("orders")[["order_id", "customer_id", "ordered_at"]]
lines = data.load("order_lines").merge(orders)
before = lines[lines["ordered_at"] < data.CUTOFF]

### BEGIN SOLUTION
money = before.groupby(["customer_id", "category"])["amount_sek"].sum().unstack()
favourite = money.idxmax(axis=1)
### END SOLUTION

# %%
check.favourite_goods(favourite)

# %% [markdown]
# ## Task 4 · How many messages?
#
# Another shop has tried it out: `added_margin_sek` says what one message, two, three … add in margin. Each message costs
# `message_sek`, the e-mails are free. Which number of messages earns the most? Give the **number of messages**.

# %% tags=["answer"]
added_margin_sek = pd.Series(
    {1: 30_000, 2: 33_000, 3: 35_200, 4: 36_300, 5: 36_800, 6: 36_900, 12: 36_500}
)
message_sek = 900

### BEGIN SOLUTION
left_sek = added_margin_sek - message_sek * added_margin_sek.index
best_number = left_sek.idxmax()
### END SOLUTION

# %%
check.how_many(best_number)

# %% [markdown]
# ## Task 5 · Your decision
#
# Havnbo sends e-mails on 1 January 2026, and you may spend at most **{{given.BUDGET_SEK:,}} SEK**:
# {{market.CONTACT_COST_SEK["email"]:.2f}} SEK for each e-mail to a customer who has agreed, and
# {{market.MESSAGE_COST_SEK:,}} SEK for each *different* message. One message, `"everyone"`, to all customers
# (`given.one_to_all()`) would earn {{market.expected_profit(given.one_to_all()):,.0f}} SEK on average, in the two weeks
# after the e-mail. **Find a plan that earns at least {{given.TARGET_SEK:,}} SEK.**
#
# A plan is a table with one row per customer who gets an e-mail, and the columns `customer_id`, `offer` and `channel`
# (always `"email"`). An offer is one of `market.offers().index`: a category, `"everyone"`, or one of four bundles.
# `market.NEEDS` says what is in a bundle. Use anything in `data.names()`. Any plan that reaches the profit is right.

# %% tags=["answer"]
customers = data.load("customers")["customer_id"]
orders = data.load("orders")[["order_id", "customer_id", "ordered_at"]]
lines = data.load("order_lines").merge(orders)

### BEGIN SOLUTION
money = lines.groupby(["customer_id", "category"])["amount_sek"].sum().unstack()
most_money = money.idxmax(axis=1).reindex(customers)

bundle = {"essentials": "thrift", "bulk_packs": "thrift"}
bundle |= {"ready_meals": "convenience", "snacks": "convenience"}
offer = most_money.map(bundle).fillna("everyone")  # all others, and those not known yet
plan = pd.DataFrame({"customer_id": customers, "offer": offer.to_numpy(), "channel": "email"})
### END SOLUTION

# %%
check.within_budget(plan)

# %% [markdown]
# Done? Compare your plan with [the solution](../solutions/01_why_segment_solution.ipynb): there is more than one right way.
