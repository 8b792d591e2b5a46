"""The consultancy's market: which deals calls and e-mails to companies open and win, and what they earn.

A *plan* is a table with one row per company: who is called, or written to, with which pitch. `run` carries
it out in the half-year after `data.TODAY` and returns what happened; `effect` compares the companies
contacted with the control group held out at random; `expected` tells what no company can know: each one's
chance to open a deal with the contact and without it.

How a deal comes about. A company opens one by itself with a chance that depends on its intent alone
(`chance_without`). A contact adds to it:

    chance_with = chance_without + (1 - chance_without) * lift
    lift = LIFT[channel] * (PITCH_RIGHT, PITCH_WRONG or 1)

Whether an opened deal is won, and what it is worth, is the company's own: its fit, its intent of 2025,
whether it is an account already, its size. A call opens doors; it does not change what lies behind them. The
constants below are the planted parameters; lessons measure their traces, tests change them.
"""

from functools import cache

import numpy as np
import pandas as pd

from helpers import data, experiment
from helpers.world import TECHNOLOGIES

MARGIN = 0.30  # margin as a share of a deal's value
CONTACT_COST_SEK = {"call": 2_500, "email": 5}  # a call: preparing, several tries, notes, the first meeting
PITCH_COST_SEK = 15_000  # fixed: slides, cases and rehearsal of one more pitch

OPENS_ANYWAY = 0.09  # chance to open a deal in half a year, uncalled: any company
OPENS_INTENT = 0.10  # and, on top, per unit of its intent
INTENT_MOST = 3.0  # more intent than this opens no more deals
LIFT = {"call": 0.15, "email": 0.006}  # added chance that a company contacted opens a deal
PITCH_RIGHT, PITCH_WRONG = 1.15, 0.85  # a pitch for the technology the company uses, or for another one
VALUE_SPREAD = 0.25  # of one deal around the company's usual value (standard deviation of the logarithm)

PITCHES = ["general", *TECHNOLOGIES]
OPTIONAL = {"pitch": "general", "channel": "call"}


def run(plan: pd.DataFrame, *, holdout: float = 0.2, seed: int = 0) -> pd.DataFrame:
    """Contact the companies of the plan and see what happens in the next half-year.

    Parameters
    ----------
    plan : DataFrame
        One row per company. Needed: `company_id`. Optional: `pitch` (general, or own_servers, cloud or both:
        written for companies that use that) and `channel` (call or email; call when not given).
    holdout : float
        The control group: share of those who may be contacted, drawn at random, who are left alone.
    seed : int
        The luck. With the same seed a company has the same luck under every plan, so plans can be compared.

    Returns
    -------
    DataFrame
        The plan's rows, with `group` (contacted, control, no consent), `opened` (a deal in the half-year, 0
        or 1), `won` (0 or 1), `value_sek` and `margin_sek` (of the deal if won, before the cost of contact)
        and `cost_sek`. A company may always be called; an e-mail needs a contact who has agreed to it.

    Raises
    ------
    ValueError
        When the plan lacks a column, names an unknown company, pitch or channel, or a company twice.
    """
    chances = expected(plan)
    who = _companies().index.get_indexer(chances["company_id"])
    rng = np.random.default_rng([seed, 20_260_102])
    everyone = len(_companies())  # luck is drawn for all, so that it does not depend on who is planned
    luck = pd.DataFrame(rng.random((everyone, 3)), columns=["group", "open", "win"])
    luck["value"] = rng.lognormal(-(VALUE_SPREAD**2) / 2, VALUE_SPREAD, everyone)
    luck = luck.iloc[who].reset_index(drop=True)

    group = experiment.draw_groups(chances["consent"] == 1, luck["group"], holdout)
    contacted = pd.Series(group == "contacted")
    opened = luck["open"] < chances["chance_with"].where(contacted, chances["chance_without"])
    won = opened & (luck["win"] < chances["chance_win"])
    value = (chances["deal_value_sek"] * luck["value"] * won).round(-2)
    carried_out = chances[[*plan.columns, *(c for c in OPTIONAL if c not in plan.columns)]]
    return carried_out.assign(
        group=group,
        opened=opened.astype(int),
        won=won.astype(int),
        value_sek=value,
        margin_sek=(value * MARGIN).round(2),
        cost_sek=chances["channel"].map(CONTACT_COST_SEK).where(contacted, 0.0),
    )


def expected(plan: pd.DataFrame) -> pd.DataFrame:
    """Return each planned company's chances with the contact and without it: known in this market only.

    Returns
    -------
    DataFrame
        The plan's rows, with `consent` (to the channel), `chance_without`, `chance_with` (to open a deal in
        the half-year), `chance_win` (of an opened deal) and `deal_value_sek` (mean, if won).
    """
    known = {"company_id": _companies().index, "pitch": PITCHES, "channel": CONTACT_COST_SEK}
    plan = experiment.checked_plan(plan, known, OPTIONAL)
    firms = _companies().loc[plan["company_id"]].reset_index()
    without = OPENS_ANYWAY + OPENS_INTENT * np.minimum(firms["intent_2025"], INTENT_MOST)
    neutral = (plan["pitch"] == "general") | firms["technology"].isna()
    pitch = np.select([neutral, plan["pitch"] == firms["technology"]], [1.0, PITCH_RIGHT], PITCH_WRONG)
    lift = np.clip(plan["channel"].map(LIFT) * pitch, 0, 1)
    return plan.assign(
        consent=np.where(plan["channel"] == "email", firms["consent_email"], 1),
        chance_without=without,
        chance_with=without + (1 - without) * lift,
        chance_win=win_probability(firms, firms["intent_2025"], firms["relation"]),
        deal_value_sek=firms["deal_value_sek"],
    )


def expected_profit(plan: pd.DataFrame, *, call_cost_sek: float | None = None) -> float:
    """Return what a plan adds to profit on average (SEK) if all who may be contacted are.

    No luck, no control group: known in this market only. `call_cost_sek` replaces the cost of a call. One
    pitch is paid for each distinct pitch and channel.
    """
    chances = expected(plan).query("consent == 1")
    added = (chances["chance_with"] - chances["chance_without"]) * chances["chance_win"]
    prices = CONTACT_COST_SEK if call_cost_sek is None else CONTACT_COST_SEK | {"call": call_cost_sek}
    gain = added * chances["deal_value_sek"] * MARGIN - chances["channel"].map(prices)
    return float(gain.sum() - message_cost(chances))


def effect(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return what the contacts changed: `experiment.effect` of the outcomes of `run`.

    One pitch is paid for each distinct pitch and channel.
    """
    return experiment.effect(
        outcomes, rates=("opened", "won"), totals=("value_sek", "margin_sek"), fixed_cost_sek=message_cost
    )


def message_cost(rows: pd.DataFrame) -> float:
    """Return what the texts of a campaign cost (SEK). One is paid for each distinct pitch and channel."""
    return PITCH_COST_SEK * len(rows[["pitch", "channel"]].drop_duplicates())


@cache
def _companies() -> pd.DataFrame:
    """Return every company's hidden traits, its technology, and whether anybody there agreed to e-mail."""
    firms = (
        data.truth("companies").set_index("company_id").join(data.load("companies").set_index("company_id"))
    )
    agreed = data.load("contacts").groupby("company_id")["consent_email"].max()
    return firms.assign(consent_email=agreed.reindex(firms.index, fill_value=0)).sort_index()


def win_probability(traits: pd.DataFrame, intent: pd.Series, relation: pd.Series) -> pd.Series:
    """Return the chance that a deal opened with this company is won."""
    logit = -1.9 + 1.0 * traits["fit"] + 0.75 * intent + 0.7 * (relation == "account")
    return 1 / (1 + np.exp(-logit))
