"""What is planted in the two invented companies: days, categories, needs, seasons, industries, technologies.

Havnbo, the retailer (B2C), and the consultancy (B2B) are drawn from these facts by `datasets/draw/`; the
markets answer from them. Each stands here once.
"""

import pandas as pd

START = pd.Timestamp("2024-01-01")  # the first day of the data
TODAY = pd.Timestamp("2026-01-01")  # "now" in the course: the data end on the day before
CUTOFF = pd.Timestamp("2025-07-01")  # history lies before it, "the next half-year" from it to TODAY
DAYS = (TODAY - START).days

# The retailer: what it sells, which needs that serves, at which hours, and how much of it in which month.
CATEGORIES = [
    "essentials",
    "bulk_packs",
    "organic",
    "wellness",
    "womenswear",
    "menswear",
    "beauty",
    "ready_meals",
    "snacks",
    "outdoor",
    "children",
    "home",
]
NEEDS = {
    "thrift": ["essentials", "bulk_packs"],
    "green": ["organic", "wellness"],
    "style": ["womenswear", "menswear", "beauty"],
    "convenience": ["ready_meals", "snacks"],
}
NEED_OF = {category: need for need, inside in NEEDS.items() for category in inside}
DAYPARTS = {"morning": (7, 11), "midday": (11, 16), "evening": (17, 23)}  # from hour to hour
MONTH_WEIGHT = [0.85, 0.85, 0.95, 0.95, 1.0, 1.0, 0.8, 0.95, 0.95, 1.0, 1.25, 1.9]

# The consultancy. Industry: code, share of companies, log of the usual number of employees, how well the
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
TECHNOLOGIES = ["own_servers", "cloud", "both"]
