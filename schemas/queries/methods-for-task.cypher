// Methods for a task
// The methods that papers use for one task, those with most papers first.
// $task = "question answering"
// $limit = 25
MATCH (method:Method)-[used:USED_FOR]->(task:Task)
WHERE toLower(task.name) = toLower($task)
RETURN method.name AS method, used.support AS papers, used.confidence AS confidence, used.sentences AS sentences
ORDER BY papers DESC, confidence DESC, method
LIMIT $limit
