# %% [markdown] slide="Should “we miss you” go out on Monday?"
# # 10 · Lifecycle segmentation
#
# {{=way}}
#
# **The question.** Who is new, who is active, who is slipping away?
#
# **The decision.** Havnbo wants to write "we miss you". The web team has a list ready: all members without an order in the
# web shop for 180 days. Everybody else gets a thank-you, newcomers a welcome. Should the letters go out on Monday? Or
# should Havnbo wait until its systems are joined up?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 05; you know what a control group is for |
#
# **One idea to keep:** the same silence means different things. Measure it in the customer's own rhythm, and look everywhere
# before you call it silence.

# %%
import numpy as np
import pandas as pd

from helpers import charts, claims, data, market, segment
from page import live, quiz

# %% tags=["hide-input"] slide="The letters go out by the list of the web team" says="How many customers"
quiz.guess(
    "10_lifecycle",
    "The letters by the web team's list go out: thanks, welcome, “we miss you”. How many customers do they keep, compared "
    "with one plain letter to everybody?",
    ["More: most members are in the right stage.", "About as many.",
     "Fewer: the wrong letter harms more than the right one helps."],
)

# %% [markdown]
# ## 1 · By hand, on ten customers
#
# Havnbo and its customers are invented; what happens to them shows how things work, never how real people are. A stage
# is about signs of life. At Havnbo these lie in five systems: the web shop, the tills and the app, web analytics,
# subscriptions, the service desk. Each sees a stretch of the customer's way, from the first visit to the farewell. So
# collect along the whole way. We begin with orders, from everywhere.

# %%
members = data.load("customers").set_index("customer_id")
orders = data.load("orders")
orders["day"] = orders["ordered_at"].dt.normalize()                      # the day, without the hour
orders.head(3)

# %%
ten_ids = [100615, 104632, 100006, 101155, 100083, 100011, 100410, 100018, 100028, 100077]
ten_orders = orders[orders["customer_id"].isin(ten_ids)].drop_duplicates(["customer_id", "day"])
days = ten_orders.sort_values("day").groupby("customer_id")["day"]
gaps = days.diff().dt.days.groupby(ten_orders["customer_id"])     # days between orders
ten = pd.DataFrame({"gaps": gaps.count(), "own_gap": gaps.median()})
ten["silence"] = (data.TODAY - days.max()).dt.days
ten["silence_in_own_gaps"] = ten["silence"] / ten["own_gap"]
ten.loc[ten_ids].round(1)

# %% tags=["hide-input"] slide="The same silence means different things" says="In own gaps"
# Folded: the picture of the ten. It draws the days with an order, and the silence since.
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(charts.WIDTH, 3.6), layout="constrained")
ax.hlines(range(10), 0, ten.loc[ten_ids, "silence"], color="0.75", linewidth=5)
for row, customer in enumerate(ten_ids):
    days_ago = (data.TODAY - ten_orders.loc[ten_orders["customer_id"] == customer, "day"]).dt.days
    ax.plot(days_ago, [row] * len(days_ago), "o", color=charts.PALETTE[0], markersize=5)
ax.axvline(180, color="0.2", linestyle="--")
ax.set_yticks(range(10), ten_ids)
ax.set(xlim=(735, -12), ylim=(9.6, -0.6), xlabel="days ago (grey: silence; dashed: 180 days)", ylabel="customer")
charts.show(fig, "A line for each of ten customers, a dot for each day with an order, a grey bar from the last order to "
            f"today. The silences run from {ten['silence'].min()} to {ten['silence'].max()} days. Two dense rows of dots "
            "stop more than 100 days ago; two rows with wide gaps stop about 245 days ago.")

# %% [markdown]
# The 180-day rule lets the first two pass, who used to come every two or three weeks. And it gives up on the fourth and
# fifth, who come every seven or eight months. In own gaps it looks different: the first has been silent for
# {{ten.loc[100615, "silence_in_own_gaps"]:.1f}} of them, the fourth for {{ten.loc[101155, "silence_in_own_gaps"]:.1f}}. And
# {{ten["own_gap"].isna().sum()}} of the ten have **no gap at all**: they bought once. What we say about them must be borrowed
# from others.
#
# ## 2 · Live: when is a silence too long?
#
# Each dot is a customer: silence to the right, own rhythm upwards. The **rhythm** is the own median gap, mixed with the
# usual gap of all; section 4 computes it. Colours are the *truth*, which only this market knows. Whoever lies to the right
# of the black line is told "we miss you". The bars show how many customers the letters keep.
#
# **Before you move anything:** with the web shop alone, can any number of days beat the plain letter?

# %% tags=["hide-input"] slide="When is a silence too long?"
# Folded: the live picture. It joins systems, measures silences as section 4 does, and looks up what letters do.
from ipywidgets import Dropdown, IntSlider

SYSTEMS = ["web shop alone", "+ tills and app", "+ sessions", "+ subscriptions", "+ tickets"]
MEASURES = {"fixed days": "silence", "own rhythm": "rhythms"}
UNSEEN = {"slipping away": 1, "no stage: plain letter": 3}
MESSAGES = ["thanks", "win_back", "welcome", ""]                         # to active, slipping, new, and without a stage


def measured(table):
    """Silence and rhythm of every member, in days, from a table of days with a sign of life."""
    table = table[["customer_id", "day"]].drop_duplicates().sort_values(["customer_id", "day"])
    by = table.groupby("customer_id")["day"]
    second = table[by.cumcount() == 1].set_index("customer_id")["day"].reindex(by.first().index)
    waited = (second.fillna(data.TODAY) - by.first()).dt.days
    back = second.notna().groupby(waited).agg(["sum", "size"])
    away = (1 - back["sum"] / (len(waited) - back["size"].cumsum().shift(fill_value=0))).cumprod()
    usual = away[away <= max(0.5, away.min())].index[0]
    own_gaps = by.diff().dt.days.groupby(table["customer_id"])
    count, own = own_gaps.count(), np.log(own_gaps.median()).fillna(0)
    rhythm = np.exp((count * own + 2 * np.log(usual)) / (count + 2))
    silence = (data.TODAY - by.max()).dt.days
    return pd.DataFrame({"silence": silence, "rhythm": rhythm, "rhythms": silence / rhythm}).reindex(members.index)


sessions = data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]], on="visitor_id")
sessions["day"] = sessions["started_at"].dt.normalize()
tables = [measured(orders[orders["channel"] == "web"]), measured(orders), measured(pd.concat([orders, sessions]))]
subscribed = data.load("subscriptions")
runs = members.index.isin(subscribed.loc[subscribed["cancelled_on"].isna(), "customer_id"])
stopped = members.index.isin(subscribed["customer_id"]) & ~runs
farewell = data.load("tickets").query("topic in ['complaint', 'close_account']").groupby("customer_id")["opened_at"].max()
last_order = orders.groupby("customer_id")["ordered_at"].max().reindex(members.index)
unhappy = (farewell.reindex(members.index) > last_order).to_numpy()
newcomer = ((data.TODAY - members["member_since"]).dt.days < 90).to_numpy()
gone = data.truth("customers").set_index("customer_id")["left_on"].reindex(members.index).notna().to_numpy()
true_codes = np.select([gone, newcomer], [1, 2], 0)
answers = [market.expected(market.plan(members.index, stage_message=message)) for message in MESSAGES]
stays = np.column_stack([answer["stay_with"] - answer["stay_without"] for answer in answers])
may_write = (answers[0]["consent"] == 1).to_numpy()
jitter = np.random.default_rng(1).normal(0, 0.12, len(members))          # equal rhythms side by side


def stage_codes(position, by, limit, unseen):
    """0 active, 1 slipping, 2 new, 3 no stage: from the first so many systems."""
    table = tables[min(position, 2)]
    slips = (table[MEASURES[by]] > limit).to_numpy()
    if position >= 3:
        slips = (slips & ~runs) | (stopped & (table["rhythms"] > 1))
    if position >= 4:
        slips = slips | unhappy
    return np.select([slips, newcomer, table["silence"].isna()], [1, 2, unseen], 0)


def kept_by(codes):
    """Customers kept for a year, per 100 letters."""
    return 100 * stays[np.arange(len(codes)), codes][may_write].mean()


def update(systems, by, steps, unseen):
    """Move dots, border line and bars to where the rule puts them; say in words what is seen."""
    position, limit = SYSTEMS.index(systems), 30 * steps if by == "fixed days" else steps / 2
    table = tables[min(position, 2)]
    codes = stage_codes(position, by, limit, UNSEEN[unseen])
    dots.move(table["silence"], np.log2(table["rhythm"]) + jitter, true_codes)
    heights = np.linspace(0, 9.7, 40)
    border.set_data(0 * heights + limit if by == "fixed days" else limit * 2**heights, heights)
    ours, plain = kept_by(codes), kept_by(np.full(len(codes), 3))
    bars.move([ours, plain, kept_by(np.full(len(codes), 0))])
    rule = f"{limit} days" if by == "fixed days" else f"{limit:g} own rhythms"
    return (f"Limit {rule}: {(codes == true_codes).mean():.0%} of the members are in their right stage; "
            f"{(codes[true_codes == 0] == 1).mean():.0%} of the truly active are told “we miss you”. The letters keep "
            f"{ours:.2f} customers per 100, {'more than' if ours > plain else 'no more than'} the plain letter. "
            f"{table['silence'].isna().mean():.0%} of the members were never seen and have no dot.")


fig, (left, side) = plt.subplots(1, 2, figsize=(8.6, 4.1), layout="constrained", width_ratios=[5, 3])
left.set(xlim=(-8, 735), ylim=(0, 9.7), xlabel="silence (days)", ylabel="own rhythm (days)", title="Who is silent for how long")
left.set_yticks(np.log2([1, 3, 10, 30, 100, 300]), [1, 3, 10, 30, 100, 300])
side.set(ylim=(-1, 3), title="Kept per 100 letters", ylabel="customers still there a year on")
side.axhline(0, color="0.85", linewidth=1, zorder=0)
dots = live.dots(left, ["active", "has left", "new"], size=3)
border, = left.plot([], [], color="black", linewidth=2.5, label="your limit")
bars = live.bars(side, ["your\nstages", "plain\nletter", "thanks\nto all"], form="{:.2f}")
for bar, colour in zip(side.patches, [charts.PALETTE[3], "0.8", "0.65"], strict=True):
    bar.set_color(colour)
left.legend(loc="lower right", markerscale=3)
controls = {
    "systems": Dropdown(description="Systems joined", options=SYSTEMS),
    "by": Dropdown(description="Silence measured in", options=list(MEASURES)),
    "steps": IntSlider(description="Limit, in steps of 30 days or of half a rhythm", value=6, min=1, max=16),
    "unseen": Dropdown(description="Members never seen", options=list(UNSEEN)),
}
live.Live(fig, update, controls, alt="Left: customers by silence and own rhythm, coloured by whether they have left, with the "
          "limit as a line. Right: customers kept per 100 letters by your stages, by a plain letter and by a thank-you to all.")

# %% [markdown]
# Leave the web shop alone and move the limit: when do your letters beat the plain one? Set *members never seen* to the
# plain letter. Then join the systems one by one, and turn the limit up slowly. Which mistake is the expensive one, too early
# or too late?
#
# ## 3 · How many stay? A grid of those who joined together
#
# Members who joined in the same month of 2025 are one row, a **cohort** in the trade. The columns are the months since. A
# cell says which share bought in that month: **retention**; the rest the trade counts as **churn**.

# %% slide="A grid tells how many come, not who has gone" says="A grid tells"
since_when = members["member_since"]
joined = since_when[since_when.dt.year == 2025].dt.month.rename("joined in month")
bought = orders.join(joined, on="customer_id", how="inner")
since = (bought["day"].dt.month - bought["joined in month"]).rename("months since")
buyers = bought.groupby(["joined in month", since])["customer_id"].nunique().unstack()
retention = buyers.where(buyers >= 5).div(joined.value_counts(), axis=0)
charts.grid(retention, "share that bought", title="Bought in that month, of those who joined together")

# %% [markdown]
# Everybody joins with a purchase. In month 1 only {{retention[1].mean():.0%}} buy. A catastrophe? No: in month 6
# {{retention[6].mean():.0%}} do. The rows do not go on falling, because most customers come every few months, each in another
# one. A grid tells how many come. It cannot tell *who* has gone. And the empty corner is not zero: it **has not happened
# yet**.
#
# ## 4 · The gap that has not ended
#
# Now signs of life from three systems: an order anywhere, or a visit to the site that can be given a name. How long does
# it take from the first sign to the second? The median of the gaps that we *see* is too short: who takes long has often not
# come back *yet*. Such a wait is called **right-censored**: longer than so far, no more is known.

# %%
linked = data.load("identity")[["visitor_id", "customer_id"]]
visits = data.load("sessions").merge(linked, on="visitor_id")
visits["day"] = visits["started_at"].dt.normalize()
signs = pd.concat([orders, visits])[["customer_id", "day"]].drop_duplicates()
signs = signs.sort_values(["customer_id", "day"], ignore_index=True)

# %%
by_member = signs.groupby("customer_id")["day"]
wait = pd.DataFrame({"first": by_member.first()})
wait["second"] = signs[by_member.cumcount() == 1].set_index("customer_id")["day"]
wait["came"] = wait["second"].notna()
wait["days"] = (wait["second"].fillna(data.TODAY) - wait["first"]).dt.days   # or until today
wait.head(3)

# %% [markdown]
# The remedy is old (Kaplan and Meier, 1958). Go through the days. On each, ask of those *still waiting*: which share came
# back today? Multiply what remains. Who has waited only 60 days counts for 60 days, then leaves the sum.

# %%
by_day = wait.groupby("days")["came"].agg(["sum", "size"])
waiting = len(wait) - by_day["size"].cumsum().shift(fill_value=0)        # still waiting that morning
still_away = (1 - by_day["sum"] / waiting).cumprod()
usual_gap = still_away[still_away <= 0.5].index[0]

# %% slide="The gaps that have ended are the short ones" says="Counted, half"
came_after = wait.loc[wait["came"], "days"].value_counts(normalize=True).sort_index()
both = 100 * pd.DataFrame({"everybody": still_away, "only who came": 1 - came_after.cumsum()})
monthly = both.ffill().reindex(range(0, 721, 30), method="ffill").fillna(100)
charts.curve(monthly, x="days since the first sign of life", y="not back (%)", bar=50, form="{:.0f}",
             title="The gaps that have ended are the short ones")

# %% [markdown]
# Leaving out those who still wait makes everybody look quick. Counted, half are back after {{usual_gap}} days. (Those who have
# left wait among them and never come. So the figure errs on the side of patience.)
#
# ## 5 · Stages by each one's own rhythm
#
# Each member's rhythm is the own median gap, as if we had also seen two usual gaps. Who has no gap gets the usual one; who
# has twenty hardly notices. (The mixing is by logarithms, since 20 days are to 40 as 100 to 200.)

# %%
gaps_of_all = by_member.diff().dt.days.groupby(signs["customer_id"])
count, own_gap = gaps_of_all.count(), gaps_of_all.median()
rhythm = np.exp((count * np.log(own_gap).fillna(0) + 2 * np.log(usual_gap)) / (count + 2))
silence = (data.TODAY - by_member.max()).dt.days
in_rhythms = (silence / rhythm).reindex(members.index)

# %%
new = (data.TODAY - members["member_since"]).dt.days < 90


def stages(silence, limit):
    stage = pd.Series("active", members.index)
    stage[new] = "new"
    stage[silence.isna() & ~new] = "slipping"                            # no sign of life at all
    stage[silence > limit] = "slipping"
    return stage


on_web = orders[orders["channel"] == "web"].groupby("customer_id")["day"].max().reindex(members.index)
web_list = stages((data.TODAY - on_web).dt.days, 180)
joined_up = stages(in_rhythms, 3)

# %% slide="Each member's silence has a measure of its own" says="Each member's rhythm"
n_orders = orders.groupby("customer_id").size()
facts = pd.DataFrame({"silence": silence, "rhythm": rhythm, "orders": n_orders})
segment.profile(facts.reindex(members.index), joined_up)

# %% [markdown]
# | stage | what Havnbo sees | letter |
# |---|---|---|
# | new | joined within 90 days | welcome: how things work |
# | active | a sign within three rhythms | thanks |
# | slipping | three rhythms without a sign | "we miss you" |
#
# (Why three? Looking back, few came again after more than that; the evidence has the curve.) The web team would miss
# {{(web_list == "slipping").sum():,}} members, we {{(joined_up == "slipping").sum():,}}. Who is right? **This market knows** the
# day on which each customer left, if any. A company only ever sees people *slipping*.

# %% slide="Joined systems see more members in their right stage" says="The web team"
left_on = data.truth("customers").set_index("customer_id")["left_on"].reindex(members.index)
true_stage = pd.Series("active", members.index)
true_stage[new] = "new"
true_stage[left_on.notna()] = "slipping"
right = pd.Series({
    "web list, 180 days": (web_list == true_stage).mean(),
    "joined, three rhythms": (joined_up == true_stage).mean(),
})
right.map("{:.0%}".format).to_frame("members in their right stage")

# %% [markdown]
# ## 6 · The letters, put to the test
#
# Each plan goes by e-mail to half of those who agreed, drawn at random. The other half, the **control group**, gets
# nothing. A year later we count who is still a customer.

# %%
LETTER = {"active": "thanks", "slipping": "win_back", "new": "welcome", "unknown": ""}


def letters(stage):
    return market.plan(members.index, stage_message=stage.map(LETTER).to_list())


plans = {
    "plain letter": market.plan(members.index),
    "web list, 180 days": letters(web_list),
    "web list; never seen: plain": letters(web_list.where(on_web.notna() | new, "unknown")),
    "joined, three rhythms": letters(joined_up),
    "joined, six rhythms": letters(stages(in_rhythms, 6)),
    "thanks to everybody": market.plan(members.index, stage_message="thanks"),
}

# %%
rows = {}
for name, one in plans.items():
    kept = 100 * market.effect(market.run(one, holdout=0.5, seed=10)).loc["retained"]
    chances = market.reached(one)
    truly = 100 * (chances["stay_with"] - chances["stay_without"]).mean()
    rows[name] = [kept["effect"], kept["low"], kept["high"], truly, market.expected_worth(one)]
found = pd.DataFrame(rows, index=["measured", "from", "to", "true", "worth_sek"]).T
found.round({"measured": 1, "from": 1, "to": 1, "true": 2, "worth_sek": -2})

# %% [markdown]
# (*Measured* and *true*: customers kept per 100 letters. *Worth*: the market's sum of two weeks' profit and next year's
# margin.) First the sober part: the intervals all overlap. Retention is slow and noisy, and with so few readers **the
# experiment cannot tell these plans apart**. Keep that in mind when somebody shows you one. This market knows the truth:

# %% slide="Stages that are mostly right can keep fewer customers"
charts.bars(found["true"], "customers kept per 100 letters, no luck", form="{:.2f}",
            title="What each plan truly keeps")

# %% [markdown]
# **The surprise of this lesson: the web team's stages keep fewer customers than a letter without any stage**, although
# {{right.iloc[0]:.0%}} of them are right. Their mistakes go one way: active customers, who buy where the web team does not
# look, are told that they are missed. What does such a mistake cost?

# %% slide="To miss a faithful customer costs most" says="To miss an active"
def worth_of(message):
    chances = market.reached(market.plan(members.index, stage_message=message)).set_index("customer_id")
    two_weeks = chances["chance_with"] * market.MARGIN * chances["basket_sek"]
    return two_weeks + chances["stay_with"] * chances["year_margin_sek"]


thanks_is_better_by = worth_of("thanks") - worth_of("win_back")
cost = thanks_is_better_by.groupby(true_stage).mean()
cost = cost[["active", "slipping"]].rename({"slipping": "has left"})
cost.round(1).to_frame("thanks better than “we miss you” by (SEK)")

# %% [markdown] slide="Be quick to thank and slow to miss"
# To miss an active customer costs {{cost["active"] / -cost["has left"]:.0f}} times as much as to thank one who has left. So:
#
# - **Missing data is not a missing customer.** Write plainly to those whom the web shop never saw, and its list recovers: one
#   letter more, no new data.
# - **Be slow to miss.** Six rhythms keep more than three.
# - **A thank-you to everybody** needs no stages at all. It is the rival to beat.
#
# **The decision.** Not on Monday. Thank everybody now. Joined, with six rhythms, stages bring about
# {{round(found.loc["joined, six rhythms", "worth_sek"] - found.loc["thanks to everybody", "worth_sek"], -2):,.0f}} SEK more a
# campaign. For this purpose alone, the joining may cost no more than that.

# %%
quiz.guessed(
    "10_lifecycle",
    f"per 100 letters the web list kept {found.loc['web list, 180 days', 'true']:.2f} customers, "
    f"the plain letter {found.loc['plain letter', 'true']:.2f}, a thank-you to everybody {found.loc['thanks to everybody', 'true']:.2f}.",
)

# %% [markdown]
# ## 7 · What the documents claim
#
# Six claims, each with a fair test. *Here* is the answer at this course's own setting; *the edge* is where it turns.

# %%
claims.show("10_lifecycle")

# %% [markdown]
# **The one to remember is the third.** *Best*? Nobody can tell. A letter that follows purchases and clicks (lesson 06) keeps as
# many customers as the stages do: whoever looks at what customers do *now* knows much of what a stage knows. The
# [evidence](evidence/10_lifecycle_evidence.ipynb) also asks who complains before leaving, and whom to offer a renewal.
#
# ## 8 · When not to, fairness, privacy
#
# - **Not when there is no rhythm:** goods bought once in a decade. And a contract says itself who is a customer.
# - **Nobody sees who left last week.** A customer who has just bought, and one who has just bought for the last time, look the
#   same until some usual gaps have passed.
# - **Seasons:** in January many have just bought, in August few have. Look at a limit again in another month.
# - **Fairness:** joined systems see those who click. Older members, and those without a linked device, are wrongly missed
#   more often (the evidence counts). If win-back letters carry gifts, the offline pay for them.
# - **Privacy:** joining systems is a purpose of its own. Ask for it, and keep the date of the last sign, not the trail. "You
#   looked at our site on Tuesday" is not a friendly sentence.
# - **Do not grade by the letter.** Who answered "we miss you" was not won back unless a control group says so.
#
# ## 9 · Quiz

# %%
quiz.ask(
    "Half of those who ordered twice did so within ten weeks. So the usual gap is ten weeks?",
    {
        "No: those still waiting have to be counted for as long as they have waited.":
            "Leaving unfinished waits out makes everybody look quick.",
        "Yes: half are quicker and half are slower, and that is what a median says.":
            "It is the median of the gaps that have ended. The long ones are mostly still open.",
        "No: those still waiting should be counted as if they had come back today.":
            "Then every open wait would end too early. It is longer than so far; no more is known.",
    },
    right="No: those still waiting have to be counted for as long as they have waited.",
    key="10_lifecycle/quiz-1")

# %% slide="Which rule should choose the letters?"
quiz.ask(
    "Rule A puts more customers into the right stage than rule B. Which should choose the letters?",
    {
        "A, because it is right more often, and the letters follow from the stage.":
            "Not all mistakes cost the same. “We miss you” to a good customer is the expensive one.",
        "Neither: a thank-you to everybody does without stages.":
            "Do compare with the simplest rival; but here the better stages did bring more.",
        "The one whose letters bring more, mistakes included.":
            "What each kind of mistake costs is part of it. Being late cost less here than being early.",
    },
    right="The one whose letters bring more, mistakes included.",
    key="10_lifecycle/quiz-2")

# %%
quiz.ask(
    "A member has no web order in two years. What do you know? Tick all that follow.",
    {
        "Until other systems are asked, a letter without a stage is the safer one.":
            "Yes: it keeps more customers than “we miss you” sent to people who came last week.",
        "The member has left.":
            "No: half of all orders are placed in shops. Missing data is not a missing customer.",
        "The web shop has no sign of this member.":
            "Yes, and no more than that.",
    },
    right=["The web shop has no sign of this member.",
           "Until other systems are asked, a letter without a stage is the safer one."],
    key="10_lifecycle/quiz-3")

# %%
quiz.ask(
    "The team wants a stage “left within the last month, still warm”. What do you answer?",
    {
        "Good: the sooner we write, the better.":
            "True if one could see them. A month of silence is in rhythm for most customers.",
        "We can have it for those who come every few days, hardly for the others.":
            "A silence speaks after some rhythms, and most rhythms are months long.",
        "We can have it if we split the stages finely enough and look often.":
            "Splitting makes smaller groups of the same guesses; most did not belong there.",
    },
    right="We can have it for those who come every few days, hardly for the others.",
    key="10_lifecycle/quiz-4")

# %%
quiz.ask(
    "From lesson 09: the letter to an event comes a day late, with the offer that fits. What is lost?",
    {
        "Nothing, if the offer suits.":
            "A fitting offer works at any time, but the moment was what made it worth more.",
        "Most of what the moment would have added.":
            "Every kind of moment has its own clock; few run for days.",
        "Only the writing, since the letter can be sent at the next event.":
            "The next event finds the same delay.",
    },
    right="Most of what the moment would have added.",
    key="10_lifecycle/quiz-5")

# %%
quiz.ask(
    "From lesson 08: members of the club spend more than others. What does that say about the club?",
    {
        "By itself nothing.":
            "Who buys much joins clubs. Compare members with members who were left out.",
        "That it makes people spend more, at least while it is new to them.":
            "It may. This comparison cannot show it.",
        "That its vouchers are large enough, and need not be raised.":
            "It says nothing about vouchers: members differ from others before the first one.",
    },
    right="By itself nothing.",
    key="10_lifecycle/quiz-6")

# %% [markdown]
# ## Take-away
#
# - The same silence means different things: measure it in the own rhythm, and count the gaps that have not ended.
# - Look in all places where a customer can show up before you say that one is gone.
# - Be quick to thank and slow to miss: mistakes have a direction.
# - A cohort grid tells how many stay, not who.
#
# **Ask tomorrow:** of those whom we call lost, how many did we see elsewhere last month?
#
# {{=way}}
