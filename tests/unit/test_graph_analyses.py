"""Trends, central entities, communities, differences and the summary."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from kg.errors import ConfigError
from kg.graph import central_entities, communities, diff_graphs, summarise, trends
from kg.graph.network import entity_network
from kg.model import KnowledgeGraph
from tests.graph_builders import Built, Reading


def names(id_: str, year: int | None, *methods: str) -> Reading:
    """Return a paper that names methods, each used for the next."""
    sentence = f"{' for '.join(methods)}."
    reading = Reading(id_, "Methods", sentence, year=year)
    ids = [reading.entity("Method", method) for method in methods]
    for head, tail in pairwise(ids):
        reading.relation(head, "USED_FOR", tail, sentence)
    return reading


def test_trends_by_year() -> None:
    graph = Built(
        names("p1", 2020, "Otter", "Heron"),
        names("p2", 2020, "Heron"),
        names("p3", 2022, "Otter"),
        names("p4", 2022, "Otter"),
        names("p5", None, "Heron"),
    ).graph
    otter, heron = trends(graph)
    assert (otter.name, otter.papers, otter.shares) == ("otter", {2020: 1, 2022: 2}, {2020: 0.5, 2022: 1.0})
    assert otter.slope == 0.25
    assert (heron.name, heron.papers, heron.slope) == ("heron", {2020: 2, 2022: 0}, -0.5)
    assert [trend.name for trend in trends(graph, top=1)] == ["otter"]
    assert trends(graph, label="Task") == []
    with pytest.raises(ConfigError, match="'Paper' is no entity label: use one of Method"):
        trends(graph, label="Paper")


def star() -> KnowledgeGraph:
    arms = [names(f"p{n}", 2020, method, "Hub") for n, method in enumerate(("Arma", "Armb", "Armc"))]
    return Built(*arms, names("p9", 2020, "Arma", "Hub")).graph


def test_central_entities() -> None:
    hub, arm, *others = central_entities(star())
    assert (hub.name, hub.strength, hub.betweenness) == ("hub", 1.0, 1.0)
    assert (arm.name, arm.strength, arm.betweenness) == ("arma", 0.5, 0.0)
    assert [other.strength for other in others] == [0.25, 0.25]
    assert central_entities(star(), label="Task") == []
    assert central_entities(KnowledgeGraph()) == []
    with pytest.raises(ConfigError, match="'Claim' is no entity label"):
        central_entities(star(), label="Claim")


def test_network_of_entities() -> None:
    graph = star()
    weights = {data["weight"] for _, _, data in entity_network(graph).edges(data=True)}
    assert weights == {1, 2}


def rings() -> KnowledgeGraph:
    """Return two groups of three methods with one thread between them."""
    groups = [("Arma", "Armb", "Armc", "Arma"), ("Bowa", "Bowb", "Bowc", "Bowa")]
    pairs = [pair for group in groups for pair in pairwise(group)]
    pairs = [*pairs, *pairs, ("Arma", "Bowa")]
    return Built(*(names(f"p{n}", 2020, *pair) for n, pair in enumerate(pairs))).graph


def test_communities() -> None:
    found = communities(rings())
    assert sorted(sorted(community.names) for community in found) == [
        ["arma", "armb", "armc"],
        ["bowa", "bowb", "bowc"],
    ]
    assert {community.names[0] for community in found} == {"arma", "bowa"}
    assert communities(rings(), least=4) == []
    assert communities(KnowledgeGraph()) == []


def test_communities_are_the_same_in_every_process() -> None:
    code = "from tests.unit.test_graph_analyses import communities, rings; print(communities(rings()))"
    root = Path(__file__).parents[2]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_differences() -> None:
    one, two, three = names("p1", 2020, "Otter", "Heron"), names("p2", 2020, "Otter"), names("p3", 2020, "Ibis")
    old, new = Built(one, two).graph, Built(one, three).graph
    diff = diff_graphs(old, new)
    captions = {node.id: node.properties.get("name", node.id) for node in (*old.nodes, *new.nodes)}
    assert {captions[id_] for id_ in diff.nodes.added} == {"ibis", "p3"}
    assert [captions[id_] for id_ in diff.nodes.removed] == ["p2"]
    assert [captions[id_] for id_ in diff.nodes.changed] == ["otter"]
    assert str(diff) == "nodes +2 -1 ~1, relationships +1 -1 ~0"
    assert not diff_graphs(old, old)
    back = diff_graphs(new, old)
    assert (back.nodes.added, back.nodes.removed) == (diff.nodes.removed, diff.nodes.added)


def test_summary() -> None:
    summary = summarise(star(), top=2)
    assert summary.nodes == {"Paper": 4, "Method": 4}
    assert summary.relationships == {"USES": 8, "USED_FOR": 3}
    assert summary.evidence == 12
    assert [(usage.name, usage.papers) for usage in summary.most_used["Method"]] == [("hub", 4), ("arma", 2)]
    assert list(summary.most_used) == ["Method"]
    assert "     4  hub" in str(summary)
