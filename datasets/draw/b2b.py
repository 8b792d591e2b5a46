"""Draw the consultancy's datasets (B2B): companies, contacts, deals, engagement, and their truth."""

import numpy as np
import pandas as pd

from helpers.market_b2b import win_probability
from helpers.world import TECHNOLOGIES, TODAY

N_COMPANIES = 3_000
# Industry: code, share of companies, log of the usual number of employees, how well the
# services fit (logit).
INDUSTRIES = pd.DataFrame(
    [
        ("C10", "food production", 0.09, 3.2, -0.7),
        ("C28", "machinery", 0.10, 3.6, 0.5),
        ("F41", "construction", 0.14, 2.6, -1.3),
        ("G47", "retail", 0.15, 2.8, -0.3),
        ("H49", "transport", 0.11, 2.9, -0.7),
        ("J62", "software", 0.12, 2.6, 0.9),
        ("K64", "finance", 0.08, 3.3, 1.2),
        ("M70", "management advice", 0.11, 2.0, -0.2),
        ("Q86", "health care", 0.10, 3.4, 0.3),
    ],
    columns=["industry_code", "industry", "share", "log_employees", "fit"],
)


def draw(rng: np.random.Generator, regions: list[str]) -> dict[str, pd.DataFrame]:
    """All B2B tables by their path below `datasets/`; `regions` are the B2C regions' names."""
    companies, traits = draw_companies(rng, regions)
    return {
        "b2b/companies": companies,
        "b2b/contacts": draw_contacts(rng, companies),
        "b2b/deals": draw_deals(rng, companies, traits),
        "b2b/engagement": draw_engagement(rng, companies, traits),
        "truth/companies": traits.round(4),
    }


def draw_companies(rng: np.random.Generator, regions: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw the accounts and prospects, and the hidden fit, intent and value of each.

    Fit varies more within an industry than between industries; intent comes and goes from quarter to quarter.
    """
    n = N_COMPANIES
    kind = rng.choice(len(INDUSTRIES), n, p=INDUSTRIES["share"] / INDUSTRIES["share"].sum())
    row = INDUSTRIES.iloc[kind].reset_index(drop=True)
    log_employees = row["log_employees"] + rng.normal(0, 1.0, n)
    employees = np.clip(np.exp(log_employees), 2, 4_000).round().astype(int)
    technology = rng.choice(3, n, p=[0.42, 0.33, 0.25])
    fit = row["fit"] + rng.normal(0, 0.8, n) + np.array([0.35, -0.25, 0.1])[technology]
    turnover = np.exp(np.log(employees) + 0.7 + rng.normal(0, 0.5, n))
    companies = pd.DataFrame(
        {
            "company_id": 40_001 + np.arange(n),
            "industry_code": row["industry_code"],
            "industry": row["industry"],
            "turnover_msek": pd.Series(turnover.round(1)).where(rng.random(n) > 0.08),
            "employees": employees,
            "region": rng.choice(regions, n, p=[0.2, 0.22, 0.32, 0.16, 0.10]),
            "founded": (2024 - np.clip(rng.gamma(2.2, 9, n), 1, 110)).astype(int),
            "technology": pd.Series(np.array(TECHNOLOGIES)[technology]).where(rng.random(n) > 0.12),
            "relation": np.where(rng.random(n) < 0.16, "account", "prospect"),
        }
    )
    traits = pd.DataFrame(
        {
            "company_id": companies["company_id"],
            "fit": fit,
            "intent_2024": rng.gamma(0.8, 1.2, n),
            "deal_value_sek": np.round(np.exp(10.6 + 0.52 * np.log(employees) + rng.normal(0, 0.30, n))),
        }
    )
    traits["intent_2025"] = 0.75 * traits["intent_2024"] + 0.25 * rng.gamma(0.8, 1.2, n)
    return companies, traits


def draw_contacts(rng: np.random.Generator, companies: pd.DataFrame) -> pd.DataFrame:
    """One to four contacts a company, by role; no names, for nobody is meant."""
    count = 1 + rng.binomial(3, np.clip(np.log(companies["employees"]) / 10, 0.1, 0.9))
    who = np.repeat(companies["company_id"].to_numpy(), count)
    return pd.DataFrame(
        {
            "contact_id": 60_001 + np.arange(len(who)),
            "company_id": who,
            "role": rng.choice(["managing director", "IT manager", "finance manager", "purchaser"], len(who)),
            "consent_email": (rng.random(len(who)) < 0.58).astype(int),
        }
    )


def draw_deals(rng: np.random.Generator, companies: pd.DataFrame, traits: pd.DataFrame) -> pd.DataFrame:
    """Deals opened in 2024 and 2025 with their stage at the end of 2025."""
    frames = []
    for year in (2024, 2025):
        intent = traits[f"intent_{year}"]
        opened = np.flatnonzero(rng.random(len(companies)) < 0.18 + 0.20 * np.minimum(intent, 3))
        chance = win_probability(traits, intent, companies["relation"]).to_numpy()[opened]
        days = rng.integers(0, 365, len(opened))
        on = pd.Timestamp(year, 1, 1) + pd.to_timedelta(days, unit="D")
        takes = 20 + rng.gamma(3, 22, len(opened))
        ends = on + pd.to_timedelta(np.floor(takes), unit="D")
        won = rng.random(len(opened)) < chance
        value = traits["deal_value_sek"].to_numpy()[opened] * np.exp(rng.normal(0, 0.25, len(opened)))
        frames.append(
            pd.DataFrame(
                {
                    "company_id": companies["company_id"].to_numpy()[opened],
                    "opened_on": on,
                    "stage": np.where(
                        ends < TODAY,
                        np.where(won, "won", "lost"),
                        rng.choice(["lead", "meeting", "proposal"], len(opened)),
                    ),
                    "closed_on": pd.Series(ends).where(ends < TODAY),
                    "value_sek": (value / 100).round().astype(int) * 100,
                }
            )
        )
    deals = pd.concat(frames).sort_values(["opened_on", "company_id"], ignore_index=True)
    deals.insert(0, "deal_id", 80_001 + np.arange(len(deals)))
    return deals


def draw_engagement(rng: np.random.Generator, companies: pd.DataFrame, traits: pd.DataFrame) -> pd.DataFrame:
    """Draw what companies did on our site and at our events; intent shows here before it shows in a deal."""
    frames = []
    for year in (2024, 2025):
        count = rng.poisson(0.4 + 3.6 * traits[f"intent_{year}"])
        who = np.repeat(companies["company_id"].to_numpy(), count)
        frames.append(
            pd.DataFrame(
                {
                    "company_id": who,
                    "date": pd.Timestamp(year, 1, 1)
                    + pd.to_timedelta(rng.integers(0, 365, len(who)), unit="D"),
                    "kind": rng.choice(
                        ["visit", "newsletter", "download", "webinar"], len(who), p=[0.5, 0.26, 0.16, 0.08]
                    ),
                }
            )
        )
    return pd.concat(frames).sort_values(["date", "company_id", "kind"], ignore_index=True)
