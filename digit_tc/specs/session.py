"""Parameters that belong to the session and not to what a user asks: keys, versions, accounts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from digit_tc.language.words import singular, split_identifier
from digit_tc.records import Finding, Tool
from digit_tc.records.paths import enter
from digit_tc.specs.schema import join_pointer

_SECRET = re.compile(
    r"(?:^|_)(?:api_?key|apikey|rapidapi_key|access_key|secret(?:_key)?|client_secret|private_key"
    r"|auth(?:orization)?(?:_token)?|bearer(?:_token)?|(?:access|api|auth|session|security)_token"
    r"|app_token|credentials?|x_rapidapi_(?:key|host)|subscription_key|jwt)$|^token$"
)
_NOT_SECRET = re.compile(r"\b(page|pagination|cursor|next|continuation|crypto\w*|erc|nft)\b", re.I)
_AUTHENTICATES = re.compile(
    r"\b(?:authenti|authori[sz]|bearer|credential|api[ -]key|scopes?\b)", re.I
)
_VERSION = re.compile(r"(?:^|_)api_version$|^(?:notion|stripe|anthropic|github|x)_version$")
_SAYS_VERSION = re.compile(r"\bAPI version\b|\bversion of the API\b", re.IGNORECASE)
_TRANSPORT = re.compile(
    r"authorization|content_(?:type|length|encoding)|accept(?:_.*)?|user_agent|idempotency_key"
    r"|(?:x_)?(?:request|correlation|trace|client_request)_id|traceparent|tracestate|if_(?:none_)?match"
    r"|x_(?:api|client|app|tenant|forwarded|amz|goog|ms)_.*"
)
_ACCOUNTS = frozenset(("account", "tenant", "workspace", "organization", "organisation", "org"))
_LOGIN = re.compile(
    r"\b(?:log ?in|login|sign ?in|signin|sign ?up|authenticate|authori[sz]e|oauth|token|revoke"
    r"|introspect|session|credentials?|api ?keys?|verify|refresh)\b"
)
_SHARE = 0.5
_FEWEST = 3


def mark_sessions(tools: Sequence[Tool], headers: Sequence[frozenset[str]]) -> list[Tool]:
    """The tools of one source, with the parameters that belong to the session.

    `headers` gives for each tool those of its parameters that travel in headers or cookies. An
    account belongs to the session where most tools ask for it and none is about accounts.
    """
    shared = _shared_accounts(tools)
    return [_marked(tool, own | shared) for tool, own in zip(tools, headers, strict=True)]


def _marked(tool: Tool, known: frozenset[str]) -> Tool:
    names = [
        name
        for name, part in tool.parameters["properties"].items()
        if part.get("type") in ("string", "integer", "number", "boolean")
        and (name in known or _is_of_session(name, part, tool))
    ]
    update = {
        "session": tuple(enter("", name) for name in names),
        "findings": (*tool.findings, *(_told(name) for name in names)),
    }
    return tool.model_copy(update=update) if names else tool


def _is_of_session(name: str, schema: dict[str, Any], tool: Tool) -> bool:
    plain = "_".join(split_identifier(name))
    said = str(schema.get("description", ""))
    if _TRANSPORT.fullmatch(plain) or _VERSION.search(plain) or _SAYS_VERSION.search(said):
        return True
    if _LOGIN.search(" ".join(split_identifier(tool.name))):
        return False
    secret = _SECRET.search(plain) or (plain.endswith("_token") and _AUTHENTICATES.search(said))
    return bool(secret) and not _NOT_SECRET.search(f"{plain.replace('_', ' ')} {said}")


def _shared_accounts(tools: Sequence[Tool]) -> frozenset[str]:
    asked = Counter(name for tool in tools for name in tool.parameters["required"])
    subjects = {singular(word) for tool in tools for word in split_identifier(tool.name)}
    most = [n for n, count in asked.items() if count >= max(_FEWEST, _SHARE * len(tools))]
    return frozenset(name for name in most if _account_in(name) in _ACCOUNTS - subjects)


def _account_in(name: str) -> str:
    """`account_id` → `account`; empty where it is no handle of anything."""
    *before, last = split_identifier(name) or ("",)
    return before[-1] if before and last in ("id", "slug", "name") else ""


def _told(name: str) -> Finding:
    return Finding(
        rule="session-parameter",
        where=join_pointer("/parameters", "properties", name),
        severity="note",
        detail=f"{name[:60]} belongs to the session: one value in a conversation, never asked for.",
    )
