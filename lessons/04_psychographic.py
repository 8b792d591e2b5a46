# %% [markdown] slide="Should the environmentally aware get a letter of their own?" says="An agency has"
# # 04 · Psychographic segmentation
#
# {{=way}}
#
# **The question.** What do customers value, and can we measure it?
#
# **The decision.** Havnbo, a retailer, puts up a shelf of health food. An agency has a plan: ask the customers, and write
# to "the environmentally aware", which is everybody whose four answers about green living average 4 or more out of 5. It would
# also like to sell Havnbo a second, larger survey. Should Havnbo send that letter to those people? And pay for more answers?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 00; an idea of what a mean and a correlation are |
#
# **One idea to keep:** a steady ruler can steadily measure the wrong thing. Compare people with themselves before you compare
# them with each other.

# %%
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_rand_score

from helpers import charts, claims, data, market, segment
from page import live, quiz

# %% tags=["hide-input"]
quiz.guess(
    "04_psychographic",
    "Segments from a survey fit people's true needs poorly. What helps most?",
    ["Ten times as many people who answer.", "Leaving out those who agree with everything.",
     "Comparing each answer with the person's own mean."],
)

# %% [markdown]
# ## 1 · By hand, on ten customers
#
# Sixteen statements, four for each of four needs. The answers run from 1 (not at all) to 5 (completely). Havnbo and its
# customers are invented, and the answers come from a program: they show how things work, never how real people are.

# %%
survey = data.load("survey")
first = survey[survey["wave"] == 1].set_index("customer_id").drop(columns="wave").astype(float)
first.iloc[:3, :8]

# %%
of_need = {
    "thrift": ["compare_prices", "wait_for_sale", "stick_to_budget", "buy_in_bulk"],
    "green": ["choose_organic", "cut_waste", "know_the_source", "feel_healthy"],
    "style": ["follow_trends", "look_my_best", "enjoy_new_looks", "brands_matter"],
    "convenience": ["save_time", "quick_meals", "deliver_to_me", "keep_it_simple"],
}
says = pd.DataFrame({need: first[columns].mean(axis=1) for need, columns in of_need.items()})

# %% [markdown]
# For ten people: the mean of their four answers about each need, the need with the **highest** mean, and the mean of **all**
# sixteen answers, whatever they are about.

# %%
ten_ids = [100031, 100773, 100341, 100572, 100026, 100261, 100404, 100203, 100232, 100815]
ten = says.loc[ten_ids].round(1)
ten["highest"] = says.loc[ten_ids].idxmax(axis=1)
ten["all"] = first.loc[ten_ids].mean(axis=1).round(1)
ten["green_less_all"] = ten["green"] - ten["all"]
ten["agency"] = (says.loc[ten_ids, "green"] >= 4).map({True: "aware", False: ""})
ten.sort_values("green")

# %% [markdown] slide="Some people simply like to agree" says="They said yes"
# The agency picks {{(ten["agency"] == "aware").sum()}} of the ten. Look at those with an *all* above 4. They said yes to
# everything, and hardly anybody loves bargains, nature, fashion *and* ready meals at once: these people like to agree. (The
# trade says **acquiescence**.) For {{((ten["agency"] == "aware") & (ten["highest"] != "green")).sum()}} of those picked another need
# is higher still. And {{((ten["agency"] != "aware") & (ten["highest"] == "green")).sum()}} people are left out who are sparing with
# high marks, and give their highest to green.
#
# Taking each person's own mean away is called **centring** (by person). It turns "how much do you agree?" into "what do you
# agree with *more than with the rest*?"
#
# A rival needs no survey: count the lines bought and the visits paid for each need, and take the largest count. Havnbo knows
# which shelf serves which need.

# %%
bought = data.purchases()
visits = data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]], on="visitor_id")
visits["need"] = visits["category"].map(market.NEED_OF)
seen = pd.concat([bought, visits])[["customer_id", "category", "need"]]
counted = pd.crosstab(seen["customer_id"], seen["need"])[list(of_need)].idxmax(axis=1)

# %% [markdown]
# ## 2 · Live: design the survey
#
# **k-means** puts people with like answers together: segments. Each row is a segment. On the left, what
# it *says*. On the right, who it *is*: its members' true needs, which only this market knows, because we planted them. The sentence
# below says how well the two agree: 1 is perfect, 0 no better than chance (the **adjusted Rand index**).
#
# **Before you move anything:** where will the agreement be after you take the habit of agreeing out?

# %% tags=["hide-input"] slide="Design the survey, and check it against the true needs"
# Folded: the live picture. It asks some people some statements, makes segments and draws them; nothing new is taught here.
import itertools
from functools import cache

import matplotlib.pyplot as plt
from ipywidgets import IntSlider, SelectionSlider

ANSWER_SEK = 25                          # a voucher and the work, for each person who answers
SIZES = [30, 60, 100, 200, 400, 800, len(first)]
names = list(of_need)
truly = data.truth("customers").set_index("customer_id").loc[first.index, "need_now"]
is_really = pd.get_dummies(truly)[names].to_numpy(float)
by_counting = adjusted_rand_score(truly, counted.reindex(first.index).fillna("none"))
own_side = says.sub(first.mean(axis=1), axis=0)
order_asked = np.random.default_rng(0).permutation(len(first))


@cache
def segments_of(items, people, k, taken_out):
    """Each respondent's segment, when so many of them are asked so many statements per need."""
    asked = first[[name for columns in of_need.values() for name in columns[:items]]]
    level = asked.mean(axis=1).fillna(3)
    left_in = (level - level.mean()) * (1 - taken_out / 100)
    answers = asked.sub(level, axis=0).fillna(0).add(left_in, axis=0)
    sample = answers.iloc[np.sort(order_asked[:people])]
    centres = sample.groupby(segment.kmeans(sample, k, n_init=5)).mean().to_numpy()
    nearest = ((centres**2).sum(axis=1) - 2 * answers.to_numpy() @ centres.T).argmin(axis=1)
    leads = own_side.groupby(nearest).mean().reindex(range(k), fill_value=0).to_numpy().argmax(axis=1)
    place = pd.Series(leads).rank(method="first").astype(int) - 1       # rows stand in the order of the needs
    return place[nearest].to_numpy()


def update(items, people, k, taken_out):
    """Colour the rows by what segments say, fill the bars with who they are; say how it fits."""
    found = segments_of(items, people, k, taken_out)
    member = np.eye(7)[found]                        # a row per person, a column per segment
    size = member.sum(axis=0)
    means = member.T @ says.fillna(3).to_numpy() / np.maximum(size, 1)[:, None]
    share = member.T @ is_really / np.maximum(size, 1)[:, None]
    heat.set_data(np.where(size[:, None] > 0, means, np.nan))
    for (row, column), text in words.items():
        text.set_text(f"{means[row, column]:.1f}" if size[row] else "")
        parts[column][row].set(width=share[row, column], x=share[row, :column].sum())
    for row, text in enumerate(numbers):
        text.set_text(f"{size[row]:.0f}" if size[row] else "")
    index = adjusted_rand_score(truly, found)
    better = "more" if index > by_counting else "less"
    return (f"{k} segments from {people:,} people and {4 * items} statements, {people * ANSWER_SEK:,} SEK. They agree with the "
            f"true needs at {index:.2f}, {better} than counting purchases and visits ({by_counting:.2f}).")


fig, (left, right) = plt.subplots(1, 2, figsize=(8.8, 4.4), layout="constrained", width_ratios=[3, 4])
heat = left.imshow(np.full((7, 4), 3.0), cmap="Blues", vmin=1, vmax=6, aspect="auto")
left.set(title="What they say (mean answer)", ylabel="segment")
left.set_xticks(range(4), names, rotation=20)
left.set_yticks(range(7), range(1, 8))
words = {place: left.text(place[1], place[0], "", ha="center", va="center")
         for place in itertools.product(range(7), range(4))}
parts = [right.barh(range(7), np.zeros(7), 0.75, color=colour, hatch=hatch, edgecolor="white", label=need)
         for need, hatch, colour in zip(names, ["", "//", "..", "xx"], charts.PALETTE[1:])]
numbers = [right.text(1.02, row, "", va="center") for row in range(7)]
right.set(title="Who they are (true need)", xlim=(0, 1.17), ylim=(6.5, -0.5), yticks=[],
          xticks=[0, 0.5, 1], xticklabels=["0%", "50%", "100%"])
fig.legend(*right.get_legend_handles_labels(), loc="outside lower right", ncols=4)
controls = {
    "items": IntSlider(description="Statements per need", value=4, min=1, max=4),
    "people": SelectionSlider(description="People who answer", value=len(first), options=SIZES),
    "k": IntSlider(description="Number of segments", value=4, min=2, max=7),
    "taken_out": IntSlider(description="Habit of agreeing taken out (%)", value=0, min=0, max=100, step=20),
}
live.Live(fig, update, controls, alt="Left: each segment's mean answer on four needs. Right: a bar per segment, divided by "
          "its members' true needs, with its number of people.", frames=("taken_out",))

# %% [markdown]
# Leave the habit in and ask fewer people: the agreement moves up and down, and stays low. Take the habit out and do it again. Then
# go down to one statement per need.
#
# ## 3 · All respondents: is the ruler steady?
#
# Two classic questions about a questionnaire. **Do the statements of one need hang together?** **Cronbach's alpha** compares the
# spread of their sum with the spread of each: near 0 when they have nothing in common, 1 when they say the same. **Does the same
# person answer alike three weeks later?** That is the **retest** correlation. For both, .7 is a common rule of thumb.

# %%
def alpha(answers):
    """Cronbach's alpha: k / (k - 1) * (1 - sum of variances / variance of the sum)."""
    complete = answers.dropna()
    k = complete.shape[1]
    return k / (k - 1) * (1 - complete.var().sum() / complete.sum(axis=1).var())

# %%
own_mean = first.mean(axis=1)
centred = first.sub(own_mean, axis=0)
second = survey[survey["wave"] == 2].set_index("customer_id").drop(columns="wave").astype(float)
second_centred = second.sub(second.mean(axis=1), axis=0)

# %% slide="A steady ruler can measure the wrong thing" says="Sixteen statements"
rows = {}
for need, columns in of_need.items():
    rows[need] = {
        "alpha": alpha(first[columns]),
        "alpha, centred": alpha(centred[columns]),
        "retest": first[columns].mean(axis=1).corr(second[columns].mean(axis=1)),
        "retest, centred": centred[columns].mean(axis=1).corr(second_centred[columns].mean(axis=1)),
    }
rows["all sixteen"] = {"alpha": alpha(first), "retest": own_mean.corr(second.mean(axis=1))}
ruler = pd.DataFrame(rows).T
ruler.map("{:.2f}".format).replace("nan", "–")

# %% [markdown]
# As they come, the answers look splendid. Centring *lowers* every single figure. (A part of that is arithmetic: centred
# answers add up to 0.) A report could stop here.
#
# But read the last line. Sixteen statements about four different things have an alpha of
# {{ruler.loc["all sixteen", "alpha"]:.2f}}, and their mean has the best retest of all. What is measured so reliably is no value.
# It is the habit of agreeing.
#
# ## 4 · Segments, twice
#
# Now k-means, into four segments: once with the answers as they come, once centred. A skipped line gets the person's own mean.

# %%
calm = centred.fillna(0)
as_they_come = calm.add(own_mean, axis=0)
raw_segment = segment.kmeans(as_they_come, 4, n_init=30)
calm_segment = segment.kmeans(calm, 4)

# %% slide="Compared with themselves, people take sides" says="Below, each"
both = pd.concat([says.groupby("as they come, " + (raw_segment + 1).astype(str)).mean(),
                  says.groupby("centred, " + (calm_segment + 1).astype(str)).mean()])
charts.grid(both, "mean answer, 1 to 5", title="What the segments say (mean answer)", form="{:.1f}")

# %% [markdown]
# One of the upper four agrees with everything. A presentation could call them *the enthusiasts* and put them in the middle of the
# slide. Below, each segment takes one side, and names itself.
#
# In real life nothing would say which is right. Here we can look up what was planted.

# %%
planted = data.truth("customers").set_index("customer_id")["need_now"]
one_each = calm[[columns[0] for columns in of_need.values()]]
some = calm.sample(150, random_state=1).index
found = {
    "as they come, 150 people": segment.kmeans(as_they_come.loc[some], 4, n_init=30),
    "as they come, all": raw_segment,
    "the same, those above 4 left out": segment.kmeans(as_they_come[own_mean < 4], 4, n_init=30),
    "centred, 150 people": segment.kmeans(calm.loc[some], 4),
    "centred, all": calm_segment,
    "centred, one statement a need": segment.kmeans(one_each, 4),
    "no survey, counted": counted.reindex(first.index).fillna("none"),
}

# %% slide="Centring finds the needs, and more people do not"
recovered = pd.Series(
    {name: adjusted_rand_score(planted[labels.index], labels) for name, labels in found.items()}
)
charts.bars(
    recovered,
    "agreement with the true needs (1 is perfect)",
    title="What finds people's needs?",
    form="{:.2f}",
)

# %% [markdown]
# **The surprise of this lesson: centring lowers the reliability and more than doubles the agreement with the true needs**,
# {{recovered["centred, all"]:.2f}} instead of {{recovered["as they come, all"]:.2f}}. As they come, the answers say less about people's needs than
# counting, which needs no survey at all. Ten times as many people do not mend a crooked ruler, and hardly improve a straight one.
# Leaving out the yes-sayers helps only a little: agreeing is a scale on which everybody stands somewhere. What does count beside
# centring is the number of statements.

# %%
quiz.guessed(
    "04_psychographic",
    f"centring, from {recovered.iloc[1]:.2f} to {recovered.iloc[4]:.2f}. Ten times as many people lift the agreement from "
    f"{recovered.iloc[0]:.2f} to {recovered.iloc[1]:.2f}; leaving out the yes-sayers lifts it to {recovered.iloc[2]:.2f}.",
)

# %% [markdown] slide="Each segment asks for another action"
# ## 5 · The letters, put to the test
#
# Each centred segment gets the name of its strongest need. Actions to test:
#
# | segment | in their words | an action to test |
# |---|---|---|
# | thrift | I compare, I wait for the sale | large packs, price per kilo, no fuss |
# | green | I want to know where things come from | the health food shelf, with its sources |
# | style | I enjoy a new look | what is new this week, shown well |
# | convenience | dinner should be quick | three meals, one click, delivered |
#
# Three quarters of the customers said nothing. A **typing tool** guesses their segment from what is known of everybody: lines bought
# and visits paid, by category. It learns from those who answered. (A logistic regression: one set of weights for each segment, the
# highest score wins.)

# %%
strongest = says.sub(own_mean, axis=0).groupby(calm_segment).mean().idxmax(axis=1)
valued = calm_segment.map(strongest)

# %%
traces = np.log1p(pd.crosstab(seen["customer_id"], seen["category"]))      # the first visits count most
learners = traces.index.intersection(valued.index)
tool = LogisticRegression(max_iter=500).fit(traces.loc[learners], valued[learners])
placed = pd.Series(tool.predict(traces), index=traces.index)
silent = traces.index.difference(valued.index)
placed_right = (placed == planted.reindex(placed.index))[silent].mean()

# %% [markdown] slide="Purchases and visits place those who said nothing"
# Of the silent who have left a trace, it places {{placed_right:.0%}} right; a blind guess would place a quarter. Who has left none gets
# the plain letter.

# %%
letters = pd.DataFrame(index=data.load("customers")["customer_id"])
letters["plain letter to all"] = "everyone"
letters["the agency: green to 'the aware'"] = (says["green"] >= 4).map({True: "green", False: "everyone"})
letters["four letters, respondents only"] = valued
letters["four letters, tool for the silent"] = valued.combine_first(placed)
letters["four letters, counted, no survey"] = counted
letters = letters.fillna("everyone")

# %%
plans = {name: market.plan(letters.index, letters[name].to_list()) for name in letters}
measured = market.measured(plans, holdout=0.5, seed=4)
measured.rename(columns={"figure": "profit_sek"}).round(0).astype(int)

# %% [markdown]
# Every plan earns money against its **control group** (half, drawn at random, who get nothing). But each interval is about one plan
# against no letter, and far wider than the plans differ. This market knows what each adds when everybody who has agreed gets it.

# %% slide="The agency's letter earns less than the plain one"
truth = pd.Series({name: market.expected_profit(plan) for name, plan in plans.items()})
against = truth.iloc[1:] - truth.iloc[0]
charts.bars(
    against / 1000,
    "thousand SEK more than the plain letter",
    title="What each plan truly changes",
    form="{:+.1f}",
)

# %% [markdown]
# The agency's plan earns *less* than the plain letter alone: {{(says["green"] >= 4).sum()}} people are too few to pay for a letter, at
# {{market.MESSAGE_COST_SEK:,}} SEK. Four good letters to the right respondents fit well, and have the same trouble. With the typing tool the
# survey reaches everybody and wins. (It is not paid for yet: at {{ANSWER_SEK}} SEK an answer, all of them cost
# {{len(first) * ANSWER_SEK:,}} SEK, which takes {{np.ceil(len(first) * ANSWER_SEK / against.iloc[2]):.0f}} such mailings to earn.)
#
# The last line is the sobering one: counting, with no survey. It works because Havnbo *knows* which shelf serves
# which need. A company that does not know could learn it from a survey.
#
# ## 6 · What the documents claim
#
# Our sources make six claims about psychographic segmentation. *Here* is the answer at this course's own setting; *the edge* is
# where it turns.

# %%
claims.show("04_psychographic")

# %% [markdown] slide="A letter about values is a bet" says="A values letter"
# **The one to remember is the fourth.** A values letter is a bet: when it meets somebody else's values, it drives
# people away. Guess wrong for a third of them, and the plain letter would have kept more.
#
# The fifth surprised us. Four statements repeat themselves as well as a few orders do: values *can* be measured steadily; with one box to
# tick they cannot. And the sixth: a hundred people show the segments, but a tool that finds them in receipts needs more teachers.
#
# ## 7 · When not to, fairness, privacy
#
# - **When behaviour already says it**, counting is cheaper. Ask when you do not know *why* people buy.
# - **Centring has a price.** It throws away how *much* somebody cares. Somebody who truly values everything looks like one who
#   values nothing. Here nobody does; in your data you do not know.
# - **The silent are not like the rest**: those who shop green answer most (the evidence has it), so Havnbo looks greener than it is.
# - **Guessing about those who chose not to answer.** Say in the privacy notice that you do it, let people see their segment and opt
#   out, and never write "because you care about …" to somebody who never said so.
# - **Some values lie close to health or faith.** Promise either anonymity or use in marketing, never both. Groups under five stay
#   hidden.
#
# ## 8 · Quiz

# %%
quiz.ask(
    "A report says: alpha .89 for “health awareness”, so the scale measures the right thing. True?",
    {
        "No: answers also hang together when people differ in how readily they agree.":
            "Here all sixteen, about four different things, reach nearly the same alpha.",
        "Yes: .89 is far above .7, the rule of thumb that everybody in the trade uses for such scales.":
            "Alpha says that the answers hang together. It does not say what holds them together.",
        "No: alpha must be above .95.":
            "A higher bar does not help. The habit of agreeing raises alpha too.",
    },
    right="No: answers also hang together when people differ in how readily they agree.",
    key="04_psychographic/quiz-1")

# %%
quiz.ask(
    "Your k-means finds a segment that scores high on every statement. What is your first move?",
    {
        "Call them the enthusiasts and write to them first.":
            "Perhaps they exist. Here they were a mixture of all needs, held together by a habit.",
        "Delete these people, who spoil the answers of the others, and cluster again.":
            "It helps little: everybody has some of the habit, not only those at the top.",
        "Double the sample.":
            "More people measured with the same crooked ruler give the same crooked result.",
        "Take each person's own mean away and look again.":
            "If the segment dissolves, it was the habit of agreeing.",
    },
    right="Take each person's own mean away and look again.",
    key="04_psychographic/quiz-2")

# %% slide="What makes the typing tool look better or worse?"
quiz.ask(
    "Which of these make the typing tool look better or worse than it is? Tick all.",
    {
        "Testing it on the respondents that it has learned from.":
            "Yes: it looks better. Each respondent must be placed by a tool taught by others.",
        "Giving it visits as well as purchases.":
            "No: that makes it truly better, if the visits are known for all whom it places.",
        "Marking it by survey segments that are themselves sometimes wrong.":
            "Yes: it looks worse. It is blamed for errors in the answer key.",
    },
    right=["Testing it on the respondents that it has learned from.",
           "Marking it by survey segments that are themselves sometimes wrong."],
    key="04_psychographic/quiz-3")

# %%
quiz.ask(
    "The budget allows one of three. Which does most for the segments of a survey like this one?",
    {
        "Ten times as many people, one statement per need.":
            "With one statement per need even the answers of everybody gave a poor result.",
        "A hundred or two people, four statements per need, centred.":
            "Better questions and a better analysis beat a larger sample.",
        "A reminder to everybody, and a second one, until half of all the customers have answered.":
            "It may narrow the gap to the silent, but it does not cure the habit of agreeing.",
    },
    right="A hundred or two people, four statements per need, centred.",
    key="04_psychographic/quiz-4")

# %%
quiz.ask(
    "From lesson 03: deliveries pay on average. Why look at single places all the same?",
    {
        "Some may cost far more than they bring.":
            "An average hides them, as long as the others make up for it.",
        "An average of more than a hundred places is not to be trusted.":
            "It is right. It only answers another question.",
        "To find where most people live.":
            "Many customers are no loss and no gain by themselves.",
    },
    right="Some may cost far more than they bring.",
    key="04_psychographic/quiz-5")

# %%
quiz.ask(
    "From lesson 02: each further fact that you ask for cuts every box again. What grows with it?",
    {
        "The number of customers who buy something.":
            "Asking sells nothing.",
        "The part of the customers who sit in boxes too small for a letter.":
            "And with it the part who left the new field empty.",
        "The precision of every letter, so that sooner or later it pays.":
            "Sooner or later most boxes hold nearly nobody.",
    },
    right="The part of the customers who sit in boxes too small for a letter.",
    key="04_psychographic/quiz-6")

# %% [markdown]
# ## Take-away
#
# - **Havnbo's decision.** No to the agency's list: it mixes the green with the agreeable. No to the larger survey: four
#   statements and centring do more than further people. Yes to letters by value for everybody who has left a trace.
# - Compare people with themselves before you compare them with each other.
# - Reliability fell and the result rose. Check a ruler against something else than itself.
# - A letter that meets people's values must reach enough people to pay for its writing.
#
# **Ask tomorrow:** against what, apart from itself, did we ever check our survey?
#
# {{=way}}
