"""What in the values of a column speaks against a role: an order number is no yes and no, money no date."""

from own_file.holds import Column
from own_file.words import meanings

LEAST_FILLED = {"customer": 0.2, "time": 0.15, "order": 0.5, "amount": 0.1, "email": 0.05}
MANY = 20  # rows that hardly have one value throughout
SMALL = 8  # rows below which no value is said to repeat too little or too much
SALE_OR_CREDIT = frozenset(
    "sale refund return credit invoice payment order transaction receipt cancel".split()
)


def against(role: str, column: Column) -> str:
    """Return what in a column's values speaks against a role, such as "it is empty"; "" if nothing does."""
    if not len(column.given):
        return "it is empty"
    if column.filled < LEAST_FILLED.get(role, 0):
        return f"it is empty in {1 - column.filled:.0%} of the rows"
    test = AGAINST.get(role)
    return test(column) if test else ""


def such_as(column: Column) -> str:
    """Return the column's first value as an example."""
    return f"such as {shortened(column.different[0])!r}"


def _always(column: Column) -> str:
    """Say that a column of many rows holds one value."""
    if len(column.texts) < SMALL or len(column.different) > 1:
        return ""
    return f"it holds {shortened(column.different[0])!r} in every row"


def _no_identifier(column: Column) -> str:
    if column.boolean:
        return "it holds yes or no only"
    if reason := _always(column):
        return reason
    if column.numbers > 0.5 and column.decimals > 0.3:
        return f"its values look like money, {such_as(column)}"
    if column.dates > 0.5 or column.clocks > 0.5:
        return f"its values are dates or times, {such_as(column)}"
    if column.sentences > 0.3:
        return "its values are sentences"
    return ""


def _no_order(column: Column) -> str:
    if reason := _no_identifier(column):
        return reason
    if column.addresses > 0.5:
        return "its values are e-mail addresses"
    if column.digits < 0.5 and column.letters > 0.5 and any(" " in text for text in column.different):
        return f"its values are words, {such_as(column)}"
    return ""


def _no_date(column: Column) -> str:
    if column.clocks > 0.5:
        return f"its values are times without a day, {such_as(column)}"
    if column.addresses < 0.5 and max(column.dates, column.day_numbers) >= 0.7:
        return ""
    return f"its values are no dates, {such_as(column)}"


def _no_number(column: Column) -> str:
    if column.boolean and column.numbers < 0.5:
        return "it holds yes or no only"
    if column.dates > 0.5:
        return f"its values are dates, {such_as(column)}"
    return "" if column.numbers >= 0.7 else f"its values are no numbers, {such_as(column)}"


def _no_refund(column: Column) -> str:
    return "it holds yes or no only" if column.boolean else _no_number(column)


def _no_discount(column: Column) -> str:
    if column.shares < 0.7:
        return f"its values are neither money nor shares, {such_as(column)}"
    return "it is 0 throughout" if column.zeros == 1 else ""


def _no_currency(column: Column) -> str:
    if len(column.different) > 40:
        return f"it holds {len(column.different)} different values"
    return (
        ""
        if column.marks >= 0.8
        else f"its values are neither codes nor marks of currencies, {such_as(column)}"
    )


def _no_status(column: Column) -> str:
    n = len(column.given)
    if len(column.different) > 40 or (n >= MANY and len(column.different) > n / 2):
        return f"it holds {len(column.different)} different values"
    if column.numbers > 0.5 and column.decimals > 0:
        return f"its values are numbers with decimals, {such_as(column)}"
    if max(column.dates, column.clocks) > 0.5 or column.sentences > 0.3 or column.addresses > 0.3:
        return f"its values are no marks of a status, {such_as(column)}"
    return ""


def _no_kind(column: Column) -> str:
    if reason := _no_status(column) or _always(column):
        return reason
    says = [text for text in column.different if SALE_OR_CREDIT & set(meanings(text))]
    enough = len(says) >= len(column.different) / 2
    return "" if enough else f"its values name neither sales nor credit notes, {such_as(column)}"


def _no_product(column: Column) -> str:
    if column.boolean:
        return "it holds yes or no only"
    if column.numbers > 0.5 and column.decimals > 0.3:
        return f"its values look like money, {such_as(column)}"
    if column.dates > 0.5 or column.addresses > 0.5:
        return f"its values are no products, {such_as(column)}"
    return ""


def _no_name(column: Column) -> str:
    if column.boolean:
        return "it holds yes or no only"
    if reason := _always(column):
        return reason
    if column.addresses > 0.3 or column.letters < 0.7 or column.sentences > 0.3:
        return f"its values are no names, {such_as(column)}"
    return ""


def _no_address(column: Column) -> str:
    if column.addresses < 0.6:
        return f"its values are no e-mail addresses, {such_as(column)}"
    if len(column.given) >= 3 and len(column.different) == 1:
        return f"it holds one address only, {shortened(column.different[0])!r}: is it the shop's own?"
    return ""


def _no_consent(column: Column) -> str:
    return "" if column.yes_no >= 0.9 else f"its values say neither yes nor no, {such_as(column)}"


AGAINST = {
    "customer": _no_identifier,
    "time": _no_date,
    "order": _no_order,
    "amount": _no_number,
    "unit_price": _no_number,
    "quantity": _no_number,
    "discount": _no_discount,
    "refunded": _no_refund,
    "currency": _no_currency,
    "status": _no_status,
    "kind": _no_kind,
    "product": _no_product,
    "name": _no_name,
    "email": _no_address,
    "consent_email": _no_consent,
    "consent_ads": _no_consent,
}


def shortened(text: str, longest: int = 40) -> str:
    """Return a value on one line of at most `longest` letters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
