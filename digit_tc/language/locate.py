"""Where a free text says a value, and by which transform it is read back there.

Whoever wrote the text was told the value, not how to write it: this is the typed comparison of what
was meant with what was said. Nothing is taken on trust: each place that is given has been read back
through its transform, and gives the very value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from digit_tc.language import transforms
from digit_tc.language.reading import reading_of
from digit_tc.language.sayings import Span, candidates
from digit_tc.records.base import JSON

_MOST_PLACES = 64


class Wanted(NamedTuple):
    """A value to be found."""

    key: Hashable
    """Whatever the caller knows it by."""
    value: JSON
    schema: Mapping[str, Any] = {}
    words: tuple[str, ...] = ()
    """Words of the parameter's name and description, the most telling first."""


class Place(NamedTuple):
    """Where a value was found."""

    text: int
    """Position of the text."""
    span: Span


def locate(
    value: JSON,
    text: str,
    schema: Mapping[str, Any],
    *,
    today: dt.date,
    words: Sequence[str] = (),
) -> Span | None:
    """Where a text says a value; None where it does not.

    The longest saying is taken, of equal ones the most literal, of those the first. `schema` is
    that of the value: its `enum` gives the choices for labels. `words` are those of the parameter's
    name and description: a truth value is affirmed or denied beside one of them, never by silence.
    """
    found = places(value, text, schema, today=today, words=words)
    return found[0] if found else None


def locate_all(
    wanted: Sequence[Wanted], texts: Sequence[str], *, today: dt.date
) -> dict[Hashable, Place]:
    """Where several values are said, by key; what is not found is left out.

    The last text is looked at first, then those before it, latest first. Values that are said
    twice get a mention each, the one nearest to a word of their parameter first; where there are
    fewer mentions than values, the last mention serves them all ("both are thirty"). A mention
    inside a longer one ("12" in "12 Main Street") is taken only where there is no other.
    """
    found: dict[Hashable, Place] = {}
    for position in range(len(texts) - 1, -1, -1):
        text = texts[position]
        options = {
            one.key: (one, places(one.value, text, one.schema, today=today, words=one.words))
            for one in wanted
            if one.key not in found
        }
        taken: list[tuple[int, int]] = []
        # Whoever has fewest mentions to choose from, and the longest, chooses first.
        order = sorted(
            (key for key, (_one, spans) in options.items() if spans),
            key=lambda key: (_is_short(options[key][0].value), len(options[key][1])),
        )
        for key in order:
            one, spans = options[key]
            free = [span for span in spans if not _overlaps(span, taken)]
            own = [span for span in spans if (span.start, span.end) not in taken]
            if free:
                best = min(free, key=lambda span: _distance(text, span, one.words))
            else:
                whole = [span for span in spans if (span.start, span.end) in taken]
                best = whole[-1] if whole else own[0]
            taken.append((best.start, best.end))
            found[key] = Place(position, best)
    return found


def places(
    value: JSON,
    text: str,
    schema: Mapping[str, Any],
    *,
    today: dt.date,
    words: Sequence[str] = (),
) -> list[Span]:
    """Every place where a text says a value, best first, at most a few dozen; see `locate`."""
    if value is None or isinstance(value, list | dict) or not text:
        return []
    choices = _choices(schema)
    reading = reading_of(text)
    found = candidates(value, reading, choices, words, today)
    best: dict[tuple[int, int], Span] = {}
    for span in found:
        here = (span.start, span.end)
        if here not in best and _reads_back(span, value, text, choices, today):
            best[here] = span
            if len(best) >= _MOST_PLACES:
                break
    return sorted(
        best.values(),
        key=lambda span: (span.start - span.end, span.transform != "verbatim", span.start),
    )


def _reads_back(
    span: Span, value: JSON, text: str, choices: tuple[JSON, ...], today: dt.date
) -> bool:
    if _cuts(text, span.start) or _cuts(text, span.end):
        return False
    said = text[span.start : span.end]
    return transforms.agrees(span.transform, said, value, today=today, choices=choices)


def _cuts(text: str, place: int) -> bool:
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    return (before.isalpha() and after.isalpha()) or (before.isdigit() and after.isdigit())


def _choices(schema: Mapping[str, Any]) -> tuple[JSON, ...]:
    found: list[JSON] = []
    for part in (schema, *_branches(schema)):
        if isinstance(part, Mapping):
            offered = part.get("enum")
            found.extend(offered if isinstance(offered, list | tuple) else ())
    return tuple(found)


def _branches(schema: Mapping[str, Any]) -> Iterator[Any]:
    for word in ("anyOf", "oneOf", "allOf"):
        inner = schema.get(word)
        yield from inner if isinstance(inner, list | tuple) else ()


def _is_short(value: JSON) -> bool:
    return not isinstance(value, str) or len(value) < 4


def _overlaps(span: Span, taken: list[tuple[int, int]]) -> bool:
    return any(span.start < end and start < span.end for start, end in taken)


def _distance(text: str, span: Span, words: Sequence[str]) -> int:
    """Characters between a mention and the nearest word of its parameter; else where it stands."""
    around = text[max(0, span.start - 60) : span.end + 60].lower()
    here = min(span.start, 60)
    length = span.end - span.start
    best = 1_000
    for word in words:
        stem = word.lower()[:6]
        if len(stem) < 3:
            continue
        after = around.find(stem, here + length)
        before = around.rfind(stem, 0, here)
        if after >= 0:
            best = min(best, after - here - length)
        if before >= 0:
            # "2 adults, 2 rooms": what counts something stands before it.
            best = min(best, here - before - len(stem) + 6)
    return best


__all__ = ["Place", "Span", "Wanted", "locate", "locate_all", "places"]
