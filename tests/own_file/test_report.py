"""The one-page report: everything inside the file, nothing from data as HTML, one sheet of A4."""

import base64
import io
import re
from html.parser import HTMLParser

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from PIL import Image

from own_file import report


def example(**changes):
    names = pd.Index(["regulars", "newcomers", "long gone"], name="segment")
    fig, ax = plt.subplots(figsize=(7, 2.4))
    ax.bar(names, [900, 400, 700])
    plt.close(fig)
    return report.Report(
        **{
            "title": "Customer segments",
            "about": "orders.csv, January 2024 to December 2025, 2,000 customers, 9,000 orders.",
            "made_on": "2026-01-01",
            "headline": ["Three segments.", "900 regulars bring most of the money."],
            "profiles": pd.DataFrame({"customers": [900, 400, 700], "median spend": [812.5, 99, 120]}, names),
            "actions": pd.DataFrame({"do": ["thank", "welcome", "leave in peace"]}, names),
            "dropped": pd.DataFrame({"rows": [12, 3]}, pd.Index(["no customer", "copies"], name="why")),
            "stability": "Two samples of the customers agree at an index of 0.93.",
            "definitions": {"Recency": "days since the last purchase"},
            "picture": (fig, "Three bars: 900, 400 and 700 customers."),
        }
        | changes
    )


class Elements(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data


def test_the_page_says_everything_it_should():
    text = Elements(report.page(example())).text
    for part in (
        "Customer segments",
        "1 January 2026",
        "regulars",
        "812.5",
        "leave in peace",
        "no customer",
    ):
        assert part in text
    assert "index of 0.93" in text and "days since the last purchase" in text


def test_nothing_is_fetched_and_nothing_runs():
    page = report.page(example())
    assert not re.search(r"https?:|//[a-z]|@import|url\(", page.replace("</", ""))
    tags = Elements(page).tags
    assert not {"script", "iframe", "link", "object", "form"} & {tag for tag, _ in tags}
    policy = next(a["content"] for _, a in tags if a.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy


def test_the_picture_is_inside_and_has_words():
    tags = Elements(report.page(example())).tags
    (image,) = [attributes for tag, attributes in tags if tag == "img"]
    assert image["alt"] == "Three bars: 900, 400 and 700 customers."
    inside = image["src"].removeprefix("data:image/png;base64,")
    assert Image.open(io.BytesIO(base64.b64decode(inside))).size[0] > 300
    with pytest.raises(ValueError, match="no description"):
        report.page(example(picture=(example().picture[0], " ")))


EVIL = '<img src=x onerror="alert(1)"></td></table><script>alert(2)</script>&amp;"\'\n\x00'


def test_texts_from_data_stay_texts():
    index = pd.Index([EVIL[:40], "b"], name=EVIL)
    page = report.page(
        example(
            title=EVIL,
            about=EVIL,
            headline=[EVIL],
            profiles=pd.DataFrame({"customers": [9, 9], EVIL: ["x", EVIL]}, index),
            actions=pd.DataFrame({EVIL: [EVIL, "y"]}, index),
            dropped=pd.DataFrame({"rows": [1]}, pd.Index([EVIL])),
            stability=EVIL,
            definitions={EVIL: EVIL},
            lacks=[EVIL],
            decisions=[EVIL],
            picture=(example().picture[0], EVIL),
        )
    )
    found = Elements(page)
    assert [a for tag, a in found.tags if tag == "img" and not a["src"].startswith("data:")] == []
    assert "script" not in {tag for tag, _ in found.tags}
    assert not any(name.startswith("on") for _, attributes in found.tags for name in attributes)
    assert "alert(1)" in found.text  # shown, not run


def test_segments_under_five_are_not_shown():
    names = pd.Index(["large", "tiny"], name="segment")
    page = report.page(
        example(
            profiles=pd.DataFrame({"customers": [50, 4], "median spend": [1.0, 77777.0]}, names),
            actions=pd.DataFrame({"do": ["write", "write too"]}, names),
        )
    )
    assert "tiny" not in page and "77,777" not in page
    assert "1 of the segments have fewer than five customers" in page
    with pytest.raises(ValueError, match="expected one named `customers`"):
        report.page(example(profiles=pd.DataFrame({"n": [1]})))


def test_long_tables_end_in_a_row_for_the_rest():
    many = pd.DataFrame({"rows": range(20)}, pd.Index([f"reason {i}" for i in range(20)], name="why"))
    text = Elements(report.page(example(dropped=many))).text
    assert "15 more reasons" in text and f"{sum(range(5, 20))}" in text and "reason 12" not in text


def test_a_table_can_be_followed_by_a_screen_reader():
    tags = Elements(report.page(example())).tags
    assert ("html", {"lang": "en"}) in tags
    assert sum(tag == "caption" for tag, _ in tags) == sum(tag == "table" for tag, _ in tags) == 3
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in tags if tag == "th")


def test_the_file_is_written_and_is_small(tmp_path):
    path = report.save(example(), tmp_path / "new folder" / "report.html")
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert path.stat().st_size < 200_000


def test_a_report_replaces_its_own_earlier_version_and_no_other_file(tmp_path):
    path = report.save(example(), tmp_path / "report.html")
    assert "New title" in report.save(example(title="New title"), path).read_text(encoding="utf-8")
    path.write_text("<html>mine</html>")
    with pytest.raises(ValueError, match="not a report of this course"):
        report.save(example(), path)
    assert path.read_text() == "<html>mine</html>"


def test_a_report_that_cannot_be_written_leaves_the_older_one(tmp_path, monkeypatch):
    path = report.save(example(), tmp_path / "report.html")
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ValueError, match=r"report.html cannot be written \(No space left"):
        report.save(example(title="New"), path)
    assert path.read_bytes() == before and [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_what_the_file_lacks_and_what_was_decided_is_said_and_long_lists_end_in_a_count():
    lacks = [f"lack {i}" for i in range(23)]
    text = Elements(report.page(example(lacks=lacks, decisions=["You: keep."]))).text
    assert "lack 19" in text and "lack 20" not in text and "3 more." in text and "You: keep." in text
    without = Elements(report.page(example())).text
    assert "cannot tell" not in without and "decided" not in without


@pytest.mark.browser
@pytest.mark.parametrize("lines", [0, 30])
def test_the_fullest_page_prints_on_one_sheet_and_its_back(tmp_path, lines):
    """In a real browser: eight long segments, eight reasons, long sentences, a picture, and no request."""
    from browser import chromium
    from playwright.sync_api import sync_playwright

    long = "A sentence from somebody who likes long sentences and has much to say about this. " * 9
    names = pd.Index([f"segment number {i} with quite a long name" for i in range(12)], name="segment")
    full = example(
        about=long,
        headline=[long[:160]] * 5,
        profiles=pd.DataFrame({"customers": [1000] * 12, "a": 1.5, "b": 2.5, "c": 3.5, "d": 4.5}, names),
        actions=pd.DataFrame({"do": long[:80], "measure": long[:80]}, names),
        dropped=pd.DataFrame({"rows": range(20)}, pd.Index([f"{long[:50]} {i}" for i in range(20)])),
        stability=long[:400],
        definitions=dict.fromkeys(["recency", "frequency", "monetary value"], long[:100]),
        lacks=[long[:150]] * lines,
        decisions=[long[:150]] * lines,
    )
    path = report.save(full, tmp_path / "full.html")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        requests = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(path.as_uri())
        sheets = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
        browser.close()
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    assert sheets == (2 if lines else 1)
