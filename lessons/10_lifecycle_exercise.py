# %% [markdown]
# # Exercise 10 · Lifecycle segmentation
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
from checks import lifecycle as check
from given import lifecycle as given
from page import quiz

# %% [markdown]
# ## Task 1 · No code: when do stages beat a letter without any?
#
# Open [the lesson](../notebooks/10_lifecycle.ipynb) beside this page and go to its live picture.
#
# - *Web shop alone*, *fixed days*: at how many **days** do your letters first keep *more than* the plain letter, with each of
#   the two choices for *Members never seen*?
# - *+ sessions*, *own rhythm*, members never seen *slipping away*: how many customers do the letters keep per 100, at a limit
#   of **3** and of **6** own rhythms? Copy both from the sentence.

# %% tags=["answer"]
### BEGIN SOLUTION
better_from = {"slipping away": 390, "no stage: plain letter": 120}
kept = {3: 2.11, 6: 2.27}
### GIVEN
# better_from = {"slipping away": ..., "no stage: plain letter": ...}
# kept = {3: ..., 6: ...}
### END SOLUTION

# %%
check.read_off(better_from, kept)

# %% [markdown]
# ## Task 2 · Complete two lines: the gaps that have not ended
#
# `wait` has a row for each customer of the **shops**: `days` from the first order there to the second, and `came`, whether the
# second has come. Where it has not, `days` is how long the wait has lasted so far. After how many days have **half** come
# back, if those still waiting are counted as in the lesson (Kaplan and Meier)?

# %% tags=["answer"]
wait = given.waits("shop")
by_day = wait.groupby("days")["came"].agg(["sum", "size"])               # who came back; all whose wait ends
waiting = len(wait) - by_day["size"].cumsum().shift(fill_value=0)        # still waiting that morning

### BEGIN SOLUTION
still_away = (1 - by_day["sum"] / waiting).cumprod()
half_back_days = still_away.index[still_away <= 0.5][0]
### GIVEN
# still_away = (1 - by_day[...] / ...).cumprod()
# half_back_days = still_away.index[still_away <= ...][0]
### END SOLUTION

# %%
check.usual_gap(half_back_days)

# %% [markdown]
# ## Task 3 · Repair: stages by rule
#
# `table` has a row per member: `silence_days`, `rhythm_days` and `days_as_member`. Each member gets one stage; **the first rule
# that fits decides**.
#
# 1. **slipping**: silent for more than three own rhythms, or no order in two years (`silence_days` is empty);
# 2. **new**: a member for less than 90 days;
# 3. **active**: everybody else.
#
# A colleague's code runs, and has **three faults**. Repair it.

# %% tags=["answer"]
table = given.members_now()

### BEGIN SOLUTION
slipping = (table["silence_days"] > 3 * table["rhythm_days"]) | table["silence_days"].isna()
new = table["days_as_member"] < 90
stage = np.select([slipping, new], ["slipping", "new"], "active")
stage = pd.Series(stage, index=table.index)
### GIVEN
# slipping = table["silence_days"] > 3 * table["rhythm_days"]
# new = table["days_as_member"] <= 90
# stage = np.select([new, slipping], ["new", "slipping"], "active")
# stage = pd.Series(stage, index=table.index)
### END SOLUTION

# %%
check.stages_by_rule(stage)

# %% [markdown]
# ## Task 4 · Predict, then measure: the web team's list
#
# The list holds all members without an order **in the web shop** in the last 180 days, that is, since 5 July 2025. First say
# what you expect.

# %%
quiz.guess(
    "10_lifecycle_exercise",
    "Of 100 members on the list, how many have ordered in a shop or in the app in those 180 days?",
    ["About 5.", "About 15.", "About 30.", "About 60."],
)

# %% [markdown]
# `lately` holds the orders of those 180 days in all channels, `on_list` the customers on the list. "We miss you" went to half
# of those who may be written to; the other half, drawn at random, is the control group. `outcomes` has a row per member of the
# list, with `group` (`contacted`, `control`, `no consent`) and `retained` (1: still a customer a year on). Give
#
# - `seen`: of the members on the list, the **share** with an order in `lately`;
# - `low` and `high`: the 95 % interval of how many customers the letter kept **per 100 letters**.
#   `experiment.rate_difference(treated, control)` gives share, share, difference, low, high;
# - `keeps`: does the letter keep customers? `"yes"`, `"no"` (it drives them away) or `"cannot tell"`.

# %% tags=["answer"]
orders = data.load("orders")
lately = orders[orders["ordered_at"] >= "2025-07-05"]
on_list = given.web_list()
outcomes = given.we_miss_you()
stayed = outcomes.groupby("group")["retained"]

### BEGIN SOLUTION
seen = on_list.isin(lately["customer_id"]).mean()
*_, low, high = experiment.rate_difference(stayed.get_group("contacted"), stayed.get_group("control"))
low, high = 100 * low, 100 * high
keeps = "cannot tell"
### END SOLUTION

# %%
check.on_the_list(seen, low, high, keeps)

# %% [markdown]
# ## Task 5 · Write: three sentences to the web team
#
# The web team asks: *"Our list is ready and the test shows no harm. Can 'we miss you' go out on Monday?"* Answer in three
# sentences, with your figures of task 4, so that they are not offended and know what to do instead.

# %%
check.to_the_web_team()

# %% [markdown]
# ## Task 6 · Decide: who is welcomed, thanked, missed?
#
# `given.letters("thanks")` thanks every member. Can you do better?
#
# A plan is a table with one row per member who gets a letter: `customer_id`, `offer` (always `"everyone"`), `channel` (always
# `"email"`) and `stage_message`: `"welcome"`, `"thanks"`, `"win_back"` or `""`. Each different letter costs
# {{market.MESSAGE_COST_SEK:,}} SEK to write. Use what Havnbo knows: `data.names()`. You have **three campaigns** to try plans
# out: each goes to half of its members, the other half is the control group, and the table says what the plan adds if all get
# it, **the year after counted** (`adds_sek`, with low and high). Change the plan, run the cell, run the campaign; then decide
# for a plan you have tried, or for `"nothing"`. The decision is made once. Who stays shows badly in a campaign: what the lesson
# found may weigh as much.

# %% tags=["answer"]
members = data.load("customers").set_index("customer_id")
orders = data.load("orders")
sessions = data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]])
last_order = orders.groupby("customer_id")["ordered_at"].max().reindex(members.index)
last_visit = sessions.groupby("customer_id")["started_at"].max().reindex(members.index)
last_sign = pd.concat([last_order, last_visit], axis=1).max(axis=1)

### BEGIN SOLUTION
lately = last_sign > data.TODAY - pd.Timedelta(days=300)
joined = members["member_since"] > data.TODAY - pd.Timedelta(days=90)
message = np.select([joined, lately], ["welcome", "thanks"], "win_back")
plan = market.plan(members.index, "everyone", "email", stage_message=message)
### END SOLUTION

# %%
check.stage_letters.campaign(plan)

# %%
check.stage_letters(plan)

# %% [markdown]
# {{=way}}
