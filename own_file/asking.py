"""Ask what a file does not say, and sort its rows by the answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from own_file.steps import Reading, counted, drop, shortened
from own_file.table import OwnFileError

BLANK = "(blank)"  # how a question calls the value of an empty cell
KEYS = {
    *"fill_down nobody copies dates far_dates decimals price discount repeated no_currency currency".split(),
    *"kind negative cancelled free postage".split(),
}


class Option(NamedTuple):
    """One of the values that a question is answered for, such as a status.

    `money` is what counting its rows brings, None while their money is open or in several currencies.
    """

    value: str
    words: str
    rows: int
    money: float | None


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
    options : list of Option
        The values it can be answered for one by one: by a dict from value to choice, or by a list of the
        values that count. One choice alone is the answer for all of them that are doubtful.
    settled : dict of str to str
        Of the options, what is decided: by an answer, or because the value leaves no doubt.
    answer : object
        The answer given, None as long as rows wait for one.
    """

    key: str
    sentence: str
    choices: dict
    rows: int
    examples: list
    answer: object = None
    options: list = field(default_factory=list)
    settled: dict = field(default_factory=dict)


class Work:
    """The rows of a reading on their way: why each was dropped, or which question it waits for."""

    def __init__(self, reading: Reading, answers: dict) -> None:
        self.reading, self.answers = reading, answers
        self.reasons, self.why = list(reading.reasons), reading.why.copy()
        self.waits = np.zeros(reading.n, "int16")
        self.usable = reading.usable
        self.asked: list[Question] = []
        self.notes = list(reading.notes)
        self.customer, self.customers = reading.customer, reading.customers
        self.above = np.arange(reading.n)  # where an order's number stands, and its date

    def drop(self, rows: np.ndarray, reason: str) -> None:
        """Drop those of `rows` that have not been dropped before."""
        drop(self.why, self.reasons, rows, reason)

    def ask(
        self, rows: np.ndarray, key: str, sentence: str, choices: dict, examples: list
    ) -> tuple[np.ndarray, object]:
        """Ask about the usable ones of `rows`; return those rows and the answer, None if there is none."""
        rows = rows & self.usable
        answer = self.answers.pop(key, None)
        if not rows.any():
            return rows, None
        fits = key == "currency" if isinstance(answer, dict) else answer in [None, *choices]
        if not fits:
            raise OwnFileError(
                f"{answer!r} is no answer to the question {key!r}; expected one of "
                f"{', '.join(map(repr, choices))}."
            )
        count = int(rows.sum())
        sentence = sentence.replace("{rows}", counted(count), 1)
        self._put(Question(key, sentence, choices, count, examples, answer), rows)
        return rows, answer

    def ask_each(
        self,
        rows: np.ndarray,
        key: str,
        sentence: str,
        choices: dict,
        values: tuple[np.ndarray, list[str]],
        *,
        doubtful: Iterable[str],
        money: tuple[np.ndarray, np.ndarray] | None = None,
        words: dict[str, str] | None = None,
    ) -> dict[str, np.ndarray]:
        """Ask about values one by one; return by choice the rows that it was made for.

        Parameters
        ----------
        rows : array of bool
            The rows whose values are listed.
        choices : dict of str to str
            The first one is that for values that count, the one called "drop" for those that do not.
        values : array of int, list of str
            Of each row the place of its value in the list.
        doubtful : list of str
            The values that need an answer; the others count.
        money : array of float, array of int
            What each row brings, and in which currency.
        words : dict of str to str
            What a value means, where it does not say so itself.
        """
        rows = rows & self.usable
        codes, names = values
        answer = self.answers.pop(key, None)
        lines = np.bincount(codes[rows], minlength=len(names))
        there = [i for i in np.argsort(-lines, kind="stable") if lines[i]]
        doubtful = set(doubtful)
        if not any(names[i] in doubtful for i in there) and isinstance(answer, str | None):
            return {choice: np.zeros(len(rows), bool) for choice in choices}
        counts = next(iter(choices))
        settled = _settled(key, answer, [names[i] for i in there], doubtful, choices, counts)
        open_ = np.array([name in doubtful and name not in settled for name in names], bool)
        chosen = np.array([settled.get(name, "") for name in names], dtype=object)
        asked = np.array([name in doubtful for name in names], bool)
        waiting, about = rows & open_[codes], rows & asked[codes]
        examples = [names[i] or BLANK for i in there if names[i] in doubtful][:3]
        count = int((waiting if waiting.any() else about).sum())
        sentence = sentence.replace("{rows}", counted(count), 1)
        sentence = sentence.replace("{examples}", ", ".join(repr(shortened(text)) for text in examples), 1)
        options = _options(names, there, rows, codes, money, words or {})
        answer = None if waiting.any() else answer
        self._put(Question(key, sentence, choices, count, examples, answer, options, settled), waiting)
        return {choice: rows & (chosen == choice)[codes] for choice in choices}

    def _put(self, question: Question, rows: np.ndarray) -> None:
        """Add a question; while it has no answer its rows wait."""
        self.asked.append(question)
        if question.answer is None:
            self.waits[rows & (self.waits == 0)] = len(self.asked)

    def refuse_unknown_answers(self) -> None:
        """Say so when an answer has no question: it may be misspelt."""
        unknown = [key for key in self.answers if key.split(":")[0] not in KEYS]
        if unknown:
            there = ", ".join(q.key for q in self.asked) or "none"
            raise OwnFileError(f"There is no question {unknown[0]!r}; this file has {there}.")


def _options(
    names: list[str],
    there: list[int],
    rows: np.ndarray,
    codes: np.ndarray,
    money: tuple[np.ndarray, np.ndarray] | None,
    words: dict[str, str],
) -> list[Option]:
    """Return the values with their rows and the money that counting them brings."""
    here = codes[rows]
    lines = np.bincount(here, minlength=len(names))
    known = np.zeros(len(names), bool)
    total = np.zeros(len(names))
    if money is not None:
        value, currency = money[0][rows], money[1][rows]
        total = np.bincount(here, weights=np.nan_to_num(value), minlength=len(names))
        width = int(currency.max(initial=0)) + 1
        kinds = np.bincount(here * width + currency, minlength=len(names) * width).reshape(-1, width) > 0
        known = (kinds.sum(axis=1) == 1) & (np.bincount(here[np.isnan(value)], minlength=len(names)) == 0)
    return [
        Option(
            names[i],
            words.get(names[i], names[i] or BLANK),
            int(lines[i]),
            round(float(total[i]), 2) if known[i] else None,
        )
        for i in there
    ]


def _settled(
    key: str, answer: object, names: list[str], doubtful: set[str], choices: dict[str, str], counts: str
) -> dict[str, str]:
    """Return by value what is decided: by the answer, or because it leaves no doubt."""
    settled = {name: counts for name in names if name not in doubtful}
    if answer is None:
        return settled
    if isinstance(answer, str) and answer in choices:
        return settled | dict.fromkeys((name for name in names if name in doubtful), answer)
    if isinstance(answer, str):
        answer = [answer]
    if isinstance(answer, dict):
        for value, choice in answer.items():
            if choice not in choices:
                raise OwnFileError(
                    f"{choice!r} is no answer for {value!r} in the question {key!r}; expected one of "
                    f"{', '.join(map(repr, choices))}."
                )
            settled[_match(key, value, names, choices)] = choice
        return settled
    if not isinstance(answer, list | tuple | set | frozenset):
        raise OwnFileError(
            f"{answer!r} is no answer to the question {key!r}; expected one of "
            f"{', '.join(map(repr, choices))}."
        )
    count = {_match(key, value, names, choices) for value in answer}
    return {name: counts if name in count else "drop" for name in names}


def _match(key: str, value: object, names: list[str], choices: dict[str, str]) -> str:
    """Return the value of the file that an answer means; capitals and spaces around it do not matter."""
    same = [name for name in names if name == value]
    if not same and isinstance(value, str):
        wanted = "" if value.strip() == BLANK else value.strip().casefold()
        same = [name for name in names if name.strip().casefold() == wanted]
    if len(same) != 1:
        there = ", ".join(repr(name or BLANK) for name in names[:10])
        raise OwnFileError(
            f"{value!r} is no answer to the question {key!r}; expected one of "
            f"{', '.join(map(repr, choices))} for all, or values such as {there}."
        )
    return same[0]
