"""The checks of exercise 12."""

import numpy as np
import pandas as pd

from checks import expect, words
from checks.core import Answer, NotYet, only_tasks, task
from given import mixed as given
from given.mixed import MEMBERS, UPKEEP_SEK
from helpers import data, features, market

_EXERCISE = "12_mixed"


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "`sessions.merge(identity[['visitor_id', 'customer_id']])` links visits to members.",
        "Keep the rows with `started_at` from `day - pd.Timedelta(days=180)` up to, not including, `day`.",
        "`groupby(['customer_id', 'need']).size().unstack(fill_value=0)` counts and spreads the needs.",
    ],
)
def votes_of_clicks(click_votes: Answer) -> str:
    """Check the visits by member and need in the 180 days before 1 October 2025."""
    day, visits = pd.Timestamp("2025-10-01"), given.visits()
    wanted = given.count_needs(visits, 180, day)
    before_today, all_before = given.count_needs(visits, 180), given.count_needs(visits, 10_000, day)
    also_later = given.count_needs(visits, 180 + 92, data.TODAY)
    lately = visits[visits["at"].between(day - pd.Timedelta(days=180), day, inclusive="left")]
    pages = lately.groupby(["customer_id", "need"])["pages"].sum().unstack(fill_value=0)[given.NEEDS]
    mistakes = {
        "counts the 180 days before today; expected those before 1 October 2025": before_today,
        "counts all visits before 1 October 2025; expected those of the 180 days before it": all_before,
        "counts all visits from 180 days before 1 October, also the later ones": also_later,
        "counts pages; expected visits, one vote each": pages,
    }
    expect.none_of_values(click_votes, mistakes, name="click_votes")
    visitors = given.count_needs(given.visits(linked=False), 180, day, who="visitor_id")
    if isinstance(click_votes, pd.DataFrame) and len(click_votes) == len(visitors) != len(wanted):
        raise NotYet(
            f"`click_votes` has {len(visitors):,} rows, one per visitor (a device); expected "
            f"{len(wanted):,}, one per member. The identity table says which visitor is which member."
        )
    expect.frame(click_votes, wanted, name="click_votes", key="customer_id")
    two = (wanted.gt(0).sum(axis=1) > 1).mean()
    return f"{len(wanted):,} members voted; {two:.0%} of them looked at goods of more than one need."


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "`(table - table.mean()) / table.std()` brings all columns to one scale.",
        "Three columns of one method would count three times. Divide each of them by `np.sqrt(3)`.",
        "Age stands alone: the root of 1 is 1, so it stays as it is.",
    ],
)
def equal_weight(scaled: Answer) -> str:
    """Check the columns on one scale, and methods of equal weight."""
    rfm = features.rfm(data.load("orders"), at=data.TODAY)
    year = data.load("customers").set_index("customer_id").loc[rfm.index, "birth_year"].astype(float)
    table = np.log1p(rfm).assign(age=(2026 - year).fillna(2026 - year.median()))
    counts = pd.Series({"recency_days": 3, "frequency": 3, "monetary_sek": 3, "age": 1})
    one_scale = (table - table.mean()) / table.std()
    squeezed = (table - table.min()) / (table.max() - table.min())
    wanted = one_scale / np.sqrt(counts)
    by_number, squeezed_by_root = one_scale / counts, squeezed / np.sqrt(counts)
    mistakes = {
        "is on one scale, but behaviour weighs three times as much as age. Divide by a root": one_scale,
        "divides by the number of columns; expected the root of it. k-means adds up *squared* distances": (
            by_number
        ),
        "has columns from 0 to 1; expected mean 0 and standard deviation 1": squeezed,
        "runs from 0 to 1 before it is divided; expected mean 0 and standard deviation 1": squeezed_by_root,
        "divides by the root of 4, the number of all columns; count those of each method": one_scale / 2,
    }
    expect.none_of_values(scaled, mistakes, name="scaled")
    expect.frame(scaled, wanted, name="scaled", key="customer_id", rel=1e-3)
    return "Now both methods weigh one. Whether they *should* weigh the same is for a campaign to say."


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "The two tables have the same rows and columns, so they can be added.",
        "A visit counts twice: `bought + 2 * clicked`.",
        "Keep the rows whose sum is above 0, then `.idxmax(axis=1)` names the largest column.",
    ],
)
def need_by_mix(needs: Answer) -> str:
    """Check the need with the most votes, a visit counting twice."""
    bought, clicked = given.votes()
    wanted = _most(bought + 2 * clicked)
    if isinstance(needs, pd.Series) and len(needs) == len(bought) > len(wanted) and needs.notna().all():
        raise NotYet(
            f"`needs` names a need for all {len(bought):,} members; expected {len(wanted):,}. "
            "The others have no vote, and `idxmax` gives them the first column all the same."
        )
    by_shares = _most(_share(bought) + 2 * _share(clicked))
    mistakes = {
        "counts a visit as much as a line of a receipt; expected twice as much": _most(bought + clicked),
        "counts a line of a receipt twice; expected a visit to count twice": _most(2 * bought + clicked),
        "asks purchases only; the clicks have votes too": _most(bought),
        "asks clicks only; the purchases have votes too": _most(clicked),
        "looks at shares, so many votes weigh no more than few; expected plain sums": by_shares,
    }
    expect.none_of_values(needs, mistakes, name="needs")
    expect.series(needs, wanted, name="needs", key="customer_id")
    changed = (wanted != _most(bought).reindex(wanted.index)).mean()
    return f"The clicks give {changed:.0%} of these members another need than purchases do, or a first one."


def _most(total: pd.DataFrame) -> pd.Series:
    return total[total.sum(axis=1) > 0].idxmax(axis=1).rename("need")


def _share(counts: pd.DataFrame) -> pd.DataFrame:
    return counts.div(counts.sum(axis=1).clip(lower=1), axis=0)


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "What must the source bring each quarter? Its hours in SEK, and one more kind of letter.",
        "On 6,000 members it brings `extra_sek`, so per member `extra_sek / 6_000`.",
        "Divide what it costs by what it brings per member.",
    ],
)
def pays_from(members_from: Answer) -> str:
    """Check from how many members a source pays for its upkeep."""
    hours, letter, extra = 22 * 500, market.MESSAGE_COST_SEK, 3_500
    wanted = (hours + letter) / extra * MEMBERS
    upside_down = extra / (hours + letter) * MEMBERS
    taken_off = (hours - letter) / extra * MEMBERS
    mistakes = {
        "That leaves out the one more kind of letter.": hours / extra * MEMBERS,
        "That leaves out the hours.": letter / extra * MEMBERS,
        "That is a multiple of today's list; expected a number of members.": (hours + letter) / extra,
        "That is upside down: a dearer source must need more members.": upside_down,
        "That counts hours as if one cost 1 SEK.": (22 + letter) / extra * MEMBERS,
        "That takes the kind of letter off the cost; it has to be paid too.": taken_off,
    }
    expect.none_of(members_from, wanted, mistakes, name="members_from", precision=0, rel=2e-3)
    expect.number(members_from, wanted, name="members_from", unit="members", rel=1e-4)
    return f"A list of {wanted:,.0f} members: today's is too short by {1 - MEMBERS / wanted:.0%}."


@task(
    exercise=_EXERCISE,
    number=5,
    hints=[
        "Keep the rows with `teaches` first.",
        "The mean of `converted` by segment and letter is a rate; `.unstack()` spreads the letters.",
        "Take the column `none` away from each of the others: `.sub(rate['none'], axis=0)`, then drop it.",
    ],
)
def learned(added: Answer) -> str:
    """Check what each letter added in each segment, among the teachers."""
    table = given.tests()
    teachers, judged = table[table["teaches"]], table[~table["teaches"]]
    wanted = _added(teachers)
    if isinstance(added, pd.DataFrame):
        of_counts, rates = _added(teachers, "sum"), _rate(teachers)[wanted.columns]
        mistakes = {
            "is learned from all members; keep those who teach, or nobody is left to judge": _added(table),
            "is learned from those kept for judging; expected those who teach": _added(judged),
            "counts orders; how often each letter was sent plays a part there. Compare rates": of_counts,
            "holds the rates themselves; what the control group bought is still in them": rates,
            "is 100 times too large: percentages, where shares were asked": 100 * wanted,
        }
        expect.none_of_values(added, mistakes, name="added")
        added = _without_zeros_for_none(added)
    expect.frame(added, wanted, name="added", key="segment", rel=1e-4)
    best = wanted.idxmax(axis=1)
    fits = (best.index == best).sum()
    return f"In {fits} of {len(best)} segments the letter for that need added most. The rest is luck."


def _without_zeros_for_none(added: pd.DataFrame) -> pd.DataFrame:
    """Return the table without a column of zeros called "none": that no letter adds nothing may be said."""
    if list(added.columns).count("none") != 1:
        return added
    zeros = np.allclose(pd.to_numeric(added["none"], errors="coerce"), 0)
    return added.drop(columns="none") if zeros else added


def _rate(table: pd.DataFrame, how: str = "mean") -> pd.DataFrame:
    return table.groupby(["segment", "letter"])["converted"].agg(how).unstack()


def _added(table: pd.DataFrame, how: str = "mean") -> pd.DataFrame:
    rate = _rate(table, how)
    return rate.drop(columns="none").sub(rate["none"], axis=0)


@task(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Everybody in a half counts, contacted or not.",
        "The mean of `converted` over all rows of a table is the orders per member of that half.",
        "New divided by old, less 1.",
    ],
)
def orders_of_everybody(change: Answer) -> str:
    """Check the change in orders per member, written to or not."""
    old, new = given.programmes()
    old_written, new_written = (t.loc[t["contacted"] == 1, "converted"] for t in (old, new))
    old_rate, new_rate = old["converted"].mean(), new["converted"].mean()
    wanted = new_rate / old_rate - 1
    rise = new_written.mean() / old_written.mean() - 1
    of_written = new_written.sum() / old_written.sum() - 1
    of_counts = new["converted"].sum() / old["converted"].sum() - 1
    mistakes = {
        "the rise among those contacted. The new programme leaves out those who hardly buy": rise,
        "the change in orders of those contacted; the others buy too": of_written,
        "the difference of the two rates; expected it as a share of the old one": new_rate - old_rate,
        "the change from the new programme to the old one; turn it round": old_rate / new_rate - 1,
        "a ratio; take 1 away to have a change": wanted + 1,
        "a ratio of counts; the two halves are not of quite the same size, so compare means": of_counts,
    }
    expect.none_of(change, wanted, mistakes, name="change", precision=0, rel=2e-3)
    expect.number(change, wanted, name="change", decimals=2)
    letters = new["contacted"].mean() / old["contacted"].mean() - 1
    return (
        f"Conversion among those contacted rose by {rise:.0%}, orders per member changed "
        f"by {wanted:+.0%}, letters by {letters:+.0%}."
    )


@task(
    exercise=_EXERCISE,
    number=7,
    hints=[
        "Most of the money is in *not* writing to those who have gone. Which source tells?",
        "Each kind of letter needs enough readers. Four needs are plenty.",
        "Compare what a further source brings with its upkeep: two sources are enough, one may be.",
    ],
)
def letter_and_bill(plan: Answer, sources: Answer) -> str:
    """Check any plan that leaves the stated profit after the upkeep of its sources."""
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
    if profit - upkeep >= given.TARGET_SEK:
        plain = market.expected_profit(given.plain_to_all())
        return f"{bill}. A plain letter to everybody leaves {plain:,.0f}."
    raise NotYet(f"{bill}; expected {given.TARGET_SEK:,} or more. {_advice(plan, names, profit, kinds)}")


def _named_sources(sources: Answer) -> list[str]:
    """Return the sources without repeats, or say in one sentence what is wrong with them."""
    names = [sources] if isinstance(sources, str) else sources
    if not isinstance(names, list | tuple | set | pd.Series | pd.Index | np.ndarray):
        raise NotYet(f"`sources` is {words.kind(sources)}; expected a list such as ['clicks'].")
    unknown = [name for name in names if not isinstance(name, str) or name not in UPKEEP_SEK]
    if unknown:
        shown = words.value(unknown[0])
        raise NotYet(f"`sources` holds {shown}; expected names out of {', '.join(UPKEEP_SEK)}.")
    return sorted(set(names))


def _advice(plan: pd.DataFrame, names: list[str], profit: float, kinds: int) -> str:
    if profit >= given.TARGET_SEK + UPKEEP_SEK["purchases"] and len(names) > 1:
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


__all__, __dir__, __getattr__ = only_tasks(globals())
