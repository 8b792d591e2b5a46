"""What all tests share: no network, what happens where there is no browser, and each lesson run once.

No network: sockets refuse every other computer, in the tests and in each kernel or script they start (see
no_network/sitecustomize.py). A test that leaves an attempt behind fails, even when the attempt was swallowed.
A process that may use the network is started without PYTHONPATH, as course.py does with its set-up.

No browser: tests marked `browser` are skipped; with REQUIRE_BROWSER=1 they fail.

A lesson: a test file that is about one lesson says which in `NAME`, and asks for `lesson` or `stated`.
"""

import os
import runpy
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

GUARD = Path(__file__).resolve().parent / "no_network"
NO_BROWSER = "There is no Chromium, Chrome or Edge on this computer, so what needs one is not tested."

settings.register_profile("course", deadline=None, max_examples=60)  # no verdict from a slow machine
settings.load_profile("course")


def pytest_configure(config):
    """Cut off the network, for this process and for its children."""
    handle, log = tempfile.mkstemp(prefix="reached-", suffix=".txt")
    os.close(handle)
    config.add_cleanup(lambda: os.remove(log))
    os.environ["NO_NETWORK_LOG"] = log
    scratch = tempfile.mkdtemp(prefix="progress-")
    config.add_cleanup(lambda: shutil.rmtree(scratch, ignore_errors=True))
    os.environ["SEGMENTATION_PROGRESS"] = os.path.join(scratch, "progress.json")  # not the reader's own
    others = [folder for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys([str(GUARD), *others]))
    runpy.run_path(str(GUARD / "sitecustomize.py"))


def reached():
    """Return the hosts that this test, or a process it started, tried to reach; and forget them."""
    log = Path(os.environ["NO_NETWORK_LOG"])
    hosts = log.read_text(encoding="utf-8").split()
    log.write_text("", encoding="utf-8")
    return hosts


@pytest.fixture
def hosts_reached():
    """Give the function `reached`, for a test that tries the network on purpose."""
    return reached


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown():
    """Fail a test that tried to reach another computer."""
    result = yield
    hosts = reached()
    if hosts:
        pytest.fail(f"No test may use the network, and this one tried to reach {', '.join(hosts)}.")
    return result


def pytest_runtest_setup(item):
    """Skip a browser test where there is no browser, or fail it where there has to be one."""
    if item.get_closest_marker("browser") is None:
        return
    from browser import chromium

    if chromium() is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)


@pytest.fixture(scope="module")
def lesson(request):
    """What the lesson `NAME` of a test file states, by claim, and its variables. It is run once a file."""
    from tests.lesson_runner import run_lesson

    return run_lesson(request.module.NAME, only_claims=True)


@pytest.fixture(scope="module")
def stated(lesson):
    """What the lesson `NAME` of a test file states, by claim."""
    return lesson[0]


@pytest.fixture
def fresh_people():
    """The market remembers its people: forget them before and after a test that changes them."""
    from helpers import market

    market._people.cache_clear()
    yield
    market._people.cache_clear()
