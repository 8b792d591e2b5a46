"""Lesson 11: a claim's figure moves when what is planted behind it is changed."""

import numpy as np
import pytest

from helpers import data, market_b2b
from tests.lesson_runner import change_tables, run_lesson
from tests.lessons.every_lesson import *

NAME = "11_business_oriented"
COMPANIES = data.load("companies")


@pytest.fixture
def fresh_companies():
    """The market remembers its companies: forget them before and after a test that changes them."""
    market_b2b._companies.cache_clear()
    yield
    market_b2b._companies.cache_clear()


def by_lot(deals):
    """The same deals, each with a company drawn by lot."""
    ids = COMPANIES["company_id"].sample(len(deals), replace=True, random_state=0)
    return deals.assign(company_id=ids.to_numpy())


def by_size_alone(deals):
    """The same deals, each with one of the 500 largest companies drawn by lot."""
    largest = COMPANIES.nlargest(500, "employees")["company_id"]
    return deals.assign(company_id=largest.sample(len(deals), replace=True, random_state=0).to_numpy())


def test_a_list_finds_no_more_than_a_lot_when_deals_fall_on_anybody(stated, monkeypatch):
    change_tables(monkeypatch, deals=by_lot)
    now = run_lesson(NAME)[0]["T1-business-pro"]
    assert now.figure < 1.4 < stated["T1-business-pro"].low
    assert now.here != "yes" == stated["T1-business-pro"].here


def test_firms_may_be_treated_alike_when_an_industrys_firms_are_alike(stated, monkeypatch, fresh_companies):
    """Let every firm have the mean fit, intent and value of its industry: now the industries differ."""

    def alike(traits):
        industry = COMPANIES.set_index("company_id")["industry"].reindex(traits["company_id"]).to_numpy()
        columns = ["fit", "intent_2024", "intent_2025", "deal_value_sek"]
        means = traits[columns].groupby(industry).transform("mean")
        return traits.assign(**{name: means[name] for name in columns})

    change_tables(monkeypatch, "truth", companies=alike)
    now = run_lesson(NAME)[0]["T1-business-con"]
    assert now.figure < 0 < stated["T1-business-con"].low
    assert now.here == "no" != stated["T1-business-con"].here


def test_size_and_industry_find_more_when_value_grows_faster_with_size(stated, monkeypatch):
    def steeper(deals):
        employees = deals["company_id"].map(COMPANIES.set_index("company_id")["employees"])
        return deals.assign(value_sek=(deals["value_sek"] * employees / 30).round().astype(int))

    change_tables(monkeypatch, deals=steeper)
    steep = run_lesson(NAME)[0]
    assert steep["T1-business-pro"].figure > stated["T1-business-pro"].figure + 0.5


def test_several_criteria_find_more_when_deals_hang_on_two_of_them(stated, monkeypatch):
    """Let deals fall on the larger half of three industries: no single criterion says both."""

    def on_both(deals):
        strong = COMPANIES["industry"].isin(["machinery", "transport", "retail"])
        large = COMPANIES["employees"] > COMPANIES["employees"].median()
        ids = COMPANIES.loc[strong & large, "company_id"]
        return deals.assign(company_id=ids.sample(len(deals), replace=True, random_state=0).to_numpy())

    change_tables(monkeypatch, deals=on_both)
    now = run_lesson(NAME)[0]["B-combine"]
    assert now.figure > stated["B-combine"].figure + 10
    assert now.here == "yes" != stated["B-combine"].here


def test_one_criterion_is_enough_when_deals_hang_on_size_alone(stated, monkeypatch):
    change_tables(monkeypatch, deals=by_size_alone)
    now = run_lesson(NAME)[0]["B-combine"]
    assert now.here != "yes" and now.figure < 5


def test_the_surprises_of_the_lesson_are_there(built, lesson):
    """Small software firms: wins without money. The best forecast: not the best list to call."""
    share, truth, found = (built.names[name] for name in ("share", "truth", "found"))
    assert share["money won"] < share["companies in the register"] < share["deals won"]
    assert truth.iloc[2] < 0
    middle = built.names["measured"][["profit, from", "profit, to"]].mean(axis=1)
    assert middle.idxmax() != truth.idxmax()  # by its middle the test puts the wrong list first
    assert truth["600 calls: industry + size"] > truth["600 calls: … + engagement"] + 100_000
    assert found["industry + size + engagement"] > found["industry + size"] > found["industry"]
    top, swings = lesson[1]["top"], lesson[1]["swings"]
    assert top["… + engagement"] > top["industry + employees, model"]
    low, high = swings.eval("`industry + employees, model` - employees").quantile([0.025, 0.975])
    assert low < 0 < high


def test_the_surprise_comes_from_deals_that_are_opened_anyway(built, monkeypatch):
    """Where intent opens no deals by itself, the two lists earn nearly the same."""
    plans = built.names["plans"]

    def lead():
        first, second = (plans[f"600 calls: {name}"] for name in ("industry + size", "… + engagement"))
        return market_b2b.expected_profit(first) - market_b2b.expected_profit(second)

    before = lead()
    monkeypatch.setattr(market_b2b, "OPENS_INTENT", 0.0)
    assert lead() < before / 2


def test_no_field_of_fewer_than_five_firms_is_shown(built):
    shown, cells = built.names["shown"], built.names["cells"]
    firms = cells.size().unstack().loc[shown.index]
    assert shown.size == 36 and not shown[firms < 5].notna().any(axis=None)
    assert np.isfinite(shown[firms >= 5].to_numpy()).all()
