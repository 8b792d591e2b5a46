"""Exercise 11: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd

from checks import business_oriented as check
from given import business_oriented as given
from helpers import data, features, market_b2b
from tests.check_cases import Cases, as_tests

COMPANIES = data.load("companies").set_index("company_id")
DEALS = data.load("deals")
WON = DEALS[DEALS["stage"] == "won"]
CLOSED = DEALS[DEALS["stage"].isin(["won", "lost"])]
KIND = COMPANIES["industry"]
ODD = pd.Series(COMPANIES.index % 2 == 1, COMPANIES.index)


def per_company(deals):
    return deals.groupby("company_id")["value_sek"].sum().reindex(COMPANIES.index, fill_value=0)


WON_2024 = per_company(WON[WON["closed_on"] < "2025-01-01"])
WON_2025 = per_company(WON[WON["opened_on"] >= "2025-01-01"])


# ---- task 2
def kind_of(deals):
    return deals["company_id"].map(KIND).rename("industry")


def hit_rate(deals=CLOSED):
    return (deals["stage"] == "won").groupby(kind_of(deals)).mean()


def money():
    return WON["value_sek"].groupby(kind_of(WON)).sum()


def industries(**columns):
    given = {"hit_rate": hit_rate(), "won_per_company_sek": money() / KIND.value_counts()}
    return pd.DataFrame(given | columns).rename_axis("industry")


def industries_by_companies():
    """The money by way of the companies, zeros and all."""
    table = COMPANIES.assign(won=per_company(WON)).groupby("industry")["won"].mean().to_frame()
    won, closed = kind_of(WON).value_counts(), kind_of(CLOSED).value_counts()
    return table.rename(columns={"won": "won_per_company_sek"}).assign(hit_rate=won / closed).reset_index()


# ---- task 3
def size_points(**how):
    return COMPANIES.groupby("industry")["employees"].transform(features.score, **how)


def size_points_by_hand():
    rank = COMPANIES.groupby("industry")["employees"].rank(method="min")
    size = KIND.map(KIND.value_counts())
    return (rank - 1) * 5 // size + 1


def size_points_in_a_loop():
    parts = [features.score(firms["employees"]) for _, firms in COMPANIES.groupby("industry")]
    return pd.concat(parts)


# ---- task 4
def learned(swap=True, money=WON_2024, how="mean"):
    means = money.groupby([ODD, KIND]).agg(how)
    half = ~ODD if swap else ODD
    return pd.Series(means.loc[list(zip(half, KIND, strict=True))].to_numpy(), COMPANIES.index)


def learned_by_map():
    odd, even = (WON_2024[half].groupby(KIND[half]).mean() for half in (ODD, ~ODD))
    return KIND.map(even).where(ODD, KIND.map(odd))


# ---- task 5
SCORE = COMPANIES["turnover_msek"].fillna(0)


def share(score=SCORE, money=WON_2025):
    return money[score.nlargest(600).index].sum() / money.sum()


# ---- task 6
def opened(what="opened"):
    plan = COMPANIES.reset_index().nlargest(600, "employees")[["company_id"]]
    return market_b2b.run(plan, holdout=0.5, seed=1).groupby("group")[what]


def added():
    rate = opened().mean()
    return rate["contacted"] - rate["control"]


# ---- task 7
def call_list(score, size=600, pitch=None, **more):
    ids = score.nlargest(size).index
    plan = pd.DataFrame({"company_id": ids} | more)
    if pitch is not None:
        plan["pitch"] = pitch.reindex(ids).to_numpy()
    return plan


OWN_PITCH = COMPANIES["technology"].fillna("general")
OTHER_PITCH = OWN_PITCH.map(
    {"own_servers": "cloud", "cloud": "both", "both": "own_servers", "general": "general"}
)
BY_MONEY = KIND.map(per_company(WON).groupby(KIND).mean())
ROOT = KIND.map(hit_rate()) * COMPANIES["employees"] ** 0.5
VISITS = data.load("engagement").query("date >= '2025-01-01'").groupby("company_id").size()
VISITS = VISITS.reindex(COMPANIES.index, fill_value=0)

CASES = {
    "known_then": Cases(
        untouched=lambda: ...,
        right={
            "two conditions": lambda: WON[WON["closed_on"] < "2025-07-01"],
            "a query": lambda: DEALS.query("stage == 'won' and closed_on <= '2025-06-30'"),
            "shuffled, key as index": lambda: (
                WON[WON["closed_on"] < pd.Timestamp("2025-07-01")]
                .sample(frac=1, random_state=0)
                .set_index("deal_id")
            ),
            "only the columns that matter": lambda: WON.loc[
                WON["closed_on"] < "2025-07-01", ["deal_id", "value_sek"]
            ],
        },
        named={
            "opened, not closed": (lambda: WON[WON["opened_on"] < "2025-07-01"], "deals *opened* before"),
            "lost ones too": (lambda: DEALS[DEALS["closed_on"] < "2025-07-01"], "the lost ones too"),
            "two years": (lambda: WON, "all deals won in two years"),
            "one day too many": (lambda: WON[WON["closed_on"] <= "2025-07-01"], "closed on 1 July as well"),
        },
        wrong={
            "another year": (lambda: WON[WON["closed_on"] < "2024-07-01"], "rows; expected"),
            "a column of truth": (lambda: DEALS["closed_on"] < "2025-07-01", "it"),
            "without the key": (
                lambda: WON[WON["closed_on"] < "2025-07-01"][["value_sek"]].reset_index(drop=True),
                "no `deal_id`",
            ),
        },
    ),
    "two_measures": Cases(
        untouched=lambda: ...,
        right={
            "sums over counts": industries,
            "through the companies, key as a column": industries_by_companies,
            "other order of rows and columns": lambda: industries().iloc[::-1, ::-1],
            "with more columns": lambda: industries(companies=KIND.value_counts()),
        },
        named={
            "open deals as lost": (lambda: industries(hit_rate=hit_rate(DEALS)), "counts open deals as lost"),
            "mean of a won deal": (
                lambda: industries(won_per_company_sek=WON["value_sek"].groupby(kind_of(WON)).mean()),
                "is the mean of a won deal",
            ),
            "buyers only": (
                lambda: industries(
                    won_per_company_sek=money() / WON["company_id"].groupby(kind_of(WON)).nunique()
                ),
                "leaves out the companies that bought nothing",
            ),
            "totals": (lambda: industries(won_per_company_sek=money()), "is the total of the industry"),
            "won per company": (
                lambda: industries(hit_rate=kind_of(WON).value_counts() / KIND.value_counts()),
                "is won deals per company",
            ),
        },
        wrong={
            "per cent": (lambda: industries(hit_rate=hit_rate() * 100), "a percentage was given"),
            "no money": (lambda: industries()[["hit_rate"]], "no column `won_per_company_sek`"),
            "a number": (lambda: 0.5, "a number"),
        },
    ),
    "points_in_industry": Cases(
        untouched=lambda: ...,
        right={
            "transform": size_points,
            "by hand": size_points_by_hand,
            "in a loop, other order": size_points_in_a_loop,
            "a table with the key as a column": lambda: size_points().rename("size_points").reset_index(),
        },
        named={
            "all companies": (lambda: features.score(COMPANIES["employees"]), "with one another"),
            "upside down": (lambda: size_points(best="low"), "upside down"),
            "from 0": (lambda: size_points() - 1, "from 0 to 4"),
            "ties torn apart": (
                lambda: COMPANIES.groupby("industry")["employees"].transform(
                    lambda size: pd.qcut(size.rank(method="first"), 5, labels=False) + 1
                ),
                "different points to firms",
            ),
            "turnover": (
                lambda: SCORE.groupby(KIND).transform(features.score),
                "compares turnover",
            ),
        },
        wrong={
            "ten steps": (lambda: size_points(n=10), "differs in"),
            "half of the companies": (lambda: size_points().iloc[::2], "rows; expected"),
        },
    ),
    "learned_from_others": Cases(
        untouched=lambda: ...,
        right={
            "looked up": learned,
            "mapped": learned_by_map,
            "a table with the key as a column": lambda: learned().rename("learned").reset_index(),
            "a dict": lambda: learned().to_dict(),
        },
        named={
            "own half": (lambda: learned(swap=False), "comes from each company's own half"),
            "all": (lambda: WON_2024.groupby(KIND).transform("mean"), "comes from all companies"),
            "without zeros": (lambda: learned(money=WON_2024.where(WON_2024 > 0)), "zeros belong"),
            "sums": (lambda: learned(how="sum"), "is the sum over the other half"),
        },
        wrong={
            "thousands": (lambda: learned() / 1000, "1,000 times too small"),
            "one per industry": (lambda: WON_2024.groupby(KIND).mean(), "no `company_id`"),
        },
    ),
    "share_in_first_fifth": Cases(
        untouched=lambda: ...,
        right={
            "nlargest": share,
            "rounded": lambda: round(share(), 2),
            "sorted": lambda: np.float64(
                WON_2025.loc[SCORE.sort_values(ascending=False, kind="stable").index[:600]].sum()
                / WON_2025.sum()
            ),
            "by rank": lambda: float(
                WON_2025[SCORE.rank(ascending=False, method="first") <= 600].sum() / WON_2025.sum()
            ),
        },
        named={
            "buyers": (lambda: share(money=(WON_2025 > 0) * 1.0), "share of the *buyers*"),
            "hit rate": (
                lambda: float((WON_2025[SCORE.nlargest(600).index] > 0).mean()),
                "share of these 600 that bought",
            ),
            "the last": (lambda: share(-SCORE), "*last* 600 places"),
            "last year": (lambda: share(money=WON_2024), "money of 2024"),
        },
        wrong={
            "per cent": (lambda: 100 * share(), "a percentage was given"),
            "the rest": (lambda: 1 - share(), "the other part"),
            "the money": (lambda: WON_2025[SCORE.nlargest(600).index], "holds 600 values"),
        },
    ),
    "cost_of_added_deal": Cases(
        untouched=lambda: ...,
        right={
            "a quotient": lambda: 2500 / added(),
            "rounded": lambda: round(2500 / added()),
            "in calls": lambda: np.float64(1 / added() * 2500),
            "from the market's own table": lambda: pd.Series(
                [
                    2500
                    / market_b2b.effect(market_b2b.run(given.largest(), holdout=0.5, seed=1)).loc[
                        "opened", "effect"
                    ]
                ]
            ),
        },
        named={
            "gross": (lambda: 2500 / opened().mean()["contacted"], "the cost of *any* deal"),
            "won": (
                lambda: 2500 / (opened("won").mean()["contacted"] - opened("won").mean()["control"]),
                "per added *won* deal",
            ),
            "numbers": (
                lambda: (
                    2500
                    * opened().size()["contacted"]
                    / (opened().sum()["contacted"] - opened().sum()["control"])
                ),
                "differ in size",
            ),
            "the control group's rate": (
                lambda: 2500 / opened().mean()["control"],
                "the control group's rate",
            ),
            "the effect": (added, "what the calls add per company"),
        },
        wrong={
            "thousand SEK": (lambda: 2.5 / added(), "1,000 times too small"),
            "text": (lambda: "20000", "is text"),
        },
    ),
    "call_list": Cases(
        untouched=lambda: ...,
        right={
            "hit rate and root of the employees": lambda: call_list(ROOT),
            "industry's money times employees": lambda: call_list(BY_MONEY * COMPANIES["employees"]),
            "points": lambda: call_list(
                features.score(BY_MONEY) + features.score(COMPANIES["employees"], n=10)
            ).set_index("company_id"),
            "the largest, each with its own pitch": lambda: call_list(
                COMPANIES["employees"], pitch=OWN_PITCH
            ),
        },
        named={
            "small software": (lambda: given.small_software(), "All of them are in software"),
            "the wrong pitch": (lambda: call_list(ROOT, pitch=OTHER_PITCH), "for another technology"),
            "too few": (lambda: call_list(ROOT, size=300), "300 calls are left"),
            "the engaged": (lambda: call_list(VISITS), "leans on engagement"),
            "hit rate only": (lambda: call_list(KIND.map(hit_rate())), "Most of them are small"),
            "the largest": (lambda: given.largest(), "They are large"),
        },
        wrong={
            "too many": (lambda: call_list(ROOT, size=601), "Klarvik can make 600"),
            "by e-mail": (lambda: call_list(ROOT, channel="email"), "expected `call`"),
            "a pitch that is not there": (lambda: call_list(ROOT).assign(pitch="AI"), "pitch holds 'AI'"),
            "twice": (lambda: pd.concat([call_list(ROOT, 10)] * 2), "companies twice"),
            "a list": (lambda: [40001], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
