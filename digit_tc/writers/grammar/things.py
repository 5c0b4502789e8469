"""Which things the user has spoken of, and by what words each was meant."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from digit_tc.errors import RejectedError
from digit_tc.language.entities import id_noun, is_id_value, plain_name
from digit_tc.records import (
    JSON,
    Call,
    Condition,
    Pick,
    PlannedCall,
    Reference,
    message_id,
    scalars_of,
)
from digit_tc.records.paths import find, generalise, join_path, name_of, parse_path
from digit_tc.values.fields import Field
from digit_tc.world.choices import Choice
from digit_tc.writers.grammar.meaning import describe, noun_of_parameter, point_back
from digit_tc.writers.grammar.text import Key, LeafKey, PickKey, Span, joined
from digit_tc.writers.grammar.voice import Meant, Voice

Row = tuple[int, str]
"""One row of a result: id of the call, concrete path."""


class UntoldError(RejectedError):
    """There are no words for a row that a call is about."""

    reason = "untold"


@dataclass(slots=True)
class Things:
    """What has been spoken of in a conversation."""

    picks: dict[Row, Pick] = field(default_factory=dict)
    """Rows that the user has meant, with the words that said which."""
    last: dict[str, Row] = field(default_factory=dict)
    """Noun → the row of that kind that was meant last."""
    ids: dict[str, str] = field(default_factory=dict)
    """Noun → the id of that kind that came up last; empty where a turn brought up several."""
    taken: dict[Row, str] = field(default_factory=dict)
    """Row → the id that a call took of it."""
    texts: str = ""
    """Everything that the assistant has told."""

    def copy(self) -> Things:
        """The same, to go back to."""
        return Things(
            dict(self.picks), dict(self.last), dict(self.ids), dict(self.taken), self.texts
        )

    def see(self, calls: Iterable[Call], text: str) -> None:
        """Take note of what the calls of a turn were about, and of what was told of them."""
        self.texts += f" {text}"
        several: dict[str, set[str]] = {}
        about: dict[str, set[str]] = {}
        for call in calls:
            for told, found in ((call.arguments, about), (call.result, several)):
                for path, value in scalars_of(told):
                    noun = id_noun(plain_name(name_of(path)))
                    if noun and is_id_value(value):
                        found.setdefault(noun, set()).add(str(value))
                        several.setdefault(noun, set()).add(str(value))
            for source in call.provenance:
                if source.pick is not None and source.call is not None:
                    row = (source.call, _row_of(source.result_path, source.pick.rows))
                    self.taken[row] = str(find(call.arguments, source.path))
        for noun, values in several.items():
            self.ids[noun] = values.pop() if len(values) == 1 else ""
        for noun, values in about.items():
            # "That event" is the one that was spoken of last, if it was one.
            row_last = self.last.get(noun)
            if row_last is not None and {self.taken.get(row_last)} != values:
                del self.last[noun]

    def by_id(
        self, call: PlannedCall, fields: Mapping[str, Field], arguments: JSON,
        rows: Container[tuple[int, str]], now: Container[int],
    ) -> list[Meant]:  # fmt: skip
        """What a call takes from earlier turns and cannot be "that order", since another one came
        up in between: by its id, which the assistant has told.

        `rows` are arguments that come out of lists, `now` the calls of the turn. Raises UntoldError
        where the assistant has not told the id.
        """
        meant: list[Meant] = []
        for binding in call.bindings:
            pattern = generalise(binding.path)
            known = fields.get(pattern)
            if (
                not isinstance(binding.value, Reference)
                or binding.value.call in now
                or (call.id, binding.path) in rows
                or known is None
                or known.kind != "identifier"
            ):
                continue
            noun = noun_of_parameter(known)
            value = str(find(arguments, binding.path))
            last = self.ids.get(noun.rsplit(maxsplit=1)[-1])
            if last is None or last == value:
                continue
            if value not in self.texts:
                raise UntoldError(f"Nothing says which {noun} call {call.id} takes.")
            meant.append(Meant((pattern,), noun, [f"{noun} {value}"]))
        return meant


class Telling:
    """The rows that one turn is about, in the order in which they are spoken of."""

    def __init__(
        self, turn: int, calls: Sequence[PlannedCall],
        choices: Mapping[tuple[int, str], Choice], things: Things, voice: Voice,
        made: Mapping[str, int] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        """`made` are the kinds of things that the turn makes, each with the call that does: beside
        the new order, the one that was meant before is "the old order"."""
        self._made = made
        self._turn = turn
        self._asked = [call.id for call in calls if not call.hidden]
        self._calls = calls
        self._choices = choices
        self.things = things.copy()
        """What has been spoken of when the turn is told."""
        self._voice = voice
        self._new: dict[Row, tuple[LeafKey, Pick]] = {}
        self.phrases: list[str] = []
        """How each row may be called, in the order of telling."""

    def tell(self, call: PlannedCall, takes: dict[str, str]) -> list[Meant]:
        """The rows that a call is about and that nothing has told yet.

        In `takes` its parameters that take a result are put right: what was meant before in this
        turn is spoken of as what is there `now`.
        """
        meant: list[Meant] = []
        for row, paths in self._rows_of(call).items():
            choice = self._choices[call.id, paths[0]]
            taken = {one.path: one.value.path for one in call.bindings
                     if isinstance(one.value, Reference)}  # fmt: skip
            # What is taken beside the thing itself goes without saying.
            paths.sort(key=lambda path: taken[path] != f"{choice.place}.{choice.own}")
            patterns = tuple(generalise(path) for path in paths)
            when = "now" if row in self._new else self._when(choice, row)
            for pattern in patterns:
                takes[pattern] = when or takes.get(pattern, "")
            if row in self._new:
                itself = taken[paths[0]] == f"{choice.place}.{choice.own}"
                if itself and self._made.get(choice.noun, call.id) < call.id:
                    meant.append(Meant(patterns, choice.noun, [f"the old {choice.noun}"]))
                continue
            key = LeafKey(call.id, paths[0])
            self.things.last[choice.noun] = row
            if when == "earlier":
                meant.append(Meant(patterns, choice.noun, point_back(choice, taken[paths[0]])))
                self.phrases.append(joined(meant[-1].pieces)[0])
                continue
            self._new[row] = (key, choice.pick)
            if choice.pick.kind == "only":
                continue
            just_listed = not call.hidden and self._is_just_asked(call.id, choice.pick.call)
            pieces = describe(choice, taken[paths[0]], key, self._voice, anaphoric=just_listed)
            if pieces is None:
                raise UntoldError(f"Nothing says which {choice.noun} call {call.id} takes.")
            meant.append(Meant(patterns, choice.noun, pieces, choice.pick.call))
            self.phrases.append(joined(pieces)[0])
        return meant

    @property
    def nouns(self) -> set[str]:
        """What the rows that have been told are called."""
        return {self._choices[key.call, key.path].noun for key, _pick in self._new.values()}

    def list_conditions(self) -> dict[PickKey, tuple[Condition, Field]]:
        """What words have to say so that each row can be told, with the field that it is of."""
        wanted: dict[PickKey, tuple[Condition, Field]] = {}
        for key, pick in self._new.values():
            fields = self._choices[key.call, key.path].preferences.fields
            for number, condition in enumerate(pick.conditions):
                told = PickKey(key.call, key.path, number)
                wanted[told] = (condition, fields[condition.field])
        return wanted

    def finish(self, spans: Mapping[Key, Span]) -> dict[tuple[int, str], Pick]:
        """The picks of all arguments of the turn, with the words that the text says them by."""
        for row, (key, pick) in self._new.items():
            conditions = []
            for number, condition in enumerate(pick.conditions):
                span = spans.get(PickKey(key.call, key.path, number))
                if span is None:
                    raise UntoldError(f"The words for call {key.call} were lost.")
                said = {"message": message_id(self._turn, 0), "start": span.start,
                        "end": span.end, "transform": span.transform}  # fmt: skip
                conditions.append(condition.model_copy(update=said))
            self.things.picks[row] = pick.model_copy(update={"conditions": tuple(conditions)})
        return {
            (call.id, path): self.things.picks[row]
            for call in self._calls
            for row, paths in self._rows_of(call).items()
            for path in paths
        }

    def _rows_of(self, call: PlannedCall) -> dict[Row, list[str]]:
        rows: dict[Row, list[str]] = {}
        for binding in call.bindings:
            choice = self._choices.get((call.id, binding.path))
            if choice is not None:
                rows.setdefault((choice.pick.call, choice.place), []).append(binding.path)
        return rows

    def _when(self, choice: Choice, row: Row) -> str:
        """`earlier` for what an earlier turn has meant and nothing of its kind has since."""
        known = row in self.things.picks and self.things.last.get(choice.noun) == row
        return "earlier" if known else ""

    def _is_just_asked(self, call: int, source: int) -> bool:
        if source not in self._asked:
            return False
        return self._asked.index(call) == self._asked.index(source) + 1


def _row_of(path: str, rows: str) -> str:
    """The row that a path into a result passes through: `orders[2].order_id` → `orders[2]`."""
    return join_path(parse_path(path)[: len(parse_path(rows))])
