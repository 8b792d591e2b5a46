# %% [markdown]
# # 11 · Business-oriented segmentation
#
# **The question.** Which companies should sales call first?
#
# **The decision.** Klarvik, an IT consultancy, has three thousand companies in its register and three people who
# sell. In the first half of 2026 they can call 600 companies, 300 a quarter: a fifth of the register. The house
# favourite is *small firms in software*: "there we win every second deal". Should the calls begin there? And if
# not, where?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 00; lesson 05 for control groups |
#
# **After this lesson you can**
#
# - rank companies by industry and size, by hand and with a fitted model;
# - test a ranking on companies that did not help to make it, and on a later year;
# - say how much money stands in the first fifth of a call list, and how sure that is;
# - show how far firms in one industry differ, and what it costs to treat them alike;
# - tell a good forecast from a good call list. They are not the same thing.

# %% [markdown]
# ## 1 · The data
#
# Here the customers are companies. Klarvik and all of them are invented; the numbers show how things work, never
# how real companies are.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from ipywidgets import Dropdown, IntSlider, SelectionSlider
from sklearn.linear_model import PoissonRegressor

from helpers import claims, data, describe, features, live, market_b2b, quiz

companies = data.load("companies").set_index("company_id")
companies.head()

# %%
data.columns("companies")

# %% [markdown]
# Segmenting companies usually begins with four facts from a public register: **industry, turnover, number of
# employees, and where they are**. Two things are Klarvik's own knowledge: the technology a company runs, unknown
# for {{companies["technology"].isna().mean():.0%}}, and whether it is an account already ({{(companies["relation"]
# == "account").mean():.0%}}). Turnover is missing for {{companies["turnover_msek"].isna().mean():.0%}}.
#
# Two more tables tell what happened. **Deals** are chances to sell, each with its stage. **Engagement** is what
# companies did of their own accord: visits to the site, newsletters opened, downloads, webinars.

# %%
deals, engagement = data.load("deals"), data.load("engagement")
deals.head()

# %%
year = deals["opened_on"].dt.year.rename("opened in")
pd.crosstab(year, deals["stage"])[["lead", "meeting", "proposal", "won", "lost"]]

# %% [markdown]
# {{len(deals):,}} deals in two years, {{(deals["stage"] == "won").sum()}} of them won. That is very little compared
# with a shop. A B2B company decides with hundreds of events, not with tens of thousands. So the intervals below are
# wide.

# %% [markdown]
# ## 2 · The favourite list
#
# Software firms with fewer than 20 employees. It is a classic: one of the course's sources names small firms in
# tech as its example of the method. Is it true that Klarvik wins there?

# %%
favourite = (companies["industry"] == "software") & (companies["employees"] < 20)

closed = deals[deals["stage"].isin(["won", "lost"])]
small = closed["company_id"].map(favourite)
won = closed["stage"] == "won"
hit_rate = won.groupby(small).mean().rename({False: "all others", True: "small software firms"})
apart, give_or_take = 100 * hit_rate.diff().iloc[1], 196 * np.hypot(*won.groupby(small).sem())
hit_rate.map("{:.0%}".format).rename_axis("").to_frame("deals won, of those closed")

# %% [markdown]
# It is true. {{hit_rate["small software firms"]:.0%}} against {{hit_rate["all others"]:.0%}}; the 95% interval of the
# difference reaches from {{apart - give_or_take:.0f}} to {{apart + give_or_take:.0f}} percentage points. Now the same
# firms, measured in three ways.

# %%
share = pd.Series({
    "companies in the register": favourite.mean(),
    "deals won": small[won].mean(),
    "money won": closed.loc[won & small, "value_sek"].sum() / closed.loc[won, "value_sek"].sum(),
})
fig, ax = plt.subplots(figsize=(7, 2.3), layout="constrained")
bars = ax.barh(share.index, share * 100, color=[describe.PALETTE[i] for i in (4, 0, 1)], height=0.6)
ax.bar_label(bars, [f"{value:.1%}" for value in share], padding=4)
ax.invert_yaxis()
ax.set(xlabel="share that is small software firms (%)", xlim=(0, 16))
sns.despine(ax=ax)
describe.show(fig, "Three bars: small software firms are " + ", ".join(
    f"{value:.1%} of the {name}" for name, value in share.items()) + ".")

# %% [markdown]
# **The first surprise: these firms say yes more often than the others, and bring no more money than their number.**
# They are small, so their projects are small. A salesperson feels the wins; the books feel the money. A sales team that
# ranks by hit rate ranks by how pleasant the calls are.
#
# So the thing to rank by is **money won per company**, with a zero for every company that bought nothing.

# %% [markdown]
# ## 3 · By hand, on ten companies
#
# First the industries. We pretend that today is 1 January 2025, and take what Klarvik knew then.

# %%
start = pd.Timestamp("2025-01-01")

def per_company(some_deals):
    """Money won from each company of the register, 0 where there was none (SEK)."""
    money = some_deals[some_deals["stage"] == "won"].groupby("company_id")["value_sek"].sum()
    return money.reindex(companies.index, fill_value=0)

won_2024 = per_company(deals[deals["closed_on"] < start])
by_industry = won_2024.groupby(companies["industry"]).mean().sort_values(ascending=False)
industry_card = pd.DataFrame({
    "won_per_company_sek": by_industry.round(-2).astype(int),
    "points": features.score(by_industry),
})
industry_card

# %% [markdown]
# Points from 1 to 5, as in lesson 05: they say how many industries are worse. Now ten companies. Each gets its
# industry's points, and points for its size among all {{len(companies):,}}.

# %%
ten_ids = [40005, 40028, 40032, 40036, 40044, 40050, 40055, 40096, 40112, 40160]
ten = companies.loc[ten_ids, ["industry", "employees"]]
ten["industry_points"] = ten["industry"].map(industry_card["points"])
ten["size_points"] = features.score(companies["employees"]).loc[ten_ids]
ten["points"] = ten["industry_points"] + ten["size_points"]
ten["won_2025_sek"] = per_company(deals[deals["opened_on"] >= start]).loc[ten_ids]
ten.sort_values("points", ascending=False)

# %% [markdown]
# Read it from the top: that is a call list. The last column is what came *after*, so it played no part in the
# points. (We picked the ten so that some of them bought; usually one in ten does.) Ten companies show only the
# trade. A construction firm with 64 people and a finance firm with 8 get the same points: one is large in a dull
# industry, the other small in a fine one. Which of them deserves the call is exactly the question.

# %% [markdown]
# ## 4 · Two locks against fooling yourself
#
# A ranking is easy to admire on the companies it was made from. We put two locks on the test.
#
# 1. **A later year.** Made from what was known on 1 January 2025, tested on deals opened in 2025.
# 2. **Other companies.** The register is cut into five groups. The place of a company on the list comes from the
#    *other four groups* only; its own deals never help to rank it.
#
# The first lock is easy to leave open here. The column `stage` says how a deal stands *now*, at the end of 2025. On
# 1 January 2025 nobody could see that.

# %%
old = deals[deals["opened_on"] < start]
not_yet_known = old["closed_on"] >= start
leak = pd.Series({
    "deals opened in 2024": len(old),
    "… still open on 1 January 2025": not_yet_known.sum(),
    "… and won later": (not_yet_known & (old["stage"] == "won")).sum(),
})
leak.to_frame("deals")

# %% [markdown]
# Whoever takes "all deals of 2024 that are won" smuggles {{leak.iloc[2]}} wins of 2025 into the history.
# `closed_on` before the date keeps the lock shut: that is why section 3 used it.

# %%
won_2025 = per_company(deals[deals["opened_on"] >= start])
group = pd.Series(companies.index % 5, companies.index)     # by the last digit of the number

def activity(of_year):
    """How often each company visited, read, downloaded or took part in that year."""
    rows = engagement[engagement["date"].dt.year == of_year]
    return rows.groupby("company_id").size().reindex(companies.index, fill_value=0)

def learned_means(column):
    """Money won in 2024 per company of the same kind, learned from the other four groups."""
    means = pd.Series(0.0, companies.index)
    for g in range(5):
        learn, kind = group != g, companies[column]
        means[~learn] = kind[~learn].map(won_2024[learn].groupby(kind[learn]).mean())
    return means

# %% [markdown]
# For one fact the mean of the others will do. For several at once we let a model find the weights: a **Poisson
# regression**, in which every fact multiplies the expected money by some factor. It knows industry by industry,
# size, and whatever we give it.

# %%
words = companies[["industry", "technology", "relation"]].fillna("unknown")
facts = pd.get_dummies(words, dtype=float)
facts["size"] = np.log(companies["employees"])

def forecast(names, money, events):
    """Expected money per company, from models that have not seen the company's own group."""
    table = facts.assign(engagement=np.log1p(events)).filter(regex="|".join(names))
    expected = pd.Series(0.0, companies.index)
    for g in range(5):
        learn = group != g
        model = PoissonRegressor(alpha=0.001, solver="newton-cholesky")
        model.fit(table[learn], money[learn] / money.mean())
        expected[~learn] = model.predict(table[~learn]) * money.mean()
    return expected

# %%
REGISTER = ["industry", "size"]
KNOWN = [*REGISTER, "technology", "relation"]
ALL = [*KNOWN, "engagement"]

events_2024 = activity(2024)
turnover = companies["turnover_msek"]
lists = {
    "region": learned_means("region"),
    "industry": learned_means("industry"),
    "turnover": turnover.fillna(turnover.median()),
    "employees": companies["employees"],
    "industry + employees": forecast(REGISTER, won_2024, events_2024),
    "… + technology, relation": forecast(KNOWN, won_2024, events_2024),
    "… + engagement": forecast(ALL, won_2024, events_2024),
}
pd.DataFrame(lists).head(3).round(0).astype(int)

# %% [markdown]
# Seven lists. A row is a company, a column what a list thinks of it; only the order within a column matters. (The
# models learned from engagement and deals of one and the same year, so they may trust engagement too much. The test
# has no such comfort: there, engagement comes first and the deals a year later. The register has no dates: we take it
# that technology and relation were known a year ago.)

# %% [markdown]
# ## 5 · What stands in the first fifth?
#
# Sales can call a fifth of the companies. So the figure to look at: of all the money won in 2025, **what share
# stands in the first fifth of the list**? A list drawn by lot holds a fifth. Companies that a list cannot tell
# apart are called in any order, so we take the average over all orders.

# %%
def found(score, money, calls=0.2):
    """Share of the money in the first calls (a share of the list); ties split evenly."""
    _, place = np.unique(-np.asarray(score, float), return_inverse=True)
    called = np.concatenate([[0], np.bincount(place).cumsum()]) / len(place)
    held = np.concatenate([[0], np.bincount(place, weights=money).cumsum()])
    return np.interp(calls, called, held / held[-1])

top = pd.Series({name: found(score, won_2025) for name, score in lists.items()})

draws = np.random.default_rng(0).integers(0, len(companies), (400, len(companies)))
money = won_2025.to_numpy()
swings = pd.DataFrame({
    name: [found(score.to_numpy()[rows], money[rows]) for rows in draws]
    for name, score in lists.items()})

# %%
low, high = swings.quantile(0.025), swings.quantile(0.975)
fig, ax = plt.subplots(figsize=(7.6, 3.5), layout="constrained")
height = np.arange(len(top))
for colour, marker, rows in ((0, "o", slice(0, 4)), (2, "^", slice(4, 7))):
    around = [(top - low)[rows] * 100, (high - top)[rows] * 100]
    ax.errorbar(top[rows] * 100, height[rows], xerr=around, fmt=marker,
                color=describe.PALETTE[colour], capsize=4, markersize=8)
ax.axvline(20, color="0.35", linestyle="--")
ax.annotate("drawn by lot", (20.6, 6.35), color="0.25")
ax.set_yticks(height, top.index)
ax.set(xlabel="money won in 2025 that stands in the first fifth (%, 95% interval)",
       xlim=(8, 68), ylim=(6.6, -0.5))
sns.despine(ax=ax)
described = ", ".join(f"{name} {value:.0%}" for name, value in top.items())
describe.show(fig, "Share of the 2025 money in the first fifth of seven lists, with intervals: "
                   f"{described}; by lot 20%.")

# %%
differences = pd.DataFrame({
    "industry + employees, over employees alone":
        swings["industry + employees"] - swings["employees"],
    "everything, over industry + employees":
        swings["… + engagement"] - swings["industry + employees"],
    "engagement alone, over the list before it":
        swings["… + engagement"] - swings["… + technology, relation"]}) * 100
interval = differences.quantile([0.025, 0.975]).T.round(0).astype(int)
interval.set_axis(["from", "to"], axis=1).rename_axis("percentage points more, 95% interval")

# %% [markdown]
# Read the ladder from the top. (The intervals say how far the luck of 2025 could have moved a list: the lists stay as
# they are, and the companies are drawn anew 400 times.)
#
# - **Region** holds {{top["region"]:.0%}}, no more than a lot. Worth knowing before somebody divides the sales force
#   by county.
# - **Industry**, which gives the method its name, holds {{top["industry"]:.0%}}. Better than a lot, not by much.
# - **Employees** alone hold {{top["employees"]:.0%}}, with no model at all: sort the column. Turnover says nearly
#   the same with more gaps.
# - **Both** hold {{top["industry + employees"]:.0%}}. Whether industry adds anything to size, one year of deals
#   cannot tell: the interval of the difference includes zero.
# - **Everything** together holds {{top.iloc[-1]:.0%}}, more than industry and employees. Most of the gain came with
#   engagement, but the interval of that last step includes zero. It is a column that a competitor cannot buy.

# %% [markdown]
# ## 6 · Live: write the scorecard
#
# A scorecard that sales can read: points from 1 to 5 for industry (learned from the other groups), for size, and
# for engagement in 2024; the sliders say how much each counts. The line shows the money of 2025 that your list
# finds; the bars show where the calls go.
#
# **Before you move anything, guess:** how much is lost when engagement is set to 0? When industry is? From how many
# calls on does the scorecard hardly beat a lot?

# %%
industry_points = pd.Series(0, companies.index)
for g in range(5):
    others = won_2024[group != g].groupby(companies["industry"]).mean()
    industry_points[group == g] = companies["industry"][group == g].map(features.score(others))

card = pd.DataFrame({
    "industry": industry_points,
    "size": features.score(companies["employees"]),
    "engagement": features.score(events_2024),
})
card.corr().round(2)

# %% [markdown]
# Strong industries have somewhat larger firms; engagement goes with neither. That is what makes a third fact worth its
# trouble. (The next three cells hold the machinery of the picture. Skip them if you like.)

# %%
INDUSTRIES = list(by_industry.index)
INCLUDED = {"all nine": INDUSTRIES, "the three with most money": INDUSTRIES[:3],
            "all but those three": INDUSTRIES[3:]}
INCLUDED |= {f"{name} only": [name] for name in INDUSTRIES}
CALLS = [100, 200, 300, 450, 600, 900, 1200, 1500, 1800, 2400, 3000]

best = found(lists["… + engagement"], money, np.array(CALLS) / len(companies))
kind = companies["industry"].map(INDUSTRIES.index).to_numpy()
points = card.to_numpy(float)

def in_order(score, inside):
    """Calls and money so far, level by level of the score, and each company's level."""
    _, level = np.unique(np.where(inside, -score, np.inf), return_inverse=True)
    size, held = np.bincount(level), np.bincount(level, weights=money)
    if not inside.all():                        # those left out have the last level
        size, held = size[:-1], held[:-1]
    return np.append(0, size.cumsum()), np.append(0, held.cumsum()) / money.sum(), level

# %%
def move_bars(so_far, level, made):
    """Show the share of each industry's firms that is called; the last level perhaps in part."""
    part = np.append(np.clip((made - so_far[:-1]) / np.diff(so_far), 0, 1), 0)[level]
    called = np.bincount(kind, weights=part) / np.bincount(kind)
    for bar, text, value in zip(industry_bars, texts, called):
        bar.set_width(value)
        text.set_text(f"{value:.0%}")
        text.set_x(value + 0.03)

def in_words(made, share, calls):
    """Say what the list holds, against a lot and against the list with everything."""
    times, lost = share / (made / len(companies)), 1 - share / best[CALLS.index(calls)]
    gap = f"{abs(lost):.0%} {'less' if lost > 0 else 'more'} than"
    gap = "as much as" if abs(lost) < 0.005 else gap
    few = f" There are only {made:,} companies to call." if made < calls else ""
    side = "more" if times > 1.5 else "no more"
    return (f"{made:,} calls hold {share:.0%} of the money won in 2025: {times:.2f} times as much "
            f"as calls drawn by lot ({side} than the 1.5 we ask for), and {gap} {calls:,} calls by "
            f"the list with everything.{few}")

# %%
def update(industry, size, engagement, calls, included):
    """Move line, mark and bars to the scorecard's list; say in words what is seen."""
    if industry + size + engagement == 0:
        raise ValueError("All three weights are 0, so all companies are equal. Give one a weight.")
    inside = np.isin(kind, [INDUSTRIES.index(name) for name in INCLUDED[included]])
    so_far, held, level = in_order(points @ [industry, size, engagement], inside)
    made = min(calls, so_far[-1])
    share = np.interp(made, so_far, held)
    line.set_data(so_far, held)
    mark.set_data([made, made, 0], [0, share, share])
    move_bars(so_far, level, made)
    return in_words(made, share, calls)

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 4), layout="constrained", width_ratios=[5, 4])
left.plot([0, 3000], [0, 1], ":", color="0.35", label="drawn by lot")
left.plot(np.append(0, CALLS), np.append(0, best), color="0.75", linewidth=4, label="everything")
line, = left.plot([], [], color=describe.PALETTE[0], linewidth=2, label="your scorecard")
mark, = left.plot([], [], "--", color=describe.PALETTE[5], linewidth=1.5)
left.set(xlim=(0, 3000), ylim=(0, 1.01), xlabel="companies called", yticks=[0, 0.5, 1],
         yticklabels=["0%", "50%", "100%"], title="Share of the money won in 2025")
left.legend(frameon=False, loc="lower right")
industry_bars = right.barh(INDUSTRIES, [0] * 9, color=describe.PALETTE[0])
texts = [right.text(0, y, "", va="center") for y in range(9)]
right.invert_yaxis()
right.set(xlim=(0, 1.25), xticks=[0, 0.5, 1], xticklabels=["0%", "50%", "100%"],
          title="Share of its firms called")
controls = {
    "industry": IntSlider(description="Weight of industry", value=1, min=0, max=4),
    "size": IntSlider(description="Weight of size", value=1, min=0, max=4),
    "engagement": IntSlider(description="Weight of engagement", value=1, min=0, max=4),
    "calls": SelectionSlider(description="Sales capacity (calls)", options=CALLS, value=600),
    "included": Dropdown(description="Industries included", options=list(INCLUDED))}
live.Live(fig, update, controls, alt="Left: share of the 2025 money by companies called. "
          "Right: the share of each industry's firms that is called.")

# %% [markdown]
# Things to try. Put industry to 4 and the rest to 0: the line turns into a few straight pieces, one for each group
# of industries that the card cannot tell apart. Give size and engagement 1, then 2, and watch the line rise.
# Choose *software only*. Then move the capacity to the right until the sentence says "no more than the 1.5 we ask
# for". All lines end in the same corner: if you call everybody, any list will do. Prioritising is worth most to those
# who can do least.

# %% [markdown]
# ## 7 · Inside one industry
#
# Why does industry alone do so little? Look into the industries. Each bar below spans the middle four fifths of the
# firms of one industry: what the list with everything expects each to bring in a year. (Expectations, not outcomes:
# what one firm really buys is mostly luck, and would make any industry look wildly mixed.)

# %%
expected_sek = (lists["… + engagement"] / 1000).groupby(companies["industry"])
spread = expected_sek.quantile([0.1, 0.5, 0.9]).unstack()
spread["mean"] = expected_sek.mean()
spread = spread.sort_values("mean")
inside, between = (spread[0.9] / spread[0.1]).median(), spread["mean"].max() / spread["mean"].min()
logs = np.log(lists["… + engagement"])              # on the scale of the picture
of_industry = logs.groupby(companies["industry"]).transform("mean").var() / logs.var()

fig, ax = plt.subplots(figsize=(7.6, 3.8), layout="constrained")
ax.hlines(spread.index, spread[0.1], spread[0.9], color=describe.PALETTE[4], linewidth=9,
          label="four fifths of the firms")
ax.plot(spread[0.5], spread.index, "k|", markersize=13, markeredgewidth=2, label="middle firm")
ax.plot(spread["mean"], spread.index, "D", color=describe.PALETTE[5], label="mean of the industry")
ax.set_xscale("log")
ax.set_xticks([2, 5, 10, 20, 50, 100], ["2", "5", "10", "20", "50", "100"])
ax.minorticks_off()
ax.set(xlabel="money expected from one firm in a year (thousand SEK, each step a multiple)")
ax.legend(frameon=False, loc="lower right")
sns.despine(ax=ax)
describe.show(fig, "One bar per industry. Within an industry the bar's right end is about "
                   f"{inside:.0f} times its left end; the highest industry mean is {between:.1f} "
                   "times the lowest. All bars overlap.")

# %% [markdown]
# From the best industry to the worst, the mean changes by a factor of {{between:.1f}}. Inside a typical industry,
# from one end of the bar to the other, by a factor of {{inside:.0f}}. Of all the variance in this picture,
# {{of_industry:.0%}} lies between industries. **There is more difference inside an industry than between
# industries.** "Machinery" is not a segment; it is a shelf with large and small boxes on it.
#
# Cut each industry by size as well, and the picture becomes useful. All money won in two years, per firm and year:

# %%
CLASSES = ["2–9", "10–19", "20–49", "50 or more"]
sizes = pd.cut(companies["employees"], [0, 9, 19, 49, np.inf], labels=CLASSES)
so_far = per_company(deals)
cells = so_far.groupby([companies["industry"], sizes], observed=True).agg(["mean", "size"])
shown = (cells["mean"] / 2000).where(cells["size"] >= 5).unstack().loc[INDUSTRIES]

fig, ax = plt.subplots(figsize=(7, 4), layout="constrained")
sns.heatmap(shown, annot=True, fmt=".0f", cmap="cividis_r", cbar=False, ax=ax)
ax.set(xlabel="employees", ylabel="", title="Money won per firm and year (thousand SEK)")
small_fine, large_dull = shown.loc["finance", "2–9"], shown.loc["construction", "50 or more"]
middle = shown.median()
describe.show(fig, "Heat map of nine industries by four classes of size. The middle industry rises "
                   f"from {middle.iloc[0]:.0f} thousand SEK a firm in the smallest class to "
                   f"{middle.iloc[-1]:.0f} in the largest.")

# %% [markdown]
# Construction is one of the weakest industries on the card and finance one of the best. Yet a construction firm of
# 50 or more brought {{large_dull:.0f}} thousand SEK a year, and a finance firm with fewer than ten people
# {{small_fine:.0f}}. Single fields rest on few deals, so read the drift from left to right, not the last digit.
# Fields with fewer than five firms would stay empty.

# %% [markdown]
# ## 8 · Reading the segments
#
# Back to the real today, 1 January 2026. The register list is made anew, from all money won so far. Capacity makes
# the cuts: the first 600, the next 600, and the rest.

# %%
events_2025 = activity(2025)
register_list = forecast(REGISTER, so_far, events_2025)
rank = register_list.rank(ascending=False, method="first")

names = np.select([rank <= 600, rank <= 1200], ["call first", "call next"], "write only")
segment = pd.Series(names, index=companies.index, name="segment")
known = companies[["employees", "turnover_msek"]].assign(engagement=events_2025)
profile = describe.profile(known, segment).rename(columns={"customers": "companies"})
profile["most often"] = companies["industry"].groupby(segment).agg(
    lambda kinds: ", ".join(kinds.value_counts().index[:2]))
profile.loc[["call first", "call next", "write only"]]

# %% [markdown]
# | segment | who they are | a sensible action to test |
# |---|---|---|
# | call first | large firms, often in the strong industries | a call, prepared, with a case from their industry |
# | call next | middling size, or strong industry and small | the second half of the year, if the first pays |
# | write only | small firms, or weak industries | a newsletter to those who agreed; a page with fixed prices |
#
# Note the last column but one: the segments differ in size, hardly in engagement. Who is interested *now* is not in
# the register.

# %% [markdown]
# ## 9 · The calls, put to the test
#
# A call is not a letter: with preparation, several tries and a first meeting it costs
# {{market_b2b.CONTACT_COST_SEK["call"]:,}} SEK. An e-mail costs {{market_b2b.CONTACT_COST_SEK["email"]}}. A company
# may be called; an e-mail needs somebody there who has agreed to it. Five plans:

# %%
def plan(ids, channel="call"):
    return pd.DataFrame({"company_id": list(ids), "channel": channel})

hot_list = forecast(ALL, so_far, events_2025)
plans = {
    "e-mail to everybody": plan(companies.index, "email"),
    "600 calls drawn by lot": plan(companies.sample(600, random_state=0).index),
    "small software firms": plan(companies.index[favourite]),
    "600 calls, register list": plan(segment.index[segment == "call first"]),
    "600 calls, everything": plan(hot_list.nlargest(600).index),
}
pd.Series({name: len(p) for name, p in plans.items()}).to_frame("companies")

# %% [markdown]
# *Register list* is industry and employees; *everything* is the winner of section 5, with technology, relation and
# engagement. From each plan half of the companies is drawn at random and left alone: the **control group**. What
# they open in the half-year would have been opened anyway.

# %%
rows = {}
for name, one in plans.items():
    outcome = market_b2b.effect(market_b2b.run(one, holdout=0.5, seed=11))
    opened = 100 * outcome.loc["opened", ["control", "effect", "low", "high"]]
    profit = outcome.loc["profit_sek", ["effect", "low", "high"]] / 1000
    rows[name] = [*opened, *profit]
headings = ["anyway", "added", "added, from", "added, to", "profit", "profit, from", "profit, to"]
measured = pd.DataFrame(rows, index=headings).T
ours = measured.loc["600 calls, register list"]
measured.round(0).astype(int)

# %% [markdown]
# (*Anyway* and *added*: deals opened per 100 companies, without the call and by it. *Profit*: thousand SEK, for the
# half that was contacted. *From* and *to*: 95% intervals.)
#
# Two things can be measured here, one cannot. That calls open deals, yes: for the register list
# {{ours["added"]:.0f}} per 100 calls, interval {{ours["added, from"]:.0f}} to {{ours["added, to"]:.0f}}. How many come
# anyway, roughly: {{ours["anyway"]:.0f}} per 100. But the *profit* of 300 calls has an interval as wide as a house: a
# few large deals decide it, and they fall into one group or the other by luck. **In B2B, test on the early step
# (deals opened), and be modest about the money.**
#
# This market knows the chances behind the luck. So we may look.

# %%
truth = pd.Series({name: market_b2b.expected_profit(one) for name, one in plans.items()})
gain = truth["600 calls, register list"]
fig, ax = plt.subplots(figsize=(7.6, 3), layout="constrained")
colours = [describe.PALETTE[5 if value < 0 else 0] for value in truth]
bars = ax.barh(truth.index, truth / 1e6, color=colours, height=0.6)
ax.bar_label(bars, [f"{value / 1e6:.2f}" for value in truth], padding=4)
ax.axvline(0, color="0.2", linewidth=1)
ax.invert_yaxis()
ax.set(xlabel="true profit added, whole list, no luck (million SEK)", xlim=(-0.4, 2.4))
sns.despine(ax=ax, left=True)
describe.show(fig, "Profit added by five plans in million SEK: " + ", ".join(
    f"{name} {value / 1e6:.2f}" for name, value in truth.items()) + ".")

# %% [markdown]
# Calls by lot bring in about what they cost. (The test above was hard on them: its interval lies far below this truth.
# One 95% interval in twenty misses, and nobody in the company would know which.) The favourite list *loses* money: a
# yes comes often, and small. The register list earns about {{gain / truth.iloc[0]:.0f}} times what the mass mailing
# earns.
#
# **And the second surprise: the list that forecasts best is not the list to call.** *Everything* held
# {{top.iloc[-1]:.0%}} of the money of 2025, against {{top["industry + employees"]:.0%}} for industry and employees.
# As a call list it truly earns {{(gain - truth.iloc[-1]) / 1000:,.0f}} thousand SEK *less*. Why?

# %%
def per_hundred(one):
    """What 100 companies of a plan do, on average: with the call, without it."""
    chances = market_b2b.expected(one)
    without, value = chances["chance_without"], chances["chance_win"] * chances["deal_value_sek"]
    added = chances["chance_with"] - without
    return {"deals opened anyway": 100 * without.mean(), "deals added by calls": 100 * added.mean(),
            "won money anyway (thousand SEK)": (without * value).mean() / 10,
            "won money added (thousand SEK)": (added * value).mean() / 10}

two = ["600 calls, register list", "600 calls, everything"]
why = pd.DataFrame({name: per_hundred(plans[name]) for name in two})
why.round(0).astype(int)

# %% [markdown]
# The companies that read, download and visit are about to buy, and they find Klarvik's number themselves: of 100,
# {{why.iloc[0, 1]:.0f}} open a deal uncalled, against {{why.iloc[0, 0]:.0f}} on the register list. A call can only
# add what is not coming already. (Without luck the register list's calls add {{why.iloc[1, 0]:.0f}} deals per 100. The
# test had shown {{ours["added"]:.0f}}.) The forecast answers "who will buy?"; sales need "where does *my call* change
# something?" Lesson 05's discount to frequent buyers was the same mistake in another suit.
#
# What to do with the hot ones? Answer the phone, within the hour. That is cheap, and it is theirs by right.

# %% [markdown]
# ### How many calls are worth making?

# %%
in_turn = register_list.sort_values(ascending=False, kind="stable").index
chances = market_b2b.expected(plan(in_turn))
added = (chances["chance_with"] - chances["chance_without"]) * chances["chance_win"]
margin = added * chances["deal_value_sek"] * market_b2b.MARGIN
block = margin.groupby(np.arange(len(margin)) // 100).mean()
price = market_b2b.CONTACT_COST_SEK["call"]
worth = 100 * ((block - price).cumsum().idxmax() + 1)      # up to here the total still grows

fig, ax = plt.subplots(figsize=(7.6, 3.2), layout="constrained")
ax.stairs(block / 1000, np.arange(0, 3001, 100), baseline=None, color=describe.PALETTE[0],
          linewidth=2)
ax.axhline(price / 1000, color=describe.PALETTE[5], linestyle="--")
ax.annotate("what a call costs", (2300, price / 1000 + 0.3), color="0.2")
ax.axvline(600, color="0.6", linewidth=1)
ax.annotate("capacity", (620, 9.3), color="0.25")
ax.set(xlabel="place on the register list", ylabel="margin added (thousand SEK)",
       xlim=(0, 3000), ylim=(0, 10.5))
sns.despine(ax=ax)
describe.show(fig, f"Margin that a call adds, by 100 places: {block[0]:,.0f} SEK in the first "
                   f"hundred, {block[5]:,.0f} in the sixth. After about {worth:,} places a call "
                   f"adds less than the {price:,} SEK it costs.")

# %% [markdown]
# Only this market knows the line; a company would have to test a hundred calls here and there along its list. The
# first hundred calls add {{block[0] / price:.0f}} times their cost. Around place {{worth:,}} a call stops paying. So a
# capacity of 600 is worth extending to about {{worth:,}}, and not further: a ranking, with the effect of a call, also
# says how large a sales team should be.

# %% [markdown]
# ## 10 · What the documents claim
#
# ### It tells which leads to call first

# %%
shares = np.array([0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1])
times = pd.Series(found(lists["industry + employees"], money, shares) / shares, index=shares * 100)
interval = tuple(swings["industry + employees"].quantile([0.025, 0.975]) / 0.2)

claims.state("T1-business-pro", figure=times[20], interval=interval,
             unit="times the won money of a list drawn by lot", threshold=1.5, above=True,
             knob="companies that sales can call (%)", at=20, curve=times)

# %% [markdown]
# The method is taken at its word: industry and size, nothing else. We ask for half as much money again as by lot;
# below that a salesperson with some feeling for the trade would hardly notice a difference. The list passes well as
# long as sales can call only a part. The turning point says when prioritising stops mattering: not when the list is
# poor, but when there is time for nearly everyone.
#
# ### Firms in one industry differ too much to be treated alike

# %%
weights = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2]
own_facts = card["size"] + card["engagement"]

def lost(weight, rows=slice(None)):
    """Percent lost against the list with everything, by the weight of a firm's own facts."""
    score = (card["industry"] + weight * own_facts).to_numpy()[rows]
    everything = lists["… + engagement"].to_numpy()[rows]
    return 100 * (1 - found(score, money[rows]) / found(everything, money[rows]))

loss = pd.Series({weight: lost(weight) for weight in weights})
interval = tuple(np.percentile([lost(0, rows) for rows in draws], [2.5, 97.5]))

con = claims.state("T1-business-con", figure=loss[0], interval=interval,
                   unit="% of the money in the first fifth lost", threshold=20, above=True,
                   knob="weight of a firm's own size and engagement (industry = 1)",
                   at=0, curve=loss)
con

# %% [markdown]
# At weight 0 every firm of an industry is treated alike, and {{loss[0]:.0f}}% of the money that the list with
# everything finds is lost. We call it a real drawback when more than a fifth is lost. The knob is the cure: let the
# firm's own size and engagement each count {{con.turning_point:.1f}} times as much as its industry, and the loss
# falls below that. So the drawback is real, but it is a drawback of using industry *alone*. Move the live picture's
# industry weight to 4 and the others from 0 to 2, and you walk along this curve.

# %% [markdown]
# ## 11 · When not to use it, and pitfalls
#
# - **When you can call nearly everybody**, skip the ranking and start calling.
# - **When the register is all you have**, sort by employees first. It costs nothing and holds nearly as much as the
#   model.
# - **Hit rate is not money.** Rank by what is won per company, zeros included.
# - **`stage` knows the future.** Any table that is overwritten as things happen does. Keep the dates and cut there.
# - **A forecast is not an effect.** Leave some of the best leads uncalled, at random, or you will never know what
#   your calls do.
# - **The list feeds itself.** Whom you call opens deals; next year's model learns that such firms buy. The control
#   group is the cure here too.
# - **Open deals** belong to whoever is talking to them. We left those companies in to keep the lesson short; take
#   them out of yours.
#
# **Privacy and fairness**
#
# - A company is not a person, but a contact is, and a firm of two is very nearly one. Role and consent are enough
#   for a call list; what somebody read last night is not a thing to open a call with.
# - **Consent:** {{market_b2b.expected(plans["e-mail to everybody"])["consent"].mean():.0%}} of the companies have a
#   contact who agreed to e-mail. The others get none, however good the lead.
# - Industry by size by region quickly leaves **fields with fewer than five firms**, and people in the trade can name
#   them. Do not show them.
# - Small firms do not reach the top of such a list: the smallest of the first 600 has
#   {{companies.loc[segment == "call first", "employees"].min()}} employees. If that matters to you, give them another
#   door, such as a page with fixed prices.

# %% [markdown]
# ## 12 · Quiz

# %%
quiz.ask(
    f"Klarvik wins {hit_rate['small software firms']:.0%} of its deals with small software firms "
    f"and {hit_rate['all others']:.0%} of the others. What follows for the call list?",
    {
        "Small software firms first: that is where calls succeed.":
            "They succeed often and bring little. In this market that list lost money.",
        "Nothing yet: ask what is won per company, zeros included.":
            "Right. Hit rate leaves out how many deals there are and how large they are.",
        "Leave software out: the deals are too small.":
            "Too quick. Large software firms may be among the best; industry alone does not say.",
    },
    right="Nothing yet: ask what is won per company, zeros included.",
    key="11_business_oriented/quiz-1")

# %%
quiz.ask(
    "Which of these would make a ranking look better than it is? Tick all.",
    {
        "Taking all deals opened in 2024 that stand as won today as the history of 2024.":
            "Yes: some of them were won in 2025. The year to be predicted leaks in.",
        "Testing it on the companies whose deals it was made from.":
            "Yes: it has seen their luck. Ranking each group from the others prevents it.",
        "Splitting ties evenly at the edge of the first fifth.":
            "No: that is the average over all orders. The order of the rows would be luck.",
        "Counting companies that bought nothing as zeros.":
            "No: they are what most calls lead to, and belong in the figure.",
    },
    right=["Taking all deals opened in 2024 that stand as won today as the history of 2024.",
           "Testing it on the companies whose deals it was made from."],
    key="11_business_oriented/quiz-2")

# %%
quiz.ask(
    "A list with engagement finds more of the money. Why did calling by it earn less?",
    {
        "The model was overfitted.":
            "It was tested on other companies and a later year, and it did find more.",
        "Engaged companies open deals by themselves; a call adds less there.":
            "Right. The forecast counts money that comes anyway; a call lives on what it adds.",
        "Engaged companies have smaller deals.":
            "Interest has nothing to do with size here. Look at what comes without the call.",
    },
    right="Engaged companies open deals by themselves; a call adds less there.",
    key="11_business_oriented/quiz-3")

# %%
quiz.ask(
    "300 calls show a profit of 2 million SEK, interval from -1 to 5 million. What do you report?",
    {
        "Two million SEK, our best estimate.":
            "On its own it promises what nobody knows. The next test may show a loss.",
        "The calls do not work: the interval includes zero.":
            "It does not say that either. It says that 300 calls cannot settle money.",
        "Deals opened, with their interval; and that the money needs a longer test.":
            "Right. The early step happens often enough to be measured.",
    },
    right="Deals opened, with their interval; and that the money needs a longer test.",
    key="11_business_oriented/quiz-4")

# %% [markdown]
# ## Take-away
#
# - Size said more than industry. Together they made a list that paid; the favourite list did not.
# - Firms in one industry differ more than industries do. Industry is a start, not the segment.
# - Test a ranking on other companies and a later year, and mind columns that know the future.
# - The best forecast need not be the best call list. Call where the call changes something; answer quickly where a deal
#   is coming anyway.
#
# **Now you:** [the exercise](../exercises/11_business_oriented.ipynb) · **Next:** [lesson 12](12_mixed.ipynb), how
# much precision each further method buys.
