"""Drawn turns as records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from digit_tc.chains.course import Drawn
from digit_tc.chains.index import GraphIndex
from digit_tc.records import Chain, Link, Persona, Scenario, Shape, content_id


def chain_of(shape: Shape, steps: Iterable[str], links: Iterable[Link]) -> Chain:
    """A chain with the id that its content gives it."""
    return Chain.model_validate(
        _chain(shape, list(steps), [link.model_dump(mode="json") for link in links])
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
    # Plain values are hashed and validated in one go each, which is several times faster than
    # building and dumping a record for every link.
    content = {
        "index": number,
        "seed": seed,
        "today": today.isoformat(),
        "tools": [index.nodes[tool].key for tool in offered],
        "turns": [_turn(index, drawn) for drawn in turns],
        "persona": persona.model_dump(mode="json"),
    }
    return Scenario.model_validate({**content, "id": content_id("scenario", content)})


def _turn(index: GraphIndex, drawn: Drawn) -> dict[str, Any]:
    links = [
        {
            "source": source,
            "source_path": arc.source_path,
            "target": target,
            "target_path": arc.target_path,
            "edge": arc.id,
        }
        for source, arc, target in drawn.links
    ]
    for source, target in drawn.needs:
        links.append(
            {"source": source, "source_path": "", "target": target, "target_path": "", "edge": ""}
        )
    return {
        "kind": drawn.kind,
        "chain": _chain(drawn.shape, [index.nodes[tool].key for tool in drawn.steps], links)
        if drawn.steps
        else None,
        "carries": [
            {
                "turn": carry.turn,
                "step": carry.step,
                "source_path": carry.arc.source_path,
                "target": carry.target,
                "target_path": carry.arc.target_path,
                "edge": carry.arc.id,
            }
            for carry in drawn.carries
        ],
        "hidden": list(drawn.hidden),
        "fails": drawn.fails and drawn.fails.model_dump(mode="json"),
    }


def _chain(shape: Shape, steps: list[str], links: list[dict[str, Any]]) -> dict[str, Any]:
    content = [list(link.values()) for link in links]
    return {
        "id": content_id("chain", shape, steps, content),
        "shape": shape,
        "steps": steps,
        "links": links,
    }
