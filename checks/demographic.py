"""The checks of exercise 02."""

from functools import cache

import numpy as np
import pandas as pd
from sklearn.metrics import r2_score

from checks import expect, words
from checks.core import Answer, NotYet, only_tasks, task
from given import demographic as given
from helpers import data, market

_EXERCISE = "02_demographic"
_COLLECTIONS = ["womenswear", "menswear", "style"]
_FACTS = ["birth_year", "gender", "household", "income_band"]


def _people() -> pd.DataFrame:
    return data.load("customers").set_index("customer_id")


def _bands(age: pd.Series, edges: tuple[float, float] = (35, 55), missing: str = "not known") -> pd.Series:
    names = np.select([age < edges[0], age < edges[1]], ["under", "between"], "over")
    return pd.Series(names, index=age.index, name="band").where(age.notna(), missing)


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "The age reached in 2025 is `2025 - people['birth_year']`.",
        "Begin with a Series that says “not known” for all, and overwrite where the age is known.",
        "`age.between(35, 54)` counts both ends; comparisons with a missing age are never true.",
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
        "Customers of exactly 35 and 55 are in the band below; 35 belongs to 35 to 54.": (
            _bands(age, (35.5, 55.5))
        ),
        "These are the ages of 2026; expected those reached in 2025.": _bands(age + 1),
    }
    expect.none_of_groups(bands, mistakes)
    expect.same_segments(bands, wanted, name="bands", at_least=1.0)
    size = wanted.value_counts()
    return (
        f"{size['not known']:,} customers would have dropped out unseen; now they are a group you can name."
    )


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "First the numbers of those who ordered in 2025: each customer once.",
        "`.notna()` on the four columns gives True where a fact is known.",
        "`.all(axis=1)` asks for all four in a row; the mean of True and False is a share.",
    ],
)
def complete_facts(complete_share: Answer) -> str:
    """Check the share of the buyers of 2025 whose four facts are all known."""
    people, orders = _people(), data.load("orders")
    by_order = orders.loc[orders["ordered_at"].dt.year == 2025, "customer_id"]
    known = people[_FACTS].notna()
    of_buyers = known.loc[by_order.unique()]
    right, fields = of_buyers.all(axis=1).mean(), of_buyers.mean()
    of_orders = known.loc[by_order].all(axis=1).mean()
    mistakes = {
        "That is the share of all customers; expected those who ordered in 2025.": known.all(axis=1).mean(),
        "That counts a customer once per order; expected each customer once.": of_orders,
        "That multiplies the shares of the four fields; count the customers with all four.": fields.prod(),
        "That is the mean of the four shares; expected the customers with all four known.": fields.mean(),
        "That is the share of the worst field alone; other fields have gaps of their own.": fields.min(),
    }
    expect.none_of(complete_share, right, mistakes, name="complete_share")
    expect.number(complete_share, right, name="complete_share", decimals=3)
    return f"{right:.0%} are complete, although each field alone is known of {fields.min():.0%} or more."


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "`groups.value_counts()` says how large each group is.",
        "`groups.map(sizes)` brings the size to every customer.",
        "`groups.where(condition, 'other')` keeps the label where the condition is true.",
    ],
)
def small_groups(segment: Answer) -> str:
    """Check that groups of fewer than five are put together, and everybody is kept."""
    people = _people()
    groups = (people["postal_area"].astype(str) + " " + people["household"]).rename("segment")
    size = groups.map(groups.value_counts())
    wanted = groups.where(size >= 5, "together")
    if isinstance(segment, pd.Series) and len(segment) < len(groups) and segment.isin(groups).all():
        raise NotYet(
            f"`segment` has {len(segment):,} customers; expected all {len(groups):,}. "
            "The members of small groups are customers too: give them a common label."
        )
    few = (groups.value_counts() < 5).sum()
    fives_merged, fours_left = groups.where(size > 5, "together"), groups.where(size >= 4, "together")
    mistakes = {
        f"Nothing is merged yet: {few} groups have fewer than five members.": groups,
        "Groups of exactly five are merged too; expected those with fewer than five.": fives_merged,
        "Groups of four are still there; expected all with fewer than five to be merged.": fours_left,
    }
    expect.none_of_groups(segment, mistakes)
    expect.same_segments(segment, wanted, name="segment", at_least=1.0)
    hidden = (size < 5).sum()
    return f"{hidden:,} customers can no longer be recognised by their group; the others stay as they were."


@cache
def _fashion() -> tuple[pd.Series, pd.Series]:
    """Return womenswear's share of the fashion each customer bought later, and the stated gender."""
    lines = data.load("order_lines").merge(data.load("orders")[["order_id", "customer_id", "ordered_at"]])
    later = lines[lines["ordered_at"] >= data.CUTOFF]
    money = later.groupby(["customer_id", "category"])["amount_sek"].sum().unstack(fill_value=0)
    hers = (money["womenswear"] / (money["womenswear"] + money["menswear"])).dropna()
    return hers, _people()["gender"].fillna("not stated").loc[hers.index]


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "`hers[learning].groupby(gender[learning]).mean()` gives one mean per gender.",
        "`gender[testing].map(means)` gives each testing customer the mean of the own gender.",
        "`r2_score(actual, guessed)` takes the truth first.",
    ],
)
def which_fashion(r2: Answer) -> str:
    """Check R² of womenswear's share among testing customers, guessed by gender."""
    hers, gender = _fashion()
    testing = pd.Series(hers.index % 3 == 0, index=hers.index)

    def explained(fit_on: pd.Series, test_on: pd.Series) -> float:
        return r2_score(hers[test_on], gender[test_on].map(hers[fit_on].groupby(gender[fit_on]).mean()))

    everybody = pd.Series(True, index=hers.index)
    stated = gender != "not stated"
    guessed = gender[testing].map(hers[~testing].groupby(gender[~testing]).mean())
    right = explained(~testing, testing)
    from_all = explained(everybody, testing)
    swapped = explained(testing, ~testing)
    only_stated = explained(~testing & stated, testing & stated)
    turned = r2_score(guessed, hers[testing])
    mistakes = {
        "This is R² among the learning customers, whose means these are.": explained(~testing, ~testing),
        "These means come from all customers, so from those they are tested on too.": from_all,
        "Here the two groups are swapped: take the means from `learning`, test on `testing`.": swapped,
        "Those without a stated gender are missing; they are a group of their own here.": only_stated,
        "The two arguments of `r2_score` are swapped; the truth comes first.": turned,
    }
    expect.none_of(r2, right, mistakes, name="r2")
    expect.number(r2, right, name="r2", decimals=2)
    return (
        f"One word explains {right:.0%} of which fashion is bought. Whether it also tells how much is spent, "
        "the lesson asks."
    )


@task(
    exercise=_EXERCISE,
    number=5,
    hints=[
        "`spent.groupby(box).transform('mean')` gives every customer the mean of the own segment.",
        "Square the distances from it and add them up; do the same with the mean of all.",
        "Divide the first sum by the second.",
    ],
)
def inside(inside_share: Answer) -> str:
    """Check the share of the differences in spending that stays inside the segments."""
    people, orders = _people(), data.load("orders")
    spent = orders[orders["ordered_at"].dt.year == 2025].groupby("customer_id")["amount_sek"].sum()
    box = (people["gender"].fillna("not stated") + " " + people["household"]).loc[spent.index]
    total = ((spent - spent.mean()) ** 2).sum()
    own, own_median = (spent.groupby(box).transform(how) for how in ("mean", "median"))
    right = ((spent - own) ** 2).sum() / total
    of_variances = spent.groupby(box).var().mean() / spent.var()
    of_distances = (spent - own).abs().sum() / (spent - spent.mean()).abs().sum()
    around_medians = ((spent - own_median) ** 2).sum() / total
    mistakes = {
        "That is the part *between* the segments; expected the part inside.": 1 - right,
        "That is the mean of the segments' variances, in which small segments count as much as large ones; "
        "add up the squares of all customers.": of_variances,
        "That adds up distances, not squared distances.": of_distances,
        "That uses the segments' medians; expected their means.": around_medians,
    }
    expect.none_of(inside_share, right, mistakes, name="inside_share")
    expect.number(inside_share, right, name="inside_share", decimals=3)
    return (
        f"{right:.1%} of the differences are inside the segments: knowing the segment hardly helps to guess."
    )


@cache
def _six_campaigns() -> pd.DataFrame:
    """Return both collections sent to fashion buyers by lot, as in the exercise; six runs take a second."""
    people = _people()
    lines = data.load("order_lines").merge(data.load("orders")[["order_id", "customer_id"]])
    wear = lines[lines["category"].isin(["womenswear", "menswear"])]["customer_id"].unique()
    stated = people.loc[wear, "gender"].dropna()
    own = np.random.default_rng(20).random(len(stated)) < 0.5
    offer = np.where((stated == "woman") == own, "womenswear", "menswear")
    plan = pd.DataFrame({"customer_id": stated.index, "offer": offer, "channel": "email", "own": own})
    return pd.concat([market.run(plan, holdout=0, seed=seed) for seed in range(6)])


@task(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Leave out the rows whose `group` is not `contacted`: they got no letter.",
        "Take the mean of `converted` for `own` true and for `own` false.",
        "Right less wrong, times 100.",
    ],
)
def wrong_collection(lost_per_100: Answer) -> str:
    """Check the orders per 100 letters that the other gender's collection loses against the own."""
    outcomes = _six_campaigns()
    contacted = outcomes[outcomes["group"] == "contacted"]
    rate, count = (contacted.groupby("own")["converted"].agg(how) for how in ("mean", "sum"))
    with_all = outcomes.groupby("own")["converted"].mean()
    right = 100 * (rate[True] - rate[False])
    of_everybody = 100 * (with_all[True] - with_all[False])
    relative = 100 * (1 - rate[False] / rate[True])
    of_counts = count[True] - count[False]
    mistakes = {
        "That counts those who got no letter too; keep `group` equal to `contacted`.": of_everybody,
        "That is wrong less right; a loss is what the wrong one has less.": -right,
        "That is per letter; expected per 100 letters.": right / 100,
        "That is the loss as a part of the right letter's orders; expected orders per 100 letters.": relative,
        "That is a difference of counts; the two halves differ in size, so compare rates.": of_counts,
    }
    expect.none_of(lost_per_100, right, mistakes, name="lost_per_100", precision=5e-3)
    expect.number(lost_per_100, right, name="lost_per_100", unit="orders", decimals=1)
    return (
        f"{right:.1f} of {100 * rate[True]:.1f} orders per 100 letters: the wrong rack is a costly mistake."
    )


@task(
    exercise=_EXERCISE,
    number=7,
    hints=[
        "Who cares for clothes? Last year's order lines know it better than the form.",
        "A row for somebody who has not agreed to e-mail is a letter never sent: see `consent_email`.",
        "The style letter shows both collections for the price of one. Who buys much, or often?",
    ],
)
def clothes_letter(plan: Answer) -> str:
    """Check any plan of at most 1,000 letters about clothes that reaches the stated expected profit."""
    plan, profit = expect.plan(plan, market.expected_profit, only={"channel": "email"})
    most = given.MOST_LETTERS
    if len(plan) > most:
        raise NotYet(f"`plan` has {len(plan):,} rows; expected {most:,} at most. Whom to leave out?")
    others = plan.loc[~plan["offer"].isin(_COLLECTIONS), "offer"]
    if len(others):
        raise NotYet(
            f"The offer {words.value(others.iloc[0])} is not about clothes; "
            f"expected one of {', '.join(_COLLECTIONS)}."
        )
    chances = market.expected(plan)
    reached, kinds = int(chances["consent"].sum()), plan["offer"].nunique()
    sends = f"Your plan sends {reached:,} letters of {kinds} kinds and adds {profit:,.0f} SEK"
    if profit >= given.TARGET_SEK:
        women = _people()["gender"].reindex(plan["customer_id"]).eq("woman").mean()
        return f"{sends}. {women:.0%} of its customers are women: gender did not have to be asked."
    advice = "Who among them buys clothes, or buys often? Look at last year's order lines."
    if "discount" in plan.columns and (plan["discount"] > 0).any():
        advice = "What does it add without the discount, which also goes to those who would buy anyway?"
    elif reached < 0.9 * len(plan):
        advice = f"{len(plan) - reached:,} of its customers have not agreed to e-mail and get nothing."
    elif kinds > 1:
        advice = f"{kinds} offers cost {kinds * market.MESSAGE_COST_SEK:,} SEK. Would one that shows both do?"
    elif len(plan) < 0.7 * most:
        advice = "There is room for more letters. Who else is likely to answer?"
    raise NotYet(f"{sends}; expected {given.TARGET_SEK:,} or more. {advice}")


__all__, __dir__, __getattr__ = only_tasks(globals())
