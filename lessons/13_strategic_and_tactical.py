# %% [markdown] slide="One model or several, and which kind to build on?"
# # 13 · Strategic and tactical segmentation
#
# {{=way}}
#
# **The question.** How do one company's segmentations fit together?
#
# **The decision.** The board of Havnbo wants to build next year's offer around *one* kind of customer. Which? Meanwhile sales,
# service and communication each keep a list of their own. Does the company need one model or several, and how do they
# relate?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 05; lessons 04, 08 and 10 help |
#
# **One idea to keep:** the frame says what a customer should hear, the lists say whom to write to today, and somebody must count the
# letters in each box.

# %%
import pandas as pd

from helpers import charts, claims, data, features, market
from page import live, quiz

# %% tags=["hide-input"]
quiz.guess(
    "13_strategic_and_tactical",
    "Three departments send 300 letters each, to the top of their own good lists. Compared with 900 drawn at random:",
    ["They earn clearly more.", "They earn about the same.", "They earn less."],
)

# %% [markdown]
# ## 1 · By hand, on ten customers
#
# A **strategic** segmentation looks ahead and guides the whole company for years: which kinds of customers are there, and which
# of them suit us? A **tactical** one helps one department this week: whom do we call on Monday? Both read the same tables. (All
# customers are invented; a figure shows how a mechanism works.)

# %%
purchases, orders = data.purchases(), data.load("orders")
tickets, customers = data.load("tickets"), data.load("customers").set_index("customer_id")
visits = data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]])

# %%
def kinds(months, at):
    """The need of most of a customer's goods in so many months before a day; of two alike, most money."""
    start = at - pd.DateOffset(months=months)
    past = purchases[purchases["ordered_at"].between(start, at, inclusive="left")]
    by_need = past.groupby(["customer_id", "need"])["amount_sek"].agg(["size", "sum"]).reset_index()
    most = by_need.sort_values(["size", "sum"]).drop_duplicates("customer_id", keep="last")
    return most.set_index("customer_id")["need"].sort_index()


# %% [markdown]
# Goods speak for four needs: thrift, green, style and convenience. We stand on 1 July 2025. The **frame** is the need for which a
# customer bought most goods in 18 months. The **filters** are what each department sees just now: sales, who ordered in June; service, who
# wrote in the last 90 days; communication, who visited us online in the last 30.

# %%
ten_ids = [100765, 100810, 100536, 100608, 100389, 100568, 100012, 100053, 100068, 100037]
ten = pd.DataFrame({"frame": kinds(18, data.CUTOFF), "bought most later": kinds(6, data.TODAY)}).loc[ten_ids]

seen = {"sales": (orders, "ordered_at", 30), "service": (tickets, "opened_at", 90),
        "communication": (visits, "started_at", 30)}
for department, (table, time, days) in seen.items():
    lately = table[table[time].between(data.CUTOFF - pd.Timedelta(days=days), data.CUTOFF)]
    ten[department] = ten.index.isin(lately["customer_id"])
ten.replace({True: "x", False: ""})

# %% [markdown]
# The frame says something about each of the ten, and names what
# {{(ten["frame"] == ten["bought most later"]).sum()}} of them bought most later. The filters are silent about
# {{(~ten[["sales", "service", "communication"]].any(axis=1)).sum()}}. But look at the first five rows: **three crosses each**.
#
# Now everybody, on 1 January 2026. In the same month each department sends letters by post, by its own order of merit: sales by how
# lately and often somebody bought, service by the money of the year (the large ones expect to hear from us), communication by
# visits.

# %%
frame = kinds(18, data.TODAY)
pool = frame.index[customers.loc[frame.index, "consent_post"] == 1]
year = orders[orders["ordered_at"] >= data.TODAY - pd.DateOffset(years=1)]
recent = visits[visits["started_at"] >= data.TODAY - pd.Timedelta(days=90)]
rfm = features.rfm(orders, at=data.TODAY).loc[pool]
lately_and_often = features.score(rfm["recency_days"], best="low") + features.score(rfm["frequency"])
merit = pd.DataFrame({"sales": lately_and_often + rfm["frequency"] / 1000,     # equal scores: the more frequent first
                      "service": year.groupby("customer_id")["amount_sek"].sum().reindex(pool, fill_value=0),
                      "communication": recent["customer_id"].value_counts().reindex(pool, fill_value=0)})

# %% [markdown]
# ## 2 · Live: the board's table and the departments' letters
#
# Left, the board's question. Each kind gets two scores, for how **attractive** it is and for our **own strength** in it. You say what
# counts. A figure like that of all customers scores a half, three tenths better scores 1, three tenths worse 0. A ring marks the
# largest sum.
#
# | attractive | is | strong | is |
# |---|---|---|---|
# | size | customers, over a quarter of all | keeps | bought in the first half of 2025, came back in the second |
# | growth | customers in 2025, over those in 2024 | wins the visit | orders per linked visit |
# | margin | a customer and year, after discounts and returns | pleases | orders per complaint or closed account |
# | easy to serve | orders per minute of service | | |
#
# Right, the departments: who writes, to whom, and how many letters; what five ways of spending them are worth, next year
# included. **Before you move anything:** is there any weighting that puts style first? And from how many letters on does the frame pay?

# %% tags=["hide-input"] slide="Score the kinds, then count the letters"
# Folded: the live picture, with the scores of its left half and the prices of letters of its right half.
from functools import cache

import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import Checkbox, Dropdown, IntSlider, SelectionSlider

NEEDS = list(market.NEEDS)
last_year = data.TODAY - pd.DateOffset(years=1)
kept = purchases[(purchases["ordered_at"] >= last_year) & (purchases["returned"] == 0)]
asked_us = tickets[tickets["opened_at"] >= last_year]


def each(rows, value=None):
    """Rows, or the sum of a column, for each customer of the frame."""
    by = rows.groupby("customer_id")
    return (by.size() if value is None else by[value].sum()).reindex(frame.index, fill_value=0)


early, late = each(year[year["ordered_at"] < data.CUTOFF]), each(year[year["ordered_at"] >= data.CUTOFF])
counted = pd.DataFrame({
    "customers": 1, "margin": each(kept, "amount_sek") * market.MARGIN - each(kept, "discount_sek"),
    "orders": each(year), "minutes": each(asked_us, "handling_minutes"),
    "early": early > 0, "stayed": (early > 0) & (late > 0), "visits": each(visits),
    "visitors' orders": each(year).where(each(visits) > 0, 0),
    "unhappy": each(asked_us[asked_us["topic"].isin(["complaint", "close_account"])]),
})
of_kind, of_all = counted.groupby(frame).sum(), counted.sum()
PARTS = {"margin": ("margin", "customers"), "easy to serve": ("orders", "minutes"), "keeps": ("stayed", "early"),
         "wins the visit": ("visitors' orders", "visits"), "pleases": ("orders", "unhappy")}
ratios = {name: (of_kind[up] / of_kind[down]) / (of_all[up] / of_all[down]) for name, (up, down) in PARTS.items()}
was, now_is = kinds(12, last_year).value_counts(), kinds(12, data.TODAY).value_counts()
growth = (now_is / was) / (now_is.sum() / was.sum())
card = pd.DataFrame({"size": of_kind["customers"] / (len(frame) / 4), "growth": growth} | ratios).loc[NEEDS]
card = (0.5 + (card - 1) / 0.6).clip(0, 1)

rank = {name: np.argsort(-values.to_numpy(), kind="stable") for name, values in merit.items()}
OFFERS = {"plain": ("everyone", 1), "own kind": (frame[pool].to_list(), 4)}
FILTERS = {"everybody in the frame": np.ones(len(pool), bool),
           "bought within a year": (rfm["recency_days"] <= 365).to_numpy(),
           "visited in the last 90 days": (merit["communication"] > 0).to_numpy()}
WRITERS = {"all three": tuple(rank)} | {name: (name,) for name in rank}
WAYS = ["at random, plain", "at random, own kind", "three lists, plain", "nobody twice, plain", "nobody twice, own kind"]


@cache
def letter(offer, earlier):
    """What one letter sells, and what it changes in staying, after so many others this month (SEK a customer)."""
    known = market.expected(market.plan(pool, OFFERS[offer][0], "post", recent_messages=earlier))
    added = (known["chance_with"] - known["chance_without"]) * known["basket_sek"]
    stays = (known["stay_with"] - known["stay_without"]) * known["year_margin_sek"]
    return (added * market.MARGIN - market.CONTACT_COST_SEK["post"]).to_numpy(), stays.to_numpy()


def worth(offer, boxes):
    """SEK of a mailing; `boxes` holds how many letters (0 to 3) each of the pool gets."""
    total = -market.MESSAGE_COST_SEK * OFFERS[offer][1]
    for earlier in range(3):
        sold, stays = letter(offer, earlier)
        total += sold[boxes > earlier].sum() + stays[boxes == earlier + 1].sum()
    return total


def own_lists(budget, departments, allowed):
    """Letters in each box when every department writes to the top of its own list."""
    boxes = np.zeros(len(pool), int)
    for name in departments:
        boxes[rank[name][allowed[rank[name]]][:budget // len(departments)]] += 1
    return boxes


def shared_list(budget, departments, allowed):
    """One letter each: the departments take turns, and pass over whom another has taken."""
    turns = np.stack([rank[name][allowed[rank[name]]] for name in departments], axis=1).ravel()
    boxes = np.zeros(len(pool), int)
    boxes[pd.unique(turns)[:budget]] = 1
    return boxes


@cache
def five_ways(budget, who="all three", filtered="everybody in the frame"):
    """Worth (thousand SEK) of five ways to send so many letters; a draw at random counts with its average."""
    departments, allowed = WRITERS[who], FILTERS[filtered]
    values = []
    for offer, (_, texts) in OFFERS.items():
        fixed = market.MESSAGE_COST_SEK * texts
        values.append((worth(offer, allowed.astype(int)) + fixed) * min(budget / allowed.sum(), 1) - fixed)
    once = shared_list(budget, departments, allowed)
    values += [worth("plain", own_lists(budget, departments, allowed)), worth("plain", once), worth("own kind", once)]
    return pd.Series(values, index=WAYS) / 1000


def update(size, growth, margin, service, keeps, wins, pleases, who, filtered, budget):
    """Move the kinds and the bars to where the controls put them; say in words what is seen."""
    if not size + growth + margin + service or not keeps + wins + pleases:
        raise ValueError("All criteria of one score count 0. Give one of them a weight.")
    up = np.average(card.iloc[:, :4], axis=1, weights=[size, growth, margin, service])
    along = np.average(card.iloc[:, 4:], axis=1, weights=[keeps, wins, pleases])
    for mark, words, x, y in zip(marks, labels, along, up):
        mark.set_data([x], [y])
        words.set_position((x + (0.07 if words.get_ha() == "left" else -0.07), y))
    best = (up + along).argmax()
    ring.set_data([along[best]], [up[best]])
    worths = five_ways(budget, who, filtered)
    bars.move(worths.to_numpy())
    adds = worths.iloc[4] - worths.iloc[:4].max()
    return (f"{NEEDS[best].capitalize()} comes first: attractive {up[best]:.2f}, strong {along[best]:.2f}. {budget:,} letters "
            f"at most, {who} writing, {filtered}: frame and lists together are worth {worths.iloc[4]:,.1f} thousand SEK, "
            f"{adds:+.1f} against the best of the other ways. Best: {worths.idxmax()}.")


fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 4.2), layout="constrained", width_ratios=[4, 5])
left.axhline(0.5, color="0.7", linewidth=1)
left.axvline(0.5, color="0.7", linewidth=1)
left.set(xlim=(-0.35, 1.45), ylim=(-0.1, 1.15), yticks=[0, 0.5, 1], xticks=[0, 0.5, 1],
         xlabel="own strength", ylabel="attractive", title="Which kind to build on")
marks = [left.plot([0], [0], shape, color=colour, markersize=11)[0]
         for shape, colour in zip(charts.MARKERS[:4], charts.PALETTE)]
labels = [left.text(0, 0, kind, va="center", ha="right" if kind == "thrift" else "left") for kind in NEEDS]
ring, = left.plot([0], [0], "o", markersize=20, markerfacecolor="none", markeredgecolor="black")
bars = live.bars(right, [words.replace(" ", "\n") for words in WAYS], form="{:,.0f}")
right.axhline(0, color="0.2", linewidth=1)
right.set(ylim=(-12, 68), ylabel="thousand SEK", title="Worth of the letters")
right.tick_params(axis="x", labelsize=9)

weights = {"size": "Size", "growth": "Growth", "margin": "Margin", "service": "Easy to serve"}
controls = {name: IntSlider(description=f"{words} counts", min=0, max=2, value=1) for name, words in weights.items()}
ticks = {"keeps": "Keeps", "wins": "Wins the visit", "pleases": "Pleases"}
controls |= {name: Checkbox(description=f"{words} counts", value=True) for name, words in ticks.items()}
controls |= {
    "who": Dropdown(description="Department that writes", options=list(WRITERS)),
    "filtered": Dropdown(description="Filter: only those", options=list(FILTERS)),
    "budget": SelectionSlider(description="Letters in the budget", value=900,
                              options=[30, 60, 150, 300, 900, 1_800, len(pool)])}
live.Live(fig, update, controls, alt="Left: four kinds of customers by own strength and attractiveness. "
          "Right: the worth of five ways to send the letters.", frames=("size", "budget"))

# %% [markdown]
# Things to try. Take *size* and *margin* out: who comes first now? Let sales write alone, with 30 letters. Move the budget to
# the right. And compare all three departments with *service* alone.
#
# ## 3 · Does a kind last?
#
# A frame for years must tell what comes next. So we stop on 1 July and look at the goods bought in the half-year after. The rival
# is tactical: the same, by **last month** alone.

# %% slide="Last month names more, but of fewer goods"
goods = purchases[purchases["ordered_at"] >= data.CUTOFF].dropna(subset="need")
told = pd.DataFrame()
for words, kind in {"18 months": kinds(18, data.CUTOFF), "last month": kinds(1, data.CUTOFF)}.items():
    named = goods["customer_id"].map(kind)
    is_right = named == goods["need"]
    told[words] = [named.notna().mean(), is_right[named.notna()].mean(), is_right.mean()]
told.index = ["later goods whose buyer it knows", "of those, need named rightly", "of all, need named rightly"]
told.T.map("{:.0%}".format)

# %% [markdown]
# **Last month names more, of those whom it knows.** People change, and fresh purchases know it first. But it is silent about
# {{1 - told.iloc[0, 1]:.0%}} of the goods. So the frame looks back 18 months, and the month is left to those who live by it.
# (k-means finds the same four kinds: [evidence](evidence/13_strategic_and_tactical_evidence.ipynb).)
#
# ## 4 · Three strategic answers
#
# **Which kinds are there?** What they buy we know. What they *want* the survey tells; a quarter answered. (Each answer is taken
# less the person's own mean, as in lesson 04.)

# %% slide="What people buy we know, what they want they say" says="What they *want"
answers = data.load("survey").query("wave == 1").set_index("customer_id").drop(columns="wave").astype(float)
answers = answers.sub(answers.mean(axis=1), axis=0)
statements = answers[["stick_to_budget", "compare_prices", "choose_organic", "feel_healthy", "follow_trends",
                      "look_my_best", "save_time", "quick_meals"]]
statements.columns = statements.columns.str.replace("_", "\n")
charts.snake(statements, frame.reindex(statements.index), title="What the kinds say (a snake plot)")

# %% [markdown]
# **Which is worth having?** Before the trade asks whether a segment is attractive, it asks five plain things: is it *measurable*,
# *large enough*, *reachable*, *different*, *actionable*? These are **knock-out criteria**: one no, and out. A fifth candidate stands for
# election too: the customers who are in no kind yet.

# %%
candidates = frame.reindex(customers.index).fillna("not known yet")
named = goods["customer_id"].map(kinds(18, data.CUTOFF))

asks = pd.DataFrame({"customers": candidates.value_counts()})
asks["later goods named rightly"] = (named == goods["need"]).groupby(named).mean()
asks["times as much of its need"] = asks["later goods named rightly"] / goods["need"].value_counts(normalize=True)

# %%
may_write = customers[["consent_email", "consent_post"]].max(axis=1)
asks["may be written to"] = may_write.groupby(candidates).mean()
asks["we have goods for it"] = asks.index.isin(market.offers().index)
asks.round(2)

# %% slide="One no, and a candidate is out" says="The largest"
passed = pd.DataFrame({
    "large enough": asks["customers"] >= 200,
    "measurable": asks["later goods named rightly"] >= 0.5,
    "different": asks["times as much of its need"] >= 2,
    "reachable": asks["may be written to"] >= 0.5,
    "actionable": asks["we have goods for it"],
})
passed.replace({True: "yes", False: "no"})

# %% [markdown]
# The largest candidate is out: {{asks.loc["not known yet", "customers"]:,}} customers of whom we know nothing that would tell us what
# to do. Only the four that stay in get scores, those of the live picture:

# %%
scores = card.assign(attractive=card.iloc[:, :4].mean(axis=1), strong=card.iloc[:, 4:].mean(axis=1))
chosen = (scores["attractive"] + scores["strong"]).idxmax()
scores.round(2)

# %% [markdown] slide="Weights are opinions: agree before you see the picture" says="At equal weights"
# At equal weights **{{chosen}}** comes first: large, profitable, loyal, though not growing faster than the rest. With size and
# margin left out green is ahead. Weights are opinions: agree on them before you see the picture. (Customers drawn anew move the places; the
# evidence shows how far.)
#
# **What would it mean?** For the goods: look at what {{chosen}} buys elsewhere in the shop, and what it leaves out; whether a new
# product sells is seen only by offering it. For the letters, a trap. "We build on {{chosen}}" sounds like "we *talk* about
# {{chosen}}". So the offer goes to all who accept post, half of them drawn at random as control group. What it does to the *other
# three* kinds:

# %%
to_all = market.plan(frame.index, chosen, "post")
outcomes = market.run(to_all, holdout=0.5, seed=13)
others = outcomes[outcomes["customer_id"].map(frame) != chosen]
effect = 100 * market.effect(others).loc[["converted", "retained"], ["effect", "low", "high"]]
effect.round(1).rename({"converted": "bought, more per 100", "retained": "still customers a year on, more per 100"})

# %% slide="Build on one kind, and speak to each in its words" says="Sent to its own"
own = frame.index[frame == chosen]
plans = {f"{chosen}, to its own kind": market.plan(own, chosen, "post"), f"{chosen}, to everybody": to_all,
         "one plain letter, to everybody": market.plan(frame.index, "everyone", "post"),
         "each kind its own letter": market.plan(frame.index, frame.to_list(), "post")}
truth = pd.Series({words: market.expected_worth(plan) / 1000 for words, plan in plans.items()})
charts.bars(truth, "thousand SEK, the year after included", title="The same customers, four letters")

# %% [markdown]
# It sells, and it tells the others that this is not their shop: of every hundred
# {{-effect.loc["retained", "effect"]:.0f}} fewer are customers a year on. Sent to its own kind the letter is worth
# {{truth.iloc[0]:,.0f}} thousand SEK, sent to everybody {{truth.iloc[1]:,.0f}}. **To build on a segment decides what Havnbo becomes good
# at. It does not decide what the others hear.**
#
# ## 5 · Five tactical answers: five lists
#
# What a department can use is a list: who, and why. Five questions, five lists.

# %%
organic = purchases.loc[purchases["category"] == "organic", "customer_id"].value_counts()
regular = features.rfm(orders, at=data.CUTOFF).query("frequency >= 3")
silent = regular.index.difference(orders.loc[orders["ordered_at"] >= data.CUTOFF, "customer_id"])

# %%
worried = tickets[tickets["topic"].isin(["complaint", "close_account", "how_to_start"])]
worried = worried[worried["opened_at"] >= data.TODAY - pd.Timedelta(days=90)]
families = customers.query("household == 'family' and consent_email == 1")
looks = pd.crosstab(recent["customer_id"], recent["category"].map(market.NEED_OF))
looks = looks[(looks.max(axis=1) >= 2) & looks.index.isin(frame.index)].idxmax(axis=1)

# %%
lists = {
    "sales: whom do we address with the organic range?": organic.index[:300],
    "sales: who does less business than expected?": regular.loc[silent].nlargest(100, "monetary_sek").index,
    "service: who needs more help?": worried["customer_id"].unique(),
    "communication: whose need comes with the holiday week?": families.index,
    "communication: who looks at something new on our website?": looks.index[looks != frame[looks.index]],
}

# %%
rows = pd.concat([pd.Series(name, index=ids) for name, ids in lists.items()])
twice = rows.index.duplicated(keep=False)
pd.DataFrame({"customers": rows.value_counts(), "also on another list": rows[twice].value_counts()}).loc[list(lists)]

# %% [markdown] slide="Half of the lost business comes back by itself" says="Two results"
# Judge each list against as many customers drawn at random, and with a control group, as the evidence does. Two results: about half of
# the business "lost" comes back with nobody calling, so whoever calls them all takes the credit. And those who look at something new
# on the website tell the frame where it is wrong.
#
# ## 6 · Three lists, one letterbox
#
# Back to the letters. Each department sends 300 by its order of merit. How many letters lie in one box?

# %% slide="Three good lists meet in the same boxes" says="So they"
letters = merit.rank(method="first", ascending=False) <= 300
boxes = letters.sum(axis=1)
boxes[boxes > 0].value_counts().sort_index().rename_axis("letters in one box").to_frame("customers")

# %% slide="Three good lists earn less than letters by lot" says="All three rank"
charts.bars(five_ways(900), "thousand SEK, the year after included", title="Five ways to send 900 letters", form="{:,.1f}")

# %% [markdown]
# **The surprise: three good lists are worth less than letters drawn at random.** All three rank by how active somebody is. So they
# meet in the same boxes, where in this market a second and third letter tire people. Nobody sees it, because each sees one
# list. And yet no list is bad: any *one* department, sending all 900, would bring
# {{min(five_ways(900, who).iloc[2] for who in rank):,.0f}} to {{max(five_ways(900, who).iloc[2] for who in rank):,.0f}} thousand SEK.
#
# Passing over whom another department has taken lifts the lists to {{five_ways(900).iloc[3]:,.0f}} thousand: that is the shared *list*.
# The letter of the own kind lifts them to {{five_ways(900).iloc[4]:,.0f}}: that is the *frame*. The lists knew whom; nobody knew how
# often and with what. A frame is first of all a common language across silos: three departments see that they mean the same
# customer. The talking itself no data show.

# %%
quiz.guessed(
    "13_strategic_and_tactical",
    f"three lists are worth {five_ways(900).iloc[2]:,.1f} thousand SEK, as many letters at random {five_ways(900).iloc[0]:,.1f}. "
    f"With nobody written to twice and the letter of the own kind it is {five_ways(900).iloc[4]:,.1f}.",
)

# %% [markdown]
# ## 7 · What the documents claim
#
# *Here* is the answer at this course's own setting; *the edge* is where it turns.

# %%
claims.show("13_strategic_and_tactical")

# %% [markdown]
# **The first is stricter than it looks.** Its rival is not the crowded letterbox but the lists with nobody written to twice. The frame
# must earn its four texts against that.
#
# ## 8 · When not to, fairness, privacy
#
# - **Not when one person does all the talking.** A shop with one owner has its frame in one head.
# - **Begin with the segments that your company already uses,** and write each down as a rule on a column. If nobody can, no tool can
#   build it.
# - **A segmentation in a drawer ties nothing together.** Give it an owner, a date for its next review, and one decision each month
#   that names it.
# - **Consent is per channel and purpose.** A service answer is allowed; an offer hidden in it is advertising.
# - **Neither help nor holidays by guess.** That somebody has a family, or trouble, is known because they said so.
# - **Who falls through?** "Not known yet" is an honest label; "least attractive" is not. No list of fewer than five people.
#
# ## 9 · Quiz

# %%
quiz.ask(
    f"Segments by last month's purchases named {told.iloc[1, 1]:.0%} of the later goods of those "
    f"they know, those by 18 months {told.iloc[1, 0]:.0%}. Which of them for a strategy?",
    {
        "Those by 18 months: they speak about far more customers, nearly as well.":
            "A strategy should speak about as many as it can; a department needs the month.",
        "Last month's: they name more of the goods, and what is newest is closest to next year.":
            "Of those they know. They are silent about more than half of the later goods.",
        "Neither: both are wrong too often.":
            "Age, gender and household do much worse. Compare with what else there is.",
    },
    right="Those by 18 months: they speak about far more customers, nearly as well.",
    key="13_strategic_and_tactical/quiz-1")

# %% slide="What should the other kinds be sent?"
quiz.ask(
    "The board chose one kind to build on. What should the other kinds be sent?",
    {
        "The same offer, so that everybody knows from now on what we stand for.":
            "Here that lost customers who read that it is not their shop.",
        "Nothing, to save postage.":
            "Their own letters earned money too, each with its own kind.",
        "A letter that fits them.":
            "What a company becomes good at is one thing, what each customer hears another.",
    },
    right="A letter that fits them.",
    key="13_strategic_and_tactical/quiz-2")

# %%
quiz.ask(
    "Sales called those with the largest shortfall; half of the gap closed. What did the calls do?",
    {
        "They closed half of the gap, and a second round would close half of the rest.":
            "About half closes with no calls at all. Picked for a gap, many recover.",
        "One cannot say: nobody was left uncalled.":
            "Only a part drawn at random and not called shows what comes back by itself.",
        "Nothing: it is always chance.":
            "Some really had gone, and a call may help. It has to be tested.",
    },
    right="One cannot say: nobody was left uncalled.",
    key="13_strategic_and_tactical/quiz-3")

# %%
quiz.ask(
    "Which of these can the shared frame and its list do, and a filter cannot? Tick all.",
    {
        "Notice that another department has written already.":
            "Yes: each list alone looks fine. Together they fill the same boxes.",
        "Know that a customer looked at something new yesterday.":
            "No: that is what the filter of communication is for; it corrects the frame.",
        "Say something about customers who are quiet just now.":
            "Yes: it looks back over 18 months, not one.",
    },
    right=["Notice that another department has written already.",
           "Say something about customers who are quiet just now."],
    key="13_strategic_and_tactical/quiz-4")

# %%
quiz.ask(
    "From lesson 12: a further source makes the mix better. When is it still not worth having?",
    {
        "When it costs more to keep up than it adds.":
            "A better guess has to be paid like anything else.",
        "When it was good already.":
            "Better than chance is a beginning, not an end.",
        "When it knows only a part of the customers, however well.":
            "A part may be enough, if it is the part that matters.",
    },
    right="When it costs more to keep up than it adds.",
    key="13_strategic_and_tactical/quiz-5")

# %%
quiz.ask(
    "From lesson 08: a letter for members only is compared with no letter at all, and looks splendid. What is the fairer rival?",
    {
        "Last year's letter.":
            "Another year, another season: too much differs.",
        "The same letter, open to everybody.":
            "Then what is left is the club, and not the letter.",
        "The customers who are not members, over the same weeks.":
            "They differ from members before any letter.",
    },
    right="The same letter, open to everybody.",
    key="13_strategic_and_tactical/quiz-6")

# %% [markdown]
# ## Take-away
#
# - **One model or several?** One frame for the company, a list for each department, one letterbox for the customer.
# - **The decision:** build on {{chosen}}, and write to each kind in its own words.
# - Knock out first, score then, and fix the weights before you see the picture.
# - Good lists overlap. Somebody must count the letters in each box.
#
# **Ask tomorrow:** how many letters did our best customer get from us last month, and who knows?
#
# {{=way}}
