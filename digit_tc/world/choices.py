"""Which row a call takes out of a list, and by what the words can tell it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from digit_tc.records import Pick, PickKind, Tool
from digit_tc.semantics import profile_of
from digit_tc.world.picks import Candidate, choose_pick
from digit_tc.world.preferences import Preferences, preferences_of
from digit_tc.world.result_schema import ResultNode, result_schema_of

PICKS: Mapping[PickKind, float] = {"named": 0.42, "conjunction": 0.42, "extreme": 0.2}
"""How often each kind is wished for among rows of several: conjunctions more often than they are
to come out, since it takes other rows that share either attribute."""
_ORDINALS = 0.04
"""The same for rows of a list that the user has been told of."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A row that is taken, with what its words are made of."""

    pick: Pick
    """What singles the row out."""
    preferences: Preferences
    """The fields of the rows."""
    noun: str
    """What one row is called."""
    place: str
    """Where the row stands: `orders[0].lines[2]`."""
    own: str
    """The field that holds a row's own id; empty where none does."""


Tellable = Callable[[Choice], bool]
"""Whether there are words for a choice."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A list in a result."""

    call: int
    """Id of the call that gave it."""
    pattern: str
    """Path pattern of its rows."""


class Chooser:
    """Chooses picks that can be told."""

    def __init__(self, rng: Random, is_tellable: Tellable) -> None:
        self._rng = rng
        self._is_tellable = is_tellable
        self._kinds: dict[tuple[str, str], tuple[Preferences, str, str]] = {}
        """(tool, path pattern of its rows) → their fields, what one is called, its own id."""

    def choose(
        self, tool: Tool, rows: Rows, found: Sequence[Candidate], number: int,
        wishes: Sequence[PickKind],
    ) -> Choice | None:  # fmt: skip
        """What singles out the row of this number, by the first kind that can be said; None where
        none can. `tool` gave the rows that were `found`.
        """
        key = (tool.key, rows.pattern)
        if key not in self._kinds:
            row = find_place(result_schema_of(tool).root, rows.pattern)
            noun = noun_of_row(row) or profile_of(tool).noun or "one"
            preferences = preferences_of(tool.returns or {}, rows.pattern, noun)
            self._kinds[key] = (preferences, noun, row.own if row else "")
        preferences, noun, own = self._kinds[key]
        for wish in wishes:
            pick = choose_pick(
                rows.call, rows.pattern, found, number, wishes=[wish], rng=self._rng,
                sayable=preferences.sayable, comparable=preferences.comparable,
            )  # fmt: skip
            if pick is not None:
                choice = Choice(pick, preferences, noun, found[number].path, own)
                if self._is_tellable(choice):
                    return choice
        return None

    def wishes(self, *, known: bool) -> list[PickKind]:
        """Kinds of picks in the order of wishing, each first as often as it should be.

        `known` says that the user has been told of the list.
        """
        odds: dict[PickKind, float] = {**PICKS, **({"ordinal": _ORDINALS} if known else {})}
        wishes: list[PickKind] = []
        while odds:
            wishes.append(self._rng.choices(list(odds), list(odds.values()))[0])
            del odds[wishes[-1]]
        return wishes


def rows_of(path: str) -> str:
    """The pattern of the innermost rows that a path passes through; empty where it passes none.

    `orders[].lines[].sku` → `orders[].lines[]`.
    """
    return path[: path.rindex("[]") + 2] if "[]" in path else ""


def noun_of_row(row: ResultNode | None) -> str:
    """What one row of a list is called: "order"."""
    return next((one for one in (row.noun, *row.nouns) if one), "") if row is not None else ""


def find_place(place: ResultNode, pattern: str) -> ResultNode | None:
    """The place of a result under a path pattern, or None."""
    if place.path == pattern:
        return place
    inside = (*place.fields, *((place.item,) if place.item is not None else ()))
    return next((found for one in inside if (found := find_place(one, pattern)) is not None), None)
