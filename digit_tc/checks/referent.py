"""What was made before is what is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import counted, failed, passed
from digit_tc.language.entities import id_noun, ids_in, is_id_value
from digit_tc.language.words import plural, split_identifier
from digit_tc.records import Call, Conversation, Provenance, Turn, Verdict, scalars_of
from digit_tc.records.paths import find, name_of
from digit_tc.semantics import profile_of
from digit_tc.semantics.facts import removed_by

NAME = "referent"
RULE = (
    "Where an earlier turn made a thing and the user names no other of its kind, no hidden look-up "
    "puts another one in its place."
)
PHASE = Phase.EXECUTION
KINDS = ALL_KINDS
DECIDES = True

_OTHER = (
    "another other others different previous earlier older oldest newest latest last first next "
    "upcoming existing any every each all"
).split()
"""What says that not the one is meant that was made before."""


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Follow what is made, and report what is taken in its place from turn `first` on."""
    made: dict[str, dict[str, Provenance]] = {}
    seen: set[str] = set()
    number = 0
    for position, turn in enumerate(conversation.turns):
        if position >= first:
            for call, source in _looked_up(turn):
                number += 1
                reason = _fault(turn, call, source, made, context)
                if reason is not None:
                    return failed(NAME, reason, turn=turn.index)
        for call in turn.calls:
            _follow(call, made, seen, context)
    return passed(NAME, f"{counted(number, 'value')} of hidden look-ups may be meant.")


def _looked_up(turn: Turn) -> Iterator[tuple[Call, Provenance]]:
    hidden = {call.id for call in turn.calls if call.hidden}
    for call in turn.calls:
        for source in call.provenance:
            if source.kind == "result" and source.call in hidden:
                yield call, source


def _follow(
    call: Call, made: dict[str, dict[str, Provenance]], seen: set[str], context: CheckContext
) -> None:
    """Note what a call makes, and forget what it removes."""
    view = context.view(call.tool)
    if view is not None and call.status == "ok":
        for kind, name in removed_by(call.arguments, view.tool):
            made.get(kind, {}).pop(name, None)
        if profile_of(view.tool).effect == "create":
            given = ids_in(call.arguments) | seen
            for field, value in call.fields.items():
                noun = id_noun(field)
                if noun is None or not is_id_value(value) or str(value) in given:
                    continue
                if split_identifier(field) in view.parameter_words:
                    continue  # what may be chosen is chosen, not made
                for kind in (noun,) if noun else profile_of(view.tool).objects[:1]:
                    made.setdefault(kind, {})[str(value)] = Provenance(
                        path=field, kind="result", call=call.id, result_path=field
                    )
    seen.update(ids_in(call.arguments), ids_in(call.result))


def _fault(
    turn: Turn, call: Call, source: Provenance, made: dict[str, dict[str, Provenance]],
    context: CheckContext,
) -> str | None:  # fmt: skip
    looking = next(one for one in turn.calls if one.id == source.call)
    view, user = context.view(looking.tool), context.view(call.tool)
    if view is None or user is None or not profile_of(view.tool).reads:
        return None
    kind = _kind(source.result_path, profile_of(view.tool).objects) or _kind(
        source.path, profile_of(user.tool).objects
    )
    known = made.get(kind)
    taken = find(looking.result, source.result_path)
    if not known or not is_id_value(taken) or str(taken) in known:
        return None
    if _is_chosen(turn, looking, source.result_path) or _is_another(turn.request, kind):
        return None
    right, place = list(known.items())[-1]
    return (
        f"Call {call.id} ({user.tool.name}) takes {kind} {taken} from call {looking.id} "
        f"({view.tool.name}), which is hidden, and the request names no {kind}: it means {right}, "
        f"which call {place.call} made. Take ${place.call}.{place.result_path} instead, or let the "
        f"request say which other {kind} is meant."
    )


def _kind(path: str, objects: tuple[str, ...]) -> str:
    """What a place holds the id of: `orders[0].order_id` → "order"; empty where it is no id."""
    noun = id_noun(name_of(path))
    return objects[0] if noun == "" and objects else noun or ""


def _is_chosen(turn: Turn, looking: Call, path: str) -> bool:
    """Whether the user's words choose what is looked up, or name what was found."""
    goals = {
        (source.start, source.end)
        for one in turn.calls
        if not one.hidden
        for source in one.provenance
        if source.kind == "user" and source.turn == turn.index
    }
    for source in looking.provenance:
        said = source.kind == "user" and source.turn == turn.index
        text = isinstance(find(looking.arguments, source.path), str)
        # Who moves an event to Friday does not mean one that is on Friday already.
        if said and text and (source.start, source.end) not in goals:
            return True
    if "[" not in path and ids_in(looking.arguments):
        return True  # the owner of the project: one thing leads to another
    others = {one.id: one for one in turn.calls}
    for source in looking.provenance:
        before = others.get(source.call or 0)
        if before is not None and before.hidden and _is_chosen(turn, before, source.result_path):
            return True
    item = find(looking.result, path.rpartition(".")[0]) if "." in path else looking.result
    request = turn.request.casefold()
    # A state such as "delivered" is no name.
    return any(
        isinstance(name, str)
        and len(name) > 2
        and not (name.islower() and name.isalpha())
        and name.casefold() in request
        for _path, name in (scalars_of(item) if isinstance(item, dict) else ())
    )


def _is_another(request: str, kind: str) -> bool:
    return _another(kind).search(request) is not None


@lru_cache(maxsize=5_000)
def _another(kind: str) -> re.Pattern[str]:
    noun = "|".join(re.escape(one) for one in (plural(kind), kind))
    return re.compile(rf"\b(?:{'|'.join(_OTHER)})(?: [\w'’-]+){{0,2}} (?:{noun})\b", re.IGNORECASE)
