"""Draw the messy sample of lesson 16: an export of orders, clean at first, then made dirty, with its truth.

The truth is counted on the clean rows, before the dirt; nothing here knows the loader. Everything is drawn;
nobody in the file exists.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.world import DAYS, START
from page import files

N_CUSTOMERS, N_CANCELLED_ONLY = 2_740, 33
RATE = 11.2  # SEK for one EUR, in the truth only: the file holds no rate
POSTAGE = "Frakt och porto"
# Kinds of buyers: share, orders in two years, price level, month of the year they prefer (0: none).
KINDS = [(0.40, 1.1, 240, 0), (0.25, 7.5, 120, 0), (0.15, 2.2, 1300, 0), (0.20, 3.0, 330, 12)]
GOODS = "Filt Lykta Påslakan Kudde Köksö Gräddkanna Tårtfat Duk Korg Spegel Matta".split()
COLOURS = ["blå", "grå", "röd", "grön", "svart", "natur", "gul"]
# Names as shops really write them, which a spreadsheet takes for formulas.
ODD_GOODS = ["@home Lampa", "-50% Kaffemugg", "+Plus ljus 3 st", "=REA= Filt grön"]
COLUMNS = ["Order no", "Order date", "Customer no", "E-mail", "Article", "Quantity", "Unit price", "Currency"]
COLUMNS += ["Status", "Newsletter", "Ads"]
DIRT = {"no_customer": 0.035, "no_date": 22, "bad_date": 14, "bad_price": 17, "copies": 140, "empty": 12}
BROKEN, HEADERS_AGAIN, TOTAL_LINES = 5, 3, 1


def draw(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Clean rows and the customers behind them, drawn with `seed`: a row per article of an order, by time."""
    rng = np.random.default_rng([seed, 16])
    customers = draw_customers(rng)
    orders = draw_orders(rng, customers)
    return draw_lines(rng, orders, customers), customers


def draw_customers(rng: np.random.Generator) -> pd.DataFrame:
    """Who buys: kind, currency, and what they agreed to. The last 33 cancel all they order."""
    n = N_CUSTOMERS + N_CANCELLED_ONLY
    kind = rng.choice(len(KINDS), n, p=[k[0] for k in KINDS])
    return pd.DataFrame(
        {
            "customer": 30_001 + rng.permutation(n),
            "kind": kind,
            "currency": np.where(rng.random(n) < 0.12, "EUR", "SEK"),
            "newsletter": rng.random(n) < 0.55,
            "ads": rng.random(n) < 0.35,
            "has_email": rng.random(n) < 0.9,
            "cancels_all": np.arange(n) >= N_CUSTOMERS,
        }
    )


def draw_orders(rng: np.random.Generator, customers: pd.DataFrame) -> pd.DataFrame:
    """Orders over two years: how many, when, and which were cancelled."""
    mean = np.array([k[1] for k in KINDS])[customers["kind"]] * rng.gamma(4, 0.25, len(customers))
    count = np.where(customers["cancels_all"], rng.integers(1, 3, len(customers)), 1 + rng.poisson(mean))
    who = np.repeat(np.arange(len(customers)), count)
    day = rng.integers(0, DAYS, len(who))
    season = np.array([k[3] for k in KINDS])[customers["kind"].to_numpy()[who]]
    in_december = (season == 12) & (rng.random(len(who)) < 0.7)
    day = np.where(in_december, rng.choice([335, 700], len(who)) + rng.integers(0, 24, len(who)), day)
    orders = pd.DataFrame({"who": who, "day": day}).sort_values(["day", "who"], ignore_index=True)
    cancelled = customers["cancels_all"].to_numpy()[orders["who"]] | (rng.random(len(orders)) < 0.02)
    # Beside those 33, nobody has cancellations only.
    others = ~customers["cancels_all"].to_numpy()[orders["who"]]
    first = ~orders["who"].duplicated().to_numpy()
    orders["cancelled"] = cancelled & ~(others & first)
    orders["order"] = 500_001 + np.arange(len(orders))
    return orders


def draw_lines(rng: np.random.Generator, orders: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Articles of each order, its postage, and what came back some days later."""
    count = 1 + rng.poisson(0.45, len(orders))
    at = np.repeat(np.arange(len(orders)), count)
    level = np.array([k[2] for k in KINDS])[customers["kind"].to_numpy()[orders["who"].to_numpy()[at]]]
    price = level * np.exp(rng.normal(0, 0.55, len(at)))
    goods = np.char.add(np.char.add(rng.choice(GOODS, len(at)), " "), rng.choice(COLOURS, len(at)))
    odd = rng.random(len(at)) < 0.004
    lines = orders.iloc[at].reset_index(drop=True)
    lines["article"] = np.where(odd, rng.choice(ODD_GOODS, len(at)), goods)
    lines["quantity"] = 1 + rng.poisson(0.5, len(at))
    lines["price"] = price
    lines["kind_of_line"] = "goods"
    postage = orders[rng.random(len(orders)) < 0.16].assign(
        article=POSTAGE, quantity=1, price=59.0, kind_of_line="postage"
    )
    back = lines[(rng.random(len(lines)) < 0.035) & ~lines["cancelled"]].copy()
    back["day"] = back["day"] + rng.integers(2, 20, len(back))
    back = back[back["day"] < DAYS].assign(kind_of_line="return")
    back["order"] = 700_001 + np.arange(len(back))
    back["quantity"] = -back["quantity"]
    every = pd.concat([lines, postage, back], ignore_index=True)
    every["currency"] = customers["currency"].to_numpy()[every["who"]]
    every["price"] = np.where(every["currency"] == "EUR", every["price"] / RATE, every["price"]).round(2)
    every["customer"] = customers["customer"].to_numpy()[every["who"]]
    every = every.groupby(["order", "article"], as_index=False).first()  # no two equal lines in one order
    return every.sort_values(["day", "order", "article"], ignore_index=True)


# -------------------------------------------------------------------------------------------------- the truth
def totals(lines: pd.DataFrame) -> dict:
    """Count purchases: cancelled orders and postage left out, returns taken off, each currency by itself."""
    kept = lines[~lines["cancelled"] & (lines["kind_of_line"] != "postage")]
    bought = kept[kept["kind_of_line"] != "return"]  # a return has a number of its own, and is no purchase
    money = (kept["quantity"] * kept["price"]).groupby(kept["currency"]).sum().round(2)
    return {
        "rows": len(kept),
        "customers": int(bought["customer"].nunique()),
        "orders": int(bought["order"].nunique()),
        "revenue": {code: float(value) for code, value in money.items()},
        "customers_by_currency": {
            c: int(n) for c, n in bought.groupby("currency")["customer"].nunique().items()
        },
        "orders_by_currency": {c: int(n) for c, n in bought.groupby("currency")["order"].nunique().items()},
        "rows_by_currency": {c: int(n) for c, n in kept["currency"].value_counts(sort=True).items()},
        "first_day": str((START + pd.Timedelta(int(kept["day"].min()), "D")).date()),
        "last_day": str((START + pd.Timedelta(int(kept["day"].max()), "D")).date()),
    }


# --------------------------------------------------------------------------------------------------- the dirt
def soil(lines: pd.DataFrame, customers: pd.DataFrame, seed: int) -> tuple[str, dict]:
    """Turn clean rows into the text of the file; return it with its truth."""
    rng = np.random.default_rng([seed, 1616])
    rows = as_text(rng, lines, customers)
    spoilt, dropped = spoil(rng, rows, lines)
    intact = lines[~spoilt]
    untouched = np.flatnonzero(~spoilt)
    text = [";".join(row) for row in rows.to_numpy()]
    text, dropped["copies"] = with_copies(rng, text, untouched)
    places = np.sort(
        rng.choice(np.arange(500, len(text) - 500), DIRT["empty"] + BROKEN + HEADERS_AGAIN, replace=False)
    )
    extra = [*[";" * (len(COLUMNS) - 1)] * DIRT["empty"], *["500000;05.05.2025;3000"] * BROKEN]
    extra += [";".join(COLUMNS)] * HEADERS_AGAIN
    for place, line in sorted(zip(places, rng.permutation(extra), strict=True), reverse=True):
        text.insert(int(place), str(line))
    dropped |= {
        "empty": DIRT["empty"],
        "broken": BROKEN,
        "header_again": HEADERS_AGAIN,
        "total_line": TOTAL_LINES,
    }
    money = f"{(lines['quantity'] * lines['price']).sum():.2f}".replace(".", ",")
    title = ["Havnbo web shop – order export;;;;;;;;;;", "Period 01.01.2024–31.12.2025;;;;;;;;;;"]
    end = [f"Total;;;;;{lines['quantity'].sum()};{money};;;;"]
    truth = {
        "about": "Counted on the clean rows, before the dirt, by datasets/draw/messy.py.",
        "rows_in_file": len(text) + TOTAL_LINES,
        "dropped": dropped,
        "asked": {
            "negative": int((intact["quantity"] < 0).sum()),
            "cancelled": int(intact["cancelled"].sum()),
            "postage": int((intact["kind_of_line"] == "postage").sum()),
            "currency": len(intact),
        },
        "customers_with_cancellations_only": N_CANCELLED_ONLY,
        "clean": totals(lines),
        "clean_and_readable": totals(intact),
    }
    return "\n".join([*title, ";".join(COLUMNS), *text, *end]) + "\n", truth


def as_text(rng: np.random.Generator, lines: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Write the values as the export does: day first, decimal commas, points or spaces between thousands."""
    n = len(lines)
    day = START + pd.to_timedelta(lines["day"], unit="D")
    mark = rng.choice([".", " ", "\u00a0", ""], n, p=[0.6, 0.15, 0.15, 0.10])
    price = [
        f"{value:,.2f}".replace(",", "#").replace(".", ",").replace("#", m)
        for value, m in zip(lines["price"], mark, strict=True)
    ]
    person = customers.iloc[lines["who"]].reset_index(drop=True)
    email = ("k" + person["customer"].astype(str) + "@example.com").where(person["has_email"], "")
    # Half of the file went through a program that lacked some customer numbers and made decimals of the rest.
    as_float = np.arange(n) < n // 2
    sent = np.where(lines["kind_of_line"] == "return", "returned", "sent")
    return pd.DataFrame(
        {
            "Order no": lines["order"].astype(str),
            "Order date": day.dt.strftime("%d.%m.%Y"),
            "Customer no": lines["customer"].astype(str) + np.where(as_float, ".0", ""),
            "E-mail": email,
            "Article": lines["article"],
            "Quantity": lines["quantity"].astype(str),
            "Unit price": price,
            "Currency": lines["currency"],
            "Status": np.where(lines["cancelled"], "cancelled", sent),
            "Newsletter": np.where(person["newsletter"], "yes", "no"),
            "Ads": np.where(person["ads"], "1", "0"),
        }
    )


def spoil(
    rng: np.random.Generator, rows: pd.DataFrame, lines: pd.DataFrame
) -> tuple[np.ndarray, dict[str, int]]:
    """Take or damage a value in some rows, at most one each; return which rows, and how many by kind."""
    free = np.flatnonzero(~lines["who"].isin(lines.loc[lines["cancelled"], "who"]))  # the 33 keep their rows
    count = {**DIRT, "no_customer": round(DIRT["no_customer"] * len(rows))}
    kinds = ["no_customer", "no_date", "bad_date", "bad_price"]
    chosen = rng.choice(free, sum(count[kind] for kind in kinds), replace=False)
    cells = {
        "no_customer": ("Customer no", ["", "nan", "NULL"], [0.9, 0.06, 0.04]),
        "no_date": ("Order date", [""], [1]),
        "bad_date": ("Order date", ["00.00.0000", "31.02.2025", "unknown"], [0.4, 0.3, 0.3]),
        "bad_price": ("Unit price", ["#REF!", "free", "12,50,00"], [0.4, 0.3, 0.3]),
    }
    spoilt, dropped, start = np.zeros(len(rows), bool), {}, 0
    for kind in kinds:
        here = chosen[start : start + count[kind]]
        column, values, shares = cells[kind]
        rows.iloc[here, rows.columns.get_loc(column)] = rng.choice(values, len(here), p=shares)
        spoilt[here] = True
        dropped[kind] = len(here)
        start += count[kind]
    return spoilt, dropped


def with_copies(rng: np.random.Generator, text: list[str], untouched: np.ndarray) -> tuple[list[str], int]:
    """Repeat some rows word for word, a few lines further down."""
    text = list(text)
    chosen = np.sort(rng.choice(untouched, DIRT["copies"], replace=False))
    for place in chosen[::-1]:
        text.insert(int(min(place + rng.integers(1, 40), len(text))), text[place])
    return text, DIRT["copies"]


def write(folder: Path, seed: int) -> None:
    """Draw the sample with a seed; write the file and its truth below a folder."""
    lines, customers = draw(seed)
    text, truth = soil(lines, customers, seed)
    files.swap_in(folder / "messy" / "orders_export.csv", text.encode("cp1252"))
    found = json.dumps(truth, indent=1, ensure_ascii=False) + "\n"
    files.swap_in(folder / "messy" / "truth.json", found.encode("utf-8"))
