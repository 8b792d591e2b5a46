# %% [markdown]
# # 16 · Your own data
#
# **The question.** Can you go the whole way, from a file as it comes out of the shop's system to a message and a test
# of it, with your own file?
#
# **The decision.** Havnbo's web shop has sent an export. By Friday marketing needs a list for the e-mail system, one
# for the advertising system, and one page for the board. What may stand in them, and what must be left out?
#
# | reading | live picture | your own file | exercise | you need first |
# |---|---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=your own file}} min | {{=exercise}} min | lessons 05, 14 and 15 |
#
# **After this lesson you can**
#
# - load an export with every dropped row counted, and answer what the file cannot say for itself;
# - build segments whose number and whose cut points you can defend;
# - write a one-page report and audience files that keep to consent and point at nobody;
# - measure your own campaign without a simulator: with a control group of the right size.

# %% [markdown]
# ## 1 · Seven steps
#
# A guide among our sources names seven steps (C-steps). They are the map of this lesson, and of every project after it.
#
# | step | here | what comes out |
# |---|---|---|
# | collect data | sections 2–4 | clean orders, and a file with all that was dropped |
# | analyse | section 5 | recency, frequency, money; what the file hides |
# | choose methods | section 6 | segments, by rule or by k-means |
# | describe each segment | section 7 | profiles and actions |
# | adapt messages | sections 8 and 9 | audience files, a control group |
# | measure | section 10 | what the control group can tell |
# | repeat | sections 11 and 12 | a report with a date on it, and the next file |
#
# A segment has two functions (D-two): a creative one, to shape a message for it, and a technical one, to hand it to the
# systems that send. Sections 7 and 9 are those two.

# %%
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ipywidgets import IntSlider, SelectionSlider
from sklearn.metrics import adjusted_rand_score

import own_file
from helpers import data, describe, experiment, features, live, quiz, segment
from own_file import audiences, paths, report

path = data.DATASETS / "messy" / "orders_export.csv"
found = own_file.look(path)
found.table.iloc[:6, :9]

# %%
for note in found.notes:
    print(note)

# %% [markdown]
# The file has {{len(found.table):,}} rows and a few habits: semicolons, decimal commas, the day before the month, two
# lines of title on top, customer numbers that end in `.0` because a spreadsheet took them for decimals. Nothing was
# converted yet: `look` only reads, and says how it read. Yours will look like this.

# %% [markdown]
# ## 2 · By hand, on ten rows
#
# Before a program decides over thousands of rows, decide over ten. Look at each line and make up your mind: keep it,
# drop it, or ask somebody?

# %%
columns = found.guesses
first_try = own_file.clean(found, columns)
ten = first_try.dropped.groupby("reason", sort=False)["line"].first().sort_values()
amount, pieces = found.table["Unit price"], found.table["Quantity"]
to_ask = {
    "negative": found.table.index[pieces.str.startswith("-")][0],
    "cancelled": found.table.index[found.table["Status"] == "cancelled"][0],
    "currency": found.table.index[found.table["Currency"] == "EUR"][0],
}
lines = sorted({*ten.head(7), *to_ask.values()})[:10]
shown = ["Order no", "Order date", "Customer no", "Article", *found.table.columns[5:9]]
found.table.loc[lines, shown]

# %%
fate = pd.Series({line: f"drop: {reason}" for reason, line in ten.items()})
asked = pd.Series({line: f"ask: {reason}" for reason, line in to_ask.items()})
pd.concat([fate, asked]).reindex(lines).rename_axis("line").to_frame("what the loader says")

# %% [markdown]
# Some rows cannot be used to divide customers: without a customer, without a date, a total. They go, with a reason.
# Others are perfectly good rows that can *mean* two things. A negative quantity may be a return or a typing error. Nobody
# can tell from the file; somebody in the company can. So the loader asks.

# %% [markdown]
# ## 3 · What the file cannot say
#
# {{len(first_try.questions)}} questions are open. None of them is technical.

# %%
pd.DataFrame(
    [(q.key, q.rows, q.sentence) for q in first_try.questions], columns=["key", "rows", "question"]
).set_index("key")

# %% [markdown]
# We asked the web shop, and got an answer to each. They are decisions, so they stand here in the open, where the next person
# can read and change them.

# %%
answers = {
    "currency": {"SEK": 1, "EUR": 11.2},   # the rate the bookkeeping used
    "negative": "subtract",                # goods that came back
    "cancelled": "drop",                   # nobody paid
    "postage": "drop",                     # not a choice of the customer
    "copies": "drop",                      # the export wrote them twice
}
cleaned = own_file.clean(found, columns, answers)
summary = cleaned.summary()
summary.assign(share=summary["share"].map("{:.1%}".format)).set_index("fate")

# %%
totals = cleaned.totals
accounted = totals["rows_kept"] + totals["rows_dropped"] + totals["rows_asked"]
work = paths.results_folder(path)
own_file.save_dropped(cleaned, work / "dropped_rows.csv")
print(f"{accounted:,} of {totals['rows_read']:,} rows accounted for. {cleaned.sentence()}")

# %% [markdown]
# Kept and dropped rows add up to the rows of the file, to the last one. The dropped rows lie in
# `my_work/{{work.name}}/dropped_rows.csv`, each with its line and its reason: when sales asks why your total is lower
# than theirs, that file is the answer. {{totals["customers_lost"]}} customers vanish altogether, most because all they
# ever did was cancel.
#
# What does one answer weigh? Suppose nobody had noticed the second currency, and an amount of 20 euros had counted as 20
# kronor.

# %%
unnoticed = own_file.clean(found, columns, answers | {"currency": {"SEK": 1, "EUR": 1}})
pays_in_euro = found.table["Currency"] == "EUR"
in_euro = set(found.table.loc[pays_in_euro, "Customer no"].str.removesuffix(".0"))

def best_fifth(orders):
    """The fifth of the customers who brought most money."""
    money = orders.groupby("customer_id")["amount"].sum()
    return set(money.nlargest(len(money) // 5).index)

noticed, unread = best_fifth(cleaned.orders), best_fifth(unnoticed.orders)
pd.DataFrame({
    "best customers who pay in euro": [len(noticed & in_euro), len(unread & in_euro)],
    "revenue (million SEK)": [
        round(c.orders["amount"].sum() / 1e6, 2) for c in (cleaned, unnoticed)],
}, index=["with the rate", "currency not noticed"])

# %% [markdown]
# **The first surprise of this lesson sits in a column that nobody looks at.** {{len(noticed & in_euro)}} of the
# {{len(noticed)}} best customers pay in euro. Without the rate {{len(unread & in_euro)}} of them are left. Revenue would
# be {{1 - unnoticed.orders["amount"].sum() / cleaned.orders["amount"].sum():.0%}} too low, which looks like an ordinary
# year; a chart of the totals would not have shown it.

# %% [markdown]
# ## 4 · Your own file
#
# This lesson stays with the sample, so that its words fit its figures. Your own file goes through the same seven steps in
# [the workbench](17_your_file.ipynb): choose the file, say from lists which column is what, answer its questions, and take
# the report and the lists with you.
#
# If your file holds names or addresses, ask who is responsible for them in your company before you copy it anywhere. On
# Binder, *anywhere* includes this page: it runs on a stranger's computer, so use the sample there.

# %%
orders, customers = cleaned.orders, cleaned.customers
print(cleaned.sentence())

# %% [markdown]
# ## 5 · From orders to customers
#
# Recency, frequency and money, as of the day after the last order. A file has several rows for one order, so the helper
# is told which column holds the order number; otherwise three articles in one basket would count as three purchases.

# %%
at = totals["last_day"].normalize() + pd.Timedelta(days=1)
how = {"amount": "amount", "order": "order_id" if "order_id" in orders else None}
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    rfm = features.rfm(orders, at=at, **how)
    rfm["basket"] = features.rfm(orders, at=at, monetary="mean", **how)["monetary_sek"]
for warning in said[:1]:
    print(warning.message)
rfm.describe().loc[["count", "min", "25%", "50%", "75%", "max"]].round(0).astype(int)

# %% [markdown]
# Read the smallest values first: they show what the cleaning let through. {{(rfm["monetary_sek"] <= 0).sum()}} customers
# have given back all that they bought. They are real, and they make a logarithm impossible.
#
# ### What became of the regulars
#
# No market answers for your own file; nobody knows what these customers would have done. But a file has a past, and
# the past can be cut. We go back 60 days, make segments from what was known then, and look at who bought since. Four
# groups, by rules that anybody can check: an order within 180 days, or not; four orders or more, or fewer.

# %%
NAMES = ["regulars", "recent, few orders", "quiet regulars", "quiet, few orders"]

def by_rule(table, days=180, least=4):
    """Four segments: bought lately or not, often or not."""
    recent, often = table["recency_days"] <= days, table["frequency"] >= least
    chosen = np.select([recent & often, recent, often], NAMES[:3], NAMES[3])
    return pd.Series(chosen, index=table.index, name="segment")

then = at - pd.Timedelta(days=60)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    past = features.rfm(orders, at=then, **how)
    past["basket"] = features.rfm(orders, at=then, monetary="mean", **how)["monetary_sek"]
since = orders[(orders["ordered_at"] >= then) & (orders["amount"] > 0)]
past["bought"] = past.index.isin(since["customer_id"])
december = orders["ordered_at"].dt.month.eq(12).groupby(orders["customer_id"]).mean()

# %%
before = orders[orders["ordered_at"] < then]
in_december = before["ordered_at"].dt.month.eq(12).groupby(before["customer_id"]).mean()
past_segment = by_rule(past)
back = past.groupby(past_segment)["bought"].agg(["size", "mean"]).reindex(NAMES)
back["december"] = in_december.reindex(past.index).groupby(past_segment).mean()
back.columns = ["customers", "bought since", "earlier buys in December"]

quiet = past[past_segment == "quiet regulars"]
share = quiet["bought"].mean()
margin = 1.96 * np.sqrt(share * (1 - share) / len(quiet))    # half of the 95% interval
in_winter = in_december.reindex(quiet.index) >= 0.3
by_month = quiet["bought"].groupby(in_winter).mean()
back.assign(**{c: back[c].map("{:.0%}".format) for c in back.columns[1:]})

# %% [markdown]
# **The second surprise: many of the customers we would have written off came back.** Of {{len(quiet)}} quiet regulars,
# who had not bought for half a year, {{share:.0%}} bought in the last 60 days of the file (95% interval
# {{share - margin:.0%}} to {{share + margin:.0%}}). {{in_winter.sum()}} of them had `30%` or more of their earlier lines in a
# December. Of these {{by_month[True]:.0%}} came back, of the others {{by_month[False]:.0%}}. Many are December buyers: quiet,
# not lost. The name *lapsed regulars* would have earned them all a win-back discount.
#
# A test on the past costs nothing, and is the first thing to do with a file of your own. (Lesson 10 measures each
# customer's own rhythm. With two years of data there is one December to learn from; that is little.)

# %% [markdown]
# ## 6 · How many segments, and by which method?
#
# The rules gave four groups because two questions were asked. Would k-means find other groups, and are they stable
# (lesson 14)? Recency and frequency enter as logarithms, and so does the basket, which is cut at its lowest twentieth.

# %%
floor = max(1, rfm["basket"].quantile(0.05))
scaled = pd.DataFrame({
    "recency": np.log1p(rfm["recency_days"]),
    "frequency": np.log(rfm["frequency"]),
    "basket": np.log(rfm["basket"].clip(lower=floor)),
})
scaled = (scaled - scaled.mean()) / scaled.std()
pairs = segment.stability(scaled, range(2, 8), pairs=6, n_init=4, progress=False)
stable = pairs.groupby("k")["adjusted_rand"].agg(["mean", "min"])

# %%
fig, ax = plt.subplots(figsize=(7.5, 3), layout="constrained")
ax.plot(pairs["k"], pairs["adjusted_rand"], "o", color=describe.PALETTE[4], label="one pair")
ax.plot(stable.index, stable["mean"], "-", color=describe.PALETTE[0], linewidth=2, label="mean")
ax.axhline(0.85, color="0.3", linestyle=":", label="our bar, 0.85")
ax.set(xlabel="number of segments", ylabel="agreement (adjusted Rand)", ylim=(0, 1.03))
ax.legend(frameon=False, loc="lower left")
ax.spines[["top", "right"]].set_visible(False)
means = ", ".join(f"{k} segments {value:.2f}" for k, value in stable["mean"].items())
describe.show(fig, f"Mean agreement of k-means on pairs of samples: {means}. The bar is 0.85.")

# %%
k = int(stable.index[stable["mean"] >= 0.85].max())
clusters = segment.kmeans(scaled, k)
rules = by_rule(rfm)
alike = adjusted_rand_score(rules, clusters)
k_profile = describe.profile(rfm, clusters)
k_profile.rename(columns=lambda name: name.replace("median_", "median "))

# %% [markdown]
# The most segments that pass the bar of 0.85 are {{k}}. They agree with our four rules at an index of {{alike:.2f}}: related,
# far from the same. k-means also divides by the size of the basket, which the rules ignore.
#
# Which to take? With a market we would try both. Without one, plain arguments decide:
#
# - **Rules** are the same next month, can be explained in a sentence, and can be computed in any system. They know only
#   what you thought of.
# - **k-means** shows what you did not think of, here the few customers with large baskets. Made anew, its borders
#   move; you can keep the centres instead. They are harder to explain than a rule.
#
# A good order: let k-means show what divides the customers, then write down rules that say it. We keep the rules, and
# section 8 lets you add the basket as one more.

# %% [markdown]
# ## 7 · Profiles and actions
#
# Now the creative function of a segment. A profile says who they are, an action what to do, and a third column how we
# shall know that it worked.

# %%
profiles = describe.profile(rfm.drop(columns="monetary_sek"), rules).rename_axis("segment")
money = rfm["monetary_sek"].groupby(rules).sum()
profiles["share of money"] = money / money.sum() * 100
profiles["december buys"] = december.reindex(rules.index).groupby(rules).mean() * 100
profiles = profiles.rename(columns={
    "share": "% of customers", "median_recency_days": "days since last order",
    "median_frequency": "orders", "median_basket": "basket (SEK)",
    "share of money": "% of money", "december buys": "% in December"})
profiles = profiles.round(0).astype(int)
profiles

# %%
actions = pd.DataFrame.from_dict({
    "regulars": ["new goods first, no discount", "orders in 60 days against control"],
    "quiet regulars": ["what is new since their last visit", "orders in 60 days against control"],
    "recent, few orders": ["what goes with the last purchase; in November, gifts",
                           "next order in 60 days against control"],
    "quiet, few orders": ["one letter a season, cheap channel",
                          "next order in 60 days against control"],
}, orient="index", columns=["do", "measure"]).rename_axis("segment").loc[profiles.index]
actions

# %% [markdown]
# The actions are guesses, as always. What turns them into knowledge is the last column.
#
# **Mind the date.** On {{at.day}} {{at:%B}} the quiet regulars have the December share of
# {{profiles.loc["quiet regulars", "% in December"]}}%; two months earlier, under the same rule, they had
# {{back.loc["quiet regulars", "earlier buys in December"]:.0%}}. Those who came in December count as recent now.
# Those who are quiet *after* Christmas are other people, and need another letter. A segment's name does not say when it was
# true; that is why the report carries a date.

# %% [markdown]
# ## 8 · Live: from segments to people
#
# A segment on a slide is a share of all customers. A segment in a mailing is whoever agreed, has an address that works,
# and is not held out. Move the sliders. **A question first:** what do more segments cost, when you want to *measure* what
# each message does?
#
# On the left: each segment's customers, by whether they get the letter. On the right: the smallest change, in customers
# of 100 who buy within 60 days, that a test of this size would show four times out of five. A shorter bar is better.

# %%
LABELS = ["regulars", "recent, few orders", "quiet", "quiet, few orders", "large baskets",
          "gone over a year"]
state = pd.DataFrame(index=rfm.index)
if "email" in customers and "consent_email" in customers:
    everyone = audiences.choose(customers, pd.Series("all", rfm.index), holdout=0)
    state["free"] = everyone.people["group"] == "contacted"
else:
    state["free"] = True    # consent is not known: ask for it before you write to anybody
free = state["free"].to_numpy()

def number_of(table, pieces, days, least):
    """Each customer's segment, by rules that divide one group after the other."""
    recent = (table["recency_days"] <= days).to_numpy()
    often = (table["frequency"] >= least).to_numpy()
    number = np.where(recent, 1, 2)
    number[recent & often] = 0 if pieces >= 3 else 1
    if pieces >= 4:
        number[~recent & ~often] = 3
    if pieces >= 5:
        number[recent & ~often & (table["basket"] >= 1000).to_numpy()] = 4
    if pieces >= 6:
        number[(number == 3) & (table["recency_days"] > 365).to_numpy()] = 5
    return number

# %%
def plan(pieces, days, least, smallest, holdout):
    """Per segment: all, free to write to, held out, contacted, and the smallest change shown."""
    now, earlier = number_of(rfm, pieces, days, least), number_of(past, pieces, days, least)
    size = np.bincount(now, minlength=6)
    can = np.bincount(now[free], minlength=6)
    control = np.round(can * holdout / 100).astype(int)
    written = (can >= smallest) & (can - control >= audiences.SMALLEST_GROUP)
    control, contacted = np.where(written, control, 0), np.where(written, can - control, 0)
    buyers = np.bincount(earlier, weights=past["bought"], minlength=6)
    known = np.maximum(np.bincount(earlier, minlength=6), 1)
    rate = (buyers / known).clip(0.02, 0.98)
    shown = [experiment.smallest_difference(*groups) for groups in zip(contacted, control, rate)]
    return size, can, control, contacted, 100 * np.array(shown)

example = plan(4, 180, 4, 50, 20)
headings = ["customers", "may be written to", "control", "contacted"]
pd.DataFrame(np.array(example[:4]).T, LABELS, headings).head(4)

# %%
def words(size, can, control, contacted, shown):
    """What is seen, in a sentence or two."""
    here = size >= audiences.SMALLEST_GROUP
    tested = np.isfinite(shown) & here
    best = "nothing"
    if tested.any():
        best = f"from {shown[tested].min():.0f} to {shown[tested].max():.0f} points"
    silent, tiny = (here & (contacted == 0)).sum(), ((size > 0) & ~here).sum()
    without = f"; {silent} of them too small to be written to" if silent else ""
    without += f"; {tiny} with fewer than five customers, not shown" if tiny else ""
    smallest = f"the smallest with {size[here].min():,} customers{without}"
    return (f"{here.sum()} segments, {smallest}. {contacted.sum():,} of {size.sum():,} customers "
            f"get the letter, {control.sum():,} are held out. "
            f"What a test could show, segment by segment: {best}.")

# %%
def update(pieces, days, least, smallest, holdout):
    found = plan(pieces, days, least, smallest, holdout)
    size, can, control, contacted, shown = found
    size = np.where(size < audiences.SMALLEST_GROUP, 0, size)    # small groups are not drawn
    starts = np.zeros(6)
    for group, values in zip(bars, (contacted, control, size - contacted - control)):
        for bar, value, start in zip(group, values, starts):
            bar.set_width(max(value, 0))
            bar.set_x(start)
        starts = starts + values
    for y in place:
        quiet = "quiet regulars" if pieces >= 4 else "quiet"
        name = quiet if y == 2 else "recent" if pieces == 2 and y == 1 else LABELS[y]
        names[y].set_text(name if size[y] else "")
        known = np.isfinite(shown[y])
        tests[y].set_width(min(shown[y], 43) if known else 0)
        marks[y].set_text(f" {shown[y]:.0f}" if known else " no test" if size[y] else "")
        marks[y].set_x(min(shown[y], 43) if known else 0)
    return words(*found)

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(8, 4.6), layout="constrained", sharey=True)
place = np.arange(6)
LOOKS = [("gets the letter", describe.PALETTE[0], ""), ("held out", describe.PALETTE[1], "///"),
         ("not written to", "0.8", "")]
bars = [left.barh(place, 0, color=c, hatch=h, label=n, height=0.55) for n, c, h in LOOKS]
names = [left.text(10, y - 0.47, "", va="center") for y in place]
tests = right.barh(place, 0, color=describe.PALETTE[2], height=0.55)
marks = [right.text(0, y, "", va="center") for y in place]
left.set(xlim=(0, 2000), ylim=(5.7, -0.8), xlabel="customers", yticks=[])
right.set(xlim=(0, 48), xlabel="smallest change a test shows (points)")
left.legend(frameon=False, loc="lower right")
for ax in (left, right):
    ax.spines[["top", "right", "left"]].set_visible(False)

demo = live.Live(fig, update, {
    "pieces": IntSlider(value=4, min=2, max=6, description="Number of segments"),
    "days": SelectionSlider(value=180, options=[30, 60, 90, 180, 365], description="Recent: days"),
    "least": IntSlider(value=4, min=2, max=8, description="Regular: orders, at least"),
    "smallest": SelectionSlider(value=100, options=[5, 20, 50, 100, 200, 400],
                                description="Smallest group to write to"),
    "holdout": SelectionSlider(value=20, options=[5, 10, 20, 30, 50], description="Held out (%)"),
}, alt="Left, per segment: customers who get the letter, are held out, are not written to. "
       "Right: the smallest change in buyers of 100 that a test would show.")
demo

# %%
def certainty(pieces, holdout):
    """The smallest change a test would show: in the middle segment, in the least certain one."""
    shown = plan(pieces, 180, 4, 5, holdout)[4]
    return np.median(shown[np.isfinite(shown)]), shown[np.isfinite(shown)].max()

tried = [(2, 20), (4, 20), (6, 20), (6, 50)]
cases = {f"{n} segments, {h}% held out": certainty(n, h) for n, h in tried}
points = pd.DataFrame(cases, ["middle segment (points)", "least certain (points)"]).T
points.round(0).astype(int)

# %% [markdown]
# Two segments: in the less certain one a change of {{points.iloc[0, 1]:.0f}} points would be seen. Six segments:
# {{points.iloc[2, 0]:.0f}} in the middle one and {{points.iloc[2, 1]:.0f}} in the least certain, and hardly any letter moves
# that many. Precision of the message is paid for with certainty about it. Ways out: hold out more while you learn
# ({{points.iloc[3, 1]:.0f}} instead of {{points.iloc[2, 1]:.0f}} points with half held out), test all segments as one, or
# repeat the test and add up.

# %% [markdown]
# ## 9 · The files
#
# Now the technical function of a segment (D-two). Who is written to is decided customer by customer, in this order:
# has this person agreed to *this* use; is there an address; has the same address said no elsewhere; is anybody else
# using it. Then the control group is drawn by lot, in each segment, among those who are left. Drawn among *all*
# customers it would be full of people who cannot be reached, and who differ in more than the letter.

# %%
mail = audiences.choose(customers, rules, channel="email", holdout=0.2, seed=16)
mail.counts().loc[profiles.index]

# %%
mail.left_out()

# %%
adverts = audiences.choose(customers, rules, channel="ads", holdout=0.2, seed=16)
files = pd.concat([audiences.write(mail, work), audiences.write(adverts, work)], ignore_index=True)
files.set_index("file")

# %% [markdown]
# They lie in `my_work/{{work.name}}/`. Three things to know about them:
#
# - **The e-mail file** has address, name if known, and segment. A customer who is called `=1+1` would be a
#   formula in a spreadsheet; such texts get an apostrophe, and an address that begins like a formula is left out.
# - **The advertising files** hold no address, only its SHA-256 sum: the address in lower case without spaces around it,
#   changed into a code that cannot be read. Whoever tries many addresses can still find a match. Google, Meta and X take
#   lists in this form, one list per segment. It is *not* anonymous: whoever has the same address gets the same sum. That
#   is its purpose, and why consent is needed.
# - **The group files** stay with you. They say who was contacted and who was held out: section 10 needs them.

# %%
pd.Series({address: audiences.sha256(address)[:16] + "…" for address in (
    "customer@example.com", " Customer@Example.com ", "custom@example.com")}).to_frame("sum begins")

# %% [markdown]
# ## 10 · Measure, without a simulator
#
# Until now the market knew what would have happened otherwise. Your file does not. The control group takes its place, and
# before you trust it, try it where you know the answer: in the past, when *these groups did not exist yet*. Draw the
# groups as they would have been drawn 60 days before the end of the file, and compare who bought since. On average the
# difference is zero.

# %%
past_rules = by_rule(past)
past_mail = audiences.choose(customers, past_rules, channel="email", holdout=0.2, seed=1)
drawn = past_mail.people.join(past["bought"])
bought = drawn["bought"].astype(int)
treated, control = (bought[drawn["group"] == g] for g in ("contacted", "control"))
rate_sent, rate_control, difference, low, high = experiment.rate_difference(treated, control)
rates = {"'contacted'": rate_sent, "control": rate_control, "difference": difference,
         "low": low, "high": high}
pd.Series(rates).map("{:+.1%}".format).to_frame("bought")

# %% [markdown]
# No letter divided these groups, and the interval, from {{100 * low:+.1f}} to {{100 * high:+.1f}} points, covers zero as
# it should. Now the same lot drawn a thousand times: how often would somebody who looks at the figure alone report a success?

# %%
able = drawn.loc[drawn["group"] != "left out", "bought"].to_numpy(float)
held = round(0.2 * len(able))
luck = np.random.default_rng(16)
lots = luck.permuted(np.tile(able, (1000, 1)), axis=1)
lot_control, lot_sent = lots[:, :held].mean(axis=1), lots[:, held:].mean(axis=1)
spread = np.sqrt(able.mean() * (1 - able.mean()) * (1 / held + 1 / (len(able) - held)))
ten_percent = (lot_sent / lot_control >= 1.10).mean()
significant = (np.abs(lot_sent - lot_control) > 1.96 * spread).mean()
needed = experiment.smallest_difference(len(treated), len(control), rate_control)
half_out = experiment.smallest_difference(len(able) // 2, len(able) // 2, rate_control)
seems = {"shows 10% more buyers or better": ten_percent, "is called significant": significant}
pd.Series(seems).map("{:.0%}".format).to_frame("tests of nothing in which the letter …")

# %% [markdown]
# In {{ten_percent:.0%}} of these tests of nothing the letter seems to bring 10% more buyers or better. A 5% test calls
# {{significant:.0%}} of them significant, about as often as it should. With {{len(treated):,}} contacted and
# {{len(control):,}} held out, a change below {{100 * needed:.1f}} points will often go unseen. Is that enough? If your letter
# is likely to add three buyers per 100, no. With half held out the limit is {{100 * half_out:.1f}} points, with two
# mailings like this one {{100 * needed / 2 ** 0.5:.1f}}. Three points take about {{(needed / 0.03) ** 2:.0f}} of them.
#
# After the campaign you need three lines: read `email_groups.csv`, mark who has bought since, and give the two groups
# to `experiment.rate_difference`, as above.

# %% [markdown]
# ## 11 · One page
#
# The board reads one page. It says what was found, what to do, what was left out, and how far to trust it; and it
# carries a date, because segments go stale. The file needs no network and can be sent, printed or archived.

# %%
fig, ax = plt.subplots(figsize=(7.5, 2.4), layout="constrained")
shown = profiles[["% of customers", "% of money"]]
for i, (column, colour, hatch) in enumerate(zip(shown, describe.PALETTE, ["", "///"])):
    boxes = ax.barh(np.arange(len(shown)) + i * 0.38, shown[column], height=0.36, color=colour,
                    hatch=hatch, edgecolor="white", label=column)
    ax.bar_label(boxes, fmt="%.0f", padding=2, fontsize=8)
ax.set_yticks(np.arange(len(shown)) + 0.19, shown.index)
ax.set(xlabel="per cent", xlim=(0, 80))
ax.invert_yaxis()
ax.legend(frameon=False, loc="lower right")
ax.spines[["top", "right"]].set_visible(False)
in_words = "; ".join(
    f"{name}: {a}% of customers, {b}% of money" for name, a, b in shown.itertuples())
describe.show(fig, f"Share of customers and of money by segment. {in_words}.")

# %%
largest, groups = profiles.index[0], mail.people["group"].value_counts()
headline = [
    f"The largest segment: {largest}, {profiles.loc[largest, 'customers']:,} customers.",
    f"Of those who looked lost 60 days earlier (quiet regulars), "
    f"{back.loc['quiet regulars', 'bought since']:.0%} have bought since.",
    f"{groups['contacted']:,} customers can be written to by e-mail; {groups['control']:,} are "
    "held out to measure the effect."]
trust = ("Fixed rules, so the borders do not move. k-means on the same figures is stable up to "
         f"{k} segments (adjusted Rand index {stable.loc[k, 'mean']:.2f}) and agrees with the "
         f"rules at {alike:.2f}. A change of {100 * needed:.0f} points is seen in four of five "
         "tests of about this size.")

# %%
page = report.Report(
    title="Customer segments and what to do with them",
    about=f"{path.name}: {totals['orders']:,} orders of {totals['customers']:,} customers, "
          f"{totals['first_day']:%d %B %Y} to {totals['last_day']:%d %B %Y}. Amounts in SEK.",
    made_on=at, headline=headline, profiles=profiles, actions=actions, stability=trust,
    dropped=summary[summary["fate"] == "dropped"].set_index("reason")[["rows"]],
    definitions={"Recent": "an order within 180 days", "Regular": "four orders or more",
                 "Basket": "money per order, returns taken off"},
    picture=(fig, in_words))
saved = report.save(page, work / "report.html")
print(f"my_work/{work.name}/{saved.name}, {saved.stat().st_size // 1000} kB")

# %% [markdown]
# Open it from the list of files, under the folder sign on the left. Print it, and it is one sheet. Texts from your
# data, a product's name or a segment's, appear as they are and can do nothing: a name such as `<script>` stays a name.
#
# A segment of fewer than five customers would not be on it. That rule is easy to forget in the next spreadsheet.

# %% [markdown]
# ## 12 · Pitfalls, privacy, and the next file
#
# - **Guessing silently.** `03.04.` is in March or in April; `1.250` is one and a quarter, or one thousand two hundred and
#   fifty. A tool that never asks has decided for you.
# - **Dropping without counting.** A total that nobody can reconcile ends every discussion about segments.
# - **Consent for one use is not consent for another.** {{customers["consent_email"].mean():.0%}} of these customers agreed to
#   e-mail, {{customers["consent_ads"].mean():.0%}} to advertising. A missing answer is a no.
# - **Old lists.** Consent is withdrawn every day. Draw the files anew for each mailing; delete the old ones.
# - **Sensitive goods.** If your products tell of health, faith or debt, so do segments by product, whatever you call them.
#   Advertising systems refuse some of them, and they are right.
# - **Who is missing?** Rows without a customer number are often those who pay cash or order by telephone. You have
#   segmented those who let themselves be seen.
# - **Repeat.** Put the next date into your calendar now. Lesson 15 says how soon.

# %% [markdown]
# ## 13 · When data outgrow one machine
#
# pandas keeps the whole table in memory. With some ten million rows that still goes well on a laptop; with a thousand million
# it does not. Two engines take over there. **DuckDB** works inside Python and reads files larger than the memory.
# **Spark** spreads the work over many computers. Both can run the *same expression*, written once with Ibis:
# `engines.rfm`. What changes is one line.
#
# The engines are an extra that most participants never need. To install them: `python course.py engines`, which takes
# 700 MB of disk. Spark also needs Java. First pandas, which is always here: one row per order, and the first customers of
# section 5's table.

# %%
by_order = ["customer_id", how["order"] or "line"]
one_row_per_order = orders.groupby(by_order, as_index=False).agg(
    ordered_at=("ordered_at", "min"), amount=("amount", "sum")).round({"amount": 6})
one_row_per_order = one_row_per_order[one_row_per_order["amount"] != 0]    # sent back whole
rfm.iloc[:3, :3].round(0).astype(int)

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
    print("equal to pandas:", np.allclose(by_engine, rfm[by_engine.columns]))

# %% [markdown]
# When is it worth it? Not for speed alone: on ten million rows DuckDB and pandas take about equally long, and
# `python course.py bench` measures both on your computer. It is worth it when the table no longer fits into memory, or when the data
# already live on a cluster and should not leave it. Everything after section 5 works on one row per customer, and that
# table is small again.

# %% [markdown]
# ## 14 · Quiz

# %%
quiz.ask(
    "A column holds 03.04.2025, 05.06.2025 and 11.12.2025. What should a loader do?",
    {
        "Take the day first: the file is European.":
            "Likely, but likely is not known. Thousands of orders would move by months "
            "without a word.",
        "Ask, unless some value in the column can be read in one way only.":
            "Right. A single 25.04.2025 decides it for the whole column; without one, "
            "somebody has to say.",
        "Drop the rows, because their date is not certain.":
            "They are good rows. The question has an answer; the file just does not hold it.",
    },
    right="Ask, unless some value in the column can be read in one way only.",
    key="16_your_own_data/quiz-1")

# %%
quiz.ask(
    "Where is the control group drawn?",
    {
        "Among all customers of the segment.":
            "Then it is full of people who cannot be reached. They differ in more than the letter.",
        "Among those who could be written to, by lot, before the list is sent.":
            "Right. The two groups then differ by the letter only.",
        "Among those who did not open the letter.":
            "They were written to, and they chose not to open it. That is no comparison at all.",
    },
    right="Among those who could be written to, by lot, before the list is sent.",
    key="16_your_own_data/quiz-2")

# %%
quiz.ask(
    "What is true of a file of SHA-256 sums of e-mail addresses? Tick all.",
    {
        "It is anonymous, so no consent is needed.":
            "No: whoever has the same address gets the same sum. That is how the systems match it.",
        "Spaces must go, and capitals become small letters, before.":
            "Yes: ' Anna@Example.com' and 'anna@example.com' give two different sums.",
        "It should hold consenting customers only.":
            "Yes: consent to advertising, not to e-mail.",
    },
    right=["Spaces must go, and capitals become small letters, before.",
           "It should hold consenting customers only."],
    key="16_your_own_data/quiz-3")

# %%
quiz.ask(
    "You go from two segments to six, with the same customers and the same share "
    "held out. What happens to the test?",
    {
        "It gets sharper: each message fits better.":
            "The message may fit better. The test of it has a third of the customers.",
        "Each segment's result gets less certain.":
            "Right. Only large changes can be seen in small groups.",
        "Nothing: the total is the same.":
            "True for all customers together. But each message is judged in its own segment.",
    },
    right="Each segment's result gets less certain.",
    key="16_your_own_data/quiz-4")

# %% [markdown]
# ## Take-away
#
# - Much can go wrong before the first segment: in a currency, a copy, a date.
# - Count what you drop, keep it, and ask what the file cannot say.
# - Cut the past before you plan the future: it showed that many quiet regulars come back.
# - A segment becomes an audience by consent, and becomes knowledge by a control group.
# - More segments need more customers to be tested. Take as many as you can measure.
#
# **Now you:** [the exercise](../exercises/16_your_own_data.ipynb), the capstone of the course · **Back to:**
# [the map](00_start_here.ipynb)
