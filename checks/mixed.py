"""The checks of exercise 12."""

import pandas as pd

from checks import expect
from checks.core import Answer, only_tasks, predicted, task, writing
from checks.decide import decision
from checks.intervals import demand_verdict, per_100
from given import mixed as given
from helpers import data, market

_EXERCISE = "12_mixed"

# What the lesson's live picture says, in thousand SEK, by length of the list; a test reads it off.
_LEFT = {
    3_000: {"behavioural": -5.9, "and digital": -6.9, "all six": -37.3},
    6_000: {"behavioural": 6.8, "and digital": 8.3, "all six": -6.6},
    12_000: {"behavioural": 13.2, "and digital": 15.9, "all six": 8.7},
}
_ALL_SIX_PAY = 12_000


# ---------------------------------------------------------------- task 1


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Run the lesson down to the live picture: the cell's play button, or Run → Run All Cells.",
        "Tick `behavioural` alone. *Your* mix is the first figure of the sentence, not the star's.",
        "For `members`: tick all six, then move *Members* step by step until the minus goes.",
    ],
)
def what_is_left(left: Answer, members: Answer) -> str:
    """Check what three mixes leave, as the lesson's live picture says it, and when all six pay."""
    wanted = pd.Series(_LEFT[6_000], name="left").rename_axis("mix")
    best = "holds what the star leaves, the best within the budget; expected your own mix, the first figure"
    mistakes = {
        f"is for a list of {size:,} members; expected {6_000:,}": wanted * 0 + pd.Series(_LEFT[size])
        for size in (3_000, 12_000)
    } | {
        best: wanted * 0 + wanted["and digital"],
        "has lost the minus: all six leave less than nothing here": wanted.abs(),
    }
    expect.none_of_values(left, mistakes, name="left")
    expect.series(left, wanted, name="left", key="mix")
    expect.number(members, _ALL_SIX_PAY, name="members", unit="members")
    two, six = _LEFT[_ALL_SIX_PAY]["and digital"], _LEFT[_ALL_SIX_PAY]["all six"]
    return (
        f"With {_ALL_SIX_PAY:,} members all six leave {six} thousand SEK, and two of them {two}: that a mix "
        "pays does not yet mean that it is the one to sign for."
    )


# ---------------------------------------------------------------- task 2


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "What must the source bring each quarter? Its hours in SEK, and one more kind of letter.",
        "On 6,000 members it brings `extra_sek`; how much is that for each member?",
        "Hours times their price, plus the letter; and `extra_sek` divided by the number of members.",
    ],
)
def pays_from(members_from: Answer) -> str:
    """Check from how many members a source pays for its upkeep."""
    hours, letter, extra, today = 22 * 500, market.MESSAGE_COST_SEK, 3_500, given.MEMBERS
    right = (hours + letter) / extra * today
    mistakes = {
        "That leaves out the one more kind of letter.": hours / extra * today,
        "That leaves out the hours.": letter / extra * today,
        "That is a multiple of today's list; expected a number of members.": (hours + letter) / extra,
        "That is upside down: a dearer source must need more members.": extra / (hours + letter) * today,
        "That counts hours as if one cost 1 SEK.": (22 + letter) / extra * today,
        "That takes the kind of letter off; it has to be paid too.": (hours - letter) / extra * today,
        "That sets the letter's cost against the gain on today's list; it does not grow with the list.": (
            hours / (extra - letter) * today
        ),
        "That adds today's list to what is needed; the source needs that many members in all.": right + today,
        "That pays the letter twice; one more kind is needed.": (hours + 2 * letter) / extra * today,
        "That is how many more members are needed; expected how many in all.": right - today,
        "That pays the hours and the letter for each quarter of a year; all figures are of one quarter.": (
            4 * right
        ),
        "That puts a price on every member's letter; only one more *kind* has to be paid.": (
            hours / (extra / today - market.CONTACT_COST_SEK["post"])
        ),
    }
    expect.none_of(members_from, right, mistakes, name="members_from", precision=0, rel=2e-3)
    expect.number(members_from, right, name="members_from", unit="members", rel=1e-4)
    return (
        f"A list of {right:,.0f} members, {right / today:.1f} times today's. The gain grows with the list, "
        "the hours do not: on a long list the same survey pays."
    )


# ---------------------------------------------------------------- task 3


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "The two tables have the same rows and columns: `bought + clicked` is the mix.",
        "`idxmax(axis=1)` names the first column where all are 0. Leave rows without a vote out first.",
        "`alone.reindex(named.index) == named` is False where purchases say nothing; its mean is the share.",
    ],
)
def without_clicks(same: Answer) -> str:
    """Check for how many members the mix says the same when clicks are gone."""
    bought, clicked = given.votes()
    named, alone, clicks = (_most(table) for table in (bought + clicked, bought, clicked))
    agrees = alone.reindex(named.index) == named
    right = agrees.mean()
    first_column = bought.idxmax(axis=1)
    mistakes = {
        "That gives members without a purchase the first column, as `idxmax` does; they have no need then.": (
            (first_column[named.index] == named).mean()
        ),
        "That counts all members, also those without any vote, for whom `idxmax` takes the first column.": (
            (first_column == (bought + clicked).idxmax(axis=1)).mean()
        ),
        "That divides by all members; expected those with any vote today.": agrees.sum() / len(bought),
        "That divides by those with a purchase; expected those with any vote today.": (
            agrees.sum() / len(alone)
        ),
        "That is the share that has a vote left, whether it says the same or not.": len(alone) / len(named),
        "That takes the purchases away, not the clicks.": (clicks.reindex(named.index) == named).mean(),
        "That takes the purchases away, and divides by those with a click.": (
            (clicks == named.reindex(clicks.index)).mean()
        ),
        "That compares purchases with clicks, not with the mix.": (
            (alone.reindex(named.index) == clicks.reindex(named.index)).mean()
        ),
        "That is the share for whom something changes; expected those for whom it stays.": 1 - right,
        "That is the share of members without a vote once the clicks are gone.": 1 - len(alone) / len(named),
        "That is the share of *votes* that purchases have; expected a share of members.": (
            bought.to_numpy().sum() / (bought + clicked).to_numpy().sum()
        ),
        "That is with a mix in which a visit counts twice; add the votes as they are.": (
            (alone.reindex(named.index) == _most(bought + 2 * clicked)).mean()
        ),
    }
    expect.none_of(same, right, mistakes, name="same")
    expect.number(same, right, name="same", decimals=2)
    only = (clicks.reindex(named.index) == named).mean()
    return (
        f"{right:.0%} keep their need; without purchases it would be {only:.0%}. Most of the others lose "
        f"their vote, they do not turn: a mix falls back on what it still has. {predicted(_EXERCISE)}"
    )


def _most(votes: pd.DataFrame) -> pd.Series:
    return votes[votes.sum(axis=1) > 0].idxmax(axis=1)


# ---------------------------------------------------------------- task 4


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Who is contacted is chosen by the programme itself. The new one leaves out those who hardly buy.",
        "By lot were drawn the halves. So compare the halves, with everybody in them.",
        "Take away the two conditions on `contacted`. Then see on which sides of 0 `low` and `high` lie.",
    ],
)
def conversion_of_whom(low: Answer, high: Answer, verdict: Answer) -> str:
    """Check what a new programme changed in orders of everybody, written to or not, and what that tells."""
    old, new = given.programmes()
    least, most = _ends(new, old)
    written_to = [table[table["contacted"] == 1] for table in (new, old)]
    left_out = [table[table["contacted"] == 0] for table in (new, old)]
    mistakes = {
        "comparing those contacted: the agency's own, the new programme leaves out those who hardly buy": (
            _ends(*written_to)
        ),
        "everybody of the new half against those contacted of the old one": _ends(new, written_to[1]),
        "those contacted of the new half against everybody of the old one": _ends(written_to[0], old),
        "comparing those who were not contacted": _ends(*left_out),
        "the contacted against the others within the new half; nobody drew those by lot": (
            _ends(written_to[0], left_out[0])
        ),
        "comparing who was contacted, not who bought": _ends(new, old, "contacted"),
        "counting orders of those contacted only, over everybody; the others buy too": _ends(
            *(table.assign(converted=table["converted"] * table["contacted"]) for table in (new, old))
        ),
    }
    expect.interval(low, high, least, most, unit="orders per 100 members", mistakes=mistakes)
    demand_verdict(verdict, least, most)
    rise = written_to[0]["converted"].mean() / written_to[1]["converted"].mean() - 1
    letters = new["contacted"].mean() / old["contacted"].mean() - 1
    return (
        f"Among those contacted conversion rose by {rise:.0%}. Per 100 members the orders changed by "
        f"{least:.1f} to {most:+.1f}, which tells nothing; letters by {letters:+.0%}, which is certain."
    )


def _ends(after: pd.DataFrame, before: pd.DataFrame, column: str = "converted") -> tuple[float, float]:
    return per_100(after[column], before[column])[1:]


# ---------------------------------------------------------------- task 5


@writing(
    exercise=_EXERCISE,
    number=5,
    points=[
        "It says of whom the chart speaks: of those each programme chose to write to.",
        "It says what the same quarter looks like over everybody, with both ends of the interval.",
        "It gives the new programme what it deserves: fewer letters.",
        "It asks for something that can be done: the figures of both whole halves, drawn by lot.",
    ],
)
def agency_slide() -> str:
    """Write three sentences on a chart of conversion among those contacted."""
    old, new = given.programmes()
    least, most = _ends(new, old)
    letters = 1 - new["contacted"].mean() / old["contacted"].mean()
    rates = given.conversion()
    return (
        f"The chart compares those whom each programme wrote to, and the new one no longer writes to people "
        f"who hardly buy: {rates[1]:.0%} against {rates[0]:.0%} says whom it chose, not what it sold. Over "
        f"all members of both halves, orders changed by {least:.1f} to {most:+.1f} per 100, so we cannot "
        f"tell whether sales moved at all, and they certainly did not double; what we saved is {letters:.0%} "
        "of the letters. Please show every result per member of a half drawn by lot, with its interval."
    )


# ---------------------------------------------------------------- task 6


@decision(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Most of the money is in *not* writing to those who have gone. Which dates tell?",
        "The votes of both sources together say which letter fits; four kinds of letter are plenty.",
        "Half a year without a purchase or a visit is a fair sign that somebody has gone.",
    ],
    rival=("one plain letter to everybody", given.plain_to_all),
    only={"channel": "post"},
)
def quarterly_letter(plan: pd.DataFrame) -> str:
    """Decide on the finance arm's letter, after at most three campaigns."""
    rows = pd.concat([given.purchases(), given.visits()])
    alive = rows.loc[rows["at"] >= data.CUTOFF, "customer_id"]
    silent = ~plan["customer_id"].isin(alive)
    return f"Of its letters {silent.mean():.0%} go to members without a sign of life in half a year."


__all__, __dir__, __getattr__ = only_tasks(globals())
