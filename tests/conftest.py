"""What all tests share: no network, nothing kept in a reader's files, no browser where there is none.

No network: sockets refuse every other computer, in the tests and in each kernel or script they start (see
no_network/sitecustomize.py). A test that leaves an attempt behind fails, even when the attempt was swallowed.
A process that may use the network is started without PYTHONPATH, as course.py does with its set-up.

No browser: tests marked `browser` are skipped; with REQUIRE_BROWSER=1 they fail.

A lesson: a test file that is about one lesson says which in `NAME` (see lessons/conftest.py). With
`--lesson 05` only what tests that lesson runs: the files named after it, what has it as a parameter, and,
for it alone, what asks for `wanted_lessons`.

What only tests need: pytest and the like lie in .venv-test. Tests see it; kernels and scripts that they start
do not, so that a lesson which imports such a package fails here as it does elsewhere.
"""

import os
import runpy
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
GUARD = ROOT / "tests" / "no_network"
TEST_PACKAGES = str(Path(pytest.__file__).parents[1])
NO_BROWSER = "There is no Chromium, Chrome or Edge on this computer, so what needs one is not tested."

settings.register_profile("course", deadline=None, max_examples=60)  # no verdict from a slow machine
settings.load_profile("course")


def pytest_configure(config):
    """Cut off the network, for this process and for its children."""
    handle, log = tempfile.mkstemp(prefix="reached-", suffix=".txt")
    os.close(handle)
    config.add_cleanup(lambda: os.remove(log))
    os.environ["NO_NETWORK_LOG"] = log
    scratch = tempfile.mkdtemp(prefix="nobodys-")
    config.add_cleanup(lambda: shutil.rmtree(scratch, ignore_errors=True))
    os.environ["SEGMENTATION_PROGRESS"] = os.path.join(scratch, "progress.json")  # not the reader's own
    os.environ["SEGMENTATION_MY_WORK"] = os.path.join(scratch, "my_work")
    others = [folder for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]
    if not starts_workers(config):
        others = [folder for folder in others if folder != TEST_PACKAGES]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys([str(GUARD), *others]))
    runpy.run_path(str(GUARD / "sitecustomize.py"))


def starts_workers(config):
    """Does this process leave the tests to others, which have to find pytest as well?"""
    return config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput")


def pytest_addoption(parser):
    """Let `--lesson 05` choose what tests one lesson."""
    parser.addoption("--lesson", help="run only what tests this lesson: 5, 05 or 05_behavioural")


def chosen_lesson(config):
    """Return the name of the lesson that `--lesson` means, or None."""
    from kit import shelf

    wanted = config.getoption("--lesson")
    if wanted is None:
        return None
    known = shelf.lesson_names()
    found = shelf.names_like(wanted, known)
    if not found:
        raise pytest.UsageError(f"There is no lesson {wanted}; there are {', '.join(known)}.")
    return found[0]


def is_about(item, lesson):
    """Does a test belong to a lesson, by its file, a parameter or what it asks for?"""
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return (
        getattr(item.module, "NAME", "") == lesson
        or item.path.stem.endswith(f"_{lesson[3:]}")
        or lesson in {Path(str(value)).stem.removesuffix("_exercise") for value in parameters}
        or "wanted_lessons" in item.fixturenames
    )


def pytest_collection_modifyitems(config, items):
    """Leave only what tests the chosen lesson."""
    lesson = chosen_lesson(config)
    if lesson:
        others = [item for item in items if not is_about(item, lesson)]
        items[:] = [item for item in items if is_about(item, lesson)]
        config.hook.pytest_deselected(items=others)


@pytest.fixture(scope="session")
def wanted_lessons(request):
    """The lessons to be looked at, for a test of all: the chosen one in a list; None means all."""
    lesson = chosen_lesson(request.config)
    return [lesson] if lesson else None


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
