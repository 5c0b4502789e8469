"""Whether closing words tell each act of a turn, and none as done that failed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from digit_tc.checks.common.context import CheckContext
from digit_tc.language.participles import participle
from digit_tc.language.spoken_numbers import number_of
from digit_tc.language.transforms import MONTHS
from digit_tc.language.words import split_identifier
from digit_tc.records import JSON, Call, Turn, canonical_json, scalars_of
from digit_tc.semantics import profile_of
from digit_tc.semantics.clauses import clause_of

_SIGN = re.compile(
    r"unfortunately|regret|sorry|fail|nothing|\bno\b|\bnone\b|\bnot\b|n['’]t|unable|cannot|error"
    r"|wrong|problem|trouble|reject|refus|declin|denied|invalid|unavailable|already|however"
    r"|\bbut\b|exceed|\blimit|expired|missing|impossible|instead|\bonly\b|\btoo\b|attempt|tried",
    re.I,
)
"""What a text says where something did not go through."""
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”)]*\s+")
_PART = re.compile(r"(?<=[.!?…;])[\"”)]*\s+")
_COLLECTIVE = re.compile(
    r"\b(?:both|each|every|everything|everybody|everyone|all(?! set| done| right| good))\b", re.I
)
_TOKEN = re.compile(r"[^\W_]+(?:[.:]\d+)*")
_IDLE = frozenset(
    "the and for with from into that this your you his her its are was were been has have had all "
    "any one not but out get set use used given specific specified id ids true false none".split()
)
_DATE = re.compile(r"\d{4}-(\d\d)-(\d\d)")
_TIME = re.compile(r"(\d\d):(\d\d)")


def find_false_success(text: str, turn: Turn, context: CheckContext) -> str | None:
    """The name of a tool whose failed call a text passes over or tells as done, or None.

    A call that was made again with success has not failed in the end.
    """
    for place, call in enumerate(turn.calls):
        if call.status != "error" or call.hidden:
            continue
        if any(one.tool == call.tool and one.status == "ok" for one in turn.calls[place + 1 :]):
            continue
        view = context.view(call.tool)
        name = view.tool.name if view else call.tool
        if not _SIGN.search(text):
            return name
        done = _done_words(call, context)
        shown = str(call.result).casefold()
        worked = [one for one in turn.calls if one.status == "ok"]
        others = {word for one in worked for word in _done_words(one, context)}
        for word in done - others:
            if word in shown:
                continue
            for sentence in _SENTENCE.split(text):
                if re.search(rf"\b{word}\b", sentence, re.I) and not _SIGN.search(sentence):
                    return name
    return None


def find_untold(text: str, turn: Turn, context: CheckContext) -> str | None:
    """The name of a tool whose asked call leaves no trace in a text, or None.

    Its trace is what sets it apart from the other calls that were asked for, or a sentence about
    the same things that is not one of theirs.
    """
    asked: dict[bytes, Call] = {}
    for call in turn.calls:
        if not call.hidden:
            asked[canonical_json([call.tool, call.arguments])] = call
    if len(asked) < 2 or _COLLECTIVE.search(text):
        return None
    said = set(_tokens(text))
    if str(len(asked)) in said and len({call.tool for call in asked.values()}) == 1:
        return None
    traces = [_traces(call, context) for call in asked.values()]
    for place, call in enumerate(asked.values()):
        others = set().union(*(one for at, one in enumerate(traces) if at != place))
        own = traces[place] - others
        if own and own.isdisjoint(said) and not _has_sentence(text, traces, place):
            view = context.view(call.tool)
            return view.tool.name if view else call.tool
    return None


def _has_sentence(text: str, traces: list[set[str]], place: int) -> bool:
    """Whether a part of a text touches a call, and nothing that is another call's alone."""
    others = [one for at, one in enumerate(traces) if at != place]
    for part in _PART.split(text):
        said = set(_tokens(part))
        theirs = any(said & (one - traces[place]) for one in others)
        if said & traces[place] and not theirs:
            return True
    return False


def _done_words(call: Call, context: CheckContext) -> set[str]:
    view = context.view(call.tool)
    if view is None:
        return set()
    known = profile_of(view.tool)
    if known.reads:
        return set()
    verb = clause_of(view.tool.name, known.purpose).verb.split(maxsplit=1)[0]
    words = {participle(one) for one in (verb, known.verb) if one}
    return {word for word in words | {known.state_after} if word}


def _traces(call: Call, context: CheckContext) -> set[str]:
    """The beginnings of words, and the figures, by which a text can show that it tells a call."""
    view = context.view(call.tool)
    pieces = [call.tool.rpartition(":")[2]]
    if view is not None:
        known = profile_of(view.tool)
        pieces += [known.purpose, participle(known.verb) if known.verb else ""]
    for part in (call.arguments, call.result):
        for path, value in scalars_of(part):
            pieces += [path, _as_text(value)]
        pieces += _sizes(part)
    words = (f"{' '.join(split_identifier(piece))} {piece}" for piece in pieces)
    return {token for piece in words for token in _tokens(piece)}


def _sizes(value: JSON) -> Iterator[str]:
    if isinstance(value, list):
        yield str(len(value))
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _sizes(one)


def _as_text(value: JSON) -> str:
    text = str(value)
    date, time = _DATE.search(text), _TIME.search(text)
    if date and 1 <= int(date[1]) <= 12:
        text += f" {MONTHS[int(date[1]) - 1]} {int(date[2])}"
    if time:
        text += f" {int(time[1])} {int(time[1]) % 12 or 12} {int(time[1]) % 12 or 12}:{time[2]}"
    return text.removesuffix(".0")


def _tokens(text: str) -> Iterator[str]:
    for word in _TOKEN.findall(text.casefold()):
        yield from _forms_of(word)


@lru_cache(maxsize=50_000)
def _forms_of(word: str) -> tuple[str, ...]:
    """What a word counts as: its figure, itself where it has a digit, else how it begins."""
    number = number_of(word)
    forms = () if number is None else (f"{number:g}",)
    if any(mark.isdigit() for mark in word):
        return (*forms, word)
    return (*forms, word[:4]) if len(word) > 2 and word not in _IDLE else forms
