# %% [markdown] slide="Should Havnbo have a club?" says="Now all of"
# # 08 · Loyalty
#
# {{=way}}
#
# **The question.** Who stays, what is it worth, and who is forgotten?
#
# **The decision.** The clothes department of Havnbo lets its regulars see each new collection before everybody else, and
# swears that they stay because of it. Now all of Havnbo is to have a club: bronze, silver and gold by yearly spending, and
# for silver and gold the first look at the clothes and a voucher. Should there be such a club?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 05: control groups, and "would have bought anyway" |
#
# **One idea to keep:** who is picked for a good year will look worse in the next, all by itself. Only a control group that
# was picked in the same way tells what your club did.

# %%
import pandas as pd

from helpers import charts, claims, data, market
from page import live, quiz

SILVER_SEK, GOLD_SEK, VOUCHER_SEK = 1_500, 5_000, 200     # the plan for the club

# %% tags=["hide-input"] slide="Large spenders were picked, and nothing was done" says="Those who are still"
quiz.guess(
    "08_loyalty",
    "Suppose Havnbo had picked its large spenders of 2024, and then done nothing at all for them: no letter, no voucher. "
    "Those who are still customers: what did they spend in 2025?",
    ["More than in 2024: these are the loyal ones.", "About the same: large spenders have steady habits.",
     "Clearly less than in 2024."],
)

# %% [markdown]
# ## 1 · By hand, on ten members
#
# The people and their purchases are invented, as everywhere in this course; they show how things work. Everybody in
# Havnbo's books is a member already. New would be the tiers. The plan is three numbers: silver from {{SILVER_SEK:,}} SEK in a
# year, gold from {{GOLD_SEK:,}} SEK, and a voucher of {{VOUCHER_SEK}} SEK for gold with the next order. Silver gets half of it.

# %%
TIERS, LIMITS = ["bronze", "silver", "gold"], [0, SILVER_SEK, GOLD_SEK, float("inf")]

members = data.load("customers").set_index("customer_id")
orders = data.load("orders")
orders["year"] = orders["ordered_at"].dt.year
spent = orders.pivot_table(index="customer_id", columns="year", values="amount_sek", aggfunc="sum")
spent = spent.reindex(members.index).fillna(0)                    # who bought nothing spent 0
tier = pd.cut(spent[2025], LIMITS, labels=TIERS, right=False)     # who reaches a limit exactly is in

# %%
ten_ids = [104232, 103185, 100536, 100624, 102143, 104881, 103823, 104658, 101563, 101009]
count_2025 = orders.loc[orders["year"] == 2025, "customer_id"].value_counts()
ten = members.loc[ten_ids, ["member_since"]]
ten["orders_2025"] = count_2025.reindex(ten_ids, fill_value=0)
ten["spent_2025"] = spent[2025].round().astype(int)
ten["tier"] = tier
ten

# %% [markdown] slide="A tier measures money in one year, not faith" says="A tier by spending"
# Four of the ten deserve a second look.
#
# - **103185** is gold after {{ten.loc[103185, "orders_2025"]}} orders. Two large baskets, and you are among the most
#   faithful.
# - **100624** is silver and misses gold by {{GOLD_SEK - spent.loc[100624, 2025]:.0f}} SEK, less than a cup of coffee.
# - **103823** came {{ten.loc[103823, "orders_2025"]}} times and is bronze. If loyalty means coming back, this is one of
#   the loyal.
# - **104658** joined in November and has ordered once. Bronze, because a tier looks back over a whole year, and six weeks
#   are not a year.
#
# A tier by spending measures *money in one year*. It is called loyalty because that sounds better.
#
# ## 2 · Live: limits, voucher, offer
#
# Two things decide what a club does: what its members want, and whom it never sees. So we note for each member the kind
# of goods on which most was spent. And we mark **newcomers**, who joined within the last 90 days, and **prospects**, who
# joined earlier and have one order or none in two years.

# %%
purchases = data.purchases()
last_year = purchases[purchases["ordered_at"] >= "2025-01-01"]
by_need = last_year.pivot_table(index="customer_id", columns="need", values="amount_sek", aggfunc="sum")
own_kind = by_need.fillna(0).idxmax(axis=1).reindex(members.index).fillna("everyone")

# %%
count = orders["customer_id"].value_counts().reindex(members.index, fill_value=0)
kind = pd.Series("repeat buyers", index=members.index, name="kind")
kind[count <= 1] = "prospects"
kind[members["member_since"] > data.TODAY - pd.Timedelta(days=90)] = "newcomers"
in_club = tier.map({"bronze": "bronze", "silver": "silver or gold", "gold": "silver or gold"})
pd.crosstab(kind, in_club)

# %% [markdown]
# The left picture shows what the club is **worth** as the voucher grows: the margin it adds in the fortnight after the
# letter and, from members who stay because of it, in the year after. The dashed line is the same letter to the same
# members without a club: open to all, no voucher. The right picture shows how the club spends its letters and vouchers,
# beside the **potential**: the margin that each kind of member will bring in a year. Only this market knows it.
#
# **Before you move anything:** how large may the voucher be before the club does worse than the letter alone? And how low must
# the silver limit be before newcomers and prospects get what their potential deserves?

# %% tags=["hide-input"] slide="Limits, voucher, offer: build the club yourself"
# Folded: the live picture. What the club is worth and where its budget goes, for each setting.
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import Dropdown, IntSlider, SelectionSlider

KINDS = ["newcomers", "prospects", "repeat buyers"]
VOUCHERS = np.arange(0, 801, 25)
email_sek = market.CONTACT_COST_SEK["email"]
agreed = members.index[members["consent_email"] == 1]
money, group = spent.loc[agreed, 2025].to_numpy(), kind[agreed].to_numpy()
offered = {"first look at the clothes": "style", "something for everybody": "everyone",
           "first look at one's own kind": own_kind[agreed].to_list()}
worths = {}                    # by offer: with the club, without it, chance to order, letters written
for name, offer in offered.items():
    for_all, for_members = (market.expected(market.plan(agreed, offer, exclusive=only)) for only in (0, 1))
    sold = (for_all["chance_with"] - for_all["chance_without"]) * for_all["basket_sek"] * market.MARGIN
    stays = [(known["stay_with"] - known["stay_without"]) * known["year_margin_sek"] for known in (for_members, for_all)]
    worths[name] = [(sold + stay).to_numpy() for stay in stays] + [for_all["chance_with"].to_numpy(), for_all["offer"].to_numpy()]

year_margin = market.expected(market.plan(members.index)).set_index("customer_id")["year_margin_sek"]
potential = year_margin.groupby(kind).sum()[KINDS] / year_margin.sum()


def budget_shares(silver, gold, voucher, offer):
    """Share of the club's letters and vouchers for each kind of members."""
    vouchers = voucher * np.where(money >= gold, 1, 0.5) * worths[offer][2]
    cost = pd.Series(np.where(money >= silver, email_sek + vouchers, 0)).groupby(group).sum()
    return cost.reindex(KINDS) / cost.sum()


def club_line(silver, gold, offer):
    """Worth of the club without voucher, of the same letter without club, and the cost of each SEK of voucher."""
    club, alone, chance, letters = (values[money >= silver] for values in worths[offer])
    fixed = market.MESSAGE_COST_SEK * len(set(letters)) + email_sek * len(letters)
    each = np.where(money[money >= silver] >= gold, 1, 0.5)
    return club.sum() - fixed, alone.sum() - fixed, (chance * each).sum()


def update(silver, gold, voucher, offer):
    """Move lines, dot and bars to where the controls put them; say in words what is seen."""
    if silver > gold:
        raise ValueError(f"Silver begins at {silver:,} SEK, above gold at {gold:,}. Lower silver.")
    start, alone, slope = club_line(silver, gold, offer)
    result, turn = start - slope * voucher, (start - alone) / slope
    line.set_ydata((start - slope * VOUCHERS) / 1000)
    rival.set_ydata([alone / 1000, alone / 1000])
    dot.set_data([voucher], [result / 1000])
    edge.set_data([turn], [alone / 1000])
    shares = budget_shares(silver, gold, voucher, offer)
    bars.move(shares.to_numpy())
    for words, top in zip(right.texts, np.maximum(shares, potential)):
        words.set_y(top + 0.02)                # above the mark of the potential too
    n_gold, n_silver = (spent[2025] >= gold).sum(), spent[2025].between(silver, gold, inclusive="left").sum()
    more = "more" if result >= alone else "less"
    little = "less than" if shares.iloc[:2].sum() < potential.iloc[:2].sum() else "at least"
    return (f"{n_silver:,} silver and {n_gold:,} gold members. With {voucher} SEK for gold the club is worth {result:,.0f} SEK, "
            f"{abs(result - alone):,.0f} {more} than the same letter without a club; the two are equal at {turn:,.0f} SEK. Newcomers "
            f"and prospects get {shares.iloc[:2].sum():.0%} of the budget, {little} their {potential.iloc[:2].sum():.0%} of the potential.")


fig, (left, right) = plt.subplots(1, 2, figsize=(8.4, 4), layout="constrained", width_ratios=[5, 4])
left.axhline(0, color="0.2", linewidth=1)
line, = left.plot(VOUCHERS, VOUCHERS * 0, color=charts.PALETTE[0], linewidth=2, label="the club")
rival, = left.plot([0, 800], [0, 0], color="0.35", linestyle="--", label="the same letter, no club")
edge, = left.plot([0], [0], "D", color="0.35", markersize=6)
dot, = left.plot([0], [0], "o", color=charts.PALETTE[5], markersize=9)
left.set(xlim=(0, 800), ylim=(-150, 300), xlabel="voucher for gold (SEK); silver gets half",
         ylabel="thousand SEK", title="What it is worth")
left.legend(loc="upper right", frameon=False)
bars = live.bars(right, KINDS, form="{:.0%}")
right.plot(KINDS, potential, "_", color="black", markersize=34, markeredgewidth=3, label="share of the potential")
right.set(ylim=(0, 1.3), yticks=[0, 0.5, 1], yticklabels=["0%", "50%", "100%"], title="Share of the budget")
right.legend(loc="upper left", frameon=False, markerscale=0.5)
controls = {
    "silver": SelectionSlider(description="Silver from (SEK)", value=SILVER_SEK,
                              options=[0, 100, 200, 300, 500, 1_000, 1_500, 2_500, 5_000]),
    "gold": SelectionSlider(description="Gold from (SEK)", value=GOLD_SEK,
                            options=[2_000, 3_000, 5_000, 8_000, 12_000, 20_000]),
    "voucher": IntSlider(description="Voucher for gold (SEK)", value=VOUCHER_SEK, max=800, step=25),
    "offer": Dropdown(description="Offer for members only", options=list(offered)),
}
live.Live(fig, update, controls, alt="Left: the worth of the club falls in a straight line as the voucher grows, and meets "
          "the same letter without a club. Right: a bar for each kind of member, its share of the budget, with a mark at "
          "its share of the potential.", frames=("silver",))

# %% [markdown]
# Choose *one's own kind* instead of the clothes and see the line jump: the same members, the same voucher, another
# letter. Then put the voucher to 0 and lower the silver limit: the club gets better and better, up to a club of everybody.
# The market allows that, because it does not know that *exclusive* wears out when all are in. You do.
#
# ## 3 · All members: nothing happened
#
# {{(tier == "gold").mean():.0%}} of the members are gold, and they bring
# {{spent.loc[tier == "gold", 2025].sum() / spent[2025].sum():.0%}} of the money. Suppose the club had begun on New Year's Day
# 2025. Who would have been gold for 2024, and what did they spend in the year after? To be fair we look only at those who were
# members before 2024 and still are customers. (That somebody has left for good is known only in this market. A
# company sees silence.)

# %% slide="Gold comes down and bronze goes up, with no club" says="But there was no"
traits = data.truth("customers").set_index("customer_id")
stayed = spent[(members["member_since"] < "2024-01-01") & traits["left_on"].isna()]

tier_2024 = pd.cut(stayed[2024], LIMITS, labels=TIERS, right=False).rename("tier in 2024")
forwards = stayed.groupby(tier_2024, observed=True).mean()
forwards["change_pct"] = 100 * (forwards[2025] / forwards[2024] - 1)
forwards.round().astype(int)

# %% [markdown]
# Gold spends {{-forwards.loc["gold", "change_pct"]:.0f}}% less, and bronze doubles. With vouchers out, the board would say: our best
# members are offended, and the friendly letter to bronze is a triumph. But there was no club. In this market
# each member has a fixed rate of orders and a fixed mean basket. All together spent nearly the same in both years
# ({{100 * (stayed[2025].sum() / stayed[2024].sum() - 1):+.1f}}%).
#
# So what made gold fall? Read the years **backwards**: take the tiers of 2025, and ask what these members had spent the
# year *before*.

# %% slide="Read backwards, the years look the same" says="A cause"
tier_2025 = pd.cut(stayed[2025], LIMITS, labels=TIERS, right=False)
backwards = stayed.groupby(tier_2025, observed=True).mean()
backwards["change_pct"] = 100 * (backwards[2024] / backwards[2025] - 1)

later = forwards["change_pct"].add_suffix(" of 2024, one year later")
before = backwards["change_pct"].add_suffix(" of 2025, one year before")
charts.bars(pd.concat([later, before]), "% of change in spending", title="Forwards and backwards", form="{:+.0f}%")

# %% [markdown]
# **The surprise of this lesson: it looks the same.** A cause cannot work back in time. It is **regression to the mean**. Gold is
# where those meet who spend much and those who had a lucky year: one sofa, one wedding. The large spenders come back. The
# luck does not.

# %%
usual_year = traits["orders_per_year"] * traits["basket_sek"]
usual_year[traits["left_on"].notna()] = 0
usual_of_gold = usual_year[tier == "gold"]
f"{(usual_of_gold < GOLD_SEK).mean():.0%} of gold would not be gold in a usual year, or have left already"

# %% [markdown]
# **Never compare a group picked for its extremes with its own past.** Compare it with a control group picked in the same way.
#
# ## 4 · The club, put to the test
#
# Half of the silver and gold members who have agreed to e-mail get the club as the clothes department planned it. The other
# half, drawn at random from the same tiers, is the control group: as lucky last year, and as ordinary next.

# %% slide="Gross is not net: most members would have stayed anyway" says="Gross, the club"
club = members.index[tier != "bronze"]
voucher = tier[club].map({"silver": VOUCHER_SEK / 2, "gold": VOUCHER_SEK}).to_list()
as_planned = market.plan(club, "style", exclusive=1, reward_sek=voucher)

answer = market.effect(market.run(as_planned, holdout=0.5, seed=8))
rates = 100 * answer.loc[["converted", "retained"]]
rates.round(1).rename({"converted": "bought, of 100", "retained": "still customers a year on, of 100"})

# %% [markdown]
# Gross, the club looks fine: {{rates.loc["retained", "contacted"]:.0f}} of 100 stayed. Net, it is
# {{rates.loc["retained", "effect"]:+.0f}}, with a confidence interval from {{rates.loc["retained", "low"]:+.0f}} to
# {{rates.loc["retained", "high"]:+.0f}}. The honest report says: we cannot tell. A few hundred members do not show an effect of a
# few points. (How many would, is in the [evidence](evidence/08_loyalty_evidence.ipynb).)
#
# So we look behind the curtain, where there is no luck. What does the club as planned bring, and what does it pay?

# %% slide="Most vouchers pay for orders that come anyway" says="Of every"
chances = market.reached(as_planned)
stay_longer = chances["stay_with"] - chances["stay_without"]
anyway = (chances["chance_without"] * chances["reward_sek"]).sum()
all_vouchers = (chances["chance_with"] * chances["reward_sek"]).sum()
steps = pd.Series({
    "margin of added orders": market.expected_profit(as_planned.assign(reward_sek=0)),
    "next year: members kept": (stay_longer * chances["year_margin_sek"]).sum(),
    "vouchers: orders coming anyway": -anyway,
    "vouchers: added orders": anyway - all_vouchers,
})
charts.waterfall(steps / 1000, "thousand SEK", title="From gain to loss", total="the club as planned", form="{:+.1f}")

# %% [markdown]
# Of every 100 SEK in vouchers {{100 * anyway / all_vouchers:.0f}} pay for orders that would have come anyway. **A gift tied to an
# order is paid on all orders, and only what it adds can pay it back.** (In this market a voucher moves nobody; being singled out
# does. In your company a sum may have a force of its own: test two sums against each other.)
#
# Now the rivals: another offer, no voucher, no club.

# %%
wanted = own_kind[club].to_list()
plans = {
    "the club as planned": as_planned,
    "first look at clothes, no voucher": market.plan(club, "style", exclusive=1),
    "first look at own kind, voucher": market.plan(club, wanted, exclusive=1, reward_sek=voucher),
    "first look at own kind, no voucher": market.plan(club, wanted, exclusive=1),
    "own kind, same members, no club": market.plan(club, wanted),
    "own kind, all members, no club": market.plan(members.index, own_kind.to_list()),
    "plain letter, all members": market.plan(members.index),
}

# %% slide="A reward is a reward only to those who want it" says="But silver and gold"
worth = pd.Series({name: market.expected_worth(plan) for name, plan in plans.items()})
charts.bars(worth / 1000, "thousand SEK, the year after included", title="What each plan truly adds")

# %% [markdown]
# The department is right about its own customers. But silver and gold count *all* money, and
# {{100 * (own_kind[club] != "style").mean():.0f}} of 100 in the club buy mostly other things. A first look at a coat is no
# reward for somebody who comes for oats. **A reward is a reward only to those who want it**, and a tier does not say what
# anybody wants.
#
# Being singled out is real: the own kind for members only beats the same letter without a club. And yet the fitting letter to
# *everybody* brings still more. **The decision:** no clothes for all, no voucher; a first look at each one's own kind, and a
# fitting letter to the rest. In the exercise you will do both.

# %%
quiz.guessed(
    "08_loyalty",
    f"with nothing done, spending of the 2024 gold members changed by {forwards.loc['gold', 'change_pct']:.0f}%. "
    f"Read backwards, it is {backwards.loc['gold', 'change_pct']:.0f}%.",
)

# %% [markdown]
# ## 5 · What the documents claim

# %%
claims.show("08_loyalty")

# %% [markdown] slide="The club looks past those whose year has only begun" says="Newcomers and prospects"
# The first is a narrow yes, and the first look earns all of it: every krona of voucher makes it narrower.
#
# **The one to remember is the second.** Newcomers and prospects hold {{100 * potential[["newcomers", "prospects"]].sum():.0f}} of every 100 SEK
# of the potential, and the club gives them {{100 * budget_shares(SILVER_SEK, GOLD_SEK, VOUCHER_SEK, "first look at one's own kind").iloc[:2].sum():.0f}}
# of its budget. Both are bronze, and they could hardly differ more: most prospects have left, most newcomers have not had the time to
# spend. A welcome without any voucher costs little and brings much (the evidence has the sum). Who rewards last
# year's money looks past those whose year has only begun.
#
# ## 6 · When not to, fairness, privacy
#
# - **Not when purchases are rare.** If people buy a kitchen every fifteen years, a tier is a lottery.
# - **What is given is hard to take away.** Every year many would drop from gold after a year in which they did nothing wrong.
# - **Exclusive for whom?** Of the members with a high income {{(tier[members["income_band"] == "high"] == "gold").mean():.0%}} are gold, of
#   those with a low one {{(tier[members["income_band"] == "low"] == "gold").mean():.1%}}. A club by spending is paid by all and rewards large
#   purses. Visits, or years as a member, would reward faith.
# - **Privacy.** A club card pays people for being recorded. Say so, keep only what the club needs, and let members leave the
#   records without leaving the shop. A tier that staff can see hints at what somebody earns.
# - **Groups under five** are not shown: a "platinum" of three members is three people.
#
# ## 7 · Quiz

# %%
quiz.ask(
    "Last year's gold members, who got vouchers, spent 13% less this year. What do you report?",
    {
        "Nothing yet: ask for a control group picked in the same way.":
            "Only a control group picked in the same way falls by the same luck.",
        "The vouchers drove them away, so the club should be closed before it does more harm.":
            "Gold falls by as much with no vouchers at all: luck does not come twice.",
        "The economy: when times are hard everybody spends less, the large spenders most of all.":
            "All members together spent the same. Those picked for a high year come down.",
    },
    right="Nothing yet: ask for a control group picked in the same way.",
    key="08_loyalty/quiz-1")

# %%
quiz.ask(
    "A year on, nine in ten in the club are still customers, four in ten others. The club kept …",
    {
        "… five in ten, the difference between members and others.":
            "That gap was there before the club. They are members because they buy much and often.",
        "… nine in ten of its members.":
            "That is gross: most of the nine would have stayed without it.",
        "… nobody knows how many: no members were left without the offer.":
            "In this lesson the gap was large and the offer's part of it a few points.",
    },
    right="… nobody knows how many: no members were left without the offer.",
    key="08_loyalty/quiz-2")

# %% slide="What lets a club afford a larger voucher?" says="Tick all"
quiz.ask(
    "Which of these raise the voucher that a club can afford? Tick all.",
    {
        "Offering each member the first look at the kind of goods they buy.":
            "Yes: more stay because of it, and each of them pays for vouchers.",
        "Leaving out silver, who get half a voucher.":
            "No: silver members cost half as much per order and still help to pay. The evidence has the sums.",
        "Tying the voucher to orders that would not have come otherwise, if one could.":
            "Yes: most vouchers pay for orders that come anyway. One can only come near.",
    },
    right=["Offering each member the first look at the kind of goods they buy.",
           "Tying the voucher to orders that would not have come otherwise, if one could."],
    key="08_loyalty/quiz-3")

# %% slide="A newcomer and a long silent member are both bronze" says="Who gets the next letter"
quiz.ask(
    "A newcomer and a member silent for two years are both bronze. Who gets the next letter?",
    {
        "Neither: bronze has not earned it, and letters cost money.":
            "A tier looks back a year. The newcomer has not had one.",
        "The newcomer, with a welcome, soon.":
            "Newcomers hold much potential, and some go before the club sees them.",
        "Both, in the same words, so that nobody of the same tier is treated differently.":
            "Most of the silent ones have left, and a welcome to them would be odd.",
    },
    right="The newcomer, with a welcome, soon.",
    key="08_loyalty/quiz-4")

# %%
quiz.ask(
    "From lesson 07: push and a letter went to different people, and push sold more. What may explain it besides the channel?",
    {
        "Push arrives sooner, so that more of its orders fall into the two weeks.":
            "That would be the channel itself.",
        "Who allows push differs from who does not.":
            "Let a coin decide among the same people, and this explanation is gone.",
        "Nothing else.":
            "The people were not the same.",
    },
    right="Who allows push differs from who does not.",
    key="08_loyalty/quiz-5")

# %%
quiz.ask(
    "From lesson 05: the interval of what a discount added reaches from below 0 to above 0. Which sentence is right?",
    {
        "The discount adds nothing.":
            "It may add something, or lose something. That is another sentence.",
        "It adds about the middle of the interval, and the board should hear that number.":
            "On its own the middle promises what nobody knows.",
        "This test cannot tell whether it adds anything.":
            "More and less are both possible: hold out more, or test longer.",
    },
    right="This test cannot tell whether it adds anything.",
    key="08_loyalty/quiz-6")

# %% [markdown]
# ## Take-away
#
# - A tier by spending measures one year's money: neither faith nor taste.
# - Gold comes down and bronze goes up by themselves. Never compare a tier with its own past.
# - Most of the vouchers go to orders that come anyway. Being singled out, with something one wants, did the work here.
# - The club does not see newcomers. Welcome them.
#
# **Ask tomorrow:** which of our members were left without the club's offer, so that we can see what it does?
#
# {{=way}}
