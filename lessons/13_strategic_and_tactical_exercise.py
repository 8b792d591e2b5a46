# %% [markdown]
# # Exercise 13 · Strategic and tactical segmentation
#
# {{=tasks}}, from one line to a mailing that three departments share. {{=exercise}} minutes. Replace each `...`, run the cell,
# then run the check under it. `check.….hint()` in a new cell gives one hint at a time; `check.….solution()` shows one
# way.
#
# Every task loads its own data, so a mistake in one does not spoil the next.
#
# [Back to the lesson](../notebooks/13_strategic_and_tactical.ipynb)

# %%
import numpy as np
import pandas as pd

from helpers import data, features, market
from checks import strategic_and_tactical as check
from given import strategic_and_tactical as given

# %% [markdown]
# ## Task 1 · The frame, in one line
#
# `counts` says how many order lines of each need every customer bought in the 18 months before 1 July 2025. The
# simplest frame of all: **each customer belongs to the need bought most.** One kind per customer.

# %% tags=["answer"]
counts = given.need_counts("2025-07-01", months=18)

### BEGIN SOLUTION
kind = counts.idxmax(axis=1)
### END SOLUTION

# %%
check.frame_in_one_line(kind)

# %% [markdown]
# ## Task 2 · Whom does last month see?
#
# `month` holds the kinds by the purchases of June 2025 alone, `later` what was bought in the half-year after. Of all
# customers in `later`, for which **share** does `month` say anything?

# %% tags=["answer"]
month = given.need_counts("2025-07-01", months=1).idxmax(axis=1)
later = given.need_counts("2026-01-01", months=6)

### BEGIN SOLUTION
seen = later.index.isin(month.index).mean()
### END SOLUTION

# %%
check.seen_by_last_month(seen)

# %% [markdown]
# ## Task 3 · Scores on a fixed scale
#
# `figures` has a row per kind and a last row, `all`. Give each of the four kinds two scores, in columns named as in
# `figures`: `0` for `30%` worse than all or still worse, `0.5` for the same as all, `1` for `30%` better or still better,
# straight in between. More `margin_sek` is better; **less** `returned_share`, of goods sent back, is better. "Better" is
# a ratio: for returns, that of all over that of the kind.

# %% tags=["answer"]
figures = given.kind_figures()

### BEGIN SOLUTION
everyone, kinds = figures.loc["all"], figures.drop("all")
times_all = pd.DataFrame({
    "margin_sek": kinds["margin_sek"] / everyone["margin_sek"],
    "returned_share": everyone["returned_share"] / kinds["returned_share"],
})
scores = (0.5 + (times_all - 1) / 0.6).clip(0, 1)
### END SOLUTION

# %%
check.fixed_scale(scores)

# %% [markdown]
# ## Task 4 · A list that communication may use
#
# The holiday letter goes by **e-mail** to **families** who ordered **at least once in 2025**. Give the numbers of the
# customers who may get it (in any order).

# %% tags=["answer"]
customers = data.load("customers").set_index("customer_id")
orders = data.load("orders")

### BEGIN SOLUTION
ordered = orders.loc[orders["ordered_at"] >= "2025-01-01", "customer_id"].unique()
wanted = (customers["household"] == "family") & (customers["consent_email"] == 1)
list_ids = customers.index[wanted & customers.index.isin(ordered)]
### END SOLUTION

# %%
check.holiday_list(list_ids)

# %% [markdown]
# ## Task 5 · How much came back by itself?
#
# `short` holds the customers with the largest shortfall in the first half of 2025: what was `expected`, what was
# `real`, and what they bought `after`, in the second half, brought to the level of the first. Nobody called them.
# Which **share of the gap** of the whole list closed by itself?

# %% tags=["answer"]
short = given.shortfall_list()

### BEGIN SOLUTION
gap = short["expected"].sum() - short["real"].sum()
closed = (short["after"].sum() - short["real"].sum()) / gap
### END SOLUTION

# %%
check.closed_by_itself(closed)

# %% [markdown]
# ## Task 6 · One letterbox
#
# Three departments, each with the 400 customers at the top of its own list. Of the **customers** who get a letter,
# which **share** gets more than one?

# %% tags=["answer"]
lists = given.three_lists(400)
sales, service, communication = lists["sales"], lists["service"], lists["communication"]

### BEGIN SOLUTION
letters = pd.concat([pd.Series(ids) for ids in (sales, service, communication)]).value_counts()
more_than_one = (letters > 1).mean()
### END SOLUTION

# %%
check.one_letterbox(more_than_one)

# %% [markdown]
# ## Task 7 · Your decision
#
# The three departments share a budget: **{{given.MOST_LETTERS:,}} letters by post at most**, one per customer,
# {{market.CONTACT_COST_SEK["post"]:.0f}} SEK each and {{market.MESSAGE_COST_SEK:,}} SEK for each different text. A
# plan is judged by its worth. Worth = profit in the two weeks, plus next year's margin of customers who stay because of
# the letter, less that of those who leave. `market.expected_worth(plan)` tells it. The same number of plain letters,
# drawn by lot, is worth {{market.expected_worth(given.plain_by_lot()):,.0f}} SEK.
# **Find a plan that is worth {{given.TARGET_SEK:,}} SEK or more.**
#
# A plan has the columns `customer_id`, `offer` (any name in `market.offers().index`) and `channel`, which must be
# `"post"`; you may add `stage_message`. Frame, filters, any data in `data.names()`: every plan that reaches it is right.

# %% tags=["answer"]
orders = data.load("orders")
customers = data.load("customers").set_index("customer_id")
counts = given.need_counts("2026-01-01", months=18)

### BEGIN SOLUTION
letter = counts.idxmax(axis=1)
may_write = customers.index[customers["consent_post"] == 1]
year = orders[orders["ordered_at"] >= "2025-01-01"]
spent = year.groupby("customer_id")["amount_sek"].sum()
best = spent[spent.index.isin(may_write) & spent.index.isin(letter.index)]
best = best.sort_values(ascending=False).index[:1_200]
plan = pd.DataFrame({"customer_id": best, "offer": letter[best].to_numpy(), "channel": "post"})
### END SOLUTION

# %%
check.shared_mailing(plan)

# %% [markdown]
# Done? Compare your plan with [the solution](../solutions/13_strategic_and_tactical_solution.ipynb), then give each row a column
# `recent_messages` of 2, as if the other departments had written too: what do two letters too many cost?
