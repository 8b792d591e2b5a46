# %% [markdown]
# # 03 · Geographic segmentation
#
# **The question.** Where is local worth its cost?
#
# **The decision.** A food chain adapts its menu by region: that is the example our sources give. Havnbo, the retailer
# of this course, has shops all over an invented country and is about to launch the *Friday box*: goods that are written
# about in an e-mail and driven to the customer's door. Three proposals lie on the table.
#
# - **A.** Fill shops and boxes differently in each climate zone.
# - **B.** Where winters are harsh, send a box that is all outdoor gear. That is what people buy there.
# - **C.** Do not drive to the sparsest quarter of the customers. They take nearly half of the delivery bill.
#
# Each sounds sensible. Guess now which of the three to accept. The answer stands at the end of section 8.
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 00; you have seen a pandas table before |
#
# **After this lesson you can**
#
# - draw customers on a map without showing any of them;
# - measure how much of the goods a plan puts in the wrong place, on customers the plan has not seen;
# - tell the average cost of an order from the cost of the *next* one, and say which of them decides;
# - say when a region is the wrong group, and when any group is;
# - test a local offer against a national one with a control group.

# %% [markdown]
# ## 1 · The data
#
# Everything here is invented, the coastline too. The numbers show how things work, never how a real country is.
# A **postal area** is the smallest place we know. Each lies in one **region**, which is an administrative line on a map,
# and in one **climate zone**, from 1 (mild) to 4 (harsh).

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import Dropdown, IntSlider, SelectionSlider
from scipy.spatial import ConvexHull

from helpers import claims, data, describe, live, market, quiz

areas = data.load("postal_areas")
areas.head()

# %%
data.columns("postal_areas")

# %% [markdown]
# The last column is the one that costs money: what one delivery to a home in that area costs Havnbo. A customer is tied
# to all this by one number, the postal area.

# %%
customers = data.load("customers")
places = areas.drop(columns=["region", "climate_zone"])   # the customers' table has them
people = customers.merge(places, on="postal_area", validate="many_to_one")
people = people.set_index("customer_id")
people["kind"] = np.where(people["place_type"] == "countryside", "countryside", "town")

in_area = people.groupby("postal_area").size()
shown = areas[areas["postal_area"].map(in_area) >= 5].copy()  # smaller groups are not shown
shown["customers"] = shown["postal_area"].map(in_area)

# %% [markdown]
# Every customer has found an area: {{len(people):,}} customers in {{people["postal_area"].nunique()}} areas. Now the map.

# %%
fig, ax = plt.subplots(figsize=(7, 7), layout="constrained")
for name, region in areas.groupby("region"):
    corners = region[["longitude", "latitude"]].to_numpy()
    outline = corners[ConvexHull(corners).vertices]
    ax.fill(*outline.T, facecolor="0.94", edgecolor="0.55", linewidth=1)
    middle, north = outline[:, 0].mean(), outline[:, 1].max()
    ax.annotate(name, (middle, north), xytext=(0, 5), textcoords="offset points", ha="center",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})
for zone, inside in shown.groupby("climate_zone"):
    ax.scatter(inside["longitude"], inside["latitude"], s=10 + inside["customers"],
               c=describe.PALETTE[zone - 1], marker=describe.MARKERS[zone - 1], alpha=0.8,
               edgecolor="white", linewidth=0.5, label=f"zone {zone}")
ax.set(xlabel="longitude (°E)", ylabel="latitude (°N)", xlim=(9.6, 20.9), ylim=(55.4, 66.4),
       aspect=1.9)
ax.legend(title="climate, 1 mild to 4 harsh", loc="upper left")
hidden = len(areas) - len(shown)
describe.show(fig, f"Map of {len(shown)} postal areas in five regions. Climate gets harsher "
              "towards the north, but zones cut across the regions: two or three zones in each.")

# %% [markdown]
# A mark is a postal area, the larger the more customers. {{hidden}} areas with fewer than five customers are left out, here
# and everywhere: on a map, a group of three is three front doors.
#
# Look at the marks inside one outline. Regions and climate are not the same thing. Västmark has three
# climates, and {{(people["climate_zone"] != people.groupby("region")["climate_zone"].transform(lambda z: z.mode()[0])).mean():.0%}}
# of all customers live in another zone than most people of their region. Keep this in mind for section 4.

# %% [markdown]
# ## 2 · By hand, on ten customers
#
# Ten customers from Västmark: five from its mild corner, five from its harsh one. They were chosen so that you can see the
# idea with the naked eye. For each we know what they bought in two years, and how much of it was outdoor goods.

# %%
orders = data.load("orders")
lines = data.load("order_lines").merge(orders[["order_id", "customer_id"]])
bought = lines.pivot_table(index="customer_id", columns="category", values="amount_sek",
                           aggfunc="sum", fill_value=0)[market.CATEGORIES]

ten_ids = [100786, 102029, 102114, 102196, 104290, 100037, 100932, 101106, 101521, 101554]
ten = people.loc[ten_ids, ["climate_zone", "inhabitants_per_km2", "delivery_cost_sek"]].copy()
ten["bought_sek"] = bought.loc[ten_ids].sum(axis=1)
ten["outdoor_sek"] = bought.loc[ten_ids, "outdoor"]
ten.sort_values("climate_zone", kind="stable")

# %% [markdown]
# **The range.** One plan for all of Västmark gives both of its shops the same share of outdoor goods. How much of it ends
# up in the wrong shop?

# %%
shops = ten.groupby("climate_zone")[["bought_sek", "outdoor_sek"]].sum()
one_share = shops["outdoor_sek"].sum() / shops["bought_sek"].sum()
shops["planned_sek"] = (one_share * shops["bought_sek"]).round().astype(int)
shops["too_much_sek"] = shops["planned_sek"] - shops["outdoor_sek"]
misplaced_by_hand = shops["too_much_sek"].abs().sum() / 2 / shops["outdoor_sek"].sum()
shops

# %% [markdown]
# What is too much in one shop is missing in the other, so we count it once: {{misplaced_by_hand:.0%}} of the outdoor goods
# stand in the wrong shop. **This share is our measure for the range.** A plan by zone would leave nothing misplaced
# here, but that is no merit: it was made with the answer in hand. From section 4 on, a plan is always made from one half of
# the customers and tested on the other.
#
# **The way.** Now suppose each of the ten gets one delivery. Start in the densest place and walk outwards.

# %%
walk_of_ten = ten.sort_values("inhabitants_per_km2", ascending=False)
walk_of_ten = walk_of_ten[["inhabitants_per_km2", "delivery_cost_sek"]]
cost_sek = walk_of_ten["delivery_cost_sek"]
walk_of_ten["average_so_far_sek"] = cost_sek.expanding().mean().round().astype(int)
walk_of_ten["part_of_bill"] = (100 * cost_sek / cost_sek.sum()).map("{:.0f}%".format)
walk_of_ten.set_index(pd.Index(range(1, 11), name="customers reached"))

# %% [markdown]
# The last two of the ten take {{walk_of_ten["delivery_cost_sek"].iloc[-2:].sum() / walk_of_ten["delivery_cost_sek"].sum():.0%}}
# of the bill. The average lags behind: it stands at {{walk_of_ten["average_so_far_sek"].iloc[-1]:.0f}} SEK when the last
# delivery costs {{walk_of_ten["delivery_cost_sek"].iloc[-1]}}. An average hides the edge. **The edge is where you decide.**

# %% [markdown]
# ## 3 · What sells where
#
# Now all customers. For each zone, and for town against countryside, we compare each category's share of the money with
# its share in the whole country: 100 means "as everywhere".

# %%
here = people.loc[bought.index]

def mix(group):
    """Each group's money by category, as shares."""
    money = bought.groupby(group).sum()
    return money.div(money.sum(axis=1), axis=0)

nation = bought.sum() / bought.sum().sum()
by_place = pd.concat([mix("zone " + here["climate_zone"].astype(str)), mix(here["kind"])])
index = (100 * by_place / nation).T

fig, ax = plt.subplots(figsize=(7.6, 5), layout="constrained")
ax.imshow(index, cmap="PuOr_r", vmin=-80, vmax=280, aspect="auto")
for row, column in np.ndindex(index.shape):
    ax.text(column, row, f"{index.iloc[row, column]:.0f}", ha="center", va="center")
ax.set_xticks(range(index.shape[1]), index.columns)
ax.set_yticks(range(index.shape[0]), index.index)
ax.spines[:].set_visible(False)
ax.tick_params(length=0)
ax.set_title("100 = as in the whole country")
describe.show(fig, "Heat map, twelve categories by four zones, countryside and town; 100 is the "
              f"nation. Outdoor rises from {index.loc['outdoor', 'zone 1']:.0f} in zone 1 to "
              f"{index.loc['outdoor', 'zone 4']:.0f} in zone 4; home stands at "
              f"{index.loc['home', 'countryside']:.0f} in the countryside.")

# %% [markdown]
# Outdoor goods climb step by step with the climate, and `home` has about twice its usual share in the countryside. But
# other cells differ from 100 as well: look at `essentials` and `ready_meals`. Are those local needs? Or do a few heavy
# buyers happen to live there? The table cannot tell. A test on other customers can.

# %% [markdown]
# ## 4 · How local should the range be?
#
# Six plans, from one for the whole country to one for every postal area. Each learns its shares from one half of the customers.
# We then look at the other half: what share of the goods stands in the wrong place? Then the halves swap roles.
# Think of one shelf in each postal area; the right amount is what its customers of the other half bought. (How much they
# buy in all is taken as known.)

# %%
total = bought.sum(axis=1).to_numpy()
even = bought.index % 2 == 0                       # the customer's number decides the half
place, _ = pd.factorize(here["postal_area"])

def wrong_place(group, goods, learn_from=True, times=1, shelf=place):
    """Share of the goods (%) that a plan by group misplaces, among customers it has not seen."""
    group, names = pd.factorize(group)
    wrong = 0
    for half in (even, ~even):
        learn = half * learn_from * times
        sold, money = (np.bincount(group, x * learn, len(names)) for x in (goods, total))
        everywhere = sold.sum() / money.sum()
        share = np.where(money > 0, sold / np.maximum(money, 1), everywhere)
        gap = np.bincount(shelf, (share[group] * total - goods) * ~half * times)
        wrong += np.abs(gap).sum() / 2
    return 100 * wrong / (goods * times).sum()

# %%
zone, region = "zone " + here["climate_zone"].astype(str), here["region"]
plans_of_range = {
    "one for all": pd.Series("all", index=here.index),
    "by region (5)": region,
    "by zone (4)": zone,
    "town, countryside (2)": here["kind"],
    "zone and kind (8)": zone + here["kind"],
    "by postal area (160)": here["postal_area"],
}
goods_of = {name: bought[name].to_numpy() for name in bought}
misplaced = pd.DataFrame({plan: {name: wrong_place(group, goods)
                                 for name, goods in goods_of.items()}
                          for plan, group in plans_of_range.items()})
misplaced.loc["all twelve"] = (misplaced.mul(bought.sum(), axis=0)).sum() / bought.sum().sum()

# %%
fig, ax = plt.subplots(figsize=(8, 3.6), layout="constrained")
row = np.arange(len(plans_of_range))
for i, name in enumerate(["all twelve", "home", "outdoor"]):
    ax.plot(misplaced.loc[name], row, color=describe.PALETTE[i], marker=describe.MARKERS[i],
            markersize=9, linestyle="none", label=name)
ax.grid(axis="y", color="0.9")
ax.set_yticks(row, misplaced.columns)
ax.invert_yaxis()
ax.set(xlabel="goods in the wrong place (%), customers unseen", xlim=(10, 34))
ax.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
ax.spines[["top", "right"]].set_visible(False)
describe.show(fig, "Goods in the wrong place by plan. Outdoor falls from "
              f"{misplaced.loc['outdoor', 'one for all']:.0f}% to "
              f"{misplaced.loc['outdoor', 'by zone (4)']:.0f}% with a plan by zone, home from "
              f"{misplaced.loc['home', 'one for all']:.0f}% to "
              f"{misplaced.loc['home', 'town, countryside (2)']:.0f}% by town and countryside. "
              "Over all twelve categories no plan gains much, and 160 plans lose.")

# %%
gained = (misplaced["one for all"] - misplaced["zone and kind (8)"]).drop("all twelve")
share_local = nation[["outdoor", "home"]].sum()
gained.sort_values(ascending=False).round(1).to_frame("points gained by zone and kind")

# %% [markdown]
# Three things to see.
#
# - **Two shelves of twelve are local**: the only ones in the table above that gain more than a point. A plan by
#   zone takes the misplaced outdoor goods from
#   {{misplaced.loc["outdoor", "one for all"]:.0f}}% to {{misplaced.loc["outdoor", "by zone (4)"]:.0f}}%; splitting town from
#   countryside takes `home` from {{misplaced.loc["home", "one for all"]:.0f}}% to
#   {{misplaced.loc["home", "town, countryside (2)"]:.0f}}%. Together the two make up {{share_local:.0%}} of sales. For
#   the other ten this test sees no gain. Most of their colour in the heat map did not come back on other customers.
# - **Region names are the weaker key.** They leave {{misplaced.loc["outdoor", "by region (5)"]:.0f}}% of the outdoor goods
#   misplaced where zones leave {{misplaced.loc["outdoor", "by zone (4)"]:.0f}}%.
# - **160 plans are worse than one.** Over all twelve categories, plans by postal area misplace
#   {{misplaced.loc["all twelve", "by postal area (160)"]:.0f}}%, a single plan {{misplaced.loc["all twelve", "one for all"]:.0f}}%.
#   Half of the plans learn from {{here.groupby("postal_area").size().median() / 2:.0f}} customers or fewer. That is too
#   few to learn a range from: the plan learns *them*, not the place.
#
# The last point depends on where the shelves stand, so we count once more with large shops: one for the towns and one for the
# countryside of each region's climate zone.
#
# %%
shop, _ = pd.factorize(region + zone + here["kind"])
in_shops = {plan: sum(wrong_place(group, goods, shelf=shop) * goods.sum()
                      for goods in goods_of.values()) / total.sum()
            for plan, group in plans_of_range.items()}
outdoor_in_shops = {plan: wrong_place(group, goods_of["outdoor"], shelf=shop)
                    for plan, group in plans_of_range.items()}
pd.DataFrame([outdoor_in_shops, in_shops], index=["outdoor", "all twelve"]).round(1)

# %% [markdown]
# In large shops the errors of many small plans even out: 160 plans misplace {{in_shops["by postal area (160)"]:.0f}}%, one plan
# {{in_shops["one for all"]:.0f}}%, which is no real difference. What stays is the outdoor shelf, and zones beat regions there
# too. So 160 plans hurt where each small area has a shelf of its own, and elsewhere do no better than four.
#
# For proposal A, a plan by zone: yes for the outdoor shelf, no for the rest. `home` is local too, but by town and
# countryside, which A does not ask.

# %% [markdown]
# ## 5 · How far should the vans go?
#
# The Friday box is offered by e-mail. Everybody who orders within two weeks gets the van, those too who would have come to the
# shop anyway. We begin in the densest area and walk outwards, one per cent of the customers at a time. On the way we add
# up what it costs and how many orders the e-mail *adds*. Only this market knows the chances; in section 8 a control group
# stands in for it.

# %%
shares = bought.div(total, axis=0)                 # one customer, one vote
mailable = people[people["consent_email"] == 1]

def boxes_for(group):
    """A box for each group, filled as the other half of its customers buys; and who gets which."""
    tables = []
    for half in (0, 1):
        seen = shares[shares.index % 2 != half]
        filled = seen.groupby(group.reindex(seen.index)).mean().reindex(group.unique())
        filled = filled.fillna(seen.mean())        # nobody to learn from: the nation's box
        tables.append(filled.set_axis([f"{name}/{half}" for name in filled.index]))
    half_of = pd.Series(group.index % 2, index=group.index).astype(str)
    return pd.concat(tables), group + "/" + half_of

# %% [markdown]
# A box is filled as the *other* half of the customers buys, so nobody is offered their own purchases. For now there is only
# one group, the nation. The walk itself comes next.

# %%
def walk_outwards(group):
    """Orders added and SEK of each kind, by share of customers (%) reached, dense areas first."""
    boxes, box = boxes_for(group)
    plan = pd.DataFrame({
        "customer_id": mailable.index, "offer": box[mailable.index].to_numpy(), "channel": "email",
        "reward_sek": mailable["delivery_cost_sek"].to_numpy(),     # we pay the van
        "group": group[mailable.index].to_numpy(),
        "density": mailable["inhabitants_per_km2"].to_numpy()})
    chances = market.expected(plan, more_offers=boxes)
    chances = chances.sort_values("density", ascending=False, kind="stable")
    added = chances["chance_with"] - chances["chance_without"]
    steps = pd.DataFrame({
        "orders": added, "boxes": ~chances["group"].duplicated(),
        "driving_sek": chances["chance_with"] * chances["reward_sek"],
        "contact_sek": market.CONTACT_COST_SEK["email"],
        "margin_sek": market.MARGIN * added * chances["basket_sek"]})
    reached = np.ceil(len(steps) * np.arange(1, 101) / 100).astype(int) - 1
    walk = steps.cumsum().iloc[reached].set_axis(pd.RangeIndex(1, 101, name="reached"))
    walk["writing_sek"] = walk["boxes"] * market.MESSAGE_COST_SEK
    walk["cost_sek"] = walk[["driving_sek", "contact_sek", "writing_sek"]].sum(axis=1)
    return walk.assign(density=chances["density"].iloc[reached].to_numpy())

# %%
everywhere = pd.Series("nation", index=people.index)
walk = walk_outwards(everywhere)
walk.loc[[1, 10, 25, 50, 75, 90, 100], ["density", "orders", "driving_sek", "writing_sek",
                                        "cost_sek", "margin_sek"]].round(0).astype(int)

# %% [markdown]
# Read the last line: with everybody reached, the e-mail adds {{walk.loc[100, "orders"]:.0f}} orders and the vans cost
# {{walk.loc[100, "driving_sek"]:,.0f}} SEK. Now divide cost by orders, in two ways: for all customers so far, and for the last
# few per cent alone.

# %%
def average_order(walk):
    """SEK of cost for an added order, all customers so far."""
    return walk["cost_sek"] / walk["orders"]

def next_order(walk, step=5):
    """SEK for an added order among the last few per cent reached; the writing is paid already."""
    from_start = walk[["driving_sek", "contact_sek", "orders"]].reindex(range(101), fill_value=0)
    by_step = from_start.diff(step)
    return ((by_step["driving_sek"] + by_step["contact_sek"]) / by_step["orders"]).dropna()

average, following = average_order(walk), next_order(walk)
earns = walk.loc[100, "margin_sek"] / walk.loc[100, "orders"]
cheapest = int(average.idxmin())
bill = walk["driving_sek"] / walk.loc[100, "driving_sek"]
profit = walk["margin_sek"] - walk["cost_sek"]
print(f"An added order earns {earns:.0f} SEK before these costs.")

# %%
fig, ax = plt.subplots(figsize=(8.4, 4.6), layout="constrained")
ax.plot(average, color=describe.PALETTE[0], linewidth=2.5, label="average of all so far")
ax.plot(following, color=describe.PALETTE[5], linewidth=2.5, linestyle="--", label="the next order")
ax.axhline(earns, color="0.3", linewidth=1)
ax.annotate("what an added order earns", (22, earns + 5), color="0.2")
ax.annotate(f"cheapest on average: {average[cheapest]:.0f} SEK", (cheapest, average[cheapest]),
            (cheapest - 22, 130), arrowprops={"arrowstyle": "->"})
ax.annotate("focused: costs less", (70, 30), ha="center", style="italic")
ax.annotate("spread out:\ncosts more", (91, 190), ha="right", style="italic")
ax.set(xlim=(0, 100), ylim=(0, 280), ylabel="cost of one added order (SEK)",
       xlabel="customers reached, densest areas first (%)")
ticks = [10, 30, 50, 70, 85, 95]
top = ax.secondary_xaxis("top")
top.set_xticks(ticks, [f"{walk.loc[t, 'density']:,.0f}" for t in ticks])
top.set_xlabel("inhabitants per km² where we stand then")
ax.legend(loc="lower left", frameon=False)
describe.show(fig, f"Cost of an added order by share of customers reached. The average falls from "
              f"over 280 SEK to {average[cheapest]:.0f} at {cheapest}% and rises to "
              f"{average[100]:.0f} at 100%. The next order costs {following[10]:.0f} SEK in the "
              f"densest areas and {following[100]:.0f} in the sparsest; it earns {earns:.0f}.")

# %% [markdown]
# One curve, two ends. On the far left the cost of writing the e-mail is shared by few, and an order is dear. Then it gets
# cheaper, down to {{average[cheapest]:.0f}} SEK at {{cheapest}}% of the customers. Further out the vans begin to bite. So both
# sentences of our sources are true here: keeping to chosen places **costs less**, a spread-out customer base **costs
# more**. They stand at different points of the same line. What is saved is driving: an e-mail costs the same everywhere, and the cost of
# writing it pulls the other way.
#
# Proposal C rests on a true number: the sparsest quarter of the customers takes {{1 - bill[75]:.0%}} of the bill for driving. It
# does not follow that Havnbo should stop there. What counts is the dashed line: as long as the *next* order costs less than
# the {{earns:.0f}} SEK that an added order earns on average, drive on.

# %%
farthest = int(profit.idxmax())
stop_density = walk.loc[farthest, "density"]
profit[[75, farthest, 100]].round(-2).astype(int).to_frame("profit (SEK)")

# %% [markdown]
# Stopping after three quarters gives up {{profit[farthest] - profit[75]:,.0f}} SEK. The best place to stop is at
# {{farthest}}%, where there are {{stop_density:.0f}} inhabitants per km², and even that saves only
# {{profit[farthest] - profit[100]:,.0f}} SEK against driving everywhere. **A group can take nearly half of the cost and
# still be worth serving.**

# %% [markdown]
# ## 6 · Live: draw your own country
#
# Choose how the country is grouped. Each group gets a box of its own, filled as its customers buy, and each box costs an
# e-mail to write. The second control splits every group once more: its thinly settled parts get a box of their own. The
# third says how far the vans go.
#
# **Before you move anything, guess:** which grouping earns most? And how far to the left can you pull the vans
# before an added order costs *more* on average than if they went everywhere?

# %%
small = people["postal_area"].map(in_area) < 5
GROUPINGS = {
    "one box for all": everywhere,
    "regions": people["region"],
    "climate zones": "zone " + people["climate_zone"].astype(str),
    "postal areas": people["postal_area"].astype(str).mask(small, "small areas"),
}
CUTS = [0, 10, 30, 150, 500]

def with_countryside(group, cut):
    """The same groups, with customers below the density in a group of their own."""
    return group + np.where(people["inhabitants_per_km2"] < cut, ", sparse", "")

walks = {("postal areas", 0): walk_outwards(GROUPINGS["postal areas"])}
for name in list(GROUPINGS)[:3]:
    for cut in CUTS:
        walks[name, cut] = walk_outwards(with_countryside(GROUPINGS[name], cut))
curves = {key: (average_order(w), next_order(w)) for key, w in walks.items()}

# %%
spots = shown.set_index("postal_area").sort_values("inhabitants_per_km2")
first = {name: group.groupby(people["postal_area"]).first() for name, group in GROUPINGS.items()}
spot_group = {name: pd.factorize(group[spots.index], sort=True) for name, group in first.items()}
density_of_spot = spots["inhabitants_per_km2"].to_numpy()

def draw_map(grouping, cut, down_to):
    """Put every area with its group; hollow where it has the sparse box, grey where no van goes."""
    number, names = spot_group[grouping]
    reached, sparse = density_of_spot >= down_to, density_of_spot < cut
    for i in range(5):
        for marks, which in ((full[i], ~sparse), (hollow[i], sparse)):
            now = reached & which & (number % 5 == i)
            marks.set_data(spots["longitude"][now], spots["latitude"][now])
        named = i < len(names) <= 5
        legend.get_texts()[i].set_text(names[i] if named else "")
        legend.legend_handles[i].set_visible(named)
    unreached.set_data(spots["longitude"][~reached], spots["latitude"][~reached])

# %%
def update(grouping, cut, reached):
    """Move map, curves and the mark for what is chosen; say in words what is seen."""
    if grouping == "postal areas" and cut:
        raise ValueError("A postal area is town or countryside already. "
                         "Set the second control to 0.")
    walk, (average, following) = walks[grouping, cut], curves[grouping, cut]
    now = walk.loc[reached]
    draw_map(grouping, cut, now["density"])
    average_line.set_data(average.index, average)
    next_line.set_data(following.index, following)
    mark.set_data([reached, reached], [0, 300])
    last = following[max(reached, 5)]
    profit = now["margin_sek"] - now["cost_sek"]
    worth = "less" if last < earns else "more"
    off = "" if average[reached] < 300 else " (above the picture)"
    number = "One box" if now["boxes"] == 1 else f"{now['boxes']:.0f} boxes"
    return (f"{number}, driven to {reached}% of the customers, down to {now['density']:,.0f} "
            f"inhabitants per km². An added order costs {average[reached]:,.0f} SEK on average{off}"
            f"; the next one costs {last:.0f}, {worth} than it earns. "
            f"The campaign adds {profit:,.0f} SEK.")

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 4.8), layout="constrained")
left.set(xlim=(10.9, 20.6), ylim=(55.2, 66.4), aspect=1.9, xticks=[], yticks=[],
         title="hollow: sparse box; ×: not reached")
right.set(xlim=(0, 100), ylim=(0, 300), xlabel="customers reached (%)",
          title="cost of an added order (SEK)")
styles = list(zip(describe.PALETTE, describe.MARKERS))[:5]
full = [left.plot([], [], m, color=c, markersize=6, markeredgecolor="white")[0] for c, m in styles]
hollow = [left.plot([], [], m, color=c, markersize=6, mfc="white")[0] for c, m in styles]
unreached, = left.plot([], [], "x", color="0.6", markersize=4)
legend = left.legend(full, [""] * 5, loc="upper left", fontsize=8, frameon=False)
average_line, = right.plot([], [], color=describe.PALETTE[0], linewidth=2, label="average so far")
next_line, = right.plot([], [], "--", color=describe.PALETTE[5], linewidth=2, label="next order")
mark, = right.plot([], [], color="0.3", linewidth=1.5)
right.axhline(earns, color="0.3", linewidth=1, linestyle=":", label="what it earns")
right.legend(loc="upper center", framealpha=1, ncols=3, fontsize=8)
controls = {
    "grouping": Dropdown(description="Grouping", options=list(GROUPINGS), value="climate zones"),
    "cut": SelectionSlider(description="Own box where inhabitants per km² are below", options=CUTS),
    "reached": IntSlider(description="Customers reached (%)", value=75, min=1, max=100)}
live.Live(fig, update, controls, alt="Left: a map of the postal areas by group, those without "
          "delivery grey. Right: average cost of an added order and cost of the next, by coverage.")

# %% [markdown]
# Things to try. Pull *customers reached* to the far left: the average shoots up, because the writing is paid all the same. Push
# it to the far right and watch the dashed line cross the dotted one. Then take "postal areas" and read the last number.

# %% [markdown]
# ## 7 · Reading the segments
#
# Zones and kinds of place make eight segments. A table a manager can act on needs their size, what sets them apart, and what a
# delivery costs.

# %%
segment = ("zone " + people["climate_zone"].astype(str) + ", " + people["kind"]).rename("segment")
own = 100 * shares[["outdoor", "home", "ready_meals"]]
profile = own.groupby(segment).mean().round(0).astype(int).add_suffix(" (%)")
profile.insert(0, "customers", segment.value_counts())
profile["delivery (SEK)"] = people.groupby(segment)["delivery_cost_sek"].mean().round(0).astype(int)
profile

# %% [markdown]
# Read a row as a sentence, then give it a name and a job.
#
# | segments | name | a sensible action to test |
# |---|---|---|
# | zones 3 and 4, town | harsh towns | a wider outdoor shelf; the van as usual |
# | zones 1 and 2, town | mild towns | the nation's range, less outdoor; the van as usual |
# | countryside, any zone | the far doors | more `home`, fewer `ready_meals`; one van day a week |
#
# Eight segments, three actions. That is normal: a segmentation may be finer than what you do with it, as long as
# you pay for the actions and not for the segments.

# %% [markdown]
# ## 8 · The proposals, put to the test
#
# Five plans for the Friday box, all by e-mail, the van always paid by Havnbo. The mass mailing is one box for everybody,
# driven everywhere. Of those who may be contacted, half are drawn at random and get nothing: the **control group**.

# %%
boxes = pd.concat([nation_box := shares.mean().to_frame("nation").T,
                   shares.groupby(zone).mean()])

def friday_box(offer, who=None):
    """A plan for all or some customers: the box each gets, with the delivery paid."""
    plan = pd.DataFrame({"customer_id": people.index, "offer": offer, "channel": "email",
                         "reward_sek": people["delivery_cost_sek"].to_numpy()})
    return plan if who is None else plan[who.to_numpy()]

density, zones = people["inhabitants_per_km2"], GROUPINGS["climate zones"]
plans = {
    "mass mailing: one box, everywhere": friday_box("nation"),
    "A: a box for each zone": friday_box(zones.to_numpy()),
    "B: outdoor box in zone 4": friday_box(np.where(zones == "zone 4", "outdoor", "nation")),
    "C: not to the sparsest quarter": friday_box("nation", density > walk.loc[75, "density"]),
    "D: stop only at the far edge": friday_box("nation", density >= stop_density),
}

# %%
rows = {}
for name, plan in plans.items():
    result = market.effect(market.run(plan, holdout=0.5, seed=3, more_offers=boxes))
    rows[name] = [100 * result.loc["converted", "effect"],
                  *result.loc["profit_sek", ["effect", "low", "high"]]]
measured = pd.DataFrame(rows, index=["added orders per 100", "profit (SEK)", "low", "high"]).T
measured.round({"added orders per 100": 1}).astype({c: int for c in measured.columns[1:]})

# %% [markdown]
# (Profit is that of the half written to.) All five estimates are above zero, but {{(measured["low"] < 0).sum()}} of the five
# intervals are not. Each interval compares a plan with no e-mail, not one plan with another. A company would now argue. We
# look behind the curtain, at what each plan adds on average in the same two weeks, when all on its list who have agreed are
# written to.

# %%
truth = pd.Series({name: market.expected_profit(plan, more_offers=boxes)
                   for name, plan in plans.items()})
against = truth - truth.iloc[0]

fig, ax = plt.subplots(figsize=(8, 2.8), layout="constrained")
y = np.arange(1, len(truth))
ax.hlines(y, 0, against.iloc[1:] / 1000, color="0.6", linewidth=3)
for value, at in zip(against.iloc[1:] / 1000, y):
    ax.plot(value, at, markersize=11, color=describe.PALETTE[2 if value > 0 else 5],
            marker=describe.MARKERS[2 if value > 0 else 4])
    ax.annotate(f"{value:+.1f}", (value, at), (0, 9), textcoords="offset points", ha="center")
ax.axvline(0, color="0.2", linewidth=1)
ax.set_yticks(y, truth.index[1:])
ax.set(xlabel="profit against the mass mailing (thousand SEK)", ylim=(4.6, 0.4), xlim=(-9.5, 2))
ax.spines[["top", "right", "left"]].set_visible(False)
describe.show(fig, "Average profit against the mass mailing, in thousand SEK: "
              + ", ".join(f"{n} {v / 1000:+.1f}" for n, v in against.iloc[1:].items()) + ".")

# %% [markdown]
# **The surprise of this lesson: both local boxes and the saving on vans lose to one box for everybody.** The
# mass mailing adds {{truth.iloc[0]:,.0f}} SEK. Only plan D beats it, by {{against.iloc[4]:,.0f}}; and its limit was drawn with this
# market's knowledge, so a real company cannot count on it.
#
# - **A** is right about taste. But four boxes must be written instead of one, at {{market.MESSAGE_COST_SEK:,}} SEK each, and
#   {{len(mailable):,}} readers cannot pay for that.
# - **B** is wrong about taste, and that is the one to remember. Outdoor goods sell best in zone 4 *compared with other
#   zones*. They are still only {{100 * boxes.loc["zone 4", "outdoor"]:.0f}} SEK of an average customer's 100 there. A box of
#   nothing else misses the rest of what they want, and it must be written too. "More than elsewhere" does not mean "most".
# - **C** saves {{1 - bill[75]:.0%}} of the driving and loses what those customers would have earned.
#
# So: accept A for the outdoor shelf in the shop, where no e-mail has to be written, and split `home` by town and
# countryside. Reject B. Replace C by a limit far out. **Local put more of the goods in the right place on the shelf. In the
# letter it did not pay.** (What a local shelf costs in work we have not counted.)

# %% [markdown]
# ## 9 · What the documents claim
#
# Six claims about geographic segmentation. Each gets a figure from this market, a verdict that follows from the figure,
# and the **turning point**: how far a knob can be turned before the claim changes side.
#
# ### It lets a company fit its products to what a place needs

# %%
outdoor, all_one = goods_of["outdoor"], plans_of_range["one for all"]

def points_saved(**how):
    """Points of the outdoor goods in the right place with a plan by zone, not with one for all."""
    return wrong_place(all_one, outdoor, **how) - wrong_place(zone, outdoor, **how)

rng = np.random.default_rng(3)
times_drawn = rng.poisson(1, (200, len(here)))
draws = [points_saved(times=times) for times in times_drawn]
few = [5, 10, 20, 40, 80, 150, 300, 1000]
saved_by = pd.Series({n: np.mean([points_saved(learn_from=rng.permutation(len(here)) < 2 * n)
                                  for _ in range(30)]) for n in few})
saved_by[len(here) // 2] = points_saved()

claims.state("T1-geographic-pro", figure=points_saved(),
             interval=tuple(np.percentile(draws, [2.5, 97.5])),
             unit="points less of the outdoor goods in the wrong place", threshold=0, above=True,
             knob="customers a plan learns from", at=len(here) // 2, curve=saved_by)

# %% [markdown]
# Any saving counts, so the bar is zero. The interval comes from drawing the customers anew (bootstrap). The figure is for
# outdoor goods, the shelf that the climate moves. With too few customers to learn from, a plan by zone is worse than one
# for all.
#
# ### Local offers get a very good fit

# %%
harsh = mailable[mailable["climate_zone"] == 4]
rest = nation_box.iloc[0].drop("outdoor")

def orders_added(outdoor_share):
    """Orders added per 100 e-mails in zone 4, by a box with that share (%) of outdoor goods."""
    box = rest / rest.sum() * (1 - outdoor_share / 100)
    box["outdoor"] = outdoor_share / 100
    plan = pd.DataFrame({"customer_id": harsh.index, "offer": "local", "channel": "email"})
    chances = market.expected(plan, more_offers=box.to_frame("local").T)
    return 100 * (chances["chance_with"] - chances["chance_without"]).mean()

national_share = 100 * nation_box.loc["nation", "outdoor"]
own_share = float(round(100 * boxes.loc["zone 4", "outdoor"]))
settings = [0, 4, own_share, 18, 24, 30, 40, 60, 80, 100, national_share]
by_share = pd.Series({share: orders_added(share) for share in settings}).sort_index()
gain = 100 * (by_share / by_share[national_share] - 1)

# %%
fig, ax = plt.subplots(figsize=(7.6, 3.2), layout="constrained")
ax.axhline(0, color="0.4", linewidth=1)
ax.plot(gain, color=describe.PALETTE[0], marker=".", linewidth=2)
for share, words, high in ((national_share, "the nation's box", -13),
                           (own_share, f"as zone 4 buys: {gain[own_share]:+.1f}%", 4)):
    ax.plot(share, gain[share], "o", color=describe.PALETTE[5], markersize=8)
    ax.annotate(words, (share, gain[share]), (share + 14, high),
                arrowprops={"arrowstyle": "-", "color": "0.4"}, va="center")
ax.set(xlabel="outdoor goods in the box (%)", ylabel="added orders (%)", xlim=(0, 100))
ax.spines[["top", "right"]].set_visible(False)
describe.show(fig, "Added orders in zone 4, against the nation's box, by share of outdoor goods: "
              f"{gain[0]:+.0f}% with none, {gain[own_share]:+.1f}% with {own_share:.0f}%, "
              f"{gain[100]:+.0f}% with nothing else.")

# %%
claims.state("T2-geographic-pro1", figure=gain[own_share],
             unit="% more added orders than the national box, zone 4", threshold=0, above=True,
             knob="outdoor goods in the box (%)", at=own_share, curve=gain)

# %%
extra = (by_share[own_share] - by_share[national_share]) / 100      # orders added per e-mail
readers_needed = market.MESSAGE_COST_SEK / (extra * earns)
chances = market.expected(friday_box("nation"), more_offers=boxes).set_index("customer_id")
rate = chances.loc[harsh.index, "chance_with"].mean()               # who orders, anyway or not
to_see_it = 2 * (1.96 + 0.84) ** 2 * rate * (1 - rate) / extra**2
print(f"{readers_needed:,.0f} readers pay for the second box; Havnbo has {len(harsh):,} in zone 4.")

# %% [markdown]
# The bar is the national box in the same e-mail. A pinch of local helps: filled as zone 4 buys, the box brings
# {{gain[own_share]:.1f}}% more. A fistful hurts, and all outdoor is the worst of all. To *pay* for a box of its own, even
# before the vans are paid, zone 4 would need {{readers_needed:,.0f}} readers instead of {{len(harsh):,}}. To *see* the gain
# four times in five, an experiment would need some {{to_see_it / 1e6:.1f}} million e-mails with either box. We know it only because this market tells its chances; for the same
# reason the figure has no interval.
#
# ### Marketing costs less when it keeps to chosen places

# %%
reaches = [2, 3, 5, 8, 10, 15, 20, 25, 30, 40, 50, cheapest, 80, 90, 95, 98]
saving = (1 - average[sorted(set(reaches))] / average[100]) * 100

claims.state("T2-geographic-pro2", figure=saving[cheapest],
             unit="% less per added order than driving everywhere", threshold=0, above=True,
             knob="customers reached, densest first (%)", at=cheapest, curve=saving)

# %% [markdown]
# The bar is what an added order costs when everybody is reached. Focus saves up to a point: below it, the price of
# writing the e-mail falls on too few orders. (And cheaper per order is not richer. The cheapest reach earns
# {{profit[cheapest]:,.0f}} SEK, the best {{profit[farthest]:,.0f}}.)
#
# ### It costs more when customers live far apart

# %%
slices = range(5, 101, 5)
cost_by_density = pd.Series(following[list(slices)].to_numpy(),
                            index=walk.loc[[s - 2 for s in slices], "density"].to_numpy())

claims.state("T1-geographic-con", figure=cost_by_density.iloc[-1],
             unit="SEK for an added order, driving and e-mail", threshold=average[100], above=True,
             knob="inhabitants per km²", at=cost_by_density.index[-1], curve=cost_by_density)

# %% [markdown]
# This is the other end of the same curve: the next order, by where it is driven. We call it *more* when it exceeds what an
# added order costs on average over the whole country. The figure is for the sparsest slice of the customers, one in twenty.
#
# ### It treats everyone in one area as the same

# %%
bands = [0, 30, 150, 250, 500, 1000, 2500, 10000]
band = pd.cut(here["inhabitants_per_km2"], bands, labels=False).to_numpy()

def shortage(times=1):
    """Share (%) of the `home` goods wanted that a plan by region does not bring, by density."""
    group, names = pd.factorize(region)
    wanted, spent = goods_of["home"] * times, total * times
    planned = np.zeros(len(here))
    for half in (even, ~even):
        sold, money = (np.bincount(group, x * half, len(names)) for x in (wanted, spent))
        planned += (sold / money)[group] * spent * ~half
    return 100 * (1 - np.bincount(band, planned) / np.bincount(band, wanted))

middle = here["inhabitants_per_km2"].groupby(band).median()
missing = pd.Series(shortage(), index=middle.to_numpy())
rng_4 = np.random.default_rng(4)
spread = np.percentile([shortage(rng_4.poisson(1, len(here)))[0] for _ in range(200)], [2.5, 97.5])
claims.state("T2-geographic-con1", figure=missing.iloc[0], interval=tuple(spread),
             unit="% of the home goods wanted are not on the shelf", threshold=20, above=True,
             knob="inhabitants per km²", at=missing.index[0], curve=missing)

# %% [markdown]
# The bar is ours: a shelf that lacks more than a fifth of what is wanted. One plan for a region is made
# by its towns, because most people live there. The countryside gets the towns' shelf.
#
# ### It takes good knowledge of the regions

# %%
area_of, area_names = pd.factorize(here["postal_area"])
full_gain, by_zone = points_saved(), wrong_place(zone, outdoor)

def lost_without(known_percent, turns=20):
    """Part of the gain (%) lost when the climate zone of only some postal areas is known."""
    rng, lost = np.random.default_rng(5), []
    for _ in range(turns):
        known = rng.permutation(len(area_names))[area_of] < len(area_names) * known_percent / 100
        mixed = zone.where(known, region)
        lost.append(wrong_place(mixed, outdoor) - by_zone)
    return 100 * np.mean(lost) / full_gain

by_knowledge = pd.Series({percent: lost_without(percent) for percent in (20, 40, 60, 80)})
by_knowledge[0], by_knowledge[100] = lost_without(0, turns=1), lost_without(100, turns=1)
by_region = [wrong_place(all_one, outdoor, times=times) - wrong_place(region, outdoor, times=times)
             for times in times_drawn[:100]]
interval = np.percentile(100 * (1 - np.array(by_region) / draws[:100]), [2.5, 97.5])
claims.state("T2-geographic-con2", figure=by_knowledge[0], interval=tuple(interval),
             unit="% of the local plan's gain lost", threshold=10, above=True,
             knob="postal areas whose climate is known (%)", at=0, curve=by_knowledge)

# %% [markdown]
# Who knows only the names of the regions plans by region. We call the loss real when more than a tenth of what zones would
# gain is gone. "Knowledge" here is one column: the zone of each postal area. It need not be complete.

# %% [markdown]
# ## 10 · When not to use it, pitfalls, privacy and fairness
#
# - **Not for needs that live in people.** Thrift, style, hurry: this market spread them evenly over the country, and
#   place says next to nothing about them. Lessons 04 and 05 do.
# - **Not when the groups are small.** Section 4: beyond a point, finer groups learn the neighbours.
# - **Beware of the index.** 200 means "twice the usual share". Twice a little is still little (proposal B).
# - **Do not cut by averages.** Neither the average cost nor a group's part of the bill says where to stop.

# %%
told = customers.dropna(subset=["birth_year", "gender"])
same = told.groupby(["postal_area", "birth_year", "gender"])["customer_id"].transform("size")
alone = (same == 1).mean()
print(f"Of {len(told):,} who stated both, {alone:.0%} share them and the area with nobody else.")

# %% [markdown]
# - **A place is nearly a name.** Three harmless columns, and {{alone:.0%}} of those who stated birth year and gender
#   are the only one of their kind. A file without names is not anonymous. Publish zones, not postal areas; never both with birth years.
# - **Groups under five** are not shown and not written to as a segment.
# - **A place is a proxy.** In many real countries a postal code stands for income, origin or faith. A delivery limit that looks
#   like arithmetic can shut out exactly those. Before you draw a line, look at who lives behind it.
# - **Those left out need another way.** Plan D leaves {{(density < stop_density).sum()}} customers without a van. A pick-up
#   point, or a van every other week, should stand in the same decision, with its cost.
# - **Consent first.** {{(people["consent_email"] == 0).mean():.0%}} of the customers have not agreed to e-mail, wherever they live.

# %% [markdown]
# ## 11 · Quiz

# %%
quiz.ask(
    "In zone 4 outdoor goods have nearly twice their usual share. What follows for its box?",
    {
        "It should hold mostly outdoor goods.":
            "An index compares with other places. Most of what they buy is still something else.",
        "It should hold a little more of them than the box elsewhere.":
            "Right. About as much more as they buy more; with far more, added orders fall.",
        "Nothing: index numbers are noise.":
            "Some are. This one held on customers the plan had not seen.",
    },
    right="It should hold a little more of them than the box elsewhere.",
    key="03_geographic/quiz-1")

# %%
quiz.ask(
    "The sparsest quarter of the customers takes half of the delivery bill. Stop delivering there?",
    {
        "Yes: half of the cost for a quarter of the customers is a bad deal.":
            "It is a worse deal than the others, but it may still be a good one.",
        "Only where the next order costs more than it earns.":
            "Right. The edge decides, not the group's part of the bill.",
        "No: one should treat all customers alike.":
            "A fair point to weigh, but then say what it costs, and who pays.",
    },
    right="Only where the next order costs more than it earns.",
    key="03_geographic/quiz-2")

# %%
quiz.ask(
    "160 plans, one per postal area, fit last year's sales perfectly. Why distrust them?",
    {
        "They were tested on the customers they were made from.":
            "Right. On other customers of the same areas they did worse than one plan for all.",
        "160 is not a round number of segments.":
            "The number as such is harmless. What matters is how many customers stand behind each.",
        "Postal areas change their numbers.":
            "They do, now and then, but that is not why the plans failed here.",
    },
    right="They were tested on the customers they were made from.",
    key="03_geographic/quiz-3")

# %%
quiz.ask(
    "Which of these are true of this market? Tick all.",
    {
        "Leaving out the sparsest third lowers the average cost of an added order.":
            "Yes. (With far fewer customers it rises again: the writing weighs on them.)",
        "Driving to the sparsest third, too, raises the average cost of an added order.":
            "Yes. It is the same curve, read from left to right.",
        "Therefore the cheapest reach earns most.":
            "No. Beyond it each order is dearer, but most still bring more than they cost.",
    },
    right=["Leaving out the sparsest third lowers the average cost of an added order.",
           "Driving to the sparsest third, too, raises the average cost of an added order."],
    key="03_geographic/quiz-4")

# %% [markdown]
# ## Take-away
#
# - Ask of each shelf whether it is local. Here two of twelve were.
# - Make plans from some customers and test them on others. On its own customers the finest map fits best.
# - The cost of the next order says where to stop; averages and parts of the bill do not.
# - "More than elsewhere" is not "most". A pinch of local beats a fistful.
# - A region is a line on a map. Climate and countryside do not know it.
#
# **Now you:** [the exercise](../exercises/03_geographic.ipynb) · **Next:** [lesson 04](04_psychographic.ipynb), what customers
# value, and whether we can measure it.
