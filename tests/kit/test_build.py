"""Notebooks come from their sources, reproducibly, and no exercise shows an answer."""

import ast
import base64
import copy
import importlib
import io
import re
import shutil
import symtable
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pytest
from PIL import Image

from checks.core import Numbered
from kit import answers, build, compare, shelf
from tests import stored
from tests.files import PACKAGES, breaks, parsed, python_of

ROOT = Path(__file__).resolve().parents[2]
LESSONS = ROOT / "lessons"
EXAMPLE = Path(__file__).resolve().parents[1] / "example" / "lessons"
SOURCES = [*build.find_sources(LESSONS), *build.find_sources(EXAMPLE)]
BUILT = (
    "notebooks/01_example.ipynb",
    "exercises/01_example_exercise.ipynb",
    "solutions/01_example_solution.ipynb",
)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The example's three notebooks, built once, in a folder with spaces and letters beyond ASCII."""
    target = tmp_path_factory.mktemp("å kurs")
    assert build.build(EXAMPLE, target) == []
    return target


def read(path):
    return nbformat.read(path, as_version=4)


def written(folder, text, name="01_tiny.py"):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


# ---- the course's own notebooks


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_stored_notebooks_come_out_of_fresh_kernels():
    """In a kernel for each, where every_lesson.py takes one process: nothing rests on what ran before."""
    readers = {stored.named(path) for path in stored.notebooks() if stored.own_work(path)}
    found = build.check(LESSONS, ROOT)
    assert [sentence for sentence in found if sentence.partition(":")[0] not in readers] == []


def test_every_stored_notebook_has_a_source():
    assert build.strays(LESSONS, ROOT) == []


# ---- rules for the sources


def too_long(source: Path) -> list[str]:
    """Return the open code cells too long to be read at a stretch, and the lines too long for a page.

    How much code a lesson may have open is held by `kit.load`; evidence is for analysts.
    """
    lines_allowed, columns_allowed = (40, 120) if shelf.is_evidence(source) else (25, 135)
    found = []
    for number, cell in enumerate(build.read_source(source).cells, start=1):
        lines = [line for line in answers.without_markers(cell.source).split("\n") if line.strip()]
        if cell.cell_type != "code" or cell.metadata.get("jupyter", {}).get("source_hidden"):
            continue
        if len(lines) > lines_allowed:
            found.append(f"cell {number}: {len(lines)} lines")
        if max(map(len, lines)) > columns_allowed:
            found.append(f"cell {number}: a line of {max(map(len, lines))} columns")
    return found


def careless_kmeans(tree: ast.AST) -> list[int]:
    """Return the lines that call KMeans or its like without saying both `n_init` and `random_state`."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [
        call.lineno
        for call in calls
        if getattr(call.func, "attr", getattr(call.func, "id", "")) in ("KMeans", "MiniBatchKMeans")
        and not {"n_init", "random_state"} <= {keyword.arg for keyword in call.keywords}
    ]


def flickering(tree: ast.AST) -> list[int]:
    """Return the lines that use `interact` and its like or the `Output` widget, which flicker and hang."""
    banned = {"interact", "interactive", "interact_manual", "interactive_output", "Output"}
    return [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id in banned)
        or (isinstance(node, ast.Attribute) and node.attr in banned)
        or (isinstance(node, ast.alias) and node.name in banned)
    ]


@cache
def code_of(source: Path) -> list[str]:
    """Return the code cells of a source, as its solution has them."""
    notebook = build.read_source(source)
    return [answers.without_markers(cell.source) for cell in stored.code_cells(notebook)]


@cache
def needs_and_binds(code: str) -> tuple[set[str], set[str]]:
    """Return the names that a cell reads before it binds them, and those that it binds."""
    needs, binds = set(), set()
    for statement in ast.parse(code).body:
        table = symtable.symtable(ast.unparse(statement), "cell", "exec")
        own = {name.get_name() for name in table.get_symbols() if name.is_assigned() or name.is_imported()}
        read, scopes = set(), [table]
        while scopes:
            scope = scopes.pop()
            scopes += scope.get_children()
            seen = [name for name in scope.get_symbols() if name.is_referenced()]
            read |= {name.get_name() for name in seen if scope is table or name.is_global()}
        if isinstance(statement, ast.AugAssign):
            read |= own
        elif not isinstance(statement, ast.Assign):
            read -= own  # of a loop, a function or a class: its own names
        needs, binds = needs | (read - binds), binds | own
    return needs, binds


def bound_again(cells: list[str]) -> list[str]:
    """Return the names that a cell takes from an earlier one, and that are bound anew there or later.

    Whoever runs such a cell again gets something else, or an error.
    """
    known = [needs_and_binds(code) for code in cells]
    return [
        f"{name}: cell {number + 1} reads it, cell {later + 1} binds it anew"
        for number, (needs, _) in enumerate(known)
        for name in sorted(needs)
        if any(name in binds for _, binds in known[:number])
        for later in range(number, len(known))
        if name in known[later][1]
    ]


def shared_generators(cells: list[str]) -> list[str]:
    """Return the random generators of one cell, and functions that draw from one, that serve another."""
    made, found = {}, []
    for number, code in enumerate(cells, start=1):
        tree = ast.parse(code)
        needs, _ = needs_and_binds(code)
        found += [f"{name} of cell {made[name]} serves cell {number}" for name in sorted(needs & made.keys())]
        for node in tree.body:
            if isinstance(node, ast.Assign) and re.search(r"default_rng\([^()]*\)$", ast.unparse(node.value)):
                made[ast.unparse(node.targets[0])] = number
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and needs_and_binds(ast.unparse(node))[0] & made.keys():
                made[node.name] = number
    return found


def test_cells_fit_a_screen():
    assert breaks(too_long, SOURCES) == {}


def test_kmeans_says_starts_and_seed():
    files = python_of("lessons", *PACKAGES, "tests")
    assert breaks(lambda file: careless_kmeans(parsed(file)), files) == {}


def test_nothing_that_flickers():
    files = python_of("lessons", *PACKAGES)
    assert breaks(lambda file: flickering(parsed(file)), files) == {}


def test_no_cell_changes_what_an_earlier_one_rests_on():
    assert breaks(lambda source: bound_again(code_of(source)), SOURCES) == {}


def test_no_generator_serves_two_cells():
    assert breaks(lambda source: shared_generators(code_of(source)), SOURCES) == {}


def test_one_number_one_name():
    names = {shelf.lesson_name(source) for source in build.find_sources(LESSONS)}
    assert len({name[:2] for name in names}) == len(names)
    python_files = {path.name for path in LESSONS.glob("*.py")}
    assert python_files == {source.name for source in build.find_sources(LESSONS)}
    lessons = {source.stem for source in build.find_sources(LESSONS)}
    assert {name for name in names if name not in lessons} == set(), "an exercise without its lesson"


def test_the_rules_see_what_they_forbid(tmp_path):
    kmeans = ["KMeans(3)", "cluster.MiniBatchKMeans(3, n_init=5)"]
    assert [careless_kmeans(ast.parse(code)) for code in kmeans] == [[1], [1]]
    fine = ["KMeans(3, n_init=10, random_state=0)", "kmeans(3)"]
    assert [careless_kmeans(ast.parse(code)) for code in fine] == [[], []]
    for code in ["from ipywidgets import interact", "w = widgets.Output()"]:
        assert flickering(ast.parse(code)) == [1]
    long = written(tmp_path / "l", "# %%\n" + "x = 1\n" * 26 + "# %%\ny = '" + "x" * 135 + "'\n")
    assert len(too_long(long / "01_tiny.py")) == 2


@pytest.mark.parametrize(
    ("rule", "cells", "found"),
    [
        (bound_again, ["x = 1", "print(x)", "x = 2"], ["x: cell 2 reads it, cell 3 binds it anew"]),
        (bound_again, ["x = 1", "x = x + 1"], ["x: cell 2 reads it, cell 2 binds it anew"]),
        (bound_again, ["x = 1", "x += 1"], ["x: cell 2 reads it, cell 2 binds it anew"]),
        (
            bound_again,
            ["x = 1", "def f():\n    return x", "x = 2"],
            ["x: cell 2 reads it, cell 3 binds it anew"],
        ),
        (bound_again, ["x = 1", "print(x)", "y = [x for x in 'ab']\nfor z in y:\n    print(z)"], []),
        (bound_again, ["x = 1\nprint(x)", "x = 2\nprint(x)"], []),
        (shared_generators, ["g = np.random.default_rng(1)", "g.random()"], ["g of cell 1 serves cell 2"]),
        (
            shared_generators,
            ["g = default_rng(1)\ndef f():\n    return g.random()", "f()"],
            ["f of cell 1 serves cell 2"],
        ),
        (shared_generators, ["g = default_rng(1)\nx = g.random()", "d = default_rng(1).random()", "d"], []),
    ],
)
def test_the_rules_see_cells_that_cannot_be_run_again(rule, cells, found):
    assert rule(cells) == found


# ---- from source to notebook


def test_every_source_gives_its_notebooks(example):
    assert sorted(path.relative_to(example).as_posix() for path in example.rglob("*.ipynb")) == sorted(BUILT)
    for path in BUILT:
        nbformat.validate(read(example / path))
        assert b"\r" not in (example / path).read_bytes()


def test_metadata_is_bare_and_ids_are_stable(example, tmp_path):
    build.build(EXAMPLE, tmp_path)
    for path in BUILT:
        notebook = read(example / path)
        assert notebook.metadata == build.METADATA
        known = {"tags", "task", "lines", "jupyter"}
        assert {key for cell in notebook.cells for key in cell.metadata} <= known
        assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
        assert compare.differences(notebook, read(tmp_path / path)) == []
    for cell in (cell for cell in read(example / BUILT[0]).cells if cell.cell_type == "code"):
        assert not any("widget-view" in mime for output in cell.outputs for mime in output.get("data", {}))


def test_numbers_in_the_text_are_computed(tmp_path):
    text = "# %%\nx = 2 / 3\n# %% [markdown]\n# A share of {{x:.0%}}, or {{1 - x:.2f}}.\n# %%\nx\n"
    assert build.build(written(tmp_path / "l", text), tmp_path) == []
    notebook = read(tmp_path / "notebooks" / "01_tiny.ipynb")
    assert [cell.source for cell in notebook.cells] == ["x = 2 / 3", "A share of 67%, or 0.33.", "x"]
    assert [cell.get("execution_count") for cell in notebook.cells] == [1, None, 2]
    changed = copy.deepcopy(notebook)
    changed.cells[1].source = "A share of 69%, or 0.33."
    assert compare.differences(changed, notebook) == ["cell 2: stored 69, now 67"]


def test_a_number_in_the_text_that_fails_is_named(tmp_path):
    text = "# %%\nx = 1\n# %% [markdown]\n# A {{x}} and a {{y}}.\n# %%\nx\n"
    found = build.build(written(tmp_path / "l", text), tmp_path)
    assert len(found) == 1 and "cell 1 (# numbers in the text: A {{x}}" in found[0] and "'y'" in found[0]


def test_what_reads_the_register_is_built_when_the_others_are_stored(tmp_path):
    claim = '# %%\nimport pathlib, time\ntime.sleep(1)\n_ = pathlib.Path("said.txt").write_text("2.0")\n'
    reader = (
        '# %%\n# as claims.register() does\nimport pathlib\nprint(pathlib.Path("said.txt").read_text())\n'
    )
    lessons = written(tmp_path / "l", reader, "01_reader.py")
    written(lessons, claim, "02_claim.py")
    assert build.build(lessons, tmp_path) == []
    (shown,) = read(tmp_path / "notebooks" / "01_reader.ipynb").cells[0].outputs
    assert shown.text == "2.0\n"


def test_an_id_stays_when_another_cell_changes(tmp_path):
    one = build.read_source(written(tmp_path / "a", "# %%\nx = 1\n# %%\ny = 2\n# %%\ny = 2\n") / "01_tiny.py")
    two = build.read_source(written(tmp_path / "b", "# %%\nx = 5\n# %%\ny = 2\n# %%\ny = 2\n") / "01_tiny.py")
    assert [a.id == b.id for a, b in zip(one.cells, two.cells, strict=True)] == [False, True, True]


def test_check_sees_a_change_in_source_store_or_shelf(example, tmp_path):
    lessons, stored = tmp_path / "lessons", tmp_path / "stored"
    shutil.copytree(EXAMPLE, lessons)
    shutil.copytree(example, stored)
    (lessons / "01_example_exercise.py").unlink()
    assert build.check(lessons, stored, ["01"]) == []
    (stored / "notebooks" / "07_lost.ipynb").write_text("{}", encoding="utf-8")
    text = (stored / "notebooks" / "01_example.ipynb").read_text(encoding="utf-8")
    (stored / "notebooks" / "01_example.ipynb").write_text(text.replace("63.2%", "63.9%"), encoding="utf-8")
    assert build.check(lessons, stored) == [
        "notebooks/01_example.ipynb: cell 4: stdout: stored 63.9, now 63.2",
        "exercises/01_example_exercise.ipynb has no source in lessons/",
        "notebooks/07_lost.ipynb has no source in lessons/",
        "solutions/01_example_solution.ipynb has no source in lessons/",
    ]


def test_check_knows_a_notebook_saved_in_jupyterlab(example, tmp_path):
    notebook = read(example / BUILT[0])
    next(cell for cell in notebook.cells if cell.cell_type == "code").execution_count = 99
    nbformat.write(notebook, tmp_path / "saved.ipynb")
    assert build.saved_by_hand(tmp_path / "saved.ipynb") and not build.saved_by_hand(example / BUILT[0])
    assert build.stored_differences(tmp_path / "saved.ipynb", example / BUILT[0]) == [build.SAVED]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("x = 1\n# %%\n{}['no']", "01_tiny.py, cell 2 ({}['no']): KeyError: 'no'"),
        ("import warnings\nwarnings.warn('old')", "writes a warning"),
        ("rfm", "01_tiny.py, cell 1 (rfm): NameError: name 'rfm' is not defined"),
        ("object()", "shows a memory address"),
        ("import os\nos._exit(3)", "the kernel died"),
        ("x = (\n", "SyntaxError"),
    ],
)
def test_a_cell_that_fails_is_named(tmp_path, code, sentence):
    found = build.build(written(tmp_path / "l", f"# %%\n{code}\n"), tmp_path)
    assert len(found) == 1 and sentence in found[0]
    assert list(tmp_path.rglob("*.ipynb")) == []


def test_a_cell_that_takes_too_long_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "CELL_SECONDS", 1)
    found = build.build(written(tmp_path / "l", "# %%\nx = 1\n# %%\nimport time; time.sleep(60)\n"), tmp_path)
    assert len(found) == 1 and "cell 2" in found[0] and "took longer than 1 s" in found[0]


def test_a_solution_that_its_check_refuses_fails(tmp_path):
    text = (
        (EXAMPLE / "01_example_exercise.py")
        .read_text(encoding="utf-8")
        .replace(".sum()\n###", ".mean()\n###")
    )
    found = build.build(written(tmp_path / "l", text, "01_example_exercise.py"), tmp_path)
    assert "the solution's check says: Not yet. total holds the mean" in found[0]


def test_unknown_names_are_refused():
    with pytest.raises(build.BuildError, match="no lesson 77; there are 01_example"):
        build.build(EXAMPLE, Path("nowhere"), ["77"])
    assert [path.stem for path in build.find_sources(EXAMPLE, ["01"])] == [
        "01_example",
        "01_example_exercise",
    ]


def test_command_line(capsys):
    assert build.main(["77"]) == 1
    assert "There is no lesson 77" in capsys.readouterr().err


def test_styled_tables_get_steady_ids(tmp_path):
    code = "# %%\nimport pandas as pd\npd.DataFrame({'a': [1]}).style.format(precision=1)\n"
    for folder in ("one", "two"):
        assert build.build(written(tmp_path / "l", code), tmp_path / folder) == []
    one, two = (tmp_path / folder / "notebooks" / "01_tiny.ipynb" for folder in ("one", "two"))
    assert "T_" in one.read_text(encoding="utf-8")
    assert one.read_bytes() == two.read_bytes()


# ---- answers and placeholders


def untouched(region: str, outside: str = "") -> str:
    return answers.without_answers(f"{answers.BEGIN}\n{region}\n{answers.END}", [outside])


@pytest.mark.parametrize(
    ("region", "outside", "expected"),
    [
        ("a = 1\nb = a + 1", "check.t(b)", "b = ...  # your answer"),
        ("a, b = 1, 2", "check.t(a, b)", "a = ...  # your answer\nb = ...  # your answer"),
        ("a = 1\na = 2\na += 3", "a", "a = ...  # your answer"),
        ("a: int = 1", "a", "a = ...  # your answer"),
        ("print(1)", "a", "...  # your answer"),
        ("for a in [1]:\n    b = a", "b", "b = ...  # your answer"),
        ("if True:\n    b = 1\nelse:\n    c = 2", "b, c", "b = ...  # your answer\nc = ...  # your answer"),
        ("with open('x') as f:\n    b = f", "b", "b = ...  # your answer"),
        ("b = [x for x in y]", "x, b", "b = ...  # your answer"),
        ("t['x'] = 1", "t", 't["x"] = ...  # your answer'),
        ("t = f()\nt['x'] = 1", "t", "t = ...  # your answer"),
        ("if (n := 3) > 2:\n    pass", "n", "n = ...  # your answer"),
    ],
)
def test_placeholders(region, outside, expected):
    assert untouched(region, outside) == expected
    ast.parse(expected)


def test_an_answer_that_is_a_function_is_its_body():
    cell = (
        f'def f(\n    x,\n):\n    """Say."""\n    {answers.BEGIN}\n    y = x  # secret\n    return y\n'
        f"    {answers.END}\n\n\n{answers.BEGIN}\nshare = 1\n{answers.END}"
    )
    assert answers.problems(cells(f"#A\n{cell}", "check.t(f, share)")) == []
    assert answers.without_answers(cell, ["check.t(f, share, y)"]) == (
        'def f(\n    x,\n):\n    """Say."""\n    ...  # your answer\n\n\nshare = ...  # your answer'
    )
    assert answers.without_markers(cell).endswith("    return y\n\n\nshare = 1")
    assert answers.answer_lines(cell) == ["y = x  # secret", "return y", "share = 1"]


def test_given_lines_and_several_answers_in_one_cell():
    answer = "### BEGIN SOLUTION\n{}\n### END SOLUTION".format
    cell = "\n".join(["a = 1", answer("b = a"), "c = b", answer("d = c"), "d"])
    assert answers.without_answers(cell, []) == (
        "a = 1\nb = ...  # your answer\nc = b\nd = ...  # your answer\nd"
    )
    assert answers.without_markers(cell) == "a = 1\nb = a\nc = b\nd = c\nd"


def cells(*sources):
    made = []
    for source in sources:
        tags = {"tags": ["answer"]} if source.startswith("#A\n") else {}
        make = nbformat.v4.new_markdown_cell if source.startswith("#M\n") else nbformat.v4.new_code_cell
        made.append(make(source[3:] if source[:3] in ("#A\n", "#M\n") else source, metadata=tags))
    return made


GOOD = f"#A\n{answers.BEGIN}\nx = 1\n{answers.END}"


@pytest.mark.parametrize(
    ("sources", "sentence"),
    [
        (["#A\nx = 1", "check.t(x)"], "cell 1 is tagged `answer` but has no ### BEGIN SOLUTION"),
        (
            ["x = 1", "check.t(x)"],
            "cell 2 checks an answer, but follows cell 1, which is not tagged `answer`",
        ),
        (["check.t(x)"], "cell 1 checks an answer, but follows no code cell"),
        ([GOOD[3:], "check.t(x)"], "cell 1 has a solution marker but is no code cell tagged `answer`"),
        ([GOOD.replace("#A", "#M")], "cell 1 has a solution marker"),
        ([GOOD.replace(answers.END, "")], "must come in pairs"),
        ([GOOD + "\n" + answers.END], "must come in pairs"),
        ([f"#A\ndef f():\n    {answers.BEGIN}\n    return 1\n{answers.END}"], "at the same place"),
        ([f"#A\n{answers.BEGIN}\ndef f():\n    return 1\n{answers.END}"], "an answer defines f"),
        ([f"#A\n{answers.BEGIN}\nx = (\n{answers.END}\n2)"], "whole statements"),
        ([GOOD.replace("x = 1", "import numpy as np"), "np.sum(1)"], "imports np, which is used outside"),
    ],
)
def test_marker_mistakes_are_named(sources, sentence):
    found = answers.problems(cells(*sources))
    assert any(sentence in text for text in found), found


def test_right_markers_have_no_problems():
    assert (
        answers.problems(
            cells("import a", "#M\n# Task", GOOD, "#M\nNow check.", "check.t(x)", "check.t.hint()")
        )
        == []
    )


@pytest.mark.parametrize(
    "source", [path for path in SOURCES if path.stem.endswith("_exercise")], ids=lambda path: path.stem
)
def test_no_answer_leaks(source):
    marked = build.read_source(source).cells
    solved, exercise = build.solved_and_untouched(source)
    assert answers.problems(marked) == []
    assert answers.leaks(marked, exercise.cells) == []
    every = "\n".join(cell.source for cell in [*solved.cells, *exercise.cells])
    assert answers.BEGIN not in every and answers.END not in every
    assert any("..." in cell.source for cell in exercise.cells if cell.cell_type == "code")
    checks = [
        cell
        for cell in exercise.cells
        if answers.CHECK_CALL.search(cell.source) and not answers.WRITING_CALL.search(cell.source)
    ]
    tasks = {cell.metadata["task"] for cell in exercise.cells if "task" in cell.metadata}
    assert tasks == {answers.CHECK_CALL.search(cell.source).group(1) for cell in checks}


@pytest.mark.parametrize(
    "source",
    [path for path in build.find_sources(LESSONS) if path.stem.endswith("_exercise")],
    ids=lambda p: p.stem,
)
def test_an_exercise_uses_its_own_checks_in_order(source):
    name = shelf.lesson_name(source)
    checks = importlib.import_module(f"checks.{name[3:]}")
    called = answers.CHECK_CALL.findall("\n".join(cell.source for cell in build.read_source(source).cells))
    tasks = [task for task in vars(checks).values() if isinstance(task, Numbered)]
    assert {task.exercise for task in tasks} == {name}
    assert called == [task.name for task in sorted(tasks, key=lambda task: task.number)]


def test_a_leak_is_seen():
    solved = cells(f"#A\n{answers.BEGIN}\ntotal = (\n    orders.sum()\n)\n{answers.END}")
    assert answers.leaks(solved, cells("#M\nA hint:\norders.sum()\n)")) == ["orders.sum()"]


def test_an_exercise_that_shows_its_answer_is_not_built(tmp_path):
    text = (EXAMPLE / "01_example_exercise.py").read_text(encoding="utf-8")
    text += '\n# %%\ntotal = orders.groupby("customer_id")["amount_sek"].sum()\n'
    found = build.build(written(tmp_path / "l", text, "01_example_exercise.py"), tmp_path)
    assert "would show this line of an answer" in found[0]


# ---- comparing


def output(text="", **data):
    return nbformat.v4.new_output("display_data", data={"text/plain": text, **data})


def one_cell(*outputs):
    cell = nbformat.v4.new_code_cell("x", outputs=list(outputs), execution_count=1, id="a")
    return nbformat.v4.new_notebook(cells=[cell])


@pytest.mark.parametrize(
    ("old", "new", "equal"),
    [
        ("mean 0.4711", "mean 0.4712", True),
        ("mean 0.4711", "mean 0.4713", False),
        ("4,812 rows", "4,813 rows", False),
        ("1.2e-05", "1.3e-05", True),
        ("1.2e-05", "1.4e-05", False),
        ("a 1.0", "b 1.0", False),
        ("1.50", "1.5", True),
        ("-1.0", "1.0", False),
        ("1 2", "1", False),
        ("nan", "nan", True),
    ],
)
def test_text_is_compared_by_value(old, new, equal):
    assert (compare.differences(one_cell(output(old)), one_cell(output(new))) == []) == equal


def png(array):
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def test_pictures_are_compared_with_a_small_tolerance():
    paper = np.full((200, 300, 3), 255, dtype="uint8")
    noise = paper - np.random.default_rng(0).integers(0, 2, paper.shape, dtype="uint8")
    line = paper.copy()
    line[100:102, 50:130] = 0

    def found(array):
        return compare.differences(
            one_cell(output(**{"image/png": png(paper)})), one_cell(output(**{"image/png": png(array)}))
        )

    assert found(noise) == []
    assert "differs" in found(line)[0]
    assert "differs" in found(paper - np.uint8(3))[0]
    assert "rows and columns" in found(paper[:100])[0]
    broken = one_cell(output(**{"image/png": "bm8gcGljdHVyZQ=="}))
    assert (
        "cannot be decoded" in compare.differences(broken, one_cell(output(**{"image/png": png(paper)})))[0]
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda n: n.cells[0].update(id="b"), "its id differs"),
        (lambda n: n.cells[0].metadata.update(tags=["x"]), "its metadata differs"),
        (lambda n: n.cells[0].update(source="y"), "its source differs"),
        (lambda n: n.cells[0].update(execution_count=2), "its execution_count differs"),
        (lambda n: n.cells[0].update(outputs=[]), "1 outputs are stored, 0 come out"),
        (lambda n: n.cells[0].outputs[0].metadata.update(alt="x"), "metadata"),
        (lambda n: n.cells[0].outputs[0].data.update({"text/html": "x"}), "the stored output has"),
        (lambda n: n.metadata.update(x=1), "the notebook's metadata differ"),
        (lambda n: n.cells.append(n.cells[0]), "1 cells are stored, the source has 2"),
    ],
)
def test_every_other_change_is_a_difference(change, sentence):
    old = one_cell(output("1"))
    new = copy.deepcopy(old)
    change(new)
    assert any(sentence in text for text in compare.differences(old, new))
