# %% [markdown]
# # 09 · Evidence: situational segmentation
#
# {{=way}}
#
# For the reader who wants to see lesson 09 proved, or to find a hole in it. Both claims have a section: what is meant, a test that is fair to
# it, the figure with its interval, and the curve over the ordinary delays. Before them stands what the orders of two years show,
# after them what the right people are worth, and what speed may cost. Bars and ranges come from `lessons/claims.toml`.
#
# Calendar, customers and answers are invented: they show how things work, never how real customers are.

# %%
import numpy as np
import pandas as pd

from helpers import charts, claims, data, market

calendar = data.load("calendar").sort_values(["region", "date"])
customers = data.load("customers")
families = customers.loc[customers["household"] == "family", "customer_id"]

yesterday = calendar.groupby("region")["cold_snap"].shift(fill_value=0)
begins = (calendar["cold_snap"] == 1) & (yesterday == 0)
number = begins.groupby(calendar["region"]).cumsum()
cold = calendar.assign(number=number)[calendar["cold_snap"] == 1]
snaps = cold.groupby(["region", "number"])["date"].agg(begins="min", days="size").reset_index()
spring = snaps[snaps["begins"] >= data.TODAY].reset_index(drop=True)
closed = calendar.loc[(calendar["school_holiday"] == 1) & (calendar["date"] >= data.TODAY), "date"]
HOLIDAY, PLANNED = closed.min(), pd.Timestamp("2026-03-18")

# %% [markdown]
# ## Two years of orders do not show the moment
#
# The share of outdoor goods among what was bought in winter, in a cold snap and outside of one. Goods in one basket are alike, so
# the baskets are drawn anew, not the goods.

# %%
winter = data.purchases().merge(customers[["customer_id", "region"]])
winter["date"] = winter["ordered_at"].dt.normalize()
winter = winter.merge(calendar, on=["date", "region"])
winter = winter[winter["date"].dt.month.isin([10, 11, 12, 1, 2, 3, 4])]
baskets = winter.assign(outdoor=winter["category"] == "outdoor").groupby("order_id").agg(
    outdoor=("outdoor", "sum"), goods=("outdoor", "size"), cold_snap=("cold_snap", "first"))


def shares(table):
    sums = table.groupby("cold_snap")[["outdoor", "goods"]].sum()
    return 100 * sums["outdoor"] / sums["goods"]


share = shares(baskets)
differences = []
for seed in range(200):
    drawn = shares(baskets.sample(frac=1, replace=True, random_state=seed))
    differences.append(drawn[1] - drawn[0])
low, high = np.percentile(differences, [2.5, 97.5])
pd.Series({"ordinary winter day": share[0], "cold snap": share[1], "difference": share[1] - share[0],
           "95% interval from": low, "to": high}).round(2).to_frame("outdoor, % of the goods")

# %% [markdown]
# A difference of {{share[1] - share[0]:.1f}} points, somewhere between {{low:.1f}} and {{high:.1f}}. It is a sound figure about a
# world in which no letter spoke of the cold, and says nothing about one that does.
#
# ## Three letters to families, four campaigns
#
# The lesson's campaign, four times with new luck; only an invented market can do that. Each family counts once: what is drawn
# anew for the interval is the family, with its four answers.

# %%
def letter(ids, offer, day, event="", delay=0.0):
    """A plan by e-mail on one day, perhaps in answer to an event so many hours ago."""
    return market.plan(ids, offer, sent_on=pd.Timestamp(day), event=event, hours_since_event=delay)


def bought(plan, holdout=0.0, seeds=(1, 2, 3, 4)):
    """Each customer's orders, as a mean of the campaigns in which he or she was in that group."""
    runs = pd.concat([market.run(plan, holdout=holdout, seed=seed) for seed in seeds])
    return runs.groupby(["group", "customer_id"])["converted"].agg(["mean", "size"]).reset_index()


def added(plan, draws=400):
    """Orders per 100 that the letter adds to the control groups of four campaigns, and the figure redrawn."""
    table = bought(plan, holdout=0.4)
    table["orders"] = table["mean"] * table["size"]
    sums = table.pivot_table(index="customer_id", columns="group", values=["orders", "size"], fill_value=0)
    in_order = [("orders", "contacted"), ("size", "contacted"), ("orders", "control"), ("size", "control")]
    values = sums[in_order].to_numpy(float)
    rng = np.random.default_rng(9)
    times = rng.multinomial(len(values), np.full(len(values), 1 / len(values)), size=draws)
    orders, letters, orders_without, nothing = (times @ values).T
    whole = values.sum(axis=0)
    return 100 * (whole[0] / whole[1] - whole[2] / whole[3]), 100 * (orders / letters - orders_without / nothing)


# %%
third = np.random.default_rng(9).integers(0, 3, len(families))
plans = {
    "children, in the holidays": letter(families[third == 0], "children", HOLIDAY, "holiday", 12),
    "children, on the planned date": letter(families[third == 1], "children", PLANNED),
    "plain letter, planned date": letter(families[third == 2], "everyone", PLANNED),
}
results = {name: added(plan) for name, plan in plans.items()}
of_four = pd.DataFrame({
    name: [figure, *np.percentile(redrawn, [2.5, 97.5])] for name, (figure, redrawn) in results.items()
}, index=["figure", "low", "high"]).T
charts.intervals(of_four, "orders added per 100 families (95% interval)", title="Four campaigns", form="{:.1f}")

# %%
planned_letters = [results["children, on the planned date"], results["plain letter, planned date"]]
apart = planned_letters[0][0] - planned_letters[1][0]
apart_low, apart_high = np.percentile(planned_letters[0][1] - planned_letters[1][1], [2.5, 97.5])
pd.Series({"children less plain, planned date": apart, "from": apart_low, "to": apart_high}).round(
    1
).to_frame("orders per 100")

# %% [markdown]
# The two letters of the planned date differ by {{apart:.1f}} orders per 100, anywhere from {{apart_low:.1f}} to {{apart_high:.1f}}: even
# four campaigns leave it open. Take the figures without the intervals, and you get the wrong winner: the market knows (the lesson's
# picture) that the plain letter is the better one on that day.
#
# ## Offers fit the moment and come at the right time
#
# Half of the families, drawn at random, get the letter about children on the first day of the holidays, the others the plain letter on
# the same day; four campaigns, each family counted once. The figure is measured; the curve is what this market knows when the
# letter comes later in the week, always against the plain letter of the same day.

# %%
half = np.random.default_rng(10).random(len(families)) < 0.5


def contacted(plan):
    table = bought(plan)
    return table.loc[table["group"] == "contacted", "mean"]


special = contacted(letter(families[half], "children", HOLIDAY, "holiday"))
ordinary = contacted(letter(families[~half], "everyone", HOLIDAY))
points = 100 * (special.mean() - ordinary.mean())
error = 100 * np.hypot(special.sem(), ordinary.sem())


# %%
def truly_added(plan):
    """Orders added per 100, without luck: known in this market only."""
    chances = market.reached(plan)
    return 100 * (chances["chance_with"] - chances["chance_without"]).mean()


def beyond_plain(delay):
    day = HOLIDAY + pd.Timedelta(days=delay // 24)
    return truly_added(letter(families, "children", day, "holiday", delay)) - truly_added(
        letter(families, "everyone", day)
    )


by_delay = pd.Series({delay: beyond_plain(delay) for delay in (0, 24, 48, 96, 120, 168)})
claims.judge(
    "T1-situational-pro",
    figure=points,
    interval=(points - 1.96 * error, points + 1.96 * error),
    of="experiment",
    curve=by_delay,
)

# %% [markdown]
# ## It needs data as things happen, and a quick reply
#
# The letter about outdoor clothes, to the customers of a region, in answer to each of its cold snaps this spring, at once or later.
# The figure is the share of the added orders that a day of delay loses. All snaps count alike, so a region with many
# of them weighs more. Drawn anew for the interval are the cold snaps and the customers, since another spring has other ones.

# %%
DELAYS = [0, 1, 3, 6, 12, 24, 48, 72]
email = customers[customers["consent_email"] == 1].reset_index(drop=True)


def added_in(snap, delay):
    """Orders per 100 added to each customer of the region who may be written to; none for the others."""
    ids = email.loc[email["region"] == snap.region, "customer_id"]
    day = snap.begins + pd.Timedelta(days=delay // 24)
    chances = market.expected(letter(ids, "outdoor", day, "cold_snap", delay))
    return pd.Series(100 * (chances["chance_with"] - chances["chance_without"]).to_numpy(), ids.index)


each = {delay: pd.DataFrame({snap.Index: added_in(snap, delay) for snap in spring.itertuples()}) for delay in DELAYS}
means = pd.Series({delay: each[delay].mean().mean() for delay in DELAYS})
lost = 100 * (1 - means / means[0])

# %%
rng = np.random.default_rng(3)
at_once, day_later = (each[delay].reindex(email.index).fillna(0).to_numpy() for delay in (0, 24))
there = each[0].reindex(email.index).notna().to_numpy()
swings = []
for _ in range(400):
    times = rng.multinomial(len(email), np.full(len(email), 1 / len(email)))
    drawn = rng.integers(0, len(spring), len(spring))
    sizes = times @ there
    swings.append(100 * (1 - ((times @ day_later) / sizes)[drawn].sum() / ((times @ at_once) / sizes)[drawn].sum()))

claims.judge("T1-situational-con", figure=lost[24], interval=tuple(np.percentile(swings, [2.5, 97.5])), of="customers",
             curve=lost)

# %% [markdown]
# The step at 24 hours has two causes: the interest cools by the hour, and {{100 * (spring["days"] == 1).mean():.0f}}% of this
# spring's snaps are over the next day. A letter about a cold that is gone does worse than one that never mentioned it.
#
# ## Each moment has its own clock, and its own people
#
# The same curve for both moments, as a share of what a letter at once adds; and for letters to everybody, in it or not.

# %%
def in_holidays(ids):
    return pd.Series({
        delay: truly_added(letter(ids, "children", HOLIDAY + pd.Timedelta(days=delay // 24), "holiday", delay))
        for delay in DELAYS
    })


holidays = in_holidays(families)
clocks = pd.DataFrame({"cold snap": 100 * means / means[0], "school holiday": 100 * holidays / holidays[0]})
charts.curve(clocks, x="hours from the event to the letter", y="% of what a letter at once adds", title="Two clocks")

# %%
one_snap = spring.sort_values("begins").iloc[0]
for_all = pd.Series(
    {
        "cold: customers of the cold region": means[0],
        "cold: all regions, when one is cold": truly_added(
            letter(customers["customer_id"], "outdoor", one_snap["begins"], "cold_snap")
        ),
        "holiday: families": holidays[0],
        "holiday: all households": truly_added(
            letter(customers["customer_id"], "children", HOLIDAY, "holiday")
        ),
        "plain letter to all, 15 January": truly_added(
            letter(customers["customer_id"], "everyone", "2026-01-15")
        ),
    }
)
charts.bars(for_all, "orders added per 100", title="Who is in the moment?", form="{:.1f}")

# %% [markdown]
# ## What speed may cost
#
# The lesson charges `ON_CALL_SEK` for a weather feed and a person on call: a figure of ours. Without it, the outdoor letters in
# the first cold snap of each region would earn so much more than the rivals:

# %%
first = spring.sort_values("begins").drop_duplicates("region")
in_the_cold = [
    letter(customers.loc[customers["region"] == snap.region, "customer_id"], "outdoor", snap.begins, "cold_snap", 6)
    for snap in first.itertuples()
]
served = customers.loc[customers["region"].isin(first["region"]), "customer_id"]
earned = market.expected_profit(pd.concat(in_the_cold))
may_cost = pd.Series({
    "than outdoor on 15 January": earned - market.expected_profit(letter(served, "outdoor", "2026-01-15")),
    "than the plain letter on 15 January": earned - market.expected_profit(letter(served, "everyone", "2026-01-15")),
})
may_cost.round(-2).astype(int).to_frame("SEK more")

# %% [markdown]
# So against the plain letter, which needs no hurry, speed may cost up to about {{may_cost.iloc[1] / 1000:.0f}} thousand SEK a
# spring. That is the number to hold against a supplier's price, not the gain over a letter that nobody should send.
#
# {{=way}}
