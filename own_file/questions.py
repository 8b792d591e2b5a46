"""What a file does not say about rows, customers and dates: one function a question."""

import datetime
import re

import numpy as np
import pandas as pd

from own_file import levels
from own_file.asking import Work
from own_file.dates import parse_dates, settle_dates
from own_file.steps import OUTSIDE, Reading, identifiers, in_words, shortened
from own_file.table import plain

# Ids that stand for nobody in particular.
NOBODY = re.compile(
    r"-\d+|guest.*|gast.*|gjest|anonym\w*|unknown|okand\w*|ukjent|ukendt|unbekannt"
    r"|no (customer|account|name)|not set"
    r"|walk ?in.*|kontant\w*|cash( customer| sale)?|(kassa|privat|butiks|lauf|stro) ?kund\w*|diverse?"
    r"|one time customer|dummy|test( customer)?|barverkauf|counter sale|over the counter|consumidor final"
    r"|cliente? (divers|comptoir|contado|varios|generico|occasionale)"
)
NUMBER_OF_NOBODY = re.compile(r"0+|9{4,}")
SEVERAL = 3  # addresses under one id that make one ask whether it is one customer


def fill_down(work: Work) -> None:
    """Ask whether an empty cell repeats the one above, as in an outline or in merged cells."""
    r = work.reading
    columns = [f"`{r.columns[role]}`" for role in ("customer", "order") if role in r.columns]
    rows, answer = work.ask(
        r.outline,
        "fill_down",
        f"In {{rows}} {columns[0]} or the date is empty below a filled one, and the table looks like an "
        "outline. Does an empty cell repeat the one above?",
        {
            "repeat": "Yes: it repeats the one above.",
            "blank": "No: nothing is known there, leave the rows out.",
        },
        r.places(r.outline),
    )
    if answer == "repeat":
        work.above = np.where(rows, r.above, work.above)
        work.customer = np.where(rows & (r.customer < 0), r.customer[r.above], r.customer)
    elif answer == "blank":
        work.drop(rows & (r.customer < 0), "no customer number")
        work.drop(rows, "no date")


def nobody(work: Work) -> None:
    """Ask about customer ids that seem to stand for nobody in particular."""
    r = work.reading
    emails = _emails(r)
    suspects = r.found.once(("nobody", *sorted(r.columns.items())), lambda: _nobodies(r, emails))
    if not len(suspects):
        work.answers.pop("nobody", None)
        return
    choices = {"keep": "One customer like any other.", "drop": "Nobody in particular: leave the rows out."}
    if emails is not None and (emails[0][np.isin(work.customer, suspects) & r.usable] >= 0).any():
        choices["email"] = "Nobody in particular: go by the e-mail address of each row."
    column = r.columns["customer"]
    chosen = work.ask_each(
        np.isin(work.customer, suspects),
        "nobody",
        f"In {{rows}} `{column}` holds {_such(work.customers[suspects])}, which may stand for guests rather "
        "than for one customer. What is it?",
        choices,
        (np.maximum(work.customer, 0), list(work.customers)),
        doubtful=work.customers[suspects],
    )
    work.drop(chosen["drop"], "customer number of nobody")
    if "email" in chosen and chosen["email"].any():
        _go_by_address(work, chosen["email"], *emails)


def _such(values: np.ndarray) -> str:
    """Return the first few values as a sentence shows them."""
    shown = ", ".join(repr(shortened(value)) for value in values[:3])
    return shown + (f" and {len(values) - 3:,} more" if len(values) > 3 else "")


def _emails(r: Reading) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the addresses as codes (-1 for none) and texts, None if no column is for them alone."""
    if "email" not in r.columns or r.columns["email"] == r.columns["customer"]:
        return None
    codes, names = identifiers(r.text["email"])
    none = np.array(["@" not in name for name in names], bool)
    return (np.where((codes >= 0) & none[codes], -1, codes) if len(names) else codes), names


def _nobodies(r: Reading, emails: tuple[np.ndarray, np.ndarray] | None) -> np.ndarray:
    """Return the places of customers that seem to stand for nobody."""
    rows = np.flatnonzero(r.usable & (r.customer >= 0))
    customer, n = r.customer[rows], len(r.customers)
    lines = np.bincount(customer, minlength=n)
    persons = np.zeros(n, int)
    for codes in (
        [emails[0]] if emails is not None else [identifiers(r.text["name"])[0]] if "name" in r.text else []
    ):
        given = codes[rows] >= 0
        width = int(codes.max(initial=0)) + 1
        pairs = np.unique(customer[given].astype("int64") * width + codes[rows][given])
        persons += np.bincount(pairs // width, minlength=n)
    by_word = np.array(
        [bool(NOBODY.fullmatch(plain(name[:60]) if name[:1] != "-" else name[:60])) for name in r.customers],
        bool,
    )
    zero = np.array([bool(NUMBER_OF_NOBODY.fullmatch(name[:60])) for name in r.customers], bool)
    others = lines[~zero & (lines > 0)]
    outlier = lines > 3 * max(others.max(initial=0), 1)
    several = (persons >= SEVERAL) & (persons >= 0.5 * lines) if emails is not None else np.zeros(n, bool)
    if several.sum() > max(
        3, 0.01 * n
    ):  # then it is the way of this file, as with companies whose staff order
        several[:] = False
    return np.flatnonzero((lines > 0) & (by_word | (zero & ((persons > 1) | outlier)) | several))


def _go_by_address(work: Work, rows: np.ndarray, codes: np.ndarray, names: np.ndarray) -> None:
    """Give rows the customer of their address: the one whose address it is elsewhere, or else the address."""
    r = work.reading
    elsewhere = r.usable & ~rows & (codes >= 0) & (work.customer >= 0)
    owner = np.full(len(names), -1)
    owner[codes[elsewhere]] = work.customer[elsewhere]
    twice = np.zeros(len(names), bool)
    twice[codes[elsewhere][owner[codes[elsewhere]] != work.customer[elsewhere]]] = True
    owner[twice] = -1
    known = {name: i for i, name in enumerate(work.customers)}
    added = [name for name in names if name not in known]
    known |= {name: len(work.customers) + i for i, name in enumerate(added)}
    place = np.array([known[name] for name in names], int)
    chosen = np.where(owner >= 0, owner, place)
    work.customers = np.concatenate([work.customers, np.array(added, dtype=object)])
    work.customer = np.where(rows, np.where(codes >= 0, chosen[codes], -1), work.customer)
    work.drop(rows & (work.customer < 0), "no customer number")


def copies(work: Work) -> None:
    """Ask whether exact copies are mistakes; a second piece of one article looks the same."""
    r = work.reading
    number = (
        "and there is no order number to tell"
        if "order" not in r.columns
        else "its order number too, and nothing tells"
    )
    work.usable = r.copies & (r.why == 0)
    rows, answer = work.ask(
        r.copies,
        "copies",
        f"In {{rows}} all is as in an earlier row, {number} whether something was bought twice. Which is it?",
        {"drop": "Copies: leave them out.", "keep": "Second purchases: keep them."},
        r.places(r.copies),
    )
    work.usable = r.usable | rows if answer == "keep" else r.usable
    if answer == "drop":
        work.drop(rows, "exact copy of an earlier line")


def dates(work: Work) -> None:
    """Ask what comes first in dates; read the dates."""
    r = work.reading
    name = r.columns["time"]
    first = {}
    for form, (rows, orders) in r.date_forms.items():
        examples = r.examples("time", rows & work.usable)
        read = {order: _read_as(examples[0], form, order) for order in orders} if examples else {}
        _, first[form] = work.ask(
            rows,
            f"dates:{form}",
            f"In {{rows}} the date in `{name}`, such as {examples[0] if examples else ''!r}, can be "
            "read in more than one way, and the file does not decide it. What comes first?",
            {order: f"The {order}: {read[order]}." for order in read},
            examples,
        )
    codes, texts = r.text["time"]
    first = {form: order for form, order in first.items() if order}
    codes = codes[np.where(r.date_blank, work.above, np.arange(r.n))]
    read = settle_dates(name, codes, r.dates, first=first)
    work.day = read.value
    work.drop(read.impossible, "date not understood")
    work.drop(read.outside, OUTSIDE)


def _read_as(text: str, form: str, order: str) -> str:
    """Return in words how a date is read if one part comes first."""
    day = settle_dates("", np.array([0]), parse_dates(np.array([text], object)), first={form: order}).value[0]
    return "no such day" if np.isnat(day) else in_words(pd.Timestamp(day))


def far_dates(work: Work) -> None:
    """Ask about dates that lie far from all others, or after today."""
    r = work.reading
    rows = r.found.once(("far", *sorted(r.columns.items())), lambda: _far(r, today()))
    _, answer = work.ask(
        rows,
        "far_dates",
        f"In {{rows}} the date in `{r.columns['time']}` lies far from the others, or after today. Is it "
        "right?",
        {"drop": "No, a typing error: leave them out.", "keep": "Yes: keep them."},
        r.examples("time", rows & work.usable),
    )
    if answer == "drop":
        work.drop(rows & work.usable, "date far from the others")


def today() -> datetime.date:
    """Return today's date."""
    return datetime.date.today()


def _far(r: Reading, now: datetime.date) -> np.ndarray:
    """Return the rows whose year is far from the others', or that are still to come, in any reading."""
    known = r.usable & (r.year > 0)
    if not known.any():
        return known
    low, high = np.quantile(r.year[known], [0.05, 0.95], method="nearest")
    years = np.unique(r.year[known])
    gap = max(2, int(high - low))
    middle = int(np.searchsorted(years, np.median(r.year[known])))
    apart = np.flatnonzero(np.diff(years) > gap)  # between this year and the next there is a gap
    first = max((years[i + 1] for i in apart if i < middle), default=years[0])
    last = min((years[i] for i in apart if i >= middle), default=years[-1])
    far = known & ((r.year < first) | (r.year > last))
    to_come = r.usable & (r.day > np.datetime64(now + datetime.timedelta(days=1), "us"))
    to_come |= known & (r.year > now.year)
    rows = np.zeros(r.n, bool)
    for group in (far, to_come):
        if group.sum() < 0.5 * known.sum():
            rows |= group
    return rows


def orders(work: Work) -> None:
    """Tell the orders apart: rows of one customer with one number; a damaged number needs its day."""
    r = work.reading
    order = np.where(r.order < 0, r.order[work.above], r.order)
    work.order_number = np.where(order < 0, len(r.orders), order)
    day = np.where(r.order_damaged, work.day.astype("datetime64[D]").astype("int64"), 0)
    day = np.where(np.isnat(work.day), 0, day)
    key = levels.paired(order, day - day.min(initial=0))
    work.order = levels.paired(np.where(key < 0, -1, work.customer), key)
    work.order = np.where(key < 0, -1, work.order)
