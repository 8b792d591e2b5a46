"""Ask a question with options; every option, right or wrong, has its explanation."""

from hashlib import sha256

import ipywidgets as widgets
from IPython.display import display

from page import awake, progress
from page.boxes import BOX, LOOK, Note, in_html

GUESS = "guess "  # a guess is kept as this and the number of its option
_asked: dict[str, list[str]] = {}  # by lesson: what could be guessed

# The default style cuts long options off at the end of the line; scoped by class, so nothing else changes.
STYLE = """<style>
.course-quiz .jupyter-button {
  height: auto; min-height: 2.2em; white-space: normal; text-align: left; line-height: 1.4;
  padding: .35em .8em; font-size: inherit}
.course-quiz .widget-checkbox {width: 100%; height: auto}
.course-quiz .widget-checkbox label {
  display: flex; align-items: baseline; gap: .4em; height: auto; white-space: normal; line-height: 1.4;
  font-size: inherit}
.course-quiz .widget-html-content {line-height: 1.5; white-space: normal; font-size: inherit}
.course-quiz :focus-visible {outline: 3px solid #56B4E9; outline-offset: 2px}
</style>"""
FITTED = {"width": "auto", "align_self": "flex-start", "margin": ".2em 0", "max_width": "56em"}


def ask(question: str, options: dict[str, str], *, right: str | list[str], key: str = "") -> "Quiz":
    """Show a question to answer by mouse or keyboard, as often as one likes.

    Parameters
    ----------
    question : str
    options : dict of str to str
        Each option and why it is right or wrong. Two or more, none without its why. The key draws the order
        in which they are shown, so that no place gives the right one away; without a key it is kept.
    right : str or list of str
        The right option; a list makes a question where all right options must be ticked.
    key : str
        "lesson/name", such as "05_behavioural/quiz-1": where a right answer is kept in the progress.
        Nothing is kept when empty.

    Returns
    -------
    Quiz
        The last line of a cell shows it: live in JupyterLab, as foldable text for readers without a kernel.
        A ValueError says what is wrong with the question.
    """
    answers = [right] if isinstance(right, str) else list(right)
    unknown = [answer for answer in answers if answer not in options]
    if unknown or not answers:
        raise ValueError(f"right={right!r} is not among the options: {', '.join(options)}.")
    silent = [option for option, why in options.items() if not why.strip()]
    if silent or len(options) < 2:
        raise ValueError(
            "Give two options or more, each with an explanation. "
            f"Found {len(options)}; without an explanation: {', '.join(silent) or 'none'}."
        )
    if key and key.count("/") != 1:
        raise ValueError(f'key={key!r} should read "lesson/name", such as "05_behavioural/quiz-1".')
    if key:
        options = dict(
            sorted(options.items(), key=lambda pair: sha256(f"{pair[0]}\n{key}".encode()).digest())
        )
    return Quiz(question, options, answers, several=not isinstance(right, str), key=key)


class Quiz(widgets.VBox):
    """A question on the page, made by `ask`: a button per option, or boxes to tick where several are right.

    Radio buttons would be shorter, but JupyterLab takes the arrow keys that move between them.
    """

    def __init__(
        self, question: str, options: dict[str, str], right: list[str], several: bool, key: str
    ) -> None:
        self.question, self.options, self.right, self.key = question, options, right, key
        self.feedback = widgets.HTML()
        how = "Tick all that are right, then check." if several else "Choose one."
        head = widgets.HTML(f"{STYLE}<strong>{in_html(question)}</strong> {how}")
        self.controls = self._boxes() if several else self._buttons()
        super().__init__([awake.note(), head, *self.controls, self.feedback])
        self.add_class("course-quiz")

    def _buttons(self) -> list[widgets.Widget]:
        buttons = [fitted_button(option.replace("`", "")) for option in self.options]
        for button, option in zip(buttons, self.options, strict=True):
            button.on_click(lambda _, option=option: self.answer([option]))
        return buttons

    def _boxes(self) -> list[widgets.Widget]:
        boxes = {
            option: widgets.Checkbox(description=option.replace("`", ""), indent=False)
            for option in self.options
        }
        button = fitted_button("Check my answer")
        button.on_click(lambda _: self.answer([option for option, box in boxes.items() if box.value]))
        return [*boxes.values(), button]

    def answer(self, chosen: list[str]) -> None:
        """Judge the chosen options and explain each of them."""
        if not chosen:
            self.feedback.value = _box("not started", "Choose an option first.")
            return
        rows = [f"<em>{in_html(option)}</em>: {in_html(self.options[option])}" for option in chosen]
        if len(chosen) > 1 or len(self.right) > 1:
            rows = [
                f"{'Right' if option in self.right else 'Not right'}: {row}"
                for option, row in zip(chosen, rows, strict=True)
            ]
        if set(chosen) == set(self.right):
            note = progress.mark(*self.key.split("/")) if self.key else ""
            self.feedback.value = _box("correct", "<br>".join(filter(None, [*rows, in_html(note)])))
            return
        missed = len(set(self.right) - set(chosen)) if len(self.right) > 1 else 0
        more = f"Right options not ticked: {missed}." if missed else ""
        self.feedback.value = _box("not yet", "<br>".join(filter(None, [*rows, more, "Try again."])))

    def __repr__(self) -> str:
        lines = [f"Question: {self.question}", *(f"- {option}" for option in self.options)]
        return "\n".join(lines).replace("`", "")

    def _repr_html_(self) -> str:
        """Return the question for readers without a kernel: each option unfolds its explanation."""
        rows = "".join(
            f'<details style="margin:.2em 0"><summary style="cursor:pointer">{in_html(option)}</summary>'
            '<div style="margin:.1em 0 .4em 1.2em">'
            f"<strong>{'Right' if option in self.right else 'Not right'}.</strong> {in_html(why)}"
            "</div></details>"
            for option, why in self.options.items()
        )
        return (
            '<div class="course-still" style="max-width:56em;line-height:1.5">'
            f"<strong>{in_html(self.question)}</strong> Open an option to read about it.{rows}</div>"
        )

    def _ipython_display_(self) -> None:
        """Show the question twice: live, and, where there is no kernel, as text."""
        display({"text/html": self._repr_html_(), "text/plain": repr(self)}, raw=True)
        awake.show(self, self._let_go)

    def _let_go(self) -> None:
        """Drop the parts, as `Live` drops its own."""
        self.children, self.controls, self.feedback = (), [], None


def guess(lesson: str, question: str, options: list[str]) -> "Guess":
    """Ask for a guess before the answer is seen: one click, kept with the progress. The first one counts.

    Parameters
    ----------
    lesson : str
        Such as "05_behavioural"; a lesson asks for one guess.
    question : str
    options : list of str

    Returns
    -------
    Guess
        The last line of a cell shows it.
    """
    _asked[lesson] = options
    return Guess(lesson, question, options)


def guessed(lesson: str, found: str) -> Note:
    """Put what was found beside the reader's guess.

    Parameters
    ----------
    lesson : str
    found : str
        What the lesson found, in a sentence.
    """
    own = kept_guess(lesson)
    first = f"You guessed: {own}" if own else "You have not guessed yet: the question stands at the top."
    return Note(f"{first}\nFound: {found}")


class Guess(widgets.VBox):
    """A question before its answer is known, made by `guess`: a button for each option."""

    def __init__(self, lesson: str, question: str, options: list[str]) -> None:
        self.question, self.options = question, options
        self.said = widgets.HTML()
        self.controls = [fitted_button(option) for option in options]
        for place, button in enumerate(self.controls, start=1):
            button.on_click(lambda _, place=place: self._keep(lesson, place))
        head = widgets.HTML(f"{STYLE}<strong>{in_html(question)}</strong> One click, before you read on.")
        super().__init__([awake.note(), head, *self.controls, self.said])
        self.add_class("course-quiz")
        self._say(kept_guess(lesson))

    def _keep(self, lesson: str, place: int) -> None:
        note = "" if kept_guess(lesson) else progress.mark(lesson, f"{GUESS}{place}")
        self._say(kept_guess(lesson) or self.options[place - 1], note)

    def _say(self, option: str, note: str = "") -> None:
        if option:
            text = f"Your guess: {option} You meet it again at the end. {note}"
            self.said.value = f'<div role="status" style="{BOX.format(edge="#0072B2")}">{in_html(text)}</div>'

    def __repr__(self) -> str:
        return "\n".join([f"Guess: {self.question}", *(f"- {option}" for option in self.options)])

    def _repr_html_(self) -> str:
        rows = "".join(f"<li>{in_html(option)}</li>" for option in self.options)
        return f'<div class="course-still"><strong>{in_html(self.question)}</strong><ul>{rows}</ul></div>'

    def _ipython_display_(self) -> None:
        """Show the question twice: live, and, where there is no kernel, as text."""
        display({"text/html": self._repr_html_(), "text/plain": repr(self)}, raw=True)
        awake.show(self, self._let_go)

    def _let_go(self) -> None:
        self.children, self.controls, self.said = (), [], None


def kept_guess(lesson: str) -> str:
    """Return the option that was guessed first in a lesson; empty when none was."""
    kept = progress.kept(lesson)
    guesses = sorted(
        (not progress.is_time(at), at, task) for task, at in kept.items() if task.startswith(GUESS)
    )
    places = [task.removeprefix(GUESS) for *_, task in guesses]
    options = dict(enumerate(_asked.get(lesson, []), start=1))
    return next((options[int(p)] for p in places if p.isdecimal() and int(p) in options), "")


def fitted_button(label: str) -> widgets.Button:
    """Return a button as wide as its words."""
    return widgets.Button(description=label, layout=widgets.Layout(**FITTED))


def _box(status: str, inner_html: str) -> str:
    sign, _, edge = LOOK[status]
    word = {"correct": "Right", "not yet": "Not right", "not started": "No answer"}[status]
    return (
        f'<div role="status" aria-live="polite" style="{BOX.format(edge=edge)}">'
        f'<strong><span aria-hidden="true">{sign}</span> {word}.</strong> {inner_html}</div>'
    )
