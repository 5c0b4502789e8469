"""Conversations as the rows that the frame builder takes."""

from __future__ import annotations

from collections.abc import Iterable

from digit_tc.checks import list_refusals
from digit_tc.quality.builder import CallRow, FrameBuilder, MessageRow, SourceRow
from digit_tc.quality.frames import GateFrames
from digit_tc.records import Assessment, Assistant, Chain, Conversation, ToolGraph, ToolResult


def build_frames(
    graph: ToolGraph,
    chains: Iterable[Chain],
    judged: Iterable[tuple[Conversation, Assessment]],
) -> GateFrames:
    """The gate's frames of conversations that are at hand as records, without any store."""
    builder = FrameBuilder(graph.tools)
    for conversation, assessment in judged:
        add_record(builder, conversation, assessment)
    return builder.build(chains, (edge.id for edge in graph.edges))


def build_message_rows(conversation: Conversation) -> list[MessageRow]:
    """The messages of a conversation, in order."""
    return [
        MessageRow(
            message.role,
            tuple(call.id for call in message.calls) if isinstance(message, Assistant) else (),
            message.call if isinstance(message, ToolResult) else None,
        )
        for message in conversation.messages
    ]


def add_record(builder: FrameBuilder, conversation: Conversation, assessment: Assessment) -> None:
    """Add one conversation with its verdicts."""
    builder.add(
        conversation.id,
        offered=conversation.tools,
        requests=[turn.request for turn in conversation.turns],
        messages=build_message_rows(conversation),
        calls=[
            CallRow(call.id, call.turn, call.tool, call.hidden, call.arguments, True)
            for call in conversation.calls
        ],
        sources=[
            SourceRow(
                call.id, source.path, source.kind, source.turn, source.start, source.end,
                source.call, source.result_path,
            )
            for call in conversation.calls
            for source in call.provenance
        ],
        verdicts=len(assessment.verdicts),
        failed_verdicts=len(list_refusals(assessment.verdicts)),
    )  # fmt: skip
