"""Turns with something else in them, for tests that plant faults."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from digit_tc.records import (
    Answer,
    Call,
    Calls,
    Chain,
    Mistake,
    Plan,
    PlannedCall,
    Say,
    Turn,
    TurnSpec,
    compose_turn,
    insert_mistake,
)


def edited(turn: Turn, **changes: Any) -> Turn:
    """The turn with other fields, or with its messages made anew.

    `request`, `calls`, `summary` and `mistakes` are what the messages say, `shape` and `chain` what
    the turn was to do, `planned` are the plan's calls.
    """
    spec, plan = turn.spec, turn.plan
    if spec.chain is not None:
        other = {"shape": changes.get("shape", turn.shape), "id": changes.get("chain", turn.chain)}
        spec = spec.model_copy(update={"chain": spec.chain.model_copy(update=other)})
    if "planned" in changes:
        plan = plan_of(turn.index, changes["planned"], changes.get("calls", turn.calls))
    fields = {name: value for name, value in changes.items() if name in Turn.model_fields}
    turn = turn.model_copy(update={"spec": spec, "plan": plan, **fields})
    if not {"request", "calls", "summary", "mistakes"} & changes.keys():
        return turn
    again = compose_turn(
        turn.index,
        turn.spec,
        turn.plan,
        request=changes.get("request", turn.request),
        calls=changes.get("calls", turn.calls),
        summary=changes.get("summary", turn.summary),
    )
    for wrong in changes.get("mistakes", turn.mistakes):
        again = insert_mistake(again, wrong)
    return again


def plan_of(turn: int, planned: Iterable[PlannedCall], made: Iterable[Call]) -> Plan:
    """A plan in which a request is met by these calls, in the groups in which they were made."""
    groups = {call.id: call.group for call in made}
    together = groupby(planned, key=lambda call: groups.get(call.id, -1))
    return Plan(
        turn=turn,
        acts=(Say(), *(Calls(calls=tuple(same)) for _group, same in together), Answer()),
    )


def bare_turn(request: str, calls: Iterable[Call], summary: str, shape: Any = "single") -> Turn:
    """The first turn of a conversation, with these calls and no plan of them."""
    spec = TurnSpec(kind="fulfil", chain=Chain(id="", shape=shape, steps=(), links=()))
    return compose_turn(0, spec, Plan(turn=0), request=request, calls=calls, summary=summary)


def mistake_before(right: Call, **changes: Any) -> Call:
    """A wrong call, by default with an argument that its tool does not have."""
    return right.model_copy(
        update={
            "id": 100,
            "arguments": {"x": 1},
            "provenance": (),
            "hidden": False,
            "result": {"error": "Unexpected argument: x."},
            "status": "error",
            "mistake": Mistake(instead_of=right.id, fault="missing", origin="planted"),
            **changes,
        }
    )
