# %% [markdown]
# # 05 · Evidence: behavioural segmentation
#
# {{=way}}
#
# For those who doubt. Here stand the experiments behind lesson 05: for each claim what it means, a test that is fair
# to it, the figure with its interval, and the curve over the ordinary range of what can be turned. Bars and ranges
# stand in `lessons/claims.toml`: one rule for all claims, laid down before this evidence was computed, when the first
# edition's figures were known. Each test was repeated with 20 other seeds and in 10 markets drawn anew; a card says
# how many agree.
#
# All of this is an invented market. It shows how things work, never how real customers are.

# %%
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score
from sklearn.model_selection import KFold, cross_val_predict

from helpers import charts, claims, data, features, market

orders = data.load("orders")
purchases = data.purchases()
everybody = data.load("customers")["customer_id"]

history = orders[orders["ordered_at"] < data.CUTOFF]
future = orders[orders["ordered_at"] >= data.CUTOFF]
rfm = features.rfm(history, at=data.CUTOFF)
next_sek = future.groupby("customer_id")["amount_sek"].sum().reindex(rfm.index, fill_value=0)

# %% [markdown]
# ## One customer, four kinds of RFM
#
# The lesson asks four questions about RFM. Here is one busy customer under four answers. No two rows agree, and none is
# wrong. Packages that model customer lifetime value often mean the second and third.

# %%
busy = orders["customer_id"].value_counts().index[0]
one = orders[orders["customer_id"] == busy]
definitions = {
    "this course: since the last purchase, all orders": {},
    "recency as age at the last purchase": {"recency": "age_at_last"},
    "repeat purchases only": {"frequency": "repeat"},
    "days with a purchase, mean amount": {"per": "day", "monetary": "mean"},
}
tables = {name: features.rfm(one, at=data.TODAY, **more) for name, more in definitions.items()}
pd.concat(tables, names=["definition"]).droplevel("customer_id").round(0).astype(int)

# %% [markdown]
# ## A few customers hold most of the money
#
# Customers in order of what they spent, best first, and the share of all money that they hold together. (Analysts call
# this the curve of cumulative gains.)

# %%
spend = rfm["monetary_sek"].sort_values(ascending=False)
held = (100 * spend.cumsum() / spend.sum()).set_axis(100 * np.arange(1, len(spend) + 1) / len(spend))
charts.curve(held.iloc[::40], x="customers, best first (%)", y="money held (%)", at=20,
             title=f"The top fifth holds {held.iloc[len(spend) // 5]:.0f}% of the money")

# %% [markdown]
# ## It is precise, because it rests on data
#
# A straight line guesses each customer's spending in the next half-year, once from the three columns of RFM and once from
# age, gender, household and income. The guess for a customer comes from a line that has not seen that customer
# (cross-validation). The figure is the difference between the two shares explained, R². For its interval the customers
# are drawn anew, and both lines are fitted again in each draw.

# %%
def guess(table, actual):
    """Next half-year's spending of each customer, guessed by lines fitted on the others."""
    return cross_val_predict(LinearRegression(), table, actual, cv=KFold(5, shuffle=True, random_state=0))


people = data.load("customers").set_index("customer_id").loc[rfm.index]
profile = pd.get_dummies(people[["gender", "household", "income_band"]].fillna("unknown"), dtype=float)
age = (data.CUTOFF.year - people["birth_year"]).astype(float)
profile["age"] = age.fillna(age.median())
profile["age_squared"] = profile["age"] ** 2

actual = next_sek.to_numpy()
r2_rfm, r2_profile = (r2_score(actual, guess(table, actual)) for table in (rfm, profile))
pd.Series({"RFM": r2_rfm, "age, gender, household, income": r2_profile}).round(2).to_frame("explained (R²)")

# %%
def halves_apart(drawn):
    """Learn from one half of the customers drawn, test on the other, none of whom is in the first."""
    half = np.random.default_rng(0).random(len(rfm)) < 0.5
    learn, test = drawn[half[drawn]], drawn[~half[drawn]]
    shares = []
    for table in (rfm.to_numpy(), profile.to_numpy()):
        line = LinearRegression().fit(table[learn], actual[learn])
        shares.append(r2_score(actual[test], line.predict(table[test])))
    return shares[0] - shares[1]


rng = np.random.default_rng(0)
differences = [halves_apart(rng.integers(0, len(rfm), len(rfm))) for _ in range(300)]
more = r2_rfm - r2_profile
more_low, more_high = min(more, np.percentile(differences, 2.5)), max(more, np.percentile(differences, 97.5))

# %% [markdown]
# Now purchases are thrown away at random, as a shop does that can name only some of them. Each point is the mean of five
# lotteries.

# %%
SHARES = [2, 10, 25, 50, 75]
lotteries = np.random.default_rng(1).random((5, len(history)))


def recorded(kept):
    """RFM when only these purchases are recorded; customers without any count as gone for long."""
    table = features.rfm(history[kept], at=data.CUTOFF).reindex(rfm.index)
    return table.fillna({"recency_days": 600, "frequency": 0, "monetary_sek": 0})


tracked = pd.Series({
    share: np.mean([r2_score(actual, guess(recorded(lot < share / 100), actual)) for lot in lotteries])
    for share in SHARES
})
tracked[100] = r2_rfm

claims.judge("T2-behavioural-pro1", figure=more, interval=(more_low, more_high), of="customers",
             curve=tracked - r2_profile)

# %% [markdown]
# ## It works only when purchases are recorded well
#
# There are two ways to lose purchases. A till that fails now and then loses some of everybody's: the mildest kind. A
# customer without a card is missing with all that he or she buys: the common kind. We lose half of the customers, learn
# from those recorded, guess the mean of those for the rest, and judge on all.

# %%
PEOPLE = [40, 50, 60, 75, 90]


def explained_when_missing(share, seed):
    """R² over all customers when only a share of them, drawn at random, is recorded."""
    rng = np.random.default_rng(seed)
    known = rng.random(len(rfm)) < share / 100
    guessed = np.full(len(rfm), actual[known].mean())
    guessed[known] = guess(rfm[known], actual[known])
    return r2_score(actual, guessed)


by_lot = pd.DataFrame({
    share: [explained_when_missing(share, seed) for seed in range(20)] for share in PEOPLE
})
lost_by_customer = 100 * (1 - by_lot.mean() / r2_rfm)
lost_by_customer[100] = 0.0
lost_by_purchase = 100 * (1 - tracked / r2_rfm)

# %%
both = pd.DataFrame({"whole customers": lost_by_customer, "single purchases": lost_by_purchase})
charts.curve(both.sort_index().loc[40:], x="recorded (%)", y="% of what purchases tell that is lost", bar=10, at=50,
             title="Two ways to lose purchases")

# %% [markdown]
# Half of the purchases lost at random cost {{lost_by_purchase[50]:.0f}}%: those who buy much still look like it. Half of the
# *customers* lost cost {{lost_by_customer[50]:.0f}}%: of somebody who is not there, nothing can be told. Ask which of the two
# your shop has. The interval is of one shop: it spans 95 of 100 lots.

# %%
lots = 100 * (1 - by_lot[50] / r2_rfm)
claims.judge(
    "T1-behavioural-con",
    figure=lost_by_customer[50],
    interval=tuple(lots.quantile([0.025, 0.975])),
    of="range",
    curve=lost_by_customer,
)

# %% [markdown]
# ## Past purchases let a campaign aim precisely
#
# *Aim* means: each customer gets the letter about the need on which he or she spent most in the last year; those without
# one get the plain letter. The rival is the plain letter to the same people. Who is left out is another question, so
# nobody is. The price of sending cancels out; the price of *writing* does not, since four letters more must be written.

# %%
last_year = purchases[purchases["ordered_at"] >= data.TODAY - pd.DateOffset(years=1)]
spent_on = last_year.pivot_table(index="customer_id", columns="need", values="amount_sek", aggfunc="sum")
main_need = spent_on.fillna(0).idxmax(axis=1)

fitting = market.plan(everybody, main_need.reindex(everybody).fillna("everyone").to_list())
plain = market.plan(everybody)


def margin_of(plan):
    """Margin that the plan adds, known for each customer who has agreed, less the cost of sending (SEK)."""
    chances = market.reached(plan)
    added = (chances["chance_with"] - chances["chance_without"]) * chances["basket_sek"] * market.MARGIN
    return added - chances["channel"].map(market.CONTACT_COST_SEK)


def drawn_anew(differences, draws=1000):
    """The 95 % interval of a sum over customers, drawn anew."""
    rng = np.random.default_rng(0)
    values = differences.to_numpy()
    sums = values[rng.integers(0, len(values), (draws, len(values)))].sum(axis=1)
    return np.percentile(sums, [2.5, 97.5])


fit_gain = margin_of(fitting) - margin_of(plain)
letters_more = fitting["offer"].nunique() - 1
by_cost = pd.Series(
    {
        cost: (fit_gain.sum() - letters_more * cost) / 1000
        for cost in (100, 500, 1000, 1800, 3000, 4500, 6000)
    }
)
fit_interval = tuple((drawn_anew(fit_gain) - letters_more * market.MESSAGE_COST_SEK) / 1000)

claims.judge("T1-behavioural-pro", figure=by_cost[1800], interval=fit_interval, of="customers", curve=by_cost)

# %% [markdown]
# What would leaving out the silent do? Those who bought nothing for a year answer rarely, but an e-mail costs next to
# nothing: without them the fitting letter earns
# {{margin_of(fitting)[fitting["customer_id"].isin(main_need.index)].sum() / 1000:,.0f}} thousand SEK before the texts are
# paid, with them {{margin_of(fitting).sum() / 1000:,.0f}}. At the price of a stamp it is the other way round. That is a question of cost, not of
# aim.
#
# ## More of those who are contacted buy
#
# An experiment that a company could run: half of those with purchases, drawn at random, get the letter that fits, the other
# half the plain one; four campaigns. The curve is what this market knows, when some customers get somebody else's letter.

# %%
now = features.rfm(orders, at=data.TODAY)
buyers = now.index[now["recency_days"] <= 365]
aimed = market.plan(buyers, main_need.reindex(buyers).fillna("everyone").to_list())
unaimed = market.plan(buyers)
first_half = np.random.default_rng(6).random(len(buyers)) < 0.5


def share_of_four(plan):
    """In how many of four campaigns each customer contacted bought, as a share of the four."""
    runs = [market.run(plan, holdout=0, seed=seed).query("group == 'contacted'") for seed in (6, 7, 8, 9)]
    return pd.concat(runs).groupby("customer_id")["converted"].mean()


with_fit, with_plain = share_of_four(aimed[first_half]), share_of_four(unaimed[~first_half])
points = 100 * (with_fit.mean() - with_plain.mean())
points_error = 100 * np.hypot(with_fit.sem(), with_plain.sem())

# %%
shuffled = np.random.default_rng(7).permutation(len(aimed))


def points_with_errors(percent):
    """Buyers per 100 letters more than with the plain one, when some letters go to somebody else."""
    offer = aimed["offer"].to_numpy().copy()
    wrong = shuffled[:round(len(offer) * percent / 100)]
    offer[wrong] = np.roll(offer[wrong], 1)
    return (
        100
        * (
            market.reached(aimed.assign(offer=offer))["chance_with"]
            - market.reached(unaimed)["chance_with"]
        ).mean()
    )


by_error = pd.Series({percent: points_with_errors(percent) for percent in (0, 15, 30, 45, 60, 75)})
claims.judge("T2-behavioural-pro2", figure=points, of="experiment", curve=by_error,
             interval=(points - 1.96 * points_error, points + 1.96 * points_error))

# %% [markdown]
# ## Its data must be kept up to date all the time
#
# A list of the thousand best customers, made some months ago and used today. How many added orders does it lose against
# the list made today? For the interval the customers are drawn anew, and both lists are made again.
#
# Three lessons ask how fast data go stale, and get three answers because they ask three things: here it is the *orders* of
# a list of the best; lesson 12 asks about the *profit* of posted letters to all, where wasted postage weighs more; lesson
# 15 asks for the day on which old segments no longer help at all.

# %%
def added_by_customer(months):
    """Value score of so many months ago, and the orders per 100 letters that each customer would add today."""
    then = data.TODAY - pd.DateOffset(months=months)
    old = features.rfm(orders, at=then)
    value = (features.score(old["recency_days"], best="low") + features.score(old["frequency"])
             + features.score(old["monetary_sek"]))
    year = purchases[purchases["ordered_at"].between(then - pd.DateOffset(years=1), then)]
    spent = year.pivot_table(index="customer_id", columns="need", values="amount_sek", aggfunc="sum")
    need = spent.fillna(0).idxmax(axis=1).reindex(value.index).fillna("everyone")
    chances = market.expected(market.plan(value.index, need.to_list()))
    added = 100 * (chances["chance_with"] - chances["chance_without"]).where(chances["consent"] == 1)
    return pd.DataFrame({"value": value.to_numpy(), "added": added.to_numpy()}, index=value.index)


def added_by_best(table, times=None):
    """Mean added orders of the thousand best; with `times`, of customers drawn so many times each."""
    best = table.sort_values("value", ascending=False, kind="stable")
    if times is None:
        return best["added"].head(1000).mean()
    best = best.assign(times=times.reindex(best.index, fill_value=0))
    best = best[best["times"].cumsum() - best["times"] < 1000].dropna()
    return np.average(best["added"], weights=best["times"]) if best["times"].sum() else np.nan


old_lists = {months: added_by_customer(months) for months in (0, 1, 2, 3, 4, 6, 9, 12)}
answers = pd.Series({months: added_by_best(table) for months, table in old_lists.items()})
lost = (1 - answers / answers[0]) * 100

# %%
rng = np.random.default_rng(5)
swings = []
for _ in range(200):
    times = pd.Series(rng.choice(everybody, len(everybody))).value_counts()
    swings.append(100 * (1 - added_by_best(old_lists[3], times) / added_by_best(old_lists[0], times)))

claims.judge("T2-behavioural-con1", figure=lost[3], interval=tuple(np.percentile(swings, [2.5, 97.5])), of="customers",
             curve=lost)

# %% [markdown]
# ## It can overlook needs that customers have only now
#
# For customers whose need has turned (the market knows who), the letter chosen by purchases against the plain one, by how
# long ago it turned. A claim that says *can* asks whether this happens within the ordinary range.

# %%
traits = data.truth("customers").set_index("customer_id").loc[main_need.index]
turned = traits[(traits["need_start"] != traits["need_now"]) & traits["left_on"].isna()]
days = (data.TODAY - turned["need_changed_on"]).dt.days


def orders_added(offer):
    chances = market.expected(market.plan(turned.index, offer))
    return (100 * (chances["chance_with"] - chances["chance_without"])).set_axis(turned.index)


difference = orders_added(main_need[turned.index].to_list()) - orders_added("everyone")
ages = pd.IntervalIndex.from_breaks([0, 90, 180, 270, 360, 540, 731])
by_age = difference.groupby(pd.cut(days, ages), observed=True).agg(["mean", "sem", "size"])
by_age.index = [span.mid for span in by_age.index]
by_age.round(1).rename_axis("days since the need changed")

# %%
worse, worse_error = by_age.loc[45, ["mean", "sem"]]
claims.judge("T2-behavioural-con2", figure=worse, of="customers", curve=by_age["mean"],
             interval=(worse - 1.96 * worse_error, worse + 1.96 * worse_error))

# %% [markdown] tags=["quoted"]
# ## The time of day alone can be as strong as personal data
#
# A bakery, so one source tells, grouped its customers by the hour at which they bought, and sold 18% more within half a
# year (F5). An online shop that wrote to evening shoppers in the evening sold 20% more (F2). Neither comes with a source to
# look up. Two plans for the same buyers: the plain letter at each one's own part of the day, one text; and the letter of the
# main need, sent to all at midday, several texts.

# %%
hour = orders["ordered_at"].dt.hour
daypart = pd.Series(np.select([hour < 11, hour < 16], ["morning", "midday"], "evening"), index=orders.index)
usual = pd.crosstab(orders["customer_id"], daypart).idxmax(axis=1)

timed = market.plan(usual.index, daypart=usual.to_list())
noon = market.plan(usual.index, daypart="midday")
chosen = market.plan(usual.index, main_need.reindex(usual.index).fillna("everyone").to_list(), daypart="midday")
chosen_and_timed = chosen.assign(daypart=usual.to_list())
before_texts = pd.Series({
    "plain, at midday": margin_of(noon).sum(), "plain, at the own time": margin_of(timed).sum(),
    "chosen, at midday": margin_of(chosen).sum(), "chosen, at the own time": margin_of(chosen_and_timed).sum(),
})
charts.bars(before_texts / 1000, "thousand SEK, before the texts are paid", title="Time, choice, and both")

# %%
by_choice = margin_of(timed) - margin_of(chosen)
texts_saved = chosen["offer"].nunique() - timed["offer"].nunique()
by_text_cost = pd.Series(
    {cost: (by_choice.sum() + texts_saved * cost) / 1000 for cost in (100, 500, 1000, 1800, 3000, 6000)}
)
time_interval = tuple((drawn_anew(by_choice) + texts_saved * market.MESSAGE_COST_SEK) / 1000)
claims.judge("C-timeofday", figure=by_text_cost[1800], interval=time_interval, of="customers", curve=by_text_cost)

# %% [markdown]
# And the reported figure? An experiment: half of the buyers get the letter at their own time, the other half at midday.

# %%
half = np.random.default_rng(3).random(len(timed)) < 0.5
own_time = market.run(timed[half], holdout=0, seed=3).query("group == 'contacted'")["revenue_sek"]
at_midday = market.run(noon[~half], holdout=0, seed=3).query("group == 'contacted'")["revenue_sek"]


def resampled_means(values):
    rng = np.random.default_rng(0)
    return values.to_numpy()[rng.integers(0, len(values), (1000, len(values)))].mean(axis=1)


gain = own_time.mean() / at_midday.mean() - 1
low, high = np.percentile(resampled_means(own_time) / resampled_means(at_midday) - 1, [2.5, 97.5])
chance_own, chance_noon = (market.reached(plan) for plan in (timed, noon))
sales_own, sales_noon = (
    (chances["chance_with"] * chances["basket_sek"]).sum() for chances in (chance_own, chance_noon)
)
pd.Series(
    {"measured": gain, "95% interval from": low, "to": high, "true": sales_own / sales_noon - 1}
).map("{:+.0%}".format).to_frame("gain in sales")

# %% [markdown]
# Timing truly adds {{sales_own / sales_noon - 1:.0%}} to two weeks' sales here; an experiment with
# {{len(own_time) + len(at_midday):,}} customers measured {{gain:+.0%}}, from {{low:+.0%}} to {{high:+.0%}}. Turn it round: how often does an
# experiment show a gain of a fifth when timing does *nothing*, because both halves get the letter at midday?

# %%
amount, chance = chance_noon["basket_sek"].to_numpy(), chance_noon["chance_with"].to_numpy()


def by_luck(n, runs=400):
    """Share of experiments, n customers in each half, that show a fifth more by luck alone."""
    who = luck.integers(0, len(chance), (2, runs, n))
    sales = ((luck.random(who.shape) < chance[who]) * amount[who]).sum(axis=2)
    return (sales[0] > 1.2 * sales[1]).mean()


luck = np.random.default_rng(4)
false_alarms = pd.Series({n: by_luck(n) for n in (100, 300, 1000, 2000)})
false_alarms.map("{:.0%}".format).rename_axis("customers in each half").to_frame("show +20% by luck alone")

# %% [markdown]
# With {{false_alarms.index[0]}} customers in each half, luck alone shows it in {{false_alarms[100]:.0%}} of all experiments; with
# {{false_alarms.index[-1]:,}}, in {{false_alarms.iloc[-1]:.0%}}. A baker with a few hundred regulars may have found something, or
# nothing.
#
# {{=way}}
