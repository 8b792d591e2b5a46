"""Read dates, numbers and addresses from text: what can be read in one way is read, the rest is left open."""

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

# ---------------------------------------------------------------------------------------------------- numbers
SPACES = " \u00a0\u2007\u2009\u202f"
SHELL = re.compile(
    rf"(?P<bracket>\()?(?P<minus>[-−–+])?[{SPACES}]*(?P<before>[A-Za-z]{{2,3}}\.?|[€$£¥])?[{SPACES}]*"
    rf"(?P<minus2>[-−–])?(?P<number>[0-9.,](?:[0-9.,'’{SPACES}]*[0-9])?)[{SPACES}]*"
    rf"(?P<after>[A-Za-z]{{2,3}}\.?|[€$£¥])?(?P<whole>:-|,-)?(?P<minus3>[-−–])?(?(bracket)\))"
)
# Thousands in groups of three, all cut by the same mark, or no groups; then the decimals.
STYLES = {
    "point": re.compile(
        rf"(?:[1-9][0-9]{{0,2}}(?:([,'’{SPACES}])[0-9]{{3}})(?:\1[0-9]{{3}})*|[0-9]*)(?:\.[0-9]+)?"
    ),
    "comma": re.compile(
        rf"(?:[1-9][0-9]{{0,2}}(?:([.'’{SPACES}])[0-9]{{3}})(?:\1[0-9]{{3}})*|[0-9]*)(?:,[0-9]+)?"
    ),
}
PIECES = {"st", "stk", "pcs", "pc"}
CURRENCIES = {"kr": "kr", "€": "EUR", "£": "GBP", "$": "$", "¥": "¥"} | {
    code.lower(): code for code in ("SEK", "EUR", "NOK", "DKK", "USD", "GBP", "ISK", "CHF", "PLN")
}
LARGEST = 1e12


@dataclass(frozen=True)
class Numbers:
    """A column of numbers: `value` (NaN where unusable or open), and which rows are what."""

    value: np.ndarray
    negative: np.ndarray
    blank: np.ndarray
    bad: np.ndarray
    ambiguous: np.ndarray  # rows the question is about, whether it is answered or not
    currency: np.ndarray  # what stood beside the number, "" where nothing
    notes: list
    examples: list


def numbers(column, *, typed=None, decimal=None):
    """Read a column of numbers.

    Parameters
    ----------
    column : Series of text
    typed : Series of bool, optional
        Cells that were numbers before they became text: their point is a decimal point.
    decimal : {"point", "comma"}, optional
        How to read what can be read in both ways, such as 1.234, when no value of the column decides it.

    Returns
    -------
    Numbers
    """
    codes, texts = different(column)
    read = [_number(text) for text in texts]
    point, comma = (np.array([r[i] for r in read], dtype=float)[codes] for i in (0, 1))
    if typed is not None:
        known = typed.to_numpy()
        point[known] = comma[known] = pd.to_numeric(column[known], errors="coerce").to_numpy(float)
    blank = np.array([not text.strip() or text.strip().lower() in MISSING for text in texts], bool)[codes]
    only_point, only_comma = np.isnan(comma) & ~np.isnan(point), np.isnan(point) & ~np.isnan(comma)
    ambiguous = ~np.isnan(point) & ~np.isnan(comma) & (point != comma)
    notes = []
    if only_point.any() != only_comma.any():
        mark, evidence = ("point", only_point) if only_point.any() else ("comma", only_comma)
        if ambiguous.any():
            example = column.iloc[int(np.argmax(evidence))].strip()
            notes.append(
                f"Numbers in `{column.name}` have a decimal {mark}: {evidence.sum():,} values such as "
                f"{example!r} allow nothing else."
            )
        decimal, ambiguous = mark, np.zeros_like(ambiguous)
    value = np.where(np.isnan(point), comma, point)
    if decimal == "comma":
        value = np.where(np.isnan(comma), point, comma)
    elif decimal is None:
        value = np.where(ambiguous, np.nan, value)
    sign = np.where(np.isnan(point), comma, point)
    beside = np.array([r[2] for r in read], dtype=object)[codes]
    bad = np.isnan(sign) & ~blank
    return Numbers(value, sign < 0, blank, bad, ambiguous, beside, notes, some(column, ambiguous))


def _number(text):
    """Read a number with a decimal point and with a decimal comma (NaN if not possible), and its currency."""
    nothing = (np.nan, np.nan, "")
    shell = SHELL.fullmatch(text.strip())
    if not shell:
        return nothing
    beside = [(shell[name] or "").lower().rstrip(".") for name in ("before", "after")]
    if any(word and word not in CURRENCIES and word not in PIECES for word in beside):
        return nothing
    minus = [shell[name] not in (None, "+") for name in ("bracket", "minus", "minus2", "minus3")]
    sign = -1 if sum(minus) == 1 else 1
    if sum(minus) > 1 or (shell["minus3"] and shell["whole"]):
        return nothing
    values = []
    for style, decimal in (("point", "."), ("comma", ",")):
        fits = STYLES[style].fullmatch(shell["number"])
        digits = re.sub(f"[^0-9{decimal}]", "", shell["number"]).replace(",", ".") if fits else ""
        value = float(digits) if digits.strip(".") else np.nan
        values.append(sign * value if value <= LARGEST else np.nan)
    return (*values, next((CURRENCIES[word] for word in beside if word in CURRENCIES), ""))


# ------------------------------------------------------------------------------------------------------ dates
TIME = re.compile(
    r"[T ,]+([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:[.,][0-9]+)?)?\s*"
    r"([ap]\.?m\.?)?\s*(z|utc|[+-][0-9]{2}:?[0-9]{2})?$",
    re.IGNORECASE,
)
THREE = re.compile(r"([0-9]{1,4})([./-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})\.?")
YEAR_FIRST = re.compile(r"([0-9]{4})([./-]?)([0-9]{2}|(?<=[./-])[0-9])\2([0-9]{2}|(?<=[./-])[0-9])")
DAY_NAMED = re.compile(r"([0-9]{1,2})[. -]*([^\W\d_]{3,9})\.?[ ,.-]*([0-9]{4}|[0-9]{2})")
NAME_FIRST = re.compile(r"([^\W\d_]{3,9})\.?[ -]*([0-9]{1,2}),?[ -]+([0-9]{4}|[0-9]{2})")
MONTHS = [
    "january januari januar jänner",
    "february februari februar",
    "march mars märz marts",
    "april",
    "may maj mai",
    "june juni",
    "july juli",
    "august augusti",
    "september",
    "october oktober",
    "november",
    "december dezember desember",
]
ORDERS = {"day": (2, 1, 0), "month": (2, 0, 1), "year": (0, 1, 2)}  # where year, month and day stand
MISSING = {"nan", "none", "null", "nat", "n/a", "#n/a", "na", "-", "–", "?", "<na>", "(null)"}
FIRST_YEAR, LAST_YEAR = 1970, 2099
CENTURIES = {
    "2000": "All are 20xx.",
    "1900": "All are 19xx.",
    "split": "00–69 are 2000–2069, and 70–99 are 1970–1999.",
}


@dataclass(frozen=True)
class Dates:
    """A column of dates: `value` (NaT where unusable or open), and which rows are what."""

    value: np.ndarray
    blank: np.ndarray
    bad: np.ndarray
    impossible: np.ndarray  # a day by itself, and none as the answers read it
    outside: np.ndarray
    forms: dict  # such as "/": the rows that the question about the order is for, and the possible orders
    two_digits: np.ndarray
    notes: list = field(default_factory=list)


def dates(column, *, first=None, century=None):
    """Read a column of dates, with or without a time of day.

    Dates of one form (the mark between their parts, and the digits of their year) come from one place: a date
    that allows one order only decides the order of all of its form.

    Parameters
    ----------
    column : Series of text
    first : dict of str to {"day", "month", "year"}, optional
        By form, what stands first in dates that no value of the column decides.
    century : {"2000", "1900", "split"}, optional
        What years of two digits mean.

    Returns
    -------
    Dates
    """
    first = first or {}
    day_text, seconds, zoned = _without_time(column)
    codes, texts = pd.factorize(np.array(day_text, dtype=object))
    parts = [_parts(text) for text in texts]
    form = np.array([p[0] for p in parts], dtype=object)
    three = np.array([p[1] for p in parts], dtype="int64").reshape(-1, 3)
    short = np.array([name.endswith("yy") for name in form], bool)
    day, forms, notes = np.full(len(texts), "NaT", "datetime64[D]"), {}, []
    exists, open_days = np.zeros(len(texts), bool), np.zeros(len(texts), bool)
    for name in sorted(set(form) - {""}):
        rows = np.flatnonzero(form == name)
        add = 2000 if name.endswith("yy") else 0
        read = {order: _days(three[rows][:, ORDERS[order]], add) for order in _orders_of(name, texts[rows])}
        day[rows], ambiguous, fits = _settle(read, first.get(name))
        exists[rows] = np.any([~np.isnat(days) for days in read.values()], axis=0)
        if len(read) > 1 and len(fits) == 1:
            notes.append(_why(column.name, texts[rows], read, fits[0]))
        if ambiguous.any():
            forms[name] = (np.isin(codes, rows[ambiguous]), fits or list(read))
            open_days[rows] = ambiguous & (name not in first)
    if century is None:
        open_days |= short & exists
    elif century != "2000":
        earlier = short & (day >= np.datetime64("2070" if century == "split" else "2000"))
        day[earlier] = _a_century_earlier(day[earlier])
    day[open_days] = np.datetime64("NaT")
    year = day.astype("datetime64[Y]").astype("int64") + 1970
    outside = ~np.isnat(day) & ((year < FIRST_YEAR) | (year > LAST_YEAR))
    value = day[codes].astype("datetime64[s]") + seconds.astype("timedelta64[s]")
    blank = np.array([text.lower() in MISSING or not text for text in texts], bool)[codes]
    bad = ~blank & (~exists[codes] | (seconds < 0))
    impossible = ~blank & ~bad & np.isnat(value) & ~open_days[codes]
    value[bad | outside[codes]] = np.datetime64("NaT")
    if zoned:
        notes.append(
            f"Times in `{column.name}` carry a time zone ({zoned:,} rows); they are kept as written."
        )
    return Dates(
        value.astype("datetime64[us]"),
        blank,
        bad,
        impossible,
        outside[codes],
        forms,
        (short & exists)[codes],
        notes,
    )


def _without_time(column):
    """Split a column into texts of days, seconds since midnight (-1: no such time), and count time zones."""
    days, seconds, zoned, known = [], [], 0, {}
    for text in column.to_numpy(object).tolist():
        text = text.strip()
        tail = text[10:]  # where the time begins in most dates; there are few different ones
        if not tail:
            days.append(text)
            seconds.append(0)
            continue
        if tail not in known:
            known[tail] = _clock(TIME.fullmatch(tail))
        length, second, zone = known[tail] or _clock(TIME.search(text)) or (0, 0, False)
        days.append(text[:-length] if length else text)
        seconds.append(second)
        zoned += zone
    return days, np.array(seconds, dtype="int64"), zoned


def _clock(found):
    """Return length, seconds since midnight and zone of a time of day, as `TIME` found it."""
    if not found:
        return None
    half, zone = found[4], found[5] is not None
    hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3] or 0)
    fine = minutes < 60 and seconds < 60 and (1 <= hours <= 12 if half else hours < 24)
    if half:
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    return len(found[0]), hours * 3600 + minutes * 60 + seconds if fine else -1, zone


def _parts(text):
    """Return the form of a day ("" if it is none) and its three numbers as they stand."""
    if found := YEAR_FIRST.fullmatch(text):
        return "ymd", (int(found[1]), int(found[3]), int(found[4]))
    if found := THREE.fullmatch(text):
        a, mark, b, c = found.groups()
        if len(a) <= 2:
            return mark + ("yy" if len(c) == 2 else ""), (int(a), int(b), int(c))
    for pattern, (day, month) in ((DAY_NAMED, (1, 2)), (NAME_FIRST, (2, 1))):
        if found := pattern.fullmatch(text):
            word = found[month].casefold()
            numbers_of = [
                i for i, names in enumerate(MONTHS, 1) if any(n.startswith(word) for n in names.split())
            ]
            if len(numbers_of) == 1:
                return "named" + ("yy" if len(found[3]) == 2 else ""), (
                    int(found[day]),
                    numbers_of[0],
                    int(found[3]),
                )
    return "", (0, 0, 0)


def _orders_of(form, texts):
    """Orders in which the three numbers of a form can stand."""
    if form == "ymd":
        return ["year"]
    if form.startswith("named"):
        return ["day"]
    return (
        ["day", "month", "year"]
        if form.endswith("yy") and all(t[1:2].isdigit() for t in texts)
        else ["day", "month"]
    )


def _a_century_earlier(days):
    """Move days of 20xx to 19xx; NaT for the one that 1900 lacks, 29 February."""
    months = days.astype("datetime64[M]") - 1200
    moved = months.astype("datetime64[D]") + (days - days.astype("datetime64[M]").astype("datetime64[D]"))
    return np.where(moved.astype("datetime64[M]") == months, moved, np.datetime64("NaT"))


def _days(ymd, add):
    """Days from columns of year (less `add`), month and day; NaT where there is no such day."""
    year, month, day = ymd.T.copy()
    year = year + add
    fine = (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1)
    months = np.where(fine, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    fine &= day <= ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype("int64")
    result = months.astype("datetime64[D]") + (day - 1)
    return np.where(fine, result, np.datetime64("NaT"))


def _settle(read, answer):
    """Choose the order for the days of one form.

    Returns the days (NaT where open or impossible), which are ambiguous, and the orders that fit all of them.
    """
    orders = list(read)
    days = np.array([read[o] for o in orders])
    possible = ~np.isnat(days)
    usable = possible.any(axis=0)
    fits = [o for o, can in zip(orders, possible, strict=True) if usable.any() and can[usable].all()]
    left = np.array([o in fits or not fits for o in orders])
    days, possible = days[left], possible[left]
    one = days[np.argmax(possible, axis=0), np.arange(days.shape[1])]  # the first possible reading
    ambiguous = (possible & (days != one)).any(axis=0)
    if answer in orders:
        one = np.where(ambiguous & ~np.isnat(read[answer]), read[answer], one)
        unread = ambiguous & np.isnat(read[answer])
        return np.where(unread, np.datetime64("NaT"), one), ambiguous, fits
    return np.where(ambiguous, np.datetime64("NaT"), one), ambiguous, fits


def _why(name, texts, read, order):
    """Say which value decided the order of the dates of a form."""
    others = np.array([~np.isnat(days) for o, days in read.items() if o != order])
    telling = np.flatnonzero(~np.isnat(read[order]) & ~others.all(axis=0))
    return (
        f"Dates in `{name}` begin with the {order}: values such as {texts[telling[0]]!r} allow nothing else."
    )


# ------------------------------------------------------------------------------------------- e-mail addresses
ADDRESS = re.compile(r"[^@\s,;:\"'<>()\[\]\\]+@[^@\s,;:\"'<>()\[\]\\]+\.[^@\s,;:\"'<>()\[\]\\.]{2,}")


def normalised(address):
    """An e-mail address in lower case without spaces around it; empty when it is none."""
    text = str(address).strip().lower() if isinstance(address, str) else ""
    return text if ADDRESS.fullmatch(text) and text.isprintable() else ""


# ------------------------------------------------------------------------------------------------- any column
def different(column):
    """Return for every row the place of its text among the different texts, and these texts."""
    return pd.factorize(column.to_numpy(object))


def some(column, mask, n=3):
    """Return the first few different values of the rows of a mask."""
    return list(dict.fromkeys(column.to_numpy(object)[np.flatnonzero(mask)[:1000]].tolist()))[:n]
