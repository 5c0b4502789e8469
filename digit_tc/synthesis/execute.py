"""A planned call as it was made: with the source of every literal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digit_tc.errors import RejectedError
from digit_tc.records import (
    JSON,
    Call,
    Plan,
    PlannedCall,
    Provenance,
    message_id,
)
from digit_tc.records.paths import parse_path
from digit_tc.synthesis.plan import Drafted
from digit_tc.values.fields import type_of
from digit_tc.world.apply import Response
from digit_tc.writers.grammar.text import LeafKey
from digit_tc.writers.grammar.writer import Written


class UngroundedError(RejectedError):
    """A literal of the plan stands nowhere that the assistant can see."""

    reason = "ungrounded"


def make_call(
    planned: PlannedCall,
    plan: Plan,
    arguments: dict[str, JSON],
    provenance: tuple[Provenance, ...],
    response: Response,
) -> Call:
    """The call that was planned, as it was made and answered."""
    return Call(
        id=planned.id,
        turn=plan.turn,
        group=plan.groups[planned.id],
        step=planned.step,
        tool=planned.tool,
        arguments=arguments,
        provenance=provenance,
        hidden=planned.hidden,
        result=response.content,
        status=response.status,
    )


def leaf_source(planned: PlannedCall, path: str, drafted: Drafted, request: Written) -> Provenance:
    key = LeafKey(planned.id, path)
    span = request.here.get(key)
    if span is not None:
        return Provenance(
            path=path, kind="user", message=message_id(drafted.plan.turn, 0),
            start=span.start, end=span.end, transform=span.transform,
        )  # fmt: skip
    earlier = request.before.get(key)
    if earlier is not None:
        return Provenance(
            path=path, kind="user", message=message_id(earlier.turn, 0),
            start=earlier.span.start, end=earlier.span.end, transform=earlier.span.transform,
        )  # fmt: skip
    otherwise = request.otherwise.get(key)
    if otherwise is not None:
        return otherwise
    field = drafted.fields[key]
    if field.source is not None:
        return field.source
    if len(field.choices) == 1:
        return Provenance(path=path, kind="enum")
    raise UngroundedError(f"{path} of call {planned.id} is said nowhere")


def schema_at(schema: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """The schema of a path pattern; `{}` where the schema says nothing about it."""
    place: Mapping[str, Any] = schema
    for step in parse_path(path):
        if isinstance(step, int):
            inner = place.get("items") if type_of(place) == "array" else None
        else:
            inner = (place.get("properties") or {}).get(step)
        if not isinstance(inner, Mapping):
            return {}
        place = inner
    return place
