# %% [markdown]
# # 06 · Digital behaviour
#
# **The question.** What do clicks add, and for whom?
#
# **The decision.** A supplier offers Havnbo a service that answers a left cart within ten minutes, for a yearly
# fee. Today Havnbo answers the day after, with the nightly file. Is the hurry worth the money? And will those who
# click less be served worse?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 05, for what purchases can and cannot tell |
#
# **After this lesson you can**
#
# - stitch visits to customers through an identity table, and say what is lost on the way;
# - build segments from clicks, and test them on purchases made later;
# - say for which customers clicks tell more than purchases, and for which they do not;
# - put a price on speed: what a reply within minutes adds to a reply after a day;
# - find out who leaves no clicks, and keep "not online" apart from "online, but not recognised".

# %% [markdown]
# ## 1 · Two tables that do not know each other
#
# Everything here is invented: Havnbo, its customers and their clicks. A row of `sessions` is one visit to the
# website or the app in 2025.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from ipywidgets import IntSlider, SelectionSlider

from helpers import claims, data, describe, live, market, quiz, segment

SERVICE_SEK = 60_000  # what the supplier of quick replies asks for a year
CATEGORIES = market.CATEGORIES

sessions = data.load("sessions")
identity = data.load("identity")
orders = data.load("orders")
sessions.head()

# %%
data.columns("sessions")

# %% [markdown]
# Note what is missing: the customer. A visit belongs to a **visitor**, which is a browser or a phone, not a
# person. Who is behind it stands in a second table, `identity`, and only if somebody logged in on that device.

# %%
identity.head(3)

# %%
orders_2025 = orders[orders["ordered_at"] >= "2025-01-01"]
volume = pd.Series({
    "orders": len(orders_2025),
    "visits": len(sessions),
    "pages seen": sessions["pages"].sum(),
})
per_order = volume / volume["orders"]
pd.DataFrame({"in 2025": volume, "for each order": per_order.round(1)})

# %% [markdown]
# The fee for the quick replies is {{SERVICE_SEK:,}} SEK a year; keep it in mind. It is not the only cost. For each
# order, in the shop or online, there are {{per_order["visits"]:.1f}} visits and {{per_order["pages seen"]:.0f}} pages
# to store, clean and join. Lesson 05 lived on the orders; this lesson needs the visits.

# %% [markdown]
# ## 2 · By hand, on ten customers
#
# We take ten customers who use more than one device, and look at what the web server wrote down about them, before
# anybody has asked who they are.

# %%
ten_ids = [100009, 100015, 100036, 100037, 100045, 100059, 100124, 100577, 101828, 102050]
their_visitors = identity[identity["customer_id"].isin(ten_ids)]
raw = sessions[sessions["visitor_id"].isin(their_visitors["visitor_id"])]

first_rows = raw[["visitor_id", "started_at", "device", "category", "cart_left"]]
first_rows.head(8)

# %% [markdown]
# {{len(raw)}} visits by {{raw["visitor_id"].nunique()}} visitors. To the server these are
# {{raw["visitor_id"].nunique()}} strangers. Now we lay the identity table beside it, row by row: this is
# **stitching**.

# %%
stitched = raw.merge(their_visitors[["visitor_id", "customer_id"]], on="visitor_id")
stitched = stitched.sort_values(["customer_id", "started_at"])

by_customer = stitched.groupby("customer_id")
ten = pd.DataFrame({
    "visitors": by_customer["visitor_id"].nunique(),
    "visits": by_customer.size(),
    "carts_left": by_customer["cart_left"].sum(),
    "last_looked_at": by_customer["category"].last(),
})
ten

# %%
ten_orders = orders_2025[orders_2025["customer_id"].isin(ten_ids)]
fig, ax = plt.subplots(figsize=(8.4, 4), layout="constrained")
row = {customer: place for place, customer in enumerate(ten.index)}
for i, (device, some) in enumerate(stitched.groupby("device")):
    ax.plot(some["started_at"], some["customer_id"].map(row), describe.MARKERS[i], markersize=7,
            color=describe.PALETTE[[0, 1, 2][i]], label=f"visit, {device}")
ax.plot(ten_orders["ordered_at"], ten_orders["customer_id"].map(row), "|", color="0.1",
        markersize=16, markeredgewidth=2, label="order")
ax.set_yticks(range(len(row)), row)
ax.invert_yaxis()
ax.xaxis.set_major_formatter(plt.matplotlib.dates.DateFormatter("%b"))
ax.set(xlabel="2025", ylabel="customer")
ax.legend(ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False)
sns.despine(ax=ax)
describe.show(fig, f"Ten customers, a line each through 2025, with {len(stitched)} visits by app, "
                   f"computer and phone, and {len(ten_orders)} orders as upright strokes. Every "
                   "customer uses two devices or more; visits fall between the orders.")

# %% [markdown]
# Ten people, two or three devices each. Without the table of log-ins every marker shape would be another person,
# and the cart left on the phone would have nothing to do with the order placed on the computer. Visits also fill
# the long gaps between orders: that is the promise of clicks.

# %% [markdown]
# ## 3 · All visits: what stitching takes, and loses

# %%
visits = sessions.merge(identity[["visitor_id", "customer_id"]], on="visitor_id", how="left")
linked = visits["customer_id"].notna()

by_visitor = visits.assign(linked=linked).groupby("visitor_id").agg(
    device=("device", "first"), visits=("session_id", "size"), linked=("linked", "first"))
by_device = pd.DataFrame({
    "visitors": by_visitor.groupby("device").size(),
    "linked (%)": 100 * by_visitor.groupby("device")["linked"].mean(),
    "visits": visits.groupby("device").size(),
    "visits linked (%)": 100 * linked.groupby(visits["device"]).mean(),
})
by_device.round(0).astype(int)

# %%
returning = by_visitor[by_visitor["visits"] > 1]
returning_unknown = 1 - returning["linked"].mean()
known = visits[linked].astype({"customer_id": "int64"})
pd.Series({
    "visitors": len(by_visitor),
    "visitors who came back": len(returning),
    "… of these without a name": (~returning["linked"]).sum(),
    "customers known": known["customer_id"].nunique(),
}).to_frame("in 2025")

# %% [markdown]
# Of the {{len(by_visitor):,}} visitors {{by_visitor["linked"].sum():,}} have a name. They are
# {{known["customer_id"].nunique():,}} customers. {{1 - linked.mean():.0%}} of the visits stay anonymous. Some of
# these come from visitors seen only once. But of the visitors who came *more than once*, {{returning_unknown:.0%}}
# have no name either. In the app {{by_device.loc["app", "visits linked (%)"]:.0f}}% of the visits have one, on a
# computer {{by_device.loc["computer", "visits linked (%)"]:.0f}}%.
#
# What does that mean for the decision? Follow the left carts of one year.

# %%
consent = data.load("customers").set_index("customer_id")["consent_email"]
carts = known[known["cart_left"] == 1].sort_values("started_at", kind="stable")
mailable = carts[carts["customer_id"].map(consent) == 1]
only_app = (carts["device"] == "app").mean()

steps = pd.Series({
    "carts left in 2025": sessions["cart_left"].sum(),
    "… and we know by whom": len(carts),
    "… and may write by e-mail": len(mailable),
})
pd.DataFrame({"carts": steps, "% of all": (100 * steps / steps.iloc[0]).round().astype(int)})

# %% [markdown]
# Before anybody has been quick, an e-mail cannot reach {{1 - steps.iloc[2] / steps.iloc[0]:.0%}} of the carts: no
# name, or no consent. Of the carts with a name, {{only_app:.0%}} were left in the app.

# %% [markdown]
# ## 4 · Segments from clicks
#
# Each visit has a category that was looked at most. So a customer becomes twelve shares: how many of the visits
# went to essentials, to snacks, and so on. **k-means** then puts customers with similar shares together. We make two
# choices:
#
# - we take the *square root* of the shares, so that one large share does not decide alone;
# - the groups are learnt from customers with three visits or more; the others are then placed in the nearest group.

# %%
def looks(some_visits):
    """How often each customer looked at each category."""
    table = some_visits.groupby(["customer_id", "category"]).size().unstack(fill_value=0)
    return table.reindex(columns=CATEGORIES, fill_value=0)

def as_shares(table):
    return table.div(table.sum(axis=1), axis=0)

def roots(table):
    return np.sqrt(as_shares(table))

def learn(table, ks):
    """For each number of segments: the centres, and what share each category has in the segment."""
    well_known = table[table.sum(axis=1) >= 3]
    labels = segment.solutions(roots(well_known), [k for k in ks if k > 1], n_init=5).assign(one=0)
    labels = labels.rename(columns={"one": 1})[list(ks)]
    centres = {k: roots(well_known).groupby(labels[k]).mean() for k in ks}
    seen = {k: well_known.groupby(labels[k]).sum() for k in ks}
    return centres, {k: as_shares(table) for k, table in seen.items()}

def place(table, centres):
    """The segment whose centre is nearest to each customer."""
    gap = roots(table).to_numpy()[:, None, :] - centres.to_numpy()[None]
    return pd.Series((gap**2).sum(axis=2).argmin(axis=1), index=table.index, name="segment")

# %%
year = looks(known)
centres, mixes = learn(year, range(1, 9))
segments = place(year, centres[4])

fig, ax = plt.subplots(figsize=(8.6, 3), layout="constrained")
shares = (mixes[4] * 100).round(0).astype(int)
sns.heatmap(shares, annot=True, fmt="d", cmap="Blues", cbar=False, linewidths=1, ax=ax)
names = [c.replace("_", "\n").replace("wear", "\nwear") for c in CATEGORIES]
ax.set_xticks(np.arange(12) + 0.5, names, rotation=0, fontsize=8)
ax.set_yticks(np.arange(4) + 0.5, [f"segment {i + 1}" for i in range(4)], rotation=0)
ax.set(xlabel="", ylabel="", title="What each segment looks at (% of its visits)")
tops = {i: mixes[4].loc[i].nlargest(2).index.to_list() for i in range(4)}
describe.show(fig, "Heat map of four segments by twelve categories. " + " ".join(
    f"Segment {i + 1} looks most at {first} and {second}." for i, (first, second) in tops.items()))

# %% [markdown]
# Four groups that look at quite different things. Nobody was asked; nobody filled in a form. But is it *true* what
# the clicks say? The test: learn from visits before 1 October 2025, then look at what the same customers **bought**
# in the three months after it. Which share of each customer's money went into the two categories that the segment
# looks at most? And how good is the guess when it comes from a year of purchases, from both, or is the same for all?

# %%
autumn = pd.Timestamp("2025-10-01")
lines = data.load("order_lines").merge(orders[["order_id", "customer_id", "ordered_at"]])

def bought(from_day, to_day):
    """SEK by customer and category."""
    some = lines[lines["ordered_at"].between(from_day, to_day, inclusive="left")]
    money = some.groupby(["customer_id", "category"])["amount_sek"].sum().unstack(fill_value=0)
    return money.reindex(columns=CATEGORIES, fill_value=0)

early = looks(known[known["started_at"] < autumn])
before = bought(autumn - pd.DateOffset(years=1), autumn)
later = as_shares(bought(autumn, data.TODAY))
early_centres, early_mixes = learn(early, [4])
by_clicks = place(early, early_centres[4])
by_purchases = place(before, early_centres[4])

# %%
def share_hit(guessed, ids):
    """Share of each customer's later money in the two top categories of the guessed segment."""
    top = early_mixes[4].rank(axis=1, ascending=False) <= 2
    return (later.loc[ids] * top.loc[guessed[ids]].to_numpy()).sum(axis=1)

both = later.index.intersection(by_clicks.index).intersection(by_purchases.index)
by_both = place(as_shares(early).loc[both] + as_shares(before).loc[both], early_centres[4])
most_common = pd.Series(by_purchases.mode()[0], index=both)
hits = pd.DataFrame({
    "from clicks": share_hit(by_clicks, both),
    "from purchases": share_hit(by_purchases, both),
    "from both": share_hit(by_both, both),
    "the same for all": share_hit(most_common, both),
})
interval = 1.96 * hits.sem()
pd.DataFrame({"mean share of later money": hits.mean(), "low": hits.mean() - interval,
              "high": hits.mean() + interval}).map("{:.0%}".format)

# %%
def lead(guess):
    """Points by which a guess hits more than the one from purchases; half of the 95% interval."""
    gap = hits[guess] - hits["from purchases"]
    return 100 * gap.mean(), 196 * gap.sem()

gap_points, gap_spread = lead("from clicks")
both_points, both_spread = lead("from both")
without_purchases = ~year.index.isin(bought(data.TODAY - pd.DateOffset(years=1), data.TODAY).index)
print(f"points more than purchases: clicks {gap_points:+.1f}, give or take {gap_spread:.1f}; "
      f"both {both_points:+.1f}, give or take {both_spread:.1f}")

# %% [markdown]
# **The first surprise: where we have both, clicks alone tell about as much as purchases alone.** The interval of
# their difference runs from {{gap_points - gap_spread:+.1f}} to {{gap_points + gap_spread:+.1f}} points. A guess that
# is the same for all hits only {{hits["the same for all"].mean():.0%}}. For these {{len(both):,}} customers nine
# months of visits, joined to the purchases, add {{both_points:.1f}} points
# ({{both_points - both_spread:.1f}} to {{both_points + both_spread:.1f}}).
#
# So what else do clicks add? First, people: {{without_purchases.mean():.0%}} of the customers with visits bought
# nothing last year, so its purchases say nothing about them. Second, time. That is the next section.

# %% [markdown]
# ## 5 · Clicks turn first
#
# Lesson 05 ended with a warning: after a need has changed, letters by past purchases do *harm*. This market knows
# whose need changed and when, and what a letter would add. We look that up for a letter that fits the segment. The
# segment comes from last year's purchases, from last year's clicks, or from the clicks of the last 60 days only.
# Each is compared with the plain letter; whoever has no segment gets the plain one. The upright bars are 95%
# intervals, wide where the customers are few.

# %%
traits = data.truth("customers").set_index("customer_id")
everyone = traits.index
plain = market.expected(pd.DataFrame({
    "customer_id": everyone, "offer": "everyone", "channel": "email"})).set_index("customer_id")
agreed = plain.index[plain["consent"] == 1]

def letter_gain(placed, k=4):
    """What a letter by segment adds to the plain one, for each who may be written to."""
    named = mixes[k].set_axis([f"segment {i}" for i in mixes[k].index])
    plan = pd.DataFrame({"customer_id": placed.index, "channel": "email",
                         "offer": [f"segment {i}" for i in placed]})
    chances = market.expected(plan, more_offers=named).set_index("customer_id")
    more = chances["chance_with"] - plain["chance_with"].reindex(chances.index)
    sek = more * chances["basket_sek"] * market.MARGIN
    return pd.DataFrame({"orders": more, "sek": sek}).reindex(agreed, fill_value=0)

# %%
def clicks_of_last(days):
    return looks(known[known["started_at"] >= data.TODAY - pd.Timedelta(days=days)])

last_year = bought(data.TODAY - pd.DateOffset(years=1), data.TODAY)
sources = pd.DataFrame({
    "purchases, last year": letter_gain(place(last_year, centres[4]))["orders"],
    "clicks, last year": letter_gain(segments)["orders"],
    "clicks, last 60 days": letter_gain(place(clicks_of_last(60), centres[4]))["orders"],
}) * 100
turned = traits[(traits["need_start"] != traits["need_now"]) & traits["left_on"].isna()].index
turned = turned.intersection(year.index).intersection(sources.index)
days_since = (data.TODAY - traits.loc[turned, "need_changed_on"]).dt.days
ages = pd.IntervalIndex.from_breaks([0, 60, 120, 180, 270, 365, 731])
by_age = sources.loc[turned].groupby(pd.cut(days_since, ages), observed=True)
by_age = by_age.agg(["mean", "sem", "size"])
by_age.xs("size", axis=1, level=1).iloc[:, [0]].set_axis(["customers"], axis=1)

# %%
fig, ax = plt.subplots(figsize=(8, 3.8), layout="constrained")
spots = np.arange(len(by_age))
for i, name in enumerate(sources):
    ax.errorbar(spots + (i - 1) * 0.08, by_age[name]["mean"], 1.96 * by_age[name]["sem"], capsize=3,
                marker=describe.MARKERS[i], color=describe.PALETTE[[5, 2, 0][i]], label=name)
ax.axhline(0, color="0.2", linewidth=1)
ax.annotate("the plain letter", (4.1, 0.12), color="0.3")
ax.set_xticks(spots, [f"{x.left:.0f}–{min(x.right, 730):.0f}" for x in by_age.index])
ax.set(xlabel="days since the need changed",
       ylabel="orders per 100 letters\nmore than the plain one")
ax.legend(frameon=False, loc="lower right")
sns.despine(ax=ax)
now = by_age.xs("mean", axis=1, level=1).iloc[1]
describe.show(fig, "Three lines by days since the need changed. Two to four months after it "
                   + ", ".join(f"{name} {value:+.1f}" for name, value in now.items())
                   + " orders per 100 letters; after a year all three help.")

# %%
steady = sources.index.intersection(year.index).difference(turned)
sources.loc[steady].mean().round(1).to_frame("orders per 100 letters, all others with visits")

# %% [markdown]
# Two to four months after a need has changed, a letter by purchases costs {{-now.iloc[0]:.1f}} orders per 100, one
# by the last 60 days of clicks gains {{now.iloc[2]:.1f}}. Note the middle line: **clicks are only quick if you
# forget.** A whole year of clicks carries the old need along nearly as long as purchases do.
#
# In the first two months even the recent clicks are partly about the old need, and on average all three letters
# lose orders.
#
# But forgetting has a price. For all the others a year of clicks gains {{sources.loc[steady].mean().iloc[1]:.1f}}
# orders per 100, and 60 days only {{sources.loc[steady].mean().iloc[2]:.1f}}: many have not been by in 60 days.
# That is the trade-off of the second slider below.

# %% [markdown]
# ## 6 · Live: how quick, how far back, how many
#
# Left, the decision: the margin that a year of replies to left carts brings, compared with answering after a day.
# The dashed line is the price of the service. Middle, the click segments: what each looks at. Right, what letters by
# segment add, for all customers with visits and for those whose need changed in the last half-year. Left and right
# are this market's truth; a company would have to test.
#
# **Before you move anything, guess:** how long may the reply take before the service no longer pays? Is a reply
# after 16 hours better or worse than one after 24? With how many segments do the letters earn most?

# %%
last_cart = mailable.groupby("customer_id").tail(1).set_index("customer_id")
carts_a_year = mailable["customer_id"].value_counts().reindex(last_cart.index).to_numpy()

def reply(hours):
    """An e-mail to everybody who left a cart, so many hours later."""
    hour = (last_cart["started_at"] + pd.Timedelta(hours=hours)).dt.hour
    return pd.DataFrame({
        "customer_id": last_cart.index, "offer": "everyone", "channel": "email",
        "daypart": np.select([hour < 11, hour < 16], ["morning", "midday"], "evening"),
        "event": "cart", "hours_since_event": hours})

def year_ksek(plan):
    """Thousand SEK of margin that a year of such replies adds, before the e-mails' own cost."""
    chances = market.expected(plan)
    added = (chances["chance_with"] - chances["chance_without"]) * chances["basket_sek"]
    return float((added * market.MARGIN * carts_a_year).sum() / 1000)

# %%
TIMES = {"10 minutes": 1 / 6, "30 minutes": 0.5, "1 hour": 1}
TIMES |= {f"{hours} hours": hours for hours in (2, 3, 4, 6, 8, 12, 16, 20, 24, 36, 48)}
WINDOWS = [30, 60, 180, 365]
by_delay = pd.Series({hours: year_ksek(reply(hours)) for hours in TIMES.values()})
haste = by_delay - by_delay[24]      # compared with today: the day after

controls = {
    "delay": SelectionSlider(description="Reply after", options=list(TIMES.items()), value=1 / 6),
    "days": SelectionSlider(description="Look back (days)", options=WINDOWS, value=365),
    "k": IntSlider(description="Number of segments", value=4, min=1, max=8),
}

# %%
lately = turned[days_since <= 180]
with_visits = agreed.intersection(year.index)
shown = {}
for days in WINDOWS:
    looked = clicks_of_last(days)
    for k in range(1, 9):
        placed = place(looked, centres[k])
        gain = letter_gain(placed, k)
        per_100 = 100 * gain["orders"]
        shown[days, k] = {
            "sizes": placed.value_counts(normalize=True),
            "found": len(placed) / len(everyone),
            "bars": [per_100[with_visits].mean(), per_100[lately].mean()],
            "ksek": (gain["sek"].sum() - k * market.MESSAGE_COST_SEK) / 1000,
        }

# %%
def update(delay, days, k):
    """Move the dot on the curve, the columns of the heat map and the two bars; say what is seen."""
    now = shown[days, k]
    dot.set_data([list(TIMES.values()).index(delay)], [haste[delay]])
    picture = np.full((12, 8), np.nan)
    picture[:, :k] = mixes[k].T
    heat.set_data(np.ma.masked_invalid(picture))
    for i, text in enumerate(sizes):
        text.set_text(f"{100 * now['sizes'].get(i, 0):.0f}" if i < k else "")
    for bar, number, height in zip(bars, numbers, now["bars"]):
        bar.set_height(height)
        number.set_y(max(height, 0) + 0.1)
        number.set_text(f"{height:+.1f}")
    pays = "more" if haste[delay] > SERVICE_SEK / 1000 else "less"
    label = next(words for words, hours in TIMES.items() if hours == delay)
    letters = f"{k} letters by segment earn" if k > 1 else "1 letter by segment earns"
    return (f"A reply after {label} adds {haste[delay]:,.0f} thousand SEK a year, {pays} than the "
            f"service costs. In the last {days} days {now['found']:.0%} of all customers had a "
            f"visit with a name; {letters} {now['ksek']:+.1f} thousand SEK more than a plain one.")

# %%
fig, (left, middle, right) = plt.subplots(1, 3, figsize=(7.6, 4.4), layout="constrained",
                                          width_ratios=[3, 3.6, 1.8])
left.plot(range(len(TIMES)), haste, color="0.6")
left.axhline(SERVICE_SEK / 1000, color=describe.PALETTE[5], linestyle="--")
left.annotate("price", (len(TIMES) - 1, SERVICE_SEK / 1000 + 2), ha="right", color="#A34700")
dot = left.plot([], [], "o", markersize=11, color=describe.PALETTE[0])[0]
ticks = [words.replace(" minutes", "′").split(" hour")[0] for words in TIMES]
left.set_xticks(range(0, len(TIMES), 3), ticks[::3])
left.set(title="Quick replies", xlabel="minutes (′) or hours",
         ylabel="thousand SEK a year, against 24 hours", ylim=(-20, 95))
heat = middle.imshow(np.zeros((12, 8)), cmap="Blues", vmin=0, vmax=0.4, aspect="auto",
                     interpolation="nearest")
middle.set_yticks(range(12), [c.replace("_", " ") for c in CATEGORIES], fontsize=9)
middle.set_xticks(range(8), range(1, 9))
middle.set(xlabel="segment, with its % of customers", title="What they look at",
           ylim=(12.4, -0.5))
sizes = [middle.text(i, 12.2, "", ha="center", fontsize=8) for i in range(8)]
bars = right.bar(["all", "need\nchanged"], [0, 0], color=describe.PALETTE[:2])
numbers = [right.text(i, 0, "", ha="center") for i in range(2)]
right.axhline(0, color="0.2", linewidth=1)
right.set(ylim=(-3, 3), title="Letters", ylabel="orders per 100, against plain")
live.Live(fig, update, controls, alt="Left: a falling curve, what quick replies earn by hours "
          "until the reply. Middle: heat map of segments by category. Right: two bars, orders "
          "added by letters.")

# %% [markdown]
# Things to try. Move *reply after* to the right, slowly, past 12 hours: the curve falls, rises and falls again.
# Put *look back* on 60 days and see which of the two bars changes sides. Then raise the number of segments above 4:
# the bars hardly move, the earnings fall.

# %% [markdown]
# ## 7 · Reading the segments

# %%
by_customer = known.groupby("customer_id")
spent = last_year.sum(axis=1)
habits = pd.DataFrame({
    "visits": by_customer.size(),
    "pages_per_visit": by_customer["pages"].mean(),
    "in_the_app_pct": 100 * known["device"].eq("app").groupby(known["customer_id"]).mean(),
    "left_a_cart_pct": 100 * by_customer["cart_left"].max(),
    "spent_sek": spent.reindex(year.index, fill_value=0),
})
called = {i: f"{market.NEED_OF[top]} lookers" for i, (top, _) in tops.items()}
names = segments.map(called).rename("segment")
profile = habits.groupby(names).mean().round(0).astype(int)
profile.insert(0, "customers", names.value_counts())
profile

# %% [markdown]
# Read it twice. The segments differ sharply in *what* they look at, and less in *how*. Pages and use of the app are
# nearly the same; those who look at style come less often and spend least. So click segments tell what to show. They
# say little about whom to write to, and this table says nothing about when.
#
# | segment | what to do first |
# |---|---|
# | thrift lookers | put large packs and basics on the first page; show the price per unit |
# | green lookers | lead with organic goods and where they come from |
# | convenience lookers | ready meals first; few steps to the till |
# | style lookers | new collections first; easy returns |
# | no visit with a name | the site cannot know them; see section 9 |
#
# *When* is a matter of the single visit: the left cart.

# %% [markdown]
# ## 8 · The campaign: ten minutes, a day, or everybody at once
#
# Everybody who left a cart in 2025 and may be written to is divided by lot. One half gets a reply within ten
# minutes, the other after a day; and in each half a third is held out and gets nothing. Beside it stands a mass
# mailing: the plain letter to all, with a third held out too.

# %%
half = np.random.default_rng(6).random(len(last_cart)) < 0.5
mass = pd.DataFrame({"customer_id": everyone, "offer": "everyone", "channel": "email"})
campaigns = {"left cart, after 10 minutes": reply(1 / 6)[half],
             "left cart, after 24 hours": reply(24)[~half],
             "mass mailing": mass}

rows = {}
for name, plan in campaigns.items():
    result = market.effect(market.run(plan, holdout=1 / 3, seed=6)).loc["converted"] * 100
    rows[name] = result[["contacted", "control", "effect", "low", "high"]]
measured = pd.DataFrame(rows).T
quick, late = measured["effect"].iloc[:2]
hurry, spread = quick - late, np.hypot(*(measured["high"] - measured["low"]).iloc[:2] / 2)
measured.round(0).astype(int)

# %% [markdown]
# Orders per 100 people within two weeks. The quick reply adds {{quick:.0f}}
# (interval {{measured["low"].iloc[0]:.0f}} to {{measured["high"].iloc[0]:.0f}}), the late one {{late:.0f}}
# ({{measured["low"].iloc[1]:.0f}} to {{measured["high"].iloc[1]:.0f}}), the mass mailing
# {{measured["effect"].iloc[2]:.0f}}. So the hurry adds {{hurry:.0f}}
# ({{hurry - spread:.0f}} to {{hurry + spread:.0f}}). The control groups matter here as ever: people who left a cart
# buy more often than others with no reply at all.
#
# And the strange wave in the live curve? A company sees only the delays that it tries; this market knows all of them.

# %%
own_hour = reply(24)["daypart"].to_numpy()
some = ["10 minutes", "4 hours", "8 hours", "16 hours", "24 hours", "36 hours", "48 hours"]
wave = pd.DataFrame({
    "as it comes": [by_delay[TIMES[words]] for words in some],
    "at the hour of the visit": [
        year_ksek(reply(TIMES[words]).assign(daypart=own_hour)) for words in some],
}, index=pd.Index(some, name="reply after"))
too_late = haste[haste > 0].index.max()
wave.round(0).astype(int)

# %% [markdown]
# Thousand SEK of margin a year, compared with no reply. **The second surprise: a reply after 16 hours is worse than one
# after 24**, by {{-haste[16]:.0f}} thousand SEK a year, and one after 36 is worse than one after 48. In this market
# a message works best at the customer's own part of the day. A reply at once meets it by itself; a day later it
# comes round again. The last column lets every reply come at the hour of the visit, and the wave is gone. Later than
# {{too_late:.0f}} hours or so, a reply brings less than one the next day: then wait, and send at the customer's own
# time.

# %%
personal = reply(1 / 6).assign(offer=last_cart["category"].to_numpy())
by_segment = segments.reindex(last_cart.index)
fitting = reply(1 / 6).assign(offer=[f"segment {i}" for i in by_segment])
named = mixes[4].set_axis([f"segment {i}" for i in mixes[4].index])

def answers_per_100(plan):
    chances = market.expected(plan, more_offers=named)
    return 100 * (chances["chance_with"] - chances["chance_without"]).mean()

what_to_say = pd.Series({
    "plain reminder": answers_per_100(reply(1 / 6)),
    "the category last looked at": answers_per_100(personal),
    "the letter of the click segment": answers_per_100(fitting),
})
ordinary = sources["clicks, last year"].reindex(last_cart.index).mean()
what_to_say.round(1).to_frame("orders added per 100 quick replies")

# %% [markdown]
# What should the quick reply say? We ask the market again. To show the one category of the visit with the cart does
# *not* beat a plain reminder: one visit is often an errand for something else. The letter of the segment, learnt
# from all visits, does. It adds {{what_to_say.iloc[2] - what_to_say.iloc[0]:.0f}} orders per 100; in an ordinary
# mailing it adds {{ordinary:.0f}} among the same customers. In this market speed and fit multiply each other.

# %% [markdown]
# ## 9 · Who leaves no clicks?
#
# All this happens for customers whom we see. Take those who bought in 2025, in the shop or online, and ask who
# among them has not one visit with a name.

# %%
people = data.load("customers").set_index("customer_id")
online = orders_2025.loc[orders_2025["channel"] != "shop", "customer_id"]
buyers = pd.DataFrame({"sek": orders_2025.groupby("customer_id")["amount_sek"].sum()})
buyers["seen"] = buyers.index.isin(known["customer_id"])
buyers["orders_online"] = buyers.index.isin(online)
buyers["age"] = data.TODAY.year - people["birth_year"].reindex(buyers.index).astype(float)
kinds = ["seen on site or app", "orders online, not recognised", "no trace online"]
buyers["kind"] = np.select([buyers["seen"], buyers["orders_online"]], kinds[:2], kinds[2])

decades = pd.cut(buyers["age"], [17, 29, 39, 49, 59, 69, 79, 100])
by_decade = pd.crosstab(decades, buyers["kind"], normalize="index")[kinds] * 100
unseen = 1 - buyers["seen"].mean()
unseen_sek = buyers.loc[~buyers["seen"], "sek"].sum() / buyers["sek"].sum()
hidden = buyers.loc[~buyers["seen"], "orders_online"].mean()

# %%
fig, ax = plt.subplots(figsize=(7.8, 3.6), layout="constrained")
labels = ["18–29", "30–39", "40–49", "50–59", "60–69", "70–79", "80+"]
base = np.zeros(len(by_decade))
for kind, number, hatch in zip(kinds[1:], [1, 5], ["//", ""]):
    ax.bar(labels, by_decade[kind], bottom=base, color=describe.PALETTE[number], hatch=hatch,
           edgecolor="white", label=kind)
    base += by_decade[kind].to_numpy()
for x, top in enumerate(base):
    ax.annotate(f"{top:.0f}%", (x, top + 1), ha="center")
ax.set(xlabel="age", ylabel="buyers of 2025 without\na visit that we can name (%)", ylim=(0, 65))
ax.legend(frameon=False, loc="upper left")
sns.despine(ax=ax)
describe.show(fig, "Stacked bars by age. Buyers with no named visit: " + ", ".join(
    f"{label} {top:.0f}%" for label, top in zip(labels, base)) + ". The part that orders online "
    "but is not recognised stays about the same; the part with no trace is far larger from 70 on.")

# %% [markdown]
# {{unseen:.0%}} of the buyers, with {{unseen_sek:.0%}} of the revenue, have no visit that we can name. It is
# tempting to say: the old and offline. **The third surprise: {{hidden:.0%}} of them order online.** They are not
# offline; we do not recognise them. At every age they are {{by_decade[kinds[1]].min():.0f}} to
# {{by_decade[kinds[1]].max():.0f}}% of the buyers. For these the answer is a better log-in.
#
# The part with no trace at all is another matter: {{by_decade["no trace online"].iloc[1]:.0f}}% of the buyers in
# their thirties, {{by_decade["no trace online"].iloc[-1]:.0f}}% of those of 80 and more. Some of them may look around
# without a name and buy in the shop; we cannot tell. But this part is far larger from 70 on, and a plan that begins
# with clicks begins without it.
#
# How much you leave out is also your own choice. Suppose that you trust a click segment only after a number of
# visits.

# %%
visit_count, gain = year.sum(axis=1), letter_gain(segments)
strict = {}
for least in [1, 2, 3, 5, 7, 10]:
    kept = visit_count.index[visit_count >= least]
    inside = gain.loc[agreed.intersection(kept)]
    left_out = ~buyers.index.isin(kept)
    strict[least] = {
        "precision": 100 * inside["orders"].mean(),
        "left out": 100 * left_out.mean(),
        "left out, 65+": 100 * left_out[buyers["age"] >= 65].mean(),
        "ksek": (inside["sek"].sum() - 4 * market.MESSAGE_COST_SEK) / 1000,
    }
strict = pd.DataFrame(strict).T.rename_axis("visits needed")

# %%
fig, ax = plt.subplots(figsize=(7.4, 3.6), layout="constrained")
ax.plot(strict["left out"], strict["precision"], "-o", color=describe.PALETTE[0])
spots = {1: (8, -10), 2: (8, -10), 3: (8, -10), 5: (8, -10), 7: (4, 5), 10: (-6, -16)}
for least, spot in spots.items():
    row = strict.loc[least]
    ax.annotate(f"{least} visit{'s' * (least > 1)}, {row['ksek']:+.1f}",
                row[["left out", "precision"]], xytext=spot, textcoords="offset points")
ax.set(xlabel="buyers left out (%)", ylabel="orders per 100 letters\nmore than the plain one",
       xlim=(20, 95), ylim=(1.6, 3), title="Visits needed, and thousand SEK earned")
sns.despine(ax=ax)
first, last = strict.iloc[0], strict.iloc[-1]
describe.show(fig, "One curve: the more visits are needed before a customer counts, the more a "
                   f"letter gains, {first['precision']:.1f} to {strict['precision'].max():.1f} "
                   "orders per 100, and the more buyers are left out, "
                   f"{first['left out']:.0f}% to {last['left out']:.0f}%. Earnings only fall.")

# %% [markdown]
# Precision (what a letter gains) and shutting out are **two ends of one curve**. Each further visit makes the audience
# smaller and, up to a point, the letters better. The earnings (at the points, compared with the plain letter) only
# fall. Asking for five visits leaves out {{strict.loc[5, "left out"]:.0f}}% of all buyers, and
# {{strict.loc[5, "left out, 65+"]:.0f}}% of those of 65 and more.

# %% [markdown]
# ## 10 · What the documents claim
#
# Four claims about digital behaviour. Each with its figure, its verdict, and the point at which it changes sides. The
# first three figures are this market's truth; a company would have to measure them.
#
# ### It answers customers while they are still there

# %%
haste_curve = haste.rename(index={1 / 6: 0.17})
claims.state("T2-digital-pro1", figure=haste_curve[0.17],
             unit="thousand SEK a year more than a reply after 24 hours",
             threshold=SERVICE_SEK / 1000, above=True,
             knob="hours until the reply", at=0.17, curve=haste_curve)

# %% [markdown]
# Speed counts only if it earns more than it costs, so the bar is the price of the service. Ten minutes pass it.
# The turning point says what to write into the contract: how slow the service may be before you stop paying. We
# count every cart of a year like the customer's latest one, each apart, and none of them as a nuisance.
#
# ### What customers see fits them better

# %%
by_k = pd.Series({k: shown[365, k]["ksek"] for k in range(1, 9)})
claims.state("T2-digital-pro2", figure=by_k[4], unit="thousand SEK more than the plain letter",
             threshold=0, above=True, knob="number of click segments", at=4, curve=by_k)

# %% [markdown]
# One mailing to all who agreed; those with visits get the letter of their segment. We say "fits better" when the
# fit earns more, in two weeks, than the writing of the letters costs. One segment for all fits hardly better than the
# plain letter; with too many, each new letter costs {{market.MESSAGE_COST_SEK:,}} SEK and fits no better than the ones
# before.
#
# ### It asks a lot of the technology

# %%
lot = np.random.default_rng(3).permutation(len(identity)) / len(identity)
lot = known["visitor_id"].map(pd.Series(lot, index=identity["visitor_id"]))
coin = np.random.default_rng(4).permutation(len(known)) / len(known)

def gain_when(kept):
    """Orders per 100 letters that the click segments still add when only some visits are known."""
    return 100 * letter_gain(place(looks(known[kept]), centres[4]))["orders"].mean()

LINKS = [10, 25, 50, 60, 70, 80, 100]
links_kept = pd.Series({percent: gain_when(lot < percent / 100) for percent in LINKS})
lost = (1 - links_kept / links_kept[100]) * 100
lost_visits = (1 - gain_when(coin < 0.5) / links_kept[100]) * 100
claims.state("T2-digital-con1", figure=lost[50], unit="% of the letters' gain lost", threshold=20,
             above=True, knob="links in the identity table kept (%)", at=50, curve=lost)

# %% [markdown]
# The bar is that of lesson 05: a loss of more than a fifth is a real drawback; today's identity table counts as
# 100. There, half of the *purchases* could be lost at random at little cost. Here, losing half of the *links*
# takes {{lost[50]:.0f}}% of the gain, while losing half of the *visits* at random would take {{lost_visits:.0f}}%.
# (One draw of lots each; another would give a few points more or less.) A lost visit thins a customer out; a lost
# link wipes a whole device away, often the only one. It is the joining that must not break, and the joining is the
# technical part.
#
# ### It can leave out people who are less online

# %%
middles = [24, 35, 45, 55, 65, 75, 85]
missing = 100 - by_decade["seen on site or app"].set_axis(middles)
n_75 = decades.value_counts(sort=False).iloc[5]
spread = 1.96 * np.sqrt(missing[75] * (100 - missing[75]) / n_75)
interval = (missing[75] - spread, missing[75] + spread)
claims.state("T2-digital-con2", figure=missing[75], interval=interval,
             unit="% of the buyers of 70–79 without a named visit", threshold=100 / 3, above=True,
             knob="age of the buyers", at=75, curve=missing)

# %% [markdown]
# When a third of a group is missing, what remains no longer speaks for it: that is our bar. Below the turning
# point more than half of the gap are people who order online and are not recognised; above it, most have left no
# trace at all.

# %% [markdown]
# ## 11 · Back to the decision
#
# The service costs {{SERVICE_SEK:,}} SEK a year. What it brings, after that cost, depends on two things: how quick
# it really is, and how many carts have a name. Below, thousand SEK a year; we let the carts with a name shrink or
# grow and leave their owners as they are.

# %%
names_of_carts = {"half of today's": 0.5, "three quarters": 0.75, "as today": 1.0,
                  "every cart": sessions["cart_left"].sum() / len(carts)}
net = pd.DataFrame({
    words: haste.loc[[1 / 6, 1, 3]] * share_named - SERVICE_SEK / 1000
    for words, share_named in names_of_carts.items()})
net.index = ["reply after 10 minutes", "after 1 hour", "after 3 hours"]
break_even_links = SERVICE_SEK / 1000 / haste[1 / 6]
only_names = by_delay[24] * (names_of_carts["every cart"] - 1)
net.round(0).astype(int)

# %% [markdown]
# Yes, at ten minutes: {{net.loc["reply after 10 minutes", "as today"]:.0f}} thousand SEK a year remain. But not by
# much, and not on any terms. If the log-ins that name the carts fall to {{break_even_links:.0%}} of today's,
# nothing remains. The reverse holds too. If the owners of the other carts are like those we know, names for every
# cart add {{only_names:.0f}} thousand without the service. With it, they raise what is left to
# {{net.loc["reply after 10 minutes", "every cart"]:.0f}}. Write the delay into the contract, and look after the log-in.
#
# And those who click less? No quick reply reaches the {{unseen:.0%}} of the buyers who have no visit with a name. Among
# the old they are more.
#
# ### When not to use it
#
# - **Few visits.** Half of the known customers came {{visit_count.median():.0f}} times or less. Where visits are
#   rarer still, purchases may say the same for less.
# - **Customers you know from the till.** For them clicks add little on average, until their needs change.
# - **A large part of your customers is not online.** Then a plan that begins with clicks leaves out many of the old.
# - **You cannot answer within the hour.** Then send the next day, at the customer's own hour, and save the money.

# %% [markdown]
# ## 12 · Pitfalls, privacy and fairness
#
# - **A visitor is not a customer.** Where we can check, there are
#   {{len(identity) / known["customer_id"].nunique():.1f}} visitors to each customer.
# - **A family shares a tablet.** A link by device gives all their clicks to whoever logged in. A wrong link can do
#   more harm than none.
# - **Missing is not zero.** "No visits" may mean "no log-in". Do not call such customers inactive.
# - **Recognising people needs their consent,** and not the same one as for letters. Do not join devices by
#   guesswork (the same address, the same hour); let people log in, and say why.
# - **Clicks are more intimate than purchases.** People look at what they would never buy before others' eyes. "You
#   left something behind" is help; a list of what somebody looked at last night is not.
# - **Fairness.** If quick service, better offers or lower prices come only to those who are recognised,
#   {{by_decade["seen on site or app"].rsub(100).iloc[-1]:.0f}}% of the buyers of 80 and more go without. Give
#   them another way in: the shop, the phone, a letter.

# %% [markdown]
# ## 13 · Quiz

# %%
quiz.ask(
    f"A colleague reports: “We have {len(by_visitor):,} customers online.” What went wrong?",
    {
        "Nothing: that is what the server counted.":
            "The server counts browsers and phones. One person may be three of them.",
        "Visitors were counted, not customers.":
            "Right. Those with a name are far fewer people; how many the others are, is unknown.",
        "Visits were counted, not visitors.":
            "Visits are more still: a visitor comes back.",
    },
    right="Visitors were counted, not customers.",
    key="06_digital_behaviour/quiz-1")

# %%
quiz.ask(
    "The nightly file is ready at 2. When should the reminders for left carts go out?",
    {
        "At once: every minute counts.":
            "Every minute counted in the evening. At 2 at night little is left to be quick about.",
        "At the hour of the customer's visit, the next day.":
            "Right. The hurry is lost after some hours; then the customer's own hour counts more.",
        "At noon, for all.":
            "Simple, but most carts are left in the morning or the evening.",
    },
    right="At the hour of the customer's visit, the next day.",
    key="06_digital_behaviour/quiz-2")

# %%
quiz.ask(
    "For whom did clicks tell more than purchases? Tick all.",
    {
        "Customers whose need changed a few months ago.":
            "Yes, if only recent clicks count. A year of clicks is nearly as slow as purchases.",
        "Customers with visits who bought nothing last year.":
            "Yes: there are no purchases to learn from.",
        "Customers with both, on average.":
            "No: each alone hits about the same share of later spending; together, a little more.",
    },
    right=["Customers whose need changed a few months ago.",
           "Customers with visits who bought nothing last year."],
    key="06_digital_behaviour/quiz-3")

# %%
quiz.ask(
    "Many buyers have no visit with a name. What is the first thing to find out?",
    {
        "How old they are.":
            "Age helps, but it does not tell who is offline from who is not recognised.",
        "Whether they order online.":
            "Right. Those who do need a better log-in; those who do not need another way in.",
        "Which adverts would bring them to the site.":
            "Many of them come already. They are just not recognised.",
    },
    right="Whether they order online.",
    key="06_digital_behaviour/quiz-4")

# %% [markdown]
# ## Take-away
#
# - Visits belong to devices. Only log-ins make customers of them, and a lost link costs more than lost visits.
# - For customers known from purchases, clicks add little on average. They add people, and they turn sooner, if you let
#   old clicks go.
# - Speed is worth most within the first hour; after some hours the customer's own time of day is worth more.
# - Precision and shutting out lie on one curve. "Not seen" is two groups: ask which.
#
# **Now you:** [the exercise](../exercises/06_digital_behaviour.ipynb) · **Next:**
# [lesson 07](07_technological.ipynb), which channel reaches whom, and whom not.
