"""Write tables that came from a participant's file so that a spreadsheet shows them and runs nothing."""

import contextlib
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from own_file.table import OwnFileError
from page.files import swap_in

if TYPE_CHECKING:
    from own_file.clean import Cleaned

MARK = "\ufeff"  # tells spreadsheets that the text is UTF-8
NUMBER = re.compile(r"[-+−]?[0-9][0-9.,' \u00a0]*")
# Line ends, tabs and other control characters, and halves of letters that no file can hold.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# A spreadsheet that cuts at another separator sees a new cell inside ours, so the middle counts too.
UNSEEN = r"\s\"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
FORMULA = re.compile(rf"(^|[;,|])([{UNSEEN}]*)(?=[=+\-@−＝＋－＠])")


def safe_cell(value: object) -> object:
    """Return a value as it may stand in a cell: one line, and text where a spreadsheet would see a formula.

    Parameters
    ----------
    value : object
        In a text each control character and line end becomes a blank, and a sign that begins a formula gets
        an apostrophe directly before it. Plain numbers such as "-12,50", and what is no text, stay as they
        are.

    References
    ----------
    OWASP, CSV injection, https://owasp.org/www-community/attacks/CSV_Injection
    """
    if not isinstance(value, str):
        return value
    text = CONTROL.sub(" ", value)
    return text if NUMBER.fullmatch(text) else FORMULA.sub(r"\1\2'", text)


def safe_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with all its texts made safe, its column names and its index too (see `safe_cell`)."""
    safe = frame.copy()
    for i in range(frame.shape[1]):
        column = frame.iloc[:, i]
        if isinstance(column.dtype, pd.StringDtype):  # few different texts in many rows
            different = {text: safe_cell(text) for text in column.dropna().unique()}
            safe.isetitem(i, column.map(different).astype(object))
        elif not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column)):
            safe.isetitem(i, pd.Series([safe_cell(v) for v in column], index=column.index, dtype=object))
    safe.columns = [safe_cell(name) for name in frame.columns]
    if not isinstance(frame.index, pd.MultiIndex):
        safe.index = pd.Index([safe_cell(v) for v in frame.index], name=safe_cell(frame.index.name))
    return safe


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what keeps `path` from being written into an OwnFileError."""
    try:
        yield
    except OSError as problem:
        raise OwnFileError(
            f"{path.name} cannot be written ({problem.strerror or problem}): is it open in a spreadsheet, or "
            "its folder not yours to write to?"
        ) from None


def save_frame(frame: pd.DataFrame, path: Path, *, sep: str = ",", mark: bool = False) -> None:
    """Save a table as CSV: made safe, every field quoted, one line a row, whole or not at all.

    Parameters
    ----------
    frame : DataFrame
        Its index is not saved.
    path : Path
        Its folder is made when it is not there.
    sep : str
        What separates the fields.
    mark : bool
        Begin with the mark by which spreadsheets know UTF-8.

    Raises
    ------
    OwnFileError
        The place cannot be written to; what stood there before is still there.
    """
    with writing(path):
        text = safe_frame(frame).to_csv(index=False, sep=sep, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        swap_in(path, ((MARK if mark else "") + text).encode("utf-8"))


def save_dropped(cleaned: "Cleaned", path: str | Path) -> Path:
    """Save the dropped rows with their line and reason, as CSV with semicolons that a spreadsheet opens.

    Parameters
    ----------
    cleaned : Cleaned
    path : str or Path
        A file that `save_dropped` wrote before is replaced; any other file is left alone.

    Returns
    -------
    Path

    Raises
    ------
    OwnFileError
        Another file stands there, or the place cannot be written to.
    """
    path = Path(path)
    begins = f'{MARK}"line";"reason"'.encode()
    with writing(path):
        if path.exists() and not (path.is_file() and _head(path, len(begins)) == begins):
            raise OwnFileError(f"{path.name} exists and is not a file of dropped rows: choose another name.")
    save_frame(cleaned.dropped, path, sep=";", mark=True)
    return path


def _head(path: Path, length: int) -> bytes:
    with path.open("rb") as file:
        return file.read(length)
