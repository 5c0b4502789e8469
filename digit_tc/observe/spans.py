"""Events as OpenTelemetry spans: a run, its stages, their shards, conversations, model calls."""

from __future__ import annotations

import logging
import os
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from opentelemetry.trace import Span, Status, StatusCode, Tracer, set_span_in_context

from digit_tc.observe.events import EventName
from digit_tc.records import ModelCall

SHARE_OF_CALLS = "DIGIT_TC_OTLP_CALLS"
"""Share of the model calls that become spans, from 0 to 1; a tenth where it is not set."""
_A_TENTH = 0.1
_BUCKETS = 1 << 32
_NS_A_MS = 1_000_000

_logger = logging.getLogger("digit_tc.observe")


@dataclass(frozen=True)
class _Shard:
    span: Span
    first: int
    stop: int


class Spans:
    """Makes spans of events: one trace for each process that works at a run."""

    def __init__(self, tracer: Tracer, close: Callable[[], object] = lambda: None) -> None:
        self._tracer = tracer
        self._close = close
        self._guard = threading.Lock()
        self._run: Span | None = None
        self._stages: dict[str, Span] = {}
        self._shards: dict[int, _Shard] = {}
        self._share = _share_of_calls()
        self._began_at = time.time()

    def emit(self, name: EventName, facts: Mapping[str, Any]) -> None:
        """Make spans of an event that happens now. Never raises: faults are logged."""
        try:
            with self._guard:
                self._emit(name, facts)
        except Exception:
            _logger.warning("A span could not be made of %s.", name, exc_info=True)

    def emit_calls(self, calls: Iterable[ModelCall]) -> None:
        """Make spans of a sample of ended calls; the sample does not depend on their order."""
        with self._guard:
            for call in calls:
                # A run that goes on reads the calls of earlier starts, too.
                if call.at.timestamp() < self._began_at:
                    continue
                if zlib.crc32(call.id.encode()) < self._share * _BUCKETS:
                    self._call(call)

    def close(self) -> None:
        """End what is open, and send everything."""
        with self._guard:
            for shard in self._shards.values():
                shard.span.end()
            for stage in self._stages.values():
                stage.end()
            if self._run is not None:
                self._run.end()
            self._run, self._stages, self._shards = None, {}, {}
        self._close()

    def _emit(self, name: EventName, facts: Mapping[str, Any]) -> None:
        stage, shard = str(facts.get("stage", "")), facts.get("shard")
        if name == "run.registered":
            self._run = self._begin(f"run {facts['run']}", None, facts)
        elif name == "stage.begun":
            self._stages[stage] = self._begin(stage, self._run, facts)
        elif name == "shard.begun":
            span = self._begin(f"shard {shard}", self._stages.get(stage) or self._run, facts)
            self._shards[int(facts["shard"])] = _Shard(span, facts["first"], facts["stop"])
        elif name == "shard.ended":
            ended = self._shards.pop(int(facts["shard"]), None)
            _end(ended.span if ended else None, facts)
        elif name == "stage.ended":
            _end(self._stages.pop(stage, None), facts)
        elif name == "run.ended":
            _end(self._run, facts)
            self._run = None
        elif name in ("conversation.accepted", "conversation.rejected"):
            self._conversation(name, facts)
        else:
            span = self._stages.get(stage) or self._run
            if span is not None:
                span.add_event(name, _attributes(facts))

    def _conversation(self, name: EventName, facts: Mapping[str, Any]) -> None:
        shard = self._shards.get(int(facts.get("shard", 0)))
        parent = shard.span if shard else self._stages.get(str(facts.get("stage")))
        now = time.time_ns()
        began = now - int(float(facts.get("took_in_ms", 0)) * _NS_A_MS)
        self._begin(name, parent or self._run, facts, began).end(end_time=now)

    def _call(self, call: ModelCall) -> None:
        parent = next(
            (
                one.span
                for one in self._shards.values()
                if call.index is not None and one.first <= call.index < one.stop
            ),
            next(iter(self._stages.values()), self._run),
        )
        ended = int(call.at.timestamp() * 1e9)
        facts: dict[str, Any] = {
            "scenario" if call.index is not None else "subject": call.subject,
            "gen_ai.request.model": call.model,
            "gen_ai.usage.input_tokens": call.usage.prompt_tokens,
            "gen_ai.usage.output_tokens": call.usage.completion_tokens,
            "prompt": call.prompt,
            "turn": call.turn,
            "attempt": call.attempt,
            "cached": call.cached,
            "outcome": call.outcome,
        }
        began = ended - int(call.latency_in_ms * _NS_A_MS)
        span = self._begin(f"ask {call.role}", parent, facts, began)
        if call.outcome != "ok":
            span.set_status(Status(StatusCode.ERROR, call.outcome))
        span.end(end_time=ended)

    def _begin(
        self, name: str, parent: Span | None, facts: Mapping[str, Any], began: int | None = None
    ) -> Span:
        # Without a parent of ours it is a root: what else traces in this process is not asked.
        from opentelemetry.context import Context

        context = set_span_in_context(parent) if parent is not None else Context()
        return self._tracer.start_span(
            name, context=context, attributes=_attributes(facts), start_time=began
        )


def _end(span: Span | None, facts: Mapping[str, Any]) -> None:
    if span is None:
        return
    span.set_attributes(_attributes(facts))
    if facts.get("status") == "failed":
        span.set_status(Status(StatusCode.ERROR, str(facts.get("told", ""))))
    span.end()


def _attributes(facts: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in facts.items():
        key = name if "." in name else f"digit_tc.{name}"
        if isinstance(value, str | bool | int | float):
            found[key] = value
        elif isinstance(value, dict):
            found |= {
                f"{key}.{inner}": one
                for inner, one in value.items()
                if isinstance(one, str | bool | int | float)
            }
        elif isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
            found[key] = list(value)
    return found


def _share_of_calls() -> float:
    try:
        return min(1.0, max(0.0, float(os.environ.get(SHARE_OF_CALLS, _A_TENTH))))
    except ValueError:
        return _A_TENTH
