"""Bodies as an OpenAI-compatible provider sends them."""

from __future__ import annotations

from typing import Any

import orjson

from digit_tc.mock_provider.tokens import truncate

MODEL = "rehearsal"
"""The one model that is listed; requests may name any."""


def render_completion(
    text: str, *, model: str, prompt_tokens: int, most_tokens: int | None, number: int, now: int
) -> tuple[bytes, int]:
    """A chat completion and its completion tokens; cut off after `most_tokens`."""
    text, tokens, finish = truncate(text, most_tokens)
    body = {
        "id": f"chatcmpl-rehearsal-{number}",
        "object": "chat.completion",
        "created": now,
        "model": model,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text},
                "logprobs": None,
                "finish_reason": finish,
            }
        ],
        "usage": {
            "prompt_tokens": prompt_tokens,
            "completion_tokens": tokens,
            "total_tokens": prompt_tokens + tokens,
            "prompt_tokens_details": {"cached_tokens": 0},
        },
        "system_fingerprint": None,
    }
    return orjson.dumps(body), tokens


def render_error(message: str, kind: str, code: str | None) -> bytes:
    """An error as OpenAI words it."""
    return orjson.dumps({"error": {"message": message, "type": kind, "param": None, "code": code}})


def render_model_list() -> bytes:
    """The list of models."""
    listed: dict[str, Any] = {"id": MODEL, "object": "model", "created": 0, "owned_by": "digit-tc"}
    return orjson.dumps({"object": "list", "data": [listed]})
