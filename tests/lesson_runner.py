"""Change what is planted, run a lesson's cells in this process, and look at its claims."""

from unittest import mock

import matplotlib.pyplot as plt

from helpers import claims, data, describe, live
from kit.build import read_source
from kit.shelf import COURSE as ROOT


def run_lesson(name: str, *, only_claims: bool = False) -> tuple[dict[str, claims.Statement], dict]:
    """Run all code cells of `lessons/<name>.py`.

    Parameters
    ----------
    name : str
        Such as "05_behavioural".
    only_claims : bool
        Leave out the live picture and the quiz, which take time and state nothing.

    Returns
    -------
    statements : dict of str to Statement
        What the lesson states, by claim.
    namespace : dict
        The lesson's variables; ``namespace["demos"]`` lists its live pictures.
    """
    statements, namespace = {}, {"__name__": name, "demos": []}

    def state(id, **figures):
        statements[id] = claim = original_state(id, **figures)
        return claim

    def live_picture(*given, **named):
        namespace["demos"].append(original_live(*given, **named))
        return namespace["demos"][-1]

    original_state, original_live = claims.state, live.Live
    patches = [
        mock.patch.object(claims, "state", state),
        mock.patch.object(live, "Live", live_picture),
        mock.patch.object(describe, "show", lambda fig, alt, **_: plt.close(fig)),
    ]
    with patches[0], patches[1], patches[2], plt.ioff():
        for cell in read_source(ROOT / "lessons" / f"{name}.py").cells:
            skipped = only_claims and ("live.Live(" in cell.source or "quiz.ask(" in cell.source)
            if cell.cell_type == "code" and not skipped:
                exec(compile(cell.source, f"{name}, cell {cell.id}", "exec"), namespace)  # our own source
    plt.close("all")
    return statements, namespace


def change_tables(monkeypatch, loader: str = "load", **changes) -> None:
    """Change tables of the course from now on, as in `change_tables(monkeypatch, orders=function)`.

    Parameters
    ----------
    monkeypatch : pytest.MonkeyPatch
    loader : str
        The function of `helpers.data` that gives the tables: "load" or "truth".
    **changes : functions
        By the table's name: what makes of the table the one to give instead.
    """
    original = getattr(data, loader)

    def load(name):
        table = original(name)
        return changes[name](table) if name in changes else table

    monkeypatch.setattr(data, loader, load)


def shuffled(column: str):
    """Return a change that deals a column's values out anew, at random."""
    return lambda table: table.assign(
        **{column: table[column].sample(frac=1, random_state=0).set_axis(table.index)}
    )
