# %% [markdown] slide="Should frequent buyers get a discount?"
# # 05 · Behavioural segmentation
#
# {{=way}}
#
# **The question.** What do purchases tell that profiles do not?
#
# **The decision.** Havnbo, a retailer with shops, a website and an app, is about to send a discount of 20% to its
# frequent buyers. Who are they? And what will the discount change that would not have happened without it?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 00; you have seen a pandas table before |
#
# **One idea to keep:** behaviour tells you who will buy. Only a control group tells you what your letter changed.

# %%
import pandas as pd

from helpers import charts, claims, data, features, market, segment
from page import live, quiz

# %% tags=["hide-input"]
quiz.guess(
    "05_behavioural",
    "Havnbo sends its frequent buyers an e-mail with 20% off. What does that do to profit, compared with not writing?",
    ["It rises: more of them buy.", "It hardly moves.", "It falls: the discount costs more than it brings."],
)

# %% [markdown]
# ## 1 · By hand, on ten customers
#
# Havnbo and its customers are invented, and so is what they buy. The numbers show how things work, never how real
# customers are. One row is one order, over two years. Note what is *not* here: no age, no income, no opinion.

# %%
orders = data.load("orders")
orders.head(3)

# %% [markdown]
# Ten customers are few enough to check by eye. For each we ask three things. How long ago was the last purchase
# (**recency**)? How many purchases were there (**frequency**)? How much money came in (**monetary value**)? The three
# together are called RFM.

# %%
ten_ids = [100004, 100008, 100011, 100013, 100014, 100021, 100023, 100026, 100039, 100018]
by_customer = orders[orders["customer_id"].isin(ten_ids)].groupby("customer_id")

last_day = by_customer["ordered_at"].max().dt.normalize()     # the day, without the hour
ten = pd.DataFrame({
    "recency_days": (data.TODAY - last_day).dt.days,
    "frequency": by_customer.size(),
    "monetary_sek": by_customer["amount_sek"].sum(),
})
ten.sort_values("frequency")

# %% [markdown]
# Half of the ten came once. Marketers often turn such
# columns into scores from 1 to 5, a fifth of the customers each. The quick way is to sort the list and cut it into five. Look
# what that does to the five who came once.

# %% slide="Equal customers get equal scores" says="They did exactly"
in_order = ten["frequency"].rank(method="first")
ten["quick_score"] = pd.qcut(in_order, 5, labels=False) + 1
ten["fair_score"] = features.score(ten["frequency"], n=5)
ten[["frequency", "quick_score", "fair_score"]].sort_values("frequency").head(6)

# %% [markdown]
# They did exactly the same, and the quick way gives them
# {{ten.loc[ten["frequency"] == 1, "quick_score"].nunique()}} different scores: which one depends on the order of the rows.
# **Rule of this course: equal customers get equal scores.** The fair score counts how many customers are worse. Some
# scores may then stay empty. That is the truth about the data, not a fault.
#
# "RFM" is one name for several things: others count days with a purchase, leave out the first, or take the mean amount. The
# [evidence](evidence/05_behavioural_evidence.ipynb) shows one customer under four definitions. Always say which you mean.
#
# ## 2 · Live: build your own segments
#
# To test whether RFM predicts anything we need a future that we can look up. So we pretend that today is 1 July 2025:
# what came before is **history**, the half-year after it is **the future**, which the scores never see.

# %%
history = orders[orders["ordered_at"] < data.CUTOFF]
future = orders[orders["ordered_at"] >= data.CUTOFF]

rfm = features.rfm(history, at=data.CUTOFF)
next_sek = future.groupby("customer_id")["amount_sek"].sum()
next_sek = next_sek.reindex(rfm.index, fill_value=0)          # who did not come back spent 0

# %% [markdown]
# Every dot is a customer. The sliders say how much R, F and M count; then the customers are cut into segments. The bars
# show each segment's part of the money spent in the *next* half-year. The last slider throws purchases away, as a till
# without a customer card does.
#
# **Before you move anything:** which of R, F and M can you set to 0 at the least loss?

# %% tags=["hide-input"] slide="Build your own segments, and see what they tell"
# Folded: the live picture. It scores, cuts and draws; nothing new is taught here.
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import Dropdown, IntSlider, SelectionSlider

SHARES = [1, 2, 5, 10, 20, 35, 50, 75, 100]
WAYS = ["same number of customers", "same width of score", "same money"]
lottery = np.random.default_rng(1).random(len(history))     # a purchase keeps its number
jitter = np.random.default_rng(2).normal(0, 0.05, len(rfm))


def tracked_scores(percent):
    """Score R, F and M when only some purchases are recorded; customers without any count as gone for long."""
    table = features.rfm(history[lottery < percent / 100], at=data.CUTOFF).reindex(rfm.index)
    table = table.fillna({"recency_days": 600, "frequency": 0, "monetary_sek": 0})
    return pd.DataFrame({
        "R": features.score(table["recency_days"], best="low"),
        "F": features.score(table["frequency"]),
        "M": features.score(table["monetary_sek"]),
    })


scores_by_share = {percent: tracked_scores(percent) for percent in SHARES}


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


def update(r, f, m, k, way, percent):
    """Move dots and bars to where weights and cuts put them; say in words what is seen."""
    if r + f + m == 0:
        raise ValueError("All three weights are 0, so all customers are equal. Give one a weight.")
    segments = cut(scores_by_share[percent] @ pd.Series({"R": r, "F": f, "M": m}), k, way)
    dots.move(rfm["recency_days"], np.log2(rfm["frequency"]) + jitter, segments)
    bars.move((next_sek.groupby(segments).sum() / next_sek.sum()).to_numpy())
    share = max(features.explained(segments, next_sek, draws=1)["figure"], 0)
    count = segments.nunique()
    fewer = "" if count == k else f" (not {k}: equal scores stay together)"
    largest = segments.value_counts(normalize=True).max()
    return (f"{count} segments{fewer}; the largest holds {largest:.0%} of the customers. "
            f"They explain {share:.0%} of the differences in next half-year's spending.")


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
          "orders. Right: a bar per segment, its share of the next half-year's spending.", frames=("k",))

# %% [markdown]
# *Explain* means: guess every customer's spending as the mean of the own segment, taken from other customers. 0% is no
# better than giving everybody the same mean, 100% is perfect. (Statisticians call it R², out of sample.)
#
# Set R and F to 0: does M alone do worse? Put *cut points* on "same money": the last segment becomes small and very
# valuable. Then move *purchases tracked* slowly to the left, and watch how late the segments give up.
#
# ## 3 · All customers: does the past tell the future?
#
# Cross the scores of recency and frequency, and look at what each cell spent afterwards, per customer. (Cells of fewer
# than five people stay empty: two customers in a row are two people.)

# %% slide="Those who bought often and lately spend most afterwards"
scores = pd.DataFrame({
    "R": features.score(rfm["recency_days"], best="low"),
    "F": features.score(rfm["frequency"]),
    "M": features.score(rfm["monetary_sek"]),
})
cells = next_sek.groupby([scores["R"], scores["F"]])
spent = cells.mean().where(cells.size() >= 5).unstack()
charts.grid(
    spent, "SEK a customer", title="Spent in the next half-year, by scores of R and F", form="{:,.0f}"
)

# %% [markdown]
# From bought once, long ago, to the best corner, spending rises from {{spent.loc[1, 1]:,.0f}} to {{spent.loc[5, 5]:,.0f}} SEK. No
# customer has a frequency score of 2: the {{(rfm["frequency"] == 1).mean():.0%}} who bought once are equal, and share the
# score 1.
#
# Now the fair comparison: each score against each column of the profile, on the same task.

# %% slide="One score of behaviour tells more than any column of a profile"
people = data.load("customers").set_index("customer_id").loc[rfm.index]
age_group = (data.CUTOFF.year - people["birth_year"]) // 10
columns = {
    "score of recency": scores["R"], "score of frequency": scores["F"], "score of money": scores["M"],
    "age group": age_group, "gender": people["gender"],
    "household": people["household"], "income": people["income_band"],
}
explained = pd.DataFrame({name: features.explained(column, next_sek) for name, column in columns.items()}).T
charts.bars(100 * explained, "% of the differences in spending explained (95% interval)",
            title="What one column tells about the next half-year", form="{:.0f}")

# %% [markdown]
# One score explains {{explained["figure"].iloc[:3].min():.0%}} to {{explained["figure"].iloc[:3].max():.0%}} of
# the differences, the best column of the profile {{explained["figure"].iloc[3:].max():.0%}}. Why not more? Because
# cutting throws away what lies within a group. A straight line through the three *numbers* explains several times as
# much. Segments are for people who must act on them; formulas guess better.
#
# ## 4 · Names for the segments
#
# A marketer needs names. For the campaign we go to the real today, 1 January 2026, and use rules that anybody at Havnbo
# can repeat.

# %%
now = features.rfm(orders, at=data.TODAY)
recent = now["recency_days"] <= 180
frequent = now["frequency"] >= 5

segments = pd.Series("long gone", index=now.index)
segments[recent] = "occasional buyers"
segments[recent & frequent] = "frequent buyers"
segments[~recent & frequent] = "slipping away"
segment.profile(now, segments)

# %% [markdown]
# The same in one picture, which marketers know as a **snake plot**. So that days, orders and money fit on one scale, it
# uses each customer's rank: 0 is the mean of all.

# %%
like = now.assign(per_order=now["monetary_sek"] / now["frequency"]).rank()
like.columns = ["days since\nlast purchase", "orders", "money", "money\nper order"]
charts.snake(like, segments, title="What the segments are like, by rank")

# %% [markdown] slide="A name is worth an action to test"
# Those slipping away look like the frequent buyers in everything but time. And money *per order* hardly differs: what makes
# a customer valuable here is how often, not how much. Actions to test:
#
# | segment | who they are | an action to test |
# |---|---|---|
# | frequent buyers | five orders or more, one in the last half-year | thank them; *perhaps* no discount |
# | occasional buyers | one in the last half-year, fewer than five | a reason to come back |
# | slipping away | five or more, silent for half a year | ask what went wrong |
# | long gone | few orders, long ago | write rarely, where it costs little |
#
# ## 5 · The discount, put to the test
#
# Half of the frequent buyers who agreed to e-mail get the letter. The other half, drawn at random, gets nothing:
# the **control group**. What the control group buys is what would have been bought anyway.

# %% slide="Many of those who got the discount would have bought anyway" says="Of every 100"
frequent_buyers = segments.index[segments == "frequent buyers"]
discount = market.plan(frequent_buyers, discount=0.20)
sent = market.run(discount, holdout=0.5, seed=5)
answer = market.effect(sent)
(100 * answer.loc[["converted"]]).round(1).rename({"converted": "bought, of 100"})

# %% [markdown]
# If we only looked at those contacted, we would celebrate: {{answer.loc["converted", "contacted"]:.0%}} of them bought
# within two weeks. But {{answer.loc["converted", "control"]:.0%}} of the control group bought too, with no letter and at
# full price. Of every 100 discounts paid out, about
# {{100 * answer.loc["converted", "control"] / answer.loc["converted", "contacted"]:.0f}} went to orders that would have come
# anyway.
#
# Now the rivals: the same letter without the discount; a letter that *fits*, showing the kind of goods on which the
# customer spent most in the last year; and both of these to everybody.

# %%
purchases = data.purchases()
last_year = purchases[purchases["ordered_at"] >= data.TODAY - pd.DateOffset(years=1)]
spent_on = last_year.pivot_table(index="customer_id", columns="need", values="amount_sek", aggfunc="sum")
main_need = spent_on.fillna(0).idxmax(axis=1)                  # the need on which each spent most

# %%
everybody = data.load("customers")["customer_id"]
fits = {"frequent": main_need.reindex(frequent_buyers).fillna("everyone").to_list(),
        "all": main_need.reindex(everybody).fillna("everyone").to_list()}
plans = {
    "20% off, frequent buyers": discount,
    "plain letter, frequent buyers": market.plan(frequent_buyers),
    "letter that fits, frequent buyers": market.plan(frequent_buyers, fits["frequent"]),
    "plain letter, everybody": market.plan(everybody),
    "letter that fits, everybody": market.plan(everybody, fits["all"]),
}

# %%
measured = market.measured(plans, holdout=0.5, seed=5)
measured.rename(columns={"figure": "profit_sek"}).round(0).astype(int)

# %% [markdown]
# This is what a company would see: profit from the half that got the letter, and intervals too wide to condemn the discount.
# This market also knows each customer's chance to buy, with the letter and without. So the next picture has no luck in
# it, and it counts the whole list.

# %% slide="The discount sells more and earns less" says="It changes profit"
truth = pd.Series({name: market.expected_profit(plan) for name, plan in plans.items()})
charts.bars(
    truth / 1000, "thousand SEK of profit, if all on the list get it", title="What each plan truly adds"
)

# %% [markdown]
# **The surprise of this lesson: the discount to frequent buyers sells more and earns less.** It changes profit by
# {{truth.iloc[0]:,.0f}} SEK; the very same letter without the discount adds {{truth.iloc[1]:,.0f}}. Frequent buyers place
# many orders anyway, and Havnbo would give away a fifth of each.
#
# A second one: for the frequent buyers alone, the letter that fits earns no more than the plain one. More of them answer,
# but {{plans["letter that fits, frequent buyers"]["offer"].nunique()}} letters must be written instead of one, at
# {{market.MESSAGE_COST_SEK:,}} SEK each. Sent to everybody, the same letters earn the most of the five. Precision has a
# fixed price, and needs enough people to share it.

# %%
quiz.guessed(
    "05_behavioural",
    f"the discount changed profit by {truth.iloc[0]:,.0f} SEK. The same letter without it added {truth.iloc[1]:,.0f} SEK.",
)

# %% [markdown]
# ## 6 · What the documents claim
#
# Our sources make six claims about behavioural segmentation, and a seventh about the simplest behaviour of all, the time
# of day. Each got a fair test. *Here* is the answer at this course's own setting; *the edge* is where it turns.

# %%
claims.show("05_behavioural")

# %% [markdown] slide="Behaviour looks back, and lives turn" says="A customer who has just"
# **The one to remember is the sixth.** A customer who has just become a parent in a hurry keeps getting letters about
# large thrifty packs, because that is what the past says. For months, the letter that "fits" does worse than the plain
# one. Behaviour looks back. Lesson 06 shows a signal that turns sooner: clicks.
#
# The seventh is a bakery's, which wrote to customers at their own time of day. The idea is good and costs one column; the
# *figure* told about it, without a control group, may be luck.

# %% [markdown] slide="Purchases tell more than customers would say"
# ## 7 · When not to, fairness, privacy
#
# - **Newcomers** have no past; changed lives have the wrong one.
# - **The future leaks in.** If the last purchase lies in the half-year that you want to predict, every figure looks
#   splendid and means nothing. Fix a date and cut there.
# - **Purchases reveal** illness, pregnancy, faith. Keep to categories that a customer would not mind hearing read aloud.
# - **Consent first.** {{(sent["group"] == "no consent").mean():.0%}} of the frequent buyers have not agreed to e-mail.
#   They are best customers all the same; meet them in the shop, not in the inbox.
# - **Rewarding only the frequent** means that others pay for it. Ask who cannot buy often: small purses, long ways.
#
# ## 8 · Quiz


# %% slide="What would you ask before you celebrate?"
quiz.ask(
    "A quarter of the frequent buyers who got 20% off bought within two weeks. A success?",
    {
        "Yes: a quarter is far above an ordinary e-mail.":
            "They buy often anyway. A high rate says whom you wrote to, not what it did.",
        "It depends on what similar customers bought without the letter.":
            "Only a control group shows what would have happened anyway.",
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
            "The groups follow the customers, not the other way round.",
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
            "No: on average that makes R² a little worse, as the evidence shows.",
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
            "Same weeks, one difference; the interval says whether they are enough.",
        "Drop the idea: time of day is not personal enough.":
            "It costs almost nothing and may well work. It only has to be tested.",
    },
    right="Draw half of the guests at random, write to them at midday instead, and compare.",
    key="05_behavioural/quiz-4")

# %%
quiz.ask(
    "From lesson 04: a person agrees strongly with all sixteen statements. What have you learnt about her?",
    {
        "How she uses the scale.":
            "Take each person's own mean away first; what is left may tell her values.",
        "That she holds all four values, and each of them strongly.":
            "Perhaps only that she likes to say yes.",
        "Nothing, so that she is best left out of the table.":
            "After taking her own mean away, something may be left.",
    },
    right="How she uses the scale.",
    key="05_behavioural/quiz-5")

# %%
quiz.ask(
    "From lesson 01: customers without consent bought less than those who got the letter. Did the letter work?",
    {
        "Yes: they got nothing, and so they are a control group.":
            "They were not drawn at random. Who agrees differs from who does not.",
        "From them we cannot tell.":
            "It takes people who *could* have got it, and were left out at random.",
        "No: without consent people buy less, whatever one sends to the others.":
            "That is one thing it may be. From these two groups nobody knows.",
    },
    right="From them we cannot tell.",
    key="05_behavioural/quiz-6")

# %% [markdown]
# ## Take-away
#
# - One score of behaviour told more about the next half-year than any column of the profile.
# - Say which RFM you mean; never let ties split equal customers.
# - A discount pays frequent buyers for what they do anyway.
# - Behaviour looks back: it serves until the customer's life turns.
#
# **Ask tomorrow:** what did our last discount change, compared with a control group?
#
# {{=way}}
