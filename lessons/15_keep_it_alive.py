# %% [markdown] slide="How often must segments be made anew?"
# # 15 · Keep it alive
#
# {{=way}}
#
# **The question.** Did it work, and does it still?
#
# **The decision.** Havnbo has segments now, and sends a member letter by post on the first of every month, a
# different one for each of four needs. The segments were made once, "for good". How often must they be made anew, when
# every update costs hours? And when somebody says that a letter worked, how does Havnbo know?
#
# | reading | live picture | exercise | you need first |
# |---|---|---|---|
# | {{=reading}} min | {{=live picture}} min | {{=exercise}} min | lesson 05: control groups, "would have bought anyway" |
#
# **One idea to keep:** ask which *part* of your segments goes stale fastest, and how cheaply that part can be kept alive.

# %%
import pandas as pd

from helpers import charts, claims, data, experiment, market
from page import quiz

# %% tags=["hide-input"]
quiz.guess(
    "15_keep_it_alive",
    "Segments a year old earn much less. What causes most of the loss?",
    ["Customers whose need has changed.", "Customers who have gone silent.", "New customers whom the old list does not know."],
)

# %% [markdown]
# ## 1 · By hand, on ten customers
#
# The segments come from a plain rule: everybody who bought within twelve months is **on the list**; the segment is the
# need on which the customer spent most in that time.

# %%
purchases = data.purchases()

def segments(at):
    """The segment of every customer who bought in the year before `at`."""
    year = purchases[purchases["ordered_at"].between(at - pd.DateOffset(years=1), at)]
    money = year.pivot_table(index="customer_id", columns="need", values="amount_sek", aggfunc="sum")
    return money.fillna(0).idxmax(axis=1)

old = segments(data.TODAY - pd.DateOffset(months=12))
new = segments(data.TODAY)
ten_ids = [100005, 100007, 100010, 100004, 100011, 100008, 100013, 100026, 100083, 100012]
ten = pd.DataFrame({"a year ago": old, "today": new}).reindex(ten_ids)
ten.fillna("–")

# %% [markdown] slide="Few customers change, many come and go" says="Only one"
# Say for each of the ten: would the letter of a year ago still be the right one? Only one *changed* in the way we usually
# mean: 100083 bought thrifty packs and now buys organic. Others came, and others went.
#
# ## 2 · What it costs to stand still
#
# Now the same letter, sent today, by segments of every age from 0 to 12 months. A letter costs
# {{market.CONTACT_COST_SEK["post"]:.0f}} SEK, each different text {{market.MESSAGE_COST_SEK:,}}. This market knows what each
# adds on average.

# %%
aged = {}
for months in range(13):
    aged[months] = segments(data.TODAY - pd.DateOffset(months=months))

# %% slide="Old segments lose what fresh ones earn"
def letter(segment):
    """Each segment's own letter by post; everybody still remembers the last one."""
    return market.plan(segment.index, segment.to_list(), "post", recent_messages=1)

profit = pd.Series({months: market.expected_profit(letter(segment)) for months, segment in aged.items()})
charts.curve(profit / 1000, x="age of the segments (months)", y="thousand SEK a letter adds", bar=0, bar_name="does not pay",
             title="The same letter, by segments of every age")

# %% [markdown]
# Fresh segments add {{profit[0]:,.0f}} SEK, those of three months ago {{profit[3]:,.0f}}, last year's {{profit[12]:,.0f}}. The
# letter did not get worse. It goes to a list that does not exist any more.
#
# ## 3 · Live: the two questions
#
# Left: what a year of twelve letters leaves, by the months between updates. Right: tests of a letter with so many
# customers in each group. The blue line says how often the test *sees* a lift that is real; the orange one how often a letter
# that does *nothing* shows a lift as large.
#
# **Before you move anything:** at no drift of needs at all, may the updates become rarer?

# %% tags=["hide-input"] slide="How often to update, and how many to test?"
# Folded: the live picture. Worlds with another drift, years of letters, and the two curves of a test.
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import SelectionSlider
from scipy import stats

from page import live

INTERVALS, DRIFT, UPDATE_SEK = [1, 2, 3, 4, 6, 12], 0.20, 5_000
TEXTS_SEK = len(market.NEEDS) * market.MESSAGE_COST_SEK
drifts = [0, 0.1, 0.2, 0.3, 0.4, 0.6]
traits = data.truth("customers").set_index("customer_id")


def added_by_customer(segment):
    """What the letter adds per customer on average, less postage; 0 for those who get none."""
    chances = market.reached(letter(segment)).set_index("customer_id")
    gain = (chances["chance_with"] - chances["chance_without"]) * market.MARGIN * chances["basket_sek"]
    return (gain - market.CONTACT_COST_SEK["post"]).reindex(traits.index, fill_value=0)


by_age = pd.DataFrame({months: added_by_customer(segment) for months, segment in aged.items()})
day = (traits["need_changed_on"] - pd.Timestamp("2024-01-01")).dt.days


def weights(drift):
    """How much likelier each customer's history is when this share of needs turns in a year."""
    rate, own_rate = (-np.log(1 - share) / 365 for share in (drift, DRIFT))
    until = np.exp(-(rate - own_rate) * day.fillna(731))
    w = np.where(day.isna(), until, until * rate / own_rate)
    return w * len(w) / w.sum()


yearly = {drift: (by_age.T @ weights(drift) - TEXTS_SEK).to_numpy() for drift in drifts}
chances = market.reached(letter(new))
base = chances["chance_without"].mean()
line_n = np.geomspace(20, 20_000, 60)


def power(n, lift):
    """The share of tests with n customers in each group that see a lift, two-sided 5%."""
    contacted = base * (1 + lift / 100)
    mean = (base + contacted) / 2
    apart = np.sqrt(n) * (contacted - base) - 1.96 * np.sqrt(2 * mean * (1 - mean))
    return stats.norm.cdf(apart / np.sqrt(base * (1 - base) + contacted * (1 - contacted)))


def by_luck(n, lift):
    """The share of tests of nothing that show such a lift."""
    return stats.norm.sf(base * lift / 100 / np.sqrt(2 * base * (1 - base) / n))


def update(every, drift, cost, n, lift):
    """Move both pictures to the controls, and say in words what is seen."""
    net = np.array([sum(yearly[drift][month % step] for month in range(12)) - 12 / step * cost for step in INTERVALS])
    best, own = net.argmax(), INTERVALS.index(every)
    net_line.set_data(INTERVALS, net / 1000)
    mine.set_data([every], [net[own] / 1000])
    star.set_data([INTERVALS[best]], [net[best] / 1000])
    seen_line.set_data(line_n, 100 * power(line_n, lift))
    luck_line.set_data(line_n, 100 * by_luck(line_n, lift))
    seen.set_data([n], [100 * power(n, lift)])
    luck.set_data([n], [100 * by_luck(n, lift)])
    return (f"Updated every {every} months, a year leaves {net[own]:,.0f} SEK; best is every {INTERVALS[best]} with "
            f"{net[best]:,.0f}. A real lift of {lift}% is seen in {power(n, lift):.0%} of tests with {n:,} in each group; "
            f"by luck {by_luck(n, lift):.1%} show it.")


fig, (left, right) = plt.subplots(1, 2, figsize=(8.8, 3.9), layout="constrained")
left.set(xlim=(0.5, 12.5), ylim=(-125, 80), xticks=INTERVALS, xlabel="months between updates",
         ylabel="left of a year (thousand SEK)", title="Letters, less updates")
left.axhline(0, color="0.2", linewidth=1)
right.set(xlim=(20, 20_000), xscale="log", ylim=(0, 103), xlabel="customers in each group", ylabel="tests (%)",
          title="What a test shows")
right.set_xticks([100, 1_000, 10_000], ["100", "1,000", "10,000"])
right.axhline(80, color="0.6", linestyle=":")
blue, orange = charts.PALETTE[0], charts.PALETTE[5]
(net_line,) = left.plot([], [], "-", color=blue)
(star,) = left.plot([], [], "*", color=orange, markersize=15, label="best interval")
(mine,) = left.plot([], [], "o", color=blue, fillstyle="none", markersize=12, markeredgewidth=2.5, label="yours")
left.legend(loc="lower right")
(seen_line,) = right.plot([], [], "-", color=blue, label="sees a real lift")
(luck_line,) = right.plot([], [], "--", color=orange, label="shows it by luck")
(seen,) = right.plot([], [], "o", color=blue, markersize=9)
(luck,) = right.plot([], [], "s", color=orange, markersize=9)
right.legend(loc="upper left")
live.Live(fig, update, {
    "every": SelectionSlider(description="Months between updates", options=INTERVALS, value=3),
    "drift": SelectionSlider(description="Drift of needs a year", value=DRIFT, options=[(f"{d:.0%}", d) for d in drifts]),
    "cost": SelectionSlider(description="Cost of an update (SEK)", value=UPDATE_SEK,
                            options=[500, 1_000, 2_500, 5_000, 8_000, 12_000]),
    "n": SelectionSlider(description="Customers in each group", value=500,
                         options=[50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000]),
    "lift": SelectionSlider(description="Lift (%)", value=20, options=[5, 10, 20, 30, 40, 60, 100]),
}, alt="Left: what a year of letters leaves by months between updates. Right: tests that see a real lift, and that show it "
       "by luck, by size.", frames=("every",))

# %% [markdown]
# Move the cost up and watch the star walk to the right. Set the drift to 0: the best interval hardly moves. Most of the loss has
# another cause. On the right, set 100 customers and look for the lift at which the two lines come apart.
#
# ## 4 · Who causes the loss?
#
# For each customer we compare the fresh letter with the year-old one, and add up by what happened.

# %% slide="The drift that everybody fears is the smallest part" says="Segments go stale"
a, b = old.reindex(by_age.index), new.reindex(by_age.index)
happened = pd.Series("the same, or on no list", index=by_age.index)
happened[a.isna() & b.notna()] = "new to the list"
happened[a.notna() & b.isna()] = "gone silent"
happened[a.notna() & b.notna() & (a != b)] = "need turned"

lost = (by_age[0] - by_age[12]).groupby(happened).sum()
lost = lost.drop("the same, or on no list").sort_values(ascending=False)
charts.waterfall(lost / 1000, "thousand SEK lost per letter", title="What a year of age costs, by cause", form="{:.1f}")

# %% [markdown]
# **The surprise of this lesson: the drift that everybody fears is the smallest part.** {{lost["new to the list"] / lost.sum():.0%}}
# of the loss is customers whom the old list does not know, {{lost["gone silent"] / lost.sum():.0%}} is postage to people who
# stopped buying, and only {{lost["need turned"] / lost.sum():.0%}} is needs that turned. Segments go stale even when nobody changes.

# %%
quiz.guessed("15_keep_it_alive", f"{lost['new to the list'] / lost.sum():.0%} of the loss is new customers, "
             f"{lost['gone silent'] / lost.sum():.0%} those gone silent, {lost['need turned'] / lost.sum():.0%} changed needs.")

# %% [markdown]
# ## 5 · Two clocks
#
# The three causes do not cost the same to mend. To drop the silent and place newcomers by the rule is a query: **one hour a
# month** to look at it. The long work, **ten hours**, is to read everybody's need anew. An hour is 500 SEK. These are our
# assumptions, in the open. So: one clock for everything, or one for the list and one for the needs?

# %% slide="The list needs a monthly clock, the needs do not" says="With the list"
listed = {months: segment.reindex(new.index).fillna(new) for months, segment in aged.items()}   # fresh list, old needs
by_list = pd.Series({months: market.expected_profit(letter(segment)) for months, segment in listed.items()})

def year(earned, every):
    """A year of twelve letters by segments 0, 1, ... months old, less ten hours for each update."""
    return sum(earned[month % every] for month in range(12)) - 12 / every * 10 * 500

one_clock = pd.Series({every: year(profit, every) for every in INTERVALS})
two_clocks = pd.Series({every: year(by_list, every) - 12 * 500 for every in INTERVALS})
clocks = pd.DataFrame({"one clock for all": one_clock, "list monthly, needs on this clock": two_clocks})
clocks.round(-2).astype(int).rename_axis("months between updates")

# %% [markdown]
# With the list fresh every month, needs may wait for {{two_clocks.idxmax()}} months, the longest that we can try. The year then leaves
# {{two_clocks.max():,.0f}} SEK instead of {{one_clock.max():,.0f}}.
#
# ## 6 · Did it work?
#
# Our sources name three measures: **conversion** (who buys), **customer satisfaction**, and **return on investment** (added margin
# less cost, per SEK of cost). The letter goes out in three versions; in each, half of those who have agreed to post are
# drawn at random and get nothing.

# %%
everybody = data.load("customers")["customer_id"]
plans = {
    "fresh segments": letter(new),
    "last year's segments": letter(old),
    "one plain text to all": market.plan(everybody, channel="post", recent_messages=1),
}
measured = {name: market.effect(market.run(plan, holdout=0.5, seed=15)) for name, plan in plans.items()}

# %% slide="A letter can sell and still not pay" says="The one that matters"
returned = pd.DataFrame({name: table.loc["roi", ["effect", "low", "high"]] for name, table in measured.items()}).T
charts.intervals(returned.rename(columns={"effect": "figure"}), "SEK of profit per SEK spent (95% interval)",
                 title="What each letter was seen to return", form="{:+.1f}")

# %% [markdown]
# All three raise conversion: with fresh segments {{100 * measured["fresh segments"].loc["converted", "effect"]:.1f}} more buyers
# of 100. That is the easy question. The one that matters, *does it pay*, stays open for the fresh letter. And the plain text
# *annoys*: truly, satisfaction falls by {{-market.reached(plans["one plain text to all"])["pleased"].mean():.2f}} points of 5. A letter
# can pass on one measure and fail on another, so name the one that decides **before** the test.
#
# ## 7 · How many customers does a test need?
#
# The usual wish: if the effect is real, find it in four tests of five (that is the **power**); if it is not, cry wolf in one of twenty.
# {{100 * base:.1f}} of 100 buy without a letter here, {{100 * chances["chance_with"].mean():.1f}} with it.

# %% slide="Half the difference takes four times the customers" says="And money"
sizes = [50, 100, 200, 400, 800, 1_600]
smallest = pd.Series({n: 100 * experiment.smallest_difference(n, n, base) for n in sizes})
truly = 100 * (chances["chance_with"].mean() - base)
charts.curve(smallest, x="customers in each group", y="points", bar=truly, bar_name="what this letter truly adds",
             title="The smallest rise in conversion that a test shows")

# %% [markdown] slide="Ask any praised figure three things" says="None can"
# Half the difference takes four times the customers. And money is harder than heads: whether the letter raises *conversion*, Havnbo
# can test in one mailing; whether it *pays* it cannot see in a year of twelve (the evidence has the sizes). So keep a control group
# large enough for the measure that decides, and add the letters up.
#
# ## 8 · A figure without a source
#
# Our sources state nine figures, F1 to F9, such as "sales up within a year". None can be looked up. That does not make them false. It
# makes them *unaudited*. Ask three things: **who is counted? what would be drawn at random? how often does luck alone show it?**
# Here are two groups of customers who are treated *alike* (an A/A test), a thousand times:

# %% slide="Luck alone often shows a large rise" says="Here are two"
rng = np.random.default_rng(15)
alike = {}
for n in [100, 300, 1_000, 3_000]:
    first, second = rng.binomial(n, base, (2, 1_000))
    alike[n] = ((first + 0.001) / (second + 0.001) >= 1.2).mean()
pd.Series(alike).map("{:.0%}".format).rename_axis("customers in each group").to_frame("show 20% more by luck alone")

# %% [markdown]
# The evidence audits all nine. Sales "within a year" rise by a tenth in many small companies that did nothing, if all who bought are counted;
# in hardly any, if the same customers are.
#
# ## 9 · What the documents claim

# %%
claims.show("15_keep_it_alive")

# %% [markdown]
# **The second is the one to look at.** After a year the old segments lose money against no letter at all; against a plain letter to
# everybody, which pays even more postage, they may still be the better of two poor choices. Ask *compared with what?*
#
# ## 10 · The register
#
# All 48 claims of the documents' tables, as the lessons' evidence judged them. Choose, or type a word.

# %% tags=["hide-input"]
# Folded: a table with filters. Read without a kernel, it shows all 48.
from IPython.display import display
from ipywidgets import HTML, Dropdown, Text, VBox

register = claims.register().query("table > 0")
readable = pd.DataFrame({
    "method": register["method"],
    "kind": register["kind"].map({"pro": "advantage", "con": "drawback"}),
    "the documents say": register["claim"],
    "here": register["here"].fillna("not computed yet"),
    "the edge": register["edge"].fillna(""),
    "the answer is": register["origin"].fillna(""),
})
ALL = "all"
STYLE = ("<style>table.register {border-collapse: collapse} table.register td, table.register th "
         "{text-align: left !important; vertical-align: top; padding: 4px 10px 4px 0; border-bottom: 1px solid #ccc}</style>")


def chosen(words="", order="document", **wishes):
    """The rows of the register that have the wished values and hold all of the words."""
    rows = readable
    for column, wish in wishes.items():
        rows = rows if wish == ALL else rows[rows[column] == wish]
    text = (rows.index + " " + rows.astype(str).agg(" ".join, axis=1)).str.lower()
    rows = rows[[all(word in line for word in words.lower().split()) for line in text]]
    return rows if order == "document" else rows.sort_values(order, kind="stable")


def as_page(rows):
    """A sentence that counts, then the rows as an HTML table; every text is escaped by pandas."""
    with pd.option_context("display.max_colwidth", None):       # or long texts are cut off
        table = rows.to_html(index=False, border=0, classes="register")
    said = f'<p role="status" aria-live="polite">{len(rows)} of {len(readable)} claims.</p>'
    return said + ("" if rows.empty else f'{STYLE}<div style="overflow-x:auto">{table}</div>')


names = {"method": "Method", "kind": "Kind", "here": "Here", "the answer is": "Origin"}
filters = {
    **{column: Dropdown(description=name, options=[ALL, *sorted(readable[column].unique())]) for column, name in names.items()},
    "order": Dropdown(description="Sorted by", options=["document", "method", "here", "the answer is"]),
    "words": Text(description="Words", placeholder="such as: letters"),
}
page = HTML(as_page(chosen()))


def filter_rows(_change):
    page.value = as_page(chosen(**{name: control.value for name, control in filters.items()}))


for control in filters.values():
    control.observe(filter_rows, names="value")
VIEW = "application/vnd.jupyter.widget-view+json"
view = VBox([*filters.values(), page])._repr_mimebundle_()[VIEW]
display({"text/html": as_page(readable), "text/plain": f"{len(readable)} claims.", VIEW: view}, raw=True)

# %% [markdown]
# {{(readable["here"] == "yes").sum()}} of {{len(readable)}} hold here, {{(readable["here"] == "no").sum()}} do not, and of
# {{(readable["here"] == "cannot tell").sum()}} we cannot tell. *Planted* ones say how this market was built; *found* ones emerged. Where
# an edge lies belongs to this market. In yours it lies elsewhere. The question is the same.
#
# ## 11 · When not to update; privacy and fairness
#
# - **Not because it is the first of the month**, and not in the middle of a test.
# - **An update moves people by noise, too.** Some "new needs" are one gift for a friend. Let a change show twice.
# - **Stopping when it looks good.** Who looks every day finds something far more often than one time in twenty.
# - **Old data is a privacy question.** Delete those who left, do not just skip them. Consent ages too.
# - **Newcomers** carry the largest part of the loss here. Ask who they are in your company.
# - **A control group is not unfair** as long as nobody knows whether the letter does any good. For *money* it must be large.
#
# ## 12 · Quiz

# %%
quiz.ask(
    "Last year's segments still hold for most customers who are on both lists. May the update "
    "wait?",
    {
        "Yes: the segments are stable.":
            "Those on both lists are. More than half of today's list was not on the old one.",
        "The needs may wait, the list may not.":
            "Give each part of an update its own clock.",
        "No: needs drift by a fifth a year.":
            "A fifth draw a need anew each year, and in this market that was the smallest part of "
            "the loss.",
    },
    right="The needs may wait, the list may not.",
    key="15_keep_it_alive/quiz-1")

# %%
quiz.ask(
    "A café reports 18% more turnover in the half-year after it grouped its guests. What must you "
    "know? Tick all.",
    {
        "Which half-year it was.":
            "Yes: a half-year with December beats one without, whatever the café did.",
        "Whether new guests are counted.":
            "Yes: all who bought, or the same people? The two can differ in sign.",
        "What a control group did in the same weeks.":
            "Yes: it would answer the two other questions at once.",
        "How many segments it made.":
            "No. That is how it was done, not what it did.",
    },
    right=["Which half-year it was.", "Whether new guests are counted.",
           "What a control group did in the same weeks."],
    key="15_keep_it_alive/quiz-2")

# %% slide="A small test shows nothing: what do you report?" says="What do you"
quiz.ask(
    "Your test of 100 customers in each group shows no significant difference. What do you report?",
    {
        "The letter does not work.":
            "A small test misses most real effects. Absence of proof is not proof of absence.",
        "The interval, and which effects the test could have seen.":
            "It may say: anything from a small harm to a large gain.",
        "The relative lift, since it looks larger.":
            "It looks larger. It is just as uncertain.",
    },
    right="The interval, and which effects the test could have seen.",
    key="15_keep_it_alive/quiz-3")

# %%
quiz.ask(
    "You want to halve the lift that a test can see, from four points to two. How many customers?",
    {
        "Twice as many.": "The error shrinks with the root of the number, so twice is not enough.",
        "About four times as many.": "Half the difference takes four times the customers.",
        "As many as before, with more patience.":
            "Patience helps only if more customers, or more letters, are added meanwhile.",
    },
    right="About four times as many.",
    key="15_keep_it_alive/quiz-4")

# %%
quiz.ask(
    "Two articles give the very same two percentages, with two different sources. What is "
    "likeliest?",
    {
        "Strong evidence: two studies agree.":
            "Two studies would agree roughly. The same percent, twice, is rarely luck.",
        "One text copied the other, or both a third.":
            "Look for the first one, and count it once.",
        "The figures are invented.":
            "Possible, but nothing here shows it. Unaudited is not the same as false.",
    },
    right="One text copied the other, or both a third.",
    key="15_keep_it_alive/quiz-5")

# %%
quiz.ask(
    "From lesson 14: five segments come back in every sample. What is still open?",
    {
        "Whether there are really five groups, or perhaps six, in the population.":
            "Stability cannot promise that, and the decision does not ask for it.",
        "Whether a letter for each of them pays.":
            "That a segment is no accident is one thing; that it earns its letter is another.",
        "Whether the program would find them again on the same customers.":
            "That is what coming back says.",
    },
    right="Whether a letter for each of them pays.",
    key="15_keep_it_alive/quiz-6")

# %%
quiz.ask(
    "From lesson 10: some customers had not come back when the data ended. How do they count?",
    {
        "As lost, since nothing else is known of them.":
            "Some bought last week. They had no time to come back yet.",
        "Not at all: only what has ended can be counted.":
            "Then only the quick ones are left, and everybody seems quick.",
        "As not back *yet*.":
            "They say how long nobody came, and that is knowledge.",
    },
    right="As not back *yet*.",
    key="15_keep_it_alive/quiz-7")

# %% [markdown]
# ## Take-away
#
# - Havnbo refreshes its list every month, by a query, and reads needs anew far more rarely.
# - Segments go stale even when nobody changes, because customers come and go.
# - A success is a difference from a control group, with an interval, in a measure that was named before.
# - A figure without unit, control and number of customers is an anecdote. It may be true.
#
# **Ask tomorrow:** how many of the people on our list were not on it a year ago?
#
# {{=way}}
