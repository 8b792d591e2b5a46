"""Measure how long a file of a million rows takes from the disk to its report, and how much memory."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROWS = 1_000_000
FIRST = {"negative": "subtract"}


def million_rows():
    """Load, clean and segment a million rows, and write the report, in a process of its own.

    Returns
    -------
    dict
        `seconds` from the file to the report and the lists, without imports; `answer_seconds` for another
        answer; `gigabytes`, the most memory the process ever held.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        write_export(path, ROWS)
        done = subprocess.run(
            [sys.executable, __file__, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=280
        )
    if done.returncode:
        raise RuntimeError(done.stderr.strip()[-300:])
    return json.loads(done.stdout.splitlines()[-1])


def write_export(path, rows):
    """Write an export: semicolons, decimal commas, Windows-1252, day first, some customers missing."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(0)
    minutes = np.sort(rng.integers(0, 731 * 1440, rows))
    customer = rng.integers(0, rows // 20, rows).astype(str).astype(object)
    customer[rng.random(rows) < 0.03] = ""
    table = pd.DataFrame(
        {
            "Order no": np.arange(rows) // 2 + 1_000_000,
            "Order date": (pd.Timestamp("2024-01-01") + pd.to_timedelta(minutes, unit="min")).strftime(
                "%d.%m.%Y %H:%M"
            ),
            "Customer no": customer,
            "Article": np.char.add("Påslakan ", rng.integers(0, 500, rows).astype(str)),
            "Quantity": rng.choice([1, 1, 1, 2, 3, -1], rows),
            "Unit price": rng.lognormal(5, 1, rows).round(2),
            "Currency": "SEK",
            "Status": rng.choice(["sent", "cancelled"], rows, p=[0.97, 0.03]),
        }
    )
    table.to_csv(path, sep=";", decimal=",", index=False, encoding="cp1252")


def child(path):
    """Do the work, in the child process, and say what it took."""
    import time

    import own_file

    began = time.perf_counter()
    own = own_file.OwnFile(path)
    own.answer({question.key: FIRST.get(question.key, "drop") for question in own.questions})
    with tempfile.TemporaryDirectory() as folder:
        own.save(folder)
    assert not own.questions and own.segments.nunique() > 3
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    own.answer(negative="drop")
    answered = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "answer_seconds": answered, "gigabytes": peak_gigabytes()}))


def peak_gigabytes():
    """The most memory that this process ever held."""
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset / 1e9
    if sys.platform == "linux":  # its ru_maxrss begins with what the parent held, here ten million rows
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e9
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e9


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    child(sys.argv[1])
