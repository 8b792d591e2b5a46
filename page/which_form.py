"""The form of lesson 18: ten questions, each with "I do not know", and below them the methods in order."""

import html

import ipywidgets as widgets
import pandas as pd
from IPython.display import display
from IPython.utils.capture import capture_output
from jinja2 import Environment

from helpers import charts
from page import awake, which_method
from page.boxes import BOX
from page.which_method import DONE, NOT_DONE, Company

UNKNOWN = "I do not know"
STILL = "Run this cell to answer the questions. Until then every answer is “I do not know”; it leaves this:"
STYLE = """<style>
.which-method .widget-inline-hbox {flex-wrap: wrap; height: auto; width: 100%; margin: .2em 0}
.which-method .widget-label {flex: 1 0 100%; text-align: left; white-space: normal; overflow: visible;
  height: auto; line-height: 1.4}
.which-method .widget-dropdown > select {width: 100%; min-width: 0; height: 2em; font-size: inherit}
.which-method .widget-checkbox {width: 100%; height: auto; margin: 0}
.which-method .widget-checkbox label {height: auto; white-space: normal; line-height: 1.5}
.which-method .widget-html, .which-method .widget-html-content {height: auto; line-height: 1.5;
  white-space: normal; font-size: inherit; min-width: 0; width: 100%}
.which-method :focus-visible {outline: 3px solid #56B4E9; outline-offset: 2px}
</style>"""
GRID = {
    "grid_template_columns": "repeat(auto-fit, minmax(21em, 1fr))",
    "grid_gap": "0 1.5em",
    "width": "100%",
}
CELL = "text-align:left;vertical-align:top;white-space:normal;padding:.25em .7em .25em 0"
PAGES = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
HEAD = PAGES.from_string("""\
<div style="{{ box }}" role="status"><strong>First for you: {{ first }}.</strong>
{% if then %}Then: {{ then }}.{% endif %}<br>
<strong>How many segments?</strong> {{ few }}</div>
""")
TABLE = PAGES.from_string("""\
<table style="width:100%">
<caption style="text-align:left;font-weight:bold">The methods in order, for you</caption>
<thead><tr>
{% for name in ["", "Method", "Why it stands there", "The turning point", "What speaks against it", "Read"] %}
<th scope="col" style="{{ cell }}">{{ name }}</th>
{% endfor %}
</tr></thead><tbody>
{% for row in ranked %}
<tr><td style="{{ cell }}">{{ loop.index }}</td>
<th scope="row" style="{{ cell }}">{{ row.name | capitalize }}</th>
<td style="{{ cell }}">
{% if row.missing %}<strong>First find out</strong> whether you have {{ row.missing }}. {% endif %}
{{ row.why }}</td>
<td style="{{ cell }}">{{ row.decides }}</td><td style="{{ cell }}">{{ row.against }}</td>
<td style="{{ cell }}"><a href="{{ row.lesson }}.ipynb">lesson {{ row.lesson[:2] }}</a></td></tr>
{% endfor %}
</tbody></table>
{% if refused %}
<p style="margin:.8em 0 .2em"><strong>Cannot be done</strong> with what you have:</p><ul style="margin:0">
{% for row in refused %}
<li>{{ row.name | capitalize }} (<a href="{{ row.lesson }}.ipynb">lesson {{ row.lesson[:2] }}</a>).
Missing: {{ row.missing }}.</li>
{% endfor %}
</ul>
{% endif %}
""")

RULES = PAGES.from_string("""\
<table style="width:100%"><thead><tr>
{% for name in columns %}
<th scope="col" style="{{ cell }}">{{ name | capitalize }}</th>
{% endfor %}
</tr></thead><tbody>
{% for row in rows %}
<tr>
{% for text in row %}
<td style="{{ cell }}">{{ text }}</td>
{% endfor %}
</tr>
{% endfor %}
</tbody></table>
""")


class Chooser(widgets.VBox):
    """The questions as controls; a change in one puts the methods in order anew.

    Attributes
    ----------
    controls : dict of str to widget
        By question; the `value` of each is its answer, or `UNKNOWN`.
    """

    def __init__(self) -> None:
        self.controls = {name: _control(question) for name, question in which_method.questions().items()}
        self._head, self._picture, self._table = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self._drawn: list | None = None
        for control in self.controls.values():
            control.observe(lambda _: self._show(), names="value")
        lists = [control for control in self.controls.values() if isinstance(control, widgets.Dropdown)]
        ticks = [control for control in self.controls.values() if isinstance(control, Ticks)]
        grids = [
            widgets.GridBox(lists, layout=GRID | {"align_items": "flex-end"}),
            widgets.GridBox(ticks, layout=GRID),
        ]
        answers = [self._head, self._picture, self._table]
        super().__init__([widgets.HTML(STYLE), awake.note(), *grids, *answers])
        self.add_class("which-method")

    def company(self) -> Company:
        """Return the answers by question; None for "I do not know"."""
        values = {name: control.value for name, control in self.controls.items()}
        return {name: None if value == UNKNOWN else value for name, value in values.items()}

    def _show(self) -> None:
        """Show what follows from the answers; draw when the picture changes, since that takes longest."""
        company = self.company()
        self._head.value, self._table.value = head(company), table(company)
        points = list(possible(company).items())
        if points == self._drawn:
            return
        self._drawn = points
        with capture_output() as drawn:
            if len(points) > 1:  # one method is no order
                draw(company)
        self._picture.value = "".join(one.data.get("text/html", "") for one in drawn.outputs)

    def _ipython_display_(self) -> None:
        """Show the form; where nobody can press anything, what follows from no answer at all."""
        if charts.is_served():
            display({"text/html": f'<p class="course-still">{STILL}</p>', "text/plain": STILL}, raw=True)
            self._show()
        else:
            display({"text/html": f"<p>{STILL}</p>", "text/plain": STILL}, raw=True)
            display({"text/html": head({}), "text/plain": which_method.few({})}, raw=True)
            draw({})
            display({"text/html": table({}), "text/plain": in_words({})}, raw=True)
        awake.show(self)


class Ticks(widgets.VBox):
    """A question with as many answers as are true. `value` is a list, or `UNKNOWN`."""

    def __init__(self, ask: str, choices: dict[str, str]) -> None:
        self.boxes = {key: _box(words) for key, words in choices.items()}
        self.unknown = _box(UNKNOWN, value=True)
        self.add_traits(value=widgets.widget.Any(UNKNOWN))
        head = widgets.HTML(f"{html.escape(ask)} Tick nothing for none.")
        super().__init__([head, self.unknown, *self.boxes.values()])
        self.unknown.observe(self._unknown_changed, names="value")
        for box in self.boxes.values():
            box.observe(self._box_changed, names="value")

    def _unknown_changed(self, change: dict) -> None:
        if change["new"]:
            for box in self.boxes.values():
                box.value = False
        self._read()

    def _box_changed(self, change: dict) -> None:
        if change["new"]:
            self.unknown.value = False
        self._read()

    def _read(self) -> None:
        """Take the ticks as the answer."""
        ticked = [key for key, box in self.boxes.items() if box.value]
        self.value = UNKNOWN if self.unknown.value and not ticked else ticked


def possible(company: Company) -> pd.Series:
    """Return the points of the methods that can be done, or perhaps can: these are marked "(if)"."""
    answer = which_method.answer(company).query("fate != @NOT_DONE")
    names = [name if fate == DONE else f"{name} (if)" for name, fate in answer["fate"].items()]
    return answer["points"].set_axis(names)


def draw(company: Company) -> None:
    """Draw the methods that can be done, or perhaps can, by their points."""
    charts.bars(
        possible(company),
        "points: what holds for a method, less what holds against it",
        title="The methods in order, for you",
        form="{:+.1f}",
    )


def head(company: Company) -> str:
    """Return the first methods, and how many segments, as HTML."""
    names = list(possible(company).index)
    first, then = names[0], ", ".join(names[1:3])
    return HEAD.render(first=first, then=then, few=which_method.few(company), box=BOX.format(edge="#0072B2"))


def table(company: Company) -> str:
    """Return the methods in order, and those that cannot be done, as HTML."""
    answer = which_method.answer(company)
    rows = [row for _, row in answer.iterrows()]
    ranked, refused = ([row for row in rows if (row["fate"] == NOT_DONE) == out] for out in (False, True))
    return TABLE.render(ranked=ranked, refused=refused, cell=CELL)


def show_rules() -> None:
    """Show every rule: the edges, the needs and our judgement."""
    rules = which_method.in_the_open()
    page = RULES.render(columns=rules.columns, rows=rules.to_numpy().tolist(), cell=CELL)
    display({"text/html": page, "text/plain": rules.to_string(index=False)}, raw=True)


def in_words(company: Company) -> str:
    """Return the methods in order, a line each."""
    return "\n".join(f"{name}: {row['fate']}" for name, row in which_method.answer(company).iterrows())


def _control(question: dict) -> widgets.Widget:
    if question["kind"] == "any_of":
        return Ticks(question["ask"], question["choices"])
    options = [(UNKNOWN, UNKNOWN), *((words, value) for value, words in question["choices"].items())]
    return widgets.Dropdown(
        description=question["ask"], options=options, value=UNKNOWN, style={"description_width": "initial"}
    )


def _box(words: str, *, value: bool = False) -> widgets.Checkbox:
    return widgets.Checkbox(description=words, value=value, indent=False)
