"""Drawn turns as records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from digit_tc.chains.course import Drawn
from digit_tc.chains.index import GraphIndex
from digit_tc.records import (
    Carry,
    Chain,
    Link,
    Persona,
    Scenario,
    Shape,
    TurnSpec,
    content_id,
)


def chain_of(shape: Shape, steps: Iterable[str], links: Iterable[Link]) -> Chain:
    """A chain with the id that its content gives it."""
    steps, links = tuple(steps), tuple(links)
    content = [[link.source, link.source_path, link.target, link.target_path, link.edge]
               for link in links]  # fmt: skip
    return Chain(
        id=content_id("chain", shape, steps, content), shape=shape, steps=steps, links=links
    )


def scenario_of(
    index: GraphIndex,
    turns: Sequence[Drawn],
    *,
    number: int,
    seed: int,
    today: dt.date,
    offered: Sequence[int],
    persona: Persona,
) -> Scenario:
    """A scenario with the id that its content gives it."""
    tools = tuple(index.nodes[tool].key for tool in offered)
    specs = tuple(_turn(index, drawn) for drawn in turns)
    content = {
        "index": number,
        "seed": seed,
        "today": today.isoformat(),
        "tools": tools,
        "turns": [spec.model_dump(mode="json") for spec in specs],
        "persona": persona.model_dump(mode="json"),
    }
    return Scenario(
        id=content_id("scenario", content),
        index=number,
        seed=seed,
        today=today,
        tools=tools,
        turns=specs,
        persona=persona,
    )


def _turn(index: GraphIndex, drawn: Drawn) -> TurnSpec:
    links = [
        Link(source=source, source_path=arc.source_path, target=target,
             target_path=arc.target_path, edge=arc.id)
        for source, arc, target in drawn.links
    ] + [
        Link(source=source, source_path="", target=target, target_path="", edge="")
        for source, target in drawn.needs
    ]  # fmt: skip
    carries = tuple(
        Carry(turn=carry.turn, step=carry.step, source_path=carry.arc.source_path,
              target=carry.target, target_path=carry.arc.target_path, edge=carry.arc.id)
        for carry in drawn.carries
    )  # fmt: skip
    steps = [index.nodes[tool].key for tool in drawn.steps]
    return TurnSpec(
        kind="fulfil",
        chain=chain_of(drawn.shape, steps, links),
        carries=carries,
        hidden=drawn.hidden,
    )
