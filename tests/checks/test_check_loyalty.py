"""Exercise 08: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd

from checks import loyalty as check
from given import loyalty as given
from helpers import data, market
from tests.check_cases import Cases, as_tests

MEMBERS = data.load("customers").set_index("customer_id")
ORDERS = data.load("orders")
IN_2025 = ORDERS[ORDERS["ordered_at"] >= "2025-01-01"]
MONEY = given.spending()
SPENT = MONEY[2025]


# ---- task 1
def spent(orders=IN_2025, how="sum"):
    return orders.groupby("customer_id")["amount_sek"].agg(how)


def all_members(values, fill=0):
    return values.reindex(MEMBERS.index, fill_value=fill)


# ---- task 2
def tiers(money=SPENT, silver=1_200, gold=4_000, names=("gold", "silver", "bronze")):
    return pd.Series(np.select([money >= gold, money >= silver], names[:2], names[2]), index=money.index)


# ---- task 3
GOLD = MONEY[MONEY[2024] >= 5_000]


# ---- task 4
def rate():
    outcomes = market.run(given.members_only(), holdout=0.5, seed=9)
    return 100 * outcomes.groupby("group")["retained"].mean()


def gain():
    return rate()["contacted"] - rate()["control"]


# ---- task 5
PLAN = given.members_only()
LETTER_SEK = market.expected_profit(PLAN)
CHANCES = market.expected(PLAN).query("consent == 1")
KEPT_SEK = ((CHANCES["stay_with"] - CHANCES["stay_without"]) * CHANCES["year_margin_sek"]).sum()
GROSS_SEK = (CHANCES["stay_with"] * CHANCES["year_margin_sek"]).sum()


def limit(gain_sek=LETTER_SEK + KEPT_SEK, by=CHANCES["chance_with"].sum()):
    return gain_sek / by


def limit_by_trial():
    """The sum between two tries at which what the plan is worth crosses zero: it is a straight line."""
    tries = [0.0, 1_000.0]
    low, high = (market.expected_worth(PLAN.assign(reward_sek=sek)) for sek in tries)
    return tries[1] * low / (low - high)


# ---- task 6
MARGIN = given.potential()
NEW = MEMBERS["member_since"] > data.TODAY - pd.Timedelta(days=90)
LOW = SPENT < 1_500


def share(who=NEW & LOW, of=None):
    return MARGIN[who].sum() / MARGIN[MARGIN.index if of is None else of].sum()


# ---- task 7
LINES = data.load("order_lines").merge(IN_2025[["order_id", "customer_id"]])


def own_kind():
    money = LINES.groupby(["customer_id", LINES["category"].map(market.NEED_OF)])["amount_sek"].sum()
    return money.unstack(fill_value=0).idxmax(axis=1).reindex(MEMBERS.index).fillna("everyone")


def letters(exclusive=1_000, offer=None, by=SPENT, rest=True, **more):
    """Letters of everybody's own kind, for members only for the first so many by `by`."""
    plan = pd.DataFrame({"offer": own_kind() if offer is None else offer, "channel": "email"}, MEMBERS.index)
    top = by.nlargest(exclusive).index
    plan["exclusive"] = plan.index.isin(top).astype(int)
    return (plan if rest else plan.loc[top]).assign(**more).reset_index()


def club_and_welcome():
    """The club of one's own kind, a plain letter to the others, and a welcome to newcomers."""
    top = SPENT.nlargest(900).index
    plan = letters(900).set_index("customer_id").assign(stage_message="")
    others = ~plan.index.isin(top)
    plan.loc[others, "offer"] = "everyone"
    plan.loc[others & NEW, "stage_message"] = "welcome"
    return plan


CASES = {
    "spent_by_member": Cases(
        untouched=lambda: ...,
        right={
            "reindex": lambda: all_members(spent()),
            "fillna": lambda: spent().reindex(MEMBERS.index).fillna(0),
            "a merge, key as a column": lambda: (
                MEMBERS.reset_index()[["customer_id"]]
                .merge(spent().reset_index(), how="left")
                .fillna({"amount_sek": 0})
            ),
            "a dict, shuffled": lambda: all_members(spent()).sample(frac=1, random_state=0).to_dict(),
        },
        named={
            "buyers only": (spent, "holds only members who bought"),
            "gaps": (lambda: all_members(spent(), np.nan), "has nothing (NaN)"),
            "two years": (lambda: all_members(spent(ORDERS)), "money of two years"),
            "orders counted": (lambda: all_members(spent(how="size")), "counts orders"),
            "mean order": (lambda: all_members(spent(how="mean")), "holds the mean"),
        },
        wrong={
            "2024": (lambda: MONEY[2024], "differs in"),
            "grouped only": (lambda: IN_2025.groupby("customer_id")["amount_sek"], "GroupBy"),
            "one number": (lambda: 7, "a whole number"),
        },
    ),
    "tiers_by_rule": Cases(
        untouched=lambda: ...,
        right={
            "np.select": tiers,
            "pd.cut": lambda: pd.cut(SPENT, [-1, 1_200, 4_000, np.inf], right=False, labels=[1, 2, 3]),
            "a list of numbers": lambda: tiers(names=(2, 1, 0)).to_list(),
            "a table with the key as a column": lambda: tiers().rename("tier").reset_index(),
        },
        named={
            "limits left out": (
                lambda: pd.cut(SPENT, [-1, 1_200, 4_000, np.inf], labels=["b", "s", "g"]),
                "exactly 1,200 or 4,000",
            ),
            "the lesson's limits": (lambda: tiers(silver=1_500, gold=5_000), "limits of the lesson"),
            "gold overwritten": (lambda: tiers(gold=np.inf), "Gold is missing"),
            "two years": (lambda: tiers(MONEY.sum(axis=1)), "count the money of two years"),
        },
        wrong={
            "equal thirds": (
                lambda: pd.qcut(SPENT.rank(method="first"), 3, labels=[1, 2, 3]),
                "adjusted Rand",
            ),
            "no bronze": (lambda: tiers().where(SPENT >= 1_200), "have no segment"),
            "buyers only": (lambda: tiers()[SPENT > 0], "rows; expected"),
        },
    ),
    "fall_of_gold": Cases(
        untouched=lambda: ...,
        right={
            "two sums": lambda: GOLD[2025].sum() / GOLD[2024].sum() - 1,
            "two means, rounded": lambda: round(GOLD[2025].mean() / GOLD[2024].mean() - 1, 2),
            "pct_change": lambda: GOLD[[2024, 2025]].sum().pct_change()[2025],
            "a Series of one": lambda: pd.Series([(GOLD[2025] - GOLD[2024]).sum() / GOLD[2024].sum()]),
        },
        named={
            "gold of 2025": (
                lambda: MONEY[SPENT >= 5_000][2025].sum() / MONEY[SPENT >= 5_000][2024].sum() - 1,
                "picked after their good year",
            ),
            "mean of changes": (lambda: (GOLD[2025] / GOLD[2024] - 1).mean(), "member's own change"),
            "a ratio": (lambda: GOLD[2025].sum() / GOLD[2024].sum(), "subtract 1"),
            "positive": (lambda: 1 - GOLD[2025].sum() / GOLD[2024].sum(), "expected a negative one"),
            "everybody": (lambda: SPENT.sum() / MONEY[2024].sum() - 1, "of all members"),
            "years swapped": (lambda: GOLD[2024].sum() / GOLD[2025].sum() - 1, "years are swapped"),
        },
        wrong={
            "per cent": (lambda: 100 * (GOLD[2025].sum() / GOLD[2024].sum() - 1), "a percentage was given"),
            "SEK": (lambda: GOLD[2025].sum() - GOLD[2024].sum(), "expected"),
            "text": (lambda: "-13%", "is text"),
        },
    ),
    "points_of_staying": Cases(
        untouched=lambda: ...,
        right={
            "rates": gain,
            "rounded": lambda: round(gain(), 1),
            "from market.effect": lambda: (
                100 * market.effect(market.run(PLAN, holdout=0.5, seed=9)).loc["retained", "effect"]
            ),
            "numpy": lambda: np.array([gain()]),
        },
        named={
            "gross": (lambda: rate()["contacted"], "Subtract who stays anyway"),
            "no consent": (lambda: rate()["contacted"] - rate()["no consent"], "not drawn at random"),
            "in per cent": (lambda: 100 * gain() / rate()["control"], "in per cent of the control"),
            "a share": (lambda: gain() / 100, "multiply by 100"),
            "turned": (lambda: -gain(), "contacted minus control"),
        },
        wrong={
            "another year's luck": (lambda: gain() + 3, "expected"),
            "three rates": (rate, "holds 3 values"),
        },
    ),
    "turning_point": Cases(
        untouched=lambda: ...,
        right={
            "gain over orders": limit,
            "rounded": lambda: round(limit()),
            "by trial": limit_by_trial,
            "numpy": lambda: np.float64(
                (LETTER_SEK + KEPT_SEK) / (CHANCES["chance_with"].mean() * len(CHANCES))
            ),
        },
        named={
            "added orders only": (
                lambda: limit(by=(CHANCES["chance_with"] - CHANCES["chance_without"]).sum()),
                "divide by the added orders",
            ),
            "by members": (lambda: limit(by=len(CHANCES)), "divide by members"),
            "no year after": (lambda: limit(LETTER_SEK), "year after is missing"),
            "no fortnight": (lambda: limit(KEPT_SEK), "fortnight is missing"),
            "gross": (lambda: limit(LETTER_SEK + GROSS_SEK), "would stay anyway"),
        },
        wrong={
            "the gain": (lambda: LETTER_SEK + KEPT_SEK, "expected"),
            "empty": (lambda: float("nan"), "is empty (NaN)"),
        },
    ),
    "unseen_share": Cases(
        untouched=lambda: ...,
        right={
            "share": share,
            "rounded": lambda: round(share(), 3),
            "grouped": lambda: (MARGIN.groupby(NEW & LOW).sum() / MARGIN.sum())[True],
            "a mean of weights": lambda: float((MARGIN * (NEW & LOW)).mean() / MARGIN.mean()),
        },
        named={
            "heads": (lambda: (NEW & LOW).mean(), "share of the *members*"),
            "silver too": (lambda: share(NEW), "silver ones too"),
            "old members too": (lambda: share(LOW), "old members too"),
            "of newcomers": (lambda: share(of=NEW), "potential of the newcomers"),
        },
        wrong={
            "per cent": (lambda: 100 * share(), "a percentage was given"),
            "the rest": (lambda: 1 - share(), "the other part"),
            "SEK": (lambda: MARGIN[NEW & LOW].sum(), "expected"),
        },
    ),
    "letters_for_january": Cases(
        untouched=lambda: ...,
        right={
            "own kind to all, exclusive for the first thousand": letters,
            "by two years of money": lambda: letters(by=MONEY.sum(axis=1)),
            "club, plain letters and a welcome, key as index": club_and_welcome,
            "by number of orders, and fewer": lambda: letters(700, by=ORDERS["customer_id"].value_counts()),
        },
        named={
            "a voucher": (lambda: letters(reward_sek=200.0), "Without the voucher it would be worth"),
            "a discount": (lambda: letters(discount=0.2), "Without the discount it would be worth"),
            "the club as planned": (given.as_planned, "1,167 members get something exclusive"),
            "nothing exclusive": (lambda: letters(0), "Nothing in it is for members only"),
            "clothes for all": (lambda: letters(offer="style"), "what they do not want"),
            "the club only": (lambda: letters(rest=False), "Most members get no letter"),
        },
        wrong={
            "by post": (lambda: letters(channel="post"), "expected `email`"),
            "half exclusive": (lambda: letters().assign(exclusive=0.5), "other values than 0 and 1"),
            "plain, exclusive for few": (lambda: letters(50, offer="everyone"), "different offers"),
            "an offer that is not there": (lambda: letters(offer="garden"), "offer holds 'garden'"),
            "a list": (lambda: [1, 2], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
