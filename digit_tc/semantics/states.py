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
_ONLY = re.compile(r"\bonly (?P<states>(?:[a-z]+,? ){1,8})(?P<thing>[a-z]+) can be\b")
_JOINS = frozenset(("a", "an", "or", "and"))
_NO_STATE = frozenset(("ok", "success", "successful", "done", "accepted", "sent", "error"))
"""What a call reports of itself and not of its thing."""


def find_states(
    tool: Tool, effect: Effect, verb: str, entity: str, name: Name, sentence: Sentence
) -> tuple[tuple[str, ...], str, tuple[Evidence, ...]]:
    """The states before the call, the state after it, and who says so.

    An enum of a status among the parameters or in a declared result tells all states; "a pending
    order", or "Only a pending order can be cancelled", tells those that the call asks for; the verb
    tells what the thing is afterwards, in the spelling of the enum where there is one. A declared
    result whose status can have one value only tells the state after the call.
    """
    enum, place = next(_declared(tool, effect, entity), ((), ""))
    changes = effect not in READING_EFFECTS
    named, said = _told(entity, tool) if changes else ((), "")
    if changes and not named:
        named, said = _named(entity, name, sentence), sentence.text
    outcome = _outcome(tool, entity) if changes else ""
    after = outcome or (_spelled(state_after(verb), enum) if changes else "")
    before = named or tuple(state for state in enum if state != after)
    grounds = []
    if before:
        grounds.append(
            Evidence(
                field="states", value=" ".join(before),
                source="description" if named else "schema",
                detail=said[:80] if named else place,
            )
        )  # fmt: skip
    if after:
        grounds.append(Evidence(field="state_after", value=after,
                                source="schema" if outcome else "name",
                                detail="result" if outcome else verb))  # fmt: skip
    return before, after, tuple(grounds)


def share_states(profile: ToolProfile, declared: Mapping[str, tuple[str, ...]]) -> ToolProfile:
    """A profile with the states that a sibling's declared result tells of the same thing, or with
    its own in their spelling."""
    enum = declared.get(profile.entity, ())
    if not enum or profile.effect in ("create", "compute", "session"):
        return profile
    after = _spelled(profile.state_after, enum)
    if profile.states:
        own = tuple(_spelled(state, enum) for state in profile.states)
        return profile.model_copy(update={"states": own, "state_after": after})
    before = tuple(state for state in enum if state != after)
    ground = Evidence(field="states", value=" ".join(before), source="siblings", detail="enum")
    return profile.model_copy(
        update={"states": before, "state_after": after, "evidence": (*profile.evidence, ground)}
    )


def _declared(tool: Tool, effect: Effect, entity: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Enums of the thing's status with their places, a parameter's first."""
    own = _own(entity)
    yield from _enums(tool.parameters, own, "parameter ", 1)
    # What a changing call answers with is its own outcome: `{"status": "ACCEPT"}`.
    if effect in READING_EFFECTS and tool.returns is not None and tool.returns_origin == "declared":
        yield from _enums(tool.returns, own, "result ", _DEPTH)


def _outcome(tool: Tool, entity: str) -> str:
    """The only value that the status in a declared result can have, if it is a state."""
    if tool.returns is None or tool.returns_origin != "declared":
        return ""
    for key, inner in tool.returns.get("properties", {}).items():
        enum = inner.get("enum") if isinstance(inner, Mapping) else None
        if "_".join(split_identifier(key)) in _own(entity) and isinstance(enum, list):
            told = str(enum[0]) if len(enum) == 1 else ""
            return "" if told.lower() in _NO_STATE else told
    return ""


def _own(entity: str) -> set[str]:
    """What the status of a thing may be called."""
    return {*_STATUS, *(f"{entity.replace(' ', '_')}_{word}" for word in _STATUS)}


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


def _told(entity: str, tool: Tool) -> tuple[tuple[str, ...], str]:
    """States that a sentence of their own asks for, with its words: "Only an open or failed order
    can be cancelled"."""
    for found in _ONLY.finditer(tool.description.lower()):
        words = [word for word in re.findall(r"[a-z]+", found["states"]) if word not in _JOINS]
        if known_states().issuperset(words) and [singular(found["thing"])] == entity.split()[-1:]:
            return tuple(words), found[0]
    return (), ""


def _spelled(state: str, enum: tuple[str, ...]) -> str:
    """A state as the enum writes it: `cancelled` → `CANCELED`."""
    plain = _plain(state)
    return next((one for one in enum if state and _plain(one) == plain), state)


def _plain(state: str) -> str:
    return re.sub(r"(.)\1", r"\1", re.sub(r"[^a-z]", "", state.lower()))
