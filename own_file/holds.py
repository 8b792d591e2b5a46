"""What a column holds: seen in rows spread over the whole file, so that a million cost no more than few."""

import functools
import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from own_file.dates import month_named
from own_file.values import ADDRESS, AGREED, LONGEST, MISSING, NOT_AGREED, currency_of, numbers

STRETCHES, STRETCH = 100, 40  # of rows that follow each other: lines of one order do
FAR = 20_000  # rows drawn singly: among these a value that repeats anywhere is met twice
WORDS_YES_NO = {word for word in AGREED | NOT_AGREED if not re.search(r"\d", word)}
CLOCK = re.compile(r"\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?\s*([ap]\.?m\.?)?", re.IGNORECASE)
PARTS = re.compile(r"(?:[^\W\d_]{2,9}\.?,? +)?(\d{1,4})\s?([-./])\s?(\d{1,2})\s?\2\s?(\d{1,4})(?!\d)")
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
NAMED = re.compile(
    rf"(?:[^\W\d_]{{2,9}}\.?,? +)?(?:{DAY}[. -]*[^\W\d_]{{3,9}}|[^\W\d_]{{3,9}}[. -]*{DAY})"
    r"[., -]+(?:\d{4}|\d{2})(?!\d)"
)
TOGETHER = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?|\d\d(?:0[1-9]|1[0-2])\d\d"
)
CODE = re.compile("[A-Za-z]{3}")  # of a currency


class Column:
    """One column, as the rows of a sample show it; all shares are of the cells that hold something."""

    def __init__(self, name: str, cells: pd.Series, typed: pd.Series | None = None) -> None:
        self.name = name
        stripped = cells.str.slice(0, LONGEST).str.strip()
        self.blank = (stripped.eq("") | stripped.str.lower().isin(MISSING)).to_numpy()
        self.texts = stripped.to_numpy(object)
        self.given = self.texts[~self.blank]
        self._cells, self._typed = stripped, typed

    @functools.cached_property
    def filled(self) -> float:
        """Share of the rows that hold something."""
        return len(self.given) / max(len(self.texts), 1)

    @functools.cached_property
    def different(self) -> list[str]:
        """The different values, in the order of the file."""
        return list(dict.fromkeys(self.given.tolist()))

    def _share(self, fits: Callable[[str], object]) -> float:
        """Share of the cells whose text fits; each different text is looked at once."""
        if not len(self.given):
            return 0.0
        codes, texts = pd.factorize(self.given)
        return float(np.array([bool(fits(text)) for text in texts])[codes].mean())

    @functools.cached_property
    def value(self) -> np.ndarray:
        """The numbers, NaN where there is none; what reads in two ways is read with a decimal point."""
        return numbers(self._cells, typed=self._typed, decimal="point").value

    @functools.cached_property
    def numbers(self) -> float:
        """Share of the cells that are numbers."""
        return float(np.isfinite(self.value[~self.blank]).mean()) if len(self.given) else 0.0

    @functools.cached_property
    def shares(self) -> float:
        """Share of the cells that hold a number, with or without a per cent sign."""
        cells = self._cells.str.removesuffix("%")
        read = numbers(cells, typed=self._typed, decimal="point").value[~self.blank]
        return float(np.isfinite(read).mean()) if len(read) else 0.0

    @functools.cached_property
    def decimals(self) -> float:
        """Share of the numbers that have decimals other than 0."""
        found = self.value[np.isfinite(self.value)]
        return float((found % 1 != 0).mean()) if len(found) else 0.0

    @functools.cached_property
    def zeros(self) -> float:
        """Share of the cells that are 0."""
        return float((self.value[~self.blank] == 0).mean()) if len(self.given) else 0.0

    @functools.cached_property
    def dates(self) -> float:
        """Share of values that are written as a day, with or without a time."""
        return self._share(_is_day)

    @functools.cached_property
    def day_numbers(self) -> float:
        """Share of values that may be days written as one number: 20250131, 45384.5 or 1712034567."""
        return self._share(_is_day_number)

    @functools.cached_property
    def clocks(self) -> float:
        """Share of the cells that are a time without a day."""
        return self._share(CLOCK.fullmatch)

    @functools.cached_property
    def addresses(self) -> float:
        """Share of the cells that are e-mail addresses."""
        return self._share(ADDRESS.fullmatch)

    @functools.cached_property
    def yes_no(self) -> float:
        """Share of the cells that say yes or no."""
        return self._share(lambda text: text.lower() in WORDS_YES_NO or text in ("0", "1", "0.0", "1.0"))

    @functools.cached_property
    def boolean(self) -> bool:
        """Both of a pair such as yes and no, or 0 and 1, or one of its words throughout."""
        words = {text.lower() for text in self.different}
        return bool(words) and (words <= WORDS_YES_NO or words in ({"0", "1"}, {"0.0", "1.0"}))

    @functools.cached_property
    def digits(self) -> float:
        """Share of values with a digit in them."""
        return self._share(re.compile(r"\d").search)

    @functools.cached_property
    def letters(self) -> float:
        """Share of values with two letters or more, and with more letters than digits."""
        return self._share(lambda text: sum(map(str.isalpha, text)) > max(1, sum(map(str.isdigit, text))))

    @functools.cached_property
    def people(self) -> float:
        """Share of values that are written as a person's name, or a company's: words without a digit."""
        return self._share(lambda text: " " in text and not any(map(str.isdigit, text)))

    @functools.cached_property
    def sentences(self) -> float:
        """Share of values that are as long as a sentence."""
        return self._share(lambda text: len(text) > 60 or text.count(" ") > 5)

    @functools.cached_property
    def marks(self) -> float:
        """Share of values that are written as a currency: a code of three letters, or a mark."""
        return self._share(lambda text: CODE.fullmatch(text) or currency_of(text.lower().rstrip(".")))


class Sample:
    """Rows of a table that stand for all: stretches of neighbours, and single rows from everywhere."""

    def __init__(self, table: pd.DataFrame, typed: pd.DataFrame | None = None) -> None:
        self.table, self.rows = table, len(table)
        starts = np.linspace(0, max(self.rows - STRETCH, 0), STRETCHES).astype(int)
        near = np.unique((starts[:, None] + np.arange(STRETCH)).ravel())
        near = near[near < self.rows] if self.rows > STRETCHES * STRETCH else np.arange(self.rows)
        self.near = near[table.iloc[near].ne("").any(axis=1)]
        self.far = np.random.default_rng(0).choice(self.rows, min(FAR, self.rows), replace=False)
        cells, numbers = table.iloc[self.near], None if typed is None else typed.iloc[self.near]
        self.columns = {
            name: Column(name, cells[name], None if numbers is None else numbers[name]) for name in table
        }

    def __getitem__(self, name: str) -> Column:
        """Return a column by its name."""
        return self.columns[name]

    def others(self, name: str) -> float:
        """Return how many other rows hold the same value as a row, on average over the whole file."""
        cells = self.table[name].iloc[self.far].str.strip()
        counts = cells[cells != ""].value_counts().to_numpy(float)
        n = counts.sum()
        if n < 2:
            return 0.0
        filled = n / len(self.far) * self.rows
        return float((counts * (counts - 1)).sum() / (n * (n - 1)) * (filled - 1))

    def same(self, one: str, other: str) -> bool:
        """Whether two columns hold the same values, as numbers if they are numbers."""
        a, b = self[one], self[other]
        if min(a.numbers, b.numbers) == 1:
            return np.allclose(a.value, b.value, equal_nan=True)
        return bool((a.texts == b.texts).all())

    def decided(self, key: str, column: str) -> tuple[float, int]:
        """Return for how many of the keys in several rows `column` has one value: the share, and the keys."""
        keys, values = self[key], self[column]
        rows = ~keys.blank & ~values.blank
        pairs = pd.DataFrame({"key": keys.texts[rows], "value": values.texts[rows]}).groupby("key")["value"]
        groups = pairs.agg(["size", "nunique"])
        groups = groups[groups["size"] > 1]
        return (float((groups["nunique"] == 1).mean()) if len(groups) else 1.0), len(groups)

    def one_to_one(self, one: str, other: str) -> bool:
        """Whether each value of the one goes with one value of the other, and the other way round."""
        return self.decided(one, other)[0] == 1 == self.decided(other, one)[0]


def _is_day(text: str) -> bool:
    if found := PARTS.match(text):
        a, b, c = int(found[1]), int(found[3]), int(found[4])
        if len(found[1]) == 4:
            return 1 <= b <= 12 and 1 <= c <= 31
        year_last = len(found[4]) in (2, 4)
        return len(found[1]) <= 2 and year_last and 1 <= a <= 31 and 1 <= b <= 31 and min(a, b) <= 12
    named = NAMED.match(text)  # "EUR 12,50" looks the same
    return bool(named) and any(map(month_named, re.findall(r"[^\W\d_]{3,}", named[0])))


def _is_day_number(text: str) -> bool:
    if TOGETHER.fullmatch(text):
        return True
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return False
    return 20_000 <= number <= 80_000 or 3e8 <= number <= 4e9 or 3e11 <= number <= 4e12
