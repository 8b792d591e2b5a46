"""Read an own file under a choice of columns: what each of its rows says, before any question is answered."""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from own_file import levels
from own_file.against import shortened
from own_file.dates import FIRST_YEAR, LAST_YEAR, parse_dates, settle_dates
from own_file.table import Found, OwnFileError, Texts, empty_formulas, plain
from own_file.values import is_blank, normalised, parse_numbers, settle_numbers

TOTAL = re.compile(
    r"(grand |sub ?)?(total|totals|totalt|sum|summa|summe|gesamt|i alt|yhteensa)\b"
    r"|.+ (total|totals|totalt|summa|ergebnis|resultat)$"  # a spreadsheet's subtotals: "Ada Alm Total"
)
OUTSIDE = f"date outside {FIRST_YEAR}–{LAST_YEAR}"
AS_FLOAT = re.compile(r"([0-9]+)[.,]0{1,2}")  # three zeros may stand behind a mark of thousands
# So spreadsheets shorten long numbers: the rest is lost.
DAMAGED = re.compile(r"[0-9][.,][0-9]+e\+?[0-9]{1,3}|[0-9]e\+[0-9]{1,3}", re.IGNORECASE)
# What belongs to an order rather than to a line of it, and may stand on one of its lines only. Customer, date
# and amount are filled in only where that is the habit of the file: a single gap among them is a fault.
OF_ORDER = [
    "customer",
    "time",
    "amount",
    "status",
    "kind",
    "currency",
    "name",
    "email",
    "consent_email",
    "consent_ads",
]
BY_HABIT = ["customer", "time", "amount"]
MONEY = {
    "amount": "amount",
    "quantity": "quantity",
    "unit_price": "price",
    "discount": "discount",
    "refunded": "refund",
}
# A column of these, and one row per customer: no orders.
PER_CUSTOMER = re.compile(
    r"\b(first|last|latest|forsta|sista|senaste|sidste|siste|erste\w*|letzte\w*)\b.*\b(order|purchase|kop\w*|date|bestell\w*"
    r"|seen|visit)|\b(order num|num orders|number of orders|orders? count|total orders"
    r"|orders|antal (order|kop)\w*)\b"
    r"|\b(total spent|lifetime|ltv|clv|customer value|recency|frequency|monetary|average order|aov)\b"
)


class Reading:
    """What the rows of a file say under a choice of columns, whatever the answers are.

    Attributes
    ----------
    why : array of int
        Place in `reasons` of the reason that a row is dropped for; 0 for none.
    text : dict of str to Texts
        By role the texts of the rows; what stands once per order is carried to the order's other lines.
    customer, order : array of int
        Places in `customers` and `orders`; -1 where there is none.
    purchase : array of bool
        Rows that hold a purchase, though perhaps not all that is needed of it.
    usable : array of bool
        Rows that hold all that is needed: questions are about these.
    outline : array of bool
        Rows whose customer, or date, may be the one above.
    once : set of str
        Roles whose money stands once per order, on one of its lines.
    source : dict of str to array of int
        By role the row that each row's text was carried from, where any was.
    """

    def __init__(self, found: Found, columns: dict[str, str]) -> None:
        self.found, self.columns, self.n = found, columns, len(found.table)
        self.reasons, self.why = [""], np.zeros(self.n, "int16")
        self.notes: list[str] = []
        self.text = {role: found.texts(column) for role, column in columns.items()}
        self.once: set[str] = set()
        self.source: dict[str, np.ndarray] = {}
        for step in (read_rows, read_orders, read_ids, read_dates, read_money, find_copies, set_usable):
            step(self)

    def each(self, role: str, read: Callable[[str], object], dtype: type = bool) -> np.ndarray:
        """Apply `read` to every text of a role, once to each of the different ones."""
        codes, texts = self.text[role]
        return np.array([read(text) for text in texts], dtype=dtype)[codes]

    def drop(self, rows: np.ndarray, reason: str) -> None:
        """Drop those of `rows` that have not been dropped before."""
        drop(self.why, self.reasons, rows, reason)

    def examples(self, role: str, rows: np.ndarray, n: int = 3) -> list[str]:
        """Return the first few different texts that a role has in some rows."""
        codes, texts = self.text[role]
        return list(dict.fromkeys(texts[codes[np.flatnonzero(rows)[:1000]]].tolist()))[:n]

    def places(self, rows: np.ndarray, n: int = 3) -> list[str]:
        """Say where the first few of some rows stand, such as "line 7"."""
        return self.found.places(np.flatnonzero(rows)[:n])

    def not_understood(self, role: str, rows: np.ndarray, what: str) -> None:
        """Note an example of what was not understood."""
        if rows.any():
            example, place = self.examples(role, rows, 1)[0], self.places(rows, 1)[0]
            self.notes.append(
                f"In {counted(int(rows.sum()))} the {what} in `{self.columns[role]}` was not understood, "
                f"such as {shortened(example)!r} in {place}."
            )

    def refuse_empty_formulas(self, role: str, rows: np.ndarray) -> None:
        """Refuse a needed column whose formulas hold no values."""
        column = self.columns[role]
        formulas = self.found.formulas.get(column, np.array([], int))
        if rows[formulas].sum() > 0.5 * (self.why == 0).sum():
            raise OwnFileError(empty_formulas(column))


def drop(why: np.ndarray, reasons: list[str], rows: np.ndarray, reason: str) -> None:
    """Give those of `rows` that have no reason yet a reason to be dropped."""
    rows = rows & (why == 0)
    if rows.any():
        if reason not in reasons:
            reasons.append(reason)
        why[rows] = reasons.index(reason)


def counted(count: int, word: str = "row") -> str:
    """Return a number with its word: "1 row", "2,000 orders"."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def in_words(day: pd.Timestamp) -> str:
    """Return a date in words: "1 January 2026"."""
    return f"{day.day} {day:%B %Y}"


# ------------------------------------------------------------------------- rows that hold no purchase at all
def read_rows(r: Reading) -> None:
    """Drop empty rows, rows that do not fit the columns, and column names in the middle."""
    r.filled = {
        column: np.array([bool(text.strip()) for text in r.found.texts(column).texts], bool)[
            r.found.texts(column).codes
        ]
        for column in r.found.table
    }
    r.drop(~np.any(list(r.filled.values()), axis=0), "empty line")
    for reason, lines in r.found.broken.groupby(r.found.broken):
        r.drop(r.found.table.index.isin(lines.index), reason)
    names = np.ones(r.n, bool)
    for role in ("customer", "time"):
        names &= r.each(role, lambda text, name=r.columns[role]: text.strip() == name)
    r.drop(names, "column names once more")


# -------------------------------------------------------------------------------------- customers and orders
def read_orders(r: Reading) -> None:
    """Read order numbers, and carry what stands once per order to its other lines."""
    r.order, r.orders = np.full(r.n, -1), np.array([], dtype=object)
    r.order_damaged = np.zeros(r.n, bool)
    if "order" not in r.columns:
        return
    r.order, r.orders = identifiers(r.text["order"])
    r.order_damaged = r.each("order", is_damaged)
    if r.order_damaged.any():
        r.notes.append(
            f"In {counted(int(r.order_damaged.sum()))} a spreadsheet has damaged the order number, such as "
            f"{r.examples('order', r.order_damaged, 1)[0]!r}: there, the rows of one customer and one day "
            "with one number count as one order."
        )
    group = np.where(r.order_damaged, -1, r.order)
    _carry(r, group, [role for role in OF_ORDER if role in BY_HABIT])
    if "customer" in r.columns:
        group = levels.paired(group, identifiers(r.text["customer"])[0])
    _carry(r, group, [role for role in OF_ORDER if role not in BY_HABIT])


def _carry(r: Reading, group: np.ndarray, roles: list[str]) -> None:
    """Fill what is blank on lines of an order with what its nearest other line says."""
    rows, filled = r.why == 0, {}
    for role in roles:
        if role not in r.columns:
            continue
        blank = r.each(role, is_blank)
        if not (blank & rows).any() or (role in BY_HABIT and not levels.stands_once(group, rows, blank)):
            continue
        source = levels.source_in_order(group, rows, blank)
        moved = int((source != np.arange(r.n)).sum())
        if moved:
            r.source[role] = source
            r.text[role] = Texts(r.text[role].codes[source], r.text[role].texts)
            filled.setdefault(moved, []).append(f"`{r.columns[role]}`")
        if role == "amount" and moved:
            r.once.add(role)
    for moved, columns in filled.items():
        r.notes.append(
            f"{listed(columns)} {'stand' if len(columns) > 1 else 'stands'} once per order: "
            f"{counted(moved)} without it {'belong' if moved > 1 else 'belongs'} to an order that has it on "
            "another line."
        )


def read_ids(r: Reading) -> None:
    """Read customer numbers as text; spreadsheets turn them into 12345.0 where some are missing."""
    r.customer, r.customers = identifiers(r.text["customer"])
    r.customer_damaged = r.each("customer", is_damaged)
    r.refuse_empty_formulas("customer", (r.why == 0) & (r.customer < 0))


def identifiers(text: Texts) -> tuple[np.ndarray, np.ndarray]:
    """Return for every row the place of its number among the different ones (-1 for none), and these."""
    codes, names = pd.factorize(np.array([identifier(t) for t in text.texts], dtype=object))
    blank = np.flatnonzero(names == "")
    if len(blank):
        codes = np.where(codes == blank[0], -1, codes - (codes > blank[0]))
        names = np.delete(names, blank[0])
    return codes[text.codes], names


def identifier(text: str) -> str:
    """Return a number of a customer or order in one form: 12345 for 12345.0, addresses in lower case."""
    text = text.strip()
    if text.isdecimal():
        return text
    as_float = AS_FLOAT.fullmatch(text)
    return as_float[1] if as_float else "" if is_blank(text) else normalised(text) or text


def is_damaged(text: str) -> bool:
    """Return whether a spreadsheet has shortened a long number, as in 1.23457E+11."""
    return len(text) <= 40 and bool(DAMAGED.fullmatch(text.strip()))


def refuse_list_of_customers(found: Found, customer: str, order: str | None) -> None:
    """Refuse a list with one row per customer, which says so in its column names too."""
    telling = [column for column in found.table if PER_CUSTOMER.search(plain(column[:200]))]
    if not telling:
        return
    known = identifiers(found.texts(customer))[0]
    known = known[known >= 0]
    orders = identifiers(found.texts(order))[0] if order else known[:0]
    once = len(known) >= 20 and len(np.unique(known)) == len(known)
    if once and len(np.unique(orders[orders >= 0])) <= 0.9 * len(known):
        raise OwnFileError(
            f"Every customer stands in one row only, with columns such as {telling[0]!r}: this is a list of "
            "customers, not an order export, which has a row for each purchase."
        )


# ------------------------------------------------------------------------------------------------------ dates
def read_dates(r: Reading) -> None:
    """Read the dates; total lines have none."""
    codes, texts = r.text["time"]
    r.dates = r.found.once(("dates", r.columns["time"]), lambda: parse_dates(texts))
    read = settle_dates(r.columns["time"], codes, r.dates)
    r.date_blank, r.date_bad = read.blank, read.bad
    _total_lines(r, (r.why == 0) & ((r.customer < 0) | read.blank | read.bad))
    r.purchase = r.why == 0
    r.refuse_empty_formulas("time", r.purchase & read.blank)
    _outline(r)
    r.drop((r.customer < 0) & ~r.outline, "no customer number")
    r.drop(r.customer_damaged, "customer number damaged by a spreadsheet")
    r.drop(read.blank & ~r.outline, "no date")
    r.not_understood("time", read.bad & (r.why == 0), "date")
    r.drop(read.bad, "date not understood")
    asked = np.any([np.zeros(r.n, bool), *(rows for rows, _ in read.forms.values())], axis=0)
    r.drop(read.outside & ~asked, OUTSIDE)
    r.notes += read.notes
    r.date_forms, r.year, r.day = read.forms, read.year, read.value


def _total_lines(r: Reading, suspects: np.ndarray) -> None:
    """Drop those of the suspects whose first filled field says that a sum follows."""
    rows = np.flatnonzero(suspects)
    total, before = np.zeros(r.n, bool), np.zeros(len(rows), bool)
    for column in r.found.table:
        codes, texts = r.found.texts(column)
        here, place = np.unique(codes[rows], return_inverse=True)
        says = np.array([bool(TOTAL.match(plain(texts[code][:200]))) for code in here], bool)[place]
        total[rows[says & ~before]] = True
        before |= r.filled[column][rows]
    r.drop(total, "total line")


def _outline(r: Reading) -> None:
    """Find the rows whose customer, or date, may be the one above, as in an outline or merged cells."""
    r.outline, r.above = np.zeros(r.n, bool), np.arange(r.n)
    alive = r.purchase
    part = r.found.part
    if levels.is_outline(r.customer, alive):
        r.outline = alive & (r.customer < 0)
    elif "order" in r.columns and levels.is_outline(r.order, alive):
        r.outline = alive & (r.order < 0) & ((r.customer < 0) | r.date_blank)
    if not r.outline.any():
        return
    r.above = levels.source_above(alive, r.outline, part)
    r.outline &= r.above != np.arange(r.n)
    for role in [role for role in OF_ORDER if role in r.columns and role not in BY_HABIT]:
        source = np.where(r.outline & r.each(role, is_blank), r.above, np.arange(r.n))
        r.text[role] = Texts(r.text[role].codes[source], r.text[role].texts)


# ------------------------------------------------------------------------------------------------------ money
def read_money(r: Reading) -> None:
    """Read amounts, quantities, prices and refunds; needed ones must be there."""
    needed = ["amount"] if "amount" in r.columns else ["quantity", "unit_price"]
    r.parsed, r.typed, r.numbers = {}, {}, {}
    for role, word in MONEY.items():
        if role not in r.columns:
            continue
        codes, texts = r.text[role]
        if role == "discount":  # a share may stand as 20 %
            texts = np.array([text.replace("%", "") for text in texts], dtype=object)
        r.parsed[role] = r.found.once(
            ("numbers", r.columns[role], role == "discount"), lambda texts=texts: parse_numbers(texts)
        )
        r.typed[role] = _typed(r, role)
        read = settle_numbers(r.columns[role], codes, texts, r.parsed[role], typed=r.typed[role])
        r.numbers[role] = read
        r.notes += read.notes
        alive = r.why == 0
        if role in needed:
            r.refuse_empty_formulas(role, alive & read.blank)
            r.drop(read.blank, f"no {word}")
        if role in (*needed, "discount", "refunded"):
            r.not_understood(role, read.bad & alive, word)
            r.drop(read.bad, f"{word} not understood")


def _typed(r: Reading, role: str) -> np.ndarray | None:
    """Return which rows hold a typed number, as a workbook's cells can; None for text."""
    if r.found.typed is None:
        return None
    typed = r.found.typed[r.columns[role]].to_numpy()
    return typed[r.source[role]] if role in r.source else typed


def find_copies(r: Reading) -> None:
    """Find the rows in which all is as in an earlier one."""
    alive = r.why == 0
    columns = {column: r.found.texts(column).codes[alive] for column in r.found.table}
    columns["above"] = r.customer[r.above][alive]  # equal lines below different customers are no copies
    r.copies = np.zeros(r.n, bool)
    r.copies[alive] = pd.DataFrame(columns).duplicated().to_numpy()


def set_usable(r: Reading) -> None:
    """Say which rows questions are about; copies have a question of their own."""
    r.usable = (r.why == 0) & ~r.copies
    parts = [r.numbers[role].negative for role in ("amount", "quantity", "unit_price") if role in r.numbers]
    r.negative = np.any(parts, axis=0)
    r.only_negative = _only_negative(r)


def _only_negative(r: Reading) -> np.ndarray:
    """Return the negative rows of orders in which nothing was bought."""
    bought = levels.lines_of(r.order, r.usable & ~r.negative)
    return r.negative & ((r.order < 0) | (bought[r.order] == 0 if len(bought) else True))


def listed(words: list[str]) -> str:
    """Return words as a sentence lists them: a, b and c."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
