"""The checks of exercise 08."""

from functools import cache

import numpy as np
import pandas as pd

from checks import expect
from checks.core import Answer, only_tasks, predicted, task, writing
from checks.decide import decision
from checks.intervals import alone, demand_verdict, per_100
from given import loyalty as given
from given.loyalty import GOLD_SEK, MOST_EXCLUSIVE, SILVER_SEK
from helpers import data, market

_EXERCISE = "08_loyalty"
_VOUCHER_SEK = 200  # where the lesson's slider stands; silver gets half
_LIMITS = [5_000, 2_500, 1_500, 1_000, 500, 300, 200, 100, 0]  # of silver, on the lesson's slider (SEK)


# ---------------------------------------------------------------- task 1


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Run the lesson down to the live picture: the cell's play button, or Run → Run All Cells.",
        "The sentence below the picture says: the two are equal at … SEK.",
        "Its last words are *less than* or *at least* their part of the potential. Watch where they change.",
    ],
)
def where_it_turns(turns: Answer) -> str:
    """Check three turning points of the lesson's live picture."""
    wanted = pd.Series({"clothes": _equal("style"), "own_kind": _equal("own"), "silver": _first("style")})
    wanted = wanted.rename_axis("what")
    changed = {
        "has the two vouchers exchanged.": {"clothes": wanted["own_kind"], "own_kind": wanted["clothes"]},
        "has for `own_kind` what holds for the clothes; choose the other offer.": {
            "own_kind": wanted["clothes"]
        },
        "has for `own_kind` what holds for something for everybody.": {"own_kind": _equal("everyone")},
        "has for `silver` the last limit at which they get less, or what holds for one's own kind.": {
            "silver": _LIMITS[_LIMITS.index(int(wanted["silver"])) - 1]
        },
        "has for `silver` what holds for one's own kind; go back to the clothes.": {"silver": _first("own")},
        "has for `silver` the lowest limit of all; an earlier one is enough.": {"silver": 0},
        "has for `silver` a limit below the first that is enough.": {"silver": 100},
        "has for `silver` what holds without a voucher; leave it at 200 SEK.": {
            "silver": _first("style", voucher=0)
        },
        "has for `silver` the limit as it stood; lower it.": {"silver": SILVER_SEK},
        "has the voucher where the slider stands; read where the two are equal.": {
            "clothes": _VOUCHER_SEK,
            "own_kind": _VOUCHER_SEK,
        },
    }
    expect.none_of_values(turns, expect.changed(wanted, changed, name="turns"), name="turns")
    expect.series(turns, wanted, name="turns", key="what")
    return (
        "The *worse* letter bears the larger voucher, because the same letter without a club is worse too: "
        "choose the rival with care. And the forgotten get their part only when nearly everybody is silver."
    )


def _letters(offer: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the chances of those who agreed to e-mail: of a letter for members only, and of one for all."""
    members = data.load("customers").set_index("customer_id")
    agreed = members.index[members["consent_email"] == 1]
    what = _own_kind().reindex(agreed).to_list() if offer == "own" else offer
    return tuple(market.expected(market.plan(agreed, what, exclusive=only)) for only in (1, 0))


def _own_kind() -> pd.Series:
    """Return by member the kind of goods on which most was spent last year; "everyone" where nothing was."""
    purchases = data.purchases()
    last_year = purchases[purchases["ordered_at"] >= "2025-01-01"]
    by_need = last_year.pivot_table(
        index="customer_id", columns="need", values="amount_sek", aggfunc="sum", fill_value=0
    )
    return by_need.idxmax(axis=1).reindex(given.spending().index).fillna("everyone")


def _part(letters: pd.DataFrame) -> np.ndarray:
    """Return the part of the voucher that each one gets: all for gold, half for silver."""
    return np.where(given.spending().loc[letters["customer_id"], 2025] >= GOLD_SEK, 1, 0.5)


@cache
def _equal(offer: str) -> int:
    """Return the voucher (SEK) at which the club is worth as much as the same letter without a club."""
    club, letter = _letters(offer)
    inside = (given.spending().loc[club["customer_id"], 2025] >= SILVER_SEK).to_numpy()
    kept = ((club["stay_with"] - letter["stay_with"]) * letter["year_margin_sek"])[inside].sum()
    return round(kept / (letter["chance_with"] * _part(letter))[inside].sum())


@cache
def _first(offer: str, voucher: float = _VOUCHER_SEK) -> int:
    """Return the highest silver limit (SEK) at which the forgotten get their part of the potential."""
    members = data.load("customers").set_index("customer_id")
    orders = data.load("orders")["customer_id"].value_counts().reindex(members.index, fill_value=0)
    new = members["member_since"] > data.TODAY - pd.Timedelta(days=90)
    forgotten = new | (orders <= 1)
    margin = market.expected(market.plan(members.index)).set_index("customer_id")["year_margin_sek"]
    potential = margin[forgotten].sum() / margin.sum()
    _, letter = _letters(offer)
    ids = letter["customer_id"]
    cost = market.CONTACT_COST_SEK["email"] + voucher * letter["chance_with"] * _part(letter)
    money, theirs = (facts.loc[ids].to_numpy() for facts in (given.spending()[2025], forgotten))
    return next(
        limit
        for limit in _LIMITS
        if cost[(money >= limit) & theirs].sum() / cost[money >= limit].sum() >= potential
    )


# ---------------------------------------------------------------- task 2


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "*All of them*: whom does the first line leave out?",
        "*In total*: a mean of changes counts a small spender as much as a large one.",
        "The sum of 2025 over the sum of 2024, minus 1.",
    ],
)
def fall_of_gold(change: Answer) -> str:
    """Check the change of total spending, 2024 to 2025, of those who were gold in 2024."""
    money = given.spending()
    gold = money[money[2024] >= GOLD_SEK]
    came, later = gold[gold[2025] > 0], money[money[2025] >= GOLD_SEK]
    both_years = gold[gold[2025] >= GOLD_SEK]
    left = data.truth("customers").set_index("customer_id")["left_on"].notna()
    still = gold[~left[gold.index]]

    def total(table: pd.DataFrame) -> float:
        return table[2025].sum() / table[2024].sum() - 1

    def each(table: pd.DataFrame) -> pd.Series:
        return table[2025] / table[2024] - 1

    right = total(gold)
    mistakes = {
        "the colleague's own: both faults still": each(came).mean(),
        "without those who never came again; all count": total(came),
        "the mean of each member's own change; expected the change of the total": each(gold).mean(),
        "the gold members of 2025, picked after their good year; expected those of 2024": total(later),
        "of members who were gold in both years": total(both_years),
        "without those who have left, which no company knows": total(still),
        "the middle member's change (median); expected the change of the total": each(gold).median(),
        "the total of 2025 as a share of that of 2024; subtract 1 for the change": right + 1,
        "the fall as a positive number; expected a negative one": -right,
        "the change of all members, not of gold": total(money),
        "upside down: 2024 over 2025": 1 / (right + 1) - 1,
        "of silver and gold together": total(money[money[2024] >= SILVER_SEK]),
        "the change in SEK; expected a share": gold[2025].sum() - gold[2024].sum(),
        "divided by 2025; expected by what they began with, 2024": (
            (gold[2025].sum() - gold[2024].sum()) / gold[2025].sum()
        ),
        "the change of the logarithm; expected the sum of 2025 over that of 2024, minus 1": np.log(right + 1),
        "the change of their part of all money; expected that of their own": (
            gold[2025].sum() / money[2025].sum() - gold[2024].sum() / money[2024].sum()
        ),
        "the middle member's change, of those who came again; expected the change of the total": (
            each(came).median()
        ),
        "without members who fell below silver; all count": total(gold[gold[2025] >= SILVER_SEK]),
        "the share of gold members who spent less": (gold[2025] < gold[2024]).mean(),
        "the share of gold members who are gold no more": -(gold[2025] < GOLD_SEK).mean(),
    }
    expect.none_of(change, right, mistakes, name="change")
    expect.number(change, right, name="change", decimals=2)
    return (
        f"Gold spent {-right:.0%} less the year after, with no club at all: some left, and luck is over. The "
        f"same members, picked by 2025 instead, would show {total(later):.0%} *more* than the year before."
    )


# ---------------------------------------------------------------- task 3


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "The mean of `retained` by `group` is the share that stayed. Which of the others was drawn by lot?",
        "Contacted minus control, times 100 for percentage points.",
        "The last two numbers of `experiment.rate_difference`, times 100. Does 0 lie between them?",
    ],
)
def points_of_staying(points: Answer, low: Answer, high: Answer, keeps: Answer) -> str:
    """Check the percentage points of staying that an offer for members only added, and their interval."""
    outcomes = _offer()
    groups = outcomes.groupby("group")["retained"]
    rate, count = 100 * groups.mean(), groups.sum()
    treated, control, refused = (groups.get_group(name) for name in ("contacted", "control", "no consent"))
    right, least, most = per_100(treated, control)
    others = outcomes.loc[outcomes["group"] != "contacted", "retained"]
    bought = outcomes.groupby("group")["converted"]
    next_year = outcomes.groupby("group")["next_year_margin_sek"].mean()
    ordered = per_100(bought.get_group("contacted"), bought.get_group("control"))
    mistakes = {
        "how many of 100 contacted stayed: gross. Take away who stays anyway": rate["contacted"],
        "how many of 100 in the control group stayed": rate["control"],
        "computed with members without consent, who were not drawn at random": (
            rate["contacted"] - rate["no consent"]
        ),
        "computed with all who were not contacted; those without consent were not drawn at random": (
            rate["contacted"] - 100 * others.mean()
        ),
        "the gain in per cent of the control group's share; expected points": 100 * right / rate["control"],
        "a share; expected percentage points, so multiply by 100": right / 100,
        "control less contacted: the sign is turned": -right,
        "the part of those who stayed that stayed because of it, in per cent": (
            100 * right / rate["contacted"]
        ),
        "a difference of counts; the groups differ in size": count["contacted"] - count["control"],
        "a difference of counts, per 100 in the plan; the groups differ in size": (
            100 * (count["contacted"] - count["control"]) / len(outcomes)
        ),
        "the part of those who would have left, in per cent; expected points of all": (
            100 * right / (100 - rate["control"])
        ),
        "the control group against those without consent; expected contacted against control": (
            rate["control"] - rate["no consent"]
        ),
        "in SEK of next year's margin; expected points of staying": (
            next_year["contacted"] - next_year["control"]
        ),
        "what the offer added to *buying* in the fortnight; expected to staying": ordered[0],
        "the part that left among those contacted": 100 - rate["contacted"],
        "who left among the control group": 100 - rate["control"],
        "contacted against all members of the plan, who are partly the same": (
            rate["contacted"] - 100 * outcomes["retained"].mean()
        ),
    }
    expect.none_of(points, right, mistakes, name="points")
    expect.number(points, right, name="points", unit="points", decimals=1)
    expect.interval(
        low,
        high,
        least,
        most,
        unit="points",
        mistakes={
            "computed with members without consent": per_100(treated, refused)[1:],
            "computed with all who were not contacted": per_100(treated, others)[1:],
            "buying in the fortnight; expected staying": ordered[1:],
            "the interval of those contacted alone": alone(treated),
            "the interval of the control group alone": alone(control),
        },
    )
    demand_verdict(keeps, least, most, name="keeps")
    return (
        f"Gross {rate['contacted']:.0f} of 100 stay, net {right:+.1f}, from {least:+.1f} to {most:+.1f}: one "
        f"year of one club can hardly tell. {predicted(_EXERCISE)}"
    )


def _offer() -> pd.DataFrame:
    return market.run(given.members_only(), holdout=0.5, seed=9)


# ---------------------------------------------------------------- task 4


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Who stays *because of it*: with the letter, less without it.",
        "The plan gains `letter_sek` and `year_sek`. A voucher of 1 SEK costs one SEK for each order.",
        "It is paid on every order, also on those that come anyway: the sum of `chance_with`.",
    ],
)
def turning_point(voucher: Answer) -> str:
    """Check the voucher (SEK), the same for all, at which an offer for members only earns nothing."""
    chances = market.reached(given.members_only())
    letter_sek = market.expected_profit(given.members_only())
    kept = ((chances["stay_with"] - chances["stay_without"]) * chances["year_margin_sek"]).sum()
    gross = (chances["stay_with"] * chances["year_margin_sek"]).sum()
    orders, anyway = chances["chance_with"].sum(), chances["chance_without"].sum()
    each = (letter_sek + kept) / chances["chance_with"]
    right = (letter_sek + kept) / orders
    mistakes = {
        "divided by the added orders alone; the voucher is paid on every order": (
            (letter_sek + kept) / (orders - anyway)
        ),
        "divided by the orders that come anyway; the letter brings more": (letter_sek + kept) / anyway,
        "divided by the members; only those who order cash in a voucher": (letter_sek + kept) / len(chances),
        "without the year after: members who stay because of the offer bring margin": letter_sek / orders,
        "without the fortnight: `letter_sek` is missing": kept / orders,
        "with the margin of all who stay; most would stay anyway": (letter_sek + gross) / orders,
        "with the fortnight twice, and without the year": 2 * letter_sek / orders,
        "divided by the number who stay; the voucher goes with an order": (
            (letter_sek + kept) / chances["stay_with"].sum()
        ),
        "divided by all members of the plan, also those who may not be reached": (
            (letter_sek + kept) / len(given.members_only())
        ),
        "divided by those who order *and* stay; a voucher goes with every order": (
            (letter_sek + kept) / (chances["chance_with"] * chances["stay_with"]).sum()
        ),
        "divided by the orders with and without the letter; each member orders once": (
            (letter_sek + kept) / (orders + anyway)
        ),
        "divided by those who would stay anyway; the voucher goes with an order": (
            (letter_sek + kept) / chances["stay_without"].sum()
        ),
        "with the year's margin of all, whoever stays": (
            (letter_sek + chances["year_margin_sek"].sum()) / orders
        ),
        "with the margin of those who would stay anyway": (letter_sek + gross - kept) / orders,
        "with the chance to order taken from the chance to stay; take staying from staying": (
            (
                letter_sek
                + ((chances["stay_with"] - chances["chance_without"]) * chances["year_margin_sek"]).sum()
            )
            / orders
        ),
        "with the mean gain in staying for all; those who bring much gain less, so add up one by one": (
            (
                letter_sek
                + (chances["stay_with"] - chances["stay_without"]).mean() * chances["year_margin_sek"].sum()
            )
            / orders
        ),
        "the gain, not yet divided by the orders": letter_sek + kept,
        "with the wrong sign: what stays without the letter was taken first": (letter_sek - kept) / orders,
        "the letter's gain taken away; it helps to pay the vouchers": (kept - letter_sek) / orders,
        "divided by each one's chance, and then the mean; divide by the sum": each.mean(),
        "the number of members kept in place of their margin": (
            (letter_sek + (chances["stay_with"] - chances["stay_without"]).sum()) / orders
        ),
    }
    expect.none_of(voucher, right, mistakes, name="voucher", precision=0, rel=2e-3)
    expect.number(voucher, right, name="voucher", unit="SEK")
    return (
        f"Above {right:,.0f} SEK the plan loses money. {anyway / orders:.0%} of the vouchers pay for orders "
        "that come anyway."
    )


# ---------------------------------------------------------------- task 5


@writing(
    exercise=_EXERCISE,
    number=5,
    points=[
        "It says how many stayed without the offer: the control group, not last year and not other members.",
        "It gives what the offer added with both ends of the interval, and says that we cannot tell.",
        "It says what a larger voucher is mostly paid for: orders that come anyway.",
        "It says what to do instead, or how to find out: a control group again, more members, another offer.",
    ],
)
def to_the_board() -> str:
    """Write three sentences to the board on doubling the vouchers."""
    groups = _offer().groupby("group")["retained"]
    rate = 100 * groups.mean()
    _, least, most = per_100(groups.get_group("contacted"), groups.get_group("control"))
    chances = market.reached(given.members_only())
    anyway = 100 * chances["chance_without"].sum() / chances["chance_with"].sum()
    return (
        f"Of 100 members left out at random {rate['control']:.0f} are still customers too, so the offer "
        f"kept between {least:.0f} and {most:.0f} of 100, and whether it keeps anybody we cannot tell yet. "
        f"Larger vouchers do not help us to know: of every 100 SEK in them about {anyway:.0f} pay for orders "
        "that come anyway. Let us try the first look without a voucher, each at the goods they buy, with "
        "half of the members left out by lot for another year."
    )


# ---------------------------------------------------------------- task 6


def _worth(plan: pd.DataFrame) -> float:
    if "exclusive" in plan.columns:
        if not plan["exclusive"].isin([0, 1]).all():
            raise ValueError(
                "`exclusive` holds other values than 0 and 1; expected 1 for members only, else 0."
            )
        if plan["exclusive"].sum() > MOST_EXCLUSIVE:
            raise ValueError(
                f"{plan['exclusive'].sum():,.0f} members get something exclusive; expected "
                f"{MOST_EXCLUSIVE:,} at most, or it is not. For whom is most at stake?"
            )
    return market.expected_worth(plan)


@decision(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "An offer that fits keeps people; one that does not drives them away. What does each buy most?",
        "Nobody says that only the club gets letters. And newcomers have no year behind them yet.",
        "`exclusive` does most where much margin is at stake. What is a voucher mostly paid for?",
    ],
    rival=("one plain letter to everybody", given.plain_to_all),
    only={"channel": "email"},
    may=["exclusive", "reward_sek"],
    worth=_worth,
    counted=("margin_sek", "next_year_margin_sek"),
)
def letters_for_january(plan: pd.DataFrame) -> str:
    """Decide on the letters for January, after at most three campaigns."""
    fortnight = market.expected_profit(plan)
    return (
        f"Of this the fortnight brings {fortnight:,.0f} SEK, and those who stay because of it "
        f"{market.expected_worth(plan) - fortnight:,.0f} in the year after: the part that no campaign of "
        "this size can see."
    )


__all__, __dir__, __getattr__ = only_tasks(globals())
