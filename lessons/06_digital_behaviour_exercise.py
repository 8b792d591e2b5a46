# %% [markdown]
# # Exercise 06 · Digital behaviour
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
from checks import digital_behaviour as check
from given import digital_behaviour as given
from page import quiz

# %% [markdown]
# ## Task 1 · No code: how long may the reply take?
#
# Open [the lesson](../notebooks/06_digital_behaviour.ipynb) beside this page and go to its live picture. Move *Reply after*,
# and leave the rest. What does a reply add after 10 minutes, after 1 hour and after 12 hours? Copy the thousands of SEK from the
# sentence (mind the sign). And which is the slowest reply that still adds more than the service costs? Copy its name from
# the control, such as `"24 hours"`.

# %% tags=["answer"]
### BEGIN SOLUTION
adds = {"10 minutes": 85, "1 hour": 67, "12 hours": -9}
slowest = "1 hour"
### GIVEN
# adds = {"10 minutes": ..., "1 hour": ..., "12 hours": ...}
# slowest = ...
### END SOLUTION

# %%
check.read_off(adds, slowest)

# %% [markdown]
# ## Task 2 · Complete three lines: stitch
#
# Make a table with one row per **customer** who is linked to a visit: `visits` (how many), `visitors` (how many *different*
# browsers and phones the customer was) and `carts` (how many carts were left). A row of `known` is one visit; `cart_left` is 1
# where a cart was left. In the place of each `...` comes a text such as `"mean"`.

# %% tags=["answer"]
identity = data.load("identity")[["visitor_id", "customer_id"]]
known = data.load("sessions").merge(identity, on="visitor_id")

### BEGIN SOLUTION
stitched = known.groupby("customer_id").agg(
    visits=("session_id", "count"),
    visitors=("visitor_id", "nunique"),
    carts=("cart_left", "sum"),
)
### GIVEN
# stitched = known.groupby("customer_id").agg(
#     visits=("session_id", ...),
#     visitors=("visitor_id", ...),
#     carts=("cart_left", ...),
# )
### END SOLUTION

# %%
check.one_row_per_customer(stitched)

# %% [markdown]
# ## Task 3 · Repair: who is not seen?
#
# Of those who **bought in 2025**, which share has no linked visit: among the buyers **under 65**, and among those **of 65 and
# more**? Buyers whose age is not known belong to neither group. A colleague's answer runs, and has **two faults**. `orders`
# holds the orders of 2025; `birth_year` is empty where it is not known. (The age is that reached in 2026: that line is right.)

# %% tags=["answer"]
identity = data.load("identity")
orders = data.load("orders").query("ordered_at >= '2025-01-01'")
people = data.load("customers").set_index("customer_id")

### BEGIN SOLUTION
people = people[people.index.isin(orders["customer_id"])]
seen = people.index.isin(identity["customer_id"])
age = 2026 - people["birth_year"].astype(float)
under_65 = 1 - seen[age < 65].mean()
from_65 = 1 - seen[age >= 65].mean()
### GIVEN
# seen = people.index.isin(identity["customer_id"])
# age = 2026 - people["birth_year"].astype(float)
# young = age < 65
# under_65 = 1 - seen[young].mean()
# from_65 = 1 - seen[~young].mean()
### END SOLUTION

# %%
check.not_seen(under_65, from_65)

# %% [markdown]
# ## Task 4 · Predict, then measure: what does the hurry add?
#
# A coin decided for each left cart whether its reply came after ten minutes or after a day. First say what you expect.

# %%
quiz.guess(
    "06_digital_behaviour_exercise",
    "Of 100 customers who get the quick reply, how many more buy than of 100 who get the late one?",
    ["None, or nearly.", "About 5.", "About 15.", "About 30."],
)

# %% [markdown]
# `outcomes` has one row per customer: `delay` ("10 minutes" or "24 hours"), `group` ("contacted", "control" or "no consent") and
# `converted`, 1 for those who bought within two weeks. Since the coin made the two halves alike, those contacted in one may be
# compared with those contacted in the other. Give:
#
# - `low` and `high`: the 95 % interval of how many **more orders per 100 replies** the quick reply brings than the late one;
# - `is_quicker_better`: what the interval says, `"yes"`, `"no"` or `"cannot tell"`.

# %% tags=["answer"]
outcomes = given.two_delays()

### BEGIN SOLUTION
contacted = outcomes[outcomes["group"] == "contacted"]
bought = contacted.groupby("delay")["converted"]
*_, low, high = experiment.rate_difference(bought.get_group("10 minutes"), bought.get_group("24 hours"))
low, high = 100 * low, 100 * high
is_quicker_better = "yes"
### END SOLUTION

# %%
check.worth_of_hurry(low, high, is_quicker_better)

# %% [markdown]
# ## Task 5 · Write: an answer to the supplier
#
# The service costs 60,000 SEK a year. In 2025 there were {{len(given.mailable_carts()):,}} carts that could be answered by e-mail, and an
# order online leaves {{given.margin_online():,.0f}} SEK of margin. Tell the board in three sentences, with your interval of task 4: is
# the service worth its price? Do the sum for both ends first.

# %%
check.to_the_board()

# %% [markdown]
# ## Task 6 · Decide: who gets which reply
#
# Havnbo has taken a service on trial that replies **one hour** after a cart was left. `carts` holds the latest cart of each known
# customer in the last three months of 2025. The rival is the plain reminder by e-mail to all of them.
#
# A plan is a table with one row per customer of `carts` who gets a reply: `customer_id`, `offer` (a name in
# `market.offers().index`) and `channel` (`"email"`, `"sms"`, `"push"` or `"post"`); you may add `discount`. The service takes care
# of the hour. Each different reply costs {{market.MESSAGE_COST_SEK:,}} SEK to write. You have **three campaigns**: each goes to half
# of its customers, the other half is the control group. Then decide for a plan you have tried, or for `"nothing"`.

# %% tags=["answer"]
identity = data.load("identity")[["visitor_id", "customer_id"]]
known = data.load("sessions").merge(identity, on="visitor_id")
carts = known[(known["cart_left"] == 1) & (known["started_at"] >= "2025-10-01")]
carts = carts.sort_values("started_at").groupby("customer_id").tail(1).set_index("customer_id")
people = data.load("customers").set_index("customer_id").loc[carts.index]
visits = pd.crosstab(known["customer_id"], known["category"].map(market.NEED_OF))  # how often they looked

### BEGIN SOLUTION
offer = visits.idxmax(axis=1).reindex(carts.index).fillna("everyone")

channel = np.select([people["consent_push"] == 1, people["consent_sms"] == 1], ["push", "sms"], "email")
plan = pd.DataFrame({"customer_id": carts.index, "offer": offer.to_numpy(), "channel": channel})
### END SOLUTION

# %%
check.replies_to_carts.campaign(plan)

# %%
check.replies_to_carts(plan)

# %% [markdown]
# {{=way}}
