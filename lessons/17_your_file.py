# %% [markdown]
# # 17 · Your file: the workbench
#
# Here you take a file of your own from the export to the report. Nothing on this page is about anybody else's data:
# every word beside a result is worked out from your file.
#
# | reading | your own file | you need first |
# |---|---|---|
# | 5 min | 15–60 min | lesson 16 |
#
# Your file is read on this computer and goes nowhere else. If it holds names or addresses, ask who is responsible for
# them in your company before you copy it anywhere. On Binder this page runs on a stranger's computer: take no customers'
# data there.
#
# ## 1 · The file, its columns, its questions
#
# Run the cell (<kbd>Shift</kbd> + <kbd>Enter</kbd>). Choose a CSV file or an Excel workbook: upload it, pick it, or type its
# path. Then look through the columns: beside each name stand three of its values. At last answer what the file
# does not say. A large file (more than 10 MB) is better uploaded with the arrow above the list of files: it lies under
# the folder sign on the left.

# %%
from own_file.form import workbench

bench = workbench()
bench

# %% [markdown]
# When the form is finished, press **Update everything below** or run the cells one after the other. When you change the form
# later, do it again: no part keeps an older result.
#
# ## 2 · What was left out, and why
#
# Kept and dropped rows add up to the rows of the file. The first number to check: does your accounting know the total?

# %%
bench.show("rows")

# %% [markdown]
# ## 3 · Who buys
#
# A row per customer: days since the last order, number of orders, money. What was sent back lowers the money; it is no order.

# %%
bench.show("buyers")

# %% [markdown]
# ## 4 · Segments
#
# Rules that you can read aloud. Where one segment ends and the next begins follows from the file's own figures: its
# usual time from order to order, its orders per customer, its baskets.

# %%
bench.show("segments")

# %% [markdown]
# ## 5 · Are they stable?
#
# k-means looks for groups in customers who are drawn anew again and again (lesson 14). Groups that do not come back are no
# groups, and that is a result, too.

# %%
bench.show("stability")

# %% [markdown]
# ## 6 · What to do
#
# The actions are guesses, as always. A control group turns them into knowledge, and it needs people who may be written to.

# %%
bench.show("actions")

# %% [markdown]
# ## 7 · The report and the files
#
# One page for the board; on its back stand what the file cannot tell and what was decided. Beside it lie the rows that were
# left out, each customer's segment, and the lists for e-mail and advertising as far as the file says who has agreed.

# %%
bench.show("files")

# %% [markdown]
# Put the next date into your calendar: segments go stale (lesson 15). For the next file, choose it in the form above.
#
# **The same in a terminal:** `python -m own_file orders.csv --out results` in the course's folder lists what is open, or
# writes all files.
#
# **Back to:** [lesson 16, the seven steps](16_your_own_data.ipynb) · [the map](00_start_here.ipynb)
