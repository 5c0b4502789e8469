"""Words as they are compared, and the names of months."""

from __future__ import annotations

import re

MONTHS = """
    january february march april may june july august september october november december
    """.split()


def squeeze(text: str) -> str:
    """Small letters, single spaces and straight apostrophes."""
    return " ".join(text.replace("’", "'").split()).casefold()


def fold(text: str) -> str:
    """Letters and digits only, words parted by single spaces, camel case taken apart."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return " ".join(re.findall(r"[^\W_]+", apart)).casefold()


def straighten(text: str) -> str:
    """Typographic marks and spaces as they are typed."""
    for typed, marks in (("'", "’‘‛"), ('"', "“”„"), ("-", "–‑−"), (" ", "\u00a0\u202f\u2009\n\t")):
        for mark in marks:
            text = text.replace(mark, typed)
    return text
