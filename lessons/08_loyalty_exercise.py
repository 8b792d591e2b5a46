# %% [markdown]
# # Exercise 08 · Loyalty
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
from checks import loyalty as check
from given import loyalty as given
from page import quiz

# %% [markdown]
# ## Task 1 · No code: where the club turns
#
# Open [the lesson](../notebooks/08_loyalty.ipynb) beside this page and go to its live picture. Leave the limits and the
# voucher as they stand. Three numbers from the sentence:
#
# - `clothes`: with the first look at the **clothes**, at how many SEK of voucher are club and letter equal?
# - `own_kind`: the same, with the first look at **one's own kind**;
# - `silver`: back with the clothes, lower the silver limit step by step. Which is the first (the highest) limit at which
#   newcomers and prospects get **at least** their part of the potential?

# %% tags=["answer"]
### BEGIN SOLUTION
turns = {"clothes": 435, "own_kind": 245, "silver": 200}
### GIVEN
# turns = {"clothes": ..., "own_kind": ..., "silver": ...}
### END SOLUTION

# %%
check.where_it_turns(turns)

# %% [markdown]
# ## Task 2 · Repair: the fall of gold
#
# A colleague asks: members who spent {{given.GOLD_SEK:,}} SEK or more in 2024, **all of them**, also those who never came
# again: by which share did their spending **in total** change in 2025? (A fall by a quarter is `-0.25`.) The lines run and
# have **two faults**. Repair them. `spending` has one row per member, and the columns `2024` and `2025`.

# %% tags=["answer"]
spending = given.spending()

### BEGIN SOLUTION
gold = spending[spending[2024] >= 5_000]
change = gold[2025].sum() / gold[2024].sum() - 1
### GIVEN
# gold = spending[(spending[2024] >= 5_000) & (spending[2025] > 0)]
# change = (gold[2025] / gold[2024] - 1).mean()
### END SOLUTION

# %%
check.fall_of_gold(change)

# %% [markdown]
# ## Task 3 · Predict, then measure: whom did the offer keep?
#
# Silver and gold got an offer for members only, by e-mail; half of those with consent were held out as the control group. A
# year has passed. First say what you expect.

# %%
quiz.guess(
    "08_loyalty_exercise",
    "Of 100 members who got the offer, about 80 are still customers. How many of these because of it?",
    ["About 70.", "About 30.", "About 5.", "None at all."],
)

# %% [markdown]
# `outcomes` has one row per member: `group` (`contacted`, `control`, `no consent`) and `retained` (1: still a customer). Give
#
# - `points`: what the offer added to staying, **percentage points**; `low` and `high`: its 95 % interval;
#   `experiment.rate_difference(treated, control)` gives share, share, difference, low, high;
# - `keeps`: does the offer keep members? `"yes"`, `"no"` (it drives them away) or `"cannot tell"`.

# %% tags=["answer"]
outcomes = market.run(given.members_only(), holdout=0.5, seed=9)

### BEGIN SOLUTION
stayed = outcomes.groupby("group")["retained"]
result = experiment.rate_difference(stayed.get_group("contacted"), stayed.get_group("control"))
points, low, high = 100 * pd.Series(result[2:])
keeps = "cannot tell"
### END SOLUTION

# %%
check.points_of_staying(points, low, high, keeps)

# %% [markdown]
# ## Task 4 · Complete the lines: the largest voucher
#
# Now every member in that plan gets a voucher with the next order, the **same sum for all**. Which sum, in SEK, makes the plan
# earn exactly nothing, the fortnight **and** the year after counted?
#
# - `letter_sek`: what the plan adds in the fortnight without a voucher, letters and message paid;
# - `chances`: one row per member reached, with the chance to order (and so to cash in) and the chance to stay, each *with* and
#   *without* the letter, and `year_margin_sek`, the margin of a year if the member stays.

# %% tags=["answer"]
letter_sek = market.expected_profit(given.members_only())
chances = market.reached(given.members_only())

### BEGIN SOLUTION
stays = chances["stay_with"] - chances["stay_without"]
year_sek = (stays * chances["year_margin_sek"]).sum()
voucher = (letter_sek + year_sek) / chances["chance_with"].sum()
### GIVEN
# stays = chances["stay_with"] - chances[...]
# year_sek = (stays * chances[...]).sum()
# voucher = (letter_sek + ...) / chances[...].sum()
### END SOLUTION

# %%
check.turning_point(voucher)

# %% [markdown]
# ## Task 5 · Write: three sentences to the board
#
# The clothes department reports: *"Of 100 members who got our offer {{100 * given.still_customers():.0f}} are still customers a
# year later. It works; let us double the vouchers."* Answer for the board in three sentences, with the figures of tasks 3 and 4.

# %%
check.to_the_board()

# %% [markdown]
# ## Task 6 · Decide: the letters for January
#
# `given.plain_to_all()` is one plain letter by e-mail to all members. Can you do better?
#
# A plan is a table with one row per member who gets a letter: `customer_id`, `offer` (a name in `market.offers().index`) and
# `channel`, always `"email"`. You may add `exclusive` (1: for members only, else 0), for **at most {{given.MOST_EXCLUSIVE:,}}
# members**, and `reward_sek`, a voucher. Use what the company knows. You have **three campaigns** to try plans out: each goes
# to half of its members, the other half is the control group, and the table says what the plan adds if all get it, **the year
# after counted** (`adds_sek`, with low and high). Change the plan, run the cell, run the campaign; then decide for a plan you
# have tried, or for `"nothing"`. The decision is made once. Who stays for a year shows badly in a campaign: what the
# lesson found may weigh as much.

# %% tags=["answer"]
spent = given.spending()[2025]
purchases = data.purchases()
last_year = purchases[purchases["ordered_at"] >= "2025-01-01"]

### BEGIN SOLUTION
by_need = last_year.pivot_table(index="customer_id", columns="need", values="amount_sek", aggfunc="sum")
own_kind = by_need.fillna(0).idxmax(axis=1).reindex(spent.index).fillna("everyone")
plan = market.plan(spent.index, own_kind.to_list())
first = spent.nlargest(1_000).index
plan["exclusive"] = plan["customer_id"].isin(first).astype(int)
### END SOLUTION

# %%
check.letters_for_january.campaign(plan)

# %%
check.letters_for_january(plan)

# %% [markdown]
# {{=way}}
