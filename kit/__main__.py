"""Run a module of the course, such as `python -m kit kit.ready`; Ctrl-C ends it without a traceback."""

import runpy
import sys

if __name__ == "__main__":
    try:
        runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
    except KeyboardInterrupt:
        sys.exit(130)  # as a shell says it; course.py adds the sentence
