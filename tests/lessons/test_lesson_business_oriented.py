"""Lesson 11: a claim's figure moves when what is planted behind it is changed."""

import numpy as np

from helpers import data, market_b2b
from tests.lesson_runner import change_tables, run_lesson
from tests.lessons.every_lesson import *

NAME = "11_business_oriented"
COMPANIES = data.load("companies")


def by_lot(deals):
    """The same deals, each with a company drawn by lot."""
    ids = COMPANIES["company_id"].sample(len(deals), replace=True, random_state=0)
    return deals.assign(company_id=ids.to_numpy())


def by_lot_within_industries(deals):
    """The same deals, each with a company of the same industry drawn by lot: its firms are alike."""
    kind = COMPANIES.set_index("company_id")["industry"]
    rng = np.random.default_rng(0)
    members = {name: group.index.to_numpy() for name, group in kind.groupby(kind)}
    ids = [rng.choice(members[name]) for name in deals["company_id"].map(kind)]
    return deals.assign(company_id=ids)


def test_a_list_finds_no_more_than_a_lot_when_deals_fall_on_anybody(stated, monkeypatch):
    change_tables(monkeypatch, deals=by_lot)
    now = run_lesson(NAME)[0]["T1-business-pro"]
    assert now.figure < 1.4 < stated["T1-business-pro"].low
    assert now.verdict != "holds"


def test_treating_firms_alike_costs_little_when_they_are_alike(stated, monkeypatch):
    change_tables(monkeypatch, deals=by_lot_within_industries)
    alike = run_lesson(NAME)[0]["T1-business-con"]
    assert alike.figure < 15 < stated["T1-business-con"].low


def test_size_and_industry_find_more_when_value_grows_faster_with_size(stated, monkeypatch):
    def steeper(deals):
        employees = deals["company_id"].map(COMPANIES.set_index("company_id")["employees"])
        return deals.assign(value_sek=(deals["value_sek"] * employees / 30).round().astype(int))

    change_tables(monkeypatch, deals=steeper)
    steep = run_lesson(NAME)[0]
    assert steep["T1-business-pro"].figure > stated["T1-business-pro"].figure + 0.5


def test_the_surprises_of_the_lesson_are_there(lesson):
    """Small software firms: wins without money. The best forecast: not the best list to call."""
    namespace = lesson[1]
    share, truth = namespace["share"], namespace["truth"]
    assert share["money won"] < share["companies in the register"] < share["deals won"]
    assert truth["small software firms"] < 0
    assert truth["600 calls, register list"] > truth["600 calls, everything"] + 100_000
    assert namespace["top"]["… + engagement"] > namespace["top"]["industry + employees"]
    low, high = namespace["swings"].eval("`industry + employees` - employees").quantile([0.025, 0.975])
    assert low < 0 < high


def test_the_second_surprise_comes_from_deals_that_are_opened_anyway(lesson, monkeypatch):
    """Where intent opens no deals by itself, the two lists earn nearly the same."""
    plans = lesson[1]["plans"]

    def lead():
        first, second = (plans[f"600 calls, {name}"] for name in ("register list", "everything"))
        return market_b2b.expected_profit(first) - market_b2b.expected_profit(second)

    before = lead()
    monkeypatch.setattr(market_b2b, "OPENS_INTENT", 0.0)
    assert lead() < before / 2


def test_no_field_of_fewer_than_five_firms_is_shown(lesson):
    shown, cells = lesson[1]["shown"], lesson[1]["cells"]
    firms = cells["size"].unstack().loc[shown.index]
    assert shown.size == 36 and not shown[firms < 5].notna().any(axis=None)
