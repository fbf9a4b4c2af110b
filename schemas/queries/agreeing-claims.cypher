// Agreeing claims
// Pairs of claims in different papers with the same outcome, with both sentences.
// $limit = 25
MATCH (first:Claim)-[agrees:AGREES_WITH]-(second:Claim)
WHERE first.id < second.id
RETURN first.paper AS paper, first.sentence AS sentence, second.paper AS other_paper,
       second.sentence AS other_sentence, agrees.confidence AS confidence
ORDER BY confidence DESC, paper, other_paper, sentence, other_sentence
LIMIT $limit
