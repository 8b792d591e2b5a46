"""Load the course's tables, typed and dated as their dictionary (`datasets/datapackage.json`) says."""

import difflib
import json
from pathlib import Path

import pandas as pd

from helpers.world import CUTOFF as CUTOFF
from helpers.world import NEED_OF
from helpers.world import TODAY as TODAY

DATASETS = Path(__file__).resolve().parent.parent / "datasets"
PANDAS_TYPES = {"integer": "int64", "number": "float64", "string": "str"}


def dictionary() -> dict[str, dict]:
    """Return the dictionary's entry of every table, by the table's name."""
    package = json.loads((DATASETS / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in package["resources"]}


def names() -> list[str]:
    """Return the names that `load` knows."""
    return [name for name in dictionary() if not name.startswith("truth_")]


def load(name: str) -> pd.DataFrame:
    """Return one table of the course.

    Parameters
    ----------
    name : str
        Such as ``"orders"``; `names` lists them all, and any other is a ValueError.

    Returns
    -------
    DataFrame
        Rows as the dictionary describes them. Dates are dates; whole numbers with gaps are ``Int64``.
    """
    return _read(name, names())


def purchases() -> pd.DataFrame:
    """Return every line of every order, with its customer, its time and the need that its category serves.

    Returns
    -------
    DataFrame
        `order_lines`, with the order's `customer_id`, `ordered_at` and `channel`, and `need` (empty for
        goods that serve none).
    """
    lines = load("order_lines").merge(load("orders")[["order_id", "customer_id", "ordered_at", "channel"]])
    return lines.assign(need=lines["category"].map(NEED_OF))


def truth(name: str) -> pd.DataFrame:
    """Return the planted truth of ``"customers"`` or ``"companies"``, which the market answers from."""
    return _read(f"truth_{name}", ["truth_customers", "truth_companies"])


def columns(name: str) -> pd.DataFrame:
    """Return what each column of a table means: one row per column, as the dictionary says."""
    fields = _entry(name, list(dictionary()))["schema"]["fields"]
    return pd.DataFrame(
        {"type": [f["type"] for f in fields], "meaning": [f["description"] for f in fields]},
        index=pd.Index([f["name"] for f in fields], name="column"),
    )


def _read(name: str, known: list[str]) -> pd.DataFrame:
    entry = _entry(name, known)
    fields = entry["schema"]["fields"]
    types = {f["name"]: PANDAS_TYPES[f["type"]] for f in fields if f["type"] in PANDAS_TYPES}
    gaps = [f["name"] for f in fields if not f.get("constraints", {}).get("required")]
    types |= {name: "Int64" for name in gaps if types.get(name) == "int64"}
    dates = [f["name"] for f in fields if f["type"] in ("date", "datetime")]
    return pd.read_csv(DATASETS / entry["path"], dtype=types, parse_dates=dates, encoding="utf-8")


def _entry(name: str, known: list[str]) -> dict:
    if name in known:
        return dictionary()[name]
    close = difflib.get_close_matches(str(name), known, 1)
    hint = f"Did you mean {close[0]!r}?" if close else f"Expected one of: {', '.join(known)}."
    raise ValueError(f"There is no table {name!r}. {hint}")
