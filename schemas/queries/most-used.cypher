// Most used entities
// The entities that most papers use, of one label.
// $label = "Method"
// $limit = 25
MATCH (paper:Paper)-[:USES]->(entity:Entity)
WHERE $label IN labels(entity)
RETURN entity.name AS name, count(DISTINCT paper.id) AS papers
ORDER BY papers DESC, name
LIMIT $limit
