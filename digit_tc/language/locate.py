"""Where a free text says a value, and by which transform it is read back there.

Whoever wrote the text was told the value, not how to write it: this is the typed comparison of what
was meant with what was said. Nothing is taken on trust: each place that is given has been read back
through its transform, and gives the very value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from digit_tc.language import transforms
from digit_tc.language.reading import reading_of
from digit_tc.language.sayings import Span, candidates
from digit_tc.records.base import JSON

K = TypeVar("K", bound=Hashable)
_MOST_PLACES = 64


class Sought(NamedTuple):
    """A value to be found."""

    value: JSON
    schema: Mapping[str, Any] = {}
    words: tuple[str, ...] = ()
    """Words of the parameter's name and description, the most telling first."""


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


def locate_all(sought: Mapping[K, Sought], text: str, *, today: dt.date) -> dict[K, Span]:
    """Where a text says several values, by key; what is not found is left out.

    Values that are said twice get a mention each, the one nearest to a word of their parameter
    first; where there are fewer mentions than values, one mention serves several ("both are
    thirty"). A mention inside a longer one ("12" in "12 Main Street") is taken only where there is
    no other. Items of a list are values of their own.
    """
    options = {
        key: found
        for key, one in sought.items()
        if (found := places(one.value, text, one.schema, today=today, words=one.words))
    }
    chosen: dict[K, Span] = {}
    taken: list[tuple[int, int]] = []
    # Whoever has the longest value, and the fewest mentions to choose from, chooses first.
    for key in sorted(options, key=lambda key: (_is_short(sought[key].value), len(options[key]))):
        spans = options[key]
        free = [span for span in spans if not _overlaps(span, taken)]
        shared = [span for span in spans if (span.start, span.end) in taken]
        words = sought[key].words
        best = min(free or shared[-1:] or spans, key=lambda span: _distance(text, span, words))
        taken.append((best.start, best.end))
        chosen[key] = best
    return {key: chosen[key] for key in sought if key in chosen}


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


__all__ = ["Sought", "Span", "locate", "locate_all", "places"]
