"""`check` shows its tasks alone; what an exercise starts from is in `given`, which says what it is."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import pandas as pd
import pytest

from checks.core import Numbered
from given import digital_behaviour, mixed
from helpers import data, features
from kit import shelf

EXERCISES = {shelf.lesson_name(source)[3:]: source for source in shelf.sources() if shelf.is_exercise(source)}
BASKETS = pd.DataFrame(
    {
        "customer_id": [1, 1, 2],
        "order_id": [1, 2, 3],
        "ordered_at": pd.to_datetime(["2025-05-01", "2025-06-01", "2025-06-02"]),
        "amount": [100.0, 50.0, 80.0],
    }
)
# What a function of `given` is called with, where it needs something.
ARGUMENTS = {
    "count_needs": lambda: (mixed.visits(), 180),
    "discount_to_regulars": lambda: (features.rfm(data.load("orders"), at=data.TODAY),),
    "known_from_the_start": lambda: (BASKETS,),
    "letters": lambda: ("thanks",),
    "need_counts": lambda: ("2025-07-01", 18),
    "one_hour_later": lambda: (digital_behaviour.plain_by_email(),),
    "order_days": lambda: (data.load("orders"),),
    "rfm_with_basket": lambda: (BASKETS,),
    "segments": lambda: ("2025-07-01",),
    "three_lists": lambda: (10,),
    "waits": lambda: ("shop",),
    "year_of_letters": lambda: (3, 3, 0.1),
}


def imported(room, name):
    return importlib.import_module(f"{room}.{name}")


def own_names(module) -> set[str]:
    """Return the public names that a module's source makes, whatever it imports."""
    made = set()
    for node in ast.parse(Path(module.__file__).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            made |= {name.id for name in ast.walk(node) if isinstance(name, ast.Name) and is_stored(name)}
    return {name for name in made if not name.startswith("_")}


def is_stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def test_check_shows_its_tasks_and_nothing_else():
    wrong = {}
    for name in EXERCISES:
        module = imported("checks", name)
        tasks = {name for name, value in list(vars(module).items()) if isinstance(value, Numbered)}
        shown = {"dir": set(dir(module)), "__all__": set(module.__all__), "its own": own_names(module)}
        wrong[name] = {where: sorted(found ^ tasks) for where, found in shown.items() if found != tasks}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_an_exercise_takes_tasks_from_check_and_nothing_else():
    """Before `given`, exercises took 84 other names."""
    taken = {}
    for name, source in EXERCISES.items():
        text = source.read_text(encoding="utf-8")
        assert re.findall(r"^(?:from|import) checks.*$", text, re.M) == [
            f"from checks import {name} as check"
        ]
        taken[name] = set(re.findall(r"\bcheck\.(\w+)", text)) - set(imported("checks", name).__all__)
    assert {name: found for name, found in taken.items() if found} == {}


def test_an_exercise_takes_from_given_what_is_there():
    taken = {}
    for name, source in EXERCISES.items():
        names = set(re.findall(r"\bgiven\.(\w+)", source.read_text(encoding="utf-8")))
        taken[name] = names - own_names(imported("given", name))
    assert {name: found for name, found in taken.items() if found} == {}


def test_a_name_that_is_no_task_gets_a_sentence():
    check = imported("checks", "mixed")
    with pytest.raises(AttributeError, match=r"has no 'tests'; it holds the tasks: \w+, .* in `given`"):
        check.tests()
    assert not hasattr(check, "TARGET_SEK")


# ---- what given says of its tables


def undocumented(function) -> list[str]:
    """Return the columns and the index names that a function gives and its docstring does not name."""
    text = inspect.getdoc(function) or ""
    arguments = ARGUMENTS.get(function.__name__, tuple)()
    gives = function(*arguments)
    known = set(re.findall(r"`(\w+)`", text))
    for table in re.findall(r"columns of `(\w+)`", text):
        known |= set(data.load(table).columns) if table in data.names() else set()
    known |= {column for table in arguments if isinstance(table, pd.DataFrame) for column in table.columns}
    missing = []
    for part in gives if isinstance(gives, tuple) else (gives,):
        names = list(getattr(part, "index", pd.RangeIndex(0)).names) if hasattr(part, "index") else []
        if isinstance(part, pd.DataFrame) and "a column per" not in text:
            names += list(part.columns)
        missing += [str(name) for name in names if name is not None and name not in known]
    return missing


@pytest.mark.parametrize("name", EXERCISES)
def test_every_table_says_what_its_columns_are(name):
    module = imported("given", name)
    functions = [vars(module)[name] for name in own_names(module) if callable(vars(module)[name])]
    found = {function.__name__: undocumented(function) for function in functions}
    assert {name: missing for name, missing in found.items() if missing} == {}
    money = [f.__name__ for f in functions if "_sek" in inspect.getdoc(f) and "SEK" not in inspect.getdoc(f)]
    assert money == []


def test_a_column_without_a_word_is_seen():
    def table():
        """Return a table.

        Returns
        -------
        DataFrame
            A row per customer, indexed by `customer_id`: `said`.
        """
        return pd.DataFrame({"said": [1], "unsaid": [2]}, index=pd.Index([1], name="customer_id"))

    assert undocumented(table) == ["unsaid"]
