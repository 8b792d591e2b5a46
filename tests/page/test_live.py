"""The live picture without a browser: what it draws, says and refuses."""

import base64
import importlib
import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from ipywidgets import (
    Checkbox,
    Dropdown,
    FloatLogSlider,
    FloatSlider,
    IntRangeSlider,
    IntSlider,
    RadioButtons,
    SelectionSlider,
)
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from helpers import charts
from page import awake, live
from tests import combinations


def a_picture(**more):
    """Build a small live picture: a wave, a marker on it, a title that moves and a legend that does not."""
    fig, ax = plt.subplots(figsize=(4, 3))
    ax.set(xlim=(0, 10), ylim=(-2, 2))
    ax.grid(True)
    bar, _ = ax.bar([2, 4], [1, 1.5], color="tab:gray")
    ax.text(5, 1, "unseen", visible=False, zorder=9)
    (wave,) = ax.plot([], [], label="wave")
    (marker,) = ax.plot([0], [0], "o", markersize=12)
    ax.legend(loc="upper left")
    x = np.linspace(0, 10, 100)

    def update(height, where):
        if height == 3:
            raise ValueError("Three is too high for this picture. Choose a lower wave.")
        wave.set_data(x, height * np.sin(x))
        marker.set_data([where], [0])
        bar.set_height(where / 10)
        ax.set_title(f"height {height}")
        return f"A wave of height {height}, marked at {where:.1f}."

    controls = {
        "height": IntSlider(description="Height", value=1, min=0, max=3),
        "where": FloatSlider(description="Marked at", value=5, min=0, max=10, step=2.5),
    }
    return live.Live(fig, more.pop("update", update), controls, alt="A wave.", **more)


def pixels(picture):
    """Return the colours of a PNG as numbers that can be subtracted."""
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)


@pytest.fixture
def full_colour(monkeypatch):
    """Keep all colours of the pictures, so that they can be compared exactly."""

    def png(canvas, compress_level, over=None):
        picture = Image.fromarray(np.array(canvas.buffer_rgba()))
        file = io.BytesIO()
        (Image.alpha_composite(picture, over) if over else picture).save(file, format="PNG")
        return file.getvalue()

    monkeypatch.setattr(live, "png", png)


def assert_like_drawn_whole(demo):
    """Compare the picture put together from layers with one drawn by matplotlib in one go."""
    fig = demo._drawing._fig
    moving = [artist for artist in fig.findobj() if artist.get_animated()]
    for artist in moving:
        artist.set_animated(False)
    whole = FigureCanvasAgg(fig)
    whole.draw()
    for artist in moving:
        artist.set_animated(True)
    difference = np.abs(pixels(demo._image.value) - np.asarray(whole.buffer_rgba())[..., :3])
    assert difference.max() <= 3  # of 255: rounding where the legend lies over the wave


@pytest.fixture
def demo():
    """The live picture of 5,000 customers, freshly made."""
    return importlib.reload(importlib.import_module("live_demo")).demo


@pytest.mark.parametrize("height", [0, 1, 2])
def test_a_moved_picture_is_the_picture_drawn_whole(height, full_colour):
    demo = a_picture()
    for where in [0, 10, 7.5]:
        demo.controls["where"].value = where
    demo.controls["height"].value = height
    assert_like_drawn_whole(demo)


@pytest.mark.parametrize("last", [2, 3, 12, 13])
def test_what_rests_at_a_move_stays_in_the_picture(last, full_colour):
    fig, ax = plt.subplots()
    ax.set(xlim=(0, 20), ylim=(0, 20))
    (line,) = ax.plot([0, 1], [0, 1])

    def update(n):
        if n < 10:
            line.set_data([0, n], [0, n])
        else:
            ax.set_ylim(0, 2 * n)
            ax.set_title(f"{n} customers")
        return f"{n} customers."

    demo = live.Live(fig, update, {"n": IntSlider(description="Customers", value=1, max=20)}, alt="A line.")
    for n in [5, 11, 6, 16, last]:
        demo.controls["n"].value = n
    assert_like_drawn_whole(demo)


def test_only_what_moves_is_drawn_again():
    demo = a_picture()
    demo.controls["height"].value = 2
    demo.controls["where"].value = 0
    background = demo._drawing._background
    demo.controls["height"].value = 0
    demo.controls["where"].value = 10
    assert demo._drawing._background is background
    moving, over = (
        {type(a).__name__ for a in layer} for layer in [demo._drawing._moving, demo._drawing._over]
    )
    assert "XAxis" not in moving | over
    assert "Legend" in over - moving


def test_new_axis_limits_are_followed(full_colour):
    fig, ax = plt.subplots()
    ax.plot([0, 1], [0, 1])

    def update(top):
        ax.set_ylim(0, top)
        return f"Up to {top}."

    demo = live.Live(fig, update, {"top": IntSlider(description="Top", value=1, min=1, max=9)}, alt="A line.")
    first = demo._image.value
    demo.controls["top"].value = 9
    assert demo._image.value != first
    assert_like_drawn_whole(demo)


def test_changed_words_in_a_legend_are_followed(full_colour):
    fig, ax = plt.subplots()
    (line,) = ax.plot([0, 1], [0, 1], label="0")
    legend = ax.legend(loc="upper left")

    def update(n):
        line.set_ydata([0, 1])
        if n > 1:
            legend.get_texts()[0].set_text(f"{n} customers")
        return f"{n} customers."

    demo = live.Live(fig, update, {"n": IntSlider(description="Customers", value=1)}, alt="A line.")
    for n in [100, 7]:
        before = demo._image.value
        demo.controls["n"].value = n
        assert demo._image.value != before
        assert_like_drawn_whole(demo)
    demo.controls["n"].value = 20
    background = demo._drawing._background
    demo.controls["n"].value = 50
    assert demo._drawing._background is background


def test_small_axes_within_axes_are_followed(full_colour):
    fig, ax = plt.subplots()
    (line,) = ax.plot([0, 1], [0, 1])
    small = ax.inset_axes([0.6, 0.1, 0.3, 0.3], xlim=(0, 10), ylim=(0, 1))
    (mark,) = small.plot([0], [0.5], "o")

    def update(n):
        line.set_ydata([0, n / 10])
        mark.set_xdata([n])
        return f"{n} customers."

    demo = live.Live(fig, update, {"n": IntSlider(description="Customers", value=1, max=10)}, alt="A line.")
    for n in [3, 9]:
        demo.controls["n"].value = n
        assert_like_drawn_whole(demo)


def test_the_same_values_give_the_same_picture_whatever_came_before():
    demo = a_picture()
    pictures = {}
    for height, where in [(1, 5), (2, 0), (0, 10), (2, 0), (1, 5)]:
        demo.controls["height"].value = height
        demo.controls["where"].value = where
        again = pictures.setdefault((height, where), demo._image.value)
        assert np.abs(pixels(again) - pixels(demo._image.value)).max() <= 2


def test_a_refusal_keeps_the_picture_and_says_why():
    demo = a_picture()
    before = demo._image.value
    demo.controls["height"].value = 3
    assert demo._image.value == before
    assert demo.sentence.startswith(
        "Three is too high for this picture. Choose a lower wave. The picture still"
    )
    assert demo.sentence in demo._words.value
    demo.controls["height"].value = 2
    assert demo._image.value != before
    assert demo.sentence.startswith("A wave of height 2")


def test_a_mistake_in_update_is_one_calm_sentence_and_a_test_finds_it():
    def update(height, where):
        return f"{1 / (height - 2):.1f} {where}"

    demo = a_picture(update=update)
    demo.controls["height"].value = 2
    assert isinstance(demo.error, ZeroDivisionError)
    assert "could not be drawn" in demo.sentence
    assert "Error" not in demo._words.value
    demo.reset()
    assert demo.error is None
    with pytest.raises(ZeroDivisionError):
        list(combinations.go_through(demo, combinations.every(demo)))


def test_the_first_values_must_give_a_picture():
    def update(height, where):
        raise ValueError("No customers are left.")

    with pytest.raises(ValueError, match="No customers are left"):
        a_picture(update=update)


def test_update_must_return_a_sentence():
    with pytest.raises(TypeError, match="must return the sentence"):
        a_picture(update=lambda height, where: None)


def test_controls_and_picture_need_words():
    fig, _ = plt.subplots()
    with pytest.raises(ValueError, match="control `k` has no description"):
        live.Live(fig, lambda k: "One.", {"k": IntSlider()}, alt="A line.")
    with pytest.raises(ValueError, match="no description"):
        live.Live(fig, lambda k: "One.", {"k": IntSlider(description="K")}, alt=" ")


def test_sliders_write_large_numbers_as_the_sentence_does():
    fig, _ = plt.subplots()
    controls = {
        "letters": SelectionSlider(description="Letters", options=[300, 1_800, "all"], value=1_800),
        "drift": SelectionSlider(description="Drift", options=[("20%", 0.2), ("1800", 1800)], value=0.2),
        "people": IntSlider(description="People", min=0, max=5_000),
    }
    letters, drift, people = live.Live(fig, lambda **_: "One.", controls, alt="A line.").controls.values()
    assert (letters.value, letters._options_labels) == (1_800, ("300", "1,800", "all"))
    assert (drift.value, drift.label) == (0.2, "20%")
    assert people.readout_format == ",d"


def test_reset_puts_everything_back_and_draws_once():
    demo = a_picture()
    first, calls = demo._image.value, []
    demo.controls["height"].value = 2
    demo.controls["where"].value = 10
    inner = demo._update
    demo._update = lambda **values: calls.append(values) or inner(**values)
    demo.reset()
    assert calls == [{"height": 1, "where": 5.0}]
    assert np.abs(pixels(first) - pixels(demo._image.value)).max() <= 2
    assert demo.sentence == "A wave of height 1, marked at 5.0."


def test_the_sentence_is_text_never_markup():
    demo = a_picture(update=lambda height, where: f"<b>{height}</b> & more")
    assert "<b>" not in demo._words.value
    assert 'role="status"' in demo._words.value
    assert 'aria-live="polite"' in demo._words.value


def shown(demo, monkeypatch):
    """Return what a notebook gets to show: a list of data and metadata."""
    outputs = []
    for module in (awake, charts):
        monkeypatch.setattr(
            module, "display", lambda data, **more: outputs.append((data, more.get("metadata")))
        )
    demo._ipython_display_()
    return outputs


def test_what_is_stored_is_a_picture_and_its_words(monkeypatch):
    (view, _), (picture, metadata), (words, _) = shown(a_picture(), monkeypatch)
    alt = "A wave. At first: A wave of height 1, marked at 5.0."
    assert set(view) == {awake.VIEW} and set(picture) == {"image/png", "text/plain"}
    assert pixels(base64.b64decode(picture["image/png"])).shape == (300, 400, 3)
    assert metadata["image/png"]["alt"] == picture["text/plain"] == alt
    assert words["text/plain"] == f"{live.STILL}\n{alt}"
    assert alt in words["text/html"] and f'<p class="course-still">{live.STILL}</p>' in words["text/html"]


def test_what_is_stored_is_the_same_each_time(monkeypatch):
    first, again = (shown(a_picture(), monkeypatch) for _ in range(2))
    for data, _ in first + again:
        data.pop(awake.VIEW, None)
    assert first == again


def test_a_control_that_is_no_use_by_keyboard_is_refused():
    fig, _ = plt.subplots()
    radio = RadioButtons(description="Which", options=["a", "b"])
    with pytest.raises(ValueError, match="`which` is of the kind RadioButtons"):
        live.Live(fig, lambda which: "One.", {"which": radio}, alt="A line.")


def test_the_site_gets_every_place_of_the_named_sliders():
    demo = a_picture(frames=("height", "where"))
    found = demo.without_kernel()
    assert [(s["label"], s["words"], s["at"]) for s in found["sliders"]] == [
        ("Height", ["0", "1", "2", "3"], 1),
        ("Marked at", ["0.00", "2.50", "5.00", "7.50", "10.00"], 2),
    ]
    assert found["others"] == [] and len(found["frames"]) == 20
    frame = found["frames"][2 * 5 + 4]
    assert frame.sentence == "A wave of height 2, marked at 10.0." and frame.picture
    refused = found["frames"][3 * 5]
    assert refused.sentence.startswith("Three is too high") and refused.picture is None


def test_only_sliders_move_on_the_site():
    with pytest.raises(ValueError, match="`frames` names 'depth', which is no slider"):
        a_picture(frames=("depth",))


def test_the_figure_is_not_shown_a_second_time():
    before = plt.get_fignums()
    a_picture()
    assert plt.get_fignums() == before


def test_going_through_settings_shows_each_and_puts_back():
    demo = a_picture()
    seen = list(combinations.go_through(demo, combinations.every(demo)))
    assert len(seen) == 4 * 5
    assert [c.values for c in seen if c.picture is None] == [
        {"height": 3, "where": w} for w in (0, 2.5, 5, 7.5, 10)
    ]
    assert len({c.sentence for c in seen if c.picture}) == 15
    assert len({c.picture for c in seen if c.picture}) == 15
    assert {name: control.value for name, control in demo.controls.items()} == {"height": 1, "where": 5}
    assert demo.sentence == "A wave of height 1, marked at 5.0."


def test_sentences_without_pictures_are_the_same_sentences():
    demo = a_picture()
    drawn, spoken = (
        [c.sentence for c in combinations.go_through(demo, combinations.every(demo), draw=draw)]
        for draw in (True, False)
    )
    assert drawn == spoken


def test_the_settings_of_the_quick_tests():
    demo = a_picture()
    singles, pairs = combinations.singles(demo), combinations.pairs(demo)
    assert singles[:2] == [{"height": 0, "where": 0}, {"height": 3, "where": 10}]
    assert len(singles) == 2 + 4 + 5
    assert pairs == list(combinations.every(demo)), "two controls have no more pairs than settings"
    assert combinations.sample(demo, 9) == combinations.sample(demo, 9)


@pytest.mark.parametrize(
    ("sentence", "unfit"),
    [
        ("Two letters earn 5 SEK.", False),
        ("Banks and finance inform 12 firms. None of them is new.", False),
        ("The mean is nan SEK.", True),
        ("It costs inf SEK.", True),
        ("The best is None.", True),
        ("The first is NaT, the last <NA>.", True),
        ("no full stop", True),
    ],
)
def test_sentences_that_no_reader_should_see(sentence, unfit):
    assert combinations.unfit(sentence) == unfit


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        (Checkbox(), [False, True]),
        (Dropdown(options=[("one", 1), ("two", 2)]), [1, 2]),
        (IntRangeSlider(min=0, max=2, step=1), [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]),
        (FloatSlider(min=0, max=0.3, step=0.1), [0.0, 0.1, 0.2, 0.3]),
        (IntSlider(min=1, max=10, step=4), [1, 5, 9]),
        (FloatLogSlider(min=0, max=2, step=1), [1.0, 10.0, 100.0]),
    ],
)
def test_the_values_a_reader_can_choose(control, expected):
    assert combinations.choices(control) == expected


def test_dots_say_which_segment_has_no_name():
    fig, ax = plt.subplots()
    dots = live.dots(ax, ["faithful", "new"])
    with pytest.raises(ValueError, match="Segment 2 has no name: there are 2"):
        dots.move([1], [1], [2])
    with pytest.raises(ValueError, match="at most 8"):
        live.dots(ax, list("abcdefghi"))
    plt.close(fig)


def test_dots_differ_by_colour_and_by_marker():
    fig, ax = plt.subplots()
    live.dots(ax, list("abcdefgh"))
    assert len({line.get_color() for line in ax.lines}) == 8
    assert len({line.get_marker() for line in ax.lines}) == 8
    plt.close(fig)


def test_the_customers_demo_draws_every_setting(demo):
    pictures = {}
    settings = combinations.singles(demo) + combinations.sample(demo, 40)
    for combination in combinations.go_through(demo, settings):
        values = combination.values
        refused = values["k"] == 8 and values["weight"] < 0.5
        assert (combination.picture is None) == refused
        pictures[tuple(values.values())] = combination.picture
    assert len(set(pictures.values())) > 0.9 * len(pictures)
