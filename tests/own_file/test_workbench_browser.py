"""The workbench in a real browser: the form filled by clicking, to the report, for five kinds of file."""

import shutil
import time

import browser
import numpy as np
import pytest

from kit.shelf import WORKBENCH
from tests.own_file.test_way import CONSENT, shop

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.skipif(browser.chromium() is None, reason="There is no Chromium, Chrome or Edge here."),
]
NOTEBOOK = f"{WORKBENCH}.ipynb"
FORM, FILES = 1, -2  # the cells of the form and of the files, from either end
SECONDS = 60_000


def returned(table):
    return table.assign(Amount=np.where(table.index % 9, "", "-") + table["Amount"])


FILES_TO_TRY = {
    "no_email.csv": lambda: returned(shop(260, days=500)),
    "ninety_two.csv": lambda: shop(92, **CONSENT),
    "month_only.csv": lambda: shop(150, days=30, repeat=1),
    "in_euro.csv": lambda: shop(200, Currency="EUR", Article="Rug"),
    "as a path.csv": lambda: shop(120, repeat=0),
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab on a folder with the workbench, and the folder for results."""
    root, scratch = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("server")
    shutil.copy(browser.REPOSITORY / "notebooks" / NOTEBOOK, root / NOTEBOOK)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEGMENTATION_MY_WORK", str(root / "my_work"))
        with browser.jupyterlab(root, scratch) as lab:
            lab.open(NOTEBOOK)
            lab.run_all()
            yield lab, root


def form_of(lab):
    lab.show_cell(FORM)
    form = lab.page.locator(".own-file").filter(has_text="The file").first
    form.wait_for()
    return form


def choose(lab, form, path, by_path):
    """Upload a file by the button, or type its path in quotes."""
    if by_path:
        form.get_by_label("type or paste its path").fill(f'"{path}"')
        form.get_by_label("type or paste its path").press("Enter")
    else:
        with lab.page.expect_file_chooser() as chooser:
            form.get_by_role("button", name="Upload a file").click()
        chooser.value.set_files(path)
    until(lambda: path.name in lab.page.locator(".own-file").filter(has_text="The file").first.inner_text())
    lab.wait_for_kernel()


def answer_all(lab, form):
    """Give each open question its first choice, with the mouse."""
    for _ in range(12):
        lab.page.wait_for_timeout(700)
        lab.wait_for_kernel()
        if "The form is finished" in form.locator("[role=status]").last.inner_text():
            return
        for box in form.get_by_role("checkbox").all():
            box.check()
        lists = form.get_by_role("button", name="Use this list").all()
        for button in lists:
            button.click()
            lab.wait_for_kernel()
        for select in form.locator("select").all()[1:]:  # the first one chooses the file
            if select.evaluate("s => s.options[s.selectedIndex].text.includes('choose')"):
                select.select_option(index=1)
                lab.wait_for_kernel()
    raise AssertionError(form.locator("[role=status]").last.inner_text())


def update(lab, form, results):
    """Press the button, and wait until the last part is there."""
    form.get_by_role("button", name="Update everything below").click()
    until(lambda: (results / "customers.csv").exists() and (results / "report.html").exists())
    lab.wait_for_kernel()


def until(condition):
    deadline = time.monotonic() + SECONDS / 1000
    while not condition():
        assert time.monotonic() < deadline, "It did not come."
        time.sleep(0.3)


@pytest.mark.parametrize("name", FILES_TO_TRY)
def test_a_file_goes_from_the_form_to_the_report(lab, name, tmp_path):
    lab, root = lab
    path = tmp_path / name
    FILES_TO_TRY[name]().to_csv(path, index=False)
    form = form_of(lab)
    choose(lab, form, path, by_path=name == "as a path.csv")
    answer_all(lab, form)
    results = root / "my_work" / name.replace(" ", "_")
    update(lab, form, results)
    assert (results / "report.html").exists() and (results / "dropped_rows.csv").exists()
    lab.show_cell(len(lab.outputs()) - 2)
    page = lab.page.frame_locator("iframe[title='The report']").locator("body")
    page.wait_for(timeout=SECONDS)
    text = page.inner_text()
    assert name in text and "How far to trust this" in text
    assert ("Amounts in EUR" in text) == (name == "in_euro.csv")
    assert (results / "email_audience.csv").exists() == (name == "ninety_two.csv")
    assert lab.errors() == []


def test_a_correction_reaches_the_parts_and_run_all_keeps_the_form(lab, tmp_path):
    lab, root = lab
    path = tmp_path / "corrected.csv"
    shop(80, Other="7.00").to_csv(path, index=False)
    form = form_of(lab)
    choose(lab, form, path, by_path=False)
    answer_all(lab, form)
    update(lab, form, root / "my_work" / "corrected.csv")
    before = (root / "my_work" / "corrected.csv" / "customers.csv").read_text(encoding="utf-8")
    form = form_of(lab)
    money = form.get_by_label("Money of the row, all pieces together")
    money.select_option(index=1 + [*shop(1, Other="7.00")].index("Other"))
    lab.wait_for_kernel()
    lab.run_all()
    assert lab.errors() == []
    after = (root / "my_work" / "corrected.csv" / "customers.csv").read_text(encoding="utf-8")
    assert after != before and '"7.0"' in after
    chosen = form_of(lab).get_by_label("Money of the row, all pieces together")
    assert chosen.evaluate("s => s.options[s.selectedIndex].text").startswith("Other")


def test_the_notebook_opened_again_without_its_kernel_says_what_to_do(lab, tmp_path):
    lab, _ = lab
    form_of(lab)
    lab.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    lab.page.wait_for_timeout(1000)
    lab.page.evaluate(f"() => {browser.NOTEBOOK}.sessionContext.session.kernel.shutdown()")
    lab.page.wait_for_timeout(1000)
    lab.open(NOTEBOOK)
    lab.show_cell(FORM)
    lab.page.locator(".course-still").first.wait_for()
    text = lab.page.locator(".jp-Notebook").inner_text()
    assert "Run this cell: here stands the form" in text
    assert "model not found" not in text and "Error displaying widget" not in text
    lab.run_all()
    form_of(lab)
    assert not lab.page.locator(".course-still").first.is_visible()
