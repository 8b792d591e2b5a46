"""Show what was found: the course's colours and markers, and figures with alternative text."""

import base64
import html
import io
import os

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

#: Eight colours that colour-blind readers can tell apart (Okabe and Ito, 2008). Yellow is kept for late,
#: because it is faint on white; black comes last.
PALETTE = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000"]

#: One marker for each colour, so that no picture speaks by colour alone.
MARKERS = ["o", "s", "^", "D", "v", "P", "X", "*"]


def png(canvas: FigureCanvasAgg, *, compress_level: int = 6, over: Image.Image | None = None) -> bytes:
    """Pack what is drawn on a canvas into a small PNG file.

    256 colours picked by an octree keep text crisp and a pure colour within 1 of 255 of itself. They need a
    third of the bytes, and of the time, of a PNG in full colour. No date and no program name is written.

    Parameters
    ----------
    canvas : matplotlib.backends.backend_agg.FigureCanvasAgg
        A canvas that has been drawn.
    compress_level : int
        1 is quick, 9 is small.
    over : PIL.Image.Image, optional
        A picture of the same size, with transparency, to lay over the canvas.

    Returns
    -------
    bytes
        A PNG file of as many pixels as the canvas.
    """
    pixels = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
    if over is not None:
        pixels = Image.alpha_composite(pixels, over)
    few_colours = pixels.convert("RGB").quantize(
        256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    file = io.BytesIO()
    few_colours.save(file, format="PNG", compress_level=compress_level)
    return file.getvalue()


def is_served() -> bool:
    """Say whether a Jupyter server started this kernel, for a reader; the build starts its own."""
    return "JPY_SESSION_NAME" in os.environ


def display_picture(picture: bytes, alt: str, *, still: str = "") -> None:
    """Display a PNG in the notebook, and under it, folded, its description in words.

    JupyterLab 4.6 and nbconvert 7.17 have no place for a picture's alternative text, save in HTML. It is
    written to the output's metadata, where other tools look for it, and everybody finds it under the picture.
    A kernel that serves a reader gives the picture as HTML too; stored lessons do not hold it twice.

    Parameters
    ----------
    picture : bytes
        A PNG file.
    alt : str
        What the picture shows.
    still : str
        What is said under a picture that stands for a live one. Both are hidden where that one is.
    """
    mark = ' class="course-still"' if still else ""
    encoded = base64.b64encode(picture).decode("ascii")
    data = {"image/png": encoded, "text/plain": alt}
    if is_served():
        data["text/html"] = f'<img{mark} alt="{html.escape(alt)}" src="data:image/png;base64,{encoded}">'
    display(data, metadata={"image/png": {"alt": alt}}, raw=True)
    words = f"<p{mark}>{html.escape(still)}</p>" if still else ""
    folded = f"<details><summary>The picture in words</summary><p>{html.escape(alt)}</p></details>"
    display({"text/html": words + folded, "text/plain": "\n".join(filter(None, [still, alt]))}, raw=True)


def show(fig: Figure, alt: str, *, dpi: int = 110) -> None:
    """Display a figure as a PNG, with its description for those who cannot see it.

    The figure is closed, so that it does not appear a second time.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        The figure.
    alt : str
        One or two sentences that say what is seen, with the numbers that matter.
    dpi : int
        Pixels to the inch of the figure's size.

    Raises
    ------
    ValueError
        If `alt` is empty.
    """
    if not alt.strip():
        raise ValueError("The picture has no description. Say in `alt`, in a sentence, what it shows.")
    plt.close(fig)
    fig.set_dpi(dpi)
    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    display_picture(png(canvas), alt)


def profile(values: pd.DataFrame, segment: pd.Series) -> pd.DataFrame:
    """Return what each segment is like: how many customers, and the median of every column.

    Parameters
    ----------
    values : DataFrame of shape (customers, columns)
        Numbers, indexed by customer.
    segment : Series
        The segment of each customer, with the same index.

    Returns
    -------
    DataFrame with a row per segment, largest first
        `customers`, `share` (of all customers, %), then the median of each column of `values`, rounded to
        whole numbers.
    """
    grouped = values.groupby(segment)
    size = grouped.size()
    table = pd.DataFrame({"customers": size, "share": (size / size.sum() * 100).round(1)})
    medians = grouped.median().round(0).add_prefix("median_")
    return table.join(medians).sort_values("customers", ascending=False)
