// Evidence
// The sentences behind every relationship between two entities, in both directions.
// $first = "BERT"
// $second = "SQuAD"
MATCH (first:Entity)-[edge]-(second:Entity)
WHERE toLower(first.name) = toLower($first) AND toLower(second.name) = toLower($second)
RETURN startNode(edge).name AS head, type(edge) AS type, endNode(edge).name AS tail,
       edge.papers AS papers, edge.sentences AS sentences, edge.confidence AS confidence
ORDER BY type, head, tail
