"""Whether closing words tell a success as a failure, or tell nothing of what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digit_tc.checks.common.context import CheckContext
from digit_tc.language.spoken_numbers import number_of
from digit_tc.language.words import split_identifier
from digit_tc.records import JSON, Turn, scalars_of
from digit_tc.semantics import profile_of

_SIGN = re.compile(
    r"unfortunately|regret|sorry|fail|nothing|\bno\b|\bnot\b|n['’]t|unable|cannot|error|wrong", re.I
)
_TOTAL = re.compile(
    r"\bnothing (?:was |were |is |has been |could be )?(?:found|came up|turned up|available)"
    r"|\bfound nothing\b|\bno (?:matching )?(?:results|matches|entries|records)\b"
    r"|\b(?:did not|didn['’]t|could not|couldn['’]t|was unable to|were unable to) find any"
    r"|\b(?:it|that|this|everything|the (?:request|search|call|lookup|operation|booking|order"
    r"|attempt|action|task|query|process|update))(?: has)? failed\b"
    r"|\bsomething went wrong\b|\ban error (?:occurred|came up|happened)\b"
    r"|\bI (?:cannot|can['’]t|can not|am unable to|was unable to|could not|couldn['’]t)"
    r" (?:help|assist|do|complete|process|fulfil|fulfill|carry|get|access|retrieve|perform)\b"
    r"|\b(?:did not|didn['’]t) (?:work|succeed|go through)\b|\bwas(?: not|n['’]t) successful\b",
    re.IGNORECASE,
)
"""The whole has failed, or there is nothing."""
_PARTIAL = re.compile(
    r"\b(?:could not|couldn['’]t|unable to|not able to|failed to)\b"
    r"|\bunfortunately\b[^.!?]*(?:\b(?:no|not|none|nothing|never|cannot|failed)\b|n['’]t\b)",
    re.IGNORECASE,
)
"""Something has failed, or is not so."""
_FAILED = re.compile(
    r"fail|error|not[ _-]?found|unavailab|declin|reject|denied|refus|invalid|expired|missing"
    r"|unsuccess|nothing|no[ _-](?:results?|match|data|record|entr)|\bnone\b|unknown|empty"
    r"|timed?[ _-]?out|incomplete|unable|impossible|not[ _-]possible|unreachable",
    re.IGNORECASE,
)
"""What results say where a call came to nothing."""
_LACKING = re.compile(
    r"(?<![a-z])(?:no|not|never|without|cannot|out|sold|closed|late|delay\w*|pending|inactive"
    r"|disabled|off|limited|only|cancel\w*|blocked|offline|down|dis[a-z]{4,}"
    r"|un(?!it|der|iq|iv|til|ion|if|les)[a-z]{4,})(?![a-z])|n['’]t\b",
    re.IGNORECASE,
)
"""What they say where something is not as one would have it."""
_OF_SUCCESS = frozenset(
    "found exists exist available success successful ok okay valid match matched matches stock "
    "result results completed confirmed accepted approved sent saved done working active supported "
    "eligible allowed possible reachable online open".split()
)
_COUNTS = frozenset(
    "count total number results found matches hits size length amount quantity balance available "
    "stock remaining".split()
)
_READING = frozenset(
    "get list search find fetch show read view check retrieve lookup look query browse describe "
    "count track compare estimate measure calculate see tell".split()
)
_OF_CHANGES = frozenset(
    "bulk add create delete remove set update change increment decrement put patch post".split()
)
"""Words in the names of tools that do more than look something up, whatever their first word."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_EMPTY_WORDS = frozenset(
    "all and are was were the that this these those here there your you yours for with from into "
    "have has had been being done set ready got found find finding look looked looking check "
    "checked checking get gotten result results response data information info details detail "
    "answer answers item items list lists listed record records success status message successful "
    "successfully complete completed completely finished everything everything's thing things "
    "request requests requested asked ask wanted want let know now just can could would will shall "
    "may might anything else need needs help please thanks thank welcome happy glad enjoy good "
    "great perfect sure okay okey fine well task tasks call calls tool tools taken care what which "
    "who how when where why its it's i've i'm i'll has'nt value values".split()
)


def told_falsely(text: str, turn: Turn) -> str | None:
    """The words by which a text tells a failure that no result shows, or None.

    A failure shows in an error, in what is empty, missing, zero or false, or in words of a result,
    a request or an argument that say so themselves.
    """
    if not _SIGN.search(text):
        return None
    total = _TOTAL.search(text)
    partial = None if total else _PARTIAL.search(text)
    match = total or partial
    if match is None or any(call.status == "error" for call in turn.calls):
        return None
    given = (str(value) for call in turn.calls for value in _texts(call.arguments))
    said = " ".join((*turn.user_texts.values(), *given))
    if _FAILED.search(said) or (partial and _LACKING.search(said)):
        return None
    for call in turn.calls:
        if not call.result or _shows_lack(call.result, whole=total is not None):
            return None
    return match[0]


def tells_nothing(text: str, turn: Turn, context: CheckContext) -> bool:
    """Whether a turn that only looked things up found some, and a text has not a word of them."""
    if not turn.calls or any(mark.isdigit() for mark in text):
        return False
    words = [word.casefold() for word in _WORD.findall(text)]
    words = [word for word in words if word not in _EMPTY_WORDS]
    if any(number_of(word) is not None for word in words):
        return False
    for call in turn.calls:
        view = context.view(call.tool)
        if view is None or call.status == "error" or not profile_of(view.tool).reads:
            return False
        asks = view.tool.source.item.startswith("GET ") or not _READING.isdisjoint(
            view.name_words[:1]
        )
        if not asks or not _OF_CHANGES.isdisjoint(view.name_words):
            return False
    if not _is_found(turn):
        return False
    told = text.casefold()
    shown = " ".join(
        piece.casefold()
        for call in turn.calls
        for path, value in scalars_of(call.result)
        for piece in (*_names(path), str(value))
    )
    # The beginning of a word is enough: "rainy" tells of "rain".
    return not any(word[:4] in shown for word in words) and not any(
        str(value).casefold() in told
        for call in turn.calls
        for _path, value in scalars_of(call.result)
        if value not in (None, "")
    )


def _is_found(turn: Turn) -> bool:
    """Whether some text or number was found that was not sent; yes and no are told in own words."""
    sent = {str(value) for call in turn.calls for _path, value in scalars_of(call.arguments)}
    if any(_shows_lack(call.result, whole=False) for call in turn.calls):
        return False
    values = [value for call in turn.calls for _path, value in scalars_of(call.result)]
    if any(isinstance(value, bool) for value in values):
        return False
    return any(str(value) not in sent for value in values)


def _shows_lack(result: JSON, *, whole: bool) -> bool:
    """Whether a result can be told as a failure; as one of the `whole` only where it says so."""
    return any(_lacks(path, value, whole=whole) for path, value in _leaves(result))


def _lacks(path: str, value: JSON, *, whole: bool) -> bool:
    names = _names(path)
    if _FAILED.search(" ".join(names)):
        return bool(value)  # `error: null` and `failed: 0` are good news
    if isinstance(value, bool):
        return not value and (not whole or not _OF_SUCCESS.isdisjoint(names))
    if isinstance(value, int | float):
        if names[-1:] == ("status",) or names[-2:] == ("status", "code"):
            return value >= 400
        return not value and (not whole or not _COUNTS.isdisjoint(names))
    if not isinstance(value, str) or not value.strip():
        return True
    return _FAILED.search(value) is not None or (not whole and _LACKING.search(value) is not None)


def _leaves(value: JSON, path: str = "") -> Iterator[tuple[str, JSON]]:
    """As `scalars_of`, with empty lists and objects."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}")
    elif isinstance(value, list) and value:
        for item in value:
            yield from _leaves(item, path)
    else:
        yield path, value


def _names(path: str) -> tuple[str, ...]:
    return tuple(word for part in re.split(r"[.\[\]]+", path) for word in split_identifier(part))


def _texts(value: JSON) -> Iterator[str]:
    yield from (each for _path, each in scalars_of(value) if isinstance(each, str))
