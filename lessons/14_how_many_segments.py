# %% [markdown]
# # 14 · How many segments?
#
# **The question.** Are these segments real, different and few enough?
#
# **The decision.** Next year Havnbo will write to its customers once a month, and the letter will come in several
# versions. An agency offers eight ("the finer the better"). Finance would pay for one. Marketing has asked the
# statistics package and got three answers. How many versions will Havnbo write, and who decides: the statistics, or
# the money?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 00; lesson 05 helps; you have heard of k-means |
#
# **After this lesson you can**
#
# - read an elbow, a silhouette and a BIC, and say why they need not agree;
# - compute a Jaccard index and an adjusted Rand index by hand;
# - test with pairs of bootstrap samples whether a segmentation comes back: the whole, and each segment;
# - recognise segments in data that hold none;
# - decide which segments earn a message of their own, and which only earn a paragraph.

# %% [markdown]
# ## 1 · The data
#
# What goes into the letter depends on what people buy. So the segments are made from that: for each customer, the
# share of order lines in each of the twelve categories, up to 1 July 2025. What came later is kept for judging.
# Havnbo is invented, and so is what is bought there.

# %%
import itertools

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import Dropdown, IntSlider, SelectionSlider
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, pairwise_distances_argmin, silhouette_score
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from helpers import claims, data, describe, features, live, market, quiz, segment

threadpool_limits(1)     # work on one core: with so few customers, several wait for each other
orders = data.load("orders")
lines = data.load("order_lines").merge(orders[["order_id", "customer_id", "ordered_at"]])

def shares(rows):
    """Share of each customer's order lines by category."""
    count = rows.groupby(["customer_id", "category"]).size().unstack(fill_value=0)
    count = count[market.CATEGORIES]
    return count.div(count.sum(axis=1), axis=0)

# %%
history = lines[lines["ordered_at"] < data.CUTOFF]
known = shares(history)
later = shares(lines[lines["ordered_at"] >= data.CUTOFF])

many_lines = history["customer_id"].value_counts() >= 20
regulars = known.loc[sorted(many_lines.index[many_lines])]
regulars.head().round(2)

# %% [markdown]
# {{len(known):,}} customers had bought by then. Many of them bought once: four lines say little about a taste, and
# a share of one half may be two packs of crisps. So the segments are **drawn** on the {{len(regulars)}} customers with
# 20 lines or more, and afterwards everybody is **placed** in the segment whose centre is nearest. A segmentation
# is a rule that places people, not a list of people. That will matter all the way through.

# %% [markdown]
# ## 2 · By hand, on ten customers
#
# Ten regulars, with what they buy added up to four needs (lesson 04 has met them). We draw ten of these ten *with
# replacement*, so some come twice and some not at all: a **bootstrap sample**. k-means cuts the sample into three.
# Then the three centres place all ten. And the same once more, with a second sample.

# %%
ten = regulars.head(10)
by_need = pd.DataFrame({need: ten[inside].sum(axis=1) for need, inside in market.NEEDS.items()})
rng = np.random.default_rng(0)

placed_ten = by_need.round(2)
for name in ["first", "second"]:
    drawn = by_need.iloc[rng.integers(0, 10, 10)]
    model = KMeans(3, n_init=10, random_state=0).fit(drawn)
    placed_ten[name] = model.predict(by_need)
placed_ten

# %% [markdown]
# Do not compare the numbers in the last two columns: segment 0 of the first solution need not be segment 0 of the
# second. Compare the *groups*. Two ways to do so carry this whole lesson.
#
# **The Jaccard index compares one group with one group**: customers in both, over customers in either.

# %%
both = pd.crosstab(placed_ten["first"], placed_ten["second"])
size_first, size_second = both.sum(axis=1), both.sum(axis=0)
either = pd.DataFrame({j: size_first + size_second[j] - both[j] for j in both})
jaccard = both / either

pd.concat({"in both": both, "in either": either, "Jaccard": jaccard.round(2)}, axis=1)

# %% [markdown]
# For each segment of the first solution the best value in its row counts: {{jaccard.max(axis=1).iloc[0]:.2f}},
# {{jaccard.max(axis=1).iloc[1]:.2f}} and {{jaccard.max(axis=1).iloc[2]:.2f}}. A segment with 1 has come back whole.
#
# **The adjusted Rand index compares all groups with all groups**, by counting pairs of customers. Ten customers make
# 45 pairs. How many sit together in both solutions? And how many would by chance, with groups of these sizes?

# %%
def pairs_within(sizes):
    """Pairs of customers who sit in the same group."""
    return (sizes * (sizes - 1) / 2).sum()

def rand_parts(both):
    """Pairs together in both solutions; how many by chance; how many at most."""
    first, second = pairs_within(both.sum(axis=1)), pairs_within(both.sum(axis=0))
    return pairs_within(both), first * second / pairs_within(both.sum()), (first + second) / 2

together, by_luck, at_most = rand_parts(both.to_numpy())
rand_by_hand = (together - by_luck) / (at_most - by_luck)
print(f"together in both: {together:.0f} of 45 pairs; by chance {by_luck:.2f}; "
      f"at most {at_most:.1f}")
print(f"({together:.0f} - {by_luck:.2f}) / ({at_most:.1f} - {by_luck:.2f}) = {rand_by_hand:.2f}")

# %% [markdown]
# {{rand_by_hand:.2f}}, and scikit-learn's `adjusted_rand_score` says
# {{adjusted_rand_score(placed_ten["first"], placed_ten["second"]):.2f}}. 1 means the same groups, 0 means no more
# alike than by chance. The ten look at first sight like four kinds of people; asked for three, the two samples
# disagree about whom to lump together.

# %% [markdown]
# ## 3 · Three advisers
#
# Now all {{len(regulars)}} regulars, cut into one to eight. Three classic figures say how many:
#
# - **Elbow.** The sum of squared distances to the centres always falls with more segments. Stop at the bend, where
#   the next one suddenly helps much less. (As a rule: the largest change from one drop to the next.)
# - **Silhouette.** How much nearer is a customer to the own segment than to the next one? Take the highest mean.
# - **BIC**, the Bayesian information criterion. Describe the customers as a mixture of normal clouds; reward fit,
#   charge for every parameter. Take the lowest. There are many BICs: it depends on which clouds are allowed. Here
#   they may be stretched along the features, but not aslant (*diagonal*).

# %%
K = range(1, 9)

def solutions(table):
    """k-means with one to eight segments, a column each; the first puts everybody together."""
    labels = segment.solutions(table)
    labels.insert(0, 1, 0)
    return labels

def bic(table, k, shape):
    """BIC of a mixture of k normal clouds of this shape; lower is better."""
    clouds = GaussianMixture(k, covariance_type=shape, max_iter=500, random_state=0)
    return clouds.fit(table).bic(table)

# %%
def advice(table, labels):
    """Elbow, silhouette and BIC for one to eight segments."""
    rows = {}
    for k in K:
        off_centre = table - table.groupby(labels[k]).transform("mean")
        rows[k] = {"squares": (off_centre ** 2).to_numpy().sum(), "BIC": bic(table, k, "diag"),
                   "silhouette": silhouette_score(table, labels[k]) if k > 1 else np.nan}
    return pd.DataFrame(rows).T

def votes(table):
    """The number of segments that each adviser picks."""
    bend = table["squares"].diff().diff().shift(-1)
    return pd.Series({"elbow": bend.idxmax(), "silhouette": table["silhouette"].idxmax(),
                      "BIC": table["BIC"].idxmin()})

# %%
goods_labels = solutions(regulars)
goods_advice = advice(regulars, goods_labels)
goods_votes = votes(goods_advice)

def draw_advice(axes, table, picks):
    """Three curves, with a ring around the number that each adviser picks."""
    titles = ["squares (elbow)", "silhouette", "BIC (diagonal)"]
    for ax, column, title in zip(axes, ["squares", "silhouette", "BIC"], titles):
        vote = picks["elbow" if column == "squares" else column]
        ax.plot(table.index, table[column], marker="o", markersize=4, color=describe.PALETTE[0])
        ax.plot(vote, table.loc[vote, column], "o", markersize=14, fillstyle="none", color="black")
        ax.set(title=title, xticks=K)

fig, axes = plt.subplots(1, 3, figsize=(8.6, 2.7), layout="constrained")
draw_advice(axes, goods_advice, goods_votes)
fig.supxlabel("number of segments (ringed: the adviser's pick)", fontsize=10)
describe.show(fig, f"Three curves over one to eight segments. The squares bend at "
                   f"{goods_votes['elbow']}, the silhouette is highest at "
                   f"{goods_votes['silhouette']}, BIC is lowest at {goods_votes['BIC']}.")

# %% [markdown]
# The elbow says {{goods_votes["elbow"]}}. The silhouette says {{goods_votes["silhouette"]}}, by a hair:
# {{goods_advice.loc[5, "silhouette"]:.3f}} against {{goods_advice.loc[4, "silhouette"]:.3f}} for four. BIC says
# {{goods_votes["BIC"]}}, the most it was offered. (Shares that add up to one and are often exactly zero are
# nothing like normal clouds, and a mixture spends many a cloud on that.) Nobody has made a mistake. **Each answers
# another question**, and none of them is Havnbo's.

# %% [markdown]
# ## 4 · Does it come back?
#
# A better question to begin with: had we met other customers of the same kind, would we have drawn the same
# segments? So, as with the ten: two bootstrap samples, cluster each, let both place *all* regulars, adjusted Rand.
# And again, with new samples: `12` pairs here, `6` for the comparisons further down. (Dolnicar and Leisch 2010;
# Dolnicar, Grün and Leisch 2018, chapter 7.)

# %%
PAIRS, FEWER = 12, 6

def agreement(placed):
    """Adjusted Rand index of every pair of samples, a column per number of segments."""
    rand = {(k, pair): adjusted_rand_score(placed[k, pair, 0], placed[k, pair, 1])
            for k, pair, sample in placed if sample == 0}
    return pd.Series(rand).rename_axis(["k", "pair"]).unstack("k")

def interval(values, draws=1000):
    """95% bootstrap interval of a mean over pairs."""
    picks = np.random.default_rng(0).integers(0, len(values), (draws, len(values)))
    return np.percentile(values.to_numpy()[picks].mean(axis=1), [2.5, 97.5])

goods_placed = segment.placements(regulars, pairs=PAIRS)
goods_rand = agreement(goods_placed)

shown = pd.DataFrame({"stability": goods_rand.mean(), "worst pair": goods_rand.min()})
shown[["from", "to"]] = [interval(goods_rand[k]) for k in goods_rand]
shown.round(2)

# %% [markdown]
# For a report, take 100 pairs. This line does it, and shows how far it has come:
# `segment.stability(regulars, range(2, 9), pairs=100)`.

# %%
fig, ax = plt.subplots(figsize=(7.6, 3.3), layout="constrained")
spread = np.random.default_rng(1).uniform(-0.17, 0.17, PAIRS)
for k in goods_rand:
    ax.plot(k + spread, goods_rand[k], "o", color=describe.PALETTE[0], alpha=0.45, markersize=5)
ax.errorbar(shown.index, shown["stability"], color="black", capsize=5, fmt="_", markersize=16,
            yerr=[shown["stability"] - shown["from"], shown["to"] - shown["stability"]])
ax.set(xlabel="number of segments", ylabel="adjusted Rand index of a pair", ylim=(-0.1, 1.05))
describe.show(fig, "A dot for each pair of samples. With four and five segments all pairs agree "
                   f"at {goods_rand[[4, 5]].min().min():.3f} or more; with two segments they "
                   f"lie between {goods_rand[2].min():.2f} and {goods_rand[2].max():.2f}.")

# %%
two_agree = goods_rand[2] > 0.9
two_strangers = goods_rand[2] < 0.2
pd.Series({"the same two segments": two_agree.sum(),
           "two segments that have nothing in common": two_strangers.sum(),
           "something between": (~two_agree & ~two_strangers).sum()}).to_frame("pairs of samples")

# %% [markdown]
# Black bars are means. The interval says how far {{PAIRS}} other pairs, drawn from this same file, would move them.
# Four and five came back in all {{PAIRS}}. From six on the samples quarrel. And look at **two**: a pair either agrees
# entirely or has nothing in common. There are several equally good ways to press four kinds of customers into two,
# and the sample tosses the coin. A mean of {{goods_rand[2].mean():.2f}} describes none of the pairs; look at the
# dots, not only at the mean.

# %% [markdown]
# ## 5 · The file with nothing in it
#
# `no_structure` comes with the course: 600 customers, six features. It is one cloud, a little stretched. There are no
# groups in it; we know, because we drew it. k-means will find some all the same. Do the advisers notice?

# %%
empty = data.load("no_structure").set_index("customer_id")
empty = (empty - empty.mean()) / empty.std()
empty_labels = solutions(empty)
empty_advice = advice(empty, empty_labels)
empty_votes = votes(empty_advice)
empty_placed = segment.placements(empty, pairs=FEWER, n_init=5)
empty_rand = agreement(empty_placed)
aslant = pd.Series({k: bic(empty, k, "full") for k in range(1, 5)})

fig, axes = plt.subplots(1, 4, figsize=(9, 2.8), layout="constrained")
draw_advice(axes[:3], empty_advice, empty_votes)
for rand, name, marker in ((goods_rand, "Havnbo", "o"), (empty_rand, "no structure", "s")):
    colour = describe.PALETTE[0 if rand is goods_rand else 5]
    axes[3].plot(rand.columns, rand.mean(), marker=marker, markersize=5, color=colour, label=name)
axes[3].set(title="stability", ylim=(-0.05, 1.05), xticks=range(2, 9))
axes[3].legend(fontsize=8)
fig.supxlabel("number of segments", fontsize=10)
describe.show(fig, "Four curves for the file without groups. Elbow, silhouette and diagonal BIC "
                   f"all pick {empty_votes['elbow']}. Stability falls from "
                   f"{empty_rand[2].mean():.2f} at two to {empty_rand[5].mean():.2f} at five; "
                   f"Havnbo's is {goods_rand[5].mean():.2f} there.")

# %% [markdown]
# Elbow {{empty_votes["elbow"]}}, silhouette {{empty_votes["silhouette"]}}, diagonal BIC
# {{empty_votes["BIC"]}}. Three advisers agree for once, on segments that do not exist. Each shows a curve that
# would pass in any presentation. The elbow and the silhouette cannot say "none"; this BIC could, and did not.
#
# Stability notices: {{empty_rand[2].mean():.2f}} for two, and about {{empty_rand[[4, 5, 6]].mean().mean():.2f}} from
# four on. It is often said that *only* stability tells. Not quite so here:
#
# - BIC with clouds stretched in any direction (*full*) picks {{aslant.idxmin()}}. It does say "one cloud": the cloud
#   has a shape that it knows.
# - A silhouette of {{empty_advice["silhouette"].max():.2f}} is low beside Havnbo's
#   {{goods_advice["silhouette"].max():.2f}}. But who has a second file to compare with?
# - {{empty_rand[2].mean():.2f}} for two is no scandal. A stretched cloud can be cut across its length, and the cut
#   comes back.
#
# This can mislead. Take recency, frequency and money instead of goods (logarithms, on one scale), and
# make for each file a **twin**: a normal cloud with the same means and correlations, and no groups.

# %%
rfm = features.rfm(orders[orders["ordered_at"] < data.CUTOFF], at=data.CUTOFF).loc[known.index]
habits = rfm.assign(frequency=np.log(rfm["frequency"]),
                    monetary_sek=np.log(rfm["monetary_sek"].clip(lower=1)))
habits = (habits - habits.mean()) / habits.std()
habits_of_regulars = habits.loc[regulars.index]

def twin(table):
    """A normal cloud with the same means and covariances, and no groups in it."""
    drawn = np.random.default_rng(0).multivariate_normal(table.mean(), table.cov(), len(table))
    return pd.DataFrame(drawn, table.index, table.columns)

def mean_stability(table, k):
    pairs = segment.stability(table, [k], pairs=FEWER, n_init=5, progress=False)
    return pairs["adjusted_rand"].mean()

twins = pd.DataFrame({
    "goods, 4 segments": [goods_rand[4].mean(), mean_stability(twin(regulars), 4)],
    "habits (RFM), 2 segments": [mean_stability(habits_of_regulars, 2),
                                 mean_stability(twin(habits_of_regulars), 2)],
}, index=["Havnbo", "its twin without groups"]).T
twins.round(2)

# %% [markdown]
# Two segments by habit are stable, {{twins.iloc[1, 0]:.2f}}. So are those of the twin, {{twins.iloc[1, 1]:.2f}}.
# The twin shows that a long cloud is enough for that; two kinds of customers are not needed. For the four segments by
# goods it is not enough: their twin reaches {{twins.iloc[0, 1]:.2f}}. That is a hint, not a proof of groups. The twin
# copies means and correlations, not the many zeros in the shares, and it is a single draw.
#
# Dolnicar and Leisch (2010) keep three cases apart: *natural* segments (there are groups), *reproducible* ones (no
# groups, but the cut comes back) and *constructive* ones (the cut is ours alone). All three may be useful. Only do
# not mix them up.

# %% [markdown]
# ## 6 · What does each number earn?
#
# Back to the decision. For every number of segments: place all {{len(known):,}} customers, write one letter per
# segment that shows goods in the shares its members bought before July, send it by e-mail to all who have agreed.
# A letter more costs {{market.MESSAGE_COST_SEK:,}} SEK each time: text, pictures, approval. The market then says
# what the letters of 1 January 2026 add, which neither the segments nor the letters have seen. *Profit* here is that
# of two weeks. The last column adds the year after: what those customers bring who stay because of their letter.

# %%
def place(table, drawn_on, labels):
    """Everybody in the segment whose centre is nearest."""
    centres = drawn_on.groupby(labels).mean()
    nearest = pairwise_distances_argmin(table[drawn_on.columns], centres)
    return pd.Series(nearest, index=table.index, name="segment")

def letters(placed):
    """A plan with one letter per segment, and what each letter shows: its receivers' shares."""
    content = known.groupby(placed).mean()
    content.index = [f"letter {i + 1}" for i in content.index]
    name = "letter " + (placed + 1).astype(str)
    return pd.DataFrame({"customer_id": placed.index, "offer": name.to_numpy(),
                         "channel": "email"}), content

def added_margin(placed):
    """SEK that a letter adds on average, for each customer reached; the letters' own cost apart."""
    plan, content = letters(placed)
    reached = market.expected(plan, more_offers=content).query("consent == 1")
    orders_added = reached["chance_with"] - reached["chance_without"]
    return orders_added * reached["basket_sek"] * market.MARGIN - market.CONTACT_COST_SEK["email"]

# %%
def year_after(placed):
    """SEK in the year after the mailing, of customers who stay because of their letter."""
    plan, content = letters(placed)
    reached = market.expected(plan, more_offers=content).query("consent == 1")
    return ((reached["stay_with"] - reached["stay_without"]) * reached["year_margin_sek"]).sum()

goods_place = {k: place(known, regulars, goods_labels[k]) for k in K}
margin = pd.DataFrame({k: added_margin(goods_place[k]) for k in K})
year = pd.Series({k: year_after(goods_place[k]) for k in K})

def profit_sek(margins, message_sek=None):
    """What all letters add, less one message per segment."""
    one = market.MESSAGE_COST_SEK if message_sek is None else message_sek
    return margins.sum() - one * margins.columns.to_numpy()

profit = profit_sek(margin)
best = profit.idxmax()
pd.DataFrame({"before messages": margin.sum(), "messages": market.MESSAGE_COST_SEK * profit.index,
              "profit": profit, "with the year after": profit + year,
              }).round(-2).astype(int).rename_axis("segments")

# %%
fig, ax = plt.subplots(figsize=(7.6, 3.4), layout="constrained")
ax.plot(K, margin.sum() / 1000, marker="s", color=describe.PALETTE[1], label="before messages")
ax.plot(K, profit / 1000, marker="o", color=describe.PALETTE[0], label="profit")
ax.fill_between(K, profit / 1000, margin.sum() / 1000, color="0.92", label="cost of the messages")
ax.plot(best, profit[best] / 1000, "o", markersize=14, fillstyle="none", color="black")
ax.set(xlabel="number of segments, each with its own letter", ylabel="thousand SEK a mailing",
       ylim=(32, 56))
ax.legend(loc="lower left")
describe.show(fig, f"Profit rises from {profit[1] / 1000:.1f} thousand SEK with one letter to "
                   f"{profit[best] / 1000:.1f} with {best}, then falls to "
                   f"{profit[8] / 1000:.1f} with eight. "
                   f"Before messages the curve is highest at {margin.sum().idxmax()}.")

# %% [markdown]
# The top is at {{best}} segments, {{profit[best]:,.0f}} SEK a mailing; one letter for all earns
# {{profit[1]:,.0f}}, the agency's eight {{profit[8]:,.0f}}. It is flat on the left: three earn only
# {{profit[4] - profit[3]:,.0f}} SEK less than four. It is steep on the right. With the year after, four is still
# best: {{profit[4] + year[4]:,.0f}} SEK, five {{profit[5] + year[5]:,.0f}}, three {{profit[3] + year[3]:,.0f}}.
#
# **The surprise of this lesson is in the upper curve.** It too has a top, at {{margin.sum().idxmax()}}. Even if
# letters were free, Havnbo should not write six. More segments cut up those who buy alike by what they happened to
# put in the basket, and the letters follow the accident; finer letters would have to borrow, as in
# [lesson 01](01_why_segment.ipynb). And the fifth segment? It comes back, and the silhouette
# likes it best. It brings {{margin[5].sum() - margin[4].sum():,.0f}} SEK, with the year after
# {{margin[5].sum() - margin[4].sum() + year[5] - year[4]:,.0f}}, and costs {{market.MESSAGE_COST_SEK:,}}. Stable, and
# not worth a letter of its own.

# %% [markdown]
# ## 7 · Live: real, or worth it?
#
# On the left, every pair of bootstrap samples, for two to eight segments; the number you choose is black. In the
# middle, the stability of each single segment: its best Jaccard overlap, averaged over all samples. On the right,
# the profit of one letter per segment.
#
# **Before you move anything, guess:** which segment breaks first when you go from five to six? And which features
# give stable segments that earn nothing?

# %%
def comes_back(labels, placed):
    """For each pair and segment: its best Jaccard overlap in each sample, the mean of the two."""
    member = np.eye(labels.max() + 1)[labels]
    best_overlap = []
    for column in placed:
        other = np.eye(labels.max() + 1)[placed[column]]
        shared = member.T @ other
        union = member.sum(axis=0)[:, None] + other.sum(axis=0) - shared
        best_overlap.append((shared / union).max(axis=1))
    return pd.DataFrame((np.array(best_overlap[::2]) + best_overlap[1::2]) / 2)

habits_placed = segment.placements(habits_of_regulars, pairs=FEWER, n_init=5)
habits_labels = solutions(habits_of_regulars)
habits_margin = pd.DataFrame({
    k: added_margin(place(habits, habits_of_regulars, habits_labels[k])) for k in K})

# %%
files = {"goods: 12 shares": (goods_labels, goods_placed, profit),
         "habits: recency, frequency, money": (habits_labels, habits_placed,
                                               profit_sek(habits_margin)),
         "the file without structure": (empty_labels, empty_placed, None)}
rand_of = dict(zip(files, [goods_rand, agreement(habits_placed), empty_rand]))
within_of = {(name, k): comes_back(labels[k], placed[k])
             for name, (labels, placed, _) in files.items() for k in range(2, 9)}

# %%
jitter = np.random.default_rng(2).uniform(-0.2, 0.2, (FEWER, 7))

def update(file, k, pairs):
    """Show the pairs of samples, the segments of the chosen solution, and the profit; say it."""
    rand, within, earned = rand_of[file].head(pairs), within_of[file, k].head(pairs), files[file][2]
    dots.set_data((rand.columns.to_numpy() + jitter[:pairs]).ravel(), rand.to_numpy().ravel())
    chosen.set_data(k + jitter[:pairs, k - 2], rand[k])
    means.set_data(rand.columns, rand.mean())
    bars.move(within.mean().to_numpy())
    curve.set_data([], []) if earned is None else curve.set_data(K, earned / 1000)
    here.set_data([], []) if earned is None else here.set_data([k], [earned[k] / 1000])
    nobody.set_text("nobody\nto write to" if earned is None else "")

    low, high = interval(rand[k], draws=200)
    weak = within.mean().idxmin() + 1
    said = (f"{k} segments, {pairs} pairs: stability {rand[k].mean():.2f} (95% interval "
            f"{low:.2f} to {high:.2f}); the weakest is segment {weak}, at "
            f"{within.mean().min():.2f}. ")
    if earned is None:
        return said + "There are no groups in this file, whatever the picture says."
    loss = earned.max() - earned[k]
    less = f"{loss:,.0f} SEK less than the best number, {earned.idxmax()}"
    money = less if loss else "the best number"
    return said + f"One letter each earns {earned[k]:,.0f} SEK: {money}."

# %%
fig, (left, middle, right) = plt.subplots(1, 3, figsize=(9.2, 3.6), layout="constrained",
                                          width_ratios=[4, 5, 3.4])
left.set(xlabel="number of segments", ylim=(-0.1, 1.05), xlim=(1.5, 8.5), title="Pairs of samples",
         ylabel="adjusted Rand index")
middle.set(ylim=(0, 1.12), xlabel="segment", title="Each segment (Jaccard)", yticks=[0, 0.5, 1])
right.set(xlabel="number of segments", title="Profit (thousand SEK)", xlim=(0.5, 8.5),
          ylim=(28, 48), xticks=K)
dots = left.plot([], [], "o", color=describe.PALETTE[4], alpha=0.6, markersize=4)[0]
means = left.plot([], [], color="0.3", linewidth=1)[0]
chosen = left.plot([], [], "o", color="black", markersize=5)[0]
bars = live.bars(middle, [str(i) for i in range(1, 9)], form="{:.2f}")
curve = right.plot([], [], color=describe.PALETTE[0], marker="o", markersize=4)[0]
here = right.plot([], [], "o", color="black", markersize=13, fillstyle="none")[0]
nobody = right.text(4.5, 38, "", ha="center", va="center")

controls = {"file": Dropdown(description="Features", options=list(files)),
            "k": IntSlider(description="Number of segments", value=4, min=2, max=8),
            "pairs": SelectionSlider(description="Bootstrap pairs", value=FEWER,
                                     options=[2, 4, FEWER])}
live.Live(fig, update, controls, alt="Left: agreement of pairs of bootstrap samples by number of "
          "segments. Middle: a bar per segment, how well it comes back. Right: profit by number of "
          "segments.")

# %% [markdown]
# Things to try. With goods, go from five to six: which bars drop, and which stand? With two segments, set the pairs to
# 2: how sure would you have been? With habits, every number of letters earns less than the one before: how often
# somebody buys does not say *what* to write. (It says to whom and when; lesson 05.)

# %% [markdown]
# ## 8 · Reading the segments
#
# **Within a solution.** The mean best Jaccard of each segment, as in the live picture (Hennig 2007, who compares
# the customers in the sample; Dolnicar and Leisch 2017, who compare all). Hennig's rule of thumb: below 0.6 do not
# trust it; from `0.75` on it counts as a segment.

# %%
each = pd.DataFrame({k: within_of["goods: 12 shares", k].mean() for k in (4, 5, 6)})
each.index = [f"segment {i + 1}" for i in each.index]
each.columns = [f"{k} segments" for k in each]
each.round(2).astype(object).where(each.notna(), "")

# %% [markdown]
# In the solution of six not everything is shaky: {{(each["6 segments"] > 0.9).sum()}} segments come back nearly
# whole. A solution may be unstable and still contain a segment you can build on. That is why each is looked at
# alone.
#
# **Across solutions.** Where did a segment's customers come from when the number grew by one? Divide the entropy of
# their origin (how mixed it is) by the logarithm of the previous number of segments. Take the result from 1. You get
# 1 if all came from one segment, 0 if from all alike (Dolnicar and Leisch 2017).

# %%
family = segment.across(goods_labels[[2, 3, 4, 5, 6]])
family[["segment", "came_from"]] += 1
family["stability"] = family["stability"].round(2)
family.query("k in (4, 5, 6)").set_index(["k", "segment"])

# %% [markdown]
# {{family.query("k == 5").stability.min():.2f}} or more for all five: going from four to five cuts one segment in
# two and leaves the rest alone. Segment 5 came from segment
# {{family.query("k == 5 and segment == 5").came_from.item()}}.
#
# **Markers.** What makes a segment what it is? The categories whose share lies far from that of all customers: by
# more than `0.25`, or by more than half of it (Dolnicar, Grün and Leisch 2018, chapter 8, who say themselves that
# the two limits are arbitrary). For a name we need those above.

# %%
five = segment.markers(regulars, goods_labels[5])
above = five[five["difference"] > 0]
words = above["feature"] + above["mean"].map(" {:.0%}".format)
names = {"essentials": "thrift", "organic": "green", "ready_meals": "convenience",
         "womenswear": "women's style", "menswear": "men's style"}
reading = pd.DataFrame({
    "name": above.groupby("segment")["feature"].first().map(names),
    "regulars": goods_labels[5].value_counts().sort_index(),
    "all customers": goods_place[5].value_counts().sort_index(),
    "markers (share of lines)": words.groupby(above["segment"]).agg(", ".join)})
reading.set_axis(reading.index + 1).rename_axis("segment")

# %% [markdown]
# Names follow markers, not the other way round. With five segments the fashion customers fall into those who buy
# womenswear and those who buy menswear, and both buy beauty. They buy different goods. Two letters?

# %% [markdown]
# ## 9 · Too alike
#
# Document D calls this the biggest mistake: segments that are not different enough from one another. We can put a
# price on it. Take any two segments, merge them, write one letter instead of two: how much margin is lost? If it
# is less than the {{market.MESSAGE_COST_SEK:,}} SEK saved, the two were too alike to earn separate letters.
# **Distance** here is the straight-line distance between the two centres, in shares.

# %%
def mergers(k, most=None):
    """For the nearest pairs of segments: distance, size of the smaller, margin lost by merging."""
    centres, placed = regulars.groupby(goods_labels[k]).mean(), goods_place[k]
    apart = {(i, j): np.linalg.norm(centres.loc[i] - centres.loc[j])
             for i, j in itertools.combinations(range(k), 2)}
    rows = []
    for i, j in sorted(apart, key=apart.get)[:most]:
        merged = placed.where(placed != j, i)
        rows.append({"k": k, "pair": f"{i + 1} + {j + 1}", "distance": apart[i, j],
                     "smaller": min((placed == i).sum(), (placed == j).sum()),
                     "lost_sek": margin[k].sum() - added_margin(merged).sum()})
    return pd.DataFrame(rows)

merged = {k: mergers(k, most=None if k in (4, 5) else 1) for k in (3, 4, 5, 6, 7, 8)}
nearest = pd.concat([table.head(1) for table in merged.values()], ignore_index=True)
nearest.assign(distance=nearest["distance"].round(2),
               lost_sek=nearest["lost_sek"].round(-1).astype(int)).set_index("k")

# %%
fig, ax = plt.subplots(figsize=(7.6, 3.6), layout="constrained")
for k, marker, size in ((4, "o", 5), (5, "s", 10)):
    ax.plot(merged[k]["distance"], merged[k]["lost_sek"], marker, markersize=size, fillstyle="none",
            markeredgewidth=1.8, color=describe.PALETTE[k - 4], label=f"pairs of {k} segments")
ax.plot(*nearest.loc[3:, ["distance", "lost_sek"]].to_numpy().T, "D", markersize=7,
        fillstyle="none", markeredgewidth=1.8, color=describe.PALETTE[2],
        label="nearest pair of 6, 7, 8")
ax.axhline(market.MESSAGE_COST_SEK, color="black", linestyle="--")
ax.annotate("one message", (0.3, market.MESSAGE_COST_SEK + 90))
ax.axhline(0, color="0.5", linewidth=0.8)
ax.set(xlabel="distance between the two segments", ylabel="margin lost by merging (SEK)",
       xlim=(0.1, 0.8))
ax.legend(loc="upper left")
alike = merged[5].iloc[0]
describe.show(fig, "A dot for each pair of segments: near pairs lose little when merged, "
                   f"the style pair at {alike['distance']:.2f} loses {alike['lost_sek']:,.0f} SEK; "
                   "of the far pairs, large ones lose up to "
                   f"{merged[4]['lost_sek'].max():,.0f}, small ones less than a message costs.")

# %% [markdown]
# The table shows the most alike pair of each solution. Women's and men's style (k = 5) lie
# {{alike["distance"]:.2f}} apart; one letter for both loses {{alike["lost_sek"]:,.0f}} SEK and saves
# {{market.MESSAGE_COST_SEK:,}}. From six on, merging the nearest pair even *gains* margin. Now the right side of
# the picture: far apart is not enough either. Of the {{len(merged[5])}} pairs of five segments,
# {{((merged[5]["distance"] > 0.55) & (merged[5]["lost_sek"] < market.MESSAGE_COST_SEK)).sum()}} are complete
# strangers and still lose less than a message costs, because one of the two is small. A message is paid by
# **difference times size**.
#
# Havnbo need not forget what it learnt: one style letter can carry two pictures. Ask what *that* costs before you
# order two letters.

# %% [markdown]
# ## 10 · The campaign, and what it cannot tell
#
# The first mailing of the year goes out three times in our thoughts, with the same luck: one letter for all,
# {{best}} letters, or the agency's eight. One in five of those who may be written to is held out as control, by lot.

# %%
names = {1: "mass mailing, one letter", best: f"{best} letters", 8: "the agency's eight"}
sent = {}
for k, name in names.items():
    plan, content = letters(goods_place[k])
    sent[name] = market.run(plan, holdout=0.2, seed=14, more_offers=content)
measured = pd.concat({name: market.effect(outcomes).loc[["converted", "profit_sek"]]
                      for name, outcomes in sent.items()}, names=["plan", "measure"])
columns = itertools.product(["converted", "profit_sek"], ["effect", "low", "high"])
measured.unstack("measure").swaplevel(axis=1)[list(columns)].map(
    lambda x: f"{x:,.0f}" if abs(x) > 5 else f"{x:.1%}")

# %%
contacted = sent[f"{best} letters"].query("group == 'contacted'")
spread_sek = contacted["margin_sek"].std()
doubt = 1.96 * np.sqrt(2 * spread_sek ** 2 / (len(contacted) / 2))
four_more, gap = (margin[4] - margin[1]).mean(), (margin[5] - margin[4]).mean()
needed = 2 * (1.96 + 0.84) ** 2 * spread_sek ** 2 / gap ** 2
pd.Series({"spread of a customer's margin, SEK": f"{spread_sek:.0f}",
           "95% interval of the difference between two halves, SEK a customer": f"± {doubt:.1f}",
           "margin that four letters add to one, SEK a customer": f"{four_more:.2f}",
           "margin that the fifth letter adds, SEK a customer": f"{gap:.2f}",
           "customers needed in each half, four or five": f"{needed / 1e6:.1f} million",
           }).to_frame("figure")

# %% [markdown]
# Every plan clearly beats sending nothing. Which plan is best, one mailing cannot tell. Suppose half of the
# {{len(contacted):,}} customers get one plan and half another. The difference is then known to within
# {{doubt:.1f}} SEK a customer. Four letters truly add {{four_more:.2f}} SEK to one letter, the fifth adds
# {{gap:.2f}}. To settle four or five by experiment (power `80%`, level `5%`), Havnbo would need
# {{needed / 1e6:.1f}} million customers in each half. It has {{len(known):,}}.
#
# So the number of segments is seldom settled by an experiment on profit. It is settled by reasoning from parts
# that *can* be measured: does the segment come back; how well does its letter fit what its people buy next; what
# does a message cost. What the market knew above, a company can approach with the precision measured in the next
# section.

# %% [markdown]
# ## 11 · What the documents claim
#
# Five statements about the number of segments. They pull in two directions, so one curve must answer all.
#
# How sure is a sum over {{len(margin):,}} customers? Had others signed up, other customers would be in it. The
# intervals draw the customers anew, with replacement. The segments and letters stay as they are.
#
# ### Too few segments lose the chance to say what fits

# %%
draws = np.random.default_rng(14).integers(0, len(margin), (600, len(margin)))

def resampled(difference):
    """95% interval of a sum over customers, in thousand SEK."""
    return np.percentile(difference.to_numpy()[draws].sum(axis=1), [2.5, 97.5]) / 1000

message_knob = np.array([0, 300, 600, 1200, 1800, 2400, 3000, 4500, 6000])
gained = (margin[4] - margin[1]).sum() / 1000
four_or_one = pd.Series(gained - 3 * message_knob / 1000, index=message_knob)
extra = 3 * market.MESSAGE_COST_SEK / 1000

claims.state("E-under", figure=gained - extra,
             interval=tuple(resampled(margin[4] - margin[1]) - extra), threshold=0, above=True,
             unit="thousand SEK a mailing that four letters earn more than one",
             knob="cost of one message (SEK)", at=market.MESSAGE_COST_SEK, curve=four_or_one)

# %% [markdown]
# **Under-segmentation**, the field calls it. One letter for all misses {{gained - extra:.1f}} thousand SEK a mailing, at
# today's price of a message and counted over two weeks. A company that counts so, and pays an agency more for each
# version than the turning point, is right to write one letter.
#
# ### Too many small segments waste resources

# %%
wasted = (margin[4] - margin[8]).sum() / 1000
eight_or_four = pd.Series(wasted + 4 * message_knob / 1000, index=message_knob)
extra = 4 * market.MESSAGE_COST_SEK / 1000

claims.state("E-over", figure=wasted + extra,
             interval=tuple(resampled(margin[4] - margin[8]) + extra), threshold=0, above=True,
             unit="thousand SEK a mailing that eight letters earn less than four",
             knob="cost of one message (SEK)", at=market.MESSAGE_COST_SEK, curve=eight_or_four)

# %% [markdown]
# **Over-segmentation**, and here there is no turning point. Even at a price of zero, eight letters earn
# {{wasted:.1f}} thousand SEK less than four. Software that writes a version for next to nothing does not rescue the
# eight; it only makes the waste cheaper. (Letters that use *more* knowledge, not finer cuts of the same, are another matter: lesson 12.)
#
# ### Segments that are too broad lose their precision
#
# Precision a company can measure itself: how well does the letter match what its receivers buy in the *next*
# half-year? We take the cosine of the two lists of shares, 1 when they match exactly, and call it a real loss when
# it is more than a tenth below that of four segments.

# %%
came_back = known.index.intersection(later.index)
bought_next = later.loc[came_back].to_numpy()
bought_next = bought_next / np.linalg.norm(bought_next, axis=1, keepdims=True)

def match(placed):
    """Cosine between each customer's letter and what the customer bought afterwards."""
    content = known.groupby(placed).mean()
    content = content.div(np.linalg.norm(content, axis=1), axis=0)
    return (bought_next * content.loc[placed[came_back]].to_numpy()).sum(axis=1)

fits = pd.DataFrame({k: match(goods_place[k]) for k in K}, index=came_back)
lost_precision = (1 - fits.mean() / fits[4].mean()) * 100
picks = np.random.default_rng(15).integers(0, len(fits), (600, len(fits)))
ratio = fits[2].to_numpy()[picks].mean(axis=1) / fits[4].to_numpy()[picks].mean(axis=1)

claims.state("B-broad", figure=lost_precision[2], unit="% of the match with later purchases lost",
             interval=tuple(np.percentile((1 - ratio) * 100, [2.5, 97.5])),
             threshold=10, above=True, knob="number of segments", at=2, curve=lost_precision)

# %% [markdown]
# Two segments lose {{lost_precision[2]:.0f}}% of the match, one loses {{lost_precision[1]:.0f}}%. Note the other
# end: eight segments lose {{lost_precision[8]:.1f}}% as well. Narrow is not the same as precise.
#
# ### Segments can be too shallow, and they can be too many
#
# The whole curve in one card: what each number of segments loses against four. Twelve mailings a year; we call
# more than a thousand SEK each time a real loss.

# %%
short_of_four = (profit[4] - profit) / 1000
extra = 4 * market.MESSAGE_COST_SEK / 1000
claims.state("C-depth", figure=short_of_four[8],
             interval=tuple(resampled(margin[4] - margin[8]) + extra),
             unit="thousand SEK a mailing less than four segments", threshold=1, above=True,
             knob="number of segments", at=8, curve=short_of_four)

# %%
style = goods_labels.index[goods_labels[4] == 3]
family_of_style = goods_labels.loc[style, 3].mode()[0]
three = resampled(margin[4] - margin[3]) - market.MESSAGE_COST_SEK / 1000
print(f"four earn {(profit[4] - profit[3]) / 1000:+.2f} thousand SEK more than three "
      f"(95% interval {three[0]:+.2f} to {three[1]:+.2f})")

# %% [markdown]
# The card's condition reads like the claim itself: there is a loss below one limit and above another. Between
# them, three and four cannot be told apart by the profit of two weeks: the interval of their difference reaches both
# sides of zero. (Three put most of the style customers with those of segment {{family_of_style + 1}}.) We take four,
# because three came back less well: {{goods_rand[3].min():.2f}} in its worst pair of samples. With the year after,
# four earn more as well (section 6).
#
# ### Segments so alike that they hear the same are of little use

# %%
gain_by_merging = (market.MESSAGE_COST_SEK - nearest.set_index("distance")["lost_sek"]) / 1000
claims.state("D-alike", figure=gain_by_merging[alike["distance"]],
             unit="thousand SEK a mailing gained by merging the most alike pair", threshold=0,
             above=True, knob="distance between the two (shares)", at=alike["distance"],
             curve=gain_by_merging)

# %% [markdown]
# A point on this curve is the most alike pair of three, four, … eight segments. Merging pays as long as the two
# are nearer than the turning point. The limit is Havnbo's, at this size of segments and this price; section 9
# shows that small segments need to be further apart.

# %% [markdown]
# ## 12 · Pitfalls, privacy and fairness
#
# - **k-means never refuses.** It cuts whatever it gets. Before you name segments, show that they come back.
# - **Stable is not useful, and useful need not be stable.** Habits gave two stable segments and not one reason to
#   write two letters. Keep two questions apart: is it real; does it pay.
# - **Too few starts look like instability.** With one start instead of ten, k-means sometimes stops in a poor
#   solution, and stability blames the data. Always give `n_init` and `random_state`.
# - **The mean hides the coin.** Stability around a half may be "always half alike" or "half of the time the same".
# - **A criterion chosen afterwards** is no criterion. Several advisers, and the one who agrees with the boss is
#   quoted. Write down which figure decides before you compute it.
# - **When not to ask at all.** If one message costs little and fits all, or the list is short, one letter is a
#   fine number of segments. If every customer gets an own page anyway, the number hardly matters.
# - **Small segments are people.** Groups under five are not shown and not written to. Fine cuts also let others
#   guess: a letter that only {{goods_place[8].value_counts().min()}} people get says something about each of them.
# - **Who is drawn on?** The segments were drawn on regulars and then laid over everybody. If occasional customers
#   are of another kind, they get a place, but not a say.

# %% [markdown]
# ## 13 · Quiz

# %%
quiz.ask(
    "The silhouette is highest at seven segments. What have you learnt?",
    {
        "That there are seven groups of customers.":
            "It picks some number for any data, also for a cloud without groups.",
        "That at seven, customers on average lie clearest in their own segment, not the next.":
            "Right: that, and no more. Not that the cuts come back, nor that they pay.",
        "That a campaign with seven messages earns most.":
            "The silhouette knows neither what a message costs nor what it brings.",
    },
    right="That at seven, customers on average lie clearest in their own segment, not the next.",
    key="14_how_many_segments/quiz-1")

# %%
quiz.ask(
    "Two solutions of the same customers have an adjusted Rand index of 0. What does it mean?",
    {
        "No customer has the same segment number in both.":
            "Numbers do not matter: the index compares who sits with whom.",
        "They agree no more than two solutions drawn by lot would.":
            "Right. That is what *adjusted* takes out.",
        "One of them must be wrong.":
            "Both may be sensible, one by taste, one by habit. They have nothing in common.",
    },
    right="They agree no more than two solutions drawn by lot would.",
    key="14_how_many_segments/quiz-2")

# %%
quiz.ask(
    "A segmentation comes back in every bootstrap sample. Which conclusions are safe? Tick all.",
    {
        "Another sample of such customers would give nearly the same segments.":
            "Yes: that is what was tested.",
        "There are separate groups of customers.":
            "Not safe: a long cloud is cut across its length each time, with no groups in it.",
        "Each segment deserves its own message.":
            "Not safe: two stable segments may want to hear the same.",
        "The random start of k-means does not decide who sits where.":
            "Yes: otherwise the samples would disagree.",
    },
    right=["Another sample of such customers would give nearly the same segments.",
           "The random start of k-means does not decide who sits where."],
    key="14_how_many_segments/quiz-3")

# %%
quiz.ask(
    "Two segments of 400 customers differ clearly, but one letter for both loses only 300 SEK. "
    "What now?",
    {
        "Keep both: they are real.":
            "Real, yes. But a message costs more than it brings. Real is not the question here.",
        "One letter, perhaps with two pictures, as long as a message costs more than 300 SEK.":
            "Right. Keep the knowledge, spare the message.",
        "Merge them in the data and forget the difference.":
            "It may matter for something cheaper than a letter, such as the order of the shelf.",
    },
    right="One letter, perhaps with two pictures, as long as a message costs more than 300 SEK.",
    key="14_how_many_segments/quiz-4")

# %% [markdown]
# ## Take-away
#
# - Elbow, silhouette and BIC disagree because they answer different questions. None of them is yours.
# - Two bootstrap samples, both place everybody, compare: if a segment does not come back, do not speak of a group
#   you have found.
# - Stability says whether a cut comes back. A twin without groups shows how much stability the shape alone can give.
#   Money says whether to bother.
# - Havnbo writes {{best}} letters. The fifth segment comes back too, but does not earn the price of a letter of its
#   own.
#
# **Now you:** [the exercise](../exercises/14_how_many_segments.ipynb) · **Next:**
# [lesson 15](15_keep_it_alive.ipynb), did it work, and does it still?
