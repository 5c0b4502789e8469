"""What is hidden may be hidden, and the user does not ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import counted, failed, passed
from digit_tc.language.words import plural, singular
from digit_tc.records import Conversation, Tool, Turn, Verdict
from digit_tc.records.profile import READING_EFFECTS
from digit_tc.semantics import profile_of

NAME = "hiding"
RULE = (
    "Hidden calls read or begin a session, come with all that they build on, serve another call, "
    "leave at least one call to ask for, and are not asked for."
)
PHASE = Phase.DATAFLOW
KINDS = ALL_KINDS
DECIDES = True

_READING = (
    "get find search fetch show retrieve check list tell pull locate see view browse display "
    "query provide"
)
_READING_VERBS = (*_READING.split(), "look up", "look for", "pull up", "search for", "check for")
_MAKING_VERBS = ("create", "make", "add", "set up", "place", "submit")
_TELLING = r"(?:id|ids|number|details?|info|information|profile|record|name|code|data|account)"
_PLACED = frozenset(("to", "in", "from", "at", "on", "with", "near", "by", "into", "for"))
_CUE = (
    r"(?:first(?: of all)?,?|start(?:ing)? by|begin(?:ning)? by|(?:by|after|before)(?: you)?"
    r"|once you(?:['’]ve)?|you(?:['’]ll| will)? (?:first )?(?:need|have) to"
    r"|in order to|step one:?)"
)
"""What announces a step on the way."""
_VAGUE = frozenset(
    ["detail", "info", "information", "status", "list", "data", "result", "id", "name", "by"]
)


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Look at the hidden calls of every turn from `first` on."""
    number = 0
    for turn in conversation.turns[first:]:
        hidden = {call.id for call in turn.wanted if call.hidden}
        if not hidden:
            continue
        reason = _structure_fault(turn, hidden, context) or _asked_for(turn, context)
        if reason is not None:
            return failed(NAME, reason, turn=turn.index)
        number += len(hidden)
    if not number:
        return passed(NAME, "No call is hidden.")
    return passed(NAME, f"{counted(number, 'hidden call')} may be hidden and are not asked for.")


def _structure_fault(turn: Turn, hidden: set[int], context: CheckContext) -> str | None:
    if len(hidden) == len(turn.wanted):
        return f"Every call of turn {turn.index} is hidden, so there is nothing to ask for."
    producers = _producers(turn, context)
    for call in turn.wanted:
        if call.id not in hidden:
            continue
        for producer in sorted(producers[call.id] - hidden):
            return f"Call {call.id} is hidden, but call {producer}, which it builds on, is not."
        if not any(call.id in used for used in producers.values()):
            return f"Call {call.id} is hidden, but no call of the turn uses or requires it."
        view = context.view(call.tool)
        if view is not None and not may_go_unsaid(view.tool):
            return f"Call {call.id} ({view.tool.name}) changes something, so it must not be hidden."
    return None


def may_go_unsaid(tool: Tool) -> bool:
    """Whether a tool may be called unasked: it reads, or begins a session."""
    profile = profile_of(tool)
    return profile.reads or profile.effect == "session"


def _producers(turn: Turn, context: CheckContext) -> dict[int, set[int]]:
    ids = {call.id for call in turn.wanted}
    after = {planned.id: planned.after for planned in turn.plan.calls}
    producers: dict[int, set[int]] = {}
    for call in turn.wanted:
        found = {source.call for source in call.provenance if source.call is not None}
        found.update(after.get(call.id, ()))
        view = context.view(call.tool)
        needed = view.tool.requires if view else ()
        found.update(
            other.id for other in turn.calls if other.tool in needed and other.id < call.id
        )
        producers[call.id] = found & ids
    return producers


def _asked_for(turn: Turn, context: CheckContext) -> str | None:
    explicit = [
        view.tool
        for call in turn.calls
        if not call.hidden and (view := context.view(call.tool)) is not None
    ]
    said = "\n".join(turn.user_texts.values())
    lower = said.lower()
    shared = {(_kind(tool), noun) for tool in explicit for noun in profile_of(tool).objects}
    listed = {
        noun
        for tool in explicit
        if profile_of(tool).effect in ("list", "search")
        for noun in profile_of(tool).objects
    }
    for call in turn.calls:
        view = context.view(call.tool) if call.hidden else None
        if view is None:
            continue
        if not any(noun[:-1] in lower for noun in _heads(view.tool)):
            continue
        ways = _ways_to_ask(profile_of(view.tool).verb, _kind(view.tool), _heads(view.tool))
        if not ways:
            continue
        alike = all((_kind(view.tool), noun) in shared for noun in _heads(view.tool))
        order, *others = ways
        found = next(filter(_is_object, order.finditer(said)), None)
        found = found or next(filter(None, (way.search(said) for way in others)), None)
        if found is not None and alike:
            # "Get the file" asks for the call that is asked for; "find files" asks for a list.
            many = [noun for noun in _heads(view.tool) if re.search(rf"{noun}s\b", found[0], re.I)]
            if not many or listed.intersection(many):
                continue
        if found is not None:
            return (
                f'The request says "{found[0]}", which asks for call {call.id} '
                f"({view.tool.name}); that call is hidden."
            )
    return None


def _is_object(match: re.Match[str]) -> bool:
    """Whether the noun is what the verb is about: not so in "find flights to the city"."""
    between = match["between"].lower().split()
    for place, word in enumerate(between):
        if word in _PLACED and place and between[place - 1] not in _VAGUE:
            return singular(between[place - 1]) in _VAGUE
    return True


def _kind(tool: Tool) -> str:
    effect = profile_of(tool).effect
    return "get" if effect in READING_EFFECTS else profile_of(tool).verb or effect


def _heads(tool: Tool) -> tuple[str, ...]:
    objects = profile_of(tool).objects
    telling = tuple(noun for noun in objects if noun not in _VAGUE)
    made = tuple(noun for noun in profile_of(tool).makes if noun not in objects)
    return (*telling[:1], *made)


@lru_cache(maxsize=20_000)
def _ways_to_ask(verb: str, kind: str, heads: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """How a call may be asked for: as an order, by what it finds out, or as a step on the way.

    As an order, verb and noun stand within four words, without a clause ending or a possessive
    between them.
    """
    if not heads:
        return ()
    verbs = _READING_VERBS if kind in READING_EFFECTS else (verb, *_MAKING_VERBS) if verb else ()
    if not verbs:
        return ()
    every = {*verbs, verb} - {""}
    said = _any_of(every)
    nouns = _any_of(form for head in heads for form in (head, singular(head), plural(head)))
    doing = _any_of({*every, *map(_gerund, every)})
    word = r"[\w'’-]+"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"\b(?:{said})(?P<between>(?: [\w-]+){{0,3}}) (?:{nouns})\b(?!['’]s?\b)"
            r"(?! \w+(?:s|ing)\b)",
            rf"\b(?:{said})(?: {word}){{0,3}} (?:{nouns})(?:['’]s?)? {_TELLING}\b",
            rf"\b(?:{said})(?: {word}){{0,2}} {_TELLING} (?:of|for|about)(?: {word}){{0,3}}"
            rf" (?:{nouns})\b",
            rf"\b{_CUE} (?:{doing})(?: {word}){{0,4}}? (?:{nouns})\b",
        )
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(one) for one in sorted(set(words), key=lambda one: (-len(one), one)))


def _gerund(verb: str) -> str:
    """`look up` → `looking up`."""
    first, space, rest = verb.partition(" ")
    if first in {"get", "set", "submit"}:
        first += first[-1]
    elif first.endswith("e") and not first.endswith("ee"):
        first = first[:-1]
    return f"{first}ing{space}{rest}"
