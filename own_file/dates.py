"""Read dates from text: what can be read in one way is read, the rest is left open."""

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from own_file.values import LONGEST, is_blank

ZONE = (
    r"(?:(?i:z|utc|gmt)|[A-Z]{2,5}|[A-Z][a-z]+/[A-Z][A-Za-z_]+)?\s?(?:[+−-][0-9]{1,2}(?::?[0-9]{2})?)?"
    r"(?:\s?\([^()]{1,60}\))?"
)
TIME = re.compile(
    r"(?:[T ,]{1,3}|[ ,]{1,2}(?i:at|kl\.?|klo|um|-) )"
    r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:[.,][0-9]{1,9})?)?"
    rf"(?:\s?([AaPp])\.?\s?[Mm]\.?)?(?:\s?(?i:uhr))?(?:\s?({ZONE}))$"
)
COMPACT = re.compile(r"((?:19|20)[0-9]{6})([0-9]{2})([0-9]{2})([0-9]{2})?")  # 20240403101500
UNIX = re.compile(r"([^\W\d_]{3} +[0-9]{1,2}) +([0-9:]{5,8})(?: +([A-Z]{2,5}|[+-][0-9]{4}))? +([0-9]{4})")
WEEKDAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|mån|tis|ons|tor|fre|lör|sön|man|tir|lør|søn|montag|dienst|mittw|donners|frei"
    r"|sams|sonna|sonnt|maanantai|tiistai|keskiv|torstai|perjantai|lauantai|sunnuntai|mo|di|mi|do|fr|sa|so)"
    r"[^\W\d_]{0,8}\.?,?\s{1,3}(?=[^\W_])",
    re.IGNORECASE,
)
THREE = re.compile(r"([0-9]{1,4})\s?([./-])\s?([0-9]{1,2})\s?\2\s?([0-9]{4}|[0-9]{2})\.?")
YEAR_FIRST = re.compile(r"([0-9]{4})([./-]?)\s?([0-9]{2}|(?<=[./-])[0-9])\2\s?([0-9]{2}|(?<=[./-])[0-9])\.?")
TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})")  # 260113
YEAR_NAMED = re.compile(r"([0-9]{4})[ .-]{0,2}([^\W\d_]{3,12})\.?[ .-]{0,2}([0-9]{1,2})")
DAY_NAMED = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th|:[ae]|er|º)?[. -]{0,2}(?:de |of )?([^\W\d_]{3,12})\.?[ ,.-]{0,2}(?:de )?"
    r"([0-9]{4}|[0-9]{2})"
)
NAME_FIRST = re.compile(
    r"([^\W\d_]{3,12})\.?[ -]{0,2}([0-9]{1,2})(?:st|nd|rd|th)?,?[ -]{1,2}([0-9]{4}|[0-9]{2})"
)
NAMED = {DAY_NAMED: (1, 2, 3), NAME_FIRST: (2, 1, 3), YEAR_NAMED: (3, 2, 1)}  # day, month and year
MONTHS = [
    "january januari januar jänner janvier enero janeiro gennaio",
    "february februari februar février febrero fevereiro febbraio",
    "march mars märz marts maart marzo março",
    "april avril abril aprile",
    "may maj mai mei mayo maio maggio",
    "june juni juin junio junho giugno",
    "july juli juillet julio julho luglio",
    "august augusti augustus août agosto",
    "september septembre septiembre setembro settembre",
    "october oktober octobre octubre outubro ottobre",
    "november novembre noviembre novembro",
    "december dezember desember décembre diciembre dezembro dicembre",
]
FINNISH = "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu".split()
NUMERIC = {  # what a bare number counts, by how it is written: units in a day
    "a spreadsheet's days": (re.compile(r"([1-9][0-9]{4})(?:[.,]([0-9]{1,15}))?"), 1),
    "seconds since 1970 (UTC)": (re.compile(r"([1-9][0-9]{8,9})(?:\.([0-9]{1,9}))?"), 86_400),
    "milliseconds since 1970 (UTC)": (re.compile(r"([1-9][0-9]{11,12})(?:\.([0-9]{1,9}))?"), 86_400_000),
}
SPREADSHEETS_1970 = 25_569  # day of 1 January 1970, as spreadsheets count
ORDERS = {"day": (2, 1, 0), "month": (2, 0, 1), "year": (0, 1, 2)}  # where year, month and day stand
FIRST_YEAR, LAST_YEAR = 1970, 2099
FIRST_OF_1900 = 70  # years of two digits: 00–69 are 20xx, since 19xx would be outside


@dataclass(frozen=True)
class DateTexts:
    """What each of the different texts of a column is as a date, before anything decides how to read it.

    Attributes
    ----------
    day : array of int
        Place of the text's day in `days`.
    seconds : array of int
        Since midnight; -1 where the time of day does not exist.
    zone : array of str
        The time zone as written, "" where there is none.
    days : array of str
        The different days, without their time of day.
    form : array of str, by day
        The mark between the parts and the digits of the year; "" where it is no day.
    three : array of int, three by day
        The three numbers as they stand.
    numeric : array of int64, by day
        Seconds since 1970 where the day is a bare number, else the least possible number.
    counts : array of str, by day
        What a bare number counts.
    """

    day: np.ndarray
    seconds: np.ndarray
    zone: np.ndarray
    days: np.ndarray
    form: np.ndarray
    three: np.ndarray
    numeric: np.ndarray
    counts: np.ndarray


@dataclass(frozen=True)
class Dates:
    """A column of dates: `value` (NaT where unusable or open), and which rows are what."""

    value: np.ndarray
    blank: np.ndarray
    bad: np.ndarray
    impossible: np.ndarray  # a day by itself, and none as the answers read it
    outside: np.ndarray
    forms: dict  # such as "/": the rows that the question about the order is for, and the possible orders
    year: np.ndarray  # as far as it is known without an answer, else 0
    notes: list = field(default_factory=list)


def dates(column: pd.Series, *, first: dict | None = None) -> Dates:
    """Read a column of dates, with or without a time of day.

    Dates of one form (the mark between their parts, and the digits of their year) come from one place: a date
    that allows one order only decides the order of all of its form.

    Parameters
    ----------
    column : Series of text
    first : dict of str to {"day", "month", "year"}, optional
        By form, what stands first in dates that no value of the column decides.

    Returns
    -------
    Dates
    """
    codes, texts = pd.factorize(column.to_numpy(object))
    return settle_dates(column.name, codes, parse_dates(texts), first=first)


def parse_dates(texts: np.ndarray) -> DateTexts:
    """Read each of the different texts of a column as far as it can be read by itself."""
    day_text, seconds, zone = _without_time(texts)
    day, days = pd.factorize(np.array(day_text, dtype=object))
    parts = [_parts(text) for text in days]
    form = np.array([p[0] for p in parts], dtype=object)
    three = np.array([p[1] for p in parts], dtype="int64").reshape(-1, 3)
    numeric = np.full(len(days), np.iinfo("int64").min)
    counts = np.full(len(days), "", dtype=object)
    for i in np.flatnonzero(form == ""):
        counts[i], numeric[i] = _counted_up(days[i])
    return DateTexts(day, seconds, zone, days, form, three, numeric, counts)


def settle_dates(name: str, codes: np.ndarray, parsed: DateTexts, *, first: dict | None = None) -> Dates:
    """Decide the order of day and month by the dates that allow one only, or by answers; see `dates`."""
    first, form, three, texts = first or {}, parsed.form, parsed.three, parsed.days
    here = np.bincount(parsed.day[codes], minlength=len(texts)) > 0  # rows may use some of the texts only
    day, forms, notes = np.full(len(texts), "NaT", "datetime64[D]"), {}, []
    exists, open_days = np.zeros(len(texts), bool), np.zeros(len(texts), bool)
    day_codes = parsed.day[codes]
    for kind in sorted(set(form) - {""}):
        rows = np.flatnonzero((form == kind) & here)
        if not len(rows):
            continue
        short = kind.endswith("yy")
        read = {order: _days(three[rows][:, ORDERS[order]], short) for order in _orders_of(kind, texts[rows])}
        day[rows], ambiguous, fits = _settle(read, first.get(kind))
        exists[rows] = np.any([~np.isnat(days) for days in read.values()], axis=0)
        if len(read) > 1 and len(fits) == 1:
            notes.append(_why(name, texts[rows], read, fits[0]))
        if ambiguous.any():
            asked = np.zeros(len(texts), bool)
            asked[rows[ambiguous]] = True
            forms[kind] = (asked[day_codes], fits or list(read))
            open_days[rows] = ambiguous & (kind not in first)
    day[open_days] = np.datetime64("NaT")
    number = parsed.counts != ""
    known = day.astype("datetime64[Y]").astype("int64") + 1970
    outside = ~np.isnat(day) & ((known < FIRST_YEAR) | (known > LAST_YEAR))
    moment = day.astype("datetime64[s]")
    moment[number] = parsed.numeric[number].astype("datetime64[s]")
    seconds = parsed.seconds[codes]
    value = moment[day_codes] + seconds.astype("timedelta64[s]")
    blank = np.array([is_blank(text) for text in texts], bool)[day_codes]
    bad = ~blank & (~(exists | number)[day_codes] | (seconds < 0))
    impossible = ~blank & ~bad & np.isnat(value) & ~open_days[day_codes]
    value[bad | outside[day_codes]] = np.datetime64("NaT")
    notes += _centuries(name, parsed, day, here)
    notes += _zones(name, parsed.zone, codes) + _numbers_as_dates(name, parsed, moment, here)
    return Dates(
        value.astype("datetime64[us]"),
        blank,
        bad,
        impossible,
        outside[day_codes],
        forms,
        _years(form, three, moment)[day_codes],
        notes,
    )


def _years(form: np.ndarray, three: np.ndarray, moment: np.ndarray) -> np.ndarray:
    """Return by day the year that is known whatever the answers are, else 0."""
    unknown = np.array([kind == "" or kind.endswith("yy") for kind in form], bool)
    written = np.where(unknown, 0, np.where(form == "ymd", three[:, 0], three[:, 2]))
    return np.where(np.isnat(moment), written, moment.astype("datetime64[Y]").astype("int64") + 1970)


def _centuries(name: str, parsed: DateTexts, day: np.ndarray, here: np.ndarray) -> list[str]:
    """Say how years of two digits were read, with an example."""
    short = np.array([kind.endswith("yy") for kind in parsed.form], bool)
    places = np.flatnonzero(short & here & ~np.isnat(day))
    if not len(places):
        return []
    example = parsed.days[places[0]], day[places[0]]
    return [f"Years in `{name}` have two digits: {example[0]!r} is read as {example[1]}."]


def _zones(name: str, zone: np.ndarray, codes: np.ndarray) -> list[str]:
    """Say that times carry a time zone, and which ones."""
    rows = np.bincount(codes, minlength=len(zone))
    if not (zone[rows > 0] != "").any():
        return []
    kinds = sorted(set(zone[rows > 0]) - {""})
    several = f", such as {kinds[0]!r} and {kinds[1]!r}" if len(kinds) > 1 else ""
    return [
        f"Times in `{name}` carry a time zone ({rows[zone != ''].sum():,} rows{several}); they are kept as "
        "written."
    ]


def _numbers_as_dates(name: str, parsed: DateTexts, moment: np.ndarray, here: np.ndarray) -> list[str]:
    """Say how bare numbers were read, with an example."""
    notes = []
    for counts in NUMERIC:
        places = np.flatnonzero((parsed.counts == counts) & here)
        if len(places):
            example, read = parsed.days[places[0]], str(moment[places[0]]).replace("T", " ")
            notes.append(f"Numbers in `{name}` count {counts}: {example!r} is read as {read}.")
    return notes


def _without_time(texts: np.ndarray) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Split texts into days, seconds since midnight (-1: no such time) and time zones."""
    days, seconds, zones, known = [], [], [], {}
    for text in texts.tolist():
        text = text.strip()
        if len(text) > LONGEST:
            text = "too long"
        tail = text[10:]  # where the time begins in most dates; there are few different ones
        if not tail:
            days.append(text)
            seconds.append(0)
            zones.append("")
            continue
        if tail not in known:
            known[tail] = _clock(TIME.fullmatch(tail))
        if known[tail]:
            length, second, zone = known[tail]
        else:
            text = _plainer(text)
            length, second, zone = _clock(TIME.search(text)) or (0, 0, "")
        day = text[:-length] if length else text
        if not length and (found := COMPACT.fullmatch(text)):
            day, second = found[1], _seconds(int(found[2]), int(found[3]), int(found[4] or 0))
        days.append(day.rstrip(" ,"))
        seconds.append(second)
        zones.append(zone)
    return days, np.array(seconds, dtype="int64"), np.array(zones, dtype=object)


def _plainer(text: str) -> str:
    """Take the day of the week off, and put the year of `Wed Apr 03 10:00:00 CEST 2024` behind its day."""
    found = WEEKDAY.match(text)
    if found and not month_named(found[0].strip(" .,\t")):
        text = text[found.end() :]
    if found := UNIX.fullmatch(text):
        text = f"{found[1]}, {found[4]} {found[2]}" + (f" {found[3]}" if found[3] else "")
    return text


def _clock(found: re.Match | None) -> tuple[int, int, str] | None:
    """Return length, seconds since midnight and zone of a time of day, as `TIME` found it."""
    if not found:
        return None
    half = found[4]
    hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3] or 0)
    if half:
        if not 1 <= hours <= 12:
            return len(found[0]), -1, ""
        hours = hours % 12 + (12 if half in "pP" else 0)
    return len(found[0]), _seconds(hours, minutes, seconds), found[5].strip()


def _seconds(hours: int, minutes: int, seconds: int) -> int:
    """Return seconds since midnight, -1 if there is no such time."""
    return hours * 3600 + minutes * 60 + seconds if hours < 24 and minutes < 60 and seconds < 60 else -1


def _parts(text: str) -> tuple[str, tuple[int, ...]]:
    """Return the form of a day ("" if it is none) and its three numbers as they stand."""
    text = _plainer(text)
    if found := YEAR_FIRST.fullmatch(text):
        return "ymd", (int(found[1]), int(found[3]), int(found[4]))
    if found := THREE.fullmatch(text):
        a, mark, b, c = found.groups()
        if len(a) <= 2:
            return mark + ("yy" if len(c) == 2 else ""), (int(a), int(b), int(c))
    if found := TOGETHER.fullmatch(text):
        return "yy", tuple(map(int, found.groups()))
    for pattern, (day, month, year) in NAMED.items():
        found = pattern.fullmatch(text)
        if found and (number := month_named(found[month])):
            kind = "named" + ("yy" if len(found[year]) == 2 else "")
            return kind, (int(found[day]), number, int(found[year]))
    return "", (0, 0, 0)


def month_named(word: str) -> int:
    """Return the number of the month that a word, or its beginning, names; 0 for none or several."""
    word = word.casefold()
    if found := re.fullmatch(r"(.+)kuu(?:ta)?", word):
        return FINNISH.index(found[1]) + 1 if found[1] in FINNISH else 0
    fits = [i for i, names in enumerate(MONTHS, 1) if any(n.startswith(word) for n in names.split())]
    return fits[0] if len(fits) == 1 and len(word) >= 3 else 0


def _counted_up(text: str) -> tuple[str, int]:
    """Return what a bare number counts ("" if no date) and its moment in seconds since 1970."""
    for counts, (pattern, per_day) in NUMERIC.items():
        if found := pattern.fullmatch(text):
            number = float(f"{found[1]}.{found[2] or 0}") - (SPREADSHEETS_1970 if per_day == 1 else 0)
            seconds = round(number / per_day * 86_400)
            if 0 <= seconds < 4_102_444_800:  # 2100
                return counts, seconds
    return "", np.iinfo("int64").min


def _orders_of(form: str, texts: np.ndarray) -> list[str]:
    """Return the orders in which the three numbers of a form can stand."""
    if form == "ymd":
        return ["year"]
    if form.startswith("named"):
        return ["day"]
    return (
        ["day", "month", "year"]
        if form.endswith("yy") and all(t[1:2].isdigit() for t in texts)
        else ["day", "month"]
    )


def _days(ymd: np.ndarray, short: bool) -> np.ndarray:
    """Return days from columns of year (`short`: of two digits), month and day; NaT where there is none."""
    year, month, day = ymd.T.copy()
    if short:
        year = year + np.where(year < FIRST_OF_1900, 2000, 1900)
    fine = (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1)
    months = np.where(fine, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    fine &= day <= ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype("int64")
    result = months.astype("datetime64[D]") + (day - 1)
    return np.where(fine, result, np.datetime64("NaT"))


def _settle(read: dict[str, np.ndarray], answer: str | None) -> tuple[np.ndarray, np.ndarray, list[str]]:
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


def _why(name: str, texts: np.ndarray, read: dict[str, np.ndarray], order: str) -> str:
    """Say which value decided the order of the dates of a form."""
    others = np.array([~np.isnat(days) for o, days in read.items() if o != order])
    telling = np.flatnonzero(~np.isnat(read[order]) & ~others.all(axis=0))
    return (
        f"Dates in `{name}` begin with the {order}: values such as {texts[telling[0]]!r} allow nothing else."
    )
