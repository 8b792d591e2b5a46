"""The whole way, for every shape of file: to the report, or to one sentence that says why not."""

import re
import string

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import own_file
from helpers import data
from own_file import OwnFileError, divide, sentences
from own_file.way import NotReady

HEAD = ["Order no", "Order date", "Customer no", "Amount"]
FILES = {"report.html", "dropped_rows.csv", "customers.csv"}


def shop(customers=300, seed=0, days=365, repeat=3, start="2024-03-01", **more):
    """An export of a shop: a row an order, in a plain layout. `more` adds columns, a text or a function."""
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(customers), rng.poisson(repeat, customers) + 1)
    when = pd.Timestamp(start) + pd.to_timedelta(np.sort(rng.integers(0, days, len(who))), unit="D")
    table = pd.DataFrame(
        {
            "Order no": np.arange(len(who)) + 1000,
            "Order date": when.strftime("%Y-%m-%d"),
            "Customer no": [f"K{i:04}" for i in rng.permutation(who)],
            "Amount": [f"{money:.2f}" for money in rng.lognormal(4, 0.5, len(who))],
        }
    )
    for name, value in more.items():
        table[name.replace("_", " ")] = table["Customer no"].map(value) if callable(value) else value
    return table


def opened(table, folder, name="orders.csv", **columns):
    """Write a table as a file, and take it up, with all questions answered by their first choice."""
    path = folder / name
    table.to_csv(path, index=False)
    own = own_file.OwnFile(path)
    own.set(**{role: columns.get(role, guess) for role, guess in own.columns.items()} | columns)
    while own.questions:
        own.answer({question.key: next(iter(question.choices)) for question in own.questions})
    return own


def text_of(folder):
    """The report as it is read: without its style and its picture."""
    page = (folder / "report.html").read_text(encoding="utf-8")
    body = re.sub(r"<style>.*?</style>|<img[^>]*>", "", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


# -------------------------------------------------------------------------------- shapes that are ordinary
def address(who):
    return f"{who.lower()}@example.com"


CONSENT = {"E-mail": address, "Newsletter": lambda who: "yes" if int(who[1:]) % 3 else "no"}
SHAPES = {
    "plain": lambda: shop(),
    "no order number": lambda: shop().drop(columns="Order no"),
    "e-mail and no consent": lambda: shop(**{"E-mail": address}),
    "e-mail and consent": lambda: shop(**CONSENT),
    "product": lambda: shop(Article=lambda who: f"Rug {int(who[1:]) % 4}"),
    "92 customers": lambda: shop(92),
    "nobody quiet": lambda: pd.concat([shop(60, days=90), shop(60, repeat=0, days=1, start="2024-05-30")]),
    "everybody bought once": lambda: shop(300, repeat=0),
    "everybody bought once, of one price": lambda: shop(120, repeat=0).assign(Amount="10.00"),
    "five days": lambda: shop(80, days=5),
    "one day": lambda: shop(80, days=1),
    "one month": lambda: shop(200, days=30, repeat=1),
    "one giant customer": lambda: shop(200).pipe(
        lambda t: t.assign(Amount=np.where(t["Customer no"] == "K0007", "99999.00", t["Amount"]))
    ),
    "EUR": lambda: shop(Currency="EUR"),
    "a currency beside the amount": lambda: shop().assign(Amount=lambda t: "£" + t["Amount"]),
    "one customer": lambda: shop(1),
    "one row": lambda: shop(1, repeat=0).head(1),
    "three customers": lambda: shop(3),
    "many returns": lambda: shop(150).assign(Amount=lambda t: np.where(t.index % 2, "-", "") + t["Amount"]),
}


@pytest.fixture(scope="module", params=SHAPES)
def shape(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("shape")
    own = opened(SHAPES[request.param](), folder, time="Order date")
    return request.param, own, folder / "out", own.save(folder / "out")


def test_every_shape_reaches_its_files(shape):
    name, own, folder, files = shape
    assert {path.name for path in folder.iterdir()} == set(files["file"]) >= FILES
    assert bool(set(files["file"]) - FILES) == (name == "e-mail and consent")
    assert len(own.segments) == len(own.rfm) == len(pd.read_csv(folder / "customers.csv", sep=";"))
    assert set(own.segments) == set(own.profile.index) == set(own.actions.index) == set(own.definitions)
    assert own.profile["customers"].sum() == len(own.rfm) and not own.segments.isna().any()
    totals = own.cleaned.totals
    assert totals["rows_kept"] + totals["rows_dropped"] + totals["rows_asked"] == totals["rows_read"]


def test_every_shape_says_it_in_sentences(shape):
    _, own, folder, _ = shape
    said = [
        *own.lacks,
        *sentences.buyers(own),
        *sentences.headline(own),
        *sentences.trust(own),
        sentences.about(own),
    ]
    for sentence in [*said, text_of(folder)]:
        assert not re.search(r"\b(nan|NaN|inf|None|NaT|nat)\b|\d\.\d{3}", sentence), sentence
    assert all(sentence.endswith(".") and "  " not in sentence for sentence in said), said
    assert all(len(sentence) <= 160 for sentence in sentences.headline(own))
    assert len(" ".join(sentences.trust(own))) <= 400 or own.stability is not None and own.clusters is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plain", "no e-mail addresses"),
        ("plain", "no names"),
        ("plain", "names no articles"),
        ("plain", "no quantity and price of a piece"),
        ("plain", "names no currency"),
        ("no order number", "each row counts as an order"),
        ("e-mail and no consent", "does not say who may be written to"),
        ("e-mail and consent", "does not say who may be passed to advertising"),
        ("92 customers", "No number of groups is stable"),
        ("nobody quiet", "Nobody is quiet: all have ordered within"),
        ("everybody bought once", "Everybody ordered once"),
        ("everybody bought once, of one price", "Everybody ordered once"),
        ("five days", "The file covers 5 days, too few to look back"),
        ("one day", "The file covers 1 day, too few to look back"),
        ("one giant customer", "One customer brought"),
        ("one customer", "1 customer: so few"),
        ("three customers", "fewer than 5 customers: not shown"),
    ],
)
def test_what_the_file_lacks_is_said_in_one_sentence_and_in_the_report(name, said, tmp_path):
    own = opened(SHAPES[name](), tmp_path, time="Order date")
    assert sum(said in sentence for sentence in own.lacks) == 1, own.lacks
    own.report(tmp_path)
    assert said in text_of(tmp_path)


def test_what_is_there_is_not_said_to_lack(tmp_path):
    has = {
        "Name": lambda who: f"Customer {who}",
        "Article": "Rug",
        "Quantity": 1,
        "Unit price": "7.50",
        "Currency": "SEK",
        "Ads": "yes",
    }
    own = opened(shop(400, days=700, **has, **CONSENT), tmp_path, consent_ads="Ads")
    assert [said for said in own.lacks if not said.startswith("No number of groups")] == []


def test_the_currency_is_the_file_s_own(tmp_path):
    for name, code in (("EUR", "EUR"), ("a currency beside the amount", "GBP")):
        own = opened(SHAPES[name](), tmp_path)
        own.report(tmp_path)
        assert f"Amounts in {code}." in text_of(tmp_path) and f"money per order ({code})" in text_of(tmp_path)
        assert "SEK" not in text_of(tmp_path)
    own = opened(SHAPES["plain"](), tmp_path)
    own.report(tmp_path)
    assert "Amounts without a currency." in text_of(tmp_path) and "SEK" not in text_of(tmp_path)


# --------------------------------------------------------------------------- the figures are what they say
def test_returns_are_no_orders_and_who_has_only_returned_is_no_buyer(tmp_path):
    rows = [(1, "2025-01-01", "A", 10), (2, "2025-01-05", "A", -4), (3, "2025-01-02", "B", -7)]
    rows += [(4, "2025-01-03", "C", 5)]
    own = opened(pd.DataFrame(rows, columns=HEAD), tmp_path)
    assert own.rfm["frequency"].to_dict() == {"A": 1, "C": 1} and own.rfm["monetary"].to_dict() == {
        "A": 6,
        "C": 5,
    }
    assert "1 customer only sent things back" in " ".join(sentences.buyers(own))
    assert "2 orders of 2 customers" in sentences.about(own)


def test_a_blank_order_number_is_an_order_of_its_own(tmp_path):
    rows = [
        ("", "2025-01-01", "A", 1),
        ("", "2025-01-01", "A", 2),
        (7, "2025-01-01", "A", 3),
        (7, "2025-01-01", "A", 4),
    ]
    own = opened(pd.DataFrame(rows, columns=HEAD), tmp_path)
    assert own.rfm.loc["A", "frequency"] == 3


def test_the_rules_can_be_checked_by_hand(tmp_path):
    own = opened(SHAPES["plain"](), tmp_path)
    rules, rfm = own.rules, own.rfm
    quiet = rfm["recency_days"] > rules.quiet_days
    regular = rfm["frequency"] >= rules.regular_orders
    assert (own.segments[regular & ~quiet] == divide.REGULAR).all()
    assert (own.segments[regular & quiet] == divide.QUIET_REGULAR).all()
    assert (own.segments[~regular & quiet] == divide.QUIET).all()
    left = ~regular & ~quiet
    big = rfm["basket"] >= (rules.big_basket or np.inf)
    assert (own.segments[left & big] == divide.BIG).all()
    assert (own.segments[left & ~big & (rfm["frequency"] == 1)] == divide.NEW).all()
    assert (own.segments[left & ~big & (rfm["frequency"] > 1)] == divide.OCCASIONAL).all()
    words = own.definitions[divide.REGULAR]
    assert f"{rules.regular_orders} orders or more" in words and f"{rules.quiet_days} days" in words


def test_the_past_is_cut_before_anything_of_it_is_known(tmp_path):
    """Who has bought since is counted by hand; the segments of then know nothing of the days after."""
    table = SHAPES["plain"]()
    own = opened(table, tmp_path)
    length = own.past.attrs["days"]
    then = own.at - pd.Timedelta(days=length)
    day = pd.to_datetime(table["Order date"])
    before, since = set(table["Customer no"][day < then]), set(table["Customer no"][day >= then])
    assert own.past["customers"].sum() == len(before)
    bought = (own.past["customers"] * own.past["bought"]).sum()
    assert round(bought) == len(before & since)
    earlier = opened(table[day < then], tmp_path, "earlier.csv")
    again = own.rules.divide(
        earlier.rfm.assign(recency_days=earlier.rfm["recency_days"] + (then - earlier.at).days)
    )
    assert own.past["customers"].to_dict() == again.value_counts().to_dict()


def test_groups_that_are_there_are_found_and_groups_that_are_not_are_not(tmp_path):
    """Planted: two kinds of customers, far apart. Not planted: one cloud."""
    rng = np.random.default_rng(1)
    rows = []
    for i in range(200):
        often, money = (12, 20) if i % 2 else (2, 900)
        days = 330 + rng.integers(0, 30, often) if i % 2 else rng.integers(0, 120, often)
        rows += [(f"K{i}", day, money * rng.uniform(0.9, 1.1)) for day in days]
    table = pd.DataFrame(rows, columns=["Customer no", "day", "Amount"])
    table["Order date"] = (pd.Timestamp("2024-01-01") + pd.to_timedelta(table["day"], unit="D")).dt.strftime(
        "%Y-%m-%d"
    )
    own = opened(table.drop(columns="day").round(2), tmp_path)
    assert own.clusters is not None and own.stability.loc[2, "mean"] > 0.99
    assert "finds up to" in sentences.stability(own)
    cloud = opened(SHAPES["92 customers"](), tmp_path)
    assert cloud.clusters is None and "That is a result" in sentences.stability(cloud)


def test_consent_decides_who_is_written_to(tmp_path):
    own = opened(SHAPES["e-mail and consent"](), tmp_path)
    own.save(tmp_path / "out")
    mails = pd.read_csv(tmp_path / "out" / "email_audience.csv")
    assert set(mails["email"]) <= {address(who) for who in own.rfm.index if int(who[1:]) % 3}
    assert own.actions["written to"].sum() == len(mails) > 50
    assert (own.actions["a test shows (points)"].dropna() > 0).all()
    assert f"With {len(mails)} written to" in " ".join(sentences.trust(own))
    own.set(consent_email=None)
    own.save(tmp_path / "out")  # nobody has agreed any more, so no list of an earlier answer stays
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    assert list(own.actions) == ["do"]


def test_a_control_group_is_only_spoken_of_where_somebody_can_be_written_to(tmp_path):
    own = opened(SHAPES["plain"](), tmp_path)
    own.report(tmp_path)
    assert not re.search(r"held out|written to \d|control", text_of(tmp_path))


# ------------------------------------------------------------------------------------ nothing is remembered
def test_a_changed_column_reaches_everything_after_it(tmp_path):
    table = shop(Other=lambda who: f"{int(who[1:]) % 7 + 1}.00", Currency="EUR")
    own = opened(table, tmp_path)
    before, said = own.rfm, sentences.about(own)
    own.set(amount="Other", currency=None)
    fresh = opened(table, tmp_path, amount="Other", currency=None)
    assert not own.rfm.equals(before)
    pd.testing.assert_frame_equal(own.rfm, fresh.rfm)
    pd.testing.assert_frame_equal(own.profile, fresh.profile)
    assert sentences.about(own) == sentences.about(fresh) != said
    assert own.lacks == fresh.lacks


def test_a_changed_answer_reaches_everything_after_it(tmp_path):
    own = opened(SHAPES["many returns"](), tmp_path)
    subtracted = own.rfm["monetary"].sum()
    own.answer(negative="drop")
    assert own.rfm["monetary"].sum() > subtracted
    own.answer(negative=None)
    with pytest.raises(NotReady, match="One question waits for an answer: negative"):
        own.rfm  # noqa: B018


def test_an_answer_stays_while_its_question_stays_and_goes_with_it(tmp_path):
    table = SHAPES["many returns"]().assign(Other=lambda t: "-" + t.index.astype(str) + ".50", Name="x")
    own = opened(table, tmp_path)
    own.set(name=None)
    assert own.answers == {"negative": "subtract"}
    own.set(name="Name")
    assert not own.questions and own.answers == {"negative": "subtract"}
    own.set(customer=None)
    with pytest.raises(OwnFileError):
        own.cleaned  # noqa: B018
    own.set(customer="Customer no")
    assert own.answers == {"negative": "subtract"} and not own.questions


def test_an_answer_to_another_column_s_question_is_asked_again(tmp_path):
    table = shop(40).assign(Amount="1.250", Other="2.500")
    own = opened(table, tmp_path)
    assert own.answers == {"decimals:amount": "point"}
    own.set(amount="Other")
    assert [question.key for question in own.questions] == ["decimals:amount"] and own.answers == {}


def test_a_wrong_answer_is_refused_and_changes_nothing(tmp_path):
    own = opened(SHAPES["many returns"](), tmp_path)
    for wrong in ({"negative": "perhaps"}, {"nonsense": "x"}):
        with pytest.raises(OwnFileError):
            own.answer(wrong)
        assert own.answers == {"negative": "subtract"} and len(own.rfm)
    for wrong in ({"customer": "No such"}, {"nonsense": "Amount"}):
        with pytest.raises(OwnFileError):
            own.set(**wrong)
        assert own.columns["customer"] == "Customer no"


def test_a_report_of_b_after_a_holds_no_number_of_a(tmp_path):
    """Every number in B's report follows from B: it is the same when A was never opened."""
    numbers = re.compile(r"\d[\d,.]*")
    a = opened(shop(271, seed=5, start="2021-02-03", days=613, Currency="SEK", **CONSENT), tmp_path, "a.csv")
    a.save(tmp_path / "same")
    of_a = set(numbers.findall(text_of(tmp_path / "same")))
    table = shop(143, seed=6, start="2025-05-05", days=97, Currency="EUR")
    opened(table, tmp_path, "b.csv").save(tmp_path / "same")
    after = text_of(tmp_path / "same")
    opened(table, tmp_path, "b.csv").save(tmp_path / "alone")
    assert after == text_of(tmp_path / "alone")
    tell_tale = {number for number in of_a if len(number.strip(",.")) >= 4} - {f"{divide.BAR}"}
    assert len(tell_tale) > 5 and not tell_tale & set(numbers.findall(after))
    assert {path.name for path in (tmp_path / "same").iterdir()} == FILES


# ------------------------------------------------------------------------------------------- any table at all
CELL = st.one_of(
    st.text(alphabet=string.ascii_letters + " =-@;,\"'<>&äé\n", max_size=8),
    st.sampled_from(
        ["", "0", "-5", "12,50", "1.234", "1e9", "nan", "2025-01-05", "03.04.2025", "31/12/24", "yes"]
    ),
    st.integers(-(10**6), 10**6).map(str),
    st.sampled_from(["A1", "A2", "A3", "<img src=x onerror=alert(1)>", "=1+1"]),
)


def physical_lines(found, frame):
    """The lines of the file below the column names, without those that lie inside a quoted field."""
    text = found.path.read_text(encoding="utf-8")
    spans = frame.map(lambda cell: cell.count("\n")).sum(axis=1).to_numpy() + 1
    begins = np.concatenate([[2], 2 + np.cumsum(spans)])
    inside = {line + i for line, span in zip(begins, spans, strict=False) for i in range(1, span)}
    assert begins[-1] - 1 == text.count("\n")
    below = range(found.table.index.min(), begins[-1])
    return [line for line in below if line not in inside or line in found.table.index]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to make a failure smaller would take minutes
)
@given(
    table=st.integers(3, 5).flatmap(
        lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=14)
    )
)
def test_any_table_reaches_the_report_or_a_sentence_says_why_not(tmp_path_factory, table):
    folder = tmp_path_factory.mktemp("any")
    frame = pd.DataFrame(
        table, columns=["Customer", "Date", "Amount", "Order no", "Product"][: len(table[0])]
    )
    try:
        own = opened(frame, folder, customer="Customer", time="Date", amount="Amount")
        totals = own.cleaned.totals
        lines = physical_lines(own.found, frame)
        assert totals["rows_kept"] + totals["rows_dropped"] + totals["rows_asked"] == len(lines)
        own.save(folder / "out")
    except OwnFileError as problem:
        said = str(problem)
        assert said.strip() and said.rstrip().endswith((".", "?", ")")) and "Traceback" not in said
    else:
        page = (folder / "out" / "report.html").read_text(encoding="utf-8")
        assert "<img src=x" not in page and page.endswith("</html>\n")


# ----------------------------------------------------------------------------------------------- safe pages
EVIL = "<img src=x onerror=alert(1)>"


def test_what_a_file_says_is_text_in_the_report(tmp_path):
    """In column names, articles, currencies, statuses and the file's name."""
    table = shop(120).rename(columns={"Order date": f"Order date {EVIL}", "Amount": f"Amount {EVIL}"})
    table[f"Status {EVIL}"] = np.where(table.index % 3, f"sent {EVIL}", f"cancelled {EVIL}")
    table[f"Article {EVIL}"] = f"Rug {EVIL}"
    name = "a&b'c.csv"  # where `<` may stand in a name, it is escaped like all others
    columns = {"time": f"Order date {EVIL}", "amount": f"Amount {EVIL}", "status": f"Status {EVIL}"}
    own = opened(table, tmp_path, name, product=f"Article {EVIL}", **columns)
    own.save(tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<img src=x" not in page and "&lt;img src=x" in page and "a&amp;b" in page


def test_the_sample_reaches_its_report(tmp_path):
    own = own_file.OwnFile(data.DATASETS / "messy" / "orders_export.csv")
    with pytest.raises(NotReady, match="questions wait"):
        own.segments  # noqa: B018
    first = {question.key: next(iter(question.choices)) for question in own.questions}
    own.answer(first | {"currency": {"SEK": 1, "EUR": 11.2}})
    assert own.cleaned.totals["orders"] == own.rfm["frequency"].sum()
    own.save(tmp_path)
    assert "SEK: 1; EUR: 11.2" in text_of(tmp_path)
