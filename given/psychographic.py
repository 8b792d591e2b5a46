"""What exercise 04 starts from."""

import numpy as np
import pandas as pd

from helpers import data, market, segment

STATEMENTS = {
    "thrift": ["compare_prices", "wait_for_sale", "stick_to_budget", "buy_in_bulk"],
    "green": ["choose_organic", "cut_waste", "know_the_source", "feel_healthy"],
    "style": ["follow_trends", "look_my_best", "enjoy_new_looks", "brands_matter"],
    "convenience": ["save_time", "quick_meals", "deliver_to_me", "keep_it_simple"],
}
GREEN = STATEMENTS["green"]


def answers(wave: int = 1) -> pd.DataFrame:
    """Return what was answered in one wave of the survey.

    Returns
    -------
    DataFrame
        A row per respondent, indexed by `customer_id`, and a column per statement, sixteen: from 1 (not at
        all) to 5 (fully), empty where it was skipped.
    """
    survey = data.load("survey")
    return survey[survey["wave"] == wave].drop(columns="wave").set_index("customer_id").astype(float)


def centred() -> pd.DataFrame:
    """Return the answers of the first wave, each person's own mean taken away.

    Returns
    -------
    DataFrame
        A row per respondent, indexed by `customer_id`, and a column per statement, in points of the answer;
        0 where it was skipped.
    """
    first = answers()
    return first.sub(first.mean(axis=1), axis=0).fillna(0)


def typing_data() -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Return what a typing tool looks at, what it should find, and whom it may learn from.

    Returns
    -------
    known : DataFrame
        A row per respondent, indexed by `customer_id`, and a column per category: the order lines, as the
        logarithm of their number plus 1.
    valued : Series
        The need with the highest mean answer, less the own mean of all.
    learning : Series
        True for every second respondent, by number.
    """
    centres = pd.DataFrame({need: centred()[inside].mean(axis=1) for need, inside in STATEMENTS.items()})
    valued = centres.idxmax(axis=1).rename("valued")
    lines = data.purchases()
    bought = pd.crosstab(lines["customer_id"], lines["category"])
    known = np.log1p(bought.reindex(valued.index, fill_value=0))
    return known, valued, pd.Series(valued.index % 2 == 1, valued.index, name="learning")


def four_segments() -> pd.DataFrame:
    """Return four segments of the centred answers: what each agrees with more than with the rest.

    Returns
    -------
    DataFrame
        A row per `segment`, A to D: `people`, and for each need the mean of its four statements less the
        members' own means (points of the answer): `thrift`, `green`, `style`, `convenience`.
    """
    found = segment.kmeans(centred(), 4)
    means = pd.DataFrame({need: centred()[inside].mean(axis=1) for need, inside in STATEMENTS.items()})
    table = means.groupby(found).mean().round(1)
    table.insert(0, "people", found.value_counts())
    table = table.sort_values(list(STATEMENTS), ascending=False)
    return table.set_axis(pd.Index(list("ABCD"), name="segment"))


def shown_by_need() -> pd.DataFrame:
    """Return what each customer has shown, by what was bought and looked at.

    Returns
    -------
    DataFrame
        A row per customer, indexed by `customer_id`; order lines and visits with a name, together, as
        columns by need: `thrift`, `green`, `style`, `convenience`.
    """
    visits = data.load("sessions").merge(
        data.load("identity")[["visitor_id", "customer_id"]], on="visitor_id"
    )
    seen = pd.concat([table[["customer_id", "category"]] for table in (data.purchases(), visits)])
    counts = pd.crosstab(seen["customer_id"], seen["category"].map(market.NEED_OF))
    return counts[list(STATEMENTS)].rename_axis(columns=None)


def to_the_aware() -> pd.DataFrame:
    """Return the plan of the green letter to those whose answers to the green statements average 4 or more.

    Returns
    -------
    DataFrame
        A row per reader: `customer_id`, `offer` (always "green") and `channel` (always "post").
    """
    level = answers()[GREEN].mean(axis=1)
    aware = level.index[level >= 4]
    return pd.DataFrame({"customer_id": aware, "offer": "green", "channel": "post"})
