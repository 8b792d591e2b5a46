"""Which cells of a notebook a result rests on, so that only those need to be run."""

import ast
import symtable


def rests_on(sources: list[str], wanted: set[int]) -> list[int]:
    """Return the cells that some cells rest on, and those themselves, in order.

    Parameters
    ----------
    sources : list of str
        The code of a notebook's cells, in order.
    wanted : set of int
        Places in `sources`.
    """
    made, used = zip(*map(made_and_used, sources), strict=True)
    needed, found = set(), set(wanted)
    while found:
        needed |= found
        names = set().union(*(used[i] for i in found))
        found = {i for i, own in enumerate(made) if own & names} - needed
    return sorted(needed)


def made_and_used(source: str) -> tuple[set[str], set[str]]:
    """Return the names that a cell makes or changes, and those that it takes from elsewhere."""
    whole = symtable.symtable(source, "cell", "exec")
    symbols = whole.get_symbols()
    made = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported() or s.is_namespace()}
    used, tables = {s.get_name() for s in symbols if s.is_referenced()}, [whole]
    while tables:
        inner = tables.pop().get_children()
        tables += inner
        used |= {s.get_name() for table in inner for s in table.get_symbols() if s.is_global()}
    for node in ast.walk(ast.parse(source)):  # table["column"] = ... changes a table that another cell made
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            root: ast.expr = node
            while isinstance(root, ast.Subscript | ast.Attribute):
                root = root.value
            if isinstance(root, ast.Name):
                made.add(root.id)
    return made, used
