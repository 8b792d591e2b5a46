# %% [markdown]
# # Exercise 15 · Keep it alive
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
from checks import keep_it_alive as check
from given import keep_it_alive as given
from page import quiz

# %% [markdown]
# ## Task 1 · No code: how often, and how many?
#
# Open [the lesson](../notebooks/15_keep_it_alive.ipynb) beside this page and go to its live picture. Leave the drift of needs
# at 20%. `leaves`: how many SEK does a year leave with the **best** interval, when an update costs `500`, `5,000` and `12,000` SEK?
#
# Then the right half. A letter truly lifts conversion by 20%. `customers`: the smallest group on the control with which
# at least **four of five** tests see that.

# %% tags=["answer"]
### BEGIN SOLUTION
leaves = {"500 SEK": 47_157, "5,000 SEK": 14_886, "12,000 SEK": -5_114}
customers = 5_000
### GIVEN
# leaves = {"500 SEK": ..., "5,000 SEK": ..., "12,000 SEK": ...}
# customers = ...
### END SOLUTION

# %%
check.how_often_how_many(leaves, customers)

# %% [markdown]
# ## Task 2 · Complete: who is still where they were?
#
# `before` and `now` give the segment of every customer on the list, half a year ago and today. For each segment **of half a
# year ago**: what share of its customers is in the same segment today? Those who went off the list are not. Complete
# the last line: a share for each of the four. (Two decimals.)

# %% tags=["answer"]
before = given.segments("2025-07-01")
now = given.segments("2026-01-01")
same = now.reindex(before.index) == before

### BEGIN SOLUTION
kept = same.groupby(before).mean()
### GIVEN
# kept = ...
### END SOLUTION

# %%
check.kept_by_segment(kept)

# %% [markdown]
# ## Task 3 · Repair: did the letter pay?
#
# The **return on investment** is the margin that a letter added, less all that it cost, per SEK of cost. `outcomes` has a row per
# customer: `group` (contacted, control, no consent), `margin_sek` before the cost of contact, and `cost_sek`, the postage. Writing
# the letter's four texts cost `texts_sek` besides. A colleague's script has **two faults**.
#
# Repair it: `roi`, its 95 % interval `low` to `high` (two decimals), and `verdict`: did the letter pay, so is the return above 0?
# `"yes"`, `"no"` or `"cannot tell"`.

# %% tags=["answer"]
outcomes = given.letter_sent()
texts_sek = 4 * market.MESSAGE_COST_SEK

### BEGIN SOLUTION
contacted = outcomes[outcomes["group"] == "contacted"]
others = outcomes[outcomes["group"] == "control"]
cost = contacted["cost_sek"].sum() + texts_sek
*_, added, least, most = experiment.mean_difference(
    contacted["margin_sek"], others["margin_sek"], times=len(contacted)
)
roi = (added - cost) / cost
low = (least - cost) / cost
high = (most - cost) / cost
verdict = "cannot tell"
### GIVEN
# contacted = outcomes[outcomes["group"] == "contacted"]
# others = outcomes[outcomes["group"] != "contacted"]
# cost = contacted["cost_sek"].sum()
# *_, added, least, most = experiment.mean_difference(
#     contacted["margin_sek"], others["margin_sek"], times=len(contacted)
# )
# roi = (added - cost) / cost
# low = (least - cost) / cost
# high = (most - cost) / cost
# verdict = "yes"
### END SOLUTION

# %%
check.did_it_pay(roi, low, high, verdict)

# %% [markdown] tags=["quoted"]
# ## Task 4 · Predict, then measure: the launch that never was
#
# `daily_sek` holds Havnbo's sales on each day of two years. Nothing was launched on any of them. Somebody picks a day,
# says that something was launched, and compares the **30 days up to the evening before** with the **30 days from that day on**.
# First say what you expect.

# %%
quiz.guess(
    "15_keep_it_alive_exercise",
    "On how many of 100 such days will sales be up by a fifth or more, with nothing launched?",
    ["On none or nearly none.", "On about 5.", "On about 20.", "On about 50."],
)

# %% [markdown] tags=["quoted"]
# Over **all days that have 30 full days on both sides**: on what share of them are sales up by a fifth or more? (Three
# decimals.) `daily_sek.rolling(30).sum()` gives, on each day, the sum of the 30 days up to and with it; `.shift(-30)` brings
# the value of 30 days later to the row.

# %% tags=["answer"]
orders = data.load("orders")
daily_sek = orders.groupby(orders["ordered_at"].dt.normalize())["amount_sek"].sum()
daily_sek = daily_sek.reindex(pd.date_range("2024-01-01", "2025-12-31"), fill_value=0)

### BEGIN SOLUTION
until_then = daily_sek.rolling(30).sum()
change = until_then.shift(-30) / until_then - 1
share_up = (change.dropna() >= 0.20).mean()
### END SOLUTION

# %%
check.placebo_launch(share_up)

# %% [markdown] tags=["quoted"]
# ## Task 5 · Write: the agency's chart
#
# An agency shows two bars: sales of the 30 days before the new newsletter, and of the 30 days after, **24% higher**. *"The
# newsletter lifted sales by a quarter."* Write three sentences to the board: what the chart shows, what it does not show (use
# task 4), and what you would do before paying for more.

# %%
check.agency_chart()

# %% [markdown]
# ## Task 6 · Decide: January's letter
#
# A letter by post costs {{market.CONTACT_COST_SEK["post"]:.0f}} SEK each, and {{market.MESSAGE_COST_SEK:,}} SEK for each
# *different* letter. `given.plain_to_all()` is the plan of one plain letter to everybody. `a_year_ago` and `today` are
# Havnbo's segments, as they were and as they are. Can you do better?
#
# A plan has one row per customer who gets a letter: `customer_id`, `offer` (a name in `market.offers().index`) and `channel`,
# always `"post"`; no other column. Use what the company knows. You have **three campaigns**: each goes to half of its
# customers, the other half is the control group, and the table says what the plan adds if all get it (`adds_sek`, with low and
# high). Then decide, once, for a plan you have tried, or for `"nothing"`.

# %% tags=["answer"]
a_year_ago = given.segments("2025-01-01")
today = given.segments("2026-01-01")

### BEGIN SOLUTION
plan = pd.DataFrame({"customer_id": today.index, "offer": today.to_numpy(), "channel": "post"})
### END SOLUTION

# %%
check.letter_of_january.campaign(plan)

# %%
check.letter_of_january(plan)

# %% [markdown]
# {{=way}}
