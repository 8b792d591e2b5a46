"""The checks of exercise 07."""

import numpy as np
import pandas as pd

from checks import expect, words
from checks.core import Answer, NotYet, only_tasks, task
from given import technological as given
from helpers import data, market

_EXERCISE = "07_technological"
_CHANNELS = ["push", "email", "sms", "post"]


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "The column is `consent_push`: 1 where the customer allows it, 0 where not.",
        "The mean of zeros and ones is the share of ones.",
    ],
)
def allows_push(push_share: Answer) -> str:
    """Check the share of customers with push permission."""
    customers = data.load("customers")
    right = customers["consent_push"].mean()
    mistakes = {
        "a count of customers; divide by all customers": customers["consent_push"].sum(),
        "the share that does not allow it": 1 - right,
        "the share that allows e-mail": customers["consent_email"].mean(),
        "the share that allows text messages": customers["consent_sms"].mean(),
    }
    expect.none_of(push_share, right, mistakes, name="push_share")
    expect.number(push_share, right, name="push_share", decimals=2)
    return f"{right:.0%}: having the app is one thing, allowing it to ring another."


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "Keep the sessions whose `device` is `'app'`.",
        "`merge` with `identity` on `visitor_id` brings the `customer_id`.",
        "Then group by `customer_id` and take the largest version.",
    ],
)
def newest_version(version: Answer) -> str:
    """Check the newest app version of each customer seen in the app."""
    sessions, identity = data.load("sessions"), data.load("identity")
    known = sessions.merge(identity[["visitor_id", "customer_id"]], on="visitor_id")
    in_app, known_in_app = (table[table["device"] == "app"] for table in (sessions, known))
    wanted = known_in_app.groupby("customer_id")["app_version"].max()
    if isinstance(version, pd.Series | pd.DataFrame):
        names = [version.index.name, *getattr(version, "columns", [])]
        if "visitor_id" in names or len(version) == in_app["visitor_id"].nunique():
            raise NotYet(
                f"`version` has one row per visitor, {len(version):,}; expected one per customer, "
                f"{len(wanted):,}. Join `identity` first."
            )
        every = known["customer_id"].nunique()
        if len(version) == every:
            raise NotYet(
                f"`version` has {every:,} customers, all who were seen on any device; expected the "
                f"{len(wanted):,} seen in the app. Keep the sessions with device `app`."
            )
        if len(version) == len(known_in_app):
            raise NotYet(f"`version` has one row per session, {len(version):,}; group by `customer_id`.")
    expect.series(version, wanted, name="version", key="customer_id")
    return f"{(wanted < 3).sum():,} of {len(wanted):,} still use version 1 or 2."


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "`np.select` takes a list of conditions and one of answers; the first condition that is true counts.",
        "The conditions stand in the order of the ladder: push, email, sms, post.",
        "Its third argument is for those to whom none applies: `'none'`.",
    ],
)
def first_step(step: Answer) -> str:
    """Check the first allowed channel of each customer."""
    customers = data.load("customers").set_index("customer_id")
    wanted = _ladder(customers, _CHANNELS)
    found = _one_word_each(step, wanted)
    if (found == _ladder(customers, _CHANNELS[::-1])).all():
        raise NotYet(
            "`step` holds the last channel that each customer allows; expected the first, from push on."
        )
    if (found == _ladder(customers, ["email", "push", "sms", "post"])).all():
        raise NotYet("In `step` e-mail comes before push; expected push first.")
    empty = found.isna() | (found == "")
    if empty.any():
        raise NotYet(f"{empty.sum():,} customers have no word; expected `none` for them.")
    strange = found[~found.isin(wanted)]
    if len(strange):
        raise NotYet(f"`step` holds {words.value(strange.iloc[0])}; expected push, email, sms, post or none.")
    wrong = found != wanted
    if wrong.any():
        first = wrong.idxmax()
        raise NotYet(
            f"`step` differs for {wrong.sum():,} customers, such as {first}: found {found[first]!r}, "
            f"expected {wanted[first]!r}. Is the order push, email, sms, post?"
        )
    return f"The first two steps reach {(wanted.isin(['push', 'email'])).mean():.0%} of all customers."


def _ladder(customers: pd.DataFrame, steps: list[str]) -> pd.Series:
    names = np.select([customers[f"consent_{s}"] == 1 for s in steps], steps, "none")
    return pd.Series(names, index=customers.index)


def _one_word_each(step: Answer, wanted: pd.Series) -> pd.Series:
    """Return the participant's words as a column by customer, whatever they came in."""
    if isinstance(step, pd.DataFrame):
        step = step.set_index("customer_id") if "customer_id" in step.columns else step
        if step.shape[1] != 1:
            raise NotYet(
                f"`step` has {step.shape[1]:,} columns besides the key; expected one word per customer."
            )
        step = step.iloc[:, 0]
    if isinstance(step, dict):
        step = pd.Series(step, dtype=object)
    if not isinstance(step, pd.Series | list | tuple | np.ndarray):
        raise NotYet(f"`step` is {words.kind(step)}; expected one word per customer.")
    if len(step) != len(wanted):
        raise NotYet(f"`step` has {len(step):,} rows; expected one per customer, {len(wanted):,}.")
    if not isinstance(step, pd.Series) or not step.index.isin(wanted.index).all():
        return pd.Series(list(step), index=wanted.index)
    if not step.index.is_unique:
        raise NotYet("`step` names some customers twice; expected each once.")
    return step.reindex(wanted.index)


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "`|` between two True/False columns means *or*.",
        "Group by `age_group` and take the mean of that column.",
        "Name the column `reach`; the group may be the index or a column.",
    ],
)
def reach_by_age(reach: Answer) -> str:
    """Check the share of each age group that allows push or e-mail."""
    customers = data.load("customers")
    age = data.TODAY.year - customers["birth_year"].astype(float)
    names = ["under 45", "45–64", "65 and over"]
    group = pd.cut(age, [0, 45, 65, 120], right=False, labels=names).astype("str").where(age.notna())
    push, email = customers["consent_push"] == 1, customers["consent_email"] == 1

    def by_age(allowed: pd.Series) -> pd.Series:
        return allowed.groupby(group).mean().rename("reach").rename_axis("age_group")

    wanted = by_age(push | email)
    mistakes = {
        "holds the share that allows push *and* e-mail; expected push *or* e-mail": by_age(push & email),
        "holds the share that allows push alone; e-mail counts too": by_age(push),
        "holds the share that allows e-mail alone; push counts too": by_age(email),
        "holds the two shares added up, so those who allow both count twice": by_age(push) + by_age(email),
    }
    expect.none_of_values(reach, mistakes, name="reach", decimals=3)
    expect.series(reach, wanted, name="reach", key="age_group", decimals=3)
    gap = 100 * (wanted["under 45"] - wanted["65 and over"])
    return f"Digital channels reach {gap:.0f} points fewer of those of 65 and over than of those under 45."


@task(
    exercise=_EXERCISE,
    number=5,
    hints=[
        "Keep the rows whose `group` is `'contacted'`.",
        "The mean of `converted` by `channel` gives two shares.",
        "Per 100 customers: multiply the difference by 100.",
    ],
)
def push_against_email(difference: Answer) -> str:
    """Check the orders per 100 that push brought more than e-mail, to the same kind of people."""
    customers = data.load("customers")
    both = customers.loc[(customers["consent_push"] == 1) & (customers["consent_email"] == 1), "customer_id"]
    lot = np.random.default_rng(1).random(len(both)) < 0.5
    plan = pd.DataFrame({"customer_id": both, "offer": "everyone", "channel": np.where(lot, "push", "email")})
    outcomes = market.run(plan, holdout=0.2, seed=21)
    contacted = outcomes[outcomes["group"] == "contacted"]
    rate, count = (contacted.groupby("channel")["converted"].agg(how) for how in ("mean", "sum"))
    everybody = outcomes.groupby("channel")["converted"].mean()
    right = 100 * (rate["push"] - rate["email"])
    mistakes = {
        "a difference of shares; per 100 customers it is 100 times as large": right / 100,
        "e-mail less push; expected push less e-mail": -right,
        "computed with the control group, which got nothing": 100 * (everybody["push"] - everybody["email"]),
        "a difference of counts; the groups differ in size": count["push"] - count["email"],
    }
    expect.none_of(difference, right, mistakes, name="difference")
    expect.number(difference, right, name="difference", unit="orders per 100", decimals=1)
    return "Same people, split by lot: what is left is the channel, and luck. The lesson adds an interval."


@task(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Go down the ladder: push, else e-mail, else text message, else post.",
        "A letter to somebody who has stopped buying brings little; but the older must be reached.",
        "`plan` needs the columns `customer_id`, `offer` and `channel`.",
    ],
)
def mailing(plan: Answer) -> str:
    """Check any plan that earns enough and reaches the older customers."""
    plan, profit = expect.plan(plan, market.expected_profit, only={"offer": "everyone"})
    chances = market.expected(plan)
    customers = data.load("customers")
    older = customers.loc[data.TODAY.year - customers["birth_year"] >= 65, "customer_id"]
    reached = older.isin(chances.loc[chances["consent"] == 1, "customer_id"]).mean()
    refused = (chances["consent"] == 0).mean()
    if reached < given.OLDER_REACHED:
        why = (
            f"In {refused:.0%} of your rows the customer does not allow the channel, and is not contacted."
            if refused > 0.02
            else "Who among them allows no channel of yours?"
        )
        raise NotYet(
            f"Your plan adds {profit:,.0f} SEK and reaches {reached:.0%} of those of 65 and over; "
            f"expected {given.OLDER_REACHED:.0%} or more. {why}"
        )
    if profit < given.TARGET_SEK:
        dear = chances.query("consent == 1 and channel == 'post'")
        raise NotYet(
            f"Your plan adds {profit:,.0f} SEK and reaches {reached:.0%} of the older; expected "
            f"{given.TARGET_SEK:,} SEK or more. It sends {len(dear):,} letters at "
            f"{market.CONTACT_COST_SEK['post']:.0f} SEK: who of them could be reached more cheaply?"
        )
    return f"Your plan adds {profit:,.0f} SEK and reaches {reached:.0%} of those of 65 and over."


__all__, __dir__, __getattr__ = only_tasks(globals())
