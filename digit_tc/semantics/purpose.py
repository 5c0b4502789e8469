"""A tool's own description: plain text, without markup and without what its whole family says."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_MARKS = re.compile(r"[`*]{1,3}|(?<!\w)_{1,2}|_{1,2}(?!\w)|^#+\s*", re.MULTILINE)
_SPACE = re.compile(r"\s+")
_TOLD = re.compile(r"^.{0,600}?\b(?:tool|function|endpoint|operation) description:\s*", re.I)
_FAMILY = re.compile(
    r"^(?:this|the) (?:tool|function|endpoint|api|operation|method) "
    r"(?:belongs to|is (?:a )?part of|is from|comes from)\b[^.]*\.\s*",
    re.I,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_FAMILY_SIZE = 3
"""How many tools must begin with the same sentence before it is taken for their family's."""


def plain_text(description: str) -> str:
    """The description without HTML, Markdown and line breaks: `<p>Accepts a jar.</p>` → `Accepts a
    jar.`"""
    text = html.unescape(_TAG.sub(" ", description)) if "<" in description else description
    text = _MARKS.sub("", _LINK.sub(r"\1", text))
    return _SPACE.sub(" ", text).strip()


def own_description(description: str, preambles: frozenset[str] = frozenset()) -> str:
    """The plain text of a description from where it speaks of its own tool.

    "This tool belongs to the Math API, which …. Tool description: Adds two numbers." gives "Adds
    two numbers." `preambles` are first sentences that the tool's siblings share. What would leave
    nothing is not cut.
    """
    text = plain_text(description)
    rest = _FAMILY.sub("", _TOLD.sub("", text, count=1), count=1)
    while (first := _first_sentence(rest)) in preambles and len(rest) > len(first):
        rest = rest[len(first) :].lstrip()
    return rest or text


def shared_preambles(descriptions: Iterable[str]) -> frozenset[str]:
    """First sentences with which several tools begin and go on differently."""
    counted: Counter[str] = Counter()
    for description in descriptions:
        text = plain_text(description)
        first = _first_sentence(text)
        if len(text) > len(first) and len(first.split()) > 3:
            counted[first] += 1
    return frozenset(first for first, times in counted.items() if times >= _FAMILY_SIZE)


def _first_sentence(text: str) -> str:
    return _SENTENCE.split(text, maxsplit=1)[0]
