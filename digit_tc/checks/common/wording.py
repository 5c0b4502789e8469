"""What people do not write: identifiers, call ids, JSON, markup, control characters. Shared by the
checks on texts and values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from digit_tc.checks.common.context import CheckContext
from digit_tc.language.words import split_identifier
from digit_tc.records import JSON, Condition, Conversation, Provenance, Turn

IDENTIFIER = re.compile(
    r"(?<![\w@./-])(?:[A-Za-z][A-Za-z0-9]*(?:[_.-][A-Za-z0-9]+)+|[a-z]+[0-9]*(?:[A-Z][a-z0-9]*)+"
    r"|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+)(?![\w@])"
)
"""Something spelled like an identifier: `find_city`, `find-city`, `find.city`, `findCity`."""

_JSON_TEXT = re.compile(
    r"[{\[]\s*\"[^\"]*\"\s*[:,\]}]|\{\s*'?\w+'?\s*:|\"\w+\"\s*:|\[\s*'[^']*'\s*[,\]]"
    r"|\[\s*-?\d[\d.]*\s*(?:,\s*-?\d[\d.]*\s*)*\]|\[\s*\{|\{\s*\}|\[\s*\]"
)

_JOINED = re.compile(r"[A-Za-z0-9][_.-][A-Za-z0-9]|[a-z0-9][A-Z]")
_REFERENCE = re.compile(r"\$(\d+)(\.[A-Za-z_]|\[)?(?![\d,]|\.\d)")
_CALL_ID = re.compile(r"\bcall(?:[ _-]?id)?[ _-]?#?\s?(\d+)\b", re.IGNORECASE)
_HYPHENATED = frozenset(
    {("check", "in"), ("check", "out"), ("sign", "up"), ("sign", "in"), ("log", "in")}
    | {("log", "out"), ("follow", "up"), ("pick", "up"), ("drop", "off"), ("set", "up")}
)

_CONTROL = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff"
    "\\ud800-\\udfff]"
)
_MARKUP = re.compile(
    r"</?[A-Za-z][\w:-]{0,30}(?:\s[^<>]*)?/?>|</[A-Za-z]|<(?:script|iframe|img|svg)\b|<!--|<!\w"
    r"|<\|\w+\|>",
    re.IGNORECASE,
)

_OWN_WORDS = frozenset({"boolean_affirmed", "boolean_negated", "yes_said", "no_said"})
"""Transforms whose words are the writer's, not a value that was handed over."""


def json_in(text: str) -> str | None:
    """The first piece of JSON, or of a list as programs print it, or None."""
    if "[" not in text and "{" not in text and '"' not in text:
        return None
    match = _JSON_TEXT.search(text)
    return match[0] if match else None


def control_in(text: str) -> str | None:
    """The first character of a text that steers a display instead of being read, as `U+202E`.

    Line breaks and tabs are none; what turns the direction of writing, byte order marks and halves
    of surrogate pairs are.
    """
    # What is printable holds none, and that is quickly seen.
    if text.isprintable():
        return None
    match = _CONTROL.search(text)
    return f"U+{ord(match[0]):04X}" if match else None


def control_within(value: JSON) -> tuple[str, str] | None:
    """Text and character of the first control character in the names and texts of a value."""
    if isinstance(value, str):
        control = control_in(value)
        return None if control is None else (value, control)
    inner: Iterable[JSON] = ()
    if isinstance(value, dict):
        inner = (*value, *value.values())
    elif isinstance(value, list):
        inner = value
    return next((found for each in inner if (found := control_within(each)) is not None), None)


def markup_in(text: str) -> str | None:
    """The first tag, comment or mark of a chat template in a text, or None.

    `<anna@example.org>` and `a < b` are none.
    """
    if "<" not in text:
        return None
    match = _MARKUP.search(text)
    return match[0] if match else None


def identifiers_in(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every identifier-like token with its words, in order."""
    suspicious = [word for word in text.split() if _JOINED.search(word)]
    if not suspicious:
        return []
    tokens = IDENTIFIER.findall(" ".join(suspicious))
    return [(token, split_identifier(token)) for token in tokens]


def tool_name_in(
    found: list[tuple[str, tuple[str, ...]]], conversation: Conversation, context: CheckContext
) -> str | None:
    """The first spelling of an offered tool's name among identifiers of a text, or None.

    Any joined spelling counts (`find_city`, `findCity`, `find-city`); the same words with spaces
    between them are English.
    """
    if not found:
        return None
    names = {
        view.name_words: view.tool.name
        for key in conversation.tools
        if (view := context.view(key)) is not None
    }
    for token, words in found:
        name = names.get(words)
        if name is None or len(words) < 2:
            continue
        if "-" in token and words in _HYPHENATED and token != name:
            continue
        return token
    return None


def parameter_name_in(
    found: list[tuple[str, tuple[str, ...]]], conversation: Conversation, context: CheckContext
) -> str | None:
    """The first parameter name spelled with `_` or camelCase among identifiers, or None."""
    for token, words in found:
        if "-" in token or "." in token or len(words) < 2:
            continue
        for key in conversation.tools:
            view = context.view(key)
            if view is not None and words in view.parameter_words:
                return token
    return None


def call_id_in(text: str, calls: int, values: Iterable[str]) -> str | None:
    """A reference such as `$2.items`, `$1` or `call 3` to one of `calls` calls, or None.

    `$2` is money where 2 is among `values`, the values that arguments take.
    """
    for match in _REFERENCE.finditer(text):
        if match[2] or (int(match[1]) <= calls and match[1] not in set(values)):
            return match[0]
    for match in _CALL_ID.finditer(text):
        if len(match[1]) < 6 and 0 < int(match[1]) <= calls:
            return match[0]
    return None


def own_words(turn: Turn) -> dict[str, str]:
    """Each message of the user with the spans that arguments were read from replaced by `X`.

    What is left are the writer's own words, by id of the message. Overlapping spans become one `X`.
    """
    spans: dict[str, list[tuple[int, int]]] = {}
    for source in _sources_of(turn):
        if (
            source.message in turn.user_texts
            and source.start is not None
            and source.end is not None
        ):
            spans.setdefault(source.message, []).append((source.start, source.end))
    return {
        identity: _without(text, sorted(spans.get(identity, ())))
        for identity, text in turn.user_texts.items()
    }


def _sources_of(turn: Turn) -> Iterator[Provenance | Condition]:
    """Whatever was read from words: arguments, and what a thing is told from others by."""
    for call in turn.calls:
        for source in call.provenance:
            if source.kind == "user" and source.transform not in _OWN_WORDS:
                yield source
            if source.pick is not None:
                yield from source.pick.conditions


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    pieces: list[str] = []
    place = 0
    for start, end in spans:
        if end <= place:
            continue
        if start >= place:
            pieces += (text[place:start], "X")
        place = end
    return "".join((*pieces, text[place:]))
