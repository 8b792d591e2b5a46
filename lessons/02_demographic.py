# %% [markdown]
# # 02 · Demographic segmentation
#
# **The question.** Can age, gender and income tell us what to offer?
#
# **The decision.** Havnbo, the retailer, brings out two fashion collections, one for women and one for men. The plan
# on the table is the oldest in the book: a letter with womenswear to every woman, a letter with menswear to every man,
# cut by age. Should it be sent? And is gender good for something else here?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 00; you have seen a pandas table before |
#
# **After this lesson you can**
#
# - cut customers by age, gender, household and income without losing or exposing anybody;
# - count what that costs in facts, joins and months, and compare it with other methods;
# - tell three questions apart: *whether* somebody buys, *how much*, and *which* of two things;
# - say how much of the differences stays inside the segments;
# - recognise when an offer or a price by age or gender is unfair, and which detours lead there unseen.

# %% [markdown]
# ## 1 · What the form knows
#
# When somebody joins Havnbo's club, a form asks for a few facts; an income band is bought from a register. That is
# all this lesson segments by. (Havnbo and its customers are drawn by a program; nobody in these tables exists.)

# %%
import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import Checkbox, Dropdown, SelectionSlider
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold, cross_val_predict

from helpers import claims, data, describe, features, live, market, quiz, segment

people = data.load("customers").set_index("customer_id")
people = people.rename(columns={"income_band": "income"})
people["age"] = data.CUTOFF.year - people["birth_year"]
people[["age", "gender", "household", "income", "region", "member_since"]].head()

# %%
FIELDS = ["household", "gender", "age", "income"]     # from the most complete to the least
known = people[FIELDS].notna()
pd.DataFrame({
    "known": known.mean().map("{:.0%}".format),
    "known with all above it": known.cumprod(axis=1).mean().map("{:.0%}".format),
})

# %% [markdown]
# Only the year of birth is kept: a full date would be one secret more to guard. Three of the fields are nearly complete.
# All four together are known of {{known.all(axis=1).mean():.0%}}: gaps add up. The bought income has most of them.
#
# A blank in `gender` has many reasons: skipped, not wanted, or neither of the two words on offer fits. The data do not
# say which, so we never fill it in with a guess. "Not stated" is a group like any other.

# %% [markdown]
# ## 2 · By hand, on ten customers
#
# Take a pencil. Sort these ten into boxes: women and men, under 45 and over.

# %%
ten_ids = [100003, 100257, 100379, 100138, 100006, 100008, 100093, 100789, 100021, 100385]
ten = people.loc[ten_ids, ["gender", "age", "household", "income"]].copy()
under_or_over = np.where(ten["age"] < 45, " under 45", " 45 and over")
ten["box"] = ten["gender"].fillna("not stated") + under_or_over
ten.sort_values("box")

# %% [markdown]
# That took a minute, with nothing but a form. This is the charm of the method. Now turn the cards over: what did
# each of them buy in 2025?

# %%
orders = data.load("orders")
lines = data.load("order_lines").merge(orders[["order_id", "customer_id", "ordered_at"]])
lines_2025 = lines[lines["ordered_at"].dt.year == 2025]

def by_category(some_lines):
    """Money per customer (rows) and category (columns)."""
    money = some_lines.groupby(["customer_id", "category"])["amount_sek"].sum()
    return money.unstack(fill_value=0).reindex(columns=market.CATEGORIES, fill_value=0)

bought = by_category(lines_2025)
ten["all_sek"] = bought.sum(axis=1)
ten[["womenswear", "menswear"]] = bought[["womenswear", "menswear"]]
ten.drop(columns=["gender", "age"]).sort_values(["box", "all_sek"])

# %% [markdown]
# Look inside the boxes. Of two people of one gender and nearly one age, one spends over ten times what the other does.
# Some women bought no fashion, and one bought more menswear than womenswear. The men who bought clothes bought mostly
# menswear, but nothing in their box said that they would buy clothes. Ten people show no rule. They show which questions to ask
# of six thousand.

# %% [markdown]
# ## 3 · All customers
#
# We cut age at 30, 45 and 60. Those without an age get a band of their own, so nobody falls out unseen.

# %%
def age_band(age, cuts):
    """The age band of each customer in words; "not known" where the year of birth is missing."""
    edges = [0, *cuts, 200]
    names = [f"{low}–{high - 1}" for low, high in zip(edges[:-1], edges[1:])]
    names[0], names[-1] = (f"under {cuts[0]}", f"{cuts[-1]} and over") if cuts else ("any age",) * 2
    bands = pd.cut(age.astype(float), edges, right=False, labels=names)
    return bands.cat.add_categories("not known").fillna("not known")

people["band"] = age_band(people["age"], [30, 45, 60])
people["who"] = people["gender"].fillna("not stated")
counts = pd.crosstab(people["who"], people["band"]).loc[["woman", "man", "not stated"]]
shown = counts.astype(str).where(counts >= 5, "under 5")

# %%
fig, ax = plt.subplots(figsize=(7.6, 2.9), layout="constrained")
ax.imshow(counts, cmap="Blues", vmin=0, vmax=2 * counts.max().max(), aspect="auto")
for row, column in np.ndindex(counts.shape):
    ax.text(column, row, shown.iloc[row, column], ha="center", va="center", fontsize=12)
ax.set_xticks(range(counts.shape[1]), counts.columns)
ax.set_yticks(range(counts.shape[0]), counts.index)
ax.set_title("Customers by gender and age")
ax.spines[:].set_visible(False)
ax.tick_params(length=0)
describe.show(fig, "A heat map of customers by gender and age band. The largest cell, women of "
                   f"30–44, holds {counts.max().max():,}, the smallest {counts.min().min()}.")

# %% [markdown]
# Two fields make eight large boxes and seven small ones. The house rule of this course: **a group of fewer than five is
# neither shown nor written to**; it is merged with others. Let us cross all four fields and see how soon that bites.

# %%
def crossed(fields):
    """How many customers share each combination of facts, where all facts are known."""
    return people.dropna(subset=[f if f != "band" else "age" for f in fields]).groupby(
        list(fields), observed=True).size()

rows = {}
for fields in [("who",), ("who", "band"), ("who", "band", "household"),
               ("who", "band", "household", "income")]:
    size = crossed(["gender" if f == "who" else f for f in fields])
    rows[" × ".join(fields).replace("who", "gender").replace("band", "age")] = [
        len(size), round(size.median()), (size < 5).sum(), size[size >= 5].sum() / len(people)]
table = pd.DataFrame(rows, index=["boxes", "median size", "under five", "placed"]).T
table["placed"] = table["placed"].map("{:.0%}".format)
table.astype({"boxes": int, "median size": int, "under five": int})

# %% [markdown]
# With all four fields a typical box holds {{int(table["median size"].iloc[-1])}} people, and
# {{int(table["under five"].iloc[-1])}} boxes hold so few that their members could be recognised. Every further field
# cuts all boxes again.

# %% [markdown]
# ## 4 · Is it easy? Count it
#
# "Easy" is quickly said. Below stand four recipes that take a customer from raw tables to something that can be
# segmented: this lesson's, and those of lessons 04, 05 and 06 in short. They are kept as text, so that we can count
# what each one needs, and then run it.

# %%
RECIPES = {
    "the form (this lesson)": '''
customers = data.load("customers")
age = data.CUTOFF.year - customers["birth_year"]
customers["band"] = pd.cut(age.astype(float), [0, 30, 45, 60, 200], right=False)
placed = customers.dropna(subset=["band", "gender", "household", "income_band"])''',
    "purchases (05)": '''
orders = data.load("orders")
placed = features.rfm(orders, at=data.TODAY).reset_index()
placed["R"] = features.score(placed["recency_days"], best="low")
placed["F"] = features.score(placed["frequency"])
placed["M"] = features.score(placed["monetary_sek"])''',
    "survey (04)": '''
survey = data.load("survey")
placed = survey[survey["wave"] == 1].dropna().reset_index(drop=True)
answers = placed.drop(columns=["customer_id", "wave"]).astype(float)
centred = answers.sub(answers.mean(axis=1), axis=0)
placed["segment"] = segment.kmeans(centred, 4, n_init=10, random_state=0)''',
    "clicks (06)": '''
sessions = data.load("sessions")
links = data.load("identity")[["visitor_id", "customer_id"]]
linked = sessions.merge(links, on="visitor_id")
looked = linked.groupby(["customer_id", "category"]).size().unstack(fill_value=0)
placed = looked.idxmax(axis=1).reset_index()''',
}

# %%
def counted(recipe):
    """What a recipe needs, read from its text, and how many customers it places."""
    scope = {"data": data, "pd": pd, "features": features, "segment": segment}
    exec(recipe, scope)
    tables = re.findall(r'data\.load\("(\w+)"\)', recipe)
    return {"lines of code": len(recipe.strip().splitlines()),
            "tables": len(tables),
            "joins": recipe.count(".merge("),
            "rows to read": sum(len(data.load(table)) for table in tables),
            "placed": people.index.isin(scope["placed"]["customer_id"]).mean()}

effort = pd.DataFrame({name: counted(recipe) for name, recipe in RECIPES.items()}).T
effort.assign(placed=effort["placed"].map("{:.0%}".format)).astype(
    {"lines of code": int, "tables": int, "joins": int, "rows to read": int})

# %% [markdown]
# The surprise is how little the *code* differs: a line here, a join there. Nor does the form place more customers than
# the others: it places {{effort["placed"].iloc[0]:.0%}}, purchases place {{effort["placed"].iloc[1]:.0%}}. So is the
# ease a legend?
#
# No. It lies in **time**. A form is filled in on the first day. A purchase record has to grow. Suppose Havnbo had
# begun to keep books on 1 January 2024: what share of its members could be placed, month by month?

# %%
def placed_after(months):
    """Share of that day's members with a complete form, and with a first purchase on the books."""
    day = pd.Timestamp("2024-01-01") + pd.DateOffset(months=months)
    members = people.index[people["member_since"] < day]
    buyers = orders.loc[orders["ordered_at"] < day, "customer_id"].value_counts()
    return {"form": known.loc[members].all(axis=1).mean(),
            "one purchase": members.isin(buyers.index).mean(),
            "two purchases": members.isin(buyers.index[buyers >= 2]).mean()}

months = range(25)
by_month = pd.DataFrame({m: placed_after(m) for m in months}).T * 100

# %%
fig, ax = plt.subplots(figsize=(7.6, 3.6), layout="constrained")
styles = zip(["-", "--", ":"], ["o", "s", "^"], [0, 1, 5])
for (name, share), (line, marker, colour) in zip(by_month.items(), styles):
    ax.plot(share, line, marker=marker, markevery=3, color=describe.PALETTE[colour])
    above = {"form": 2, "one purchase": -7, "two purchases": -7}[name]
    ax.annotate(name, (15.3, share[15] + above), color="0.15")
ax.set(xlabel="months since the books were opened", ylabel="members placed (%)",
       ylim=(0, 100), xlim=(0, 24.5))
ax.spines[["top", "right"]].set_visible(False)
describe.show(fig, f"Members placed, by months. The form: {by_month['form'][3]:.0f}% from the "
                   f"first day. One purchase: {by_month['one purchase'][3]:.0f}% after three, "
                   f"{by_month['one purchase'][24]:.0f}% after 24. Two purchases: "
                   f"{by_month['two purchases'][24]:.0f}% after 24.")

# %% [markdown]
# The form is there at once; purchases need {{by_month.index[by_month["one purchase"] > by_month["form"]][0]}} months to
# place as many, and two purchases, the least that makes a habit, come nowhere near. For a company that starts, or
# starts anew, that is worth a lot.

# %% [markdown]
# ## 5 · What does it tell?
#
# Now we pretend that today is 1 July 2025 and ask five questions about the half-year that followed. Each is
# answered twice: from the form, and from what the customer had bought before. Whoever is guessed about was never in
# the data the guess was made from (cross-validation). **R²** is the share of the differences explained: 0 is no
# better than giving all the mean.

# %%
history = lines[lines["ordered_at"] < data.CUTOFF]
future = lines[lines["ordered_at"] >= data.CUTOFF]
rfm = features.rfm(orders, at=data.CUTOFF)
spent = future.groupby("customer_id")["amount_sek"].sum().reindex(rfm.index, fill_value=0)

before, after = by_category(history), by_category(future)
wear_before = before["womenswear"] + before["menswear"]
past = before.div(before.sum(axis=1), axis=0)
past["her_part"] = (before["womenswear"] / wear_before).fillna(0.5)   # of the fashion, womenswear
both = after.index.intersection(before.index)             # bought before and after
basket = after.div(after.sum(axis=1), axis=0).loc[both]
fashion = basket["womenswear"] + basket["menswear"]
fashion_buyers = both[fashion > 0]

# %%
def form(fields, ids=people.index):
    """The facts as numbers: a column per word, age and its square; a blank is a word of its own."""
    words = people.loc[ids, [f for f in fields if f != "age"]].fillna("not stated")
    table = pd.get_dummies(words, dtype=float) if words.shape[1] else pd.DataFrame(index=ids)
    if "age" in fields:
        table["age"] = people.loc[ids, "age"].astype(float).fillna(people["age"].median())
        table["age_squared"] = table["age"] ** 2
    return table

folds = KFold(5, shuffle=True, random_state=0)

def guess(table, actual):
    """Each customer's value, guessed by straight lines fitted on other customers."""
    return cross_val_predict(LinearRegression(), table.loc[actual.index], actual, cv=folds)

def explained(actual, guessed):
    """R² with a 95% interval: the customers are drawn anew 400 times (bootstrap)."""
    missed, spread = (actual - guessed) ** 2, (actual - actual.mean()) ** 2
    drawn = np.random.default_rng(0).integers(0, len(actual), (400, len(actual)))
    swings = 1 - missed.to_numpy()[drawn].sum(axis=1) / spread.to_numpy()[drawn].sum(axis=1)
    return 1 - missed.sum() / spread.sum(), *np.percentile(swings, [2.5, 97.5])

# %%
QUESTIONS = {
    "how much is spent": (spent, rfm),
    "how much of it is fashion": (fashion, past),
    "how much of it is organic": (basket["organic"], past),
    "how much of it is for children": (basket["children"], past),
    "which fashion: hers or his": ((basket["womenswear"] / fashion).loc[fashion_buyers], past),
}
rows = {(name, source): explained(actual, guess(table, actual))
        for name, (actual, purchases) in QUESTIONS.items()
        for source, table in {"form": form(FIELDS), "purchases": purchases}.items()}
r2 = pd.DataFrame(rows, index=["r2", "low", "high"]).T

# %%
fig, ax = plt.subplots(figsize=(8, 3.6), layout="constrained")
for source, marker, colour, shift in [("form", "o", 0, -0.12), ("purchases", "s", 1, 0.12)]:
    part = r2.xs(source, level=1).loc[list(QUESTIONS)]
    y = np.arange(len(part)) + shift
    ax.hlines(y, part["low"], part["high"], color=describe.PALETTE[colour], linewidth=3, alpha=0.5)
    ax.plot(part["r2"], y, marker, color=describe.PALETTE[colour], markersize=9, label=source)
ax.axvline(0, color="0.3", linewidth=1)
ax.set_yticks(range(len(QUESTIONS)), QUESTIONS)
ax.invert_yaxis()
ax.set(xlabel="share of the differences explained (R², out of sample, 95% interval)",
       xlim=(-0.1, 0.8))
ax.legend(frameon=False, loc="center right")
ax.grid(axis="x", color="0.9")
ax.spines[["top", "right", "left"]].set_visible(False)
values = r2["r2"].unstack().round(2) + 0.0
describe.show(fig, "Five questions, two marks each. " + " ".join(
    f"{name}: form {values.loc[name, 'form']:.2f}, purchases {values.loc[name, 'purchases']:.2f}."
    for name in QUESTIONS))

# %%
hers = QUESTIONS["which fashion: hers or his"][0]
answers = {"how much is spent": spent, "whether fashion is bought": (fashion > 0).astype(float),
           "how much of it is fashion": fashion, "which fashion: hers or his": hers}
gender_alone = pd.Series({name: explained(actual, guess(form(["gender"]), actual))[0]
                          for name, actual in answers.items()})
heard_of = wear_before.reindex(fashion_buyers) > 0       # bought fashion before, too
by_habit = explained(hers[heard_of], guess(past, hers[heard_of]))[0]
gender_there = explained(hers[heard_of], guess(form(["gender"]), hers[heard_of]))[0]
gender_alone.map("{:.0%}".format).replace("-0%", "0%").to_frame("explained by gender alone")

# %%
style = data.truth("customers").set_index("customer_id")["need_now"] == "style"
care = style.groupby(people["gender"]).mean()
care.map("{:.0%}".format).to_frame("planted: care for style")

# %% [markdown]
# **Here is the surprise of this lesson.** Gender alone explains {{abs(gender_alone.iloc[0]):.0%}} of how much people
# spend, {{abs(gender_alone.iloc[1]):.0%}} of whether they buy fashion and {{abs(gender_alone.iloc[2]):.0%}} of how much
# of the basket is fashion. Of *which* fashion it explains {{gender_alone.iloc[3]:.0%}}, far more than all past purchases
# do ({{r2.loc[("which fashion: hers or his", "purchases"), "r2"]:.0%}}). For children's goods, too, the form tells more
# than purchases: it knows the household.
# (To be fair to purchases: {{1 - heard_of.mean():.0%}} of these customers had bought no fashion before. For the others
# the two are close: purchases explain {{by_habit:.0%}}, gender {{gender_there:.0%}}. Gender's lead is that it is known
# before the first purchase.)
#
# Why? Fashion is bought by those who care for style, and this market's program, whose secrets we may look up, planted
# that care in {{care["woman"]:.0%}} of the women and {{care["man"]:.0%}} of the men. Once somebody buys, it is
# mostly gender that says which rack. So the two halves of the plan are not of the same worth:
#
# - *whom* to write to about fashion: ask the purchases; the form knows next to nothing;
# - *which* collection to show them: ask the form; purchases come second.

# %% [markdown]
# Say it in money. A shop window on the website has room for one collection. What share of the fashion money of
# the second half of 2025 went to the collection that a rule, made before, would have shown?

# %%
def money_in_view(shown_first, ids=after.index):
    """Share of the half-year's fashion money that went to the collection shown to that customer."""
    wear = after.loc[ids, ["womenswear", "menswear"]]
    shown_first = shown_first.reindex(wear.index).fillna("womenswear")
    seen = wear["womenswear"].where(shown_first == "womenswear", wear["menswear"])
    return seen.sum() / wear.to_numpy().sum()

ids, by_age = after.index, past.join(people["band"]).query("her_part != 0.5")
leans = by_age.groupby("band", observed=True)["her_part"].mean() > 0.5
own_rack = people["gender"].map({"woman": "womenswear", "man": "menswear"})
across = 1 - money_in_view(own_rack, ids.intersection(own_rack.dropna().index))
window = pd.Series({
    "womenswear to all": money_in_view(pd.Series("womenswear", ids)),
    "by age": money_in_view(people["band"].map(leans).map({True: "womenswear", False: "menswear"})),
    "by past purchases": money_in_view(
        past["her_part"].lt(0.5).map({True: "menswear", False: "womenswear"})),
    "by gender": money_in_view(own_rack),
})
window.map("{:.0%}".format).to_frame("fashion money in view")

# %% [markdown]
# By gender the window shows the right thing for {{window["by gender"]:.0%}} of the money, without it for
# {{window.drop("by gender").max():.0%}} at best. For arranging the collections, gender tells a lot. Note the rest: of
# those who stated a gender, {{across:.0%}} of the money goes *across*. The data do not say why: presents, a partner,
# taste. A page that hides the other collection hides it from them.

# %% [markdown]
# ## 6 · One segment, many kinds of people
#
# Back to spending. Each line below is a segment by gender and age, drawn from the customer who outspends a tenth of
# the others to the one who outspends nine tenths. The scale doubles at each step.

# %%
spent_before = rfm["monetary_sek"]
boxes = (people["who"] + ", " + people["band"].astype(str)).loc[rfm.index]
named = boxes[~boxes.str.contains("not")]
spread = spent_before.loc[named.index].groupby(named).quantile([0.1, 0.5, 0.9]).unstack()
heavy = spent_before.loc[named.index].groupby(named).apply(
    lambda money: money.nlargest(len(money) // 10).sum() / money.sum())
heavy.map("{:.0%}".format).to_frame("the heaviest tenth's part of the money")

# %%
bands = people["band"].cat.categories[:-1]
order = [f"{who}, {band}" for band in bands for who in ("woman", "man")]
fig, ax = plt.subplots(figsize=(7.8, 3.8), layout="constrained")
for y, name in enumerate(order):
    low, middle, high = spread.loc[name]
    colour, marker = (3, "o") if name.startswith("w") else (2, "s")
    ax.plot([low, high], [y, y], color=describe.PALETTE[colour], linewidth=6, alpha=0.45)
    ax.plot(middle, y, marker, color=describe.PALETTE[colour], markersize=9)
ax.set_xscale("log", base=2)
ticks = [125, 250, 500, 1000, 2000, 4000, 8000]
ax.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
ax.set_yticks(range(len(order)), order)
ax.invert_yaxis()
ax.set(xlabel="spent up to 1 July 2025 (SEK; mark: median, line: from 10% to 90% of the customers)")
ax.spines[["top", "right", "left"]].set_visible(False)
describe.show(fig, "Eight segments by gender and age, each a line from its 10% to its 90% "
                   f"customer. They overlap almost wholly: medians {spread[0.5].min():,.0f} to "
                   f"{spread[0.5].max():,.0f} SEK, lines from about {spread[0.1].median():,.0f} "
                   f"to {spread[0.9].median():,.0f}.")

# %%
def wins(first, second):
    """How often a customer drawn from the first segment spends more than one from the second."""
    a, b = (spent_before[boxes.index[boxes == name]].to_numpy() for name in (first, second))
    return (a[:, None] > b).mean() + (a[:, None] == b).mean() / 2

own_mean = spent_before.loc[named.index].groupby(named).transform("mean")
near_the_mean = (spent_before.loc[named.index] / own_mean).between(0.8, 1.2).mean()
best, worst = spread[0.5].loc[order].idxmax(), spread[0.5].loc[order].idxmin()

# %% [markdown]
# The medians move a little. The lines lie on top of each other. Within a typical segment the heaviest tenth of the
# customers brings {{heavy.median():.0%}} of its money. Draw one customer from the segment with the highest median
# ({{best}}) and one from the lowest ({{worst}}): the first outspends the second in {{wins(best, worst):.0%}} of all pairs.
# A coin would say half. Only {{near_the_mean:.0%}} of the customers spent within a fifth of their segment's mean.

# %% [markdown]
# ## 7 · Live: cut it yourself
#
# Choose where to cut age and which fields to use. On the left, each mark is a box of customers, the largest first.
# Boxes below the smallest size allowed are merged with those whose facts are missing (boxes under five are never
# drawn). On the right: how many customers have a segment of their own, and how much these segments explain of the
# question you choose, out of sample, beside past purchases.
#
# **Before you move anything, guess:** how many fields can you cross before fewer than half of the customers have a
# segment of at least 200? And which single field explains which fashion?

# %%
CUTS = {"none": [], "45": [45], "35 · 55": [35, 55], "30 · 45 · 60": [30, 45, 60],
        "25 · 35 · 45 · 55 · 65": [25, 35, 45, 55, 65], "every five years": list(range(25, 80, 5))}

def codes(column):
    """Whole numbers for words; -1 where the fact is missing."""
    return column.astype("category").cat.codes.to_numpy().astype(int)

age_known = people["age"].notna()
age_codes = {name: np.where(age_known, codes(age_band(people["age"], cuts)), -1)
             for name, cuts in CUTS.items()}
word_codes = {field: codes(people[field]) for field in ("gender", "household", "income")}

fold_of = np.empty(len(people), int)
for number, (_, tested) in enumerate(folds.split(people)):
    fold_of[tested] = number
asked = {name: (people.index.get_indexer(actual.index), actual.to_numpy(float))
         for name, (actual, _) in QUESTIONS.items()}
by_purchases = r2["r2"].xs("purchases", level=1).clip(lower=0)

# %%
def actual_and_mean(number, question):
    """What each customer did, and the mean of the segment's members in the other folds."""
    who, actual = asked[question]
    place, shape = number[who] * 5 + fold_of[who], (number.max() + 1, 5)
    total = np.bincount(place, actual, minlength=shape[0] * 5).reshape(shape)
    count = np.bincount(place, minlength=shape[0] * 5).reshape(shape)
    others, n = total.sum(axis=1, keepdims=True) - total, count.sum(axis=1, keepdims=True) - count
    return actual, np.where(n > 0, others / np.maximum(n, 1), actual.mean()).ravel()[place]

def explained_by(number, question):
    """R² of the segments' means, each taken from other customers than those it guesses."""
    actual, mean = actual_and_mean(number, question)
    return 1 - ((actual - mean) ** 2).sum() / ((actual - actual.mean()) ** 2).sum()

def boxes_of(cuts, used):
    """The number of each customer's box, and -1 where a fact is missing."""
    box, complete = np.zeros(len(people), int), np.ones(len(people), bool)
    for code in ([age_codes[cuts]] if cuts != "none" else []) + [word_codes[f] for f in used]:
        box, complete = box * (code.max() + 1) + code, complete & (code >= 0)
    return np.where(complete, box, -1)

# %%
def update(cuts, gender, household, income, least, question):
    """Count the boxes, merge the small ones, and say what the rest explains."""
    switches = {"gender": gender, "household": household, "income": income}
    used = [field for field, on in switches.items() if on]
    if not used and cuts == "none":
        raise ValueError("Age is not cut and no field is used: all are in one box. Use a field.")
    box = boxes_of(cuts, used)
    size = np.bincount(box[box >= 0])
    kept = size >= least
    own = (box >= 0) & kept[box]
    number = np.where(own, (np.cumsum(kept) * kept)[box], 0)     # 0: all who are merged

    places = np.sort(size[size >= 5])[::-1]
    large.set_data(np.arange(1, kept.sum() + 1), places[:kept.sum()])
    small.set_data(np.arange(kept.sum() + 1, len(places) + 1), places[kept.sum():])
    limit.set_ydata([least, least])
    share = max(explained_by(number, question), 0)
    bars.move([own.mean(), share, by_purchases[question]])
    left_out = ((size > 0) & ~kept).sum()
    verdict = "more than half" if own.mean() > 0.5 else "half of the customers or fewer"
    return (f"Segments: {kept.sum()}; boxes too small, merged: {left_out}. {own.mean():.0%} of the "
            f"customers have a segment of their own, {verdict}. The segments explain {share:.0%} "
            f"of “{question}”, past purchases {by_purchases[question]:.0%}.")

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(8.4, 4), layout="constrained", width_ratios=[3, 2])
left.set(xlim=(0.8, 320), ylim=(4, 6000), xscale="log", yscale="log", ylabel="customers in it",
         xlabel="boxes, largest first", title="How large are the boxes?")
left.set_xticks([1, 3, 10, 30, 100, 300], ["1", "3", "10", "30", "100", "300"])
left.set_yticks([5, 20, 100, 500, 2500], ["5", "20", "100", "500", "2,500"])
large, = left.plot([], [], "o", color=describe.PALETTE[0], markersize=6, label="segment")
small, = left.plot([], [], "x", color=describe.PALETTE[5], markersize=6, label="too small: merged")
limit, = left.plot([0.8, 320], [5, 5], "--", color="0.3", label="smallest size allowed")
left.legend(loc="upper right", frameon=False)
right.set(ylim=(0, 1.05), yticks=[0, 0.5, 1], yticklabels=["0%", "50%", "100%"],
          title="Placed, and explained")
bars = live.bars(right, ["placed", "explained\nby these", "explained by\npurchases"])

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
          "scales. Right: three bars, customers placed and shares explained.")

# %% [markdown]
# Things to try. Turn income on, and watch the boxes fall under the line. Ask for *which fashion* and leave gender alone
# switched on; then household alone. Cut age every five years: do finer cuts explain more of the spending, or less?

# %% [markdown]
# ## 8 · Reading the segments
#
# What can honestly be said of each segment? Its size, how many of its people bought anything in 2025, how much of
# their money went into fashion, and how much of that into womenswear.

# %%
year = bought.reindex(people.index, fill_value=0)
wear = year["womenswear"] + year["menswear"]
read = pd.DataFrame({"name": people["who"] + ", " + people["band"].astype(str), "wear": wear,
                     "her": year["womenswear"], "all": year.sum(axis=1)})
read = read[~read["name"].str.contains("not")]
grouped = read.groupby("name")
family = people["household"] == "family"
profile = pd.DataFrame({
    "customers": grouped.size(),
    "bought in 2025": grouped["all"].agg(lambda money: (money > 0).mean()),
    "fashion, of the money": grouped["wear"].sum() / grouped["all"].sum(),
    "womenswear, of the fashion": grouped["her"].sum() / grouped["wear"].sum(),
}).loc[order]
percent = {column: "{:.0%}".format for column in profile.columns[1:]}
profile.assign(**{column: profile[column].map(form_) for column, form_ in percent.items()})

# %% [markdown]
# | segment | what differs | a sensible action to test |
# |---|---|---|
# | women, any age | if fashion, then mostly womenswear | show womenswear first, menswear one click away |
# | men, any age | if fashion, then mostly menswear | the reverse, and do not assume that they buy none |
# | under 30 | fashion is a larger part of their money, but still a small one | worth a look, not a campaign |
# | families | {{year["children"][family].sum() / year[family].to_numpy().sum():.0%}} of the money on children's goods, others {{year["children"][~family].sum() / year[~family].to_numpy().sum():.0%}} | put children's goods where families see them |
# | not stated | nothing that we know | show both; ask, and say what for |
#
# Fashion's part is largest under 30. Women and men of one age differ in the table's last column, and hardly elsewhere.

# %% [markdown]
# ## 9 · The two letters, put to the test
#
# On 1 January 2026 we try the plan: womenswear to women, menswear to men, and both to those who did not say. Beside
# it the mass mailing: one plain letter that shows all of Havnbo. Half of those who have agreed to e-mail are drawn by
# lot and get nothing, so we see what would have been bought anyway. (The cut by age is left out. In section 5 the form,
# age included, told next to nothing of how much of a basket is fashion, and every further letter costs money.)

# %%
OWN = {"woman": "womenswear", "man": "menswear"}
OTHER = {"woman": "menswear", "man": "womenswear"}

def letters(ids, offer):
    return pd.DataFrame({"customer_id": list(ids), "offer": offer, "channel": "email"})

def by_gender(ids, offers=OWN):
    return letters(ids, people.loc[ids, "gender"].map(offers).fillna("style").to_list())

plans = {"two collections, by gender": by_gender(people.index),
         "one plain letter (mass mailing)": letters(people.index, "everyone")}
rows = {}
for name, plan in plans.items():
    result = market.effect(market.run(plan, holdout=0.5, seed=2))
    result = result[["effect", "low", "high"]]
    rows[name] = [*(100 * result.loc["converted"]).map("{:.1f}".format),
                  *result.loc["profit_sek"].round(-2).map("{:,.0f}".format)]
pd.DataFrame(rows, index=["added orders per 100", "from", "to", "profit (SEK)", "from ", "to "]).T

# %% [markdown]
# (Profit is that of the half written to, within two weeks.) The plan comes out lower than the letter that is the same
# for all. But each interval is about one plan against no letter, not about one plan against the other. So we look behind
# the curtain: this market knows each customer's chance to buy with a letter and without. We also vary both halves of the
# plan, and count everybody who may be written to.
#
# - *Whom*: everybody; those who bought fashion in 2025; those who spent at least three tenths of their money on it.
# - *Which*: the plain letter; one style letter with both collections and beauty; the own gender's collection; and, to
#   see what a mistake costs, the other gender's.

# %%
share_of_wear = (wear / year.sum(axis=1)).dropna()
audiences = {"everybody": people.index, "bought fashion in 2025": wear.index[wear > 0],
             "spent three tenths on fashion": share_of_wear.index[share_of_wear >= 0.3]}
kinds = {"plain": lambda ids: letters(ids, "everyone"),
         "style, both": lambda ids: letters(ids, "style"),
         "own gender's": by_gender, "other gender's": lambda ids: by_gender(ids, OTHER)}

def per_customer(plan):
    """For all who have agreed: the added chance to buy, and what it earns after the contact."""
    chances = market.expected(plan).query("consent == 1").set_index("customer_id")
    added = chances["chance_with"] - chances["chance_without"]
    earned = added * market.MARGIN * chances["basket_sek"] - market.CONTACT_COST_SEK["email"]
    return pd.DataFrame({"added": added, "earned_sek": earned, "offer": chances["offer"]})

known_chances = {kind: per_customer(make(people.index)) for kind, make in kinds.items()}
added, profit = pd.DataFrame(), pd.DataFrame()
for kind, table in known_chances.items():
    for name, ids in audiences.items():
        part = table[table.index.isin(ids)]
        added.loc[name, kind] = 100 * part["added"].mean()
        paid = market.MESSAGE_COST_SEK * part["offer"].nunique()
        profit.loc[name, kind] = part["earned_sek"].sum() - paid

# %%
fig, ax = plt.subplots(figsize=(8, 3.2), layout="constrained")
ax.imshow(added, cmap="Blues", vmin=2, vmax=15, aspect="auto")
for row, column in np.ndindex(added.shape):
    text = f"{added.iloc[row, column]:.1f}\n({profit.iloc[row, column] / 1000:,.0f} thousand SEK)"
    ax.text(column, row, text, ha="center", va="center")
ax.set_xticks(range(4), added.columns)
ax.set_yticks(range(3), [f"{name}\n({len(ids):,} customers)" for name, ids in audiences.items()])
ax.set_title("Added orders per 100 letters, and profit of the whole plan")
ax.spines[:].set_visible(False)
ax.tick_params(length=0)
describe.show(fig, "A heat map of three audiences by four letters. " + " ".join(
    f"{name}: " + ", ".join(f"{kind} {value:.1f}" for kind, value in row.items()) + "."
    for name, row in added.iterrows()) + " Added orders per 100 letters.")

# %% [markdown]
# Read it down, then across.
#
# - **Down: purchases decide whom.** The own gender's collection adds {{added.iloc[0, 2]:.1f}} orders per 100 letters
#   among everybody and {{added.iloc[2, 2]:.1f}} among those who spend on fashion.
# - **Across: gender decides which, and mostly by avoiding a mistake.** In the last row the wrong collection costs
#   {{1 - added.iloc[2, 3] / added.iloc[2, 2]:.0%}} of the added orders. But the right one adds no more than the style letter
#   that shows both ({{added.iloc[2, 1]:.1f}}), and it takes three letters instead of one, at
#   {{market.MESSAGE_COST_SEK:,}} SEK each: {{profit.iloc[2, 2]:,.0f}} SEK against {{profit.iloc[2, 1]:,.0f}}.
# - **The mass mailing wins overall.** {{profit.iloc[0, 0]:,.0f}} SEK, since a letter to everybody about everything
#   finds more takers than a letter to everybody about clothes.
#
# So Havnbo should not send the two letters. It should stock and show the collections by gender, and send one style
# letter to those who buy style, if it wants to speak of fashion at all.

# %% [markdown] tags=["quoted"]
# ## 10 · "By age and interest, 30% more": an experiment
#
# One of the course's sources tells of a game company that split its advertisements by age and game interest and saw
# its conversion rise by more than 30% (F4). It names no source that one could look up. Which of the two did it, age or
# interest? We can try each alone. Every group of last year's buyers gets a letter composed like its own average basket.
# The table shows the market's own chances, without luck; conversion counts those, too, who would have bought anyway.

# %%
by_need = bought.T.groupby(market.NEED_OF).sum().T
interest = ("buys " + by_need.idxmax(axis=1)).where(by_need.sum(axis=1) > 0, "buys other")
ages = people["band"].astype(str).loc[bought.index]
splits = {"nothing": pd.Series("all", bought.index), "age": ages, "interest": interest,
          "age and interest": ages + " | " + interest}
baskets = bought.div(bought.sum(axis=1), axis=0)

def composed(split):
    """A plan: each group of 25 or more gets its own average basket, the rest everybody's."""
    group = split.where(split.map(split.value_counts()) >= 25, "all")
    offers = baskets.groupby(group).mean()
    offers.loc["all"] = baskets.mean()
    return letters(group.index, group.to_list()), offers

def conversion(split):
    plan, offers = composed(split)
    return market.expected(plan, more_offers=offers).query("consent == 1")["chance_with"].mean()

rates = pd.Series({name: conversion(split) for name, split in splits.items()})
f4 = rates / rates["nothing"] - 1
pd.DataFrame({"letters": [composed(s)[0]["offer"].nunique() for s in splits.values()],
              "conversion": rates.map("{:.1%}".format), "gain": f4.map("{:+.1%}".format)})

# %% [markdown]
# In this market interest alone gains {{f4["interest"]:.0%}}, age alone {{f4["age"]:.1%}}, and both together what
# interest gains: age multiplies the letters and adds next to nothing. A report that says "by age and interest" may give age
# the credit for interest's work. Split by one thing at a time, with a control, before you pay for both.
#
# And could one experiment have shown it? Half of the buyers, drawn by lot, get the split letters, the others the one
# for all.

# %%
letters_of = [composed(splits[name]) for name in ("age and interest", "nothing")]

def one_experiment(seed):
    """The measured gain in conversion with a 95% interval (Katz's, for a ratio of two rates)."""
    drawn = np.random.default_rng(seed).random(len(bought)) < 0.5
    rate, error = [], 0
    for half, (plan, offers) in zip([drawn, ~drawn], letters_of):
        bought_it = market.run(plan[half], holdout=0, seed=seed, more_offers=offers).query(
            "group == 'contacted'")["converted"]
        rate.append(bought_it.mean())
        error += (1 - bought_it.mean()) / bought_it.sum()
    ratio = rate[0] / rate[1]
    return [ratio - 1, *(ratio * np.exp([-1.96 * error**0.5, 1.96 * error**0.5]) - 1)]

tries = pd.DataFrame({f"experiment {seed}": one_experiment(seed) for seed in range(1, 6)},
                     index=["measured gain", "from", "to"]).T
tries.map("{:+.0%}".format)

# %% [markdown]
# Five honest experiments on the same truth of {{f4["age and interest"]:+.0%}}, with the same {{len(bought):,}} buyers
# drawn into halves anew. They report anything from {{tries["measured gain"].min():+.0%}} to
# {{tries["measured gain"].max():+.0%}}. The one that gets into a brochure is not drawn by lot.

# %% [markdown]
# ## 11 · What the documents claim
#
# Our sources make six claims about demographic segmentation. Each gets a figure from this market, a bar to pass that we
# say beforehand, and the **turning point** at which it changes side.
#
# ### The facts are easy to come by
#
# We count the customers of whom every fact asked is known. The bar is what the best other method places, on its most
# generous count: one purchase in two years.

# %%
complete = known.cumprod(axis=1).mean().set_axis(range(1, 5)) * 100
best_other = 100 * effort["placed"].iloc[1:].max()

claims.state("T2-demographic-pro1", figure=complete[4], unit="% of the customers have all facts",
             threshold=best_other, above=True, knob="number of facts asked", at=4, curve=complete)

# %% [markdown]
# Ask three facts and the form beats the other three methods. With income, the fourth, it falls behind: the three
# that one can ask are easy, the one that must be bought is not.
#
# ### It is quick to set up
#
# The lead over purchases, in points of members placed, by the months since the books were opened. The bar is no lead.

# %%
lead = by_month["form"] - by_month["one purchase"]
claims.state("T2-demographic-pro2", figure=lead[3],
             unit="points more members placed than by purchases", threshold=0, above=True,
             knob="months since the books were opened", at=3, curve=lead)

# %% [markdown]
# Quick it is, and for well over a year. A company that has two years of orders has lost this reason.
#
# ### The facts are easy to collect, and dividing by them is simple
#
# *Simple* should mean that most customers end up in a segment one can work with. How small may that be? It must earn
# its own letter: {{market.MESSAGE_COST_SEK:,}} SEK, divided by what a plain letter earns per customer.

# %%
earned_by_plain = known_chances["plain"]["earned_sek"].sum() / len(people)
smallest = round(market.MESSAGE_COST_SEK / earned_by_plain)

def placed_in(fields, least):
    size = crossed(fields)
    return 100 * size[size >= least].sum() / len(people)

sizes = sorted({5, 25, 50, 100, 150, 200, 250, 300, 350, 400, 500, smallest})
three = pd.Series({least: placed_in(["gender", "band", "household"], least) for least in sizes})
claims.state("T1-demographic-pro", figure=three[smallest],
             unit="% of the customers in a usable segment", threshold=50, above=True,
             knob="smallest segment allowed (customers)", at=smallest, curve=three)

# %% [markdown]
# A letter of its own pays from about {{smallest}} customers, if it brings what the plain one brings. Gender, age and
# household, crossed, still put most customers into such a segment. If letters cost so much that a segment must be
# larger than the turning point, half of the customers are left over. With income as a fourth field it is
# {{placed_in(["gender", "band", "household", "income"], smallest):.0f}}% already now. Simple stays simple for two or
# three fields.
#
# ### It leaves out what customers do and how they live
#
# Of how people live we have one trace: what they choose. We let the form and the past purchases guess the
# customer's whole next basket, all twelve categories, and count what the purchases explain beyond the form. The
# knob: how many days of purchases Havnbo has listened to.

# %%
from_form = guess(form(FIELDS), basket)
around_mean = ((basket - basket.mean()) ** 2).sum(axis=1)

def beyond_the_form(days):
    """What each customer's purchases add: the form's squared errors less theirs."""
    heard = history[history["ordered_at"] >= data.CUTOFF - pd.Timedelta(days=days)]
    money = by_category(heard).reindex(basket.index, fill_value=0)
    shares = money.div(money.sum(axis=1).replace(0, 1), axis=0)
    return ((basket - from_form) ** 2 - (basket - guess(shares, basket)) ** 2).sum(axis=1)

listened = {days: beyond_the_form(days) for days in (1, 3, 7, 14, 30, 60, 90, 180, 365, 546)}
beyond = pd.Series({days: gain.sum() / around_mean.sum() for days, gain in listened.items()})

drawn = np.random.default_rng(0).integers(0, len(basket), (400, len(basket)))
gain, total = (part.to_numpy()[drawn].sum(axis=1) for part in (listened[546], around_mean))
interval = tuple(np.percentile(gain / total, [2.5, 97.5]))
claims.state("T1-demographic-con", figure=beyond[546], interval=interval,
             unit="more of the basket explained by purchases (R²)", threshold=0, above=True,
             knob="days of purchases known", at=546, curve=beyond)

# %% [markdown]
# The drawback is real, and large. The form beats a till that has listened for a day. After a week of receipts, in which
# {{basket.index.isin(history.loc[history["ordered_at"] >= data.CUTOFF - pd.Timedelta(days=7), "customer_id"]).mean():.0%}}
# of these customers came by, it is behind, and it stays behind. (The exceptions stand in section 5: which fashion, and
# children's goods.)
#
# ### It does not see how customers behave
#
# Recency, frequency and money explain part of the next half-year's spending. The form explains less. What it lacks,
# in percent of what they explain, we call missed. We speak of not seeing when more than half is missed.

# %%
from_rfm, rfm_gap = guess(rfm, spent), (spent - spent.mean()) ** 2
explained_by_rfm = 1 - ((spent - from_rfm) ** 2).sum() / rfm_gap.sum()

def missed_with(fields):
    if not fields:
        return 100.0
    return 100 * (1 - explained(spent, guess(form(fields), spent))[0] / explained_by_rfm)

missed = pd.Series({n: missed_with(FIELDS[:n]) for n in range(5)})
squares = [((spent - g) ** 2).to_numpy() for g in (guess(form(FIELDS), spent), from_rfm)]
drawn = np.random.default_rng(1).integers(0, len(spent), (400, len(spent)))
form_gap, rfm_left = (part[drawn].sum(axis=1) for part in squares)
total = rfm_gap.to_numpy()[drawn].sum(axis=1)
swings = 100 * (1 - (total - form_gap) / (total - rfm_left))
interval = tuple(np.percentile(swings, [2.5, 97.5]))
claims.state("T2-demographic-con2", figure=missed[4], interval=interval,
             unit="% of what past behaviour tells is missed", threshold=50, above=True,
             knob="facts used", at=4, curve=missed)

# %% [markdown]
# No number of facts helps. Income and household help most, and most is little.
#
# ### Its segments can be too broad
#
# Cut finer, then? For eight ways to cut we ask how much of the differences in spending stays *inside* the segments,
# for customers whose segment's mean was taken from others. Too broad means: more than the four plain rules of lesson 05
# leave inside.

# %%
def inside(number):
    """Percent of the differences in spending that stay within segments, out of sample."""
    return 100 * (1 - explained_by(number, "how much is spent"))

recent, frequent = rfm["recency_days"] <= 180, rfm["frequency"] >= 5
rules = pd.Series(np.select([recent & frequent, recent, frequent], [1, 2, 3], 4), index=rfm.index)
left_by_rules = inside(rules.reindex(people.index, fill_value=0).to_numpy())

finer = [("none", ["gender"]), ("45", ["gender"]), ("45", ["gender", "household"]),
         ("30 · 45 · 60", ["gender", "household"]), ("45", ["gender", "household", "income"]),
         ("30 · 45 · 60", ["gender", "household", "income"]),
         ("25 · 35 · 45 · 55 · 65", ["gender", "household", "income"]),
         ("every five years", ["gender", "household", "income"])]
numbers = [boxes_of(cuts, used) + 1 for cuts, used in finer]        # 0: a fact is missing
broad = pd.Series({len(np.unique(n)): inside(n) for n in numbers})
broad.round(1).rename_axis("segments").to_frame("% of the differences inside")

# %%
default = numbers[5]
default_count = len(np.unique(default))
share, low, high = explained(*map(pd.Series, actual_and_mean(default, "how much is spent")))
claims.state("T2-demographic-con1", figure=broad[default_count],
             interval=(100 * (1 - high), 100 * (1 - low)),
             unit="% of the differences in spending stay inside the segments",
             threshold=left_by_rules, above=True, knob="number of segments", at=default_count,
             curve=broad)

# %% [markdown]
# The claim holds at every fineness tried, and there lies the lesson: broadness is not cured by more boxes. The least
# that stays inside is {{broad.min():.0f}}%, and the differences between the rows are smaller than the interval is wide.
# (Over 100% means that the segments' means guess worse than one mean for all.) A broad segment needs another fact, not
# another cut.

# %% [markdown]
# ## 12 · When not to use it, and what is not fair
#
# **Not for** choosing whom to write to, or guessing how much they spend, once you have orders. **Do use it** on the first
# day, for *which* of two things, for households and children's goods, and to check who is left out by the other
# methods.
#
# - **A price by age or gender.** The same goods at another price because of a person's gender strikes many as wrong,
#   and is unlawful in many places; with age the rules differ from country to country. A lower price for students or
#   pensioners is often accepted because it is open, the same for all, and meets a smaller purse. A hidden one is not.
#   Ask a lawyer before you ask the data.
# - **An offer by age or gender** is milder: nobody pays more. It turns wrong when it closes a door: loans, housing,
#   jobs, health, or simply a collection that some customers never get to see. Show first, do not hide.
# - **Proxies.** Leaving the field out does not help if another tells it. Look at the next cell.
# - **Missing, and neither.** {{people["gender"].isna().sum():,}} customers have no gender on file. Some would not be
#   described by either word. Ask "which collections would you like to see?" instead: it is what you wanted to know.
# - **Old forms.** A household is true on the day it was written down. Families grow up; the field does not.
# - **Small boxes.** Four facts and a postal area can point at one person. Under five: merge or hide.

# %%
stated = people["gender"].dropna()
seen = by_category(lines).loc[lambda t: t["womenswear"] + t["menswear"] > 0]
seen = seen.loc[seen.index.intersection(stated.index)]
guessed = np.where(seen["womenswear"] > seen["menswear"], "woman", "man")
proxy = (guessed == stated.loc[seen.index]).mean()
most_common = stated.loc[seen.index].value_counts(normalize=True).max()
pd.Series({"customers": f"{len(seen):,}",
           "gender guessed right from two columns of purchases": f"{proxy:.0%}",
           "by always saying the more common": f"{most_common:.0%}"}).to_frame("fashion buyers")

# %% [markdown]
# A price "by purchase history" can thus be a price by gender that nobody decided on. When a segment matters to people,
# compare what it gives to women and men, young and old, *with* the field you left out.

# %% [markdown]
# ## 13 · Quiz

# %%
quiz.ask(
    "Gender says nearly nothing about who buys fashion. Should the fashion buyer drop the field?",
    {
        "Yes: it does not explain the spending.":
            "It explains another question very well: which collection those who buy will take.",
        "No: it says which collection is bought, so it helps with stock and display.":
            "Right. Whether, how much and which are three questions with three answers.",
        "No: with more customers it would explain the spending as well.":
            "More customers make the figure surer, not larger.",
    },
    right="No: it says which collection is bought, so it helps with stock and display.",
    key="02_demographic/quiz-1")

# %%
quiz.ask(
    "Your segments by gender and age leave nearly all differences in spending inside. What helps?",
    {
        "Age cut every five years instead of every fifteen.":
            "Section 11 tried: the finest cuts left as much inside as the coarsest.",
        "A fact of another kind, such as what was bought before.":
            "Right. A segment too broad needs another fact, not another cut.",
        "Nothing: people differ.":
            "They do, but four plain rules on purchases already leave less inside.",
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
        "That it works: it is part of the split.":
            "In our experiment interest did all of it. Only a split by age alone can tell.",
        "Nothing, until age is tried alone against the same control.":
            "Right. One thing at a time.",
        "That it works for games, but not for fashion.":
            "Perhaps, but this report cannot tell: the two were never taken apart.",
    },
    right="Nothing, until age is tried alone against the same control.",
    key="02_demographic/quiz-4")

# %% [markdown]
# ## Take-away
#
# - The form's strength is time: it is there on the first day.
# - *Whether* and *how much*: ask purchases. *Which* of two collections: ask the form. Do not let one answer stand for
#   the other.
# - Two or three facts make segments; four make crumbs. Finer cuts do not cure a segment that is too broad.
# - When age or gender decides a price or closes a door, stop and ask whether it is fair, and whether it is allowed.
#
# **Now you:** [the exercise](../exercises/02_demographic.ipynb) · **Next:**
# [lesson 03](03_geographic.ipynb), where is local worth its cost?
