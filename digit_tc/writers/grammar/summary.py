"""What the assistant says when the calls of a turn are done: what was found or done, no more."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from digit_tc.language.nouns import noun_of
from digit_tc.language.words import split_identifier
from digit_tc.records import JSON
from digit_tc.records.profile import READING_EFFECTS
from digit_tc.semantics import profile_of
from digit_tc.writers.grammar.changes import tell_change, tell_new_ids
from digit_tc.writers.grammar.closing_words import Patterns, join
from digit_tc.writers.grammar.deed import deed_of, thing_of
from digit_tc.writers.grammar.describing import describe_row
from digit_tc.writers.grammar.failure import is_failure, tell_failure
from digit_tc.writers.grammar.listing import listing_in, tell_listing, tell_sentence
from digit_tc.writers.grammar.outcome import Outcome, flatten, list_fresh
from digit_tc.writers.grammar.owner_answers import owner_answers
from digit_tc.writers.grammar.telling import (
    facts_of,
    name_key,
    own_name_key,
    quoted,
    written,
)
from digit_tc.writers.grammar.voice import Voice

_MOST_FACTS = 6
_MOST_LINES = 4


def summarise(outcomes: Sequence[Outcome], voice: Voice) -> str:
    """Tell each call that was asked for once and in order; all of them where none was.

    A call that failed and was then made again with success is told as the success that it became.
    """
    told = [one for one in outcomes if not one.hidden] or list(outcomes)
    patterns = Patterns(voice.rng, voice.manner)
    sentences: list[str] = []
    worked = False
    for place, outcome in enumerate(told):
        if _failed(outcome):
            if any(_is_again(outcome, later) for later in told[place + 1 :]):
                continue
            text = _tell_failed(outcome, patterns)
            if worked and text.startswith("I "):
                text = f"However, {text}"
        else:
            # Beside a like act that failed, it has to be said which one went through.
            beside = any(
                _failed(one) and one.profile.tool.key == outcome.profile.tool.key for one in told
            )
            text = _tell(outcome, patterns, owner=not beside)
            worked = True
        if text not in sentences:
            sentences.append(text)
    return " ".join(sentences)


def _failed(outcome: Outcome) -> bool:
    return outcome.status == "error" or is_failure(outcome.result)


def _is_again(failed: Outcome, later: Outcome) -> bool:
    same = later.profile.tool.key == failed.profile.tool.key
    return same and later.arguments == failed.arguments and not _failed(later)


def _tell_failed(outcome: Outcome, patterns: Patterns) -> str:
    deed = deed_of(outcome.profile, outcome.arguments, None)
    return tell_failure(outcome.profile, outcome.arguments, deed, outcome.result, patterns)


def _tell(outcome: Outcome, patterns: Patterns, *, owner: bool = True) -> str:
    """One sentence or more about a call that went well; `owner` lets the answers of the tool's
    owner say it."""
    answers = owner_answers(outcome.profile, outcome.arguments, outcome.result)
    if answers and owner:
        return patterns.choose_answer(answers)
    result = _parsed(outcome.result)
    if profile_of(outcome.profile.tool).effect not in READING_EFFECTS:
        return tell_change(outcome, result, patterns)
    listing = listing_in(result, outcome.profile, outcome.arguments)
    if listing is not None:
        return tell_listing(listing, outcome.profile, outcome.arguments, patterns)
    if isinstance(result, dict) and result:
        return _tell_thing(outcome, result, patterns)
    return _tell_value(outcome, result, patterns)


def _parsed(result: JSON) -> JSON:
    """A result that is JSON in a text as what it says."""
    if isinstance(result, str) and result.lstrip()[:1] in ("{", "["):
        try:
            parsed: JSON = json.loads(result)
        except ValueError:
            return result
        return parsed
    return result


# --- what was looked up ---------------------------------------------------------------------------


def _tell_thing(outcome: Outcome, result: Mapping[str, JSON], patterns: Patterns) -> str:
    flat = flatten(result)
    fresh = list_fresh(flat, outcome.arguments)
    thing = thing_of(outcome.profile, outcome.arguments, result)
    entity = profile_of(outcome.profile.tool).entity
    one = describe_row(fresh, entity, patterns.rng, skip=thing)
    thing = f"the {thing}" if thing and re.fullmatch(r"[a-z]+(?: [a-z]+)+", thing) else thing
    own = own_name_key(flat, profile_of(outcome.profile.tool).names)
    if thing and entity and len(one) > 1 and (own or thing.startswith(f"{entity} ")):
        slots = {"s": thing, "d": one.around(entity)}
        facts = facts_of(one.left)[:_MOST_FACTS]
        text = patterns.fill("get", "named", slots)
        return f"{text} {tell_sentence(facts)}" if facts else text
    facts = facts_of(fresh, skip=thing)[: 4 if patterns.terse else _MOST_FACTS]
    ids = tell_new_ids(fresh, outcome)
    facts = facts or ids or facts_of(flat, skip=thing)[:3]
    if not facts and thing and name_key(flat):
        facts = [f"the {noun_of(str(name_key(flat)))} is {thing}"]
        thing = None
    truths = [value for value in flat.values() if isinstance(value, bool)]
    if not facts and len(truths) == 1:
        return f"The answer is {'yes' if truths[0] else 'no'}."
    if not facts:
        return _tell_nothing(outcome, patterns)
    text = _frame(facts[:3], thing, patterns)
    return f"{text} {tell_sentence(facts[3:])}" if facts[3:] else text


def _frame(facts: Sequence[str], thing: str | None, patterns: Patterns) -> str:
    slots = {"f": join(facts), "s": thing or ""}
    return patterns.fill("get", "plain" if thing else "bare", slots)


def _tell_value(outcome: Outcome, result: JSON, patterns: Patterns) -> str:
    """A look-up that gave a bare text, a number, yes or no, or nothing."""
    noun = _asked_noun(outcome)
    thing = thing_of(outcome.profile, outcome.arguments, None)
    if isinstance(result, bool):
        return "The answer is yes." if result else "The answer is no."
    if isinstance(result, str) and result.strip():
        return _tell_text(result, thing, patterns)
    told = written(result)
    if told is None:
        return _tell_nothing(outcome, patterns)
    return _frame([f"the {noun} is {told}"], thing, patterns)


def _tell_text(text: str, thing: str | None, patterns: Patterns) -> str:
    lines = [re.sub(r"^\s*(?:[-*•–]|\d+[.)])\s+", "", line).strip() for line in text.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) > 1:
        head = lines.pop(0).rstrip(":") if lines[0].endswith(":") else "This is what came back"
        shown = [line.rstrip(" .;") for line in lines[:_MOST_LINES]]
        more = ", and more" if len(lines) > _MOST_LINES else ""
        return f"{head}: {'; '.join(shown)}{more}."
    plain = lines[0].strip()
    if "?" in plain or len(plain) > 300:
        return f"The answer reads {quoted(plain)}."
    if len(plain.split()) > 3 and plain[:1].isupper():
        return plain if plain[-1:] in ".!" else f"{plain}."
    return _frame([f"the answer is {written(plain) or plain}".rstrip(".!")], thing, patterns)


def _tell_nothing(outcome: Outcome, patterns: Patterns) -> str:
    thing = thing_of(outcome.profile, outcome.arguments, None)
    about = f" on {thing}" if thing else ""
    return patterns.rng.choice(
        (f"Nothing came back{about}.", f"I looked, but there is nothing{about}.")
    )


def _asked_noun(outcome: Outcome) -> str:
    """What a look-up asks for, where the result does not name it: "balance" for `get_balance`."""
    words = list(split_identifier(outcome.profile.tool.name))
    if words and words[0] in ("get", "fetch", "read", "check", "calculate", "compute", "convert"):
        words = words[1:]
    if "by" in words or not 0 < len(words) <= 3 or words == ["number"]:
        return "answer"
    known = profile_of(outcome.profile.tool)
    if known.effect == "compute" or (words == known.entity.split() and known.own_keys):
        return "answer"
    return noun_of("_".join(words))
