"""The live pictures of the site: a lesson's sliders with all their pictures, drawn when the site is built."""

import base64
import html
import io
import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from PIL import Image

from page.live import STILL, Live

COURSE = Path(__file__).resolve().parents[2]
SCRIPT = COURSE / "page" / "frames.js"
NAMED = re.compile(r"live\.Live\(.*frames=\(", re.DOTALL)
STANDS = f'<p class="course-still">{STILL}</p>'
MOST_BYTES = 300_000  # of a lesson's pictures
AT_ONCE = 2


def draw_all(notebooks: list[Path], folder: Path) -> None:
    """Run each notebook that names sliders in `frames`, up to its live picture; keep its frames in `folder`.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails, or the pictures of a lesson take more than `MOST_BYTES`.
    """
    named = [path for path in notebooks if any(map(_moves, nbformat.read(path, as_version=4).cells))]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda path: _draw(path, folder / f"{path.stem}.json"), named))


def _moves(cell: nbformat.NotebookNode) -> bool:
    return cell.cell_type == "code" and NAMED.search(cell.source) is not None


def _draw(notebook: Path, target: Path) -> None:
    """Run a notebook in a kernel of its own, up to its live picture, and then :func:`keep`."""
    read = nbformat.read(notebook, as_version=4)
    last = next(i for i, cell in enumerate(read.cells) if _moves(cell))
    # In no name: the lesson's function that draws may use any.
    keep_it = f"__import__('importlib').import_module('kit.site.frames').keep(_, {str(target)!r})"
    read.cells = [*read.cells[: last + 1], nbformat.v4.new_code_cell(keep_it)]
    where = {"metadata": {"path": str(notebook.parent)}}
    client = NotebookClient(read, timeout=120, shutdown_kernel="immediate", resources=where)
    with client.setup_kernel(stderr=subprocess.DEVNULL):
        for index, cell in enumerate(read.cells):
            client.execute_cell(cell, index)


def keep(picture: Live, target: str) -> None:
    """Write the frames of a live picture as JSON, for :func:`block`. Called in the lesson's kernel."""
    found = picture.without_kernel()
    frames = [
        {"sentence": frame.sentence, "picture": frame.picture and _url(frame.picture)}
        for frame in found["frames"]
    ]
    text = json.dumps(found | {"frames": frames}, ensure_ascii=False)
    if len(text.encode()) > MOST_BYTES:
        size = f"{len(frames)} frames take {len(text):,} bytes of {MOST_BYTES:,}."
        raise ValueError(f"{size} Name one slider in `frames`, or one with fewer places.")
    Path(target).write_text(text, encoding="utf-8")


def _url(png: bytes) -> str:
    """Return a picture as an address that holds it, in half as many bytes, and no dot of it changed."""
    file = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(file, "WEBP", lossless=True, quality=80, method=4)
    return f"data:image/webp;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"


def block(found: dict[str, Any]) -> str:
    """Return as HTML what stands under the picture: sliders, sentence, what else can be moved, all frames."""
    sliders = "".join(
        f'<label>{html.escape(slider["label"])} <input type="range" min="0" max="{len(slider["words"]) - 1}" '
        f'value="{slider["at"]}" aria-valuetext="{html.escape(slider["words"][slider["at"]])}" '
        f'autocomplete="off"><output>{html.escape(slider["words"][slider["at"]])}</output></label>'
        for slider in found["sliders"]
    )
    index = 0
    for slider in found["sliders"]:
        index = index * len(slider["words"]) + slider["at"]
    data = {
        "alt": found["alt"],
        "words": [one["words"] for one in found["sliders"]],
        "frames": found["frames"],
    }
    script = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return (
        f'<div class="live-frames">{sliders}'
        f'<p role="status" aria-live="polite">{html.escape(found["frames"][index]["sentence"])}</p>'
        f"<p>{html.escape(_more(found['others']))}</p>"
        f'<script type="application/json">{script}</script></div>'
        f'<script type="module">{SCRIPT.read_text(encoding="utf-8")}</script>'
    )


def _more(others: list[str]) -> str:
    """Say what can be moved in the course itself."""
    if not others:
        return "In the course itself its code can be changed, too."
    *first, last = [f"“{label}”" for label in others]
    return f"In the course itself more can be moved: {', '.join(first)}{' and ' if first else ''}{last}."
