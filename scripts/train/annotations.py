"""Annotations that stand apart from the papers: `python scripts/train/annotations.py PAPERS OUT`.

`annotations.jsonl.gz` holds what we annotated in abstracts whose text is not ours to ship: types, roles, relations and
claims by character offsets in title + newline + abstract. With the papers (JSONL[.gz]: id, title, abstract) this writes
gold records in the form that `train.py` and `kg evaluate` read. `--pack RECORDS` goes the other way and writes
the annotations of gold records to OUT.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.text import text_hash

Record = dict[str, Any]
OURS = Path(__file__).parent / "annotations.jsonl.gz"
WAVE = 3  # density and habits of these annotations: the waves of kg-abstracts are 0, 1 and 2
ARGUMENTS = ("subject", "object", "task", "dataset", "metric")
ENTITY_SLOTS = ("metric", "dataset", "method")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path, help="JSONL[.gz] of the papers, or of gold records with --pack")
    parser.add_argument("out", type=Path)
    parser.add_argument("--annotations", type=Path, default=OURS)
    parser.add_argument("--pack", action="store_true", help="write the annotations of gold records, without text")
    args = parser.parse_args()
    if args.pack:
        found, absent = [pack(record) for record in read_records(args.papers)], 0
    else:
        papers = {paper["id"]: paper for paper in read_records(args.papers)}
        notes = list(read_records(args.annotations))
        found = [unpack(note, papers[note["id"]]) for note in notes if fits(note, papers.get(note["id"]))]
        absent = len(notes) - len(found)
    lines = "".join(f"{json.dumps(record, ensure_ascii=False, separators=(',', ':'))}\n" for record in found).encode()
    args.out.write_bytes(gzip.compress(lines, mtime=0) if args.out.suffix == ".gz" else lines)
    print(f"{len(found)} annotated papers written; {absent} annotations whose paper is not there or has another text")


def read_records(path: Path) -> Iterator[Record]:
    """Read a JSONL file, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def pack(record: Record) -> Record:
    """Return the annotation of a gold record by offsets: of each form its first occurrence, at word edges if there.

    Example:
        >>> paper = {"id": "p", "title": "Foo", "abstract": "Foo wins."}
        >>> foo = {"id": "e1", "type": "Method", "name": "Foo", "mentions": ["Foo"], "role": "introduces"}
        >>> pack({**paper, "entities": [foo], "relations": [], "claims": []})["entities"]
        [['Method', 'introduces', [[0, 3]]]]
    """
    text = text_of(record)
    entities = [e for e in record["entities"] if any(form in text for form in e["mentions"])]
    index = {entity["id"]: n for n, entity in enumerate(entities)}
    return {
        "id": record["id"],
        "text": digest(text),
        "entities": [
            [e["type"], e["role"], [_find(form, text) for form in e["mentions"] if form in text]] for e in entities
        ],
        "relations": [
            [index[r["head"]], r["type"], index[r["tail"]]]
            for r in record["relations"]
            if r["head"] in index and r["tail"] in index
        ],
        "claims": [_pack_claim(claim, text, index) for claim in record["claims"] if claim["sentence"] in text],
    }


def _pack_claim(claim: Record, text: str, index: dict[str, int]) -> list[Any]:
    start, end = _find(claim["sentence"], text)
    arguments = [[index[e] for e in claim[name] if e in index] for name in ARGUMENTS]
    results = [
        [
            *(_find(result[name], text, start) if result[name] else None for name in ("value", "baseline")),
            *(index.get(result[name]) for name in ENTITY_SLOTS),
        ]
        for result in claim["results"]
        if result["value"] in claim["sentence"] and (result["baseline"] or "") in claim["sentence"]
    ]
    return [[start, end], claim["kind"], claim["polarity"], arguments, results]


def fits(note: Record, paper: Record | None) -> bool:
    """Tell whether the annotation was made in just this text."""
    return paper is not None and digest(text_of(paper)) == note["text"]


def unpack(note: Record, paper: Record) -> Record:
    """Return the gold record of an annotation and its paper."""
    text = text_of(paper)
    entities = [
        {"id": f"e{n}", "type": kind, "role": role, "name": forms[0], "mentions": forms}
        for n, (kind, role, spans) in enumerate(note["entities"])
        for forms in [[text[slice(*span)] for span in spans]]
    ]
    relations = [{"head": f"e{head}", "type": kind, "tail": f"e{tail}"} for head, kind, tail in note["relations"]]
    record = {name: paper[name] for name in ("id", "title", "abstract")}
    claims = [_unpack_claim(claim, text) for claim in note["claims"]]
    return {**record, "wave": WAVE, "entities": entities, "relations": relations, "claims": claims}


def _unpack_claim(claim: list[Any], text: str) -> Record:
    span, kind, polarity, arguments, results = claim
    named = {name: [f"e{n}" for n in found] for name, found in zip(ARGUMENTS, arguments, strict=True)}
    return {"sentence": text[slice(*span)], "kind": kind, "polarity": polarity, **named} | {
        "results": [
            {
                "value": text[slice(*value)],
                "baseline": text[slice(*baseline)] if baseline else None,
                **{name: None if n is None else f"e{n}" for name, n in zip(ENTITY_SLOTS, slots, strict=True)},
            }
            for value, baseline, *slots in results
        ]
    }


def text_of(paper: Record) -> str:
    """Return the text that offsets count in."""
    return f"{paper['title']}\n{paper['abstract']}"


def digest(text: str) -> str:
    """Return a short hash: offsets hold in this very text only."""
    return text_hash(text)[:8]


def _find(form: str, text: str, start: int = 0) -> list[int]:
    match = re.compile(rf"(?<!\w){re.escape(form)}(?!\w)").search(text, start)
    begin = match.start() if match else text.find(form, start)
    return [begin, begin + len(form)]


if __name__ == "__main__":
    main()
