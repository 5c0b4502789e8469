"""Acts in an order that no person would want."""

from __future__ import annotations

from collections.abc import Iterator

from .effects import (
    ENDING,
    begins_with,
    closes_session,
    list_words,
    may_change,
    opens_session,
    singularise,
)  # fmt: skip
from .paths import walk_scalars
from .rows import Call, Row
from .tally import Tally
from .things import Thing, find_changed, find_made, has_failed, list_things
from .words import fold

MOVING = frozenset(("move", "reschedule", "rename"))
REVIEWING = frozenset("review rate".split())
BUYING = frozenset("buy order purchase place book".split())
SECRETS = frozenset("password passcode pin secret token".split())
OWN = frozenset("current me my profile login session auth token register signup account".split())
"""Words of tools that give what is the user's own."""
SESSION_WORDS = frozenset(
    "login logged session authenticated authentication token verified".split()
)


def judge_sense(row: Row, tally: Tally) -> None:
    """Count things undone at once, reviewed before they are bought, sessions in vain, acts after a
    logout, and credentials of somebody else."""
    calls = sorted(row.calls.values(), key=lambda call: (call.asked_at, call.id))
    tally.counts["things_made"] += sum(find_made(call) is not None for call in calls)
    for offence, find in (
        ("things_undone_at_once", find_undone),
        ("reviews_before_purchase", find_early_reviews),
        ("needless_sessions", find_needless_sessions),
        ("acts_after_logout", find_acts_after_logout),
    ):
        for call, reason in find(row, calls):
            tally.offend(offence, row.locate(call), reason)
    for call, reason in find_foreign_credentials(row):
        tally.offend("credentials_of_others", row.locate(call), reason)


def find_undone(row: Row, calls: list[Call]) -> Iterator[tuple[Call, str]]:
    """Calls that cancel or delete what was made just before, or move it although the call that
    made it could have been told the place.

    Just before is in the same turn or the one before it, with nothing done to the thing between.
    A change of mind is none: the user says it, and the act is called so.
    """
    acts = row.metadata.get("acts", ())
    for number, call in enumerate(calls):
        made = find_made(call)
        if made is None:
            continue
        for later in calls[number + 1 :]:
            if made not in _list_given(later):
                continue
            revised = any(
                act["act"] == "revise" for turn in acts[later.turn : later.turn + 1] for act in turn
            )
            again = set(later.arguments) & _list_parameters(row, call)
            undoes = begins_with(later.name, ENDING) or (begins_with(later.name, MOVING) and again)
            undoes = undoes and find_changed(later) == made
            if undoes and later.turn <= call.turn + 1 and not revised:
                yield later, f"{made[0]} {made[1]} was made by {call.id} {call.name}"
            break


def find_early_reviews(_row: Row, calls: list[Call]) -> Iterator[tuple[Call, str]]:
    """Reviews of something that is bought afterwards, and was not before."""
    for number, call in enumerate(calls):
        if not REVIEWING & list_words(call.name) or not may_change(call.name):
            continue
        things = _list_given(call)
        buying = [one for one in calls if begins_with(one.name, BUYING) and not has_failed(one)]
        buying = [one for one in buying if things & _list_given(one)]
        if buying and not any(one in calls[:number] for one in buying):
            yield call, f"{buying[0].id} {buying[0].name} buys it only later"


def find_needless_sessions(row: Row, calls: list[Call]) -> Iterator[tuple[Call, str]]:
    """Sessions after which nothing is called that takes what they give, changes anything, or
    says that it wants one."""
    for number, call in enumerate(calls):
        if not opens_session(call.name) or has_failed(call):
            continue
        given = {str(value) for _path, value in walk_scalars(call.result)}
        later = [one for one in calls[number + 1 :] if not closes_session(one.name)]
        if not any(
            may_change(one.name) or _wants_session(row, one) or
            given & {str(value) for _path, value in walk_scalars(one.arguments)}
            for one in later
        ):  # fmt: skip
            yield call, "no later call needs it"


def find_acts_after_logout(row: Row, calls: list[Call]) -> Iterator[tuple[Call, str]]:
    """Calls after a logout that were made in the session before it, or say that they want one."""
    opened = closed = -1
    for number, call in enumerate(calls):
        if opens_session(call.name):
            opened, closed = number, -1
        elif closes_session(call.name) and not has_failed(call):
            closed = number
        elif closed >= 0:
            inside = {one.name for one in calls[opened + 1 : closed]} if opened >= 0 else set()
            if call.name in inside or _wants_session(row, call):
                yield call, f"{calls[closed].id} {calls[closed].name} ended the session"


def find_foreign_credentials(row: Row) -> Iterator[tuple[Call, str]]:
    """Secrets, and the names of who logs in, that are taken from something that was looked up."""
    sources = {
        (one["call"], one["path"]): row.calls.get(one.get("from_call", ""))
        for one in row.metadata.get("provenance", ())
    }
    for argument in row.arguments:
        words = set(fold(argument.path).split())
        who = opens_session(argument.call.name) and bool(words & {"username", "user", "email"})
        source = sources.get((argument.call.id, argument.path))
        if source is None or not (words & SECRETS or who):
            continue
        if "next" in words or "page" in words:
            continue  # a token of a page opens no door
        own = {singularise(word) for word in list_words(source.name)} & OWN
        if not own and not opens_session(source.name) and not may_change(source.name):
            yield argument.call, f"{argument.shown} is from {source.id} {source.name}"


def _list_parameters(row: Row, call: Call) -> set[str]:
    return set(row.tools.get(call.name, {}).get("parameters", {}).get("properties", {}))


def _list_given(call: Call) -> set[Thing]:
    return {thing for thing, _path in list_things(call.arguments, call.name)}


def _wants_session(row: Row, call: Call) -> bool:
    told = str(row.tools.get(call.name, {}).get("description", ""))
    return bool(SESSION_WORDS & set(fold(told).split()))
