"""Small files, each of one kind of fault of real exports: what is asked, and what comes out of them."""

import datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import own_file
from helpers import features
from own_file import OwnFileError, questions
from own_file import read as own_file_read

CASES = Path(__file__).parent / "cases"


class Case(NamedTuple):
    """A file, the columns where the guess may not do, answers, and what then comes out."""

    file: str
    columns: dict
    answers: dict
    kept: int
    customers: int
    orders: int
    revenue: float
    asked: set
    says: str = ""


AMAZON = {"amount": None, "quantity": "quantity", "unit_price": "item-price"}
LINES = {"amount": None, "quantity": "Lineitem quantity", "unit_price": "Lineitem price"}
STATUS, PAID = {"cancelled"}, {"cancelled": "keep"}
MOVED = {"Express Checkout Payment": "sale", "General Withdrawal": "drop", "Payment Refund": "drop"}
TABLE = [
    Case("magento_grid.csv", {}, {"cancelled": ["complete"]}, 1, 1, 1, 100, STATUS),
    Case("magento_grid.csv", {}, {"cancelled": "keep"}, 2, 1, 2, 150, STATUS, "`Total Refunded` holds money"),
    Case("shopify_continuation.csv", {}, {"cancelled": "keep"}, 5, 3, 4, 85, STATUS, "once per order"),
    Case(
        "shopify_continuation.csv",
        {},
        {"cancelled": {"refunded": "drop", "partially_refunded": "keep"}},
        5,
        3,
        4,
        85,
        STATUS,
    ),
    Case("shopify_continuation.csv", {}, {"cancelled": ["paid"]}, 4, 2, 3, 60, STATUS),
    Case("shopify_continuation.csv", LINES, {"cancelled": "keep"}, 5, 3, 4, 85, STATUS, "'Mug'"),
    Case("order_total_repeated.csv", {}, {"repeated:amount": "order"}, 6, 2, 3, 310, {"repeated:amount"}),
    Case("order_total_repeated.csv", {}, {"repeated:amount": "line"}, 6, 2, 3, 680, {"repeated:amount"}),
    Case("stripe_refund_column.csv", {}, {"cancelled": {"failed": "drop"}}, 2, 2, 2, 829, STATUS),
    Case("woo_status_unpaid.csv", {}, {"cancelled": ["completed", "processing"]}, 2, 2, 2, 30, STATUS),
    Case("woo_status_unpaid.csv", {}, {"cancelled": "drop"}, 1, 1, 1, 10, STATUS),
    Case("cancelled_flag.csv", {}, {"cancelled": "drop"}, 2, 1, 2, 40, STATUS),
    Case("woo_guest_zero.csv", {}, {"nobody": "email"}, 6, 5, 6, 210, {"nobody"}),
    Case("woo_guest_zero.csv", {}, {"nobody": {"0": "drop"}}, 2, 2, 2, 90, {"nobody"}),
    Case("woo_guest_zero.csv", {}, {"nobody": "keep"}, 6, 3, 6, 210, {"nobody"}),
    Case("email_case.csv", {}, {}, 4, 2, 4, 100, set()),
    Case("blank_order_numbers.csv", {"order": "receipt"}, {}, 5, 2, 5, 100, set()),
    Case("future_date.csv", {}, {"far_dates": "drop"}, 40, 7, 40, 1180, {"far_dates"}),
    Case("backslash_quotes.csv", {}, {}, 4, 3, 4, 100, set(), 'written as \\"'),
    Case("amazon_line_price.tsv", {}, PAID | {"price": "line"}, 2, 2, 2, 131.9, STATUS | {"price"}),
    Case("amazon_line_price.tsv", {}, PAID | {"price": "piece"}, 2, 2, 2, 173.9, STATUS | {"price"}),
    Case("amazon_line_price.tsv", AMAZON, PAID | {"price": "line"}, 2, 2, 2, 131.9, STATUS | {"price"}),
    Case("copies_real.csv", {}, {"copies": "keep"}, 4, 2, 2, 17.35, {"copies"}),
    Case("copies_real.csv", {}, {"copies": "drop"}, 3, 2, 2, 16.1, {"copies"}),
    Case("zero_price.csv", {}, {"free": "drop"}, 1, 1, 1, 5, {"free"}),
    Case("zero_price.csv", {}, {"free": "keep"}, 2, 2, 2, 5, {"free"}),
    Case("postage_goods.csv", {}, {"postage": {"POSTAGE": "drop"}}, 1, 1, 1, 4, {"postage"}, "waits"),
    Case(
        "postage_goods.csv",
        {},
        {"postage": ["French carriage lantern", "Shipping labels for typewriters"]},
        3,
        3,
        3,
        25,
        {"postage"},
    ),
    Case("ebay_frame.csv", {"amount": "Total Price"}, {}, 5, 2, 3, 65, set(), "is read as 2025-09-28"),
    Case("excel_serial_dates.csv", {}, {}, 3, 2, 3, 60, set(), "'45384.34789351852' is read as 2024-04-02"),
    Case("serial_dates_general.xlsx", {}, {}, 4, 2, 4, 100, set(), "2024-04-02 06:00:00"),
    Case("unix_epoch.csv", {}, {}, 3, 2, 3, 60, set(), "2024-04-02 05:09:27"),
    Case("currency_words.csv", {}, {}, 3, 2, 3, 1284.56, set()),
    Case(
        "two_currencies_symbols.csv",
        {},
        {"currency": {"$": 1, "USD": 1, "EUR": 1.1}},
        3,
        3,
        3,
        31,
        {"currency"},
    ),
    Case("fill_down_customer.csv", {}, {"fill_down": "repeat"}, 5, 2, 5, 71, {"fill_down"}),
    Case("fill_down_customer.csv", {}, {"fill_down": "blank"}, 2, 2, 2, 15, {"fill_down"}),
    Case("merged_customer_cells.xlsx", {}, {"fill_down": "repeat"}, 5, 2, 5, 32, {"fill_down"}),
    Case("duplicate_headers.csv", {"name": "Name (2)"}, {}, 2, 2, 2, 30, set()),
    Case("long_note.csv", {}, {}, 3, 2, 3, 60, set()),
    Case("big_field.csv", {}, {}, 2, 2, 2, 30, set()),
    Case("whitespace.txt", {}, {}, 3, 2, 3, 100.77, set(), "blanks"),
    Case("danish_headers.csv", {}, {"cancelled": "drop"}, 1, 1, 1, 100, STATUS),
    Case("utf16_bom.txt", {}, {}, 2, 2, 2, 1030.5, set()),
    Case("price_is_line_total.csv", {}, {}, 2, 2, 2, 40, set()),
    Case("month_only.csv", {}, {}, 200, 60, 200, 2793, set()),
    Case("once_each.csv", {}, {}, 300, 300, 300, 4191, set()),
    # Others of these kinds, which went wrong without a question, or were refused, when they were first tried.
    Case("german_refund_column.csv", {}, {"cancelled": "drop"}, 2, 2, 2, 170, STATUS),
    Case("ebay_euro.csv", {}, {}, 2, 2, 2, 30, set()),
    Case("private_customer.csv", {}, {"nobody": "drop"}, 8, 6, 8, 128, {"nobody"}),
    Case("french_status.csv", {}, {"cancelled": "drop"}, 2, 2, 2, 50, STATUS),
    Case("spanish_status.csv", {}, {"cancelled": ["Completado"]}, 1, 1, 1, 20, STATUS),
    Case("merged_order_numbers.csv", {}, {"fill_down": "repeat"}, 5, 2, 2, 48, {"fill_down"}),
    Case("paypal_movements.csv", {}, {"kind": MOVED}, 2, 2, 2, 150, {"kind", "negative"}),
    Case("six_digit_dates.csv", {}, {"dates:yy": "year"}, 3, 2, 3, 170, {"dates:yy"}),
]


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """The files are of the first half of 2026."""
    monkeypatch.setattr(questions, "today", lambda: datetime.date(2026, 12, 1))


@pytest.mark.parametrize("case", TABLE, ids=lambda case: f"{case.file} {case.answers}")
def test_each_small_file_gives_its_right_outcome(case):
    found = own_file.look(CASES / case.file)
    columns = found.guesses | case.columns
    first = own_file.clean(found, columns)
    assert {question.key for question in first.questions} == case.asked
    cleaned = own_file.clean(found, columns, case.answers)
    totals = cleaned.totals
    assert (totals["rows_kept"], totals["customers"], totals["orders"]) == case[3:6]
    assert sum(totals["revenue"].values()) == pytest.approx(case.revenue)
    said = [*cleaned.notes, *cleaned.asked["reason"]]
    assert case.says in " ".join(said)
    for question in first.questions:
        assert question.rows > 0 and question.examples and question.choices and "{" not in question.sentence
    as_rfm_counts(cleaned)
    assert_money_adds_up(cleaned)


def as_rfm_counts(cleaned):
    """Totals and RFM agree about who bought, and how often."""
    orders = cleaned.orders
    if orders.empty:
        return
    order = "order_id" if "order_id" in orders else None
    rfm = features.rfm(orders, at="2090-01-01", amount="amount", order=order)
    assert len(rfm) == cleaned.totals["customers"] and rfm["frequency"].sum() == cleaned.totals["orders"]


def assert_money_adds_up(cleaned):
    """Wherever pieces and their price are kept, they make the amount."""
    orders = cleaned.orders
    if "unit_price" in orders:
        known = orders["unit_price"].notna()
        made = orders["quantity"] * orders["unit_price"]
        assert np.allclose(made[known], orders.loc[known, "amount"], atol=1e-6)
        assert (orders.loc[~known, "quantity"] == 0).all() or orders.loc[~known, "quantity"].isna().all()


@pytest.mark.parametrize(
    ("file", "columns", "says"),
    [
        ("no_header_wide.csv", {}, "has no column names: line 1"),
        ("utf16_nobom.csv", {}, "NUL character in line 1"),
        (
            "customer_level.csv",
            {"time": "last_order_date", "amount": "customer_value_total"},
            "a list of customers, not an order export",
        ),
        (
            "formulas_without_values.xlsx",
            {"amount": "Amount"},
            "'Amount' hold no values: open the file in Excel",
        ),
        ("customer_number_damaged_lower.csv", {}, "damaged by a spreadsheet"),
    ],
)
def test_what_cannot_be_used_says_so_in_a_sentence(file, columns, says):
    try:
        found = own_file.look(CASES / file)
        sentence = own_file.clean(found, found.guesses | columns).sentence()
    except OwnFileError as problem:
        sentence = str(problem)
    assert says in sentence and "\n" not in sentence


def test_order_level_consent_reaches_all_lines():
    found = own_file.look(CASES / "shopify_continuation.csv")
    customers = own_file.clean(found, found.guesses, {"cancelled": "keep"}).customers
    assert customers["consent_email"].to_dict() == {
        "ada@example.com": True,
        "bo@example.com": False,
        "di@example.com": True,
    }
    assert customers.loc["ada@example.com", "name"] == "Ada Alm"


def test_blank_order_numbers_are_orders_of_their_own():
    found = own_file.look(CASES / "blank_order_numbers.csv")
    orders = own_file.clean(found, found.guesses | {"order": "receipt"}).orders
    assert orders["order_id"].is_unique
    assert features.rfm(orders, at="2027-01-01", amount="amount", order="order_id")["frequency"].tolist() == [
        3,
        2,
    ]


def test_every_small_file_is_in_the_table():
    told = {case.file for case in TABLE} | {
        "no_header_wide.csv",
        "utf16_nobom.csv",
        "customer_level.csv",
        "formulas_without_values.xlsx",
        "customer_number_damaged_lower.csv",
    }
    assert {path.name for path in CASES.iterdir()} == told


# ------------------------------------------------------------------------------------------ physical lines
PIECES = st.sampled_from(
    ["1", "A1", "2026-01-01", "10.00", "Mug", '5" nail', 'say "x"', "a, b", "two\nlines", ""]
)


@settings(deadline=None)
@given(
    rows=st.lists(st.lists(PIECES, min_size=4, max_size=4), min_size=1, max_size=8),
    way=st.sampled_from(["doubled", "backslash", "open"]),
    data=st.data(),
)
def test_no_physical_line_vanishes(tmp_path_factory, rows, way, data):
    """Every line below the names belongs to one row: it begins it, or is inside one of its quoted fields."""
    path = tmp_path_factory.mktemp("lines") / "orders.csv"
    lines, inside = ["Customer,Date,Amount,Product"], 0
    rows = [["A0", "2026-01-02", "5.00", "Cup"], *rows, ["A9", "2026-01-03", "6.00", "Jug"]]
    for row in rows:
        if way == "open":
            row = [field.replace('"', "").replace("\n", " ").replace(",", "") for field in row]
            lines.append(",".join(row))
        else:
            mark = '""' if way == "doubled" else '\\"'
            lines.append(",".join('"' + field.replace('"', mark) + '"' for field in row))
            inside += sum(field.count("\n") for field in row)
    if way == "open" and len(rows) > 3:  # two stray marks: what stands between them is joined
        for place in data.draw(st.lists(st.integers(2, len(lines) - 1), min_size=2, max_size=2, unique=True)):
            customer, rest = lines[place].split(",", 1)
            lines[place] = f'{customer},"{rest}'
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
    physical = path.read_text("utf-8").count("\n") - 1
    try:
        found = own_file.look(path)
    except OwnFileError as problem:
        assert "\n" not in str(problem)
        return
    empty_at_end = 0
    assert len(found.table) + inside + empty_at_end == physical
    cleaned = own_file.clean(found, {"customer": "Customer", "time": "Date", "amount": "Amount"})
    totals = cleaned.totals
    assert totals["rows_kept"] + totals["rows_dropped"] + totals["rows_asked"] == len(found.table)


def test_two_open_marks_join_no_two_orders(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(
        'Order,Customer,Product,Amount,Date\n1,A1,"Nail 5" long,10.00,2026-01-01\n'
        '2,A2,"Mug,20.00,2026-01-02\n'
        '3,A3,Cup",30.00,2026-01-03\n4,A4,Jug,40.00,2026-01-04\n'
    )
    found = own_file.look(path)
    cleaned = own_file.clean(found, found.guesses)
    assert len(found.table) == 4 and own_file_read.JOINED in set(cleaned.dropped["reason"])
    assert "4" in set(cleaned.orders["order_id"]) and 50 not in set(cleaned.orders["amount"])
