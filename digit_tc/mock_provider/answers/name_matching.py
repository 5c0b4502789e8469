"""Finds results that can serve a parameter, by the words of their names alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from digit_tc.language.validators import finds
from digit_tc.language.words import singular, split_identifier
from digit_tc.mock_provider.answers.schema_text import parse_schema_text
from digit_tc.prompts.parts import DoneCall, ToolBrief
from digit_tc.records import JSON, scalars_of
from digit_tc.records.paths import parse_path, take_first

_TELLING_ENDS = frozenset("id ids number token key uuid username email slug symbol".split())
_NUMBERS = frozenset(("integer", "number"))

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WantedParameter:
    """One scalar parameter of a tool, as a prompt describes it."""

    path: str
    """With `[]` for items."""
    required: bool
    """Whether a call must give it."""
    schema: dict[str, JSON]
    """JSON Schema, as far as the prompt tells it."""
    words: Words
    """Words of its name, with those of the object around it for a plain `id`."""

    @property
    def is_telling(self) -> bool:
        """Whether the name says which thing is meant: `order id`, but not `id` or `name`."""
        return _is_telling(self.words)


@dataclass(frozen=True, slots=True)
class ResultField:
    """A field of a result that can serve parameters."""

    tool: ToolBrief
    """The tool whose result has it."""
    path: str
    """Concrete: the first item of a list."""
    numeric: bool
    """Whether its value is a number."""


class ResultIndex:
    """The fields of the results of several tools, by the words of their names."""

    def __init__(self, tools: Sequence[ToolBrief]) -> None:
        self._by_words: dict[Words, list[ResultField]] = {}
        for tool in tools:
            for path, kind in tool.gives.items():
                words = split_path_words(path)
                if _is_telling(words):
                    numeric = kind.partition(" ")[0] in _NUMBERS
                    given = ResultField(tool, take_first(path), numeric)
                    self._by_words.setdefault(words, []).append(given)

    def find_for(self, wanted: WantedParameter, without: Collection[str] = ()) -> list[ResultField]:
        """Fields that can serve a parameter, but for results of the tools named in `without`."""
        numeric = wanted.schema.get("type") in _NUMBERS
        return [
            given
            for given in self._by_words.get(wanted.words, ())
            if given.numeric == numeric and given.tool.name not in without
        ]


def list_parameters(tool: ToolBrief) -> list[WantedParameter]:
    """The scalar parameters of a tool, as its description in a prompt tells them."""
    return [
        WantedParameter(place, "?" not in path, parse_schema_text(words), split_path_words(place))
        for path, words in tool.takes.items()
        if (place := path.replace("?", ""))
    ]


def find_in_results(
    wanted: WantedParameter, done: Sequence[DoneCall], gone: Collection[str] = ()
) -> tuple[int, str] | None:
    """The id of the latest call whose result has what a parameter wants, and the path in it.

    Values in `gone` (ids of what was removed) do not count.
    """
    if not wanted.is_telling:
        return None
    for call in reversed(done):
        for path, value in scalars_of(call.result):
            if (
                split_path_words(path) == wanted.words
                and _fits(wanted, value)
                and str(value) not in gone
            ):
                return call.id, path
    return None


@lru_cache(maxsize=20_000)
def split_path_words(path: str) -> Words:
    """Words of the last name of a path; for a plain `id` with those of the name before it."""
    names = [step for step in parse_path(path) if isinstance(step, str)]
    words = tuple(singular(word) for word in split_identifier(names[-1])) if names else ()
    if len(words) == 1 and words[0] in _TELLING_ENDS and len(names) > 1:
        return (*(singular(word) for word in split_identifier(names[-2])), *words)
    return words


def _is_telling(words: Words) -> bool:
    return len(words) > 1 and words[-1] in _TELLING_ENDS


def _fits(wanted: WantedParameter, value: JSON) -> bool:
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, int | float):
        return wanted.schema.get("type") in _NUMBERS
    pattern = wanted.schema.get("pattern")
    return wanted.schema.get("type") not in _NUMBERS and (not pattern or finds(pattern, value))
