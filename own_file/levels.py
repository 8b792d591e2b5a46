"""Tell what stands once per order from what stands on each of its lines."""

import numpy as np
import pandas as pd

MOSTLY_ONCE = 0.5  # share of the orders with several lines that show it on some of them only
MOSTLY_SAME = 0.95  # share of the orders with several lines that show the same on all of them


def lines_of(order: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return by order the number of its lines among `rows`; rows with the order -1 belong to none."""
    return np.bincount(order[rows & (order >= 0)], minlength=order.max(initial=-1) + 1)


def stands_once(order: np.ndarray, rows: np.ndarray, blank: np.ndarray) -> bool:
    """Return whether orders of several lines mostly show something on some of their lines only."""
    lines, filled = lines_of(order, rows), lines_of(order, rows & ~blank)
    several = (lines > 1) & (filled > 0)
    return bool(several.any()) and (filled < lines)[several].mean() >= MOSTLY_ONCE


def stands_on_all(order: np.ndarray, rows: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Return which orders of several lines show the same on all of them; none unless nearly all orders do.

    Parameters
    ----------
    order : array of int
        The order of each row, -1 for none.
    rows : array of bool
        The rows that count.
    value : array of float or int
        What each row shows.

    Returns
    -------
    array of bool, by order
    """
    here = np.flatnonzero(rows & (order >= 0))
    lines = lines_of(order, rows)
    least, most = np.full(len(lines), np.inf), np.full(len(lines), -np.inf)
    np.minimum.at(least, order[here], value[here])
    np.maximum.at(most, order[here], value[here])
    several = lines > 1
    same = several & (least == most)
    return same if several.any() and same[several].mean() >= MOSTLY_SAME else np.zeros(len(lines), bool)


def first_lines(order: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return those of `rows` that are the first of their order; a row without an order is its own."""
    here = np.flatnonzero(rows)
    first = rows & (order < 0)
    _, places = np.unique(order[here], return_index=True)
    first[here[places]] = True
    return first


def source_in_order(order: np.ndarray, rows: np.ndarray, blank: np.ndarray) -> np.ndarray:
    """Return for every row where its value stands: itself, or for a blank one the nearest line of its order.

    The nearest filled line above counts, or if there is none the nearest below. Rows of orders that are blank
    throughout, and rows that do not count, stay with themselves.
    """
    source = np.arange(len(order))
    here = np.flatnonzero(rows & (order >= 0))
    here = here[np.argsort(order[here], kind="stable")]
    if not len(here):
        return source
    group, filled, place = order[here], ~blank[here], np.arange(len(here))
    above = np.maximum.accumulate(np.where(filled, place, -1))
    below = np.minimum.accumulate(np.where(filled, place, len(here))[::-1])[::-1]
    fits_above = (above >= 0) & (group[above] == group)
    below = np.minimum(below, len(here) - 1)
    fits_below = filled[below] & (group[below] == group)
    chosen = np.where(fits_above, above, np.where(fits_below, below, place))
    source[here] = here[chosen]
    return source


def source_above(rows: np.ndarray, blank: np.ndarray, part: np.ndarray) -> np.ndarray:
    """Return for every row where its value stands: itself, or for a blank one the nearest of `rows` above.

    `part` tells the files apart that a row came from: nothing is taken from another one.
    """
    place = np.arange(len(rows))
    above = np.maximum.accumulate(np.where(rows & ~blank, place, -1))
    fits = rows & blank & (above >= 0) & (part[above] == part)
    return np.where(fits, above, place)


def is_outline(codes: np.ndarray, rows: np.ndarray) -> bool:
    """Return whether a column looks as if it were filled only where something new begins.

    Either no value stands twice and two cells or more are empty, or no value stands right below itself and a
    third of the cells is empty. `codes` is -1 where nothing stands.
    """
    here = codes[rows]
    filled = here >= 0
    if not len(here) or not filled[0] or filled.all():
        return False
    values, empty = here[filled], len(here) - filled.sum()
    once = len(np.unique(values)) == len(values) and empty >= 2 and empty >= 0.05 * len(here)
    return once or (empty >= 2 and empty >= 0.3 * len(here) and bool((values[1:] != values[:-1]).all()))


def paired(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Give each pair of two codes a number; -1 where the first is."""
    key = first.astype("int64") * (int(second.max(initial=0)) + 2) + (second + 1)
    return np.where(first < 0, -1, pd.factorize(key)[0])


def each_its_own(order: np.ndarray) -> np.ndarray:
    """Give the orders numbers so that every row without one is an order of its own."""
    order = order.copy()
    without = np.flatnonzero(order < 0)
    order[without] = order.max(initial=-1) + 1 + np.arange(len(without))
    return order
