"""Lesson 15: its figures move when what is planted behind them is changed; its register can be searched."""

import json

import numpy as np
import pandas as pd
import pytest

from datasets import draw
from datasets.draw import b2c
from helpers import claims, data, market
from kit.build import read_source
from kit.shelf import COURSE as ROOT
from tests.lesson_runner import change_tables, run_lesson
from tests.lessons.every_lesson import *

NAME = "15_keep_it_alive"


@pytest.fixture
def drawn_with_drift(monkeypatch, fresh_people):
    """Draw the datasets anew with another drift of needs, and run the lesson on them."""

    def run(drift):
        monkeypatch.setattr(b2c, "REDRAW_PER_YEAR", drift)
        seed = json.loads((data.DATASETS / "datapackage.json").read_text(encoding="utf-8"))["seed"]
        tables = draw.draw(seed)
        load = data.load
        monkeypatch.setattr(data, "load", lambda name: tables.get(f"b2c/{name}", load(name)).copy())
        monkeypatch.setattr(data, "truth", lambda name: tables[f"truth/{name}"].copy())
        return run_lesson(NAME)

    return run


def test_with_less_drift_old_segments_do_less_harm(lesson, drawn_with_drift):
    stated, _ = lesson
    calm, world = drawn_with_drift(1e-9)
    assert calm["B-stale"].figure < 0.9 * stated["B-stale"].figure
    assert calm["B-update"].figure > stated["B-update"].figure + 1
    assert calm["C-quarterly"].edge < stated["C-quarterly"].edge
    assert (world["change"] == "need turned").sum() < (lesson[1]["change"] == "need turned").sum()


def test_weighing_customers_tells_what_other_drifts_would_bring(lesson, drawn_with_drift):
    """The weighted figures against datasets really drawn with that drift (other luck, so only roughly)."""
    weighted = lesson[1]["by_drift"].loc[0.6]
    drawn = drawn_with_drift(0.6)[1]["profit_sek"]
    assert np.abs(weighted - drawn).max() < 1_500
    assert np.abs(lesson[1]["profit_sek"] - drawn).max() > 2_500
    assert lesson[1]["by_drift"].loc[0.2].equals(lesson[1]["profit_sek"]) or np.allclose(
        lesson[1]["by_drift"].loc[0.2], lesson[1]["profit_sek"]
    )


def test_old_lists_lose_less_when_those_who_left_still_answer(lesson, monkeypatch, fresh_people):
    monkeypatch.setattr(market, "LEFT", 1.0)
    loyal, names = run_lesson(NAME)
    assert names["profit_sek"][12] > lesson[1]["profit_sek"][12]
    assert loyal["B-update"].here == "yes", "then a plain letter to all is worth its postage"
    assert loyal["C-quarterly"].figure < lesson[0]["C-quarterly"].figure
    change_tables(monkeypatch, "truth", customers=lambda traits: traits.assign(left_on=pd.NaT))
    market._people.cache_clear()
    nobody_left = run_lesson(NAME)[0]
    assert nobody_left["B-stale"].figure < lesson[0]["B-stale"].figure


def test_the_loss_falls_into_its_causes_without_rest(lesson):
    _, names = lesson
    lost, profit = names["lost_by"].sum(axis=1), names["profit_sek"]
    assert np.allclose(lost, profit[0] - profit, atol=0.01)


def test_the_sizes_of_tests_are_right_by_simulation(lesson):
    names = lesson[1]
    rng = np.random.default_rng(1)
    for control, contacted in ((0.02, 0.03), (0.10, 0.13), (0.5, 0.6)):
        n = names["needed_for_shares"](control, contacted)
        a, b = rng.binomial(n, contacted, 4_000) / n, rng.binomial(n, control, 4_000) / n
        seen = np.abs(a - b) > 1.96 * np.sqrt((a + b) * (2 - a - b) / (2 * n))
        assert seen.mean() == pytest.approx(0.80, abs=0.025)
        assert names["power"](n, control, contacted) == pytest.approx(0.80, abs=0.01)
    n = names["needed_for_means"](0.3, 1.0)
    a, b = rng.normal(0.3, 1, (4_000, n)), rng.normal(0, 1, (4_000, n))
    z = (a.mean(axis=1) - b.mean(axis=1)) / np.sqrt((a.var(axis=1) + b.var(axis=1)) / n)
    assert (np.abs(z) > 1.96).mean() == pytest.approx(0.80, abs=0.025)


def test_no_season_and_no_new_customers_no_rise_by_chance(lesson, monkeypatch):
    """Without December half-years are alike; only luck is left, in small companies."""
    rng = np.random.default_rng(0)

    def flat(orders):
        days = rng.integers(0, 731, len(orders))
        return orders.assign(ordered_at=pd.Timestamp("2024-01-01") + pd.to_timedelta(days, unit="D"))

    change_tables(monkeypatch, orders=flat)
    even = run_lesson(NAME)[1]
    assert np.abs(even["changes"]).max() < 0.05
    for f in ("F1", "F5"):
        assert even["audit"].loc[f, "chance shows it"] < lesson[1]["audit"].loc[f, "chance shows it"] / 2


# ---- the register


def register_cell():
    cells = read_source(ROOT / "lessons" / f"{NAME}.py").cells
    return next(cell.source for cell in cells if "register = claims.register()" in cell.source)


def test_the_register_can_be_searched(built):
    chosen, rows = built.names["chosen"], built.names["readable"]
    assert len(chosen()) == 48
    for column in ("method", "kind", "here", "the answer is"):
        assert sum(len(chosen(**{column: wish})) for wish in rows[column].unique()) == 48
    assert set(chosen(words="T2-mixed").index) == {i for i in rows.index if i.startswith("T2-mixed")}
    assert len(chosen(words="PRECISE mixed")) < len(chosen(words="precise")) < 48
    assert len(chosen(words="(*[")) == 0 and len(chosen(method="mixed", words="geographic zzz")) == 0
    assert chosen(order="method")["method"].is_monotonic_increasing


def test_the_registers_page_follows_its_controls(built):
    filters, page = built.names["filters"], built.names["page"]
    assert page.value.count("<tr>") == 48 and "48 of 48" in page.value
    filters["method"].value = "loyalty"
    assert page.value.count("<tr>") == 2 and "2 of 48" in page.value
    filters["words"].value = "<script>"
    assert "0 of 48" in page.value and "<table" not in page.value
    filters["words"].value, filters["method"].value = "", "all"
    assert page.value.count("<tr>") == 48 and "..." not in page.value


def test_the_register_bears_evidence_that_is_not_built(built, monkeypatch, tmp_path):
    monkeypatch.setattr(claims, "EVIDENCE", tmp_path)
    names = dict(built.names)
    exec(compile(register_cell(), NAME, "exec"), names)
    assert set(names["readable"]["here"]) == {"not computed yet"}
    assert names["page"].value.count("not computed yet") == 48
