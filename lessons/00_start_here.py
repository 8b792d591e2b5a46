# %% [markdown]
# # Start here
#
# **Welcome.** This course teaches customer segmentation by doing it: eleven methods, two invented Nordic companies,
# and a market that tells what no real dataset can, namely what would have happened otherwise.
#
# A notebook is a page of text and **cells** of Python. Click into the grey cell below and press
# <kbd>Shift</kbd> + <kbd>Enter</kbd>: the cell runs and its result appears under it.

# %%
import platform
from importlib.metadata import version

from helpers import data, progress

print(f"Python {platform.python_version()} works.")
packages = ["pandas", "scikit-learn", "seaborn", "ipywidgets"]
print("Packages: " + ", ".join(f"{name} {version(name)}" for name in packages))
print(f"Data: {len(data.names())} tables, such as {len(data.load('customers')):,} customers.")

# %% [markdown]
# Now a control. Run the next cell and move the slider, with the mouse or with the arrow keys. The picture should
# follow your hand.

# %%
import matplotlib.pyplot as plt
from ipywidgets import IntSlider

from helpers import describe, live

fig, ax = plt.subplots(figsize=(6, 2.6), layout="constrained")
counts = data.load("orders")["ordered_at"].dt.month.value_counts().sort_index()
bars = ax.bar(counts.index, counts, color="0.8")
ax.set(xlabel="month", ylabel="orders, two years", xticks=range(1, 13))

def update(month):
    for bar, number in zip(bars, counts.index):
        bar.set_facecolor(describe.PALETTE[0] if number == month else "0.8")
    times = counts[month] / counts.mean()
    return f"Month {month} has {counts[month]:,} orders, {times:.1f} times the average month."

live.Live(fig, update, {"month": IntSlider(description="Month", value=12, min=1, max=12)},
          alt="A bar per month with its number of orders; the chosen month is dark.")

# %% [markdown]
# **It works?** Then your environment is well, and you can begin.
#
# **It does not?** In the menu choose *Kernel → Restart Kernel and Run All Cells*. If a message remains, close JupyterLab, open
# a terminal in the course's folder and type `python course.py lab` again: set-up repairs itself.
#
# ## Where do you begin?
#
# - **In a class.** Your trainer says which lesson is next. Read along, run each cell, and move the controls yourself. Do
#   the exercise alone or in pairs.
# - **You are the trainer.** Run the lesson once from top to bottom the day before. Every lesson begins with its minutes,
#   low and high, for reading and for the exercise.
# - **On your own.** Take the lessons in order, or begin with the one whose question is yours. Each says what you need first.
#   Do the exercise before you look at the solution; hints come one at a time.
# - **On Binder.** You work on a computer that is thrown away when you are idle for about ten minutes. Download what you
#   want to keep: right-click on the notebook in the list to the left, then *Download*.
#
# ## The map
#
# | lesson | its question | exercise |
# |---|---|---|
# | [02 Demographic](02_demographic.ipynb) | Can age, gender and income tell us what to offer? | [exercise](../exercises/02_demographic.ipynb) |
# | [03 Geographic](03_geographic.ipynb) | Where is local worth its cost? | [exercise](../exercises/03_geographic.ipynb) |
# | [04 Psychographic](04_psychographic.ipynb) | What do customers value, and can we measure it? | [exercise](../exercises/04_psychographic.ipynb) |
# | [05 Behavioural](05_behavioural.ipynb) | What do purchases tell that profiles do not? | [exercise](../exercises/05_behavioural.ipynb) |
# | [06 Digital behaviour](06_digital_behaviour.ipynb) | What do clicks add, and for whom? | [exercise](../exercises/06_digital_behaviour.ipynb) |
# | [07 Technological](07_technological.ipynb) | Which channel reaches whom, and whom not? | [exercise](../exercises/07_technological.ipynb) |
# | [08 Loyalty](08_loyalty.ipynb) | Who stays, what is it worth, and who is forgotten? | [exercise](../exercises/08_loyalty.ipynb) |
# | [09 Situational](09_situational.ipynb) | What does the moment change? | [exercise](../exercises/09_situational.ipynb) |
# | [10 Lifecycle](10_lifecycle.ipynb) | Who is new, active, slipping away? | [exercise](../exercises/10_lifecycle.ipynb) |
# | [11 Business-oriented](11_business_oriented.ipynb) | Which companies should sales call first? | [exercise](../exercises/11_business_oriented.ipynb) |
# | [12 Mixed](12_mixed.ipynb) | How much precision does each further method buy? | [exercise](../exercises/12_mixed.ipynb) |
#
# Each lesson takes one method, a decision that a company has to make, and the data. It ends with what the course's
# five source documents claim about the method: 48 claims in all, each with a figure from this market, a verdict, and the
# point at which it stops being true.
#
# **One warning for all lessons.** The data are drawn by a program. A figure shows how a mechanism works; it is never a
# fact about real markets.

# %% [markdown]
# ## What you have done so far

# %%
done = progress.done()
done if len(done) else print("Nothing yet. Right answers in exercises and quizzes are noted here.")
