# %% [markdown]
# # Exercise 12 · Mixed segmentation
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

from helpers import data, experiment, market
from checks import mixed as check
from given import mixed as given
from page import quiz

# %% [markdown]
# ## Task 1 · No code: what is left, and from when?
#
# Open [the lesson](../notebooks/12_mixed.ipynb) beside this page and go to its live picture. A visit has one vote, the list
# {{len(data.load("customers")):,}} members. How many thousand SEK does *your* mix leave (one decimal, with its sign): behavioural alone;
# behavioural and digital; all six?
#
# Then keep all six ticked, and make the list longer. `members`: the shortest list on the control with which
# all six leave more than nothing.

# %% tags=["answer"]
### BEGIN SOLUTION
left = {"behavioural": 6.8, "and digital": 8.3, "all six": -6.6}
members = 12_000
### GIVEN
# left = {"behavioural": ..., "and digital": ..., "all six": ...}
# members = ...
### END SOLUTION

# %%
check.what_is_left(left, members)

# %% [markdown] tags=["quoted"]
# ## Task 2 · Complete: when does the next source pay?
#
# On {{len(data.load("customers")):,}} members a new source adds `extra_sek` to what one letter a quarter earns. It takes `extra_hours` of work
# a quarter, and its finer segments need **one more kind of letter** a quarter. What a letter earns grows with the
# list; hours and kinds of letter do not. **From how many members does the source pay?** Complete the two lines.

# %% tags=["answer"]
extra_sek = 3_500
extra_hours = 22
hour_sek = 500
kind_of_letter_sek = market.MESSAGE_COST_SEK

### BEGIN SOLUTION
cost_a_quarter = extra_hours * hour_sek + kind_of_letter_sek
gain_per_member = extra_sek / 6_000
members_from = cost_a_quarter / gain_per_member
### GIVEN
# cost_a_quarter = ...
# gain_per_member = ...
# members_from = cost_a_quarter / gain_per_member
### END SOLUTION

# %%
check.pays_from(members_from)

# %% [markdown]
# ## Task 3 · Predict, then measure: the clicks are gone
#
# Tomorrow browsers block all clicks. The mix then names the need by purchases alone. First say what you expect.

# %%
quiz.guess(
    "12_mixed_exercise",
    "Of 100 members for whom the mix names a need today, for how many does it still name the same need?",
    ["About 40.", "About 60.", "About 85.", "Nearly all."],
)

# %% [markdown]
# `bought` and `clicked` hold the votes of each member, a column per need. The mix adds them; the need with the most votes
# wins (of equals, the first column). `same`: of the members with **any** vote today, the **share** for whom purchases alone
# name the same need. Who has bought nothing has no vote then, so no need. (Two decimals.)

# %% tags=["answer"]
bought, clicked = given.votes()

### BEGIN SOLUTION
mix = bought + clicked
named = mix[mix.sum(axis=1) > 0].idxmax(axis=1)
alone = bought[bought.sum(axis=1) > 0].idxmax(axis=1)
same = (alone.reindex(named.index) == named).mean()
### END SOLUTION

# %%
check.without_clicks(same)

# %% [markdown] tags=["quoted"]
# ## Task 4 · Repair: conversion of whom?
#
# Half of the members, drawn by lot, were in the `old` programme last quarter, the other half in the `new` one. Each table has
# a row for **every** member of its half: `contacted` says whether a letter went out, `converted` is 1 for those who
# bought within two weeks, letter or not. The agency's script, below, announces a splendid result. It has **one fault**.
#
# Repair it: by how many orders **per 100 members of a half** does the new programme differ from the old one? `low` and
# `high` are the 95 % interval (`experiment.rate_difference` gives shares; its last two numbers are low and high).
# `verdict`: does the new programme bring more orders? `"yes"`, `"no"` (it brings fewer) or `"cannot tell"`.

# %% tags=["answer"]
old, new = given.programmes()

### BEGIN SOLUTION
after = new["converted"]
before = old["converted"]
*_, low, high = experiment.rate_difference(after, before)
low, high = 100 * low, 100 * high
verdict = "cannot tell"
### GIVEN
# after = new[new["contacted"] == 1]["converted"]
# before = old[old["contacted"] == 1]["converted"]
# *_, low, high = experiment.rate_difference(after, before)
# low, high = 100 * low, 100 * high
# verdict = "yes"
### END SOLUTION

# %%
check.conversion_of_whom(low, high, verdict)

# %% [markdown]
# ## Task 5 · Write: the agency's slide
#
# The agency's slide shows one bar chart: *"Conversion of those contacted: old programme
# {{given.conversion()[0]:.0%}}, new programme {{given.conversion()[1]:.0%}}. Mixed segmentation doubles sales."* Write three
# sentences to the board: what the chart shows, what it hides, what you ask of the agency. Use the figures of task 4.

# %%
check.agency_slide()

# %% [markdown]
# ## Task 6 · Decide: the finance arm's letter
#
# Purchases and clicks are paid for this quarter. A letter goes by post: {{market.CONTACT_COST_SEK["post"]:.0f}} SEK each,
# and {{market.MESSAGE_COST_SEK:,}} SEK for each *different* letter. `given.plain_to_all()` is the plan of one plain letter to
# everybody. Can you do better?
#
# A plan has one row per member who gets a letter: `customer_id`, `offer` (a name in `market.offers().index`) and `channel`,
# always `"post"`; no other column. `bought_at` and `visited_at` say when somebody bought or visited. Use what the
# company knows. You have **three campaigns**: each goes to half of its members, the other half is the control group, and the
# table says what the plan adds if all get it (`adds_sek`, with low and high). Then decide, once, for a plan you have
# tried, or for `"nothing"`.

# %% tags=["answer"]
bought, clicked = given.votes()
bought_at = given.purchases()[["customer_id", "at"]]
visited_at = given.visits()[["customer_id", "at"]]

### BEGIN SOLUTION
signs = pd.concat([bought_at, visited_at])
alive = signs.loc[signs["at"] >= "2025-07-01", "customer_id"]
votes = bought + clicked
votes = votes[votes.index.isin(alive) & (votes.sum(axis=1) > 0)]
plan = pd.DataFrame({"customer_id": votes.index, "offer": votes.idxmax(axis=1).to_numpy(), "channel": "post"})
### END SOLUTION

# %%
check.quarterly_letter.campaign(plan)

# %%
check.quarterly_letter(plan)

# %% [markdown]
# {{=way}}
