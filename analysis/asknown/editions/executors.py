"""Who builds a batch: threads here that each have a process do the work, or the workers of a Dask
cluster.

Both are executors of concurrent.futures, given together with the way in which luggage reaches their
workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from asknown.editions.bundle import Luggage
from asknown.errors import AsknownError, CallError
from asknown.storage import cores

Hands = tuple[Executor, Callable[[Luggage], Any]]
# Seconds to wait for a scheduler, and for its first worker: on a busy machine each takes a while to
# start
PATIENCE = 120


@contextmanager
def local(count: int = 0) -> Iterator[Hands]:
    """`count` editions at a time on this machine; 0 means as many as it has cores for us."""
    pool = ThreadPoolExecutor(count or cores())
    try:
        yield pool, lambda luggage: luggage
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def cluster(address: str) -> Iterator[Hands]:
    """The workers of the scheduler at `address`. CallError without Dask; AsknownError where nobody
    answers or works."""
    try:
        import distributed
    except ImportError as error:
        raise CallError(
            "a scheduler needs Dask: pip install 'asknown[cluster]'"
        ) from error
    try:
        client: Any = distributed.Client(
            address, timeout=PATIENCE, set_as_default=False
        )  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise AsknownError(
            f"no scheduler answers at {address}: start one with `dask scheduler`"
        ) from error
    try:
        _wait_for_a_worker(client, address)
        yield (
            client.get_executor(pure=False),
            lambda luggage: client.submit(_same, luggage, pure=False),
        )
    finally:
        client.close(timeout=1)


def _wait_for_a_worker(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        raise AsknownError(
            f"the scheduler at {address} has no workers: start some with `dask worker {address}`"
        ) from error


def _same(luggage: Luggage) -> Luggage:
    """Luggage as the result of a task: Dask brings it to each worker once, and makes it again where
    workers are lost."""
    return luggage
