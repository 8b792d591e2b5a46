"""Audience files: only who agreed, no groups under five, no formulas, sums that advertising systems match."""

import csv
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from own_file import audiences


def people(n=40, **columns):
    table = pd.DataFrame(
        {
            "name": [f"Customer {i}" for i in range(n)],
            "email": [f"customer{i}@example.com" for i in range(n)],
            "consent_email": True,
            "consent_ads": [i % 2 == 0 for i in range(n)],
        },
        index=pd.RangeIndex(1000, 1000 + n, name="customer_id"),
    )
    return table.assign(**columns)


def segments(customers, names=("regulars", "newcomers")):
    return pd.Series(np.resize(names, len(customers)), index=customers.index, name="segment")


def reasons(audience):
    return audience.left_out()["customers"].to_dict()


def test_only_customers_who_agreed_to_this_very_use_are_contacted():
    customers = people()
    chosen = audiences.choose(customers, segments(customers), channel="ads", holdout=0)
    contacted = chosen.people.index[chosen.people["group"] == "contacted"]
    assert customers.loc[contacted, "consent_ads"].all() and len(contacted) == 20
    assert reasons(chosen) == {audiences.REFUSED: 20}


def test_who_is_not_in_the_customer_table_has_not_agreed():
    customers = people()
    more = segments(customers).reindex([*customers.index, 5000, 5001], fill_value="regulars")
    assert audiences.choose(customers, more, holdout=0).people.loc[[5000, 5001], "group"].eq("left out").all()


def test_a_refusal_counts_for_the_address_wherever_it_stands():
    customers = people()
    customers.loc[1039, ["email", "consent_email"]] = [" Customer0@EXAMPLE.com", False]
    chosen = audiences.choose(customers, segments(customers), holdout=0)
    assert chosen.people.loc[1000, "reason"] == audiences.REFUSED_ELSEWHERE
    everybody_else = chosen.people.drop(index=[1000, 1039])
    assert everybody_else["group"].eq("contacted").all()


def test_an_address_is_written_to_once_and_never_in_both_groups():
    customers = people()
    customers.loc[1020, "email"] = "CUSTOMER0@example.com "
    chosen = audiences.choose(customers, segments(customers), holdout=0.5)
    assert chosen.people.loc[1020, "reason"] == audiences.SAME_ADDRESS
    free = chosen.people[chosen.people["group"] != "left out"]
    assert free["email"].is_unique


@pytest.mark.parametrize(
    "address",
    ["", None, "no address", "a@b", "a b@example.com", "a@example.com;b@example.com", "a@@example.com",
     "a\u200b@example.com", "<a@example.com>"],
)  # fmt: skip
def test_what_is_no_address_is_left_out(address):
    customers = people(email=[address, *[f"c{i}@example.com" for i in range(39)]])
    chosen = audiences.choose(customers, segments(customers), holdout=0)
    assert chosen.people["reason"].iloc[0] == audiences.NO_ADDRESS
    assert chosen.people["group"].iloc[1:].eq("contacted").all()


def test_groups_under_five_are_not_written_and_are_named():
    customers = people(n=24)
    segment = segments(customers, ["large"]).copy()
    segment.iloc[:4] = "small"
    segment.iloc[4:10] = "six, of whom two refuse"
    customers.loc[customers.index[4:6], "consent_email"] = False
    chosen = audiences.choose(customers, segment, holdout=0)
    assert chosen.counts()["contacted"].to_dict() == {"large": 14, "six, of whom two refuse": 0, "small": 0}
    assert reasons(chosen) == {audiences.SMALL_GROUP.format(5): 8, audiences.REFUSED: 2}


def test_the_smallest_group_may_be_larger_but_not_smaller():
    customers = people()
    chosen = audiences.choose(customers, segments(customers), holdout=0, smallest=21)
    assert reasons(chosen) == {"fewer than 21 customers left in the segment": 40}
    with pytest.raises(ValueError, match="point at persons"):
        audiences.choose(customers, segments(customers), smallest=4)


def test_the_control_group_is_a_share_of_those_who_could_be_written_to_in_each_segment():
    customers = people(n=1000, consent_email=[i % 4 != 0 for i in range(1000)])
    chosen = audiences.choose(customers, segments(customers), holdout=0.2, seed=3)
    counts = chosen.counts()
    free = counts["contacted"] + counts["control"]
    assert (counts["control"] == (free * 0.2).round()).all()
    assert chosen.people.loc[chosen.people["group"] == "control", "email"].ne("").all()


def test_the_lot_is_repeatable_and_depends_on_the_seed():
    customers = people(n=200)
    drawn = [
        audiences.choose(customers, segments(customers), holdout=0.5, seed=seed).people["group"]
        for seed in (1, 1, 2)
    ]
    assert drawn[0].equals(drawn[1]) and not drawn[0].equals(drawn[2])


def test_a_segment_is_not_split_when_too_few_would_be_left():
    customers = people(n=12)
    chosen = audiences.choose(customers, segments(customers), holdout=0.5)
    assert chosen.counts()["contacted"].eq(6).all() and chosen.counts()["control"].eq(0).all()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"channel": "post"}, "expected 'email' or 'ads'"),
        ({"holdout": 1.0}, "expected a share from 0"),
        ({"customers": people().drop(columns="consent_email")}, "has no column `consent_email`"),
        ({"customers": people(consent_email="yes")}, "No consent is guessed"),
        ({"customers": people(consent_email=[True, None] * 20)}, "or gaps"),
        ({"customers": people(consent_email=pd.array([True, None] * 20, "boolean"))}, "or gaps"),
        ({"customers": people(n=0)}, "has no rows"),
        ({"customers": pd.concat([people(), people()])}, "stands in the table twice"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(change, sentence):
    arguments = {"customers": people(), "channel": "email"} | change
    customers = arguments.pop("customers")
    with pytest.raises(ValueError, match=sentence):
        audiences.choose(customers, segments(people()), **arguments)


def test_the_email_file_holds_address_name_and_segment(tmp_path):
    customers = people()
    customers.loc[1000, "email"] = " Customer0@Example.COM "
    written = audiences.write(audiences.choose(customers, segments(customers), holdout=0.25), tmp_path)
    with open(tmp_path / "email_audience.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["email", "name", "segment"]
    assert len(rows) == 30 == written.set_index("file").loc["email_audience.csv", "rows"]
    groups = pd.read_csv(tmp_path / "email_groups.csv")
    assert list(groups.columns) == ["customer_id", "segment", "group"]
    assert groups["group"].value_counts().to_dict() == {"contacted": 30, "control": 10}
    control = customers.loc[groups.loc[groups["group"] == "control", "customer_id"], "email"]
    assert not set(control.map(audiences.normalised)) & {row["email"] for row in rows}


def test_the_advertising_files_hold_nothing_but_sums(tmp_path):
    customers = people(consent_ads=True)
    audiences.write(audiences.choose(customers, segments(customers), channel="ads", holdout=0), tmp_path)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["advertising_1_newcomers.csv", "advertising_2_regulars.csv", "advertising_groups.csv"]
    lines = (tmp_path / files[0]).read_text(encoding="utf-8").splitlines()
    assert lines[0] == '"Email"' and len(lines) == 21
    assert all(re.fullmatch(r'"[0-9a-f]{64}"', line) for line in lines[1:])
    assert lines[1:] == sorted(lines[1:])
    assert "@" not in "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())


def test_the_sum_is_the_one_that_advertising_systems_publish():
    """The value for this address is known; case and outer spaces do not matter."""
    known = "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b"
    assert audiences.sha256("test@example.com") == audiences.sha256("  Test@EXAMPLE.com\t") == known


@pytest.mark.parametrize("bad", ["=1+1@example.com", "+1@example.com", "-1@example.com", "@SUM(A1)@b.com"])
def test_an_address_that_a_spreadsheet_would_run_is_left_out(bad, tmp_path):
    customers = people(email=[bad, *[f"c{i}@example.com" for i in range(39)]])
    chosen = audiences.choose(customers, segments(customers), holdout=0)
    assert chosen.people["reason"].iloc[0] == audiences.LIKE_A_FORMULA
    audiences.write(chosen, tmp_path)
    assert "1@example" not in (tmp_path / "email_audience.csv").read_text(encoding="utf-8").split("c1@")[0]


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_no_text_from_data_becomes_a_formula(tmp_path_factory, name, segment, address):
    folder = tmp_path_factory.mktemp("files")
    customers = people(name=name, email=[address, *[f"c{i}@example.com" for i in range(39)]])
    for channel in ("email", "ads"):
        chosen = audiences.choose(customers, segments(customers, [segment]), channel=channel)
        audiences.write(chosen, folder)
    for path in folder.iterdir():
        with open(path, encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        risky = [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@"))]
        assert all(re.fullmatch(r"[-+]?[0-9][0-9.,' \u00a0]*", cell) for cell in risky), risky


def test_files_of_an_earlier_run_do_not_stay(tmp_path):
    customers = people(consent_ads=True)
    for names in (("a", "b", "c"), ("a",)):
        chosen = audiences.choose(customers, segments(customers, names), channel="ads", holdout=0)
        audiences.write(chosen, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["advertising_1_a.csv", "advertising_groups.csv"]


def test_files_of_somebody_else_stay(tmp_path):
    """Names that begin like ours, and one that has a number as ours have."""
    customers = people(consent_ads=True)
    names = ["email_my_own_list.csv", "advertising_budget.csv", "advertising_2026_plan.csv"]
    names += ["advertising_.csv"]
    for name in names:
        (tmp_path / name).write_text("Email\nmine", encoding="utf-8")
    for channel in ("email", "ads"):
        audiences.write(audiences.choose(customers, segments(customers), channel=channel), tmp_path)
    assert all((tmp_path / name).read_text(encoding="utf-8") == "Email\nmine" for name in names)


def test_an_audience_of_an_earlier_run_goes_though_a_spreadsheet_saved_it(tmp_path):
    customers = people(consent_ads=True)
    chosen = audiences.choose(customers, segments(customers), channel="ads", holdout=0)
    audiences.write(chosen, tmp_path)
    old = (tmp_path / "advertising_2_regulars.csv").rename(tmp_path / "advertising_3_regulars.csv")
    old.write_bytes(b"\xef\xbb\xbf" + old.read_bytes().replace(b'"', b""))
    audiences.write(chosen, tmp_path)
    assert not old.exists()


@pytest.mark.parametrize("channel", ["email", "ads"])
def test_a_channel_s_files_can_be_taken_back(channel, tmp_path):
    """When the file no longer says who may be written to, no list of an earlier answer may stay."""
    customers = people(consent_ads=True)
    for each in ("email", "ads"):
        audiences.write(audiences.choose(customers, segments(customers), channel=each), tmp_path)
    audiences.clear(tmp_path, channel)
    left = {path.name.partition("_")[0] for path in tmp_path.iterdir()}
    assert left == {"email", "advertising"} - {audiences.STEMS[channel]}


def test_customers_known_by_their_address_stand_in_the_groups_by_its_sum(tmp_path):
    customers = people(consent_ads=True)
    customers.index = pd.Index(customers["email"].str.upper(), name="customer_id")
    for channel in ("email", "ads"):
        audiences.write(audiences.choose(customers, segments(customers), channel=channel), tmp_path)
        stem = audiences.STEMS[channel]
        assert "@" not in (tmp_path / f"{stem}_groups.csv").read_text(encoding="utf-8")
    groups = pd.read_csv(tmp_path / "email_groups.csv", index_col="customer_id")
    assert set(groups.index) == {audiences.sha256(address) for address in customers["email"]}


@pytest.mark.parametrize("channel", ["email", "ads"])
def test_a_file_that_is_open_in_a_spreadsheet_gets_a_sentence(channel, tmp_path, monkeypatch):
    def locked(*_, **__):
        raise PermissionError(13, "Permission denied")

    customers = people()
    chosen = audiences.choose(customers, segments(customers), channel=channel)
    monkeypatch.setattr(pd.DataFrame, "to_csv", locked)
    with pytest.raises(ValueError, match=r"\.csv cannot be written .*open in a spreadsheet"):
        audiences.write(chosen, tmp_path)
    with pytest.raises(ValueError, match=r"cannot be written"):
        (tmp_path / "a file").touch()
        audiences.write(chosen, tmp_path / "a file")
