"""Other luck is stored for every claim, and comes out again."""

import multiprocessing

import pytest

from helpers import claims
from kit import luck
from kit.shelf import LESSONS

EVIDENCE = LESSONS / "07_technological_evidence.py"


def stored(kind: str, number: int) -> dict[str, tuple[float, bool]]:
    rows = claims.luck().query("luck == @kind and draw == @number").set_index("id")
    ours = claims.everything().query("lesson == '07_technological'").index
    return {id: (rows.loc[id, "figure"], bool(rows.loc[id, "side"])) for id in ours}


def test_every_claim_was_asked_with_20_seeds_and_in_10_markets():
    counts = claims.luck().groupby(["id", "luck"]).size().unstack()
    assert set(counts.index) == set(claims.everything().index)
    assert (counts["seed"] == 20).all() and (counts["market"] == 10).all()
    assert not claims.luck().duplicated(["id", "luck", "draw"]).any()


def test_a_yes_or_a_no_survives_other_luck():
    for lesson in claims.everything()["lesson"].unique():
        for verdict in claims.stated(lesson):
            if verdict.here != claims.CANNOT_TELL:
                assert verdict.seeds is None or verdict.seeds >= 0.95, verdict.id
                assert verdict.markets >= 0.9, verdict.id


def draw(task: tuple[str, int]) -> dict[str, tuple[float, bool]]:
    return {row["id"]: (row["figure"], row["side"]) for row in luck.draw(*task, [EVIDENCE])}


@pytest.mark.parametrize(("kind", "number"), [("seed", 7), ("market", 4)])
def test_what_is_stored_comes_out_again(kind, number):
    with multiprocessing.get_context("spawn").Pool(1) as pool:  # helpers remember tables
        (found,) = pool.map(draw, [(kind, number)])
    expected = stored(kind, number)
    assert set(found) == set(expected)
    for id, (figure, side) in found.items():
        assert figure == pytest.approx(expected[id][0], rel=1e-4) and side == expected[id][1], id


def test_another_seed_is_other_luck():
    assert stored("seed", 1)["T1-technological-pro"] != stored("seed", 2)["T1-technological-pro"]
