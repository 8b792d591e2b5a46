"""The old names of `helpers.charts`, until the last lesson is written anew."""

from matplotlib.figure import Figure

from helpers import charts
from helpers.charts import MARKERS as MARKERS
from helpers.charts import PALETTE as PALETTE
from helpers.segment import profile as profile


def show(fig: Figure, alt: str, *, dpi: int = 110) -> None:
    """Display a figure as a PNG, with its description."""
    charts.show(fig, alt, dpi=dpi)
