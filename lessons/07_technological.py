# %% [markdown] slide="Who is left out by push alone?"
# # 07 · Technological segmentation
#
# {{=way}}
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
# **One idea to keep:** what decides whom you reach is the permission, not the age. Read it; do not guess it.

# %%
import numpy as np
import pandas as pd

from helpers import charts, claims, data, experiment, market
from page import live, quiz

# %% tags=["hide-input"]
quiz.guess(
    "07_technological",
    "Offers by push only. Of the customers who would then hear nothing, how many are 65 or older?",
    ["Most of them.", "About half.", "About a third.", "Less than a quarter."],
)

# %% [markdown]
# ## 1 · By hand, on ten customers
#
# Havnbo and its customers are invented. In `customers` stand the permissions: may Havnbo write to this person by push, e-mail,
# text message (SMS) or post? (The trade says **consent**, or opt-in.) `sessions` says with which version of the app somebody
# came, and `identity` whose visit it was, as far as people have logged in.

# %%
CHANNELS = ["push", "email", "sms", "post"]                   # from cheap to expensive

customers = data.load("customers").set_index("customer_id")
customers["age"] = data.TODAY.year - customers["birth_year"]
allowed = customers[["consent_push", "consent_email", "consent_sms", "consent_post"]] == 1
allowed.columns = CHANNELS

# %%
visits = data.load("sessions").merge(data.load("identity"))
in_app = visits[visits["device"] == "app"]
customers["version"] = in_app.groupby("customer_id")["app_version"].max()     # the newest one seen

ten_ids = [100001, 100002, 100005, 100017, 100025, 100034, 100040, 100049, 100061, 100077]
permissions = allowed.replace({True: "yes", False: "–"})
customers[["age", "version"]].join(permissions).loc[ten_ids]

# %% [markdown] slide="A ladder of channels needs no statistics, only permissions" says="You have just"
# (`<NA>`: no visit with the app has this customer's name.)
#
# Go down the list and ask for each: *how would you reach this person tomorrow?* Push where it says yes; if not, e-mail;
# if not, a text message; if not, a letter. You have just segmented by technology, with a **ladder of channels** from cheap
# to expensive. The rule needs no statistics at all, only permissions that are kept up to date.
#
# ## 2 · Live: switch channels on and off
#
# Two things more are needed: age in bands, and what each customer spent last year.

# %%
edges, names = [0, 30, 45, 55, 65, 75, 120], ["under 30", "30–44", "45–54", "55–64", "65–74", "75 and over"]
band = pd.cut(customers["age"].astype(float), edges, right=False, labels=names)

orders = data.load("orders")
last_year = orders[orders["ordered_at"] >= data.TODAY - pd.DateOffset(years=1)]
spent = last_year.groupby("customer_id")["amount_sek"].sum()
spent = spent.reindex(customers.index, fill_value=0)          # who did not buy spent 0

# %% [markdown]
# Tick the channels that Havnbo would still use. The first slider stops serving old versions of the app: who has an older
# one no longer gets push. (Those whose version was never seen count as up to date.) The second says from which age you
# call a customer older; the sentence compares their **reach**, the share who may be written to, with that of the younger.
#
# **Before you move anything:** push *and* e-mail: what part of those of 75 and over do they miss?

# %% tags=["hide-input"] slide="Switch channels on and off"
# Folded: the live picture. It counts who is reached, and draws; nothing new is taught here.
import matplotlib.pyplot as plt
from ipywidgets import Checkbox, IntSlider

version = customers["version"].astype(float).fillna(5)
age = customers["age"].astype(float)


def update(oldest, older_from, **used):
    """Show the share reached in each age group, and say who and how much revenue is missed."""
    ticked = [channel for channel in CHANNELS if used[channel]]
    if not ticked:
        raise ValueError("No channel is ticked, so nobody is reached. Tick one.")
    served = allowed.assign(push=allowed["push"] & (version >= oldest))
    reached = served[ticked].any(axis=1)
    bars.move(reached.groupby(band, observed=True).mean().to_numpy())
    young, old = reached[age < older_from].mean(), reached[age >= older_from].mean()
    note.set_text(f"below {older_from}: {young:.0%}     from {older_from} on: {old:.0%}")
    lower = 1 - old / young
    verdict = "a group left out" if lower > 0.1 else "no group left out"
    return (f"{1 - reached.mean():.0%} of the customers are missed, with {spent[~reached].sum() / spent.sum():.0%} of last "
            f"year's revenue. From {older_from} on, reach is {max(lower, 0):.0%} lower than below: {verdict}, if more than "
            "a tenth makes one.")


fig, ax = plt.subplots(figsize=(8.4, 4), layout="constrained")
bars = live.Bars(ax, ax.bar(names, [0] * len(names), color=charts.PALETTE[0]), "{:.0%}")
note = ax.set_title("below 65, from 65 on", fontsize=11)
ax.set(ylim=(0, 1.1), yticks=[0, 0.5, 1], yticklabels=["0%", "50%", "100%"], xlabel="age", ylabel="customers who can be reached")

controls = {
    "push": Checkbox(description="Push", value=True),
    "email": Checkbox(description="E-mail", value=True),
    "sms": Checkbox(description="Text message (SMS)", value=False),
    "post": Checkbox(description="Post", value=False),
    "oldest": IntSlider(description="Oldest app version served", value=1, min=1, max=5),
    "older_from": IntSlider(description="Older means from age", value=65, min=30, max=85, step=5),
}
live.Live(fig, update, controls, alt="A bar per age group: the share who can be reached.", frames=("oldest",))

# %% [markdown]
# With push alone, move the oldest version to 4: how many people does a tidy app lose? Then add post: the difference
# between the ages nearly disappears, and so does the argument about them.
#
# ## 3 · All customers: who stands on which step?

# %% slide="Each step picks up people whom the others miss" says="Push alone"
step = pd.Series("none", index=customers.index)
for channel in ["post", "sms", "email", "push"]:              # the cheapest comes last, and wins
    step[allowed[channel]] = channel

segments = pd.DataFrame({
    "customers": step.value_counts(),
    "median age": customers.groupby(step)["age"].median().round(0),
    "share of revenue (%)": (100 * spent.groupby(step).sum() / spent.sum()).round(0),
})
segments.loc[[*CHANNELS, "none"]].astype(int)

# %% [markdown]
# Push alone would speak to {{(step == "push").sum():,}} of {{len(customers):,}} customers: little more than half. Keep that in mind
# when somebody says "everybody has a phone". Each further step picks up people whom the steps above cannot reach. Only
# {{(step == "none").sum()}} customers may not be written to at all.
#
# Now the question of the shop managers: are those without push the old ones?

# %% slide="The line runs between a yes and no yes" says="The line does not"
reach = allowed.groupby(band, observed=True).mean()
charts.grid(reach.T, "share of customers who allow it", title="Who may be written to, by channel and age")

# %% slide="Few of those left out are old" says="But of the people"
without_push = customers[~allowed["push"]]
young_without = without_push[without_push["age"] < 45]

old_part = (without_push["age"].dropna() >= 65).mean()
no_push_young = (~allowed.loc[customers["age"] < 45, "push"]).mean()
used_the_app = young_without["version"].notna().mean()
pd.Series({
    "of those without push, 65 or older": old_part,
    "of all customers, 65 or older": (customers["age"].dropna() >= 65).mean(),
    "of those under 45, without push": no_push_young,
    "of these, seen in the app": used_the_app,
}).map("{:.0%}".format).to_frame("share")

# %% [markdown]
# **The surprise of this lesson.** Reach does fall with age, as the shop managers say. But of the people whom "app only"
# would leave out, only {{old_part:.0%}} are 65 or older: the old are reached less, but they are few. And
# {{no_push_young:.0%}} of those *under 45* cannot be reached by push either. {{used_the_app:.0%}} of these were seen in
# the app: they have it, and have not allowed it to notify them. The line does not run between young and old. It runs between
# a yes and no yes.
#
# ## 4 · Does push answer better?
#
# The app team shows what the same plain offer did in each channel, sent to all who allow it. Each list had a **control group**, drawn
# at random, that got nothing: what it buys would have been bought anyway.

# %% slide="Those who chose push may differ from those who chose letters" says="But these are"
lists = {channel: market.plan(allowed.index[allowed[channel]], channel=channel) for channel in CHANNELS}
answers = market.measured(lists, holdout=0.3, seed=7)
answers[["added_per_100"]].round(1)

# %% [markdown]
# Push has the highest figure, the letter the lowest. But these are four lists of people who chose themselves. Those who
# allow push are a little younger, perhaps keener, and might have answered a postcard as well. A fair comparison needs the
# **same people**: we take those who allow push *and* post, and draw at random which half gets which.

# %% slide="The same people, drawn at random, do answer push better" says="Here the app team"
both = allowed.index[allowed["push"] & allowed["post"]]
gets_push = np.random.default_rng(7).random(len(both)) < 0.5

by_push = market.run(market.plan(both[gets_push], channel="push"), holdout=0, seed=7)
by_post = market.run(market.plan(both[~gets_push], channel="post"), holdout=0, seed=7)
result = experiment.rate_difference(by_push["converted"], by_post["converted"])
names_of_result = ["bought after a push", "bought after a letter", "difference", "95% interval from", "to"]
(100 * pd.Series(result, names_of_result)).round(1).to_frame("of 100")

# %% [markdown]
# Here the app team is right. Among people who allow both, {{100 * result[2]:.0f}} more of 100 buy after a push than after a letter, and
# even the cautious end of the **95% interval** (the range that luck leaves open) is above zero. It costs
# {{market.CONTACT_COST_SEK["push"]:.1f}} SEK instead of {{market.CONTACT_COST_SEK["post"]:.0f}}.
#
# ## 5 · The price of leaving nobody out
#
# Havnbo can send push to those who allow it and stop there. Or it can go down the ladder. Both as a campaign, with a
# control group of half:

# %%
letters = {channel: market.plan(step.index[step == channel], channel=channel) for channel in CHANNELS}
plans = {"app only": letters["push"], "the whole ladder": pd.concat(letters.values())}
campaign = market.measured(plans, holdout=0.5, seed=7)
charts.bars(campaign / 1000, "thousand SEK of profit, from the half that was written to (95% interval)",
            title="App only, or down the ladder?")

# %% [markdown]
# The ladder measures higher, but the intervals overlap, and each is about one plan against no letter. This market lets us
# look behind the curtain, at what each step adds on average. Nobody is held out now, so the sums are about twice as large.
# Writing the message costs {{market.MESSAGE_COST_SEK:,}} SEK, once; we charge that to the first step.

# %% slide="E-mail brings most of what push leaves behind" says="The first step"
adds = pd.Series({channel: market.expected_profit(plan) for channel, plan in letters.items()})
adds[["email", "sms", "post"]] += (
    market.MESSAGE_COST_SEK
)  # each was charged for a text that is written already
charts.waterfall(
    adds / 1000, "thousand SEK of profit", title="What each step of the ladder adds", form="{:+,.1f}"
)

# %% [markdown]
# Push alone earns {{adds["push"] / 1000:.0f}} thousand SEK, the whole ladder {{adds.sum() / 1000:.0f}}. The first step down, e-mail,
# brings most of the difference. The last step is the letter, to {{(step == "post").sum()}} people who allow nothing else: it changes
# the result by about {{round(adds["post"], -2):+,.0f}} SEK. So here it costs nothing to reach everybody who may be written to. Had
# it been a loss, a table could not say whether to bear it. (At which price of a letter it becomes one, the
# [evidence](evidence/07_technological_evidence.ipynb) tells.)

# %%
quiz.guessed("07_technological", f"{old_part:.0%} of those whom push does not reach are 65 or older.")

# %% [markdown]
# ## 6 · What the documents claim
#
# Our sources make two claims about technological segmentation, one for and one against. Each got a fair test. *Here* is the
# answer at this course's own setting; *the edge* is where it turns.

# %%
claims.show("07_technological")

# %% [markdown] slide="What costs no money costs attention" says="A channel that"
# **The one to remember is the first, for its edge.** A channel that is nearly free is easily worn out: after a couple of
# pushes in a month, a letter brings more orders than the next push (contact fatigue, says the trade). What costs no money
# costs attention.
#
# The second depends on whom you call old. Those of 54 and more, taken together, are hardly a tenth below the younger. But e-mail may
# reach {{reach.loc["55–64", "email"]:.0%}} of those of 55–64 and {{reach.loc["75 and over", "email"]:.0%}} from 75 on: a report with
# one line for "55+" hides who is left out.

# %% [markdown]
# ## 7 · When not to, fairness, privacy
#
# - **The channel is not the need.** A ladder says how to reach somebody, not what to say. Combine it with a method that
#   does (lessons [05](05_behavioural.ipynb) and 06).
# - **Do not compare groups that chose themselves.** Those who allow push are not like the others.
# - **A price in the app only** is a price that some cannot get: those without the app, and those who keep their permissions
#   to themselves for good reasons. Offer the same by letter or at the till.
# - **An old version may mean an old phone.** Ending support saves work, and leaves out those who cannot buy a new one.
# - **Permission is lent.** A consent says which channel, not how often. Each unwanted message can cost one.
# - **What you cannot see, you forget.** Customers without visits are missing in reports about digital behaviour. Count them
#   first.
#
# ## 8 · Quiz

# %%
quiz.ask(
    "Push gets more answers per 100 than the letter, each sent to all who allow it. What follows?",
    {
        "Nothing yet: the two groups of people differ.":
            "Take people who allow both, and draw at random who gets which.",
        "Push is the better channel, and by how much can be read from the table.":
            "Perhaps. But those who allow push might answer a letter well too.",
        "Letters should be stopped.":
            "Not from this table, and not without asking whom only the letter reaches.",
    },
    right="Nothing yet: the two groups of people differ.",
    key="07_technological/quiz-1")

# %% slide="Who would be left out?"
quiz.ask(
    "Who would be left out if Havnbo used push only?",
    {
        "Mainly people of 65 and over, who have neither the app nor the wish for it.":
            "They are reached less often, but they are few. Most of those left out are younger.",
        "Nobody: everybody has a phone.":
            "A phone is not an app, and an app is not a permission.",
        "People of all ages: all who have not allowed it.":
            "Even among those under 45, two of five cannot be reached by push.",
    },
    right="People of all ages: all who have not allowed it.",
    key="07_technological/quiz-2")

# %%
quiz.ask(
    "Push costs a tenth of a krona. Why not send one every second day?",
    {
        "Because it would be too expensive for what it brings.":
            "In money it would not. That is the trap.",
        "Because each further message is answered less, until a letter would bring more orders.":
            "The cost that counts is attention, and it does not stand on the invoice.",
        "There is no reason not to: those who mind can take their permission back at any time.":
            "They can, and then you cannot write at all. Look at the edge of the first claim in section 6.",
    },
    right="Because each further message is answered less, until a letter would bring more orders.",
    key="07_technological/quiz-3")

# %%
quiz.ask(
    "From lesson 06: clicks of a whole year notice a changed need late. Why?",
    {
        "People click without thinking.":
            "True at any time, before a change and after it.",
        "The old clicks outvote the new ones.":
            "Forget sooner, and the new need shows; for fewer customers.",
        "Too few visits carry a name for the segments to be any good.":
            "A trouble of its own. With enough names the old clicks would still outvote.",
    },
    right="The old clicks outvote the new ones.",
    key="07_technological/quiz-4")

# %%
quiz.ask(
    "From lesson 04: a survey gives nearly the same answers twice. What is still not known?",
    {
        "Whether it measures what it is named after.":
            "What comes back may be a habit. Compare it with something people do.",
        "Whether two rounds are enough, or whether there should be a third.":
            "A third round would come back as well.",
        "Nothing: an answer that comes back is a true one.":
            "A clock that is an hour late is an hour late every day.",
    },
    right="Whether it measures what it is named after.",
    key="07_technological/quiz-5")

# %% [markdown]
# ## Take-away
#
# - A ladder of channels, cheap to expensive, is a segmentation that anybody can run: it needs permissions, kept up to date.
# - App only leaves out people of all ages; here less than a fifth of them are 65 or older.
# - Compare channels among the same people, drawn at random. Who allows a channel is not like who does not.
# - The price of leaving nobody out can be computed, and here it was nothing.
#
# **Ask tomorrow:** how many of our customers can no channel of ours reach, and who are they?
#
# {{=way}}
