"""Exercise 07: every right answer is accepted, every known mistake is named."""

import numpy as np
import pandas as pd

from checks import technological as check
from given import technological as given
from helpers import data, market
from tests.check_cases import Cases, as_tests

CUSTOMERS = data.load("customers")
SESSIONS, IDENTITY = data.load("sessions"), data.load("identity")
CHANNELS = ["push", "email", "sms", "post"]
AGE = data.TODAY.year - CUSTOMERS["birth_year"].astype(float)


def versions(sessions=None, how="max", by="customer_id"):
    sessions = SESSIONS[SESSIONS["device"] == "app"] if sessions is None else sessions
    known = sessions.merge(IDENTITY[["visitor_id", "customer_id"]], on="visitor_id")
    return known.groupby(by)["app_version"].agg(how)


def ladder(steps=CHANNELS, none="none"):
    allowed = [CUSTOMERS[f"consent_{s}"] == 1 for s in steps]
    return pd.Series(np.select(allowed, steps, none), index=CUSTOMERS["customer_id"])


def reach(how="or"):
    push, email = CUSTOMERS["consent_push"], CUSTOMERS["consent_email"]
    column = {"or": push | email, "and": push & email, "push": push, "email": email, "sum": push + email}[how]
    group = pd.cut(AGE, [0, 45, 65, 120], right=False, labels=["under 45", "45–64", "65 and over"])
    return column.groupby(group, observed=True).mean().rename("reach").rename_axis("age_group")


def outcomes():
    both = CUSTOMERS.loc[(CUSTOMERS["consent_push"] == 1) & (CUSTOMERS["consent_email"] == 1), "customer_id"]
    lot = np.random.default_rng(1).random(len(both)) < 0.5
    plan = pd.DataFrame({"customer_id": both, "offer": "everyone", "channel": np.where(lot, "push", "email")})
    return market.run(plan, holdout=0.2, seed=21)


def difference(rows=None, how="mean"):
    rows = outcomes().query("group == 'contacted'") if rows is None else rows
    rate = rows.groupby("channel")["converted"].agg(how)
    return 100 * (rate["push"] - rate["email"])


def plan(steps=CHANNELS, keep=None, **more):
    step = ladder(steps)
    keep = step != "none" if keep is None else keep & (step != "none")
    table = pd.DataFrame({"customer_id": step.index, "offer": "everyone", "channel": step.to_numpy()} | more)
    return table[keep.to_numpy()]


SPENT = data.load("orders").groupby("customer_id").size().reindex(CUSTOMERS["customer_id"]).notna()
OLD = (AGE >= 65).set_axis(CUSTOMERS["customer_id"])

CASES = {
    "allows_push": Cases(
        untouched=lambda: ...,
        right={
            "the mean": lambda: CUSTOMERS["consent_push"].mean(),
            "rounded": lambda: 0.56 if round(CUSTOMERS["consent_push"].mean(), 2) == 0.56 else 0.55,
            "counted": lambda: len(CUSTOMERS[CUSTOMERS["consent_push"] == 1]) / len(CUSTOMERS),
            "value_counts": lambda: CUSTOMERS["consent_push"].value_counts(normalize=True)[1],
        },
        named={
            "a count": (lambda: int(CUSTOMERS["consent_push"].sum()), "a count of customers"),
            "the others": (lambda: 1 - CUSTOMERS["consent_push"].mean(), "does not allow it"),
            "e-mail": (lambda: CUSTOMERS["consent_email"].mean(), "allows e-mail"),
        },
        wrong={
            "per cent": (lambda: 100 * CUSTOMERS["consent_push"].mean(), "a percentage was given"),
            "the column": (lambda: CUSTOMERS["consent_push"], "single number"),
        },
    ),
    "newest_version": Cases(
        untouched=lambda: ...,
        right={
            "grouped": versions,
            "a table with the key as a column": lambda: versions().reset_index(),
            "sorted, last row kept": lambda: (
                SESSIONS.query("device == 'app'")
                .merge(IDENTITY, on="visitor_id")
                .sort_values("app_version")
                .drop_duplicates("customer_id", keep="last")
                .set_index("customer_id")["app_version"]
            ),
            "a dict": lambda: versions().astype(int).to_dict(),
        },
        named={
            "by visitor": (
                lambda: SESSIONS.query("device == 'app'").groupby("visitor_id")["app_version"].max(),
                "one row per visitor",
            ),
            "all devices": (lambda: versions(SESSIONS), "on any device"),
            "not grouped": (
                lambda: (
                    SESSIONS.query("device == 'app'")
                    .merge(IDENTITY[["visitor_id", "customer_id"]], on="visitor_id")
                    .set_index("customer_id")["app_version"]
                ),
                "one row per session",
            ),
        },
        wrong={
            "the count": (lambda: versions(how="count"), "differs in"),
            "a number": (lambda: 5, "a whole number"),
        },
    ),
    "first_step": Cases(
        untouched=lambda: ...,
        right={
            "np.select": ladder,
            "a list": lambda: ladder().to_list(),
            "an array": lambda: ladder().to_numpy(),
            "shuffled, by customer": lambda: ladder().sample(frac=1, random_state=0),
        },
        named={
            "from the bottom": (lambda: ladder(CHANNELS[::-1]), "the last channel"),
            "e-mail first": (lambda: ladder(["email", "push", "sms", "post"]), "e-mail comes before push"),
            "gaps": (lambda: ladder().replace("none", None), "have no word"),
        },
        wrong={
            "another word": (lambda: ladder(none="nobody"), "'nobody'"),
            "numbers of rows": (lambda: ladder().iloc[:100], "100 rows"),
            "sms before e-mail": (lambda: ladder(["push", "sms", "email", "post"]), "Is the order"),
        },
    ),
    "reach_by_age": Cases(
        untouched=lambda: ...,
        right={
            "grouped": reach,
            "with a key column": lambda: reach().reset_index(),
            "rounded": lambda: reach().round(3).to_frame(),
            "a dict": lambda: reach().to_dict(),
        },
        named={
            "and": (lambda: reach("and"), "push *and* e-mail"),
            "push alone": (lambda: reach("push"), "push alone"),
            "added": (lambda: reach("sum"), "count twice"),
        },
        wrong={
            "per cent": (lambda: 100 * reach(), "a percentage was given"),
            "two groups": (lambda: reach().iloc[:2], "missing"),
        },
    ),
    "push_against_email": Cases(
        untouched=lambda: ...,
        right={
            "means": difference,
            "rounded": lambda: round(difference(), 1),
            "numpy": lambda: np.float64(difference()),
            "sums over counts": lambda: (
                100
                * (
                    outcomes().query("group == 'contacted' and channel == 'push'")["converted"].sum()
                    / len(outcomes().query("group == 'contacted' and channel == 'push'"))
                    - outcomes().query("group == 'contacted' and channel == 'email'")["converted"].mean()
                )
            ),
        },
        named={
            "shares": (lambda: difference() / 100, "a difference of shares"),
            "turned round": (lambda: -difference(), "e-mail less push"),
            "with the control group": (lambda: difference(outcomes()), "computed with the control group"),
        },
        wrong={
            "text": (lambda: "2", "is text"),
            "nonsense": (lambda: 50.0, "expected"),
        },
    ),
    "mailing": Cases(
        untouched=lambda: ...,
        right={
            "the ladder": plan,
            "buyers, and the older": lambda: plan(keep=SPENT | OLD),
            "e-mail before push for the older": lambda: pd.concat(
                [plan(keep=~OLD), plan(["email", "push", "sms", "post"], keep=OLD)]
            ),
            "no letters to the young, key as index": lambda: plan(keep=OLD | (ladder() != "post")).set_index(
                "customer_id"
            ),
        },
        named={
            "push only": (given.push_only, "does not allow"),
            "older left out": (lambda: plan(["push", "email"]), "Who among them allows"),
            "post to all": (lambda: plan(["post", "sms", "email", "push"]), "reached more cheaply"),
        },
        wrong={
            "another offer": (lambda: plan(offer="home"), "expected `everyone`"),
            "no channel": (lambda: plan().drop(columns="channel"), "lacks the column 'channel'"),
            "a list": (lambda: [1], "is a list"),
        },
    ),
}


test_the_check_says_what_is_right_and_what_is_wrong, test_every_task_has_its_cases = as_tests(check, CASES)
