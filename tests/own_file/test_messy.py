"""The messy sample: drawn anew to the byte, dirty as it says, cleaned to the totals from before the dirt."""

import json

import pytest

import own_file
from datasets.draw import messy
from helpers import data

FILE = data.DATASETS / "messy" / "orders_export.csv"
TRUTH = json.loads((data.DATASETS / "messy" / "truth.json").read_text(encoding="utf-8"))
REASONS = {
    "no customer number": "no_customer",
    "no date": "no_date",
    "date not understood": "bad_date",
    "price not understood": "bad_price",
    "exact copy of an earlier line": "copies",
    "empty line": "empty",
    "fewer fields than there are column names": "broken",
    "column names once more": "header_again",
    "total line": "total_line",
}
ANSWERS = {"copies": "drop", "cancelled": "drop", "negative": "subtract", "postage": "drop"}


@pytest.fixture(scope="module")
def found():
    return own_file.look(FILE)


def test_the_command_draws_the_same_bytes(tmp_path):
    messy.write(tmp_path, json.loads((data.DATASETS / "datapackage.json").read_text("utf-8"))["seed"])
    for path in (FILE, FILE.with_name("truth.json")):
        assert (tmp_path / "messy" / path.name).read_bytes() == path.read_bytes()


def test_another_seed_draws_another_file():
    assert not messy.draw(1)[0].equals(messy.draw(2)[0])


def test_it_is_as_large_and_as_dirty_as_it_should_be():
    raw = FILE.read_bytes()
    assert len(raw) <= 1.5e6 and 18_000 <= TRUTH["rows_in_file"] <= 22_000
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    text = raw.decode("cp1252")
    assert "\u00a0" in text and ".0;" in text and ";cancelled;" in text and ";EUR;" in text and ";-1;" in text
    assert "@example.com" in text and text.count("@example") == text.count("@example.com")
    assert "=REA=" in text and "@home" in text


def test_how_it_is_read(found):
    assert (found.encoding, found.separator, len(found.table)) == ("cp1252", ";", TRUTH["rows_in_file"])
    assert found.table.index[0] == 4  # after two title lines and the column names
    assert {role: column for role, column in found.guesses.items() if column} == {
        "customer": "Customer no",
        "time": "Order date",
        "order": "Order no",
        "quantity": "Quantity",
        "unit_price": "Unit price",
        "currency": "Currency",
        "status": "Status",
        "product": "Article",
        "email": "E-mail",
        "consent_email": "Newsletter",
        "consent_ads": "Ads",
    }


def test_what_it_drops_and_what_it_asks(found):
    cleaned = own_file.clean(found, found.guesses)
    copies = {"copies": TRUTH["dropped"]["copies"]}
    assert {question.key: question.rows for question in cleaned.questions} == TRUTH["asked"] | copies
    assert cleaned.orders.empty and len(cleaned.asked) == TRUTH["asked"]["currency"] + copies["copies"]
    without = own_file.clean(found, found.guesses, {"copies": "drop"})
    dropped = without.dropped["reason"].value_counts()
    assert {REASONS[reason]: rows for reason, rows in dropped.items()} == TRUTH["dropped"]


@pytest.mark.parametrize("currency", ["SEK", "EUR"])
def test_the_totals_are_those_before_the_dirt(found, currency):
    cleaned = own_file.clean(found, found.guesses, {**ANSWERS, "currency": currency})
    truth = TRUTH["clean_and_readable"]
    assert not cleaned.questions and cleaned.asked.empty
    assert cleaned.totals["customers"] == truth["customers_by_currency"][currency]
    assert cleaned.totals["orders"] == truth["orders_by_currency"][currency]
    assert cleaned.totals["rows_kept"] == truth["rows_by_currency"][currency]
    assert cleaned.totals["revenue"] == {currency: truth["revenue"][currency]}


def test_with_rates_both_currencies_add_up(found):
    cleaned = own_file.clean(found, found.guesses, {**ANSWERS, "currency": {"SEK": 1, "EUR": 11.2}})
    truth = TRUTH["clean_and_readable"]
    assert cleaned.totals["customers"] == truth["customers"] and cleaned.totals["orders"] == truth["orders"]
    money = truth["revenue"]["SEK"] + 11.2 * truth["revenue"]["EUR"]
    assert cleaned.totals["revenue"]["SEK"] == pytest.approx(money, abs=0.01)
    days = [str(cleaned.totals[day].date()) for day in ("first_day", "last_day")]
    assert days == [truth["first_day"], truth["last_day"]]


def test_the_other_answers_give_the_other_totals(found):
    """What the answers say is what happens: counted once more on the clean rows."""
    lines, _ = messy.draw(json.loads((data.DATASETS / "datapackage.json").read_text("utf-8"))["seed"])
    answers = {
        "copies": "drop",
        "cancelled": "keep",
        "negative": "drop",
        "postage": "keep",
        "currency": {"SEK": 1, "EUR": 11.2},
    }
    cleaned = own_file.clean(found, found.guesses, answers)
    asked = TRUTH["asked"]
    assert len(cleaned.orders) == asked["currency"] - asked["negative"]
    assert (cleaned.orders["status"] == "cancelled").sum() == asked["cancelled"]
    assert (cleaned.orders["product"] == messy.POSTAGE).sum() == asked["postage"]
    assert set(cleaned.customers.index) <= set(lines["customer"].astype(str))


def test_33_customers_have_cancellations_only(found):
    answers = {**ANSWERS, "currency": {"SEK": 1, "EUR": 11.2}}
    without = own_file.clean(found, found.guesses, answers).customers.index
    kept = own_file.clean(found, found.guesses, {**answers, "cancelled": "keep"}).customers.index
    assert len(kept.difference(without)) == TRUTH["customers_with_cancellations_only"] == 33


def test_the_customers_lost_are_those_who_were_drawn_and_are_not_kept(found):
    lines, _ = messy.draw(json.loads((data.DATASETS / "datapackage.json").read_text("utf-8"))["seed"])
    cleaned = own_file.clean(found, found.guesses, {**ANSWERS, "currency": {"SEK": 1, "EUR": 11.2}})
    named = set(found.table["Customer no"].str.removesuffix(".0"))
    lost = set(lines["customer"].astype(str)) & named - set(cleaned.customers.index)
    assert cleaned.totals["customers_lost"] == len(lost)


def test_customers_are_as_they_were_drawn(found):
    _, customers = messy.draw(json.loads((data.DATASETS / "datapackage.json").read_text("utf-8"))["seed"])
    truth = customers.assign(customer=customers["customer"].astype(str)).set_index("customer")
    cleaned = own_file.clean(found, found.guesses, {**ANSWERS, "currency": {"SEK": 1, "EUR": 11.2}})
    truth = truth.loc[cleaned.customers.index]
    assert (cleaned.customers["consent_email"] == truth["newsletter"]).all()
    assert (cleaned.customers["consent_ads"] == truth["ads"]).all()
    assert (cleaned.customers["email"].notna() == truth["has_email"]).all()
