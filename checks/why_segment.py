"""The checks of exercise 01."""

from numbers import Real

import pandas as pd

from checks import expect
from checks.core import Answer, NotYet, only_tasks, task
from given import why_segment as given
from helpers import data, market

_EXERCISE = "01_why_segment"
_ADDED_BY_NUMBER = {1: 30_000, 2: 33_000, 3: 35_200, 4: 36_300, 5: 36_800, 6: 36_900, 12: 36_500}
_PRICE_SEK = 900


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Profit is what is left of the margin when the e-mails and the messages are paid.",
        "All the e-mails together cost `e_mails * one_e_mail_sek`.",
        "Take away the messages in the same way: their number times the cost of one.",
    ],
)
def profit_left(profit_sek: Answer) -> str:
    """Check the margin less e-mails less messages."""
    mistakes = {
        "The messages are not paid yet: two, at 1,800 SEK each.": 52_000 - 4_000 * 0.6,
        "Only one message is paid; the shop wrote two versions.": 52_000 - 4_000 * 0.6 - 1_800,
        "The e-mails are not paid yet: 4,000, at 0.60 SEK each.": 52_000 - 2 * 1_800,
        "Only one e-mail is paid; expected all 4,000.": 52_000 - 0.6 - 2 * 1_800,
        "That is what the campaign costs; expected what is left of the margin.": 4_000 * 0.6 + 2 * 1_800,
        "The costs were added to the margin; take them away.": 52_000 + 4_000 * 0.6 + 2 * 1_800,
    }
    right = 52_000 - 4_000 * 0.6 - 2 * 1_800
    expect.none_of(profit_sek, right, mistakes, name="profit_sek")
    expect.number(profit_sek, right, name="profit_sek", unit="SEK", decimals=0)
    return "6,000 SEK of cost, of which the two messages are more than half."


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "The control group shows what would have happened without the e-mail.",
        "The groups differ in size, so compare the shares of buyers: the column `mean` of `bought`.",
        "A difference of shares times the number of those contacted gives a number of buyers.",
    ],
)
def incremental(added_buyers: Answer) -> str:
    """Check the buyers among those contacted who would not have bought without the e-mail."""
    outcomes = market.run(given.one_to_all(), holdout=0.2, seed=1)
    bought = outcomes.groupby("group")["converted"].agg(["size", "sum", "mean"])
    contacted, control, no_consent = (bought.loc[g] for g in ("contacted", "control", "no consent"))
    difference = contacted["mean"] - control["mean"]
    right = difference * contacted["size"]
    of_counts = contacted["sum"] - control["sum"]
    to_no_consent = (contacted["mean"] - no_consent["mean"]) * contacted["size"]
    anyway = control["mean"] * contacted["size"]
    mistakes = {
        "That is all buyers among those contacted; some would have bought anyway.": contacted["sum"],
        "a difference of two counts; the control group is smaller, so compare shares first": of_counts,
        "the number who would have bought anyway; expected the others": anyway,
        "the share of those contacted; expected how many they are": difference,
        "the share in per cent; expected how many they are": 100 * difference,
        "compared with those who gave no consent; they were not drawn by lot": to_no_consent,
        "counted for the control group; expected for those contacted": difference * control["size"],
    }
    expect.none_of(added_buyers, right, mistakes, name="added_buyers")
    expect.number(added_buyers, right, name="added_buyers", decimals=0)
    return (
        f"{contacted['sum']:,.0f} of those contacted bought; the e-mail brought {right:,.0f} of them. "
        "The others would have come anyway."
    )


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "First the money per customer and category: `groupby` both, `sum`, then `unstack`.",
        "`idxmax` gives the name of the largest value.",
        "Say that you mean the largest of each row: `idxmax(axis=1)`.",
    ],
)
def favourite_goods(favourite: Answer) -> str:
    """Check the category on which each customer spent the most money before 1 July 2025."""
    lines = data.load("order_lines").merge(data.load("orders")[["order_id", "customer_id", "ordered_at"]])
    before = lines[lines["ordered_at"] < data.CUTOFF]
    money, often = _by_category(before, "sum"), _by_category(before, "count")
    picks = _one_pick_per_customer(favourite)
    if isinstance(favourite, pd.Series) and set(favourite.index) == set(market.CATEGORIES):
        raise NotYet(
            "`favourite` has one row per category: the customer who spent most on it. Expected one row per "
            "customer. Use `idxmax(axis=1)`."
        )
    dearest, mean = _by_category(before, "max"), _by_category(before, "mean")
    mistakes = {
        "the category bought most *often*; expected the one with the most money": often,
        "the category of the *dearest* single purchase; add the amounts up first": dearest,
        "the category with the highest *average*; expected the sum": mean,
        "the category with the *least* money": -money,
        "made from all purchases; expected those in `before`": _by_category(lines, "sum"),
    }
    for sentence, table in mistakes.items():
        if len(picks) == len(table) and _is_highest(picks, table).all():
            raise NotYet(f"`favourite` is {sentence}.")
    wanted = money.idxmax(axis=1).rename("favourite")
    tied = _is_highest(picks, money)  # two categories may share the most money; either is right
    if len(picks):
        favourite = picks.mask(tied, wanted.reindex(picks.index))
    expect.series(favourite, wanted, name="favourite", key="customer_id")
    sizes = wanted.value_counts()
    return (
        f"{len(sizes)} segments by one rule. The largest, {sizes.index[0]}, has {sizes.iloc[0]:,} customers; "
        f"the smallest, {sizes.index[-1]}, has {sizes.iloc[-1]:,}. Are so many worth a message each?"
    )


def _by_category(lines: pd.DataFrame, how: str) -> pd.DataFrame:
    table = lines.pivot_table(index="customer_id", columns="category", values="amount_sek", aggfunc=how)
    return table.reindex(columns=market.CATEGORIES).fillna(0 if how in ("sum", "count") else -1)


def _one_pick_per_customer(favourite: Answer) -> pd.Series:
    """Return the answer as a Series of category names by customer; an empty one when it is another kind."""
    if isinstance(favourite, pd.DataFrame) and "customer_id" in favourite.columns:
        favourite = favourite.set_index("customer_id")
    if isinstance(favourite, pd.DataFrame) and favourite.shape[1] == 1:
        favourite = favourite.iloc[:, 0]
    if isinstance(favourite, dict):
        favourite = pd.Series(favourite, dtype=object)
    if not isinstance(favourite, pd.Series) or not favourite.index.is_unique:
        return pd.Series(dtype=object)
    favourite = favourite.astype(object)
    if not all(isinstance(name, str) for name in favourite):
        return pd.Series(dtype=object)
    return favourite.rename("favourite").rename_axis("customer_id")


def _is_highest(picks: pd.Series, table: pd.DataFrame) -> pd.Series:
    """Tell whether each customer's pick has the highest value of the customer's row in the table."""
    rows, columns = table.index.get_indexer(picks.index), table.columns.get_indexer(picks)
    values = table.to_numpy()
    highest = (values[rows, columns] == values.max(axis=1)[rows]) & (rows >= 0) & (columns >= 0)
    return pd.Series(highest, picks.index)


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Take the cost of the messages from the margin: two messages cost `2 * message_sek`.",
        "The numbers of messages are the index: `added_margin_sek.index`.",
        "`idxmax` gives the index of the largest value, here the number of messages.",
    ],
)
def how_many(best_number: Answer) -> str:
    """Check the number of messages that earns the most when each costs 900 SEK."""
    margin = pd.Series(_ADDED_BY_NUMBER)
    left = margin - _PRICE_SEK * margin.index
    right = int(left.idxmax())
    place, per_message = left.argmax(), (margin / margin.index).idxmax()
    mistakes = {
        "That number adds the most margin, but its messages are not paid yet.": margin.idxmax(),
        "That is the place in the list, counted from 0; expected the number of messages: `idxmax`.": place,
        "That is the profit; expected the number of messages that earns it.": left.max(),
        "One message earns the most *per message*; expected the most in all.": per_message,
    }
    expect.none_of(best_number, right, mistakes, name="best_number")
    if isinstance(best_number, Real) and best_number in (2, 5, 12):
        raise NotYet(
            f"{best_number:.0f} messages leave {left[best_number]:,.0f} SEK; another number leaves more. "
            f"Compute `added_margin_sek` less `message_sek` for each message, and look at all of them."
        )
    expect.number(best_number, right, name="best_number")
    return f"Four messages leave {left[4]:,.0f} SEK. The fifth adds 500 SEK of margin and costs {_PRICE_SEK}."


@task(
    exercise=_EXERCISE,
    number=5,
    hints=[
        "First work out what the budget buys: how many messages, if all who have agreed are to be reached?",
        "Start with one message to all. Which two large groups could get one of their own?",
        "What a customer spent most on says which bundle fits. Keep `everyone` for the others.",
    ],
)
def within_budget(plan: Answer) -> str:
    """Check any plan by e-mail that reaches the stated expected profit within the budget."""
    plan, profit = expect.plan(plan, market.expected_profit, only={"channel": "email"})
    extra = [c for c in plan.columns if c not in ("customer_id", "offer", "channel") and c in market.OPTIONAL]
    if extra:
        raise NotYet(
            f"`plan` has a column `{extra[0]}`; in this task only customer, offer and channel count."
        )
    reached = market.expected(plan).query("consent == 1")
    kinds = reached["offer"].nunique()
    cost = len(reached) * market.CONTACT_COST_SEK["email"] + kinds * market.MESSAGE_COST_SEK
    sends = f"Your plan writes to {len(reached):,} customers with {_count(kinds)} for {cost:,.0f} SEK"
    if cost > given.BUDGET_SEK:
        raise NotYet(
            f"{sends}; the budget is {given.BUDGET_SEK:,}. "
            "Would fewer different messages, or fewer e-mails, do?"
        )
    if profit >= given.TARGET_SEK:
        plain = market.expected_profit(given.one_to_all())
        return f"{sends} and earns {profit:,.0f} SEK. One message to all earns {plain:,.0f}."
    advice = "Does each group get what it buys most? Look at the two largest."
    if kinds == 1:
        advice = "There is money for more than one message. Which customers could get one of their own?"
    elif len(reached) < 4_000:
        advice = "Every customer left out could have answered: reach comes before precision."
    raise NotYet(f"{sends} and earns {profit:,.0f} SEK; expected {given.TARGET_SEK:,} or more. {advice}")


def _count(kinds: int) -> str:
    return "1 message" if kinds == 1 else f"{kinds} different messages"


__all__, __dir__, __getattr__ = only_tasks(globals())
