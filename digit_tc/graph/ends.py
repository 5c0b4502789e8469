"""Both ends of possible edges: fields that can give a value, and parameters that can take one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from digit_tc.graph.fields import Field, scalar_fields
from digit_tc.graph.meaning import Meaning, meaning_of
from digit_tc.graph.nouns import Topic, name_words, same_entity, topic_of
from digit_tc.graph.vocabulary import (
    BRINGING_FORTH,
    DESTROYING,
    NOT_SOURCES,
    NOT_TARGETS,
    word_set,
)
from digit_tc.records import Tool

_TEXT_HEADS = word_set(
    "status state message description note comment summary reason timestamp remark success"
)
_CONTROL_HEADS = word_set(
    "limit offset format unit password secret locale note message comment description reason "
    "prompt query flag mode language apikey status"
)


@dataclass(frozen=True, slots=True)
class End:
    """One end of a possible edge."""

    tool: int
    """Position of the tool among the sorted tools."""
    namespace: str
    topic: Topic
    field: Field
    meaning: Meaning
    text: str
    """Name and description, for embeddings."""
    echo: bool = False
    """A source that only repeats what its tool was called with."""
    own: bool = False
    """A source whose entity is the very noun of its tool."""


def ends_of(tools: Sequence[Tool]) -> tuple[list[End], list[End]]:
    """All sources and all targets of the tools, in order of tool and schema."""
    sources: list[End] = []
    targets: list[End] = []
    for position, tool in enumerate(tools):
        topic = topic_of(tool)
        takes = [_end(position, tool, topic, field) for field in scalar_fields(tool.parameters)]
        said = {_said(end) for end in takes}
        # The route speaks of the parameters only: `POST /carts/{id}/checkout` returns an order.
        topic = replace(topic, by_route={})
        targets.extend(end for end in takes if _can_take(end))
        for field in scalar_fields(tool.returns):
            end = _end(position, tool, topic, field)
            if _can_give(end):
                sources.append(_as_source(end, said))
    return sources, targets


def _end(position: int, tool: Tool, topic: Topic, field: Field) -> End:
    meaning = meaning_of(field, topic)
    text = f"{meaning.label}. {field.description[:200]}"
    return End(position, tool.namespace, topic, field, meaning, text)


def _as_source(end: End, said: set[tuple[object, ...]]) -> End:
    meaning, topic = end.meaning, end.topic
    own = same_entity(meaning.entity, topic.noun) == 1.0
    created = own and meaning.sort == "id" and topic.verb in BRINGING_FORTH
    echo = _said(end) in said and not created
    return End(end.tool, end.namespace, topic, end.field, meaning, end.text, echo, own)


def _said(end: End) -> tuple[object, ...]:
    meaning = end.meaning
    entity = () if meaning.sort in ("kind", "specific") else meaning.entity
    return (meaning.sort, meaning.key, entity, meaning.roles, end.field.type)


def _can_give(end: End) -> bool:
    field = end.field
    words = name_words(field.name)
    if field.type == "boolean" or not words or words in NOT_SOURCES or words[-1] in _TEXT_HEADS:
        return False
    if "const" in field.schema or len(field.schema.get("enum") or "ab") == 1:
        return False
    if len(words) > 1 and words[-1] == "at":
        return False
    destroyed = end.topic.verb in DESTROYING and same_entity(end.meaning.entity, end.topic.noun)
    return not (destroyed and end.meaning.sort == "id")


def _can_take(end: End) -> bool:
    field, meaning = end.field, end.meaning
    words = name_words(field.name)
    if field.type == "boolean" or not words or words in NOT_TARGETS or words[-1] in _CONTROL_HEADS:
        return False
    if "const" in field.schema:
        return False
    if field.path.count(".") > 1 and not (meaning.sort == "id" and field.required):
        return False  # so deep inside, values are settings
    brings_forth = end.topic.verb in BRINGING_FORTH and not meaning.roles
    own = same_entity(meaning.entity, end.topic.noun) == 1.0 and field.path.count(".") == 0
    return not (brings_forth and own and meaning.sort == "id" and meaning.key == "id")
