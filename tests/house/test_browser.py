"""A reader's hands in a real browser: controls to their ends, drags, quick presses, Reset, no kernel."""

import base64
import json
import shutil
import subprocess
import sys
from pathlib import Path

import bench_live
import browser
import nbformat
import pytest

pytestmark = pytest.mark.browser

DEMO = bench_live.DEMO.read_text(encoding="utf-8") + "\ndemo"

SHOWN = """
import matplotlib.pyplot as plt
from helpers import charts
fig, ax = plt.subplots(figsize=(5, 3))
ax.bar(["new", "faithful"], [3, 7])
charts.show(fig, "Two bars: 3 new customers, and 7 > 3 faithful ones.")
"""


LESSONS = sorted((browser.REPOSITORY / "notebooks").glob("*.ipynb"))
# The workbench, for one, has no live picture.
LIVE = [path.name for path in LESSONS if "live.Live(" in path.read_text(encoding="utf-8")]
NOTEBOOKS = ["demo.ipynb", *LIVE]
EXERCISE = "05_behavioural_exercise.ipynb"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab in a browser, on a folder with the notebooks of these tests."""
    root = tmp_path_factory.mktemp("notebooks")
    bench_live.write_notebook(root / "demo.ipynb", [DEMO])
    for path in LESSONS:
        shutil.copy(path, root)
    (root / "exercises").mkdir()
    shutil.copy(browser.REPOSITORY / "exercises" / EXERCISE, root / "exercises")
    bench_live.write_notebook(root / "shown.ipynb", [SHOWN])
    bench_live.write_notebook(root / "stored.ipynb", [DEMO])
    browser.execute_and_strip(root / "stored.ipynb")
    with browser.jupyterlab(root, tmp_path_factory.mktemp("server")) as lab:
        lab.root = root
        yield lab


@pytest.fixture(scope="module")
def open_demo(lab):
    """The notebook of the live picture, run once."""
    lab.open("demo.ipynb")
    lab.run_all()
    assert lab.errors() == []
    (picture,) = lab.live_pictures()
    return picture


@pytest.fixture
def picture(open_demo):
    """The live picture with its controls at their first values."""
    open_demo.reset()
    return open_demo


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_every_control_moves_picture_and_sentence_at_both_ends(lab, path):
    lab.open(path)
    lab.run_all()
    assert lab.errors() == []
    pictures = lab.live_pictures()
    assert pictures
    for picture in pictures:
        for control in picture.controls():
            picture.reset()
            seen = set()
            for end in ["low", "high"]:
                with picture.watched() as watched:
                    picture.move_to_end(control, end)
                assert (watched["blank"], watched["missing"]) == (0, 0)
                seen.add((picture.sentence(), picture.fingerprint()))
            assert len({sentence for sentence, _ in seen}) == 2
            assert len({fingerprint for _, fingerprint in seen}) == 2
    assert lab.errors() == []


def test_an_exercise_says_not_started_then_not_yet_then_correct(lab):
    lab.open(f"exercises/{EXERCISE}")
    lab.run_all()
    assert lab.errors() == []
    cells = nbformat.read(lab.root / "exercises" / EXERCISE, as_version=4).cells
    answer = next(i for i, cell in enumerate(cells) if "answer" in cell.metadata.get("tags", []))
    check = answer + 1

    def said():
        lab.run_cell(answer)
        lab.run_cell(check)
        place = lab.page.locator(f".jp-Notebook [data-windowed-list-index='{check}'] [role=status]")
        return place.inner_text()

    assert said().strip().startswith("○ Not started.")
    untouched = cells[answer].source
    lab.set_cell(answer, untouched.replace("...", "features.rfm(orders, at=data.TODAY)"))
    assert "Not yet." in (wrong := said()) and "Look at at" in wrong
    lab.set_cell(answer, untouched.replace("...", 'features.rfm(orders, at="2025-10-01")'))
    assert "Correct." in said()
    assert lab.errors() == []


def test_a_setting_without_a_picture_says_why_and_keeps_the_last(lab, picture):
    k, weight = picture.sliders()
    picture.move_to_end(k, "high")
    before = picture.fingerprint()
    picture.move_to_end(weight, "low")
    assert picture.sentence().startswith("Eight segments need a weight of at least 0.5.")
    assert picture.fingerprint() == before
    assert lab.errors() == []


def test_no_blank_frame_in_a_drag_and_the_last_value_is_drawn(picture):
    for slider in picture.sliders():
        picture.reset()
        with picture.watched() as seen:
            picture.drag(slider)
        assert seen["screens"] > 3 and seen["frames"] > 20
        assert seen["pictures"] >= 3
        assert (seen["blank"], seen["missing"]) == (0, 0)
        assert len(seen["heights"]) == 1, "the picture jumps"
        dragged = (picture.sentence(), picture.fingerprint())
        picture.reset()
        picture.move_to_end(slider, "high")
        assert (picture.sentence(), picture.fingerprint()) == dragged


def test_the_watch_sees_a_picture_that_goes_away(lab, picture):
    wait = "await new Promise(done => setTimeout(done, 400))"
    with picture.watched() as seen:
        picture.image.evaluate(
            f"async (i) => {{ i.style.opacity = 0; {wait}; i.style.opacity = 1; {wait}; }}"
        )
    assert seen["blank"] > 0
    with picture.watched() as seen:
        picture.image.evaluate(
            f"async (i) => {{ const s = i.src; i.src = 'data:,'; {wait}; i.src = s; {wait}; }}"
        )
    assert seen["missing"] > 0


def test_eight_quick_presses_end_at_the_right_picture(lab, picture):
    weight = picture.sliders()[1]
    picture.move_to_end(weight, "low")
    with picture.watched() as seen:
        for _ in range(8):
            lab.page.keyboard.press("ArrowRight", delay=20)
        picture.settle()
    assert "weight 1.8" in picture.sentence()
    assert (seen["blank"], seen["missing"]) == (0, 0)
    assert 2 <= seen["pictures"] <= 9  # the first, and at most one for each press


def test_moves_faster_than_the_drawing_are_dropped_not_queued(lab, picture):
    """Forty values in one go: the kernel answers a few of them, and the last."""
    weight = picture.sliders()[1]
    weight.focus()
    with picture.watched() as seen:
        lab.page.evaluate(
            """(count) => {
              const slider = document.activeElement;
              for (let i = 0; i < count; i++) {
                const key = i < count - 8 ? (i % 2 ? 'ArrowRight' : 'ArrowLeft') : 'ArrowRight';
                slider.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
              }
            }""",
            40,
        )
        picture.settle()
    assert "weight 2.0" in picture.sentence()
    assert seen["pictures"] <= 6


def test_reset_and_everything_else_by_keyboard_alone(lab, picture):
    first = (picture.sentence(), picture.fingerprint())
    keys = lab.page.keyboard
    picture.sliders()[0].focus()
    reached = []
    for _ in range(12):
        kind = lab.page.evaluate(
            "() => { const e = document.activeElement; return e.role ?? e.type ?? e.tagName; }"
        )
        reached.append(kind)
        if kind == "slider":
            keys.press("ArrowRight")
        elif kind == "checkbox":
            keys.press("Space")
        elif kind == "select-one":
            keys.press("Space")  # opens the list; JupyterLab would take the arrow from a closed one
            keys.press("ArrowDown")
            keys.press("Enter")
        elif lab.page.evaluate("() => document.activeElement.innerText") == "Reset":
            break
        keys.press("Tab")
    assert {"slider", "checkbox", "select-one"} <= set(reached)
    picture.settle()
    moved = picture.sentence()
    assert moved.startswith("5 segments, weight 1.2, size, 500 dots")
    keys.press("Enter")
    picture.settle()
    assert (picture.sentence(), picture.fingerprint()) == first


def test_words_for_those_who_cannot_see(lab, picture):
    """The picture's name is its description and the sentence; labels are whole; the sentence is spoken."""
    devtools = lab.page.context.new_cdp_session(lab.page)
    tree = devtools.send("Accessibility.getFullAXTree")["nodes"]
    names = [n["name"]["value"] for n in tree if n.get("role", {}).get("value") == "image" and "name" in n]
    assert any(
        name.endswith(picture.sentence()) and name.startswith("Customers by recency") for name in names
    )
    spoken = picture.image.page.locator(".live-picture [role=status]")
    assert spoken.get_attribute("aria-live") == "polite"
    cut = lab.page.locator(".live-controls .widget-label").evaluate_all(
        "all => all.filter(l => l.scrollWidth > l.clientWidth + 1 || l.scrollHeight > l.clientHeight + 2)"
        ".map(l => l.innerText)"
    )
    assert cut == []


def test_a_stored_notebook_shows_its_picture_without_a_kernel(lab):
    lab.open("stored.ipynb", kernel=False)
    image = lab.page.locator(".jp-OutputArea-output img")
    image.wait_for()
    assert image.get_attribute("src").startswith("data:image/png")
    assert image.evaluate("image => image.complete && image.naturalWidth") == 800
    assert "model not found" not in lab.page.locator(".jp-Notebook").inner_text()
    words = lab.page.locator(".jp-OutputArea-output details p")
    assert words.text_content().startswith("Customers by recency and spending")
    stored = (lab.root / "stored.ipynb").read_text(encoding="utf-8")
    assert "widget-view" not in stored and "model_id" not in stored
    output, _ = json.loads(stored)["cells"][0]["outputs"]
    assert base64.b64decode(output["data"]["image/png"]).startswith(b"\x89PNG")


def test_a_shown_figure_has_its_words_in_the_page_and_in_an_exported_one(lab):
    lab.open("shown.ipynb")
    lab.run_all()
    assert lab.errors() == []
    assert lab.page.locator(".jp-OutputArea-output img").count() == 1
    words = lab.page.locator(".jp-OutputArea-output details")
    assert words.locator("summary").inner_text() == "The picture in words"
    words.locator("summary").click()
    assert words.locator("p").inner_text() == "Two bars: 3 new customers, and 7 > 3 faithful ones."
    lab.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    lab.wait_for_kernel()
    path = lab.root / "shown.ipynb"
    subprocess.run(
        [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", str(path)],
        check=True,
        timeout=120,
        capture_output=True,
    )
    exported = Path(path).with_suffix(".html").read_text(encoding="utf-8")
    assert "data:image/png" in exported
    assert "<p>Two bars: 3 new customers, and 7 &gt; 3 faithful ones.</p></details>" in exported
