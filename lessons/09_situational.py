# %% [markdown]
# # 09 · Situational segmentation
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
# **After this lesson you can**
#
# - find moments in a calendar: where they begin, how long they last, for whom they count;
# - measure what a message gains at the moment, against the same message off it and against a plain one;
# - draw how the gain melts as the reply is delayed, and read off how quick is quick enough;
# - say which moments allow a slow reply, and which do not.

# %% [markdown]
# ## 1 · The data
#
# The calendar has one row per day and region: the temperature, whether it is a **cold snap** (unusually cold for the season) and
# whether schools are closed. It runs to the end of June 2026, so that plans for the spring can be played through. All of it is
# drawn by a program, like everything at Havnbo.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import Checkbox, Dropdown, SelectionSlider

from helpers import claims, data, describe, live, market, quiz

calendar = data.load("calendar")
customers = data.load("customers")
data.columns("calendar")

# %% [markdown]
# ## 2 · By hand, on ten days
#
# A cold snap is a *run* of cold days. Its first day is the event; everything later is delay. Here are ten days in one region.
# Find the first days by eye before you look at the last column.

# %%
ten = calendar[(calendar["region"] == "Söderland")
               & calendar["date"].between("2026-02-01", "2026-02-10")].copy()
ten["begins"] = ((ten["cold_snap"] == 1) & (ten["cold_snap"].shift(fill_value=0) == 0)).astype(int)
ten[["date", "temperature_c", "cold_snap", "begins"]].reset_index(drop=True)

# %% [markdown]
# The rule is short: cold today, and not yesterday. The same rule finds every cold snap of every region, and tells how long each one lasts.

# %%
cold = calendar.sort_values(["region", "date"])
yesterday = cold.groupby("region")["cold_snap"].shift(fill_value=0)
cold["number"] = ((cold["cold_snap"] == 1) & (yesterday == 0)).groupby(cold["region"]).cumsum()
snaps = cold[cold["cold_snap"] == 1].groupby(["region", "number"])["date"].agg(["min", "size"])
snaps.columns = ["begins", "days"]
lasts = pd.Series({days: (snaps["days"] > days).mean() for days in range(5)})

fig, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
ax.bar([str(day) for day in lasts.index], lasts, color=describe.PALETTE[0], width=0.6)
for place, share in enumerate(lasts):
    ax.annotate(f"{share:.0%}", (place, share), ha="center", va="bottom")
ax.set(xlabel="whole days after the first cold day", ylabel="cold snaps still there",
       ylim=(0, 1.12), yticks=[0, 0.5, 1], yticklabels=["0%", "50%", "100%"])
ax.spines[["top", "right"]].set_visible(False)
describe.show(fig, f"Share of cold snaps that still last, by days after the first: {lasts[1]:.0%} "
                   f"after one day, {lasts[2]:.0%} after two, {lasts[4]:.0%} after four.")

# %% [markdown]
# **The first surprise.** Of {{len(snaps)}} cold snaps only {{lasts[1]:.0%}} lasted into a second day, and {{lasts[2]:.0%}} into a
# third. Whoever needs until tomorrow for approval writes, nearly every second time, about a cold that is gone.

# %% [markdown]
# ## 3 · Does the past show the moment?
#
# Before buying a weather feed, an analyst would look at two years of orders: are more of the goods outdoor goods when it is cold?

# %%
orders = data.load("orders")
lines = data.load("order_lines").merge(orders[["order_id", "customer_id", "ordered_at"]])
lines = lines.merge(customers[["customer_id", "region"]])
lines["date"] = lines["ordered_at"].dt.normalize()
winter = lines.merge(calendar, on=["date", "region"])
winter = winter[winter["date"].dt.month.isin([10, 11, 12, 1, 2, 3, 4])]

is_outdoor = winter["category"] == "outdoor"
outdoor = is_outdoor.groupby(winter["cold_snap"]).agg(["mean", "sem"])
outdoor.index = ["ordinary winter day", "cold snap"]
difference = outdoor["mean"].diff().iloc[1]
error = np.hypot(*outdoor["sem"])
(100 * outdoor[["mean"]]).round(1).rename(columns={"mean": "% of order lines that are outdoor"})

# %% [markdown]
# No difference to be seen: {{100 * difference:.1f}} percentage points, with a 95% interval from about
# {{100 * (difference - 1.96 * error):.1f}} to {{100 * (difference + 1.96 * error):.1f}}. It would be easy to stop here. But in those
# two years *no letter answered a cold snap*. Whether one works better at the moment can only be found by sending it.

# %% [markdown]
# ## 4 · The moment, for everybody
#
# A situational segment is not a list of people. It is a list of people **and a time**: families while schools are closed; the
# customers of one region while it is cold there. Tomorrow it may be empty.

# %%
families = customers.loc[customers["household"] == "family", "customer_id"]
in_region = customers.groupby("region")["customer_id"].agg(list)

def letter(ids, offer, day, event="", delay_hours=0.0):
    """A plan: one offer by e-mail on one day, perhaps in answer to an event so many hours ago."""
    return pd.DataFrame({"customer_id": list(ids), "offer": offer, "channel": "email",
                         "sent_on": pd.Timestamp(day), "event": event,
                         "hours_since_event": delay_hours})

moments = snaps[snaps["begins"] >= data.TODAY].reset_index()
moments["customers"] = moments["region"].map(in_region.map(len))
moments[["region", "begins", "days", "customers"]].head(6)

# %% [markdown]
# This is the work of one spring: {{len(moments)}} cold snaps, each in its own region on its own day. One message, written once, is
# sent {{len(moments)}} times, each time to the customers of one region.

# %% [markdown]
# ## 5 · Put to the test
#
# First the schools. Families get the letter about things for children, in the holidays of February or on the planned date in
# March; a third group gets Havnbo's plain letter on the planned date. Who gets which is drawn by lot, and each has a control group.
# Each campaign is run four times, every time with new luck. Only an invented market can do that.

# %%
HOLIDAY, PLANNED = "2026-02-16", "2026-03-18"       # the holidays' first day, and the planned one
third = np.random.default_rng(9).integers(0, 3, len(families))
plans = {
    "children, in the holidays": letter(families[third == 0], "children", HOLIDAY, "holiday", 12),
    "children, on the planned date": letter(families[third == 1], "children", PLANNED),
    "plain letter, planned date": letter(families[third == 2], "everyone", PLANNED),
}

def added(plan, seeds=(1, 2, 3, 4)):
    """Orders that the letter adds per 100, against the control groups of four runs."""
    runs = [market.run(plan, holdout=0.4, seed=seed) for seed in seeds]
    result = market.effect(pd.concat(runs)).loc["converted"]
    return 100 * result[["effect", "low", "high"]]

measured = pd.DataFrame({name: added(plan) for name, plan in plans.items()}).T.astype(float)
measured.columns = ["added orders per 100", "low", "high"]
apart = measured.iloc[1, 0] - measured.iloc[2, 0]                # the two planned letters
give_or_take = np.hypot(*(measured["high"] - measured["low"]).iloc[1:] / 2)
measured.round(1)

# %% [markdown]
# In the holidays the letter seems to do well. The other two cannot be told apart, even after four runs: they differ by
# {{apart:.1f}} orders per 100, and the 95% interval of that difference reaches from {{apart - give_or_take:.1f}} to
# {{apart + give_or_take:.1f}}. This market lets us look behind the luck:

# %%
def truly_added(plan):
    """The same without luck: known in this market only."""
    chances = market.expected(plan).query("consent == 1")
    return 100 * (chances["chance_with"] - chances["chance_without"]).mean()

all_families = {
    "children, in the holidays": letter(families, "children", HOLIDAY, "holiday", 12),
    "children, on the planned date": letter(families, "children", PLANNED),
    "plain letter, planned date": letter(families, "everyone", PLANNED),
}
truth = pd.Series({name: truly_added(plan) for name, plan in all_families.items()})

fig, ax = plt.subplots(figsize=(7.5, 2.6), layout="constrained")
ax.barh(truth.index, truth, color=[describe.PALETTE[i] for i in (2, 1, 0)], height=0.6)
for place, value in enumerate(truth):
    ax.annotate(f"{value:.1f}", (value, place), (4, 0), textcoords="offset points", va="center")
ax.invert_yaxis()
ax.set(xlabel="orders added per 100 families who may be contacted", xlim=(0, truth.max() * 1.15))
ax.spines[["top", "right"]].set_visible(False)
describe.show(fig, "Orders added per 100 families: " + ", ".join(
    f"{name} {value:.1f}" for name, value in truth.items()) + ".")

# %% [markdown]
# **The second surprise.** The special letter is the best of the three at the moment and *the worst* off it: {{truth.iloc[0]:.1f}} orders
# per 100 in the holidays, {{truth.iloc[1]:.1f}} on the planned date, where the plain letter adds {{truth.iloc[2]:.1f}}. A situational message
# at the wrong time is narrower than a plain one and gains nothing for it. Here the planned date in March is not a
# compromise; it is the worst choice.

# %% [markdown]
# ## 6 · Live: how the moment melts
#
# Choose the trigger and the time that passes until the letter goes out. The curve shows the orders that the special letter adds,
# as this market knows them; the dashed line is the plain letter on its planned date. For cold snaps the weather goes on
# meanwhile, as in the calendar: when the snap is over, the letter arrives in mild air. Without the tick at *Only those in it* all
# regions get the letter when one of them freezes, and all households when schools close.
#
# **Before you move anything, guess:** how many hours may pass before the plain letter is the better one?

# %%
DELAYS = [0, 1, 3, 6, 12, 24, 48, 72, 120, 168, 240]
first_two = moments[moments.groupby("region").cumcount() < 2]

def begins_for(only_where_cold):
    """For each customer the day of a cold snap: of the own region, or of any region by lot."""
    lot = np.random.default_rng(11)
    days = {region: snap["begins"].to_list() for region, snap in first_two.groupby("region")}
    anywhere = first_two["begins"].to_list()
    pick = [days[region] if only_where_cold else anywhere for region in customers["region"]]
    return pd.Series([options[lot.integers(len(options))] for options in pick])

def snap_curve(only_where_cold):
    """Orders added per 100 by delay, over the first two cold snaps of each region."""
    begins = begins_for(only_where_cold)
    return pd.Series({delay: truly_added(letter(
        customers["customer_id"], "outdoor", "2026-01-01", "cold_snap", delay).assign(
            sent_on=begins + pd.Timedelta(days=delay // 24))) for delay in DELAYS})

# %%
def in_holidays(delay):
    """The day of a letter that answers the holidays' first day so many hours later."""
    return pd.Timestamp("2026-02-16") + pd.Timedelta(days=min(delay // 24, 10))

curves = {("cold snap", only): snap_curve(only) for only in (True, False)}
for only, ids in {True: families, False: customers["customer_id"].iloc[::3]}.items():
    curves["school holiday", only] = pd.Series({delay: truly_added(
        letter(ids, "children", in_holidays(delay), "holiday", delay)) for delay in DELAYS})
to_all = {day: truly_added(letter(customers["customer_id"], "everyone", day))
          for day in ("2026-01-15", PLANNED)}
plain = {("cold snap", True): to_all["2026-01-15"], ("cold snap", False): to_all["2026-01-15"],
         ("school holiday", True): truth.iloc[2], ("school holiday", False): to_all[PLANNED]}
shown = pd.DataFrame(curves).rename(columns={True: "those in it", False: "everybody"}, level=1)
shown.round(1).loc[[0, 6, 24, 48, 168]].rename_axis("hours")

# %%
position = {delay: place for place, delay in enumerate(DELAYS)}

def update(trigger, delay, right_people):
    """Show the curve of this trigger and the letter's place on it; say which letter is better."""
    curve, usual = curves[trigger, right_people], plain[trigger, right_people]
    line.set_ydata(curve.to_numpy())
    base.set_ydata([usual] * 2)
    spot.set_data([position[delay]], [curve[delay]])
    better = "special" if curve[delay] > usual else "plain"
    return (f"A reply to a {trigger} after {delay} hours adds {curve[delay]:.1f} orders per 100; "
            f"the plain letter adds {usual:.1f}: the {better} letter is better.")

# %%
fig, ax = plt.subplots(figsize=(7.4, 3.8), layout="constrained")
line, = ax.plot(range(len(DELAYS)), np.zeros(len(DELAYS)), marker=".", color=describe.PALETTE[0],
                label="special letter")
base, = ax.plot([0, len(DELAYS) - 1], [0, 0], linestyle="--", color="0.35", label="plain letter")
spot, = ax.plot([0], [0], marker="D", markersize=10, color=describe.PALETTE[5], linestyle="",
                label="this reply")
ax.set(ylim=(0, 12), xlabel="hours until the letter goes out", ylabel="orders added per 100")
ax.set_xticks(range(len(DELAYS)), DELAYS)
ax.legend(loc="upper right")

controls = {
    "trigger": Dropdown(description="Trigger", options=["cold snap", "school holiday"]),
    "delay": SelectionSlider(description="Hours until the letter", options=DELAYS, value=6),
    "right_people": Checkbox(description="Only those in it", value=True),
}
live.Live(fig, update, controls, alt="Orders added per 100 by the delay of the letter; the plain "
          "letter is a dashed line, the chosen delay a diamond.")

# %% [markdown]
# Things to try. Move the delay for the cold snap until the diamond meets the dashed line. Then choose the school holiday: it forgives
# days. Then untick the box: here a moment is worth something only to those who are in it.

# %% [markdown]
# ## 7 · What it is worth, and what it costs
#
# Now the profit of the two weeks after each letter, with the plain letter as the rival. It is the mean over all luck, which only
# this market knows. A weather feed and a person on call are not free: Havnbo counts `ON_CALL_SEK` for the spring.

# %%
ON_CALL_SEK = 4_000

def profit(plans):
    """Mean profit of several mailings with the same message, which is paid for once."""
    total = sum(market.expected_profit(plan) for plan in plans)
    return total + market.MESSAGE_COST_SEK * (len(plans) - 1)

cold_letters = [letter(in_region[snap.region], "outdoor", snap.begins, "cold_snap", 6)
                for snap in moments.groupby("region").head(1).itertuples()]
everybody = customers["customer_id"]
spring_profit = pd.Series({
    "plain letter to all, 15 January": profit([letter(everybody, "everyone", "2026-01-15")]),
    "outdoor, 15 January": profit([letter(everybody, "outdoor", "2026-01-15")]),
    "outdoor, first cold snap of each region": profit(cold_letters) - ON_CALL_SEK,
    "plain letter to families, 18 March": profit([all_families["plain letter, planned date"]]),
    "children, 18 March": profit([all_families["children, on the planned date"]]),
    "children, in the holidays": profit([all_families["children, in the holidays"]]),
})
spring_profit.round(-2).astype(int).to_frame("profit (SEK)")

# %% [markdown]
# Waiting for the first cold snap changes the profit of the outdoor letter from {{spring_profit.iloc[1]:,.0f}} to
# {{spring_profit.iloc[2]:,.0f}} SEK, the person on call already paid. But the plain letter brings {{spring_profit.iloc[0]:,.0f}} SEK without
# any hurry, so the moment is worth {{spring_profit.iloc[2] - spring_profit.iloc[0]:,.0f}}. Moving the children's letter into the holidays
# takes no technology at all, since school holidays are printed years ahead: from {{spring_profit.iloc[4]:,.0f}} to
# {{spring_profit.iloc[5]:,.0f}} SEK, with {{spring_profit.iloc[3]:,.0f}} for the plain letter. Begin with the holidays.

# %% [markdown]
# ## 8 · What the documents claim
#
# Our sources make two claims about situational segmentation. Both speak of the same curve.
#
# ### It is relevant and well timed
#
# The figure is measured: families in the holidays get either the letter about children or the plain one, by lot. There are four runs
# again; each family counts once, with its mean. The claim asks for more than 0 orders per 100 beyond the plain letter. The knob is
# the delay.

# %%
half = np.random.default_rng(10).random(len(families)) < 0.5

def bought(plan, seeds=(1, 2, 3, 4)):
    """How often each customer contacted bought, as a mean of four runs."""
    runs = pd.concat([market.run(plan, holdout=0, seed=s) for s in seeds])
    return runs.query("group == 'contacted'").groupby("customer_id")["converted"].mean()

special = bought(letter(families[half], "children", "2026-02-16", "holiday", 0))
ordinary = bought(letter(families[~half], "everyone", "2026-02-16"))
points = 100 * (special.mean() - ordinary.mean())
error = 196 * np.hypot(special.sem(), ordinary.sem())

def beyond_plain(delay):
    """Orders per 100 more than the plain letter sent on the same day, known in this market."""
    day = in_holidays(delay)
    special_letter = letter(families, "children", day, "holiday", delay)
    return truly_added(special_letter) - truly_added(letter(families, "everyone", day))

# %%
curve = pd.Series({delay: beyond_plain(delay) for delay in (0, 24, 48, 96, 168, 240)})
claims.state("T1-situational-pro", figure=points, interval=(points - error, points + error),
             unit="orders per 100 families more than the plain letter", threshold=0, above=True,
             knob="hours from the start of the holidays to the letter", at=0, curve=curve)

# %% [markdown]
# ### It needs real-time data and a fast response
#
# A letter that answers a cold snap at once adds orders. The figure is the share of them that a letter a day later loses, as this
# market knows it. We call a third lost a need for speed.

# %%
cold_curve = curves["cold snap", True]
lost = 100 * (1 - cold_curve / cold_curve[0])
claims.state("T1-situational-con", figure=lost[24], unit="% of the added orders lost", threshold=33,
             above=True, knob="hours from the cold snap to the letter", at=24, curve=lost)

# %% [markdown]
# For cold snaps the drawback is real, and it starts within hours. After a day the school holiday has lost
# {{100 * (1 - curves["school holiday", True][24] / curves["school holiday", True][0]):.0f}}%, the cold snap {{lost[24]:.0f}}%.
# "Real time" is not one requirement; each moment has its own clock.

# %% [markdown]
# ## 9 · When not to use it, privacy and fairness
#
# - **When the moment is nobody's.** A message about cold to people who are not cold did worse here than a plain one.
# - **When you cannot be quick,** choose moments that wait: holidays, birthdays of a membership, the season's first snow in a
#   forecast. Leave the others to those who can.
# - **Some situations are not to be used.** Illness, mourning, a lost job, a stay in hospital: a company may be able to infer them
#   and still has no business writing about them.
# - **Where somebody is** right now is personal data. Region and weather need none of it; a phone's position does, and a consent
#   of its own.
# - **A price that rises with the cold** is not a service. Use the moment to be useful, not to be dear.

# %% [markdown]
# ## 10 · Quiz

# %%
quiz.ask(
    "In cold snaps no larger share of the goods is outdoor goods. What does that say about a "
    "letter sent in one?",
    {
        "That it will not work.":
            "The orders show what people buy when no letter speaks of the cold. A letter may "
            "change it.",
        "Nothing. It has to be sent, with a control group.":
            "Right. Here the letter works best just then, and the orders never showed it.",
        "That the weather data are wrong.":
            "They may well be right. There is simply no message in that history.",
    },
    right="Nothing. It has to be sent, with a control group.",
    key="09_situational/quiz-1")

# %%
quiz.ask(
    "Your team needs two days to approve a message. Which plan suits it?",
    {
        "Cold snaps, region by region.":
            "Most of them are over by then, and the rest of the gain has melted.",
        "School holidays for families.":
            "Right. They are known ahead and last; two days cost little.",
        "Neither: without real time there is no moment.":
            "Some moments wait. Look at how slowly the holiday's curve falls.",
    },
    right="School holidays for families.",
    key="09_situational/quiz-2")

# %%
quiz.ask(
    "The special letter is better than the plain one at the moment. And off the moment?",
    {
        "It is at least as good: it is more specific.":
            "Specific means that fewer want it. Off the moment it did worse than the plain one.",
        "Worse: it is narrow, and the moment that made up for it is gone.":
            "Right. That is why a fixed date for a situational message is a poor compromise.",
        "It makes no difference.":
            "Compare the three bars in section 5.",
    },
    right="Worse: it is narrow, and the moment that made up for it is gone.",
    key="09_situational/quiz-3")

# %% [markdown]
# ## Take-away
#
# - A situational segment is people *and* a time. Count both.
# - In this market the special letter wins at the moment and loses to the plain one off it. In between its gain melts.
# - Every moment has its own clock: hours for a cold snap, days for a holiday. Begin with those that are printed in a calendar.
# - A history without such messages says nothing about them.
#
# **Now you:** [the exercise](../exercises/09_situational.ipynb) · **Next:** [lesson 10](10_lifecycle.ipynb), who is new, active, slipping
# away.
