# %% [markdown]
# # Exercise 09 · Situational segmentation
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
from checks import situational as check
from given import situational as given
from page import quiz

# %% [markdown]
# ## Task 1 · No code: how long a moment lasts
#
# Open [the lesson](../notebooks/09_situational.ipynb) beside this page and go to its live picture. Three numbers:
#
# - `cold`: cold snap, only those in it. Move the delay from the left: what is the **first** step, in hours, at which the plain
#   letter is the better one?
# - `holiday`: the same for the school holiday;
# - `anybody`: cold snap again, after **0 hours**, but untick *Only those in it*. How many orders per 100 does the special letter
#   add?

# %% tags=["answer"]
### BEGIN SOLUTION
seen = {"cold": 24, "holiday": 240, "anybody": 4.5}
### GIVEN
# seen = {"cold": ..., "holiday": ..., "anybody": ...}
### END SOLUTION

# %%
check.how_long(seen)

# %% [markdown]
# ## Task 2 · Repair: the first days
#
# A table of the **first day of every cold snap** that begins from 1 January 2026 on: one row per cold snap, `region` and `date`. A
# first day is cold, and the day before, in the same region, was not. The lines run and have **two faults**. Repair them.
# (`shift(1)` gives each row the value of the row before it, `shift(-1)` that of the row after it.)

# %% tags=["answer"]
calendar = data.load("calendar").sort_values(["region", "date"])

### BEGIN SOLUTION
before = calendar.groupby("region")["cold_snap"].shift(1, fill_value=0)
first = (calendar["cold_snap"] == 1) & (before == 0)
begins = calendar.loc[first & (calendar["date"] >= "2026-01-01"), ["region", "date"]]
### GIVEN
# spring = calendar[calendar["date"] >= "2026-01-01"]
# before = spring.groupby("region")["cold_snap"].shift(-1, fill_value=0)
# begins = spring.loc[(spring["cold_snap"] == 1) & (before == 0), ["region", "date"]]
### END SOLUTION

# %%
check.first_days(begins)

# %% [markdown]
# ## Task 3 · Complete the lines: who is in the moment?
#
# Which customers had a cold snap where they live on **18 February 2026**, on its first day or later? Give their numbers.

# %% tags=["answer"]
calendar = data.load("calendar")
customers = data.load("customers")

### BEGIN SOLUTION
that_day = calendar[calendar["date"] == "2026-02-18"]
cold = that_day[that_day["cold_snap"] == 1]
ids = customers.loc[customers["region"].isin(cold["region"]), "customer_id"]
### GIVEN
# that_day = calendar[calendar["date"] == ...]
# cold = that_day[that_day[...] == 1]
# ids = customers.loc[customers[...].isin(cold[...]), "customer_id"]
### END SOLUTION

# %%
check.in_the_cold(ids)

# %% [markdown]
# ## Task 4 · Predict, then measure: the letter in the holidays
#
# In the February holidays families got one of two letters, drawn at random: about things for children, or Havnbo's plain one. First
# say what you expect of this **one** campaign.

# %%
quiz.guess(
    "09_situational_exercise",
    "About 550 families get each letter. What will the campaign show?",
    ["The special letter wins, clearly.", "It is ahead, but nobody can tell.", "The plain letter wins, clearly."],
)

# %% [markdown]
# `outcomes` has one row per family: `offer` (`children` or `everyone`), `converted` (1 for those who bought within two weeks) and
# `group`: some were held out as `control` and got nothing. Among those **contacted**, give
#
# - `gain`: **orders per 100 families**, special letter less plain letter; `low` and `high`: its 95 % interval.
#   `experiment.rate_difference(one, other)` gives share of the one, share of the other, difference, low, high;
# - `better`: does the special letter bring more? `"yes"`, `"no"` (the plain one does) or `"cannot tell"`.

# %% tags=["answer"]
outcomes = market.run(given.holiday_letters(), holdout=0.2, seed=15)

### BEGIN SOLUTION
contacted = outcomes[outcomes["group"] == "contacted"]
bought = contacted.groupby("offer")["converted"]
result = experiment.rate_difference(bought.get_group("children"), bought.get_group("everyone"))
gain, low, high = 100 * pd.Series(result[2:])
better = "cannot tell"
### END SOLUTION

# %%
check.gain_of_the_moment(gain, low, high, better)

# %% [markdown]
# ## Task 5 · Write: a brief to the copywriter
#
# Havnbo will answer cold snaps. Write three sentences to the person who writes the letter: for whom and when, what it says, and
# what it must not do. The numbers of task 1 say how long it may wait.

# %%
check.brief_to_the_copywriter()

# %% [markdown]
# ## Task 6 · Decide: one letter this spring
#
# `given.plain_plan()` is the plain letter to everybody on 15 January. Can you do better?
#
# A plan is a table with one row per customer who gets a letter: `customer_id`, `offer` (a name in `market.offers().index`),
# `channel`, always `"email"`, and `sent_on`, a date from 1 January to 30 June 2026. Where a letter answers an event of the
# calendar, add `event` (`"cold_snap"` or `"holiday"`, else `""`) and `hours_since_event`: how long ago it **began where the
# customer lives**, less than 24 on its first day, less than 48 on its second, and so on. Approval takes at least
# {{given.APPROVAL_HOURS}} hours. You have **three campaigns** to try plans out: each goes
# to half of its customers, the other half is the control group, and the table says what the plan adds if all get it
# (`adds_sek`, with low and high). Change the plan, run the cell, run the campaign; then decide for a plan you have tried, or
# for `"nothing"`. The decision is made once.

# %% tags=["answer"]
calendar = data.load("calendar").sort_values(["region", "date"])
yesterday = calendar.groupby("region")["cold_snap"].shift(fill_value=0)
snaps = calendar[(calendar["cold_snap"] == 1) & (yesterday == 0) & (calendar["date"] >= data.TODAY)]
customers = data.load("customers")

### BEGIN SOLUTION
first_snap = snaps.groupby("region")["date"].min()
plan = market.plan(customers["customer_id"], "outdoor", event="cold_snap", hours_since_event=6)
plan["sent_on"] = customers["region"].map(first_snap)
### END SOLUTION

# %%
check.spring_plan.campaign(plan)

# %%
check.spring_plan(plan)

# %% [markdown]
# {{=way}}
