"""Which of a planner's calls can be carried out, with their references made exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from digit_tc.checks.common.schemas import undeclared_in
from digit_tc.checks.plan_valid import is_placeholder
from digit_tc.language.validators import compiled
from digit_tc.records import JSON, Call, Reference, Tool, canonical_json
from digit_tc.records.paths import (
    MISSING,
    UnplacedError,
    assemble,
    enter,
    find,
    find_schemas,
    in_order,
    parse_path,
    take_first,
)
from digit_tc.synthesis.parse_calls import Predicted
from digit_tc.values.containers import with_empty_containers

_NUMBERS = frozenset({"integer", "number"})


@dataclass(slots=True)
class Sound:
    """A call that can be carried out."""

    id: int
    """The planner's number of it."""
    order: int
    """Position in the planner's list."""
    tool: Tool
    leaves: dict[str, JSON]
    references: dict[str, Reference]
    """Path → source; its call is the planner's number or that of an earlier turn's call."""
    own: set[int]
    """Calls of this turn that it uses."""
    earlier: set[int]
    """Calls of earlier turns that it uses."""
    after: set[int] = field(default_factory=set)
    """Calls of this turn that it must come after without using them."""

    @property
    def sources(self) -> set[int]:
        """Calls of this turn that have to come before it."""
        return self.own | self.after


def sound_calls(
    predicted: Sequence[Predicted], tools: Mapping[str, Tool], before: Sequence[Call]
) -> tuple[dict[int, Sound], list[str]]:
    """The calls that can be carried out, producers before consumers, and why others were dropped.

    A call falls with what it builds on: an unknown tool, an undeclared argument, a reference to no
    earlier call or to a field that its result does not declare, arguments that break the schema
    once references are taken as fitting, a placeholder, a call that is made already.
    """
    waiting = dict(enumerate(predicted))
    ids = {call.id for call in predicted}
    past = {call.id: call for call in before}
    made = {canonical_json([call.tool, call.arguments]): 0 for call in before}
    twins: dict[int, int] = {}
    sound: dict[int, Sound] = {}
    dropped: list[str] = []
    lost: set[int] = set()
    while waiting:
        known = sound.keys() | lost | twins.keys()
        ready = [order for order, call in waiting.items() if _own(call, ids) <= known]
        if not ready:
            dropped.append("Calls refer to each other in a circle.")
            break
        for order in ready:
            call = waiting.pop(order)
            found = _sound(call, order, tools, sound, past, ids, twins)
            if isinstance(found, Sound):
                twin = made.setdefault(_content(found), found.id)
                if twin == found.id:
                    sound[found.id] = found
                    continue
                if twin:
                    # What refers to the second of two equal calls means the first.
                    twins[call.id] = twin
                found = f"The call of {call.tool} is made already, with the same arguments."
            if call.id not in twins:
                lost.add(call.id)
            dropped.append(found)
    return sound, dropped


def _own(call: Predicted, ids: set[int]) -> set[int]:
    return {
        value.call
        for _path, value in call.scalars()
        if isinstance(value, Reference) and value.call in ids
    }


def _sound(
    call: Predicted, order: int, tools: Mapping[str, Tool], sound: Mapping[int, Sound],
    past: Mapping[int, Call], ids: set[int], twins: Mapping[int, int],
) -> Sound | str:  # fmt: skip
    tool = tools.get(call.tool)
    if tool is None:
        return f"There is no tool called {call.tool[:60]!r}."
    if call.fault:
        return f"The call of {call.tool}: {call.fault}"
    undeclared = undeclared_in(tool.parameters, call.arguments)
    if undeclared is not None:
        return f"{call.tool} has no argument {undeclared[:60]}."
    found = Sound(call.id, order, tool, {}, {}, set(), set())
    by_key = {one.key: one for one in tools.values()}
    for path, value in call.scalars():
        if not isinstance(value, Reference):
            if is_placeholder(value, path, tool):
                return f"The argument {path} of {call.tool} is a placeholder: {value!r}."
            found.leaves[path] = value
            continue
        number = twins.get(value.call, value.call)
        if number in ids:
            if number not in sound or number == call.id:
                return f"{path} of {call.tool} refers to call {number}, which was not taken."
            source, result = sound[number].tool, None
            found.own.add(number)
        elif number in past:
            earlier = past[number]
            source_tool = by_key.get(earlier.tool)
            if source_tool is None or earlier.status != "ok":
                return f"{path} of {call.tool} refers to call {number}, which gave nothing."
            source, result = source_tool, earlier.result
            found.earlier.add(number)
        else:
            return f"{path} of {call.tool} refers to call {number}, which is no earlier call."
        joined = _joined(value.path, path, source, tool)
        if joined is None:
            return f"{path} of {call.tool} cannot take {value.path} of {source.name}."
        source_path, target_path = joined
        if result is not None and find(result, source_path) in (MISSING, None):
            return f"{path} of {call.tool} refers to {value.path}, which was not given back."
        found.references[target_path] = Reference(call=number, path=source_path)
    fault = _schema_fault(found)
    return f"The arguments of {call.tool} do not fit: {fault}." if fault else found


def _joined(source_path: str, path: str, source: Tool, tool: Tool) -> tuple[str, str] | None:
    """The exact places of a reference: first items of lists where no item is named."""
    exact = _exact(source.returns or {}, take_first(source_path))
    if exact is None:
        return None
    given, taken = _types(source.returns or {}, exact), _types(tool.parameters, path)
    if "array" in given:
        exact = f"{exact}[0]"
        given = _types(source.returns or {}, exact)
    if "array" in taken and "array" not in given:
        path = f"{path}[0]"
        taken = _types(tool.parameters, path)
    if given & {"object", "array"} or taken & {"object", "array"} or not taken | given:
        return None
    fits = (
        not given or not taken or bool(given & taken) or bool(given & _NUMBERS and taken & _NUMBERS)
    )
    return (exact, path) if fits else None


def _exact(returns: Mapping[str, Any], path: str) -> str | None:
    exact = ""
    for step in parse_path(path):
        if isinstance(step, int):
            exact = f"{exact}[{max(step, 0)}]"
            continue
        if exact and "array" in _types(returns, exact):
            exact = f"{exact}[0]"
        exact = enter(exact, step)
    return exact if exact and find_schemas(returns, exact) else None


def _types(schema: Mapping[str, Any], path: str) -> set[str]:
    found: set[str] = set()
    for one in find_schemas(schema, path):
        kind = one.get("type")
        found.update(kind if isinstance(kind, list) else [kind] if isinstance(kind, str) else [])
        if kind is None and "properties" in one:
            found.add("object")
        if kind is None and "items" in one:
            found.add("array")
    return found - {"null"}


def _schema_fault(call: Sound) -> str | None:
    """What breaks the parameters, with everything that a reference brings taken as fitting."""
    scalars: list[tuple[str, JSON]] = [*call.leaves.items()]
    scalars += [(path, f"${one.call}.{one.path}") for path, one in call.references.items()]
    try:
        arguments = with_empty_containers(call.tool.parameters, assemble(in_order(scalars)))
    except UnplacedError:
        return "a list has holes"
    validator = compiled(call.tool.parameters)
    if isinstance(validator, str):
        return validator
    brought = [tuple(parse_path(path)) for path in call.references]
    try:
        for error in validator.iter_errors(arguments):
            place = tuple(error.instance_path)
            combined = type(error.kind).__name__.endswith(("AnyOf", "OneOf", "OneOfNotValid"))
            if place in brought or (
                combined and any(path[: len(place)] == place for path in brought)
            ):
                continue
            told = " ".join(error.message.split())[:140]
            return f"{'.'.join(str(part) for part in place)}: {told}" if place else told
    except ValueError as problem:
        return " ".join(str(problem).split())[:140]
    return None


def _content(call: Sound) -> bytes:
    if not call.references:
        arguments = with_empty_containers(
            call.tool.parameters, assemble(in_order(list(call.leaves.items())))
        )
        return canonical_json([call.tool.key, arguments])
    sources = sorted([path, one.call, one.path] for path, one in call.references.items())
    return canonical_json([call.tool.key, sorted(call.leaves.items()), sources])
