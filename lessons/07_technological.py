# %% [markdown]
# # 07 · Technological segmentation
#
# **The question.** Which channel reaches whom, and whom not?
#
# **The decision.** Havnbo's app team has a proposal: from next spring, offers go out as push notifications in the app, and
# nowhere else. Push costs next to nothing, and those who get it answer well. The shop managers worry about their older
# customers. Who is right, and what would it cost to leave nobody out?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 00; lesson 05 explains the control group |
#
# **After this lesson you can**
#
# - segment customers by what technology they use and which channels they allow;
# - compare channels fairly, among the same customers;
# - say how many people a channel leaves out, who they are, and what part of revenue they bring;
# - put a price on an alternative for those left out;
# - tell how soon a good channel wears out.

# %% [markdown]
# ## 1 · The data
#
# Three tables speak of technology. `customers` holds the permissions: may Havnbo write to this person by push, e-mail, text
# message (SMS) or post? `sessions` says on which device somebody came, and with which version of the app. `identity` joins
# the two, as far as people have logged in.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from ipywidgets import Checkbox, IntSlider

from helpers import claims, data, describe, live, market, quiz

CHANNELS = ["push", "email", "sms", "post"]

customers = data.load("customers").set_index("customer_id")
customers["age"] = (data.TODAY.year - customers["birth_year"]).astype(float)
allowed = customers[[f"consent_{channel}" for channel in CHANNELS]].set_axis(CHANNELS, axis=1) == 1
(100 * allowed.mean()).round(0).astype(int).to_frame("% of customers who allow it")

# %% [markdown]
# Push comes third: little more than half of the customers have the app *and* allow it to notify them. Keep that in mind when
# somebody says "everybody has a phone".

# %% [markdown]
# ## 2 · By hand, on ten customers
#
# Ten members of the club, with all that is known of their technology. The version of the app is the newest one seen in the
# past year; `<NA>` means that no visit with the app has this customer's name.

# %%
sessions = data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]])
in_app = sessions[sessions["device"] == "app"]
customers["version"] = in_app.groupby("customer_id")["app_version"].max()

ten_ids = [100001, 100002, 100005, 100017, 100025, 100034, 100040, 100049, 100061, 100077]
ten = customers.loc[ten_ids, ["age", "version"]].join(allowed.replace({True: "yes", False: "–"}))
ten

# %% [markdown]
# Go down the list and ask for each: *how would you reach this person tomorrow?* Push where it says yes; if not, e-mail;
# if not, a text message; if not, a letter. You have just segmented by technology, with a ladder of channels from cheap to
# dear. The rule needs no statistics at all, only permissions that are kept up to date.

# %% [markdown]
# ## 3 · The ladder, for everybody

# %%
def ladder(steps):
    """The first channel of `steps` that each customer allows, or "none"."""
    return pd.Series(np.select([allowed[s] for s in steps], steps, "none"), index=allowed.index)

step = ladder(CHANNELS)
orders = data.load("orders")
last_year = orders[orders["ordered_at"] >= data.TODAY - pd.DateOffset(years=1)]
spent = last_year.groupby("customer_id")["amount_sek"].sum().reindex(customers.index, fill_value=0)

segments = pd.DataFrame({
    "customers": step.value_counts(),
    "median age": customers.groupby(step)["age"].median().round(0).astype(int),
    "share of revenue (%)": (100 * spent.groupby(step).sum() / spent.sum()).round(1),
}).reindex([*CHANNELS, "none"])
segments

# %% [markdown]
# Read from the top: push alone would speak to {{segments.loc["push", "customers"]:,}} of {{len(customers):,}} customers, with
# {{segments.loc["push", "share of revenue (%)"]:.0f}}% of the revenue. Each further step of the ladder picks up people whom
# the steps above cannot reach. Only {{segments.loc["none", "customers"]}} customers may not be written to at all.
#
# Now the question of the shop managers: are those without push the old ones?

# %%
bands = pd.cut(customers["age"], [0, 30, 45, 55, 65, 75, 120], right=False,
               labels=["under 30", "30–44", "45–54", "55–64", "65–74", "75 and over"])
reach = 100 * allowed.groupby(bands, observed=True).mean()

fig, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
sns.heatmap(reach.T, annot=True, fmt=".0f", cmap="cividis", vmin=30, vmax=100, ax=ax,
            cbar_kws={"label": "% who allow it"})
ax.set(xlabel="age", ylabel="")
ax.tick_params(axis="y", rotation=0)
young, old = reach["push"].iloc[[0, -1]]
describe.show(fig, f"Share of customers who allow each channel, by age. Push: {young:.0f}% "
                   f"of those under 30, {old:.0f}% of those of 75 and over; post hardly changes.")

# %%
without_push = customers[~allowed["push"] & customers["age"].notna()]
old_part = (without_push["age"] >= 65).mean()
young_without = (~allowed.loc[customers["age"] < 45, "push"]).mean()
used_app = without_push.loc[without_push["age"] < 45, "version"].notna().mean()
pd.Series({"of those without push, 65 or older": old_part,
           "of all customers, 65 or older": (customers["age"].dropna() >= 65).mean(),
           "of those under 45, without push": young_without,
           "of these, seen in the app": used_app}).map("{:.0%}".format).to_frame("share")

# %% [markdown]
# **The surprise of this lesson.** Reach does fall with age, as the shop managers say. But of the people whom "app only" would
# leave out, only {{old_part:.0%}} are 65 or older. And {{young_without:.0%}} of those *under 45* cannot be reached by push
# either. {{used_app:.0%}} of these were seen in the app last year: they have it, and have not allowed it to notify them.
# Age alone does not say who is reached. The permission does.

# %% [markdown]
# ## 4 · Live: switch channels on and off
#
# Tick the channels that Havnbo would still use. The first slider stops serving old versions of the app: who has an older
# one no longer gets push. (Customers with push permission whose version was never seen count as up to date.) The second
# slider says from which age you call a customer older; the sentence compares their reach with that of the younger.
#
# **Before you move anything, guess:** push *and* e-mail: what part of those of 75 and over do they miss?

# %%
groups = bands.cat.categories
version = customers["version"].astype(float).fillna(5).to_numpy()
permission = {channel: allowed[channel].to_numpy() for channel in CHANNELS}
money, code = spent.to_numpy(), bands.cat.codes.to_numpy()
sizes = np.array([(code == i).sum() for i in range(len(groups))])
ages = customers["age"].to_numpy()

# %%
def update(oldest, older_from, **used):
    """Show the share reached in each age group, and say who and how much revenue is missed."""
    if not any(used.values()):
        raise ValueError("No channel is ticked, so nobody is reached. Tick one.")
    permitted = permission | {"push": permission["push"] & (version >= oldest)}
    reached = np.any([permitted[channel] for channel, on in used.items() if on], axis=0)
    share = np.bincount(code[code >= 0], reached[code >= 0]) / sizes
    for bar, text, height in zip(bars, texts, share):
        bar.set_height(height)
        text.set_text(f"{height:.0%}")
        text.set_y(height)
    young, old = reached[ages < older_from].mean(), reached[ages >= older_from].mean()
    gap = 100 * (young - old)
    note.set_text(f"below {older_from}: {young:.1%}     from {older_from} on: {old:.1%}")
    verdict = "a group left out" if gap > 10 else "no group left out"
    return (f"{1 - reached.mean():.0%} of the customers are missed, with "
            f"{money[~reached].sum() / money.sum():.0%} of last year's revenue. From {older_from} "
            f"on, reach is {gap:.0f} points lower than below: {verdict}, if 10 points make one.")

# %%
fig, ax = plt.subplots(figsize=(7, 3.8), layout="constrained")
bars = ax.bar(list(groups), [1] * len(groups), color=describe.PALETTE[0])
texts = [ax.text(i, 1, "", ha="center", va="bottom") for i in range(len(groups))]
note = ax.set_title("below 65, from 65 on", fontsize=11)
ax.set(ylim=(0, 1.1), yticks=[0, 0.5, 1], yticklabels=["0%", "50%", "100%"], xlabel="age",
       ylabel="customers who can be reached")

controls = {
    "push": Checkbox(description="Push", value=True),
    "email": Checkbox(description="E-mail", value=True),
    "sms": Checkbox(description="Text message (SMS)", value=False),
    "post": Checkbox(description="Post", value=False),
    "oldest": IntSlider(description="Oldest app version served", value=1, min=1, max=5),
    "older_from": IntSlider(description="Older means from age", value=65, min=30, max=85, step=5),
}
live.Live(fig, update, controls, alt="A bar per age group: the share who can be reached.")

# %% [markdown]
# Things to try. With push alone, move the oldest version to 4: how many people does a tidy app lose? Then add post: the
# difference between the ages nearly disappears, and so does the argument about them.

# %% [markdown]
# ## 5 · Does push answer better?
#
# The app team shows this table: the same plain offer, sent in each channel to all who allow it, each with a control group.

# %%
def offer(ids, channel, **more):
    return pd.DataFrame({"customer_id": list(ids), "offer": "everyone", "channel": channel} | more)

rows = {}
for channel in CHANNELS:
    sent = market.run(offer(customers.index, channel), holdout=0.3, seed=7)
    result = market.effect(sent).loc["converted"]
    count = (sent["group"] == "contacted").sum()
    rows[channel] = [count, *(100 * result[["effect", "low", "high"]])]
answers = pd.DataFrame(rows, index=["contacted", "added orders per 100", "low", "high"]).T
answers.round(1).astype({"contacted": int})

# %% [markdown]
# Push has the highest figure. But these are four different groups of people. Those with push are younger, for one, and might
# have answered a postcard as well. A fair comparison needs the **same people**, split by lot. So we take the customers who allow
# push *and* post. In three campaigns half get the push, half the letter. The interval counts each customer once, because the
# three answers of one person are alike.

# %%
both = allowed.index[allowed["push"] & allowed["post"]]
lot = np.random.default_rng(7).random(len(both)) < 0.5

def contacted(ids, channel, seeds=(7, 8, 9)):
    """Each customer's orders per campaign, in three campaigns."""
    runs = [market.run(offer(ids, channel), holdout=0, seed=seed) for seed in seeds]
    return pd.concat(runs).groupby("customer_id")["converted"].mean()

by_push, by_post = contacted(both[lot], "push"), contacted(both[~lot], "post")
points = 100 * (by_push.mean() - by_post.mean())
error = 196 * np.hypot(by_push.sem(), by_post.sem())
pd.Series({"measured": points, "95% interval from": points - error, "to": points + error}).round(
    1).to_frame("orders per 100, push more than letter")

# %% [markdown]
# Here the app team is right. Among people who allow both, push beats the letter, and it costs
# {{market.CONTACT_COST_SEK["push"]:.1f}} SEK instead of {{market.CONTACT_COST_SEK["post"]:.0f}}.

# %% [markdown]
# ## 6 · The price of leaving nobody out
#
# Havnbo can send push to those who allow it and stop there. Or it can go down the ladder. Each further step has its own
# readers, its own cost and its own answers. In this market we can look up what each step adds on average, in the two weeks
# after the mailing. Writing the message costs {{market.MESSAGE_COST_SEK:,}} SEK, once; we charge that to the first step.

# %%
sent = [offer(step.index[step == channel], channel) for channel in CHANNELS]
down_to = [market.expected_profit(pd.concat(sent[:last])) for last in (1, 2, 3, 4)]
steps = pd.DataFrame({"people": step.value_counts().reindex(CHANNELS),
                      "profit": np.diff(down_to, prepend=0)})
steps["profit per person"] = steps["profit"] / steps["people"]
steps.round(0).astype(int)

# %%
total = steps["profit"].cumsum() / 1000
people = steps["people"].cumsum() / len(customers) * 100

fig, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
ax.plot(people, total, marker="o", color=describe.PALETTE[0])
for x, y, name in zip(people, total, ["push", "+ e-mail", "+ SMS", "+ post"]):
    ax.annotate(name, (x, y), (0, 8), textcoords="offset points", ha="right")
ax.set(xlabel="customers reached (%)", ylabel="profit of one mailing\n(thousand SEK)",
       xlim=(50, 102), ylim=(0, total.max() * 1.2))
sns.despine(ax=ax)
describe.show(fig, "Profit of one mailing by customers reached: " + "; ".join(
    f"{name} {x:.0f}%, {y:.0f} thousand SEK" for name, x, y in zip(CHANNELS, people, total)) + ".")

# %% [markdown]
# Push alone earns {{steps.loc["push", "profit"]:,.0f}} SEK. The whole ladder earns {{steps["profit"].sum():,.0f}}. The first
# step down, e-mail, brings most of the difference. The last step is the letter, to {{steps.loc["post", "people"]}} people who allow
# nothing else: it changes the result by {{steps.loc["post", "profit"]:+,.0f}} SEK. So here it costs nothing to
# reach everybody who may be written to. Had it been a loss, a table could not say whether to bear it.

# %% [markdown]
# ## 7 · What the documents claim
#
# Our sources make two claims about technological segmentation, one for and one against.
#
# ### It suits marketing through digital channels
#
# The figure is the fair comparison above: orders per 100 that push brings beyond the letter, among the same people. It must be above
# 0. The knob is how worn the channel is: push messages that the customer has had in the past month.

# %%
def push_minus_letter(recent):
    """Added orders per 100 of a push after so many others, less those of a letter after none."""
    push = market.expected(offer(both, "push", recent_messages=recent))["chance_with"]
    post = market.expected(offer(both, "post"))["chance_with"]
    return 100 * (push - post).mean()

worn = pd.Series({recent: push_minus_letter(recent) for recent in (0, 1, 2, 3, 4, 6, 8)})
claims.state("T1-technological-pro", figure=points, interval=(points - error, points + error),
             unit="orders per 100 more than a letter", threshold=0, above=True,
             knob="push messages in the past month", at=0, curve=worn)

# %% [markdown]
# The figure is measured; the curve is the market's truth. A channel that is nearly free is easily worn out. After a couple of
# pushes in a month the letter brings more orders than the next push. What costs no money costs attention.
#
# ### It can leave some groups of people out
#
# The figure is the gap in reach: the share of younger customers whom push or e-mail can reach, less that of older ones, in
# percentage points. We call 10 points a group left out. The knob is the age from which we say "older".

# %%
digital = allowed["push"] | allowed["email"]

def gap(age):
    """Reach of those younger than `age` less that of the others (points), with standard error."""
    older = digital[customers["age"] >= age]
    younger = digital[customers["age"] < age]
    return 100 * (younger.mean() - older.mean()), 100 * np.hypot(younger.sem(), older.sem())

figure, gap_error = gap(65)
by_age = pd.Series({age: gap(age)[0] for age in range(30, 86, 5)})
by_band = 100 * digital.groupby(bands, observed=True).mean()
interval = (figure - 1.96 * gap_error, figure + 1.96 * gap_error)
claims.state("T1-technological-con", figure=figure, interval=interval,
             unit="percentage points less reach among the older", threshold=10, above=True,
             knob="age from which one counts as older", at=65, curve=by_age)

# %% [markdown]
# The gap opens slowly. Push or e-mail reaches {{by_band["45–54"]:.0f}}% at 45–54 years, {{by_band["65–74"]:.0f}}% at 65–74 and
# {{by_band["75 and over"]:.0f}}% from 75 on. So it matters whom you call older.

# %% [markdown]
# ## 8 · When not to use it, and fairness
#
# - **The channel is not the need.** A ladder of channels says how to reach somebody, not what to say. Combine it with a
#   method that does (lessons [05](05_behavioural.ipynb) and 06).
# - **Do not compare groups that chose themselves.** Those who allow push are not like the others. Split the same people by lot.
# - **A price in the app only** is a price that some cannot get: those without the app, and those who keep their permissions
#   to themselves for good reasons. Offer the same by letter or at the till.
# - **An old version may mean an old phone.** Ending support saves work, and leaves out those who cannot buy a new one.
# - **Permission is lent.** A consent says which channel, not how often. {{100 * allowed["sms"].mean():.0f}}% allow text messages
#   today; each unwanted one can cost a permission.
# - **What you cannot see, you forget.** Customers without sessions are missing in reports about digital behaviour. Count
#   them first.

# %% [markdown]
# ## 9 · Quiz

# %%
quiz.ask(
    "Push gets more answers per 100 than the letter, each sent to all who allow it. What follows?",
    {
        "Push is the better channel.":
            "Perhaps. But those who allow push might answer a letter well too.",
        "Nothing yet: the two groups of people differ.":
            "Right. Take people who allow both, and split them by lot.",
        "Letters should be stopped.":
            "Not from this table, and not without asking whom only the letter reaches.",
    },
    right="Nothing yet: the two groups of people differ.",
    key="07_technological/quiz-1")

# %%
quiz.ask(
    "Who would be left out if Havnbo used push only?",
    {
        "Mainly people of 65 and over.":
            "They are reached less often, but they are few. Most of those left out are younger.",
        "People of all ages: all who have not allowed it.":
            "Right. Even among those under 45, two of five cannot be reached by push.",
        "Nobody: everybody has a phone.":
            "A phone is not an app, and an app is not a permission.",
    },
    right="People of all ages: all who have not allowed it.",
    key="07_technological/quiz-2")

# %%
quiz.ask(
    "Push costs a tenth of a krona. Why not send one every second day?",
    {
        "Because each further message is answered less, until a letter would bring more orders.":
            "Right. The cost that counts is attention, and it does not stand on the invoice.",
        "Because it would be too dear.":
            "In money it would not. That is the trap.",
        "There is no reason not to.":
            "The curve in section 7 falls below zero after a couple of messages in a month.",
    },
    right="Because each further message is answered less, until a letter would bring more orders.",
    key="07_technological/quiz-3")

# %% [markdown]
# ## Take-away
#
# - A ladder of channels, cheap to dear, is a segmentation that anybody can run: it needs permissions, kept up to date.
# - Compare channels among the same people, by lot. Who allows a channel is not like who does not.
# - App only leaves out people of all ages; here less than a fifth of them are 65 or older.
# - The price of leaving nobody out can be computed, and here it was nothing.
#
# **Now you:** [the exercise](../exercises/07_technological.ipynb) · **Next:** [lesson 08](08_loyalty.ipynb), who stays, what it is
# worth, and who is forgotten.
