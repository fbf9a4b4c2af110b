"""Inputs: gzip, standard input, encodings, and what cannot be read at all."""

from __future__ import annotations

import codecs
import gzip
import io
import os
import sys
from pathlib import Path

import pytest

from kg.errors import ConfigError, InputError
from kg.model import Paper, Reject
from kg.read import read_papers, sniff
from kg.read._source import BLOCK, open_source

PAGE = "On Cats\n\nWe show that cats purr “softly”. It is so.\n"
RECORD = '{"id": "c1", "title": "On Cats", "abstract": "Cats purr."}\n'


def no_reject(reject: Reject) -> None:
    pytest.fail(f"{reject.path}, line {reject.line}: {reject.reason}")


def papers(path: Path | str, **options: str) -> list[Paper]:
    return list(read_papers(path, on_reject=no_reject, **options))


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def fails(path: Path | str, **options: str) -> str:
    with pytest.raises(InputError) as caught:
        list(read_papers(path, on_reject=lambda reject: None, **options))
    return str(caught.value)


@pytest.mark.parametrize("name", ["pets.txt.gz", "pets.txt", "PETS.GZ"])
def test_gzip_is_known_by_content(tmp_path: Path, name: str) -> None:
    [paper] = papers(write(tmp_path / name, gzip.compress(PAGE.encode())))
    assert (paper.id, paper.title) == (f"{name.split('.')[0]}-00", "On Cats")


def test_gzip_of_several_members(tmp_path: Path) -> None:
    content = gzip.compress(PAGE.encode()) + gzip.compress(b"\nOn Dogs\n\nWe show that dogs bark. It is so.\n")
    assert [paper.title for paper in papers(write(tmp_path / "p.gz", content))] == ["On Cats", "On Dogs"]


def test_damaged_gzip(tmp_path: Path) -> None:
    packed = gzip.compress(os.urandom(50_000).hex().encode())
    assert "damaged gzip file" in fails(write(tmp_path / "cut.gz", packed[:-20]))
    assert "damaged gzip file" in fails(write(tmp_path / "bad.gz", packed[:10] + b"\xff" * 60 + packed[70:]))


@pytest.mark.parametrize("content", [RECORD.encode(), gzip.compress(RECORD.encode())])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(content))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert [paper.id for paper in papers("-")] == ["c1"]
    assert not stdin.buffer.closed


def test_standard_input_names_its_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))
    assert [paper.id for paper in papers("-")] == ["stdin-00"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert fails("-").startswith("standard input: the file is empty")


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_marks(tmp_path: Path, mark: bytes, encoding: str) -> None:
    [paper] = papers(write(tmp_path / "p.txt", mark + PAGE.encode(encoding)))
    assert (paper.title, paper.abstract) == ("On Cats", "We show that cats purr “softly”. It is so.")


def test_wrong_encoding_says_where_and_what_to_do(tmp_path: Path) -> None:
    message = fails(write(tmp_path / "p.txt", "On Cats\n\nCats purr à la française.\n".encode("latin-1")))
    assert message.endswith(
        "p.txt, line 3: not UTF-8 at byte 19 (byte 0xe0): "
        "convert the file, for example `iconv -f LATIN1 -t UTF-8 FILE > NEW`"
    )


@pytest.mark.parametrize("before", [BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7])
def test_wrong_encoding_is_found_across_blocks(tmp_path: Path, before: int) -> None:
    content = (b"x" * 9 + b"\n") * (before // 10) + b"y" * (before % 10) + b"\xe2\x28\xa1\n"
    message = fails(write(tmp_path / "p.jsonl", content))
    assert f"line {before // 10 + 1}: not UTF-8 at byte {before} (byte 0xe2)" in message


def test_a_character_over_two_blocks_is_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "p.txt", b"x" * (BLOCK - 1) + "é\r\nß".encode())
    with open_source(path) as source:
        assert list(source.lines()) == [(1, "x" * (BLOCK - 1) + "é"), (2, "ß")]


def test_a_line_break_over_two_blocks_is_one(tmp_path: Path) -> None:
    path = write(tmp_path / "p.txt", b"x" * (BLOCK - 1) + b"\r\ny\rz\n")
    with open_source(path) as source:
        assert [number for number, _ in source.lines()] == [1, 2, 3]


def test_utf8_that_breaks_off(tmp_path: Path) -> None:
    assert "not UTF-8 at byte 8" in fails(write(tmp_path / "p.txt", b"On Cats\n\xe2\x82"))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"PK\x03\x04\x14\x00", "a ZIP file"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"On Cats\x00\x01\x02", "a binary file"),
        ("On Cats".encode("utf-16-le"), "UTF-16 without a byte order mark"),
    ],
)
def test_binary_files(tmp_path: Path, content: bytes, what: str) -> None:
    message = fails(write(tmp_path / "p.txt", content))
    assert what in message and "give titles and abstracts as UTF-8 text" in message


@pytest.mark.parametrize("content", [b"", b" \n\n\t\n", codecs.BOM_UTF8, b"\n" * (2 * BLOCK)])
@pytest.mark.parametrize("name", ["p.txt", "p.jsonl", "p.csv"])
def test_empty_files(tmp_path: Path, content: bytes, name: str) -> None:
    assert "the file is empty: give a file" in fails(write(tmp_path / name, content))


def test_text_behind_a_block_of_blank_lines(tmp_path: Path) -> None:
    [paper] = papers(write(tmp_path / "p.txt", b"\n" * (2 * BLOCK) + PAGE.encode()))
    assert paper.title == "On Cats"


@pytest.mark.parametrize("path", ["no/such/file.txt", "nul\0byte.txt"])
def test_no_such_file(path: str) -> None:
    assert "cannot be read" in fails(path) and "check the path and its permissions" in fails(path)


def test_a_path_below_a_file(tmp_path: Path) -> None:
    assert "not a directory" in fails(write(tmp_path / "p.txt", b"x") / "q.txt")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="permissions do not bind root")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = write(tmp_path / "p.txt", PAGE.encode())
    path.chmod(0)
    assert "permission denied" in fails(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes only")
def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    import threading

    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_text, args=(RECORD,))
    writer.start()
    assert [paper.id for paper in papers(path)] == ["c1"]
    writer.join()


def test_an_endless_line_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.read._source.LONGEST_LINE", BLOCK)
    assert "line 1: a line of more than" in fails(write(tmp_path / "p.txt", b"x" * (3 * BLOCK)))


@pytest.mark.parametrize(
    ("name", "text", "format"),
    [
        ("p.txt", PAGE, "page"),
        ("p", PAGE, "page"),
        ("p.md", PAGE, "page"),
        ("p.txt", RECORD, "jsonl"),
        ("p.csv", RECORD, "jsonl"),
        ("p", "[\n" + RECORD + "]", "jsonl"),
        ("p.json", "oops", "jsonl"),
        ("p.txt", "Title,Abstract\nOn Cats,Cats purr.\n", "csv"),
        ("p", "year\tSUMMARY\ttitle\n2020\tCats purr.\tOn Cats\n", "csv"),
        ("p.csv", "a,b\n1,2\n", "csv"),
        ("p.txt", "[1] On Cats\n\nCats purr.", "page"),
        ("p.txt", "{Cats} and {Dogs}\n\nThey differ.", "page"),
    ],
)
def test_sniff(tmp_path: Path, name: str, text: str, format: str) -> None:
    assert sniff(write(tmp_path / name, text.encode())) == format
    assert sniff(write(tmp_path / f"{name}.gz", gzip.compress(text.encode()))) == format


def test_sniff_knows_a_folder(tmp_path: Path) -> None:
    assert sniff(tmp_path) == "folder"


def test_format_forces_the_reader(tmp_path: Path) -> None:
    path = write(tmp_path / "p.txt", RECORD.encode())
    assert "read as page" in fails(path, format="page")
    assert "not a directory" in fails(path, format="folder")
    with pytest.raises(ConfigError, match="no input format 'docx': use one of csv, folder, jsonl, page"):
        papers(path, format="docx")
