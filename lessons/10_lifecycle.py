# %% [markdown]
# # 10 · Lifecycle segmentation
#
# **The question.** Who is new, who is active, who is slipping away?
#
# **The decision.** Havnbo wants to write "we miss you". The web team has a list ready: all members without an order
# in the web shop for 180 days. Everybody else gets a thank-you, newcomers a welcome. Should the letters go out on
# Monday? Or should Havnbo wait until the systems are joined up, and what would the wait be worth?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 05; you know what a control group is for |
#
# **After this lesson you can**
#
# - read a customer's own rhythm from the dates, and say what to do with those who have too few of them;
# - say aloud that the last gap has not ended, and count it as what it is;
# - choose a limit for "too long silent" without knowing who has really left;
# - tell missing data from a missing customer;
# - judge stages by what a wrong letter costs, not only by how many are right.

# %% [markdown]
# ## 1 · The data: five systems that do not talk to one another
#
# Havnbo and its customers are invented. A lifecycle stage is about signs of life, and at Havnbo they lie in five
# places. What each one knows:

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import Dropdown, IntSlider

from helpers import claims, data, describe, live, market, quiz

orders = data.load("orders")
members = data.load("customers").set_index("customer_id")
linked = data.load("identity")[["visitor_id", "customer_id"]]
sessions = data.load("sessions").merge(linked, on="visitor_id")
subscriptions = data.load("subscriptions")
tickets = data.load("tickets")

# %%
knows = {
    "1 web shop (orders)": orders.query("channel == 'web'"),
    "2 tills and app (orders)": orders.query("channel != 'web'"),
    "3 web analytics (sessions with a known customer)": sessions,
    "4 subscriptions": subscriptions,
    "5 service desk (tickets)": tickets,
}
pd.DataFrame({"records": {name: len(table) for name, table in knows.items()},
              "customers seen": {name: table["customer_id"].nunique()
                                 for name, table in knows.items()}})

# %%
data.columns("subscriptions")

# %% [markdown]
# Havnbo has {{len(members):,}} members; the web shop has seen
# {{knows["1 web shop (orders)"]["customer_id"].nunique():,}} of them buy. The day each member joined is on the member
# list, which everybody has. The sessions come with a device, not with a name: the identity table turns the device
# into a customer, for those who have logged in.

# %% [markdown]
# ## 2 · By hand, on ten customers
#
# Below, every dot is a day with an order, in any channel. The grey line runs from the last order to today: nobody knows
# yet how it ends. The dashed line is 180 days ago.

# %%
ten_ids = [100615, 104632, 100006, 101155, 100083, 100011, 100410, 100018, 100028, 100077]
ten = orders[orders["customer_id"].isin(ten_ids)].assign(
    day=lambda t: t["ordered_at"].dt.normalize()).drop_duplicates(["customer_id", "day"])
ten["days_ago"] = (data.TODAY - ten["day"]).dt.days
last = ten.groupby("customer_id")["days_ago"].min().reindex(ten_ids)

fig, ax = plt.subplots(figsize=(8, 3.8), layout="constrained")
place = dict(zip(ten_ids, range(10)))
ax.hlines(range(10), 0, last, color="0.75", linewidth=5)
ax.plot(ten["days_ago"], ten["customer_id"].map(place), "o", color=describe.PALETTE[0], ms=5)
ax.axvline(180, color="0.2", linestyle="--")
ax.set_yticks(range(10), ten_ids)
ax.set(xlim=(735, -12), xlabel="days ago", ylabel="customer")
ax.invert_yaxis()
describe.show(fig, "A line for each of ten customers, a dot for each day with an order, a grey bar "
              f"from the last order to today. The silences run from {last.min()} to {last.max()} "
              "days. Two dense rows of dots stop more than 100 days ago; two rows with wide gaps "
              "stop about 245 days ago.")

# %% [markdown]
# Who has gone? The 180-day rule lets the first two pass, who used to come every two or three weeks and have not come
# for more than a hundred days. And it gives up on the fourth and fifth, who used to come every seven or eight months.
# **The same silence means different things.** So we measure each silence in the customer's own gaps.

# %%
in_order = ten.sort_values(["customer_id", "day"])
in_order["gap_days"] = in_order.groupby("customer_id")["day"].diff().dt.days
by_hand = pd.DataFrame({
    "gaps": in_order.groupby("customer_id")["gap_days"].count(),
    "own_median_gap": in_order.groupby("customer_id")["gap_days"].median(),
    "silence_days": in_order.groupby("customer_id")["days_ago"].min(),
}).reindex(ten_ids)
by_hand["silence_in_own_gaps"] = by_hand["silence_days"] / by_hand["own_median_gap"]
by_hand.round(1)

# %% [markdown]
# Take the first row: {{by_hand.loc[100615, "silence_days"]}} days of silence at a gap of
# {{by_hand.loc[100615, "own_median_gap"]:.0f}} days are {{by_hand.loc[100615, "silence_in_own_gaps"]:.1f}} own gaps:
# alarming. The fourth: {{by_hand.loc[101155, "silence_in_own_gaps"]:.1f}}. Nothing to worry about. And
# {{by_hand["own_median_gap"].isna().sum()}} of the ten have **no gap at all**. They bought once. Whatever we say about
# them must come from other customers.

# %% [markdown]
# ## 3 · The gap that has not ended
#
# How long do other customers take from the first purchase to the second? The obvious answer is the median of the gaps
# that we see. It is too short: who takes long has often *not yet* come back, and has no gap to see. Such a wait is
# called **right-censored**: we know where it begins and that it is longer than so far.
#
# The remedy is old (Kaplan and Meier, 1958). Go through the days. On each, ask of those *still waiting*: which share
# came back today? Multiply what remains. Who has waited only 60 days counts for 60 days, then leaves the sum.

# %%
def days_seen(*tables):
    """Each customer's days with a sign of life: one row per customer and day."""
    rows = [table.set_axis(["customer_id", "day"], axis=1) for table in tables]
    signs = pd.concat(rows).assign(day=lambda t: t["day"].dt.normalize())
    return signs.drop_duplicates().sort_values(["customer_id", "day"], ignore_index=True)

def waiting(signs, at):
    """Days from each customer's first sign to the second, or until now; and whether it has come."""
    first = signs.groupby("customer_id")["day"].first()
    second = signs[signs.groupby("customer_id").cumcount() == 1].set_index("customer_id")["day"]
    days = (second.reindex(first.index) - first).dt.days
    return pd.DataFrame({"days": days.fillna((at - first).dt.days), "came": days.notna()})

def still_waiting(wait):
    """Kaplan and Meier's curve: the share still waiting after so many days."""
    by_day = wait.groupby("days")["came"].agg(["sum", "size"])
    at_risk = by_day["size"][::-1].cumsum()[::-1]
    return (1 - by_day["sum"] / at_risk).cumprod()

# %%
every_order = orders[["customer_id", "ordered_at"]]
wait = waiting(days_seen(every_order), data.TODAY)
curve = still_waiting(wait)
only_seen = wait.loc[wait["came"], "days"].sort_values()
naive, usual_gap = only_seen.median(), curve.index[curve <= 0.5][0]

fig, ax = plt.subplots(figsize=(7.5, 3.4), layout="constrained")
ax.step(curve.index, curve * 100, where="post", color=describe.PALETTE[0])
ax.step(only_seen, np.linspace(100, 0, len(only_seen)), where="post", color=describe.PALETTE[5],
        linestyle="--")
ax.hlines(50, 0, usual_gap, color="0.4", linewidth=1)
ax.annotate("everybody counted", (400, 41), color=describe.PALETTE[0])
ax.annotate("only those who came back", (265, 15), color="#A64600")
ax.set(xlabel="days since the first order seen", ylabel="have not ordered again (%)",
       xlim=(0, 730), ylim=(0, 101))
describe.show(fig, "Two falling curves of customers who have not ordered again. Counting "
              f"everybody, half have come back after {usual_gap:.0f} days; counting only those "
              f"who came back, after {naive:.0f}.")

# %% [markdown]
# {{1 - wait["came"].mean():.0%}} of the customers have not come back so far. Left out, they make everybody look quick:
# half "come back" within {{naive:.0f}} days. Counted, it is {{usual_gap:.0f}} days.
#
# One thing must be said aloud. The method treats those who wait as if they were like those who came. Some of them never
# will come: they have left. So the truth about customers who *stay* lies between the two figures, and patience is
# on the safe side. We shall see what the safe side is worth.

# %% [markdown]
# ## 4 · A rule for everybody
#
# Each customer's **rhythm** is the own median gap, pulled towards the usual gap: as if we had also seen two
# usual gaps. With no own gap the usual one is all there is; with twenty, it hardly matters. (We pull on the scale of
# ratios, since a gap of 20 days is to 40 as 100 is to 200.)

# %%
WEIGHT = 2          # how many usual gaps are mixed in

def rhythms(signs, at):
    """Each customer's rhythm and present silence, in days, from the signs before a day."""
    signs = signs[signs["day"] < at]
    remain = still_waiting(waiting(signs, at))
    usual = remain.index[remain <= 0.5][0] if (remain <= 0.5).any() else remain.index[-1]
    gap = signs.groupby("customer_id")["day"].diff().dt.days
    by = gap.groupby(signs["customer_id"])
    own, n = np.log(by.median()).fillna(0), by.count()
    return pd.DataFrame({
        "gaps": n, "rhythm_days": np.exp((n * own + WEIGHT * np.log(usual)) / (n + WEIGHT)),
        "silence_days": (at - signs.groupby("customer_id")["day"].max()).dt.days})

by_rule = rhythms(days_seen(every_order), data.TODAY).loc[ten_ids]
by_rule["silence_in_rhythms"] = by_rule["silence_days"] / by_rule["rhythm_days"]
by_rule.round(1)

# %% [markdown]
# Now everybody has a rhythm. The frequent ones became somewhat slower, those with two gaps hardly changed, and those
# without any got {{usual_gap:.0f}} days.
#
# **How many rhythms of silence are too many?** Nobody tells a company who has left. But it can look back. We stand on 1
# July 2025, use only what was known then, and ask who bought in the half-year after.

# %%
click_days = sessions[["customer_id", "started_at"]]
all_signs = days_seen(every_order, click_days)
then = rhythms(all_signs, data.CUTOFF)
then["came_back"] = then.index.isin(orders.loc[orders["ordered_at"] >= data.CUTOFF, "customer_id"])
then["rhythms"] = then["silence_days"] / then["rhythm_days"]

steps = [0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 7, np.inf]
back = then.groupby(pd.cut(then["rhythms"], steps, include_lowest=True), observed=True)["came_back"]
share, error = back.mean() * 100, 196 * back.sem()
after_three = then.loc[then["rhythms"] > 3, "came_back"].mean()
in_rhythm = then.loc[then["rhythms"] <= 1, "came_back"].mean()

# %%
fig, ax = plt.subplots(figsize=(7.5, 3.2), layout="constrained")
place = np.arange(len(share))
ax.errorbar(place, share, error, fmt="s-", color=describe.PALETTE[0], capsize=4)
ax.axvline(5.5, color="0.2", linestyle="--")
ax.annotate("our limit", (5.6, 55))
ax.set_xticks(place, [f"{a:g}–{b:g}" for a, b in zip(steps[:-2], steps[1:])] + ["over 7"])
ax.set(xlabel="silence on 1 July 2025, in own rhythms", ylabel="bought within half a year (%)",
       ylim=(0, 70))
describe.show(fig, "Share of customers who bought in the second half of 2025, by silence in own "
              f"rhythms: {in_rhythm:.0%} within one rhythm, {after_three:.0%} beyond three.")

# %% [markdown]
# Up to about one rhythm, silence says little: half of these customers buy again. Then the curve falls. Beyond three
# rhythms {{after_three:.0%}} come back within half a year. We draw the line there: **three rhythms**. (A sign of life
# is now an order in any channel, or a visit that the identity table can name. That table has no dates, so we had to
# take its links of today: a small look ahead.)

# %% [markdown]
# ## 5 · Stages, from one system and from all
#
# Three stages. **Slipping away**: silent for too long, or never seen and not new. **New**: joined less than 90 days ago.
# **Active**: the rest. Two systems may overrule the silence. A silent member with a running subscription does not count
# as slipping. Two kinds of members do, whatever else holds: those who cancelled a subscription and are *out of rhythm*
# (silent for longer than one rhythm), and those who complained or asked to close the account and have not ordered since.

# %%
SYSTEMS = ["web shop alone", "+ tills and app", "+ sessions", "+ subscriptions", "+ tickets"]
web_order = orders.loc[orders["channel"] == "web", ["customer_id", "ordered_at"]]
signs_of = [days_seen(web_order), days_seen(every_order)] + [all_signs] * 3
at_once = {id(signs): rhythms(signs, data.TODAY).reindex(members.index) for signs in signs_of}
table_of = [at_once[id(signs)] for signs in signs_of]

new = ((data.TODAY - members["member_since"]).dt.days < 90).to_numpy()
runs = members.index.isin(subscriptions.loc[subscriptions["cancelled_on"].isna(), "customer_id"])
stopped = members.index.isin(subscriptions["customer_id"]) & ~runs
last_order = orders.groupby("customer_id")["ordered_at"].max().reindex(members.index)
farewell = tickets[tickets["topic"].isin(["complaint", "close_account"])]
last_farewell = farewell.groupby("customer_id")["opened_at"].max().reindex(members.index)
unhappy = (last_farewell > last_order).to_numpy()

# %%
STAGES = ["active", "slipping", "new"]

def stage_codes(systems, limit, by="own rhythm", unseen=1):
    """Stage of every member, as a position in STAGES, from the first so many systems.

    `unseen` is what members get of whom these systems hold no sign at all; -1 is no stage.
    """
    table = table_of[systems - 1]
    silence = table["silence_days"].to_numpy()
    measure = silence / table["rhythm_days"].to_numpy() if by == "own rhythm" else silence
    slips = measure > limit
    if systems >= 4:
        slips = (slips & ~runs) | (stopped & (silence > table["rhythm_days"].to_numpy()))
    if systems >= 5:
        slips |= unhappy
    codes = np.select([slips, new, np.isnan(silence)], [1, 2, unseen], 0)
    return codes

def stages(*choice, **more):
    return pd.Series(np.array(STAGES)[stage_codes(*choice, **more)], members.index, name="stage")

pd.DataFrame({"web list, 180 days": stages(1, 180, "fixed days").value_counts(),
              "web shop, own rhythm": stages(1, 3).value_counts(),
              "all joined, own rhythm": stages(5, 3).value_counts()})

# %% [markdown]
# The web team's list says "we miss you" to {{(stage_codes(1, 180, "fixed days") == 1).sum():,}} of {{len(members):,}}
# members. With everything joined, and each in the own rhythm, it is {{(stage_codes(5, 3) == 1).sum():,}}. Who is right?
#
# **This market knows.** Each customer has a true day of leaving, if any. A true stage is new (joined within 90 days and
# still there), active, or left. A company can only ever see people *slipping*; we call it right when they have left.

# %%
truth = data.truth("customers").set_index("customer_id").reindex(members.index)
has_left = truth["left_on"].notna().to_numpy()
true_codes = np.select([has_left, new], [1, 2], 0)

def right(codes):
    return (codes == true_codes).mean()

RULES = {"fixed: 180 days": (180, "fixed days"), "own: 3 rhythms": (3, "own rhythm")}
share_right = pd.DataFrame(
    {system: [right(stage_codes(i, *rule)) for rule in RULES.values()]
     for i, system in enumerate(SYSTEMS, start=1)}, index=list(RULES))

# %%
fig, ax = plt.subplots(figsize=(8, 2.4), layout="constrained")
ax.imshow(share_right * 100, cmap="Blues", vmin=50, vmax=100, aspect="auto")
for (row, column), value in np.ndenumerate(share_right.to_numpy()):
    ax.text(column, row, f"{value:.0%}", ha="center", va="center",
            color="white" if value > 0.8 else "black")
ax.set_xticks(range(5), SYSTEMS)
ax.set_yticks(range(2), list(RULES))
ax.set_title("Customers in their right stage")
describe.show(fig, "A heat map: customers in the right stage, two rules by five systems. " +
              "; ".join(f"{rule}: " + ", ".join(f"{v:.0%}" for v in share_right.loc[rule])
                        for rule in RULES) + ".")

# %% [markdown]
# Read the map sideways first. From one system to five, the right stages rise from {{share_right.iloc[1, 0]:.0%}} to
# {{share_right.iloc[1, 4]:.0%}} by the own rhythm. Nearly all of it comes with the tills, the app and the sessions.
# Subscriptions and tickets add less than one point here: there are too few of them.
#
# Now downwards. **Own rhythm and fixed days are about equally often right.** Was all that care for nothing? The
# next picture asks *about whom* they are right.

# %%
n_orders = orders.groupby("customer_id").size().reindex(members.index, fill_value=0)
kinds = pd.cut(n_orders, [-1, 1, 3, 7, 999], labels=["0–1", "2–3", "4–7", "8 or more"])

def called_slipping(codes, whom):
    return 100 * pd.Series(codes[whom] == 1).groupby(kinds[whom].to_numpy(), observed=True).mean()

fig, axes = plt.subplots(1, 2, figsize=(8.4, 3.2), layout="constrained", sharey=True)
found = {}
for ax, whom, title in zip(axes, [has_left, true_codes == 0], ["have left", "are still active"]):
    for i, (rule, choice) in enumerate(RULES.items()):
        found[rule, title] = called_slipping(stage_codes(5, *choice), whom)
        ax.plot(found[rule, title].to_numpy(), describe.MARKERS[i] + "-", label=rule,
                color=describe.PALETTE[[5, 0][i]])
    ax.set_xticks(range(4), found[rule, title].index)
    ax.set(title=f"… of those who {title}", xlabel="orders in two years", ylim=(0, 100))
axes[0].set_ylabel("called slipping away (%)")
axes[1].legend()
often = {rule: found[rule, "have left"].iloc[-1] for rule in RULES}
describe.show(fig, "Two line charts by number of orders, all systems joined. Of frequent customers "
              f"who have left, fixed days find {often['fixed: 180 days']:.0f}%, the own rhythm "
              f"{often['own: 3 rhythms']:.0f}%. Both also call some slipping who are still active.")

# %% [markdown]
# The rule decides *whom* it finds. Of the frequent customers who have left, fixed days find
# {{often["fixed: 180 days"]:.0f}}%, the own rhythm {{often["own: 3 rhythms"]:.0f}}%: for them 180 days are half an
# eternity. There are only {{((kinds == "8 or more") & has_left).sum()}} of them, so the overall share hardly moves, but
# they are the ones Havnbo would miss. The price stands on the right: more false alarms among the frequent, fewer among
# those who come rarely.

# %% [markdown]
# And our ten customers? Here they are again, with all systems joined.

# %%
in_all = table_of[4].loc[ten_ids].round(0).astype(int)
in_all["in_rhythms"] = (table_of[4]["silence_days"] / table_of[4]["rhythm_days"]).round(1)
in_all["we_say"] = stages(5, 3)
in_all["truth"] = pd.Series(np.array(["active", "has left", "new"])[true_codes], members.index)
in_all

# %% [markdown]
# The first is found, whom 180 days would have missed, and the patient fourth and fifth are left in peace. Two mistakes
# are worth a look. {{ten_ids[1]}} has stopped buying but visited the site {{in_all.loc[104632, "silence_days"]}} days
# ago. In this market visits go on for a while after the last purchase, so they comfort too long. And {{ten_ids[6]}}
# bought once, a few days ago, and will never return. Nothing in any system says so.
#
# ## 6 · Live: when is a silence too long?
#
# Each dot is a customer: silence to the right, own rhythm upwards, both as the joined systems see them. The colour is the
# *truth*. The black line is your limit: whoever lies to the right of it is told "we miss you", unless a subscription
# says otherwise. Fixed days make an upright line, own rhythms a slanted one. The bars show how many customers the
# letters keep, per 100 sent, as only this market knows: yours, one plain letter, and a thank-you to everybody.
#
# **Guess first:** with the web shop alone, can any number of days beat the plain letter? And can your stages beat the
# thank-you to everybody?

# %%
mail = pd.DataFrame({"customer_id": members.index, "offer": "everyone", "channel": "email"})
LETTER = {"active": "thanks", "slipping": "win_back", "new": "welcome"}
answers = {stage: market.expected(mail.assign(stage_message=letter))
           for stage, letter in {**LETTER, "plain": ""}.items()}
may_write = (answers["plain"]["consent"] == 1).to_numpy()
stays = np.column_stack([a["stay_with"] - a["stay_without"] for a in answers.values()])

def kept(codes):
    """Customers kept for a year by stage letters (-1: the plain one), per 100 sent."""
    return 100 * stays[np.arange(len(codes)), codes][may_write].mean()

def everybody_gets(letter):
    return np.full(len(members), [*LETTER, "plain"].index(letter))

kept_plain, kept_thanks = kept(everybody_gets("plain")), kept(everybody_gets("active"))

# %%
jitter = np.random.default_rng(1).normal(0, 0.12, len(members))      # equal rhythms side by side
RULE_NAMES = ["own rhythm", "fixed days"]
UNSEEN = {"slipping away": 1, "no stage: plain letter": -1}

def update(systems, by, steps, unseen):
    """Move dots, border line and bar to where the rule puts them; say in words what is seen."""
    position, limit, days = SYSTEMS.index(systems), steps / 2, 30 * steps
    table = table_of[position]
    codes = stage_codes(position + 1, limit if by == "own rhythm" else days, by, UNSEEN[unseen])
    dots.move(table["silence_days"], np.log2(table["rhythm_days"]) + jitter, true_codes)
    heights = np.linspace(0, 9, 40)
    border.set_data(limit * 2**heights if by == "own rhythm" else 0 * heights + days, heights)
    bars.move([kept(codes), kept_plain, kept_thanks])
    verdict = "more than" if kept(codes) > kept_plain else "no more than"
    wrong = (codes[true_codes == 0] == 1).mean()
    never = table["silence_days"].isna().mean()
    words = f"{limit:g} own rhythms" if by == "own rhythm" else f"{days} days"
    return (f"Limit {words}: {right(codes):.0%} are in their right stage; {wrong:.0%} of the truly "
            f"active are told “we miss you”. The letters keep {kept(codes):.2f} customers per "
            f"100, {verdict} "
            f"the plain letter. {never:.0%} of the members were never seen and have no dot.")

# %%
fig, (left, side) = plt.subplots(1, 2, figsize=(8.6, 4.1), layout="constrained",
                                 width_ratios=[5, 3])
left.set(xlim=(-8, 735), ylim=(0, 9.2), xlabel="silence (days)", ylabel="own rhythm (days)",
         title="Who is silent for how long")
left.set_yticks(np.log2([1, 3, 10, 30, 100, 300]), [1, 3, 10, 30, 100, 300])
side.set(ylim=(-1, 3), title="Kept per 100 letters", ylabel="customers still there a year on")
side.axhline(0, color="0.85", linewidth=1, zorder=0)
dots = live.dots(left, ["active", "has left", "new"], size=3)
border, = left.plot([], [], color="black", linewidth=2.5, label="your limit")
bars = live.bars(side, ["your\nstages", "plain\nletter", "thanks\nto all"], form="{:.2f}")
for bar, colour in zip(side.patches, [describe.PALETTE[3], "0.8", "0.65"]):
    bar.set_color(colour)
left.legend(loc="lower right", markerscale=3)

controls = {
    "systems": Dropdown(description="Systems joined", options=SYSTEMS, value=SYSTEMS[0]),
    "by": Dropdown(description="Silence measured in", options=RULE_NAMES, value="fixed days"),
    "steps": IntSlider(description="Limit, in steps of 30 days or of half a rhythm", value=6, min=1,
                       max=16),
    "unseen": Dropdown(description="Members never seen", options=list(UNSEEN)),
}
live.Live(fig, update, controls, alt="Left: customers by silence and own rhythm, coloured by "
          "whether they have left, with the limit as a line. Right: customers kept per 100 "
          "letters by your stages, by a plain letter and by a thank-you to all.")

# %% [markdown]
# Things to try. Leave the web shop alone and move the limit: how long a silence before your letters beat the plain one?
# Then set *members never seen* to the plain letter. Then join the systems one by one, and turn the limit up slowly, by
# either measure.
# Which mistake is dear: too early, or too late?

# %% [markdown]
# ## 7 · Reading the stages
#
# All systems joined, three rhythms. What lies behind the three names?

# %%
stage = stages(5, 3)
spend = orders.groupby("customer_id")["amount_sek"].sum().reindex(members.index, fill_value=0)
joined = table_of[4].assign(orders=n_orders, spend_sek=spend)
describe.profile(joined[["silence_days", "rhythm_days", "orders", "spend_sek"]], stage)

# %%
table = pd.crosstab(stage, np.array(STAGES)[true_codes], normalize="index")
table.columns.name, table.index.name = "truth", "we say"
table.rename(columns={"slipping": "has left"}).map("{:.0%}".format)

# %% [markdown]
# | stage | what Havnbo sees | letter |
# |---|---|---|
# | new | joined within 90 days | welcome: how things work |
# | active | a sign within three rhythms, or a running subscription | thanks, and nothing to win back |
# | slipping | three rhythms without a sign, or a farewell | "we miss you" |
#
# Look at the newcomers: {{table.loc["new", "slipping"]:.0%}} of them have left already. Nearly all of these bought once,
# on the day they joined, and never will again. **No rule here sees that**: a customer who has just bought and one who
# has just bought for the last time look the same, until some usual gaps have passed. This is censoring again.

# %% [markdown]
# ## 8 · The letters, put to the test
#
# Four plans by e-mail, to those who have agreed. Each goes to half of the list, drawn by lot; the other half, the
# control group, gets nothing. A year later we count who is still a customer. (All four are run on the same members with
# the same luck, which no company could do.)

# %%
PLANS = {
    "plain letter": everybody_gets("plain"),
    "web list, 180 days": stage_codes(1, 180, "fixed days"),
    "all joined, own rhythm": stage_codes(5, 3),
    "thanks to everybody": everybody_gets("active"),
}

def letters(codes):
    """The plan that sends each stage its letter (-1 and "plain": the plain one)."""
    return mail.assign(stage_message=np.array([*LETTER.values(), ""])[codes])

rows = {}
for name, codes in PLANS.items():
    found_by_run = market.effect(market.run(letters(codes), holdout=0.5, seed=10)).loc["retained"]
    rows[name] = [*(100 * found_by_run[["effect", "low", "high"]]), kept(codes)]
measured = pd.DataFrame(rows, index=["measured", "low", "high", "true"]).T
measured.round(1)

# %%
base = 0.5 * (answers["plain"]["stay_without"] + answers["plain"]["stay_with"])[may_write].mean()
gain_kept = (measured.loc["all joined, own rhythm", "true"] - kept_plain) / 100
needed = 16 * base * (1 - base) / gain_kept**2        # per group; 80% power at the usual 5% level
consenting = int(may_write.sum())
print(f"needed in each group: about {needed:,.0f}; members who may be written to: {consenting:,}")

# %% [markdown]
# First the sober part: **with {{consenting:,}} readers the experiment cannot tell these plans apart.** To see the true
# gain of the joined stages over the plain letter in four tests out of five, Havnbo would need about
# {{round(needed, -3):,.0f}} customers in each group. Retention is a slow and noisy measure. Keep that in mind when
# somebody shows you one. Here we can look at the column *true*, because this market knows.
#
# **The surprise of this lesson: the web team's stages keep fewer customers than a letter without any stages**,
# {{measured.loc["web list, 180 days", "true"]:+.2f}} per 100 against {{kept_plain:+.2f}}, although
# {{right(PLANS["web list, 180 days"]):.0%}} of them are right. Is that simply too few? We take the true stages and mix
# some of them up by lot, until just as few are right.

# %%
lot = np.random.default_rng(10).permutation(len(members))

def mixed_up(codes, percent):
    """Stages of which so many are handed on to the next customer in a shuffled pile."""
    mixed, some = codes.copy(), lot[:round(len(codes) * percent / 100)]
    mixed[some] = np.roll(mixed[some], 1)
    return mixed

web_list = PLANS["web list, 180 days"]
as_wrong = next(codes for codes in (mixed_up(true_codes, x) for x in range(101))
                if right(codes) <= right(web_list))
one_way = ((web_list == 1) & (true_codes == 0)).sum() / (web_list != true_codes).sum()
three = {"no mistakes": true_codes, "mistakes by lot": as_wrong,
         "the web list's mistakes": web_list}
pd.DataFrame({name: {"right": right(codes), "kept per 100": kept(codes)}
              for name, codes in three.items()}).T.round(2)

# %% [markdown]
# The number of mistakes harms, and so does their **direction**. Of the web list's mistakes {{one_way:.0%}} go one way:
# active customers are told that they are missed. So what does a mistake cost? We count the profit of the two weeks
# after the letter, and the margin of the next year, both as the market knows them.

# %%
def value_sek(stage):
    """Each customer's worth after a letter: orders of 14 days, and next year if still there."""
    a = answers[stage]
    now_sek = a["chance_with"] * market.MARGIN * a["basket_sek"]
    return (now_sek + a["stay_with"] * a["year_margin_sek"]).to_numpy()

edge = value_sek("active") - value_sek("slipping")     # a thank-you instead of "we miss you"
cost_active = edge[may_write & (true_codes == 0)].mean()
cost_left = -edge[may_write & has_left].mean()
sure_enough = cost_active / (cost_active + cost_left)
costs = pd.Series({"“we miss you” to an active customer": cost_active,
                   "“thanks” to one who has left": cost_left})
costs.round(1).to_frame("cost of the mistake (SEK)")

# %% [markdown]
# One mistake costs {{cost_active / cost_left:.0f}} times the other. On average it pays to say "we miss you" only to
# customers of whom you are {{sure_enough:.0%}} sure that they have left. Now all plans, in money:

# %%
def worth_sek(codes):
    """Profit within 14 days, and next year's margin of those kept."""
    chances = market.expected(letters(codes)).query("consent == 1")
    saved = (chances["stay_with"] - chances["stay_without"]) * chances["year_margin_sek"]
    return market.expected_profit(letters(codes)), saved.sum()

choices = {
    **PLANS,
    "web shop, own rhythm": stage_codes(1, 3),
    "web list; never seen: plain": stage_codes(1, 180, "fixed days", unseen=-1),
    "all joined, 180 days": stage_codes(5, 180, "fixed days"),
    "all joined, six rhythms": stage_codes(5, 6),
    "true stages (nobody has them)": true_codes,
}
worth = pd.DataFrame({name: [100 * right(codes), kept(codes), *worth_sek(codes)]
                      for name, codes in choices.items()},
                     index=["right (%)", "kept per 100", "14 days (SEK)", "next year (SEK)"]).T
worth["both (SEK)"] = worth["14 days (SEK)"] + worth["next year (SEK)"]

# %%
shown = worth.sort_values("both (SEK)")
for column in shown.columns[2:]:
    shown[column] = shown[column].map("{:,.0f}".format)
shown["right (%)"] = shown["right (%)"].map("{:.0f}".format)
not_staged = ["plain letter", "thanks to everybody", "web list; never seen: plain"]
shown.loc[not_staged, "right (%)"] = "–"
shown["kept per 100"] = shown["kept per 100"].map("{:.2f}".format)
shown

# %% [markdown]
# Four things to read from the table.
#
# 1. **Missing data is not a missing customer.** Give members whom the web shop has never seen a plain letter
#    instead of "we miss you", and the web list recovers to {{worth.loc["web list; never seen: plain", "kept per 100"]:.2f}}
#    per 100. That costs one more letter to write, and no new data.
#    (In money even the untreated list passes the plain letter: those it thanks are its best customers.)
# 2. **Patience protects where data are thin.** From the web shop alone the own rhythm keeps
#    {{worth.loc["web shop, own rhythm", "kept per 100"]:.2f}} per 100, because the unfinished gaps make rhythms long. A
#    fixed limit of `720` days keeps {{kept(stage_codes(1, 720, "fixed days")):.2f}}. With all systems joined, 180 fixed
#    days do about as well as three rhythms.
# 3. **The rule that is right more often need not be the better one.** Six rhythms are right for
#    {{worth.loc["all joined, six rhythms", "right (%)"]:.0f}}%, three for
#    {{worth.loc["all joined, own rhythm", "right (%)"]:.0f}}%; yet six earn more, for the reason above.
# 4. **A thank-you to everybody** brings {{worth.loc["thanks to everybody", "both (SEK)"]:,.0f}} SEK without any
#    stages. It is the rival to beat.
#
# **The decision.** Not on Monday. Thank everybody now. With the systems joined, six rhythms bring
# {{worth.loc["all joined, six rhythms", "both (SEK)"] - worth.loc["thanks to everybody", "both (SEK)"]:,.0f}} SEK more
# in one campaign, next year's margin counted. For this purpose alone, the joining may cost no more than that.

# %% [markdown]
# ## 9 · Two uses besides letters
#
# ### Tickets: does the stage know what the customer wants?
#
# The service desk could send newcomers' tickets straight to a start desk, and keep the rest at the desk for goods and
# bills. A ticket on the wrong desk must be forwarded. Complaints and closed accounts (`keep`) are forwarded from either
# desk. What do newcomers ask, and when?

# %%
desk = {"how_to_start": "start", "complaint": "keep", "close_account": "keep"}
tickets["desk"] = tickets["topic"].map(desk).fillna("goods")
asked = tickets.join(members["member_since"], on="customer_id")
asked = asked.join(truth["left_on"], on="customer_id")
asked["days_as_member"] = (asked["opened_at"].dt.normalize() - asked["member_since"]).dt.days
ages = pd.cut(asked["days_as_member"], [-1, 30, 60, 90, 180, 9999],
              labels=["0–30", "31–60", "61–90", "91–180", "over 180"])
mix = pd.crosstab(ages, asked["desk"])
mix["mean minutes"] = asked.groupby(ages, observed=True)["handling_minutes"].mean().round(1)
mix.rename_axis("days as a member")

# %%
done = asked[asked["opened_at"] < data.TODAY - pd.Timedelta(days=90)]
left_soon = (done["left_on"] - done["opened_at"]).dt.days <= 90
gone = left_soon.groupby(done["topic"]).agg(["size", "mean"]).sort_values("size")
gone.columns = ["tickets", "gone 90 days later"]          # known in this market only
shown = gone.copy()
shown["gone 90 days later"] = gone["gone 90 days later"].map("{:.0%}".format)
shown

# %% [markdown]
# In the first 60 days {{mix["start"].iloc[:2].sum() / mix.iloc[:2, :3].to_numpy().sum():.0%}} of the tickets ask how to
# start, after that {{mix["start"].iloc[2:].sum() / mix.iloc[2:, :3].to_numpy().sum():.0%}}. But our stage "new" lasts 90
# days. **A stage made for letters need not be the stage that the service desk needs.** The claim below shows what the
# extra month does.
#
# The second table turns the idea round. A silence cannot announce a complaint: it begins when the customer has already
# gone. It is the ticket that announces the stage. Of those who ask to close the account
# {{gone.loc["close_account", "gone 90 days later"]:.0%}} are gone 90 days later, of those who complain
# {{gone.loc["complaint", "gone 90 days later"]:.0%}}, of those who ask about a delivery
# {{gone.loc["delivery", "gone 90 days later"]:.0%}}. Route complaints by what they say, not by who sends them.

# %% [markdown]
# ### Subscriptions: whom to send a renewal offer?
#
# One of our sources lets a subscription service send its renewal offers to *active* customers. Do they need one? We
# look back again: who had a running delivery subscription on 1 July 2025, in or out of rhythm, and who had cancelled by
# the end of the year?

# %%
begun = subscriptions["started_on"] < data.CUTOFF - pd.Timedelta(days=30)
ran = subscriptions[begun & ~(subscriptions["cancelled_on"] < data.CUTOFF)]
out = then["rhythms"].reindex(ran["customer_id"]).fillna(9).to_numpy() > 1
lost = ran["cancelled_on"].notna().groupby(np.where(out, "out of rhythm", "in rhythm"))
renewal = pd.DataFrame({"subscriptions": lost.size(), "cancelled": lost.mean(),
                        "error": 1.96 * lost.sem()})
due = subscriptions[subscriptions["renews_on"] < data.TODAY + pd.Timedelta(days=90)]
due_out = table_of[2].loc[due["customer_id"]].eval("silence_days > rhythm_days").sum()
apart = 100 * renewal["cancelled"].diff().iloc[1]
give_or_take = 100 * np.hypot(*renewal["error"])

renewal[["subscriptions"]].assign(cancelled=renewal["cancelled"].map("{:.0%}".format))

# %% [markdown]
# Of those in rhythm {{renewal.loc["in rhythm", "cancelled"]:.0%}} cancelled within half a year, of those out of rhythm
# {{renewal.loc["out of rhythm", "cancelled"]:.0%}}. The difference is {{apart:.0f}} percentage points, with a 95%
# interval from {{apart - give_or_take:.0f}} to {{apart + give_or_take:.0f}}. So an offer to those in rhythm goes,
# {{1 - renewal.loc["in rhythm", "cancelled"]:.0%}} of the time, to somebody who stays anyway: lesson 05's discount once
# more. In the next 90 days {{len(due)}} subscriptions are due; {{due_out}} of them belong to customers out of rhythm. If
# Havnbo can afford an offer for some, these may come first, with a control group: our data say who may be at risk, not
# whom an offer would keep.

# %% [markdown]
# ## 10 · What the documents claim
#
# Six claims, each with its figure, a verdict that follows from it, and the turning point.
#
# ### It helps to keep customers

# %%
ours = stage_codes(5, 3)

def more_than_plain(codes):
    """Customers kept per 100 letters more than by the plain letter, with a 95% interval."""
    extra = 100 * (stays[np.arange(len(codes)), codes] - stays[:, -1])[may_write]
    spread = 1.96 * extra.std() / np.sqrt(len(extra))
    return extra.mean(), (extra.mean() - spread, extra.mean() + spread)

figure, interval = more_than_plain(ours)
by_mix = pd.Series({x: more_than_plain(mixed_up(ours, x))[0]
                    for x in (0, 20, 40, 60, 70, 80, 90, 100)})
claims.state("T1-lifecycle-pro", figure=figure, interval=interval,
             unit="more customers kept per 100 letters than by the plain letter", threshold=0,
             above=True, knob="customers given somebody else's stage (%)", at=0, curve=by_mix)

# %% [markdown]
# Zero is the plain letter. The figure is the market's truth, not the noisy test of section 8. Its interval says only how
# far it would swing with other customers of the same kind. Mistakes at random are borne well: the stages may be mixed up
# for most customers before they keep fewer than the plain letter.
#
# ### It is the best method for keeping customers

# %%
lines = data.load("order_lines").merge(orders[["order_id", "customer_id", "ordered_at"]])
lines["need"] = lines["category"].map(market.NEED_OF)
year = lines[lines["ordered_at"] >= data.TODAY - pd.DateOffset(years=1)]
need = year.pivot_table(index="customer_id", columns="need", values="amount_sek", aggfunc="sum")
fitting = need.fillna(0).idxmax(axis=1).reindex(members.index).fillna("everyone")
in_order = n_orders.rank(method="first", ascending=False).to_numpy() / len(members)

def stay_gain(plan):
    chances = market.expected(plan)
    return 100 * (chances["stay_with"] - chances["stay_without"])[may_write]

by_need = stay_gain(mail.assign(offer=fitting.to_numpy()))
by_loyalty = {x: stay_gain(mail.assign(exclusive=(in_order <= x / 100).astype(int)))
              for x in (0, 10, 20, 30, 40, 50, 60, 80, 100)}

# %%
by_stage = stay_gain(letters(ours))
lead = pd.Series({x: by_stage.mean() - max(by_need.mean(), gain.mean())
                  for x, gain in by_loyalty.items()})
rival = max(by_need, by_loyalty[20], key=lambda gain: gain.mean())
spread = 1.96 * (by_stage - rival).sem()
claims.state("T2-lifecycle-pro1", figure=lead[20], interval=(lead[20] - spread, lead[20] + spread),
             unit="more customers kept per 100 letters than by the best rival", threshold=0,
             above=True, knob="customers offered the loyalty scheme (%)", at=20, curve=lead)

# %% [markdown]
# *Best* needs rivals. Ours are the letter that fits each customer's purchases (lesson 05) and an exclusive offer to the most
# loyal (lesson 08); the better of the two counts. Stages win against the first, and against a scheme for the top fifth.
# Open the scheme to more, and loyalty keeps more customers than stages do. How methods combine is lesson 12.
#
# ### It may need customer systems that are joined up

# %%
web_days = [30, 60, 120, 180, 300, 360, 420, 540, 630]
by_days = pd.Series({d: more_than_plain(stage_codes(1, d, "fixed days"))[0] for d in web_days})
figure, interval = more_than_plain(stage_codes(1, 180, "fixed days"))
need_joined = claims.state(
    "T1-lifecycle-con", figure=figure, interval=interval, above=False, threshold=0,
    unit="more customers kept per 100 letters than by the plain letter",
    knob="days of silence before “we miss you”, web shop alone", at=180, curve=by_days)
need_joined

# %% [markdown]
# We say that the method *needs* joined systems when without them it keeps fewer customers than no stages at all. At 180
# days it does. The turning point is how patient one system has to be to do no harm: {{need_joined.turning_point:.0f}} days.
#
# ### It needs a customer system that joins all the others

# %%
best = stage_codes(5, 3) == true_codes
missing = {i: best.astype(float) - (stage_codes(i, 3) == true_codes) for i in range(1, 6)}
points = pd.Series({i: 100 * gap.mean() for i, gap in missing.items()})
spread = 196 * missing[3].std() / np.sqrt(len(best))
claims.state("T2-lifecycle-con1", figure=points[3],
             interval=(points[3] - spread, points[3] + spread),
             unit="points of right stages missing against all five", threshold=2, above=True,
             knob="systems joined", at=3, curve=points)

# %% [markdown]
# *All* the others? We let two points of right stages, {{0.02 * len(members):.0f}} customers, count as a loss worth
# another join. With three of the five systems nothing of that size is missing. Joined in this order, the claim is true of
# the second and third system, and not of the fourth and fifth.
#
# ### It can get too complicated
#
# A marketer would love to know more: who left *just now* and is still warm? Let us split the stages further, by how
# long ago a customer left or joined, and ask of each stage how many of those in it belong there.

# %%
SPLITS = {2: ([], []), 3: ([90], []), 4: ([90], [365]), 5: ([90], [180, 365]),
          6: ([45, 90], [180, 365]), 7: ([45, 90], [90, 180, 365])}    # joined; left (days ago)
membership = (data.TODAY - members["member_since"]).dt.days.to_numpy()
silence, rhythm = table_of[4]["silence_days"].fillna(730), table_of[4]["rhythm_days"].fillna(0)
gone_seen = (silence - rhythm).clip(lower=0).to_numpy()
gone_true = (data.TODAY - truth["left_on"]).dt.days.fillna(0).to_numpy()

def finer(codes, gone, k):
    """Stage names when new and slipping are split into k stages in all."""
    joins, leaves = SPLITS[k]
    labels = np.array(["active"] * len(codes), dtype=object)
    for stage_code, days, cuts in ((2, membership, joins), (1, gone, leaves)):
        where = (codes == stage_code) & ((stage_code == 1) | bool(cuts))
        parts = np.digitize(days[where], cuts)
        labels[where] = [f"{STAGES[stage_code]} {part + 1}" for part in parts]
    return labels

# %%
said = {k: finer(ours, gone_seen, k) for k in SPLITS}
belongs = {k: pd.Series(said[k] == finer(true_codes, gone_true, k)).groupby(said[k]).mean()
           for k in SPLITS}

rows = {}
for name in belongs[5].index:
    here = (said[5] == name) & may_write
    gains = pd.Series(100 * stays[here].mean(axis=0), [*LETTER.values(), "plain"])
    rows[name] = [(said[5] == name).sum(), f"{belongs[5][name]:.0%}", gains.idxmax()]
pd.DataFrame(rows, index=["customers", "belong there", "letter that keeps most"]).T

# %%
worst = pd.Series({k: 100 * (1 - shares.min()) for k, shares in belongs.items()})
claims.state("T2-lifecycle-con2", figure=worst[3],
             unit="% of the customers in the least reliable stage do not belong there",
             threshold=50, above=True, knob="number of stages", at=3, curve=worst)

# %% [markdown]
# The table above shows five stages; "slipping 1" are those who, by our rule, left within half a year.
# {{belongs[5].min():.0%}} of them really did. The stage that everybody wants most is the one that cannot be seen: by the
# time a silence speaks, it is old. We call it too complicated when a stage holds more strangers than members. And note
# the last column: so many who are told that they have slipped are still there that a thank-you keeps more of them than "we
# miss you". More stages do not lead to more letters worth sending.
#
# ### It makes looking after customers simpler

# %%
def routed(days):
    """For each ticket: +1 if the newcomers' desk saves a forwarding, -1 if it causes one."""
    newcomer = asked["days_as_member"] < days
    return newcomer * (asked["desk"].eq("start").astype(int) - asked["desk"].eq("goods"))

by_window = pd.Series({d: 100 * routed(d).mean() for d in (7, 14, 30, 45, 60, 75, 90, 120, 180)})
spread = 196 * routed(90).std() / np.sqrt(len(asked))
claims.state("T2-lifecycle-pro2", figure=by_window[90],
             interval=(by_window[90] - spread, by_window[90] + spread),
             unit="more tickets per 100 on the right desk at once", threshold=0, above=True,
             knob="days a customer counts as new", at=90, curve=by_window)

# %% [markdown]
# Sent to the start desk for 90 days, newcomers' tickets are forwarded *more* often than from one common desk. With the
# right window there is a gain, of less than one ticket in a hundred: most tickets come from people who are neither new
# nor leaving. Simpler, perhaps; but not because of routing.

# %% [markdown]
# ## 11 · When not to use it, pitfalls, fairness

# %%
age = data.TODAY.year - members["birth_year"].astype(float)
still = true_codes == 0
groups = {
    "up to 65 years": (age <= 65).to_numpy(), "over 65 years": (age > 65).to_numpy(),
    "a device is linked": members.index.isin(linked["customer_id"]),
    "no device is linked": ~members.index.isin(linked["customer_id"]),
}
more_letters = 2 * market.MESSAGE_COST_SEK                # three messages instead of one
both_sek = worth["both (SEK)"]
lead_sek = both_sek["all joined, six rhythms"] - both_sek["thanks to everybody"]
enough = len(members) * more_letters / (lead_sek + more_letters)
unfair = pd.Series({name: (ours[still & who] == 1).mean() for name, who in groups.items()})
unfair.map("{:.0%}".format).to_frame("of the truly active, told “we miss you”")

# %% [markdown]
# - **Fairness.** The joined systems see those who click. Of customers who are still active, those without a linked device
#   are told "we miss you" {{unfair["no device is linked"] / unfair["a device is linked"]:.1f}} times as often, and the over
#   65s {{unfair["over 65 years"] / unfair["up to 65 years"]:.1f}} times as often as the younger. If win-back letters carry
#   gifts, the offline pay for them; if they carry reproach, the offline get it. Check every rule by such groups.
# - **Privacy.** Joining five systems is a purpose of its own: ask for it, say why, and keep only the date of the last sign,
#   not the trail. "You looked at our site on Tuesday" is not a friendly sentence.
# - **When not.** Goods bought once in a decade have no rhythm. A contract says itself who is a customer. On a short list, here
#   below some {{round(enough, -2):,.0f}} members, the stages' two further letters cost more to write than they add.
# - **Seasons.** In January many have just bought, in August few have. A limit chosen in one month wants a second look
#   in another.
# - **Do not grade by the letter.** Who answered the win-back letter was not "won back" unless a control group says so.
#   Some who come back would have come anyway.
# - **Groups under five** are not shown and not written to as a stage.

# %% [markdown]
# ## 12 · Quiz

# %%
quiz.ask(
    "Half of those who ordered twice did so within ten weeks. So the usual gap is ten weeks?",
    {
        "Yes: that is what the median says.":
            "It is the median of the gaps that have ended. The long ones are mostly still open.",
        "No: those still waiting have to be counted for as long as they have waited.":
            "Right. Leaving unfinished waits out makes everybody look quick.",
        "No: those still waiting should be counted as if they had come back today.":
            "Then every open wait would end too early. It is longer than so far; no more is known.",
    },
    right="No: those still waiting have to be counted for as long as they have waited.",
    key="10_lifecycle/quiz-1")

# %%
quiz.ask(
    "Rule A puts more customers into the right stage than rule B. Which should choose the letters?",
    {
        "A, because it is right more often.":
            "Not all mistakes cost the same. “We miss you” to a good customer is the dear one.",
        "The one whose letters bring more, counting what each kind of mistake costs.":
            "Right. The late rule made more mistakes and earned more.",
        "Neither, if a thank-you to everybody brings as much.":
            "Do compare with the simplest rival; but here the better stages did bring more.",
    },
    right="The one whose letters bring more, counting what each kind of mistake costs.",
    key="10_lifecycle/quiz-2")

# %%
quiz.ask(
    "A member has no web order in two years. What do you know? Tick all that follow.",
    {
        "The web shop has no sign of this member.":
            "Yes, and no more than that.",
        "The member has left.":
            "No: half of all orders are placed in shops. Missing data is not a missing customer.",
        "Until other systems are asked, a letter without a stage is the safer one.":
            "Yes: it keeps more customers than “we miss you” sent to people who came last week.",
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
            "Right. A silence speaks after some rhythms, and most rhythms are months long.",
        "We can have it if we split the stages finely enough.":
            "Splitting makes smaller groups of the same guesses; most did not belong there.",
    },
    right="We can have it for those who come every few days, hardly for the others.",
    key="10_lifecycle/quiz-4")

# %% [markdown]
# ## Take-away
#
# - The same silence means different things: measure it in the customer's own rhythm, and count the gaps that have not ended.
# - Look in all the places where a customer can show up before you say that one is gone.
# - A stage is as good as the letter it chooses. Be quick to thank and slow to miss.
# - Three stages can be told apart. Those who left *lately* mostly cannot.
#
# **Now you:** [the exercise](../exercises/10_lifecycle.ipynb) · **Next:**
# [lesson 11](11_business_oriented.ipynb), which companies sales should call first.
