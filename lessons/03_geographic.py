# %% [markdown] slide="One box for all, or local boxes?"
# # 03 · Geographic segmentation
#
# {{=way}}
#
# **The question.** Where is local worth its cost?
#
# **The decision.** Havnbo, a retailer, is about to launch the *Friday box*: goods that are offered in an e-mail and
# driven to the customer's door. One box for everybody is the plan. Three proposals lie on the table.
#
# - **A.** A box of its own for each climate zone. (A food chain that adapts its menu by region is our sources' example.)
# - **B.** Where winters are harsh, a box that is all outdoor gear. That is what people buy there.
# - **C.** No vans to the sparsest quarter of the customers. They take nearly half of the delivery bill.
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 00; you have seen a pandas table before |
#
# **One idea to keep:** that a place stands out is no reason to treat it differently. Ask what the difference earns.

# %%
import numpy as np
import pandas as pd

from helpers import charts, claims, data, market
from page import live, quiz

# %% tags=["hide-input"]
quiz.guess(
    "03_geographic",
    "Which proposal earns more than one box for everybody, driven everywhere?",
    ["A: a box for each climate zone.", "B: an outdoor box where winters are harsh.",
     "C: no vans to the sparsest quarter.", "None of the three."],
)

# %% [markdown]
# ## 1 · By hand, on ten customers
#
# Havnbo, its customers and their country are invented, the coastline too. The numbers show how things work, never how a
# real country is. A **postal area** is the smallest place we know. Each lies in one **region**, which is a line on a map,
# and in one **climate zone**, from 1 (mild) to 4 (harsh). The last column is what one delivery costs there.

# %%
areas = data.load("postal_areas")
areas.head(3)

# %%
places = areas[["postal_area", "place_type", "inhabitants_per_km2", "delivery_cost_sek"]]
people = data.load("customers").merge(places, on="postal_area").set_index("customer_id")

bought = data.purchases().pivot_table(index="customer_id", columns="category", values="amount_sek",
                                      aggfunc="sum", fill_value=0)

# %% [markdown]
# Ten customers from the region Västmark: five from its mild corner, five from its harsh one, in order of density. They were
# chosen so that you can see the idea with the naked eye.

# %%
ten_ids = [100786, 102029, 102114, 102196, 104290, 100037, 100932, 101106, 101521, 101554]
ten = people.loc[ten_ids, ["climate_zone", "inhabitants_per_km2", "delivery_cost_sek"]]
ten["bought_sek"] = bought.loc[ten_ids].sum(axis=1)
ten["outdoor_sek"] = bought.loc[ten_ids, "outdoor"]
ten = ten.sort_values("inhabitants_per_km2", ascending=False)
ten

# %% [markdown]
# **What stands out in taste.** Of each 100 SEK, how many go to outdoor goods? Marketers like to divide that by the figure
# for everybody and call it an **index**: 100 means "as everywhere".

# %% slide="More than elsewhere is not most" says="The harsh corner"
corners = ten.groupby("climate_zone")[["bought_sek", "outdoor_sek"]].sum()
corners["outdoor_of_100"] = 100 * corners["outdoor_sek"] / corners["bought_sek"]
corners["index"] = (
    100 * corners["outdoor_of_100"] / (100 * ten["outdoor_sek"].sum() / ten["bought_sek"].sum())
)
corners.round(0).astype(int)

# %% [markdown]
# The harsh corner has the higher index. It still spends {{100 - corners["outdoor_of_100"].max():.0f}} of its 100 SEK on
# something else.
#
# **What stands out in cost.** Suppose each of the ten gets one delivery. Begin in the densest place and walk outwards.

# %% slide="An average hides the edge" says="The average lags"
bill = ten[["delivery_cost_sek"]].copy()
bill["average_so_far"] = bill["delivery_cost_sek"].expanding().mean().round()
bill.tail(4)

# %% [markdown]
# The average lags behind: it stands at {{bill["average_so_far"].iloc[-1]:.0f}} SEK when the last delivery costs
# {{bill["delivery_cost_sek"].iloc[-1]}}. An average hides the edge. **The edge is where you decide**: what does the *next* order
# cost, and what does it earn? (Economists say marginal cost.)
#
# ## 2 · Live: draw your own country
#
# Choose how the country is grouped. Each group gets a box of its own, filled as the *other half* of the group buys, so that
# nobody is offered the own purchases. Each box costs an e-mail to write. The second control gives thinly peopled parts a box
# of their own; the third says how far the vans go. On the map a mark is a postal area with five customers or more: on a map,
# a group of three is three front doors.
#
# **Before you move anything:** which grouping earns most when the vans go everywhere?

# %% tags=["hide-input"] slide="Draw your own country"
# Folded: the live picture. It fills a box for each group, walks outwards and draws; nothing new is taught here.
from functools import cache

import matplotlib.pyplot as plt
from ipywidgets import Dropdown, IntSlider, SelectionSlider

CUTS = [0, 10, 30, 150, 500]
shares = bought.div(bought.sum(axis=1), axis=0)
in_area = people.groupby("postal_area").size()
spots = areas[areas["postal_area"].map(in_area) >= 5].set_index("postal_area").sort_values("inhabitants_per_km2")
GROUPINGS = {
    "one box for all": pd.Series("nation", index=people.index),
    "regions": people["region"],
    "climate zones": "zone " + people["climate_zone"].astype(str),
    "postal areas": people["postal_area"].astype(str).where(people["postal_area"].isin(spots.index), "small areas"),
}
group_of_spot = {name: pd.factorize(group.groupby(people["postal_area"]).first()[spots.index], sort=True)
                 for name, group in GROUPINGS.items()}


def boxes_for(group):
    """A box for each group and half, filled as the other half of the group buys."""
    tables = []
    for half in (0, 1):
        seen = shares[shares.index % 2 != half]
        filled = seen.groupby(group[seen.index]).mean().reindex(group.unique()).fillna(seen.mean())
        tables.append(filled.set_axis([f"{name}/{half}" for name in filled.index]))
    return pd.concat(tables)


@cache
def walked(grouping, cut):
    """Totals by share of customers reached (%), densest first, and how many boxes must be written."""
    group = GROUPINGS[grouping] + np.where(people["inhabitants_per_km2"] < cut, ", sparse", "")
    offer = group + "/" + pd.Series(group.index % 2, index=group.index).astype(str)
    plan = market.plan(people.index, offer.to_list(), reward_sek=people["delivery_cost_sek"].to_list(),
                       group=group.to_list(), density=people["inhabitants_per_km2"].to_list())
    chances = market.reached(plan, more_offers=boxes_for(group))
    chances = chances.sort_values("density", ascending=False, kind="stable")
    added = chances["chance_with"] - chances["chance_without"]
    totals = pd.DataFrame({
        "orders": added,
        "margin": market.MARGIN * added * chances["basket_sek"],
        "driven": chances["chance_with"] * chances["reward_sek"] + market.CONTACT_COST_SEK["email"],
        "boxes": (~chances["group"].duplicated()).astype(int),
    }).cumsum()
    rows = np.ceil(len(totals) * np.arange(1, 101) / 100).astype(int) - 1
    totals = totals.assign(density=chances["density"]).iloc[rows].set_axis(range(1, 101))
    totals["cost"] = totals["driven"] + totals["boxes"] * market.MESSAGE_COST_SEK
    steps = totals[["driven", "orders"]].diff(5).fillna(totals[["driven", "orders"]])
    return totals.assign(average=totals["cost"] / totals["orders"], following=steps["driven"] / steps["orders"])


def update(grouping, cut, reached):
    """Move map, curves and the mark for what is chosen; say in words what is seen."""
    if grouping == "postal areas" and cut:
        raise ValueError("A postal area is town or countryside already. Set the second control to 0.")
    totals = walked(grouping, cut)
    now, (number, names) = totals.loc[reached], group_of_spot[grouping]
    density = spots["inhabitants_per_km2"].to_numpy()
    for i in range(5):
        for marks, kind in ((full[i], density >= cut), (hollow[i], density < cut)):
            seen = spots[(density >= now["density"]) & kind & (number % 5 == i)]
            marks.set_data(seen["longitude"], seen["latitude"])
        named = i < len(names) <= 5
        legend.get_texts()[i].set_text(names[i] if named else "")
        legend.legend_handles[i].set_visible(named)
    far = spots[density < now["density"]]
    unreached.set_data(far["longitude"], far["latitude"])
    average_line.set_data(totals.index, totals["average"])
    next_line.set_data(totals.index, totals["following"])
    mark.set_data([reached, reached], [0, 300])
    off = "" if now["average"] < 300 else " (above the picture)"
    boxes = "One box" if now["boxes"] == 1 else f"{now['boxes']:.0f} boxes"
    worth = "less" if now["following"] < order_earns else "more"
    return (f"{boxes}, driven to {reached}% of the customers, down to {now['density']:,.0f} inhabitants per km². An added "
            f"order costs {now['average']:,.0f} SEK on average{off}; the next one costs {now['following']:.0f}, {worth} than "
            f"it earns. The campaign adds {now['margin'] - now['cost']:,.0f} SEK.")


fig, (left, right) = plt.subplots(1, 2, figsize=(8.8, 5.2), layout="constrained")
left.set(xlim=(10.9, 20.6), ylim=(55.2, 66.4), aspect=1.35, xticks=[], yticks=[], title="hollow: sparse box; ×: not reached")
right.set(xlim=(0, 100), ylim=(0, 300), xlabel="customers reached (%)", title="cost of an added order (SEK)")
everybody = walked("one box for all", 0).loc[100]
order_earns = everybody["margin"] / everybody["orders"]
styles = list(zip(charts.PALETTE, charts.MARKERS))[:5]
full = [left.plot([], [], m, color=c, markersize=6, markeredgecolor="white")[0] for c, m in styles]
hollow = [left.plot([], [], m, color=c, markersize=6, mfc="white")[0] for c, m in styles]
unreached, = left.plot([], [], "x", color="0.6", markersize=4)
legend = left.legend(full, [""] * 5, loc="upper left", fontsize=9, frameon=False)
average_line, = right.plot([], [], color=charts.PALETTE[0], linewidth=2, label="average so far")
next_line, = right.plot([], [], "--", color=charts.PALETTE[5], linewidth=2, label="next order")
mark, = right.plot([], [], color="0.3", linewidth=1.5)
right.axhline(order_earns, color="0.3", linewidth=1, linestyle=":", label="what it earns")
right.legend(loc="upper center", framealpha=1, ncols=3, fontsize=9)
controls = {
    "grouping": Dropdown(description="Grouping", options=list(GROUPINGS), value="climate zones"),
    "cut": SelectionSlider(description="Own box where inhabitants per km² are below", options=CUTS),
    "reached": IntSlider(description="Customers reached (%)", value=75, min=1, max=100),
}
live.Live(fig, update, controls, alt="Left: a map of the postal areas by group, those without delivery grey. "
          "Right: average cost of an added order and cost of the next, by coverage.", frames=("cut",))

# %% [markdown]
# Switch from climate zones to regions: the two maps cut the country differently, for climate does not know where a region
# ends. Pull *customers reached* to the far left: the average shoots up, since writing costs the same for few readers. Pull it
# to the far right and watch the dashed line cross the dotted one. Then take "postal areas", and read the last number.
#
# ## 3 · All customers: what sells where
#
# Which part of the own money does each customer spend on each category? We take the mean for each zone, and for the
# countryside against the rest, and divide by the mean of all.

# %% slide="Outdoor goods climb with the climate"
shares = bought.div(bought.sum(axis=1), axis=0)               # one customer, one vote
zone = "zone " + people["climate_zone"].astype(str)
kind = people["place_type"].where(people["place_type"] == "countryside", "town")

by_zone = shares.groupby(zone).mean()
by_kind = shares.groupby(kind).mean()
index = 100 * pd.concat([by_zone, by_kind]) / shares.mean()
charts.grid(index.T, "index", title="What sells where: 100 is the whole country", form="{:.0f}", centre=100)

# %% [markdown]
# Outdoor goods climb step by step with the climate, to {{index.loc["zone 4", "outdoor"]:.0f}} in zone 4. `home` has about
# twice its usual share in the countryside. Other cells differ from 100 as well. Are those local needs, or did a few heavy
# buyers happen to live there? The table cannot tell; a test on other customers can. It finds two local shelves of
# twelve: `outdoor` and `home` (the evidence has it).
#
# Now read the same cell the other way. In zone 4 outdoor goods have the index
# {{index.loc["zone 4", "outdoor"]:.0f}}. They are {{100 * by_zone.loc["zone 4", "outdoor"]:.0f}} SEK of 100.
#
# ## 4 · How far should the vans go?
#
# One box, filled as the nation buys, offered by e-mail to all who have agreed. Everybody who orders within two weeks gets the
# van, those too who would have come to the shop anyway. Only this market knows the chances to buy; in section 5 a control
# group stands in for it.

# %%
nation = shares.mean().to_frame("nation").T
one_box = market.plan(people.index, "nation", reward_sek=people["delivery_cost_sek"].to_list())
in_reach = market.reached(one_box, more_offers=nation).set_index("customer_id")

in_reach["density"] = people["inhabitants_per_km2"]
in_reach["added"] = in_reach["chance_with"] - in_reach["chance_without"]
in_reach["earned_sek"] = in_reach["added"] * in_reach["basket_sek"] * market.MARGIN
in_reach["van_sek"] = in_reach["chance_with"] * in_reach["reward_sek"]
in_reach["email_sek"] = market.CONTACT_COST_SEK["email"]

# %% [markdown]
# Walk outwards from the densest area, a twentieth of the customers at a time. What does an added order cost on average so
# far, and what does it cost in the last twentieth alone?

# %% slide="The next order says where to stop, the average does not" says="A group can"
walk = in_reach.sort_values("density", ascending=False, kind="stable")
twentieth = np.ceil(20 * np.arange(1, len(walk) + 1) / len(walk))
steps = walk.groupby(5 * twentieth)[["added", "earned_sek", "van_sek", "email_sek"]].sum()
so_far = steps.cumsum()
cost_so_far = so_far["van_sek"] + so_far["email_sek"] + market.MESSAGE_COST_SEK
lines = pd.DataFrame({"average": cost_so_far / so_far["added"],
                      "the next": (steps["van_sek"] + steps["email_sek"]) / steps["added"]})
earns = so_far["earned_sek"].iloc[-1] / so_far["added"].iloc[-1]
charts.curve(lines, x="customers reached, densest areas first (%)", y="SEK for an added order", bar=earns,
             bar_name="what an added order earns", title="Average and edge")

# %% [markdown]
# Follow the average: one line, two ends. On the left the writing of the e-mail is shared by few. Then an order gets cheaper,
# and further out the vans begin to bite. So both sentences of our sources are true here: keeping to chosen places **costs
# less**, a spread-out customer base **costs more**.
#
# Proposal C rests on a true number: the sparsest quarter takes
# {{1 - so_far["van_sek"][75] / so_far["van_sek"].iloc[-1]:.0%}} of the bill for driving. It does not follow that Havnbo should stop
# there. An order in the twentieth just beyond costs {{lines["the next"][80]:.0f}} SEK and earns about {{earns:.0f}}. Drive on, nearly to
# the last door. **A group can take nearly half of the cost and still be worth serving.**
#
# ## 5 · The proposals, put to the test
#
# Four plans, all by e-mail, the van always paid by Havnbo. Of those who may be contacted, half are drawn at random and get
# nothing: the **control group**.

# %%
boxes = pd.concat([nation, by_zone])
density = people["inhabitants_per_km2"]
plans = {
    "one box, driven everywhere": one_box,
    "A: a box for each zone": one_box.assign(offer=zone.to_list()),
    "B: outdoor box in zone 4": one_box.assign(
        offer=one_box["offer"].mask(people["climate_zone"].to_numpy() == 4, "outdoor")
    ),
    "C: not to the sparsest quarter": one_box[(density > density.quantile(0.25)).to_numpy()],
}
measured = market.measured(plans, holdout=0.5, seed=3, more_offers=boxes)
measured.rename(columns={"figure": "profit_sek"}).round(0).astype(int)

# %% [markdown]
# (Profit is that of the half written to.) All four figures lie above zero, and the intervals are far wider than the plans
# differ. Each compares a plan with no e-mail, not one plan with another. A company would now argue. We look behind the curtain, at what
# each plan truly adds when all on its list are written to.

# %% slide="All three proposals lose to one box for everybody"
truth = pd.Series({name: market.expected_profit(plan, more_offers=boxes) for name, plan in plans.items()})
against = truth.iloc[1:] - truth.iloc[0]
charts.bars(
    against / 1000,
    "thousand SEK more than one box for everybody",
    title="What each proposal truly changes",
    form="{:+.1f}",
)

# %% [markdown] slide="A proposal can be right about a difference and lose"
# **The surprise of this lesson: both local boxes and the saving on vans lose to one box for everybody**, which adds
# {{truth.iloc[0]:,.0f}} SEK.
#
# - **A** is right about taste. But four boxes must be written instead of one, at {{market.MESSAGE_COST_SEK:,}} SEK each, and
#   {{len(walk):,}} readers cannot pay for that. In a shop, where nothing has to be written, it is half right: a plan by zone
#   helps the outdoor shelf, and no other (the evidence has it).
# - **B** is wrong about taste. "More than elsewhere" does not mean "most". A box of nothing else misses the rest of what
#   they want.
# - **C** saves nearly half of the driving and loses what those customers would have earned.

# %%
quiz.guessed(
    "03_geographic",
    f"none of the three. A changed profit by {against.iloc[0]:,.0f} SEK against one box for everybody, B by {against.iloc[1]:,.0f}, "
    f"C by {against.iloc[2]:,.0f}.",
)

# %% [markdown]
# ## 6 · What the documents claim
#
# Our sources make six claims about geographic segmentation. *Here* is the answer at this course's own setting; *the edge* is
# where it turns.

# %%
claims.show("03_geographic")

# %% [markdown] slide="A pinch of local helps, a fistful hurts" says="A box filled"
# **The one to remember is the third.** A box filled as zone 4 buys does fit better than the nation's: a pinch of local helps. A
# fistful hurts, and nothing but outdoor gear is the worst of all. "A very good fit" is more than a pinch can give.
#
# The second and the fourth are one line, read from its two ends: cheaper for each order is not richer.

# %% [markdown]
# ## 7 · When not to, fairness, privacy

# %%
told = data.load("customers").dropna(subset=["birth_year", "gender"])
same = told.groupby(["postal_area", "birth_year", "gender"])["postal_area"].transform("size")
alone = (same == 1).mean()

# %% [markdown] slide="A place is nearly a name"
# - **Not for needs that live in people.** Thrift, style, hurry: this market spread them evenly over the country, and place
#   says next to nothing about them. Lessons 04 and 05 do.
# - **Not when the groups are small.** A plan for each postal area learns the neighbours, not the place.
# - **A place is nearly a name.** Of those who stated birth year and gender, {{alone:.0%}} share both and their postal area
#   with nobody else. A file without names is not anonymous. Publish zones, not areas, and never with birth years.
# - **A place is a proxy**: in many real countries a postal code stands for income, origin or faith. Before you draw a line, look
#   at who lives behind it.
# - **Those left out need another way.** A pick-up point, or a van every other week, should stand in the same decision, with
#   its cost.
# - **Consent first.** {{(people["consent_email"] == 0).mean():.0%}} of the customers have not agreed to e-mail, wherever they live.
#
# ## 8 · Quiz

# %%
quiz.ask(
    "In zone 4 outdoor goods have nearly twice their usual share. What follows for its box?",
    {
        "It should hold a little more of them than the box elsewhere.":
            "About as much more as they buy more. With far more, added orders fall.",
        "It should hold mostly outdoor goods, since that is what sets this zone apart from the others.":
            "An index compares with other places. Most of what they buy is still something else.",
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
        "No: one should treat all customers alike, whatever the way to their door costs.":
            "A fair point to weigh, but then say what it costs, and who pays.",
        "Only where the next order costs more than it earns.":
            "The edge decides, not the group's part of the bill.",
    },
    right="Only where the next order costs more than it earns.",
    key="03_geographic/quiz-2")

# %% slide="Why distrust a perfect fit?"
quiz.ask(
    "160 plans, one per postal area, fit last year's sales perfectly. Why distrust them?",
    {
        "160 is not a round number of segments, and no manager can keep so many apart.":
            "The number as such is harmless. What matters is how many customers stand behind each.",
        "They were tested on the customers they were made from.":
            "On other customers of the same areas they do worse than one plan for all.",
        "Postal areas change their numbers.":
            "They do, now and then, but that is not why the plans fail here.",
    },
    right="They were tested on the customers they were made from.",
    key="03_geographic/quiz-3")

# %%
quiz.ask(
    "Which of these are true of this market? Tick all.",
    {
        "Leaving out the sparsest quarter lowers the average cost of an added order.":
            "Yes. (With far fewer customers it rises again: the writing weighs on them.)",
        "Therefore leaving it out earns more.":
            "No. Beyond it each order costs more, but most still bring more than they cost.",
        "Driving to the sparsest quarter, too, raises the average cost of an added order.":
            "Yes. It is the same curve, read from left to right.",
    },
    right=["Leaving out the sparsest quarter lowers the average cost of an added order.",
           "Driving to the sparsest quarter, too, raises the average cost of an added order."],
    key="03_geographic/quiz-4")

# %%
quiz.ask(
    "From lesson 02: age tells well which of two collections somebody buys. What may it say about who buys clothes at all?",
    {
        "As much as before, since the same people are asked.":
            "*Which* and *whether* are two questions, asked of the same people.",
        "Perhaps little.":
            "Lesson 02 found one of the two answered, the other hardly.",
        "More: two possible answers are easier to guess than many.":
            "Easier to guess by luck. That is no knowledge.",
    },
    right="Perhaps little.",
    key="03_geographic/quiz-5")

# %%
quiz.ask(
    "From lesson 01: four letters earned most on our list. What do you expect on a list ten times as long?",
    {
        "The same four, since people differ as much as before.":
            "They do. But the cost of writing is now shared by more readers.",
        "One letter, because so many readers bring enough orders by themselves.":
            "They would bring more with letters that fit, and writing has become cheap per reader.",
        "Perhaps more than four.":
            "The gain grows with the readers, the cost of a letter does not.",
    },
    right="Perhaps more than four.",
    key="03_geographic/quiz-6")

# %% [markdown]
# ## Take-away
#
# - **Havnbo's decision.** One box, driven to every door. Local belongs on the shelf, where nothing has to be written.
# - "More than elsewhere" is not "most". A pinch of local beats a fistful.
# - The cost of the next order says where to stop; averages and parts of the bill do not.
# - A region is a line on a map. Climate and countryside do not know it.
#
# **Ask tomorrow:** where did we last stop because of an average?
#
# {{=way}}
