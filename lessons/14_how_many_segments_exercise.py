# %% [markdown]
# # Exercise 14 · How many segments?
#
# {{=tasks}}, from one line to a decision of your own. {{=exercise}} minutes. Replace each `...` with your answer, run the
# cell, then run the check under it. Stuck? `check.….hint()` in a new cell gives one hint at a time, and
# `check.….solution()` shows one way.
#
# Every task loads its own data, so a mistake in one does not spoil the next. Two tables come ready made:
# `given.known_goods()` holds the share of each category in what each customer bought before 1 July 2025, and
# `given.regular_goods()` the same for customers with 20 order lines or more.
#
# [Back to the lesson](../notebooks/14_how_many_segments.ipynb)

# %%
import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from helpers import data, features, market, segment
from checks import how_many_segments as check
from given import how_many_segments as given

# %% [markdown]
# ## Task 1 · How alike?
#
# Two bootstrap samples have each been cut into seven, and both solutions have placed all regulars: `first` and
# `second`. How well do the two agree? Give the **adjusted Rand index**. One line.

# %% tags=["answer"]
placed = segment.placements(given.regular_goods(), [7], pairs=1, progress=False)
first, second = placed[7, 0, 0], placed[7, 0, 1]

### BEGIN SOLUTION
agreement = adjusted_rand_score(first, second)
### END SOLUTION

# %%
check.how_alike(agreement)

# %% [markdown]
# ## Task 2 · Draw the segments yourself
#
# From the order lines **before 1 July 2025**: take the customers with **20 lines or more**, compute the share of
# each category among each customer's lines, and cut them into **four** with k-means. Give one label per customer.
# The numbers do not matter.

# %% tags=["answer"]
orders = data.load("orders")[["order_id", "customer_id", "ordered_at"]]
lines = data.load("order_lines").merge(orders)

### BEGIN SOLUTION
before = lines[lines["ordered_at"] < data.CUTOFF]
count = pd.crosstab(before["customer_id"], before["category"])
count = count[count.sum(axis=1) >= 20]
shares = count.div(count.sum(axis=1), axis=0)
four = segment.kmeans(shares, 4)
### END SOLUTION

# %%
check.four_segments(four)

# %% [markdown]
# ## Task 3 · An adviser who cannot say no
#
# The file `no_structure` holds one cloud and no groups. Compute the **silhouette** of k-means with 2, 3, 4, 5 and
# 6 segments on its six features (each less its mean, divided by its standard deviation): one number for each
# number of segments. Which one would you be advised to take?

# %% tags=["answer"]
empty = data.load("no_structure")

### BEGIN SOLUTION
six = empty.set_index("customer_id")
six = (six - six.mean()) / six.std()
silhouette = pd.Series({k: silhouette_score(six, segment.kmeans(six, k)) for k in range(2, 7)})
### END SOLUTION

# %%
check.silhouettes(silhouette)

# %% [markdown]
# ## Task 4 · Does it come back?
#
# The same file. Compute the **mean stability** of 2, 3, 4 and 5 segments from ten pairs of bootstrap samples
# (`segment.stability` returns a row per number of segments and pair): one number for each number of segments.

# %% tags=["answer"]
empty = data.load("no_structure").set_index("customer_id")
empty = (empty - empty.mean()) / empty.std()

### BEGIN SOLUTION
pairs = segment.stability(empty, range(2, 6), pairs=10, progress=False)
stability = pairs.groupby("k")["adjusted_rand"].mean()
### END SOLUTION

# %%
check.mean_stability(stability)

# %% [markdown]
# ## Task 5 · Which segment came back?
#
# `labels` are the regulars in six segments; `other` is where a bootstrap sample's solution places the same
# customers. For each segment of `labels`, find its **best Jaccard overlap** with any segment of `other`: customers
# in both, over customers in either. Six numbers, by segment.

# %% tags=["answer"]
regulars = given.regular_goods()
labels = segment.kmeans(regulars, 6)
other = segment.placements(regulars, [6], pairs=1, progress=False)[6, 0, 1]

### BEGIN SOLUTION
both = pd.crosstab(labels, other)
either = pd.DataFrame({j: both.sum(axis=1) + both[j].sum() - both[j] for j in both})
best = (both / either).max(axis=1)
### END SOLUTION

# %%
check.best_overlap(best)

# %% [markdown]
# ## Task 6 · Where did they come from?
#
# `labels` holds the regulars in three segments (column `3`) and in four (column `4`). For each of the **four**:
# did its customers come from one segment of the three, or from several? Divide the **entropy** of their origin (how
# mixed it is) by the logarithm of the previous number of segments. Take the result from 1. Four numbers, by segment.
# By hand or with a helper.

# %% tags=["answer"]
labels = segment.solutions(given.regular_goods(), [3, 4])

### BEGIN SOLUTION
origin = pd.crosstab(labels[4], labels[3], normalize="index")
entropy = -(origin * np.log(origin.where(origin > 0, 1))).sum(axis=1)
kept = 1 - entropy / np.log(3)
### END SOLUTION

# %%
check.came_from(kept)

# %% [markdown]
# ## Task 7 · Your decision
#
# A mailing to the {{len(given.known_goods()):,}} customers who had bought before 1 July 2025. Each segment gets
# its own letter by e-mail, which shows goods in the shares that its members bought, and each letter costs
# {{market.MESSAGE_COST_SEK:,}} SEK. One letter for all earns {{given.profit_sek(given.one_for_all()):,.0f}} SEK on
# average, in the two weeks after the e-mail. **Find segments that earn at least {{given.TARGET_SEK:,}} SEK.**
#
# Give a label for every customer of `known`: from any features, any method, any number of segments. A segment
# needs five customers or more. `given.profit_sek(segments)` tells what your segments earn, as often as you like.
# (No company has such a function. This is the market's answer.)

# %% tags=["answer"]
known = given.known_goods()
habits = features.rfm(data.load("orders").query("ordered_at < '2025-07-01'"), at=data.CUTOFF)
customers = data.load("customers").set_index("customer_id").loc[known.index]

### BEGIN SOLUTION
model = KMeans(4, n_init=10, random_state=0).fit(given.regular_goods())
segments = pd.Series(model.predict(known), index=known.index)
### END SOLUTION

# %%
check.your_segments(segments)

# %% [markdown]
# Done? Compare with [the solution](../solutions/14_how_many_segments_solution.ipynb): there is more than one right way.
