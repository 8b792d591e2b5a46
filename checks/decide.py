"""Tasks that end in a decision: three campaigns with control groups first, and the truth once, at the end."""

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from types import ModuleType
from typing import Any

import pandas as pd

from checks import expect
from checks.core import Answer, Task
from checks.intake import NotStarted, NotYet, taken
from helpers import experiment, market
from page import written
from page.boxes import Note

CAMPAIGNS = 3
FEWEST = 20  # customers for two groups
HOLDOUT = 0.5
NOTHING = "nothing"
ONCE = "Only a made-up market shows this, and only once."


def decision(
    *,
    exercise: str,
    number: int,
    hints: list[str],
    rival: tuple[str, Callable[[], pd.DataFrame]],
    only: dict[str, str] | None = None,
    may: Sequence[str] = (),
    world: ModuleType = market,
    worth: Callable[[pd.DataFrame], float] | None = None,
    counted: Sequence[str] = ("margin_sek",),
    sent: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
) -> Callable[[Callable[[pd.DataFrame], str]], "Decision"]:
    """Turn a function into a task to decide, on the evidence of at most three campaigns.

    The function gets a plan that the market can run. It raises `NotYet` where the wording forbids it, and
    returns a sentence that comes with the truth.

    Parameters
    ----------
    exercise, number, hints
        As in `core.task`.
    rival : tuple of str and function
        The plan that any other has to beat: what it is, and what makes it.
    only : dict of str to str, optional
        By column, the one value that it may hold.
    may : sequence of str
        Columns that a plan may have besides those of the rival.
    world : module
        `helpers.market`, or `helpers.market_b2b`.
    worth : function of a plan, giving SEK, optional
        What the plan adds over all luck: `expected_profit` of the market unless given.
    counted : sequence of str
        The columns of the campaign's outcomes (SEK) that `worth` counts.
    sent : function of a plan, giving a plan, optional
        What becomes of a plan when it is sent, such as the hour of a reply that a service takes care of. A
        ValueError of it is said to the participant.
    """
    return lambda function: Decision(
        function, exercise, number, list(hints), rival, only or {}, may, world, worth, counted, sent
    )


class Decision(Task):
    """A task to decide: `.campaign(plan)` tries a plan out, up to three times; calling it decides."""

    passed = "decided"

    def __init__(
        self,
        function: Callable[[pd.DataFrame], str],
        exercise: str,
        number: int,
        hints: list[str],
        rival: tuple[str, Callable[[], pd.DataFrame]],
        only: dict[str, str],
        may: Sequence[str],
        world: ModuleType,
        worth: Callable[[pd.DataFrame], float] | None,
        counted: Sequence[str],
        sent: Callable[[pd.DataFrame], pd.DataFrame] | None,
    ) -> None:
        super().__init__(function, exercise, number, hints)
        self.rival, self.only, self.may, self.world, self.counted = rival, only, may, world, counted
        self.sent = sent or (lambda plan: plan)
        self.worth = lambda plan: (worth or world.expected_profit)(self.sent(plan))
        self.key = "company_id" if world.__name__.endswith("b2b") else "customer_id"

    # ---- trying out

    def campaign(self, plan: Answer) -> Note | pd.DataFrame:
        """Send a plan to half of its customers, drawn at random, and measure what it adds.

        Parameters
        ----------
        plan : DataFrame

        Returns
        -------
        DataFrame
            A row per campaign so far: customers contacted and held out, what the campaign cost, and what the
            plan adds if all who may be contacted get it, with its 95 % interval (SEK). A plan that was tried
            before is not sent again. Where a campaign cannot be run, a sentence instead.
        """
        try:
            table, _ = self._plan(taken("plan", plan))
        except NotStarted:
            return Note(f"Replace the `...` of task {self.number} with a plan, run its cell, then this one.")
        except NotYet as reason:
            if _is_nothing(plan):
                return Note(
                    f'A campaign tries a plan out. To send nothing, decide: `check.{self.name}("{NOTHING}")`.'
                )
            return Note(str(reason))
        record = self._record()
        tried = [row["plan"] for row in record["campaigns"]]
        mark, trouble = _fingerprint(table), ""
        if mark not in tried:
            if "decided" in record:
                return Note(f"You have decided, and the truth was shown. {self._again()}")
            if len(tried) == CAMPAIGNS:
                return Note(
                    f"Your {CAMPAIGNS} campaigns are spent. Decide for one of the plans that you have tried, "
                    f'or for "{NOTHING}".'
                )
            found = self._run(table, seed=10 * int(self.exercise[:2]) + len(tried))
            reached = found["contacted"] + found["held out"]
            if reached < FEWEST:
                return Note(
                    f"Of the {len(table):,} in this plan {reached:,} may be contacted that way: too few for "
                    f"two groups, which take {FEWEST}. No campaign was used."
                )
            record["campaigns"].append(found | {"plan": mark})
            trouble = self._keep(record)
        return Note(trouble) if trouble else self._table(record["campaigns"])

    def _run(self, plan: pd.DataFrame, seed: int) -> dict[str, Any]:
        outcomes = self.world.run(self.sent(plan), holdout=HOLDOUT, seed=seed)
        gained = outcomes[[*self.counted]].sum(axis=1) - outcomes["cost_sek"]
        groups = [gained[outcomes["group"] == group] for group in ("contacted", "control")]
        reachable = sum(len(group) for group in groups)
        fixed = self.world.message_cost(outcomes[outcomes["group"] != "no consent"])
        figure, low, high = (x - fixed for x in experiment.mean_difference(*groups, times=reachable)[2:])
        return {
            "contacted": len(groups[0]),
            "held out": len(groups[1]),
            "cost": float(outcomes["cost_sek"].sum() + fixed),
            "adds": figure,
            "low": low,
            "high": high,
        }

    def _table(self, campaigns: list[dict[str, Any]]) -> pd.DataFrame:
        names = {"cost": "cost_sek", "adds": "adds_sek", "low": "low_sek", "high": "high_sek"}
        table = pd.DataFrame(campaigns, index=pd.RangeIndex(1, len(campaigns) + 1, name="campaign"))
        table = table.drop(columns="plan").rename(columns=names)
        money = [*names.values()]
        table[money] = table[money].round(-2)
        return table.astype("Int64")

    # ---- deciding

    def judge(self, plan: Answer) -> str:
        """Keep the decision, and return what it is worth; raise `NotYet` where it rests on no campaign."""
        nothing = _is_nothing(plan)
        table, adds = (None, 0.0) if nothing else self._plan(plan)
        record = self._record()
        mark = NOTHING if nothing else _fingerprint(table)
        tried = {row["plan"]: row for row in record["campaigns"]}
        if record.get("decided", mark) != mark:
            raise NotYet(f"You have decided, for another plan, and the truth was shown. {self._again()}")
        if mark not in tried and not nothing:
            raise NotYet(
                f"No campaign has tried this plan. Run `check.{self.name}.campaign(plan)` first: you have "
                f"{CAMPAIGNS - len(tried)} of {CAMPAIGNS} left."
            )
        insight = "" if nothing else self.function(table)
        record["decided"] = mark
        return " ".join(filter(None, [self._account(tried.get(mark), adds), insight, self._keep(record)]))

    def _account(self, tried: dict[str, Any] | None, adds: float) -> str:
        name, make = self.rival
        rival = f"{name} adds {_sek(self.worth(make()))}"
        if tried is None:
            return f"You send nothing, which adds 0 SEK; {rival}. {ONCE}"
        known = tried["low"] == tried["low"]  # not so where the groups gave no interval
        said = f"{tried['low']:,.0f} to {_sek(tried['high'])}" if known else f"about {_sek(tried['adds'])}"
        unclear = ", which could not tell it from nothing" if tried["low"] < 0 < tried["high"] else ""
        mine = f"Over all luck your plan adds {_sek(adds)} (your campaign said {said}{unclear})"
        return f"{mine}; {rival}. {ONCE}"

    def _plan(self, plan: Answer) -> tuple[pd.DataFrame, float]:
        columns = [*self.rival[1]().columns, *self.may]
        return expect.plan(plan, self.worth, key=self.key, only=self.only, may=columns)

    # ---- what is kept

    def _record(self) -> dict[str, Any]:
        """Return the campaigns so far, and the decision; an empty record where none can be read."""
        try:
            record = json.loads(written.kept(self.exercise).get(self.name, ""))
            self._table(record["campaigns"])
        except (ValueError, TypeError, KeyError):
            return {"campaigns": []}
        return record

    def _keep(self, record: dict[str, Any]) -> str:
        return written.keep(self.exercise, self.name, json.dumps(record))

    def _again(self) -> str:
        return f"To begin this exercise anew, type `python course.py reset {self.exercise[:2]}`."


def _is_nothing(plan: Answer) -> bool:
    return isinstance(plan, str) and plan.strip(" .").lower() == NOTHING


def _sek(amount: float) -> str:
    return f"{amount:,.0f} SEK"


def _fingerprint(plan: pd.DataFrame) -> str:
    """Return a short text that two plans share only when they say the same of the same customers."""
    columns = sorted(plan.columns)
    rows = plan[columns].astype(str).sort_values(columns)
    return sha256("\n".join(map("\t".join, rows.to_numpy().tolist())).encode()).hexdigest()[:16]
