# %% [markdown] slide="Should women and men get different letters?"
# # 02 · Demographic segmentation
#
# {{=way}}
#
# **The question.** Can age, gender and income tell us what to offer?
#
# **The decision.** Havnbo, the retailer, brings out two fashion collections, one for women and one for men. The plan
# on the table is the oldest in the book: a letter with womenswear to every woman, a letter with menswear to every man.
# Should it be sent? And is gender good for something else here?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 00; you have seen a pandas table before |
#
# **One idea to keep:** *whether* somebody buys, *how much*, and *which* of two things are three questions. A fact that
# answers one of them may know nothing of the others.

# %%
import pandas as pd

from helpers import charts, claims, data, features, market
from page import live, quiz

# %% tags=["hide-input"]
quiz.guess(
    "02_demographic",
    "You know a customer's gender, and nothing else. What does it help you most to guess at Havnbo?",
    ["Whether she or he buys clothes at all.", "How much she or he spends.",
     "Which of the two collections, if clothes are bought."],
)

# %% [markdown]
# ## 1 · By hand, on ten customers
#
# When somebody joins Havnbo's club, a form asks for a few facts; an income band is bought from a register. (Havnbo and its
# customers are invented; nobody in these tables exists.) Take a pencil, and sort these ten into boxes: women and men, under
# 45 and over.

# %%
people = data.load("customers").set_index("customer_id").rename(columns={"income_band": "income"})
people["age"] = data.CUTOFF.year - people["birth_year"]

ten_ids = [100003, 100257, 100379, 100138, 100006, 100008, 100093, 100789, 100021, 100385]
ten = people.loc[ten_ids, ["gender", "age", "household", "income"]].sort_values(["gender", "age"])
ten

# %% [markdown]
# That took a minute: this is the charm of the method. One did not state a gender. Skipped, not wanted, or neither word fits?
# The data do not say, so we never fill it in. "Not stated" is a group like any other.
#
# Now turn the cards over: what did each of them buy in 2025?

# %%
def by_category(rows):
    """Money per customer (rows) and category (columns)."""
    return rows.pivot_table(index="customer_id", columns="category", values="amount_sek", aggfunc="sum", fill_value=0)


# %%
purchases = data.purchases()
in_2025 = by_category(purchases[purchases["ordered_at"].dt.year == 2025])
cards = ten[["gender", "age"]].assign(spent=in_2025.sum(axis=1)).join(in_2025[["womenswear", "menswear"]])
cards

# %% [markdown]
# Of two women of about 40, one spends fifteen times what the other does. One woman bought more menswear than womenswear. Two
# men bought clothes, mostly menswear; nothing in their box said that they would.
#
# **How much does a box tell?** Guess what each of the nine who stated a gender spent: once by the mean of the other eight,
# once by the mean of the *others of the same gender*. Others, because a mean that has seen the answer flatters itself.

# %%
# for each customer, the mean of the others in the same group
def mean_of_others(values, group):
    same = values.groupby(group)
    return (same.transform("sum") - values) / (same.transform("count") - 1)


# %%
nine = cards.dropna(subset="gender").assign(everybody="all nine")
guess = pd.DataFrame({
    "spent": nine["spent"],
    "guess, all others": mean_of_others(nine["spent"], nine["everybody"]),
    "guess, same gender": mean_of_others(nine["spent"], nine["gender"]),
})
guess.round(0).astype(int)

# %%
missed = guess[["guess, all others", "guess, same gender"]].sub(guess["spent"], axis=0).abs().mean()

clothes = nine[nine["womenswear"] + nine["menswear"] > 0]
her_part = 100 * clothes["womenswear"] / (clothes["womenswear"] + clothes["menswear"])
missed_all = (mean_of_others(her_part, clothes["everybody"]) - her_part).abs().mean()
missed_same = (mean_of_others(her_part, clothes["gender"]) - her_part).abs().mean()

# %% [markdown] slide="A box can make a guess worse" says="With all others the guess is"
# With all others the guess is wrong by {{missed.iloc[0]:,.0f}} SEK on average, with the same gender by
# {{missed.iloc[1]:,.0f}}: the box made it *worse*. Now ask the five who bought clothes how much of that was womenswear. With all others
# the guess is wrong by {{missed_all:.0f}} points of a hundred, with the same gender by {{missed_same:.0f}}. One fact, two
# questions, two answers.
#
# For thousands we do the same, save that misses are squared, so that large ones count more. The share by which segments
# shrink them is what they **explain**: 0% is no better than one mean for all, 100% is perfect. (Statisticians call it R², and
# guessing each from others cross-validation.)
#
# ## 2 · Live: cut it yourself
#
# We stand on 1 July 2025 and ask about the half-year after. Choose where to cut age and which fields to use. Left: each mark is a box of
# customers, the largest first; boxes below the smallest size allowed are merged. (**Fewer than five** are never shown here, or
# written to: they could be recognised.) Right: how many customers have a segment of their own, and how much the segments
# explain of the question you choose.
#
# **Before you move anything:** how many fields can you cross before fewer than half of the customers have a segment of at
# least 200? And which single field explains which fashion?

# %% tags=["hide-input"] slide="Cut the customers yourself"
# Folded: the live picture. It crosses, counts and draws; section 3 shows its five questions in the open.
import matplotlib.pyplot as plt
from ipywidgets import Checkbox, Dropdown, SelectionSlider

bought_before = by_category(purchases[purchases["ordered_at"] < data.CUTOFF])
half_year = by_category(purchases[purchases["ordered_at"] >= data.CUTOFF])
half_year = half_year[half_year.index.isin(bought_before.index)]
total = half_year.sum(axis=1)
wear = half_year["womenswear"] + half_year["menswear"]
QUESTIONS = {
    "how much is spent": total.reindex(bought_before.index, fill_value=0),
    "how much of it is fashion": wear / total,
    "how much of it is organic": half_year["organic"] / total,
    "how much of it is for children": half_year["children"] / total,
    "which fashion: hers or his": (half_year["womenswear"] / wear).dropna(),
}
CUTS = {"none": [], "45": [45], "35 · 55": [35, 55], "30 · 45 · 60": [30, 45, 60],
        "25 · 35 · 45 · 55 · 65": [25, 35, 45, 55, 65], "every five years": list(range(25, 80, 5))}
age_bands = {name: pd.cut(people["age"].astype(float), [0, *cuts, 200], right=False) for name, cuts in CUTS.items()}


def update(cuts, gender, household, income, least, question):
    """Count the boxes, merge the small ones, and say what the rest explains."""
    used = [field for field, on in {"gender": gender, "household": household, "income": income}.items() if on]
    if not used and cuts == "none":
        raise ValueError("Age is not cut and no field is used: all are in one box. Use a field.")
    facts = people[used] if cuts == "none" else people[used].assign(band=age_bands[cuts])
    facts = facts.dropna()
    box = facts.groupby([*facts.columns], observed=True).ngroup()
    size = box.value_counts()
    kept = size[size >= least]
    small_ones = size[(size < least) & (size >= 5)]
    own = box[box.isin(kept.index)].reindex(people.index)            # empty: merged

    large.set_data(range(1, len(kept) + 1), kept)
    small.set_data(range(len(kept) + 1, len(kept) + len(small_ones) + 1), small_ones)
    limit.set_ydata([least, least])
    answer = QUESTIONS[question]
    share = max(features.explained(own.reindex(answer.index), answer, draws=1)["figure"], 0)
    bars.move([own.notna().mean(), share])
    verdict = "more than half" if own.notna().mean() > 0.5 else "half of the customers or fewer"
    return (f"Segments: {len(kept)}; boxes too small, merged: {len(size) - len(kept)}. {own.notna().mean():.0%} of the customers "
            f"have a segment of their own, {verdict}. The segments explain {share:.0%} of “{question}”.")


fig, (left, right) = plt.subplots(1, 2, figsize=(8.4, 4), layout="constrained", width_ratios=[3, 2])
left.set(xlim=(0.8, 320), ylim=(4, 6000), xscale="log", yscale="log", ylabel="customers in it",
         xlabel="boxes, largest first", title="How large are the boxes?")
left.set_xticks([1, 3, 10, 30, 100, 300], ["1", "3", "10", "30", "100", "300"])
left.set_yticks([5, 20, 100, 500, 2500], ["5", "20", "100", "500", "2,500"])
large, = left.plot([], [], "o", color=charts.PALETTE[0], markersize=6, label="segment")
small, = left.plot([], [], "x", color=charts.PALETTE[5], markersize=6, label="too small: merged")
limit, = left.plot([0.8, 320], [5, 5], "--", color="0.3", label="smallest size allowed")
left.legend(loc="upper right", frameon=False)
right.set(ylim=(0, 1.05), yticks=[0, 0.5, 1], yticklabels=["0%", "50%", "100%"], title="Placed, and explained")
bars = live.bars(right, ["customers\nplaced", "differences\nexplained"])

controls = {
    "cuts": SelectionSlider(description="Cut age at", value="30 · 45 · 60", options=list(CUTS)),
    "gender": Checkbox(description="Use gender", value=True),
    "household": Checkbox(description="Use household", value=True),
    "income": Checkbox(description="Use income", value=False),
    "least": SelectionSlider(description="Smallest segment allowed", value=100,
                             options=[5, 10, 25, 50, 75, 100, 150, 200, 250, 300, 400, 600]),
    "question": Dropdown(description="Question", options=list(QUESTIONS)),
}
live.Live(fig, update, controls, alt="Left: boxes of customers by size, largest first, on log "
          "scales. Right: two bars, customers placed and differences explained.", frames=("cuts",))

# %% [markdown]
# Turn income on, and watch the boxes fall under the line. Ask for *which fashion* and leave gender alone switched on; then
# household alone. Cut age every five years: do finer cuts explain more of the spending, or less?
#
# ## 3 · All customers: whether, how much, which
#
# Now in the open, with age cut at 30, 45 and 60. First, what crossing does to the boxes:

# %% slide="Each further fact leaves fewer people in a box"
bands = ["under 30", "30–44", "45–59", "60 and over"]
people["age band"] = pd.cut(people["age"].astype(float), [0, 30, 45, 60, 120], right=False, labels=bands)

rows = {}
for facts in [["gender"], ["gender", "age band"], ["gender", "age band", "household"],
              ["gender", "age band", "household", "income"]]:
    size = people.groupby(facts, observed=True).size()              # blanks are left out
    rows[" × ".join(facts)] = [len(size), size.median(), (size < 5).sum(), 100 * size.sum() / len(people)]
crossed = pd.DataFrame(rows, index=["boxes", "typical size", "under five", "placed (%)"]).T
crossed.round(0).astype(int)

# %% [markdown]
# Every further fact cuts all boxes again: with four, a typical box holds {{crossed["typical size"].iloc[-1]:.0f}} people. Gaps add
# up, too: all four are known of {{crossed["placed (%)"].iloc[-1]:.0f}}% of the customers.
#
# Next, the questions. Beside the four facts stands a rival: the customer's *own past* in the same matter, in five scores.

# %%
before = by_category(purchases[purchases["ordered_at"] < data.CUTOFF])
after = by_category(purchases[purchases["ordered_at"] >= data.CUTOFF])
after = after[after.index.isin(before.index)]                       # who bought before and after
spent = after.sum(axis=1)
fashion = after["womenswear"] + after["menswear"]
past_fashion = before["womenswear"] + before["menswear"]
past_spent = before.sum(axis=1)

# %%
answers = {                                    # the question: what happened, and the same before
    "whether fashion is bought": ((fashion > 0).astype(float), past_fashion / past_spent),
    "how much is spent": (spent.reindex(before.index, fill_value=0), past_spent),
    "how much of it is fashion": (fashion / spent, past_fashion / past_spent),
    "how much of it is organic": (after["organic"] / spent, before["organic"] / past_spent),
    "how much of it is for children": (after["children"] / spent, before["children"] / past_spent),
    "which fashion: hers or his": ((after["womenswear"] / fashion).dropna(), (before["womenswear"] / past_fashion).fillna(0.5)),
}

# %% slide="Gender tells which fashion, not whether or how much" says="Of *which* fashion"
told = {}
for question, (answer, past) in answers.items():
    facts = people[["gender", "age band", "household", "income"]].reindex(answer.index)
    facts["own past"] = features.score(past[answer.index])           # 1 to 5; equal customers stay together
    told[question] = {fact: features.explained(facts[fact], answer, draws=1)["figure"] for fact in facts}

explained = pd.DataFrame(told).T.clip(lower=0)                      # less than nothing is nothing
charts.grid(explained, "of the differences explained", title="What one fact tells about the next half-year")

# %% [markdown]
# **Here is the surprise of this lesson.** Go down the column of gender. It explains nothing of whether fashion is bought, of how
# much is spent, of how much of it is fashion. Of *which* fashion it explains
# {{explained.loc["which fashion: hers or his", "gender"]:.0%}}, more than the own past does
# ({{explained.loc["which fashion: hers or his", "own past"]:.0%}}). For children's goods, too, the form tells more: it knows the
# household. Everywhere else the past is far ahead.
#
# (To be fair to the past: {{100 * (past_fashion[answers["which fashion: hers or his"][0].index] == 0).mean():.0f}}% of these buyers
# had bought no fashion before. For the others the two are close, says the [evidence](evidence/02_demographic_evidence.ipynb).)
#
# So the two halves of the plan are not of the same worth. *Whom* to write to: ask the purchases. *Which* collection to show: ask
# the form. In money:

# %% slide="Shelves may go by gender, but some money goes across"
racks = after[["womenswear", "menswear"]].groupby(people["gender"].fillna("not stated")).sum()
(100 * racks.div(racks.sum(axis=1), axis=0)).round(0).astype(int).add_suffix(" (% of the money)")

# %% [markdown]
# For arranging shelves and web pages, gender tells much. But some of the money goes *across*: presents, a partner, taste. A page
# must not hide the other collection.
#
# ## 4 · The two letters, put to the test
#
# On 1 January 2026 we try the plan: womenswear to women, menswear to men, both to those who did not say. Beside it one plain letter that
# shows all of Havnbo. Half of those who have agreed to e-mail are drawn at random and get nothing, the **control group**: so we
# see what would have been bought anyway.

# %%
own = people["gender"].map({"woman": "womenswear", "man": "menswear"}).fillna("style")
wrong = people["gender"].map({"woman": "menswear", "man": "womenswear"}).fillna("style")

campaign = market.measured({
    "two letters by gender": market.plan(people.index, own.to_list()),
    "one plain letter": market.plan(people.index),
}, holdout=0.5, seed=2)
campaign.rename(columns={"figure": "profit_sek"}).round(1)

# %% [markdown]
# The plan comes out lower. But the interval from `low` to `high` (95%: the range that luck leaves open) is about each plan against
# *no* letter. So we look behind the curtain, as only an invented market allows: what does each plan add on average? We also
# vary *whom*: all, or those who spent three tenths of their money on fashion.

# %%
part = (in_2025["womenswear"] + in_2025["menswear"]) / in_2025.sum(axis=1)
lovers = part.index[part >= 0.3]
plans = {
    "all: one plain letter": market.plan(people.index),
    "all: own gender's collection": market.plan(people.index, own.to_list()),
    "fashion lovers: both collections": market.plan(lovers, "style"),
    "fashion lovers: own gender's": market.plan(lovers, own[lovers].to_list()),
    "fashion lovers: the other gender's": market.plan(lovers, wrong[lovers].to_list()),
}

# %% slide="Purchases decide whom, gender decides which"
chances = {name: market.reached(plan) for name, plan in plans.items()}
added = pd.Series({name: 100 * (c["chance_with"] - c["chance_without"]).mean() for name, c in chances.items()})
profit = pd.Series({name: market.expected_profit(plan) for name, plan in plans.items()})
charts.bars(added, "orders added per 100 letters", title="Whom, and which", form="{:.1f}")

# %% [markdown] slide="The plain letter to all earns most"
# - **Purchases decide whom.** The own gender's collection adds {{added.iloc[1]:.1f}} orders per 100 letters among all, and
#   {{added.iloc[3]:.1f}} among those who love fashion.
# - **Gender decides which, and mostly by avoiding a mistake.** The wrong collection costs
#   {{100 * (1 - added.iloc[4] / added.iloc[3]):.0f}}% of the added orders. But the right one adds no more than the letter that shows
#   both, and it takes three texts instead of one, at {{market.MESSAGE_COST_SEK:,}} SEK each.
# - **The plain letter to all earns most**, {{profit.iloc[0] / 1000:.0f}} thousand SEK against {{profit.iloc[1] / 1000:.0f}} for the two
#   collections. Fashion lovers are few.
#
# So Havnbo should not send the two letters. It should stock and show the collections by gender, and write about style, if at all,
# to those who buy it.

# %%
quiz.guessed(
    "02_demographic",
    f"gender explains {explained['gender'].iloc[-1]:.0%} of which collection is bought, and next to nothing of the other two.",
)

# %% [markdown]
# ## 5 · What the documents claim
#
# Our sources make six claims. Each got a fair test. *Here* is the answer at this course's own setting; *the edge* is where it
# turns.

# %%
claims.show("02_demographic")

# %% [markdown] slide="Easy to collect is not easy to divide" says="To *collect*"
# **The one that surprised is the first.** To *collect* the facts is easy: a form is there on the day somebody joins, and purchases
# need the better part of two years to place as many (claims 3 and 4; this is the form's true strength). To *divide* by them is
# not. With three facts {{claims.stated("02_demographic")[0].figure:.0f}} of 100 customers are left without a segment that earns its own
# letter, {{100 - crossed["placed (%)"].iloc[2]:.0f}} of them because a fact is missing.
#
# Twice we cannot tell. That is an answer, too: a few customers spend so much that even thousands do not show exactly how broad
# the segments are.

# %% [markdown] slide="Leaving a field out does not help if another tells it"
# ## 6 · When not to, fairness, privacy
#
# - **Not for** choosing whom to write to, once you have orders. **Do use it** on the first day, for *which* of two things, and
#   to check who is left out by other methods.
# - **A price by age or gender** strikes many as wrong, and is unlawful in many places. A lower price for pensioners is often
#   accepted because it is open and the same for all. Ask a lawyer before you ask the data.
# - **An offer by age or gender** is milder, until it closes a door: loans, housing, jobs, health. Show first, do not hide.
# - **Proxies.** Leaving the field out does not help if another tells it: two columns of purchases give gender away (the
#   evidence counts how often). A price "by purchase history" can be a price by gender that nobody decided on.
# - **Missing, and neither.** {{people["gender"].isna().sum():,}} customers have no gender on file. Ask "which collections
#   would you like to see?": it is what you wanted to know.
#
# ## 7 · Quiz

# %% slide="Should the fashion buyer drop the field?"
quiz.ask(
    "Gender says nearly nothing about who buys fashion. Should the fashion buyer drop the field?",
    {
        "Yes: it does not explain the spending.":
            "It explains another question very well: which collection those who buy will take.",
        "No: with more customers it would explain the spending as well.":
            "More customers make the figure surer, not larger.",
        "No: it says which collection is bought, so it helps with stock and display.":
            "Whether, how much and which are three questions with three answers.",
    },
    right="No: it says which collection is bought, so it helps with stock and display.",
    key="02_demographic/quiz-1")

# %%
quiz.ask(
    "Your segments by gender and age leave nearly all differences in spending inside. What helps?",
    {
        "A fact of another kind, such as what was bought before.":
            "A segment too broad needs another fact, not another cut.",
        "Age cut every five years instead of every fifteen, and income on top of it.":
            "The live picture shows it: the finest cuts leave as much inside as the coarsest.",
        "Nothing: people differ, and no division of them will ever change that.":
            "They do differ, but the own past already explains more.",
    },
    right="A fact of another kind, such as what was bought before.",
    key="02_demographic/quiz-2")

# %%
quiz.ask(
    "Which of these can give women and men different prices? Tick all.",
    {
        "A discount for customers whose form says “woman”.":
            "Yes, openly; and in many places a price like that is unlawful.",
        "A discount for customers who bought womenswear, with gender deleted from the file.":
            "Yes: purchases of fashion give gender away. A proxy does what the field would do.",
        "A web page that shows the own collection first and the other one click away.":
            "No: both can see everything at the same price, only in another order.",
    },
    right=["A discount for customers whose form says “woman”.",
           "A discount for customers who bought womenswear, with gender deleted from the file."],
    key="02_demographic/quiz-3")

# %%
quiz.ask(
    "Advertisements split by age and interest convert better. What does that say about age?",
    {
        "That it works: it is part of the split, and the split did better.":
            "When the evidence tried it here, interest did all of it. Only a split by age alone can tell.",
        "Nothing, until age is tried alone against the same control.":
            "One thing at a time.",
        "That it works for games, but not for fashion.":
            "Perhaps, but this report cannot tell: the two were never taken apart.",
    },
    right="Nothing, until age is tried alone against the same control.",
    key="02_demographic/quiz-4")

# %%
quiz.ask(
    "From lesson 01: a letter for each segment adds more orders than one letter for all. When does it still earn less?",
    {
        "When the list is short.":
            "Writing is paid per letter, whoever reads it; the gain is paid per reader.",
        "When the segments are of very unequal size, so that small ones drown.":
            "Sizes may differ. What counts is what each letter adds against what it costs.",
        "When nobody was asked beforehand which letter he or she would like.":
            "Nobody was asked in lesson 01 either.",
    },
    right="When the list is short.",
    key="02_demographic/quiz-5")

# %%
quiz.ask(
    "From lesson 01: half of a list gets a letter, drawn at random, and some of that half buy. What did the letter bring?",
    {
        "The orders of that half.":
            "Many of these people would have bought anyway.",
        "Their orders, less those of the half that was left alone.":
            "The other half shows what comes without a letter.",
        "Nobody can know, since nobody can ask people what they would have done.":
            "Not of one person. Of a group one can: leave a like group alone.",
    },
    right="Their orders, less those of the half that was left alone.",
    key="02_demographic/quiz-6")

# %% [markdown]
# ## Take-away
#
# - The form's strength is time: it is there on the first day.
# - *Whether* and *how much*: ask purchases. *Which* of two collections: ask the form. Do not let one answer stand for
#   the other.
# - Two or three facts make segments; four make crumbs. Finer cuts do not cure a segment that is too broad.
# - When age or gender decides a price or closes a door, stop and ask whether it is fair, and whether it is allowed.
#
# **Ask tomorrow:** which of our segments by age or gender answers *which*, and do we use it for *whom*?
#
# {{=way}}
