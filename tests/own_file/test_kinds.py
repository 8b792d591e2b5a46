"""Kinds of exports beyond the small files: several files, credit notes, flags, ways to write values."""

import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

import own_file
from helpers import features
from own_file import OwnFileError, holds, levels, sentences, values
from own_file.dates import dates
from own_file.guess import doubts, guess
from own_file.values import numbers

COLUMNS = {"order": "Order", "time": "Date", "customer": "Customer", "amount": "Amount"}


def cleaned(tmp_path, text, answers=None, **columns):
    path = tmp_path / "orders.csv"
    path.write_text(text, encoding="utf-8")
    return own_file.clean(own_file.look(path), COLUMNS | columns, answers)


# ---------------------------------------------------------------------------------- several files and sheets
def test_monthly_files_are_read_together_and_each_row_knows_its_file(tmp_path):
    (tmp_path / "jan.csv").write_text("Order,Customer,Date,Amount\n1,A,2026-01-01,10\n2,B,2026-01-02,bad\n")
    (tmp_path / "feb.csv").write_text("Date;Amount;order;Customer\n2026-02-01;20;3;A\n2026-02-02;;4;B\n")
    found = own_file.look([tmp_path / "jan.csv", tmp_path / "feb.csv"])
    assert found.table.index.is_unique and [path.name for path in found.paths] == ["jan.csv", "feb.csv"]
    kept = own_file.clean(found, COLUMNS)
    assert kept.orders[["file", "line_in_file"]].to_numpy().tolist() == [["jan.csv", 2], ["feb.csv", 2]]
    assert kept.dropped[["file", "line_in_file", "reason"]].to_numpy().tolist() == [
        ["jan.csv", 3, "amount not understood"],
        ["feb.csv", 3, "no amount"],
    ]
    assert kept.totals["rows_read"] == 4 and kept.totals["revenue"] == {"": 30}
    assert "line 3 of jan.csv" in " ".join(kept.notes)


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ("Order,Customer,Date\n1,A,2026-01-01\n", "feb.csv has no column 'Amount'"),
        ("Order,Customer,Date,Amount,Shop\n1,A,2026-01-01,5,x\n", "a column 'Shop' that jan.csv lacks"),
    ],
)
def test_files_of_other_shapes_are_not_read_together(tmp_path, second, says):
    (tmp_path / "jan.csv").write_text("Order,Customer,Date,Amount\n1,A,2026-01-01,10\n")
    (tmp_path / "feb.csv").write_text(second)
    with pytest.raises(OwnFileError, match=says):
        own_file.look([tmp_path / "jan.csv", tmp_path / "feb.csv"])


def test_a_file_named_twice_and_no_file_are_refused(tmp_path):
    (tmp_path / "jan.csv").write_text("Order,Customer,Date,Amount\n1,A,2026-01-01,10\n")
    with pytest.raises(OwnFileError, match="named twice"):
        own_file.look([tmp_path / "jan.csv", str(tmp_path / "jan.csv")])
    with pytest.raises(OwnFileError, match="No file"):
        own_file.look([])


def test_sheets_of_one_shape_are_read_together(tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for year in (2024, 2025):
        sheet = book.create_sheet(f"Year {year}")
        sheet.append(["Order", "Customer", "Date", "Amount"])
        sheet.append([year, "A", f"{year}-03-01", 10.5])
    book.save(tmp_path / "years.xlsx")
    found = own_file.look(tmp_path / "years.xlsx")
    assert own_file.clean(found, COLUMNS).totals["revenue"] == {"": 21}
    assert found.typed["Amount"].all() and set(found.origin()["file"]) == {"Year 2024", "Year 2025"}
    assert len(own_file.look(tmp_path / "years.xlsx", sheet="Year 2025").table) == 1
    assert len(own_file.look(tmp_path / "years.xlsx", sheet=["Year 2024", "Year 2025"]).table) == 2


def test_a_workbook_reads_as_the_spreadsheet_library_reads_it(tmp_path):
    """Numbers, dates, times, truth values, errors and shared, inline and rich texts."""
    import datetime

    book = openpyxl.Workbook()
    book.active.append(["Order", "Customer", "Date", "Amount", "More"])
    day = datetime.datetime(2025, 4, 3, 14, 5, 7)
    for i, more in enumerate(
        [True, "åäö & <b>", datetime.time(9, 30), datetime.date(2025, 1, 2), 1e-7, 12345678901]
    ):
        book.active.append([i, f"A{i}", day, 1.1 + i, more])
    raw = io.BytesIO()
    book.save(raw)
    (tmp_path / "x.xlsx").write_bytes(raw.getvalue())
    table = own_file.look(tmp_path / "x.xlsx").table
    assert table["More"].tolist() == ["TRUE", "åäö & <b>", "09:30:00", "2025-01-02", "1e-07", "12345678901"]
    assert set(table["Date"]) == {"2025-04-03 14:05:07"} and table["Amount"].iloc[0] == "1.1"


# ---------------------------------------------------------------------------------------- money given back
KINDS = (
    "Order,Customer,Date,Amount,Kind\n1,A,2026-01-01,100,Faktura\n2,A,2026-01-02,30,{}\n"
    "3,B,2026-01-03,50,Faktura\n"
)


@pytest.mark.parametrize(
    "word", ["Kreditnota", "Kreditfaktura", "Credit memo", "Gutschrift", "REFUND", "Kredittnota", "Return"]
)
def test_credit_notes_are_taken_off(tmp_path, word):
    open_ = cleaned(tmp_path, KINDS.format(word), kind="Kind")
    assert [(q.key, q.rows, q.examples) for q in open_.questions] == [("kind", 1, [word])]
    assert [(o.value, o.rows, o.money) for o in open_.questions[0].options] == [
        ("Faktura", 2, 150),
        (word, 1, 30),
    ]
    credit = cleaned(tmp_path, KINDS.format(word), {"kind": {word: "credit"}}, kind="Kind")
    assert credit.totals["revenue"] == {"": 120} and credit.totals["orders"] == 2
    negative = KINDS.format(word).replace("30", "-30")
    assert cleaned(tmp_path, negative, {"kind": "credit"}, kind="Kind").totals["revenue"] == {"": 120}
    assert cleaned(tmp_path, KINDS.format(word), {"kind": "drop"}, kind="Kind").totals["revenue"] == {"": 150}


@pytest.mark.parametrize(
    ("name", "yes", "no", "asked"),
    [
        ("Cancelled", "TRUE", "FALSE", "TRUE"),
        ("Refunded", "x", "", "x"),
        ("Paid", "yes", "no", "no"),
        ("Betald", "1", "0", "0"),
    ],
)
def test_a_flag_means_what_its_column_says(tmp_path, name, yes, no, asked):
    text = f"Order,Customer,Date,Amount,{name}\n1,A,2026-01-01,10,{yes}\n2,B,2026-01-02,20,{no}\n"
    questions = cleaned(tmp_path, text, status=name).questions
    assert [(q.key, q.examples, q.rows) for q in questions] == [("cancelled", [asked], 1)]


def test_a_status_is_answered_value_by_value_and_wrong_values_get_a_sentence(tmp_path):
    text = (
        "Order,Customer,Date,Amount,Status\n1,A,2026-01-01,10,Paid\n2,B,2026-01-02,20,On hold\n"
        "3,C,2026-01-03,40,Failed\n"
    )
    part = cleaned(tmp_path, text, {"cancelled": {"failed": "drop"}}, status="Status")
    assert [(q.key, q.rows, q.settled) for q in part.questions] == [
        ("cancelled", 1, {"Paid": "keep", "Failed": "drop"})
    ]
    assert cleaned(tmp_path, text, {"cancelled": ["paid", "on hold"]}, status="Status").totals["revenue"] == {
        "": 30
    }
    for answer in ({"Lost": "drop"}, {"Failed": "perhaps"}, ["Lost"], 5, "perhaps"):
        with pytest.raises(OwnFileError, match="no answer"):
            cleaned(tmp_path, text, {"cancelled": answer}, status="Status")


def test_the_status_of_an_order_covers_its_discount(tmp_path):
    """A negative line of a cancelled order goes with it; orders of returns have their own question."""
    text = (
        "Order,Customer,Date,Amount,Status\n1,A,2026-01-01,50,Cancelled\n1,A,2026-01-01,-5,Cancelled\n"
        "2,B,2026-01-02,20,paid\n3,B,2026-01-09,-8,returned\n"
    )
    answers = {"cancelled": "drop", "negative": "subtract"}
    done = cleaned(tmp_path, text, answers, status="Status")
    assert done.totals["revenue"] == {"": 12} and not done.questions


def test_rates_convert_every_amount(tmp_path):
    text = (
        "Order,Customer,Date,Pieces,Unit price,Back,Cur\n1,A,2026-01-01,2,10,5,EUR\n2,B,2026-01-02,3,7,,SEK\n"
        "3,B,2026-01-02,0,7,,SEK\n"
    )
    columns = {
        "amount": None,
        "quantity": "Pieces",
        "unit_price": "Unit price",
        "refunded": "Back",
        "currency": "Cur",
    }
    answers = {"currency": {"SEK": 1, "EUR": 11}, "free": "keep"}
    orders = cleaned(tmp_path, text, answers, **columns).orders
    assert orders["amount"].tolist() == [165, 21, 0]
    made = orders["quantity"] * orders["unit_price"]
    assert np.allclose(made[:2], orders["amount"][:2]) and np.isnan(orders["unit_price"].iloc[2])


def test_what_was_given_back_in_full_was_no_purchase(tmp_path):
    text = "Order,Customer,Date,Amount,Back\n1,A,2026-01-01,50,50\n2,B,2026-01-02,20,5\n3,B,2026-01-03,0,\n"
    done = cleaned(tmp_path, text, {"free": "keep"}, refunded="Back")
    assert done.dropped["reason"].tolist() == ["given back in full"]
    rfm = features.rfm(done.orders, at="2027-01-01", amount="amount", order="order_id")
    assert (done.totals["customers"], done.totals["orders"]) == (len(rfm), rfm["frequency"].sum()) == (1, 2)


# ----------------------------------------------------------------------------------- orders and their lines
@pytest.mark.parametrize("number", ["1.23457E+11", "1,23457e+11", "1.2E11"])
def test_damaged_order_numbers_do_not_merge_days(tmp_path, number):
    rows = ["2026-01-01;1", "2026-01-01;2", "2026-02-01;5"]
    text = "Order;Customer;Date;Amount\n" + "".join(f"{number};A;{row}\n" for row in rows)
    done = cleaned(tmp_path, text)
    assert done.totals["orders"] == 2 and number in " ".join(done.notes)
    rfm = features.rfm(done.orders, at="2027-01-01", amount="amount", order="order_id")
    assert rfm["frequency"].tolist() == [2]


def test_customers_on_the_first_line_only_belong_to_all_lines(tmp_path):
    text = "Order,Customer,Date,Amount\n1,A,2026-01-01,1\n1,,,2\n2,B,2026-01-02,5\n2,,,6\n3,A,2026-01-03,7\n"
    done = cleaned(tmp_path, text)
    assert done.totals["rows_kept"] == 5 and done.totals["orders"] == 3 and not done.questions


def test_a_single_gap_among_customers_is_no_habit(tmp_path):
    text = "Order,Customer,Date,Amount\n" + "".join(
        f"{i},A{i},2026-01-01,{i}\n{i},A{i},2026-01-01,9{i}\n" for i in range(1, 9)
    )
    done = cleaned(tmp_path, text.replace("3,A3,2026-01-01,93", "3,,2026-01-01,93"))
    assert done.dropped["reason"].tolist() == ["no customer number"]


def test_a_consent_on_the_first_line_is_no_refusal_on_the_others(tmp_path):
    text = "Order,Customer,Date,Amount,News\n1,A,2026-01-01,1,yes\n1,A,2026-01-01,2,\n2,B,2026-01-02,5,\n"
    consent = cleaned(tmp_path, text, consent_email="News").customers["consent_email"]
    assert consent.to_dict() == {"A": True, "B": False}


def test_rows_look_for_their_order_near_by():
    order = np.array([0, 1, 0, 1, 0, -1])
    blank = np.array([True, True, False, False, True, True])
    source = levels.source_in_order(order, np.ones(6, bool), blank)
    assert source.tolist() == [2, 3, 2, 3, 2, 5]


# ------------------------------------------------------------------------------------- notations of values
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Apr 3, 2024 10:15:00 PM PST", "2024-04-03 22:15"),
        ("Wed, 03 Apr 2024 10:00:00 GMT", "2024-04-03 10:00"),
        ("Wed Apr 03 10:00:00 CEST 2024", "2024-04-03 10:00"),
        ("Wed Apr 03 2024 10:00:00 GMT+0200 (Central European Summer Time)", "2024-04-03 10:00"),
        ("onsdag 3 april 2024", "2024-04-03"),
        ("3rd April 2024", "2024-04-03"),
        ("2026-01-05 10:00:00 -0500", "2026-01-05 10:00"),
        ("2024-04-03T10:15:30.123+0000", "2024-04-03 10:15:30"),
        ("Mittwoch, 3. April 2024 10:15 Uhr", "2024-04-03 10:15"),
        ("3. huhtikuuta 2024", "2024-04-03"),
        ("Mar 3, 2025", "2025-03-03"),
        ("45384.34789351852", "2024-04-02 08:20:58"),
        ("45384,5", "2024-04-02 12:00"),
        ("1712034567", "2024-04-02 05:09:27"),
        ("1712034567000", "2024-04-02 05:09:27"),
        ("20240403101500", "2024-04-03 10:15"),
        ("2025. 04. 03.", "2025-04-03"),
    ],
)
def test_dates_as_programs_write_them(text, value):
    read = dates(pd.Series([text], dtype="str"))
    assert read.value[0] == np.datetime64(value) and not read.bad[0]


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("R$ 1.234,56", 1234.56, "BRL"),
        ("US$10.00", 10, "USD"),
        ("CA$ 5", 5, "CAD"),
        ("5 zł", 5, "PLN"),
        ("₺5", 5, "TRY"),
        ("₹1,00,000.00", 100_000, "INR"),
        ("RM10", 10, "MYR"),
        ("AUD 5.5", 5.5, "AUD"),
        ("5 Kč", 5, "CZK"),
        ("kr. 500", 500, "kr"),
        ("-€5", -5, "EUR"),
        ("₱12.50", 12.5, "PHP"),
        ("$10.00 CAD", 10, "CAD"),
        ("₿2", 2, "₿"),
        ("5 kr:-", 5, "kr"),
    ],
)
def test_money_as_programs_write_it(text, value, currency):
    read = numbers(pd.Series([text], dtype="str"))
    assert (read.value[0], read.currency[0]) == (value, currency)


@pytest.mark.parametrize("text", ["A12", "C1001", "R1000", "5 kg", "kr 5 €", "12,50,00", "5%"])
def test_what_is_no_money_stays_none(text):
    assert numbers(pd.Series([text], dtype="str")).bad.all()


def test_what_was_not_understood_is_shown(tmp_path):
    done = cleaned(
        tmp_path, "Order,Customer,Date,Amount\n1,A,soonish,5\n2,B,2026-01-02,free\n3,B,2026-01-02,7\n"
    )
    said = " ".join(done.notes)
    assert "'soonish' in line 2" in said and "'free' in line 3" in said
    none = cleaned(tmp_path, "Order,Customer,Date,Amount\n1,A,soonish,5\n2,B,later,6\n")
    assert "None of 2 rows is left" in none.sentence() and "date not understood" in none.sentence()


@pytest.mark.parametrize("word", ["guest", "Gäst", "-1", "anonymous"])
def test_ids_of_nobody_are_asked_about(tmp_path, word):
    text = f"Order,Customer,Date,Amount\n1,{word},2026-01-01,10\n2,{word},2026-01-02,20\n3,7,2026-01-03,30\n"
    open_ = cleaned(tmp_path, text)
    assert [(q.key, q.rows, list(q.choices)) for q in open_.questions] == [("nobody", 2, ["keep", "drop"])]
    assert cleaned(tmp_path, text, {"nobody": "drop"}).totals["customers"] == 1


def test_a_guest_with_the_address_of_a_customer_is_that_customer(tmp_path):
    text = (
        "Order,Customer,Date,Amount,Mail\n1,0,2026-01-01,10,a@b.se\n2,0,2026-01-02,20,c@d.se\n"
        "3,7,2026-01-03,30,A@b.se\n4,0,2026-01-04,40,\n"
    )
    done = cleaned(tmp_path, text, {"nobody": "email"}, email="Mail")
    assert done.orders["customer_id"].tolist() == ["7", "c@d.se", "7"]
    assert done.dropped["reason"].tolist() == ["no customer number"]


def test_an_answer_does_not_read_the_file_again(tmp_path, monkeypatch):
    path = tmp_path / "orders.csv"
    path.write_text("Order,Customer,Date,Amount\n1,A,03/04/2026,1.234\n2,B,05/06/2026,-5\n")
    found = own_file.look(path)
    first = own_file.clean(found, COLUMNS)
    for name in ("own_file.steps.parse_dates", "own_file.steps.parse_numbers", "own_file.table.factorized"):
        monkeypatch.setattr(name, None)
    answers = {"dates:/": "day", "decimals:amount": "point", "negative": "subtract"}
    assert {q.key for q in first.questions} == set(answers)
    assert own_file.clean(found, COLUMNS, answers).totals["revenue"] == {"": -3.77}


# --------------------------------------------------------------------- money of a piece, or of the whole line
LINES = "{0};Kund;Datum;Vara;Antal;{1}{2}\n"


@pytest.mark.parametrize(
    ("head", "rows", "asked"),
    [
        (("Pris", ""), ["20,50", "30,00"], {"price"}),
        (("Item price", ""), ["20,50", "30,00"], {"price"}),
        (("Belopp", ""), ["20,50", "20,50"], {"price"}),  # the same for two as for three
        (("Belopp", ""), ["20,50", "30,75"], set()),
        (("Summa", ""), ["20,50", "30,00"], set()),
        (("Pris", ";Ordersumma"), ["20,50;20,50", "30,00;30,00"], set()),
        (("Pris", ";Varor"), ["20,50;41,00", "30,00;90,00"], {"price"}),
    ],
)
def test_money_beside_a_quantity_is_asked_about_unless_the_file_adds_it_up(tmp_path, head, rows, asked):
    text = LINES.format("Order", *head)
    text += "".join(f"{i};K{i};2026-01-0{i};Mugg;{1 + i};{row}\n" for i, row in enumerate(rows, 1))
    columns = {"order": "Order", "amount": head[0], "quantity": "Antal", "product": "Vara"}
    done = cleaned(tmp_path, text, customer="Kund", time="Datum", **columns)
    assert {question.key for question in done.questions} == asked
    each = [float(row.split(";")[0].replace(",", ".")) for row in rows]
    for answer, total in (("piece", 2 * each[0] + 3 * each[1]), ("line", sum(each))):
        if asked:
            done = cleaned(tmp_path, text, {"price": answer}, customer="Kund", time="Datum", **columns)
            assert not done.questions
        if asked or answer == "line":
            assert done.totals["revenue"] == {"": pytest.approx(total)}


def test_prices_whose_order_adds_them_up_are_those_of_the_line(tmp_path):
    """Two lines an order, and the order's own total on the first: no product is bought twice."""
    text = "Order;Kund;Datum;Antal;Pris;Ordersumma\n" + "".join(
        f"{i};K{i};2026-01-0{i};{a};{p};{p + q if line else ''}\n"
        for i, (p, q) in enumerate([(20, 35), (11, 50), (9, 80)], 1)
        for line, a, p in ((1, 2, p), (0, 1, q))
    )
    columns = {"customer": "Kund", "time": "Datum", "order": "Order"}
    for role in ("amount", "unit_price"):
        money = {"amount": None, role: "Pris", "quantity": "Antal"}
        done = cleaned(tmp_path, text, **columns, **money)
        assert done.totals["revenue"] == {"": 205} and "adds up to `Ordersumma`" in " ".join(done.notes)


# ------------------------------------------------------------------------------------ currencies, yes and no
WAYS = ("{0}1250.50", "{0} 1,250.50", "1250.50 {0}", "1250,50{0}", "-{0} 12.50", "{0}\u00a01.250,50")


def test_every_code_and_sign_of_a_currency_is_read_beside_a_number():
    for mark in [*values.CODES, *values.SIGNS]:
        for way in WAYS:
            for written in {mark, mark.lower()}:
                read = numbers(pd.Series([way.format(written)], name="Amount"))
                assert np.isfinite(read.value[0]) and read.currency[0], way.format(written)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("₱1,250.00", "PHP"),
        ("US $12.50", "USD"),
        ("12,50 $CA", "CAD"),
        ("GBP£12.50", "GBP"),
        ("৳500.50", "BDT"),
        ("12.50 FCFA", "XOF"),
        ("Dkr 10,50", "DKK"),
    ],
)
def test_marks_of_currencies_mean_their_code(text, currency):
    assert numbers(pd.Series([text], name="Amount")).currency.tolist() == [currency]


@pytest.mark.parametrize("text", ["A 12", "12 eurx", "12 kro", "R500", "12.50 USD/kg"])
def test_other_words_beside_a_number_are_no_currency(text):
    assert np.isnan(numbers(pd.Series([text], name="Amount"), decimal="point").value[0])


def test_what_is_known_as_yes_or_no_is_one_or_the_other():
    assert not values.AGREED & values.NOT_AGREED and holds.WORDS_YES_NO <= values.AGREED | values.NOT_AGREED


# ------------------------------------------------------------------------------------------------- discounts
SOLD = "Order;Customer;Date;Pieces;Unit price;Discount{0}\n1;A;2026-01-02;2;10;{1}\n2;B;2026-01-03;1;30;{2}\n"
SOLD_AS = {"amount": None, "quantity": "Pieces", "unit_price": "Unit price", "discount": "Discount"}


@pytest.mark.parametrize(
    ("discounts", "answer", "total"),
    [
        (("10 %", ""), "percent", 48),
        (("10", "0"), "percent", 48),
        (("10", "0"), "money", 40),
        (("0.1", "0"), "share", 48),
        (("0.1", "0"), "done", 50),
        (("-5.00", ""), "money", 45),
    ],
)
def test_a_discount_is_asked_about_where_nothing_shows_what_it_is(tmp_path, discounts, answer, total):
    text = SOLD.format("", *discounts)
    asked = cleaned(tmp_path, text, **SOLD_AS)
    assert [question.key for question in asked.questions] == ["discount"]
    assert f"{total:,.2f}" in asked.questions[0].choices[answer]
    done = cleaned(tmp_path, text, {"discount": answer}, **SOLD_AS)
    assert done.totals["revenue"] == {"": total} and not done.questions


@pytest.mark.parametrize(
    ("heads", "cells", "columns", "total"),
    [
        (";To pay", ("10 %;18", ";30"), {}, 48),
        (";Row total", ("2;18", "3;27"), {}, 45),
        (";Row total", ("0.1;18", "0.2;24"), {"amount": "Row total"}, 42),
        (";Subtotal;Row total", ("2;20;18", "3;30;27"), {"quantity": None, "unit_price": None}, 45),
    ],
)
def test_a_discount_is_taken_off_once_where_the_file_adds_up(tmp_path, heads, cells, columns, total):
    columns = SOLD_AS | ({"amount": "Row total"} if "unit_price" in columns else {}) | columns
    done = cleaned(tmp_path, SOLD.format(heads, *cells), **columns)
    assert done.totals["revenue"] == {"": total} and not done.questions
    assert "`Discount` is" in " ".join(done.notes)


def test_a_discount_that_stands_on_each_line_is_taken_off_once_per_order(tmp_path):
    text = "Order;Customer;Date;Amount;Discount\n" + "1;A;2026-01-02;50;8\n1;A;2026-01-02;30;8\n"
    text += "2;B;2026-01-03;20;7\n2;B;2026-01-03;25;7\n"
    answers = {"discount": "money", "repeated:discount": "order"}
    asked = cleaned(tmp_path, text, {"discount": "money"}, discount="Discount")
    assert [question.key for question in asked.questions] == ["repeated:discount"]
    assert cleaned(tmp_path, text, answers, discount="Discount").totals["revenue"] == {"": 110}
    line = cleaned(tmp_path, text, answers | {"repeated:discount": "line"}, discount="Discount")
    assert line.totals["revenue"] == {"": 95}


def test_a_discount_is_guessed_by_its_values():
    table = pd.DataFrame(
        {"Discount": ["10%", "0", "5 %"], "Rabatt": ["SUMMER", "", "VIP"], "Zero discount": "0"}
    )
    assert guess(table)["discount"] == "Discount"


# ------------------------------------------------------------------------------ sentences about the whole
def test_a_flag_is_no_money_given_back_and_small_coins_are_said():
    table = pd.DataFrame({"Order": ["1", "2"], "Refunded?": ["0", "1"], "totalCents": ["1250", "900"]})
    assert guess(table)["refunded"] is None
    said = doubts(table, {"amount": "totalCents"})
    assert "counted in hundredths" in " ".join(said)
    states = pd.DataFrame({"Order status": ["Sent", "Sent"], "Payment status": ["Paid", "Unpaid"]})
    assert "`Payment status` could be" in " ".join(doubts(states, {"status": "Order status"}))


def test_a_test_too_small_to_show_anything_says_so(tmp_path):
    """It said that a change of inf points would be seen."""
    (tmp_path / "orders.csv").write_text(
        "Order,Customer,Email,Date,Amount,Newsletter\n"
        + "".join(
            f"{i},K{i % 20},k{i % 20}@example.com,2025-{1 + i % 12:02d}-{13 + i % 15},{10 + i},"
            f"{'yes' if i % 20 in (1, 2, 3, 4, 5, 6, 7) else 'no'}\n"
            for i in range(120)
        )
    )
    own = own_file.OwnFile(tmp_path / "orders.csv")
    said = " ".join(map(str, [*sentences.trust(own), *sentences.headline(own), own.actions.to_dict()]))
    assert " inf" not in said and " nan" not in said
