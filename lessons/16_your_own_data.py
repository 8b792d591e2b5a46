# %% [markdown] slide="What may stand in a list, and what must not?"
# # 16 · Your own data
#
# {{=way}}
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
# **One idea to keep:** most of what goes wrong with segments goes wrong before the first segment. Count what you drop, and
# ask what the file cannot say.

# %%
import pandas as pd

import own_file
from helpers import charts, data, experiment
from page import quiz
from own_file import audiences, paths

# %% tags=["hide-input"]
quiz.guess(
    "16_your_own_data",
    "Some regulars of the shop have bought nothing for half a year. How many of them buy again within 60 days, by themselves?",
    ["About one in twenty.", "About one in five.", "About one in two."],
)

# %% [markdown]
# A guide among our sources names seven steps (C-steps). They are the map of this lesson, and of every project after it.
#
# | step | section | what comes out |
# |---|---|---|
# | collect data | 1, 2 | clean orders, and a file with all that was dropped |
# | analyse, choose methods | 3, 4 | rules, and what became of the segments of 60 days ago |
# | describe each segment | 5 | profiles and actions |
# | adapt messages | 6 | audience files, a control group |
# | measure | 7 | what the control group can tell |
# | repeat | 8 | a report with a date on it, and the next file |
#
# Begin with what your company already has (D-existing): write down what each of its segments means as a rule on a column.
# If nobody can write the rule, no tool can build the segment.
#
# ## 1 · By hand, on ten rows

# %%
path = data.DATASETS / "messy" / "orders_export.csv"
export = own_file.OwnFile(path)
export.found.table.iloc[:4, :9]

# %% [markdown] slide="Every export has habits of its own"
# The export has {{len(export.found.table):,}} rows and a few habits: semicolons, decimal commas, the day before the month, two
# lines of title, customer numbers that end in `.0` because a spreadsheet took them for decimals. Before a program decides
# over thousands of rows, decide over ten: keep, drop, or ask somebody?

# %% tags=["hide-input"]
# Folded: ten rows that differ in what is wrong with them, and what the loader says of each.
table = export.found.table
first_of = export.cleaned.dropped.groupby("reason", sort=False)["line"].first().sort_values().head(7)
fates = {line: f"drop: {reason}" for reason, line in first_of.items()} | {
    table.index[table["Quantity"].str.startswith("-")][0]: "ask: returned, or a typing error?",
    table.index[table["Status"] == "cancelled"][0]: "ask: was it paid?",
    table.index[table["Currency"] == "EUR"][0]: "ask: at which rate?",
}
columns = ["Order no", "Order date", "Customer no", "Article", "Quantity", "Unit price", "Currency", "Status"]
ten = table.loc[sorted(fates), [name for name in columns if name in table]]
ten.assign(**{"what the loader says": pd.Series(fates)})

# %% [markdown]
# Rows without a customer or a date cannot be used. They go, with a reason. Others are perfectly good rows that can *mean* two
# things. Nobody can tell from the file; somebody in the company can. So the loader asks.
#
# ## 2 · What the file cannot say
#
# {{len(export.questions)}} questions are open. None of them is technical.

# %% slide="Some questions only the company can answer" says="None of them"
questions = {question.key: question.sentence for question in export.questions}
pd.Series(questions).to_frame("question")

# %% [markdown]
# We asked the web shop. The answers are decisions, so they stand in the open.

# %% slide="Count what you drop, and keep the list" says="Kept and dropped"
own = own_file.OwnFile(path)
own.answer(
    currency={"SEK": 1, "EUR": 11.2},   # the rate the bookkeeping used
    negative="subtract",                # goods that came back
    cancelled="drop",                   # nobody paid
    postage="drop",                     # not a choice of the customer
    copies="drop",                      # the export wrote them twice
)
print(own.cleaned.sentence())
own.dropped.head(5)

# %% [markdown]
# Kept and dropped rows add up to the rows of the file, to the last one. When sales asks why your total is lower than theirs,
# the list of dropped rows is the answer. What does one answer weigh? Suppose that nobody had noticed the second currency, so
# that 20 euros counted as 20 kronor.

# %% slide="A currency that nobody noticed hides good customers" says="Without the rate"
unnoticed = own_file.OwnFile(path)
unnoticed.answer(own.answers | {"currency": {"SEK": 1, "EUR": 1}})

best = own.rfm["monetary"].nlargest(len(own.rfm) // 5).index
best_unnoticed = unnoticed.rfm["monetary"].nlargest(len(own.rfm) // 5).index
pays_euro = table.loc[table["Currency"] == "EUR", "Customer no"].str.removesuffix(".0")

in_euro = pd.Series({
    "with the rate": best.isin(pays_euro).sum(),
    "currency not noticed": best_unnoticed.isin(pays_euro).sum(),
})
in_euro.to_frame(f"best {len(best)} customers who pay in euro")

# %% [markdown]
# **The first surprise sits in a column that nobody looks at.** {{in_euro.iloc[0]}} of the {{len(best)}} best customers pay in
# euro. Without the rate {{in_euro.iloc[1]}} of them are left. Revenue would be
# {{1 - unnoticed.rfm["monetary"].sum() / own.rfm["monetary"].sum():.0%}} too low, which looks like an ordinary year.
#
# Your own file goes the same way in [the workbench](17_your_file.ipynb). If it holds names or addresses, ask who is
# responsible for them before you copy it anywhere. On Binder this page runs on a stranger's computer: use the sample there.
#
#
# ## 3 · Live: from segments to people
#
# A segment on a slide is a share of all customers. A segment in a mailing is whoever agreed, has an address that works, and
# is not held out. **Before you move anything:** what do more segments cost, when you want to *measure* each message?
#
# On the left: each segment's customers, by whether they get the letter. On the right: the smallest change, in customers of
# 100 who buy within 60 days, that a test of this size would show four times out of five. A shorter bar is better.

# %% tags=["hide-input"] slide="More segments, less certainty about each message"
# Folded: the live picture. Rules by slider, who may be written to, and what a test of each segment could show.
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import IntSlider, SelectionSlider

from helpers import features
from page import live

LABELS = ["regulars", "recent, few orders", "quiet", "quiet, few orders", "large baskets", "gone over a year"]
then = own.at - pd.Timedelta(days=60)
earlier = features.rfm(own.orders[own.orders["amount"] > 0], at=then, amount="amount", order="order_id")
earlier["basket"] = earlier["monetary_sek"] / earlier["frequency"]
came_back = earlier.index.isin(own.orders.loc[own.orders["ordered_at"] >= then, "customer_id"])
everyone = audiences.choose(own.customers, pd.Series("all", own.rfm.index), holdout=0)
free = (everyone.people["group"] == "contacted").reindex(own.rfm.index, fill_value=False).to_numpy()


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


def plan(pieces, days, least, smallest, holdout):
    """Per segment: all, free to write to, held out, contacted, and the smallest change shown."""
    now, before = number_of(own.rfm, pieces, days, least), number_of(earlier, pieces, days, least)
    size, can = np.bincount(now, minlength=6), np.bincount(now[free], minlength=6)
    control = np.round(can * holdout / 100).astype(int)
    written = (can >= smallest) & (can - control >= audiences.SMALLEST_GROUP)
    control, contacted = np.where(written, control, 0), np.where(written, can - control, 0)
    buyers = np.bincount(before, weights=came_back, minlength=6)
    rate = (buyers / np.maximum(np.bincount(before, minlength=6), 1)).clip(0.02, 0.98)
    shown = [experiment.smallest_difference(*groups) for groups in zip(contacted, control, rate)]
    return size, can, control, contacted, 100 * np.array(shown)


def words(size, can, control, contacted, shown):
    """What is seen, in a sentence or two."""
    here = size >= audiences.SMALLEST_GROUP
    tested = np.isfinite(shown) & here
    best = f"from {shown[tested].min():.0f} to {shown[tested].max():.0f} points" if tested.any() else "nothing"
    silent, tiny = (here & (contacted == 0)).sum(), ((size > 0) & ~here).sum()
    without = f"; {silent} of them too small to be written to" if silent else ""
    without += f"; {tiny} with fewer than five customers, not shown" if tiny else ""
    return (f"{here.sum()} segments, the smallest with {size[here].min():,} customers{without}. "
            f"{contacted.sum():,} of {size.sum():,} customers get the letter, {control.sum():,} are held out. "
            f"What a test could show, segment by segment: {best}.")


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


fig, (left, right) = plt.subplots(1, 2, figsize=(8, 4.4), layout="constrained", sharey=True)
place = np.arange(6)
LOOKS = [("gets the letter", charts.PALETTE[0], ""), ("held out", charts.PALETTE[1], "///"), ("not written to", "0.8", "")]
bars = [left.barh(place, 0, color=c, hatch=h, label=n, height=0.55) for n, c, h in LOOKS]
names = [left.text(10, y - 0.47, "", va="center") for y in place]
tests = right.barh(place, 0, color=charts.PALETTE[2], height=0.55)
marks = [right.text(0, y, "", va="center") for y in place]
left.set(xlim=(0, 2000), ylim=(5.7, -0.8), xlabel="customers", yticks=[])
right.set(xlim=(0, 48), xlabel="smallest change a test shows (points)")
left.legend(frameon=False, loc="lower right")
for ax in (left, right):
    ax.spines[["top", "right", "left"]].set_visible(False)

live.Live(fig, update, {
    "pieces": IntSlider(value=4, min=2, max=6, description="Number of segments"),
    "days": SelectionSlider(value=180, options=[30, 60, 90, 180, 365], description="Recent: days"),
    "least": IntSlider(value=4, min=2, max=8, description="Regular: orders, at least"),
    "smallest": SelectionSlider(value=100, options=[5, 20, 50, 100, 200, 400], description="Smallest group to write to"),
    "holdout": SelectionSlider(value=20, options=[5, 10, 20, 30, 50], description="Held out (%)"),
}, alt="Left, per segment: customers who get the letter, are held out, are not written to. "
       "The smallest change in buyers of 100 that a test would show.", frames=("pieces", "days"))

# %% [markdown]
# Go from two segments to six: the bars on the right grow, and hardly any letter moves that many people. Precision of the
# message is paid for with certainty about it. Ways out: hold out more while you learn, or test all segments as one.
#
# ## 4 · From orders to customers, and a look at the past
#
# One row per customer, as of the day after the last order; and segments by rules that anybody can check.

# %%
own.rfm.describe().loc[["count", "min", "50%", "max"]].round(0).astype(int)

# %%
pd.Series(own.definitions).to_frame("who they are")

# %% [markdown]
# No market answers for your own file. But a file has a past, and the past can be cut. We go back 60 days, make the same
# segments from what was known then, and look at who bought since, with no letter from us.

# %%
from scipy.stats import binomtest

# %% slide="Many quiet regulars came back by themselves" says="Of"
past = own.past[own.past["customers"] >= 5].sort_values("bought")
ends = [
    binomtest(round(n * share), int(n)).proportion_ci(method="wilson")
    for n, share in past.to_numpy()
]
past["low"], past["high"] = [end.low for end in ends], [end.high for end in ends]
charts.bars(
    100 * past.rename(columns={"bought": "figure"}),
    "% who bought in the 60 days after (95% interval)",
    title="What became of the segments of 60 days ago",
    form="{:.0f}",
)

# %% [markdown]
# **The second surprise: many of the customers we would have written off came back.** Of
# {{past.loc["quiet regulars", "customers"]}} quiet regulars, who had bought nothing for half a year,
# {{past.loc["quiet regulars", "bought"]:.0%}} bought in the last 60 days of the file, as many as of the regulars. The 60 days
# held a Christmas, and the evidence shows it: most of them are December buyers, quiet and not lost. The name *lapsed
# regulars* would have earned them all a win-back discount.
#
# Begin with the past.

# %%
quiz.guessed(
    "16_your_own_data",
    f"{past.loc['quiet regulars', 'bought']:.0%} of the quiet regulars bought in the 60 days after, nobody having written to them.",
)

# %% [markdown]
# ## 5 · Profiles and actions
#
# A segment has two functions (D-two). The creative one: shape a message for it.

# %%
own.profile.iloc[:, :6]

# %%
charts.snake(own.rfm.rank(), own.segments, title="What the segments are like, by rank of the customers")

# %% slide="Each segment gets an action to test" says="The actions are"
own.actions["do"].to_frame()

# %% [markdown]
# The actions are guesses, as always. And mind the date: after Christmas the quiet regulars are other people, because those
# who came in December count as recent now.
#
# Would k-means find other groups? It does, but its borders move each time. **Rules** are the same next month and can be
# read aloud; **k-means** shows what you did not think of. Let k-means show what divides the customers, then write down
# rules that say it. (The evidence has both.)
#
#
# ## 6 · The files
#
# Now the technical function: hand the segment to the systems that send. Who is written to is decided customer by customer,
# in this order: has this person agreed to *this* use; is there an address; has the same address said no elsewhere; does
# anybody else use it. Then the control group is drawn at random, in each segment, among those who are left.

# %% slide="A segment becomes an audience by consent" says="Who is written"
mail = own.reach["email"]
mail.counts()

# %%
work = paths.results_folder(path)
own.save(work).set_index("file")

# %% [markdown]
# They lie in `my_work/{{work.name}}/`. The e-mail file has address and segment; a text that a spreadsheet would take for a formula
# is made harmless. The advertising files hold no address, only its SHA-256 sum, a code that is the same for whoever has the
# same address. That is how Google, Meta and X match it. It is *not* anonymous, and it needs
# consent of its own: {{own.customers["consent_email"].mean():.0%}} of these customers agreed to e-mail,
# {{own.customers["consent_ads"].mean():.0%}} to advertising. The group files stay with you: section 7 needs them.
#
# ## 7 · Measure, without a simulator
#
# Until now the market knew what would have happened otherwise. Your file does not. The control group takes its place, and
# before you trust it, try it where you know the answer: in the past, when *nobody was written to*. Draw the groups as they would
# have been drawn 60 days ago, and compare who bought since. On average the difference is zero.

# %% slide="Try the control group where you know the answer" says="No letter divided"
people = mail.people[mail.people["group"] != "left out"]
since = own.orders.loc[own.orders["ordered_at"] >= own.at - pd.Timedelta(days=60), "customer_id"]
bought = people.index.isin(since)

group = people["group"]
rates = experiment.rate_difference(bought[group == "contacted"] * 1, bought[group == "control"] * 1)
tested = pd.Series(rates, index=["“contacted”", "control", "difference", "low", "high"])
(100 * tested).round(1).to_frame("bought, of 100")

# %% [markdown]
# No letter divided these groups, and the interval, from {{100 * tested["low"]:+.1f}} to {{100 * tested["high"]:+.1f}} points,
# covers zero as it should. How large a change would a letter have to make to be seen?

# %%
needed = 100 * experiment.smallest_difference(
    (group == "contacted").sum(), (group == "control").sum(), tested["control"])
half_out = 100 * experiment.smallest_difference(len(people) // 2, len(people) // 2, tested["control"])
pd.Series({"a fifth held out": needed, "half held out": half_out}).round(1).to_frame("points")

# %% [markdown]
# If your letter is likely to add three buyers per 100, neither is enough: add up several mailings.
#
# After your campaign you need three lines: read `email_groups.csv`, mark who has bought since, and give the two groups to
# `experiment.rate_difference`, as above.
#
# ## 8 · One page, and the next file
#
# The board reads one page: `report.html`, written above. It says what was found, what to do, what was left out and how far to
# trust it. Printed, it is one sheet.
#
# - **Guessing silently.** `03.04.` is in March or in April. A tool that never asks has decided for you.
# - **Consent for one use is not consent for another**, and it is withdrawn every day. A missing answer is a no. Draw the files
#   anew for each mailing; delete the old ones.
# - **Sensitive goods.** If products tell of health, faith or debt, so do segments by product, whatever you call them.
# - **Stories, too.** Talk to ten customers of each segment. Numbers say that; people say why.
# - **Repeat.** Put the next date into your calendar now. Lesson 15 says how soon.
#
# ## 9 · Quiz

# %%
quiz.ask(
    "A column holds 03.04.2025, 05.06.2025 and 11.12.2025. What should a loader do?",
    {
        "Take the day first: the file is European.":
            "Likely, but likely is not known. Thousands of orders would move by months "
            "without a word.",
        "Ask, unless some value in the column can be read in one way only.":
            "A single 25.04.2025 decides it for the whole column; without one, "
            "somebody has to say.",
        "Drop the rows, because their date is not certain.":
            "They are good rows. The question has an answer; the file just does not hold it.",
    },
    right="Ask, unless some value in the column can be read in one way only.",
    key="16_your_own_data/quiz-1")

# %% slide="By lot, but among whom?"
quiz.ask(
    "Where is the control group drawn?",
    {
        "Among all customers of the segment.":
            "Then it is full of people who cannot be reached. They differ in more than the letter.",
        "Among those who could be written to, by lot, before the list is sent.":
            "The two groups then differ by the letter only.",
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
            "Only large changes can be seen in small groups.",
        "Nothing: the total is the same.":
            "True for all customers together. But each message is judged in its own segment.",
    },
    right="Each segment's result gets less certain.",
    key="16_your_own_data/quiz-4")

# %%
quiz.ask(
    "From lesson 15: a list of good customers was drawn a year ago. What do you do before you write to it?",
    {
        "Draw it anew, and see who would be on it today.":
            "Lists age, faster at the top than anybody thinks.",
        "Check the addresses, since many people move within a year.":
            "Do that too. But most who are wrong on it have not moved.",
        "Nothing: good stays good.":
            "Likelier than others, and much less than when the list was drawn.",
    },
    right="Draw it anew, and see who would be on it today.",
    key="16_your_own_data/quiz-5")

# %%
quiz.ask(
    "From lesson 12: a campaign of the new programme has twice the conversion of the old one. What do you ask first?",
    {
        "What the new programme costs in a year, with all its data.":
            "A good second question.",
        "Conversion of whom?":
            "A programme that writes only to likely buyers converts well, and may sell nothing more.",
        "Whether conversion was counted in the same way in both halves of the year.":
            "Worth asking, and it would not show whom each of them wrote to.",
    },
    right="Conversion of whom?",
    key="16_your_own_data/quiz-6")

# %% [markdown]
# ## Take-away
#
# - Much can go wrong before the first segment: in a currency, a copy, a date.
# - Count what you drop, keep it, and ask what the file cannot say.
# - Cut the past before you plan the future: it showed that many quiet regulars come back.
# - A segment becomes an audience by consent, and becomes knowledge by a control group.
#
# **Ask tomorrow:** who in our company can say what a negative amount in our export means?
#
# {{=way}}
