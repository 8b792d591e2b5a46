# %% [markdown]
# # 03 · Evidence: geographic segmentation
#
# {{=way}}
#
# For those who doubt. Here stand the experiments behind lesson 03: which shelves are local, and for each claim what
# it means, a test that is fair to it, the figure with its interval, and the curve over the ordinary range of what can
# be turned. The bars and ranges stand in `lessons/claims.toml`: one rule for all claims, laid down before this
# evidence was computed, when the first edition's figures were known.
#
# All of this is an invented market, with an invented coastline. It shows how things work, never how a real country is.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from scipy.spatial import ConvexHull

from helpers import charts, claims, data, market

areas = data.load("postal_areas")
places = areas[["postal_area", "place_type", "inhabitants_per_km2", "delivery_cost_sek"]]
people = data.load("customers").merge(places, on="postal_area", validate="many_to_one").set_index("customer_id")
people["zone"] = "zone " + people["climate_zone"].astype(str)
people["kind"] = np.where(people["place_type"] == "countryside", "countryside", "town")

bought = data.purchases().pivot_table(index="customer_id", columns="category", values="amount_sek",
                                      aggfunc="sum", fill_value=0)
shares = bought.div(bought.sum(axis=1), axis=0)
here = people.loc[bought.index]                     # those who have bought

# %% [markdown]
# ## Regions and climate are not the same thing
#
# A mark is a postal area, the larger the more customers. Areas with fewer than five customers are left out, here and
# everywhere: on a map, a group of three is three front doors.

# %%
in_area = people.groupby("postal_area").size()
shown = areas[areas["postal_area"].map(in_area).fillna(0) >= 5]

fig, ax = plt.subplots(figsize=(6.4, 6.4), layout="constrained")
for name, region in areas.groupby("region"):
    corners = region[["longitude", "latitude"]].to_numpy()
    outline = corners[ConvexHull(corners).vertices]
    ax.fill(outline[:, 0], outline[:, 1], facecolor="0.94", edgecolor="0.55", linewidth=1)
    ax.annotate(name, (outline[:, 0].mean(), outline[:, 1].max()), xytext=(0, 5), textcoords="offset points",
                ha="center", bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})
for number, inside in shown.groupby("climate_zone"):
    ax.scatter(inside["longitude"], inside["latitude"], s=10 + inside["postal_area"].map(in_area),
               c=charts.PALETTE[number - 1], marker=charts.MARKERS[number - 1], alpha=0.8,
               edgecolor="white", linewidth=0.5, label=f"zone {number}")
ax.set(xlabel="longitude (°E)", ylabel="latitude (°N)", aspect=1.9, xlim=(8, 21))
ax.legend(title="1 mild to 4 harsh", loc="upper left")
charts.show(
    fig,
    f"Map of {len(shown)} postal areas in {areas['region'].nunique()} regions. Climate gets harsher towards "
    "the north, but zones cut across the regions.",
)

# %%
usual = people.groupby("region")["climate_zone"].transform(lambda zones: zones.mode()[0])
elsewhere = (people["climate_zone"] != usual).mean()
pd.crosstab(people["region"], people["zone"]).map(lambda count: f"{count:,}" if count >= 5 else "–")

# %% [markdown]
# {{elsewhere:.0%}} of all customers live in another zone than most people of their region.
#
# ## A measure: the share of the goods in the wrong place
#
# One plan for two shops gives both the same share of outdoor goods. What is too much in one is missing in the other, so it
# is counted once. By hand, on the region that the climate cuts most, with one shop for each of its zones:

# %%
mixed_region = people.groupby("region")["zone"].agg(lambda zones: zones.value_counts(normalize=True).max()).idxmin()
corner = here[here["region"] == mixed_region]
shops = pd.DataFrame({"bought": bought.loc[corner.index].sum(axis=1), "outdoor": bought.loc[corner.index, "outdoor"]})
shops = shops.groupby(corner["zone"]).sum()
shops["planned"] = shops["bought"] * shops["outdoor"].sum() / shops["bought"].sum()
shops["too_much"] = shops["planned"] - shops["outdoor"]
by_hand = shops["too_much"].abs().sum() / 2 / shops["outdoor"].sum()
(shops / 1000).round(1).add_suffix(" (thousand SEK)")

# %% [markdown]
# In {{mixed_region}}, {{by_hand:.0%}} of the outdoor goods would stand in the wrong shop. A plan by zone would leave nothing
# misplaced here, but that is no merit: it was made with the answer in hand. So from here on a plan learns from one half of the
# customers and is tested on the other; then the halves swap. There is one shelf in each postal area, and how much its
# customers buy in all is taken as known. The halves are drawn ten times, and the mean counts.

# %%
money = bought.sum(axis=1).to_numpy()
area_of, area_names = pd.factorize(here["postal_area"])


def halves(times, seed=0):
    """Draw halves of the customers, so many times: True for those in the first."""
    return np.random.default_rng(seed).random((times, len(here))) < 0.5


def planned(group, goods, learn):
    """What a plan by group puts on the shelf for each customer; it learns from some (a weight for each)."""
    number, names = pd.factorize(group)
    sold = np.bincount(number, goods * learn, len(names))          # the sum for each group
    spent = np.bincount(number, money * learn, len(names))
    of_all = (goods * learn).sum() / (money * learn).sum()         # for groups with nobody to learn from
    share = np.where(spent > 0, sold / np.maximum(spent, 1), of_all)
    return share[number] * money


def wrong_place(group, goods, half, times=1, learn_from=True, shelf=area_of):
    """Share of the goods (%) that a plan by group misplaces, on the half that it has not learned from."""
    wrong = 0.0
    for learn, test in ((half, ~half), (~half, half)):
        gap = (planned(group, goods, learn * learn_from * times) - goods) * test * times
        wrong += np.abs(np.bincount(shelf, gap)).sum() / 2
    return 100 * wrong / (goods * times).sum()


# %%
plans_of_range = {
    "one for all": pd.Series("all", index=here.index),
    "by region": here["region"],
    "by zone": here["zone"],
    "town, countryside": here["kind"],
    "zone and kind": here["zone"] + here["kind"],
    "by postal area": here["postal_area"],
}
ten_splits = halves(10)
misplaced = pd.DataFrame({
    plan: {name: np.mean([wrong_place(group, bought[name].to_numpy(), half) for half in ten_splits]) for name in bought}
    for plan, group in plans_of_range.items()
})
of_sales = bought.sum() / bought.sum().sum()
misplaced.loc["all twelve"] = misplaced.mul(of_sales, axis=0).sum()
charts.grid(misplaced.loc[["all twelve", "home", "outdoor"]].T, "% of the goods in the wrong place, customers unseen",
            title="Goods in the wrong place (%)", form="{:.0f}")

# %%
points_gained = (misplaced["one for all"] - misplaced["zone and kind"]).drop("all twelve")
points_gained.sort_values(ascending=False).round(1).to_frame("points gained by zone and kind")

# %% [markdown]
# - **Two shelves of twelve are local**, and only they gain more than a point: `outdoor`, by zone, from
#   {{misplaced.loc["outdoor", "one for all"]:.0f}}% to {{misplaced.loc["outdoor", "by zone"]:.0f}}% in the wrong place, and `home`,
#   by town and countryside, from {{misplaced.loc["home", "one for all"]:.0f}}% to
#   {{misplaced.loc["home", "town, countryside"]:.0f}}%. Together they make up {{of_sales[["outdoor", "home"]].sum():.0%}} of
#   sales. For the other ten this test sees no gain: most of their colour in the lesson's grid does not come back on other
#   customers. Over all twelve shelves a plan by zone gains
#   {{misplaced.loc["all twelve", "one for all"] - misplaced.loc["all twelve", "by zone"]:.1f}} points.
# - **Region names are the weaker key.** They leave {{misplaced.loc["outdoor", "by region"]:.0f}}% of the outdoor goods misplaced.
# - **A plan for each postal area is worse than one for all**: {{misplaced.loc["all twelve", "by postal area"]:.0f}}% against
#   {{misplaced.loc["all twelve", "one for all"]:.0f}}%. Half of these plans learn from
#   {{here.groupby("postal_area").size().median() / 2:.0f}} customers or fewer: a plan learns *them*, not the place.
#
# The last point depends on where the shelves stand. Once more with large shops: one for the towns and one for the countryside
# of each region's climate zone.

# %%
shop, _ = pd.factorize(here["region"] + here["zone"] + here["kind"])
in_shops = pd.DataFrame({
    plan: {name: wrong_place(group, bought[name].to_numpy(), ten_splits[0], shelf=shop) for name in bought}
    for plan, group in plans_of_range.items()
})
in_shops.loc["all twelve"] = in_shops.mul(of_sales, axis=0).sum()
in_shops.loc[["outdoor", "all twelve"]].round(1)

# %% [markdown]
# In large shops the errors of many small plans even out, and what stays is the outdoor shelf. So many small plans hurt where
# each small area has a shelf of its own, and elsewhere do hardly better than four. (What a local shelf costs in work is not
# counted.)
#
# ## It lets a company fit its products to what a place needs
#
# The outdoor shelf was named beforehand: it is the one that climate should move. The rival is one plan for all. For the
# interval, customers are drawn anew, split into halves anew, and both plans are learned again. Customers drawn twice make a
# half poorer in different people, which makes every plan look worse; so the interval takes the spread of the draws around
# their own mean and lays it around the figure.

# %%
outdoor = bought["outdoor"].to_numpy()
all_one = plans_of_range["one for all"]


def drawn_anew(seed, draws):
    """How often each customer is drawn, and into which half; once for each draw."""
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        times = np.bincount(rng.integers(0, len(here), len(here)), minlength=len(here))
        yield times, rng.random(len(here)) < 0.5


def around(figure, draws):
    """The 95 % interval around the figure, as wide as the draws spread around their own mean."""
    low, high = np.percentile(np.array(draws) - np.mean(draws), [2.5, 97.5])
    return figure + low, figure + high


def points_saved(half, **how):
    """Points of the outdoor goods in the right place with a plan by zone, not with one for all."""
    return wrong_place(all_one, outdoor, half, **how) - wrong_place(here["zone"], outdoor, half, **how)


saved_draws = [points_saved(half, times=times) for times, half in drawn_anew(3, 300)]
saved = np.mean([points_saved(half) for half in ten_splits])

# %%
def saved_when_few(customers, turns=30):
    """Mean points saved when a plan learns from only so many customers."""
    rng = np.random.default_rng(4)
    found = []
    for half in halves(turns, seed=5):
        few = rng.permutation(len(here)) < 2 * customers            # half of them fall into the learning half
        found.append(points_saved(half, learn_from=few))
    return np.mean(found)


by_customers = pd.Series({number: saved_when_few(number) for number in (20, 35, 50, 80, 150, 300, 1000)})
by_customers[len(here) // 2] = saved
claims.judge("T1-geographic-pro", figure=saved, interval=around(saved, saved_draws), of="customers",
             curve=by_customers, at=len(here) // 2)

# %% [markdown]
# With too few customers to learn from, a plan by zone is worse than one for all. Over all twelve shelves the gain is the small
# figure above: local is a matter of one shelf.
#
# ## Local offers get a very good fit
#
# The customers of zone 4 who have agreed to e-mail get a box filled as zone 4 buys, or the nation's. A *very good* fit must show
# in a tenth more added orders: that bar is the course's for any matter of degree. For the interval the customers of the zone
# are drawn anew, the box is filled again by those drawn, and the two boxes are compared on them. The curve turns the outdoor goods
# in the nation's box; its best point is not searched for.

# %%
in_zone_4 = people.index[people["climate_zone"] == 4]
zone_4_shares = shares.reindex(in_zone_4).dropna()
nation = shares.mean()
own_share = 100 * zone_4_shares["outdoor"].mean()


def orders_added(box):
    """Orders added per 100 e-mails by a box, for each customer of zone 4 who has agreed."""
    plan = market.plan(in_zone_4, "local")
    chances = market.reached(plan, more_offers=box.to_frame("local").T).set_index("customer_id")
    return 100 * (chances["chance_with"] - chances["chance_without"])


by_nation = orders_added(nation)
box_gain = 100 * (orders_added(zone_4_shares.mean()).mean() / by_nation.mean() - 1)

rng_zone = np.random.default_rng(6)
box_draws = []
for _ in range(150):
    times = pd.Series(rng_zone.choice(in_zone_4, len(in_zone_4))).value_counts()
    weight = times.reindex(zone_4_shares.index, fill_value=0)
    box = zone_4_shares.mul(weight, axis=0).sum() / weight.sum()
    readers = times.reindex(by_nation.index, fill_value=0)
    box_draws.append(100 * ((orders_added(box) * readers).sum() / (by_nation * readers).sum() - 1))

# %%
rest = nation.drop("outdoor") / nation.drop("outdoor").sum()


def gain_with(outdoor_percent):
    """Added orders (%) more than by the nation's box, when so much of the box is outdoor goods."""
    box = pd.concat([rest * (1 - outdoor_percent / 100), pd.Series({"outdoor": outdoor_percent / 100})])
    return 100 * (orders_added(box).mean() / by_nation.mean() - 1)


by_share = pd.Series({percent: gain_with(percent) for percent in (0, 4, 8, 11, 14, 18, 24, 30, 40, 50)})
claims.judge("T2-geographic-pro1", figure=box_gain, interval=around(box_gain, box_draws), of="customers",
             curve=by_share, at=own_share)

# %%
all_outdoor = gain_with(100)
extra_orders = box_gain / 100 * by_nation.mean() / 100                # orders added per e-mail
chances_in_zone = market.reached(market.plan(in_zone_4, "local"), more_offers=nation.to_frame("local").T)
worth = (chances_in_zone["basket_sek"] * market.MARGIN).mean()
readers_needed = market.MESSAGE_COST_SEK / (extra_orders * worth)
rate = chances_in_zone["chance_with"].mean()
to_see_it = 2 * (1.96 + 0.84) ** 2 * rate * (1 - rate) / extra_orders**2
pd.Series({"more added orders, box as zone 4 buys (%)": box_gain, "box of outdoor goods only (%)": all_outdoor,
           "thousand readers to pay for a second box": readers_needed / 1000,
           "readers in zone 4": len(by_nation),
           "million e-mails to see the gain": to_see_it / 1e6}).round(1).astype(str).to_frame("zone 4")

# %% [markdown]
# A pinch of local helps, a fistful hurts, and all outdoor is the worst of all. To *pay* for a box of its own, even before the vans are
# paid, zone 4 would need many more readers than it has. To *see* the gain four times in five, an experiment would need so
# many e-mails with either box that nobody will ever run it. We know it only because this market tells its chances.
#
# ## What an added order costs, from the densest door to the last
#
# The Friday box, filled as the nation buys, is offered by e-mail to all who have agreed; whoever orders within two weeks gets
# the van. The customers stand in order of density. The two next claims are the two ends of this walk.

# %%
one_box = market.plan(people.index, "nation", reward_sek=people["delivery_cost_sek"].to_list())
walk = market.reached(one_box, more_offers=nation.to_frame("nation").T).set_index("customer_id")
walk["density"] = people["inhabitants_per_km2"]
walk = walk.sort_values("density", ascending=False, kind="stable")
added = (walk["chance_with"] - walk["chance_without"]).to_numpy()
van = (walk["chance_with"] * walk["reward_sek"]).to_numpy()
driven = van + market.CONTACT_COST_SEK["email"]                        # and the e-mail
earned = added * walk["basket_sek"].to_numpy() * market.MARGIN


def average_cost(rows, percent):
    """SEK for an added order when so many of these customers (rows of the walk, densest first) are reached."""
    reached = rows[:round(len(rows) * percent / 100)]
    return (driven[reached].sum() + market.MESSAGE_COST_SEK) / added[reached].sum()


as_they_are = np.arange(len(walk))
profit = pd.Series({percent: (earned - driven)[:round(len(walk) * percent / 100)].sum() - market.MESSAGE_COST_SEK
                    for percent in (25, 50, 75, 85, 90, 95, 98, 100)})
profit.round(-2).astype(int).rename_axis("customers reached (%)").to_frame("profit (SEK)")

# %% [markdown]
# The sparsest quarter takes {{van[round(0.75 * len(walk)):].sum() / van.sum():.0%}} of the bill for driving. Stopping before it gives
# up {{profit[100] - profit[75]:,.0f}} SEK. The best place to stop saves {{profit.max() - profit[100]:,.0f}} SEK against
# driving everywhere; it was found with the market's knowledge, so a real company cannot count on it.
#
# ## Marketing costs less when it keeps to chosen places
#
# The plan was named beforehand: leave out the sparsest quarter, so three quarters of the customers are reached. The rival is the same box, driven to
# everybody. The customers are drawn anew for the interval.

# %%
def saving(rows, percent):
    """Per cent less for each added order than when everybody is reached."""
    return 100 * (1 - average_cost(rows, percent) / average_cost(rows, 100))


rng_walk = np.random.default_rng(7)
saving_draws = [saving(np.sort(rng_walk.integers(0, len(walk), len(walk))), 75) for _ in range(1000)]
by_reach = pd.Series(
    {
        percent: saving(as_they_are, percent)
        for percent in (10, 13, 16, 20, 25, 30, 40, 50, 60, 75, 85, 95)
    }
)
claims.judge("T2-geographic-pro2", figure=by_reach[75], interval=around(by_reach[75], saving_draws), of="customers",
             curve=by_reach)

# %% [markdown]
# Focus saves, up to a point: with few customers, the price of writing the e-mail falls on too few orders. And cheaper for
# each order is not richer: three quarters reached earn {{profit[75]:,.0f}} SEK, everybody {{profit[100]:,.0f}}.
#
# ## It costs more when customers live far apart
#
# The same walk, cut into twenty slices of equal size. What does an added order cost in a slice (van and e-mail; the text is
# written already), less what it costs on average over all customers? The figure is for the sparsest slice. For the
# interval the customers of each slice are drawn anew.

# %%
slices = np.array_split(as_they_are, 20)


def extra_cost(slices):
    """SEK for an added order in each slice, less the average over all customers."""
    average = average_cost(np.concatenate(slices), 100)
    return np.array([driven[rows].sum() / added[rows].sum() - average for rows in slices])


rng_slices = np.random.default_rng(8)
far_draws = [extra_cost([rng_slices.choice(rows, len(rows)) for rows in slices])[-1] for _ in range(500)]
middle_density = [np.median(walk["density"].to_numpy()[rows]) for rows in slices]
by_density = pd.Series(extra_cost(slices), index=middle_density).groupby(level=0).mean()
claims.judge(
    "T1-geographic-con",
    figure=by_density.iloc[0],
    interval=around(by_density.iloc[0], far_draws),
    of="customers",
    curve=by_density,
    at=by_density.index[0],
)

# %% [markdown]
# ## It treats everyone in one area as the same
#
# A region's plan is made by its towns, because most people live there. How much of the `home` goods that are wanted does it leave
# off the shelf, in the thinly peopled part, *more* than a plan that tells town from countryside within the region? Both
# learn on the other half; in each draw customers, halves and both plans are new.

# %%
home = bought["home"].to_numpy()
bands = pd.cut(here["inhabitants_per_km2"], [0, 30, 150, 250, 500, 1000, 2500, 100_000])
band, band_names = pd.factorize(bands, sort=True)
finer = here["region"] + here["kind"]


def missing(group, half, times):
    """Share (%) of the home goods wanted that a plan by group does not bring, by band of density."""
    brought = planned(group, home, half * times) * ~half + planned(group, home, ~half * times) * half
    wanted = np.bincount(band, home * times, len(band_names))
    return 100 * (1 - np.bincount(band, brought * times, len(band_names)) / wanted)


def missing_more(half, times=1):
    """Points that the region's plan leaves missing more than the finer one, by band."""
    return missing(here["region"], half, times) - missing(finer, half, times)


middle_of_band = here["inhabitants_per_km2"].groupby(band).median()
by_band = pd.Series(np.mean([missing_more(half) for half in ten_splits], axis=0), index=middle_of_band.to_numpy())
band_draws = [missing_more(half, times)[0] for times, half in drawn_anew(9, 300)]
claims.judge("T2-geographic-con1", figure=by_band.iloc[0], interval=around(by_band.iloc[0], band_draws), of="customers",
             curve=by_band, at=by_band.index[0])

# %%
thinnest = band == 0
both_plans = pd.DataFrame({
    name: {"the thinnest band": np.mean([missing(group, half, 1)[0] for half in ten_splits]),
           "in the wrong place, all customers": np.mean([wrong_place(group, home, half) for half in ten_splits])}
    for name, group in (("plan by region", here["region"]), ("region, town and countryside", finer))
})
both_plans.round(0).astype(int).rename_axis("% of the home goods")

# %% [markdown]
# The thinnest band holds {{thinnest.mean():.0%}} of the customers; it is not the whole. Over all customers the finer plan
# puts {{both_plans.iloc[1, 0] - both_plans.iloc[1, 1]:.0f}} points of the `home` goods right. What is missing in the countryside
# stands too much in the towns.
#
# ## It takes good knowledge of the regions
#
# Who knows the regions by name, and not their climate, plans by region. How much of what a plan by zone gains is lost? The
# claim asks for *good* knowledge, so the loss must reach a tenth. In each draw customers and halves are new, and all three
# plans are learned again. "Knowledge" is one column, the zone of each postal area; the knob fills it for more of them.

# %%
by_region = here["region"]


def gain_lost(group, half, times=1):
    """Points that a plan by group loses against the plan by zone, and what the plan by zone gains."""
    with_zones = wrong_place(here["zone"], outdoor, half, times)
    return wrong_place(group, outdoor, half, times) - with_zones, wrong_place(
        all_one, outdoor, half, times
    ) - with_zones


region_draws = [gain_lost(by_region, half, times) for times, half in drawn_anew(10, 300)]
lost_draws = [100 * lost / gained for lost, gained in region_draws]


def lost_when_known(percent):
    """Part of the gain (%) lost when the zone of only some postal areas is known."""
    rng = np.random.default_rng(11)
    lost, gained = 0.0, 0.0
    for half in ten_splits:
        known = rng.permutation(len(area_names))[area_of] < len(area_names) * percent / 100
        points = gain_lost(here["zone"].where(known, by_region), half)
        lost, gained = lost + points[0], gained + points[1]
    return 100 * lost / gained


by_knowledge = pd.Series({percent: lost_when_known(percent) for percent in (0, 20, 40, 60, 80, 100)})
claims.judge("T2-geographic-con2", figure=by_knowledge[0], interval=around(by_knowledge[0], lost_draws), of="customers",
             curve=by_knowledge)

# %% [markdown]
# The list need not be complete. (With few areas known, the rest of a region is planned by those who are left, which can be worse
# than the whole region's plan.)
#
# ## Reading the segments
#
# Zones and kinds of place make eight segments. A table a manager can act on needs their size, what sets them apart, and what
# a delivery costs.

# %%
segment = (people["zone"] + ", " + people["kind"]).rename("segment")
table = 100 * shares[["outdoor", "home", "ready_meals"]].groupby(segment).mean().add_suffix(" (%)")
table.insert(0, "customers", segment.value_counts())
table["delivery (SEK)"] = people.groupby(segment)["delivery_cost_sek"].mean()
table[table["customers"] >= 5].round(0).astype(int)

# %% [markdown]
# | segments | name | a sensible action to test |
# |---|---|---|
# | zones 3 and 4, town | harsh towns | a wider outdoor shelf; the van as usual |
# | zones 1 and 2, town | mild towns | the nation's range, less outdoor; the van as usual |
# | countryside, any zone | the far doors | more `home`, fewer `ready_meals`; one van day a week |
#
# Eight segments, three actions. That is normal: a segmentation may be finer than what you do with it, as long as you pay for the
# actions and not for the segments.
#
# {{=way}}
