"""The files that the linker reads and writes: dictionaries and overrides."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kg.errors import ConfigError, InputError
from kg.link import Overrides, accept, read_dictionary, reject
from kg.link.forms import key_of
from kg.link.gazetteer import Gazetteer
from kg.link.overrides import TEMPLATE
from kg.names import shipped


def test_a_dictionary_has_two_to_four_columns(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("# comment\n\nBlorp\tmethod\nBL\tMethod\tBlorp\tQ7\n", encoding="utf-8")
    first, second = read_dictionary(path).entries
    assert (first.name, first.type, first.external_id) == ("Blorp", "Method", None)
    assert (second.form, second.name, second.external_id) == ("BL", "Blorp", "Q7")


@pytest.mark.parametrize(
    ("line", "reason"), [("Blorp", "separated by a tab"), ("Blorp\tThing", "unknown type 'Thing'")]
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text(f"# ok\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2") as error:
        read_dictionary(path)
    assert reason in str(error.value)


@pytest.mark.parametrize("make", ["absent", "binary"])
def test_what_is_no_text_is_an_input_error(tmp_path: Path, make: str) -> None:
    path = tmp_path / "mine.tsv"
    if make == "binary":
        path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8 TSV"):
        read_dictionary(path)


def test_the_shipped_names_are_many_and_say_nothing_twice() -> None:
    entries = shipped().entries
    assert len({(e.name, e.type) for e in entries}) >= 500
    keys = [(key_of(e.form), e.type) for e in entries]
    assert len(set(keys)) == len(keys)


def test_the_shipped_names_lead_to_names_that_are_listed_themselves() -> None:
    gazetteer = Gazetteer()
    for entry in shipped().entries:
        own = gazetteer.find(entry.name, entry.type)
        assert own is not None and own.name == entry.name, entry


def test_a_full_name_is_found_for_other_types_but_a_dataset_and_a_short_form_are_not() -> None:
    gazetteer = Gazetteer()
    assert gazetteer.find("machine translation", "Method") is not None
    assert gazetteer.find("machine translation", "Dataset") is None
    assert gazetteer.find("WER", "Task") is None
    assert gazetteer.find("ImageNet", "Method") is None


def test_no_file_means_no_corrections(tmp_path: Path) -> None:
    assert Overrides.read(tmp_path / "overrides.toml") == Overrides()


def test_the_template_is_a_file_without_corrections(tmp_path: Path) -> None:
    path = tmp_path / "overrides.toml"
    Overrides.write_template(path)
    assert Overrides.read(path) == Overrides()
    path.write_text('block = ["x"]', encoding="utf-8")
    Overrides.write_template(path)
    assert Overrides.read(path).block == ("x",)


def test_the_examples_of_the_template_are_valid() -> None:
    lines = [line.removeprefix("# ") for line in TEMPLATE.splitlines()[2:] if line != "#"]
    overrides = Overrides.parse(tomllib.loads("\n".join(lines)))
    assert overrides.same and overrides.different and overrides.block and overrides.rename and overrides.type


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("same = [[", "end of document"),
        ('same = [["a"]]', "same"),
        ('equal = [["a", "b"]]', "unknown table 'equal'"),
        ('[type]\n"a" = "Thing"', "Thing"),
        ("block = 3", "block"),
    ],
)
def test_a_wrong_file_is_a_config_error_that_names_the_place(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "overrides.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        Overrides.read(path)
    assert str(path) in str(error.value) and reason in str(error.value)


def test_accept_and_reject_keep_comments_and_tables(tmp_path: Path) -> None:
    path = tmp_path / "overrides.toml"
    path.write_text('# mine\nsame = [\n  ["a", "b"],  # one\n]\n\n[rename]\n"x" = "y"  # why\n', encoding="utf-8")
    accept(path, "c", "d")
    accept(path, "c", "d")
    reject(path, "e", 'f "quoted" \\ [rename] = \n\x7f')
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# mine\n") and '"x" = "y"  # why' in text and "# one" in text
    overrides = Overrides.read(path)
    assert overrides.same == (("a", "b"), ("c", "d"))
    assert overrides.different == (("e", 'f "quoted" \\ [rename] = \n\x7f'),)
    assert overrides.rename == {"x": "y"}
    assert [p.name for p in tmp_path.iterdir()] == ["overrides.toml"]


@pytest.mark.parametrize(
    "table",
    [
        'same = [["a", "b"]]',
        'same = [["a", "b"],]  # last',
        'same = [\n  ["a", "b"]  # no comma\n]',
        'same = [\n["a", "b"],\n]',
        "same = []",
        'block = ["x"]',
        '[rename]\nsame = "y"',
        'different = [\n  ["same", "="],\n]\n[type]\n"a" = "Task"',
    ],
)
def test_accept_adds_to_any_form_of_the_table(tmp_path: Path, table: str) -> None:
    path = tmp_path / "overrides.toml"
    path.write_text(table + "\n", encoding="utf-8")
    before = Overrides.read(path)
    accept(path, "c", "d")
    after = Overrides.read(path)
    assert after.same == (*before.same, ("c", "d"))
    assert (after.different, after.block, after.rename, after.type) == (
        before.different,
        before.block,
        before.rename,
        before.type,
    )


def test_accept_writes_a_new_file_with_the_template(tmp_path: Path) -> None:
    path = tmp_path / "overrides.toml"
    accept(path, "a", "b")
    assert Overrides.read(path).same == (("a", "b"),)
    assert path.read_text(encoding="utf-8").startswith("# Your corrections")


def test_spellings_of_one_name_cannot_be_accepted_or_rejected(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="one name"):
        reject(tmp_path / "overrides.toml", "COCO", "coco")


def test_a_broken_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "overrides.toml"
    path.write_text("same = [[", encoding="utf-8")
    with pytest.raises(ConfigError):
        accept(path, "a", "b")
    assert path.read_text(encoding="utf-8") == "same = [["
