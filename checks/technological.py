"""The checks of exercise 07."""

import numpy as np
import pandas as pd

from checks import expect
from checks.core import Answer, only_tasks, predicted, task, writing
from checks.decide import decision
from checks.intervals import alone, demand_verdict, per_100
from given import technological as given
from given.technological import CHANNELS
from helpers import data, market

_EXERCISE = "07_technological"
_TENTH = 0.1  # what the lesson's picture calls a group left out


def _customers() -> pd.DataFrame:
    return data.load("customers").set_index("customer_id")


def _age(customers: pd.DataFrame) -> pd.Series:
    return data.TODAY.year - customers["birth_year"].astype(float)


# ---------------------------------------------------------------- task 1


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Run the lesson down to the live picture: the cell's play button, or Run → Run All Cells.",
        "The sentence below the picture begins with the share of the customers who are missed.",
        "For `age` move *Older means from age* one step at a time, from the left, and read how it ends.",
    ],
)
def left_out(seen: Answer) -> str:
    """Check what the lesson's picture says of push, of newer versions, and of the age that is left out."""
    wanted = pd.Series({"push": _missed(1), "newer": _missed(4), "age": _first_age(["push", "email"])})
    wanted = wanted.rename_axis("what")
    changed = {
        "has the last age at which nobody is left out; the next step is the first.": {
            "age": wanted["age"] - 5
        },
        "has the age where the slider stood; begin at the left.": {"age": 65},
        "has the age of push alone; tick e-mail too.": {"age": _first_age(["push"])},
        "has for `newer` what versions from 3 on miss; the slider goes to 4.": {"newer": _missed(3)},
        "has for `newer` what version 5 alone misses; the slider goes to 4.": {"newer": _missed(5)},
        "has the same for `push` and for `newer`; the version slider goes to 4.": {"newer": wanted["push"]},
        "has the customers who are reached; expected those missed.": {
            "push": 100 - wanted["push"],
            "newer": 100 - wanted["newer"],
        },
        "has the share of the revenue; expected that of the customers.": {
            "push": _missed(1, revenue=True),
            "newer": _missed(4, revenue=True),
        },
        "has what push and e-mail together miss; for the first two, tick push alone.": {
            "push": _missed(1, ["push", "email"]),
            "newer": _missed(4, ["push", "email"]),
        },
    }
    mistakes = {f"`seen` {text}": _with(wanted, values) for text, values in changed.items()}
    expect.none_of_values(seen, mistakes, name="seen")
    expect.series(seen, wanted, name="seen", key="what")
    return (
        f"A tidy app loses {wanted['newer'] - wanted['push']} more of 100 customers. And whether push and "
        f"e-mail leave the older out depends on whom you call old: from {wanted['age']} on they do, by the "
        "bar of a tenth."
    )


def _with(wanted: pd.Series, values: dict[str, int]) -> pd.Series:
    changed = wanted.copy()
    changed.update(pd.Series(values))
    return changed


def _reached(oldest: int, channels: list[str]) -> pd.Series:
    """Return whom some channels reach when app versions from `oldest` on are served, as the lesson counts."""
    customers = _customers()
    visits = data.load("sessions").merge(data.load("identity"))
    version = visits[visits["device"] == "app"].groupby("customer_id")["app_version"].max()
    version = version.reindex(customers.index).astype(float).fillna(5)
    allowed = pd.DataFrame({channel: customers[f"consent_{channel}"] == 1 for channel in channels})
    allowed["push"] &= version >= oldest
    return allowed.any(axis=1)


def _missed(oldest: int, channels: list[str] | None = None, revenue: bool = False) -> int:
    """Return how many per cent of the customers, or of last year's revenue, are missed."""
    reached = _reached(oldest, channels or ["push"])
    if not revenue:
        return round(100 * (1 - reached.mean()))
    orders = data.load("orders")
    last_year = orders[orders["ordered_at"] >= data.TODAY - pd.DateOffset(years=1)]
    spent = last_year.groupby("customer_id")["amount_sek"].sum().reindex(reached.index, fill_value=0)
    return round(100 * spent[~reached].sum() / spent.sum())


def _first_age(channels: list[str]) -> int:
    """Return the first age from which the older are reached more than a tenth less than the younger."""
    reached, age = _reached(1, channels), _age(_customers())
    return next(
        start
        for start in range(30, 90, 5)
        if 1 - reached[age >= start].mean() / reached[age < start].mean() > _TENTH
    )


# ---------------------------------------------------------------- task 2


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "Each turn of the loop writes over what stood there before. Who must come last?",
        "The cheapest comes last, and wins: begin with post.",
        'The list is `["post", "sms", "email", "push"]`, and what is written is `channel`.',
    ],
)
def first_step(step: Answer) -> str:
    """Check the first allowed channel of each customer."""
    wanted = _ladder(CHANNELS)
    numbers = wanted.map({name: i for i, name in enumerate([*CHANNELS, "none"])})
    mistakes = {
        "holds the last step that each customer allows; the loop writes over, so push comes last": (
            _ladder(CHANNELS[::-1])
        ),
        "puts e-mail before push; expected push first": _ladder(["email", "push", "sms", "post"]),
        "puts post before the text message; expected `sms` before `post`": (
            _ladder(["push", "email", "post", "sms"])
        ),
        "puts the text message before e-mail; expected `email` before `sms`": (
            _ladder(["push", "sms", "email", "post"])
        ),
        "has nothing (NaN) for those who allow nothing; expected `none`": wanted.where(wanted != "none"),
        "has `push` for those who allow nothing; expected `none`": wanted.replace("none", "push"),
        "has the same word for all who allow anything; write `channel`": (
            wanted.where(wanted == "none", "post")
        ),
        "takes a 0 for a yes; 1 is the permission": _ladder(CHANNELS, yes=0),
        "counts the channels that each allows; expected the name of the first": (
            _customers()[[f"consent_{name}" for name in CHANNELS]].sum(axis=1)
        ),
        "has no step `post`": _ladder(["push", "email", "sms"]),
        "knows push and e-mail alone": _ladder(["push", "email"]),
        "holds numbers of steps; expected their names": numbers,
        "holds the name of the column; expected `push`, not `consent_push`": (
            ("consent_" + wanted).where(wanted != "none", "none")
        ),
        "has `post` for those who allow nothing; expected `none`": wanted.replace("none", "post"),
    }
    expect.none_of_values(step, mistakes, name="step")
    expect.series(step, wanted, name="step", key="customer_id")
    first_two, none = wanted.isin(["push", "email"]).mean(), (wanted == "none").sum()
    return f"The first two steps reach {first_two:.0%} of all customers; {none} may not be written to at all."


def _ladder(steps: list[str], yes: int = 1) -> pd.Series:
    customers = _customers()
    names = np.select([customers[f"consent_{name}"] == yes for name in steps], steps, "none")
    return pd.Series(names, index=customers.index, name="step")


# ---------------------------------------------------------------- task 3


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "Who allows push but no e-mail, is that customer missed?",
        "*Of the customers who can be reached by neither*: what stands below the line?",
        "`&` for *and*; divide by the number of those missed.",
    ],
)
def old_among_missed(share_older: Answer) -> str:
    """Check the share of 65 and over among those whom push and e-mail miss."""
    everybody = _customers()
    known = everybody.dropna(subset=["birth_year"])
    no_push, no_email = known["consent_push"] == 0, known["consent_email"] == 0
    age = _age(known)
    older, neither, either = age >= 65, no_push & no_email, no_push | no_email
    of_all = ((everybody["consent_push"] == 0) & (everybody["consent_email"] == 0)).sum()
    right = older[neither].mean()
    mistakes = {
        "both faults still": either[older].mean(),
        "among those who lack push or e-mail; whoever has one of them is reached": older[either].mean(),
        "of the older, how many are missed; asked was: of those missed, how many are older": (
            neither[older].mean()
        ),
        "divided by all customers; expected by those missed": (neither & older).mean(),
        "divided by all customers, with either channel lacking": (either & older).mean(),
        "among those whom push misses; e-mail reaches many of them": older[no_push].mean(),
        "among those whom e-mail misses; push reaches many of them": older[no_email].mean(),
        "divided by all who are missed, those without a birth year too": (neither & older).sum() / of_all,
        "of 65 and over among all customers": older.mean(),
        "the older per younger customer missed; divide by all who are missed": (
            (neither & older).sum() / (neither & ~older).sum()
        ),
        "with those of 64; expected 65 or older": (age >= 64)[neither].mean(),
        "of the older, how many are reached; asked was: of those missed, how many are older": (
            1 - neither[older].mean()
        ),
        "among those whom no channel reaches; the task names push and e-mail": (
            older[neither & (known["consent_sms"] == 0) & (known["consent_post"] == 0)].mean()
        ),
        "among those whom push and text messages miss; the task names push and e-mail": (
            older[no_push & (known["consent_sms"] == 0)].mean()
        ),
        "of those older than 65; expected 65 or older": (age > 65)[neither].mean(),
        "the part that is *younger*": 1 - right,
        "among those who allow both": older[~no_push & ~no_email].mean(),
        "among those who can be reached": older[~neither].mean(),
        "how many customers that are; expected their share": (neither & older).sum(),
    }
    expect.none_of(share_older, right, mistakes, name="share_older")
    expect.number(share_older, right, name="share_older", decimals=2)
    return (
        f"{right:.0%}, against {older.mean():.0%} of all customers. The older are missed more often; still, "
        f"{1 - right:.0%} of those missed are younger. Both sentences are true, and each is half of it."
    )


# ---------------------------------------------------------------- task 4


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Keep the rows whose `group` is `'contacted'`, and group `converted` by `channel`.",
        "`experiment.rate_difference` wants push first, then e-mail; its last three numbers are shares.",
        "Times 100 they are orders per 100. Does 0 lie between `low` and `high`?",
    ],
)
def push_against_email(difference: Answer, low: Answer, high: Answer, more: Answer) -> str:
    """Check the orders per 100 that push brought more than e-mail, their interval, and what follows."""
    outcomes = market.run(given.push_or_email(), holdout=0.2, seed=21)
    contacted, held_out = (outcomes[outcomes["group"] == group] for group in ("contacted", "control"))
    groups = contacted.groupby("channel")["converted"]
    rate, count = groups.mean(), groups.sum()
    right, least, most = _compared(contacted)
    everybody, of_control = _compared(outcomes), _compared(held_out)
    net = rate - held_out.groupby("channel")["converted"].mean()
    treated, control = contacted["converted"], held_out["converted"]
    added = np.array(per_100(treated, control))
    mistakes = {
        "a difference of shares; per 100 customers it is 100 times as large": right / 100,
        "e-mail less push; expected push less e-mail": -right,
        "computed with the control group, which got nothing": everybody[0],
        "what the two held-out groups bought; they got nothing": of_control[0],
        "a difference of counts; the groups differ in size": count["push"] - count["email"],
        "the difference in per cent of e-mail's share; expected orders per 100": (
            100 * (rate["push"] / rate["email"] - 1)
        ),
        "the orders per 100 after a push": 100 * rate["push"],
        "the orders per 100 after an e-mail": 100 * rate["email"],
        "what contact added, both channels together": added[0],
        "the orders of a channel divided by all contacted; expected by those of its channel": (
            100 * (count["push"] - count["email"]) / len(contacted)
        ),
        "each channel less its small control group, which adds luck; the lot makes the two alike": (
            100 * (net["push"] - net["email"])
        ),
    }
    expect.none_of(difference, right, mistakes, name="difference")
    expect.number(difference, right, name="difference", unit="orders per 100", decimals=1)
    expect.interval(
        low,
        high,
        least,
        most,
        unit="orders per 100",
        mistakes={
            "computed with the control group, which got nothing": everybody[1:],
            "the control groups' own": of_control[1:],
            "contacted against control; asked was push against e-mail": tuple(added[1:]),
            "the interval of push alone": alone(groups.get_group("push")),
            "the interval of e-mail alone": alone(groups.get_group("email")),
        },
    )
    demand_verdict(more, least, most, name="more")
    return (
        f"{right:+.1f}, from {least:.1f} to {most:+.1f}: e-mail came out a little ahead, and push may still "
        "be the better one. Among the same people, drawn at random, what is left is the channel and luck. "
        f"{predicted(_EXERCISE)}"
    )


def _compared(rows: pd.DataFrame) -> tuple[float, ...]:
    """Return push less e-mail, and the interval's ends (orders per 100)."""
    bought = rows.groupby("channel")["converted"]
    return per_100(bought.get_group("push"), bought.get_group("email"))


# ---------------------------------------------------------------- task 5


@writing(
    exercise=_EXERCISE,
    number=5,
    points=[
        "It asks for the orders that come anyway: a chart of what a channel *adds* needs a control group.",
        "It says that the four lists are of different people, who chose their channel themselves.",
        "It says how to compare fairly: the same people, drawn at random, with the interval.",
        "It says who would no longer be reached without the letter, or what the letter earns there.",
    ],
)
def the_agencys_chart() -> str:
    """Write three sentences on what a chart of four channels does not show."""
    chart, step = given.chart(), _ladder(CHANNELS)
    outcomes = market.run(given.push_or_email(), holdout=0.2, seed=21)
    _, low, high = _compared(outcomes[outcomes["group"] == "contacted"])
    return (
        "The chart counts orders that were coming anyway: of 100 who could have got a letter and did not, "
        f"{chart.loc['post', 'control']:.1f} bought too, and of 100 with push "
        f"{chart.loc['push', 'control']:.1f}. Its four bars are four kinds of people; where the same "
        f"people got push or e-mail at random, the difference lay anywhere between {low:.0f} and {high:+.0f} "
        f"orders per 100. And {(step == 'post').sum()} customers allow the letter alone: whoever stops it "
        "does not move them to push but loses them, so ask what the letter adds there, and at what cost."
    )


# ---------------------------------------------------------------- task 6


@decision(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Whom does push miss, and how else may they be reached?",
        "Go down the ladder of task 2; each customer gets one message, by the cheapest channel allowed.",
        "Leave the step `none` out. Is the last step, the letter, worth its price? Try with and without.",
    ],
    rival=("push to all who allow it", given.push_only),
    only={"offer": "everyone"},
)
def mailing(plan: pd.DataFrame) -> str:
    """Decide on one mailing of the plain offer, after at most three campaigns."""
    reached = market.reached(plan)["customer_id"]
    customers = _customers()
    older = customers.index[_age(customers) >= 65]
    return (
        f"It reaches {len(reached) / len(customers):.0%} of all customers and "
        f"{older.isin(reached).mean():.0%} of those of 65 and over."
    )


__all__, __dir__, __getattr__ = only_tasks(globals())
