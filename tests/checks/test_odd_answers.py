"""Whatever a participant gives to a check, one short sentence comes back: quickly, and nothing else."""

import array
import collections
import datetime
import decimal
import importlib
import inspect
import io
import itertools
import math
import re
import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from checks.core import Outcome, Task
from helpers import data
from kit import shelf

MOST_LETTERS = 400
ROWS = 6_000
SCRIPT = "<script>alert(1)</script>"
LONG = "ab`<b>" * 800_000  # about five million letters
MODULES = [shelf.lesson_name(source)[3:] for source in shelf.sources() if shelf.is_exercise(source)]
TASKS = {
    name: [task for task in map(vars(module).get, module.__all__) if isinstance(task, Task)]
    for name in MODULES
    for module in [importlib.import_module(f"checks.{name}")]
}
KNOWN_TAGS = re.compile(
    r'</?(div|strong|small|code)>|<div role="status" style="[^"<>]*">|<span aria-hidden="true">.</span>'
)


# ---- answers that fight back


def refuses(*names, base=object, error=RuntimeError):
    """Return a class with methods that raise."""

    def stop(*_, **__):
        raise error("no")

    return type("Hostile", (base,), dict.fromkeys(names, stop))


class OtherClass:
    @property
    def __class__(self):
        raise RuntimeError("no")


class Everything:
    """Have every attribute, and be callable with anything."""

    def __getattr__(self, name):
        return self

    def __call__(self, *_, **__):
        return self


class LongFloat(float):
    def __format__(self, form):
        return LONG

    def __repr__(self):
        return LONG


HOSTILE = {
    "no class": OtherClass,
    "every attribute": Everything,
    "no equality": refuses("__eq__", "__hash__"),
    "no truth": refuses("__bool__"),
    "no words": refuses("__repr__", "__str__", "__format__"),
    "no copy": refuses("__deepcopy__", "__copy__", "__reduce_ex__"),
    "ends Python when copied": refuses("__deepcopy__", error=SystemExit),
    "no length": refuses("__len__"),
    "no iteration": refuses("__iter__", base=list),
    "no values": refuses("values", "items", "__getitem__", base=dict),
    "no array": refuses("__array__", "__float__"),
    "text that equals nothing": lambda: refuses("__eq__", base=str)("text"),
    "a number with five million digits to show": lambda: LongFloat(0.123),
    "a class with a long name": lambda: type("N" * 100_000, (), {})(),
    "a column of such": lambda: pd.Series([refuses("__eq__", "__repr__", "__str__")()] * ROWS),
    "a list of such": lambda: [refuses("__eq__", "__repr__", "__hash__")()] * ROWS,
}


# ---- answers without an end, or far too large


def letters_for_ever():
    while True:
        yield "a"


ENDLESS = {
    "count": itertools.count,
    "repeat": lambda: itertools.repeat(1),
    "cycle": lambda: itertools.cycle([1, 2]),
    "a generator": letters_for_ever,
    "map": lambda: map(str, itertools.count()),
    "zip": lambda: zip(itertools.count(), itertools.count()),
    "iter": lambda: iter([1, 2]),
    "lines of a file": lambda: io.StringIO("1\n2\n"),
    "range": lambda: range(10**12),
    "a range longer than Python counts": lambda: range(10**30),
    "an Index": lambda: pd.RangeIndex(10**12),
    "an array without memory": lambda: np.broadcast_to(np.float64(1), (10**6, 10**4)),
    "a column of ten million": lambda: pd.Series(np.broadcast_to(np.int8(1), 10**7)),
    "five million letters": lambda: LONG,
}


# ---- odd, but nobody's ill will


def nested():
    inside = []
    for _ in range(100_000):
        inside = [inside]
    return inside


def in_itself():
    one = [1]
    one.append(one)
    return one


def exits(*_):
    sys.exit(3)


def fails(*_):
    raise ValueError(LONG)


def wide(tail=""):
    return pd.DataFrame(np.ones((2, 20_000)), columns=[f"{i}{tail}" for i in range(20_000)])


def customers():
    return data.load("customers").set_index("customer_id")


def by_customer(value):
    return pd.Series(value, index=customers().index)


SCALARS = {
    "zero": lambda: 0,
    "one": lambda: 1,
    "a fraction": lambda: 12.5,
    "infinity": lambda: math.inf,
    "NaN": lambda: math.nan,
    "True": lambda: True,
    "complex": lambda: 3 + 4j,
    "text": lambda: "text",
    "no text": lambda: "",
    "a number as text": lambda: "0.48",
    "a script": lambda: SCRIPT,
    "bytes": lambda: b"0.48",
    "Decimal": lambda: Decimal("0.48"),
    "Decimal NaN": lambda: Decimal("NaN"),
    "Decimal, signalling": lambda: Decimal("sNaN"),
    "Decimal, large": lambda: Decimal("1e9999"),
    "Fraction": lambda: Fraction(1, 3),
    "float32": lambda: np.float32(0.48),
    "int64": lambda: np.int64(48),
    "numpy's True": lambda: np.bool_(True),
    "numpy's text": lambda: np.str_("text"),
    "an array of no dimension": lambda: np.array(0.48),
    "text in an array of no dimension": lambda: np.array(SCRIPT),
    "NA": lambda: pd.NA,
    "NaT": lambda: pd.NaT,
    "a moment": lambda: pd.Timestamp("2025-10-01"),
    "a time span": lambda: pd.Timedelta(days=3),
    "numpy's time span": lambda: np.timedelta64(3, "D"),
    "a day": lambda: datetime.date(2025, 10, 1),
    "an interval": lambda: pd.Interval(0, 1),
    "a context": decimal.getcontext,
    "a module": lambda: pd,
    "a class": lambda: pd.DataFrame,
    "a function": lambda: len,
    "a function that fails": lambda: fails,
    "a function that ends Python": lambda: exits,
    "a function that returns count()": lambda: lambda *_: itertools.count(),
    "a function that returns range(10**12)": lambda: lambda *_: range(10**12),
    "a function that returns five million letters": lambda: lambda *_: LONG,
    "a number of 5,000 digits": lambda: 10**5_000,
    "five million bytes": LONG.encode,
    "a function that gives nothing back": lambda: lambda *_: print(end=""),
    "a function that gives a table back": lambda: lambda table, *_: table,
    "NotImplemented": lambda: NotImplemented,
    "a method, not called": lambda: pd.Series([1]).sum,
    "an object": object,
}
CONTAINERS = {
    "no list": list,
    "no dict": dict,
    "no set": set,
    "gaps": lambda: [None, None],
    "a list of 6,000": lambda: list(range(ROWS)),
    "a list of 6,000 scripts": lambda: [SCRIPT] * ROWS,
    "lists": lambda: [[1, 2], [3]],
    "very nested": nested,
    "a list in itself": in_itself,
    "a dict": lambda: {SCRIPT: LONG},
    "a dict of columns": lambda: {"customer_id": [1, 2], "offer": ["a"]},
    "a dict of tables": lambda: {1: customers()},
    "a frozenset": lambda: frozenset([1, 2]),
    "a range": lambda: range(10),
    "a deque": lambda: collections.deque([1, 2]),
    "a Counter": lambda: collections.Counter("aab"),
    "keys": lambda: {1: 2}.keys(),
    "an array of the standard library": lambda: array.array("d", [1.0]),
    "a square": lambda: np.zeros((3, 3)),
    "an array of objects": lambda: np.array([object(), SCRIPT], dtype=object),
    "a structured array": lambda: np.zeros(3, dtype=[("a", "i4"), ("b", "U5")]),
    "a masked array": lambda: np.ma.masked_all(3),
}
TABLES = {
    "no column": lambda: pd.Series(dtype=float),
    "no table": pd.DataFrame,
    "all customers": customers,
    "all customers, turned": lambda: customers().T,
    "20,000 columns": wide,
    "20,000 columns with long names": lambda: wide(SCRIPT * 50),
    "all orders": lambda: data.load("orders"),
    "a column twice": lambda: pd.concat([customers()] * 2, axis=1),
    "every customer twice": lambda: pd.concat([by_customer(1.0)] * 2),
    "two levels": lambda: customers().groupby("region").agg({"birth_year": ["min", "max"]}),
    "two levels of rows": lambda: customers().set_index(["region", "household"], append=True)["consent_push"],
    "groups": lambda: customers().groupby("region"),
    "a styled table": lambda: customers().head().style,
    "a long name": lambda: pd.DataFrame({LONG: [1]}),
    "a long cell": lambda: pd.DataFrame({"customer_id": [1], "offer": [LONG], "channel": ["email"]}),
    "a plan of lists": lambda: pd.DataFrame({"customer_id": [[1]], "offer": [{}], "channel": [None]}),
    "a plan with a column twice": lambda: pd.DataFrame(
        [[1, "a", "b", "email"]], columns=["customer_id", "offer", "offer", "channel"]
    ),
    "scripts": lambda: by_customer(SCRIPT),
    "long texts": lambda: by_customer(SCRIPT * 100).where(customers().index % 1_000 > 0, LONG),
    "moments": lambda: by_customer(pd.Timestamp("2025-10-01")),
    "time spans": lambda: by_customer(pd.Timedelta(days=1)),
    "complex numbers": lambda: by_customer(1j),
    "fractions": lambda: by_customer(Fraction(1, 3)).astype(object),
    "gaps for all": lambda: by_customer(None),
    "lists for all": lambda: pd.Series([[1]] * ROWS, index=customers().index),
    "another kind each": lambda: pd.Series([1, "a", None, 2.5, [], SCRIPT] * 1_000, index=customers().index),
    "one segment each": lambda: pd.Series(range(ROWS), index=customers().index),
    "categories": lambda: by_customer("a").astype("category"),
    "True for some": lambda: customers()["consent_push"] == 1,
    "an Index": lambda: customers().index,
    "pairs": lambda: pd.MultiIndex.from_product([[1, 2], ["a", "b"]]),
}
ODD = SCALARS | CONTAINERS | TABLES | HOSTILE | ENDLESS


# ---- what a check must say


def what_is_wrong(task: Task, make) -> str:
    """Give an odd answer to a check; return what is wrong with its outcome, or nothing."""
    number = len(inspect.signature(task.function).parameters)
    try:
        outcome = task(*(make() for _ in range(number)))
    except BaseException as problem:
        return f"{type(problem).__name__} came out"
    if not isinstance(outcome, Outcome) or outcome.status not in ("not yet", "not started", "correct"):
        return f"no outcome but {type(outcome)}"
    if not 0 < len(outcome.message) <= MOST_LETTERS:
        return f"{len(outcome.message):,} letters: {outcome.message[:MOST_LETTERS]}"
    if "<" in KNOWN_TAGS.sub("", outcome._repr_html_()):
        return f"HTML that is not escaped: {outcome.message}"
    return ""


def faults(throws) -> dict[str, str]:
    """Return what is wrong, by task and kind of answer, of all that is thrown."""
    found = {f"{task.name}: {kind}": what_is_wrong(task, make) for task, kind, make in throws}
    return {which: wrong for which, wrong in found.items() if wrong}


@pytest.fixture(autouse=True)
def as_for_a_participant(monkeypatch):
    monkeypatch.delenv("SEGMENTATION_STRICT_CHECKS", raising=False)


@pytest.mark.parametrize("name", MODULES)
def test_none_is_an_answer_that_is_empty_and_dots_are_the_placeholder(name):
    for task in TASKS[name]:
        number = len(inspect.signature(task.function).parameters)
        empty, untouched = task(*[None] * number), task(*[...] * number)
        assert empty.status == "not yet" and "is empty (None)" in empty.message, task.name
        assert "inplace=True" in empty.message, task.name
        assert untouched.status == "not started" and f"task {task.number}" in untouched.message, task.name


@pytest.mark.parametrize("name", MODULES)
def test_an_odd_answer_gets_a_sentence(name):
    """Every kind is tried, at four or five tasks; the next test tries it at all of them."""
    every, kinds = sum(TASKS.values(), []), list(ODD.items())
    first = {task: every.index(task) % 24 for task in TASKS[name]}
    throws = [(task, *kind) for task in TASKS[name] for kind in kinds[first[task] :: 24]]
    assert faults(throws) == {}


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", MODULES)
def test_every_odd_answer_gets_a_sentence_in_every_task(name):
    assert faults((task, kind, make) for task in TASKS[name] for kind, make in ODD.items()) == {}
