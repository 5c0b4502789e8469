"""What the grammar writer knows of a tool, worked out once for each fingerprint."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from digit_tc.language.words import split_identifier
from digit_tc.records import Tool
from digit_tc.semantics import profile_of
from digit_tc.semantics.clauses import Clause, clause_of
from digit_tc.values.fields import Field, fields_of

_SLOT = re.compile(r"\{([^{}]*)\}")
_PAST = re.compile(
    r"\b(?:report|reports|statement|history|historical|usage|used|spending|spent|"
    r"transactions?|log|logs|"
    r"past|previous|archive|expenses|statistics|stats|scores?|results|audit|news|articles?|"
    r"completed|"
    r"recent|earthquakes?|trends?|changed|published|released|played|happened)\b",
    re.I,
)
_ID = re.compile(r"(?P<thing>\w+)_id(?P<many>s?)")
_DIRECTION = re.compile(r"^(?:from|to)_")
_MOST_PROFILES = 4096


@dataclass(frozen=True)
class Template:
    """A sentence or clause with slots: words and slots in turn, words first and last."""

    words: tuple[str, ...]
    slots: tuple[str, ...]
    things: tuple[str, ...] = ()
    """Parameters that take an id and whose things the words name: `card_id` in "block the card"."""

    @property
    def whole(self) -> bool:
        """Whether it is a sentence with its mark, not a clause that a sentence is made around."""
        return self.words[-1].rstrip('"').endswith(("?", ".", "!"))

    @classmethod
    def parse(cls, text: str, things: tuple[str, ...] = ()) -> Template:
        """Read `{slot}` places out of a text."""
        parts = _SLOT.split(text)
        return cls(tuple(parts[::2]), tuple(part.strip() for part in parts[1::2]), things)


@dataclass(frozen=True)
class SpokenTool:
    """One tool as the grammar writer sees it."""

    tool: Tool

    @cached_property
    def noun(self) -> str:
        """What the tool is about, in one word: `order` for `get_order`."""
        nouns = profile_of(self.tool).names
        return nouns[0] if nouns else ""

    @cached_property
    def looks_back(self) -> bool:
        """Whether the tool deals with what has already happened: a report, a history."""
        return bool(
            _PAST.search(f"{' '.join(split_identifier(self.tool.name))} {self.tool.description}")
        )

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Scalar places of the parameters by path pattern."""
        return {field.path: field for field in fields_of(self.tool.parameters, self.noun)}

    @cached_property
    def american(self) -> bool:
        """Whether its places lie in the United States: it asks for a state or a ZIP code."""
        return any(
            field.kind == "us_state"
            or (field.kind == "postal_code" and "zip" in field.name.lower())
            for field in self.fields.values()
        )

    @cached_property
    def clause(self) -> Clause:
        """The description as an imperative."""
        return clause_of(self.tool.name, profile_of(self.tool).purpose)

    @cached_property
    def phrases(self) -> tuple[Template, ...]:
        """How people ask for the tool, where its owner told it."""
        names = tuple(self.tool.parameters.get("properties", ()))
        return tuple(one for phrase in self.tool.phrases for one in _wordings(phrase, names))

    @cached_property
    def answers(self) -> tuple[Template, ...]:
        """How its result is told, where its owner told it."""
        return tuple(Template.parse(answer) for answer in self.tool.answers)


def _wordings(phrase: str, names: Sequence[str]) -> Iterator[Template]:
    """A phrase with each of its entity slots in two ways: by the id, and as a thing that is known.

    With a parameter `card_id`, `block {card}` is `block card {card_id}` and "block the card". Two
    things of one kind are not told apart by "the", so that one of them has its id.
    """
    ids = {thing: name for name in names if (thing := _thing_of(name)) and thing not in names}
    slots = [slot for slot in dict.fromkeys(_SLOT.findall(phrase)) if slot in ids]
    for known in product((False, True), repeat=len(slots)):
        text, things = phrase, []
        for slot, is_known in zip(slots, known, strict=True):
            noun = _DIRECTION.sub("", slot).replace("_", " ")
            words = f"the {noun}" if is_known else f"{noun} {{{ids[slot]}}}"
            text = text.replace(f"{{{slot}}}", words)
            things += [noun] if is_known else []
        if len(set(things)) == len(things):
            pairs = zip(slots, known, strict=True)
            yield Template.parse(text, tuple(ids[slot] for slot, is_known in pairs if is_known))


def _thing_of(name: str) -> str:
    """What an id is of, as an entity slot writes it: `card_id` → `card`, `file_ids` → `files`."""
    found = _ID.fullmatch(name)
    return f"{found['thing']}{found['many']}" if found else ""


_profiles: OrderedDict[tuple[str, str], SpokenTool] = OrderedDict()


def spoken_tool(tool: Tool) -> SpokenTool:
    """The profile of a tool; profiles are kept for as long as there is room."""
    key = (tool.key, tool.fingerprint)
    found = _profiles.get(key)
    if found is None or found.tool.returns is not tool.returns:
        found = _profiles[key] = SpokenTool(tool)
        if len(_profiles) > _MOST_PROFILES:
            _profiles.popitem(last=False)
    return found
