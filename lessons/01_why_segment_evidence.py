# %% [markdown]
# # 01 · Evidence: why segment?
#
# {{=way}}
#
# For those who want to check. The lesson asserts that a few messages beat one, that one to one has to borrow, and
# that small companies are stopped by the price of a text and not by their size. Here are the sums behind it, and a
# test for each claim of the documents. Bars and ranges stand in `lessons/claims.toml`: one rule for all claims, laid
# down before this evidence was computed, when the first edition's figures were known.
#
# The market is invented: it shows mechanisms, never how real customers are.

# %%
import numpy as np
import pandas as pd
from scipy.stats import norm

from helpers import charts, claims, data, features, market, segment

purchases = data.purchases()
people = data.load("customers").set_index("customer_id")
MAIL, TEXT = market.CONTACT_COST_SEK["email"], market.MESSAGE_COST_SEK


def shares(rows):
    """The share of each customer's money (rows) that went to each kind of goods (columns)."""
    spent = rows.pivot_table(index="customer_id", columns="category", values="amount_sek", aggfunc="sum")
    spent = spent.reindex(columns=market.CATEGORIES).fillna(0)
    return spent.div(spent.sum(axis=1), axis=0).dropna()


history = purchases[purchases["ordered_at"] < data.CUTOFF]
basket = shares(history)
orders_before = history.groupby("customer_id")["order_id"].nunique()

# %%
def chances(shown):
    """What the market knows of each customer who has agreed to e-mail, when shown the goods of the own row."""
    plan = market.plan(shown.index, shown.index.astype(str))
    known = market.expected(plan, more_offers=shown.set_axis(shown.index.astype(str)))
    return known[known["consent"] == 1].set_index("customer_id")


def added_sek(shown):
    """The margin (SEK) truly added, for each customer who has agreed."""
    known = chances(shown)
    return (known["chance_with"] - known["chance_without"]) * market.MARGIN * known["basket_sek"]


def of_groups(groups, rows=basket):
    """Show each customer the goods that the own group buys."""
    return rows.loc[groups.index].groupby(groups).transform("mean")


# %% [markdown]
# ## From one message to twenty
#
# The number of messages, the margin that they truly add, and what is left when each is paid. Beside it the year after: the margin of
# customers who stay because of their message, known in this market. Two weeks ask for three or four messages, the
# year for four: both for a few.

# %%
STEPS = [1, 2, 3, 4, 5, 6, 8, 12, 20]
piles = {k: segment.kmeans(basket, k) for k in STEPS}
added = pd.Series({k: added_sek(of_groups(piles[k])).sum() for k in STEPS})
agreed = len(added_sek(basket))


def year_after(shown):
    """Margin (SEK) in the year after, of customers who stay because of their message."""
    known = chances(shown)
    return (known["stay_with"] - known["stay_without"]) * known["year_margin_sek"]


ladder = pd.DataFrame({"if messages are free": added - MAIL * agreed})
ladder["when each is paid"] = ladder["if messages are free"] - TEXT * ladder.index
ladder["the year after"] = [year_after(of_groups(piles[k])).sum() for k in STEPS]
ladder["paid, with the year"] = ladder["when each is paid"] + ladder["the year after"]
ladder.round(-2).astype(int).rename_axis("messages")

# %%
charts.curve(ladder.iloc[:, :2] / 1000, x="number of messages", y="thousand SEK in two weeks", at=4,
             title="Too few messages miss money, too many burn it")

# %% [markdown]
# ## One to one, with loans of several sizes
#
# A loan of four means: somebody with one order is one part own basket and four parts segment; after four orders the two
# count alike. The own basket alone is a loan of nothing. With the year counted, borrowing pays still more.

# %%
of_segment = of_groups(piles[4])


def borrowed(loan):
    own_part = orders_before / (orders_before + loan)
    return basket.mul(own_part, axis=0) + of_segment.mul(1 - own_part, axis=0)


tried = {"four messages": of_segment, "one each, own basket alone": basket}
tried |= {f"one each, loan of {loan}": borrowed(loan) for loan in (1, 2, 4, 8)}
by_loan = pd.DataFrame({name: {"two weeks": added_sek(shown).sum(), "the year after": year_after(shown).sum()}
                        for name, shown in tried.items()}).T
by_loan["together"] = by_loan.sum(axis=1)
by_loan.round(-1).astype(int).rename_axis("margin if messages are free (SEK)")

# %% [markdown]
# Is the win of the loan of four over four messages more than luck in who the customers are? Draw them anew, find the piles again,
# and take the difference again.

# %%
def drawn_anew(rng):
    """Customers drawn with replacement: the ids, some of them several times."""
    return rng.choice(basket.index, len(basket))


def in_a_draw(ids, k):
    """The goods shown to the different customers in a draw, with the piles found in that draw."""
    drawn = basket.loc[ids].reset_index(drop=True)
    shown = drawn.groupby(segment.kmeans(drawn, k, n_init=3)).transform("mean").set_axis(ids)
    return shown[~shown.index.duplicated()]


def win_of_borrowing(ids):
    shown = in_a_draw(ids, 4)
    own_part = (orders_before / (orders_before + 4)).loc[shown.index]
    mixed = basket.loc[shown.index].mul(own_part, axis=0) + shown.mul(1 - own_part, axis=0)
    differences = [added_sek(mixed) - added_sek(shown), year_after(mixed) - year_after(shown)]
    two_weeks, year = (each.reindex(ids).sum() for each in differences)
    return {"two weeks": two_weeks, "the year after": year, "together": two_weeks + year}


luck = np.random.default_rng(1)
wins = pd.DataFrame([win_of_borrowing(drawn_anew(luck)) for _ in range(15)])
win, reach = by_loan.loc["one each, loan of 4"] - by_loan.loc["four messages"], 1.96 * wins.std()
win_table = pd.DataFrame({"wins (SEK)": win, "95% interval from": win - reach, "to": win + reach}).round(-1).astype(int)
win_table

# %% [markdown]
# In two weeks it is a small win or a draw; with the year it is a win.
#
# ## Whom to write to first
#
# What an e-mail with the right one of the four messages truly adds, by the time since the last order on 1 January 2026. At the price of
# an e-mail everybody is worth it; at the price of a stamp the last rows are not.

# %%
per_mail = added_sek(of_segment)
recency = features.rfm(data.load("orders"), at=data.TODAY)["recency_days"].loc[per_mail.index]
since = pd.cut(recency, [-1, 30, 90, 180, 270, 365, 999],
               labels=["a month", "3 months", "6 months", "9 months", "a year", "longer"])
where = per_mail.groupby(since, observed=True).agg(["size", "mean", "sem"])
where = pd.DataFrame({"figure": where["mean"], "low": where["mean"] - 1.96 * where["sem"],
                      "high": where["mean"] + 1.96 * where["sem"]})
charts.bars(
    where,
    "SEK per e-mail (95% interval over customers)",
    title="Margin added, by time since the last order",
    form="{:.1f}",
)

# %% [markdown]
# ## Four purposes, four numbers
#
# Why do companies segment at all? Our sources name aim, relevance, conversion and loyalty. Each can be counted, and all four
# move in the right direction.

# %%
later = shares(purchases[purchases["ordered_at"] >= data.CUTOFF])
later = later[later.index.isin(basket.index)]


def purposes(shown):
    known = chances(shown)
    place = shown.loc[later.index].rank(axis=1, method="first", ascending=False)
    return {
        "aim: later money on the two goods shown most (%)": 100 * later[place <= 2].sum(axis=1).mean(),
        "relevance: change in satisfaction, scale of 1 to 5": known["pleased"].mean(),
        "conversion: added buyers per 100 e-mails": 100 * (known["chance_with"] - known["chance_without"]).mean(),
        "loyalty: more customers a year on, per 1,000": 1000 * (known["stay_with"] - known["stay_without"]).mean(),
    }


pd.DataFrame({"one message": purposes(of_groups(piles[1])), "four messages": purposes(of_segment)}).round(2)

# %% [markdown]
# ## Describing an audience is something else
#
# *Audience analysis* maps a broad public: who might buy from us at all? We have no broad public, so we try it on the
# members: the typical customer, trait by trait, each the most common among those still left.

# %%
age_now = data.TODAY.year - 1 - people["birth_year"].astype(float)
members = people.assign(age=pd.cut(age_now, [0, 35, 50, 65, 120], right=False,
                                   labels=["under 35", "35–49", "50–64", "65 and over"]))
left, rows = members, {}
for trait in ["gender", "age", "household", "income_band", "region"]:
    most = left[trait].value_counts().index[0]
    left = left[left[trait] == most]
    rows[f"{trait.removesuffix('_band')}: {most}"] = [len(left), f"{len(left) / len(members):.1%}"]
pd.DataFrame(rows, index=["customers left", "of all"]).T

# %% [markdown]
# The typical customer is a portrait that looks like almost nobody. Portraits are not useless, though; they answer another
# question. Compare customers who had bought before 1 July with **strangers**, members who had not (many have since; we leave that
# out).

# %%
portrait = people["gender"].fillna("not stated") + ", " + people["household"]
strangers = portrait.drop(basket.index)
of_portrait = basket.groupby(portrait.loc[basket.index]).mean()
to_all = pd.DataFrame([basket.mean()] * len(strangers), strangers.index)
by_plan = pd.Series(
    {
        "customers, one message": added[1],
        "customers, by gender and household": added_sek(of_groups(portrait.loc[basket.index])).sum(),
        "customers, by what they bought": added[4],
        "strangers, one message": added_sek(to_all).sum(),
        "strangers, by gender and household": added_sek(
            of_portrait.reindex(strangers).fillna(basket.mean()).set_axis(strangers.index)
        ).sum(),
    }
)
by_plan.round(-1).astype(int).to_frame("added margin (SEK), before messages are paid")

# %% [markdown]
# For customers the portrait adds {{by_plan.iloc[1] - by_plan.iloc[0]:,.0f}} SEK to the mass mailing with
# {{portrait.loc[basket.index].nunique()}} messages; what they bought adds {{by_plan.iloc[2] - by_plan.iloc[0]:,.0f}} with four. For
# strangers there is no basket. There the portrait adds {{by_plan.iloc[4] - by_plan.iloc[3]:,.0f}} SEK. That is little. Without
# purchases to go by, a portrait is what you have.
#
# ## Dividing customers shows where money works and what fits whom
#
# The document means: several messages by what people buy earn more than one message to the same people. The rival is that
# one message; the further texts are paid. For the interval the customers are drawn anew, and the piles are found again in each
# draw.

# %%
def more_than_one(ids, k):
    """Thousand SEK of profit with k messages, more than with one, among the customers drawn."""
    several, single = (added_sek(in_a_draw(ids, count)).reindex(ids).sum() for count in (k, 1))
    return (several - single - (k - 1) * TEXT) / 1000


draws = np.random.default_rng(2)
swings = [more_than_one(drawn_anew(draws), 4) for _ in range(25)]
by_count = pd.Series({k: (added_sek(of_groups(segment.kmeans(basket, k))).sum() - added[1] - (k - 1) * TEXT) / 1000
                      for k in range(2, 13)})
swing = 1.96 * np.std(swings, ddof=1)
claims.judge(
    "B-why",
    figure=by_count[4],
    interval=(by_count[4] - swing, by_count[4] + swing),
    of="customers",
    curve=by_count,
)

# %% [markdown]
# ## Companies of 120 customers
#
# Most companies are small. So we shuffle Havnbo's customers and deal them out, 120 to a company, and once more, until there are
# more than 200 companies. Each knows its own 120 and nothing else, makes its own groups, and writes its own messages: the goods
# that the group buys. A group of fewer than five joins the company's largest.
#
# Companies of one dealing share no customer. So each is as good as 120 customers drawn anew, with their piles found anew, and the
# spread between them gives the interval of the mean. We count only the companies of *one* dealing for it: those of several
# share customers, and would make it look more certain than it is.

# %%
places = data.load("postal_areas").set_index("postal_area")
facts = people.loc[basket.index]
years = data.CUTOFF.year - facts["birth_year"].astype(float)
age = pd.cut(years, [0, 40, 60, 120], right=False, labels=["under 40", "40–59", "60 and over"])
age = age.astype("str").fillna("not known").rename("age")
zone = "zone " + facts["climate_zone"].astype(str)
income = facts["income_band"].astype("str").fillna("not known")
town = facts["postal_area"].map(places["inhabitants_per_km2"] >= 500).map({True: "town", False: "countryside"})
DIVISIONS = {
    "age": age,
    "region": facts["region"],
    "climate zone": zone,
    "town or countryside": town,
    "income": income,
    "age and climate zone": age + zone,
    "age and income": age + income,
    "age, climate zone, income": age + zone + income,
}

# %% [markdown]
# The values come from the survey, with the habit of agreeing (acquiescence) taken out: each answer less the person's own mean,
# then the need whose four statements got most. Who did not answer gets the message for the rest.

# %%
answers = data.load("survey").query("wave == 1").set_index("customer_id").drop(columns="wave").astype(float)
answers = answers.sub(answers.mean(axis=1), axis=0)
STATEMENTS = {
    "thrift": ["compare_prices", "wait_for_sale", "stick_to_budget", "buy_in_bulk"],
    "green": ["choose_organic", "cut_waste", "know_the_source", "feel_healthy"],
    "style": ["follow_trends", "look_my_best", "enjoy_new_looks", "brands_matter"],
    "convenience": ["save_time", "quick_meals", "deliver_to_me", "keep_it_simple"],
}
by_need = pd.DataFrame({need: answers[items].mean(axis=1) for need, items in STATEMENTS.items()}).dropna()
value = by_need.idxmax(axis=1).reindex(basket.index).fillna("did not answer")

# %%
def dealt(customers, seed):
    """Deal the customers out, so many to a company: the company of each, and the margin (SEK) of its one message."""
    order = np.random.default_rng(seed).permutation(basket.index)
    count = len(order) // customers
    company = pd.Series(np.arange(count * customers) // customers, order[:count * customers], name="company")
    return company.to_frame().join(added_sek(of_groups(company)).rename("one_message_sek"))


def gains(deal, groups):
    """For each company of a dealing: margin (SEK) more than with one message, and how many further messages."""
    company = deal["company"]
    groups = company.astype(str) + " " + groups.loc[company.index].astype(str)
    size = groups.map(groups.value_counts())
    largest = groups[size == size.groupby(company).transform("max")].groupby(company).first()
    groups = groups.mask(size < 5, company.map(largest))
    more = added_sek(of_groups(groups)) - deal["one_message_sek"]
    return pd.DataFrame({"more": more.groupby(company).sum(), "texts": groups.groupby(company).nunique() - 1})


def in_piles(deal):
    """Four piles of baskets, made by each company for itself."""
    own = deal.groupby("company").groups.values()
    return pd.concat([segment.kmeans(basket.loc[ids], 4, n_init=5) for ids in own])


# %%
DEALINGS = 7
deals = [dealt(120, seed) for seed in range(DEALINGS)]
small = {
    "four piles of baskets": pd.concat([gains(deal, in_piles(deal)) for deal in deals]),
    "values": pd.concat([gains(deal, value) for deal in deals]),
}
small |= {name: pd.concat([gains(deal, division) for deal in deals]) for name, division in DIVISIONS.items()}
in_one = len(small["values"]) / DEALINGS


def mean_of(values, points=1):
    """The mean over companies with its 95 % interval, adjusted for the number of points tried."""
    swing = norm.ppf(1 - 0.025 / points) * values.std() / np.sqrt(in_one)
    return pd.Series({"figure": values.mean(), "low": values.mean() - swing, "high": values.mean() + swing})


table = pd.DataFrame({name: mean_of(each["more"]) for name, each in small.items()}).T
charts.intervals(table, "SEK more than one message, before texts are paid (95% interval of the mean)", form="{:+.0f}",
                 title=f"{len(small['values'])} companies of 120 customers")

# %%
spread = pd.DataFrame({name: each["more"].quantile([0.025, 0.975]) for name, each in small.items()}).T
spread.columns = ["95 of 100 companies from", "to"]
spread["further texts"] = [each["texts"].mean() for each in small.values()]
spread["a text may cost (SEK)"] = table["figure"].clip(lower=0) / spread["further texts"]
spread.round(1)

# %% [markdown]
# ## A small number of customers can be divided with profit too
#
# The rival is one message to the same 120. The claim says *can*, so the curve over the price of a text decides: is there an
# ordinary price at which the mean, with its whole interval, pays? (The intervals of the curve are adjusted for the number of prices.)

# %%
PRICES = sorted({50, 100, 200, 500, 1000, 2000, TEXT})


def by_price(each):
    """The mean over companies, further texts paid, by the price of a text."""
    return pd.DataFrame({price: mean_of(each["more"] - price * each["texts"], len(PRICES)) for price in PRICES}).T


baskets = small["four piles of baskets"]
paid = mean_of(baskets["more"] - TEXT * baskets["texts"])
claims.judge("C-smallbase", figure=paid["figure"], interval=(paid["low"], paid["high"]), of="customers", at=TEXT,
             curve=by_price(baskets))

# %% [markdown]
# Not the 120 customers are the hindrance: the piles are there. The price is. How many customers does a company need to pay
# Havnbo's own price for each text?

# %%
larger = {size: [dealt(size, 0)] for size in (480, 970, 1940, len(basket))}
grown = {120: baskets}
grown |= {size: pd.concat([gains(deal, in_piles(deal)) for deal in some]) for size, some in larger.items()}
profit = pd.Series({size: (each["more"] - TEXT * each["texts"]).mean() / 1000 for size, each in grown.items()})
charts.curve(profit, x="customers", y="thousand SEK more than one message", bar=0,
             title=f"Four piles of baskets, each text at {TEXT:,} SEK")

# %% [markdown]
# The rule is worth remembering: the gain grows with the number of readers, the cost of a message does not.
#
# ## Values and past purchases often serve a small company well, and it can still manage them
#
# Two ways, one yardstick: four piles of baskets, and values from the survey. The figure is the weaker of the two. *Manageable* is
# a matter of the number of texts: {{baskets["texts"].mean():.0f}} further ones for baskets, {{small["values"]["texts"].mean():.1f}} for
# values, since groups under five are no groups.

# %%
def net(name, price):
    return small[name]["more"] - price * small[name]["texts"]


WAYS = ["four piles of baskets", "values"]
weaker = min(WAYS, key=lambda name: net(name, TEXT).mean())
weak = mean_of(net(weaker, TEXT))
curve = pd.Series({price: min(net(name, price).mean() for name in WAYS) for price in PRICES})
claims.judge(
    "C-small-1",
    figure=weak["figure"],
    interval=(weak["low"], weak["high"]),
    of="customers",
    at=TEXT,
    curve=curve,
)

# %% [markdown]
# At Havnbo's price neither way pays for 120 customers. Before the texts are paid both do: baskets add
# {{table.loc["four piles of baskets", "figure"]:.0f}} SEK to a company, values {{table.loc["values", "figure"]:.0f}}, although
# {{(value == "did not answer").mean():.0%}} of the customers did not answer. So the two ways serve well, and what stops them is
# the price of a text: it may be {{spread.loc["four piles of baskets", "a text may cost (SEK)"]:.0f}} SEK for baskets and
# {{spread.loc["values", "a text may cost (SEK)"]:.0f}} for values, below the ordinary range. A shop whose owner writes the lines between
# two customers pays that.
#
# ## A small company can begin with age, place and income, and grow from there
#
# Eight simple divisions, named before any was tried; the figure is their mean, not the best of them. Each one's interval stands in the
# picture of all companies above.

# %%
def eight(price):
    """Each company's mean over the eight divisions, further texts paid."""
    return sum((small[name]["more"] - price * small[name]["texts"]).to_numpy() for name in DIVISIONS) / len(DIVISIONS)


begin = mean_of(pd.Series(eight(TEXT)))
begin_curve = pd.DataFrame({price: mean_of(pd.Series(eight(price)), len(PRICES)) for price in PRICES}).T
claims.judge("C-small-2", figure=begin["figure"], interval=(begin["low"], begin["high"]), of="customers", at=TEXT,
             curve=begin_curve)

# %% [markdown]
# And the growing? The same eight divisions in larger companies, per 120 customers so that the sizes can be compared, before the texts
# are paid.

# %%
def simple(size):
    """Margin more than one message: the mean over the eight divisions, in companies of this size."""
    if size == 120:
        return np.mean([small[name]["more"].mean() for name in DIVISIONS])
    return np.mean([gains(deal, division)["more"].mean() for deal in larger[size] for division in DIVISIONS.values()])


grows = pd.DataFrame({
    "what they bought": {size: each["more"].mean() * 120 / size for size, each in grown.items()},
    "age, place, income": {size: simple(size) * 120 / size for size in (120, 480, 1940, len(basket))},
})
charts.curve(grows, x="customers", y="SEK more per 120 customers", bar=0,
             title="Beginning small and growing (before texts are paid)")

# %% [markdown]
# They do grow past nothing, and stay far below baskets: with all customers {{grows["age, place, income"].iloc[-1]:.0f}} SEK
# per 120 customers, against {{grows["what they bought"].iloc[-1]:.0f}}.
#
# In this market people's needs hang weakly on age and not at all on place. Where place or income decides what people need, say
# with snow tyres, the claim will do better. Test it; do not assume it.
#
# {{=way}}
