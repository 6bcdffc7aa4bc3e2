"""Child processes that cannot be left behind: forked clean, in a group of their own, dead when their parent is.

Only Linux can ask the kernel to end a process with its parent; elsewhere a child notices by its closed channel.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_MIB = 1 << 20


def forked(body: Callable[[], None], keep: Iterable[int]) -> int:
    """Runs `body` in a forked child and returns its process id; the child never comes back from here.

    Of the open files the child keeps standard error and those in `keep`; its standard input and output lead nowhere,
    because the parent's may be a conversation with an editor.
    """
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    kept = frozenset(keep)
    sys.stdout.flush()
    child = os.fork()
    if child:
        with contextlib.suppress(OSError):
            os.setpgid(child, child)  # both sides set it, so that neither has to wait for the other
        return child
    status = 1
    try:
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
        if libc is not None:
            libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
            if os.getppid() != parent:
                return os._exit(1)
        _forget_signals()
        _close_all_but(kept)
        with contextlib.suppress(ConnectionError):  # the parent is gone or has changed its mind
            body()
        status = 0
    except BaseException as error:
        with contextlib.suppress(Exception):
            sys.stderr.write(f"frame: {type(error).__name__} in process {os.getpid()}: {error}\n")
    finally:
        os._exit(status)


def _forget_signals() -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
        # A terminal's interrupt is the parent's business: it ends its children itself.
        signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)


def _close_all_but(kept: frozenset[int]) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    for number in _open_files():
        if number > 2 and number not in kept:
            with contextlib.suppress(OSError):
                os.close(number)


def _open_files() -> list[int]:
    try:
        return [int(name) for name in os.listdir("/dev/fd")]
    except OSError:
        return list(range(3, 256))


def limit_memory(mib: int) -> None:
    """Lets this process take at most `mib` MiB of address space more than it has now."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return
    cap = pages * resource.getpagesize() + mib * _MIB
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (cap, cap))


def yield_to_others() -> None:
    """Makes this process step back for those that answer a person."""
    with contextlib.suppress(OSError):
        os.nice(5)


def end(pid: int) -> None:
    """Kills a child and everything it started, at once."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)
