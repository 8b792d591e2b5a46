"""Draw the retailer's datasets (B2C) from planted traits. Nobody in these tables exists."""

import numpy as np
import pandas as pd

from helpers import world
from helpers.world import CATEGORIES, DAYPARTS, DAYS, MONTH_WEIGHT, START, TODAY

N_CUSTOMERS = 6_000

NEEDS = list(world.NEEDS)
NEED_SHARES = [0.30, 0.22, 0.20, 0.28]
# What each need class buys when nothing else is known of the customer: rows sum to one.
# fmt: off
TASTE = np.array([
    # essen  bulk   organ  welln  women  men    beaut  ready  snack  outdo  child  home
    [0.400, 0.320, 0.012, 0.012, 0.010, 0.010, 0.010, 0.020, 0.030, 0.066, 0.040, 0.070],  # thrift
    [0.020, 0.012, 0.410, 0.310, 0.010, 0.010, 0.015, 0.015, 0.012, 0.076, 0.040, 0.070],  # green
    [0.015, 0.010, 0.015, 0.020, 0.270, 0.220, 0.230, 0.020, 0.015, 0.065, 0.040, 0.080],  # style
    [0.025, 0.012, 0.012, 0.012, 0.012, 0.012, 0.015, 0.410, 0.310, 0.060, 0.050, 0.070],  # convenience
])
# fmt: on
REDRAW_PER_YEAR = 0.20  # share of customers whose need is drawn anew within a year; some draw the same again
HABIT_DAYS = 75  # purchases follow a changed need after this long; clicks follow at once


def draw(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the retailer's tables by their path below `datasets/`, without ``.csv``."""
    areas = draw_areas(rng)
    calendar = draw_calendar(rng)
    customers, traits = draw_customers(rng, areas)
    orders, lines = draw_orders(rng, customers, traits)
    sessions, identity = draw_sessions(rng, customers, traits)
    return {
        "b2c/customers": customers,
        "b2c/orders": orders,
        "b2c/order_lines": lines,
        "b2c/sessions": sessions,
        "b2c/identity": identity,
        "b2c/survey": draw_survey(rng, customers, traits),
        "b2c/campaigns": draw_campaigns(rng, customers, traits, orders),
        "b2c/subscriptions": draw_subscriptions(rng, customers, traits),
        "b2c/tickets": draw_tickets(rng, customers, traits, orders),
        "b2c/calendar": calendar,
        "b2c/postal_areas": areas,
        "no_structure": draw_no_structure(rng),
        "truth/customers": published_truth(customers, traits),
    }


# ------------------------------------------------------------------------------------------ places and time
def draw_areas(rng: np.random.Generator) -> pd.DataFrame:
    """160 postal areas of an invented country: five regions from south to north, towns of unequal size.

    Climate follows latitude and the distance to the coast, so its zones cut across the regions.
    """
    regions = pd.DataFrame(
        {
            "region": ["Söderland", "Västmark", "Östervik", "Mellanbygd", "Norrfjäll"],
            "latitude": [56.2, 58.2, 59.0, 60.9, 64.4],
            "longitude": [14.0, 12.6, 17.2, 15.2, 18.0],
            "height": [0.7, 1.0, 0.8, 1.0, 1.5],
            "width": [1.3, 1.1, 1.1, 1.4, 1.9],
            "areas": [34, 34, 36, 30, 26],
        }
    )
    place = regions.loc[regions.index.repeat(regions["areas"])].reset_index(drop=True)
    n = len(place)
    latitude = place["latitude"] + place["height"] * rng.uniform(-1, 1, n)
    longitude = place["longitude"] + place["width"] * rng.uniform(-1, 1, n)
    kind = rng.choice(["city", "town", "countryside"], n, p=[0.22, 0.33, 0.45])
    density = np.exp(
        pd.Series(kind).map({"city": 7.6, "town": 5.2, "countryside": 2.3}) + rng.normal(0, 0.5, n)
    )
    inland = np.abs(longitude - place["longitude"]) / place["width"]  # 0 = the middle, 1 = a coast
    cold = 0.55 * (latitude - 55) + 1.6 * (1 - inland) + rng.normal(0, 0.25, n)
    km_to_stop = 0.6 + 34 / np.sqrt(density)
    return pd.DataFrame(
        {
            "postal_area": np.arange(101, 101 + n),
            "region": place["region"],
            "place_type": kind,
            "latitude": latitude.round(3),
            "longitude": longitude.round(3),
            "inhabitants_per_km2": density.round(1),
            "climate_zone": np.digitize(cold, [1.9, 3.4, 5.2]) + 1,
            "delivery_cost_sek": (12 + 9 * km_to_stop).round(0).astype(int),
        }
    )


def draw_calendar(rng: np.random.Generator) -> pd.DataFrame:
    """Weather and holidays: a row a day and region."""
    days = pd.date_range(START, TODAY + pd.Timedelta(days=180), freq="D", inclusive="left")
    rows = []
    for region, mean in {
        "Söderland": 8.5,
        "Västmark": 7.5,
        "Östervik": 7.0,
        "Mellanbygd": 4.5,
        "Norrfjäll": 1.0,
    }.items():
        yearly = mean - 10.5 * np.cos(2 * np.pi * (days.day_of_year - 20) / 365.25)
        weather = np.zeros(len(days))
        shocks = rng.normal(0, 1.9, len(days))
        for day in range(1, len(days)):
            weather[day] = 0.8 * weather[day - 1] + shocks[day]
        school = (
            (days.isocalendar().week.isin([8, 9, 44]))
            | (days.month == 7)
            | ((days.month == 6) & (days.day > 12))
            | ((days.month == 12) & (days.day > 20))
            | ((days.month == 8) & (days.day < 15))
        )
        rows.append(
            pd.DataFrame(
                {
                    "date": days,
                    "region": region,
                    "temperature_c": (yearly + weather).round(1),
                    "cold_snap": ((weather < -4.5) & np.isin(days.month, [10, 11, 12, 1, 2, 3, 4])).astype(
                        int
                    ),
                    "school_holiday": np.asarray(school).astype(int),
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


MONTH_OF_DAY = pd.date_range(START, periods=DAYS).month
SEASON = np.concatenate([[0], np.cumsum(np.array(MONTH_WEIGHT)[MONTH_OF_DAY - 1])])


def seasonal(day: np.ndarray) -> np.ndarray:
    """Return the seasonal time passed since START at `day`: purchases come evenly in it; December peaks."""
    return np.interp(day, np.arange(DAYS + 1), SEASON)


def calendar_day(season_time: np.ndarray) -> np.ndarray:
    """Return the day at which `season_time` has passed: the inverse of `seasonal`."""
    return np.interp(season_time, SEASON, np.arange(DAYS + 1))


def pick(rng: np.random.Generator, probabilities: np.ndarray) -> np.ndarray:
    """One column index per row, drawn with that row's probabilities."""
    edges = np.cumsum(probabilities, axis=1)
    return (rng.random(len(edges))[:, None] * edges[:, -1:] > edges).sum(axis=1)


def stamp(days: pd.Series, minutes: pd.Series) -> pd.Series:
    """Return timestamps from whole days after START and minutes of the day."""
    return START + pd.to_timedelta(np.floor(days), unit="D") + pd.to_timedelta(np.floor(minutes), unit="min")


# ---------------------------------------------------------------------------------------------- customers
def draw_customers(rng: np.random.Generator, areas: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw the customer table and, apart from it, the hidden traits that drive all other tables."""
    n = N_CUSTOMERS
    pull = areas["inhabitants_per_km2"].to_numpy() ** 0.45
    area = rng.choice(len(areas), n, p=pull / pull.sum())
    age = np.clip(rng.gamma(9, 5.3, n), 18, 92)
    woman = rng.random(n) < 0.56
    family = rng.random(n) < 0.55 * np.exp(-(((age - 41) / 11) ** 2)) + 0.03
    couple = ~family & (rng.random(n) < 0.45)
    wealth = rng.normal(0, 1, n) + 0.5 * np.exp(-(((age - 50) / 14) ** 2))
    zone = areas["climate_zone"].to_numpy()[area]

    tilt = np.column_stack(
        [
            0.25 * (wealth < -0.4),
            0.25 * woman + 0.15 * (age < 40),
            0.35 * (age < 35) + 0.1 * woman,
            0.40 * family + 0.15 * (wealth > 0.5),
        ]
    )
    need_odds = np.array(NEED_SHARES) * np.exp(tilt)
    need_start = pick(rng, need_odds)
    changed_day = rng.exponential(-365 / np.log(1 - REDRAW_PER_YEAR), n)
    need_now = np.where(changed_day < DAYS, pick(rng, need_odds), need_start)

    digital = rng.random(n) < np.clip(1.005 - 0.35 / (1 + np.exp(-(age - 70) / 5)), 0, 1)
    joined_day = np.where(
        rng.random(n) < 0.45, -rng.uniform(1, 1_800, n), calendar_day(rng.uniform(0, SEASON[-1], n))
    )
    rate_year = np.exp(
        rng.normal(-0.13, 1.12, n)
        + np.array([0.10, 0.0, -0.10, 0.10])[need_start]
        + 0.36 * wealth
        + 0.62 * family
        - 0.005 * (age - 45)
    )
    tried_once = rng.random(n) < 0.30 * np.exp(-rate_year / 3)
    lifetime = rng.exponential(550 + 600 * np.sqrt(rate_year), n)
    left_day = np.where(tried_once, 0.0, lifetime) + np.maximum(joined_day, 0)
    traits = pd.DataFrame(
        {
            "customer_id": 100_001 + np.arange(n),
            "age": age,
            "woman": woman,
            "family": family,
            "zone": zone,
            "rural": areas["place_type"].to_numpy()[area] == "countryside",
            "need_start": need_start,
            "need_now": need_now,
            "changed_day": changed_day,
            "joined_day": joined_day,
            "left_day": left_day,
            "rate_year": rate_year,
            "digital": digital,
            "basket_log": np.log(390) + 0.40 * rng.normal(0, 1, n) + 0.20 * wealth + 0.18 * family,
            "daypart": pick(
                rng,
                np.column_stack(
                    [0.22 + 0.10 * (age > 60), 0.33 + 0.05 * (age > 60), 0.45 + 0.10 * family + 0 * age]
                ),
            ),
            "price_sensitivity": np.clip(
                0.35 + 0.30 * (need_now == 0) - 0.08 * wealth + rng.normal(0, 0.12, n), 0.02, 1
            ),
            "attachment": np.clip(rng.beta(2, 3, n), 0.01, 0.99),
            "easily_annoyed": np.clip(rng.beta(2, 5, n), 0.01, 0.99),
        }
    )
    for when, need in {"start": need_start, "now": need_now}.items():
        traits[[f"{when}_{c}" for c in CATEGORIES]] = tastes(rng, need, traits)
    app = digital & (rng.random(n) < 0.93)
    open_email = np.clip(0.62 - 0.004 * (age - 45) * (age > 60) + rng.normal(0, 0.12, n), 0.05, 0.95)
    traits["open_email"] = np.where(digital, open_email, 0.12)
    traits["open_sms"] = np.clip(0.70 - 0.004 * np.abs(age - 38) + rng.normal(0, 0.1, n), 0.05, 0.95)
    traits["open_push"] = np.where(
        app, np.clip(0.78 - 0.005 * (age - 30) + rng.normal(0, 0.1, n), 0.05, 0.95), 0.0
    )
    traits["open_post"] = np.clip(0.45 + 0.004 * (age - 45) + rng.normal(0, 0.1, n), 0.05, 0.95)
    traits["app"] = app

    income = np.select([wealth < -0.55, wealth < 0.65], ["low", "middle"], "high").astype(object)
    income[rng.random(n) < 0.14] = np.nan
    gender = np.where(woman, "woman", "man").astype(object)
    gender[rng.random(n) < 0.04] = np.nan
    birth_year = pd.Series((TODAY.year - age).astype(int)).where(rng.random(n) > 0.05).astype("Int64")
    customers = pd.DataFrame(
        {
            "customer_id": traits["customer_id"],
            "birth_year": birth_year,
            "gender": gender,
            "household": np.select([family, couple], ["family", "couple"], "single"),
            "income_band": income,
            "region": areas["region"].to_numpy()[area],
            "postal_area": areas["postal_area"].to_numpy()[area],
            "climate_zone": zone,
            "member_since": (START + pd.to_timedelta(np.floor(joined_day), unit="D")),
            "consent_email": (rng.random(n) < np.where(digital, 0.82, 0.25)).astype(int),
            "consent_sms": (rng.random(n) < 0.48).astype(int),
            "consent_push": (app & (rng.random(n) < 0.62)).astype(int),
            "consent_post": (rng.random(n) < 0.86).astype(int),
        }
    )
    return customers, traits


def tastes(rng: np.random.Generator, need: np.ndarray, traits: pd.DataFrame) -> np.ndarray:
    """Each customer's share of every category: the need's taste, bent by gender, place, climate and noise."""
    shares = TASTE[need].copy()
    woman, age = traits["woman"].to_numpy(), traits["age"].to_numpy()
    column = {name: i for i, name in enumerate(CATEGORIES)}
    wear = shares[:, column["womenswear"]] + shares[:, column["menswear"]]
    for_women = np.where(woman, 0.86, 0.16)
    shares[:, column["womenswear"]], shares[:, column["menswear"]] = wear * for_women, wear * (1 - for_women)
    shares[:, column["beauty"]] *= np.where(age < 40, 1.25, 0.85)
    shares[:, column["children"]] *= np.where(traits["family"], 2.6, 0.35)
    shares[:, column["outdoor"]] *= np.array([0.45, 0.85, 1.6, 2.4])[traits["zone"] - 1]
    shares[:, column["home"]] *= np.where(traits["rural"], 2.2, 0.85)
    shares[:, column["ready_meals"]] *= np.where(traits["rural"], 0.75, 1.05)
    noisy = rng.gamma(90 * shares / shares.sum(axis=1, keepdims=True))
    return noisy / noisy.sum(axis=1, keepdims=True)


# ---------------------------------------------------------------------------------------------- purchases
def draw_orders(
    rng: np.random.Generator, customers: pd.DataFrame, traits: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Orders and their lines over 24 months."""
    from_day, to_day = np.maximum(traits["joined_day"], 0), np.minimum(traits["left_day"], DAYS - 1e-6)
    span = np.maximum(seasonal(to_day) - seasonal(from_day), 0)
    count = rng.poisson(traits["rate_year"] * span / 365.0)
    who = np.repeat(np.arange(len(traits)), count)
    at = calendar_day(seasonal(from_day)[who] + rng.random(len(who)) * span[who])
    joiner = np.flatnonzero(traits["joined_day"] >= 0)  # a member joins with a first purchase
    who, at = np.concatenate([who, joiner]), np.concatenate([at, traits["joined_day"].to_numpy()[joiner]])
    order = np.lexsort((who, at))
    who, at, n = who[order], at[order], len(who)
    known = traits.iloc[who].reset_index(drop=True)

    own_part = rng.random(n) < 0.72
    part = np.where(own_part, known["daypart"], rng.integers(0, 3, n))
    begins, ends = np.array(list(DAYPARTS.values())).T
    minutes = (begins[part] + rng.random(n) * (ends - begins)[part]) * 60
    channel = np.where(
        rng.random(n) < np.where(known["digital"], 0.52, 0.04),
        np.where(known["app"] & (rng.random(n) < 0.55), "app", "web"),
        "shop",
    )
    amount = np.exp(known["basket_log"] + rng.normal(0, 0.55, n))

    n_lines = 1 + rng.poisson(3.0, n)
    line_order = np.repeat(np.arange(n), n_lines)
    owner = known.iloc[line_order]
    follows_new = at[line_order] > owner["changed_day"].to_numpy() + HABIT_DAYS
    taste = np.where(
        follows_new[:, None],
        owner[[f"now_{c}" for c in CATEGORIES]],
        owner[[f"start_{c}" for c in CATEGORIES]],
    )
    category = pick(rng, taste)
    weight = rng.gamma(3.0, 1.0, len(line_order))
    paid = amount[line_order] * weight / np.bincount(line_order, weight)[line_order]
    on_offer = rng.random(len(line_order)) < 0.10 + 0.25 * owner["price_sensitivity"].to_numpy()
    discount = np.where(on_offer, paid * rng.choice([0.1, 0.2, 0.3], len(line_order)), 0)
    lines = pd.DataFrame(
        {
            "order_id": 500_001 + line_order,
            "category": np.array(CATEGORIES)[category],
            "amount_sek": np.maximum(np.round(paid), 1).astype(int),
            "discount_sek": np.round(discount).astype(int),
            "returned": (
                rng.random(len(line_order)) < np.where(np.isin(category, [4, 5]), 0.14, 0.025)
            ).astype(int),
        }
    )
    orders = pd.DataFrame(
        {
            "order_id": 500_001 + np.arange(n),
            "customer_id": known["customer_id"],
            "ordered_at": stamp(at, minutes),
            "channel": channel,
            "amount_sek": lines.groupby("order_id")["amount_sek"].sum().to_numpy(),
        }
    )
    return orders, lines


# ------------------------------------------------------------------------------------------ digital traces
def draw_sessions(
    rng: np.random.Generator, customers: pd.DataFrame, traits: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Twelve months of sessions by visitor, and the identity table that links visitors to customers."""
    first_day = DAYS - 365
    active = (
        np.minimum(traits["left_day"] + 60, DAYS) - np.maximum(traits["joined_day"] - 14, first_day)
    ).clip(lower=0)
    expected = np.where(traits["digital"], (2.2 + 3.4 * traits["rate_year"] ** 0.75) * active / 365, 0)
    count = rng.poisson(expected * rng.gamma(2.0, 0.5, len(traits)))
    who = np.repeat(np.arange(len(traits)), count)
    begin = np.maximum(traits["joined_day"] - 14, first_day).to_numpy()[who]
    at = begin + rng.random(len(who)) * active.to_numpy()[who]
    known = traits.iloc[who].reset_index(drop=True)
    n = len(who)
    changed = at > known["changed_day"].to_numpy()  # clicks follow a new need at once
    taste = np.where(
        changed[:, None], known[[f"now_{c}" for c in CATEGORIES]], known[[f"start_{c}" for c in CATEGORIES]]
    )
    device = np.where(
        known["app"] & (rng.random(n) < 0.5), "app", np.where(rng.random(n) < 0.6, "phone", "computer")
    )
    own_part = rng.random(n) < 0.6
    part = np.where(own_part, known["daypart"], rng.integers(0, 3, n))
    begins, ends = np.array(list(DAYPARTS.values())).T
    minutes = (begins[part] + rng.random(n) * (ends - begins)[part]) * 60
    newest = np.clip(rng.normal(4.2 - 0.02 * (traits["age"] - 40), 0.9), 1, 5).astype(
        int
    )  # app version, last seen
    visitor = 700_001 + rng.permutation(3 * len(traits))
    device_no = pd.Series(device).map({"app": 0, "phone": 1, "computer": 2}).to_numpy()
    sessions = pd.DataFrame(
        {
            "visitor_id": visitor[3 * who + device_no],
            "started_at": stamp(at, minutes),
            "device": device,
            "app_version": pd.array(np.where(device == "app", newest[who], 0), dtype="Int64"),
            "pages": 1 + rng.geometric(0.22, n),
            "category": np.array(CATEGORIES)[pick(rng, taste)],
            "cart_left": (rng.random(n) < 0.13).astype(int),
        }
    )
    sessions["app_version"] = sessions["app_version"].where(sessions["device"] == "app")
    stranger = rng.choice(n, n // 8, replace=False)  # visitors who never became customers
    strangers = sessions.iloc[stranger].assign(
        visitor_id=lambda s: 800_001 + np.arange(len(s)),
        cart_left=0,
        started_at=lambda s: rng.permutation(s["started_at"].to_numpy()),
        pages=lambda s: np.minimum(s["pages"], 3),
    )
    owner = pd.DataFrame(
        {
            "visitor_id": visitor,
            "customer_id": np.repeat(traits["customer_id"].to_numpy(), 3),
            "device": np.tile(["app", "phone", "computer"], len(traits)),
        }
    )
    seen = owner[owner["visitor_id"].isin(sessions["visitor_id"])]
    logged_in = rng.random(len(seen)) < seen["device"].map({"app": 0.97, "phone": 0.62, "computer": 0.55})
    identity = seen[logged_in].sort_values("visitor_id", ignore_index=True)
    sessions = pd.concat([sessions, strangers]).sort_values(
        ["started_at", "visitor_id", "pages"], ignore_index=True
    )
    sessions.insert(0, "session_id", 1_000_001 + np.arange(len(sessions)))
    return sessions, identity


# ------------------------------------------------------------------------------------------ asked and told
SURVEY_ITEMS = {
    "thrift": ["compare_prices", "wait_for_sale", "stick_to_budget", "buy_in_bulk"],
    "green": ["choose_organic", "cut_waste", "know_the_source", "feel_healthy"],
    "style": ["follow_trends", "look_my_best", "enjoy_new_looks", "brands_matter"],
    "convenience": ["save_time", "quick_meals", "deliver_to_me", "keep_it_simple"],
}


def draw_survey(rng: np.random.Generator, customers: pd.DataFrame, traits: pd.DataFrame) -> pd.DataFrame:
    """Sixteen statements answered from 1 to 5; about a quarter answer, some agree with everything.

    An answer is the value behind the statement + the person's habit of agreeing + noise; some answer twice.
    """
    answers_p = 0.25 * np.exp(
        0.12 * (traits["need_now"] == 1)
        - 0.12 * (traits["need_now"] == 3)
        + 0.15 * (traits["age"] > 55)
        - 0.10 * (traits["age"] < 30)
    )
    who = np.flatnonzero(rng.random(len(traits)) < answers_p)
    value = rng.normal(0, 0.30, (len(who), 4))
    value[np.arange(len(who)), traits["need_now"].to_numpy()[who]] += 1.55
    agreeing = rng.normal(0, 0.64, len(who))
    agreeing[rng.random(len(who)) < 0.05] = 2.4
    frames = []
    for wave, take in {1: np.arange(len(who)), 2: np.sort(rng.choice(len(who), 260, replace=False))}.items():
        level = 2.65 + np.repeat(value[take], 4, axis=1) + agreeing[take, None]
        answers = np.clip(np.round(level + rng.normal(0, 0.70, level.shape)), 1, 5)
        table = pd.DataFrame(answers, columns=sum(SURVEY_ITEMS.values(), [])).astype("Int64")
        table = table.mask(rng.random(table.shape) < 0.02)
        table.insert(0, "wave", wave)
        table.insert(0, "customer_id", traits["customer_id"].to_numpy()[who[take]])
        frames.append(table)
    return pd.concat(frames, ignore_index=True)


PAST_CAMPAIGNS = pd.DataFrame(
    {
        "campaign_id": np.arange(1, 9),
        "offer": [
            "essentials",
            "womenswear",
            "organic",
            "children",
            "ready_meals",
            "outdoor",
            "wellness",
            "home",
        ],
        "sent_on": pd.to_datetime(
            [
                "2024-03-12",
                "2024-05-14",
                "2024-09-10",
                "2024-11-19",
                "2025-02-11",
                "2025-04-08",
                "2025-09-09",
                "2025-11-18",
            ]
        ),
        "channel": ["email", "email", "email", "post", "email", "sms", "email", "email"],
    }
)


def draw_campaigns(
    rng: np.random.Generator, customers: pd.DataFrame, traits: pd.DataFrame, orders: pd.DataFrame
) -> pd.DataFrame:
    """Eight past campaigns as the company kept them: good customers were favoured, nobody was held out.

    `bought` says whether the customer placed any order within 14 days, offer or not.
    """
    frames = []
    for campaign in PAST_CAMPAIGNS.itertuples():
        day = (campaign.sent_on - START).days
        member = (traits["joined_day"] < day) & (customers[f"consent_{campaign.channel}"] == 1)
        past = orders[orders["ordered_at"] < campaign.sent_on].groupby("customer_id").size()
        favoured = traits["customer_id"].map(past).fillna(0).clip(upper=6)
        sent = np.flatnonzero(member & (rng.random(len(traits)) < 0.15 + 0.10 * favoured))
        opened = rng.random(len(sent)) < traits[f"open_{campaign.channel}"].to_numpy()[sent] * 0.7
        taste = traits[f"now_{campaign.offer}"].to_numpy()[sent]
        clicked = opened & (rng.random(len(sent)) < 0.06 + 0.5 * taste)
        within = orders[
            orders["ordered_at"].between(campaign.sent_on, campaign.sent_on + pd.Timedelta(days=14))
        ]
        ids = traits["customer_id"].to_numpy()[sent]
        frames.append(
            pd.DataFrame(
                {
                    "campaign_id": campaign.campaign_id,
                    "customer_id": ids,
                    "sent_on": campaign.sent_on,
                    "channel": campaign.channel,
                    "offer": campaign.offer,
                    "opened": opened.astype(int),
                    "clicked": clicked.astype(int),
                    "bought": np.isin(ids, within["customer_id"]).astype(int),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def draw_subscriptions(
    rng: np.random.Generator, customers: pd.DataFrame, traits: pd.DataFrame
) -> pd.DataFrame:
    """Yearly delivery subscriptions: when they began, are to be renewed, or were cancelled."""
    keen = 0.32 * traits["digital"] * (1 - np.exp(-traits["rate_year"] / 2)) + 0.06 * (
        traits["need_now"] == 3
    )
    who = np.flatnonzero(rng.random(len(traits)) < keen)
    t = traits.iloc[who].reset_index(drop=True)
    earliest = np.maximum(t["joined_day"], 0)
    started = earliest + rng.random(len(t)) * (
        np.minimum(np.maximum(t["left_day"], earliest + 30), DAYS - 30) - earliest
    ).clip(lower=1)
    cancelled = np.minimum(
        t["left_day"] + rng.exponential(45, len(t)), started + rng.exponential(1_100, len(t))
    )
    cancelled = np.maximum(cancelled, started + 20)
    age_days = DAYS - started
    renewal = started + 365 * np.ceil(np.maximum(age_days, 1) / 365)
    gone = cancelled < DAYS
    day = lambda d: START + pd.to_timedelta(np.floor(d), unit="D")  # noqa: E731
    return pd.DataFrame(
        {
            "subscription_id": 300_001 + np.arange(len(t)),
            "customer_id": t["customer_id"],
            "plan": rng.choice(["basic", "plus"], len(t), p=[0.7, 0.3]),
            "started_on": day(started),
            "renews_on": day(renewal).where(~gone),
            "cancelled_on": day(cancelled).where(gone),
        }
    )


TICKET_TOPICS = ["how_to_start", "delivery", "return", "invoice", "complaint", "close_account"]


def draw_tickets(
    rng: np.random.Generator, customers: pd.DataFrame, traits: pd.DataFrame, orders: pd.DataFrame
) -> pd.DataFrame:
    """Service tickets of 24 months: new customers ask how things work, those about to leave complain."""
    stays = np.minimum(traits["left_day"], DAYS) - np.maximum(traits["joined_day"], 0)
    count = rng.poisson((0.15 + 0.10 * traits["rate_year"]) * stays.clip(lower=20) / 365)
    who = np.repeat(np.arange(len(traits)), count)
    t = traits.iloc[who].reset_index(drop=True)
    begins = np.maximum(t["joined_day"], 0)
    at = begins + rng.random(len(t)) * (np.minimum(t["left_day"] + 10, DAYS - 1) - begins).clip(lower=1)
    at = np.minimum(at, DAYS - 1)
    new, leaving = at - t["joined_day"] < 60, t["left_day"] - at < 90
    mix = np.where(
        new.to_numpy()[:, None],
        [[0.46, 0.26, 0.14, 0.10, 0.03, 0.01]],
        np.where(
            leaving.to_numpy()[:, None],
            [[0.01, 0.12, 0.13, 0.12, 0.38, 0.24]],
            [[0.03, 0.38, 0.32, 0.20, 0.06, 0.01]],
        ),
    )
    topic = np.array(TICKET_TOPICS)[pick(rng, mix)]
    minutes = pd.Series(topic).map(
        {"how_to_start": 9, "delivery": 6, "return": 7, "invoice": 8, "complaint": 18, "close_account": 12}
    ) * np.exp(rng.normal(0, 0.4, len(t)))
    tickets = pd.DataFrame(
        {
            "customer_id": t["customer_id"],
            "opened_at": stamp(at, 480 + 540 * rng.random(len(t))),
            "topic": topic,
            "handling_minutes": minutes.round(0).clip(lower=1).astype(int),
        }
    )
    tickets = tickets.sort_values(["opened_at", "customer_id"], ignore_index=True)
    tickets.insert(0, "ticket_id", 200_001 + np.arange(len(tickets)))
    return tickets


def draw_no_structure(rng: np.random.Generator) -> pd.DataFrame:
    """600 customers with six features that are related, yet hold no groups: one elongated cloud."""
    common = rng.normal(0, 1, (600, 1))
    scores = 50 + 12 * (0.45 * common + rng.normal(0, 1, (600, 6)))
    table = pd.DataFrame(
        scores.round(1), columns=["visits", "breadth", "spend", "tenure", "engagement", "service"]
    )
    table.insert(0, "customer_id", 900_001 + np.arange(600))
    return table


# -------------------------------------------------------------------------------------------------- truth
def published_truth(customers: pd.DataFrame, traits: pd.DataFrame) -> pd.DataFrame:
    """Return the planted traits that the market and the tests need, rounded for the file."""
    day = lambda d: START + pd.to_timedelta(np.floor(d), unit="D")  # noqa: E731
    truth = pd.DataFrame(
        {
            "customer_id": traits["customer_id"],
            "need_start": np.array(NEEDS)[traits["need_start"]],
            "need_now": np.array(NEEDS)[traits["need_now"]],
            "need_changed_on": day(traits["changed_day"].clip(upper=DAYS)).where(
                traits["changed_day"] < DAYS
            ),
            "left_on": day(traits["left_day"].clip(upper=DAYS)).where(traits["left_day"] < DAYS),
            "orders_per_year": traits["rate_year"].round(3),
            "basket_sek": np.exp(traits["basket_log"] + 0.55**2 / 2).round(0).astype(int),
            "daypart": np.array(list(DAYPARTS))[traits["daypart"]],
        }
    )
    for name in [
        "price_sensitivity",
        "attachment",
        "easily_annoyed",
        "open_email",
        "open_sms",
        "open_push",
        "open_post",
    ]:
        truth[name] = traits[name].round(3)
    for name in CATEGORIES:
        truth[f"taste_{name}"] = traits[f"now_{name}"].round(3)
    return truth
