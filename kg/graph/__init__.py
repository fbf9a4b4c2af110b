"""From extractions and linked entities to the graph, and what can be read off it."""

from kg.graph.build import build_graph
from kg.graph.check import check_graph
from kg.graph.diff import GraphDiff, diff_graphs
from kg.graph.leaderboard import Leaderboard, leaderboards
from kg.graph.network import central_entities, communities
from kg.graph.summary import Summary, summarise
from kg.graph.trends import Trend, trends

__all__ = [
    "GraphDiff",
    "Leaderboard",
    "Summary",
    "Trend",
    "build_graph",
    "central_entities",
    "check_graph",
    "communities",
    "diff_graphs",
    "leaderboards",
    "summarise",
    "trends",
]
