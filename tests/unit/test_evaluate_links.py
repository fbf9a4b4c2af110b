"""B-cubed and pairwise figures of entity resolution, computed by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kg.errors import InputError
from kg.evaluate import evaluate_links


def papers(*rows: tuple[str, str, str | None]) -> list[dict[str, Any]]:
    """Return one paper with one entity for each (paper, name, entity_id)."""
    return [
        {
            "id": paper,
            "entities": [{"id": "e1", "type": "Method", "name": name, **({"entity_id": linked} if linked else {})}],
            "relations": [],
            "claims": [],
        }
        for paper, name, linked in rows
    ]


GOLD = papers(
    ("a", "otter", None), ("b", "otter", None), ("c", "heron", None), ("d", "heron", None), ("e", "ibis", None)
)
CLUSTERS: list[dict[str, Any]] = [
    {"id": "1", "members": [["a", "e1"], ["b", "e1"]]},
    {"id": "2", "members": [["c", "e1"], ["d", "e1"]]},
    {"id": "3", "members": [["e", "e1"]]},
]


def test_by_hand() -> None:
    # a, b and c run together, d alone without an id, e not found
    pred = papers(
        ("a", "otters", "x"), ("b", "Otter", "x"), ("c", "heron", "x"), ("d", "heron", None), ("e", "egret", "x")
    )
    report = evaluate_links(CLUSTERS, GOLD, pred)
    assert report.found == 4
    assert report.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert report.recall == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)
    assert report.f1 == pytest.approx(2 * report.precision * report.recall / (report.precision + report.recall))
    assert (report.pairwise.tp, report.pairwise.fp, report.pairwise.fn) == (1, 2, 1)
    assert str(report).splitlines()[:3] == [
        "found entities 4",
        "B-cubed                     P  66.7  R  75.0  F1  70.6",
        "pairwise                    P  33.3  R  50.0  F1  40.0  (gold 2, pred 3)",
    ]


def test_perfect_and_empty() -> None:
    perfect = evaluate_links(CLUSTERS, GOLD, papers(("a", "otter", "x"), ("b", "otter", "x"), ("c", "heron", "y")))
    assert (perfect.found, perfect.precision, perfect.recall, perfect.pairwise.f1) == (3, 1.0, 1.0, 1.0)
    nothing = evaluate_links(CLUSTERS, GOLD, [])
    assert (nothing.found, nothing.precision, nothing.recall, nothing.f1) == (0, 0.0, 0.0, 0.0)


def test_clusters_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "clusters.json"
    path.write_text(json.dumps(CLUSTERS))
    report = evaluate_links(path, GOLD, GOLD)
    assert report == evaluate_links(CLUSTERS, GOLD, GOLD)
    assert msgspec.convert(msgspec.to_builtins(report), type(report)) == report


def test_bad_clusters(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no cluster has the gold entity \('e', 'e1'\)"):
        evaluate_links(CLUSTERS[:2], GOLD, GOLD)
    with pytest.raises(InputError, match="is in the clusters '1' and '9'"):
        evaluate_links([*CLUSTERS, {"id": "9", "members": [["a", "e1"]]}], GOLD, GOLD)
    path = tmp_path / "clusters.json"
    for text in ('{"id": "c"}', '[{"id": "c", "members": [["a"]]}]', "{"):
        path.write_text(text)
        with pytest.raises(InputError, match="no JSON array of clusters"):
            evaluate_links(path, GOLD, GOLD)
    with pytest.raises(InputError, match="no JSON array of clusters"):
        evaluate_links(tmp_path / "none.json", GOLD, GOLD)
