"""Run a lesson's cells in this process, so that a test can change what is planted and look at the claims."""

from unittest import mock

import matplotlib.pyplot as plt

from helpers import claims, describe, live
from lessons.build import ROOT, read_source


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
