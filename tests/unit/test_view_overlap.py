"""Pushing nodes apart."""

import math
from itertools import combinations

from kg.view.overlap import separate


def test_a_heap_becomes_a_spread_without_overlap():
    points = {str(i): (0.0, 0.0) for i in range(60)}
    radii = {id_: 5.0 + int(id_) % 4 for id_ in points}
    apart = separate(points, radii)
    assert all(math.dist(apart[a], apart[b]) >= radii[a] + radii[b] for a, b in combinations(points, 2))


def test_what_does_not_overlap_stays_where_it_is():
    points = {"a": (0.0, 0.0), "b": (100.0, 0.0), "c": (0.0, -40.0)}
    assert separate(points, dict.fromkeys(points, 10.0)) == points


def test_the_middle_of_a_pair_stays():
    apart = separate({"a": (-1.0, 3.0), "b": (1.0, 3.0)}, {"a": 5.0, "b": 5.0})
    assert apart["a"][0] == -apart["b"][0] < -5
    assert apart["a"][1] == apart["b"][1] == 3.0


def test_nothing_to_separate():
    assert separate({}, {}) == {}
