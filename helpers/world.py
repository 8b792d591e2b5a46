"""What is planted in the two invented companies: days, categories, needs, seasons, technologies.

Havnbo, the retailer (B2C), and the consultancy (B2B) are drawn from these facts by `datasets/draw/`; the
markets answer from them. Each stands here once; what only the drawing needs stands there.
"""

import pandas as pd

START = pd.Timestamp("2024-01-01")  # the first day of the data
TODAY = pd.Timestamp("2026-01-01")  # "now" in the course: the data end on the day before
CUTOFF = pd.Timestamp("2025-07-01")  # history lies before it, "the next half-year" from it to TODAY
DAYS = (TODAY - START).days

# The retailer: what it sells, which needs that serves, at which hours, and how much of it in which month.
NEEDS = {
    "thrift": ["essentials", "bulk_packs"],
    "green": ["organic", "wellness"],
    "style": ["womenswear", "menswear", "beauty"],
    "convenience": ["ready_meals", "snacks"],
}
NEED_OF = {category: need for need, inside in NEEDS.items() for category in inside}
CATEGORIES = [*NEED_OF, "outdoor", "children", "home"]  # the last three serve none of these needs
DAYPARTS = {"morning": (7, 11), "midday": (11, 16), "evening": (17, 23)}  # from hour to hour
MONTH_WEIGHT = [0.85, 0.85, 0.95, 0.95, 1.0, 1.0, 0.8, 0.95, 0.95, 1.0, 1.25, 1.9]

# The consultancy.
TECHNOLOGIES = ["own_servers", "cloud", "both"]
