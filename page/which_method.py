"""Which method for my company? The eleven methods in order, by what the claims say of a company's answers.

The rules stand in `lessons/which_method.toml`. Every edge is read from the stored evidence: where an answer
lies beyond a claim's edge, the claim's verdict is turned; where it was not asked, the verdict stands as in
the course. A method's points are the share of its advantages that hold less the share of its drawbacks that
hold (*cannot tell* counts half), and our judgement where no edge says anything. This way of counting is ours.
"""

import tomllib
from dataclasses import dataclass
from functools import cache

import pandas as pd

from helpers import claims
from helpers.charts import number
from helpers.claims import CANNOT_TELL, NO, YES, Verdict

RULES = claims.COURSE / "lessons" / "which_method.toml"
WORTH = {YES: 1.0, CANNOT_TELL: 0.5, NO: 0.0}
DONE, OPEN, NOT_DONE = "can be done", "first find out", "cannot be done"

#: Answers by question. A question that is left out, or None, is answered "I do not know".
Company = dict[str, str | float | list[str] | None]


@dataclass(frozen=True)
class Held:
    """A claim as it stands for a company; `yours` is its answer in words, empty where not asked."""

    verdict: Verdict
    says: str
    yours: str = ""
    is_turned: bool = False

    def in_words(self) -> str:
        """Return the turning point, where the company stands, and what follows for the claim."""
        claim, edge = f"“{self.verdict.entry['claim']}”", edge_in_words(self.verdict)
        if not self.yours:
            return f"Not asked; compare yourself. {edge} {claim}"
        follows = {
            YES: "So this holds for you:",
            NO: "So this does not hold for you:",
            CANNOT_TELL: "The course cannot tell whether this holds for you:",
        }
        return f"{edge} {self.yours} {follows[self.says]} {claim}"


@cache
def rules() -> dict:
    """Return the rules as the list has them."""
    return tomllib.loads(RULES.read_text(encoding="utf-8"))


@cache
def verdicts() -> dict[str, Verdict]:
    """Return what the stored evidence answers, by claim."""
    return {
        verdict.id: verdict
        for lesson in claims.everything()["lesson"].unique()
        for verdict in claims.stated(lesson)
    }


@cache
def questions() -> dict[str, dict]:
    """Return the questions with their choices in words, by name; a number's choices are numbers."""
    edges = {id: number(verdict.edge) for id, verdict in verdicts().items() if verdict.edge is not None}
    asked = {}
    for name, question in rules()["question"].items():
        words = question.get("one_of") or question.get("any_of")
        choices = {key: text.format_map(edges) for key, text in words.items()} if words else None
        choices = choices or {value: f"{value:,}" for value in question["numbers"]}
        kind = next(kind for kind in ("one_of", "any_of", "numbers") if kind in question)
        asked[name] = {"ask": question["ask"], "kind": kind, "choices": choices}
    return asked


def edge_in_words(verdict: Verdict) -> str:
    """Return where a claim turns, without where the course stands."""
    if verdict.edge is None:
        low, high = (f"{end:,g}" for end in verdict.entry["ordinary"])
        return f"It turns nowhere from {low} to {high} ({verdict.entry['knob']})."
    sentence = verdict.entry["edge"].format(edge=number(verdict.edge))
    return f"{sentence[:1].upper()}{sentence[1:]}."


def answer(company: Company) -> pd.DataFrame:
    """Put the methods in order for a company.

    Parameters
    ----------
    company : dict
        Answers by question, as in `questions`: one choice, a number, or a list of choices (empty for none).
        What is left out, or None, is not known.

    Returns
    -------
    DataFrame
        By method, best first: `fate` ("can be done", "first find out", "cannot be done"; in this order),
        `points` (from about -3 to 2), and in words `why`, `decides`, `against` and `missing`; `lesson`, such
        as "05_behavioural".

    Raises
    ------
    ValueError
        When a question or a choice is unknown.
    """
    _demand_known(company)
    listed = claims.listed()
    rows = []
    for place, method in enumerate(rules()["method"]):
        ids = listed.index[listed["method"] == method]
        held = [_for_company(id, company) for id in ids]
        pros, cons = ([one for one in held if one.verdict.entry["kind"] == kind] for kind in ("pro", "con"))
        ours = [rule for rule in rules()["judgement"] if _applies(rule, method, company)]
        fate, missing = _fate(method, company)
        rows.append(
            {
                "method": method,
                "fate": fate,
                "points": round(_share(pros) - _share(cons) + sum(rule["points"] for rule in ours), 6),
                "why": _why(pros, cons, ours),
                "decides": _decides(held),
                "against": _against(pros, cons, ours),
                "missing": missing,
                "lesson": listed.loc[ids[0], "lesson"],
                "rank": ([DONE, OPEN, NOT_DONE].index(fate), place),
            }
        )
    rows.sort(key=lambda row: (row["rank"][0], -row["points"], row["rank"][1]))
    return pd.DataFrame(rows).drop(columns="rank").set_index("method")


def few(company: Company) -> str:
    """Say whether more than one text pays at all, by the length of the list and the price of a text."""
    if company.get("customers") == 0:
        return (
            "You can name nobody, so nobody can be put into a segment. What is left fits a moment or place."
        )
    if company.get("channels") == []:
        return "You may write to nobody, so no text pays. What is left is done in the shop, or fits a place."
    if company.get("sells") == "companies":
        return "How many texts pay among companies the course cannot tell: it tried that on people."
    found = _limit(company)
    if found is None:
        return (
            "How many texts pay hangs on how many customers you can name and on the price of a text. "
            "While you do not know both, the course cannot tell."
        )
    limit, verdict, whole = found
    head = (
        f"For {company['customers']:,g} customers a further text pays while it costs less than about "
        f"{number(limit)} SEK (lesson {verdict.entry['lesson'][:2]}, counted by the head); yours costs "
        f"{company['text']:,g}."
    )
    rule = rules()["few"]
    if company["text"] >= limit:
        others = [verdicts()[id] for id in rule["small_also"]] if whole == rule["small_customers"] else []
        said = "".join(f" “{one.entry['claim']}” Here: {one.here}." for one in others)
        return f"{head} One message to all is a good answer: few segments, or none.{said}"
    most, least = (number(verdicts()[rule[end]].edge) for end in ("too_many", "too_few"))
    return (
        f"{head} So several texts can pay. Fewer than {least} segments are too broad; on a list of "
        f"{whole_list():,g}, {most} or more earn less than one message."
    )


def whole_list() -> float:
    """Return how many customers are on the course's own list."""
    return float(claims.everything().loc[rules()["few"]["large_customers"], "at"])


def _limit(company: Company) -> tuple[float, Verdict, float] | None:
    """Return the price below which a further text pays, the claim behind it, and the list it was tried on."""
    rule, customers, cost = rules()["few"], company.get("customers"), company.get("text")
    if not customers or cost is None or company.get("sells") == "companies":
        return None
    small = rule["small_customers"]
    id, tried_on = (rule["small"], small) if customers <= small else (rule["large"], whole_list())
    return verdicts()[id].edge * customers / tried_on, verdicts()[id], tried_on


def in_the_open() -> pd.DataFrame:
    """Return all rules: one row for each edge, each need and each judgement.

    Returns
    -------
    DataFrame
        `rests on` (a claim, "need" or "our judgement"), `method`, `question` and `rule`, all in words.
    """
    asked, rows = questions(), []
    for id, rule in rules()["edge"].items():
        verdict = verdicts()[id]
        side = "for" if verdict.entry["kind"] == "pro" else "against"
        says = f"speaks {side} it {_when_it_holds(verdict)}: {verdict.entry['claim']}"
        rows.append((id, verdict.entry["method"], asked[rule["question"]]["ask"], says))
    for name, need in rules()["need"].items():
        methods = [method for method, needs in rules()["method"].items() if name in needs]
        question = asked[need["question"]]["ask"] if "question" in need else ""
        rows.append(("need", ", ".join(methods), question, f"cannot be done without {need['missing']}"))
    for rule in rules()["judgement"]:
        named = " ".join(_condition_in_words(one) for one in rule["when"])
        says = f"{rule['points']:+d}: {rule['why']}" + (f" ({rule['claim']})" if "claim" in rule else "")
        rows.append(("our judgement", ", ".join(rule["methods"]), named, says))
    return pd.DataFrame(rows, columns=["rests on", "method", "question", "rule"])


# -------------------------------------------------------------------------------- a claim, for a company
def _for_company(id: str, company: Company) -> Held:
    """Return a claim with its verdict turned where the company's answer lies beyond the edge."""
    verdict, rule = verdicts()[id], rules()["edge"].get(id)
    if rule is None:
        return Held(verdict, verdict.here)
    value, yours = _value(rule, company)
    past = value if isinstance(value, bool) else _is_past(verdict, value)
    if past is None or verdict.here == CANNOT_TELL:
        return Held(verdict, CANNOT_TELL, yours)
    says = YES if claims.is_beyond(verdict.entry, verdict.figure) != past else NO
    return Held(verdict, says, yours, is_turned=past)


def _value(rule: dict, company: Company) -> tuple[float | bool | None, str]:
    """Return an answer as the claim measures it (a tick: whether it lies beyond the edge), and in words."""
    given = company.get(rule["question"])
    if given is None:
        return None, "You do not know."
    if "past" in rule:
        ticks = [tick for tick in given if tick in rule["past"]]
        sides = {rule["past"][tick] for tick in ticks}
        words = ", ".join(questions()[rule["question"]]["choices"][tick] for tick in ticks)
        return (sides.pop() if len(sides) == 1 else None), f"Yours: {words or 'none of these'}."
    if not rule.get("by_head"):
        return given, f"You are at {given:,g}."
    customers, whole = company.get("customers"), whole_list()
    if not customers:
        return None, f"You are at {given:,g}, for a number of customers that you do not know."
    counted = given * whole / customers
    return counted, (
        f"Yours costs {given:,g} for {customers:,g} customers; by the head that is {number(counted)} on the "
        f"course's list of {whole:,g}."
    )


def _is_past(verdict: Verdict, value: float | None) -> bool | None:
    """Tell whether a value lies on the other side of the edge than the course; None where nobody knows."""
    low, high = verdict.entry["ordinary"]
    if value is None or verdict.edge is None and not low <= value <= high:
        return None
    if verdict.edge is None:
        return False
    return value >= verdict.edge if verdict.entry["at"] < verdict.edge else value <= verdict.edge


def _share(held: list[Held]) -> float:
    return sum(WORTH[one.says] for one in held) / len(held)


# -------------------------------------------------------------------------------- needs and judgement
def _meets(condition: dict, company: Company) -> bool | None:
    """Tell whether a condition is met; None when the answer is not known."""
    if "one_text" in condition:
        texts, limit = company.get("texts"), _limit(company)
        return texts == 1 or (limit is not None and company["text"] >= limit[0])
    if "two_of" in condition:
        fates = [_fate(method, company)[0] for method in condition["two_of"]]
        sure, possible = fates.count(DONE), len(fates) - fates.count(NOT_DONE)
        return True if sure > 1 else None if possible > 1 else False
    given = company.get(condition["question"])
    if given is None:
        return None
    if "any" in condition:
        return not set(condition["any"]).isdisjoint([given] if isinstance(given, str) else given)
    return given > condition["above"]


def _fate(method: str, company: Company) -> tuple[str, str]:
    """Return whether a method can be done, and what is missing or to be found out."""
    needs = [rules()["need"][name] for name in rules()["method"][method]]
    met = {need["missing"]: _meets(need, company) for need in needs}
    for fate, value in ((NOT_DONE, False), (OPEN, None)):
        missing = [words for words, one in met.items() if one is value]
        if missing:
            return fate, ", ".join(missing)
    return DONE, ""


def _applies(rule: dict, method: str, company: Company) -> bool:
    holds = "claim" not in rule or verdicts()[rule["claim"]].here == YES
    return (
        method in rule["methods"]
        and holds
        and all(_meets(condition, company) is True for condition in rule["when"])
    )


def _demand_known(company: Company) -> None:
    """Raise ValueError when a question or a choice is unknown."""
    for name, given in company.items():
        if name not in questions():
            raise ValueError(f"There is no question {name!r}; expected one of {', '.join(questions())}.")
        question = questions()[name]
        if given is None:
            continue
        if question["kind"] == "numbers":
            if isinstance(given, (str, list)) or not given >= 0:
                raise ValueError(f"{name} is {given!r}; expected a number from 0 on, or None.")
            continue
        unknown = set([given] if question["kind"] == "one_of" else given) - set(question["choices"])
        if unknown or (question["kind"] == "any_of") == isinstance(given, str):
            raise ValueError(f"{name} is {given!r}; expected of {', '.join(question['choices'])}.")


# -------------------------------------------------------------------------------- in words
def _why(pros: list[Held], cons: list[Held], ours: list[dict]) -> str:
    def count(held: list[Held]) -> str:
        open_ones = sum(one.says == CANNOT_TELL for one in held)
        more = f" ({open_ones} open)" if open_ones else ""
        return f"{sum(one.says == YES for one in held)} of {len(held)}{more}"

    return f"For it {count(pros)} hold, against it {count(cons)}." + _judged(ours, 1)


def _judged(ours: list[dict], sign: int) -> str:
    """Return our judgements that speak for a method (1) or against it (-1)."""
    said = [rule for rule in ours if rule["points"] * sign > 0]
    return "".join(f" Our judgement, {rule['points']:+d}: {rule['why']}." for rule in said)


def _decides(held: list[Held]) -> str:
    """Return the claim that an answer turned, or else one whose edge was compared, or else one not asked."""
    order = [*rules()["edge"], *(one.verdict.id for one in held)]

    def rank(one: Held) -> tuple:
        no_edge = one.verdict.edge is None or bool(one.yours) and one.says == CANNOT_TELL
        return no_edge, not one.is_turned, not one.yours, order.index(one.verdict.id)

    return min(held, key=rank).in_words()


def _against(pros: list[Held], cons: list[Held], ours: list[dict]) -> str:
    said = [one.verdict.entry["claim"] for one in cons if one.says == YES]
    said += [f"Does not hold: “{one.verdict.entry['claim']}”" for one in pros if one.says == NO]
    return (" ".join(said) + _judged(ours, -1)).strip() or "Nothing that the course found."


def _when_it_holds(verdict: Verdict) -> str:
    if verdict.here == CANNOT_TELL:
        return "perhaps (the course cannot tell)"
    if verdict.edge is None:
        low, high = (f"{end:,g}" for end in verdict.entry["ordinary"])
        return f"from {low} to {high}; outside, the course cannot tell"
    below = claims.is_beyond(verdict.entry, verdict.figure) == (verdict.entry["at"] < verdict.edge)
    return f"{'below' if below else 'above'} {number(verdict.edge)}"


def _condition_in_words(condition: dict) -> str:
    if "one_text" in condition:
        return "Only one text can be written, or a further one costs more than it brings."
    question = questions()[condition["question"]]
    if "any" in condition:
        return f"{question['ask']} {', or '.join(question['choices'][key] for key in condition['any'])}."
    return f"{question['ask']} More than {condition['above']}."
