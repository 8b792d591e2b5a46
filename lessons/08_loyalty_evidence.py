# %% [markdown]
# # 08 · Evidence: loyalty
#
# {{=way}}
#
# For those who want to check the sums of lesson 08, or to argue with them at the next board meeting. First what the
# lesson had no room for: other limits, what a tier finds and what it misses, how many members a test of a club needs.
# Then the two claims of the documents, each with a fair test, its interval and its curve; their bars and ranges were
# fixed in `lessons/claims.toml`: one rule for all claims, laid down before this evidence was computed, when the first
# edition's figures were known.
#
# The market is invented. That being singled out keeps people, and that a voucher moves nobody, is built into it.

# %%
import numpy as np
import pandas as pd

from helpers import charts, claims, data, experiment, market

SILVER_SEK, GOLD_SEK, VOUCHER_SEK = 1_500, 5_000, 200
TIERS, KINDS = ["bronze", "silver", "gold"], ["newcomers", "prospects", "repeat buyers"]

members = data.load("customers").set_index("customer_id")
orders = data.load("orders")
traits = data.truth("customers").set_index("customer_id").loc[members.index]
by_year = orders.groupby(["customer_id", orders["ordered_at"].dt.year])["amount_sek"].sum()
spending = by_year.unstack(fill_value=0).reindex(members.index, fill_value=0).rename_axis(columns="year")
spent = spending[2025]


def tiers(money, silver=SILVER_SEK, gold=GOLD_SEK):
    """Bronze, silver or gold; who reaches a limit exactly is in."""
    return pd.cut(money, [-np.inf, silver, gold, np.inf], right=False, labels=TIERS)


tier = tiers(spent).rename("tier")
count = orders["customer_id"].value_counts().reindex(members.index, fill_value=0)
newcomer = members["member_since"] > data.TODAY - pd.Timedelta(days=90)
kind = pd.Series(np.select([newcomer, count <= 1], KINDS[:2], KINDS[2]), index=members.index, name="kind")

# %%
purchases = data.purchases()
of_2025 = purchases[purchases["ordered_at"] >= "2025-01-01"]
by_need = of_2025.pivot_table(index="customer_id", columns="need", values="amount_sek", aggfunc="sum")
own_kind = by_need.fillna(0).idxmax(axis=1).reindex(members.index).fillna("everyone")

club = members.index[tier != "bronze"]
reward = pd.Series(np.where(tier == "gold", 1.0, 0.5), index=members.index)      # as a share of gold's voucher


def letter(offer, voucher=0, exclusive=0):
    """A letter to silver and gold members; with a voucher and for members only, or without."""
    return market.plan(club, offer, exclusive=exclusive, reward_sek=(voucher * reward[club]).to_list())


wanted = own_kind[club].to_list()
as_planned = letter("style", VOUCHER_SEK, exclusive=1)

# %% [markdown]
# ## Regression to the mean, with other limits
#
# A limit is a choice, so it is turned. For each gold limit: how many were gold for 2024, how many of these reached the same
# limit again in 2025, and how their spending changed. As in the lesson, only members since before 2024 who have not left.

# %%
stayed = spending[(members["member_since"] < "2024-01-01") & traits["left_on"].isna()]


def again(limit):
    """Gold members of 2024 with this limit, and how they did in the year after."""
    gold = stayed[stayed[2024] >= limit]
    return {"gold for 2024": len(gold), "gold again (%)": 100 * (gold[2025] >= limit).mean(),
            "their spending (%)": 100 * (gold[2025].sum() / gold[2024].sum() - 1)}


by_limit = pd.DataFrame({limit: again(limit) for limit in (1_000, 2_000, 3_000, 5_000, 8_000, 12_000)}).T
by_limit.rename_axis("gold limit (SEK)").round(0).astype(int)

# %% [markdown]
# The club becomes small or large, but each time about {{by_limit["gold again (%)"].mean():.0f}} of 100 reach it again. So
# {{100 - by_limit.loc[5000, "gold again (%)"]:.0f}} of 100 gold members would drop a tier although they did nothing
# wrong. Is the fall a slip of a few? The gold members are drawn anew, a thousand times, forwards and backwards.

# %%
def fall_of_gold(first, second):
    """Change of gold's spending from the year that made it gold to the other, with its 95 % interval."""
    gold = stayed.loc[stayed[first] >= GOLD_SEK, [first, second]].to_numpy()
    drawn = gold[np.random.default_rng(8).integers(0, len(gold), (1000, len(gold)))].sum(axis=1)
    low, high = np.percentile(drawn[:, 1] / drawn[:, 0] - 1, [2.5, 97.5])
    return 100 * pd.Series({"figure": gold[:, 1].sum() / gold[:, 0].sum() - 1, "low": low, "high": high})


falls = pd.DataFrame({"gold of 2024, one year later": fall_of_gold(2024, 2025),
                      "gold of 2025, one year before": fall_of_gold(2025, 2024)}).T
charts.intervals(falls, "% of change in spending (95% interval)", title="Gold, forwards and backwards", form="{:+.0f}%")

# %% [markdown]
# One year later the whole interval lies below zero. Backwards it reaches {{falls.iloc[1]["high"]:+.1f}}%: with so few gold members
# a fall of this size is just about visible, which is one more reason not to read much into one year of a club.
#
# ## What a tier finds, and what it does not
#
# **Attachment** is the trait that says how much recognition moves somebody to stay; only this market knows it. A usual year is
# the fixed rate of orders times the fixed mean basket, and nothing for those who have left.

# %%
usual = (traits["orders_per_year"] * traits["basket_sek"]).where(traits["left_on"].isna(), 0)
found = pd.DataFrame({
    "members": tier.value_counts(),
    "orders (median)": orders.loc[orders["ordered_at"] >= "2025-01-01", "customer_id"].value_counts()
    .reindex(members.index, fill_value=0).groupby(tier, observed=True).median(),
    "share of money (%)": 100 * spent.groupby(tier, observed=True).sum() / spent.sum(),
    "have left (%)": 100 * traits["left_on"].notna().groupby(tier, observed=True).mean(),
    "usual year below gold (%)": 100 * (usual < GOLD_SEK).groupby(tier, observed=True).mean(),
    "attachment (%)": 100 * traits["attachment"].groupby(tier, observed=True).mean(),
}).loc[TIERS]
found.round(0).astype(int)

# %% [markdown]
# {{found.loc["gold", "usual year below gold (%)"]:.0f}} of 100 gold members would not reach the limit in a usual year, or have left;
# {{((usual >= GOLD_SEK) & (tier != "gold")).sum()}} members whose usual year lies above it are not gold. And attachment is
# practically the same in all three tiers. The tier finds those who spend, not those who care to be recognised.
#
# ## Gross and net, by tier
#
# A dashboard would show how many in each tier are still customers a year on. Beside it what no dashboard can show: how many
# would be *without any club*. The offer is the same for all: something for everybody, for members only.

# %%
singled_out = market.expected(market.plan(members.index, exclusive=1)).set_index("customer_id")
may_write = singled_out["consent"] == 1
stay = 100 * singled_out.loc[may_write, ["stay_without", "stay_with"]].groupby(tier, observed=True).mean()
year_margin = singled_out["year_margin_sek"]
stay["added by the offer"] = stay["stay_with"] - stay["stay_without"]
stay["margin a year, of those who have not left (SEK)"] = (
    year_margin[traits["left_on"].isna()].groupby(tier, observed=True).mean()
)
stay.round(1)

# %% [markdown]
# "The club keeps people": {{stay.loc["gold", "stay_with"]:.0f}} of 100 gold members stay, of bronze
# {{stay.loc["bronze", "stay_without"]:.0f}} without any club. But the gap was there before, since half of bronze have left already; the
# offer adds {{stay["added by the offer"].min():.1f}} to {{stay["added by the offer"].max():.1f}} points in each tier, bronze included. Then why
# reward gold at all? Because a gold member who is kept is worth more.
#
# ## How many members a test needs
#
# The lesson's test could not tell whether the club keeps anybody. With the true effects one can work out how many members each
# half must have, so that the test shows the effect in four of five tries. The sum is the one of `experiment.smallest_difference`, with the
# variance of both groups.

# %%
def members_needed(rate, gap):
    """Members in each half, to the next hundred; none when there is no gain to find."""
    sizes = np.arange(100, 200_001, 100)
    if gap <= experiment.smallest_difference(sizes[-1], sizes[-1], rate):
        return np.nan
    low, high = 0, len(sizes) - 1
    while low < high:
        middle = (low + high) // 2
        enough = experiment.smallest_difference(sizes[middle], sizes[middle], rate) <= gap
        low, high = (low, middle) if enough else (middle + 1, high)
    return sizes[low]


first_looks = {
    "first look at the clothes": "style",
    "something for everybody": "everyone",
    "first look at one's own kind": wanted,
}
known = {name: market.reached(letter(offer, exclusive=1)) for name, offer in first_looks.items()}
gaps = pd.Series({name: (chances["stay_with"] - chances["stay_without"]).mean() for name, chances in known.items()})
anyway_stay = known["something for everybody"]["stay_without"].mean()
test_size = pd.DataFrame({"points of staying": (100 * gaps).round(1),
                          "members needed in each half": [members_needed(anyway_stay, gap) for gap in gaps]})
test_size.round(1)

# %% [markdown]
# The club has {{len(known["something for everybody"]):,}} members who may be written to, so about half as many in each group. A club of a few hundred
# cannot prove itself within a year: say so, and measure over years with a control group that stays the same.
#
# ## A reward is a reward only to those who want it
#
# The same letter about clothes, as a first look for members only and as a letter that anybody can get: points of staying that it adds,
# by what members buy most.

# %%
clothes, open_clothes = known["first look at the clothes"], market.reached(letter("style"))
buys = np.where(own_kind[clothes["customer_id"]] == "style", "clothes and beauty", "other kinds")
by_taste = pd.DataFrame({
    "members": clothes.groupby(buys).size(),
    "members only": 100 * (clothes["stay_with"] - clothes["stay_without"]).groupby(buys).mean(),
    "open to all": 100 * (open_clothes["stay_with"] - open_clothes["stay_without"]).groupby(buys).mean(),
})
by_taste.rename_axis("buys most").round(1)

# %% [markdown]
# For those who come for other goods, being singled out just makes up for the annoyance of a letter that does not fit.
#
# ## Whose vouchers pay for nothing

# %%
paid = market.reached(as_planned)
paid_tier = tier[paid["customer_id"]].to_numpy()
vouchers = pd.DataFrame({
    "all": paid["chance_with"] * paid["reward_sek"],
    "orders coming anyway": paid["chance_without"] * paid["reward_sek"],
    "ordered and stayed anyway": paid["chance_without"] * paid["stay_without"] * paid["reward_sek"],
})
sums = vouchers.groupby(paid_tier).sum()
sums.loc["together"] = vouchers.sum()
sums.div(sums["all"], axis=0).drop(columns="all").map("{:.0%}".format).rename_axis("share of voucher money")

# %% [markdown]
# The better the customer, the surer the waste.
#
# ## It rewards customers who stay, and the reward works
#
# The reward is the first look and the voucher. What does *it* do, apart from the letter? So the rival is the same letter, about the
# kind of goods that each member buys most, to the same silver and gold members, open to all and without voucher. Letters and texts cost
# the same in both and cancel out. The figure counts the fortnight and the year after. For its interval all members are drawn anew.
#
# The market gives a voucher no pull of its own, so the size of the sum is this market's and not a law.

# %%
with_reward = market.expected(market.plan(members.index, own_kind.to_list(), exclusive=1)).set_index("customer_id")
without_reward = market.expected(market.plan(members.index, own_kind.to_list())).set_index("customer_id")
inside = may_write & (tier != "bronze")
recognised = (with_reward["stay_with"] - without_reward["stay_with"]) * with_reward["year_margin_sek"]
recognised = recognised.where(inside, 0)  # margin of the year after, by the first look
claimed = (with_reward["chance_with"] * reward).where(inside, 0)            # vouchers claimed, in units of gold's

VOUCHERS = [0, 100, 200, 300, 400, 500]
by_voucher = pd.Series({sek: (recognised - sek * claimed).sum() / 1000 for sek in VOUCHERS})


def drawn_anew(values, draws=2000):
    """The 95 % interval of a sum over members, drawn anew."""
    drawn = np.random.default_rng(0).integers(0, len(values), (draws, len(values)), dtype=np.int32)
    return np.percentile(values.to_numpy()[drawn].sum(axis=1), [2.5, 97.5])


low, high = drawn_anew(recognised - VOUCHER_SEK * claimed) / 1000
claims.judge("T1-loyalty-pro", figure=by_voucher[VOUCHER_SEK], interval=(low, high), of="customers", curve=by_voucher)

# %%
plain = letter("everyone")
more = pd.Series({
    "the club against a plain letter to the same members":
        market.expected_worth(letter(wanted, VOUCHER_SEK, 1)) - market.expected_worth(plain),
    "the club without the voucher, against the same letter":
        market.expected_worth(letter(wanted, 0, 1)) - market.expected_worth(letter(wanted)),
    "the club as planned (clothes), against the same letter":
        market.expected_worth(as_planned) - market.expected_worth(letter("style")),
})
(more / 1000).round(0).to_frame("thousand SEK")

# %% [markdown]
# Three more figures for the same members. The first credits the reward with what the fitting letter does. The second is the first look
# alone: it earns {{more.iloc[1] / 1000:.0f}} thousand, and the voucher takes
# {{(more.iloc[1] / 1000 - by_voucher[VOUCHER_SEK]):.0f}} of it. The third has no fitting letter on either side.
#
# How large a voucher the club stands depends on the offer, on who is in, and on what it is compared with:

# %%
def largest_voucher(offer, ids):
    """The voucher at which a club of these members is worth nothing, and no more than the same letter."""
    offer = [offer[i] for i in ids] if isinstance(offer, pd.Series) else offer
    exclusive, open_letter = (market.plan(ids, offer, exclusive=only) for only in (1, 0))
    alone, without_club = market.expected_worth(exclusive), market.expected_worth(open_letter)
    chances = market.reached(exclusive)
    each_sek = (chances["chance_with"] * reward[chances["customer_id"]].to_numpy()).sum()
    return alone / each_sek, (alone - without_club) / each_sek


gold = members.index[tier == "gold"]
all_kinds = {"clothes": "style", "something for everybody": "everyone", "one's own kind": own_kind}
rows = {name: [*largest_voucher(offer, club), *largest_voucher(offer, gold)] for name, offer in all_kinds.items()}
columns = pd.MultiIndex.from_product(
    [["silver and gold", "gold alone"], ["worth nothing", "no better than the letter"]]
)
limits = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("voucher (SEK) at which the club is")
limits.round(-1).astype(int)

# %% [markdown]
# A club of gold members alone stands a *smaller* voucher before it is worth nothing: silver members get half a voucher each, and
# still help to pay.
#
# ## The forgotten: newcomers and prospects
#
# What do they have to offer? Each member's usual year is known only here; the club sees what they have spent so far.

# %%
some = kind != "repeat buyers"
seen = spent[some].clip(lower=20).rename("spent in 2025, what the club sees (SEK; 20 is nothing)")
year = usual[some].clip(lower=20).rename("a usual year (SEK; 20 has left)")


def marks(ax):
    """Log scales, and the limits of the tiers."""
    ax.set(xscale="log", yscale="log", xlim=(15, 10_000), ylim=(15, 60_000))
    for limit in (SILVER_SEK, GOLD_SEK):
        ax.axvline(limit, color="0.5", linestyle="--", linewidth=1)
        ax.axhline(limit, color="0.5", linestyle="--", linewidth=1)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter("{x:,.0f}")


charts.dots(seen, year, kind[some], title="Left of the first dashed line: bronze today", marks=marks)

# %%
potential = year_margin.groupby(kind).sum() / year_margin.sum()
forgotten = pd.DataFrame({
    "members": kind.value_counts(),
    "have left (%)": 100 * traits["left_on"].notna().groupby(kind).mean(),
    "margin next year (SEK each)": year_margin.groupby(kind).mean(),
    "share of all of it (%)": 100 * potential,
    "usual year above silver": (usual >= SILVER_SEK).groupby(kind).sum(),
    "of these in bronze": ((usual >= SILVER_SEK) & (tier == "bronze")).groupby(kind).sum(),
}).reindex(KINDS)
forgotten.round(0).astype(int)

# %% [markdown]
# The two groups could hardly differ more. {{forgotten.loc["prospects", "have left (%)"]:.0f}} of 100 prospects have left, and
# {{forgotten.loc["newcomers", "have left (%)"]:.0f}} of 100 newcomers. Of the newcomers
# {{forgotten.loc["newcomers", "usual year above silver"]}} would be silver or gold in a usual year;
# {{forgotten.loc["newcomers", "of these in bronze"]}} of them are bronze, where the club does not write to them.
#
# What would the club's money do there? A **welcome** by e-mail, no voucher: first as a company would test it, then as the market knows it.

# %%
new = members.index[newcomer]
welcome = market.plan(new, stage_message="welcome")
trial = market.effect(market.run(welcome, holdout=0.5, seed=8))
(100 * trial.loc[["converted"], ["effect", "low", "high"]]).round(1).rename(
    {"converted": "added orders per 100 welcome letters"}
)


# %%
def costs(plan):
    """What a plan costs: letters, texts, and the vouchers that will be claimed."""
    chances = market.reached(plan)
    texts = market.MESSAGE_COST_SEK * chances["offer"].nunique()
    letters = chances["channel"].map(market.CONTACT_COST_SEK).sum()
    return letters + texts + (chances["chance_with"] * chances["reward_sek"]).sum()


spent_on = {
    "club as planned": as_planned,
    "own kind, voucher": letter(wanted, VOUCHER_SEK, 1),
    "own kind, no voucher": letter(wanted, 0, 1),
    "plain letter to prospects": market.plan(members.index[kind == "prospects"]),
    "plain letter to newcomers": market.plan(new),
    "welcome to newcomers": welcome,
}
paid_for = pd.DataFrame({name: {"costs (SEK)": costs(plan), "worth (SEK)": market.expected_worth(plan)}
                         for name, plan in spent_on.items()}).T
paid_for.round(-2).astype(int).assign(**{"worth per SEK": (paid_for["worth (SEK)"] / paid_for["costs (SEK)"]).round(1)})

# %% [markdown]
# The welcome costs {{paid_for.loc["welcome to newcomers", "costs (SEK)"]:,.0f}} SEK and is worth
# {{paid_for.loc["welcome to newcomers", "worth (SEK)"]:,.0f}}, more than twice as much as a plain letter to the same people. One cannot spend the club's
# money on {{newcomer.sum()}} newcomers at once. But if the next quarters bring as many and as good ones (an assumption: these came with
# Christmas), it would welcome those of
# {{paid_for.loc["club as planned", "costs (SEK)"] / paid_for.loc["welcome to newcomers", "costs (SEK)"]:.0f}} quarters. It is not club *or* welcome. It is the
# vouchers that stand in the way of both.
#
# ## It looks less at people who could become customers
#
# Attention is fair, we say, when a group has the same share of the budget (letters and vouchers) as of next year's expected business. The
# figure is newcomers' and prospects' share of that business less their share of the club's budget. For the interval the members are drawn
# anew, and both shares are taken again.

# %%
letter_sek = market.CONTACT_COST_SEK["email"]
open_to_club = some.to_numpy()


def budget(silver):
    """What the club spends on each member when silver begins there: the letter, and the voucher if claimed."""
    share = np.where(spent >= max(GOLD_SEK, silver), 1.0, 0.5)
    cost = letter_sek + VOUCHER_SEK * share * with_reward["chance_with"]
    return cost.where(may_write & (spent >= silver), 0).to_numpy()


def looked_past(cost, drawn=slice(None)):
    """Points: the two kinds' share of next year's margin, less their share of the budget."""
    margin, money, forgotten_ones = year_margin.to_numpy()[drawn], cost[drawn], open_to_club[drawn]
    return 100 * (margin[forgotten_ones].sum() / margin.sum() - money[forgotten_ones].sum() / money.sum())


SILVERS = [100, 200, 300, 400, 500, 700, 1_000, 1_500, 2_000, 3_000, 5_000]
unseen = pd.Series({silver: looked_past(budget(silver)) for silver in SILVERS})
as_now = budget(SILVER_SEK)
rng = np.random.default_rng(1)
redrawn = [looked_past(as_now, rng.integers(0, len(members), len(members))) for _ in range(1000)]

claims.judge(
    "T1-loyalty-con",
    figure=unseen[SILVER_SEK],
    interval=tuple(np.percentile(redrawn, [2.5, 97.5])),
    of="customers",
    curve=unseen,
)

# %%
at_zero = charts.crossings(unseen, 0)
where = f"with silver from about {at_zero[0]:,.0f} SEK a year" if at_zero else "nowhere on this curve"
f"the sides are equal {where}"

# %% [markdown]
# Only a limit far below the ordinary range, one small basket in a year, would let the club look at them as their business deserves.
#
# {{=way}}
