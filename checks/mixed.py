"""The checks of exercise 12."""

from functools import cache

import numpy as np
import pandas as pd

from checks import expect
from checks.core import NotYet, task
from helpers import data, features, market

EXERCISE = "12_mixed"
NEEDS = list(market.NEEDS)
MEMBERS = 6_000
TARGET_SEK = 7_500
UPKEEP_SEK = {"household": 1_400, "home": 2_400, "purchases": 5_500, "clicks": 2_600, "survey": 11_100}


def plain_to_all() -> pd.DataFrame:
    """The plan of one plain letter by post to every customer."""
    ids = data.load("customers")["customer_id"]
    return pd.DataFrame({"customer_id": ids, "offer": "everyone", "channel": "post"})


# ---- what the tasks are about


@cache
def purchases() -> pd.DataFrame:
    """Order lines with their member, moment and need."""
    orders = data.load("orders")
    lines = data.load("order_lines").merge(orders[["order_id", "customer_id", "ordered_at"]])
    return lines.assign(at=lines["ordered_at"], need=lines["category"].map(market.NEED_OF))


@cache
def visits(*, linked=True) -> pd.DataFrame:
    """Visits with their moment and need, and their member as far as the identity table knows."""
    sessions = data.load("sessions")
    if linked:
        sessions = sessions.merge(data.load("identity")[["visitor_id", "customer_id"]])
    return sessions.assign(at=sessions["started_at"], need=sessions["category"].map(market.NEED_OF))


def count(rows, days, at=data.TODAY, who="customer_id") -> pd.DataFrame:
    """Rows of the last `days` before `at`, counted by member and need."""
    lately = rows[rows["at"].between(at - pd.Timedelta(days=days), at, inclusive="left")]
    return lately.groupby([who, "need"]).size().unstack(fill_value=0)[NEEDS]


def votes() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The votes of purchases (a year) and of clicks (half a year) on 1 January 2026, a row per member."""
    ids = pd.Index(data.load("customers")["customer_id"], name="customer_id")
    both = count(purchases(), 365), count(visits(), 180)
    return tuple(table.reindex(ids, fill_value=0).astype(int) for table in both)


@cache
def _tests():
    total = sum(votes())
    members = total.index[total.sum(axis=1) > 0]
    draw = np.random.default_rng(5)
    teaches = draw.random(len(members)) < 0.5
    letters = np.array(["everyone", *NEEDS])
    months = []
    for month in range(6):
        plan = pd.DataFrame(
            {"customer_id": members, "offer": letters[draw.integers(0, 5, len(members))], "channel": "post"}
        )
        sent = market.run(plan, holdout=1 / 6, seed=50 + month)
        months.append(
            pd.DataFrame(
                {
                    "customer_id": members,
                    "month": month + 1,
                    "segment": total.loc[members].idxmax(axis=1).to_numpy(),
                    "teaches": teaches,
                    "letter": sent["offer"].where(sent["group"] != "control", "none"),
                    "converted": sent["converted"],
                }
            )[(sent["group"] != "no consent").to_numpy()]
        )
    return pd.concat(months, ignore_index=True)


def tests() -> pd.DataFrame:
    """Six months of test letters to members with any vote, all of whom accept post."""
    return _tests().copy()


@cache
def _programmes():
    chances = market.expected(plain_to_all())
    bought, clicked = votes()
    lively = (count(purchases(), 180).reindex(bought.index).notna().any(axis=1)).to_numpy()
    offers = {"old": np.repeat("everyone", len(bought)), "new": (bought + clicked).idxmax(axis=1).to_numpy()}
    written = {"old": np.ones(len(bought), bool), "new": lively}
    in_old = np.random.default_rng(6).random(len(bought)) < 0.5
    tables = {}
    for name, here in {"old": in_old, "new": ~in_old}.items():
        plan = plain_to_all().assign(offer=offers[name])[here]
        goes_out = (written[name] & (chances["consent"] == 1).to_numpy())[here]
        with_letter = market.run(plan, holdout=0, seed=61)["converted"].to_numpy()
        nobody = market.run(plan, holdout=1 - 1e-9, seed=61)["converted"].to_numpy()
        tables[name] = pd.DataFrame(
            {
                "customer_id": plan["customer_id"].to_numpy(),
                "contacted": goes_out.astype(int),
                "converted": np.where(goes_out, with_letter, nobody),
            }
        )
    return tables


def programmes() -> tuple[pd.DataFrame, pd.DataFrame]:
    """What happened in the half with the old programme, and in the half with the new one."""
    return tuple(table.copy() for table in _programmes().values())


# ---- the checks


@task(
    exercise=EXERCISE,
    number=1,
    hints=[
        "`sessions.merge(identity[['visitor_id', 'customer_id']])` links visits to members.",
        "Keep the rows with `started_at` from `day - pd.Timedelta(days=180)` up to, not including, `day`.",
        "`groupby(['customer_id', 'need']).size().unstack(fill_value=0)` counts and spreads the needs.",
    ],
)
def votes_of_clicks(click_votes):
    """Visits by member and need in the 180 days before 1 October 2025."""
    day = pd.Timestamp("2025-10-01")
    wanted = count(visits(), 180, day)
    mistakes = {
        "counts the 180 days before today; expected those before 1 October 2025": count(visits(), 180),
        "counts all visits before 1 October 2025; expected those of the 180 days before it": count(
            visits(), 10_000, day
        ),
        "counts all visits from 180 days before 1 October, also the later ones": count(
            visits(), 180 + 92, data.TODAY
        ),
        "counts pages; expected visits, one vote each": _pages(day),
    }
    expect.none_of_values(click_votes, mistakes, name="click_votes")
    visitors = count(visits(linked=False), 180, day, who="visitor_id")
    if isinstance(click_votes, pd.DataFrame) and len(click_votes) == len(visitors) != len(wanted):
        raise NotYet(
            f"`click_votes` has {len(visitors):,} rows, one per visitor (a device); expected "
            f"{len(wanted):,}, one per member. The identity table says which visitor is which member."
        )
    expect.frame(click_votes, wanted, name="click_votes", key="customer_id")
    two = (wanted.gt(0).sum(axis=1) > 1).mean()
    return f"{len(wanted):,} members voted; {two:.0%} of them looked at goods of more than one need."


def _pages(day):
    rows = visits()
    rows = rows[rows["at"].between(day - pd.Timedelta(days=180), day, inclusive="left")]
    return rows.groupby(["customer_id", "need"])["pages"].sum().unstack(fill_value=0)[NEEDS]


def two_methods() -> tuple[pd.DataFrame, list[list[str]]]:
    """The table of task 2, and the columns of its two methods."""
    rfm = features.rfm(data.load("orders"), at=data.TODAY)
    year = data.load("customers").set_index("customer_id").loc[rfm.index, "birth_year"].astype(float)
    table = np.log1p(rfm).assign(age=(2026 - year).fillna(2026 - year.median()))
    return table, [["recency_days", "frequency", "monetary_sek"], ["age"]]


@task(
    exercise=EXERCISE,
    number=2,
    hints=[
        "`(table - table.mean()) / table.std()` brings all columns to one scale.",
        "Three columns of one method would count three times. Divide each of them by `np.sqrt(3)`.",
        "Age stands alone: the root of 1 is 1, so it stays as it is.",
    ],
)
def equal_weight(scaled):
    """Columns on one scale, and methods of equal weight."""
    table, methods = two_methods()
    one_scale = (table - table.mean()) / table.std()
    counts = pd.Series({column: len(columns) for columns in methods for column in columns})
    wanted = one_scale / np.sqrt(counts)
    squeezed = (table - table.min()) / (table.max() - table.min())
    mistakes = {
        "is on one scale, but behaviour weighs three times as much as age. Divide by a root": one_scale,
        "divides by the number of columns; expected the root of it. k-means adds up *squared* distances": (
            one_scale / counts
        ),
        "has columns from 0 to 1; expected mean 0 and standard deviation 1": squeezed,
        "runs from 0 to 1 before it is divided; expected mean 0 and standard deviation 1": squeezed
        / np.sqrt(counts),
        "divides by the root of 4, the number of all columns; count those of each method": one_scale / 2,
    }
    expect.none_of_values(scaled, mistakes, name="scaled")
    expect.frame(scaled, wanted, name="scaled", key="customer_id", rel=1e-3)
    return "Now both methods weigh one. Whether they *should* weigh the same is for a campaign to say."


@task(
    exercise=EXERCISE,
    number=3,
    hints=[
        "The two tables have the same rows and columns, so they can be added.",
        "A visit counts twice: `bought + 2 * clicked`.",
        "Keep the rows whose sum is above 0, then `.idxmax(axis=1)` names the largest column.",
    ],
)
def need_by_mix(needs):
    """The need with the most votes, a visit counting twice."""
    bought, clicked = votes()
    wanted = _most(bought + 2 * clicked)
    if isinstance(needs, pd.Series) and len(needs) == len(bought) > len(wanted) and needs.notna().all():
        raise NotYet(
            f"`needs` names a need for all {len(bought):,} members; expected {len(wanted):,}. "
            "The others have no vote, and `idxmax` gives them the first column all the same."
        )
    mistakes = {
        "counts a visit as much as a line of a receipt; expected twice as much": _most(bought + clicked),
        "counts a line of a receipt twice; expected a visit to count twice": _most(2 * bought + clicked),
        "asks purchases only; the clicks have votes too": _most(bought),
        "asks clicks only; the purchases have votes too": _most(clicked),
        "looks at shares, so many votes weigh no more than few; expected plain sums": _most(
            _share(bought) + 2 * _share(clicked)
        ),
    }
    expect.none_of_values(needs, mistakes, name="needs")
    expect.series(needs, wanted, name="needs", key="customer_id")
    changed = (wanted != _most(bought).reindex(wanted.index)).mean()
    return f"The clicks give {changed:.0%} of these members another need than purchases do, or a first one."


def _most(total):
    return total[total.sum(axis=1) > 0].idxmax(axis=1).rename("need")


def _share(counts):
    return counts.div(counts.sum(axis=1).clip(lower=1), axis=0)


@task(
    exercise=EXERCISE,
    number=4,
    hints=[
        "What must the source bring each quarter? Its hours in SEK, and one more kind of letter.",
        "On 6,000 members it brings `extra_sek`, so per member `extra_sek / 6_000`.",
        "Divide what it costs by what it brings per member.",
    ],
)
def pays_from(members_from):
    """Members from which a source pays for its upkeep."""
    hours, letter, extra = 22 * 500, market.MESSAGE_COST_SEK, 3_500
    wanted = (hours + letter) / extra * MEMBERS
    for words, value in {
        "leaves out the one more kind of letter": hours / extra * MEMBERS,
        "leaves out the hours": letter / extra * MEMBERS,
        "is a multiple of today's list; expected a number of members": (hours + letter) / extra,
        "is upside down: a dearer source must need more members": extra / (hours + letter) * MEMBERS,
        "counts hours as if one cost 1 SEK": (22 + letter) / extra * MEMBERS,
        "takes the kind of letter off the cost; it has to be paid too": (hours - letter) / extra * MEMBERS,
    }.items():
        if expect.same_number(members_from, value, rel=2e-3):
            raise NotYet(f"`members_from` is {float(np.ravel(members_from)[0]):,.1f}. That {words}.")
    expect.number(members_from, wanted, name="members_from", unit="members", rel=1e-4)
    return f"A list of {wanted:,.0f} members: today's is too short by {1 - MEMBERS / wanted:.0%}."


@task(
    exercise=EXERCISE,
    number=5,
    hints=[
        "Keep the rows with `teaches` first.",
        "The mean of `converted` by segment and letter is a rate; `.unstack()` spreads the letters.",
        "Take the column `none` away from each of the others: `.sub(rate['none'], axis=0)`, then drop it.",
    ],
)
def learned(added):
    """What each letter added in each segment, among the teachers."""
    table = tests()
    teachers, judged = table[table["teaches"]], table[~table["teaches"]]
    wanted = _added(teachers)
    if isinstance(added, pd.DataFrame):
        mistakes = {
            "is learned from all members; keep those who teach, or nobody is left to judge": _added(table),
            "is learned from those kept for judging; expected those who teach": _added(judged),
            "counts orders; how often each letter was sent plays a part there. Compare rates": _added(
                teachers, "sum"
            ),
            "holds the rates themselves; what the control group bought is still in them": _rate(teachers),
            "is 100 times too large: percentages, where shares were asked": 100 * wanted,
        }
        named = {words: other[wanted.columns] for words, other in mistakes.items()}
        expect.none_of_values(added, named, name="added")
        if "none" in added.columns and np.allclose(pd.to_numeric(added["none"], errors="coerce"), 0):
            added = added.drop(columns="none")
    expect.frame(added, wanted, name="added", key="segment", rel=1e-4)
    best = wanted.idxmax(axis=1)
    fits = (best.index == best).sum()
    return f"In {fits} of {len(best)} segments the letter for that need added most. The rest is luck."


def _rate(table, how="mean"):
    return table.groupby(["segment", "letter"])["converted"].agg(how).unstack()


def _added(table, how="mean"):
    rate = _rate(table, how)
    return rate.drop(columns="none").sub(rate["none"], axis=0)


@task(
    exercise=EXERCISE,
    number=6,
    hints=[
        "Everybody in a half counts, contacted or not.",
        "The mean of `converted` over all rows of a table is the orders per member of that half.",
        "New divided by old, less 1.",
    ],
)
def orders_of_everybody(change):
    """The change in orders per member, written to or not."""
    old, new = programmes()
    wanted = new["converted"].mean() / old["converted"].mean() - 1
    rate = [t.loc[t["contacted"] == 1, "converted"].mean() for t in (old, new)]
    count_of = [t.loc[t["contacted"] == 1, "converted"].sum() for t in (old, new)]
    for words, value in {
        "the rise among those contacted. The new programme leaves out those who hardly buy": rate[1] / rate[0]
        - 1,
        "the change in orders of those contacted; the others buy too": count_of[1] / count_of[0] - 1,
        "the difference of the two rates; expected it as a share of the old one": new["converted"].mean()
        - old["converted"].mean(),
        "the change from the new programme to the old one; turn it round": old["converted"].mean()
        / new["converted"].mean()
        - 1,
        "a ratio; take 1 away to have a change": wanted + 1,
        "a ratio of counts; the two halves are not of quite the same size, so compare means": (
            new["converted"].sum() / old["converted"].sum() - 1
        ),
    }.items():
        if expect.same_number(change, value, rel=2e-3):
            raise NotYet(f"`change` is {float(np.ravel(change)[0]):.3f}. That is {words}.")
    expect.number(change, wanted, name="change", decimals=2)
    return (
        f"Conversion among those contacted rose by {rate[1] / rate[0] - 1:.0%}, orders per member changed "
        f"by {wanted:+.0%}, letters by {new['contacted'].mean() / old['contacted'].mean() - 1:+.0%}."
    )


@task(
    exercise=EXERCISE,
    number=7,
    hints=[
        "Most of the money is in *not* writing to those who have gone. Which source tells?",
        "Each kind of letter needs enough readers. Four needs are plenty.",
        "Compare what a further source brings with its upkeep: two sources are enough, one may be.",
    ],
)
def letter_and_bill(plan, sources):
    """Any plan that leaves the stated profit after the upkeep of its sources."""
    names = _named_sources(sources)
    plan, profit = expect.plan(plan, market.expected_profit, only={"channel": "post"})
    if not names and (plan["offer"].nunique() > 1 or len(plan) < MEMBERS):
        raise NotYet(
            "`plan` tells members apart, but `sources` is empty. Something told you who they are: name it."
        )
    upkeep = sum(UPKEEP_SEK[name] for name in names)
    kinds = plan["offer"].nunique()
    bill = (
        f"{len(plan):,} letters of {kinds} kinds add {profit:,.0f} SEK; the upkeep of "
        f"{', '.join(names) or 'no source'} takes {upkeep:,} SEK, so {profit - upkeep:,.0f} SEK are left"
    )
    if profit - upkeep >= TARGET_SEK:
        return f"{bill}. A plain letter to everybody leaves {market.expected_profit(plain_to_all()):,.0f}."
    raise NotYet(f"{bill}; expected {TARGET_SEK:,} or more. {_advice(plan, names, profit, kinds)}")


def _named_sources(sources) -> list[str]:
    """The sources without repeats, or one sentence on what is wrong with them."""
    names = [sources] if isinstance(sources, str) else sources
    if not isinstance(names, list | tuple | set | pd.Series | pd.Index | np.ndarray):
        raise NotYet(
            f"`sources` is of the kind {type(sources).__name__}; expected a list such as ['clicks']."
        )
    names = sorted(set(names), key=str)
    unknown = [name for name in names if name not in UPKEEP_SEK]
    if unknown:
        raise NotYet(f"`sources` holds {unknown[0]!r}; expected names out of {', '.join(UPKEEP_SEK)}.")
    return names


def _advice(plan, names, profit, kinds) -> str:
    if profit >= TARGET_SEK + UPKEEP_SEK["purchases"] and len(names) > 1:
        return "The letters are good; the sources are too dear. Which one could go?"
    if kinds > 5:
        return (
            f"{kinds} kinds of letter cost {kinds * market.MESSAGE_COST_SEK:,} SEK to write. Would fewer do?"
        )
    if len(plan) > 5_000:
        return "Who among them has shown no sign of life for long?"
    if kinds == 1:
        return "All get the same letter. What do your sources say that each of them needs?"
    return "Who is missing, and who gets the wrong letter? Try a longer time, or one more source."
