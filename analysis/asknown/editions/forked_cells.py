"""A notebook's cells in a process of their own, forked from this one: what they define, set or
change dies with it.

A nursery, forked from this process, loads what cells need and forks a shell for each notebook: so
shells start at once, and several may run side by side. No port, no kernel and no thread outlives
them. What this must not do: decide what a notebook is. Cells come in as text, outputs go out as
nbformat has them.
"""

from __future__ import annotations

import base64
import builtins
import io
import os
import signal
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle
from threading import Lock
from typing import Any, NamedTuple

from asknown.errors import BuildError
from asknown.storage import die_with_parent, short_lived

# Characters one cell may print before it is stopped: a loop that prints must not fill the memory
MOST_PRINTED = 10_000_000
Output = dict[str, Any]
_FORK = "fork"  # asks a nursery for a shell


class LostProcess(BuildError):
    """A process is gone through no fault of its work that we know of: killed, perhaps for want of
    memory."""


class Ran(NamedTuple):
    """What came of a cell: its number among those run, and outputs by cell: its own, and those of
    earlier ones it changed."""

    number: int
    outputs: dict[int, list[Output]]
    failed: bool


def can_fork() -> bool:
    """Whether a fork is safe here: the system has it, and no other thread could hold a lock that a
    child waits for."""
    return (
        hasattr(os, "fork")
        and sys.platform != "darwin"
        and threading.active_count() == 1
    )


class Nursery:
    """The caller's side of a process that has loaded what cells need, and forks a shell for each
    notebook. Use it in a `with`, which ends it and its shells. Any thread may use it.

    Made early, it loads while the caller goes on loading what it needs itself; and it is the one
    that forks, because the caller may have threads by then.
    """

    def __init__(self) -> None:
        self._ours, theirs = Pipe()
        self._lock = Lock()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if not self.pid:
            self._ours.close()
            _serve(theirs)
        theirs.close()

    def shell(self) -> Shell:
        """A process for the cells of one notebook. BuildError where this one is gone; LostProcess
        where the system killed it."""
        ours, theirs = Pipe()
        with theirs:
            pid = self._ask(_FORK, theirs.fileno())
        return Shell(self, ours, pid)

    def code_of(self, pid: int) -> int:
        """How a shell that is ending ended. Ask once."""
        return self._ask(pid)

    def _ask(self, asked: str | int, handle: int | None = None) -> int:
        with self._lock:
            try:
                self._ours.send(asked)
                if handle is not None:
                    send_handle(self._ours, handle, self.pid)
                told: int = self._ours.recv()
            except (EOFError, OSError) as error:
                raise _gone(self._wait()) from error
        return told

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            self._wait()
        self._ours.close()

    def _wait(self) -> int:
        """How the process ended; its number may be another's from now on."""
        pid, self.pid = self.pid, 0
        return _code_of(pid) if pid else -signal.SIGKILL


class Shell:
    """The caller's side of the process that runs the cells of a notebook. Use it in a `with`, which
    ends the process; another thread may end it too."""

    def __init__(self, nursery: Nursery, ours: Connection, pid: int) -> None:
        self._nursery = nursery
        self._ours = ours
        self._lock = Lock()
        self.pid = pid

    def __enter__(self) -> Shell:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        self._ours.close()

    def end(self) -> None:
        """End the process."""
        with self._lock:
            if self.pid:
                os.kill(self.pid, signal.SIGKILL)
                self._wait()

    def _wait(self) -> int:
        """How the process ended; its number may be another's from now on."""
        pid, self.pid = self.pid, 0
        return self._nursery.code_of(pid)

    def begin(self, cwd: str, profile: str) -> None:
        """Where the cells run, and the folder for IPython's own files. Waits until the process is
        ready. BuildError where that is gone; LostProcess where the system killed it."""
        try:
            self._ours.send((cwd, profile))
            self._ours.recv()
        except (EOFError, OSError) as error:
            raise self._gone() from error

    def run(self, index: int, source: str, seconds: float) -> Ran:
        """Run the cell with this index. BuildError where it takes longer than `seconds` or ends its
        process; LostProcess where the system killed that.
        """
        try:
            self._ours.send((index, source))
            if not self._ours.poll(seconds):
                raise BuildError(
                    f"ran for more than {seconds:g} seconds and was stopped"
                )
            ran: Ran = self._ours.recv()
        except (EOFError, OSError) as error:
            raise self._gone() from error
        return ran

    def _gone(self) -> BuildError:
        with self._lock:
            return _gone(self._wait() if self.pid else -signal.SIGKILL)


def _gone(code: int) -> BuildError:
    """What to raise of a process that is gone, by how it ended."""
    if code == -signal.SIGKILL:
        return LostProcess("lost its process: the system killed it")
    return BuildError(f"took its process down, which ended with {code}")


def _serve(pipe: Connection) -> None:
    """All that a nursery does: load, then fork shells and tell how they ended. It never returns:
    nothing that the caller has set up to happen at exit happens twice."""
    try:
        die_with_parent()
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
        load()
        short_lived()
        while True:
            asked = pipe.recv()
            pipe.send(_forked(pipe) if asked == _FORK else _code_of(asked))
    except (EOFError, OSError):
        pass  # the caller is done, or gone
    finally:
        os._exit(0)


def _forked(pipe: Connection) -> int:
    """Fork a shell that serves the pipe which comes with the call: its number."""
    handle = recv_handle(pipe)
    pid = os.fork()
    if not pid:
        pipe.close()
        _live(Connection(handle))
    os.close(handle)
    return pid


def _live(pipe: Connection) -> None:
    """All that a shell does: run the cells it is given. It never returns."""
    try:
        die_with_parent()
        cwd, profile = pipe.recv()
        os.chdir(cwd)
        cells = _Cells(profile)
        pipe.send("ready")
        while True:
            pipe.send(cells.run(*pipe.recv()))
    except (EOFError, OSError):
        pass  # the caller is done, or gone
    finally:
        os._exit(0)


def _code_of(pid: int) -> int:
    """How a child ended, once it has."""
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


_CHARTS = (
    "connectivity",
    "contributors",
    "daily",
    "map",
    "ranges",
    "series",
    "steps",
    "timeline",
    "toll",
)
_NEEDED = (
    "IPython.core.interactiveshell",
    "pyarrow.pandas_compat",
    "matplotlib.style",
    "asknown.report.brief",
)


def load() -> None:
    """What nearly every notebook here needs."""
    for name in (*_NEEDED, *(f"asknown.subjects.charts.{each}" for each in _CHARTS)):
        import_module(name)


class _Cells:
    """The child's side: an IPython shell whose outputs are kept as nbformat has them."""

    def __init__(self, profile: str) -> None:
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        self.outputs: dict[int, list[Output]] = {}
        self.changed: set[int] = set()
        self._shown: dict[str, list[tuple[int, Output]]] = {}
        self._at, self._printed, self._clear = 0, 0, False
        InteractiveShell.clear_instance()
        # Where somebody has set it (doctest does), IPython leaves the last result out of `_`.
        vars(builtins).pop("_", None)
        own = Config({"HistoryManager": {"enabled": False, "hist_file": ":memory:"}})
        shell: Any = InteractiveShell.instance(ipython_dir=profile, config=own)
        shell.display_pub.publish, shell.display_pub.clear_output = (
            self.publish,
            self.clear,
        )
        shell.displayhook.write_output_prompt, shell.displayhook.write_format_data = (
            (lambda: None),
            self.result,
        )
        # No window ever opens.
        shell._showtraceback, shell.enable_gui = self.error, lambda *_: None
        self.shell = shell
        sys.stdout, sys.stderr = (
            _Stream(name, self.text) for name in ("stdout", "stderr")
        )
        _inline_pictures()

    def run(self, index: int, source: str) -> Ran:
        """Run one cell."""
        self._at, self._printed, self.outputs[index], self.changed = (
            index,
            0,
            [],
            {index},
        )
        result = self.shell.run_cell(source, store_history=True)
        self.shell.payload_manager.clear_payload()
        outputs = {
            each: list(map(_whole, self.outputs[each])) for each in sorted(self.changed)
        }
        return Ran(self.shell.execution_count - 1, outputs, not result.success)

    def _add(self, output: Output) -> None:
        if self._clear:
            self.outputs[self._at].clear()
            self._clear = False
        self.outputs[self._at].append(output)

    def text(self, name: str, text: str) -> int:
        """Keep what is printed, one output for all that comes in a row."""
        self._printed += len(text)
        if self._printed > MOST_PRINTED:
            raise RuntimeError(f"printed more than {MOST_PRINTED} characters")
        last = (
            self.outputs[self._at][-1]
            if self.outputs.get(self._at) and not self._clear
            else {}
        )
        if last.get("name") == name:
            last["text"].append(text)
        else:
            self._add({"output_type": "stream", "name": name, "text": [text]})
        return len(text)

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        *_: Any,
        transient: Any = None,
        update: bool = False,
        **__: Any,
    ) -> None:
        """Keep what is displayed; what has an id may be displayed anew, wherever it stands."""
        new = {"data": _plain(data), "metadata": metadata or {}}
        key = str((transient or {}).get("display_id", ""))
        for cell, output in self._shown.get(key, ()):
            output.update(new)
            self.changed.add(cell)
        if not update:
            output = {"output_type": "display_data", **new}
            self._add(output)
            self._shown.setdefault(key, []).append((self._at, output)) if key else None

    def result(self, data: Any, metadata: Any = None) -> None:
        """Keep a cell's result."""
        count = self.shell.displayhook.prompt_count
        self._add(
            {
                "output_type": "execute_result",
                "data": _plain(data),
                "metadata": metadata or {},
                "execution_count": count,
            }
        )

    def clear(self, wait: bool = False) -> None:
        """Drop what the cell has shown, at once or when it shows the next thing."""
        self._clear = wait
        if not wait:
            self.outputs[self._at].clear()

    def error(
        self, kind: type[BaseException], value: BaseException, lines: list[str]
    ) -> None:
        """Keep an error."""
        self._add(
            {
                "output_type": "error",
                "ename": kind.__name__,
                "evalue": str(value),
                "traceback": lines,
            }
        )


def _whole(output: Output) -> Output:
    """An output as it goes out: printed text in one piece."""
    return {**output, "text": "".join(output["text"])} if "text" in output else output


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """A bundle as JSON can hold it: bytes as base64."""
    return {
        kind: base64.b64encode(each).decode() if isinstance(each, bytes) else each
        for kind, each in data.items()
    }


def _inline_pictures() -> None:
    """Pictures of pyplot go into the notebook, as in a kernel."""
    os.environ["MPLBACKEND"] = backend = "module://matplotlib_inline.backend_inline"
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rcParams["backend"] = backend


class _Stream(io.TextIOBase):
    """What `print` writes to. It has no file behind it."""

    encoding = "utf-8"

    def __init__(self, name: str, keep: Callable[[str, str], int]) -> None:
        self._name, self._keep = name, keep

    def write(self, text: str) -> int:
        """Keep a piece of text."""
        return self._keep(self._name, text) if text else 0
