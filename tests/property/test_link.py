"""Linking does not depend on order, repeats itself, and explains what changes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.link import Overrides, explain, link
from kg.link.forms import key_of, words_of
from kg.model import DocumentEntity, Extraction, Linking, Mention
from kg.text import make_id

NAMES = st.sampled_from(
    [
        *("BERT", "BERT model", "BERTs", "language model", "LM", "language models", "large language model", "LLM"),
        *("CNN", "convolutional neural network", "convnet", "GPT-2", "GPT-3", "Levenberg-Marquardt", "attention"),
        *("self-attention", "classification of images", "image classification", "ImageNet", "ImageNet dataset"),
    ]
)
TYPE = st.sampled_from(["Method", "Method", "Method", "Task", "Dataset"])
ENTITY = st.tuples(TYPE, st.lists(NAMES, min_size=1, max_size=2, unique=True))
PAPERS = st.lists(st.lists(ENTITY, min_size=1, max_size=4), min_size=1, max_size=6)


def extractions(papers: list[list[tuple[str, list[str]]]]) -> list[Extraction]:
    made = []
    for n, entities in enumerate(papers):
        documents = tuple(
            DocumentEntity(
                id=f"e{i}",
                type=type_,  # type: ignore[arg-type]  # drawn from the types
                name=forms[0],
                mentions=tuple(Mention(text=form, start=0, end=len(form)) for form in forms),
                role="uses",
            )
            for i, (type_, forms) in enumerate(entities)
        )
        made.append(Extraction(paper=f"p{n}", text_hash=f"p{n}", model="m", entities=documents))
    return made


def clusters(linking: Linking) -> dict[tuple[str, str], str]:
    return {member: entity.id for entity in linking.entities for member in entity.members}


@settings(deadline=None)  # the machine may be busy
@given(PAPERS, st.randoms(use_true_random=False))
def test_order_does_not_matter(papers: list[list[tuple[str, list[str]]]], random: object) -> None:
    ordered = extractions(papers)
    shuffled = list(ordered)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert link(ordered) == link(shuffled)


@settings(deadline=None)  # the machine may be busy
@given(PAPERS)
def test_every_entity_is_linked_once(papers: list[list[tuple[str, list[str]]]]) -> None:
    linking = link(extractions(papers))
    members = [member for entity in linking.entities for member in entity.members]
    assert sorted(members) == sorted((f"p{n}", f"e{i}") for n, p in enumerate(papers) for i in range(len(p)))
    assert len({entity.id for entity in linking.entities}) == len(linking.entities)


@settings(deadline=None)  # the machine may be busy
@given(PAPERS)
def test_names_of_another_number_never_meet(papers: list[list[tuple[str, list[str]]]]) -> None:
    single = [[(type_, forms[:1]) for type_, forms in paper] for paper in papers]
    for entity in link(extractions(single)).entities:
        assert not {"GPT-2", "GPT-3"} <= {alias.form for alias in entity.aliases}
        assert not {"attention", "self-attention"} <= {alias.form for alias in entity.aliases}


@settings(max_examples=200, deadline=None)
@given(PAPERS)
def test_a_new_paper_splits_nothing_without_a_reason(papers: list[list[tuple[str, list[str]]]]) -> None:
    before = link(extractions(papers[:-1]))
    after = link(extractions(papers))
    old, new = clusters(before), clusters(after)
    reasons = {(m.left, m.right) for m in after.merges} ^ {(m.left, m.right) for m in before.merges}
    told = set(after.ambiguities) - set(before.ambiguities)
    for entity in before.entities:
        if len({new[member] for member in entity.members}) > 1:
            assert told or reasons, f"{entity.name} was split"
    assert set(old) <= set(new)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(NAMES, min_size=2, max_size=2, unique=True))
def test_the_user_has_the_last_word(pair: list[str]) -> None:
    read = extractions([[("Method", [pair[0]])], [("Method", [pair[1]])]])
    same = clusters(link(read, overrides=Overrides.parse({"same": [pair]})))
    assert same["p0", "e0"] == same["p1", "e0"]
    if key_of(pair[0]) != key_of(pair[1]):
        apart = clusters(link(read, overrides=Overrides.parse({"different": [pair]})))
        assert apart["p0", "e0"] != apart["p1", "e0"]


@settings(deadline=None)  # the machine may be busy
@given(PAPERS)
def test_what_is_called_otherwise_has_a_merge_that_says_why(papers: list[list[tuple[str, list[str]]]]) -> None:
    linking = link(extractions(papers))
    before = {key_of(m.right): set[str]() for m in linking.merges}
    for merge in linking.merges:
        before[key_of(merge.right)].add(key_of(merge.left))
    for entity in linking.entities:
        for paper, document in entity.members:
            clearest = {key_of(form) for form in papers[int(paper[1:])][int(document[1:])][1]}
            while not any(make_id(entity.type.lower(), key) == entity.id for key in clearest):
                clearest = set().union(*(before[key] for key in clearest if key in before))
                assert clearest, f"{entity.name} holds {paper}, {document} for no reason"


@settings(deadline=None)  # the machine may be busy
@given(PAPERS)
def test_every_merge_is_in_an_explanation(papers: list[list[tuple[str, list[str]]]]) -> None:
    linking = link(extractions(papers))
    explained = {merge for entity in linking.entities for e in explain(linking, entity.id) for merge in e.merges}
    assert explained == set(linking.merges)


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=40))
def test_words_are_their_own_words_and_have_the_key_of_the_form(form: str) -> None:
    assert words_of(words_of(form)) == words_of(form)
    assert key_of(words_of(form)) == key_of(form)
