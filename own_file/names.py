"""How well the name of a column says what it is for: the customer, the date, the order, the money."""

from own_file.words import meanings

STRANGER = 0.12  # what an unknown word in a name costs
PREFIX = 0.1  # what another noun before a number's costs
NUMBERED = frozenset("customer user order invoice receipt transaction sale basket document".split())
PLACES = frozenset("method shop base".split())  # where an order came from
BESIDE = {"net": 0.04}  # what a word beside those of the role costs, 0.02 if it is not here
# By role: meanings that a name must have, by how well it then fits; and those that may stand beside them.
# A name with any other known meaning does not fit: a "Customer note" is no customer.
NAMES: dict[str, tuple[dict[float, str], str]] = {
    "customer": (
        {
            1: "customer id",
            0.9: "user id, customer unique, customer account",
            0.85: "customer",
            0.75: "loyalty card id",
            0.7: "account id, customer reference, company customer, loyalty id",
            0.6: "contact id, company id, loyalty card",
            0.55: "account, unique id",
            0.5: "user, billing",
            0.45: "company, ? id, card id",
        },
        "unique customer",
    ),
    "time": (
        {
            1: "order date",
            0.9: "created date, created order, created on, invoice date, transaction date, sale date",
            0.88: "receipt date",
            0.85: "date, order on",
            0.8: "document date, order clock, created clock",
            0.7: "created, transaction clock, invoice on, event date, event clock",
            0.65: "paid date, paid on, payment date, clock",
            0.6: "closed on, closed date, order day, order",
            0.5: "day, ?",
        },
        "on date clock order base created",
    ),
    "order": (
        {
            1: "order id",
            0.9: "invoice id",
            0.85: "receipt id",
            0.8: "order, sale document id, revenue order, basket id, order reference",
            0.78: "transaction id, sale id",
            0.75: "document id, sale document, revenue document, invoice",
            0.7: "receipt, order name",
            0.6: "revenue id, transaction reference",
            0.55: "transaction",
            0.5: "basket, document, payment id, reference id",
            0.45: "? id",
            0.4: "id, reference, name",
        },
        "sale document unique",
    ),
    "amount": (
        {
            1: "line total, line amount, line revenue, grand total, line price total",
            0.97: "order total amount",
            0.95: "product total, total amount, order total, product price total",
            0.93: "total price",
            0.92: "order amount, invoice total, invoice amount, sale total, total revenue, receipt total, "
            "receipt amount",
            0.9: "line value, total, amount, order value, sale amount, product revenue, transaction "
            "amount, transaction total, order price total, order revenue",
            0.87: "net revenue",
            0.85: "revenue, transaction value, basket total, product amount, document amount",
            0.8: "total value, basket value, product value",
            0.75: "sale value, payment amount, paid total",
            0.7: "net value, paid amount, order price",
            0.6: "money_code value, gross",
            0.55: "sub total, net, line price",
            0.5: "value, sub, sale sub",
            0.45: "?",
            0.4: "money_code, sale price",
        },
        "net gross base money_code total amount order sale currency on",
    ),
    "unit_price": (
        {
            1: "unit price, unit product price",
            0.9: "product price",
            0.85: "line price, line product price",
            0.8: "price, unit amount",
            0.7: "unit value",
            0.65: "sale price",
            0.4: "list price",
        },
        "net gross base money_code sale order unit product currency on",
    ),
    "quantity": (
        {
            0.95: "quantity order, product quantity, line quantity",
            0.92: "quantity sale",
            0.9: "quantity, invoice quantity",
            0.6: "product many, sale product, items, items sale, items many, items total, items order",
        },
        "order sale unit product total on",
    ),
    "currency": (
        {
            1: "currency id, order currency",
            0.95: "currency",
            0.3: "money_code",
        },
        "order payment base transaction invoice id sale",
    ),
    "status": (
        {
            1: "order status",
            0.9: "status, invoice status, transaction status, sale status",
            0.87: "payment status",
            0.85: "order state, document status",
            0.8: "payment state",
            0.5: "order cancel, cancel",
            0.45: "return, paid",
            0.4: "state, refund, ship status, order ship status",
        },
        "id flag name order title base on",
    ),
    "kind": (
        {
            1: "document type, transaction type, invoice type, receipt type, event type",
            0.8: "line type, order type, sale type",
            0.7: "type",
            0.6: "? type",
            0.5: "credit flag, credit invoice",
            0.4: "credit",
        },
        "id name title",
    ),
    "product": (
        {
            1: "product name",
            0.97: "product title",
            0.9: "line name",
            0.85: "product, line title",
            0.8: "service name, line product",
            0.6: "title, product id, service, items",
            0.55: "name",
            0.5: "sku, product sku, line sku, id sku",
        },
        "product line name order sale id many",
    ),
    "name": (
        {
            1: "customer name, customer full name",
            0.95: "billing name",
            0.8: "full name, contact name, account name",
            0.75: "name",
            0.6: "ship name, customer company",
            0.5: "contact, customer, customer title",
        },
        "full customer name",
    ),
    "email": (
        {
            1: "customer email, billing email",
            0.95: "contact email",
            0.9: "email, user email, order email",
            0.85: "account email",
            0.8: "payment email",
            0.7: "to email",
            0.5: "ship email, contact, customer contact",
            0.4: "customer, user",
            0.3: "name",
        },
        "address customer id billing primary",
    ),
    "consent_email": (
        {
            1: "email consent, email consent marketing",
            0.95: "consent marketing, newsletter email, newsletter consent",
            0.9: "newsletter, customer newsletter",
            0.85: "email marketing",
            0.7: "consent",
            0.6: "marketing, email status",
        },
        "consent newsletter customer email flag on status to marketing",
    ),
    "consent_ads": (
        {
            1: "ads consent",
            0.85: "ads marketing",
            0.8: "ads",
            0.4: "ads newsletter",
        },
        "consent customer flag on to",
    ),
    "discount": (
        {
            1: "discount amount, discount total, discount rate",
            0.9: "discount, discount value",
        },
        "line product order sale total amount money_code base unit",
    ),
    "refunded": (
        {
            1: "refund amount, refund total",
            0.9: "refund value, refund order",
            0.85: "return amount",
            0.8: "return total, return value, refund price",
            0.7: "refund",
            0.6: "credit amount",
        },
        "total amount net gross base money_code order payment sale",
    ),
}
RULES = {
    role: (
        [
            (frozenset(needed.split()), score)
            for score, names in rules.items()
            for needed in names.split(", ")
        ],
        frozenset(beside.split()),
    )
    for role, (rules, beside) in NAMES.items()
}
CALLED = {
    "customer": "the customer",
    "time": "the date of the purchase",
    "order": "the order number",
    "amount": "the money of the row",
    "unit_price": "the price of one piece",
    "quantity": "the number of pieces",
    "currency": "the currency",
    "status": "the status of the order",
    "kind": "the kind of the row (sale or credit note)",
    "product": "the product",
    "name": "the customer's name",
    "email": "the customer's e-mail address",
    "consent_email": "the consent to e-mail",
    "consent_ads": "the consent to advertising",
    "discount": "the discount",
    "refunded": "the money given back",
}


def name_score(role: str, name: str) -> float:
    """Return from 0 to 1 how well a name says a role; unknown words say little, and other meanings none."""
    said = _tax_apart(meanings(name))
    score = _score(role, said)
    if len(said) > 2 and said[-1] == "id" and said[-2] in NUMBERED and set(said[:-2]) <= NUMBERED | PLACES:
        return max(score, _score(role, said[-2:]) - PREFIX)  # "order_customer_id" is a customer's
    return score


def _score(role: str, said: list[str]) -> float:
    known, strangers = frozenset(said) - {"?"}, said.count("?")
    if strangers > 2:
        return 0.0
    rules, beside = RULES[role]
    fits = [
        score - sum(BESIDE.get(meaning, 0.02) for meaning in known - needed) - STRANGER * strangers
        for needed, score in rules
        if needed <= frozenset(said) and known - needed <= beside
    ]
    return max([*fits, 0.0])


def _tax_apart(said: tuple[str, ...]) -> list[str]:
    """Leave out the tax that an amount is said to hold or not: "Total incl. VAT" is a total."""
    around = zip(("", *said), said, (*said[1:], ""), strict=False)
    return [word for before, word, after in around if word != "tax" or not {before, after} & {"net", "gross"}]
