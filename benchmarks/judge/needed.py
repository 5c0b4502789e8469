"""Reads that nobody asked for and whose results change nothing.

A read is needed where its result could change what comes later: a later argument, or what the
assistant tells. One that gives nothing but what it was asked by teaches to look twice.
"""

from __future__ import annotations

from .effects import closes_session, find_noun, list_words, may_change, opens_session, singularise
from .paths import walk_scalars
from .rows import Call, Row
from .said import SaidText
from .tally import Tally
from .things import has_failed, list_things, names
from .words import fold

STATES = frozenset("status state stock available active open balance limit".split())
"""Words of fields on which it may depend whether something can be done."""
REQUIRING = frozenset("first before must need needs require requires required only after".split())
"""Words of a text that demands something to be done beforehand."""


def judge_need(row: Row, tally: Tally) -> None:
    """Count the reads, and those that serve neither a later call nor the assistant's words."""
    hidden = set(row.metadata.get("hidden_calls", ()))
    for call in row.calls.values():
        # A session is opened for what it permits, not for what it gives.
        if may_change(call.name) or opens_session(call.name) or closes_session(call.name):
            continue
        unasked = call.id in hidden
        tally.counts["hidden_reads" if unasked else "explicit_reads"] += 1
        reason = _find_reason(call, row)
        if reason and (unasked or not _is_asked(call, row)):
            offence = "needless_hidden_reads" if unasked else "needless_explicit_reads"
            tally.offend(offence, row.locate(call), reason)


def _find_reason(call: Call, row: Row) -> str:
    """Why a read is not needed; empty where it may be."""
    given = {str(value) for _path, value in walk_scalars(call.arguments)}
    new = {str(value) for _path, value in walk_scalars(call.result) if value is not None} - given
    if has_failed(call) or _may_decide(call, row) or _is_demanded(call, row):
        return ""
    later = [one for one in row.calls.values() if call.precedes(one)]
    used = {str(value) for one in later for _path, value in walk_scalars(one.arguments)}
    sources = [one for one in row.metadata.get("provenance", ()) if one.get("from_call") == call.id]
    if used & new or _is_told(call, new, row):
        return ""
    if sources:
        return "it gives nothing but what it was asked by"
    return "no later call uses its result, and nobody is told"


def _may_decide(call: Call, row: Row) -> bool:
    """Whether a result may decide on a later act by being as it is: nothing is there, or a state
    of what is changed afterwards."""
    if call.result in ({}, []) or (
        isinstance(call.result, dict) and any(item == [] for item in call.result.values())
    ):
        return True
    states = any(
        isinstance(value, bool) or STATES & set(fold(path).split())
        for path, value in walk_scalars(call.result)
    )
    about = [thing for thing, _path in list_things(call.arguments, call.name)]
    return states and any(
        names(later, thing)
        for later in row.calls.values()
        if call.precedes(later) and may_change(later.name)
        for thing in about
    )


def _is_demanded(call: Call, row: Row) -> bool:
    """Whether the system message, or the description of a tool that is called later, says that
    something comes first, and names this tool or what it reads."""
    texts = [str(message.get("content")) for message in row.messages[:1]]
    texts += [
        str(row.tools.get(later.name, {}).get("description", ""))
        for later in row.calls.values()
        if call.precedes(later)
    ]
    name, noun = fold(call.name), find_noun(call.name)
    for text in map(fold, texts):
        words = text.split()
        if name in text or (noun in map(singularise, words) and REQUIRING & set(words)):
            return True
    return False


def _is_told(call: Call, values: set[str], row: Row) -> bool:
    answers = "\n".join(
        str(message.get("content"))
        for message in row.messages[call.answered_at + 1 :]
        if message.get("role") == "assistant" and message.get("content")
    )
    said = SaidText(answers, row.today)
    return any(said.says(value, [value]) for value in values if value)


def _is_asked(call: Call, row: Row) -> bool:
    """Whether the user's words up to the call name what it reads."""
    words = {
        singularise(word)
        for message in row.messages[: call.asked_at]
        if message.get("role") == "user"
        for word in fold(str(message.get("content"))).split()
    }
    about = {singularise(word) for word in list_words(call.name)} | {find_noun(call.name)}
    return bool(words & about)
