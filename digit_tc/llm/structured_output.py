"""Structured output: the modes `json_schema`, `json_object` and `instruction`, strictest first.

`render_request` renders a request in a mode, `extract_schema` is its inverse for programs that
answer prompts, and `OutputModes` knows which mode to use with each model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from digit_tc.config.models import ModelsConfig
from digit_tc.llm.protocol import ChatMessage, ModelRequest
from digit_tc.records.base import canonical_json

__all__ = [
    "OUTPUT_MODES",
    "OutputMode",
    "OutputModes",
    "extract_schema",
    "fits_strict",
    "render_request",
]

OutputMode = Literal["json_schema", "json_object", "instruction"]
OUTPUT_MODES: tuple[OutputMode, ...] = ("json_schema", "json_object", "instruction")
"""From the strictest to what every model can do."""

_OPEN = (
    "\n\n<<<REPLY-SCHEMA\n"
    "Reply with one JSON value and nothing else. It must fit this JSON Schema:\n"
)
_CLOSE = "\nREPLY-SCHEMA>>>"


def render_request(
    request: ModelRequest, mode: OutputMode
) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """Messages and `response_format` of a request in a mode; no format where there is no schema.

    Below `json_schema` the provider is not given the schema, so it is appended to the last message
    between fixed markers.
    """
    messages: list[dict[str, Any]] = [
        {"role": message.role, "content": message.content} for message in request.messages
    ]
    schema = request.reply_schema
    if schema is None:
        return messages, None
    if mode == "json_schema":
        described = {
            "name": request.reply_name,
            "schema": schema,
            "strict": fits_strict(schema),
        }
        return messages, {"type": "json_schema", "json_schema": described}
    last = messages[-1]
    last["content"] = f"{last['content']}{_OPEN}{canonical_json(schema).decode()}{_CLOSE}"
    return messages, {"type": "json_object"} if mode == "json_object" else None


def extract_schema(
    messages: Sequence[ChatMessage],
) -> tuple[tuple[ChatMessage, ...], dict[str, Any] | None]:
    """The messages without an appended schema, and that schema; None where there is none."""
    import orjson

    given = tuple(messages)
    if not given or not given[-1].content.endswith(_CLOSE):
        return given, None
    content = given[-1].content
    # Canonical JSON holds no line break, so the last opening marker is the true one.
    start = content.rfind(_OPEN)
    if start < 0:
        return given, None
    try:
        schema = orjson.loads(content[start + len(_OPEN) : -len(_CLOSE)])
    except ValueError:
        return given, None
    if not isinstance(schema, dict):
        return given, None
    last = ChatMessage(role=given[-1].role, content=content[:start])
    return (*given[:-1], last), schema


class OutputModes:
    """The output mode of each model: a first guess, and a plainer mode each time one is refused.

    Once a model has accepted a mode, a refusal is about one schema, and only requests with that
    schema use a plainer one. Nothing is kept between processes: a wrong guess costs one refused
    request.
    """

    def __init__(self, config: ModelsConfig) -> None:
        self._fixed: OutputMode | None = None if config.output == "auto" else config.output
        self._modes: dict[str, OutputMode] = {}
        self._accepted: set[tuple[str, OutputMode]] = set()
        self._exceptions: dict[tuple[str, bytes], OutputMode] = {}

    def choose_mode(self, request: ModelRequest, api_base: str | None) -> OutputMode:
        """The mode for a request; `api_base` is the address of the user's own server, if any."""
        if self._fixed is not None:
            return self._fixed
        if (
            self._exceptions
            and (exception := self._exceptions.get(_schema_key(request))) is not None
        ):
            return exception
        mode = self._modes.get(request.model)
        if mode is None:
            mode = self._modes[request.model] = _guess_mode(request.model, api_base)
        return mode

    def record_accepted(self, request: ModelRequest, mode: OutputMode) -> None:
        """The model accepted a request in this mode."""
        if request.reply_schema is not None:
            self._accepted.add((request.model, mode))

    def fall_back(self, request: ModelRequest, refused: OutputMode) -> bool:
        """The model refused this mode. Returns False where there is no plainer one."""
        if self._fixed is not None or refused == OUTPUT_MODES[-1]:
            return False
        below = OUTPUT_MODES[OUTPUT_MODES.index(refused) + 1]
        if (request.model, refused) in self._accepted:
            self._exceptions[_schema_key(request)] = below
        elif self._modes.get(request.model) == refused:
            # Many requests are refused at once: only the first of them steps down.
            self._modes[request.model] = below
        return True


def fits_strict(schema: dict[str, Any]) -> bool:
    """Whether OpenAI's strict mode takes the schema: every object closed, every field required."""
    return schema.get("type") == "object" and _strict(schema, 0)


_STRICT_WORDS = frozenset(
    "type properties required additionalProperties items enum const anyOf $defs $ref title "
    "description minimum maximum exclusiveMinimum exclusiveMaximum multipleOf pattern "
    "minItems maxItems".split()
)
_STRICT_DEPTH = 10


def _strict(schema: object, depth: int) -> bool:
    if not isinstance(schema, dict) or depth > _STRICT_DEPTH or not schema.keys() <= _STRICT_WORDS:
        return False
    if not schema.keys() & {"type", "anyOf", "enum", "const", "$ref"}:
        return False
    kinds = schema.get("type", ())
    inner = [*schema.get("anyOf", ()), *schema.get("$defs", {}).values()]
    if kinds == "object" or "object" in kinds:
        fields = schema.get("properties", {})
        closed = schema.get("additionalProperties") is False
        if not closed or not fields or set(schema.get("required", ())) != set(fields):
            return False
        inner.extend(fields.values())
    if kinds == "array" or "array" in kinds:
        inner.append(schema.get("items"))
    return all(_strict(each, depth + 1) for each in inner)


def _schema_key(request: ModelRequest) -> tuple[str, bytes]:
    return request.model, canonical_json(request.reply_schema)


def _guess_mode(model: str, api_base: str | None) -> OutputMode:
    """An own server is asked for everything at first; of a known provider LiteLLM knows more."""
    from digit_tc.llm.litellm_library import load_litellm

    litellm = load_litellm()
    try:
        bare, provider, _, _ = litellm.get_llm_provider(model=model, api_base=api_base)
        known = litellm.get_supported_openai_params(model=bare, custom_llm_provider=provider) or []
        if api_base is not None and "response_format" in known:
            return "json_schema"
        if litellm.supports_response_schema(model=bare, custom_llm_provider=provider):
            return "json_schema"
    except Exception:  # whatever it says about an unknown model, the request will tell
        return "json_schema"
    return "json_object" if "response_format" in known else "instruction"
