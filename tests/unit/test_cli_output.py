"""What commands print."""

from __future__ import annotations

import csv
import io
import json

import pytest

from kg.cli.output import print_csv, print_json, print_table, print_text, printable
from kg.model import Reject

HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202egnp.exe\r\nnew line\x9b31m"


def test_csv_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    row = ('a;b\n"c"', None, 0.123456789012, 12345678, True, ["x; y", "z"], {"k": 1.5})
    print_csv([f"c{n}" for n in range(len(row))], [row])
    header, read = csv.reader(io.StringIO(capsys.readouterr().out))
    assert header == ["c0", "c1", "c2", "c3", "c4", "c5", "c6"]
    assert read[:2] == ['a;b\n"c"', ""]
    assert [json.loads(cell) for cell in read[2:]] == list(row[2:])


def test_a_table_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("name", "papers", "share", "forms", "none"), [("BERT", 3, 0.333333333, ["a", "b"], None)])
    header, row = (line.split() for line in capsys.readouterr().out.splitlines())
    assert header == ["name", "papers", "share", "forms", "none"]
    assert row == ["BERT", "3", "0.333333", "a;", "b"]


def test_markup_in_data_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("name",), [("[bold red]x[/] [link=file:///etc/passwd]y[/link]",)])
    assert "[bold red]x[/] [link=file:///etc/passwd]y[/link]" in capsys.readouterr().out


@pytest.mark.parametrize("print_", [lambda text: print_table(("name",), [(text,)]), print_text])
def test_control_characters_do_not_reach_the_terminal(print_: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert callable(print_)
    print_(HOSTILE)
    out = capsys.readouterr().out
    assert all(char.isprintable() or char == "\n" for char in out)
    assert "gnp.exe" in out


def test_printable_keeps_letters_of_all_scripts() -> None:
    assert printable("Größe 数据 é\tx") == "Größe 数据 é x"


def test_json_of_records(capsys: pytest.CaptureFixture[str]) -> None:
    print_json([Reject(path="f", reason=HOSTILE)])
    assert json.loads(capsys.readouterr().out)[0]["reason"] == HOSTILE
