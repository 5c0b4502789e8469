"""Both ends of possible edges: fields that can give a value, and parameters that can take one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from digit_tc.graph.brands import find_brands
from digit_tc.graph.fields import Field, scalar_fields
from digit_tc.graph.kinds import BY_NAME, HANDLES
from digit_tc.graph.meaning import Meaning, meaning_of
from digit_tc.graph.nouns import Topic, name_words, same_entity, topic_of
from digit_tc.graph.vocabulary import (
    BRINGING_FORTH,
    DESTROYING,
    NOT_SOURCES,
    NOT_TARGETS,
    word_set,
)
from digit_tc.language.words import singular
from digit_tc.records import Tool
from digit_tc.records.profile import READING_EFFECTS, Effect
from digit_tc.semantics import profile_of

_TEXT_HEADS = word_set(
    "status state message description note comment summary reason timestamp remark success"
)
_CONTROL_HEADS = word_set(
    "limit offset format unit password secret locale note message comment description reason "
    "prompt query flag mode language apikey status"
)


_CONTROL_SAID = re.compile(
    r"(?i)\b(?:(?:request|http) headers?|api[ _]key|session token|cookie|password|secret key)\b"
)
_SESSION = word_set("login logon signin authenticate auth token session")
_SESSION_PAIRS = {("log", "in"), ("sign", "in")}
Identity = tuple[str, str]
"""Sort of a value that tells which thing is meant, and the thing: ("id", "order")."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a possible edge."""

    tool: int
    """Position of the tool among the sorted tools."""
    family: int
    """Position of the first form of the same tool; the tool's own where it has one form."""
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
    beside: frozenset[Identity] = frozenset()
    """What stands with it and tells whose it is: of a source the ids in the same object, of a
    target those that its tool takes."""
    leading: bool = False
    """A target that is the first id its tool takes: what the call is about."""
    effect: Effect = "get"
    """What a call of its tool does."""
    verb: str = ""
    """What its tool does, in the infinitive."""
    called: tuple[str, ...] = ()
    """Words of its tool's name."""
    about: frozenset[str] = frozenset()
    """Words of its tool's name and description, in the singular."""
    brands: frozenset[str] = frozenset()
    """Services that its tool names, where tools of many authors stand together."""
    ends: bool = False
    """Whether its tool puts an end to what it is about."""
    session: bool = False
    """Its tool opens a session: it logs somebody in, or gives out a token."""
    refused: frozenset[str] = frozenset()
    """Of a target the tools, by name or key, whose results its specification refuses
    (`x-not-from`)."""

    @property
    def reads(self) -> bool:
        """Whether a call of its tool leaves the world as it is."""
        return self.effect in READING_EFFECTS


def ends_of(tools: Sequence[Tool]) -> tuple[list[End], list[End]]:
    """All sources and all targets of the tools, in order of tool and schema."""
    sources: list[End] = []
    targets: list[End] = []
    brands = find_brands(tools)
    families: dict[tuple[str, str], int] = {}
    for position, tool in enumerate(tools):
        family = families.setdefault((tool.namespace, tool.name), position)
        reader = _Reader(position, family, tool, brands.get(tool.key, frozenset()))
        takes = [reader.end(field) for field in scalar_fields(tool.parameters)]
        said = {_said(end) for end in takes}
        asked = frozenset(_identities(takes))
        first = next((end.field.path for end in takes if end.meaning.sort == "id"), "")
        targets.extend(
            replace(
                end,
                beside=asked,
                leading=end.field.path == first,
                refused=refused,
            )
            for end in takes
            if "*" not in (refused := _refused(tool, end.field)) and _can_take(end)
        )
        # The route speaks of the parameters only: `POST /carts/{id}/checkout` returns an order.
        reader.topic = replace(reader.topic, by_route={})
        gives = [reader.end(field) for field in scalar_fields(tool.returns)]
        around: dict[str, set[Identity]] = {"": set(asked)}
        for end in gives:
            around.setdefault(_holder(end.field), set()).update(_identities([end]))
        for end in gives:
            if _can_give(end):
                beside = frozenset(around[_holder(end.field)])
                sources.append(replace(_as_source(end, said), beside=beside))
    return sources, targets


class _Reader:
    """Makes ends of the fields of one tool."""

    def __init__(self, position: int, family: int, tool: Tool, brands: frozenset[str]) -> None:
        self.position, self.family = position, family
        self.tool, self.brands = tool, brands
        self.topic = topic_of(tool)
        self.effect, self.ends = profile_of(tool).effect, profile_of(tool).ends
        self.verb = profile_of(tool).verb
        self.called = words = name_words(tool.name)
        said = re.findall(r"[a-z]+", tool.description[:300].lower())
        self.about = frozenset((*words, *map(singular, said)))
        named = bool(set(words) & _SESSION) or words[:2] in _SESSION_PAIRS
        self.session = named or self.effect == "session"
        self._near: dict[tuple[int, str], set[str]] = {}

    def end(self, field: Field) -> End:
        """The end at one field; the fields beside it must be in the same schema."""
        meaning = meaning_of(field, self.topic, self._kinds_near(field))
        text = f"{meaning.label}. {field.description[:200]}"
        return End(
            self.position, self.family, self.tool.namespace, self.topic, field, meaning, text,
            effect=self.effect, called=self.called, about=self.about, brands=self.brands,
            ends=self.ends, verb=self.verb, session=self.session,
        )  # fmt: skip

    def _kinds_near(self, field: Field) -> frozenset[str]:
        if name_words(field.name) != ("state",):
            return frozenset()
        beside = (*scalar_fields(self.tool.parameters), *scalar_fields(self.tool.returns))
        names = {name_words(one.name) for one in beside if _holder(one) == _holder(field)}
        return frozenset(BY_NAME[words] for words in names & BY_NAME.keys())


def _as_source(end: End, said: set[tuple[object, ...]]) -> End:
    meaning, topic = end.meaning, end.topic
    own = same_entity(meaning.entity, topic.noun) == 1.0
    created = own and meaning.sort == "id" and topic.verb in BRINGING_FORTH
    return replace(end, echo=_said(end) in said and not created, own=own)


def _identities(ends: Iterable[End]) -> Iterator[Identity]:
    """What tells which thing is meant: ids, handles, names and signs."""
    for end in ends:
        meaning = end.meaning
        if meaning.sort == "id" and meaning.entity:
            yield "id", meaning.entity[-1]
        elif meaning.sort == "kind" and meaning.key in HANDLES:
            yield "kind", meaning.key
        elif meaning.sort == "generic" and meaning.key == "name" and meaning.entity:
            yield "name", meaning.entity[-1]


def _holder(field: Field) -> str:
    return field.path.rpartition(".")[0]


def _refused(tool: Tool, field: Field) -> frozenset[str]:
    hint = tool.hints.get("x-not-from")
    told = hint.get(field.path) if isinstance(hint, dict) else None
    names = told if isinstance(told, list) else [told]
    return frozenset(name for name in names if isinstance(name, str))


def _said(end: End) -> tuple[object, ...]:
    meaning = end.meaning
    entity = () if meaning.sort in ("kind", "specific") else meaning.entity
    return (meaning.sort, meaning.key, entity, meaning.roles, end.field.type)


def _can_give(end: End) -> bool:
    field = end.field
    words = name_words(field.name)
    if field.type == "boolean" or not words:
        return False
    if end.meaning.key == "token":
        return end.session
    if end.meaning.key != "region" and (words in NOT_SOURCES or words[-1] in _TEXT_HEADS):
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
    if field.type == "boolean" or not words:
        return False
    known = meaning.sort == "kind" and meaning.key in ("token", "region")
    if not known and (words in NOT_TARGETS or words[-1] in _CONTROL_HEADS):
        return False
    if "const" in field.schema or (not known and _CONTROL_SAID.search(field.description)):
        return False
    if field.path.count(".") > 1 and not (meaning.sort == "id" and field.required):
        return False  # so deep inside, values are settings
    brings_forth = end.topic.verb in BRINGING_FORTH and not meaning.roles
    own = same_entity(meaning.entity, end.topic.noun) == 1.0 and field.path.count(".") == 0
    return not (brings_forth and own and meaning.sort == "id" and meaning.key == "id")
