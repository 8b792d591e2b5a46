# %% [markdown]
# # Exercise 05 · Behavioural segmentation
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

from helpers import data, experiment, features, market
from checks import behavioural as check
from given import behavioural as given
from page import quiz

# %% [markdown]
# ## Task 1 · No code: which letter of RFM?
#
# Open [the lesson](../notebooks/05_behavioural.ipynb) beside this page and go to its live picture. Leave four segments, all
# purchases tracked, cut into the same number of customers. Give weight to **one** of R, F and M at a time, and none to the
# other two. How many per cent of the differences do the segments explain? Copy the three numbers from the sentence.

# %% tags=["answer"]
### BEGIN SOLUTION
explains = {"R": 8, "F": 12, "M": 12}
### GIVEN
# explains = {"R": ..., "F": ..., "M": ...}
### END SOLUTION

# %%
check.one_letter(explains)

# %% [markdown]
# ## Task 2 · Complete the line: RFM on another day
#
# Compute RFM for all customers as it stood on **1 October 2025**.

# %% tags=["answer"]
orders = data.load("orders")

### BEGIN SOLUTION
rfm_october = features.rfm(orders, at="2025-10-01")
### GIVEN
# rfm_october = features.rfm(orders, at=...)
### END SOLUTION

# %%
check.rfm_table(rfm_october)

# %% [markdown]
# ## Task 3 · Repair: scores that are not fair
#
# A colleague gives every customer three scores from 1 to 5. 5 should be the best customer: bought lately, often, for much
# money. His scores have **two faults**: customers who did the same get different scores, and one column stands upside down.
# Repair it. Any whole scores from 1 to 5 are right if the best have 5, the order
# is kept and equals are treated alike.

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
### GIVEN
# scores = pd.DataFrame(
#     {
#         "R": pd.qcut(rfm["recency_days"].rank(method="first"), 5, labels=False) + 1,
#         "F": pd.qcut(rfm["frequency"].rank(method="first"), 5, labels=False) + 1,
#         "M": pd.qcut(rfm["monetary_sek"].rank(method="first"), 5, labels=False) + 1,
#     }
# )
### END SOLUTION

# %%
check.fair_scores(scores)

# %% [markdown]
# ## Task 4 · Predict, then measure: what did the discount add?
#
# Havnbo sent 20 % off to customers with five orders or more. A coin decided who of them got it; the others are the control
# group. First say what you expect.

# %%
quiz.guess(
    "05_behavioural_exercise",
    "Of 100 discounts that were used, how many paid for orders that were coming anyway?",
    ["About 10.", "About 35.", "About 65.", "About 90."],
)

# %% [markdown]
# `outcomes` has one row per customer: `group` says who was contacted, who is control and who may not be contacted;
# `converted` is 1 for those who bought within two weeks. Give two things:
#
# - `share_anyway`: of the orders among those contacted, the **share** that would have come with nothing sent;
# - `low` and `high`: the 95 % interval of what the discount added, **orders per 100 customers contacted**.
#   `experiment.rate_difference(treated, control)` gives, in this order: share of the treated, share of the control group, their
#   difference, low, high.

# %% tags=["answer"]
rfm = features.rfm(data.load("orders"), at=data.TODAY)
outcomes = market.run(given.discount_to_regulars(rfm), holdout=0.5, seed=11)

### BEGIN SOLUTION
bought = outcomes.groupby("group")["converted"]
treated, control = bought.get_group("contacted"), bought.get_group("control")
share_anyway = control.mean() / treated.mean()
*_, low, high = experiment.rate_difference(treated, control)
low, high = 100 * low, 100 * high
### END SOLUTION

# %%
check.what_it_added(share_anyway, low, high)

# %% [markdown]
# ## Task 5 · Write: three sentences to the board
#
# The board asks: *"The discount to our regulars brought so many orders. Shall we send it every month?"* Answer in three
# sentences, with the figures of task 4. No formula, no word that the board would have to look up.

# %%
check.to_the_board()

# %% [markdown]
# ## Task 6 · Decide: a letter by post
#
# A letter costs {{market.CONTACT_COST_SEK["post"]:.0f}} SEK for each customer, and {{market.MESSAGE_COST_SEK:,}} SEK for each
# *different* letter. `given.plain_to_all()` is the plan of one plain letter to everybody. Can you do better?
#
# A plan is a table with one row per customer who gets a letter: `customer_id`, `offer` (a name in `market.offers().index`) and
# `channel`, always `"post"`; you may add `discount`. Use what the company knows. You have **three campaigns** to try
# plans out: each goes to half of its customers, the other half is the control group, and the table says what the plan adds if
# all get it (`adds_sek`, with low and high). Change the plan, run the cell, run the campaign; then decide for a plan you have
# tried, or for `"nothing"`. The decision is made once.

# %% tags=["answer"]
purchases = data.purchases()
rfm = features.rfm(data.load("orders"), at=data.TODAY)

### BEGIN SOLUTION
last_year = purchases[purchases["ordered_at"] >= "2025-01-01"]
need = last_year["category"].map(market.NEED_OF)
money = last_year.groupby(["customer_id", need])["amount_sek"].sum().unstack(fill_value=0)

recent = rfm.index[rfm["recency_days"] <= 365]
offer = money.idxmax(axis=1).reindex(recent).fillna("everyone")
plan = pd.DataFrame({"customer_id": recent, "offer": offer.to_numpy(), "channel": "post"})
### END SOLUTION

# %%
check.letter_by_post.campaign(plan)

# %%
check.letter_by_post(plan)

# %% [markdown]
# {{=way}}
