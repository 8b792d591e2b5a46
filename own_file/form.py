"""A form for a participant's own file: choose what each column means, answer what the file leaves open."""

import html

import ipywidgets as widgets

import own_file
from helpers.boxes import in_html

LARGE = 100_000  # rows from which a button starts the cleaning, instead of every change
NOT_THERE, OPEN, RATES = "— not in the file —", "— choose —", "rates"
# Labels stand above their control and may wrap, so none is cut off.
STYLE = """<style>
.own-file .widget-inline-hbox {flex-wrap: wrap; height: auto; width: 100%; max-width: 44em; margin: .2em 0}
.own-file .widget-label {flex: 1 0 100%; text-align: left; white-space: normal; overflow: visible;
  height: auto; line-height: 1.4}
.own-file .widget-html-content {line-height: 1.5; white-space: normal; font-size: inherit}
.own-file table {border-collapse: collapse; margin: .4em 0}
.own-file th, .own-file td {text-align: left; padding: .1em .8em .1em 0; white-space: normal}
.own-file td.number {text-align: right}
.own-file :focus-visible {outline: 3px solid #56B4E9; outline-offset: 2px}
</style>"""
GRID = widgets.Layout(
    grid_template_columns="repeat(auto-fit, minmax(18em, 1fr))", grid_gap="0 1.5em", max_width="60em"
)


class form(widgets.VBox):
    """Columns, questions and what became of the rows of a file; the last line of a cell shows it.

    Dropdowns throughout: JupyterLab takes the arrow keys that move between radio buttons.

    Parameters
    ----------
    path : str or Path
        A CSV file or an .xlsx workbook.
    sheet : str, optional
        Sheet of a workbook; with several, the form offers them in a list.

    Attributes
    ----------
    found : own_file.Found or None
    cleaned : own_file.Cleaned or None
        None while the file cannot be read or a needed column is not chosen.
    columns : dict of str to Dropdown
        By role, the control that chooses its column.
    questions : dict of str to Dropdown
        By key, the control that answers a question which this file raises.
    rates : dict of str to FloatText
        By currency, what one unit is worth in the most frequent one; shown when rates are chosen.
    """

    def __init__(self, path, *, sheet=None):
        self.path, self.found, self.cleaned = path, None, None
        self.columns, self.questions, self.rates = {}, {}, {}
        self._choose = widgets.GridBox([], layout=GRID)
        self._ask = widgets.VBox([])
        self._report = widgets.HTML()
        self._start = widgets.Button(
            description="Clean the file",
            layout=widgets.Layout(width="auto", align_self="flex-start", display="none"),
        )
        self._start.on_click(lambda _: self._clean())
        self._sheets = widgets.VBox([])
        super().__init__(
            [widgets.HTML(STYLE), self._sheets, self._choose, self._ask, self._start, self._report]
        )
        self.add_class("own-file")
        self._offer_sheets(sheet)

    def _offer_sheets(self, sheet):
        """Offer the sheets of a workbook that has several, and read the file."""
        try:
            names = own_file.sheets(self.path)
        except own_file.OwnFileError as problem:
            self._say(str(problem))
            return
        if sheet is None and len(names) > 1:
            control = _dropdown(
                "Sheet with the orders", [(OPEN, None), *((name, name) for name in names)], None
            )
            control.observe(lambda change: self._read(change["new"]), names="value")
            self._sheets.children = [control]
            self._say(f"This workbook has {len(names)} sheets with rows. Choose one.")
            return
        self._read(sheet)

    def _read(self, sheet):
        """Read the file and offer its columns, with the guesses chosen."""
        self.found = self.cleaned = None
        self.questions, self._ask.children, self._choose.children = {}, [], []
        self._start.layout.display = "none"
        try:
            self.found = own_file.look(self.path, sheet=sheet)
        except own_file.OwnFileError as problem:
            self._say(str(problem))
            return
        options = [(NOT_THERE, None), *((column, column) for column in self.found.table)]
        for role, meaning in own_file.ROLES.items():
            control = _dropdown(f"{meaning[0].upper()}{meaning[1:]}", options, self.found.guesses[role])
            control.observe(self._columns_changed, names="value")
            self.columns[role] = control
        self._choose.children = list(self.columns.values())
        self._columns_changed()

    def _columns_changed(self, _change=None):
        """Clean with the new columns; a large file waits for its button."""
        self.cleaned = None
        if len(self.found.table) > LARGE:
            self._start.layout.display = None
            self._say(f"{len(self.found.table):,} rows are read. Choose the columns, then clean the file.")
            return
        self._clean()

    def _clean(self, answers=None):
        """Clean with the chosen columns and these answers, or with those that still fit what is asked now."""
        columns = {role: control.value for role, control in self.columns.items()}
        try:
            self.cleaned = own_file.clean(self.found, columns, answers)
            if answers is None:
                self._offer(self.cleaned.questions)
                if answers := self._answers():
                    self.cleaned = own_file.clean(self.found, columns, answers)
            self._say("", self.cleaned)
        except own_file.OwnFileError as problem:
            self.cleaned = None
            self._say(str(problem))

    def _offer(self, questions):
        """Show a control for each question; those that were there keep their control and answer."""
        kept = {}
        for question in questions:
            options = [(OPEN, None), *((label, value) for value, label in question.choices.items())]
            if question.key == "currency":
                options.append((f"Convert all to {question.examples[0]} with my rates.", RATES))
            known = self.questions.get(question.key)
            if (
                known is not None
                and list(known.options) == options
                and known.description == question.sentence
            ):
                kept[question.key] = known
                continue
            kept[question.key] = _dropdown(question.sentence, options, None)
            kept[question.key].observe(self._answered, names="value")
            if question.key == "currency":
                self.rates = {code: _rate(code, question.examples[0]) for code in question.examples[1:]}
                self._base = question.examples[0]
                for control in self.rates.values():
                    control.observe(self._answered, names="value")
        self.questions = kept
        self._show_questions()

    def _show_questions(self):
        """Put the questions on the page, the rates below theirs; untouched as long as they stay the same."""
        shown = []
        for key, control in self.questions.items():
            shown.append(control)
            if key == "currency" and control.value == RATES:
                shown += self.rates.values()
        head = widgets.HTML("<strong>What the file does not say</strong>")
        if shown and list(self._ask.children[1:]) != shown:
            self._ask.children = [head, *shown]
        elif not shown:
            self._ask.children = []

    def _answers(self):
        """Return the answers that are given; rates count once each is above zero."""
        answers = {key: control.value for key, control in self.questions.items() if control.value is not None}
        if answers.get("currency") == RATES:
            rates = {self._base: 1} | {code: control.value for code, control in self.rates.items()}
            answers["currency"] = rates
            if not all(rate > 0 for rate in rates.values()):
                del answers["currency"]
        return answers

    def _answered(self, _change):
        self._show_questions()
        self._clean(self._answers())

    def _say(self, problem, cleaned=None):
        """Say what is wrong, or what became of the rows."""
        inside = in_html(problem) if problem else _summary(cleaned)
        self._report.value = f'<div role="status" aria-live="polite">{inside}</div>'

    def __repr__(self):
        return self.cleaned.sentence() if self.cleaned else "No file is cleaned yet."

    def _repr_mimebundle_(self, **kwargs):
        """Add the report for readers without a kernel."""
        bundle = super()._repr_mimebundle_(**kwargs)
        return {**bundle, "text/plain": repr(self), "text/html": self._report.value}


def _dropdown(label, options, value):
    return widgets.Dropdown(
        description=label, options=options, value=value, style={"description_width": "initial"}
    )


def _rate(code, base):
    return widgets.FloatText(
        description=f"1 {code} in {base}", value=0, style={"description_width": "initial"}
    )


def _summary(cleaned):
    """What became of the rows, as HTML: a sentence, the table of reasons, and what the file decided."""
    waits = len(cleaned.questions)
    more = (
        f" {waits} question{'s' * (waits != 1)} above {'wait' if waits > 1 else 'waits'} for you."
        if waits
        else ""
    )
    rows = "".join(
        f'<tr><td>{row.fate}</td><td>{html.escape(row.reason)}</td><td class="number">{row.rows:,}</td>'
        f'<td class="number">{row.share:.1%}</td></tr>'
        for row in cleaned.summary().itertuples()
    )
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("what", "why", "rows", "share"))
    notes = "".join(f"<li>{in_html(note)}</li>" for note in cleaned.notes)
    return (
        f"<p><strong>{html.escape(cleaned.sentence())}</strong>{more}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table><ul>{notes}</ul>"
    )
