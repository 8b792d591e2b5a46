"""Take an own file the whole way from the terminal: `python -m own_file orders.csv --out results`."""

import argparse
import contextlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from own_file import paths, sentences
from own_file.asking import Question
from own_file.clean import ROLES
from own_file.steps import counted
from own_file.table import OwnFileError
from own_file.way import OwnFile

DONE, REFUSED, OPEN = 0, 1, 2
EXAMPLE = (
    "for example: python -m own_file orders.csv --set customer=Client --answer cancelled=drop --out results"
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise OwnFileError(f"{message[:1].upper()}{message[1:]}; {EXAMPLE}.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Load, clean, segment and save; return 0 when it is done, 1 when refused, 2 when questions are open."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # a letter that the console lacks stops nothing
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        options = _options(given)
        own = _opened(options)
        _answer(own, options.answer)
        files = [] if own.questions or options.out is None else _saved(own, options.out)
        if not own.questions:
            own.rfm  # noqa: B018  # or a sentence that says why nobody can be divided
    except OwnFileError as problem:
        if "--json" in given:
            print(json.dumps({"refused": str(problem)}))
        print(_harmless(str(problem)), file=sys.stderr)
        return REFUSED
    if options.json:
        print(json.dumps(summary(own, files), indent=1))
    else:
        print("\n".join(map(_harmless, _questions(own) if own.questions else _results(own, files))))
    return OPEN if own.questions else DONE


def _harmless(line: str) -> str:
    """Return a line without what a terminal would obey, such as the codes that clear its screen."""
    return "".join(c if c.isprintable() else " " for c in line)


def _options(given: list[str]) -> argparse.Namespace:
    parser = _Parser(prog="python -m own_file", description=__doc__, epilog=EXAMPLE, allow_abbrev=False)
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="a CSV file or an Excel workbook, or several"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="ROLE=COLUMN",
        help="what a column holds; ROLE= for none",
    )
    parser.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="KEY=CHOICE",
        help="an answer to a question; rates as currency=SEK:1,EUR:11.2, values that count as key=paid,sent",
    )
    parser.add_argument("--sheet", action="append", metavar="NAME", help="sheet of a workbook, or several")
    parser.add_argument("--out", metavar="FOLDER", help="write the report and all other files there")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    return parser.parse_args(given)


def _opened(options: argparse.Namespace) -> OwnFile:
    """Read the files, and give the columns the meaning that was set."""
    files = [path for text in options.files for path in paths.find(text)]
    sheet = options.sheet[0] if options.sheet and len(options.sheet) == 1 else options.sheet
    own = OwnFile(files if len(files) > 1 else files[0], sheet=sheet)
    own.set(**{role: column or None for role, column in _pairs(options.set, "--set ROLE=COLUMN")})
    lacking = own.missing
    if lacking:
        there = ", ".join(map(repr, own.found.table))
        raise OwnFileError(
            f"Which column of {own.name} is the {ROLES[lacking]}? Say it with --set {lacking}=COLUMN; it "
            f"has {there}."
        )
    return own


def _pairs(texts: list[str], expected: str) -> list[tuple[str, str]]:
    """Cut each "key=value" at its first equals sign."""
    for text in texts:
        if "=" not in text:
            raise OwnFileError(f"{text!r} has no equals sign; expected {expected}.")
    return [(key.strip(), value.strip()) for key, value in (text.split("=", 1) for text in texts)]


def _answer(own: OwnFile, texts: list[str]) -> None:
    """Give the answers; one may raise the question that the next one is for."""
    wanted: dict[str, list[str]] = {}
    for key, value in _pairs(texts, "--answer KEY=CHOICE"):
        wanted.setdefault(key, []).append(value)
    while wanted:
        asked = {question.key: question for question in own.asked if question.key in wanted}
        if not asked:
            there = ", ".join(question.key for question in own.asked) or "none"
            raise OwnFileError(f"There is no question {next(iter(wanted))!r}; this file has {there}.")
        own.answer({key: understood(question, wanted.pop(key)) for key, question in asked.items()})


def understood(question: Question, texts: list[str]) -> str | list | dict:
    """Return an answer as `OwnFile.answer` takes it: a choice, rates, or a list of the values that count."""
    text = texts[0]
    if len(texts) == 1 and text in question.choices:
        return text
    if text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except ValueError:
            raise OwnFileError(
                f"The answer to {question.key!r} begins as JSON and is none: {text}."
            ) from None
    values = [option.value for option in question.options]
    if values:
        return [value for text in texts for value in ([text] if text in values else _parts(text))]
    if question.key == "currency" and ":" in text:
        rates = [part.rpartition(":") for text in texts for part in _parts(text)]
        try:
            return {code.strip(): float(rate) for code, _, rate in rates}
        except ValueError:
            raise OwnFileError(
                f"{text!r} holds no rates; expected such as currency=SEK:1,EUR:11.2, with decimal points."
            ) from None
    return text


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _saved(own: OwnFile, folder: str) -> list[str]:
    place = Path(folder.strip(paths.QUOTES)).expanduser()
    return [str(place / name) for name in own.save(place)["file"]]


def summary(own: OwnFile, files: list[str]) -> dict[str, Any]:
    """Return all that is known of a file, as JSON takes it."""
    totals, left_out = own.cleaned.totals, own.cleaned.summary()
    why = left_out[left_out["fate"] != "kept"].set_index("reason")["rows"]
    return {
        "counts": {key: totals[f"rows_{key}"] for key in ("read", "kept", "dropped", "asked")}
        | {"by_reason": {reason: int(rows) for reason, rows in why.items()}},
        "totals": {key: totals[key] for key in ("customers", "orders", "revenue")}
        | {key: _day(totals[key]) for key in ("first_day", "last_day")},
        "columns": own.columns,
        "doubts": own.doubts,
        "questions": [_question(question) for question in own.questions],
        "choices": own.choices,
        "segments": {} if own.questions else {k: int(n) for k, n in own.profile["customers"].items()},
        "lacks": own.lacks,
        "files": files,
    }


def _day(moment: pd.Timestamp) -> str | None:
    """Return a day as 2026-01-31, None where there is none."""
    return None if moment != moment else f"{moment:%Y-%m-%d}"


def _question(question: Question) -> dict[str, Any]:
    options = [option._asdict() for option in question.options]
    plain = {key: getattr(question, key) for key in ("key", "sentence", "choices", "rows", "examples")}
    return plain | {"options": options}


def _questions(own: OwnFile) -> list[str]:
    """Return the open questions, and how each is answered, line by line."""
    lines = [own.cleaned.sentence(), *own.doubts, "", "Answer each question with --answer KEY=CHOICE:"]
    for question in own.questions:
        lines += ["", f"{question.key}: {question.sentence}"]
        lines += [f"    {question.key}={choice}   {words}" for choice, words in question.choices.items()]
        if question.key == "currency":
            rates = ",".join(f"{code}:{'1' if i == 0 else 'RATE'}" for i, code in enumerate(question.choices))
            lines.append(f"    {question.key}={rates}   Convert all with your rates.")
        if question.options:
            lines.append(f"    or {question.key}= and the values that count, with commas between them:")
        for value, words, rows, money in question.options:
            brings = f", {money:,.2f}" if money is not None else ""
            lines.append(
                f"        {value or words}   {counted(rows)}{brings}"
                + (f"   {words}" if words != value else "")
            )
    return lines


def _results(own: OwnFile, files: list[str]) -> list[str]:
    """Return what was found, line by line."""
    lines = [sentences.about(own), own.cleaned.sentence()]
    lines += [f"    {rows:,}   {why}" for why, rows in own.dropped["rows"].items()]
    for heading, said in (
        ("Look at the columns again", own.doubts),
        ("Who buys", sentences.buyers(own)),
        (
            "Segments",
            [f"{name}, {own.profile.loc[name, 'customers']:,}: {w}" for name, w in own.definitions.items()],
        ),
        ("How far to trust this", sentences.trust(own)),
        ("What this file cannot tell", own.lacks),
        ("Written", files),
    ):
        lines += ["", f"{heading}:", *(f"    {line}" for line in said)] if said else []
    return lines


if __name__ == "__main__":
    sys.exit(main())
