# %% [markdown]
# # 18 · Which method for my company?
#
# Eleven methods, 48 claims, and each claim with an edge where its answer turns. Here you hold the edges against your own
# company: ten questions, and the methods in order for you.
#
# | reading | your company | you need first |
# |---|---|---|
# | 5 min | 10 min | nothing; better after lesson 01 and some of 02 to 12 |
#
# **“I do not know” is an answer to every question.** It leaves a claim open, and the page says what to find out first. Sell
# to people and to companies? Fill the form in twice. Nothing that you choose is kept or sent.
#
# ## 1 · Ten questions, and what follows
#
# Run the cell (<kbd>Shift</kbd> + <kbd>Enter</kbd>) and choose: with the mouse, or <kbd>Tab</kbd> to the next question,
# <kbd>Space</kbd> to open its list. Take the number nearest to yours; it matters only on which side of an edge it lies.

# %%
from page import which_form

which_form.Chooser()

# %% [markdown]
# A longer bar stands higher because more of what is said for the method holds for you, and less of what is said against
# it. *(if)* means that it can be done if you have what you said you do not know. Bars of the same length are a tie: take
# the one that costs you less work.
#
# Where no answer of yours meets an edge, the claim stands as in the course, and its turning point is there for you to
# compare: only you know how densely your customers live, or what your voucher is worth.
#
# ## 2 · The rules, in the open
#
# No edge is typed in: each is read from the evidence behind the lessons. How many of the 48 claims turn at all?

# %%
from helpers import claims

told = claims.register().query("table > 0")["edge"]
turns = ~told.str.startswith("It turns nowhere")
int(turns.sum())

# %% [markdown]
# {{turns.sum()}} of {{len(turns)}} turn somewhere in the range that the course calls ordinary. An answer of yours on the other
# side of an edge than Havnbo, the course's own company, turns the claim. Two things are ours and no finding: **that every
# claim of a method counts the same**, and the lines that say *our judgement*.

# %%
which_form.show_rules()

# %% [markdown]
# The points of a method: the share of the claims for it that hold, less the share of the claims against it that hold.
# *Cannot tell* counts half. Each line of our judgement adds or takes one, as much as all claims for a method together.
# Disagree with a line? It stands in `lessons/which_method.toml`: change it, restart the kernel, and look what moves.
#
# ## 3 · What this page does not know
#
# - **Your market.** The edges belong to two invented companies. They show what turns an answer, and roughly where; your own
#   edge lies elsewhere. A control group finds it (lesson 05).
# - **What a contact costs you.** The claims have an edge for the price of a text, and none for a stamp or a call.
# - **Companies.** Most methods were tried on households. Lesson 11 is the one for you, and 05 where it speaks of purchases.
# - **The length of your list, in between.** The course tried 120 customers and its whole list. In between it counts by the head, which is
#   a guess.
# - **What is right.** Consent, profiling and small groups stand in each lesson under *when not to*. A method that may not be
#   used has no place in any order.
# - **Whether to divide at all.** One message to all is an answer, too, and for a short list often the best one (lessons 01
#   and 14).
#
# **Ask tomorrow:** which of the ten did we answer with “I do not know”, and who in the company knows it?
#
# [Start page](00_start_here.ipynb) · [All 48 claims, lesson 15](15_keep_it_alive.ipynb) ·
# [Your own file: the workbench](17_your_file.ipynb)
