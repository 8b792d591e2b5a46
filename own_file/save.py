"""Write tables that came from a participant's file so that a spreadsheet shows them and runs nothing."""

import contextlib
import csv
import os
import re
from pathlib import Path

import pandas as pd

from own_file.table import OwnFileError

MARK = "\ufeff"  # tells spreadsheets that the text is UTF-8
NUMBER = re.compile(r"[-+−]?[0-9][0-9.,' \u00a0]*")
# A spreadsheet that cuts at another separator sees a new cell inside ours, so the middle counts too.
FORMULA = re.compile(r"(^|[;,|\t\r\n])([\s\"'\ufeff\u200b\u00a0\x00-\x1f]*)(?=[=+\-@−＝＋－＠])")


def safe_cell(text):
    """Make a value safe to open in a spreadsheet: what would be a formula there becomes text.

    Parameters
    ----------
    text : object
        Text is changed only where a spreadsheet could take it, or a part of it, for a formula: it gets an
        apostrophe before the sign. Plain numbers such as "-12,50", and what is not text, stay as they are.

    References
    ----------
    OWASP, CSV injection, https://owasp.org/www-community/attacks/CSV_Injection
    """
    if not isinstance(text, str) or NUMBER.fullmatch(text):
        return text
    return FORMULA.sub(r"\1'\2", text)


def safe_frame(frame):
    """Make all texts of a table safe, its column names and its index too (see `safe_cell`)."""
    safe = frame.copy()
    for i in range(frame.shape[1]):
        column = frame.iloc[:, i]
        if not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column)):
            safe.isetitem(i, pd.Series([safe_cell(v) for v in column], index=column.index, dtype=object))
    safe.columns = [safe_cell(name) for name in frame.columns]
    if not isinstance(frame.index, pd.MultiIndex):
        safe.index = pd.Index([safe_cell(v) for v in frame.index], name=safe_cell(frame.index.name))
    return safe


@contextlib.contextmanager
def writing(path):
    """Turn what keeps `path` from being written into an OwnFileError."""
    try:
        yield
    except OSError as problem:
        raise OwnFileError(
            f"{path.name} cannot be written ({problem.strerror or problem}): is it open in a spreadsheet, or "
            "its folder missing?"
        ) from None


def save_frame(frame, path, **how):
    """Save a table, made safe, as CSV, whole or not at all; `how` goes to pandas' `to_csv`.

    Raises
    ------
    OwnFileError
        The place cannot be written to; what stood there before is still there.
    """
    new = path.with_name(path.name + ".part")
    with writing(path):
        try:
            safe_frame(frame).to_csv(new, index=False, **how)
            os.replace(new, path)
        finally:
            new.unlink(missing_ok=True)


def save_dropped(cleaned, path):
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
    begins = f'{MARK}"line";"reason";'.encode()
    with writing(path):
        if path.exists() and not (path.is_file() and path.read_bytes()[: len(begins)] == begins):
            raise OwnFileError(f"{path.name} exists and is not a file of dropped rows: choose another name.")
    how = {"sep": ";", "encoding": "utf-8-sig", "quoting": csv.QUOTE_ALL, "lineterminator": "\r\n"}
    save_frame(cleaned.dropped, path, **how)
    return path
