# %% [markdown] slide="Which sources should the finance arm sign for?" says="The card shows"
# # 12 · Mixed segmentation
#
# {{=way}}
#
# **The question.** How much precision does each further method buy?
#
# **The decision.** Havnbo, the retailer, has a finance arm: it issues the member card and sends each member one letter a
# quarter, by post. The card shows what members buy. The retail side offers more: household and age, the home's area, clicks,
# answers to a survey, the stage of each member's life as a customer. A bank would *combine financial data with lifestyle
# data.* Each source costs hours every quarter, for ever. **Which should the finance arm sign for, and where does it stop?**
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 05; lessons 02 to 04, 06 and 10 help |
#
# **One idea to keep:** a mix is not a heap. Give each source a question to answer, and stop at the source whose answer
# no longer pays for its hours.

# %%
import numpy as np
import pandas as pd

from helpers import charts, claims, data, features, market, segment
from page import live, quiz

# %% tags=["hide-input"]
quiz.guess(
    "12_mixed",
    "Five segments by purchases earn well. Now household, home, clicks and survey go into the same clustering. "
    "What happens to what a letter earns?",
    ["It rises: more is known about each member.", "It hardly moves.", "It falls: the segments get worse."],
)

# %% [markdown] slide="Receipts, clicks and ticks vote on one question" says="Let each"
# ## 1 · By hand, on ten members
#
# How can things as unlike as a receipt, a click and a tick on a form be added? Let each of them **vote** on one question:
# *which need?* One line of a receipt is a vote, if it is at most a year old; one visit, if it is at most half a year old.
# (Havnbo and its members are invented. Some goods speak for no need and do not vote.)

# %%
ids = data.load("customers")["customer_id"]
purchases = data.purchases().rename(columns={"ordered_at": "at"})
clicks = data.load("sessions").merge(data.load("identity")).rename(columns={"started_at": "at"})
clicks["need"] = clicks["category"].map(market.NEED_OF)

# %%
def votes_of(rows, days):
    """Rows of the last days, counted by member and need."""
    lately = rows[rows["at"] >= data.TODAY - pd.Timedelta(days=days)]
    counts = pd.crosstab(lately["customer_id"], lately["need"])
    return counts.reindex(index=ids, columns=list(market.NEEDS), fill_value=0)

# %% [markdown]
# A survey gives eight votes to the need whose four statements got the highest marks.

# %%
survey = data.load("survey").query("wave == 1").set_index("customer_id").drop(columns="wave").astype(float)
marks = survey.sub(survey.mean(axis=1), axis=0).T            # against each person's own mean: lesson 04
marks = marks.groupby(np.repeat(list(market.NEEDS), 4)).mean().T
answered = 8 * pd.get_dummies(marks.idxmax(axis=1)).reindex(index=ids, columns=list(market.NEEDS), fill_value=False)

votes = {"behavioural": votes_of(purchases, 365), "digital": votes_of(clicks, 180), "psychographic": answered}
votes["the mix"] = sum(votes.values())

# %%
ten = [100004, 100022, 100023, 100027, 100031, 100061, 100062, 100095, 100340, 100636]
by_hand = pd.DataFrame()
for name, table in votes.items():
    mine = table.loc[ten]
    said = mine.idxmax(axis=1) + ", " + mine.max(axis=1).astype(str) + " of " + mine.sum(axis=1).astype(str)
    by_hand[name] = said.where(mine.any(axis=1), "–")
by_hand["the market knows"] = data.truth("customers").set_index("customer_id").loc[ten, "need_now"]
by_hand

# %% [markdown]
# Each source names the need with the most of its votes; the mix adds all votes up. Member 100027 has all three sources, and
# they agree. Some have one; member 100022 has none. Members 100023 and 100636 buy most for one need and
# click most for another: the mix follows the clicks of the first, whose receipts are nearly a tie, and the receipts of the
# second, whose clicks are few. The last column no company has. (We picked the ten to show each case.)
#
# Household and home know only the kind of people: each casts **one** vote, split as their kind buys.
#
# A second question matters as much: **is anybody still there?** A purchase or a visit within half a year says yes. Who
# shows no sign of life is *silent*, whatever old votes say. Lifecycle, the sixth method, asks it better: silent for more
# than three of the member's *own* rhythms (lesson 10).

# %%
HOURS = {"demographic": 3, "geographic": 5, "behavioural": 5, "digital": 5, "psychographic": 22, "lifecycle": 2}
HOURS_PER_SEGMENT = 1            # each quarter, like the others: name it, brief it, follow it up
HOUR_SEK = 500

# %% [markdown] slide="Nobody can read hours out of data: put in yours"
# Nobody can read hours out of data. These are **our assumptions** (two hours a table, a quarter of an hour a field,
# sixteen to send and code a survey). Put in yours.
#
# ## 2 · Live: methods on and off, weights, a budget
#
# Each grey dot is one of all possible mixes: hours a quarter to the right, what a letter leaves after upkeep upwards. The
# ring is *your* mix; the star is the best that your budget allows. On the right, your segments.
#
# **Before you move anything:** how long must the list be before all six methods leave more than nothing?

# %% tags=["hide-input"] slide="Try methods on and off, weights, and a budget"
# Folded: the live picture. It adds votes and signs of life for every mix, and counts what the letters leave after upkeep.
import itertools
from functools import cache

import matplotlib.pyplot as plt
from ipywidgets import Checkbox, IntSlider, SelectionSlider

people = data.load("customers").set_index("customer_id")
place = data.load("postal_areas").set_index("postal_area").loc[people["postal_area"], "place_type"].set_axis(ids)
age = data.TODAY.year - people["birth_year"].astype(float)
age_group = pd.cut(age, [0, 35, 50, 65, 120]).astype(str)


def of_the_kind(*facts):
    """Mean shares of the members of one kind; of all members where a kind has fewer than 30."""
    shares = votes["behavioural"].div(votes["behavioural"].sum(axis=1), axis=0)
    kinds = shares.groupby([fact.fillna("?") for fact in facts])
    means = kinds.transform("mean")
    means.loc[kinds["green"].transform("count") < 30] = shares.mean().to_numpy()
    return means


def rhythms():
    """Rhythm of purchases and present silence in days: own gaps, with two usual ones mixed in."""
    days = purchases[["customer_id"]].assign(day=purchases["at"].dt.normalize()).drop_duplicates().sort_values("day")
    gap = np.log(days.groupby("customer_id")["day"].diff().dt.days)
    own = gap.groupby(days["customer_id"]).agg(["sum", "count"]).reindex(ids, fill_value=0)
    last = days.groupby("customer_id")["day"].max().reindex(ids).fillna(people["member_since"])
    rhythm = np.exp((own["sum"] + 2 * gap.median()) / (own["count"] + 2))
    return pd.DataFrame({"rhythm": rhythm, "silence": (data.TODAY - last).dt.days})


def is_there(rows):
    return ids.isin(rows.loc[rows["at"] >= data.TODAY - pd.Timedelta(days=180), "customer_id"]).set_axis(ids)


all_votes = votes | {"demographic": of_the_kind(people["gender"], age_group, people["household"]),
                     "geographic": of_the_kind(people["climate_zone"], place)}
stage = rhythms()
new = people["member_since"] > data.TODAY - pd.Timedelta(days=90)
signs = {"behavioural": is_there(purchases), "digital": is_there(clicks),
         "lifecycle": (stage["silence"] <= 3 * stage["rhythm"]) | new}
letters = ["everyone", *market.NEEDS]
asked_all = {letter: market.expected(market.plan(ids, letter, "post")).set_index("customer_id") for letter in letters}
worth = pd.DataFrame({
    letter: ((t["chance_with"] - t["chance_without"]) * t["basket_sek"] * market.MARGIN
             - market.CONTACT_COST_SEK["post"]) * t["consent"] for letter, t in asked_all.items()})


@cache
def tried(mix, click):
    """Share of members in each segment, SEK after postage, and the kinds of letter, for a mix."""
    ballots = [all_votes[name] * (click if name == "digital" else 1) for name in mix if name in all_votes]
    total = sum(ballots) if ballots else 0 * worth[list(market.NEEDS)]
    group = total.idxmax(axis=1).where(total.any(axis=1), "no vote")
    heard = [signs[name] for name in mix if name in signs]
    if heard:
        group = group.where(pd.concat(heard, axis=1).any(axis=1), "silent")
    by_segment = worth.groupby(group).sum()
    by_letter = by_segment.max(axis=1).clip(lower=0).groupby(by_segment.idxmax(axis=1)).sum()
    paid = by_letter[by_letter > market.MESSAGE_COST_SEK]
    return group.value_counts(normalize=True).reindex(SEGMENTS, fill_value=0), paid.sum(), len(paid)


def left_of(mix, click, members):
    """Thousand SEK after texts and upkeep, for every 6,000 members; and the hours."""
    size, earned, kinds = tried(mix, click)
    worked = sum(HOURS[name] for name in mix) + HOURS_PER_SEGMENT * (size > 0).sum()
    fixed = market.MESSAGE_COST_SEK * kinds + HOUR_SEK * worked
    return (earned - fixed * len(ids) / members) / 1000, worked


@cache
def every_mix(members):
    return pd.DataFrame([left_of(mix, 1, members) for mix in MIXES], columns=["left", "hours"])


def update(click, members, budget, **ticked):
    """Move dots and bars; say in words which mix is on and what is left of its gain."""
    mix = tuple(name for name in HOURS if ticked[name])
    if not mix:
        raise ValueError("No method is ticked, so there are no segments. Tick one.")
    mine, worked = left_of(mix, click, members)
    every = every_mix(members)
    grey.set_data(every["hours"], every["left"])
    own.set_data([worked], [mine])
    edge.set_xdata([budget, budget])
    bars.move(tried(mix, click)[0].to_numpy())
    said = f"Your {len(mix)} methods take {worked} hours a quarter and leave {mine:.1f} thousand SEK per {len(ids):,} members."
    allowed = every[every["hours"] <= budget]
    if allowed.empty:
        star.set_data([], [])
        return said + f" No method at all can be kept up in {budget} hours."
    best = allowed["left"].idxmax()
    star.set_data([allowed.loc[best, "hours"]], [allowed.loc[best, "left"]])
    over = " That is over the budget." if worked > budget else ""
    return f"{said}{over} Within {budget} hours {' + '.join(MIXES[best])} leaves {allowed.loc[best, 'left']:.1f}."


MIXES = [mix for size in range(1, 7) for mix in itertools.combinations(HOURS, size)]
SEGMENTS = ["no vote", *market.NEEDS, "silent"]
fig, (left, right) = plt.subplots(1, 2, figsize=(8.8, 4.2), layout="constrained", width_ratios=[3, 2])
left.set(xlim=(0, 55), ylim=(-45, 22), xlabel="hours of upkeep a quarter", ylabel="left after upkeep (thousand SEK)",
         title="All mixes, and yours")
left.axhline(0, color="0.2", linewidth=1)
right.set(ylim=(0, 1.05), yticks=[0, 0.5, 1], yticklabels=["0%", "50%", "100%"], title="Your segments")
grey = left.plot([], [], "o", color="0.6", markersize=5, label="a mix")[0]
edge = left.plot([0, 0], [-45, 22], color="0.35", linestyle=":", label="budget")[0]
star = left.plot([], [], "*", color=charts.PALETTE[5], markersize=15, label="best in budget")[0]
own = left.plot([], [], "o", color=charts.PALETTE[0], markersize=11, fillstyle="none", markeredgewidth=2.5, label="yours")[0]
left.legend(loc="lower left")
bars = live.bars(right, ["no vote", "thrift", "green", "style", "conven.", "silent"])
right.tick_params(axis="x", labelrotation=45)
boxes = {name: Checkbox(description=name, value=name in ("behavioural", "digital")) for name in HOURS}
controls = boxes | {
    "click": SelectionSlider(description="Votes of a visit", options=[0, 0.25, 0.5, 1, 2, 4, 10], value=1),
    "members": SelectionSlider(description="Members", options=[3_000, 6_000, 12_000, 25_000, 50_000, 100_000], value=6_000),
    "budget": IntSlider(description="Budget (hours a quarter)", value=20, min=5, max=50, step=5),
}
live.Live(fig, update, controls, alt="Left: all mixes by hours of upkeep and what is left after it, with yours, the budget "
          "and the best within it. Right: share of members in each segment.", frames=("budget",))

# %% [markdown]
# Tick all six, then take *demographic* away: fewer hours, and more is left. With a budget of 50 hours, move *members*: on
# the shortest list the star stands on lifecycle alone, a plain letter to those still there; then on purchases and clicks;
# very late on three. With *votes of a visit* at 0, clicks tell only who is still there: too little for their hours. From
# the first step on, the weight hardly matters.
#
# ## 3 · Two ways to mix
#
# The ruler is money. This market knows what each of five letters (plain, or one for each need) adds with each member, less
# {{market.CONTACT_COST_SEK["post"]:.0f}} SEK of postage: the table `worth`. Each segment gets the letter that truly earns most in it, as after endless testing, or none. Each *kind* of
# letter costs {{market.MESSAGE_COST_SEK:,}} SEK to write, and is written only if it earns that. (A real company learns from
# a year of tests, with luck. The evidence throws these dice a hundred times; the order below stays.)

# %%
def earns(segments):
    """SEK of one posting when each segment gets the letter that earns most in it, or none."""
    by_segment = worth.groupby(segments).sum()
    best = by_segment.idxmax(axis=1)
    by_letter = by_segment.max(axis=1).clip(lower=0).groupby(best).sum()
    return (by_letter - market.MESSAGE_COST_SEK).clip(lower=0).sum()

plain_letter = worth["everyone"].sum() - market.MESSAGE_COST_SEK

# %% [markdown]
# **The first way: pile it up.** Put all columns into one table, on one scale, each method with the same weight as a whole,
# and let k-means find five segments.

# %%
rfm = features.rfm(data.load("orders"), at=data.TODAY).reindex(ids)
rfm = rfm.fillna({"recency_days": 730, "frequency": 0, "monetary_sek": 0})
columns = {
    "demographic": pd.get_dummies(people[["gender", "household"]]).assign(age=age.fillna(age.median())),
    "geographic": pd.get_dummies(place).assign(climate=people["climate_zone"]),
    "behavioural": np.log1p(rfm.join(votes["behavioural"])),
    "digital": np.log1p(votes["digital"]),
    "psychographic": marks.reindex(ids).fillna(0),
    "lifecycle": np.log1p(stage),
}

# %%
def piled(*methods):
    """Five segments by k-means on all columns of some methods, each method of the same weight."""
    parts = []
    for name in methods:
        scaled = (columns[name] - columns[name].mean()) / columns[name].std()
        parts.append(scaled / np.sqrt(scaled.shape[1]))
    return segment.kmeans(pd.concat(parts, axis=1).astype(float), 5)

# %% [markdown]
# **The second way: one question for each source.** Add the votes on the need; whoever shows no sign of life is silent.
# Six groups at most: four needs, the silent, no vote.

# %%
def asked(*methods):
    """Which need, by the votes of some methods; "silent" where none of them sees a sign of life."""
    total = sum(all_votes[name] for name in methods if name in all_votes)
    need = total.idxmax(axis=1).where(total.any(axis=1), "no vote")
    alive = pd.concat([signs[name] for name in methods if name in signs], axis=1).any(axis=1)
    return need.where(alive, "silent")

# %% slide="More methods can make segments worse" says="Clicks, survey"
ORDER = ["behavioural", "digital", "psychographic", "demographic", "geographic", "lifecycle"]
heap = {count: earns(piled(*ORDER[:count])) for count in range(1, 7)}
each = {count: earns(asked(*ORDER[:count])) for count in range(1, 7)}

steps = pd.DataFrame({"piled up": heap, "one question each": each}) / 1000
charts.curve(steps, x="methods: purchases, + clicks, + survey, + household, + home, + lifecycle", y="thousand SEK a letter",
             bar=plain_letter / 1000, bar_name="plain letter to all", title="What a letter earns as methods are added")

# %% [markdown] slide="Give each source one question of its own" says="With one question"
# **The surprise of this lesson: more methods can make segments worse.** Purchases alone, piled, earn
# {{round(heap[1], -2):,.0f}} SEK. Clicks, survey and household lift the heap to {{round(heap[4], -2):,.0f}}; then home joins, and it
# falls to {{round(heap[5], -2):,.0f}}. k-means does not know what the letter is for. It looks for *any* difference, finds city
# homes very unlike the others, and spends its few segments on that.
#
# Is that a law? No. With richer columns, the heap of six does better than purchases in the evidence. A heap is a lottery, and
# only a campaign on other members (*out of sample*) tells what you have drawn. With one question each, a new source rarely does
# harm: what it cannot answer, it leaves to the others.
#
# Our sources promise that **one more dimension and fresh data improve what you have**. So add one at a time, and keep it
# if it pays. Clicks bring {{round(each[2] - each[1], -2):,.0f}} SEK a letter; the four after them
# {{round(each[6] - each[2], -2):,.0f}} together. Once a member's own doings are known, age and address add next to nothing.
#
# ## 4 · What the upkeep costs

# %% slide="The next method must pay for its hours" says="Here the next"
TWO, THREE = ["behavioural", "digital"], ["behavioural", "digital", "psychographic"]
bill = {}
for name, methods in {"purchases": TWO[:1], "+ clicks": TWO, "+ clicks + survey": THREE, "all six": ORDER}.items():
    worked = sum(HOURS[method] for method in methods) + HOURS_PER_SEGMENT * asked(*methods).nunique()
    bill[name] = {"hours": worked, "letter_sek": earns(asked(*methods))}
bill = pd.DataFrame(bill).T
bill["left_sek"] = bill["letter_sek"] - HOUR_SEK * bill["hours"]
bill.round(-2).astype(int).assign(hours=bill["hours"].astype(int))

# %% [markdown]
# On {{len(ids):,}} members clicks leave
# {{round(bill.loc["+ clicks", "left_sek"] - bill.loc["purchases", "left_sek"], -2):,.0f}} SEK more a quarter. (With one year of tests to learn from, and purchases used as well as can be, it is a draw: the evidence has it.)
# The survey brings {{round(bill.loc["+ clicks + survey", "letter_sek"] - bill.loc["+ clicks", "letter_sek"], -2):,.0f}} SEK and
# costs {{HOUR_SEK * (bill.loc["+ clicks + survey", "hours"] - bill.loc["+ clicks", "hours"]):,.0f}}. **Here the next method no
# longer pays.**
#
# "It usually pays for itself soon", a source says, without a figure. Work it out: a year's hours for purchases and clicks,
# over what one letter earns more than a plain one:
# {{4 * HOUR_SEK * bill.loc["+ clicks", "hours"] / (bill.loc["+ clicks", "letter_sek"] - plain_letter):.1f}} letters.
#
# But hours do not grow with the list, and what a letter earns does:

# %% slide="Hours do not grow with the list, the gain does" says="But hours"
per_quarter = pd.DataFrame({
    name: {size: row["letter_sek"] * size / len(ids) - HOUR_SEK * row["hours"] for size in range(1_500, 13_500, 1_500)}
    for name, row in bill.iterrows()
})
charts.curve(per_quarter / 1000, x="members on the list", y="thousand SEK left a quarter", at=len(ids),
             title="What is left after upkeep", form="{:,.0f}")

# %% [markdown]
# ## 5 · The campaign
#
# The mix of purchases and clicks, as it stands today. The silent and those without a vote get no letter.

# %%
mix = asked(*TWO)
segment.profile(rfm, mix)

# %%
gets = mix[~mix.isin(["silent", "no vote"])]
plans = {
    "plain letter, everybody": market.plan(ids, channel="post"),
    "mix of purchases and clicks": market.plan(gets.index, gets.to_list(), "post"),
}
measured = market.measured(plans, holdout=0.5, seed=12)
measured.round(0).astype(int)

# %% [markdown]
# `figure` is the profit of the half that was written to, in SEK, against a **control group** of the same size, drawn at random.
# The intervals are wider than the gap. Behind the curtain:

# %% slide="The rate rises while the orders do not" says="Who leaves out"
truth = {}
for name, plan in plans.items():
    chance = market.reached(plan)
    truth[name] = {"letters": len(chance), "buy, of 100 written to": 100 * chance["chance_with"].mean(),
                   "orders added": (chance["chance_with"] - chance["chance_without"]).sum(),
                   "profit_sek": market.expected_profit(plan)}
truth = pd.DataFrame(truth).T
truth.round(0).astype(int)

# %% [markdown] tags=["quoted"]
# The mix truly earns {{round(truth["profit_sek"].iloc[1] - truth["profit_sek"].iloc[0], -2):,.0f}} SEK more. Now the second
# column. Our sources report conversion up by 40% (F8) and 30% (F9) when methods are mixed, with no place to look it up. Here
# it rises by {{truth["buy, of 100 written to"].iloc[1] / truth["buy, of 100 written to"].iloc[0] - 1:.0%}}, while the orders
# added change by {{truth["orders added"].iloc[1] / truth["orders added"].iloc[0] - 1:+.0%}}. Who leaves out those who never
# buy lifts the rate and sells nothing. Conversion *of whom?* What the mix saves is postage.

# %%
quiz.guessed(
    "12_mixed",
    f"purchases alone earned {heap[1]:,.0f} SEK a letter; with four more methods on the heap it was {heap[5]:,.0f} SEK.",
)

# %% [markdown]
# ## 6 · What the documents claim
#
# Six claims, and a seventh for online shops. *The mix* is purchases and clicks; its year of testing is thrown a hundred times.

# %%
claims.show("12_mixed")

# %% [markdown] slide="A mix is robust, and for the same reason stubborn" says="When a *source"
# **The one that surprised is the fourth.** *Adapts* has two meanings. When a *source fails*, because the browser blocks it
# or the till loses receipts, a mix falls back on what it still has; a single method cannot. When
# *needs turn*, the receipts of the old life outvote the clicks of the new one, and even a plain letter does better. A mix
# is robust, and for the same reason it is stubborn.
#
# ## 7 · When not to, fairness, privacy
#
# - **Not on a short list**: the second source must earn its hours.
# - **Not what answers no question.** A source that cannot vote on it is noise.
# - **Together they say more than each.** Payments, visits and answers in one row can reveal illness or money trouble.
#   Consent must cover the *combination*. Here age and address add nothing: do not ask for them.
# - **A letter is not a loan.** Segments for offers must not slip into credit limits or prices.
# - **Who is called silent by mistake?** By clicks alone, older members far more often. Purchases bring most of them back:
#   a reason to mix that no profit line shows.
#
# ## 8 · Quiz

# %%
quiz.ask(
    "Two methods give good segments. You add the columns of a third, well scaled, and cluster anew. The segments are...",
    {
        "better or worse: only a campaign on other customers tells.":
            "In this market the home's area, piled on, took away nearly half of what the heap had earned.",
        "at least as good: more information about each customer cannot hurt.":
            "It can. k-means spends its few segments on any difference, whether it matters or not.",
        "better, if every column is scaled to the same size.":
            "Scaling makes noise as loud as signal. It does not tell them apart.",
    },
    right="better or worse: only a campaign on other customers tells.",
    key="12_mixed/quiz-1")

# %%
quiz.ask(
    "A new mix raises conversion among those contacted by 60%. What must you know before you cheer? Tick all.",
    {
        "Whether the same people were contacted.":
            "Yes: leaving out those who never buy lifts the rate and sells nothing.",
        "How many clusters the algorithm found.":
            "No. That is how it was made, not what it does.",
        "What a control group bought.":
            "Yes: a rate says whom you wrote to. Only the difference says what the letter did.",
    },
    right=["Whether the same people were contacted.", "What a control group bought."],
    key="12_mixed/quiz-2")

# %% slide="When does the survey pay?"
quiz.ask(
    "The survey adds a little profit to each letter, and takes many hours a quarter. When does it pay?",
    {
        "Never: the gain is too small.":
            "Too small for this list. The gain grows with the list, the hours do not.",
        "As soon as more members answer it, since then more of them have a vote.":
            "That helps, but those with many purchases had answered already, with their money.",
        "When the list is long enough.":
            "The picture in section 4 shows how the lines rise with the list.",
    },
    right="When the list is long enough.",
    key="12_mixed/quiz-3")

# %%
quiz.ask(
    "Many members' needs have just turned. Which segments notice first?",
    {
        "The mix, since it knows most about each member.":
            "It knows most about the past. Old receipts outvote new clicks.",
        "Those by clicks of the last months.":
            "For those who click. A mix follows when old votes are dropped or weigh less.",
        "Those by a year of purchases.":
            "They are the last to notice: a year of receipts has to be outvoted.",
    },
    right="Those by clicks of the last months.",
    key="12_mixed/quiz-4")

# %%
quiz.ask(
    "From lesson 11: which companies should be called first?",
    {
        "Those most likely to buy.":
            "Many of them buy uncalled, and find the number themselves.",
        "Those with which the salesmen get on best, since a call is welcome there.":
            "Welcome is no measure of what a call adds.",
        "Those where a call adds most.":
            "A forecast is not an effect; leave some uncalled, at random, to see it.",
    },
    right="Those where a call adds most.",
    key="12_mixed/quiz-5")

# %%
quiz.ask(
    "From lesson 06: old clicks are forgotten, so that new needs show sooner. What is the price?",
    {
        "Fewer customers have any clicks left.":
            "And a need that did not change is guessed from less.",
        "None, if orders are kept.":
            "Orders do not replace the clicks that are gone: they are other customers', too.",
        "The site becomes slower, since everything has to be counted anew each night.":
            "Counting is cheap. What is lost is what one knew.",
    },
    right="Fewer customers have any clicks left.",
    key="12_mixed/quiz-6")

# %% [markdown]
# ## Take-away
#
# - The finance arm signs for purchases and for clicks. Lifecycle is cheap and may wait. The survey waits for a far longer
#   list; age and address for good.
# - Methods piled into one clustering are a lottery. Give each source a question.
# - The gain of a further method shrinks, its hours do not.
# - A mix is robust when a source fails, and slow when needs turn.
#
# **Ask tomorrow:** which question does each of our sources answer, and what would we lose without it?
#
# {{=way}}
