# %% [markdown]
# # Exercise 16 · Your own data (the capstone)
#
# {{=tasks}}, from three answers to a plan of your own. {{=exercise}} minutes. Replace each `...` with your answer, run the
# cell, then run the check under it. Stuck? `check.….hint()` in a new cell gives one hint at a time, and
# `check.….solution()` shows one way.
#
# Every task begins with data of its own, so a mistake in one does not spoil the next.
#
# [Back to the lesson](../notebooks/16_your_own_data.ipynb)

# %%
import numpy as np
import pandas as pd

import own_file
from helpers import data, experiment, features
from own_file import audiences
from checks import your_own_data as check
from given import your_own_data as given

# The sample of the lesson, cleaned with the lesson's answers.
export = own_file.look(data.DATASETS / "messy" / "orders_export.csv")
cleaned = own_file.clean(export, export.guesses, given.ANSWERS)

# %% [markdown]
# ## Task 1 · Three questions
#
# Another shop sends its export: commas, and all dates and amounts can be read in two ways. The loader
# asks. The shop, when called, says: *"We write like Americans: the month first, and `1,250` is more than a thousand. Void
# receipts were never paid. And when two lines are equal, somebody pressed the key twice."*
#
# Put the shop's answers into `answers`: a dict from each question's `key` to one of its `choices`. The first cell shows
# both.

# %%
found = own_file.look(given.small_file())
pd.DataFrame(
    [(q.key, q.sentence, "; ".join(f"{choice!r}: {words}" for choice, words in q.choices.items()))
     for q in own_file.clean(found, found.guesses).questions],
    columns=["key", "question", "choices"],
).set_index("key")

# %% tags=["answer"]
found = own_file.look(given.small_file())

### BEGIN SOLUTION
answers = {
    "dates:/": "month",
    "decimals:amount": "point",
    "cancelled": "drop",
    "copies": "drop",
}
### END SOLUTION

# %%
check.four_answers(answers)

# %% [markdown]
# ## Task 2 · Baskets, not lines
#
# `orders` is the clean sample of the lesson: several rows for one order, money in `amount`. Compute recency, frequency and
# money of each customer as of **1 July 2025**. Three articles in one basket are one purchase.

# %% tags=["answer"]
orders = given.known_from_the_start(cleaned.orders)

### BEGIN SOLUTION
rfm_july = features.rfm(orders, at="2025-07-01", amount="amount", order="order_id")
### END SOLUTION

# %%
check.baskets(rfm_july)

# %% [markdown]
# ## Task 3 · What one answer weighs
#
# In the lesson, returns were *subtracted*. Suppose somebody had answered *drop* instead, so that the rows with a negative
# amount were left out. By which **share** would revenue then be overstated? (`0.1` for `10%` too much.)

# %% tags=["answer"]
orders = given.known_from_the_start(cleaned.orders)

### BEGIN SOLUTION
returned = -orders.loc[orders["amount"] < 0, "amount"].sum()
overstated = returned / orders["amount"].sum()
### END SOLUTION

# %%
check.returns_left_out(overstated)

# %% [markdown]
# ## Task 4 · Rules that say what k-means found
#
# Put every customer of `rfm` into exactly one of four segments. Names are up to you.
#
# 1. **large baskets**: a mean basket of `1,500` SEK or more, however often;
# 2. of the others, **regulars**: six orders or more;
# 3. of the rest, **lately here**: an order at most 90 days ago;
# 4. everybody else.

# %% tags=["answer"]
orders = given.known_from_the_start(cleaned.orders)
rfm = given.rfm_with_basket(orders)    # recency_days, frequency, monetary_sek, basket

### BEGIN SOLUTION
large, often, lately = rfm["basket"] >= 1500, rfm["frequency"] >= 6, rfm["recency_days"] <= 90
names = np.select([large, often, lately], ["large baskets", "regulars", "lately here"], "others")
segment = pd.Series(names, index=rfm.index)
### END SOLUTION

# %%
check.four_rules(segment)

# %% [markdown]
# ## Task 5 · Ten customers: who goes into the advertising file?
#
# Decide for each of these ten by hand. Give a list of the customer numbers that may be passed to the **advertising**
# system. An address counts once, in its first customer's name; and whoever has said no anywhere has said no.

# %%
ten = given.ten_customers()
ten

# %% tags=["answer"]
ten = given.ten_customers()

### BEGIN SOLUTION
address = ten["email"].fillna("").str.strip().str.lower()
refused = set(address[~ten["consent_ads"]])
usable = address.str.fullmatch(r"[a-z][^@\s]*@[^@\s]+\.[a-z]+")
free = ten["consent_ads"] & usable & ~address.isin(refused) & ~address.duplicated()
may_be_passed = list(ten.index[free])
### END SOLUTION

# %%
check.ten_by_hand(may_be_passed)

# %% [markdown]
# ## Task 6 · How many to hold out?
#
# {{given.REACHABLE:,}} customers can be written to. {{given.RATE:.0%}} of them would buy within 60 days in any case. The letter
# is hoped to move {{100 * given.HOPED_FOR:.0f}} in a hundred. What is the smallest share to hold out, in **whole per cent**, with which a
# test shows that (four times out of five)? `experiment.smallest_difference(contacted, control, rate)` answers the
# opposite question.

# %% tags=["answer"]
reachable, rate, hoped_for = given.REACHABLE, given.RATE, given.HOPED_FOR

### BEGIN SOLUTION
for percent in range(1, 51):
    control = round(reachable * percent / 100)
    if experiment.smallest_difference(reachable - control, control, rate) <= hoped_for:
        break
### END SOLUTION

# %%
check.held_out(percent)

# %% [markdown]
# ## Task 7 · Your plan
#
# The last task of the course has no reference to compare with. Write a function `my_segments(rfm)` that gives every row of
# a table its segment, and a share to hold out. The table has `recency_days`, `frequency`, `monetary_sek` and `basket`;
# the function must work on any such table, because it will be tried on others. Your plan is right when it keeps **five rules**:
#
# 1. every customer has exactly one segment, and there are three to six;
# 2. *stability*: found anew on samples of the customers, the segments agree with themselves at an adjusted Rand index of
#    {{given.STABLE}} or more, on average;
# 3. *use*: tried on the past, the share that bought in the next 60 days differs by {{100 * given.SPREAD:.0f}} percentage points or more
#    between two segments of a hundred customers or more;
# 4. *lawful*: the audience made from it with `audiences.choose` has no group under {{given.LEAST_WRITTEN}} contacted customers
#    (segments that small must be merged, by you);
# 5. *measurable*: over all segments together, the test shows a change of {{100 * given.MEASURABLE:.0f}} points or less.

# %% tags=["answer"]
def my_segments(rfm):
    ### BEGIN SOLUTION
    lately, often = rfm["recency_days"] <= 120, rfm["frequency"] >= 4
    rules = [lately & often, lately, often]
    names = np.select(rules, ["regulars", "newer", "quiet regulars"], "quiet")
    return pd.Series(names, index=rfm.index)
    ### END SOLUTION


### BEGIN SOLUTION
holdout = 0.3
### END SOLUTION

# %%
check.my_plan(my_segments, holdout)

# %% [markdown]
# Done? Then do it once more, with a file of your own, in [the workbench](../notebooks/17_your_file.ipynb). That is the
# real exam, and only your customers can mark it.
#
# [The solution](../solutions/16_your_own_data_solution.ipynb)
