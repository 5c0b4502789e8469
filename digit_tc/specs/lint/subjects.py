"""Of what a sentence in a description speaks: of the parameter itself, or of another one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from digit_tc.language.words import split_identifier

_NOUN = r"(?:\s+(?:parameter|field|property|argument|option|value|attribute))?"
_QUOTED_END = re.compile(rf"[`'\"]([\w.\[\]-]{{1,60}})[`'\"]{_NOUN}\s*$")
_NOUN_END = re.compile(rf"{_NOUN}\s*$")
_OMITTED = re.compile(
    r"\w+ (?:(?:it|this|that|nothing|none|one|value|(?:the|no|this) \w+)(?:'s)? )?"
    r"(?:(?:is|are|was|has|been|left|does|do) )*"
    r"(?:n[o']t|omitted|unspecified|absent|missing|empty|none|null|unset|blank|undefined|out"
    r"|provided|given|specified|set|passed)\b",
    re.IGNORECASE,
)
"""`if not given`, `when omitted`, `if no value is given`: the parameter itself is left out."""
_CONDITION = re.compile(r"\b(?:if|when|where|while|whenever|for|unless|depend\w*)\b", re.IGNORECASE)
_OTHERWISE = re.compile(r"\b(?:otherwise|unless|depend\w*|except|else|but)\b", re.IGNORECASE)


def sentence_before(text: str, end: int) -> str:
    """What stands between the last full stop before a place and that place."""
    return re.split(r"[.;!?]\s+|\n", text[max(0, end - 300) : end])[-1]


def sentence_after(text: str, start: int) -> str:
    """What stands between a place and the next full stop."""
    return re.split(r"[.;!?](?:\s|$)|\n", text[start : start + 300], maxsplit=1)[0]


def speaks_of_another(before: str, name: str, others: Iterable[str]) -> bool:
    """True where the subject of a sentence, whose beginning this is, is another parameter.

    `The scan's `purpose` must be` speaks of `purpose`, in whose description ever it stands.
    """
    own = split_identifier(name)
    if quoted := _QUOTED_END.search(before):
        return split_identifier(quoted[1]) != own
    subject = _NOUN_END.sub("", before)
    end = f" {' '.join(split_identifier(subject))}"
    named = (split_identifier(other) for other in others if other != name)
    return any(
        words and words != own[-len(words) :] and end.endswith(f" {' '.join(words)}")
        for words in named
    )


def has_condition(words: str) -> bool:
    """True for `if the box is large`; `if not given` and `when omitted` are no conditions."""
    found = _CONDITION.search(words)
    return found is not None and not _OMITTED.match(words, found.start())


def has_otherwise(words: str) -> bool:
    """True where a sentence goes on with what holds in other cases."""
    return bool(_OTHERWISE.search(words))
