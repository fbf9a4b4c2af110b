// Co-occurring methods
// Pairs of methods that the same papers introduce, use or compare, most papers first.
// $limit = 25
MATCH (first:Method)<-[:INTRODUCES|USES|COMPARES]-(paper:Paper)-[:INTRODUCES|USES|COMPARES]->(second:Method)
WHERE first.id < second.id
RETURN first.name AS method, second.name AS other_method, count(DISTINCT paper.id) AS papers
ORDER BY papers DESC, method, other_method
LIMIT $limit
