"""Exports the course as a static site into _site/: linked pages with the stored outputs, and a search."""

import shutil
import sys
import tempfile
from pathlib import Path

COURSE = Path(__file__).resolve().parent.parent
sys.path.append(str(COURSE / ".venv-site"))  # where `python course.py site` puts Sphinx

from sphinx.cmd.build import main as sphinx  # noqa: E402


def build(target):
    """Write the site into the folder `target`, in place of what was there; return Sphinx's exit code."""
    with tempfile.TemporaryDirectory() as scratch:
        pages = Path(scratch, "pages")
        options = ["--quiet", "--fail-on-warning", "--keep-going", "--fresh-env"]
        options += ["--conf-dir", str(COURSE / "site"), "--doctree-dir", str(Path(scratch, "doctrees"))]
        failed = sphinx([*options, str(COURSE), str(pages)])
        if failed:
            return failed
        # The course's first page is README; a web server, and a reader, look for index.html.
        shutil.copy(pages / "README.html", pages / "index.html")
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(pages, target)
    return 0


def main(arguments):
    """Build the site, by default into _site/, and say where it is."""
    target = Path(arguments[0] if arguments else COURSE / "_site").resolve()
    failed = build(target)
    if not failed:
        print(f"The site is ready: open {target / 'index.html'} in a browser. It needs no network.")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
