"""Words of the user that refer to a thing, where several things could be meant.

"Cancel it", "the booking", "the first one", "the one of Anna": the call takes a thing that was
visible before, or that a look-up finds. Where several of its kind are visible and nothing that was
said singles one out, the reference is unclear. Rows of one result that is looked up on the way are
choices, which `picks.py` counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from .effects import may_change
from .facts import walk_facts
from .picks import EXTREMES, ORDINALS
from .rows import Argument, Call, Row
from .said import SaidText
from .tally import Tally
from .things import Thing, find_changed, find_made, has_failed, list_things, name_kind
from .words import squeeze


class Reference(NamedTuple):
    """An id that an argument takes from a result."""

    argument: Argument
    thing: Thing
    source: Call
    """The call whose result it is taken from."""


class Visible(NamedTuple):
    """Things of one kind that were visible before a turn."""

    known: set[str]
    """Ids of all of them."""
    focus: set[str]
    """Ids of those that were spoken of last: acted on, or else shown."""


def judge_references(row: Row, tally: Tally) -> None:
    """Count the references of which several candidates are visible, and those that are unclear."""
    references = list(find_references(row))
    taken: dict[tuple[int, str], set[str]] = {}
    for one in references:
        taken.setdefault((one.argument.call.turn, one.thing[0]), set()).add(one.thing[1])
    for one in references:
        kind, identity = one.thing
        turn = one.argument.call.turn
        before = list_visible(row, kind, turn)
        carried = one.source.turn < turn
        if carried and len(before.known) < 2:
            continue
        if not carried and (not before.focus or _was_described(one, row)):
            continue
        tally.counts["references"] += 1
        if before.focus in ({identity}, taken[turn, kind]):
            continue
        others = before.known - {identity}
        if identity in before.focus and not before.focus - {identity}:
            continue
        if not _is_singled_out(one, others, row):
            shown = ", ".join(sorted(before.focus)[:4])
            detail = f"{one.argument.shown}, while {kind} {shown} could be meant"
            tally.offend("unclear_references", row.locate(one.argument.call), detail)


def find_references(row: Row) -> Iterator[Reference]:
    """Every id that an argument takes from the result of a call, by its provenance."""
    sources = {
        (one["call"], one["path"]): one
        for one in row.metadata.get("provenance", ())
        if one["kind"] == "result" and one["from_call"] in row.calls
    }
    for argument in row.arguments:
        source = sources.get((argument.call.id, argument.path))
        if source is None:
            continue
        call = row.calls[source["from_call"]]
        kind = name_kind(source["result_path"], call.name)
        # What was made or found in the turn by an explicit call is what its request goes on with.
        hidden = call.id in row.metadata.get("hidden_calls", ())
        if kind and (call.turn < argument.call.turn or hidden):
            yield Reference(argument, (kind, str(argument.value)), call)


def list_visible(row: Row, kind: str, turn: int) -> Visible:
    """The things of a kind that results and arguments before a turn show."""
    known: set[str] = set()
    focus: set[str] = set()
    for position in range(turn):
        shown: set[str] = set()
        acted: set[str] = set()
        for call in row.turns[position].calls:
            if has_failed(call):
                continue
            here = {thing[1] for thing, _path in list_things(call.arguments, call.name)
                    if thing[0] == kind}  # fmt: skip
            found = {thing[1] for thing, _path in list_things(call.result, call.name)
                     if thing[0] == kind}  # fmt: skip
            shown |= here | found
            for thing in (find_made(call), find_changed(call)):
                if thing is not None and thing[0] == kind:
                    acted.add(thing[1])
            if may_change(call.name):
                acted |= here
        known |= shown
        focus = acted or shown or focus
    return Visible(known, focus)


def _was_described(one: Reference, row: Row) -> bool:
    """Whether the user's words went into the look-up, so that they say what is looked for."""
    pending, seen = [one.source.id], set()
    while pending:
        current = pending.pop()
        seen.add(current)
        for source in row.metadata.get("provenance", ()):
            if source["call"] != current:
                continue
            if source["kind"] == "user":
                return True
            before = source.get("from_call")
            if before in row.calls and before not in seen:
                pending.append(before)
    return False


def _is_singled_out(one: Reference, others: set[str], row: Row) -> bool:
    """Whether the request names the thing, its place, or something that no other candidate has."""
    turn = row.turns[one.argument.call.turn]
    said = SaidText(turn.request, row.today)
    if said.says(one.thing[1], []):
        return True
    if _names_place(one, row, squeeze(turn.request)):
        return True
    facts = _list_attributes(row, one.thing[0])
    own = facts.get(one.thing[1], {})
    rest = [facts.get(other, {}) for other in others]
    return any(
        said.says(value, []) and not any(_has(other, name, value) for other in rest)
        for name, value in own.items()
    )


def _names_place(one: Reference, row: Row, request: str) -> bool:
    """Whether a word of order or a comparison points into the only list of such things that the
    latest turn with one shows."""
    if EXTREMES.search(request):
        return True
    lists: list[list[str]] = []
    for position in range(one.argument.call.turn - 1, -1, -1):
        for call in row.turns[position].calls:
            rows = [thing[1] for thing, path in list_things(call.result, call.name)
                    if thing[0] == one.thing[0] and "[" in path]  # fmt: skip
            lists += [rows] if len(rows) > 1 else []
        if lists:
            break
    if len(lists) != 1 or one.thing[1] not in lists[0]:
        return False
    place = lists[0].index(one.thing[1])
    return any(
        wanted in (place, place - len(lists[0]))
        and any(re.search(rf"\b{word}\b", request) for word in words.split())
        for wanted, words in ORDINALS.items()
    )


def _list_attributes(row: Row, kind: str) -> dict[str, dict[str, Any]]:
    """Id → attributes, of all things of a kind that results describe."""
    found: dict[str, dict[str, Any]] = {}
    for call in row.calls.values():
        for made, attributes in (
            [(find_made(call), call.arguments)] if find_made(call) is not None else []
        ):
            if made is not None and made[0] == kind:
                plain = {k: v for k, v in attributes.items() if not isinstance(v, dict | list)}
                found.setdefault(made[1], {}).update(plain)
        for entity, identity, name, value in walk_facts(call.result, kind):
            if entity == kind:
                found.setdefault(identity, {})[name] = value
    return found


def _has(attributes: dict[str, Any], name: str, value: Any) -> bool:
    return bool(attributes.get(name) == value)
