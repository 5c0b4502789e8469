"""Everything about a graph that sampling asks for again and again, worked out once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from digit_tc.chains.arc import Arc, Facts, arc_of, facts_of, overlapping
from digit_tc.language.words import singular, split_identifier
from digit_tc.records import Tool, ToolGraph
from digit_tc.records.paths import enter
from digit_tc.records.profile import READING_EFFECTS, Effect


def _split(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STOP = _split(
    """
    a an the of to in for by with on at from into as and or is are be it its this that which
    given using use used based specific certain particular all any some their your one two more
    get list search find create add update set delete remove calculate retrieve fetch return
    check make data information details detail api value values result results new number tool
    function provided specified user allows allow
    """
)


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A tool with what sampling needs to know about it."""

    number: int
    key: str
    name: int
    """Equal for tools with equal names, which cannot be offered together."""
    effect: Effect
    ends: bool
    """Whether a call deletes or cancels."""
    things: frozenset[str]
    """Nouns that the tool acts on."""
    makes: frozenset[str]
    """Kinds of the ids that a call of it brings into the world."""
    leaves: tuple[str, ...]
    """Parameters whose values can differ between calls: the required ones where there are any."""
    needed: tuple[str, ...]
    """Parameters that every call has to fill and whose values can differ."""
    ids: tuple[str, ...]
    """Required parameters that take the id of a thing which some look-up gives."""
    named_by: tuple[str, ...]
    """Required parameters that say which thing of its own a call is about."""
    picky: bool
    """Whether that thing has to be in a certain state."""
    requires: tuple[int, ...]
    """Tools to be called before, in order, with those that these require themselves."""
    callable: bool
    """False where it requires a tool that cannot be offered together with it."""
    out: tuple[Arc, ...]
    into: tuple[Arc, ...]
    joins: bool
    """Whether two tools can feed it, each in a parameter of its own."""
    closes: bool
    """It ends a session, so that what the session required is needed again."""


class GraphIndex:
    """Tools and edges by number, with the groups that distractors and topics are drawn from."""

    def __init__(self, graph: ToolGraph) -> None:
        tools = graph.tools
        position = {tool.key: number for number, tool in enumerate(tools)}
        facts = {tool.key: facts_of(number, tool) for number, tool in enumerate(tools)}
        arcs: list[Arc] = []
        for edge in graph.edges:
            if edge.source in facts and edge.target in facts:
                arc = arc_of(edge, len(arcs), facts[edge.source], facts[edge.target])
                if arc is not None:
                    arcs.append(arc)
        self.arcs: tuple[Arc, ...] = tuple(arcs)
        out: list[list[Arc]] = [[] for _ in tools]
        into: list[list[Arc]] = [[] for _ in tools]
        self.between: dict[tuple[int, int], list[Arc]] = {}
        """Arcs by source and target."""
        for arc in arcs:
            if not arc.side:
                out[arc.source].append(arc)
                into[arc.target].append(arc)
            self.between.setdefault((arc.source, arc.target), []).append(arc)
        facts_by_number = tuple(facts.values())
        names: dict[str, int] = {}
        label = [names.setdefault(tool.name, len(names)) for tool in tools]
        needs = [_requirements(tool, graph.by_key, position) for tool in tools]
        self.nodes: tuple[Node, ...] = tuple(
            Node(
                number=number,
                key=tool.key,
                name=label[number],
                effect=facts[tool.key].effect,
                ends=facts[tool.key].ends,
                things=facts[tool.key].things,
                makes=facts[tool.key].makes,
                leaves=_leaves(tool.parameters, tool.session),
                needed=_needed(tool.parameters, tool.session),
                ids=_ids(into[number], facts_by_number),
                named_by=facts[tool.key].named_by,
                picky=facts[tool.key].picky,
                requires=needs[number],
                callable=_differ([label[number], *(label[need] for need in needs[number])]),
                out=tuple(out[number]),
                into=tuple(into[number]),
                joins=_joins(into[number]),
                closes=_closes_session(tool.name),
            )
            for number, tool in enumerate(tools)
        )
        self.clashing = len(names) < len(tools)
        """Whether some tools share a name."""
        self.by_namespace = _groups(
            (number, (tool.namespace,)) for number, tool in enumerate(tools)
        )
        self.by_verb = _groups(
            (number, split_identifier(tool.name)[:1]) for number, tool in enumerate(tools)
        )
        self.words: tuple[tuple[str, ...], ...] = tuple(_words(tool) for tool in tools)
        self.by_word = _groups(enumerate(self.words))
        self.namespaces: tuple[str, ...] = tuple(tool.namespace for tool in tools)
        self.verbs: tuple[str, ...] = tuple(
            (split_identifier(tool.name) or ("",))[0] for tool in tools
        )


def _joins(arcs: list[Arc]) -> bool:
    return any(
        one.source != other.source and not overlapping(one.slot, other.slot)
        for position, one in enumerate(arcs[:24])
        for other in arcs[position + 1 : 24]
    )


def _ids(into: list[Arc], facts: tuple[Facts, ...]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            arc.slot
            for arc in into
            if arc.required and arc.named and facts[arc.source].effect in READING_EFFECTS
        )
    )


def _needed(schema: dict[str, Any], session: tuple[str, ...]) -> tuple[str, ...]:
    wanted = schema.get("required")
    needed = frozenset(wanted) if isinstance(wanted, list) else frozenset()
    return tuple(name for name in _free(schema, session) if name in needed)


def _leaves(schema: dict[str, Any], session: tuple[str, ...]) -> tuple[str, ...]:
    return _needed(schema, session) or _free(schema, session)


def _free(schema: dict[str, Any], session: tuple[str, ...]) -> tuple[str, ...]:
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return ()
    return tuple(
        name
        for name, inner in properties.items()
        if enter("", name) not in session and _can_differ(inner)
    )


def _can_differ(schema: Any) -> bool:
    if not isinstance(schema, dict) or "const" in schema:
        return False
    choices = schema.get("enum")
    if isinstance(choices, list) and len(choices) < 3:
        return False
    if schema.get("type") == "object":
        inner = schema.get("properties")
        return isinstance(inner, dict) and any(_can_differ(item) for item in inner.values())
    return schema.get("type") not in ("boolean", "null")


def _requirements(tool: Tool, by_key: dict[str, Tool], position: dict[str, int]) -> tuple[int, ...]:
    order: list[int] = []
    seen = {tool.key}

    def visit(key: str) -> None:
        if key in seen or key not in by_key:
            return
        seen.add(key)
        for required in by_key[key].requires:
            visit(required)
        order.append(position[key])

    for key in tool.requires:
        visit(key)
    return tuple(order)


def _differ(items: list[int]) -> bool:
    return len(set(items)) == len(items)


def _closes_session(name: str) -> bool:
    words = split_identifier(name)
    return words[:1] in (("logout",), ("signout",)) or words[:2] in (
        ("log", "out"),
        ("sign", "out"),
    )


def _words(tool: Tool) -> tuple[str, ...]:
    """Words that say what the tool is about, those of its name first."""
    named = [singular(word) for word in split_identifier(tool.name)]
    said = [singular(word) for word in re.findall(r"[a-z]{3,}", tool.description[:200].lower())]
    kept = dict.fromkeys(word for word in (*named, *said[:24]) if word not in _STOP)
    return tuple(kept)[:14]


def _groups(items: Iterable[tuple[int, Iterable[str]]]) -> dict[str, tuple[int, ...]]:
    groups: dict[str, list[int]] = {}
    for number, labels in items:
        for label in labels:
            groups.setdefault(label, []).append(number)
    return {label: tuple(members) for label, members in groups.items()}
