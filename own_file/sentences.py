"""Say in sentences what an own file holds and lacks, what was decided, and how far to trust the result."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from helpers import experiment
from own_file import divide
from own_file.asking import Question
from own_file.divide import days
from own_file.steps import counted, in_words
from own_file.table import OwnFileError

if TYPE_CHECKING:
    from own_file.way import OwnFile

GIANT = 0.2  # share of all money that one customer brings
MUCH_ALIKE, RELATED = 0.65, 0.3  # of the adjusted Rand index
NEEDED_FOR = {
    "email": "The file holds no e-mail addresses, so there are no lists for e-mail or advertising.",
    "consent_email": "The file does not say who may be written to by e-mail, so nobody is put on a list.",
    "consent_ads": "The file does not say who may be passed to advertising systems, so nobody is.",
    "name": "The file holds no names, so a message cannot greet anybody by name.",
    "product": "The file names no articles, so what a segment buys is not known.",
    "price": "The file holds no quantity and price of a piece, so who buys more, and who dearer, is unknown.",
    "order": "The file holds no order number, so each row counts as an order.",
    "currency": "The file names no currency, so amounts stand without one.",
}


def about(own: "OwnFile") -> str:
    """Return which file it is, its period, and how much it holds."""
    totals = own.cleaned.totals
    return (
        f"{own.name}: {counted(own.rfm['frequency'].sum(), 'order')} of {counted(len(own.rfm), 'customer')}, "
        f"{_from_to(own)}. Amounts {f'in {own.currency}' if own.currency else 'without a currency'}. "
        f"{totals['rows_kept']:,} of {totals['rows_read']:,} rows are kept."
    )


def buyers(own: "OwnFile") -> list[str]:
    """Return who buys, in sentences."""
    rfm, only_returned = own.rfm, own.cleaned.orders["customer_id"].nunique() - len(own.rfm)
    found = [
        f"{counted(len(rfm), 'customer')} placed {counted(rfm['frequency'].sum(), 'order')} worth "
        f"{own.money(rfm['monetary'].sum())}, {_from_to(own)}."
    ]
    once = (rfm["frequency"] == 1).mean()
    if once == 1:
        found.append("Each of them ordered once.")
    elif len(rfm) > 1:
        found.append(
            f"{once:.0%} of them ordered once; nobody more than {counted(rfm['frequency'].max(), 'time')}."
        )
    if len(rfm) >= 20 and rfm["monetary"].sum() > 0:
        best = rfm["monetary"].nlargest(len(rfm) // 10).sum() / rfm["monetary"].sum()
        found.append(f"The tenth of the customers who spent most brought {best:.0%} of the money.")
    gave_back = int((rfm["monetary"] <= 0).sum())
    if gave_back:
        found.append(f"{counted(gave_back, 'customer')} gave back all that they bought.")
    if only_returned:
        found.append(
            f"{counted(only_returned, 'customer')} only sent things back: they do not count as buyers."
        )
    return found


def headline(own: "OwnFile") -> list[str]:
    """Return at most four sentences for those who read no further."""
    profile, past = own.profile, own.past
    largest = profile.index[0]
    found = [
        f"The largest segment: {largest}, {counted(profile['customers'].iloc[0], 'customer')} "
        f"of {len(own.rfm):,}."
    ]
    if "% of money" in profile:
        best = profile["% of money"].idxmax()
        found.append(
            f"Most money comes from the segment “{best}”: {profile.loc[best, '% of money']:.0f}% of it, from "
            f"{profile.loc[best, '% of customers']:.0f}% of the customers."
        )
    quiet = [name for name in (divide.QUIET_REGULAR, divide.QUIET) if past is not None and name in past.index]
    if quiet and past.loc[quiet[0], "customers"] >= divide.SMALLEST:
        length = past.attrs["days"]
        found.append(
            f"Of {past.loc[quiet[0], 'customers']:,} customers who were “{quiet[0]}” {days(length)} earlier, "
            f"{past.loc[quiet[0], 'bought']:.0%} have bought since."
        )
    if own.reach:
        channel, audience = next(iter(own.reach.items()))
        groups = audience.people["group"].value_counts()
        where = {"email": "by e-mail", "ads": "in advertising systems"}[channel]
        found.append(
            f"{counted(groups.get('contacted', 0), 'customer')} can be reached {where}; "
            f"{_held_out(groups)} held out to measure the effect."
        )
    return found[:4]


def trust(own: "OwnFile") -> list[str]:
    """Return how far the segments can be trusted: first whether groups are stable."""
    return [stability(own), *_measured(own)]


def stability(own: "OwnFile") -> str:
    """Return whether k-means finds its groups again, and what that means for the rules."""
    found = own._clusters
    if found.stability is None:
        return f"Fixed rules, so the borders do not move. {found.why_not[:1].upper()}{found.why_not[1:]}."
    best = found.stability["mean"].idxmax()
    if found.labels is None:
        return (
            "No number of groups is stable: when the customers are drawn anew, k-means finds other groups "
            f"({best} groups agree best, {found.stability['mean'].max():.2f}; the bar is {divide.BAR}). That "
            "is a result: these customers form no clear groups. So the segments are plain rules on recency, "
            "orders and money, whose borders do not move."
        )
    k = found.labels.nunique()
    alike = adjusted_rand_score(own.segments, found.labels)
    words = "much like" if alike >= MUCH_ALIKE else "related to" if alike >= RELATED else "other than"
    return (
        f"Fixed rules, so the borders do not move. k-means finds up to {k} groups again when the customers "
        f"are drawn anew (agreement {found.stability.loc[k, 'mean']:.2f}, the bar is {divide.BAR}); they "
        f"are {words} the segments (agreement {alike:.2f})."
    )


def _held_out(groups: pd.Series) -> str:
    held = groups.get("control", 0)
    return f"{held:,} {'is' if held == 1 else 'are'}"


def _measured(own: "OwnFile") -> list[str]:
    """Return what a test of all segments together would show, where there is somebody to write to."""
    if "email" not in own.reach or own.past is None:
        return []
    groups = own.reach["email"].people["group"].value_counts()
    contacted, control = int(groups.get("contacted", 0)), int(groups.get("control", 0))
    if not control:
        return ["So few can be written to that no control group is held out, and no effect can be measured."]
    rate = min(max(own.past.attrs["bought"], 0.02), 0.98)
    points = 100 * experiment.smallest_difference(contacted, control, rate)
    if not np.isfinite(points):
        return ["So few can be written to that no change in who buys would be seen."]
    return [
        f"With {contacted:,} written to and {control:,} held out, a change of {points:.1f} points in who "
        f"buys within {days(own.past.attrs['days'])} is seen in four of five tests."
    ]


def of_tests(own: "OwnFile") -> dict[str, str]:
    """Return what the columns of the actions mean, as far as they are there."""
    if "a test shows (points)" not in own.actions:
        return {}
    return {"a test shows": "the smallest change in buyers of 100 that four of five tests would see"}


def lacks(own: "OwnFile") -> list[str]:
    """Return what the file lacks, and what could not be done for want of it, a sentence each."""
    has = {role for role, column in own.columns.items() if column is not None}
    if {"quantity", "unit_price"} <= has:
        has.add("price")
    if "email" not in has:  # then nobody asks for consent
        has |= {"consent_email", "consent_ads"}
    if own.cleaned.totals["revenue"] and own.currency:
        has.add("currency")  # it stands beside the amounts
    found = [sentence for need, sentence in NEEDED_FOR.items() if need not in has]
    try:
        own.rfm
    except OwnFileError as problem:
        return [*found, str(problem)]
    return found + _shape(own)


def _shape(own: "OwnFile") -> list[str]:
    """Return what the shape of the file keeps from being found."""
    rfm, rules, found = own.rfm, own.rules, []
    if rules.regular_orders is None:
        found.append("Everybody ordered once, so nobody can be called a regular.")
    if not (rfm["recency_days"] > rules.quiet_days).any():
        found.append(
            f"Nobody is quiet: all have ordered within {days(rules.quiet_days)}, and the file covers "
            f"{days(own.period_days)}."
        )
    if own.past is None:
        found.append(f"The file covers {days(own.period_days)}, too few to look back and see who came back.")
    if len(rfm) < divide.LEAST_CUSTOMERS:
        found.append(
            f"{counted(len(rfm), 'customer')}: so few that differences between segments may be luck."
        )
    if own.clusters is None and own.stability is not None:
        found.append("No number of groups is stable, so the segments are plain rules.")
    small = int((own.segments.value_counts() < divide.SMALLEST).sum())
    if small:
        some = "One segment has" if small == 1 else f"{small} segments have"
        found.append(
            f"{some} fewer than {divide.SMALLEST} customers: not shown in the report, and not written to."
        )
    total = rfm["monetary"].sum()
    if len(rfm) > 1 and total > 0 and rfm["monetary"].max() / total >= GIANT:
        found.append(
            f"One customer brought {rfm['monetary'].max() / total:.0%} of the money, so shares of money say "
            "more about this customer than about a segment."
        )
    return found


def choices(own: "OwnFile") -> list[dict[str, str]]:
    """Return what was decided, as `what`, `choice` and `by` whom."""
    found = [
        {"what": role, "choice": column, "by": "you" if role in own._said else "a guess"}
        for role, column in own.columns.items()
        if column is not None
    ]
    found += [{"what": q.sentence, "choice": answer_words(q), "by": "you"} for q in own.cleaned.answered]
    return found + [{"what": note, "choice": "", "by": "the file"} for note in own.cleaned.notes]


def decisions(own: "OwnFile") -> list[str]:
    """Return the same for a page: the columns in one sentence, then a sentence each."""
    columns = ", ".join(f"{role} = {column}" for role, column in own.columns.items() if column is not None)
    others = [choice for choice in own.choices if choice["what"] not in own.columns]
    return [
        f"Columns: {columns}.",
        *(f"{c['by'].capitalize()}: {c['what']} {c['choice']}".strip() for c in others),
    ]


def answer_words(question: Question) -> str:
    """Return the answer to a question in words."""
    answer = question.answer
    if isinstance(answer, dict):
        words = {choice: said.rstrip(".") for choice, said in question.choices.items()}
        return "; ".join(f"{value}: {words.get(chosen, chosen)}" for value, chosen in answer.items()) + "."
    if isinstance(answer, (list, tuple, set)):
        return f"Counted: {', '.join(map(str, answer)) or 'none'}."
    return str(question.choices.get(answer, answer))


def _from_to(own: "OwnFile") -> str:
    first, last = in_words(own.first_day), in_words(own.last_day)
    return f"{first} to {last}" if first != last else first
