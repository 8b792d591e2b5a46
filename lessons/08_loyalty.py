# %% [markdown]
# # 08 · Loyalty
#
# **The question.** Who stays, what is it worth, and who is forgotten?
#
# **The decision.** The clothes department of Havnbo lets its regulars see each new collection before everybody
# else, and swears that they stay because of it. Now all of Havnbo is to have a club: bronze, silver and gold by
# yearly spending, and for silver and gold the first look at the clothes and a voucher. How large may the voucher
# be, who should get what, and should there be a club at all?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 05: control groups, and "would have bought anyway" |
#
# **After this lesson you can**
#
# - put customers into tiers, and say what a tier measures and what it does not;
# - recognise regression to the mean before it takes the credit, or the blame, for your scheme;
# - compute what a loyalty offer adds, instead of what its members bring;
# - find the voucher above which the scheme loses money;
# - say whom a loyalty scheme never looks at, and what that costs.

# %% [markdown]
# ## 1 · The members
#
# Everybody in Havnbo's books is a member already; `member_since` says from when. New would be the tiers and what they
# bring. A year of orders says how much each member spent. As everywhere in this course the people and their
# purchases are invented, and a figure shows how a mechanism works, not how real customers are.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import Dropdown, IntSlider, SelectionSlider

from helpers import claims, data, describe, live, market, quiz

members = data.load("customers").set_index("customer_id")
orders = data.load("orders")
year = orders["ordered_at"].dt.year

def by_year(of):
    """One number per member and year; members who bought nothing have a 0."""
    return of.unstack(fill_value=0).reindex(members.index, fill_value=0)

spending = by_year(orders.groupby(["customer_id", year])["amount_sek"].sum())
count = by_year(orders.groupby(["customer_id", year]).size())
bought = (count > 0).any(axis=1)
spending.agg(["sum", "mean", "median", "max"]).round(0).astype(int)

# %%
pd.concat([data.columns("customers").loc[["member_since", "consent_email", "income_band"]],
           data.columns("orders").loc[["ordered_at", "amount_sek"]]])

# %% [markdown]
# {{len(members):,}} members. {{(~bought).sum():,}} of them have not bought anything in two years, and the median
# member spent {{spending[2025].median():,.0f}} SEK in 2025.
# {{(spending[2025] >= 100 * spending[2025].median()).sum()}} members spent at least a hundred times as much. A club
# that counts money is about the large spenders.

# %% [markdown]
# ## 2 · By hand, on ten members
#
# The plan on the table is three numbers: two limits, and a voucher that a gold member gets with the next order.
# Silver members get half of it.

# %%
SILVER_SEK, GOLD_SEK, VOUCHER_SEK = 1_500, 5_000, 200
print(f"silver from {SILVER_SEK:,} SEK a year, gold from {GOLD_SEK:,} SEK; "
      f"voucher {VOUCHER_SEK} SEK for gold, {VOUCHER_SEK // 2} SEK for silver")

# %% [markdown]
# Ten members are few enough for pen and paper. Who is in which tier?

# %%
ten_ids = [104232, 103185, 100536, 100624, 102143, 104881, 103823, 104658, 101563, 101009]
ten = pd.DataFrame({
    "member_since": members.loc[ten_ids, "member_since"],
    "orders_2025": count.loc[ten_ids, 2025],
    "spent_2025_sek": spending.loc[ten_ids, 2025],
})
ten["tier"] = "bronze"
ten.loc[ten["spent_2025_sek"] >= SILVER_SEK, "tier"] = "silver"
ten.loc[ten["spent_2025_sek"] >= GOLD_SEK, "tier"] = "gold"
ten

# %%
missed_sek = GOLD_SEK - ten.loc[100624, "spent_2025_sek"]
ten.loc[[103185, 100624, 103823, 104658], ["orders_2025", "spent_2025_sek", "tier"]]

# %% [markdown]
# Four of the ten deserve a second look.
#
# - **103185** is gold after {{ten.loc[103185, "orders_2025"]}} orders. Two large baskets, and you are among the
#   most faithful.
# - **100624** is silver and misses gold by {{missed_sek:.0f}} SEK, less than a cup of coffee.
# - **103823** came {{ten.loc[103823, "orders_2025"]}} times and is bronze. If loyalty means coming back, this is
#   one of the loyal.
# - **104658** joined in November and has ordered once. Bronze, because a tier looks back over a whole year, and
#   six weeks are not a year.
#
# A tier by spending measures *money in one year*. It is called loyalty because that sounds better.

# %% [markdown]
# ## 3 · All members
#
# The same rule for everybody, with `pd.cut`. We also ask who the members are whom a club by spending can hardly
# see: **newcomers**, who joined within the last 90 days, and **prospects**, who joined earlier and have one order or
# none in two years.

# %%
TIERS = ["bronze", "silver", "gold"]
spent = spending[2025]

def tiers(money, silver=SILVER_SEK, gold=GOLD_SEK):
    """Bronze, silver or gold; who reaches a limit exactly is in."""
    return pd.cut(money, [-np.inf, silver, gold, np.inf], right=False, labels=TIERS)

newcomer = members["member_since"] > data.TODAY - pd.Timedelta(days=90)
prospect = ~newcomer & (count.sum(axis=1) <= 1)
kind = pd.Series(np.select([newcomer, prospect], ["newcomers", "prospects"], "repeat buyers"),
                 index=members.index, name="kind")
tier = tiers(spent).rename("tier")
pd.crosstab(kind, np.where(tier == "bronze", "bronze", "silver or gold"))

# %%
profile = pd.DataFrame({
    "members": tier.value_counts(),
    "orders (median)": count[2025].groupby(tier, observed=True).median(),
    "spent (median SEK)": spent.groupby(tier, observed=True).median(),
    "share of money (%)": 100 * spent.groupby(tier, observed=True).sum() / spent.sum(),
}).loc[TIERS]
profile.round(0).astype(int)

# %% [markdown]
# {{profile.loc["gold", "members"] / len(members):.0%}} of the members are gold and bring
# {{profile.loc["gold", "share of money (%)"]:.0f}}% of the money. It is easy to see why a company would want to
# hold on to them. {{(tier[kind != "repeat buyers"] == "bronze").mean():.0%}} of the newcomers and prospects are
# bronze. That is no judgement on them; the rule has nothing else to say.
#
# ### And with other limits?
#
# A limit is a choice, so turn it. For each gold limit: how many were gold for 2024, and how many of *these*
# reached the same limit again in 2025? To be fair to the club we look only at people who were members before 2024
# and still are at the end of 2025. (That somebody has left for good is known only in this market. A company sees
# silence.)

# %%
traits = data.truth("customers").set_index("customer_id")
stayed = spending[(members["member_since"] < "2024-01-01") & traits["left_on"].isna()]

def again(limit):
    """Gold members of 2024 with this limit, and how many of them reach it again."""
    gold = stayed[stayed[2024] >= limit]
    return {"gold for 2024": len(gold), "gold again (%)": 100 * (gold[2025] >= limit).mean(),
            "their spending (%)": 100 * (gold[2025].sum() / gold[2024].sum() - 1)}

limits = [1_000, 2_000, 3_000, 5_000, 8_000, 12_000]
by_limit = pd.DataFrame({limit: again(limit) for limit in limits}).T
by_limit.rename_axis("gold limit (SEK)").round(0).astype(int)

# %% [markdown]
# Move the limit as you like: the club becomes small or large, but each time about
# {{by_limit["gold again (%)"].mean():.0f}}% reach it again, and the group's spending falls by
# {{-by_limit["their spending (%)"].max():.0f}} to {{-by_limit["their spending (%)"].min():.0f}}%. What happened to
# them?

# %% [markdown]
# ## 4 · Nothing happened
#
# All of these members are still here. In this market each has a fixed yearly rate of orders and a fixed mean
# basket, which did not change between the years. And all of them together spent as much in 2025 as in 2024.

# %%
def mean_by_tier(first, second):
    """Mean spending in two years, by the tier in the first of them."""
    return stayed.groupby(tiers(stayed[first]), observed=True)[[first, second]].mean()

forwards, backwards = mean_by_tier(2024, 2025), mean_by_tier(2025, 2024)
fall = forwards.loc["gold", 2025] / forwards.loc["gold", 2024] - 1
fall_backwards = backwards.loc["gold", 2024] / backwards.loc["gold", 2025] - 1
all_change = stayed[2025].sum() / stayed[2024].sum() - 1
forwards.round(0).astype(int)

# %% [markdown]
# Each tier is the one of 2024; the columns are mean spending in the two years. Gold came down and bronze
# went up. Is that chance? We draw the gold members anew, with replacement, a thousand times.

# %%
gold_2024 = stayed[stayed[2024] >= GOLD_SEK].to_numpy()
drawn = np.random.default_rng(8).integers(0, len(gold_2024), (1000, len(gold_2024)))
totals = gold_2024[drawn].sum(axis=1)
fall_low, fall_high = np.percentile(totals[:, 1] / totals[:, 0] - 1, [2.5, 97.5])
print(f"all {len(stayed):,} members {all_change:+.1%}; gold of 2024 {fall:+.1%} "
      f"(95% interval {fall_low:+.0%} to {fall_high:+.0%})")

# %% [markdown]
# The fall is no slip of a few members: the whole interval lies below zero. So we look for a cause, and draw the same
# picture twice. On the left the tiers of 2024 and what came next. On the right the tiers of 2025 and what came
# *before*.

# %%
fig, axes = plt.subplots(1, 2, figsize=(8.4, 3.8), layout="constrained", sharey=True)
colours = {"bronze": describe.PALETTE[5], "silver": "0.45", "gold": describe.PALETTE[1]}
marks = dict(zip(TIERS, describe.MARKERS))
titles = ["tiers by 2024: what came next", "tiers by 2025: what came before"]
for ax, table, title in zip(axes, [forwards, backwards], titles):
    for name, (first, second) in zip(TIERS, table.to_numpy()):
        ax.plot([0, 1], [first, second], marker=marks[name], color=colours[name], linewidth=2)
        ax.annotate(f"{name}\n{first:,.0f}", (-0.06, first), ha="right", va="center")
        ax.annotate(f"{second:,.0f} ({second / first - 1:+.0%})", (1.06, second), va="center")
    ax.set(xlim=(-0.5, 1.75), ylim=(250, 22_000), yscale="log", title=title)
    ax.set_xticks([0, 1], table.columns)
    ax.set_yticks([])
    ax.minorticks_off()
    ax.spines[["top", "right", "left"]].set_visible(False)
axes[0].set_ylabel("mean spending a year (SEK)")
describe.show(fig, "Mean spending by tier in two years. By the tiers of 2024, gold goes from "
              f"{forwards.iloc[2, 0]:,.0f} to {forwards.iloc[2, 1]:,.0f} SEK in 2025, and bronze "
              f"from {forwards.iloc[0, 0]:,.0f} to {forwards.iloc[0, 1]:,.0f}. By the tiers of "
              f"2025, gold had only {backwards.iloc[2, 1]:,.0f} SEK the year before.")

# %% [markdown]
# Gold spends {{-fall:.0%}} less, bronze doubles, and nobody changed. The right panel gives it away: read the years
# **backwards** and it looks the same. The gold members of 2025 spent {{-fall_backwards:.0%}} less *the year
# before*. A cause cannot work back in time.
#
# It is **regression to the mean**. Gold is where those meet who spend much and those who had a lucky year, one
# sofa, one wedding. The large spenders come back. The luck does not.
#
# Now imagine that the club had started on New Year's Day 2025. Gold got vouchers and spent {{-fall:.0%}} less: the
# club is a failure. Bronze got a friendly letter and doubled: a triumph. Both conclusions are wrong in the same
# way. **Never compare a group picked for its extremes with its own past. Compare it with a control group picked in
# the same way.**

# %%
yearly_sek = (traits["orders_per_year"] * traits["basket_sek"]).where(traits["left_on"].isna(), 0)
lucky = (yearly_sek[tier == "gold"] < GOLD_SEK).mean()
unlucky = ((yearly_sek >= GOLD_SEK) & (tier != "gold")).sum()
gone = traits["left_on"].notna().groupby(tier, observed=True).mean()
attachment = traits["attachment"].groupby(tier, observed=True).mean()
attachment.round(2).to_frame("attachment (0 to 1)")

# %% [markdown]
# Two more things that only this market knows. {{lucky:.0%}} of today's gold members would not reach the limit in a
# usual year, or have left already. {{unlucky}} members whose usual year lies above it are not gold. And
# **attachment**, the trait that says how much recognition moves somebody to stay, is practically the same in all
# three tiers. Here the tier finds those who spend, not those who care to be recognised.

# %% [markdown]
# ## 5 · Gross and net
#
# Here is what a club's dashboard would show a year from now: how many in each tier are still customers. And beside
# it what the dashboard cannot show, and only this market knows: how many would still be customers *without any club*.

# %%
regulars = members.index[tier != "bronze"]
part = tier[regulars].map({"gold": 1.0, "silver": 0.5}).astype(float).to_numpy()

def club(offer, voucher=VOUCHER_SEK, exclusive=1):
    """The club's letter to silver and gold: an offer, for members only, with the voucher."""
    return pd.DataFrame({"customer_id": regulars, "offer": offer, "channel": "email",
                         "exclusive": exclusive, "reward_sek": voucher * part})

everybody = pd.DataFrame({"customer_id": members.index, "offer": "everyone", "channel": "email"})
staying = market.expected(everybody.assign(exclusive=1)).set_index("customer_id")
stay = staying.query("consent == 1").groupby(tier, observed=True)[["stay_without", "stay_with"]]
stay = 100 * stay.mean()
year_sek = staying["year_margin_sek"][traits["left_on"].isna()].groupby(tier, observed=True).mean()

# %%
fig, ax = plt.subplots(figsize=(7.5, 2.7), layout="constrained")
for y, (name, (without, with_club)) in enumerate(zip(TIERS, stay.to_numpy())):
    ax.plot([0, without], [y, y], color="0.8", linewidth=6, solid_capstyle="butt")
    ax.plot([without, with_club], [y, y], color=colours[name], linewidth=6, solid_capstyle="butt")
    ax.plot(with_club, y, marks[name], color=colours[name], markersize=9)
    ax.annotate(f"{without:.0f}% anyway, +{with_club - without:.1f} by the offer",
                (with_club + 1.8, y), va="center")
ax.set_yticks(range(3), TIERS)
ax.set(xlim=(0, 125), ylim=(-0.6, 2.6), xlabel="still a customer a year on (%)",
       xticks=range(0, 101, 20))
ax.spines[["top", "right"]].set_visible(False)
describe.show(fig, "Share still a customer a year on, by tier: " + "; ".join(
    f"{name} {a:.0f}% anyway and {b - a:.1f} points by the offer"
    for name, (a, b) in zip(TIERS, stay.to_numpy())) + ".")

# %% [markdown]
# Gross: {{stay.loc["gold", "stay_with"]:.0f}}% of gold stay, against {{stay.loc["bronze", "stay_without"]:.0f}}%
# of bronze who get nothing. "The club keeps people." Net: an offer for members only, the same to each tier, adds
# {{(stay["stay_with"] - stay["stay_without"]).min():.1f}} to
# {{(stay["stay_with"] - stay["stay_without"]).max():.1f}} points. The rest of the gap was there before:
# {{gone["bronze"]:.0%}} of bronze have left already, and those who buy often stay longer. Nor does the offer move gold
# more than the others: as we saw, they are no more attached.
#
# Then why reward gold at all? Because a gold member who is kept is worth more. Those who have not left bring
# {{year_sek["gold"]:,.0f}} SEK of margin a year, against {{year_sek["silver"]:,.0f}} for silver and
# {{year_sek["bronze"]:,.0f}} for bronze.

# %% [markdown]
# ## 6 · The club, put to the test
#
# The plan as the clothes department wrote it: first look at the collection for all silver and gold members, and
# the voucher. Half of those who may be written to get it; the other half, drawn at random, is the control group.
# Beside it, with a control group of its own, the plan that needs no club: a mass mailing, one plain letter to all
# members.

# %%
as_planned = club("style")
rows, measured = {}, {}
for name, plan in {"club as planned": as_planned, "mass mailing": everybody}.items():
    measured[name] = market.effect(market.run(plan, holdout=0.5, seed=8))
    for rate in ("converted", "retained"):
        rows[name, rate] = 100 * measured[name].loc[rate]
pd.DataFrame(rows).T.round(1)

# %%
club_measured = measured["club as planned"]
kept_points, kept_low, kept_high = 100 * club_measured.loc["retained", ["effect", "low", "high"]]
mass_low, mass_high = 100 * measured["mass mailing"].loc["retained", ["low", "high"]]
year_margin = club_measured.loc[["next_year_margin_sek"], ["effect", "low", "high"]] / 1000
year_margin.round(0).astype(int).set_axis(["the club: next year's margin (thousand SEK)"])

# %% [markdown]
# Of the club's members who got the letter {{club_measured.loc["retained", "contacted"]:.0%}} are still customers a
# year on, of its control group {{club_measured.loc["retained", "control"]:.0%}}: {{kept_points:+.1f}} points, with
# an interval from {{kept_low:+.1f}} to {{kept_high:+.1f}}. The margin of the next year may have changed by anything
# between {{year_margin.iloc[0, 1]:+,.0f}} and {{year_margin.iloc[0, 2]:+,.0f}} thousand SEK. The mass mailing brings
# orders, but no effect on staying that we can see ({{mass_low:+.1f}} to {{mass_high:+.1f}} points).
#
# So the honest report on staying says "we cannot tell". An effect of a few points, on a few hundred members: to see
# it, you need far more members, or several years. How many more? A rule of thumb, with p the share that stays: to
# find the difference in four tests of five, you need 16 · p · (1 − p) / difference² members in each half.
#
# The market knows the true effect, so we can work it out, for three offers: the clothes; something for everybody;
# and the kind of goods on which each member spent most.

# %%
lines = data.load("order_lines").merge(orders.loc[year == 2025, ["order_id", "customer_id"]])
lines["need"] = lines["category"].map(market.NEED_OF)
by_need = lines.groupby(["customer_id", "need"])["amount_sek"].sum().unstack()
own_kind = by_need.fillna(0).idxmax(axis=1).reindex(members.index).fillna("everyone")

offers = {"first look at the clothes": "style", "something for everybody": "everyone",
          "first look at one's own kind": own_kind[regulars].to_numpy()}
known_chances = {name: market.expected(club(offer)).query("consent == 1")
                 for name, offer in offers.items()}

# %%
gap = pd.Series({name: (chances["stay_with"] - chances["stay_without"]).mean()
                 for name, chances in known_chances.items()})
rate = club_measured.loc["retained", "control"]
needed = 16 * rate * (1 - rate) / gap**2
points = 100 * gap
pd.DataFrame({"true effect (points of staying)": points.round(1),
              "members needed in each half": needed.round(-2).map("{:,.0f}".format)})

# %% [markdown]
# With the truth comes **the surprise of this lesson**. The first look at the clothes, the department's pride,
# moves the club as a whole by {{points.iloc[0]:.1f}} points. The same exclusivity with an offer for everybody
# moves it by {{points.iloc[1]:.1f}}, and with what each member buys most by {{points.iloc[2]:.1f}}. Why?

# %%
clothes = known_chances["first look at the clothes"]
open_to_all = market.expected(club("style", exclusive=0)).query("consent == 1")
buys = np.where(own_kind[clothes["customer_id"]] == "style", "clothes and beauty", "other kinds")

def by_buys(chances):
    """Points of staying that a letter adds, by what members buy most."""
    return 100 * (chances["stay_with"] - chances["stay_without"]).groupby(buys).mean()

by_taste = pd.DataFrame({"members": clothes.groupby(buys).size(),
                         "members only": by_buys(clothes), "open to all": by_buys(open_to_all)})
by_taste.rename_axis("buys most").round(1)

# %% [markdown]
# The last two columns are points of staying, for the same letter about clothes: as a first look for members only,
# and as a letter that anybody can get. The department is right about its own customers: those who buy clothes stay
# more often, by {{by_taste.iloc[0, 1]:.1f}} points. But gold and silver count *all* money.
# {{by_taste.iloc[1, 0] / by_taste["members"].sum():.0%}} of the club buys mostly other things, and a first look at
# a coat is no reward for somebody who comes for oats. For them, being singled out
# ({{by_taste.iloc[1, 1] - by_taste.iloc[1, 2]:+.1f}} points) just makes up for the annoyance of a letter that does
# not fit ({{by_taste.iloc[1, 2]:.1f}}).
#
# **A reward is a reward only to those who want it.** A tier does not say what anybody wants.

# %% [markdown]
# ## 7 · Where the vouchers go
#
# Now the money. What the letter adds in the fortnight after it, what the added loyalty brings in the year after,
# and what the club pays for both. We write the sum once, as a function, because we shall need it often.

# %%
def kept_sek(plan):
    """Margin of the next year from members who stay because of the plan (known only here)."""
    chances = market.expected(plan).query("consent == 1")
    return ((chances["stay_with"] - chances["stay_without"]) * chances["year_margin_sek"]).sum()

def worth(plan):
    """What a plan adds on average, against doing nothing: the fortnight, and the year after it."""
    return market.expected_profit(plan) + kept_sek(plan)

def vouchers(plan):
    """Voucher money paid, and the part of it for orders that would have come anyway."""
    chances = market.expected(plan).query("consent == 1")
    paid = (chances["chance_with"] * chances["reward_sek"]).sum()
    anyway = (chances["chance_without"] * chances["reward_sek"]).sum()
    loyal = (chances["chance_without"] * chances["stay_without"] * chances["reward_sek"]).sum()
    return paid, anyway, loyal

paid, anyway, loyal = vouchers(as_planned)
of_gold = clothes[tier[clothes["customer_id"]].to_numpy() == "gold"]
gold_anyway = of_gold["chance_without"].sum() / of_gold["chance_with"].sum()
print(f"vouchers {paid:,.0f} SEK, {anyway / paid:.0%} of it for orders that would have come anyway")

# %%
bare = market.expected_profit(club("style", voucher=0))
steps = {"fortnight:\nadded margin,\nless letters": bare,
         "next year:\nmembers\nkept": kept_sek(as_planned),
         "vouchers:\norders coming\nanyway": -anyway, "vouchers:\nadded\norders": anyway - paid}
ends = np.cumsum(list(steps.values()))
fig, ax = plt.subplots(figsize=(8, 3.8), layout="constrained")
for x, (end, step) in enumerate(zip(ends, steps.values())):
    colour, sign = (describe.PALETTE[0], "") if step > 0 else (describe.PALETTE[5], "//")
    ax.bar(x, step / 1000, bottom=(end - step) / 1000, color=colour, hatch=sign, edgecolor="white")
    ax.annotate(f"{step / 1000:+.1f}", (x, max(end, end - step) / 1000 + 0.6), ha="center")
ax.bar(4, ends[-1] / 1000, color="0.35")
ax.annotate(f"{ends[-1] / 1000:+.1f}", (4, max(ends[-1], 0) / 1000 + 0.6), ha="center")
ax.axhline(0, color="0.2", linewidth=1)
ax.set_xticks(range(5), [*steps, "the club\nas planned"])
ax.set(ylabel="thousand SEK", ylim=(-10, 32))
ax.spines[["top", "right"]].set_visible(False)
in_words = ", ".join(f"{' '.join(name.split())} {step / 1000:+.1f}" for name, step in steps.items())
describe.show(fig, "From gain to result, in thousand SEK: "
                   f"{in_words}; left {ends[-1] / 1000:+.1f}.")

# %% [markdown]
# Of every hundred SEK in vouchers, {{100 * anyway / paid:.0f}} pay for orders that would have come anyway, and
# {{100 * loyal / paid:.0f}} go to members who would have ordered *and* stayed. The better the customer, the surer
# the waste: of gold's vouchers {{100 * gold_anyway:.0f}} in a hundred SEK pay for orders that come anyway. The club as
# planned changes Havnbo's result by {{ends[-1]:,.0f}} SEK.
#
# A word on what the market assumes: a voucher costs money and moves nobody, being singled out does. In your
# company a sum may have a force of its own; test two sums against each other. The mechanism to remember is
# another: **a gift tied to an order is paid on all orders, and only what it adds can pay it back.**

# %%
own = offers["first look at one's own kind"]
compared = {
    "plain letter, all members (mass mailing)": everybody,
    "plain letter, silver and gold": club("everyone", voucher=0, exclusive=0),
    "club as planned: clothes, voucher": as_planned,
    "clothes, no voucher": club("style", voucher=0),
    "one's own kind, voucher": club(own),
    "one's own kind, no voucher": club(own, voucher=0),
    "one's own kind, open to all, no club": everybody.assign(offer=own_kind.to_numpy()),
    "one's own kind, silver and gold, no club": club(own, voucher=0, exclusive=0),
}
results = pd.Series({name: worth(plan) for name, plan in compared.items()})
pd.DataFrame({"on the list": {name: len(plan) for name, plan in compared.items()},
              "worth (SEK)": results.round(-2).astype(int)})

# %% [markdown]
# Take it line by line. The mass mailing costs little and is worth {{results.iloc[0]:,.0f}} SEK, more than half of it
# from bronze members. The club as planned is worth less than a plain letter to the same people. Drop
# the voucher and it earns; offer each member the first look at their *own* kind of goods and it earns
# {{results.iloc[5]:,.0f}} SEK, from a fifth as many people as the mass mailing. Put the voucher back, and all that
# skill is worth {{results.iloc[4]:,.0f}} SEK: what one plain letter to all brings without any club.
#
# The last two lines say what the *club* does, apart from the fitting offer. The fitting letter to silver and gold,
# open to all, is worth {{results.iloc[7]:,.0f}} SEK; for members only, {{results.iloc[5]:,.0f}}. So being singled out
# is real. And yet the fitting letter to *everybody*, with no club at all, is worth {{results.iloc[6]:,.0f}}. Here
# writing to all brings more than singling out some. Havnbo can do both, and in the exercise you will.

# %% [markdown]
# ## 8 · Live: limits, voucher, offer
#
# The left picture shows what the club is worth as the voucher grows; where the line crosses zero is the **turning
# point**. The right one shows how the club spends its letters and vouchers, beside what it *could* look at: the
# **potential**, the margin that each member would bring in a year as a customer, known only here.
#
# **Before you move anything, guess:** does a larger club stand a larger voucher, or a smaller one? And how low
# must the silver limit be before newcomers and prospects get the attention that their potential deserves?

# %%
KINDS = ["newcomers", "prospects", "repeat buyers"]
kind_colours = dict(zip(KINDS, [describe.PALETTE[i] for i in (0, 3, 2)]))
reachable = members.index[members["consent_email"] == 1]
money, group = spent[reachable].to_numpy(), kind[reachable].to_numpy()
wanted = {"first look at the clothes": "style", "something for everybody": "everyone",
          "first look at one's own kind": own_kind[reachable].to_numpy()}
known = {}
for name, offer in wanted.items():
    chances = market.expected(everybody[everybody["customer_id"].isin(reachable)]
                              .assign(offer=offer, exclusive=1))
    added = chances["chance_with"] - chances["chance_without"]
    gain = added * market.MARGIN * chances["basket_sek"]
    kept = (chances["stay_with"] - chances["stay_without"]) * chances["year_margin_sek"]
    known[name] = ((gain + kept).to_numpy(), chances["chance_with"].to_numpy(),
                   chances["offer"].to_numpy())

potential = staying["year_margin_sek"].groupby(kind).sum() / staying["year_margin_sek"].sum()
potential = potential[KINDS]
potential.map("{:.0%}".format).to_frame("share of next year's potential")

# %%
VOUCHERS = np.arange(0, 801, 25)

def budget_shares(silver, gold, voucher, offer):
    """How letters and vouchers are shared out over the three kinds of members."""
    letter_sek = market.CONTACT_COST_SEK["email"]
    per_voucher = np.where(money >= gold, 1, 0.5) * known[offer][1]
    cost = np.where(money >= silver, letter_sek + voucher * per_voucher, 0)
    return np.array([cost[group == name].sum() for name in KINDS]) / cost.sum()

def club_line(silver, gold, offer):
    """Worth with no voucher, and what each SEK of voucher takes away from it."""
    inside = money >= silver
    gain, chance, letters = (column[inside] for column in known[offer])
    fixed = market.MESSAGE_COST_SEK * len(set(letters))
    fixed += market.CONTACT_COST_SEK["email"] * len(gain)
    return gain.sum() - fixed, (chance * np.where(money[inside] >= gold, 1, 0.5)).sum()

# %%
def update(silver, gold, voucher, offer):
    """Move line, dot and bars to where the controls put them; say in words what is seen."""
    if silver > gold:
        raise ValueError(f"Silver begins at {silver:,} SEK, above gold at {gold:,}. Lower silver.")
    start, slope = club_line(silver, gold, offer)
    result, turn = start - slope * voucher, start / slope
    line.set_ydata((start - slope * VOUCHERS) / 1000)
    dot.set_data([voucher], [result / 1000])
    zero.set_data([turn, turn], [-150, 0])
    shares = budget_shares(silver, gold, voucher, offer)
    bars.move(shares)
    for number, top in zip(right.texts, np.maximum(shares, potential)):
        number.set_y(top + 0.02)              # above the mark of the potential too
    n_gold, n_silver = (spent >= gold).sum(), ((spent >= silver) & (spent < gold)).sum()
    end = f"it would lose above {turn:,.0f}" if result >= 0 else f"it earns only below {turn:,.0f}"
    less = "less than" if shares[:2].sum() < potential[:2].sum() else "at least"
    return (f"{n_silver:,} silver and {n_gold:,} gold members. With {voucher} SEK for gold the "
            f"club is worth {result:,.0f} SEK; {end}. Newcomers and prospects get "
            f"{shares[:2].sum():.0%} of the budget, {less} their {potential[:2].sum():.0%} of the "
            "potential.")

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(8.4, 4), layout="constrained", width_ratios=[5, 4])
left.axhline(0, color="0.2", linewidth=1)
line, = left.plot(VOUCHERS, VOUCHERS * 0, color=describe.PALETTE[0], linewidth=2)
zero, = left.plot([0, 0], [-150, 0], color="0.35", linestyle="--")
dot, = left.plot([0], [0], "o", color=describe.PALETTE[5], markersize=9)
left.set(xlim=(0, 800), ylim=(-150, 250), xlabel="voucher for gold (SEK); silver gets half",
         ylabel="thousand SEK", title="What the club is worth")
bars = live.bars(right, KINDS, form="{:.0%}")
[bar.set_facecolor(kind_colours[name]) for bar, name in zip(right.patches, KINDS)]
right.plot(KINDS, potential, "_", color="black", markersize=34, markeredgewidth=3,
           label="share of the potential")
right.set(ylim=(0, 1.3), yticks=[0, 0.5, 1], yticklabels=["0%", "50%", "100%"],
          title="Share of the budget")
right.legend(loc="upper left", frameon=False)
controls = {
    "silver": SelectionSlider(description="Silver from (SEK)", value=SILVER_SEK,
                              options=[0, 100, 200, 300, 500, 1_000, 1_500, 2_500, 5_000]),
    "gold": SelectionSlider(description="Gold from (SEK)", value=GOLD_SEK,
                            options=[2_000, 3_000, 5_000, 8_000, 12_000, 20_000]),
    "voucher": IntSlider(description="Voucher for gold (SEK)", value=VOUCHER_SEK, max=800, step=25),
    "offer": Dropdown(description="Offer for members only", options=list(wanted)),
}
live.Live(fig, update, controls, alt="Left: the worth of the club, a straight line that falls as "
          "the voucher grows. Right: a bar per kind of member for its share of the budget, with a "
          "mark at its share of the potential.")

# %% [markdown]
# Things to try. Set the voucher to 0 and lower the silver limit: the club gets better and better, up to a club of
# everybody. The market allows it, because it does not know that *exclusive* wears out when all are in. You do.
# Then put the voucher at 600 and do it again: with the clothes the club loses more, the more members it has.

# %% [markdown]
# ## 9 · Reading the tiers
#
# | tier | who they are | a sensible action to test |
# |---|---|---|
# | gold | large spenders, and some who had one lucky year | first look at their *own* kind of goods; no money for orders that come anyway |
# | silver | half-way: a few orders a year, now and then a single large one | the same; the effect in points is as large, the letter as cheap |
# | bronze, repeat buyers | small spenders, some of whom come often | count visits, not money, before you call them disloyal |
# | bronze, newcomers | joined less than 90 days ago; nothing is known yet | a welcome, soon |
# | bronze, prospects | one order or none in two years; most have left | a cheap letter, rarely |
#
# The last two rows are one colour in the club. The next section shows that they should not be.

# %% [markdown]
# ## 10 · The forgotten
#
# What do newcomers and prospects have to offer? We know what each will spend in a usual year, because the market
# is built on it. The club sees only what they have spent so far.

# %%
fig, ax = plt.subplots(figsize=(7.8, 4.2), layout="constrained")
for name, shape, size in (("prospects", "s", 3), ("newcomers", "o", 5)):
    usual = yearly_sek[kind == name].clip(lower=20)
    ax.plot(spent[usual.index].clip(lower=20), usual, shape, color=kind_colours[name],
            markersize=size, alpha=0.6, label=f"{len(usual):,} {name}")
for limit, name in ((SILVER_SEK, "silver"), (GOLD_SEK, "gold")):
    ax.axvline(limit, color="0.5", linestyle="--", linewidth=1)
    ax.axhline(limit, color="0.5", linestyle="--", linewidth=1)
    ax.annotate(f"{name} ", (limit, 38_000), ha="right", va="top", rotation=90)
ax.set(xscale="log", yscale="log", xlim=(17, 9_000), ylim=(17, 40_000),
       xlabel="spent in 2025, what the club sees (SEK; 20 = nothing)",
       ylabel="a usual year, known only here (SEK; 20 = has left)")
for axis in (ax.xaxis, ax.yaxis):
    axis.set_major_formatter("{x:,.0f}")
ax.annotate("bronze today,\nsilver or gold by nature", (24, 9_000))
ax.legend(loc="lower right", framealpha=1)
hidden = newcomer & (tier == "bronze") & (yearly_sek >= SILVER_SEK)
all_hidden = newcomer & (yearly_sek >= SILVER_SEK)
describe.show(fig, "Newcomers and prospects by what they spent in 2025 and by what they spend in a "
              f"usual year. {hidden.sum()} newcomers in bronze have a usual year above silver.")

# %%
left_share = traits["left_on"].notna().groupby(kind).mean()
forgotten = pd.DataFrame({
    "members": kind.value_counts(), "have left (%)": 100 * left_share,
    "potential (SEK each)": staying["year_margin_sek"].groupby(kind).mean(),
    "share of all potential (%)": 100 * potential,
}).loc[KINDS]
forgotten.round(0).astype(int)

# %% [markdown]
# The two groups could hardly differ more. {{forgotten.iloc[1, 1]:.0f}}% of the **prospects** have left; a prospect is
# worth {{forgotten.iloc[1, 2]:.0f}} SEK a year on average, a newcomer {{forgotten.iloc[0, 2]:.0f}}. The **newcomers**
# are {{newcomer.mean():.0%}} of the members and hold {{potential.iloc[0]:.0%}} of the potential. {{all_hidden.sum()}}
# of them would be silver or gold in a usual year; the club has put {{hidden.sum()}} of these {{all_hidden.sum()}} into
# bronze, where it does not write to them until they have proved themselves. By then more will have gone than the
# {{forgotten.iloc[0, 1]:.0f}}% who have left already.
#
# What would the club's money have done there? A **welcome message** to the newcomers, by e-mail, with no voucher:

# %%
welcome = pd.DataFrame({"customer_id": members.index[newcomer], "offer": "everyone",
                        "channel": "email", "stage_message": "welcome"})
trial = market.effect(market.run(welcome, holdout=0.5, seed=8))
got = 100 * trial.loc["converted", ["effect", "low", "high"]]
got.astype(float).round(1).to_frame("added orders per 100 welcome letters")

# %%
def budget(plan):
    """What a plan costs: letters, messages, and the vouchers that will be claimed."""
    chances = market.expected(plan).query("consent == 1")
    letters = chances["channel"].map(market.CONTACT_COST_SEK).sum()
    return letters + market.MESSAGE_COST_SEK * chances["offer"].nunique() + vouchers(plan)[0]

spent_on = {"club as planned": as_planned, "one's own kind, voucher": club(own),
            "one's own kind, no voucher": club(own, voucher=0),
            "plain letter to prospects": everybody[prospect.to_numpy()],
            "plain letter to newcomers": welcome.assign(stage_message=""),
            "welcome to newcomers": welcome}
paid_for = pd.DataFrame({name: {"budget (SEK)": budget(plan), "worth (SEK)": worth(plan)}
                         for name, plan in spent_on.items()}).T
per_sek = paid_for["worth (SEK)"] / paid_for["budget (SEK)"]
paid_for.round(-2).astype(int).assign(**{"worth per SEK": per_sek.round(1)})

# %%
planned_sek, welcome_sek = paid_for.loc[["club as planned", "welcome to newcomers"], "budget (SEK)"]
quarters = planned_sek / welcome_sek
instead_sek = quarters * paid_for.loc["welcome to newcomers", "worth (SEK)"]
print(f"the club's budget welcomes the newcomers of {quarters:.0f} quarters, "
      f"worth {instead_sek:,.0f} SEK")

# %% [markdown]
# The test first: {{got["effect"]:+.1f}} orders per hundred letters, with an interval from {{got["low"]:+.1f}} to
# {{got["high"]:+.1f}}, wide because newcomers are few. Then the money, as the market knows it. The welcome costs
# {{welcome_sek:,.0f}} SEK and is worth {{paid_for.loc["welcome to newcomers", "worth (SEK)"]:,.0f}}, more than twice as
# much as a plain letter to the same people. Each SEK brings {{per_sek["welcome to newcomers"]:.1f}}, against
# {{per_sek["one's own kind, voucher"]:.1f}} in the better of the two clubs with a voucher, and
# {{per_sek["one's own kind, no voucher"]:.1f}} in that club without one. Even a letter to prospects pays: their
# potential is small, but an e-mail costs less still.
#
# You cannot spend the club's budget on {{newcomer.sum()}} newcomers at once. But new ones keep coming. If the next
# quarters bring as many and as good ones (an assumption: these joined in the last quarter, with Christmas in it),
# the {{planned_sek:,.0f}} SEK of the club as planned would welcome all newcomers of {{quarters:.0f}} quarters.
# That would be worth {{instead_sek:,.0f}} SEK, where the club is worth {{paid_for.iloc[0, 1]:,.0f}}. It is not
# club *or* welcome. It is the vouchers that stand in the way of both.

# %% [markdown]
# ## 11 · What the documents claim
#
# Our sources say two things about segmenting by loyalty.
#
# ### It rewards customers who stay, and the reward works

# %%
voucher_knob = [0, 200, 400, 800]
by_voucher = pd.Series({sek: worth(club(own, voucher=sek)) for sek in voucher_knob}) / 1000

claims.state("T1-loyalty-pro", figure=by_voucher[VOUCHER_SEK],
             unit="thousand SEK more than without a club, in the fortnight and the year after",
             threshold=0, above=True, knob="voucher for a gold member (SEK)", at=VOUCHER_SEK,
             curve=by_voucher)

# %%
against_letter = np.interp(-results["plain letter, silver and gold"] / 1000, -by_voucher,
                           by_voucher.index)
turning = {name: np.divide(*club_line(SILVER_SEK, GOLD_SEK, name)) for name in wanted}
gold_only = {name: np.divide(*club_line(GOLD_SEK, GOLD_SEK, name)) for name in wanted}
limit_sek = pd.DataFrame({"silver and gold": turning, "gold alone": gold_only})
limit_sek.round(-1).astype(int).rename_axis("the club loses money above a voucher of (SEK)")

# %% [markdown]
# The bar is zero: a club that earns less than no club does not work, however many of its members stay. The figure
# is this market's truth: what the club adds, net of all that would have come anyway, when each member
# gets the first look at their own kind. (Measure it against a plain letter to the same members instead of against
# nothing, and the voucher may be {{against_letter:.0f}} SEK at most.) How large a voucher the club stands depends
# on the offer: with the clothes for all, the limit is {{turning["first look at the clothes"]:.0f}} SEK. And a club
# of gold members alone stands a *smaller* one: silver members get half a voucher each, and still help to pay.
#
# ### It looks less at people who could become customers

# %%
silver_knob = [0, 100, 200, 300, 400, 500, 700, 1_000, 1_500, 2_000, 3_000, 5_000, 8_000]
offer = "first look at one's own kind"
unseen = 100 * pd.Series({silver: potential.iloc[:2].sum() - budget_shares(
    silver, max(GOLD_SEK, silver), VOUCHER_SEK, offer)[:2].sum() for silver in silver_knob})

con = claims.state("T1-loyalty-con", figure=unseen[SILVER_SEK],
             unit="points: newcomers' and prospects' share of next year's potential, less their "
                  "share of the club's budget",
             threshold=0, above=True, knob="silver limit (SEK a year)", at=SILVER_SEK, curve=unseen)
con

# %% [markdown]
# We call attention fair when a group has the same share of the budget as of the potential. Above zero the club
# looks *less* at the two groups than that. It stops doing so only when silver begins at {{con.turning_point:.0f}} SEK
# a year, a limit that {{(spent >= con.turning_point).mean():.0%}} of all members reach. Who rewards last year's
# money looks past those who have not had the time to spend it.

# %% [markdown]
# ## 12 · When not to use it, pitfalls, fairness
#
# - **Not when purchases are rare.** If people buy a kitchen every fifteen years, a tier by last year's spending is
#   a lottery.
# - **Not instead of finding out what people want.** The tier says how much, never what. Cross it with lesson 05's
#   main need.
# - **Before and after is no test.** Section 4: gold falls and bronze doubles with nothing done.
# - **Small clubs cannot prove themselves.** Say so, and measure over years, with a control group that stays the
#   same.
# - **What is given is hard to take away.** A member who drops a tier feels a loss.
#   {{100 - by_limit.loc[5000, "gold again (%)"]:.0f}} of 100 gold members would drop after a year in which they
#   did nothing wrong.
# - **Exclusive for whom?** Among members with a high income
#   {{(tier[members["income_band"] == "high"] == "gold").mean():.0%}} are gold, among those with a low one
#   {{(tier[members["income_band"] == "low"] == "gold").mean():.1%}}. A club by spending is paid by all and rewards
#   large purses. Visits, or years as a member, would reward faith.
# - **Privacy.** A club card pays people for being recorded. Say so in plain words, keep only what the club needs,
#   and let members leave the records without leaving the shop. A tier that staff can see hints at what somebody
#   earns.
# - **Groups under five** are not shown and not written to as a segment: a "platinum" of three members is three
#   people.

# %% [markdown]
# ## 13 · Quiz

# %%
quiz.ask(
    "Last year's gold members, who got vouchers, spent 13% less this year. What do you report?",
    {
        "The vouchers drove them away.":
            "Gold falls by as much with no vouchers at all: luck does not come twice.",
        "Nothing yet: they were picked after a good year. Compare with a control group.":
            "Right. Only a control group picked in the same way falls by the same luck.",
        "The economy: everybody spends less.":
            "All members together spent the same. Those picked for a high year come down.",
    },
    right="Nothing yet: they were picked after a good year. Compare with a control group.",
    key="08_loyalty/quiz-1")

# %%
quiz.ask(
    "A year on, nine in ten in the club are still customers, four in ten others. The club kept …",
    {
        "… five in ten.":
            "That gap was there before the club. They are members because they buy much and often.",
        "… nine in ten.":
            "That is gross: most of the nine would have stayed without it.",
        "… nobody knows how many: there is no control group of members without the offer.":
            "Right. In this lesson the gap was large and the offer's part of it a few points.",
    },
    right="… nobody knows how many: there is no control group of members without the offer.",
    key="08_loyalty/quiz-2")

# %%
quiz.ask(
    "Which of these raise the voucher that a club can afford? Tick all.",
    {
        "Offering each member the first look at the kind of goods they buy.":
            "Yes: more stay because of it, and each of them pays for vouchers.",
        "Leaving out silver, who get half a voucher.":
            "No: silver members cost half as much per order and still help to pay. See section 11.",
        "Tying the voucher to orders that would not have come otherwise, if one could.":
            "Yes: most vouchers pay for orders that come anyway. One can only come near.",
    },
    right=["Offering each member the first look at the kind of goods they buy.",
           "Tying the voucher to orders that would not have come otherwise, if one could."],
    key="08_loyalty/quiz-3")

# %%
quiz.ask(
    "A newcomer and a member silent for two years are both bronze. Who gets the next letter?",
    {
        "Neither: bronze has not earned it.":
            "A tier looks back a year. The newcomer has not had one.",
        "Both, in the same words.":
            "Most of the silent ones have left, and a welcome to them would be odd.",
        "The newcomer, with a welcome, soon.":
            "Right. Newcomers hold much potential, and some go before the club sees them.",
    },
    right="The newcomer, with a welcome, soon.",
    key="08_loyalty/quiz-4")

# %% [markdown]
# ## Take-away
#
# - A tier by spending measures one year's money. Here it finds neither attachment nor taste, and nearly a third of
#   gold would not be gold in a usual year, or has left.
# - Gold comes down and bronze goes up by themselves. Never compare a tier with its own past.
# - Most of the vouchers go to orders that come anyway. Being singled out, with something one wants, did the work
#   here.
# - The decision: no clothes for all, no voucher, a first look at each one's own kind, and a welcome to newcomers,
#   whom the club does not see.
#
# **Now you:** [the exercise](../exercises/08_loyalty.ipynb) · **Next:** [lesson 09](09_situational.ipynb),
# what the moment changes.
