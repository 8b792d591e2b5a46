"""Exports the course as a static site into _site/: linked pages with the stored outputs, and a search."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from kit.site import frames, summary

COURSE = Path(__file__).resolve().parents[2]


def build(target: Path) -> int:
    """Write the site into the folder `target`, in place of an older site; return Sphinx's exit code."""
    sys.path.append(str(COURSE / ".venv-site"))  # where `python course.py site` puts Sphinx
    from sphinx.cmd.build import main as sphinx

    with tempfile.TemporaryDirectory() as scratch:
        pages, drawn = Path(scratch, "pages"), Path(scratch, "frames")
        drawn.mkdir()
        frames.draw_all(sorted(COURSE.glob("notebooks/*.ipynb")), drawn)
        options = ["--quiet", "--fail-on-warning", "--keep-going", "--fresh-env"]
        options += [
            "--conf-dir",
            str(COURSE / "kit" / "site"),
            "--doctree-dir",
            str(Path(scratch, "doctrees")),
            "--define",
            f"live_frames={drawn}",
        ]
        failed = sphinx([*options, str(COURSE), str(pages)])
        if failed:
            return failed
        # The course's first page is README; a web server, and a reader, look for index.html.
        shutil.copy(pages / "README.html", pages / "index.html")
        summary.write(pages / "summary")
        shutil.rmtree(target, ignore_errors=True)  # Windows keeps a file that is open: it is written over
        shutil.copytree(pages, target, dirs_exist_ok=True)
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Build the site, by default into _site/, and say where it is; return the exit code."""
    parser = argparse.ArgumentParser(prog="course.py site", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=COURSE / "_site", help="(default: _site)")
    target = parser.parse_args(arguments).folder.resolve()
    if target.exists() and not (target / "searchindex.js").exists():
        print(f"{target} exists and is no site, so it stays: name a new folder.", file=sys.stderr)
        return 1
    try:
        failed = build(target)
    except OSError:
        print(f"{target} cannot be written: close its pages, or name another folder.", file=sys.stderr)
        return 1
    if not failed:
        print(f"The site is ready: open {target / 'index.html'} in a browser. It needs no network.")
    return failed


if __name__ == "__main__":
    sys.exit(main())
