# %% [markdown]
# # Exercise 16 · Your own data
#
# {{=tasks}}, {{=exercise}} minutes. Where a `...` stands, put your answer in its place; run the cell, then the check under
# it. A check tells you what it found, never just "wrong", and has buttons for a hint and for the solution.
#
# Every task begins with data of its own, so a mistake in one does not spoil the next. What you write and decide is kept on your
# computer, and nowhere else.
#
# {{=way}}

# %%
import numpy as np
import pandas as pd

import own_file
from helpers import data, experiment
from own_file import audiences
from checks import your_own_data as check
from given import your_own_data as given
from page import quiz

# The sample of the lesson, cleaned with the lesson's answers.
export = own_file.look(data.DATASETS / "messy" / "orders_export.csv")
cleaned = own_file.clean(export, export.guesses, given.ANSWERS)

# %% [markdown] tags=["quoted"]
# ## Task 1 · No code: what do more segments cost?
#
# Open [the lesson](../notebooks/16_your_own_data.ipynb) beside this page and go to its live picture. Leave everything as it stands
# but the number of segments: two, then four, then six. `letters`: how many customers get the letter? `points`: the
# **larger** of the two figures that say what a test could show.
#
# Then, with six segments, hold out 50%: `half_out` is the larger of the two figures now.

# %% tags=["answer"]
### BEGIN SOLUTION
letters = {"two": 1_072, "four": 1_018, "six": 951}
points = {"two": 16, "four": 17, "six": 25}
half_out = 20
### GIVEN
# letters = {"two": ..., "four": ..., "six": ...}
# points = {"two": ..., "four": ..., "six": ...}
# half_out = ...
### END SOLUTION

# %%
check.more_segments(letters, points, half_out)

# %% [markdown]
# ## Task 2 · Complete: ask the shop
#
# Another shop sends its export. All its dates and amounts can be read in two ways, so the loader asks four questions: the table
# shows each with its choices. The shop, when called, says: *"We write like Americans: the month first, and `1,250` is more
# than a thousand. Void receipts were never paid. And when two lines are equal, somebody pressed the key twice."* Put a choice, as
# text, behind each key.

# %%
found = own_file.look(given.small_file())
pd.DataFrame(
    [
        (q.key, q.sentence, "; ".join(f"{choice!r}: {words}" for choice, words in q.choices.items()))
        for q in own_file.clean(found, found.guesses).questions
    ],
    columns=["key", "question", "choices"],
).set_index("key")

# %% tags=["answer"]
### BEGIN SOLUTION
answers = {"dates:/": "month", "decimals:amount": "point", "cancelled": "drop", "copies": "drop"}
### GIVEN
# answers = {"dates:/": ..., "decimals:amount": ..., "cancelled": ..., "copies": ...}
### END SOLUTION

# %%
check.four_answers(answers)

# %% [markdown]
# ## Task 3 · Repair: who goes into the advertising file?
#
# An address may be passed to the **advertising** system under four rules:
#
# 1. its customer has agreed to *advertising*;
# 2. it can be used: it has an `@` with a dot somewhere after it, and does not begin like a formula (`=`, `+`, `-`, `@`);
# 3. it counts once, in its first customer's name, whatever its capitals and spaces;
# 4. whoever has refused **advertising** under any of its customer numbers has refused.
#
# The script below breaks **each** of them. Repair it, or decide for the ten by hand: a list of customer numbers is enough.

# %%
ten = given.ten_customers()
ten

# %% tags=["answer"]
### BEGIN SOLUTION
address = ten["email"].fillna("").str.strip().str.lower()
usable = address.str.fullmatch(r"[^=+\-@\s][^@\s]*@[^@\s]+\.[^@\s]+")
refused = address[~ten["consent_ads"]]
free = ten["consent_ads"] & usable & ~address.isin(refused) & ~address.duplicated()
may_be_passed = list(ten.index[free])
### GIVEN
# address = ten["email"].fillna("")
# usable = address.str.contains("example")
# free = ten["consent_email"] & usable & ~address.duplicated()
# may_be_passed = list(ten.index[free])
### END SOLUTION

# %%
check.ten_by_hand(may_be_passed)

# %% [markdown]
# ## Task 4 · Predict, then measure: nobody wrote to them
#
# We go back 60 days in the sample, to customers who had then been quiet for more than half a year, and draw groups by lot as
# for an e-mail. The e-mail is **not sent**. First say what you expect.

# %%
quiz.guess(
    "16_your_own_data_exercise",
    "Of 100 quiet customers in the group “contacted”, to whom nothing was sent: how many buy in the 60 days?",
    ["About 2.", "About 10.", "About 35.", "About 70."],
)

# %% [markdown]
# `people` has one row per customer: `group` ("contacted", "control", or "left out" for those who may not be written to) and
# `bought`, 1 for those who bought in the 60 days. Give
#
# - `came_back`: the **share** of the group "contacted" that bought;
# - `low` and `high`: the 95 % interval of how many more **of 100** bought in it than in the control group;
# - `verdict`: does the group "contacted" buy more? `"yes"`, `"no"` (less) or `"cannot tell"`.

# %% tags=["answer"]
orders = given.known_from_the_start(cleaned.orders)
then = data.TODAY - pd.Timedelta(days=60)
past = given.rfm_with_basket(orders, then)
quiet = past.index[past["recency_days"] > 180]
people = audiences.choose(cleaned.customers, pd.Series("quiet", quiet), holdout=0.5, seed=4).people
since = orders[(orders["ordered_at"] >= then) & (orders["amount"] > 0)]
people["bought"] = people.index.isin(since["customer_id"]).astype(int)

### BEGIN SOLUTION
bought = people.groupby("group")["bought"]
came_back = bought.mean()["contacted"]
*_, low, high = experiment.rate_difference(bought.get_group("contacted"), bought.get_group("control"))
low, high = 100 * low, 100 * high
verdict = "cannot tell"
### END SOLUTION

# %%
check.nobody_wrote(came_back, low, high, verdict)

# %% [markdown]
# ## Task 5 · Write: a voucher for everybody who is quiet?
#
# Sales proposes a voucher of 20 % to all customers who have been quiet for half a year. *"We tried it once: a third of them came
# back!"* Write three sentences to the board, with the figures of task 4: what the third says, what the voucher would
# pay for, what you would do instead.

# %%
check.voucher_for_the_quiet()

# %% [markdown]
# ## Task 6 · Decide: your segments, your control group
#
# The last task of the course is yours. Write a function `my_segments(rfm)` that gives every row of a table its segment, and a
# share to hold out. The table has `recency_days`, `frequency` (orders), `monetary_sek` and `basket` (SEK an order); the function
# must work on any such table, because it is tried on others. Every plan is right that keeps **five rules**:
#
# 1. every customer has exactly one segment, and there are three to six;
# 2. *stable*: found anew on samples of the customers, the segments agree with themselves at an adjusted Rand index of
#    {{given.STABLE}} or more;
# 3. *useful*: tried on the past, the share that bought in the next 60 days differs by {{100 * given.SPREAD:.0f}} points or more
#    between two segments of a hundred customers or more;
# 4. *lawful*: no segment has fewer than {{given.LEAST_WRITTEN}} customers who get the letter;
# 5. *measurable*: over all segments together, a test shows a change of {{100 * given.MEASURABLE:.0f}} points or less.

# %% tags=["answer"]
def my_segments(rfm):
    ### BEGIN SOLUTION
    lately, often = rfm["recency_days"] <= 120, rfm["frequency"] >= 4
    rules = [lately & often, lately, often]
    names = np.select(rules, ["regulars", "newer", "quiet regulars"], "quiet")
    return pd.Series(names, index=rfm.index)
    ### END SOLUTION


### BEGIN SOLUTION
holdout = 0.3
### END SOLUTION

# %%
check.my_plan(my_segments, holdout)

# %% [markdown]
# Then do it once more, with a file of your own, in [the workbench](../notebooks/17_your_file.ipynb). That is the real exam, and
# only your customers can mark it.
#
# {{=way}}
