"""Texts as vectors. The only door to wordllama."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zlib import crc32

import numpy as np
import numpy.typing as npt

from digit_tc.language.words import singular, split_identifier

Vectors = npt.NDArray[np.float32]

_HASHED_WIDTH = 512
_BATCH = 4096


def embed(texts: Sequence[str], how: Literal["static", "none"]) -> Vectors:
    """One row of length 1 (or 0 for an empty text) for each text, as float32.

    `static` takes the word embeddings that ship with wordllama, from disk and never from the
    network; `none` counts words, so that the cosine is their overlap.
    """
    if how == "none":
        return _count_words(texts)
    if not texts:
        return np.zeros((0, 256), dtype=np.float32)
    model = _static_model()
    parts = [
        _normal(np.asarray(model.embed(list(texts[at : at + _BATCH]), norm=False), np.float32))
        for at in range(0, len(texts), _BATCH)
    ]
    return np.concatenate(parts)


@lru_cache(maxsize=1)
def _static_model() -> Any:
    with warnings.catch_warnings(), _logging_as_it_was():
        # Its own warnings concern features and downloads that are never used here.
        warnings.simplefilter("ignore")
        import wordllama

        # The package looks for its tokenizer in `tokenizer/` but ships it in `tokenizers/`, which
        # is where it looks inside a cache directory: so the package is its own cache.
        home = Path(wordllama.__file__).parent
        return wordllama.WordLlama.load(cache_dir=home, disable_download=True)


@contextmanager
def _logging_as_it_was() -> Iterator[None]:
    """Undo what an import does to the root logger: wordllama makes it tell everything."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


def _count_words(texts: Sequence[str]) -> Vectors:
    vectors = np.zeros((len(texts), _HASHED_WIDTH), dtype=np.float32)
    for row, text in enumerate(texts):
        for word in {singular(word) for word in split_identifier(text)}:
            vectors[row, crc32(word.encode()) % _HASHED_WIDTH] += 1.0
    return _normal(vectors)


def _normal(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    lengths[lengths == 0.0] = 1.0
    normal: Vectors = (vectors / lengths).astype(np.float32)
    return normal
