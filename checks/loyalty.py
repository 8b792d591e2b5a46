"""The checks of exercise 08."""

import numpy as np
import pandas as pd

from checks import expect
from checks.core import Answer, NotYet, only_tasks, task
from given import loyalty as given
from helpers import data, market

_EXERCISE = "08_loyalty"


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Group `orders_2025` by customer and sum the amounts.",
        "Members without an order are not in the result yet. `reindex` can add them.",
        "`.reindex(members.index, fill_value=0)` gives every member a row, with a 0 where there was none.",
    ],
)
def spent_by_member(spent: Answer) -> str:
    """Check what each member spent in 2025, also those who spent nothing."""
    orders, spending = data.load("orders"), given.spending()
    in_2025 = orders[orders["ordered_at"] >= "2025-01-01"].groupby("customer_id")["amount_sek"]
    members, money = spending.index, in_2025.sum()
    wanted = spending[2025].rename("spent")
    mistakes = {
        "holds only members who bought in 2025; expected all, with a 0 for the others. See `reindex`": money,
        "has nothing (NaN) for members who bought nothing; expected a 0. "
        "Give `reindex` a `fill_value`": money.reindex(members),
        "holds the money of two years; expected that of 2025": spending.sum(axis=1),
        "counts orders; expected the money spent on them": in_2025.size().reindex(members, fill_value=0),
        "holds the mean of each member's orders; expected their sum": (
            in_2025.mean().reindex(members, fill_value=0)
        ),
    }
    expect.none_of_values(spent, mistakes, name="spent_2025")
    expect.series(spent, wanted, name="spent_2025", key="customer_id")
    return f"{(wanted == 0).mean():.0%} of the members bought nothing in 2025. The club never sees them."


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "Begin with bronze for all: `pd.Series('bronze', index=spent.index)`.",
        "Then overwrite those who reach a limit, silver first: `tier[spent >= ...] = 'silver'`.",
        "With `pd.cut`, say `right=False`, or those exactly on a limit fall below it.",
    ],
)
def tiers_by_rule(tier: Answer) -> str:
    """Check three tiers: silver from 1,200 SEK, gold from 4,000 SEK."""
    money = given.spending()
    silver, gold = given.LOW_SILVER_SEK, given.LOW_GOLD_SEK
    wanted = _tiers(money[2025], silver, gold)
    above = _tiers(money[2025], silver + 1, gold + 1)
    of_lesson = _tiers(money[2025], given.SILVER_SEK, given.GOLD_SEK)
    no_gold = _tiers(money[2025], silver, np.inf)
    two_years = _tiers(money.sum(axis=1), silver, gold)
    mistakes = {
        "Members who spent exactly 1,200 or 4,000 SEK are in; yours must spend more.": above,
        "These are the limits of the lesson; expected silver from 1,200 SEK and gold from 4,000 SEK.": (
            of_lesson
        ),
        "Gold is missing. Is silver written over it? Set silver first, then gold.": no_gold,
        "These tiers count the money of two years; expected `spent`, which is that of 2025.": two_years,
    }
    expect.none_of_groups(tier, mistakes)
    expect.same_segments(tier, wanted, name="tier", at_least=1.0)
    size = wanted.value_counts()
    return f"{size['silver']:,} silver and {size['gold']:,} gold members: lower limits, larger club."


def _tiers(money: pd.Series, silver: float, gold: float) -> pd.Series:
    names = np.select([money >= gold, money >= silver], ["gold", "silver"], "bronze")
    return pd.Series(names, index=money.index, name="tier")


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "First keep the rows: `gold = spending[spending[2024] >= ...]`.",
        "Then two sums, one per year, of the same members.",
        "A change as a share is the later sum over the earlier one, minus 1.",
    ],
)
def fall_of_gold(change: Answer) -> str:
    """Check the change of total spending, 2024 to 2025, of those who were gold in 2024."""
    money = given.spending()
    gold, gold_later = (money[money[year] >= given.GOLD_SEK] for year in (2024, 2025))
    right, of_later, of_all = (
        table[2025].sum() / table[2024].sum() - 1 for table in (gold, gold_later, money)
    )
    each = gold[2025] / gold[2024] - 1
    mistakes = {
        "These are the gold members of 2025, picked after their good year; expected those of 2024.": of_later,
        "This is the mean of each member's own change, in which a small spender counts as much as a large "
        "one; expected the change of the total.": each.mean(),
        "This is the total of 2025 as a share of that of 2024; subtract 1 for the change.": right + 1,
        "The fall is given as a positive number; expected a negative one.": -right,
        "This is the change of all members, not of gold.": of_all,
        "The years are swapped: this is 2024 over 2025.": 1 / (right + 1) - 1,
    }
    expect.none_of(change, right, mistakes, name="change", precision=2e-3 * abs(right))
    expect.number(change, right, name="change", decimals=2)
    return f"Gold spent {-right:.0%} less the year after, with no club at all: some left, and luck is over."


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "The mean of `retained` in each `group` is the share that stayed.",
        "What would have happened anyway shows in one of the groups only. Which was drawn at random?",
        "Contacted minus control, times 100 for percentage points.",
    ],
)
def points_of_staying(points_kept: Answer) -> str:
    """Check the percentage points of staying that an offer for members only added, measured."""
    outcomes = market.run(given.members_only(), holdout=0.5, seed=9)
    rate = 100 * outcomes.groupby("group")["retained"].mean()
    right = rate["contacted"] - rate["control"]
    mistakes = {
        "That is how many of those contacted stayed: gross. Subtract who stays anyway.": rate["contacted"],
        "That is how many of the control group stayed.": rate["control"],
        "You compared with members without consent, who were not drawn at random; "
        "the control group was.": rate["contacted"] - rate["no consent"],
        "That is the gain in per cent of the control group's rate; "
        "expected the difference, in percentage points.": 100 * right / rate["control"],
        "That is a share; expected percentage points, so multiply by 100.": right / 100,
        "The sign is turned: contacted minus control.": -right,
    }
    expect.none_of(points_kept, right, mistakes, name="points_kept", precision=2e-3 * abs(right))
    expect.number(points_kept, right, name="points_kept", unit="points", decimals=1)
    low, high = 100 * market.effect(outcomes).loc["retained", ["low", "high"]]
    return (
        f"Gross {rate['contacted']:.0f}% stay, net {right:+.1f} points, with an interval from {low:+.1f} to "
        f"{high:+.1f}: one year of one club can hardly tell."
    )


@task(
    exercise=_EXERCISE,
    number=5,
    hints=[
        "What the plan earns without vouchers: `letter_sek` and the margin of those who stay because of it.",
        "Who stays *because of it*: `stay_with` minus `stay_without`, times `year_margin_sek`, summed.",
        "A voucher of 1 SEK costs as many SEK as there are orders with the letter: the sum of `chance_with`. "
        "Divide the gain by it.",
    ],
)
def turning_point(voucher_limit: Answer) -> str:
    """Check the voucher (SEK), the same for all, at which an offer for members only earns nothing."""
    plan = given.members_only()
    letter_sek = market.expected_profit(plan)
    chances = market.expected(plan).query("consent == 1")
    kept = ((chances["stay_with"] - chances["stay_without"]) * chances["year_margin_sek"]).sum()
    gross = (chances["stay_with"] * chances["year_margin_sek"]).sum()
    orders = chances["chance_with"].sum()
    added = (chances["chance_with"] - chances["chance_without"]).sum()
    right = (letter_sek + kept) / orders
    mistakes = {
        "You divide by the added orders only; the voucher is paid on every order, "
        "also on those that come anyway.": (letter_sek + kept) / added,
        "You divide by members; only those who order cash in a voucher.": (letter_sek + kept) / len(chances),
        "The year after is missing: members who stay because of the offer bring margin.": letter_sek / orders,
        "The fortnight is missing: add `letter_sek`.": kept / orders,
        "You count the margin of all who stay; most of them would stay anyway. "
        "Take `stay_with` minus `stay_without`.": (letter_sek + gross) / orders,
    }
    expect.none_of(voucher_limit, right, mistakes, name="voucher_limit", precision=2e-3 * abs(right))
    expect.number(voucher_limit, right, name="voucher_limit", unit="SEK", decimals=0)
    return (
        f"Above {right:,.0f} SEK the club loses money. {1 - added / orders:.0%} of the vouchers "
        "pay for orders that come anyway."
    )


@task(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Two True/False columns: joined late enough, and spent too little. Join them with `&`.",
        "90 days before today is `data.TODAY - pd.Timedelta(days=90)`.",
        "Sum `year_margin_sek` over these members and divide by the sum over all members.",
    ],
)
def unseen_share(share_unseen: Answer) -> str:
    """Check the share of all potential that belongs to newcomers below silver."""
    margin, low = given.potential(), given.spending()[2025] < given.SILVER_SEK
    since = data.load("customers").set_index("customer_id")["member_since"]
    new = since > data.TODAY - pd.Timedelta(days=90)
    unseen, every = margin[new & low].sum(), margin.sum()
    right = unseen / every
    mistakes = {
        "That is a share of the *members*; expected their share of the potential.": (new & low).mean(),
        "That is the share of all newcomers, silver ones too.": margin[new].sum() / every,
        "That is the share of all who spent too little for silver, old members too.": (
            margin[low].sum() / every
        ),
        "You divide by the potential of the newcomers; expected that of all members.": (
            unseen / margin[new].sum()
        ),
    }
    expect.none_of(share_unseen, right, mistakes, name="share_unseen", precision=2e-3 * abs(right))
    expect.number(share_unseen, right, name="share_unseen", decimals=3)
    return (
        f"{right:.1%} of all potential sits with {(new & low).sum():,} newcomers whom the club does not see."
    )


@task(
    exercise=_EXERCISE,
    number=7,
    hints=[
        "Nobody says that only club members get a letter. What is a letter to the others worth?",
        "An offer that fits keeps people; one that does not drives them away. What does each buy most?",
        "`exclusive` does most where much margin is at stake. Vouchers cost, and move nobody in this market.",
    ],
)
def letters_for_january(plan: Answer) -> str:
    """Check any plan by e-mail, exclusive for few, that is worth the stated sum with the year after."""
    plan, result = expect.plan(plan, market.expected_worth, only={"channel": "email"})
    exclusive = plan["exclusive"] if "exclusive" in plan.columns else pd.Series(0, index=plan.index)
    if not exclusive.isin([0, 1]).all():
        raise NotYet("`exclusive` holds other values than 0 and 1; expected 1 for members only, else 0.")
    if exclusive.sum() > given.MOST_EXCLUSIVE:
        raise NotYet(
            f"{exclusive.sum():,.0f} members get something exclusive; expected {given.MOST_EXCLUSIVE:,} at "
            "most, or it is not. For whom is most at stake?"
        )
    says = (
        f"Your plan writes to {len(plan):,} members, {exclusive.sum():,.0f} of them for members only, and is"
    )
    if result >= given.TARGET_SEK:
        planned = market.expected_worth(given.as_planned())
        return f"{says} worth {result:,.0f} SEK. The club as planned: {planned:,.0f} SEK."
    raise NotYet(
        f"{says} worth {result:,.0f} SEK; expected {given.TARGET_SEK:,} or more. {_advice(plan, exclusive)}"
    )


def _advice(plan: pd.DataFrame, exclusive: pd.Series) -> str:
    """Return the first thing that would make a plan worth more."""
    for column, means in {"reward_sek": "the voucher", "discount": "the discount"}.items():
        if column in plan.columns and (plan[column] > 0).any():
            without = market.expected_worth(plan.assign(**{column: 0.0}))
            return (
                f"Without {means} it would be worth {without:,.0f}: most is paid on orders that come anyway."
            )
    fit = market.expected(plan)["fit"].mean()
    if exclusive.sum() == 0:
        return "Nothing in it is for members only. Who would stay for that, and is worth it?"
    if fit < 0.45:
        return f"Many get what they do not want: the mean fit is {fit:.2f} of 1. What does each buy most?"
    if len(plan) < 3_000:
        return "Most members get no letter. What would a letter to them be worth?"
    letters = plan["offer"].nunique()
    return (
        f"It has {letters} different offers. Would fewer cost less, or better fitting ones bring more? "
        "And are the exclusive ones for those who bring most?"
    )


__all__, __dir__, __getattr__ = only_tasks(globals())
