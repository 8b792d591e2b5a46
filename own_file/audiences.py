"""Hand segments to e-mail and advertising systems: who may be written to, who is held out, and the files.

Three rules hold whatever is asked for. Only customers who have agreed to this very use are written to a
file. A group of fewer than five is not written, because it points at persons. Nothing that a spreadsheet
would run as a formula gets into a file.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from own_file.save import save_frame, writing
from own_file.values import normalised

SMALLEST_GROUP = 5
CONSENT = {"email": "consent_email", "ads": "consent_ads"}
# What `write` makes, also when a spreadsheet has saved it since: files like these may be replaced.
SUMS = re.compile(rb"(\xef\xbb\xbf)?\"?Email\"?\s+(\"?[0-9a-f]{64}\"?\s+)*")
HEADINGS = {"audience": "email,name,segment", "groups": "customer_id,segment,group"}
STEMS = {"email": "email", "ads": "advertising"}

HELD_OUT = "held out as control group"
REFUSED = "no consent to this use"
REFUSED_ELSEWHERE = "the same address has said no elsewhere"
NO_ADDRESS = "no address that can be used"
LIKE_A_FORMULA = "a spreadsheet would read the address as a formula"
SAME_ADDRESS = "another customer has the same address"
SMALL_GROUP = "fewer than {} customers left in the segment"


@dataclass(frozen=True)
class Audience:
    """Who gets the message and who does not.

    Attributes
    ----------
    channel : str
        "email" or "ads".
    people : DataFrame, a row per customer of the segmentation
        Index: the customer. `segment`, `group` ("contacted", "control" or "left out"), `reason` (empty for
        those contacted), `name` and `email` (normalised; empty where it cannot be used).
    """

    channel: str
    people: pd.DataFrame

    def counts(self) -> pd.DataFrame:
        """Return how many of each segment are contacted, held out and left out: a row per segment."""
        groups = ["contacted", "control", "left out"]
        table = pd.crosstab(self.people["segment"], self.people["group"])
        return table.reindex(columns=groups, fill_value=0).rename_axis(columns=None)

    def left_out(self) -> pd.DataFrame:
        """Return why customers are not contacted, and how many: a row per reason, most first."""
        rest = self.people.loc[self.people["group"] != "contacted", "reason"]
        return rest.value_counts().rename_axis("why not").to_frame("customers")


def choose(
    customers: pd.DataFrame,
    segment: pd.Series,
    *,
    channel: str = "email",
    holdout: float = 0.1,
    seed: int = 0,
    smallest: int = SMALLEST_GROUP,
) -> Audience:
    """Decide for every customer of a segmentation whether a message may and shall go out.

    The control group is drawn by lot among those who could be written to, in each segment; so the two
    groups differ by the message only.

    Parameters
    ----------
    customers : DataFrame, indexed by customer
        `email`, `consent_email` or `consent_ads` (True or False) as the channel asks, and if known `name`.
    segment : Series of str
        Each customer's segment. Customers who are not in `customers` count as having no address.
    channel : {"email", "ads"}
    holdout : float
        Share to hold out, 0 to below 1. A segment too small to leave `smallest` contacted is not split.
    seed : int
        The lot: the same seed draws the same control group.
    smallest : int
        Smallest group to write to; 5 or more.

    Returns
    -------
    Audience

    Raises
    ------
    ValueError
        There are no customers, a column is missing or is not True or False, or an argument is out of its
        range.
    """
    consent = _checked(customers, segment, channel, holdout, smallest)
    known = customers.reindex(segment.index)
    agreed = customers[consent].reindex(segment.index, fill_value=False).astype(bool)
    address = known["email"].map(normalised).where(agreed, "")
    people = pd.DataFrame(
        {
            "segment": segment.astype(str),
            "group": "contacted",
            "reason": _why_not(customers, known, agreed, address, consent),
            "name": known["name"].fillna("").astype(str) if "name" in known else "",
            "email": address,
        }
    )
    free = people["reason"] == ""
    size = free.groupby(people["segment"]).transform("sum")
    people.loc[free & (size < smallest), "reason"] = SMALL_GROUP.format(smallest)
    people.loc[_drawn(people[people["reason"] == ""], holdout, seed, smallest), "reason"] = HELD_OUT
    held, out = people["reason"] == HELD_OUT, people["reason"] != ""
    people["group"] = np.select([held, out], ["control", "left out"], "contacted")
    return Audience(channel, people)


def write(audience: Audience, folder: str | Path) -> pd.DataFrame:
    """Write the files: who is contacted, as the receiving system wants it, and who belongs to the control.

    For e-mail ``email_audience.csv``: address, name, segment. For advertising one file per segment, with one
    column ``Email`` of SHA-256 sums in hexadecimal, sorted, so that their order tells nothing. In both cases
    a file that stays with you, ``…_groups.csv``: customer, segment and group, without address, to compare
    the two groups afterwards. Where the customers are known by their address, its sum stands there instead.

    Parameters
    ----------
    audience : Audience
    folder : Path or str
        Is made if it is not there. Files of the same channel from an earlier run are replaced; all others
        stay.

    Returns
    -------
    DataFrame
        A row per file: `file` (name), `rows`, `for` (whom it is meant for).

    Raises
    ------
    own_file.OwnFileError
        A file cannot be written, for example because it is open in a spreadsheet.

    Notes
    -----
    Google's Customer Match takes a CSV file in UTF-8 with the English heading ``Email``; it, Meta's customer
    lists and X's take the SHA-256 of an address in lower case without spaces around it, unsalted, in
    lower-case hexadecimal. A sum is no anonymity: whoever has the address can compute it.
    """
    folder = Path(folder)
    stem = STEMS[audience.channel]
    clear(folder, audience.channel)
    people = audience.people
    contacted = people[people["group"] == "contacted"]
    if audience.channel == "email":
        tables = {
            "email_audience.csv": (contacted[["email", "name", "segment"]], "the e-mail system"),
        }
    else:
        tables = {}
        for number, (name, part) in enumerate(contacted.groupby("segment"), start=1):
            sums = pd.DataFrame({"Email": sorted(part["email"].map(sha256))})
            tables[f"advertising_{number}_{_plain(name)}.csv"] = (sums, "the advertising system")
    drawn = people.loc[people["group"] != "left out", ["segment", "group"]].reset_index(names="customer_id")
    drawn["customer_id"] = [sha256(known) if normalised(known) else known for known in drawn["customer_id"]]
    tables[f"{stem}_groups.csv"] = (drawn, "you: to measure the effect")
    for file, (table, _) in tables.items():
        save_frame(table, folder / file)
    return pd.DataFrame(
        [(file, len(table), whom) for file, (table, whom) in tables.items()], columns=["file", "rows", "for"]
    )


def clear(folder: str | Path, channel: str) -> None:
    """Remove the files that `write` made for a channel at an earlier time; all others stay."""
    for old in Path(folder).glob(f"{STEMS[channel]}_*.csv"):
        with writing(old):
            if _is_ours(old.stem.removeprefix(f"{STEMS[channel]}_"), old.read_bytes()):
                old.unlink()


def _is_ours(kind: str, content: bytes) -> bool:
    """Tell by the rest of its name and by its content whether a file is one that `write` makes."""
    first = content.split(b"\n", 1)[0].decode("utf-8-sig", "replace").replace('"', "").strip()
    return first == HEADINGS.get(kind) or (kind[:1].isdigit() and bool(SUMS.fullmatch(content)))


def sha256(address: str) -> str:
    """Return the SHA-256 sum of a normalised address, in hexadecimal, as advertising systems match it."""
    return hashlib.sha256(normalised(address).encode("utf-8")).hexdigest()


def _checked(customers: pd.DataFrame, segment: pd.Series, channel: str, holdout: float, smallest: int) -> str:
    """Refuse what cannot be used; return the name of the consent column."""
    if channel not in CONSENT:
        raise ValueError(f"channel={channel!r} is unknown; expected 'email' or 'ads'.")
    if not 0 <= holdout < 1:
        raise ValueError(f"holdout={holdout} was given; expected a share from 0 to below 1, such as 0.1.")
    if smallest < SMALLEST_GROUP:
        raise ValueError(
            f"smallest={smallest} was given; groups under {SMALLEST_GROUP} point at persons "
            "and are not written."
        )
    consent = CONSENT[channel]
    for column in ("email", consent):
        if column not in customers.columns:
            raise ValueError(
                f"`customers` has no column `{column}`; its columns are {', '.join(customers.columns)}. "
                "Without addresses and consent there is nobody to write to: map the column, or ask for it."
            )
    if customers.empty:
        raise ValueError("`customers` has no rows; expected one per customer.")
    if not pd.api.types.is_bool_dtype(customers[consent]) or customers[consent].isna().any():
        raise ValueError(
            f"`{consent}` holds other values than True and False, or gaps; expected a column of type bool, "
            "False where nobody has said yes. No consent is guessed."
        )
    if not (customers.index.is_unique and segment.index.is_unique):
        raise ValueError("A customer stands in the table twice; expected one row per customer.")
    if segment.isna().any():
        raise ValueError(f"{segment.isna().sum():,} customers have no segment; leave them out first.")
    return consent


def _why_not(
    customers: pd.DataFrame, known: pd.DataFrame, agreed: pd.Series, address: pd.Series, consent: str
) -> pd.Series:
    """Return the first reason for each customer not to be written to; empty for the others."""
    refusing = set(customers.loc[~customers[consent], "email"].map(normalised)) - {""}
    given = known["email"].map(lambda text: str(text).strip() if isinstance(text, str) else "")
    reasons = {
        REFUSED: ~agreed,
        LIKE_A_FORMULA: given.str.startswith(("=", "+", "-", "@")),
        NO_ADDRESS: address == "",
        REFUSED_ELSEWHERE: address.isin(refusing),
        SAME_ADDRESS: address.duplicated(),
    }
    return pd.Series(np.select(list(reasons.values()), list(reasons), ""), index=known.index)


def _drawn(free: pd.DataFrame, holdout: float, seed: int, smallest: int) -> pd.Index:
    """Return the customers of the control group: a share of each segment, where enough would be left."""
    lot = pd.Series(np.random.default_rng(seed).random(len(free)), index=free.index)
    rank = lot.groupby(free["segment"]).rank(method="first")
    size = lot.groupby(free["segment"]).transform("size")
    wanted = (size * holdout).round()
    return free.index[(rank <= wanted) & (size - wanted >= smallest)]


def _plain(name: str) -> str:
    """Return a segment's name as a part of a file's name that every system accepts."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40] or "segment"
