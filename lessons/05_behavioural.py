# %% [markdown]
# # 05 · Behavioural segmentation
#
# **The question.** What do purchases tell that profiles do not?
#
# **The decision.** Havnbo, a retailer with shops, a website and an app, is about to send a discount of 20% to
# its frequent buyers. Who are they? And what will the discount change that would not have happened without it?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 00; you have seen a pandas table before |
#
# **After this lesson you can**
#
# - compute recency, frequency and monetary value (RFM) by hand and with a helper, and say which definition you mean;
# - score customers so that equal customers get equal scores;
# - test on later purchases whether a segmentation predicts anything;
# - tell, with a control group, what a discount adds from what it merely gives away;
# - say when behavioural segments stop working: poor tracking, old data, changed needs.

# %% [markdown]
# ## 1 · The data
#
# Havnbo and its customers are invented, and so is what they buy. The numbers show how things work, never how real
# customers are. One row is one order; two years of them, 2024 and 2025.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import Dropdown, IntSlider, SelectionSlider
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score
from sklearn.model_selection import KFold, cross_val_predict

from helpers import claims, data, describe, features, live, market, quiz

orders = data.load("orders")
orders.head()

# %%
data.columns("orders")

# %% [markdown]
# {{len(orders):,}} orders by {{orders["customer_id"].nunique():,}} customers. Note what is *not* here: no age, no
# income, no opinion. Only who bought, when, where and for how much.

# %% [markdown]
# ## 2 · By hand, on ten customers
#
# Ten customers are few enough to check by eye. For each we ask three things. How long ago was the last purchase
# (**recency**)? How many purchases were there (**frequency**)? How much money came in (**monetary value**)?

# %%
ten_ids = [100004, 100008, 100011, 100013, 100014, 100021, 100023, 100026, 100039, 100018]
ten_orders = orders[orders["customer_id"].isin(ten_ids)]

by_customer = ten_orders.groupby("customer_id")
ten = pd.DataFrame({
    "last_order": by_customer["ordered_at"].max().dt.normalize(),
    "frequency": by_customer.size(),
    "monetary_sek": by_customer["amount_sek"].sum(),
})
ten.insert(1, "recency_days", (data.TODAY - ten["last_order"]).dt.days)
ten.sort_values("frequency")

# %% [markdown]
# Three columns, and the ten already look different: half of them came once. The busiest came
# {{ten["frequency"].max()}} times, but not for a year. The next came {{ten["frequency"].nlargest(2).iloc[1]}} times, the
# last time {{ten.sort_values("frequency")["recency_days"].iloc[-2]}} days ago.
#
# Marketers often turn such columns into scores from 1 to 5, a fifth of the customers each. Let us do that the quick
# way: put the ten in order of frequency and cut the list into five pairs.

# %%
in_order = ten["frequency"].rank(method="first")
ten["quick_score"] = pd.qcut(in_order, 5, labels=[1, 2, 3, 4, 5]).astype(int)
ten["fair_score"] = features.score(ten["frequency"], n=5)
ten[["frequency", "quick_score", "fair_score"]].sort_values(["frequency", "quick_score"])

# %% [markdown]
# Look at the customers with one order. The quick way gives {{ten.loc[ten["frequency"] == 1, "quick_score"].nunique()}}
# different scores to people who did exactly the same; which one a customer gets depends on the order of
# the rows. Tomorrow, sorted otherwise, they would change segment without having done anything.
#
# **Rule of this course: equal customers get equal scores.** The fair score counts how many customers are worse. The
# groups are then not of equal size, and some scores may stay empty. That is the truth about the data, not a fault.

# %% [markdown]
# ## 3 · Which RFM?
#
# "RFM" is one name for several things. Before you compare your numbers with a colleague's, ask four questions.
#
# | ask | one answer | another answer |
# |---|---|---|
# | recency from where? | days from the last purchase until today | days from the first purchase to the last |
# | which purchases? | all | only repeat purchases, so the first does not count |
# | what is one purchase? | an order | a day with at least one order |
# | which money? | the total | the mean per purchase |
#
# Here is one busy customer of Havnbo under four definitions.

# %%
busy = orders["customer_id"].value_counts().index[0]
one = orders[orders["customer_id"] == busy]

definitions = {
    "this course: since the last purchase, all orders": {},
    "recency as age at the last purchase": {"recency": "age_at_last"},
    "repeat purchases only": {"frequency": "repeat"},
    "days with a purchase, mean amount": {"per": "day", "monetary": "mean"},
}
tables = {name: features.rfm(one, at=data.TODAY, **more) for name, more in definitions.items()}
pd.concat(tables, names=["definition"]).droplevel("customer_id").round(0).astype(int)

# %% [markdown]
# The same customer, four times, and no two rows agree. None of them is wrong. In this course RFM means the first
# row: **days since the last purchase, all orders, total money in SEK.** Packages that model customer lifetime value
# often mean the second and third. Always say which.

# %% [markdown]
# ## 4 · All customers
#
# To test whether RFM predicts anything we need a future that we can look up. So we pretend that today is 1 July
# 2025: what came before is **history**, the half-year after it is **the future**. Nothing from the future may
# enter the history.

# %%
history = orders[orders["ordered_at"] < data.CUTOFF]
future = orders[orders["ordered_at"] >= data.CUTOFF]

rfm = features.rfm(history, at=data.CUTOFF)
next_half_year_sek = future.groupby("customer_id")["amount_sek"].sum()
next_half_year_sek = next_half_year_sek.reindex(rfm.index, fill_value=0)
rfm.describe().round(0).astype(int)

# %%
bought_once = (rfm["frequency"] == 1).mean()
spend = rfm["monetary_sek"].sort_values(ascending=False)
cumulative = spend.cumsum() / spend.sum()
top_fifth = cumulative.iloc[len(spend) // 5 - 1]

fig, ax = plt.subplots(figsize=(7, 3.6), layout="constrained")
place = np.arange(1, len(spend) + 1) / len(spend) * 100
ax.plot(place, cumulative * 100, color=describe.PALETTE[0])
ax.plot([20, 20, 0], [0, top_fifth * 100, top_fifth * 100], color="0.35", linestyle="--")
ax.annotate(f"the top fifth holds {top_fifth:.0%}", (27, top_fifth * 100 - 12))
ax.set(xlabel="customers, best first (%)", ylabel="money so far (%)", xlim=(0, 100), ylim=(0, 102))
describe.show(fig, "Share of all money by share of customers, best first: a steep curve. "
                   f"The top fifth of the customers holds {top_fifth:.0%} of the money.")

# %% [markdown]
# A fifth of the customers brings {{top_fifth:.0%}} of the money, and {{bought_once:.0%}} bought only once. The mean is
# {{rfm["monetary_sek"].mean():,.0f}} SEK, but half of the customers brought {{rfm["monetary_sek"].median():,.0f}} or less.

# %% [markdown]
# ## 5 · Does the past tell the future?
#
# We let a straight-line model guess each customer's spending in the next half-year, once from RFM and once from age,
# gender, household and income. The guess for a customer always comes from a model that has not seen that customer
# (cross-validation). **R²** says which share of the differences between customers the guess explains: 0 is no better
# than giving everybody the mean, 1 is perfect.

# %%
folds = KFold(5, shuffle=True, random_state=0)

def guess(table):
    """Next half-year's spending, guessed for each customer by models fitted on the others."""
    return cross_val_predict(LinearRegression(), table, next_half_year_sek, cv=folds)

people = data.load("customers").set_index("customer_id").loc[rfm.index]
words = people[["gender", "household", "income_band"]].fillna("unknown")
profile = pd.get_dummies(words, dtype=float)
age = (data.CUTOFF.year - people["birth_year"]).astype(float)
profile["age"] = age.fillna(age.median())
profile["age_squared"] = profile["age"] ** 2

guesses = {"RFM": guess(rfm), "age, gender, household, income": guess(profile)}

# %% [markdown]
# How sure is an R² from {{len(rfm):,}} customers? We draw the customers anew, with replacement, a few hundred times,
# and look at how far R² swings (a bootstrap interval).

# %%
rng = np.random.default_rng(0)
actual = next_half_year_sek.to_numpy()
draws = rng.integers(0, len(actual), (400, len(actual)))

rows, drawn = {}, actual[draws]
spread = ((drawn - drawn.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
for name, guessed in guesses.items():
    swings = 1 - ((drawn - guessed[draws]) ** 2).sum(axis=1) / spread     # R² of each draw
    rows[name] = [r2_score(actual, guessed), *np.percentile(swings, [2.5, 97.5])]
explained = pd.DataFrame(rows, index=["r2", "low", "high"]).T
explained.round(2)

# %%
fig, ax = plt.subplots(figsize=(7, 2.4), layout="constrained")
spread = [explained["r2"] - explained["low"], explained["high"] - explained["r2"]]
ax.barh(explained.index, explained["r2"], xerr=spread, capsize=5, color=describe.PALETTE[:2])
ax.invert_yaxis()
ax.set(xlabel="share of next half-year's spending explained (R², 95% interval)", xlim=(0, 0.8))
ax.spines[["top", "right"]].set_visible(False)
r2_rfm, r2_profile = explained["r2"]
describe.show(fig, f"Two bars with intervals. RFM explains {r2_rfm:.2f} of next half-year's "
                   f"spending, the profile {r2_profile:.2f}.")

# %% [markdown]
# Three columns of behaviour explain {{r2_rfm:.0%}} of next half-year's spending, four columns of profile
# {{r2_profile:.0%}}. The interval of the first is wide, {{explained.loc["RFM", "low"]:.2f}} to
# {{explained.loc["RFM", "high"]:.2f}}: a few very large buyers decide it. Even its low end is far above the profile.

# %% [markdown]
# ## 6 · Live: build your own segments
#
# Below, every dot is a customer on 1 July 2025. Each customer gets a score from 1 to 5 for R, F and M; the sliders
# say how much each counts. Then the customers are cut into segments, the lowest scores first. The bars show
# each segment's part of the money spent in the *next* half-year, which the score has not seen. The last slider throws purchases away, as a
# till without a customer card does.
#
# **Before you move anything, guess:** which of R, F and M can you set to 0 at the least loss? How many purchases
# can be lost before the segments explain nothing?

# %%
SHARES = [1, 2, 5, 10, 20, 35, 50, 75, 100]
lottery = np.random.default_rng(1).random(len(history))     # a purchase keeps its number

def tracked_rfm(percent, number=lottery):
    """RFM when only some purchases are recorded; customers without any count as gone for long."""
    table = features.rfm(history[number < percent / 100], at=data.CUTOFF).reindex(rfm.index)
    return table.fillna({"recency_days": 600, "frequency": 0, "monetary_sek": 0})

tracked = {percent: tracked_rfm(percent) for percent in SHARES}
scores = {percent: pd.DataFrame({
    "R": features.score(table["recency_days"], best="low"),
    "F": features.score(table["frequency"]),
    "M": features.score(table["monetary_sek"]),
}) for percent, table in tracked.items()}

# %%
WAYS = ["same number of customers", "same width of score", "same money"]

def cut(score, k, way):
    """Segment 0 to k-1 of every customer, lowest scores first; equal scores stay together."""
    if way == WAYS[0]:
        place = score.rank(method="average", pct=True)
    elif way == WAYS[1]:
        place = (score - score.min()) / (score.max() - score.min())
    else:
        money = rfm["monetary_sek"].groupby(score).sum().cumsum()
        place = score.map(money / money.iloc[-1])
    used = np.ceil(place * k).clip(1, k)
    return used.rank(method="dense").astype(int) - 1

learn = np.arange(len(rfm)) % 2 == 0           # half of the customers teach, the other half tests

def explained_by(segment):
    """R² in the testing half of the segments' mean spending in the learning half."""
    means = next_half_year_sek[learn].groupby(segment[learn]).mean()
    guessed = segment[~learn].map(means).fillna(actual[learn].mean())
    return r2_score(next_half_year_sek[~learn], guessed)

# %%
jitter = np.random.default_rng(2).normal(0, 0.05, len(rfm))

def update(r, f, m, k, way, percent):
    """Move dots and bars to where weights and cuts put them; say in words what is seen."""
    if r + f + m == 0:
        raise ValueError("All three weights are 0, so all customers are equal. Give one a weight.")
    segment = cut(scores[percent] @ pd.Series({"R": r, "F": f, "M": m}), k, way)
    dots.move(rfm["recency_days"], np.log2(rfm["frequency"]) + jitter, segment)
    bars.move((next_half_year_sek.groupby(segment).sum() / next_half_year_sek.sum()).to_numpy())

    share, count = max(explained_by(segment), 0), segment.nunique()
    fewer = "" if count == k else f" (not {k}: equal scores stay together)"
    verdict = "more than" if share > r2_profile else "no more than"
    largest = segment.value_counts(normalize=True).max()
    return (f"{count} segments{fewer}; the largest holds {largest:.0%} of the customers. "
            f"They explain {share:.0%} of next half-year's spending, {verdict} the profile's "
            f"{r2_profile:.0%}.")

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(8.4, 4), layout="constrained", width_ratios=[3, 2])
left.set(xlim=(560, -10), ylim=(-0.3, 6.9), xlabel="days since the last purchase", ylabel="orders",
         title="Customers on 1 July 2025")
left.set_yticks(np.log2([1, 2, 4, 8, 16, 32, 64]), [1, 2, 4, 8, 16, 32, 64])
right.set(ylim=(0, 1), yticks=[0, 0.5, 1], yticklabels=["0%", "50%", "100%"], xlabel="segment",
          title="Share of the money to come")
dots = live.dots(left, [f"segment {i}" for i in range(1, 9)], size=3)
bars = live.bars(right, [str(i) for i in range(1, 9)], form="{:.0%}")

controls = {
    "r": IntSlider(description="Weight of R (recency)", value=1, min=0, max=3),
    "f": IntSlider(description="Weight of F (frequency)", value=1, min=0, max=3),
    "m": IntSlider(description="Weight of M (money)", value=1, min=0, max=3),
    "k": IntSlider(description="Number of segments", value=4, min=2, max=8),
    "way": Dropdown(description="Cut points", options=WAYS),
    "percent": SelectionSlider(description="Purchases tracked (%)", value=100, options=SHARES),
}
live.Live(fig, update, controls, alt="Left: customers by days since the last purchase and by "
          "orders. Right: a bar per segment, its share of the next half-year's spending.")

# %% [markdown]
# Things to try. Set R and F to 0: does M alone do worse? Put *cut points* on "same money": the last segment
# becomes small and very valuable. Then move *purchases tracked* slowly to the left, and watch how late the segments
# give up.

# %% [markdown]
# ## 7 · Reading the segments
#
# Scores sort customers; a marketer needs names and actions. For the campaign we go to the real today, 1 January 2026,
# and use four plain rules that anybody at Havnbo can repeat.

# %%
now = features.rfm(orders, at=data.TODAY)
recent, frequent = now["recency_days"] <= 180, now["frequency"] >= 5

names = ["frequent buyers", "occasional buyers", "slipping away"]
segment = np.select([recent & frequent, recent, frequent], names, "long gone")
segment = pd.Series(segment, index=now.index, name="segment")

describe.profile(now, segment)

# %% [markdown]
# Read a row as a sentence. What could Havnbo do with each?
#
# | segment | who they are | a sensible action to test |
# |---|---|---|
# | frequent buyers | at least five orders, one of them in the last half-year | thank them, show what is new; *perhaps* no discount |
# | occasional buyers | bought in the last half-year, fewer than five times | a reason to come back soon |
# | slipping away | used to buy often, silent for half a year | ask what went wrong; one strong offer |
# | long gone | few orders, long ago | leave in peace, or write rarely |
#
# The actions are guesses. The next section tests one of them.

# %% [markdown]
# ## 8 · The discount, put to the test
#
# The plan on the table: 20% off for the frequent buyers, by e-mail. Half of those who may be contacted get it, the
# other half is drawn at random and gets nothing: the **control group**. What the control group buys is what would
# have been bought anyway.

# %%
frequent_ids = segment.index[segment == "frequent buyers"]
discount_plan = pd.DataFrame({
    "customer_id": frequent_ids, "offer": "everyone", "channel": "email", "discount": 0.20})

sent = market.run(discount_plan, holdout=0.5, seed=5)
with_discount = market.effect(sent)
sent["group"].value_counts()

# %%
with_discount.loc[["converted", "revenue_sek", "margin_sek", "profit_sek"]].round(2)

# %% [markdown]
# (*Contacted* and *control* are per customer. So is the effect on orders; in SEK the effect is that of all
# {{(sent["group"] == "contacted").sum()}} contacted together.)
#
# If we only looked at those contacted, we would celebrate: {{with_discount.loc["converted", "contacted"]:.0%}} of them
# bought within two weeks. But {{with_discount.loc["converted", "control"]:.0%}} of the control group bought too, with no
# letter and at full price. Of every 100 discounts paid out, about
# {{100 * with_discount.loc["converted", "control"] / with_discount.loc["converted", "contacted"]:.0f}} went to orders
# that would have come anyway. (An estimate: the letter added from
# {{100 * with_discount.loc["converted", "low"]:.0f}} to {{100 * with_discount.loc["converted", "high"]:.0f}} orders per 100.)
#
# Now four more plans, each with its own control group: the same letter without the discount; a letter without
# discount that shows the kind of goods the customer buys most; and both of these to everybody on the list.

# %%
lines = data.load("order_lines").merge(orders[["order_id", "customer_id", "ordered_at"]])
lines["need"] = lines["category"].map(market.NEED_OF)     # none for outdoor, children, home

def main_need(some_lines):
    """The need on which each customer spent most."""
    money = some_lines.groupby(["customer_id", "need"])["amount_sek"].sum()
    return money.unstack(fill_value=0).idxmax(axis=1)

last_year = lines[lines["ordered_at"] >= data.TODAY - pd.DateOffset(years=1)]
need_by_purchases = main_need(last_year)

# %%
def letter(ids, fits):
    """A letter without discount: the same to all, or the need on which each customer spent most."""
    need = need_by_purchases.reindex(ids).fillna("everyone").to_list() if fits else "everyone"
    return pd.DataFrame({"customer_id": list(ids), "offer": need, "channel": "email"})

everybody = data.load("customers")["customer_id"].to_numpy()
plans = {
    "20% off, frequent buyers": discount_plan,
    "plain letter, frequent buyers": letter(frequent_ids, fits=False),
    "letter that fits, frequent buyers": letter(frequent_ids, fits=True),
    "plain letter, everybody": letter(everybody, fits=False),
    "letter that fits, everybody": letter(everybody, fits=True),
}

# %%
rows = {}
for name, plan in plans.items():
    result = market.effect(market.run(plan, holdout=0.5, seed=5))
    profit = result.loc["profit_sek", ["effect", "low", "high"]]
    rows[name] = [100 * result.loc["converted", "effect"], *profit]
measured = pd.DataFrame(rows, index=["added orders per 100", "profit (SEK)", "low", "high"]).T
measured.round(0).astype(int)

# %% [markdown]
# The intervals are wide, and each compares a plan with no letter, not with another plan. In a real company you would now
# test two plans against each other. Here we can look behind the curtain, because this market knows each customer's chance
# to buy with the letter and without it. The picture shows what each plan adds on average, in the same two weeks.

# %%
truth = pd.Series({name: market.expected_profit(plan) for name, plan in plans.items()})
fig, ax = plt.subplots(figsize=(7.5, 3), layout="constrained")
place = np.arange(len(truth))
colours = [describe.PALETTE[5 if value < 0 else 0] for value in truth]
ax.barh(place, truth / 1000, color=colours, height=0.6)
for y, value in zip(place, truth / 1000):
    ax.annotate(f"{value:,.0f}", (max(value, 0) + 1, y), va="center")
ax.axvline(0, color="0.2", linewidth=1)
ax.set_yticks(place, truth.index)
ax.invert_yaxis()
ax.set(xlabel="profit the campaign adds (thousand SEK)", xlim=(-16, max(truth) / 1000 * 1.12))
ax.spines[["top", "right", "left"]].set_visible(False)
describe.show(fig, "Profit of five campaigns in thousand SEK: " + ", ".join(
    f"{name} {value:,.0f}" for name, value in (truth / 1000).items()) + ".")

# %% [markdown]
# (The table above counts the half that was written to; this picture, the whole list.)
#
# **The surprise of this lesson: the discount to frequent buyers sells more and earns less.** It changes profit by
# {{truth.iloc[0]:,.0f}} SEK, where the very same letter without the discount adds {{truth.iloc[1]:,.0f}}. The
# frequent buyers place many orders anyway; Havnbo would give away a fifth of each.
#
# A second one: for the frequent buyers alone, the letter that *fits* earns less than the plain one. More of them
# answer, but {{plans["letter that fits, frequent buyers"]["offer"].nunique()}} letters must be written instead of one,
# at {{market.MESSAGE_COST_SEK:,}} SEK each, for {{sent["group"].isin(["contacted", "control"]).sum():,}}
# readers. Sent to everybody (the plain letter to those without a main need), they bring {{truth.iloc[4]:,.0f}} SEK, the
# most of the five. Precision has a fixed price, and needs enough people to share it.

# %% [markdown]
# ## 9 · The simplest behaviour of all: time of day
#
# A bakery, so one of the course's sources tells, grouped its customers by the hour at which they bought, and sold
# 18% more within half a year (F5). An online shop that wrote to evening shoppers in the evening sold 20% more (F2).
# Neither comes with a source to look up. We can run the experiment: half of Havnbo's buyers get the letter in *their*
# part of the day, the other half at midday.

# %%
hour = orders["ordered_at"].dt.hour
orders["daypart"] = np.select([hour < 11, hour < 16], ["morning", "midday"], "evening")
usual = orders.groupby(["customer_id", "daypart"]).size().unstack(fill_value=0).idxmax(axis=1)

timed = letter(usual.index, fits=False).assign(daypart=usual.to_numpy())
half = np.random.default_rng(3).random(len(timed)) < 0.5
noon = timed.assign(daypart="midday")
own_time = market.run(timed[half], holdout=0, seed=3).query("group == 'contacted'")
at_midday = market.run(noon[~half], holdout=0, seed=3).query("group == 'contacted'")
usual.value_counts().rename("customers").to_frame()

# %%
def relative_gain(first, second, draws=1000, seed=0):
    """How much more SEK a customer in the first group, with a 95% bootstrap interval."""
    rng = np.random.default_rng(seed)
    means = [group.to_numpy()[rng.integers(0, len(group), (draws, len(group)))].mean(axis=1)
             for group in (first, second)]
    return first.mean() / second.mean() - 1, *np.percentile(means[0] / means[1] - 1, [2.5, 97.5])

gain, low, high = relative_gain(own_time["revenue_sek"], at_midday["revenue_sek"])
shown = pd.Series({"measured": gain, "95% interval from": low, "to": high})
shown.map("{:+.0%}".format).to_frame("gain in sales")

# %%
def expected_sales(plan):
    chances = market.expected(plan).query("consent == 1")
    return chances["chance_with"], chances["basket_sek"]

chance_own, basket = expected_sales(timed)
chance_noon, basket = expected_sales(noon)
true_gain = (chance_own * basket).sum() / (chance_noon * basket).sum() - 1
print(f"true gain {true_gain:+.1%}")

# %% [markdown]
# In this market, timing by the customer's own habit truly adds {{true_gain:.1%}} to sales in the two weeks after the
# letter, for one extra column and no personal data beyond the order. The experiment with {{len(own_time) + len(at_midday):,}}
# customers measured {{gain:+.0%}}, with an interval from {{low:+.0%}} to {{high:+.0%}}.
#
# So can one experiment *show* a gain of 20%? Turn it round: how often does it show 20% when timing does nothing at
# all, because both halves get the same letter at midday?

# %%
amount, chance = basket.to_numpy(), chance_noon.to_numpy()
luck = np.random.default_rng(4)

def by_chance(n, runs=400):
    """Share of experiments, n customers in each half, that show +20% by luck alone."""
    who = luck.integers(0, len(chance), (2, runs, n))
    sales = ((luck.random(who.shape) < chance[who]) * amount[who]).sum(axis=2)
    return (sales[0] > 1.2 * sales[1]).mean()

false_alarms = pd.Series({n: by_chance(n) for n in (100, 300, 1000, 2000)})
shown = false_alarms.rename_axis("customers in each half").map("{:.0%}".format)
shown.to_frame("experiments that show +20% by luck")

# %% [markdown]
# With {{false_alarms.index[0]}} customers in each half, luck alone shows a gain of 20% or more in {{false_alarms[100]:.0%}} of all experiments;
# with {{false_alarms.index[-1]:,}}, in {{false_alarms.iloc[-1]:.0%}}. A baker with a few hundred regulars who reports "plus 18%" may have found
# something, or nothing. The idea is still good: it costs little. The *figure* needs a control group, and numbers.

# %% [markdown]
# ## 10 · What the documents claim
#
# Our sources make six claims about behavioural segmentation. Each gets a figure from this market, a verdict that
# follows from the figure, and the **turning point**: how far a knob can be turned before the claim changes side.
#
# ### It is precise and rests on data

# %%
lotteries = np.random.default_rng(0).random((5, len(history)))
r2_of = pd.DataFrame({percent: [r2_score(actual, guess(tracked_rfm(percent, number)))
                                for number in lotteries] for percent in [0.5, 2, 10, 25, 50]})
r2_by_tracking = r2_of.mean()
r2_by_tracking[100] = r2_rfm

interval = tuple(explained.loc["RFM", ["low", "high"]])
claims.state("T2-behavioural-pro1", figure=r2_rfm, interval=interval,
             unit="of next half-year's spending explained (R²)", threshold=r2_profile, above=True,
             knob="purchases tracked (%)", at=100, curve=r2_by_tracking)

# %% [markdown]
# The bar to pass is what age, gender, household and income explain. RFM passes it with a few purchases in a hundred.
# (Which are lost is drawn by lot, so each point is the mean of five lotteries.)
#
# ### It works only when purchases are recorded well

# %%
lost_r2, lost_each = (1 - r2_by_tracking / r2_rfm) * 100, (1 - r2_of[50] / r2_rfm) * 100
claims.state("T1-behavioural-con", figure=lost_r2[50], unit="% of the explained share lost",
             threshold=20, above=True, knob="purchases tracked (%)", at=50, curve=lost_r2)

# %% [markdown]
# We call it a real drawback when more than a fifth of the explained share is lost. Losing half of all
# purchases, at random, costs {{lost_r2[50]:.0f}}% on average ({{lost_each.min():.0f}} to {{lost_each.max():.0f}} in the five
# lotteries): those who buy much still look like it. This drawback bites late. But note the words *at random*: if one whole
# kind of customer pays without a card, that kind is invisible.
#
# ### It lets a campaign aim precisely

# %%
aimed = letter(now.index[now["recency_days"] <= 365], fits=True)
mass = plans["plain letter, everybody"]
cost = [0.1, 0.6, 3, 6, 9, 15, 25]
advantage = pd.Series({sek: market.expected_profit(aimed, contact_cost_sek=sek)
                       - market.expected_profit(mass, contact_cost_sek=sek) for sek in cost}) / 1000

claims.state("T1-behavioural-pro", figure=advantage[0.6],
             unit="thousand SEK more than a mass mailing", threshold=0, above=True,
             knob="cost of one letter (SEK)", at=0.6, curve=advantage)

# %% [markdown]
# *Aimed* means: only those who bought within a year, each with the goods they buy most. *Mass* means: the plain
# letter to all. Aiming gives better answers and saves letters to people who have left. At the price of an e-mail the
# saving is worth next to nothing, and the few who come back count for more; at the price of a stamp it decides.
#
# ### It raises the conversion rate

# %%
halves = np.random.default_rng(6).random(len(aimed)) < 0.5
plain = aimed.assign(offer="everyone")

def four_campaigns(plan):
    """In how many of four campaigns each customer contacted bought, as a share of the four."""
    runs = [market.run(plan, holdout=0, seed=seed) for seed in (6, 7, 8, 9)]
    contacted = pd.concat(runs).query("group == 'contacted'")
    return contacted.groupby("customer_id")["converted"].mean()     # the lot was drawn per customer

with_fit, with_plain = four_campaigns(aimed[halves]), four_campaigns(plain[~halves])
points = 100 * (with_fit.mean() - with_plain.mean())
standard_error = 100 * np.hypot(with_fit.sem(), with_plain.sem())

# %%
chance_plain = market.expected(plain)
shuffled = np.random.default_rng(7).permutation(len(aimed))

def points_with_errors(percent):
    """Conversions per 100 letters more than with the plain one, when some letters go astray."""
    offer = aimed["offer"].to_numpy().copy()
    wrong = shuffled[:round(len(offer) * percent / 100)]
    offer[wrong] = np.roll(offer[wrong], 1)
    added = market.expected(aimed.assign(offer=offer))["chance_with"] - chance_plain["chance_with"]
    return 100 * added[chance_plain["consent"] == 1].mean()

by_error = pd.Series({percent: points_with_errors(percent) for percent in (0, 20, 40, 60, 80, 100)})

# %%
interval = (points - 1.96 * standard_error, points + 1.96 * standard_error)
claims.state("T2-behavioural-pro2", figure=points, interval=interval,
             unit="more conversions per 100 letters", threshold=0, above=True,
             knob="customers given somebody else's offer (%)", at=0, curve=by_error)

# %% [markdown]
# The figure is measured: in four campaigns half of the buyers, drawn by lot, got the letter that fits, the other
# half the plain one. The curve is what this market knows. A fitting letter helps as long as most customers are in the
# right segment.
#
# ### It needs data that are kept up to date

# %%
def answers_with_old_data(months):
    """Added orders per 100 letters to the 1,000 best customers of so many months ago."""
    then = data.TODAY - pd.DateOffset(months=months)
    old = features.rfm(orders, at=then)
    value = (features.score(old["recency_days"], best="low") + features.score(old["frequency"])
             + features.score(old["monetary_sek"]))
    best = value.sort_values(ascending=False, kind="stable").index[:1000]
    year = lines[lines["ordered_at"].between(then - pd.DateOffset(years=1), then)]
    offer = main_need(year).reindex(best).fillna("everyone").to_list()
    chances = market.expected(letter(best, fits=False).assign(offer=offer)).query("consent == 1")
    return 100 * (chances["chance_with"] - chances["chance_without"]).mean()

answers = pd.Series({months: answers_with_old_data(months) for months in (0, 1, 2, 3, 4, 6, 9, 12)})
lost_answers = (1 - answers / answers[0]) * 100

claims.state("T2-behavioural-con1", figure=lost_answers[3], unit="% of the added orders lost",
             threshold=10, above=True, knob="age of the data (months)", at=3, curve=lost_answers)

# %% [markdown]
# A list of the thousand best customers goes stale. We call more than a tenth of the added orders a real loss. The
# turning point is the age at which that happens. How often to redo the list depends, besides, on what redoing costs.
#
# ### It can miss new needs

# %%
traits = data.truth("customers").set_index("customer_id").loc[need_by_purchases.index]
turned = traits[(traits["need_start"] != traits["need_now"]) & traits["left_on"].isna()]
days = (data.TODAY - turned["need_changed_on"]).dt.days

def lift(offer):
    chances = market.expected(letter(turned.index, fits=False).assign(offer=offer))
    return (100 * (chances["chance_with"] - chances["chance_without"])).set_axis(turned.index)

difference = lift(need_by_purchases[turned.index].to_numpy()) - lift("everyone")
ages = pd.IntervalIndex.from_breaks([0, 90, 180, 270, 360, 540, 731])
by_age = difference.groupby(pd.cut(days, ages), observed=True).agg(["mean", "sem", "size"])
by_age.index = [interval.mid for interval in by_age.index]
by_age.round(1).rename_axis("days since the need changed")

# %%
mean, sem = by_age.loc[45, ["mean", "sem"]]
claims.state("T2-behavioural-con2", figure=mean, interval=(mean - 1.96 * sem, mean + 1.96 * sem),
             unit="orders per 100 letters more than the plain letter", threshold=0, above=False,
             knob="days since the need changed", at=45, curve=by_age["mean"])

# %% [markdown]
# Here behaviour not only fails to help, it *hurts*: a customer who, say, has just become a parent in a hurry keeps
# getting letters about large thrifty packs, because that is what the past says. The plain letter does better until purchases
# have caught up. Lesson 06 shows a signal that turns sooner: clicks.

# %% [markdown]
# ## 11 · Pitfalls, privacy and fairness
#
# - **The future leaks in.** If the day of the last purchase includes the half-year you want to predict, R² looks
#   splendid and means nothing. Fix a date and cut there.
# - **Gross is not net.** Conversions among those contacted say little; only the difference from a control group does.
# - **Purchases reveal.** Baskets hint at illness, pregnancy or faith. That a segment *can* be computed does not make it
#   right to write "we noticed that …". Keep to categories that a customer would not mind reading aloud.
# - **Groups under five** people are not shown and not written to as a segment: a row with two customers is two people.
# - **Consent first.** {{(sent["group"] == "no consent").mean():.0%}} of the frequent buyers have not agreed to
#   e-mail. They are best customers all the same; meet them in the shop, not in the inbox.
# - **Rewarding only the frequent** means that others pay for it. Ask who cannot buy often: small purses, long ways.

# %% [markdown]
# ## 12 · Quiz

# %%
quiz.ask(
    "A quarter of the frequent buyers who got 20% off bought within two weeks. A success?",
    {
        "Yes: a quarter is far above an ordinary e-mail.":
            "They buy often anyway. A high rate says whom you wrote to, not what it did.",
        "It depends on what similar customers bought without the letter.":
            "Right. Only a control group shows what would have happened anyway.",
        "No: three quarters did not buy.":
            "Most letters are not answered. What counts is how many orders were added.",
    },
    right="It depends on what similar customers bought without the letter.",
    key="05_behavioural/quiz-1")

# %%
quiz.ask(
    "Nearly half of the customers bought once. What do fair scores of frequency look like?",
    {
        "Each score holds a fifth of the customers.":
            "Only by tearing equal customers apart: so many do not fit into a fifth.",
        "All who bought once share one score; others hold fewer customers, or none.":
            "Right. The groups follow the customers, not the other way round.",
        "Scores cannot be computed when there are ties.":
            "They can. The fair score counts how many customers are worse, and ties share it.",
    },
    right="All who bought once share one score; others hold fewer customers, or none.",
    key="05_behavioural/quiz-2")

# %%
quiz.ask(
    "Which of these would make the R² of RFM look better than it is? Tick all.",
    {
        "Computing RFM on all orders, including the half-year to be predicted.":
            "Yes: the answer is then part of the question.",
        "Fitting and testing the model on the same customers.":
            "Yes: the model is graded on what it has seen. Cross-validation prevents it.",
        "Losing half of the purchases at random.":
            "No: on average that makes R² a little worse, as section 10 shows.",
    },
    right=["Computing RFM on all orders, including the half-year to be predicted.",
           "Fitting and testing the model on the same customers."],
    key="05_behavioural/quiz-3")

# %%
quiz.ask(
    "A café writes to evening guests in the evening: sales 22% above last month. What next?",
    {
        "Roll it out: 22% is more than luck.":
            "With few guests, luck often shows 20%. And last month is no control group.",
        "Draw half of the guests at random, write to them at midday instead, and compare.":
            "Right. Same weeks, one difference; the interval says whether they are enough.",
        "Drop the idea: time of day is not personal enough.":
            "It costs almost nothing and may well work. It only has to be tested.",
    },
    right="Draw half of the guests at random, write to them at midday instead, and compare.",
    key="05_behavioural/quiz-4")

# %% [markdown]
# ## Take-away
#
# - Three columns of behaviour told more about the next half-year than the whole profile did.
# - Say which RFM you mean, and never let ties split equal customers.
# - A discount to frequent buyers lost money here: more than half of it paid for orders that would have come anyway.
# - Behaviour looks back. It bears lost data well, old data less well, and changed needs not at all.
#
# **Now you:** [the exercise](../exercises/05_behavioural.ipynb) · **Next:**
# [lesson 06](06_digital_behaviour.ipynb), what clicks add, and for whom.
