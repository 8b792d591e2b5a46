"""The exports that shops, tills, payment and mailing services write: known by their columns."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST = 0.8  # share of the marks that must be there


@dataclass(frozen=True)
class Export:
    """What is known of an export; its columns are written in small letters.

    Attributes
    ----------
    name : str
        Whose export it is.
    marks : str
        Columns that it is known by, parted by commas; of those parted by a bar, one.
    roles : dict of str to str
        By role the columns that may hold it, parted by bars, the best first.
    says : str
        A sentence about what a row is.
    orders : bool
        Whether the rows are orders, or lines of orders; those of a list of customers are not.
    """

    name: str
    marks: str
    roles: dict[str, str]
    says: str
    orders: bool = True

    def share(self, columns: Iterable[str]) -> float:
        """Return the share of the marks that are among the columns."""
        there = {same(column) for column in columns}
        marks = self.marks.split(", ")
        return sum(bool(there & set(mark.split("|"))) for mark in marks) / len(marks)

    def columns(self, role: str, columns: Iterable[str]) -> list[str]:
        """Return the columns that may hold a role, as the file writes them, the best first."""
        there = {same(column): column for column in reversed(list(columns))}
        return [there[name] for name in self.roles.get(role, "").split("|") if name in there]


def same(name: str) -> str:
    """Return a column's name in small letters, without doubled spaces."""
    return " ".join(name.casefold().split())


def known(columns: Iterable[str]) -> Export | None:
    """Return the export that has such columns, with the most marks if several fit; None if none does."""
    columns = list(columns)
    fits = [(export.share(columns), len(export.marks), i) for i, export in enumerate(EXPORTS)]
    share, _, best = max(fits)
    return EXPORTS[best] if share >= MOST else None


SHOPIFY = Export(
    name="Shopify orders",
    marks=(
        "name, email, financial status, fulfillment status, created at, lineitem quantity, lineitem name, "
        "lineitem price"
    ),
    roles={
        "customer": "customer id|email|phone",
        "time": "created at|paid at",
        "order": "name|id",
        "amount": "total",
        "quantity": "lineitem quantity",
        "unit_price": "lineitem price",
        "currency": "currency",
        "status": "financial status",
        "product": "lineitem name|lineitem sku",
        "name": "billing name|shipping name",
        "email": "email",
        "consent_email": "accepts marketing",
        "refunded": "refunded amount",
    },
    says=(
        "This looks like a Shopify order export: a row is one article of an order, and what belongs to the"
        " whole order stands in its first row."
    ),
)
SQUARESPACE = Export(
    name="Squarespace orders",
    marks=(
        "order id, email, financial status, fulfillment status, created at, lineitem quantity, lineitem "
        "name, lineitem price, lineitem variant"
    ),
    roles=SHOPIFY.roles | {"order": "order id", "refunded": "amount refunded"},
    says=(
        "This looks like a Squarespace order export: a row is one article of an order, and what belongs to"
        " the whole order stands in its first row."
    ),
)
WOO_ANALYTICS = Export(
    name="WooCommerce, orders report of Analytics",
    marks="date, order #, status, customer, customer type, product(s)|products, items sold",
    roles={
        "customer": "customer",
        "time": "date",
        "order": "order #",
        "amount": "net sales|n. revenue|n. revenue (formatted)|net revenue",
        "quantity": "items sold",
        "status": "status",
        "product": "product(s)|products",
    },
    says=(
        "This looks like the orders report of WooCommerce Analytics: a row is one order, and customers are"
        " told apart by their names."
    ),
)
WOO_PLUGIN = Export(
    name="WooCommerce, order export plugin",
    marks="order number|order id, order status, order date, email (billing), order total amount",
    roles={
        "customer": "customer id|customer user id|customer user|email (billing)",
        "time": "order date",
        "order": "order number|order id",
        "amount": "order total amount",
        "quantity": "quantity|quantity (- refund)",
        "unit_price": "item cost|item price",
        "currency": "order currency|currency",
        "status": "order status",
        "product": "item name|product name|sku",
        "name": "full name (billing)|customer name",
        "email": "email (billing)",
        "refunded": "order refund amount",
    },
    says=(
        "This looks like a WooCommerce order export: a row is one article of an order, or one order, and "
        "the amounts of the whole order are repeated on each of its rows."
    ),
)
WOO_FLAT = Export(
    name="WooCommerce, columns of its interface",
    marks=(
        "status|order_status, order_key|order_number|number, date_created|order_date, "
        "customer_id|customer_user|user_id, billing_email, total|order_total"
    ),
    roles={
        "customer": "customer_id|customer_user|user_id|billing_email",
        "time": "date_created|order_date|date_paid|paid_date",
        "order": "order_number|number|order_id|id",
        "amount": "total|order_total",
        "quantity": "item_quantity|quantity",
        "unit_price": "item_price|price",
        "currency": "currency|order_currency",
        "status": "status|order_status",
        "product": "item_name|product_name|name|item_sku|sku",
        "name": "billing_full_name|customer_name",
        "email": "billing_email",
        "refunded": "refunded_total|total_refunded|order_refund",
    },
    says=(
        "This looks like a WooCommerce export: a row is one order, or one article of an order with the "
        "total of the whole order beside it."
    ),
)
MAGENTO = Export(
    name="Magento order grid",
    marks="id, purchase date, bill-to name, grand total (base), grand total (purchased), status",
    roles={
        "customer": "customer email|customer name|bill-to name",
        "time": "purchase date",
        "order": "id",
        "amount": "grand total (base)|grand total (purchased)",
        "status": "status",
        "name": "bill-to name|customer name",
        "email": "customer email",
        "refunded": "total refunded",
    },
    says="This looks like the order grid of Magento (Adobe Commerce): a row is one order.",
)
SQUARE_ITEMS = Export(
    name="Square items",
    marks="date, time, item, qty, gross sales, net sales, transaction id, event type|payment id",
    roles={
        "customer": "customer id|customer reference id|customer name",
        "time": "date",
        "order": "transaction id",
        "amount": "net sales",
        "quantity": "qty",
        "product": "item",
        "name": "customer name",
        "kind": "event type",
    },
    says=(
        "This looks like the item sales of Square: a row is one article of a sale; many sales name no "
        "customer."
    ),
)
STRIPE = Export(
    name="Stripe payments",
    marks="id, created date (utc)|created (utc)|created, amount, amount refunded, currency, status",
    roles={
        "customer": "customer id|customer email|customer",
        "time": "created date (utc)|created (utc)|created",
        "order": "id",
        "amount": "amount",
        "currency": "currency",
        "status": "status",
        "email": "customer email|email (metadata)",
        "name": "customer description",
        "refunded": "amount refunded",
    },
    says=(
        "This looks like a payments export of Stripe: a row is one payment, and what was given back stands"
        " in a column of its own."
    ),
)
PAYPAL = Export(
    name="PayPal activity",
    marks="date, name, type, status, currency, gross, fee, net, from email address, transaction id",
    roles={
        "customer": "from email address",
        "time": "date",
        "order": "transaction id",
        "amount": "gross",
        "quantity": "quantity",
        "currency": "currency",
        "status": "status",
        "kind": "type",
        "product": "item title",
        "name": "name",
        "email": "from email address",
    },
    says=(
        "This looks like the activity of a PayPal account: a row is one movement of money, so payments to "
        "others, fees and transfers to the bank stand beside the sales."
    ),
)
ETSY_ITEMS = Export(
    name="Etsy sold order items",
    marks="sale date, item name, buyer, quantity, price, item total, order id",
    roles={
        "customer": "buyer",
        "time": "sale date",
        "order": "order id",
        "amount": "item total",
        "quantity": "quantity",
        "unit_price": "price",
        "currency": "currency",
        "product": "item name",
        "name": "ship name",
    },
    says="This looks like the sold order items of Etsy: a row is one article of an order.",
)
ETSY_ORDERS = Export(
    name="Etsy sold orders",
    marks="sale date, order id, buyer user id, full name, number of items, order value, order total",
    roles={
        "customer": "buyer user id|buyer",
        "time": "sale date",
        "order": "order id",
        "amount": "order total|order value",
        "quantity": "number of items",
        "currency": "currency",
        "status": "status",
        "name": "full name",
    },
    says="This looks like the sold orders of Etsy: a row is one order.",
)
EBAY = Export(
    name="eBay orders report",
    marks="sales record number, order number, buyer username, sale date, item title",
    roles={
        "customer": "buyer username",
        "time": "sale date",
        "order": "order number",
        "amount": "total price|sold for",
        "quantity": "quantity",
        "unit_price": "sold for",
        "product": "item title",
        "name": "buyer name",
        "email": "buyer email",
    },
    says=(
        "This looks like the orders report of eBay: an order with several articles has a row of its own "
        "for the total, above those of the articles."
    ),
)
AMAZON = Export(
    name="Amazon order report",
    marks=(
        "amazon-order-id|order-id, purchase-date, product-name, sku, quantity|quantity-purchased, item-price"
    ),
    roles={
        "customer": "buyer-email|buyer-name|recipient-name",
        "time": "purchase-date",
        "order": "amazon-order-id|order-id",
        "amount": "item-price",
        "quantity": "quantity|quantity-purchased",
        "currency": "currency",
        "status": "order-status",
        "product": "product-name",
        "name": "buyer-name|recipient-name",
        "email": "buyer-email",
    },
    says=(
        "This looks like an order report of Amazon: a row is one article of an order, and its price is "
        "that of all pieces together."
    ),
)
INVOICES = Export(
    name="Nordic invoice journal",
    marks=(
        "fakturanr|fakturanummer|faktura nr|faktura nr.|fakturanr., fakturadatum|fakturadato, "
        "kundnr|kundnummer|kundenr|kundenummer|kundnr.|kundenr.|kund nr, kundnamn|kundenavn|kundens "
        "navn|kund|kunde|namn|navn, "
        "belopp|beløb|beløp|total|totalt|totalbelopp|summa|fakturabelopp|fakturabeløb|beløb i alt|att "
        "betala"
    ),
    roles={
        "customer": "kundnr|kundnummer|kundenr|kundenummer|kundnr.|kundenr.|kund nr",
        "time": "fakturadatum|fakturadato",
        "order": "fakturanr|fakturanummer|faktura nr|faktura nr.|fakturanr.",
        "amount": (
            "totalt|total|totalbelopp|fakturabelopp|fakturabeløb|beløb i alt|summa|belopp|beløb|beløp"
        ),
        "currency": "valuta",
        "name": "kundnamn|kundenavn|kundens navn|kund|kunde|namn|navn",
        "kind": "typ|type|fakturatyp|fakturatype|dokumenttyp|dokumenttype|verifikationstyp",
        "status": "status|fakturastatus",
    },
    says="This looks like an invoice journal: a row is one invoice or one credit note.",
)
KLAVIYO = Export(
    name="Klaviyo list",
    marks=(
        "email, first name, last name, email marketing consent, klaviyo id|profile id|email marketing "
        "consent timestamp"
    ),
    roles={
        "customer": "email",
        "email": "email",
        "consent_email": "email marketing consent",
    },
    says=(
        "This looks like a list of profiles from Klaviyo, one row per person and no purchases: it says who"
        " may be written to, and the orders stand in another file."
    ),
    orders=False,
)
MAILCHIMP = Export(
    name="Mailchimp audience",
    marks="email address, member_rating, optin_time, confirm_time, last_changed, euid|leid",
    roles={
        "customer": "email address",
        "email": "email address",
    },
    says=(
        "This looks like an audience from Mailchimp, one row per person and no purchases: it says who may "
        "be written to (the file's name says whether these are subscribed), and the orders stand in "
        "another file."
    ),
    orders=False,
)
SHOPIFY_CUSTOMERS = Export(
    name="Shopify customers",
    marks=(
        "first name, last name, email, accepts email marketing|accepts marketing, total spent, total orders"
    ),
    roles={
        "customer": "customer id|email",
        "email": "email",
        "consent_email": "accepts email marketing|accepts marketing",
    },
    says=(
        "This looks like the customer list of Shopify, one row per person and no purchases: it says who "
        "may be written to, and the orders stand in another file."
    ),
    orders=False,
)
EXPORTS = (
    SHOPIFY,
    SQUARESPACE,
    WOO_ANALYTICS,
    WOO_PLUGIN,
    WOO_FLAT,
    MAGENTO,
    SQUARE_ITEMS,
    STRIPE,
    PAYPAL,
    ETSY_ITEMS,
    ETSY_ORDERS,
    EBAY,
    AMAZON,
    INVOICES,
    KLAVIYO,
    MAILCHIMP,
    SHOPIFY_CUSTOMERS,
)
