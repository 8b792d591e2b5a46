"""The whole way of a participant's own file: from the table to segments, a report and audience files.

One object does it, and says in a sentence what the file lacks for more::

    own = own_file.OwnFile("orders.csv")
    own.set(customer="Client", amount="Total")     # what the columns mean, where the guesses are not right
    own.answer(cancelled="drop")                   # what the file does not say
    own.segments, own.profile, own.lacks
    own.save("results")

Everything follows from the file, the columns and the answers. It is worked out when it is asked for and
forgotten when one of them changes.
"""

import re
import warnings
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers import experiment, features
from helpers.segment import profile
from own_file import divide, guess, sentences
from own_file.asking import Question
from own_file.audiences import CONSENT, Audience, choose, clear, write
from own_file.clean import ROLES, Cleaned, clean
from own_file.read import look
from own_file.report import Report, shares
from own_file.report import save as save_page
from own_file.save import save_dropped, save_frame
from own_file.table import OwnFileError

NEEDED = ("customer", "time", "amount")
LOOK_BACK_DAYS = (60, 30, 14, 7)  # how far the past is cut: a quarter of the file's time at most
HOLDOUT, SEED = 0.2, 0
ACTIONS = {
    divide.REGULAR: "new goods first, no discount",
    divide.QUIET_REGULAR: "what is new since their last order",
    divide.BIG: "personal service; what goes with what they bought",
    divide.NEW: "a welcome, and what goes with the first order",
    divide.OCCASIONAL: "a reason for the next order, before they fall quiet",
    divide.QUIET: "one message a season, by a cheap channel",
}


class NotReady(OwnFileError):
    """Something must be chosen or answered first: one sentence says what."""


class OwnFile:
    """A file, what its columns mean, the answers to its questions, and all that follows from them.

    Parameters
    ----------
    paths : str, Path or list of these
        A CSV file or a workbook, or several files of one shape.
    sheet : str or list of str, optional
        Sheets of a workbook.

    Raises
    ------
    OwnFileError
        The file cannot be read. Every other step raises it, too, where it cannot be done: in one sentence.
    """

    def __init__(self, paths: str | Path | Iterable[str | Path], *, sheet: str | list[str] | None = None):
        self.found = look(paths, sheet=sheet)
        self._columns: dict[str, str | None] = {role: self.found.guesses.get(role) for role in ROLES}
        self._answers: dict[str, Any] = {}
        self._asked: dict[str, tuple] = {}  # what the question was to which an answer was given
        self._answered_for = dict(self._columns)
        self._said: set[str] = set()  # roles whose column somebody has named

    # ------------------------------------------------------------------------- what a participant decides
    @property
    def columns(self) -> dict[str, str | None]:
        """The column of each role, None where the file has none."""
        return dict(self._columns)

    @property
    def missing(self) -> str:
        """The first role without a column that nothing can be done without, "" if there is none."""
        has = {role for role, column in self._columns.items() if column is not None}
        if {"quantity", "unit_price"} <= has:
            has.add("amount")
        return next((role for role in NEEDED if role not in has), "")

    def set(self, **columns: str | None) -> None:
        """Say which column holds what, such as ``customer="Client"``; None where the file does not have it.

        Answers stay as long as their question stays the same.

        Raises
        ------
        OwnFileError
            There is no such role, or no such column.
        """
        for role, column in columns.items():
            if role not in ROLES:
                raise OwnFileError(f"There is no role {role!r}; expected some of {', '.join(ROLES)}.")
            if column is not None and column not in self.found.table:
                there = ", ".join(map(repr, self.found.table))
                raise OwnFileError(f"The file has no column {column!r} for {role!r}; it has {there}.")
        self._columns |= columns
        self._said |= set(columns)
        self._forget()

    @property
    def answers(self) -> dict[str, Any]:
        """The answers that are given, by the key of their question."""
        return dict(self._answers)

    def answer(self, answers: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        """Answer questions, by their key; None takes an answer back.

        Raises
        ------
        OwnFileError
            Nobody asks this, or it is no answer to the question. Then the answers stay as they were.
        """
        given = {**(answers or {}), **more}
        asked = {question.key: question for question in self.asked}
        for key in given:
            if key not in asked:
                raise OwnFileError(f"There is no question {key!r}; this file has {_listed(asked)}.")
        before = self._answers, self._asked
        new = self._answers | given
        self._answers = {key: answer for key, answer in new.items() if answer is not None}
        self._asked = self._asked | {key: _what_it_asks(asked[key]) for key in given}
        self._forget()
        try:
            self.cleaned  # noqa: B018  # an answer that does not fit is refused at once
        except OwnFileError:
            self._answers, self._asked = before
            self._forget()
            raise

    def _forget(self) -> None:
        """Forget all that follows from the columns and the answers."""
        for name in [
            name for name in self.__dict__ if isinstance(getattr(type(self), name, None), cached_property)
        ]:
            del self.__dict__[name]

    # --------------------------------------------------------------------------------- rows, and questions
    @cached_property
    def cleaned(self) -> Cleaned:
        """What became of the rows: kept, dropped with a reason, or waiting for an answer."""
        if self._answers and self._columns != self._answered_for:
            now = {
                question.key: _what_it_asks(question)
                for question in clean(self.found, self._columns).questions
            }
            self._answers = {key: a for key, a in self._answers.items() if now.get(key) == self._asked[key]}
        self._answered_for = dict(self._columns)
        return clean(self.found, self._columns, self._answers)

    @property
    def questions(self) -> list[Question]:
        """What the file does not say and nobody has answered yet."""
        return self.cleaned.questions

    @property
    def asked(self) -> list[Question]:
        """All questions that this file raises, answered or not."""
        return [*self.cleaned.questions, *self.cleaned.answered]

    @cached_property
    def doubts(self) -> list[str]:
        """What looks odd about the meaning of the columns as a whole, in sentences."""
        return guess.doubts(self.found.table, self._columns)

    @property
    def orders(self) -> pd.DataFrame:
        """The clean rows.

        Raises
        ------
        NotReady
            Questions are open.
        OwnFileError
            No row is left.
        """
        if self.questions:
            keys = _listed([question.key for question in self.questions])
            many = len(self.questions)
            waits = "One question waits" if many == 1 else f"{many} questions wait"
            raise NotReady(f"{waits} for an answer: {keys}.")
        if self.cleaned.orders.empty:
            listed = _listed(f"{why} {rows:,}" for why, rows in self.dropped["rows"].items())
            raise OwnFileError(f"No row of {self.name} can be used, so there is nothing to divide: {listed}.")
        return self.cleaned.orders

    @property
    def dropped(self) -> pd.DataFrame:
        """Why rows were left out, and how many: `rows` by reason, most first."""
        summary = self.cleaned.summary()
        return summary[summary["fate"] == "dropped"].set_index("reason")[["rows"]].rename_axis("reason")

    # ------------------------------------------------------------------------------------- facts of the file
    @property
    def name(self) -> str:
        """The file's name; of several the first, and how many more."""
        more = len(self.found.paths) - 1
        return f"{self.found.path.name}{f' and {more} more' if more else ''}"

    @property
    def currency(self) -> str:
        """The currency of all amounts, "" where the file names none."""
        return next(iter(self.cleaned.totals["revenue"]), "")

    def money(self, amount: float) -> str:
        """Return an amount in words, with the file's currency."""
        near = f"{amount:,.0f}" if abs(amount) >= 100 or float(amount).is_integer() else f"{amount:,.2f}"
        return f"{near} {self.currency}".strip()

    @property
    def first_day(self) -> pd.Timestamp:
        """The day of the first kept row."""
        return self.orders["ordered_at"].min().normalize()

    @property
    def last_day(self) -> pd.Timestamp:
        """The day of the last kept row."""
        return self.orders["ordered_at"].max().normalize()

    @property
    def at(self) -> pd.Timestamp:
        """The day that all figures are about: the one after the last."""
        return self.last_day + pd.Timedelta(days=1)

    @property
    def period_days(self) -> int:
        """Days that the file covers."""
        return (self.at - self.first_day).days

    # -------------------------------------------------------------------------------------------- customers
    @cached_property
    def customers(self) -> pd.DataFrame:
        """What the file says of each buyer beside the orders: name, address, consent, as far as it does."""
        return self.cleaned.customers.reindex(self.rfm.index)

    @cached_property
    def rfm(self) -> pd.DataFrame:
        """A row per buyer: `recency_days`, `frequency` (orders), `monetary` (money), `basket` (per order).

        An order is what was bought, not what was sent back, and who has only returned is no buyer.
        """
        table = self._rfm_before(self.orders, self.at)
        if table.empty:
            raise OwnFileError(f"Nobody bought anything in {self.name}: its rows hold returns only.")
        return table

    def _rfm_before(self, orders: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
        order = "order_id" if "order_id" in orders else None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of customers who have only returned: `sentences` says it
            table = features.rfm(orders, at=day, amount="amount", order=order)
        table = table.rename(columns={"monetary_sek": "monetary"})
        return table.assign(basket=table["monetary"] / table["frequency"])

    # --------------------------------------------------------------------------------------------- segments
    @cached_property
    def rules(self) -> divide.Rules:
        """Where the segments begin, from the file's own figures."""
        return divide.rules_of(self.orders, self.rfm, self.period_days)

    @cached_property
    def segments(self) -> pd.Series:
        """Each buyer's segment, by rules that can be read aloud (see `definitions`)."""
        return self.rules.divide(self.rfm)

    @cached_property
    def definitions(self) -> dict[str, str]:
        """What the name of each segment that has buyers means."""
        there = set(self.segments)
        return {name: words for name, words in self.rules.words(self.money).items() if name in there}

    @cached_property
    def _clusters(self) -> divide.Clusters:
        return divide.clusters_of(self.rfm)

    @property
    def stability(self) -> pd.DataFrame | None:
        """By number of groups, how well k-means finds them again (`mean`, `lowest`); None if not tried."""
        return self._clusters.stability

    @property
    def clusters(self) -> pd.Series | None:
        """Each buyer's group in the finest division that is stable; None if none is."""
        return self._clusters.labels

    @cached_property
    def past(self) -> pd.DataFrame | None:
        """The same rules some days ago, and who has bought since: `customers`, `bought` (share) by segment.

        None where the file is too short to be cut. `attrs["days"]` says how many days.
        """
        length = next((n for n in LOOK_BACK_DAYS if 4 * n <= self.period_days), None)
        if length is None:
            return None
        then = self.at - pd.Timedelta(days=length)
        orders = self.orders
        earlier = self._rfm_before(orders, then)
        if earlier.empty:
            return None
        since = orders[(orders["ordered_at"] >= then) & (orders["amount"] >= 0)]
        bought = pd.Series(earlier.index.isin(since["customer_id"].unique()), index=earlier.index)
        table = bought.groupby(self.rules.divide(earlier)).agg(["size", "mean"])
        table = table.set_axis(["customers", "bought"], axis=1)
        table.attrs |= {"days": length, "bought": float(bought.mean())}
        return table

    # ---------------------------------------------------------------------------------- profile and actions
    @cached_property
    def profile(self) -> pd.DataFrame:
        """A row per segment: how many, what they buy, what they bring, and who of them came back."""
        rfm, segments = self.rfm, self.segments
        table = profile(rfm[["recency_days", "frequency"]], segments)
        unit = f" ({self.currency})" if self.currency else ""
        table["share"] = table["share"].round()
        table = table.rename(
            columns={
                "share": "% of customers",
                "median_recency_days": "days since last order",
                "median_frequency": "orders",
            }
        )
        basket = rfm["basket"].groupby(segments).median()
        table[f"money per order{unit}"] = basket.round(0 if basket.abs().max() >= 100 else 2)
        money = rfm["monetary"].groupby(segments).sum()
        if (money >= 0).all() and money.sum() > 0:
            table["% of money"] = (money / money.sum() * 100).round()
        if self.past is not None:
            known = self.past["bought"].where(self.past["customers"] >= divide.SMALLEST)
            table[f"% who bought again in {self.past.attrs['days']} days"] = (
                (known * 100).round().reindex(table.index)
            )
        if "product" in self.orders:
            table["buy most"] = self._bought_most().reindex(table.index).fillna("")
        return table.rename_axis("segment")

    def _bought_most(self) -> pd.Series:
        """Return the article that most customers of each segment have bought, and the share who have."""
        bought = self.orders[(self.orders["amount"] >= 0) & (self.orders["product"] != "")]
        pairs = bought[["customer_id", "product"]].drop_duplicates()
        counts = pairs.groupby([pairs["customer_id"].map(self.segments), "product"]).size()
        most = counts.sort_values(ascending=False, kind="stable").groupby(level=0).head(1)
        most = most[most >= divide.SMALLEST].reset_index(level=1, name="buyers")
        share = most["buyers"] / self.segments.value_counts().reindex(most.index)
        return most["product"] + share.map(" ({:.0%})".format)

    @cached_property
    def actions(self) -> pd.DataFrame:
        """A row per segment: what to do, and, where it is known who may be written to, what a test shows."""
        table = pd.DataFrame({"do": [ACTIONS[name] for name in self.profile.index]}, self.profile.index)
        if "email" in self.reach:
            counts = self.reach["email"].counts().reindex(table.index, fill_value=0)
            table["written to"], table["held out"] = counts["contacted"], counts["control"]
            if self.past is not None:
                table["a test shows (points)"] = self._smallest_changes(counts)
        return table

    def _smallest_changes(self, counts: pd.DataFrame) -> pd.Series:
        """Return the smallest change in who buys, in points, that a test of each segment probably shows."""
        rate = self.past["bought"].reindex(counts.index).fillna(self.past.attrs["bought"]).clip(0.02, 0.98)
        found = [
            100 * experiment.smallest_difference(contacted, control, share)
            for contacted, control, share in zip(counts["contacted"], counts["control"], rate, strict=True)
        ]
        return pd.Series(found, counts.index).replace(np.inf, np.nan).round(1)

    # ------------------------------------------------------------------------- who may be written to, files
    @cached_property
    def reach(self) -> dict[str, Audience]:
        """Who is written to and who is held out, by channel, where the file holds address and consent."""
        has = self.customers.columns
        if "email" not in has:
            return {}
        return {
            channel: choose(self.customers, self.segments, channel=channel, holdout=HOLDOUT, seed=SEED)
            for channel, consent in CONSENT.items()
            if consent in has
        }

    def audiences(self, folder: str | Path) -> pd.DataFrame:
        """Write the files for e-mail and advertising as far as the file allows; remove those it does not.

        Returns
        -------
        DataFrame
            A row per file: `file`, `rows`, `for`. None where nobody may be written to.
        """
        folder = Path(folder)
        written = [pd.DataFrame(columns=["file", "rows", "for"])]
        for channel in CONSENT:
            if channel in self.reach:
                written.append(write(self.reach[channel], folder))
            else:
                clear(folder, channel)
        return pd.concat([table for table in written if len(table)] or written, ignore_index=True)

    def report(self, folder: str | Path) -> Path:
        """Write the one-page report, ``report.html``, and return its path."""
        return save_page(self.page(), Path(folder) / "report.html")

    def save(self, folder: str | Path) -> pd.DataFrame:
        """Write all that the file allows: report, dropped rows, each customer's segment, audiences.

        Returns
        -------
        DataFrame
            A row per file: `file`, `rows` and whom it is `for`.
        """
        folder = Path(folder)
        self.report(folder)
        save_dropped(self.cleaned, folder / "dropped_rows.csv")
        table = self.customer_table()
        save_frame(table, folder / "customers.csv", sep=";", mark=True)
        own = [
            ("report.html", 1, "the board"),
            ("dropped_rows.csv", len(self.cleaned.dropped), "you: what was left out, and why"),
            ("customers.csv", len(table), "you: each customer's segment"),
        ]
        return pd.concat(
            [pd.DataFrame(own, columns=["file", "rows", "for"]), self.audiences(folder)], ignore_index=True
        )

    def customer_table(self) -> pd.DataFrame:
        """Return a row per buyer: `customer_id`, `segment`, figures, and the group of k-means, if any."""
        figures = self.rfm.round({"monetary": 2, "basket": 2}).set_axis(
            ["days_since_last_order", "orders", "money", "money_per_order"], axis=1
        )
        table = pd.DataFrame({"segment": self.segments}).join(figures)
        if self.clusters is not None:
            table["group"] = self.clusters
        return table.rename_axis("customer_id").reset_index()

    # -------------------------------------------------------------------------------------------- sentences
    @property
    def lacks(self) -> list[str]:
        """What could not be done, and what the file lacks for it, a sentence each."""
        return sentences.lacks(self)

    @property
    def choices(self) -> list[dict[str, str]]:
        """What was decided: `what`, `choice`, and `by` whom ("you", "a guess", "the file")."""
        return sentences.choices(self)

    def page(self) -> Report:
        """Return the report's content."""
        nothing = pd.DataFrame({"rows": [0]}, pd.Index(["nothing was left out"], name="reason"))
        return Report(
            title="Customer segments and what to do with them",
            about=sentences.about(self),
            made_on=self.at,
            headline=sentences.headline(self),
            profiles=self.profile,
            actions=self.actions,
            dropped=self.dropped if len(self.dropped) else nothing,
            stability=" ".join(sentences.trust(self)),
            definitions=self.definitions | sentences.of_tests(self),
            picture=shares(self.profile),
            lacks=self.lacks,
            decisions=sentences.decisions(self),
        )


def _what_it_asks(question: Question) -> tuple:
    """Return what must stay for an answer to stay: the question without its count, and the choices."""
    options = [option.value for option in question.options]
    return re.sub(r"[\d,]+ rows?", "", question.sentence), [*question.choices], options


def _listed(words: Iterable[Any]) -> str:
    return ", ".join(map(str, words)) or "none"
