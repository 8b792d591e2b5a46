# %% [markdown]
# # 16 · Evidence: your own data
#
# {{=way}}
#
# For analysts who bring their own files. Lesson 16 says what to do; here stands what its sentences rest on: why quiet
# regulars came back, whether k-means would divide these customers otherwise, how often luck alone looks like a success, what
# more segments cost in certainty, and which engines take over when a file outgrows one machine.

# %%
import warnings

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

import own_file
from helpers import charts, data, experiment, features, segment
from own_file import audiences, paths

path = data.DATASETS / "messy" / "orders_export.csv"
own = own_file.OwnFile(path)
own.answer(currency={"SEK": 1, "EUR": 11.2}, negative="subtract", cancelled="drop", postage="drop", copies="drop")
orders, rfm, at = own.orders, own.rfm, own.at
print(own.cleaned.sentence())

# %% [markdown]
# ## The quiet regulars are December buyers
#
# The same segments as in the lesson, 60 days before the end of the file, and the share of each customer's earlier lines that
# fell into a December. "Bought since" counts purchases; nobody had written to these people.

# %%
then = at - pd.Timedelta(days=60)
before = orders[orders["ordered_at"] < then]
with warnings.catch_warnings():
    warnings.simplefilter("ignore")     # some have only returned goods: they are no buyers
    earlier = features.rfm(before, at=then, amount="amount", order="order_id")
earlier = earlier.rename(columns={"monetary_sek": "monetary"})
earlier["basket"] = earlier["monetary"] / earlier["frequency"]

since = orders[(orders["ordered_at"] >= then) & (orders["amount"] >= 0)]
earlier["bought"] = earlier.index.isin(since["customer_id"])
earlier["december"] = before["ordered_at"].dt.month.eq(12).groupby(before["customer_id"]).mean()
past_segment = own.rules.divide(earlier)

back = earlier.groupby(past_segment).agg(
    customers=("bought", "size"), bought=("bought", "mean"), december=("december", "mean")
)
back.assign(bought=back["bought"].map("{:.0%}".format), december=back["december"].map("{:.0%}".format))

# %%
quiet = earlier[past_segment == "quiet regulars"]
winter = np.where(quiet["december"] >= 0.3, "a third or so in December", "less")
by_month = quiet["bought"].groupby(winter).agg(["size", "mean"])
by_month.assign(mean=by_month["mean"].map("{:.0%}".format)).rename(columns={"size": "customers", "mean": "came back"})

# %% [markdown]
# Of the quiet regulars {{back.loc["quiet regulars", "december"]:.0%}} of the earlier lines fell into a December, of the regulars
# {{back.loc["regulars", "december"]:.0%}}. With two years of data there is one earlier December to learn from. That is little.
#
# ## Would k-means divide them otherwise?
#
# Recency and frequency enter as logarithms, and so does the basket, cut at its lowest twentieth (customers who have given back
# all that they bought have none). Pairs of samples say how well a number of groups comes back (lesson 14).

# %%
floor = max(1, rfm["basket"].quantile(0.05))
scaled = pd.DataFrame({
    "recency": np.log1p(rfm["recency_days"]),
    "frequency": np.log(rfm["frequency"]),
    "basket": np.log(rfm["basket"].clip(lower=floor)),
})
scaled = (scaled - scaled.mean()) / scaled.std()
pairs = segment.stability(scaled, range(2, 8), pairs=6, n_init=4, progress=False)
stable = pairs.groupby("k")["adjusted_rand"].mean()
charts.curve(stable, x="number of segments", y="agreement (adjusted Rand)", bar=0.85, bar_name="our bar",
             title="How well k-means finds its groups again")

# %%
k = int(stable.index[stable >= 0.85].max())
clusters = segment.kmeans(scaled, k)
alike = adjusted_rand_score(own.segments, clusters)
segment.profile(rfm, clusters)

# %% [markdown]
# The most groups that pass the bar are {{k}}. They agree with the rules of the lesson at an index of {{alike:.2f}}: related, far from
# the same. k-means also divides by the size of the basket more than the rules do.
#
# ## Tests of nothing
#
# The lesson draws a control group 60 days back, when nobody was written to. Here the same lot is drawn a thousand times: how
# often would somebody who looks at the figure alone report a success?

# %%
past_mail = audiences.choose(own.customers, past_segment, channel="email", holdout=0.2, seed=1)
drawn = past_mail.people.join(earlier["bought"])
able = drawn.loc[drawn["group"] != "left out", "bought"].to_numpy(float)
held = round(0.2 * len(able))
lots = np.random.default_rng(16).permuted(np.tile(able, (1000, 1)), axis=1)
lot_control, lot_sent = lots[:, :held].mean(axis=1), lots[:, held:].mean(axis=1)
spread = np.sqrt(able.mean() * (1 - able.mean()) * (1 / held + 1 / (len(able) - held)))
ten_percent = (lot_sent / lot_control >= 1.10).mean()
significant = (np.abs(lot_sent - lot_control) > 1.96 * spread).mean()
seems = pd.Series({"shows 10% more buyers or better": ten_percent, "is called significant": significant})
seems.map("{:.0%}".format).to_frame("tests of nothing in which the letter …")

# %% [markdown]
# In {{ten_percent:.0%}} of these tests of nothing the letter seems to bring 10% more buyers or better. A test that
# should cry wolf in one case of twenty calls {{significant:.0%}} of them significant.
#
# ## What more segments cost
#
# The smallest change that a test of each segment shows four times out of five, by how finely the same customers are divided
# and how many are held out. Segments of equal size, so that only their number counts.

# %%
rate, free = able.mean(), len(able)
cases = {}
for pieces, share in ((1, 0.2), (2, 0.2), (4, 0.2), (6, 0.2), (6, 0.5)):
    control = round(free * share / pieces)
    change = experiment.smallest_difference(round(free / pieces) - control, control, rate)
    cases[f"{pieces} segments, {share:.0%} held out"] = 100 * change
points = pd.Series(cases)
charts.bars(
    points,
    "points, of 100 customers",
    title="The smallest change that a test of one segment shows",
    form="{:.0f}",
)

# %% [markdown]
# Every division into more segments makes each test blunter, and holding out more sharpens it.
#
# ## An address, hashed
#
# The advertising files hold sums instead of addresses. Spaces and capitals are taken out before; one letter more changes all.

# %%
addresses = ("customer@example.com", " Customer@Example.com ", "custom@example.com")
pd.Series({address: audiences.sha256(address)[:16] + "…" for address in addresses}).to_frame("sum begins")

# %% [markdown]
# ## When data outgrow one machine
#
# pandas keeps the whole table in memory. With some ten million rows that still goes well on a laptop; with a thousand million
# it does not. Two engines take over there. **DuckDB** works inside Python and reads files larger than the memory.
# **Spark** spreads the work over many computers. Both can run the *same expression*, written once with Ibis:
# `engines.rfm`. What changes is one line.
#
# The engines are an extra that most participants never need. To install them: `python course.py engines`, which takes
# 700 MB of disk. Spark also needs Java. First pandas, which is always here: one row per order, and the first customers.

# %%
work = paths.results_folder(path)
one_row_per_order = orders.groupby(["customer_id", "order_id"], as_index=False).agg(
    ordered_at=("ordered_at", "min"), amount=("amount", "sum")).round({"amount": 6})
one_row_per_order = one_row_per_order[one_row_per_order["amount"] != 0]    # sent back whole
by_pandas = features.rfm(one_row_per_order, at=at, amount="amount")
by_pandas.head(3).round(0).astype(int)

# %% [markdown]
# The cell below was **not run** when this page was made, so that the page is the same with and without the extra. Run it:
# without the extra it tells you how to get it. With it you will see the same three customers, and `True` for *equal to
# pandas*; the course's tests hold the expression to that, on DuckDB and on Spark. For Spark write `"spark"`, and nothing
# else changes.

# %% tags=["skip-execution", "nbval-skip"]
from own_file import engines

ENGINE = "duckdb"    # the one line: "spark" for Spark

problem = engines.missing(ENGINE)
if problem:
    print(problem)
else:
    one_row_per_order.to_parquet(work / "orders.parquet")
    engine = engines.connect(ENGINE)
    table = engine.read_parquet(str(work / "orders.parquet"))
    by_engine = engine.execute(engines.rfm(table, at=at, amount="amount"))
    by_engine = by_engine.set_index("customer_id").sort_index()
    print(by_engine.head(3).round(0).astype(int))
    print("equal to pandas:", np.allclose(by_engine, by_pandas[by_engine.columns]))

# %% [markdown]
# When is it worth it? Not for speed alone: on ten million rows DuckDB and pandas take about equally long, and
# `python course.py bench` measures both on your computer. It is worth it when the table no longer fits into memory, or when the data
# already live on a cluster and should not leave it. Everything after RFM works on one row per customer, and that
# table is small again.
#
# {{=way}}
