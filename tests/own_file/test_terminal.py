"""The terminal: exit codes, one sentence for what is refused, questions listed and never guessed, JSON."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from own_file import __main__ as terminal
from own_file.asking import Option, Question
from tests.own_file.test_way import CONSENT, FILES, SHAPES, shop

KEYS = {"counts", "totals", "columns", "questions", "choices", "lacks", "files"}


@pytest.fixture
def run(capsys):
    """Run the terminal's command; return its exit code, what it printed, and what it said as an error."""

    def command(*arguments):
        code = terminal.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "orders.csv"
    SHAPES["many returns"]().to_csv(path, index=False)
    return path


def test_open_questions_are_listed_and_nothing_is_written(run, file, tmp_path):
    code, said, _ = run(file, "--out", tmp_path / "out")
    assert code == terminal.OPEN and not (tmp_path / "out").exists()
    assert "negative: In " in said and "negative=subtract   Goods or money given back" in said


def test_answered_it_writes_all_files(run, file, tmp_path):
    code, said, _ = run(file, "--answer", "negative=subtract", "--out", tmp_path / "new" / "out")
    assert code == terminal.DONE
    assert {path.name for path in (tmp_path / "new" / "out").iterdir()} == FILES
    assert "orders of" in said and "report.html" in said and "What this file cannot tell" in said


def test_json_is_one_object_in_every_case(run, file, tmp_path):
    code, said, _ = run(file, "--json")
    waits = json.loads(said)
    assert code == terminal.OPEN and KEYS <= set(waits) and waits["files"] == []
    (question,) = waits["questions"]
    assert set(question) == {"key", "sentence", "choices", "rows", "examples", "options"}
    assert question["key"] == "negative" and set(question["choices"]) == {"subtract", "drop"}
    code, said, _ = run(file, "--json", "--answer", "negative=drop", "--out", tmp_path / "out")
    done = json.loads(said)
    assert code == terminal.DONE and KEYS <= set(done) and done["questions"] == []
    counts, totals = done["counts"], done["totals"]
    assert counts["kept"] + counts["dropped"] + counts["asked"] == counts["read"] == len(pd.read_csv(file))
    assert sum(counts["by_reason"].values()) == counts["dropped"]
    assert set(totals) == {"customers", "orders", "revenue", "first_day", "last_day"}
    kept = pd.read_csv(file).query("Amount > 0")
    assert totals["revenue"] == {"": pytest.approx(kept["Amount"].sum())}
    assert (
        totals["customers"] == kept["Customer no"].nunique()
        and totals["first_day"] == kept["Order date"].min()
    )
    assert {os.path.basename(name) for name in done["files"]} == FILES and all(
        map(os.path.exists, done["files"])
    )
    assert {"what", "choice", "by"} == set(done["choices"][0])
    assert [choice["by"] for choice in done["choices"] if "negative" in choice["what"]] == ["you"]
    code, said, problem = run(tmp_path / "nothing.csv", "--json")
    assert code == terminal.REFUSED and json.loads(said) == {"refused": problem.strip()}


def test_columns_can_be_set_and_taken_away(run, tmp_path):
    table = shop(60, Other="5.00", **CONSENT)
    table.to_csv(tmp_path / "x.csv", index=False)
    code, said, _ = run(tmp_path / "x.csv", "--json", "--set", "amount=Other", "--set", "consent_email=")
    found = json.loads(said)
    assert code == terminal.DONE and found["columns"]["amount"] == "Other"
    assert found["columns"]["consent_email"] is None
    assert found["totals"]["revenue"] == {"": 5.0 * len(table)}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "The following arguments are required: FILE"),
        (["{file}", "--nonsense"], "Unrecognized arguments: --nonsense"),
        (["{file}", "--se", "amount=x"], "Unrecognized arguments"),
        (["{file}", "--set", "amount"], "'amount' has no equals sign; expected --set ROLE=COLUMN"),
        (["{file}", "--set", "amount=Nothing"], "The file has no column 'Nothing'"),
        (["{file}", "--set", "price=Amount"], "There is no role 'price'"),
        (["{file}", "--set", "customer="], "Say it with --set customer=COLUMN"),
        (["{file}", "--answer", "negative"], "has no equals sign"),
        (["{file}", "--answer", "negative=perhaps"], "'perhaps'"),
        (["{file}", "--answer", "nonsense=1"], "There is no question 'nonsense'; this file has negative"),
        (["{file}", "--answer", "negative={{"], "begins as JSON"),
        (["{file}", "--sheet", "January"], "is not a workbook"),
        (["nothing.csv"], "There is no file 'nothing.csv'"),
        (["{folder}"], "is a folder"),
        (["{file}", "--answer", "negative=drop", "--out", "{file}"], "cannot be written"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(run, file, arguments, sentence):
    code, printed, said = run(*(a.format(file=file, folder=file.parent) for a in arguments))
    assert code == terminal.REFUSED and printed == "" and sentence in said
    assert said.count("\n") == 1 and "usage:" not in said and "Traceback" not in said


def test_a_column_nobody_knows_is_asked_for_by_name(run, tmp_path):
    (tmp_path / "x.csv").write_text("a;b;c\n1;2;3\n", encoding="utf-8")
    code, _, said = run(tmp_path / "x.csv")
    assert code == terminal.REFUSED and said.startswith("Which column of x.csv is the customer number")
    assert "'a', 'b', 'c'" in said


def test_a_path_may_be_quoted_and_may_hold_stars(run, tmp_path, monkeypatch):
    shop(30).to_csv(tmp_path / "my orders.csv", index=False)
    monkeypatch.chdir(tmp_path)
    for typed in ("'my orders.csv'", '"my orders.csv"', r".\my orders.csv", "my*.csv"):
        assert run(typed)[0] == terminal.DONE, typed


def test_it_runs_from_any_folder_and_ends_with_its_code(file, tmp_path):
    def command(*arguments):
        ran = subprocess.run(
            [sys.executable, "-m", "own_file", *arguments],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(terminal.paths.ROOT), "PYTHONIOENCODING": "ascii"},
            capture_output=True,
            timeout=200,
        )
        return ran.returncode, ran.stdout, ran.stderr

    code, said, problem = command(file.name, "--answer", "negative=drop", "--out", "ut å")
    assert code == 0 and (tmp_path / "ut å" / "report.html").exists() and problem == b"" and said
    code, _, problem = command("nothing.csv")
    assert code == 1 and problem.count(b"\n") == 1
    assert command(file.name)[0] == 2


# ----------------------------------------------------------------------------------------- answers as typed
def question(key="status", choices=("keep", "drop"), options=()):
    values = [Option(value, value, 1, None) for value in options]
    return Question(key, "What counts?", {choice: choice for choice in choices}, 3, [], options=values)


@pytest.mark.parametrize(
    ("asked", "typed", "answer"),
    [
        (question(), ["keep"], "keep"),
        (question("dates:/", ("day", "month")), ["day"], "day"),
        (question("currency", ("SEK", "EUR")), ["SEK:1,EUR:11.2"], {"SEK": 1, "EUR": 11.2}),
        (question("currency", ("SEK", "EUR")), ["SEK:1", "EUR:11.2"], {"SEK": 1, "EUR": 11.2}),
        (question("currency", ("SEK", "EUR")), ["EUR"], "EUR"),
        (question(options=("paid", "sent", "a, b")), ["paid,sent"], ["paid", "sent"]),
        (question(options=("paid", "sent", "a, b")), ["paid", "a, b"], ["paid", "a, b"]),
        (question(options=("paid", "sent")), ["keep"], "keep"),
        (question(options=("paid", "sent")), [""], []),
        (
            question(options=("paid", "sent")),
            ['{"paid": "keep", "sent": "drop"}'],
            {"paid": "keep", "sent": "drop"},
        ),
    ],
)
def test_an_answer_is_understood_as_it_is_typed(asked, typed, answer):
    assert terminal.understood(asked, typed) == answer


def test_what_a_file_says_cannot_command_the_terminal(run, tmp_path):
    table = shop(30).rename(columns={"Customer no": "Customer no \x1b[2J"})
    table.to_csv(tmp_path / "x.csv", index=False)
    for arguments in ([], ["--set", "customer="]):
        _, said, problem = run(tmp_path / "x.csv", *arguments)
        assert "\x1b" not in said + problem


# ------------------------------------------------------------------------------- every small case, to its end
CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.suffix != ".md")


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_a_small_case_comes_to_its_end(run, case, tmp_path):
    """As it is: done, refused in a sentence, or questions. With first choices: its files, or a sentence."""
    code, said, problem = run(case, "--json")
    found = json.loads(said)
    if code == terminal.REFUSED:
        assert found == {"refused": problem.strip()} and problem.count("\n") == 1
        return
    assert KEYS <= set(found) and (code == terminal.OPEN) == bool(found["questions"])
    counts = found["counts"]
    assert counts["kept"] + counts["dropped"] + counts["asked"] == counts["read"]
    answers = []
    for _ in range(6):
        for question in found["questions"]:
            answers += ["--answer", f"{question['key']}={next(iter(question['choices']))}"]
        code, said, problem = run(case, "--json", "--out", tmp_path / "out", *answers)
        found = json.loads(said)
        if code != terminal.OPEN:
            break
    if code == terminal.REFUSED:
        assert problem.count("\n") == 1
        return
    assert code == terminal.DONE and all(map(os.path.exists, found["files"])) and len(found["files"]) >= 3
    customers = pd.read_csv(tmp_path / "out" / "customers.csv", sep=";")
    assert found["totals"]["customers"] == len(customers) == sum(found["segments"].values())
    assert found["totals"]["orders"] == customers["orders"].sum()
    (revenue,) = found["totals"]["revenue"].values()
    assert customers["money"].sum() >= revenue - 0.01 * (len(customers) + 1)  # who only returned is no buyer
