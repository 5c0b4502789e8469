"""Edges as sampling sees them: what they pass on, and when walking them would make no sense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from digit_tc.language.entities import id_noun, plain_name
from digit_tc.language.words import singular, split_identifier
from digit_tc.records import Edge, Tool
from digit_tc.records.paths import name_of
from digit_tc.records.profile import READING_EFFECTS, Effect
from digit_tc.semantics import profile_of

_GENERIC = frozenset(
    ("id", "ids", "number", "no", "code", "key", "ref", "reference", "uuid", "name", "list")
)
_AFTERWARDS = frozenset(("return", "refund", "dispute", "complaint", "replacement", "exchange"))
"""What is done about a thing that one has had for a while."""


_AMOUNTS = frozenset(("amount", "price", "total", "cost", "fee", "balance", "sum", "quantity"))


@dataclass(frozen=True, slots=True, eq=False)
class Arc:
    """An edge of the graph with what sampling needs to know about it."""

    number: int
    id: str
    source: int
    target: int
    source_path: str
    target_path: str
    slot: str
    """`target_path` without array marks: two arcs into one slot cannot both be walked."""
    item: str
    """The array that the source field is an item of, or empty."""
    things: frozenset[str]
    """Words of the thing that is passed on, such as {"booking"}."""
    listed: frozenset[str]
    """What kind of thing it takes out of a list that was looked up, where that is an id."""
    named: frozenset[str]
    """What kind of thing the id is of that it passes on; empty where it is no id."""
    required: bool
    """Whether the target cannot be called without the parameter."""
    undo: bool
    """It would delete what its source has just made or changed: never within one turn."""
    idle: bool
    """It would look up what was just made: seldom worth asking for in one breath."""
    foreign: bool
    """The id that it passes on is of another thing than its source is about: of the account of a
    payment."""
    side: bool
    """It passes on a part of something whole: only walked beside an arc that passes on the rest."""
    score: float

    @property
    def is_name(self) -> bool:
        """Whether it takes what a row of a list is called."""
        last = split_identifier(name_of(self.source_path))[-1:]
        return not self.named and "[]" in self.source_path and last in (("name",), ("title",))

    def goes_with(self, first: Arc) -> bool:
        """Whether it may be walked beside another arc between the same tools: both take from one
        item, and a part of something, such as a price, goes with that item out of a list."""
        return self.item == first.item and not (self.side and not self.item)


@dataclass(frozen=True, slots=True)
class Facts:
    """What arcs need to know about one tool."""

    number: int
    effect: Effect
    ends: bool
    """Whether a call leaves nothing to go on with: it deletes or cancels."""
    things: frozenset[str]
    objects: frozenset[str]
    made: frozenset[str]
    makes: frozenset[str]
    """Kinds of the ids that it brings into the world or, as the one found, to the table."""
    afterwards: bool
    given: frozenset[str]
    """Names of its parameters, in one spelling."""
    required: frozenset[str]
    session: frozenset[str]
    """Parameters whose value is told once for the whole conversation."""
    named_by: tuple[str, ...]
    picky: bool


def facts_of(number: int, tool: Tool) -> Facts:
    """What the name, description and parameters of a tool tell."""
    profile = profile_of(tool)
    effect = profile.effect
    required = _required_paths(tool.parameters)
    return Facts(
        number=number,
        effect=effect,
        ends=profile.ends,
        things=frozenset(profile.names),
        objects=frozenset(profile.objects),
        made=frozenset(profile.makes) if effect == "create" else frozenset(),
        makes=_new_ids(tool) if effect in READING_EFFECTS | {"create"} else frozenset(),
        afterwards=not _AFTERWARDS.isdisjoint(split_identifier(tool.name)),
        given=frozenset(map(plain_name, tool.parameters.get("properties", {}))),
        required=required,
        session=frozenset(tool.session),
        # An answer that depends on its arguments alone, as of a forecast, is never missing.
        named_by=tuple(name for name in profile.own_keys if name in required)
        if profile.tier == "A"
        else (),
        picky=bool(profile.states) and not profile.reads,
    )


def arc_of(edge: Edge, number: int, source: Facts, target: Facts) -> Arc | None:
    """The arc of an edge, or None where it must never be walked."""
    slot = edge.target_path.replace("[]", "")
    if source is target or _comes_back(edge.source_path, source) or slot in target.session:
        return None
    words = [singular(word) for word in split_identifier(slot.rpartition(".")[2])]
    things = frozenset(words) - _GENERIC or target.things
    field = split_identifier(edge.source_path.rpartition(".")[2].replace("[]", ""))
    if source.ends and (things & source.things or _GENERIC.issuperset(field)):
        # What a deleting call returns about the thing is of no use: the thing is gone.
        return None
    # Who exports a report gets a file of it: the file is new although nothing says "create".
    fresh = source.effect not in READING_EFFECTS or not (
        "[]" in edge.source_path or things & source.things
    )
    undo = target.ends and fresh and bool(things & target.things)
    if source.effect == "create" and target.afterwards:
        undo = True
    if target.made and things <= target.made and source.made == target.made:
        undo = True  # the id of a thing just made is not what makes another one of the kind
    if (source.effect, target.effect) == ("create", "update") and things <= target.objects:
        # What is made is made as it is wanted, where it can be.
        undo = target.given - {plain_name(slot)} <= source.given
    idle = source.effect not in READING_EFFECTS and target.effect in READING_EFFECTS
    named = _kind_of(slot, things)
    return Arc(
        number=number,
        id=edge.id,
        source=source.number,
        target=target.number,
        source_path=edge.source_path,
        target_path=edge.target_path,
        slot=slot,
        item=edge.source_path.rpartition("[]")[0],
        things=things,
        listed=_listed(edge.source_path, things)
        if source.effect in READING_EFFECTS
        else frozenset(),
        named=named,
        required=slot in target.required,
        undo=undo,
        idle=idle and things <= target.objects,
        foreign=bool(named) and named.isdisjoint(source.things),
        side=_is_part(slot, field[-1:], source, target),
        score=edge.score,
    )


def _comes_back(path: str, source: Facts) -> bool:
    """Whether a value only comes back as it was given, so that no look-up is needed for it.

    The bare `id` of a row is its own, whatever else was asked for by an `id`.
    """
    name = plain_name(name_of(path))
    return name in source.given and not (name == "id" and "[" in path)


def overlapping(slot: str, other: str) -> bool:
    """Whether two parameters are the same or one is a part of the other."""
    return slot == other or slot.startswith(other + ".") or other.startswith(slot + ".")


def _is_part(slot: str, field: tuple[str, ...], source: Facts, target: Facts) -> bool:
    """Whether a value says little without the rest of what it belongs to.

    Nobody pays the amount of some other payment, or books for one person with the address of
    another.
    """
    holder, _, name = slot.rpartition(".")
    if id_noun(name) is not None:
        return False
    beside = any(one.startswith(f"{holder}.") and one != slot for one in target.required)
    amount = not _AMOUNTS.isdisjoint(field) and source.effect in READING_EFFECTS
    return target.effect not in READING_EFFECTS and (amount or (bool(holder) and beside))


def _kind_of(slot: str, things: frozenset[str]) -> frozenset[str]:
    noun = id_noun(slot.rpartition(".")[2])
    return frozenset() if noun is None else frozenset((noun,)) if noun else things


def _listed(path: str, things: frozenset[str]) -> frozenset[str]:
    noun = id_noun(path.rpartition(".")[2].replace("[]", "")) if "[]" in path else None
    return frozenset() if noun is None else frozenset((noun,)) if noun else things


def _new_ids(tool: Tool) -> frozenset[str]:
    """`place_order` → {"order", "payment"}; an id that may be chosen is not made."""
    fields = (tool.returns or {}).get("properties")
    given = tool.parameters.get("properties")
    names = set(fields if isinstance(fields, dict) else ())
    nouns = {name: id_noun(name) for name in names.difference(given or ())}
    kinds = {
        noun or next(iter(profile_of(tool).makes), "")
        for noun in nouns.values()
        if noun is not None
    }
    return frozenset(kinds - {""})


def _required_paths(schema: dict[str, Any]) -> frozenset[str]:
    """Slots that every call must fill, nested ones included."""
    found: list[str] = []

    def walk(node: dict[str, Any], prefix: str, depth: int) -> None:
        properties = node.get("properties")
        if not isinstance(properties, dict) or depth > 4:
            return
        wanted = node.get("required")
        for name in wanted if isinstance(wanted, list) else ():
            slot = f"{prefix}{name}"
            found.append(slot)
            inner = properties.get(name)
            if isinstance(inner, dict):
                items = inner.get("items")
                walk(items if isinstance(items, dict) else inner, f"{slot}.", depth + 1)

    walk(schema, "", 0)
    return frozenset(found)
