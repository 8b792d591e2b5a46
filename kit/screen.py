"""Text that others wrote, such as the names of their files, as a screen can show it."""

import re

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: object) -> str:
    """Return a file's name, or one line of text, so that nothing in it steers a terminal."""
    return UNPRINTABLE.sub("\ufffd", str(text))
