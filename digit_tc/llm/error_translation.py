"""Turns foreign exceptions and refused HTTP requests into errors of ours, without keys in them."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from digit_tc.errors import ModelError, RefusedModelError, TransientModelError
from digit_tc.llm import error_table
from digit_tc.llm.error_table import Fault

_MOST_TOLD = 240
_LONGEST_WAIT_SECONDS = 86_400.0
_SHORTEST_SECRET = 8


class UnsupportedOutputError(ModelError):
    """The provider does not take this `response_format`."""


TranslatedError = TransientModelError | RefusedModelError | UnsupportedOutputError
TRANSLATED_ERRORS = (TransientModelError, RefusedModelError, UnsupportedOutputError)


def translate_exception(
    error: BaseException, model: str, *, secrets: Iterable[str] = (), with_format: bool = False
) -> TranslatedError:
    """The error of ours for an exception of LiteLLM or of a library below it.

    `secrets` are cut out of its text. `with_format` says that a `response_format` was sent: a
    refusal of it becomes an UnsupportedOutputError.
    """
    fault = error_table.classify_exception(error)
    text = str(getattr(error, "message", None) or error)
    return _translate(fault, text, _read_headers(error), model, secrets, with_format)


def translate_response(
    status: int,
    body: str,
    headers: Mapping[str, str],
    model: str,
    *,
    secrets: Iterable[str] = (),
    with_format: bool = False,
) -> TranslatedError:
    """The same for an HTTP response that is no chat completion."""
    fault = error_table.classify_status(status)
    text = f"HTTP {status}. {body}" if body else f"HTTP {status}."
    return _translate(fault, text, headers, model, secrets, with_format)


def parse_retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds that a response asks to wait, at most a day; None where it does not say.

    Read from `retry-after-ms`, or from `retry-after` in seconds or as a date. A date is compared
    with the response's own `Date`, so clocks need not agree. Header names are in small letters.
    """
    milliseconds = _parse_number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return min(milliseconds / 1000, _LONGEST_WAIT_SECONDS)
    said = headers.get("retry-after")
    seconds = _parse_number(said)
    if seconds is None and said:
        until = _parse_date(said)
        if until is None:
            return None
        seconds = (
            until - (_parse_date(headers.get("date")) or now or datetime.now(UTC))
        ).total_seconds()
    return None if seconds is None else min(max(seconds, 0.0), _LONGEST_WAIT_SECONDS)


_TOO_LONG = re.compile(
    r"context.{0,12}(length|window|size)|maximum (context|prompt|input)|prompt is too long"
    r"|too many (input )?tokens|input.{0,20}too long|context_length_exceeded"
    r"|exceeds?.{0,40}context",
    re.IGNORECASE,
)
_SPENT = re.compile(
    r"insufficient[_ ](quota|balance|credit|funds)|credit balance is too low|billing_hard_limit"
    r"|billing_not_active|payment required|account_deactivated",
    re.IGNORECASE,
)
_KEY = re.compile(r"(api.?key|token) (is )?(not valid|invalid|expired)|invalid.{0,4}api.?key", re.I)
_FORMAT = re.compile(
    r"response.?format|json.?schema|json.?object|json.?mode|structured.?output|guided|grammar"
    r"|schema",
    re.IGNORECASE,
)
_CONTENT = re.compile(r"content.?(policy|filter|management)|safety system|moderation", re.I)
_NO_MODEL = re.compile(
    r"model.{0,80}(not found|does not exist|not exist|unknown)|(unknown|invalid|no such) model"
    r"|LLM Provider NOT provided",
    re.IGNORECASE,
)
_NO_REPLY = re.compile(
    r"Unable to get json response|Expecting value|JSONDecodeError|Unterminated string"
    r"|Invalid response object|validation error|response with no 'choices'",
)
_BROKEN = re.compile(r"Connection reset|Server disconnected|Cannot connect|\[Errno \d+\]")


def _translate(
    fault: Fault,
    text: str,
    headers: Mapping[str, str],
    model: str,
    secrets: Iterable[str],
    with_format: bool,
) -> TranslatedError:
    if with_format and fault is error_table.REQUEST and _FORMAT.search(text):
        return UnsupportedOutputError(f"{model} does not take this form of output.")
    fault = _refine(fault, text)
    sentence = fault.sentence.format(model=model)
    said = _quote(text, secrets)
    message = f"{sentence} It says: {said}" if said else sentence
    if fault.is_transient:
        return TransientModelError(
            message,
            remedy=fault.remedy,
            kind=fault.kind,
            retry_after_seconds=parse_retry_after(headers),
        )
    return RefusedModelError(message, remedy=fault.remedy, kind=fault.kind)


def _refine(fault: Fault, text: str) -> Fault:
    """What the words say beyond the class or status."""
    if fault is error_table.RATE_LIMIT:
        return error_table.QUOTA if _SPENT.search(text) else fault
    if fault in (error_table.CONNECTION, error_table.SERVER_ERROR):
        # LiteLLM calls much of what it meets by one of these two names.
        if _NO_REPLY.search(text):
            return error_table.BAD_RESPONSE
        return error_table.CONNECTION if _BROKEN.search(text) else fault
    if fault is error_table.REQUEST:
        for pattern, found in (
            (_TOO_LONG, error_table.TOO_LONG),
            (_SPENT, error_table.QUOTA),
            (_KEY, error_table.KEY),
            (_CONTENT, error_table.CONTENT),
            (_NO_MODEL, error_table.UNKNOWN_MODEL),
        ):
            if pattern.search(text):
                return found
    return fault


_PREFIX = re.compile(r"^(litellm\.\w+: |\w*(Error|Exception)( -|:) )+")
_LOOKS_SECRET = re.compile(
    r"\b(sk|pk|gsk|xai|hf|key|api|AIza)[-_][A-Za-z0-9*._-]{6,}|AIza[\w-]{20,}|Bearer\s+\S+"
)
_SECRET_NAME = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD)", re.IGNORECASE)


def _quote(text: str, secrets: Iterable[str]) -> str:
    """What the provider says, on one line, short and without keys."""
    if re.search(r"<\s*(html|!doctype|head|body)\b", text, re.IGNORECASE):
        text = f"{_PREFIX.sub('', text.split('<', 1)[0]).strip()} (an HTML page)".strip()
    else:
        text = _PREFIX.sub("", _extract_message(text)).split("Traceback (most recent", 1)[0]
    for secret in (*secrets, *_find_environment_secrets()):
        if secret:
            text = text.replace(secret, "…")
    text = " ".join(_LOOKS_SECRET.sub("…", text).split())
    if len(text) > _MOST_TOLD:
        return f"{text[: _MOST_TOLD - 1]}…"
    return text if not text or text.endswith((".", "!", "?", "…", ")")) else f"{text}."


def _extract_message(text: str) -> str:
    """`HTTP 400. {"error": {"message": "..."}}` → `HTTP 400. ...`"""
    start = text.find("{")
    if start < 0:
        return text
    try:
        decoded = orjson.loads(text[start:])
    except ValueError:
        return text
    error = decoded.get("error", decoded)
    message = error.get("message") if isinstance(error, dict) else error
    return f"{text[:start]}{message}" if isinstance(message, str) else text


def _find_environment_secrets() -> list[str]:
    """Keys that LiteLLM may have taken from the environment by itself."""
    return [
        value
        for name, value in os.environ.items()
        if len(value) >= _SHORTEST_SECRET and _SECRET_NAME.search(name)
    ]


def _read_headers(error: BaseException) -> dict[str, str]:
    """Headers of the response that an exception carries; LiteLLM keeps them in one of three."""
    found: dict[str, str] = {}
    response = getattr(error, "response", None)
    headers: Any
    for headers in (
        getattr(response, "headers", None),
        getattr(error, "headers", None),
        getattr(error, "litellm_response_headers", None),
    ):
        if headers is not None and hasattr(headers, "items"):
            found.update({str(name).lower(): str(value) for name, value in headers.items()})
    return found


def _parse_number(text: str | None) -> float | None:
    try:
        number = float(text) if text else None
    except ValueError:
        return None
    return number if number is not None and math.isfinite(number) and number >= 0 else None


def _parse_date(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
