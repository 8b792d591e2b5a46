"""Find the file that somebody typed, and the folder for its results."""

import os
import re
import unicodedata
from pathlib import Path

from own_file.table import OwnFileError

ROOT = Path(__file__).resolve().parents[1]
QUOTES = "\"'`“”„‘’‚«»"
LONGEST_NAME = 60
# Names that Windows keeps for devices, whatever ending they have.
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def find(text: str | Path) -> list[Path]:
    """Return the files that a typed or pasted path means: one, or all that fit its stars.

    Parameters
    ----------
    text : str or Path
        It may stand in quotes, begin with ``~`` or ``file:``, have backslashes, or be what JupyterLab's *Copy
        Path* gives, which begins at the folder that JupyterLab shows. ``orders_*.csv`` means all such files.

    Returns
    -------
    list of Path
        Files that exist where there are any; otherwise the path as it was typed.

    Raises
    ------
    OwnFileError
        Nothing was typed, or it is a path of another computer.
    """
    typed = _unwrapped(str(text))
    if not typed:
        raise OwnFileError("No file was named: type its path, or choose it from the list.")
    names = dict.fromkeys([typed, typed.replace("\\", "/")])
    try:
        places = [Path(name).expanduser() for name in names]
    except RuntimeError:  # no such user
        places = [Path(name) for name in names]
    places += [folder / name for name in names for folder in (ROOT, *ROOT.parents)]
    for place in places:
        found = _there(place)
        if found:
            return found
    if os.name != "nt" and re.match(r"[A-Za-z]:[\\/]|\\\\", typed):
        raise OwnFileError(
            f"{typed!r} is a path of a Windows computer, and the course runs on another one: upload the file "
            "here, then choose it from the list."
        )
    return places[:1]


def _unwrapped(text: str) -> str:
    """Take a path out of its quotes, its blanks, and the marks of a link."""
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf")).strip()
    text = re.sub(rf"^r(?=[{QUOTES}])", "", text).strip(QUOTES + " ")
    link = re.fullmatch(r"file:(?://(?:localhost)?)?(/.*)", text, re.IGNORECASE)
    if link:
        letters = re.sub(rb"%([0-9a-fA-F]{2})", lambda code: bytes([int(code[1], 16)]), link[1].encode())
        text = re.sub(r"^/(?=[A-Za-z]:)", "", letters.decode("utf-8", "replace"))  # a drive of Windows
    return text


def _there(place: Path) -> list[Path]:
    """Return the files at a place, of which the name may hold stars; none if there are none."""
    try:
        if place.exists():
            return [place]
        if "*" in place.name:
            return sorted(path for path in place.parent.glob(place.name) if path.is_file())
    except (OSError, ValueError):  # a name that cannot be one, or a folder that may not be read
        pass
    return []


def work_folder() -> Path:
    """Return the folder for all that is the participant's own: ``my_work`` at the top of the course."""
    return Path(os.environ.get("SEGMENTATION_MY_WORK", ROOT / "my_work"))


def results_folder(path: str | Path) -> Path:
    """Return the folder for a file's results: ``my_work/<name>`` at the top of the course, made if needed.

    Parameters
    ----------
    path : Path or str
        The participant's file. Its name with its ending names the folder, so that ``orders.csv`` and
        ``orders.xlsx`` have one each.
    """
    name = re.sub(r"[^\w.-]+", "_", Path(path).name).strip("._")
    if len(name) > LONGEST_NAME:
        ending = Path(name).suffix[:8]
        name = name[: LONGEST_NAME - len(ending)].rstrip("._") + ending
    folder = work_folder() / (f"file_{name}" if DEVICES.match(name) else name or "my_file")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
