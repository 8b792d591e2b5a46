"""How much a lesson asks of its reader, counted on the built notebook; the limits of one sitting."""

from statistics import median

import nbformat

#: What a core lesson may have. `fewest pictures` is a limit from below.
LIMITS = {
    "visible lines": 110,
    "folded lines": 120,
    "longest visible cell": 12,
    "median visible cell": 6,
    "before the live picture": 30,
    "words": 1_500,
    "pictures": 6,
    "fewest pictures": 3,
}
IMAGES = {"image/png", "image/svg+xml"}


def of(notebook: nbformat.NotebookNode) -> dict[str, float]:
    """Count a built lesson: its lines of code, seen and folded, its words and its pictures; quiz apart.

    Returns
    -------
    dict of str to number
        Named as in `LIMITS`. "before the live picture" is missing where there is none.
    """
    visible, folded, words, pictures, found = [], 0, 0, 0, {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            words += len(cell.source.split())
            continue
        lines = sum(
            bool(line.strip()) and not line.strip().startswith("#") for line in cell.source.split("\n")
        )
        if "live.Live(" in cell.source:
            found["before the live picture"] = sum(visible)
        if cell.source.startswith("quiz."):
            continue
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            folded += lines
        else:
            visible.append(lines)
        pictures += sum(bool(IMAGES & set(output.get("data", {}))) for output in cell.outputs)
    counted = {
        "visible lines": sum(visible),
        "folded lines": folded,
        "longest visible cell": max(visible, default=0),
        "median visible cell": median(visible) if visible else 0,
        **found,
        "words": words,
        "pictures": pictures,
        "fewest pictures": pictures,
    }
    return {name: counted[name] for name in LIMITS if name in counted}


def over(counted: dict[str, float]) -> dict[str, float]:
    """Return the counts that are beyond their limit."""
    return {
        name: count
        for name, count in counted.items()
        if (count < LIMITS[name] if name.startswith("fewest") else count > LIMITS[name])
    }
