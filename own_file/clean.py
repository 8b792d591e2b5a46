"""Give the columns of an own file their meaning, and sort its rows into kept, dropped and asked."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.bar import with_bar
from own_file import levels, money, questions
from own_file.asking import Work
from own_file.steps import Reading, counted, identifiers, refuse_list_of_customers
from own_file.table import Found, OwnFileError
from own_file.values import AGREED, NOT_AGREED, normalised

ROLES = {
    "customer": "customer number, or whatever tells customers apart",
    "time": "date, or date and time, of the purchase",
    "order": "order or invoice number",
    "amount": "money of the row, all pieces together",
    "quantity": "number of pieces",
    "unit_price": "price of one piece",
    "discount": "discount of the row, as money or as a share",
    "refunded": "money given back, in a column of its own",
    "kind": "sale or credit note, in a column of its own",
    "currency": "currency of the money",
    "status": "what became of the order, such as sent or cancelled",
    "product": "article or service",
    "name": "the customer's name",
    "email": "the customer's e-mail address",
    "consent_email": "may be written to by e-mail",
    "consent_ads": "may be passed to advertising systems",
}
MEASURED = [
    "time",
    "amount",
    "quantity",
    "unit_price",
    "discount",
    "refunded",
]  # roles that cannot share a column
LARGE = 200_000  # rows from which a bar shows how far the cleaning is
QUESTIONS = [
    questions.fill_down,
    questions.nobody,
    questions.copies,
    questions.dates,
    questions.far_dates,
    questions.orders,
    money.decimals,
    money.price,
    money.discounts,
    money.repeated,
    money.currencies,
    money.kinds,
    money.refunds,
    money.negatives,
    money.statuses,
    money.free,
    money.postage,
]


@dataclass(frozen=True)
class Cleaned:
    """What became of a file, made by `clean`: each of its rows is in `orders`, `dropped` or `asked`.

    Attributes
    ----------
    orders : DataFrame
        `line` (number in the file), `customer_id`, `ordered_at`, `amount` (refunds taken off, in one currency
        if rates were given), and `order_id`, `quantity`, `unit_price`, `currency`, `status`, `product` as far
        as the file has them. A row without an order number has one of its own, such as "(line 7)".
        `unit_price` is the amount for one piece; it is left out where amounts stand once per order: these are
        on the first line of the order.
    dropped, asked : DataFrame of text
        `line`, `reason`, and the row as it stands in the file; of several files also `file` and
        `line_in_file`.
    questions, answered : list of Question
        Those that are open, and those that have an answer.
    customers : DataFrame, one row per customer in `orders`
        `name`, `email` (the latest that is given) and `consent_email`, `consent_ads` as far as the file has
        them. A consent is True only if every row of the customer, kept or not, says yes.
    totals : dict
        `rows_read`, `rows_kept`, `rows_dropped`, `rows_asked`; `orders` that are purchases, and `customers`
        who made one, as `features.rfm` counts them; `revenue` by currency ("" if the file names none),
        `first_day`, `last_day`, `customers_lost` (customers whose every row was dropped; total lines,
        repeated column names and rows that do not fit these name no customer).
    notes : list of str
        What the file itself decided, and by what.
    """

    orders: pd.DataFrame
    dropped: pd.DataFrame
    asked: pd.DataFrame
    questions: list
    answered: list
    customers: pd.DataFrame
    totals: dict
    notes: list

    def summary(self) -> pd.DataFrame:
        """Count rows by what became of them and why: `fate`, `reason`, `rows`, and `share` of all rows."""
        parts = [pd.DataFrame({"fate": ["kept"], "reason": [""], "rows": [len(self.orders)]})]
        for fate, rows in (("dropped", self.dropped), ("asked", self.asked)):
            counts = rows["reason"].value_counts().rename_axis("reason").reset_index(name="rows")
            parts.append(counts.assign(fate=fate)[["fate", "reason", "rows"]])
        table = pd.concat(parts, ignore_index=True)
        return table.assign(share=table["rows"] / max(self.totals["rows_read"], 1))

    def sentence(self) -> str:
        """Say in one sentence what became of the rows."""
        t = self.totals
        waits = (
            f", {t['rows_asked']:,} {'waits' if t['rows_asked'] == 1 else 'wait'} for an answer"
            if t["rows_asked"]
            else ""
        )
        if not t["rows_kept"] and not t["rows_asked"]:
            reason, rows = next(iter(self.dropped["reason"].value_counts().items()))
            return (
                f"None of {t['rows_read']:,} rows is left: most, {rows:,}, are dropped for the reason "
                f"{reason!r}; is each column the right one?"
            )
        are = "is" if t["rows_kept"] == 1 else "are"
        return (
            f"Of {counted(t['rows_read'])} {t['rows_kept']:,} {are} kept and {t['rows_dropped']:,} dropped"
            f"{waits}: {counted(t['orders'], 'order')} of {counted(t['customers'], 'customer')}."
        )


def clean(found: Found, columns: dict[str, str | None], answers: dict | None = None) -> Cleaned:
    """Give the columns of a file their meaning, and sort its rows into kept, dropped and asked.

    What does not depend on the answers is worked out once for a choice of columns, and kept with `found`.

    Parameters
    ----------
    found : Found
        What `look` returned.
    columns : dict of str to str
        For each role (see `ROLES`) its column; roles that the file does not have may be left out or None.
        Needed: customer, time, and amount or both quantity and unit_price.
    answers : dict, optional
        Answers to the questions, by their key; None where there is none yet. An answer is one of the
        question's choices; where a question has options, it may be a dict from their values to choices, or a
        list of the values that count.

    Returns
    -------
    Cleaned

    Raises
    ------
    OwnFileError
        A needed column is missing, a column or an answer does not exist.
    """
    given = {str(key): answer for key, answer in (answers or {}).items() if answer is not None}
    chosen = _checked(found, columns)
    steps = [lambda: found.reading(chosen, Reading), *QUESTIONS]
    work = None
    for step in with_bar(steps) if len(found.table) > LARGE else steps:
        if work is None:
            work = Work(step(), given)
        else:
            step(work)
    work.refuse_unknown_answers()
    return _result(work)


def refuse_unknown(found: Found, columns: dict[str, str | None]) -> None:
    """Refuse roles that there are none of, and columns that the file does not have."""
    for role, column in columns.items():
        if role not in ROLES:
            raise OwnFileError(f"There is no role {role!r}; expected some of {', '.join(ROLES)}.")
        if column is not None and column not in found.table:
            raise OwnFileError(
                f"The file has no column {column!r} for {role!r}; it has {', '.join(map(repr, found.table))}."
            )


def _checked(found: Found, columns: dict[str, str | None]) -> dict[str, str]:
    """Return the mapped columns by role, or say what is wrong with the mapping."""
    chosen = {role: column for role, column in columns.items() if column is not None}
    refuse_unknown(found, columns)
    if "customer" in chosen:
        refuse_list_of_customers(found, chosen["customer"], chosen.get("order"))
    if "amount" not in chosen and not {"quantity", "unit_price"} <= set(chosen):
        raise OwnFileError(
            "Choose the column with the amount, or both the quantity and the price of one piece."
        )
    for role in ("customer", "time"):
        if role not in chosen:
            raise OwnFileError(f"Choose the column for {role!r}: {ROLES[role]}.")
    for role in MEASURED:
        others = [other for other in chosen if other != role and chosen[other] == chosen.get(role)]
        if others:
            raise OwnFileError(
                f"The column {chosen[role]!r} is chosen for both {role!r} and {others[0]!r}; choose one."
            )
    return chosen


def _result(work: Work) -> Cleaned:
    """Put orders, dropped and asked rows, customers and totals together."""
    r = work.reading
    waiting = (work.why == 0) & (work.waits > 0)
    work.drop(~waiting & (work.customer < 0), "no customer number")
    work.drop(~waiting & np.isnat(work.day), "no date")
    dropped = work.why > 0
    asked = ~dropped & (work.waits > 0)
    kept = ~dropped & ~asked
    orders = _orders(work, kept)
    keys = np.array(["", *(f"waits for the answer to {q.key!r}" for q in work.asked)], dtype=object)
    seen, held = (np.bincount(work.customer[rows & (work.customer >= 0)]) for rows in (r.purchase, ~dropped))
    bought = _purchases(work, orders, kept)
    totals = {
        "rows_read": r.n,
        "rows_kept": int(kept.sum()),
        "rows_dropped": int(dropped.sum()),
        "rows_asked": int(asked.sum()),
        "customers": bought[0],
        "customers_lost": np.count_nonzero(seen) - np.count_nonzero(held),
        "orders": bought[1],
        "revenue": _revenue(work, orders, kept),
        "first_day": orders["ordered_at"].min(),
        "last_day": orders["ordered_at"].max(),
    }
    return Cleaned(
        orders=orders,
        dropped=_rows_with(r.found, dropped, np.array(work.reasons, dtype=object)[work.why]),
        asked=_rows_with(r.found, asked, keys[work.waits]),
        questions=[q for q in work.asked if q.answer is None],
        answered=[q for q in work.asked if q.answer is not None],
        customers=_customers(work, kept),
        totals=totals,
        notes=[*r.found.notes, *work.notes],
    )


def _orders(work: Work, kept: np.ndarray) -> pd.DataFrame:
    """Return the kept rows with their values."""
    r = work.reading
    columns = {"line": r.found.table.index.to_numpy()[kept]}
    columns |= {name: values[kept] for name, values in r.found.origin().items()}
    columns["customer_id"] = pd.Series(work.customers[work.customer[kept]], dtype="str")
    columns["ordered_at"] = work.day[kept]
    if "order" in r.columns:
        columns["order_id"] = pd.Series(_order_ids(work, kept), dtype="str")
    amount = money.brings(work, kept)[kept].round(6)
    columns["amount"] = amount
    if "quantity" in work.numbers:
        quantity = work.numbers["quantity"].value[kept]
        columns["quantity"] = quantity
        of_order = any(rows[kept].any() for rows in work.per_order.values())
        if "unit_price" in work.numbers and not of_order:
            with np.errstate(divide="ignore", invalid="ignore"):
                columns["unit_price"] = np.where(quantity != 0, amount / quantity, np.nan)
    if work.has_currency:
        columns["currency"] = pd.Series(work.currencies[work.currency[kept]], dtype="str")
    for role in ("status", "product"):
        if role in r.columns:
            codes, texts = r.text[role]
            stripped = np.array([text.strip() for text in texts], dtype=object)
            columns[role] = pd.Series(stripped[codes[kept]], dtype="str")
    return pd.DataFrame(columns)


def _order_ids(work: Work, kept: np.ndarray) -> np.ndarray:
    """Return the order numbers; a row without one has a number of its own, a damaged number needs its day."""
    r = work.reading
    names = np.append(r.orders, "")[work.order_number[kept]]
    rows = np.flatnonzero(kept)
    for i in np.flatnonzero(r.order_damaged[kept]):
        names[i] = f"{names[i]} {work.day[rows[i]].astype('datetime64[D]')}"
    without = np.flatnonzero(names == "")
    names[without] = [f"({place})" for place in r.found.places(rows[without])]
    return names


def _purchases(work: Work, orders: pd.DataFrame, kept: np.ndarray) -> tuple[int, int]:
    """Count customers who bought and purchases, as `features.rfm` does.

    A purchase is an order worth more than 0, or worth 0 without a row below 0.
    """
    order, amount = levels.each_its_own(work.order[kept]), orders["amount"].to_numpy()
    worth = np.bincount(order, weights=amount).round(6)
    below = np.bincount(order[amount < 0], minlength=len(worth))
    there = np.bincount(order, minlength=len(worth)) > 0
    bought = there & ((worth > 0) | ((worth == 0) & (below == 0)))
    row_of = np.zeros(len(worth), int)
    row_of[order] = np.arange(len(order))
    buyers = np.bincount(work.customer[kept][row_of[bought]]) > 0
    return int(buyers.sum()), int(bought.sum())


def _rows_with(found: Found, rows: np.ndarray, reasons: np.ndarray) -> pd.DataFrame:
    """Return rows of the file as they stand there, after their line and reason."""
    part = found.table[rows].reset_index()
    part.insert(1, "reason", pd.Series(reasons[rows], dtype="str"))
    for name, values in reversed(found.origin().items()):
        part.insert(2, name, values[rows])
    return part


def _revenue(work: Work, orders: pd.DataFrame, kept: np.ndarray) -> dict[str, float]:
    """Return money by currency, rounded to hundredths."""
    money_by = np.bincount(work.currency[kept], weights=orders["amount"].to_numpy())
    rows = np.bincount(work.currency[kept])
    return {
        str(work.currencies[i]): round(float(money_by[i]), 2)
        for i in sorted(np.flatnonzero(rows), key=lambda i: work.currencies[i])
    }


def _customers(work: Work, kept: np.ndarray) -> pd.DataFrame:
    """Return what the file says of each kept customer beside the orders."""
    r = work.reading
    places = np.flatnonzero(np.bincount(work.customer[kept]))
    places = places[np.argsort(work.customers[places].astype(str), kind="stable")]
    customers = pd.DataFrame(index=pd.Index(work.customers[places], name="customer_id", dtype="str"))
    rows = np.flatnonzero(kept)
    rows = rows[np.argsort(work.day[rows], kind="stable")]
    for role in ("name", "email"):
        if role not in r.columns:
            continue
        codes, names = identifiers(r.text[role])
        usable = np.array([bool(normalised(name)) if role == "email" else True for name in names], bool)
        given = rows[(codes[rows] >= 0) & (usable[codes[rows]] if len(names) else False)]
        latest = np.full(len(work.customers), -1)
        latest[work.customer[given]] = codes[given]  # the last one stays
        texts = np.append(names, np.nan)
        customers[role] = pd.array(texts[latest[places]], dtype="str")
    for role in ("consent_email", "consent_ads"):
        if role in r.columns:
            customers[role] = _consent(work, role)[places]
    return customers


def _consent(work: Work, role: str) -> np.ndarray:
    """Return by customer whether all that the file says of a consent is yes."""
    r = work.reading
    says_yes = r.each(role, lambda text: text.strip().lower() in AGREED)
    unclear = r.each(role, lambda text: text.strip().lower() not in AGREED | NOT_AGREED) & r.usable
    if unclear.any():
        example = r.examples(role, unclear, 1)[0].strip()
        work.notes.append(
            f"In {counted(int(unclear.sum()))} `{r.columns[role]}` says neither yes nor no, such as "
            f"{example!r}: that counts as no."
        )
    against = work.customer[~says_yes & (work.customer >= 0)]
    return np.bincount(against, minlength=len(work.customers)) == 0
