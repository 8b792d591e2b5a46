"""Ask the evidence again, with other seeds and in markets drawn anew: `python course.py luck [names]`.

A claim's answer should not hang on one draw. Every evidence notebook runs with 20 other seeds, and in 10
markets that the generator draws anew. What each claim said is stored in `lessons/luck.csv`, with its draw.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
import warnings
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd

from helpers import charts, claims, data
from kit import build, cells, shelf

SEEDS, MARKETS = range(1, 21), range(1, 11)
AT_ONCE = 2
STRIDE = 7919  # between the seeds of two draws, so that none meets another's


def main(arguments: list[str] | None = None) -> int:
    """Compute other luck for the named lessons' evidence, or for all; return the exit code."""
    parser = argparse.ArgumentParser(prog="course.py luck", description=__doc__)
    parser.add_argument("names", nargs="*", help="such as 05; all when none is given")
    names = parser.parse_args(arguments).names
    sources = [
        str(source) for source in build.find_sources(shelf.LESSONS, names) if shelf.is_evidence(source)
    ]
    os.environ["OMP_NUM_THREADS"] = "1"  # as in the course's kernels; more threads only wait for one another
    draws = [("seed", number) for number in SEEDS] + [("market", number) for number in MARKETS]
    with multiprocessing.get_context("spawn").Pool(AT_ONCE, maxtasksperchild=1) as pool:
        rows = []
        for done, found in enumerate(pool.imap(_draw, [(*draw, sources) for draw in draws], chunksize=1), 1):
            rows += found
            print(f"{done} of {len(draws)} draws done", flush=True)
    new = pd.DataFrame(rows)
    old = claims.luck()
    kept = old[~old["id"].isin(new["id"])]
    place = {id: number for number, id in enumerate(claims.everything().index)}
    table = pd.concat([kept, new]).sort_values("id", key=lambda ids: ids.map(place), kind="stable")
    table.to_csv(claims.LUCK, index=False, lineterminator="\n")
    return 0


def draw(luck: str, number: int, sources: list[Path]) -> list[dict]:
    """Run evidence with one other luck, in this process, and return what each claim says.

    Parameters
    ----------
    luck : str
        "seed": the course's data, every random generator begun elsewhere. "market": the generator's data of
        another seed, the evidence's own seeds. Run that in a process of its own: helpers remember tables.
    number : int
        Which one.
    sources : list of Path

    Returns
    -------
    list of dict
        By claim: `id`, `luck`, `draw`, `figure`, `side` (True: the side that the claim asks for) and `edge`.
    """
    found: list[claims.Verdict] = []
    judge = claims.judge

    def keep(*arguments: object, **named: object) -> claims.Verdict:
        found.append(judge(*arguments, **named))
        return found[-1]

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        patches = [
            mock.patch.object(claims, "judge", keep),
            mock.patch.object(claims, "luck", lambda: claims.NO_LUCK),
            mock.patch.object(charts, "show", lambda fig, alt, **_: charts.plt.close(fig)),
            *(_another_seed(number) if luck == "seed" else _another_market(number, Path(folder))),
        ]
        for patch in patches:
            patch.start()
        try:
            for source in sources:
                _run(source)
        finally:
            mock.patch.stopall()
    return [
        {
            "id": verdict.id,
            "luck": luck,
            "draw": number,
            "figure": verdict.figure,
            "side": side(verdict),
            "edge": verdict.edge,
        }
        for verdict in found
    ]


def side(verdict: claims.Verdict) -> bool:
    """Tell on which side of its bar a claim lies, as `claims.judge` compares it."""
    if verdict.entry["test"] == "can":
        return verdict.here == claims.YES
    return bool(claims.is_beyond(verdict.entry, verdict.figure))


def _draw(task: tuple[str, int, list[str]]) -> list[dict]:
    luck, number, sources = task
    return draw(luck, number, [Path(source) for source in sources])


def _run(source: Path) -> None:
    """Run the cells of one evidence notebook that judge, and what these rest on; show nothing."""
    names: dict = {"__name__": source.stem}
    code = [cell.source for cell in build.read_source(source).cells if cell.cell_type == "code"]
    judging = {place for place, text in enumerate(code) if "claims.judge(" in text}
    with open(os.devnull, "w", encoding="utf-8") as nowhere, mock.patch.object(sys, "stdout", nowhere):
        for place in cells.rests_on(code, judging) if judging else []:
            exec(compile(code[place], f"{source.stem}, cell {place}", "exec"), names)  # our own source
    charts.plt.close("all")


def _another_seed(number: int) -> list:
    """Begin every generator that is asked for with a seed somewhere else."""
    generator, state = np.random.default_rng, np.random.RandomState

    def default_rng(seed: object = None) -> np.random.Generator:
        known = isinstance(seed, int | np.integer | list | tuple)
        return generator([*np.atleast_1d(seed), number * STRIDE] if known else seed)

    class RandomState(state):
        def __init__(self, seed: int | None = None) -> None:
            super().__init__(None if seed is None else (int(seed) + number * STRIDE) % 2**32)

    return [
        mock.patch.object(np.random, "default_rng", default_rng),
        mock.patch.object(np.random, "RandomState", RandomState),
    ]


def _another_market(number: int, folder: Path) -> list:
    """Draw all tables anew, into a folder of their own."""
    from datasets.draw import write

    write(folder, number)
    return [mock.patch.object(data, "DATASETS", folder)]


if __name__ == "__main__":
    sys.exit(main())
