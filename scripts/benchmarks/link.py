"""How does linking grow? `python scripts/benchmarks/link.py [--mentions N ...]`

Makes names with a Zipf head (frequent ones occur in many papers and spellings, with and as abbreviations that stand for
several names; well-known names among coined ones), links
10^4, 10^5 and 10^6 mentions, and prints seconds, peak memory, and the time over that of n log n at the first size.
"""

from __future__ import annotations

import argparse
import itertools
import math
import random
import resource
import time
from collections import Counter

from kg.link import link
from kg.model import DocumentEntity, EntityType, Extraction, Mention
from kg.names import shipped

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
        mentions = [m.text for p in papers for e in p.entities for m in e.mentions]
        forms = len(set(mentions))
        start = time.process_time()
        linking = link(papers)
        seconds = time.process_time() - start
        cost = seconds / (len(mentions) * math.log(len(mentions)))
        base = base or cost
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{len(mentions):10d} {forms:8d} {len(linking.entities):9d} {seconds:8.1f} {peak:9d} {cost / base:8.2f}")
        print(" " * 11, dict(Counter(merge.reason for merge in linking.merges)))


def make_papers(mentions: int) -> list[Extraction]:
    """Return papers of at least `mentions` mentions over a fifth as many forms, well-known names among them."""
    rng = random.Random(0)
    listed = [(entry.form, entry.type) for entry in shipped().entries]
    rng.shuffle(listed)
    made = max(mentions // 16 - len(listed), 10)
    coined = [(" ".join(_word(rng) for _ in range(rng.choice((1, 2, 2, 3)))), rng.choice(TYPES)) for _ in range(made)]
    names = [name for pair in itertools.zip_longest(coined, listed) for name in pair if name][: max(mentions // 16, 10)]
    papers: list[Extraction] = []
    while mentions > 0:
        frequent = {int(rng.paretovariate(0.7)) % len(names) for _ in range(PER_PAPER // 2)}
        chosen = frequent | {rng.randrange(len(names)) for _ in range(PER_PAPER // 2)}
        entities = [_entity(rng, f"e{i}", *names[k]) for i, k in enumerate(sorted(chosen))]
        mentions -= sum(len(entity.mentions) for entity in entities)
        papers.append(
            Extraction(paper=f"p{len(papers)}", text_hash=str(len(papers)), model="m", entities=tuple(entities))
        )
    return papers


def _word(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 2, 3))))


def _entity(rng: random.Random, id_: str, name: str, type_: EntityType) -> DocumentEntity:
    """Name an entity in two forms, often with its abbreviation, and at times by the abbreviation alone."""
    forms = [name + rng.choice(HEADS), name.title() if rng.random() < 0.3 else name]
    if " " in name and rng.random() < 0.4:
        short = "".join(word[0] for word in name.split()).upper()
        forms = [short] if rng.random() < 0.25 else [forms[0], short]
    mentions = tuple(Mention(text=form, start=0, end=len(form)) for form in forms)
    return DocumentEntity(id=id_, type=type_, name=forms[0], mentions=mentions, role="uses")


if __name__ == "__main__":
    main()
