"""What the start page shows: the lessons, how far one is, and a way to start an exercise afresh."""

import html

import ipywidgets as widgets
import pandas as pd
from IPython.display import display

from kit import board_paper, facts, my_work, overview, shelf
from page import awake
from page.boxes import BOX, in_html
from page.quiz import fitted_button

WHERE = ("quiz", "exercise")
CELL = "vertical-align:top;padding:.25em .9em .25em 0;text-align:left"


class Progress:
    """The lessons: question, minutes, what is done of each; and the next step. A cell shows it last."""

    def __init__(self) -> None:
        self.table = overview.overview()
        self.next = overview.next_step(self.table)
        self.warning = my_work.unfinished()
        self.known = {lesson.name: lesson for lesson in facts.lessons()}

    def __repr__(self) -> str:
        lines = [self.warning] * bool(self.warning) + [self._next("{text}")]
        if self._begun():
            lines += [f"{lesson_title(name)}: {_parts(row)}" for name, row in self.table.iterrows()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        head = f'<p role="alert"><strong>{in_html(self.warning)}</strong></p>' if self.warning else ""
        head += "<p>" + self._next('<a href="{link}" style="text-decoration:underline">{text}</a>') + "</p>"
        heads = ("Lesson", "Its question", "Minutes", "Quiz done", "Exercise done")
        names = "".join(f'<th scope="col" style="{CELL}">{name}</th>' for name in heads)
        rows = "".join(self._row(name, row) for name, row in self.table.iterrows())
        return f"{head}<table><thead><tr>{names}</tr></thead><tbody>{rows}</tbody></table>"

    def _row(self, name: str, row: pd.Series) -> str:
        lesson = self.known.get(name)
        link = f'<a href="{name}.ipynb">{html.escape(lesson.title if lesson else lesson_title(name))}</a>'
        question, minutes = (lesson.question, lesson.minutes) if lesson else ("", {})
        spans = [facts.in_words(minutes[part]) for part in ("reading", "exercise") if part in minutes]
        words = [html.escape(question), " + ".join(spans), *(_link_to(name, where, row) for where in WHERE)]
        cells = "".join(f'<td style="{CELL}">{text}</td>' for text in words)
        return f'<tr><th scope="row" style="{CELL}">{link}</th>{cells}</tr>'

    def _begun(self) -> bool:
        return bool(overview.is_begun(self.table).any())

    def _next(self, pattern: str) -> str:
        """Return the sentence that names the next step, its link written by a pattern."""
        if self.next is None:
            return "Everything is done. Well worked."
        name, where = self.next
        if not self._begun():
            text, before = lesson_title(name), "Nothing is done yet. Begin with "
        elif where == "exercise":
            text, before = f"the exercise of {lesson_title(name)}", "Your next step: "
        else:
            text, before = f"lesson {lesson_title(name)}", "Your next step: "
        return before + pattern.format(link=lesson_link(name, where), text=text) + "."


def lesson_title(name: str) -> str:
    """Turn a lesson's name into words: "06_digital_behaviour" is "06 Digital behaviour"."""
    number, _, words = name.partition("_")
    return f"{number} {words.replace('_', ' ').capitalize()}"


def lesson_link(name: str, where: str) -> str:
    """Return the way from the start page to a lesson or to its exercise."""
    exercise = f"../{shelf.notebook('exercises', name).as_posix()}"
    return html.escape(exercise if where == "exercise" else f"{name}.ipynb")


def _link_to(name: str, where: str, row: pd.Series) -> str:
    words = _of(row, where)
    return f'<a href="{lesson_link(name, where)}">{words}</a>' if row[f"{where}_of"] else words


def _of(row: pd.Series, where: str) -> str:
    done, of = row[f"{where}_done"], row[f"{where}_of"]
    if not of:
        return "none"
    return f"{'✓ ' if done == of else ''}{done} of {of}"


def _parts(row: pd.Series) -> str:
    return f"questions {_of(row, 'quiz')}, exercise {_of(row, 'exercise')}"


class StartAfresh(widgets.VBox):
    """A list of the exercises and a button that puts the chosen one back as it was, and keeps a copy."""

    def __init__(self) -> None:
        names = [shelf.lesson_name(path) for path in my_work.exercise_sources()]
        wide = {"description_width": "initial"}
        self.choice = widgets.Dropdown(
            options=[("choose an exercise", None), *((lesson_title(name), name) for name in names)],
            description="Start afresh:",
            style=wide,
        )
        self.button = widgets.Button(
            description="Keep my copy and put the empty exercise back", layout={"width": "auto"}
        )
        self.answer = widgets.HTML()
        self.button.on_click(lambda _: self.reset())
        super().__init__([awake.note(), self.choice, self.button, self.answer])

    def reset(self) -> None:
        """Put the chosen exercise back, and say what was done."""
        if self.choice.value is None:
            self._say("Choose an exercise first.")
            return
        try:
            self._say(my_work.reset(self.choice.value))
        except (my_work.WorkError, OSError) as problem:
            self._say(f"{problem} Nothing of yours was lost.")

    def _say(self, text: str) -> None:
        self.answer.value = f'<div role="status" style="{BOX.format(edge="#0072B2")}">{in_html(text)}</div>'

    def __repr__(self) -> str:
        return "Run this cell to start an exercise afresh; a copy of yours is kept."

    def _ipython_display_(self) -> None:
        """Show the list twice: live, and, where there is no kernel, as a sentence."""
        display({"text/html": f'<p class="course-still">{self!r}</p>', "text/plain": repr(self)}, raw=True)
        awake.show(self)


class BoardPaper(widgets.VBox):
    """A button that writes the board paper from what was written and decided in the exercises."""

    def __init__(self) -> None:
        self.button = fitted_button("Write my board paper")
        self.answer = widgets.HTML()
        self.button.on_click(lambda _: self.write())
        super().__init__([awake.note(), self.button, self.answer])

    def write(self) -> None:
        """Write it, and say where it lies."""
        text = in_html(board_paper.write())
        if board_paper.PAPER.exists():
            text += ' <a href="../my_work/board_paper.html" style="text-decoration:underline">Open it</a>.'
        self.answer.value = f'<div role="status" style="{BOX.format(edge="#0072B2")}">{text}</div>'

    def __repr__(self) -> str:
        return "Run this cell to write your board paper into the folder my_work."

    def _ipython_display_(self) -> None:
        """Show the button twice: live, and, where there is no kernel, as a sentence."""
        display({"text/html": f'<p class="course-still">{self!r}</p>', "text/plain": repr(self)}, raw=True)
        awake.show(self)
