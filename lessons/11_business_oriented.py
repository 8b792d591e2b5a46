# %% [markdown] slide="Where should the calls begin?"
# # 11 · Business-oriented segmentation
#
# {{=way}}
#
# **The question.** Which companies should sales call first?
#
# **The decision.** Klarvik, an IT consultancy, has three thousand companies in its register and three people who sell. In
# the next half-year they can make 600 calls. The house favourite is *small firms in software*: "there we win every second
# deal". Should the calls begin there? And if not, where?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 00; lesson 05 for control groups |
#
# **One idea to keep:** a forecast says who will buy. A call list must say where *your call* changes something.

# %%
import pandas as pd

from helpers import charts, claims, data, features, market_b2b, segment
from page import live, quiz

# %% tags=["hide-input"]
quiz.guess(
    "11_business_oriented",
    "Klarvik can make 600 calls. Which list earns the most by them?",
    ["Small software firms: they say yes most often.",
     "Large firms in the industries that brought most money.",
     "The same, with those on top who visit, read and download: they bring the most money."],
)

# %% [markdown]
# ## 1 · The favourite, measured in three ways
#
# Here the customers are companies. Klarvik and all of them are invented; the numbers show how things work, never how real
# companies are. One row is one company; most columns are **firmographic**, that is, facts from a public register.

# %%
companies = data.load("companies").set_index("company_id")
deals = data.load("deals")
companies.head(3)

# %% [markdown]
# A **deal** is a chance to sell; in the end it is won or lost. Does Klarvik really win more often with software firms of
# fewer than 20 people?

# %%
favourite = (companies["industry"] == "software") & (companies["employees"] < 20)
closed = deals[deals["stage"].isin(["won", "lost"])]
small_software = closed["company_id"].map(favourite)
won = closed["stage"] == "won"
hit_rate = won.groupby(small_software).mean()

# %% [markdown]
# It does: it won {{hit_rate[True]:.0%}} of the deals closed with them, {{hit_rate[False]:.0%}} of all others. But how many are
# they, how many wins are theirs, and how much money?

# %% slide="Many wins, little money"
share = pd.Series({
    "companies in the register": favourite.mean(),
    "deals won": small_software[won].mean(),
    "money won": closed["value_sek"][won & small_software].sum() / closed["value_sek"][won].sum(),
})
charts.bars(100 * share, "% small software firms", title="Many wins, little money", form="{:.1f}")

# %% [markdown]
# They say yes more often and bring no more money than their number: small firms, small projects. A salesperson feels the
# wins; the books feel the money. Whoever ranks by hit rate ranks by how pleasant the calls are. So we rank by **money won
# per company**, with a zero for each that bought nothing.
#
# ## 2 · By hand, on ten companies
#
# We pretend that today is 1 January 2025. What was won *by then* makes the list. What is opened and won *after* judges it.

# %%
won_deals = deals[deals["stage"] == "won"]
by_company = won_deals[won_deals["closed_on"] < "2025-01-01"].groupby("company_id")["value_sek"].sum()
won_2024 = by_company.reindex(companies.index, fill_value=0)      # nothing bought counts as 0
by_company = won_deals[won_deals["opened_on"] >= "2025-01-01"].groupby("company_id")["value_sek"].sum()
won_2025 = by_company.reindex(companies.index, fill_value=0)

# %%
per_company = won_2024.groupby(companies["industry"]).mean().sort_values()
industry_points = features.score(per_company)
pd.DataFrame({"won_per_company_sek": per_company.round(-2).astype(int), "points": industry_points})

# %% [markdown]
# Points from 1 to 5 say how many industries are worse. Each of our ten companies gets its industry's
# points, and points for its size among all {{len(companies):,}}: a **scorecard** (the trade says lead scoring).

# %% slide="Points make a call list, from the top down" says="A builder with"
ten = companies.loc[[40005, 40028, 40032, 40036, 40044, 40050, 40055, 40096, 40112, 40160], ["industry", "employees"]]
ten["industry_points"] = ten["industry"].map(industry_points)
ten["size_points"] = features.score(companies["employees"])
ten["points"] = ten["industry_points"] + ten["size_points"]
ten.assign(won_2025_sek=won_2025).sort_values("points", ascending=False)

# %% [markdown]
# From the top down, that is a call list. The last column came afterwards and played no part. (We picked ten of whom some
# bought; usually one in ten does.) A builder with 64 people and a finance firm with 8 get the same points: one is large
# in a dull industry, the other small in a fine one. Which deserves the call is exactly the question.
#
# ## 3 · Live: write the scorecard
#
# The sliders say how much each kind of points counts. **Engagement** is what companies did of their own accord in 2024:
# visits, newsletters read, downloads, webinars. The line shows how much of the money of 2025 your list finds (the trade says
# cumulative gains); the bars show where the calls go.
#
# **Before you move anything:** how much is lost without engagement? Without industry? How many calls make *any* list good?

# %% tags=["hide-input"] slide="Write the scorecard yourself"
# Folded: the live picture. It adds up the points and draws; engagement is scored just like size.
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import Dropdown, IntSlider, SelectionSlider

names = list(per_company.index[::-1])
INCLUDED = {"all nine": names, "the three with most money": names[:3], "all but those three": names[3:]}
INCLUDED |= {f"{name} only": [name] for name in names}
CALLS = [100, 200, 300, 450, 600, 900, 1200, 1500, 1800, 2400, 3000]
acts = data.load("engagement").query("date < '2025-01-01'").groupby("company_id").size()
columns = pd.DataFrame({
    "industry": companies["industry"].map(industry_points),
    "size": features.score(companies["employees"]),
    "engagement": features.score(acts.reindex(companies.index, fill_value=0)),
})


scores, money = columns.to_numpy(float), (won_2025 / won_2025.sum()).to_numpy()
kind = companies["industry"].map(names.index).to_numpy()


def gains(points, inside):
    """Companies and money so far, level by level of the points, and each company's level; the last is left out."""
    _, level = np.unique(np.where(inside, -points, np.inf), return_inverse=True)
    size, held = np.bincount(level), np.bincount(level, weights=money)
    levels = len(size) - (not inside.all())
    return np.append(0, size[:levels].cumsum()), np.append(0, held[:levels].cumsum()), level


def called_of(so_far, level, made):
    """The share of each industry's firms that is called; equals share what is left of the calls."""
    part = np.append(np.clip((made - so_far[:-1]) / np.diff(so_far), 0, 1), 0)[level]
    return np.bincount(kind, weights=part) / np.bincount(kind)


def update(industry, size, engagement, calls, included):
    """Move line, mark and bars to the scorecard's list; say in words what is seen."""
    if industry + size + engagement == 0:
        raise ValueError("All three weights are 0, so all companies are equal. Give one a weight.")
    inside = np.isin(kind, [names.index(name) for name in INCLUDED[included]])
    so_far, held, level = gains(scores @ [industry, size, engagement], inside)
    made = min(calls, so_far[-1])
    share_found = np.interp(made, so_far, held)
    line.set_data(so_far, held)
    mark.set_data([made, made, 0], [0, share_found, share_found])
    for bar, text, value in zip(industry_bars, texts, called_of(so_far, level, made), strict=True):
        bar.set_width(value)
        text.set_text(f"{value:.0%}")
        text.set_x(value + 0.03)
    by_lot = made / len(companies)
    few = f" There are only {made:,} companies to call." if made < calls else ""
    return (f"{made:,} calls find {share_found:.0%} of the money won in 2025. Calls drawn by lot find {by_lot:.0%}, "
            f"so this list is worth {share_found / by_lot:.1f} times as much.{few}")


fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 4), layout="constrained", width_ratios=[5, 4])
left.plot([0, len(companies)], [0, 1], ":", color="0.35", label="drawn by lot")
line, = left.plot([], [], color=charts.PALETTE[0], linewidth=2, label="your scorecard")
mark, = left.plot([], [], "--", color=charts.PALETTE[5], linewidth=1.5)
left.set(xlim=(0, len(companies)), ylim=(0, 1.01), xlabel="companies called", yticks=[0, 0.5, 1],
         yticklabels=["0%", "50%", "100%"], title="Share of the money won in 2025")
left.legend(frameon=False, loc="lower right")
industry_bars = right.barh(names, [0] * len(names), color=charts.PALETTE[0])
texts = [right.text(0, y, "", va="center") for y in range(len(names))]
right.invert_yaxis()
right.set(xlim=(0, 1.25), xticks=[0, 0.5, 1], xticklabels=["0%", "50%", "100%"], title="Share of its firms called")
controls = {
    "industry": IntSlider(description="Weight of industry", value=1, min=0, max=4),
    "size": IntSlider(description="Weight of size", value=1, min=0, max=4),
    "engagement": IntSlider(description="Weight of engagement", value=1, min=0, max=4),
    "calls": SelectionSlider(description="Sales capacity (calls)", options=CALLS, value=600),
    "included": Dropdown(description="Industries included", options=list(INCLUDED)),
}
live.Live(fig, update, controls, alt="Left: share of the 2025 money by companies called. "
          "Right: the share of each industry's firms that is called.", frames=("calls",))

# %% [markdown]
# Put industry to 4 and the rest to 0: the line becomes straight pieces, one for each group of industries that the card cannot
# tell apart. Then move the capacity to the right. All lists end in the same corner: if you can call everybody, skip the
# ranking. Prioritising is worth most to those who can do least.
#
# ## 4 · All companies, and a column that knows the future
#
# Our list is made from 2024 and judged by 2025. One trap remains: `stage` says how a deal stands *today*, at the end of 2025.

# %% slide="A column can know the future" says="Whoever takes"
new_year = pd.Timestamp("2025-01-01")
old = deals[deals["opened_on"] < new_year]
later_won = old[(old["stage"] == "won") & (old["closed_on"] >= new_year)]
pd.Series({"opened in 2024": len(old), "of these won, but in 2025": len(later_won)}).to_frame("deals")

# %% [markdown]
# Whoever takes "all deals of 2024 that are won" smuggles {{len(later_won)}} wins of the next year into the history. That
# is why we cut by `closed_on`. Five lists, 600 calls each, a fifth of the register:

# %%
events = data.load("engagement")
acts_2024 = events[events["date"] < new_year].groupby("company_id").size()
acts_2024 = acts_2024.reindex(companies.index, fill_value=0)
industry = companies["industry"].map(industry_points)
size = features.score(companies["employees"])
engagement = features.score(acts_2024)

# %%
lists = pd.DataFrame({
    "region": companies["region"].map(won_2024.groupby(companies["region"]).mean()),
    "industry": industry,
    "size": size,
    "industry + size": industry + size,
    "industry + size + engagement": industry + size + engagement,
})

# %% slide="Size finds more of the money than industry"
def money_found(points, calls=600):
    better = points.rank(ascending=False, method="min") - 1              # companies with more points
    equal = points.groupby(points).transform("size")                     # companies with as many
    called = ((calls - better) / equal).clip(0, 1)                       # equals share the last calls
    return (called * won_2025).sum() / won_2025.sum()


found = lists.apply(money_found)
charts.bars(100 * found, "% of the money won in 2025 (drawn by lot: 20%)",
            title="What the first 600 calls find")

# %% [markdown]
# **Region** finds no more than calls by lot: worth knowing before somebody divides the sales force by county.
# **Industry** finds {{found["industry"]:.0%}}; **size**, one sorted column, {{found["size"]:.0%}}. Engagement comes on top, and no competitor can buy it. Only {{(won_2025 > 0).sum()}} companies bought
# in 2025, so steps of a few points may be luck (the evidence has the intervals).
#
# Why does industry do so little? Cut each industry by size:

# %% slide="An industry is a shelf with large and small boxes"
by_company = won_deals.groupby("company_id")["value_sek"].sum()
so_far = by_company.reindex(companies.index, fill_value=0)
sizes = pd.cut(companies["employees"], [0, 9, 19, 49, 99_999],
               labels=["2–9", "10–19", "20–49", "50 or more"])
cells = so_far.groupby([companies["industry"], sizes], observed=True)
shown = (cells.mean() / 2000).where(cells.size() >= 5).unstack()
charts.grid(shown, "thousand SEK", form="{:.0f}",
            title="Won per firm and year, thousand SEK, by employees")

# %% [markdown]
# A construction firm of 50 or more brought {{shown.loc["construction", "50 or more"]:.0f}} thousand SEK a year, a finance
# firm of fewer than ten {{shown.loc["finance", "2–9"]:.0f}}. (Single cells rest on few deals: read the drift, not the
# digit.) **"Machinery" is not a segment; it is a shelf with large and small boxes on it.**
#
# ## 5 · Three segments
#
# Back to the real today, 1 January 2026. The points are made anew from all that was won, and capacity makes the cuts.

# %%
any_order = companies.sample(frac=1, random_state=0).index     # equals are called in any order
industry_now = companies["industry"].map(features.score(so_far.groupby(companies["industry"]).mean()))
acts_2025 = events[events["date"] >= new_year].groupby("company_id").size()
acts_2025 = acts_2025.reindex(companies.index, fill_value=0)
register = (industry_now + size).loc[any_order]
everything = register + features.score(acts_2025)

# %%
rank = register.rank(ascending=False, method="first")
segments = pd.cut(rank, [0, 600, 1200, 3000], labels=["call first", "call next", "write only"])
segments = segments.astype(str)
facts = companies[["employees", "turnover_msek"]].assign(engagement=acts_2025)
segment.profile(facts, segments).rename(columns={"customers": "companies"}).sort_index()

# %% [markdown]
# | segment | an action to test |
# |---|---|
# | call first | a call, prepared, with a case from the firm's industry |
# | call next | in the second half of the year, if the first pays |
# | write only | a newsletter to those who agreed; a page with fixed prices |
#
# They differ in size, not in engagement: who is interested *now* is not in the register. A segment by industry also tells
# what to talk about: the heads of finance and of operations of one firm have different worries. We know our contacts' roles,
# but not what was said to them, so this stays advice.
#
# ## 6 · The calls, put to the test
#
# A call with its preparation and first meeting costs {{market_b2b.CONTACT_COST_SEK["call"]:,}} SEK, an e-mail
# {{market_b2b.CONTACT_COST_SEK["email"]}}. Half of each plan's companies, drawn at random, are left alone: the **control
# group**. What they open would have been opened anyway.

# %%
def plan(called, channel="call"):
    return pd.DataFrame({"company_id": called, "channel": channel})


plans = {
    "e-mail to everybody": plan(companies.index, "email"),
    "600 calls drawn by lot": plan(companies.sample(600, random_state=0).index),
    f"{favourite.sum()} calls: small software": plan(companies.index[favourite]),
    "600 calls: industry + size": plan(register.nlargest(600).index),
    "600 calls: … + engagement": plan(everything.nlargest(600).index),
}

# %% slide="Deals opened can be measured, money hardly" says="But the *profit*"
rows = {}
for name, one in plans.items():
    outcome = market_b2b.effect(market_b2b.run(one, holdout=0.5, seed=11))
    opened, profit = 100 * outcome.loc["opened"], outcome.loc["profit_sek"] / 1000
    rows[name] = [opened["control"], opened["effect"], opened["low"], opened["high"],
                  profit["low"], profit["high"]]
columns_told = ["anyway", "added", "added, from", "to", "profit, from", "profit, to"]
measured = pd.DataFrame(rows, index=columns_told).T
measured.round(0).astype(int).rename_axis("with 95% intervals")

# %% [markdown]
# (*Anyway* and *added*: deals opened per 100 companies, without the call and by it. *Profit*: thousand SEK, of the half that
# was contacted.)
#
# That calls open deals can be measured: on the list by industry and size, {{measured.iloc[3, 1]:.0f}} more per 100. But the
# *profit* of 300 calls has an interval as wide as a house: a few large deals decide it, and by its middle alone this test
# would put the wrong list first. **In B2B, test on the early step, deals opened.** This market knows the chances behind the luck, so we may look.

# %% slide="The best forecast is not the best call list" says="Called, it earns"
truth = pd.Series({name: market_b2b.expected_profit(one) for name, one in plans.items()})
charts.bars(truth / 1e6, "million SEK of profit, whole list, no luck", form="{:.2f}",
            title="What each plan truly adds")

# %% [markdown]
# The favourite *loses* money: a yes comes often, and small. (The test was hard on calls by lot: its interval lies wholly
# below this truth. One 95% interval in twenty misses, and nobody at Klarvik would know which.)
#
# **And the surprise: the list that forecasts best is not the list to call.** With engagement it found
# {{found.iloc[4]:.0%}} of the money of 2025 instead of {{found.iloc[3]:.0%}}. Called, it earns
# {{round((truth.iloc[3] - truth.iloc[4]) / 1000, -1):.0f}} thousand SEK *less*. Why?

# %% slide="A call can only add what is not coming anyway" says="Companies that"
why = {}
for name in ["600 calls: industry + size", "600 calls: … + engagement"]:
    chances = market_b2b.expected(plans[name])
    anyway = 100 * chances["chance_without"].mean()
    called = 100 * chances["chance_with"].mean()
    why[name] = {"opened anyway": anyway, "added by the calls": called - anyway}
why = pd.DataFrame(why).T
why.round(1).rename_axis("deals per 100 companies, no luck")

# %% [markdown]
# Companies that read, visit and download are about to buy, and find Klarvik's number themselves: of 100,
# {{why.iloc[1, 0]:.0f}} open a deal uncalled, against {{why.iloc[0, 0]:.0f}}. A call can only add what is not coming anyway.
# (The trade calls this *added* part **uplift**.) Lesson 05's discount was the same mistake in another suit. What to do with
# the eager ones? Answer the phone within the hour. That is cheap, and theirs by right.

# %%
quiz.guessed(
    "11_business_oriented",
    f"the list by industry and size adds {truth.iloc[3] / 1e6:.1f} million SEK, with engagement {truth.iloc[4] / 1e6:.1f}; "
    f"small software firms cost {-truth.iloc[2] / 1e6:.1f}.",
)

# %% [markdown]
# ## 7 · What the documents claim
#
# Three claims, each with a fair test. *Here* is the answer at this course's own setting; *the edge* is where it turns.

# %%
claims.show("11_business_oriented")

# %% [markdown]
# **The one to remember is the second.** Even with six classes of size in each industry, most of the differences lie inside
# the boxes. Industry is a start, not the segment. The third stays open: four criteria found a little more than the single
# one that 2024 would have picked, but no more than luck can do. (Lesson 12 shows when piling up *harms*.)
#
# ## 8 · When not to, fairness, privacy
#
# - **When the register is all you have**, sort by employees first. It costs nothing.
# - **The list feeds itself.** Whom you call opens deals; next year's list learns that such firms buy. Leave some of the best
#   uncalled, at random.
# - **Open deals** belong to whoever is talking to them. Take those firms out; we did not.
# - **A contact is a person**, and a firm of two nearly is one. Do not open a call with what somebody read last night.
# - **Consent:** {{market_b2b.expected(plans["e-mail to everybody"])["consent"].mean():.0%}} of the companies have a contact
#   who agreed to e-mail. The others get none.
# - **Fields with fewer than five firms** are not shown: the trade can name them.
# - **Small firms** never reach the top; the smallest of the first 600 has
#   {{companies.loc[register.nlargest(600).index, "employees"].min()}} employees. Give them another door.
#
# ## 9 · Quiz

# %%
quiz.ask(
    f"Klarvik wins {hit_rate[True]:.0%} of its deals with small software firms and {hit_rate[False]:.0%} of the others. "
    "What follows for the call list?",
    {
        "Ask first what is won per company, zeros included.":
            "Hit rate leaves out how many deals there are and how large they are.",
        "Small software firms first, because that is where the calls succeed.":
            "They succeed often and bring little. In this market that list lost money.",
        "Leave software out, because its deals are too small to be worth a call.":
            "Too quick. Large software firms may be among the best; industry alone does not say.",
    },
    right="Ask first what is won per company, zeros included.",
    key="11_business_oriented/quiz-1")

# %%
quiz.ask(
    "Which of these would make a ranking look better than it is? Tick all.",
    {
        "Counting companies that bought nothing as zeros.":
            "No: they are what most calls lead to, and belong in the figure.",
        "Taking all deals opened in 2024 that stand as won today as the history of 2024.":
            "Yes: some of them were won in 2025. The year to be predicted leaks in.",
        "Calling companies with equal points in any order.":
            "No: that favours nobody. Some hidden order of the rows might.",
        "Testing it on the deals it was made from.":
            "Yes: it has seen their luck. Here a later year judges.",
    },
    right=["Taking all deals opened in 2024 that stand as won today as the history of 2024.",
           "Testing it on the deals it was made from."],
    key="11_business_oriented/quiz-2")

# %% slide="A list with engagement finds more of the money" says="Why did calling"
quiz.ask(
    "A list with engagement finds more of the money. Why did calling by it earn less?",
    {
        "Points for engagement merely repeat the luck of the year before.":
            "They were tested on a later year, and did find more.",
        "Engaged companies have smaller deals, so each yes is worth less.":
            "Interest has nothing to do with size here. Look at what comes without the call.",
        "Engaged companies open deals by themselves; a call adds less there.":
            "The forecast counts money that comes anyway; a call lives on what it adds.",
    },
    right="Engaged companies open deals by themselves; a call adds less there.",
    key="11_business_oriented/quiz-3")

# %%
quiz.ask(
    "300 calls show a profit of 2 million SEK, interval from -1 to 5 million. What do you report?",
    {
        "Two million SEK, since that is our best estimate.":
            "On its own it promises what nobody knows. The next test may show a loss.",
        "Deals opened, with their interval; money needs a longer test.":
            "The early step happens often enough to be measured.",
        "That the calls do not work, since the interval includes zero.":
            "It does not say that either. It says that 300 calls cannot settle money.",
    },
    right="Deals opened, with their interval; money needs a longer test.",
    key="11_business_oriented/quiz-4")

# %%
quiz.ask(
    "From lesson 10: a customer has been silent for three months. Is she lost?",
    {
        "Yes: a quarter is the limit.":
            "For somebody who buys every week, yes; for others a quarter is nothing.",
        "That depends on her own rhythm.":
            "And on whether she was seen elsewhere, in the shop or on the site.",
        "No: before a whole year has gone by nobody counts as lost.":
            "Then the weekly buyer gets your letter ten months too late.",
    },
    right="That depends on her own rhythm.",
    key="11_business_oriented/quiz-5")

# %%
quiz.ask(
    "From lesson 05: why not judge a discount by how many of those who got it bought?",
    {
        "That counts the orders that were coming anyway.":
            "What counts is the difference to people like them who got nothing.",
        "Some of them buy twice.":
            "That can be repaired by counting customers.",
        "Because two weeks are too short to see what a discount does.":
            "Perhaps. A longer count of the wrong thing is still the wrong thing.",
    },
    right="That counts the orders that were coming anyway.",
    key="11_business_oriented/quiz-6")

# %% [markdown]
# ## Take-away
#
# - Rank by money won per company, zeros included; hit rate is not money.
# - Size said more than industry, and both together made a list that paid.
# - Judge a list by a later year, and mind columns that know the future.
# - The best forecast need not be the best call list: call where the call changes something.
#
# **Ask tomorrow:** which of our best leads would have bought without the call?
#
# {{=way}}
