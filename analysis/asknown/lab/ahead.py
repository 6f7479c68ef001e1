"""Films and faces worked out before they are asked for, in a process of its own, so that a move of
the slider finds them ready.

It only saves waiting: without it, or where it breaks, whoever asks works the face out itself.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor

from asknown.lab.views import Face, Key, Quantity, Views
from asknown.model.case import Case
from asknown.report.history import Film

Wanted = Key | Quantity  # a face, or a film
_PAUSE = 0.7  # seconds
_views: Views  # of the process that works ahead


class Ahead:
    """Fills `views.films` and `views.faces`, one at a time, with what `wanted` names next. Lives in
    a running event loop."""

    def __init__(self, views: Views, wanted: Callable[[], Iterator[Wanted]]) -> None:
        self._views, self._wanted = views, wanted
        self._loop = asyncio.get_running_loop()
        self._busy = False
        self._waiting: asyncio.TimerHandle | None = None
        spawn = multiprocessing.get_context("spawn")  # a fork of a kernel would share its sockets
        self._pool = ProcessPoolExecutor(1, spawn, _begin, (views.case, dict(views.films)))

    def soon(self) -> None:
        """Go on when nothing has been asked for a while: while the slider moves, the machine is for
        its moves."""
        if self._waiting:
            self._waiting.cancel()
        self._waiting = self._loop.call_later(_PAUSE, self.go)

    def go(self) -> None:
        """Begin with the next, unless one is being worked out or none is wanted."""
        lacking = (each for each in self._wanted() if not _is_there(self._views, each))
        wanted = None if self._busy else next(lacking, None)
        if wanted:
            self._busy = True
            done = self._pool.submit(_made, wanted)
            done.add_done_callback(
                lambda done: self._loop.call_soon_threadsafe(self._take, wanted, done)
            )

    def _take(self, wanted: Wanted, done: Future[Film | Face]) -> None:
        """Keep what was made and go on; the first that fails is the last: whoever wants it then
        will be told why."""
        if done.cancelled() or done.exception():
            return
        self._busy = False
        _keep(self._views, wanted, done.result())
        if not self._waiting or self._loop.time() >= self._waiting.when():
            self.go()

    def stop(self) -> None:
        """End the process."""
        self._busy = True
        self._pool.shutdown(wait=False, cancel_futures=True)


def _begin(case: Case, films: dict[Quantity, Film]) -> None:
    """Set the process up: it gives way to others, leaves interrupts to its parent, and ends when
    that is gone."""
    global _views
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(10)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _views = Views(case, films=films)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(0)


def _is_there(views: Views, wanted: Wanted) -> bool:
    return wanted in views.films if len(wanted) == 3 else wanted in views.faces


def _keep(views: Views, wanted: Wanted, made: Film | Face) -> None:
    if isinstance(made, Film) and len(wanted) == 3:
        views.have(wanted, made)
    elif isinstance(made, Face) and len(wanted) == 2:
        views.keep(wanted, made)


def _made(wanted: Wanted) -> Film | Face:
    """A film, or a face with the cards of all its claims."""
    key = wanted if len(wanted) == 3 else wanted[0].key
    if key not in _views.films:
        _views.have(key, _views.film(key))
    if len(wanted) == 3:
        return _views.films[key]
    face = _views.face(*wanted)
    for _, claim in face.listed:
        _views.card(wanted[0], claim)
    return face
