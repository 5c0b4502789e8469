"""What a description tells in words: defaults, allowed values, formats. No repairs here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from digit_tc.records import JSON
from digit_tc.specs.lint.subjects import (
    has_condition,
    has_otherwise,
    sentence_after,
    sentence_before,
    speaks_of_another,
)

_INTRO = (
    r"(?<!['\"`\w-])default(?:s|ed)?(?: value)?(?: is set)?"
    r"(?P<link>(?: to| is|:|=| of)?(?: to| is)?:?\s*)"
)
_DEFAULT = re.compile(
    _INTRO + r"""(?:'(?P<a>[^']{0,80})'|"(?P<b>[^"]{0,80})"|`(?P<c>[^`]{0,80})`"""
    r"""|(?P<number>-?\d+(?:\.\d+)?)(?=[.;,)]*(?:\s*[(\n]|\s*$|[.;,)]\s|\s(?:if|when)\b))"""
    r"""|(?P<word>[A-Za-z][\w-]{0,30})(?=[)\].;,]*\s*$|\)|\.\s+[A-Z]))""",
    re.IGNORECASE,
)
_MARKED = re.compile(r"""['"`]([^'"`]{1,40})['"`]\s*\((?:the )?default\)""")
_NO_VALUE = re.compile(r"\s*(?:is|are|was|namespace|profile|parameter|field|one)\b", re.IGNORECASE)
_OPTIONAL = re.compile(
    r"\boptional(?:ly)?\b|\bif (?:not|omitted|provided|specified|given|set|left|none|unspecified)\b"
    r"|\bwhen (?:not|omitted)\b|\bleave (?:it )?(?:empty|blank)\b|\bcan be (?:omitted|empty|null)\b"
    r"|\bdefault(?:s|ed)?\b|\bnot required\b|\bmay be omitted\b",
    re.IGNORECASE,
)
_EMPTY = ("none", "null", "nil", "n/a", "undefined", "unset", "unspecified", "empty", "")

_LIST_INTRO = re.compile(
    r"(?:\b(?:options|choices|(?:possible|allowed|valid|accepted|supported|available|permitted)"
    r" (?:values?|options|choices|types|formats|units|modes|intervals))"
    r"(?: for \w+)?\s*(?:are|include|can be|could be|:|is)\s*(?:either|one of(?: the following)?)?"
    r"|\bone of(?: the following)?(?: values| options| types)?(?: are)?|\beither"
    r"|\b(?:can|must|should|may) be(?: either| one of(?: the following)?(?: values)?)?)\s*:?\s*",
    re.IGNORECASE,
)
_QUOTED = r"""(?:'[^'\n]{1,60}'|"[^"\n]{1,60}"|`[^`\n]{1,60}`)"""
_ASIDE = r"(?:\s*\([^()]{1,80}\))?(?:\s+(?:for|to) [^,.;'\"`]{1,60}?)?"
_SEPARATOR = r"\s*(?:,\s*(?:and|or)?|\band\b|\bor\b|/|\|)\s*"
_TOKEN = re.compile(_QUOTED)
_BETWEEN = re.compile(_ASIDE + _SEPARATOR)
_AFTER = re.compile(_ASIDE + r"\s*(?:[.;)\]](?!\w)|$|\n)")
_BARE = re.compile(r"[\w-]{1,30}(?:(?:,\s*(?:and |or )?|\s+or\s+)[\w-]{1,30}){1,40}")
_ENDS = re.compile(r"\s*(?:[.;)\]](?!\w)|$|\n)")
_OPEN_ENDED = re.compile(
    r"\betc\b|\.\.\.|…|\be\.g\.|\bfor example\b|\bsuch as\b|\bmultiple\b|\bcomma|\bcombination\b"
    r"|\bseparated\b|\bone or more\b|\blist (?:of|containing)\b|\bcould include\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ToldDefault:
    """A default that a description tells."""

    value: JSON
    """None where it says that there is none."""
    quoted: bool = False
    """Whether it stands in quotes; a bare word may be anything: `defaults to inherited`."""


def told_default(
    description: str, name: str = "", others: Iterable[str] = ()
) -> ToldDefault | None:
    """The default that the words tell of the parameter `name`; None where they tell none.

    A default that holds in some cases only is none: `asc` when sorted by name, otherwise `desc`.
    """
    text = description[:1000]
    for match in _DEFAULT.finditer(text):
        before, after = sentence_before(text, match.start()), sentence_after(text, match.end())
        if any(has_otherwise(part) or has_condition(part) for part in (before, after)):
            continue
        if _NO_VALUE.match(after) or speaks_of_another(before, name, others):
            continue
        quoted = next((match[group] for group in "abc" if match[group] is not None), None)
        if quoted is not None and match["link"].strip():
            return ToldDefault(None if quoted.lower() in _EMPTY else quoted, quoted=True)
        if match["number"]:
            number = match["number"]
            return ToldDefault(float(number) if "." in number else int(number[:18]))
        if match["word"] and match["link"].strip():
            word = match["word"].lower()
            truth = {"true": True, "false": False}
            return ToldDefault(None if word in _EMPTY else truth.get(word, match["word"]))
    if marked := _MARKED.search(text):
        return ToldDefault(marked[1], quoted=True)
    return None


def told_optional(description: str) -> bool:
    """True where the words say that a value may be left out."""
    return bool(_OPTIONAL.search(description))


def told_values(description: str, name: str = "", others: Iterable[str] = ()) -> list[str]:
    """The allowed values of the parameter `name`, where the words list all of them; else none."""
    text = description[:1500]
    if _OPEN_ENDED.search(text):
        return []
    for intro in _LIST_INTRO.finditer(text):
        before = sentence_before(text, intro.start())
        if has_condition(before) or speaks_of_another(before, name, others):
            continue
        if quoted := _quoted_list(text, intro.end()):
            return _distinct(quoted)
        colon = intro[0].rstrip().endswith(":") or "one of" in intro[0].lower()
        bare = _BARE.match(text, intro.end()) if colon and ":" in intro[0] else None
        if bare and _ENDS.match(text, bare.end()):
            return _distinct(re.split(r",\s*(?:and |or )?|\s+or\s+", bare[0]))
    return []


def _quoted_list(text: str, start: int) -> list[str]:
    """The quoted values of a list that starts here and ends with its sentence; else nothing."""
    # Token by token, for one expression with repeats could backtrack without end.
    values: list[str] = []
    token = _TOKEN.match(text, start)
    while token and len(values) < 60:
        values.append(token[0])
        if _AFTER.match(text, token.end()):
            return values
        following = _TOKEN.search(text, token.end())
        if not following or not _BETWEEN.fullmatch(text, token.end(), following.start()):
            return []
        token = following
    return []


def _distinct(values: list[str]) -> list[str]:
    stripped = [value.strip("'\"` ") for value in values]
    distinct = [value for value in dict.fromkeys(stripped) if value]
    return distinct if len(distinct) >= 2 else []
