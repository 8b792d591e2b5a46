"""Every lesson's first slider under a hand, frame by frame: none blank, none with another's sentence."""

import ast
import shutil

import bench_live
import browser
import nbformat
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]

LESSONS = [
    path
    for path in sorted((browser.REPOSITORY / "notebooks").glob("*.ipynb"))
    if "live.Live(" in path.read_text(encoding="utf-8")
]
# Keeps what `update` and the drawing have made of each setting: the sentence, and the picture's fingerprint.
KEEP = """
import hashlib
from page import live

seen_drawn, inner_next = set(), live.Live._next


def next_seen(self, values=None):
    sentence, picture = inner_next(self, values)
    seen_drawn.add((sentence, hashlib.sha256(picture).hexdigest()))
    return sentence, picture


live.Live._next = next_seen
"""
# Notes in every frame the picture and the sentence that stand there.
PAIRS = """([selector, words]) => {
  const print = async (source) => {
    const bytes = await (await fetch(source)).arrayBuffer();
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    return [...hash].map(byte => byte.toString(16).padStart(2, '0')).join('');
  };
  const watch = window.pairs = {seen: new Map(), on: true};
  const look = () => {
    if (!watch.on) return;
    const image = document.querySelector(selector);
    const sentence = document.querySelector(words).textContent;
    const pair = JSON.stringify([sentence, image.src]);
    if (image.complete && !watch.seen.has(pair)) watch.seen.set(pair, [sentence, print(image.src)]);
    requestAnimationFrame(look);
  };
  look();
}"""
SEEN = """() => {
  window.pairs.on = false;
  const seen = [...window.pairs.seen.values()];
  return Promise.all(seen.map(async ([sentence, print]) => [sentence, await print]));
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab on a folder with the lessons, each with a first cell that keeps what is drawn."""
    root = tmp_path_factory.mktemp("lessons")
    for path in LESSONS:
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.insert(0, nbformat.v4.new_code_cell(KEEP))
        nbformat.write(notebook, shutil.copy(path, root))
    with browser.jupyterlab(root, tmp_path_factory.mktemp("server")) as lab:
        lab.root = root
        yield lab


@pytest.mark.parametrize("name", [path.name for path in LESSONS])
def test_no_frame_of_a_drag_is_blank_or_has_anothers_sentence(lab, name):
    lab.open(name)
    lab.run_all()
    assert lab.errors() == []
    picture = lab.live_pictures()[0]
    slider = picture.sliders()[0]
    words = picture.selector.replace(" img", " [role=status]")
    picture.image.scroll_into_view_if_needed()
    slider.scroll_into_view_if_needed()
    picture.settle()
    with picture.watched() as watched:
        lab.page.evaluate(PAIRS, [picture.selector, words])
        picture.drag(slider, steps=120)
        for key in ["ArrowLeft"] * 4 + ["ArrowRight"] * 4:  # back, over what is there, and where it ends
            slider.press(key)
            lab.page.wait_for_timeout(60)
        picture.settle()
        pairs = lab.page.evaluate(SEEN)
    assert (watched["blank"], watched["missing"]) == (0, 0)
    assert len(watched["heights"]) == 1, "the picture jumps"
    end = (picture.sentence(), picture.fingerprint())
    lab.set_cell(0, "print(sorted(seen_drawn))")
    lab.run_cell(0)
    drawn = set(ast.literal_eval(lab.outputs()[0][0]["text"]))
    pictures = {fingerprint for _, fingerprint in drawn}
    refused = "The picture still shows"
    strange = [
        pair
        for pair in map(tuple, pairs)
        if pair not in drawn and not (refused in pair[0] and pair[1] in pictures)
    ]
    assert strange == []
    assert len(pairs) > 2 and end in map(tuple, pairs)
    assert end[0] in {sentence for sentence, _ in drawn}, "the last move is drawn"


def test_where_the_module_fails_pictures_come_as_before(lab):
    broken = "\nfrom page import frames\nclass Broken(frames._Page):\n    _esm = 'throw new Error()'\n"
    demo = bench_live.DEMO.read_text(encoding="utf-8")
    demo = bench_live.apart(demo, f"{broken}frames._Page = Broken\ndemo")
    bench_live.write_notebook(lab.root / "broken.ipynb", [demo])
    lab.open("broken.ipynb")
    lab.run_all()
    (picture,) = lab.live_pictures()
    slider, seen = picture.sliders()[0], set()
    for end in ["high", "low"]:
        picture.move_to_end(slider, end)
        seen.add((picture.sentence()[:10], picture.fingerprint()))
    assert {sentence for sentence, _ in seen} == {"2 segments", "8 segments"} and len(seen) == 2
    assert picture.image.get_attribute("src").startswith("blob:")
    assert lab.errors() == []
