"""The checks of exercise 06."""

import pandas as pd

from checks import expect
from checks.core import Answer, NotYet, only_tasks, predicted, task, writing
from checks.decide import decision
from checks.intervals import demand_verdict, per_100
from given import digital_behaviour as given
from helpers import data, market

_EXERCISE = "06_digital_behaviour"
_HOURS = (1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 36, 48)
_DELAYS = {"10 minutes": 1 / 6, "30 minutes": 0.5} | {
    f"{_hours} hour{'s' if _hours > 1 else ''}": _hours for _hours in _HOURS
}
_SERVICE_SEK = 60_000


# ---------------------------------------------------------------- task 1


@task(
    exercise=_EXERCISE,
    number=1,
    hints=[
        "Run the lesson down to the live picture: the cell's play button, or Run → Run All Cells.",
        "The first sentence under the picture says what a reply after so long adds, in thousand SEK a year.",
        "Below the dashed line the service costs more than it adds. Move right until the dot is below.",
    ],
)
def read_off(adds: Answer, slowest: Answer) -> str:
    """Check what replies add by their delay, as the lesson's live picture says it, and which still pay."""
    by_delay = _against_a_day()
    wanted = (by_delay[["10 minutes", "1 hour", "12 hours"]] / 1000).round().rename_axis("delay")
    mistakes = {
        "is in SEK; copy the thousands as the sentence says them": 1000 * wanted,
        "has lost the sign of 12 hours": wanted.abs(),
    }
    expect.none_of_values(adds, mistakes, name="adds")
    expect.series(adds, wanted.astype(int), name="adds", key="delay")
    pays = by_delay.index[by_delay > _SERVICE_SEK]
    if not isinstance(slowest, str) or slowest.strip() not in _DELAYS:
        raise NotYet('`slowest` is not one of the control\'s times; copy its name, such as `"24 hours"`.')
    if slowest.strip() not in pays:
        raise NotYet(f"A reply after {slowest.strip()} adds less than the service costs.")
    if slowest.strip() != pays[-1]:
        raise NotYet(
            f"A reply after {slowest.strip()} pays, but a slower one still does. Move on to the right."
        )
    return (
        "Nearly half of the worth is gone within two hours; after 12 hours a reply earns less than one the "
        "day after, because it comes at night."
    )


def _against_a_day() -> pd.Series:
    """Return what a year of replies adds by their delay, less what it adds after 24 hours (SEK)."""
    carts = given.mailable_carts().sort_values("started_at")
    last, times = carts.groupby("customer_id").last(), carts["customer_id"].value_counts()
    adds = {name: _year_sek(last, times, hours) for name, hours in _DELAYS.items()}
    return pd.Series(adds) - adds["24 hours"]


def _year_sek(last: pd.DataFrame, times: pd.Series, hours: float) -> float:
    hour = (last["started_at"] + pd.Timedelta(hours=hours)).dt.hour
    part = pd.cut(hour, [0, 11, 16, 24], labels=["morning", "midday", "evening"], right=False)
    plan = market.plan(last.index, daypart=part.to_list(), event="cart", hours_since_event=hours)
    chances = market.expected(plan).set_index("customer_id")
    added = (chances["chance_with"] - chances["chance_without"]) * chances["basket_sek"] * market.MARGIN
    return float((added * times).sum())


# ---------------------------------------------------------------- task 2


@task(
    exercise=_EXERCISE,
    number=2,
    hints=[
        '`"count"` counts rows, `"nunique"` different values, `"sum"` adds up, `"max"` takes the largest.',
        "Every visit has a `session_id` of its own. A visitor comes more than once, and must count once.",
        "`cart_left` is 1 or 0: added up, it is the number of carts.",
    ],
)
def one_row_per_customer(stitched: Answer) -> str:
    """Check the visits, visitors and carts of every known customer."""
    known = given.known_visits()
    groups = known.groupby("customer_id")
    wanted = groups.agg(
        visits=("session_id", "count"), visitors=("visitor_id", "nunique"), carts=("cart_left", "sum")
    )
    if isinstance(stitched, pd.DataFrame):
        rows, visitors = len(stitched), known["visitor_id"].nunique()
        if rows in (visitors, data.load("sessions")["visitor_id"].nunique()) and rows != len(wanted):
            raise NotYet(f"`stitched` has {rows:,} rows, one per visitor. Group by `customer_id`.")
        mistakes = {
            ("visits", "counts pages; expected visits"): groups["pages"].sum(),
            ("visits", "counts different visitors; expected visits"): wanted["visitors"],
            (
                "visitors",
                "counts visits; each visitor must count once. Which word counts different values?",
            ): (wanted["visits"]),
            ("carts", "says whether a cart was ever left; expected how many"): groups["cart_left"].max(),
            ("carts", "counts visits, with or without a cart: every row has a `cart_left`"): wanted["visits"],
            ("carts", "is the share of visits that left a cart; expected how many"): groups[
                "cart_left"
            ].mean(),
            ("carts", "counts the different values of `cart_left`; expected how many are 1"): (
                groups["cart_left"].nunique()
            ),
        }
        for (column, sentence), values in mistakes.items():
            if column in stitched.columns and expect.same_values(stitched[column], values.rename(column)):
                raise NotYet(f"`{column}` {sentence}.")
    expect.frame(stitched, wanted, name="stitched", key="customer_id")
    several = (wanted["visitors"] > 1).mean()
    return (
        f"{several:.0%} of the known customers are more than one visitor: to the server, so many strangers."
    )


# ---------------------------------------------------------------- task 3


@task(
    exercise=_EXERCISE,
    number=3,
    hints=[
        "Whom does `people` hold: the buyers of 2025, or everybody?",
        "What is `age < 65` where the age is empty? And then `~young`?",
        'Keep the rows with `people.index.isin(orders["customer_id"])`, and write `age >= 65` for the old.',
    ],
)
def not_seen(under_65: Answer, from_65: Answer) -> str:
    """Check the share of the buyers without a linked visit, under 65 and from 65."""
    people, orders = data.load("customers").set_index("customer_id"), data.load("orders")
    buyers = people[people.index.isin(orders.loc[orders["ordered_at"] >= "2025-01-01", "customer_id"])]
    ever = people[people.index.isin(orders["customer_id"])]
    right = _unseen(buyers)
    mistakes = {
        "Both faults are still there: it is about all members, and unknown ages count among the old.": (
            _unseen(people, unknown="old")
        ),
        "These are shares of all members; expected of those who bought in 2025.": _unseen(people),
        "Those whose age is not known are among the old; expected in neither group.": (
            _unseen(buyers, unknown="old")
        ),
        "Those whose age is not known are among the young; expected in neither group.": (
            _unseen(buyers, unknown="young")
        ),
        "These are shares of all who ever bought; expected of those who bought in 2025.": _unseen(ever),
        "These are the shares that *are* seen; expected those that are not.": tuple(1 - x for x in right),
        "The two are in the other order; expected under 65 first.": right[::-1],
        "65 itself belongs to the second group, or the age is that of another year.": _unseen(
            buyers, limit=66
        ),
        "These are parts of all buyers; expected of each age group.": _parts(buyers),
    }
    for sentence, values in mistakes.items():
        if _are((under_65, from_65), values) and not _are((under_65, from_65), right):
            raise NotYet(f"{sentence} ({values[0]:.3f} and {values[1]:.3f} were found.)")
    expect.number(under_65, right[0], name="under_65")
    expect.number(from_65, right[1], name="from_65")
    return f"{right[1]:.0%} against {right[0]:.0%}: from 65 on, twice as many buy and are not seen."


def _are(found: tuple[Answer, Answer], values: tuple[float, float]) -> bool:
    return all(expect.same_number(one, value, rel=1e-6) for one, value in zip(found, values, strict=True))


def _unseen(people: pd.DataFrame, *, unknown: str = "", limit: int = 65) -> tuple[float, float]:
    """Return the share without a linked visit below an age and from it on; the unknown may be in a group."""
    unseen = pd.Series(~people.index.isin(data.load("identity")["customer_id"]), index=people.index)
    age = 2026 - people["birth_year"].astype(float)
    age = age.fillna({"old": 99, "young": 20}.get(unknown, float("nan")))
    return float(unseen[age < limit].mean()), float(unseen[age >= limit].mean())


def _parts(people: pd.DataFrame) -> tuple[float, float]:
    unseen = ~people.index.isin(data.load("identity")["customer_id"])
    age = 2026 - people["birth_year"].astype(float)
    return float((unseen & (age < 65)).mean()), float((unseen & (age >= 65)).mean())


# ---------------------------------------------------------------- task 4


@task(
    exercise=_EXERCISE,
    number=4,
    hints=[
        "Keep the contacted, and split their `converted` by `delay`.",
        "`experiment.rate_difference(quick, late)` gives the shares, their difference, low and high.",
        "Times 100, low and high are orders per 100 replies. Do they lie on the same side of 0?",
    ],
)
def worth_of_hurry(low: Answer, high: Answer, is_quicker_better: Answer) -> str:
    """Check the interval of the orders per 100 replies that the quick reply brings more than the late one."""
    outcomes = given.two_delays()
    groups = outcomes.groupby(["delay", "group"])["converted"]

    def ends(one: tuple[str, str], other: tuple[str, str]) -> tuple[float, float]:
        return per_100(groups.get_group(one), groups.get_group(other))[1:]

    quick, late = ("10 minutes", "contacted"), ("24 hours", "contacted")
    both = outcomes[outcomes["group"] == "contacted"], outcomes[outcomes["group"] == "control"]
    everybody = outcomes.groupby("delay")["converted"]
    right = ends(quick, late)
    expect.interval(
        low,
        high,
        *right,
        unit="orders per 100 replies",
        mistakes={
            "what the quick reply adds to no reply at all": ends(quick, ("10 minutes", "control")),
            "what the late reply adds to no reply at all": ends(late, ("24 hours", "control")),
            "both delays together against both control groups": (
                per_100(*(group["converted"] for group in both))[1:]
            ),
            "the two halves with their control groups in them; only the contacted got a reply": (
                per_100(everybody.get_group("10 minutes"), everybody.get_group("24 hours"))[1:]
            ),
            "the two control groups, which got no reply": ends(
                ("10 minutes", "control"), ("24 hours", "control")
            ),
            "the quick reply against those without consent, who were not drawn at random": ends(
                quick, ("10 minutes", "no consent")
            ),
        },
    )
    demand_verdict(is_quicker_better, *right, name="is_quicker_better")
    return (
        f"{right[0]:.0f} to {right[1]:.0f} more orders per 100 replies: the hurry helps, and by how much is "
        f"known only roughly. {predicted(_EXERCISE)}"
    )


# ---------------------------------------------------------------- task 5


@writing(
    exercise=_EXERCISE,
    number=5,
    points=[
        "It gives both ends in SEK a year, and the price beside them.",
        "It says plainly that the quick reply helps, and that this does not yet say whether it pays.",
        "It says whom no reply reaches: carts without a name, customers without consent.",
        "It ends with something to do: a lower price, a longer trial, or a slower reply of our own.",
    ],
)
def to_the_board() -> str:
    """Write three sentences on whether the service is worth its price."""
    contacted = given.two_delays().query("group == 'contacted'").groupby("delay")["converted"]
    _, low, high = per_100(contacted.get_group("10 minutes"), contacted.get_group("24 hours"))
    orders = len(given.mailable_carts())
    least, most = (orders * end / 100 * given.margin_online() for end in (low, high))
    return (
        f"A reply within ten minutes brings {low:.0f} to {high:.0f} more orders per 100 replies "
        f"than one the day after: {round(least, -3):,.0f} to {round(most, -3):,.0f} SEK of margin a year. "
        f"The price of {_SERVICE_SEK:,} lies between, so we cannot tell yet whether it pays; and it helps "
        "only with carts whose customer we know and may write to. Let us offer the supplier what the "
        "lower end covers, or try for half a year what a reply of our own within the hour brings."
    )


# ---------------------------------------------------------------- task 6


@decision(
    exercise=_EXERCISE,
    number=6,
    hints=[
        "Not everybody agreed to e-mail. The columns that begin with `consent_` say what else is allowed.",
        "Which channel is read most, and costs least? Begin with it, and fall back to the next.",
        "All of a customer's visits say which need fits; `market.NEED_OF` joins categories to needs.",
    ],
    rival=("the plain reminder by e-mail", given.plain_by_email),
    may=["discount"],
    sent=given.one_hour_later,
)
def replies_to_carts(plan: pd.DataFrame) -> str:
    """Decide on replies to left carts, after at most three campaigns."""
    reached = market.expected(given.one_hour_later(plan)).query("consent == 1")
    return f"It reaches {len(reached):,} of the {len(given.latest_carts()):,} who left a cart."


__all__, __dir__, __getattr__ = only_tasks(globals())
