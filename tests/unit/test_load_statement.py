"""What is refused before a statement runs, and where an error is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.load.explain import explain, explain_write
from kg.load.statement import error_at, find_word, offset_of, prepare, words

TEXTS = st.text(alphabet="aAé漢🧪'\"`/*;\n\\ $", max_size=30)


@pytest.mark.parametrize(
    ("statement", "prepared"),
    [
        ("RETURN 1", "RETURN 1"),
        ("RETURN 1;", "RETURN 1 "),
        ("RETURN 1 ; \n// end", "RETURN 1   \n      "),
        ("RETURN /* a\nb */ 1", "RETURN     \n     1"),
        ("RETURN '; // /* '", "RETURN '; // /* '"),
        ('RETURN "it\\"s; x" AS `a;b`', 'RETURN "it\\"s; x" AS `a;b`'),
        ("RETURN 'LOAD CSV' AS x", "RETURN 'LOAD CSV' AS x"),
        ("MATCH (load:CSV) RETURN load", "MATCH (load:CSV) RETURN load"),
        ("RETURN 4 / 2 * 3", "RETURN 4 / 2 * 3"),
    ],
)
def test_comments_and_the_closing_semicolon_go(statement: str, prepared: str) -> None:
    assert prepare(statement) == prepared


@pytest.mark.parametrize(
    "statement",
    [
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "load\n csv WITH HEADERS FROM 'x' AS line RETURN line",
        "/* x */ LOAD /* y */ CSV FROM 'x' AS line RETURN line",
        "MATCH (n) RETURN n FORMAT CSV",
        "RETURN 1; RETURN 2",
        "MATCH (n) RETURN n;\n\nMATCH (n) DETACH DELETE n",
        "RETURN 1;;RETURN 2",
    ],
)
def test_other_files_and_further_statements_are_refused(statement: str) -> None:
    with pytest.raises(QueryError, match=r"^line \d+, column \d+: "):
        prepare(statement)


def test_the_place_of_a_second_statement_is_shown() -> None:
    with pytest.raises(QueryError) as error:
        prepare("MATCH (n)\nRETURN n; RETURN 2")
    assert str(error.value).split("\n")[1:] == ["  RETURN n; RETURN 2", "          ^"]


@given(TEXTS)
def test_preparing_keeps_every_place(text: str) -> None:
    try:
        prepared = prepare(text)
    except QueryError:
        return
    assert len(prepared) == len(text)
    assert [i for i, c in enumerate(prepared) if c == "\n"] == [i for i, c in enumerate(text) if c == "\n"]


@given(TEXTS)
def test_words_are_where_they_are_said_to_be(text: str) -> None:
    for word, offset in words(text):
        assert text[offset:].lstrip("`").startswith(word.split("`")[0])


@given(TEXTS, st.data())
def test_the_caret_stands_under_the_place(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    said, shown, caret = str(error_at(text, offset, "reason")).split("\n")
    line, column = (int("".join(filter(str.isdigit, part))) for part in said.removesuffix(": reason").split(","))
    assert offset_of(text, line, column) == offset
    if offset < len(text) and not text[offset].isspace():
        assert shown[caret.index("^")] == text[offset]


def test_a_long_line_is_cut_around_the_place() -> None:
    said = str(error_at("x" * 500 + "!" + "y" * 500, 500, "reason"))
    _, shown, caret = said.split("\n")
    assert len(shown) <= 102 and shown[caret.index("^")] == "!"


@pytest.mark.parametrize(
    ("message", "place", "pointed"),
    [
        ("Schema error: Undefined variable 'm'", None, "m.name"),
        ("Cypher execution error: Unknown function: foo", None, "foo("),
        ("Cypher execution error: Missing parameter: $p", None, "$p"),
        ("Schema error: Unknown property 'nope' on Task.\n  Valid properties: name", None, "nope"),
        ("Cypher syntax error at line 2, col 8: bad\n  excerpt", (2, 8), "m.name"),
        ("Unexpected character '!' at position 12", None, "é) WHERE"),
    ],
)
def test_the_place_is_found(message: str, place: tuple[int, int] | None, pointed: str) -> None:
    statement = "MATCH (n {x:é) WHERE 'm foo nope $p' = n.x\nRETURN m.name, foo(n.nope), $p"
    said = str(explain(statement, message, place))
    _, shown, caret = said.split("\n")
    assert shown[caret.index("^") :].startswith(pointed)


def test_an_error_without_a_place_is_said_in_a_line() -> None:
    assert str(explain("RETURN 1/0", "Cypher execution error: Integer division by zero")) == "Integer division by zero"


def test_words_run_together_by_the_parser_are_taken_apart() -> None:
    message = 'Pattern parse error: unexpected trailing input after pattern: Identifier("RETRUNn") (in "(n)RETRUNn")'
    said = str(explain("MATCH (n) RETRUN n", message, (1, 19)))
    assert said.split("\n")[0] == "line 1, column 11: unexpected 'RETRUN'"


@pytest.mark.parametrize("clause", ["CREATE (m)", "DETACH DELETE n", "SET n.x = 1", "REMOVE n.x", "MERGE (m)"])
def test_a_write_is_shown_at_its_clause(clause: str) -> None:
    _, shown, caret = str(explain_write(f"MATCH (n {{x: 'CREATE'}}) {clause}")).split("\n")
    assert shown[caret.index("^") :] == clause


def test_find_word_looks_outside_strings() -> None:
    assert find_word("RETURN 'x' // x", "x") is None
