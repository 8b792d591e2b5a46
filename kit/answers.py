"""Take the answers out of a solved exercise, and find what would leak one."""

import ast
import re
import textwrap

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
# Where an answer is to be completed or repaired, what the exercise shows follows as comments.
GIVEN = "### GIVEN"
YOURS = "...  # your answer"
CHECK_CALL = re.compile(r"^check\.(\w+)\(", re.MULTILINE)
WRITING_CALL = re.compile(r"^check\.\w+\(\)", re.MULTILINE)  # it takes no answer: one writes into it
REGION = re.compile(rf"^([ \t]*){BEGIN}[ \t]*\n(.*?)^[ \t]*{END}[ \t]*$", re.MULTILINE | re.DOTALL)
SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda | ast.comprehension


def without_markers(source: str) -> str:
    """Return a cell's source as the reader of the solution sees it: the answer stays, the marker lines go."""
    kept, is_given = [], False
    for line in source.split("\n"):
        is_given = line.strip() == GIVEN or (is_given and line.strip() != END)
        if not is_given and line.strip() not in (BEGIN, END):
            kept.append(line)
    return "\n".join(kept)


def given(source: str) -> list[str]:
    """Return the lines that the exercise shows where an answer is to be completed or repaired."""
    return [line for region in _whole_regions(source) for line in _given(region.split("\n"))]


def without_answers(source: str, later: list[str]) -> str:
    """Return a cell's source with a placeholder where each answer stood.

    Parameters
    ----------
    source : str
        The cell, with its markers.
    later : list of str
        The code cells that follow, with their markers. A name that the answer assigns and that is used
        outside of all answers, in this cell or in these, gets the placeholder `name = ...  # your answer`.
    """
    outside = [_outside(cell) for cell in [source, *later]]
    used = set().union(*(names_read(code) for code in outside))
    lines, kept, region = source.split("\n"), [], None
    for line in lines:
        if line.strip() == BEGIN:
            region = []
        elif line.strip() == END:
            shown = _given(region)
            kept += shown or _placeholders(region, used, indent=line.removesuffix(END))
            region = None
        else:
            (kept if region is None else region).append(line)
    return "\n".join(kept)


def answer_lines(source: str) -> list[str]:
    """Return the lines of a cell that stand between markers."""
    return [line for region in _regions(source) for line in region.split("\n")]


def lines_to_write(source: str) -> int:
    """Return how many lines of a cell's answer a participant writes or changes."""
    shown = {line.strip() for line in given(source)}
    return sum(line.strip() not in shown for line in answer_lines(source) if line.strip())


def leaks(solved_cells: list, exercise_cells: list) -> list[str]:
    """Return the answers' lines that still stand somewhere in the exercise.

    The same line in another cell counts too: an answer must not be readable anywhere. Lines of fewer than
    eight characters, such as a closing bracket, give nothing away.
    """
    shown = {line.strip() for cell in exercise_cells for line in cell["source"].split("\n")}
    secret = []
    for cell in solved_cells:
        if cell["cell_type"] == "code":
            shown_on_purpose = {line.strip() for line in given(cell["source"])}
            secret += [
                line.strip() for line in answer_lines(cell["source"]) if line.strip() not in shown_on_purpose
            ]
    return [line for line in secret if len(line) >= 8 and not line.endswith(YOURS) and line in shown]


def problems(cells: list) -> list[str]:
    """Return what is wrong with the markers of a solved exercise, one sentence each, with the cell's number.

    Every cell that is followed by a check must be tagged `answer`, and every `answer` cell must hold its
    answer between markers, as whole statements. Where the answer is a function, its body is the answer: the
    markers stand in it, below its first line and its docstring.
    """
    found = []
    previous = None
    for number, cell in enumerate(cells, start=1):
        source, is_code = cell["source"], cell["cell_type"] == "code"
        tagged = "answer" in cell["metadata"].get("tags", [])
        marks = [line.rstrip() for line in source.split("\n") if line.strip() in (BEGIN, END)]
        indents = [mark[: -len(mark.strip())] for mark in marks]
        if tagged and not marks:
            found.append(f"cell {number} is tagged `answer` but has no {BEGIN}: its answer would be shown")
        if marks and not (tagged and is_code):
            found.append(f"cell {number} has a solution marker but is no code cell tagged `answer`")
        if [mark.strip() for mark in marks] != [BEGIN, END] * (len(marks) // 2):
            found.append(f"cell {number}: {BEGIN} and {END} must come in pairs")
        elif indents[::2] != indents[1::2]:
            found.append(f"cell {number}: {BEGIN} and its {END} must start at the same place of their lines")
        elif marks:
            found += [f"cell {number}: {text}" for text in _region_problems(source, cells[number:])]
        is_checked = is_code and CHECK_CALL.search(source) and not WRITING_CALL.search(source)
        if is_checked and (previous is None or not previous[1]):
            where = (
                "no code cell" if previous is None else f"cell {previous[0]}, which is not tagged `answer`"
            )
            found.append(f"cell {number} checks an answer, but follows {where}")
        if is_code and not source.startswith("check."):
            previous = (number, tagged)
    return found


def tasks(cells: list) -> dict[int, str]:
    """Return the task of each answer cell, by the cell's position: the check that follows it names it."""
    found, waiting = {}, []
    for position, cell in enumerate(cells):
        if cell["cell_type"] != "code":
            continue
        if "answer" in cell["metadata"].get("tags", []):
            waiting.append(position)
        check = CHECK_CALL.search(cell["source"])
        if check:
            found.update(dict.fromkeys(waiting, check.group(1)))
            waiting = []
    return found


def names_read(code: str) -> set[str]:
    """Return the names that a piece of code reads."""
    plain = "\n".join(line for line in code.split("\n") if not line.lstrip().startswith(("%", "!")))
    return {
        node.id
        for node in ast.walk(ast.parse(plain))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def _outside(source: str) -> str:
    """Return a cell with `...` where each answer stands."""
    return REGION.sub(r"\1...", source)


def _regions(source: str) -> list[str]:
    """Return each answer, without what the exercise shows of it."""
    return [region.split(GIVEN)[0].rstrip() for region in _whole_regions(source)]


def _whole_regions(source: str) -> list[str]:
    return [textwrap.dedent(match.group(2)).rstrip("\n") for match in REGION.finditer(source)]


def _given(region: list[str]) -> list[str]:
    """Return the lines below the marker, no longer comments; none where there is no marker."""
    marks = [i for i, line in enumerate(region) if line.strip() == GIVEN]
    return [re.sub(r"^(\s*)# ?", r"\1", line) for line in region[marks[0] + 1 :]] if marks else []


def _region_problems(source: str, later_cells: list) -> list[str]:
    try:
        statements = [node for region in _regions(source) for node in ast.parse(region).body]
    except SyntaxError:
        return [f"what stands between {BEGIN} and {END} must be whole statements"]
    functions = [node.name for node in statements if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    if functions:
        return [f"an answer defines {functions[0]}; write its first line and docstring above the markers"]
    imports = [node for node in statements if isinstance(node, ast.Import | ast.ImportFrom)]
    imported = {alias.asname or alias.name.split(".")[0] for node in imports for alias in node.names}
    later = [cell["source"] for cell in later_cells if cell["cell_type"] == "code"]
    hidden = imported & set().union(*(names_read(_outside(code)) for code in [source, *later]))
    if not hidden:
        return []
    names = ", ".join(sorted(hidden))
    return [f"an answer imports {names}, which is used outside of it; import it above the markers"]


def _placeholders(region: list[str], used: set[str], indent: str) -> list[str]:
    """Return the lines that stand for an answer: one per name that is used elsewhere, one in a function."""
    if indent:
        return [indent + YOURS]
    lines, seen = [], set()
    for statement in ast.parse("\n".join(region)).body:
        if isinstance(statement, ast.FunctionDef):  # in an older course: its first line and docstring stay
            body = statement.body[ast.get_docstring(statement) is not None]
            lines += [*region[statement.lineno - 1 : body.lineno - 1], f"    {YOURS}"]
        for target in _targets(statement):
            name = re.match(r"\w+", target).group()
            is_column = target != name
            if target not in seen and name in used and not (is_column and name in seen):
                lines.append(f"{target} = {YOURS}")
            seen.add(target)
    return lines or [YOURS]


def _targets(statement: ast.AST) -> list[str]:
    """Return what a statement assigns at the top level: names, and columns such as `table["name"]`."""
    found = []
    stack = [statement]
    while stack:
        node = stack.pop(0)
        if isinstance(node, SCOPES):
            found += [node.name] if isinstance(node, ast.ClassDef) else []
            continue
        is_stored = isinstance(getattr(node, "ctx", None), ast.Store)
        if isinstance(node, ast.Name) and is_stored:
            found.append(node.id)
        if (
            isinstance(node, ast.Subscript)
            and is_stored
            and isinstance(node.value, ast.Name)
            and isinstance(node.slice, ast.Constant)
        ):
            found.append(ast.unparse(node).replace("'", '"'))
        stack = list(ast.iter_child_nodes(node)) + stack
    return found
