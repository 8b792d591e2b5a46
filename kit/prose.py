"""Put computed numbers into the text: `{{r2:.0%}}` in a text cell becomes what the cells above computed.

So a number in the prose cannot drift away from the data. In the braces stands a Python expression and,
behind a colon, its format, as in an f-string.
"""

import json
import re

import nbformat

PLACE = re.compile(r"\{\{([^=].*?)\}\}", re.DOTALL)  # {{=reading}} is a fact, which kit/facts.py puts in
ANY_PLACE = re.compile(r"\{\{.+?\}\}", re.DOTALL)
PROBE = "numbers-in-the-text"


def insert_probes(notebook: nbformat.NotebookNode) -> None:
    """Before each text cell with places, insert a cell that computes their values."""
    cells = []
    for cell in notebook.cells:
        places = PLACE.findall(cell.source) if cell.cell_type == "markdown" else []
        if places:
            values = ",\n".join(f"f'''{{{' '.join(place.split())}}}'''" for place in places)
            heading = f"# numbers in the text: {cell.source.splitlines()[0]}"
            source = f"{heading}\nprint(__import__('json').dumps([{values}]))"
            cells.append(nbformat.v4.new_code_cell(source, id=f"p{cell.id}"[:64], metadata={PROBE: True}))
        cells.append(cell)
    notebook.cells = cells


def fill_in(notebook: nbformat.NotebookNode) -> None:
    """Replace the places by the values, take the probes out, and number the executed cells without gaps."""
    cells, values = [], []
    for cell in notebook.cells:
        if cell.metadata.get(PROBE):
            values = iter(json.loads(cell.outputs[0]["text"]))
            continue
        if cell.cell_type == "markdown":
            cell.source = PLACE.sub(lambda _: next(values), cell.source)
        cells.append(cell)
    notebook.cells = cells
    for count, cell in enumerate((c for c in cells if c.cell_type == "code"), start=1):
        cell.execution_count = count
        for output in cell.outputs:
            if "execution_count" in output:
                output["execution_count"] = count
