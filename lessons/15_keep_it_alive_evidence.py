# %% [markdown]
# # 15 · Evidence: keep it alive
#
# {{=way}}
#
# For those who want to see the sums. Lesson 15 says that lists go stale faster than needs, that the two deserve two
# clocks, and that a figure without a control group is an anecdote. Here stand the experiments behind it: a year of movement,
# other worlds in which needs turn faster, the cost of every interval, the size of a test checked by simulation, an audit of
# nine figures that came without a source, three claims, and how far all claims of the course hang on luck.
#
# Havnbo and its customers are invented. A figure shows how a mechanism works, never how real customers are.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from scipy import stats

from helpers import charts, claims, data, market, segment

customers = data.load("customers").set_index("customer_id")
orders = data.load("orders")
lines = data.purchases()

# %%
NEEDS = list(market.NEEDS)

def segments(at):
    """The segment of every customer who bought in the year before `at`."""
    year = lines[(lines["ordered_at"] < at) & (lines["ordered_at"] >= at - pd.DateOffset(years=1))]
    money = year.groupby(["customer_id", "need"])["amount_sek"].sum().unstack(fill_value=0)
    return money.idxmax(axis=1).rename("segment")

MONTHS = range(13)                              # the age of the segments, in months
aged = {age: segments(data.TODAY - pd.DateOffset(months=age)) for age in MONTHS}
old, new = aged[12], aged[0]
pd.DataFrame({"a year ago": old.value_counts(), "today": new.value_counts()})

# %% [markdown]
# {{len(old):,}} customers were on the list a year ago, {{len(new):,}} are today, and the four segments kept nearly the same
# shares (none moved by more than
# {{100 * (new.value_counts(normalize=True) - old.value_counts(normalize=True)).abs().max():.1f}} percentage points). Look at
# shares alone and nothing seems to have happened.

# %%
def what_happened(before, after):
    """Same, turned, new to the list, or gone from it, for every customer."""
    a, b = before.reindex(customers.index), after.reindex(customers.index)
    kind = np.select([a.isna() & b.isna(), a.isna(), b.isna(), a != b],
                     ["on no list", "new to the list", "gone silent", "need turned"], "same")
    return pd.Series(kind, index=customers.index, name="what happened")

change = what_happened(old, new)

# %% [markdown]
# ## A year of movement
#
# All customers. On the left the list of a year ago, on the right the list of today; a band is as thick as the
# number of customers in it.

# %%
OFF = "on no list"
places = [*NEEDS, OFF]
left, right = (s.reindex(customers.index).fillna(OFF) for s in (old, new))
flow = pd.crosstab(left, right).loc[places, places]
flow.loc[OFF, OFF] = 0                          # who is on neither list did not move
flow.rename_axis(index="a year ago", columns="today")

# %%
GAP = 250                                       # empty space between two places in the picture
out_of, into = flow.sum(axis=1), flow.sum(axis=0)
top_left, top_right = ((total + GAP).cumsum() - total for total in (out_of, into))
x = np.linspace(0, 1, 60)
bend = x * x * (3 - 2 * x)                      # flat at both ends
ribbons = []
for i, place in enumerate(places):
    for j, target in enumerate(places):
        y_left = top_left.iloc[i] + flow.iloc[i, :j].sum()
        y_right = top_right.iloc[j] + flow.iloc[:i, j].sum()
        ribbons.append((place, target, y_left + (y_right - y_left) * bend, flow.iloc[i, j]))

# %%
fig, ax = plt.subplots(figsize=(8, 4.6), layout="constrained")
for place, target, y, count in ribbons:
    colour = "0.55" if place == OFF else charts.PALETTE[places.index(place)]
    ax.fill_between(x, y, y + count, color=colour, linewidth=0,
                    alpha=0.9 if place == target else 0.5)
for side, top, total in (("left", top_left, out_of), ("right", top_right, into)):
    at, align = (-0.02, "right") if side == "left" else (1.02, "left")
    for place in places:
        words = f"{place}\n{total[place]:,}"
        ax.text(at, top[place] + total[place] / 2, words, ha=align, va="center")
ax.set(xlim=(-0.25, 1.25), title="a year ago → today")
ax.invert_yaxis()
ax.axis("off")
charts.show(fig, "Bands from the segments of a year ago to those of today. "
              f"{flow.loc[OFF].sum():,} customers come from no list, {flow[OFF].sum():,} go "
              f"off the list; {(change == 'need turned').sum()} move from one need to another.")

# %%
counts = change.value_counts()
back = customers.loc[change == "new to the list", "member_since"] < "2025-01-01"
turned_share = counts["need turned"] / (counts["need turned"] + counts["same"])
counts.to_frame()

# %% [markdown]
# Of the customers on both lists, {{1 - turned_share:.0%}} are in the segment they were in: the *segments* are
# fine. The *list* is not. {{counts["gone silent"]:,}} of {{len(old):,}} went, {{counts["new to the list"]:,}} came
# ({{back.mean():.0%}} of them had been members before). **Of today's list,
# {{counts["new to the list"] / len(new):.0%}} were not on last year's.**

# %% [markdown]
# ## What it costs to stand still
#
# Now the same letter, sent today, with segments of every age from 0 to 12 months. The market knows what each letter
# adds on average. A letter costs {{market.CONTACT_COST_SEK["post"]:.0f}} SEK, each different text
# {{market.MESSAGE_COST_SEK:,}} SEK. And since there is a letter every month, each one meets customers who still
# remember the last: `recent_messages` is 1.

# %%
TEXTS_SEK = len(NEEDS) * market.MESSAGE_COST_SEK

def letter(segment):
    return market.plan(segment.index, segment.to_list(), "post", recent_messages=1)

def added_sek(segment):
    """What the letter adds per customer on average, less postage; 0 for those who get none."""
    chances = market.expected(letter(segment)).query("consent == 1").set_index("customer_id")
    more = chances["chance_with"] - chances["chance_without"]
    gain = more * market.MARGIN * chances["basket_sek"] - market.CONTACT_COST_SEK["post"]
    return gain.reindex(customers.index, fill_value=0)

by_age = pd.DataFrame({age: added_sek(aged[age]) for age in MONTHS})
profit_sek = by_age.sum() - TEXTS_SEK
profit_sek.round(-1).astype(int).rename_axis("months old").to_frame("profit of one letter (SEK)").T

# %% [markdown]
# A letter by fresh segments adds {{profit_sek[0]:,.0f}} SEK. By segments of three months ago it adds
# {{profit_sek[3]:,.0f}}, by those of half a year ago {{profit_sek[6]:,.0f}}, and by last year's {{profit_sek[12]:,.0f}}.
# The letter did not get worse. It goes to a list that does not exist any more.
#
# **Who causes the loss?** For each customer we take the difference between the fresh letter and the old one, and
# add up by what happened. Before you look: Havnbo's marketers fear that *needs change*. How much of the loss is
# that?

# %%
causes = ["new to the list", "gone silent", "need turned"]
lost_by = pd.DataFrame({age: (by_age[0] - by_age[age]).groupby(what_happened(aged[age], new)).sum()
                        for age in MONTHS}).reindex(causes).fillna(0).T
year_old = lost_by.loc[12] / lost_by.loc[12].sum()
lost_by.loc[[1, 3, 6, 12]].round(-1).astype(int).rename_axis("months old")

# %%
fig, ax = plt.subplots(figsize=(8, 3.8), layout="constrained")
below = np.zeros(len(lost_by))
for i, (cause, colour, hatch) in enumerate(zip(causes, charts.PALETTE, ["", "//", ".."])):
    top = below + lost_by[cause].to_numpy() / 1000
    ax.fill_between(lost_by.index, below, top, color=colour, hatch=hatch, edgecolor="white",
                    alpha=0.85, linewidth=0)
    ax.text(12.1, (below[-1] + top[-1]) / 2, f"{cause}\n{year_old[cause]:.0%}", va="center")
    below = top
ax.axhline(profit_sek[0] / 1000, color="0.2", linestyle="--")
ax.annotate("all that the fresh letter earns", (0.2, profit_sek[0] / 1000 + 0.15))
ax.set(xlabel="age of the segments (months)", ylabel="lost per letter (thousand SEK)",
       xlim=(0, 14.6), xticks=range(0, 13, 3), ylim=(0, 9.6))
sns.despine(ax=ax)
words = ", ".join(f"{cause} {share:.0%}" for cause, share in year_old.items())
charts.show(fig, f"Loss per letter by age of the segments, up to {below[-1]:.1f} thousand SEK "
              f"after a year, in three layers: {words}.")

# %% [markdown]
# **The surprise of this lesson: the drift that everybody fears is the smallest part.** After a year
# {{year_old["new to the list"]:.0%}} of the loss is customers whom the old list does not know,
# {{year_old["gone silent"]:.0%}} is postage to people who stopped buying, and only {{year_old["need turned"]:.0%}}
# is needs that turned.
#
# ### What if needs turned faster?
#
# In this market each customer's need is drawn anew at a chance day, so that a fifth have had such a day within a
# year (in one case of four the same need comes out again). The market also knows that day. So we can look at other
# worlds: count each customer more or less, by how much likelier that very day is under another drift
# (**importance weights**). The weights add up to the number of customers.

# %%
DRIFT = 0.20
traits = data.truth("customers").set_index("customer_id").loc[customers.index]
day = (traits["need_changed_on"] - pd.Timestamp("2024-01-01")).dt.days
two_years = (data.TODAY - pd.Timestamp("2024-01-01")).days

def weights(drift):
    """How much likelier each customer's history is under this drift of needs (share a year)."""
    rate, own_rate = (-np.log(1 - d) / 365 for d in (drift, DRIFT))
    until = np.exp(-(rate - own_rate) * day.fillna(two_years))
    w = np.where(day.isna(), until, until * rate / own_rate)
    return w * len(w) / w.sum()

drifts = [0, 0.1, 0.2, 0.3, 0.4, 0.6]
by_drift = pd.DataFrame({d: by_age.T @ weights(d) - TEXTS_SEK for d in drifts}).T
shown = by_drift[[0, 3, 6, 12]].round(-1).astype(int)
shown.rename_axis(index="drift a year", columns="months old")

# %% [markdown]
# Read the columns. Where no need ever turns, the fresh letter earns {{by_drift.loc[0, 0]:,.0f}} SEK and the letter of
# last year's segments {{by_drift.loc[0, 12]:,.0f}}: still a loss of
# {{by_drift.loc[0, 0] - by_drift.loc[0, 12]:,.0f}}. **Segments go stale even when nobody changes**, because
# customers come and go. Faster drift costs twice: it also makes the *fresh* segments wrong. They count twelve months
# of purchases, so for some months the old need outweighs the new one.

# %% [markdown]
# ## How often, then?
#
# An update costs hours. Nobody can read hours out of data, so here is **our assumption, in the open**: ten hours to
# make the segments anew (check the data, look at the movers, adapt what each segment is offered), at the same
# price of an hour as in [lesson 12](../12_mixed.ipynb). We also let every month's letter earn what the January letter
# earns. December's would earn less, since more people buy anyway.

# %%
HOUR_SEK = 500
UPDATE_SEK = 10 * HOUR_SEK
INTERVALS = [1, 2, 3, 4, 6, 12]

def year_sek(profit, every, update_sek):
    """A year of twelve letters: segments 0, 1, ... months old, made anew `every` so many months."""
    return sum(profit[month % every] for month in range(12)) - 12 / every * update_sek

costs = [1_000, 2_500, 5_000, 8_000, 12_000]
net = pd.DataFrame({cost: {every: year_sek(profit_sek, every, cost) for every in INTERVALS}
                    for cost in costs}).T / 1000

# %%
fig, ax = plt.subplots(figsize=(7.5, 3.4), layout="constrained")
labels = net.map("{:.0f}".format)
for cost in costs:
    labels.loc[cost, net.loc[cost].idxmax()] += " ★"
sns.heatmap(net, annot=labels, fmt="", cmap="cividis", cbar=False, linewidths=1, ax=ax, vmin=-40)
ax.set(xlabel="months between updates", ylabel="cost of an update (SEK)",
       title="Twelve letters, less updates (thousand SEK a year)")
ax.set_yticks(ax.get_yticks(), [f"{cost:,}" for cost in costs], rotation=0)
best_at = net.idxmax(axis=1)
charts.show(fig, "Table in colour: what is left of a year of letters by interval and cost of an "
              "update. Best intervals: " + ", ".join(
                  f"{every} months at {cost:,} SEK" for cost, every in best_at.items()) + ".")

# %% [markdown]
# At {{UPDATE_SEK:,}} SEK an update the best interval is {{best_at[UPDATE_SEK]}} months and leaves
# {{1000 * net.loc[UPDATE_SEK, best_at[UPDATE_SEK]]:,.0f}} SEK a year. Every month would eat up all the gain, once a year
# loses money with most letters. Cheap updates should be frequent, dear ones rare.
#
# ### Two clocks
#
# But the loss has *three* causes, and they do not cost the same to mend. To drop those who went silent, and to put
# newcomers into the segment that the rule gives them, is a query that runs by itself: one hour a month to look at
# it. The long work is to *read everybody's need anew*. So give each part its own clock.

# %%
LIST_SEK = 1 * HOUR_SEK
known = {age: aged[age].reindex(new.index).fillna(new) for age in MONTHS}   # newcomers: by the rule
fresh_list = pd.Series({age: added_sek(known[age]).sum() - TEXTS_SEK for age in MONTHS})

two_clocks = pd.Series({every: year_sek(fresh_list, every, UPDATE_SEK) - 12 * LIST_SEK
                        for every in INTERVALS})
one_clock = net.loc[UPDATE_SEK] * 1000
both = pd.DataFrame({"everything on one clock": one_clock,
                     "list monthly, needs on this clock": two_clocks})
both.round(-2).astype(int).rename_axis("months between updates")

# %% [markdown]
# With the list kept fresh every month, needs may wait for {{two_clocks.idxmax()}} months, the longest we can try, and the year leaves
# {{two_clocks.max():,.0f}} SEK instead of {{one_clock.max():,.0f}}. **Do not ask how often to update "the segments".
# Ask which part of them goes stale fastest, and how cheaply that part can be kept alive.**

# %% [markdown]
# ## Did it work?
#
# Our sources name three measures of success: **conversion** (who buys), **customer satisfaction**, and **return on
# investment** (added margin less cost, per SEK of cost; 0 means that it just pays for itself). We send the January
# letter three ways: by fresh segments, by last year's, and as a mass mailing with one plain text to everybody. In
# each, half of those who have agreed to post are drawn at random and get nothing: the **control group**.

# %%
plans = {"fresh segments": letter(new), "last year's segments": letter(old),
         "mass mailing": letter(pd.Series("everyone", index=customers.index))}
sent = {name: market.run(plan, holdout=0.5, seed=15) for name, plan in plans.items()}
measured = {name: market.effect(outcome) for name, outcome in sent.items()}
fresh = measured["fresh segments"]
fresh.loc[["converted", "satisfaction", "roi"]].round(3)

# %% [markdown]
# The first column is what a dashboard shows: {{fresh.loc["converted", "contacted"]:.1%}} of those contacted bought. The second
# is what it hides: {{fresh.loc["converted", "control"]:.1%}} of the others bought too. The letter added the
# difference, {{100 * fresh.loc["converted", "effect"]:.1f}} **percentage points**. Calling that "{{100 * fresh.loc["converted", "effect"] / fresh.loc["converted", "control"]:.0f}}% more"
# is also right, and sounds like more. Say which you mean.

# %%
KPIS = {"converted": ("conversion (percentage points)", 100),
        "satisfaction": ("satisfaction (points of 5)", 1), "roi": ("profit per SEK spent", 1)}
fig, axes = plt.subplots(1, 3, figsize=(9, 2.8), layout="constrained", sharey=True)
for ax, (kpi, (title, times)) in zip(axes, KPIS.items()):
    for y, (name, table) in enumerate(measured.items()):
        effect, low, high = times * table.loc[kpi, ["effect", "low", "high"]].astype(float)
        ax.plot([low, high], [y, y], color=charts.PALETTE[y], linewidth=3)
        ax.plot(effect, y, charts.MARKERS[y], color=charts.PALETTE[y], markersize=9)
    ax.axvline(0, color="0.2", linewidth=1)
    ax.set(title=title, ylim=(2.6, -0.6))
    sns.despine(ax=ax)
axes[0].set_yticks(range(3), list(measured))
charts.show(fig, "What each letter added, with 95% intervals. " + " ".join(
    f"{title}: " + ", ".join(f"{name} {times * table.loc[kpi, 'effect']:+.2f}"
                             for name, table in measured.items()) + "."
    for kpi, (title, times) in KPIS.items()))

# %%
truth = {}
for name, plan in plans.items():
    chances = market.expected(plan).query("consent == 1")
    profit = market.expected_profit(plan)
    cost = len(chances) * market.CONTACT_COST_SEK["post"] \
        + market.MESSAGE_COST_SEK * plan["offer"].nunique()
    truth[name] = [100 * (chances["chance_with"] - chances["chance_without"]).mean(),
                   chances["pleased"].mean(), profit / cost, profit]
truth = pd.DataFrame(truth, index=["conversion (points)", "satisfaction (points of 5)",
                                   "profit per SEK spent", "profit (SEK)"]).T
truth.round({"conversion (points)": 1, "satisfaction (points of 5)": 3,
             "profit per SEK spent": 2, "profit (SEK)": -1})

# %% [markdown]
# All three letters clearly raise conversion. That is the easy question. The one that matters, *does it pay*,
# remains open for the fresh segments: the interval of the return reaches from {{fresh.loc["roi", "low"]:+.2f}} to
# {{fresh.loc["roi", "high"]:+.2f}}. The truth, known only here, stands in the table. (There all who have agreed get the letter; in
# the test only half did, and had to carry the cost of all four texts.)
#
# Conversion is not profit: the mass mailing converts too, and loses {{-truth.loc["mass mailing", "profit (SEK)"]:,.0f}} SEK.
# And it *annoys*: satisfaction falls by {{-truth.loc["mass mailing", "satisfaction (points of 5)"]:.2f}}. A letter can pass on
# one measure and fail on another, so name the one that decides **before** the test.

# %% [markdown]
# ## How many customers does a test need?
#
# Too small a test finds nothing even when there is something. The usual wish: if the effect is real, find it in four
# tests out of five (**power** 80%); if it is not, cry wolf in one out of twenty, in either direction
# (**two-sided 5%**). For two shares of customers the formula is in the open (Fleiss, Levin and Paik, *Statistical
# Methods for Rates and Proportions*, 2003, chapter 4). For two means it is shorter.

# %%
Z_ALPHA, Z_POWER = stats.norm.ppf(0.975), stats.norm.ppf(0.80)      # two-sided 5%, power 80%

def needed_for_shares(control, contacted):
    """Customers in EACH of two groups, to see that one share differs from the other."""
    mean = (control + contacted) / 2
    apart = Z_ALPHA * np.sqrt(2 * mean * (1 - mean))
    real = Z_POWER * np.sqrt(control * (1 - control) + contacted * (1 - contacted))
    return int(np.ceil(((apart + real) / (contacted - control)) ** 2))

def needed_for_means(difference, spread):
    """Customers in EACH of two groups, to see a difference between two means."""
    return int(np.ceil(2 * ((Z_ALPHA + Z_POWER) * spread / difference) ** 2))

chances = market.expected(plans["fresh segments"]).query("consent == 1")
base, reached = chances["chance_without"].mean(), chances["chance_with"].mean()
needed = needed_for_shares(base, reached)
print(f"{base:.1%} buy without a letter, {reached:.1%} with it: {needed:,} customers in each group")

# %% [markdown]
# Do not believe a formula because it is printed. We draw customers of this market by lot, let luck decide who buys,
# compare the two groups, and count how many of a thousand such tests find the difference.

# %%
with_letter = chances["chance_with"].to_numpy()
without_letter = chances["chance_without"].to_numpy()

def found(n, first=with_letter, second=without_letter, runs=1000, seed=0):
    """Share of tests, n customers in each group, whose two-sided 5% test sees a difference."""
    rng = np.random.default_rng(seed)
    a, b = ((rng.random((runs, n)) < chance[rng.integers(0, len(chance), (runs, n))]).mean(axis=1)
            for chance in (first, second))
    error = np.sqrt((a + b) * (2 - a - b) / (2 * n))
    return (np.abs(a - b) > Z_ALPHA * error).mean()

def power(n, control, contacted):
    """The same by formula: the share of tests that see the difference."""
    mean = (control + contacted) / 2
    apart = np.sqrt(n) * abs(contacted - control) - Z_ALPHA * np.sqrt(2 * mean * (1 - mean))
    return stats.norm.cdf(apart / np.sqrt(control * (1 - control) + contacted * (1 - contacted)))

sizes = [50, 100, 200, 350, needed, 800]
simulated = pd.Series({n: found(n) for n in sizes})
no_effect = found(needed, first=without_letter)

# %%
fig, ax = plt.subplots(figsize=(7.5, 3.2), layout="constrained")
n = np.arange(20, 900, 10)
ax.plot(n, 100 * power(n, base, reached), color=charts.PALETTE[0], label="formula")
ax.plot(sizes, 100 * simulated, "s", color=charts.PALETTE[5], label="a thousand simulated tests")
ax.plot([0, needed, needed], [80, 80, 0], color="0.35", linestyle="--")
ax.annotate(f"{needed} in each group", (needed - 8, 6), ha="right")
ax.set(xlabel="customers in each group", ylabel="tests that see it (%)", xlim=(0, 880),
       ylim=(0, 102))
ax.legend(loc="lower right")
sns.despine(ax=ax)
charts.show(fig, "Share of tests that see the letter's effect by customers per group: a rising "
              f"curve, 80% at {needed}. Simulated tests lie on it, such as {simulated[needed]:.0%} "
              f"at {needed}.")

# %% [markdown]
# The dots lie on the line: {{simulated[needed]:.0%}} at {{needed}} customers in each group. When the letter does *nothing*,
# {{no_effect:.1%}} of the tests still see something. Now what else would Havnbo like to know?

# %%
by_group = sent["fresh segments"].query("group != 'no consent'").groupby("group")
margin_spread, mood_spread = np.sqrt(by_group[["margin_sek", "satisfaction"]].var().mean())
added_margin = ((with_letter - without_letter) * chances["basket_sek"]).mean() * market.MARGIN
per_head = profit_sek[0] / len(chances)
of_old = market.expected(plans["last year's segments"]).query("consent == 1")
questions = {
    "does the letter raise conversion?": needed,
    "do fresh segments convert more than last year's?": needed_for_shares(
        of_old["chance_with"].mean(), reached),
    "does the letter raise satisfaction?": needed_for_means(chances["pleased"].mean(), mood_spread),
    "does the letter raise margin?": needed_for_means(added_margin, margin_spread),
    "does the letter pay, after all costs?": needed_for_means(per_head, margin_spread),
}
questions = pd.Series(questions).sort_values()
questions.map("{:,}".format).to_frame("customers in each group")

# %% [markdown]
# Each line down is a harder question. Havnbo has {{len(chances):,}} customers who are on the list and have agreed to
# post. Whether the letter raises *conversion* it can test within one letter. Whether the letter *pays* it cannot see
# in one, nor in a year of twelve. That is no reason not to test. It is a reason to keep a small control group always,
# to add the letters up, and not to let conversion, which is easier to see, stand in for profit.

# %% [markdown]
# ## Reading the movers
#
# Not the segments but the *movements* between them ask for action. Their profile:

# %%
last_order = orders.groupby("customer_id")["ordered_at"].max().reindex(customers.index)
figures = pd.DataFrame({
    "orders_2024": orders[orders["ordered_at"] < "2025-01-01"].groupby("customer_id").size(),
    "orders_2025": orders[orders["ordered_at"] >= "2025-01-01"].groupby("customer_id").size(),
    "days_silent": (data.TODAY - last_order).dt.days,
    "months_member": (data.TODAY - customers["member_since"]).dt.days / 30.4,
}).reindex(customers.index).fillna({"orders_2024": 0, "orders_2025": 0, "days_silent": 731})
segment.profile(figures, change)

# %%
left_for_good = traits["left_on"].notna().groupby(change).mean()
really_turned = (traits["need_start"] != traits["need_now"]).groupby(change).mean()
pd.DataFrame({"have left for good": left_for_good, "need truly turned": really_turned}
             ).map("{:.0%}".format)

# %% [markdown]
# | movement | what it means | a sensible action to test |
# |---|---|---|
# | new to the list | most joined within the year | place them at once, by the rule; welcome them |
# | gone silent | most, not all, have left | stop the post; one last try in a cheap channel |
# | need turned | many, not all, truly did | change the letter; do not comment on the change |
# | same | the segment still holds | nothing. Leave what works |
# | on no list | silent for two years | leave in peace |
#
# (The shares that have left or truly turned are known only in this market.)
# {{1 - left_for_good["gone silent"]:.0%}} of the silent are still customers and may come back;
# {{1 - really_turned["need turned"]:.0%}} of those whose segment changed have the need they always had, and just
# bought otherwise for once.

# %% [markdown] tags=["quoted"]
# ## The claims audit
#
# Our sources also state nine figures, F1–F9. None comes with a source that can be looked up. That does not make them
# false. It makes them *unaudited*, so here is the audit. Three questions for each: **what would have to be drawn by
# lot** to show it? **How many** does that take? And **how often does it appear although nothing was done**? For that
# we take one simple way to arrive at such a figure, such as after against before, with no control group. How the nine
# were really made we do not know.
#
# Two figures were run as experiments in [lesson 12](../12_mixed.ipynb) (F8, F9), and the bakery's idea was tested in
# [lesson 05](../05_behavioural.ipynb) (F2, F5). Here we ask about the *figures*.

# %%
start = pd.Timestamp("2024-01-01")
position = customers.index.get_indexer(orders["customer_id"])
on_day = (orders["ordered_at"] - start).dt.days
sales, visits = (np.zeros((len(customers), two_years + 1), dtype="float32") for _ in range(2))
np.add.at(sales, (position, on_day + 1), orders["amount_sek"])
np.add.at(visits, (position, on_day + 1), 1)
sales, visits = sales.cumsum(axis=1), visits.cumsum(axis=1)     # up to the evening before each day
since = (customers["member_since"] - start).dt.days.to_numpy()
sold = np.diff(sales[:, [0, 182, 366, 547, 731]].sum(axis=0))
changes = sold[1:] / sold[:-1] - 1
halves = ["second half of 2024", "first half of 2025", "second half of 2025"]
shown = pd.Series(changes, index=halves).map("{:+.0%}".format)
shown.to_frame("Havnbo's sales against the half-year before")

# %% [markdown] tags=["quoted"]
# These sales were drawn with no campaign in them, and they rose by {{changes[2]:.0%}} from the first half of 2025 to
# the second. December is December. The bakery's 18% in half a year (F5) would drown in that.
#
# Now small companies: 500 customers drawn from Havnbo's, no campaign, no effect of anything. We pick a day at random,
# call it "the launch", and compare after with before. (For a year against a year all companies share the same two
# years, to within a day; only the 500 customers differ.)

# %%
def after_before(table, days, n=500, runs=1000, same_customers=False, any_visit=False):
    """After over before, less 1, around a day on which nothing was launched, in small companies."""
    rng = np.random.default_rng(days)
    who = rng.integers(0, len(table), (runs, n))
    launch = rng.integers(days, two_years - days + 1, (runs, 1))
    before = table[who, launch] - table[who, launch - days]
    after = table[who, launch + days] - table[who, launch]
    if any_visit:
        before, after = before > 0, after > 0
    if same_customers:
        member = since[who] < launch - days
        before, after = before * member, after * member
    return after.sum(axis=1) / np.maximum(before.sum(axis=1), 1) - 1

all_year = after_before(sales, 365)
same_year = after_before(sales, 365, same_customers=True)
growth = pd.DataFrame({"all who bought": all_year, "the same customers": same_year})
quarters = growth.quantile([0.25, 0.5, 0.75]).map("{:+.0%}".format)
quarters.set_axis(["a quarter grew less than", "half grew less than", "a quarter grew more than"])

# %% [markdown] tags=["quoted"]
# F1 says 10–15% more sales within a year. Counted over *all who bought*, {{(all_year >= 0.10).mean():.0%}} of these
# companies reach ten percent, having done nothing: new customers keep joining. Counted over *the same customers*,
# {{(same_year >= 0.10).mean():.0%}} do, because some leave. The same companies, the same two years. **Before you
# compare, ask who is counted.** (And ask about "companies with *effective* segmentation": if effective means that sales
# rose, the figure is true by definition.)
#
# Two more ways to be lucky. An **A/A test** gives two random groups the same thing: any difference is luck. And a
# company that **looks at many subgroups** reports the best one.

# %%
anyway = chances["chance_without"].to_numpy()                    # who buys within 14 days, unasked

def a_a(n, seed, runs=2000):
    """Relative difference between two random groups of n who were treated alike."""
    a, b = np.random.default_rng(seed).binomial(n, anyway.mean(), (2, runs))
    return a / np.maximum(b, 1) - 1

age = (data.TODAY.year - customers["birth_year"]).astype(float)
bands = pd.cut(age, [0, 25, 35, 45, 55, 65, 120]).astype(str)
cells = (bands + " " + customers["gender"])[age.notna()].reindex(chances["customer_id"])
cells = cells.value_counts()                        # without those of unknown age or gender
# Half of each cell is the control group.
best_of = np.max([a_a(size // 2, seed) for seed, size in enumerate(cells)], axis=0)
print(f"{len(cells)} subgroups of {cells.min()} to {cells.max()} customers")

# %% [markdown]
# Satisfaction and surveys have their own arithmetic.

# %%
mood = sent["mass mailing"].query("group == 'control'")["satisfaction"]
claimed_points = 0.23 * mood.mean()                              # 23% more on a scale from 1 to 5
two_surveys = stats.norm.sf(claimed_points / (mood.std() * np.sqrt(2 / 100)))
most = market.expected(letter(traits["need_now"]))["pleased"].mean()
for_margin = int(np.ceil(Z_ALPHA**2 * 0.6 * 0.4 / 0.05**2))      # plus or minus 5 points
half_say_so = stats.binom.sf(29, 50, 0.5)                        # 30 or more of 50, when half would
print(f"a perfect letter moves satisfaction by {most:+.2f}; 23% would be {claimed_points:+.2f}")

# %% [markdown]
# Now the table: one simple way to arrive at each figure, how often that way shows it without any effect, and what a
# fair test would draw by lot.

# %%
audit = pd.DataFrame({
    "claimed": [0.10, 0.20, 0.25, 0.30, 0.18, 0.23, 0.60, 0.40, 0.30],
    "measured on": [
        "sales in a year", "sales in 30 days", "guests who return in 30 days", "conversion",
        "turnover in half a year", "satisfaction", "companies that say so", "conversion",
        "conversion"],
    "drawn by lot": [
        "companies: with help or without", "evening shoppers: evening or noon",
        "guests: fitting offer or plain", "players: matched ad or plain",
        "regulars: own hour or noon", "customers: old or new segments",
        "companies to ask, from a full list", "customers: old or new segments",
        "customers: with both or without"],
    "if it rested on": [
        "a year against the one before", "a month against the one before",
        "a month against the one before", "two fortnights, no control",
        "half-year against half-year", "two surveys of 100", "50 who chose to answer",
        "the best of many subgroups", "two groups of 500, by eye"],
}, index=[f"F{i}" for i in range(1, 10)])

# %%
def spread_of(table, days):
    """Standard deviation over mean of what one customer does in so many days."""
    each = table[:, 731] - table[:, 731 - days]
    return each.std() / each.mean()

returns = ((visits[:, 731] - visits[:, 701]) > 0)[since < 701].mean()
buys = anyway.mean()
by_shares = {f: needed_for_shares(share, (1 + audit.loc[f, "claimed"]) * share)
             for f, share in {"F3": returns, "F4": buys, "F8": buys, "F9": buys}.items()}
by_means = {"F1": needed_for_means(audit.loc["F1", "claimed"], all_year.std()),
            "F2": needed_for_means(audit.loc["F2", "claimed"], spread_of(sales, 30)),
            "F5": needed_for_means(audit.loc["F5", "claimed"], spread_of(sales, 182)),
            "F6": needed_for_means(claimed_points, mood.std()), "F7": for_margin}
audit["needed in each group"] = pd.Series(by_shares | by_means)

# %%
months, half_years = after_before(sales, 30), after_before(sales, 182)
return_months, fortnights = (after_before(visits, days, any_visit=True) for days in (30, 14))
shows = {"F1": all_year, "F2": months, "F3": return_months, "F4": fortnights, "F5": half_years,
         "F8": best_of, "F9": a_a(500, seed=15)}
appears = {f: (shown >= audit.loc[f, "claimed"]).mean() for f, shown in shows.items()}
audit["chance shows it"] = pd.Series(appears | {"F6": two_surveys, "F7": half_say_so})
percent = {name: audit[name].map("{:.0%}".format) for name in ("claimed", "chance shows it")}
table = audit.assign(**percent)[["claimed", "measured on", "if it rested on", "chance shows it",
                                 "drawn by lot", "needed in each group"]]
table.rename(columns={"chance shows it": "appears without any effect"})

# %%
fig, ax = plt.subplots(figsize=(8, 3.8), layout="constrained")
no_effect_share = 100 * audit["chance shows it"]
colours = [charts.PALETTE[5 if share >= 5 else 0] for share in no_effect_share]
place = np.arange(len(audit))
ax.barh(place, no_effect_share, color=colours, height=0.65)
for y, (f, share) in enumerate(no_effect_share.items()):
    words, end = (f"{share:.0f}%", share + 1) if share >= 0.5 else ("hardly ever", 6)
    ax.annotate(words, (end, y), va="center")
ax.axvline(5, color="0.35", linestyle="--")
ax.set_yticks(place, [f"{f}: {row['if it rested on']}" for f, row in audit.iterrows()])
ax.invert_yaxis()
ax.set(xlabel="how often the claimed figure appears without any effect (%)", xlim=(0, 105))
sns.despine(ax=ax)
charts.show(fig, "How often each claimed figure appears without any effect: " + ", ".join(
    f"{f} {share:.0f}%" for f, share in no_effect_share.items()) + ". A dashed line marks 5%.")

# %% [markdown] tags=["quoted"]
# Read a row as a sentence: *"a restaurant's return visits up 25% (F3)": compare a month with the month before, in small
# companies where nothing was done, and {{audit.loc["F3", "chance shows it"]:.0%}} of them show it.* At Havnbo's rates a fair
# test takes {{audit.loc["F3", "needed in each group"]:,}} guests in each group. Some remarks.
#
# - **Money needs more customers than heads do.** F2 and F5 speak of sales. A few large baskets decide those, so
#   at Havnbo's rates F2 needs {{audit.loc["F2", "needed in each group"]:,}} in each group, more regulars than a bakery is
#   likely to have. (For F1 the unit is a company: {{audit.loc["F1", "needed in each group"]}} in each group, if companies
#   differed only by the luck of their 500 customers. Real ones differ far more.)
# - **The best of many** (F8). The source first noticed that 30% of the women of 25–34 were special. Cut Havnbo's list
#   into {{len(cells)}} groups by age and gender, test a letter that does nothing in each, and report the best:
#   {{audit.loc["F8", "chance shows it"]:.0%}} of such reports show 40% or more. Name the group *before*, or correct for the search.
# - **Satisfaction up 23%** (F6) is so large that {{audit.loc["F6", "needed in each group"]}} customers in each group
#   would show it. Chance hardly ever does. But no letter could do it here: one that met every need would move
#   satisfaction by {{most:+.2f}} points, and 23% is {{claimed_points:.2f}}. And report points: a rise from 3 to
#   {{3 * 1.23:.2f}} on a scale from 1 to 5 is 23%; count the same answers from 0 to 4, and it is {{3 * 0.23 / 2:.1%}}.
# - **Marketing cost down 18%** (F6) needs no test at all. Write to fewer people and it falls. Ask what happened
#   to profit. And both figures of F6 appear twice, for two kinds of segmentation, under two names. It is likelier that
#   one text copied the other than that two studies agree so well, so count them once.
# - **Over 60% of companies** (F7) is no effect, so no experiment can show it; it is a *count*. It takes a list of all
#   companies, a question that means the same to each ("do you miss your customers' real needs?", says who?), and
#   {{for_margin}} answers for a margin of five points. If only half of all companies would say yes, 30 or more of 50 still
#   do so in {{half_say_so:.0%}} of surveys. And those who sell the cure tend to be answered by those who feel ill.
#
# And with a control group of the size in the table? Then the claimed figure appears without any effect in about
# {{stats.norm.sf(Z_ALPHA + Z_POWER):.1%}} of all tests. **The control group takes out season and growth. Its size keeps luck
# small.**

# %% [markdown]
# ## What the documents claim about updating
#
# Three statements stand beside the tables. They get a figure, a verdict and a turning point like the 48.
#
# ### Outdated facts send the message to the wrong people

# %%
n = len(customers)
draws = np.random.default_rng(0).multinomial(n, np.full(n, 1 / n), 400).astype("float32")
agrees = customers["consent_post"] == 1
has_left = traits["left_on"].notna()

def wrong_letters(age):
    """For each customer: gets a letter; and is wrong for it (has left, or another need)."""
    offer = aged[age].reindex(customers.index)
    gets = offer.notna() & agrees
    return gets, gets & (has_left | (offer != traits["need_now"]))

def share_wrong(age, times=np.ones((1, n), dtype="float32")):
    """Wrong letters per 100, when each customer counts so many times."""
    gets, bad = (times @ part.to_numpy("float32") for part in wrong_letters(age))
    return 100 * bad / gets

wrong = pd.Series({age: share_wrong(age)[0] for age in MONTHS})
more_wrong = wrong - wrong[0]
more_wrong_drawn = share_wrong(12, draws) - share_wrong(0, draws)

# %%
claims.judge(
    "B-stale",
    figure=more_wrong[12],
    interval=tuple(np.percentile(more_wrong_drawn, [2.5, 97.5])),
    of="customers",
    curve=more_wrong[1:],
)

# %% [markdown]
# *Wrong* is who has left, or has another need than the letter's. Even fresh segments send {{wrong[0]:.0f}} of 100
# letters wrong: nobody says goodbye, and purchases follow a turned need late. We ask for ten more.
#
# ### Segments that nobody updates lose their use with time
#
# What is the use of segments? What they earn more than no segments at all: one plain letter to everybody who accepts post.
# The customers are drawn anew for the interval; each brings along the segment that the own old purchases give.
#
# Lessons 05 and 12 ask what a *quarter* of a year costs: 05 in orders from a list of the best, 12 in the profit of a mix. Here
# the question is when nothing is left of the use.

# %%
plain_sek = added_sek(pd.Series("everyone", index=customers.index))
use_sek = profit_sek - (plain_sek.sum() - market.MESSAGE_COST_SEK)
drawn_use = draws @ (by_age[12] - plain_sek).to_numpy() - TEXTS_SEK + market.MESSAGE_COST_SEK
claims.judge(
    "B-update",
    figure=use_sek[12] / 1000,
    interval=tuple(np.percentile(drawn_use, [2.5, 97.5]) / 1000),
    of="customers",
    curve=use_sek / 1000,
)

# %% [markdown]
# Against *no letter* the old segments do worse: by post they cost more than they bring
# ({{profit_sek[12]:,.0f}} SEK a letter). But the plain letter to all costs more still, because it pays postage for everybody.
#
# ### Segments are worth a review at least every quarter
#
# Two plans that were named beforehand: an update every three months, and one every six. The ten hours of an update are our
# guess, so the answer must hold for half and for double of them as well: the range shown spans all three, customers drawn anew.

# %%
def quarter_over_half(profit, cost):
    """Thousand SEK a year that an update every three months leaves more than one every six."""
    return (year_sek(profit, 3, cost) - year_sek(profit, 6, cost)) / 1000

drawn_sek = draws @ by_age.to_numpy() - TEXTS_SEK                # 400 drawn companies, 13 ages
by_cost = pd.Series({cost: quarter_over_half(profit_sek, cost) for cost in (500, 2_500, 5_000, 10_000, 15_000, 20_000)})
ends = [np.percentile(quarter_over_half(drawn_sek.T, UPDATE_SEK * share), [2.5, 97.5]) for share in (0.5, 1, 2)]
claims.judge(
    "C-quarterly",
    figure=by_cost[UPDATE_SEK],
    interval=(np.min(ends), np.max(ends)),
    of="range",
    curve=by_cost,
)

# %%
more_often = pd.DataFrame(
    {
        f"every {every} months": {
            cost: year_sek(profit_sek, every, cost) / 1000 for cost in by_cost.index
        }
        for every in (1, 2, 3, 6, 12)
    }
)
charts.curve(
    more_often,
    x="cost of an update (SEK)",
    y="left of a year (thousand SEK)",
    title="Every interval, by the cost of an update",
)

# %% [markdown]
# And the question lumps two jobs together. With the *list* refreshed every month, a quarterly review of *needs* earns
# {{quarter_over_half(fresh_list, UPDATE_SEK) * 1000:,.0f}} SEK more than one every half-year, at our hours. Say the cost with the rule.
#
# ## How far the course's claims hang on luck
#
# Every claim was asked again with 20 other seeds, and in 10 markets that the generator drew anew (`python course.py luck`).
# The table says how often its figure fell on the same side of its bar as in the course, and over which range its edge moved.
# An edge moves more than a side: believe the side, and take the edge as a region.

# %%
luck = claims.luck()
edges = luck[luck["luck"] == "market"].groupby("id")["edge"]
register = claims.register()
by_luck = (
    register[["claim", "here", "seeds", "markets"]]
    .join(edges.quantile([0.05, 0.95]).unstack())
    .dropna(subset="markets")
)
for name in ("seeds", "markets"):
    by_luck[name] = by_luck[name].map("{:.0%}".format, na_action="ignore").fillna("no lot")
for name in by_luck.columns[4:]:
    by_luck[name] = by_luck[name].map(claims.number, na_action="ignore").fillna("none")
by_luck.columns = [
    "claim",
    "here",
    "seeds on this side",
    "markets on this side",
    "edge from",
    "edge to",
][: by_luck.shape[1]]
by_luck.set_index("claim")

# %%
pd.crosstab([register["here"].fillna("not computed"), register["origin"].fillna("")], register["kind"])

# %% [markdown]
# {{=way}}
