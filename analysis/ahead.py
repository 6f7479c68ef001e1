"""Faces of views worked out before they are asked for, in a process of its own, so that a move of the slider finds them ready.

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

from analysis.case import Case
from analysis.views import Choice, Face, Views

Key = tuple[Choice, str]
_views: Views  # of the process that works ahead


class Ahead:
    """Fills `views.faces`, one at a time, with what `wanted` names next. Lives in a running event loop."""

    def __init__(self, views: Views, wanted: Callable[[], Iterator[Key]]) -> None:
        self._views, self._wanted = views, wanted
        self._loop = asyncio.get_running_loop()
        self._busy = False
        spawn = multiprocessing.get_context("spawn")  # a fork of a kernel would share its sockets
        self._pool = ProcessPoolExecutor(1, spawn, _begin, (views.case,))

    def go(self) -> None:
        """Begin with the next face, unless one is being worked out or none is wanted."""
        key = None if self._busy else next((each for each in self._wanted() if each not in self._views.faces), None)
        if key:
            self._busy = True
            done = self._pool.submit(_face, *key)
            done.add_done_callback(lambda done: self._loop.call_soon_threadsafe(self._take, key, done))

    def _take(self, key: Key, done: Future[Face]) -> None:
        """Keep a face and go on; the first that fails is the last: whoever wants it then will be told why."""
        if done.cancelled() or done.exception():
            return
        self._busy = False
        self._views.keep(*key, done.result())
        self.go()

    def stop(self) -> None:
        """End the process."""
        self._busy = True
        self._pool.shutdown(wait=False, cancel_futures=True)


def _begin(case: Case) -> None:
    """Set the process up: it gives way to others, leaves interrupts to its parent, and ends when that is gone."""
    global _views
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(10)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _views = Views(case)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(0)


def _face(choice: Choice, sight: str) -> Face:
    """A face with the cards of all its claims."""
    face = _views.face(choice, sight)
    for _, claim in face.listed:
        _views.card(choice, claim)
    return face
