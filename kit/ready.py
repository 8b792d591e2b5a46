"""Say whether this computer is ready for the course: `python course.py check`, the day before a lesson."""

import hashlib
import importlib.metadata
import json
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from kit import shelf

# Packages are imported where they are used: one that is missing must not hide what else is wrong.

ROOT = shelf.COURSE
DATASETS = ROOT / "datasets"
FREE_MB = 200  # for the course's own files while it runs
MEMORY_MB = 1_000  # the server, and two or three lessons open at once
SECONDS = 90
REPAIR = (
    "Close JupyterLab, and type 'conda env update --prune --file environment.yml'."
    if Path(sys.prefix, "conda-meta").is_dir()
    else "Close JupyterLab, delete the folder .venv, and type 'python course.py lab'."
)
PICTURE = """
import matplotlib.pyplot as plt
from ipywidgets import IntSlider
from page import live
fig, ax = plt.subplots()
line, = ax.plot([0, 1])
def update(height):
    line.set_ydata([0, height])
    return f"Height {height}."
height = IntSlider(description="Height", value=1, min=1, max=3)
demo = live.Live(fig, update, {"height": height}, alt="A line.")
before = demo.sentence
height.value = 3
print(before, demo.sentence)
"""


class NotReadyError(Exception):
    """What was found, and what to do, in one sentence or two."""


def versions() -> str:
    """See that every package is there, in the version of the lock."""
    pins = (pin.split("==") for pin in shelf.pins() if ";" not in pin)
    other = []
    for count, (name, wanted) in enumerate(pins, start=1):
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found = "missing"
        if found != wanted:
            other.append(f"{name} is {found} instead of {wanted}")
    if other:
        raise NotReadyError(f"{'; '.join(other[:3])}{' …' * (len(other) > 3)}. {REPAIR}")
    return f"Python {platform.python_version()}, {count} packages as pinned"


def disk() -> str:
    """See that there is room to work."""
    free = shutil.disk_usage(ROOT).free / 1e6
    if free < FREE_MB:
        raise NotReadyError(f"{free:,.0f} MB of disk are free; expected {FREE_MB}. Make room.")
    return f"{free / 1e3:,.1f} GB free"


def memory() -> str:
    """See that there is memory for a server and some lessons."""
    import psutil

    free = psutil.virtual_memory().available / 1e6
    if free < MEMORY_MB:
        raise NotReadyError(
            f"{free:,.0f} MB of memory are free; expected {MEMORY_MB:,}. Close other "
            "programs, or restart the computer."
        )
    return f"{free / 1e3:,.1f} GB free"


def datasets() -> str:
    """See that every file of the datasets has the bytes that the dictionary names."""
    try:
        package = json.loads((DATASETS / "datapackage.json").read_text(encoding="utf-8"))
        entries = package["resources"] + package["otherFiles"]
    except (OSError, ValueError, KeyError):
        raise NotReadyError("datasets/datapackage.json cannot be read. Fetch the course again.") from None
    for entry in entries:
        path = DATASETS / entry["path"]
        if not path.exists():
            raise NotReadyError(f"datasets/{entry['path']} is missing. Fetch the course again.")
        if f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}" != entry["hash"]:
            raise NotReadyError(
                f"datasets/{entry['path']} was changed since it was drawn. Fetch the course again, or type "
                "'python course.py data'."
            )
    return f"{len(entries)} files, as they were drawn"


def widgets() -> str:
    """See that JupyterLab has the part that shows widgets."""
    part = Path(sys.prefix, "share", "jupyter", "labextensions", "@jupyter-widgets", "jupyterlab-manager")
    if not part.is_dir():
        raise NotReadyError(f"JupyterLab lacks the part that shows sliders. {REPAIR}")
    return "JupyterLab can show sliders"


def kernel() -> str:
    """See that a kernel starts, finds the helpers, draws a live picture and follows its slider."""
    from jupyter_client.manager import start_new_kernel

    began = time.monotonic()
    manager, client = start_new_kernel(
        startup_timeout=SECONDS, cwd=str(ROOT / "notebooks"), stderr=subprocess.DEVNULL
    )
    said = []

    def listen(message: dict[str, Any]) -> None:
        if message["msg_type"] == "stream":
            said.append(message["content"]["text"])

    try:
        reply = client.execute_interactive(PICTURE, timeout=SECONDS, output_hook=listen)["content"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    if reply["status"] != "ok":
        raise NotReadyError(f"A live picture stopped with {reply['ename']}: {reply['evalue']}. {REPAIR}")
    if "".join(said).split() != ["Height", "1.", "Height", "3."]:
        raise NotReadyError(f"A live picture did not follow its slider. {REPAIR}")
    return f"a kernel started, and a live picture followed its slider, in {time.monotonic() - began:.0f} s"


CHECKS = {
    "Versions": versions,
    "Disk": disk,
    "Memory": memory,
    "Datasets": datasets,
    "Widgets": widgets,
    "Kernel": kernel,
}


def main() -> int:
    """Make every check, print a line for each, and end with *ready* or with what to do.

    Returns
    -------
    int
        0 when all is well, else 1.
    """
    wrong = 0
    for name, check in CHECKS.items():
        try:
            print(f"ok      {name}: {check()}", flush=True)
        except NotReadyError as problem:
            wrong += 1
            print(f"NOT OK  {name}: {problem}", flush=True)
        except Exception as problem:  # whatever it is, it must not hide the others
            wrong += 1
            print(
                f"NOT OK  {name}: it stopped with {type(problem).__name__}: {problem}. {REPAIR}", flush=True
            )
    print("ready" if not wrong else f"Not ready: {wrong} of {len(CHECKS)} need a hand; see above.")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
