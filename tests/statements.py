"""Random Cypher statements over random small graphs, for comparing the two stores."""

from __future__ import annotations

from collections import defaultdict
from random import Random

from kg.model import KnowledgeGraph
from kg.schema import graph_schema
from tests.builders import GraphBuilder

SCHEMA = graph_schema()
LABELS = ("", "", *SCHEMA.labels)
TYPES = ("USES", "MENTIONS", "COMPARES", "USED_FOR", "EVALUATED_ON", "OUTPERFORMS", "ABOUT", "ON", "MAKES", "REPORTS")
LENGTHS = ("*2", "*1", "*1..2", "*2..2", "*0..1", "*..2", "*2..3", "*3", "*0..0")
# not `name` and `title`, which the embedded store takes for each other (docs/cypher.md)
PROPERTIES = ("id", "papers", "confidence", "year", "number", "polarity", "sentence", "value")
AGGREGATES = (
    "count(*)",
    "count({0})",
    "count(DISTINCT {0})",
    # not count({0}.year): Neo4j 5.26 answers it wrongly (docs/cypher.md)
    "count(DISTINCT {0}.year)",
    "max({0}.id)",
    "min({0}.value)",
    "avg({0}.number)",
    "count(DISTINCT {0}.papers)",
)


def random_graph(random: Random) -> KnowledgeGraph:
    """Return a graph with a few nodes of every label; some have no `year` or `number`."""
    builder = GraphBuilder()
    ids = defaultdict(list)
    for label in SCHEMA.node_labels:
        for i in range(random.randint(1, 4)):
            ids[label].append(_node(random, builder, label, i))
    everything = [(label, id_) for label, of_label in ids.items() for id_ in of_label]
    for _ in range(random.randint(60, 200)):
        (label, start), (other, end) = random.choice(everything), random.choice(everything)
        type_ = random.choice(list(SCHEMA.relationships))
        if SCHEMA.allows(label, type_, other):
            builder.link(start, type_, end, *((f"p{n}", "text") for n in range(random.randint(1, 2))))
    return builder.build()


def _node(random: Random, builder: GraphBuilder, label: str, i: int) -> str:
    id_ = f"{label.lower()}-{i}"
    if label in SCHEMA.entity_labels:
        return builder.node(label, id_, name=f"{label} {i}", papers=random.randint(1, 3), mentions=1, confidence=0.5)
    if label == "Paper":
        about = {"year": random.choice((2020, 2021))} if random.random() < 0.6 else {}
        return builder.node(label, id_, title=f"Paper {i}", **about)
    if label == "Claim":
        polarity = random.choice(("positive", "negative"))
        return builder.node(label, id_, sentence=random.choice("xy"), kind="result", polarity=polarity, paper="p0")
    about = {"number": float(random.randint(1, 3))} if random.random() < 0.7 else {}
    return builder.node(label, id_, value=random.choice("12"), paper="p0", **about)


def random_statement(random: Random) -> str:
    """Return a statement; its order is complete where it is limited. It uses the parameter `id`."""
    names = ["a"]
    text = "MATCH " + _pattern(random, "a")
    if random.random() < 0.65:
        text += _step(random, "b")
        names.append("b")
    if random.random() < 0.25:
        text += random.choice((", ", " MATCH ", " OPTIONAL MATCH ")) + f"({random.choice(names)})" + _step(random, "c")
        names.append("c")
    conditions = [_condition(random, random.choice(names)) for _ in range(random.choice((0, 0, 1, 1, 2, 3)))]
    if conditions:
        text += " WHERE " + random.choice((" AND ", " AND ", " OR ")).join(conditions)
    if random.random() < 0.2:
        kept = random.choice(names)
        text += f" WITH {kept}, {_aggregate(random, names)} AS n" + random.choice(("", " WHERE n > 1"))
        names = [kept]
    return text + _return(random, names)


def _pattern(random: Random, name: str) -> str:
    label = random.choice(LABELS)
    inline = random.choice(("", "", "", "", "", " {id: $id}"))
    return f"({name}{':' + label if label else ''}{inline})"


def _step(random: Random, name: str) -> str:
    types = random.choice(("", "", ":" + random.choice(TYPES), ":" + "|".join(random.sample(TYPES, 3))))
    length = random.choice((*[""] * 6, *LENGTHS))
    left, right = random.choice((("-", "->"), ("<-", "-"), ("-", "-")))
    return f"{left}[{types}{length}]{right}{_pattern(random, name)}"


def _condition(random: Random, name: str) -> str:
    number = f"{name}.{random.choice(('papers', 'year', 'number'))} {random.choice(('>', '<', '=', '<>', '>='))} "
    return random.choice(
        (
            number + random.choice(("1", "2", "2020", "1.5")),
            f"NOT {number}1",
            f"{name}.{random.choice(PROPERTIES)} IS {random.choice(('', 'NOT '))}NULL",
            f"{name}.id = $id",
            f"{name}.id IN ['paper-0', 'claim-0', $id]",
            f"{name}.id STARTS WITH 'me'",
            f"{name}:{random.choice(LABELS[2:])}",
            f"({name})-[:{random.choice(TYPES)}]-()",
            f"NOT ({name})-[:{random.choice(TYPES)}]->()",
            f"EXISTS {{ ({name})-[:{random.choice(TYPES)}]-(:{random.choice(LABELS[2:])}) }}",
        )
    )


def _aggregate(random: Random, names: list[str]) -> str:
    return random.choice(AGGREGATES).format(random.choice(names))


def _return(random: Random, names: list[str]) -> str:
    column = f"{random.choice(names)}.{random.choice(PROPERTIES)}"
    return random.choice(
        (
            f" RETURN {_aggregate(random, names)} AS v",
            f" RETURN {_aggregate(random, names)} AS v, {_aggregate(random, names)} AS w",
            f" RETURN {column} AS k, {_aggregate(random, names)} AS v",
            f" RETURN {column} AS k, {_aggregate(random, names)} AS v ORDER BY v DESC, k LIMIT 3",
            f" RETURN {column} AS k",
            f" RETURN DISTINCT {column} AS k ORDER BY k SKIP 1 LIMIT 2",
            f" RETURN {column} AS k ORDER BY k DESC LIMIT 3",
        )
    )
