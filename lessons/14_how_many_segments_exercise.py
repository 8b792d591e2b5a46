# %% [markdown]
# # Exercise 14 · How many segments?
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

from helpers import data, experiment, market, segment
from checks import how_many_segments as check
from given import how_many_segments as given
from page import quiz

# %% [markdown]
# ## Task 1 · No code: stable, and worth it?
#
# Open [the lesson](../notebooks/14_how_many_segments.ipynb) beside this page and go to its live picture. Leave six bootstrap
# pairs. `stability`: what the sentence says (its mean, two decimals) of *goods* with five and with six segments, of
# *habits* with two, and of *the file without structure* with two.
#
# `loses`: how many SEK **habits with two** segments, one letter each, earn less than the best number of segments by habits.

# %% tags=["answer"]
### BEGIN SOLUTION
stability = {"goods, 5": 1.00, "goods, 6": 0.80, "habits, 2": 0.95, "nothing, 2": 0.72}
loses = 1_772
### GIVEN
# stability = {"goods, 5": ..., "goods, 6": ..., "habits, 2": ..., "nothing, 2": ...}
# loses = ...
### END SOLUTION

# %%
check.stable_and_worth_it(stability, loses)

# %% [markdown]
# ## Task 2 · Complete: which segment came back?
#
# `labels` are the regulars in six segments; `other` is where a bootstrap sample's solution places the same customers. `both`
# counts the customers in each pair of them: rows are segments of `labels`, columns those of `other`. Complete the **Jaccard
# index** (customers in both, over customers in either), and give for each segment of `labels` its **best** value with any
# segment of `other`: six numbers.

# %% tags=["answer"]
regulars = given.regular_goods()
labels = segment.kmeans(regulars, 6)
other = segment.placements(regulars, [6], pairs=1, progress=False)[6, 0, 1]
both = pd.crosstab(labels, other)
in_labels = both.sum(axis=1)
in_other = both.sum(axis=0)

### BEGIN SOLUTION
jaccard = pd.DataFrame({j: both[j] / (in_labels + in_other[j] - both[j]) for j in both})
best = jaccard.max(axis=1)
### GIVEN
# jaccard = pd.DataFrame({j: both[j] / (...) for j in both})
# best = ...
### END SOLUTION

# %%
check.best_overlap(best)

# %% [markdown]
# ## Task 3 · Repair: segments of taste
#
# A colleague wants four segments of **taste**: of the customers with **20 order lines or more** before 1 July 2025, by the
# share of each category among their lines. What came from 1 July on is kept for judging. His script runs and gives four segments;
# it has **two faults**. Repair it. One label per customer; the numbers of the segments do not matter.

# %% tags=["answer"]
orders = data.load("orders")[["order_id", "customer_id", "ordered_at"]]
lines = data.load("order_lines").merge(orders)

### BEGIN SOLUTION
before = lines[lines["ordered_at"] < data.CUTOFF]
counts = pd.crosstab(before["customer_id"], before["category"])
regulars = counts[counts.sum(axis=1) >= 20]
shares = regulars.div(regulars.sum(axis=1), axis=0)
four = segment.kmeans(shares, 4)
### GIVEN
# counts = pd.crosstab(lines["customer_id"], lines["category"])
# regulars = counts[counts.sum(axis=1) >= 20]
# four = segment.kmeans(regulars, 4)
### END SOLUTION

# %%
check.segments_of_taste(four)

# %% [markdown]
# ## Task 4 · Predict, then measure: four letters or one?
#
# Havnbo tries it out. A coin gives half of the customers the letter of their own segment (one of four), the other half one
# and the same letter, all by e-mail. First say what you expect.

# %%
quiz.guess(
    "14_how_many_segments_exercise",
    "About 3,100 customers get an e-mail. Will it show whether four letters sell more than one?",
    ["Yes: four sell more.", "Yes: one sells more.", "No: it will not be able to tell."],
)

# %% [markdown]
# `sent` has one row per customer: `letters` ("four" or "one"), `group` ("contacted", or "no consent" for those who may not be
# written to and got nothing) and `margin_sek` of the two weeks after, before the cost of letters. Among those **contacted**: how
# much more margin, in **SEK per customer**, do four letters bring than one? `low` and `high` are the 95 % interval
# (`experiment.mean_difference(one_group, other_group)` gives two means, their difference, low, high). `verdict`: do four bring
# more? `"yes"`, `"no"` (less) or `"cannot tell"`.

# %% tags=["answer"]
sent = given.four_or_one()

### BEGIN SOLUTION
contacted = sent[sent["group"] == "contacted"]
margin = contacted.groupby("letters")["margin_sek"]
*_, low, high = experiment.mean_difference(margin.get_group("four"), margin.get_group("one"))
verdict = "cannot tell"
### END SOLUTION

# %%
check.four_or_one(low, high, verdict)

# %% [markdown]
# ## Task 5 · Write: names and descriptions for the copywriter
#
# The table shows the four segments of taste: how many customers, how many per cent of their order lines lie in each category
# of which any of them buys much, and how many orders the middle customer has. Write to the copywriter: for each segment a
# **name** of at most three words, and one sentence that says what these customers buy.

# %%
given.four_kinds()

# %%
check.names_for_segments()

# %% [markdown]
# ## Task 6 · Decide: how many letters?
#
# Next month's e-mail goes to customers who had bought before 1 July 2025: {{market.CONTACT_COST_SEK["email"]:.1f}} SEK each, and
# {{market.MESSAGE_COST_SEK:,}} SEK for each *different* letter. `given.plain_by_email()` is the plan of one plain letter to all
# of them. Can you do better?
#
# A plan has one row per customer who gets an e-mail: `customer_id`, `offer` (a name in `market.offers().index`: twelve categories,
# four needs, or "everyone") and `channel`, always `"email"`; no other column. `known` holds the share of each category in what
# each customer bought; `market.NEEDS` says which categories belong to a need. You have **three campaigns**: each goes to
# half of its customers, the other half is the control group, and the table says what the plan adds if all get it (`adds_sek`,
# with low and high). Then decide, once, for a plan you have tried, or for `"nothing"`.

# %% tags=["answer"]
known = given.known_goods()

### BEGIN SOLUTION
needs = pd.DataFrame({need: known[list(goods)].sum(axis=1) for need, goods in market.NEEDS.items()})
offer = needs.idxmax(axis=1)
plan = pd.DataFrame({"customer_id": known.index, "offer": offer.to_numpy(), "channel": "email"})
### END SOLUTION

# %%
check.how_many_letters.campaign(plan)

# %%
check.how_many_letters(plan)

# %% [markdown]
# {{=way}}
