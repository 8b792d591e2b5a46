"""The checks of exercise 01."""

from collections.abc import Collection
from functools import cache
from numbers import Real

import numpy as np
import pandas as pd

from checks import expect, words
from checks.core import Answer, NotYet, only_tasks, predicted, task, writing
from checks.decide import decision
from checks.intake import plain
from given import why_segment as given
from helpers import data, experiment, features, market, segment

_EXERCISE = "01_why_segment"
_BUDGETS = [4_000, 6_000, 50_000]
_NUMBERS = [1, 2, 3, 4, 5, 6, 8, 12, 20]  # of messages, in the lesson's live picture
_PRICE_SEK = 900
_READERS = [600, 6_000, 60_000]


# ---------------------------------------------------------------- task 1


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Run the lesson down to the live picture: the cell's play button, or Run → Run All Cells.",
        "The sentence below the picture says which number of messages would earn the most. Choose that one.",
        "With 4,000 SEK it is one message, with 6,000 two, with 50,000 three. Copy each profit.",
    ],
)
def larger_budget(profit: Answer) -> str:
    """Check the profit of the best number of messages under three budgets, as the live picture says it."""
    table = _profits()
    best = table.idxmax(axis=1)
    wanted = table.max(axis=1).round().rename("profit")
    mistakes = {
        "gives the best number of messages; expected the profit that it earns": best,
        "is the profit with messages that cost nothing; set their cost back": (
            0.0 * wanted + (table.loc[50_000] + market.MESSAGE_COST_SEK * table.columns).max()
        ),
        "gives the profit without the cost of the messages": (
            wanted + market.MESSAGE_COST_SEK * best.to_numpy(int)
        ),
    } | {f"is the profit of {words.count(k, 'message')} under each budget": table[k] for k in table}
    mistakes = {text: other.astype(float).round() for text, other in mistakes.items()}
    expect.none_of_values(profit, mistakes, name="profit")
    expect.series(profit, wanted, name="profit", key="budget", within=1)
    reach, aim = wanted.diff().iloc[1:]
    return (
        f"The first 2,000 SEK more bring {reach:,.0f} SEK, the next 44,000 only {aim:,.0f}: once all are "
        "reached, three messages are enough, and money cannot buy more. Reach comes before precision."
    )


@cache
def _profits() -> pd.DataFrame:
    """Return the profit (SEK) by budget and number of messages, as the lesson's live picture counts it."""
    purchases = data.purchases()
    history = purchases[purchases["ordered_at"] < data.CUTOFF]
    spent = history.pivot_table(index="customer_id", columns="category", values="amount_sek", aggfunc="sum")
    spent = spent.fillna(0)[market.CATEGORIES]
    basket = spent.div(spent.sum(axis=1), axis=0)
    recency = features.rfm(data.load("orders"), at=data.TODAY)["recency_days"]
    profits = {}
    for k in _NUMBERS:
        shown = basket.groupby(segment.kmeans(basket, k)).transform("mean").rename(index=str)
        plan = market.plan(basket.index, shown.index)
        chances = market.reached(plan, more_offers=shown).set_index("customer_id")
        added = (chances["chance_with"] - chances["chance_without"]) * chances["basket_sek"] * market.MARGIN
        line_up = recency.loc[added.index].sort_values(kind="stable").index
        totals = np.append(0, added[line_up].cumsum())
        mail, fixed = market.CONTACT_COST_SEK["email"], market.MESSAGE_COST_SEK * k
        profits[k] = {}
        for budget in _BUDGETS:
            count = int(np.clip((budget - fixed) / mail + 1e-9, 0, len(line_up)))
            profits[k][budget] = totals[count] - (fixed + count * mail if count else 0)
    return pd.DataFrame(profits).rename_axis("budget")


# ---------------------------------------------------------------- task 2


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "Which group shows what would have happened without the e-mail?",
        "Those who gave no consent were not drawn at random; those held out were.",
        "A difference of shares, times the number of those contacted, gives a number of buyers.",
    ],
)
def incremental(added_buyers: Answer) -> str:
    """Check the buyers among those contacted who would not have bought without the e-mail."""
    outcomes = market.run(given.one_to_all(), holdout=0.2, seed=1)
    bought = outcomes.groupby("group")["converted"].agg(["size", "sum", "mean"])
    contacted, control, no_consent = (bought.loc[g] for g in ("contacted", "control", "no consent"))
    others = outcomes.loc[outcomes["group"] != "contacted", "converted"].mean()
    difference = contacted["mean"] - control["mean"]
    right = difference * contacted["size"]
    anyway = control["mean"] * contacted["size"]
    mistakes = {
        "all buyers among those contacted; some would have bought anyway": contacted["sum"],
        "a difference of two counts; the control group is smaller, so compare shares": (
            contacted["sum"] - control["sum"]
        ),
        "the number who would have bought anyway; expected the others": anyway,
        "the share of those contacted; expected how many they are": difference,
        "the share in per cent; expected how many they are": 100 * difference,
        "made with those who gave no consent; they were not drawn at random": (
            (contacted["mean"] - no_consent["mean"]) * contacted["size"]
        ),
        "made with all who were not contacted; those without consent were not drawn at random": (
            (contacted["mean"] - others) * contacted["size"]
        ),
        "counted for the control group; expected for those contacted": difference * control["size"],
        "counted for those who gave no consent, who got nothing": difference * no_consent["size"],
        "counted for all members; those who got no e-mail cannot have answered it": (
            difference * len(outcomes)
        ),
        "counted for the control group too, which got no e-mail": (
            difference * (contacted["size"] + control["size"])
        ),
        "how many times as often those contacted bought": contacted["mean"] / control["mean"],
        "how much more often those contacted bought; expected how many they are": (
            contacted["mean"] / control["mean"] - 1
        ),
        "made with the share of all members, those contacted among them": (
            (contacted["mean"] - outcomes["converted"].mean()) * contacted["size"]
        ),
        "the buyers of the control group": control["sum"],
        "a share of the contacted buyers alone; multiply with all who were contacted": (
            difference * contacted["sum"]
        ),
        "the part of the contacted buyers that the e-mail brought; expected how many they are": (
            right / contacted["sum"]
        ),
    }
    expect.none_of(added_buyers, right, mistakes, name="added_buyers")
    expect.number(added_buyers, right, name="added_buyers", decimals=0)
    groups = outcomes.groupby("group")["converted"]
    ends = experiment.rate_difference(groups.get_group("contacted"), groups.get_group("control"))[3:]
    low, high = (end * contacted["size"] for end in ends)
    return (
        f"{contacted['sum']:,.0f} of those contacted bought; the e-mail brought {right:,.0f} of them, by "
        f"this one campaign (95 % interval: {low:,.0f} to {high:,.0f}). The others would have come anyway."
    )


# ---------------------------------------------------------------- task 3


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "Which day is `data.TODAY`? Print it. Which orders are then *before*?",
        "Does `count` tell how much money was spent?",
        "`data.CUTOFF` is 1 July 2025; `sum` adds the money up.",
    ],
)
def favourite_goods(favourite: Answer) -> str:
    """Check the category on which each customer spent the most money before 1 July 2025."""
    lines = data.purchases()
    before = lines[lines["ordered_at"] < data.CUTOFF]
    spent = _by_category(before, "sum")
    picks = _one_pick_per_customer(favourite, spent.index)
    if isinstance(favourite, pd.Series) and set(favourite.index) == set(market.CATEGORIES):
        raise NotYet(
            "`favourite` has one row per category: the customer who spent most on it. Expected one row per "
            "customer. Use `idxmax(axis=1)`."
        )
    when = before.groupby("customer_id")["ordered_at"]
    last, first = (before[before["ordered_at"] == when.transform(end)] for end in ("max", "min"))
    if picks.nunique() == 1:
        raise NotYet(
            "`favourite` is the same for all customers; expected each customer's own. Group by both."
        )
    if isinstance(favourite, pd.Series) and _all_among(favourite, market.NEEDS):
        raise NotYet("`favourite` names bundles; expected one of the twelve kinds of goods, `category`.")
    net = before.assign(amount_sek=before["amount_sek"] - before["discount_sek"])
    on_day = lines[lines["ordered_at"] < data.CUTOFF + pd.Timedelta(days=1)]
    mistakes = {
        "the category bought most *often*; expected that with the most money": _by_category(before, "count"),
        "the category in the most *orders*; expected that with the most money": (
            _by_category(before.drop_duplicates(["order_id", "category"]), "count")
        ),
        "the category of the *dearest* single purchase; add the amounts up": _by_category(before, "max"),
        "the category with the highest *average* amount; expected the sum": _by_category(before, "mean"),
        "the category with the highest *median* amount; expected the sum": _by_category(before, "median"),
        "the category with the *least* money": -spent,
        "a category of the *last* order; expected the one with the most money": _by_category(last, "count")
        > 0,
        "a category of the *first* order; expected the one with the most money": _by_category(first, "count")
        > 0,
        "made from all purchases; expected those before 1 July 2025": _by_category(lines, "sum"),
        "made from all purchases, by how *often*: both faults are still in it": _by_category(lines, "count"),
        "made from the purchases *since* 1 July 2025; expected those before": (
            _by_category(lines[lines["ordered_at"] >= data.CUTOFF], "sum")
        ),
        "made from the purchases of 2025 until July; those of the year before are missing": (
            _by_category(before[before["ordered_at"].dt.year == 2025], "sum")
        ),
        "made with the purchases of 1 July too; expected those before that day": _by_category(on_day, "sum"),
        "made from the money less discounts; expected `amount_sek`": _by_category(net, "sum"),
        "made without what was sent back; expected all of `amount_sek`": (
            _by_category(before[before["returned"] == 0], "sum")
        ),
    }
    for sentence, table in mistakes.items():
        known = picks[picks.index.isin(table.index)]  # of another period, some may be left out or kept
        if len(known) > 1_000 and _is_highest(known, table).all() and not _is_highest(known, spent).all():
            raise NotYet(f"`favourite` is {sentence}.")
    wanted = spent.idxmax(axis=1).rename("favourite")
    if len(picks):
        tied = _is_highest(picks, spent)  # two categories may share the most money; either is right
        favourite = picks.mask(tied, wanted.reindex(picks.index))
    expect.series(favourite, wanted, name="favourite", key="customer_id")
    sizes = wanted.value_counts()
    return (
        f"{len(sizes)} segments by one rule. The largest, {sizes.index[0]}, has {sizes.iloc[0]:,} customers; "
        f"the smallest, {sizes.index[-1]}, has {sizes.iloc[-1]:,}. Are so few worth a message of their own?"
    )


def _by_category(lines: pd.DataFrame, how: str) -> pd.DataFrame:
    table = lines.pivot_table(index="customer_id", columns="category", values="amount_sek", aggfunc=how)
    return table.reindex(columns=market.CATEGORIES).fillna(0 if how in ("sum", "count") else -1)


def _one_pick_per_customer(favourite: Answer, customers: pd.Index) -> pd.Series:
    """Return the answer as a Series of category names by customer; an empty one when it is another kind."""
    if isinstance(favourite, pd.DataFrame) and "customer_id" in favourite.columns:
        favourite = favourite.set_index("customer_id")
    if isinstance(favourite, pd.DataFrame):
        named = [i for i in range(favourite.shape[1]) if _all_among(favourite.iloc[:, i], market.CATEGORIES)]
        favourite = favourite.iloc[:, named[0]] if len(named) == 1 else favourite
    if isinstance(favourite, dict):
        favourite = pd.Series(favourite, dtype=object)
    if isinstance(favourite, list | np.ndarray) and len(favourite) == len(customers):
        favourite = pd.Series(list(favourite), customers)
    if (
        not isinstance(favourite, pd.Series)
        or not favourite.index.is_unique
        or not _all_among(favourite, market.CATEGORIES)
    ):
        return pd.Series(dtype=object)
    return favourite.dropna().astype(object).rename("favourite").rename_axis("customer_id")


def _all_among(column: pd.Series, names: Collection[str]) -> bool:
    named = column.dropna()
    return len(named) > 0 and all(isinstance(name, str) and name in names for name in named)


def _is_highest(picks: pd.Series, table: pd.DataFrame) -> pd.Series:
    """Tell whether each customer's pick has the highest value of the customer's row in the table."""
    rows, columns = table.index.get_indexer(picks.index), table.columns.get_indexer(picks)
    values = table.to_numpy()
    highest = (values[rows, columns] == values.max(axis=1)[rows]) & (rows >= 0) & (columns >= 0)
    return pd.Series(highest, picks.index)


# ---------------------------------------------------------------- task 4


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "The line for 6,000 readers is there. Which number in it is the number of readers?",
        "Copy it, and put 600 in the place of 6,000; then 60,000.",
        "`idxmax` gives the index of the largest value, here the number of messages.",
    ],
)
def fewer_readers(best: Answer) -> str:
    """Check which number of messages leaves the most, for three numbers of readers."""
    added = given.added_per_reader()
    left = pd.DataFrame({readers: readers * added - _PRICE_SEK * added.index for readers in _READERS})
    wanted = left.idxmax().rename("best").rename_axis("readers")
    mistakes = {
        "has the number that adds the most margin everywhere; its messages are not paid yet": (
            wanted * 0 + added.idxmax()
        ),
        "is 4 for all; does the cost of a message change with its readers?": wanted * 0 + 4,
        "holds the places in the list, counted from 0; expected the numbers of messages: `idxmax`": (
            left.apply(np.argmax).rename_axis("readers")
        ),
        "holds what is left in SEK; expected the number of messages that leaves it": (
            left.max().rename_axis("readers")
        ),
        "is turned round: the most messages for the fewest readers": (
            pd.Series(wanted.to_numpy()[::-1], wanted.index)
        ),
        "has the number with the *least* left": left.idxmin().rename_axis("readers"),
        "has 1 for all: that earns most *per message*, or pays a message once for each reader": (
            wanted * 0 + 1
        ),
    }
    expect.none_of_values(best, mistakes, name="best")
    best = _whole(best)
    found = expect.aligned(best, wanted.to_frame(), name="best", key="readers", columns=["best"])["best"]
    for readers, number in found.items():
        if isinstance(number, Real) and number in added.index and number != wanted[readers]:
            raise NotYet(
                f"With {readers:,} readers {words.count(int(number), 'message')} would leave "
                f"{left.loc[number, readers]:,.0f} SEK; another number leaves more. Which number of readers "
                "stands in that line?"
            )
    expect.series(best, wanted, name="best", key="readers")
    return (
        f"{wanted[600]} with 600 readers, {wanted[6_000]} with 6,000, {wanted[60_000]} with 60,000: the gain "
        f"grows with the readers, the cost of a message does not. {predicted(_EXERCISE)}"
    )


def _whole(best: Answer) -> Answer:
    """Return a dict with its keys as numbers: `"600"` and `600` name the same shop."""
    if isinstance(best, dict):
        is_number = {key: isinstance(key, str) and key.replace("_", "").isdigit() for key in best}
        return {int(key) if is_number[key] else key: number for key, number in best.items()}
    return plain(best)


# ---------------------------------------------------------------- task 5


@writing(
    exercise=_EXERCISE,
    number=5,
    points=[
        "It says whom the e-mail is for in words that a writer sees before her, not in a table's.",
        "It names what to show first, and keeps to two or three kinds of goods.",
        "It says what to leave out, and why: these readers hardly buy it.",
        'It does not tell readers what we know of them: no "because you only buy …".',
    ],
)
def to_the_copywriter() -> str:
    """Write a brief of three sentences to the person who writes the e-mail for one segment."""
    table = given.one_segment()
    both = table.loc[["essentials", "bulk_packs"], "segment"].sum()
    usual = table.loc[["essentials", "bulk_packs"], "all"].sum()
    return (
        "Write for people who come to us for everyday things, and take the large pack if it saves a trip. "
        f"Show these goods and the bulk packs, the price in the first line: {both:.0f} of their 100 SEK go "
        f"there, {usual:.0f} among all customers. Leave out fashion, beauty and organic food, which they "
        "hardly buy, and do not say that we know it: the e-mail is about useful things, not about its reader."
    )


# ---------------------------------------------------------------- task 6


@decision(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "The plan that is there needs one thing more: what do those get of whom nothing is known?",
        "Each bundle is one more message to pay. Which of the four have the most readers?",
        "Whom would you leave out? An e-mail is cheap, and some who have been silent will answer.",
    ],
    rival=("one message to everybody", given.one_to_all),
    only={"channel": "email"},
)
def how_many_messages(plan: pd.DataFrame) -> str:
    """Decide on an e-mail in one message or several, after at most three campaigns."""
    reached = market.expected(plan).query("consent == 1")
    texts = reached["offer"].nunique()
    return (
        f"It writes {words.count(texts, 'message')} for {len(reached):,} customers who have agreed, at "
        f"{market.message_cost(reached):,.0f} SEK."
    )


__all__, __dir__, __getattr__ = only_tasks(globals())
