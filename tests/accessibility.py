"""Ask axe-core, in the browser, what in a page would stop a reader with a disability."""

import os
from pathlib import Path

import pytest

AXE = Path(__file__).resolve().parent / "axe" / "node_modules" / "axe-core" / "axe.min.js"
NO_AXE = (
    "axe-core is not installed, so accessibility is not tested in full: type `npm ci --prefix tests/axe`."
)
GRAVE = ("serious", "critical")

RUN = """async ([parts, exceptions]) => {
  const where = parts.length ? {include: parts.map((part) => [part])} : document;
  const {violations} = await axe.run(where, {preload: false, resultTypes: ['violations']});
  const found = [];
  for (const {id, impact, nodes} of violations)
    for (const {target, html} of nodes) {
      const element = document.querySelector(target[0]);
      if (!exceptions.some(([rule, selector]) => rule === id && element.matches(selector)))
        found.push([impact, id, html]);
    }
  return found;
}"""


def demand_axe():
    """Skip a test where axe-core is not installed, or fail it where it has to be."""
    if not AXE.exists():
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(NO_AXE)
        pytest.skip(NO_AXE)


def violations(page, parts=(), exceptions=()):
    """Return what axe-core finds in a page, of level serious or worse: one sentence for each place.

    Parameters
    ----------
    page : playwright page
    parts : list of str
        Selectors of the parts to look at; without any, the whole page.
    exceptions : list of (rule, selector) pairs
        What is known and not ours: this rule of axe-core, at elements that this selector matches.
    """
    page.add_script_tag(path=str(AXE))
    found = page.evaluate(RUN, [list(parts), [list(exception) for exception in exceptions]])
    return [f"{rule}: {html[:300]}" for impact, rule, html in found if impact in GRAVE]
