"""Work in a process of its own, forked from one that has everything loaded and has done nothing
yet.

The warmed process is started anew, not forked from the caller: it has no threads, and nothing of
the caller's state. It ends with the caller, however that ends. Where a system cannot fork, each
piece of work gets a fresh interpreter.
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any

from asknown.editions.forked_cells import LostProcess, load
from asknown.errors import BuildError
from asknown.storage import die_with_parent, short_lived

_FORKS = (
    hasattr(os, "fork") and hasattr(socket, "send_fds") and sys.platform != "darwin"
)


def apart(work: Callable[..., Any], *given: Any) -> Any:
    """`work(*given)` in a process of its own. What it raises is raised here; LostProcess where the
    process died."""
    failed, result = (
        _warmed().run(work, given) if _FORKS else _in_a_fresh_one(work, given)
    )
    if failed:
        raise result
    return result


class _Warmed:
    """The caller's side of the warmed process. Any thread may use it."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        self._lock = Lock()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "asknown.editions.forkserver", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        theirs.close()
        atexit.register(self.close)

    def close(self) -> None:
        """Let it end, and wait for it."""
        self._socket.close()
        self.process.wait()

    def run(self, work: Callable[..., Any], given: tuple[Any, ...]) -> tuple[bool, Any]:
        """Whether the work failed, and its error or result."""
        ours, theirs = Pipe()
        try:
            with self._lock:
                socket.send_fds(self._socket, [b"."], [theirs.fileno()])
            theirs.close()
            ours.send((work, given))
            outcome: tuple[bool, Any] = ours.recv()
        except (EOFError, OSError) as error:
            raise LostProcess(
                "the process that built it is gone: it was killed, or the memory did not suffice"
            ) from error
        finally:
            ours.close()
        return outcome


_current: list[_Warmed] = []
_starting = Lock()


def _warmed() -> _Warmed:
    """The warmed process of this one; a new one where it has died."""
    with _starting:
        if not _current or _current[0].process.poll() is not None:
            _current[:] = [_Warmed()]
        return _current[0]


def _in_a_fresh_one(
    work: Callable[..., Any], given: tuple[Any, ...]
) -> tuple[bool, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "asknown.editions.forkserver"],
        input=pickle.dumps((work, given)),
        stdout=subprocess.PIPE,
    )
    if done.returncode:
        raise LostProcess(f"the process that built it ended with {done.returncode}")
    outcome: tuple[bool, Any] = pickle.loads(done.stdout)
    return outcome


def _serve(calls: socket.socket) -> None:
    """The warmed process: load, then fork for each call until the caller is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the caller who decides to stop
    # While it loads, which takes seconds, it does not see whether the caller is there
    die_with_parent()
    load()
    from asknown.editions.render import get_ready  # papermill takes a second to load

    get_ready()
    # From here on it sees; the thread that started it may end.
    die_with_parent(bound=False)
    short_lived()  # no fork has to look through what is loaded, and so to copy it
    while True:
        message, handles, *_ = socket.recv_fds(calls, 1, 1)
        if not message:
            return
        if not os.fork():
            calls.close()
            _answer(Connection(handles[0]))
        os.close(handles[0])
        _reap()


def _reap() -> None:
    """Take leave of the forks that are done."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _answer(pipe: Connection) -> None:
    """All that a fork does: one piece of work. It never returns."""
    try:
        die_with_parent()
        pipe.send(_outcome(pipe.recv))
    except (EOFError, OSError):
        pass  # the caller is gone
    finally:
        os._exit(0)


def _outcome(read: Callable[[], Any]) -> tuple[bool, Any]:
    """Do the work that `read` gives: whether it failed, and its error or result."""
    try:
        work, given = read()
        return False, work(*given)
    except Exception as error:
        with suppress(Exception):  # an error that does not travel is told in words
            pickle.loads(pickle.dumps(error))
            return True, error
        return True, BuildError(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _serve(socket.socket(fileno=int(sys.argv[1])))
    else:
        sys.stdout.buffer.write(
            pickle.dumps(_outcome(lambda: pickle.load(sys.stdin.buffer)))
        )
