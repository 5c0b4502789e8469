"""Turns the JSON of a chat completion into a ModelReply. No field is trusted to have its type."""

from __future__ import annotations

import re
from typing import Any, Literal

import orjson

from digit_tc.errors import ModelError
from digit_tc.llm.protocol import ModelReply
from digit_tc.records import Usage

_THOUGHT = re.compile(r"\s*(?:<think>)?(.*?)</think>\s*", re.DOTALL)
_UNFINISHED = re.compile(r"\s*<think>(.*)", re.DOTALL)


class NoCompletionError(ModelError):
    """A body with status 200 that is no chat completion."""

    def __init__(self, detail: str, status: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status
        """Status that the body itself names, as gateways do that answer 200 to everything."""


def parse_completion(body: bytes) -> ModelReply:
    """Read the body of a response as a reply. Raises NoCompletionError where it is none."""
    try:
        body = orjson.loads(body)
    except ValueError:
        start = body[:200].decode(errors="replace")
        raise NoCompletionError(start or "an empty body") from None
    return convert_completion(body)


def convert_completion(body: Any) -> ModelReply:
    """Read decoded JSON as a reply. Raises NoCompletionError where it is no chat completion."""
    if not isinstance(body, dict):
        raise NoCompletionError("JSON that is no object")
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise _describe_missing_choices(body)
    thinking, text = split_thinking(_read_text(message.get("content")))
    if apart := _read_text(message.get("reasoning_content") or message.get("reasoning")).strip():
        thinking, text = apart, text.lstrip()
    served_by = body.get("model")
    return ModelReply(
        text=text,
        thinking=thinking,
        finish=normalise_finish(choice.get("finish_reason")),
        usage=_read_usage(body.get("usage")),
        served_by=served_by if isinstance(served_by, str) else "",
    )


def split_thinking(content: str) -> tuple[str, str]:
    """Split a text into what stands in `<think>` at its start, and the rest.

    Some chat templates leave the opening tag out: `a plan</think>{"x": 1}`. A reply that was cut
    off has no closing tag; all of it is thinking then.
    """
    if "</think>" in content:
        start = content.find("<think>")
        found = _THOUGHT.match(content)
        if found and (start < 0 or not content[:start].strip()):
            return found[1].strip(), content[found.end() :]
    elif found := _UNFINISHED.match(content):
        return found[1].strip(), ""
    return "", content


def normalise_finish(reason: object) -> Literal["stop", "length", "other"]:
    """Why a reply ended, of the words that providers use. None counts as `stop`."""
    if reason in (None, "stop", "eos", "end_turn", "stop_sequence", "finished"):
        return "stop"
    return "length" if reason in ("length", "max_tokens", "MAX_TOKENS") else "other"


def _read_text(content: object) -> str:
    """Plain text, or the text parts of a list of parts."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    parts = (part.get("text") for part in content if isinstance(part, dict))
    return "".join(part for part in parts if isinstance(part, str))


def _read_usage(body: object) -> Usage:
    if not isinstance(body, dict):
        return Usage()
    prompt, completion = _read_count(body, "prompt_tokens"), _read_count(body, "completion_tokens")
    if not prompt:  # no prompt has no tokens: the provider, or the library for it, filled in zeros
        return Usage()
    return Usage(
        prompt_tokens=prompt,
        completion_tokens=completion,
        cached_tokens=_read_count(body.get("prompt_tokens_details"), "cached_tokens"),
        reasoning_tokens=_read_count(body.get("completion_tokens_details"), "reasoning_tokens"),
    )


def _read_count(body: object, name: str) -> int | None:
    value = body.get(name) if isinstance(body, dict) else None
    good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**40
    return value if good else None


def _describe_missing_choices(body: dict[str, Any]) -> NoCompletionError:
    error = body.get("error")
    if isinstance(error, dict):
        code = error.get("code") or error.get("status")
        status = int(code) if isinstance(code, int | str) and str(code).isdecimal() else None
        text = str(error.get("message", error))
        return NoCompletionError(text, status if status and 400 <= status < 600 else None)
    if error:
        return NoCompletionError(str(error))
    return NoCompletionError("JSON without choices")
