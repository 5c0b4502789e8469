"""Answers that a tool's owner wrote: which of them are true of a result, and their filling."""

from __future__ import annotations

import re
from collections.abc import Mapping

from digit_tc.records import JSON
from digit_tc.records.paths import MissingValueError, get
from digit_tc.semantics import profile_of
from digit_tc.writers.grammar.closing_words import closing_words
from digit_tc.writers.grammar.spoken_tool import SpokenTool, Template
from digit_tc.writers.grammar.telling import written

_MOST_ROWS = 3
_COUNT = re.compile(r"count\((.+)\)")
_ROW = re.compile(r"^(.*?)\[(\d+)\]")
_ORDERED = re.compile(
    r"\b(?:newest|oldest|latest|last|next|cheapest|nearest|closest|best|top|highest|lowest|"
    r"earliest|recent|favourite|favorite)\b",
    re.I,
)
"""Words that claim an order of the rows, which a listing need not have."""


def owner_answers(
    profile: SpokenTool, arguments: Mapping[str, JSON], result: JSON
) -> tuple[str, ...]:
    """The owner's sentences with all slots filled, as far as they are true and leave no row out."""
    if not isinstance(result, dict) or _takes_back(result, profile):
        return ()
    filled = (_fill(one, arguments, result) for one in profile.answers if _holds(one, result))
    return tuple(text for text in filled if text is not None)


def _holds(template: Template, result: Mapping[str, JSON]) -> bool:
    """Whether a sentence about rows speaks of all of them, or says how many there are."""
    named: dict[str, set[int]] = {}
    counted = set()
    for slot in template.slots:
        count = _COUNT.fullmatch(slot)
        row = _ROW.match(slot)
        if count:
            counted.add(count[1])
        elif row and not slot.startswith("args."):
            named.setdefault(row[1], set()).add(int(row[2]))
    text = " ".join(template.words)
    for path in {*named, *counted}:
        try:
            rows = get(result, path)
        except MissingValueError:
            return False
        if not isinstance(rows, list) or not 0 < len(rows) <= _MOST_ROWS:
            return False
        seen = named.get(path, set())
        if path not in counted and len(seen) < len(rows):
            return False
        if len(rows) > 1 and _ORDERED.search(text):
            return False
    return True


def _takes_back(result: Mapping[str, JSON], profile: SpokenTool) -> bool:
    """Whether a state in the result says that what was asked for is not done, or not yet."""
    if profile_of(profile.tool).reads:
        return False  # A look-up that finds something cancelled has done what it was to do.
    for key in closing_words("states"):
        state = result.get(key)
        if not isinstance(state, str):
            continue
        plain = re.sub(r"\W+", "_", state.lower())
        meant = plain[:6] in f"{profile.tool.name} {profile.clause.verb}"  # cancel_order
        meant = meant or _always(profile, key) == state
        if plain in closing_words("undone") and not meant:
            return True
    return False


def _always(profile: SpokenTool, key: str) -> JSON:
    """The only value that a field of the result can have: every new invitation is pending."""
    schema = ((profile.tool.returns or {}).get("properties") or {}).get(key)
    values = schema.get("enum") if isinstance(schema, dict) else None
    return values[0] if isinstance(values, list) and len(values) == 1 else None


def _fill(
    template: Template, arguments: Mapping[str, JSON], result: Mapping[str, JSON]
) -> str | None:
    text = ""
    for words, slot in zip(template.words, (*template.slots, ""), strict=True):
        text += words
        if not slot:
            continue
        value = _slot_value(slot, arguments, result)
        if value is None:
            return None
        text += value
    return text


def _slot_value(slot: str, arguments: Mapping[str, JSON], result: Mapping[str, JSON]) -> str | None:
    counted = _COUNT.fullmatch(slot)
    path = counted[1] if counted else slot
    source = result
    if path.startswith("args."):
        path, source = path[len("args.") :], arguments
    try:
        value = get(source, path)
    except MissingValueError:
        return None
    if counted:
        return str(len(value)) if isinstance(value, list) and len(value) > 1 else None
    return written(value)
