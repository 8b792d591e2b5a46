# %% [markdown] slide="How many versions, and who decides?"
# # 14 · How many segments?
#
# {{=way}}
#
# **The question.** Are these segments real, different and few enough?
#
# **The decision.** Next year Havnbo will write to its customers once a month, and the letter will come in several
# versions. An agency offers eight ("the finer the better"). Finance would pay for one. Marketing has asked the statistics
# package and got three answers: four, five and eight. How many versions, and who decides: the statistics, or the money?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 00; lesson 05 helps |
#
# **One idea to keep:** that a segment comes back says that it is no accident. Whether it deserves a letter of its own,
# only money says.

# %%
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from threadpoolctl import threadpool_limits

from helpers import charts, claims, data, features, market, segment
from page import live, quiz

# %% tags=["hide-input"]
quiz.guess(
    "14_how_many_segments",
    "Suppose that a further letter cost nothing at all. How many segments, each with its own letter, would earn most?",
    ["Eight or more: the finer, the better it fits.", "About five; more would lose even when free.",
     "One: letters hardly differ in what they sell."],
)

# %% [markdown]
# ## 1 · By hand, on ten customers
#
# Havnbo is invented, and so is what is bought there. What goes into the letter depends on what people buy. So the segments
# are made from that: for each customer, the share of order lines in each of the twelve categories, up to 1 July 2025.
# What came later is kept for judging.

# %%
threadpool_limits(1)                                    # one core is enough for so few customers
purchases = data.purchases()
before = purchases[purchases["ordered_at"] < data.CUTOFF]
counts = pd.crosstab(before["customer_id"], before["category"])

known = counts.div(counts.sum(axis=1), axis=0)          # shares: each row adds up to 1
regulars = known[counts.sum(axis=1) >= 20]
regulars.head(3).round(2)

# %% [markdown]
# {{len(known):,}} customers had bought by then, many of them once, and four lines say little about a taste. So the
# segments are *drawn* on the {{len(regulars)}} regulars, with 20 lines or more. Afterwards everybody is *placed* in the
# segment whose centre is nearest. A segmentation is a rule that places people, not a list of people.
#
# Had other customers signed up, would we have found the same segments? We cannot ask other customers. But we can draw
# ten of these ten *with replacement*, so that some come twice and some not at all: a **bootstrap sample**. **k-means**
# moves three centres about until each lies in the middle of its own customers; then they place all ten. Then the same with a second sample.

# %%
ten = regulars.head(10)
by_need = pd.DataFrame({need: ten[goods].sum(axis=1) for need, goods in market.NEEDS.items()})

placed = by_need.round(2)
for name, seed in {"first": 1, "second": 2}.items():
    sample = by_need.sample(10, replace=True, random_state=seed)
    model = KMeans(3, n_init=10, random_state=0).fit(sample)
    placed[name] = model.predict(by_need)
placed.sort_values("first")

# %% [markdown]
# Do not compare the numbers in the last two columns: segment 0 of one solution need not be segment 0 of the other. Compare
# who sits with whom. To the eye, these are four kinds of people. Asked for three, one sample lumps *green* with
# *thrift*, the other *green* with *style*. The lovers of convenience sit together in both.
#
# The **Jaccard index** puts a number on it, group by group: customers in both, over customers in either.

# %% slide="A segment that comes back whole scores one" says="For each row"
both = pd.crosstab(placed["first"], placed["second"])
in_first = both.sum(axis=1)
in_second = both.sum(axis=0)
jaccard = pd.DataFrame({j: both[j] / (in_first + in_second[j] - both[j]) for j in both})
jaccard.round(2)

# %% [markdown]
# For each row the highest value counts: 1 is a segment that came back whole. The **adjusted Rand index** compares all
# groups at once, by counting pairs of customers who sit together: 1 if all do in both, 0 if no more than by chance. Here
# it is {{adjusted_rand_score(placed["first"], placed["second"]):.2f}} (the evidence counts it by hand). Its mean over many
# pairs of samples is called **stability**.
#
# ## 2 · Live: does it come back, does it pay?
#
# Now all regulars. On the left, every pair of bootstrap samples, for two to eight segments; the number you choose is
# black. In the middle, how well each single segment comes back. On the right, what one letter for each segment earns.
#
# **Before you move anything:** which features give stable segments that earn nothing?

# %% tags=["hide-input"] slide="Real, or worth it?"
# Folded: the live picture. It clusters pairs of bootstrap samples, and counts what a letter for each segment earns.
from functools import cache

import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import Dropdown, IntSlider, SelectionSlider
from sklearn.metrics import pairwise_distances_argmin

GOODS, HABITS, NOTHING = "goods: 12 shares", "habits: recency, frequency, money", "the file without structure"
K, PAIRS = range(2, 9), 6


def table_of(file):
    """What is cut: one row per customer, on one scale."""
    if file == GOODS:
        return known
    if file == NOTHING:
        table = data.load("no_structure").set_index("customer_id")
    else:
        table = features.rfm(data.load("orders").query("ordered_at < @data.CUTOFF"), at=data.CUTOFF).loc[known.index]
        table["frequency"] = np.log(table["frequency"])
        table["monetary_sek"] = np.log(table["monetary_sek"].clip(lower=1))
    return (table - table.mean()) / table.std()


def earned_by(group):
    """Profit of one letter for each group, showing what its receivers bought."""
    name = pd.Series(group, index=known.index).map("letter {}".format)
    plan = market.plan(known.index, name.to_list())
    return market.expected_profit(plan, more_offers=known.groupby(name).mean())


def best_overlap(labels, other):
    """For each segment, its best Jaccard index with any segment of another placement."""
    shared = np.histogram2d(labels, other, bins=[np.arange(labels.max() + 2), np.arange(other.max() + 2)])[0]
    either = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0) - shared
    return (shared / either).max(axis=1)


@cache
def explored(file):
    """Agreement of each pair, of each segment, and profit (none where nobody can be written to)."""
    table = table_of(file)
    drawn_on = table if file == NOTHING else table.loc[regulars.index]
    labels = segment.solutions(drawn_on, K)
    where = segment.placements(drawn_on, K, pairs=PAIRS, n_init=3, progress=False)
    rand = pd.DataFrame({k: [adjusted_rand_score(where[k, p, 0], where[k, p, 1]) for p in range(PAIRS)] for k in K})
    single = {k: np.array([best_overlap(labels[k], where[k, p, i]) for p in range(PAIRS) for i in (0, 1)]) for k in K}
    if file == NOTHING:
        return rand, single, None
    centres = {k: drawn_on.groupby(labels[k]).mean() for k in K}
    profit = {k: earned_by(pairwise_distances_argmin(table, centres[k])) for k in K}
    return rand, single, pd.Series({1: earned_by(0)} | profit)


def update(file, k, pairs):
    """Show the pairs of samples, the segments of the chosen solution, and the profit; say it."""
    rand, single, earned = explored(file)
    rand, overlap = rand.head(pairs), single[k][:2 * pairs].mean(axis=0)
    dots.set_data((rand.columns.to_numpy() + jitter[:pairs]).ravel(), rand.to_numpy().ravel())
    chosen.set_data(k + jitter[:pairs, k - 2], rand[k])
    bars.move(overlap)
    said = (f"{k} segments, {pairs} pairs: stability {rand[k].mean():.2f}, from {rand[k].min():.2f} to "
            f"{rand[k].max():.2f}; the weakest is segment {overlap.argmin() + 1}, at {overlap.min():.2f}. ")
    nobody.set_text("nobody\nto write to" if earned is None else "")
    curve.set_data([], []) if earned is None else curve.set_data(earned.index, earned / 1000)
    here.set_data([], []) if earned is None else here.set_data([k], [earned[k] / 1000])
    if earned is None:
        return said + "There are no groups in this file, whatever the picture says."
    loss = f"{earned.max() - earned[k]:,.0f} SEK less than the best number, {earned.idxmax()}"
    return said + f"One letter each earns {earned[k]:,.0f} SEK: {loss if k != earned.idxmax() else 'the best number'}."


jitter = np.random.default_rng(2).uniform(-0.2, 0.2, (PAIRS, len(K)))
fig, (left, middle, right) = plt.subplots(1, 3, figsize=(9.2, 3.8), layout="constrained", width_ratios=[4, 5, 3.6])
left.set(xlabel="number of segments", ylabel="adjusted Rand index", ylim=(-0.1, 1.05), xlim=(1.5, 8.5),
         title="Pairs of samples")
middle.set(ylim=(0, 1.12), xlabel="segment", title="Each segment (Jaccard)", yticks=[0, 0.5, 1])
right.set(xlabel="number of segments", title="Profit (thousand SEK)", xlim=(0.5, 8.5), ylim=(28, 48), xticks=range(1, 9))
dots = left.plot([], [], "o", color=charts.PALETTE[4], alpha=0.6, markersize=4)[0]
chosen = left.plot([], [], "o", color="black", markersize=5)[0]
bars = live.bars(middle, [str(i) for i in range(1, 9)], form="{:.2f}")
curve = right.plot([], [], color=charts.PALETTE[0], marker="o", markersize=4)[0]
here = right.plot([], [], "o", color="black", markersize=13, fillstyle="none")[0]
nobody = right.text(4.5, 38, "", ha="center", va="center")

controls = {
    "file": Dropdown(description="Features", options=[GOODS, HABITS, NOTHING]),
    "k": IntSlider(description="Number of segments", value=4, min=2, max=8),
    "pairs": SelectionSlider(description="Bootstrap pairs", value=PAIRS, options=[2, 4, PAIRS]),
}
live.Live(fig, update, controls, alt="Left: agreement of pairs of bootstrap samples by number of segments. Middle: a "
          "bar per segment, how well it comes back. Right: profit by number of segments.", frames=("k",))

# %% [markdown]
# With goods, go from five to six: some bars drop, others stand. Now choose **two** and look at the dots on the left: a
# pair agrees entirely, or has nothing in common. There are several good ways to press four kinds of people into two, and
# the sample tosses the coin. Then take habits, with two: stable, and every further letter loses. How often somebody buys
# does not say *what* to write.
#
# ## 3 · Advisers, and a file with nothing in it
#
# The package's three answers come from three advisers, and each answers another question. The **elbow** (four) asks
# where one more segment suddenly helps much less. The **silhouette** (five) asks how much nearer a customer is to the
# own segment than to the next. **BIC** (eight) asks which mixture of clouds describes the data best for its complexity.
# None of these is Havnbo's question.
#
# Do advisers notice when there is nothing to find? The file `no_structure` is one cloud of 600 invented customers. We
# drew it, so we know: it has no groups.

# %%
def advisers(table, pairs):
    """What silhouette and stability say of two to eight segments."""
    labels = segment.solutions(table)
    silhouette = {k: silhouette_score(table, labels[k]) for k in labels}
    each_pair = segment.stability(table, pairs=pairs, progress=False)
    stability = each_pair.groupby("k")["adjusted_rand"].mean()
    return pd.DataFrame({"silhouette": silhouette, "stability": stability})

# %%
nothing = data.load("no_structure").set_index("customer_id")
nothing = (nothing - nothing.mean()) / nothing.std()

told = pd.concat({"Havnbo": advisers(regulars, 12), "nothing in it": advisers(nothing, 6)}, axis=1)
told.round(2)

# %% slide="An adviser picks a number even where nothing is" says="The silhouette picks"
stability = told.xs("stability", axis=1, level=1)
charts.curve(stability, x="number of segments", y="stability (adjusted Rand index)",
             title="Four and five come back; where nothing is, little does")

# %% [markdown] slide="Unstable is a warning, stable is no proof" says="So stable"
# The silhouette picks {{told["nothing in it"]["silhouette"].idxmax()}} segments in the empty file: it cannot say
# "none", and the curve would pass in any presentation. (The elbow and that BIC pick two as well.) Stability notices, from
# three on. For two it is {{stability.loc[2, "nothing in it"]:.2f}}: a stretched cloud can be cut across its length
# each time, with no groups at all. So stable does not prove that there are groups; unstable is a warning.
#
# ## 4 · What does each number earn?
#
# For every number of segments: place all customers, write one letter per segment that shows goods in the shares that its
# members bought, send it by e-mail to all who have agreed. Each letter costs {{market.MESSAGE_COST_SEK:,}} SEK: text,
# pictures, approval. This market then says what the letters of January 2026 add within two weeks, which neither segments
# nor letters have seen.

# %%
def place(k):
    """Put every customer into one of k segments: the one whose centre is nearest."""
    model = KMeans(k, n_init=10, random_state=0).fit(regulars)
    return pd.Series(model.predict(known), index=known.index).map("letter {}".format)

def letters(group):
    """One letter for each segment, and what it shows: the shares that its receivers buy."""
    return market.plan(group.index, group.to_list()), known.groupby(group).mean()

def profit_of(group):
    plan, shows = letters(group)
    return market.expected_profit(plan, more_offers=shows)

# %% slide="Even free letters have a best number" says="Even if letters"
segments = {k: place(k) for k in range(1, 9)}
profit = pd.Series({k: profit_of(segments[k]) for k in segments})
free = profit + market.MESSAGE_COST_SEK * profit.index

lines = pd.DataFrame({"if letters were free": free, "letters paid": profit}) / 1000
charts.curve(lines, x="number of segments, each with its own letter", y="thousand SEK a mailing",
             title=f"Most is earned with {profit.idxmax()}")

# %% [markdown] slide="A segment can be real and not worth a letter" says="And the fifth"
# With letters paid, the top is at {{profit.idxmax()}}: {{round(profit.max(), -2):,.0f}} SEK a mailing. One letter for all earns
# {{round(profit[1], -2):,.0f}} (lesson 05's earned more: it went to people who had never bought, too), the agency's eight {{round(profit[8], -2):,.0f}}. Too few is called **under-segmentation**, too many
# **over-segmentation**.
#
# **The surprise of this lesson is in the upper line.** It too has a top, at {{free.idxmax()}}. Even if letters were free,
# Havnbo should not write six. Finer cuts separate people who buy alike by what they happened to put into the basket, and
# the letters follow the accident. (Finer letters would have to *borrow* from the larger segment, as in
# [lesson 01](01_why_segment.ipynb).)
#
# And the fifth segment? It comes back almost as well as the four. It brings {{round(free[5] - free[4], -1):,.0f}} SEK and costs
# {{market.MESSAGE_COST_SEK:,}}: it comes back, and is not worth a letter of its own.
#
# ## 5 · Read them: different in what?
#
# Name the segments after the goods that they buy most. A **snake plot** (lesson 05) shows them beside the habits, by
# rank.

# %% slide="The four kinds differ in goods, not in habits"
def named(group):
    """Each segment's name: the category with the largest share."""
    return group.map("mostly " + known.groupby(group).mean().idxmax(axis=1))

habits = features.rfm(data.load("orders").query("ordered_at < @data.CUTOFF"), at=data.CUTOFF)
like = pd.DataFrame({need: known[goods].sum(axis=1) for need, goods in market.NEEDS.items()})
like["days since\nlast order"] = habits["recency_days"]
like["orders"] = habits["frequency"]
charts.snake(like.rank(), named(segments[4]), title="Four segments: unlike in goods, alike in habits")

# %% [markdown]
# Four different baskets, bought about equally often, by {{named(segments[4]).value_counts().min():,}} to
# {{named(segments[4]).value_counts().max():,}} customers each. Now five, in the grid of **relative importance**: `+100%` means that the
# category is twice as large for this segment as for everybody.

# %% slide="Two real segments want nearly the same letter" says="Writing one"
goods = known.drop(columns=["outdoor", "children", "home"]).rename(columns={
    "bulk_packs": "bulk\npacks", "ready_meals": "ready\nmeals", "essentials": "essen-\ntials",
    "womenswear": "women's", "menswear": "men's"})
charts.importance(goods, named(segments[5]), title="Five segments: two of them share their beauty shelf")

# %%
five = segments[5]
names = named(five)
merged = five.where(names != "mostly menswear", five[names == "mostly womenswear"].iloc[0])
gain = profit_of(merged) - profit_of(five)
pd.Series({"one letter for both fashion segments gains (SEK)": round(gain)}).to_frame("")

# %% [markdown]
# Different goods, nearly the same letter. Writing one to both loses {{round(market.MESSAGE_COST_SEK - gain, -1):,.0f}} SEK and
# saves {{market.MESSAGE_COST_SEK:,}}. A letter is paid by **difference times size**: small segments must be further apart.
# Havnbo need not forget what it learnt. One fashion letter can carry two pictures.
#
# ## 6 · The campaign, and what it cannot tell
#
# Could Havnbo have found out by trying? One letter, four and eight, each with half of the list held out at random as
# **control group**.

# %% slide="One mailing cannot settle the number of segments" says="So the number"
measured = {}
for name, k in {"finance's one letter": 1, "the agency's eight": 8, "our four": 4}.items():
    plan, shows = letters(segments[k])
    sent = market.run(plan, holdout=0.5, seed=14, more_offers=shows)
    measured[name] = market.effect(sent).loc["profit_sek", ["effect", "low", "high"]]
pd.DataFrame(measured).T.astype(float).round(-2).astype(int)

# %%
reached = (sent["group"] != "no consent").sum()
spread = sent.query("group == 'contacted'")["margin_sek"].std()
fifth = (free[5] - free[4]) / reached                    # SEK that the fifth letter adds, a customer
needed = 2 * (2.8 * spread / fifth) ** 2  # 2.8: seen in four tests of five, false alarm in one of 20
pd.Series({"adds, SEK a customer": fifth, "customers needed, million": needed / 1e6}).round(2).to_frame(
    "the fifth letter"
)

# %% [markdown]
# The intervals overlap widely: one mailing cannot tell the plans apart. To see the {{fifth:.2f}} SEK that the fifth letter
# adds, Havnbo would need {{needed / 1e6:.1f}} million customers in each half. It has {{len(known):,}}. So the number of
# segments is seldom settled by an experiment on profit. It is settled from parts that *can* be measured: does the
# segment come back; how well does its letter fit what its people buy next; what does a letter cost.

# %%
quiz.guessed(
    "14_how_many_segments",
    f"with free letters {free.idxmax()} segments earn most, and eight earn {round(free.max() - free[8], -2):,.0f} SEK less.",
)

# %% [markdown]
# ## 7 · What the documents claim
#
# Five statements about the number of segments, which pull in two directions. One curve must answer all.

# %%
claims.show("14_how_many_segments")

# %% [markdown]
# **The one that surprised is the fourth.** Too many segments clearly cost money. Too few hardly do, if only two weeks are
# counted: one letter for all loses {{100 * (1 - profit[1] / profit[4]):.0f}}%, under the tenth that we asked for. The
# claim needs both. (Count the year after, in which well-served customers stay, and one letter loses far more: the
# evidence has it.)
#
# ## 8 · When not to, fairness, privacy
#
# - **Not when one letter fits all**, or the list is short: one is a fine number of segments.
# - **k-means never refuses.** Before you name segments, show that they come back.
# - **Choose the adviser first.** Who asks three and quotes the one who agrees with the boss has asked nobody.
# - **Small segments are people.** Groups under five are not written to; a letter that few get says something about each.
# - **Who is drawn on?** Segments drawn on regulars are laid over everybody. Occasional customers get a place, not a say.
#
# ## 9 · Quiz

# %% slide="What does the silhouette's highest point tell?"
quiz.ask(
    "The silhouette is highest at seven segments. What have you learnt?",
    {
        "That at seven, customers lie clearest in their own segment.":
            "That, and no more. Not that the cuts come back, nor that they pay.",
        "That there are seven groups of customers, which another sample would show again.":
            "It picks some number for any data, also for a cloud without groups.",
        "That a campaign with seven messages earns most.":
            "The silhouette knows neither what a message costs nor what it brings.",
    },
    right="That at seven, customers lie clearest in their own segment.",
    key="14_how_many_segments/quiz-1")

# %%
quiz.ask(
    "Two solutions of the same customers have an adjusted Rand index of 0. What does it mean?",
    {
        "No customer has the same segment number in both.":
            "Numbers do not matter: the index compares who sits with whom.",
        "One of them must be wrong, most likely the one with fewer segments.":
            "Both may be sensible, one by taste, one by habit. They have nothing in common.",
        "They agree no more than two solutions drawn at random would.":
            "That is what *adjusted* takes out.",
    },
    right="They agree no more than two solutions drawn at random would.",
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
    "Two segments of 400 customers differ clearly, but one letter for both loses only 300 SEK. What now?",
    {
        "Keep both letters, since the two segments have come back in every sample.":
            "They come back, yes. But the second message costs more than it brings, and that is asked here.",
        "One letter, perhaps with two pictures, while a message costs more than 300 SEK.":
            "Keep the knowledge, spare the message.",
        "Merge them in the data and forget the difference.":
            "It may matter for something cheaper than a letter, such as the order of the shelf.",
    },
    right="One letter, perhaps with two pictures, while a message costs more than 300 SEK.",
    key="14_how_many_segments/quiz-4")

# %%
quiz.ask(
    "From lesson 13: each department's own list is good. What goes wrong when all of them are used?",
    {
        "The same customers stand on several lists.":
            "And get everything; what they get third, they do not read.",
        "The lists differ in length.":
            "Length is no trouble by itself.",
        "Each list rests on other data, so that none can be compared with another.":
            "They need not be compared. They meet in one letterbox.",
    },
    right="The same customers stand on several lists.",
    key="14_how_many_segments/quiz-5")

# %%
quiz.ask(
    "From lesson 05: a model foretells well the spending of the customers it was made from. What is still to be shown?",
    {
        "That it foretells others, whom it has not seen.":
            "On those it learned from, any model looks good.",
        "That it needs few columns, so that everybody can follow it.":
            "Pleasant, but a simple model can fail on new customers as well.",
        "Nothing: spending that is foretold is foretold.":
            "It was not foretold. It was known.",
    },
    right="That it foretells others, whom it has not seen.",
    key="14_how_many_segments/quiz-6")

# %% [markdown]
# ## Take-away
#
# - Elbow, silhouette and BIC disagree because they answer different questions. None of them is yours.
# - Two bootstrap samples, both place everybody, compare: if a segment does not come back, do not speak of a group that
#   you have found.
# - Stability says whether a cut comes back. Money says whether to bother. Havnbo writes {{profit.idxmax()}} letters.
#
# **Ask tomorrow:** which two of our segments get nearly the same letter, and what does the second one cost?
#
# {{=way}}
