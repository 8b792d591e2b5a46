"""Which package is there for what: nothing that only tests need reaches a participant, Binder or conda."""

import ast
import asyncio
import importlib.metadata
import itertools
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import course
from kit import build, shelf

ROOT = Path(course.ROOT)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WANTED = PROJECT["project"]["dependencies"]
GROUPS = PROJECT["dependency-groups"]
SYSTEMS = [
    {"sys_platform": platform, "os_name": os_name, "platform_system": system, "python_version": f"3.{minor}"}
    for (platform, os_name, system), minor in itertools.product(
        [("linux", "posix", "Linux"), ("darwin", "posix", "Darwin"), ("win32", "nt", "Windows")],
        range(course.OLDEST[1], course.NEWEST[1] + 1),
    )
]


def is_wanted(need, extra):
    """Is a requirement in force on one of the systems that the course runs on?"""
    return need.marker is None or any(need.marker.evaluate(system | {"extra": extra}) for system in SYSTEMS)


def reached(wanted):
    """Return the packages that these requirements bring, with the way, as "jupyterlab > httpx > anyio"."""
    ways, open_ones = {}, [(Requirement(line), "", "") for line in wanted]
    seen = set()
    while open_ones:
        need, extra, way = open_ones.pop(0)
        name = canonicalize_name(need.name)
        if not is_wanted(need, extra):
            continue
        ways.setdefault(name, f"{way} > {name}" if way else name)
        for inner in {"", *need.extras}:
            if (name, inner) not in seen:
                seen.add((name, inner))
                try:
                    lines = importlib.metadata.requires(name) or []
                except importlib.metadata.PackageNotFoundError:
                    continue  # of another system
                open_ones += [(Requirement(line), inner, ways[name]) for line in lines]
    return ways


def pinned(lock):
    """Return the packages of a lock, by name, with their versions."""
    pins = [Requirement(pin) for pin in shelf.pins(ROOT / lock)]
    return {canonicalize_name(pin.name): next(iter(pin.specifier)).version for pin in pins}


def installed():
    """Return the packages of the environment, by name, with their versions, without what came with Python."""
    there = importlib.metadata.distributions(path=[sysconfig.get_path("purelib")])
    found = {canonicalize_name(one.metadata["Name"]): one.version for one in there}
    return {name: version for name, version in found.items() if name not in ("pip", "setuptools", "wheel")}


def test_every_package_is_there_for_the_course_itself():
    ways = reached(WANTED)
    print(*sorted(ways.values()), sep="\n")  # shown with -rP
    here, lock = installed(), pinned("requirements.lock")
    as_locked = all(lock.get(name, version) == version for name, version in here.items())
    there = set(lock if as_locked else here)  # `course.py newest` has no lock
    assert sorted(there - ways.keys()) == [], "nothing in pyproject.toml's dependencies needs these"
    assert sorted(name for name in ways.keys() - there if name in here or as_locked) == []


def test_what_only_tests_need_has_a_lock_of_its_own():
    ours, theirs = pinned("requirements.lock"), pinned("requirements-test.lock")
    assert not ours.keys() & theirs.keys()
    assert {"pytest", "playwright", "hypothesis", "ruff", "uv"} <= theirs.keys()
    assert theirs.keys() <= reached(GROUPS["test"]).keys()
    conda = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert not [name for name in theirs if f"- {name}==" in conda]


@pytest.mark.parametrize("name", course.EXTRAS)
def test_an_extra_adds_to_the_lock_and_changes_nothing_in_it(name):
    ours, theirs = pinned("requirements.lock"), pinned(f"requirements-{name}.lock")
    assert theirs and not ours.keys() & theirs.keys()
    for line in [*WANTED, *GROUPS[name]]:
        need = Requirement(line)
        assert (ours | theirs)[canonicalize_name(need.name)] in need.specifier, line


# ------------------------------------------------------------ what is imported is asked for


# Not in everybody's environment: what an extra brings under another name, and what a measure fetches itself.
ELSEWHERE = {"duckdb": "ibis-framework", "ibis": "ibis-framework", "pyspark": "ibis-framework"}
FETCHED = ["lifetimes"]


def imports(path):
    """Return the modules, by their first name, that a Python file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names


def unasked(paths, wanted):
    """Return for each file the modules it imports whose package is not in `wanted`."""
    packages = importlib.metadata.packages_distributions()
    names = {canonicalize_name(Requirement(line).name) for line in wanted}
    own = {path.stem for path in [*ROOT.iterdir(), *(ROOT / "tests").iterdir(), *ROOT.glob("tests/*/*.py")]}
    found = {}
    for path in paths:
        for module in imports(path) - own:
            of = packages.get(module, [ELSEWHERE.get(module, module)])
            if not names & {canonicalize_name(name) for name in of}:
                found.setdefault(path.relative_to(ROOT).as_posix(), []).append(module)
    return found


def test_what_the_course_imports_is_a_dependency_and_what_tests_import_is_in_their_group():
    folders = ["helpers", "page", "checks", "own_file", "kit", "datasets", "lessons"]
    ours = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    assert len(ours) > 60
    extras = [line for name in ("engines", "hub", "site") for line in GROUPS[name]]
    assert unasked(ours, WANTED + extras) == {}
    theirs = [path for path in sorted((ROOT / "tests").rglob("*.py")) if "node_modules" not in path.parts]
    assert unasked(theirs, WANTED + extras + GROUPS["test"] + FETCHED) == {}


def test_the_search_for_imports_finds(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    (tmp_path / "tests").mkdir()
    (tmp_path / "a.py").write_text(
        "import numpy.linalg, os\ndef f():\n    from pytest import raises\n", "utf-8"
    )
    assert unasked([tmp_path / "a.py"], ["numpy>=2"]) == {"a.py": ["pytest"]}


# ------------------------------------------------------------ and is not seen by what tests start


@pytest.mark.parametrize("module", ["pytest", "hypothesis"])
def test_a_lesson_that_imports_what_only_tests_need_fails(module, tmp_path):
    cell = nbformat.v4.new_code_cell(f"import {module}")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A lesson"), cell])
    with pytest.raises(build.BuildError, match=f"No module named '{module}'"):
        asyncio.run(build.execute(notebook, tmp_path, "a lesson"))
    script = subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True, encoding="utf-8")
    assert f"No module named '{module}'" in script.stderr
