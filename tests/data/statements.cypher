// Statements that give the same rows on both stores, one a line.
MATCH (n) RETURN count(*) AS c LIMIT 1
MATCH (n) WITH n LIMIT 3 RETURN count(n) AS c
MATCH (n:Entity) RETURN n.name AS name ORDER BY name SKIP 2 LIMIT $limit
MATCH (n:Entity) RETURN n.name AS name ORDER BY name LIMIT 0
MATCH (n:Method:Entity) RETURN n.name AS name
MATCH (n:Method|Dataset) RETURN n.name AS name
MATCH (n) WHERE NOT n:Entity RETURN n.id AS id
MATCH (n:Entity) UNWIND labels(n) AS l RETURN l, n.id AS id
MATCH (n) UNWIND labels(n) AS l RETURN DISTINCT l
MATCH (n) UNWIND labels(n) AS l RETURN l, count(*) AS c ORDER BY c DESC, l
MATCH (p:Paper)-[r:USES]->(e) RETURN p.id, e.name, r.support, r.confidence, r.papers, r.sentences
MATCH (p:Paper)-[r:USES|COMPARES]->(e:Entity) RETURN type(r), p.id, e.name
MATCH (p)-[r]->(e) RETURN type(r) AS t, count(*) AS c ORDER BY c DESC, t
MATCH ()-[r]-() RETURN count(r) AS c
MATCH (a)--(b) RETURN count(*) AS c
MATCH (a:Method)-[r:OUTPERFORMS]-(b) RETURN a.name, b.name, startNode(r).name, endNode(r).name
MATCH (a:Claim)-[r:AGREES_WITH|CONTRADICTS]-(b:Claim) WHERE a.id < b.id RETURN a.paper, type(r), b.paper
MATCH (a:Method {name: $name})-[*1..2]-(b) RETURN DISTINCT b.id
MATCH (a:Method {name: $name})-[*2]-(b) RETURN count(*) AS c
MATCH (a:Method {name: $name})-[*0..1]-(b) RETURN count(*) AS c
MATCH (a:Task)<-[:USED_FOR*0..]-(b) RETURN a.name, b.name
MATCH p=(a:Method {name: $name})-[:USED_FOR*1..3]->(b) RETURN [n IN nodes(p) | n.name], length(p)
MATCH p=(a:Method)-[r:USED_FOR*1..3]->(b) RETURN size(r), a.name, b.name, [x IN relationships(p) | type(x)]
MATCH p=shortestPath((a:Paper {id: 'p-00'})-[*..5]-(b:Paper {id: 'p-03'})) RETURN length(p) AS l
MATCH p=allShortestPaths((a:Paper {id:'p-00'})-[*..4]-(b:Paper {id:'p-01'})) RETURN count(p), min(length(p))
MATCH (p:Paper) OPTIONAL MATCH (p)-[:INTRODUCES]->(e:Method) RETURN p.id, e.name
MATCH (p:Paper) OPTIONAL MATCH (p)-[:INTRODUCES]->(e:Method) WHERE e.name = 'Oak' RETURN p.id, e.name
MATCH (p:Paper) OPTIONAL MATCH (p)-[:INTRODUCES]->(e) RETURN p.id, count(e) AS c, count(*) AS d, collect(e.name) AS n
MATCH (m:Method) OPTIONAL MATCH (m)<-[:OF]-(r) OPTIONAL MATCH (m)-[:USED_FOR]->(t) RETURN m.name, count(r), collect(DISTINCT t.name)
OPTIONAL MATCH (n:Nope) RETURN count(n) AS c, n IS NULL AS nothing
MATCH (r:Result) RETURN avg(r.number), sum(r.number), min(r.number), max(r.number), count(r.number)
MATCH (r:Result) WHERE r.number > 1000 RETURN avg(r.number), sum(r.number), min(r.number), collect(r.number), count(*)
MATCH (e:Entity) WITH e ORDER BY e.name DESC LIMIT 3 RETURN collect(e.name) AS names
MATCH (e:Entity) WITH [x IN labels(e) WHERE x <> 'Entity'][0] AS l, count(*) AS c WHERE c > 2 RETURN l, c
MATCH (p:Paper)-[:USES]->(e) WITH e, count(p) AS c ORDER BY c DESC, e.name LIMIT 2 RETURN e.name, c
MATCH (e:Entity) WHERE e.aliases IS NOT NULL RETURN e.name, e.aliases, size(e.aliases), e.aliases[0], e.aliases[-1], e.aliases[0..1]
MATCH (e:Entity) WHERE 'BIRCH' IN e.aliases OR any(a IN e.aliases WHERE toLower(a) CONTAINS 'score') RETURN e.name
MATCH (e:Entity) WHERE all(a IN e.aliases WHERE size(a) > 3) RETURN e.name
MATCH (e:Entity) WHERE none(a IN coalesce(e.aliases, []) WHERE size(a) > 3) RETURN e.name
MATCH (e:Entity) UNWIND e.aliases AS a RETURN e.name, a
MATCH ()-[r:USED_FOR]->() UNWIND r.papers AS p RETURN p, count(*) AS c ORDER BY p
MATCH ()-[r:USED_FOR {support: 2}]->() RETURN r.id AS id
MATCH (a)-[r:USED_FOR]->(b) WHERE r.confidence >= 0.75 RETURN a.name, b.name ORDER BY r.confidence DESC, a.name, b.name
MATCH (e:Entity) WHERE e.name =~ '(?i)BIR.*' OR e.name =~ 'irc' RETURN e.name
MATCH (e:Entity) WHERE NOT e.name IN $names RETURN e.name
MATCH (e:Entity) WHERE e.name = $none RETURN e.name
MATCH (p:Paper) WHERE NOT p.year > 2020 RETURN p.id
MATCH (p:Paper) WHERE p.year <> 2020 RETURN p.id
MATCH (p:Paper) RETURN p.year AS y, p.id AS id ORDER BY y DESC, id
MATCH (p:Paper) RETURN DISTINCT p.year AS y ORDER BY y
MATCH (p:Paper) RETURN p {.id, .title, .nothing, n: size(p.title)} AS m
MATCH (c:Claim) WHERE NOT c.negated RETURN c.sentence, c.start, c.`end`, c.hedged
MATCH (p:Paper)-[:MAKES]->(c)-[:REPORTS]->(r)-[:OF]->(m), (r)-[:ON]->(d), (r)-[:BY]->(k) RETURN m.name, r.value, k.name, d.name ORDER BY r.number DESC
MATCH (a:Paper)-[:USES]->(x)<-[:USES]-(b:Paper) WHERE a.id < b.id RETURN a.id, b.id, x.name
MATCH (a:Paper)-[:USES]->(x:Dataset) MATCH (b:Paper)-[:USES]->(x) RETURN count(*) AS c
MATCH (a:Paper) WHERE NOT (a)-[:INTRODUCES]->() RETURN a.id
MATCH (a:Paper) WHERE EXISTS { MATCH (a)-[:INTRODUCES]->(m) WHERE m.name = 'Birch' } RETURN a.id
MATCH (a:Paper) RETURN a.id, COUNT { (a)-[:USES]->(:Dataset) } AS c, size([(a)-[:USES]->(d) | d.name]) AS s
MATCH (a:Paper) CALL (a) { MATCH (a)-[:USES]->(e) RETURN count(e) AS c } RETURN a.id, c
MATCH (a:Method) RETURN a.name AS n UNION MATCH (a:Task) RETURN a.name AS n
MATCH (a:Method) RETURN 1 AS n UNION ALL MATCH (a:Task) RETURN 1 AS n
UNWIND $list AS x RETURN count(x), count(*), collect(x), sum(x), avg(x)
UNWIND [1, 2, 2, null] AS x RETURN DISTINCT x
UNWIND ['b', 'A', 'a', 'Z', 'ä', null, 1, true, 1.5] AS x RETURN x ORDER BY x
WITH [1, 2, 3] AS l RETURN reduce(s = 0, x IN l | s + x), [x IN l WHERE x > 1 | x * 2], head(l), tail(l), range(1, 5, 2), l[1..], 2 IN l
RETURN 7 / 2 AS a, 7.0 / 2 AS b, 7 % 3 AS c, 2 ^ 3 AS d, -7 / 2 AS e, -7 % 3 AS f
RETURN 1 = 1.0 AS a, '1' = 1 AS b, null = null AS c, null <> 1 AS d, [1, null] = [1, null] AS e, 1 IN [null] AS f
RETURN toInteger('42') AS a, toInteger('x') AS b, toFloat('1.5') AS c, toString(1.0) AS d, toInteger(1.9) AS e
RETURN toLower('ÄB') AS a, trim('  x ') AS b, split('a,b', ',') AS c, substring('hello', 1, 3) AS d, size('漢字') AS e
RETURN round(1.5) AS a, round(2.5) AS b, round(1.234, 2) AS c, ceil(1.2) AS d, sign(-2) AS e, abs(-1) AS f
RETURN coalesce(null, 1) AS a, null AND false AS b, null OR true AS c, NOT null AS d, CASE WHEN null THEN 1 ELSE 2 END AS e
RETURN $map AS m, $map.a AS a, $list[0] AS x, $none AS n, {a: 1, b: [1, 'x', null]} AS l
RETURN all(x IN [] WHERE x > 1) AS a, any(x IN [] WHERE x > 1) AS b, none(x IN [null] WHERE x = 1) AS c
RETURN "it's" AS a, 'say \'hi\'' AS b, 'tab\tnew\nline' AS c, '\u0041' AS d
MATCH (n:Entity) WITH count(n) AS total MATCH (m:Method) RETURN m.name, total, toFloat(count(m)) / total AS share
MATCH (n:Entity) WITH collect(n) AS ns RETURN size(ns), [x IN ns WHERE x:Method | x.name] AS m
MATCH (m:Method)-[r]->(t) WITH m, r, t ORDER BY type(r), t.name RETURN m.name, collect({type: type(r), to: t.name}) AS c
MATCH (a:Method), (b:Method) WHERE a <> b RETURN count(*) AS c
MATCH (a)-[r1]->(b)-[r2]->(c) WHERE type(r1) = type(r2) RETURN count(*) AS c
MATCH (n:Method) WHERE n.nope = 1 RETURN n
MATCH (n:Method) RETURN n.nope AS x
MATCH (n)-[:NOPE]->(m) RETURN count(*) AS c
MATCH (p:Paper {venue: 'nowhere'}) RETURN p.id AS id
MATCH (e:Entity) RETURN e
MATCH (a:Method)-[r:OUTPERFORMS]->(b) RETURN r, [a, b] AS ends
MATCH p=(a:Method {name: $name})-[:OUTPERFORMS]->(b) RETURN p
MATCH (n:Method) /* a comment; */ RETURN n.name AS name; // the end
