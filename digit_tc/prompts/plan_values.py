"""The planner's prompt: values for the calls of a sampled chain."""

from __future__ import annotations

from typing import Any, ClassVar

from digit_tc.prompts.base import Prompt
from digit_tc.prompts.fences import plain
from digit_tc.prompts.parts import WantedCall, object_of, properties_in
from digit_tc.prompts.shortened import value_in_words
from digit_tc.prompts.word_lists import joined
from digit_tc.records import JSON, Role


class PlanValues(Prompt):
    """All literal values of a conversation at once, so that its turns belong together.

    The program has chosen calls and references. Reply: `{"values": {"<call id>": {path: value}}}`.
    """

    NAME: ClassVar[str] = "plan-values"
    VERSION: ClassVar[int] = 1
    ROLE: ClassVar[Role] = "planner"

    today: str
    persona: str
    calls: tuple[WantedCall, ...]
    refused: tuple[str, ...] = ()
    """Why the last answer was not taken."""

    def reply_schema(self) -> dict[str, Any]:
        calls = {str(call.id): object_of(dict(call.wanted)) for call in self.calls if call.wanted}
        return object_of({"values": object_of(calls)})

    def shown(self, field: str) -> Any:
        # The schemas stand in the reply schema; their gist is for models that do not see it.
        if field != "calls":
            return super().shown(field)
        return tuple(_in_words(call) for call in self.calls)

    @classmethod
    def completed(cls, fields: dict[str, JSON], schema: dict[str, Any]) -> dict[str, JSON]:
        calls = fields.get("calls")
        if not isinstance(calls, list):
            return fields
        return fields | {"calls": [_with_schemas(call, schema) for call in calls]}


def _in_words(call: WantedCall) -> dict[str, JSON]:
    words = {path: value_in_words(path, schema) for path, schema in call.wanted.items()}
    return dict(plain(call)) | ({"wanted": joined(words)} if words else {})


def _with_schemas(call: JSON, schema: dict[str, Any]) -> JSON:
    if not isinstance(call, dict):
        return call
    return call | {"wanted": properties_in(schema, "values", str(call.get("id")))}
