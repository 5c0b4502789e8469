"""What the assistant says when the calls of a turn are done: what was found or done, no more."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digit_tc.language.entities import id_noun, plain_name
from digit_tc.language.nouns import noun_of
from digit_tc.language.participles import participle
from digit_tc.language.words import split_identifier
from digit_tc.records import JSON, CallStatus
from digit_tc.records.profile import READING_EFFECTS
from digit_tc.semantics import profile_of
from digit_tc.writers.grammar.closing_words import Patterns, closing_words, join
from digit_tc.writers.grammar.deed import Deed, deed_of, thing_of
from digit_tc.writers.grammar.describing import describe_row
from digit_tc.writers.grammar.failure import is_failure, tell_failure
from digit_tc.writers.grammar.listing import listing_in, tell_listing, tell_sentence
from digit_tc.writers.grammar.owner_answers import owner_answers
from digit_tc.writers.grammar.spoken_tool import SpokenTool
from digit_tc.writers.grammar.telling import (
    clause_about,
    facts_of,
    is_dull,
    label,
    name_key,
    own_name_key,
    quoted,
    written,
)
from digit_tc.writers.grammar.voice import Voice

_MOST_FACTS = 6
_NEW = re.compile(r"(?:on|at|from|for|in|with) ")
"""How what is said of a thing that has just been made begins."""
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """One executed call, as far as the closing is concerned."""

    profile: SpokenTool
    arguments: Mapping[str, JSON]
    result: JSON
    hidden: bool
    status: CallStatus = "ok"


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
            text = _tell(outcome, patterns)
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


def _tell(outcome: Outcome, patterns: Patterns) -> str:
    answers = owner_answers(outcome.profile, outcome.arguments, outcome.result)
    if answers:
        return patterns.choose_answer(answers)
    result = _parsed(outcome.result)
    if profile_of(outcome.profile.tool).effect not in READING_EFFECTS:
        return _tell_change(outcome, result, patterns)
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
    flat = _flat(result)
    fresh = _fresh(flat, outcome.arguments)
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
    ids = _new_ids(fresh, outcome)
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


def _flat(result: Mapping[str, JSON]) -> dict[str, JSON]:
    """The fields of a result at any depth; an inner thing that has a name stays one field."""
    flat: dict[str, JSON] = {}
    scalars = any(
        not isinstance(value, dict | list) and not is_dull(key) and id_noun(key) is None
        for key, value in result.items()
    )
    inner_keys = [key for one in result.values() if isinstance(one, dict) for key in one]
    for key, value in result.items():
        if not isinstance(value, dict):
            flat[key] = value
            continue
        if scalars and label(value) and name_key(value):
            flat[key] = value
            continue
        for inner, item in _flat(value).items():
            alone = inner_keys.count(inner) == 1 and inner not in result
            flat[inner if alone else f"{key}_{inner}"] = item
    return flat


def _fresh(fields: Mapping[str, JSON], arguments: Mapping[str, JSON]) -> dict[str, JSON]:
    """The fields that say more than the arguments did."""
    given = {plain_name(name): value for name, value in arguments.items()}
    return {
        key: value
        for key, value in fields.items()
        if plain_name(key) not in given or given[plain_name(key)] != value
    }


# --- what was done --------------------------------------------------------------------------------


def _tell_change(outcome: Outcome, result: JSON, patterns: Patterns) -> str:
    deed = deed_of(outcome.profile, outcome.arguments, result)
    flat = _flat(result) if isinstance(result, dict) else {}
    fresh = _fresh(flat, outcome.arguments)
    told = deed.told if deed is not None else frozenset[str]()
    new = _describe_new(outcome, told, patterns)
    clauses = _set_clauses(outcome, told | set(new[1]))
    clauses += _new_ids(fresh, outcome, deed)
    if not ("outcome" in flat and outcome.profile.tool.returns_origin == "inferred"):
        news = {
            key: value for key, value in fresh.items() if not _is_said(key, value, deed, outcome)
        }
        clauses += [fact for fact in facts_of(news) if fact not in clauses]
    clauses = clauses[: 3 if patterns.terse else 5]
    if deed is None:
        text = patterns.fill("done", "unnamed", {})
        return f"{text} {tell_sentence(clauses)}" if clauses else text
    rest = "."
    if clauses:
        joined = patterns.rng.random() < 0.5 and len(clauses) <= 3
        rest = f"; {join(clauses)}." if joined else f". {tell_sentence(clauses)}"
    many = deed.many
    slots = {
        "o": deed.thing, "p": deed.done, "c": deed.complement + new[0], "rest": rest,
        "are": "are" if many else "is", "have": "have" if many else "has",
    }  # fmt: skip
    text = patterns.fill("done", "plain", slots)
    return f"{text} {_said_in_words(result)}".strip()


def _describe_new(
    outcome: Outcome, told: frozenset[str], patterns: Patterns
) -> tuple[str, frozenset[str]]:
    """What a new thing is like, behind the words for it, and the arguments that say so."""
    known = profile_of(outcome.profile.tool)
    if known.effect != "create" or not known.entity:
        return "", frozenset()
    given = {name: value for name, value in outcome.arguments.items() if name not in told}
    plain = {
        name: value
        for name, value in given.items()
        if not isinstance(value, str) or "@" not in value
    }
    one = describe_row(plain, known.entity, patterns.rng, fields=outcome.profile.fields)
    if one.before or not one.behind or not all(map(_NEW.match, one.behind)):
        return "", frozenset()
    # "Created on May 4" would tell when it was created.
    words = re.sub(r"^on (?=\w+ \d)", "for ", one.words)
    return f" {words}", frozenset(plain) - frozenset(one.left)


def _set_clauses(outcome: Outcome, told: frozenset[str]) -> list[str]:
    """What the thing was set to, as far as the words for the thing do not say it."""
    known = profile_of(outcome.profile.tool)
    now = "now " if known.effect == "update" else ""
    attributes = {one.parameter: one.attribute for one in known.sets}
    keys = {key.parameter for key in known.keys}
    found = []
    for name, value in outcome.arguments.items():
        if name in told or name in keys or id_noun(name) is not None or name in known.session:
            continue
        if isinstance(value, bool | dict) or (isinstance(value, str) and len(value.split()) > 6):
            continue
        strings = {key: one for key, one in outcome.arguments.items() if isinstance(one, str)}
        field = outcome.profile.fields.get(name)
        if known.effect == "send" or (field is not None and len(field.choices) == 1):
            continue
        attribute = attributes.get(name, name).removeprefix("new_")
        person = field is not None and field.kind in ("person_name", "first_name", "username")
        titled = name.endswith(("name", "title")) and isinstance(value, str) and not person
        clause = clause_about(attribute, quoted(value) if titled else value, strings)
        if clause and not is_dull(name):
            found.append(re.sub(r"^(the .*?) (is|are) ", rf"\1 \2 {now}", clause, count=1))
    return found[:3]


def _new_ids(fresh: Mapping[str, JSON], outcome: Outcome, deed: Deed | None = None) -> list[str]:
    given = {str(value) for value in outcome.arguments.values()}
    known = profile_of(outcome.profile.tool)
    clauses = []
    for key, value in fresh.items():
        noun = id_noun(key)
        told = written(value, key) if not isinstance(value, dict | list) else None
        if noun is None or not told or told in given:
            continue
        of_this = deed is None or noun in deed.thing.split()
        own = noun == "" or (noun in known.entity.split() and of_this)
        clauses.append(f"its ID is {told}" if own else f"the {noun_of(key)} is {told}")
    return clauses[:2]


def _is_said(key: str, value: JSON, deed: Deed | None, outcome: Outcome) -> bool:
    """Whether a field only says again that the act was done, or whose name the deed has."""
    if not isinstance(value, str):
        return value is True
    plain = re.sub(r"[\W_]+", " ", value.lower()).strip().replace("canceled", "cancelled")
    known = profile_of(outcome.profile.tool)
    if split_identifier(key)[-1:] and split_identifier(key)[-1] in (
        *closing_words("states"), "outcome", "result",
    ):  # fmt: skip
        done = {known.state_after, "success", "successful", "ok", "done", "completed", "created"}
        done |= {participle(known.verb), "saved", "updated", "accepted"} if known.verb else set()
        code = plain.replace(" ", "_")
        if plain in done or (deed is not None and plain == deed.done):
            return True
        first = plain.partition(" ")[0]
        usual = first.endswith(("ed", "ing")) or plain in ("active", "sent", "paid", "on", "off")
        return usual and code not in closing_words("undone")
    return deed is not None and value in deed.thing


def _said_in_words(result: JSON) -> str:
    """A text that answers a change, where it tells a figure of its own."""
    if not isinstance(result, str) or not any(mark.isdigit() for mark in result):
        return ""
    plain = " ".join(result.split())
    plain = written(plain) or plain
    return f"The answer was {quoted(plain)}." if len(plain) <= 200 else ""
