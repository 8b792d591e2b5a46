# %% [markdown]
# # Exercise 04 · Psychographic segmentation
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
from sklearn.linear_model import LogisticRegression

from helpers import data, market
from checks import psychographic as check
from given import psychographic as given
from page import quiz

# %% [markdown]
# ## Task 1 · No code: what mends the ruler?
#
# Open [the lesson](../notebooks/04_psychographic.ipynb) beside this page and go to its live picture. Keep four segments. How well do
# they agree with the true needs, with the habit of agreeing left in (0 %), with all of it taken out (100 %), and with all of it taken
# out but only **one** statement per need? Everybody answers. Copy the three figures, with two decimals.

# %% tags=["answer"]
### BEGIN SOLUTION
agreement = {"left in": 0.36, "taken out": 0.86, "taken out, one statement": 0.40}
### GIVEN
# agreement = {"left in": ..., "taken out": ..., "taken out, one statement": ...}
### END SOLUTION

# %%
check.crooked_ruler(agreement)

# %% [markdown]
# ## Task 2 · Complete the lines: take the habit out
#
# `answers` has a row per person and a column for each of the sixteen statements. Centre it by person: from each answer take
# away the mean answer of the **person** who gave it. Where a statement was skipped, put 0: neither more nor less than this
# person's usual. (`axis=1` goes along the rows, `axis=0` down the columns.)

# %% tags=["answer"]
answers = given.answers()

### BEGIN SOLUTION
own_mean = answers.mean(axis=1)
centred = answers.sub(own_mean, axis=0)
centred = centred.fillna(0)
### GIVEN
# own_mean = answers.mean(axis=...)
# centred = answers.sub(own_mean, axis=...)
# centred = centred.fillna(...)
### END SOLUTION

# %%
check.centred_answers(centred)

# %% [markdown]
# ## Task 3 · Repair: who is green at heart?
#
# The agency picked whoever averages 4 on the four green statements. Better: the respondents of **wave 1** whose mean on the green
# statements is **half a point or more** above their **own** mean of all sixteen. A skipped statement does not count. A colleague's
# code runs, and has **two faults**. Repair it. Any list of customer numbers will do.

# %% tags=["answer"]
survey = data.load("survey")
green = ["choose_organic", "cut_waste", "know_the_source", "feel_healthy"]

### BEGIN SOLUTION
wave_1 = survey[survey["wave"] == 1]
answers = wave_1.set_index("customer_id").drop(columns="wave").astype(float)
above = answers[green].mean(axis=1) - answers.mean(axis=1)
green_at_heart = above[above >= 0.5].index.unique()
### GIVEN
# wave_1 = survey
# answers = wave_1.set_index("customer_id").drop(columns="wave").astype(float)
# above = answers[green].mean(axis=1) - answers[green].mean(axis=1).mean()
# green_at_heart = above[above >= 0.5].index.unique()
### END SOLUTION

# %%
check.green_hearts(green_at_heart)

# %% [markdown]
# ## Task 4 · Predict, then measure: how good is the typing tool?
#
# A typing tool learns from people whose segment is known, here by the need they value most of four. It looks at the order lines that they have
# in each category. First say what you expect of it.

# %%
quiz.guess(
    "04_psychographic_exercise",
    "Of 100 people whom the tool has not met, how many does it place in the right segment?",
    ["About 25, as a blind guess would.", "About 45.", "About 70.", "About 95."],
)

# %% [markdown]
# `known` and `valued` have a row per respondent: what the tool looks at, and the right segment. `learning` is true for those
# it may learn from, the others are there to test it. Which **share** of the others does it place right? (`fit` teaches,
# `score` gives the share that is right.)

# %% tags=["answer"]
known, valued, learning = given.typing_data()
tool = LogisticRegression(max_iter=500)

### BEGIN SOLUTION
tool.fit(known[learning], valued[learning])
share_right = tool.score(known[~learning], valued[~learning])
### GIVEN
# tool.fit(known[...], valued[...])
# share_right = tool.score(known[...], valued[...])
### END SOLUTION

# %%
check.placed_right(share_right)

# %% [markdown]
# ## Task 5 · Write: four segments get a name
#
# The table shows the four segments of the centred answers: how far each stands above or below its members' own means, in
# points of the answer. Give each segment a name and one sentence that a colleague remembers. No segment may be called better
# than another.

# %%
given.four_segments()

# %%
check.names_of_segments()

# %% [markdown]
# ## Task 6 · Decide: who gets the health food letter?
#
# One letter, always the offer `"green"`, always by `"post"`: {{market.CONTACT_COST_SEK["post"]:.0f}} SEK each, and
# {{market.MESSAGE_COST_SEK:,}} SEK once. `given.to_the_aware()` is the agency's plan: all who average 4 or more on the green
# statements. Can you do better?
#
# A plan is a table with one row per reader: `customer_id`, `offer` and `channel`. `shown` counts each customer's purchases and
# visits by need. Use what the company knows. You have **three campaigns** to try plans out: each goes to half of its
# customers, the other half is the control group, and the table says what the plan adds if all get it (`adds_sek`, with low and
# high). Change the plan, run the cell, run the campaign; then decide for a plan you have tried, or for `"nothing"`. The decision
# is made once.

# %% tags=["answer"]
shown = given.shown_by_need()
last_order = data.load("orders").groupby("customer_id")["ordered_at"].max()

### BEGIN SOLUTION
looks_green = shown.index[shown.idxmax(axis=1) == "green"]
active = last_order.index[last_order >= "2025-01-01"]
readers = active.intersection(looks_green)
plan = pd.DataFrame({"customer_id": readers, "offer": "green", "channel": "post"})
### END SOLUTION

# %%
check.health_food_letter.campaign(plan)

# %%
check.health_food_letter(plan)

# %% [markdown]
# {{=way}}
