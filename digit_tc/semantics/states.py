"""The states of a thing before and after a call, as far as the specification tells them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from digit_tc.language.words import singular, split_identifier
from digit_tc.records.profile import READING_EFFECTS, Effect, Evidence, ToolProfile
from digit_tc.records.tool import Tool
from digit_tc.semantics.names import Name
from digit_tc.semantics.sentence import Sentence
from digit_tc.semantics.vocabulary import known_states, state_after

_STATUS = frozenset(("status", "state"))
_DEPTH = 3


def find_states(
    tool: Tool, effect: Effect, verb: str, entity: str, name: Name, sentence: Sentence
) -> tuple[tuple[str, ...], str, tuple[Evidence, ...]]:
    """The states before the call, the state after it, and who says so.

    An enum of a status among the parameters or in a declared result tells all states; "a pending
    order" tells the one that the call asks for; the verb tells what the thing is afterwards, in the
    spelling of the enum where there is one.
    """
    enum, place = next(_declared(tool, effect, entity), ((), ""))
    changes = effect not in READING_EFFECTS
    named = _named(entity, name, sentence) if changes else ()
    after = _spelled(state_after(verb), enum) if changes else ""
    before = named or tuple(state for state in enum if state != after)
    grounds = []
    if before:
        grounds.append(
            Evidence(
                field="states", value=" ".join(before),
                source="description" if named else "schema",
                detail=sentence.text[:80] if named else place,
            )
        )  # fmt: skip
    if after:
        grounds.append(Evidence(field="state_after", value=after, source="name", detail=verb))
    return before, after, tuple(grounds)


def share_states(profile: ToolProfile, declared: Mapping[str, tuple[str, ...]]) -> ToolProfile:
    """A profile with the states that a sibling's declared result tells of the same thing."""
    enum = declared.get(profile.entity, ())
    if profile.states or not enum or profile.effect in ("create", "compute", "session"):
        return profile
    after = _spelled(profile.state_after, enum)
    before = tuple(state for state in enum if state != after)
    ground = Evidence(field="states", value=" ".join(before), source="siblings", detail="enum")
    return profile.model_copy(
        update={"states": before, "state_after": after, "evidence": (*profile.evidence, ground)}
    )


def _declared(tool: Tool, effect: Effect, entity: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Enums of the thing's status with their places, a parameter's first."""
    own = {*_STATUS, *(f"{entity.replace(' ', '_')}_{word}" for word in _STATUS)}
    yield from _enums(tool.parameters, own, "parameter ", 1)
    # What a changing call answers with is its own outcome: `{"status": "ACCEPT"}`.
    if effect in READING_EFFECTS and tool.returns is not None and tool.returns_origin == "declared":
        yield from _enums(tool.returns, own, "result ", _DEPTH)


def _enums(
    schema: Mapping[str, Any], own: set[str], place: str, depth: int
) -> Iterator[tuple[tuple[str, ...], str]]:
    properties = schema.get("properties")
    for key, inner in properties.items() if isinstance(properties, Mapping) else ():
        if not isinstance(inner, Mapping):
            continue
        enum = inner.get("enum")
        if "_".join(split_identifier(key)) in own and isinstance(enum, list):
            states = tuple(
                state for state in enum
                if isinstance(state, str) and state.lower() not in ("all", "any")
            )  # fmt: skip
            if len(states) > 1:
                yield states, place + key
        elif depth > 1:
            items = inner.get("items")
            below = items if isinstance(items, Mapping) else inner
            yield from _enums(below, own, f"{place}{key}.", depth - 1)


def _named(entity: str, name: Name, sentence: Sentence) -> tuple[str, ...]:
    """States that stand before the thing's noun: "Cancel a pending order"."""
    head = entity.split()[-1:]
    found: list[str] = []
    for words in (name.words, tuple(re.findall(r"[a-z]+", sentence.text))):
        for before, noun in pairwise(words):
            if before in known_states() and [singular(noun)] == head and before not in found:
                found.append(before)
    return tuple(found)


def _spelled(state: str, enum: tuple[str, ...]) -> str:
    """A state as the enum writes it: `cancelled` → `CANCELED`."""
    plain = _plain(state)
    return next((one for one in enum if state and _plain(one) == plain), state)


def _plain(state: str) -> str:
    return re.sub(r"(.)\1", r"\1", re.sub(r"[^a-z]", "", state.lower()))
