"""Draw the datasets of both companies from what is planted, and write them with their truth.

``python -m datasets.draw`` writes `datasets/` anew. The seed stands in `datasets/datapackage.json`; the same
seed gives the same files to the byte. Everything is drawn; nobody in these tables exists.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd

from datasets.draw import b2b, b2c, messy
from helpers import data
from page import files


def draw(seed: int) -> dict[str, pd.DataFrame]:
    """Draw all tables of both companies.

    Returns
    -------
    dict of DataFrame
        By the table's path below `datasets/`, without ``.csv``.
    """
    rng = np.random.default_rng(seed)
    retailer = b2c.draw(rng)
    return retailer | b2b.draw(rng, list(retailer["b2c/postal_areas"]["region"].unique()))


def write(folder: Path = data.DATASETS, seed: int | None = None) -> None:
    """Draw everything; write files, and the dictionary with their sums, below a folder.

    Parameters
    ----------
    folder : Path
        Gets the files; the course's own `datasets/` when not given.
    seed : int, optional
        Another luck than that of the course's `datapackage.json`.
    """
    package = json.loads((data.DATASETS / "datapackage.json").read_text(encoding="utf-8"))
    package["seed"] = package["seed"] if seed is None else seed
    for name, table in draw(package["seed"]).items():
        text = table.to_csv(index=False, lineterminator="\n", date_format=date_format(table))
        files.swap_in(folder / f"{name}.csv", text.encode("utf-8"))
    messy.write(folder, package["seed"])
    for entry in package["resources"] + package["otherFiles"]:
        content = (folder / entry["path"]).read_bytes()
        entry["bytes"], entry["hash"] = len(content), f"sha256:{hashlib.sha256(content).hexdigest()}"
    text = json.dumps(package, indent=1, ensure_ascii=False) + "\n"
    files.swap_in(folder / "datapackage.json", text.encode("utf-8"))


def date_format(table: pd.DataFrame) -> str:
    """Return how to write a table's days: with minutes where it holds times of day, else days alone."""
    times = table.select_dtypes("datetime")
    return (
        "%Y-%m-%d"
        if (times == times.apply(lambda c: c.dt.normalize())).where(times.notna(), True).all(axis=None)
        else "%Y-%m-%d %H:%M"
    )
