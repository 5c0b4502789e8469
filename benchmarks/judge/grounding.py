"""Whether what is called with was said, found before, or is given by the schema."""

from __future__ import annotations

from typing import Any

from .paths import equals, walk_scalars
from .rows import Argument, Call, Row
from .said import SaidText
from .tally import Tally


def judge_grounding(row: Row, tally: Tally) -> None:
    """Count the values that are grounded, and the calls that need the result of another one."""
    said = _Conversation(row)
    needs_earlier: set[int] = set()
    for call, arguments in _by_call(row):
        same, earlier = said.results_before(call)
        text = said.text_before(call)
        needs = {_judge_argument(row, one, text, same, earlier, tally) for one in arguments}
        tally.counts["needs_same"] += "same" in needs
        tally.counts["needs_earlier"] += "earlier" in needs
        tally.counts["needs_result"] += bool(needs & {"same", "earlier"})
        if "earlier" in needs:
            needs_earlier.add(call.turn)
    for number, turn in enumerate(row.turns):
        if number and turn.calls:
            tally.counts["later_turns"] += 1
            tally.counts["later_turns_using"] += number in needs_earlier


class _Conversation:
    """What could be known before a call."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self._texts: dict[str, SaidText] = {}

    def text_before(self, call: Call) -> SaidText:
        """What the system and the user had said."""
        first = self._row.messages[:1]
        said = " ".join(
            str(one.get("content") or "") for one in first if one.get("role") == "system"
        )
        for message in self._row.messages[: call.asked_at]:
            if message.get("role") == "user":
                said += f"\n{message.get('content')}"
        if said not in self._texts:
            self._texts[said] = SaidText(said, self._row.today)
        return self._texts[said]

    def results_before(self, call: Call) -> tuple[list[Any], list[Any]]:
        """The scalars of results of the same turn, and those of earlier turns."""
        same: list[Any] = []
        earlier: list[Any] = []
        for other in self._row.calls.values():
            if other.precedes(call):
                found = same if other.turn == call.turn else earlier
                found.extend(value for _, value in walk_scalars(other.result))
        return same, earlier


def _by_call(row: Row) -> list[tuple[Call, list[Argument]]]:
    """Each call that has arguments, with them."""
    found: dict[int, tuple[Call, list[Argument]]] = {}
    for argument in row.arguments:
        found.setdefault(id(argument.call), (argument.call, []))[1].append(argument)
    return list(found.values())


def _judge_argument(
    row: Row,
    argument: Argument,
    text: SaidText,
    same: list[Any],
    earlier: list[Any],
    tally: Tally,
) -> str:
    """Count one value; `same` or `earlier` where only a result of that turn gives it."""
    value = argument.value
    in_text = text.says(value, argument.choices)
    in_same = any(equals(value, other) for other in same)
    in_earlier = any(equals(value, other) for other in earlier)
    strict = in_text or in_same or in_earlier or argument.is_default or value is None
    by_schema = isinstance(value, bool) or argument.is_listed
    tally.counts["scalars"] += 1
    tally.counts["grounded_strict"] += strict
    tally.counts["grounded"] += strict or by_schema
    if not (strict or by_schema):
        tally.offend("ungrounded", row.locate(argument.call), argument.shown)
    if in_text or argument.is_default or by_schema:
        return ""
    return "same" if in_same else "earlier" if in_earlier else ""
