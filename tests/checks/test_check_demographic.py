"""Exercise 02: every right answer is accepted, every known mistake is named."""

from functools import cache

import numpy as np
import pandas as pd
from sklearn.metrics import r2_score

from checks import demographic as check
from given import demographic as given
from helpers import data, features, market
from tests.check_cases import Cases, as_tests

PEOPLE = data.load("customers").set_index("customer_id")
ORDERS = data.load("orders")
LINES = data.load("order_lines").merge(ORDERS[["order_id", "customer_id", "ordered_at"]])
YEAR = LINES[LINES["ordered_at"].dt.year == 2025]


# ---- task 1
AGE = (2025 - PEOPLE["birth_year"]).astype(float)


def bands(age=AGE, edges=(0, 35, 55, 200), right=False, missing="?"):
    cut = pd.cut(age, edges, right=right, labels=["young", "middle", "old"])
    return cut.astype(object).where(age.notna(), missing)


# ---- task 2
FACTS = PEOPLE[["birth_year", "gender", "household", "income_band"]].notna()
BY_ORDER = ORDERS.loc[ORDERS["ordered_at"].dt.year == 2025, "customer_id"]
OF_BUYERS = FACTS.loc[BY_ORDER.unique()]


# ---- task 3
GROUPS = PEOPLE["postal_area"].astype(str) + " " + PEOPLE["household"]
SIZE = GROUPS.map(GROUPS.value_counts())


# ---- task 4
@cache
def fashion():
    money = (
        LINES[LINES["ordered_at"] >= data.CUTOFF]
        .pivot_table(index="customer_id", columns="category", values="amount_sek", aggfunc="sum")
        .fillna(0)
    )
    hers = (money["womenswear"] / (money["womenswear"] + money["menswear"])).dropna()
    return hers, PEOPLE["gender"].fillna("not stated").loc[hers.index], hers.index % 3 == 0


def which(fit="learning", test="testing", swap=False, stated=False):
    hers, gender, testing = fashion()
    ok = (gender != "not stated") if stated else pd.Series(True, hers.index)
    rows = {"testing": testing & ok, "learning": ~testing & ok, "all": ok}
    guess = gender[rows[test]].map(hers[rows[fit]].groupby(gender[rows[fit]]).mean())
    pair = (hers[rows[test]], guess)
    return r2_score(*(pair[::-1] if swap else pair))


def which_by_loop():
    hers, gender, testing = fashion()
    guess = pd.Series(0.0, hers.index)
    for word in gender.unique():
        guess[gender == word] = hers[(gender == word) & ~testing].mean()
    missed, spread = (hers - guess)[testing] ** 2, (hers[testing] - hers[testing].mean()) ** 2
    return float(1 - missed.sum() / spread.sum())


# ---- task 5
SPENT = ORDERS[ORDERS["ordered_at"].dt.year == 2025].groupby("customer_id")["amount_sek"].sum()
BOX = (PEOPLE["gender"].fillna("not stated") + " " + PEOPLE["household"]).loc[SPENT.index]


def inside(middle="mean"):
    own = SPENT.groupby(BOX).transform(middle)
    return ((SPENT - own) ** 2).sum() / ((SPENT - SPENT.mean()) ** 2).sum()


def between():
    groups = SPENT.groupby(BOX)
    gap = (groups.size() * (groups.mean() - SPENT.mean()) ** 2).sum()
    return gap / ((SPENT - SPENT.mean()) ** 2).sum()


# ---- task 6
@cache
def campaigns():
    wear = LINES[LINES["category"].isin(["womenswear", "menswear"])]
    first_seen = data.load("order_lines").merge(ORDERS[["order_id", "customer_id"]])
    ids = first_seen[first_seen["category"].isin(["womenswear", "menswear"])]["customer_id"].unique()
    assert set(ids) == set(wear["customer_id"])
    stated = PEOPLE.loc[ids, "gender"].dropna()
    own = np.random.default_rng(20).random(len(stated)) < 0.5
    plan = pd.DataFrame(
        {
            "customer_id": stated.index,
            "offer": np.where((stated == "woman") == own, "womenswear", "menswear"),
            "channel": "email",
            "own": own,
        }
    )
    return pd.concat([market.run(plan, holdout=0, seed=seed) for seed in range(6)])


def rates(rows=None, how="mean"):
    rows = campaigns() if rows is None else rows
    return rows.groupby("own")["converted"].agg(how)


def contacted():
    return campaigns().query("group == 'contacted'")


def lost():
    rate = rates(contacted())
    return 100 * (rate[True] - rate[False])


# ---- task 7
AGREED = PEOPLE.index[PEOPLE["consent_email"] == 1]
MONEY = YEAR.groupby(["customer_id", "category"])["amount_sek"].sum().unstack(fill_value=0)
ON_STYLE = MONEY[["womenswear", "menswear", "beauty"]].sum(axis=1)
NOW = features.rfm(ORDERS, at=data.TODAY)


def letters(ids, offer="style", channel="email", **more):
    return pd.DataFrame({"customer_id": list(ids), "offer": offer, "channel": channel} | more)


def top(values, n=1000):
    return values[values.index.isin(AGREED)].nlargest(n).index


def by_gender(ids):
    offer = PEOPLE.loc[ids, "gender"].map({"woman": "womenswear", "man": "menswear"}).fillna("style")
    return letters(ids, offer.to_list())


CASES = {
    "age_bands": Cases(
        untouched=lambda: ...,
        right={
            "pd.cut": bands,
            "np.select, numbers": lambda: pd.Series(
                np.select([AGE.isna(), AGE < 35, AGE < 55], [9, 1, 2], 3), index=PEOPLE.index
            ),
            "a list in the order of the table": lambda: bands().to_list(),
            "a table, shuffled, key as a column": lambda: (
                bands().rename("band").sample(frac=1, random_state=0).reset_index()
            ),
        },
        named={
            "missing among the oldest": (lambda: bands(missing="old"), "are among the oldest"),
            "missing among the youngest": (lambda: bands(missing="young"), "are among the youngest"),
            "edges below": (lambda: bands(right=True), "in the band below"),
            "ages of 2026": (lambda: bands(age=AGE + 1), "the ages of 2026"),
        },
        wrong={
            "missing left empty": (lambda: bands(missing=np.nan), "have no segment"),
            "missing left out": (lambda: bands().loc[AGE.notna()], "rows; expected"),
            "three bands too many": (lambda: AGE.fillna(0) // 10, "adjusted Rand index"),
        },
    ),
    "complete_facts": Cases(
        untouched=lambda: ...,
        right={
            "all known": lambda: OF_BUYERS.all(axis=1).mean(),
            "dropna and len": lambda: (
                len(PEOPLE.loc[BY_ORDER.unique()].dropna(subset=list(FACTS))) / BY_ORDER.nunique()
            ),
            "rounded": lambda: round(OF_BUYERS.all(axis=1).mean(), 3),
            "isin, a Series of one": lambda: pd.Series(
                [FACTS[FACTS.index.isin(BY_ORDER)].all(axis=1).mean()]
            ),
        },
        named={
            "of all customers": (lambda: FACTS.all(axis=1).mean(), "of all customers"),
            "per order": (lambda: FACTS.loc[BY_ORDER].all(axis=1).mean(), "once per order"),
            "product": (lambda: OF_BUYERS.mean().prod(), "multiplies the shares"),
            "the worst field": (lambda: OF_BUYERS.mean().min(), "worst field alone"),
            "the mean field": (lambda: OF_BUYERS.mean().mean(), "mean of the four shares"),
        },
        wrong={
            "per cent": (lambda: 100 * OF_BUYERS.all(axis=1).mean(), "a percentage was given"),
            "the incomplete": (lambda: 1 - OF_BUYERS.all(axis=1).mean(), "the other part"),
            "a table": (lambda: OF_BUYERS, "single number"),
        },
    ),
    "small_groups": Cases(
        untouched=lambda: ...,
        right={
            "where": lambda: GROUPS.where(SIZE >= 5, "together"),
            "mask and transform": lambda: GROUPS.mask(GROUPS.groupby(GROUPS).transform("size") < 5, "x"),
            "numbers, as a list": lambda: pd.factorize(GROUPS.where(SIZE >= 5, ""))[0].tolist(),
            "a dict": lambda: GROUPS.where(SIZE > 4, "rest").to_dict(),
        },
        named={
            "nothing merged": (lambda: GROUPS, "Nothing is merged yet"),
            "five merged too": (lambda: GROUPS.where(SIZE > 5, "x"), "Groups of exactly five"),
            "fours are still there": (lambda: GROUPS.where(SIZE >= 4, "x"), "Groups of four"),
            "dropped": (lambda: GROUPS[SIZE >= 5], "are customers too"),
        },
        wrong={
            "left empty": (lambda: GROUPS.where(SIZE >= 5), "have no segment"),
            "the sizes": (lambda: GROUPS.value_counts(), "rows; expected"),
            "by household only": (lambda: PEOPLE["household"], "adjusted Rand index"),
        },
    ),
    "which_fashion": Cases(
        untouched=lambda: ...,
        right={
            "groupby and map": which,
            "by a loop and the definition": which_by_loop,
            "rounded": lambda: round(which(), 2),
            "an array of one": lambda: np.array([which()]),
        },
        named={
            "in sample": (lambda: which("learning", "learning"), "among the learning customers"),
            "all": (lambda: which("all", "testing"), "come from all customers"),
            "swapped groups": (lambda: which("testing", "learning"), "groups are swapped"),
            "not stated left out": (lambda: which(stated=True), "without a stated gender"),
            "swapped arguments": (lambda: which(swap=True), "the truth comes first"),
        },
        wrong={
            "per cent": (lambda: 100 * which(), "a percentage was given"),
            "text": (lambda: "0.5", "is text"),
        },
    ),
    "inside": Cases(
        untouched=lambda: ...,
        right={
            "transform": inside,
            "one less what lies between": lambda: 1 - between(),
            "sum of the segments' squares": lambda: float(
                SPENT.groupby(BOX).agg(lambda s: ((s - s.mean()) ** 2).sum()).sum()
                / (SPENT.var() * (len(SPENT) - 1))
            ),
            "rounded": lambda: round(inside(), 3),
        },
        named={
            "between": (between, "*between* the segments"),
            "mean of variances": (
                lambda: SPENT.groupby(BOX).var().mean() / SPENT.var(),
                "mean of the segments' variances",
            ),
            "not squared": (
                lambda: (
                    (SPENT - SPENT.groupby(BOX).transform("mean")).abs().sum()
                    / (SPENT - SPENT.mean()).abs().sum()
                ),
                "not squared distances",
            ),
            "medians": (lambda: inside("median"), "medians"),
        },
        wrong={
            "per cent": (lambda: 100 * inside(), "a percentage was given"),
            "nothing": (lambda: float("nan"), "is empty"),
        },
    ),
    "wrong_collection": Cases(
        untouched=lambda: ...,
        right={
            "rates": lost,
            "by two filters": lambda: (
                100
                * float(
                    contacted().loc[lambda t: t["own"], "converted"].mean()
                    - contacted().loc[lambda t: ~t["own"], "converted"].mean()
                )
            ),
            "rounded": lambda: round(lost(), 1),
            "a pivot table": lambda: (
                campaigns()
                .pivot_table(index="group", columns="own", values="converted")
                .loc["contacted"]
                .pipe(lambda row: 100 * (row[True] - row[False]))
            ),
        },
        named={
            "without letter too": (lambda: 100 * (rates()[True] - rates()[False]), "got no letter too"),
            "wrong less right": (lambda: -lost(), "wrong less right"),
            "per letter": (lambda: lost() / 100, "is per letter"),
            "a part": (
                lambda: 100 * (1 - rates(contacted())[False] / rates(contacted())[True]),
                "as a part of the right letter's orders",
            ),
            "counts": (
                lambda: rates(contacted(), "sum")[True] - rates(contacted(), "sum")[False],
                "difference of counts",
            ),
        },
        wrong={
            "the two rates": (lambda: rates(contacted()), "single number"),
            "text": (lambda: "2.5", "is text"),
        },
    ),
    "clothes_letter": Cases(
        untouched=lambda: ...,
        right={
            "most money on style": lambda: letters(top(ON_STYLE)),
            "most orders, key as index": lambda: letters(
                top(NOW.loc[NOW["recency_days"] <= 365, "frequency"])
            ).set_index("customer_id"),
            "most money on anything": lambda: letters(top(NOW["monetary_sek"])),
            "most money on the two collections": lambda: letters(
                top(MONEY["womenswear"] + MONEY["menswear"])
            ),
        },
        named={
            "the proposal": (given.young_women, "have not agreed to e-mail"),
            "two collections by gender": (lambda: by_gender(top(ON_STYLE)), "Would one that shows both do?"),
            "too few": (lambda: letters(top(ON_STYLE, 300)), "room for more letters"),
            "anybody who agreed": (lambda: letters(AGREED[:1000]), "Who among them buys clothes"),
            "a discount": (lambda: letters(top(ON_STYLE), discount=0.2), "without the discount"),
            "too many": (lambda: letters(AGREED), "expected 1,000 at most"),
        },
        wrong={
            "another offer": (lambda: letters(top(ON_STYLE), "everyone"), "is not about clothes"),
            "by post": (lambda: letters(top(ON_STYLE), channel="post"), "expected `email`"),
            "twice": (lambda: letters([100001, 100001]), "customers twice"),
            "a list": (lambda: [1, 2], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)


def test_the_target_is_out_of_reach_for_the_proposal_and_for_both_collections():
    for plan in (given.young_women(), by_gender(top(ON_STYLE))):
        assert market.expected_profit(plan) < given.TARGET_SEK
