"""Answers to questions of yes and no."""

from __future__ import annotations

import re
from typing import Any

from digit_tc.semantics.sentence import Sentence

_RULES: tuple[tuple[re.Pattern[str], str, str, str], ...] = tuple(
    (re.compile(rule), field, yes, no)
    for rule, field, yes, no in (
        (r"\bpalindrome\b", "is_palindrome", "a palindrome", "not a palindrome"),
        (r"\banagrams?\b", "is_anagram", "an anagram", "not an anagram"),
        (r"\bprime\b", "is_prime", "a prime number", "not a prime number"),
        (r"\bdisposable\b|\btemporary\b", "disposable", "disposable", "not disposable"),
        (r"\bavailab\w*|\btaken\b|\bin stock\b", "available", "available", "not available"),
        (r"\bexist\w*", "exists", "found", "not found"),
        (r"\bvalid\w*|\bverif\w*|\bcorrect\w*", "valid", "valid", "not valid"),
        (r"\b(?:up|online|reachable|down|accessible)\b", "reachable", "reachable", "not reachable"),
        (r"\bsafe\b|\bsecure\b|\bspam\b|\bmalicious\b", "safe", "safe", "not safe"),
        (r"\beligib\w*|\ballowed\b|\bpermit\w*", "allowed", "allowed", "not allowed"),
        (r"\bcontains?\b|\bhas\b|\bin the (?:list|array)\b", "found", "found", "not found"),
        (r"\bmatch\w*|\bequal\b|\bsame\b|\bidentical\b", "matches", "a match", "no match"),
    )
)
_AVAILABILITY = frozenset(["availability", "validity", "existence"])


def verdict(sentence: Sentence) -> dict[str, Any] | None:
    """The schema of a yes or a no with its words; None where something else is asked for."""
    asked = sentence.whether or sentence.head in _AVAILABILITY
    if sentence.verb in ("validate", "verify") and sentence.head not in ("list",):
        asked = True
    if not asked:
        return None
    for rule, field, yes, no in _RULES:
        if rule.search(sentence.text):
            return _answer(field, yes, no)
    return _answer("confirmed", "yes", "no")


def _answer(field: str, yes: str, no: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field: {"type": "boolean"}, "result": {"type": "string"}},
        "required": [field, "result"],
        "examples": [
            {field: True, "result": yes},
            {field: True, "result": yes},
            {field: False, "result": no},
        ],
    }
