"""Give the columns of an own file their meaning, and sort its rows into kept, dropped and asked."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.bar import with_bar
from own_file.steps import STEPS, Work, counted, identifier
from own_file.table import OwnFileError
from own_file.values import MISSING, normalised

ROLES = {
    "customer": "customer number, or whatever tells customers apart",
    "time": "date, or date and time, of the purchase",
    "order": "order or invoice number",
    "amount": "money of the row, all pieces together",
    "quantity": "number of pieces",
    "unit_price": "price of one piece",
    "currency": "currency of the money",
    "status": "what became of the order, such as sent or cancelled",
    "product": "article or service",
    "name": "the customer's name",
    "email": "the customer's e-mail address",
    "consent_email": "may be written to by e-mail",
    "consent_ads": "may be passed to advertising systems",
}
MEASURED = ["time", "amount", "quantity", "unit_price"]  # roles that cannot share a column
LARGE = 200_000  # rows from which a bar shows how far the cleaning is
YES = {"1", "1.0", "1,0", "yes", "y", "true", "x", "on", "ja", "j", "sant", "kyllä", "opted in", "subscribed"}
NO = {"0", "0.0", "0,0", "no", "n", "false", "off", "nej", "nei", "nein", "ei", "falskt", "unsubscribed", ""}
NO |= MISSING


@dataclass(frozen=True)
class Cleaned:
    """What became of a file, made by `clean`: each of its rows is in `orders`, `dropped` or `asked`.

    Attributes
    ----------
    orders : DataFrame
        `line` (number in the file), `customer_id`, `ordered_at`, `amount`, and `order_id`, `quantity`,
        `unit_price`, `currency`, `status`, `product` as far as the file has them.
    dropped, asked : DataFrame of text
        `line`, `reason`, and the row as it stands in the file.
    questions, answered : list of Question
        Those that are open, and those that have an answer.
    customers : DataFrame, one row per customer in `orders`
        `name`, `email` (the latest that is given) and `consent_email`, `consent_ads` as far as the file has
        them. A consent is True only if every row of the customer, kept or not, says yes.
    totals : dict
        `rows_read`, `rows_kept`, `rows_dropped`, `rows_asked`, `customers`, `orders`, `revenue` by currency
        ("" if the file names none), `first_day`, `last_day`, `customers_lost` (customers whose every row
        was dropped; total lines, repeated column names and rows that do not fit these name no customer).
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

    def summary(self):
        """Rows by what became of them and why: `fate`, `reason`, `rows`, and their `share` of all rows."""
        parts = [pd.DataFrame({"fate": ["kept"], "reason": [""], "rows": [len(self.orders)]})]
        for fate, rows in (("dropped", self.dropped), ("asked", self.asked)):
            counts = rows["reason"].value_counts().rename_axis("reason").reset_index(name="rows")
            parts.append(counts.assign(fate=fate)[["fate", "reason", "rows"]])
        table = pd.concat(parts, ignore_index=True)
        return table.assign(share=table["rows"] / max(self.totals["rows_read"], 1))

    def sentence(self):
        """Say in one sentence what became of the rows."""
        t = self.totals
        waits = f", {t['rows_asked']:,} wait for an answer" if t["rows_asked"] else ""
        return (
            f"Of {t['rows_read']:,} rows {t['rows_kept']:,} are kept and {t['rows_dropped']:,} dropped"
            f"{waits}: {t['orders']:,} orders of {t['customers']:,} customers."
        )


def clean(found, columns, answers=None):
    """Give the columns of a file their meaning, and sort its rows into kept, dropped and asked.

    Parameters
    ----------
    found : Found
        What `look` returned.
    columns : dict of str to str
        For each role (see `ROLES`) its column; roles that the file does not have may be left out or None.
        Needed: customer, time, and amount or both quantity and unit_price.
    answers : dict of str to str, optional
        Answers to the questions, by their key; None where there is none yet.

    Returns
    -------
    Cleaned

    Raises
    ------
    OwnFileError
        A needed column is missing, a column or an answer does not exist.
    """
    given = {str(key): answer for key, answer in (answers or {}).items() if answer is not None}
    work = Work(found, _checked(found, columns), given)
    for step in with_bar(STEPS) if len(found.table) > LARGE else STEPS:
        step(work)
    work.refuse_unknown_answers()
    return _result(work)


def _checked(found, columns):
    """Return the mapped columns by role, or say what is wrong with the mapping."""
    chosen = {role: column for role, column in columns.items() if column is not None}
    for role, column in chosen.items():
        if role not in ROLES:
            raise OwnFileError(f"There is no role {role!r}; expected some of {', '.join(ROLES)}.")
        if column not in found.table:
            raise OwnFileError(
                f"The file has no column {column!r} for {role!r}; it has {', '.join(map(repr, found.table))}."
            )
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


def _result(work):
    """Put orders, dropped and asked rows, customers and totals together."""
    table, dropped = work.found.table, work.why > 0
    asked = ~dropped & (work.waits > 0)
    kept = ~dropped & ~asked
    orders = _orders(work, kept)
    waiting = np.array(["", *(f"waits for the answer to {q.key!r}" for q in work.asked)], dtype=object)
    customers = _customers(work, orders, kept)
    seen = pd.unique(work.read["customer"][work.purchase & ~work.customer_missing])
    held = pd.unique(work.read["customer"][~dropped])
    has_order = "order_id" in orders
    blank = (orders["order_id"] == "").sum() if has_order else 0
    totals = {
        "rows_read": work.n,
        "rows_kept": int(kept.sum()),
        "rows_dropped": int(dropped.sum()),
        "rows_asked": int(asked.sum()),
        "customers": int(orders["customer_id"].nunique()),
        "customers_lost": len(seen) - len(held),
        "orders": int(orders["order_id"].nunique() - (blank > 0) + blank) if has_order else len(orders),
        "revenue": _revenue(orders),
        "first_day": orders["ordered_at"].min(),
        "last_day": orders["ordered_at"].max(),
    }
    return Cleaned(
        orders=orders,
        dropped=_rows_with(table, dropped, np.array(work.reasons, dtype=object)[work.why]),
        asked=_rows_with(table, asked, waiting[work.waits]),
        questions=[q for q in work.asked if q.answer is None],
        answered=[q for q in work.asked if q.answer is not None],
        customers=customers,
        totals=totals,
        notes=[*work.found.notes, *work.notes],
    )


def _orders(work, kept):
    """The kept rows with their values."""
    columns = {
        "line": work.found.table.index.to_numpy()[kept],
        "customer_id": pd.Series(work.read["customer"][kept], dtype="str"),
        "ordered_at": work.read["dates"].value[kept],
    }
    if "order" in work.read:
        columns["order_id"] = pd.Series(work.read["order"][kept], dtype="str")
    columns["amount"] = work.read["money"][kept].round(6)
    for role in ("quantity", "unit_price"):
        if role in work.read:
            columns[role] = work.read[role].value[kept]
    if "currency" in work.read:
        columns["currency"] = pd.Series(work.read["currency"][kept], dtype="str")
    for role in ("status", "product"):
        if role in work.columns:
            columns[role] = pd.Series(work.each(role, str.strip, object)[kept], dtype="str")
    return pd.DataFrame(columns)


def _rows_with(table, rows, reasons):
    """Rows of the file as they stand there, after their line and reason."""
    part = table[rows].reset_index()
    part.insert(1, "reason", pd.Series(reasons[rows], dtype="str"))
    return part


def _revenue(orders):
    """Money by currency, rounded to hundredths."""
    by = orders["currency"] if "currency" in orders else pd.Series("", index=orders.index)
    return {code: round(float(money), 2) for code, money in orders.groupby(by)["amount"].sum().items()}


def _customers(work, orders, kept):
    """What the file says of each kept customer beside the orders."""
    customers = pd.DataFrame(
        index=pd.Index(sorted(orders["customer_id"].unique()), name="customer_id", dtype="str")
    )
    newest = orders["ordered_at"].argsort(kind="stable").to_numpy()
    for role in ("name", "email"):
        if role not in work.columns:
            continue
        text = work.each(role, normalised if role == "email" else identifier, object)[kept][newest]
        given = pd.DataFrame({"customer_id": orders["customer_id"].to_numpy()[newest], role: text})
        given = given[given[role] != ""].drop_duplicates("customer_id", keep="last")
        customers[role] = given.set_index("customer_id")[role].astype("str").reindex(customers.index)
    for role in ("consent_email", "consent_ads"):
        if role not in work.columns:
            continue
        says_yes = work.each(role, lambda text: text.strip().lower() in YES, bool)
        unclear = work.each(role, lambda text: text.strip().lower() not in YES | NO, bool) & work.usable
        always = pd.Series(says_yes).groupby(work.read["customer"]).all()
        customers[role] = always.reindex(customers.index).fillna(False).astype(bool)
        if unclear.any():
            example = work.text(role).iloc[int(np.argmax(unclear))].strip()
            work.notes.append(
                f"In {counted(int(unclear.sum()))} `{work.columns[role]}` says neither yes nor no, such as "
                f"{example!r}: that counts as no."
            )
    return customers
