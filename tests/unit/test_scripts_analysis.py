"""The worked analyses, on graphs small enough to see the answer."""

from __future__ import annotations

from kg.load import to_networkx
from scripts.analysis.bridges import bridges
from scripts.analysis.lineage import circles, longest_chain
from scripts.analysis.similar_tasks import similar_tasks
from tests.graph_builders import Built, Reading


def beats(id_: str, better: str, worse: str) -> Reading:
    sentence = f"{better} beats {worse}."
    reading = Reading(id_, "Methods", sentence)
    reading.relation(reading.entity("Method", better), "OUTPERFORMS", reading.entity("Method", worse), sentence)
    return reading


def solves(id_: str, method: str, *tasks: str) -> Reading:
    sentence = f"{method} does {' and '.join(tasks)}."
    reading = Reading(id_, "Methods", sentence)
    head = reading.entity("Method", method)
    for task in tasks:
        reading.relation(head, "USED_FOR", reading.entity("Task", task), sentence)
    return reading


def test_lineage() -> None:
    pairs = [("Otter", "Heron"), ("Heron", "Ibis"), ("Ibis", "Heron"), ("Ibis", "Crane")]
    network = to_networkx(Built(*(beats(f"p{n}", *pair) for n, pair in enumerate(pairs))).graph)
    assert longest_chain(network) == ["otter", "heron = ibis", "crane"]
    assert circles(network) == [["heron", "ibis"]]


def test_similar_tasks() -> None:
    network = to_networkx(
        Built(
            solves("p1", "Otter", "parsing", "tagging"),
            solves("p2", "Heron", "parsing", "tagging"),
            solves("p3", "Ibis", "parsing", "ranking"),
        ).graph
    )
    assert similar_tasks(network) == [(2 / 3, "parsing", "tagging")]
    assert [row[1:] for row in similar_tasks(network, least=1)] == [
        ("parsing", "tagging"),
        ("parsing", "ranking"),
    ]


def test_bridges() -> None:
    graph = Built(solves("p1", "Otter", "parsing", "tagging"), solves("p2", "Heron", "parsing")).graph
    lines = [line.split("  ") for line in bridges(graph)]
    assert {tuple(line[:2]) for line in lines[:2]} == {("0.667", "otter"), ("0.667", "parsing")}
    assert [line[0] for line in lines[2:]] == ["0.000", "0.000"]
