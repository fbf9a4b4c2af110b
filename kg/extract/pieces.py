"""Words → word pieces, in windows that the encoder can take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tokenizers import Tokenizer

from kg.extract.features import Ints

MAX_PIECES = 512
_MAX_WORD_PIECES = 12  # a formula or a URL of hundreds of pieces says no more than its beginning


class Window(NamedTuple):
    """A run of words [start, end) as the encoder takes it; `first` and `last` are piece positions of the words."""

    start: int
    end: int
    input_ids: Ints
    first: Ints
    last: Ints


def load_tokenizer(path: Path) -> Tokenizer:
    """Load a `tokenizer.json` without padding or truncation."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def windows(tokenizer: Tokenizer, words: Sequence[str], limit: int = MAX_PIECES) -> Iterator[Window]:
    """Split words into as few windows as fit `limit` pieces with [CLS] and [SEP]; most abstracts are one."""
    pieces = [ids[:_MAX_WORD_PIECES] or [unknown(tokenizer)] for ids in encode_words(tokenizer, words)]
    begin, size = 0, 2
    for n, word in enumerate(pieces):
        if size + len(word) > limit:
            yield _window(tokenizer, pieces, begin, n)
            begin, size = n, 2
        size += len(word)
    if words:
        yield _window(tokenizer, pieces, begin, len(words))


def encode_words(tokenizer: Tokenizer, words: Sequence[str]) -> list[list[int]]:
    """Return the pieces of each word, each encoded by itself; none for a word that the tokenizer drops."""
    encoding = tokenizer.encode(list(words), is_pretokenized=True, add_special_tokens=False)
    pieces: list[list[int]] = [[] for _ in words]
    for word, piece in zip(encoding.word_ids, encoding.ids, strict=True):
        if word is not None:
            pieces[word].append(piece)
    return pieces


def unknown(tokenizer: Tokenizer) -> int:
    """Return the id of the unknown piece."""
    id_ = tokenizer.token_to_id("[UNK]")
    assert id_ is not None, "every BERT vocabulary has [UNK]"
    return id_


def _window(tokenizer: Tokenizer, pieces: list[list[int]], start: int, end: int) -> Window:
    lengths = np.array([len(word) for word in pieces[start:end]], dtype=np.int64)
    last = np.cumsum(lengths)
    ids = [tokenizer.token_to_id("[CLS]"), *(i for word in pieces[start:end] for i in word)]
    return Window(start, end, np.array([*ids, tokenizer.token_to_id("[SEP]")]), last - lengths + 1, last)
