"""Read a plain file, write one whole or not at all, and let one program at a time change it."""

import os
import stat
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

WINDOWS = os.name == "nt"


def read_plain(path: Path, most_bytes: int, *, links: bool = True) -> bytes:
    """Return what a plain file holds; raise OSError when it cannot be read, ValueError when it is larger.

    A pipe, a device or a folder is never read, so nothing hangs or has no end. Turn `links` off for what
    other people handed in: then a link is not followed.
    """
    if not links and path.is_symlink():
        raise OSError(f"{path.name} is a link, not a file")

    def opened(name: str, flags: int) -> int:
        flags |= getattr(os, "O_NONBLOCK", 0)  # a pipe that nobody writes to would hang
        return os.open(name, flags if links else flags | getattr(os, "O_NOFOLLOW", 0))

    with open(path, "rb", opener=opened) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(f"{path.name} is no plain file")
        content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise ValueError(f"{path.name} is larger than {most_bytes / 1e6:g} MB")
    return content


def swap_in(path: Path, content: bytes) -> None:
    """Write beside a file and swap: whatever interrupts it, the old content is there or the new, never half.

    The folder is made when it is not there. An OSError says when it cannot be written; the old file stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.stem}-{uuid.uuid4().hex[:8]}.tmp")
    try:
        with temporary.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def replace(source: Path, target: Path) -> None:
    """Rename over the target. Windows refuses while another program has it open: wait a little."""
    for wait_seconds in (0.05, 0.1, 0.2, 0.4, None):
        try:
            return os.replace(source, target)
        except PermissionError:
            if wait_seconds is None or not WINDOWS:
                raise
            time.sleep(wait_seconds)


@contextmanager
def lock(path: Path, wait_seconds: float) -> Iterator[None]:
    """Let one program at a time do what follows to a file or folder.

    The lock lies among the temporary files; the system frees that of a program that dies. Where locks do not
    work, as on some network drives, go on without. A TimeoutError says that another program still holds it
    after this time.
    """
    name = sha256(os.path.realpath(path).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    place = Path(tempfile.gettempdir()) / f"segmentation-{name}.lock"
    held = FileLock(place, timeout=wait_seconds, poll_interval=0.02)
    try:
        held.acquire()
    except TimeoutError:
        raise
    except OSError:
        pass
    try:
        yield
    finally:
        held.release()
