# %% [markdown]
# # 13 · Strategic and tactical segmentation
#
# **The question.** How do one company's segmentations fit together?
#
# **The decision.** The board of Havnbo wants to build next year's offer around *one* kind of customer. Which? In the
# meantime sales, service and communication each keep a list of their own, and each list is good. The board asks
# whether they need a shared frame at all, or whether that is one more thing to keep up.
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 05; lessons 04, 08 and 10 help |
#
# **After this lesson you can**
#
# - tell a strategic segmentation from a tactical one, and test both on what customers buy next;
# - place segments in a picture of attractiveness and own strength, and say what would move them;
# - make a list that a department can use, and judge it against a list drawn by lot;
# - say how much of a list of "lost" customers comes back by itself;
# - see what happens when three good lists meet in one letterbox.

# %% [markdown]
# ## 1 · Two kinds of questions, one set of tables
#
# A **strategic** segmentation looks ahead. It guides the whole company for years: which kinds of customers are
# there, which of them suit us, what would we have to become? A **tactical** one helps one department this week:
# whom do we call on Monday? They ask different things of the same tables.

# %%
from functools import cache

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import Checkbox, Dropdown, IntSlider, SelectionSlider
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold, cross_val_predict

from helpers import claims, data, describe, experiment, features, live, market, quiz, segment

customers = data.load("customers").set_index("customer_id")
orders, tickets = data.load("orders"), data.load("tickets")
lines = data.load("order_lines").merge(orders[["order_id", "customer_id", "ordered_at"]])
visits = data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]])
tables = {"orders": orders, "order lines": lines, "tickets": tickets, "linked visits": visits}
pd.DataFrame({"rows": {name: len(table) for name, table in tables.items()},
              "customers": {name: t["customer_id"].nunique() for name, t in tables.items()}})

# %%
pd.concat([data.columns("order_lines").loc[["category", "discount_sek", "returned"]],
           data.columns("tickets").loc[["topic", "handling_minutes"]],
           data.columns("sessions").loc[["category", "device"]]])

# %% [markdown]
# All {{len(customers):,}} customers are invented, and a figure shows how a mechanism works, not how real markets
# are. Goods speak for four needs: thrift, green, style and convenience. Outdoor, children's and home goods speak
# for none of them.

# %% [markdown]
# ## 2 · By hand, on ten customers
#
# We stand on 1 July 2025. For the **frame** we look back 18 months and ask for which need each customer buys most.
# For the **filters** we ask what each department sees just now: sales, who ordered in June; service, who wrote in
# the last 90 days; communication, who visited the web shop or the app in the last 30 days.

# %%
NEEDS = list(market.NEEDS)
lines["need"] = lines["category"].map(market.NEED_OF)
visits["need"] = visits["category"].map(market.NEED_OF)

def need_shares(at, months):
    """Shares of the four needs in the order lines of the months before `at`."""
    past = (lines["ordered_at"] >= at - pd.DateOffset(months=months)) & (lines["ordered_at"] < at)
    counts = lines[past].groupby(["customer_id", "need"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=NEEDS, fill_value=0)
    return counts.div(counts.sum(axis=1), axis=0)

def active(table, time, days, at=data.CUTOFF):
    """The customers in a table within so many days before `at`."""
    lately = (table[time] < at) & (table[time] >= at - pd.Timedelta(days=days))
    return table.loc[lately, "customer_id"].unique()

# %%
ten_ids = [100765, 100810, 100536, 100608, 100389, 100568, 100012, 100053, 100068, 100037]
past, later = need_shares(data.CUTOFF, 18), need_shares(data.TODAY, 6)
ten = (100 * past.loc[ten_ids]).round(0).astype(int)
ten["frame"] = past.loc[ten_ids].idxmax(axis=1)
for name, ids in {"sales": active(orders, "ordered_at", 30),
                  "service": active(tickets, "opened_at", 90),
                  "comm.": active(visits, "started_at", 30)}.items():
    ten[name] = np.where(ten.index.isin(ids), "x", "")
ten["bought most later"] = later.idxmax(axis=1).reindex(ten.index)
ten

# %% [markdown]
# The first four columns are percentages. The frame says something about each of the ten. For
# {{(ten["frame"] == ten["bought most later"]).sum()}} of them it also names what they bought most later. Two it gets
# wrong. Customer 100389 was split in half (a tie, which the code broke by the order of its columns); customer 100568
# has turned to something new. The filters say nothing about four of the ten. But look at the first five rows: **three
# crosses each**.

# %% [markdown]
# ## 3 · All customers: does it tell what comes next?
#
# A frame for years must rest on something that lasts. So we form it on history only, everything before 1 July 2025,
# and test it on what the same people bought in the half-year after. k-means with four segments finds the kinds; each
# gets the name of its largest share. Anybody can then be placed by the nearest centre.

# %%
label = segment.kmeans(past, 4)
centres = past.groupby(label).mean()
centres.index = centres.idxmax(axis=1).rename("kind")

def place(shares):
    """The kind whose centre is nearest."""
    distance = ((shares.to_numpy()[:, None] - centres.to_numpy()) ** 2).sum(axis=2)
    return pd.Series(centres.index[distance.argmin(axis=1)], index=shares.index, name="kind")

(100 * centres).round(0).astype(int).assign(customers=place(past).value_counts())

# %% [markdown]
# Four clear kinds. Now the rival: a tactical segmentation by what each customer bought **last month**. And a third,
# by age, gender and household. The ruler looks at the *later* goods that speak for a need. Which share of them lies in
# the need that the segmentation named (*right* in the table)? Customers whom it does not see get the guess that suits
# most, and count too.

# %%
def share_named(kinds):
    """Of each later buyer's goods, the share in the named need; empty for customers not seen."""
    named = kinds.reindex(later.index)
    column = pd.Index(NEEDS).get_indexer(named)
    right = later.to_numpy()[np.arange(len(later)), column]
    return pd.Series(np.where(column >= 0, right, np.nan), index=later.index)

someone = later[past.mean().idxmax()]                    # one guess for all: the largest need
def ruler(kinds):
    right = share_named(kinds)
    return [100 * right.notna().mean(), 100 * right.mean(), 100 * right.fillna(someone).mean()]

years = data.CUTOFF.year - customers["birth_year"].astype(float)
who = customers["gender"].fillna("?") + customers["household"] + (years < 40).astype(str)
usual = past.groupby(who.reindex(past.index)).mean().idxmax(axis=1)
rivals = {"bought in 18 months": place(past), "age, gender, household": who.map(usual),
          "bought last month": place(need_shares(data.CUTOFF, 1))}
columns = ["sees (% of later buyers)", "right about those (%)", "right in all (%)"]
told = pd.DataFrame({name: ruler(kinds) for name, kinds in rivals.items()}, index=columns).T
told.round(0).astype(int)

# %%
windows = [1, 2, 3, 6, 9, 12, 18]
by_window = pd.DataFrame({m: ruler(place(need_shares(data.CUTOFF, m))) for m in windows},
                         index=["sees", "right", "in all"]).T
fig, ax = plt.subplots(figsize=(7.5, 3.6), layout="constrained")
for name, words, colour, shape in (("right", "right about those it sees", 0, "o"),
                                   ("sees", "customers it sees", 5, "s"),
                                   ("in all", "right in all", 2, "^")):
    ax.plot(by_window.index, by_window[name], shape + "-", color=describe.PALETTE[colour])
    ax.annotate(words, (18.4, by_window.loc[18, name]), va="center",
                xytext=(18.4, by_window.loc[18, name] + {"sees": 3, "in all": -3}.get(name, 0)))
ax.set(xlabel="months of purchases that the segmentation looks back", ylabel="%",
       xlim=(0, 25), ylim=(0, 100), xticks=windows)
ax.spines[["top", "right"]].set_visible(False)
ends = by_window.loc[[1, 18]].round(0).astype(int)
said = {"right": "right about those it sees", "sees": "customers seen", "in all": "right in all"}
describe.show(fig, "Three curves by months looked back, 1 to 18. " + "; ".join(
    f"{words}: from {ends.loc[1, name]}% to {ends.loc[18, name]}%" for name, words in said.items()))

# %%
pair = pd.DataFrame({"month": share_named(rivals["bought last month"]),
                     "frame": share_named(rivals["bought in 18 months"])}).dropna()
gap = 100 * (pair["month"] - pair["frame"]).to_numpy()
swings = gap[np.random.default_rng(13).integers(0, len(gap), (1000, len(gap)))].mean(axis=1)
gap_low, gap_high = np.percentile(swings, [2.5, 97.5])
print(f"{len(gap)} customers seen by both: last month names {gap.mean():.1f} points more of what "
      f"they buy (95% interval {gap_low:.1f} to {gap_high:.1f})")

# %% [markdown]
# **The first surprise.** For those who bought last month, last month is the *better* guide. It names
# {{gap.mean():.1f}} points more of what they buy (interval {{gap_low:.1f}} to {{gap_high:.1f}}): people change, and
# fresh purchases know it first. The tactical segmentation is not the worse one. But it is silent about
# {{100 - told.iloc[2, 0]:.0f}} of every 100 later buyers, the frame about {{100 - told.iloc[0, 0]:.0f}}. Over all of
# them the frame names {{told.iloc[0, 2]:.0f}}% of these goods, last month {{told.iloc[2, 2]:.0f}}%, age, gender and
# household {{told.iloc[1, 2]:.0f}}%. (Segments by purchases cannot see those who had not bought before July.)
#
# So the frame is formed on 18 months, and the month is left to those who live by it.

# %% [markdown]
# ## 4 · Which kinds of customers are there?
#
# Values, attitudes, behaviour, expectations: the first two and the last can only be asked. About a quarter answered
# the survey. It carries no date, so we never used it to *form* the kinds; that might leak the future. It may
# *describe* them. Answers are centred on each person's own mean (lesson 04), and compared with all who answered.

# %%
frame = place(need_shares(data.TODAY, 18))                # the same rule, brought to today
asked = data.load("survey").query("wave == 1").set_index("customer_id").drop(columns="wave")
asked = asked.astype(float)
asked = asked.sub(asked.mean(axis=1), axis=0)
WORDS = {"value": ["stick_to_budget", "feel_healthy", "look_my_best", "save_time"],
         "attitude": ["compare_prices", "choose_organic", "follow_trends", "quick_meals"],
         "expects": ["wait_for_sale", "know_the_source", "brands_matter", "deliver_to_me"]}
columns = sum(WORDS.values(), [])
tilt = asked[columns].groupby(frame.reindex(asked.index)).mean() - asked[columns].mean()
tilt = tilt.loc[NEEDS].T
answered = frame.reindex(asked.index).value_counts()[NEEDS]

# %%
fig, ax = plt.subplots(figsize=(7.5, 4.4), layout="constrained")
rows = [f"{group}: {item.replace('_', ' ')}" for group, items in WORDS.items() for item in items]
picture = ax.imshow(tilt, cmap="PuOr_r", vmin=-1.2, vmax=1.2, aspect="auto")
for (y, x), points in np.ndenumerate(tilt.to_numpy()):
    ax.annotate(f"{points:+.1f}", (x, y), ha="center", va="center")
for y in (3.5, 7.5):
    ax.axhline(y, color="0.2", linewidth=1.5)
ax.set_yticks(range(len(rows)), rows)
ax.set_xticks(range(4), [f"{need}\n({answered[need]} answers)" for need in NEEDS])
ax.tick_params(length=0)
fig.colorbar(picture, label="points above or below all who answered")
describe.show(fig, "Heat map: twelve survey statements by kind of customer. Each kind agrees more "
              "than the others with its own statements, such as "
              + ", ".join(f"{n} {tilt[n].idxmax().replace('_', ' ')} ({tilt[n].max():+.1f})"
                          for n in NEEDS) + ".")

# %%
year = orders["ordered_at"] >= data.TODAY - pd.DateOffset(years=1)
orders_year = orders[year].assign(kind=orders.loc[year, "customer_id"].map(frame))
lines_year = lines[lines["order_id"].isin(orders_year["order_id"])]
lines_year = lines_year.assign(kind=lines_year["customer_id"].map(frame))
hour = orders_year["ordered_at"].dt.hour
by_kind = orders_year.groupby("kind")
money = lines_year.groupby("kind")[["amount_sek", "discount_sek"]].sum()
behaviour = pd.DataFrame({
    "customers": frame.value_counts(),
    "orders a year": by_kind.size() / frame.value_counts(),
    "SEK an order": by_kind["amount_sek"].mean(),
    "in the evening (%)": 100 * (hour >= 17).groupby(orders_year["kind"]).mean(),
    "in shops (%)": 100 * (orders_year["channel"] == "shop").groupby(orders_year["kind"]).mean(),
    "discount (%)": 100 * money["discount_sek"] / money["amount_sek"],
}).loc[NEEDS]
behaviour.round(1)

# %% [markdown]
# Read a column of the heat map with its row here. *Convenience* values time, expects delivery, and orders most often
# and for most. *Thrift* compares prices and waits for sales, and gets the largest discounts:
# {{behaviour.loc["thrift", "discount (%)"]:.1f}}% of the price. The answers come from those who like to answer;
# lesson 04 says how far they speak for the rest.

# %% [markdown]
# ## 5 · How attractive, and where are we strong?
#
# "Large" is not yet "good for us". A segment may be large and belong to a competitor. So two scores: how
# **attractive** the segment is, and our **own strength** in it, where we have the best chance to be preferred.
# Each criterion is a figure of the segment over the same figure of all customers. The scale is fixed: 30% worse than
# all scores 0, the same scores 0.5, 30% better scores 1, straight in between. So a small difference stays small; a
# scale from the worst segment to the best would blow it up.
#
# | score | criterion | computed as | a stand-in for |
# |---|---|---|---|
# | attractive | size | customers, over a quarter of all | – |
# | attractive | margin | margin a customer in 2025, after discounts and returns | – |
# | attractive | easy to serve | orders per minute of service | cost to serve |
# | strong | keeps | of those who bought in the first half of 2025, share who came back in the second | loyalty to us |
# | strong | wins the visit | orders per linked visit | share of wallet |
# | strong | pleases | orders per complaint or closed account | satisfaction |
#
# Nobody at Havnbo sees what customers buy elsewhere. "Wins the visit" stands in for the share of their wallet: those
# who look at us and buy with us hardly buy elsewhere. It is a proxy, and it sees only visits that can be linked.

# %%
def per_customer(rows, value=None):
    """Rows (or the sum of a column) per customer of the frame."""
    by = rows.groupby("customer_id")
    return (by.size() if value is None else by[value].sum()).reindex(frame.index, fill_value=0)

kept = lines_year[lines_year["returned"] == 0]
margin = per_customer(kept, "amount_sek") * market.MARGIN - per_customer(kept, "discount_sek")
recent_tickets = tickets[tickets["opened_at"] >= data.TODAY - pd.DateOffset(years=1)]
unhappy = recent_tickets[recent_tickets["topic"].isin(["complaint", "close_account"])]
n_orders, n_visits = per_customer(orders_year), per_customer(visits)
second_half = orders_year["ordered_at"] >= data.CUTOFF
first, again = (per_customer(orders_year[half]) > 0 for half in (~second_half, second_half))
one = pd.Series(1, index=frame.index)
PARTS = {"size": (one, one * 0 + 0.25), "margin": (margin, one),
         "easy to serve": (n_orders, per_customer(recent_tickets, "handling_minutes")),
         "keeps": (first & again, first), "wins the visit": (n_orders * (n_visits > 0), n_visits),
         "pleases": (n_orders, per_customer(unhappy))}

# %%
top, bottom = (np.column_stack([part[i].to_numpy(float) for part in PARTS.values()])
               for i in (0, 1))
inside = np.column_stack([frame.to_numpy() == kind for kind in NEEDS]).astype(float)

def scores(weight):
    """Scores (kinds × criteria) from 0 to 1; `weight` says how often each customer counts."""
    up, down = (inside * weight[:, None]).T @ top, (inside * weight[:, None]).T @ bottom
    down[:, 0] = weight.sum() / 4                        # size: over a quarter of all
    up_all, down_all = weight @ top, weight @ bottom
    up_all[0] = down_all[0] = 1
    times_all = (up / np.maximum(down, 1e-9)) / (up_all / down_all)
    return np.clip(0.5 + (times_all - 1) / 0.6, 0, 1)

card = pd.DataFrame(scores(np.ones(len(frame))), index=NEEDS, columns=list(PARTS))
rng = np.random.default_rng(5)
n = len(frame)
draws = np.stack([scores(np.bincount(rng.integers(0, n, n), minlength=n).astype(float))
                  for _ in range(200)])
card.round(2)

# %%
def position(one_card, weights):
    """Weighted means of the attractive and of the strong criteria."""
    weights = np.asarray(weights, float)
    return (one_card[..., :3] @ weights[:3] / weights[:3].sum(),
            one_card[..., 3:] @ weights[3:] / weights[3:].sum())

attract, strength = position(card.to_numpy(), [1] * 6)
cloud_attract, cloud_strength = position(draws, [1] * 6)
chosen = NEEDS[(attract + strength).argmax()]
firsts = np.bincount((cloud_attract + cloud_strength).argmax(axis=1), minlength=4) / len(draws)
chosen_again = firsts[NEEDS.index(chosen)]
pleases_low, pleases_high = np.percentile(draws[:, NEEDS.index("green"), 5], [2.5, 97.5])
print(f"largest sum of the two scores: {chosen}; in 200 samples drawn anew: "
      + ", ".join(f"{kind} {share:.0%}" for kind, share in zip(NEEDS, firsts)))

# %%
fig, ax = plt.subplots(figsize=(7, 5), layout="constrained")
total = margin.groupby(frame).sum()[NEEDS] / 1000
for i, (kind, shape) in enumerate(zip(NEEDS, describe.MARKERS)):
    ax.plot(cloud_strength[:, i], cloud_attract[:, i], shape, color=describe.PALETTE[i],
            markersize=3, alpha=0.35, markeredgewidth=0)
    ax.plot(strength[i], attract[i], shape, color=describe.PALETTE[i], markeredgecolor="black",
            markersize=4 + total[kind] ** 0.5)
    ax.annotate(f"{kind}\n{total[kind]:,.0f} thousand SEK", (strength[i], attract[i]),
                textcoords="offset points", xytext=(0, -50 if kind == "green" else 26), ha="center",
                bbox={"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 1})
ax.axhline(0.5, color="0.6", linewidth=1)
ax.axvline(0.5, color="0.6", linewidth=1)
for x, y, words in ((0.98, 0.97, "go for it"), (0.02, 0.97, "build strength, or leave"),
                    (0.98, 0.02, "harvest"), (0.02, 0.02, "leave")):
    ax.text(x, y, words, color="0.35", ha="right" if x > 0.5 else "left", va="center")
ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="own strength", ylabel="attractive for Havnbo")
describe.show(fig, "Four kinds of customers by own strength and attractiveness, equal weights: "
              + "; ".join(f"{k} strength {strength[i]:.2f}, attractive {attract[i]:.2f}"
                          for i, k in enumerate(NEEDS))
              + ". Clouds of small marks show samples drawn anew; they spread in both directions.")

# %% [markdown]
# The size of a mark is the margin of the kind in 2025; the small marks are the same customers drawn anew, with
# replacement. The places move in both directions, sideways more for style and convenience. *Pleases* rests on only
# {{int(per_customer(unhappy).sum())}} complaints and requests to close an account. In 95% of the samples its score for
# green lies between {{pleases_low:.2f}} and {{pleases_high:.2f}}.
#
# With equal weights **{{chosen}}** comes first. It does so in {{chosen_again:.0%}} of the samples, green in
# {{firsts[NEEDS.index("green")]:.0%}}. That is a lead, not a certainty.

# %% [markdown]
# ## 6 · What would it mean?
#
# To go for a segment changes the goods, the service and the manner. What would change, if {{chosen}} set the tone?

# %%
mix = lines_year.groupby("kind")["category"].value_counts(normalize=True).unstack()
top_two = mix.apply(lambda row: ", ".join(row.nlargest(2).index), axis=1)
serve = recent_tickets.assign(kind=recent_tickets["customer_id"].map(frame)).groupby("kind")
linked = visits.assign(kind=visits["customer_id"].map(frame))
meant = pd.DataFrame({
    "products: first two": top_two,
    "their share (%)": 100 * mix.apply(lambda row: row.nlargest(2).sum(), axis=1),
    "goods sent back (%)": 100 * lines_year.groupby("kind")["returned"].mean(),
    "service minutes per 100 customers": 100 * serve["handling_minutes"].sum()
    / frame.value_counts(),
    "service minutes per 100 orders": 100 * serve["handling_minutes"].sum() / by_kind.size(),
    "visits in the app (%)": 100 * (linked["device"] == "app").groupby(linked["kind"]).mean(),
    "e-mail allowed (%)": 100 * customers["consent_email"].groupby(frame).mean(),
    "post allowed (%)": 100 * customers["consent_post"].groupby(frame).mean(),
}).loc[NEEDS]
meant.T.map(lambda value: f"{value:.0f}" if isinstance(value, float) else value)

# %% [markdown]
# **Products:** two categories make up {{meant.loc[chosen, "their share (%)"]:.0f}}% of what {{chosen}} buys.
# **Service:** {{meant.loc[chosen, "service minutes per 100 customers"]:.0f}} minutes per hundred customers and year,
# where green needs {{meant.loc["green", "service minutes per 100 customers"]:.0f}}. {{chosen.capitalize()}} orders
# more, and needs somewhat more minutes per order than green. **Manner:** the channels they use and allow hardly differ.
#
# And now the step at which many a strategy goes wrong. "We build on {{chosen}}" sounds like "we *talk* about
# {{chosen}}". The board's offer goes out by post, to everybody who accepts post. One in two, drawn by lot, is held
# out as control group.

# %%
def post(ids, offer, **more):
    return pd.DataFrame({"customer_id": ids, "offer": offer, "channel": "post"} | more)

everybody = frame.index
outcomes = market.run(post(everybody, chosen), holdout=0.5, seed=13)
outcomes["own"] = np.where(frame[outcomes["customer_id"]] == chosen, chosen, "the other three")
rows = {}
for name, part in outcomes.groupby("own"):
    result = market.effect(part)
    for measure in ("converted", "retained"):
        rows[name, measure] = 100 * result.loc[measure, ["effect", "low", "high"]]
pd.DataFrame(rows).T.astype(float).round(1).rename_axis(["offer sent to", "per 100"])

# %%
def worth(plan):
    """SEK in the fortnight and in the year after, less postage and the writing of the texts."""
    chances = market.expected(plan).query("consent == 1")
    added = (chances["chance_with"] - chances["chance_without"]) * chances["basket_sek"]
    staying = (chances["stay_with"] - chances["stay_without"]) * chances["year_margin_sek"]
    postage = chances["channel"].map(market.CONTACT_COST_SEK)
    kinds = len(chances[["offer", "stage_message"]].drop_duplicates())
    return (added * market.MARGIN + staying - postage).sum() - market.MESSAGE_COST_SEK * kinds

def offer_of(need):
    own = everybody[frame == need]
    return {"to their own kind": worth(post(own, need)),
            "to everybody": worth(post(everybody, need))}

as_offer = pd.DataFrame({need: offer_of(need) for need in NEEDS}).T / 1000
plain_all = worth(post(everybody, "everyone")) / 1000
each_own = worth(post(everybody, frame.to_numpy())) / 1000
shown = as_offer.map("{:,.0f}".format)
shown.loc["one plain letter"] = ["", f"{plain_all:,.0f}"]
shown.loc["each kind its own letter"] = ["", f"{each_own:,.0f}"]
shown.rename_axis("letter (thousand SEK)")

# %% [markdown]
# **The second surprise.** The picture of section 5 agrees at both ends with what a letter of its own earns (partly
# because size counts in both). {{chosen.capitalize()}} brings most,
# {{as_offer.loc[chosen, "to their own kind"]:,.0f}} thousand SEK, and style least. (Green and thrift swap places.) But
# the *same* letter sent to everybody is worth {{as_offer.loc[chosen, "to everybody"]:,.0f}} thousand. It sells to the
# others too, as the test shows, and it tells them that this is not their shop: of every hundred of them
# {{-rows["the other three", "retained"]["effect"]:.0f}} fewer are customers a year on (interval
# {{-rows["the other three", "retained"]["high"]:.0f}} to {{-rows["the other three", "retained"]["low"]:.0f}}). A plain
# letter would bring {{plain_all:,.0f}} thousand, and a letter of its own to each kind {{each_own:,.0f}} thousand.
#
# To build on a segment decides what Havnbo *becomes* good at. It does not decide what the others *hear*. The frame
# is worth more than the winner.

# %% [markdown]
# ## 7 · Sales: whom do we address with this offer?
#
# From here on we lay filters over the frame. What a department can use is a **list**: who, why, of which kind, and
# whether we may write. Counts under five are not shown.

# %%
def to_list(ids, reason, channel="email"):
    """A department's list: a row per customer, with reason, kind in the frame, and consent."""
    return pd.DataFrame({
        "reason": reason, "kind": frame.reindex(ids).fillna("not known yet").to_numpy(),
        "may_write": np.where(customers.loc[ids, f"consent_{channel}"] == 1, "yes", "no"),
    }, index=pd.Index(ids, name="customer_id"))

def count(some_list):
    """Customers by kind and consent; counts under five are hidden."""
    table = pd.crosstab(some_list["kind"], some_list["may_write"])
    return table.where(table >= 5).astype("Int64").astype(object).where(table >= 5, "under 5")

def emails(ids, offer, **more):
    return pd.DataFrame({"customer_id": list(ids), "offer": offer, "channel": "email"} | more)

# %% [markdown]
# Sales has a new range of **organic** food and 300 e-mails to send. Four ways to choose them, all with consent and
# all of the same length: those with most organic lines in the past year; any 300 of the green kind; the 300 best
# customers by money; 300 drawn by lot.

# %%
may_email = customers.index[customers["consent_email"] == 1]
organic = per_customer(lines_year[lines_year["category"] == "organic"])
organic = organic[organic.index.intersection(may_email)].sort_values(ascending=False, kind="stable")
spent = orders.groupby("customer_id")["amount_sek"].sum().reindex(may_email, fill_value=0)
lot = np.random.default_rng(13)
green = frame.index[frame == "green"].intersection(may_email)
offer_lists = {"bought organic most": organic.index[:300],
               "green kind, by lot": lot.choice(green, 300, replace=False),
               "best customers": spent.sort_values(ascending=False, kind="stable").index[:300],
               "drawn by lot": lot.choice(may_email, 300, replace=False)}
times = organic.head(300).astype(str).to_numpy(object)
organic_list = to_list(offer_lists["bought organic most"], times + " organic lines")
organic_list.head(4)

# %%
count(organic_list)

# %%
def compare(lists, offer, **more):
    """What each list buys, against its own control group, and what this market knows."""
    rows = {}
    for name, ids in lists.items():
        plan = emails(ids, offer, **more)
        test = 100 * market.effect(market.run(plan, holdout=0.5, seed=13)).loc["converted"]
        truth = market.expected(plan).query("consent == 1")
        added = 100 * (truth["chance_with"] - truth["chance_without"]).mean()
        rows[name] = [len(ids), test["contacted"], test["effect"], test["low"], test["high"], added]
    columns = ["customers", "bought, contacted (%)", "added", "low", "high", "truly added"]
    return pd.DataFrame(rows, index=columns).T.round(1).astype({"customers": int})

given = compare(offer_lists, "organic")
given

# %% [markdown]
# Orders per hundred e-mails. The best customers have the finest *rate*:
# {{given.loc["best customers", "bought, contacted (%)"]:.0f}}% of those contacted bought. But most of these would have
# bought anyway. The tests can hardly put the lists in order: 300 e-mails are few, and the intervals of the first three
# overlap widely. The market knows. Per hundred e-mails the filter truly adds
# {{given.loc["bought organic most", "truly added"]:.0f}} orders, the green kind
# {{given.loc["green kind, by lot", "truly added"]:.0f}}, the best customers
# {{given.loc["best customers", "truly added"]:.0f}}, the lot {{given.loc["drawn by lot", "truly added"]:.0f}}. The
# large step is from the lot to the kind, with no filter at all: {{(organic_list["kind"] == "green").mean():.0%}} of the
# sales list is green.
#
# ### With whom do we do less business than expected?
#
# "Expected" needs a model. We take customers with three orders or more before 2025. From recency, frequency and money
# a straight line guesses their spending in the first half of 2025. Each guess comes from a line fitted to *other*
# customers. The list: the 200 largest shortfalls.

# %%
def expectation(start, end):
    """Expected and real spending from start to end, for those with three earlier orders or more."""
    before = features.rfm(orders[orders["ordered_at"] < start], at=start).query("frequency >= 3")
    between = (orders["ordered_at"] >= start) & (orders["ordered_at"] < end)
    real = orders[between].groupby("customer_id")["amount_sek"].sum()
    real = real.reindex(before.index, fill_value=0)
    folds = KFold(5, shuffle=True, random_state=0)
    guess = cross_val_predict(LinearRegression(), before, real, cv=folds)
    return pd.DataFrame({"expected": np.maximum(guess, 0), "real": real})

new_year = data.CUTOFF - pd.DateOffset(months=6)
business = expectation(new_year, data.CUTOFF)
business["shortfall"] = business["expected"] - business["real"]
short = business.nlargest(200, "shortfall")
explained = 1 - (business["shortfall"] ** 2).sum() / business["real"].var(ddof=0) / len(business)
short.head(4).round(-1).astype(int)

# %% [markdown]
# The guess explains {{explained:.0%}} of the differences between {{len(business):,}} customers. The 200 should have
# spent {{short["expected"].sum() / 1000:,.0f}} thousand SEK, and spent {{short["real"].sum() / 1000:,.0f}}. Sales
# would now call them, and half a year later proudly show how many came back. So let us look at what these 200 did in
# the second half of 2025, when **nobody called**.

# %%
future = orders[orders["ordered_at"] >= data.CUTOFF].groupby("customer_id")["amount_sek"].sum()
future = future.reindex(business.index, fill_value=0)
season = future.sum() / business["real"].sum()            # December lies in the second half
after = future[short.index].sum() / season
closed = (after - short["real"].sum()) / short["shortfall"].sum()
again = np.random.default_rng(13).integers(0, len(short), (1000, len(short)))
back = (future[short.index] / season - short["real"]).to_numpy()[again].sum(axis=1)
lacking = short["shortfall"].to_numpy()[again].sum(axis=1)
closed_low, closed_high = np.percentile(back / lacking, [2.5, 97.5])
print(f"{closed:.0%} of the gap closed (95% interval {closed_low:.0%} to {closed_high:.0%})")

# %%
traits = data.truth("customers").set_index("customer_id").loc[short.index]
gone = traits["left_on"] < data.CUTOFF                    # known in this market only
usual_half = traits["orders_per_year"] * traits["basket_sek"] / 2
usual_half *= np.mean(market.MONTH_WEIGHT[:6])
parts = pd.Series({
    "they have left": short.loc[gone, "shortfall"].sum(),
    "a slow half-year, by chance": (usual_half - short["real"])[~gone].sum(),
    "we expected too much": (short["expected"] - usual_half)[~gone].sum()}) / 1000
parts.round(0).astype(int).to_frame("thousand SEK of the shortfall")

# %%
fig, axes = plt.subplots(1, 2, figsize=(8.4, 3.4), layout="constrained", width_ratios=[4, 5])
three = [short["expected"].sum() / 1000, short["real"].sum() / 1000, after / 1000]
axes[0].bar(["expected,\n1st half", "bought,\n1st half", "bought,\n2nd half"], three,
            color=["0.75", describe.PALETTE[5], describe.PALETTE[2]], width=0.65)
for x, value in enumerate(three):
    axes[0].annotate(f"{value:,.0f}", (x, value + 8), ha="center")
axes[0].set(ylabel="thousand SEK, 200 customers", title="Nobody called", ylim=(0, 760))
axes[1].barh(parts.index, parts, color=[describe.PALETTE[i] for i in (5, 4, 1)], height=0.6)
for y, value in enumerate(parts):
    axes[1].annotate(f"{value:,.0f} ({value / parts.sum():.0%})", (value + 3, y), va="center")
axes[1].invert_yaxis()
axes[1].set(xlim=(0, 240), xlabel="thousand SEK", title="What the shortfall was")
for ax in axes:
    ax.spines[["top", "right"]].set_visible(False)
describe.show(fig, f"Left: expected {three[0]:,.0f} thousand SEK, bought {three[1]:,.0f}, and in "
              f"the next half-year, untouched, {three[2]:,.0f}. Right: the shortfall splits into "
              + ", ".join(f"{name} {value:,.0f}" for name, value in parts.items()) + ".")

# %% [markdown]
# **About half of the gap closed with nobody doing anything:** {{closed:.0%}}, with an interval from
# {{closed_low:.0%}} to {{closed_high:.0%}}. (To compare, the second half is divided by {{season:.2f}}: so many times as
# much all these customers spent in it, leavers included.) The list was picked for its shortfall. So it holds those with
# a slow half-year, who recover. It also holds those of whom the line expected too much, some because *last* year was
# lucky; they never owed us anything. Much of this is regression to the mean (lesson 08). Only
# {{parts.iloc[0] / parts.sum():.0%}} of the shortfall is customers who have really gone.
#
# Is the list useless? No: it needs one more question. Who has bought **nothing** for the half-year?

# %%
silent = short["real"] == 0
pd.DataFrame({"customers": silent.value_counts(),
              "have left (%)": (100 * gone.groupby(silent).mean()).round(0).astype(int),
              "bought again, not called (%)":
              (100 * (future[short.index] > 0).groupby(silent).mean()).round(0).astype(int)}
             ).set_axis(["bought less", "bought nothing"])

# %%
now_business = expectation(data.CUTOFF, data.TODAY)
now_business["shortfall"] = now_business["expected"] - now_business["real"]
to_call = now_business.query("real == 0").nlargest(100, "shortfall")
sek = to_call["expected"].round(-2).astype(int).astype(str).to_numpy(object)
call_list = to_list(to_call.index, "nothing for half a year; expected " + sek + " SEK", "post")
count(call_list)

# %% [markdown]
# The list of today: a hundred customers who bought nothing in the second half of 2025 and of whom most was expected.
# Write to half of those who accept post, drawn by lot. The other half says how many would have come back anyway.

# %% [markdown]
# ## 8 · Service: who expects more, and who needs more?
#
# Two lists. **Expect to be treated as large or loyal:** the tenth who spent most in the past year, or who bought in
# each of its four quarters. **Need more help:** those who in the last 90 days complained, wanted to close the
# account, asked how to start, or wrote twice. Do such lists last? We make them on 1 July. Then we look at tickets in
# the quarter after, and at purchases in the half-year after.

# %%
def service_lists(at):
    """The ids of those who expect much, and of those who need help, by what was known at `at`."""
    past_year = orders[(orders["ordered_at"] < at)
                       & (orders["ordered_at"] >= at - pd.DateOffset(years=1))]
    large = past_year.groupby("customer_id")["amount_sek"].sum()
    large = large.index[large >= large.quantile(0.9)]
    quarter = (at - past_year["ordered_at"]).dt.days // 91.5
    loyal = quarter.clip(upper=3).groupby(past_year["customer_id"]).nunique()
    last = tickets[(tickets["opened_at"] < at)
                   & (tickets["opened_at"] >= at - pd.Timedelta(days=90))]
    hard = last["topic"].isin(["complaint", "close_account", "how_to_start"])
    twice = last["customer_id"].value_counts()
    need = pd.Index(last.loc[hard, "customer_id"]).union(twice.index[twice >= 2]).unique()
    return large.union(loyal.index[loyal == 4]), need

expects, needs_help = service_lists(data.CUTOFF)
members = customers.index[customers["member_since"] < data.CUTOFF]
pd.Series({"expect to be treated as large": len(expects), "need more help": len(needs_help),
           "both": len(expects.intersection(needs_help))}).to_frame("customers on 1 July")

# %%
quarter_end = data.CUTOFF + pd.Timedelta(days=90)
next_tickets = tickets[tickets["opened_at"].between(data.CUTOFF, quarter_end)]
later_ids = orders.loc[orders["ordered_at"] >= data.CUTOFF, "customer_id"].unique()
later_sek = orders[orders["ordered_at"] >= data.CUTOFF].groupby("customer_id")["amount_sek"].sum()

def quarter_after(ids):
    wrote = next_tickets[next_tickets["customer_id"].isin(ids)]
    per_head = wrote.groupby("customer_id").size().reindex(ids, fill_value=0)
    return {"customers": len(ids), "tickets per 100, next quarter": 100 * per_head.mean(),
            "±": 196 * per_head.sem(),
            "minutes per 100": 100 * wrote["handling_minutes"].sum() / len(ids),
            "buy again (%)": 100 * np.isin(ids, later_ids).mean(),
            "of later money (%)": 100 * later_sek.reindex(ids).sum() / later_sek.sum()}

served = pd.DataFrame({
    "all members": quarter_after(members), "expect to be treated as large": quarter_after(expects),
    "need more help": quarter_after(needs_help),
    "as many, drawn by lot": quarter_after(
        np.random.default_rng(13).choice(members, len(needs_help), replace=False))}).T
served.round(0).astype(int)

# %% [markdown]
# The first list lasts. It is {{len(expects) / len(members):.0%}} of the members and brings {{served.iloc[1, 5]:.0f}}%
# of the money to come; who orders much writes much, too. The second probably lasts. Each hundred on it write
# {{served.iloc[2, 1]:.0f}} times in the next quarter and take {{served.iloc[2, 3]:.0f}} minutes, where a hundred
# members write {{served.iloc[0, 1]:.0f}} times and take {{served.iloc[0, 3]:.0f}}. But {{len(needs_help)}} customers
# are too few to say how strongly. (± is half of the 95% interval. Its low end,
# {{served.iloc[2, 1] - served.iloc[2, 2]:.0f}}, lies only just above all members.)
# {{len(expects.intersection(needs_help))}} customers are on both lists: the ones to ring first.
#
# What the customer *expects* we have not measured. We have taken large and loyal purchases for it, because people
# know what they spend with us. A question in the survey would be better.

# %%
expects_now, help_now = service_lists(data.TODAY)
help_list = to_list(help_now, "wrote twice, or asked, or complained", channel="email")
count(help_list)

# %% [markdown]
# Service may answer those who wrote, consent or not; an answer is no advertisement. The column matters as soon as
# the answer sells something.

# %% [markdown]
# ## 9 · Communication: the situation, and the website
#
# ### Which needs arise from a situation, or a phase of life?
#
# Week 8 is a school holiday. Families are a phase of life, the week is a situation; together they make a need. The
# same letter about children's goods, on the same day, to as many customers drawn by lot, and to the same families
# five weeks earlier:

# %%
family = customers.index[(customers["household"] == "family") & (customers["consent_email"] == 1)]
family = family.intersection(active(orders, "ordered_at", 365, at=data.TODAY))
buyers = may_email.intersection(active(orders, "ordered_at", 365, at=data.TODAY))
drawn = np.random.default_rng(13).choice(buyers, len(family), replace=False)
holiday = {"event": "holiday", "sent_on": pd.Timestamp("2026-02-16")}
too_early = holiday | {"sent_on": pd.Timestamp("2026-01-12")}
moment = pd.concat([compare({"families, in the holiday week": family}, "children", **holiday),
                    compare({"drawn by lot, in the holiday week": drawn}, "children", **holiday),
                    compare({"families, five weeks early": family}, "children", **too_early)])
moment

# %%
family_list = to_list(family, "family; school holiday in week 8")
count(family_list)

# %% [markdown]
# Phase and moment together add {{moment.iloc[0, 5]:.0f}} orders per hundred e-mails, the lot {{moment.iloc[1, 5]:.0f}},
# and the right families at the wrong time {{moment.iloc[2, 5]:.0f}}. The frame was not needed here: families are in
# all four kinds. The filter asks something that the frame does not.
#
# ### What matters on our website?
#
# What do the four kinds look at, in the visits of the last half-year?

# %%
half = visits[visits["started_at"] >= data.CUTOFF].copy()
half["kind"] = half["customer_id"].map(frame)
looks = pd.crosstab(half["kind"], half["need"].fillna("none of the four"), normalize="index")
(100 * looks.loc[NEEDS, [*NEEDS, "none of the four"]]).round(0).astype(int)

# %% [markdown]
# Most visits go to goods of the visitor's own kind. Interesting are those who do **not** look there. Here is the third
# list: customers whose visits of the last 60 days, two or more about the four needs, point clearly at another need
# than the frame does.

# %%
clicks = visits[visits["started_at"] >= data.TODAY - pd.Timedelta(days=60)]
clicks = clicks.groupby(["customer_id", "need"]).size().unstack(fill_value=0).reindex(columns=NEEDS)
clear = (clicks.max(axis=1) >= 2) & (clicks.max(axis=1) >= 0.6 * clicks.sum(axis=1))
looking = clicks[clear].idxmax(axis=1)
looking = looking[looking.index.isin(frame.index)]
turned = looking[looking != frame[looking.index]]
turned_list = to_list(turned.index, ("looks at " + turned).to_numpy(object))
turned_list.head(4)

# %%
by_letter = {"by purchases (frame)": frame[turned.index], "by clicks": turned, "plain": "everyone"}
turned_plans = {name: emails(turned.index, np.asarray(offer)) for name, offer in by_letter.items()}
known = {name: market.expected(plan).query("consent == 1") for name, plan in turned_plans.items()}
pd.DataFrame({name: {"may be written to": len(table), "truly added per 100":
                     100 * (table["chance_with"] - table["chance_without"]).mean()}
              for name, table in known.items()}).T.round(1)

# %%
true_need = data.truth("customers").set_index("customer_id")["need_now"]
mended = (turned == true_need[turned.index]).sum()
wrong = (frame != true_need[frame.index]).sum()
print(f"the clicks are right about {mended} of the {len(turned)} turned customers; in all the "
      f"frame is wrong about {wrong} of {len(frame):,}")

# %% [markdown]
# {{len(turned)}} customers. With {{len(known["plain"])}} to write to no control group could prove anything, so only
# this market can tell. The clicks correct the frame for {{mended}} customers, {{mended / wrong:.0%}} of those it has
# wrong. That is how the two complement each other. The frame speaks about many more customers. The departments, who
# see customers now, tell it some of those it has wrong.

# %% [markdown]
# ## 10 · Three good lists and one letterbox
#
# Now the three departments write by post, a fortnight apart, in the same month. Each keeps its own order of merit:
# sales by how lately and often somebody bought, service by the money of the past year (the large ones expect to
# hear from us), communication by visits in the last 90 days (they matter on our website). Each may send a third of
# the letters. Who gets more than one?

# %%
pool = frame.index[customers.loc[frame.index, "consent_post"] == 1]
now = features.rfm(orders, at=data.TODAY).loc[pool]
recent_visits = visits[visits["started_at"] >= data.TODAY - pd.Timedelta(days=90)]
merit = {
    "sales": features.score(now["recency_days"], best="low") + features.score(now["frequency"])
    + now["frequency"] / 1000,
    "service": per_customer(orders_year, "amount_sek")[pool],
    "communication": per_customer(recent_visits)[pool]}
in_order = {name: values.sort_values(ascending=False, kind="stable").index
            for name, values in merit.items()}

LETTERS = 900
first_lists = {name: ids[:LETTERS // 3] for name, ids in in_order.items()}
boxes = pd.Series(np.concatenate(list(first_lists.values()))).value_counts()
boxes.value_counts().sort_index().rename_axis("letters in one box").to_frame("customers")

# %% [markdown]
# {{LETTERS}} letters reach {{len(boxes)}} customers, and {{(boxes == 3).sum()}} get all three. (These lists are simpler
# than those of sections 7 to 9.) All three rank by how active somebody is, so they overlap. Each department has
# found busy customers, like the first five rows of section 2. Nobody sees it, because each sees one list.
#
# Four ways to send the same {{LETTERS}} letters:
#
# | way | who | what they read |
# |---|---|---|
# | neither | drawn by lot | one plain letter |
# | the frame alone | drawn by lot | the letter of their kind |
# | the filters alone | each department its own list; some get two or three | one plain letter |
# | the frame with filters | the three lists in turns, but nobody twice | the letter of their kind |
#
# A customer who has been taken is passed over, and the next on the list moves up. For this the departments need one
# shared list. We are kind to the filters: their three departments pay for one plain text, although they would write
# three.

# %%
def letter(offer, earlier):
    """What one letter adds for each of the pool, after so many others this month (SEK)."""
    chances = market.expected(post(pool, offer, recent_messages=earlier))
    added = (chances["chance_with"] - chances["chance_without"]) * chances["basket_sek"]
    sold = added * market.MARGIN - market.CONTACT_COST_SEK["post"]
    stays = (chances["stay_with"] - chances["stay_without"]) * chances["year_margin_sek"]
    return sold.to_numpy(), stays.to_numpy()

offers = {"plain": ("everyone", 1), "own kind": (frame[pool].to_numpy(), 4)}
known_letter = {(name, earlier): letter(offer, earlier)
                for name, (offer, _) in offers.items() for earlier in range(3)}
rank = {name: pool.get_indexer(ids) for name, ids in in_order.items()}

def value(offer, letters_each):
    """SEK of a mailing: `letters_each` says how many letters (0 to 3) each of the pool gets."""
    total = -market.MESSAGE_COST_SEK * offers[offer][1]
    for earlier in range(3):
        sold, stays = known_letter[offer, earlier]
        total += sold[letters_each > earlier].sum() + stays[letters_each == earlier + 1].sum()
    return total

# %% [markdown]
# Three letters in a month tire a reader and can make a customer leave: the market knows how many came before. What
# the letters sell is added up; whether the customer stays is counted once, after the last one. And the two ways to
# spread the letters:

# %%
def own_lists(budget, departments, allowed):
    """Letters per customer when every department writes to the top of its own list."""
    each = np.zeros(len(pool), int)
    for name in departments:
        mine = rank[name][allowed[rank[name]]]
        each[mine[:budget // len(departments)]] += 1
    return each

def shared_list(budget, departments, allowed):
    """One letter each: the departments take turns, and pass over whom another has taken."""
    turns = np.stack([rank[name][allowed[rank[name]]] for name in departments], axis=1).ravel()
    _, first = np.unique(turns, return_index=True)
    each = np.zeros(len(pool), int)
    each[turns[np.sort(first)][:budget]] = 1
    return each

# %%
WAYS = ["neither", "frame alone", "filters alone", "frame + filters"]

def four_ways(budget, departments=tuple(rank), allowed=np.ones(len(pool), bool)):
    """Worth (SEK) of the four ways; a draw by lot counts with its average."""
    by_lot = {}
    for offer, (_, kinds) in offers.items():
        fixed = market.MESSAGE_COST_SEK * kinds
        whole = value(offer, allowed.astype(int)) + fixed
        by_lot[offer] = whole * min(budget / allowed.sum(), 1) - fixed
    return pd.Series([by_lot["plain"], by_lot["own kind"],
                      value("plain", own_lists(budget, departments, allowed)),
                      value("own kind", shared_list(budget, departments, allowed))], index=WAYS)

# %%
budgets = [60, 150, 300, 600, 900, 1_200, 1_800, 2_400, 3_000, len(pool)]
by_budget = pd.DataFrame({budget: four_ways(budget) for budget in budgets}).T / 1000
fig, ax = plt.subplots(figsize=(7.8, 4), layout="constrained")
for name, colour, shape in zip(WAYS, ["0.55", *describe.PALETTE[:3]], describe.MARKERS):
    ax.plot(by_budget.index, by_budget[name], shape + "-", color=colour, label=name)
ax.axhline(0, color="0.2", linewidth=1)
ax.set(xlabel="letters in the budget", ylabel="worth (thousand SEK)", xlim=(0, len(pool) + 60))
ax.legend(frameon=False, loc="upper left")
ax.spines[["top", "right"]].set_visible(False)
describe.show(fig, "Worth by letters in the budget, four ways. With 900 letters: "
              + ", ".join(f"{name} {by_budget.loc[900, name]:,.0f}" for name in WAYS)
              + f" thousand SEK. With {len(pool):,} letters the filters alone are at "
              f"{by_budget.iloc[-1]['filters alone']:,.0f}.")

# %%
one_writes = [four_ways(LETTERS, (name,))["filters alone"] / 1000 for name in rank]
log_only = value("plain", shared_list(LETTERS, tuple(rank), np.ones(len(pool), bool))) / 1000
print(f"{LETTERS} letters, plain: one department alone " + ", ".join(f"{x:.1f}" for x in one_writes)
      + f"; all three, nobody twice {log_only:.1f} thousand SEK")
by_budget.round(1).rename_axis("letters").loc[[300, 900, 1_800, len(pool)]]

# %% [markdown]
# **The third surprise.** In this market, where a second and third letter tire people, three good lists together are
# worth less than a lottery. With {{LETTERS}} letters the filters alone are worth
# {{by_budget.loc[900, "filters alone"]:,.1f}} thousand SEK, a plain letter to {{LETTERS}} customers drawn by lot
# {{by_budget.loc[900, "neither"]:,.1f}}. More money does not help: with any budget from {{budgets[0]}} to
# {{len(pool):,}} letters the filters alone lie between {{by_budget["filters alone"].min():,.1f}} and
# {{by_budget["filters alone"].max():,.1f}} thousand. What further letters sell, they lose again in boxes that are full
# already. And yet no list is bad: any *one* department, writing all {{LETTERS}} letters by itself, would bring
# {{min(one_writes):,.0f}} to {{max(one_writes):,.0f}} thousand.
#
# The frame with the filters brings {{by_budget.loc[900, "frame + filters"]:,.0f}} thousand, far more than the frame
# alone. The filters were never wrong. They knew *whom*, and nobody knew *how often* and *with what*. Just passing
# over customers whom another department has taken, with the plain letter still, lifts the same lists to
# {{log_only:,.0f}} thousand. The letter of the kind brings
# {{by_budget.loc[900, "frame + filters"] - log_only:,.0f}} thousand more.
#
# ### Put to the test
#
# In the company nobody sees such curves. So: the {{LETTERS}} customers of the frame with filters. Half, drawn by lot,
# get the letter of their kind, the other half the plain one. How many buy?

# %%
together = pool[shared_list(LETTERS, tuple(rank), np.ones(len(pool), bool)) == 1]
coin = np.random.default_rng(14).random(len(together)) < 0.5
own, plain = post(together, frame[together].to_numpy()), post(together, "everyone")
runs = [market.run(plan, holdout=0, seed=13)["converted"] for plan in (own[coin], plain[~coin])]
test = 100 * np.array(experiment.rate_difference(*runs))      # rates, difference, and its interval
truth = 100 * (market.expected(own)["chance_with"] - market.expected(plain)["chance_with"]).mean()
print(f"{test[0]:.1f} of 100 bought with the letter of their kind, {test[1]:.1f} with the plain: "
      f"{test[2]:+.1f} ({test[3]:+.1f} to {test[4]:+.1f}); truth {truth:+.1f}")

# %% [markdown]
# The direct comparison of the two halves measures {{test[2]:+.1f}} buyers per hundred, with an interval from
# {{test[3]:+.1f}} to {{test[4]:+.1f}}; the truth is {{truth:+.1f}}. One test of {{LETTERS}} customers cannot settle it:
# the interval is many times wider than what it looks for. A real company would repeat the test over a year.

# %% [markdown]
# ## 11 · Live: the weights and the filters
#
# Left, the strategist's table: set how much the first three criteria count, from 0 to 2, and tick which of the other
# three count. The four kinds move, and a ring marks the one with the largest sum of both scores. Right, the
# departments' table: who writes, to whom, and how many letters.
#
# **Before you move anything, guess:** is there any weighting that puts style first? And with one department writing
# alone, from how many letters on does it need the frame?

# %%
FILTERS = {"everybody in the frame": np.ones(len(pool), bool),
           "bought within a year": (now["recency_days"] <= 365).to_numpy(),
           "visited in the last 90 days": (merit["communication"] > 0).to_numpy()}
WRITERS = {"all three": tuple(rank)} | {name: (name,) for name in rank}

# %%
@cache
def ways(budget, who, filtered):
    return four_ways(budget, WRITERS[who], FILTERS[filtered]) / 1000

def update(size, margin, service, keeps, wins, pleases, who, filtered, budget):
    """Move the kinds and the bars to where the controls put them; say in words what is seen."""
    if not size + margin + service or not keeps + wins + pleases:
        raise ValueError("All criteria of one score count 0. Give one of them a weight.")
    up, along = position(card.to_numpy(), [size, margin, service, keeps, wins, pleases])
    for mark, name, x, y in zip(marks, labels, along, up):
        mark.set_data([x], [y])
        name.set_position((x, y + (0.08 if name.get_va() == "bottom" else -0.08)))
    best = (up + along).argmax()
    ring.set_data([along[best]], [up[best]])
    worths = ways(budget, who, filtered)
    bars.move(worths.to_numpy())
    adds = worths.iloc[3] - worths.iloc[1:3].max()
    return (f"{NEEDS[best].capitalize()} comes first: attractive {up[best]:.2f}, "
            f"strong {along[best]:.2f}. {budget:,} letters at most, {who} writing, {filtered}: "
            f"frame and filters are worth {worths.iloc[3]:,.1f} thousand SEK, {adds:+.1f} against "
            f"the better of the two alone. Best: {worths.idxmax()}.")

# %%
words = {"size": "Size", "margin": "Margin", "service": "Easy to serve", "keeps": "Keeps",
         "wins": "Wins the visit", "pleases": "Pleases"}
controls = {name: IntSlider(description=f"{words[name]} counts", min=0, max=2, value=1)
            for name in ("size", "margin", "service")}
controls |= {name: Checkbox(description=f"{words[name]} counts", value=True)
             for name in ("keeps", "wins", "pleases")}
controls |= {
    "who": Dropdown(description="Department that writes", options=list(WRITERS)),
    "filtered": Dropdown(description="Filter: only those", options=list(FILTERS)),
    "budget": SelectionSlider(description="Letters in the budget", value=900,
                              options=[30, 60, 150, 300, 900, 1_800, len(pool)])}

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 4.2), layout="constrained")
left.axhline(0.5, color="0.7", linewidth=1)
left.axvline(0.5, color="0.7", linewidth=1)
left.set(xlim=(-0.05, 1.05), ylim=(-0.1, 1.15), yticks=[0, 0.5, 1], xticks=[0, 0.5, 1],
         xlabel="own strength", ylabel="attractive", title="Which kind to build on")
marks = [left.plot([0], [0], shape, color=colour, markersize=4 + total[kind] ** 0.5 / 2)[0]
         for kind, shape, colour in zip(NEEDS, describe.MARKERS, describe.PALETTE)]
labels = [left.text(0, 0, kind, ha="center", va="top" if kind == "green" else "bottom")
          for kind in NEEDS]
ring, = left.plot([0], [0], "o", markersize=27, markerfacecolor="none", markeredgecolor="black")
bars = live.bars(right, [name.replace(" ", "\n", 1) for name in WAYS], form="{:,.1f}")
right.axhline(0, color="0.2", linewidth=1)
right.set(ylim=(-12, 68), ylabel="thousand SEK", title="Worth of the letters")
live.Live(fig, update, controls, alt="Left: four kinds of customers by own strength and "
          "attractiveness. Right: the worth of four ways to send the letters.")

# %% [markdown]
# Things to try. Take *size* and *margin* out: green comes first, and style never does. Then let sales write alone,
# with 30 letters: the four texts of the frame cost more than they bring, and the filter alone is best. Move the
# budget to the right and watch where that turns. At the far right nobody is left out, so the filters have nothing
# left to say. And compare *all three* with *service* alone, on the two bars at the right: one good list and a frame
# do better here than three.

# %% [markdown]
# ## 12 · Product, interest or relation first?
#
# One more choice is common to all departments. A letter can begin with a **product** (the goods somebody buys most),
# an **interest** (the need that somebody's visits show) or the **relation** (welcome; we miss you). More than one can
# be true of a customer. The one that comes first sets the tone; the next speaks only where the first is silent.
#
# The same {{len(pool):,}} customers, six different texts, three orders. A product or an interest speaks when it makes
# up two fifths or more of two or more purchases or visits.

# %%
def clearest(rows, column):
    """What each of the pool chose most, if it is 40% or more of two things or more."""
    counts = rows.groupby(["customer_id", column]).size().unstack(fill_value=0)
    counts = counts.reindex(pool, fill_value=0)
    clear = (counts.sum(axis=1) >= 2) & (counts.max(axis=1) >= 0.4 * counts.sum(axis=1))
    return counts.idxmax(axis=1).where(clear)

half_year = visits["started_at"] >= data.TODAY - pd.Timedelta(days=180)
fresh = customers.loc[pool, "member_since"] > data.TODAY - pd.Timedelta(days=90)
quiet = now["recency_days"] > 240
stage = pd.Series(np.select([fresh, quiet], ["welcome", "win_back"], ""), index=pool)
SAYS = {"product": clearest(lines_year, "category"),
        "interest": clearest(visits[half_year], "need"), "relation": stage.where(stage != "")}
ORDER = {"product first": ["product", "interest", "relation"],
         "interest first": ["interest", "product", "relation"],
         "relation first": ["relation", "interest", "product"]}
speaks = pd.DataFrame(SAYS).notna().mean()
(100 * speaks).round(0).astype(int).to_frame("has something to say (% of customers)")

# %%
def messages(order, kinds):
    """What each customer hears, with so many different texts, one of them plain."""
    heard, left = pd.Series("plain", index=pool), kinds - 1
    for perspective in order:
        words = (perspective + ": " + SAYS[perspective])[heard == "plain"].dropna()
        used = words.value_counts().index[:left]
        left -= len(used)
        heard.update(words[words.isin(used)])
    return heard

def as_plan(heard):
    """The plan that sends each customer what we wrote down as heard."""
    parts = heard.str.split(": ")
    word, relation = parts.str[-1], parts.str[0] == "relation"
    offer = word.mask(relation | (heard == "plain"), "everyone")
    return post(heard.index, offer.to_numpy(), stage_message=word.where(relation, "").to_numpy())

heard = {name: messages(order, 6) for name, order in ORDER.items()}
pd.DataFrame(heard).loc[[i for i in (*ten_ids, *pool[fresh][:2]) if i in pool]]

# %% [markdown]
# The ten of section 2 (those who accept post), and two newcomers: what each hears, depending on what comes first.

# %%
names = ["newcomers", "silent", "active, clear interest"]
group = pd.Series(np.select([fresh, quiet, SAYS["interest"].notna()], names,
                            "active, no clear interest"), index=pool)

def worth_by_group(plan):
    chances = market.expected(plan)
    each = ((chances["chance_with"] - chances["chance_without"]) * chances["basket_sek"]
            * market.MARGIN + (chances["stay_with"] - chances["stay_without"])
            * chances["year_margin_sek"] - market.CONTACT_COST_SEK["post"])
    return each.groupby(group.to_numpy()).mean()

plans = {name: as_plan(h) for name, h in heard.items()}
plans["letter of their kind"] = post(pool, frame[pool].to_numpy())
by_order = pd.DataFrame({name: worth_by_group(plan) for name, plan in plans.items()})
in_total = pd.Series({name: worth(plan) / 1000 for name, plan in plans.items()})
other = {name: (heard[name] != heard["interest first"]).mean() for name in heard}
shown = by_order.round(1).assign(customers=group.value_counts())
shown.loc["all (thousand SEK)"] = [*in_total.round(1), len(pool)]
shown.astype({"customers": int}).rename_axis("SEK a customer")

# %%
fitted = heard["interest first"].where(SAYS["interest"].notna(), "plain")
fitted[fresh] = "relation: welcome"
print(f"interest first, but newcomers are welcomed: {worth(as_plan(fitted)) / 1000:,.1f} thousand "
      f"SEK with {fitted.nunique()} texts")

# %% [markdown]
# Same customers, same postage, same number of texts: {{in_total["product first"]:,.0f}},
# {{in_total["interest first"]:,.0f}} and {{in_total["relation first"]:,.0f}} thousand SEK. Between *interest first*
# and *product first* {{other["product first"]:.0%}} of the customers hear something else.
#
# No order is best for all. Those whose visits show a clear interest are met by it. Newcomers want a welcome first
# ({{by_order.loc["newcomers", "relation first"]:.1f}} SEK each, against
# {{by_order.loc["newcomers", "product first"]:.1f}} for a product). For active customers without a clear
# interest, *product first* is the best of the three. One rule that follows: *interest first, but welcome the
# newcomers*. It needs the same six texts and brings {{worth(as_plan(fitted)) / 1000:,.0f}} thousand. (We found the rule
# by looking behind the curtain; in a company it would be a test.)
#
# Neither the rule nor any of the three orders beats the letter of their kind:
# {{in_total["letter of their kind"]:,.0f}} thousand SEK, with four texts. It has something to say to everybody in the
# frame.

# %% [markdown]
# ## 13 · What the documents claim
#
# Around their tables, our sources say two things that can be measured here.
#
# ### A shared frame and the departments' filters do more together than either alone

# %%
link_knob = [20, 30, 40, 60, 100, 150, 300, 600, 900, 1_200, 1_800, 2_400, 3_000, len(pool)]
by_letters = pd.DataFrame({budget: four_ways(budget) for budget in link_knob}).T / 1000
more = (by_letters["frame + filters"] - by_letters[["frame alone", "filters alone"]].max(axis=1))
more = more.round(3)

claims.state("A-link", figure=more[LETTERS],
             unit="thousand SEK more than the better of the two alone", threshold=0, above=True,
             knob="letters in the month", at=LETTERS, curve=more)

# %% [markdown]
# The bar is zero: together must be worth more than the better of the two. With few letters to send, the three extra
# *texts* that the frame needs, {{3 * market.MESSAGE_COST_SEK:,}} SEK, are not earned back: keep to the filters, and
# talk to each other. With letters for everybody there is nothing to filter, and the frame alone does as well. In
# between, where companies live, together is best by far.
#
# ### What comes first changes what customers hear

# %%
first_knob = [1, 2, 3, 4, 6, 10, 19]
by_kinds = pd.DataFrame({kinds: {name: worth(as_plan(messages(order, kinds))) / 1000
                                 for name, order in ORDER.items()} for kinds in first_knob}).T
stake = (by_kinds.max(axis=1) - by_kinds.min(axis=1)).round(3)

claims.state("D-first", figure=stake[6], unit="thousand SEK between the best order and the worst",
             threshold=market.MESSAGE_COST_SEK / 1000, above=True,
             knob="different texts that can be paid", at=6, curve=stake)

# %% [markdown]
# That customers hear something else is easily said; so we ask whether it *matters*. The bar is the price of writing
# one more text: below it, the order is not worth a meeting. With one text all orders are the same order. With two or
# more it matters. (Texts come whole; the card draws a line between one and two.)

# %% [markdown]
# ## 14 · The decision
#
# - **Build next year's offer around {{chosen}}.** It comes first at equal weights, in {{chosen_again:.0%}} of samples,
#   and its own letter earns most. Green comes first for a company that does not count size and margin: a question of
#   will, which the weights make visible.
# - **Do not send that offer to everybody.** {{as_offer.loc[chosen, "to everybody"]:,.0f}} thousand SEK, against
#   {{each_own:,.0f}} for a letter to each kind.
# - **Yes, the departments need a shared frame.** With {{LETTERS}} letters, not writing twice brings
#   {{log_only - by_budget.loc[900, "filters alone"]:,.0f}} thousand SEK, and the letter of their kind
#   {{by_budget.loc[900, "frame + filters"] - log_only:,.0f}} thousand more. The first needs only a shared list.
# - **No, the frame does not replace the filters.** It knows nothing of holidays, tickets or yesterday's visit, and
#   about {{mended}} customers the website knows better.
#
# ## 15 · When not to use it, pitfalls, privacy and fairness
#
# - **Not when one person does all the talking.** A shop with one owner has its frame in one head.
# - **Do not ask a filter for a strategy.** Last month names more, about fewer customers, and tomorrow about others.
# - **Weights are opinions.** Agree on them *before* you see the picture, or the winner chooses the weights.
# - **A scale is an opinion too.** From worst to best, every small difference becomes 0 and 1. Fix the ends.
# - **"Lost business" comes back in part by itself.** Here about half of it did. Whoever calls without a control group
#   will take the credit.
# - **Groups under five** are not shown, and no list is made of them. Two thin tables laid over each other can give
#   somebody away although neither does alone.
# - **Consent is per channel and purpose.** A service answer is allowed; an offer hidden in it is advertising.
# - **Neither help nor holidays by guess.** That somebody has a family, or trouble, is known because they said so. Do
#   not infer it from baskets and then write as if told.
# - **Who falls through?** {{len(customers) - len(frame):,}} customers have bought nothing that speaks in 18 months and
#   are in no kind. "Not known yet" is an honest label; "least attractive" is not.

# %% [markdown]
# ## 16 · Quiz

# %%
quiz.ask(
    f"Segments by last month's purchases named {told.iloc[2, 1]:.0f}% of the later goods of those "
    f"they see, those by 18 months {told.iloc[0, 1]:.0f}%. Which of them for a strategy?",
    {
        "Last month's: they name more of the goods.":
            "Of those they see. They are silent about four in five of the later buyers.",
        "Those by 18 months: they speak about far more customers, nearly as well.":
            "Right. A strategy should speak about as many as it can; a department needs the month.",
        "Neither: both are wrong too often.":
            "Age, gender and household did much worse. Compare with what else there is.",
    },
    right="Those by 18 months: they speak about far more customers, nearly as well.",
    key="13_strategic_and_tactical/quiz-1")

# %%
quiz.ask(
    "The board chose one kind to build on. What should the other kinds be sent?",
    {
        "The same offer: everybody should know what we stand for.":
            "Here that lost customers who read that it is not their shop.",
        "Nothing, to save postage.":
            "Their own letters earned money too, each with its own kind.",
        "A letter that fits them, or a plain one where theirs is not worth writing.":
            "Right. What a company becomes good at is one thing, what each customer hears another.",
    },
    right="A letter that fits them, or a plain one where theirs is not worth writing.",
    key="13_strategic_and_tactical/quiz-2")

# %%
quiz.ask(
    "Sales called those with the largest shortfall; half of the gap closed. What did the calls do?",
    {
        "They closed half of the gap.":
            "In section 7 about half closed with no calls at all. Picked for a gap, many recover.",
        "One cannot say: nobody was left uncalled.":
            "Right. Only a part drawn by lot and not called shows what comes back by itself.",
        "Nothing: it is always chance.":
            "Some really had gone, and a call may help. It has to be tested.",
    },
    right="One cannot say: nobody was left uncalled.",
    key="13_strategic_and_tactical/quiz-3")

# %%
quiz.ask(
    "Which of these can the shared frame and its list do, and a filter cannot? Tick all.",
    {
        "Notice that another department has written already.":
            "Yes: each list alone looks fine. Together they fill the same boxes.",
        "Know that a customer looked at something new yesterday.":
            "No: that is what the filter of communication is for; it corrects the frame.",
        "Say something about customers who are quiet just now.":
            "Yes: it looks back over 18 months, not one.",
    },
    right=["Notice that another department has written already.",
           "Say something about customers who are quiet just now."],
    key="13_strategic_and_tactical/quiz-4")

# %% [markdown]
# ## Take-away
#
# - A strategic segmentation speaks about many customers, for long; a tactical one knows fewer, and those better, today.
# - Attractiveness and strength are weighted opinions about figures. Fix weights and scales first, and show the noise.
# - The kind you build on is not the only one you talk to.
# - Judge a list against a lot of the same length. Good lists overlap easily; somebody must count the letters per box.
# - A list of lost business recovers in part by itself. Test how much.
#
# **Now you:** [the exercise](../exercises/13_strategic_and_tactical.ipynb) · **Next:**
# [lesson 14](14_how_many_segments.ipynb), are these segments real, different and few enough?
