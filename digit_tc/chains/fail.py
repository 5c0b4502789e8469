"""Which call of a turn fails although it is right to make it."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from digit_tc.chains.course import Drawn
from digit_tc.chains.index import GraphIndex
from digit_tc.records import Fault, StepFault

_WEIGHTS: dict[Fault, float] = {"unknown": 0.4, "state": 0.5, "unavailable": 0.1}
"""How often each cause is wished for."""
_MOST_DOWN = 0.15
"""Largest share of tools that are down for a moment, which can always be had, of all failures."""
_NEVER_DOWN = frozenset(("session", "compute"))
_ABOUT_ONE = frozenset(("get", "update", "delete", "act"))


def wish_fault(so_far: Mapping[Fault, int], rng: Random) -> Fault:
    """Why a call of the next turn is to fail, after so many failures of each cause."""
    wished = rng.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
    down = so_far.get("unavailable", 0) + 1
    if wished == "unavailable" and down > 1 + _MOST_DOWN * sum(so_far.values()):
        return "unknown"
    return wished


def choose_failure(drawn: Drawn, index: GraphIndex, wished: Fault, rng: Random) -> StepFault | None:
    """A step that may fail as wished, or be refused otherwise; None where none may.

    Only a call that nothing builds on is refused for good, and only where the user says which thing
    is meant, so that nobody could have known. A tool that is down for a moment may be any but one
    that begins a session: it is called again.
    """
    nodes = [index.nodes[tool] for tool in drawn.steps]
    if wished == "unavailable":
        steps = [step for step, node in enumerate(nodes) if node.effect not in _NEVER_DOWN]
        return StepFault(step=rng.choice(steps), fault=wished) if steps else None
    used = {source for source, _, _ in drawn.links} | {source for source, _ in drawn.needs}
    fed = {(target, arc.slot) for _, arc, target in drawn.links}
    fed |= {(carry.target, carry.arc.slot) for carry in drawn.carries}
    steps = [
        step
        for step, node in enumerate(nodes)
        if step not in used
        and step not in drawn.hidden
        and node.named_by
        and not any((step, slot) in fed for slot in node.named_by)
        and node.effect in _ABOUT_ONE
    ]
    picky = [step for step in steps if nodes[step].picky]
    if wished == "state" and picky:
        return StepFault(step=rng.choice(picky), fault=wished)
    return StepFault(step=rng.choice(steps), fault="unknown") if steps else None
