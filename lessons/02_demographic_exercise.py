# %% [markdown]
# # Exercise 02 · Demographic segmentation
#
# {{=tasks}}, from a few lines to a decision of your own. {{=exercise}} minutes. Replace each `...` with your answer, run the
# cell, then run the check under it. Stuck? `check.….hint()` in a new cell gives one hint at a time, and
# `check.….solution()` shows one way.
#
# Every task loads its own data, so a mistake in one does not spoil the next.
#
# [Back to the lesson](../notebooks/02_demographic.ipynb)

# %%
import numpy as np
import pandas as pd
from sklearn.metrics import r2_score

from helpers import data, market
from checks import demographic as check
from given import demographic as given

# %% [markdown]
# ## Task 1 · Age bands in which nobody gets lost
#
# Put every customer into one of four bands: under 35, 35 to 54, 55 and over, and one for those whose year of birth is
# missing. Age means the age reached in 2025. What you call the bands is up to you.

# %% tags=["answer"]
people = data.load("customers").set_index("customer_id")

### BEGIN SOLUTION
age = 2025 - people["birth_year"]
bands = pd.Series("not known", index=people.index)
bands[age < 35] = "under 35"
bands[age.between(35, 54)] = "35 to 54"
bands[age >= 55] = "55 and over"
### END SOLUTION

# %%
check.age_bands(bands)

# %% [markdown]
# ## Task 2 · Complete facts, of customers who count
#
# Take the customers who placed at least one order in 2025. Of what **share** of them are birth year, gender, household
# and income band *all* known? Give a number between 0 and 1.

# %% tags=["answer"]
people = data.load("customers").set_index("customer_id")
orders = data.load("orders")

### BEGIN SOLUTION
buyers = orders.loc[orders["ordered_at"].dt.year == 2025, "customer_id"].unique()
facts = people.loc[buyers, ["birth_year", "gender", "household", "income_band"]]
complete_share = facts.notna().all(axis=1).mean()
### END SOLUTION

# %%
check.complete_facts(complete_share)

# %% [markdown]
# ## Task 3 · Hide the small groups
#
# `groups` puts customers together by postal area and household. Some groups are so small that their members could be
# recognised. Make `segment`: the same groups, but all customers of groups with **fewer than five** members go
# together into one group of their own. Every customer stays in.

# %% tags=["answer"]
people = data.load("customers").set_index("customer_id")
groups = people["postal_area"].astype(str) + " " + people["household"]

### BEGIN SOLUTION
size = groups.map(groups.value_counts())
segment = groups.where(size >= 5, "small groups together")
### END SOLUTION

# %%
check.small_groups(segment)

# %% [markdown]
# ## Task 4 · Whether, or which?
#
# `hers` is, for everybody who bought fashion in the second half of 2025, the share of it that was womenswear. Guess it
# for each **testing** customer by the mean of the **learning** customers of the same gender; "not stated" counts as a
# gender of its own here. How much of the differences among the testing customers does the guess explain? Give R².

# %% tags=["answer"]
people = data.load("customers").set_index("customer_id")
orders = data.load("orders")[["order_id", "customer_id", "ordered_at"]]
lines = data.load("order_lines").merge(orders)
later = lines[lines["ordered_at"] >= data.CUTOFF]
money = later.pivot_table(
    index="customer_id", columns="category", values="amount_sek", aggfunc="sum", fill_value=0
)
hers = (money["womenswear"] / (money["womenswear"] + money["menswear"])).dropna()
gender = people["gender"].fillna("not stated").loc[hers.index]
testing = pd.Series(hers.index % 3 == 0, index=hers.index)  # every third customer number
learning = ~testing

### BEGIN SOLUTION
means = hers[learning].groupby(gender[learning]).mean()
guessed = gender[testing].map(means)
r2 = r2_score(hers[testing], guessed)
### END SOLUTION

# %%
check.which_fashion(r2)

# %% [markdown]
# ## Task 5 · How broad is a segment?
#
# `spent` is what each customer spent in 2025, `box` the segment by gender and household. Which **share** of the
# differences in spending stays *inside* the segments? That is the sum of squared distances from each customer's own
# segment mean, over the sum of squared distances from the mean of all. Give a number between 0 and 1.

# %% tags=["answer"]
people = data.load("customers").set_index("customer_id")
orders = data.load("orders")
spent = orders[orders["ordered_at"].dt.year == 2025].groupby("customer_id")["amount_sek"].sum()
box = (people["gender"].fillna("not stated") + " " + people["household"]).loc[spent.index]

### BEGIN SOLUTION
own_mean = spent.groupby(box).transform("mean")
inside_share = ((spent - own_mean) ** 2).sum() / ((spent - spent.mean()) ** 2).sum()
### END SOLUTION

# %%
check.inside(inside_share)

# %% [markdown]
# ## Task 6 · What does the wrong collection cost?
#
# Havnbo drew customers who had bought fashion into two halves by lot. One half got the collection of its own gender,
# the other half, by design, the other one. It did so in six campaigns. `outcomes` has a row per customer and campaign:
# `own` says whether it was the own gender's collection, `group` who was contacted, and `converted` is 1 for those who
# bought.
#
# How many orders **per 100 letters** does the wrong collection lose, against the right one?

# %% tags=["answer"]
people = data.load("customers").set_index("customer_id")
lines = data.load("order_lines").merge(data.load("orders")[["order_id", "customer_id"]])
wear = lines[lines["category"].isin(["womenswear", "menswear"])]["customer_id"].unique()
stated = people.loc[wear, "gender"].dropna()
own = np.random.default_rng(20).random(len(stated)) < 0.5
offer = np.where((stated == "woman") == own, "womenswear", "menswear")
plan = pd.DataFrame({"customer_id": stated.index, "offer": offer, "channel": "email", "own": own})
outcomes = pd.concat([market.run(plan, holdout=0, seed=seed) for seed in range(6)])

### BEGIN SOLUTION
contacted = outcomes[outcomes["group"] == "contacted"]
rate = contacted.groupby("own")["converted"].mean()
lost_per_100 = 100 * (rate[True] - rate[False])
### END SOLUTION

# %%
check.wrong_collection(lost_per_100)

# %% [markdown]
# ## Task 7 · Your decision
#
# The collections go on sale, and this time the letter must be about clothes. You may write to **at most
# {{given.MOST_LETTERS:,}} customers**, by e-mail, with the offers `womenswear`, `menswear` or `style` (both, and
# beauty). Each *different* offer costs {{market.MESSAGE_COST_SEK:,}} SEK to make. Somebody proposes womenswear to the
# first {{given.MOST_LETTERS:,}} women under 40 on the list (`given.young_women()`); that would add
# {{market.expected_profit(given.young_women()):,.0f}} SEK on average, in the two weeks after the e-mail.
# **Find a plan that adds at least {{given.TARGET_SEK:,}} SEK.**
#
# A plan is a table with one row per customer and the columns `customer_id`, `offer` and `channel`, which must be
# `"email"`. Use what the company knows: any table in `data.names()`. Any plan that reaches the profit is right. When you
# have one, look whom it leaves out.

# %% tags=["answer"]
people = data.load("customers").set_index("customer_id")
orders = data.load("orders")
lines = data.load("order_lines").merge(orders[["order_id", "customer_id", "ordered_at"]])

### BEGIN SOLUTION
last_year = lines[lines["ordered_at"].dt.year == 2025]
clothes = last_year[last_year["category"].isin(["womenswear", "menswear", "beauty"])]
on_style = clothes.groupby("customer_id")["amount_sek"].sum()
agreed = people.index[people["consent_email"] == 1]
best = on_style[on_style.index.isin(agreed)].nlargest(1000).index
plan = pd.DataFrame({"customer_id": best, "offer": "style", "channel": "email"})
### END SOLUTION

# %%
check.clothes_letter(plan)

# %% [markdown]
# Done? Compare your plan with [the solution](../solutions/02_demographic_solution.ipynb): there is more than one right way.
