"""What exercise 04 starts from."""

import pandas as pd

from helpers import data

TARGET_SEK = 2_500  # of task 7, added profit
GREEN = ["choose_organic", "cut_waste", "know_the_source", "feel_healthy"]  # the four green statements


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


def centred_waves() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the answers of the first and of the second wave, each person's mean taken away.

    Returns
    -------
    first, again : DataFrame
        A row per respondent, indexed by `customer_id`, and a column per statement, in points of the answer;
        0 where it was skipped.
    """
    waves = [answers(wave) for wave in (1, 2)]
    first, again = (wave.sub(wave.mean(axis=1), axis=0).fillna(0) for wave in waves)
    return first, again


def to_all() -> pd.DataFrame:
    """Return the plan of the green letter to every customer.

    Returns
    -------
    DataFrame
        A row per customer: `customer_id`, `offer` (always "green") and `channel` (always "post").
    """
    return _green_letter(data.load("customers")["customer_id"])


def to_the_aware() -> pd.DataFrame:
    """Return the plan of the green letter to those whose answers to the green statements average 4 or more.

    Returns
    -------
    DataFrame
        A row per reader: `customer_id`, `offer` (always "green") and `channel` (always "post").
    """
    level = answers()[GREEN].mean(axis=1)
    return _green_letter(level.index[level >= 4])


def _green_letter(ids: pd.Series | pd.Index) -> pd.DataFrame:
    return pd.DataFrame({"customer_id": list(ids), "offer": "green", "channel": "post"})
