"""A progress bar for what takes longer than a moment."""

import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def with_bar(steps: Sequence[T]) -> Iterator[T]:
    """Go through `steps`, with a bar in a notebook that disappears at the end."""
    from IPython import get_ipython  # only here: outside a notebook there is nothing to show
    from IPython.display import display

    if not hasattr(get_ipython(), "kernel"):
        yield from steps
        return
    began = shown = time.monotonic()
    bar = display({"text/plain": ""}, raw=True, display_id=True)
    for done, step in enumerate(steps):
        now = time.monotonic()
        if done and now - shown > 0.2:
            left = (now - began) / done * (len(steps) - done)
            text = f"{done:,} of {len(steps):,} done, about {left:.0f} s left"
            html = f'<progress value="{done}" max="{len(steps)}" aria-label="Progress"></progress> {text}'
            bar.update({"text/plain": text, "text/html": html}, raw=True)
            shown = now
        yield step
    bar.update({"text/plain": ""}, raw=True)
