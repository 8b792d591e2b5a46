# %% [markdown]
# # Exercise 13 · Strategic and tactical segmentation
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
from checks import strategic_and_tactical as check
from given import strategic_and_tactical as given
from page import quiz

# %% [markdown]
# ## Task 1 · No code: from how many letters does the frame pay?
#
# Open [the lesson](../notebooks/13_strategic_and_tactical.ipynb) beside this page and go to its live picture. All three
# departments write, to everybody in the frame. Move the letters in the budget. `adds`: how many thousand SEK do frame and lists
# together add against the best of the other ways (with its sign)? And `letters_from`: the smallest budget on the control
# with which they add more than nothing.
#
# Then put the letters back, and take *size* and *margin* out (both count 0): `first` is the kind that comes first.

# %% tags=["answer"]
### BEGIN SOLUTION
adds = {"30 letters": -2.4, "300 letters": 8.8, "900 letters": 20.5}
letters_from = 150
first = "green"
### GIVEN
# adds = {"30 letters": ..., "300 letters": ..., "900 letters": ...}
# letters_from = ...
# first = ...
### END SOLUTION

# %%
check.when_the_frame_pays(adds, letters_from, first)

# %% [markdown]
# ## Task 2 · Complete: one letterbox
#
# Three departments write to the 400 customers at the top of their own lists. Of the **customers** who get any letter, which
# **share** gets more than one? Complete the last line. (Two decimals.)

# %% tags=["answer"]
lists = given.three_lists(400)
one_below_the_other = pd.concat([pd.Series(ids) for ids in lists.values()])
letters = one_below_the_other.value_counts()

### BEGIN SOLUTION
more_than_one = (letters > 1).mean()
### GIVEN
# more_than_one = ...
### END SOLUTION

# %%
check.one_letterbox(more_than_one)

# %% [markdown] tags=["quoted"]
# ## Task 3 · Repair: scores for the board
#
# `figures` has a row per kind and a last row, `all`. The board agreed on a **fixed** scale: a kind that does as well as
# all scores `0.5`; `30%` better, or still better, scores `1`; `30%` worse, or still worse, `0`; straight in between. More
# `margin_sek` is better, **less** `returned_share` (of goods sent back) is better. Better is a ratio to all; for returns,
# that of all over that of the kind.
#
# A colleague's script has **two faults**. Repair it: four rows, two columns.

# %% tags=["answer"]
figures = given.kind_figures()
everyone = figures.loc["all"]
kinds = figures.drop("all")

### BEGIN SOLUTION
ratios = pd.DataFrame(
    {
        "margin_sek": kinds["margin_sek"] / everyone["margin_sek"],
        "returned_share": everyone["returned_share"] / kinds["returned_share"],
    }
)
scores = (0.5 + (ratios - 1) / 0.6).clip(0, 1)
### GIVEN
# ratios = pd.DataFrame(
#     {
#         "margin_sek": kinds["margin_sek"] / everyone["margin_sek"],
#         "returned_share": kinds["returned_share"] / everyone["returned_share"],
#     }
# )
# scores = (ratios - ratios.min()) / (ratios.max() - ratios.min())
### END SOLUTION

# %%
check.fixed_scale(scores)

# %% [markdown]
# ## Task 4 · Predict, then measure: everybody hears of green
#
# "We build on green", says the board, and a letter about green goods goes to all kinds. A coin decides who of those
# who accept post gets it. First say what you expect.

# %%
quiz.guess(
    "13_strategic_and_tactical_exercise",
    "What does the green letter do to the customers of the other three kinds, a year on?",
    ["More of them are still customers.", "Nothing that a campaign would show.", "Fewer of them are still customers."],
)

# %% [markdown]
# `sent` has one row per customer: `kind`, `group` (contacted, control, no consent), and `retained`, 1 for those who are still
# customers a year on. For the **other three** kinds together: how many more, or fewer, of **100** are retained with the letter
# than without? `low` and `high` are the 95 % interval. `verdict`: does the letter keep more of them? `"yes"`, `"no"`
# (fewer stay) or `"cannot tell"`.

# %% tags=["answer"]
sent = given.green_to_all()

### BEGIN SOLUTION
others = sent[sent["kind"] != "green"]
stayed = others.groupby("group")["retained"]
*_, low, high = experiment.rate_difference(stayed.get_group("contacted"), stayed.get_group("control"))
low, high = 100 * low, 100 * high
verdict = "no"
### END SOLUTION

# %%
check.green_for_all(low, high, verdict)

# %% [markdown]
# ## Task 5 · Write: three sentences to the board
#
# The board asks: *"We build on green. So from now on everybody hears of green, don't they?"* Answer in three
# sentences, with the figures of task 4: what happened to the others, what building on a kind does decide, what each kind should
# hear.

# %%
check.to_the_board()

# %% [markdown]
# ## Task 6 · Decide: one mailing for three departments
#
# The departments share a budget: **{{given.MOST_LETTERS:,}} letters by post at most**, one per customer,
# {{market.CONTACT_COST_SEK["post"]:.0f}} SEK each, and {{market.MESSAGE_COST_SEK:,}} SEK for each *different* letter.
# `given.plain_by_lot()` is the plan of as many plain letters, drawn by lot. Can you do better?
#
# A plan has one row per customer who gets a letter: `customer_id`, `offer` (a name in `market.offers().index`) and `channel`,
# always `"post"`; no other column. Only those who `accept_post` get it. Use what the company knows. You have
# **three campaigns**: each goes to half of its customers, the other half is the control group, and the table says what the plan
# adds in two weeks if all get it (`adds_sek`, with low and high). Then decide, once, for a plan you have tried, or for
# `"nothing"`.

# %% tags=["answer"]
orders = data.load("orders")
customers = data.load("customers").set_index("customer_id")
kind = given.need_counts("2026-01-01", months=18).idxmax(axis=1)
accept_post = customers.index[customers["consent_post"] == 1]

### BEGIN SOLUTION
year = orders[orders["ordered_at"] >= "2025-01-01"]
spent = year.groupby("customer_id")["amount_sek"].sum()
spent = spent[spent.index.isin(accept_post) & spent.index.isin(kind.index)]
best = spent.nlargest(1_200).index
plan = pd.DataFrame({"customer_id": best, "offer": kind[best].to_numpy(), "channel": "post"})
### END SOLUTION

# %%
check.shared_mailing.campaign(plan)

# %%
check.shared_mailing(plan)

# %% [markdown]
# {{=way}}
