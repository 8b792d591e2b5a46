# %% [markdown]
# # Exercise 11 · Business-oriented segmentation
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

from helpers import data, experiment, features, market_b2b
from checks import business_oriented as check
from given import business_oriented as given
from page import quiz

# %% [markdown]
# ## Task 1 · No code: for whom is a ranking worth most?
#
# Open [the lesson](../notebooks/11_business_oriented.ipynb) beside this page and go to its live picture. Leave all three
# weights at 1 and all nine industries in. **How many times as much as calls by lot** is the list worth with 100, with 600
# and with 1,800 calls? Copy the three numbers from the sentence. Then, for yourself, set engagement to 0 and look again.

# %% tags=["answer"]
### BEGIN SOLUTION
times = {100: 4.5, 600: 2.5, 1800: 1.5}
### GIVEN
# times = {100: ..., 600: ..., 1800: ...}
### END SOLUTION

# %%
check.times_as_much(times)

# %% [markdown]
# ## Task 2 · Repair: the history of the industries
#
# It is **7 July 2025, early in the morning**. A colleague wants the money won so far per company of each industry (SEK), as
# it was **known** then. The company belongs in the count whether it bought or not. The lines run and have **two faults**.
# Repair them.

# %% tags=["answer"]
companies = data.load("companies")
deals = data.load("deals").merge(companies[["company_id", "industry"]])

### BEGIN SOLUTION
known = deals[(deals["stage"] == "won") & (deals["closed_on"] < "2025-07-07")]
money = known.groupby("industry")["value_sek"].sum()
won_per_company = money / companies.groupby("industry")["company_id"].nunique()
### GIVEN
# known = deals[(deals["stage"] == "won") & (deals["opened_on"] < "2025-07-07")]
# money = known.groupby("industry")["value_sek"].sum()
# won_per_company = money / known.groupby("industry")["company_id"].nunique()
### END SOLUTION

# %%
check.won_so_far(won_per_company)

# %% [markdown]
# ## Task 3 · Complete the line: large for its industry
#
# Among machinery firms, 40 people are middling; among management advisers they are many. Give every company points from 1 to
# 5 for its employees **among the firms of its own industry**: 5 for the largest fifth of them, 1 for the smallest, the same
# for equals. (`transform` does to each group what its brackets name, and gives every company its value.)

# %% tags=["answer"]
companies = data.load("companies").set_index("company_id")

### BEGIN SOLUTION
size_points = companies.groupby("industry")["employees"].transform(features.score)
### GIVEN
# size_points = companies.groupby(...)["employees"].transform(...)
### END SOLUTION

# %%
check.points_in_industry(size_points)

# %% [markdown]
# ## Task 4 · Predict, then measure: what does one more deal cost?
#
# Klarvik called half of the 600 companies with most employees, drawn at random. The other half is the control group. A call
# costs {{market_b2b.CONTACT_COST_SEK["call"]:,}} SEK. First say what you expect.

# %%
quiz.guess(
    "11_business_oriented_exercise",
    "What do the calls for ONE deal cost that would not have been opened without them?",
    ["About 3,000 SEK.", "About 8,000 SEK.", "About 24,000 SEK.", "About 70,000 SEK."],
)

# %% [markdown]
# `outcomes` has one row per company: `group` (`contacted`, `control`), `opened` (1 if a deal was opened), `margin_sek` (of
# the deal, 0 without; the call is not yet paid). Give three things:
#
# - `sek_per_added_deal`: SEK in calls for one **added** opened deal;
# - `low` and `high`: the 95 % interval of what one call earns, SEK **per company called**: added margin **less** the price
#   of the call. `experiment.mean_difference(treated, control)` gives mean of the treated, mean of the control group,
#   difference, low, high;
# - `pays`: do the calls earn their price? `"yes"`, `"no"` or `"cannot tell"`.

# %% tags=["answer"]
price = market_b2b.CONTACT_COST_SEK["call"]
outcomes = market_b2b.run(given.largest(), holdout=0.5, seed=7)

### BEGIN SOLUTION
opened = outcomes.groupby("group")["opened"].mean()
sek_per_added_deal = price / (opened["contacted"] - opened["control"])

margin = outcomes.groupby("group")["margin_sek"]
*_, low, high = experiment.mean_difference(margin.get_group("contacted"), margin.get_group("control"))
low, high = low - price, high - price
pays = "cannot tell"
### END SOLUTION

# %%
check.cost_of_added_deal(sek_per_added_deal, low, high, pays)

# %% [markdown]
# ## Task 5 · Write: three sentences to the board
#
# The head of sales writes: *"Of 100 companies we called, {{100 * given.opened_after_calls():.0f}} opened a deal. I need three
# more people."* Answer in three sentences, with the figures of task 4.

# %%
check.to_the_board()

# %% [markdown]
# ## Task 6 · Decide: your call list
#
# At most {{given.CAPACITY}} calls. `given.largest()` is the plain list: the {{given.CAPACITY}} companies with most employees.
# Can you do better?
#
# A plan is a table with one row per company to call: `company_id`; `channel`, if you give it, is `"call"`; you may add
# `pitch`: `general`, or one written for companies that use `own_servers`, `cloud` or `both`. The right one opens more doors,
# the wrong one fewer. Each different pitch costs {{market_b2b.PITCH_COST_SEK:,}} SEK. Use what Klarvik knows. You have
# **three campaigns**: each calls half of the plan's companies, the other half is the control group, and the table says what
# the plan adds if all are called (`adds_sek`, with low and high). Change the plan, run the cell, run the campaign; then
# decide for a plan you have tried, or for `"nothing"`. The decision is made once. Task 4 said how far to trust the money of
# a few hundred calls: what the lesson found may weigh as much.

# %% tags=["answer"]
companies = data.load("companies").set_index("company_id")
deals = data.load("deals")
won_deals = deals[deals["stage"] == "won"]
engagement = data.load("engagement")

### BEGIN SOLUTION
won = won_deals.groupby("company_id")["value_sek"].sum().reindex(companies.index, fill_value=0)
industry_points = features.score(won.groupby(companies["industry"]).mean())
points = companies["industry"].map(industry_points) + features.score(companies["employees"])

first = points.nlargest(600).index
pitch = companies.loc[first, "technology"].fillna("general")
plan = pd.DataFrame({"company_id": first, "pitch": pitch.to_numpy()})
### END SOLUTION

# %%
check.call_list.campaign(plan)

# %%
check.call_list(plan)

# %% [markdown]
# {{=way}}
