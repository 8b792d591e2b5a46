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

from helpers import data

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
# - **You are the trainer.** Read [the trainer's guide](../TRAINER.md) first. Run the lesson once from top to bottom the day before. Every lesson begins with its minutes,
#   low and high, for reading and for the exercise.
# - **On your own.** Take the lessons in order, or begin with the one whose question is yours. Each says what you need first.
#   Do the exercise before you look at the solution; hints come one at a time.
# - **On Binder.** You work on a computer that is thrown away after about ten idle minutes, with all that you wrote.
#   [How to keep your work](#Keep-your-work) stands below. Read it before your first exercise.
#
# ## The map
#
# {{=map}}
#
# **A file of your own?** [The workbench](17_your_file.ipynb) takes it from the export to the report.
#
# Lessons 02 to 12 take one method each, a decision that a company has to make, and the data. Each ends with what the
# course's five source documents claim about the method: 48 claims in all, each with a figure from this market, a verdict,
# and the point at which it stops being true. Lesson 15 ends with all 48 in one table.
#
# **A word you do not know?** [The list of words](../GLOSSARY.md) says what the course means by it, in Swedish and Danish
# too.
#
# **One warning for all lessons.** The data are drawn by a program. A figure shows how a mechanism works; it is never a
# fact about real markets.

# %% [markdown]
# ## What you have done so far
#
# Right answers in exercises and quizzes are noted in one file of this course, `progress.json`. It goes nowhere by itself.
# Run the cell to see where you stand and where to go on.

# %%
from kit import start_page

start_page.Progress()

# %% [markdown]
# ## Keep your work
#
# **On your own computer** JupyterLab saves what you write into the course's folder, every two minutes and when you press
# <kbd>Ctrl</kbd> + <kbd>S</kbd>. Is there a newer course? Close JupyterLab and type `python course.py update` in the
# course's folder. Your answers and notes move into the new exercises, and a dated copy of each old file is kept in the
# folder `my_work`. If you unpacked the course from a ZIP file, unpack the new one beside it, and type there
# `python course.py update --from` and the old folder's name.
#
# **On Binder** nothing is kept for you after about ten idle minutes. Keep it in your browser:
#
# 1. Before a break, press *Save to browser storage* in the exercise: the first of the two clouds in its bar. Do so in each
#    exercise that you have written in. If the session has ended meanwhile, tick *Do not show this message again* in
#    JupyterLab's message about the lost connection and close it: the cloud still works while the page is open.
# 2. Later, open Binder with the same link, in the same browser. Open the exercise and press the second cloud, *Restore
#    from browser storage*. Then choose *Run → Run All Cells*: right answers are noted in your progress again.
# 3. Binder runs on several computers, and your browser keeps a store for each. If the second cloud finds nothing, you are on
#    another one. For work that must not be lost press *Download* as well, and later put the file back: drag it into the
#    folder `exercises` in the list to the left.
#
# Clearing the browser's data clears this store too. A private window forgets it when you close it.

# %% [markdown]
# ## Start an exercise afresh
#
# Choose an exercise and press the button. Yours is copied into the folder `my_work` first, under today's date, and your
# progress stays. Save the exercise before, with <kbd>Ctrl</kbd> + <kbd>S</kbd>, if it is open.

# %%
start_page.StartAfresh()
