"""Whatever is done to a store, it holds what a plain dictionary would hold."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kg.model import Extraction, Paper
from kg.store import Store
from kg.text import text_hash

MODEL = "m1"
IDS = st.sampled_from(["a", "b", "c", "d", "é/.. ';--"])
# half a surrogate pair is what JSON readers can hand on; the readers take it out, the store must not be asked to
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
PAPERS = st.builds(
    Paper,
    id=TEXT.filter(bool),
    title=TEXT,
    abstract=TEXT,
    year=st.none() | st.integers(1900, 2100),
    venue=st.none() | TEXT,
    authors=st.lists(TEXT, max_size=3).map(tuple),
)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PAPERS, max_size=8, unique_by=(lambda p: p.id, lambda p: p.text)))
def test_papers_come_back_as_they_were(papers: list[Paper]) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder)) as store:
        store.add_papers(papers)
        assert list(store.papers()) == sorted(papers, key=lambda p: p.id.encode("utf-8"))
        assert store.papers_of(p.id for p in papers) == papers


class StoreMachine(RuleBasedStateMachine):
    """Adds, reads, removes, and opens again; the model is a dictionary of texts and a set of what was read."""

    @initialize()
    def create(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store.create(Path(self.folder.name))
        self.texts: dict[str, str] = {}
        self.read: set[str] = set()

    @rule(id_=IDS, word=st.integers(0, 9))
    def add(self, id_: str, word: int) -> None:
        text = f"text {word}"
        self.store.add_papers([Paper(id=id_, title="t", abstract=text)])
        if all(other != text for key, other in self.texts.items() if key != id_):
            self.texts[id_] = text
        else:
            self.texts.pop(id_, None)

    @rule(id_=IDS)
    def remove(self, id_: str) -> None:
        assert self.store.remove_papers([id_]) == (id_ in self.texts)
        self.texts.pop(id_, None)
        self.read &= set(self.texts.values())

    @rule(at_most=st.integers(1, 3))
    def read_some(self, at_most: int) -> None:
        papers = self.store.papers_of(self.store.missing(MODEL)[:at_most])
        self.store.add_extractions(Extraction(paper=p.id, text_hash=text_hash(p.text), model=MODEL) for p in papers)
        self.read |= {p.abstract for p in papers}

    @rule()
    def open_again(self) -> None:
        self.store.__exit__()
        self.store = Store.open(Path(self.folder.name))

    @invariant()
    def holds_the_same(self) -> None:
        assert {p.id: p.abstract for p in self.store.papers()} == self.texts
        read = {id_ for id_, text in self.texts.items() if text in self.read}
        assert [x.paper for x in self.store.extractions(MODEL)] == sorted(read)
        assert self.store.missing(MODEL) == sorted(self.texts.keys() - read)

    def teardown(self) -> None:
        self.store.__exit__()
        self.folder.cleanup()


TestStoreMachine = StoreMachine.TestCase
TestStoreMachine.settings = settings(deadline=None, max_examples=40, stateful_step_count=20)
