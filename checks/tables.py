"""Bring a table that a participant made into the shape of the reference, or say why that cannot be."""

from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd

from checks import words
from checks.intake import NotYet

LISTS = (list, tuple, range, np.ndarray, pd.Index)


def as_frame(
    answer: Any, keys: list[str], columns: list[str], reference: pd.DataFrame, name: str
) -> pd.DataFrame:
    """Return an answer as a table: a dict, and where one column is expected also a column or a list.

    Parameters
    ----------
    answer
        Anything.
    keys, columns : list of str
        What identifies a row of the reference, and which of its columns are compared.
    reference : DataFrame
        Indexed by `keys`; a list is taken to be in its order.
    name : str
        The participant's name for the answer.

    Raises
    ------
    NotYet
        When it is of another kind.
    """
    if isinstance(answer, pd.DataFrame):
        if len(keys) == 1 and set(columns) <= set(answer.index) and not set(columns) & set(answer.columns):
            answer = answer.T  # lying on its side
        return plain_table(_with_its_key(answer, reference), keys, columns, name)
    if isinstance(answer, dict) and not set(columns) <= set(answer):
        answer = pd.Series(answer, dtype=None if answer else object)
    if isinstance(answer, dict):
        try:
            return pd.DataFrame(answer)
        except ValueError:
            raise NotYet(f"`{name}` is a dict whose columns do not have equal lengths.") from None
    if isinstance(answer, pd.Series) and len(columns) == 1:
        return answer.rename(columns[0]).to_frame()
    if isinstance(answer, LISTS) and len(columns) == 1 and getattr(answer, "ndim", 1) == 1:
        if len(answer) != len(reference):
            raise NotYet(f"`{name}` holds {len(answer):,} values; expected {len(reference):,}.")
        return pd.DataFrame({columns[0]: list(answer)}, index=reference.index)
    expected_kind = "a column (Series)" if len(columns) == 1 else "a table (DataFrame)"
    raise NotYet(f"`{name}` is {words.kind(answer)}; expected {expected_kind}.")


def plain_table(table: pd.DataFrame, keys: list[str], columns: list[str], name: str) -> pd.DataFrame:
    """Return a table with headings on one level, each once, and its only column under the name expected."""
    if table.columns.nlevels > 1:
        raise NotYet(
            f"`{name}` has headings on two levels, as `.agg` with a list makes them. "
            'Name each column once: `.agg(total=("amount", "sum"))`.'
        )
    twice = table.columns[table.columns.duplicated()].intersection([*keys, *columns])
    if len(twice):
        raise NotYet(f"`{name}` has more than one column {words.names(twice)}; expected each name once.")
    others = table.columns.difference(keys, sort=False)
    if len(columns) == 1 and columns[0] not in table.columns and len(others) == 1:
        return table.rename(columns={others[0]: columns[0]})
    return table


def keyed(table: pd.DataFrame, reference: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the table with its key as the index, wherever the key stood; an index may have another name."""
    keys = list(reference.index.names)
    missing = [k for k in keys if k not in table.columns]
    if missing and len(keys) == 1 and table.index.nlevels == 1 and table.index.name != keys[0]:
        renamed = _like(table.index, reference.index)
        nameless = table.index.name is None and not isinstance(table.index, pd.RangeIndex)
        if nameless or renamed.isin(reference.index).all():
            return table.set_axis(renamed).rename_axis(keys[0])
    if missing and set(missing) <= set(table.index.names):
        table = table.reset_index(level=[n for n in table.index.names if n in missing])
        missing = []
    if missing:
        raise NotYet(
            f"`{name}` has no {words.names(missing)}, neither as a column nor as its index. "
            "Did `reset_index(drop=True)` or `as_index=False` lose it?"
        )
    return table.set_index(keys)


def _with_its_key(table: pd.DataFrame, reference: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its key under its name, where one other column holds the reference's."""
    keys = reference.index.names
    if len(keys) > 1 or table.columns.nlevels > 1 or keys[0] in [*table.columns, *table.index.names]:
        return table
    if not isinstance(table.index, pd.RangeIndex):
        return table
    holds = [
        column
        for column in table.columns.difference(reference.columns, sort=False)
        if _like(pd.Index(table[column]), reference.index).isin(reference.index).all()
    ]
    return table.rename(columns={holds[0]: keys[0]}) if len(holds) == 1 else table


def same_columns(table: pd.DataFrame, columns: list[str], name: str) -> None:
    """Refuse a table that lacks a column; name the one that may be it."""
    missing = [c for c in columns if c not in table.columns]
    if not missing:
        return
    has = [str(c) for c in table.columns]
    text = f"`{name}` has no column {words.names(missing)}. "
    by_lower = {words.shortened(c).lower(): c for c in has[:200]}
    alike = get_close_matches(missing[0].lower(), by_lower, n=1, cutoff=0.6)
    if alike:
        other = words.shortened(by_lower[alike[0]])
        text += f"It has `{other}`: rename it to `{missing[0]}` if that is the one."
    else:
        text += f"It has {words.names(has)}." if has else "It has none but its key."
    raise NotYet(text)


def same_rows(table: pd.DataFrame, reference: pd.DataFrame, keys: list[str], name: str) -> pd.DataFrame:
    """Return the table's rows in the reference's order, or say which rows are too many or too few."""
    table = table.set_axis(_like(table.index, reference.index), axis=0)
    one_per = " and ".join(f"`{k}`" for k in keys)
    rows = "1 row" if len(table) == 1 else f"{len(table):,} rows"
    counts = f"`{name}` has {rows}; expected one per {one_per}, {len(reference):,}."
    if reference.index.is_unique and not table.index.is_unique:
        often = words.key(table.index[table.index.duplicated()][0])
        raise NotYet(f"{counts} {often} stands there more than once. Did you group by {one_per}?")
    lost = reference.index.difference(table.index, sort=False)
    added = table.index.difference(reference.index, sort=False)
    if len(lost) == len(reference):
        raise NotYet(
            f"{counts} No {one_per} of the two agree: found {words.examples(table.index)}. "
            f"Is another column its key?"
        )
    if len(lost) or len(added):
        text = counts
        if len(lost):
            text += f" {len(lost):,} missing, such as {words.examples(lost[:1])}."
        if len(added):
            text += f" {len(added):,} too many, such as {words.examples(added)}."
        raise NotYet(text + " Which rows belong in it?")
    return table.loc[reference.index] if reference.index.is_unique else table.sort_index()


def _like(index: pd.Index, reference: pd.Index) -> pd.Index:
    """Give a key the reference's type where it only differs in how it is stored (17.0 for 17, a category)."""
    if index.nlevels > 1:
        levels = [
            _like(index.get_level_values(i), reference.get_level_values(i)) for i in range(index.nlevels)
        ]
        return pd.MultiIndex.from_arrays(levels, names=reference.names)
    try:
        return index.astype(reference.dtype)
    except (TypeError, ValueError, OverflowError):
        return index.astype(object)
