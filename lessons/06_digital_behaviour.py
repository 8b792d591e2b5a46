# %% [markdown] slide="Is a quick answer to a left cart worth its fee?"
# # 06 · Digital behaviour
#
# {{=way}}
#
# **The question.** What do clicks add, and for whom?
#
# **The decision.** A supplier offers Havnbo a service that answers a left cart within ten minutes, for a yearly fee. Today
# Havnbo answers the day after, with the nightly file. Is the hurry worth the money? And will those who click less be
# served worse?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 05, for what purchases can and cannot tell |
#
# **One idea to keep:** a click is worth most at once, and only if you know whose it is.

# %%
import pandas as pd

from helpers import charts, claims, data, market, segment
from page import live, quiz

SERVICE_SEK = 60_000         # what the supplier asks for a year

# %% tags=["hide-input"]
quiz.guess(
    "06_digital_behaviour",
    "Suppose Havnbo cannot answer a left cart within the hour. Which reply earns more?",
    ["The one after 16 hours: sooner is better.", "The one after 24 hours.", "They earn the same: after so long it hardly matters."],
)

# %% [markdown]
# ## 1 · By hand, on ten customers
#
# Everything here is invented: Havnbo, its customers and their clicks. A row of `sessions` is one visit to the website or
# the app in 2025. Note what is missing: the customer. A visit belongs to a **visitor**, which is a browser or a phone.

# %%
sessions = data.load("sessions")
sessions[["visitor_id", "started_at", "device", "category", "cart_left"]].head(3)

# %% [markdown]
# Who is behind a visitor stands in a second table, `identity`, and only if somebody logged in on that device. We lay the two
# side by side, row by row. That is **stitching**. Here are ten customers.

# %%
identity = data.load("identity")[["visitor_id", "customer_id"]]
known = sessions.merge(identity, on="visitor_id")                # visits without a log-in drop out

ten_ids = [100009, 100015, 100036, 100037, 100045, 100059, 100124, 100577, 101828, 102050]
their_visits = known[known["customer_id"].isin(ten_ids)].sort_values("started_at")
their_visits.groupby("customer_id").agg(
    visitors=("visitor_id", "nunique"), visits=("session_id", "size"),
    carts_left=("cart_left", "sum"), last_looked_at=("category", "last"))

# %% [markdown] slide="Only a log-in makes a customer of a visitor" says="Ten people"
# Ten people, and to the server {{their_visits["visitor_id"].nunique()}} strangers. Without the log-ins, the cart left on the phone would have
# nothing to do with the order placed on the computer.
#
# Now all visits. Which left carts can be answered at all?

# %%
customers = data.load("customers").set_index("customer_id")
agreed = customers.index[customers["consent_email"] == 1]

# %% slide="Many left carts cannot be answered at all" says="Before anybody"
carts = known[known["cart_left"] == 1]
mailable = carts[carts["customer_id"].isin(agreed)].sort_values("started_at")

pd.Series({"carts left in 2025": sessions["cart_left"].sum(), "… we know by whom": len(carts),
           "… and may write by e-mail": len(mailable)}).to_frame("carts")

# %% [markdown]
# Before anybody has been quick, an e-mail cannot reach {{1 - len(mailable) / sessions["cart_left"].sum():.0%}} of the carts: no name,
# or no consent.
#
# ## 2 · Live: how quick, how far back, how many
#
# A reply comes some hours after the cart was left, at whatever part of the day that happens to be.

# %%
last_cart = mailable.groupby("customer_id").last()
carts_a_year = mailable["customer_id"].value_counts()


def reply(hours):
    """A plan: a reminder to everybody who left a cart, so many hours after it."""
    hour_sent = (last_cart["started_at"] + pd.Timedelta(hours=hours)).dt.hour
    daypart = pd.cut(hour_sent, [0, 11, 16, 24], labels=["morning", "midday", "evening"], right=False)
    return market.plan(last_cart.index, daypart=daypart.to_list(), event="cart", hours_since_event=hours)

# %% [markdown]
# Left, the decision: the margin that a year of such replies brings, compared with replies after a day. The dashed line is the
# price of the service. Middle, the customers in segments by *what* they look at. Right, what a letter written for each
# segment adds to the plain one. Left and right are this market's truth; a company would have to test.
#
# **Before you move anything:** how long may the reply take before the service no longer pays? With how many
# segments do the letters earn most?

# %% tags=["hide-input"] slide="How quick, how far back, how many?"
# Folded: the live picture. Replies by delay; click segments by number, and how far back they look.
from functools import cache

import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import IntSlider, SelectionSlider

TIMES = {"10 minutes": 1 / 6, "30 minutes": 0.5, "1 hour": 1}
TIMES |= {f"{hours} hours": hours for hours in (2, 3, 4, 6, 8, 12, 16, 20, 24, 36, 48)}
WINDOWS = [30, 60, 180, 365]
CATEGORIES = market.CATEGORIES


def year_sek(plan):
    """Margin that a year of replies by this plan adds, before the e-mails' own cost (SEK)."""
    chances = market.expected(plan).set_index("customer_id")
    added = (chances["chance_with"] - chances["chance_without"]) * chances["basket_sek"] * market.MARGIN
    return (added * carts_a_year).sum()


by_delay = pd.Series({hours: year_sek(reply(hours)) for hours in TIMES.values()})
haste = (by_delay - by_delay[24]) / 1000      # compared with today: the day after


def looks(days):
    """How often each customer looked at each category in the last days."""
    lately = known[known["started_at"] >= data.TODAY - pd.Timedelta(days=days)]
    table = lately.groupby(["customer_id", "category"]).size().unstack(fill_value=0)
    return table.reindex(columns=CATEGORIES, fill_value=0)


def as_shares(table):
    return table.div(table.sum(axis=1), axis=0)


looked = {days: looks(days) for days in WINDOWS}
often = looked[365][looked[365].sum(axis=1) >= 3]
roots = as_shares(often) ** 0.5
labels = segment.solutions(roots, range(2, 9), n_init=3).assign(one=0).rename(columns={"one": 1})
mixes = {k: as_shares(often.groupby(labels[k]).sum()) for k in range(1, 9)}
centres = {k: roots.groupby(labels[k]).mean().to_numpy() for k in range(1, 9)}
with_visits = looked[365].index.intersection(agreed)
plain = market.expected(market.plan(with_visits)).set_index("customer_id")
traits = data.truth("customers").set_index("customer_id")
changed = (traits["need_start"] != traits["need_now"]) & traits["left_on"].isna()
changed &= traits["need_changed_on"] >= data.TODAY - pd.Timedelta(days=180)


@cache
def letters(days, k):
    """What k letters by click segment add to the plain one, and how large the segments are."""
    near = as_shares(looked[days]).to_numpy() ** 0.5 @ centres[k].T - (centres[k] ** 2).sum(axis=1) / 2
    placed = pd.Series(near.argmax(axis=1), index=looked[days].index)       # the segment whose centre is nearest
    named = mixes[k].set_axis([f"segment {i}" for i in range(k)])
    written = placed[placed.index.isin(with_visits)]
    chances = market.expected(market.plan(written.index, named.index[written]), more_offers=named).set_index("customer_id")
    more = (chances["chance_with"] - plain["chance_with"]).reindex(with_visits).fillna(0)
    sek = (more * plain["basket_sek"]).sum() * market.MARGIN - k * market.MESSAGE_COST_SEK
    return {"sizes": placed.value_counts(normalize=True), "found": len(placed) / len(customers),
            "bars": [100 * more.mean(), 100 * more[changed.reindex(with_visits)].mean()], "ksek": sek / 1000}


def update(delay, days, k):
    """Move the dot on the curve, the columns of the grid and the two bars; say what is seen."""
    now = letters(days, k)
    dot.set_data([list(TIMES.values()).index(delay)], [haste[delay]])
    picture = np.full((12, 8), np.nan)
    picture[:, :k] = mixes[k].T
    heat.set_data(np.ma.masked_invalid(picture))
    for i, text in enumerate(sizes):
        text.set_text(f"{100 * now['sizes'].get(i, 0):.0f}" if i < k else "")
    for bar, words, height in zip(bars, numbers, now["bars"]):
        bar.set_height(height)
        words.set_y(max(height, 0) + 0.1)
        words.set_text(f"{height:+.1f}")
    pays = "more" if haste[delay] > SERVICE_SEK / 1000 else "less"
    label = next(words for words, hours in TIMES.items() if hours == delay)
    earn = f"{k} letters by segment earn" if k > 1 else "1 letter by segment earns"
    return (f"A reply after {label} adds {haste[delay]:,.0f} thousand SEK a year, {pays} than the service costs. In the last "
            f"{days} days {now['found']:.0%} of all customers had a visit with a name; {earn} {now['ksek']:+.1f} thousand "
            "SEK more than a plain one.")


fig, (left, middle, right) = plt.subplots(1, 3, figsize=(8.4, 4.4), layout="constrained", width_ratios=[3, 3.6, 1.9])
left.plot(range(len(TIMES)), haste, color="0.6")
left.axhline(SERVICE_SEK / 1000, color=charts.PALETTE[5], linestyle="--")
left.annotate("price", (len(TIMES) - 1, SERVICE_SEK / 1000 + 2), ha="right", color="#A34700")
dot = left.plot([], [], "o", markersize=11, color=charts.PALETTE[0])[0]
ticks = [words.replace(" minutes", "′").split(" hour")[0] for words in TIMES]
left.set_xticks(range(0, len(TIMES), 3), ticks[::3])
left.set(title="Quick replies", xlabel="minutes (′) or hours", ylabel="thousand SEK a year, against 24 hours", ylim=(-20, 95))
heat = middle.imshow(np.zeros((12, 8)), cmap="Blues", vmin=0, vmax=0.4, aspect="auto", interpolation="nearest")
middle.set_yticks(range(12), [c.replace("_", " ") for c in CATEGORIES])
middle.set_xticks(range(8), range(1, 9))
middle.set(xlabel="segment, with its % of customers", title="What they look at", ylim=(12.4, -0.5))
sizes = [middle.text(i, 12.2, "", ha="center") for i in range(8)]
bars = right.bar(["all", "need\nchanged"], [0, 0], color=charts.PALETTE[:2])
numbers = [right.text(i, 0, "", ha="center") for i in range(2)]
right.axhline(0, color="0.2", linewidth=1)
right.set(ylim=(-3, 3), title="Letters", ylabel="orders per 100, against plain")
controls = {
    "delay": SelectionSlider(description="Reply after", options=list(TIMES.items()), value=1 / 6),
    "days": SelectionSlider(description="Look back (days)", options=WINDOWS, value=365),
    "k": IntSlider(description="Number of segments", value=4, min=1, max=8),
}
live.Live(fig, update, controls, alt="Left: a falling curve, what quick replies earn by hours until the reply. Middle: grid of "
          "segments by category. Right: two bars, orders added by letters.", frames=("delay",))

# %% [markdown]
# Move *reply after* slowly to the right, past 12 hours. Put *look back* on 60 days and see which of the two bars changes
# sides. *Need changed* are customers who turned to another kind of goods in the last half-year.
#
# ## 3 · Segments from clicks
#
# Each visit has a category that was looked at most. So a customer becomes twelve shares, and k-means (lesson 01) puts
# customers with similar shares together. The square root keeps one large share from deciding alone.

# %%
visits = known.groupby(["customer_id", "category"]).size().unstack(fill_value=0)
visits = visits[visits.sum(axis=1) >= 3]                      # at least three visits
shares = visits.div(visits.sum(axis=1), axis=0)
group = segment.kmeans(shares ** 0.5, 4)

# %% slide="What people look at divides them"
mix = visits.groupby(group).sum()
mix = mix.div(mix.sum(axis=1), axis=0)
mix.index = mix.idxmax(axis=1).map(market.NEED_OF) + " lookers"
mix.columns = mix.columns.str.replace("_", " ")
charts.grid(mix.T, "share of a segment's visits", title="What each segment looks at")

# %% [markdown]
# Four groups that look at quite different things. Nobody was asked, nobody filled in a form. (One of our sources tells of a clothing shop
# that went by the tags its followers care for and not by their age. We have no tags, but the category of a visit is a near
# relative: what people look at, not who they are.)
#
# | segment | what to do first |
# |---|---|
# | thrift lookers | large packs and basics on the first page; show the price per unit |
# | green lookers | lead with organic goods and where they come from |
# | convenience lookers | ready meals first; few steps to the till |
# | style lookers | new collections first; easy returns |
#
# Do the clicks tell the truth? For customers with both, clicks alone foretell the later purchases about as well as purchases
# alone; the evidence has the test. So what do clicks add? First, *people*: some who click have bought nothing for a year.
# Second, *time*.
#
# ## 4 · Clicks turn first, if you forget
#
# Lesson 05 ended with a warning: when a life has changed, purchases tell the old one. This market knows whose need turned, and when.
# We guess everybody's need three ways, and count how often the guess names the need of *today*.

# %%
purchases = data.purchases()
clicks = known.assign(need=known["category"].map(market.NEED_OF))
recent = clicks[clicks["started_at"] >= data.TODAY - pd.Timedelta(days=60)]
this_year = purchases[purchases["ordered_at"] >= "2025-01-01"]

counted = {"purchases, last year": this_year, "clicks, last year": clicks, "clicks, last 60 days": recent}
guess = pd.DataFrame({
    name: table.groupby(["customer_id", "need"]).size().unstack(fill_value=0).idxmax(axis=1)
    for name, table in counted.items()
}).dropna()                                                    # customers with all three

# %% slide="Clicks are quick only if you forget"
truth = data.truth("customers").set_index("customer_id").loc[guess.index]
right_guess = 100 * guess.eq(truth["need_now"], axis=0)
turned = (truth["need_now"] != truth["need_start"]) & truth["left_on"].isna()

days = (data.TODAY - truth.loc[turned, "need_changed_on"]).dt.days
span = pd.cut(days, [0, 60, 120, 180, 270, 365, 731], labels=[30, 90, 150, 225, 320, 550])
by_days = right_guess[turned].groupby(span.astype(int)).mean()
customers_at = span.value_counts()                             # how many each point rests on
charts.curve(
    by_days, x="days since the need changed", y="guesses that are right (%)", title="Who notices first?"
)

# %% [markdown]
# Three months after the change, purchases name the right need for hardly anybody, the clicks of the last 60 days for
# {{by_days.loc[90].iloc[2]:.0f}} customers in 100. (Each point rests on {{customers_at.min()}} to {{customers_at.max()}} customers.) Note the line between them: **clicks are only quick if you forget.** A whole
# year of clicks carries the old need along.
#
# Forgetting has its price. Among those whose need did not turn, 60 days are right for {{right_guess[~turned].mean().iloc[2]:.0f}} in 100
# and a year for {{right_guess[~turned].mean().iloc[1]:.0f}}. And most customers have not been by in 60 days at all.
#
# ## 5 · Who leaves no clicks?
#
# Take those who bought in 2025, in the shop or online. Who among them has not one visit with a name?

# %%
orders = data.load("orders")
of_2025 = orders[orders["ordered_at"] >= "2025-01-01"]
buyers = customers.loc[of_2025["customer_id"].unique()]
online = of_2025.loc[of_2025["channel"] != "shop", "customer_id"]

# %%
kind = pd.Series("no trace online", index=buyers.index, name="kind")
kind[buyers.index.isin(online)] = "orders online, not recognised"
kind[buyers.index.isin(known["customer_id"])] = "seen by name"
unseen = kind[kind != "seen by name"]

# %% slide="Those whom we do not see are two groups" says="They are not offline"
age = pd.cut(data.TODAY.year - buyers["birth_year"].astype(float), [17, 29, 39, 49, 59, 69, 79, 120],
             labels=["18–29", "30–39", "40–49", "50–59", "60–69", "70–79", "80 and more"]).rename("age")
by_age = pd.crosstab(age, kind, normalize="index")
charts.grid(by_age, "share of the buyers of an age", title="Who is seen, and who is not")

# %% [markdown]
# {{len(unseen) / len(buyers):.0%}} of the buyers are not seen. It is tempting to say: the old and offline. But
# {{(unseen == "orders online, not recognised").mean():.0%}} of the unseen *order online*. They are not offline, we just do not recognise them,
# and they are found at every age. They need a better log-in. Those with no trace online are another group, and far larger from 70 on.
# They need another way in: the shop, the phone, a letter.
#
# ## 6 · The campaign: ten minutes, or a day
#
# Everybody who left a cart and may be written to is put into one half or the other at random. One half gets the reply within ten
# minutes, the other after a day. In each half a third is held out as control group. Beside it a mass mailing.

# %% slide="Ten minutes add more than a day" says="The quick reply"
first_half = last_cart.sample(frac=0.5, random_state=6).index
quick, late = reply(1 / 6), reply(24)
plans = {
    "after 10 minutes": quick[quick["customer_id"].isin(first_half)],
    "after 24 hours": late[~late["customer_id"].isin(first_half)],
    "mass mailing": market.plan(customers.index),
}
results = {name: market.effect(market.run(plan, holdout=1 / 3, seed=6)) for name, plan in plans.items()}
bought = pd.DataFrame({name: 100 * result.loc["converted"] for name, result in results.items()}).T
bought.round(1)

# %% [markdown]
# Buyers per 100 people within two weeks. The quick reply adds {{bought["effect"].iloc[0]:.0f}}, the late one
# {{bought["effect"].iloc[1]:.0f}}, the mass mailing {{bought["effect"].iloc[2]:.0f}}; the intervals are wide. A company sees only the delays that it
# tries. This market knows them all, so here is the whole curve, twice: the reply as it comes, and the reply held back to the
# part of the day at which the cart was left.

# %% slide="After some hours, wait for the customer's own hour"
hours = [1 / 6, 1, 2, 4, 6, 8, 12, 16, 20, 24, 30, 36, 42, 48]
same_hour = late["daypart"].to_list()                          # 24 hours later it is the same part of the day
wave = pd.DataFrame({
    "as it comes": {h: year_sek(reply(h)) / 1000 for h in hours},
    "at the own hour": {h: year_sek(reply(h).assign(daypart=same_hour)) / 1000 for h in hours},
})
charts.curve(wave, x="hours until the reply", y="thousand SEK a year", title="What a year of replies earns")

# %% [markdown]
# **The surprise of this lesson: a reply after 16 hours earns less than one after 24**, by {{-haste[16]:.0f}} thousand SEK a year. A message works
# best at the customer's own part of the day. A reply at once meets it by itself; a day later it comes round again. The
# hurry is gone after some hours. Later than {{haste[haste > 0].index.max():.0f}} hours or so, wait for the customer's own hour, the next day.
#
# **The decision.** Ten minutes earn {{haste[1 / 6]:.0f}} thousand SEK a year more than a day; the service costs {{SERVICE_SEK / 1000:.0f}}. Yes,
# but write the ten minutes into the contract. And look after the log-in: if it named only {{SERVICE_SEK / 1000 / haste[1 / 6]:.0%}} of the carts
# that it names today, nothing would be left.

# %%
quiz.guessed(
    "06_digital_behaviour",
    f"the reply after 24 hours earns {-haste[16]:.0f} thousand SEK a year more than the one after 16.",
)

# %% [markdown]
# ## 7 · What the documents claim

# %%
claims.show("06_digital_behaviour")

# %% [markdown] slide="A lost log-in costs more than a lost visit" says="Losing half"
# The first says *cannot tell*, and we have just said yes. Both are right: the price is ours. At half of it the service pays by far, at
# double it loses. Ask your own supplier, and put the number into the curve above.
#
# **The one to remember is the third.** Losing half of the *links* takes much more of the gain than losing half of the *visits* at
# random. A lost visit thins a customer out; a lost link wipes a whole device away, often the only one. It is the joining that must
# not break, and browsers forget.
#
# ## 8 · When not to, fairness, privacy
#
# - **Not when you cannot answer within the hour.** Then send the next day, at the customer's own hour, and save the money.
# - **Not for customers whom you know well from the till.** For them clicks add little, until their needs change.
# - **A family shares a tablet.** A link by device gives all their clicks to whoever logged in.
# - **Missing is not zero.** "No visits" may mean "no log-in". And clicks are one stretch of a customer's way: collect the
#   whole of it, from the first visit to the silence (lesson 10).
# - **Recognising people needs their consent,** and not the same one as for letters. Do not join devices by guesswork.
# - **Clicks are more intimate than purchases.** "You left something behind" is help; a list of what somebody looked at last
#   night is not.
# - **Fairness.** If better service comes only to the recognised, many of the old go without.
#
# ## 9 · Quiz

# %%
quiz.ask(
    "A colleague reports: “We have 9,000 customers online,” and shows the server's count. What went wrong?",
    {
        "Visitors were counted, not customers.":
            "Those with a name are far fewer people; how many the others are, is unknown.",
        "Nothing: a server has no reason to miscount, and this is what it counted.":
            "The server counts browsers and phones. One person may be three of them.",
        "Visits were counted, so everybody who came back was counted twice.":
            "Visits are more still: a visitor comes back.",
    },
    right="Visitors were counted, not customers.",
    key="06_digital_behaviour/quiz-1")

# %%
quiz.ask(
    "The nightly file is ready at 2. When should the reminders for left carts go out?",
    {
        "At once: a reply loses worth with every minute that it waits.":
            "Every minute counted in the evening. At 2 at night little is left to be quick about.",
        "At noon for all, when most people have time to read.":
            "Simple, but most carts are left in the morning or the evening.",
        "At the hour of the customer's visit, the next day.":
            "The hurry is lost after some hours; then the customer's own hour counts more.",
    },
    right="At the hour of the customer's visit, the next day.",
    key="06_digital_behaviour/quiz-2")

# %% slide="For whom do clicks tell more than purchases?"
quiz.ask(
    "For whom did clicks tell more than purchases? Tick all.",
    {
        "Customers whose need changed a few months ago.":
            "Yes, if only recent clicks count. A year of clicks is nearly as slow as purchases.",
        "Customers with both, on average.":
            "No: each alone foretells later spending about equally well; together, a little better.",
        "Customers with visits who bought nothing last year.":
            "Yes: there are no purchases to learn from.",
    },
    right=["Customers whose need changed a few months ago.",
           "Customers with visits who bought nothing last year."],
    key="06_digital_behaviour/quiz-3")

# %%
quiz.ask(
    "Many buyers have no visit with a name. What is the first thing to find out?",
    {
        "How old they are, because the old are less online.":
            "Age helps, but it does not tell who is offline from who is not recognised.",
        "Whether they order online.":
            "Those who do need a better log-in; those who do not need another way in.",
        "Which adverts would bring them to the site or make them install the app.":
            "Many of them come already. They are just not recognised.",
    },
    right="Whether they order online.",
    key="06_digital_behaviour/quiz-4")

# %%
quiz.ask(
    "From lesson 05: two customers spent the same: one in many orders long ago, one in a single order last week. What does RFM say?",
    {
        "They are alike in M, and unlike in R and F.":
            "Three columns, because one would call them equal.",
        "They are alike, since in the end only the money counts.":
            "Money so far is one of three things, and not always the one that foretells.",
        "The second is the better one, since R stands first in the name.":
            "The order of letters is no measurement. What foretells best is to be tested.",
    },
    right="They are alike in M, and unlike in R and F.",
    key="06_digital_behaviour/quiz-5")

# %%
quiz.ask(
    "From lesson 05: most discounts were used by people who buy every month. Why is that a warning?",
    {
        "Regulars dislike discounts.":
            "Perhaps. But that is no figure, and there is a plainer reason.",
        "They will wait for the next discount and buy nothing in between.":
            "They may, and it would have to be measured. The first loss is plainer.",
        "Most of them were coming anyway.":
            "So the discount paid for orders that it did not bring.",
    },
    right="Most of them were coming anyway.",
    key="06_digital_behaviour/quiz-6")

# %% [markdown]
# ## Take-away
#
# - Visits belong to devices. Only log-ins make customers of them.
# - Clicks turn sooner than purchases, if you let old clicks go.
# - Speed is worth most within the first hour; after some hours the customer's own time of day is worth more.
# - "Not seen" is two groups: not recognised, and not online. Ask which.
#
# **Ask tomorrow:** of our buyers, how many order online without our knowing that they were here?
#
# {{=way}}
