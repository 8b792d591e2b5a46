"""Write a file whole or not at all, and let one program at a time change it."""

import os
import tempfile
import time
import uuid
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

WINDOWS = os.name == "nt"
LOCK_SECONDS = 2.0


def swap_in(path: Path, content: bytes) -> None:
    """Write beside a file and swap: whatever interrupts it, the old content is there or the new, never half.

    Parameters
    ----------
    path : Path
        The file; its folder is made when it is not there.
    content : bytes
        All that it shall hold.

    Raises
    ------
    OSError
        When it cannot be written; then the old file stays.
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
def lock(path: Path):
    """Let one kernel at a time read and write. The system frees the lock of a kernel that dies.

    The lock lies among the temporary files, to leave no litter in the course. After two seconds, or where
    locks do not work, go on without: a lost tick is better than a check that hangs.
    """
    name = sha256(str(path.resolve()).encode()).hexdigest()[:16]
    try:
        handle = (Path(tempfile.gettempdir()) / f"segmentation-{name}.lock").open("a+b")
    except OSError:
        yield
        return
    with handle:
        locked = _acquire(handle)
        try:
            yield
        finally:
            if locked:
                _release(handle)


def _acquire(handle) -> bool:
    deadline = time.monotonic() + LOCK_SECONDS
    while time.monotonic() < deadline:
        try:
            if fcntl:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            else:
                handle.seek(0)
                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
            return True
        except OSError:
            time.sleep(0.02)
    return False


def _release(handle) -> None:
    if fcntl:
        fcntl.flock(handle, fcntl.LOCK_UN)
    else:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)
