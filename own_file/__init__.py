"""Turn a participant's own file into clean orders: every row is kept, dropped with a reason, or asked about.

First `look` reads the file as text, then `clean` gives the columns their meaning::

    found = own_file.look("orders.csv")
    cleaned = own_file.clean(found, found.guesses)
    cleaned.summary()      # what was kept, what was dropped and why, what waits for an answer
    cleaned.questions      # what the file does not say; answer with clean(…, answers={key: choice})

Nothing in a file is evaluated or run, and nothing that can be read in two ways is guessed.
"""

from own_file.asking import Question
from own_file.clean import ROLES, Cleaned, clean
from own_file.read import look, sheets
from own_file.save import safe_cell, safe_frame, save_dropped
from own_file.table import Found, OwnFileError
from own_file.way import OwnFile

__all__ = [
    "ROLES",
    "Cleaned",
    "Found",
    "OwnFile",
    "OwnFileError",
    "Question",
    "clean",
    "look",
    "safe_cell",
    "safe_frame",
    "save_dropped",
    "sheets",
]
