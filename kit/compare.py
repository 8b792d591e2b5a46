"""Say in what two builds of one notebook differ: cells to the byte, computed outputs and numbers by value."""

import base64
import copy
import io
import json
import re

import numpy as np
from PIL import Image

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?")
PICTURES = ("image/png", "image/jpeg")
MEAN_LIMIT = 1.0  # of 255, over all pixels
STRONG_LIMIT = 0.002  # share of the pixels that may differ strongly, as the edges of letters do


def differences(old: dict, new: dict) -> list[str]:
    """Compare two notebooks.

    Parameters
    ----------
    old, new : notebook (nbformat 4)

    Returns
    -------
    list of str
        One sentence per difference, empty when they are equal: code, ids and metadata to the byte, text by
        value (numbers within one unit of the last decimal shown), pictures within a small tolerance.
    """
    found = _bare_differences(old, new)
    if found:
        return found
    for number, (was, now) in enumerate(zip(old["cells"], new["cells"], strict=True), start=1):
        found += [f"cell {number}: {text}" for text in _output_differences(was, now)]
    return found


def _bare_differences(old: dict, new: dict) -> list[str]:
    old, new = _bare(old), _bare(new)
    if len(old["cells"]) != len(new["cells"]):
        return [f"{len(old['cells'])} cells are stored, the source has {len(new['cells'])}"]
    for number, (was, now) in enumerate(zip(old["cells"], new["cells"], strict=True), start=1):
        if was["cell_type"] == now["cell_type"] == "markdown":  # its numbers are computed too: see prose.py
            text = _text_difference(was.pop("source"), now.pop("source"))
            if text:
                return [f"cell {number}: {text}"]
        if was != now:
            parts = [key for key in sorted({*was, *now}) if was.get(key) != now.get(key)]
            return [f"cell {number}: its {', '.join(parts)} differs from the source's"]
    return [] if old == new else ["the notebook's metadata differ"]


def _bare(notebook: dict) -> dict:
    bare = json.loads(json.dumps(copy.deepcopy(notebook)))
    for cell in bare["cells"]:
        cell.pop("outputs", None)
    return bare


def _output_differences(was: dict, now: dict) -> list[str]:
    old, new = was.get("outputs", []), now.get("outputs", [])
    if len(old) != len(new):
        return [f"{len(old)} outputs are stored, {len(new)} come out"]
    found = []
    for one, other in zip(old, new, strict=True):
        one, other = _by_mime(one), _by_mime(other)
        if one.keys() != other.keys():
            found.append(f"the stored output has {', '.join(one)}; the new one {', '.join(other)}")
            continue
        for mime in one:
            compare = _picture_difference if mime in PICTURES else _text_difference
            found += [f"{mime}: {text}" for text in [compare(one[mime], other[mime])] if text]
    return found


def _by_mime(output: dict) -> dict[str, str]:
    """Return an output's parts as text by kind."""
    if output["output_type"] == "stream":
        return {output["name"]: "".join(output["text"])}
    parts = {
        mime: "".join(data) if isinstance(data, str | list) else json.dumps(data, sort_keys=True)
        for mime, data in output["data"].items()
    }
    return {**parts, "metadata": json.dumps(output.get("metadata", {}), sort_keys=True)}


def _text_difference(old: str, new: str) -> str:
    if old == new:
        return ""
    if NUMBER.sub("0", old) != NUMBER.sub("0", new):
        at = next(
            (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
        )
        return f"stored {old[max(0, at - 20) : at + 40]!r}, now {new[max(0, at - 20) : at + 40]!r}"
    for was, now in zip(NUMBER.findall(old), NUMBER.findall(new), strict=True):
        if abs(_value(was) - _value(now)) > min(_last_unit(was), _last_unit(now)) * 1.001:
            return f"stored {was}, now {now}"
    return ""


def _value(number: str) -> float:
    return float(number.replace(",", ""))


def _last_unit(number: str) -> float:
    """Return the size of one unit of the last decimal shown; 0 for a whole number, which must be equal."""
    mantissa, _, exponent = number.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return 10.0 ** (int(exponent or 0) - decimals) if decimals else 0.0


def _picture_difference(old: str, new: str) -> str:
    try:
        was, now = picture(old), picture(new)
    except (OSError, ValueError):
        return "a picture cannot be decoded"
    if was.shape != now.shape:
        return f"the stored picture has {was.shape[:2]} rows and columns of pixels, now {now.shape[:2]}"
    gap = np.abs(was - now)
    if gap.mean() > MEAN_LIMIT or (gap.max(axis=2) > 64).mean() > STRONG_LIMIT:
        return f"the picture differs by {gap.mean():.1f} of 255 on average"
    return ""


def picture(data: str) -> np.ndarray:
    """Decode a stored picture.

    Returns
    -------
    array, shape (height, width, 4)
        Red, green, blue and opacity, 0 to 255.
    """
    with Image.open(io.BytesIO(base64.b64decode("".join(data)))) as image:
        return np.asarray(image.convert("RGBA"), dtype="int16")
