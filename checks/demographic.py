"""The checks of exercise 02."""

from functools import cache

import numpy as np
import pandas as pd

from checks import expect, words
from checks.core import Answer, only_tasks, predicted, task, writing
from checks.decide import decision
from checks.intervals import per_100
from given import demographic as given
from helpers import data, market

_EXERCISE = "02_demographic"
_COLLECTIONS = ["womenswear", "menswear", "style"]
_FACTS = ["birth_year", "gender", "household", "income_band"]
_FIELDS = {"without income": ("gender", "household"), "with income": ("gender", "household", "income_band")}
_SETTINGS = [5, 10, 25, 50, 75, 100, 150, 200, 250, 300, 400, 600]  # of the lesson's live picture


def _people() -> pd.DataFrame:
    return data.load("customers").set_index("customer_id")


# ---------------------------------------------------------------- task 1


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Run the lesson down to the live picture: the cell's play button, or Run → Run All Cells.",
        "The sentence below the picture says “more than half” or “half of the customers or fewer”.",
        "Move the slider to the right, one step at a time, until the words change; then one step back.",
    ],
)
def smallest_segment(largest: Answer) -> str:
    """Check the largest smallest size that leaves more than half of the customers a segment of their own."""
    placed = {name: _placed(_sizes(fields)) for name, fields in _FIELDS.items()}
    wanted = pd.Series({name: shares.index[shares > 0.5].max() for name, shares in placed.items()})
    wanted = wanted.rename("largest").rename_axis("fields")
    beyond = pd.Series({name: shares.index[shares <= 0.5].min() for name, shares in placed.items()})
    at_wanted = pd.Series({name: 100 * shares[wanted[name]] for name, shares in placed.items()}).round()
    no_age = {name: _placed(_sizes(fields, age=False)) for name, fields in _FIELDS.items()}
    one_back = wanted.map(lambda setting: _SETTINGS[_SETTINGS.index(setting) - 1])
    uncut = pd.Series({name: shares.index[shares > 0.5].max() for name, shares in no_age.items()})
    mistakes = {
        "holds the first settings at which it is half or fewer; expected one step back": beyond,
        "holds settings one step too low; move on until the words change, then one step back": one_back,
        "holds the numbers of segments; expected the setting of the slider": pd.Series(
            {
                name: _sizes(fields)[lambda size: size >= wanted[name]].count()
                for name, fields in _FIELDS.items()
            }
        ),
        "holds the share of customers who are placed; expected the setting of the slider": at_wanted,
        "is the setting with which the picture opens": wanted * 0 + 100,
        "has the two turned round: the boxes are smaller *with* income": wanted[::-1].set_axis(wanted.index),
        "has the same setting for both; switch income on for the second": (
            wanted * 0 + wanted["without income"]
        ),
        "is read off with age not cut; cut it at 30 · 45 · 60": uncut,
    }
    mistakes = {text: values.rename_axis("fields") for text, values in mistakes.items()}
    expect.none_of_values(largest, mistakes, name="largest")
    expect.series(largest, wanted, name="largest", key="fields")
    return (
        f"One fact more, and the limit falls from {wanted.iloc[0]} to {wanted.iloc[1]} customers. Each "
        "crossing cuts all boxes again, and drops those who left the new field empty."
    )


@cache
def _sizes(fields: tuple[str, ...], age: bool = True) -> pd.Series:
    """Return how many customers each box holds when these fields are crossed, with age or without."""
    people = _people()
    facts = people[[*fields]]
    if age:
        years = (data.CUTOFF.year - people["birth_year"]).astype(float)
        facts = facts.assign(band=pd.cut(years, [0, 30, 45, 60, 200], right=False))
    return facts.dropna().groupby([*facts.columns], observed=True).size()


def _placed(size: pd.Series) -> pd.Series:
    """Return the share of customers with a segment of their own, by the smallest size allowed."""
    return pd.Series({least: size[size >= least].sum() / len(_people()) for least in _SETTINGS})


# ---------------------------------------------------------------- task 2


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "The two limits are the ages at which a new band begins.",
        "Who is exactly 35 belongs to 35 to 54: the limit belongs to the band above it.",
        "`fillna` wants a name for those whose age is not known, any name but the other three.",
    ],
)
def age_bands(bands: Answer) -> str:
    """Check four age bands, one of them for a missing year of birth."""
    age = (2025 - _people()["birth_year"]).astype(float)
    wanted = _bands(age)
    own_band = "Those without a year of birth are {}; give them a band of their own."
    mistakes = {
        own_band.format("among the oldest"): _bands(age, missing="over"),
        own_band.format("among the youngest"): _bands(age, missing="under"),
        own_band.format("in the middle band"): _bands(age, missing="between"),
        "Customers of exactly 35 and 55 are in the band below; these belong to the band above.": (
            _bands(age, (35.5, 55.5))
        ),
        "Customers of exactly 35 are in the band below; 35 belongs to 35 to 54.": _bands(age, (35.5, 55)),
        "Customers of exactly 55 are in the band below; they belong to 55 and over.": _bands(age, (35, 55.5)),
        "The middle band begins at 34; expected 35.": _bands(age, (34, 55)),
        "Those of 54 are in the oldest band; they belong to 35 to 54.": _bands(age, (35, 54)),
        "Both limits are one too low, or these are the ages of 2026; expected those of 2025.": _bands(
            age + 1
        ),
        "These are the lesson's bands, cut at 30, 45 and 60; the task names other limits.": (
            pd.cut(age, [0, 30, 45, 60, 200], right=False).astype(str)
        ),
    }
    expect.none_of_groups(bands, mistakes)
    expect.same_segments(bands, wanted, name="bands", at_least=1.0, facts=age.rename("age").to_frame())
    size = wanted.value_counts()
    return (
        f"{size['not known']:,} customers would have dropped out unseen; now they are a group you can name."
    )


def _bands(age: pd.Series, edges: tuple[float, float] = (35, 55), missing: str = "not known") -> pd.Series:
    names = np.select([age < edges[0], age < edges[1]], ["under", "between"], "over")
    return pd.Series(names, index=age.index, name="band").where(age.notna(), missing)


# ---------------------------------------------------------------- task 3


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "How many rows does `known` have, and how many customers bought in 2025?",
        "`.unique()` names each customer once.",
        "Are gaps spread over people at random? Ask each row whether all four are there: `.all(axis=1)`.",
    ],
)
def complete_facts(complete_share: Answer) -> str:
    """Check the share of the buyers of 2025 whose four facts are all known."""
    people, orders = _people(), data.load("orders")
    by_order = orders.loc[orders["ordered_at"].dt.year == 2025, "customer_id"]
    known = people[_FACTS].notna()
    of_buyers, of_orders = known.loc[by_order.unique()], known.loc[by_order]
    right, fields = of_buyers.all(axis=1).mean(), of_buyers.mean()
    since = orders.loc[orders["ordered_at"] >= data.CUTOFF, "customer_id"].unique()
    earlier = orders.loc[orders["ordered_at"].dt.year == 2024, "customer_id"].unique()
    mistakes = {
        "the share of all customers; expected those who ordered in 2025": known.all(axis=1).mean(),
        "a share in which a customer counts once per order; expected each once": of_orders.all(axis=1).mean(),
        "the four fields' shares multiplied; count the customers with all four": fields.prod(),
        "the colleague's own figure: each order counts, and shares are multiplied": of_orders.mean().prod(),
        "the mean of the four shares; expected the customers with all four known": fields.mean(),
        "the mean of the four shares, each order counted": of_orders.mean().mean(),
        "the share of the worst field alone; other fields have gaps of their own": fields.min(),
        "the share with three facts known; income belongs to them too": of_buyers[_FACTS[:3]]
        .all(axis=1)
        .mean(),
        "the customers with all four, divided by the orders": of_buyers.all(axis=1).sum() / len(by_order),
        "the share with *any* of the four known; expected all four": of_buyers.any(axis=1).mean(),
        "the share with a gap; expected those without": 1 - right,
        "the buyers with all four as a share of all customers; divide by the buyers": (
            of_buyers.all(axis=1).sum() / len(people)
        ),
        "the share among those who have ever ordered; expected 2025": (
            known.loc[orders["customer_id"].unique()].all(axis=1).mean()
        ),
        "the share among those who ordered since July; expected all of 2025": (
            known.loc[since].all(axis=1).mean()
        ),
        "the share among those who ordered in 2024": known.loc[earlier].all(axis=1).mean(),
    }
    expect.none_of(complete_share, right, mistakes, name="complete_share")
    expect.number(complete_share, right, name="complete_share", decimals=3)
    return (
        f"{right:.1%} are complete, although each field alone is known of {fields.min():.0%} or more. With "
        f"both faults it read {of_orders.mean().prod():.1%}: two faults had hidden each other."
    )


# ---------------------------------------------------------------- task 4


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Leave out the rows whose `group` is not `contacted`: they got no letter.",
        "Take the mean of `converted` for `own` true and for `own` false.",
        "Right less wrong, times 100.",
    ],
)
def wrong_collection(lost_per_100: Answer) -> str:
    """Check the orders per 100 letters that the other gender's collection loses against the own."""
    outcomes = given.two_collections()
    contacted = outcomes[outcomes["group"] == "contacted"]
    rate, count = (contacted.groupby("own")["converted"].agg(how) for how in ("mean", "sum"))
    right = 100 * _lost(contacted)
    without = outcomes.loc[outcomes["group"] != "contacted", "converted"].mean()
    mistakes = {
        "made with those who got no letter too; keep `group` equal to `contacted`": 100 * _lost(outcomes),
        "wrong less right; a loss is what the wrong one has less": -right,
        "a number per letter; expected per 100 letters": right / 100,
        "the part of the right letter's orders that is lost; expected orders per 100 letters": (
            100 * (1 - rate[False] / rate[True])
        ),
        "that part as a share; expected orders per 100 letters": 1 - rate[False] / rate[True],
        "a difference of counts; the two halves differ in size, so compare shares": count[True]
        - count[False],
        "what the right collection brings in all; take away what the wrong one brings": 100 * rate[True],
        "what the wrong collection brings in all; expected what it loses": 100 * rate[False],
        "what the right one brings, less what those without a letter buy": 100 * (rate[True] - without),
        "the difference among those who got no letter, whom no collection can change": (
            100 * _lost(outcomes[outcomes["group"] != "contacted"])
        ),
        "the first campaign alone; expected all twenty": 100 * _lost(contacted[contacted["campaign"] == 1]),
        "the women's alone; expected all": 100 * _lost(contacted[contacted["gender"] == "woman"]),
        "the men's alone; expected all": 100 * _lost(contacted[contacted["gender"] == "man"]),
        "a ratio of the two shares; expected their difference, per 100 letters": rate[False] / rate[True],
        "a ratio, the right one over the wrong one; expected a difference": rate[True] / rate[False],
        "the last campaign alone; expected all twenty": 100 * _lost(contacted[contacted["campaign"] == 20]),
        "twenty campaigns added up; expected per 100 letters": 20 * right,
    }
    expect.none_of(lost_per_100, right, mistakes, name="lost_per_100", precision=5e-3)
    expect.number(lost_per_100, right, name="lost_per_100", unit="orders", decimals=1)
    low, high = _ends(contacted)
    return (
        f"{right:.1f} of {100 * rate[True]:.1f} orders per 100 letters (95 % interval: {low:.1f} to "
        f"{high:.1f}). It took twenty campaigns to tell it from nothing. {predicted(_EXERCISE)}"
    )


def _lost(rows: pd.DataFrame) -> float:
    rate = rows.groupby("own")["converted"].mean()
    return rate[True] - rate[False]


def _ends(contacted: pd.DataFrame) -> tuple[float, float]:
    by = contacted.groupby("own")["converted"]
    return per_100(by.get_group(True), by.get_group(False))[1:]


# ---------------------------------------------------------------- task 5


@writing(
    exercise=_EXERCISE,
    number=5,
    points=[
        "It agrees where the board is right: gender does tell which of the two collections.",
        "It says what gender does not tell: who buys clothes at all, and how much.",
        "It gives one figure, and says of whom: per 100 letters, among buyers of fashion.",
        "It says where gender is used instead: shelves, pages, one letter that shows both.",
    ],
)
def to_the_board() -> str:
    """Write three sentences to the board on letters by gender."""
    contacted = given.two_collections().query("group == 'contacted'")
    low, high = _ends(contacted)
    return (
        "You are right that gender tells which of the two: among buyers of fashion, the wrong collection "
        f"loses {low:.1f} to {high:.1f} orders per 100 letters. But it does not tell who buys clothes, nor "
        "how much, and one letter that shows both avoids the same mistake at the price of one text. Let us "
        "arrange shelves and pages by gender, and choose the readers of a fashion letter by their purchases."
    )


# ---------------------------------------------------------------- task 6


def _adds(plan: pd.DataFrame) -> float:
    """Return what a plan within the wording's limits adds (SEK).

    Raises
    ------
    ValueError
        When it has too many letters, or one that is not about clothes.
    """
    if len(plan) > given.MOST_LETTERS:
        raise ValueError(
            f"The plan has {len(plan):,} rows; expected {given.MOST_LETTERS:,} at most. Whom to leave out?"
        )
    worth = market.expected_profit(plan)
    others = plan.loc[~plan["offer"].isin(_COLLECTIONS), "offer"]
    if len(others):
        raise ValueError(
            f"The offer {words.value(others.iloc[0])} is not about clothes; "
            f"expected one of {', '.join(_COLLECTIONS)}."
        )
    return worth


@decision(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Who cares for clothes? Last year's purchases know it better than the form.",
        "A row for somebody who has not agreed to e-mail is a letter never sent: see `agreed`.",
        "The style letter shows both collections for the price of one. Who buys much, or often?",
    ],
    rival=("womenswear to young women", given.young_women),
    only={"channel": "email"},
    worth=_adds,
)
def clothes_letter(plan: pd.DataFrame) -> str:
    """Decide on a thousand letters about clothes, after at most three campaigns."""
    people = _people().reindex(plan["customer_id"])
    women, agreed = people["gender"].eq("woman").mean(), people["consent_email"].eq(1).mean()
    return f"Of its customers {women:.0%} are women; {agreed:.0%} have agreed to e-mail."


__all__, __dir__, __getattr__ = only_tasks(globals())
