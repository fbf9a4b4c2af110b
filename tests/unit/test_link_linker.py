"""Linking small sets of papers, written by hand."""

from __future__ import annotations

import msgspec

from kg.link import Dictionary, Entry, Overrides, explain, link
from kg.model import Entity, Extraction, Linking
from tests.readers import paper


def groups(linking: Linking) -> set[frozenset[str]]:
    """Return the papers of each entity."""
    return {entity.papers for entity in linking.entities}


def only(linking: Linking) -> Entity:
    (entity,) = linking.entities
    return entity


def test_a_short_form_takes_the_long_form_of_papers_that_agree() -> None:
    defining = [paper(f"d{n}", ("Method", "gated blue net|GBN")) for n in range(3)]
    linking = link([*defining, paper("q", ("Method", "GBNs"))])
    assert only(linking).name == "gated blue net"
    (merge,) = linking.merges
    assert (merge.reason, merge.left, merge.right, merge.score) == ("abbreviation", "gated blue net", "gbn", 1.0)
    assert merge.detail == "defined so in d0, d1, d2"


def test_a_long_form_that_ends_like_a_plural_is_found_again() -> None:
    linking = link([paper("p", ("Method", "noble light gas|NBLG")), paper("q", ("Method", "NBLG"))])
    assert (only(linking).name, linking.merges[0].left) == ("noble light gas", "noble light gas")


def test_a_short_form_that_papers_define_in_several_ways_stands_alone_and_is_told() -> None:
    linking = link(
        [
            paper("p", ("Method", "gated blue net|GBN")),
            paper("q", ("Method", "greedy base naming|GBN")),
            paper("r", ("Method", "GBN")),
        ]
    )
    assert groups(linking) == {frozenset("p"), frozenset("q"), frozenset("r")}
    (told,) = linking.ambiguities
    assert "'gated blue net' (1)" in told and "'greedy base naming' (1)" in told


def test_context_tells_what_an_ambiguous_short_form_stands_for() -> None:
    papers = [
        paper("p", ("Method", "gated blue net|GBN"), ("Dataset", "Blorps"), ("Metric", "blueness"), ("Task", "dyeing")),
        paper("q", ("Method", "greedy base naming|GBN"), ("Dataset", "Names-5"), ("Metric", "accuracy")),
        paper("r", ("Method", "GBN"), ("Dataset", "Blorps"), ("Metric", "blueness"), ("Metric", "speed")),
        paper("s", ("Method", "GBN"), ("Dataset", "Blorps"), ("Metric", "accuracy")),
    ]
    linking = link(papers)
    methods = {e.papers for e in linking.entities if e.type == "Method"}
    assert methods == {frozenset("pr"), frozenset("q"), frozenset("s")}
    (merge,) = linking.merges
    assert (merge.reason, merge.left) == ("context", "gated blue net")
    assert merge.detail == "papers that define it so name blorp, blueness too"
    assert len(linking.ambiguities) == 1


def test_a_definition_counts_where_the_long_form_is_no_mention() -> None:
    linking = link(
        [paper("p", ("Method", "GBN"), defines={"GBN": "gated blue net"}), paper("q", ("Method", "gated blue nets"))]
    )
    assert groups(linking) == {frozenset("pq")}


def test_a_definition_in_the_paper_comes_before_the_list() -> None:
    linking = link([paper("p", ("Method", "conscious naming net|CNN")), paper("q", ("Method", "CNN"))])
    assert groups(linking) == {frozenset("p"), frozenset("q")}


def test_the_meaning_of_a_short_form_may_depend_on_its_type() -> None:
    linking = link(
        [
            paper("p", ("Metric", "ASR"), ("Task", "speech recognition")),
            paper("q", ("Task", "ASR"), ("Metric", "attack success rate")),
        ]
    )
    assert {entity.name for entity in linking.entities} == {"attack success rate", "automatic speech recognition"}
    assert groups(linking) == {frozenset("pq")}


def test_abbreviations_inside_a_name_are_written_out_where_the_full_name_is_in_use() -> None:
    both = [paper("p", ("Method", "frozen LLM")), paper("q", ("Method", "frozen large language models"))]
    assert groups(link(both)) == {frozenset("pq")}
    assert groups(link(both[:1])) == {frozenset("p")}


def test_head_nouns_fall_only_where_the_bare_name_is_of_the_type() -> None:
    named = paper("p", ("Method", "Blorp"))
    assert groups(link([named, paper("q", ("Method", "Blorp model"))])) == {frozenset("pq")}
    task = [paper("r", ("Task", "blorping")), paper("s", ("Task", "blorping")), paper("t", ("Method", "blorping"))]
    linking = link([*task, paper("q", ("Method", "blorping technique"))])
    assert frozenset("q") in groups(linking)


def test_a_paper_that_keeps_two_names_apart_keeps_them() -> None:
    linking = link([paper("p", ("Method", "Blorp"), ("Method", "Blorp model")), paper("q", ("Method", "Blorp"))])
    assert groups(linking) == {frozenset("pq"), frozenset("p")}


def test_two_spellings_in_one_paper_are_one() -> None:
    linking = link([paper("p", ("Method", "Blorp-net"), ("Method", "BlorpNet"))])
    assert len(only(linking).members) == 2


def test_types_are_voted_and_the_vote_is_told() -> None:
    linking = link(
        [paper("p", ("Task", "blorping")), paper("q", ("Task", "blorping")), paper("r", ("Method", "blorping"))]
    )
    assert only(linking).type == "Task"
    (merge,) = linking.merges
    assert (merge.reason, merge.detail) == ("type", "Task 2 times, Method 1")


def test_a_dataset_changes_its_type_only_for_a_clear_majority() -> None:
    odd = paper("x", ("Method", "Blorp-10"))
    data = [paper(f"d{n}", ("Dataset", "Blorp-10")) for n in range(4)]
    assert {e.type for e in link([*data, odd]).entities} == {"Dataset"}
    linking = link([*data[:3], odd])
    assert {e.type for e in linking.entities} == {"Dataset", "Method"}
    assert linking.ambiguities == ("'blorp 10' is used as Method (1), Dataset (3): one entity for each type",)


def test_a_list_counts_as_four_papers_for_a_type() -> None:
    odd = [paper(f"d{n}", ("Dataset", "ResNet-50")) for n in range(5)]
    linking = link(odd[:1])
    assert {e.type for e in linking.entities} == {"Method"}
    assert ("type", "Method 0 times and listed, Dataset 1") in {(m.reason, m.detail) for m in linking.merges}
    assert {e.type for e in link(odd).entities} == {"Dataset"}


def coined(id: str, *others: str) -> Extraction:
    read = paper(id, ("Method", "BlorpNet"), *(("Task", other) for other in others))
    first = msgspec.structs.replace(read.entities[0], role="introduces")
    return msgspec.structs.replace(read, entities=(first, *read.entities[1:]))


def test_a_coined_name_of_two_papers_that_share_no_other_name_is_told() -> None:
    told = ("'blorpnet' is introduced by p and q, which share no other name: perhaps two things",)
    assert link([coined("p", "snorfing"), coined("q", "grumping")]).ambiguities == told
    assert link([coined("p", "snorfing"), coined("q", "snorfing")]).ambiguities == ()
    assert link([coined("p", "snorfing"), paper("q", ("Method", "BlorpNet"))]).ambiguities == ()


def test_a_name_that_one_paper_uses_with_two_types_keeps_both() -> None:
    linking = link([paper("p", ("Task", "blorping"), ("Method", "blorping")), paper("q", ("Task", "blorping"))])
    assert {entity.type for entity in linking.entities} == {"Task", "Method"}


def test_ids_stay_when_papers_come_and_spellings_change() -> None:
    before = link([paper("p", ("Method", "blorp-net"))])
    after = link([paper("p", ("Method", "blorp-net")), *(paper(f"q{n}", ("Method", "BlorpNet|BN")) for n in range(3))])
    assert only(before).id == only(after).id
    assert only(before).name != only(after).name


def test_a_dictionary_wins_over_the_list_and_gives_external_ids() -> None:
    mine = Dictionary(
        "mine", (Entry("CNN", "Method", "cable network", "Q1"), Entry("cable network", "Method", "cable network"))
    )
    linking = link([paper("p", ("Method", "CNN")), paper("q", ("Method", "cable networks"))], dictionaries=[mine])
    entity = only(linking)
    assert (entity.name, entity.external_ids) == ("cable network", ("Q1",))


def test_lists_that_run_in_circles_end() -> None:
    mine = Dictionary("mine", (Entry("aaa", "Method", "bbb"), Entry("bbb", "Method", "aaa")))
    assert len(link([paper("p", ("Method", "aaa")), paper("q", ("Method", "bbb"))], dictionaries=[mine]).entities) <= 2


def test_the_user_joins_splits_renames_types_and_blocks() -> None:
    papers = [
        paper("p", ("Method", "Blorp"), ("Task", "grumping"), ("Method", "noise word")),
        paper("q", ("Method", "Snarf"), ("Task", "grumping task")),
    ]
    raw = {
        "same": [["Blorp", "Snarf"]],
        "different": [["grumping task", "grumping"]],
        "rename": {"Blorp": "BLORP!"},
        "type": {"Snarfs": "Dataset"},
        "block": ["noise words"],
    }
    linking = link(papers, overrides=Overrides.parse(raw))
    named = {entity.name: entity for entity in linking.entities}
    assert set(named) == {"BLORP!", "grumping", "grumping task"}
    assert named["BLORP!"].type == "Dataset"
    assert [merge.reason for merge in linking.merges] == ["user"]
    assert linking.conflicts == ()


def test_a_correction_reaches_an_entity_by_any_name_that_leads_to_it() -> None:
    raw = {"rename": {"CNN": "ConvNet"}, "type": {"ConvNets": "Task"}}
    entity = only(link([paper("p", ("Method", "convolutional neural network"))], overrides=Overrides.parse(raw)))
    assert (entity.name, entity.type) == ("ConvNet", "Task")


def test_different_splits_what_the_list_joins() -> None:
    papers = [
        paper("p", ("Dataset", "MS COCO")),
        paper("q", ("Dataset", "MSCOCO 2014")),
        paper("r", ("Dataset", "COCO")),
    ]
    linking = link(papers, overrides=Overrides.parse({"different": [["MS COCO", "COCO"]]}))
    assert frozenset("p") in groups(linking)
    assert linking.merges == ()


def test_contradictions_are_reported_and_not_applied() -> None:
    raw = {
        "same": [["a1", "b1"], ["b1", "c1"]],
        "different": [["a1", "c1"], ["COCO", "coco"]],
        "rename": {"CNN": "x", "ConvNet": "y"},
    }
    papers = [paper(n, ("Method", f"{n}1")) for n in "abc"]
    papers += [paper("d", ("Dataset", "COCO"), ("Method", "CNN"))]
    linking = link(papers, overrides=Overrides.parse(raw))
    assert groups(linking) == {frozenset("ab"), frozenset("c"), frozenset("d")}
    assert linking.conflicts == (
        "different: 'COCO' and 'coco' are spellings of one name",
        "same: 'b1' and 'c1', but different: 'a1' and 'c1'",
        "rename: 'ConvNet' is said to be 'x' and 'y'",
    )


def test_a_name_in_the_overrides_that_no_paper_has_is_told() -> None:
    raw = {
        "same": [["convnets", "Blorp"]],
        "different": [["Blorp", "Blrp"]],
        "rename": {"CNN": "a new name"},
        "type": {"Blorps": "Task"},
        "block": ["experimnts"],
    }
    papers = [paper("p", ("Method", "convolutional neural network")), paper("q", ("Method", "Blorp"))]
    assert link(papers, overrides=Overrides.parse(raw)).conflicts == (
        "different: 'Blrp' is no name in these papers",
        "block: 'experimnts' is no name in these papers",
    )


def test_explain_shows_forms_papers_and_reasons() -> None:
    linking = link(
        [paper("p", ("Method", "CNN")), paper("q", ("Method", "ConvNet model")), paper("r", ("Method", "GPT-9"))]
    )
    (found,) = explain(linking, "convnets")[:1] or explain(linking, "CNN")
    text = str(found)
    assert "convolutional neural network (Method" in text
    assert "'cnn' -> 'convolutional neural network': list" in text
    assert "->" not in str(explain(linking, "gpt9")[0]), "nothing to explain"
    assert explain(linking, linking.entities[0].id)[0].entity == linking.entities[0]
    assert explain(linking, "unheard") == []


def test_explain_tells_spellings_from_what_the_reader_joined() -> None:
    linking = link([paper("p", ("Method", "pre-training|warm-up phase")), paper("q", ("Method", "pretraining"))])
    told = str(explain(linking, "pretraining")[0])
    assert "same name in other spellings: pre-training, pretraining" in told
    assert "called one thing within a paper: warm-up phase" in told


def test_a_name_that_most_papers_take_for_another_type_is_told() -> None:
    linking = link(
        [paper("p", ("Method", "blorp model")), paper("q", ("Method", "blorp"))]
        + [paper(f"r{n}", ("Task", "blorp")) for n in range(2)]
    )
    assert any("'blorp model' stays apart from 'blorp'" in told for told in linking.ambiguities)
