"""The thing that a tool is about, and who says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digit_tc.language.words import singular, split_identifier
from digit_tc.records.profile import Evidence
from digit_tc.records.tool import Tool
from digit_tc.semantics.names import Name, Route
from digit_tc.semantics.sentence import Sentence
from digit_tc.semantics.vocabulary import words_of


def find_entity(
    tool: Tool, name: Name, sentence: Sentence, route: Route | None
) -> tuple[str, tuple[Evidence, ...]]:
    """The thing that a tool is about, in words, and who says so."""
    told = told_entity(tool)
    if told:
        ground = Evidence(field="entity", value=told, source="spec key", detail="x-entity")
        return told, (ground,)
    grounds: list[Evidence] = []
    technique = words_of("names", "technique")
    spoken = [word for word in name.direct if word not in technique]
    by_name, by_sentence = _thing(spoken), _thing(sentence.words)
    if route is not None and route.noun:
        found = " ".join(route.noun)
        grounds.append(
            Evidence(field="entity", value=found, source="route", detail=tool.source.item)
        )
    if by_name:
        found = " ".join(by_name)
        grounds.append(Evidence(field="entity", value=found, source="name", detail=tool.name))
    if by_sentence:
        found = " ".join(by_sentence)
        grounds.append(
            Evidence(field="entity", value=found, source="description", detail=sentence.text[:80])
        )
    if not grounds:
        return "", ()
    heads = {ground.value.split()[-1] for ground in grounds}
    schemas = _nouns_of_schemas(tool)
    grounds += [
        Evidence(field="entity", value=noun, source="schema", detail=place)
        for noun, place in schemas.items()
        if noun in heads
    ]
    unused = bool(by_name) and by_name[-1] not in (*sentence.words, *schemas)
    if grounds[0].source == "name" and sentence.verb and by_sentence and unused:
        # A name that its description does not use (`leaguehomestandings`, `results`) is no word.
        return grounds[1].value, tuple(grounds)
    return grounds[0].value, tuple(grounds)


def _nouns_of_schemas(tool: Tool) -> dict[str, str]:
    """Nouns of ids among the parameters, and of what a declared result holds, with their places."""
    found: dict[str, str] = {}
    for name in tool.parameters.get("properties", {}):
        words = split_identifier(name)
        if len(words) > 1 and words[-1] in ("id", "ids", "uuid"):
            found.setdefault(singular(words[-2]), f"parameter {name}")
    if tool.returns is not None and tool.returns_origin == "declared":
        for name in tool.returns.get("properties", {}):
            words = split_identifier(name)
            if len(words) > 1 and words[-1] == "id":
                words = words[:-1]
            if words:
                found.setdefault(singular(words[-1]), f"result {name}")
    return found


def told_entity(tool: Tool) -> str:
    """The entity that the specification names by `x-entity`, in singular words; empty without."""
    told = tool.hints.get("x-entity")
    words = split_identifier(told) if isinstance(told, str) else ()
    return " ".join(singular(word) for word in words)


def _thing(words: Sequence[str]) -> tuple[str, ...]:
    """Words that name a thing, without what narrows it or tells something of it."""
    qualifiers, attributes = words_of("nouns", "qualifiers"), words_of("nouns", "attributes")
    left = [word for word in words if word not in qualifiers and not re.fullmatch(r"\d+|v", word)]
    while len(left) > 1 and left[-1] in attributes:
        left = left[:-1]
    empty = attributes - words_of("nouns", "real")
    return tuple(left[-3:]) if left and left[-1] not in empty else ()
