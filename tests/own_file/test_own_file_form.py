"""The form: guesses chosen, questions where they arise, every control with words and open to the keyboard."""

import ipywidgets as widgets
import openpyxl
import pytest

from helpers.live import NOT_BY_KEYBOARD
from own_file import form as own_file_form

ROWS = [
    "Order no;Order date;Customer no;Article;Amount;Currency",
    "1;03.04.2025;7;<b>Lamp</b>;10,50;SEK",
    "2;04.04.2025;8;Rug;20,00;SEK",
    "3;05.04.2025;;Rug;30,00;EUR",
    "4;06.04.2025;9;Rug;40,00;EUR",
]


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("\n".join(ROWS), encoding="utf-8")
    return file


def controls(widget):
    """All controls below a widget."""
    inside = [found for child in getattr(widget, "children", ()) for found in controls(child)]
    return inside if hasattr(widget, "children") else [widget]


def report(form):
    return form._report.value


def test_guesses_are_chosen_and_questions_asked(path):
    form = own_file_form.form(path)
    assert {role: control.value for role, control in form.columns.items() if control.value} == {
        "customer": "Customer no",
        "time": "Order date",
        "order": "Order no",
        "amount": "Amount",
        "currency": "Currency",
        "product": "Article",
    }
    assert list(form.questions) == ["dates:.", "currency"]
    assert form.cleaned.totals["rows_asked"] == 3 and "2 questions above wait for you" in report(form)
    assert "no customer number" in report(form)


def test_answers_are_used_and_can_be_changed(path):
    form = own_file_form.form(path)
    dates, currency = form.questions.values()
    dates.value = "day"
    currency.value = "SEK"
    assert form.cleaned.totals["revenue"] == {"SEK": 30.5} and not form.cleaned.questions
    assert str(form.cleaned.orders["ordered_at"].iloc[0].date()) == "2025-04-03"
    dates.value = "month"
    assert str(form.cleaned.orders["ordered_at"].iloc[0].date()) == "2025-03-04"
    currency.value = None
    assert form.cleaned.totals["rows_asked"] == 3


def test_rates_are_asked_for_and_count_once_they_are_above_zero(path):
    form = own_file_form.form(path)
    form.questions["dates:."].value = "day"
    form.questions["currency"].value = own_file_form.RATES
    assert form.rates["EUR"] in form._ask.children and form.cleaned.totals["rows_asked"] == 3
    form.rates["EUR"].value = 10
    assert form.cleaned.totals["revenue"] == {"SEK": 430.5}
    form.questions["currency"].value = "SEK"
    assert form.rates["EUR"] not in form._ask.children


def test_a_question_goes_when_its_column_goes(path):
    form = own_file_form.form(path)
    before = form.questions["dates:."]
    form.columns["currency"].value = None
    assert list(form.questions) == ["dates:."]
    assert form.questions["dates:."] is before  # untouched: the keyboard stays where it is


def test_a_missing_column_gets_a_sentence(path):
    form = own_file_form.form(path)
    form.columns["time"].value = None
    assert form.cleaned is None and "Choose the column for" in report(form)
    form.columns["time"].value = "Customer no"
    form.columns["amount"].value = "Customer no"
    assert form.cleaned is None and "chosen for both" in report(form)
    form.columns["time"].value = "Order date"
    form.columns["amount"].value = "Amount"
    assert form.cleaned is not None


def test_an_unreadable_file_gets_a_sentence(tmp_path):
    form = own_file_form.form(tmp_path / "nothing.csv")
    assert form.cleaned is None and "There is no file" in report(form)


def test_sheets_of_a_workbook_are_offered(tmp_path):
    book = openpyxl.Workbook()
    for title in ("January", "February"):
        sheet = book.create_sheet(title)
        sheet.append(["Customer", "Date", "Amount"])
        sheet.append([1, "2025-01-13", 5])
    book.save(tmp_path / "orders.xlsx")
    form = own_file_form.form(tmp_path / "orders.xlsx")
    assert form.cleaned is None and "Choose one" in report(form)
    form._sheets.children[0].value = "February"
    assert form.cleaned.totals["rows_kept"] == 1
    assert own_file_form.form(tmp_path / "orders.xlsx", sheet="January").cleaned.totals["rows_kept"] == 1


def test_a_large_file_waits_for_its_button(path, monkeypatch):
    monkeypatch.setattr(own_file_form, "LARGE", 3)
    form = own_file_form.form(path)
    assert form.cleaned is None and "Choose the columns" in report(form)
    form._start.click()
    assert form.cleaned.totals["rows_read"] == 4


def test_the_button_goes_with_its_sheet(tmp_path, monkeypatch):
    monkeypatch.setattr(own_file_form, "LARGE", 3)
    book = openpyxl.Workbook()
    for title, names, rows in (("Large", True, 4), ("Nameless", False, 4), ("Small", True, 1)):
        sheet = book.create_sheet(title)
        for row in [["Customer", "Date", "Amount"]] * names + [[1, "2025-01-13", 5]] * rows:
            sheet.append(row)
    book.save(tmp_path / "orders.xlsx")
    form = own_file_form.form(tmp_path / "orders.xlsx")
    shown = {}
    for title in ("Large", "Nameless", "Large", "Small"):
        form._sheets.children[0].value = title
        shown[title] = form._start.layout.display != "none"
    assert shown == {"Large": True, "Nameless": False, "Small": False}


def test_every_control_has_words_and_works_by_keyboard(path):
    form = own_file_form.form(path)
    form.questions["currency"].value = own_file_form.RATES
    found = [c for c in controls(form) if not isinstance(c, widgets.HTML)]
    assert len(found) > 15
    for control in found:
        assert control.description.strip() and not isinstance(control, (*NOT_BY_KEYBOARD, widgets.Output))


def test_what_the_file_holds_is_not_run_as_html(path):
    path.write_text("\n".join([ROWS[0].replace("Article", "<i>x"), *ROWS[1:]]), encoding="utf-8")
    form = own_file_form.form(path)
    form.columns["customer"].value = "<i>x"
    form.columns["time"].value = "<i>x"
    assert "<i>" not in report(form) and "<b>" not in report(form)


def test_readers_without_a_kernel_see_the_report(path):
    bundle = own_file_form.form(path)._repr_mimebundle_()
    assert "3 wait for an answer" in bundle["text/plain"] and "<table>" in bundle["text/html"]
