# %% [markdown]
# # Exercise 01 · Why segment?
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

from helpers import data, market
from checks import why_segment as check
from given import why_segment as given
from page import quiz

# %% [markdown]
# ## Task 1 · No code: what does a larger budget buy?
#
# Open [the lesson](../notebooks/01_why_segment.ipynb) beside this page and go to its live picture. Leave the cost of one
# message at {{market.MESSAGE_COST_SEK:,}} SEK. For each budget below, find the number of messages that earns the most, and
# copy **its profit** in SEK from the sentence.

# %% tags=["answer"]
### BEGIN SOLUTION
profit = {4_000: 42_375, 6_000: 43_928, 50_000: 44_882}
### GIVEN
# profit = {4_000: ..., 6_000: ..., 50_000: ...}
### END SOLUTION

# %%
check.larger_budget(profit)

# %% [markdown]
# ## Task 2 · Complete the line: what did the e-mail add?
#
# Havnbo sent one message to all members. In `bought` each row is a group: those *contacted*, those held out as *control*,
# and those who gave *no consent*. Its columns say how many customers it has, how many of them bought within two weeks, and
# which share that is.
#
# **How many** of the buyers among those contacted are incremental, that is, would not have bought without the e-mail? Fill in
# the two groups. (The answer need not be a whole number.)

# %% tags=["answer"]
outcomes = market.run(given.one_to_all(), holdout=0.2, seed=1)
bought = outcomes.groupby("group")["converted"].agg(customers="size", buyers="sum", share="mean")

### BEGIN SOLUTION
difference = bought.at["contacted", "share"] - bought.at["control", "share"]
added_buyers = difference * bought.at["contacted", "customers"]
### GIVEN
# difference = bought.at["contacted", "share"] - bought.at[..., "share"]
# added_buyers = difference * bought.at[..., "customers"]
### END SOLUTION

# %%
check.incremental(added_buyers)

# %% [markdown]
# ## Task 3 · Repair: the simplest segments
#
# A colleague wants to put each customer who bought **before 1 July 2025** with the one kind of goods (`category`) on which he
# or she spent the **most money** until then (`amount_sek`). The code runs, and has **two faults**. Repair it.

# %% tags=["answer"]
purchases = data.purchases()

### BEGIN SOLUTION
before = purchases[purchases["ordered_at"] < data.CUTOFF]
spent = before.groupby(["customer_id", "category"])["amount_sek"].sum().unstack()
favourite = spent.idxmax(axis=1)
### GIVEN
# before = purchases[purchases["ordered_at"] < data.TODAY]
# spent = before.groupby(["customer_id", "category"])["amount_sek"].count().unstack()
# favourite = spent.idxmax(axis=1)
### END SOLUTION

# %%
check.favourite_goods(favourite)

# %% [markdown]
# ## Task 4 · Predict, then measure: a shop with fewer readers
#
# Another shop with 6,000 readers has found that four messages leave the most. First say what you expect.

# %%
quiz.guess(
    "01_why_segment_exercise",
    "A shop of the same kind has a tenth of the readers. How many messages leave it the most?",
    ["One.", "Two or three.", "Four, as before.", "More than four: it knows its readers better."],
)

# %% [markdown]
# `added_sek` says what one message, two, three … add in margin, **per reader**. A message costs `message_sek`, whoever reads it;
# the e-mails are free. Give the number of messages that leaves the most, for each number of readers.

# %% tags=["answer"]
added_sek = given.added_per_reader()
message_sek = 900

### BEGIN SOLUTION
messages = added_sek.index
best = {
    600: (600 * added_sek - message_sek * messages).idxmax(),
    6_000: (6_000 * added_sek - message_sek * messages).idxmax(),
    60_000: (60_000 * added_sek - message_sek * messages).idxmax(),
}
### GIVEN
# messages = added_sek.index
# best = {
#     600: ...,
#     6_000: (6_000 * added_sek - message_sek * messages).idxmax(),
#     60_000: ...,
# }
### END SOLUTION

# %%
check.fewer_readers(best)

# %% [markdown]
# ## Task 5 · Write: a brief to the copywriter
#
# This is what one segment spends its money on, beside all customers. In three sentences, tell the person who writes the e-mail
# whom it is for, what it should show, and what it must leave out.

# %%
given.one_segment()

# %%
check.to_the_copywriter()

# %% [markdown]
# ## Task 6 · Decide: how many messages, and to whom?
#
# Havnbo pays {{market.CONTACT_COST_SEK["email"]:.2f}} SEK for each e-mail, and {{market.MESSAGE_COST_SEK:,}} SEK for each
# *different* message. `given.one_to_all()` is the plan of one message to everybody. Can you do better?
#
# A plan is a table with one row per customer who gets an e-mail: `customer_id`, `offer` (a name in `market.offers().index`: a
# category, `"everyone"`, or one of the four bundles in `market.NEEDS`) and `channel`, always `"email"`. Use what the company
# knows. You have **three campaigns** to try plans out: each goes to half of its customers, the other half is the control group,
# and the table says what the plan adds if all get it (`adds_sek`, with low and high). Change the plan, run the cell, run the
# campaign; then decide for a plan you have tried, or for `"nothing"`. The decision is made once.

# %% tags=["answer"]
customers = data.load("customers")["customer_id"]
purchases = data.purchases()
bundle = purchases["category"].map(market.NEED_OF)
spent = purchases.groupby(["customer_id", bundle])["amount_sek"].sum().unstack()
best_bundle = spent.idxmax(axis=1).reindex(customers)  # empty where nothing is known

### BEGIN SOLUTION
offer = best_bundle.fillna("everyone")
plan = pd.DataFrame({"customer_id": customers, "offer": offer.to_numpy(), "channel": "email"})
### END SOLUTION

# %%
check.how_many_messages.campaign(plan)

# %%
check.how_many_messages(plan)

# %% [markdown]
# {{=way}}
