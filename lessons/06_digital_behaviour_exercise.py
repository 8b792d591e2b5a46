# %% [markdown]
# # Exercise 06 · Digital behaviour
#
# {{=tasks}}, from one line to a decision of your own. {{=exercise}} minutes. Replace each `...` with your answer, run the
# cell, then run the check under it. A check says what it found and what it expected. Stuck? `check.….hint()` in a new
# cell gives one hint at a time, and `check.….solution()` shows one way.
#
# Every task loads its own data, so a mistake in one does not spoil the next.
#
# [Back to the lesson](../notebooks/06_digital_behaviour.ipynb)

# %%
import numpy as np
import pandas as pd

from helpers import data, market, segment
from checks import digital_behaviour as check
from given import digital_behaviour as given

# %% [markdown]
# ## Task 1 · How much do we know?
#
# What **share of all visits** comes from a visitor whom the identity table links to a customer? Give a number between 0
# and 1.

# %% tags=["answer"]
sessions = data.load("sessions")
identity = data.load("identity")

### BEGIN SOLUTION
share_linked = sessions["visitor_id"].isin(identity["visitor_id"]).mean()
### END SOLUTION

# %%
check.known_visits(share_linked)

# %% [markdown]
# ## Task 2 · Stitch
#
# Make a table with one row per **customer** who is linked to a visit, and three columns: `visits` (how many), `devices` (how
# many different visitors the customer is) and `carts` (how many carts were left).

# %% tags=["answer"]
sessions = data.load("sessions")
identity = data.load("identity")

### BEGIN SOLUTION
known = sessions.merge(identity[["visitor_id", "customer_id"]], on="visitor_id")
by_customer = known.groupby("customer_id")
stitched = pd.DataFrame(
    {
        "visits": by_customer.size(),
        "devices": by_customer["visitor_id"].nunique(),
        "carts": by_customer["cart_left"].sum(),
    }
)
### END SOLUTION

# %%
check.one_row_per_customer(stitched)

# %% [markdown]
# ## Task 3 · Visits and errands
#
# Somebody who looks at lunch on the phone and again in the evening on the computer is on one errand. Let us say: a visit
# that begins **at most 24 hours** after the same customer's previous visit began belongs to the same errand. How many
# errands does each customer have? One number per customer. `known` holds the linked visits.

# %% tags=["answer"]
identity = data.load("identity")[["visitor_id", "customer_id"]]
known = data.load("sessions").merge(identity, on="visitor_id")

### BEGIN SOLUTION
known = known.sort_values(["customer_id", "started_at"])
pause = known.groupby("customer_id")["started_at"].diff()
begins = pause.isna() | (pause > pd.Timedelta(hours=24))
errands = begins.groupby(known["customer_id"]).sum()
### END SOLUTION

# %%
check.errands_per_customer(errands)

# %% [markdown]
# ## Task 4 · Who is not seen?
#
# `buyers` holds everybody who bought in 2025, with age. Of those **under 65**, which share has no linked visit? And of those
# **of 65 and more**? Give the two shares (between 0 and 1) in this order. Buyers of unknown age count in neither group.

# %% tags=["answer"]
identity = data.load("identity")
orders = data.load("orders").query("ordered_at >= '2025-01-01'")
people = data.load("customers").set_index("customer_id")
buyers = orders.groupby("customer_id")["amount_sek"].sum().to_frame("sek")
buyers["age"] = 2026 - people["birth_year"].reindex(buyers.index).astype(float)

### BEGIN SOLUTION
unseen = pd.Series(~buyers.index.isin(identity["customer_id"]), index=buyers.index)
under_65 = unseen[buyers["age"] < 65].mean()
from_65 = unseen[buyers["age"] >= 65].mean()
### END SOLUTION

# %%
check.not_seen(under_65, from_65)

# %% [markdown]
# ## Task 5 · Segments from clicks
#
# `year` holds how often each customer with three visits or more looked at each category. Make **four** k-means segments
# from it, so that they say what customers look at and not how often they come. One label per customer; what you call the
# segments does not matter.

# %% tags=["answer"]
identity = data.load("identity")[["visitor_id", "customer_id"]]
known = data.load("sessions").merge(identity, on="visitor_id")
year = pd.crosstab(known["customer_id"], known["category"])
year = year[year.sum(axis=1) >= 3]

### BEGIN SOLUTION
shares = year.div(year.sum(axis=1), axis=0)
click_segment = segment.kmeans(np.sqrt(shares), 4)
### END SOLUTION

# %%
check.click_segments(click_segment)

# %% [markdown]
# ## Task 6 · What does the hurry add?
#
# Half of those who left a cart got a reply after ten minutes, the other half after a day; in each half some were held out.
# `outcomes` has one row per customer: `delay` says which half, `group` whether the customer was contacted, held out as
# control or could not be contacted, and `converted` is 1 for those who bought within two weeks.
#
# **How many more orders per 100 replies** does the quick reply add than the late one? Compare each half with its own
# control group.

# %% tags=["answer"]
outcomes = given.two_delays()

### BEGIN SOLUTION
rate = outcomes.groupby(["delay", "group"])["converted"].mean().unstack()
added = 100 * (rate["contacted"] - rate["control"])
hurry_adds = added["10 minutes"] - added["24 hours"]
### END SOLUTION

# %%
check.worth_of_hurry(hurry_adds)

# %% [markdown]
# ## Task 7 · Your decision
#
# Havnbo has rented a service that replies **one hour** after a cart was left. `carts` holds the latest cart of each
# known customer in the last three months of 2025. The plain reminder by e-mail to all of them would add
# {{market.expected_profit(given.one_hour_later(given.plain_by_email())):,.0f}} SEK of profit, on average, in two weeks.
# **Find a plan that adds at least {{given.TARGET_SEK:,}} SEK.**
#
# A plan is a table with one row per customer who gets a message, and the columns `customer_id`, `offer` (any name in
# `market.offers().index`) and `channel` (`"email"`, `"sms"`, `"push"` or `"post"`). You may add `discount`. Who, what and
# how is up to you; the service takes care of the hour. Each different message costs {{market.MESSAGE_COST_SEK:,}} SEK.
# Any plan that reaches the profit is right.

# %% tags=["answer"]
identity = data.load("identity")[["visitor_id", "customer_id"]]
known = data.load("sessions").merge(identity, on="visitor_id")
carts = known[(known["cart_left"] == 1) & (known["started_at"] >= "2025-10-01")]
carts = carts.sort_values("started_at").groupby("customer_id").tail(1).set_index("customer_id")
people = data.load("customers").set_index("customer_id").loc[carts.index]

### BEGIN SOLUTION
looked = known.assign(need=known["category"].map(market.NEED_OF)).dropna(subset=["need"])
need = looked.groupby(["customer_id", "need"]).size().unstack(fill_value=0).idxmax(axis=1)

consents = [people["consent_push"] == 1, people["consent_sms"] == 1]
plan = pd.DataFrame(
    {
        "customer_id": carts.index,
        "offer": need.reindex(carts.index).fillna("everyone").to_numpy(),
        "channel": np.select(consents, ["push", "sms"], "email"),
    }
)
### END SOLUTION

# %%
check.replies_to_carts(plan)

# %% [markdown]
# Done? Compare your plan with [the solution](../solutions/06_digital_behaviour_solution.ipynb): there is more than one right way.
