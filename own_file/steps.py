"""The steps that sort the rows of an own file: what holds no purchase, what cannot be read, what to ask."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from own_file.table import OwnFileError, plain
from own_file.values import CENTURIES, FIRST_YEAR, LAST_YEAR, MISSING, dates, different, numbers, some

CANCELLED = re.compile(
    r"\b(cancel|annul|avbest|avbrut|makul|storn|void|kansel|refund|return|retur|ersatt|erstat|aterbet|credited)"
)
POSTAGE = re.compile(
    r"\b(postage|shipping|freight|carriage|porto|frakt\w*|versand\w*|fragt|toimitus\w*"
    r"|delivery (fee|charge|cost)s?|handling fee|leveransavgift|p p)\b"
)
TOTAL = re.compile(r"(grand |sub ?)?(total|totals|totalt|sum|summa|summe|gesamt|i alt|yhteensa)\b")
OUTSIDE = f"date outside {FIRST_YEAR}–{LAST_YEAR}"
CURRENCIES_AT_MOST = 20
KEYS = {*"copies century dates decimals no_currency currency cancelled negative postage".split()}
AS_FLOAT = re.compile(r"([0-9]+)[.,]0{1,2}")  # three zeros may stand behind a mark of thousands
DAMAGED = re.compile(r"[0-9]([.,][0-9]+)?E\+[0-9]+")  # so spreadsheets shorten long numbers: the rest is lost


@dataclass(frozen=True)
class Question:
    """Something that the file does not say.

    Attributes
    ----------
    key : str
        What it is called in the answers, such as "currency".
    sentence : str
    choices : dict of str to str
        What can be answered, and what each answer means. To "currency" a dict of rates is an answer too,
        such as ``{"SEK": 1, "EUR": 11.2}``: the currency with rate 1 is the one converted to.
    rows : int
        Number of rows it is about.
    examples : list of str
        Values from the file.
    answer : object
        The answer given, None as long as there is none.
    """

    key: str
    sentence: str
    choices: dict
    rows: int
    examples: list
    answer: object = None


class Work:
    """The rows on their way: why each was dropped, which question it waits for, and what was read so far."""

    def __init__(self, found, columns, answers):
        self.found, self.columns, self.answers = found, columns, answers
        self.n = len(found.table)
        self.reasons, self.why = [""], np.zeros(self.n, "int16")
        self.waits = np.zeros(self.n, "int16")
        self.purchase = None  # rows that hold a purchase, though perhaps not all that is needed of it
        self.usable = None  # rows that hold all that is needed: questions are about these
        self.asked, self.notes, self.read = [], [], {}
        # Every column holds far fewer different texts than rows: each text is looked at once.
        self.different = {column: different(found.table[column]) for column in found.table}

    def text(self, role):
        return self.found.table[self.columns[role]]

    def each(self, role, read, dtype):
        """Apply `read` to every text of a role's column."""
        codes, texts = self.different[self.columns[role]]
        return np.array([read(text) for text in texts], dtype=dtype)[codes]

    def drop(self, rows, reason):
        """Drop those of `rows` that have not been dropped before."""
        rows = rows & (self.why == 0)
        if rows.any():
            if reason not in self.reasons:
                self.reasons.append(reason)
            self.why[rows] = self.reasons.index(reason)

    def ask(self, rows, key, sentence, choices, examples):
        """Ask about the usable ones of `rows`; return those rows and the answer, None if there is none."""
        rows = rows & self.usable
        if not rows.any():
            self.answers.pop(key, None)
            return rows, None
        answer = self.answers.pop(key, None)
        fits = key == "currency" if isinstance(answer, dict) else answer in [None, *choices]
        if not fits:
            raise OwnFileError(
                f"{answer!r} is no answer to the question {key!r}; expected one of "
                f"{', '.join(map(repr, choices))}."
            )
        count = int(rows.sum())
        sentence = sentence.replace("{rows}", counted(count), 1)
        self.asked.append(Question(key, sentence, choices, count, examples, answer))
        if answer is None:
            self.waits[rows & (self.waits == 0)] = len(self.asked)
        return rows, answer

    def refuse_unknown_answers(self):
        """Say so when an answer has no question: it may be misspelt."""
        unknown = [key for key in self.answers if key.split(":")[0] not in KEYS]
        if unknown:
            there = ", ".join(q.key for q in self.asked) or "none"
            raise OwnFileError(f"There is no question {unknown[0]!r}; this file has {there}.")


def counted(count):
    return f"{count:,} row" + "s" * (count != 1)


# ------------------------------------------------------------------------- rows that hold no purchase at all
def no_purchase(work):
    """Drop empty rows, rows that do not fit the columns, and column names in the middle."""
    table = work.found.table
    work.filled = {
        column: np.array([bool(text.strip()) for text in texts], bool)[codes]
        for column, (codes, texts) in work.different.items()
    }
    work.drop(~np.any(list(work.filled.values()), axis=0), "empty line")
    for reason, lines in work.found.broken.groupby(work.found.broken):
        work.drop(table.index.isin(lines.index), reason)
    names = np.ones(work.n, bool)
    for role in ("customer", "time"):
        names &= work.each(role, lambda text, name=work.columns[role]: text.strip() == name, bool)
    work.drop(names, "column names once more")


def who(work):
    """Read customer and order numbers as text; spreadsheets turn them into 12345.0 where some are missing."""
    for role in ("customer", "order"):
        if role in work.columns:
            work.read[role] = work.each(role, identifier, object)
    work.customer_missing = work.read["customer"] == ""
    work.customer_damaged = work.each("customer", lambda text: bool(DAMAGED.fullmatch(text.strip())), bool)


def identifier(text):
    text = text.strip()
    if text.isdecimal():
        return text
    as_float = AS_FLOAT.fullmatch(text)
    return as_float[1] if as_float else "" if text.lower() in MISSING else text


def when(work):
    """Read the dates; total lines have none."""
    keys = {key.split(":", 1)[1]: choice for key, choice in work.answers.items() if key.startswith("dates:")}
    read = dates(work.text("time"), first=keys, century=work.answers.get("century"))
    work.read["dates"] = read
    _total_lines(work, (work.why == 0) & (work.customer_missing | read.blank | read.bad))
    work.purchase = work.why == 0
    work.drop(work.customer_missing, "no customer number")
    work.drop(work.customer_damaged, "customer number damaged by a spreadsheet")
    work.drop(read.blank, "no date")
    work.drop(read.bad, "date not understood")
    asked = np.any([read.two_digits, *(rows for rows, _ in read.forms.values())], axis=0)
    work.drop(read.outside & ~asked, OUTSIDE)
    work.notes += read.notes


def _total_lines(work, suspects):
    """Drop those of the suspects whose first filled field says that a sum follows."""
    rows = np.flatnonzero(suspects)
    total, before = np.zeros(work.n, bool), np.zeros(len(rows), bool)
    for column, (codes, texts) in work.different.items():
        here, place = np.unique(codes[rows], return_inverse=True)
        says = np.array([bool(TOTAL.match(plain(texts[code]))) for code in here], bool)[place]
        total[rows[says & ~before]] = True
        before |= work.filled[column][rows]
    work.drop(total, "total line")


def how_much(work):
    """Read amounts, quantities and prices; needed ones must be there."""
    needed = ["amount"] if "amount" in work.columns else ["quantity", "unit_price"]
    words = {"amount": "amount", "quantity": "quantity", "unit_price": "price"}
    for role in words:
        if role not in work.columns:
            continue
        typed = None if work.found.typed is None else work.found.typed[work.columns[role]]
        read = numbers(work.text(role), typed=typed, decimal=work.answers.get(f"decimals:{role}"))
        work.read[role] = read
        work.notes += read.notes
        if role in needed:
            work.drop(read.blank, f"no {words[role]}")
            work.drop(read.bad, f"{words[role]} not understood")


def copies_of_rows(work):
    """Drop exact copies if order numbers tell them from a second purchase; ask otherwise."""
    alive = work.why == 0
    copies = np.zeros(work.n, bool)
    codes = pd.DataFrame({column: codes[alive] for column, (codes, _) in work.different.items()})
    copies[alive] = codes.duplicated().to_numpy()
    if "order" in work.columns:
        work.drop(copies, "exact copy of an earlier line")
    work.usable = work.why == 0
    rows, answer = work.ask(
        copies,
        "copies",
        "In {rows} all is as in an earlier row, and there is no order number to tell whether something was "
        "bought twice. Which is it?",
        {"drop": "Copies: leave them out.", "keep": "Second purchases: keep them."},
        [f"line {line}" for line in work.found.table.index[copies][:3]],
    )
    if answer == "drop":
        work.drop(rows, "exact copy of an earlier line")


# -------------------------------------------------------------------------------- what the file does not say
def date_questions(work):
    """Ask what comes first in dates, and about years of two digits."""
    read, column = work.read["dates"], work.text("time")
    for form, (rows, orders) in read.forms.items():
        examples = some(column, rows & work.usable)
        work.ask(
            rows,
            f"dates:{form}",
            f"In {{rows}} the date in `{column.name}`, such as {examples[0] if examples else ''!r}, can be "
            "read in more than one way, and the file does not decide it. What comes first?",
            {order: f"The {order}." for order in orders},
            examples,
        )
    work.ask(
        read.two_digits,
        "century",
        f"In {{rows}} the year in `{column.name}` has two digits. Which century is meant?",
        CENTURIES,
        some(column, read.two_digits & work.usable),
    )
    work.drop(read.impossible, "date not understood")
    work.drop(read.outside, OUTSIDE)


def money_questions(work):
    """Ask about decimals that read in two ways, work out the amount, and ask about currencies."""
    for role in ("amount", "quantity", "unit_price"):
        if role in work.read:
            read, column = work.read[role], work.text(role)
            examples = some(column, read.ambiguous & work.usable)
            work.ask(
                read.ambiguous,
                f"decimals:{role}",
                f"In {{rows}} the number in `{column.name}`, such as {examples[0] if examples else ''!r}, "
                "can be read in two ways: nothing shows whether the mark stands before decimals or between "
                "thousands. Which is the decimal mark?",
                {
                    "point": "The point (and the comma parts thousands).",
                    "comma": "The comma (and the point parts thousands).",
                },
                examples,
            )
    parts = [work.read[role] for role in ("quantity", "unit_price") if role in work.read]
    if "amount" in work.read:
        amount = work.read["amount"].value
        parts.append(work.read["amount"])
    else:
        amount = parts[0].value * parts[1].value
    work.negative = np.any([part.negative for part in parts], axis=0)
    work.read["money"] = np.where(work.negative, -np.abs(amount), np.abs(amount))
    _currencies(work)


def _currencies(work):
    """Bring the amounts to one currency, by an answer."""
    if "currency" in work.columns:
        named = work.each("currency", lambda text: identifier(text).upper(), object)
    else:
        money = work.read["amount" if "amount" in work.read else "unit_price"]
        named = money.currency.copy()
    counts = pd.Series(named[work.usable]).value_counts()
    known = [code for code in counts.index if code]
    if not known:
        return
    if len(known) > CURRENCIES_AT_MOST:
        raise OwnFileError(
            f"The column {work.columns.get('currency')!r} holds {len(known):,} different currencies, such as "
            f"{known[0]!r}; is it the right column?"
        )
    rows, answer = work.ask(
        named == "",
        "no_currency",
        "In {rows} there is no currency. Which is it?",
        {code: f"It is {code}." for code in known} | {"drop": "Unknown: leave them out."},
        [f"line {line}" for line in work.found.table.index[(named == "") & work.usable][:3]],
    )
    if answer == "drop":
        work.drop(rows, "no currency")
    elif answer:
        named[rows] = answer
    work.read["currency"] = named
    if len(known) > 1:
        _one_currency(work, named, counts[known])


def _one_currency(work, named, counts):
    """Ask which of several currencies to keep, or take rates."""
    listed = " and ".join([", ".join(counts.index[:-1]), counts.index[-1]])
    rows, answer = work.ask(
        named != "",
        "currency",
        f"The amounts are in {listed}, and the file holds no rates. Keep one of them, or give rates?",
        {code: f"Keep {code} only: {counted(int(count))}." for code, count in counts.items()},
        list(counts.index),
    )
    if isinstance(answer, dict):
        rates = _rates(answer, list(counts.index))
        base = next(code for code, rate in rates.items() if rate == 1)
        work.read["money"] = work.read["money"] * pd.Series(named).map(rates).fillna(1).to_numpy(float)
        named[rows] = base
    elif answer is not None:
        work.drop(rows & (named != answer), "in another currency")


def _rates(rates, known):
    """Check rates: one for each currency, above zero, and 1 for the one converted to."""
    missing = [code for code in known if code not in rates]
    if missing:
        raise OwnFileError(f"There is no rate for {missing[0]}; give one for each of {', '.join(known)}.")
    rates = {code: rates[code] for code in known}
    for code, rate in rates.items():
        if isinstance(rate, bool) or not isinstance(rate, (int, float)) or not 0 < rate < 1e6:
            raise OwnFileError(f"The rate of {code} is {rate!r}; expected a number above 0.")
    if 1 not in rates.values():
        raise OwnFileError("No currency has the rate 1; give it to the currency to convert to.")
    return rates


def kind_questions(work):
    """Ask what cancelled rows, returns and postage are worth."""
    negative, answer = work.ask(
        work.negative,
        "negative",
        "In {rows} the quantity or the amount is negative. Why?",
        {
            "subtract": "Goods or money given back: take them off the customer's spending.",
            "drop": "Corrections: leave them out.",
        },
        [f"line {line}" for line in work.found.table.index[work.negative & work.usable][:3]],
    )
    if answer == "drop":
        work.drop(negative, "negative quantity or amount")
    cancelled, marks = _cancelled(work)
    rows, answer = work.ask(
        cancelled & ~work.negative,
        "cancelled",
        "In {rows} a mark says cancelled or given back, and the amount is above zero. Did the customer pay?",
        {"drop": "No: leave them out.", "keep": "Yes: keep them."},
        marks,
    )
    if answer == "drop":
        work.drop(rows, "cancelled order")
    if "product" not in work.columns:
        return
    postage = work.each("product", lambda text: bool(POSTAGE.search(plain(text))), bool)
    rows, answer = work.ask(
        postage,
        "postage",
        "In {rows} the product looks like postage, not goods. Does it count as the customer's spending?",
        {"drop": "No: leave them out.", "keep": "Yes: keep them."},
        some(work.text("product"), postage & work.usable),
    )
    if answer == "drop":
        work.drop(rows, "postage")


def _cancelled(work):
    """Rows with a status that says cancelled, or an order number of C and digits among plain numbers."""
    rows, marks = np.zeros(work.n, bool), []
    paid = work.usable & ~work.negative
    if "status" in work.columns:
        rows = work.each("status", lambda text: bool(CANCELLED.search(plain(text))), bool)
        marks = some(work.text("status"), rows & paid)
    if "order" in work.columns:
        marked = work.each("order", lambda text: text[:1] in ("C", "c") and text[1:].isdecimal(), bool)
        plain_number = work.each("order", str.isdecimal, bool) if marked.any() else marked
        if plain_number[work.usable].sum() > 0.5 * work.usable.sum():
            marks = (marks + some(work.text("order"), marked & ~rows & paid))[:3]
            rows = rows | marked
    return rows, marks


STEPS = [no_purchase, who, when, how_much, copies_of_rows, date_questions, money_questions, kind_questions]
