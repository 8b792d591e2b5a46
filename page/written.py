"""Keep what a participant wrote and decided in the exercises, beside the progress."""

import html
from collections.abc import Callable
from pathlib import Path

import ipywidgets as widgets
from IPython.display import display

from page import awake, files, progress
from page.boxes import BOX, LOOK, in_html
from page.quiz import STYLE, fitted_button

FEWEST_WORDS = 12
MOST_LETTERS = 4_000


def written_file() -> Path:
    """Return where texts and decisions are kept: `written.json`, beside the progress."""
    return progress.progress_file().with_name("written.json")


def keep(exercise: str, task: str, text: str) -> str:
    """Keep a text of a task, in the place of an earlier one. Return one sentence when it was not kept."""

    def put(texts: dict[str, str]) -> None:
        texts[task] = text

    return progress.change(written_file(), exercise, put, "Your text", "it still stands on this page")


def forget(exercise: str) -> str:
    """Forget what was written and decided in an exercise. Return one sentence when that went wrong."""
    return progress.change(
        written_file(), exercise, dict.clear, "The change", "what you wrote is still there"
    )


def kept(exercise: str) -> dict[str, str]:
    """Return what is kept of an exercise, by task."""
    return progress.kept_in(written_file(), exercise)


def take_in(other: Path) -> str:
    """Add what another file holds, such as an older course's, where nothing was written here yet.

    Returns
    -------
    str
        One sentence: what was done. Never raises because of the files.
    """
    try:
        theirs = progress.parse(files.read_plain(other, progress.MOST_BYTES))
    except (ValueError, OSError):
        return f"The texts in {other} could not be read, so they were not taken over; the file stays there."
    trouble = ""
    for exercise, texts in theirs.items():

        def add(ours: dict[str, str], texts: dict[str, str] = texts) -> None:
            ours |= texts | ours

        trouble = progress.change(written_file(), exercise, add, "A text", "the file stays there") or trouble
    return trouble or "What you wrote and decided came along."


class Page(widgets.VBox):
    """A box to write in, and, once something was written, a model answer with points to compare by.

    Parameters
    ----------
    exercise, task : str
        Where the text is kept.
    model : str
        The model answer.
    points : list of str
        What a good answer has.
    done : callable
        Called when a text was kept; returns a sentence for the reader.
    """

    def __init__(
        self, exercise: str, task: str, model: str, points: list[str], done: Callable[[], str]
    ) -> None:
        self.exercise, self.task, self.model, self.points, self.done = exercise, task, model, points, done
        self.before = kept(exercise).get(task, "")
        self.text = widgets.Textarea(
            value=self.before,
            placeholder="Write here, as you would write it at work.",
            rows=6,
            layout=widgets.Layout(width="100%", max_width="56em"),
        )
        self.text.add_class("course-text")
        self.said = widgets.HTML()
        self.compare = fitted_button("Keep my text and compare")
        self.compare.on_click(lambda _: self.keep())
        label = widgets.HTML(f"{STYLE}<strong>Your text</strong>")
        super().__init__([awake.note(), label, self.text, self.compare, self.said])
        self.add_class("course-quiz")

    def keep(self) -> None:
        """Keep the text and open the comparison; ask for more when there is hardly one."""
        text = self.text.value.strip()
        if len(text.split()) < FEWEST_WORDS:
            self._say("not started", f"Write first, {FEWEST_WORDS} words at least; then compare.")
            return
        if len(text) > MOST_LETTERS:
            self._say("not yet", f"This has {len(text):,} letters; a board reads {MOST_LETTERS:,} at most.")
            return
        note = keep(self.exercise, self.task, text) or self.done()
        self._say("kept", note, self._comparison())

    def _say(self, status: str, text: str, more: str = "") -> None:
        sign, word, edge = LOOK[status]
        self.said.value = (
            f'<div role="status" style="{BOX.format(edge=edge)}">'
            f'<strong><span aria-hidden="true">{sign}</span> '
            f"{word}.</strong> {in_html(text)}{more}</div>"
        )

    def _comparison(self) -> str:
        points = "".join(f"<li>{in_html(point)}</li>" for point in self.points)
        return (
            f"<p><strong>Does your text have these?</strong></p><ol>{points}</ol>"
            f"<p><strong>One way to write it.</strong> {in_html(self.model)}</p>"
        )

    def __repr__(self) -> str:
        points = [f"- {point}" for point in self.points]
        return "\n".join(["Your text:", self.before, "Points:", *points, "One way to write it:", self.model])

    def _repr_html_(self) -> str:
        """Return the page for readers without a kernel: the text kept so far, the comparison folded."""
        own = f"<p>{html.escape(self.before)}</p>" if self.before else ""
        return (
            f'<div class="course-still" style="max-width:56em;line-height:1.5">{own}<details>'
            f"<summary>For after you have written: what to compare with</summary>{self._comparison()}"
            "</details></div>"
        )

    def _ipython_display_(self) -> None:
        """Show the page twice: live, and, where there is no kernel, as text."""
        display({"text/html": self._repr_html_(), "text/plain": repr(self)}, raw=True)
        awake.show(self, self._let_go)

    def _let_go(self) -> None:
        self.children, self.text, self.compare, self.said = (), None, None, None
