"""Live pictures on the site: all frames of the named sliders, drawn at the build, moved by hand."""

import json
from pathlib import Path

import browser
import nbformat
import pytest

from kit.site import frames

DEMO = Path(__file__).parents[1].joinpath("live_demo.py").read_text(encoding="utf-8")
SHOWN = DEMO.replace('each segment.")', 'each segment.", frames=("k",))') + "demo\n"
ALT = "Customers by recency and spending, with a bar for each segment."


def course(folder, *sources):
    """Write a notebook of these cells; return its path."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    nbformat.write(notebook, folder / "01_one.ipynb")
    return folder / "01_one.ipynb"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The frames of the live picture to test with; what follows it fails, and is not run."""
    folder = tmp_path_factory.mktemp("drawn")
    frames.draw_all([course(folder, "one = 1", SHOWN, "1 / 0")], folder)
    return json.loads((folder / "01_one.json").read_text(encoding="utf-8"))


def test_every_place_of_the_slider_has_its_picture_and_its_sentence(found):
    assert found["alt"] == ALT
    (slider,) = found["sliders"]
    assert slider == {"label": "Number of segments", "words": list("2345678"), "at": 2}
    assert [frame["sentence"][:10] for frame in found["frames"]] == [f"{k} segments" for k in range(2, 9)]
    pictures = {frame["picture"] for frame in found["frames"]}
    assert len(pictures) == 7 and all(one.startswith("data:image/webp;base64,") for one in pictures)
    assert len(json.dumps(found)) < frames.MOST_BYTES


def test_what_else_can_be_moved_is_said(found):
    html = frames.block(found)
    assert "“Weight of spending against recency”, “Bars show” and “Show every customer”." in html
    assert frames._more([]).endswith("can be changed, too.")
    assert frames._more(["One"]).endswith(" “One”.")


def test_a_sentence_is_no_markup_and_ends_no_script(found):
    evil = {"sentence": "</script><b>5 < 6", "picture": None}
    html = frames.block(found | {"frames": [evil] * 7})
    assert html.count("</script>") == 2 and "<b>" not in html.split("<script")[0]


def test_a_lesson_without_named_sliders_is_not_run(tmp_path):
    frames.draw_all([course(tmp_path, "1 / 0\nlive.Live(fig, update, {})")], tmp_path)
    assert not list(tmp_path.glob("*.json"))


def test_too_many_frames_stop_the_build(tmp_path):
    many = SHOWN.replace('("k",)', '("k", "weight")')
    with pytest.raises(Exception, match=r"70 frames take [\d,]+ bytes of 300,000. Name one slider"):
        frames.draw_all([course(tmp_path, many)], tmp_path)


@pytest.mark.browser
def test_the_picture_moves_by_keyboard_and_by_mouse_from_a_file(found, tmp_path):
    still = f'<div class="cell_output"><img src="{found["frames"][2]["picture"]}" alt="{ALT}">'
    page_file = tmp_path / "page.html"
    head = '<!doctype html><meta charset="utf-8">'
    page_file.write_text(f"{head}{still}{frames.block(found)}</div>", encoding="utf-8")
    with browser.page_for_files(tmp_path) as (page, beyond):
        page.goto(page_file.as_uri())
        slider, image = page.get_by_role("slider", name="Number of segments"), page.locator("img")

        def shown(k):
            frame = found["frames"][k - 2]
            page.wait_for_function("src => document.images[0].src === src", arg=frame["picture"])
            assert page.locator("[role=status]").inner_text() == frame["sentence"]
            assert image.get_attribute("alt") == f"{ALT} {frame['sentence']}"
            assert slider.get_attribute("aria-valuetext") == page.locator("output").inner_text() == str(k)

        before = image.bounding_box()
        slider.press("ArrowRight")
        shown(5)
        slider.press("End")
        shown(8)
        box = slider.bounding_box()
        page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2, steps=15)
        page.mouse.up()
        shown(2)
        assert image.bounding_box() == before
        assert beyond == []
