"""Turn the lessons' sources into notebooks: `python course.py build [names] [--check]`."""

import argparse
import asyncio
import copy
import os
import re
import sys
import tempfile
from hashlib import sha256
from itertools import accumulate
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from kit import answers, compare, facts, prose, shelf
from kit.kernel import LANGUAGE

CELL_SECONDS = 120
SAVED = "was saved in JupyterLab; `python course.py build` restores it, and drops what was changed"
AT_ONCE = 2
MARKS = ("slide", "says")  # they choose a lesson's slides, and stay in its source: see kit/site/slides.py
# Exactly what JupyterLab would write, or a notebook that was only opened would count as changed.
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": LANGUAGE,
}
PASSED = ("Correct.", "Decided.", "Your text:")  # how a solution's checks begin
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")
STYLER_ID = re.compile(r"\bT_[0-9a-f]{5}(?=[_\s\"'#{,]|$)")


class BuildError(Exception):
    """One sentence: which lesson, which cell, what went wrong."""


def main(arguments: list[str] | None = None) -> int:
    """Build or check the named lessons, or all; return the exit code."""
    parser = argparse.ArgumentParser(prog="course.py build", description=__doc__)
    parser.add_argument("names", nargs="*", help="such as 05_behavioural or 05; all when none is given")
    parser.add_argument(
        "--check", action="store_true", help="rebuild beside, and compare with what is stored"
    )
    options = parser.parse_args(arguments)
    try:
        found = (
            check(shelf.LESSONS, shelf.COURSE, options.names)
            if options.check
            else build(shelf.LESSONS, shelf.COURSE, options.names)
        )
        if not options.check:
            facts.write_guide()
    except BuildError as problem:
        found = [str(problem)]
    for sentence in found:
        print(sentence, file=sys.stderr)
    if not found:
        print("Everything stored equals its source." if options.check else "Built.")
    return 1 if found else 0


def build(lessons: Path, target: Path, names: list[str] | None = None) -> list[str]:
    """Build notebooks from sources.

    Parameters
    ----------
    lessons : Path
        The folder with the sources.
    target : Path
        The folder that gets `notebooks/`, `exercises/` and `solutions/`.
    names : list of str, optional
        Lessons, such as "05_behavioural" or "05"; all when None or empty.

    Returns
    -------
    list of str
        One sentence per source that failed; its notebooks stay as they were.
    """
    sources = find_sources(lessons, names)
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:  # zmq wants this loop on Windows
        results = runner.run(_build_all(sources, target))
    facts.put_into(target, lessons, sorted({shelf.lesson_name(source) for source in sources}))
    return [str(result) for result in results if result is not None]


def check(lessons: Path, stored: Path, names: list[str] | None = None) -> list[str]:
    """Rebuild in a temporary folder and compare with what is stored.

    Returns
    -------
    list of str
        One sentence per difference, failure, or stored notebook without a source.
    """
    sources = find_sources(lessons, names)
    with tempfile.TemporaryDirectory() as folder:
        found = build(lessons, Path(folder), names)
        for path in [path for source in sources for path in shelf.targets(source)]:
            old, new = stored / path, Path(folder) / path
            if new.exists():
                found += [f"{path.as_posix()}: {text}" for text in stored_differences(old, new)]
    guide = facts.GUIDE.read_text(encoding="utf-8")
    if lessons == shelf.LESSONS and facts.fill_guide(guide) != guide:
        found.append("TRAINER.md does not say what the lessons say; run `python course.py build`.")
    return found + ([] if names else strays(lessons, stored))


def find_sources(lessons: Path, names: list[str] | None = None) -> list[Path]:
    """Return the sources of the named lessons and of their exercises, in order."""
    sources, known = shelf.sources(lessons), shelf.lesson_names(lessons)
    if not names:
        return sources
    wanted = {name: shelf.names_like(name, known) for name in names}
    unknown = [name for name, found in wanted.items() if not found]
    if unknown:
        raise BuildError(f"There is no lesson {', '.join(unknown)}; there are {', '.join(known)}.")
    return [path for path in sources if any(shelf.lesson_name(path) in found for found in wanted.values())]


def strays(lessons: Path, stored: Path) -> list[str]:
    """Return the stored notebooks that no source gives."""
    known = {path for source in find_sources(lessons) for path in shelf.targets(source)}
    found = {
        path.relative_to(stored)
        for folder in shelf.FOLDERS
        for path in (stored / folder).glob(shelf.NOTEBOOKS)
    }
    return [f"{path.as_posix()} has no source in lessons/" for path in sorted(found - known)]


# ---- from source to notebook


def notice(lessons: Path) -> str:
    """Return what ends each exercise's first cell: how to keep work on Binder; empty where there is none."""
    text = lessons / "on_binder.md"
    return f"\n\n{text.read_text(encoding='utf-8').rstrip()}" if text.exists() else ""


def read_source(source: Path) -> nbformat.NotebookNode:
    """Read a percent script as a notebook with our ids and metadata, markers still in."""
    notebook = jupytext.reads(source.read_text(encoding="utf-8"), fmt="py:percent")
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        content = f"{source.stem}\n{cell.cell_type}\n{cell.source}"
        seen[content] = seen.get(content, 0) + 1
        cell.metadata = nbformat.from_dict(
            {k: v for k, v in cell.metadata.items() if k not in MARKS and not k.startswith("lines_to_")}
        )
        folded = "hide-input" in cell.metadata.get("tags", [])
        if folded or cell.source.startswith("quiz."):  # its source gives the answer away
            cell.metadata["jupyter"] = {"source_hidden": True}
        cell.id = sha256(f"{content}\n{seen[content]}".encode()).hexdigest()[:12]
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def solved_and_untouched(
    source: Path, *, strict: bool = True
) -> tuple[nbformat.NotebookNode, nbformat.NotebookNode]:
    """Return a solved exercise's two notebooks, not executed: with the answers, and with placeholders.

    When `strict`, a source that breaks the rules for answers is refused. Older courses had other rules.
    """
    solved = read_source(source)
    untouched = copy.deepcopy(solved)
    try:
        wrong = answers.problems(solved.cells) if strict else []
    except SyntaxError as problem:
        raise BuildError(f"{source.name}: this line is not Python: {problem.text}") from None
    if wrong:
        raise BuildError(f"{source.name}, " + f"\n{source.name}, ".join(wrong))
    for position, name in answers.tasks(solved.cells).items():
        solved.cells[position].metadata["task"] = untouched.cells[position].metadata["task"] = name
        solved.cells[position].metadata["lines"] = answers.lines_to_write(solved.cells[position].source)
    marked = [cell.source for cell in solved.cells]
    code = [cell.cell_type == "code" for cell in solved.cells]
    for position, cell in enumerate(untouched.cells):
        if code[position]:
            later = [marked[i] for i in range(position + 1, len(marked)) if code[i]]
            cell.source = answers.without_answers(marked[position], later)
            if any("..." in line for line in answers.given(marked[position])):
                cell.metadata["tags"] = [*cell.metadata["tags"], "raises-exception"]  # until it is completed
    leaked = answers.leaks(solved.cells, untouched.cells)
    if leaked and strict:
        raise BuildError(f"{source.name}: the exercise would show this line of an answer: {leaked[0]}")
    for cell in solved.cells:
        cell.source = answers.without_markers(cell.source)
    return solved, untouched


async def _build_all(sources: list[Path], target: Path) -> list[BuildError | None]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(source: Path) -> BuildError | None:
        async with gate:
            try:
                await _build_one(source, target)
            except BuildError as problem:
                return problem

    readers = [source for source in sources if reads_stored_claims(source)]
    others = [source for source in sources if source not in readers]
    evidence = [source for source in readers if shelf.is_evidence(source)]
    start = [source for source in others if "start_page.Progress(" in source.read_text(encoding="utf-8")]
    others = [source for source in others if source not in start]  # it tells the minutes of all
    lessons = [source for source in readers if source not in evidence]
    return [
        problem
        for those in (others, evidence, lessons, start)
        for problem in await asyncio.gather(*(one(source) for source in those))
    ]


def reads_stored_claims(source: Path) -> bool:
    """Tell whether a source reads what other notebooks state: it is built when those are stored."""
    return bool(re.search(r"\bclaims\.(register|show|stated)\(", source.read_text(encoding="utf-8")))


async def _build_one(source: Path, target: Path) -> None:
    """Build a source's notebooks; write them only when all went well."""
    notebooks = begin(source)
    folder = target / shelf.targets(source)[0].parent
    folder.mkdir(parents=True, exist_ok=True)
    await execute(notebooks[0], folder, source.name)
    finish(notebooks, source, target)


def begin(source: Path) -> list[nbformat.NotebookNode]:
    """Return a source's notebooks in the order of `shelf.targets`; the first is ready to be executed."""
    notebooks = [*solved_and_untouched(source)] if shelf.is_exercise(source) else [read_source(source)]
    prose.insert_probes(notebooks[0])
    return notebooks


def finish(notebooks: list[nbformat.NotebookNode], source: Path, target: Path) -> None:
    """Write a source's notebooks, once the first of them was executed.

    Raises
    ------
    BuildError
        When a cell made noise, or a solution's check does not say "Correct.".
    """
    executed = notebooks[0]
    prose.fill_in(executed)
    for cell, other in zip(executed.cells, notebooks[-1].cells, strict=True):
        if cell.cell_type == "markdown":
            other.source = cell.source
    tidy(executed, source.name)
    if shelf.is_exercise(source):
        _demand_correct(executed, source.name)
        notebooks[1].cells[0].source += notice(source.parent)
    for notebook, path in zip(notebooks, shelf.targets(source), strict=True):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


async def execute(notebook: nbformat.NotebookNode, folder: Path, name: str) -> None:
    """Run all cells in a fresh kernel whose working directory is `folder`.

    Raises
    ------
    BuildError
        With the source's name, the cell and the message, when a cell fails or takes too long.
    """
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        extra_arguments=["--IPKernelApp.log_level=40"],  # no talk of transports
        resources={"metadata": {"path": str(folder)}},
    )
    with tempfile.TemporaryDirectory() as scratch:
        try:
            await client.async_execute(env=_kernel_environment(Path(scratch)))
        except CellTimeoutError:
            raise BuildError(f"{name}, {_running(notebook)}: took longer than {CELL_SECONDS} s.") from None
        except DeadKernelError:
            raise BuildError(
                f"{name}, {_running(notebook)}: the kernel died; was it out of memory?"
            ) from None
        except CellExecutionError as problem:
            raise BuildError(f"{name}, {_running(notebook)}: {problem.ename}: {problem.evalue}") from None


def _kernel_environment(scratch: Path) -> dict[str, str]:
    """Return what makes a build repeatable: a fixed hash seed, one thread, progress that is nobody's."""
    return {
        **os.environ,
        "PYTHONHASHSEED": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "SEGMENTATION_PROGRESS": str(scratch / "progress.json"),
        "SEGMENTATION_STRICT_CHECKS": "1",
    }


def _running(notebook: nbformat.NotebookNode) -> str:
    """Name the last cell that was started, by its number in the source and its first line."""
    number, name = 1, notebook.cells[0].source
    counts = accumulate(int(not cell.metadata.get(prose.PROBE)) for cell in notebook.cells)
    for count, cell in zip(counts, notebook.cells, strict=True):
        if cell.cell_type == "code" and (cell.execution_count is not None or cell.outputs):
            number, name = count, cell.source
    return f"cell {number} ({name.strip().splitlines()[0]})"


def tidy(notebook: nbformat.NotebookNode, name: str) -> None:
    """Leave only what is the same at every build; refuse noise that the source should not make.

    Raises
    ------
    BuildError
        When a cell writes to the error stream or shows a memory address.
    """
    notebook.metadata = nbformat.from_dict(METADATA)  # widgets add their state
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            if output.get("name") == "stderr":
                raise BuildError(f"{name}, cell {number}: writes a warning: {output.text.strip()[:300]}")
            data = output.get("data", {})
            _tidy_data(data, cell.id)
            shown = [output.get("text", ""), *(data[m] for m in data if m.startswith("text/"))]
            if any(ADDRESS.search(text) for text in shown):
                raise BuildError(
                    f"{name}, cell {number}: shows a memory address; display something readable."
                )
        cell.outputs = [output for output in cell.outputs if "data" not in output or output.data]


def _tidy_data(data: dict, cell_id: str) -> None:
    data.pop(WIDGET_VIEW, None)  # its ids are drawn at random, and it would hide the static picture
    for mime in [mime for mime in data if mime.startswith("text/")]:
        data[mime] = _steady_styler_ids(data[mime], cell_id)
    if (
        "text/html" in data
    ):  # then hardly anybody sees the plain text, where a styled table is only an address
        data["text/plain"] = ADDRESS.sub("0x...", data.get("text/plain", ""))


def _steady_styler_ids(text: str, cell_id: str) -> str:
    """Replace the random ids that tie styled tables to their colours by ones from the cell's id."""
    order = list(dict.fromkeys(STYLER_ID.findall(text)))
    return STYLER_ID.sub(lambda match: f"T_{cell_id[:4]}{order.index(match.group()):x}", text)


def _demand_correct(solution: nbformat.NotebookNode, name: str) -> None:
    for number, cell in enumerate(solution.cells, start=1):
        if cell.cell_type == "code" and answers.CHECK_CALL.search(cell.source):
            said = [output.get("data", {}).get("text/plain", "") for output in cell.outputs]
            if not said or not all(text.startswith(PASSED) for text in said):
                raise BuildError(
                    f"{name}, cell {number}: the solution's check says: {' '.join(said) or 'nothing'}"
                )


def saved_by_hand(path: Path) -> bool:
    """Tell whether somebody has run cells of a built notebook in JupyterLab, and saved it.

    The build runs none of an exercise's cells, and all of another notebook's, in order. A reader's kernel
    shows widgets, and pictures in two forms.
    """
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    counts = [cell.execution_count for cell in cells]
    forms = [set(output.get("data", {})) for cell in cells for output in cell.outputs]
    if any(WIDGET_VIEW in form or {"image/png", "text/html"} <= form for form in forms):
        return True
    as_built = [None] * len(cells) if path.parent.name == "exercises" else [*range(1, len(cells) + 1)]
    return counts != as_built


def stored_differences(old: Path, new: Path) -> list[str]:
    """Return in what a stored notebook differs from the one just built, one sentence each."""
    if not old.exists():
        return ["is not built; run `python course.py build`"]
    if saved_by_hand(old):
        return [SAVED]
    return compare.differences(nbformat.read(old, as_version=4), nbformat.read(new, as_version=4))


if __name__ == "__main__":
    sys.exit(main())
