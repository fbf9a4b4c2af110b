"""Read papers in this process or in several; keep each batch as soon as it is read."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from typing import Protocol

from kg.errors import KgError
from kg.model import Extraction, Paper, Reject
from kg.store import OnReject, Store

BATCH = 32
Progress = Callable[[int, int], None]  # papers read, papers in all
Read = list[Extraction | Reject]


class Reader(Protocol):
    """What reads papers (`kg.extract.Extractor`)."""

    version: str

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """Yield an extraction for each paper, in order."""
        ...


MakeReader = Callable[[], Reader]
_reader: Reader | None = None  # of a worker process


def read_missing(
    store: Store, reader: Reader, make_reader: MakeReader, *, jobs: int, progress: Progress, on_reject: OnReject
) -> int:
    """Read what this model has not read in the store; return how many papers were read.

    A batch is one transaction, so a killed run loses only what was in hand. A paper that the reader
    breaks on goes to `on_reject` and is tried again by the next run.

    Args:
        make_reader: makes the reader of another process; must be picklable. Not used with one job.

    Raises:
        KgError: no paper of the store could be read, or a process died.
    """
    ids = store.missing(reader.version)
    progress(0, len(ids))
    batches = (store.papers_of(ids[n : n + BATCH]) for n in range(0, len(ids), BATCH))
    done, rejects = 0, list[Reject]()
    several = jobs > 1 and len(ids) > BATCH
    for read in _in_processes(batches, make_reader, jobs) if several else (read_batch(reader, b) for b in batches):
        store.add_extractions(item for item in read if isinstance(item, Extraction))
        rejects += (item for item in read if isinstance(item, Reject))
        done += len(read)
        progress(done, len(ids))
    if rejects and len(store.missing(reader.version)) == store.count():
        raise KgError(f"no paper could be read; {rejects[0].path}: {rejects[0].reason}: is the model sound?")
    for reject in rejects:
        on_reject(reject)
    return done - len(rejects)


def read_batch(reader: Reader, papers: list[Paper]) -> Read:
    """Read papers; one that breaks the reader becomes a reject and costs the others nothing."""
    try:
        return list(reader.extract(papers))
    except KgError:
        raise  # a model that cannot work, not a paper
    except Exception as error:  # whatever a component or a user's own pipeline raises
        if len(papers) > 1:
            return [item for paper in papers for item in read_batch(reader, [paper])]
        reason = " ".join(f"the reader failed: {type(error).__name__}: {error}".split())
        return [Reject(path=papers[0].id, reason=reason, stage="extract", record=papers[0].title)]


def _in_processes(batches: Iterable[list[Paper]], make_reader: MakeReader, jobs: int) -> Iterator[Read]:
    """Yield what processes read, in order; only a few batches wait, so that memory stays flat."""
    # spawn: a forked onnxruntime would share its locks
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_start, initargs=(make_reader,))
    waiting: deque[Future[Read]] = deque()
    try:
        for batch in batches:
            with _deaf_to_interrupts():
                waiting.append(pool.submit(_read_in_worker, batch))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenExecutor as error:
        raise KgError("a reading process died (out of memory?): what was read is kept; try fewer jobs") from error
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes started inside ignore Ctrl-C: this one hears it and ends them in order."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _start(make_reader: MakeReader) -> None:
    global _reader
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _reader = make_reader()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _read_in_worker(papers: list[Paper]) -> Read:
    if _reader is None:
        raise RuntimeError("the pool's initializer has not run")
    return read_batch(_reader, papers)
