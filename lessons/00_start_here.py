# %% [markdown]
# # Start here
#
# Customer segmentation, learnt by doing it: eleven methods, two invented Nordic companies, and a market that tells what no
# real dataset can, namely what would have happened otherwise. Every lesson has a decision that a company has to make.
#
# **Begin here: [01 · Why segment?](01_why_segment.ipynb)**, or take the way that is yours:
#
# | you have | take |
# |---|---|
# | an hour | [01](01_why_segment.ipynb), then the live picture of [05](05_behavioural.ipynb) and what it says of discounts |
# | a day | [01](01_why_segment.ipynb), [05](05_behavioural.ipynb), [08](08_loyalty.ipynb), [14](14_how_many_segments.ipynb), [15](15_keep_it_alive.ipynb), with their exercises |
# | companies as customers | [01](01_why_segment.ipynb), [05](05_behavioural.ipynb), [11](11_business_oriented.ipynb), [13](13_strategic_and_tactical.ipynb), [15](15_keep_it_alive.ipynb) |
# | a file of your own | [16](16_your_own_data.ipynb), then [the workbench](17_your_file.ipynb), from the export to the report |
# | ten minutes, and a company | [18](18_which_method.ipynb): which of the eleven methods, for you |
#
# Click into the grey cell below and press <kbd>Shift</kbd> + <kbd>Enter</kbd>: it runs, and the table shows what you have done.

# %%
from kit import start_page

start_page.Progress()

# %% [markdown]
# Minutes are for the lesson, every line of code read slowly, and for its exercise. Right answers are noted in one file of this
# course, `progress.json`. It goes nowhere by itself.
#
# ## How a lesson works
#
# A notebook is a page of text and **cells** of Python. Run them from top to bottom. Grey lines that are folded (`•••`) only draw; click
# the dots to see them. Run the next cell and move the slider, with the mouse or with the arrow keys. The picture should
# follow your hand.

# %% tags=["hide-input"]
# Folded: a first live picture, of the orders in each month.
import matplotlib.pyplot as plt
from ipywidgets import IntSlider

from helpers import charts, data
from page import live

fig, ax = plt.subplots(figsize=(6, 2.6), layout="constrained")
counts = data.load("orders")["ordered_at"].dt.month.value_counts().sort_index()
bars = ax.bar(counts.index, counts, color="0.8")
ax.set(xlabel="month", ylabel="orders, two years", xticks=range(1, 13))


def update(month):
    for bar, number in zip(bars, counts.index):
        bar.set_facecolor(charts.PALETTE[0] if number == month else "0.8")
    times = counts[month] / counts.mean()
    return f"Month {month} has {counts[month]:,} orders, {times:.1f} times the average month."


live.Live(fig, update, {"month": IntSlider(description="Month", value=12, min=1, max=12)},
          alt="A bar per month with its number of orders; the chosen month is dark.", frames=("month",))

# %% [markdown]
# **It works?** Then all is there, and you can begin. **It does not?** In the menu choose *Kernel → Restart Kernel and Run All
# Cells*. If a message remains, close JupyterLab, open a terminal in the course's folder and type `python course.py lab`
# again: set-up repairs itself.
#
# - **In a class.** Your trainer says which lesson is next. Read along, run each cell, and move the controls yourself.
# - **You are the trainer.** Read [the trainer's guide](../TRAINER.md) first.
# - **On your own.** Do the exercise before you look at the solution; hints come one at a time.
# - **You doubt a figure.** Each lesson has its *evidence* beside it: the experiments behind what it says, for those who like to
#   see them. What the course's five source documents claim, 48 claims in their tables, is judged there; lesson 15 ends with all
#   48 in one table.
# - **One page a lesson, to print and keep.** Type `python course.py summary` in a terminal in the course's folder, and open
#   `_summary/all.html`, or `_summary/05.html` for lesson 05 alone.
# - **A word you do not know?** [The list of words](../GLOSSARY.md) says what the course means by it, in Swedish and Danish too.
# - **On Binder** you work on a computer that is thrown away after about ten idle minutes, with all that you wrote. Read
#   [how to keep your work](#Keep-your-work) before your first exercise.
#
# **One warning for all lessons.** The data are drawn by a program. A figure shows how a mechanism works; it is never a
# fact about real markets.

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
# ## Your board paper
#
# The exercises ask for short texts and for decisions. The button puts them on pages that print, with the campaigns behind
# them and a line on what you have completed. The paper stays in the folder `my_work`; nothing is sent anywhere.

# %%
start_page.BoardPaper()

# %% [markdown]
# ## Start an exercise afresh
#
# Choose an exercise and press the button. Yours is copied into the folder `my_work` first, under today's date, and your
# progress stays. Save the exercise before, with <kbd>Ctrl</kbd> + <kbd>S</kbd>, if it is open.

# %%
start_page.StartAfresh()
