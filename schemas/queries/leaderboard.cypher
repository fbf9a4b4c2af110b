// Leaderboard
// Results of one metric on one dataset with the method that reached them, highest number first.
// $metric = "accuracy"
// $dataset = "ImageNet"
MATCH (result:Result)-[:BY]->(metric:Metric), (result)-[:ON]->(dataset:Dataset), (result)-[:OF]->(method:Method)
WHERE toLower(metric.name) = toLower($metric) AND toLower(dataset.name) = toLower($dataset)
RETURN method.name AS method, result.value AS value, result.number AS number, result.unit AS unit,
       result.baseline AS baseline, result.paper AS paper
ORDER BY number IS NULL, number DESC, method, paper
