"""Tables: CSV and TSV with a header row; columns are found by the usual names."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from kg.model import Reject
from kg.read._draft import Format, Found, excerpt
from kg.read._fields import NAMES, draft_of, fold
from kg.read._source import Source

DELIMITERS = ",\t;|"


def read(source: Source) -> Iterator[Found]:
    """Yield a draft for every row; a row that does not fit the header is rejected.

    Cells with a delimiter, a quote or a line end must be quoted (quotes doubled), in TSV as well:
    a row that breaks this is rejected rather than read wrongly.
    """
    rows = _rows(source)
    start, header = next(rows, (1, []))
    _check_header(source, start, header)
    for line, row in rows:
        if isinstance(row, str):
            yield Reject(path=source.path, line=line, reason=row)
        elif any(row[len(header) :]):
            reason = f"{len(row)} cells where the header has {len(header)}: quote cells that hold the delimiter"
            yield Reject(path=source.path, line=line, reason=reason, record=excerpt(" ".join(row)))
        else:
            yield draft_of(dict(zip(header, row, strict=False)), path=source.path, line=line)


def fit(head: str) -> float:
    """Certain where the first line names a title and an abstract column."""
    first = head.strip().partition("\n")[0]
    return 1.0 if _has_columns(_cells(first, _delimiter(first))) else 0.0


def _rows(source: Source) -> Iterator[tuple[int, list[str] | str]]:
    """Yield (line, cells), or (line, reason) for a row that is not CSV; blank rows are left out."""
    lines = (line + "\n" for _, line in source.lines())
    # strict: a quote in the wrong place is an error, not silently another text
    first = source.head.strip().partition("\n")[0]
    reader = csv.reader(lines, delimiter=_delimiter(first), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # a quote that is not closed takes lines with it: say which
            lost = f"lines {line} to {reader.line_num} are" if reader.line_num > line else ""
            yield line, f"{lost or 'this is'} not a row of CSV ({error}): quote cells and double the quotes in them"
            continue
        if any(row):
            yield line, row


def _check_header(source: Source, line: int, header: list[str] | str) -> None:
    if isinstance(header, str):
        raise source.error(f"no header: {header}", line)
    if not _has_columns(header):
        columns = ", ".join(repr(excerpt(cell, 30)) for cell in header[:12])
        raise source.error(f"no columns 'title' and 'abstract' in the first row ({columns}): name them so", line)


def _has_columns(header: list[str]) -> bool:
    names = {fold(cell) for cell in header}
    return not names.isdisjoint(NAMES["title"]) and not names.isdisjoint(NAMES["abstract"])


def _delimiter(line: str) -> str:
    return max(DELIMITERS, key=lambda mark: (_has_columns(_cells(line, mark)), line.count(mark)))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


FORMAT = Format("csv", "a table with a header row: CSV, TSV or another delimiter", (".csv", ".tsv", ".tab"), fit, read)
