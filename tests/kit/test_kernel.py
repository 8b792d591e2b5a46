"""A cell that needs an earlier one says so in a sentence; it fails all the same, its traceback at hand."""

import re

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from kit import build

CHOOSE = "choose Run → Run All Above Selected Cell, then run this cell again."
EARLIER = "is not known yet: this cell needs an earlier one. C" + CHOOSE[1:]


def meant(name):
    return f"is not known. Did you mean `{name}`? If not, this cell needs an earlier one: {CHOOSE}"


SENTENCES = {
    "plt.subplots()": f"`plt` {EARLIER}",
    "check.rfm_table(1)": f"`check` {EARLIER}",
    "x = 1\n\nrfm": f"`rfm` (line 3) {EARLIER}",
    "[a for _ in range(3) for a in wanted]": f"`wanted` {EARLIER}",
    "order": f"`order` {meant('orders')}",
    "Orders": f"`Orders` {meant('orders')}",
    "odrers": f"`odrers` {meant('orders')}",
    "pritn(1)": f"`pritn` {meant('print')}",
    "segments(3)": f"`rfm` in the function `segments` (cell [1], line 5) {EARLIER}",
    "table([3])": f"`colum` in the function `table` (cell [1], line 8) {meant('column')}",
    "pd.Series([1]).map(lambda one: rfm)": f"`rfm` {EARLIER}",
    "pd.Series([1]).map(segments)": f"`rfm` in the function `segments` (cell [1], line 5) {EARLIER}",
    "%tb": None,
    "import library; library.broken()": None,
    "def late():\n    early\n    early = 1\nlate()": None,
    "raise NameError('said by hand')": None,
    "exec('unknown')": None,
}
FIRST = """import pandas as pd
orders = 1

def segments(k):
    return rfm * k

def table(column):
    return colum
"""


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    """Each source's error output, after one kernel has run all."""
    folder = tmp_path_factory.mktemp("notebooks")
    (folder / "library.py").write_text("def broken():\n    return unknown\n", encoding="utf-8")
    sources = [FIRST, *SENTENCES]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    NotebookClient(
        notebook, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": str(folder)}}
    ).execute()
    assert notebook.cells[0].outputs == []
    errors = {cell.source: cell.outputs[-1] for cell in notebook.cells[1:]}
    assert all(error.output_type == "error" for error in errors.values())
    return errors


@pytest.mark.parametrize(("source", "sentence"), [pair for pair in SENTENCES.items() if pair[1]])
def test_a_name_that_is_not_known_is_one_sentence(cells, source, sentence):
    assert cells[source].traceback == [sentence]
    assert cells[source].ename == "NameError" and "is not defined" in cells[source].evalue


def test_a_traceback_can_still_be_had(cells):
    said = plain(cells["%tb"])
    assert "NameError: name 'rfm' is not defined" in said and "return rfm * k" in said


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("import library; library.broken()", "library.py"),
        ("def late():\n    early\n    early = 1\nlate()", "UnboundLocalError"),
        ("raise NameError('said by hand')", "said by hand"),
        ("exec('unknown')", "<string>"),
    ],
)
def test_what_no_earlier_cell_cures_is_shown_as_ever(cells, source, word):
    said = plain(cells[source])
    assert "Traceback" in said and word in said and "earlier one" not in said


def plain(error):
    """Return the text of an error without its colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error.traceback))


def test_what_runs_notebooks_still_fails():
    """As the build does; tests/kit/test_build.py holds its message."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("rfm")])
    with pytest.raises(CellExecutionError, match="this cell needs an earlier one") as raised:
        NotebookClient(notebook, kernel_name="python3").execute()
    assert (raised.value.ename, raised.value.evalue) == ("NameError", "name 'rfm' is not defined")


def test_a_kernel_tells_what_the_build_writes():
    """Else a notebook that was only opened would count as changed, with any Python but the build's."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    NotebookClient(notebook, kernel_name="python3").execute()
    assert notebook.metadata["language_info"] == build.METADATA["language_info"]
    assert "version" not in build.METADATA["language_info"]
