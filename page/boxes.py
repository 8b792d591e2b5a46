"""How a sentence looks on the page: a box with a coloured edge, a sign and a word."""

import html
import re
from dataclasses import dataclass

LOOK = {
    "correct": ("✓", "Correct", "#009E73"),
    "decided": ("✓", "Decided", "#009E73"),
    "kept": ("✓", "Kept", "#009E73"),
    "not yet": ("△", "Not yet", "#D55E00"),
    "not started": ("○", "Not started", "#767676"),
}
BOX = "border-left:4px solid {edge};padding:.35em .8em;margin:.3em 0;max-width:56em;line-height:1.5"


@dataclass(frozen=True)
class Note:
    """A hint or a solution, shown as a box. `text` may hold `code` in backticks; `code` stands below it."""

    text: str
    code: str = ""
    link: str = ""

    def __repr__(self) -> str:
        return "\n".join(filter(None, [self.text.replace("`", ""), self.link, self.code]))

    def _repr_html_(self) -> str:
        underlined = f'<a href="{html.escape(self.link)}" style="text-decoration:underline">'
        link = f" {underlined}Open the solved notebook</a>." if self.link else ""
        code = f'<pre style="margin:.5em 0 0">{html.escape(self.code)}</pre>' if self.code else ""
        lines = "<br>".join(in_html(line) for line in self.text.split("\n"))
        return f'<div style="{BOX.format(edge="#0072B2")}">{lines}{link}{code}</div>'


def in_html(text: str) -> str:
    """Escape a sentence for HTML and set what stands in backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
