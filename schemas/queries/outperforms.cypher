// Who outperforms whom
// Methods that papers report to be better than another, with the sentences; an empty name stands for all.
// $method = ""
// $limit = 50
MATCH (better:Method)-[edge:OUTPERFORMS]->(worse:Method)
WHERE $method = "" OR toLower(better.name) = toLower($method) OR toLower(worse.name) = toLower($method)
RETURN better.name AS better, worse.name AS worse, edge.support AS papers, edge.sentences AS sentences
ORDER BY papers DESC, better, worse
LIMIT $limit
