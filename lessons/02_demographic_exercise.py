# %% [markdown]
# # Exercise 02 · Demographic segmentation
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

from helpers import data, market
from checks import demographic as check
from given import demographic as given
from page import quiz

# %% [markdown]
# ## Task 1 · No code: how small may a segment be?
#
# Open [the lesson](../notebooks/02_demographic.ipynb) beside this page and go to its live picture. Cut age at 30 · 45 · 60,
# and use gender and household. Move *Smallest segment allowed*: what is the **largest** setting at which *more than half* of the
# customers still have a segment of their own? Then the same with income switched on. Give the two settings.

# %% tags=["answer"]
### BEGIN SOLUTION
largest = {"without income": 250, "with income": 75}
### GIVEN
# largest = {"without income": ..., "with income": ...}
### END SOLUTION

# %%
check.smallest_segment(largest)

# %% [markdown]
# ## Task 2 · Complete the lines: age bands in which nobody gets lost
#
# Put every customer into one of four bands: under 35, 35 to 54, 55 and over, and one for those whose year of birth is
# missing. Age means the age reached in 2025. What you call the bands is up to you. (`pd.cut` puts an age between two limits;
# with `right=False` a limit belongs to the band *above* it. `fillna` gives a name to what is empty.)

# %% tags=["answer"]
people = data.load("customers").set_index("customer_id")
age = 2025 - people["birth_year"].astype(float)

### BEGIN SOLUTION
bands = pd.cut(age, [0, 35, 55, 200], right=False, labels=["young", "middle", "old"])
bands = bands.astype(object).fillna("not known")
### GIVEN
# bands = pd.cut(age, [0, ..., ..., 200], right=..., labels=["young", "middle", "old"])
# bands = bands.astype(object).fillna(...)
### END SOLUTION

# %%
check.age_bands(bands)

# %% [markdown]
# ## Task 3 · Repair: of whom do we know everything?
#
# Take the customers who placed at least one order in 2025. Of what **share** of them are *all four* facts known? A colleague's
# code runs, and has **two faults**. Repair it. Give a number between 0 and 1, to three decimals or more.

# %% tags=["answer"]
people = data.load("customers").set_index("customer_id")
facts = ["birth_year", "gender", "household", "income_band"]
orders = data.load("orders")
of_2025 = orders[orders["ordered_at"].dt.year == 2025]

### BEGIN SOLUTION
buyers = of_2025["customer_id"].unique()
known = people.loc[buyers, facts].notna()  # True where a fact is known
complete_share = known.all(axis=1).mean()
### GIVEN
# buyers = of_2025["customer_id"]
# known = people.loc[buyers, facts].notna()  # True where a fact is known
# complete_share = known.mean().prod()
### END SOLUTION

# %%
check.complete_facts(complete_share)

# %% [markdown]
# ## Task 4 · Predict, then measure: the wrong collection
#
# Havnbo took customers who had bought fashion. A coin decided who got the collection of the own gender, and who got the
# other one. First say what you expect.

# %%
quiz.guess(
    "02_demographic_exercise",
    "Of 100 readers, how many orders does the wrong collection lose against the right one?",
    ["None: they like fashion, whichever.", "About 1.", "About 4.", "About 10."],
)

# %% [markdown]
# `outcomes` has a row per customer and campaign (there were twenty): `own` is true where it was the own gender's collection, `group`
# says who was *contacted* and who had given *no consent* and got nothing, `converted` is 1 for those who bought. How many orders
# **per 100 letters sent** does the wrong collection lose?

# %% tags=["answer"]
outcomes = given.two_collections()

### BEGIN SOLUTION
contacted = outcomes[outcomes["group"] == "contacted"]
rate = contacted.groupby("own")["converted"].mean()
lost_per_100 = 100 * (rate[True] - rate[False])
### END SOLUTION

# %%
check.wrong_collection(lost_per_100)

# %% [markdown]
# ## Task 5 · Write: three sentences to the board
#
# The board asks: *"Gender tells so well which collection a customer buys. Why don't you send each gender its own?"* Answer in
# three sentences, with a figure from task 4 or from the lesson. No word that the board would have to look up.

# %%
check.to_the_board()

# %% [markdown]
# ## Task 6 · Decide: a thousand letters about clothes
#
# The collections go on sale. You may write to **at most {{given.MOST_LETTERS:,}} customers**, by e-mail, with the offers
# `womenswear`, `menswear` or `style` (both, and beauty); each *different* offer costs {{market.MESSAGE_COST_SEK:,}} SEK.
# `given.young_women()` is the plan of womenswear to the first {{given.MOST_LETTERS:,}} women under 40. Can you do better?
#
# A plan is a table with one row per customer: `customer_id`, `offer` and `channel`, always `"email"`. Use what the company
# knows. You have **three campaigns** to try plans out: each goes to half of its customers, the other half is the control group,
# and the table says what the plan adds if all get it (`adds_sek`, with low and high). Change the plan, run the cell, run the
# campaign; then decide for a plan you have tried, or for `"nothing"`. The decision is made once.

# %% tags=["answer"]
people = data.load("customers").set_index("customer_id")
purchases = data.purchases()
last_year = purchases[purchases["ordered_at"] >= "2025-01-01"]
agreed = people.index[people["consent_email"] == 1]

### BEGIN SOLUTION
clothes = last_year[last_year["category"].isin(["womenswear", "menswear", "beauty"])]
spent = clothes.groupby("customer_id")["amount_sek"].sum()
best = spent[spent.index.isin(agreed)].nlargest(1000).index
plan = pd.DataFrame({"customer_id": best, "offer": "style", "channel": "email"})
### END SOLUTION

# %%
check.clothes_letter.campaign(plan)

# %%
check.clothes_letter(plan)

# %% [markdown]
# {{=way}}
