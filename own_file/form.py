"""The workbench's form: choose a file, say what its columns hold, answer what it leaves open."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from IPython.display import display

from own_file import exports, guess, parts, paths, read
from own_file.asking import Question
from own_file.clean import ROLES
from own_file.steps import counted
from own_file.table import OwnFileError
from own_file.way import NotReady, OwnFile
from page import awake
from page.boxes import in_html
from page.files import swap_in

LARGE = 100_000  # rows from which a button starts the cleaning, instead of every change
NOT_THERE, OPEN, RATES = "— not in the file —", "— choose —", "rates"
FIRST = ("customer", "time", "order", "amount", "quantity", "unit_price")  # the others are of use, not needed
ENDINGS = {".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm"}
CHANGED = "The form has changed. Press “Update everything below”, or run this cell again."
BEGIN = "Choose a file first."
STILL = "Run this cell: here stands the form, in which you choose a file."
# Labels stand above their control and may wrap, so none is cut off.
STYLE = """<style>
.own-file .widget-inline-hbox {flex-wrap: wrap; height: auto; width: 100%; max-width: 44em; margin: .2em 0}
.own-file .widget-label {flex: 1 0 100%; text-align: left; white-space: normal; overflow: visible;
  height: auto; line-height: 1.4}
.own-file .widget-dropdown > select, .own-file .widget-text input {width: 100%; min-width: 0; height: 2em;
  font-size: inherit}
.own-file .widget-gridbox {align-items: end}
.own-file .widget-checkbox {width: 100%; height: auto}
.own-file .widget-checkbox label {height: auto; white-space: normal; line-height: 1.4}
.own-file .jupyter-button {width: auto; height: auto; min-height: 2.2em; padding: .2em 1em;
  white-space: normal}
.own-file .widget-html, .own-file .widget-html-content {height: auto; line-height: 1.5; white-space: normal;
  font-size: inherit; max-width: 64em}
.own-file .widget-html, .own-file .widget-html-content {min-width: 0; width: 100%}
.own-file .wide {overflow-x: auto}
.own-file h4 {margin: .9em 0 .2em}
.own-file p {margin: .3em 0}
.own-file table {border-collapse: collapse; margin: .6em 0; font-size: inherit}
.own-file caption {text-align: left; font-weight: bold; padding-bottom: .2em; white-space: nowrap}
.own-file th, .own-file td {text-align: left; vertical-align: top; padding: .15em 1em .15em 0;
  white-space: normal; border-bottom: 1px solid #ccc}
.own-file th.number, .own-file td.number {text-align: right}
.own-file dt {font-weight: bold} .own-file dd {margin: 0 0 .3em 1.2em}
.own-file figure {margin: .6em 0} .own-file img {max-width: 100%}
.own-file iframe {width: 100%; height: 44em; border: 1px solid #999; background: #fff}
.own-file :focus-visible {outline: 3px solid #56B4E9; outline-offset: 2px}
</style>"""
GRID = {
    "grid_template_columns": "repeat(auto-fit, minmax(20em, 1fr))",
    "grid_gap": "0 1.5em",
    "max_width": "64em",
}


@cache
def workbench() -> "Form":
    """Return the workbench's form: the same as long as the kernel lives, so running a cell loses nothing."""
    return Form()


class Form(widgets.VBox):
    """A file, its columns and its questions as controls; its parts show what follows from them.

    Dropdowns and boxes to tick throughout: JupyterLab takes the arrow keys that move between radio buttons.

    Attributes
    ----------
    own : OwnFile or None
        None while no file is read.
    columns, questions : dict of str to widget
        The controls, by role and by the question's key.
    error : Exception or None
        What went wrong in a part, if it was nothing that a sentence explains.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.own: OwnFile | None = None
        self.error: Exception | None = None
        self.columns: dict[str, widgets.Dropdown] = {}
        self.questions: dict[str, Any] = {}
        self._paths: list[Path] = []
        self._parts: dict[str, Part] = {}
        self._upload = widgets.FileUpload(
            accept=",".join(sorted(ENDINGS)),
            multiple=True,
            description="Upload a file of at most 10 MB",
            layout={"align_self": "flex-start"},
        )
        self._pick = _dropdown("or choose one that is in the course's folder", [(OPEN, "")], "")
        self._again = _button("Look into the folder again", self._look_again)
        self._typed = widgets.Text(
            description="or type or paste its path, and press Enter",
            continuous_update=False,
            style={"description_width": "initial"},
        )
        self._sheets, self._choose, self._ask = widgets.VBox([]), widgets.VBox([]), widgets.VBox([])
        self._start = _button("Clean the file", self._clean)
        self._update = _button("Update everything below", self.update)
        self._state = widgets.HTML()
        file = [_heading("The file"), self._upload, self._pick, self._again, self._typed, self._sheets]
        rest = [self._choose, self._ask, self._start, self._state, self._update]
        super().__init__([widgets.HTML(STYLE), awake.note(), *file, *rest])
        self.add_class("own-file")
        self._look_again()
        self._upload.observe(self._uploaded, names="value")
        self._pick.observe(lambda change: change["new"] and self._take(change["new"]), names="value")
        self._typed.observe(lambda change: change["new"].strip() and self._take(change["new"]), names="value")
        self._show_buttons()
        self._say(BEGIN)
        if path is not None:
            self._take(path)

    # ------------------------------------------------------------------------------------------- the file
    def _look_again(self, _button: object = None) -> None:
        """List the tables that lie in the course's folder, where JupyterLab puts what is uploaded."""
        folders = [paths.ROOT, paths.ROOT / "notebooks", paths.work_folder(), paths.work_folder() / "uploads"]
        found = [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]
        found = [path for path in found if path.suffix.lower() in ENDINGS and path.is_file()]
        options = [(OPEN, ""), *((f"{path.parent.name}/{path.name}", str(path)) for path in found)]
        if list(self._pick.options) != options:
            self._pick.options, self._pick.value = options, ""

    def _uploaded(self, change: dict) -> None:
        """Keep what was uploaded in my_work/uploads, and take it."""
        if not change["new"]:
            return
        folder, kept = paths.work_folder() / "uploads", []
        try:
            for file in change["new"]:
                kept.append(folder / Path(file["name"].replace("\\", "/")).name)
                swap_in(kept[-1], bytes(file["content"]))
        except OSError as problem:
            self._say(f"The file could not be kept ({problem.strerror}).")
            return
        self._look_again()
        self._read(kept)

    def _take(self, text: str | Path) -> None:
        """Take the file that was chosen or typed."""
        try:
            self._read(paths.find(text))
        except OwnFileError as problem:
            self._reset()
            self._say(str(problem))

    def _read(self, files: list[Path], sheet: str | None = None) -> None:
        """Read a file and offer its columns; of a workbook that leaves it open, its sheets."""
        self._reset()
        self._say("Reading …")
        try:
            if sheet is None:
                self._sheets.children = []
            self.own = OwnFile(files if len(files) > 1 else files[0], sheet=sheet)
        except OwnFileError as problem:
            names = read.sheets(files[0]) if sheet is None and files[0].is_file() else []
            if len(names) > 1:
                control = _dropdown("Sheet with the orders", [(OPEN, ""), *((n, n) for n in names)], "")
                control.observe(lambda c: c["new"] and self._read(files, c["new"]), names="value")
                self._sheets.children = [control]
            self._say(str(problem))
            return
        self._offer_columns()
        self._changed()

    def _reset(self) -> None:
        """Forget the file and everything about it."""
        self.own, self.columns, self.questions = None, {}, {}
        self._choose.children = self._ask.children = []
        self._show_buttons()
        self._outdate()

    # ---------------------------------------------------------------------------------------- the columns
    def _offer_columns(self) -> None:
        """Offer a list per role, with three values of each column beside its name, and the guesses chosen."""
        table = self.own.found.table
        options = [(NOT_THERE, "")] + [
            (f"{column} — {', '.join(guess.examples_of(table, column))}"[:90], column) for column in table
        ]
        for role, meaning in ROLES.items():
            control = _dropdown(f"{meaning[0].upper()}{meaning[1:]}", options, self.own.columns[role] or "")
            control.observe(
                lambda change, role=role: self._column_changed(role, change["new"]), names="value"
            )
            self.columns[role] = control
        first = [self.columns[role] for role in ROLES if role in FIRST]
        others = [self.columns[role] for role in ROLES if role not in FIRST]
        known = exports.known(table.columns)
        self._choose.children = [
            _heading("What the columns hold"),
            widgets.HTML(parts.sentence(known.says if known else f"{len(table):,} rows are read.")),
            widgets.GridBox(first, layout=GRID),
            _heading("If the file has it"),
            widgets.GridBox(others, layout=GRID),
        ]

    def _column_changed(self, role: str, column: str) -> None:
        self.own.set(**{role: column or None})
        self._changed()

    def _changed(self) -> None:
        """Clean with the new columns; a large file waits for its button."""
        self._outdate()
        self._show_buttons()
        if len(self.own.found.table) > LARGE:
            self._say(
                f"{len(self.own.found.table):,} rows are read. Choose the columns, then clean the file."
            )
        else:
            self._clean()

    # -------------------------------------------------------------------------------------- the questions
    def _clean(self, _button: object = None) -> None:
        """Clean the file, and ask what it leaves open."""
        try:
            asked = sorted(self.own.asked, key=lambda question: question.key)
        except OwnFileError as problem:
            self._ask.children, self.questions = [], {}
            self._say(str(problem))
            return
        self._offer_questions(asked)
        self._say_state()

    def _offer_questions(self, asked: list[Question]) -> None:
        """Show a control for each question; those that were there and ask the same stay as they are."""
        kept = {}
        for question in asked:
            known = self.questions.get(question.key)
            kept[question.key] = (
                known if known and known.asks(question) else _control(question, self._answered)
            )
        before, self.questions = self.questions, kept
        if list(before.values()) != list(kept.values()):
            head = [_heading("What the file does not say")] if kept else []
            self._ask.children = [*head, *kept.values()]

    def _answered(self, key: str, answer: object) -> None:
        """Give an answer, and clean anew."""
        self._outdate()
        try:
            self.own.answer({key: answer})
        except OwnFileError as problem:
            self._say(str(problem))
            return
        self._clean()

    def _say_state(self) -> None:
        """Say what became of the rows, what looks odd, and how many questions are open."""
        waits = len(self.own.questions)
        more = (
            [f"{waits} question{'s wait' if waits > 1 else ' waits'} above for an answer."] if waits else []
        )
        ready = [] if waits else ["The form is finished: press “Update everything below”."]
        about = f"{self.own.name}: {self.own.cleaned.sentence()}"
        lines = [about, *self.own.doubts, *more, *ready]
        inside = "".join(f"<p>{in_html(line)}</p>" for line in lines)
        summary = self.own.cleaned.summary()
        summary["reason"] = summary["reason"].mask(summary["fate"] == "asked", "wait for an answer above")
        summary = summary.groupby(["fate", "reason"], sort=False)["rows"].sum().reset_index("reason")
        summary = summary.rename_axis("")
        self._say_html(inside + parts.table_of(summary, "What became of the rows"))

    def _say(self, text: str) -> None:
        self._say_html(f"<p>{in_html(text)}</p>")

    def _say_html(self, inside: str) -> None:
        self._state.value = f'<div role="status" aria-live="polite">{inside}</div>'

    def _show_buttons(self) -> None:
        """Show the buttons that have something to do."""
        large = self.own is not None and len(self.own.found.table) > LARGE
        self._start.layout.display = None if large else "none"
        self._update.layout.display = "none" if self.own is None else None

    # ------------------------------------------------------------------------------------------ the parts
    def show(self, name: str) -> "Part":
        """Return a part of the results, by its name in `parts.PARTS`."""
        if name not in parts.PARTS:
            raise ValueError(f"There is no part {name!r}; expected one of {', '.join(parts.PARTS)}.")
        if name not in self._parts:
            self._parts[name] = Part(parts.PARTS[name][1], lambda: self._parts.pop(name, None))
        self._fill(name)
        return self._parts[name]

    def update(self, _button: object = None) -> None:
        """Work out anew every part that is on the page."""
        for part in self._parts.values():
            part.say("Working …")
        for name in self._parts:
            self._fill(name)

    def _fill(self, name: str) -> None:
        make, will_show = parts.PARTS[name]
        part = self._parts[name]
        if self.own is None:
            part.say(_to_come(will_show, BEGIN))
            return
        try:
            part.put(make(self.own))
        except NotReady as problem:
            part.say(_to_come(will_show, problem))
        except OwnFileError as problem:
            part.say(str(problem))
        except Exception as problem:  # a participant must never see a traceback, and the others go on
            self.error = problem
            part.say(
                f"This part could not be worked out ({type(problem).__name__}); the others are not touched."
            )

    def _outdate(self) -> None:
        """Let no part show what the form no longer says."""
        for part in self._parts.values():
            part.say(CHANGED if self.own is not None else BEGIN)

    def _ipython_display_(self) -> None:
        _show(self, STILL, workbench.cache_clear)


class Part(widgets.VBox):
    """A place on the page for a part of the results; it changes when the form does.

    A notebook that is saved keeps none of them: they are of the file that was open then.
    """

    def __init__(self, will_show: str, let_go: Callable[[], object]) -> None:
        self._will_show, self._let_go, self._html = will_show, let_go, widgets.HTML()
        super().__init__([widgets.HTML(STYLE), awake.note(), self._html])
        self.add_class("own-file")

    def put(self, content: str) -> None:
        """Show HTML that is safe."""
        self._html.value = content

    def say(self, text: str) -> None:
        """Show a sentence."""
        self.put(parts.sentence(text))

    def _ipython_display_(self) -> None:
        _show(self, _to_come(self._will_show, BEGIN), self._let_go)


def _show(widget: widgets.Box, still: str, let_go: Callable[[], object]) -> None:
    """Show a widget, and a sentence in its place where there is no kernel."""
    inside = f'<div class="course-still">{parts.sentence(still)}</div>'
    display({"text/html": inside, "text/plain": still}, raw=True)
    awake.show(widget, let_go)


def _to_come(will_show: str, why_not: object) -> str:
    return f"Here you will see {will_show}. {why_not}"


# ------------------------------------------------------------------------------------ a control per question
def _control(question: Question, answered: Callable) -> "_Ask":
    if question.options:
        return _ByValue(question, answered)
    return _Rates(question, answered) if question.key == "currency" else _Choice(question, answered)


class _Ask(widgets.VBox):
    """A question of the file and its control."""

    def __init__(self, question: Question, answered: Callable) -> None:
        self._question, self._answered = question, answered
        super().__init__(self._controls())

    def asks(self, question: Question) -> bool:
        """Tell whether this is still the same question, so that the control may stay under the hand."""
        ours = self._question
        same = (ours.sentence, ours.choices) == (question.sentence, question.choices)
        return same and ours.options == question.options

    def _give(self, answer: object) -> None:
        self._answered(self._question.key, answer)


class _Choice(_Ask):
    """A list of choices."""

    def _controls(self) -> list[widgets.Widget]:
        question = self._question
        choices = [(words, value) for value, words in question.choices.items()]
        given = question.answer if isinstance(question.answer, str) else ""
        self.control = _dropdown(_with_examples(question), [(OPEN, ""), *choices, *self._more()], given)
        self.control.observe(lambda change: self._chosen(change["new"]), names="value")
        return [self.control]

    def _more(self) -> list[tuple[str, str]]:
        return []

    def _chosen(self, value: str) -> None:
        self._give(value or None)


class _Rates(_Choice):
    """Currencies: keep one, or a rate for each."""

    def _more(self) -> list[tuple[str, str]]:
        self._base = next(iter(self._question.choices))
        return [(f"Convert all to {self._base} with my rates.", RATES)]

    def _controls(self) -> list[widgets.Widget]:
        control = super()._controls()
        answer = self._question.answer if isinstance(self._question.answer, dict) else {}
        self.rates = {}
        for code in list(self._question.choices)[1:]:
            rate = widgets.FloatText(
                description=f"1 {code} in {self._base}",
                value=answer.get(code, 0),
                style={"description_width": "initial"},
            )
            rate.observe(lambda _: self._chosen(RATES), names="value")
            self.rates[code] = rate
        return control

    def _chosen(self, value: str) -> None:
        self.children = [self.control, *self.rates.values()] if value == RATES else [self.control]
        if value != RATES:
            self._give(value or None)
        elif all(rate.value > 0 for rate in self.rates.values()):
            self._give({self._base: 1} | {code: rate.value for code, rate in self.rates.items()})
        else:
            self._give(None)


class _ByValue(_Ask):
    """A list of the file's values, each with its rows and its money, and what each means."""

    def _controls(self) -> list[widgets.Widget]:
        question = self._question
        self._ticks = set(question.choices) == {"keep", "drop"}
        self.values = {}
        given = question.settled  # what an answer, or the value itself, has decided
        for value, words, rows, money in question.options:
            label = f"{words}: {counted(rows)}" + (f", {money:,.2f}" if money is not None else "")
            if self._ticks:
                on = given.get(value) == "keep"
                control = widgets.Checkbox(description=label, value=on, indent=False)
            else:
                choices = [(said, choice) for choice, said in question.choices.items()]
                control = _dropdown(label, [(OPEN, ""), *choices], given.get(value, ""))
            control.observe(self._moved, names="value")
            self.values[value] = control
        head = "Tick those that count." if self._ticks else ""
        self.use = _button("Use this list", lambda _: self._use())
        self._in_use = question.answer is not None
        return [
            widgets.HTML(f"<p>{in_html(f'{question.sentence} {head}')}</p>"),
            *self.values.values(),
            self.use,
        ]

    def _moved(self, _change: dict) -> None:
        if self._in_use:
            self._use()

    def _use(self) -> None:
        """Give the list as the answer; of values without a choice none is made."""
        self._in_use = True
        if self._ticks:
            self._give({value: "keep" if box.value else "drop" for value, box in self.values.items()})
            return
        chosen = {value: control.value for value, control in self.values.items()}
        self._give(chosen if all(chosen.values()) else None)


def _with_examples(question: Question) -> str:
    shown = [str(example)[:40] for example in question.examples[:3]]
    sentence = re.sub("`([^`]*)`", r"“\1”", question.sentence)  # a label shows no code
    return f"{sentence} (Such as {', '.join(shown)}.)" if shown else sentence


def _dropdown(label: str, options: list, value: str) -> widgets.Dropdown:
    return widgets.Dropdown(
        description=label, options=options, value=value, style={"description_width": "initial"}
    )


def _button(label: str, pressed: Callable) -> widgets.Button:
    button = widgets.Button(description=label, layout={"align_self": "flex-start"})
    button.on_click(pressed)
    return button


def _heading(text: str) -> widgets.HTML:
    return widgets.HTML(f"<h4>{text}</h4>")
