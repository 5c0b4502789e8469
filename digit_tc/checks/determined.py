"""What is taken from one row of several is what the user's words single out."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import counted, failed, passed, shown
from digit_tc.language.locate import places
from digit_tc.language.transforms import agrees, same_value
from digit_tc.records import JSON, Call, Conversation, Pick, Turn, Verdict, scalars_of
from digit_tc.records.message_ids import turn_of_message
from digit_tc.records.paths import MISSING, find, generalise, join_path, parse_path
from digit_tc.world.picks import select

NAME = "determined"
RULE = (
    "A value that is taken from one row of several is of the row that the user's words in the turn "
    "single out: by what no other row holds, by its place, by a comparison that it wins, or since "
    "all rows are taken. A pick gives that row and no other, and its words are read back."
)
PHASE = Phase.EXECUTION
KINDS = ALL_KINDS
DECIDES = True

_PLACES = {"first": 0, "top": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
_LEAST = "cheapest earliest oldest nearest closest shortest smallest lowest soonest"
_MOST = "dearest latest newest furthest longest largest biggest highest best"
_WORDS = re.compile(
    rf"\b(?:{'|'.join((*_PLACES, *_LEAST.split(), *_MOST.split()))})\b(?!,| of all| thing)"
)
"""Not "first, ...", which orders what is done."""
_DAY_OR_HOUR = re.compile(r"\d{4}-\d\d|\d{1,2}:\d\d|\d+$")
"""What is said in other words than it is written."""


class _Taken(NamedTuple):
    """A value that is taken from a list of at least two rows."""

    call: Call
    path: str
    """The argument."""
    rows: list[JSON]
    position: int
    place: tuple[int, str]
    """The call that gave the list, and the list's path in its result."""
    row: str
    """The row's own path in it."""
    pick: Pick | None
    """The rule that gives the row, where one is told."""

    @property
    def use(self) -> tuple[object, ...]:
        """What it is taken for: all rows are meant only where one act is done with each of them."""
        return (self.place, self.call.tool, generalise(self.path))


def check(
    conversation: Conversation,
    context: CheckContext,  # noqa: ARG001  (all that counts is what the assistant sees)
    *,
    first: int = 0,
) -> Verdict:
    """Look at every value out of a list of several rows, from turn `first` on."""
    results = {call.id: call.result for call in conversation.calls}
    number = 0
    for turn in conversation.turns[first:]:
        picks = list(_taken_of(turn, results))
        taken: dict[tuple[object, ...], set[int]] = defaultdict(set)
        for pick in picks:
            taken[pick.use].add(pick.position)
        for pick in picks:
            number += 1
            if pick.pick is not None:
                reason = _wrong_pick(pick, pick.pick, conversation)
                if reason is not None:
                    return failed(NAME, reason, turn=turn.index)
                continue
            everything = len(taken[pick.use]) == len(pick.rows)
            if not everything and not _is_singled_out(pick, turn, conversation.today):
                return failed(NAME, _reason(pick), turn=turn.index)
    return passed(NAME, f"{counted(number, 'value')} out of lists are singled out.")


def _taken_of(turn: Turn, results: dict[int, JSON]) -> Iterator[_Taken]:
    for call in turn.calls:
        for source in call.provenance:
            if source.kind != "result" or "[" not in source.result_path or source.call is None:
                continue
            steps = parse_path(source.result_path)
            for depth, step in enumerate(steps):
                if isinstance(step, int):
                    path = join_path(steps[:depth])
                    rows = find(results.get(source.call), path)
                    if isinstance(rows, list) and 1 < len(rows) > step:
                        row = join_path(steps[: depth + 1])
                        place = (source.call, path)
                        yield _Taken(call, source.path, rows, step, place, row, source.pick)


def _wrong_pick(taken: _Taken, pick: Pick, conversation: Conversation) -> str | None:
    """Why a pick does not give the row, or its words do not say it; None where all is well."""
    result = next((one.result for one in conversation.calls if one.id == pick.call), None)
    rows = select(pick, result)
    source = next(one for one in taken.call.provenance if one.path == taken.path)
    if len(rows) != 1 or not _is_within(source.result_path, rows[0]):
        found = ", ".join(rows) or "no row"
        return (
            f"The pick of {taken.path} of call {taken.call.id} gives {found}, and "
            f"{source.result_path} is taken."
        )
    for condition in pick.conditions:
        text = conversation.texts.get(condition.message or "")
        if text is None or turn_of_message(condition.message) not in range(taken.call.turn + 1):
            return f"Nobody says by which {condition.field} call {taken.call.id} is meant."
        words = text[condition.start : condition.end]
        choices = _choices_of(condition.value)
        if not agrees(
            condition.transform, words, condition.value, today=conversation.today, choices=choices
        ):
            return (
                f'"{words}" is no way to say {condition.field} {shown(condition.value)}, by which '
                f"call {taken.call.id} is meant."
            )
    return None


def _choices_of(value: JSON) -> tuple[JSON, ...]:
    return (value,) if isinstance(value, str) else ()


def _is_within(path: str, row: str) -> bool:
    return path == row or path.startswith((f"{row}.", f"{row}["))


def _is_singled_out(pick: _Taken, turn: Turn, today: dt.date) -> bool:
    """Only words of the turn count: an hour that was said of something else tells nothing."""
    texts = turn.user_texts.values()
    low = " ".join(texts).lower()
    words = set(_WORDS.findall(low))
    for word in words & _PLACES.keys():
        if _PLACES[word] in (pick.position, pick.position - len(pick.rows)):
            return True
    if words.difference(_PLACES) and _wins(pick, words):
        return True
    others = [row for place, row in enumerate(pick.rows) if place != pick.position]
    return any(
        _may_be_said(value, low)
        and not any(same_value(value, _read(other, path)) for other in others)
        and any(places(value, text, {}, today=today) for text in texts)
        for path, value in scalars_of(pick.rows[pick.position])
    )


def _may_be_said(value: JSON, low: str) -> bool:
    """Whether it is worth looking for a value: a truth value or none at all singles nothing out,
    and of a name at least one word is said."""
    if value is None or isinstance(value, bool):
        return False
    if not isinstance(value, str) or _DAY_OR_HOUR.match(value):
        return True
    word = re.search(r"\w+", value.lower())
    return word is not None and word[0] in low


def _wins(pick: _Taken, words: set[str]) -> bool:
    """Whether the row has the only least or the only most of something that can be compared."""
    least = not words.isdisjoint(_LEAST.split())
    most = not words.isdisjoint(_MOST.split())
    for path, value in scalars_of(pick.rows[pick.position]):
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            continue
        others = [_read(row, path) for place, row in enumerate(pick.rows) if place != pick.position]
        if isinstance(value, str):
            # Days and hours are compared as they are written; other texts are not.
            alike = all(isinstance(one, str) and len(one) == len(value) for one in others)
            if not (alike and value[:1].isdigit()):
                continue
        elif not all(isinstance(one, int | float) for one in others):
            continue
        if least and all(value < one for one in others):
            return True
        if most and all(value > one for one in others):
            return True
    return False


def _read(row: JSON, path: str) -> JSON:
    found = find(row, path) if path else row
    return None if found is MISSING else found


def _reason(pick: _Taken) -> str:
    call, path = pick.place
    value = find(pick.call.arguments, pick.path)
    return (
        f"Call {pick.call.id} takes {pick.path} = {shown(value)} from row {pick.position} of the "
        f"{len(pick.rows)} in {path or 'the result'} of call {call}, and no word of the user says "
        "which one is meant. Let the request name what only this row holds, or its place."
    )
