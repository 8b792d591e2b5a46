"""Measure speed, memory and size against their limits: python course.py bench [name ...]."""

import importlib.util
import json
import os
import pkgutil
import platform
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIFETIMES = ROOT / ".venv-bench"  # the package lifetimes lives here, out of the course's own environment
LIFETIMES_PINS = ["lifetimes==0.11.3", "autograd==1.9.1", "dill==0.4.1"]
# What a measure imports lies beside this file, or where `course.py bench` puts what the tests need.
sys.path += [str(Path(__file__).parent), str(ROOT / ".venv-test")]
PEERS = "pandas, sklearn, seaborn, ipywidgets"
SECONDS, MEGABYTES, TIMES = "s", "MB", "×"


class NotMeasuredError(Exception):
    """Something to measure is not there; the message says what, in a sentence."""


def row(what, measured, limit, unit):
    """One line of the report: its ratio of measured to limit is what counts."""
    ratio = measured / limit if limit else float(measured > 0)
    return {
        "what": what,
        "measured": round(measured, 3),
        "limit": limit,
        "unit": unit,
        "ratio": round(ratio, 3),
    }


# What is measured: each function returns rows


def slider():
    """Live picture against `interact` and a fresh plot, in a real browser."""
    if not importlib.util.find_spec("bench_live"):
        raise NotMeasuredError("tests/bench_live.py is missing.")
    import bench_live

    seen = bench_live.slider_ratio()
    interact = seen["interact_ms"]
    return [
        row("slider to picture over interact, drawn ahead", seen["there_ms"] / interact, 0.06, TIMES),
        row("slider to picture over interact, asked for", seen["asked_ms"] / interact, 0.13, TIMES),
        row("blank frames in a drag", seen["blank_frames"], 0, "frames"),
    ]


def far():
    """Ten steps of a slider with 150 ms added each way, as to a distant server: with frames and without."""
    import bench_live

    seen = bench_live.far_drag()
    return [
        row(
            "far away: step to picture over the way without",
            seen["ahead_ms"] / seen["before_ms"],
            0.25,
            TIMES,
        ),
        row("far away: sent in ten steps", seen["megabytes"], 2, MEGABYTES),
    ]


def notebooks():
    """Every lesson and solution, one after another: seconds, and the kernel's memory at its end."""
    return one_after_another("lessons and solutions", 10, "notebooks", "solutions")


def evidence():
    """Every evidence notebook, one after another: seconds, and the kernel's memory at its end."""
    return one_after_another("evidence notebooks", 15, "notebooks/evidence")


def imports():
    """All helpers against the packages they stand on, each in a fresh Python; the best of seven."""
    helpers = [m.name for m in pkgutil.walk_packages([str(ROOT / "helpers")], "helpers.")]
    best = {PEERS: float("inf"), ", ".join(helpers): float("inf")}
    for _ in range(8):  # the first time writes byte code, and is never the best
        for names in best:
            best[names] = min(best[names], import_seconds(names))
    peers, ours = best.values()
    return [row(f"import of helpers over {PEERS}", ours / peers, 1.2, TIMES)]


def load():
    """What each lesson asks of its reader, counted on the built notebook."""
    import nbformat

    from kit import facts
    from kit import load as counted

    rows = []
    for lesson in facts.lessons():
        notebook = nbformat.read(ROOT / "notebooks" / f"{lesson.name}.ipynb", as_version=4)
        counts = counted.of(notebook)
        counts.pop("fewest pictures")
        rows += [
            row(f"{lesson.name}, {what}", count, counted.LIMITS[what], "") for what, count in counts.items()
        ]
    return rows


def tables():
    """Every dataset, read once; the median of three."""
    from helpers import data

    seconds = sorted(timed(lambda: [data.load(name) for name in data.names()]) for _ in range(3))
    return [row("loading every dataset", seconds[1], 1, SECONDS)]


def rfm():
    """RFM of ten million purchases against the summary of the package lifetimes, in one run, best of two."""
    summary = lifetimes_summary()
    from helpers import features

    orders, end = purchases(10_000_000), "2026-01-01"
    same = {"recency": "age_at_last", "frequency": "repeat", "per": "day", "monetary": "mean"}
    found, best = {}, {}
    for _ in range(2):
        for name, work in {
            "lifetimes": lambda: summary(orders, *orders.columns, observation_period_end=end),
            "as lifetimes defines it": lambda: features.rfm(orders, at=end, **same),
            "as the course defines it": lambda: features.rfm(orders, at=end),
        }.items():
            seconds = timed(lambda: found.__setitem__(name, work()))  # noqa: B023
            best[name] = min(seconds, best.get(name, seconds))
    theirs, ours = found["lifetimes"], found["as lifetimes defines it"]
    if not (
        ours["frequency"].eq(theirs["frequency"]).all() and ours["recency_days"].eq(theirs["recency"]).all()
    ):
        raise ValueError("rfm and lifetimes disagree: the comparison would not be fair.")
    base = best.pop("lifetimes")
    return [
        row(f"RFM of 10 million, {name}, over lifetimes", s / base, 0.35, TIMES) for name, s in best.items()
    ]


def stability():
    """A hundred bootstrap pairs for two to eight segments of 1,453 people with eleven answers, one core."""
    from helpers import segment

    answers = survey(1453, 11)
    # Processor time of this one thread: what it takes on one core that has nothing else to do.
    seconds = timed(lambda: segment.stability(answers, range(2, 9), pairs=100), time.thread_time)
    return [row("stability, 100 pairs, k = 2…8, 1,453 × 11, one core", seconds, 15, SECONDS)]


def own_file():
    """A participant's file of a million rows, from the disk to its report, in a process of its own."""
    import bench_own_file

    seen = bench_own_file.million_rows()
    return [
        row("own file of a million rows, to the report", seen["seconds"], 30, SECONDS),
        row("own file of a million rows, another answer", seen["answer_seconds"], 3, SECONDS),
        row("own file of a million rows, memory", seen["gigabytes"] * 1000, 2000, MEGABYTES),
    ]


def engines():
    """RFM of ten million purchases in a file, by DuckDB against pandas, in one run."""
    import bench_engines

    try:
        seen = bench_engines.duckdb_over_pandas(purchases(10_000_000))
    except ImportError as problem:
        raise NotMeasuredError(str(problem)) from problem
    return [row("RFM of 10 million, DuckDB over pandas", seen["ratio"], 1, TIMES)]


def hub():
    """Ten people at once on one JupyterHub, who run lesson 05 and move its slider, against one of them."""
    import bench_hub

    if bench_hub.missing():
        raise NotMeasuredError(bench_hub.missing())
    seen = bench_hub.class_server()
    together, processor = seen["together_ms"], seen["opening_cpu_s"] + seen["lesson_cpu_s"]
    return [
        # Ten who share two cores evenly, all busy, have a fifth of a core each: five times as long.
        row("hub: slider to picture, ten at once over one", together / seen["alone_ms"], 4, TIMES),
        # Longer than a second, and a reader's thought is interrupted.
        row("hub: slider to picture, ten at once", together / 1000, 1, SECONDS),
        # A kernel's 350, as above, and 150 for its server.
        row("hub: memory per person, lesson 05 open", seen["person_mb"], 500, MEGABYTES),
        # Ten for a lesson, as above, and ten to start a server and bring the course.
        row("hub: processor time per person, opening and running lesson 05", processor, 20, SECONDS),
    ]


def sizes():
    """What is stored: the largest notebook, and the datasets together."""
    rows = []
    stored = [
        path for folder in ("notebooks", "exercises", "solutions") for path in ROOT.glob(f"{folder}/*.ipynb")
    ]
    if stored:
        largest = max(stored, key=lambda path: path.stat().st_size)
        name = f"largest notebook, {largest.parent.name}/{largest.stem}"
        rows.append(row(name, largest.stat().st_size / 1e6, 1, MEGABYTES))
    files = [path for path in (ROOT / "datasets").rglob("*") if path.is_file()]
    return [*rows, row("datasets", sum(path.stat().st_size for path in files) / 1e6, 12, MEGABYTES)]


MEASURES = {
    f.__name__: f
    for f in (
        slider,
        far,
        notebooks,
        evidence,
        imports,
        load,
        tables,
        rfm,
        stability,
        own_file,
        engines,
        sizes,
        hub,
    )
}


# How it is measured


def timed(work, clock=time.perf_counter):
    """Seconds that a function takes."""
    began = clock()
    work()
    return clock() - began


def one_after_another(what, most, *folders):
    """Rows for the notebooks of some folders, `most` seconds each, and for all together."""
    found = [path for folder in folders for path in sorted(ROOT.glob(f"{folder}/*.ipynb"))]
    if not found:
        raise NotMeasuredError("There are no notebooks yet; python course.py build makes them.")
    rows, total = [], 0
    for path in found:
        name = f"{path.parent.name}/{path.stem}"
        seconds, megabytes = executed(path)
        total += seconds
        rows += [row(name, seconds, most, SECONDS), row(f"{name}, memory", megabytes, 350, MEGABYTES)]
    return [*rows, row(f"all {len(found)} {what}", total, 150, SECONDS)]


def executed(path):
    """Execute a notebook where it lies, without storing it: seconds and the kernel's megabytes at its end.

    The kernel is not asked politely to end: nobody waits for that, and it would take another second.
    """
    import nbformat
    import psutil
    from nbclient import NotebookClient

    notebook, memory = nbformat.read(path, as_version=4), []
    client = NotebookClient(
        notebook,
        timeout=60,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(path.parent)}},
    )

    def execute():
        with client.setup_kernel(stderr=subprocess.DEVNULL):
            for index, cell in enumerate(notebook.cells):
                client.execute_cell(cell, index)
            memory.append(psutil.Process(client.km.provisioner.pid).memory_info().rss / 1e6)

    return timed(execute), memory[0]


def import_seconds(names):
    """Processor seconds to import these modules in a fresh Python."""
    code = f"from time import process_time as clock; began = clock(); import {names}; print(clock() - began)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise ImportError(done.stderr.strip().splitlines()[-1])
    return float(done.stdout)


def lifetimes_summary():
    """The summary function of lifetimes, fetched once into a folder of its own beside the environment."""
    if not (LIFETIMES / "lifetimes").is_dir():
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        done = subprocess.run(
            [*install, "--target", str(LIFETIMES), *LIFETIMES_PINS], capture_output=True, text=True
        )
        if done.returncode:
            raise NotMeasuredError(
                "The package lifetimes, to compare with, could not be fetched. Is there a network?"
            )
    if str(LIFETIMES) not in sys.path:
        sys.path.append(str(LIFETIMES))
    from lifetimes.utils import summary_data_from_transaction_data

    return summary_data_from_transaction_data


def purchases(n):
    """Random purchases over two years, twenty for each customer on average."""
    import numpy as np
    import pandas as pd

    draw = np.random.default_rng(0)
    seconds = pd.to_timedelta(draw.integers(0, 730 * 86400, n), unit="s")
    return pd.DataFrame(
        {
            "customer_id": draw.integers(0, n // 20, n),
            "ordered_at": pd.Timestamp("2024-01-01") + seconds,
            "amount_sek": draw.lognormal(6, 1, n).round(2),
        }
    )


def survey(people, questions):
    """Yes-or-no answers of four kinds of people."""
    import numpy as np
    import pandas as pd

    draw = np.random.default_rng(0)
    share_of_yes = draw.beta(0.7, 0.7, (4, questions))[draw.choice(4, people, p=[0.4, 0.3, 0.2, 0.1])]
    return pd.DataFrame((draw.random((people, questions)) < share_of_yes).astype(int))


# The report


def measure(name):
    """Rows of one measure; if it fails, one row that says why."""
    try:
        return MEASURES[name]()
    except NotMeasuredError as reason:
        return [{"what": name, "not_measured": str(reason)}]
    except Exception as problem:  # a failing measure must not hide the others
        return [{"what": name, "failed": f"{type(problem).__name__}: {str(problem).strip()[-300:]}"}]


def verdict(line):
    """In words: within the limit, over it, not measured, failed."""
    if "failed" in line:
        return "FAILED"
    if "not_measured" in line:
        return "not measured"
    return "ok" if line["ratio"] <= 1 else "OVER"


def show(line, width):
    """One line of the table."""
    if "ratio" not in line:
        return f"{line['what']:{width}}  {verdict(line)}: {line.get('failed') or line['not_measured']}"
    measured, limit = (f"{line[key]:g} {line['unit']}" for key in ("measured", "limit"))
    return f"{line['what']:{width}}  {measured:>14}  {limit:>10}  {line['ratio']:>8.2f}  {verdict(line)}"


def main(names):
    """Measure, print, store in bench.json, and return the exit code: 1 if anything is over its limit."""
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        print(
            f"There is no measure called {', '.join(unknown)}; there are {', '.join(MEASURES)}.",
            file=sys.stderr,
        )
        return 2
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a user's Python keeps its byte code; so must ours
    lines = []
    for name in names or MEASURES:
        print(f"Measuring {name} …", file=sys.stderr, flush=True)
        lines += measure(name)
    width = max(len(line["what"]) for line in lines)
    print(f"{'what':{width}}  {'measured':>14}  {'limit':>10}  {'of limit':>8}")
    for line in lines:
        print(show(line, width))
    machine = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
    report = {"machine": machine, "rows": [{**line, "verdict": verdict(line)} for line in lines]}
    (ROOT / "bench.json").write_text(
        json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return int(any(verdict(line) in ("OVER", "FAILED") for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
