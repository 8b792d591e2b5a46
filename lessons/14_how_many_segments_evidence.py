# %% [markdown]
# # 14 · Evidence: how many segments?
#
# {{=way}}
#
# For those who want to see the counting behind lesson 14: what the statistics can tell about a number of segments,
# what they cannot, and what each number earns. Five statements of the documents stand at the end, each with its
# meaning, its test, its figure with an interval, and its curve. Bars and ranges stand in `lessons/claims.toml`: one
# rule for all claims, laid down before this evidence was computed, when the first edition's figures were known.
#
# Havnbo is invented, and so are its customers. The figures show how the methods behave, not how customers do.

# %%
import itertools

import numpy as np
import pandas as pd
from scipy.stats import norm
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, pairwise_distances_argmin, silhouette_score
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from helpers import charts, claims, data, features, market, segment

threadpool_limits(1)     # work on one core: with so few customers, several wait for each other
K = range(1, 9)


def shares(rows):
    """Share of each customer's order lines by category."""
    counts = pd.crosstab(rows["customer_id"], rows["category"])
    counts = counts.reindex(columns=market.CATEGORIES, fill_value=0)
    return counts.div(counts.sum(axis=1), axis=0)


purchases = data.purchases()
history = purchases[purchases["ordered_at"] < data.CUTOFF]
known = shares(history)
later = shares(purchases[purchases["ordered_at"] >= data.CUTOFF])
enough = history["customer_id"].value_counts() >= 20
regulars = known[enough.reindex(known.index)]

# %% [markdown]
# Segments are drawn on the {{len(regulars)}} customers with 20 order lines or more; afterwards all {{len(known):,}} are placed
# in the segment whose centre is nearest.
#
# ## The adjusted Rand index by hand
#
# It compares all groups with all groups by counting pairs of customers. Ten customers make 45 pairs. How many sit together
# in both solutions? And how many would by chance, with groups of these sizes?

# %%
ten = regulars.head(10)
by_need = pd.DataFrame({need: ten[inside].sum(axis=1) for need, inside in market.NEEDS.items()})
placed_ten = pd.DataFrame(index=by_need.index)
for name, seed in {"first": 1, "second": 2}.items():
    sample = by_need.sample(10, replace=True, random_state=seed)
    wanted = min(3, len(sample.drop_duplicates()))
    placed_ten[name] = KMeans(wanted, n_init=10, random_state=0).fit(sample).predict(by_need)

both = pd.crosstab(placed_ten["first"], placed_ten["second"])


def pairs_within(sizes):
    """Pairs of customers who sit in the same group."""
    return float((sizes * (sizes - 1) / 2).sum())


together = pairs_within(both.to_numpy())
in_first, in_second = pairs_within(both.sum(axis=1)), pairs_within(both.sum(axis=0))
by_chance = in_first * in_second / 45
at_most = (in_first + in_second) / 2
rand_by_hand = (together - by_chance) / (at_most - by_chance)
pd.Series({
    "pairs together in both": together, "by chance": by_chance, "at most": at_most,
    "(together - by chance) / (at most - by chance)": rand_by_hand,
    "scikit-learn says": adjusted_rand_score(placed_ten["first"], placed_ten["second"]),
}).round(2).to_frame("the ten")

# %% [markdown]
# ## Three advisers
#
# Beside elbow and silhouette, statisticians like **BIC**, the Bayesian information criterion: describe the customers as a
# mixture of normal clouds, reward fit, charge for every parameter, take the lowest. There are many BICs: it depends on
# which clouds are allowed. *Diagonal* ones may be stretched along the columns, but not aslant.

# %%
def bic(table, k, shape):
    """BIC of a mixture of k normal clouds of this shape; lower is better."""
    clouds = GaussianMixture(k, covariance_type=shape, max_iter=500, random_state=0)
    return clouds.fit(table).bic(table)


def solutions(table):
    """k-means with one to eight segments, a column each; the first puts everybody together."""
    labels = segment.solutions(table)
    labels.insert(0, 1, 0)
    return labels


def advice(table, labels):
    """Squares, silhouette and BIC for one to eight segments."""
    rows = {}
    for k in K:
        off_centre = table - table.groupby(labels[k]).transform("mean")
        rows[k] = {"squares": (off_centre**2).to_numpy().sum(),
                   "silhouette": silhouette_score(table, labels[k]) if k > 1 else np.nan,
                   "BIC": bic(table, k, "diag")}
    return pd.DataFrame(rows).T.rename_axis("segments")


def votes(table):
    """The number of segments that each adviser picks."""
    bend = table["squares"].diff().diff().shift(-1)
    return pd.Series({"elbow": bend.idxmax(), "silhouette": table["silhouette"].idxmax(), "BIC": table["BIC"].idxmin()})


goods_labels = solutions(regulars)
goods_advice = advice(regulars, goods_labels)
goods_votes = votes(goods_advice)
goods_advice.round({"squares": 1, "silhouette": 3, "BIC": 0})

# %% [markdown]
# The elbow picks {{goods_votes["elbow"]}}, the silhouette {{goods_votes["silhouette"]}}, by a hair:
# {{goods_advice.loc[5, "silhouette"]:.3f}} against {{goods_advice.loc[4, "silhouette"]:.3f}} for four. BIC picks
# {{goods_votes["BIC"]}}, the most it was offered: shares that add up to one and are often exactly zero are nothing like
# normal clouds, and a mixture spends many a cloud on that. Nobody has made a mistake. Each answers another question.
#
# ## Does it come back?
#
# Two bootstrap samples, cluster each, let both place all regulars, compare by the adjusted Rand index; 12 pairs here, 6 for
# the comparisons further down (Dolnicar and Leisch 2010; Dolnicar, Grün and Leisch 2018, chapter 7). The interval says how
# far 12 other pairs, drawn from this same file, would move the mean. For a report, take 100:
# `segment.stability(regulars, range(2, 9), pairs=100)`.

# %%
PAIRS, FEWER = 12, 6


def agreement(placed):
    """Adjusted Rand index of every pair of samples, a column per number of segments."""
    rand = {(k, pair): adjusted_rand_score(placed[k, pair, 0], placed[k, pair, 1])
            for k, pair, sample in placed if sample == 0}
    return pd.Series(rand).rename_axis(["k", "pair"]).unstack("k")


def interval_of(values):
    """95% bootstrap interval of a mean over pairs."""
    picks = np.random.default_rng(0).integers(0, len(values), (1000, len(values)))
    return np.percentile(values.to_numpy()[picks].mean(axis=1), [2.5, 97.5])


goods_placed = segment.placements(regulars, pairs=PAIRS, n_init=5, progress=False)
goods_rand = agreement(goods_placed)
come_back = pd.DataFrame({"figure": goods_rand.mean(), "worst pair": goods_rand.min()})
come_back[["low", "high"]] = [interval_of(goods_rand[k]) for k in goods_rand]
come_back.round(2).rename_axis("segments")

# %%
two_agree, two_strangers = goods_rand[2] > 0.9, goods_rand[2] < 0.2
pd.Series({"the same two segments": two_agree.mean(), "nothing in common": two_strangers.mean(),
           "something between": (~two_agree & ~two_strangers).mean()}).map("{:.0%}".format).to_frame("pairs of samples")

# %% [markdown]
# Four and five come back in every pair. From six on the samples quarrel. With **two** a pair mostly either agrees entirely
# or has nothing in common: there are several equally good ways to press four kinds of customers into two, and the sample
# tosses the coin. A mean of {{goods_rand[2].mean():.2f}} describes none of the pairs. Look at the pairs, not only at the
# mean.
#
# ## The file with nothing in it
#
# `no_structure`: 600 customers, six columns, one cloud, a little stretched. There are no groups in it.

# %%
empty = data.load("no_structure").set_index("customer_id")
empty = (empty - empty.mean()) / empty.std()
empty_labels = solutions(empty)
empty_advice = advice(empty, empty_labels)
empty_votes = votes(empty_advice)
empty_rand = agreement(segment.placements(empty, pairs=FEWER, n_init=3, progress=False))
aslant = pd.Series({k: bic(empty, k, "full") for k in range(1, 5)})

charts.curve(
    pd.DataFrame({"Havnbo's goods": goods_rand.mean(), "nothing in it": empty_rand.mean()}),
    x="number of segments",
    y="adjusted Rand index",
    title="Stability: four that are there, and a file without groups",
)

# %% [markdown]
# Elbow {{empty_votes["elbow"]}}, silhouette {{empty_votes["silhouette"]}}, diagonal BIC {{empty_votes["BIC"]}}: three
# advisers agree for once, on segments that do not exist. The elbow and the silhouette cannot say "none"; this BIC could,
# and did not. Stability notices: {{empty_rand[2].mean():.2f}} for two, and about
# {{empty_rand[[4, 5, 6]].mean().mean():.2f}} from four on.
#
# It is often said that *only* stability tells. Not quite. BIC with clouds stretched in any direction (*full*) picks
# {{aslant.idxmin()}}: the cloud has a shape that it knows. A silhouette of {{empty_advice["silhouette"].max():.2f}} is low
# beside Havnbo's {{goods_advice["silhouette"].max():.2f}}; but who has a second file to compare with? And a stretched
# cloud can be cut across its length, and that cut comes back, with no groups at all.
#
# ## Twins
#
# How much stability can the shape of a cloud give by itself? Make for each file a **twin**: a normal cloud with the same
# means and correlations, and no groups. Once for the goods, once for habits (recency, frequency, money; logarithms, on one
# scale).

# %%
rfm = features.rfm(data.load("orders").query("ordered_at < @data.CUTOFF"), at=data.CUTOFF).loc[known.index]
habits = rfm.assign(frequency=np.log(rfm["frequency"]), monetary_sek=np.log(rfm["monetary_sek"].clip(lower=1)))
habits = (habits - habits.mean()) / habits.std()
habits_of_regulars = habits.loc[regulars.index]


def twin(table):
    """A normal cloud with the same means and covariances, and no groups in it."""
    drawn = np.random.default_rng(0).multivariate_normal(table.mean(), table.cov(), len(table))
    return pd.DataFrame(drawn, table.index, table.columns)


def mean_stability(table, k):
    return segment.stability(table, [k], pairs=FEWER, n_init=3, progress=False)["adjusted_rand"].mean()


twins = pd.DataFrame({
    "goods, 4 segments": [goods_rand[4].mean(), mean_stability(twin(regulars), 4)],
    "habits (RFM), 2 segments": [mean_stability(habits_of_regulars, 2), mean_stability(twin(habits_of_regulars), 2)],
}, index=["Havnbo", "its twin without groups"]).T
twins.round(2)

# %% [markdown]
# Two segments by habit are stable, and so are those of the twin: a long cloud is enough for that. For the four segments by
# goods it is not: their twin reaches {{twins.iloc[0, 1]:.2f}}. That is a hint, not a proof. The twin copies means and
# correlations, not the many zeros in the shares, and it is a single draw.
#
# Dolnicar and Leisch (2010) keep three cases apart: *natural* segments (there are groups), *reproducible* ones (no groups,
# but the cut comes back) and *constructive* ones (the cut is ours alone). All three may be useful.
#
# ## Each segment by itself
#
# **Within a solution**: the mean best Jaccard of each segment (Hennig 2007; Dolnicar and Leisch 2017). Hennig's rule of
# thumb: below `0.6` do not trust it; from `0.75` on it counts as a segment.

# %%
def comes_back(labels, placed):
    """For each pair and segment: its best Jaccard overlap in each sample, the mean of the two."""
    rows = {}
    for pair in placed.columns.unique("pair"):
        best = []
        for sample in (0, 1):
            shared = pd.crosstab(labels, placed[pair, sample])
            either = pd.DataFrame({j: shared.sum(axis=1) + shared[j].sum() - shared[j] for j in shared})
            best.append((shared / either).max(axis=1))
        rows[pair] = (best[0] + best[1]) / 2
    return pd.DataFrame(rows).T


each = pd.DataFrame({f"{k} segments": comes_back(goods_labels[k], goods_placed[k]).mean() for k in (4, 5, 6)})
each.index = [f"segment {i + 1}" for i in each.index]
each.round(2).astype(object).where(each.notna(), "")

# %% [markdown]
# A solution may be unstable and still hold a segment you can build on: of six,
# {{(each["6 segments"] > 0.9).sum()}} come back nearly whole.
#
# **Across solutions**: did a segment's customers come from one segment when the number grew by one? One less the entropy of
# their origin (how mixed it is), over the logarithm of the number before: 1 if all came from one, 0 if from all alike.

# %%
family = segment.across(goods_labels[[3, 4, 5, 6]])
family[["segment", "came_from"]] += 1
family.round(2).query("k in (5, 6)").set_index(["k", "segment"])

# %% [markdown]
# **Markers**: the categories whose share lies far from that of all customers, by more than `0.25` or by more than half of
# it (Dolnicar, Grün and Leisch 2018, chapter 8, who call the two limits arbitrary).

# %%
five = segment.markers(regulars, goods_labels[5])
above = five[five["difference"] > 0]
words = above["feature"] + above["mean"].map(" {:.0%}".format)
reading = pd.DataFrame({"regulars": goods_labels[5].value_counts().sort_index(),
                        "markers (share of lines)": words.groupby(above["segment"]).agg(", ".join)})
reading.set_axis(reading.index + 1).rename_axis("segment")

# %% [markdown]
# ## What does each number earn?
#
# One letter per segment, with goods in the shares its members bought before July, by e-mail to all who have agreed. For
# the many draws below we need a short way to this. In this market a letter's added margin is a straight line in how well
# it *fits*. Letters about one category alone give both ends of each customer's line; how well any letter fits follows
# from how well those do. The last column adds the year after: what those customers bring who stay because of their letter.

# %%
singles = {c: market.reached(market.plan(known.index, c)).set_index("customer_id") for c in market.CATEGORIES}
likes = pd.DataFrame({c: table["fit"] for c, table in singles.items()})
worth = pd.DataFrame({
    c: (table["chance_with"] - table["chance_without"]) * table["basket_sek"] * market.MARGIN
    for c, table in singles.items()
})
slope = (worth.max(axis=1) - worth.min(axis=1)) / (likes.max(axis=1) - likes.min(axis=1))
start = worth.max(axis=1) - slope * likes.max(axis=1) - market.CONTACT_COST_SEK["email"]

GOODS = known.to_numpy()
LIKES, SLOPE, START = (table.reindex(known.index, fill_value=0).to_numpy() for table in (likes, slope, start))
ONCE = np.ones(len(known))


def content(placed, times=ONCE):
    """What each segment's letter shows, as a direction of length 1; customers may come several times."""
    member = (placed[:, None] == np.arange(placed.max() + 1)) * times[:, None]
    bought = member.T @ GOODS
    return bought / np.maximum(np.linalg.norm(bought, axis=1, keepdims=True), 1e-12)


def letter_margin(placed, times=ONCE):
    """SEK that the own segment's letter adds, for each customer; 0 for those not written to."""
    return START + SLOPE * (LIKES * content(placed, times)[placed]).sum(axis=1)


def place(table, drawn_on, labels):
    """Everybody in the segment whose centre is nearest."""
    return pairwise_distances_argmin(table[drawn_on.columns], drawn_on.groupby(labels).mean())


def letters(placed):
    """A plan with one letter per segment, and what each letter shows: its receivers' shares."""
    name = pd.Series([f"letter {i + 1}" for i in placed], index=known.index)
    return market.plan(known.index, name.to_list()), known.groupby(name).mean()


# %%
def year_after(placed):
    """SEK in the year after the mailing, of customers who stay because of their letter."""
    plan, shown = letters(placed)
    reached = market.expected(plan, more_offers=shown).query("consent == 1")
    return ((reached["stay_with"] - reached["stay_without"]) * reached["year_margin_sek"]).sum()


goods_place = {k: place(known, regulars, goods_labels[k]) for k in K}
margin = pd.Series({k: letter_margin(goods_place[k]).sum() for k in K})
year = pd.Series({k: year_after(goods_place[k]) for k in K})
profit = margin - market.MESSAGE_COST_SEK * margin.index
pd.DataFrame({"before letters are paid": margin, "profit": profit, "with the year after": profit + year,
              }).round(-2).astype(int).rename_axis("segments")

# %% [markdown]
# Most is earned with {{profit.idxmax()}}; with the year after, with {{(profit + year).idxmax()}}. Before the letters are paid the
# top is at {{margin.idxmax()}}: finer cuts of the same columns lose even when letters are free, because more segments cut
# up those who buy alike by what they happened to put into the basket. Letters that *borrow*, one's own basket blended with
# the segment's, are another matter (lesson 01).
#
# And habits? They come back too. But every number of letters by habit earns less than the one before: how often somebody
# buys does not say *what* to write. (It says to whom, and when.)

# %%
habits_labels = solutions(habits_of_regulars)
habits_margin = pd.Series({k: letter_margin(place(habits, habits_of_regulars, habits_labels[k])).sum() for k in K})
habits_profit = habits_margin - market.MESSAGE_COST_SEK * habits_margin.index
charts.curve(pd.DataFrame({"by goods": profit, "by habits": habits_profit}) / 1000, x="number of segments",
             y="thousand SEK a mailing", title="Stable is not useful: what letters by goods and by habits earn")

# %% [markdown]
# ## Could an experiment settle it?
#
# Half of the customers get four letters, half five. How many must there be to see the true difference, four times out of
# five (power `80%`, level `5%`)?

# %%
plan, shown = letters(goods_place[4])
sent = market.run(plan, holdout=0.5, seed=14, more_offers=shown).query("group == 'contacted'")
spread = sent["margin_sek"].std()
fifth = (margin[5] - margin[4]) / len(likes)
doubt = 1.96 * np.sqrt(2 * spread**2 / (len(sent) / 2))
needed = 2 * (1.96 + 0.84) ** 2 * spread**2 / fifth**2 if fifth else np.inf
pd.Series({"spread of a customer's margin, SEK": f"{spread:.0f}",
           "what two halves of those written to can tell, SEK a customer": f"± {doubt:.1f}",
           "what four letters add to one, SEK a customer": f"{(margin[4] - margin[1]) / len(likes):.2f}",
           "what the fifth letter adds, SEK a customer": f"{fifth:.2f}",
           "customers needed in each half, four or five": f"{needed / 1e6:.1f} million"}).to_frame("figure")

# %% [markdown]
# ## Too alike, and too small
#
# Take any two segments, write one letter instead of two: how much margin is lost? If it is less than the
# {{market.MESSAGE_COST_SEK:,}} SEK saved, the two were too alike to earn separate letters. **Distance** is the straight line
# between the two centres, in shares.

# %%
def mergers(centres, placed, times=ONCE):
    """For each pair of segments: their distance, customers in the smaller, margin lost by one letter for both."""
    before = (letter_margin(placed, times) * times).sum()
    rows = []
    for i, j in itertools.combinations(range(len(centres)), 2):
        merged = np.where(placed == j, i, placed)
        rows.append({"pair": f"{i + 1} + {j + 1}", "distance": np.linalg.norm(centres[i] - centres[j]),
                     "smaller": min(times[placed == i].sum(), times[placed == j].sum()),
                     "lost_sek": before - (letter_margin(merged, times) * times).sum()})
    return pd.DataFrame(rows).sort_values("distance", ignore_index=True)


centres_of = {k: regulars.groupby(goods_labels[k]).mean().to_numpy() for k in range(3, 9)}
merged = {k: mergers(centres_of[k], goods_place[k]) for k in centres_of}
nearest = pd.concat({k: table.head(1) for k, table in merged.items()}, names=["segments"]).droplevel(1)
nearest.round({"distance": 2, "smaller": 0, "lost_sek": -1}).astype({"smaller": int, "lost_sek": int})

# %% [markdown]
# The most alike pair of each solution. From six on, merging it even *gains* margin (a loss below zero). And far apart is
# not enough either: of the {{len(merged[5])}} pairs of five segments,
# {{((merged[5]["distance"] > 0.55) & (merged[5]["lost_sek"] < market.MESSAGE_COST_SEK)).sum()}} are complete strangers and
# still lose less than a letter costs, because one of the two is small. A letter is paid by **difference times size**.
#
# # What the documents claim
#
# How sure is a sum over {{len(known):,}} customers? Had others signed up, other customers would be in it, and other segments
# would have been found. So each draw takes customers anew, finds the segments of the regulars among them again, places
# everybody, writes the letters and counts. An interval is the figure with `1.96` standard deviations of 100 such draws
# to both sides.

# %%
came_back = known.index.isin(later.index)
next_bought = later.reindex(known.index, fill_value=0).to_numpy()
NEXT = next_bought / np.maximum(np.linalg.norm(next_bought, axis=1, keepdims=True), 1e-12)
is_regular = known.index.isin(regulars.index)


def match(placed, times=ONCE):
    """Mean cosine between the own segment's letter and what the customer bought afterwards."""
    return ((NEXT * content(placed, times)[placed]).sum(axis=1) @ times) / times[came_back].sum()


rng = np.random.default_rng(14)
redrawn = []
for number in range(100):
    times = rng.multinomial(len(known), ONCE / len(known)).astype(float)
    inside = is_regular & (times > 0)
    row = {}
    for k in K:
        model = KMeans(k, n_init=2, random_state=number).fit(GOODS[inside], sample_weight=times[inside])
        placed = model.predict(GOODS)
        row["margin", k] = letter_margin(placed, times) @ times
        if k in (2, 4):
            row["match", k] = match(placed, times)
        if k == 5:
            row["alike", k] = mergers(model.cluster_centers_, placed, times).loc[0, "lost_sek"]
    redrawn.append(row)
redrawn = pd.DataFrame(redrawn)
redrawn.columns = pd.MultiIndex.from_tuples(redrawn.columns)
redrawn_profit = redrawn["margin"] - market.MESSAGE_COST_SEK * redrawn["margin"].columns


def around(figure, draws, sure=0.95):
    """The interval around a figure, by the spread of its draws."""
    half = norm.ppf((1 + sure) / 2) * draws.std()
    return figure - half, figure + half


# %% [markdown]
# ## Too few segments lose the chance to say what fits
#
# **Under-segmentation**: one letter earns less than four to the same people. The cost of a letter decides.

# %%
COSTS = [100, 300, 600, 1200, 1800, 2400, 3000, 4500, 6000]
gained = margin[4] - margin[1]
four_or_one = pd.Series({cost: (gained - 3 * cost) / 1000 for cost in COSTS})
four_more = (profit[4] - profit[1]) / 1000
claims.judge("E-under", figure=four_more, of="customers", curve=four_or_one,
             interval=around(four_more, (redrawn_profit[4] - redrawn_profit[1]) / 1000))

# %% [markdown]
# Counted over two weeks. A company that pays an agency more for each version than the edge says is right to write one
# letter.
#
# ## Too many small segments waste resources
#
# **Over-segmentation**: eight letters earn less than four to the same people.

# %%
wasted = margin[4] - margin[8]
eight_or_four = pd.Series({cost: (wasted + 4 * cost) / 1000 for cost in COSTS})
eight_less = (profit[4] - profit[8]) / 1000
claims.judge("E-over", figure=eight_less, of="customers", curve=eight_or_four,
             interval=around(eight_less, (redrawn_profit[4] - redrawn_profit[8]) / 1000))

# %% [markdown]
# At a price of zero, eight letters earn {{wasted / 1000:.1f}} thousand SEK less than four. Software that writes a version for
# next to nothing does not rescue the eight; it only makes the waste cheaper.
#
# ## Segments that are too broad lose their precision
#
# Precision a company can measure itself: the cosine between the letter's shares and what its receivers buy in the *next*
# half-year, 1 when they match exactly. The claim asks for a tenth of the match with four segments.

# %%
matches = pd.Series({k: match(goods_place[k]) for k in K})
lost_precision = 100 * (1 - matches / matches[4])
claims.judge("B-broad", figure=lost_precision[2], of="customers", curve=lost_precision,
             interval=around(lost_precision[2], 100 * (1 - redrawn["match"][2] / redrawn["match"][4])))

# %% [markdown]
# One segment loses {{lost_precision[1]:.0f}}%. The other end loses too: eight segments {{lost_precision[8]:.1f}}%. Narrow is
# not the same as precise.
#
# ## Segments can be too shallow, and they can be too many
#
# Two halves, so both sides of four count: three and five, two and six, one and seven. Of the two losses the smaller is
# taken, in percent of what four segments earn; the claim is right if both are large enough somewhere. Since three pairs
# are tried, each interval is wider.

# %%
lost_profit = 100 * (1 - profit / profit[4])
redrawn_lost = 100 * (1 - redrawn_profit.div(redrawn_profit[4], axis=0))
steps = {}
for step in (1, 2, 3):
    smaller = min(lost_profit[4 - step], lost_profit[4 + step])
    low, high = around(smaller, redrawn_lost[[4 - step, 4 + step]].min(axis=1), sure=1 - 0.05 / 3)
    steps[step] = {"figure": smaller, "low": low, "high": high}
both_sides = pd.DataFrame(steps).T
lost_profit.round(1).to_frame("% less than four segments earn").rename_axis("segments")

# %%
claims.judge("C-depth", figure=both_sides.loc[3, "figure"], of="customers", curve=both_sides,
             interval=tuple(both_sides.loc[3, ["low", "high"]]))

# %%
three = around((profit[4] - profit[3]) / 1000, (redrawn_profit[4] - redrawn_profit[3]) / 1000)
pd.Series({"four earn more than three by": (profit[4] - profit[3]) / 1000, "from": three[0], "to": three[1],
           }).round(1).to_frame("thousand SEK a mailing")

# %% [markdown]
# Too many fails by far; too few costs less than a tenth. That is an answer about two weeks. With the year after, in which
# well-served customers stay, one letter earns {{100 * (1 - (profit + year)[1] / (profit + year)[4]):.0f}}% less than four, and
# seven {{100 * (1 - (profit + year)[7] / (profit + year)[4]):.0f}}%: counted so, both halves would pass.
#
# Three and four cannot be told apart by the profit of two weeks. We take four, because three come back less well
# ({{goods_rand[3].min():.2f}} in the worst pair), and with the year after four earn more as well.
#
# ## Segments so alike that they hear the same are of little use
#
# One letter for the two most alike of five segments, instead of one for each. The curve is a straight line through all
# pairs of four and of five segments, weighted by the size of the smaller one.

# %%
pairs = pd.concat([merged[4], merged[5]])
pairs["gain"] = (market.MESSAGE_COST_SEK - pairs["lost_sek"]) / 1000
tilt, height = np.polyfit(pairs["distance"], pairs["gain"], 1, w=np.sqrt(pairs["smaller"]))
line = pd.Series({distance: height + tilt * distance for distance in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)})

alike = merged[5].iloc[0]
by_merging = (market.MESSAGE_COST_SEK - alike["lost_sek"]) / 1000
claims.judge("D-alike", figure=by_merging, at=round(alike["distance"], 2), of="customers", curve=line,
             interval=around(by_merging, redrawn["alike"][5] / 1000))

# %% [markdown]
# The two fashion segments of five lie {{alike["distance"]:.2f}} apart; one letter for both loses {{alike["lost_sek"]:,.0f}} SEK and
# saves {{market.MESSAGE_COST_SEK:,}}. The limit is Havnbo's, at this size of segments and this price.
#
# {{=way}}
