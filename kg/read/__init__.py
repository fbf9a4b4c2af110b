"""Readers: files of papers in, `Paper` records out.

    read_papers(source, format=None, id_prefix=None, on_reject=...)  one file, folder or "-"
    read_all(sources, ...)                                           several, as one
    sniff(source)                                                    the format of a file
    FORMATS                                                          name -> Format

To add a format, write one module here that defines `FORMAT` (see `Format`), and add one sample
to tests/contract/test_readers.py.
"""

from __future__ import annotations

from kg.read._draft import Draft, Format, Found
from kg.read._formats import FORMATS, sniff
from kg.read._papers import read_all, read_papers
from kg.read._source import Source

__all__ = ["FORMATS", "Draft", "Format", "Found", "Source", "read_all", "read_papers", "sniff"]
