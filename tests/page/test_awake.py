"""A cell run again lets go of what it had shown, and keeps what is shown again."""

import json
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

DEMO = Path(__file__).parents[1].joinpath("live_demo.py").read_text(encoding="utf-8") + "\ndemo"
QUIZ = 'from page import quiz\nquiz.ask("Why?", {"One.": "No.", "Two.": "Yes."}, right="Two.")'
TWO = 'from IPython.display import display\nfrom page import quiz\nfor name in "ab":\n'
TWO += '    display(quiz.ask(name, {"One.": "No.", "Two.": "Yes."}, right="Two."))'
COUNT = """
import gc, json
from ipywidgets.widgets import widget
from page import live
gc.collect()
print(json.dumps({
    "open": len(widget._instances),
    "drawings": sum(isinstance(one, live._Drawing) for one in gc.get_objects()),
}))
"""


class Kernel:
    """A kernel, and a notebook's cells by their ids, as JupyterLab sends them."""

    def __init__(self, client):
        self._client = client

    def run(self, code, cell=None):
        """Run a cell; return what it printed."""
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        message = self._client.session.msg("execute_request", content | {"user_expressions": {}})
        message["metadata"] = {"cellId": cell} if cell else {}
        self._client.shell_channel.send(message)
        said = []
        while True:
            got = self._client.get_iopub_msg(timeout=120)
            if got["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            assert got["msg_type"] != "error", got["content"]["traceback"]
            if got["msg_type"] == "stream":
                said.append(got["content"]["text"])
            if got["content"].get("execution_state") == "idle":
                return "".join(said)

    def count(self):
        """Return how many widgets and drawings there are."""
        return json.loads(self.run(COUNT))


@pytest.fixture(scope="module")
def client():
    manager, client = start_new_kernel(kernel_name="python3")
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.fixture
def kernel(client):
    """One kernel for all tests, as if it had just started."""
    kernel = Kernel(client)
    kernel.run("%reset -f\nfrom page import awake\nimport ipywidgets")
    kernel.run("awake._shown.clear()\nipywidgets.Widget.close_all()")
    return kernel


@pytest.mark.parametrize("cells", [["a", "b"], [None, None]], ids=["by JupyterLab's ids", "by their texts"])
def test_a_cell_run_again_lets_go_of_the_old_picture_and_questions(kernel, cells):
    counts = []
    for _ in range(4):
        kernel.run(DEMO, cells[0])
        kernel.run(QUIZ, cells[1])
        counts.append(kernel.count())
    assert counts[0]["open"] > 20 and counts[0]["drawings"] == 1
    assert counts == counts[:1] * 4


def test_an_edited_cell_lets_go_too(kernel):
    kernel.run(QUIZ, "a")
    before = kernel.count()
    kernel.run(QUIZ.replace("Why?", "How?"), "a")
    assert kernel.count() == before


def test_two_in_one_cell_and_two_cells_stay(kernel):
    kernel.run(QUIZ, "a")
    one = kernel.count()["open"]
    kernel.run(QUIZ, "b")
    kernel.run(TWO, "c")
    assert kernel.count()["open"] == 4 * one


def test_what_is_shown_again_stays(kernel):
    kernel.run(DEMO, "a")
    kernel.run("demo", "b")
    before = kernel.count()
    kernel.run("demo", "b")
    assert kernel.count() == before
    kernel.run('controls["k"].value = 7\nassert demo.sentence.startswith("7 segments")')


def test_a_control_of_another_cell_moves_the_new_picture_only(kernel):
    made, shown = DEMO.split("demo = live.Live")
    kernel.run(made, "a")
    for _ in range(2):
        kernel.run("demo = live.Live" + shown, "b")
    kernel.run('controls["k"].value = 3\nassert demo.sentence.startswith("3 segments")')
    assert kernel.count()["drawings"] == 1


def test_outside_a_notebook_nothing_is_closed(monkeypatch):
    from page import awake, quiz

    first = quiz.ask("Why?", {"One.": "No.", "Two.": "Yes."}, right="Two.")
    monkeypatch.setattr(awake, "display", lambda *_, **__: None)
    for question in [first, quiz.ask("How?", {"One.": "No.", "Two.": "Yes."}, right="Two.")]:
        question._ipython_display_()
    assert first.controls and not awake._shown
