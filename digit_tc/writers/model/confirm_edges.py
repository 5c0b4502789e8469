"""Dataflow edges that stand near the threshold, confirmed or not by the planner's model."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from digit_tc.config import GraphConfig
from digit_tc.graph.fields import Field, scalar_fields
from digit_tc.llm.protocol import ModelClient, UnusableReplyError
from digit_tc.prompts.briefs import does_of
from digit_tc.prompts.confirm_edges import ConfirmEdges
from digit_tc.prompts.parts import EdgePair
from digit_tc.prompts.shortened import cut
from digit_tc.records import Edge, Tool, ToolGraph
from digit_tc.writers.model.role_asking import Subject, ask
from digit_tc.writers.model.side_by_side import side_by_side

_LOG = logging.getLogger(__name__)
BELOW, ABOVE = 0.05, 0.3
"""How far below and above the threshold a score is near it. At the usual threshold that is 0.45 to
0.8: a likeness of meaning (an email of a list for that of a passenger), but of names and kinds no
more. Further below stand values that a tool only repeats, which nobody should confirm."""
_MOST_PAIRS = 30
_MEAN_PAIRS = 20
_MEANING_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A graph without the edges that were not confirmed."""

    graph: ToolGraph
    asked: int = 0
    """Edges that stood near the threshold."""
    dropped: int = 0
    """Those of them at or above the threshold that were not confirmed."""
    added: int = 0
    """Those of them below the threshold that were confirmed."""
    unreadable: int = 0
    """Edges that no readable answer came for: they went by the threshold alone."""


def with_doubtful_edges(config: GraphConfig) -> GraphConfig:
    """The section with the threshold from which on edges are worth asking about."""
    return config.model_copy(update={"threshold": max(0.0, config.threshold - BELOW)})


async def confirm_edges(graph: ToolGraph, config: GraphConfig, asking: ModelClient) -> Confirmed:
    """The graph with its sure edges and those doubtful ones that the model confirms.

    `graph` is built with the section that `with_doubtful_edges` gives; `config` is the run's own.
    Edges keep their places. Raises what `asking` raises, other than UnusableReplyError.
    """
    doubtful = [edge for edge in graph.edges if edge.score < config.threshold + ABOVE]
    groups = _groups(doubtful)
    fields = _Fields(graph.by_key)
    answers = await side_by_side([_confirmed(group, fields, asking) for group in groups])
    verdict: dict[str, bool] = {}
    unreadable = 0
    for group, answer in zip(groups, answers, strict=True):
        unreadable += 0 if answer is not None else len(group)
        for edge in group:
            by_score = edge.score >= config.threshold
            verdict[edge.id] = by_score if answer is None else edge.id in answer
    return Confirmed(
        graph.model_copy(
            update={"edges": tuple(edge for edge in graph.edges if verdict.get(edge.id, True))}
        ),
        asked=len(doubtful),
        dropped=sum(not verdict[e.id] and e.score >= config.threshold for e in doubtful),
        added=sum(verdict[e.id] and e.score < config.threshold for e in doubtful),
        unreadable=unreadable,
    )


def _groups(edges: Sequence[Edge]) -> list[list[Edge]]:
    """Edges of about one prompt each. Where a group ends depends on the edges next to it alone, so
    that one more tool changes a prompt or two and not all of them."""
    groups: list[list[Edge]] = []
    for edge in sorted(edges, key=lambda one: one.id):
        if not groups or _ends(groups[-1]):
            groups.append([])
        groups[-1].append(edge)
    return groups


def _ends(group: Sequence[Edge]) -> bool:
    last = int(group[-1].id[-6:], 16)
    return len(group) >= _MOST_PAIRS or last % _MEAN_PAIRS == 0


async def _confirmed(
    group: Sequence[Edge], fields: _Fields, asking: ModelClient
) -> frozenset[str] | None:
    """Ids of the edges that are confirmed; None where no readable answer came."""
    pairs = {f"e{number}": edge for number, edge in enumerate(group, 1)}
    prompt = ConfirmEdges(pairs=tuple(fields.pair(name, edge) for name, edge in pairs.items()))
    try:
        answer = await ask(asking, prompt, Subject(group[0].id))
    except UnusableReplyError as poor:
        _LOG.warning("%d edges go by their score alone: %s", len(group), poor.detail[:300])
        return None
    data: Any = answer.data
    return frozenset(pairs[name].id for name in data["confirmed"] if name in pairs)


class _Fields:
    """The fields of tools in words."""

    def __init__(self, tools: Mapping[str, Tool]) -> None:
        self._tools = tools
        self._known: dict[tuple[str, bool], dict[str, Field]] = {}

    def pair(self, name: str, edge: Edge) -> EdgePair:
        source, target = self._tools[edge.source], self._tools[edge.target]
        return EdgePair(
            id=name,
            source=does_of(source),
            field=self._told(source, edge.source_path, given=True),
            target=does_of(target),
            parameter=self._told(target, edge.target_path, given=False),
        )

    def _told(self, tool: Tool, path: str, *, given: bool) -> str:
        fields = self._known.get((tool.key, given))
        if fields is None:
            schema = tool.returns if given else tool.parameters
            fields = {field.path: field for field in scalar_fields(schema)}
            self._known[tool.key, given] = fields
        field = fields.get(path)
        if field is None:
            return path
        meaning = cut(field.description, _MEANING_CHARACTERS)
        return f"{path}: {field.type}, {meaning}" if meaning else f"{path}: {field.type}"
