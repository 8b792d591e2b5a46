"""Guess which column of an own file is what, by name and values; say what is doubtful about a choice."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from own_file import exports
from own_file.against import LEAST_FILLED, SMALL, against, shortened, such_as
from own_file.holds import Column, Sample
from own_file.names import CALLED, NAMES, name_score
from own_file.words import meanings, split

Candidates = list[tuple[float, str]]  # score and column, the best first

LEAST = 0.25  # the score below which a column is not guessed
CLOSE = 0.05  # two candidates as near as this are named together
CLOSE_STATUS = 0.15  # that of the order may say nothing of that of the payment
EQUAL = 0.005
SAYS_LITTLE = 0.5  # a name with a lower score needs more than its values' kind
WEAK = 0.6  # a guess below this is said to be weak
FEW = 5  # customers, or pieces
SMALL_COINS = frozenset("cent cents ore pence pennies centavos centimes rappen".split())
SPEAKS = 0.3  # the score of a column that only its values speak for
BECAME = frozenset("paid cancel refund return closed ship".split())  # what can have become of an order
STATES = frozenset("paid payment ship cancel refund return closed created update due order".split())


def guess(table: pd.DataFrame, typed: pd.DataFrame | None = None) -> dict[str, str | None]:
    """Return for each role the column that holds it by name and values, None where none does or two do.

    Parameters
    ----------
    table : DataFrame of text
        One row per row of the file.
    typed : DataFrame of bool, optional
        Of a workbook: which cells hold numbers.

    Returns
    -------
    dict of str to str or None
        An address, or failing that a name, that tells customers apart has two roles; no other column has.
    """
    return _chosen(Sample(table, typed))[0]


def _chosen(sample: Sample) -> tuple[dict[str, str | None], dict[str, Candidates]]:
    """Return the guesses, and the candidates that they were chosen from."""
    export = exports.known(sample.table.columns)
    ranked = {role: _candidates(sample, role, export) for role in NAMES}
    chosen: dict[str, str | None] = dict.fromkeys(NAMES)
    if export is not None and not export.orders:
        return chosen | {role: ranked[role][0][1] for role in export.roles if ranked[role]}, ranked

    def choose(*roles: str) -> None:
        for role in roles:
            chosen[role] = _best(sample, ranked[role], set(chosen.values()))

    choose("email")
    ranked["customer"] = _proven(ranked["customer"], lambda name: _buys(sample, name, ranked["order"]))
    ranked["customer"] = _who_buys_again_first(sample, ranked["customer"], ranked["order"])
    chosen["customer"] = _best(sample, ranked["customer"], set())
    if _better(sample, chosen["email"], chosen["customer"], ranked["order"]):
        chosen["customer"] = chosen["email"]
    if chosen["customer"] is None:
        ranked["name"] = _same_in_order(sample, ranked["name"], ranked["order"])
        chosen["customer"] = _best(sample, ranked["name"], set())
    choose("time")
    ranked["order"] = _of_one_customer(sample, ranked["order"], chosen["customer"])
    ranked["order"] = _proven(ranked["order"], lambda name: _is_bought(sample, name, chosen))
    choose("order")
    chosen["order"] = chosen["order"] or _order_of_outline(sample, chosen["customer"])
    for role in ("quantity", "unit_price", "amount"):
        ranked[role] = _of_lines_first(sample, ranked[role], chosen["order"])
    choose("quantity", "unit_price")
    ranked["amount"] = _products_first(sample, ranked["amount"], chosen)
    ranked["amount"] = _proven(ranked["amount"], lambda name: sample[name].decimals > 0.3)
    choose("amount", "discount", "refunded", "currency", "status", "kind", "consent_email", "consent_ads")
    if chosen["amount"] is None and chosen["quantity"] is None:  # then a row is one piece
        chosen["amount"], chosen["unit_price"] = chosen["unit_price"], None
    ranked["name"] = [c for c in ranked["name"] if _belongs_to_customer(sample, c[1], chosen)]
    chosen["name"] = _best(sample, ranked["name"], set(chosen.values()) - {chosen["customer"]})
    ranked["product"] = _proven(ranked["product"], lambda name: _varies(sample, name, chosen["order"]))
    choose("product")
    return chosen, ranked


def _candidates(sample: Sample, role: str, export: exports.Export | None) -> Candidates:
    """Return the columns whose names and values can be a role, best first; a known export names them."""
    scores = {name: name_score(role, name) for name in sample.columns}
    if export is not None and not role.startswith("consent"):
        named = export.columns(role, sample.columns)
        scores = {name: 2 - i / 10 for i, name in enumerate(named)} or (
            scores if role in export.roles else {}
        )
    if role == "status" and export is None:
        scores |= {name: SPEAKS for name in scores if not scores[name] and _speaks_of_states(sample[name])}
    found = [(score, sample[name]) for name, score in scores.items() if score]
    return _sorted(
        [(score + _fit(role, column), column.name) for score, column in found if not against(role, column)]
    )


def _speaks_of_states(column: Column) -> bool:
    """Whether a column whose name says nothing holds words such as paid and cancelled."""
    says = [text for text in column.different if BECAME & set(meanings(text))]
    return set(meanings(column.name)) <= {"?"} and len(says) >= 2 and len(says) > len(column.different) / 2


def _sorted(candidates: Candidates) -> Candidates:
    return sorted(candidates, key=lambda candidate: -candidate[0])


def _fit(role: str, column: Column) -> float:
    """Return what the values of a column add to the score of its name, or take off."""
    said = set(meanings(column.name))
    if role in ("amount", "unit_price"):
        return -0.4 if column.zeros > 0.6 else -0.1 * (column.filled < 0.5)
    if role == "time":  # one day throughout may be that of the export
        return -0.1 * (column.filled < 0.5) - 0.3 * (len(column.different) == 1 < FEW < len(column.texts))
    if role in ("customer", "order"):
        return -0.1 * (column.filled < 0.5)
    if role == "product":  # numbers that are not said to be articles' are those of lines
        return -0.3 * (column.numbers > 0.9 and not {"id", "sku"} & said)
    if role == "name" and said == {"customer"}:  # of people, or of accounts
        return 0.2 if column.people > 0.5 else -1.0
    if role == "status" and "state" in said and "order" not in said:  # of an order, or of a country
        return 0.3 if any(STATES & set(meanings(text)) for text in column.different) else -1.0
    return 0.0


def _best(sample: Sample, candidates: Candidates, taken: set[str | None]) -> str | None:
    """Return the best candidate without another role; None when a second is as good and not the same."""
    free = [(score, name) for score, name in candidates if name not in taken and score > LEAST]
    equal = [name for score, name in free if free[0][0] - score < EQUAL]
    return equal[0] if equal and all(_alike(sample, equal[0], name) for name in equal[1:]) else None


def _alike(sample: Sample, one: str, other: str) -> bool:
    """Whether it makes no difference which of two columns is taken."""
    if sample.same(one, other):
        return True
    numbers = [sample[name].numbers == 1 and sample[name].decimals > 0 for name in (one, other)]
    return not any(numbers) and sample.one_to_one(one, other)


# ------------------------------------------------------------------------- what one column says about another
def _proven(candidates: Candidates, proof: Callable[[str], bool]) -> Candidates:
    """Leave out columns whose names say little, unless their values prove more."""
    return [(score, name) for score, name in candidates if score >= SAYS_LITTLE or proof(name)]


def _varies(sample: Sample, name: str, order: str | None) -> bool:
    """Whether a column differs between the lines of an order, as products do."""
    return order is not None and sample.decided(order, name)[0] < 0.5


def _buys(sample: Sample, name: str, orders: Candidates) -> bool:
    """Whether each order has one value of a column, and some of its values have several orders."""
    order = next((order for score, order in orders if score >= SAYS_LITTLE and order != name), None)
    return (
        order is not None
        and sample.decided(order, name)[0] > 0.95
        and _orders_each(sample, name, order) > 1.2
        and len(sample[name].different) >= FEW
    )


def _is_bought(sample: Sample, name: str, chosen: Mapping[str, str | None]) -> bool:
    """Whether each value of a column has one customer and one date, as an order has."""
    customer, time = chosen["customer"], chosen["time"]
    if customer is None or time is None or name in (customer, time):
        return False
    one = min(sample.decided(name, customer)[0], sample.decided(name, time)[0])
    return one > 0.95 and len(sample[name].different) > len(sample[customer].different)


def _who_buys_again_first(sample: Sample, customers: Candidates, orders: Candidates) -> Candidates:
    """Put back a customer number that is a new one with each order, if another one stays the same."""
    if not orders or len(customers) < 2:
        return customers
    again = {name: _orders_each(sample, name, orders[0][1]) for _, name in customers}
    if max(again.values()) < 1.05:
        return customers
    return _sorted([(score - 0.3 * (again[name] == 1), name) for score, name in customers])


def _better(sample: Sample, email: str | None, customer: str | None, orders: Candidates) -> bool:
    """Whether addresses tell customers apart better: than nothing, than names, than a number per order."""
    if email is None or customer is None:
        return email is not None
    more = sample[email].filled - sample[customer].filled
    if more > 0.3 or (more > -0.1 and sample[customer].people > 0.5):
        return True
    again = [_orders_each(sample, name, orders[0][1]) for name in (email, customer)] if orders else [1, 1]
    return again[0] > 1.05 and again[1] == 1


def _orders_each(sample: Sample, customer: str, order: str) -> float:
    """Return how many orders a customer of the sample has on average."""
    pairs = pd.DataFrame({"customer": sample[customer].texts, "order": sample[order].texts})
    pairs = pairs[(pairs != "").all(axis=1)].drop_duplicates()
    return len(pairs) / max(pairs["customer"].nunique(), 1)


def _same_in_order(sample: Sample, names: Candidates, orders: Candidates) -> Candidates:
    """Leave out names that differ between the lines of an order: they are those of products."""
    return [(s, name) for s, name in names if not orders or sample.decided(orders[0][1], name)[0] > 0.7]


def _of_one_customer(sample: Sample, orders: Candidates, customer: str | None) -> Candidates:
    """Leave out order numbers that stand for many customers, such as the count of a customer's orders."""
    if customer is None:
        return orders
    return [(s, name) for s, name in orders if name == customer or not _of_many(sample, name, customer)]


def _order_of_outline(sample: Sample, customer: str | None) -> str | None:
    """Return an order number that is empty where the customer is: both stand in the order's first row."""
    if customer is None or not sample[customer].blank.any():
        return None
    named = {name: name_score("order", name) for name in sample.columns if name != customer}
    if not named:
        return None
    best = max(named, key=named.__getitem__)
    same = (sample[best].blank == sample[customer].blank).all()
    return best if same and named[best] >= WEAK else None


def _of_many(sample: Sample, order: str, customer: str) -> bool:
    share, several = sample.decided(order, customer)
    return several > 0 and share < 0.7


def _of_lines_first(sample: Sample, candidates: Candidates, order: str | None) -> Candidates:
    """Put what differs between the lines of an order before what is repeated on each."""
    if order is None:
        return candidates
    repeated = {name: _repeated(sample, order, name) for _, name in candidates}
    return _sorted([(score - 0.06 * repeated[name], name) for score, name in candidates])


def _repeated(sample: Sample, order: str, name: str) -> bool:
    """Whether a column has one value for all lines of an order, of several orders."""
    share, several = sample.decided(order, name)
    return several > 1 and share > 0.9


def _products_first(sample: Sample, amounts: Candidates, chosen: Mapping[str, str | None]) -> Candidates:
    """Put first an amount that is quantity times price."""
    quantity, price = chosen["quantity"], chosen["unit_price"]
    if quantity is None or price is None:
        return amounts
    product = sample[quantity].value * sample[price].value
    return _sorted([(score + 0.12 * _agree(sample[name].value, product), name) for score, name in amounts])


def _agree(amount: np.ndarray, product: np.ndarray) -> bool:
    """Whether nine of ten amounts are quantity times price, to the rounding of a price."""
    both = np.isfinite(amount) & np.isfinite(product) & (product != 0)
    near = np.abs(amount[both] - product[both]) <= 0.011 + 0.001 * np.abs(product[both])
    return bool(both.any() and near.mean() > 0.9)


def _belongs_to_customer(sample: Sample, name: str, chosen: Mapping[str, str | None]) -> bool:
    """Whether a column is no order number, and the same in all rows of a customer, as a name is."""
    order, customer = chosen["order"], chosen["customer"]
    if order is not None and (sample.same(name, order) or sample.decided(order, name)[0] <= 0.7):
        return False
    return customer is None or sample.decided(customer, name)[0] > 0.7


# ------------------------------------------------------------------------------------------------- the doubts
def doubts(table: pd.DataFrame, columns: Mapping[str, str | None]) -> list[str]:
    """Return sentences about what may be wrong with a choice of columns; none if nothing is.

    Names and values of the file stand in them as they are: whoever prints them escapes them.
    """
    sample = Sample(table)
    used = {role: column for role, column in columns.items() if column in sample.columns and role in NAMES}
    export = exports.known(table.columns)
    sentences = [
        f"`{column}` is chosen as {CALLED[role]}, but {reason}."
        for role, column in used.items()
        if (reason := against(role, sample[column]))
    ]
    if export is not None and not export.orders:
        return [export.says, *sentences]
    for about in (_about_names, _about_customers, _about_orders, _about_money, _about_products):
        sentences += about(sample, used)
    return sentences


def _about_names(sample: Sample, used: Mapping[str, str]) -> list[str]:
    """Name the columns that could be a role as well as the one that is chosen, and weak choices."""
    sentences = []
    for role, candidates in _chosen(sample)[1].items():
        scores = {name: score for score, name in candidates}
        free = {name: score for name, score in scores.items() if name not in used.values() and score > LEAST}
        column = used.get(role)
        best = max(free.values(), default=0)
        if column is None:
            equal = [name for name, score in free.items() if best - score < EQUAL]
            if len(equal) > 1 and best >= max(scores.values()) - EQUAL:
                sentences.append(f"{_listed(equal)} could both be {CALLED[role]}: choose one.")
        elif column in scores:
            close = CLOSE_STATUS if role == "status" else CLOSE
            near = [name for name, score in free.items() if score > scores[column] - close]
            near = [name for name in near if not _alike(sample, column, name)]
            if near:
                sentences.append(f"{_listed(near)} could be {CALLED[role]} as well as `{column}`.")
            elif scores[column] < WEAK and (role == "customer" or column != used.get("customer")):
                sentences.append(
                    f"`{column}` is a weak guess for {CALLED[role]}: does it fit, {such_as(sample[column])}?"
                )
    return sentences


def _listed(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else quoted[0]


def _about_customers(sample: Sample, used: Mapping[str, str]) -> list[str]:
    """Doubt customers who are missing, who all stand in one row, or who are told apart by their names."""
    customer = used.get("customer")
    if customer is None or sample.rows < SMALL:
        return []
    sentences = []
    missing = _without_customer(sample, customer, used.get("order"))
    if LEAST_FILLED["customer"] <= 1 - missing < 0.7:
        sentences.append(f"{missing:.0%} of the rows name no customer in `{customer}`.")
    elif sample.others(customer) < 0.05:
        sentences.append(
            f"Nearly every row has a customer of its own in `{customer}`: "
            "is this one row per customer, and not one per purchase?"
        )
    elif sample.rows >= FEW * SMALL and len(sample[customer].different) < FEW:
        sentences.append(
            f"`{customer}` holds {len(sample[customer].different)} different values: are these customers?"
        )
    elif sample[customer].people > 0.5:
        sentences.append(
            f"Customers are told apart by `{customer}`: two people of one name count as one customer."
        )
    return sentences


def _without_customer(sample: Sample, customer: str, order: str | None) -> float:
    """Return the share of rows without a customer, neither in them nor in another row of their order."""
    given = pd.Series(~sample[customer].blank)
    if order is not None:
        numbered = ~sample[order].blank
        given[numbered] = given[numbered].groupby(sample[order].texts[numbered]).transform("any")
    return 1 - given.mean()


def _about_orders(sample: Sample, used: Mapping[str, str]) -> list[str]:
    """Doubt an order number that stands for several customers, or for a part of an order only."""
    order, customer, time = used.get("order"), used.get("customer"), used.get("time")
    if customer is None:
        return []
    if order is not None and order != customer and _of_many(sample, order, customer):
        return [
            f"One number in `{order}` stands for several customers: is it the order number, "
            f"and does `{customer}` tell customers apart?"
        ]
    if time is None or sample.rows < SMALL or (order is not None and sample.others(order) >= 0.05):
        return []
    both = pd.Series(sample[customer].texts).str.cat(pd.Series(sample[time].texts), sep="\0")
    together = both[~sample[customer].blank].duplicated(keep=False).mean()
    if not together >= 0.2:
        return []
    shared = f"{together:.0%} of the rows share customer and time with another row"
    if order is None:
        return [f"No column is chosen for the order number, and {shared}: each row counts as an order."]
    return [
        f"`{order}` is another in every row, though {shared}: is it the number of a line, not of an order?"
    ]


def _about_money(sample: Sample, used: Mapping[str, str]) -> list[str]:
    """Doubt an amount that may be a price, a number of pieces, or a total that is repeated on each line."""
    order, amount = used.get("order"), used.get("amount")
    if amount is None:
        return []
    if "quantity" not in used and name_score("unit_price", amount) > name_score("amount", amount):
        return [f"There is no quantity: `{amount}` is taken for the money of the whole row."]
    money = sample[amount].value[np.isfinite(sample[amount].value)]
    if SMALL_COINS & set(split(amount)) and not (money % 1).any():
        return [
            f"`{amount}` is counted in hundredths, by its name: all money is shown a hundred times too large."
        ]
    if "quantity" not in used and len(money) >= SMALL and not (money % 1).any() and np.median(money) <= FEW:
        return [f"`{amount}` holds small whole numbers only: is it money, and not a number of pieces?"]
    parts = [used[role] for role in ("product", "quantity", "unit_price") if role in used]
    if order is None or not _repeated(sample, order, amount):
        return []
    if all(_repeated(sample, order, part) for part in parts):
        return []
    return [
        f"`{amount}` is the same in all rows of an order: is it the total of the order, repeated on each?"
    ]


def _about_products(sample: Sample, used: Mapping[str, str]) -> list[str]:
    """Doubt products of which each is bought once."""
    product = used.get("product")
    if product is None or sample.rows < SMALL or sample.others(product) >= 0.05:
        return []
    return [f"`{product}` is another in every row: does it name a product?"]


# ----------------------------------------------------------------------------------------------- the examples
def examples_of(table: pd.DataFrame, column: str, n: int = 3) -> list[str]:
    """Return up to `n` different values of a column, from all over the file, shortened to be shown."""
    different = Sample(table[[column]])[column].different
    places = np.unique(np.linspace(0, len(different) - 1, n).astype(int)) if different else []
    return [shortened(different[place]) for place in places]
