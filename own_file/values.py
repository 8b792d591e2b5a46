"""Read numbers and addresses from text: what can be read in one way is read, the rest is left open."""

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd

MISSING = {"nan", "none", "null", "nat", "n/a", "#n/a", "na", "-", "–", "?", "<na>", "(null)", "\\n"}
YES = set("yes y true t on x ja j sant kyllä oui si sí sim checked 1 1.0 1,0".split())
NO = set("no n false f off nej nei nein ei usant falskt non não unchecked 0 0.0 0,0".split()) | MISSING | {""}
# What mailing services write of a consent, beside these.
AGREED = YES | {"opted in", "opted-in", "opt in", "subscribed", "accepted", "granted"}
NOT_AGREED = NO | {
    "opted out",
    "opted-out",
    "opt out",
    "unsubscribed",
    "never_subscribed",
    "never subscribed",
}
NOT_AGREED |= {"not subscribed", "pending", "cleaned", "declined", "denied", "inactive"}
LONGEST = 200  # letters: a longer text is neither a number nor a date

# ------------------------------------------------------------------------------------------------- any column


def factorized(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return for every row the place of its text among the different texts, and these texts."""
    return pd.factorize(column.to_numpy(object))


def is_blank(text: str) -> bool:
    """Return whether a text holds nothing, or a word that programs write for nothing."""
    return not text.strip() or text.strip().lower() in MISSING


# ---------------------------------------------------------------------------------------------------- numbers
SPACES = " \u00a0\u2007\u2009\u202f"
SIGNS = "".join(c for c in map(chr, range(0x10000)) if unicodedata.category(c) == "Sc")  # of currencies
MARK = rf"[^\W\d_]{{0,3}} ?[{SIGNS}]|[{SIGNS}][^\W\d_]{{1,3}}(?![^\W\d_])|[^\W\d_]{{1,7}}\.?|S/\.?"
SHELL = re.compile(
    rf"(?P<bracket>\()?(?P<minus>[-−–+])?[{SPACES}]*(?P<before>{MARK})?(?P<gap>[{SPACES}]*)"
    rf"(?P<minus2>[-−–])?(?P<number>[0-9.,](?:[0-9.,'’{SPACES}]*[0-9])?)[{SPACES}]*"
    rf"(?P<whole>:-|[,.][-–—])?(?P<minus3>[-−–])?[{SPACES}]*(?P<after>{MARK})?(?P<minus4>[-−–])?"
    r"(?::-|,-)?(?(bracket)\))"
)
# Thousands in groups of three, all cut by the same mark, or no groups; then the decimals.
STYLES = {
    "point": re.compile(
        rf"(?:[1-9][0-9]{{0,2}}(?:([,'’{SPACES}])[0-9]{{3}})(?:\1[0-9]{{3}})*"
        r"|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"  # in India the groups above the thousand have two digits
        r"|[0-9]*)(?:\.[0-9]+)?"
    ),
    "comma": re.compile(
        rf"(?:[1-9][0-9]{{0,2}}(?:([.'’{SPACES}])[0-9]{{3}})(?:\1[0-9]{{3}})*|[0-9]*)(?:,[0-9]+)?"
    ),
}
PIECES = {"st", "stk", "styck", "stück", "pcs", "pc", "ea", "x"}
CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHF CLP CNY COP CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP "
    "GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD "
    "KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO "
    "NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS "
    "SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF "
    "XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL"
).split()
# A bare $ or kr is several currencies: it stays what it is.
CURRENCIES = {code.lower(): code for code in CODES} | {
    **{
        "kr": "kr",
        "kronor": "kr",
        "kroner": "kr",
        "$": "$",
        "¥": "¥",
        "€": "EUR",
        "euro": "EUR",
        "euros": "EUR",
    },
    **{"£": "GBP", "us$": "USD", "ca$": "CAD", "cad$": "CAD", "c$": "CAD", "a$": "AUD", "au$": "AUD"},
    **{"nz$": "NZD", "hk$": "HKD", "s$": "SGD", "sg$": "SGD", "nt$": "TWD", "mx$": "MXN", "r$": "BRL"},
    **{"cn¥": "CNY", "jp¥": "JPY", "zł": "PLN", "zl": "PLN", "kč": "CZK", "kc": "CZK", "ft": "HUF"},
    **{"lei": "RON", "lv": "BGN", "лв": "BGN", "₺": "TRY", "tl": "TRY", "₽": "RUB", "руб": "RUB", "р": "RUB"},
    **{"₴": "UAH", "грн": "UAH", "fr": "CHF", "sfr": "CHF", "din": "RSD", "₹": "INR", "rs": "INR"},
    **{"rm": "MYR", "rp": "IDR", "฿": "THB", "₫": "VND", "₩": "KRW", "₪": "ILS", "₦": "NGN"},
    **{"ksh": "KES", "tk": "BDT", "৳": "BDT", "元": "CNY", "円": "JPY", "원": "KRW", "s/": "PEN", "r": "ZAR"},
    **{
        "dkr": "DKK",
        "nkr": "NOK",
        "skr": "SEK",
        "ikr": "ISK",
        "dollar": "$",
        "dollars": "$",
        "pounds": "GBP",
    },
    **{"fcfa": "XOF", "cfa": "XOF", "cfpf": "XPF", "fcfp": "XPF", "tsh": "TZS", "ush": "UGX", "br": "ETB"},
    **{"km": "BAM", "kn": "HRK", "؋": "AFN", "₮": "MNT", "₭": "LAK", "₱": "PHP"},
    **{"dh": "MAD", "dhs": "AED", "₸": "KZT", "₾": "GEL", "₡": "CRC", "₲": "PYG", "₵": "GHS", "₼": "AZN"},
}
VAGUE = {  # what a sign may stand for beside a code, as in "$10.00 CAD"
    "kr": {"SEK", "NOK", "DKK", "ISK"},
    "¥": {"JPY", "CNY"},
    "$": {"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "CLP", "COP", "ARS", "UYU", "BRL"},
}
LARGEST = 1e12


@dataclass(frozen=True)
class NumberTexts:
    """What each of the different texts of a column is as a number, whatever the others are.

    Attributes
    ----------
    point, comma : array of float
        The number with a decimal point and with a decimal comma, NaN where it cannot be read so.
    currency : array of str
        What stood beside the number, "" where nothing did.
    blank : array of bool
    """

    point: np.ndarray
    comma: np.ndarray
    currency: np.ndarray
    blank: np.ndarray


@dataclass(frozen=True)
class Numbers:
    """A column of numbers: `value` (NaN where unusable or open), and which rows are what."""

    value: np.ndarray
    negative: np.ndarray
    blank: np.ndarray
    bad: np.ndarray
    ambiguous: np.ndarray  # rows the question is about, whether it is answered or not
    currency: np.ndarray  # what stood beside the number, "" where nothing
    notes: list
    examples: list


def numbers(column: pd.Series, *, typed: pd.Series | None = None, decimal: str | None = None) -> Numbers:
    """Read a column of numbers.

    Parameters
    ----------
    column : Series of text
    typed : Series of bool, optional
        Cells that were numbers before they became text: their point is a decimal point.
    decimal : {"point", "comma"}, optional
        How to read what can be read in both ways, such as 1.234, when no value of the column decides it.

    Returns
    -------
    Numbers
    """
    codes, texts = factorized(column)
    typed = None if typed is None else typed.to_numpy()
    return settle_numbers(column.name, codes, texts, parse_numbers(texts), typed=typed, decimal=decimal)


def parse_numbers(texts: np.ndarray) -> NumberTexts:
    """Read each of the different texts of a column as a number, in both styles."""
    read = [_number(text) for text in texts]
    point, comma = (np.array([r[i] for r in read], dtype=float) for i in (0, 1))
    currency = np.array([r[2] for r in read], dtype=object)
    return NumberTexts(point, comma, currency, np.array([is_blank(text) for text in texts], bool))


def settle_numbers(
    name: str,
    codes: np.ndarray,
    texts: np.ndarray,
    parsed: NumberTexts,
    *,
    typed: np.ndarray | None = None,
    decimal: str | None = None,
) -> Numbers:
    """Decide the decimal mark of a column by the values that allow one reading only, or by an answer."""
    point, comma = parsed.point[codes], parsed.comma[codes]
    if typed is not None:
        known = pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce").to_numpy(float)
        point[typed] = comma[typed] = known[codes[typed]]
    blank = parsed.blank[codes]
    only_point, only_comma = np.isnan(comma) & ~np.isnan(point), np.isnan(point) & ~np.isnan(comma)
    ambiguous = ~np.isnan(point) & ~np.isnan(comma) & (point != comma)
    notes = []
    if only_point.any() != only_comma.any():
        mark, evidence = ("point", only_point) if only_point.any() else ("comma", only_comma)
        if ambiguous.any():
            example = texts[codes[int(np.argmax(evidence))]].strip()
            notes.append(
                f"Numbers in `{name}` have a decimal {mark}: {evidence.sum():,} values such as "
                f"{example!r} allow nothing else."
            )
        decimal, ambiguous = mark, np.zeros_like(ambiguous)
    value = np.where(np.isnan(point), comma, point)
    if decimal == "comma":
        value = np.where(np.isnan(comma), point, comma)
    elif decimal is None:
        value = np.where(ambiguous, np.nan, value)
    sign = np.where(np.isnan(point), comma, point)
    bad = np.isnan(sign) & ~blank
    shown = list(dict.fromkeys(texts[codes[np.flatnonzero(ambiguous)[:1000]]].tolist()))[:3]
    return Numbers(value, sign < 0, blank, bad, ambiguous, parsed.currency[codes], notes, shown)


def _number(text: str) -> tuple[float, float, str]:
    """Read a number with a decimal point and with a decimal comma (NaN if not possible), and its currency."""
    nothing = (np.nan, np.nan, "")
    text = text.strip()
    shell = SHELL.fullmatch(text) if len(text) <= LONGEST else None
    if not shell:
        return nothing
    beside = [(shell[name] or "").lower().rstrip(".") for name in ("before", "after")]
    currencies = {currency_of(word) for word in beside if word and word not in PIECES}
    if None in currencies or (beside[0] == "r" and not shell["gap"] and shell["number"].isdecimal()):
        return nothing  # R500 may as well be a receipt
    if len(currencies) > 1:
        sign, code = sorted(currencies, key=lambda currency: currency not in VAGUE)
        if code not in VAGUE.get(sign, ()):
            return nothing
        currencies = {code}
    minus = [shell[name] not in (None, "+") for name in ("bracket", "minus", "minus2", "minus3", "minus4")]
    sign = -1 if sum(minus) == 1 else 1
    if sum(minus) > 1 or (shell["minus3"] and shell["whole"]):
        return nothing
    values = []
    for style, decimal in (("point", "."), ("comma", ",")):
        fits = STYLES[style].fullmatch(shell["number"])
        digits = re.sub(f"[^0-9{decimal}]", "", shell["number"]).replace(",", ".") if fits else ""
        value = float(digits) if digits.strip(".") else np.nan
        values.append(sign * value if value <= LARGEST else np.nan)
    return (*values, next(iter(currencies), ""))


def currency_of(word: str) -> str | None:
    """Return the currency that a word beside a number means, None if it is none; a rare symbol is its own."""
    word = word.replace(" ", "")
    sign = re.search(f"[{SIGNS}]", word)
    for spelling in (word, word[1:] + word[:1], word[:-1]) if sign else (word,):  # $CA is CA$, GBP£ is GBP
        if spelling in CURRENCIES:
            return CURRENCIES[spelling]
    return word.upper() if sign else None


# ------------------------------------------------------------------------------------------- e-mail addresses
ADDRESS = re.compile(r"[^@\s,;:\"'<>()\[\]\\]+@[^@\s,;:\"'<>()\[\]\\]+\.[^@\s,;:\"'<>()\[\]\\.]{2,}")


def normalised(address: object) -> str:
    """Return an e-mail address in lower case without spaces around it; empty when it is none."""
    text = address.strip().lower() if isinstance(address, str) else ""
    return text if len(text) <= 320 and ADDRESS.fullmatch(text) and text.isprintable() else ""
