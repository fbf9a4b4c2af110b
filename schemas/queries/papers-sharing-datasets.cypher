// Papers sharing datasets
// Pairs of papers that introduce, use or compare the same datasets, most in common first.
// $limit = 25
MATCH (first:Paper)-[:INTRODUCES|USES|COMPARES]->(dataset:Dataset)<-[:INTRODUCES|USES|COMPARES]-(second:Paper)
WHERE first.id < second.id
WITH first.id AS paper, second.id AS other_paper, dataset.name AS name
ORDER BY paper, other_paper, name
RETURN paper, other_paper, collect(DISTINCT name) AS datasets, count(DISTINCT name) AS shared
ORDER BY shared DESC, paper, other_paper
LIMIT $limit
