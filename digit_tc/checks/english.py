"""A request reads as a person would write it."""

from __future__ import annotations

import re
from operator import eq

from digit_tc.checks.common.check import ALL_KINDS, Phase
from digit_tc.checks.common.context import CheckContext
from digit_tc.checks.common.verdicts import counted, failed, passed
from digit_tc.checks.common.wording import control_in, json_in, markup_in, own_words
from digit_tc.records import Conversation, Verdict, scalars_of

NAME = "english"
RULE = (
    "A request is 3 to 120 words of English: no identifiers, no talk of parameters, no doubled "
    "words or punctuation, nothing unfilled, no markup or control characters, quotes in pairs, a "
    "beginning and an end, and it is the user who speaks."
)
PHASE = Phase.REQUEST
KINDS = ALL_KINDS
DECIDES = True

_WORD = re.compile(r"[\w'’$€£%.:/@+-]*\w[\w'’%-]*")
_SNAKE = re.compile(r"\b[A-Za-z][A-Za-z0-9]*_\w+|\b\w+_[A-Za-z]\w*")
_CAMEL = re.compile(r"\b[a-z]{2,}[A-Z][A-Za-z0-9]*\b")
_BRANDS = frozenset({
    "macOS", "watchOS", "tvOS", "iPhone", "iPad", "iOS", "eBay", "eBook", "eBooks", "iCloud",
    "iTunes", "iMessage", "iMac", "pH", "kWh", "mmHg", "mRNA", "eSIM", "eCommerce",
})  # fmt: skip
_PARAMETER = re.compile(r"\b(?:parameters?|argument (?:named|called)|arguments)\b", re.I)
_SET_TO = re.compile(r"\bwith (?:the |a |an |its |my )?(?:[\w-]+ ){1,4}(?:set|equal) to\b", re.I)
_DOUBLED_WORD = re.compile(r"\b([A-Za-z]+)\s+\1\b", re.I)
_MAY_DOUBLE = frozenset({
    "had", "that", "very", "really", "so", "bye", "no", "x", "many", "please", "cool", "well",
    "ok", "okay", "hey", "yeah", "yes", "hi", "wow", "ha",
})  # fmt: skip
_DOUBLED_MARK = re.compile(
    r"(?<!\.)\.\.(?!\.)|[,;:]\s*[,;:.!?]|[.!?]\s*[,;:](?=\s|$)|!!|\?\?|\.[!?]|[!?]\."
)
_SPACED_MARK = re.compile(r"\s[,.;:!?](?=\s|$)")
_UNFILLED = re.compile(r"[{}]|<\w+>|%s\b|\[(?:insert|your|the|name|date)\b[^\]]*\]", re.I)
_PROGRAM = re.compile(r"\b(?:True|False|null|undefined|NaN)\b|(?<!^)(?<![.!?] )\bNone\b")
_ASSISTANT = re.compile(
    r"\bas an? (?:AI(?: language)? (?:model|assistant)|(?:large )?language model|AI,)"
    r"|\bI(?:['’]m| am) (?:just |only )?an? (?:AI (?:language )?(?:model|assistant)"
    r"|(?:large )?language model)\b"
    r"|\bI(?:['’]m| am) sorry,? (?:but )?I (?:cannot|can not|can['’]t|am (?:unable|not able))\b"
    r"|\bI (?:cannot|can not|can['’]t) (?:help|assist) (?:you )?with (?:that|this|your)\b"
    r"|\bhow (?:can|may) I (?:help|assist) you\b|\b(?:happy|glad) to (?:help|assist) you\b",
    re.IGNORECASE,
)
_FAULTS = (
    (
        _ASSISTANT,
        "speaks as an assistant, not as the user",
        ("language model", " ai ", " ai,", "sorry", "help", "assist"),
    ),
    (_PARAMETER, "speaks of parameters", ("parameter", "argument")),
    (_SET_TO, "sets a parameter to a value", ("set to", "equal to")),
    (_UNFILLED, "has a slot that was not filled", ("{", "}", "<", "[", "%s")),
    (_PROGRAM, "holds a program's word", ("true", "false", "null", "undefined", "nan", "none")),
    (_DOUBLED_MARK, "doubles a punctuation mark", ("",)),
    (_SPACED_MARK, "has a space before a punctuation mark", (" .", " ,", " ;", " :", " !", " ?")),
)
"""Pattern, what it shows, and signs without one of which it need not be tried."""
_ABBREVIATION = re.compile(
    r"\b([ap]\.m|etc|inc|ltd|co|corp|jr|sr|st|no|vs|e\.g|i\.e|u\.s|u\.k|approx|dept|ave|blvd)\.",
    re.IGNORECASE,
)
_LONE_BRACKET = re.compile(r"[:;=]-?[)(]|(?<!\w)\w\)")
"""Brackets that come alone: in a smile, or behind a number of a list."""
_MERRY_END = re.compile(
    r"[.!?…](?: ?(?:[:;]-?[)D]|[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?))+$"
    r"|[a-z] ?(?:[:;]-?[)D]|[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?)$"
)
_ENDS = tuple(".?!…)\"”'’")


def check(conversation: Conversation, context: CheckContext, *, first: int = 0) -> Verdict:
    """Read the requests of every turn from `first` on; terse and mistyped ones have more leave."""
    loose = context.manner(conversation.persona) in {"terse", "typos"}
    for turn in conversation.turns[first:]:
        own = own_words(turn)
        for place, (identity, text) in enumerate(turn.user_texts.items()):
            # Who answers a question may do so in a word.
            reason = _fault(text, own[identity], conversation, loose=loose, reply=place > 0)
            if reason is not None:
                return failed(NAME, reason, turn=turn.index)
    number = sum(len(turn.user_texts) for turn in conversation.turns[first:])
    return passed(NAME, f"{counted(number, 'request')} read as English.")


def _fault(
    text: str, own: str, conversation: Conversation, *, loose: bool, reply: bool
) -> str | None:
    """What is wrong with a message; `own` are the writer's words in it, without values."""
    control = control_in(text)
    if control is not None:
        return f"The request holds a control character: {control}."
    for pattern, what, sign in ((_SNAKE, "snake_case", "_"), (_CAMEL, "camelCase", "")):
        for match in pattern.finditer(own) if sign in own else ():
            if match[0] not in _BRANDS and not _is_value(match[0], conversation):
                return f'The request holds a {what} name: "{match[0]}".'
    lower = own.lower()
    for pattern, what, signs in _FAULTS:
        if any(sign in lower for sign in signs):
            found = pattern.search(own)
            if found is not None and pattern is _DOUBLED_MARK:
                # The stop of "7 p.m., please" belongs to the abbreviation.
                found = pattern.search(_ABBREVIATION.sub(r"\1", own))
            if found is not None:
                return f'The request {what}: "{found[0].strip()}".'
    markup = markup_in(own)
    if markup is not None:
        return f"The request holds markup: {markup}"
    words = lower.split()
    if any(map(eq, words, words[1:])):
        for match in _DOUBLED_WORD.finditer(own):
            if match[1].lower() not in _MAY_DOUBLE:
                return f'The request doubles a word: "{match[0]}".'
    pasted = json_in(text)
    if pasted is not None:
        return f"The request holds a list or object as programs write it: {pasted}"
    return _pairs_fault(own) or _frame_fault(text, loose=loose, fewest=1 if reply else 3)


def _pairs_fault(text: str) -> str | None:
    if text.count('"') % 2 or text.count("“") != text.count("”"):
        return "The request opens a quotation and does not close it."
    if text.count("(") != text.count(")") or text.count("[") != text.count("]"):
        text = _LONE_BRACKET.sub(" ", text)
    if text.count("(") != text.count(")") or text.count("[") != text.count("]"):
        return "The request has a bracket without its partner."
    return None


def _frame_fault(text: str, *, loose: bool, fewest: int) -> str | None:
    words = len(_WORD.findall(text))
    if not fewest <= words <= 120:
        return f"The request has {counted(words, 'word')}; {fewest} to 120 are expected."
    if text != text.strip():
        return "The request begins or ends with white space."
    if loose:
        return None
    if text[0].islower():
        return f'The request begins with a small letter: "{text.split(maxsplit=1)[0]}".'
    if not text.endswith(_ENDS) and not _MERRY_END.search(text):
        return f'The request ends without punctuation: "{text.rsplit(maxsplit=1)[-1]}".'
    return None


def _is_value(token: str, conversation: Conversation) -> bool:
    return any(
        isinstance(value, str) and token in value
        for call in conversation.calls
        for part in (call.arguments, call.result)
        for _, value in scalars_of(part)
    )
