"""How does linking grow? `python scripts/benchmarks/link.py [--mentions N ...]`

Makes synthetic names with a Zipf head (frequent names occur in many papers and spellings, with abbreviations), links
10^4, 10^5 and 10^6 mentions, and prints seconds, peak memory, and the time over that of n log n at the first size.
"""

from __future__ import annotations

import argparse
import math
import random
import resource
import time

from kg.link import link
from kg.model import DocumentEntity, EntityType, Extraction, Mention

SYLLABLES = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "al", "en", "or")]
HEADS = ("", " model", " network", "s", " algorithm")
TYPES: tuple[EntityType, ...] = ("Method", "Method", "Task", "Dataset", "Metric")
PER_PAPER = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mentions", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    args = parser.parse_args()
    base = 0.0
    print("  mentions  forms     entities  seconds  peak MiB  time / (n log n)")
    for count in args.mentions:
        papers = make_papers(count)
        forms = len({m.text for p in papers for e in p.entities for m in e.mentions})
        start = time.process_time()
        linking = link(papers)
        seconds = time.process_time() - start
        cost = seconds / (count * math.log(count))
        base = base or cost
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{count:10d} {forms:8d} {len(linking.entities):9d} {seconds:8.1f} {peak:9d} {cost / base:8.2f}")


def make_papers(mentions: int) -> list[Extraction]:
    """Return papers of about `mentions` mentions over a tenth as many forms."""
    rng = random.Random(0)
    names = [" ".join(_word(rng) for _ in range(rng.choice((1, 2, 2, 3)))) for _ in range(max(mentions // 16, 10))]
    types = [rng.choice(TYPES) for _ in names]
    papers = []
    for n in range(mentions // (PER_PAPER * 2)):
        frequent = {int(rng.paretovariate(0.7)) % len(names) for _ in range(PER_PAPER // 2)}
        chosen = frequent | {rng.randrange(len(names)) for _ in range(PER_PAPER // 2)}
        entities = [_entity(rng, f"e{i}", names[k], types[k]) for i, k in enumerate(sorted(chosen))]
        papers.append(Extraction(paper=f"p{n}", text_hash=str(n), model="m", entities=tuple(entities)))
    return papers


def _word(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 2, 3))))


def _entity(rng: random.Random, id_: str, name: str, type_: EntityType) -> DocumentEntity:
    forms = [name + rng.choice(HEADS), name.title() if rng.random() < 0.3 else name]
    if " " in name and rng.random() < 0.3:
        forms[1] = "".join(word[0] for word in name.split()).upper()
    mentions = tuple(Mention(text=form, start=0, end=len(form)) for form in forms)
    return DocumentEntity(id=id_, type=type_, name=forms[0], mentions=mentions, role="uses")


if __name__ == "__main__":
    main()
