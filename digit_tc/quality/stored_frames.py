"""The gate's frames of a run in the store, read a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from digit_tc.checks import list_figures
from digit_tc.quality.builder import CallRow, FrameBuilder, MessageRow, SourceRow
from digit_tc.quality.frames import Defects, GateFrames
from digit_tc.records import DEFECT
from digit_tc.store import Reader

_PAGE = 1000  # conversations


def read_frames(reader: Reader, run_id: str) -> GateFrames:
    """The frames of the admitted conversations of a run, with its tools and chains.

    Takes about 1 ms a conversation, so give it a connection of its own.
    """
    graph = reader.graph(run_id)
    builder = FrameBuilder(graph.tools)
    indexes = reader.indexes(run_id, accepted=None, admitted=True)
    for start in range(0, len(indexes), _PAGE):
        page = indexes[start : start + _PAGE]
        _add_page(builder, reader.dataset_page(run_id, page[0], page[-1], list_figures()))
    frames = builder.build(reader.chains(run_id), (edge.id for edge in graph.edges))
    ended = reader.lost_by_detail(run_id, DEFECT)
    scenarios = reader.counts(run_id)["scenarios"]
    return replace(frames, defects=Defects(scenarios=scenarios, ended=ended))


def _add_page(builder: FrameBuilder, page: Mapping[str, Sequence[tuple[Any, ...]]]) -> None:
    requests, messages, calls, sources, verdicts = (
        _group(page[name]) for name in ("requests", "messages", "calls", "sources", "verdicts")
    )
    for identity, tools in page["conversations"]:
        ((checked, failed),) = verdicts.get(identity, [(0, 0)])
        builder.add(
            identity,
            offered=tools,
            requests=[row[0] for row in requests[identity]],
            messages=[MessageRow(*row) for row in messages[identity]],
            calls=[
                CallRow(call, turn, tool, hidden, orjson.loads(arguments), has_result)
                for call, turn, tool, hidden, arguments, has_result in calls[identity]
            ],
            sources=[SourceRow(*row) for row in sources[identity]],
            verdicts=checked,
            failed_verdicts=failed,
        )


def _group(rows: Sequence[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each conversation, without their first column, which names it."""
    groups: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        groups[row[0]].append(row[1:])
    return groups
