"""The checks of exercise 13."""

from functools import cache

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold, cross_val_predict

from checks import expect
from checks.core import NotYet, task
from helpers import data, features, market

EXERCISE = "13_strategic_and_tactical"
TARGET_SEK = 30_000
MOST_LETTERS = 1_200
JANUARY = pd.Timestamp("2025-01-01")


# ---- inputs of the tasks


def need_counts(at, months: int) -> pd.DataFrame:
    """Order lines of each need, by customer, in the months before `at`; customers with one or more."""
    at, lines = pd.Timestamp(at), _lines()
    past = (lines["ordered_at"] >= at - pd.DateOffset(months=months)) & (lines["ordered_at"] < at)
    counts = lines[past].groupby(["customer_id", "need"]).size().unstack(fill_value=0)
    return counts.reindex(columns=list(market.NEEDS), fill_value=0)


@cache
def _lines():
    """Every order line with its customer, time and need; read once, and not to be changed."""
    orders = data.load("orders")[["order_id", "customer_id", "ordered_at"]]
    lines = data.load("order_lines").merge(orders)
    return lines.assign(need=lines["category"].map(market.NEED_OF))


def kind_figures() -> pd.DataFrame:
    """Margin a customer (SEK) and share of goods sent back in 2025, by kind and for all."""
    kind = need_counts(data.TODAY, 18).idxmax(axis=1)
    lines = _lines()
    each = (
        lines[lines["ordered_at"] >= JANUARY]
        .groupby("customer_id")
        .agg(amount=("amount_sek", "sum"), lines=("returned", "size"), returned=("returned", "sum"))
    )
    each = each.reindex(kind.index).fillna(0).assign(customers=1)
    sums = pd.concat([each.groupby(kind).sum(), each.sum().rename("all").to_frame().T])
    return pd.DataFrame(
        {
            "margin_sek": sums["amount"] * market.MARGIN / sums["customers"],
            "returned_share": sums["returned"] / sums["lines"],
        }
    ).rename_axis("kind")


def shortfall_list() -> pd.DataFrame:
    """The 150 largest shortfalls of early 2025, with what they bought in the half-year after, in season."""
    orders = data.load("orders")
    before = features.rfm(orders, at=JANUARY).query("frequency >= 3")
    first = orders[(orders["ordered_at"] >= JANUARY) & (orders["ordered_at"] < data.CUTOFF)]
    second = orders[orders["ordered_at"] >= data.CUTOFF]
    real, after = (
        part.groupby("customer_id")["amount_sek"].sum().reindex(before.index, fill_value=0)
        for part in (first, second)
    )
    folds = KFold(5, shuffle=True, random_state=0)
    guess = cross_val_predict(LinearRegression(), before, real, cv=folds)
    table = pd.DataFrame({"expected": np.maximum(guess, 0), "real": real})
    table["after"] = after * real.sum() / after.sum()
    worst = (table["expected"] - table["real"]).nlargest(150).index
    return table.loc[worst].round(0)


def three_lists(each: int) -> dict[str, pd.Index]:
    """The ids at the top of the lists of sales, service and communication; all accept post."""
    orders = data.load("orders")
    customers = data.load("customers").set_index("customer_id")
    may = customers.index[customers["consent_post"] == 1]
    rfm = features.rfm(orders, at=data.TODAY)
    lately = features.score(rfm["recency_days"], best="low") + features.score(rfm["frequency"])
    money = orders[orders["ordered_at"] >= JANUARY].groupby("customer_id")["amount_sek"].sum()
    visits = data.load("sessions").merge(data.load("identity")[["visitor_id", "customer_id"]])
    recent = visits[visits["started_at"] >= data.TODAY - pd.Timedelta(days=90)]
    merit = {
        "sales": lately + rfm["frequency"] / 1000,
        "service": money,
        "communication": recent.groupby("customer_id").size(),
    }
    return {
        name: values[values.index.isin(may)].sort_values(ascending=False, kind="stable").index[:each]
        for name, values in merit.items()
    }


def plain_by_lot() -> pd.DataFrame:
    """The plan of as many plain letters as the budget allows, drawn by lot among those who accept post."""
    customers = data.load("customers")
    may = customers.loc[customers["consent_post"] == 1, "customer_id"].to_numpy()
    ids = np.random.default_rng(13).choice(may, MOST_LETTERS, replace=False)
    return pd.DataFrame({"customer_id": ids, "offer": "everyone", "channel": "post"})


# ---- the tasks


@task(
    exercise=EXERCISE,
    number=1,
    hints=[
        "You want the *name of the column* with the largest number in each row.",
        "`idxmax` gives the place of the largest value; `axis=1` looks along the rows.",
    ],
)
def frame_in_one_line(kind):
    """The need bought most by each customer."""
    counts = need_counts(data.CUTOFF, 18)
    wanted = counts.idxmax(axis=1).rename("kind")
    mistakes = {
        "holds how many lines were bought of the largest need; expected its name: `idxmax`": counts.max(
            axis=1
        ),
        "holds the need bought least; expected the one bought most": counts.idxmin(axis=1),
        "is by all purchases of two years; expected `counts`, the 18 months before July": need_counts(
            data.TODAY, 24
        ).idxmax(axis=1),
    }
    expect.none_of_values(kind, mistakes, name="kind")
    if isinstance(kind, pd.Series) and list(kind.index) == list(counts.columns):
        raise NotYet(
            f"`kind` has a row per need, {len(kind)}; expected one per customer, {len(counts):,}. "
            "Look along the rows: `axis=1`."
        )
    kind = _tie_free(kind, counts)
    expect.same_segments(kind, wanted, name="kind", at_least=1.0)
    expect.series(
        kind, wanted, name="kind", key="customer_id"
    )  # the same groups by another name are no needs
    largest = wanted.value_counts(normalize=True)
    return f"{len(wanted):,} customers; the largest kind, {largest.index[0]}, holds {largest.iloc[0]:.0%}."


def _tie_free(kind, counts):
    """The answer with ties set as the reference sets them: any of the largest needs is right."""
    if not isinstance(kind, pd.Series) or not kind.index.isin(counts.index).all():
        return kind
    if not kind.isin(counts.columns).all() or not kind.index.is_unique:
        return kind
    rows = counts.loc[kind.index]
    chosen = rows.to_numpy()[np.arange(len(rows)), rows.columns.get_indexer(kind)]
    return kind.where(chosen < rows.max(axis=1), rows.idxmax(axis=1))


@task(
    exercise=EXERCISE,
    number=2,
    hints=[
        "The customers stand in the index of both tables.",
        "`later.index.isin(month.index)` is True for a later buyer whom last month sees.",
        "The mean of True and False is the share of True.",
    ],
)
def seen_by_last_month(seen):
    """Share of the later buyers of whom last month's segmentation says anything."""
    month, later = need_counts(data.CUTOFF, 1).index, need_counts(data.TODAY, 6).index
    right = float(later.isin(month).mean())
    mistakes = {
        "the share of June's customers who bought later; expected the share of later buyers "
        "seen in June": float(month.isin(later).mean()),
        "the share who are *not* seen": 1 - right,
        "a ratio of the two lengths; customers of June who did not come back count in it": len(month)
        / len(later),
        "a number of customers; expected a share": float(later.isin(month).sum()),
    }
    expect.none_of(seen, right, mistakes, name="seen")
    expect.number(seen, right, name="seen", decimals=2)
    return f"About {1 - right:.0%} of the later buyers a segmentation by last month is silent."


@task(
    exercise=EXERCISE,
    number=3,
    hints=[
        "First the ratio to all: margin of the kind over margin of all; returns the other way round.",
        "A ratio of 1 is 0.5 and a ratio of 1.3 is 1: so 0.5 + (ratio - 1) / 0.6.",
        "`.clip(0, 1)` keeps the scores between 0 and 1.",
    ],
)
def fixed_scale(scores):
    """Scores of four kinds on a fixed scale."""
    figures = kind_figures()
    kinds, everyone = figures.drop("all"), figures.loc["all"]
    ratio = kinds / everyone
    better = ratio.assign(returned_share=1 / ratio["returned_share"])
    wanted = (0.5 + (better - 1) / 0.6).clip(0, 1)
    stretched = (better - better.min()) / (better.max() - better.min())
    mistakes = {
        "`scores` run from the worst kind (0) to the best (1), which blows small differences up; expected "
        "the fixed scale of 30% around all.": stretched,
        "In `scores`, kinds with a large `returned_share` get high scores; less is better. Turn that "
        "ratio round.": (0.5 + (ratio - 1) / 0.6).clip(0, 1),
        "`scores` go below 0 or above 1; expected them to stop there: `.clip(0, 1)`.": 0.5
        + (better - 1) / 0.6,
        "`scores` are the ratios to all; now bring them to the scale: 0.5 + (ratio - 1) / 0.6.": better,
        "A ratio of 1.3 should score 1; yours takes 0.3 instead of 0.6 for the whole scale.": (
            0.5 + (better - 1) / 0.3
        ).clip(0, 1),
    }
    if isinstance(scores, pd.DataFrame) and set(wanted.columns) <= set(scores.columns):
        if "all" in scores.index:
            raise NotYet("`scores` has a row `all`; expected the four kinds only. Drop it.")
        for words, mistaken in mistakes.items():
            if all(expect.same_values(scores[c], mistaken[c]) for c in wanted.columns):
                raise NotYet(words)
    expect.frame(scores, wanted, name="scores", key="kind", decimals=2)
    best = wanted.mean(axis=1).idxmax()
    return f"With equal weights {best} is ahead on these two. Would it be with yours?"


@task(
    exercise=EXERCISE,
    number=4,
    hints=[
        "Three conditions: household, consent to e-mail, and an order in 2025.",
        "`customers.index.isin(...)` with the customers of the orders of 2025 gives the third.",
        "Join conditions with `&`, each in brackets, and take `customers.index[...]`.",
    ],
)
def holiday_list(list_ids):
    """Families with consent to e-mail who ordered in 2025."""
    if isinstance(list_ids, pd.Series) and list_ids.dtype == bool:
        raise NotYet("`list_ids` holds True and False; expected the numbers: `customers.index[...]`.")
    if isinstance(list_ids, pd.DataFrame):
        list_ids = list_ids["customer_id"] if "customer_id" in list_ids.columns else list_ids.index
    try:
        found = pd.Index(list_ids)
    except TypeError:
        raise NotYet(
            f"`list_ids` is of the kind {type(list_ids).__name__}; expected the customers' numbers."
        ) from None
    if not found.is_unique:
        raise NotYet(
            f"`list_ids` names {found.duplicated().sum():,} customers twice; expected each once. "
            "`.unique()` takes the extra ones away."
        )
    customers, orders = data.load("customers").set_index("customer_id"), data.load("orders")
    family, email = customers["household"] == "family", customers["consent_email"] == 1
    ordered = customers.index.isin(orders.loc[orders["ordered_at"] >= JANUARY, "customer_id"])
    wanted = customers.index[family & email & ordered]
    named = {
        "has customers who have not agreed to e-mail. They may not be written to": family & ordered,
        "goes by consent to post; the letter is an e-mail": family
        & ordered
        & (customers["consent_post"] == 1),
        "has families who bought nothing in 2025; most of them have left": family & email,
        "has customers of all households; the letter is for families": email & ordered,
    }
    for words, chosen in named.items():
        if set(found) == set(customers.index[chosen]):
            raise NotYet(f"`list_ids` {words}. Found {len(found):,}, expected {len(wanted):,}.")
    missing, extra = len(wanted.difference(found)), len(found.difference(wanted))
    if missing or extra:
        raise NotYet(
            f"`list_ids` has {len(found):,} customers; expected {len(wanted):,}. {missing:,} are missing and "
            f"{extra:,} do not belong there. Check the three conditions one by one."
        )
    return f"{len(wanted):,} of {int((family & ordered).sum()):,} active families may be written to."


@task(
    exercise=EXERCISE,
    number=5,
    hints=[
        "The gap of the list is the sum of `expected` less the sum of `real`.",
        "What closed is the sum of `after` less the sum of `real`.",
        "Divide the second by the first: of the sums, not customer by customer.",
    ],
)
def closed_by_itself(closed):
    """Share of the list's shortfall that closed without a call."""
    short = shortfall_list()
    expected_sek, real, after = (short[c].sum() for c in ("expected", "real", "after"))
    right = (after - real) / (expected_sek - real)
    each = ((short["after"] - short["real"]) / (short["expected"] - short["real"])).mean()
    mistakes = {
        "what they bought after, over what was expected; expected the share of the *gap*": after
        / expected_sek,
        "the growth over what they bought before; expected it over the gap": (after - real) / real,
        "the share of the gap that is still open": (expected_sek - after) / (expected_sek - real),
        "the mean of each customer's own share; expected the share of the whole list's gap": each,
        "the share of customers who bought again": (short["after"] > 0).mean(),
    }
    expect.none_of(closed, right, mistakes, name="closed")
    expect.number(closed, right, name="closed", decimals=2)
    return f"{right:.0%} of the gap closed with no call at all. A caller would have taken the credit."


@task(
    exercise=EXERCISE,
    number=6,
    hints=[
        "Put the three lists one below the other and count how often each customer stands there.",
        "`pd.Series(...).value_counts()` gives the letters per customer.",
        "The share of *customers* with more than one: `(letters > 1).mean()`.",
    ],
)
def one_letterbox(more_than_one):
    """Share of the customers reached who get more than one letter."""
    lists = three_lists(400)
    letters = pd.Series(np.concatenate([ids.to_numpy() for ids in lists.values()])).value_counts()
    right = float((letters > 1).mean())
    total = int(letters.sum())
    mistakes = {
        "the share of customers who get all three": float((letters == 3).mean()),
        "the share who get exactly two; those with three get more than one as well": float(
            (letters == 2).mean()
        ),
        "the share of letters that are not the first in their box; expected a share of customers": 1
        - len(letters) / total,
        "customers with more than one over the number of *letters*; divide by customers": (letters > 1).sum()
        / total,
        "the share who get exactly one": 1 - right,
    }
    expect.none_of(more_than_one, right, mistakes, name="more_than_one")
    expect.number(more_than_one, right, name="more_than_one", decimals=2)
    return f"{total:,} letters reach {len(letters):,} customers. No department can see that alone."


@task(
    exercise=EXERCISE,
    number=7,
    hints=[
        "Which of the three lists would you begin with? Nobody may stand in the plan twice.",
        "Who gets the letter is the filter; which letter it is comes from the frame.",
        "`need_counts(...).idxmax(axis=1)` is a frame that does well enough.",
    ],
)
def shared_mailing(plan):
    """Any plan by post, within the budget, that reaches the stated worth."""
    plan, value = expect.plan(plan, market.expected_worth, only={"channel": "post"})
    reached = market.expected(plan).query("consent == 1")
    if len(reached) > MOST_LETTERS:
        raise NotYet(
            f"`plan` sends {len(reached):,} letters; expected {MOST_LETTERS:,} at most. "
            "Whom do you leave out?"
        )
    kinds = len(reached[["offer", "stage_message"]].drop_duplicates())
    sends = (
        f"Your plan sends {len(reached):,} letters of {kinds} kinds to customers who accept post "
        f"and is worth {value:,.0f} SEK"
    )
    if value >= TARGET_SEK:
        by_lot = market.expected_worth(plain_by_lot())
        return f"{sends}. As many plain letters, drawn by lot, are worth {by_lot:,.0f}."
    raise NotYet(f"{sends}; expected {TARGET_SEK:,} or more. {_advice(plan, reached, kinds)}")


def _advice(plan, reached, kinds):
    if len(reached) < 0.6 * len(plan):
        return "Most of your customers have not agreed to post. Filter by consent first."
    if kinds > 8:
        return f"{kinds} different letters cost {kinds * market.MESSAGE_COST_SEK:,} SEK. Would fewer do?"
    if (reached["offer"] == "everyone").all():
        return "The letter is plain for all: what does the frame say that each of them wants?"
    if reached["offer"].nunique() == 1:
        return "One kind's letter goes to all kinds, and some leave because of it. Give each its own."
    if (reached["discount"] > 0).any() or (reached["reward_sek"] > 0).any():
        return "What is it worth without discount or reward, which also go to orders that come anyway?"
    if len(reached) < 0.5 * MOST_LETTERS:
        return "The budget is hardly used. Who is next on the list?"
    return (
        "The letters may fit; do they go to customers who still buy, and much? Lay a filter over the frame."
    )
