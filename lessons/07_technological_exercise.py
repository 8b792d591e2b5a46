# %% [markdown]
# # Exercise 07 · Technological segmentation
#
# {{=tasks}}, {{=exercise}} minutes. Where a `...` stands, put your answer in its place; run the cell, then the check under
# it. A check tells you what it found, never just "wrong", and has buttons for a hint and for the solution.
#
# Every task loads its own data, so a mistake in one does not spoil the next. What you write and decide is kept on your
# computer, and nowhere else.
#
# {{=way}}

# %%
import numpy as np
import pandas as pd

from helpers import data, experiment, market
from checks import technological as check
from given import technological as given
from page import quiz

# %% [markdown]
# ## Task 1 · No code: whom a channel leaves out
#
# Open [the lesson](../notebooks/07_technological.ipynb) beside this page and go to its live picture. Three numbers:
#
# - `push`: tick **push alone**, all versions served. What % of the customers are missed?
# - `newer`: the same, but the oldest version served is **4**;
# - `age`: all versions again, **push and e-mail**. Call customers older from a higher and higher age. From which one on does
#   the sentence first say *a group left out*?

# %% tags=["answer"]
### BEGIN SOLUTION
seen = {"push": 44, "newer": 58, "age": 55}
### GIVEN
# seen = {"push": ..., "newer": ..., "age": ...}
### END SOLUTION

# %%
check.left_out(seen)

# %% [markdown]
# ## Task 2 · Complete the lines: the ladder
#
# Put each customer on the **first** step that works: `push` if allowed, else `email`, else `sms`, else `post`; who allows
# nothing stays on `none`.

# %% tags=["answer"]
customers = data.load("customers").set_index("customer_id")

### BEGIN SOLUTION
step = pd.Series("none", index=customers.index)
for channel in ["post", "sms", "email", "push"]:
    step[customers["consent_" + channel] == 1] = channel
### GIVEN
# step = pd.Series("none", index=customers.index)
# for channel in [..., ..., ..., ...]:
#     step[customers["consent_" + channel] == 1] = ...
### END SOLUTION

# %%
check.first_step(step)

# %% [markdown]
# ## Task 3 · Repair: are those left out the old?
#
# Havnbo writes by push and by e-mail. A colleague wants to know: **of the customers who can be reached by neither** (and
# whose birth year is known), which **share** is 65 or older? The lines run and have **two faults**. Repair them.

# %% tags=["answer"]
customers = data.load("customers").dropna(subset=["birth_year"])
older = data.TODAY.year - customers["birth_year"] >= 65

### BEGIN SOLUTION
missed = (customers["consent_push"] == 0) & (customers["consent_email"] == 0)
share_older = (missed & older).sum() / missed.sum()
### GIVEN
# missed = (customers["consent_push"] == 0) | (customers["consent_email"] == 0)
# share_older = (missed & older).sum() / older.sum()
### END SOLUTION

# %%
check.old_among_missed(share_older)

# %% [markdown]
# ## Task 4 · Predict, then measure: push or e-mail?
#
# Customers who allow **both** were split by lot: half get the plain offer by push, half by e-mail. First say what you expect.

# %%
quiz.guess(
    "07_technological_exercise",
    "Of 100 customers each, how many more orders will push bring than e-mail?",
    ["About 5 more.", "About 2 more.", "Too close to tell.", "E-mail brings more."],
)

# %% [markdown]
# `outcomes` has one row per customer: `channel`, `converted` (1 for those who bought within two weeks) and `group`: some in
# each half were held out as `control` and got nothing. Among those **contacted**, give
#
# - `difference`: **orders per 100 customers**, push less e-mail; `low` and `high`: its 95 % interval.
#   `experiment.rate_difference(one, other)` gives share of the one, share of the other, difference, low, high;
# - `more`: does push bring more? `"yes"`, `"no"` (e-mail does) or `"cannot tell"`.

# %% tags=["answer"]
outcomes = market.run(given.push_or_email(), holdout=0.2, seed=21)

### BEGIN SOLUTION
contacted = outcomes[outcomes["group"] == "contacted"]
bought = contacted.groupby("channel")["converted"]
result = experiment.rate_difference(bought.get_group("push"), bought.get_group("email"))
difference, low, high = 100 * np.array(result[2:])
more = "cannot tell"
### END SOLUTION

# %%
check.push_against_email(difference, low, high, more)

# %% [markdown]
# ## Task 5 · Write: the agency's chart
#
# An agency shows a chart: **orders per 100 customers written to**, the same offer, each channel to all who allow it. Push
# {{given.orders_per_100()["push"]:.0f}}, e-mail {{given.orders_per_100()["email"]:.0f}}, text message
# {{given.orders_per_100()["sms"]:.0f}}, letter {{given.orders_per_100()["post"]:.0f}}. Its advice: *"Push sells best. Stop the
# letters."* Write three sentences on what the chart does not show.

# %%
check.the_agencys_chart()

# %% [markdown]
# ## Task 6 · Decide: one mailing
#
# The plain offer goes out once. `given.push_only()` is the app team's plan: push to everybody who allows it. Can you do
# better? By push a message costs {{market.CONTACT_COST_SEK["push"]:.2f}} SEK, by e-mail
# {{market.CONTACT_COST_SEK["email"]:.2f}}, as a text message {{market.CONTACT_COST_SEK["sms"]:.2f}}, by post
# {{market.CONTACT_COST_SEK["post"]:.2f}}; writing it costs {{market.MESSAGE_COST_SEK:,}} SEK, once.
#
# A plan is a table with one row per customer: `customer_id`, `offer` (always `"everyone"`) and `channel` (`push`, `email`,
# `sms` or `post`). Use what the company knows. You have **three campaigns** to try plans out: each goes to half of its
# customers, the other half is the control group, and the table says what the plan adds if all get it (`adds_sek`, with low
# and high). Change the plan, run the cell, run the campaign; then decide for a plan you have tried, or for `"nothing"`. The
# decision is made once.

# %% tags=["answer"]
customers = data.load("customers").set_index("customer_id")

### BEGIN SOLUTION
best = pd.Series("none", index=customers.index)
for channel in ["post", "sms", "email", "push"]:
    best[customers["consent_" + channel] == 1] = channel
reached = best[best != "none"]
plan = pd.DataFrame({"customer_id": reached.index, "offer": "everyone", "channel": reached.to_numpy()})
### END SOLUTION

# %%
check.mailing.campaign(plan)

# %%
check.mailing(plan)

# %% [markdown]
# {{=way}}
