"""What a file does not say about money: one function a question, from the numbers to what each row brings."""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from own_file import levels
from own_file.asking import Work
from own_file.names import name_score
from own_file.steps import MONEY, Reading, counted, identifier, shortened
from own_file.table import OwnFileError, plain
from own_file.values import NO, YES, parse_numbers, settle_numbers

CANCELLED = re.compile(
    r"\b(cancel|annul|avbest|avbrut|makul|storn|void|kansel|refund|return|retur|ersatt|erstat|aterbet|credited|kredit"
    r"|chargeback|reversed|reversal|charged back|rembours|erstatt|voided|rimbors)"
)
PAID = set(
    "paid|complete|completed|sent|shipped|delivered|fulfilled|dispatched|succeeded|success|successful|captured"
    "|settled|ok|done|finished|payment received|paid and shipped"
    "|betald|betalt|skickad|skickat|levererad|levererat|slutford|genomford|avslutad"
    "|sendt|afsendt|leveret|levert|gennemført|gjennomført|fuldført|fullført|afsluttet|avsluttet"
    "|bezahlt|versandt|versendet|verschickt|geliefert|zugestellt|abgeschlossen|erledigt"
    "|maksettu|lahetetty|toimitettu|pagado|enviado|entregado|paye|payee|expediee|livree|pago|entregue|betaald"
    "|verzonden|geleverd".split("|")
)
# What a yes means in a column of yes and no, by the name of the column.
BAD_FLAG = re.compile(
    r"\b(cancel|annul|avbest|makul|storn|void|refund|return|retur|kredit|credit|fail|fraud|test|unpaid|obetal|reject)"
)
GOOD_FLAG = re.compile(
    r"\b(paid|betal|bezahlt|shipped|fulfilled|delivered|lever|sent|skick|success|complete|captured)"
)
CREDIT = re.compile(
    r"\b(kredit|credit|gutschr|storno|refund|retur|return|reversal|chargeback|avoir|aterbet|hyvitys"
    r"|nota credito|abono|cn\b)"
)
SALE = re.compile(
    r"(invoice|faktura|fakturor|sale|sales|order|rechnung|charge|payment|purchase|receipt|kvitto|debit|debet|sell|forsaljning"
    r"|salg|verkauf|factura|facture|lasku|kop|debitfaktura|kundfaktura|sales invoice|sales order|in)"
)
POSTAGE = re.compile(
    r"\b(postage|shipping|freight|carriage|porto|frakt\w*|versand\w*|fragt|toimitus\w*"
    r"|delivery (fee|charge|cost)s?|handling fee|leveransavgift|p p)\b"
)
PRICE_OF_A_PIECE = re.compile(
    r"\b(unit|each|piece|stuck|styck|styk|enhet|enhed|einzel|stk|kpl)|\b(st|per|pr)\b|\ba pris|each\b"
)
CURRENCIES_AT_MOST, VALUES_AT_MOST = 20, 60
OFF = {  # what a discount takes off, by what it is
    "money": lambda gross, discount: np.sign(gross) * discount,
    "percent": lambda gross, discount: gross * discount / 100,
    "share": lambda gross, discount: gross * discount,
}
NOT_OFF = {
    "money": "No, and it is money",
    "percent": "No, and it is in per cent",
    "share": "No, and it is a share (0.1 is a tenth)",
}
PROOF = 0.95  # share of the rows, or orders, that must add up


# ------------------------------------------------------------------------------------------ what a row brings
def decimals(work: Work) -> None:
    """Ask about decimals that read in two ways; read the numbers."""
    r = work.reading
    work.numbers = dict(r.numbers)
    for role in MONEY:
        if role not in r.numbers:
            continue
        read, (codes, texts) = r.numbers[role], r.text[role]
        examples = r.examples(role, read.ambiguous & work.usable)
        _, answer = work.ask(
            read.ambiguous,
            f"decimals:{role}",
            f"In {{rows}} the number in `{r.columns[role]}`, such as {examples[0] if examples else ''!r}, "
            "can be read in two ways: nothing shows whether the mark stands before decimals or between "
            "thousands. Which is the decimal mark?",
            {
                "point": "The point (and the comma parts thousands).",
                "comma": "The comma (and the point parts thousands).",
            },
            examples,
        )
        if answer:
            work.numbers[role] = settle_numbers(
                r.columns[role], codes, texts, r.parsed[role], typed=r.typed[role], decimal=answer
            )


def price(work: Work) -> None:
    """Work out what each row brings; ask whether money beside a quantity is that of a piece or a line."""
    r = work.reading
    role = "amount" if "amount" in r.columns else "unit_price"
    each = np.abs(work.numbers[role].value)
    pieces = np.abs(work.numbers["quantity"].value) if "quantity" in r.numbers else np.ones(r.n)
    if role == "amount":
        pieces = np.where(pieces > 0, pieces, 1)
    several = (pieces != 1) & (pieces != 0) & ~np.isnan(pieces)
    of, note = r.found.once(("price", *sorted(r.columns.items())), lambda: _price_of(r, role, several))
    if note:
        work.notes.append(note)
    if not of:
        by_piece, by_line = (_sum(np.where(work.usable, value, 0)) for value in (pieces * each, each))
        _, of = work.ask(
            several,
            "price",
            f"In {{rows}} there is more than one piece, and nothing shows whether `{r.columns[role]}` is the "
            "price of one piece or of the whole line. Which is it?",
            {
                "piece": f"Of one piece: {by_piece} in all.",
                "line": f"Of the whole line: {by_line} in all.",
            },
            r.places(several),
        )
    work.gross = np.where(several, {"piece": pieces * each, "line": each}.get(of, np.nan), each * pieces)
    work.gross = np.where(r.negative, -work.gross, work.gross)


def _sum(values: np.ndarray) -> str:
    """Return a sum of money in words."""
    return f"{np.nansum(values):,.2f}"


def _price_of(r: Reading, role: str, several: np.ndarray) -> tuple[str, str]:
    """Return "piece" or "line" where the file shows what money is of, else "", and a note on why."""
    name = r.columns[role]
    if not (several & r.usable).any() or (role == "amount" and role in r.once):
        return "line" if role == "amount" else "piece", ""
    if role == "unit_price" and (
        PRICE_OF_A_PIECE.search(re.sub(r"([a-z])([A-Z])", r"\1 \2", name[:200]).lower())
        or PRICE_OF_A_PIECE.search(plain(name[:200]))
    ):
        return "piece", ""
    pieces, each = (np.abs(r.numbers[part].value) for part in ("quantity", role))
    rows = np.flatnonzero(r.usable & (pieces > 0) & (each > 0))[:200_000]
    same, product = _same_for_any_number(r, pieces, each, rows)
    if role == "amount" and not same and name_score("unit_price", name) <= name_score("amount", name):
        return "line", ""
    if role == "unit_price" and same:
        return "piece", (
            f"`{name}` is the price of one piece: {shortened(product)!r}, for one, costs the same however "
            "many were bought."
        )
    for what, money in (("piece", pieces * each), ("line", each)):
        if column := _adds_up_to(r, money, rows, several, besides=each if what == "piece" else pieces * each):
            if what == "piece" and role == "unit_price":
                return what, f"`{name}` is the price of one piece: times the quantity it is `{column}`."
            if what == "line":
                return what, f"`{name}` is the money of the whole line: it adds up to `{column}`."
    return "", ""


def _same_for_any_number(
    r: Reading, pieces: np.ndarray, each: np.ndarray, rows: np.ndarray
) -> tuple[bool, str]:
    """Return whether products cost the same however many were bought, and one that does."""
    if "product" not in r.columns:
        return False, ""
    table = pd.DataFrame({"pieces": pieces[rows], "each": each[rows]})
    table["by_line"] = (table["each"] / table["pieces"]).round(4)
    counts = table.groupby(r.text["product"].codes[rows]).nunique()
    counts = counts[counts["pieces"] > 1]
    for_pieces, for_lines = counts["each"] == 1, (counts["by_line"] == 1) & (counts["each"] > 1)
    if not for_pieces.any() or for_lines.any():
        return False, ""
    return True, r.text["product"].texts[counts.index[for_pieces][0]].strip()


def _adds_up_to(
    r: Reading, money: np.ndarray, rows: np.ndarray, several: np.ndarray, *, besides: np.ndarray
) -> str:
    """Return a column that holds this money, of the row or of its order, and not the other reading of it."""
    order = levels.each_its_own(r.order)[rows]
    telling = np.bincount(order, weights=several[rows]) > 0  # orders in which the two readings differ
    sums, others = (np.bincount(order, weights=np.nan_to_num(value[rows])) for value in (money, besides))
    for column, value in _other_numbers(r, rows):
        if _same(value, money[rows], several[rows]):
            return column
        of_order = np.full(len(sums), -np.inf)
        np.maximum.at(of_order, order, np.nan_to_num(value, nan=-np.inf))
        if _same(of_order, sums, telling) and not _same(of_order, others, telling):
            return column
    return ""


def _other_numbers(r: Reading, rows: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the numbers in some rows of each column without a role, whatever their sign, in both styles."""
    for column in r.found.table:
        if column not in r.columns.values():
            codes, texts = r.found.texts(column)
            used, place = np.unique(codes[rows], return_inverse=True)
            parsed = parse_numbers(texts[used])
            for value in (parsed.point, parsed.comma):
                if not np.isnan(value).all():
                    yield column, np.abs(value)[place]


def _same(one: np.ndarray, other: np.ndarray, rows: np.ndarray) -> bool:
    """Return whether two columns of money agree to a hundredth in nearly all of some rows."""
    return bool(rows.any()) and np.mean(np.abs(one - other)[rows] < 0.011) >= PROOF


def discounts(work: Work) -> None:
    """Take discounts off; ask whether this is done already, and what they are, where no sums show it."""
    r = work.reading
    work.off = np.zeros(r.n)
    if "discount" not in work.numbers:
        return
    gross, discount = work.gross, np.nan_to_num(np.abs(work.numbers["discount"].value))
    rows = (discount > 0) & ~np.isnan(gross) & (gross != 0)
    signs = r.each("discount", lambda text: "%" in text)[rows & r.usable]
    ways = ["percent"] if signs.any() else _ways(discount[rows & r.usable].max(initial=0))
    left = {way: gross - OFF[way](gross, discount) for way in ways}
    name, money = r.columns["discount"], r.columns.get("amount", r.columns.get("unit_price"))
    how, column = _discount_shown(r, gross, discount, left, np.flatnonzero(rows & r.usable)[:2_000])
    if how:
        work.notes.append(
            f"`{name}` is off `{money}` already, as `{column}` shows."
            if how == "done"
            else f"`{name}` is taken off: what remains is `{column}`."
        )
    else:
        done = {"done": f"Yes: {_sum(np.where(work.usable, gross, 0))} in all."}
        _, how = work.ask(
            rows,
            "discount",
            f"In {{rows}} there is a discount in `{name}`. Has it been taken off `{money}` already?",
            done
            | {way: f"{NOT_OFF[way]}: {_sum(np.where(work.usable, left[way], 0))} remain." for way in ways},
            r.examples("discount", rows & work.usable),
        )
    if how == "money":
        work.off = np.where(rows, discount, 0)
    elif how in left:
        work.gross = np.where(rows, left[how], gross)


def _ways(most: float) -> list[str]:
    """Return what discounts can be of which the highest is known."""
    return ["money", "share"] if most <= 1 else ["money", "percent"] if most <= 100 else ["money"]


def _discount_shown(
    r: Reading, gross: np.ndarray, discount: np.ndarray, left: dict[str, np.ndarray], rows: np.ndarray
) -> tuple[str, str]:
    """Return "done", or what the discount is, where another column shows it, and that column; else ""."""
    every = np.ones(len(rows), bool)
    others = list(_other_numbers(r, rows))
    if "amount" in r.columns and {"quantity", "unit_price"} <= set(r.numbers):
        made = np.abs(r.numbers["quantity"].value * r.numbers["unit_price"].value)
        others.append((r.columns["unit_price"], made[rows]))
    for column, value in others:
        for way, remains in left.items():
            if _same(value, np.abs(remains[rows]), every):
                return way, column
            if _same(np.abs(gross[rows]), value - OFF[way](value, discount[rows]), every):
                return "done", column
    return "", ""


def repeated(work: Work) -> None:
    """Ask whether money that is the same on all lines of every order stands once per order or per line."""
    r = work.reading
    work.per_order = {role: np.full(r.n, role in r.once) for role in ("amount", "discount", "refunded")}
    for role, per_order in work.per_order.items():
        if role not in r.columns or role in r.once or (role == "discount" and not work.off.any()):
            continue
        value = np.nan_to_num(np.abs(r.numbers[role].value), nan=-1)
        rows, orders = r.found.once(
            ("repeated", role, *sorted(r.columns.items())),
            lambda role=role, value=value: _repeated(r, role, value),
        )
        money = np.abs(work.numbers[role].value)
        first = levels.first_lines(np.where(rows, r.order, -1), work.usable) if rows.any() else rows
        once, each = _sum(money[first]), _sum(money[work.usable])
        rows, answer = work.ask(
            rows,
            f"repeated:{role}",
            f"In {{rows}} `{r.columns[role]}` is the same on all lines of an order, for "
            f"{counted(orders, 'order')} of several lines. Does it stand once per order, or per line?",
            {
                "order": f"Once per order: {once} in all.",
                "line": f"Per line: {each} in all.",
            },
            r.places(rows),
        )
        if answer == "order":
            per_order |= rows


def _repeated(r: Reading, role: str, value: np.ndarray) -> tuple[np.ndarray, int]:
    """Return the rows of orders that show the same money on all of their lines, and how many these are."""
    rows = r.usable & (value > 0)
    if not rows.any() or not (r.order >= 0).any() or _is_of_lines(r, role):
        return np.zeros(r.n, bool), 0
    same = levels.stands_on_all(r.order, rows, value)
    return rows & (r.order >= 0) & same[r.order], int(same.sum())


def _is_of_lines(r: Reading, role: str) -> bool:
    """Return whether quantity times price shows that the money is each line's own."""
    if role != "amount" or not {"quantity", "unit_price"} <= set(r.numbers):
        return False
    product = np.abs(r.numbers["quantity"].value * r.numbers["unit_price"].value)
    rows = r.usable & ~np.isnan(product)
    several = levels.lines_of(r.order, r.usable) > 1
    rows &= (r.order >= 0) & several[r.order]
    return (
        bool(rows.any())
        and np.mean(np.abs(np.abs(r.numbers["amount"].value) - product)[rows] < 0.011) >= 0.95
    )


def brings(work: Work, rows: np.ndarray) -> np.ndarray:
    """Return what each of `rows` brings; what stands once per order is on the first of its lines."""
    money = np.where(work.credit, -np.abs(work.gross), work.gross)
    back = np.zeros(len(rows))
    if "refunded" in work.numbers:
        back = np.nan_to_num(np.abs(work.numbers["refunded"].value))
    parts = []
    for role, value in (("amount", money), ("discount", np.sign(money) * work.off), ("refunded", back)):
        of_order = work.per_order[role]
        if of_order.any():
            first = levels.first_lines(np.where(of_order, work.order, -1), rows)
            value = np.where(of_order & ~first, 0, value)
        parts.append(value)
    return (parts[0] - parts[1] - parts[2]) * work.rate


def refunds(work: Work) -> None:
    """Say how much was given back in a column of its own; what was given back in full was no purchase."""
    r = work.reading
    if "refunded" not in work.numbers:
        return
    back = r.usable & (np.abs(work.numbers["refunded"].value) > 0)
    if not back.any():
        return
    work.notes.append(
        f"`{r.columns['refunded']}` holds money given back in {counted(int(back.sum()))}: it is taken off."
    )
    order = levels.each_its_own(work.order)
    worth = np.bincount(order, weights=np.nan_to_num(np.where(work.usable, brings(work, work.usable), 0)))
    in_full = (np.abs(worth) < 0.005) & (np.bincount(order[back], minlength=len(worth)) > 0)
    work.drop(work.usable & in_full[order], "given back in full")


# ------------------------------------------------------------------------------------------------- currencies
def currencies(work: Work) -> None:
    """Bring the amounts to one currency, by an answer."""
    r = work.reading
    work.rate = np.ones(r.n)
    if "currency" in r.columns:
        codes, texts = r.text["currency"]
        names = np.array([identifier(text).upper() for text in texts], dtype=object)
    else:
        money = r.parsed["amount" if "amount" in r.parsed else "unit_price"]
        codes, names = r.text["amount" if "amount" in r.parsed else "unit_price"].codes, money.currency
    place, work.currencies = pd.factorize(names)
    work.currency = place[codes]
    lines = np.bincount(work.currency[work.usable], minlength=len(work.currencies))
    by_rows = [i for i in np.argsort(-lines, kind="stable") if lines[i] and work.currencies[i]]
    work.has_currency = bool(by_rows)
    if not by_rows:
        return
    known = [work.currencies[i] for i in by_rows]
    if len(known) > CURRENCIES_AT_MOST:
        raise OwnFileError(
            f"The column {r.columns.get('currency')!r} holds {len(known):,} different currencies, such as "
            f"{known[0]!r}; is it the right column?"
        )
    nameless = np.array([name == "" for name in work.currencies], bool)[work.currency]
    rows, answer = work.ask(
        nameless,
        "no_currency",
        "In {rows} there is no currency. Which is it?",
        {code: f"It is {code}." for code in known} | {"drop": "Unknown: leave them out."},
        r.places(nameless & work.usable),
    )
    if answer == "drop":
        work.drop(rows, "no currency")
    elif answer:
        work.currency = np.where(rows, by_rows[known.index(answer)], work.currency)
    if len(known) > 1:
        _one_currency(work, ~nameless, known, by_rows, lines)


def _one_currency(
    work: Work, named: np.ndarray, known: list[str], places: list[int], lines: np.ndarray
) -> None:
    """Ask which of several currencies to keep, or take rates."""
    listed = " and ".join([", ".join(known[:-1]), known[-1]])
    rows, answer = work.ask(
        named,
        "currency",
        f"The amounts are in {listed}, and the file holds no rates. Keep one of them, or give rates?",
        {code: f"Keep {code} only: {counted(int(lines[i]))}." for code, i in zip(known, places, strict=True)},
        known,
    )
    if isinstance(answer, dict):
        rates = _rates(answer, known)
        factor = np.array([rates.get(code, 1) for code in work.currencies], float)
        work.rate = factor[work.currency]
        base = next(i for code, i in zip(known, places, strict=True) if rates[code] == 1)
        work.currency = np.where(rows | named, base, work.currency)
    elif answer is not None:
        work.drop(rows & (work.currency != places[known.index(answer)]), "in another currency")


def _rates(rates: dict[str, float], known: list[str]) -> dict[str, float]:
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


# ---------------------------------------------------------------------------------------- what rows stand for
def kinds(work: Work) -> None:
    """Ask which of the values of a column are credit notes; their money is taken off."""
    r = work.reading
    work.credit = np.zeros(r.n, bool)
    if "kind" not in r.columns:
        return
    codes, names = _values(r, "kind")
    doubtful = [name for name in names if not SALE.fullmatch(plain(name)) or CREDIT.search(plain(name))]
    flags = _flags(r, "kind", names)
    chosen = work.ask_each(
        np.ones(r.n, bool),
        "kind",
        f"In {{rows}} `{r.columns['kind']}` says something else than a sale. What is it?",
        {
            "sale": "A sale: it counts as it stands.",
            "credit": "Money given back: it is taken off.",
            "drop": "Neither: leave it out.",
        },
        (codes, names),
        doubtful=doubtful if flags is None else flags,
        money=(brings(work, r.usable), work.currency),
    )
    work.credit = chosen["credit"]
    work.drop(chosen["drop"], "neither a sale nor a credit note")


def _values(r: Reading, role: str) -> tuple[np.ndarray, list[str]]:
    """Return the values of a role: of each row the place, and the values; capitals do not tell them apart."""
    codes, texts = r.text[role]
    rows = np.bincount(codes, minlength=len(texts))
    spelt = pd.DataFrame({"text": [identifier(text) for text in texts], "rows": rows})
    spelt["same"] = spelt["text"].str.casefold()
    best = (
        spelt.sort_values("rows", ascending=False, kind="stable")
        .drop_duplicates("same")
        .set_index("same")["text"]
    )
    place, names = pd.factorize(spelt["same"].map(best).to_numpy(object))
    if len(names) > VALUES_AT_MOST:
        raise OwnFileError(
            f"The column {r.columns[role]!r} holds {len(names):,} different values, such as "
            f"{shortened(names[0])!r}: it is no {role} of orders, so choose another column, or none."
        )
    return place[codes], list(names)


def _flags(r: Reading, role: str, names: list[str]) -> list[str] | None:
    """Return the doubtful values of a column of yes and no, by its name; None for any other column."""
    said = {name.casefold() for name in names if name}
    if not said or not said <= YES | NO:
        return None
    name = plain(r.columns[role])
    yes = [value for value in names if value.casefold() in YES]
    no = [value for value in names if value not in yes]
    if BAD_FLAG.search(name):
        return yes
    return no if GOOD_FLAG.search(name) else names


def negatives(work: Work) -> None:
    """Ask what rows with a negative quantity or amount are; those called credit notes are known."""
    r = work.reading
    rows = r.negative & (work.why == 0)
    if "kind" in r.columns:
        rows = rows & ~r.each("kind", lambda text: bool(CREDIT.search(plain(text))))
    negative, answer = work.ask(
        rows,
        "negative",
        "In {rows} the quantity or the amount is negative. Why?",
        {
            "subtract": "Goods or money given back: take them off the customer's spending.",
            "drop": "Corrections: leave them out.",
        },
        r.places(rows & work.usable),
    )
    if answer == "drop":
        work.drop(negative, "negative quantity or amount")


def statuses(work: Work) -> None:
    """List what became of the orders, and ask which of them were paid."""
    r = work.reading
    codes, names, words, doubtful = np.zeros(r.n, int), [""], {}, []
    listed = np.zeros(r.n, bool)
    if "status" in r.columns:
        codes, names = _values(r, "status")
        listed[:] = True
        doubtful = _flags(r, "status", names)
        doubtful = _doubtful(names) if doubtful is None else doubtful
    marked = _marked(r)
    if marked.any():
        listed |= marked
        example = r.examples("order", marked & work.usable, 1)
        names, doubtful = [*names, "C…"], [*doubtful, "C…"]
        words["C…"] = f"order numbers with a C before the digits, such as {example[0] if example else ''!r}"
        codes = np.where(
            marked & ~np.isin(codes, [names.index(name) for name in doubtful]), len(names) - 1, codes
        )
    cancelled = np.array([bool(CANCELLED.search(plain(name))) or name == "C…" for name in names], bool)
    chosen = work.ask_each(
        listed & ~(cancelled[codes] & r.only_negative),
        "cancelled",
        "In {rows} a mark does not say that the order was paid, such as {examples}. Did the customer pay?",
        {"keep": "Yes: keep them.", "drop": "No: leave them out."},
        (codes, names),
        doubtful=doubtful,
        money=(brings(work, work.usable), work.currency),
        words=words,
    )
    gone = np.array([bool(CANCELLED.search(plain(name))) or name == "C…" for name in names], bool)[codes]
    work.drop(chosen["drop"] & gone, "cancelled order")
    work.drop(chosen["drop"], "order not paid")


def _doubtful(names: list[str]) -> list[str]:
    """Return those of the statuses that do not say plainly that an order was paid."""
    said = [name for name in names if name]
    doubtful = [name for name in said if plain(name) not in PAID]
    marks_only = said and all(CANCELLED.search(plain(name)) for name in said)
    return (
        doubtful if marks_only or "" not in names else [*doubtful, ""]
    )  # beside marks only, no mark is good


def _marked(r: Reading) -> np.ndarray:
    """Return the rows with an order number of C and digits among plain numbers."""
    if "order" not in r.columns:
        return np.zeros(r.n, bool)
    marked = r.each("order", lambda text: text.strip()[:1] in ("C", "c") and text.strip()[1:].isdecimal())
    if (
        marked.any()
        and r.each("order", lambda text: text.strip().isdecimal())[r.usable].sum() > 0.5 * r.usable.sum()
    ):
        return marked
    return np.zeros(r.n, bool)


def free(work: Work) -> None:
    """Ask about rows that cost nothing."""
    r = work.reading
    parts = (
        [r.numbers["amount"]] if "amount" in r.numbers else [r.numbers[x] for x in ("quantity", "unit_price")]
    )
    rows = np.any([part.value == 0 for part in parts], axis=0) & (work.why == 0)
    rows, answer = work.ask(
        rows,
        "free",
        "In {rows} the amount is 0. Are these purchases?",
        {
            "drop": "No: leave them out.",
            "keep": "Yes, as gifts or paid otherwise: keep them.",
        },
        r.places(rows & work.usable),
    )
    if answer == "drop":
        work.drop(rows, "free of charge")


def postage(work: Work) -> None:
    """Ask product by product about what looks like postage."""
    r = work.reading
    if "product" not in r.columns:
        return
    codes, texts = r.text["product"]
    place, names = pd.factorize(np.array([text.strip() for text in texts], dtype=object))
    looks = np.array([bool(POSTAGE.search(plain(name[:200]))) for name in names], bool)
    codes = place[codes]
    chosen = work.ask_each(
        looks[codes],
        "postage",
        "In {rows} the product looks like postage, not goods, such as {examples}. Does it count as the "
        "customer's spending?",
        {"keep": "Yes: keep them.", "drop": "No: leave them out."},
        (codes, list(names)),
        doubtful=names[looks],
        money=(brings(work, work.usable), work.currency),
    )
    work.drop(chosen["drop"], "postage")
