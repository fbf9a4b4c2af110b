"""Read papers in this process or in several; keep each batch as soon as it is read."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol

from kg.model import Extraction, Paper
from kg.store import Store

BATCH = 32
Progress = Callable[[int, int], None]  # papers read, papers in all


class Reader(Protocol):
    """What reads papers (`kg.extract.Extractor`)."""

    version: str

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """Yield an extraction for each paper, in order."""
        ...


MakeReader = Callable[[], Reader]
_reader: Reader | None = None  # of a worker process


def read_missing(store: Store, reader: Reader, make_reader: MakeReader, *, jobs: int, progress: Progress) -> int:
    """Read what the store has not been read by this model; return how many papers were read.

    `make_reader` must be picklable: each process makes its own reader. A batch is one transaction,
    so a killed run loses a batch a process at most.
    """
    papers = list(store.missing(reader.version))
    batches = [papers[n : n + BATCH] for n in range(0, len(papers), BATCH)]
    progress(0, len(papers))
    done = 0
    for extractions in _read(batches, reader, make_reader, min(jobs, len(batches))):
        store.add_extractions(extractions)
        done += len(extractions)
        progress(done, len(papers))
    return done


def _read(
    batches: Sequence[list[Paper]], reader: Reader, make_reader: MakeReader, jobs: int
) -> Iterator[list[Extraction]]:
    if jobs <= 1:
        for batch in batches:
            yield list(reader.extract(batch))
        return
    context = multiprocessing.get_context("spawn")  # a forked onnxruntime would share locks
    with context.Pool(jobs, initializer=_start, initargs=(make_reader,)) as pool:
        yield from pool.imap(_read_batch, batches)


def _start(make_reader: MakeReader) -> None:
    global _reader
    _reader = make_reader()


def _read_batch(papers: list[Paper]) -> list[Extraction]:
    assert _reader is not None, "the pool's initializer made it"
    return list(islice(_reader.extract(papers), len(papers)))
