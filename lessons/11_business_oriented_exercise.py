# %% [markdown]
# # Exercise 11 · Business-oriented segmentation
#
# {{=tasks}}, from one line to a call list of your own. {{=exercise}} minutes. Put your answer in place of each `...`, run
# the cell, then the check below it. A check says what it found and what it expected. `check.….hint()` in a new cell
# gives one hint at a time, `check.….solution()` shows one way.
#
# Every task loads its own data, so a mistake in one does not spoil the next.
#
# [Back to the lesson](../notebooks/11_business_oriented.ipynb)

# %%
import numpy as np
import pandas as pd
from sklearn.linear_model import PoissonRegressor

from helpers import data, features, market_b2b
from checks import business_oriented as check
from given import business_oriented as given

# %% [markdown]
# ## Task 1 · What was known
#
# It is **1 July 2025**, early in the morning. Which deals does Klarvik know to be won? Take those rows of `deals`.

# %% tags=["answer"]
deals = data.load("deals")

### BEGIN SOLUTION
known = deals[(deals["stage"] == "won") & (deals["closed_on"] < "2025-07-01")]
### END SOLUTION

# %%
check.known_then(known)

# %% [markdown]
# ## Task 2 · Hit rate and money
#
# Make a table `industries` with one row per `industry` and two columns, over all deals of both years:
#
# - `hit_rate`: of the deals that are closed (won or lost), the share that was won;
# - `won_per_company_sek`: the money won, divided by the number of companies of that industry *in the register*.

# %% tags=["answer"]
companies = data.load("companies")
deals = data.load("deals").merge(companies[["company_id", "industry"]])

### BEGIN SOLUTION
closed = deals[deals["stage"].isin(["won", "lost"])]
money = deals[deals["stage"] == "won"].groupby("industry")["value_sek"].sum()
industries = pd.DataFrame({
    "hit_rate": (closed["stage"] == "won").groupby(closed["industry"]).mean(),
    "won_per_company_sek": money / companies["industry"].value_counts(),
})
### END SOLUTION

# %%
check.two_measures(industries)

# %% [markdown]
# ## Task 3 · Large for its industry
#
# A machinery firm with 40 people is of middling size, a management adviser with 40 is a giant. Give every company
# points from 1 to 5 for its number of employees **among the firms of its own industry**. 5 is the largest; firms of
# one industry with equally many employees get equal points. One value per company, with `company_id` as the key.

# %% tags=["answer"]
companies = data.load("companies").set_index("company_id")

### BEGIN SOLUTION
size_points = companies.groupby("industry")["employees"].transform(features.score)
### END SOLUTION

# %%
check.points_in_industry(size_points)

# %% [markdown]
# ## Task 4 · Learned from the others
#
# `won_2024` is the money won from each company in 2024. Companies with an odd number learn from those with an even
# one, and the other way round. Give each company the mean of `won_2024` over the firms of its industry **in the
# other half**, zeros included.

# %% tags=["answer"]
companies = data.load("companies").set_index("company_id")
deals = data.load("deals")
won_deals = deals[(deals["stage"] == "won") & (deals["closed_on"] < "2025-01-01")]
won_2024 = won_deals.groupby("company_id")["value_sek"].sum().reindex(companies.index, fill_value=0)
odd = pd.Series(companies.index % 2 == 1, companies.index)

### BEGIN SOLUTION
industry = companies["industry"]
from_odd = won_2024[odd].groupby(industry[odd]).mean()
from_even = won_2024[~odd].groupby(industry[~odd]).mean()
learned = industry.map(from_even).where(odd, industry.map(from_odd))
### END SOLUTION

# %%
check.learned_from_others(learned)

# %% [markdown]
# ## Task 5 · The first fifth
#
# A colleague ranks by turnover; companies without a figure come last. `won_2025` is the money won from each company
# in 2025. Which **share** of that money stands in the first 600 places of the colleague's list?

# %% tags=["answer"]
companies = data.load("companies").set_index("company_id")
deals = data.load("deals")
won_deals = deals[(deals["stage"] == "won") & (deals["opened_on"] >= "2025-01-01")]
won_2025 = won_deals.groupby("company_id")["value_sek"].sum().reindex(companies.index, fill_value=0)
score = companies["turnover_msek"].fillna(0)

### BEGIN SOLUTION
first = score.nlargest(600).index
share = won_2025[first].sum() / won_2025.sum()
### END SOLUTION

# %%
check.share_in_first_fifth(share)

# %% [markdown]
# ## Task 6 · What a deal costs
#
# Klarvik tested calls on the 600 companies with most employees; half of them were held out. `outcomes` has a row
# per company: `group` says who was called (`contacted`) and who was left alone (`control`), `opened` is 1 where a
# deal was opened. A call costs {{market_b2b.CONTACT_COST_SEK["call"]:,}} SEK.
#
# How many SEK in calls does **one added deal** cost, one that would not have been opened otherwise?

# %% tags=["answer"]
companies = data.load("companies")
plan = companies.nlargest(600, "employees")[["company_id"]]
outcomes = market_b2b.run(plan, holdout=0.5, seed=1)
cost_of_a_call_sek = market_b2b.CONTACT_COST_SEK["call"]

### BEGIN SOLUTION
rate = outcomes.groupby("group")["opened"].mean()
sek_per_added_deal = cost_of_a_call_sek / (rate["contacted"] - rate["control"])
### END SOLUTION

# %%
check.cost_of_added_deal(sek_per_added_deal)

# %% [markdown]
# ## Task 7 · Your call list
#
# At most {{given.CAPACITY}} calls for the first half of 2026. What a list adds to profit on average, without luck, is
# `market_b2b.expected_profit(plan)`, known in this market only. The favourite list, small software firms
# (`given.small_software()`), would change profit by {{market_b2b.expected_profit(given.small_software()):,.0f}} SEK. The
# {{given.CAPACITY}} companies with most employees (`given.largest()`) would bring
# {{market_b2b.expected_profit(given.largest()):,.0f}}. **Make a list that brings at least {{given.TARGET_SEK:,}} SEK.**
#
# `plan` is a table with one row per company to call and the column `company_id`. You may add `pitch`: `general`, or
# one written for companies that use `own_servers`, `cloud` or `both`; the right one opens more doors, the wrong one
# fewer, and each different pitch costs {{market_b2b.PITCH_COST_SEK:,}} SEK. Use what Klarvik knows. Any list that
# reaches the profit is right.

# %% tags=["answer"]
companies = data.load("companies").set_index("company_id")
deals = data.load("deals")
engagement = data.load("engagement")

### BEGIN SOLUTION
won_sek = deals[deals["stage"] == "won"].groupby("company_id")["value_sek"].sum()
money = won_sek.reindex(companies.index, fill_value=0)
facts = pd.get_dummies(companies["industry"], dtype=float)
facts["size"] = np.log(companies["employees"])
model = PoissonRegressor(alpha=0.001, solver="newton-cholesky").fit(facts, money / money.mean())

expected = pd.Series(model.predict(facts), index=companies.index)
first = expected.nlargest(600).index
pitch = companies.loc[first, "technology"].fillna("general")
plan = pd.DataFrame({"company_id": first, "pitch": pitch.to_numpy()})
### END SOLUTION

# %%
check.call_list(plan)

# %% [markdown]
# Done? Compare your list with [the solution](../solutions/11_business_oriented_solution.ipynb). Then ask yourself what you
# would have needed to know to tell the two apart without this market.
