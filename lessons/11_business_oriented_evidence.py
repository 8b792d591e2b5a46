# %% [markdown]
# # 11 · Evidence: business-oriented segmentation
#
# {{=way}}
#
# For readers who want to see the working. Behind lesson 11 stand three claims of the documents; each has its section
# here, with what it means, a test that is fair to it, the figure with its interval and the curve over the ordinary
# range. Bars and ranges stand in `lessons/claims.toml`: one rule for all claims, laid down before this evidence was
# computed, when the first edition's figures were known. Before the claims come the intervals that the lesson left
# out, after them what else its data can tell.
#
# Klarvik and its companies are invented. All of this shows how things work, never how real companies are.

# %%
import numpy as np
import pandas as pd
from sklearn.linear_model import PoissonRegressor
from threadpoolctl import threadpool_limits

from helpers import charts, claims, data, experiment, features, market_b2b

companies = data.load("companies").set_index("company_id")
deals, engagement = data.load("deals"), data.load("engagement")
new_year = pd.Timestamp("2025-01-01")


def per_company(some_deals):
    """Money won from each company of the register, 0 where there was none (SEK)."""
    money = some_deals[some_deals["stage"] == "won"].groupby("company_id")["value_sek"].sum()
    return money.reindex(companies.index, fill_value=0)


def acts_in(year):
    """How often each company visited, read, downloaded or took part in a year."""
    rows = engagement[engagement["date"].dt.year == year]
    return rows.groupby("company_id").size().reindex(companies.index, fill_value=0)


won_2024 = per_company(deals[deals["closed_on"] < new_year]).to_numpy()
won_2025 = per_company(deals[deals["opened_on"] >= new_year]).to_numpy()
so_far = per_company(deals)
favourite = (companies["industry"] == "software") & (companies["employees"] < 20)

# %% [markdown]
# ## The favourite list: how sure is the hit rate?
#
# One of the course's sources names small firms in technology as its example of the method. The difference in the share of
# deals won, with its 95% interval:

# %%
closed = deals[deals["stage"].isin(["won", "lost"])]
small_software = closed["company_id"].map(favourite)
won = (closed["stage"] == "won").astype(int)
_, _, apart, *ends = experiment.rate_difference(won[small_software], won[~small_software])
hit_rates = pd.Series({"small software firms": won[small_software].mean(), "all others": won[~small_software].mean()})
hit_rates.map("{:.0%}".format).to_frame("deals won, of those closed")

# %% [markdown]
# Apart by {{100 * apart:.0f}} percentage points, from {{100 * ends[0]:.0f}} to {{100 * ends[1]:.0f}}. So the house is right about what it sees. It
# looks at the wrong thing.
#
# ## Two locks, and seven lists
#
# A ranking is easy to admire on the companies it was made from. Two locks are on every test here. First, **a later year**:
# made from what was known on 1 January 2025, judged by deals opened in 2025. Second, **other companies**: the register is
# cut into five groups by the last digit of the number, and a company's place comes from the other four groups only. (The
# lesson has the first lock and learns its points from all companies of 2024. Both are in the table, to compare.)
#
# For several facts at once we also let a model find the weights: a **Poisson regression**. In a sentence for the board:
# every fact multiplies the money we expect by some factor, and the factors are those that fit the other companies best.

# %%
group = companies.index.to_numpy() % 5
words = companies[["industry", "region", "technology", "relation"]].fillna("unknown")
facts = pd.get_dummies(words, dtype=float)
facts["employees"] = np.log(companies["employees"])
turnover = companies["turnover_msek"].fillna(companies["turnover_msek"].median())
facts["turnover"] = np.log(turnover)
facts["engagement"] = np.log1p(acts_in(2024))
kinds = {column: pd.factorize(words[column])[0] for column in words}
once = np.ones(len(companies))  # how often each company counts; other numbers when they are drawn anew


def means_by_kind(column, money, times):
    """Mean money of the companies of each kind."""
    counts = np.bincount(kinds[column], weights=times)
    return np.bincount(kinds[column], weights=times * money) / np.maximum(counts, 1e-9)


def learned_means(column, money, times=once):
    """Mean money of the companies of the same kind in the other four groups."""
    means = np.zeros(len(companies))
    for g in range(5):
        means[group == g] = means_by_kind(column, money, times * (group != g))[kinds[column][group == g]]
    return means


def scorecard(money, times=once):
    """Points for the industry, learned from the other four groups, and for size: the lesson's card."""
    points = features.score(companies["employees"]).to_numpy().copy()
    for g in range(5):
        by_industry = features.score(means_by_kind("industry", money, times * (group != g))).to_numpy()
        points[group == g] += by_industry[kinds["industry"][group == g]]
    return points


# %%
def forecast(names, money, times=once):
    """Expected money per company, from models that have not seen the company's own group."""
    table, expected = facts.filter(regex="|".join(names)).to_numpy(), np.zeros(len(companies))
    for g in range(5):
        learn = (group != g) & (times > 0)
        model = PoissonRegressor(alpha=0.001, solver="newton-cholesky", max_iter=10, tol=1e-3)
        with threadpool_limits(1):  # on tables of this size, threads would mostly wait for one another
            model.fit(table[learn], money[learn] / money.mean(), sample_weight=times[learn])
        expected[group == g] = model.predict(table[group == g])
    return expected * money.mean()


def found(score, money, calls=0.2, times=once):
    """Share of the money in the first calls (a share of the companies); equals are called in any order."""
    _, level = np.unique(-np.asarray(score, float), return_inverse=True)
    called = np.bincount(level, weights=times).cumsum()
    held = np.bincount(level, weights=times * money).cumsum()
    return np.interp(calls, np.append(0, called) / called[-1], np.append(0, held) / held[-1])

# %%
REGISTER = ["industry", "employees"]
points_of_all = features.score(means_by_kind("industry", won_2024, once)).to_numpy()[kinds["industry"]]
lists = {
    "region": learned_means("region", won_2024),
    "industry": learned_means("industry", won_2024),
    "turnover": turnover,
    "employees": companies["employees"],
    "industry + size, as in the lesson": points_of_all + features.score(companies["employees"]),
    "industry + size, points": scorecard(won_2024),
    "industry + employees, model": forecast(REGISTER, won_2024),
    "… + technology, relation": forecast([*REGISTER, "technology", "relation"], won_2024),
    "… + engagement": forecast([*REGISTER, "technology", "relation", "engagement"], won_2024),
}
top = pd.Series({name: found(score, won_2025) for name, score in lists.items()})


def drawn(number, seed):
    """So many times, how often each company is drawn when all are drawn anew."""
    rng = np.random.default_rng(seed)
    return [
        np.bincount(rng.integers(0, len(companies), len(companies)), minlength=len(companies))
        for _ in range(number)
    ]


swings = pd.DataFrame([{name: found(score, won_2025, times=times) for name, score in lists.items()}
                       for times in drawn(200, 0)])
ladder = pd.DataFrame({"figure": top, "low": swings.quantile(0.025), "high": swings.quantile(0.975)})
charts.intervals(100 * ladder, "% of the money won in 2025, first fifth (95% interval; line: by lot)", bar=20,
                 title="What stands in the first fifth")

# %%
steps = {
    "industry + employees (model), over employees alone": ("industry + employees, model", "employees"),
    "everything, over industry + employees": ("… + engagement", "industry + employees, model"),
    "engagement alone, over the list before it": ("… + engagement", "… + technology, relation"),
    "model, over points": ("industry + employees, model", "industry + size, points"),
}
differences = pd.DataFrame({name: 100 * (swings[a] - swings[b]) for name, (a, b) in steps.items()})
interval_of_step = differences.quantile([0.025, 0.975]).T.round(0).astype(int)
interval_of_step.set_axis(["from", "to"], axis=1).rename_axis("percentage points more, 95% interval")

# %% [markdown]
# The intervals say how far the luck of 2025 could have moved a list: the lists stay as they are, and the companies are
# drawn anew 200 times. Whether industry adds anything to employees, one year of deals cannot tell, and a model that finds
# its own weights is no clear gain over the plain points. (The models learned from engagement and deals of one and the same
# year, so they may trust engagement too much; the test has no such comfort. The register has no dates: we take it that
# technology and relation were known a year ago.)
#
# ## It tells which leads to call first
#
# The method is taken at its word: industry and size, nothing else, as points. The rival is as many calls by lot. For the
# interval the companies are drawn anew, and the points for the industries are learned again in each draw.

# %%
capacities = np.array([0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6])
by_points = scorecard(won_2024)
times_lot = pd.Series(found(by_points, won_2025, capacities) / capacities, index=100 * capacities)
draws = [found(scorecard(won_2024, times), won_2025, times=times) / 0.2 for times in drawn(150, 1)]

claims.judge("T1-business-pro", figure=times_lot[20], interval=tuple(np.percentile(draws, [2.5, 97.5])), of="customers",
             curve=times_lot)

# %% [markdown]
# (*Customers* on the card are companies here.) Prioritising stops mattering only where there is time for nearly everyone: at
# {{100 * capacities[-1]:.0f}}% of the register the list still holds {{times_lot.iloc[-1]:.1f}} times the money of calls by lot, and at all of it,
# naturally, as much.
#
# ## Firms in one industry differ too much to be treated alike
#
# What a firm really buys in a year is mostly luck and would make any industry look wildly mixed; and a list that uses size
# spreads the firms by its own doing. So we take what this market knows: each firm's expected money, that is the chance
# that it opens a deal, times the chance to win it, times its usual value. On the scale of logarithms, where each step is a
# multiple, the differences split into a part between the industries and a part inside.

# %%
chances = market_b2b.expected(pd.DataFrame({"company_id": companies.index})).set_index("company_id")
expected_sek = chances["chance_without"] * chances["chance_win"] * chances["deal_value_sek"]
charts.spread(
    np.log10(expected_sek),
    companies["industry"],
    "money expected in half a year (3 is 1,000 SEK, 4 is 10,000, 5 is 100,000)",
    title="Inside one industry there are large and small boxes",
)

# %%
logs = np.log(expected_sek).to_numpy()
tenths = expected_sek.groupby(companies["industry"]).quantile([0.1, 0.9]).unstack()
tenfold = (tenths[0.9] / tenths[0.1]).median()


def classes(k):
    """Each firm's industry and class of size, k classes of as many firms as possible alike."""
    place = companies.groupby("industry")["employees"].rank(pct=True, method="average")
    return pd.factorize(companies["industry"] + np.ceil(place * k).astype(str))[0]


def inside_less_between(groups, times=once):
    """Points of 100 of the differences that lie inside the groups, less those between them."""
    weight = np.bincount(groups, weights=times)
    means = np.bincount(groups, weights=times * logs) / np.maximum(weight, 1)
    middle = np.average(logs, weights=times)
    between = np.average((means - middle) ** 2, weights=weight) / np.average((logs - middle) ** 2, weights=times)
    return 100 * (1 - 2 * between)


by_classes = pd.Series({k: inside_less_between(classes(k)) for k in range(1, 7)})
industries = classes(1)
draws = [inside_less_between(industries, times) for times in drawn(400, 2)]
claims.judge("T1-business-con", figure=by_classes[1], interval=tuple(np.percentile(draws, [2.5, 97.5])), of="customers",
             curve=by_classes)

# %% [markdown]
# In a typical industry the firm that stands behind nine tenths of the others is worth {{tenfold:.0f}} times as much as the one behind
# the first tenth. Between the industries lie {{(100 - by_classes[1]) / 2:.0f}} points of 100, inside them {{(100 + by_classes[1]) / 2:.0f}}. Classes of size help, but even
# six in each industry leave more inside than between: fit and interest differ from firm to firm. And what does it cost to
# treat firms of one industry alike? Points for the industry, plus points for a firm's own size and engagement times a
# weight:

# %%
own = features.score(companies["employees"]) + features.score(acts_in(2024))
industry_only = scorecard(won_2024) - features.score(companies["employees"])
most = top["… + engagement"]
by_weight = pd.Series({w: 100 * (1 - found(industry_only + w * own, won_2025) / most)
                       for w in (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2)})
charts.curve(by_weight, x="weight of a firm's own size and engagement (industry = 1)", y="% of the money lost",
             title="What is lost against the list with everything")

# %% [markdown]
# By industry alone {{by_weight[0]:.0f}}% of what the list with everything finds is lost. The cure is mild: at half of the industry's weight,
# a firm's own facts mend most of it. It is a drawback of using industry *alone*.
#
# ## Several criteria together give a clearer picture than one
#
# One source names four criteria for companies: industry, turnover, employees and area. Five lists, learned on the deals of
# 2024: each of the four, and all four in one model. The best single one is chosen on 2024 as well, and judged against the
# four together on the money won in 2025. In each draw of the companies lists and choice are learned again.

# %%
def five_lists(times=once):
    """The four single criteria and all four together, learned on 2024."""
    return {
        "industry": learned_means("industry", won_2024, times), "turnover": turnover,
        "employees": companies["employees"], "area": learned_means("region", won_2024, times),
        "all four": forecast(["industry", "turnover", "employees", "region"], won_2024, times),
    }


def more_than_single(times=once):
    """Points of the money that all four find more than the best single one, by capacity; and that one's name."""
    learned = five_lists(times)
    first = pd.DataFrame({name: found(score, won_2024, capacities, times) for name, score in learned.items()})
    later = pd.DataFrame({name: found(score, won_2025, capacities, times) for name, score in learned.items()})
    chosen = first.drop(columns="all four").idxmax(axis=1)
    single = np.array([later.loc[row, name] for row, name in chosen.items()])
    return pd.Series(100 * (later["all four"].to_numpy() - single), index=100 * capacities), chosen


lead, chosen = more_than_single()
draws = pd.DataFrame([more_than_single(times)[0] for times in drawn(80, 3)])
low, high = np.percentile(draws[20.0], [2.5, 97.5])
claims.judge(
    "B-combine",
    figure=lead[20.0],
    interval=(min(low, lead[20.0]), max(high, lead[20.0])),
    of="customers",
    curve=lead,
)

# %%
shares = pd.Series({name: found(score, won_2025) for name, score in five_lists().items()})
charts.bars(100 * shares, "% of the money won in 2025, first fifth", title="Each criterion, and all four")

# %% [markdown]
# For the first fifth the best single criterion of 2024 was *{{chosen[3]}}*, which then found {{shares[chosen[3]]:.0%}}; all four found
# {{shares["all four"]:.0%}}. With hindsight employees alone would have found {{shares["employees"]:.0%}}. What several criteria add, one year of
# deals cannot tell: the interval reaches both sides. Lesson 12 shows the other side: piling all columns up can blur a picture.
# What helps there is to ask each one its own question. Here, too, the facts that help most are of *different* kinds: size,
# and engagement, which is not in any register.
#
# ## How many calls are worth making?
#
# Only this market knows the curve; a company would have to test a hundred calls here and there along its list.

# %%
industry_now = companies["industry"].map(features.score(so_far.groupby(companies["industry"]).mean()))
register = industry_now + features.score(companies["employees"])
shuffled = companies.sample(frac=1, random_state=0).index
in_turn = register.loc[shuffled].sort_values(ascending=False, kind="stable").index
added = (chances["chance_with"] - chances["chance_without"]) * chances["chance_win"]
margin = (added * chances["deal_value_sek"] * market_b2b.MARGIN).loc[in_turn]
block = margin.groupby(np.arange(len(margin)) // 100 * 100 + 50).mean()
price = market_b2b.CONTACT_COST_SEK["call"]
worth = 100 * int((block > price).sum())
charts.curve(
    block / 1000,
    x="place on the list by industry and size",
    y="thousand SEK of margin that a call adds",
    at=600,
    bar=price / 1000,
    bar_name="what a call costs",
    form="{:,.4g}",
    title="A ranking also says how large a sales team should be",
)

# %% [markdown]
# The first hundred calls add {{block.iloc[0] / price:.0f}} times their cost. About {{worth:,}} places add more than the {{price:,}} SEK of a call. So a
# capacity of 600 is worth extending, but not without end. (Deals that are open already belong to whoever is talking to
# them. We left those companies in, to keep things short.)
#
# ## Forecast and effect, in deals and in money
#
# What 100 companies of the two lists do, without luck: with the call and without it.

# %%
everything = register + features.score(acts_in(2025))
plans = {name: pd.DataFrame({"company_id": score.loc[shuffled].nlargest(600).index, "channel": "call"})
         for name, score in {"industry + size": register, "… + engagement": everything}.items()}
rows = {}
for name, one in plans.items():
    known = market_b2b.expected(one)
    value, gain = known["chance_win"] * known["deal_value_sek"], known["chance_with"] - known["chance_without"]
    rows[name] = {
        "deals opened anyway": 100 * known["chance_without"].mean(), "deals added": 100 * gain.mean(),
        "money won anyway (thousand SEK)": (known["chance_without"] * value).mean() / 10,
        "money added (thousand SEK)": (gain * value).mean() / 10,
        "profit of 600 calls (thousand SEK)": market_b2b.expected_profit(one) / 1000,
    }
pd.DataFrame(rows).round(1)

# %% [markdown]
# The list with engagement stands on more money *and* adds less: what comes anyway is not the call's doing.
#
# ## The right contact
#
# A segment by industry also tells what to talk about, says one source: a head of finance and a head of operations have
# different worries. Our data can count for how many firms a contact of each role is known. Who answers to what, they do not
# tell.

# %%
contacts = data.load("contacts")
called_first = contacts[contacts["company_id"].isin(plans["industry + size"]["company_id"])]
reach = pd.DataFrame({
    "all companies (%)": contacts.groupby("role")["company_id"].nunique() / len(companies) * 100,
    "the first 600 (%)": called_first.groupby("role")["company_id"].nunique() / 600 * 100,
})
reach.round(0).astype(int).rename_axis("a contact of this role is known")

# %% [markdown]
# {{=way}}
