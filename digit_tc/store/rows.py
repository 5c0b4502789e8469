"""Records as rows: the columns that queries use, and beside them the whole record as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import orjson

from digit_tc.records import (
    Assessment,
    Assistant,
    Call,
    Chain,
    Conversation,
    Edge,
    Message,
    Rejection,
    Run,
    Scenario,
    StageRun,
    StoredWorld,
    Tool,
    ToolResult,
    ToolsOffered,
    content_id,
    scalars_of,
    turn_of_message,
)

Row = dict[str, Any]


def build_run_row(run: Run) -> Row:
    """A row of `runs`."""
    return {
        **run.model_dump(exclude={"config", "started_at", "ended_at"}),
        "config": encode_json(run.config),
        "started_at": convert_to_utc(run.started_at),
        "ended_at": convert_to_utc(run.ended_at),
        "record": run.model_dump_json(),
    }


def build_stage_run_row(stage: StageRun) -> Row:
    """A row of `stage_runs`."""
    return {
        **stage.model_dump(include={"run_id", "stage", "attempt", "status"}),
        "started_at": convert_to_utc(stage.started_at),
        "ended_at": convert_to_utc(stage.ended_at),
        "figures": encode_json(stage.figures),
        "record": stage.model_dump_json(),
    }


def build_tool_row(run_id: str, tool: Tool) -> Row:
    """A row of `tools`."""
    return {
        "run_id": run_id,
        "key": tool.key,
        "namespace": tool.namespace,
        "name": tool.name,
        "description": tool.description,
        "parameters": encode_json(tool.parameters),
        "returns": None if tool.returns is None else encode_json(tool.returns),
        "returns_origin": tool.returns_origin,
        "readiness": tool.readiness,
        "fingerprint": tool.fingerprint,
        "source_label": tool.source.label,
        "source_reader": tool.source.reader,
        "source_item": tool.source.item,
        "record": tool.model_dump_json(),
    }


def build_edge_row(run_id: str, edge: Edge) -> Row:
    """A row of `edges`."""
    return {"run_id": run_id, **edge.model_dump()}


def build_chain_row(run_id: str, chain: Chain) -> Row:
    """A row of `chains`."""
    return {
        "run_id": run_id,
        "id": chain.id,
        "shape": chain.shape,
        "length": len(chain.steps),
        "steps": list(chain.steps),
        "record": chain.model_dump_json(),
    }


def build_scenario_row(run_id: str, scenario: Scenario) -> Row:
    """A row of `scenarios`."""
    return {
        "run_id": run_id,
        "id": scenario.id,
        "index": scenario.index,
        "seed": scenario.seed,
        "today": scenario.today,
        "persona": scenario.persona.id,
        "manner": scenario.persona.manner,
        "turns": len(scenario.turns),
        "shapes": [turn.shape for turn in scenario.turns],
        "tools": list(scenario.tools),
        "record": scenario.model_dump_json(),
    }


def build_conversation_row(run_id: str, conversation: Conversation, *, accepted: bool) -> Row:
    """A row of `conversations`, not yet admitted."""
    calls = conversation.calls
    return {
        "run_id": run_id,
        "id": conversation.id,
        "index": conversation.index,
        "accepted": accepted,
        "admitted": False,
        "scenario": conversation.scenario,
        "seed": conversation.seed,
        "today": conversation.today,
        "persona": conversation.persona,
        "system": conversation.system,
        "tools": list(conversation.tools),
        "turns": len(conversation.turns),
        "calls": len(calls),
        "hidden_calls": sum(call.hidden for call in calls),
        "writer": conversation.writer,
        "record": conversation.model_dump_json(),
    }


def build_turn_rows(run_id: str, conversation: Conversation) -> Iterable[Row]:
    """Rows of `turns`."""
    for turn in conversation.turns:
        yield {
            "run_id": run_id,
            "conversation": conversation.id,
            "turn": turn.index,
            "kind": turn.kind,
            "shape": turn.shape,
            "chain": turn.chain,
            "request": turn.request,
            "summary": turn.summary,
            "calls": len(turn.calls),
            "hidden_calls": sum(call.hidden for call in turn.calls),
        }


def build_message_rows(run_id: str, conversation: Conversation) -> Iterable[Row]:
    """Rows of `messages`; a tool message's content is what the tool answers, as JSON."""
    for position, message in enumerate(conversation.messages):
        yield {
            "run_id": run_id,
            "conversation": conversation.id,
            "position": position,
            "id": message.id,
            "turn": turn_of_message(message.id),
            "role": message.role,
            "content": _content(message),
            "calls": [call.id for call in message.calls] if isinstance(message, Assistant) else [],
            "answers": message.call if isinstance(message, ToolResult) else None,
            "status": message.status if isinstance(message, ToolResult) else None,
            "train": message.train if isinstance(message, Assistant) else None,
        }


def _content(message: Message) -> str | None:
    if isinstance(message, ToolResult):
        return encode_json(message.content)
    return ", ".join(message.tools) if isinstance(message, ToolsOffered) else message.text


def build_call_rows(run_id: str, conversation: Conversation) -> Iterable[Row]:
    """Rows of `calls`: those that are to be learnt, and then the mistakes."""
    for call in (*conversation.calls, *conversation.mistakes):
        yield {
            "run_id": run_id,
            "conversation": conversation.id,
            "call": call.id,
            "turn": call.turn,
            "call_group": call.group,
            "step": call.step,
            "tool": call.tool,
            "hidden": call.hidden,
            "status": call.status,
            "arguments": encode_json(call.arguments),
            "result": encode_json(call.result),
            "train": call.mistake is None,
        }


def build_argument_rows(run_id: str, conversation: Conversation) -> Iterable[Row]:
    """Rows of `arguments`: one for each provenance entry, with the value at its path."""
    for call in conversation.calls:
        yield from _arguments_of(run_id, conversation.id, call)


def build_verdict_rows(run_id: str, assessment: Assessment) -> Iterable[Row]:
    """Rows of `verdicts`."""
    for position, verdict in enumerate(assessment.verdicts):
        yield {
            "run_id": run_id,
            "conversation": assessment.conversation,
            "position": position,
            "check_name": verdict.check,
            "passed": verdict.passed,
            "score": verdict.score,
            "reason": verdict.reason,
            "turn": verdict.turn,
        }


def build_world_row(run_id: str, conversation: str, world: StoredWorld) -> Row:
    """A row of `worlds`."""
    return {
        "run_id": run_id,
        "conversation": conversation,
        "entities": len(world.entities),
        "listings": len(world.listings),
        "record": world.model_dump_json(exclude_defaults=True),
    }


def build_rejection_row(run_id: str, rejection: Rejection, before: int = 0) -> Row:
    """A row of `rejections`; `before` equal ones came first. What it cost is no part of its id."""
    content = rejection.model_dump(exclude={"cost_in_ms"})
    return {
        "run_id": run_id,
        "id": content_id("rej", content | ({"before": before} if before else {})),
        **content,
        "cost_in_ms": rejection.cost_in_ms,
    }


def _arguments_of(run_id: str, conversation: str, call: Call) -> Iterable[Row]:
    values = dict(scalars_of(call.arguments))
    for source in call.provenance:
        yield {
            "run_id": run_id,
            "conversation": conversation,
            "call": call.id,
            "path": source.path,
            "value": encode_json(values[source.path]) if source.path in values else None,
            "kind": source.kind,
            "source_turn": source.turn,
            "source_message": source.message,
            "text_start": source.start,
            "text_end": source.end,
            "source_call": source.call,
            "result_path": source.result_path,
            "transform": source.transform,
            "pick": None if source.pick is None else source.pick.model_dump_json(),
        }


def encode_json(value: Any) -> str:
    """The value as JSON text."""
    return orjson.dumps(value).decode()


def convert_to_utc(moment: dt.datetime | None) -> dt.datetime | None:
    """The moment in UTC without its time zone, as the tables keep it."""
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(dt.UTC).replace(tzinfo=None)
