"""The guard that keeps the tests off the network: it refuses, it notes, and it lets this computer through."""

import contextlib
import os
import socket
import subprocess
import sys
import urllib.request

import nbformat
import pytest
from nbclient import NotebookClient

TRY = """
import socket
try:
    socket.create_connection(('192.0.2.1', 80), 1)
except OSError as error:
    print(error)
"""


def test_attempt_is_refused_and_noted_even_when_swallowed(hosts_reached):
    with contextlib.suppress(OSError):
        urllib.request.urlopen("http://example.org", timeout=1)
    assert hosts_reached() == ["example.org"]


@pytest.mark.parametrize("send", ["connect", "connect_ex", "sendto"])
def test_every_way_out_is_closed(hosts_reached, send):
    with socket.socket(type=socket.SOCK_DGRAM) as way, pytest.raises(OSError, match="no network"):
        getattr(way, send)(*([b"x"] if send == "sendto" else []), ("192.0.2.1", 9))
    assert hosts_reached() == ["192.0.2.1"]


def test_child_is_refused_and_noted(hosts_reached):
    child = subprocess.run([sys.executable, "-c", TRY], capture_output=True, text=True)
    assert "needs no network" in child.stdout
    assert hosts_reached() == ["192.0.2.1"]


def test_kernel_of_a_notebook_is_refused_and_noted(hosts_reached):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(TRY)])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    assert "needs no network" in notebook.cells[0].outputs[0].text
    assert hosts_reached() == ["192.0.2.1"]


def test_this_computer_may_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        for name in ["127.0.0.1", "localhost"]:
            socket.create_connection((name, server.getsockname()[1]), 5).close()


def test_process_without_the_variable_is_free():
    """As course.py starts its set-up; otherwise the real set-up could not be tested."""
    free = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    child = subprocess.run(
        [sys.executable, "-c", "import socket; print(socket.socket.connect.__qualname__)"],
        env=free, capture_output=True, text=True,
    )  # fmt: skip
    assert "guarded" not in child.stdout and child.returncode == 0
