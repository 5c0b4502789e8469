"""Reads an HTTP request for a chat completion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from digit_tc.errors import RejectedError
from digit_tc.llm.protocol import ChatMessage


class InvalidRequestError(RejectedError):
    """A request that is refused: HTTP status, and an error in OpenAI's words."""

    def __init__(self, status: int, message: str, kind: str, code: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.code = code


@dataclass(frozen=True, slots=True)
class CompletionRequest:
    """A request for one chat completion."""

    model: str
    """As the client names it; given back in the reply."""
    messages: tuple[ChatMessage, ...]
    """The prompt, without a schema that was appended to it."""
    schema: dict[str, Any] | None
    """JSON Schema of the reply; None for free text."""
    seed: int
    """0 where the client gives none."""
    most_tokens: int | None
    """Most completion tokens; None: no limit."""


def parse_request(body: bytes, authorization: str) -> CompletionRequest:
    """Read a request's body. Raises InvalidRequestError.

    A key that contains `refuse` and a model that contains `no-such-model` or ends in `/unknown`
    are refused, so that users can see what such a run does.
    """
    if "refuse" in authorization:
        raise InvalidRequestError(
            401, "Incorrect API key provided.", "invalid_request_error", "invalid_api_key"
        )
    try:
        asked = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise _wrong("The body is not JSON.") from None
    if not isinstance(asked, dict):
        raise _wrong("The body is not a JSON object.")
    model = asked.get("model")
    if not isinstance(model, str) or not model:
        raise _wrong("model is missing.")
    if "no-such-model" in model or model.endswith("/unknown") or model == "unknown":
        raise InvalidRequestError(
            404,
            f"The model `{model[:200]}` does not exist.",
            "invalid_request_error",
            "model_not_found",
        )
    if asked.get("stream"):
        raise _wrong("The mock provider does not stream.")
    if asked.get("n") not in (None, 1):
        raise _wrong("The mock provider gives one choice a request.")
    messages, schema = _schema(asked.get("response_format"), _messages(asked.get("messages")))
    return CompletionRequest(
        model=model,
        messages=messages,
        schema=schema,
        seed=_whole(asked, "seed") or 0,
        most_tokens=_limit(asked, "max_completion_tokens") or _limit(asked, "max_tokens"),
    )


def _messages(given: Any) -> tuple[ChatMessage, ...]:
    if not isinstance(given, list) or not given:
        raise _wrong("messages is missing.")
    return tuple(_message(one) for one in given)


def _message(given: Any) -> ChatMessage:
    if not isinstance(given, dict):
        raise _wrong("A message is not an object.")
    role, content = given.get("role"), given.get("content")
    if role == "developer":
        role = "system"
    if role not in ("system", "user", "assistant"):
        raise _wrong("A message has a role that the mock provider does not know.")
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        content = "".join(part for part in parts if isinstance(part, str))
    if not isinstance(content, str):
        raise _wrong("A message has no content.")
    return ChatMessage(role=role, content=content)


def _schema(
    given: Any, messages: tuple[ChatMessage, ...]
) -> tuple[tuple[ChatMessage, ...], dict[str, Any] | None]:
    """The reply's schema, from `response_format` or from the end of the last message."""
    if isinstance(given, Mapping) and given.get("type") == "json_schema":
        named = given.get("json_schema")
        schema = named.get("schema") if isinstance(named, Mapping) else None
        if not isinstance(schema, dict):
            raise _wrong("response_format has no json_schema.schema.")
        return messages, schema
    if given is not None and not (
        isinstance(given, Mapping) and given.get("type") in ("json_object", "text")
    ):
        raise _wrong("response_format is none of json_schema, json_object and text.")
    from digit_tc.llm.structured_output import extract_schema

    return extract_schema(messages)


def _whole(asked: dict[str, Any], name: str) -> int | None:
    value = asked.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise _wrong(f"{name} is not a whole number.")
    return value


def _limit(asked: dict[str, Any], name: str) -> int | None:
    value = _whole(asked, name)
    if value is not None and value < 1:
        raise _wrong(f"{name} is less than 1.")
    return value


def _wrong(message: str) -> InvalidRequestError:
    return InvalidRequestError(400, message, "invalid_request_error")
