"""Rows of the ledger of models, made by hand."""

from __future__ import annotations

import datetime as dt
import itertools

from digit_tc.records import ModelCall, Usage

_AT = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)
_numbers = itertools.count(1)


def call(**changes: object) -> ModelCall:
    """A call of the user's writer that went well, with an id of its own."""
    number = next(_numbers)
    content: dict[str, object] = {
        "id": f"call-{number:06d}",
        "run_id": "demo-1",
        "role": "user",
        "prompt": "request/1",
        "subject": "scn-1",
        "index": 0,
        "turn": 0,
        "attempt": 1,
        "sample": 0,
        "sent": 1,
        "key": f"key-{number}",
        "model": "openai/writer",
        "usage": Usage(prompt_tokens=1000, completion_tokens=100),
        "cost_in_usd": 0.001,
        "price_source": "run file",
        "latency_in_ms": 250.0,
        "queue_in_ms": 3.0,
        "prompt_in_bytes": 5000,
        "cached": False,
        "outcome": "ok",
        "at": _AT + dt.timedelta(milliseconds=number),
    }
    return ModelCall.model_validate(content | changes)
