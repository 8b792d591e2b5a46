# %% [markdown] slide="How many messages should one campaign have?"
# # 01 · Why segment?
#
# {{=way}}
#
# **The question.** What does it gain to speak differently to different customers?
#
# **The decision.** Havnbo, a retailer with shops, a website and an app, has money for one e-mail campaign. Marketing sees
# three ways to spend it: one message for everybody (a **mass mailing**), a few different messages, or a message for each
# customer. Which?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | [lesson 00](00_start_here.ipynb); nothing else |
#
# **One idea to keep:** the gain of a segment grows with the number of its readers; the cost of its message does not.

# %%
import pandas as pd

from helpers import charts, claims, data, features, market, segment
from page import live, quiz

# %% tags=["hide-input"]
quiz.guess(
    "01_why_segment",
    "Suppose a machine writes every message for nothing. Which campaign adds most?",
    ["One message for everybody.",
     "Four messages, one for each kind of customer.",
     "A message for each customer, made from what he or she has bought."],
)

# %% [markdown]
# ## 1 · By hand, on ten customers
#
# Havnbo and its customers are invented: a figure shows how a mechanism works, never how real customers are. From one table,
# what was bought, we make one row per customer: of all the money spent **before 1 July 2025**, which share went to which kind
# of goods?

# %%
purchases = data.purchases()
history = purchases[purchases["ordered_at"] < data.CUTOFF]

spent = history.pivot_table(index="customer_id", columns="category", values="amount_sek", aggfunc="sum")
spent = spent.fillna(0)[market.CATEGORIES]
basket = spent.div(spent.sum(axis=1), axis=0)                 # every row adds up to 1
orders_before = history.groupby("customer_id")["order_id"].nunique()

# %% [markdown]
# Here are ten baskets, one in each column, in per cent (a dot is nothing). Take a pencil and put the customers into piles,
# those with similar baskets together. How many piles do you need?

# %%
ten_ids = [105648, 102466, 102262, 105831, 103771, 102173, 100794, 105489, 102792, 105295]
ten = (100 * basket.loc[ten_ids]).round().astype(int)
ten.insert(0, "orders", orders_before)
ten.T.astype(str).replace("0", "·")

# %% [markdown] slide="A segment is people who are alike in something that matters" says="A **segment"
# You may well end up with four piles: cheap everyday things, organic and wellness, clothes and beauty, quick meals and
# snacks. Two customers resist: {{ten_ids[6]}} has bought once, and only for the home; {{ten_ids[9]}} buys a bit of everything.
#
# That is all that segmenting is. A **segment** is a group of customers who are alike in something that matters, and whom we
# treat alike. The rest of the course is about better piles, and about when they are worth it.
#
# ## 2 · Live: spend the budget
#
# A message shows the goods that its readers have bought. To price it, we ask what only this invented market can tell: each
# customer's chance to buy within two weeks with the message, and without it. The difference, in money, is the **margin** that it
# adds: what is left of a sale when the goods are paid.

# %%
def added_sek(shown):
    """The margin (SEK) truly added when each customer is shown the goods of the own row."""
    shown = shown.set_axis(shown.index.astype(str))
    plan = market.plan(basket.index, shown.index)
    chances = market.reached(plan, more_offers=shown).set_index("customer_id")
    added_orders = chances["chance_with"] - chances["chance_without"]
    return added_orders * chances["basket_sek"] * market.MARGIN

# %% [markdown]
# The computer makes the piles, as many as you ask for. The budget pays for the messages first, then for e-mails until it is used
# up. Left, the profit of every number of messages; the dark mark is yours. Right, what an e-mail adds to each customer, in the
# order in which they are written to.
#
# **Before you move anything:** with six thousand SEK, is it better to send three messages to the latest thousand buyers, or two
# messages to all?

# %% tags=["hide-input"] slide="Reach comes before precision"
# Folded: the live picture. It makes the piles, adds up and draws; section 3 explains the piles.
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import SelectionSlider

STEPS = [1, 2, 3, 4, 5, 6, 8, 12, 20]
CHOICES = [*STEPS, "one each"]
MAIL = market.CONTACT_COST_SEK["email"]

added = {}
for k in STEPS:
    piles = segment.kmeans(basket, k)
    added[k] = added_sek(basket.groupby(piles).transform("mean"))
added["one each"] = added_sek(basket)

recency = features.rfm(data.load("orders"), at=data.TODAY)["recency_days"]
line_up = recency.loc[added[1].index].sort_values(kind="stable").index  # the latest buyers first
totals = {k: np.append(0, each[line_up].cumsum()) for k, each in added.items()}
hundreds = np.arange(len(line_up)) // 100
per_mail = {k: each[line_up].groupby(hundreds).mean().to_numpy() for k, each in added.items()}


def spend(k, cost, budget):
    """How many are written to, and the profit (SEK), with k messages at this cost."""
    fixed, each = (0, MAIL + cost) if k == "one each" else (k * cost, MAIL)
    count = int(np.clip((budget - fixed) / each + 1e-9, 0, len(line_up)))
    return count, totals[k][count] - (fixed + count * each if count else 0)


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


fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 3.8), layout="constrained", width_ratios=[3, 2])
left.set(xlim=(-0.5, 9.5), ylim=(-20, 60), xlabel="number of messages", ylabel="profit (thousand SEK)",
         title="Profit (at the lower edge: −18 or worse)")
left.set_xticks(range(10), [*STEPS, "each"])
left.axhline(0, color="0.5", linewidth=1)
curve, = left.plot(range(10), [0] * 10, "o-", color=charts.PALETTE[0], markersize=4)
mine, = left.plot([3], [0], "D", color="black", markersize=10)
right.set(xlim=(0, len(line_up)), ylim=(0, 40), xlabel="customers, latest buyers first",
          ylabel="SEK added per e-mail", title="Written to: left of the line")
shade = right.axvspan(0, 1, color=charts.PALETTE[4], alpha=0.4)
steps = right.stairs(per_mail[4], np.arange(len(per_mail[4]) + 1) * 100, color=charts.PALETTE[0])
edge = right.axvline(0, color="black", linewidth=2)
controls = {
    "k": SelectionSlider(description="Number of messages", value=4, options=CHOICES),
    "cost": SelectionSlider(description="Cost of one message (SEK)", value=1_800, options=[
        0, 5, 20, 80, 300, 600, 1_200, 1_800, 3_000, 6_000]),
    "budget": SelectionSlider(description="Budget (SEK)", value=50_000, options=[
        500, 1_000, 2_000, 3_000, 4_000, 6_000, 8_000, 10_000, 20_000, 50_000]),
}
live.Live(fig, update, controls, alt="Left: profit by number of messages, the chosen one marked. "
          "Right: SEK added per e-mail along the queue of customers, shaded as far as it is paid.", frames=("k",))

# %% [markdown]
# Things to try. Set the budget to six thousand, then to four, and find the best number: reach comes before precision. Press
# Reset and make messages free; then more expensive, until one is best. And look at the right: an e-mail to a recent buyer
# adds about three times what one to the long silent adds. A segment says *what* fits whom, and *whom* to write to first when money
# is short.
#
# ## 3 · All customers
#
# With {{len(basket):,}} customers a pencil is slow. A routine named **k-means** does the same: it makes as many piles as you
# ask for, so that the baskets in a pile are as alike as possible. (How many to ask for is
# [lesson 14](14_how_many_segments.ipynb).) We ask for four.

# %%
four = segment.kmeans(basket, 4)
mix = basket.groupby(four).mean()
name = mix.apply(lambda row: " + ".join(row.nlargest(2).index), axis=1).str.replace("_", " ")
mix.index = name
four = four.map(name)

# %% slide="The computer finds the same piles as a pencil"
columns = mix.T.rename(index=lambda goods: goods.replace("_", " "))
columns.columns = [
    f"{words}\n{(four == words).sum():,} customers".replace(" + ", " +\n") for words in mix.index
]
charts.grid(columns, "share of the money", title="Four piles: where the money goes")

# %% [markdown]
# The same four piles as by hand. Each column is also the plan of a message: show the goods in these proportions.
#
# A segment does two jobs. **The creative job:** somebody has to write the message, and needs to know for whom. **The technical
# job:** an e-mail system has to be told who gets it, and needs a list.

# %%
agreed = data.load("customers").set_index("customer_id")["consent_email"].reindex(basket.index) == 1
to_send = four[agreed & (four == mix.index[0])].index.to_frame(index=False)
print(f"{len(to_send):,} rows for the system that sends:\n{to_send.head(3).to_csv(index=False)}")

# %% [markdown] slide="A system that sends needs to know who, not why" says="Look at"
# Look at what is *not* in the list: no basket, no name of the segment, nobody who has not agreed. A system that sends needs to
# know who, not why. A segment with a good story and no list cannot be sent; a list that nobody can describe cannot be written for.
#
# ## 4 · A campaign, and its control group
#
# One message for all, then four. Each time half of those who have agreed, drawn at random, get nothing: the **control
# group**. What readers do more than the control group is **incremental** (uplift): added by the campaign.

# %%
whole = pd.DataFrame([basket.mean()], index=["one message"])
plans = {"one message": market.plan(basket.index, "one message"),
         "four messages": market.plan(basket.index, four.to_list())}
results = {}
for words, plan in plans.items():
    outcomes = market.run(plan, holdout=0.5, seed=1, more_offers=pd.concat([whole, mix]))
    results[words] = market.effect(outcomes)
pd.DataFrame({words: result.loc["converted"] for words, result in results.items()}).T.map("{:.1%}".format)

# %% slide="One campaign shows that writing pays, not which way" says="Both intervals"
profit = pd.DataFrame({words: result.loc["profit_sek"] for words, result in results.items()}).T
profit = profit.rename(columns={"effect": "figure"}) / 1000
charts.intervals(
    profit, "thousand SEK of profit (95% interval)", title="What one campaign can tell", form="{:.0f}"
)

# %% [markdown]
# Of 100 who got the one message, {{100 * results["one message"].loc["converted", "contacted"]:.0f}} bought, of 100 in the control
# group {{100 * results["one message"].loc["converted", "control"]:.0f}}. The picture turns the difference into money: the margin,
# {{market.MARGIN:.0%}} of what was sold more, less {{market.MESSAGE_COST_SEK:,}} SEK for each message and
# {{market.CONTACT_COST_SEK["email"]:.2f}} SEK for each e-mail (to half of the list, so less than in the live picture). The line is the
# **interval** (confidence interval): 95 of 100 made this way hold the true number.
#
# Both intervals lie above zero, and over each other; by luck the one message is even ahead. One campaign shows clearly that
# *writing* pays. It cannot show which way of writing pays more.
#
# ## 5 · One to one has to borrow
#
# So back to what only this market can tell. With free messages, the live picture has shown something odd: "one each" earns less
# than four. Why? The half-year after 1 July was **held out**: no pile and no message has seen it. Of each customer's money in it,
# how much went to the two kinds of goods that the message showed most?

# %%
after = purchases[purchases["ordered_at"] >= data.CUTOFF]
later = after.pivot_table(index="customer_id", columns="category", values="amount_sek", aggfunc="sum")
later = later.div(later.sum(axis=1), axis=0).reindex(basket.index)[market.CATEGORIES].dropna(how="all")

shown = {"four messages": mix.loc[four].set_axis(basket.index), "one each": basket}
hits = pd.DataFrame()
for words, goods in shown.items():
    place = goods.rank(axis=1, method="first", ascending=False)
    seen = (place <= 2) & (goods > 0)
    hits[words] = later[seen.loc[later.index]].sum(axis=1)

# %% slide="A segment lends what is known from similar customers" says="After one order"
known = pd.cut(orders_before.loc[later.index], [0, 1, 2, 5, 12, 999], labels=["1", "2", "3–5", "6–12", "13+"])
by_known = hits.groupby(known, observed=True).mean().T.rename_axis(columns="orders before 1 July")
charts.grid(by_known, "of the later money", title="How much of the later money the message had shown")

# %% [markdown]
# After one order the own basket hits {{by_known.loc["one each", "1"]:.0%}}, the segment's average
# {{by_known.loc["four messages", "1"]:.0%}}. One purchase of a lamp does not make you a friend of lamps. **A segment lends a customer
# what is known from a thousand similar ones**, and {{(orders_before == 1).mean():.0%}} of the customers have ordered only once.
# Only after a dozen orders does the own basket catch up.
#
# So lend it to them. Mix each customer's own basket with the segment's average, and let the own part grow with the orders: one
# fifth after one order, half after four. (Statisticians call this shrinkage.)

# %% slide="A message for each customer has to borrow from the segment" says="The surprise"
own_part = orders_before / (orders_before + 4)
borrowed = basket.mul(own_part, axis=0) + shown["four messages"].mul(1 - own_part, axis=0)

free = pd.Series({
    "one message": added[1].sum(), "four messages": added[4].sum(),
    "one each, own basket alone": added["one each"].sum(), "one each, borrowed": added_sek(borrowed).sum()})
written = [1, 4, len(added[1]), len(added[1])]
ways = pd.DataFrame({"if messages are free": free - MAIL * len(added[1]), "messages": written})
ways["when each is paid"] = ways["if messages are free"] - market.MESSAGE_COST_SEK * ways["messages"]
ways.map("{:,.0f}".format).rename_axis("profit (SEK)")

# %% [markdown] slide="Four messages are a good idea, not a miracle" says="Be honest"
# **The surprise: even free, a message for each customer from the own basket alone earns
# {{free.iloc[1] - free.iloc[2]:,.0f}} SEK less than four messages. Once it borrows from the segment, it earns
# {{free.iloc[3] - free.iloc[1]:,.0f}} more.** One to one wins, by so little that it may be a draw, and needs the segments first. While people write
# the messages, the last column decides: four.
#
# Be honest about the size: four messages earn {{ways.iloc[1, 2] / ways.iloc[0, 2] - 1:.0%}} more in two weeks than the mass
# mailing; three about the same, twelve less than one. It is a good idea, not a miracle. (Over the year it is a better
# one: the [evidence](evidence/01_why_segment_evidence.ipynb) counts it.)

# %%
quiz.guessed(
    "01_why_segment",
    f"if messages are free, four earn {ways.iloc[1, 0]:,.0f} SEK, one each from the own basket {ways.iloc[2, 0]:,.0f}, and one "
    f"each that borrows from the segment {ways.iloc[3, 0]:,.0f}.",
)

# %% [markdown]
# ## 6 · What the documents claim
#
# *Here* is the answer at this course's own setting; *the edge*, or turning point, is where it turns.

# %%
claims.show("01_why_segment")

# %% [markdown]
# **The ones to remember are about small companies.** We dealt Havnbo's customers out into companies of 120. Baskets, and values
# too, are enough to *see* the piles. But 120 readers do not pay for further messages at Havnbo's price: hence two times no. The
# fourth says yes because it says *can*: with a text cheap enough, it does.
#
# ## 7 · When not to, fairness, privacy
#
# - **When one message fits all.** A closing sale needs an address and a date, not four versions of it.
# - **Audience analysis is something else.** It asks who might buy from us at all, and ends in a **portrait**: the typical customer,
#   who looks like almost nobody (the evidence meets her). Good for choosing a magazine; useless for next week's list.
# - **Consent first.** {{(~agreed).mean():.0%}} of these customers have not agreed to e-mail.
# - **A segment is a guess about people.** Do not tell them what you think they are, and do not show groups under five.
# - **Latest buyers first means the silent last.** Fair enough for an offer. Not for a recall of faulty goods.
#
# ## 8 · The map: seven steps
#
# One of our sources walks through seven steps:
#
# 1. collect data: [02](02_demographic.ipynb), [03](03_geographic.ipynb), [04](04_psychographic.ipynb), [06](06_digital_behaviour.ipynb), [16](16_your_own_data.ipynb)
# 2. analyse: [05](05_behavioural.ipynb), [14](14_how_many_segments.ipynb)
# 3. choose methods: [02](02_demographic.ipynb) to [11](11_business_oriented.ipynb), several in [12](12_mixed.ipynb)
# 4. describe each segment: [13](13_strategic_and_tactical.ipynb), [14](14_how_many_segments.ipynb)
# 5. adapt messages: [07](07_technological.ipynb), [08](08_loyalty.ipynb), [09](09_situational.ipynb), [10](10_lifecycle.ipynb)
# 6. measure, and 7. repeat: [15](15_keep_it_alive.ipynb)
#
# Another source chooses criteria first and collects data then. Both are half right: begin with the decision, and go round
# twice. And data means numbers *and stories*: talk to ten customers of each segment before you name it. Numbers say that people
# do something; only people say why.
#
# ## 9 · Quiz

# %% slide="How much did the campaign add?"
quiz.ask(
    "Of 1,000 customers with an e-mail 140 bought; of 1,000 in a control group 55. What was added?",
    {
        "85 sales.":
            "140 less 55. These are the incremental sales.",
        "140 sales: each of these customers had been written to before buying.":
            "55 of them would have come without it. That is what the control group says.",
        "140 divided by 55, so two and a half times the sales.":
            "A ratio hides how much it is. Profit comes from the 85 added sales and their margin.",
    },
    right="85 sales.", key="01_why_segment/quiz-1")

# %%
quiz.ask(
    "A machine writes messages for nothing. Most customers have ordered once or twice. What will you have it write?",
    {
        "One for each customer, from nothing but their own orders: that is as personal as it gets.":
            "It costs aim. One order says less about a person than the average of many like them.",
        "One for all: segments only pay for large companies.":
            "If messages are free, even 120 customers gain from a few segments.",
        "One for each customer that leans on the segment, most where little is known.":
            "A segment lends each customer what is known from the others. A few messages by segment come close.",
    },
    right="One for each customer that leans on the segment, most where little is known.",
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
        "What does one more message cost me, in time and money?":
            "Each may cost no more than it adds, and with few readers that is little.",
        "Are 120 customers enough for a statistician to find segments at all?":
            "Here they are. What 120 readers cannot do is pay for an expensive message.",
        "Which software makes the most segments, so that each customer is met exactly?":
            "More segments cost more and, beyond a few, add less.",
    },
    right="What does one more message cost me, in time and money?", key="01_why_segment/quiz-4")

# %% [markdown]
# ## Take-away
#
# - **The decision:** a few messages, three or four. One misses money, a dozen burn it.
# - One to one has to borrow from the segment; borrowed, it wins a little.
# - The gain grows with the readers, the cost of a message does not.
# - Always ask: compared with what? Without a control group every campaign looks like a success.
#
# **Ask tomorrow:** what does one more message cost us, and how many will read it?
#
# {{=way}}
