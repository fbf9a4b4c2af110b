"""Pages of text: title paragraph, abstract paragraph, in turn, with a page's boilerplate around them.

A page becomes paragraphs; boilerplate of a known shape is set aside; the rest is read as the most
likely sequence of titles and abstracts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Reject
from kg.read._draft import Draft, Format, Found, excerpt
from kg.read._paragraphs import Paragraph, paragraphs, prose
from kg.read._sequence import labels
from kg.read._shapes import boilerplate
from kg.read._source import Source

# beyond these log-odds a paragraph needs no neighbours to be known
SURE_TITLE, SURE_BODY = -3.5, 4.0
SEGMENT = 200

_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)
_TITLE_LABEL = re.compile(r"(?:#{1,6}\s+)?(?:title\s*:\s+)?", re.IGNORECASE)
_ABSTRACT_LABEL = re.compile(r"(?:#{1,6}\s+)?(?:(?:abstract|summary)\s*(?:[:.—–]|\s-)\s*)?", re.IGNORECASE)


def read(source: Source) -> Iterator[Found]:
    """Yield a draft for every title with an abstract, and a reject for everything else on the page.

    Raises:
        InputError: the page is HTML or XML.
    """
    if _MARKUP.match(source.head):
        raise source.error("this is HTML or XML, not a page of text: save it as text, or give JSONL or CSV")
    for segment in _segments(source):
        yield from _papers(segment, source.path)


def fit(head: str) -> float:
    """Any text may be a page."""
    return 0.3


def _segments(source: Source) -> Iterator[list[Paragraph | Reject]]:
    """Yield long runs of paragraphs and boilerplate in between, cut where a paper surely begins."""
    segment: list[Paragraph | Reject] = []
    broken, sure_body = False, False
    for line, text in paragraphs(source.lines()):
        kind = boilerplate(text)
        if kind is not None:
            # a heading may stand within an abstract, anything else of the page may not
            broken = broken or kind != "a heading"
            segment.append(Reject(path=source.path, line=line, reason=f"not a paper: {kind}", record=excerpt(text)))
            continue
        paragraph = Paragraph(line, text, prose(text), broken)
        if len(segment) > SEGMENT and sure_body and paragraph.prose <= SURE_TITLE:
            yield segment
            segment = []
        segment.append(paragraph)
        broken, sure_body = False, paragraph.prose >= SURE_BODY
    yield segment


def _papers(segment: list[Paragraph | Reject], path: str) -> Iterator[Found]:
    """Yield the papers and rejects of a segment in file order."""
    paper: list[Paragraph] = []
    label_of = iter(labels([part for part in segment if isinstance(part, Paragraph)]))
    for part in segment:
        if isinstance(part, Reject):
            yield part
            continue
        label = next(label_of)
        if label == "title" and paper:
            yield _draft(paper, path)
            paper = []
        if label == "skip":
            yield Reject(path=path, line=part.line, reason=_why(part), record=excerpt(part.text))
        else:
            paper.append(part)
    if paper:
        yield _draft(paper, path)


def _draft(paper: list[Paragraph], path: str) -> Draft:
    title = _TITLE_LABEL.sub("", paper[0].text, count=1)
    abstract = _ABSTRACT_LABEL.sub("", " ".join(paragraph.text for paragraph in paper[1:]), count=1)
    return Draft(path=path, line=paper[0].line, title=title, abstract=abstract)


def _why(paragraph: Paragraph) -> str:
    return "an abstract without a title" if paragraph.prose > 0 else "not a paper: no abstract follows"


FORMAT = Format("page", "text: title paragraph, abstract paragraph, in turn", (".txt", ".text"), fit, read)
