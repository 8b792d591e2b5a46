# %% [markdown]
# # 01 · Why segment?
#
# **The question.** What does it gain to speak differently to different customers?
#
# **The decision.** Havnbo, a retailer with shops, a website and an app, has money for one e-mail campaign. Marketing
# sees three ways to spend it: one message for everybody, a few different messages, or a message for each customer.
# Which?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | [lesson 00](00_start_here.ipynb); nothing else |
#
# **After this lesson you can**
#
# - say in one sentence each what the six words below mean;
# - show why both too few and too many messages lose money;
# - tell dividing your customers from describing an audience;
# - hand a segment to the people who write, and to the system that sends;
# - judge whether dividing pays for a company with 120 customers.
#
# ## Six words
#
# | word | what it means here |
# |---|---|
# | **segment** | a group of customers who are alike in something that matters, and whom we treat alike |
# | **margin** | what is left of a sale when the goods are paid; it becomes profit when the campaign is paid too |
# | **control group** | customers drawn by lot who get *no* message, so that we see what happens without it |
# | **incremental** | added by the campaign: what those written to did, less what the control group did |
# | **interval** | a range for a number we cannot know exactly; 95 of 100 ranges made this way hold the true one |
# | **held out** | kept aside while we make something, so that it can test it later; also said of the control group |

# %% [markdown]
# ## 1 · The data
#
# We need one table: what was bought. One row is one kind of goods in one order. (Havnbo and its customers are
# invented. A program drew them, so a figure shows how a mechanism works, never how real customers are.)

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import SelectionSlider

from helpers import claims, data, describe, features, live, market, quiz, segment

orders = data.load("orders")
lines = data.load("order_lines").merge(orders[["order_id", "customer_id", "ordered_at"]])
lines[["customer_id", "ordered_at", "category", "amount_sek"]].head()

# %% [markdown]
# The segments and messages below use purchases **before 1 July 2025**. The half-year after that day is *held out*: our
# segments never see it, so it can tell us later whether they were any good. The campaign goes out on 1 January 2026.
#
# Now one row per customer: of all the money spent, which share went to which of the twelve kinds of goods?

# %%
def baskets(some_lines):
    """The share of each customer's money (rows) that went to each kind of goods (columns)."""
    spent = some_lines.groupby(["customer_id", "category"])["amount_sek"].sum()
    spent = spent.unstack(fill_value=0)[market.CATEGORIES]
    return spent.div(spent.sum(axis=1), axis=0)

before = lines[lines["ordered_at"] < data.CUTOFF]
basket = baskets(before)
orders_before = before.groupby("customer_id")["order_id"].nunique()
once = (orders_before == 1).mean()
print(f"{len(basket):,} customers; {once:.0%} of them have ordered only once")

# %% [markdown]
# ## 2 · By hand, on ten customers
#
# Here are ten baskets, one in each column, in per cent (a dot is nothing). Take a pencil and put the customers on piles,
# those with similar baskets together. How many piles do you need?

# %%
ten_ids = [105648, 102466, 102262, 105831, 103771, 102173, 100794, 105489, 102792, 105295]
ten = (basket.loc[ten_ids] * 100).round().astype(int)
ten.insert(0, "orders", orders_before)
ten.T.astype(str).replace("0", "·")

# %% [markdown]
# You may well end up with four piles: cheap everyday things, organic and wellness, clothes and beauty, quick meals and
# snacks. Two customers resist. {{ten_ids[6]}} has bought once, and only for the home. {{ten_ids[9]}} buys a bit of
# everything. You had to put them somewhere, or set them aside.
#
# That is all that segmenting is. The rest of the course is about better piles, and about when they are worth it.

# %% [markdown]
# ## 3 · All customers
#
# With {{len(basket):,}} customers a pencil is slow. A routine named *k-means* does the same: it makes as many piles as
# you ask for, so that the baskets in a pile are as alike as possible. (How many to ask for, and whether to trust it, is
# [lesson 14](14_how_many_segments.ipynb).) We ask for four and look at the average basket of each.

# %%
four = segment.kmeans(basket, 4)
mix = basket.groupby(four).mean()
top_two = mix.apply(lambda row: " + ".join(row.nlargest(2).index), axis=1)
name = top_two.str.replace("_", " ")

fig, ax = plt.subplots(figsize=(8, 2.9), layout="constrained")
ax.imshow(mix, cmap="Blues", vmin=0, vmax=0.8, aspect="auto")
for (row, column), share in np.ndenumerate(mix.to_numpy().round(2)):
    ax.text(column, row, f"{share:.0%}", ha="center", va="center", fontsize=9)
ax.set_xticks(range(12), [c.replace("_", " ") for c in mix.columns], rotation=35, ha="right")
ax.set_yticks(range(4), [f"{name[i]}\n{(four == i).sum():,} customers" for i in range(4)])
describe.show(fig, "Four segments by twelve kinds of goods. " + " ".join(
    f"{(four == i).sum():,} customers spend most on {name[i]}." for i in range(4)))

# %% [markdown]
# The same four piles. Each row is also the plan of a message: show the goods in these proportions.
#
# ### A segment does two jobs
#
# **The creative job:** somebody has to write and picture the message, and needs to know for whom. **The technical job:** an
# e-mail system has to be told who gets it, and needs a list. One segment must serve both.

# %%
agreed = data.load("customers").set_index("customer_id")["consent_email"].reindex(basket.index) == 1
pd.DataFrame({
    "creative: show mostly": name,
    "and then": [mix.loc[i].nlargest(3).index[2].replace("_", " ") for i in mix.index],
    "technical: addresses": four[agreed].value_counts(),
    "must not be written to": four[~agreed].value_counts(),
})

# %%
audience = four.index[agreed & (four == 0)].to_frame(index=False)
print(audience.head(3).to_csv(index=False))

# %% [markdown]
# Above, the start of the list for the first segment. Look at what is *not* in it: no basket, no name of the segment, and
# nobody who has not agreed. A system that sends needs to know who, not why. A segment with a good story and no list
# cannot be sent; a list that nobody can describe cannot be written for.

# %% [markdown]
# ## 4 · The mass mailing first
#
# Whatever we do must beat the simplest campaign: one message for all, with goods in the proportions that all
# customers buy. We send it to those who have agreed. A fifth of them, drawn by lot, get nothing: the control group. Then
# the same once more, with a message for each of the four segments.

# %%
def messages(group, mix=None):
    """The plan: one e-mail each, showing goods in the proportions that the group buys."""
    mix = basket.groupby(group).mean() if mix is None else mix
    plan = pd.DataFrame({"customer_id": group.index, "offer": group.astype(str).to_numpy(),
                         "channel": "email"})
    return plan, mix.set_axis(mix.index.astype(str))

everybody = pd.Series(0, basket.index)
measured = {}
for words, group in {"one message": everybody, "four messages": four}.items():
    plan, goods = messages(group)
    sent = market.run(plan, holdout=0.2, seed=1, more_offers=goods)
    measured[words] = market.effect(sent)

counted = sent["group"].value_counts()
sales = pd.DataFrame({words: table.loc["converted"] for words, table in measured.items()}).T
sales.map("{:.1%}".format).rename(columns={"effect": "added"})

# %%
profit = pd.DataFrame({words: table.loc["profit_sek", ["effect", "low", "high"]]
                       for words, table in measured.items()}).T.round(-2).astype(int)
profit.rename(columns={"effect": "profit (SEK)"})

# %% [markdown]
# Take the first row. Of the {{counted["contacted"]:,}} customers written to, {{sales.iloc[0]["contacted"]:.1%}} bought
# within two weeks; of the {{counted["control"]:,}} in the control group, {{sales.iloc[0]["control"]:.1%}}. So about
# {{sales.iloc[0]["effect"] * 100:.1f}} of 100 are *incremental* (interval {{sales.iloc[0]["low"] * 100:.1f}} to
# {{sales.iloc[0]["high"] * 100:.1f}}). The second table turns that into money: the margin, {{market.MARGIN:.0%}} of what was sold more, less {{market.MESSAGE_COST_SEK:,}} SEK for each message and
# {{market.CONTACT_COST_SEK["email"]:.2f}} SEK for each e-mail. One message earned {{profit.iloc[0, 0]:,}} SEK, four
# messages {{profit.iloc[1, 0]:,}}.
#
# But read the intervals: each runs over about {{round(profit["high"].iloc[0] - profit["low"].iloc[0], -3):,}} SEK. One
# campaign shows clearly that *writing* pays. It cannot show which way of writing pays more. For that we ask what only this
# invented market can tell: each customer's true chance to buy with a message and without it.

# %% [markdown]
# ## 5 · From one message to one each
#
# Step by step we make the segments finer: one message, two, three, and so on to a message for every customer, made from
# their own basket. For each step: the margin that is truly added, and what is left when the messages are paid.

# %%
def added_sek(group, mix=None):
    """The margin (SEK) truly added by the messages, for each customer who has agreed to e-mail."""
    plan, mix = messages(group, mix)
    chance = market.expected(plan, more_offers=mix).query("consent == 1").set_index("customer_id")
    return (chance["chance_with"] - chance["chance_without"]) * market.MARGIN * chance["basket_sek"]

STEPS = [1, 2, 3, 4, 5, 6, 8, 12, 20]
groups = {k: segment.kmeans(basket, k) for k in STEPS}
added = {k: added_sek(group) for k, group in groups.items()}
own = added_sek(pd.Series(basket.index, basket.index))     # a message for each customer
ladder = pd.DataFrame({"messages": [*STEPS, len(own)],
                       "added_sek": [*(added[k].sum() for k in STEPS), own.sum()]})
mail_sek = market.CONTACT_COST_SEK["email"] * len(own)
ladder["profit_sek"] = ladder["added_sek"] - mail_sek - market.MESSAGE_COST_SEK * ladder["messages"]
ladder.round(-2).astype(int).assign(messages=ladder["messages"])

# %%
fig, ax = plt.subplots(figsize=(8, 3.9), layout="constrained")
place, thousands = np.arange(len(ladder)), ladder / 1000
ax.plot(place, thousands["added_sek"] - mail_sek / 1000, "o--", color=describe.PALETTE[0])
ax.plot(place[:-1], thousands["profit_sek"][:-1], "s-", color=describe.PALETTE[5])
ax.text(5.6, 54, "if messages cost nothing", color=describe.PALETTE[0])
ax.text(3.6, 25, "when each message is paid", color="#A64600")
ax.text(9, 3, f"{thousands['profit_sek'].iloc[-1]:,.0f}\n(far below)", ha="center", color="#A64600")
ax.set_xticks(place, [*STEPS, "one each"])
ax.set(xlabel="number of different messages", ylabel="profit (thousand SEK)", ylim=(0, 60),
       xlim=(-0.4, 9.7))
top = ladder["profit_sek"].idxmax()
describe.show(fig, "Profit by number of messages. Paid for, it rises from "
              f"{thousands['profit_sek'][0]:.0f} thousand SEK with one message to "
              f"{thousands['profit_sek'][top]:.0f} with {ladder['messages'][top]}, and falls to "
              f"{thousands['profit_sek'].iloc[-2]:.0f} with 20. Unpaid, it is highest with four or "
              "five, and lower with a message for each customer.")

# %% [markdown]
# The lower line answers the question of the budget. **Too few messages miss money, too many burn it.** One message
# earns {{ladder["profit_sek"][0]:,.0f}} SEK, four earn {{ladder["profit_sek"][3]:,.0f}}, twelve
# {{ladder["profit_sek"][7]:,.0f}}. Three and four come out the same in two weeks. Counted over the year, four earn more
# (section 9), so we keep four.
#
# Be honest about the size, too: dividing adds {{ladder["profit_sek"][3] / ladder["profit_sek"][0] - 1:.0%}} to what the
# mass mailing earns in two weeks. It is a good idea, not a miracle.
#
# **Now the surprise: the upper line falls as well.** If every message were free, written by a machine, a message for
# each customer, made from their own basket alone, would still earn {{added[4].sum() - own.sum():,.0f}} SEK *less* than four
# messages. How can a message made for you alone be worse than one made for a thousand people?

# %% [markdown]
# ## 6 · "One to one" has to borrow
#
# The held-out half-year can tell. For every customer who bought again: how much of that later money went to the
# two kinds of goods that the message would have shown most?

# %%
later = baskets(lines[lines["ordered_at"] >= data.CUTOFF])
later = later[later.index.isin(basket.index)]

def hit(shown):
    """Share of each customer's later money that went to the two kinds of goods shown most."""
    shown = shown.loc[later.index]
    place = shown.rank(axis=1, method="first", ascending=False)
    return later.where((place <= 2) & (shown > 0), 0).sum(axis=1)

shown = {"one message": pd.DataFrame([basket.mean()] * len(basket), basket.index),
         "four messages": mix.loc[four].set_axis(basket.index), "a message each": basket}
hits = pd.DataFrame({words: hit(goods) for words, goods in shown.items()})
known = pd.cut(orders_before.loc[later.index], [0, 1, 2, 5, 12, 999],
               labels=["1", "2", "3–5", "6–12", "13 or more"])
by_known = hits.groupby(known, observed=True).mean()

# %%
fig, ax = plt.subplots(figsize=(8, 3.6), layout="constrained")
for i, words in enumerate(by_known):
    ax.plot(by_known.index, by_known[words] * 100, color=describe.PALETTE[[5, 0, 2][i]],
            marker=describe.MARKERS[i], label=words)
ax.legend(loc="center right", bbox_to_anchor=(1, 0.58), frameon=False)
ax.set(xlabel="orders before 1 July 2025", ylabel="later money that the message\nhad shown (%)",
       ylim=(0, 75))
first, last = by_known.iloc[0], by_known.iloc[-1]
describe.show(fig, "Share of later money that the message had shown, by number of earlier orders. "
              f"After one order: one message {first.iloc[0]:.0%}, four {first.iloc[1]:.0%}, "
              f"a message each {first.iloc[2]:.0%}. After 13 or more: four messages "
              f"{last.iloc[1]:.0%}, a message each {last.iloc[2]:.0%}.")

# %% [markdown]
# After one order, the customer's own basket hits {{first.iloc[2]:.0%}}, the segment's average {{first.iloc[1]:.0%}}. One
# purchase of a lamp does not make you a friend of lamps. **A segment lends a customer what is known from a thousand
# similar ones**, and {{once:.0%}} of the customers have given Havnbo no more than one order.
# Only when somebody has ordered a dozen times does the own basket catch up.
#
# So lend it to them. Take each customer's own basket and the segment's average, and mix: the more orders, the more of the
# own basket. With a *loan* of four, somebody with one order is one part own and four parts segment; after four orders the
# two count alike. (Statisticians call it shrinkage.)

# %%
alone = pd.Series(basket.index, basket.index)
segment_mix = mix.loc[four].set_axis(basket.index)

def with_loan(loan):
    """Added margin (SEK) of a free message each: own basket, and a loan from the segment."""
    own_part = orders_before / (orders_before + loan)
    mixed = basket.mul(own_part, axis=0) + segment_mix.mul(1 - own_part, axis=0)
    return added_sek(alone, mixed).sum()

loans = pd.Series({loan: with_loan(loan) for loan in (1, 2, 4, 8)})
free = pd.concat([pd.Series({"own basket alone": own.sum()}),
                  loans.rename("one each, loan {}".format),
                  pd.Series({"four messages": added[4].sum()})])
free.round(-1).astype(int).to_frame("added margin if messages are free (SEK)")

# %% [markdown]
# **One to one needs to borrow from the segment; borrowed, it wins, by a little.** With a loan of four it adds
# {{loans[4] - added[4].sum():,.0f}} SEK more than four messages, and {{loans[4] - own.sum():,.0f}} more than the own baskets alone. So
# even a machine that writes for nothing needs the segments first. While people write the messages, four remain the
# better buy.

# %% [markdown]
# ## 7 · Where the money works
#
# A segment says *what* fits whom. It can also say *whom* to write to first. Here is what an e-mail with the right one of
# the four messages truly adds, by the time since the last order. We count that time on 1 January 2026, when the e-mail
# goes out. So it uses the held-out half-year too; the segments and messages do not.

# %%
recency = features.rfm(orders, at=data.TODAY)["recency_days"]      # days since the last order
recency = recency.loc[added[4].index]
since = pd.cut(recency, [-1, 30, 90, 180, 270, 365, 999],
               labels=["a month", "3 months", "6 months", "9 months", "a year", "longer"])
since = since.rename("last order within")
where = added[4].groupby(since, observed=True).agg(["size", "mean", "sem"])
where["low"] = where["mean"] - 1.96 * where["sem"]
where["high"] = where["mean"] + 1.96 * where["sem"]
columns = {"size": "customers", "mean": "SEK per e-mail"}
where.drop(columns="sem").rename(columns=columns).round(1)

# %% [markdown]
# An e-mail to somebody who bought within the month before adds {{where["mean"].iloc[0]:.0f}} SEK, to somebody silent for
# more than a year {{where["mean"].iloc[-1]:.0f}} SEK. At {{market.CONTACT_COST_SEK["email"]:.2f}} SEK per e-mail all of
# them are worth it. When the budget is short, though, begin at the top of this table. The live picture does.

# %% [markdown]
# ## 8 · Live: spend the budget
#
# Three controls: how many messages, what one costs, and how much money there is. The budget first pays for the messages,
# then for e-mails until it is used up, the latest buyers first. On the left, the profit of every number of
# messages; the dark dot is yours. On the right, the customers in the order in which they are written to.
#
# **Before you move anything, guess:** with six thousand SEK, is it better to send three messages to the latest thousand buyers, or
# two messages to all?

# %%
CHOICES = [*STEPS, "one each"]
line_up = recency.sort_values(kind="stable").index             # the latest buyers first
totals = {k: np.r_[0, added[k][line_up].cumsum()] for k in STEPS}
totals["one each"] = np.r_[0, own[line_up].cumsum()]
per_mail = {k: np.diff(total)[:3_100].reshape(31, 100).mean(axis=1) for k, total in totals.items()}

def spend(k, cost, budget):
    """How many are written to, and the profit (SEK), with k messages at this cost."""
    mail = market.CONTACT_COST_SEK["email"]
    fixed, each = (0, mail + cost) if k == "one each" else (k * cost, mail)
    count = int(np.clip((budget - fixed) / each + 1e-9, 0, len(line_up)))
    return count, totals[k][count] - (fixed + count * each if count else 0)

# %%
def update(k, cost, budget):
    """Draw the profit of every choice and mark this one; shade those who are written to."""
    every = [spend(choice, cost, budget)[1] / 1000 for choice in CHOICES]
    curve.set_ydata(np.clip(every, -18, None))
    count, profit_sek = spend(k, cost, budget)
    mine.set_data([CHOICES.index(k)], [np.clip(profit_sek / 1000, -18, None)])
    steps.set_data(per_mail[k])
    shade.set_width(count)
    edge.set_xdata([count, count])
    number = "A message for each" if k == "one each" else f"{k} message{'s' if k > 1 else ''}"
    plural = {"one each": "a message for each", 1: "1 message"}
    if count == 0:
        return (f"{number}, at {cost:,} SEK each: the budget of {budget:,} SEK does not even pay "
                "for the messages. Nobody is written to, and nothing is earned.")
    best = CHOICES[int(np.argmax(every))]
    verdict = ("No other number earns more." if best == k else
               f"The most would come from {plural.get(best, f'{best} messages')}.")
    return (f"{number} at {cost:,} SEK each, to {count:,} of {len(line_up):,} customers: "
            f"profit {profit_sek:,.0f} SEK. {verdict}")

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 3.8), layout="constrained",
                                  width_ratios=[3, 2])
left.set(xlim=(-0.5, 9.5), ylim=(-20, 60), xlabel="number of messages",
         ylabel="profit (thousand SEK)", title="Profit (at the lower edge: −18 or worse)")
left.set_xticks(range(10), [*STEPS, "each"])
left.axhline(0, color="0.5", linewidth=1)
curve, = left.plot(range(10), [0] * 10, "o-", color=describe.PALETTE[0], markersize=4)
mine, = left.plot([3], [0], "D", color="black", markersize=10)
right.set(xlim=(0, 3_100), ylim=(0, 40), xlabel="customers, latest buyers first",
          ylabel="SEK added per e-mail", title="Written to: left of the line")
shade = right.axvspan(0, 1, color=describe.PALETTE[4], alpha=0.4)
steps = right.stairs([0] * 31, np.arange(32) * 100, color=describe.PALETTE[0])
edge = right.axvline(0, color="black", linewidth=2)
controls = {
    "k": SelectionSlider(description="Number of messages", value=4, options=CHOICES),
    "cost": SelectionSlider(description="Cost of one message (SEK)", value=1_800, options=[
        0, 5, 20, 80, 300, 600, 1_200, 1_800, 3_000, 6_000]),
    "budget": SelectionSlider(description="Budget (SEK)", value=50_000, options=[
        500, 1_000, 2_000, 3_000, 4_000, 6_000, 8_000, 10_000, 20_000, 50_000]),
}
live.Live(fig, update, controls, alt="Left: profit by number of messages, the chosen one marked. "
          "Right: SEK added per e-mail along the queue of customers, shaded as far as it is paid.")

# %% [markdown]
# Things to try. Set the budget to six thousand, then to four, and find the best number of messages: reach comes before precision.
# Press Reset and make messages free: four or five still beat one each, as long as each is made from the own basket alone. Then make them dearer until one message is best.

# %% [markdown]
# ## 9 · Four purposes, four numbers
#
# Why do companies divide their customers at all? Our sources name four purposes. Each can be counted.

# %%
def purposes(group, goods):
    """Aim, relevance, conversion and loyalty of a campaign to all who have agreed."""
    plan, mix = messages(group)
    chance = market.expected(plan, more_offers=mix).query("consent == 1")
    kept = chance["stay_with"] - chance["stay_without"]
    return {"aim: later money that the message had shown (%)": 100 * hit(goods).mean(),
            "relevance: satisfaction, change on a scale of 1 to 5": chance["pleased"].mean(),
            "conversion: added buyers per 100 e-mails":
                100 * (chance["chance_with"] - chance["chance_without"]).mean(),
            "loyalty: more customers a year on, per 1,000": 1000 * kept.mean(),
            "their margin in that year (SEK)": (kept * chance["year_margin_sek"]).sum()}

purpose = pd.DataFrame({"one message": purposes(everybody, shown["one message"]),
                        "four messages": purposes(four, shown["four messages"])})
kept_sek = purpose.iloc[4, 1] - purpose.iloc[4, 0]
purpose.map("{:,.2f}".format)

# %% [markdown]
# All four move in the right direction. Notice the last two rows: the profit so far counts two weeks only. Messages that
# fit also keep customers. In this market that is worth {{round(kept_sek, -2):,.0f}} SEK more over the next year, far more
# than the {{round(ladder["profit_sek"][3] - ladder["profit_sek"][0], -2):,.0f}} SEK of section 5. Which number of messages
# is best when the year counts too?

# %%
def year_after(group):
    """Margin (SEK) in the year after, of customers who stay because of their message."""
    plan, mix = messages(group)
    chance = market.expected(plan, more_offers=mix).query("consent == 1")
    return ((chance["stay_with"] - chance["stay_without"]) * chance["year_margin_sek"]).sum()

by_year = ladder.set_index("messages").loc[STEPS, ["profit_sek"]]
by_year = by_year.set_axis(["profit of two weeks (SEK)"], axis=1)
by_year["the year after (SEK)"] = [year_after(groups[k]) for k in STEPS]
by_year["together (SEK)"] = by_year.sum(axis=1)
whole = by_year["together (SEK)"]
by_year.round(-2).astype(int)

# %% [markdown]
# With the year, four messages earn most: {{round(whole[4], -2):,.0f}} SEK. Three earn
# {{round(whole[3], -2):,.0f}}. Twelve earn {{round(whole[12], -2):,.0f}}, hardly more than one message,
# {{round(whole[1], -2):,.0f}}. The rest of this lesson counts two weeks all the same: they can be measured soon, and both
# ways of counting ask for a few messages. [Lesson 08](08_loyalty.ipynb) counts the year.

# %% [markdown]
# ## 10 · Describing an audience is something else
#
# *Audience analysis* maps a broad public: who might buy from us at all? *Segmentation* divides the customers one has. We
# have no broad public here, so we try the first on Havnbo's own members: the "typical customer", trait by trait.

# %%
people = data.load("customers").set_index("customer_id")
age = people["birth_year"].map(lambda year: 2025 - year)
people["age"] = pd.cut(age.astype(float), [0, 35, 50, 65, 120], right=False,
                       labels=["under 35", "35–49", "50–64", "65 and over"])
typical, rows = people, {}
for trait in ["gender", "age", "household", "income_band", "region"]:
    most = typical[trait].value_counts().index[0]
    typical = typical[typical[trait] == most]
    share = len(typical) / len(people)
    rows[f"{trait.replace('_band', '')}: {most}"] = [len(typical), f"{share:.1%}"]
persona = pd.DataFrame(rows, index=["customers left", "of all"]).T
persona

# %% [markdown]
# Five traits, each the most common among those still left, and {{persona.iloc[-1, 0]}} customers remain. The typical
# customer is a portrait that looks like almost nobody. Portraits are not useless, though; they answer another question.
# Compare two kinds of people: customers who had bought before 1 July, and **strangers**, members who had not (many have
# since; we leave that out).

# %%
public = people["gender"].fillna("not stated") + ", " + people["household"]
known_public, strangers = public.loc[basket.index], public.drop(basket.index)
by_public = basket.groupby(known_public).mean()
to_all = basket.mean().to_frame("0").T
by_plan = pd.Series({
    "customers, one message": added[1].sum(),
    "customers, by gender and household": added_sek(known_public).sum(),
    "customers, by what they bought": added[4].sum(),
    "strangers, one message": added_sek(pd.Series(0, strangers.index), to_all).sum(),
    "strangers, by gender and household": added_sek(strangers, by_public).sum(),
})
by_plan.round(-1).astype(int).to_frame("added margin (SEK), before messages are paid")

# %% [markdown]
# For customers, the portrait by gender and household adds {{by_plan.iloc[1] - by_plan.iloc[0]:,.0f}} SEK to the mass
# mailing, and needs {{known_public.nunique()}} messages. Dividing them by what they bought adds
# {{by_plan.iloc[2] - by_plan.iloc[0]:,.0f}} with four. For strangers there is no basket to divide by. The portrait adds
# {{by_plan.iloc[4] - by_plan.iloc[3]:,.0f}} SEK to the {{by_plan.iloc[3]:,.0f}} that *one* message to them brings. That is
# little. **Without purchases to divide by, a portrait is what you have.**

# %% [markdown]
# ## 11 · And with 120 customers?
#
# Most companies are small. So we draw small companies from Havnbo's customers: shuffle them, and deal them out, 120 to a
# company. Each knows its own 120 and nothing else. It makes its own piles, and writes its own messages.

# %%
young = np.where(people["birth_year"].fillna(0) > 1980, "under 45", "45 or more, or not known")
south = np.where(people["climate_zone"] <= 2, "south", "north")
high = np.where(people["income_band"] == "high", "high income", "other or not known")
portrait = pd.Series(young + ", " + south + ", " + high, people.index).loc[basket.index]

def few_facts(own):
    """Age, place and income; groups under five join the largest group."""
    group = portrait.loc[own.index]
    return group.mask(group.map(group.value_counts()) < 5, group.mode()[0])

ways = {
    "one message": lambda own: pd.Series("all", own.index),
    "age, place and income": few_facts,
    "four piles of baskets": lambda own: segment.kmeans(own, 4),
    "one each": lambda own: pd.Series(own.index, own.index),
}

# %%
def companies(customers, way, shuffles=1):
    """Small companies of so many customers: the margin added, and how many messages they write."""
    results = []
    for seed in range(shuffles):
        order = np.random.default_rng(seed).permutation(len(basket))
        who = basket.index[order[:len(order) // customers * customers]]
        company = pd.Series(np.arange(len(who)) // customers, who)
        piles = pd.concat([ways[way](own) for _, own in basket.loc[who].groupby(company)])
        margin = added_sek(company.astype(str) + " " + piles.astype(str)).groupby(company).sum()
        results.append(pd.DataFrame({"added_sek": margin,
                                     "messages": piles.groupby(company).nunique()}))
    return pd.concat(results, ignore_index=True)

small = {way: companies(120, way, shuffles=2) for way in ways}
plain = small["one message"]["added_sek"]
more = {way: small[way]["added_sek"] - plain for way in ways}
pd.DataFrame({way: {"added margin (SEK)": small[way]["added_sek"].mean(),
                    "more than one message": more[way].mean(),
                    "95% of companies from": more[way].quantile(0.025),
                    "to": more[way].quantile(0.975),
                    "messages to write": small[way]["messages"].mean()} for way in ways}
             ).T.round(0).astype(int)

# %% [markdown]
# Each row is the mean of {{len(plain)}} small companies; *from* and *to* hold 95 of 100 of them, because *which* 120 customers
# you happen to have matters.
#
# - **120 baskets are enough to see the four piles.** They add {{more["four piles of baskets"].mean():,.0f}} SEK, and in nearly
#   every company more than nothing.
# - **Age, place and income are not**, in this market: {{more["age, place and income"].mean():,.0f}} SEK, with companies
#   on both sides of zero, even though we have not charged for the messages yet.
# - **Nobody can pay Havnbo's price.** Three more messages at {{market.MESSAGE_COST_SEK:,}} SEK to gain
#   {{more["four piles of baskets"].mean():,.0f}}? The *first* message does not pay here: it adds {{plain.mean():,.0f}} SEK.
#
# So what may a further message cost? Its price must stay under what it adds. That depends on how many read it.

# %%
SIZES = [120, 480, 970, 1_940, len(basket)]
extra = {120: more["four piles of baskets"].mean()}
for n in SIZES[1:]:
    several, single = companies(n, "four piles of baskets"), companies(n, "one message")
    extra[n] = (several["added_sek"] - single["added_sek"]).mean()
extra = pd.Series(extra)
worth = extra / 3                                          # three messages more than one
pd.DataFrame({
    "four messages add (SEK)": extra, "a further message may cost (SEK)": worth,
    "profit more, at Havnbo's price (SEK)": extra - 3 * market.MESSAGE_COST_SEK,
}).rename_axis("customers").round(0).astype(int)

# %% [markdown]
# With 120 customers a further message may cost {{worth[120]:.0f}} SEK. That is {{worth[120] / 500 * 60:.0f}} minutes of
# work, at `500` SEK an hour. With all {{len(basket):,}} it may cost {{worth.iloc[-1]:,.0f}} SEK.
# The rule is worth remembering: **the gain grows with the number of readers, the cost of a message does not.**

# %% [markdown]
# ## 12 · What the documents claim
#
# Three claims of our sources belong here. Each gets a figure, a verdict that follows from the figure, and, if there is
# one, the **turning point**: how far a knob can be turned before the claim changes side. Every later lesson ends so.
#
# ### Dividing shows what fits whom, and where money works

# %%
def more_than_one(k):
    """Profit (SEK) with k messages, more than with one."""
    return added[k].sum() - added[1].sum() - (k - 1) * market.MESSAGE_COST_SEK

gain = added[4] - added[1]
swing = 1.96 * gain.std() * np.sqrt(len(gain))
claims.state("B-why", figure=more_than_one(4), unit="SEK profit more than a mass mailing",
             interval=(more_than_one(4) - swing, more_than_one(4) + swing), threshold=0, above=True,
             knob="number of segments", at=4, curve=pd.Series({k: more_than_one(k) for k in STEPS}))

# %% [markdown]
# The bar is the mass mailing: a division that does not beat it shows nothing that pays. The interval says how far the
# figure would move with other customers of the same kind. The segments stay as they are; only the customers change. The
# claim holds with few segments; beyond the turning point the messages eat the gain.
#
# ### A small base can be divided with profit

# %%
three_more = 3 * market.MESSAGE_COST_SEK
low, high = more["four piles of baskets"].quantile([0.025, 0.975]) - three_more
claims.state("C-smallbase", figure=extra[120] - three_more, interval=(low, high),
             unit="SEK profit more than one message", threshold=0, above=True,
             knob="number of customers", at=120, curve=extra - three_more)

# %% [markdown]
# (The interval holds 95 of 100 small companies.) Not at Havnbo's price for a message: dividing begins to pay at the turning
# point. The piles themselves are there with 120 customers. It is the price that must become small: below
# {{worth[120]:.0f}} SEK a message, the claim holds.
#
# ### A small company can begin with age, place and income

# %%
start = small["age, place and income"]

def by_price(price_sek):
    """Profit (SEK) of each small company, more than with one message, at this price."""
    return start["added_sek"] - plain - price_sek * (start["messages"] - 1)

prices = [0, 5, 20, 80, 300, 600, 1_200, market.MESSAGE_COST_SEK]
at_price = by_price(market.MESSAGE_COST_SEK)
claims.state("C-small", figure=at_price.mean(), interval=tuple(at_price.quantile([0.025, 0.975])),
             unit="SEK profit more than one message", threshold=0, above=True,
             knob="cost of one message (SEK)", at=market.MESSAGE_COST_SEK,
             curve=pd.Series({price: by_price(price).mean() for price in prices}))

# %% [markdown]
# Nothing to begin with, in this market, at any price: what 120 people of this kind bought says too little about the next.
# "And grow from there" is true in a way: with all {{len(basket):,}} customers the same groups add
# {{added_sek(portrait).sum() - added[1].sum():,.0f}} SEK before messages are paid. The claim may do better where place or
# income decides what people need, say with snow tyres. Test it; do not assume it.

# %% [markdown]
# ## 13 · When not to, and for whom not
#
# - **When one message fits all.** A closing sale needs an address and a date, not four versions of it.
# - **When the message costs more than it adds.** You have seen the sum: gain per reader times readers, less the price.
# - **When you hardly know them.** After one order the own basket says little: write to the segment, or borrow from it.
# - **When you cannot measure.** Without a control group every campaign looks like a success.
# - **Consent first.** {{(~agreed).mean():.0%}} of these customers have not agreed to e-mail. They are not in the list.
# - **A segment is a guess about people.** Do not tell them what you think they are, and do not show groups under five.
# - **Latest buyers first means the silent last.** Fair enough for an offer. Not for a recall of faulty goods.

# %% [markdown]
# ## 14 · The map: seven steps
#
# The long guide among our sources walks through seven steps. You have just done all of them once, in small. The course
# does each properly.
#
# | step | here | where to learn it |
# |---|---|---|
# | 1 · collect data | one table of purchases | [02](02_demographic.ipynb) forms · [03](03_geographic.ipynb) places · [04](04_psychographic.ipynb) surveys · [06](06_digital_behaviour.ipynb) clicks · [16](16_your_own_data.ipynb) your own file |
# | 2 · analyse | ten baskets on piles | [05](05_behavioural.ipynb) purchases · [14](14_how_many_segments.ipynb) are the piles real? |
# | 3 · choose methods | what they bought against who they are | [02](02_demographic.ipynb) to [11](11_business_oriented.ipynb), one each · [12](12_mixed.ipynb) several at once |
# | 4 · describe each segment | the picture of section 3 | [13](13_strategic_and_tactical.ipynb) for a whole company · [14](14_how_many_segments.ipynb) are they different? |
# | 5 · adapt messages | one mix of goods each | [07](07_technological.ipynb) channel · [08](08_loyalty.ipynb) reward · [09](09_situational.ipynb) moment · [10](10_lifecycle.ipynb) stage |
# | 6 · measure | a control group, and an interval | [15](15_keep_it_alive.ipynb) |
# | 7 · repeat | not yet: our segments were half a year old | [15](15_keep_it_alive.ipynb) |

# %% [markdown]
# ## 15 · Quiz

# %%
quiz.ask(
    "Of 1,000 customers with an e-mail 140 bought; of 1,000 in a control group 55. What was added?",
    {
        "140 sales.": "55 of them would have come without it. That is what the control group says.",
        "85 sales.": "Right: 140 less 55. These are the incremental sales.",
        "140 divided by 55, so two and a half times the sales.":
            "A ratio hides how much it is. Profit comes from the 85 added sales and their margin.",
    },
    right="85 sales.", key="01_why_segment/quiz-1")

# %%
quiz.ask(
    "A machine writes messages for nothing. Most customers have ordered once. How many messages?",
    {
        "One for each customer, from their own orders.":
            "It costs aim. One order says less about a person than the average of many like them.",
        "A few, by segment, or one each that borrows from the segment.":
            "Right. A segment lends each customer what is known from the others.",
        "One for all: segments only pay for large companies.":
            "If messages are free, even 120 customers gain from a few segments.",
    },
    right="A few, by segment, or one each that borrows from the segment.",
    key="01_why_segment/quiz-2")

# %%
quiz.ask(
    "\"Our typical customer is a woman of 35 to 49 with a family.\" What is it good for? Tick all.",
    {
        "Choosing a magazine in which to advertise to people who do not know us yet.":
            "Yes: that is audience analysis, a map of a broad public.",
        "Deciding what each customer is shown next week.":
            "No: few customers are like that, and their purchases say much more.",
        "Knowing how many customers to leave out of the e-mail list.":
            "No: who may be written to depends on consent, not on being typical.",
    },
    right=["Choosing a magazine in which to advertise to people who do not know us yet."],
    key="01_why_segment/quiz-3")

# %%
quiz.ask(
    "A shop with 120 customers wants four messages. What should it ask first?",
    {
        "Are 120 customers enough to find segments?":
            "Here they are. What 120 readers cannot do is pay for an expensive message.",
        "What does one more message cost me, in time and money?":
            "Right. Each may cost no more than it adds, and with few readers that is little.",
        "Which software makes the most segments?":
            "More segments cost more and, beyond a few, add less.",
    },
    right="What does one more message cost me, in time and money?", key="01_why_segment/quiz-4")

# %% [markdown]
# ## Take-away
#
# - **The decision:** Havnbo should send a few messages, three or four. One misses money. A dozen earn less than one when
#   two weeks are counted, and hardly more than one when the year is counted too.
# - A free message for each customer, from the own basket alone, earns less than four messages: {{once:.0%}} of the customers
#   have ordered only once. One that borrows from the segment earns a little more.
# - The gain grows with the number of readers; the cost of a message does not. That is the whole arithmetic of segments.
# - What people bought divides them far better, in this market, than who they are. The next lessons look closer.
# - Always ask: compared with what? Here it was the mass mailing, and a control group.
#
# **Now you:** [the exercise](../exercises/01_why_segment.ipynb) · **Next:**
# [lesson 02](02_demographic.ipynb), whether age, gender and income can tell us what to offer.
