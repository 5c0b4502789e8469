"""Which result can serve which parameter, by the words of their names alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digit_tc.language.paths import steps_of
from digit_tc.language.words import singular, split_identifier
from digit_tc.prompts.parts import DoneCall, ToolBrief
from digit_tc.records import JSON, scalars_of
from digit_tc.rehearsal.answers.takes import schema_told

_TELLING_ENDS = frozenset("id ids code number token key uuid username email slug symbol".split())
_NUMBERS = frozenset(("integer", "number"))


@dataclass(frozen=True, slots=True)
class Taken:
    """One scalar parameter of a brief."""

    path: str
    """With `[]` for items."""
    required: bool
    schema: dict[str, JSON]

    @property
    def words(self) -> tuple[str, ...]:
        """Words of the name that it has, or of the object around it for a plain `id`."""
        return _words(self.path)


def taken(tool: ToolBrief) -> list[Taken]:
    """The parameters of a tool that can be read out of its brief."""
    return [
        Taken(path.replace("?", ""), "?" not in path, schema_told(words))
        for path, words in tool.takes.items()
        if path.replace("?", "")
    ]


def given_by_result(wanted: Taken, done: Sequence[DoneCall]) -> tuple[int, str] | None:
    """The latest earlier call, and the path in its result, that has what a parameter wants."""
    for call in reversed(done):
        for path, value in scalars_of(call.result):
            if _serves(path, wanted.words) and _same_type(wanted, value):
                return call.id, path
    return None


def given_by_tool(wanted: Taken, tools: Sequence[ToolBrief]) -> tuple[ToolBrief, str] | None:
    """The first tool, and the path in its result, that has what a parameter wants."""
    numeric = wanted.schema.get("type") in _NUMBERS
    for tool in tools:
        for path, kind in tool.gives.items():
            if _serves(path, wanted.words) and (kind in _NUMBERS) == numeric:
                return tool, path.replace("[]", "[0]")
    return None


def is_telling(words: tuple[str, ...]) -> bool:
    """Whether a name says which thing is meant: `order id`, but not `id` or `name`."""
    return len(words) > 1 and words[-1] in _TELLING_ENDS


def _serves(path: str, wanted: tuple[str, ...]) -> bool:
    return is_telling(wanted) and _words(path) == wanted


def _words(path: str) -> tuple[str, ...]:
    names = [step for step in steps_of(path) if isinstance(step, str)]
    words = tuple(singular(word) for word in split_identifier(names[-1])) if names else ()
    if len(words) == 1 and words[0] in _TELLING_ENDS and len(names) > 1:
        return (*(singular(word) for word in split_identifier(names[-2])), *words)
    return words


def _same_type(wanted: Taken, value: JSON) -> bool:
    if isinstance(value, bool) or value is None:
        return False
    return isinstance(value, int | float) == (wanted.schema.get("type") in _NUMBERS)
