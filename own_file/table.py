"""Make a table of text of an own file's rows: find the column names, fit the rows, guess the roles."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

# What columns are called, in English, the Nordic languages and German: best words first.
WORDS = {
    "customer": "customer no|customer number|customer id|customerid|customer|client id|client|kundnr"
    "|kundnummer|kund id|kundenummer|kundennummer|kunden nr|kunde|kund|member id|member|user id|account",
    "time": "order date|ordered at|orderdate|invoice date|invoicedate|purchase date|orderdatum|bestelldatum"
    "|köpdatum|købsdato|kjøpsdato|fakturadatum|ordredato|date|datum|dato|ordered on|created at|timestamp"
    "|time|tid",
    "order": "order no|order number|order id|orderid|ordernr|ordernummer|ordrenummer|bestellnummer|invoice no"
    "|invoiceno|invoice number|invoice|fakturanr|receipt|order",
    "amount": "amount|line total|total amount|order total|belopp|beløp|betrag|summa|umsatz|revenue|sales"
    "|amount sek|amount eur|total|value",
    "quantity": "quantity|qty|antal|antall|menge|pieces|units|anzahl",
    "unit_price": "unit price|unitprice|price per unit|à pris|a pris|styckpris|enhetspris|einzelpreis"
    "|stückpreis|price|pris|preis",
    "currency": "currency|currency code|valuta|währung|curr",
    "status": "status|order status|orderstatus|state|tillstånd",
    "product": "product|article|item|description|artikel|vara|varunamn|produkt|produktnamn|bezeichnung"
    "|product name|benämning|stockcode|sku",
    "name": "name|customer name|namn|kundnamn|navn|full name",
    "email": "e mail|email|e mail address|email address|e post|epost|mail|mejl",
    "consent_email": "consent email|consent e mail|newsletter|email consent|e mail consent|nyhetsbrev"
    "|email opt in|opt in|marketing consent|samtycke e post|accepts marketing",
    "consent_ads": "consent ads|ads|ads consent|advertising|annonser|advertising consent|samtycke annonser"
    "|ad consent|werbung",
}


class OwnFileError(ValueError):
    """The file, or an answer about it, cannot be used: one sentence that names the place and the cause."""


@dataclass(frozen=True)
class Found:
    """A file as `look` read it.

    Attributes
    ----------
    path : Path
    encoding, separator : str
        How the text was read; of a workbook ``"xlsx"`` and the name of its sheet.
    table : DataFrame of text
        One row per row below the column names, "" where nothing stood. The index "line" is the number of the
        row's (first) line in the file, or of its row in the sheet.
    guesses : dict of str to str or None
        For each role the column that seems to hold it.
    notes : list of str
        Sentences: what was decided about the file as a whole, and by what.
    broken : Series of str, by line
        Rows with too few or too many fields, and what is wrong with them.
    typed : DataFrame of bool or None
        Of a workbook: which cells hold numbers, so that their text leaves no doubt.
    """

    path: Path
    encoding: str
    separator: str
    table: pd.DataFrame
    guesses: dict
    notes: list = field(default_factory=list)
    broken: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"))
    typed: pd.DataFrame | None = None


def found_in(path, encoding, separator, rows, lines, typed, notes):
    """Find the column names, cut every row to their number, and set aside those that do not fit."""
    top = _header(path, rows, lines)
    names = _names(path, rows[top], lines[top])
    notes = [*notes, *([f"The column names stand in line {lines[top]:,}."] if top else [])]
    del rows[: top + 1], lines[: top + 1]
    while rows and not any(field.strip() for field in rows[-1]):
        del rows[-1], lines[-1]
    if not rows:
        raise OwnFileError(f"{path.name} holds column names and no row below them.")
    least = max((i + 1 for i, name in enumerate(names) if name), default=0)
    broken = _fit(rows, lines, len(names), least if typed is None else 0, separator if typed is None else " ")
    columns = dict(zip(range(len(names)), zip(*rows, strict=True), strict=True))
    del rows[:]
    keep = [i for i, name in enumerate(names) if name or any(map(str.strip, columns[i]))]
    index = pd.Index(np.array(lines, dtype="int64"), name="line")
    titles = _filled_names(names, keep)
    table = pd.DataFrame(
        {
            title: pd.Series(columns.pop(i), index=index, dtype="str")
            for i, title in zip(keep, titles, strict=True)
        }
    )
    if len(table.columns) < 3:
        raise OwnFileError(
            f"{path.name} has {len(table.columns)} columns ({', '.join(map(repr, titles))}); at least three "
            "are needed: customer, date and amount."
        )
    if typed is not None:
        typed = _numbers(typed[top + 1 :], keep, table)
    broken = pd.Series(broken, dtype="str").rename_axis("line")
    return Found(path, encoding, separator, table, _guess(table), notes, broken, typed)


def _header(path, rows, lines):
    """Position of the row with the column names: the first that is as wide as the table, and no data."""
    first = [i for i in range(min(len(rows), 200)) if any(field.strip() for field in rows[i])]
    if not first:
        raise OwnFileError(f"{path.name} holds empty lines only.")
    widths = Counter(sum(1 for field in rows[i] if field.strip()) for i in first)
    usual = max(widths, key=lambda width: (widths[width], width))
    for i in first:
        filled = [field.strip() for field in rows[i] if field.strip()]
        if len(filled) < max(2, 2 / 3 * usual):
            continue
        values = [
            field for field in filled if re.fullmatch(r"[\d\s.,:/+\-−%€$£]*\d[\d\s.,:/+\-−%€$£T]*", field)
        ]
        if len(values) > len(filled) / 3:
            raise OwnFileError(
                f"{path.name} has no column names: line {lines[i]:,} already holds values "
                f"({', '.join(map(repr, values[:2]))}); put a line with the names above it."
            )
        return i
    raise OwnFileError(f"{path.name} has no line of column names as wide as the table below it.")


def _names(path, row, line):
    """Tidy column names, "" where there is none; two equal ones are refused."""
    names = [" ".join(name.lstrip("\ufeff").split()) for name in row]
    while names and not names[-1]:
        names.pop()
    twice = [name for name, count in Counter(filter(None, names)).items() if count > 1]
    if twice:
        raise OwnFileError(
            f"{path.name} names two columns {twice[0]!r} in line {line:,}: rename one of them."
        )
    return names + [""] * (len(row) - len(names))


def _filled_names(names, keep):
    """Names for all columns that are kept; those of our own columns are taken."""
    taken = {"line", "reason", *names}
    titles = []
    for i in keep:
        title = names[i] or f"column {i + 1}"
        while title in ("line", "reason") or (not names[i] and title in taken):
            title += " (file)"
        taken.add(title)
        titles.append(title)
    return titles


def _fit(rows, lines, width, least, separator):
    """Cut or fill every row to `width` fields, in place; return by line what is wrong with the others."""
    broken = {}
    for i, row in enumerate(rows):
        if len(row) == width:
            continue
        if len(row) < width:
            if row and len(row) < least and any(map(str.strip, row)):
                broken[lines[i]] = "fewer fields than there are column names"
            rows[i] = row + [""] * (width - len(row))
        else:
            if any(map(str.strip, row[width:])):
                broken[lines[i]] = "more fields than there are column names"
                row[width - 1] = separator.join(row[width - 1 :])
            rows[i] = row[:width]
        if lines[i] in broken and i + 1 < len(lines) and lines[i + 1] - lines[i] > 1:
            broken[lines[i]] = "lines joined by an open quotation mark"
    return broken


def _numbers(typed, keep, table):
    """Which cells of `table` hold typed numbers."""
    width = max(keep) + 1
    cells = [(row + [False] * (width - len(row)))[:width] for row in typed[: len(table)]]
    cells = np.array(cells, dtype=bool)[:, keep]
    return pd.DataFrame(cells, index=table.index, columns=table.columns)


def plain(name):
    """Reduce a name to plain lower-case words: "À-pris" and "a pris" are the same."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.findall(r"[a-z0-9øæ]+", "".join(c for c in letters if not unicodedata.combining(c))))


def _guess(table):
    """For each role the column whose name fits best, or None; only an e-mail address may have two roles."""
    names = {plain(column): column for column in reversed(table.columns)}
    fits = []
    for role, words in WORDS.items():
        for rank, word in enumerate(map(plain, words.split("|"))):
            for name, column in names.items():
                if name == word:
                    fits.append((0, rank, role, column))
                elif re.search(rf"\b{re.escape(word)}\b", name):
                    fits.append((1, -len(word), role, column))
    guesses = dict.fromkeys(WORDS)
    for _, _, role, column in sorted(fits, key=lambda fit: fit[:2]):
        if guesses[role] is None and column not in guesses.values():
            guesses[role] = column
    if guesses["email"] is None:
        full = [
            c
            for c in table
            if c not in guesses.values() and table[c].head(200).str.contains("@").mean() > 0.5
        ]
        guesses["email"] = full[0] if len(full) == 1 else None
    guesses["customer"] = guesses["customer"] or guesses["email"]  # an address tells customers apart, too
    return guesses
