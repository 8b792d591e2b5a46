"""A decision rests on at most three campaigns, each with its control group, and is made once."""

import json

import pandas as pd
import pytest

from checks import behavioural as check
from checks.decide import Decision
from given import behavioural as given
from helpers import data, market
from page import written
from page.boxes import Note

DECISION = check.letter_by_post
ALL = given.plain_to_all()


@pytest.fixture(autouse=True)
def own_file(tmp_path, monkeypatch):
    monkeypatch.setenv("SEGMENTATION_PROGRESS", str(tmp_path / "progress.json"))


def some(n):
    return ALL.iloc[: 1000 + n]


def test_a_campaign_is_measured_against_its_own_control_group_and_kept():
    table = DECISION.campaign(ALL)
    outcomes = market.run(ALL, holdout=0.5, seed=50)
    assert table.loc[1, "contacted"] == (outcomes["group"] == "contacted").sum()
    assert table.loc[1, "held out"] == (outcomes["group"] == "control").sum()
    low, middle, high = table.loc[1, ["low_sek", "adds_sek", "high_sek"]]
    assert low < middle < high
    assert low < market.expected_profit(ALL) < high
    pd.testing.assert_frame_equal(
        DECISION.campaign(ALL.sample(frac=1, random_state=0)), table
    )  # not sent twice


def test_three_campaigns_and_no_more():
    for n in range(3):
        assert len(DECISION.campaign(some(n))) == n + 1
    refused = DECISION.campaign(some(3))
    assert isinstance(refused, Note) and "3 campaigns are spent" in repr(refused)
    assert len(DECISION.campaign(some(1))) == 3  # a look at what was tried costs nothing


def test_nobody_decides_for_a_plan_that_was_not_tried_and_only_once():
    assert "No campaign has tried this plan" in DECISION(ALL).message
    DECISION.campaign(some(0))
    assert "you have 2 of 3 left" in DECISION(ALL).message
    outcome = DECISION(some(0))
    assert outcome.status == "decided" and "Over all luck your plan adds" in outcome.message
    truth = f"{market.expected_profit(some(0)):,.0f} SEK"
    assert truth in outcome.message
    assert DECISION(some(0)).message == outcome.message
    assert "You have decided, for another plan" in DECISION("nothing").message
    assert "You have decided" in repr(DECISION.campaign(some(1)))


def test_nothing_is_a_decision_too():
    DECISION.campaign(ALL)
    outcome = DECISION("Nothing")
    assert outcome.status == "decided" and "You send nothing, which adds 0 SEK" in outcome.message


@pytest.mark.parametrize(
    "kept", ["", "{", "[]", "3", '{"campaigns": 3}', '{"campaigns": [{"plan": "x"}]}', "null"]
)
def test_a_record_that_cannot_be_read_counts_as_none(kept):
    written.keep(DECISION.exercise, DECISION.name, kept)
    assert len(DECISION.campaign(ALL)) == 1


@pytest.mark.parametrize("plan", [ALL.head(0), ALL.head(5)], ids=["nobody", "five"])
def test_a_plan_for_hardly_anybody_uses_no_campaign(plan):
    said = DECISION.campaign(plan)
    assert isinstance(said, Note) and "No campaign was used" in repr(said)
    assert written.kept(DECISION.exercise) == {}


def test_a_plan_that_reaches_nobody_uses_no_campaign():
    people = data.load("customers")
    silent = people.loc[people["consent_post"] == 0, "customer_id"]
    said = DECISION.campaign(ALL[ALL["customer_id"].isin(silent)])
    assert "0 may be contacted that way" in repr(said) and written.kept(DECISION.exercise) == {}


def test_nothing_may_be_decided_at_once_and_is_no_campaign():
    assert 'To send nothing, decide: check.letter_by_post("nothing")' in repr(DECISION.campaign("nothing"))
    assert DECISION("nothing").status == "decided"


def test_what_is_tried_must_be_a_plan_of_this_task():
    assert "Replace the ..." in repr(DECISION.campaign(...))
    assert "expected a table" in repr(DECISION.campaign([1, 2]))
    assert "this task allows" in repr(DECISION.campaign(ALL.assign(event="cart")))
    assert "expected post" in repr(DECISION.campaign(ALL.assign(channel="email")))
    assert written.kept(DECISION.exercise) == {}


def test_what_is_kept_says_the_decision():
    DECISION.campaign(ALL)
    DECISION(ALL)
    record = json.loads(written.kept(DECISION.exercise)[DECISION.name])
    assert record["decided"] == record["campaigns"][0]["plan"]
    assert isinstance(DECISION, Decision)
