// Results of a paper
// Every result that the claims of one paper report, with method, dataset and metric where they are said.
// $paper = "p-00"
MATCH (:Paper {id: $paper})-[:MAKES]->(claim:Claim)-[:REPORTS]->(result:Result)
OPTIONAL MATCH (result)-[:OF]->(method:Method)
OPTIONAL MATCH (result)-[:ON]->(dataset:Dataset)
OPTIONAL MATCH (result)-[:BY]->(metric:Metric)
RETURN method.name AS method, dataset.name AS dataset, metric.name AS metric, result.value AS value,
       result.baseline AS baseline, claim.sentence AS sentence
ORDER BY sentence, metric, value, method, dataset
