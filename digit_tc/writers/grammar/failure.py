"""How the assistant tells that a call came to nothing: what could not be done, and the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping

from digit_tc.language.words import is_common, split_identifier
from digit_tc.records import JSON
from digit_tc.records.profile import ToolProfile
from digit_tc.semantics import profile_of
from digit_tc.writers.grammar.closing_words import Patterns, reason_for
from digit_tc.writers.grammar.deed import Deed, thing_of
from digit_tc.writers.grammar.spoken_tool import SpokenTool
from digit_tc.writers.grammar.telling import quoted, written

_KEYS = ("message", "detail", "details", "reason", "description", "error_message", "error",
         "errors", "title", "msg", "body", "error_description", "code", "error_code", "status",
         "status_code")  # fmt: skip
_PREFIX = re.compile(
    r"^(?:\w*error|failed|failure|http \d{3}|\d{3})\s*(?:\(?\d{3}\)?)?\s*[:–-]\s+", re.I
)
_CODE = re.compile(r"[a-z]+(?:_[a-z]+)*|[A-Z]+(?:_[A-Z]+)*|[A-Z][a-z]+(?:[A-Z][a-z]+)+")
_MOST_LETTERS = 200
_OPENERS = frozenset(
    "the a an this that these no not there it its your you only cannot already all some at too "
    "more another either neither both none nothing please".split()
)
_MISSING = re.compile(r"There is no (\w+) (.+)")
_STATE = re.compile(r"\w+ (\S+) is (.+)")


def is_failure(result: JSON) -> bool:
    """Whether a result is nothing but an error, whatever the status of its call says."""
    if not isinstance(result, dict):
        return False
    status = result.get("status", result.get("status_code"))
    if isinstance(status, int) and not isinstance(status, bool) and status >= 400:
        return True
    if not result.get("error") and not result.get("errors"):
        return False
    return set(result) <= {*_KEYS, "success", "ok"}


def tell_failure(
    profile: SpokenTool, arguments: Mapping[str, JSON], deed: Deed | None, result: JSON,
    patterns: Patterns,
) -> str:  # fmt: skip
    """One or two sentences about a call that failed; the reason is told as it was given."""
    act = _act(profile, arguments, deed)
    reason = reason_of(result)
    if reason is None:
        return patterns.fill("failed", "none", {"v": act})
    code = "_".join(split_identifier(reason)) if _CODE.fullmatch(reason) else reason
    known = reason_for(code)
    if known is not None:
        return patterns.fill("failed", "clause", {"v": act, "c": known})
    if re.fullmatch(r"\d{3}", reason):
        return patterns.fill("failed", "words", {"v": act, "q": f"status {reason}"})
    if _CODE.fullmatch(reason) and ("_" in reason or reason.isupper()):
        reason = " ".join(split_identifier(reason))
    reason = written(reason) or reason
    if told := _about_it(reason, act, profile_of(profile.tool).state_after):
        return patterns.fill("failed", "clause", {"v": act, "c": told})
    if len(reason.split()) < 4 or "?" in reason:
        return patterns.fill("failed", "words", {"v": act, "q": quoted(reason)})
    inner = _within(reason, profile)
    form = "clause" if inner and patterns.rng.random() < 0.5 else "sentence"
    whole = reason[:1].upper() + reason[1:]
    return patterns.fill("failed", form, {"v": act, "r": whole, "c": inner or whole})


def reason_of(result: JSON) -> str | None:
    """The reason that an error gives, as one text; None where it gives none."""
    if isinstance(result, str):
        text = " ".join(result.split())
        while text and (shorter := _PREFIX.sub("", text)) != text:
            text = shorter
        if len(text) > _MOST_LETTERS:
            text = re.split(r"(?<=[.!])\s", text)[0][:_MOST_LETTERS]
        return text.rstrip(" .!") or None
    if isinstance(result, list):
        return next((told for one in result if (told := reason_of(one))), None)
    if isinstance(result, dict):
        found = [told for key in _KEYS if key in result and (told := reason_of(result[key]))]
        sentences = [one for one in found if " " in one]
        return next(iter(sentences or found), None)
    if isinstance(result, int) and not isinstance(result, bool):
        return str(result)
    return None


def _act(profile: SpokenTool, arguments: Mapping[str, JSON], deed: Deed | None) -> str:
    known = profile_of(profile.tool)
    if known.reads:
        thing = thing_of(profile, arguments, None)
        if known.effect == "get" and thing:
            return f"look up {thing}"
        if deed is not None and deed.verb not in ("check", "compute"):
            verb = "look up" if deed.verb in ("get", "read", "fetch", "retrieve") else deed.verb
            return f"{verb} {deed.thing}{deed.complement}"
        return f"look up {thing}" if thing else "look that up"
    if deed is None:
        return "do that"
    if known.effect == "create" and known.makes and deed.thing.split()[0] in _key_nouns(known):
        # Who sends an order back makes a return for it, not the order.
        made = known.makes[0]
        return f"make {'an' if made[0] in 'aeiou' else 'a'} {made} for {deed.thing}"
    return f"{deed.verb} {deed.thing}{deed.complement}"


def _key_nouns(known: ToolProfile) -> set[str]:
    return {key.entity.rpartition(" ")[2] for key in known.keys}


def _about_it(reason: str, act: str, wanted: str) -> str:
    """A reason that names the thing of an act again, with a pronoun for it; empty for others.

    `There is no order O-7` → "there is no such order", `Order O-7 is shipped` → "it is shipped".
    What is as it was to become is so "already"; `wanted` is that state.
    """
    missing = _MISSING.fullmatch(reason)
    if missing and missing[2] in act:
        return f"there is no such {missing[1]}"
    state = _STATE.fullmatch(reason)
    if state and state[1] in act:
        already = "already " if state[2] == wanted.replace("_", " ") else ""
        return f"it is {already}{state[2]}"
    return ""


def _within(reason: str, profile: SpokenTool) -> str | None:
    """The reason as it stands within a sentence; None where its first word may be a name."""
    if re.search(r"[.!?]\s", reason):
        return None
    first, _, rest = reason.partition(" ")
    if first.islower() or not first.isalpha():
        return reason
    plain = first.lower()
    known = profile_of(profile.tool)
    if first.istitle() and (plain in _OPENERS or plain in known.names or is_common(plain)):
        return f"{plain} {rest}"
    return None
