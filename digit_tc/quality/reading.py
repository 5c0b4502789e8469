"""The gate's frames of a run in the store, read a page at a time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

import orjson

from digit_tc.quality.builder import CallRow, FrameBuilder, MessageRow, SourceRow
from digit_tc.quality.frames import Defects, GateFrames
from digit_tc.records import DEFECT
from digit_tc.store import Reader

_PAGE = 1000  # conversations


def frames_of(reader: Reader, run_id: str) -> GateFrames:
    """The frames of the admitted conversations of a run, with its tools and chains.

    Takes about 1 ms a conversation, so call it in a look at the database of its own.
    """
    graph = reader.graph(run_id)
    builder = FrameBuilder(graph.tools)
    indexes = reader.indexes(run_id, accepted=None, admitted=True)
    for start in range(0, len(indexes), _PAGE):
        page = indexes[start : start + _PAGE]
        _add_page(builder, reader, [run_id, page[0], page[-1]])
    frames = builder.build(reader.chains(run_id), (edge.id for edge in graph.edges))
    ended = dict(reader.rows(_DEFECTS, [run_id, DEFECT]))
    scenarios = reader.counts(run_id)["scenarios"]
    return replace(frames, defects=Defects(scenarios=scenarios, ended=ended))


def _add_page(builder: FrameBuilder, reader: Reader, page: list[Any]) -> None:
    requests, messages, calls, sources, verdicts = (
        _grouped(reader, query, page)
        for query in (_REQUESTS, _MESSAGES, _CALLS, _SOURCES, _VERDICTS)
    )
    for identity, tools in reader.rows(_CONVERSATIONS, page):
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


def _grouped(reader: Reader, query: str, page: list[Any]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each conversation, without their first column, which names it."""
    groups: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in reader.rows(query, page):
        groups[row[0]].append(row[1:])
    return groups


_PAGE_OF = """ FROM conversations c JOIN {table} r
    ON r.run_id = c.run_id AND r.conversation = c.id
    WHERE c.run_id = ? AND c."index" BETWEEN ? AND ? AND c.admitted"""

_CONVERSATIONS = """SELECT id, tools FROM conversations
    WHERE run_id = ? AND "index" BETWEEN ? AND ? AND admitted ORDER BY "index" """
_DEFECTS = """
SELECT detail, count(DISTINCT subject) FROM rejections
WHERE run_id = ? AND reason = ? AND stage = 'synthesize' GROUP BY 1 ORDER BY 1
"""
_REQUESTS = f'SELECT c.id, r.request{_PAGE_OF.format(table="turns")} ORDER BY c."index", r.turn'
_MESSAGES = (
    f"SELECT c.id, r.role, r.calls, r.answers{_PAGE_OF.format(table='messages')}"
    ' ORDER BY c."index", r.position'
)
_CALLS = (
    "SELECT c.id, r.call, r.turn, r.tool, r.hidden, r.arguments,"
    " coalesce(json_type(r.result) = 'OBJECT', false)"
    f'{_PAGE_OF.format(table="calls")} AND r.train ORDER BY c."index", r.call'
)
_SOURCES = (
    "SELECT c.id, r.call, r.path, r.kind, r.source_turn, r.text_start, r.text_end, r.source_call,"
    f' r.result_path{_PAGE_OF.format(table="arguments")} ORDER BY c."index", r.call, r.path'
)
_VERDICTS = (
    "SELECT c.id, count(*), count(*) FILTER (NOT r.passed)"
    f"{_PAGE_OF.format(table='verdicts')} GROUP BY c.id"
)
