# %% [markdown]
# # Exercise 04 · Psychographic segmentation
#
# {{=tasks}}, from one line to a decision of your own. {{=exercise}} minutes. Replace each `...` with your answer, run the
# cell, then the check below it, which says what it found. `check.….hint()` in a new cell gives one hint at a time;
# `check.….solution()` shows one way to do it.
#
# Each task begins with its own data. An error in one does not travel to the next.
#
# [Back to the lesson](../notebooks/04_psychographic.ipynb)

# %%
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from helpers import data, market, segment
from checks import psychographic as check
from given import psychographic as given

# %% [markdown]
# ## Task 1 · How much does each person agree?
#
# `answers` has one row per respondent of wave 1 and one column for each of the sixteen statements. Compute each
# **person's** mean answer. A skipped statement does not count.

# %% tags=["answer"]
survey = data.load("survey")
answers = survey[survey["wave"] == 1].drop(columns="wave").set_index("customer_id").astype(float)

### BEGIN SOLUTION
level = answers.mean(axis=1)
### END SOLUTION

# %%
check.person_mean(level)

# %% [markdown]
# ## Task 2 · Take the habit out
#
# Centre by person: from each answer take away the mean answer of the person who gave it. Where a statement
# was skipped, put 0: neither more nor less than this person's usual.

# %% tags=["answer"]
survey = data.load("survey")
answers = survey[survey["wave"] == 1].drop(columns="wave").set_index("customer_id").astype(float)

### BEGIN SOLUTION
centred = answers.sub(answers.mean(axis=1), axis=0).fillna(0)
### END SOLUTION

# %%
check.centred_answers(centred)

# %% [markdown]
# ## Task 3 · Cronbach's alpha
#
# Write the function. `answers` is any table with a row per person and a column per statement. Leave out everybody
# with a gap. With `k` statements,
#
# > alpha = k / (k − 1) × (1 − sum of the statements' variances / variance of each person's sum)

# %% tags=["answer"]
def alpha(answers):
    """Cronbach's alpha of a table with a row per person and a column per statement."""
    ### BEGIN SOLUTION
    complete = answers.dropna()
    k = complete.shape[1]
    return k / (k - 1) * (1 - complete.var().sum() / complete.sum(axis=1).var())
    ### END SOLUTION

# %%
check.cronbach(alpha)

# %% [markdown]
# ## Task 4 · The same question, three weeks later
#
# `first` and `again` hold the *centred* answers of the two waves; fewer people answered the second. Each person's
# green score is the mean over the four `green` statements. How do the scores of the **same people** correlate between
# the waves?

# %% tags=["answer"]
first, again = given.centred_waves()
green = ["choose_organic", "cut_waste", "know_the_source", "feel_healthy"]

### BEGIN SOLUTION
score_1 = first.loc[again.index, green].mean(axis=1)
score_2 = again[green].mean(axis=1)
retest = score_1.corr(score_2)
### END SOLUTION

# %%
check.asked_again(retest)

# %% [markdown]
# ## Task 5 · Segments that do not follow the habit
#
# Group the respondents of wave 1 into **four** segments with k-means, so that the habit of agreeing plays no part.
# `answers` has its gaps filled with the person's own mean. One label per respondent; call the segments what you
# like.

# %% tags=["answer"]
survey = data.load("survey")
answers = survey[survey["wave"] == 1].drop(columns="wave").set_index("customer_id").astype(float)
answers = answers.apply(lambda person: person.fillna(person.mean()), axis=1)

### BEGIN SOLUTION
without_habit = answers.sub(answers.mean(axis=1), axis=0)
segments = segment.kmeans(without_habit, 4)
### END SOLUTION

# %%
check.value_segments(segments)

# %% [markdown]
# ## Task 6 · How good is the typing tool?
#
# `valued` is each respondent's segment, by the need with the highest mean. `known` says how many order lines each of
# them has in each category, as a logarithm. Teach a `LogisticRegression(max_iter=500)` with the **learning**
# respondents. Which share of the **testing** ones does it place in the right segment?

# %% tags=["answer"]
survey = data.load("survey")
answers = survey[survey["wave"] == 1].drop(columns="wave").set_index("customer_id").astype(float)
needs = ["thrift", "green", "style", "convenience"]
parts = {need: answers.iloc[:, 4 * i:4 * i + 4] for i, need in enumerate(needs)}
means = pd.DataFrame({need: part.mean(axis=1) for need, part in parts.items()})
valued = means.idxmax(axis=1)

lines = data.load("order_lines").merge(data.load("orders")[["order_id", "customer_id"]])
bought = pd.crosstab(lines["customer_id"], lines["category"])
known = np.log1p(bought.reindex(valued.index, fill_value=0))
testing = valued.index % 2 == 0  # every second customer number
learning = ~testing

### BEGIN SOLUTION
tool = LogisticRegression(max_iter=500).fit(known[learning], valued[learning])
share_right = tool.score(known[testing], valued[testing])
### END SOLUTION

# %%
check.placed_right(share_right)

# %% [markdown]
# ## Task 7 · Your decision
#
# The health food letter goes out on paper: one letter, the offer `"green"`, by **post**, at
# {{market.CONTACT_COST_SEK["post"]:.0f}} SEK each and {{market.MESSAGE_COST_SEK:,}} SEK once. Sent to everybody it
# would change the profit of the next two weeks by {{market.expected_profit(given.to_all()):,.0f}} SEK on average. Sent to all who average 4 or more on
# the green statements, as the agency has it, by {{market.expected_profit(given.to_the_aware()):,.0f}} SEK. **Choose
# the readers so that it adds at least {{given.TARGET_SEK:,}} SEK.**
#
# `plan` is a table with one row per customer who gets the letter, and the columns `customer_id`, `offer` and
# `channel`. Use what the company knows: survey, orders, order lines, sessions, customers. Any list of readers that
# reaches the profit is right.

# %% tags=["answer"]
customers = data.load("customers").set_index("customer_id")
orders = data.load("orders")
lines = data.load("order_lines").merge(orders[["order_id", "customer_id", "ordered_at"]])
visits = data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]])

### BEGIN SOLUTION
both = pd.concat([lines[["customer_id", "category"]], visits[["customer_id", "category"]]])
seen = pd.crosstab(both["customer_id"], both["category"])
shown = pd.DataFrame({need: seen[inside].sum(axis=1) for need, inside in market.NEEDS.items()})

last_order = orders.groupby("customer_id")["ordered_at"].max()
active = last_order.index[last_order >= "2025-01-01"]
readers = active.intersection(shown.index[shown.idxmax(axis=1) == "green"])
plan = pd.DataFrame({"customer_id": readers, "offer": "green", "channel": "post"})
### END SOLUTION

# %%
check.health_food_letter(plan)

# %% [markdown]
# Done? [The solution](../solutions/04_psychographic_solution.ipynb) takes one of several ways.
