"""Readers with a disability: axe-core over the running and the exported course, keyboard, names, colours."""

import ast
import itertools
import json
import re
import shutil
import subprocess
import sys

import browser
import matplotlib.pyplot as plt
import nbformat
import pytest
from accessibility import demand_axe, violations
from colour_blindness import SEEN_BY, contrast, difference
from ipywidgets import IntSlider
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from checks import core
from helpers import charts, claims
from page import awake, live, quiz
from tests.files import breaks, text_of

LESSON, EXERCISE, START = (
    "notebooks/05_behavioural.ipynb",
    "exercises/05_behavioural_exercise.ipynb",
    "notebooks/00_start_here.ipynb",
)
LESSONS = sorted((browser.REPOSITORY / "lessons").glob("[0-9][0-9]_*.py"))

# What axe-core finds in the notebook area and is JupyterLab's own, by rule and place.
JUPYTERLAB = [
    ("aria-input-field-name", ".cm-content"),  # the editors of code cells have no name
    ("aria-required-children", ".jp-WindowedPanel-viewport"),  # the list of cells calls itself a feed
    ("button-name", ".jp-collapseHeadingButton"),  # the arrow that folds what is under a heading
    ("color-contrast", ".cm-line *"),  # the colours of numbers and comments in code
    ("link-in-text-block", ".jp-RenderedMarkdown a"),  # links in text are not underlined
]
# And in a notebook exported by nbconvert.
NBCONVERT = [
    ("color-contrast", ".jp-InputPrompt, .jp-OutputPrompt"),  # "In [1]:" in light grey
    ("color-contrast", ".jp-Editor .highlight *"),  # the colours of the code
    ("link-in-text-block", ".jp-RenderedMarkdown a"),  # links are not underlined
]

# CIE76: a difference of about 2 can just be seen side by side; small marks that lie apart need far more.
APART = 15
TEXT, MARK = 4.5, 3  # contrasts asked by the Web Content Accessibility Guidelines 2.2, level AA
WRITES = ("text", "annotate", "set_title", "set_xlabel", "set_ylabel", "suptitle")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab with all cells of a notebook in the page, also those out of sight."""
    root, scratch = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("server")
    for path in (LESSON, EXERCISE, START):
        (root / path).parent.mkdir(exist_ok=True)
        shutil.copy(browser.REPOSITORY / path, root / path)
    settings = scratch / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    whole = json.dumps({"windowingMode": "none"})
    (settings / "tracker.jupyterlab-settings").write_text(whole, encoding="utf-8")
    with browser.jupyterlab(root, scratch) as lab:
        lab.root = root
        yield lab


@pytest.fixture(scope="module")
def lesson(lab):
    """Lesson 05 in JupyterLab, run once."""
    return opened(lab, LESSON)


def opened(lab, path):
    """Open a notebook, run all of it, and wait for its live picture, if it has one."""
    lab.open(path)
    lab.run_all()
    assert waiting_apart(lab.errors()) == []
    if path != EXERCISE:
        lab.page.locator(".live-controls [role=slider][aria-label]").first.wait_for()
    return lab


def waiting_apart(errors):
    """Leave out the error of the one cell of exercise 05 that waits to be completed."""
    return [error for error in errors if "`at` is not a date" not in error]


def in_notebook(lab):
    """Return what axe-core finds in the open notebook.

    It passes over what is scrolled out of the window, and over all that lies in a page's body without a
    height, which JupyterLab's is. So the window is made as high as the notebook, and the body with it.
    """
    page, usual = lab.page, lab.page.viewport_size
    outer = page.locator(".jp-Notebook .jp-WindowedPanel-outer")
    whole = outer.evaluate("outer => outer.scrollHeight")
    page.set_viewport_size({"width": usual["width"], "height": whole + 300})
    page.evaluate("() => { document.body.style.minHeight = '100vh'; }")
    outer.evaluate("outer => outer.scrollTo(0, 0)")
    page.wait_for_timeout(500)
    try:
        return violations(page, [".jp-Notebook"], JUPYTERLAB)
    finally:
        page.evaluate("() => { document.body.style.minHeight = ''; }")
        page.set_viewport_size(usual)


def says(lab, place, words):
    """Wait until the first element at a selector holds some words."""
    lab.page.locator(place).filter(has_text=words).first.wait_for()


# ---- the running course


@pytest.mark.browser
def test_every_control_of_a_live_picture_has_its_label_as_name_and_moves_by_keyboard(lesson):
    page, keys = lesson.page, lesson.page.keyboard
    (picture,) = lesson.live_pictures()
    controls = page.locator(".live-controls")
    names = ["Weight of R (recency)", "Weight of F (frequency)", "Weight of M (money)"]
    names += ["Number of segments", "Cut points", "Purchases tracked (%)"]
    first = picture.sentence()
    reached = []
    controls.get_by_role("slider", name=names[0], exact=True).focus()
    while len(reached) < 15:
        focused = page.locator(":focus")
        kind = focused.evaluate("e => e.role ?? e.type ?? e.tagName")
        if focused.evaluate("e => e.isContentEditable"):  # a slider's number, which can be typed too
            keys.press("Tab")
            continue
        if kind == "button" or focused.evaluate("e => e.tagName") == "BUTTON":
            assert focused.inner_text() == "Reset"
            break
        before = (picture.sentence(), picture.fingerprint())
        if kind == "select-one":
            for key in ("Space", "ArrowDown", "Enter"):
                keys.press(key)
            role = "combobox"
        else:
            at_its_end = focused.evaluate("e => e.ariaValueNow === e.ariaValueMax")
            keys.press("ArrowLeft" if at_its_end else "ArrowRight")
            role = "slider"
        picture.settle()
        assert (picture.sentence(), picture.fingerprint()) != before
        (name,) = [n for n in names if controls.get_by_role(role, name=n, exact=True).and_(focused).count()]
        reached.append(name)
        keys.press("Tab")
    assert reached == names
    keys.press("Enter")
    picture.settle()
    assert picture.sentence() == first


@pytest.mark.browser
def test_a_quiz_is_answered_by_keyboard_and_every_option_has_a_name(lesson):
    page, keys = lesson.page, lesson.page.keyboard
    quizzes = page.locator(".course-quiz")
    one = quizzes.filter(has_text="Choose one.").first
    options, said = one.get_by_role("button"), one.locator("[role=status]:not(.course-wake)")
    assert options.count() == 3 and all(options.nth(i).inner_text().strip() for i in range(3))
    options.first.focus()
    verdicts = []
    for key in ("Enter", "Space", "Enter"):
        before = said.inner_text() if said.count() else ""
        keys.press(key)
        page.wait_for_function(
            "([box, before]) => box.innerText !== before", arg=[one.element_handle(), before]
        )
        said.wait_for()
        page.wait_for_timeout(300)
        verdicts.append(said.inner_text().split(".")[0].split()[-1] if said.count() else "")
        keys.press("Tab")
    assert sorted(verdicts) == ["Right", "right", "right"]  # Right, and twice Not right
    several = quizzes.filter(has=page.get_by_role("checkbox")).first
    boxes = several.get_by_role("checkbox")
    boxes.first.focus()
    for _ in range(boxes.count()):
        assert page.locator(":focus").evaluate("e => e.labels[0].innerText.trim().length > 10")
        keys.press("Space")
        keys.press("Tab")
    assert several.get_by_role("button", name="Check my answer").evaluate("e => e === document.activeElement")
    keys.press("Enter")
    several.locator("[role=status]:not(.course-wake)").wait_for()
    assert all(boxes.nth(i).is_checked() for i in range(boxes.count()))


@pytest.mark.browser
def test_every_picture_of_a_run_lesson_has_words_of_its_own(lesson):
    pictures = lesson.page.locator(".jp-OutputArea-output img").evaluate_all(
        "all => all.map(image => image.alt || image.title || image.closest('[title]')?.title || '')"
    )
    assert len(pictures) >= 4 and all(len(words.split()) >= 8 for words in pictures)
    assert len(set(pictures)) == len(pictures)


@pytest.mark.browser
def test_a_run_lesson_with_answered_quizzes_is_accessible(lesson):
    demand_axe()
    assert in_notebook(lesson) == []
    assert lesson.errors() == []


@pytest.mark.browser
def test_axe_sees_what_is_wrong_in_an_output(lesson):
    """Without this, a test that finds nothing proves nothing; and nothing of ours is excused wholesale."""
    demand_axe()
    lesson.page.locator(".jp-OutputArea-output").last.evaluate(
        """output => { output.innerHTML = '<p style="color: #bbb; background: #fff">faint</p>'
          + '<img src="data:,"><button></button><div role="slider" aria-valuenow="1"></div>'; }"""
    )
    rules = {found.partition(":")[0] for found in in_notebook(lesson)}
    assert {"color-contrast", "image-alt", "button-name", "aria-input-field-name"} <= rules


@pytest.mark.browser
def test_an_exercise_with_hint_and_solution_is_accessible(lab):
    demand_axe()
    opened(lab, EXERCISE)
    cells = nbformat.read(lab.root / EXERCISE, as_version=4).cells
    asked = [i for i, cell in enumerate(cells) if cell.source.startswith("check.")]
    for place, what in zip(asked, ["hint()", "solution()"], strict=False):
        name = re.match(r"check\.\w+", cells[place].source).group()
        lab.set_cell(place, f"{name}.{what}")
        lab.run_cell(place)
    assert in_notebook(lab) == []
    assert waiting_apart(lab.errors()) == []


@pytest.mark.browser
def test_the_start_page_is_accessible(lab):
    demand_axe()
    opened(lab, START)
    assert in_notebook(lab) == []


# ---- the exported course (the site's own pages: test_site.py)


@pytest.mark.browser
def test_a_lesson_exported_by_nbconvert_is_accessible(lab, tmp_path):
    demand_axe()
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "--output-dir", str(tmp_path)]
    lesson = str(browser.REPOSITORY / LESSON)
    subprocess.run([*command, lesson], check=True, timeout=120, capture_output=True)
    with lab.page.context.browser.new_page() as page:
        # nbconvert's own scripts for formulas and widgets would come from the network.
        page.route(re.compile("^https?:"), lambda route: route.abort())
        page.goto((tmp_path / "05_behavioural.html").as_uri())
        assert violations(page, (), NBCONVERT) == []
        words = page.locator("details", has_text="The picture in words").count()
        assert words == page.locator("img").count() > 0


def test_only_a_kernel_that_serves_a_reader_gives_words_in_html_and_names_to_sliders(monkeypatch):
    shown = []
    for module in (charts, live):  # not the live view itself
        monkeypatch.setattr(module, "display", lambda data, **more: shown.append(data))
    monkeypatch.setattr(awake, "show", lambda widget, let_go: None)
    figure = plt.figure()
    month = IntSlider(description="Month", value=1, min=1, max=12)
    demo = live.Live(figure, lambda month: f"{month}", {"month": month}, alt='A "bar" < 3')
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    demo._ipython_display_()
    assert "text/html" not in shown[0] and len(shown) == 2
    monkeypatch.setenv("JPY_SESSION_NAME", "05_behavioural.ipynb")
    demo._ipython_display_()
    assert shown[2]["text/html"].startswith(
        '<img class="course-still" alt="A &quot;bar&quot; &lt; 3 At first: 1" src="data:image/'
    )
    assert "aria-label" in shown[4]["application/javascript"]


# ---- colours


@pytest.mark.parametrize("eyes", SEEN_BY)
def test_colours_are_told_apart_by_all_eyes(eyes):
    pairs = itertools.combinations(charts.PALETTE, 2)
    near = {pair: difference(*pair, eyes) for pair in pairs}
    assert min(near.values()) >= APART, min(near, key=near.get)


def test_the_simulation_confuses_what_colour_blind_eyes_confuse():
    assert difference("#FF0000", "#00FF00") > 100
    assert difference("#C00000", "#5B5B00", "protanopia") < APART
    assert difference("#A05000", "#708000", "deuteranopia") < APART < difference("#A05000", "#708000")
    assert difference("#00A0A0", "#009090", "tritanopia") < APART
    assert contrast("#000000") == pytest.approx(21) and contrast("#767676") == pytest.approx(4.54, abs=0.01)


def test_colours_too_faint_on_white_are_known_and_never_stand_alone():
    """Three are faint, so segments carry numbers, names and values, and each colour has its own marker."""
    faint = [colour for colour in charts.PALETTE if contrast(colour) < MARK]
    assert faint == ["#E69F00", "#56B4E9", "#F0E442"]
    assert len(set(charts.MARKERS)) == len(charts.MARKERS) == len(charts.PALETTE)
    left, right = Figure().subplots(1, 2)
    dots = live.dots(left, ["few", "many"])
    dots.move([1, 2], [1, 2], [0, 1])
    assert [line.get_marker() for line in left.lines] == charts.MARKERS[:2]
    assert [text.get_text() for text in left.texts if text.get_visible()] == ["1", "2"]
    live.bars(right, ["few", "many"]).move([0.2, 0.8])
    assert [text.get_text() for text in right.texts] == ["20%", "80%"]
    assert [label.get_text() for label in right.get_xticklabels()] == ["few", "many"]


def test_a_verdict_is_told_by_sign_and_word_not_by_colour():
    signs = {sign for sign, *_ in claims.SIGN.values()}
    assert len(signs) == len(claims.SIGN)
    done, back, open_ = (core.LOOK[status][0] for status in ("correct", "not yet", "not started"))
    assert len({done, back, open_}) == 3
    assert {sign for sign, *_ in core.LOOK.values()} == {done, back, open_}  # decided and kept are done, too
    assert len({word for _, word, _ in core.LOOK.values()}) == len(core.LOOK)
    boxes = [quiz._box(status, "") for status in ("correct", "not yet", "not started")]
    assert len({re.sub("<[^>]+>", "", box) for box in boxes}) == len(boxes)


def test_words_in_pictures_stand_out_from_paper():
    assert breaks(lambda path: faint_words(text_of(path)), LESSONS) == {}


def test_faint_words_are_found():
    assert faint_words('ax.text(0, 0, "low", color=charts.PALETTE[1])') == ["line 1: charts.PALETTE[1]"]
    assert faint_words('ax.annotate("low", at, color="#D55E00")') == ["line 1: '#D55E00'"]
    assert faint_words('ax.text(0, 0, "low", color="#8A3D00")') == []


def faint_words(source):
    """List the colours of texts in a lesson's pictures that are too faint on white; white stands on dark."""
    found = []
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in WRITES:
            values = [word.value for word in call.keywords if word.arg in ("color", "c")]
            for node in itertools.chain.from_iterable(map(ast.walk, values)):
                colour = colour_of(node)
                if colour not in (None, "#FFFFFF") and contrast(colour) < TEXT:
                    found.append(f"line {call.lineno}: {ast.unparse(node)}")
    return found


def colour_of(node):
    """Return the colour that a part of an expression names, such as "#0072B2", or None."""
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "charts.PALETTE":
        return charts.PALETTE[node.slice.value] if isinstance(node.slice, ast.Constant) else None
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return to_hex(node.value).upper()
        except ValueError:
            return None
    return None
