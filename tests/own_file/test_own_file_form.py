"""The form: a file however it is named, guesses beside their values, questions, and parts that follow."""

import ast

import ipywidgets as widgets
import nbformat
import openpyxl
import pytest

from kit.shelf import COURSE, WORKBENCH
from own_file import form as own_file_form
from own_file import parts
from page import awake
from page.live import NOT_BY_KEYBOARD
from tests.own_file.test_way import CONSENT, EVIL, shop

ROWS = [
    "Order no;Order date;Customer no;Article;Amount;Currency",
    "1;03.04.2025;7;<b>Lamp</b>;10,50;SEK",
    "2;04.04.2025;8;Rug;20,00;SEK",
    "3;05.04.2025;;Rug;30,00;EUR",
    "4;06.04.2025;9;Rug;40,00;EUR",
]


@pytest.fixture(autouse=True)
def work(tmp_path, monkeypatch):
    """Results go to a folder of the test."""
    monkeypatch.setenv("SEGMENTATION_MY_WORK", str(tmp_path / "my_work"))
    return tmp_path / "my_work"


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("\n".join(ROWS), encoding="utf-8")
    return file


def controls(widget):
    """All controls below a widget."""
    inside = [found for child in getattr(widget, "children", ()) for found in controls(child)]
    return inside if hasattr(widget, "children") else [widget]


def said(form):
    return form._state.value


def chosen(form):
    return {role: control.value for role, control in form.columns.items() if control.value}


def finish(form):
    """Answer what is open by its first choice."""
    for _ in range(9):
        waiting = [form.questions[question.key] for question in form.own.questions]
        if not waiting:
            return
        for control in waiting:
            if hasattr(control, "use"):
                for box in control.values.values():
                    box.value = True
                control.use.click()
            else:
                control.control.value = control.control.options[1][1]
    raise AssertionError(form.own.questions)


def shown(form):
    """All parts, filled, as text."""
    return {name: form.show(name)._html.value for name in parts.PARTS}


# ----------------------------------------------------------------------------------------------- the file
def test_before_a_file_is_chosen_each_part_says_kindly_what_it_will_show():
    for name, html in shown(own_file_form.Form()).items():
        assert "Here you will see" in html and "Choose a file first." in html, name


@pytest.mark.parametrize("typed", ["{0}", '"{0}"', " '{0}' "])
def test_a_path_may_be_typed_as_people_do(path, typed):
    form = own_file_form.Form()
    form._typed.value = typed.format(path)
    assert form.own is not None and "rows" in said(form)


def test_a_file_of_the_folder_may_be_chosen(work):
    work.mkdir()
    (work / "mine.csv").write_text("\n".join(ROWS), encoding="utf-8")
    form = own_file_form.Form()
    assert form._pick.options[0] == (own_file_form.OPEN, "")
    form._pick.value = next(value for _, value in form._pick.options if value.endswith("mine.csv"))
    assert form.own.name == "mine.csv"
    (work / "other.csv").write_text("\n".join(ROWS), encoding="utf-8")
    form._again.click()
    assert any(value.endswith("other.csv") for _, value in form._pick.options)


def test_a_file_may_be_uploaded_and_stays_in_its_place(work):
    form = own_file_form.Form()
    content = "\n".join(ROWS).encode()
    for name in ("up.csv", r"..\..\evil.csv", "../../evil2.csv"):
        file = {
            "name": name,
            "type": "",
            "size": len(content),
            "content": memoryview(content),
            "last_modified": 0,
        }
        form._uploaded({"new": (file,)})
        assert form.own.found.path.parent == work / "uploads"


@pytest.mark.parametrize("typed", ["nothing.csv", r"C:\Users\me\x.csv", "~/no such file.csv"])
def test_a_file_that_is_not_there_gets_a_sentence(typed):
    form = own_file_form.Form()
    form._typed.value = typed
    assert form.own is None and not form._choose.children and len(said(form)) > 80


def test_sheets_of_a_workbook_that_differ_are_offered(tmp_path):
    book = openpyxl.Workbook()
    for title, names in (
        ("January", ["Customer", "Date", "Amount"]),
        ("Staff", ["Name", "Town", "Telephone"]),
    ):
        sheet = book.create_sheet(title)
        sheet.append(names)
        sheet.append([1, "2025-01-13", 5])
    book.save(tmp_path / "orders.xlsx")
    form = own_file_form.Form(tmp_path / "orders.xlsx")
    assert form.own is None
    form._sheets.children[0].value = "January"
    assert form.own.cleaned.totals["rows_kept"] == 1


# --------------------------------------------------------------------------------------------- the columns
def test_guesses_are_chosen_and_values_stand_beside_each_choice(path):
    form = own_file_form.Form(path)
    assert chosen(form) == {
        "customer": "Customer no",
        "time": "Order date",
        "order": "Order no",
        "amount": "Amount",
        "currency": "Currency",
        "product": "Article",
    }
    labels = {value: label for label, value in form.columns["amount"].options}
    assert labels[""] == own_file_form.NOT_THERE
    assert sum(text in labels["Amount"] for text in ("10,50", "20,00", "30,00", "40,00")) == 3


def test_a_list_without_a_choice_shows_its_placeholder(path):
    """A list whose value is None shows nothing at all."""
    form = own_file_form.Form(path)
    lists = [control for control in controls(form) if isinstance(control, widgets.Dropdown)]
    assert len(lists) > 14 and all(control.index is not None for control in lists)
    assert form.columns["email"].label == own_file_form.NOT_THERE


def test_a_missing_column_gets_a_sentence(path):
    form = own_file_form.Form(path)
    form.columns["time"].value = ""
    assert "Choose the column for" in said(form)
    form.columns["time"].value = "Customer no"
    form.columns["amount"].value = "Customer no"
    assert "chosen for both" in said(form)
    form.columns["time"].value, form.columns["amount"].value = "Order date", "Amount"
    assert "rows" in said(form) and "chosen for both" not in said(form)


# ------------------------------------------------------------------------------------------- the questions
def test_questions_are_asked_and_answers_can_be_changed(path):
    form = own_file_form.Form(path)
    assert set(form.questions) == {"dates:.", "currency"} and "2 questions wait" in said(form)
    form.questions["dates:."].control.value = "day"
    form.questions["currency"].control.value = "SEK"
    assert form.own.cleaned.totals["revenue"] == {"SEK": 30.5} and "The form is finished" in said(form)
    form.questions["dates:."].control.value = "month"
    assert str(form.own.orders["ordered_at"].iloc[0].date()) == "2025-03-04"
    form.questions["currency"].control.value = ""
    assert form.own.cleaned.totals["rows_asked"] == 3


def test_statuses_are_ticked_one_by_one(tmp_path):
    """Each with its rows and money; nothing counts before the list is used, and then every tick does."""
    status = ["paid", "pending", "failed", "refunded"]
    rows = [f"{i};2025-01-{i + 1:02};K{i % 9};{10 * (i + 1)};{status[i % 4]}" for i in range(20)]
    (tmp_path / "s.csv").write_text("Order no;Order date;Customer no;Amount;Status\n" + "\n".join(rows))
    form = own_file_form.Form(tmp_path / "s.csv")
    question = form.questions["cancelled"]
    assert {value: box.value for value, box in question.values.items()} == {
        "paid": True, "pending": False, "failed": False, "refunded": False
    }  # fmt: skip
    assert (
        "pending" in question.values["pending"].description
        and "5 rows" in question.values["pending"].description
    )
    assert form.own.questions
    question.use.click()
    assert not form.own.questions and form.own.cleaned.totals["rows_kept"] == 5
    form.questions["cancelled"].values["pending"].value = True
    assert form.own.cleaned.totals["rows_kept"] == 10
    form.questions["cancelled"].values["pending"].value = False
    assert form.own.cleaned.totals["rows_kept"] == 5


def test_rates_are_asked_for_and_count_once_they_are_above_zero(path):
    form = own_file_form.Form(path)
    form.questions["dates:."].control.value = "day"
    currency = form.questions["currency"]
    currency.control.value = own_file_form.RATES
    assert currency.rates["EUR"] in currency.children and form.own.cleaned.totals["rows_asked"] == 3
    currency.rates["EUR"].value = 10
    assert form.own.cleaned.totals["revenue"] == {"SEK": 430.5}
    currency.control.value = "SEK"
    assert currency.rates["EUR"] not in currency.children


def test_a_question_goes_when_its_column_goes_and_the_others_stay_under_the_hand(path):
    form = own_file_form.Form(path)
    before = form.questions["dates:."]
    form.columns["currency"].value = ""
    assert set(form.questions) == {"dates:."} and form.questions["dates:."] is before


def test_a_large_file_waits_for_its_button(path, monkeypatch):
    monkeypatch.setattr(own_file_form, "LARGE", 3)
    form = own_file_form.Form(path)
    assert not form.questions and "Choose the columns, then clean" in said(form)
    assert form._start.layout.display != "none"
    form._start.click()
    assert set(form.questions) == {"dates:.", "currency"}


# ----------------------------------------------------------------------------------------------- the parts
@pytest.fixture
def finished(tmp_path):
    """A form that is finished, with all its parts on the page."""
    file = tmp_path / "shop.csv"
    shop(90, Other="5.00", **CONSENT).to_csv(file, index=False)
    form = own_file_form.Form(file)
    finish(form)
    shown(form)
    return form


def test_parts_that_wait_say_in_one_sentence_what_is_open(path):
    form = own_file_form.Form(path)
    for name, html in shown(form).items():
        assert name == "rows" or "2 questions wait for an answer" in html


def test_all_parts_are_shown_and_the_files_written(finished, work):
    assert finished.error is None
    assert all("Here you will see" not in part._html.value for part in finished._parts.values())
    assert (work / "shop.csv" / "report.html").exists()


def test_a_correction_outdates_every_part_and_the_button_brings_them_up_to_date(finished):
    before = finished.show("buyers")._html.value
    finished.columns["amount"].value = "Other"
    assert all("The form has changed" in part._html.value for part in finished._parts.values())
    finished._update.click()
    after = finished._parts["buyers"]._html.value
    assert after != before and "5" in after and finished.error is None


def test_another_file_leaves_nothing_of_the_first(finished, tmp_path):
    shop(33, seed=9, days=40, Currency="EUR").to_csv(tmp_path / "b.csv", index=False)
    finished._typed.value = str(tmp_path / "b.csv")
    assert not any("90 customers" in part._html.value for part in finished._parts.values())
    finish(finished)
    finished.update()
    everything = " ".join(part._html.value for part in finished._parts.values())
    assert "b.csv" in everything and "shop.csv" not in everything and "Newsletter" not in everything


def test_running_a_cell_again_keeps_the_form_and_its_part(finished, monkeypatch):
    assert finished.show("rows") is finished.show("rows")
    own_file_form.workbench.cache_clear()
    first = own_file_form.workbench()
    assert own_file_form.workbench() is first
    own_file_form.workbench.cache_clear()


def test_a_fault_in_a_part_is_a_sentence_and_the_others_go_on(finished, monkeypatch):
    def broken(own):
        raise ZeroDivisionError

    monkeypatch.setitem(parts.PARTS, "buyers", (broken, "x"))
    finished.update()
    assert "could not be worked out (ZeroDivisionError)" in finished._parts["buyers"]._html.value
    assert isinstance(finished.error, ZeroDivisionError) and "<table" in finished._parts["rows"]._html.value


def test_every_control_has_words_and_works_by_keyboard(path):
    form = own_file_form.Form(path)
    form.questions["currency"].control.value = own_file_form.RATES
    found = [control for control in controls(form) if not isinstance(control, widgets.HTML)]
    assert len(found) > 18
    for control in found:
        assert control.description.strip() and not isinstance(control, (*NOT_BY_KEYBOARD, widgets.Output))


# ------------------------------------------------------------------------- nothing of a file is run as HTML
def test_what_the_file_holds_is_text_in_every_part_and_in_the_form(tmp_path):
    """In names of columns and of the file, in currencies, statuses and articles: every HTML that goes out."""
    table = shop(80).rename(
        columns={name: f"{name} {EVIL}" for name in ("Order date", "Amount", "Customer no")}
    )
    table[f"Currency {EVIL}"] = ["SEK", "EUR"] * (len(table) // 2) + ["SEK"] * (len(table) % 2)
    table.loc[::7, f"Currency {EVIL}"] = f"X{EVIL}"
    table[f"Status {EVIL}"] = [
        f"cancelled {EVIL}" if i % 5 == 0 else f"sent {EVIL}" for i in range(len(table))
    ]
    table[f"Article {EVIL}"] = [f"postage {EVIL}" if i % 3 == 0 else f"Rug {EVIL}" for i in range(len(table))]
    file = tmp_path / "a&lt'b.csv"
    table.to_csv(file, index=False)
    form = own_file_form.Form(file)
    roles = {"time": "Order date", "amount": "Amount", "customer": "Customer no", "currency": "Currency"}
    for role, name in (roles | {"status": "Status", "product": "Article"}).items():
        form.columns[role].value = f"{name} {EVIL}"
    pages = [shown(form)]
    finish(form)
    form.update()
    assert form.error is None
    pages.append({name: part._html.value for name, part in form._parts.items()})
    html = [c.value for c in controls(form) if isinstance(c, widgets.HTML)]
    html += [page for each in pages for page in each.values()]
    html = [page.lower() for page in html]  # a currency is written in capitals
    assert not [page for page in html if "<img src=x" in page]
    assert sum("&lt;img src=x" in page for page in html) >= 3
    assert "&amp;lt;img src=x" in form._parts["files"]._html.value  # a page within a page
    assert not any(getattr(c, "description_allow_html", False) for c in controls(form))


def test_readers_without_a_kernel_see_what_will_stand_there_and_nothing_of_a_file(finished, monkeypatch):
    shown = []
    for module in (own_file_form, awake):
        monkeypatch.setattr(module, "display", lambda data, **_: shown.append(data))
    for widget in (finished, finished.show("rows")):
        widget._ipython_display_()
    still, view, still_of_rows, _ = shown
    assert set(view) == {awake.VIEW} and set(still) == {"text/html", "text/plain"}
    assert "Run this cell" in still["text/html"] and "course-still" in still["text/html"]
    assert "Here you will see how many rows" in still_of_rows["text/plain"]
    assert "shop.csv" not in str(shown)


def test_what_another_cell_has_closed_is_made_anew(path, monkeypatch):
    """JupyterLab runs a cell that showed one part, and now shows another."""
    bench = own_file_form.workbench()
    part = bench.show("rows")
    part._let_go()
    assert bench.show("rows") is not part
    own_file_form.workbench.cache_clear()
    assert own_file_form.workbench() is not bench


# ------------------------------------------------------------------------------------------- the notebook
def test_the_notebook_is_thin():
    cells = nbformat.read(COURSE / "notebooks" / f"{WORKBENCH}.ipynb", as_version=4).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    lines = [line for source in code for line in source.splitlines() if line.strip()]
    assert len(lines) <= 60 and all(len(source.splitlines()) <= 4 for source in code)
    asked = [ast.parse(source).body[-1].value.args[0].value for source in code[1:]]
    assert asked == list(parts.PARTS)


def test_no_word_of_the_notebook_is_about_a_certain_file():
    text = (COURSE / "lessons" / f"{WORKBENCH}.py").read_text(encoding="utf-8")
    assert "{{" not in text and not [word for word in ("Havnbo", "sample", "SEK", "messy") if word in text]
