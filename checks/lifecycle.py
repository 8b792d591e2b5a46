"""The checks of exercise 10."""

from functools import cache

import numpy as np
import pandas as pd
from pandas.core.groupby import SeriesGroupBy

from checks import expect
from checks.core import Answer, only_tasks, predicted, task, writing
from checks.decide import decision
from checks.intervals import alone, demand_verdict, per_100
from given import lifecycle as given
from helpers import data, market

_EXERCISE = "10_lifecycle"
_LIMITS = range(30, 481, 30)  # days, on the lesson's slider
_UNSEEN = {"slipping away": "win_back", "no stage: plain letter": ""}


# ---------------------------------------------------------------- task 1


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Run the lesson down to the live picture: the cell's play button, or Run → Run All Cells.",
        "The sentence says *no more than* or *more than the plain letter*. Where does it change?",
        "One step of the limit is 30 days, or half a rhythm: 3 rhythms are 6 steps, 6 rhythms are 12.",
    ],
)
def read_off(better_from: Answer, kept: Answer) -> str:
    """Check where the web shop's stages first beat the plain letter, and what two limits in rhythms keep."""
    plain = _kept(pd.Series("", index=_members().index))
    right = pd.Series(
        {name: _first_better(_web_alone(), unseen, plain) for name, unseen in _UNSEEN.items()},
        name="better_from",
    ).rename_axis("members never seen")
    mistakes = {
        "has the steps of the slider; expected days, as the sentence says them": right / 30,
        "has the last limits that are not yet better; expected the first that are": right - 30,
        "has limits at which the letters keep more than nothing; expected more than the plain letter": (
            pd.Series({name: _first_better(_web_alone(), unseen, 0) for name, unseen in _UNSEEN.items()})
        ),
        "has the two the other way round": pd.Series(right.to_numpy()[::-1], index=right.index),
        "has the same limit twice: change the choice for members never seen": right * 0 + right.iloc[0],
        "has one limit for both: change the choice for members never seen": right * 0 + right.iloc[1],
        "has one step too many; expected the first limit that is better": right + 30,
        "was read at *+ tills and app*; expected the *web shop alone*": (
            pd.Series(
                {name: _first_better(_orders_alone(), unseen, plain) for name, unseen in _UNSEEN.items()}
            )
        ),
    }
    mistakes = {text: values.rename_axis("members never seen") for text, values in mistakes.items()}
    expect.none_of_values(better_from, mistakes, name="better_from")
    expect.series(better_from, right, name="better_from", key="members never seen")

    signs = _signs()
    wanted = pd.Series({n: _kept(_messages(signs, n, "win_back", "rhythms")) for n in (3, 6)}, name="kept")
    in_days = pd.Series({3: _kept(_messages(signs, 90, "win_back", "silence"))})
    in_days[6] = _kept(_messages(signs, 180, "win_back", "silence"))
    others = {
        "was read at *fixed days*; expected *own rhythm*": in_days,
        "was read with the *web shop alone*; expected *+ sessions*": pd.Series(
            {n: _kept(_messages(_web_alone(), n, "win_back", "rhythms")) for n in (3, 6)}
        ),
        "was read one system too early, at *+ tills and app*; expected *+ sessions*": pd.Series(
            {n: _kept(_messages(_orders_alone(), n, "win_back", "rhythms")) for n in (3, 6)}
        ),
        "was read at *+ subscriptions*, one system too late; expected *+ sessions*": pd.Series(
            {n: _kept(_messages(_with_subscriptions(n), 1, "win_back", "rhythms")) for n in (3, 6)}
        ),
        "was read at *+ tickets*, with all systems; expected *+ sessions*": pd.Series(
            {n: _kept(_messages(_with_tickets(n), 1, "win_back", "rhythms")) for n in (3, 6)}
        ),
        "was read at 3 and 6 *steps* of the slider; one step is half a rhythm": pd.Series(
            {n: _kept(_messages(signs, n / 2, "win_back", "rhythms")) for n in (3, 6)}
        ),
        "was read with members never seen at *plain letter*; expected *slipping away*": pd.Series(
            {n: _kept(_messages(signs, n, "", "rhythms")) for n in (3, 6)}
        ),
    }
    others = {text: values.rename_axis("rhythms").round(2) for text, values in others.items()}
    others["has the two the other way round"] = (
        pd.Series({3: wanted[6], 6: wanted[3]}).rename_axis("rhythms").round(2)
    )
    share = {n: (_messages(signs, n, "win_back", "rhythms") == _true_messages()).mean() for n in (3, 6)}
    percent = pd.Series(share).rename_axis("rhythms").mul(100).round()
    others["has the shares in the right stage; expected the customers kept per 100"] = percent
    expect.none_of_values(kept, others, name="kept")
    expect.series(kept, wanted.round(2), name="kept", key="rhythms")
    return (
        f"With six rhythms fewer members are in their right stage ({share[6]:.0%}, with three "
        f"{share[3]:.0%}), and still more stay: the mistakes that are left are the cheap ones."
    )


def _first_better(table: pd.DataFrame, unseen: str, plain: float) -> int:
    """Return the first limit in days at which the letters keep more than so many per 100."""
    return next(days for days in _LIMITS if _kept(_messages(table, days, unseen, "silence")) > plain)


@cache
def _members() -> pd.DataFrame:
    return data.load("customers").set_index("customer_id")


def _measured(days: pd.DataFrame) -> pd.DataFrame:
    """Return each member's silence, in days and in own rhythms, as the lesson's picture does."""
    by = days.groupby("customer_id")["day"]
    gaps = by.diff().dt.days.groupby(days["customer_id"])
    usual, n = _half_back(_waits(days)), gaps.count()
    rhythm = np.exp((n * np.log(gaps.median()).fillna(0) + 2 * np.log(usual)) / (n + 2))
    silence = (data.TODAY - by.max()).dt.days
    return pd.DataFrame({"silence": silence, "rhythms": silence / rhythm}).reindex(_members().index)


def _waits(days: pd.DataFrame) -> pd.DataFrame:
    by = days.groupby("customer_id")["day"]
    second = days[by.cumcount() == 1].set_index("customer_id")["day"].reindex(by.first().index)
    return pd.DataFrame({"days": (second.fillna(data.TODAY) - by.first()).dt.days, "came": second.notna()})


@cache
def _web_alone() -> pd.DataFrame:
    orders = data.load("orders")
    return _measured(given.order_days(orders[orders["channel"] == "web"]))


@cache
def _orders_alone() -> pd.DataFrame:
    return _measured(given.order_days(data.load("orders")))


@cache
def _signs() -> pd.DataFrame:
    linked = data.load("identity")[["visitor_id", "customer_id"]]
    visits = data.load("sessions").merge(linked, on="visitor_id").rename(columns={"started_at": "ordered_at"})
    both = pd.concat([table[["customer_id", "ordered_at"]] for table in (data.load("orders"), visits)])
    return _measured(given.order_days(both))


def _with_subscriptions(limit: float) -> pd.DataFrame:
    """Return the silences in limits: who subscribes is not silent, who has stopped needs one rhythm only."""
    table, subscribed = _signs(), data.load("subscriptions")
    runs = table.index.isin(subscribed.loc[subscribed["cancelled_on"].isna(), "customer_id"])
    stopped = table.index.isin(subscribed["customer_id"]) & ~runs
    rhythms = (table["rhythms"] / limit).mask(runs & table["rhythms"].notna(), 0)
    return table.assign(rhythms=rhythms.mask(stopped, table["rhythms"]))


def _with_tickets(limit: float) -> pd.DataFrame:
    """Return the silences in limits: who has said farewell since the last order is silent for long."""
    table = _with_subscriptions(limit)
    farewells = data.load("tickets").query("topic in ['complaint', 'close_account']")
    said = farewells.groupby("customer_id")["opened_at"].max().reindex(table.index)
    last_order = data.load("orders").groupby("customer_id")["ordered_at"].max().dt.normalize()
    return table.assign(rhythms=table["rhythms"].mask(said > last_order.reindex(table.index), np.inf))


def _messages(table: pd.DataFrame, limit: float, unseen: str, by: str) -> pd.Series:
    """Return each member's letter, as the lesson's live picture chooses it."""
    new = (data.TODAY - _members()["member_since"]).dt.days < 90
    rules = [table[by] > limit, new, table["silence"].isna()]
    return pd.Series(np.select(rules, ["win_back", "welcome", unseen], "thanks"), index=table.index)


def _true_messages() -> pd.Series:
    new = (data.TODAY - _members()["member_since"]).dt.days < 90
    return pd.Series(
        np.select([_has_left().reindex(new.index), new], ["win_back", "welcome"], "thanks"), index=new.index
    )


@cache
def _stays() -> pd.DataFrame:
    """Return what each message adds to the chance to stay: a row per member who may be written to."""
    found = {}
    for message in ("thanks", "win_back", "welcome", ""):
        chances = market.reached(market.plan(_members().index, stage_message=message)).set_index(
            "customer_id"
        )
        found[message] = chances["stay_with"] - chances["stay_without"]
    return pd.DataFrame(found)


def _kept(messages: pd.Series) -> float:
    """Return the customers kept per 100 letters."""
    stays = _stays()
    place = stays.columns.get_indexer(messages.reindex(stays.index))
    return 100 * float(stays.to_numpy()[np.arange(len(stays)), place].mean())


@cache
def _has_left() -> pd.Series:
    return data.truth("customers").set_index("customer_id")["left_on"].notna()


# ---------------------------------------------------------------- task 2


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        "On each day: who came back, divided by who was still waiting that morning.",
        "`sum` counts those who came back on that day; `size` counts those who still wait, too.",
        "`still_away` falls from 1. Half have come back on the first day on which it is one half or less.",
    ],
)
def usual_gap(half_back_days: Answer) -> str:
    """Check after how many days half of the shops' customers have come back, those who wait counted too."""
    wait = given.waits("shop")
    right, came_after = _half_back(wait), wait.loc[wait["came"], "days"]
    by_day = wait.groupby("days")["came"].agg(["sum", "size"])
    after = len(wait) - by_day["size"].cumsum()
    waiting = after.shift(fill_value=len(wait))
    mistakes = {
        "the median of those who came back; those still waiting are left out": came_after.median(),
        "the median of all waits, as if everybody had come back today. Who came is in the column `sum`": (
            _first(by_day["size"] / waiting)
        ),
        "a mean of those who came back; the task asks when half have": came_after.mean(),
        "a mean of all waits; the task asks when half have come back": wait["days"].mean(),
        "when a quarter has come back; expected one half": _first(by_day["sum"] / waiting, 0.75),
        "what comes of adding the shares up; expected to multiply what remains": (
            float(by_day.index[(by_day["sum"] / waiting).cumsum() >= 0.5][0])
        ),
        "in weeks; expected days": right / 7,
        "the longest wait of all": wait["days"].max(),
        "that of the web shop's customers": _half_back(given.waits("web")),
        "that of the app's customers": _half_back(given.waits("app")),
        "the place in the table; expected the days, which are its index": (
            int(np.argmax((1 - by_day["sum"] / waiting).cumprod() <= 0.5))
        ),
    }
    found = half_back_days
    try:  # a day more or less depends on which side of the day one counts
        near = abs(float(found) - right) <= 1
    except (TypeError, ValueError):
        near = False
    if near and not isinstance(found, str):
        found = right
    expect.none_of(found, right, mistakes, name="half_back_days", precision=0.6)
    expect.number(found, right, name="half_back_days", unit="days")
    return (
        f"Those who came back took {came_after.median():.0f} days; with those who still wait it is "
        f"{right:.0f}. Waits that have ended are the short ones."
    )


def _first(leaves: pd.Series, below: float = 0.5) -> float:
    remain = (1 - leaves).cumprod()
    return float(remain.index[remain <= below][0])


def _half_back(wait: pd.DataFrame) -> float:
    """Return the days after which half have come back, by Kaplan and Meier (1958)."""
    by_day = wait.groupby("days")["came"].agg(["sum", "size"])
    return _first(by_day["sum"] / by_day["size"][::-1].cumsum()[::-1])


# ---------------------------------------------------------------- task 3


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "A comparison with an empty value is False: where do members go who were never seen?",
        "`np.select` takes the first rule that fits. Which one stands first?",
        "Is a member of exactly 90 days new?",
    ],
)
def stages_by_rule(stage: Answer) -> str:
    """Check three stages by rule."""
    table = given.members_now()
    wanted = _by_rule(table)
    mistakes = {
        "All three faults are still there. Who was never seen? Which rule comes first? Are 90 days new?": (
            _by_rule(table, unseen=False, new_first=True, new_days=91)
        ),
        "One fault is mended. Members who were never seen are still among the active, and which rule comes "
        "first?": _by_rule(table, unseen=False, new_first=True),
        "One fault is mended. Members who were never seen are still among the active, and where do exactly "
        "90 days belong?": _by_rule(table, unseen=False, new_days=91),
        "One fault is mended. New still comes before slipping; and where do exactly 90 days belong?": (
            _by_rule(table, new_first=True, new_days=91)
        ),
        "Members without any order in two years are missing among the slipping: a comparison with an empty "
        "value is False.": _by_rule(table, unseen=False),
        "New members come before slipping ones in your rule; expected slipping first.": (
            _by_rule(table, new_first=True)
        ),
        "A member of exactly 90 days is no longer new.": _by_rule(table, new_days=91),
        "A silence of exactly three rhythms is not yet too long: *more than*.": _by_rule(
            table, at_limit=True
        ),
        "You measure in days; expected in each customer's own rhythms.": (
            _by_rule(table.assign(rhythm_days=60))
        ),
        "The limit is three rhythms; yours looks like two.": _by_rule(table, limit=2),
        "The limit is three rhythms; yours looks like one.": _by_rule(table, limit=1),
        "The limit is three rhythms; yours looks like six.": _by_rule(table, limit=6),
        "Members who were never seen are a stage of their own in yours; expected among the slipping.": (
            wanted.where(table["silence_days"].notna(), "unseen")
        ),
        "Members who were never seen are among the new in yours; expected among the slipping.": (
            wanted.where(table["silence_days"].notna(), "new")
        ),
    }
    expect.none_of_groups(stage, mistakes)
    expect.same_segments(stage, wanted, name="stage", at_least=1.0, facts=table)
    size, unseen = wanted.value_counts(), table["silence_days"].isna()
    return (
        f"{size['active']:,} active, {size['slipping']:,} slipping away, {size['new']:,} new. For the "
        f"colleague {unseen.sum():,} members without any order in two years were not slipping."
    )


def _by_rule(
    table: pd.DataFrame,
    *,
    limit: int = 3,
    new_days: int = 90,
    unseen: bool = True,
    new_first: bool = False,
    at_limit: bool = False,
) -> pd.Series:
    allowed = limit * table["rhythm_days"]
    too_long = table["silence_days"] >= allowed if at_limit else table["silence_days"] > allowed
    rules = {
        "slipping": too_long | (table["silence_days"].isna() & unseen),
        "new": table["days_as_member"] < new_days,
    }
    names = ["new", "slipping"] if new_first else ["slipping", "new"]
    return pd.Series(np.select([rules[n] for n in names], names, "active"), index=table.index, name="stage")


# ---------------------------------------------------------------- task 4


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Who of `on_list` is among the customers of `lately`? `on_list.isin(...)`, then the mean.",
        "The column to compare is `retained`, of the groups `contacted` and `control`.",
        "`low` and `high` are the last two of the five numbers, times 100. Where does 0 lie?",
    ],
)
def on_the_list(seen: Answer, low: Answer, high: Answer, keeps: Answer) -> str:
    """Check who of the list was seen elsewhere, the interval of what the letter kept, and what it says."""
    orders, list_ids = data.load("orders"), given.web_list()
    right = _seen()
    lately = orders[orders["ordered_at"] >= "2025-07-05"]
    ids, buyers = data.load("customers")["customer_id"], lately["customer_id"].drop_duplicates()

    def since(day: str) -> float:
        return list_ids.isin(orders.loc[orders["ordered_at"] >= day, "customer_id"]).mean()

    mistakes = {
        "the other part: those on the list who were not seen": 1 - right,
        "the share of all members; expected of those on the list": ids.isin(buyers).mean(),
        "the share of all members who are on the list and were seen": ids[ids.isin(list_ids)]
        .isin(buyers)
        .sum()
        / len(ids),
        "upside down: of those who ordered, the share that is on the list": buyers.isin(list_ids).mean(),
        "the share of orders placed by members on the list; count members": lately["customer_id"]
        .isin(list_ids)
        .mean(),
        "the share of those *not* on the list": ids[~ids.isin(list_ids)].isin(buyers).mean(),
        "the share of all members who are on the list": len(list_ids) / len(ids),
        "the share with any order in the two years; expected since 5 July 2025": since("2024-01-01"),
        "the share with an order in all of 2025; expected since 5 July": since("2025-01-01"),
        "counted from 6 July 2025; the fifth belongs to it": since("2025-07-06"),
        "the share with an order *before* 5 July 2025": list_ids.isin(
            orders.loc[orders["ordered_at"] < "2025-07-05", "customer_id"]
        ).mean(),
        "the share of those who gave consent; expected of all on the list": _seen("contacted", "control"),
        "counted from 1 July 2025": since("2025-07-01"),
        "counted from 7 May 2025: write the month before the day, 2025-07-05": since("2025-05-07"),
        "the share with an order in a shop; the app counts too": (
            list_ids.isin(lately.loc[lately["channel"] == "shop", "customer_id"]).mean()
        ),
        "the share with an order in the app; the shops count too": (
            list_ids.isin(lately.loc[lately["channel"] == "app", "customer_id"]).mean()
        ),
        "the share with an order in the web shop; none on the list can have one": (
            list_ids.isin(lately.loc[lately["channel"] == "web", "customer_id"]).mean()
        ),
        "the share that have not left in truth; expected what the orders show": (
            1 - _has_left().reindex(list_ids).mean()
        ),
        "the number of orders per member on the list; count each member once": (
            lately["customer_id"].isin(list_ids).sum() / len(list_ids)
        ),
    }
    expect.none_of(seen, right, mistakes, name="seen")
    expect.number(seen, right, name="seen", decimals=2)
    groups = given.we_miss_you().groupby("group")
    least, most = _interval()
    others = {
        "comparing orders within two weeks (`converted`); expected `retained`": _ends(groups["converted"]),
        "comparing with those who gave no consent; they were not drawn at random": (
            _ends(groups["retained"], "no consent")
        ),
        "comparing with all who got no letter; those without consent were not drawn at random": (
            _ends(groups["retained"], "no consent", "control")
        ),
        "taking the share of the contacted alone; expected the difference": _ends_of_one("contacted"),
        "taking the share of the control group alone; expected the difference": _ends_of_one("control"),
    }
    expect.interval(low, high, least, most, unit="customers per 100 letters", mistakes=others)
    demand_verdict(keeps, least, most, name="keeps")
    truth = market.reached(market.plan(list_ids, stage_message="win_back"))
    kept = 100 * (truth["stay_with"] - truth["stay_without"]).mean()
    return (
        f"{right:.0%} of the list were there in those days, elsewhere. The test says {least:+.1f} to "
        f"{most:+.1f} customers per 100: no proof of harm, and none of its absence. This market knows the "
        f"truth: {kept:+.1f}. "
        f"{predicted(_EXERCISE)}"
    )


def _seen(*groups: str) -> float:
    """Return the share of the list, or of groups of it, with an order in its 180 days."""
    orders, outcomes = data.load("orders"), given.we_miss_you()
    ids = outcomes.loc[outcomes["group"].isin(groups or outcomes["group"]), "customer_id"]
    return ids.isin(orders.loc[orders["ordered_at"] >= "2025-07-05", "customer_id"]).mean()


def _interval() -> tuple[float, float]:
    """Return the ends of what the letter to the list kept, per 100 letters."""
    return _ends(given.we_miss_you().groupby("group")["retained"])


def _ends(by_group: SeriesGroupBy, *against: str) -> tuple[float, float]:
    others = pd.concat([by_group.get_group(group) for group in against or ["control"]])
    return per_100(by_group.get_group("contacted"), others)[1:]


def _ends_of_one(group: str) -> tuple[float, float]:
    return alone(given.we_miss_you().query("group == @group")["retained"])


# ---------------------------------------------------------------- task 5


@writing(
    exercise=_EXERCISE,
    number=5,
    points=[
        "It answers in the first sentence: not on Monday.",
        "It says how many of the list were seen elsewhere, as a thing that the web shop cannot know.",
        "It gives both ends of the test's interval: “no harm shown” is not “no harm”.",
        "It says what goes out instead, or what to join first, and blames nobody.",
    ],
)
def to_the_web_team() -> str:
    """Write three sentences to the web team on its list."""
    least, most = _interval()
    return (
        f"Not on Monday: {100 * _seen():.0f} of 100 members on the list have ordered in a shop or in the app "
        "within the same 180 days, which the web shop cannot see. The test does not show that the letter is "
        f"harmless: per 100 letters it may have driven away {-least:.0f} customers or kept {most:.0f}. "
        "Let us thank everybody now, and miss only those whom tills, app and site have not seen for a long "
        "time either."
    )


# ---------------------------------------------------------------- task 6


def _worth(plan: pd.DataFrame) -> float:
    if "stage_message" not in plan.columns:
        raise ValueError("The plan has no column `stage_message`; empty text is a letter without a stage.")
    return market.expected_worth(plan)


@decision(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Begin with a thank-you to everybody and change as few as possible.",
        "A sign of life is an order in any channel, or a session that the identity table can name.",
        "“We miss you” to a good customer is the dear mistake: wait longer than you would like to.",
    ],
    rival=("a thank-you to everybody", lambda: given.letters("thanks")),
    only={"offer": "everyone", "channel": "email"},
    worth=_worth,
    counted=("margin_sek", "next_year_margin_sek"),
)
def stage_letters(plan: pd.DataFrame) -> str:
    """Decide on stage letters by e-mail, after at most three campaigns."""
    missed = plan.loc[plan["stage_message"] == "win_back", "customer_id"]
    if missed.empty:
        return "It says “we miss you” to nobody."
    there = 1 - _has_left().reindex(missed).mean()
    return f"Of its “we miss you” {there:.0%} go to somebody who is still a customer."


__all__, __dir__, __getattr__ = only_tasks(globals())
