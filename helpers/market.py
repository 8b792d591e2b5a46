"""The market: how each customer of the retailer would answer a campaign, and what that costs and earns.

A *plan* is a table with one row per customer: who gets which offer, in which channel, when. `run` sends it
and returns what happened; `effect` compares those contacted with the control group held out at random;
`expected` tells what no company can know: each customer's chance to buy with the message and without it.

How an answer comes about. A customer buys within 14 days with a chance that depends on the own rate of orders
alone (`chance_without`). A message adds to it:

    chance_with = chance_without + (1 - chance_without) * lift
    lift = opens * (LIFT_ANY + LIFT_FIT * fit) * activity * moment * stage * price * fatigue

`fit` is the cosine between the customer's taste and the offer, both as shares of the twelve categories. The
constants below are the planted parameters; lessons measure their traces, tests change them.
"""

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
import pandas as pd

from helpers import data, experiment
from helpers.world import CATEGORIES, DAYPARTS, MONTH_WEIGHT, NEEDS
from helpers.world import NEED_OF as NEED_OF

WINDOW_DAYS = 14  # an order within so many days counts as an answer
MARGIN = 0.38  # margin as a share of the amount, before discounts
CONTACT_COST_SEK = {"email": 0.6, "sms": 1.1, "push": 0.1, "post": 9.0}
MESSAGE_COST_SEK = 1_800  # fixed: writing, pictures and approval of one more message

LIFT_ANY, LIFT_FIT = 0.12, 0.20  # added chance of an opened message: any offer, and by how well it fits
OFF_DAYPART = 0.65  # at another part of the day than the customer's own
POST_TIMING = 0.78  # a letter comes when it comes
LEFT = 0.25  # customers who have stopped buying hardly answer
PRICE = 2.5  # how strongly a discount works on the price-sensitive
STAGE_RIGHT, STAGE_WRONG = 1.25, 0.75
EVENT_GAIN = {"cart": 1.6, "cold_snap": 1.5, "holiday": 1.2}
EVENT_HALF_LIFE_HOURS = {"cart": 3.0, "cold_snap": 18.0, "holiday": 120.0}
EVENT_ABSENT = 0.7  # a message about a moment that is not there
TIRED = 0.8  # per message of the last month, for a customer of usual patience
KEEP_FIT, KEEP_EXCLUSIVE, KEEP_STAGE, KEEP_TIRED = 1.1, 1.4, 0.35, 0.25  # on the log-odds of staying a year

STAGE_MESSAGES = {"welcome": "new", "thanks": "active", "win_back": "left"}

OPTIONAL = {
    "daypart": "midday",
    "discount": 0.0,
    "sent_on": data.TODAY,
    "event": "",
    "hours_since_event": 0.0,
    "stage_message": "",
    "exclusive": 0,
    "reward_sek": 0.0,
    "recent_messages": 0,
}
#: The most that a plan's numbers may be, and what is expected; none is below 0.
NUMBERS = {
    "discount": (1, "a share, such as 0.2"),
    "exclusive": (1, "1 for a message to members only, else 0"),
    "hours_since_event": (np.inf, "hours, 0 or more"),
    "reward_sek": (np.inf, "SEK, 0 or more"),
    "recent_messages": (np.inf, "how many, 0 or more"),
}
TRAITS = {
    *("stage", "orders_per_year", "easily_annoyed", "price_sensitivity", "attachment", "basket_sek"),
    *("daypart", "region", "household"),
    *(f"{what}_{channel}" for what in ("open", "consent") for channel in CONTACT_COST_SEK),
}


def offers() -> pd.DataFrame:
    """Return the offers that every plan may name: one per category, one per need, and ``"everyone"``.

    Returns
    -------
    DataFrame
        A row per offer; its columns are the twelve categories, its values their shares in the offer.
    """
    return _offers().copy()


@cache
def _offers() -> pd.DataFrame:
    table = pd.DataFrame(np.eye(len(CATEGORIES)), index=CATEGORIES, columns=CATEGORIES)
    for need, inside in NEEDS.items():
        table.loc[need] = [category in inside for category in CATEGORIES]
    table.loc["everyone"] = 1.0
    return table.div(table.sum(axis=1), axis=0)


def plan(
    customers: Iterable[int], offer: str | Sequence[str] = "everyone", channel: str = "email", **more: object
) -> pd.DataFrame:
    """Write a plan: one row per customer.

    Parameters
    ----------
    customers : iterable of int
        The customers' ids.
    offer : str or sequence of str
        One offer for all, or one for each customer; a row of `offers`.
    channel : str
        "email", "sms", "push" or "post".
    **more
        Further columns, such as ``discount=0.2``; see `run`.
    """
    return pd.DataFrame({"customer_id": list(customers), "offer": offer, "channel": channel, **more})


def reached(plan: pd.DataFrame, *, more_offers: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the chances (see `expected`) of those who have agreed to be contacted."""
    return expected(plan, more_offers=more_offers).query("consent == 1")


def run(
    plan: pd.DataFrame, *, holdout: float = 0.2, seed: int = 0, more_offers: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Send the plan and see what happens.

    Parameters
    ----------
    plan : DataFrame
        One row per customer. Needed: `customer_id`, `offer` (a row of `offers` or of `more_offers`),
        `channel` (email, sms, push, post). Optional: `daypart` (morning, midday, evening), `discount` (share
        of the price), `sent_on` (date), `event` (cart, cold_snap, holiday) with `hours_since_event`,
        `stage_message` (welcome, thanks, win_back), `exclusive` (1: for members only), `reward_sek` (given
        with an order), `recent_messages` (in the last month).
    holdout : float
        The control group: share of those who may be contacted, drawn at random, who get nothing.
    seed : int
        The luck. With the same seed a customer has the same luck under every plan, so plans can be compared.
    more_offers : DataFrame, optional
        Offers of your own, in the form of `offers`.

    Returns
    -------
    DataFrame
        The plan's rows, with `group` (contacted, control, no consent), `converted` (0 or 1), `revenue_sek`,
        `margin_sek` (after discount and reward, before the cost of contact), `cost_sek`, `unsubscribed`,
        `satisfaction` (1 to 5), `retained` (still a customer a year on) and `next_year_margin_sek`
        (of those retained; the 14 days are counted apart).
        Nobody without consent to the channel is contacted.

    Raises
    ------
    ValueError
        When the plan lacks a column, names an unknown customer, offer or channel, or a customer twice.
    """
    chances = expected(plan, more_offers=more_offers)
    who = _people().index.get_indexer(chances["customer_id"])
    rng = np.random.default_rng([seed, 20_260_101])
    everyone = len(_people())  # luck is drawn for all, so that it does not depend on who is planned
    luck = pd.DataFrame(rng.random((everyone, 4)), columns=["group", "buy", "leave", "stay"])
    luck["amount"], luck["mood"] = rng.lognormal(-0.15, 0.55, everyone), rng.normal(0, 0.6, everyone)
    luck["year"] = rng.lognormal(-0.08, 0.4, everyone)
    luck = luck.iloc[who].reset_index(drop=True)

    group = experiment.draw_groups(chances["consent"] == 1, luck["group"], holdout)
    contacted = pd.Series(group == "contacted")
    chance = chances["chance_with"].where(contacted, chances["chance_without"])
    converted = (luck["buy"] < chance).astype(int)
    amount = chances["basket_sek"] * luck["amount"] * converted
    discount = (amount * chances["discount"]).where(contacted, 0.0)
    reward = (chances["reward_sek"] * converted).where(contacted, 0.0)
    stays = luck["stay"] < chances["stay_with"].where(contacted, chances["stay_without"])
    mood = chances["pleased"].where(contacted, 0.0) + luck["mood"]
    sent = chances[[*plan.columns, *(c for c in OPTIONAL if c not in plan.columns)]]
    return sent.assign(
        group=group,
        converted=converted,
        revenue_sek=(amount - discount).round(2),
        margin_sek=(amount * MARGIN - discount - reward).round(2),
        cost_sek=np.where(contacted, _contact_cost(chances["channel"]), 0.0),
        unsubscribed=(contacted & (luck["leave"] < chances["chance_unsubscribe"])).astype(int),
        satisfaction=(3.5 + mood).clip(1, 5).round(1),
        retained=stays.astype(int),
        next_year_margin_sek=(stays * chances["year_margin_sek"] * luck["year"]).round(2),
    )


def expected(plan: pd.DataFrame, *, more_offers: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return each planned customer's chances with the message and without it: known in this market only.

    Returns
    -------
    DataFrame
        The plan's rows, with `consent` (to the channel), `fit`, `chance_without`, `chance_with` (to buy
        within 14 days), `stay_without`, `stay_with` (to be a customer a year on), `chance_unsubscribe`,
        `pleased`, `basket_sek` and `year_margin_sek` (of a customer who stays).
    """
    catalogue = _offers() if more_offers is None else pd.concat([_offers(), more_offers[CATEGORIES]])
    plan = _checked(plan, catalogue)
    everyone = _people()
    who = everyone.index.get_indexer(plan["customer_id"])
    people = {name: everyone[name].to_numpy()[who] for name in everyone.columns if name in TRAITS}
    asked = {name: plan[name].to_numpy() for name in plan.columns}
    here = [asked["channel"] == channel for channel in CONTACT_COST_SEK]
    opens = np.select(here, [people[f"open_{channel}"] for channel in CONTACT_COST_SEK])
    consent = np.select(here, [people[f"consent_{channel}"] for channel in CONTACT_COST_SEK])
    taste = everyone[[f"taste_{c}" for c in CATEGORIES]].to_numpy()[who]
    offer = catalogue.to_numpy()[catalogue.index.get_indexer(plan["offer"])]
    fit = (taste * offer).sum(axis=1) / np.sqrt((taste**2).sum(axis=1) * (offer**2).sum(axis=1))

    left, rate, annoyed = people["stage"] == "left", people["orders_per_year"], people["easily_annoyed"]
    season = np.array(MONTH_WEIGHT)[asked["sent_on"].astype("datetime64[M]").astype(int) % 12]
    without = np.where(left, 0.0, 1 - np.exp(-rate * season * WINDOW_DAYS / 365))
    activity = np.where(left, LEFT, np.clip(0.55 + 0.35 * np.log1p(rate), 0.55, 1.4))
    timing = np.where(asked["daypart"] == people["daypart"], 1.0, OFF_DAYPART)
    by_post = asked["channel"] == "post"
    moment = np.where(by_post, POST_TIMING, timing) * _event_factor(plan, people, offer)
    named = asked["stage_message"] != ""
    suits = [asked["stage_message"] == message for message in STAGE_MESSAGES]
    right = np.select(suits, list(STAGE_MESSAGES.values()), "") == people["stage"]
    stage = np.select([~named, right], [1.0, STAGE_RIGHT], STAGE_WRONG)
    price = 1 + PRICE * people["price_sensitivity"] * asked["discount"]
    fatigue = TIRED ** (asked["recent_messages"] * (0.4 + 2 * annoyed))
    lift = np.clip(opens * (LIFT_ANY + LIFT_FIT * fit) * activity * moment * stage * price * fatigue, 0, 0.95)

    annoyance = annoyed * asked["recent_messages"]
    stay = np.where(left, 0.03, np.exp(-365 / (550 + 600 * np.sqrt(rate))))
    recognised = KEEP_EXCLUSIVE * people["attachment"] * asked["exclusive"]
    fitting_stage = KEEP_STAGE * np.select([~named, right], [0, 1], -1)
    nudge = opens * (KEEP_FIT * (fit - 0.5) + recognised + fitting_stage) - KEEP_TIRED * annoyance
    return plan.assign(
        consent=consent,
        fit=fit,
        chance_without=without,
        chance_with=without + (1 - without) * lift,
        stay_without=stay,
        stay_with=1 / (1 + (1 / stay - 1) * np.exp(-nudge)),
        chance_unsubscribe=0.002 + 0.03 * annoyed * (1 - fit) * (1 + 0.5 * asked["recent_messages"]),
        pleased=opens * 0.9 * (fit - 0.5) - 0.3 * annoyance,
        basket_sek=people["basket_sek"],
        year_margin_sek=MARGIN * people["basket_sek"] * rate * ~left,
    )


def expected_profit(
    plan: pd.DataFrame, *, contact_cost_sek: float | None = None, more_offers: pd.DataFrame | None = None
) -> float:
    """Return what a plan adds to profit on average (SEK) if all who have agreed get it.

    No luck, no control group: known in this market only. `contact_cost_sek` replaces the channels' own
    cost per contact. One message is paid for each distinct offer, discount, stage message and exclusivity.
    """
    chances = expected(plan, more_offers=more_offers)
    chances = chances[chances["consent"] == 1]
    margin_with = chances["chance_with"] * (MARGIN - chances["discount"])
    gain = (margin_with - chances["chance_without"] * MARGIN) * chances["basket_sek"]
    reward = chances["chance_with"] * chances["reward_sek"]
    contact = _contact_cost(chances["channel"]) if contact_cost_sek is None else contact_cost_sek
    return float((gain - reward - contact).sum() - message_cost(chances))


def expected_worth(plan: pd.DataFrame) -> float:
    """Return what a plan adds on average (SEK), next year counted too: no luck, no control group.

    `expected_profit`, and the margin in the year after of customers who stay because of the plan, less that
    of those whom it drives away. Known in this market only.
    """
    chances = expected(plan)
    chances = chances[chances["consent"] == 1]
    stays = chances["stay_with"] - chances["stay_without"]
    return expected_profit(plan) + float((stays * chances["year_margin_sek"]).sum())


def effect(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return what a campaign changed: `experiment.effect` of the outcomes of `run`.

    One message is paid for each distinct offer, discount, stage message and exclusivity.
    """
    return experiment.effect(
        outcomes,
        rates=("converted", "unsubscribed", "retained"),
        means=("satisfaction",),
        totals=("revenue_sek", "next_year_margin_sek", "margin_sek"),
        fixed_cost_sek=message_cost,
    )


def measured(
    plans: dict[str, pd.DataFrame],
    *,
    holdout: float = 0.5,
    seed: int = 0,
    more_offers: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Run campaigns, each with its own control group, and return what each adds to profit.

    Returns
    -------
    DataFrame
        A row per plan: the profit of all contacted together as `figure`, its 95 % interval as `low` and
        `high` (SEK), and `added_per_100`, orders added per 100 letters.
    """
    rows = {}
    for name, planned in plans.items():
        result = effect(run(planned, holdout=holdout, seed=seed, more_offers=more_offers))
        rows[name] = [
            *result.loc["profit_sek", ["effect", "low", "high"]],
            100 * result.loc["converted", "effect"],
        ]
    return pd.DataFrame.from_dict(rows, orient="index", columns=["figure", "low", "high", "added_per_100"])


def _contact_cost(channels: pd.Series) -> pd.Series:
    return pd.Series(CONTACT_COST_SEK).loc[channels].to_numpy()


def message_cost(rows: pd.DataFrame) -> float:
    """Return what a campaign's texts cost (SEK): one for each offer, discount, stage and exclusivity."""
    return MESSAGE_COST_SEK * len(rows[["offer", "discount", "stage_message", "exclusive"]].drop_duplicates())


def _event_factor(plan: pd.DataFrame, people: pd.DataFrame, offer: pd.DataFrame) -> np.ndarray:
    """Return what the moment multiplies: most at once, half after its half-life; a loss when it is absent.

    A cold snap helps an offer as far as it is about outdoor things, a holiday as far as it is about children.
    """
    event, factor = plan["event"].to_numpy(), np.ones(len(plan))
    hours = plan["hours_since_event"].to_numpy(float)
    for name in set(event) - {""}:
        there = about = 1  # a cart left behind: whose it is, is known, and so is what was in it
        if name == "cold_snap":
            there = _is_on("cold_snap", plan["sent_on"], people["region"])
            about = offer[:, CATEGORIES.index("outdoor")]
        if name == "holiday":
            there = _is_on("school_holiday", plan["sent_on"], people["region"])
            there &= people["household"] == "family"
            about = offer[:, CATEGORIES.index("children")]
        gain = EVENT_GAIN[name] * 0.5 ** (hours / EVENT_HALF_LIFE_HOURS[name])
        factor = np.where(event == name, np.where(there, 1 + gain * about, EVENT_ABSENT), factor)
    return factor


@cache
def _people() -> pd.DataFrame:
    """Return every customer's hidden traits and consents, by id; read once."""
    people = (
        data.truth("customers").set_index("customer_id").join(data.load("customers").set_index("customer_id"))
    )
    new = people["member_since"] > data.TODAY - pd.Timedelta(days=90)
    return people.assign(
        stage=np.select([people["left_on"].notna(), new], ["left", "new"], "active")
    ).sort_index()


def _is_on(what: str, sent_on: pd.Series, region: pd.Series) -> np.ndarray:
    """Tell whether the calendar has it, on each customer's day and in each customer's region."""
    table = _calendar()[what]
    row = table.index.get_indexer(sent_on.dt.normalize())
    return (table.to_numpy()[row, table.columns.get_indexer(region)] == 1) & (row >= 0)


@cache
def _calendar() -> pd.DataFrame:
    return data.load("calendar").pivot(index="date", columns="region", values=["cold_snap", "school_holiday"])


def _checked(plan: pd.DataFrame, catalogue: pd.DataFrame) -> pd.DataFrame:
    """Return the plan with its optional columns filled in, or one sentence on what is wrong with it."""
    known = {
        "customer_id": _people().index,
        "offer": catalogue.index,
        "channel": CONTACT_COST_SEK,
        "daypart": DAYPARTS,
        "event": ["", *EVENT_GAIN],
        "stage_message": ["", *STAGE_MESSAGES],
    }
    plan = experiment.checked_plan(plan, known, OPTIONAL)
    if not pd.api.types.is_datetime64_dtype(plan["sent_on"]):
        raise ValueError("The plan's sent_on holds text; expected dates. Convert with pd.to_datetime(...).")
    for name, (most, words) in NUMBERS.items():
        strange = plan.loc[~pd.to_numeric(plan[name], errors="coerce").between(0, most), name]
        if len(strange):
            raise ValueError(f"The plan's {name} holds {strange.iloc[0]}; expected {words}.")
    return plan
