"""The thing that a tool is about, and who says so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

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
    spoken = tuple(word for word in name.direct if word not in technique)
    by_name = _thing(spoken, name.plural)
    by_sentence = _thing(sentence.words, sentence.plural)
    if not by_name and not by_sentence:
        # `key_statistics`, `historical_data`: an attribute of what is not said
        by_name, by_sentence = spoken[-2:], sentence.words[-2:]
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
    first = grounds[0].source
    if by_name and first == "route" and route is not None and _is_modifier(route, name, sentence):
        return " ".join(by_name), tuple(grounds)
    if by_sentence and (
        (first == "name" and _says_better(by_name, spoken, sentence, schemas))
        or (
            first == "route"
            and route is not None
            and route.noun[-1] not in (*name.rest, *sentence.words, *sentence.context)
        )
    ):
        return " ".join(by_sentence), tuple(grounds)
    return grounds[0].value, tuple(grounds)


def _is_modifier(route: Route, name: Name, sentence: Sentence) -> bool:
    """Whether the route's noun only narrows what name and description speak of:
    `/dashboard/counts`, "Read Dashboard Task Run Counts"."""
    return route.noun == name.direct[:1] == sentence.words[:1] and len(name.direct) > 2


def _says_better(
    by_name: tuple[str, ...],
    spoken: tuple[str, ...],
    sentence: Sentence,
    schemas: Mapping[str, str],
) -> bool:
    """Whether a description's object tells the thing better than the name does."""
    head = by_name[-1]
    if head in sentence.words[:-1] and sentence.head in by_name[:-1]:
        return True  # `tournament_list_wta`: "Retrieves the WTA tournaments"
    spoken_of = head in (*sentence.words, *schemas) or (
        head == "type" and len(by_name) > 1 and " type" in sentence.text
    )
    if sentence.verb and not spoken_of:
        return True  # a name that its description does not use (`results`) is no word
    if re.fullmatch(r"\w+ing|by|[a-z]", head) and head != sentence.head:
        return True
    if head in set(sentence.context) - set(sentence.parents) and head not in sentence.words:
        return True  # `cake_ingredient`: "Fetches a recipe containing an ingredient"
    # `github`: "Checks a GitHub username"
    return (
        sentence.known and len(by_name) == 1 and by_name == spoken and head in sentence.words[:-1]
    )


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


def _thing(words: Sequence[str], many: bool) -> tuple[str, ...]:
    """Words that name a thing, without what narrows it or tells something of it."""
    qualifiers, attributes = words_of("nouns", "qualifiers"), words_of("nouns", "attributes")
    left = [word for word in words if word not in qualifiers and not re.fullmatch(r"\d+|v", word)]
    kept = left
    if many and left and left[-1] in words_of("nouns", "many"):
        return tuple(left[-3:])
    while len(left) > 1 and left[-1] in attributes and not _is_compound(left[-2], left[-1]):
        left = left[:-1]
    if left and left[-1] in words_of("verbs", "session"):
        left = kept  # `login status`: what is left is no thing
    empty = attributes - words_of("nouns", "real")
    return tuple(left[-3:]) if left and (left[-1] not in empty or len(left) > 1) else ()


def _is_compound(before: str, last: str) -> bool:
    """Whether two words name one thing: a shopping list is no list of shoppings."""
    return last == "list" and before in words_of("nouns", "listed")
