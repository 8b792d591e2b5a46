# %% [markdown] slide="Is the moment worth the hurry?" says="A planner suggests"
# # 09 · Situational segmentation
#
# {{=way}}
#
# **The question.** What does the moment change?
#
# **The decision.** Havnbo plans its spring as every year: a letter about outdoor clothes on 15 January, one about things for
# children on 18 March. The dates stand in the calendar since last summer. A planner suggests to wait instead: write about
# outdoor clothes when a cold snap *comes*, and about children when the schools *close*. That needs a weather feed and
# somebody who approves a message within hours. Is the moment worth the hurry?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 00; lesson 05 explains the control group |
#
# **One idea to keep:** a situational segment is people *and* a time, and each moment has its own clock.

# %%
import numpy as np
import pandas as pd

from helpers import charts, claims, data, market
from page import live, quiz

# %% tags=["hide-input"]
quiz.guess(
    "09_situational",
    "Families get the letter about children's things on the planned date, when no school is closed. How does it do, beside "
    "Havnbo's plain letter?",
    ["Better: it is about what families buy.", "About as well.", "Worse than the plain one."],
)

# %% [markdown]
# ## 1 · By hand, on ten days
#
# The calendar has one row per day and region: the temperature, whether it is a **cold snap** (unusually cold for the season),
# and whether schools are closed. It runs to June 2026, so that plans for the spring can be played through. All of it is invented, like
# everything at Havnbo.
#
# A cold snap is a *run* of cold days. Its first day is the event; everything later is delay. Here are ten days in one region.
# Find the first days by eye before you look at the last column.

# %%
calendar = data.load("calendar").sort_values(["region", "date"])

yesterday = calendar.groupby("region")["cold_snap"].shift(fill_value=0)
calendar["begins"] = (calendar["cold_snap"] == 1) & (yesterday == 0)

one_region = calendar[calendar["region"] == "Mellanbygd"]
ten = one_region[one_region["date"].between("2026-01-10", "2026-01-19")]
ten[["date", "temperature_c", "cold_snap", "begins"]].reset_index(drop=True)

# %% [markdown]
# The rule is short: cold today, and not yesterday. The same rule finds every cold snap of every region. How long do they
# last?

# %% slide="Who needs a day for approval misses half of the snaps" says="Whoever needs"
calendar["number"] = calendar.groupby("region")["begins"].cumsum()      # the first, second, third ... snap of the region
cold_days = calendar[calendar["cold_snap"] == 1].groupby(["region", "number"])["date"]
snaps = cold_days.agg(begins="min", days="size").reset_index()

later = {"first day": 0, "one day later": 1, "two days later": 2, "three days later": 3, "four days later": 4}
still_there = pd.Series({name: 100 * (snaps["days"] > days).mean() for name, days in later.items()})
charts.bars(still_there, "cold snaps that are still there (%)", title="How long the cold lasts")

# %% [markdown]
# Of {{len(snaps)}} cold snaps only {{still_there.iloc[1]:.0f}}% lasted into a second day, and {{still_there.iloc[2]:.0f}}% into a third.
# Whoever needs until tomorrow for approval writes, nearly every second time, about a cold that is gone.
#
# ## 2 · Live: how the moment melts
#
# Choose the event that triggers the letter, and the time until it goes out. The curve shows the orders that the special letter (outdoor
# clothes, or things for children) adds to each 100 customers, as this market knows them; the dashed line is the plain letter on its planned
# date. The weather goes on meanwhile: when the snap is over, the letter arrives in mild air. Without the tick at *Only
# those in it*, all regions get the letter when one of them freezes, and all households when schools close.
#
# **Before you move anything:** how many hours may pass before the plain letter is the better one?

# %% tags=["hide-input"] slide="A letter melts with the hours, each event at its pace"
# Folded: the live picture. It looks up what the market knows for each delay, and draws; nothing new is taught here.
import matplotlib.pyplot as plt
from ipywidgets import Checkbox, Dropdown, SelectionSlider

DELAYS = [0, 1, 3, 6, 12, 24, 48, 72, 120, 168, 240]
everyone = data.load("customers")
family_ids = everyone.loc[everyone["household"] == "family", "customer_id"]
spring_snaps = snaps[snaps["begins"] >= data.TODAY]


def orders_added(ids, offer, day, **more):
    """Orders per 100 customers that a letter adds on average."""
    chances = market.reached(market.plan(ids, offer, sent_on=day, **more))
    return 100 * (chances["chance_with"] - chances["chance_without"]).mean()


def snap_of_each(only_those_in_it):
    """The first day of a cold snap for each customer: of the own region, or of any region, drawn at random."""
    rng = np.random.default_rng(11)
    own = {region: part.to_numpy() for region, part in spring_snaps.groupby("region")["begins"]}
    anywhere = spring_snaps["begins"].to_numpy()
    choices = [own[region] if only_those_in_it else anywhere for region in everyone["region"]]
    return pd.Series([rng.choice(days) for days in choices])


def in_cold(only_those_in_it):
    begins = snap_of_each(only_those_in_it)
    return pd.Series({
        delay: orders_added(everyone["customer_id"], "outdoor", begins + pd.Timedelta(days=delay // 24),
                            event="cold_snap", hours_since_event=delay)
        for delay in DELAYS
    })


def in_holidays(ids):
    return pd.Series({
        delay: orders_added(ids, "children", pd.Timestamp("2026-02-16") + pd.Timedelta(days=delay // 24),
                            event="holiday", hours_since_event=delay)
        for delay in DELAYS
    })


curves = {("cold snap", True): in_cold(True), ("cold snap", False): in_cold(False),
          ("school holiday", True): in_holidays(family_ids), ("school holiday", False): in_holidays(everyone["customer_id"])}
in_january = orders_added(everyone["customer_id"], "everyone", pd.Timestamp("2026-01-15"))
in_march = {True: orders_added(family_ids, "everyone", pd.Timestamp("2026-03-18")),
            False: orders_added(everyone["customer_id"], "everyone", pd.Timestamp("2026-03-18"))}


def update(trigger, delay, right_people):
    """Show the curve of this trigger and the letter's place on it; say which letter is better."""
    curve = curves[trigger, right_people]
    usual = in_january if trigger == "cold snap" else in_march[right_people]
    line.set_ydata(curve.to_numpy())
    base.set_ydata([usual, usual])
    spot.set_data([DELAYS.index(delay)], [curve[delay]])
    better = "special" if curve[delay] > usual else "plain"
    return (f"A reply to a {trigger} after {delay} hours adds {curve[delay]:.1f} orders per 100; the plain letter adds "
            f"{usual:.1f}: the {better} letter is better.")


fig, ax = plt.subplots(figsize=(8.4, 4), layout="constrained")
line, = ax.plot(range(len(DELAYS)), [0] * len(DELAYS), marker=".", color=charts.PALETTE[0], label="special letter")
base, = ax.plot([0, len(DELAYS) - 1], [0, 0], linestyle="--", color="0.35", label="plain letter")
spot, = ax.plot([0], [0], marker="D", markersize=10, color=charts.PALETTE[5], linestyle="", label="this reply")
ax.set(ylim=(0, 12), xlabel="hours until the letter goes out", ylabel="orders added per 100")
ax.set_xticks(range(len(DELAYS)), DELAYS)
ax.legend(loc="upper right")

controls = {
    "trigger": Dropdown(description="Trigger", options=["cold snap", "school holiday"]),
    "delay": SelectionSlider(description="Hours until the letter", options=DELAYS, value=6),
    "right_people": Checkbox(description="Only those in it", value=True),
}
live.Live(fig, update, controls, alt="Orders added per 100 by the delay of the letter; the plain "
          "letter is a dashed line, the chosen delay a diamond.", frames=("delay",))

# %% [markdown]
# Move the delay for the cold snap until the diamond meets the dashed line. Then choose the school holiday: it forgives days. Then
# untick the box: here a moment is worth something only to those who are in it.
#
# ## 3 · Does the past show the moment?
#
# Before buying a weather feed, an analyst would look at two years of orders: are more of the goods outdoor goods when it
# is cold?

# %% slide="Two years of orders do not show the moment" says="No difference"
customers = data.load("customers")
purchases = data.purchases().merge(customers[["customer_id", "region"]])
purchases["date"] = purchases["ordered_at"].dt.normalize()              # the day, without the hour

winter = purchases.merge(calendar, on=["date", "region"])
winter = winter[winter["date"].dt.month.isin([10, 11, 12, 1, 2, 3, 4])]
outdoor = (winter["category"] == "outdoor").groupby(winter["cold_snap"]).mean()
outdoor.index = ["ordinary winter day", "cold snap"]
(100 * outdoor).round(1).to_frame("outdoor, % of the goods bought")

# %% [markdown]
# No difference worth a weather feed (the [evidence](evidence/09_situational_evidence.ipynb) has the interval). It would be
# easy to stop here. But in those two years *no letter answered a cold snap*. Whether one works better at the moment can only
# be found by sending it.
#
# ## 4 · The moment, for everybody
#
# A situational segment is not a list of people. It is a list of people **and a time**: families while schools are closed; the
# customers of one region while it is cold there. Tomorrow it may be empty.

# %% slide="A segment can be people and a time" says="It is a list"
families = customers.loc[customers["household"] == "family", "customer_id"]
spring = snaps[snaps["begins"] >= data.TODAY].drop(columns="number")
spring["customers"] = spring["region"].map(customers["region"].value_counts())
spring.sort_values("begins").head(5)

# %% [markdown]
# This is the work of one spring: {{len(spring)}} cold snaps, each in its own region on its own day. One message, written once,
# is sent {{len(spring)}} times, each time to the customers of one region. (The trade calls such letters triggered.)
#
# ## 5 · Put to the test
#
# First the schools. The families are split into three at random. One third gets the letter about things for children in the holidays of
# February, one third the same letter on the planned date, one third Havnbo's plain letter on the planned date. In each third,
# two of five get nothing: the **control group**, which shows what would have been bought anyway.

# %%
holiday = {"sent_on": pd.Timestamp("2026-02-16"), "event": "holiday", "hours_since_event": 12}
planned = {"sent_on": pd.Timestamp("2026-03-18")}

third = np.random.default_rng(9).integers(0, 3, len(families))
plans = {
    "children, in the holidays": market.plan(families[third == 0], "children", **holiday),
    "children, on the planned date": market.plan(families[third == 1], "children", **planned),
    "plain letter, planned date": market.plan(families[third == 2], **planned),
}

# %% slide="One campaign cannot tell the letters apart"
outcomes = {name: market.run(plan, holdout=0.4, seed=9) for name, plan in plans.items()}
measured = {name: market.effect(sent).loc["converted", ["effect", "low", "high"]] for name, sent in outcomes.items()}
table = 100 * pd.DataFrame(measured, dtype=float).T
table.columns = ["orders added per 100", "95% interval from", "to"]
table.round(1)

# %% [markdown]
# The interval is the range that luck leaves open. In the holidays the letter seems to do well. The other two cannot be told
# apart by this campaign; four campaigns (in the evidence) do not settle it either. But this market lets us look behind the
# luck:

# %% slide="Off its moment the special letter is the worst" says="The special letter"
whole = {
    "children, in the holidays": market.plan(families, "children", **holiday),
    "children, on the planned date": market.plan(families, "children", **planned),
    "plain letter, planned date": market.plan(families, **planned),
}
chances = {name: market.reached(plan) for name, plan in whole.items()}
truth = pd.Series({name: 100 * (c["chance_with"] - c["chance_without"]).mean() for name, c in chances.items()})
charts.bars(truth, "orders added per 100 families who may be written to", title="Without luck", form="{:.1f}")

# %% [markdown]
# **The surprise of this lesson.** The special letter is the best of the three at the moment and *the worst* off it:
# {{truth.iloc[0]:.1f}} orders per 100 in the holidays, {{truth.iloc[1]:.1f}} on the planned date, where the plain letter adds
# {{truth.iloc[2]:.1f}}. A situational message at the wrong time is narrower than a plain one and gains nothing for it. Here
# the planned date in March is not a compromise; it is the worst choice.
#
# ## 6 · What it is worth, and what it costs
#
# Now the profit of the two weeks after each letter. It is the mean over all luck, which only this market knows. A weather feed and a person on
# call are not free: Havnbo counts `ON_CALL_SEK` for the spring. That figure is ours; put yours in.

# %%
ON_CALL_SEK = 4_000

first_snaps = spring.sort_values("begins").drop_duplicates("region")
in_the_cold = []
for snap in first_snaps.itertuples():
    ids = customers.loc[customers["region"] == snap.region, "customer_id"]
    moment = {"sent_on": snap.begins, "event": "cold_snap", "hours_since_event": 6}
    in_the_cold.append(market.plan(ids, "outdoor", **moment))

# %% slide="Begin with the moments that are printed in a calendar" says="Moving the children's"
all_ids, january = customers["customer_id"], {"sent_on": pd.Timestamp("2026-01-15")}
profit = pd.Series({
    "plain letter to all, 15 January": market.expected_profit(market.plan(all_ids, **january)),
    "outdoor, 15 January": market.expected_profit(market.plan(all_ids, "outdoor", **january)),
    "outdoor, first cold snap": market.expected_profit(pd.concat(in_the_cold)) - ON_CALL_SEK,
    "plain letter to families, 18 March": market.expected_profit(whole["plain letter, planned date"]),
    "children, 18 March": market.expected_profit(whole["children, on the planned date"]),
    "children, in the holidays": market.expected_profit(whole["children, in the holidays"]),
})
charts.bars(profit / 1000, "thousand SEK of profit", title="What each letter earns in two weeks")

# %% [markdown]
# Waiting for the first cold snap lifts the outdoor letter from {{profit.iloc[1] / 1000:.0f}} to
# {{profit.iloc[2] / 1000:.0f}} thousand SEK, the person on call already paid. But the plain letter brings
# {{profit.iloc[0] / 1000:.0f}} without any hurry, so against it the moment is worth
# {{(profit.iloc[2] - profit.iloc[0]) / 1000:.0f}}. Moving the children's letter into the holidays takes no technology at all,
# since school holidays are printed years ahead: from {{profit.iloc[4] / 1000:.0f}} to {{profit.iloc[5] / 1000:.0f}} thousand, with
# {{profit.iloc[3] / 1000:.0f}} for the plain letter. Begin with the holidays.

# %%
quiz.guessed(
    "09_situational",
    f"{truth.iloc[1]:.1f} orders per 100 on the planned date, {truth.iloc[2]:.1f} with the plain letter: worse.",
)

# %% [markdown]
# ## 7 · What the documents claim
#
# Our sources make two claims about situational segmentation. Both speak of the same curve. *Here* is the answer at this
# course's own setting; *the edge* is where it turns.

# %%
claims.show("09_situational")

# %% [markdown] slide="Each moment has its own clock" says="After a day"
# **The one to remember is the second.** The drawback is real, and for cold snaps it starts within hours. But "real time" is not one
# requirement. After a day the cold snap has lost {{claims.stated("09_situational")[1].figure:.0f}}% of what it adds, the school
# holiday {{100 * (1 - curves["school holiday", True][24] / curves["school holiday", True][0]):.0f}}%, and it takes about a week
# until nothing is left of its lead over the plain letter. Each moment has its own clock: read it before you buy speed.

# %% [markdown] slide="Some situations are not to be used"
# ## 8 · When not to, fairness, privacy
#
# - **When the moment is nobody's.** A message about cold to people who are not cold did worse here than a plain one.
# - **When you cannot be quick,** choose moments that wait: holidays, birthdays of a membership, the season's first snow in a
#   forecast. Leave the others to those who can.
# - **Some situations are not to be used.** Illness, mourning, a lost job, a stay in hospital: a company may be able to infer
#   them and still has no business writing about them.
# - **Where somebody is** right now is personal data. Region and weather need none of it; a phone's position does, and a
#   consent of its own.
# - **A price that rises with the cold** is not a service. Use the moment to be useful, not to be expensive.
#
# ## 9 · Quiz

# %%
quiz.ask(
    "In cold snaps no larger share of the goods is outdoor goods. What does that say about a "
    "letter sent in one?",
    {
        "That it will not work: two years of orders are a large sample, and they show nothing.":
            "The orders show what people buy when no letter speaks of the cold. A letter may "
            "change it.",
        "That the weather data are wrong.":
            "They may well be right. There is simply no message in that history.",
        "Nothing. It has to be sent, with a control group.":
            "Here the letter works best just then, and the orders never showed it.",
    },
    right="Nothing. It has to be sent, with a control group.",
    key="09_situational/quiz-1")

# %%
quiz.ask(
    "Your team needs two days to approve a message. Which plan suits it?",
    {
        "School holidays for families.":
            "They are known ahead and last; two days cost little.",
        "Cold snaps, region by region, with a text that is approved in advance for all of them.":
            "That would help, but then it is no longer two days. With two days most snaps are over.",
        "Neither: without real time there is no moment.":
            "Some moments wait. Look at how slowly the holiday's curve falls.",
    },
    right="School holidays for families.",
    key="09_situational/quiz-2")

# %% slide="At its moment the special letter is the better one" says="And off the moment"
quiz.ask(
    "The special letter is better than the plain one at the moment. And off the moment?",
    {
        "It is at least as good, because it is more specific.":
            "Specific means that fewer want it. Off the moment it did worse than the plain one.",
        "Worse: it is narrow, and the moment that made up for it is gone.":
            "That is why a fixed date for a situational message is a poor compromise.",
        "It makes no difference, since the families and the goods in the letter are the same.":
            "Compare the three bars in section 5.",
    },
    right="Worse: it is narrow, and the moment that made up for it is gone.",
    key="09_situational/quiz-3")

# %%
quiz.ask(
    "From lesson 08: last year's best customers spend less this year. Which explanation comes before all others?",
    {
        "Their best year was partly luck, and luck does not stay.":
            "Choose the best of any year, and the next one is worse.",
        "The club has grown dull.":
            "Possible. First look at those who never were in a club.",
        "A competitor has taken them, as happens to the best customers first.":
            "Possible. But a fall would be there without any competitor.",
    },
    right="Their best year was partly luck, and luck does not stay.",
    key="09_situational/quiz-4")

# %%
quiz.ask(
    "From lesson 06: a cart was left on a phone, and nobody knows whose it is. What can a quick reply do for it?",
    {
        "It can go to the customer whose clicks are most like those on the phone.":
            "Guesswork, about people who did not ask to be recognised.",
        "Nothing.":
            "Without a log-in there is no address, and no consent.",
        "It can be sent after a day, when more is known about the visitor.":
            "A day later there is still no name.",
    },
    right="Nothing.",
    key="09_situational/quiz-5")

# %% [markdown]
# ## Take-away
#
# - A situational segment is people *and* a time. Count both.
# - In this market the special letter wins at the moment and loses to the plain one off it. In between its gain melts.
# - Every moment has its own clock: hours for a cold snap, days for a holiday. Begin with those that are printed in a calendar.
# - A history without such messages says nothing about them.
#
# **Ask tomorrow:** from the event to our letter, how many hours go by, and who holds it up?
#
# {{=way}}
